\encoding UTF8
\pset null '·'
-- A league table that does not blame small cities, and the days on which one city was out of the ordinary. On generated
-- data; needs a database with the extension and nothing else, and leaves nothing behind:
-- psql -X -q -f examples/league_table.sql

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. The funnel: which cities differ by more than chance?
-- ---------------------------------------------------------------------------------------------------------------------

-- Invented: of how many enterprises have resumed in each city. In a ranking, the top and the bottom go to the small ones,
-- whose rates scatter most. control_limits() says how far a city of this size may be from all cities together: a flag
-- beyond 95 % is one in twenty by chance alone, one beyond 99.8 % is one in five hundred.
--
-- Enterprises decide one by one, so the unit is the enterprise. Staff of one enterprise return together: for return rates
-- these limits would be far too narrow.

CREATE TEMP TABLE city (name text, resumed rate);
INSERT INTO city VALUES
    ('A', '1874/2240'), ('B', '1491/1902'), ('C', '811/990'), ('D', '583/640'), ('E', '402/500'), ('F', '287/366'),
    ('G', '188/232'), ('H', '89/124'), ('I', '52/70'), ('J', '27/29'), ('K', '10/15'), ('L', '6/6'), ('M', '0/0');

SELECT name, resumed, percent(resumed, 1), rank() OVER (ORDER BY ratio(resumed) DESC NULLS LAST) AS place,
       round(100 * near.lower::numeric, 1) AS lower, round(100 * near.upper::numeric, 1) AS upper,
       CASE WHEN ratio(resumed) > far.upper THEN 'high, beyond 99.8 %'
            WHEN ratio(resumed) > near.upper THEN 'high, beyond 95 %'
            WHEN ratio(resumed) < far.lower THEN 'low, beyond 99.8 %'
            WHEN ratio(resumed) < near.lower THEN 'low, beyond 95 %'
            WHEN resumed <> '0/0' THEN 'as all cities' END AS flag
FROM (SELECT *, pool(resumed) OVER () AS all_cities FROM city) AS t,
     control_limits(all_cities, denominator(resumed), 0.95) AS near,
     control_limits(all_cities, denominator(resumed), 0.998) AS far
ORDER BY denominator(resumed) DESC;

-- The lines of the funnel themselves, for a plot: denominators from 10 on, each four times the one before.

SELECT n, round(100 * near.lower::numeric, 1) AS lower_95, round(100 * near.upper::numeric, 1) AS upper_95,
       round(100 * far.lower::numeric, 1) AS lower_998, round(100 * far.upper::numeric, 1) AS upper_998
FROM (SELECT pool(resumed) AS all_cities FROM city) AS t,
     LATERAL (SELECT (10 * 4 ^ i)::bigint AS n FROM generate_series(0, 4) AS i) AS line,
     control_limits(all_cities, n, 0.95) AS near, control_limits(all_cities, n, 0.998) AS far
ORDER BY n;

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. The p-chart: on which days was one city out of the ordinary?
-- ---------------------------------------------------------------------------------------------------------------------

-- Invented: of the city's filings, how many were in by midnight. A rate that is not meant to move, unlike one of
-- resumption, is watched against its own past: the benchmark pools a base period, here the first two weeks, and the days
-- after it do not move it. The usual three standard errors are a confidence of 0.9973.

CREATE TEMP TABLE punctual AS
SELECT day::date, rate(expected - late, expected) AS r
FROM generate_series(timestamp '2020-02-10', '2020-03-01', '1 day') AS day,
     LATERAL (SELECT extract(doy FROM day)::integer AS n) AS d,
     LATERAL (SELECT 180 + n * 37 % 41 AS expected,
                     6 + n * 29 % 11 + CASE WHEN day = '2020-02-26' THEN 17 ELSE 0 END AS late) AS l;

SELECT day, r, percent(r, 1), round(100 * lower::numeric, 1) AS lower, round(100 * upper::numeric, 1) AS upper,
       CASE WHEN ratio(r) NOT BETWEEN lower AND upper THEN 'look at this day' END AS signal
FROM punctual,
     LATERAL (SELECT pool(r) AS base FROM punctual WHERE day < date '2020-02-24') AS b,
     control_limits(base, denominator(r), 0.9973)
WHERE day >= date '2020-02-24'
ORDER BY day;

DROP TABLE city, punctual;
\pset null ''
