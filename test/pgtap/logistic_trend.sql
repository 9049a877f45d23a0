--
-- logistic_trend(): against R's glm, against the likelihood itself, and what
-- must hold whatever the order of rows, the plan and the frame.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(49);

CREATE FUNCTION pg_temp.near(a double precision, b double precision, tolerance double precision DEFAULT 1e-9) RETURNS boolean IMMUTABLE LANGUAGE sql
RETURN coalesce(abs(a - b) <= tolerance * greatest(abs(b), 1e-3), a IS NULL AND b IS NULL);


--
-- R
--

CREATE TEMP TABLE given ("case" integer, day integer, n bigint, d bigint);
CREATE TEMP TABLE expected ("case" integer, intercept float8, slope float8, slope_error float8, dispersion float8, slope_lower float8, slope_upper float8, at integer, percent float8, percent_lower float8, percent_upper float8);
\copy given FROM PROGRAM 'grep -v "^#" test/data/logistic_trend_glm.csv' (FORMAT csv, HEADER)
\copy expected FROM PROGRAM 'grep -v "^#" test/data/logistic_trend_glm_results.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE fitted AS SELECT "case", logistic_trend(date '2020-02-01' + day, rate(n, d)) AS t FROM given GROUP BY "case";
SELECT cmp_ok((SELECT count(*) FROM expected), '>=', 6::bigint, 'there are cases');
SELECT is_empty($$ SELECT e.*, f.* FROM expected AS e JOIN fitted USING ("case"), logistic_fit(t) AS f WHERE NOT (pg_temp.near(f.slope, e.slope) AND pg_temp.near(f.slope_error, e.slope_error) AND pg_temp.near(f.dispersion, e.dispersion) AND f.status = 'fitted') $$, 'glm: slope, error, dispersion');
SELECT is_empty($$ SELECT e.*, f.* FROM expected AS e JOIN fitted USING ("case"), slope_interval(t) AS f WHERE NOT (pg_temp.near(f.lower, e.slope_lower) AND pg_temp.near(f.upper, e.slope_upper)) $$, 'the interval of the slope');
SELECT is_empty($$ SELECT e.*, f.* FROM expected AS e JOIN fitted USING ("case"), percent_at_interval(t, date '2020-02-01' + at) AS f WHERE NOT (pg_temp.near(percent_at(t, date '2020-02-01' + at), percent) AND pg_temp.near(f.lower, e.percent_lower) AND pg_temp.near(f.upper, e.percent_upper)) $$, 'the curve beyond the last day, and its interval');
SELECT is_empty($$ SELECT e.* FROM expected AS e JOIN fitted USING ("case") WHERE NOT pg_temp.near(percent_at(t, '2020-02-01'), 100 / (1 + exp(-intercept))) $$, 'and before the first one, the intercept');
SELECT isnt_empty($$ SELECT FROM expected AS e JOIN fitted USING ("case"), logistic_fit(t) AS f WHERE NOT pg_temp.near(f.slope * (1 + 1e-8), e.slope) $$, 'the comparison notices');
-- the smokers of Fleiss 1981
CREATE TEMP TABLE smokers (intercept float8, slope float8, se_slope float8, z float8);
\copy smokers FROM PROGRAM 'grep -v "^#" test/data/logistic_trend_smokers.csv' (FORMAT csv, HEADER)
SELECT is_empty($$ SELECT s.*, f.* FROM smokers AS s, (SELECT logistic_trend(date '2020-01-31' + score, rate(x, n)) AS t FROM (VALUES (1, 83, 86), (2, 90, 93), (3, 129, 136), (4, 70, 82)) AS v(score, x, n)) AS v, logistic_fit(t) AS f
	WHERE NOT (pg_temp.near(f.slope, s.slope, 1e-13) AND pg_temp.near(f.slope_error, s.se_slope, 1e-13) AND pg_temp.near(f.slope / f.slope_error, z, 1e-13) AND pg_temp.near(percent_at(t, '2020-01-31'), 100 / (1 + exp(-intercept)), 1e-13)) $$, 'the smokers, to 13 digits');


--
-- The likelihood: no other curve near by has a greater one
--

CREATE TEMP TABLE counts AS
SELECT g, i, date '2020-02-01' + i AS day, (ARRAY[100, 90, 75])[1 + g % 3]::float8 AS ceiling, r
FROM generate_series(1, 60) AS g, generate_series(0, 3 + g % 17) AS i,
	LATERAL (SELECT 20 + pg_temp.below(2000, format('d %s %s', g, i)) AS d) AS c, LATERAL (SELECT rate((d * (0.1 + 0.55 / (1 + exp(-0.4 * (i - 4)))) + pg_temp.below(1 + d / 20, format('n %s %s', g, i)))::bigint, d) AS r) AS x;
CREATE TEMP TABLE curve AS SELECT g, ceiling, logistic_trend(day, r) AS t FROM counts GROUP BY g, ceiling;
CREATE FUNCTION pg_temp.likelihood(g integer, a double precision, b double precision, c double precision) RETURNS numeric STABLE LANGUAGE sql AS $$
	SELECT sum(numerator(r) * ln(p) + (denominator(r) - numerator(r)) * ln(1 - p))
	FROM counts AS k, LATERAL (SELECT (c / 100 / (1 + exp(-(a + b * i))))::numeric(40, 30) AS p) AS f WHERE k.g = $1 $$;
CREATE TEMP TABLE parameter AS
SELECT g, ceiling, t, ln(p / (ceiling - p)) AS a, slope(t, ceiling) AS b FROM curve, LATERAL (SELECT percent_at(t, '2020-02-01', ceiling) AS p) AS f;
SELECT is_empty('SELECT g, status FROM curve, logistic_fit(t, ceiling) WHERE status <> ''fitted''', 'curves are found, with a ceiling and without');
SELECT is_empty($$ SELECT g, da, db FROM parameter, (VALUES (1e-4, 0), (-1e-4, 0), (0, 1e-5), (0, -1e-5), (1e-4, -1e-5), (-1e-4, 1e-5), (1e-2, 0), (0, 1e-3), (-1, 0.2)) AS d(da, db)
	WHERE pg_temp.likelihood(g, a + da, b + db, ceiling) >= pg_temp.likelihood(g, a, b, ceiling) $$, 'of greatest likelihood');
SELECT cmp_ok((SELECT count(DISTINCT b) FROM parameter), '>', 50::bigint, 'many of them');
-- the standard error is the curvature of the likelihood where there is no ceiling
SELECT is_empty($$ SELECT g FROM parameter, logistic_fit(t), LATERAL (SELECT pg_temp.likelihood(g, a, b, 100) AS l0, pg_temp.likelihood(g, a + 1e-3, b, 100) AS la, pg_temp.likelihood(g, a - 1e-3, b, 100) AS lma,
		pg_temp.likelihood(g, a, b + 1e-4, 100) AS lb, pg_temp.likelihood(g, a, b - 1e-4, 100) AS lmb, pg_temp.likelihood(g, a + 1e-3, b + 1e-4, 100) AS lab, pg_temp.likelihood(g, a - 1e-3, b - 1e-4, 100) AS lmab) AS l,
	LATERAL (SELECT (2 * l0 - la - lma) / 1e-6 AS aa, (2 * l0 - lb - lmb) / 1e-8 AS bb, (2 * l0 - lab - lmab) AS mixed) AS h, LATERAL (SELECT (mixed - aa * 1e-6 - bb * 1e-8) / 2e-7 AS ab) AS m
	WHERE ceiling = 100 AND NOT pg_temp.near(slope_error, sqrt(aa / (aa * bb - ab * ab))::float8, 1e-3) $$, 'errors are the curvature there');


--
-- What the readers say
--

CREATE TEMP TABLE s_curve AS SELECT date '2020-02-01' + i AS day, rate((95000 / (1 + exp(-0.3 * (i - 10))))::bigint, 100000) AS r FROM generate_series(0, 15) AS i;
CREATE TEMP TABLE curves AS SELECT logistic_trend(day, r) AS t FROM s_curve;
SELECT ok(pg_temp.near(slope(t, 95), 0.3, 1e-3) AND abs(percent_at(t, '2020-02-11', 95) - 47.5) < 0.01, 'a curve of 95 % is found again') FROM curves;
SELECT is(day_reaching(t, 90, 365, 95), (date '2020-02-11' + ceil(ln(18) / 0.3)::integer), 'and when it reaches 90 %') FROM curves;
SELECT is(day_reaching(t, 95, 100000, 95), NULL, 'its ceiling it never reaches') FROM curves;
SELECT is(day_reaching(t, 96, 365, 95), NULL, 'nor what is above') FROM curves;
SELECT is(day_reaching(t, 60), date '2020-02-16', 'it is there on the last day') FROM curves;
SELECT is(ARRAY[day_reaching(t, 0), day_reaching(t, -5)], ARRAY['2020-02-16', '2020-02-16']::date[], 'of 0 % it is always there') FROM curves;
SELECT is(ARRAY[day_reaching(t, 90, 4, 95), day_reaching(t, 90, 5, 95)], ARRAY[NULL, '2020-02-21']::date[], 'the horizon') FROM curves;
-- the day before it is not there, on every curve
SELECT is_empty($$ SELECT g, target, d FROM curve, generate_series(20, 74, 3) AS target, LATERAL (SELECT day_reaching(t, target, 5000, ceiling) AS d, (SELECT max(day) FROM counts AS c WHERE c.g = curve.g) AS last) AS x
	WHERE d < last OR percent_at(t, d, ceiling) < target - 1e-9 OR (d > last AND percent_at(t, d - 1, ceiling) >= target + 1e-9) OR (d IS NULL AND (percent_at(t, last, ceiling) >= target OR percent_at(t, last + 5000, ceiling) >= target + 1e-6)) $$, 'day_reaching is the first day at the target');
SELECT is_empty($$ SELECT g, target, i.*, d FROM curve, generate_series(20, 74, 6) AS target, day_reaching_interval(t, target, 300, 0.9, ceiling) AS i, LATERAL (SELECT day_reaching(t, target, 300, ceiling) AS d) AS x WHERE i.earliest > d OR i.latest < d OR (i.earliest IS NULL AND d IS NOT NULL) OR (d IS NULL AND i.latest IS NOT NULL) $$, 'its interval is around it');
-- by brute force over the days
SELECT is_empty($$ SELECT g, target, i.*, e, l FROM curve, generate_series(20, 74, 6) AS target, day_reaching_interval(t, target, 60, 0.9, ceiling) AS i, LATERAL (SELECT max(day) AS last FROM counts AS c WHERE c.g = curve.g) AS x,
	LATERAL (SELECT min(last + k) FILTER (WHERE p.upper >= target) AS e, min(last + k) FILTER (WHERE p.lower >= target) AS l FROM generate_series(0, 60) AS k, percent_at_interval(t, last + k, 0.9, ceiling) AS p) AS b
	WHERE (i.earliest, i.latest) IS DISTINCT FROM (e, l) $$, 'by trying every day, too');
SELECT is_empty($$ SELECT g FROM curve, percent_at_interval(t, '2020-03-01', 0.95, ceiling) AS p WHERE NOT (p.lower > 0 AND p.lower < percent_at(t, '2020-03-01', ceiling) AND p.upper > percent_at(t, '2020-03-01', ceiling) AND p.upper < ceiling) $$, 'intervals stay between 0 and the ceiling');
SELECT is_empty($$ SELECT g FROM curve, slope_interval(t, 0.9, ceiling) AS a, slope_interval(t, 0.99, ceiling) AS b WHERE NOT (b.lower < a.lower AND a.lower < slope(t, ceiling) AND a.upper > slope(t, ceiling) AND b.upper > a.upper) $$, 'more confidence is longer');

-- counts without a maximum
CREATE TEMP TABLE special AS SELECT name, c AS ceiling, (SELECT logistic_trend(date '2020-02-01' + i::integer, r) FROM unnest(rs) WITH ORDINALITY AS u(r, i)) AS t
FROM (VALUES ('none', 100::float8, '{0/5,0/6}'::rate[]), ('all', 100, '{5/5,6/6}'), ('step up', 100, '{0/5,0/3,6/6}'), ('step down', 100, '{5/5,6/6,0/3}'), ('shared day', 100, '{0/5,3/6,6/6}'), ('shared day down', 100, '{5/5,3/6,0/6}'),
	('one day', 100, '{1/2}'), ('two days', 100, '{1/2,2/3}'), ('at the ceiling', 80, '{8/10,9/10,85/100}'), ('step to the ceiling', 80, '{0/5,8/10,9/10}'), ('above the ceiling', 80, '{7/10,81/100,85/100}'), ('crossing it', 80, '{60/100,79/100,81/100}')) AS v(name, c, rs);
SELECT results_eq('SELECT name, f.status, f.slope FROM special, logistic_fit(t, ceiling) AS f WHERE name NOT IN (''two days'', ''crossing it'') ORDER BY name', $$ VALUES ('above the ceiling', 'separated', 'Infinity'::float8), ('all', 'all', 0), ('at the ceiling', 'all', 0), ('none', 'none', 0), ('one day', 'fewer than two days', NULL),
	('shared day', 'separated', 'Infinity'), ('shared day down', 'separated', '-Infinity'), ('step down', 'separated', '-Infinity'), ('step to the ceiling', 'separated', 'Infinity'), ('step up', 'separated', 'Infinity') $$, 'what there is no curve for');
SELECT results_eq($$ SELECT name, percent_at(t, '2020-02-05', ceiling), day_reaching(t, 70, 365, ceiling) FROM special WHERE name IN ('none', 'all', 'step up', 'at the ceiling', 'one day') ORDER BY name $$, $$ VALUES ('all', 100::float8, date '2020-02-03'), ('at the ceiling', 80, '2020-02-04'), ('none', 0, NULL), ('one day', NULL, NULL), ('step up', NULL, NULL) $$, 'what the readers say then');
SELECT is_empty($$ SELECT name FROM special, slope_interval(t, 0.95, ceiling) AS a, percent_at_interval(t, '2020-02-05', 0.95, ceiling) AS b, day_reaching_interval(t, 70, 365, 0.95, ceiling) AS c WHERE name <> 'crossing it' AND (a IS NOT NULL OR b IS NOT NULL OR c IS NOT NULL) $$, 'and there is no interval, nor with two days');
SELECT ok(pg_temp.near(slope(t), ln(2)) AND pg_temp.near(percent_at(t, '2020-02-03'), 200.0 / 3), 'two days: the curve passes through both') FROM special WHERE name = 'two days';
SELECT is((SELECT (slope(t), percent_at(t, '2020-02-05'), day_reaching(t, 50), f.status)::text FROM (SELECT logistic_trend '{}' AS t) AS x, logistic_fit(t) AS f), '(,,,"fewer than two days")', 'no days');
SELECT is((SELECT (f.status, round(f.slope::numeric, 6))::text FROM (SELECT logistic_trend(date '2020-02-01' + i, rate(4611686018427387904 + i * 1000000000000000, 9223372036854775807)) AS t FROM generate_series(0, 9) AS i) AS x, logistic_fit(t) AS f), '(fitted,0.000434)', 'counts of any size');
SELECT is((SELECT (f.status, round(f.slope::numeric, 9))::text FROM (SELECT logistic_trend(d, r) AS t FROM (VALUES (date '4714-11-24 BC', rate '1/4'), ('0001-01-01', '1/3'), ('5874897-12-31', '3/4')) AS v(d, r)) AS x, logistic_fit(t) AS f), '(fitted,0.000000001)', 'and days from the first to the last that there is');
SELECT is(day_reaching(t, 90, 2147483647), NULL, 'a horizon that is beyond the last day, and a curve that falls') FROM special WHERE name = 'shared day down';

-- errors
SELECT throws_ok($$ SELECT logistic_trend('2020-02-01', rate '3/2') $$, '22023', 'a logistic trend is of proportions, and a rate above 1 is none', 'a rate above 1');
SELECT throws_ok($$ SELECT logistic_trend('infinity', rate '1/2') $$, '22008', 'a trend cannot contain an infinite date', 'an infinite day');
SELECT throws_ok($$ SELECT slope(t, c) FROM curves, unnest('{0.95,0}'::float8[]) AS c $$, '22023', 'a ceiling must be above 0 and at most 100 percent', 'a ceiling of 0');
SELECT throws_ok($$ SELECT percent_at(t, '2020-02-01', 101) FROM curves $$, '22023', 'a ceiling must be above 0 and at most 100 percent', 'a ceiling above 100');
SELECT throws_ok($$ SELECT percent_at(t, 'infinity') FROM curves $$, '22008', 'a trend has no value on an infinite date', 'a day without end');
SELECT throws_ok($$ SELECT day_reaching(t, 'NaN') FROM curves $$, '22023', 'target must be a finite number', 'no target');
SELECT throws_ok($$ SELECT day_reaching(t, 90, -1) FROM curves $$, '22023', 'horizon must not be negative', 'a horizon in the past');
SELECT throws_ok($$ SELECT slope_interval(t, 95) FROM curves $$, '22023', 'confidence must be between 0 and 1, both excluded', 'a confidence in percent');
SELECT throws_ok($$ SELECT day_reaching(logistic_trend(d, r), 99, 2147483647) FROM (VALUES (date '5874897-12-25', rate '1/4'), ('5874897-12-31', '1/3')) AS v(d, r) $$, '22008', 'date out of range', 'after the last date');

-- calls of 1.0 whose trend has no type
SELECT is(ARRAY[slope('(2020-02-17,4038,2368,29671315,17400703,218025515631,0)'), percent_at('(2020-02-17,4038,2368,29671315,17400703,218025515631,0)', '2020-02-17')], ARRAY[slope(t), percent_at(t, '2020-02-17')], 'a trend in quotes is a line') FROM (SELECT rate_trend '(2020-02-17,4038,2368,29671315,17400703,218025515631,0)') AS x(t);
SELECT is(ARRAY[day_reaching('(2020-02-17,4038,2368,29671315,17400703,218025515631,0)', 90), day_reaching('(2020-02-17,4038,2368,29671315,17400703,218025515631,0)', 90, 2)], ARRAY['2020-02-27', NULL]::date[], 'and when it arrives');
SELECT is(ARRAY[slope(NULL), percent_at(NULL, '2020-02-17')], '{NULL,NULL}'::float8[], 'or NULL');


--
-- Order, parts, frames, series
--

SELECT is_empty($$ SELECT g FROM (SELECT g, o, logistic_trend(day, part ORDER BY md5(format('%s %s %s', o, i, p)))::text AS t FROM (SELECT g, i, day, p, CASE p WHEN 1 THEN rate(numerator(r) / 3, denominator(r) / 3 + 1) ELSE rate(numerator(r) / 2, denominator(r) / 2 + 1) END AS part FROM counts, generate_series(1, 2) AS p) AS c, generate_series(1, 20) AS o GROUP BY g, o) AS x
	GROUP BY g HAVING count(DISTINCT t) > 1 $$, 'the order of rows does not show');
SELECT results_eq('SELECT g, logistic_trend(t ORDER BY k DESC)::text FROM (SELECT g, i % 3 AS k, logistic_trend(day, r)::text::logistic_trend AS t FROM counts GROUP BY g, i % 3) AS p GROUP BY g ORDER BY g', 'SELECT g, t::text FROM curve ORDER BY g', 'parts, through text, are merged');
SELECT is_empty($$ SELECT * FROM (SELECT g, i, logistic_trend(day, r) OVER w AS moving, (SELECT logistic_trend(day, r) FROM counts AS x WHERE x.g = c.g AND x.i BETWEEN c.i - 4 AND c.i) AS fresh FROM counts AS c WINDOW w AS (PARTITION BY g ORDER BY i ROWS 4 PRECEDING)) AS m WHERE moving <> fresh OR moving::text <> fresh::text $$, 'a moving frame holds what a fresh computation does');
SELECT is((SELECT logistic_trend(x.s, '2020-02-02', '2020-02-12')::text FROM (SELECT pool(rate(i, 40), daterange(date '2020-02-01' + i, date '2020-02-09' + i)) AS s FROM generate_series(0, 9) AS i) AS x),
	(SELECT logistic_trend(on_day, rate)::text FROM (SELECT pool(rate(i, 40), daterange(date '2020-02-01' + i, date '2020-02-09' + i)) AS s FROM generate_series(0, 9) AS i) AS x, days(s, '2020-02-02', '2020-02-12')), 'a series is the counts of its days');
SELECT is((SELECT logistic_trend(d, r)::text FROM (VALUES (date '2020-02-01', rate '1/2'), ('2020-02-01', '3/8'), ('2020-02-02', '0/0'), (NULL, '1/2'), ('2020-02-03', NULL)) AS v(d, r)), '{(2020-02-01,4,10)}', 'counts of a day add up, what says nothing is skipped');
SELECT throws_ok($$ SELECT '{(2020-02-02,1,2),(2020-02-01,1,2)}'::logistic_trend $$, '22P02', 'inconsistent sums for type logistic_trend', 'days in order');

SELECT * FROM finish();
ROLLBACK;
