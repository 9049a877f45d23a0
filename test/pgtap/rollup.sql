--
-- Rollups are exact after every statement: random statements of every kind, on
-- a plain and on a partitioned table, each held against the definition, that is
-- GROUP BY over the source, which knows nothing of the rollup
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(32);

CREATE TABLE plain (id integer PRIMARY KEY, city text, on_day date, staff bigint, back smallint, resumed boolean, r rate, note text);
CREATE TABLE parted (id integer, city text, on_day date, staff bigint, back smallint, resumed boolean, r rate, note text, PRIMARY KEY (id)) PARTITION BY HASH (id);
-- columns in another order, one dropped, and a level between
CREATE TABLE parted_0 (note text, r rate, gone integer, resumed boolean, back smallint, staff bigint, on_day date, city text, id integer NOT NULL) PARTITION BY HASH (id);
ALTER TABLE parted_0 DROP COLUMN gone;
CREATE TABLE parted_00 PARTITION OF parted_0 FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE parted_01 PARTITION OF parted_0 FOR VALUES WITH (MODULUS 4, REMAINDER 2);
ALTER TABLE parted ATTACH PARTITION parted_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);

-- keys of every kind: by value and by reference, NULL, an expression, an order
-- in which values are equal whose bytes are not
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
SELECT lives_ok(format($$SELECT rollup_create(%L, %L, ARRAY['on_day', 'city', 'back %% 3 AS third'],
	'{"n": "count", "back": ["back", "staff"], "resumed": "resumed", "r": "r"}')$$, 'by_day_' || t, t), 'a rollup of ' || t)
FROM unnest('{plain,parted}'::text[]) AS t;
SELECT lives_ok(format($$SELECT rollup_create(%L, %L, ARRAY['(city COLLATE any_case) AS city', '(staff / 3.0)::numeric AS share', 'ARRAY[back, NULL] AS list', 'back / 2.0::float8 AS half'],
	'{"known": {"count": "staff"}, "large": {"count": "*", "filter": "staff > 5"}, "people": {"sum": "staff", "filter": "resumed"}, "some": {"pool": ["back", "staff"], "filter": "back < 4"}}')$$, 'by_city_' || t, t), 'another of ' || t)
FROM unnest('{plain,parted}'::text[]) AS t;

-- a row of random values, many of them in few cells
CREATE FUNCTION pg_temp.value(what text, seed text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE what
		WHEN 'city' THEN (ARRAY['''a''', '''A''', '''b''', '''Hefei''', 'NULL'])[1 + pg_temp.below(5, seed || 'c')::integer]
		WHEN 'on_day' THEN coalesce(quote_literal(date '2020-02-10' + nullif(pg_temp.below(5, seed || 'd')::integer, 4)), 'NULL')
		WHEN 'staff' THEN coalesce((5 + nullif(pg_temp.below(4, seed || 's')::integer, 3))::text, 'NULL')
		WHEN 'back' THEN coalesce(nullif(pg_temp.below(6, seed || 'b')::integer, 5)::text, 'NULL')
		WHEN 'resumed' THEN (ARRAY['true', 'false', 'NULL'])[1 + pg_temp.below(3, seed || 'e')::integer]
		WHEN 'r' THEN (ARRAY['''1/2''', '''0/0''', 'NULL', '''7/3'''])[1 + pg_temp.below(4, seed || 'r')::integer]
	END
$$;
CREATE FUNCTION pg_temp.row(id text, seed text) RETURNS text LANGUAGE sql AS $$
	SELECT format('(%s, %s)', id, string_agg(pg_temp.value(w, seed), ', ' ORDER BY o))
	FROM unnest('{city,on_day,staff,back,resumed,r}'::text[]) WITH ORDINALITY AS u(w, o)
$$;
-- a statement of a kind
CREATE FUNCTION pg_temp.statement(kind text, t text, seed text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	columns text := '(id, city, on_day, staff, back, resumed, r)';
	id integer := pg_temp.below(200, seed || 'id');
	what text := (ARRAY['city', 'on_day', 'staff', 'back', 'resumed', 'r'])[1 + pg_temp.below(6, seed || 'what')::integer];
	chosen text := format('id %% 7 = %s', id % 7);
BEGIN
	RETURN CASE kind
		WHEN 'insert' THEN format('INSERT INTO %s %s VALUES %s ON CONFLICT DO NOTHING', t, columns, pg_temp.row(id::text, seed))
		WHEN 'insert several' THEN format('INSERT INTO %s %s SELECT i, (array[''a'', ''b''])[i %% 3], date ''2020-02-10'' + i %% 4, i %% 9 + 1, i %% 5, i %% 2 = 0, rate(i, 300) FROM generate_series(%s, %s) AS i ON CONFLICT DO NOTHING', t, columns, id, id + 20)
		WHEN 'update' THEN format('UPDATE %s SET %s = %s WHERE id = %s', t, what, pg_temp.value(what, seed), id)
		WHEN 'update several' THEN format('UPDATE %s SET %s = %s WHERE %s', t, what, pg_temp.value(what, seed), chosen)
		WHEN 'move' THEN format('UPDATE %s SET id = id + 1000, on_day = on_day + 1 WHERE %s', t, chosen)
		WHEN 'note' THEN format('UPDATE %s SET note = ''x''', t)
		WHEN 'delete' THEN format('DELETE FROM %s WHERE %s', t, chosen)
		WHEN 'conflict' THEN format('INSERT INTO %s %s VALUES %s, %s ON CONFLICT (id) DO UPDATE SET (city, on_day, staff, back) = (excluded.city, excluded.on_day, excluded.staff, excluded.back)', t, columns, pg_temp.row(id::text, seed), pg_temp.row((id + 1)::text, seed || 2))
		WHEN 'merge' THEN format('MERGE INTO %s AS t USING (SELECT i FROM generate_series(%s, %s) AS i) AS s ON t.id = s.i WHEN MATCHED AND i %% 3 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET %s = %s WHEN NOT MATCHED THEN INSERT %s VALUES %s', t, id, id + 10, what, pg_temp.value(what, seed), columns, pg_temp.row('s.i', seed))
		WHEN 'several' THEN format('WITH a AS (DELETE FROM %1$s WHERE id = %2$s RETURNING id), b AS (UPDATE %1$s SET %3$s = %4$s WHERE id = %2$s + 1 RETURNING id), c AS (INSERT INTO %1$s %5$s VALUES %6$s ON CONFLICT DO NOTHING RETURNING id) UPDATE %1$s SET back = 1 WHERE id = %2$s + 2',
			t, id, what, pg_temp.value(what, seed), columns, pg_temp.row((id + 3)::text, seed))
	END;
END $$;

-- runs n statements, and returns those after which a rollup was not exact
CREATE FUNCTION pg_temp.wrong(kind text, t text, target text, n integer) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	statement text;
BEGIN
	FOR i IN 1 .. n LOOP
		statement := pg_temp.statement(kind, target, kind || target || i);
		EXECUTE statement;
		IF rollup_check('by_day_' || t) + rollup_check('by_city_' || t) > 0 THEN
			RETURN NEXT statement;
		END IF;
	END LOOP;
END $$;
SELECT is_empty(format('SELECT pg_temp.wrong(%L, %L, %L, 20)', kind, t, t), format('exact after each: %s, %s', kind, t))
FROM unnest('{plain,parted}'::text[]) WITH ORDINALITY AS t(t, o),
	unnest('{insert,insert several,update,conflict,merge,several,note,move,update several,delete}'::text[]) WITH ORDINALITY AS k(kind, p)
ORDER BY o, p;

-- statements that name a partition, at each level
SELECT is_empty(format('SELECT pg_temp.wrong(%L, ''parted'', %L, 10)', kind, target), format('exact after each: %s, %s', kind, target))
FROM (VALUES ('parted_0', 'update several'), ('parted_00', 'note'), ('parted_1', 'delete')) AS v(target, kind);

-- in subtransactions, and after TRUNCATE
DO $$
BEGIN
	INSERT INTO plain (id, city) SELECT i, 'new' FROM generate_series(5000, 5100) AS i;
	BEGIN
		DELETE FROM plain WHERE id > 5000;
		UPDATE plain SET city = 'other';
		RAISE 'back';
	EXCEPTION WHEN raise_exception THEN
	END;
	UPDATE plain SET on_day = '2020-03-01' WHERE id > 5050;
END $$;
SELECT is(rollup_check('by_day_plain') + rollup_check('by_city_plain'), 0::bigint, 'exact after a subtransaction that was rolled back');
SELECT cmp_ok((SELECT sum(n) FROM by_day_plain), '>', 100::numeric, 'there are cells to compare');
INSERT INTO parted (id, city, on_day, staff, back) SELECT i, 'c' || i % 3, '2020-02-10', 9, 3 FROM generate_series(10000, 10100) AS i;
TRUNCATE parted_00;
SELECT is(rollup_check('by_day_parted') + rollup_check('by_city_parted'), 0::bigint, 'exact after TRUNCATE of a partition');

-- a key of which the order has gone
CREATE SCHEMA by_x;
CREATE FUNCTION by_x.compare(point, point) RETURNS integer LANGUAGE sql IMMUTABLE STRICT RETURN btfloat8cmp($1[0], $2[0]);
CREATE FUNCTION by_x.lt(point, point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT RETURN $1[0] < $2[0];
CREATE FUNCTION by_x.eq(point, point) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT RETURN $1[0] = $2[0];
CREATE OPERATOR by_x.< (LEFTARG = point, RIGHTARG = point, FUNCTION = by_x.lt);
CREATE OPERATOR by_x.= (LEFTARG = point, RIGHTARG = point, FUNCTION = by_x.eq);
CREATE OPERATOR CLASS by_x.ops DEFAULT FOR TYPE point USING btree AS OPERATOR 1 by_x.<, OPERATOR 3 by_x.=, FUNCTION 1 by_x.compare(point, point);
CREATE TABLE placed (place point, n integer);
DO $$ BEGIN PERFORM rollup_create('by_place', 'placed', '{place}', '{"n": "count"}'); END $$;
INSERT INTO placed VALUES ('(1,2)', 1), ('(1,3)', 2), ('(2,1)', 3);
SELECT is((SELECT array_agg(n ORDER BY n) FROM by_place), '{1,2}', 'a key with an order of its own');
SET LOCAL client_min_messages = warning;
DROP OPERATOR FAMILY by_x.ops USING btree CASCADE;
SELECT throws_ok('INSERT INTO placed VALUES (NULL, 1)', '42883', 'a key of a rollup has no order any more', 'which is dropped');
SELECT * FROM finish();
ROLLBACK;
