\encoding UTF8
\pset null '·'
-- Matched samples from day to day: an index that a changing panel does not bend, and silent enterprises that follow those
-- who speak. On generated filings; needs a database with the extension and nothing else, and leaves nothing behind:
-- psql -X -q -f examples/chain.sql

-- ---------------------------------------------------------------------------------------------------------------------
-- Generated data
-- ---------------------------------------------------------------------------------------------------------------------

-- 60 invented enterprises of two sectors file staff and staff back at work on ten days. In each of them more are back every
-- day. But the panel changes: the second half of the enterprises, which began lower, file only from the sixth day on, and
-- some fall silent.

CREATE TEMP TABLE filing AS
SELECT enterprise_id, CASE WHEN enterprise_id % 3 = 0 THEN 'services' ELSE 'software' END AS sector,
       date '2020-02-10' + n AS day, staff, staff * (start + n * step) / 1000 AS returned
FROM generate_series(1, 60) AS enterprise_id,
     LATERAL (SELECT 60 + enterprise_id * 37 % 400 AS staff, CASE WHEN enterprise_id <= 30 THEN 620 ELSE 240 END + enterprise_id * 11 % 90 AS start,
                     CASE WHEN enterprise_id % 3 = 0 THEN 31 ELSE 17 END AS step) AS e,
     generate_series(0, 9) AS n
WHERE (enterprise_id <= 30 OR n >= 5) AND NOT (enterprise_id % 10 = 7 AND n >= 7);

-- Each filing beside the one that the same enterprise made the day before; NULL where there is none.

CREATE TEMP TABLE pair AS
SELECT *, first_value(returned) OVER yesterday AS returned_before, first_value(staff) OVER yesterday AS staff_before
FROM filing
WINDOW yesterday AS (PARTITION BY enterprise_id ORDER BY day RANGE BETWEEN '1 day' PRECEDING AND '1 day' PRECEDING);

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. A chained index of matched panels
-- ---------------------------------------------------------------------------------------------------------------------

-- pool(now, before) compares those who filed on both days, and skips the rest; the product of these links is the index.
-- A rate moves by two links, that of its numerator and the reverse one of its denominator. The pooled rate of each day's
-- panel falls on the 15th, when those who began lower come in, although nobody had fewer back; the index does not.
--
-- A day without any pair has the link 0/0, and from there on the index is NULL, as long as chain() reaches back to it.

SELECT day, panel, matched, percent(rate, 1), round((100 * chain(link) OVER upto)::numeric, 1) AS returned_index,
       round((100 * chain(link) OVER upto * chain(staff_link) OVER upto)::numeric, 1) AS rate_index
FROM (SELECT day, count(*) AS panel, count(returned_before) AS matched, pool(returned, staff) AS rate,
             CASE WHEN day = '2020-02-10' THEN '1/1' ELSE coalesce(pool(returned, returned_before), '0/0') END AS link,
             CASE WHEN day = '2020-02-10' THEN '1/1' ELSE coalesce(pool(staff_before, staff), '0/0') END AS staff_link
      FROM pair
      GROUP BY day) AS daily
WINDOW upto AS (ORDER BY day)
ORDER BY day;

-- The index does not drift: links of one panel that stays telescope, whatever the days between.

SELECT chain(link) = (SELECT ratio(pool(last.returned, first.returned))
                      FROM filing AS first JOIN filing AS last USING (enterprise_id)
                      WHERE enterprise_id <= 30 AND enterprise_id % 10 <> 7 AND first.day = '2020-02-10' AND last.day = '2020-02-19') AS telescopes
FROM (SELECT pool(returned, returned_before) AS link FROM pair
      WHERE enterprise_id <= 30 AND enterprise_id % 10 <> 7 AND day > '2020-02-10' GROUP BY day) AS daily;

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. Silent enterprises follow those who speak
-- ---------------------------------------------------------------------------------------------------------------------

-- Carrying the last filing forward freezes an enterprise on the day when it fell silent. Imputation by ratio of means, as
-- the Office for National Statistics does for its monthly business survey, moves it on by the links of its sector: what it
-- filed last, times the chain of pool(now, before) over the days since.

CREATE TEMP TABLE link AS
SELECT sector, day, coalesce(pool(returned, returned_before), '0/0') AS link FROM pair WHERE day > '2020-02-10' GROUP BY sector, day;

CREATE TEMP TABLE last_filing AS
SELECT enterprise_id, sector, max(day) AS day, latest(rate(returned, staff), day) AS r FROM filing GROUP BY enterprise_id, sector;

SELECT enterprise_id, sector, day AS last_filed, r AS carried_forward, round(moved::numeric, 4) AS moved,
       rate(least(round(numerator(r) * moved)::bigint, denominator(r)), denominator(r)) AS imputed
FROM last_filing,
     LATERAL (SELECT chain(link) AS moved FROM link WHERE link.sector = last_filing.sector AND link.day > last_filing.day) AS since
WHERE day < '2020-02-19'
ORDER BY enterprise_id
LIMIT 4;

-- What they would have filed is known here, as the data are generated: the sum of those who fell silent, both ways.

SELECT sum(numerator(r)) AS carried_forward, round(sum(numerator(r) * moved)) AS imputed, sum(actual) AS actual
FROM last_filing,
     LATERAL (SELECT chain(link) AS moved FROM link WHERE link.sector = last_filing.sector AND link.day > last_filing.day) AS since,
     LATERAL (SELECT denominator(r) * (CASE WHEN enterprise_id <= 30 THEN 620 ELSE 240 END + enterprise_id * 11 % 90
                                       + 9 * CASE WHEN enterprise_id % 3 = 0 THEN 31 ELSE 17 END) / 1000 AS actual) AS truth
WHERE day < '2020-02-19';

-- Where a sector has no pair on one of these days, nothing is known of how it moved: the link is 0/0, the chain NULL, and
-- the enterprise is not imputed. coalesce(pool(returned, returned_before), '1/1') in its place carries forward over such a
-- day, as the Office's own links of 1 do.

DROP TABLE filing, pair, link, last_filing;
\pset null ''
