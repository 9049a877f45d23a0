--
-- percent() and growth() against what the four rules mean: the result is a
-- multiple of 10^-digits, and lies as far from 100 n/d, and on that side, as
-- the rule says.  All of it in exact arithmetic, multiplied by d.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

CREATE TEMP TABLE pair (kind text, n bigint, d bigint);
INSERT INTO pair SELECT 'random', pg_temp.any_count('n' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807 FROM generate_series(1, 1000) AS i;
INSERT INTO pair SELECT 'filing', pg_temp.below(d + 1, 'n' || i), d FROM (SELECT i, 1 + pg_temp.below(20000, 'd' || i) AS d FROM generate_series(1, 600) AS i) AS t;
-- a tie at k digits, and a unit beside it: odd over 2 * 10^(k + 2), in multiples
INSERT INTO pair
SELECT 'tie', ((2 * pg_temp.below(p, 'n' || i) + 1) * m + e)::bigint, (2 * p * m)::bigint
FROM (SELECT i, 1 + pg_temp.below(4, 'm' || i) AS m, (10::numeric ^ (i % 19))::bigint AS p, CASE i % 5 WHEN 0 THEN 1 WHEN 1 THEN -1 ELSE 0 END AS e
	FROM generate_series(1, 1400) AS i) AS t;
INSERT INTO pair SELECT 'edge', n, d FROM unnest('{0,1,2,9223372036854775806,9223372036854775807}'::bigint[]) AS n, unnest('{1,2,3,9223372036854775806,9223372036854775807}'::bigint[]) AS d;

-- Every pair with every digit and rule; growth takes its turn with percent
CREATE TEMP TABLE rounded AS
SELECT kind, n, d, digits, rule, what, hundred, unit, p, abs(p) * d - abs(hundred) AS away
FROM (SELECT *, 100::numeric * (CASE what WHEN 'percent' THEN n::numeric ELSE n::numeric - d END) AS hundred,
		CASE WHEN digits < 0 THEN 10::numeric ^ -digits ELSE ('1e-' || digits)::numeric END AS unit,
		CASE what WHEN 'percent' THEN percent(rate(n, d), digits, rule) ELSE growth(rate(n, d), digits, rule) END AS p
	FROM (SELECT *, CASE WHEN (n % 3 + digits) % 3 = 0 THEN 'growth' ELSE 'percent' END AS what FROM pair, generate_series(-3, 20) AS digits) AS t,
		unnest(ARRAY['half_up', 'half_even', 'truncate', 'up']) AS rule) AS t;

SELECT plan(22);

SELECT is((SELECT count(*) FROM rounded), 96 * (SELECT count(*) FROM pair), 'pairs, digits and rules');
SELECT cmp_ok((SELECT count(*)::integer FROM rounded WHERE rule = 'half_up' AND 2 * away = d * unit), '>', 800, 'ties among them');
SELECT cmp_ok((SELECT count(*)::integer FROM rounded WHERE rule = 'half_up' AND away <> 0 AND abs(2 * abs(away) - d * unit) <= 400), '>', 1000, 'and pairs just beside a tie');
SELECT cmp_ok((SELECT count(*)::integer FROM rounded WHERE hundred < 0), '>', 10000, 'negative growth too');

SELECT is_empty($$ SELECT kind, n, d, digits, rule, what, p FROM rounded WHERE p % unit <> 0 $$, 'a multiple of 10^-digits');
SELECT is_empty($$ SELECT kind, n, d, digits, rule, what, p FROM rounded WHERE scale(p) <> greatest(digits, 0) $$, 'printed with that many digits');
SELECT is_empty($$ SELECT kind, n, d, digits, rule, what, p FROM rounded WHERE sign(p) * sign(hundred) < 0 $$, 'never on the other side of 0');
SELECT is_empty($$ SELECT kind, n, d, digits, what, p FROM rounded WHERE rule = 'half_up' AND NOT (2 * away <= d * unit AND 2 * away > -d * unit) $$,
	'half_up: nearest, a tie away from 0');
SELECT is_empty($$ SELECT kind, n, d, digits, what, p FROM rounded WHERE rule = 'half_even' AND NOT (2 * abs(away) < d * unit OR 2 * abs(away) = d * unit AND div(p, unit) % 2 = 0) $$,
	'half_even: nearest, a tie to the even digit');
SELECT is_empty($$ SELECT kind, n, d, digits, what, p FROM rounded WHERE rule = 'truncate' AND NOT (away <= 0 AND away > -d * unit) $$, 'truncate: towards 0, by less than a unit');
SELECT is_empty($$ SELECT kind, n, d, digits, what, p FROM rounded WHERE rule = 'up' AND NOT (away >= 0 AND away < d * unit) $$, 'up: away from 0, by less than a unit');

-- The server's own round() and trunc(), where the quotient is a decimal
SELECT is_empty($$ SELECT n, k, digits FROM (SELECT *, n::numeric * 100 * ('1e-' || k)::numeric AS value, rate(n, (10::numeric ^ k)::bigint) AS r
		FROM (SELECT pg_temp.any_count('n' || i) AS n, i % 19 AS k FROM generate_series(1, 1500) AS i) AS t, generate_series(-3, 18) AS digits) AS t
	WHERE percent(r, digits) <> round(value, digits) OR percent(r, digits, 'truncate') <> trunc(value, digits)
		OR growth(r, digits) <> round(value - 100, digits) OR growth(r, digits, 'truncate') <> trunc(value - 100, digits) $$,
	'as round() and trunc() do it');

-- As text: the digits are those of the number, none is lost, and the unit follows after a blank
SELECT is_empty($$ SELECT n, d, digits, rule FROM (SELECT *, percent_text(rate(n, d), digits, rule) AS t FROM rounded WHERE what = 'percent') AS t
	WHERE rtrim(t, ' %')::numeric <> p OR t !~ '^\d+(\.\d+)? %$' OR length(t) - 2 - strpos(t, '.') <> greatest(digits, 0) AND digits > 0 $$, 'percent_text: every digit, a blank, the unit');
SELECT is(ARRAY[percent_text('767/1000'), percent_text('1/1'), percent_text('0/7', 1), percent_text('307/100', 0), percent_text('1549/1000', -1)],
	'{76.70 %,100.00 %,0.0 %,307 %,150 %}', 'percent_text: zeros stay');
SELECT is(percent_text('0/0'), NULL, 'percent_text: 0/0 is no percentage');

-- The defaults
SELECT is_empty($$ SELECT n, d FROM pair WHERE percent(rate(n, d)) <> percent(rate(n, d), 2, 'half_up') OR growth(rate(n, d)) <> growth(rate(n, d), 2, 'half_up') $$, 'defaults: 2 digits, half_up');

-- The worked examples of GB/T 8170: value v is the percentage of v / 100, and
-- the growth of 1 + v / 100
CREATE TEMP TABLE example (value numeric, "to" numeric, half_even numeric, half_up numeric, note text);
\copy example FROM PROGRAM 'grep -v ^# test/data/rounding_gbt8170.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE example_rate AS
SELECT *, -round(log("to"))::integer AS digits, 10::numeric ^ (2 + scale(value)) AS d, value * 10::numeric ^ scale(value) AS n FROM example;
SELECT is((SELECT count(*)::integer FROM example), 12, 'the examples of GB/T 8170');
SELECT is_empty($$ SELECT value, "to", percent(rate(n::bigint, d::bigint), digits, 'half_even') FROM example_rate
	WHERE n >= 0 AND percent(rate(n::bigint, d::bigint), digits, 'half_even') <> half_even $$, 'percent, half_even');
SELECT is_empty($$ SELECT value, "to", percent(rate(n::bigint, d::bigint), digits, 'half_up') FROM example_rate
	WHERE n >= 0 AND percent(rate(n::bigint, d::bigint), digits, 'half_up') <> half_up $$, 'percent, half_up');
SELECT is_empty($$ SELECT value, "to", growth(rate((d + n)::bigint, d::bigint), digits, 'half_even') FROM example_rate
	WHERE growth(rate((d + n)::bigint, d::bigint), digits, 'half_even') <> half_even $$, 'growth, half_even, with the negative one');
SELECT is_empty($$ SELECT value, "to", growth(rate((d + n)::bigint, d::bigint), digits) FROM example_rate
	WHERE growth(rate((d + n)::bigint, d::bigint), digits) <> half_up $$, 'growth, half_up');

-- The published table
CREATE TEMP TABLE published (cohort text, measure text, numerator bigint, denominator bigint, percent text, half_up_min bigint, half_up_max bigint,
	truncate_min bigint, truncate_max bigint, rules text);
\copy published FROM PROGRAM 'grep -v ^# test/data/published_2020-02-19.csv' (FORMAT csv, HEADER)
-- a published denominator, else each end of the range that prints as published and its neighbours outside
SELECT is_empty($$
	SELECT cohort, measure, rule, d, within, percent(rate(numerator, d), 2, rule), percent
	FROM published, LATERAL (VALUES ('half_up', half_up_min, half_up_max), ('truncate', truncate_min, truncate_max)) AS range(rule, low, high),
		LATERAL (VALUES (low, true), (high, true), (low - 1, false), (high + 1, false)) AS t(d, within)
	WHERE low <= high AND (percent(rate(numerator, d), 2, rule) = percent::numeric) <> within $$, 'the denominators that print as published, and no others');

SELECT * FROM finish();
ROLLBACK;
