-- pool_latest(): the pooled rate of each entity's last row.
BEGIN;
SELECT plan(47);
SET LOCAL timezone = 'UTC';

CREATE TABLE filing (
	filed_on date,
	received_at timestamptz,
	enterprise_id integer,
	r rate
);
INSERT INTO filing VALUES
	('2020-02-10', '2020-02-10 20:00', 1, '10/100'),
	('2020-02-10', '2020-02-10 21:00', 2, '20/50'),
	('2020-02-12', '2020-02-12 20:00', 1, '30/100'),
	('2020-02-13', '2020-02-13 09:00', 3, '0/0'),
	('2020-02-14', '2020-02-14 20:00', 2, NULL),		-- withdrawn
	('2020-02-16', '2020-02-16 20:00', NULL, '99/99'),	-- only reads
	('2020-02-18', '2020-02-18 20:00', 2, '45/50');

-- ---------------------------------------------------------------------------
-- Meaning, by hand
-- ---------------------------------------------------------------------------

SELECT results_eq(
	$$SELECT filed_on, enterprise_id, pool_latest(enterprise_id, r) OVER (ORDER BY filed_on) FROM filing
		ORDER BY filed_on, enterprise_id$$,
	$$VALUES (date '2020-02-10', 1, '30/150'::rate), ('2020-02-10', 2, '30/150'), ('2020-02-12', 1, '50/150'),
		('2020-02-13', 3, '50/150'), ('2020-02-14', 2, '30/100'), ('2020-02-16', NULL, '30/100'), ('2020-02-18', 2, '75/150')$$,
	'the as-of series');
SELECT results_eq(
	$$SELECT filed_on, enterprise_id, pool_latest(enterprise_id, r) OVER (ORDER BY filed_on RANGE '3 days' PRECEDING) FROM filing
		ORDER BY filed_on, enterprise_id$$,
	$$VALUES (date '2020-02-10', 1, '30/150'::rate), ('2020-02-10', 2, '30/150'), ('2020-02-12', 1, '50/150'),
		('2020-02-13', 3, '50/150'), ('2020-02-14', 2, '30/100'), ('2020-02-16', NULL, '0/0'), ('2020-02-18', 2, '45/50')$$,
	'with a limit on carrying a filing forward');
SELECT results_eq(
	$$SELECT day::date, pool_latest(enterprise_id, r) OVER (ORDER BY day RANGE '1 day' PRECEDING)
		FROM (SELECT filed_on AS day, enterprise_id, r FROM filing WHERE enterprise_id <> 3
			UNION ALL SELECT day, NULL, NULL FROM generate_series(date '2020-02-09', '2020-02-17', '2 days') AS day) AS s
		WHERE true ORDER BY day, enterprise_id$$,
	$$VALUES (date '2020-02-09', NULL::rate), ('2020-02-10', '30/150'), ('2020-02-10', '30/150'), ('2020-02-11', '30/150'),
		('2020-02-12', '30/100'), ('2020-02-13', '30/100'), ('2020-02-14', NULL), ('2020-02-15', NULL),
		('2020-02-17', NULL), ('2020-02-18', '45/50')$$,
	'calendar days are read out; nothing to pool gives NULL');
SELECT is((SELECT pool_latest(enterprise_id, r ORDER BY filed_on) FROM filing), '75/150'::rate, 'as a plain aggregate');
SELECT is((SELECT pool_latest(enterprise_id, r ORDER BY filed_on DESC) FROM filing), '30/150'::rate, 'where order decides');
SELECT is((SELECT pool_latest(enterprise_id, r ORDER BY filed_on) FILTER (WHERE enterprise_id <> 1) FROM filing), '45/50'::rate, 'FILTER');
SELECT is((SELECT pool_latest(enterprise_id, r) FROM filing WHERE false), NULL::rate, 'no rows give NULL');
SELECT is((SELECT pool_latest(enterprise_id, r) FROM filing WHERE enterprise_id IS NULL), NULL::rate, 'no entity gives NULL');
SELECT is((SELECT pool_latest(enterprise_id, NULL::rate) FROM filing), NULL::rate, 'no rate gives NULL');
SELECT is((SELECT pool_latest(enterprise_id, r) FROM filing WHERE enterprise_id = 3), '0/0'::rate, 'the empty rate is a rate');
SELECT results_eq(
	$$SELECT filed_on, pool_latest(enterprise_id, r) OVER (ORDER BY filed_on ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM filing
		WHERE enterprise_id = 1 ORDER BY filed_on$$,
	$$VALUES (date '2020-02-10', '30/100'::rate), ('2020-02-12', NULL)$$, 'an empty frame gives NULL');

-- same-day filings: the query that decides by received_at
INSERT INTO filing VALUES
	('2020-02-18', '2020-02-19 11:00', 2, '46/50'),
	('2020-02-18', '2020-02-18 08:00', 2, '44/50');
SELECT is((SELECT array_agg(DISTINCT p) FROM (
		SELECT filed_on, pool_latest(enterprise_id, r) OVER (ORDER BY filed_on) AS p
		FROM (SELECT filed_on, enterprise_id, latest(r, received_at) AS r FROM filing GROUP BY 1, 2) AS day) AS s
		WHERE filed_on = '2020-02-18'), ARRAY['76/150'::rate], 'the last received of a day by latest()');
SELECT is((SELECT array_agg(pool ORDER BY received_at) FROM (
		SELECT filed_on, received_at, pool_latest(enterprise_id, r) OVER (ORDER BY filed_on, received_at) AS pool FROM filing) AS s
		WHERE filed_on = '2020-02-18'), '{74/150,75/150,76/150}'::rate[], 'or as it came in, row by row');

-- ---------------------------------------------------------------------------
-- Entities of any type
-- ---------------------------------------------------------------------------

-- 1000 rows of 97 entities with gaps, in numbers that do not depend on the server
CREATE TABLE history AS
SELECT i AS pos, i * 7919::bigint % 97 AS entity,
	CASE WHEN i % 11 <> 0 THEN rate(i % 13, i % 13 + i % 7) END AS r
FROM generate_series(1, 1000) AS i;

-- The same for entities of another type, in a frame that grows and in one that moves, must be what it is for bigint.
CREATE FUNCTION pg_temp.other_type(entity text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	same boolean;
	bad bigint;
BEGIN
	EXECUTE format($q$
		SELECT count(DISTINCT entity) = count(DISTINCT other) FROM (SELECT entity, %s AS other FROM history) AS s$q$, entity) INTO same;
	IF NOT same THEN
		RETURN 'other entities';
	END IF;
	EXECUTE format($q$
		SELECT count(*) FROM (
			SELECT pool_latest(entity, r) OVER w AS a, pool_latest(%1$s, r) OVER w AS b,
				pool_latest(entity, r) OVER m AS c, pool_latest(%1$s, r) OVER m AS d
			FROM history WINDOW w AS (ORDER BY pos), m AS (ORDER BY pos ROWS 60 PRECEDING)) AS s
		WHERE a IS DISTINCT FROM b OR c IS DISTINCT FROM d$q$, entity) INTO bad;
	RETURN CASE WHEN bad = 0 THEN 'same' ELSE bad || ' rows differ' END;
END$$;

CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN enterprise_code AS text;
CREATE COLLATION ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

SELECT is(pg_temp.other_type('(entity - 50)::smallint'), 'same', 'smallint');
SELECT is(pg_temp.other_type('(entity - 50)::integer'), 'same', 'integer');
SELECT is(pg_temp.other_type('(entity - 50) * 4294967296'), 'same', 'bigint, where only the upper half differs');
SELECT is(pg_temp.other_type('entity::oid'), 'same', 'oid');
SELECT is(pg_temp.other_type('date ''1999-12-01'' + entity::integer'), 'same', 'date');
SELECT is(pg_temp.other_type('timestamp ''1999-12-01'' + entity * interval ''1 hour'''), 'same', 'timestamp');
SELECT is(pg_temp.other_type('chr(32 + entity::integer)::"char"'), 'same', '"char"');
SELECT is(pg_temp.other_type('repeat(''x'', entity::integer)'), 'same', 'text of any length, the empty one, too');
SELECT is(pg_temp.other_type('repeat(''x'', 9999) || entity'), 'same', 'long text');
SELECT is(pg_temp.other_type('entity::varchar(5)'), 'same', 'varchar');
SELECT is(pg_temp.other_type('entity::text::enterprise_code'), 'same', 'a domain over text');
SELECT is(pg_temp.other_type('entity::text COLLATE "en-x-icu"'), 'same', 'text in a collation');
SELECT is(pg_temp.other_type('int8send(entity)'), 'same', 'bytea');
SELECT is(pg_temp.other_type('entity::name'), 'same', 'name');
SELECT is(pg_temp.other_type('lpad(to_hex(entity), 32, ''0'')::uuid'), 'same', 'uuid');
SELECT is(pg_temp.other_type('entity::numeric / 7'), 'same', 'numeric');
SELECT is(pg_temp.other_type('sqrt(entity::float8)'), 'same', 'double precision');
SELECT is(pg_temp.other_type('ARRAY[entity, 0, 5]'), 'same', 'array');
SELECT is(pg_temp.other_type('ROW(entity, ''x'')::pair'), 'same', 'composite');
SELECT is(pg_temp.other_type('ROW(1, entity::text)'), 'same', 'anonymous row');
SELECT is(pg_temp.other_type('int8range(entity, 1000)'), 'same', 'range');
SELECT is(pg_temp.other_type('to_jsonb(entity)'), 'same', 'jsonb');

SELECT is((SELECT pool_latest(e, r) FROM (VALUES (1.0, '1/2'::rate), (1.00, '3/4')) AS v(e, r)), '3/4'::rate, 'equal numerics are one entity');
SELECT is((SELECT pool_latest(e, r) FROM (VALUES ('x'::bpchar, '1/2'::rate), ('x  ', '3/4')) AS v(e, r)), '3/4'::rate, 'as are equal bpchars');
SELECT is((SELECT pool_latest(e COLLATE ignore_case, r) FROM (VALUES ('Nanjing', '1/2'::rate), ('NANJING', '3/4')) AS v(e, r)), '3/4'::rate,
	'and texts that a nondeterministic collation calls equal');
SELECT is((SELECT pool_latest(e, r) FROM (VALUES ('Nanjing', '1/2'::rate), ('NANJING', '3/4')) AS v(e, r)), '4/6'::rate, 'but no others');

-- ---------------------------------------------------------------------------
-- Errors
-- ---------------------------------------------------------------------------

SELECT throws_ok($$SELECT pool_latest(point(1, 2), r) FROM filing$$, '42883',
	'could not identify a hash function for type point', 'an entity type without hashing is named');
SELECT throws_ok($$SELECT pool_latest(ROW(1, point(1, 2)), r) FROM filing$$, '42883',
	'could not identify a hash function for type point', 'within a row');
SELECT throws_ok($$SELECT pool_latest('{}'::json, r) OVER (ROWS 1 PRECEDING) FROM filing$$, '42883',
	'could not identify a hash function for type json', 'another one, in a moving window');
SELECT throws_ok($$SELECT pool_latest(e, r) FROM (VALUES (1, '1/9223372036854775807'::rate), (2, '1/1')) AS v(e, r)$$, '22003',
	'pooled rate is out of range', 'an overflow is an error');
SELECT is((SELECT pool_latest(e, r ORDER BY i) FROM (VALUES (1, 1, '1/9223372036854775807'::rate), (2, 2, '1/1'), (3, 1, '0/9223372036854775806')) AS v(i, e, r)),
	'1/9223372036854775807'::rate, 'but not on the way to a result');
SELECT results_eq($$SELECT pool_latest(e, r) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING)
		FROM (SELECT i, i % 3, '9223372036854775807/9223372036854775807'::rate FROM generate_series(0, 5) AS i) AS v(i, e, r)$$,
	$$SELECT CASE WHEN i > 0 THEN '9223372036854775807/9223372036854775807'::rate END FROM generate_series(0, 5) AS i$$,
	'nor in a frame that moves');
SELECT throws_ok($$SELECT pool_latest(a || b, r) FROM (SELECT 'a' COLLATE "C" AS a, 'b' COLLATE "POSIX" AS b, '1/2'::rate AS r) AS s$$,
	'42P22', NULL, 'an undetermined collation');
CREATE SEQUENCE next;
CREATE FUNCTION said_to_be_immutable(integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$SELECT nextval('next')$$;
SELECT throws_ok($$SELECT pool_latest(said_to_be_immutable(i), r) OVER (ROWS 5 PRECEDING) FROM generate_series(1, 20) AS i, (SELECT '1/2'::rate) AS v(r)$$,
	'42P13', 'an entity leaves a frame of pool_latest() that it has not entered', 'an entity that is another one when it leaves');

SELECT * FROM finish();
ROLLBACK;
