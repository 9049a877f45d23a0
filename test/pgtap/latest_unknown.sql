-- Keys of latest() and entities of pool_latest() that are unknown: NULL, or with a NULL anywhere within. One rule for both.
BEGIN;
SELECT plan(71);

CREATE TYPE pair AS (a integer, b integer);
CREATE TYPE nested AS (d date, p pair);
CREATE DOMAIN pair_domain AS pair;
CREATE DOMAIN list_domain AS integer[];
CREATE TYPE pair_range AS RANGE (SUBTYPE = pair);
CREATE TYPE list_range AS RANGE (SUBTYPE = list_domain);

-- An unknown one beside two known ones: it is neither the latest, nor anybody's, wherever it stands and in every frame.
CREATE FUNCTION pg_temp.kind(known text, unknown text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	key text := format('CASE WHEN i = 2 THEN %s ELSE %s END', unknown, known);
	result text;
BEGIN
	EXECUTE format($q$
		SELECT concat_ws(', ',
			CASE WHEN latest(i, %1$s ORDER BY i) <> 3 THEN 'latest first' END,
			CASE WHEN latest(i, %1$s ORDER BY -i) <> 1 THEN 'latest last' END,
			CASE WHEN latest(i, %1$s) FILTER (WHERE i = 2) IS NOT NULL THEN 'latest alone' END,
			CASE WHEN pool_latest(%1$s, rate(i, 9) ORDER BY i) <> '3/9' THEN 'pool_latest' END,
			CASE WHEN pool_latest(%1$s, rate(i, 9)) FILTER (WHERE i = 2) IS NOT NULL THEN 'pool_latest alone' END)
		FROM generate_series(1, 3) AS i$q$, key) INTO result;
	IF result <> '' THEN
		RETURN result;
	END IF;
	EXECUTE format($q$
		SELECT array_agg(s::text ORDER BY i) FROM (SELECT i, pool_latest(%1$s, rate(i, 9)) OVER (ORDER BY i ROWS 1 PRECEDING) AS s
		FROM generate_series(1, 3) AS i) AS t$q$, key) INTO result;
	RETURN CASE WHEN result = '{1/9,1/9,3/9}' THEN 'unknown' ELSE result END;
END$$;

SELECT is(pg_temp.kind(known, unknown), 'unknown', unknown) FROM (VALUES
	('1', 'NULL'),
	('ROW(1, 2)', 'ROW(1, NULL::integer)'),
	('ROW(1, 2)', 'ROW(NULL::integer, 2)'),
	('ROW(1)', 'ROW(NULL::integer)'),
	('ROW(''a''::text)', 'ROW(NULL::text)'),
	('ROW(1, 2)::pair', 'ROW(1, NULL)::pair'),
	('ROW(1, 2)::pair', 'ROW(NULL, NULL)::pair'),
	('ROW(1, 2)::pair_domain', 'ROW(1, NULL)::pair_domain'),
	-- rows in rows
	('ROW(date ''2020-02-01'', ROW(1, 7))', 'ROW(date ''2020-02-01'', ROW(1, NULL::integer))'),
	('ROW(1, ROW(2, 3)::pair)', 'ROW(1, ROW(2, NULL)::pair)'),
	('ROW(1, ROW(2, 3)::pair)', 'ROW(1, NULL::pair)'),
	('ROW(1, ROW(2, 3)::pair_domain)', 'ROW(1, ROW(NULL, 3)::pair_domain)'),
	('ROW(''2020-02-01'', ROW(2, 3))::nested', 'ROW(''2020-02-01'', ROW(2, NULL))::nested'),
	('ROW(1, ROW(1, ROW(1, ROW(1, 2))))', 'ROW(1, ROW(1, ROW(1, ROW(1, NULL::integer))))'),
	-- arrays
	('ARRAY[1, 7]', 'ARRAY[1, NULL]'),
	('ARRAY[1, 7]', 'ARRAY[NULL, NULL]::integer[]'),
	('ARRAY[[1, 2], [3, 4]]', 'ARRAY[[1, 2], [3, NULL]]'),
	('ARRAY[1, 7]::list_domain', 'ARRAY[1, NULL]::list_domain'),
	('ARRAY[''a'', ''b'']', 'ARRAY[''a'', NULL]'),
	('ARRAY[ROW(1, 2)::pair]', 'ARRAY[ROW(1, 2), ROW(1, NULL)]::pair[]'),
	('ARRAY[ROW(1, 2)::pair]', 'ARRAY[ROW(1, 2), NULL]::pair[]'),
	('ARRAY[ROW(1, 2)::pair_domain]', 'ARRAY[ROW(1, NULL)::pair_domain]'),
	('ARRAY[ROW(1, 2)]', 'ARRAY[ROW(1, 2), ROW(1, NULL)]'),
	-- arrays in rows, and so on
	('ROW(date ''2020-01-01'', ARRAY[1, 2])', 'ROW(date ''2020-01-01'', ARRAY[1, NULL])'),
	('ROW(1, ARRAY[ROW(1, ARRAY[1, 2])])', 'ROW(1, ARRAY[ROW(1, ARRAY[1, NULL])])'),
	('ROW(1, ARRAY[ROW(1, 2)::pair])', 'ROW(1, ARRAY[ROW(1, NULL)::pair])'),
	('ROW(1, ARRAY[1, 2]::list_domain)', 'ROW(1, ARRAY[1, NULL]::list_domain)'),
	-- ranges of rows and of arrays
	('pair_range(ROW(1, 2), NULL)', 'pair_range(ROW(1, NULL), NULL)'),
	('pair_range(NULL, ROW(1, 2))', 'pair_range(NULL, ROW(1, NULL))'),
	('list_range(ARRAY[1, 2], NULL)', 'list_range(ARRAY[1, NULL], NULL)'),
	('pair_multirange(pair_range(ROW(1, 2), NULL))', 'pair_multirange(pair_range(ROW(0, 0), ROW(0, 1)), pair_range(ROW(1, NULL), NULL))'),
	('ROW(1, ARRAY[pair_range(ROW(1, 2), NULL)])', 'ROW(1, ARRAY[pair_range(ROW(1, NULL), NULL)])')) AS v(known, unknown);

-- What has no NULL within, though it may look so.
CREATE FUNCTION pg_temp.is_known(value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT concat_ws('' '', latest(''latest''::text, %1$s), pool_latest(%1$s, ''1/2'')) FROM generate_series(1, 2)', value) INTO result;
	RETURN result;
END$$;
SELECT is(pg_temp.is_known(value), 'latest 1/2', value || ' is known') FROM (VALUES
	('ROW(1, ''''::text)'), ('''{}''::integer[]'), ('ROW(''{}''::pair[])'), ('ARRAY[''{}'', ''null'']::jsonb[]'), ('ROW(''null''::jsonb)'),
	('int4range(1, NULL)'), ('int4range(NULL, NULL)'), ('''empty''::int4range'), ('''{}''::int4multirange'), ('ROW(int4range(1, NULL))'),
	('pair_range(NULL, NULL)'), ('''empty''::pair_range'), ('''{}''::pair_multirange'), ('pair_multirange(pair_range(NULL, NULL))'),
	('ARRAY[''NULL'']'), ('''1 2''::int2vector'), ('''-infinity''::date'), ('''NaN''::numeric'), ('ROW()')) AS v(value);

-- A type that gets another column: what was stored before has a NULL there.
CREATE TYPE grown AS (day integer);
CREATE TYPE of_grown AS (x integer, g grown);
CREATE TABLE stored (i integer, row_key grown, inner_key of_grown, list_key grown[], both_key of_grown[]);
INSERT INTO stored VALUES (2, ROW(9), ROW(9, ROW(9)), ARRAY[ROW(9)]::grown[], ARRAY[ROW(9, ROW(9))]::of_grown[]);
SELECT is((SELECT latest(i, row_key) FROM stored), 2, 'known as long as it has all columns');
SELECT is((SELECT pool_latest(list_key, '1/2') FROM stored), '1/2', 'in an array, too');
ALTER TYPE grown ADD ATTRIBUTE revision integer;
INSERT INTO stored SELECT i, ROW(1, 1)::grown, ROW(1, ROW(1, 1))::of_grown, ARRAY[ROW(1, 1)]::grown[], ARRAY[ROW(1, ROW(1, 1))]::of_grown[] FROM unnest('{1,3}'::integer[]) AS i;
CREATE FUNCTION pg_temp.stored(key text, OUT latest integer, OUT pooled rate) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT latest(i, %1$s ORDER BY i), pool_latest(%1$s, rate(i, 9) ORDER BY i) FROM stored', key) INTO latest, pooled;
END$$;
SELECT is(pg_temp.stored(key)::text, '(3,3/9)', key) FROM unnest(ARRAY['row_key', 'inner_key', 'list_key', 'both_key', 'ROW(row_key, 1)', 'ROW(1, ARRAY[list_key[1]])']) AS key;
SELECT is((SELECT latest(i, row_key ORDER BY -i) FROM stored), 1, 'the old one first or last');

-- A table that gets another column has a value there for the rows that were before, and one that loses a column no NULL.
CREATE TABLE changing (a integer, gone integer);
INSERT INTO changing VALUES (1, NULL), (2, NULL);
ALTER TABLE changing DROP COLUMN gone;
SELECT is((SELECT latest(a, changing) FROM changing), 2, 'a dropped column is no NULL');
SELECT is((SELECT pool_latest(changing, rate(a, 9)) FROM changing), '3/18', 'nor in an entity');
ALTER TABLE changing ADD COLUMN b integer DEFAULT 7;
SELECT is((SELECT latest(a, changing) FROM changing), 2, 'a column with a default is none in rows that are older');
SELECT is((SELECT pool_latest(changing, rate(a, 9)) FROM changing), '3/18', 'nor in entities');
CREATE TABLE holding AS SELECT a, changing AS c FROM changing;
ALTER TABLE changing ADD COLUMN e integer;
SELECT is((SELECT latest(a, c) FROM holding), NULL::integer, 'one without is');
SELECT is((SELECT pool_latest(c, rate(a, 9)) FROM holding), NULL::rate, 'so in entities');

-- Rows of several kinds under one expression.
CREATE TABLE kinds (i integer, one pair);
INSERT INTO kinds SELECT i, ROW(i, nullif(i, 3))::pair FROM generate_series(1, 6) AS i;
SELECT is((SELECT latest(i, CASE WHEN i % 2 = 0 THEN ROW(7 - i, 1) ELSE (SELECT n FROM (SELECT (one).a, (one).b) AS n) END ORDER BY i) FROM kinds), 5,
	'each row is looked at as what it is');
SELECT is((SELECT pool_latest(CASE WHEN i % 2 = 0 THEN ROW(7 - i, 1) ELSE (SELECT n FROM (SELECT (one).a, (one).b) AS n) END, '1/2') FROM kinds), '4/8',
	'entities, too');

-- In parallel no worker sends an unknown key.
CREATE TABLE many AS SELECT i, ROW(i, CASE WHEN i <= 5000 THEN i END)::pair AS p FROM generate_series(1, 20000) AS i;
ALTER TABLE many SET (parallel_workers = 2);
ANALYZE many;
\ir include/parallel.sql
SELECT matches(pg_temp.plan('SELECT latest(i, ARRAY[ROW(1, p)]) FROM many'), 'Finalize.*Partial', 'a parallel plan');
CREATE TEMP TABLE together AS SELECT latest(i, ARRAY[ROW(1, p)]) FROM many;
SELECT results_eq('TABLE together', 'VALUES (5000)', 'in parallel');

-- Unknown entities come and leave with the others.
SELECT is((SELECT count(*) FROM (SELECT pool_latest(k, '1/2') OVER (ORDER BY i ROWS 10 PRECEDING) AS p
	FROM (SELECT i, CASE WHEN i % 3 > 0 THEN ARRAY[i % 7] ELSE ARRAY[NULL, i] END AS k FROM generate_series(1, 1000) AS i) AS s) AS t
	WHERE p IS NULL), 0::bigint, 'unknown entities come and leave a moving frame');

SELECT * FROM finish();
ROLLBACK;
