--
-- What rollups refuse: each error has its code, names the thing and says what to
-- do, and leaves everything as it was
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(157);
SET LOCAL client_min_messages = warning;

CREATE TABLE f (id integer, "Mixed" integer, city text, d date, ts timestamptz, staff integer, back integer, num numeric, r rate, ok boolean, j json, p point, x xml, arr integer[], dec double precision, large bigint);
INSERT INTO f (id, city, d, staff, back, large) VALUES (1, 'a', '2020-02-10', 2, 1, 1), (2, NULL, '2020-02-11', 4, 0, 2);
SELECT rollup_create('kept', 'f', '{d,city}', '{"n": "count", "b": ["back", "staff"], "r": "r", "s": {"sum": "large"}}');
SELECT rollup_create_as_of('carried', 'f', 'id', 'd', '{}', '{city}', '{"b": ["back", "staff"]}', 3);

-- all that could be left behind
CREATE FUNCTION pg_temp.state() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_type), (SELECT count(*) FROM pg_statistic_ext),
		(SELECT md5(string_agg(f::text, '|' ORDER BY f::text)) FROM f), (SELECT md5(string_agg(s::text, '|' ORDER BY s::text)) FROM kept_stripe AS s), (SELECT md5(string_agg(s::text, '|' ORDER BY s::text)) FROM carried_stripe AS s),
		(SELECT md5(string_agg(s::text, '|' ORDER BY s::text)) FROM carried_filing AS s), rollup_check('kept'), rollup_check('carried'), current_setting('search_path'), current_setting('row_security'), current_user)
$$;
-- what an error says of itself; NULL if there is none
CREATE FUNCTION pg_temp.refusal(command text, OUT code text, OUT message text, OUT hint text) LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	context text;
BEGIN
	EXECUTE command;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
	message := concat_ws(' ', message, detail, context);
END $$;
CREATE FUNCTION pg_temp.refuses(command text, code text, thing text, hint text DEFAULT '.') RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	before text := pg_temp.state();
	r record;
BEGIN
	SELECT * INTO r FROM pg_temp.refusal(command);
	RETURN NEXT ok(coalesce(r.code = refuses.code AND strpos(r.message, thing) > 0 AND r.hint ~ refuses.hint AND pg_temp.state() = before, false), command);
	IF r.code IS DISTINCT FROM refuses.code OR strpos(r.message, thing) = 0 OR r.hint !~ refuses.hint OR pg_temp.state() <> before THEN
		RETURN NEXT diag(format('%s: %s (%s) %s', r.code, r.message, r.hint, CASE WHEN pg_temp.state() <> before THEN 'something is left' END));
	END IF;
END $$;

-- columns that there are not, wherever one can be named
SELECT pg_temp.refuses(format('SELECT rollup_create(''x'', ''f'', %L, ''{"n": "count"}'')', ARRAY[expression]), '42703', thing, 'columns of its source')
FROM (VALUES ('nope', 'nope'), ('mixed', 'mixed'), ('f.nope', 'f.nope'), ('other.id', 'other.id'), ('public.other.id', 'public.other.id'), ('nope + 1 AS a', 'nope'), ('coalesce(city, nope) AS a', 'nope'),
	('CASE WHEN ok THEN nope END AS a', 'nope'), ('ROW(nope) IS NULL AS a', 'nope'), ('Nope', 'nope')) AS v(expression, thing);
SELECT pg_temp.refuses(format('SELECT rollup_create(''x'', ''f'', ''{d}'', %L)', measures), '42703', 'nope', 'columns of its source')
FROM unnest('{"{\"m\": \"nope\"}","{\"m\": [\"nope\", \"staff\"]}","{\"m\": [\"back\", \"nope\"]}","{\"m\": {\"sum\": \"nope\"}}","{\"m\": {\"count\": \"nope\"}}","{\"m\": {\"pool\": \"nope\"}}","{\"m\": {\"pool\": [\"back\", \"nope\"]}}","{\"m\": {\"count\": \"*\", \"filter\": \"nope > 3\"}}","{\"m\": {\"sum\": \"back\", \"filter\": \"nope\"}}","{\"m\": \"f.nope\"}"}'::text[]) AS measures;
SELECT pg_temp.refuses(format('SELECT rollup_create_as_of(''x'', ''f'', %L, %L, %L, %L, %L)', entity, day, version, by, measures), '42703', 'nope', 'columns of its source')
FROM (VALUES ('nope', 'd', '{}', '{city}', '{"m": "ok"}'), ('id', 'nope', '{}', '{city}', '{"m": "ok"}'), ('id', 'd', '{nope}', '{city}', '{"m": "ok"}'), ('id', 'd', '{}', '{nope}', '{"m": "ok"}'), ('id', 'd', '{}', '{city}', '{"m": ["nope", "staff"]}')) AS v(entity, day, version, by, measures);

-- measures that are no integers, or nothing at all
SELECT pg_temp.refuses(format('SELECT rollup_create(''x'', ''f'', ''{d}'', %L)', format('{"my measure": %s}', measure)), code, 'my measure')
FROM (VALUES ('["num", "staff"]', '42804'), ('["back", "city"]', '42804'), ('["ok", "staff"]', '42804'), ('["back", "dec"]', '42804'), ('["back", "''5''"]', '42804'), ('["back", "NULL"]', '42804'), ('["r", "staff"]', '42804'), ('["d", "staff"]', '42804'),
	('{"sum": "num"}', '42804'), ('{"sum": "r"}', '42804'), ('{"sum": "city"}', '42804'), ('{"sum": "staff / 2.0"}', '42804'), ('{"sum": "ok"}', '42804'), ('"staff"', '42804'), ('"city"', '42804'), ('{"pool": "num"}', '42804'),
	('["back", 5]', '22023'), ('["back", null]', '22023'), ('["back"]', '22023'), ('["back", "staff", "staff"]', '22023'), ('null', '22023'), ('true', '22023'), ('3', '22023'), ('{}', '22023'), ('{"median": "staff"}', '22023'), ('{"sum": ["back", "staff"]}', '22023'),
	('{"count": "*", "filter": true}', '22023'), ('{"count": "*", "where": "ok"}', '22023'), ('{"filter": "ok"}', '22023')) AS v(measure, code);
SELECT pg_temp.refuses(format('SELECT rollup_create_as_of(''x'', ''f'', ''id'', ''d'', ''{}'', ''{city}'', %L)', format('{"my measure": %s}', measure)), code, 'my measure')
FROM (VALUES ('["num", "staff"]', '42804'), ('"staff"', '42804'), ('"count"', '22023'), ('"r"', '22023'), ('{"sum": "staff"}', '22023'), ('{"pool": ["back", "staff"], "filter": "ok"}', '22023')) AS v(measure, code);

-- keys without an order, or that are none
SELECT pg_temp.refuses(format('SELECT rollup_create(''x'', ''f'', %L, ''{"n": "count"}'')', ARRAY['d', expression]), code, expression)
FROM (VALUES ('j', '42883'), ('p', '42883'), ('x', '42883'), ('ARRAY[p] AS a', '42883'), ('box(p, p) AS a', '42883'), ('circle(p, 2) AS a', '42883'), ('ROW(p) AS a', '42804'), ('ROW(d, city) AS a', '42804'),
	('now() AS a', '42P17'), ('ts::date AS a', '42P17'), ('random() AS a', '42P17'), ('date_trunc(''month'', ts) AS a', '42P17'), ('current_user AS a', '42P17'), ('to_char(ts, ''YYYY'') AS a', '42P17'),
	('*', '42601'), ('f.*', '42601'), ('', '42601'), ('d; DROP TABLE f', '42601'), ('d FROM f', '42601'), ('d, city', '42601'), ('ctid', '0A000'), ('f AS a', '0A000'), ('staff + 1', '22023')) AS v(expression, code);
SELECT pg_temp.refuses(format('SELECT rollup_create_as_of(''x'', ''f'', %L, %L, %L, ''{city}'', ''{"m": "ok"}'')', entity, day, version), code, thing)
FROM (VALUES ('p', 'd', '{}', '42883', 'p'), ('j', 'd', '{}', '42883', 'j'), ('arr', 'd', '{}', '0A000', 'arr'), ('id', 'ts', '{}', '42804', 'ts'), ('id', 'city', '{}', '42804', 'city'), ('id', 'ts::date', '{}', '42P17', 'ts::date'), ('id', 'd', '{p}', '42883', 'p'), ('id', 'd', '{now()}', '42P17', 'now()')) AS v(entity, day, version, code, thing);

-- what is no table that is filed into
CREATE VIEW a_view AS TABLE f;
CREATE MATERIALIZED VIEW a_matview AS SELECT date '2020-02-10' AS d;
CREATE SEQUENCE a_sequence;
CREATE INDEX an_index ON f (d);
CREATE TYPE a_type AS (d date);
CREATE TEMP TABLE a_temp (d date);
CREATE TABLE a_parent (d date);
CREATE TABLE a_child () INHERITS (a_parent);
CREATE TABLE a_parted (d date) PARTITION BY LIST (d);
CREATE TABLE a_part PARTITION OF a_parted DEFAULT;
CREATE FOREIGN DATA WRAPPER a_wrapper;
CREATE SERVER a_server FOREIGN DATA WRAPPER a_wrapper;
CREATE FOREIGN TABLE a_foreign (d date) SERVER a_server;
SELECT pg_temp.refuses(format('SELECT rollup_create(''x'', %L, ''{d}'', ''{"n": "count"}'')', source), '42809', source)
FROM unnest('{a_view,a_matview,a_sequence,an_index,a_type,a_temp,a_parent,a_child,a_part,a_foreign,kept,kept_stripe,carried_filing,carried_entity,pg_class,pg_statistic}'::text[]) AS source;
SELECT pg_temp.refuses(format('SELECT rollup_create_as_of(''x'', %L, ''d'', ''d'', ''{}'', ''{d}'', ''{"m": "ok"}'')', source), '42809', source)
FROM unnest('{a_view,a_foreign,kept_stripe}'::text[]) AS source;
SELECT pg_temp.refuses('SELECT rollup_create(''x'', 4711, ''{d}'', ''{"n": "count"}'')', '42P01', '4711');

-- names that are taken, or none
CREATE VIEW v_definition AS SELECT 1 AS a;
CREATE TABLE s_stripe ();
CREATE FUNCTION fun_days(date, date) RETURNS integer LANGUAGE sql RETURN 1;
CREATE INDEX i_index ON f (city);
CREATE FUNCTION pass_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER t_update AFTER UPDATE ON f FOR EACH ROW EXECUTE FUNCTION pass_row();
SELECT pg_temp.refuses(format('SELECT rollup_create(%L, ''f'', ''{d}'', ''{"n": "count"}'')', name), code, thing)
FROM (VALUES ('f', '42P07', 'public.f'), ('kept', '42P07', 'public.kept'), ('public.kept', '42P07', 'public.kept'), ('KEPT', '42P07', 'public.kept'), ('a_view', '42P07', 'public.a_view'), ('a_type', '42P07', 'public.a_type'), ('v', '42P07', 'public.v_definition'), ('s', '42P07', 'public.s_stripe'),
	('t', '42710', 't_update'), ('', '42602', '""'), ('a b', '42602', 'a b'), ('a.b.c.d', '42602', 'a.b.c.d'), ('"unfinished', '42602', 'unfinished'), ('other.public.c', '0A000', 'other.public.c'), (repeat('x', 53), '42622', repeat('x', 53))) AS v(name, code, thing);
SELECT pg_temp.refuses(format('SELECT rollup_create_as_of(%L, ''f'', ''city'', ''d'', ''{}'', ''{city}'', ''{"m": "ok"}'')', name), code, thing)
FROM (VALUES ('carried', '42P07', 'public.carried'), ('fun', '42723', 'public.fun_days'), ('i', '42P07', 'public.i_index')) AS v(name, code, thing);
SELECT pg_temp.refuses(format('SELECT rollup_create(''x'', ''f'', %L, %L)', by, measures), code, thing)
FROM (VALUES ('{d,d}', '{"n": "count"}', '42701', '"d"'), ('{d}', '{"d": "count"}', '42701', '"d"'), ('{"d AS stripe"}', '{"n": "count"}', '42701', '"stripe"'), ('{d}', '{"row_count": {"count": "id"}}', '42701', '"row_count"'), ('{d}', '{"b": ["back", "staff"], "b_count": {"count": "id"}}', '42701', '"b_count"'),
	('{d}', '{"b": ["back", "staff"], "b_numerator": "count"}', '42701', '"b_numerator"'), ('{d}', '{"": "count"}', '42602', 'no name'), ('{d}', format('{"%s": ["back", "staff"]}', repeat('m', 52)), '42622', repeat('m', 52))) AS v(by, measures, code, thing);
SELECT pg_temp.refuses(format('SELECT %s(''nowhere'')', f), '42P01', 'nowhere')
FROM unnest('{rollup_check,rollup_refresh,rollup_compact,rollup_drop,rollup_differences}'::text[]) AS f;

-- filings that are no rates, in every way to file
SELECT pg_temp.refuses(command, code, thing)
FROM (VALUES ('INSERT INTO f (d, city, back, staff) VALUES (''2020-02-10'', ''a'', 5, 0)', '22003', '5/0'), ('INSERT INTO f (d, city, back, staff) VALUES (''2020-02-10'', ''a'', 1, 2), (''2020-02-12'', ''b'', -5, 10)', '22003', '-5/10'),
	('INSERT INTO f (d, back, staff) SELECT ''2020-02-12'', 10 - i, i FROM generate_series(0, 9) AS i', '22003', '10/0'), ('UPDATE f SET staff = 0', '22003', '1/0'), ('UPDATE f SET back = -1 WHERE id = 2', '22003', '-1/4'), ('MERGE INTO f USING (SELECT 1) AS s ON id = 1 WHEN MATCHED THEN UPDATE SET staff = 0', '22003', '1/0'),
	('WITH a AS (INSERT INTO f (d, back, staff) VALUES (''2020-02-13'', 1, 2)), b AS (UPDATE f SET city = ''z'') INSERT INTO f (d, back, staff) VALUES (''2020-02-13'', 3, 0)', '22003', '3/0'), ('INSERT INTO f (d, city, large) VALUES (''2020-02-10'', ''a'', 9223372036854775807)', '22003', 'range'),
	('INSERT INTO f (d, large) VALUES (''2020-02-14'', -9223372036854775808)', '22003', '-9223372036854775808'), ('INSERT INTO f (id, d, city, back, staff) VALUES (1, ''infinity'', ''a'', 5, 6)', '22008', 'carried'), ('UPDATE f SET d = ''-infinity''', '22008', 'carried')) AS v(command, code, thing);
SELECT matches((pg_temp.refusal('UPDATE f SET staff = 0')).message, '1/0.*rollup public.carried', 'the rollup is named that carries forward');
SELECT rollup_drop('carried');
SELECT matches((pg_temp.refusal('UPDATE f SET staff = 0')).message, 'measure "b".*rollup public.kept', 'and the measure of the other');
SELECT rollup_drop('kept');
-- and sources that have such filings
ALTER TABLE f DISABLE TRIGGER ALL;
UPDATE f SET staff = 0 WHERE id = 1;
SELECT is((pg_temp.refusal('SELECT rollup_create(''kept'', ''f'', ''{d}'', ''{"b": ["back", "staff"]}'')')).code, '22003', 'no rollup of filings that are no rates');
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '^kept'), 0::bigint, 'nothing of which is left');
SELECT * FROM finish();
ROLLBACK;
