--
-- Rollups that carry forward are exact after every statement: random statements
-- of every kind, with and without a limit on carrying, on a plain and on a
-- partitioned table. Each is held against the definition, and that against an
-- oracle that asks for each day and entity which filing counts then
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(57);

CREATE TABLE plain (id integer PRIMARY KEY, who text, on_day date, version integer, city text, staff bigint, back smallint, resumed boolean, note text);
CREATE TABLE parted (id integer, who text, on_day date, version integer, city text, staff bigint, back smallint, resumed boolean, note text, PRIMARY KEY (id)) PARTITION BY HASH (id);
-- columns in another order, one dropped, and a level between
CREATE TABLE parted_0 (note text, gone integer, resumed boolean, back smallint, staff bigint, city text, version integer, on_day date, who text, id integer NOT NULL) PARTITION BY HASH (id);
ALTER TABLE parted_0 DROP COLUMN gone;
CREATE TABLE parted_00 PARTITION OF parted_0 FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE parted_01 PARTITION OF parted_0 FOR VALUES WITH (MODULUS 4, REMAINDER 2);
ALTER TABLE parted ATTACH PARTITION parted_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);

-- filings for few entities and days, so that every statement has neighbours;
-- entities of which some are equal and not the same
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
SELECT lives_ok(format($$SELECT rollup_create_as_of(%L, %L, 'who', 'on_day', '{version}', '{city,back %% 3 AS third}',
	'{"back": ["back", "staff"], "resumed": "resumed"}', %s)$$, 'series_' || t || '_' || coalesce(carry, 'long'), t, coalesce(carry, 'NULL')),
	format('a rollup of %s, carried %s', t, coalesce(carry, 'for good')))
FROM unnest('{plain,parted}'::text[]) AS t, unnest('{3,NULL}'::text[]) AS carry;
-- entity, day and version that are expressions; no version at all
SELECT lives_ok($$SELECT rollup_create_as_of('other', 'plain', 'who COLLATE any_case', 'on_day + 30', '{}', '{upper(city)}', '{"back": ["back + 0", "staff"]}', 0)$$, 'another, of expressions');
SELECT is((SELECT count(*) FROM pg_indexes WHERE tablename IN ('plain', 'parted')), 5::bigint, 'indexes are made where none serves');

CREATE FUNCTION pg_temp.value(what text, seed text) RETURNS text LANGUAGE sql AS $$
	SELECT CASE what
		WHEN 'who' THEN (ARRAY['''a''', '''A''', '''b''', '''c''', 'NULL'])[1 + pg_temp.below(5, seed || 'w')::integer]
		WHEN 'city' THEN (ARRAY['''x''', '''y''', '''Y''', 'NULL'])[1 + pg_temp.below(4, seed || 'c')::integer]
		WHEN 'on_day' THEN coalesce(quote_literal(date '2020-02-25' + nullif(pg_temp.below(12, seed || 'd')::integer, 11)), 'NULL')
		WHEN 'version' THEN coalesce(nullif(pg_temp.below(4, seed || 'v')::integer, 3)::text, 'NULL')
		WHEN 'staff' THEN coalesce((5 + nullif(pg_temp.below(4, seed || 's')::integer, 3))::text, 'NULL')
		WHEN 'back' THEN coalesce(nullif(pg_temp.below(6, seed || 'b')::integer, 5)::text, 'NULL')
		WHEN 'resumed' THEN (ARRAY['true', 'false', 'NULL'])[1 + pg_temp.below(3, seed || 'e')::integer]
	END
$$;
CREATE FUNCTION pg_temp.row(id text, seed text) RETURNS text LANGUAGE sql AS $$
	SELECT format('(%s, %s)', id, string_agg(pg_temp.value(w, seed), ', ' ORDER BY o))
	FROM unnest('{who,on_day,version,city,staff,back,resumed}'::text[]) WITH ORDINALITY AS u(w, o)
$$;
CREATE FUNCTION pg_temp.statement(kind text, t text, seed text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	columns text := '(id, who, on_day, version, city, staff, back, resumed)';
	id integer := pg_temp.below(60, seed || 'id');
	what text := (ARRAY['who', 'city', 'on_day', 'version', 'staff', 'back', 'resumed'])[1 + pg_temp.below(7, seed || 'what')::integer];
	chosen text := format('id %% 7 = %s', id % 7);
BEGIN
	RETURN CASE kind
		WHEN 'insert' THEN format('INSERT INTO %s %s VALUES %s ON CONFLICT DO NOTHING', t, columns, pg_temp.row(id::text, seed))
		WHEN 'insert several' THEN format('INSERT INTO %s %s SELECT i, (array[''a'', ''b'', ''d''])[1 + i %% 3], date ''2020-02-26'' + i %% 7, i %% 2, (array[''x'', ''z''])[i %% 3], i %% 9 + 1, i %% 5, i %% 2 = 0 FROM generate_series(%s, %s) AS i ON CONFLICT DO NOTHING', t, columns, id, id + 20)
		WHEN 'update' THEN format('UPDATE %s SET %s = %s WHERE id = %s', t, what, pg_temp.value(what, seed), id)
		WHEN 'update several' THEN format('UPDATE %s SET %s = %s WHERE %s', t, what, pg_temp.value(what, seed), chosen)
		WHEN 'move' THEN format('UPDATE %s SET on_day = on_day + 1, id = id + 1000 WHERE %s', t, chosen)
		WHEN 'note' THEN format('UPDATE %s SET note = ''x''', t)
		WHEN 'withdraw' THEN format('UPDATE %s SET back = NULL WHERE id = %s', t, id)
		WHEN 'delete' THEN format('DELETE FROM %s WHERE %s', t, chosen)
		WHEN 'conflict' THEN format('INSERT INTO %s %s VALUES %s, %s ON CONFLICT (id) DO UPDATE SET (who, city, on_day, staff, back) = (excluded.who, excluded.city, excluded.on_day, excluded.staff, excluded.back)', t, columns, pg_temp.row(id::text, seed), pg_temp.row((id + 1)::text, seed || 2))
		WHEN 'merge' THEN format('MERGE INTO %s AS t USING (SELECT i FROM generate_series(%s, %s) AS i) AS s ON t.id = s.i WHEN MATCHED AND i %% 3 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET %s = %s WHEN NOT MATCHED THEN INSERT %s VALUES %s', t, id, id + 10, what, pg_temp.value(what, seed), columns, pg_temp.row('s.i', seed))
		WHEN 'several' THEN format('WITH a AS (DELETE FROM %1$s WHERE id = %2$s RETURNING id), b AS (UPDATE %1$s SET %3$s = %4$s WHERE id = %2$s + 1 RETURNING id), c AS (INSERT INTO %1$s %5$s VALUES %6$s ON CONFLICT DO NOTHING RETURNING id), d AS (INSERT INTO %1$s %5$s VALUES %7$s ON CONFLICT DO NOTHING RETURNING id) UPDATE %1$s SET back = 1 WHERE id = %2$s + 2',
			t, id, what, pg_temp.value(what, seed), columns, pg_temp.row((id + 3)::text, seed), pg_temp.row((id + 4)::text, seed || 4))
	END;
END $$;

-- what the views say differently, which does not ask rollup_check()
CREATE FUNCTION pg_temp.differs(rollup text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	result boolean;
BEGIN
	EXECUTE format('SELECT EXISTS ((TABLE %1$I EXCEPT TABLE %2$I) UNION ALL (TABLE %2$I EXCEPT TABLE %1$I))', rollup, rollup || '_definition') INTO result;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.wrong(kind text, t text, target text, n integer) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	statement text;
	rollup text;
BEGIN
	FOR i IN 1 .. n LOOP
		statement := pg_temp.statement(kind, target, kind || target || i);
		EXECUTE statement;
		FOREACH rollup IN ARRAY CASE WHEN t = 'plain' THEN '{other}'::text[] ELSE '{}' END || ARRAY['series_' || t || '_3', 'series_' || t || '_long'] LOOP
			IF pg_temp.differs(rollup) OR rollup_check(rollup) > 0 THEN
				RETURN NEXT rollup || ': ' || statement;
			END IF;
		END LOOP;
	END LOOP;
END $$;
SELECT is_empty(format('SELECT pg_temp.wrong(%L, %L, %L, 15)', kind, t, t), format('exact after each: %s, %s', kind, t))
FROM unnest('{plain,parted}'::text[]) WITH ORDINALITY AS t(t, o),
	unnest('{insert,insert several,update,conflict,merge,several,note,withdraw,move,update several,delete}'::text[]) WITH ORDINALITY AS k(kind, p)
ORDER BY o, p;
SELECT is_empty(format('SELECT pg_temp.wrong(%L, ''parted'', %L, 8)', kind, target), format('exact after each: %s, %s', kind, target))
FROM (VALUES ('parted_0', 'update several'), ('parted_00', 'note'), ('parted_1', 'delete')) AS v(target, kind);

-- what counts, asked day by day and entity by entity
CREATE FUNCTION pg_temp.brute(t regclass, carry integer) RETURNS TABLE (day date, city text, third integer, n bigint, d bigint, entities bigint, yes bigint, known bigint) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$
	SELECT day::date, c.city, (c.back %% 3)::integer, sum(CASE WHEN c.staff IS NOT NULL THEN c.back END)::bigint, sum(CASE WHEN c.back IS NOT NULL THEN c.staff END)::bigint,
		count(c.back + c.staff), count(*) FILTER (WHERE c.resumed), count(c.resumed)
	FROM generate_series(date '2020-02-20', '2020-03-31', '1 day') AS day
	CROSS JOIN (SELECT DISTINCT who FROM %1$s) AS e
	CROSS JOIN LATERAL (SELECT * FROM %1$s AS f WHERE f.who = e.who AND f.on_day <= day::date
		ORDER BY f.on_day DESC, f.version DESC NULLS LAST LIMIT 1) AS c
	WHERE %2$s IS NULL OR c.on_day >= day::date - %2$s
	GROUP BY 1, 2, 3 HAVING count(c.back + c.staff) > 0 OR count(c.resumed) > 0$q$, t, coalesce(carry::text, 'NULL::integer'));
END $$;
UPDATE plain SET version = id; UPDATE parted SET version = id;
INSERT INTO plain (id, who, on_day, version, city, staff, back, resumed) SELECT i, 'w' || i % 9, date '2020-02-22' + i % 31, i, 'c' || i % 2, nullif(10 + i % 3, 11), nullif(i % 7, 6), i % 3 > 0 FROM generate_series(3000, 3150) AS i;
INSERT INTO parted SELECT * FROM plain WHERE id >= 3000;
SELECT is_empty(format($$
	WITH kept AS (SELECT day, city, third::integer, back_numerator, back_denominator, back_entities, coalesce(resumed_numerator, 0), resumed_entities FROM %1$I('2020-02-20', '2020-03-31')),
	oracle AS (SELECT * FROM pg_temp.brute(%2$L, %3$s))
	(TABLE kept EXCEPT TABLE oracle) UNION ALL (TABLE oracle EXCEPT TABLE kept)$$, 'series_' || t || '_' || coalesce(carry, 'long') || '_days', t, coalesce(carry, 'NULL')),
	format('day by day, %s, carried %s', t, coalesce(carry, 'for good')))
FROM unnest('{plain,parted}'::text[]) AS t, unnest('{3,NULL}'::text[]) AS carry;
SELECT cmp_ok((SELECT count(*) FROM series_plain_3_days('2020-02-20', '2020-03-31')), '>', 50::bigint, 'there are days to compare');
-- any range of days is a part of the whole
SELECT is_empty(format($$
	WITH part AS (SELECT * FROM series_plain_3_days(%1$L, %2$L)), whole AS (SELECT * FROM series_plain_3_days('2020-01-15', '2020-04-15') WHERE day BETWEEN %1$L AND %2$L)
	(TABLE part EXCEPT TABLE whole) UNION ALL (TABLE whole EXCEPT TABLE part)$$, first, first + length), format('%s days from %s', length + 1, first))
FROM (VALUES (date '2020-02-29', 0), ('2020-03-01', 0), ('2020-02-27', 5), ('2020-03-15', 40)) AS v(first, length);
SELECT is_empty($$SELECT * FROM series_plain_3_days('2020-03-02', '2020-03-01')$$, 'no days');

-- as_of() of each entity is the sum of all cells
SELECT is((SELECT pool(back) FROM series_plain_3), (SELECT as_of(who, on_day, rate(back, staff), timestamptz '2020-01-01' + version * interval '1 day', 3) FROM plain), 'the cells pool to as_of()');

-- constants: one cell of all, and a version that decides nothing
SELECT lives_ok($$SELECT rollup_create_as_of('nation', 'plain', 'who', 'on_day', '{version,1}', '{true AS nation}', '{"back": ["back", "staff"]}', 3)$$, 'a rollup of one cell');
UPDATE plain SET back = 1, staff = 20, on_day = on_day + 1 WHERE id % 11 = 0;
DELETE FROM plain WHERE id % 13 = 0;
SELECT is((SELECT back FROM nation), (SELECT as_of(who, on_day, rate(back, staff), timestamptz '2020-01-01' + version * interval '1 day', 3) FROM plain), 'is as_of() of all');
SELECT ok(NOT pg_temp.differs('nation') AND rollup_check('nation') = 0, 'and equals its definition');

-- ties of versions, as in as_of()
TRUNCATE plain;
INSERT INTO plain (id, who, on_day, version, city, staff, back) VALUES (1, 'a', '2020-02-10', NULL, 'x', 10, 5), (2, 'a', '2020-02-10', NULL, 'x', 10, 7), (3, 'a', '2020-02-10', NULL, 'x', NULL, 7), (4, 'a', '2020-02-10', NULL, 'x', 20, 10);
SELECT is((SELECT pool(back)::text FROM series_plain_long), '{2020-02-10: 7/10 (1)}', 'of equal versions the greatest rate');
INSERT INTO plain (id, who, on_day, version, city, staff, back) VALUES (5, 'a', '2020-02-10', -5, 'x', 10, 1);
SELECT is((SELECT pool(back)::text FROM series_plain_long), '{2020-02-10: 1/10 (1)}', 'a version that is NULL is least');
DELETE FROM plain WHERE id IN (2, 5);
SELECT is((SELECT pool(back)::text FROM series_plain_long), '{2020-02-10: 10/20 (1)}', 'of equal values the greater denominator');
-- two filings that come at once, and would each be added to what was before
WITH a AS (INSERT INTO plain (id, who, on_day, version, city, staff, back) VALUES (11, 'z', '2020-02-10', 1, 'x', 10, 1) RETURNING id)
INSERT INTO plain (id, who, on_day, version, city, staff, back) VALUES (12, 'z', '2020-02-12', 1, 'x', 10, 5);
SELECT is((SELECT string_agg(back::text, ' ' ORDER BY day) FROM series_plain_long_days('2020-02-12', '2020-02-13') WHERE third = 2), '5/10 5/10', 'two at once do not add up');

-- in subtransactions, and after TRUNCATE
DO $$
BEGIN
	INSERT INTO plain (id, who, on_day, staff, back) SELECT i, 'n' || i % 4, date '2020-02-10' + i % 9, 10, 3 FROM generate_series(5000, 5100) AS i;
	BEGIN
		DELETE FROM plain WHERE id > 5000;
		UPDATE plain SET city = 'other';
		RAISE 'back';
	EXCEPTION WHEN raise_exception THEN
	END;
	UPDATE plain SET on_day = '2020-03-01' WHERE id > 5050;
END $$;
SELECT is(rollup_check('series_plain_3') + rollup_check('series_plain_long'), 0::bigint, 'exact after a subtransaction that was rolled back');
TRUNCATE parted_00;
SELECT is(rollup_check('series_parted_3') + rollup_check('series_parted_long'), 0::bigint, 'exact after TRUNCATE of a partition');
SELECT rollup_refresh('series_parted_3');
SELECT rollup_compact('series_parted_3');
SELECT is(pg_temp.differs('series_parted_3'), false, 'and after rollup_refresh() and rollup_compact()');

-- the first and the last date there are; timestamps end long before
TRUNCATE plain;
INSERT INTO plain (id, who, on_day, city, staff, back) VALUES (1, 'a', '4714-11-24 BC', 'x', 10, 5), (2, 'a', '4714-12-02 BC', 'x', 10, 7), (3, 'a', '5874897-11-20', 'x', 10, 6);
SELECT is(rollup_check('series_plain_3') + rollup_check('series_plain_long'), 0::bigint, 'exact from the first date to the last one');
SELECT rollup_refresh('series_plain_long');
SELECT is(rollup_check('series_plain_long'), 0::bigint, 'and after rollup_refresh()');
SELECT is((SELECT string_agg(day || ' ' || back, ', ' ORDER BY day) FROM series_plain_long_days(first, first + 1)), result, 'days from ' || first)
FROM (VALUES (date '4714-11-24 BC', '4714-11-24 BC 5/10, 4714-11-25 BC 5/10'), ('4714-12-01 BC', '4714-12-01 BC 5/10, 4714-12-02 BC 7/10'), ('5874897-12-30', '5874897-12-30 6/10, 5874897-12-31 6/10')) AS v(first, result);
SELECT * FROM finish();
ROLLBACK;
