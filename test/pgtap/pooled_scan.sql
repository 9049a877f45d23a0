-- What the pooled scan may not do: see rows that the user may not, call what the
-- user may not, read what is no plain table, or take a function for another one.
-- Each test fails if the query is planned in the way that it guards against.
BEGIN;
SELECT plan(49);

SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL resume.enable_pooled_scan = on;

CREATE FUNCTION scanned(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ 'PooledScan' THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END
$$;
CREATE FUNCTION answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE format('SELECT string_agg(q::text, '' '' ORDER BY q::text) FROM (%s) AS q', query) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
-- the answer with the scan, which has to be the one without
CREATE FUNCTION agreed(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	without text;
	found text;
BEGIN
	PERFORM set_config('resume.enable_pooled_scan', 'off', true);
	without := answer(query);
	PERFORM set_config('resume.enable_pooled_scan', 'on', true);
	found := answer(query);
	RETURN CASE WHEN without IS NOT DISTINCT FROM found THEN found ELSE format('%s without, %s with', without, found) END;
END
$$;

CREATE TABLE filing AS
SELECT i AS id, (i % 10)::smallint AS city, i % 7 AS returned, 7 AS staff, i % 2 = 0 AS resumed, 'pilot'::city_class AS class
FROM generate_series(1, 2000) AS i;
ANALYZE filing;
CREATE ROLE resume_reader;
GRANT SELECT ON filing TO resume_reader;

SELECT ok(scanned('SELECT pool(returned, staff) FROM filing'), 'a plain table is scanned');
SELECT is(agreed('SELECT pool(returned, staff) FROM filing'), '(6000/14000)', 'rightly');
SELECT ok(NOT scanned('SELECT sum(returned), count(*) FROM filing'), 'a query with none of our aggregates is not');

-- rows that the user may not see
CREATE TABLE guarded AS SELECT * FROM filing;
ANALYZE guarded;
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON guarded USING (city < 5);
GRANT SELECT ON guarded TO resume_reader;
CREATE VIEW fenced WITH (security_barrier) AS SELECT * FROM filing WHERE city < 5;
GRANT SELECT ON fenced TO resume_reader;
CREATE FUNCTION seen(integer) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
	$$BEGIN PERFORM set_config('test.seen', (current_setting('test.seen')::integer + 1)::text, true); RETURN true; END$$;
CREATE FUNCTION looked_at(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	n text;
BEGIN
	PERFORM set_config('test.seen', '0', true);
	EXECUTE query;
	RETURN current_setting('test.seen');
END
$$;
CREATE FUNCTION seen_quietly(integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE COST 0.0001 AS
	$$BEGIN PERFORM set_config('test.seen', (current_setting('test.seen')::integer + 1)::text, true); RETURN true; END$$;

SELECT ok(scanned('SELECT pool(returned, staff) FROM guarded'), 'its owner does not meet a policy');
SET LOCAL ROLE resume_reader;
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM guarded'), 'who meets a policy is left to the server');
SELECT is(answer('SELECT count(*), pool(returned, staff) FROM guarded'), '(1000,3005/7000)', 'and sees what the policy lets through');
SELECT is(answer('SELECT count(*), pool(returned, staff) FROM fenced WHERE resumed'), '(600,1805/4200)', 'a view with a security barrier');
RESET ROLE;
SELECT is(looked_at('SELECT pool(returned, staff) FROM fenced WHERE seen_quietly(id)'), '1000',
	'a function that leaks meets only rows inside of the barrier');
SET LOCAL ROLE resume_reader;
SELECT is(looked_at('SELECT pool(returned, staff) FROM guarded WHERE seen_quietly(id)'), '1000', 'or of the policy');
RESET ROLE;

-- columns that the user may not read, functions that the user may not call
CREATE TABLE partly AS SELECT * FROM filing;
ANALYZE partly;
GRANT SELECT (returned, city) ON partly TO resume_reader;
SET LOCAL ROLE resume_reader;
SELECT is(agreed('SELECT pool(returned, staff) FROM partly'), '42501 permission denied for table partly', 'a column without privilege');
SELECT is(agreed('SELECT pool(returned, returned) FROM partly WHERE staff = 7'), '42501 permission denied for table partly', 'in a condition');
SELECT is(agreed('SELECT pool(returned, returned) FROM partly GROUP BY staff'), '42501 permission denied for table partly', 'as a key');
SELECT is(agreed('SELECT pool(returned, returned) FROM partly WHERE city = 3'), '(604/604)', 'and with it');
RESET ROLE;

CREATE FUNCTION refused(signature text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text := CASE WHEN scanned(query) THEN 'scanned: ' ELSE 'not scanned: ' END;
BEGIN
	EXECUTE format('REVOKE EXECUTE ON %s FROM PUBLIC', signature);
	SET LOCAL ROLE resume_reader;
	result := result || agreed(query);
	RESET ROLE;
	EXECUTE format('GRANT EXECUTE ON %s TO PUBLIC', signature);
	RETURN result;
END
$$;
SELECT is(refused('FUNCTION pool(integer, integer)', 'SELECT pool(returned, staff) FROM filing'),
	'scanned: 42501 permission denied for aggregate pool', 'EXECUTE on an aggregate');
SELECT is(refused('FUNCTION pg_catalog.int4gt(integer, integer)', 'SELECT pool(returned, staff) FROM filing WHERE id > 3'),
	'scanned: 42501 permission denied for function int4gt', 'on the function of an operator');
SELECT is(refused('FUNCTION pg_catalog.int4gt(integer, integer)', 'SELECT pool(returned, staff) FILTER (WHERE id > 3) FROM filing'),
	'scanned: 42501 permission denied for function int4gt', 'in a filter');
SELECT is(refused('FUNCTION pg_catalog.int4(smallint)', 'SELECT pool(city, staff) FROM filing'),
	'scanned: 42501 permission denied for function int4', 'of a cast');
SELECT is(refused('FUNCTION pg_catalog.int4pl(integer, integer)', 'SELECT pool(returned, staff) FROM filing WHERE id + 1 > 3'),
	'scanned: 42501 permission denied for function int4pl', 'of a condition that is tried row by row');
SELECT is(refused('FUNCTION pg_catalog.date_mii(date, integer)', 'SELECT pool(returned, staff) FROM filing WHERE date ''2020-01-01'' + id > current_date - 3'),
	'scanned: 42501 permission denied for function date_mii', 'and of the other side');
-- the owner of an aggregate may call its transition function
CREATE ROLE resume_maker;
CREATE AGGREGATE my_pool(integer, integer) (SFUNC = pool_accum_int4, STYPE = rate);
ALTER AGGREGATE my_pool(integer, integer) OWNER TO resume_maker;
SELECT is(refused('FUNCTION pool_accum_int4(rate, integer, integer)', 'SELECT my_pool(returned, staff) FROM filing'),
	'scanned: 42501 permission denied for function pool_accum_int4', 'EXECUTE on a transition function');

-- what is no plain table, or not all of it
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM filing TABLESAMPLE bernoulli (10) REPEATABLE (1)'), 'a sample');
SELECT ok(answer('SELECT count(*), pool(returned, staff) FROM filing TABLESAMPLE bernoulli (10) REPEATABLE (1)') !~ '^.2000', 'has fewer rows');
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM (SELECT * FROM filing FOR UPDATE) AS f'), 'rows that are locked');
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM filing WHERE ctid < ''(1,1)'''), 'system columns in a condition');
SELECT ok(NOT scanned('SELECT xmin, pool(returned, staff) FROM filing GROUP BY xmin'), 'as a key');
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM filing WHERE filing IS NOT NULL'), 'whole rows');
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM filing WHERE random() < 0.5'), 'a volatile condition');
CREATE TABLE parent (LIKE filing);
INSERT INTO parent SELECT * FROM filing;
CREATE TABLE child () INHERITS (parent);
INSERT INTO child SELECT * FROM filing;
ANALYZE parent, child;
SELECT is(agreed('SELECT count(*), pool(returned, staff) FROM parent'), '(4000,12000/28000)', 'a parent has the rows of its children');
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM parent'), 'which are not scanned');
SELECT is(agreed('SELECT count(*), pool(returned, staff) FROM ONLY parent'), '(2000,6000/14000)', 'without them, if it is alone');
CREATE TABLE parted (LIKE filing) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10000);
INSERT INTO parted SELECT * FROM filing;
ANALYZE parted;
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM parted'), 'a partitioned table');
SELECT is(scanned('SELECT pool(returned, staff) FROM part') || agreed('SELECT pool(returned, staff) FROM part'), 'true(6000/14000)', 'a partition by its name');
CREATE TEMPORARY TABLE own AS SELECT * FROM filing;
ANALYZE own;
SELECT is(scanned('SELECT pool(returned, staff) FROM own') || agreed('SELECT pool(returned, staff) FROM own'), 'true(6000/14000)', 'a temporary table');
CREATE MATERIALIZED VIEW kept AS SELECT * FROM filing WITH NO DATA;
SELECT is(agreed('SELECT pool(returned, staff) FROM kept'), '55000 materialized view "kept" has not been populated', 'a materialized view without rows');
REFRESH MATERIALIZED VIEW kept;
ANALYZE kept;
SELECT is(scanned('SELECT pool(returned, staff) FROM kept') || agreed('SELECT pool(returned, staff) FROM kept'), 'true(6000/14000)', 'and with them');
-- foreign tables
CREATE FUNCTION foreign_table() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	CREATE EXTENSION file_fdw;
	CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
	CREATE FOREIGN TABLE far (n integer, d integer) SERVER files OPTIONS (program 'echo 1,2');
	RETURN NOT scanned('SELECT pool(n, d) FROM far');
EXCEPTION WHEN undefined_file OR feature_not_supported THEN
	RETURN NULL;
END
$$;
SELECT CASE WHEN count(*) = 0 THEN skip('file_fdw is not there', 1) ELSE ok(foreign_table(), 'a foreign table') END
FROM pg_available_extensions WHERE name = 'file_fdw';
-- functions are not what they are called
CREATE SCHEMA other;
CREATE FUNCTION other.less(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 OPERATOR(pg_catalog.>) $2';
CREATE OPERATOR other.< (LEFTARG = integer, RIGHTARG = integer, FUNCTION = other.less);
SELECT is(agreed('SELECT count(*), pool(returned, staff) FROM filing WHERE id OPERATOR(other.<) 1990'), '(10,33/70)', 'an operator of a user');
CREATE TABLE classes AS
SELECT (ARRAY['comprehensive', 'characteristic', 'candidate']::city_class[])[1 + i % 3] AS class, i % 7 + i % 3 AS n, 9 AS d FROM generate_series(1, 2100) AS i;
ANALYZE classes;
CREATE FUNCTION other.less(city_class, city_class) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1 > $2; END';
CREATE OPERATOR other.< (LEFTARG = city_class, RIGHTARG = city_class, FUNCTION = other.less);
SELECT is(agreed('SELECT count(*), pool(n, d) FROM classes WHERE class OPERATOR(other.<) ''characteristic'''), '(700,3500/6300)', 'also of a type of ours');
CREATE AGGREGATE other.pool(integer, integer) (SFUNC = pool_accum_int4, STYPE = rate, FINALFUNC = numerator);
SELECT is(agreed('SELECT other.pool(returned, staff) FROM filing'), '(6000)', 'an aggregate with a final function');
CREATE AGGREGATE other.pool_more(integer, integer) (SFUNC = pool_accum_int4, STYPE = rate, INITCOND = '1/2');
SELECT is(agreed('SELECT other.pool_more(returned, staff) FROM filing'), '(6001/14002)', 'or with an initial value');
CREATE FUNCTION other.add(rate, rate) RETURNS rate LANGUAGE C IMMUTABLE STRICT SUPPORT pool_support AS '$libdir/resume', 'rate_pool';
CREATE AGGREGATE other.total(rate) (SFUNC = other.add, STYPE = rate);
CREATE TABLE rates AS SELECT rate(i, 3000 - i) AS r FROM generate_series(1, 1000) AS i;
ANALYZE rates;
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE total AS SELECT other.total(r) FROM rates;
SELECT ok(scanned('EXECUTE total'), 'an aggregate of a user over a function of ours');
SELECT results_eq('EXECUTE total', 'SELECT pool(r) FROM rates', 'is prepared');
CREATE OR REPLACE FUNCTION other.add(rate, rate) RETURNS rate LANGUAGE sql IMMUTABLE STRICT RETURN $2;
SELECT results_eq('EXECUTE total', $$VALUES (rate '1000/2000')$$, 'and planned anew when the function is another one');
CREATE TABLE kinds AS SELECT (2147483148::bigint + i)::oid AS o, i AS n, -i AS minus FROM generate_series(1, 1000) AS i;
ANALYZE kinds;
SELECT is(agreed('SELECT count(*), pool(n, n) FROM kinds WHERE o > 2147483648'), '(500,375250/375250)', 'oids are unsigned');
SELECT is(agreed('SELECT o, pool(n, n) FROM kinds WHERE o = 2147483648 GROUP BY o'), '(2147483648,500/500)', 'as keys, too');

-- settings of the planner
SET LOCAL enable_seqscan = off;
CREATE INDEX ON filing (id);
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM filing WHERE id > 0'), 'enable_seqscan is heeded');
RESET enable_seqscan;
SELECT ok(NOT scanned('SELECT pool(returned, staff) FROM filing WHERE id = 3'), 'an index that is better wins');
SET LOCAL enable_hashagg = off;
SELECT ok(NOT scanned('SELECT city, pool(returned, staff) FROM filing GROUP BY city'), 'enable_hashagg is heeded');
RESET enable_hashagg;
SELECT ok(scanned('SELECT city, pool(returned, staff) FROM filing GROUP BY city'), 'and else it is scanned');

SELECT * FROM finish();
ROLLBACK;
