-- The pooled scan against the server's own plans and DuckDB: the same queries, with resume.enable_pooled_scan on and off.
-- Generated data; scale 1 is twenty million filings of 200,000 enterprises in 19 cities over 100 days, in the order of days.

--@ setup
CREATE EXTENSION resume;
CREATE UNLOGGED TABLE filing AS
SELECT e AS enterprise_id, CASE WHEN i % 100 <> 7 THEN 1 + s END AS staff, CASE WHEN i % 100 <> 8 THEN (s * 0.8)::integer END AS returned,
	CASE WHEN i % 100 <> 9 THEN (s * 0.4)::integer END AS on_site, date '2020-01-01' + (i * 100 / (20000000 * :scale)::bigint)::integer AS filed_on,
	(e % 19)::smallint AS city, CASE WHEN i % 100 <> 10 THEN i % 5 <> 0 END AS resumed
FROM generate_series(0, (20000000 * :scale)::bigint - 1) AS i,
	LATERAL (SELECT (i * 7919 % 200000)::integer AS e) AS a, LATERAL (SELECT (e::bigint * 7919 % 500)::integer AS s) AS b;
VACUUM ANALYZE filing;
-- no NULLs
CREATE UNLOGGED TABLE complete AS
SELECT * FROM filing WHERE staff IS NOT NULL AND returned IS NOT NULL AND on_site IS NOT NULL AND resumed IS NOT NULL;
-- rows of other widths, a tenth of them
CREATE UNLOGGED TABLE behind AS SELECT *, repeat('x', 200) AS note FROM complete WHERE filed_on < '2020-01-11';
CREATE UNLOGGED TABLE front AS SELECT 'district ' || enterprise_id % 100 AS place, * FROM complete WHERE filed_on < '2020-01-11';
-- the same rows, fewer
CREATE UNLOGGED TABLE twentieth AS SELECT * FROM complete LIMIT (1000000 * :scale)::bigint;
CREATE UNLOGGED TABLE quarter AS SELECT * FROM complete LIMIT (5000000 * :scale)::bigint;
-- pages that are not all-visible, because a tenth of their rows has been updated: none, a tenth, half, all of them
CREATE UNLOGGED TABLE visible AS SELECT * FROM complete WHERE filed_on < '2020-01-11';
CREATE UNLOGGED TABLE changed_10 AS SELECT * FROM visible;
CREATE UNLOGGED TABLE changed_50 AS SELECT * FROM visible;
CREATE UNLOGGED TABLE changed AS SELECT * FROM visible;
VACUUM ANALYZE complete; VACUUM ANALYZE behind; VACUUM ANALYZE front; VACUUM ANALYZE twentieth; VACUUM ANALYZE quarter;
VACUUM ANALYZE visible; VACUUM ANALYZE changed_10; VACUUM ANALYZE changed_50; VACUUM ANALYZE changed;
UPDATE changed_10 SET on_site = on_site + 1 WHERE enterprise_id % 10 = 3 AND filed_on < '2020-01-02';
UPDATE changed_50 SET on_site = on_site + 1 WHERE enterprise_id % 10 = 3 AND filed_on < '2020-01-06';
UPDATE changed SET on_site = on_site + 1 WHERE enterprise_id % 10 = 3;
ANALYZE changed_10; ANALYZE changed_50; ANALYZE changed;
CREATE UNLOGGED TABLE ten AS SELECT * FROM complete LIMIT 10;
VACUUM ANALYZE ten;

--@ export filing (enterprise_id INTEGER, staff INTEGER, returned INTEGER, on_site INTEGER, filed_on DATE, city SMALLINT, resumed BOOLEAN)
SELECT * FROM filing

--@ export complete (enterprise_id INTEGER, staff INTEGER, returned INTEGER, on_site INTEGER, filed_on DATE, city SMALLINT, resumed BOOLEAN)
SELECT * FROM complete

--@ export twentieth (enterprise_id INTEGER, staff INTEGER, returned INTEGER, on_site INTEGER, filed_on DATE, city SMALLINT, resumed BOOLEAN)
SELECT * FROM twentieth

--@ export quarter (enterprise_id INTEGER, staff INTEGER, returned INTEGER, on_site INTEGER, filed_on DATE, city SMALLINT, resumed BOOLEAN)
SELECT * FROM quarter

--@ table pooled scan: one rate, without NULLs
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT pool(returned, staff) FROM complete;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
--@ at_most 0.28 executor
SELECT pool(returned, staff) FROM complete;
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete;

--@ table pooled scan: one rate, NULLs in some rows
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT pool(returned, staff) FROM filing;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
SELECT pool(returned, staff) FROM filing;
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM filing;

--@ table pooled scan: three rates at once
--@ check SELECT a::float8, b::float8, c::float8 FROM ({}) AS t(a, b, c)
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT pool(returned, staff), pool(on_site, staff), pool(resumed) FROM complete;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
--@ at_most 0.22 executor
SELECT pool(returned, staff), pool(on_site, staff), pool(resumed) FROM complete;
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0), sum(on_site) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE on_site IS NOT NULL), 0), count(*) FILTER (WHERE resumed) / nullif(count(resumed), 0) FROM complete;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0), sum(on_site) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE on_site IS NOT NULL), 0), count(*) FILTER (WHERE resumed) / nullif(count(resumed), 0) FROM complete;

--@ table pooled scan: by city
--@ check SELECT g, x::float8 FROM ({}) AS t(g, x) ORDER BY g
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT city, pool(returned, staff) FROM complete GROUP BY city;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
--@ at_most 0.18 executor
SELECT city, pool(returned, staff) FROM complete GROUP BY city;
--@ duckdb DuckDB, by hand
SELECT city, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete GROUP BY city;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT city, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete GROUP BY city;

--@ table pooled scan: by city and day
--@ check SELECT g, h, x::float8 FROM ({}) AS t(g, h, x) ORDER BY g, h
SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB';
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT city, filed_on, pool(returned, staff) FROM complete GROUP BY city, filed_on;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
--@ at_most 0.16 executor
--@ at_most 1 DuckDB, by hand
SELECT city, filed_on, pool(returned, staff) FROM complete GROUP BY city, filed_on;
--@ duckdb DuckDB, by hand
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete GROUP BY city, filed_on;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete GROUP BY city, filed_on;

--@ table pooled scan: by city and day, by rows
--@ check SELECT g, h, x::float8 FROM ({}) AS t(g, h, x) ORDER BY g, h
SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB';
--@ query executor, 1 million rows
--@ before SET resume.enable_pooled_scan = off
--@ group twentieth
SELECT city, filed_on, pool(returned, staff) FROM twentieth GROUP BY city, filed_on;
--@ query pooled scan, 1 million rows
--@ before SET resume.enable_pooled_scan = on
--@ group twentieth
SELECT city, filed_on, pool(returned, staff) FROM twentieth GROUP BY city, filed_on;
--@ duckdb DuckDB, 1 million rows
--@ group twentieth
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM twentieth GROUP BY city, filed_on;
--@ query executor, 5 million rows
--@ before SET resume.enable_pooled_scan = off
--@ group quarter
SELECT city, filed_on, pool(returned, staff) FROM quarter GROUP BY city, filed_on;
--@ query pooled scan, 5 million rows
--@ before SET resume.enable_pooled_scan = on
--@ group quarter
SELECT city, filed_on, pool(returned, staff) FROM quarter GROUP BY city, filed_on;
--@ duckdb DuckDB, 5 million rows
--@ group quarter
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM quarter GROUP BY city, filed_on;
--@ query executor, 20 million rows
--@ before SET resume.enable_pooled_scan = off
--@ group complete
SELECT city, filed_on, pool(returned, staff) FROM complete GROUP BY city, filed_on;
--@ query pooled scan, 20 million rows
--@ before SET resume.enable_pooled_scan = on
--@ group complete
SELECT city, filed_on, pool(returned, staff) FROM complete GROUP BY city, filed_on;
--@ duckdb DuckDB, 20 million rows
--@ group complete
SELECT city, filed_on, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete GROUP BY city, filed_on;

--@ table pooled scan: 200,000 groups
--@ check SELECT g, x::float8 FROM ({}) AS t(g, x) WHERE g % 100 = 7 ORDER BY g
SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB';
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT enterprise_id, pool(returned, staff) FROM complete GROUP BY enterprise_id;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
--@ at_most 0.16 executor
SELECT enterprise_id, pool(returned, staff) FROM complete GROUP BY enterprise_id;
--@ duckdb DuckDB, by hand
SELECT enterprise_id, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete GROUP BY enterprise_id;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT enterprise_id, sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete GROUP BY enterprise_id;

--@ table pooled scan: FILTER twice
--@ check SELECT a::float8, b::float8 FROM ({}) AS t(a, b)
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT pool(returned, staff) FILTER (WHERE city = 3), pool(returned, staff) FILTER (WHERE city > 9) FROM complete;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
--@ at_most 0.22 executor
SELECT pool(returned, staff) FILTER (WHERE city = 3), pool(returned, staff) FILTER (WHERE city > 9) FROM complete;
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE city = 3) / nullif(sum(staff) FILTER (WHERE city = 3), 0), sum(returned) FILTER (WHERE city > 9) / nullif(sum(staff) FILTER (WHERE city > 9), 0) FROM complete;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE city = 3) / nullif(sum(staff) FILTER (WHERE city = 3), 0), sum(returned) FILTER (WHERE city > 9) / nullif(sum(staff) FILTER (WHERE city > 9), 0) FROM complete;

--@ table pooled scan: WHERE on days, of which DuckDB skips blocks
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT pool(returned, staff) FROM complete WHERE filed_on BETWEEN '2020-02-01' AND '2020-03-01';
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
SELECT pool(returned, staff) FROM complete WHERE filed_on BETWEEN '2020-02-01' AND '2020-03-01';
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete WHERE filed_on BETWEEN '2020-02-01' AND '2020-03-01';
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete WHERE filed_on BETWEEN '2020-02-01' AND '2020-03-01';

--@ table pooled scan: a condition that is tried row by row
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT pool(returned, staff) FROM complete WHERE enterprise_id % 3 = 1;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
SELECT pool(returned, staff) FROM complete WHERE enterprise_id % 3 = 1;
--@ duckdb DuckDB, by hand
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete WHERE enterprise_id % 3 = 1;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete WHERE enterprise_id % 3 = 1;

--@ table pooled scan: rows of 260 bytes
--@ check SELECT g, h, x::float8 FROM ({}) AS t(g, h, x) ORDER BY g, h
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT city, filed_on, pool(returned, staff) FROM behind GROUP BY city, filed_on;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
SELECT city, filed_on, pool(returned, staff) FROM behind GROUP BY city, filed_on;

--@ table pooled scan: text in front
--@ check SELECT g, h, x::float8 FROM ({}) AS t(g, h, x) ORDER BY g, h
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
SELECT city, filed_on, pool(returned, staff) FROM front GROUP BY city, filed_on;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
SELECT city, filed_on, pool(returned, staff) FROM front GROUP BY city, filed_on;

--@ table pooled scan: by share of pages that are not all-visible
--@ check SELECT g, h, x::float8 FROM ({}) AS t(g, h, x) ORDER BY g, h
SET max_parallel_workers_per_gather = 0;
--@ query executor, none
--@ before SET resume.enable_pooled_scan = off
--@ group visible
SELECT city, filed_on, pool(returned, staff) FROM visible GROUP BY city, filed_on;
--@ query pooled scan, none
--@ before SET resume.enable_pooled_scan = on
--@ group visible
SELECT city, filed_on, pool(returned, staff) FROM visible GROUP BY city, filed_on;
--@ query executor, a tenth
--@ before SET resume.enable_pooled_scan = off
--@ group changed_10
SELECT city, filed_on, pool(returned, staff) FROM changed_10 GROUP BY city, filed_on;
--@ query pooled scan, a tenth
--@ before SET resume.enable_pooled_scan = on
--@ group changed_10
SELECT city, filed_on, pool(returned, staff) FROM changed_10 GROUP BY city, filed_on;
--@ query executor, half
--@ before SET resume.enable_pooled_scan = off
--@ group changed_50
SELECT city, filed_on, pool(returned, staff) FROM changed_50 GROUP BY city, filed_on;
--@ query pooled scan, half
--@ before SET resume.enable_pooled_scan = on
--@ group changed_50
SELECT city, filed_on, pool(returned, staff) FROM changed_50 GROUP BY city, filed_on;
--@ query executor, all
--@ before SET resume.enable_pooled_scan = off
--@ group changed
SELECT city, filed_on, pool(returned, staff) FROM changed GROUP BY city, filed_on;
--@ query pooled scan, all
--@ before SET resume.enable_pooled_scan = on
--@ group changed
SELECT city, filed_on, pool(returned, staff) FROM changed GROUP BY city, filed_on;

--@ table pooled scan: more processes
--@ check SELECT x::float8 FROM ({}) AS t(x)
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
--@ query pooled scan, the leader alone
--@ before SET resume.enable_pooled_scan = on; SET max_parallel_workers_per_gather = 0
SELECT pool(returned, staff) FROM complete;
--@ query pooled scan, leader and 1 worker
--@ before SET resume.enable_pooled_scan = on; SET max_parallel_workers_per_gather = 1
--@ at_most 0.6 pooled scan, the leader alone
SELECT pool(returned, staff) FROM complete;
--@ query executor, leader and 1 worker
--@ before SET resume.enable_pooled_scan = off; SET max_parallel_workers_per_gather = 1
SELECT pool(returned, staff) FROM complete;
--@ duckdb DuckDB, 2 threads
--@ threads 2
SELECT sum(returned) FILTER (WHERE staff IS NOT NULL) / nullif(sum(staff) FILTER (WHERE returned IS NOT NULL), 0) FROM complete;

--@ table pooled scan: a table of ten rows, a thousand times
--@ check none
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
DO $$BEGIN FOR i IN 1 .. 1000 LOOP EXECUTE 'SELECT pool(returned, staff) FROM ten'; END LOOP; END$$;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
--@ at_most 1 executor
DO $$BEGIN FOR i IN 1 .. 1000 LOOP EXECUTE 'SELECT pool(returned, staff) FROM ten'; END LOOP; END$$;

--@ table pooled scan: planning alone, a thousand times
--@ check none
SET max_parallel_workers_per_gather = 0;
--@ query executor
--@ before SET resume.enable_pooled_scan = off
DO $$BEGIN FOR i IN 1 .. 1000 LOOP EXECUTE 'EXPLAIN SELECT city, pool(returned, staff) FROM complete GROUP BY city'; END LOOP; END$$;
--@ query pooled scan
--@ before SET resume.enable_pooled_scan = on
DO $$BEGIN FOR i IN 1 .. 1000 LOOP EXECUTE 'EXPLAIN SELECT city, pool(returned, staff) FROM complete GROUP BY city'; END LOOP; END$$;
