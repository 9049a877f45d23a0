--
-- The order and the equality of rate against exact numeric arithmetic: the
-- sign of a * d - c * b for a/b and c/d, then that of b - d, 0/0 last.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

CREATE TEMP TABLE pair (kind text, a bigint, b bigint, c bigint, d bigint);

-- any magnitude, and large ones
INSERT INTO pair SELECT 'random', pg_temp.any_count('a' || i), 1 + pg_temp.any_count('b' || i) % 9223372036854775807,
	pg_temp.any_count('c' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807
FROM generate_series(1, 5000) AS i;
INSERT INTO pair SELECT 'large', pg_temp.bits('a' || i), greatest(1, pg_temp.bits('b' || i)), pg_temp.bits('c' || i), greatest(1, pg_temp.bits('d' || i))
FROM generate_series(1, 3000) AS i;

-- small ones, with many equal values and pairs
INSERT INTO pair SELECT 'small', a, b, c, d
FROM generate_series(0, 6) AS a, generate_series(1, 6) AS b, generate_series(0, 6) AS c, generate_series(1, 6) AS d;

-- all the edges
INSERT INTO pair
SELECT 'edge', a, b, c, d
FROM unnest('{0,1,2,9007199254740991,9007199254740992,9007199254740993,4611686018427387904,9223372036854775806,9223372036854775807}'::bigint[]) AS a,
	unnest('{1,2,2147483648,9007199254740993,4611686018427387904,9223372036854775806,9223372036854775807}'::bigint[]) AS b,
	unnest('{0,1,2,9007199254740991,9007199254740992,9007199254740993,4611686018427387904,9223372036854775806,9223372036854775807}'::bigint[]) AS c,
	unnest('{1,2,2147483648,9007199254740993,4611686018427387904,9223372036854775806,9223372036854775807}'::bigint[]) AS d;

-- neighbours: successive convergents of a continued fraction, whose cross
-- products differ by 1
INSERT INTO pair
WITH RECURSIVE convergent AS (
	SELECT i, 0 AS k, 1::numeric AS h, 0::numeric AS q, pg_temp.below(3, 'start' || i)::numeric AS h1, 1::numeric AS q1
	FROM generate_series(1, 400) AS i
	UNION ALL
	SELECT i, k + 1, h1, q1, t * h1 + h, t * q1 + q
	FROM (SELECT *, 1 + pg_temp.below(1 + 8 * (i % 4), 'term' || i || ' ' || k) AS t FROM convergent) AS c
	WHERE t * h1 + h <= 9223372036854775807 AND t * q1 + q <= 9223372036854775807
)
SELECT 'neighbour', h1, q1, h, q FROM convergent WHERE q > 0;

-- the same value in multiples, and a unit beside it
INSERT INTO pair
SELECT 'multiple', a * m, b * m, a * n + e, b * n
FROM (SELECT pg_temp.below(1000000, 'a' || i) AS a, 1 + pg_temp.below(1000000, 'b' || i) AS b,
		1 + pg_temp.below(9000000000000, 'm' || i) AS m, 1 + pg_temp.below(9000000000000, 'n' || i) AS n, i % 2 AS e
	FROM generate_series(1, 2000) AS i) AS t;

-- the empty rate
INSERT INTO pair SELECT 'empty', 0, 0, a, b FROM pair WHERE kind = 'edge' GROUP BY a, b;
INSERT INTO pair SELECT 'empty', c, d, 0, 0 FROM pair WHERE kind = 'empty';
INSERT INTO pair VALUES ('empty', 0, 0, 0, 0);

CREATE TEMP TABLE compared AS
SELECT *, rate(a, b) AS x, rate(c, d) AS y,
	CASE WHEN b = 0 OR d = 0 THEN (b = 0)::integer - (d = 0)::integer
		ELSE coalesce(NULLIF(sign(a::numeric * d - c::numeric * b), 0), sign(b::numeric - d)) END::integer AS expected
FROM pair;

SELECT plan(17);

SELECT cmp_ok(count(*)::integer, '>=', least_count, 'pairs of kind ' || kind)
FROM compared JOIN (VALUES ('random', 5000), ('large', 3000), ('small', 1764), ('edge', 3969), ('neighbour', 8000), ('multiple', 2000), ('empty', 127))
	AS k(kind, least_count) USING (kind)
GROUP BY kind, least_count ORDER BY kind;
SELECT is_empty($$ SELECT * FROM compared WHERE kind = 'neighbour' AND abs(a::numeric * d - c::numeric * b) <> 1 $$,
	'cross products of neighbours differ by 1');
SELECT is(count(DISTINCT expected)::integer, 3, 'less, equal and greater occur') FROM compared;

SELECT is_empty($$ SELECT kind, x, y, expected, rate_cmp(x, y) FROM compared WHERE sign(rate_cmp(x, y)) <> expected $$, 'rate_cmp');
SELECT is_empty($$ SELECT kind, x, y, expected FROM compared WHERE sign(rate_cmp(y, x)) <> -expected $$, 'rate_cmp is antisymmetric');
SELECT is_empty($$ SELECT kind, x, y, expected FROM compared
	WHERE (x < y) <> (expected < 0) OR (x <= y) <> (expected <= 0) OR (x > y) <> (expected > 0) OR (x >= y) <> (expected >= 0) $$, 'the four inequalities');
SELECT is_empty($$ SELECT kind, x, y, expected FROM compared
	WHERE (x = y) <> (expected = 0) OR (x <> y) <> (expected <> 0) OR (x = y) <> (a = c AND b = d) $$, 'equality: the same two counts');
SELECT is_empty($$ SELECT x FROM compared WHERE x <> rate(a, b) OR rate_cmp(x, rate(a, b)) <> 0
	OR rate_hash(x) <> rate_hash(rate(a, b)) OR rate_hash_extended(x, 77) <> rate_hash_extended(rate(a, b), 77) $$, 'equal rates have equal hashes');
SELECT is_empty($$ SELECT x FROM compared WHERE rate_hash_extended(x, 0) & 4294967295 <> rate_hash(x)::bigint & 4294967295 $$,
	'with seed 0, the low half of the extended hash is the hash');
SELECT cmp_ok(count(DISTINCT rate_hash(x))::numeric, '>', 0.999 * count(DISTINCT x), 'hashes spread') FROM compared;

-- a total order, on all triples of a sample with close values in it
CREATE TEMP TABLE sample AS
SELECT x FROM (SELECT DISTINCT x, md5(x::text || kind) AS m FROM compared WHERE kind IN ('edge', 'neighbour', 'empty', 'multiple')) AS t ORDER BY m LIMIT 70;
SELECT is_empty($$ SELECT a.x, b.x, c.x FROM sample AS a, sample AS b, sample AS c WHERE a.x <= b.x AND b.x <= c.x AND NOT a.x <= c.x $$, 'the order is transitive');

SELECT * FROM finish();
ROLLBACK;
