--
-- ratio(): the double next to the exact quotient, a tie going to the even
-- one.  The oracle takes the double apart and compares integers.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

CREATE TEMP TABLE pair (kind text, n bigint, d bigint);
INSERT INTO pair SELECT 'random', pg_temp.any_count('n' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807 FROM generate_series(1, 10000) AS i;
INSERT INTO pair SELECT 'large', pg_temp.bits('n' || i), greatest(1, pg_temp.bits('d' || i)) FROM generate_series(1, 5000) AS i;
INSERT INTO pair SELECT 'small', n, d FROM generate_series(0, 40) AS n, generate_series(1, 40) AS d;
-- on either side of what a double holds exactly, and of powers of two
INSERT INTO pair
SELECT 'edge', n, d
FROM (SELECT greatest(0, least(9223372036854775807, 2::numeric ^ k + e))::bigint AS n FROM unnest('{0,1,31,32,52,53,54,61,62,63}'::integer[]) AS k, generate_series(-3, 3) AS e) AS n,
	(SELECT greatest(1, least(9223372036854775807, 2::numeric ^ k + e))::bigint AS d FROM unnest('{0,1,31,32,52,53,54,61,62,63}'::integer[]) AS k, generate_series(-3, 3) AS e) AS d;
-- halfway between two doubles, and a unit beside it
INSERT INTO pair
SELECT 'tie', least(9223372036854775807, (m * q + e))::bigint, q
FROM (SELECT 9007199254740993 + 2 * pg_temp.below(4503599627370496, 'm' || i)::numeric AS m, 1 + pg_temp.below(400, 'q' || i) AS q, i % 3 - 1 AS e
	FROM generate_series(1, 6000) AS i) AS t;
INSERT INTO pair
SELECT 'power', (pg_temp.bits('m' || i) >> 9) * 2 + 1, 1::bigint << (pg_temp.below(62, 's' || i))::integer
FROM generate_series(1, 2000) AS i;

CREATE TEMP TABLE power AS
WITH RECURSIVE p AS (SELECT 0 AS k, 1::numeric AS two_to_k UNION ALL SELECT k + 1, two_to_k * 2 FROM p WHERE k < 140) SELECT * FROM p;

-- the double as m * 2^-k, and its distance from n/d, in units of which half
-- the distance to the next double is d (scaled alike)
CREATE TEMP TABLE taken AS
SELECT kind, n, d, f, m, m * d * coalesce(up.two_to_k, 1) - n * coalesce(down.two_to_k, 1) AS off, d * coalesce(up.two_to_k, 1) AS ulp
FROM (SELECT *, 1075 - ((bits >> 52) & 2047)::integer AS k, ((bits & 4503599627370495) | 4503599627370496)::numeric AS m
	FROM (SELECT *, ('x' || encode(float8send(f), 'hex'))::bit(64)::bigint AS bits
		FROM (SELECT *, ratio(rate(n, d)) AS f FROM pair) AS t) AS t) AS t
	LEFT JOIN power AS down ON down.k = t.k AND t.k > 0
	LEFT JOIN power AS up ON up.k = -t.k AND t.k < 0
WHERE n > 0;

SELECT plan(13);

SELECT is((SELECT count(*) FROM taken), (SELECT count(*) FROM pair WHERE n > 0), 'the pairs');
SELECT is_empty($$ SELECT n, d FROM pair WHERE n = 0 AND ratio(rate(n, d)) IS DISTINCT FROM 0 $$, 'zero is zero');
-- the neighbour below a power of two is half as far away as the one above
SELECT is_empty($$ SELECT kind, n, d, f FROM taken WHERE NOT CASE WHEN off > 0 AND m = 4503599627370496 THEN 4 * off <= ulp ELSE 2 * abs(off) <= ulp END $$,
	'no other double is nearer');
SELECT is_empty($$ SELECT kind, n, d, f FROM taken WHERE 2 * abs(off) = ulp AND m % 2 <> 0 $$, 'a tie goes to the even double');
SELECT cmp_ok((SELECT count(*)::integer FROM taken WHERE 2 * abs(off) = ulp), '>', 1000, 'there were ties');
SELECT cmp_ok((SELECT count(*)::integer FROM taken WHERE off <> 0 AND abs(2 * abs(off) - ulp) <= 2 AND ulp > 20), '>', 1000, 'and pairs a unit beside a tie');
-- dividing two doubles would not do
SELECT cmp_ok((SELECT count(*)::integer FROM taken WHERE f <> n::double precision / d::double precision), '>', 1000, 'nor is it the quotient of two doubles');
-- (x87 rounds a quotient to 64 bits of mantissa and then to 53, which may be the
-- neighbour of the nearest double: there the server's own division is not exact)
SELECT is_empty($$ SELECT kind, n, d, f FROM (SELECT *, ('x' || encode(float8send(f), 'hex'))::bit(64)::bigint
		- ('x' || encode(float8send(n::double precision / d::double precision), 'hex'))::bit(64)::bigint AS apart FROM taken) AS t
	WHERE n <= 9007199254740992 AND d <= 9007199254740992
		AND abs(apart) > (1::double precision / 9007199254740991 <> 1.1102230246251568e-16::double precision)::integer $$,
	'but for counts up to 2^53, which doubles hold');

-- monotone: where the rates are in order, so are the doubles
SELECT is_empty($$ SELECT * FROM (SELECT r, f, lag(f) OVER (ORDER BY r) AS before FROM (SELECT rate(n, d) AS r, f FROM taken) AS t) AS t WHERE before > f $$, 'monotone');

-- the casts
SELECT is_empty($$ SELECT n, d FROM pair WHERE rate(n, d)::double precision IS DISTINCT FROM ratio(rate(n, d)) $$, 'the cast to double precision is ratio()');
SELECT is_empty($$ SELECT n, d FROM pair WHERE rate(n, d)::numeric::text IS DISTINCT FROM (n::numeric / d)::text $$, 'the cast to numeric is the division of numeric, to the digit');
SELECT is_empty($$ SELECT n, d FROM pair WHERE rate(n, d)::json::text IS DISTINCT FROM format('{"numerator":%s,"denominator":%s}', n, d)
	OR rate(n, d)::jsonb IS DISTINCT FROM jsonb_build_object('numerator', n, 'denominator', d) $$, 'the casts to JSON hold the two counts');
SELECT is(ARRAY[ratio('0/0')::text, ('0/0'::rate)::double precision::text, ('0/0'::rate)::numeric::text], ARRAY[NULL, NULL, NULL], 'no denominator, no value');

SELECT * FROM finish();
ROLLBACK;
