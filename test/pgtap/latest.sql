-- latest(): the value at the greatest key.
BEGIN;
SELECT plan(65);
SET LOCAL timezone = 'UTC';

-- ---------------------------------------------------------------------------
-- Meaning
-- ---------------------------------------------------------------------------

CREATE TYPE grade AS ENUM ('low', 'high');
CREATE TABLE filing (
	id integer PRIMARY KEY,
	enterprise_id integer,
	filed_on date,
	received_at timestamptz,
	revision integer,
	channel text,
	r rate
);
INSERT INTO filing VALUES
	(1, 1, '2020-02-18', '2020-02-18 20:00', 0, 'web', '1/10'),
	(2, 1, '2020-02-19', '2020-02-19 20:00', 0, 'web', '2/10'),
	(3, 1, '2020-02-19', '2020-02-20 09:00', 1, 'web', '3/10'),		-- a correction
	(4, 1, '2020-02-18', '2020-02-20 11:00', 1, 'mail', '9/10'),	-- late, for the day before
	(5, 2, '2020-02-19', '2020-02-19 21:00', 0, 'web', '5/20'),
	(6, 2, '2020-02-20', '2020-02-20 21:00', 0, 'mail', NULL),		-- withdrawn
	(7, 3, NULL, '2020-02-19 20:00', 0, 'web', '7/7'),
	(8, NULL, '2020-02-19', '2020-02-19 20:00', 0, 'web', '8/8');

SELECT results_eq(
	$$SELECT enterprise_id, latest(f, (filed_on, received_at, revision)) FROM filing f
		WHERE filed_on IS NOT NULL AND enterprise_id IS NOT NULL GROUP BY enterprise_id ORDER BY 1$$,
	$$SELECT DISTINCT ON (enterprise_id) enterprise_id, f FROM filing f
		WHERE filed_on IS NOT NULL AND enterprise_id IS NOT NULL
		ORDER BY enterprise_id, filed_on DESC, received_at DESC, revision DESC$$,
	'whole rows by a row key, as DISTINCT ON has them');
SELECT is((SELECT latest(f, (filed_on, received_at)) FROM filing f WHERE enterprise_id = 1)::text,
	'(3,1,2020-02-19,"2020-02-20 09:00:00+00",1,web,3/10)', 'a row comes back whole');
SELECT is((SELECT (latest(f, (filed_on, received_at))).r FROM filing f WHERE enterprise_id = 1),
	'3/10'::rate, 'and a column can be taken from it');
SELECT is((SELECT pool(r) FROM (SELECT latest(r, (filed_on, received_at)) AS r FROM filing
		WHERE filed_on <= '2020-02-19' AND received_at <= '2020-02-20 12:00' GROUP BY enterprise_id) AS s),
	'16/38'::rate, 'a snapshot feeds pool()');
SELECT is((SELECT latest(r, filed_on) FROM filing WHERE enterprise_id = 2), NULL::rate, 'a NULL value is a value');
SELECT is((SELECT latest(r, filed_on) FROM filing WHERE enterprise_id = 3), NULL::rate, 'a NULL key is no candidate');
SELECT is((SELECT latest(id, (filed_on, received_at)) FROM filing WHERE enterprise_id = 3), NULL::integer,
	'nor is a row key with a NULL in it');
SELECT is((SELECT latest(id, (filed_on, received_at)) FROM filing WHERE id IN (2, 7)), 2,
	'which would have sorted last');
SELECT is((SELECT latest(id, ROW(NULL, NULL)) FROM filing), NULL::integer, 'nor is a row of NULLs');
SELECT is((SELECT latest(id, filed_on) FROM filing WHERE false), NULL::integer, 'no rows give NULL');
SELECT is((SELECT latest(id, NULL::date) FROM filing), NULL::integer, 'no key gives NULL');
SELECT is((SELECT latest(id, filed_on) FILTER (WHERE channel = 'mail') FROM filing), 6, 'FILTER');
SELECT is((SELECT latest(DISTINCT id, filed_on) FROM filing), 6, 'DISTINCT');

-- a dropped column is no NULL
CREATE TABLE dropped (a integer, b integer, c integer);
ALTER TABLE dropped DROP COLUMN b;
INSERT INTO dropped VALUES (1, 1), (2, 2), (3, NULL);
ALTER TABLE dropped ADD COLUMN d integer DEFAULT 7;
SELECT is((SELECT latest(a, dropped) FROM dropped), 2, 'a dropped column of a row key is not a NULL in it');
SELECT is((SELECT latest(dropped, a)::text FROM dropped), '(3,,7)', 'a row that is older than one of its columns');

-- ties
SELECT is((SELECT latest(id, 1 ORDER BY id) FROM filing), 8, 'among equal keys the later row wins');
SELECT is((SELECT latest(id, 1 ORDER BY id DESC) FROM filing), 1, 'in the order of the aggregate');
SELECT is((SELECT latest(id, (filed_on, 0) ORDER BY id) FROM filing WHERE filed_on < '2020-02-20'), 8, 'with a row key, too');

-- as a window function
SELECT results_eq(
	$$SELECT id, latest(id, (filed_on, received_at)) OVER (PARTITION BY enterprise_id ORDER BY id) FROM filing
		WHERE enterprise_id < 3 ORDER BY id$$,
	$$VALUES (1, 1), (2, 2), (3, 3), (4, 3), (5, 5), (6, 6)$$, 'over a window');
SELECT results_eq(
	$$SELECT id, latest(channel, -id) OVER (ORDER BY id ROWS 1 PRECEDING) FROM filing ORDER BY id$$,
	$$SELECT id, coalesce(lag(channel) OVER (ORDER BY id), channel) FROM filing ORDER BY id$$, 'over a moving window');

-- ---------------------------------------------------------------------------
-- Values and keys of any type
-- ---------------------------------------------------------------------------

SELECT is((SELECT latest(v, k) FROM (VALUES (1::smallint, 3::smallint), (2::smallint, -4::smallint)) AS t(v, k)), 1::smallint, 'smallint');
SELECT is((SELECT latest(v, k) FROM (VALUES (1, 3), (2, -4)) AS t(v, k)), 1, 'integer');
SELECT is((SELECT latest(v, k) FROM (VALUES (1::bigint, 9223372036854775807), (2, -9223372036854775808)) AS t(v, k)),
	1::bigint, 'bigint');
SELECT is((SELECT latest(v, k) FROM (VALUES ('a'::text, -1.5), ('b', 1e30), ('c', 'NaN'), ('d', 'Infinity')) AS t(v, k)),
	'c', 'numeric: NaN is greatest');
SELECT is((SELECT latest(v, k) FROM (VALUES (true, -0.0::float8), (false, 0)) AS t(v, k)), false, 'double precision: 0 and -0 are equal');
SELECT is((SELECT latest(v, k) FROM (VALUES ('x'::text, 'a'::text), ('y', 'B')) AS t(v, k)), 'x', 'text: by the collation of the database');
SELECT is((SELECT latest(v, k COLLATE "en-x-icu") FROM (VALUES ('x'::text, 'a'::text), ('y', 'B')) AS t(v, k)), 'y', 'text: by a given collation');
SELECT is((SELECT latest(v, k) FROM (VALUES ('{1,2}'::integer[], '{1,2}'::text[]), (NULL, '{1,1}'), ('{}', '{1}')) AS t(v, k)),
	'{1,2}'::integer[], 'arrays');
SELECT is((SELECT latest(k, v) FROM (VALUES ('low'::grade, '1/3'::rate), ('high', '1/2'), ('low', '0/0')) AS t(k, v)),
	'low'::grade, 'enum by rate: 0/0 is greatest');
SELECT is((SELECT latest(v, k) FROM (VALUES (point(1, 2), 'low'::grade), (point(3, 4), 'high')) AS t(v, k))::text,
	'(3,4)', 'a value needs no order');
SELECT is((SELECT latest(v, k) FROM (VALUES ('1/2'::proportion, '00000000-0000-0000-0000-000000000001'::uuid),
		('1/3', '00000000-0000-0000-0000-000000000002')) AS t(v, k)), '1/3'::rate, 'a domain by uuid');
SELECT is(pg_typeof((SELECT latest(v, k) FROM (VALUES ('1/2'::proportion, 1)) AS t(v, k)))::text, 'proportion', 'the type stays');
SELECT is((SELECT latest(v, k) FROM (VALUES (ROW(1, 'a'), ROW(1, ROW(2, 3))), (ROW(2, 'b'), ROW(1, ROW(2, 4)))) AS t(v, k))::text,
	'(2,b)', 'rows in rows');
SELECT is((SELECT latest(v, k) FROM (VALUES ('a'::name, '[1,3)'::int4range), ('b', '[1,2)')) AS t(v, k)), 'a'::name, 'name by range');
SELECT is((SELECT latest(v, ROW(1, k)) FROM (VALUES ('x'::text, 'a'::text), ('y', 'B')) AS t(v, k)), 'x',
	'text in a row: by the collation of the database');
SELECT is((SELECT latest(v, ROW(1, k COLLATE "en-x-icu")) FROM (VALUES ('x'::text, 'a'::text), ('y', 'B')) AS t(v, k)), 'y',
	'text in a row: by a given collation');

-- a key that was stored before its type had its last column
CREATE TYPE grown AS (day date);
CREATE TABLE of_grown (id integer, at grown);
INSERT INTO of_grown VALUES (1, ROW('2020-02-20'));
ALTER TYPE grown ADD ATTRIBUTE revision integer;
INSERT INTO of_grown VALUES (2, ROW('2020-02-19', 1)), (3, ROW('2020-02-20', 1)), (4, ROW('2020-02-18', 1));
SELECT is((SELECT latest(id, at ORDER BY id DESC) FROM of_grown), 3, 'a row that is older than one of its columns has a NULL there');

-- Row keys against the order that the server itself gives rows: few values of each column, so that each one decides.
CREATE TABLE row_keys AS
SELECT i, i % 7 AS g, (i * 31 % 3)::smallint AS a, i * 37 % 3 AS b, (i * 41 % 3)::bigint AS c, date '2020-01-01' + i * 43 % 3 AS d,
	timestamptz '2020-01-01' + i * 47 % 3 * interval '1 hour' AS e, chr(97 + i * 53 % 3) AS f, (i * 59 % 3)::numeric / 3 AS h
FROM generate_series(1, 3000) AS i;
CREATE TYPE day_and_number AS (day date, number integer);
SELECT is((SELECT count(*) FROM (SELECT g, latest(k, k) FROM row_keys, LATERAL (SELECT (a, b, c, d, e, f, h, i)) AS t(k) GROUP BY g) AS x
	JOIN (SELECT DISTINCT ON (g) g, k FROM row_keys, LATERAL (SELECT (a, b, c, d, e, f, h, i)) AS t(k) ORDER BY g, k DESC) AS y USING (g)
	WHERE latest = k), 7::bigint, 'anonymous rows');
SELECT is((SELECT count(*) FROM (SELECT g, latest(k, k) FROM row_keys, LATERAL (SELECT (d, b)::day_and_number) AS t(k) GROUP BY g) AS x
	JOIN (SELECT DISTINCT ON (g) g, k FROM row_keys, LATERAL (SELECT (d, b)::day_and_number) AS t(k) ORDER BY g, k DESC) AS y USING (g)
	WHERE latest = k), 7::bigint, 'rows of a named type');
-- a view's row and a row constructor have equal columns and are of different kinds
CREATE VIEW named_row AS SELECT i, b AS one, d AS two FROM row_keys;
SELECT is((SELECT latest(i, CASE WHEN i % 2 = 0 THEN ROW(b, d) ELSE (SELECT n FROM (SELECT one, two) AS n) END ORDER BY i) FROM row_keys JOIN named_row USING (i)),
	(SELECT i FROM row_keys ORDER BY b DESC, d DESC, i DESC LIMIT 1), 'rows of different kinds with equal columns');
SELECT throws_ok($$SELECT latest(i, CASE WHEN i % 2 = 0 THEN ROW(b, d) ELSE ROW(b, e) END) FROM row_keys$$, '42804',
	'cannot compare dissimilar column types timestamp with time zone and date at record column 2', 'rows of different kinds');


-- sizes: growing, shrinking, compressed, out of line
CREATE TABLE large (id integer, v text, k text);
ALTER TABLE large ALTER v SET STORAGE EXTERNAL, ALTER k SET STORAGE EXTENDED;
INSERT INTO large SELECT i, repeat(chr(96 + i), (ARRAY[3, 30000, 10, 100000, 2, 200])[i]),
	repeat('k', 200) || repeat(i::text, (ARRAY[1, 40000, 1, 5, 10000, 1])[i]) FROM generate_series(1, 6) AS i;
SELECT is((SELECT array_agg(s.x = l.v ORDER BY l.id) FROM large AS l
	CROSS JOIN LATERAL (SELECT latest(v, k) AS x FROM large AS m WHERE m.id <= l.id) AS s),
	array_fill(true, ARRAY[6]), 'values and keys of any size, in line and out of line');
SELECT is((SELECT latest(v, k ORDER BY id DESC) FROM large), repeat('f', 200), 'from the largest down');
SELECT is((SELECT latest(l, (k, id))::text FROM large AS l), (SELECT l::text FROM large AS l WHERE id = 6), 'within rows');
CREATE FUNCTION expanded(n integer) RETURNS integer[] LANGUAGE plpgsql IMMUTABLE AS
$$DECLARE a integer[] := '{}'; BEGIN FOR i IN 1..n LOOP a[i] := i; END LOOP; RETURN a; END$$;
SELECT is((SELECT latest(expanded(id), -id) FROM filing), '{1}', 'expanded arrays as values');
SELECT is((SELECT latest(id, expanded(9 - id)) FROM filing), 1, 'and as keys');

-- memory: a group with many corrections holds one
CREATE FUNCTION pg_temp.used(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE c refcursor; x text; result bigint;
BEGIN
	OPEN c FOR EXECUTE query;
	FETCH c INTO x;
	SELECT max(used_bytes) INTO result FROM pg_backend_memory_contexts WHERE name = 'AggContext' OR name LIKE 'WindowAgg%';
	CLOSE c;
	RETURN result;
END$$;
SELECT cmp_ok(pg_temp.used(format($$SELECT latest(repeat('x', 1 + i %% 1000), repeat('k', 500) || to_char(i, '000000')) OVER (ORDER BY i
	ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM generate_series(1, 20000) AS i$$)), '<', 30000::bigint,
	'20,000 replacements leave nothing behind');

-- ---------------------------------------------------------------------------
-- Errors
-- ---------------------------------------------------------------------------

SELECT throws_ok($$SELECT latest(id, '{}'::json) FROM filing$$, '42883',
	'could not identify a comparison function for type json', 'a key type without an order is named');
SELECT throws_ok($$SELECT latest(id, point(1, 2)) FROM filing$$, '42883',
	'could not identify a comparison function for type point', 'another one');
SELECT throws_ok($$SELECT latest(id, ROW(1, point(1, 2))) FROM filing$$, '42883',
	'could not identify a comparison function for type point', 'within a row');
SELECT throws_ok($$SELECT latest(id, v COLLATE "C" || k COLLATE "POSIX") FROM large$$, '42P21', NULL, 'conflicting collations');

-- ---------------------------------------------------------------------------
-- Parallel
-- ---------------------------------------------------------------------------

CREATE DOMAIN day AS date;
CREATE TYPE with_acl AS (a aclitem, f double precision, t text);
CREATE TABLE many AS
SELECT i, i % 7 AS g, (i * 7919::bigint % 10007)::integer AS k,
	'2020-01-01'::date + i % 50 AS filed_on,
	'2020-01-01'::timestamptz + (i * 7919::bigint % 86399) * interval '1 second' AS received_at,
	repeat(chr(19968 + i % 500), i % 40) AS t,
	rate(i % 5, 5) AS r,
	(ARRAY['low', 'high'])[1 + i % 2]::grade AS e,
	sqrt(i) AS f
FROM generate_series(1, 10006) AS i;
ALTER TABLE many SET (parallel_workers = 2);
ANALYZE many;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL extra_float_digits = -10;		-- what output functions would lose
SET LOCAL client_encoding = 'LATIN1';	-- what send functions would convert to

\ir include/plan.sql
-- the keys are unique, so the plan does not matter
CREATE FUNCTION pg_temp.parallel(value text, at text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	query text := format('SELECT g, latest(%s, %s) AS x FROM many GROUP BY g', value, at);
	plan text := pg_temp.plan(query);
	difference bigint;
BEGIN
	IF plan !~ 'Finalize.*Partial' THEN
		RETURN 'no parallel plan: ' || plan;
	END IF;
	EXECUTE 'CREATE TEMP TABLE in_parallel AS ' || query;
	SET LOCAL max_parallel_workers_per_gather = 0;
	EXECUTE 'CREATE TEMP TABLE serially AS ' || query;
	SET LOCAL max_parallel_workers_per_gather = 2;
	SELECT count(*) INTO difference FROM in_parallel AS p FULL JOIN serially AS s USING (g)
	WHERE (p.x IS NULL) <> (s.x IS NULL) OR record_image_ne(ROW(p.x), ROW(s.x));
	DROP TABLE in_parallel, serially;
	RETURN CASE WHEN difference = 0 THEN 'same' ELSE difference || ' groups differ' END;
END$$;

SELECT is(pg_temp.parallel('i', 'k'), 'same', 'parallel: integer by integer');
SELECT is(pg_temp.parallel('r', '(filed_on, received_at, k)'), 'same', 'parallel: rate by row');
SELECT is(pg_temp.parallel('many', '(filed_on, received_at, k)'), 'same', 'parallel: whole row by row, whatever the client''s encoding');
SELECT is(pg_temp.parallel('t', 't || k'), 'same', 'parallel: text by text');
SELECT is(pg_temp.parallel('CASE WHEN i % 3 > 0 THEN ARRAY[t, NULL, i::text] END', 'k::numeric'), 'same', 'parallel: array, or NULL, by numeric');
SELECT is(pg_temp.parallel('ROW(makeaclitem(10, 10, ''SELECT'', i % 2 = 0), f, t)::with_acl', 'filed_on::day + k'), 'same',
	'parallel: a type without send and receive functions');
SELECT is(pg_temp.parallel('ROW(i, ROW(t, r), ARRAY[ROW(i, f), ROW(2, f)])::text', 'ROW(ROW(k, t), e)'), 'same', 'parallel: rows of rows as key');
-- a cursor, which results_eq() opens for a query, would not run in parallel
CREATE TEMP TABLE together AS
SELECT g, latest(ROW(i, ROW(t, r), ARRAY[ROW(i, f), ROW(2, f)]), k)::text AS v FROM many GROUP BY g;
SELECT results_eq(
	$$SELECT g, v FROM together ORDER BY g$$,
	$$SELECT DISTINCT ON (g) g, ROW(i, ROW(t, r), ARRAY[ROW(i, f), ROW(2, f)])::text FROM many ORDER BY g, k DESC$$,
	'parallel: anonymous rows of rows as value');
SET LOCAL client_encoding = 'UTF8';

-- Bytes of somebody else: a superuser can give an aggregate the wrong functions.
CREATE AGGREGATE hostile(numeric) (
	SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine,
	SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = latest_deserialize, PARALLEL = SAFE);
SELECT throws_ok($$SELECT hostile(k::numeric) FROM many$$, '22P03', 'invalid state of latest()', 'the state of another aggregate is refused');

-- From 16 on string_agg() is parallel, and sends four bytes of its own and then the string. So any bytes can be tried: here the
-- image of a state of integers that is right but for its seal, and what differs from it in length.
DO $$BEGIN
	IF current_setting('server_version_num')::integer >= 160000 THEN
		CREATE AGGREGATE hostile_bytes(bytea, bytea) (
			SFUNC = bytea_string_agg_transfn, STYPE = internal, FINALFUNC = bytea_string_agg_finalfn, COMBINEFUNC = string_agg_combine,
			SERIALFUNC = string_agg_serialize, DESERIALFUNC = latest_deserialize, PARALLEL = SAFE);
	END IF;
END$$;
SELECT CASE WHEN current_setting('server_version_num')::integer < 160000 THEN skip('no aggregate sends bytes as they are', 1)
	ELSE throws_ok(format('SELECT hostile_bytes(CASE WHEN i = 5 THEN %L::bytea END, NULL) FROM many', bytes), '22P03',
		'invalid state of latest()', 'refused: ' || what) END
FROM (VALUES
	(decode(repeat('00', 4 + 16) || '1700000017000000' || repeat('00', 16), 'hex'), 'a forged state'),
	(decode(repeat('00', 4 + 16) || '1900000017000000' || 'ffffff7f' || repeat('00', 12), 'hex'), 'a forged length'),
	(decode(repeat('ff', 44), 'hex'), 'nonsense of the right length'),
	(decode(repeat('ff', 1000), 'hex'), 'nonsense of another length'),
	('', 'next to nothing')) AS v(bytes, what);

SELECT * FROM finish();
ROLLBACK;
