--
-- Rollups whose source, schema, owner, partitions or parts become others:
-- followed, or told by rollups and rollup_check() with the way out
--
\set SHOW_CONTEXT never
SET client_min_messages = warning;
CREATE ROLE regress_rollup_owner;
CREATE ROLE regress_rollup_other;
CREATE ROLE regress_rollup_reader;
CREATE SCHEMA reports;
CREATE SCHEMA sources;
CREATE TABLE sources.filing (filing_id integer PRIMARY KEY, enterprise_id integer, city integer, filed_on date, staff integer, back integer, resumed boolean);
INSERT INTO sources.filing SELECT i, i % 7, i % 3, date '2020-02-10' + i % 5, 10, i % 10, i % 2 = 0 FROM generate_series(1, 50) AS i;
CREATE TABLE sources.parted (filing_id integer, enterprise_id integer, city integer, filed_on date, staff integer, back integer) PARTITION BY RANGE (filed_on);
CREATE TABLE sources.parted_2 PARTITION OF sources.parted FOR VALUES FROM ('2020-02-01') TO ('2020-03-01');
CREATE TABLE sources.parted_3 PARTITION OF sources.parted FOR VALUES FROM ('2020-03-01') TO ('2020-04-01');
INSERT INTO sources.parted SELECT filing_id, enterprise_id, city, filed_on + 15, staff, back FROM sources.filing;
SELECT rollup_create('reports.day', 'sources.filing', '{filed_on,city}', '{"n": "count", "back": ["back", "staff"]}'),
	rollup_create_as_of('reports.series', 'sources.filing', 'enterprise_id', 'filed_on', '{filing_id}', '{city}', '{"back": ["back", "staff"], "resumed": "resumed"}', 3),
	rollup_create('reports.p_day', 'sources.parted', '{filed_on,city}', '{"n": "count", "back": ["back", "staff"]}'),
	rollup_create_as_of('reports.p_series', 'sources.parted', 'enterprise_id', 'filed_on', '{filing_id}', '{city}', '{"back": ["back", "staff"]}');

-- files in every way there is in all of them; how many cells differ, and faults
CREATE FUNCTION file(source text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	kind text;
BEGIN
	FOREACH kind IN ARRAY ARRAY[
		'INSERT INTO %1$s (filing_id, enterprise_id, city, filed_on, staff, back) SELECT 100 + coalesce(max(filing_id), 0), 3, 1, ''2020-02-27'', 10, 4 FROM %1$s',
		'UPDATE %1$s SET city = city + 1, back = 1 WHERE enterprise_id = 3', 'DELETE FROM %1$s WHERE filing_id = (SELECT min(filing_id) FROM %1$s)']
	LOOP
		EXECUTE format(kind, source);
	END LOOP;
END $$;
CREATE FUNCTION state(VARIADIC names text[]) RETURNS TABLE (name text, differ bigint, fault text) LANGUAGE sql AS $$
	SELECT n, rollup_check(n), (SELECT r.fault FROM rollups AS r WHERE format('%I.%I', r.schema, r.name) = n) FROM unnest(names) AS n
$$;
SELECT file('sources.filing'), file('sources.parted');
SELECT * FROM state('reports.day', 'reports.series', 'reports.p_day', 'reports.p_series');

-- schemas that are renamed, of rollups and of sources; sources that are
ALTER SCHEMA reports RENAME TO boards;
ALTER SCHEMA sources RENAME TO filings;
ALTER TABLE filings.filing RENAME TO report;
ALTER TABLE filings.parted RENAME TO report_parted;
ALTER TABLE filings.parted_2 RENAME TO february;
SELECT file('filings.report'), file('filings.report_parted'), file('filings.february');
SELECT * FROM state('boards.day', 'boards.series', 'boards.p_day', 'boards.p_series');
TRUNCATE filings.february;
SELECT * FROM state('boards.p_day', 'boards.p_series');
-- another schema gets the name, with a rollup of the same name
CREATE SCHEMA reports;
CREATE TABLE filings.other (d date);
SELECT rollup_create('reports.day', 'filings.other', '{d}', '{"n": "count"}');
INSERT INTO filings.other VALUES ('2020-02-10');
SELECT file('filings.report');
SELECT * FROM state('boards.day', 'reports.day');
SELECT rollup_refresh('reports.day');
SELECT * FROM state('boards.day', 'reports.day');
-- all of them into another schema, one by one
SELECT format('ALTER %s %s SET SCHEMA reports', CASE WHEN relkind = 'v' THEN 'VIEW' ELSE 'TABLE' END, oid::regclass) FROM pg_class WHERE relname ~ '^series' AND relkind IN ('r', 'v') ORDER BY oid \gexec
ALTER FUNCTION boards.series_days(date, date) SET SCHEMA reports;
SELECT file('filings.report');
SELECT * FROM state('reports.series');
-- rollup_refresh() lets triggers say what is now
SELECT DISTINCT tgname, encode(tgargs, 'escape') FROM pg_trigger WHERE tgname ~ '^(day|series|p_day)_(insert|replica)' ORDER BY 1, 2;
SELECT rollup_refresh('boards.day'), rollup_refresh('reports.series'), rollup_refresh('boards.p_day');
SELECT DISTINCT tgname, encode(tgargs, 'escape') FROM pg_trigger WHERE tgname ~ '^(day|series|p_day)_(insert|replica)' ORDER BY 1, 2;
ALTER TABLE filings.parted_3 RENAME TO march;
SELECT file('filings.report'), file('filings.report_parted');
INSERT INTO filings.march VALUES (4000, 1, 1, '2020-03-10', 10, 5);
SELECT * FROM state('boards.day', 'reports.series', 'boards.p_day', 'boards.p_series');
-- the extension itself
CREATE SCHEMA elsewhere;
ALTER EXTENSION resume SET SCHEMA elsewhere;
SET search_path = public, elsewhere;
SELECT file('filings.report'), file('filings.report_parted');
SELECT * FROM state('boards.day', 'reports.series', 'boards.p_day', 'boards.p_series');
ALTER EXTENSION resume SET SCHEMA public;
RESET search_path;

-- partitions that come and go
CREATE TABLE filings.april PARTITION OF filings.report_parted FOR VALUES FROM ('2020-04-01') TO ('2020-05-01');
SELECT file('filings.report_parted');
SELECT name, fault FROM rollups WHERE name ~ '^p_' ORDER BY 1;
SELECT rollup_refresh('boards.p_day');
SELECT file('filings.report_parted');
SELECT rollup_refresh('boards.p_series');
INSERT INTO filings.april VALUES (5000, 1, 1, '2020-04-10', 10, 5);
SELECT file('filings.report_parted');
SELECT * FROM state('boards.p_day', 'boards.p_series');
ALTER TABLE filings.report_parted DETACH PARTITION filings.april;
SELECT file('filings.report_parted');
INSERT INTO filings.april VALUES (5001, 1, 1, '2020-04-10', 10, 5);
SELECT rollup_check('boards.p_series') > 0 AS differs;
SELECT rollup_refresh('boards.p_day'), rollup_refresh('boards.p_series');
INSERT INTO filings.april VALUES (5001, 1, 1, '2020-04-10', 10, 5);
SELECT * FROM state('boards.p_day', 'boards.p_series');
ALTER TABLE filings.report_parted ATTACH PARTITION filings.april FOR VALUES FROM ('2020-04-01') TO ('2020-05-01');
SELECT file('filings.report_parted');
SELECT rollup_refresh('boards.p_day'), rollup_refresh('boards.p_series');
SELECT file('filings.report_parted');
SELECT * FROM state('boards.p_day', 'boards.p_series');
-- a foreign one
CREATE FOREIGN DATA WRAPPER regress_life_wrapper;
CREATE SERVER regress_life_server FOREIGN DATA WRAPPER regress_life_wrapper;
CREATE FOREIGN TABLE filings.may PARTITION OF filings.report_parted FOR VALUES FROM ('2020-05-01') TO ('2020-06-01') SERVER regress_life_server;
INSERT INTO filings.report_parted VALUES (4001, 1, 1, '2020-03-10', 10, 5);
SELECT rollup_refresh('boards.p_day');
DROP FOREIGN TABLE filings.may;
SELECT file('filings.report_parted');
SELECT * FROM state('boards.p_day', 'boards.p_series');
-- the source becomes a partition
CREATE TABLE filings.above (LIKE filings.report) PARTITION BY LIST (city);
ALTER TABLE filings.above ATTACH PARTITION filings.report DEFAULT;
SELECT name, fault FROM rollups WHERE name IN ('day', 'series') AND source <> 'filings.other'::regclass ORDER BY 1;
ALTER TABLE filings.above DETACH PARTITION filings.report;
DROP TABLE filings.above;

-- owners and rights
GRANT USAGE, CREATE ON SCHEMA filings, boards, reports TO regress_rollup_owner, regress_rollup_other;
GRANT USAGE ON SCHEMA filings, boards, reports TO regress_rollup_reader;
GRANT SELECT ON filings.report TO regress_rollup_reader;
SET ROLE regress_rollup_reader;
SELECT count(*) FROM boards.day;
SELECT count(*) FROM reports.series_days('2020-02-10', '2020-02-11');
RESET ROLE;
SELECT rollup_refresh('boards.day'), rollup_refresh('reports.series');
SET ROLE regress_rollup_reader;
SELECT count(*) > 0 AS is_read FROM boards.day;
SELECT count(*) > 0 AS is_read FROM reports.series_days('2020-02-10', '2020-02-11');
SELECT rollup_check('boards.day');
SELECT rollup_check('reports.series');
RESET ROLE;
ALTER TABLE filings.report OWNER TO regress_rollup_owner;
SELECT name, source, fault FROM rollups WHERE source = 'filings.report'::regclass ORDER BY 1;
SET ROLE regress_rollup_owner;
SELECT file('filings.report');
RESET ROLE;
SELECT rollup_refresh('boards.day'), rollup_refresh('reports.series');
SELECT count(*) FROM pg_class WHERE relname ~ '^(day|series)($|_(stripe|month|filing|entity|definition)$)' AND pg_get_userbyid(relowner) = 'regress_rollup_owner';
SET ROLE regress_rollup_owner;
SELECT file('filings.report');
SELECT rollup_check('boards.day'), rollup_check('reports.series');
RESET ROLE;
REVOKE INSERT ON boards.day_stripe FROM regress_rollup_owner;
SELECT name, fault FROM rollups WHERE source = 'filings.report'::regclass ORDER BY 1;
GRANT INSERT ON boards.day_stripe TO regress_rollup_owner;

-- row-level security, also of the owner: a rollup is of all rows, and is compared with them
ALTER TABLE filings.report ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_city ON filings.report USING (city = 1) WITH CHECK (true);
SET ROLE regress_rollup_owner;
INSERT INTO filings.report VALUES (8000, 1, 1, '2020-02-10', 10, 5), (8001, 2, 2, '2020-02-10', 10, 5);
UPDATE filings.report SET back = 4;
SELECT rollup_check('boards.day'), rollup_check('reports.series');
SELECT rollup_refresh('boards.day'), rollup_refresh('reports.series');
SELECT rollup_check('boards.day'), rollup_check('reports.series');
SELECT count(DISTINCT city) FROM filings.report;
SELECT count(DISTINCT city) > 1 AS all_rows FROM boards.day;
SET client_min_messages = notice;
SELECT rollup_create('boards.forced', 'filings.report', '{city}', '{"n": "count"}');
SET client_min_messages = warning;
SELECT rollup_check('boards.forced'), count(*) > 1 AS all_rows FROM boards.forced;
SELECT rollup_drop('boards.forced');
RESET ROLE;
SELECT sum(n) = (SELECT count(*) FROM filings.report) AS all_rows FROM boards.day;
-- but a definition of another, from whom rows are hidden, is no definition
GRANT SELECT ON filings.report TO regress_rollup_other;
ALTER VIEW boards.day_definition OWNER TO regress_rollup_other;
ALTER VIEW reports.series_definition OWNER TO regress_rollup_other;
SELECT name, fault FROM rollups WHERE source = 'filings.report'::regclass ORDER BY 1;
SELECT rollup_check('boards.day');
SELECT file('filings.report');
TRUNCATE filings.report;
SELECT rollup_refresh('boards.day'), rollup_refresh('reports.series');
SELECT * FROM state('boards.day', 'reports.series');
ALTER TABLE filings.report DISABLE ROW LEVEL SECURITY;

-- triggers and guards that do not fire
ALTER TABLE filings.report DISABLE TRIGGER day_insert;
INSERT INTO filings.report VALUES (9000, 1, 1, '2020-02-10', 10, 5);
SELECT * FROM state('boards.day', 'reports.series');
SET client_min_messages = error;
SELECT rollup_refresh('boards.day');
SELECT * FROM state('boards.day');
ALTER TABLE filings.report DISABLE TRIGGER ALL;
DELETE FROM filings.report WHERE filing_id = 9000;
SELECT * FROM state('boards.day', 'reports.series');
SELECT rollup_refresh('boards.day'), rollup_refresh('reports.series');
SELECT * FROM state('boards.day', 'reports.series');
DROP TRIGGER series_update ON filings.report;
SELECT * FROM state('reports.series');
SELECT rollup_refresh('reports.series');
ALTER TABLE filings.report ENABLE ALWAYS TRIGGER series_update;
SELECT * FROM state('reports.series');
SELECT rollup_refresh('reports.series');
SELECT * FROM state('reports.series');
ALTER TABLE reports.series_filing DISABLE TRIGGER rollup_guard_filing;
SELECT * FROM state('reports.series');
-- what is kept for an entity and a day, and is not in the source
UPDATE reports.series_filing SET k1 = 9, m2 = NULL WHERE (entity, day) = (SELECT entity, min(day) FROM reports.series_filing GROUP BY entity ORDER BY entity LIMIT 1);
DELETE FROM reports.series_filing WHERE entity = 4 AND day = '2020-02-27';
SELECT rollup_check('reports.series');
SELECT * FROM rollup_differences('reports.series');
SELECT rollup_refresh('reports.series');
ALTER TABLE reports.series_filing ENABLE ALWAYS TRIGGER rollup_guard_filing;
SELECT * FROM state('reports.series');
SELECT rollup_differences('reports.series');
ALTER TABLE filings.report SET UNLOGGED;
SELECT name, fault FROM rollups WHERE source = 'filings.report'::regclass ORDER BY 1;
ALTER TABLE filings.report SET LOGGED;

-- the bytes of all that is kept
SELECT name, size = (SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class AS c WHERE c.relnamespace = r.schema::regnamespace AND c.relkind = 'r' AND c.relname ~ ('^' || r.name || '_(stripe|month|filing|entity)$')) AS is_all
FROM rollups AS r ORDER BY schema, name;

-- a definition that is none any more is told, hides no other rollup, and can be dropped
CREATE OR REPLACE VIEW boards.p_day_definition AS SELECT NULL::date AS filed_on, 1 AS city, 3::bigint AS n, rate '1/2' AS back, 1::bigint AS back_numerator, 2::bigint AS back_denominator;
DROP VIEW boards.p_series_definition;
SELECT schema, name, source, fault FROM rollups ORDER BY 1, 2;
SELECT rollup_check('boards.p_day');
SELECT file('filings.report_parted');
SELECT rollup_drop('boards.p_day'), rollup_drop('boards.p_series');
SELECT file('filings.report_parted');
-- nor do the stripes have to be there, or anything but triggers
SELECT rollup_create('boards.p_day', 'filings.report_parted', '{filed_on,city}', '{"n": "count"}'),
	rollup_create_as_of('boards.p_series', 'filings.report_parted', 'enterprise_id', 'filed_on', '{filing_id}', '{city}', '{"back": ["back", "staff"]}');
DROP TABLE boards.p_day_stripe CASCADE;
SELECT file('filings.report_parted');
SELECT rollup_drop('boards.p_day');
DROP TABLE boards.p_series_stripe, boards.p_series_entity CASCADE;
SELECT file('filings.report_parted');
SELECT rollup_drop('boards.p_series');
SELECT rollup_create('boards.p_day', 'filings.report_parted', '{filed_on,city}', '{"n": "count"}');
DROP TABLE boards.p_day_stripe CASCADE;
DROP VIEW boards.p_day_definition;
SELECT file('filings.report_parted');
SET ROLE regress_rollup_other;
SELECT rollup_drop('boards.p_day');
RESET ROLE;
SELECT rollup_drop('boards.p_day');
SELECT rollup_drop('boards.p_day');
SELECT file('filings.report_parted');
SELECT relname FROM pg_class WHERE relname ~ '^p_' AND relnamespace = 'boards'::regnamespace;
-- a definition can be something else altogether
SELECT rollup_create('boards.p_day', 'filings.report_parted', '{filed_on,city}', '{"n": "count"}');
DROP VIEW boards.p_day_definition;
CREATE TABLE boards.p_day_definition (a integer);
SELECT name, source, fault FROM rollups WHERE name = 'p_day';
SELECT file('filings.report_parted');
SELECT rollup_drop('boards.p_day');
DROP TABLE boards.p_day_definition;
SELECT file('filings.report_parted');
-- what only has such a name stays
CREATE TABLE boards.x_stripe (); CREATE VIEW boards.x AS SELECT 1 AS a; CREATE VIEW boards.x_definition AS SELECT 1 AS a; CREATE TABLE boards.x_filing ();
SELECT rollup_drop('boards.x');
DROP TABLE boards.x_stripe;
SELECT rollup_drop('boards.x');
DROP TABLE boards.x_filing;
DROP VIEW boards.x, boards.x_definition;
-- an index that a rollup did not make stays
CREATE INDEX series_index_2 ON filings.report (enterprise_id, filed_on);
SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'filings.report'::regclass ORDER BY 1;
SELECT rollup_drop('reports.series');
SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'filings.report'::regclass ORDER BY 1;
ALTER INDEX filings.series_index_2 RENAME TO series_index;
SELECT rollup_create_as_of('reports.series', 'filings.report', 'enterprise_id', 'filed_on', '{filing_id}', '{city}', '{"back": ["back", "staff"]}');
SELECT rollup_drop('reports.series');
SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'filings.report'::regclass ORDER BY 1;

-- the source can be dropped with what depends on it
SELECT rollup_create_as_of('reports.series', 'filings.report', 'enterprise_id', 'filed_on', '{filing_id}', '{city}', '{"back": ["back", "staff"]}');
DROP TABLE filings.report CASCADE;
SELECT schema, name, source, fault FROM rollups ORDER BY 1, 2;
SELECT rollup_drop('reports.series'), rollup_drop('boards.day'), rollup_drop('reports.day');
SELECT count(*) FROM rollups;
SELECT relname FROM pg_class WHERE relnamespace IN ('boards'::regnamespace, 'reports'::regnamespace);

DROP SERVER regress_life_server;
DROP FOREIGN DATA WRAPPER regress_life_wrapper;
DROP SCHEMA filings, boards, reports, elsewhere CASCADE;
DROP FUNCTION file(text), state(text[]);
DROP ROLE regress_rollup_owner, regress_rollup_other, regress_rollup_reader;
