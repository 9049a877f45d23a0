--
-- concentration() and the rules for disclosure over it: published cells, the
-- definition as a query over all contributions, and values from elsewhere.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(41);

-- ---- published cells -----------------------------------------------------------

CREATE TEMP TABLE cell (cell text, contributions text, total bigint, nk_1_90 boolean, nk_2_90 boolean, p_10 boolean, p_25 boolean);
\copy cell FROM PROGRAM 'grep -v "^#" test/data/dominance_rules.csv' (FORMAT csv, HEADER)
-- the rest of a total, in the handbook's cells, is one filler amount
CREATE TEMP TABLE judged AS
SELECT cell, concentration(x) AS c FROM (SELECT cell, unnest(string_to_array(contributions, ';')::bigint[]) AS x FROM cell
	UNION ALL SELECT cell, total - (SELECT sum(x)::bigint FROM unnest(string_to_array(contributions, ';')::bigint[]) AS x) FROM cell) AS v GROUP BY cell;
SELECT results_eq('SELECT cell, is_dominated(c), is_dominated(c, 2) FROM judged ORDER BY cell', 'SELECT cell, nk_1_90, nk_2_90 FROM cell ORDER BY cell', 'the dominance rule');
SELECT results_eq('SELECT cell, is_sensitive(c, 0), is_sensitive(c, 0, 25) FROM judged ORDER BY cell', 'SELECT cell, p_10, p_25 FROM cell ORDER BY cell', 'the p% rule');
SELECT is(is_dominated(c, 2, 90.9), true, 'the handbook''s second cell, of which two are 92.7 %') FROM judged WHERE cell = 'h2';

-- ---- the definition ------------------------------------------------------------

CREATE TEMP TABLE item AS
SELECT g, i, CASE WHEN u < 0.1 THEN NULL WHEN u < 0.25 THEN 0 WHEN g % 3 = 0 THEN (1 + u * 5)::bigint ELSE (10 ^ (u * 6))::bigint END AS x
FROM generate_series(1, 300) AS g, generate_series(1, 1 + g % 9) AS i, LATERAL (SELECT random() + 0 * (g + i) AS u) AS r;
CREATE TEMP TABLE whole AS
SELECT g, concentration(x) AS c, count(*) FILTER (WHERE x > 0) AS contributors, coalesce(sum(x), 0) AS total, coalesce((array_agg(x ORDER BY x DESC) FILTER (WHERE x > 0))[1], 0) AS x1,
	coalesce((array_agg(x ORDER BY x DESC) FILTER (WHERE x > 0))[2], 0) AS x2, count(x) AS known
FROM item GROUP BY g;
SELECT is_empty('SELECT * FROM whole WHERE known > 0 AND c::text IS DISTINCT FROM format(''(%s,%s,%s,%s)'', contributors, total, x1, x2)', 'number, total, and the largest two');
SELECT is_empty('SELECT * FROM whole WHERE (c IS NULL) <> (known = 0)', 'NULL if no contribution is known');
CREATE TEMP TABLE rule (minimum integer, p double precision, n integer, k double precision);
INSERT INTO rule SELECT minimum, p, n, k FROM unnest(ARRAY[0, 1, 2, 3, 5]) AS minimum, unnest(ARRAY[0, 0.1, 1, 10, 33.3, 100, 250]) AS p, unnest(ARRAY[1, 2]) AS n, unnest(ARRAY[0, 12.5, 50, 66.7, 90.9, 100]) AS k;
SELECT is_empty($$ SELECT g, minimum, p FROM whole, (SELECT DISTINCT minimum, p FROM rule) AS r WHERE c IS NOT NULL
	AND is_sensitive(c, minimum, p) <> (contributors < minimum OR total - x1 - x2 < p::numeric / 100 * x1) $$, 'is_sensitive for any minimum and p');
SELECT is_empty($$ SELECT g, n, k FROM whole, (SELECT DISTINCT n, k FROM rule) AS r WHERE c IS NOT NULL
	AND is_dominated(c, n, k) <> (x1 + CASE n WHEN 2 THEN x2 ELSE 0 END > k::numeric / 100 * total) $$, 'is_dominated for n to 2 and any k');
SELECT is(is_sensitive('(3,2001,1000,1000)', 0, 0.1), false, 'a percentage is the decimal number, on the limit');
SELECT is(is_sensitive('(3,2000,1000,999)', 0, 0.2), true, 'and below it');
SELECT is(is_dominated('(2,1000,909,91)', 1, 90.9), false, 'and in the other rule');

-- ---- in parts ------------------------------------------------------------------

SELECT is_empty('SELECT g FROM whole JOIN (SELECT g, concentration(part) AS c FROM (SELECT g, i % 3, concentration(x) AS part FROM item GROUP BY g, i % 3) AS p GROUP BY g) AS p USING (g) WHERE whole.c IS DISTINCT FROM p.c',
	'parts put together are the whole');
SELECT is_empty('SELECT g FROM (SELECT g, concentration(x ORDER BY i DESC) AS a, concentration(x ORDER BY x) AS b, concentration(x) AS c FROM item GROUP BY g) AS t WHERE a IS DISTINCT FROM c OR b IS DISTINCT FROM c', 'in any order');
CREATE TABLE much AS SELECT (random() * 1000000)::bigint AS x FROM generate_series(1, 20000);
ANALYZE much;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE alone AS SELECT concentration(x) FROM much;
\ir include/parallel.sql
SELECT is((SELECT count(*) FROM pg_temp.plan_lines('SELECT concentration(x) FROM much') AS l WHERE l ~ 'Partial Aggregate'), 1::bigint, 'it runs in parts');
CREATE TEMP TABLE together AS SELECT concentration(x) FROM much;
SELECT results_eq('TABLE together', 'TABLE alone', 'with the same result');
SELECT results_eq($$ SELECT i, concentration(x) OVER (ORDER BY i ROWS 2 PRECEDING) FROM item WHERE g = 8 $$,
	$$ SELECT a.i, (SELECT concentration(b.x) FROM item AS b WHERE g = 8 AND b.i BETWEEN a.i - 2 AND a.i) FROM item AS a WHERE g = 8 ORDER BY i $$, 'in a moving window');
CREATE TABLE kept AS SELECT concentration '(2,100,90,10)' AS c;
SELECT is((SELECT ARRAY[concentration_accum(c, 95), concentration_combine(c, '(1,99,99,0)')]::text FROM kept), '{"(3,195,95,90)","(3,199,99,90)"}', 'called by hand');
SELECT is((SELECT c::text FROM kept), '(2,100,90,10)', 'a state in a table is not written to');

-- ---- NULL, zeros, what cannot be -----------------------------------------------

SELECT is(concentration(x)::text, '(0,0,0,0)', 'a 0 is no contributor') FROM (VALUES (0::bigint), (NULL)) AS v(x);
SELECT is((SELECT concentration(1) WHERE false), NULL, 'no rows');
SELECT is(is_sensitive('(0,0,0,0)'), true, 'a cell of nobody has fewer contributors than three');
SELECT is(is_sensitive('(0,0,0,0)', 0), false, 'and none is estimated');
SELECT is(is_dominated('(0,0,0,0)', 2, 0), false, 'nor dominates');
SELECT is(is_sensitive('(1,5000,5000,0)'), true, 'one enterprise of 5,000');
SELECT is(is_sensitive(NULL), NULL, 'nothing is known');
SELECT throws_ok('SELECT concentration(-1)', '22003', 'a contribution must not be negative', 'a negative contribution');
SELECT throws_ok($$ SELECT is_sensitive('(3,3,1,1)', -1) $$, '22023', 'minimum must not be negative', 'a minimum');
SELECT throws_ok($$ SELECT is_sensitive('(3,3,1,1)', 3, -1) $$, '22023', 'p is out of range', 'a negative p');
SELECT throws_ok($$ SELECT is_sensitive('(3,3,1,1)', 3, 'NaN') $$, '22023', NULL, 'none');
SELECT throws_ok($$ SELECT is_dominated('(3,3,1,1)', 3) $$, '22023', 'the dominance rule is for the one or two largest contributors', 'three');
SELECT throws_ok($$ SELECT is_dominated('(3,3,1,1)', 1, 100.1) $$, '22023', 'k is out of range', 'more than all');
SELECT throws_ok($$ SELECT concentration(c) FROM (VALUES (concentration '(9223372036854775807,85070591730234615847396907784232501249,9223372036854775807,9223372036854775807)'), ('(1,1,1,0)')) AS v(c) $$, '22003', 'concentration() is out of range', 'more contributors than a bigint counts');

-- ---- suppress ------------------------------------------------------------------

SELECT results_eq($$ SELECT suppress(r, c), suppress(r, c, 2), suppress(r, c, 3, 20), suppress(r, c, 3, 10, true) FROM (VALUES (rate '80/100', concentration '(4,100,70,10)'), ('80/5000', '(1,5000,5000,0)'), ('0/5000', '(1,5000,5000,0)'), ('5000/5000', '(2,5000,3000,2000)'), ('0/0', '(0,0,0,0)')) AS v(r, c) $$,
	$$ VALUES (rate '80/100', rate '80/100', rate '80/100', rate '80/100'), (NULL, NULL, NULL, NULL), (NULL, NULL, NULL, '0/5000'), (NULL, NULL, NULL, '5000/5000'), (NULL, NULL, NULL, '0/0') $$, 'by contributors');
SELECT is(suppress('80/100', '(4,100,70,10)'::concentration, 3, 30), NULL, 'by p');
SELECT is(suppress('80/100', NULL::concentration), NULL, 'hidden if the contributors are not known');
SELECT is(suppress('5/10', '3'), '5/10', 'a threshold without a type is one');
PREPARE open AS SELECT suppress('5/10', $1);
SELECT results_eq($$ EXECUTE open('6') $$, $$ VALUES (NULL::rate) $$, 'and a parameter');
SELECT throws_ok($$ SELECT suppress('5/10', 'few') $$, '22P02', NULL, 'which is a number');

-- ---- round_counts --------------------------------------------------------------

SELECT is_empty($$ SELECT n, d, base FROM generate_series(0, 30) AS n, generate_series(0, 30) AS d, unnest(ARRAY[1, 2, 3, 5, 10, 100]) AS base WHERE (d > 0 OR n = 0) AND
	round_counts(rate(n, d), base) IS DISTINCT FROM rate(CASE WHEN round(d::numeric / base) = 0 THEN 0 ELSE round(n::numeric / base)::bigint * base END, round(d::numeric / base)::bigint * base) $$,
	'round_counts: each count to the nearest multiple, a tie up');
SELECT is(round_counts('13/42'::proportion, 5), '15/40', 'a proportion');
SELECT throws_ok($$ SELECT round_counts('1/2', 0) $$, '22023', 'base must be positive', 'no base');
SELECT throws_ok($$ SELECT round_counts('1/9223372036854775807', 10) $$, '22003', 'a rounded count is out of range', 'past bigint');

SELECT * FROM finish();
ROLLBACK;
