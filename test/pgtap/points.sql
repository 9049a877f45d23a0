--
-- points(later, earlier) and growth(r) against exact arithmetic and published
-- chains.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(20);

-- The change with so many places that rounding it is rounding the truth
CREATE FUNCTION pg_temp.change(n1 bigint, d1 bigint, n2 bigint, d2 bigint) RETURNS numeric
	LANGUAGE sql IMMUTABLE
	RETURN round(100 * (n1::numeric * d2 - n2::numeric * d1), 200) / (d1::numeric * d2);

SELECT is(points('82/100', '57/100')::text, '25', 'whole points have no places');
SELECT is(points('328/1000', '296/1000')::text, '3.2', 'nor have others more than they need');
SELECT is(points('1/2', '3/4')::text, '-25', 'a fall is negative');
SELECT is(points('1/3', '2/6')::text, '0', 'no change is 0');
SELECT is(points('3/2', '1/2')::text, '100', 'rates above 1');
SELECT is(points('1/3', '1/4')::text, '8.3333333333333333', 'a fraction without end');
SELECT is(points('0/0', '1/2'), NULL, '0/0 has no change, later');
SELECT is(points('1/2', '0/0'), NULL, 'or earlier');
SELECT is(points(NULL, '1/2'), NULL, 'nor has NULL');
SELECT is(points('9223372036854775807/1', '0/9223372036854775807')::text, '922337203685477580700', 'the largest change');

CREATE TEMP TABLE pair AS
SELECT pg_temp.below(d1, 'n1' || i) AS n1, d1, pg_temp.below(d2, 'n2' || i) AS n2, d2
FROM generate_series(1, 2000) AS i,
	LATERAL (SELECT 1 + pg_temp.below((10 ^ (1 + i % 18))::bigint, 'd1' || i) AS d1,
		1 + pg_temp.below((10 ^ (1 + i % 17))::bigint, 'd2' || i) AS d2) AS d;

SELECT is_empty($$
	SELECT n1, d1, n2, d2, points(rate(n1, d1), rate(n2, d2)), pg_temp.change(n1, d1, n2, d2)
	FROM pair
	WHERE abs(points(rate(n1, d1), rate(n2, d2)) - pg_temp.change(n1, d1, n2, d2)) > 1e-10
$$, 'points of random pairs');
SELECT is_empty($$
	SELECT n1, d1, n2, d2, places FROM pair, generate_series(0, 6) AS places
	WHERE round(points(rate(n1, d1), rate(n2, d2)), places) <> round(pg_temp.change(n1, d1, n2, d2), places)
$$, 'may be rounded to 0 to 6 places');
-- and to any number of those that it has
SELECT is_empty($$
	SELECT n1, d1, n2, d2, p, places FROM (SELECT *, points(rate(n1, d1), rate(n2, d2)) AS p FROM pair) AS t, generate_series(7, scale(p)) AS places
	WHERE round(p, places) <> round(pg_temp.change(n1, d1, n2, d2), places)
$$, 'or to all that it shows');
SELECT is_empty($$
	SELECT n1, d1, n2, d2 FROM pair
	WHERE points(rate(n1, d1), rate(n2, d2)) <> -points(rate(n2, d2), rate(n1, d1))
$$, 'there and back again');
SELECT is(round(points(rate(624999999999999999, 1000000000000000000), rate(499999999999999999, 1000000000000000000)), 0)::text, '13',
	'a tie, 12.5, goes away from zero');
-- 12.00005 - 1.1e-17, in which a shorter quotient would not see the difference
SELECT is(round(points(rate(1200005, 10000000), rate(1, 9223372036854775807)), 4)::text, '12.0000',
	'a hair below a tie does not');

-- A published level less a published change gives the published base.
CREATE TEMP TABLE chain (series text, date date, rate_pct numeric, base_date date, change_pp_published numeric, implied_base_rate_pct numeric);
\copy pg_temp.chain FROM PROGRAM 'sed 1,2d test/data/percentage_points_chain.csv' WITH (FORMAT csv)
SELECT is(count(*), 3::bigint, 'three chains were published') FROM chain;
SELECT is_empty($$
	SELECT series, date FROM chain,
		LATERAL (SELECT rate((rate_pct * 22000)::bigint, 2200000), rate((implied_base_rate_pct * 22000)::bigint, 2200000)) AS r(later, earlier)
	WHERE points(later, earlier) <> change_pp_published OR percent(later, 1) - change_pp_published <> percent(earlier, 1)
$$, 'level, change in points and base agree');

SELECT is(growth('307/100'), 207.00, 'up by 207 percent is 307 to 100');
SELECT is_empty($$
	SELECT n1, d1, digits FROM pair, generate_series(0, 6, 2) AS digits
	WHERE growth(rate(n1, d1), digits)::text <> round(pg_temp.change(n1, d1, 1, 1), digits)::text
$$, 'growth of random pairs, rounded once');

SELECT * FROM finish();
ROLLBACK;
