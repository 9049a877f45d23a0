--
-- trend(day, r), rate_trend and its readers, held against their definitions
-- in numeric arithmetic.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(51);

-- A quotient to a hundred places
CREATE FUNCTION pg_temp.quotient(a numeric, b numeric) RETURNS numeric
	LANGUAGE sql IMMUTABLE
	RETURN round(a, 100) / nullif(b, 0);

-- The line by its definition: weighted means and deviations from them.
CREATE TYPE pg_temp.line AS (mean_day numeric, mean numeric, slope numeric);
CREATE FUNCTION pg_temp.line(days date[], rates rate[]) RETURNS pg_temp.line
	LANGUAGE sql IMMUTABLE
AS $$
	WITH given AS (
		SELECT (day - date '2000-01-01')::numeric AS x,
			numerator(r)::numeric AS n, denominator(r)::numeric AS d
		FROM unnest(days, rates) AS u(day, r)
		WHERE denominator(r) > 0
	), mean AS (
		SELECT pg_temp.quotient(sum(d * x), sum(d)) AS x,
			pg_temp.quotient(sum(n), sum(d)) AS y
		FROM given
	)
	SELECT mean.x, mean.y,
		pg_temp.quotient(
			sum(d * (given.x - mean.x) * (pg_temp.quotient(n, d) - mean.y)),
			sum(d * (given.x - mean.x) ^ 2))
	FROM given, mean
	GROUP BY mean.x, mean.y
$$;

-- ---------------------------------------------------------------------------
-- Published case: Fleiss 1981, page 139, scores 1 to 4
-- ---------------------------------------------------------------------------

CREATE TEMP TABLE smokers AS
SELECT date '2000-01-01' + score AS day, rate(x, n) AS r
FROM (VALUES (83, 86, 1), (90, 93, 2), (129, 136, 3), (70, 82, 4)) AS v(x, n, score);

CREATE TEMP TABLE smokers_trend AS
SELECT trend(day, r) AS t FROM smokers;

SELECT cmp_ok(abs(slope(t) / 100 / -0.033415626412601304 - 1), '<', 1e-12::float8,
	'slope of the published case') FROM smokers_trend;
SELECT cmp_ok(abs((trend_test(t)).z ^ 2 / 8.224922285197694 - 1), '<', 1e-12::float8,
	'chi-squared of the published case') FROM smokers_trend;
SELECT cmp_ok(abs((trend_test(t)).p_value / 0.004131897477641526 - 1), '<', 1e-12::float8,
	'p-value of the published case') FROM smokers_trend;
SELECT cmp_ok((trend_test(t)).z, '<', 0::float8,
	'z has the sign of the slope') FROM smokers_trend;
SELECT is((SELECT (trend_test(trend(day, rate(denominator(r) - numerator(r), denominator(r))))).z
		FROM smokers), -(trend_test(t)).z,
	'the counter-proportions have the opposite trend') FROM smokers_trend;
SELECT is((SELECT slope(trend(day + 7000, r)) FROM smokers), slope(t),
	'the slope does not depend on the date') FROM smokers_trend;

-- ---------------------------------------------------------------------------
-- Random data against the definition
-- ---------------------------------------------------------------------------

CREATE TEMP TABLE series AS
SELECT series,
	date '2019-06-01' + pg_temp.below(400, series || 'day' || i)::integer AS day,
	CASE
		WHEN pg_temp.below(20, series || 'kind' || i) = 0 THEN NULL
		WHEN pg_temp.below(20, series || 'kind' || i) = 1 THEN rate(0, 0)
		ELSE rate(pg_temp.below(size + 1, series || 'n' || i), 1 + size + pg_temp.below(size, series || 'd' || i))
	END AS r
FROM generate_series(1, 200) AS series,
	generate_series(1, 5 + series % 30) AS i,
	-- from counts of persons to counts that no double holds
	LATERAL (SELECT (10 ^ (1 + series % 17))::bigint) AS s(size);

CREATE TEMP TABLE fitted AS
SELECT series, trend(day, r) AS t,
	pg_temp.line(array_agg(day), array_agg(r)) AS line,
	sum(numerator(r)) AS n, sum(denominator(r)) AS d,
	sum(denominator(r)::numeric * (day - date '2000-01-01')) AS dx,
	sum(denominator(r) * (day - date '2000-01-01')::numeric ^ 2) AS dxx,
	max(day) FILTER (WHERE denominator(r) > 0) AS last_day
FROM series
GROUP BY series;

SELECT is(count(*), 200::bigint, 'two hundred random series') FROM fitted;
SELECT is_empty($$
	SELECT series, slope(t), (100 * (line).slope)::float8 FROM fitted
	WHERE slope(t) IS DISTINCT FROM (100 * (line).slope)::float8
$$, 'slope is the definition, correctly rounded');
SELECT is_empty($$
	SELECT series, day, percent_at(t, day) FROM fitted,
		(VALUES (date '2019-06-01'), ('2020-02-29'), ('2031-12-31'), ('1900-01-01')) AS v(day)
	WHERE percent_at(t, day) IS DISTINCT FROM
		(100 * ((line).mean + (line).slope * (day - date '2000-01-01' - (line).mean_day)))::float8
$$, 'percent_at is the definition, correctly rounded');
SELECT is_empty($$
	SELECT series, z, expected
	FROM fitted, trend_test(t),
		LATERAL (SELECT n / d AS p) AS pooled,
		LATERAL (SELECT (pg_temp.quotient((line).slope, 1)
			* sqrt(pg_temp.quotient(dxx - dx * dx / d, p * (1 - p))))::float8 AS expected) AS e
	WHERE abs(z / expected - 1) > 1e-12
$$, 'z is slope over its standard error under no trend');
SELECT is_empty($$
	SELECT series, target, got, expected
	FROM fitted, (VALUES (40.0), (47.3), (50), (60.1), (90)) AS v(target),
		day_reaching(t, target::float8, 300) AS got,
		LATERAL (SELECT min(day::date) AS expected
			FROM generate_series(last_day, last_day + 300, interval '1 day') AS day
			WHERE 100 * ((line).mean + (line).slope * (day::date - date '2000-01-01' - (line).mean_day)) >= target
		) AS e
	WHERE got IS DISTINCT FROM expected
$$, 'day_reaching is the first day at the target');
SELECT cmp_ok(count(DISTINCT day_reaching(t, 50, 300) - last_day), '>', 5::bigint,
	'... and not always the same') FROM fitted;

-- ---------------------------------------------------------------------------
-- Moving windows
-- ---------------------------------------------------------------------------

-- Rows in a random order of days.  Three in ten have counts that drown the
-- others in double precision; 0/0 and NULL are among them.
CREATE TEMP TABLE walk AS
SELECT i,
	pg_temp.below(500, 'key' || i)::integer AS key,
	CASE WHEN pg_temp.below(25, 'null' || i) > 0
		THEN date '0001-01-01' + pg_temp.below(1500000, 'day' || i)::integer END AS day,
	CASE
		WHEN kind = 0 THEN NULL
		WHEN kind = 1 THEN rate(0, 0)
		WHEN kind < 8 THEN rate(4000000000000000000 + pg_temp.below(10, 'n' || i), 9000000000000000000 + pg_temp.below(10, 'd' || i))
		ELSE rate(pg_temp.below(10, 'n' || i), 1 + pg_temp.below(10, 'd' || i))
	END AS r
FROM (SELECT i, pg_temp.below(25, 'kind' || i) AS kind FROM generate_series(1, 250) AS i) AS g;

-- Compares windows with each of their frames computed from scratch, and
-- returns the number of frames and of those that differ.
CREATE FUNCTION pg_temp.differences(clauses text[], sequence text, OUT frames bigint, OUT differences bigint)
	LANGUAGE plpgsql
AS $$
DECLARE
	frame_clause text;
	compared bigint;
	differ bigint;
BEGIN
	frames := 0;
	differences := 0;
	FOREACH frame_clause IN ARRAY clauses LOOP
		EXECUTE format($query$
			WITH moved AS (
				SELECT trend(day, r) OVER w AS t, array_agg(i) OVER w AS members
				FROM walk WINDOW w AS (ORDER BY %s %s)
			)
			SELECT count(*), count(*) FILTER (WHERE moved.t IS DISTINCT FROM scratch.t
				OR float8send(slope(moved.t)) IS DISTINCT FROM float8send(slope(scratch.t)))
			FROM moved CROSS JOIN LATERAL (
				SELECT trend(day, r) AS t FROM walk WHERE i = ANY (members)
			) AS scratch
		$query$, sequence, frame_clause) INTO compared, differ;
		frames := frames + compared;
		differences := differences + differ;
	END LOOP;
END
$$;

CREATE TEMP TABLE frame AS
SELECT format('%s BETWEEN %s AND %s', mode,
		CASE WHEN a < 0 THEN -a || ' PRECEDING' ELSE a || ' FOLLOWING' END,
		CASE WHEN b < 0 THEN -b || ' PRECEDING' ELSE b || ' FOLLOWING' END) AS clause, mode
FROM (
	SELECT mode, least(x, y) AS a, greatest(x, y) AS b
	FROM generate_series(1, 10) AS i,
		(VALUES ('ROWS', 60), ('RANGE', 100), ('GROUPS', 40)) AS m(mode, reach),
		LATERAL (SELECT pg_temp.below(2 * reach, mode || 'a' || i) - reach,
			pg_temp.below(2 * reach, mode || 'b' || i) - reach) AS f(x, y)
) AS g;

CREATE TEMP TABLE compared AS
SELECT mode, sequence, d.*
FROM (SELECT mode, array_agg(clause) AS clauses FROM frame GROUP BY mode) AS f,
	(VALUES ('key'), ('day'), ('day DESC')) AS s(sequence),
	LATERAL pg_temp.differences(f.clauses, sequence) AS d
WHERE mode <> 'RANGE' OR sequence = 'key';

SELECT cmp_ok(sum(frames), '>=', 10000::numeric, 'more than 10,000 random frames were compared') FROM compared;
SELECT is(sum(differences), 0::numeric, 'each is bit for bit that from scratch, and so is its slope') FROM compared;

SELECT is_empty($$
	SELECT i FROM (
		SELECT i, trend(day, r) OVER w AS t, trend(daily) OVER w AS merged
		FROM (SELECT i, day, r, trend(day, r) AS daily FROM walk GROUP BY i, day, r) AS d
		WINDOW w AS (ORDER BY i ROWS 12 PRECEDING)
	) AS m
	WHERE t IS DISTINCT FROM merged
$$, 'a window of trends is the window of their rows');

-- When two rows leave together, what is left between the one and the other
-- may overflow.
SELECT results_eq($$
	SELECT trend(t) OVER (ORDER BY key RANGE 1 PRECEDING)::text
	FROM (VALUES
		(1, '(5874897-12-31,1,70000000000000000000000000000,2145031948,150152236360000000000000000000000000000,4601162057940674704,1)'::rate_trend),
		(1, '(2000-01-01,2,50000000000000000000000000000000000000,-2000000,-100000000000000000000000000000000000000,2000000000000,1)'),
		(2, '(2000-01-01,2,50000000000000000000000000000000000000,-2000000,-100000000000000000000000000000000000000,2000000000000,1)'),
		(3, '(,0,0,0,0,0,0)')
	) AS v(key, t) ORDER BY key OFFSET 3
$$, $$
	VALUES ('(2000-01-01,2,50000000000000000000000000000000000000,-2000000,-100000000000000000000000000000000000000,2000000000000,1)')
$$, 'a sum that overflows half-way is taken from scratch');

SELECT results_eq($$
	SELECT trend(day, r) OVER (ORDER BY day ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) IS NULL FROM smokers ORDER BY day
$$, ARRAY[false, false, false, true], 'a frame without rows is NULL');
SELECT results_eq($$
	SELECT trend(day, r) OVER (ORDER BY o ROWS 1 PRECEDING) IS NULL
	FROM (VALUES (1, date '2020-02-19', '1/2'::rate), (2, NULL, '1/2'), (3, '2020-02-19', NULL), (4, '2020-02-19', '0/0'), (5, NULL, NULL))
		AS v(o, day, r) ORDER BY o
$$, ARRAY[false, false, true, false, false], 'so is a frame of rows with NULL, but not one with 0/0');

-- ---------------------------------------------------------------------------
-- Aggregation
-- ---------------------------------------------------------------------------

SELECT is((SELECT trend(day, r) FROM smokers WHERE false), NULL, 'no rows give NULL');
SELECT is((SELECT trend(day, NULL) FROM smokers), NULL, 'only NULL rates give NULL');
SELECT is((SELECT trend(NULL, r) FROM smokers), NULL, 'only NULL days give NULL');
SELECT is((SELECT trend(day, r) FROM (TABLE smokers UNION ALL VALUES (NULL::date, '1/2'::rate), ('2020-02-19', NULL)) AS u(day, r)), t,
	'rows with a NULL are skipped') FROM smokers_trend;
SELECT is((SELECT trend(day, r) FROM (TABLE smokers UNION ALL VALUES (date '2020-02-19', '0/0'::rate)) AS u(day, r)), t,
	'0/0 changes nothing, not even the last day') FROM smokers_trend;
SELECT is((SELECT trend(part) FROM (SELECT trend(day, r) AS part FROM smokers GROUP BY day) AS p), t,
	'trends merge into that of all their rows') FROM smokers_trend;
SELECT is((SELECT trend(part) FROM (VALUES (NULL::rate_trend)) AS v(part)), NULL, 'NULL trends merge into NULL');
SELECT is((SELECT trend(part) FROM (SELECT t FROM smokers_trend UNION ALL SELECT trend(day, '0/0') FROM smokers) AS p(part)), t,
	'the empty trend is neutral') FROM smokers_trend;
SELECT is((SELECT trend(day, rate(numerator(r), denominator(r)) ORDER BY day DESC) FROM smokers), t,
	'the order of rows does not matter') FROM smokers_trend;
SELECT is(rate_trend_merge(t, t), (SELECT trend(day, r) FROM (TABLE smokers UNION ALL TABLE smokers) AS u),
	'the merge function can be called by hand ...') FROM smokers_trend;
SELECT is((SELECT count(*) FROM smokers_trend WHERE t = (SELECT trend(day, r) FROM smokers)), 1::bigint,
	'... and leaves its arguments alone');
SELECT throws_ok('SELECT rate_trend_accum(NULL, ''2020-02-19'', ''1/2'')', '0A000', NULL,
	'a transition function needs an aggregate');

SELECT throws_ok('SELECT trend(day, ''1/2'') FROM (VALUES (date ''infinity'')) AS v(day)', '22008',
	'a trend cannot contain an infinite date', 'infinite dates are an error');
SELECT throws_ok('SELECT trend(day, ''0/0'') FROM (VALUES (date ''-infinity'')) AS v(day)', '22008',
	'a trend cannot contain an infinite date', 'even with 0/0');
SELECT throws_ok($$
	SELECT trend(date '5874897-12-31', rate(1, 9223372036854775807)) FROM generate_series(1, 5)
$$, '22003', 'trend is out of range', 'overflow of a sum is an error');
SELECT lives_ok($$
	SELECT trend(date '5874897-12-31', rate(1, 9223372036854775807)) FROM generate_series(1, 4)
$$, 'one row less is none');

-- In parallel
CREATE TABLE trend_parallel AS
SELECT date '2020-01-01' + i % 60 AS day, rate(pg_temp.below(80, 'n' || i), 80 + i % 7) AS r
FROM generate_series(1, 20000) AS i;
ANALYZE trend_parallel;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
\ir include/plan.sql
SELECT matches(pg_temp.plan('SELECT trend(day, r) FROM trend_parallel'), 'Partial Aggregate.*Parallel Seq Scan', 'trend runs in parallel');
CREATE TEMP TABLE parallel_result AS SELECT trend(day, r) AS t FROM trend_parallel;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT is((SELECT trend(day, r) FROM trend_parallel), (SELECT t FROM parallel_result), 'with the same result');

-- ---------------------------------------------------------------------------
-- Where there is no line, and at its limits
-- ---------------------------------------------------------------------------

CREATE FUNCTION pg_temp.readings(days date[], rates rate[]) RETURNS text
	LANGUAGE sql
AS $$
	SELECT concat_ws(' ', coalesce(slope(t)::text, 'none'), coalesce(percent_at(t, '2020-02-21')::text, 'none'),
		coalesce(day_reaching(t, 50)::text, 'none'), coalesce((trend_test(t)).z::text, 'none'),
		coalesce((trend_test(t)).p_value::text, 'none'))
	FROM (SELECT trend(day, r) AS t FROM unnest(days, rates) AS u(day, r)) AS x
$$;

SELECT is(pg_temp.readings('{2020-02-19,2020-02-19}', '{3/4,1/4}'), 'none none none none none', 'one day only');
SELECT is(pg_temp.readings('{2020-02-19,2020-02-20}', '{3/4,0/0}'), 'none none none none none', 'one day only with a rate');
SELECT is(pg_temp.readings('{2020-02-19,2020-02-20}', '{0/0,0/0}'), 'none none none none none', 'only 0/0');
SELECT is(pg_temp.readings('{2020-02-19,2020-02-20}', '{0/4,0/9}'), '0 0 none 0 1', 'all numerators 0');
SELECT is(pg_temp.readings('{2020-02-19,2020-02-20}', '{4/4,9/9}'), '0 100 2020-02-20 0 1', 'all rates 1');
SELECT is(pg_temp.readings('{2020-02-19,2020-02-20}', '{1/4,1/4}'), '0 25 none 0 1', 'flat');
SELECT is((SELECT day_reaching(trend(day, r), 45) FROM (VALUES (date '2020-02-19', '20/40'::rate), ('2020-02-20', '16/40')) AS v(day, r)),
	NULL, 'falling, below the target');
SELECT is((SELECT day_reaching(trend(day, r), 40) FROM (VALUES (date '2020-02-19', '20/40'::rate), ('2020-02-20', '16/40')) AS v(day, r)),
	date '2020-02-20', 'falling, but still at the target on the last day');
-- 80 % and 80.1 %, so 90 % on the hundredth day
SELECT is((SELECT array[day_reaching(t, 90), day_reaching(t, 90, 99), day_reaching(t, 90, 98), day_reaching(t, 89.9, 98), day_reaching(t, 89.95, 98)]
		FROM (SELECT trend(day, r) FROM (VALUES (date '2020-01-01', '800/1000'::rate), ('2020-01-02', '801/1000')) AS v(day, r)) AS x(t)),
	array[date '2020-01-01' + 100, date '2020-01-01' + 100, NULL, date '2020-01-01' + 99, NULL],
	'exact to the day and to the horizon, for decimals as written');

SELECT throws_ok('SELECT day_reaching(t, ''NaN'') FROM smokers_trend', '22023', 'target must be a finite number', 'NaN is no target');
SELECT throws_ok('SELECT day_reaching(t, 90, -1) FROM smokers_trend', '22023', 'horizon must not be negative', 'a horizon lies ahead');
SELECT throws_ok('SELECT percent_at(t, ''infinity'') FROM smokers_trend', '22008', NULL, 'no value at infinity');
SELECT throws_ok($$ SELECT trend_test(trend(day, r)) FROM (VALUES (date '2020-02-19', '3/2'::rate), ('2020-02-20', '1/100')) AS v(day, r) $$,
	'22003', NULL, 'a rate above 1 cannot be tested, even if all together are below');
SELECT is((SELECT slope(trend(day, r)) FROM (VALUES (date '2020-02-19', '3/2'::rate), ('2020-02-20', '4/2')) AS v(day, r)),
	50::float8, 'but has a slope');

-- Far out in the tail, by the asymptotic series of the normal distribution
SELECT is_empty($$
	SELECT successes, z, p_value, expected
	FROM (VALUES (40), (100), (300), (500), (735)) AS v(successes),
		trend_test((SELECT trend(day, r) FROM (VALUES (date '2020-02-19', rate(0, 1000)), ('2020-02-20', rate(successes, 1000))) AS u(day, r))),
		LATERAL (SELECT z::numeric ^ 2 AS q) AS s,
		LATERAL (SELECT sqrt(2 / pi()) * exp(-q / 2)::float8 / z * (1 - 1 / q + 3 / q ^ 2 - 15 / q ^ 3 + 105 / q ^ 4 - 945 / q ^ 5)::float8 AS expected) AS e
	WHERE abs(p_value / expected - 1) > 10395 / q ^ 6 + 1e-11
$$, 'p-values far out in the tail');

SELECT * FROM finish();
ROLLBACK;
