--
-- ratio_sample against the definition in numeric arithmetic, row by row; as a
-- partial result, in parallel, in a moving window.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT current_setting('server_version_num')::integer >= 160000 AS soft \gset
SELECT plan(28);

-- the square of a double with all its digits; the operator ^ keeps 16
CREATE FUNCTION pg_temp.square(double precision) RETURNS numeric IMMUTABLE LANGUAGE sql
RETURN $1::text::numeric * $1::text::numeric;

-- groups of 1 to 40 rows: ordinary counts, rates that are all but equal (where
-- the squares cancel), rates above 1, counts near 2^62; and no staff in some
CREATE TEMP TABLE filing AS
SELECT g, i, x AS staff, CASE g % 4
		WHEN 0 THEN CASE WHEN x = 0 THEN 0 ELSE pg_temp.bits('y' || g || ' ' || i) % (x + 1) END
		WHEN 1 THEN x / 2
		WHEN 2 THEN CASE WHEN x = 0 THEN 0 ELSE pg_temp.bits('y' || g || ' ' || i) % (3 * x) END
		ELSE pg_temp.bits('y' || g || ' ' || i) >> 2 END AS returned
FROM generate_series(0, 199) AS g, generate_series(1, 1 + g % 40) AS i,
	LATERAL (SELECT CASE WHEN g % 4 = 1 THEN 1000000007 + i WHEN g % 4 = 3 THEN 1 + (pg_temp.bits('x' || g || ' ' || i) >> 2)
		ELSE (pg_temp.bits('x' || g || ' ' || i) % 300) * sign(i % 7) END::bigint) AS t(x);

CREATE TEMP TABLE sampled AS
SELECT g, ratio_sample(returned, staff) AS s FROM filing GROUP BY g;


--
-- The sums, exactly
--

SELECT results_eq('SELECT g, s::text FROM sampled ORDER BY g',
	$$ SELECT g, format('(%s,%s,%s,%s,%s,%s)', count(*), sum(returned), sum(staff),
		sum(returned::numeric * returned), sum(returned::numeric * staff), sum(staff::numeric * staff))
	FROM filing GROUP BY g ORDER BY g $$, 'the sums are those that numeric computes');
SELECT results_eq('SELECT g, s::text FROM sampled ORDER BY g', 'SELECT g, ratio_sample(rate(returned, staff))::text FROM filing GROUP BY g ORDER BY g',
	'of rates as of counts');
SELECT results_eq('SELECT g, rate(s)::text FROM sampled WHERE g % 4 <> 3 ORDER BY g', 'SELECT g, pool(returned, staff)::text FROM filing WHERE g % 4 <> 3 GROUP BY g ORDER BY g',
	'rate() of a sample is the pooled rate');


--
-- Estimates, from the residuals with 60 digits
--

CREATE TEMP TABLE estimate AS
WITH pooled AS (
	SELECT g, count(*) AS n, round(sum(returned)::numeric, 60) / nullif(sum(staff), 0) AS r, round(avg(staff)::numeric, 60) AS mean_staff
	FROM filing GROUP BY g
)
SELECT g, n, r, sum((returned - r * staff) ^ 2) / nullif(n - 1, 0) / n / nullif(mean_staff ^ 2, 0) AS variance
FROM filing JOIN pooled USING (g) GROUP BY g, n, r, mean_staff;

SELECT cmp_ok((SELECT count(variance) FROM estimate WHERE variance > 0), '>', 150::bigint, 'there are variances to compare');
SELECT is_empty($$ SELECT g, standard_error(s), sqrt(variance) FROM sampled JOIN estimate USING (g)
	WHERE (standard_error(s) IS NULL) <> (variance IS NULL)
		OR abs(pg_temp.square(standard_error(s)) - variance) > 2e-15 * variance $$,
	'standard_error: good to 1e-15 of itself');
SELECT is_empty($$ SELECT g, population FROM sampled JOIN estimate USING (g), LATERAL (VALUES (n + 1), (2 * n), (15910)) AS p(population)
	WHERE abs(pg_temp.square(standard_error(s, population)) - variance * (population - n) / population) > 2e-15 * variance $$,
	'standard_error: finite population correction');
SELECT is_empty($$ SELECT g FROM sampled JOIN estimate USING (g) WHERE standard_error(s, n) <> 0 OR (standard_error(s, n) IS NULL) <> (r IS NULL) $$,
	'standard_error: a census has none');
SELECT is_empty($$ SELECT g FROM sampled JOIN estimate USING (g), LATERAL (VALUES (NULL), (2 * n), (9223372036854775807)) AS p(population),
		LATERAL (VALUES (0.5::float8, 0.674489750196081743), (0.95, 1.95996398454005385), (0.99, 2.57582930354890045)) AS q(confidence, z),
		confidence_interval(s, confidence, population) AS c
	WHERE abs(c.lower - (r - z * standard_error(s, population)::numeric)::float8) > 1e-14 * (r + standard_error(s)::numeric)
		OR abs(c.upper - (r + z * standard_error(s, population)::numeric)::float8) > 1e-14 * (r + standard_error(s)::numeric)
		OR (c.lower IS NULL) <> (standard_error(s, population) IS NULL) $$,
	'confidence_interval: the ratio and z standard errors on both sides');
SELECT results_eq($$ SELECT c.lower, c.upper FROM ratio_sample('(3,300,400,31250,41000,55000)') AS s, confidence_interval(s, 0.99, 3) AS c $$,
	'VALUES (0.75::float8, 0.75::float8)', 'confidence_interval: of a census, the rate and no more');

-- R's survey::svyratio linearises: the standard error of the total of
-- (y - R x) / X over a simple random sample
SELECT is_empty($$ SELECT g FROM sampled JOIN estimate USING (g), LATERAL (
		SELECT count(*) * var_samp((returned - r * staff) / (SELECT sum(staff) FROM filing AS t WHERE t.g = f.g)) FROM filing AS f WHERE f.g = sampled.g) AS t(linearised)
	WHERE n > 1 AND r > 0 AND abs(standard_error(s) ^ 2 - linearised) > 1e-13 * linearised $$, 'standard_error: that of the linearised total');


--
-- Partial results
--

SELECT is((SELECT ratio_sample(s)::text FROM sampled WHERE g % 4 <> 3), (SELECT ratio_sample(returned, staff)::text FROM filing WHERE g % 4 <> 3),
	'merging samples is sampling everything');
SELECT is_empty('SELECT g, s FROM sampled WHERE s::text::ratio_sample <> s OR s::text::ratio_sample::text <> s::text', 'text and back');
SELECT is_empty('SELECT g FROM sampled AS a JOIN sampled AS b USING (g) WHERE a.s <> b.s OR NOT a.s = b.s', 'equal to itself');
SELECT is((SELECT count(*) FROM sampled AS a JOIN sampled AS b ON a.s = b.s), (SELECT count(*) FROM (SELECT s::text FROM sampled) AS t JOIN (SELECT s::text FROM sampled) AS u USING (s)),
	'equal where the text is');
SELECT is((SELECT count(*) FROM (SELECT s FROM sampled UNION SELECT s FROM sampled) AS t), (SELECT count(DISTINCT s::text) FROM sampled), 'UNION finds equal samples by their hash');

-- one plan in parallel, one not
CREATE TABLE parallel_filing AS SELECT g % 5 AS g, returned, staff, rate(returned, staff) AS r FROM filing, generate_series(1, 20) WHERE g % 4 < 3;
ALTER TABLE parallel_filing SET (parallel_workers = 2);
CREATE TEMP TABLE serial AS SELECT g, ratio_sample(returned, staff) AS a, ratio_sample(r) AS b FROM parallel_filing GROUP BY g;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
\ir include/plan.sql
SELECT isnt_empty($$ SELECT * FROM pg_temp.plan_lines('SELECT g, ratio_sample(returned, staff), ratio_sample(r) FROM parallel_filing GROUP BY g') AS line WHERE line ~ 'Partial' $$,
	'the plan aggregates in parallel');
-- a cursor, which results_eq() opens for a query, would not run in parallel
CREATE TEMP TABLE parallel AS SELECT g, ratio_sample(returned, staff) AS a, ratio_sample(r) AS b FROM parallel_filing GROUP BY g;
SELECT results_eq('SELECT g, a::text, b::text FROM parallel ORDER BY g', 'SELECT g, a::text, b::text FROM serial ORDER BY g', 'and gets the same');


--
-- Moving windows: the inverse is exact
--

CREATE TEMP TABLE day AS
SELECT i, CASE WHEN i % 11 < 3 THEN NULL ELSE (pg_temp.bits('y' || i) >> (2 + i % 60)) % (x + 1) END AS y, x, CASE WHEN i % 13 = 0 THEN NULL ELSE x END AS x_or_null
FROM generate_series(1, 300) AS i, LATERAL (SELECT pg_temp.bits('x' || i) >> (2 + i % 60)) AS t(x);
CREATE TEMP TABLE moving AS
SELECT i, ratio_sample(y, x_or_null) OVER w AS counts, ratio_sample(rate(y, x_or_null)) OVER w AS rates,
	ratio_sample(s) OVER w AS samples
FROM day JOIN (SELECT i, ratio_sample(y, x_or_null) AS s FROM day GROUP BY i) AS t USING (i)
WINDOW w AS (ORDER BY i ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING);
CREATE TEMP TABLE anew AS
SELECT i, (SELECT ratio_sample(y, x_or_null) FROM day AS d WHERE d.i BETWEEN w.i - 2 AND w.i - 1) AS s FROM day AS w;
SELECT cmp_ok((SELECT count(*) FROM anew WHERE s IS NULL), '>', 20::bigint, 'there are frames without a row that counts');
SELECT is_empty('SELECT i, counts, s FROM moving JOIN anew USING (i) WHERE counts::text IS DISTINCT FROM s::text', 'a window of counts is what its frame gives anew');
SELECT is_empty('SELECT i, rates, s FROM moving JOIN anew USING (i) WHERE rates::text IS DISTINCT FROM s::text', 'and of rates');
SELECT is_empty('SELECT i, samples, s FROM moving JOIN anew USING (i) WHERE samples::text IS DISTINCT FROM s::text', 'and of samples');


--
-- What is refused
--

SELECT throws_ok($$ SELECT ratio_sample(9223372036854775807, 9223372036854775807) FROM generate_series(1, 3) $$, '22003', 'ratio sample is out of range', 'sums past 128 bits');
SELECT throws_ok($$ SELECT rate(ratio_sample(4611686018427387904, 4611686018427387904)) FROM generate_series(1, 2) $$, '22003', 'pooled rate is out of range', 'a pooled rate past bigint');
SELECT throws_ok($$ SELECT standard_error(ratio_sample(1, 2), 9) FROM generate_series(1, 10) $$, '22023', NULL, 'a population smaller than the sample');
SELECT throws_ok($$ SELECT ratio_sample(1, 0) $$, '22003', NULL, 'a numerator without a denominator');

-- softly, where the server has soft errors
\if :soft
SELECT ok(pg_input_is_valid('(3,69,100,2081,2890,4200)', 'ratio_sample'), 'soft input: a sample');
SELECT is((SELECT (sql_error_code, message)::text FROM pg_input_error_info('(3,69,100)', 'ratio_sample')),
	('22P02'::text, 'invalid input syntax for type ratio_sample: "(3,69,100)"'::text)::text, 'soft input: not a sample');
SELECT is((SELECT (sql_error_code, message)::text FROM pg_input_error_info('(1,2,3,4,7,9)', 'ratio_sample')),
	('22003'::text, 'the sums of a ratio sample contradict one another'::text)::text, 'soft input: sums that no counts have');
\else
SELECT * FROM skip('soft errors came with PostgreSQL 16', 3);
\endif

SELECT * FROM finish();
ROLLBACK;
