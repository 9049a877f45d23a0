--
-- class_on() against its definition, and by what it sees: rows of one's own are
-- read once and kept, but never when others are there to be seen.
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(27);

-- ---- the definition, as version 1.0 had it ---------------------------------

CREATE FUNCTION pg_temp.by_code(code integer, day date) RETURNS city_class LANGUAGE sql STABLE AS $$
	SELECT class FROM software_city WHERE division_code = code AND during @> day ORDER BY seeded LIMIT 1 $$;
CREATE FUNCTION pg_temp.by_name(city text, day date) RETURNS city_class LANGUAGE sql STABLE AS $$
	SELECT class FROM software_city
	WHERE division_code IN (SELECT division_code FROM software_city WHERE name_zh = city OR lower(name_en) = lower(city)) AND during @> day
	ORDER BY seeded, division_code LIMIT 1 $$;

-- cities that are there and others, in periods that do not overlap, under names of several
INSERT INTO software_city
SELECT code, CASE WHEN i % 3 > 0 THEN (ARRAY['南京', '合肥', '宿州', '长沙'])[1 + (i * 5 + j) % 4] END,
	(ARRAY['Nanjing', 'Hefei', 'Suzhou', 'ÜRÜMQI', '长沙'])[1 + (i * 7 + j) % 5],
	(ARRAY['comprehensive', 'characteristic', 'candidate']::city_class[])[1 + (i + j) % 3],
	CASE j WHEN 0 THEN daterange(NULL, '2012-01-01') WHEN 1 THEN daterange('2012-01-01', '2019-01-01')
		WHEN 2 THEN daterange('2020-01-01', '2022-01-01') ELSE daterange('2023-01-01', 'infinity', '[]') END
FROM unnest(ARRAY[320100, 370100, 340100, 341300, 430100, 650100, 210200, 120000]) WITH ORDINALITY AS city(code, i), generate_series(0, 3) AS j
WHERE (i * 3 + j) % 5 > 0;
CREATE TEMP TABLE day AS SELECT day::date FROM unnest('{-infinity,2009-01-01,2011-12-31,2012-01-01,2018-12-31,2019-01-01,2019-12-31,
	2020-01-01,2020-02-19,2021-12-31,2022-01-01,2023-01-01,2023-12-31,2024-01-01,2030-01-01,infinity}'::date[]) AS day;
SELECT is_empty($$ SELECT code, day FROM (SELECT DISTINCT division_code FROM software_city UNION VALUES (999999)) AS c(code), day
	WHERE class_on(code, day) IS DISTINCT FROM pg_temp.by_code(code, day) $$, 'by code');
SELECT is_empty($$ SELECT name, day FROM (SELECT unnest(ARRAY[name_zh, name_en, lower(name_en), upper(name_en)]) FROM software_city) AS c(name), day
	WHERE class_on(name, day) IS DISTINCT FROM pg_temp.by_name(name, day) $$, 'by name');
SELECT cmp_ok(count(DISTINCT class_on(name_en, day)), '=', 3::bigint, 'all classes occur') FROM software_city, day;
DELETE FROM software_city WHERE NOT seeded;

-- ---- what it sees ----------------------------------------------------------

INSERT INTO software_city VALUES (340100, NULL, 'Hefei', 'candidate');
SELECT is(class_on(340100, '2020-02-19'), 'candidate', 'right after an INSERT');
UPDATE software_city SET class = 'characteristic' WHERE NOT seeded;
SELECT is(class_on(340100, '2020-02-19'), 'characteristic', 'right after an UPDATE');
SAVEPOINT undone;
DELETE FROM software_city WHERE NOT seeded;
SELECT is(class_on(340100, '2020-02-19'), NULL, 'right after a DELETE');
ROLLBACK TO undone;
SELECT is(class_on(340100, '2020-02-19'), 'characteristic', 'right after ROLLBACK TO');

-- one expression, asked again and again
CREATE FUNCTION pg_temp.again() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. 4 LOOP
		UPDATE software_city SET class = CASE i WHEN 1 THEN 'comprehensive' WHEN 2 THEN 'candidate' ELSE class END WHERE division_code = 340100 AND NOT seeded;
		IF i = 4 THEN DELETE FROM software_city WHERE NOT seeded; END IF;
		RETURN NEXT class_on(340100, '2020-02-19')::text;
	END LOOP;
END $$;
SELECT results_eq('SELECT * FROM pg_temp.again()', $$ VALUES ('comprehensive'), ('candidate'), ('candidate'), (NULL) $$, 'in a loop that changes rows');
CREATE FUNCTION pg_temp.undone() RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. 4 LOOP
		BEGIN
			IF i % 2 = 1 THEN INSERT INTO software_city VALUES (340100, NULL, 'Hefei', 'candidate'); END IF;
			RETURN NEXT class_on(340100, '2020-02-19')::text;
			RAISE 'undo' USING ERRCODE = 'R0001';
		EXCEPTION WHEN SQLSTATE 'R0001' THEN
		END;
	END LOOP;
END $$;
SELECT results_eq('SELECT * FROM pg_temp.undone()', $$ VALUES ('candidate'), (NULL), ('candidate'), (NULL) $$, 'in a loop that is undone');

-- a query sees the register as of its start, a cursor as of its opening
CREATE FUNCTION pg_temp.adds() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	INSERT INTO software_city VALUES (340100, NULL, 'Hefei', 'candidate');
	RETURN true;
END $$;
SELECT results_eq($$ SELECT i, pg_temp.adds(), class_on(340100, '2020-02-19') FROM generate_series(1, 1) AS i UNION ALL
	SELECT 2, true, class_on(340100, '2020-02-19') $$, $$ VALUES (1, true, NULL::city_class), (2, true, NULL) $$, 'a query that adds a row on its way');
SELECT is(class_on(340100, '2020-02-19'), 'candidate', 'which is there for the next one');
DECLARE c CURSOR FOR SELECT class_on(340100, '2020-02-19') FROM generate_series(1, 3);
FETCH NEXT FROM c \g /dev/null
DELETE FROM software_city WHERE NOT seeded;
SELECT results_eq('FETCH ALL FROM c', $$ VALUES ('candidate'::city_class), ('candidate') $$, 'a cursor');
CLOSE c;

-- in expressions that a statement keeps
CREATE TEMP TABLE kept (code integer, class city_class DEFAULT class_on(340100, '2020-02-19'),
	CHECK (class_on(code, '2020-02-19') IS NOT NULL));
SELECT throws_ok('INSERT INTO kept VALUES (340100)', '23514', NULL, 'a constraint');
INSERT INTO software_city VALUES (340100, NULL, 'Hefei', 'candidate');
SELECT lives_ok('INSERT INTO kept VALUES (340100)', 'the same constraint');
SELECT results_eq('SELECT class FROM kept', $$ VALUES ('candidate'::city_class) $$, 'and a default');
PREPARE kept_plan AS SELECT class_on('hefei', '2020-02-19');
SELECT results_eq('kept_plan', $$ VALUES ('candidate'::city_class) $$, 'a prepared statement');
UPDATE software_city SET name_en = 'Luzhou' WHERE NOT seeded;
SELECT results_eq('kept_plan', $$ VALUES (NULL::city_class) $$, 'the same prepared statement');

-- by whom: who may not read the table gets no answer out of it, and policies hold
CREATE ROLE regress_resume_without;
REVOKE SELECT ON software_city FROM PUBLIC;
SET ROLE regress_resume_without;
SELECT throws_ok($$ SELECT class_on(340100, '2020-02-19') $$, '42501', NULL, 'without the right to read the register');
RESET ROLE;
GRANT SELECT ON software_city TO PUBLIC;
ALTER TABLE software_city ENABLE ROW LEVEL SECURITY;
CREATE POLICY no_candidates ON software_city FOR SELECT USING (class <> 'candidate');
SET ROLE regress_resume_without;
SELECT is(class_on(340100, '2020-02-19'), NULL, 'a row that a policy hides');
RESET ROLE;
SELECT is(class_on(340100, '2020-02-19'), 'candidate', 'and that its owner sees');
CREATE FUNCTION pg_temp.as_two() RETURNS SETOF city_class LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. 2 LOOP
		PERFORM set_config('role', CASE i WHEN 1 THEN 'none' ELSE 'regress_resume_without' END, true);
		RETURN NEXT class_on(340100, '2020-02-19');
	END LOOP;
	PERFORM set_config('role', 'none', true);
END $$;
SELECT results_eq('SELECT * FROM pg_temp.as_two()', $$ VALUES ('candidate'::city_class), (NULL) $$, 'one expression, asked by one and by the other');
DROP POLICY no_candidates ON software_city;
ALTER TABLE software_city DISABLE ROW LEVEL SECURITY;

-- in parallel
CREATE TABLE many AS SELECT i, 340100 + i % 2 * 100 AS code FROM generate_series(1, 20000) AS i;
\ir include/parallel.sql
SELECT matches(pg_temp.plan('SELECT count(class_on(code, ''2020-02-19'')) FROM many'), 'Gather', 'workers ask it');
CREATE TEMP TABLE together AS SELECT count(class_on(code, '2020-02-19')) FROM many;
SELECT results_eq('TABLE together', 'VALUES (10000::bigint)', 'and see what the transaction has added');

-- declared anew with another result: an error
CREATE FUNCTION pg_temp.declare(name text, returns text, symbol text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE FUNCTION pg_temp.%s RETURNS %s LANGUAGE c STABLE STRICT AS %L, %L', name, returns,
		(SELECT probin FROM pg_proc WHERE oid = 'class_on(integer, date)'::regprocedure), symbol);
END $$;
SELECT pg_temp.declare('four()', 'TABLE (a integer, b text, c text, d city_class)', 'seeded_cities') \g /dev/null
SELECT pg_temp.declare('another()', 'TABLE (a integer, b text, c text, d risk_level, e daterange)', 'seeded_cities') \g /dev/null
SELECT pg_temp.declare('no_row()', 'integer', 'seeded_cities') \g /dev/null
SELECT pg_temp.declare('class_as_text(integer, date)', 'text', 'class_on_code') \g /dev/null
SELECT throws_ok('SELECT * FROM pg_temp.four()', '42804', NULL, 'with a column less');
SELECT throws_ok('SELECT * FROM pg_temp.another()', '42804', NULL, 'with a column of another type');
SELECT throws_ok('SELECT pg_temp.no_row()', '42804', NULL, 'with no row');
SELECT throws_ok($$ SELECT pg_temp.class_as_text(320100, '2020-02-19') $$, '42P01', NULL, 'in another schema there is no register');

SELECT * FROM finish();
ROLLBACK;
