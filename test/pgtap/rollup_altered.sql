--
-- Tables of a rollup that their owner has altered: what is written below the
-- executor is refused, or is right all the same
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(14);

SET client_min_messages = warning;
CREATE TABLE report (id integer PRIMARY KEY, who text, on_day date, city text, staff bigint, back bigint);
SELECT rollup_create_as_of('kept', 'report', 'who', 'on_day', '{id}', '{city}', '{"back": ["back", "staff"]}') AS kept \gset
INSERT INTO report VALUES (1, 'a', '2020-01-01', 'x', 10, 1), (2, 'a', '2020-01-05', 'x', 10, 2), (3, 'a', '2020-01-09', 'x', 10, 3);

CREATE FUNCTION pg_temp.file_after(VARIADIC alterations text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	alteration text;
BEGIN
	FOREACH alteration IN ARRAY alterations LOOP
		EXECUTE alteration;
	END LOOP;
	INSERT INTO report VALUES (4, 'a', '2020-02-07', 'x', 10, 5);
END $$;

SELECT throws_ok(format('SELECT pg_temp.file_after(%L)', format('ALTER TABLE kept_%s', alteration)), '55000',
	format('table "kept_%s" of a rollup has been altered', part), alteration)
FROM (VALUES ('filing', 'filing DROP COLUMN m1'), ('filing', 'filing ALTER m1 TYPE text USING NULL'), ('filing', 'filing ALTER k1 TYPE integer USING 1'), ('filing', 'filing ADD more integer'),
	('entity', 'entity ALTER changes TYPE integer'), ('entity', 'entity ADD more integer'),
	('month', 'month ALTER city TYPE varchar'), ('month', 'month ALTER back_count TYPE numeric')) AS of (part, alteration);

-- another relation that is guarded in the place of the table, whose rows are
-- those of others
SELECT throws_ok(format('SELECT pg_temp.file_after(%L, %L, %L)',
		format('ALTER TABLE kept_%s RENAME TO once', part),
		format('CREATE TABLE kept_%s (LIKE once INCLUDING INDEXES) PARTITION BY HASH (%s)', part, key),
		format('CREATE TRIGGER guard BEFORE INSERT ON kept_%s FOR EACH ROW EXECUTE FUNCTION rollup_guard()', part)),
	'55000', format('table "kept_%s" of a rollup has been altered', part), 'partitioned: ' || part)
FROM (VALUES ('filing', 'entity'), ('entity', 'entity'), ('stripe', 'stripe'), ('month', 'stripe')) AS of (part, key);

-- an index of the keys that has the days in the other direction
SELECT lives_ok($$SELECT pg_temp.file_after('CREATE INDEX ON kept_filing (entity, day DESC)', 'ALTER TABLE kept_filing DROP CONSTRAINT kept_filing_pkey')$$, 'filings have another index');
SELECT is(rollup_check('kept'), 0::bigint, 'in whose order days are, the first one last');

SELECT finish();
ROLLBACK;
