--
-- Audit by sums and by changes: a published table whose parts add up, and
-- definitions by brute force.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(44);

-- ---- parts against a total -----------------------------------------------------

CREATE TEMP TABLE sector (sector text, resumed bigint, printed numeric, implied bigint);
\copy sector FROM PROGRAM 'grep -v "^#" test/data/parts_and_total_zibo_2020-02-20.csv' (FORMAT csv, HEADER)
SELECT is_empty('SELECT * FROM sector WHERE implied_denominators(resumed, printed) <> int8range(implied, implied, ''[]'')', 'each percentage leaves one denominator');
SELECT is((SELECT range_sum(implied_denominators(resumed, printed)) FROM sector WHERE sector <> 'all'), '[4255,4256)'::int8range, 'six sectors add up to one');
SELECT results_eq($$ SELECT range_sum(implied_denominators(resumed, printed)) FILTER (WHERE sector <> 'all'), range_intersect_agg(implied_denominators(resumed, printed)) FILTER (WHERE sector = 'all') FROM sector $$,
	$$ VALUES ('[4255,4256)'::int8range, '[4255,4256)'::int8range) $$, 'and it is the one that the total leaves');

-- ---- range_sum: every sum that is possible, by brute force -----------------------

CREATE TEMP TABLE part AS
SELECT g, i, CASE WHEN u < 0.1 THEN NULL ELSE int8range(a, a + (v * 5)::bigint, CASE WHEN w < 0.5 THEN '[]' ELSE '[)' END) END AS r
FROM generate_series(1, 80) AS g, generate_series(1, 1 + g % 4) AS i, LATERAL (SELECT random() + 0 * (g + i) AS u, random() AS v, random() AS w, (random() * 9)::bigint - 4 AS a) AS x;
CREATE TEMP TABLE possible AS
WITH RECURSIVE s AS (
	SELECT DISTINCT g, 0 AS i, 0::bigint AS total FROM part
	UNION SELECT s.g, s.i + 1, total + c FROM s JOIN part ON part.g = s.g AND part.i = s.i + 1, LATERAL (SELECT generate_series(lower(r), upper(r) - 1) AS c WHERE r IS NOT NULL UNION ALL SELECT 0 WHERE r IS NULL) AS c)
SELECT g, min(total) AS least, max(total) AS most, count(DISTINCT total) AS sums FROM s WHERE i = 1 + g % 4 GROUP BY g;
CREATE TEMP TABLE summed AS SELECT g, range_sum(r) AS r, count(r) AS known FROM part GROUP BY g;
SELECT is_empty('SELECT * FROM summed LEFT JOIN possible USING (g) WHERE known > 0 AND r IS DISTINCT FROM CASE WHEN sums IS NULL THEN ''empty'' ELSE int8range(least, most, ''[]'') END', 'the range of all sums of counts, one of each range');
SELECT is_empty('SELECT * FROM possible JOIN summed USING (g) WHERE known > 0 AND sums <> most - least + 1', 'of which each is possible');
SELECT is((SELECT count(*) FROM summed WHERE isempty(r)) > 3 AND (SELECT count(*) FROM summed WHERE NOT isempty(r)) > 30, true, 'both kinds are tried');
SELECT is_empty('SELECT g FROM summed WHERE (r IS NULL) <> (known = 0)', 'NULL is skipped, and nothing else gives NULL');
SELECT results_eq($$ SELECT range_sum(r) FROM (VALUES (int8range(1, 5)), ('[10,)')) AS v(r) UNION ALL SELECT range_sum(r) FROM (VALUES (int8range(1, 5)), ('(,10)')) AS v(r)
	UNION ALL SELECT range_sum(r) FROM (VALUES (int8range '[1,)'), ('(,10)')) AS v(r) UNION ALL SELECT range_sum(r) FROM (VALUES (int8range '[1,)'), ('empty')) AS v(r) $$,
	$$ VALUES (int8range '[11,)'), ('(,14)'), ('(,)'), ('empty') $$, 'without bounds, and empty');
SELECT is((SELECT range_sum(int8range '[1,2)') WHERE false), NULL, 'no rows');

-- in a moving window, forth and back
CREATE TEMP TABLE framed AS
SELECT i, r, range_sum(r) OVER (ORDER BY i ROWS 3 PRECEDING) AS few, range_sum(r) OVER (ORDER BY i ROWS BETWEEN 1 FOLLOWING AND 4 FOLLOWING) AS ahead
FROM (SELECT i, CASE i % 11 WHEN 0 THEN 'empty' WHEN 3 THEN '[5,)' WHEN 7 THEN '(,)' WHEN 9 THEN NULL ELSE int8range(i % 5 - 2, i % 7 + 4) END AS r FROM generate_series(1, 200) AS i) AS s;
SELECT is_empty('SELECT a.i FROM framed AS a, LATERAL (SELECT range_sum(b.r) AS s FROM framed AS b WHERE b.i BETWEEN a.i - 3 AND a.i) AS d WHERE a.few IS DISTINCT FROM d.s', 'a moving window is what a fresh sum is');
SELECT is_empty('SELECT a.i FROM framed AS a, LATERAL (SELECT range_sum(b.r) AS s FROM framed AS b WHERE b.i BETWEEN a.i + 1 AND a.i + 4) AS d WHERE a.ahead IS DISTINCT FROM d.s', 'also one that empties itself');
CREATE TEMP SEQUENCE call;
CREATE FUNCTION pg_temp.lie(integer) RETURNS int8range LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN int8range(1, 2 + nextval('call')); END $$;
SELECT throws_ok('SELECT range_sum(pg_temp.lie(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 100) AS i', '42P13', 'what leaves a frame of range_sum() is not what has entered it', 'a function that lies about being immutable');

-- in parts
CREATE TABLE much AS SELECT int8range(i % 100, i % 100 + i % 7 + 1) AS r FROM generate_series(1, 20000) AS i;
ANALYZE much;
\ir include/parallel.sql
SELECT is((SELECT count(*) FROM pg_temp.plan_lines('SELECT range_sum(r) FROM much') AS l WHERE l ~ 'Partial Aggregate'), 1::bigint, 'it runs in parts');
CREATE TEMP TABLE together AS SELECT range_sum(r) FROM much;
SELECT results_eq('TABLE together', 'SELECT int8range(sum(lower(r))::bigint, sum(upper(r) - 1)::bigint, ''[]'') FROM much', 'with the same result');
CREATE AGGREGATE pg_temp.range_part(int8range) (SFUNC = range_sums_accum, STYPE = range_sums);
CREATE AGGREGATE pg_temp.range_whole(range_sums) (SFUNC = range_sums_combine, STYPE = range_sums, FINALFUNC = range_sums_final);
SELECT results_eq('SELECT pg_temp.range_whole(p::text::range_sums) FROM (SELECT pg_temp.range_part(r) AS p FROM part GROUP BY g, i % 2 ORDER BY g) AS t', 'SELECT range_sum(r) FROM part', 'and by way of text');
-- the ends of bigint
SELECT is((SELECT range_sum(r) FROM (VALUES (int8range '[9223372036854775805,9223372036854775807)'), ('[1,3)')) AS v(r)), '[9223372036854775806,)'::int8range, 'no bound beyond the last bigint');
SELECT is((SELECT range_sum(r) FROM (VALUES (int8range '[-9223372036854775808,-9223372036854775806)'), ('[-1,3)')) AS v(r)), '(,-9223372036854775804)'::int8range, 'nor before the first');
SELECT throws_ok($$ SELECT range_sum(r) FROM (VALUES (int8range '[9223372036854775806,)'), ('[9223372036854775806,)')) AS v(r) $$, '22003', 'range_sum() is out of range', 'sums of which none is a bigint');
SELECT is((SELECT range_sum(r) FROM (VALUES (int8range '[-9223372036854775808,-9223372036854775807)')) AS v(r)), '[-9223372036854775808,-9223372036854775807)'::int8range, 'the first bigint');

-- ---- points_print_as -------------------------------------------------------------

-- what each rule makes of a number, in numeric arithmetic
CREATE FUNCTION pg_temp.rounded(x numeric, digits integer, rule text) RETURNS numeric IMMUTABLE LANGUAGE sql AS $$
	SELECT sign(x) * CASE rule WHEN 'half_up' THEN floor(abs(x) * 10::numeric ^ digits + 0.5) WHEN 'truncate' THEN floor(abs(x) * 10::numeric ^ digits) WHEN 'up' THEN ceil(abs(x) * 10::numeric ^ digits)
		ELSE floor(abs(x) * 10::numeric ^ digits + 0.5) - CASE WHEN abs(x) * 10::numeric ^ digits % 1 = 0.5 AND floor(abs(x) * 10::numeric ^ digits) % 2 = 0 THEN 1 ELSE 0 END END / 10::numeric ^ digits $$;
CREATE TEMP TABLE pair AS
SELECT rate(n1, d1) AS later, rate(n0, d0) AS earlier, rule, digits, levels FROM (SELECT (random() * 90)::bigint AS n1, (ARRAY[8, 16, 40, 80, 100, 7, 200])[1 + i % 7]::bigint AS d1, (random() * 90)::bigint AS n0, (ARRAY[8, 20, 40, 160, 9])[1 + i % 5]::bigint AS d0 FROM generate_series(1, 120) AS i) AS s,
	unnest(ARRAY['half_up', 'half_even', 'truncate', 'up']) AS rule, generate_series(0, 2) AS digits, generate_series(0, 2) AS levels;
CREATE TEMP TABLE printed AS
SELECT *, round(pg_temp.rounded(100 * (numerator(later)::numeric(60, 40) / denominator(later) - numerator(earlier)::numeric(60, 40) / denominator(earlier)), digits, rule), digits) AS once,
	round(pg_temp.rounded(percent(later, levels, rule) - percent(earlier, levels, rule), digits, rule), digits) AS twice FROM pair;
SELECT is_empty('SELECT * FROM printed WHERE NOT points_print_as(later, earlier, once, rule)', 'what is rounded once is printed so, by every rule');
SELECT is_empty('SELECT * FROM printed WHERE points_print_as(later, earlier, twice, rule) <> (once = twice)', 'and nothing else');
SELECT is_empty('SELECT * FROM printed WHERE NOT points_print_as(later, earlier, twice, rule, levels) OR points_print_as(later, earlier, once, rule, levels) <> (once = twice)', 'from rounded levels likewise');
SELECT cmp_ok((SELECT count(*) FROM printed WHERE once <> twice), '>', 100::bigint, 'which are often not the same');
SELECT is(points_print_as('3981/4630', '3933/4630', 1.1), false, '48 of 4,630 are not 1.1 points');
SELECT is(points_print_as('3981/4630', '3933/4630', 1.0), true, 'but 1.0');
SELECT is(points_print_as('3981/4630', '3933/4630', 1.1, levels => 1), true, 'unless they are taken from 86.0 and 84.9');
SELECT is(points_print_as('0/0', '1/2', 1), NULL, 'no rate');
SELECT is(points_print_as('1/2', '1/2', 0, NULL), NULL, 'no rule');
SELECT is(points_print_as('1/2', '1/2', NULL), NULL, 'no figure');
SELECT throws_ok($$ SELECT points_print_as('1/2', '1/2', 'NaN') $$, '22023', 'a published figure must be a finite number', 'no number');
SELECT throws_ok($$ SELECT points_print_as('1/2', '1/2', 0, levels => 1001) $$, '22023', 'number of digits must be between -1000 and 1000', 'levels of no digits');
SELECT throws_ok($$ SELECT points_print_as('1/2', '1/2', 0, 'down') $$, '22023', 'unknown rounding rule: "down"', 'another rule');

-- ---- growth ----------------------------------------------------------------------

CREATE TEMP TABLE grown AS
SELECT n, d, rule, round(growth(rate(n, d), digits, rule), digits) AS figure FROM generate_series(0, 22) AS n, generate_series(1, 45) AS d, unnest(ARRAY['half_up', 'half_even', 'truncate', 'up']) AS rule, unnest(ARRAY[0, 1]) AS digits;
SELECT is_empty('SELECT * FROM grown WHERE NOT growth_prints_as(rate(n, d), figure, rule)', 'what growth() prints is printed so');
SELECT is_empty($$ SELECT n, figure, rule, d FROM (SELECT DISTINCT n, figure, rule, implied_bases(n, figure, rule) AS bases FROM grown) AS g, generate_series(1, 60) AS d
	WHERE bases @> d::bigint <> growth_prints_as(rate(n, d), figure, rule) $$, 'the bases are those with which it is');
SELECT is_empty($$ SELECT n, figure, rule FROM generate_series(0, 12) AS n, generate_series(-120, 300, 7) AS figure, unnest(ARRAY['half_up', 'half_even', 'truncate', 'up']) AS rule,
	LATERAL (SELECT implied_bases(n, figure, rule) AS bases) AS b WHERE (SELECT count(*) FROM generate_series(1, 300) AS d WHERE growth_prints_as(rate(n, d), figure, rule)) <> (SELECT count(*) FROM generate_series(1, 300) AS d WHERE bases @> d::bigint) $$,
	'for figures of any kind');
SELECT is(growth_prints_as('307/100', 207), true, 'up 207 %');
SELECT is(growth_prints_as('2081297/2519399', -17.4), true, 'passengers of the TSA');
SELECT is(implied_bases(0, -100), '[1,)'::int8range, 'nothing is left of any number');
SELECT is(implied_bases(5, -100.0), '[10000,)'::int8range, 'or nearly nothing');
SELECT throws_ok('SELECT implied_bases(-1, 5)', '22003', NULL, 'a negative count');

-- ---- implied_counts ----------------------------------------------------------------

SELECT is_empty($$ SELECT rule, k, least, most, r FROM (SELECT rule, k, min(c) AS least, max(c) AS most, implied_counts(round(k / 10.0, 1) || '万', rule) AS r
		FROM (SELECT c, rule, pg_temp.rounded(c / 1000.0, 0, rule)::bigint AS k FROM generate_series(0, 24000) AS c, unnest(ARRAY['half_up', 'half_even', 'truncate', 'up']) AS rule) AS w GROUP BY rule, k) AS found
	WHERE k < 23 AND r <> int8range(least, most, '[]') $$, 'all counts that are written in 万 with one digit, by every rule');
SELECT results_eq($$ SELECT implied_counts(c) FROM unnest(ARRAY['42.3万', '1,234', '1亿2000万', '28.38 万人', '5.0', '3k', '不详', '9223372036854775807', '922337203685477万']) WITH ORDINALITY AS u(c, i) ORDER BY i $$,
	$$ VALUES (int8range '[422500,423500)'), ('[1234,1235)'), ('[119995000,120005000)'), ('[283750,283850)'), ('[5,6)'), ('[2500,3500)'), (NULL), ('[9223372036854775807,)'), ('[9223372036854765000,9223372036854775000)') $$, 'as people write them');
SELECT throws_ok($$ SELECT implied_counts('about 300') $$, '22P02', 'invalid count: "about 300"', 'what is no count');
SELECT throws_ok($$ SELECT implied_counts('300', 'down') $$, '22023', NULL, 'another rule');

SELECT * FROM finish();
ROLLBACK;
