--
-- chain(): the exact product in numeric, the logarithms in its state against
-- the server's numeric ln(), and what must hold whatever the order of the rows,
-- the plan and the frame.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
\ir include/doubles.sql
SELECT plan(36);

-- Whether a double is the one next to a / b
CREATE FUNCTION pg_temp.rounded_once(f double precision, a numeric, b numeric) RETURNS boolean STABLE LANGUAGE sql AS $$
	SELECT CASE WHEN off > 0 AND m = 4503599627370496 THEN 2 * off <= unit ELSE abs(off) <= unit END
	FROM (SELECT t.m, t.m * p.v * b - a AS off, h.v * b AS unit
		FROM pg_temp.apart(f) AS t JOIN power AS p ON p.k = t.e JOIN power AS h ON h.k = t.e - 1) AS u $$;
CREATE AGGREGATE pg_temp.product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');

-- Chains of several lengths: of counts of any magnitude, of small ones that
-- cancel, and of numbers of staff from one period to the next
CREATE TEMP TABLE link AS
SELECT g, i, CASE g % 3 WHEN 0 THEN rate(1 + pg_temp.any_count(format('n %s %s', g, i)) / 2, 1 + pg_temp.any_count(format('d %s %s', g, i)) / 2)
	WHEN 1 THEN rate(1 + pg_temp.below(12, format('n %s %s', g, i)), 1 + pg_temp.below(12, format('d %s %s', g, i)))
	ELSE rate(9000 + pg_temp.below(2000, format('s %s %s', g, i + 1)), 9000 + pg_temp.below(2000, format('s %s %s', g, i))) END AS r
FROM generate_series(1, 400) AS g, generate_series(1, 1 + g % 20) AS i;


--
-- The product
--

CREATE TEMP TABLE chained AS
SELECT g, chain(r) AS c, pg_temp.product(numerator(r)) AS n, pg_temp.product(denominator(r)) AS d FROM link GROUP BY g;
SELECT is_empty('SELECT * FROM chained WHERE NOT pg_temp.rounded_once(c, n, d)', 'the exact product, rounded once');
SELECT isnt_empty('SELECT FROM chained WHERE NOT pg_temp.rounded_once(c * (1 + 2.3e-16), n, d)', 'a neighbour: the check notices');
SELECT cmp_ok((SELECT count(DISTINCT c) FROM chained), '>', 300::bigint, 'of many chains');
SELECT is_empty('SELECT r, chain(r) FROM link GROUP BY g, i, r HAVING chain(r) <> ratio(r)', 'of one link it is its ratio');
SELECT is((SELECT chain(rate(1, 10)) FROM generate_series(1, 300)), 1e-300::float8, 'a tenth, 300 times');
SELECT is((SELECT chain(rate(10, 1)) FROM generate_series(1, 308)), 1e308::float8, 'ten, 308 times');
SELECT is((SELECT ARRAY[chain(rate(2, 1)), chain(rate(1, 2)), chain(rate(4, 2)), chain(rate(4611686018427387904, 2305843009213693952))] FROM generate_series(1, 1000)),
	(SELECT ARRAY[2 ^ 1000, 2 ^ -1000, 2 ^ 1000, 2 ^ 1000]::float8[]), 'powers of two, exactly');
SELECT is((SELECT chain(rate(i + 1, i)) FROM generate_series(1, 100000) AS i), 100001::float8, 'a chain of links telescopes');
SELECT is((SELECT chain(rate(3, 7)) FROM generate_series(1, 7)) * 823543, 2187::float8, 'seven links');
SELECT is((SELECT chain(r) FROM (SELECT rate(3, 7) AS r FROM generate_series(1, 50000) UNION ALL SELECT rate(7, 3) FROM generate_series(1, 50000)) AS x), 1::float8, 'there and back again');
SELECT is((SELECT chain(r) FROM (SELECT rate(3, 9) AS r FROM generate_series(1, 50000) UNION ALL SELECT rate(3, 1) FROM generate_series(1, 50000)) AS x), 1::float8, 'also by other counts');
-- the smallest doubles, and the last one
SELECT is((SELECT chain(rate(1, 2)) FROM generate_series(1, 1074)), 5e-324::float8, 'the smallest double');
SELECT is((SELECT chain(CASE WHEN i = 1 THEN rate(9007199254740991, 1) ELSE rate(2, 1) END) FROM generate_series(0, 971) AS i), 1.7976931348623157e308::float8, 'the largest');
SELECT throws_ok('SELECT chain(rate(2, 1)) FROM generate_series(1, 1024)', '22003', 'chain() is out of range', 'larger than any');
SELECT throws_ok('SELECT chain(rate(1, 2)) FROM generate_series(1, 1076)', '22003', 'chain() is out of range', 'smaller than any');
SELECT throws_ok('SELECT chain(rate(9223372036854775807, 1)) FROM generate_series(1, 1000)', '22003', 'chain() is out of range', 'far larger');
SELECT throws_ok('SELECT chain(rate(1, 9223372036854775807)) FROM generate_series(1, 1000)', '22003', 'chain() is out of range', 'far smaller');

-- links without a logarithm
SELECT is((SELECT chain(r) FROM unnest('{3/2,0/5,7/2}'::rate[]) AS r), 0::float8, 'a link of 0');
SELECT is((SELECT chain(r) FROM unnest('{0/5}'::rate[]) AS r), 0::float8, 'nothing else');
SELECT is((SELECT chain(r) FROM unnest('{3/2,0/0,7/2}'::rate[]) AS r), NULL::float8, 'a link without a value');
SELECT is((SELECT chain(r) FROM unnest('{3/2,0/0,0/2}'::rate[]) AS r), NULL::float8, 'is not made good by 0');
SELECT is((SELECT chain(r) FROM unnest('{3/2,NULL,3/2}'::rate[]) AS r), 2.25::float8, 'NULL is no link');
SELECT is((SELECT ARRAY[chain(r) FILTER (WHERE r = '0/1'), chain(NULL)] FROM unnest('{3/2,NULL}'::rate[]) AS r), '{NULL,NULL}'::float8[], 'no links');


--
-- The logarithms, from the state
--

CREATE FUNCTION pg_temp.fraction(hex text) RETURNS numeric IMMUTABLE LANGUAGE plpgsql AS $$
DECLARE
	whole text := split_part(substr(hex, 3), '.', 1);
	places text := rpad(split_part(hex, '.', 2), 32, '0');
	result numeric := 0;
BEGIN
	FOR i IN 0 .. 3 LOOP
		result := result * 4294967296 + ('x' || lpad(substr(places, 1 + 8 * i, 8), 16, '0'))::bit(64)::bigint;
	END LOOP;
	RETURN ('x' || lpad(whole, 16, '0'))::bit(64)::bigint + (result + 0.000000000000000000000000000000000000000000000000000000000000) / 340282366920938463463374607431768211456;
END $$;
CREATE TEMP TABLE logarithm AS
SELECT n, pg_temp.fraction(split_part(chain_sums_accum('(0,0,0,0x0,0x0)', rate(n, 1))::text, ',', 4)) AS ours, ln(n + 0.0000000000000000000000000000000000000000) AS exact
FROM (SELECT g::bigint AS n FROM generate_series(1, 600) AS g UNION SELECT 1 + pg_temp.any_count('l' || i) / 2 FROM generate_series(1, 600) AS i
	UNION SELECT (2::numeric ^ k + d)::bigint FROM generate_series(2, 62) AS k, generate_series(-1, 1) AS d
	-- where one factor of the reduction gives way to the next
	UNION SELECT ((256 + i)::numeric * 2::numeric ^ 53)::bigint + d FROM generate_series(0, 255) AS i, generate_series(-1, 1) AS d WHERE (i, d) <> (0, -1)
	UNION VALUES (9223372036854775807)) AS c(n);
SELECT cmp_ok((SELECT count(*) FROM logarithm), '>', 1800::bigint, 'of many counts');
-- 2^-104 is 4.9e-32
SELECT is_empty('SELECT n, ours - exact AS off FROM logarithm WHERE abs(ours - exact) > 4.9e-32', 'errors are below 2^-104');
SELECT is((SELECT ours FROM logarithm WHERE n = 1), 0::numeric, 'of 1 it is 0');
SELECT is_empty('SELECT FROM (SELECT n, ours, lag(ours) OVER (ORDER BY n) AS before FROM logarithm) AS x WHERE ours <= before', 'they rise with the count');


--
-- Neither the order of the rows nor the plan shows
--

CREATE AGGREGATE pg_temp.chain_part(rate) (SFUNC = chain_sums_accum, STYPE = chain_sums, INITCOND = '(0,0,0,0x0,0x0)');
CREATE AGGREGATE pg_temp.chain_whole(chain_sums) (SFUNC = chain_sums_combine, STYPE = chain_sums, FINALFUNC = chain_sums_final);
SELECT is_empty($$ SELECT g FROM (SELECT g, o, pg_temp.chain_part(r ORDER BY md5(format('%s %s %s', o, g, i)))::text AS s FROM link, generate_series(1, 20) AS o GROUP BY g, o) AS t GROUP BY g HAVING count(DISTINCT s) > 1 $$,
	'the order of rows does not show, not even in the state');
SELECT results_eq('SELECT g, pg_temp.chain_whole(s ORDER BY k DESC) FROM (SELECT g, i % 4 AS k, pg_temp.chain_part(r)::text::chain_sums AS s FROM link GROUP BY g, i % 4) AS p GROUP BY g ORDER BY g',
	'SELECT g, c FROM chained ORDER BY g', 'partial results, through text, give the same');
CREATE TABLE much AS SELECT rate(1 + (pg_temp.bits('n' || i) >> 43), 1 + (pg_temp.bits('d' || i) >> 43)) AS r FROM generate_series(1, 20000) AS i;
ANALYZE much;
CREATE TEMP TABLE alone AS SELECT chain(r) AS c FROM much;
\ir include/parallel.sql
SELECT isnt_empty($$ SELECT FROM pg_temp.plan_lines('SELECT chain(r) FROM much') AS l WHERE l ~ 'Partial Aggregate' $$, 'a parallel plan');
CREATE TEMP TABLE together AS SELECT chain(r) AS c FROM much;
SELECT results_eq('TABLE together', 'TABLE alone', 'gives the same');


--
-- Moving frames: links of 0, of 0/0 and all others leave no trace
--

CREATE TEMP TABLE day AS
SELECT i, CASE WHEN i % 17 = 5 THEN rate(0, 9) WHEN i % 23 = 7 THEN '0/0' WHEN i % 19 = 3 THEN NULL ELSE rate(900 + pg_temp.below(200, 'n' || i), 900 + pg_temp.below(200, 'd' || i)) END AS r
FROM generate_series(1, 400) AS i;
CREATE TEMP TABLE moving AS
SELECT i, chain(r) OVER (ORDER BY i ROWS 4 PRECEDING) AS c, chain(r) OVER (ORDER BY i ROWS BETWEEN 2 FOLLOWING AND 9 FOLLOWING) AS ahead FROM day;
SELECT results_eq('SELECT i, c, ahead FROM moving ORDER BY i',
	'SELECT i, (SELECT chain(r) FROM day AS x WHERE x.i BETWEEN d.i - 4 AND d.i), (SELECT chain(r) FROM day AS x WHERE x.i BETWEEN d.i + 2 AND d.i + 9) FROM day AS d ORDER BY i', 'moving frames hold what fresh computations do');
SELECT is((SELECT ARRAY[count(*) FILTER (WHERE c = 0) > 50, count(*) FILTER (WHERE c IS NULL) > 50, count(*) FILTER (WHERE c > 0) > 100] FROM moving), '{t,t,t}'::boolean[], 'of every kind');
CREATE SEQUENCE lie;
CREATE FUNCTION pg_temp.lie(i integer) RETURNS rate LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN rate((3::numeric ^ nextval('lie'))::bigint, 4611686018427387904); END $$;
SELECT throws_ok('SELECT chain(pg_temp.lie(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 30) AS i', '42P13', 'what leaves a frame of chain() is not what has entered it', 'a lie');

-- sums that no links have
SELECT throws_ok($$ SELECT '(0,0,0,0x1,0x0)'::chain_sums $$, '22P02', 'inconsistent sums for type chain_sums', 'a logarithm without a link');
SELECT throws_ok($$ SELECT '(2,0,0,0x1,0x58.1)'::chain_sums $$, '22P02', 'inconsistent sums for type chain_sums', 'more than two logarithms of counts');

SELECT * FROM finish();
ROLLBACK;
