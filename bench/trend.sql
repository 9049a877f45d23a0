-- trend() against regr_slope(), the unweighted line that the server brings, the weighted line by hand, and DuckDB.
-- Generated data; scale 1 is two million filings, and a hundred thousand days. (Of one day DuckDB's line is NaN, not NULL.)

--@ setup
CREATE EXTENSION resume;

-- ratio and x are what regr_slope() needs, ready made
CREATE UNLOGGED TABLE filing AS
SELECT (i % 19)::integer AS city, day, rate(n, d) AS r, n, d, n / d::double precision AS ratio,
	(day - date '2000-01-01')::double precision AS x
FROM generate_series(1, (2000000 * :scale)::bigint) AS i,
	LATERAL (SELECT date '2020-01-01' + (i / (20000 * :scale)::bigint)::integer AS day, (i * 7919 % 500 * 0.8)::bigint AS n, 1 + i * 7919 % 500 AS d) AS v;

CREATE UNLOGGED TABLE series AS
SELECT i, day, date '2200-01-01' - i AS descending, date '1900-01-01' + (i::bigint * 7919 % 100003)::integer AS shuffled, rate(n, d) AS r, n / d::double precision AS ratio, (day - date '2000-01-01')::double precision AS x
FROM generate_series(1, (100000 * :scale)::integer) AS i,
	LATERAL (SELECT date '1900-01-01' + i AS day, (i::bigint * 7919 % 500 * 0.8)::bigint AS n, 1 + i::bigint * 7919 % 500 AS d) AS v
ORDER BY i;
VACUUM ANALYZE filing, series;

--@ export filing (city INTEGER, n BIGINT, d BIGINT, ratio DOUBLE, x DOUBLE)
SELECT city, n, d, ratio, x FROM filing

--@ export series (day DATE, ratio DOUBLE, x DOUBLE)
SELECT day, ratio, x FROM series

--@ table one trend
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query regr_slope(ratio, x), doubles ready made
--@ group unweighted
SELECT regr_slope(ratio, x) FROM filing;
--@ query regr_slope(ratio(r), day - date)
--@ group unweighted
SELECT regr_slope(ratio(r), day - date '2000-01-01') FROM filing;
--@ query weighted by hand, in double precision
SELECT 100 * (sum(d) * sum(n * x) - sum(n) * sum(d * x)) / (sum(d) * sum(d * x * x) - sum(d * x) ^ 2) FROM filing;
--@ query slope(trend(day, r))
SELECT slope(trend(day, r)) FROM filing;
--@ duckdb DuckDB, regr_slope(ratio, x)
--@ group unweighted
SELECT regr_slope(ratio, x) FROM filing;
--@ duckdb DuckDB, weighted by hand
SELECT 100 * (sum(d) * sum(n * x) - sum(n) * sum(d * x)) / (sum(d) * sum(d * x * x) - sum(d * x) ^ 2) FROM filing;

--@ table one trend, by city
--@ check SELECT g, x::float8 FROM ({}) AS t(g, x) ORDER BY g
SET max_parallel_workers_per_gather = 0;
--@ query regr_slope(ratio, x), doubles ready made
--@ group unweighted
SELECT city, regr_slope(ratio, x) FROM filing GROUP BY city;
--@ query weighted by hand, in double precision
SELECT city, 100 * (sum(d) * sum(n * x) - sum(n) * sum(d * x)) / (sum(d) * sum(d * x * x) - sum(d * x) ^ 2) FROM filing GROUP BY city;
--@ query slope(trend(day, r))
SELECT city, slope(trend(day, r)) FROM filing GROUP BY city;
--@ duckdb DuckDB, regr_slope(ratio, x)
--@ group unweighted
SELECT city, regr_slope(ratio, x) FROM filing GROUP BY city;

--@ table one trend, leader and 2 workers
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
--@ query regr_slope(ratio, x), doubles ready made
--@ check none
SELECT regr_slope(ratio, x) FROM filing;
--@ query slope(trend(day, r))
SELECT slope(trend(day, r)) FROM filing;

--@ table trend, moving windows
--@ run SELECT count(x) FROM ({} OFFSET 0) AS t(x)
--@ check SELECT count(x), sum(x) FROM ({} OFFSET 0) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query regr_slope(ratio, x), 7 days
--@ group 7
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE '6 days' PRECEDING) FROM series;
--@ query regr_slope(ratio, x), 30 days
--@ group 30
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE '29 days' PRECEDING) FROM series;
--@ query regr_slope(ratio, x), 365 days
--@ group 365
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE '364 days' PRECEDING) FROM series;
--@ query slope(trend(day, r)), 7 days
--@ check none
SELECT slope(trend(day, r) OVER (ORDER BY day RANGE '6 days' PRECEDING)) FROM series;
--@ query slope(trend(day, r)), 30 days
--@ check none
SELECT slope(trend(day, r) OVER (ORDER BY day RANGE '29 days' PRECEDING)) FROM series;
--@ query slope(trend(day, r)), 365 days
--@ check none
SELECT slope(trend(day, r) OVER (ORDER BY day RANGE '364 days' PRECEDING)) FROM series;
--@ duckdb DuckDB, regr_slope(ratio, x), 7 days
--@ check SELECT count(x) FILTER (NOT isnan(x)), sum(x) FILTER (NOT isnan(x)) FROM ({} OFFSET 0) AS t(x)
--@ group 7
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE INTERVAL '6 days' PRECEDING) FROM series;
--@ duckdb DuckDB, regr_slope(ratio, x), 30 days
--@ check SELECT count(x) FILTER (NOT isnan(x)), sum(x) FILTER (NOT isnan(x)) FROM ({} OFFSET 0) AS t(x)
--@ group 30
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE INTERVAL '29 days' PRECEDING) FROM series;
--@ duckdb DuckDB, regr_slope(ratio, x), 365 days
--@ check SELECT count(x) FILTER (NOT isnan(x)), sum(x) FILTER (NOT isnan(x)) FROM ({} OFFSET 0) AS t(x)
--@ group 365
SELECT regr_slope(ratio, x) OVER (ORDER BY day RANGE INTERVAL '364 days' PRECEDING) FROM series;

--@ table trend() over 365 rows, whatever the order of their days
SET max_parallel_workers_per_gather = 0;
--@ query ascending days
SELECT trend(day, r) OVER (ORDER BY i ROWS 364 PRECEDING) FROM series;
--@ query descending days
SELECT trend(descending, r) OVER (ORDER BY i ROWS 364 PRECEDING) FROM series;
--@ query days in no order
SELECT trend(shuffled, r) OVER (ORDER BY i ROWS 364 PRECEDING) FROM series;
