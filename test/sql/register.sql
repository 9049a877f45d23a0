--
-- The register of software cities: the seeded rows, rows of one's own, and
-- class_on().
--
\pset null '(null)'
SET datestyle = ISO;
\d software_city
SELECT division_code, name_zh, name_en, class, label(class), during FROM software_city ORDER BY class, during, division_code;
SELECT class, count(*) FROM software_city GROUP BY ROLLUP (class) ORDER BY class;

-- The same as the public list
CREATE TEMP TABLE list (division_code integer, name_zh text, name_en text, class text, since text,
	since_note text, reported text, confidence text);
\copy list FROM PROGRAM 'grep -v ^# test/data/software_cities.csv' (FORMAT csv, HEADER)
SELECT count(*) FROM list;
-- a month stands for its first day; stars took the place of classes in the evaluation of 2023
SELECT division_code, name_zh, name_en, class::city_class,
	daterange(CASE length(since) WHEN 7 THEN since || '-01' ELSE since END::date, '2024-01-01') FROM list
EXCEPT SELECT division_code, name_zh, name_en, class, during FROM software_city;
SELECT division_code FROM software_city EXCEPT SELECT division_code FROM list;
-- the code and the table have the same
SELECT * FROM software_city WHERE NOT seeded;
SELECT * FROM seeded_cities() EXCEPT SELECT division_code, name_zh, name_en, class, during FROM software_city;

-- class_on by code and by either name, any case of the English one
SELECT class_on(320100, '2020-02-19') AS code, class_on('南京', '2020-02-19') AS zh,
	class_on('Nanjing', '2020-02-19') AS en, class_on('NANJING', '2020-02-19') AS upper,
	class_on('xi''an', '2020-02-19') AS apostrophe, class_on(350200, '2020-02-19') AS xiamen;
SELECT class_on(320100, '2010-08-31') AS day_before, class_on(320100, '2010-09-01') AS first_day,
	class_on(320100, '2023-12-31') AS last_day, class_on(320100, '2024-01-01') AS stars,
	class_on(320100, 'infinity') AS infinity, class_on(320200, '-infinity') AS no_start,
	class_on(350200, '2019-03-06') AS xiamen_before, class_on('厦门', '2019-03-07') AS xiamen_after;
SELECT class_on(999999, '2020-02-19') AS no_code, class_on('Atlantis', '2020-02-19') AS no_name,
	class_on('', '2020-02-19') AS empty, class_on(NULL::integer, '2020-02-19') AS null_code,
	class_on(NULL::text, '2020-02-19') AS null_name, class_on(320100, NULL) AS null_day;
SELECT c.division_code FROM software_city AS c
WHERE class_on(c.division_code, '2020-02-19') <> c.class OR class_on(c.name_zh, '2020-02-19') <> c.class
	OR class_on(c.name_en, '2020-02-19') <> c.class;

-- Rows of one's own take precedence for their days
BEGIN;
INSERT INTO software_city (division_code, name_zh, name_en, class, during) VALUES
	(320200, '无锡', 'Wuxi', '特色型', '[2023-03-01,)'),
	(320100, '南京', 'Nanjing', 'candidate', '[2019-01-01,2019-02-01)'),
	(340100, '合肥', 'Hefei', '创建', '[2021-01-01,)');
SELECT day, class_on(320200, day) AS wuxi, class_on('无锡', day) AS zh, class_on('wuxi', day) AS en
FROM (VALUES (date '2023-02-28'), ('2023-03-01'), ('2030-01-01')) AS t(day);
SELECT day, class_on(320100, day) AS nanjing, class_on('Nanjing', day) AS en
FROM (VALUES (date '2018-12-31'), ('2019-01-01'), ('2019-01-31'), ('2019-02-01')) AS t(day);
SELECT class_on('Hefei', '2020-12-31') AS before, class_on('合肥', '2021-01-01') AS after;
-- by whatever name the city is asked for: the row need not repeat the names
INSERT INTO software_city (division_code, name_en, class, during) VALUES (370100, 'Jinan City', 'characteristic', '[2022-01-01,2023-01-01)');
SELECT class_on(370100, '2022-06-01') AS code, class_on('济南', '2022-06-01') AS zh,
	class_on('jinan', '2022-06-01') AS en, class_on('Jinan City', '2022-06-01') AS own_name;
SELECT class_on(370100, '2020-02-19') AS code, class_on('济南', '2020-02-19') AS zh,
	class_on('Jinan City', '2020-02-19') AS own_name;
-- and can be changed and deleted like any others
UPDATE software_city SET class = 'comprehensive' WHERE division_code = 320200 AND NOT seeded;
SELECT class_on(320200, '2024-01-01');
DELETE FROM software_city WHERE division_code = 320200 AND NOT seeded;
SELECT class_on(320200, '2024-01-01');
-- a demotion is two rows that meet
INSERT INTO software_city (division_code, name_en, class, during) VALUES
	(210100, 'Shenyang', 'characteristic', '[2021-01-01,2022-01-01)'), (210100, 'Shenyang', 'candidate', '[2022-01-01,)');
SELECT day, class_on(210100, day) FROM (VALUES (date '2020-12-31'), ('2021-01-01'), ('2021-12-31'), ('2022-01-01')) AS t(day);
ROLLBACK;

-- One class a day: rows of one's own must not overlap
BEGIN;
INSERT INTO software_city (division_code, name_en, class, during) VALUES (210100, 'Shenyang', 'characteristic', '[2021-01-01,2022-01-01)');
SAVEPOINT own;
INSERT INTO software_city (division_code, name_en, class, during) VALUES (210100, 'Shenyang', 'candidate', '[2021-12-31,)');
\echo :SQLSTATE
ROLLBACK TO own;
-- the end is open: the next period may begin on it
INSERT INTO software_city (division_code, name_en, class, during) VALUES (210100, 'Shenyang', 'candidate', '[2022-01-01,)');
-- another city may have the same days
INSERT INTO software_city (division_code, name_en, class, during) VALUES (210200, 'Dalian', 'candidate', '[2021-01-01,)');
ROLLBACK;

-- What is no period, no code, no class
INSERT INTO software_city (division_code, name_en, class, during) VALUES (210100, 'Shenyang', 'candidate', 'empty');
\echo :SQLSTATE
INSERT INTO software_city (division_code, name_en, class) VALUES (2101, 'Shenyang', 'candidate');
\echo :SQLSTATE
INSERT INTO software_city (division_code, name_en, class) VALUES (210100, 'Shenyang', 'large');
\echo :SQLSTATE
\set VERBOSITY sqlstate
INSERT INTO software_city (division_code, name_en, class, during) VALUES (210100, 'Shenyang', 'candidate', NULL);
INSERT INTO software_city (division_code, class) VALUES (210100, 'candidate');
INSERT INTO software_city (name_en, class) VALUES ('Shenyang', 'candidate');
\set VERBOSITY default

-- Seeded rows can be neither claimed nor changed
UPDATE software_city SET class = 'candidate' WHERE division_code = 370100;
\echo :SQLSTATE
UPDATE software_city SET during = '(,)' WHERE division_code = 370100;
\echo :SQLSTATE
INSERT INTO software_city VALUES (341300, '宿州', 'Suzhou', 'candidate', '(,)', true);
\echo :SQLSTATE
INSERT INTO software_city SELECT division_code + 1, name_zh, name_en, class, during, true FROM software_city WHERE division_code = 370100;
\echo :SQLSTATE
BEGIN;
INSERT INTO software_city VALUES (341300, '宿州', 'Suzhou', 'candidate');
UPDATE software_city SET seeded = true WHERE division_code = 341300;
\echo :SQLSTATE
ROLLBACK;
SELECT is_seeded_city(division_code, name_en, class, during) AS now,
	is_seeded_city(division_code, name_en, class, daterange(lower(during), NULL)) AS in_1_0,
	is_seeded_city(division_code, name_en, class, daterange(lower(during), '2025-01-01')) AS longer,
	is_seeded_city(division_code, name_en, class, daterange(lower(during) + 1, '2024-01-01')) AS later,
	is_seeded_city(division_code + 1, name_en, class, during) AS elsewhere,
	is_seeded_city(division_code, upper(name_en), class, during) AS capitals,
	is_seeded_city(division_code, name_en, 'characteristic', during) AS other_class, count(*)
FROM software_city WHERE class <> 'characteristic' GROUP BY 1, 2, 3, 4, 5, 6, 7;
-- They are there to be read: who takes them away changes no answer, and can have them back
BEGIN;
CREATE TEMP TABLE before AS SELECT * FROM software_city;
TRUNCATE software_city;
SELECT count(*), count(class_on(division_code, '2020-02-19')) AS by_code, count(class_on(name_zh, '2020-02-19')) AS by_name FROM before;
INSERT INTO software_city SELECT *, true FROM seeded_cities();
SELECT count(*) FROM (TABLE software_city INTERSECT TABLE before) AS same;
ROLLBACK;

-- A plain table: no triggers
SELECT tgname FROM pg_trigger WHERE tgrelid = 'software_city'::regclass;

-- What is read is checked: its owner may alter the table
BEGIN;
INSERT INTO software_city VALUES (340100, NULL, 'Hefei', 'candidate');
ALTER TABLE software_city ALTER name_zh TYPE bytea USING NULL;
SELECT class_on(340100, '2020-02-19');
\echo :SQLSTATE
ROLLBACK;
BEGIN;
ALTER TABLE software_city DROP CONSTRAINT software_city_seeded, ALTER class TYPE text;
SELECT class_on('Nanjing', '2020-02-19');
\echo :SQLSTATE
ROLLBACK;
BEGIN;
ALTER TABLE software_city RENAME TO software_city_of_old;
\set VERBOSITY sqlstate
SELECT class_on('Nanjing', '2020-02-19');
\set VERBOSITY default
ROLLBACK;
BEGIN;
ALTER TABLE software_city DROP CONSTRAINT software_city_pkey, ALTER division_code DROP NOT NULL, ALTER name_en DROP NOT NULL,
	ALTER during DROP NOT NULL, ALTER class DROP NOT NULL;
INSERT INTO software_city VALUES (NULL, NULL, NULL, 'candidate', NULL), (340100, NULL, NULL, 'candidate', '(,)'), (340200, '芜湖', 'Wuhu', NULL, '(,)');
SELECT class_on(340100, '2020-02-19'), class_on('芜湖', '2020-02-19'), class_on('', '2020-02-19'), class_on('南京', '2020-02-19');
ROLLBACK;

-- The plan that stays finds the table where the extension has gone
CREATE SCHEMA regress_resume_elsewhere;
BEGIN;
INSERT INTO software_city VALUES (340100, '合肥', 'Hefei', 'candidate');
ALTER EXTENSION resume SET SCHEMA regress_resume_elsewhere;
SELECT regress_resume_elsewhere.class_on('合肥', '2020-02-19');
ALTER SCHEMA regress_resume_elsewhere RENAME TO "regress resume there";
SELECT "regress resume there".class_on('合肥', '2020-02-19');
ROLLBACK;
SELECT class_on('合肥', '2020-02-19'), class_on('南京', '2020-02-19');
DROP SCHEMA regress_resume_elsewhere;

-- Rows that were undone are not there, though snapshot and command are the same
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT class_on(340100, '2020-02-19');
DO $$
DECLARE
	class city_class;
BEGIN
	FOR i IN 1 .. 2 LOOP
		BEGIN
			IF i = 1 THEN INSERT INTO software_city VALUES (340100, NULL, 'Hefei', 'candidate'); END IF;
			class := class_on(340100, '2020-02-19');
			RAISE NOTICE 'round %: %', i, class;
			RAISE 'undo' USING ERRCODE = 'R0001';
		EXCEPTION WHEN SQLSTATE 'R0001' THEN
		END;
	END LOOP;
END $$;
ROLLBACK;

-- Everybody may read; to write takes a grant
CREATE ROLE regress_resume_reader;
SET ROLE regress_resume_reader;
SELECT class_on('南京', '2020-02-19'), (SELECT count(*) FROM software_city) AS cities;
\set VERBOSITY sqlstate
INSERT INTO software_city VALUES (340100, '合肥', 'Hefei', 'candidate');
UPDATE software_city SET class = 'candidate';
DELETE FROM software_city;
TRUNCATE software_city;
CREATE INDEX ON software_city (name_en);
\set VERBOSITY default
RESET ROLE;
GRANT INSERT ON software_city TO regress_resume_reader;
SET ROLE regress_resume_reader;
INSERT INTO software_city VALUES (340100, '合肥', 'Hefei', 'candidate');
INSERT INTO software_city VALUES (340100, '合肥', 'Hefei', 'candidate', '(,)', true);
RESET ROLE;
DELETE FROM software_city WHERE NOT seeded;
REVOKE INSERT ON software_city FROM regress_resume_reader;
DROP ROLE regress_resume_reader;
SELECT has_table_privilege('public', 'software_city', 'SELECT') AS reads, has_table_privilege('public', 'software_city', 'INSERT') AS writes;

-- A dump carries one's own rows and leaves the seeded ones to CREATE EXTENSION
SELECT extconfig = ARRAY['software_city'::regclass]::oid[] AS dumped, extcondition FROM pg_extension WHERE extname = 'resume';

-- The body of the function does not depend on the path
SET search_path = pg_catalog;
SELECT public.class_on('南京', '2020-02-19'), public.class_on(320100, '2020-02-19');
RESET search_path;
