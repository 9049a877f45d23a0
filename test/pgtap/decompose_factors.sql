--
-- decompose_factors() and decompose_factors_total(): Das Gupta's published
-- examples, and his definition as a sum over all ways in which the other
-- factors are of one date or the other.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(31);

-- ---- published -----------------------------------------------------------------

CREATE TEMP TABLE example (example text, factor text, first numeric, second numeric, effect numeric, crude_first numeric, crude_second numeric);
\copy example FROM PROGRAM 'grep -v "^#" test/data/das_gupta_k_factors.csv' (FORMAT csv, HEADER)
CREATE FUNCTION pg_temp.decimal_rate(x numeric) RETURNS rate IMMUTABLE LANGUAGE sql RETURN rate((x * 10 ^ scale(x))::bigint, (10 ^ scale(x))::bigint);
CREATE TEMP TABLE published AS
SELECT example, decompose_factors(array_agg(pg_temp.decimal_rate(second) ORDER BY n), array_agg(pg_temp.decimal_rate(first) ORDER BY n)) AS effects, array_agg(effect ORDER BY n) AS printed,
	count(*) AS factors, max(crude_second) - max(crude_first) AS change
FROM (SELECT *, row_number() OVER () AS n FROM example) AS e GROUP BY example;
SELECT is_empty('SELECT example, e, p FROM published, unnest(effects, printed) AS u(e, p) WHERE round(e, scale(p)) <> p', 'Das Gupta 1993, examples of chapter 2: every printed digit');
SELECT cmp_ok((SELECT count(*) FROM published), '>=', 3::bigint, 'of several examples');
SELECT is_empty('SELECT example FROM published WHERE abs((SELECT sum(e) FROM unnest(effects) AS e) - change) > 0.0051', 'which add up to the change of the crude rates');

CREATE TEMP TABLE birth (age integer, b0 numeric, m0 numeric, w0 numeric, b1 numeric, m1 numeric, w1 numeric);
\copy birth FROM PROGRAM 'grep -v "^#" test/data/das_gupta_4_3_vector.csv' (FORMAT csv, HEADER)
CREATE TEMP VIEW births AS SELECT age, ARRAY[pg_temp.decimal_rate(b1), pg_temp.decimal_rate(m1), pg_temp.decimal_rate(w1)] AS later, ARRAY[pg_temp.decimal_rate(b0), pg_temp.decimal_rate(m0), pg_temp.decimal_rate(w0)] AS earlier FROM birth;
SELECT results_eq('SELECT round(unnest(decompose_factors_total(later, earlier)), 6) FROM births', 'VALUES (-7.285632), (-2.720633), (-1.565181)', 'example 4.3, over seven ages');
SELECT is((SELECT round(sum(e), 5) FROM (SELECT unnest(decompose_factors_total(later, earlier)) AS e FROM births) AS t), 27.20318 - 38.77463, 'which add up, too');

-- ---- the definition --------------------------------------------------------------

-- The other K - 1 factors, r of them later: 1 / (K C(K - 1, r)).  In numeric
-- arithmetic with 60 digits.
CREATE FUNCTION pg_temp.defined(later rate[], earlier rate[]) RETURNS numeric[] IMMUTABLE LANGUAGE plpgsql AS $f$
DECLARE
	k integer := cardinality(later);
	effects numeric[];
	total numeric;
	product numeric;
	r integer;
BEGIN
	FOR f IN 1 .. k LOOP
		total := 0;
		FOR mask IN 0 .. (1 << k) - 1 LOOP
			CONTINUE WHEN mask & (1 << (f - 1)) <> 0;
			product := 1;
			r := 0;
			FOR j IN 1 .. k LOOP
				CONTINUE WHEN j = f;
				IF mask & (1 << (j - 1)) <> 0 THEN
					r := r + 1;
					product := product * round(numerator(later[j])::numeric / denominator(later[j])::numeric(80, 60), 60);
				ELSE
					product := product * round(numerator(earlier[j])::numeric / denominator(earlier[j])::numeric(80, 60), 60);
				END IF;
			END LOOP;
			total := total + product / (k * factorial(k - 1) / (factorial(r) * factorial(k - 1 - r)))::numeric(20, 0);
		END LOOP;
		effects[f] := total * (round(numerator(later[f])::numeric / denominator(later[f])::numeric(80, 60), 60) - round(numerator(earlier[f])::numeric / denominator(earlier[f])::numeric(80, 60), 60));
	END LOOP;
	RETURN effects;
END $f$;
CREATE TEMP TABLE item AS
SELECT g, i, (SELECT array_agg(rate((random() * d * 1.1)::bigint, d) ORDER BY j) FROM (SELECT j, (1 + random() * 10 ^ (1 + (g + j) % 17))::bigint AS d FROM generate_series(1, 2 + g % 5) AS j) AS x WHERE g + i > 0) AS later,
	(SELECT array_agg(rate((random() * d)::bigint, d) ORDER BY j) FROM (SELECT j, (1 + random() * 10 ^ (1 + (g * j) % 15))::bigint AS d FROM generate_series(1, 2 + g % 5) AS j) AS x WHERE g + i > 0) AS earlier
FROM generate_series(1, 25) AS g, generate_series(1, 5) AS i;
CREATE TEMP TABLE compared AS SELECT g, i, decompose_factors(later, earlier) AS e, pg_temp.defined(later, earlier) AS d FROM item;
SELECT set_eq('SELECT DISTINCT cardinality(e) FROM compared', 'SELECT generate_series(2, 6)', 'from 2 to 6 factors');
SELECT is_empty('SELECT g, i, e1, d1 FROM compared, unnest(e, d) AS u(e1, d1) WHERE abs(e1 - d1) >= 1e-18', 'each effect is the definition, to less than a unit of the 18th decimal');
SELECT is_empty($$ SELECT g, i FROM compared JOIN item USING (g, i),
	LATERAL (SELECT (SELECT sum(x) FROM unnest(e) AS x) AS total, (SELECT sum(x) FROM unnest(d) AS x) AS change) AS s WHERE total <> round(change, 18) $$, 'and they add up to the change, rounded');
SELECT is_empty('SELECT g, i FROM item WHERE (SELECT array_agg(-x ORDER BY n) FROM unnest(decompose_factors(earlier, later)) WITH ORDINALITY AS u(x, n)) <> decompose_factors(later, earlier)', 'exchanging the dates changes the signs');

-- ---- over strata -----------------------------------------------------------------

CREATE TEMP TABLE whole AS SELECT g, decompose_factors_total(later, earlier) AS e FROM item GROUP BY g;
CREATE TEMP TABLE summed AS SELECT g, array_agg(s ORDER BY n) AS d FROM (SELECT g, n, sum(x) AS s FROM compared, unnest(d) WITH ORDINALITY AS u(x, n) GROUP BY g, n) AS t GROUP BY g;
SELECT is_empty('SELECT g, e1, d1 FROM whole JOIN summed USING (g), unnest(e, d) AS u(e1, d1) WHERE abs(e1 - d1) >= 1e-18', 'the sum over strata, to less than a unit');
SELECT is_empty('SELECT g FROM (SELECT g, count(DISTINCT e::text) FROM (SELECT g, decompose_factors_total(later, earlier ORDER BY i) AS e FROM item GROUP BY g UNION ALL SELECT g, decompose_factors_total(later, earlier ORDER BY i DESC) FROM item GROUP BY g UNION ALL TABLE whole) AS t GROUP BY g) AS c WHERE count > 1', 'in any order');
CREATE AGGREGATE pg_temp.factor_part(rate[], rate[]) (SFUNC = decompose_factors_sums_accum, STYPE = decompose_factors_sums);
CREATE AGGREGATE pg_temp.factor_whole(decompose_factors_sums) (SFUNC = decompose_factors_sums_combine, STYPE = decompose_factors_sums, FINALFUNC = decompose_factors_sums_final);
SELECT is_empty('SELECT g FROM whole JOIN (SELECT g, pg_temp.factor_whole(p::text::decompose_factors_sums) AS e FROM (SELECT g, pg_temp.factor_part(later, earlier) AS p FROM item GROUP BY g, i % 2) AS t GROUP BY g) AS p USING (g) WHERE whole.e <> p.e', 'in parts, by way of text');
SELECT is_empty($$ SELECT w.g, w.i FROM (SELECT g, i, decompose_factors_total(later, earlier) OVER (PARTITION BY g ORDER BY i ROWS 1 PRECEDING) AS e FROM item) AS w,
	LATERAL (SELECT decompose_factors_total(later, earlier) AS e FROM item AS x WHERE x.g = w.g AND x.i BETWEEN w.i - 1 AND w.i) AS d WHERE w.e IS DISTINCT FROM d.e $$, 'a moving window is what a fresh sum is');
CREATE TABLE much AS SELECT ARRAY[rate(i % 97, 97), rate(i % 89, 90)] AS l, ARRAY[rate(i % 83, 97), rate(i % 79, 90)] AS e FROM generate_series(1, 5000) AS i;
ANALYZE much;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE alone AS SELECT decompose_factors_total(l, e) FROM much;
\ir include/parallel.sql
SELECT is((SELECT count(*) FROM pg_temp.plan_lines('SELECT decompose_factors_total(l, e) FROM much') AS l WHERE l ~ 'Partial Aggregate'), 1::bigint, 'it runs in parts');
CREATE TEMP TABLE together AS SELECT decompose_factors_total(l, e) FROM much;
SELECT results_eq('TABLE together', 'TABLE alone', 'with the same result');

-- ---- NULL, and what cannot be ------------------------------------------------------

SELECT is(decompose_factors('{1/2,0/0}', '{1/2,1/2}'), NULL, 'a factor without a value');
SELECT is(decompose_factors('{1/2,NULL}', '{1/2,1/2}'), NULL, 'that is not known');
SELECT is(decompose_factors(NULL, '{1/2,1/2}'), NULL, 'no factors');
SELECT is(decompose_factors('{1/2,0/5}', '{1/2,0/7}'), '{0.000000000000000000,0.000000000000000000}', 'factors that are 0');
SELECT is((SELECT decompose_factors_total(l, e) FROM (VALUES ('{1/2,1/2}'::rate[], '{1/4,1/2}'::rate[]), (NULL, NULL)) AS v(l, e)), decompose_factors('{1/2,1/2}', '{1/4,1/2}'), 'a row of NULL twice is no stratum');
SELECT is((SELECT decompose_factors_total('{1/2,1/2}', '{1/4,1/2}') WHERE false), NULL, 'no strata');
SELECT throws_ok($$ SELECT decompose_factors_total('{1/2,0/0}', '{1/4,1/2}') $$, '22004', 'a stratum has a factor without a value', 'a stratum without a factor');
SELECT throws_ok($$ SELECT decompose_factors_total('{1/2,1/2}', NULL) $$, '22004', NULL, 'or a date');
SELECT is((SELECT decompose_factors_total(l, e) FILTER (WHERE decompose_factors(l, e) IS NOT NULL) FROM (VALUES ('{1/2,1/2}'::rate[], '{1/4,1/2}'::rate[]), ('{1/2,0/0}', '{1/2,1/2}')) AS v(l, e)), decompose_factors('{1/2,1/2}', '{1/4,1/2}'), 'which the hint leaves out');
SELECT throws_ok($$ SELECT decompose_factors('{1/2}', '{1/4}') $$, '22023', 'the number of factors must be from 2 to 6', 'one factor');
SELECT throws_ok($$ SELECT decompose_factors('{1/2,1/2,1/2,1/2,1/2,1/2,1/2}', '{1/4}') $$, '22023', NULL, 'seven');
SELECT throws_ok($$ SELECT decompose_factors('{1/2,1/2}', '{1/4,1/2,1/2}') $$, '22023', 'both dates must have the same factors', 'two and three');
SELECT throws_ok($$ SELECT decompose_factors('{{1/2,1/2}}', '{1/4,1/2}') $$, '2202E', 'factors must be an array of one dimension', 'a matrix');
SELECT throws_ok($$ SELECT decompose_factors_total(l, l) FROM (VALUES ('{1/2,1/2}'::rate[]), ('{1/2,1/2,1/2}')) AS v(l) $$, '22023', 'all strata must have the same factors', 'strata with other factors');
SELECT throws_ok($$ SELECT decompose_factors('{9223372036854775807/1,9223372036854775807/1,9223372036854775807/1,9223372036854775807/1,9223372036854775807/1}', '{0/1,0/1,0/1,0/1,0/1}') $$, '22003', 'a product of factors is out of range', 'a product past all counts');
SELECT is(decompose_factors('{9223372036854775807/9223372036854775806,9223372036854775807/1}', '{1/9223372036854775807,9223372036854775805/1}') IS NULL, false, 'the largest counts');

SELECT * FROM finish();
ROLLBACK;
