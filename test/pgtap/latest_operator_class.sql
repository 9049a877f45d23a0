-- latest() and pool_latest() with types whose default order or equality is of a user's making.
BEGIN;
SELECT plan(27);

-- ---------------------------------------------------------------------------
-- Order: a row type, the other way round
-- ---------------------------------------------------------------------------

CREATE TYPE countdown AS (d integer);
CREATE FUNCTION countdown_cmp(a countdown, b countdown) RETURNS integer IMMUTABLE STRICT RETURN btint4cmp((b).d, (a).d);
CREATE FUNCTION countdown_lt(a countdown, b countdown) RETURNS boolean IMMUTABLE STRICT RETURN countdown_cmp(a, b) < 0;
CREATE FUNCTION countdown_le(a countdown, b countdown) RETURNS boolean IMMUTABLE STRICT RETURN countdown_cmp(a, b) <= 0;
CREATE FUNCTION countdown_eq(a countdown, b countdown) RETURNS boolean IMMUTABLE STRICT RETURN countdown_cmp(a, b) = 0;
CREATE FUNCTION countdown_ge(a countdown, b countdown) RETURNS boolean IMMUTABLE STRICT RETURN countdown_cmp(a, b) >= 0;
CREATE FUNCTION countdown_gt(a countdown, b countdown) RETURNS boolean IMMUTABLE STRICT RETURN countdown_cmp(a, b) > 0;
CREATE OPERATOR < (LEFTARG = countdown, RIGHTARG = countdown, FUNCTION = countdown_lt);
CREATE OPERATOR <= (LEFTARG = countdown, RIGHTARG = countdown, FUNCTION = countdown_le);
CREATE OPERATOR = (LEFTARG = countdown, RIGHTARG = countdown, FUNCTION = countdown_eq);
CREATE OPERATOR >= (LEFTARG = countdown, RIGHTARG = countdown, FUNCTION = countdown_ge);
CREATE OPERATOR > (LEFTARG = countdown, RIGHTARG = countdown, FUNCTION = countdown_gt);
CREATE OPERATOR CLASS countdown_ops DEFAULT FOR TYPE countdown USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 countdown_cmp(countdown, countdown);
CREATE DOMAIN launch AS countdown;
CREATE TYPE countdown_range AS RANGE (SUBTYPE = countdown);
CREATE TYPE named AS (k countdown, n integer);

-- whatever the key, the latest is the last in the order that the server gives it
CREATE TABLE value AS SELECT v, ROW(v % 7)::countdown AS k FROM generate_series(1, 20) AS v;
CREATE FUNCTION pg_temp.as_sorted(key text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT concat_ws('' and '', a, CASE WHEN a <> b THEN b END) FROM (SELECT latest(v, %1$s) AS a, (array_agg(v ORDER BY %1$s, v))[count(*)] AS b
		FROM (SELECT * FROM value ORDER BY v) AS s) AS t', key) INTO result;
	RETURN result;
END$$;

SELECT is((SELECT latest(v, k) FROM (VALUES (10, ROW(1)::countdown), (20, ROW(2)::countdown), (30, ROW(3)::countdown)) AS t(v, k)), 10,
	'the order of a row type can be the other way round');
SELECT is(pg_temp.as_sorted('k'), '14', 'its values');
SELECT is(pg_temp.as_sorted('k::launch'), '14', 'a domain over it');
SELECT is(pg_temp.as_sorted('ROW(1, k)'), '14', 'in an anonymous row');
SELECT is(pg_temp.as_sorted('ROW(k, v)'), '14', 'before another column');
SELECT is(pg_temp.as_sorted('ROW(k::launch, v)::named'), '14', 'in a named row');
SELECT is(pg_temp.as_sorted('ROW(ROW(k), v)'), '14', 'in a row in a row');
SELECT is(pg_temp.as_sorted('ARRAY[k]'), '14', 'in an array');
SELECT is(pg_temp.as_sorted('ROW(ARRAY[k], v)'), '14', 'in an array in a row');
SELECT is(pg_temp.as_sorted('countdown_range(k, NULL)'), '14', 'as a bound of a range');
SELECT is(pg_temp.as_sorted('countdown_multirange(countdown_range(k, NULL))'), '14', 'and of a multirange');
SELECT is(pg_temp.as_sorted('(k).d'), '20', 'not so what it is made of');

-- a range whose order is not the default one of its type
CREATE TYPE pattern_range AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "en-x-icu");
SELECT is((SELECT latest(v, pattern_range(k, NULL)) FROM (VALUES (1, 'a'), (2, 'B')) AS t(v, k)), 1, 'the operator class of a range counts');

-- collations of columns
SELECT is((SELECT latest(v, ROW(1, k)) FROM (VALUES (1, 'a' COLLATE "en-x-icu"), (2, 'B')) AS t(v, k)), 2, 'the collation of a column counts');
CREATE COLLATION ignore_case (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
SELECT is((SELECT latest(v, ROW(k COLLATE ignore_case, n)) FROM (VALUES (1, 'A', 2), (2, 'a', 1)) AS t(v, k, n)), 1, 'so one to which texts are equal');
SELECT is((SELECT latest(v, k COLLATE ignore_case ORDER BY v) FROM (VALUES (1, 'B'), (2, 'b'), (3, 'a')) AS t(v, k)), 2, 'and then the later row wins');

-- ---------------------------------------------------------------------------
-- Equality
-- ---------------------------------------------------------------------------

-- countdown has its own =, and hashing that goes with another one
SELECT throws_ok($$SELECT pool_latest(k, '1/2') FROM value$$, '42883', 'could not identify a hash function for type countdown',
	'a type whose = has no hashing');
SELECT throws_ok($$SELECT pool_latest(ROW(v, k), '1/2') FROM value$$, '42883', 'could not identify a hash function for type countdown', 'so in a row');
CREATE FUNCTION countdown_hash(countdown) RETURNS integer IMMUTABLE STRICT RETURN ($1).d;
CREATE OPERATOR CLASS countdown_hash_ops DEFAULT FOR TYPE countdown USING hash AS OPERATOR 1 =, FUNCTION 1 countdown_hash(countdown);
SELECT is((SELECT pool_latest(k, '1/2') FROM value), '7/14', 'until it has');

-- a name by its letters alone; hashing without a seed, and then with one
CREATE TYPE label AS (t text);
CREATE FUNCTION label_eq(a label, b label) RETURNS boolean IMMUTABLE STRICT RETURN lower((a).t) = lower((b).t);
CREATE FUNCTION label_hash(a label) RETURNS integer IMMUTABLE STRICT RETURN hashtext(lower((a).t));
CREATE FUNCTION label_hash_extended(a label, seed bigint) RETURNS bigint IMMUTABLE STRICT RETURN hashtextextended(lower((a).t), seed);
CREATE OPERATOR = (LEFTARG = label, RIGHTARG = label, FUNCTION = label_eq, HASHES, COMMUTATOR = =);
CREATE OPERATOR CLASS label_hash_ops DEFAULT FOR TYPE label USING hash AS OPERATOR 1 =, FUNCTION 1 label_hash(label);
CREATE TABLE spelling (t label, r rate);
INSERT INTO spelling VALUES (ROW('Nanjing'), '1/2'), (ROW('Wuxi'), '1/3'), (ROW('NANJING'), '2/2'), (ROW('wuxi'), '2/3');
-- btree knows rows, by record_ops: two kinds of = for one type
SELECT throws_ok($$SELECT pool_latest(t, r) FROM spelling$$, '42883', 'could not identify a hash function for type label', 'the = of btree and that of hash differ');
CREATE FUNCTION label_cmp(a label, b label) RETURNS integer IMMUTABLE STRICT RETURN bttextcmp(lower((a).t) COLLATE "C", lower((b).t) COLLATE "C");
CREATE FUNCTION label_lt(a label, b label) RETURNS boolean IMMUTABLE STRICT RETURN label_cmp(a, b) < 0;
CREATE FUNCTION label_le(a label, b label) RETURNS boolean IMMUTABLE STRICT RETURN label_cmp(a, b) <= 0;
CREATE FUNCTION label_ge(a label, b label) RETURNS boolean IMMUTABLE STRICT RETURN label_cmp(a, b) >= 0;
CREATE FUNCTION label_gt(a label, b label) RETURNS boolean IMMUTABLE STRICT RETURN label_cmp(a, b) > 0;
CREATE OPERATOR < (LEFTARG = label, RIGHTARG = label, FUNCTION = label_lt);
CREATE OPERATOR <= (LEFTARG = label, RIGHTARG = label, FUNCTION = label_le);
CREATE OPERATOR >= (LEFTARG = label, RIGHTARG = label, FUNCTION = label_ge);
CREATE OPERATOR > (LEFTARG = label, RIGHTARG = label, FUNCTION = label_gt);
CREATE OPERATOR CLASS label_ops DEFAULT FOR TYPE label USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 label_cmp(label, label);
SELECT is((SELECT pool_latest(t, r) FROM spelling), '4/5', 'equal labels are one entity, without a seed');
ALTER OPERATOR FAMILY label_hash_ops USING hash ADD FUNCTION 2 (label, label) label_hash_extended(label, bigint);
SELECT is((SELECT pool_latest(t, r) FROM spelling), '4/5', 'and with one');
SELECT is((SELECT pool_latest(ROW(1, t), r) FROM spelling), '4/5', 'in a row');
SELECT is((SELECT pool_latest(ARRAY[t], r) FROM spelling), '4/5', 'in an array');
SELECT is((SELECT pool_latest(ROW(ARRAY[ROW(t)], 1), r) FROM spelling), '4/5', 'in rows in arrays in rows');

-- what a nondeterministic collation calls equal, within something
SELECT is((SELECT pool_latest(ROW((t).t COLLATE ignore_case, 1), r) FROM spelling), '4/5', 'a column in a nondeterministic collation');
SELECT is((SELECT pool_latest(ARRAY[(t).t COLLATE ignore_case], r) FROM spelling), '4/5', 'an array in one');

SELECT * FROM finish();
ROLLBACK;
