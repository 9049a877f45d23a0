--
-- Pooling in parallel, and partition by partition: partial states combine to
-- what one process finds.  That the plans are such plans is tested too.
--
\unset ECHO
\set QUIET 1
BEGIN;
-- states are combined by the executor; the pooled scan has tests of its own
SET LOCAL resume.enable_pooled_scan = off;
\ir include/random.sql

CREATE TABLE filing AS
SELECT i AS id, pg_temp.below(20, 'g' || i)::integer AS g,
	CASE WHEN pg_temp.below(7, 'n?' || i) > 0 THEN CASE WHEN empty THEN 0 ELSE pg_temp.below(1000, 'n' || i) END END::integer AS n,
	CASE WHEN pg_temp.below(7, 'd?' || i) > 0 THEN CASE WHEN empty THEN 0 ELSE 1 + pg_temp.below(1000, 'd' || i) END END::integer AS d,
	CASE WHEN pg_temp.below(7, 'b?' || i) > 0 THEN pg_temp.below(2, 'b' || i) = 1 END AS b,
	CASE pg_temp.below(4, 'c' || i) WHEN 0 THEN 'candidate' WHEN 1 THEN 'characteristic' WHEN 2 THEN 'comprehensive' END::city_class AS c,
	CASE pg_temp.below(4, 'l' || i) WHEN 0 THEN 'low' WHEN 1 THEN 'high' WHEN 2 THEN 'medium' END::risk_level AS l
FROM (SELECT i, pg_temp.below(11, '0?' || i) = 0 AS empty FROM generate_series(1, 30000) AS i) AS t;
ANALYZE filing;

CREATE TABLE parted (LIKE filing) PARTITION BY HASH (id);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parted TABLE filing;
ANALYZE parted;

\ir include/plan.sql

CREATE TEMP TABLE argument (expression text);
INSERT INTO argument VALUES ('pool(n, d)'), ('pool(n::bigint, d::bigint)'), ('pool(n::smallint, d::smallint)'), ('pool(rate(n, d))'),
	('avg(rate(n, d))'), ('pool(b)'), ('mean_of_rates(rate(n, d))'), ('min(c)'), ('max(c)'), ('min(l)'), ('max(l)'),
	('pool(n, d) FILTER (WHERE b)');

-- The answers of one process
CREATE FUNCTION pg_temp.answer(expression text, source text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT concat_ws(E''\n'', (SELECT %1$s FROM %2$s), (SELECT string_agg(concat_ws('' '', g, a), E''\n'' ORDER BY g) FROM (SELECT g, %1$s AS a FROM %2$s GROUP BY g) AS t))', expression, source)
		INTO result;
	RETURN result;
END $f$;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT expression, pg_temp.answer(expression, 'filing') AS answer FROM argument;

SELECT plan(60);

SELECT is((SELECT count(*) FROM serial WHERE length(answer) > 50), 12::bigint, 'answers to compare with');
SELECT ok(pg_temp.plan(format('SELECT %s FROM filing', expression)) !~ 'Gather|Partial', 'serial: ' || expression) FROM argument;

-- parallel
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SELECT matches(pg_temp.plan(format('SELECT %s FROM filing', expression)), 'Finalize Aggregate\s.*Gather\s.*Workers Planned: 2\s.*Partial Aggregate\s.*Parallel Seq Scan on filing',
	'parallel: ' || expression) FROM argument;
SELECT matches(pg_temp.plan(format('SELECT g, %s FROM filing GROUP BY g', expression)), 'Finalize \w*Aggregate\s.*Gather.*Workers Planned: 2\s.*Partial \w*Aggregate\s.*Parallel Seq Scan on filing',
	'parallel, by group: ' || expression) FROM argument;
SELECT is(pg_temp.answer(expression, 'filing'), answer, 'as serial: ' || expression) FROM serial;

-- the leader looks on
SET LOCAL parallel_leader_participation = off;
SELECT is_empty($$ SELECT expression FROM serial WHERE pg_temp.answer(expression, 'filing') IS DISTINCT FROM answer $$, 'workers only');
RESET parallel_leader_participation;
SELECT throws_ok($$ SELECT pool(n, d + 9223372036854775000) FROM filing $$, '22003', NULL, 'overflow in parallel');
SELECT throws_ok($$ SELECT pool(n, 0) FROM filing $$, '22003', NULL, 'an error of a worker is an error');

-- partition by partition, which always combines
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT is_empty($$ SELECT expression FROM argument WHERE pg_temp.plan(format('SELECT %s FROM parted', expression)) !~ 'Finalize Aggregate\s.*Append\s.*Partial Aggregate\s.*Partial Aggregate' $$,
	'plans that combine the partitions');
SELECT is_empty($$ SELECT expression, answer FROM serial WHERE pg_temp.answer(expression, 'parted') IS DISTINCT FROM answer $$, 'partition by partition');
CREATE TABLE ends (id integer, r rate) PARTITION BY LIST (id);
CREATE TABLE ends_1 PARTITION OF ends FOR VALUES IN (1);
CREATE TABLE ends_2 PARTITION OF ends FOR VALUES IN (2);
INSERT INTO ends VALUES (1, '1/4611686018427387904'), (2, '1/4611686018427387903'), (2, '0/0'), (1, NULL);
SELECT matches(pg_temp.plan('SELECT pool(r) FROM ends'), 'Finalize Aggregate\s.*Partial Aggregate\s.*Partial Aggregate', 'a plan that combines');
SELECT is((SELECT pool(r) FROM ends), '2/9223372036854775807', 'combined to the end of bigint');
INSERT INTO ends VALUES (2, '0/1');
SELECT throws_ok('SELECT pool(r) FROM ends', '22003', 'pooled rate is out of range', 'combined past it');
SELECT throws_ok('SELECT avg(r) FROM ends', '22003', 'pooled rate is out of range', 'combined past it');
SELECT throws_ok('SELECT pool(numerator(r), denominator(r)) FROM ends', '22003', 'pooled rate is out of range', 'combined past it');
SELECT is((SELECT pool(r) FROM ends WHERE r IS NULL), NULL, 'partitions without a rate');

SELECT * FROM finish();
ROLLBACK;
