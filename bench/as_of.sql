-- latest() and pool_latest() against what a user writes. Generated data; scale 1 is two million filings of 200,000 enterprises
-- over 100 days, 20,000 a day, in the order of days. What asks for each day by itself is in as_of_by_day.sql.

--@ setup
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS resume;
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

-- nothing is measured that is not right
DO $$
DECLARE wrong bigint;
BEGIN
	SELECT count(*) INTO STRICT wrong FROM (
		SELECT DISTINCT filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) AS r FROM filing) AS a
	FULL JOIN (
		SELECT filed_on, rate((sum(sum(n)) OVER w)::bigint, (sum(sum(d)) OVER w)::bigint) AS r
		FROM (SELECT filed_on, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
			FROM filing WINDOW e AS (PARTITION BY enterprise_id ORDER BY filed_on)) AS s
		GROUP BY filed_on WINDOW w AS (ORDER BY filed_on)) AS b USING (filed_on)
	WHERE a.r IS DISTINCT FROM b.r;
	IF wrong > 0 THEN
		RAISE 'contestants disagree on % days', wrong;
	END IF;
END$$;

--@ table the as-of series of 100 days, serial
SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '256MB';
--@ query pool_latest(enterprise, rate)
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
SELECT DISTINCT ON (filed_on) filed_on, count(rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;

--@ table pool_latest: carried forward for 14 days, and entities of other types
SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '256MB';
--@ query integer
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query integer, 14 days
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on RANGE '14 days' PRECEDING) FROM filing;
--@ query bigint
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(big_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query uuid
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(uuid, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query text
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(name, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;

--@ table pool_latest: linear in filings
SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '256MB';
--@ query all
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query half of them
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing WHERE enterprise_id % 2 = 0;
--@ query a quarter
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing WHERE enterprise_id % 4 = 0;

--@ table pool_latest: the same filings on other numbers of days
SET max_parallel_workers_per_gather = 0; SET jit = off; SET work_mem = '256MB';
CREATE TEMP TABLE few AS SELECT *, row_number() OVER (ORDER BY received_at) AS n FROM filing;
CREATE TEMP TABLE spread AS SELECT enterprise_id, returned, staff, n * 10 / (SELECT count(*) + 1 FROM few) AS ten,
	n * 100 / (SELECT count(*) + 1 FROM few) AS hundred, n * 1000 / (SELECT count(*) + 1 FROM few) AS thousand FROM few ORDER BY n;
VACUUM ANALYZE spread;
--@ query 10 days
SELECT DISTINCT ON (ten) ten, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY ten) FROM spread;
--@ query 100 days
SELECT DISTINCT ON (hundred) hundred, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY hundred) FROM spread;
--@ query 1000 days
SELECT DISTINCT ON (thousand) thousand, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY thousand) FROM spread;

--@ table the latest filing of each enterprise
SET jit = off; SET work_mem = '256MB'; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
--@ query latest(rate, day), serial
SELECT enterprise_id, latest(rate(returned, staff), filed_on) FROM filing GROUP BY enterprise_id;
--@ query latest(rate, day), one worker
SELECT enterprise_id, latest(rate(returned, staff), filed_on) FROM filing2 GROUP BY enterprise_id;
--@ query DISTINCT ON, sorted
SELECT DISTINCT ON (enterprise_id) enterprise_id, rate(returned, staff) FROM filing ORDER BY enterprise_id, filed_on DESC;
--@ query floor: max(day), serial
SELECT enterprise_id, max(filed_on) FROM filing GROUP BY enterprise_id;

--@ table the latest filing of each enterprise, whole, by (day, received, revision)
SET jit = off; SET work_mem = '256MB'; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
--@ query latest(filing, row), serial
SELECT enterprise_id, latest(filing, (filed_on, received_at, revision)) FROM filing GROUP BY enterprise_id;
--@ query latest(filing, row), one worker
SELECT enterprise_id, latest(filing2, (filed_on, received_at, revision)) FROM filing2 GROUP BY enterprise_id;
--@ query DISTINCT ON, sorted
SELECT DISTINCT ON (enterprise_id) * FROM filing ORDER BY enterprise_id, filed_on DESC, received_at DESC, revision DESC;
