-- bounds(): what those who have not filed could still change.
BEGIN;
SELECT plan(16);

SELECT is((SELECT b FROM bounds('13012/15910', 20000) AS b)::text, '(13012/20000,17102/20000)', 'k/N and (k + N - n)/N');
SELECT is((SELECT b FROM bounds('13012/15910', 15910) AS b)::text, '(13012/15910,13012/15910)', 'all have filed: nothing is open');
SELECT is((SELECT b FROM bounds('0/0', 19) AS b)::text, '(0/19,19/19)', 'none has filed: everything is');
SELECT is((SELECT b FROM bounds('0/0', 0) AS b)::text, '(0/0,0/0)', 'nobody is registered');
SELECT is((SELECT b FROM bounds('0/7', 9) AS b)::text, '(0/9,2/9)', 'none says yes');
SELECT is((SELECT b FROM bounds('7/7', 9) AS b)::text, '(7/9,9/9)', 'all say yes');
SELECT is((SELECT b FROM bounds('9223372036854775806/9223372036854775806', 9223372036854775807) AS b)::text,
	'(9223372036854775806/9223372036854775807,9223372036854775807/9223372036854775807)', 'the largest counts');
SELECT is((SELECT b FROM bounds('0/0', 9223372036854775807) AS b)::text,
	'(0/9223372036854775807,9223372036854775807/9223372036854775807)', 'the widest bounds');
SELECT is(bounds(NULL, 19) IS NULL, true, 'NULL rate');
SELECT is(bounds('1/2', NULL) IS NULL, true, 'NULL count');
SELECT results_eq(
	$$SELECT (bounds(rate(k, n), t)).* FROM generate_series(0, 6) AS t, generate_series(0, t) AS n, generate_series(0, n) AS k
		ORDER BY t, n, k$$,
	$$SELECT rate(min(k + yes), t), rate(max(k + yes), t)
		FROM generate_series(0, 6) AS t, generate_series(0, t) AS n, generate_series(0, n) AS k, generate_series(0, t - n) AS yes
		GROUP BY t, n, k ORDER BY t, n, k$$, 'the least and the greatest of what the silent ones can say, tried out');

PREPARE more AS SELECT bounds('3/4', 3);
SELECT throws_ok('more', '22023', 'more have filed than are registered');
SELECT throws_ok($$SELECT bounds('0/1', -1)$$, '22023', 'more have filed than are registered', 'a negative register');
SELECT throws_ok($$SELECT bounds('5/4', 10)$$, '22023', 'bounds need a proportion, not a rate above 1');

CREATE FUNCTION pg_temp.detail(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text;
BEGIN
	EXECUTE query;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN detail;
END$$;
SELECT is(pg_temp.detail($$SELECT bounds('3/4', 3)$$), 'The rate 3/4 has 4 that have filed, of 3 registered.', 'the error names both');
SELECT is(pg_temp.detail($$SELECT bounds('5/4', 10)$$), 'The rate is 5/4.', 'and the rate');

SELECT * FROM finish();
ROLLBACK;
