--
-- control_limits(): the printed limits of PHEindicatormethods, the formula in
-- numeric arithmetic, and what must hold for every benchmark.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(10);

CREATE TEMP TABLE funnel_case (n bigint, lower_95 numeric, upper_95 numeric, lower_998 numeric, upper_998 numeric, baseline numeric);
\copy funnel_case FROM PROGRAM 'grep -v "^#" test/data/funnel_limits_ukhsa.csv' (FORMAT csv, HEADER)
SELECT cmp_ok((SELECT count(*) FROM funnel_case), '>=', 10::bigint, 'there is a table');
SELECT is_empty($$ SELECT n, f.*, near, far FROM funnel_case AS f, (VALUES (rate '103258138504/128044400000')) AS b(benchmark),
	control_limits(benchmark, n, 0.95) AS near, control_limits(benchmark, n, 0.998) AS far
	WHERE (trim_scale(round(100 * near.lower::numeric, 6)), trim_scale(round(100 * near.upper::numeric, 6)), trim_scale(round(100 * far.lower::numeric, 6)), trim_scale(round(100 * far.upper::numeric, 6)))
		<> (trim_scale(lower_95), trim_scale(upper_95), trim_scale(lower_998), trim_scale(upper_998)) $$, 'the printed limits of PHEindicatormethods, to every digit');

-- p +- z sqrt(p (1 - p) / n) with 40 digits, for counts of any magnitude
CREATE TEMP TABLE tried AS
SELECT b, n, z, l.lower, l.upper, p - z * sqrt(p * (1 - p) / n) AS exact_lower, p + z * sqrt(p * (1 - p) / n) AS exact_upper
FROM (SELECT i, rate(least(x, y), greatest(x, y)) AS b, 1 + pg_temp.any_count('n' || i) / 2 AS n
		FROM generate_series(1, 600) AS i, LATERAL (SELECT pg_temp.any_count('x' || i) AS x, 1 + pg_temp.any_count('y' || i) / 2 AS y) AS t) AS r,
	(VALUES (0.5::float8, 0.674489750196081743202227014541), (0.95, 1.95996398454005385560443064983)) AS quantile(c, z),
	LATERAL (SELECT numerator(b)::numeric(60, 40) / denominator(b) AS p) AS share, control_limits(b, n, c) AS l;
SELECT is_empty('SELECT * FROM tried WHERE abs(lower - greatest(exact_lower, 0)::float8) > 1e-15 OR abs(upper - least(exact_upper, 1)::float8) > 1e-15', 'the formula in numeric arithmetic');
SELECT isnt_empty('SELECT FROM tried WHERE lower = 0 AND exact_lower < 0', 'some are cut at 0');
SELECT isnt_empty('SELECT FROM tried WHERE upper = 1 AND exact_upper > 1', 'some at 1');
SELECT isnt_empty('SELECT FROM tried WHERE lower > 0 AND upper < 1', 'some not at all');
SELECT is_empty('SELECT * FROM tried WHERE NOT (lower BETWEEN 0 AND ratio(b) AND upper BETWEEN ratio(b) AND 1)', 'the benchmark is within');
SELECT is_empty('SELECT b, n FROM tried AS t, control_limits(b, n, 0.8) AS l, control_limits(b, n / 2 + 1, 0.8) AS wide, control_limits(b, n, 0.9) AS sure
	WHERE l.lower < wide.lower OR l.upper > wide.upper OR l.lower < sure.lower OR l.upper > sure.upper', 'wider for smaller denominators, and for more confidence');
-- what is taken from the benchmark is added to its complement
SELECT is_empty('SELECT b, n FROM tried, control_limits(b, n, 0.95) AS l, control_limits(rate(denominator(b) - numerator(b), denominator(b)), n, 0.95) AS m
	WHERE abs(l.lower + m.upper - 1) > 1e-15', 'the complement has the complementary limits');
-- and the limits mean what they say: of all binomial outcomes, so many lie within
SELECT ok((SELECT sum(p) FROM (SELECT k, exp(lgamma_n - lgamma_k - lgamma_r + k * ln(0.8) + (400 - k) * ln(0.2)) AS p FROM (
		SELECT k, (SELECT sum(ln(j)) FROM generate_series(1, 400) AS j) AS lgamma_n, coalesce((SELECT sum(ln(j)) FROM generate_series(1, k) AS j), 0) AS lgamma_k,
			coalesce((SELECT sum(ln(j)) FROM generate_series(1, 400 - k) AS j), 0) AS lgamma_r FROM generate_series(0, 400) AS k) AS f) AS binomial,
	control_limits('4/5', 400, 0.95) WHERE k / 400.0 BETWEEN lower AND upper) BETWEEN 0.94 AND 0.96, 'of 400 with the rate 4/5, 95 % fall within');

SELECT * FROM finish();
ROLLBACK;
