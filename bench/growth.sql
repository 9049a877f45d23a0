-- How costs grow with rows, days and enterprises. Each is plotted. Generated data; scale 1 is twenty million filings, of which
-- the as-of series take two million.

--@ setup
CREATE EXTENSION resume;
CREATE UNLOGGED TABLE filing_20000000 AS
SELECT (i * 7919 % 200000)::integer AS enterprise_id, 1 + (i * 7919 % 500)::integer AS staff, (i * 7919 % 500 * 0.8)::integer AS returned
FROM generate_series(0, (20000000 * :scale)::bigint - 1) AS i;
CREATE UNLOGGED TABLE filing_1000000 AS SELECT * FROM filing_20000000 LIMIT (1000000 * :scale)::bigint;
CREATE UNLOGGED TABLE filing_2000000 AS SELECT * FROM filing_20000000 LIMIT (2000000 * :scale)::bigint;
CREATE UNLOGGED TABLE filing_5000000 AS SELECT * FROM filing_20000000 LIMIT (5000000 * :scale)::bigint;
CREATE UNLOGGED TABLE filing_10000000 AS SELECT * FROM filing_20000000 LIMIT (10000000 * :scale)::bigint;
-- in the order of time, which is place: the same filings on ten, a hundred and a thousand days, and of a thousand to a million
-- enterprises, which may file several times a day
CREATE UNLOGGED TABLE as_of AS
SELECT i::integer AS place, (i * 10 / n)::integer AS ten, (i * 100 / n)::integer AS hundred, (i * 1000 / n)::integer AS thousand,
	(hash % 1000)::integer AS entity_1000, (hash % 10000)::integer AS entity_10000, (hash % 100000)::integer AS entity_100000,
	(hash % 1000000)::integer AS entity_1000000, (hash % 200000)::integer AS enterprise_id, 1 + (hash % 500)::integer AS staff, ((hash + i) % (1 + hash % 500))::integer AS returned
FROM (SELECT (2000000 * :scale)::bigint AS n) AS s, generate_series(0, n - 1) AS i,
	LATERAL (SELECT i * 7368787 % 2147483647 AS hash) AS h;
VACUUM ANALYZE;

--@ export as_of (place INTEGER, ten INTEGER, hundred INTEGER, thousand INTEGER, entity_1000 INTEGER, entity_10000 INTEGER, entity_100000 INTEGER, entity_1000000 INTEGER, enterprise_id INTEGER, staff INTEGER, returned INTEGER)
SELECT * FROM as_of

--@ table growth with rows: one pooled rate
--@ plot rows
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query pool(n, d)
--@ x 1000000 scaled
--@ group 1000000
SELECT pool(returned, staff) FROM filing_1000000;
--@ query pool(n, d)
--@ x 2000000 scaled
--@ group 2000000
SELECT pool(returned, staff) FROM filing_2000000;
--@ query pool(n, d)
--@ x 5000000 scaled
--@ group 5000000
SELECT pool(returned, staff) FROM filing_5000000;
--@ query pool(n, d)
--@ x 10000000 scaled
--@ group 10000000
SELECT pool(returned, staff) FROM filing_10000000;
--@ query pool(n, d)
--@ x 20000000 scaled
--@ group 20000000
SELECT pool(returned, staff) FROM filing_20000000;
--@ query by hand, NULL pairs skipped
--@ x 1000000 scaled
--@ group 1000000
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing_1000000;
--@ query by hand, NULL pairs skipped
--@ x 2000000 scaled
--@ group 2000000
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing_2000000;
--@ query by hand, NULL pairs skipped
--@ x 5000000 scaled
--@ group 5000000
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing_5000000;
--@ query by hand, NULL pairs skipped
--@ x 10000000 scaled
--@ group 10000000
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing_10000000;
--@ query by hand, NULL pairs skipped
--@ x 20000000 scaled
--@ group 20000000
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL)::numeric / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing_20000000;

--@ table growth with days: the as-of series of 200,000 enterprises
--@ plot days
--@ check SELECT count(*), sum(n), sum(d) FROM ({}) AS t(day, n, d)
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query pool_latest(enterprise, rate)
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(day, r)
--@ x 10
--@ group 10
SELECT DISTINCT ON (ten) ten, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY ten) FROM as_of;
--@ query pool_latest(enterprise, rate)
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(day, r)
--@ x 100
--@ group 100
SELECT DISTINCT ON (hundred) hundred, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY hundred) FROM as_of;
--@ query pool_latest(enterprise, rate)
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(day, r)
--@ x 1000
--@ group 1000
SELECT DISTINCT ON (thousand) thousand, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY thousand) FROM as_of;
--@ query differences by lag()
--@ x 10
--@ group 10
SELECT ten, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT ten, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY enterprise_id ORDER BY place)) AS s
GROUP BY ten WINDOW w AS (ORDER BY ten);
--@ query differences by lag()
--@ x 100
--@ group 100
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY enterprise_id ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ query differences by lag()
--@ x 1000
--@ group 1000
SELECT thousand, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT thousand, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY enterprise_id ORDER BY place)) AS s
GROUP BY thousand WINDOW w AS (ORDER BY thousand);
--@ query floor: count(rate) over the same window
--@ check none
--@ x 10
--@ group 10
SELECT DISTINCT ON (ten) ten, count(rate(returned, staff)) OVER (ORDER BY ten) FROM as_of;
--@ query floor: count(rate) over the same window
--@ check none
--@ x 100
--@ group 100
SELECT DISTINCT ON (hundred) hundred, count(rate(returned, staff)) OVER (ORDER BY hundred) FROM as_of;
--@ query floor: count(rate) over the same window
--@ check none
--@ x 1000
--@ group 1000
SELECT DISTINCT ON (thousand) thousand, count(rate(returned, staff)) OVER (ORDER BY thousand) FROM as_of;
--@ duckdb DuckDB, differences by lag()
--@ x 10
--@ group 10
SELECT ten, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT ten, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY enterprise_id ORDER BY place)) AS s
GROUP BY ten WINDOW w AS (ORDER BY ten);
--@ duckdb DuckDB, differences by lag()
--@ x 100
--@ group 100
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY enterprise_id ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ duckdb DuckDB, differences by lag()
--@ x 1000
--@ group 1000
SELECT thousand, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT thousand, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY enterprise_id ORDER BY place)) AS s
GROUP BY thousand WINDOW w AS (ORDER BY thousand);

--@ table growth with enterprises: the as-of series of 100 days
--@ plot enterprises
--@ check SELECT count(*), sum(n), sum(d) FROM ({}) AS t(day, n, d)
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query pool_latest(enterprise, rate)
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(day, r)
--@ x 1000
--@ group 1000
SELECT DISTINCT ON (hundred) hundred, pool_latest(entity_1000, rate(returned, staff)) OVER (ORDER BY hundred) FROM as_of;
--@ query pool_latest(enterprise, rate)
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(day, r)
--@ x 10000
--@ group 10000
SELECT DISTINCT ON (hundred) hundred, pool_latest(entity_10000, rate(returned, staff)) OVER (ORDER BY hundred) FROM as_of;
--@ query pool_latest(enterprise, rate)
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(day, r)
--@ x 100000
--@ group 100000
SELECT DISTINCT ON (hundred) hundred, pool_latest(entity_100000, rate(returned, staff)) OVER (ORDER BY hundred) FROM as_of;
--@ query pool_latest(enterprise, rate)
--@ check SELECT count(*), sum(numerator(r)), sum(denominator(r)) FROM ({}) AS t(day, r)
--@ x 1000000
--@ group 1000000
SELECT DISTINCT ON (hundred) hundred, pool_latest(entity_1000000, rate(returned, staff)) OVER (ORDER BY hundred) FROM as_of;
--@ query differences by lag()
--@ x 1000
--@ group 1000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_1000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ query differences by lag()
--@ x 10000
--@ group 10000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_10000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ query differences by lag()
--@ x 100000
--@ group 100000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_100000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ query differences by lag()
--@ x 1000000
--@ group 1000000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_1000000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ duckdb DuckDB, differences by lag()
--@ x 1000
--@ group 1000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_1000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ duckdb DuckDB, differences by lag()
--@ x 10000
--@ group 10000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_10000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ duckdb DuckDB, differences by lag()
--@ x 100000
--@ group 100000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_100000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);
--@ duckdb DuckDB, differences by lag()
--@ x 1000000
--@ group 1000000
SELECT hundred, sum(sum(n)) OVER w, sum(sum(d)) OVER w
FROM (SELECT hundred, returned - lag(returned, 1, 0) OVER e AS n, staff - lag(staff, 1, 0) OVER e AS d
	FROM as_of WINDOW e AS (PARTITION BY entity_1000000 ORDER BY place)) AS s
GROUP BY hundred WINDOW w AS (ORDER BY hundred);

--@ table growth with enterprises: peak memory of the server process, the filings made on the fly
--@ plot memory
--@ memory
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query pool_latest(enterprise, rate)
--@ x 1000
SELECT count(x) FROM (SELECT pool_latest(e, r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 1000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
--@ query pool_latest(enterprise, rate)
--@ x 10000
SELECT count(x) FROM (SELECT pool_latest(e, r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 10000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
--@ query pool_latest(enterprise, rate)
--@ x 100000
SELECT count(x) FROM (SELECT pool_latest(e, r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 100000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
--@ query pool_latest(enterprise, rate)
--@ x 1000000
SELECT count(x) FROM (SELECT pool_latest(e, r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 1000000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
--@ query floor: pool(rate) over the same window
--@ x 1000
SELECT count(x) FROM (SELECT pool(r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 1000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
--@ query floor: pool(rate) over the same window
--@ x 10000
SELECT count(x) FROM (SELECT pool(r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 10000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
--@ query floor: pool(rate) over the same window
--@ x 100000
SELECT count(x) FROM (SELECT pool(r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 100000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
--@ query floor: pool(rate) over the same window
--@ x 1000000
SELECT count(x) FROM (SELECT pool(r) OVER (ROWS UNBOUNDED PRECEDING) AS x FROM (SELECT i * 7919 % 1000000 AS e, rate(i % 100, 100) AS r FROM (SELECT generate_series(1, 1000000::bigint) AS i OFFSET 0) AS s OFFSET 0) AS f OFFSET 0) AS t;
