--
-- What counts is looked up by an index with the entity or the day in front, or
-- without one, and what is kept is found whether the days of a statement lie
-- next to each other or far apart
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(15);

CREATE TABLE by_entity (id integer PRIMARY KEY, who text, on_day date, version integer, city text, staff integer, back integer);
CREATE TABLE by_day (LIKE by_entity INCLUDING ALL);
CREATE TABLE by_nothing (LIKE by_entity INCLUDING ALL);
CREATE INDEX ON by_entity (who, on_day);
CREATE INDEX ON by_day (on_day, who);
DO $$
DECLARE
	t text;
BEGIN
	FOREACH t IN ARRAY '{by_entity,by_day,by_nothing}'::text[] LOOP
		PERFORM rollup_create_as_of('kept_' || t, t, 'who', 'on_day', '{version}', '{city}', '{"back": ["back", "staff"]}', 20);
	END LOOP;
END $$;
DROP INDEX kept_by_nothing_index;
SELECT is((SELECT count(*) FROM pg_index WHERE indrelid = ANY ('{by_entity,by_day,by_nothing}'::regclass[])), 5::bigint, 'nothing but what was made for two of them');

-- the same rows into all of them: many days of few entities, far apart and next
-- to each other, in any order, with some gone and some that come twice
CREATE FUNCTION pg_temp.rows(seed text, n integer) RETURNS TABLE (id integer, who text, on_day date, version integer, city text, staff integer, back integer) LANGUAGE sql AS $$
	SELECT pg_temp.below(400, seed || i)::integer, 'e' || pg_temp.below(4, seed || 'w' || i), date '2020-01-01' + (pg_temp.below(9, seed || 'f' || i) * 30 + pg_temp.below(4, seed || 'd' || i))::integer,
		pg_temp.below(3, seed || 'v' || i)::integer, 'c' || pg_temp.below(3, seed || 'c' || i), 10, pg_temp.below(11, seed || 'b' || i)::integer
	FROM generate_series(1, n) AS i
$$;
CREATE FUNCTION pg_temp.wrong(t text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	statement text;
BEGIN
	FOR i IN 1 .. 40 LOOP
		statement := CASE i % 4
			WHEN 0 THEN format('DELETE FROM %s WHERE id %% 9 = %s', t, i % 9)
			WHEN 1 THEN format('UPDATE %s SET on_day = on_day + %s, city = ''c'' || id %% 2 WHERE id %% 5 = %s', t, i % 3 * 30 - 30, i % 5)
			ELSE format('INSERT INTO %s SELECT * FROM pg_temp.rows(%L, 30) ON CONFLICT (id) DO UPDATE SET (who, on_day, version, city, staff, back) = (excluded.who, excluded.on_day, excluded.version, excluded.city, excluded.staff, excluded.back) WHERE excluded.who <> %s.who', t, 'seed' || i, t)
		END;
		-- a row cannot come twice in one statement
		statement := replace(statement, 'SELECT * FROM pg_temp.rows', 'SELECT DISTINCT ON (id) * FROM pg_temp.rows');
		EXECUTE statement;
		IF rollup_check('kept_' || t) > 0 THEN
			RETURN NEXT statement;
		END IF;
	END LOOP;
END $$;
SELECT is_empty(format('SELECT pg_temp.wrong(%L)', t), 'exact after each: ' || t) FROM unnest('{by_entity,by_day,by_nothing}'::text[]) AS t;
SELECT cmp_ok((SELECT count(*) FROM kept_by_day_filing), '>', 20::bigint, 'there are filings');
SELECT set_eq('TABLE kept_by_entity_filing', 'TABLE ' || t, 'the same is kept: ' || t) FROM unnest('{kept_by_day_filing,kept_by_nothing_filing}'::text[]) AS t;
SELECT set_eq('TABLE kept_by_entity', 'TABLE ' || t, 'and the same series: ' || t) FROM unnest('{kept_by_day,kept_by_nothing}'::text[]) AS t;

-- a filing that is written as it is changes nothing, but for its entity's row
SELECT changes FROM kept_by_entity_entity WHERE entity = 'e1' \gset
SELECT xmin::text || ctid::text AS before FROM kept_by_entity_filing WHERE entity = 'e1' ORDER BY day LIMIT 1 \gset
UPDATE by_entity SET version = version + 1 WHERE who = 'e1';
SELECT is((SELECT changes FROM kept_by_entity_entity WHERE entity = 'e1'), :changes + 1::bigint, 'an entity is locked once a statement');
SELECT is((SELECT xmin::text || ctid::text FROM kept_by_entity_filing WHERE entity = 'e1' ORDER BY day LIMIT 1), :'before', 'what counts as before is not written');

-- entities whose operators are in another schema than the functions of those
CREATE SCHEMA of_functions; CREATE SCHEMA of_operators;
CREATE TYPE ward AS (number integer);
DO $do$
BEGIN
	FOR i IN 1 .. 5 LOOP
		EXECUTE format('CREATE FUNCTION of_functions.f%s(ward, ward) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$SELECT ($1).number %s ($2).number$$', i, (ARRAY['<', '<=', '=', '>=', '>'])[i]);
		EXECUTE format('CREATE OPERATOR of_operators.%s (LEFTARG = ward, RIGHTARG = ward, FUNCTION = of_functions.f%s)', (ARRAY['<', '<=', '=', '>=', '>'])[i], i);
	END LOOP;
END $do$;
CREATE FUNCTION of_functions.compare(ward, ward) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT sign(($1).number - ($2).number)::integer';
CREATE OPERATOR CLASS of_operators.wards DEFAULT FOR TYPE ward USING btree AS
	OPERATOR 1 of_operators.<, OPERATOR 2 of_operators.<=, OPERATOR 3 of_operators.=, OPERATOR 4 of_operators.>=, OPERATOR 5 of_operators.>, FUNCTION 1 of_functions.compare(ward, ward);
CREATE TABLE of_wards (who ward, on_day date, version integer, city text, staff integer, back integer);
SELECT rollup_create_as_of('kept_of_wards', 'of_wards', 'who', 'on_day', '{version}', '{city}', '{"back": ["back", "staff"]}') AS kept \gset
SELECT lives_ok($$INSERT INTO of_wards SELECT ROW (i % 2)::ward, '2020-01-01', i, 'c', 10, i FROM generate_series(1, 4) AS i$$, 'several filings of a day are asked for by a statement');
SELECT is(rollup_check('kept_of_wards'), 0::bigint, 'whose equality is found');

-- who owns the definition needs to be able to write what is kept
CREATE ROLE owns_definition;
GRANT SELECT ON by_entity TO owns_definition; GRANT ALL ON SCHEMA public TO owns_definition;
ALTER VIEW kept_by_entity_definition OWNER TO owns_definition;
SELECT throws_ok($$INSERT INTO by_entity VALUES (1001, 'e1', '2020-01-01', 9, 'c1', 10, 5)$$, '42501', 'permission denied for table kept_by_entity_entity', 'not without the right to lock');
GRANT SELECT, INSERT, UPDATE ON kept_by_entity_entity, kept_by_entity_filing TO owns_definition;
SELECT throws_ok($$INSERT INTO by_entity VALUES (1001, 'e1', '2020-01-01', 9, 'c1', 10, 5)$$, '42501', 'permission denied for table kept_by_entity_filing', 'nor without that to take filings away');

SELECT finish();
ROLLBACK;
