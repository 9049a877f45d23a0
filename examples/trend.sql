\encoding UTF8
\set trend_quiet :QUIET
\set QUIET on
-- Three weeks of filings from the tables of demo_data.sql as a series of days: how far, how fast, and when 90 %?

-- What the filings say of each day, late ones and corrections included. pool_latest() keeps the last filing of each enterprise and gives every
-- row their pooled rate, in one pass. The rows added for the calendar name no enterprise: they change nothing and are there
-- to be read, one a day, whether somebody filed or not. Of two filings for one day the later received counts, so it comes
-- later in the window. Level: 0 a city, 1 a class, 3 all.
--
-- The window may be partitioned by the city because that is the one that the table enterprise has today, the same for all
-- filings of an enterprise; so the cities pool to the rest. Where each filing has its own city, an enterprise that moves
-- would be counted in both for ever: see README.md, recipe 2, and as_of.sql.

CREATE OR REPLACE VIEW as_of_rates AS
WITH entry AS (
    SELECT division_code, filed_on, received_at, enterprise_id, rate(resumed) AS resumed, rate(returned, staff) AS returned
    FROM filing_history
    JOIN enterprise USING (enterprise_id)
    UNION ALL
    SELECT division_code, date '2020-01-30' + day, 'infinity', NULL, NULL, NULL
    FROM (SELECT DISTINCT division_code FROM enterprise) AS city
    CROSS JOIN generate_series(0, 20) AS day
), state AS (
    SELECT division_code, filed_on, enterprise_id,
           pool_latest(enterprise_id, resumed) OVER so_far AS resumed,
           pool_latest(enterprise_id, returned) OVER so_far AS returned
    FROM entry
    WINDOW so_far AS (PARTITION BY division_code ORDER BY filed_on, received_at)
)
SELECT filed_on AS day, grouping(class, division_code) AS level, class, division_code,
       pool(resumed) AS resumption_rate,
       pool(returned) AS return_rate
FROM state
CROSS JOIN LATERAL class_on(division_code, filed_on) AS class
WHERE enterprise_id IS NULL
GROUP BY filed_on, ROLLUP (class, division_code);

\pset linestyle unicode
\pset border 1
\pset footer off

\echo 'TREND: as of each day, 30 January to 19 February 2020: percent, points a day,'
\echo 'and when a line through the last seven days is at 90 % (-: not within 100 days)'
\echo
WITH line AS (
    SELECT number, measure, level, class, division_code,
           sparkline(r ORDER BY day) AS days,
           pool(r) FILTER (WHERE day = date '2020-02-19') AS latest,
           trend(day, r) FILTER (WHERE day BETWEEN date '2020-02-13' AND date '2020-02-19') AS week,
           trend(day, r) FILTER (WHERE day BETWEEN date '2020-02-06' AND date '2020-02-12') AS week_before
    FROM as_of_rates
    CROSS JOIN LATERAL (VALUES (1, 'RESUMED, ALL', resumption_rate), (2, 'BACK, ALL', return_rate)) AS m(number, measure, r)
    WHERE level > 0 OR division_code = 420100
    GROUP BY number, measure, level, class, division_code
)
SELECT CASE level WHEN 0 THEN '  Wuhan' WHEN 1 THEN label(class, 'en') ELSE measure END AS "area",
       days AS "30 Jan to 19 Feb",
       percent(latest) AS "19 Feb",
       round(slope(week)::numeric, 2) AS "a day",
       coalesce(to_char(day_reaching(week, 90, 100), 'FMDD Mon'), '-') AS "90 % on",
       coalesce(to_char(day_reaching(week_before, 90, 100), 'FMDD Mon'), '-') AS "on 12 Feb"
FROM line
ORDER BY number, level = 3 DESC, class, level DESC;

\echo 'Ninety per cent of what? Resumption counts ten staff like ten thousand, and one'
\echo 'back like all: for capacity, read the second block. And a line is but a line:'
\echo 'on 12 February, on the steep part of the S, it promised each day too early; and'
\echo 'with a fifth of its staff in Wuhan, a third of them back, the characteristic'
\echo 'class would need 105 % of the others.'

\pset linestyle ascii
\pset footer on
\set QUIET :trend_quiet
