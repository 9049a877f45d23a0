--
-- percent_index(): a published index, the definition in numeric arithmetic of
-- many digits, and figures on and beside every tie.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(28);

-- ---- published -----------------------------------------------------------------

CREATE TEMP TABLE published (day date, resumed bigint, enterprises bigint, kwh numeric, base numeric, enterprise_pct numeric, kwh_pct numeric, index numeric, d_enterprise numeric, d_kwh numeric, d_index numeric);
\copy published FROM PROGRAM 'grep -v "^#" test/data/electricity_index_zhejiang_2020-02.csv' (FORMAT csv, HEADER)
CREATE FUNCTION pg_temp.decimal_rate(n numeric, d numeric) RETURNS rate IMMUTABLE LANGUAGE sql RETURN rate((n * 10000)::bigint, (d * 10000)::bigint);
SELECT results_eq($$ SELECT percent(rate(resumed, enterprises)), percent(pg_temp.decimal_rate(kwh, base)), round(i, 2), round(i, 14) FROM published,
		LATERAL (SELECT percent_index(r, 0.5) AS i FROM (VALUES (rate(resumed, enterprises)), (pg_temp.decimal_rate(kwh, base))) AS v(r)) AS x WHERE enterprises > 0 $$,
	$$ SELECT enterprise_pct, kwh_pct, index, 25.42313872898323 FROM published WHERE enterprises > 0 $$, 'State Grid Zhejiang, 2020-02-10, from the counts');
SELECT results_eq($$ SELECT day, round(i, 2) FROM published, LATERAL (SELECT percent_index(r, 0.5) AS i FROM (VALUES (pg_temp.decimal_rate(enterprise_pct, 100)), (pg_temp.decimal_rate(kwh_pct, 100))) AS v(r)) AS x WHERE enterprise_pct > 0 AND d_index IS NOT NULL OR enterprises > 0 ORDER BY day $$,
	$$ SELECT day, index FROM published WHERE enterprise_pct > 0 AND d_index IS NOT NULL OR enterprises > 0 ORDER BY day $$, 'and on the other days, from the printed percentages');

-- ---- the definition ------------------------------------------------------------

CREATE TEMP TABLE item AS
SELECT g, i, rate((random() * 1.1 * d)::bigint, d) AS r, w FROM generate_series(1, 200) AS g, generate_series(1, 1 + g % 6) AS i,
	LATERAL (SELECT (1 + random() * 10 ^ (1 + (g + i) % 15))::bigint AS d, CASE g % 5 WHEN 0 THEN 0.5 WHEN 1 THEN round(random()::numeric, 3) WHEN 2 THEN 1 / (1 + i)::numeric WHEN 3 THEN round((random() * 1e9)::numeric, 6) ELSE round(random()::numeric, 15) / 1e9 END AS w) AS x;
CREATE TEMP TABLE compared AS
SELECT g, percent_index(r, w) AS i, sum(w * trunc(100 * numerator(r)::numeric(200, 100) / denominator(r), 100)) / sum(w)::numeric(200, 60) AS d FROM item GROUP BY g;
SELECT is_empty('SELECT g, i, d FROM compared WHERE abs(i - d) > 1.1e-20', 'the weighted mean in percent, to the 20th decimal');
SELECT is_empty('SELECT g, k FROM compared, generate_series(0, 6) AS k WHERE round(i, k) <> round(d, k)', 'which round() rounds as the exact value');
SELECT is_empty('SELECT g, k FROM compared, generate_series(0, 6) AS k WHERE trunc(i, k) <> trunc(d, k)', 'and trunc() cuts');
-- exact decimals, in the middle of two, and one count beside it
SELECT is_empty($$ SELECT k, off, i FROM generate_series(1, 400) AS k, (VALUES (-1), (0), (1)) AS o(off), LATERAL (SELECT percent_index(r, w) AS i FROM (VALUES (rate(k * 1000000007::bigint * 5 + off, 100000000700000000::bigint), 0.3), (rate(k * 1000000007::bigint * 5 + off, 100000000700000000::bigint), 0.7)) AS v(r, w)) AS x
	WHERE round(i, 6) <> round(100 * (k * 1000000007::numeric * 5 + off) / 100000000700000000::numeric(60, 40), 6) $$, 'on a tie, and beside it');
SELECT is((SELECT percent_index(r, w) FROM (VALUES (rate '1/3', 1), ('2/3', 1)) AS v(r, w)), 50.0, 'thirds that add up to a whole');
SELECT is((SELECT percent_index(r, w)::text FROM (VALUES (rate '1/7', 0.1), ('2/7', 0.2), ('3/7', 0.7)) AS v(r, w)), '37.14285714285714285714', 'a decimal number without an end is cut');
SELECT is((SELECT percent_index(r, w)::text FROM (VALUES (rate '1/8', 0.3), ('1/2', 0.7)) AS v(r, w)), '38.75', 'and one with an end has no zeros behind it');

-- ---- in any order, in parts, in a window ------------------------------------------

SELECT is_empty('SELECT g FROM (SELECT g, percent_index(r, w ORDER BY i) AS a, percent_index(r, w ORDER BY r) AS b, percent_index(r, w * 8) AS c FROM item GROUP BY g) AS t JOIN compared USING (g) WHERE a <> b OR a <> t.c OR a <> compared.i', 'the order of rows does not show, nor the scale of weights');
CREATE AGGREGATE pg_temp.index_part(rate, numeric) (SFUNC = percent_index_sums_accum, STYPE = percent_index_sums);
CREATE AGGREGATE pg_temp.index_whole(percent_index_sums) (SFUNC = percent_index_sums_combine, STYPE = percent_index_sums, FINALFUNC = percent_index_sums_final);
SELECT is_empty('SELECT g FROM compared JOIN (SELECT g, pg_temp.index_whole(p::text::percent_index_sums) AS j FROM (SELECT g, pg_temp.index_part(r, w) AS p FROM item GROUP BY g, i % 2) AS t GROUP BY g) AS p USING (g) WHERE i <> j', 'in parts, by way of text');
SELECT is_empty($$ SELECT w.g, w.i FROM (SELECT g, i, percent_index(r, w) OVER (PARTITION BY g ORDER BY i ROWS 1 PRECEDING) AS x FROM item) AS w,
	LATERAL (SELECT percent_index(r, w) AS x FROM item AS y WHERE y.g = w.g AND y.i BETWEEN w.i - 1 AND w.i) AS d WHERE w.x IS DISTINCT FROM d.x $$, 'a moving window is what a fresh index is');
CREATE TABLE much AS SELECT rate(i % 97, 97) AS r, 1 + i % 5 + 0.25 AS w FROM generate_series(1, 20000) AS i;
ANALYZE much;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE alone AS SELECT percent_index(r, w) FROM much;
\ir include/parallel.sql
SELECT is((SELECT count(*) FROM pg_temp.plan_lines('SELECT percent_index(r, w) FROM much') AS l WHERE l ~ 'Partial Aggregate'), 1::bigint, 'it runs in parts');
CREATE TEMP TABLE together AS SELECT percent_index(r, w) FROM much;
SELECT results_eq('TABLE together', 'TABLE alone', 'with the same result');

-- ---- NULL, 0, and what cannot be -----------------------------------------------

SELECT is((SELECT percent_index(r, w) FROM (VALUES (rate '1/2', 0.5), (NULL, NULL), ('0/0', 0), (NULL, 0), ('9/1', 0.000)) AS v(r, w)), 50.0, 'NULL twice is no part, and weight 0 leaves one out');
SELECT is((SELECT percent_index('1/2', 0)), NULL, 'no weight');
SELECT is((SELECT percent_index('1/2', 1) WHERE false), NULL, 'no rows');
SELECT throws_ok($$ SELECT percent_index('1/2', NULL) $$, '22004', 'a rate has no weight', 'a rate without a weight');
SELECT throws_ok($$ SELECT percent_index(NULL, 0.5) $$, '22004', 'a weight has no rate', 'a weight without a rate');
SELECT throws_ok($$ SELECT percent_index('0/0', 0.5) $$, '22004', 'a weight has no rate', 'or with an empty one');
SELECT throws_ok($$ SELECT percent_index('1/2', -0.5) $$, '22023', 'the weight of a rate must be a finite number that is not negative', 'a negative weight');
SELECT throws_ok($$ SELECT percent_index('1/2', 'NaN') $$, '22023', NULL, 'none');
SELECT throws_ok($$ SELECT percent_index('1/2', 'infinity') $$, '22023', NULL, 'an endless one');
SELECT throws_ok($$ SELECT percent_index('1/2', 1e-25) $$, '22023', 'the weight of a rate must be below 10^14 and have no more than 24 digits behind the point', 'too many digits');
SELECT lives_ok($$ SELECT percent_index('1/2', 1.0000000000000000000000000000000000) $$, 'zeros are none');
SELECT throws_ok($$ SELECT percent_index('1/2', 1e39) $$, '22023', NULL, 'too large a weight');
SELECT throws_ok($$ SELECT percent_index('9223372036854775807/1', 1e13) $$, '22003', 'percent_index() is out of range', 'and product');
SELECT is((SELECT percent_index('9223372036854775807/9223372036854775807', 1e-24)), 100.0, 'the largest counts and the smallest weight');

SELECT * FROM finish();
ROLLBACK;
