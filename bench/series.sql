-- as_of(), pool() over ranges and over series. Generated data; scale 1 is two million filings of 200,000 enterprises over 100
-- days, 20,000 a day, in the order of days, and the same in random order.

--@ setup
CREATE EXTENSION resume;
-- aggregates that do nothing, with the arguments of those beside them
CREATE FUNCTION noop_accum(bigint, integer, date, rate) RETURNS bigint AS '$libdir/noop', 'noop_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE noop(integer, date, rate) (SFUNC = noop_accum, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
CREATE FUNCTION noop_accum(bigint, integer, date, bigint, bigint) RETURNS bigint AS '$libdir/noop', 'noop_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE noop(integer, date, bigint, bigint) (SFUNC = noop_accum, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
CREATE FUNCTION noop_accum(bigint, rate, daterange) RETURNS bigint AS '$libdir/noop', 'noop_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE noop(rate, daterange) (SFUNC = noop_accum, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
CREATE UNLOGGED TABLE filing AS
SELECT e AS enterprise_id, e::bigint * 1000003 AS big_id, 'enterprise ' || e AS name,
	('00000000-0000-4000-8000-' || lpad(to_hex(e::bigint * 1000003), 12, '0'))::uuid AS uuid,
	date '2020-01-01' + day AS filed_on,
	timestamptz '2020-01-01 08:00+08' + day * interval '1 day' + i * 31 % 86399 * interval '1 second' AS received_at,
	20 + e % 480 AS staff, (20 + e % 480) * least(day + e % 20, 100) / 100 AS returned,
	daterange(date '2020-01-01' + day, date '2020-01-01' + day + e % 30) AS during
FROM generate_series(0, 99) AS day, generate_series(0, (20000 * :scale)::integer - 1) AS i,
	LATERAL (SELECT ((i::bigint * (7913 + 370 * day) + day * 104729) % (200000 * :scale)::integer)::integer) AS s(e);
CREATE UNLOGGED TABLE shuffled AS SELECT * FROM filing ORDER BY md5(enterprise_id::text || filed_on);
-- one to be read serially, one by the leader and a worker
CREATE UNLOGGED TABLE filing2 AS TABLE filing;
ALTER TABLE filing SET (parallel_workers = 0);
ALTER TABLE shuffled SET (parallel_workers = 0);
ALTER TABLE filing2 SET (parallel_workers = 1);
CREATE UNLOGGED TABLE of_city AS
SELECT enterprise_id % 19 AS city, as_of(enterprise_id, filed_on, rate(returned, staff)) AS s FROM filing GROUP BY city;
CREATE UNLOGGED TABLE long AS
SELECT as_of(i % 7, date '2010-01-01' + i, rate(i % 97, 97)) AS s FROM generate_series(1, 1000) AS i;
VACUUM ANALYZE filing, filing2, shuffled, of_city, long;

--@ export filing (enterprise_id INTEGER, filed_on DATE, staff INTEGER, returned INTEGER)
SELECT enterprise_id, filed_on, staff, returned FROM filing

--@ table as_of: the as-of series of 100 days
--@ check SELECT day, n::bigint, d::bigint FROM ({}) AS t(day, n, d) ORDER BY day
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query as_of(enterprise, day, rate)
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
--@ at_most 1.35 no-op aggregate of the same arguments
--@ at_most 0.55 pool_latest(enterprise, rate) in its window
--@ at_most 1.50 DuckDB, differences by lag(), one thread
SELECT on_day, rate FROM (SELECT as_of(enterprise_id, filed_on, rate(returned, staff)) AS s FROM filing OFFSET 0) AS x, days(s, '2020-01-01', '2020-04-09');
--@ query as_of(enterprise, day, returned, staff)
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
SELECT on_day, rate FROM (SELECT as_of(enterprise_id, filed_on, returned, staff) AS s FROM filing OFFSET 0) AS x, days(s, '2020-01-01', '2020-04-09');
--@ query as_of(enterprise, day, rate), rows shuffled
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
--@ at_most 1.30 as_of(enterprise, day, rate)
SELECT on_day, rate FROM (SELECT as_of(enterprise_id, filed_on, rate(returned, staff)) AS s FROM shuffled OFFSET 0) AS x, days(s, '2020-01-01', '2020-04-09');
--@ query no-op aggregate of the same arguments
--@ check none
SELECT noop(enterprise_id, filed_on, rate(returned, staff)) FROM filing;
--@ query no-op aggregate of the counts
--@ check none
SELECT noop(enterprise_id, filed_on, returned, staff) FROM filing;
--@ query pool_latest(enterprise, rate) in its window
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ duckdb DuckDB, differences by lag(), one thread
SELECT filed_on, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT filed_on, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM filing WINDOW e AS (PARTITION BY enterprise_id ORDER BY filed_on)) AS s
GROUP BY filed_on WINDOW w AS (ORDER BY filed_on);

--@ table as_of: with a worker
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
SET work_mem = '256MB'; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
--@ query serial
SELECT on_day, rate FROM (SELECT as_of(enterprise_id, filed_on, rate(returned, staff)) AS s FROM filing OFFSET 0) AS x, days(s, '2020-01-01', '2020-04-09');
--@ query one worker
--@ at_most 0.70 serial
SELECT on_day, rate FROM (SELECT as_of(enterprise_id, filed_on, rate(returned, staff)) AS s FROM filing2 OFFSET 0) AS x, days(s, '2020-01-01', '2020-04-09');

--@ table as_of: what else is known, entities of other types, on disk
--@ check none
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query integer
SELECT as_of(enterprise_id, filed_on, rate(returned, staff)) FROM filing;
--@ query integer, received
SELECT as_of(enterprise_id, filed_on, rate(returned, staff), received_at) FROM filing;
--@ query integer, 14 days
SELECT as_of(enterprise_id, filed_on, rate(returned, staff), 14) FROM filing;
--@ query bigint
SELECT as_of(big_id, filed_on, rate(returned, staff)) FROM filing;
--@ query uuid
SELECT as_of(uuid, filed_on, rate(returned, staff)) FROM filing;
--@ query text
SELECT as_of(name, filed_on, rate(returned, staff)) FROM filing;

--@ table pool(rate, daterange)
--@ check none
SET max_parallel_workers_per_gather = 0;
--@ query pool(rate, daterange)
--@ at_most 1.30 no-op aggregate of the same arguments
SELECT pool(rate(returned, staff), during) FROM filing;
--@ query no-op aggregate of the same arguments
SELECT noop(rate(returned, staff), during) FROM filing;

--@ table series, each query 100 times: under 100 ms
--@ check none
--@ query pool() of 19 series of 100 days
SELECT (SELECT pool(s) FROM of_city WHERE city >= i * 0) FROM generate_series(1, 100) AS i;
--@ query days() of 1,000 days
SELECT (SELECT count(rate) FROM long, days(s, date '2010-01-01' + 0 * i, '2012-09-26')) FROM generate_series(1, 100) AS i;
