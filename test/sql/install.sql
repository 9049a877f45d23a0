--
-- Installing: by a user who is no superuser, in any schema, moved to another,
-- in databases of other encodings, dropped and created again.
--
\set SHOW_CONTEXT never
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_resume_dba;
DROP DATABASE IF EXISTS regression_resume_other;
RESET client_min_messages;
SELECT current_database() AS home \gset

-- A user who may create in the database may install a trusted extension, in a
-- schema of any name
CREATE ROLE regress_resume_dba;
CREATE DATABASE regression_resume_other TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C';
GRANT CREATE ON DATABASE regression_resume_other TO regress_resume_dba;
\c regression_resume_other
SET ROLE regress_resume_dba;
CREATE SCHEMA "Recovery data";
CREATE EXTENSION resume SCHEMA "Recovery data";
SELECT extowner::regrole, extnamespace::regnamespace FROM pg_extension WHERE extname = 'resume';

-- The register belongs to the owner of the database as far as rows go, and to
-- nobody else, not to whoever created the extension either
\set VERBOSITY sqlstate
INSERT INTO "Recovery data".software_city (division_code, name_en, class) VALUES (340100, 'Hefei', 'candidate');
\set VERBOSITY default
RESET ROLE;
ALTER DATABASE regression_resume_other OWNER TO regress_resume_dba;
SET ROLE regress_resume_dba;
INSERT INTO "Recovery data".software_city (division_code, name_zh, name_en, class, during)
VALUES (340100, '合肥', 'Hefei', 'candidate', '[2021-01-01,)');
UPDATE "Recovery data".software_city SET class = 'characteristic' WHERE NOT seeded;
SELECT "Recovery data".class_on('Hefei', '2021-01-01');
UPDATE "Recovery data".software_city SET class = 'candidate' WHERE seeded;
CREATE INDEX ON "Recovery data".software_city (name_en);
REVOKE SELECT ON "Recovery data".software_city FROM PUBLIC;
GRANT SELECT ON "Recovery data".software_city TO PUBLIC;
RESET ROLE;
CREATE ROLE regress_resume_other;
GRANT USAGE ON SCHEMA "Recovery data" TO regress_resume_other;
SET ROLE regress_resume_other;
SELECT "Recovery data".class_on('合肥', '2021-01-01');
\set VERBOSITY sqlstate
DELETE FROM "Recovery data".software_city;
DROP EXTENSION resume;
\set VERBOSITY default
RESET ROLE;

-- Nothing depends on the path, before and after a move
CREATE FUNCTION public.still_works(s regnamespace) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	result text;
BEGIN
	EXECUTE format($q$
		SELECT concat_ws(' ', %1$s.pool(r), %1$s.avg(r), %1$s.percent(%1$s.pool(r)), %1$s.mean_of_rates(r), %1$s.pool(1, 2),
			%1$s.pool(true), max(r::numeric), count(DISTINCT r), %1$s.class_on(320100, '2020-02-19'),
			%1$s.class_on('Nanjing', '2020-02-19'), %1$s.label('pilot'::%1$s.city_class), %1$s.max('low'::%1$s.risk_level),
			bool_and(r OPERATOR(%1$s.>=) 0.5), '2/3'::%1$s.proportion, string_agg(w::text, ' ' ORDER BY r))
		FROM (SELECT r, %1$s.pool(r) OVER (ORDER BY r ROWS 1 PRECEDING) AS w
			FROM (VALUES ('1/2'::%1$s.rate), ('3/4')) AS v(r)) AS t$q$, s) INTO result;
	RETURN result;
EXCEPTION WHEN others THEN
	RETURN SQLERRM;
END $f$;
CREATE TABLE public.kept AS SELECT '13012/15910'::"Recovery data".rate AS r, 'pilot'::"Recovery data".city_class AS c;
CREATE INDEX kept_r ON public.kept (r);
CREATE VIEW public.view AS SELECT "Recovery data".percent("Recovery data".pool(r)) AS percent FROM public.kept;
SET search_path = '';
SELECT public.still_works('"Recovery data"');
CREATE SCHEMA moved;
ALTER EXTENSION resume SET SCHEMA moved;
SELECT public.still_works('moved');
SELECT *, r OPERATOR(moved.=) '13012/15910' AS same FROM public.kept;
SELECT * FROM public.view;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM public.kept WHERE r OPERATOR(moved.>=) 0.8;
RESET enable_seqscan;
RESET enable_bitmapscan;
INSERT INTO moved.software_city (division_code, name_en, class) VALUES (341300, 'Suzhou in Anhui', 'candidate');
UPDATE moved.software_city SET class = 'candidate' WHERE division_code = 320100;
ALTER EXTENSION resume SET SCHEMA public;
SELECT public.still_works('public');
RESET search_path;
SELECT pool(r), class_on('suzhou in anhui', '2020-02-19') FROM kept GROUP BY 2;

-- Dropped, it is gone; created again, it is the same, without the rows of one's own
SET client_min_messages = warning;
\set VERBOSITY sqlstate
DROP EXTENSION resume;
\set VERBOSITY default
DROP EXTENSION resume CASCADE;
RESET client_min_messages;
SELECT count(*) FROM pg_proc WHERE probin LIKE '%resume';
SELECT count(*) FROM pg_type WHERE typname IN ('rate', 'proportion', 'city_class', 'risk_level');
CREATE EXTENSION resume;
SELECT count(*) FILTER (WHERE seeded) AS seeded, count(*) FILTER (WHERE NOT seeded) AS own FROM software_city;
CREATE EXTENSION resume;
\echo :SQLSTATE
\c :home
DROP DATABASE regression_resume_other;

-- An encoding without Chinese: English works, Chinese says why it does not
CREATE DATABASE regression_resume_other TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C';
\c regression_resume_other
CREATE EXTENSION resume;
SET client_encoding = LATIN1;
SELECT count(*), count(name_zh), count(name_en) FROM software_city;
SELECT class_on('Nanjing', '2020-02-19'), class_on(320100, '2020-02-19'), rate '1/2', pool(1, 2);
SELECT city_class 'pilot city', label(city_class 'pilot', 'en'), label(risk_level 'high', 'EN');
SELECT label(city_class 'pilot');
\echo :SQLSTATE
SELECT label(risk_level 'high', 'zh');
\echo :SQLSTATE
\set VERBOSITY sqlstate
SELECT convert_from('\xe9', 'LATIN1')::city_class;
\set VERBOSITY default
RESET client_encoding;
\c :home
DROP DATABASE regression_resume_other;

-- No encoding at all: bytes are taken for UTF-8
CREATE DATABASE regression_resume_other TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C';
\c regression_resume_other
CREATE EXTENSION resume;
SELECT count(*), count(name_zh), count(name_en) FROM software_city;
SELECT class_on('Nanjing', '2020-02-19'), class_on('南京', '2020-02-19'), '综合型软件名城'::city_class, '中风险'::risk_level,
	label(city_class 'pilot'), label(risk_level 'high');
\c :home
DROP DATABASE regression_resume_other;
DROP ROLE regress_resume_dba, regress_resume_other;
