-- pool() against the floors of the server, what a user writes by hand, and DuckDB.
-- Generated data; scale 1 is twenty million filings of 200,000 enterprises in 19 cities over 100 days, in the order of days.

--@ setup
CREATE EXTENSION resume;
-- the floor of the executor: an aggregate of two columns that does nothing
CREATE FUNCTION noop_accum(bigint, integer, integer) RETURNS bigint
	AS '$libdir/noop' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION noop_combine(bigint, bigint) RETURNS bigint
	AS '$libdir/noop' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE AGGREGATE noop(integer, integer) (SFUNC = noop_accum, COMBINEFUNC = noop_combine, STYPE = bigint, INITCOND = 0, PARALLEL = SAFE);

-- of each count one in a hundred is missing, in different filings
CREATE UNLOGGED TABLE filing AS
SELECT e AS enterprise_id, CASE WHEN i % 100 <> 7 THEN 1 + s END AS staff, CASE WHEN i % 100 <> 8 THEN (s * 0.8)::integer END AS returned,
	CASE WHEN i % 100 <> 9 THEN (s * 0.4)::integer END AS on_site, date '2020-01-01' + (i * 100 / (20000000 * :scale)::bigint)::integer AS filed_on,
	(e % 19)::smallint AS city, CASE WHEN i % 100 <> 10 THEN i % 5 <> 0 END AS resumed
FROM generate_series(0, (20000000 * :scale)::bigint - 1) AS i,
	LATERAL (SELECT (i * 7919 % 200000)::integer AS e) AS a, LATERAL (SELECT (e::bigint * 7919 % 500)::integer AS s) AS b;
VACUUM ANALYZE filing;

--@ export filing (enterprise_id INTEGER, staff INTEGER, returned INTEGER, on_site INTEGER, filed_on DATE, city SMALLINT, resumed BOOLEAN)
SELECT * FROM filing

--@ table one pooled rate
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query floor of the executor: no-op aggregate
--@ check none
SELECT noop(returned, staff) FROM filing;
--@ query floor of the scan: count(*)
--@ check none
SELECT count(*) FROM filing;
--@ query pool(n, d)
--@ at_most 1.15 floor of the executor: no-op aggregate
--@ at_most 1.00 by hand, NULL pairs skipped
SELECT pool(returned, staff) FROM filing;
--@ query naive, NULL pairs counted (wrong)
--@ check none
SELECT sum(returned)::numeric / sum(staff) FROM filing;
--@ query by hand, NULL pairs skipped
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;

--@ table three rates at once
--@ check SELECT a::float8, b::float8, c::float8 FROM ({}) AS t(a, b, c)
SET max_parallel_workers_per_gather = 0;
--@ query pool() three times
--@ at_most 1.00 by hand, NULL pairs skipped
SELECT pool(returned, staff), pool(on_site, staff), pool(resumed) FROM filing;
--@ query by hand, NULL pairs skipped
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
		/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0),
	sum(on_site) FILTER (WHERE staff IS NOT NULL)::numeric
		/ nullif(sum(staff) FILTER (WHERE on_site IS NOT NULL), 0),
	count(*) FILTER (WHERE resumed)::numeric / nullif(count(resumed), 0)
FROM filing;
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0),
	sum(on_site) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE on_site IS NOT NULL), 0),
	count(*) FILTER (WHERE resumed) / nullif(count(resumed), 0)
FROM filing;

--@ table by city
--@ check SELECT g, x::float8 FROM ({}) AS t(g, x) ORDER BY g
SET max_parallel_workers_per_gather = 0;
--@ query pool(n, d)
SELECT city, pool(returned, staff) FROM filing GROUP BY city;
--@ query floor of grouping: count(*)
--@ check none
SELECT city, count(*) FROM filing GROUP BY city;
--@ query by hand, NULL pairs skipped
SELECT city, sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing GROUP BY city;
--@ duckdb DuckDB, by hand
SELECT city, sum(returned) FILTER (WHERE staff IS NOT NULL)
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing GROUP BY city;

--@ table by city and day
--@ check SELECT g, h, x::float8 FROM ({}) AS t(g, h, x) ORDER BY g, h
SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB';
--@ query pool(n, d)
SELECT city, filed_on, pool(returned, staff) FROM filing GROUP BY city, filed_on;
--@ query floor of grouping: count(*)
--@ check none
SELECT city, filed_on, count(*) FROM filing GROUP BY city, filed_on;
--@ query by hand, NULL pairs skipped
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0)
FROM filing GROUP BY city, filed_on;
--@ duckdb DuckDB, by hand
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL)
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0)
FROM filing GROUP BY city, filed_on;

--@ table one pooled rate with JIT on, all of its costs at 0
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0;
--@ query floor of the executor: no-op aggregate
--@ before SET jit = on
--@ check none
SELECT noop(returned, staff) FROM filing;
--@ query pool(n, d)
--@ before SET jit = on
--@ at_most 1.15 floor of the executor: no-op aggregate
--@ at_most 1.00 by hand, NULL pairs skipped
SELECT pool(returned, staff) FROM filing;
--@ query by hand, NULL pairs skipped
--@ before SET jit = on
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;
--@ query pool(n, d), JIT off
--@ before SET jit = off
SELECT pool(returned, staff) FROM filing;

--@ table one pooled rate, more processes
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
--@ query pool(n, d), the leader alone
--@ before SET max_parallel_workers_per_gather = 0
SELECT pool(returned, staff) FROM filing;
--@ query pool(n, d), leader and 1 worker
--@ before SET max_parallel_workers_per_gather = 1
SELECT pool(returned, staff) FROM filing;
--@ query pool(n, d), leader and 2 workers
--@ before SET max_parallel_workers_per_gather = 2
SELECT pool(returned, staff) FROM filing;
--@ query no-op aggregate, leader and 1 worker
--@ check none
--@ before SET max_parallel_workers_per_gather = 1
SELECT noop(returned, staff) FROM filing;
--@ query no-op aggregate, leader and 2 workers
--@ check none
--@ before SET max_parallel_workers_per_gather = 2
SELECT noop(returned, staff) FROM filing;
--@ query by hand, leader and 1 worker
--@ before SET max_parallel_workers_per_gather = 1
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;
--@ query by hand, leader and 2 workers
--@ before SET max_parallel_workers_per_gather = 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric
	/ nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;
