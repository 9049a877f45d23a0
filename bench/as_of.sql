-- latest() and pool_latest() against what a user writes. Generated data; scale 1 is two million filings of 200,000 enterprises
-- over 100 days, 20,000 a day, in the order of days. What asks for each day by itself is in as_of_by_day.sql, growth in growth.sql.

--@ setup
CREATE EXTENSION resume;
SELECT count(*) > 0 AS has_last FROM pg_available_extensions WHERE name = 'first_last_agg' \gset
\if :has_last
CREATE EXTENSION first_last_agg;
\endif
CREATE UNLOGGED TABLE filing AS
SELECT e AS enterprise_id, e::bigint * 1000003 AS big_id, 'enterprise ' || e AS name,
	('00000000-0000-4000-8000-' || lpad(to_hex(e::bigint * 1000003), 12, '0'))::uuid AS uuid,
	date '2020-01-01' + day AS filed_on,
	timestamptz '2020-01-01 08:00+08' + day * interval '1 day' + i * 31 % 86399 * interval '1 second' AS received_at,
	0 AS revision,
	20 + e % 480 AS staff, (20 + e % 480) * least(day + e % 20, 100) / 100 AS returned
FROM generate_series(0, 99) AS day, generate_series(0, (20000 * :scale)::integer - 1) AS i,
	LATERAL (SELECT ((i::bigint * (7913 + 370 * day) + day * 104729) % (200000 * :scale)::integer)::integer) AS s(e);
-- one to be read serially, one by the leader and a worker
CREATE UNLOGGED TABLE filing2 AS TABLE filing;
ALTER TABLE filing SET (parallel_workers = 0);
ALTER TABLE filing2 SET (parallel_workers = 1);
VACUUM ANALYZE filing, filing2;

--@ export filing (enterprise_id INTEGER, filed_on DATE, received_at TIMESTAMPTZ, revision INTEGER, staff INTEGER, returned INTEGER)
SELECT enterprise_id, filed_on, received_at, revision, staff, returned FROM filing

--@ table the as-of series of 100 days
--@ check SELECT day, n::bigint, d::bigint FROM ({}) AS t(day, n, d) ORDER BY day
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query pool_latest(enterprise, rate)
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
--@ at_most 1.10 the same, summed by day first
--@ at_most 2.00 DuckDB, differences by lag(), one thread
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query running sum() of differences by lag()
SELECT DISTINCT ON (filed_on) filed_on, sum(n) OVER w, sum(d) OVER w
FROM (SELECT filed_on, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM filing WINDOW e AS (PARTITION BY enterprise_id ORDER BY filed_on)) AS s
WINDOW w AS (ORDER BY filed_on);
--@ query the same, summed by day first
SELECT filed_on, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT filed_on, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM filing WINDOW e AS (PARTITION BY enterprise_id ORDER BY filed_on)) AS s
GROUP BY filed_on WINDOW w AS (ORDER BY filed_on);
--@ query floor: count(rate) over the same window
--@ check none
SELECT DISTINCT ON (filed_on) filed_on, count(rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ duckdb DuckDB, differences by lag(), one thread
SELECT filed_on, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT filed_on, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM filing WINDOW e AS (PARTITION BY enterprise_id ORDER BY filed_on)) AS s
GROUP BY filed_on WINDOW w AS (ORDER BY filed_on);
--@ duckdb DuckDB, differences by lag(), 2 threads
--@ threads 2
SELECT filed_on, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT filed_on, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM filing WINDOW e AS (PARTITION BY enterprise_id ORDER BY filed_on)) AS s
GROUP BY filed_on WINDOW w AS (ORDER BY filed_on);

--@ table pool_latest: carried forward for 14 days, and entities of other types
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query integer
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query integer, 14 days
--@ check none
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on RANGE '14 days' PRECEDING) FROM filing;
--@ query bigint
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(big_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query uuid
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(uuid, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query text
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(name, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;

--@ table pool_latest: linear in filings
--@ check none
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query a quarter of the enterprises
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing
WHERE enterprise_id % 4 = 0;
--@ query half of them
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing
WHERE enterprise_id % 2 = 0;
--@ query all
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing
WHERE enterprise_id % 1 = 0;

--@ table the snapshot: the latest filing of each enterprise
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(e, r)
SET work_mem = '256MB'; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
--@ query latest(rate, day), serial
--@ at_most 1.00 DISTINCT ON, sorted
SELECT enterprise_id, latest(rate(returned, staff), filed_on) FROM filing GROUP BY enterprise_id;
--@ query latest(rate, day), one worker
--@ at_most 1.00 latest(rate, day), serial
SELECT enterprise_id, latest(rate(returned, staff), filed_on) FROM filing2 GROUP BY enterprise_id;
--@ query DISTINCT ON, sorted
SELECT DISTINCT ON (enterprise_id) enterprise_id, rate(returned, staff) FROM filing ORDER BY enterprise_id, filed_on DESC;
--@ query last(rate ORDER BY day) of first_last_agg
--@ requires first_last_agg
SELECT enterprise_id, last(rate(returned, staff) ORDER BY filed_on) FROM filing GROUP BY enterprise_id;
--@ query array_agg(rate ORDER BY day DESC)[1]
SELECT enterprise_id, (array_agg(rate(returned, staff) ORDER BY filed_on DESC))[1] FROM filing GROUP BY enterprise_id;
--@ duckdb DuckDB, arg_max of both counts
--@ check SELECT count(*), sum(n), sum(d) FROM ({}) AS t(e, n, d)
SELECT enterprise_id, arg_max(returned, filed_on), arg_max(staff, filed_on) FROM filing GROUP BY enterprise_id;
--@ query floor: max(day), serial
--@ check none
SELECT enterprise_id, max(filed_on) FROM filing GROUP BY enterprise_id;

--@ table the snapshot: whole filings, by (day, received, revision)
SET work_mem = '256MB'; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
--@ query latest(filing, row), serial
--@ at_most 1.00 DISTINCT ON, sorted
--@ check SELECT count(*), sum((f).returned), sum((f).staff) FROM ({}) AS t(e, f)
SELECT enterprise_id, latest(filing, (filed_on, received_at, revision)) FROM filing GROUP BY enterprise_id;
--@ query latest(filing, row), one worker
--@ at_most 1.00 latest(filing, row), serial
--@ check SELECT count(*), sum((f).returned), sum((f).staff) FROM ({}) AS t(e, f)
SELECT enterprise_id, latest(filing2, (filed_on, received_at, revision)) FROM filing2 GROUP BY enterprise_id;
--@ query DISTINCT ON, sorted
--@ check SELECT count(*), sum(returned), sum(staff) FROM ({}) AS t
SELECT DISTINCT ON (enterprise_id) * FROM filing ORDER BY enterprise_id, filed_on DESC, received_at DESC, revision DESC;
--@ duckdb DuckDB, row_number() = 1
--@ check SELECT count(*), sum(returned), sum(staff) FROM ({}) AS t
SELECT * FROM filing QUALIFY row_number() OVER (PARTITION BY enterprise_id ORDER BY filed_on DESC, received_at DESC, revision DESC) = 1;
