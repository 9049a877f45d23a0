--
-- What follows from a comparison of a rate with a number is one more condition on
-- tables that an engine may keep in pieces, and on no others. It changes no answer.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

SELECT plan(27);

CREATE TABLE plain (id integer, r rate, p proportion);
INSERT INTO plain (id, r) SELECT i, rate(pg_temp.below(21, 'n' || i), 10 * (1 + pg_temp.below(2, 'd' || i))) FROM generate_series(1, 500) AS i;
INSERT INTO plain (id, r) SELECT 500 + i, r FROM unnest('{0/0,NULL,0/1,9223372036854775807/1,1/9223372036854775807,8301034833169298226/9223372036854775806}'::rate[]) WITH ORDINALITY AS t(r, i);
UPDATE plain SET p = r WHERE numerator(r) <= denominator(r);
CREATE TABLE parent (LIKE plain);
CREATE TABLE child () INHERITS (parent);
INSERT INTO child TABLE plain;
CREATE TABLE parted (LIKE plain) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (10000);
INSERT INTO parted TABLE plain;
CREATE ACCESS METHOD heap_by_another_name TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE elsewhere USING heap_by_another_name AS TABLE plain;
CREATE TABLE conditions (condition text);
ANALYZE;

\ir include/plan.sql
CREATE FUNCTION pg_temp.estimate(query text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	line text;
BEGIN
	EXECUTE 'EXPLAIN ' || query INTO line;
	RETURN substring(line FROM 'rows=(\d+)');
END $f$;
-- The filter of a scan, and whether there is more in it than was written
CREATE FUNCTION pg_temp.filter(source text, condition text) RETURNS text LANGUAGE sql AS
$$ SELECT substring(pg_temp.plan(format('SELECT * FROM %s AS t WHERE %s', source, condition)) FROM 'Filter: ([^\n]*)') $$;

-- What is there beside the comparison
SELECT is(pg_temp.filter('child', 'r > 0.9'), $$((r > 0.9) AND (r >= '9/10'::rate))$$, 'r > number');
SELECT is(pg_temp.filter('child', 'r >= 0.9'), $$((r >= 0.9) AND (r >= '9/10'::rate))$$, 'r >= number');
SELECT is(pg_temp.filter('child', 'r < 0.9'), $$((r < 0.9) AND (r <= '8301034833169298220/9223372036854775800'::rate))$$, 'r < number');
SELECT is(pg_temp.filter('child', '0.9 > r'), $$((0.9 > r) AND (r <= '8301034833169298220/9223372036854775800'::rate))$$, 'number > r');
SELECT is(pg_temp.filter('child', '0.9 <= r'), $$((0.9 <= r) AND (r >= '9/10'::rate))$$, 'number <= r');
SELECT is(pg_temp.filter('child', 'r = 2'), $$((r = '2'::numeric) AND (r >= '2/1'::rate) AND (r <= '9223372036854775806/4611686018427387903'::rate))$$, 'r = number, which bounds from both sides');
SELECT is(pg_temp.filter('child', 'rate_gt_numeric(r, 0.9)'), $$(rate_gt_numeric(r, 0.9) AND (r >= '9/10'::rate))$$, 'the function');
SELECT is(pg_temp.filter('child', 'NOT r < 0.9'), $$((r >= 0.9) AND (r >= '9/10'::rate))$$, 'NOT');
SELECT is(pg_temp.filter('child', 'r > 0.9 OR id = 3'), $$(((r > 0.9) OR (id = 3)) AND ((r >= '9/10'::rate) OR (id = 3)))$$, 'OR');
SELECT is(pg_temp.filter('child', 'r > (SELECT 0.9 OFFSET 0)') ~ '^\(\(r > .+\) AND \(r >= rate_lower_bound\(.+\)\)\)$', true, 'a number that is known at execution only');
SELECT is(pg_temp.filter('child', 'p > 0.9'), $$(((p)::rate > 0.9) AND ((p)::rate >= '9/10'::rate))$$, 'a domain');

-- and where there is nothing
SELECT is(pg_temp.filter('child', c), c, c) FROM unnest('{"(r <> 0.9)","(r > ''9/10''::rate)","(id > 3)"}'::text[]) AS c;
SELECT is(pg_temp.filter('child', 'r > id'), '(r > (id)::numeric)', 'compared with another column');
SELECT is(pg_temp.filter('child', 'r > random()::numeric'), '(r > (random())::numeric)', 'with what changes from row to row');
SELECT is(pg_temp.filter('child', '(r > 0.9) IS NOT TRUE'), '((r > 0.9) IS NOT TRUE)', 'where the comparison need not be true');

-- Only for those whose rows the server's own scan need not read
SELECT is(pg_temp.filter(t, 'r > 0.9'), '(r > 0.9)', t) FROM unnest('{plain,parted,part,ONLY parent}'::text[]) AS t;
SELECT is(pg_temp.filter('elsewhere', 'r > 0.9'), $$((r > 0.9) AND (r >= '9/10'::rate))$$, 'a table of another access method');
SELECT is_empty($$ SELECT c FROM unnest('{r > 0.9,r = 0.5,r < 0.1 OR id = 3,0.3 > r AND r > 0.2}'::text[]) AS c
	WHERE pg_temp.estimate('SELECT * FROM elsewhere WHERE ' || c) <> pg_temp.estimate('SELECT * FROM plain WHERE ' || c) $$, 'and no other estimate');

-- Behind a policy, as the comparison is
CREATE ROLE regress_pushdown;
GRANT SELECT ON elsewhere TO regress_pushdown;
ALTER TABLE elsewhere ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON elsewhere USING (id < 100);
SET ROLE regress_pushdown;
SELECT is(pg_temp.filter('elsewhere', 'r > 0.9'), $$((id < 100) AND (r > 0.9) AND (r >= '9/10'::rate))$$, 'a policy comes first');
SELECT is(pg_temp.filter('elsewhere', 'rate_gt_numeric(r, 0.9) OR id = 3'), $$((id < 100) AND (rate_gt_numeric(r, 0.9) OR (id = 3)) AND ((r >= '9/10'::rate) OR (id = 3)))$$, 'before OR, too');
RESET ROLE;
ALTER TABLE elsewhere DISABLE ROW LEVEL SECURITY;

-- The same rows
INSERT INTO conditions
SELECT format(CASE side WHEN 0 THEN '%1$s %2$s %3$s' ELSE '%3$s %2$s %1$s' END, value, op, x)
FROM unnest('{r,p}'::text[]) AS value, unnest('{<,<=,=,>=,>,<>}'::text[]) AS op, generate_series(0, 1) AS side,
	unnest('{0,0.5,0.9,1,2,-1,''NaN''::numeric,''Infinity''::numeric,1e30,NULL::numeric,(SELECT 0.5),0.33333333333333333333}'::text[]) AS x;
INSERT INTO conditions SELECT format(how, a.condition, b.condition)
FROM (SELECT condition, row_number() OVER (ORDER BY md5(condition)) AS i FROM conditions) AS a
	JOIN (SELECT condition, row_number() OVER (ORDER BY md5('b' || condition)) AS i FROM conditions) AS b USING (i),
	unnest('{NOT (%s),(%s) OR (%s),NOT ((%s) OR (%s)),(%s) AND NOT (%s),((%s) OR (%s)) IS NULL,((%s) OR (%s)) AND r <> ''0/0'',(%s) OR (%s) AND id > 250}'::text[]) AS how;

CREATE FUNCTION pg_temp.rows(source text, condition text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	rows text;
BEGIN
	EXECUTE format('SELECT string_agg(id::text, '','' ORDER BY id) FROM %s AS t WHERE %s', source, condition) INTO rows;
	RETURN rows;
END $f$;
SELECT is_empty($$ SELECT condition, source FROM conditions, unnest('{parent,elsewhere}'::text[]) AS source
	WHERE pg_temp.rows(source, condition) IS DISTINCT FROM pg_temp.rows('plain', condition) $$, 'the same rows');
SELECT cmp_ok((SELECT count(*) FROM conditions WHERE pg_temp.filter('elsewhere', condition) ~ '(>=|<=) ''\d+/\d+''::rate|rate_(lower|upper)_bound'), '>', 500::bigint, 'by conditions that have something added');

SELECT * FROM finish();
ROLLBACK;
