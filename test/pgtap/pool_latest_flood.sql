-- pool_latest() with entities that were made to collide: each hash below was the one of a table without a seed, or is that of
-- the server's own hash functions. Time is compared with that of as many random entities.
BEGIN;
SELECT plan(17);

-- ---------------------------------------------------------------------------
-- Made entities
-- ---------------------------------------------------------------------------

-- 32-bit arithmetic in bigints
CREATE FUNCTION pg_temp.times(h bigint, factor bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
	RETURN (((h * (factor >> 16)) & 65535 << 16) + h * (factor & 65535)) & 4294967295;
CREATE FUNCTION pg_temp.murmur(h bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
	h := pg_temp.times(h # (h >> 16), 2246822507);
	h := pg_temp.times(h # (h >> 13), 3266489909);
	RETURN h # (h >> 16);
END$$;

-- the upper half decides the lower one, so that murmur(lower # murmur(upper)) is one number
CREATE TABLE murmur AS
SELECT i, (i << 32) | (pg_temp.murmur(i) # 12345) AS k FROM generate_series(1, 20000::bigint) AS i;
SELECT is((SELECT count(DISTINCT pg_temp.murmur((k & 4294967295) # pg_temp.murmur(k >> 32))) FROM murmur), 1::bigint, 'one hash of the table without a seed');

-- the server folds bigints to 32 bits before it does anything
CREATE TABLE folded AS
SELECT i, (i << 32) | (i # 12345) AS k, timestamp '2000-01-01' + ((i << 32) | (i # 12345)) * interval '1 microsecond' AS t FROM generate_series(1, 20000::bigint) AS i;
SELECT is((SELECT count(DISTINCT hashint8(k)) FROM folded), 1::bigint, 'one hash of the server');
SELECT is((SELECT count(DISTINCT hashint8extended(k, 8515)) FROM folded), 1::bigint, 'with any seed');
SELECT is((SELECT count(DISTINCT hash_record_extended(ROW(1, k), 8515)) FROM folded), 1::bigint, 'also of rows');

-- Twelve bytes are three numbers, which hash_bytes() (lookup3 of Jenkins) adds to its state, mixes and finishes. Both steps can be
-- taken back, from any state with one third number.
CREATE FUNCTION pg_temp.rot(x bigint, k integer) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN ((x << k) | (x >> 32 - k)) & 4294967295;
CREATE FUNCTION pg_temp.bytes(a bigint, b bigint, c bigint, little boolean) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	start bigint := (2654435769 + 12 + 3923095) & 4294967295;
	m bigint := 4294967295;
BEGIN
	c := (c + pg_temp.rot(b, 24)) & m # b;	b := (b + pg_temp.rot(a, 14)) & m # a;	a := (a + pg_temp.rot(c, 4)) & m # c;
	c := (c + pg_temp.rot(b, 16)) & m # b;	b := (b + pg_temp.rot(a, 25)) & m # a;	a := (a + pg_temp.rot(c, 11)) & m # c;
	c := (c + pg_temp.rot(b, 14)) & m # b;
	b := (b - a) & m;	c := ((c # pg_temp.rot(b, 4)) + b) & m;
	a := (a - c) & m;	b := ((b # pg_temp.rot(a, 19)) + a) & m;
	c := (c - b) & m;	a := ((a # pg_temp.rot(c, 16)) + c) & m;
	b := (b - a) & m;	c := ((c # pg_temp.rot(b, 8)) + b) & m;
	a := (a - c) & m;	b := ((b # pg_temp.rot(a, 6)) + a) & m;
	c := (c - b) & m;	a := ((a # pg_temp.rot(c, 4)) + c) & m;
	RETURN (SELECT string_agg(decode(lpad(to_hex(x >> CASE WHEN little THEN 8 * n ELSE 24 - 8 * n END & 255), 2, '0'), 'hex'), '' ORDER BY w, n)
		FROM unnest(ARRAY[(a - start) & m, (b - start) & m, (c - start) & m]) WITH ORDINALITY AS words(x, w), generate_series(0, 3) AS n);
END$$;
-- its words are read as the machine reads them
CREATE TABLE bytes AS
SELECT i, pg_temp.bytes(i, i * 7 % 4294967291, 12345, little) AS k
FROM (SELECT hash_record(ROW(pg_temp.bytes(1, 2, 3, true))) = hash_record(ROW(pg_temp.bytes(4, 5, 3, true)))) AS machine(little), generate_series(1, 5000::bigint) AS i;
SELECT is((SELECT count(DISTINCT k) FROM bytes), 5000::bigint, 'strings of bytes');
SELECT is((SELECT count(DISTINCT hash_record(ROW(k))) FROM bytes), 1::bigint, 'that hash_bytes() gives one hash');

-- a hash function that is of no use
CREATE TYPE bad AS (k bigint);
CREATE FUNCTION bad_eq(a bad, b bad) RETURNS boolean IMMUTABLE STRICT RETURN (a).k = (b).k;
CREATE FUNCTION bad_cmp(a bad, b bad) RETURNS integer IMMUTABLE STRICT RETURN btint8cmp((a).k, (b).k);
CREATE FUNCTION bad_lt(a bad, b bad) RETURNS boolean IMMUTABLE STRICT RETURN (a).k < (b).k;
CREATE FUNCTION bad_le(a bad, b bad) RETURNS boolean IMMUTABLE STRICT RETURN (a).k <= (b).k;
CREATE FUNCTION bad_ge(a bad, b bad) RETURNS boolean IMMUTABLE STRICT RETURN (a).k >= (b).k;
CREATE FUNCTION bad_gt(a bad, b bad) RETURNS boolean IMMUTABLE STRICT RETURN (a).k > (b).k;
CREATE FUNCTION bad_hash(a bad) RETURNS integer IMMUTABLE STRICT RETURN 1;
CREATE OPERATOR = (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_eq, HASHES, COMMUTATOR = =);
CREATE OPERATOR < (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_lt);
CREATE OPERATOR <= (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_le);
CREATE OPERATOR >= (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_ge);
CREATE OPERATOR > (LEFTARG = bad, RIGHTARG = bad, FUNCTION = bad_gt);
CREATE OPERATOR CLASS bad_ops DEFAULT FOR TYPE bad USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 bad_cmp(bad, bad);
CREATE OPERATOR CLASS bad_hash_ops DEFAULT FOR TYPE bad USING hash AS OPERATOR 1 =, FUNCTION 1 bad_hash(bad);

CREATE TABLE random AS
SELECT i, ('x' || left(md5(i::text), 16))::bit(64)::bigint AS k, decode(left(md5(i::text), 24), 'hex') AS b,
	timestamp '2000-01-01' + (('x' || left(md5(i::text), 13))::bit(52)::bigint) * interval '1 microsecond' AS t
FROM generate_series(1, 20000) AS i;

-- ---------------------------------------------------------------------------
-- Time
-- ---------------------------------------------------------------------------

-- the shortest of three runs, which must give each entity once
CREATE FUNCTION pg_temp.seconds(entity text, source text, n integer) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
	pooled rate;
	start timestamptz;
	result double precision := 'infinity';
BEGIN
	FOR run IN 1 .. 3 LOOP
		start := clock_timestamp();
		EXECUTE format('SELECT pool_latest(%s, ''1/2'') FROM (SELECT * FROM %I LIMIT %s) AS s', entity, source, n) INTO pooled;
		result := least(result, extract(epoch FROM clock_timestamp() - start));
		IF pooled IS DISTINCT FROM rate(n, 2 * n) THEN
			RAISE 'pooled % of % entities', pooled, n;
		END IF;
	END LOOP;
	RETURN result;
END$$;
CREATE FUNCTION pg_temp.times_slower(made text, source text, random text, n integer) RETURNS numeric LANGUAGE sql
	RETURN round((pg_temp.seconds(made, source, n) / pg_temp.seconds(random, 'random', n))::numeric, 1);

SELECT cmp_ok(pg_temp.times_slower(made, source, random, n), '<', 8.0, format('%s entities of %s: %s', n, source, made)) FROM (VALUES
	('k', 'murmur', 'k', 20000),
	('k', 'folded', 'k', 20000),
	('t', 'folded', 't', 20000),
	('ROW(1, k)', 'folded', 'ROW(1, k)', 5000),
	('ROW(1, ROW(k, 1))', 'folded', 'ROW(1, ROW(k, 1))', 5000),
	('ARRAY[k]', 'folded', 'ARRAY[k]', 5000),
	('k', 'bytes', 'b', 5000),
	('ROW(k, 1)', 'bytes', 'ROW(b, 1)', 5000),
	('ARRAY[ROW(k)]', 'folded', 'ARRAY[ROW(k)]', 5000)) AS v(made, source, random, n);

-- what it looks like where there is no help
SELECT cmp_ok(pg_temp.times_slower('ROW(k)::bad', 'murmur', 'ROW(k)', 2000), '>', 8.0, 'a hash function that is of no use is found out');

-- Two tables of a query have seeds of their own, and the same result.
SELECT is((SELECT count(DISTINCT p) FROM (SELECT pool_latest(k, rate(i % 7, 7)) AS p FROM folded, generate_series(1, 5) AS g GROUP BY g) AS s), 1::bigint,
	'the result does not depend on the seed');

SELECT * FROM finish();
ROLLBACK;
