\encoding UTF8
\pset null '·'
-- Recipes for trends, on generated filings. They need a UTF8 database with the extension and nothing else, and leave
-- nothing behind: psql -X -q -f examples/trend_recipes.sql

-- ---------------------------------------------------------------------------------------------------------------------
-- Generated data
-- ---------------------------------------------------------------------------------------------------------------------

-- 24 invented enterprises in four cities file staff and staff back at work for three weeks of February 2020. Nobody
-- files on a Sunday or on the 14th, and each enterprise misses a day in six.

CREATE TEMP TABLE filing AS
SELECT enterprise_id, division_code, filed_on, staff, least(staff, staff * share / 1000) AS returned
FROM generate_series(1, 24) AS enterprise_id,
     LATERAL (SELECT (ARRAY[320100, 440300, 210200, 210100])[1 + enterprise_id % 4] AS division_code,
                     40 + enterprise_id * enterprise_id * 7 % 331 AS staff) AS e,
     generate_series(0, 20) AS n,
     LATERAL (SELECT date '2020-02-03' + n AS filed_on,
                     320 + n * CASE enterprise_id % 4 WHEN 0 THEN 27 WHEN 1 THEN 24 WHEN 2 THEN 18 ELSE 15 END
                         + (enterprise_id * 53 + n * 29) % 90 AS share) AS f
WHERE extract(isodow FROM filed_on) < 7 AND filed_on <> '2020-02-14' AND (enterprise_id * 5 + n * 7) % 6 > 0;

CREATE TEMP TABLE daily AS
SELECT filed_on AS day, pool(returned, staff) AS r FROM filing GROUP BY filed_on;

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. The last seven days, pooled
-- ---------------------------------------------------------------------------------------------------------------------

-- RANGE counts days, so a week with a Sunday and a holiday holds five days of filings. ROWS would reach into the
-- week before.

SELECT day, percent(r, 1) AS that_day, percent(pool(r) OVER week, 1) AS seven_days, count(*) OVER week AS days_filed
FROM daily
WINDOW week AS (ORDER BY day RANGE '6 days' PRECEDING)
ORDER BY day DESC
LIMIT 3;

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. Against the same weekday a week ago
-- ---------------------------------------------------------------------------------------------------------------------

-- A frame of one day, seven days back: where that day has no filings it is empty, and the change is NULL, not the
-- change from some other day. Percentage points, not percent.

SELECT day, to_char(day, 'Dy') AS weekday, r, first_value(r) OVER week_ago AS week_ago,
       round(points(r, first_value(r) OVER week_ago), 1) AS points
FROM daily
WINDOW week_ago AS (ORDER BY day RANGE BETWEEN '7 days' PRECEDING AND '7 days' PRECEDING)
ORDER BY day DESC
LIMIT 3;

-- ---------------------------------------------------------------------------------------------------------------------
-- 3. Every day of the calendar
-- ---------------------------------------------------------------------------------------------------------------------

-- A day without filings has a row and a NULL rate: a gap in the line, and no part in the trend.

SELECT sparkline(r ORDER BY calendar) AS three_weeks, count(*) AS days, count(r) AS days_filed,
       trend(day, r) = (SELECT trend(day, r) FROM daily) AS same_trend
FROM generate_series(date '2020-02-03', date '2020-02-23', interval '1 day') AS calendar
LEFT JOIN daily ON day = calendar::date;

-- ---------------------------------------------------------------------------------------------------------------------
-- 4. As of each day, and its trend by city class
-- ---------------------------------------------------------------------------------------------------------------------

-- The as-of rate of a day pools each enterprise's last filing, no older than a week. The trend runs over a series in
-- which everybody is present every day.
--
-- A city can rise to another class. So each filing counts on its days in the class that its city had then, until the
-- enterprise's next one; as_of() grouped by class would let the last filing of the old class count for ever.

CREATE TEMP TABLE as_of AS
SELECT class, on_day AS day, rate AS r
FROM (SELECT class, pool(rate(returned, staff), daterange(filed_on, least(next_on, filed_on + 7))) AS series
      FROM (SELECT *, class_on(division_code, filed_on) AS class,
                   lead(filed_on) OVER (PARTITION BY enterprise_id ORDER BY filed_on) AS next_on
            FROM filing) AS period
      WHERE class IN ('comprehensive', 'candidate')
      GROUP BY class) AS of_class,
     days(series, '2020-02-03', '2020-02-23');

SELECT class, sparkline(r ORDER BY day) AS three_weeks, percent(pool(r) FILTER (WHERE day = '2020-02-03'), 1) AS first,
       percent(pool(r) FILTER (WHERE day = '2020-02-23'), 1) AS last,
       round(slope(trend(day, r))::numeric, 2) AS points_a_day
FROM as_of
GROUP BY class
ORDER BY class;

-- The first week fills up as enterprises file for the first time; the weeks after it compare like with like.

SELECT class, denominator(r) AS staff, count(*) AS days
FROM as_of
WHERE day >= date '2020-02-08'
GROUP BY class, staff
ORDER BY class;

-- ---------------------------------------------------------------------------------------------------------------------
-- 5. Time to 90 percent
-- ---------------------------------------------------------------------------------------------------------------------

-- The line through the last fortnight, carried on. NULL would mean not within sixty days at that pace.

SELECT class, percent(pool(r) FILTER (WHERE day = date '2020-02-23'), 1) AS now,
       round(percent_at(trend(day, r), '2020-02-23')::numeric, 1) AS line_now,
       day_reaching(trend(day, r), 90, 60) AS at_90_percent,
       round(percent_at(trend(day, r), day_reaching(trend(day, r), 90, 60))::numeric, 1) AS line_then
FROM as_of
WHERE day > date '2020-02-09'
GROUP BY class
ORDER BY class;

-- ---------------------------------------------------------------------------------------------------------------------
-- 6. Does one class recover faster?
-- ---------------------------------------------------------------------------------------------------------------------

-- The slope over its z is its standard error if there were no trend. Of two groups without common members the squares
-- of the errors add up. Staff of one enterprise return together, so what is compared here are enterprises, those with
-- more than two thirds of their staff back. The same ones file every day, so the error is rather too small: look for a
-- difference of several errors.

WITH fitted AS (
    SELECT class, trend(filed_on, rate(3 * returned > 2 * staff)) AS t
    FROM filing, class_on(division_code, filed_on) AS class
    GROUP BY class
), estimated AS (
    SELECT class, slope(t) AS slope, slope(t) / nullif(z, 0) AS error FROM fitted, trend_test(t)
)
SELECT round(a.slope::numeric, 2) AS comprehensive, round(b.slope::numeric, 2) AS candidate,
       round((a.slope - b.slope)::numeric, 2) AS difference,
       round(sqrt(a.error ^ 2 + b.error ^ 2)::numeric, 2) AS standard_error
FROM estimated AS a, estimated AS b
WHERE a.class = 'comprehensive' AND b.class = 'candidate';

-- ---------------------------------------------------------------------------------------------------------------------
-- 7. A board for materials
-- ---------------------------------------------------------------------------------------------------------------------

-- Invented daily output by plant and product, in tonnes. The base day is 25 January. Growth compares the plants that
-- worked on that day, today over then; plants that joined later have no base and are shown apart, or growth would
-- credit the old ones with their output. A plant that has not reported today is not among those compared.

CREATE TEMP TABLE output (plant text, product text, day date, tonnes integer);
INSERT INTO output VALUES
    ('A', '消杀用品', '2020-01-25', 60), ('A', '消杀用品', '2020-02-19', 190),
    ('B', '消杀用品', '2020-01-25', 40), ('B', '消杀用品', '2020-02-19', 117),
    ('C', '消杀用品', '2020-02-12', 35), ('C', '消杀用品', '2020-02-19', 48),
    ('A', '口罩',     '2020-01-25', 16), ('A', '口罩',     '2020-02-19', 52),
    ('D', '口罩',     '2020-01-25',  9), ('D', '口罩',     '2020-02-19', 0),
    ('E', '防护服',   '2020-02-10',  3), ('E', '防护服',   '2020-02-19', 11);

SELECT product, pool(today, base) FILTER (WHERE base > 0) AS today_over_base,
       growth(pool(today, base) FILTER (WHERE base > 0), 0) AS growth,
       count(rate(today, base)) FILTER (WHERE base > 0) AS plants,
       sum(today) FILTER (WHERE coalesce(base, 0) = 0) AS from_new_plants,
       count(*) FILTER (WHERE coalesce(base, 0) = 0) AS new_plants
FROM (SELECT plant, product, sum(tonnes) FILTER (WHERE day = '2020-02-19') AS today,
             sum(tonnes) FILTER (WHERE day = '2020-01-25') AS base
      FROM output
      GROUP BY plant, product) AS by_plant
GROUP BY product
ORDER BY growth DESC NULLS LAST;

DROP TABLE filing, daily, as_of, output;
\pset null ''
