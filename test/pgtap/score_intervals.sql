--
-- wilson() and newcombe(): the published tables, the formula in numeric
-- arithmetic of 60 digits, and what must hold for every pair of counts.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(24);

-- a double with all its digits; the cast to numeric keeps 15
CREATE FUNCTION pg_temp.digits(double precision) RETURNS numeric IMMUTABLE LANGUAGE sql
RETURN $1::text::numeric;


--
-- Published tables.  Lines that begin with # say where they are from.
--

CREATE TEMP TABLE wilson_case (k bigint, n bigint, conf double precision, lower numeric, upper numeric,
	cc_lower numeric, cc_upper numeric);
\copy wilson_case FROM PROGRAM 'grep -v "^#" test/data/wilson.csv' (FORMAT csv, HEADER)
SELECT results_eq('SELECT k, n, round(w.lower::numeric, 4), round(w.upper::numeric, 4) FROM wilson_case, wilson(rate(k, n), conf) AS w',
	'SELECT k, n, lower, upper FROM wilson_case', 'wilson: Newcombe 1998, table I, method 3');
SELECT cmp_ok((SELECT count(*) FROM wilson_case), '>', 3::bigint, 'wilson: there is a table');

CREATE TEMP TABLE newcombe_case (line text, k1 bigint, n1 bigint, k2 bigint, n2 bigint, lower numeric, upper numeric,
	mn_lower numeric, mn_upper numeric, mee_lower numeric, mee_upper numeric);
\copy newcombe_case FROM PROGRAM 'grep -v "^#" test/data/newcombe_difference.csv' (FORMAT csv, HEADER)
SELECT results_eq('SELECT line, round(w.lower::numeric, 4), round(w.upper::numeric, 4) FROM newcombe_case, newcombe(rate(k1, n1), rate(k2, n2)) AS w',
	'SELECT line, lower, upper FROM newcombe_case', 'newcombe: Newcombe 1998, table II, method 10');
SELECT cmp_ok((SELECT count(*) FROM newcombe_case), '>', 3::bigint, 'newcombe: there is a table');

CREATE TEMP TABLE population_case (k bigint, n bigint, population bigint, wald_est numeric, wald_se numeric, wald_lo numeric, wald_hi numeric,
	adj_est numeric, adj_se numeric, adj_lo numeric, adj_hi numeric, hyper_lo bigint, hyper_hi bigint, lower numeric, upper numeric);
\copy population_case FROM PROGRAM 'grep -v "^#" test/data/finite_population.csv' (FORMAT csv, HEADER)
SELECT results_eq('SELECT k, round(w.lower::numeric, 10), round(w.upper::numeric, 10) FROM population_case, wilson(rate(k, n), population => population) AS w',
	'SELECT k, lower, upper FROM population_case', 'wilson: finite populations');


--
-- The quantile.  wilson(0/n) has the upper limit zz / (n + zz).  Expected: the
-- root of erfc(z / sqrt 2) = 1 - c for the double that is nearest to c, by
-- Newton's method with 60 digits.
--

CREATE TEMP TABLE quantile (confidence double precision, z numeric);
INSERT INTO quantile VALUES
	(1e-12, 1.25331413731550022599953409546e-12),
	(0.01, 0.0125334695080692634220617561275),
	(0.1, 0.125661346855074041222623376341),
	(0.25, 0.31863936396437516302194846367),
	(0.5, 0.674489750196081743202227014541),
	(0.683, 1.00064182876244946126404166486),
	(0.8, 1.28155156554460059348744828852),
	(0.85, 1.43953147093845583691196131088),
	(0.8500000000000001, 1.43953147093845622906332015725),
	(0.9, 1.6448536269514728225107322341),
	(0.95, 1.95996398454005385560443064983),
	(0.975, 2.24140272760494503198342790729),
	(0.98, 2.32634787404084076763718923689),
	(0.99, 2.5758293035489004538574826715),
	(0.995, 2.80703376834380383111479506593),
	(0.999, 3.29052673149189454333887777449),
	(0.9999, 3.89059188641312068944536803124),
	(0.999999, 4.89163847569293177182529733487),
	(0.999999999, 6.10941020938344911139472956376),
	(0.999999999972, 6.65672284614036210693298532898),
	(0.9999999999999, 7.44086108542721222212463026818),
	(0.999999999999999, 8.02695701803389185520199195622),
	(0.9999999999999999, 8.29236107581359553823415231378);

SELECT is_empty($$
	SELECT confidence, off FROM quantile, wilson('0/4611686018427387904', confidence),
		LATERAL (SELECT 1e30 * pg_temp.digits(upper) * 4611686018427387904 / ((1 - pg_temp.digits(upper)) * z * z) - 1e30) AS t(off)
	WHERE abs(off) > 2e-15 * 1e30 $$, 'the square of the normal quantile is good to 2e-15, so the quantile to 1e-15');


--
-- The formula, in its textbook form, with 60 digits
--

CREATE FUNCTION pg_temp.exact_wilson(k numeric, n numeric, zz numeric, OUT lower numeric, OUT upper numeric) IMMUTABLE LANGUAGE sql AS $$
	SELECT (2 * k + zz - root) / (2 * (n + zz)), (2 * k + zz + root) / (2 * (n + zz))
	FROM round(zz, 60) AS t(zz), LATERAL (SELECT sqrt(zz * zz + 4 * zz * k * round(n - k, 60) / n)) AS r(root) $$;

CREATE TEMP TABLE pair AS
SELECT 'small' AS kind, k, n FROM generate_series(1::bigint, 30) AS n, generate_series(0, n) AS k;
INSERT INTO pair
SELECT 'any', n - pg_temp.bits('k' || i) % (n + 1), n
FROM generate_series(1, 1500) AS i, LATERAL (SELECT 1 + (pg_temp.bits('n' || i) >> (i % 63)) % 9223372036854775806) AS t(n);
INSERT INTO pair
SELECT 'edge', k, n
FROM unnest('{1,2,3,1000,9007199254740991,9007199254740993,4611686018427387904,9223372036854775806,9223372036854775807}'::bigint[]) AS n,
	LATERAL (SELECT DISTINCT k FROM unnest(ARRAY[0, 1, 2, n / 3, n / 2, n - n / 3, n - 2, n - 1, n]) AS k WHERE k BETWEEN 0 AND n) AS t;

CREATE TEMP TABLE wilson_limit AS
SELECT kind, k, n, confidence, z, w.lower, w.upper, k::double precision / n AS share
FROM pair, quantile, wilson(rate(k, n), confidence) AS w
WHERE confidence IN (1e-12, 0.1, 0.95, 0.99, 0.9999999999999);

SELECT cmp_ok((SELECT count(*) FROM wilson_limit), '>', 10000::bigint, 'wilson: limits to look at');
SELECT is_empty($$ SELECT k, n, confidence, w.lower, e.lower
	FROM wilson_limit AS w, pg_temp.exact_wilson(k, n, z * z) AS e
	WHERE confidence = 0.95 AND abs(pg_temp.digits(w.lower) - e.lower) > 2e-15 * e.lower $$,
	'wilson: the lower limit is good to 2e-15 of itself');
SELECT is_empty($$ SELECT k, n, confidence, w.upper, e.upper
	FROM wilson_limit AS w, pg_temp.exact_wilson(k, n, z * z) AS e
	WHERE confidence = 0.95 AND abs(pg_temp.digits(w.upper) - e.upper) > 2e-15 * e.upper $$,
	'wilson: the upper limit is good to 2e-15 of itself');
SELECT is_empty($$ SELECT k, n, confidence, lower, upper FROM wilson_limit
	WHERE NOT (0 <= lower AND lower <= ratio(rate(k, n)) AND ratio(rate(k, n)) <= upper AND upper <= 1) $$,
	'wilson: 0 <= lower <= k/n <= upper <= 1');
SELECT is_empty($$ SELECT k, n, confidence, lower, upper FROM wilson_limit
	WHERE (lower = 0) <> (k = 0) OR k = n AND upper <> 1 $$,
	'wilson: limits are exactly 0 for none and exactly 1 for all');
SELECT is_empty($$ SELECT a.k, a.n, a.confidence FROM wilson_limit AS a JOIN wilson_limit AS b ON (b.kind, b.n, b.k, b.confidence) = (a.kind, a.n, a.n - a.k, a.confidence)
	WHERE a.kind = 'small' AND abs(a.lower - (1 - b.upper)) > 4e-16 $$,
	'wilson: the complement has the complementary limits');
SELECT is_empty($$ SELECT * FROM (SELECT k, n, confidence, lower > lead(lower) OVER w OR upper > lead(upper) OVER w AS falls
		FROM wilson_limit WHERE kind = 'small' WINDOW w AS (PARTITION BY n, confidence ORDER BY k)) AS t WHERE falls $$,
	'wilson: limits do not fall as the numerator grows');
SELECT is_empty($$ SELECT k, n FROM wilson_limit AS a JOIN wilson_limit AS b USING (kind, k, n)
	WHERE a.confidence = 0.95 AND b.confidence = 0.99 AND NOT (b.lower <= a.lower AND a.upper <= b.upper) $$,
	'wilson: more confidence is a wider interval');


--
-- Finite populations
--

CREATE TEMP TABLE population_limit AS
SELECT k, n, population, w.lower, w.upper, e.lower AS exact_lower, e.upper AS exact_upper
FROM pair, LATERAL (SELECT DISTINCT population FROM unnest(ARRAY[n, n + 1, 2 * n, 1000000]) AS population) AS p,
	wilson(rate(k, n), population => population) AS w,
	pg_temp.exact_wilson(k, n, 1.95996398454005385560443064983::numeric ^ 2 * CASE WHEN population = n THEN 0
		ELSE round((population - n)::numeric, 60) / (population - 1) END) AS e
WHERE kind = 'small';
SELECT is_empty($$ SELECT * FROM population_limit
	WHERE abs(pg_temp.digits(lower) - exact_lower) > 2e-15 * exact_lower OR abs(pg_temp.digits(upper) - exact_upper) > 2e-15 * exact_upper $$,
	'wilson: the factor (N - n) / (N - 1) on the squared quantile');
SELECT is_empty('SELECT * FROM population_limit WHERE population = n AND NOT (lower = upper AND lower = ratio(rate(k, n)))',
	'wilson: a census has no width');
SELECT results_eq($$ SELECT lower, upper FROM wilson('1/1', 0.95, 1) $$, 'VALUES (1::float8, 1::float8)', 'wilson: all of one');
SELECT is_empty($$ SELECT k, n FROM pair, wilson(rate(k, n), population => 9223372036854775807) AS w
	WHERE NOT (0 <= lower AND lower <= ratio(rate(k, n)) AND ratio(rate(k, n)) <= upper AND upper <= 1) $$,
	'wilson: inside with the largest population');


--
-- newcombe() against its definition, and its bounds
--

SELECT is_empty($$
	WITH p AS (SELECT *, row_number() OVER (ORDER BY k, n) AS i FROM wilson_limit WHERE kind = 'small' AND confidence = 0.95)
	SELECT a.k, a.n, b.k, b.n, d.lower, d.upper
	FROM p AS a JOIN p AS b ON b.i IN (a.i * 7 % 495 + 1, a.i * 11 % 495 + 1, 495 - a.i),
		newcombe(rate(a.k, a.n), rate(b.k, b.n)) AS d
	WHERE abs(d.lower - (a.share - b.share - sqrt((a.share - a.lower) ^ 2 + (b.upper - b.share) ^ 2))) > 1e-15
		OR abs(d.upper - (a.share - b.share + sqrt((a.upper - a.share) ^ 2 + (b.share - b.lower) ^ 2))) > 1e-15 $$,
	'newcombe: squares and adds the one-sided widths');

CREATE TEMP TABLE difference AS
SELECT a.k AS k1, a.n AS n1, b.k AS k2, b.n AS n2, d.lower, d.upper, e.lower AS back_lower, e.upper AS back_upper
FROM pair AS a JOIN pair AS b ON b.kind = 'edge' AND a.kind = 'edge',
	newcombe(rate(a.k, a.n), rate(b.k, b.n)) AS d, newcombe(rate(b.k, b.n), rate(a.k, a.n)) AS e;
SELECT is_empty('SELECT * FROM difference WHERE NOT (-1 <= lower AND lower <= ratio(rate(k1, n1)) - ratio(rate(k2, n2)) AND ratio(rate(k1, n1)) - ratio(rate(k2, n2)) <= upper AND upper <= 1)',
	'newcombe: -1 <= lower <= difference <= upper <= 1');
SELECT is_empty('SELECT * FROM difference WHERE lower <> - back_upper OR upper <> - back_lower', 'newcombe: exchanging the dates exchanges the limits');


--
-- What is refused
--

CREATE FUNCTION pg_temp.sqlstate(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN sqlstate;
END $$;

SELECT is_empty($$ SELECT c FROM unnest('{0,1,-0.5,1.5,95,NaN,Infinity,-Infinity}'::float8[]) AS c,
	unnest(ARRAY[format('SELECT wilson(''1/2'', %L)', c), format('SELECT newcombe(''1/2'', ''1/2'', %L)', c)]) AS query
	WHERE pg_temp.sqlstate(query) IS DISTINCT FROM '22023' $$, 'a confidence outside (0, 1) is refused');
SELECT throws_ok($$ SELECT wilson('3/2') $$, '22023', NULL, 'wilson: a rate above 1 is refused');
SELECT throws_ok($$ SELECT wilson('45/100', population => 99) $$, '22023', NULL, 'wilson: a population smaller than the sample is refused');

SELECT * FROM finish();
ROLLBACK;
