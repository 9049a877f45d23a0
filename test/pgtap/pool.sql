--
-- The pooling aggregates against sums in numeric, with NULL in either count or
-- in both.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

-- The columns come in three widths.  A seventh of each count is unknown, an
-- eleventh of the rows are 0/0.
CREATE TABLE filing AS
SELECT i AS id, pg_temp.below(300, 'g' || i)::integer AS g,
	CASE WHEN n_known THEN CASE WHEN empty THEN 0 ELSE pg_temp.below(32768, 'n2 ' || i) END END::smallint AS n2,
	CASE WHEN d_known THEN CASE WHEN empty THEN 0 ELSE 1 + pg_temp.below(32767, 'd2 ' || i) END END::smallint AS d2,
	CASE WHEN n_known THEN CASE WHEN empty THEN 0 ELSE pg_temp.any_count('n4 ' || i) >> 32 END END::integer AS n4,
	CASE WHEN d_known THEN CASE WHEN empty THEN 0 ELSE 1 + (pg_temp.any_count('d4 ' || i) >> 33) END END::integer AS d4,
	CASE WHEN n_known THEN CASE WHEN empty THEN 0 ELSE pg_temp.any_count('n8 ' || i) >> 15 END END AS n8,
	CASE WHEN d_known THEN CASE WHEN empty THEN 0 ELSE 1 + (pg_temp.any_count('d8 ' || i) >> 15) END END AS d8,
	CASE WHEN n_known THEN pg_temp.below(2, 'b' || i) = 1 END AS b
FROM (SELECT i, pg_temp.below(7, 'n?' || i) > 0 AS n_known, pg_temp.below(7, 'd?' || i) > 0 AS d_known, pg_temp.below(11, '0?' || i) = 0 AS empty
	FROM generate_series(1, 20000) AS i) AS t;
-- groups with nothing, with only unknown counts, with only 0/0
INSERT INTO filing (id, g, n4, d4) VALUES (20001, 1001, NULL, NULL), (20002, 1001, 5, NULL), (20003, 1001, NULL, 5), (20004, 1002, 0, 0), (20005, 1002, NULL, 7);
UPDATE filing SET n8 = n4, d8 = d4, n2 = n4, d2 = d4 WHERE g > 1000;

-- What pooling two columns means, said with sum() over numeric
CREATE FUNCTION pg_temp.check(numerator text, denominator text, argument text, aggregate text DEFAULT 'pool') RETURNS SETOF text LANGUAGE plpgsql AS $f$
DECLARE
	q text;
BEGIN
	q := format($q$
		SELECT g, %1$s(%4$s) AS got,
			CASE WHEN count(*) FILTER (WHERE %2$s IS NOT NULL AND %3$s IS NOT NULL) > 0 THEN
				rate(sum(%2$s::numeric) FILTER (WHERE %3$s IS NOT NULL)::bigint, sum(%3$s::numeric) FILTER (WHERE %2$s IS NOT NULL)::bigint) END AS wanted
		FROM filing GROUP BY g$q$, aggregate, numerator, denominator, argument);
	RETURN NEXT is_empty(format('SELECT * FROM (%s) AS t WHERE got IS DISTINCT FROM wanted', q), format('%s(%s), by group', aggregate, argument));
	RETURN NEXT is_empty(format('SELECT * FROM (%s) AS t WHERE got IS DISTINCT FROM wanted', replace(replace(q, 'SELECT g,', 'SELECT'), 'GROUP BY g', '')),
		format('%s(%s), all', aggregate, argument));
END $f$;

SELECT plan(48);

SELECT is((SELECT count(DISTINCT g) FROM filing), 302::bigint, 'the groups');
SELECT cmp_ok((SELECT count(*) FROM filing WHERE num_nulls(n4, d4) = 1), '>', 4000::bigint, 'rows with a NULL in one count');
SELECT cmp_ok((SELECT count(*) FROM filing WHERE num_nulls(n4, d4) = 2), '>', 300::bigint, 'in both');
SELECT cmp_ok((SELECT count(*) FROM filing WHERE n4 = 0 AND d4 = 0), '>', 1000::bigint, 'and rows of 0/0');

SELECT pg_temp.check('n2', 'd2', 'n2, d2');
SELECT pg_temp.check('n4', 'd4', 'n4, d4');
SELECT pg_temp.check('n8', 'd8', 'n8, d8');
SELECT pg_temp.check('n2', 'd2', 'n2, d2::integer');
SELECT pg_temp.check('n2', 'd2', 'n2::integer, d2');
SELECT pg_temp.check('n2', 'd2', 'n2, d2::bigint');
SELECT pg_temp.check('n4', 'd4', 'n4, d4::bigint');
SELECT pg_temp.check('n4', 'd4', 'n4::bigint, d4');
SELECT pg_temp.check('n4', 'd4', 'rate(n4, d4)');
SELECT pg_temp.check('n4', 'd4', 'rate(n4, d4)', 'avg');
SELECT pg_temp.check('n8', 'd8', 'rate(n8, d8)');
SELECT pg_temp.check('n8', 'd8', 'n8, d8 ORDER BY id DESC');
SELECT pg_temp.check('b::integer', '(b IS NOT NULL)::integer', 'b');
SELECT is_empty($$ SELECT g FROM filing GROUP BY g HAVING pool(b) IS DISTINCT FROM
	CASE WHEN count(b) > 0 THEN rate(count(*) FILTER (WHERE b), count(b)) END $$, 'pool(boolean), by group');
SELECT is((SELECT pool(b) FROM filing), (SELECT rate(count(*) FILTER (WHERE b), count(b)) FROM filing), 'pool(boolean), all');

-- groups of one row, and none
SELECT is_empty($$ SELECT id FROM filing GROUP BY id HAVING pool(n4, d4) IS DISTINCT FROM min(rate(n4, d4)::text)::rate $$, 'each row alone');
SELECT is((SELECT ARRAY[pool(n4, d4), pool(rate(n4, d4)), avg(rate(n4, d4)), pool(b)] FROM filing WHERE id < 0), ARRAY[NULL, NULL, NULL, NULL]::rate[], 'no rows, no rate');
SELECT is((SELECT pool(n4, d4) FROM filing WHERE g = 1001), NULL, 'unknown counts only: no rate');
SELECT is((SELECT pool(n4, d4) FROM filing WHERE g = 1002), '0/0', '0/0 only: 0/0');
SELECT results_eq($$ SELECT g, pool(n4, d4) FILTER (WHERE d4 > 1000) FROM filing GROUP BY g ORDER BY g $$,
	$$ SELECT g, (SELECT pool(n4, d4) FROM filing AS f WHERE f.g = filing.g AND d4 > 1000) FROM filing GROUP BY g ORDER BY g $$, 'FILTER');

-- the unweighted mean: NULL and 0/0 have no part in it
SELECT is_empty($$ SELECT g, mean_of_rates(rate(n4, d4)), avg(n4::numeric / NULLIF(d4, 0)) FROM filing GROUP BY g
	HAVING (mean_of_rates(rate(n4, d4)) IS NULL) <> (avg(n4::numeric / NULLIF(d4, 0)) IS NULL)
		OR abs(mean_of_rates(rate(n4, d4)) - avg(n4::numeric / NULLIF(d4, 0))::double precision) > 1e-12 * (1 + mean_of_rates(rate(n4, d4))) $$, 'mean_of_rates');
SELECT is((SELECT mean_of_rates(rate(n4, d4)) FROM filing WHERE g = 1002), NULL, 'mean_of_rates of 0/0');

-- GROUPING SETS: each row of each set is what grouping by it alone gives
CREATE TEMP TABLE cube AS
SELECT grouping(a, b, c) AS set, a, b, c, pool(n4, d4) AS p, avg(rate(n4, d4)) AS m, pool(x) AS x
FROM (SELECT *, g % 5 AS a, id % 4 AS b, id % 3 AS c, filing.b AS x FROM filing) AS t (id, g, n2, d2, n4, d4, n8, d8, b0, a, b, c, x)
GROUP BY CUBE (a, b, c);
SELECT is((SELECT count(*) FROM cube), 6 * 5 * 4::bigint, 'the rows of CUBE');
SELECT is_empty($$
	SELECT * FROM cube, LATERAL (SELECT sum(n4) FILTER (WHERE d4 IS NOT NULL) AS n, sum(d4) FILTER (WHERE n4 IS NOT NULL) AS d,
			count(filing.b) FILTER (WHERE filing.b) AS t, count(filing.b) AS k FROM filing
		WHERE (set & 4 > 0 OR g % 5 = a) AND (set & 2 > 0 OR id % 4 = cube.b) AND (set & 1 > 0 OR id % 3 = c)) AS s
	WHERE p IS DISTINCT FROM rate(n, d) OR m IS DISTINCT FROM rate(n, d) OR x IS DISTINCT FROM rate(t, k) $$, 'CUBE');
SELECT is_empty($$ SELECT a FROM cube WHERE set IN (1, 3) GROUP BY a HAVING pool(p) FILTER (WHERE set = 1) <> pool(p) FILTER (WHERE set = 3) $$,
	'subtotals pool to totals');

-- Partial results in a table
CREATE TABLE stored AS SELECT g, id % 7 AS part, pool(n4, d4) AS r FROM filing GROUP BY 1, 2;
SELECT results_eq('SELECT g, pool(r) FROM stored GROUP BY g ORDER BY g', 'SELECT g, pool(n4, d4) FROM filing GROUP BY g ORDER BY g', 'stored, and pooled again');
SELECT is((SELECT pool(r) FROM (SELECT pool(r) AS r FROM stored GROUP BY g % 10) AS t), (SELECT pool(n4, d4) FROM filing), 'and again');

-- At the ends of bigint
SELECT is((SELECT pool(n, d) FROM (VALUES (9223372036854775806, 9223372036854775800), (1, 7)) AS t(n, d)), '9223372036854775807/9223372036854775807', 'up to the last unit');
SELECT throws_ok($$ SELECT pool(n, 9223372036854775807) FROM (VALUES (1), (1)) AS t(n) $$, '22003', 'pooled rate is out of range', 'the denominator overflows');
SELECT throws_ok($$ SELECT pool(rate(9223372036854775807, d)) FROM (VALUES (1), (1)) AS t(d) $$, '22003', 'pooled rate is out of range', 'the numerator overflows');
SELECT throws_ok($$ SELECT avg(rate(9223372036854775807, d)) FROM (VALUES (1), (1)) AS t(d) $$, '22003', 'pooled rate is out of range', 'in avg too');

SELECT * FROM finish();
ROLLBACK;
