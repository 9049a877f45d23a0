-- pool() against the floor of the executor and against what a user writes.
-- Generated data; scale 1 is five million filings.

--@ setup
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS resume;
CREATE FUNCTION noop_accum(bigint, integer, integer) RETURNS bigint
	AS :'noop' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE AGGREGATE noop(integer, integer) (SFUNC = noop_accum, STYPE = bigint, INITCOND = 0);

-- one filing in a hundred lacks a count
CREATE UNLOGGED TABLE filing AS
SELECT i::bigint AS id,
	(i % 19)::integer AS city,
	date '2020-01-01' + (i / 50000)::integer AS filed_on,
	i % 5 <> 0 AS resumed,
	CASE WHEN i % 100 <> 7 THEN 1 + (i * 7919 % 500)::integer END AS staff,
	CASE WHEN i % 100 <> 8 THEN (i * 7919 % 500 * 0.8)::integer END AS returned,
	(i * 7919 % 500 * 0.4)::integer AS on_site
FROM generate_series(1, (5000000 * :scale)::bigint) AS i;

CREATE UNLOGGED TABLE city_day AS
SELECT i % 19 AS city, date '2020-01-01' + (i / 19)::integer AS day,
	rate((i * 7919 % 500 * 0.8)::bigint, 1 + i * 7919 % 500) AS r
FROM generate_series(1, (5000000 * :scale)::bigint) AS i;
VACUUM ANALYZE filing, city_day;

--@ table one pooled rate, serial
SET max_parallel_workers_per_gather = 0; SET jit = off;
--@ query no-op aggregate
SELECT noop(returned, staff) FROM filing;
--@ query pool(n, d)
SELECT pool(returned, staff) FROM filing;
--@ query naive sum(n)::numeric / sum(d)
SELECT sum(returned)::numeric / sum(staff) FROM filing;
--@ query hand-written, NULL pairs skipped
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;

--@ table three rates at once, serial
SET max_parallel_workers_per_gather = 0; SET jit = off;
--@ query hand-written, NULL pairs skipped
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
		/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0),
	sum(on_site) FILTER (WHERE staff IS NOT NULL)::numeric
		/ nullif(sum(staff) FILTER (WHERE on_site IS NOT NULL), 0),
	count(*) FILTER (WHERE resumed)::numeric / nullif(count(resumed), 0)
FROM filing;
--@ query pool()
SELECT pool(returned, staff), pool(on_site, staff), pool(resumed) FROM filing;

--@ table by city and day, serial
SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '64MB';
--@ query hand-written, NULL pairs skipped
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0)
FROM filing GROUP BY city, filed_on;
--@ query pool(n, d)
SELECT city, filed_on, pool(returned, staff) FROM filing GROUP BY city, filed_on;

--@ table moving window by city
SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '1GB';
--@ query row_number(): scan, sort, window
SELECT count(x) FROM (SELECT r, row_number() OVER w AS x FROM city_day
	WINDOW w AS (PARTITION BY city ORDER BY day) OFFSET 0) AS s;
--@ query pool(r), 7 rows
SELECT count(x) FROM (SELECT r, pool(r) OVER w AS x FROM city_day
	WINDOW w AS (PARTITION BY city ORDER BY day ROWS 6 PRECEDING) OFFSET 0) AS s;
--@ query pool(r), 30 rows
SELECT count(x) FROM (SELECT r, pool(r) OVER w AS x FROM city_day
	WINDOW w AS (PARTITION BY city ORDER BY day ROWS 29 PRECEDING) OFFSET 0) AS s;
--@ query pool(r), 365 rows
SELECT count(x) FROM (SELECT r, pool(r) OVER w AS x FROM city_day
	WINDOW w AS (PARTITION BY city ORDER BY day ROWS 364 PRECEDING) OFFSET 0) AS s;
