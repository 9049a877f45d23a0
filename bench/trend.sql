-- trend() against regr_slope(), the unweighted line that the server brings.
-- Generated data; scale 1 is two million filings, and a hundred thousand days.

--@ setup
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS resume;

-- ratio and x are what regr_slope() needs, ready made
CREATE UNLOGGED TABLE filing AS
SELECT (i % 19)::integer AS city, day, rate(n, d) AS r, n, d, n / d::double precision AS ratio,
	(day - date '2000-01-01')::double precision AS x
FROM generate_series(1, (2000000 * :scale)::bigint) AS i,
	LATERAL (SELECT date '2020-01-01' + (i / 20000)::integer AS day, (i * 7919 % 500 * 0.8)::bigint AS n, 1 + i * 7919 % 500 AS d) AS v;

CREATE UNLOGGED TABLE series AS
SELECT i, day, date '2200-01-01' - i AS descending, date '1900-01-01' + (i::bigint * 7919 % 100003)::integer AS shuffled, rate(n, d) AS r, n / d::double precision AS ratio, (day - date '2000-01-01')::double precision AS x
FROM generate_series(1, (100000 * :scale)::integer) AS i,
	LATERAL (SELECT date '1900-01-01' + i AS day, (i::bigint * 7919 % 500 * 0.8)::bigint AS n, 1 + i::bigint * 7919 % 500 AS d) AS v
ORDER BY i;
VACUUM ANALYZE filing, series;

--@ table one trend, serial
SET max_parallel_workers_per_gather = 0; SET jit = off;
--@ query regr_slope(ratio, x), doubles ready made
SELECT regr_slope(ratio, x) FROM filing;
--@ query regr_slope(ratio(r), day - date)
SELECT regr_slope(ratio(r), day - date '2000-01-01') FROM filing;
--@ query weighted by hand, in double precision
SELECT (sum(d) * sum(n * x) - sum(n) * sum(d * x)) / (sum(d) * sum(d * x * x) - sum(d * x) ^ 2) FROM filing;
--@ query slope(trend(day, r))
SELECT slope(trend(day, r)) FROM filing;

--@ table by city, serial
SET max_parallel_workers_per_gather = 0; SET jit = off;
--@ query regr_slope(ratio, x), doubles ready made
SELECT city, regr_slope(ratio, x) FROM filing GROUP BY city;
--@ query slope(trend(day, r))
SELECT city, slope(trend(day, r)) FROM filing GROUP BY city;

--@ table one trend, two workers
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET jit = off;
--@ query regr_slope(ratio, x), doubles ready made
SELECT regr_slope(ratio, x) FROM filing;
--@ query slope(trend(day, r))
SELECT slope(trend(day, r)) FROM filing;

--@ table moving window, wider and wider
SET max_parallel_workers_per_gather = 0; SET jit = off;
--@ query slope(trend(day, r)), 7 days
SELECT slope(trend(day, r) OVER (ORDER BY day RANGE '6 days' PRECEDING)) FROM series;
--@ query slope(trend(day, r)), 30 days
SELECT slope(trend(day, r) OVER (ORDER BY day RANGE '29 days' PRECEDING)) FROM series;
--@ query slope(trend(day, r)), 365 days
SELECT slope(trend(day, r) OVER (ORDER BY day RANGE '364 days' PRECEDING)) FROM series;
--@ query regr_slope(ratio, x), 7 days
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE '6 days' PRECEDING) FROM series;
--@ query regr_slope(ratio, x), 30 days
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE '29 days' PRECEDING) FROM series;
--@ query regr_slope(ratio, x), 365 days
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE '364 days' PRECEDING) FROM series;

--@ table trend() over 365 rows, whatever the order of their days
SET max_parallel_workers_per_gather = 0; SET jit = off;
--@ query ascending days
SELECT trend(day, r) OVER (ORDER BY i ROWS 364 PRECEDING) FROM series;
--@ query descending days
SELECT trend(descending, r) OVER (ORDER BY i ROWS 364 PRECEDING) FROM series;
--@ query days in no order
SELECT trend(shuffled, r) OVER (ORDER BY i ROWS 364 PRECEDING) FROM series;
