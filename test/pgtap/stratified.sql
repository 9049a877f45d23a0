--
-- stratified(), combined_ratio(), separate_ratio() and the methods of
-- confidence_interval(): against the package survey of R, against the formulas,
-- and what must hold whatever the order of strata, the plan and the frame.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(40);

CREATE FUNCTION pg_temp.near(a double precision, b numeric, tolerance double precision DEFAULT 1e-12) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN abs(a - b::double precision) <= tolerance * greatest(abs(b::double precision), 1e-3);


--
-- R
--

CREATE TEMP TABLE drawn ("case" integer, stratum integer, population bigint, total bigint, y bigint, x bigint);
CREATE TEMP TABLE expected ("case" integer, combined numeric, combined_error numeric, df bigint, t_lower numeric, t_upper numeric, normal90_lower numeric, normal90_upper numeric,
	separate numeric, separate_error numeric);
\copy drawn FROM PROGRAM 'grep -v "^#" test/data/stratified_survey.csv' (FORMAT csv, HEADER)
\copy expected FROM PROGRAM 'grep -v "^#" test/data/stratified_survey_results.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE stratum AS SELECT "case", stratum, population, total, ratio_sample(y, x) AS s FROM drawn GROUP BY "case", stratum, population, total;
CREATE TEMP TABLE estimated AS SELECT "case", stratified(s, population) AS without_total, stratified(s, population, total) AS with_total FROM stratum GROUP BY "case";
SELECT cmp_ok((SELECT count(*) FROM expected), '>=', 6::bigint, 'there are cases');
SELECT is_empty('SELECT e.*, c.* FROM expected AS e JOIN estimated USING ("case"), combined_ratio(without_total) AS c WHERE NOT pg_temp.near(c.estimate, combined) OR NOT pg_temp.near(c.standard_error, combined_error)
	OR c.degrees_of_freedom <> df', 'combined: svyratio of R, to 12 digits');
SELECT is_empty('SELECT e.*, c.* FROM expected AS e JOIN estimated USING ("case"), combined_ratio(without_total) AS c WHERE NOT pg_temp.near(c.lower, t_lower) OR NOT pg_temp.near(c.upper, t_upper)', 'its limits with n - H degrees of freedom');
SELECT is_empty($$ SELECT e.*, c.* FROM expected AS e JOIN estimated USING ("case"), combined_ratio(without_total, 'normal', 0.9) AS c WHERE NOT pg_temp.near(c.lower, normal90_lower) OR NOT pg_temp.near(c.upper, normal90_upper) $$,
	'and with the normal quantile, at 90 %');
SELECT is_empty('SELECT e.*, c.* FROM expected AS e JOIN estimated USING ("case"), separate_ratio(with_total) AS c WHERE NOT pg_temp.near(c.estimate, separate) OR NOT pg_temp.near(c.standard_error, separate_error)',
	'separate: predict(svyratio(separate = TRUE))');
SELECT isnt_empty('SELECT FROM expected AS e JOIN estimated USING ("case"), combined_ratio(without_total) AS c WHERE NOT pg_temp.near(c.standard_error * (1 + 1e-11), combined_error)', 'the comparison notices the 11th digit');
SELECT is_empty('SELECT "case" FROM estimated, combined_ratio(without_total) AS c, combined_ratio(with_total) AS d WHERE c <> d', 'a total does not change the combined estimate');
SELECT is_empty('SELECT "case" FROM estimated, combined_ratio(without_total) AS c, separate_ratio(without_total) AS d WHERE c.estimate <> d.estimate OR c.standard_error <= d.standard_error', 'without totals both estimate the same, with other errors');

-- qt() of R 4.5: the interval of two enterprises, 0 of 1 and 1 of 1, has the
-- standard error 1/2 and one degree of freedom, and so on
CREATE TEMP TABLE quantile (df integer, confidence double precision, t numeric);
INSERT INTO quantile VALUES (1, 0.95, 12.706204736174694), (2, 0.95, 4.3026527297494619), (3, 0.5, 0.76489232840434518), (4, 0.99, 4.6040948713499921), (9, 0.95, 2.2621571627982049),
	(10, 0.8, 1.3721836411103356), (30, 0.998, 3.3851848668293054), (99, 0.95, 1.9842169515864172), (500, 0.99, 2.5856978351419415), (1, 0.5, 1), (2, 0.8, 1.8856180831641269);
SELECT is_empty($$ SELECT df, confidence, t, c.upper, s FROM quantile, LATERAL (SELECT ratio_sample(i % 2, 1) AS s FROM generate_series(0, df) AS i) AS d, confidence_interval(s, 't', confidence) AS c
	WHERE NOT pg_temp.near((c.upper - ratio(rate(s))) / standard_error(s), t, 2e-12) $$, 't: Student''s quantile with n - 1 degrees of freedom');
-- many degrees of freedom: qt(0.975, c(2000, 2001, 5000, 1e6))
SELECT is_empty($$ SELECT n, t FROM (VALUES (2001, 1.9611508260994375), (2002, 1.961150232622441), (5001, 1.9604385517065075), (1000001, 1.9599663568141066)) AS v(n, t),
	LATERAL (SELECT format('(%s,%s,%1$s,%2$s,%2$s,%1$s)', n, n / 2)::ratio_sample AS s) AS d, confidence_interval(s, 't') AS c
	WHERE NOT pg_temp.near((c.upper - ratio(rate(s))) / standard_error(s), t, 1e-11) $$, 'also where there are thousands');


--
-- Methods
--

CREATE TEMP TABLE sample AS SELECT g, g % 3 AS kind, ratio_sample(CASE g % 3 WHEN 0 THEN pg_temp.below(1 + x, format('y %s %s', g, i)) WHEN 1 THEN 0 ELSE x END, x) AS s, count(*) + g AS population
FROM generate_series(1, 90) AS g, generate_series(1, 2 + g % 30) AS i, LATERAL (SELECT 1 + pg_temp.below(500, format('x %s %s', g, i)) AS x) AS t GROUP BY g;
SELECT is_empty($$ SELECT g FROM sample, confidence_interval(s, 0.9, population) AS a, confidence_interval(s, 'normal', 0.9, population) AS b WHERE a <> b $$, 'normal: what there is without a method');
SELECT is_empty($$ SELECT g FROM sample, confidence_interval(s, 'normal') AS a, confidence_interval(s, 't') AS b WHERE kind = 0 AND NOT (b.lower < a.lower AND b.upper > a.upper) $$, 't is longer');
SELECT is_empty($$ SELECT g, c FROM sample, confidence_interval(s, 'logit') AS c WHERE NOT (c.lower >= 0 AND c.lower <= ratio(rate(s)) AND c.upper >= ratio(rate(s)) AND c.upper <= 1 AND c.lower < c.upper) $$,
	'logit: between 0 and 1, around the rate, of some width');
SELECT is_empty($$ SELECT g, c, p FROM sample, confidence_interval(s, 'logit', 0.9, population) AS c, confidence_interval(s, 't', 0.9, population) AS t, LATERAL (SELECT ratio(rate(s)) AS p) AS r
	WHERE kind = 0 AND (NOT pg_temp.near(ln(c.upper / (1 - c.upper)) - ln(p / (1 - p)), ((t.upper - p) / (p * (1 - p)))::numeric, 1e-9) OR NOT pg_temp.near(ln(p / (1 - p)) - ln(c.lower / (1 - c.lower)), ((t.upper - p) / (p * (1 - p)))::numeric, 1e-9)) $$,
	'logit: the t interval of ln(p / (1 - p))');
-- svyciprop(method = "xlogit") of R's survey 4.4-2: 8 of 12 units, of 60
SELECT is_empty($$ SELECT c FROM (SELECT ratio_sample((i % 3 > 0)::integer, 1) AS s FROM generate_series(1, 12) AS i) AS d, confidence_interval(s, 'logit', population => 60) AS c
	WHERE NOT pg_temp.near(c.lower, 0.362163312513183) OR NOT pg_temp.near(c.upper, 0.875695190766790) $$, 'logit: svyciprop of R');
SELECT is_empty($$ SELECT g FROM sample, confidence_interval(s, 'logit') AS c WHERE kind = 1 AND c.lower <> 0 OR kind = 2 AND c.upper <> 1 $$, 'none and all are limits');
SELECT is_empty($$ SELECT n, c, w FROM generate_series(2, 40) AS n, LATERAL (SELECT ratio_sample(0, 7) AS s FROM generate_series(1, n)) AS d, confidence_interval(s, 'logit', 0.9) AS c, wilson(rate(0, n), 0.9) AS w
	WHERE NOT pg_temp.near(c.upper, w.upper::numeric) $$, 'none of enterprises of one size: wilson() of the enterprises');
SELECT is_empty($$ SELECT n, c, w FROM generate_series(2, 40) AS n, LATERAL (SELECT ratio_sample(0, 7) AS s FROM generate_series(1, n)) AS d, confidence_interval(s, 'logit', 0.9, 50) AS c, wilson(rate(0, n), 0.9, 50) AS w
	WHERE NOT pg_temp.near(c.upper, w.upper::numeric) $$, 'and of a finite population');
SELECT ok((SELECT unequal.upper > equal.upper FROM (SELECT ratio_sample(0, CASE WHEN i = 1 THEN 1000 ELSE 1 END) AS s FROM generate_series(1, 10) AS i) AS u, confidence_interval(s, 'logit') AS unequal,
	(SELECT ratio_sample(0, 100) AS s FROM generate_series(1, 10)) AS e, confidence_interval(e.s, 'logit') AS equal), 'enterprises of unequal size tell less');
SELECT is_empty($$ SELECT m FROM unnest('{normal,t,logit}'::text[]) AS m, (SELECT ratio_sample(1, 2) FROM generate_series(1, 3)) AS d(s), confidence_interval(s, m, population => 3) AS c WHERE c.lower <> 0.5 OR c.upper <> 0.5 $$, 'a census is certain');
SELECT is((SELECT c FROM confidence_interval(ratio_sample '(1,1,2,1,2,4)', 't') AS c), ROW(NULL::float8, NULL::float8), 'one enterprise has no interval');
SELECT throws_ok($$ SELECT confidence_interval(ratio_sample '(2,1,2,1,2,4)', 'wald') $$, '22023', 'unknown method of a confidence interval: "wald"', 'another method');
SELECT throws_ok($$ SELECT confidence_interval(ratio_sample '(2,5,4,13,10,8)', 'logit') $$, '22023', 'a rate above 1 has no logit', 'a rate above 1');
SELECT throws_ok($$ SELECT confidence_interval(ratio_sample '(2,1,2,1,2,4)', 't', 95) $$, '22023', 'confidence must be between 0 and 1, both excluded', 'a confidence that is none');
-- calls of 1.0 whose confidence has no type
SELECT is_empty($$ SELECT FROM confidence_interval('(3,69,100,2081,2890,4200)', '0.9') AS a, confidence_interval('(3,69,100,2081,2890,4200)', 0.9) AS b WHERE a <> b $$, 'a number in quotes is a confidence');
PREPARE open_parameter AS SELECT confidence_interval(ratio_sample '(3,69,100,2081,2890,4200)', $1);
SELECT results_eq('EXECUTE open_parameter(0.9)', 'SELECT confidence_interval(ratio_sample ''(3,69,100,2081,2890,4200)'', 0.9)', 'and so is an open parameter');
SELECT is((SELECT confidence_interval(ratio_sample '(3,69,100,2081,2890,4200)', NULL)), NULL, 'or NULL');


--
-- Strata that are not as they should be
--

SELECT throws_ok($$ SELECT stratified(s, n) FROM (VALUES (ratio_sample '(2,1,4,1,2,8)', 10::bigint), ('(2,1,4,1,2,8)', NULL)) AS v(s, n) $$, '22004', 'a stratum with a sample has no population', 'no population');
SELECT throws_ok($$ SELECT stratified(s, n) FROM (VALUES (ratio_sample '(2,1,4,1,2,8)', 10::bigint), (NULL, 5)) AS v(s, n) $$, '22004', 'a stratum with a population has no sample', 'no sample');
SELECT throws_ok($$ SELECT stratified('(2,1,4,1,2,8)', 1::bigint) $$, '22023', 'the population is smaller than the sample', 'a population that is too small');
SELECT throws_ok($$ SELECT stratified('(2,1,4,1,2,8)', 10::bigint, 3::bigint) $$, '22023', 'the total of a stratum is smaller than that of its sample', 'a total that is too small');
SELECT throws_ok($$ SELECT separate_ratio(stratified('(2,0,0,0,0,0)', 10::bigint, 7::bigint)) $$, '22004', 'a stratum with a total has no rate', 'a total without a rate');
SELECT is((SELECT (c.estimate, c.standard_error)::text FROM (SELECT stratified(s, n) AS t FROM (VALUES (ratio_sample '(2,1,4,1,2,8)', 10::bigint), ('(1,1,2,1,2,4)', 5)) AS v(s, n)) AS x, combined_ratio(t) AS c), '(0.3333333333333333,)', 'one enterprise drawn of several: no error');
SELECT is((SELECT (c.estimate, c.standard_error > 0)::text FROM (SELECT stratified(s, n) AS t FROM (VALUES (ratio_sample '(2,1,4,1,2,8)', 10::bigint), ('(1,1,2,1,2,4)', 1)) AS v(s, n)) AS x, combined_ratio(t) AS c), '(0.2727272727272727,t)', 'one of one: its stratum is known');
SELECT is((SELECT (c.standard_error, c.lower = c.upper)::text FROM (SELECT stratified(s, n) AS t FROM (VALUES (ratio_sample '(2,1,4,1,2,8)', 2::bigint), ('(1,1,2,1,2,4)', 1)) AS v(s, n)) AS x, combined_ratio(t) AS c), '(0,t)', 'all of all: nothing is left to chance');
-- the same share everywhere: what cancels leaves nothing
SELECT is_empty($$ SELECT c.* FROM (SELECT stratified(s, 1000) AS t FROM (SELECT h, ratio_sample(3 * x, 7 * x) AS s FROM generate_series(1, 5) AS h, generate_series(1, 9) AS i, LATERAL (SELECT 1 + pg_temp.below(100000, format('%s %s', h, i)) AS x) AS r GROUP BY h) AS d) AS z,
	combined_ratio(t) AS c WHERE c.standard_error <> 0 OR c.estimate <> 3.0 / 7 $$, 'no scatter, exactly');


--
-- Order, plans, frames
--

SELECT is_empty($$ SELECT "case" FROM (SELECT "case", o, stratified(s, population, total ORDER BY md5(o || ' ' || stratum))::text AS t FROM stratum, generate_series(1, 20) AS o GROUP BY "case", o) AS x GROUP BY "case" HAVING count(DISTINCT t) > 1 $$, 'the order of strata does not show');
SELECT is((SELECT stratified(t ORDER BY k DESC) FROM (SELECT stratum % 3 AS k, stratified(s, population)::text::stratified_sample AS t FROM stratum GROUP BY 1) AS p), (SELECT stratified(s, population) FROM stratum), 'parts, through text, are merged');
SELECT is_empty($$ SELECT * FROM (SELECT "case", stratum, stratified(s, population) OVER w AS moving, (SELECT stratified(s, population) FROM stratum AS x WHERE x."case" = t."case" AND x.stratum BETWEEN t.stratum - 2 AND t.stratum) AS fresh
	FROM stratum AS t WINDOW w AS (PARTITION BY "case" ORDER BY stratum ROWS 2 PRECEDING)) AS m WHERE moving <> fresh OR moving::text <> fresh::text $$, 'a moving frame holds what a fresh computation does');
SELECT ok((SELECT length(stratified(s, population)::text) > 100000 FROM stratum, generate_series(1, 500)), 'many strata');

SELECT * FROM finish();
ROLLBACK;
