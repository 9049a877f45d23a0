--
-- Rows that functions return, when what the catalogs say of them is not what
-- the code makes: row types that were altered, functions declared anew with
-- other results.  Each is an error that says so, or the right values.
--
\unset ECHO
\set QUIET 1
BEGIN;

-- A call of each function and aggregate that returns a row, its columns, and
-- the function in C that makes the row
CREATE TEMP TABLE row_function (name text, arguments text, call text, column_types text[], symbol text, aggregate boolean, rows boolean DEFAULT false);
INSERT INTO row_function VALUES
	('wilson', 'rate, double precision, bigint', '''1/2'', 0.95, NULL', '{double precision,double precision}', 'rate_wilson', false),
	('newcombe', 'rate, rate, double precision', '''1/2'', ''1/3'', 0.95', '{double precision,double precision}', 'rate_newcombe', false),
	('control_limits', 'rate, bigint, double precision', '''4/5'', 10, 0.95', '{double precision,double precision}', 'rate_control_limits', false),
	('confidence_interval', 'ratio_sample, double precision, bigint', '''(3,69,100,2081,2890,4200)'', 0.95, NULL', '{double precision,double precision}', 'ratio_sample_confidence_interval', false),
	('confidence_interval', 'ratio_sample, text, double precision, bigint', '''(3,69,100,2081,2890,4200)'', ''t'', 0.95, NULL', '{double precision,double precision}', 'ratio_sample_confidence_interval_by', false),
	('combined_ratio', 'stratified_sample, text, double precision', '''{(9,0,0,2,1,2,1,2,4)}'', ''t'', 0.95', '{double precision,double precision,double precision,double precision,bigint}', 'stratified_sample_combined', false),
	('separate_ratio', 'stratified_sample, text, double precision', '''{(9,0,0,2,1,2,1,2,4)}'', ''t'', 0.95', '{double precision,double precision,double precision,double precision,bigint}', 'stratified_sample_separate', false),
	('slope_interval', 'logistic_trend, double precision, double precision', '''{(2020-02-03,1,4),(2020-02-04,2,4),(2020-02-05,3,4),(2020-02-06,3,4)}'', 0.95, 100', '{double precision,double precision}', 'logistic_trend_slope_interval', false),
	('percent_at_interval', 'logistic_trend, date, double precision, double precision', '''{(2020-02-03,1,4),(2020-02-04,2,4),(2020-02-05,3,4),(2020-02-06,3,4)}'', ''2020-02-07'', 0.95, 100', '{double precision,double precision}', 'logistic_trend_percent_at_interval', false),
	('day_reaching_interval', 'logistic_trend, double precision, integer, double precision, double precision', '''{(2020-02-03,1,4),(2020-02-04,2,4),(2020-02-05,3,4),(2020-02-06,3,4)}'', 60, 365, 0.5, 100', '{date,date}', 'logistic_trend_day_reaching_interval', false),
	('logistic_fit', 'logistic_trend, double precision', '''{(2020-02-03,1,4),(2020-02-04,2,4),(2020-02-05,3,4),(2020-02-06,3,4)}'', 100', '{double precision,double precision,double precision,text}', 'logistic_trend_fit', false),
	('trend_test', 'rate_trend', '''(2020-02-17,4038,2368,29671315,17400703,218025515631,0)''', '{double precision,double precision}', 'rate_trend_test', false),
	('contribution', 'rate, rate, rate, rate', '''1/2'', ''1/3'', ''1/2'', ''1/3''', '{numeric,numeric}', 'rate_contribution', false),
	('bounds', 'rate, bigint', '''1/2'', 10', '{rate,rate}', 'rate_bounds', false),
	('decompose', 'rate, rate', 'rate ''1/2'', rate ''1/3''', '{numeric,numeric,numeric}', 'decompose_final', true),
	('panel_change', 'rate, rate', 'rate ''1/2'', rate ''1/3''', '{numeric,numeric,numeric,numeric}', 'panel_change_final', true),
	('panel_change_split', 'rate, rate', 'rate ''1/2'', rate ''1/3''', '{numeric,numeric,numeric,numeric,numeric,numeric}', 'panel_change_split_sums_final', true);
INSERT INTO row_function VALUES
	('steps', 'rate_series', '''{2020-02-10: 1/2 (1)}''', '{date,rate,bigint}', 'rate_series_steps', false, true),
	('days', 'rate_series, date, date', '''{2020-02-10: 1/2 (1)}'', ''2020-02-10'', ''2020-02-12''', '{date,rate,bigint}', 'rate_series_days', false, true),
	('deltas', 'rate_series', '''{2020-02-10: 1/2 (1)}''', '{date,bigint,bigint,bigint}', 'rate_series_deltas', false, true),
	('seeded_cities', '', '', '{integer,text,text,city_class,daterange}', 'seeded_cities', false, true);

-- a rollup with a difference
CREATE TABLE rolled_up (i integer);
DO $$ BEGIN PERFORM rollup_create('rolled_up_by', 'rolled_up', '{i}', '{"n": "count"}'); END $$;
ALTER TABLE rolled_up DISABLE TRIGGER rolled_up_by_insert;
INSERT INTO rolled_up VALUES (1);
INSERT INTO row_function VALUES
	('rollup_differences', 'text', '''rolled_up_by''', '{jsonb,jsonb,jsonb}', 'rollup_differences', false, true),
	('rollup_status', 'regclass', '''rolled_up_by_stripe''', '{regclass,bigint,text}', 'rollup_status', false, false);

-- The outcome of a call: its value, or the error without its details
CREATE FUNCTION pg_temp.outcome(call text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	result text;
BEGIN
	EXECUTE 'SELECT x::text FROM (SELECT ' || call || ') AS t(x)' INTO result;
	RETURN coalesce(result, 'NULL');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $f$;
-- The same behind some commands, which are undone
CREATE FUNCTION pg_temp.outcome_after(commands text, call text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	result text;
BEGIN
	BEGIN
		EXECUTE commands;
		result := pg_temp.outcome(call);
		RAISE EXCEPTION SQLSTATE 'UNDO0';
	EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
		NULL;
	END;
	RETURN result;
END $f$;

SELECT plan(19);

-- but for those whose columns the call names
SELECT set_eq($$ SELECT p.proname::text FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'resume' JOIN pg_proc AS p ON p.oid = d.objid
	JOIN pg_type AS t ON t.oid = p.prorettype LEFT JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
	WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'e' AND (t.typtype = 'c' OR t.typname = 'record')
	AND p.proname !~ '_final$' AND NOT (t.typname = 'record' AND p.proallargtypes IS NULL) $$,
	'SELECT name FROM row_function', 'all functions that return a row are tried');
SELECT is_empty($$ SELECT name, o FROM row_function, pg_temp.outcome(name || '(' || call || ')') AS o WHERE o !~ '^\(.+,.+\)$' $$, 'as declared, all give a row');

-- ---- row types, altered -----------------------------------------------------

CREATE DOMAIN any_number AS numeric;
CREATE TEMP TABLE alteration (what text, commands text);
INSERT INTO alteration VALUES
	('added', 'ALTER TYPE %1$s ADD ATTRIBUTE note text'),
	('many added', 'ALTER TYPE %1$s ADD ATTRIBUTE a text, ADD ATTRIBUTE b text, ADD ATTRIBUTE c integer, ADD ATTRIBUTE d bigint, ADD ATTRIBUTE e double precision, ADD ATTRIBUTE f name'),
	('first dropped', 'ALTER TYPE %1$s DROP ATTRIBUTE %2$I'),
	('last dropped', 'ALTER TYPE %1$s DROP ATTRIBUTE %3$I'),
	('all dropped', 'ALTER TYPE %1$s %4$s'),
	('first dropped and one added', 'ALTER TYPE %1$s DROP ATTRIBUTE %2$I, ADD ATTRIBUTE again numeric'),
	('last dropped and added', 'ALTER TYPE %1$s DROP ATTRIBUTE %3$I; ALTER TYPE %1$s ADD ATTRIBUTE %3$I numeric'),
	('text', 'ALTER TYPE %1$s ALTER ATTRIBUTE %2$I TYPE text'),
	('integer', 'ALTER TYPE %1$s ALTER ATTRIBUTE %2$I TYPE integer'),
	('boolean', 'ALTER TYPE %1$s ALTER ATTRIBUTE %3$I TYPE boolean'),
	('rate', 'ALTER TYPE %1$s ALTER ATTRIBUTE %3$I TYPE rate'),
	('array', 'ALTER TYPE %1$s ALTER ATTRIBUTE %3$I TYPE numeric[]'),
	('domain', 'ALTER TYPE %1$s ALTER ATTRIBUTE %3$I TYPE any_number'),
	('fewer digits', 'ALTER TYPE %1$s ALTER ATTRIBUTE %2$I TYPE numeric(3,1)');
CREATE TEMP TABLE altered AS
SELECT name, what, pg_temp.outcome_after(format(commands, rettype::regtype, first, last, drops), name || '(' || call || ')') AS outcome
FROM row_function, alteration, LATERAL (
	SELECT p.prorettype, (array_agg(attname ORDER BY attnum))[1], (array_agg(attname ORDER BY attnum DESC))[1],
		string_agg(format('DROP ATTRIBUTE %I', attname), ', ')
	FROM pg_proc AS p JOIN pg_type AS t ON t.oid = prorettype JOIN pg_attribute ON attrelid = typrelid AND attnum > 0
	WHERE proname = name AND prokind = 'a' GROUP BY 1) AS r(rettype, first, last, drops)
WHERE aggregate;
SELECT is((SELECT count(*) FROM altered), (SELECT count(*) FROM row_function, alteration WHERE aggregate), 'each alteration of each row type');
SELECT is_empty($$ SELECT * FROM altered WHERE outcome <> '42804' $$, 'an altered row type is an error, whatever was altered');
SELECT is(pg_temp.outcome_after('ALTER TYPE decomposition RENAME ATTRIBUTE change TO total; ALTER TYPE decomposition RENAME TO kitagawa', 'decompose(rate ''1/2'', rate ''1/3'')'),
	pg_temp.outcome('decompose(rate ''1/2'', rate ''1/3'')'), 'names may change');

SAVEPOINT unaltered;
ALTER TYPE decomposition ADD ATTRIBUTE note text;
SELECT throws_matching($$ SELECT decompose(rate '1/2', rate '1/3') $$, 'the row type of function decompose_[a-z_]+\(.*\) is not what the function returns', 'the message');
CREATE FUNCTION pg_temp.diagnostics(query text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $f$
BEGIN
	EXECUTE query;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $f$;
SELECT is(detail, 'Type decomposition has the columns (change numeric, rate_effect numeric, mix_effect numeric, note text), the function makes (numeric, numeric, numeric).', 'the detail')
FROM pg_temp.diagnostics($$ SELECT decompose(rate '1/2', rate '1/3') $$);
SELECT matches(hint, 'Undo the ALTER TYPE', 'the hint') FROM pg_temp.diagnostics($$ SELECT decompose(rate '1/2', rate '1/3') $$);
ALTER TYPE decomposition DROP ATTRIBUTE note;
SELECT is(detail, 'Type decomposition has the columns (change numeric, rate_effect numeric, mix_effect numeric, a dropped column), the function makes (numeric, numeric, numeric).', 'a dropped column is named')
FROM pg_temp.diagnostics($$ SELECT decompose(rate '1/2', rate '1/3') $$);
ROLLBACK TO unaltered;

-- while a cursor is open, whose query has looked at the type before and makes
-- one row after the other
SET LOCAL enable_hashagg = off;
CREATE TEMP TABLE pair AS SELECT i, rate(i, 10) AS r FROM generate_series(1, 9) AS i;
DECLARE changes CURSOR FOR SELECT i, panel_change(r, '1/3') FROM pair GROUP BY i ORDER BY i;
MOVE 1 FROM changes;
SAVEPOINT before;
SELECT lives_ok('FETCH 1 FROM changes', 'a cursor');
ALTER TYPE panel_decomposition ALTER ATTRIBUTE change TYPE text;
SELECT throws_ok('FETCH 1 FROM changes', '42804', NULL, 'a cursor that was opened before the type was altered');
ROLLBACK TO before;
-- and in a statement that is prepared
PREPARE prepared AS SELECT panel_change(r, '1/3') FROM pair;
SELECT lives_ok('EXECUTE prepared', 'a prepared statement');
ALTER TYPE panel_decomposition ADD ATTRIBUTE note text;
SELECT throws_ok('EXECUTE prepared', '42804', NULL, 'and after an ALTER TYPE');
ROLLBACK TO before;
SELECT lives_ok('EXECUTE prepared', 'which was undone');

-- ---- functions, declared anew -----------------------------------------------

CREATE TYPE one_too_many AS (a double precision, b double precision, c double precision);
CREATE TYPE with_gap AS (a double precision, b double precision);
ALTER TYPE with_gap DROP ATTRIBUTE a, ADD ATTRIBUTE c double precision;
CREATE DOMAIN pair_domain AS with_gap;

-- What to declare a function with the columns $1 to return, and how to call it
CREATE FUNCTION pg_temp.declarations(columns text[]) RETURNS TABLE (result text, list text) LANGUAGE sql AS $$
	VALUES ('integer', NULL), ('text', NULL), ('void', NULL), ('one_too_many', NULL), ('with_gap', NULL), ('pair_domain', NULL), ('SETOF with_gap', NULL), ('record', NULL),
		('record', '(a integer)'), ('record', '(a text, b text)'), ('SETOF record', '(a integer, b integer, c integer)'), ('record', '(a ' || columns[1] || ')')
	UNION ALL SELECT 'TABLE (' || string_agg(format('c%s %s', i, CASE WHEN i = n THEN t ELSE c END), ', ' ORDER BY i) || ')', NULL
	FROM (VALUES ('integer'), ('text'), ('boolean'), ('any_number'), ('rate[]'), ('proportion'), ('risk_level'), ('numeric(3,1)[]')) AS other(t),
		generate_series(1, cardinality(columns)) AS n, unnest(columns) WITH ORDINALITY AS u(c, i) WHERE t <> columns[n] GROUP BY t, n
	UNION ALL SELECT 'TABLE (' || string_agg(format('c%s %s', i, c), ', ' ORDER BY i) || ', more text)', NULL FROM unnest(columns) WITH ORDINALITY AS u(c, i)
$$;
CREATE TEMP TABLE anew AS
SELECT name, result, list,
	format('CREATE FUNCTION pg_temp.anew(%s) RETURNS %s LANGUAGE C AS %L, %L;', CASE WHEN aggregate THEN 'internal' ELSE arguments END, CASE WHEN rows AND result !~ '^(SETOF|TABLE)' THEN 'SETOF ' ELSE '' END || result, probin, symbol) ||
	CASE WHEN aggregate THEN format('CREATE AGGREGATE pg_temp.anew(rate, rate) (SFUNC = %s_accum, STYPE = internal, FINALFUNC = pg_temp.anew)', name) ELSE '' END AS commands,
	CASE WHEN list IS NULL THEN format('pg_temp.anew(%s)', call) ELSE format('t FROM pg_temp.anew(%s) AS t%s', call, list) END AS call
FROM row_function, pg_temp.declarations(column_types), (SELECT probin FROM pg_proc WHERE proname = 'rate_in') AS library
WHERE NOT (aggregate AND (result ~ '^(SETOF|TABLE)' OR list IS NOT NULL))
	-- of an aggregate that 1.0 has, there is a state of type internal
	AND NOT (aggregate AND to_regproc(name || '_accum') IS NULL);
-- a final function that returns no set
INSERT INTO anew
SELECT name, result, NULL, format('CREATE TYPE pg_temp.other AS %s;', regexp_replace(result, '^TABLE ', '')) || replace(commands, 'RETURNS integer', 'RETURNS pg_temp.other'), call
FROM (SELECT f.name, d.result, a.commands, a.call FROM row_function AS f, pg_temp.declarations(f.column_types) AS d, anew AS a WHERE f.aggregate AND d.result ~ '^TABLE' AND a.name = f.name AND a.result = 'integer') AS x;
SELECT cmp_ok((SELECT count(*) FROM anew), '>', 150::bigint, 'declarations');
SELECT is_empty($$ SELECT name, result, list, o FROM anew, pg_temp.outcome_after(commands, call) AS o WHERE o <> '42804' $$, 'a function that is declared with another result is an error');

-- and with the same in other words
CREATE TEMP TABLE same AS
SELECT name, column_types, call, symbol, arguments, rows, 'TABLE (' || string_agg(format('%s %s', 'c' || i, c), ', ' ORDER BY i) || ')' AS result
FROM row_function, unnest(column_types) WITH ORDINALITY AS u(c, i)
-- what looks for our functions beside itself is not to be found elsewhere
WHERE NOT aggregate AND name <> 'rollup_status' GROUP BY 1, 2, 3, 4, 5, 6;
SELECT is_empty($$ SELECT name, o FROM same, pg_temp.outcome_after(format('CREATE FUNCTION pg_temp.anew(%s) RETURNS %s LANGUAGE C AS %L, %L', arguments, result, (SELECT probin FROM pg_proc WHERE proname = 'rate_in'), symbol),
	format('pg_temp.anew(%s)', call)) AS o WHERE o IS DISTINCT FROM pg_temp.outcome(name || '(' || call || ')') $$, 'the same columns under other names');
SELECT is_empty($$ SELECT name, o FROM same, pg_temp.outcome_after(format('CREATE FUNCTION pg_temp.anew(%s) RETURNS %s LANGUAGE C AS %L, %L', arguments, CASE WHEN rows THEN 'SETOF record' ELSE 'record' END, (SELECT probin FROM pg_proc WHERE proname = 'rate_in'), symbol),
	format('t FROM pg_temp.anew(%s) AS t%s', call, regexp_replace(result, '^TABLE ', ''))) AS o WHERE o IS DISTINCT FROM pg_temp.outcome(name || '(' || call || ')') $$, 'and as a record whose columns the query lists');
SELECT is_empty($$ SELECT name, o FROM row_function, pg_temp.outcome_after('', name || '(' || call || ')') AS o WHERE o !~ '^\(.+,.+\)$' $$, 'in the end all is as it was');

SELECT * FROM finish();
ROLLBACK;
