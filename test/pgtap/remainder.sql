--
-- without() and shortfall(): against their definitions, by search and in exact
-- arithmetic.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

SELECT plan(32);

-- without: the inverse of pool()
CREATE TEMP TABLE part AS
SELECT i AS id, i % 7 AS city, rate(pg_temp.below(d + 1, 'n' || i), d) AS r FROM generate_series(1, 500) AS i, LATERAL (SELECT pg_temp.any_count('d' || i) >> 10 AS d) AS t;
SELECT cmp_ok((SELECT count(*)::integer FROM part WHERE r = '0/0'), '>', 5, 'some parts are empty');
SELECT is_empty('SELECT id, without(pool(r) OVER (PARTITION BY city), r) FROM part EXCEPT
	SELECT p.id, (SELECT coalesce(pool(o.r), ''0/0'') FROM part AS o WHERE o.city = p.city AND o.id <> p.id) FROM part AS p', 'a total without a part is the pool of all others');
SELECT is_empty('SELECT id, without(pool(r) OVER w, r) FROM part WINDOW w AS (PARTITION BY city) EXCEPT
	SELECT id, pool(r) OVER (PARTITION BY city ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) FROM part', 'as by a frame that leaves out its row');
SELECT is(without('5/10', '5/10'), '0/0', 'nothing is left');
SELECT is(without('5/10', '0/0'), '5/10', 'nothing is taken away');
SELECT is(without('9223372036854775807/9223372036854775807', '1/9223372036854775806'), '9223372036854775806/1', 'at the end of bigint, and above 1');
SELECT ok(without(NULL, '1/2') IS NULL AND without('1/2', NULL) IS NULL, 'not known');
CREATE FUNCTION pg_temp.failure(query text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	detail text;
BEGIN
	EXECUTE query;
	RETURN 'none';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN SQLSTATE || ': ' || detail;
END $f$;
SELECT is(pg_temp.failure(format('SELECT without(%L, %L)', total, part)), format('22003: %s without %s leaves %s.', total, part, rest), total || ' without ' || part)
FROM (VALUES ('5/10', '6/10', '-1/0'), ('5/10', '0/11', '5/-1'), ('5/10', '2/10', '3/0'), ('0/0', '0/1', '0/-1'),
	('0/9223372036854775807', '9223372036854775807/9223372036854775807', '-9223372036854775807/0')) AS t(total, part, rest);

-- shortfall: the least of all counts that would do, by search
SELECT is_empty($$ SELECT n, d, percent, shortfall(rate(n, d), percent)
	FROM generate_series(0, 12) AS n, generate_series(1, 9) AS d, unnest('{0,1,12.5,33.333333,33.34,50,66.666666666666,90,99.99,100,100.0000001,150}'::numeric[]) AS percent
	WHERE shortfall(rate(n, d), percent) <> (SELECT min(k) FROM generate_series(0, 40) AS k WHERE (n + k) * 100 >= percent * d) $$, 'the least count that reaches the target');
-- and by its two sides in exact arithmetic
CREATE TEMP TABLE target AS
SELECT rate(pg_temp.any_count('n' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807) AS r,
	(pg_temp.below(20000, 'p' || i)::numeric / 100 + pg_temp.bits('q' || i)::numeric / 10::numeric ^ (19 + i % 12)) AS percent FROM generate_series(1, 3000) AS i
UNION ALL SELECT rate(n, d), p FROM unnest('{0,1,9223372036854775806,9223372036854775807}'::bigint[]) AS n, unnest('{1,9223372036854775806,9223372036854775807}'::bigint[]) AS d,
	unnest('{0,33.333333,90,99.999999999999999999999,100,1e-16383,100.00000000000000001}'::numeric[]) AS p;
CREATE TEMP TABLE reached AS
SELECT *, pg_temp.failure(format('SELECT shortfall(%L, %s)', r, percent)) = 'none' AS fits FROM target;
SELECT cmp_ok((SELECT count(*)::integer FROM reached WHERE fits AND shortfall(r, percent) > 0), '>', 500, 'rates below their target');
SELECT cmp_ok((SELECT count(*)::integer FROM reached WHERE fits AND shortfall(r, percent) = 0), '>', 500, 'and above');
SELECT is_empty($$ SELECT * FROM reached WHERE fits AND (numerator(r)::numeric + shortfall(r, percent)) * 100 < percent * denominator(r) $$, 'with it the target is reached');
SELECT is_empty($$ SELECT * FROM reached WHERE fits AND shortfall(r, percent) > 0 AND (numerator(r)::numeric + shortfall(r, percent) - 1) * 100 >= percent * denominator(r) $$, 'with one less it is not');
SELECT is_empty($$ SELECT * FROM reached WHERE NOT fits AND (numerator(r)::numeric + 9223372036854775807) * 100 >= percent * denominator(r) $$, 'an error only where no bigint would do');
SELECT is(shortfall('2189574/2707200', 90), 246906::bigint, 'to 90 %, not to what prints as 90 %');
SELECT is(shortfall('0/9223372036854775807', 33.333333), 3074457314873685147::bigint, 'exact at the end of bigint');
SELECT is(shortfall('0/1', 922337203685477580700), 9223372036854775807, 'the largest');
SELECT is(shortfall('9223372036854775807/1', 922337203685477580700), 0::bigint, 'or none of it');
SELECT is(shortfall('0/0', 90), NULL, 'nobody to count');
SELECT ok(shortfall(NULL, 90) IS NULL AND shortfall('1/2', NULL) IS NULL, 'not known');
SELECT is(pg_temp.failure(query), failure, query) FROM (VALUES
	('SELECT shortfall(''1/2'', -1)', '22023: It is -1.'),
	('SELECT shortfall(''0/0'', -0.5)', '22023: It is -0.5.'),
	('SELECT shortfall(''1/2'', ''NaN'')', '22023: It is NaN.'),
	('SELECT shortfall(''1/2'', ''Infinity'')', '22023: It is Infinity.'),
	('SELECT shortfall(''1/2'', ''-Infinity'')', '22023: It is -Infinity.'),
	('SELECT shortfall(''0/1'', 922337203685477580700.1)', '22003: The rate is 0/1, and the target 922337203685477580700.1 percent.'),
	('SELECT shortfall(''0/2'', 922337203685477580700)', '22003: The rate is 0/2, and the target 922337203685477580700 percent.')) AS t(query, failure);
SELECT alike(pg_temp.failure('SELECT shortfall(''1/9223372036854775807'', 1e131071)'), '22003: The rate is 1/9223372036854775807, and the target 1000%', 'at the end of numeric');

SELECT * FROM finish();
ROLLBACK;
