--
-- standardize(), decompose() and panel_change(): published examples, the
-- definitions in numeric arithmetic, and what must always hold.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(37);

\ir include/plan.sql


--
-- Published examples.  Lines that begin with # say where they are from.
--

-- shares and rates in percent with one decimal: a million persons a date have them
CREATE TEMP TABLE headship (age text, share_1970 numeric, rate_1970 numeric, share_1985 numeric, rate_1985 numeric);
\copy headship FROM PROGRAM 'grep -v "^#" test/data/kitagawa_dasgupta_5_1.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE stratum AS
SELECT age, rate((share_1985 * rate_1985 * 100)::bigint, (share_1985 * 10000)::bigint) AS later,
	rate((share_1970 * rate_1970 * 100)::bigint, (share_1970 * 10000)::bigint) AS earlier
FROM headship;
SELECT results_eq('SELECT round(change, 4), round(rate_effect, 4), round(mix_effect, 4) FROM (SELECT (decompose(later, earlier)).* FROM stratum) AS t',
	'VALUES (2.9672, 1.7403, 1.2269)', 'decompose: Das Gupta 1993, example 5.1');
SELECT results_eq('SELECT round(100 * rate_effect / change, 2), round(100 * mix_effect / change, 2) FROM (SELECT (decompose(later, earlier)).* FROM stratum) AS t',
	'VALUES (58.65, 41.35)', 'decompose: and in percent of the change');
SELECT results_eq('SELECT change, rate_effect, mix_effect FROM (SELECT (decompose(earlier, later)).* FROM stratum) AS t',
	'SELECT -change, -rate_effect, -mix_effect FROM (SELECT (decompose(later, earlier)).* FROM stratum) AS t', 'decompose: dates exchanged');

CREATE TEMP TABLE kidney (stone text, treatment text, success bigint, n bigint, published integer);
\copy kidney FROM PROGRAM 'grep -v "^#" test/data/kidney_stones.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE treated AS
SELECT stone, rate(success, n) AS r, treatment, sum(n) OVER (PARTITION BY stone) AS patients FROM kidney WHERE stone <> 'all';
SELECT results_eq($$ SELECT treatment, percent(pool(r), 0) FROM treated GROUP BY treatment ORDER BY treatment COLLATE "C" $$,
	$$ SELECT treatment, published::numeric FROM kidney WHERE stone = 'all' ORDER BY treatment COLLATE "C" $$, 'kidney stones: pooled, as published');
-- by hand, (357 * success / n of small + 343 * success / n of large) / 700
SELECT results_eq($$ SELECT treatment, round(standardize(r, patients)::numeric, 10) FROM treated GROUP BY treatment ORDER BY treatment COLLATE "C" $$,
	$$ VALUES ('PCNL', round((357.0 * 234 / 270 + 343.0 * 55 / 80) / 700, 10)), ('open', round((357.0 * 81 / 87 + 343.0 * 192 / 263) / 700, 10)) $$, 'kidney stones: standardised');
SELECT ok((SELECT pool(r) FILTER (WHERE treatment = 'PCNL') > pool(r) FILTER (WHERE treatment = 'open') FROM treated)
	AND (SELECT standardize(r, patients) FILTER (WHERE treatment = 'PCNL') < standardize(r, patients) FILTER (WHERE treatment = 'open') FROM treated),
	'kidney stones: standardised, the other treatment is ahead');
SELECT ok((SELECT (d).change < 0 AND (d).rate_effect > 0 AND (d).mix_effect < 0
	FROM (SELECT decompose(a.r, b.r) AS d FROM treated AS a JOIN treated AS b USING (stone) WHERE a.treatment = 'open' AND b.treatment = 'PCNL') AS t),
	'kidney stones: open surgery has the better rates and the harder mix');


--
-- Random strata.  b is what is present: 0 none, 1 later, 2 earlier, 3 both;
-- an absent side is NULL or 0/0.
--

CREATE TEMP TABLE random AS
SELECT g, i, CASE WHEN b & 1 = 1 THEN rate(y1, x1) WHEN b = 2 THEN NULL ELSE '0/0' END AS later,
	CASE WHEN b & 2 = 2 THEN rate(y0, x0) WHEN b = 0 THEN NULL ELSE '0/0' END AS earlier,
	b, y1, x1, y0, x0
FROM generate_series(0, 149) AS g, generate_series(1, 1 + g % 23) AS i,
	LATERAL (SELECT CASE WHEN g % 3 = 0 THEN 3 ELSE pg_temp.below(4, format('b %s %s', g, i)) END AS b,
		CASE g % 5 WHEN 0 THEN 62 WHEN 1 THEN 3 ELSE 12 END AS width) AS t,
	LATERAL (SELECT 1 + (pg_temp.bits(format('x1 %s %s', g, i)) >> (63 - width)) AS x1, 1 + (pg_temp.bits(format('x0 %s %s', g, i)) >> (63 - width)) AS x0,
		pg_temp.bits(format('y1 %s %s', g, i)) >> (63 - width) AS y1, pg_temp.bits(format('y0 %s %s', g, i)) >> (63 - width) AS y0) AS u;

-- the definition: shares and rates with 60 digits, the rate of the other date where there is none
CREATE TEMP TABLE defined AS
WITH stratum AS (
	SELECT g, coalesce(round(x1::numeric * (b & 1), 60) / nullif(sum(x1 * (b & 1)) OVER w, 0), 0) AS s1,
		coalesce(round(x0::numeric * (b >> 1), 60) / nullif(sum(x0 * (b >> 1)) OVER w, 0), 0) AS s0,
		round(CASE WHEN b & 1 = 1 THEN y1 ELSE y0 END::numeric, 60) / CASE WHEN b & 1 = 1 THEN x1 ELSE x0 END AS r1,
		round(CASE WHEN b & 2 = 2 THEN y0 ELSE y1 END::numeric, 60) / CASE WHEN b & 2 = 2 THEN x0 ELSE x1 END AS r0
	FROM random WINDOW w AS (PARTITION BY g)
)
SELECT g, sum(s1) > 0 AND sum(s0) > 0 AS comparable, 100 * sum(s1 * r1 - s0 * r0) AS change,
	100 * sum((s1 + s0) / 2 * (r1 - r0)) AS rate_effect, 100 * sum((r1 + r0) / 2 * (s1 - s0)) AS mix_effect
FROM stratum GROUP BY g;
CREATE TEMP TABLE decomposed AS SELECT g, (decompose(later, earlier)).* FROM random GROUP BY g;

SELECT cmp_ok((SELECT count(*) FROM defined WHERE comparable), '>', 100::bigint, 'decompose: changes to look at');
SELECT isnt_empty('SELECT FROM defined WHERE NOT comparable', 'decompose: and groups with nothing on a date');
SELECT is_empty('SELECT g FROM defined JOIN decomposed AS d USING (g) WHERE NOT comparable AND num_nonnulls(d.change, d.rate_effect, d.mix_effect) > 0',
	'decompose: NULL without a denominator on a date');
-- quotients are cut at 2^-64, percentages rounded to 15 digits, of numbers up to 2^63
SELECT is_empty($$ SELECT * FROM defined AS e JOIN decomposed AS d USING (g) WHERE comparable AND NOT (
		abs(d.change - e.change) <= 1e-15 AND abs(d.rate_effect - e.rate_effect) <= 2e-15 AND abs(d.mix_effect - e.mix_effect) <= 2e-15) $$,
	'decompose: the definition, to 15 digits');
SELECT is_empty('SELECT * FROM decomposed WHERE rate_effect + mix_effect <> change', 'decompose: parts add up to the change in every digit');
SELECT is_empty('SELECT g FROM (SELECT g, (decompose(earlier, later)).* FROM random GROUP BY g) AS back JOIN decomposed AS d USING (g)
	WHERE (back.change, back.rate_effect, back.mix_effect) <> (-d.change, -d.rate_effect, -d.mix_effect)', 'decompose: dates exchanged, all signs change');
SELECT is_empty('SELECT g FROM (SELECT g, (decompose(later, later)).* FROM random WHERE later <> ''0/0'' GROUP BY g) AS same WHERE (change, rate_effect, mix_effect) <> (0, 0, 0)',
	'decompose: no change from a date to itself');
SELECT is_empty('SELECT g FROM decomposed JOIN (SELECT g, pool(later) AS later, pool(earlier) AS earlier FROM random WHERE g % 5 <> 0 GROUP BY g) AS p USING (g)
	WHERE abs(change - 100 * (later::numeric - earlier::numeric)) > 1e-12', 'decompose: the change is that of the pooled rates');


--
-- panel_change(): NULL is absent; 0/0 is present
--

CREATE TEMP TABLE paneled AS SELECT g, (panel_change(later, earlier)).* FROM random GROUP BY g;
CREATE TEMP TABLE panel AS
WITH sums AS (
	SELECT g, sum(numerator(later)) AS y1, sum(denominator(later)) AS x1, sum(numerator(earlier)) AS y0, sum(denominator(earlier)) AS x0,
		sum(numerator(later)) FILTER (WHERE earlier IS NOT NULL) AS ym1, sum(denominator(later)) FILTER (WHERE earlier IS NOT NULL) AS xm1,
		sum(numerator(earlier)) FILTER (WHERE later IS NOT NULL) AS ym0, sum(denominator(earlier)) FILTER (WHERE later IS NOT NULL) AS xm0
	FROM random GROUP BY g
)
SELECT g, 100 * round(y1, 60) / nullif(x1, 0) AS later, 100 * round(y0, 60) / nullif(x0, 0) AS earlier,
	100 * round(ym1, 60) / nullif(xm1, 0) AS matched_later, 100 * round(ym0, 60) / nullif(xm0, 0) AS matched_earlier
FROM sums;
SELECT cmp_ok((SELECT count(*) FROM panel WHERE later - earlier + matched_later - matched_earlier IS NOT NULL), '>', 100::bigint, 'panel_change: changes to look at');
SELECT isnt_empty('SELECT FROM panel WHERE later - earlier IS NOT NULL AND matched_later - matched_earlier IS NULL', 'panel_change: and panels without a match');
SELECT is_empty($$ SELECT * FROM paneled AS p JOIN panel AS e USING (g)
	WHERE abs(change - (later - earlier)) > 1e-16 OR (change IS NULL) <> (later - earlier IS NULL) $$, 'panel_change: the change');
SELECT is_empty($$ SELECT * FROM paneled AS p JOIN panel AS e USING (g)
	WHERE abs(matched - (matched_later - matched_earlier)) > 1e-16 OR abs(entry - (later - matched_later)) > 1e-16 OR abs(exit - (matched_earlier - earlier)) > 1e-16
		OR num_nulls(matched, entry, exit) <> CASE WHEN later - earlier + matched_later - matched_earlier IS NULL THEN 3 ELSE 0 END $$, 'panel_change: the parts');
SELECT is_empty('SELECT * FROM paneled WHERE matched + entry + exit <> change', 'panel_change: parts add up to the change in every digit');
SELECT is_empty('SELECT g FROM (SELECT g, (panel_change(earlier, later)).* FROM random GROUP BY g) AS back JOIN paneled AS p USING (g)
	WHERE (back.change, back.matched, back.entry, back.exit) <> (-p.change, -p.matched, -p.exit, -p.entry)', 'panel_change: dates exchanged, entry is exit');
SELECT results_eq($$ SELECT (panel_change(l, e)).* FROM (VALUES (rate '8/10', rate '6/10'), ('1/10', NULL), (NULL, '3/10')) AS t(l, e) $$,
	'VALUES (0.0, 20.0, -35.0, 15.0)', 'panel_change: an example by hand');


--
-- standardize()
--

CREATE TEMP TABLE weighted AS
SELECT g, i, rate(y1, x1) AS r, pg_temp.below(1000, format('w %s %s', g, i)) / 8.0::double precision AS w,
	round(y1::numeric, 40) / x1 AS ratio FROM random;
SELECT is_empty($$ SELECT * FROM (SELECT g, standardize(r, w) AS s, sum(w::numeric * ratio) / nullif(sum(w::numeric), 0) AS e FROM weighted GROUP BY g) AS t
	WHERE abs(s::text::numeric / nullif(e, 0) - 1) > 1e-15 OR (s IS NULL) <> (e IS NULL) $$, 'standardize: the definition');
SELECT is_empty('SELECT g FROM weighted JOIN random USING (g, i) WHERE g % 5 <> 0 GROUP BY g HAVING abs(standardize(r, x1) - ratio(pool(r))) > 1e-15 * ratio(pool(r))',
	'standardize: by the denominators it is the pooled rate');
SELECT is((SELECT count(DISTINCT s) FROM (SELECT o, (SELECT standardize(r, w * 1e10 ^ (i % 3)) FROM (SELECT * FROM weighted ORDER BY md5(o || ' ' || g || ' ' || i) OFFSET 0) AS t) AS s
	FROM generate_series(1, 50) AS o) AS u), 1::bigint, 'standardize: the order of rows does not show');
SELECT is((SELECT standardize(r, w) FROM (VALUES (rate '1/2', 1.0::float8), ('1/4', 3), ('0/0', 0), (NULL, 0), ('7/8', 0), (NULL, NULL)) AS t(r, w)), 0.3125::float8,
	'standardize: weight 0 leaves a stratum out, and nothing is no stratum');
SELECT is((SELECT standardize(r, 0) FROM (VALUES (rate '1/2'), (NULL)) AS t(r)), NULL, 'standardize: NULL without any weight');
SELECT is((SELECT standardize(r, 1) FROM (VALUES (rate '1/2')) AS t(r) WHERE false), NULL, 'standardize: NULL without rows');
SELECT throws_ok($$ SELECT standardize(r, 1) FROM (VALUES (rate '1/2'), (NULL)) AS t(r) $$, '22004', 'a stratum with a weight has no rate', 'standardize: a weight without a rate');
SELECT throws_ok($$ SELECT standardize(r, 1) FROM (VALUES (rate '1/2'), ('0/0')) AS t(r) $$, '22004', 'a stratum with a weight has no rate', 'standardize: a weight for 0/0');
SELECT throws_ok($$ SELECT standardize('1/2', NULL) $$, '22004', 'a stratum has no weight', 'standardize: a rate without a weight');
SELECT throws_ok(format('SELECT standardize(''1/2'', %L)', w), '22023', NULL, 'standardize: weight ' || w) FROM unnest('{-1,NaN,Infinity}'::text[]) AS w;
SELECT is((SELECT standardize(r, 1e308) FROM (VALUES (rate '1/2'), ('1/4')) AS t(r)), 0.375::float8, 'standardize: weights that add up to more than a double holds');


--
-- In parallel
--

CREATE TABLE parallel_stratum AS SELECT g % 7 AS g, later, earlier, r, w * 1e10 ^ (i % 3) AS w FROM random JOIN weighted USING (g, i), generate_series(1, 10) WHERE g % 5 > 0;
ALTER TABLE parallel_stratum SET (parallel_workers = 2);
CREATE TEMP TABLE serial AS
SELECT g, decompose(later, earlier) AS d, panel_change(later, earlier) AS p, standardize(r, w) AS s FROM parallel_stratum GROUP BY g;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
SELECT isnt_empty($$ SELECT * FROM pg_temp.plan_lines('SELECT g, decompose(later, earlier), panel_change(later, earlier), standardize(r, w) FROM parallel_stratum GROUP BY g') AS line
	WHERE line ~ 'Partial' $$, 'the plan aggregates in parallel');
-- a cursor, which results_eq() opens for a query, would not run in parallel
CREATE TEMP TABLE parallel AS
SELECT g, decompose(later, earlier) AS d, panel_change(later, earlier) AS p, standardize(r, w) AS s FROM parallel_stratum GROUP BY g;
SELECT results_eq('SELECT g, d, p, s FROM parallel ORDER BY g', 'SELECT g, d, p, s FROM serial ORDER BY g', 'and gets the same');

SELECT * FROM finish();
ROLLBACK;
