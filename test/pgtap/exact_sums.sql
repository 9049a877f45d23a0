--
-- mean_of_rates(), standardize(), decompose() and panel_change(): sums that are
-- exact whatever the order of the rows, the plan and the frame, and partial
-- results that are values.  The oracles take doubles apart and add in numeric.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
\ir include/doubles.sql

CREATE FUNCTION pg_temp.exact(f double precision) RETURNS numeric STABLE LANGUAGE sql AS $$
	SELECT a.m * p.v FROM pg_temp.apart(f) AS a JOIN power AS p ON p.k = a.e $$;

-- Is f the double next to a / b, a tie going to the even one?  Half the
-- distance to the next double is the unit here, and half of that below a power
-- of two.
CREATE FUNCTION pg_temp.rounded_once(f double precision, a numeric, b numeric) RETURNS boolean STABLE LANGUAGE sql AS $$
	SELECT CASE WHEN f IS NULL OR a IS NULL OR b IS NULL THEN f IS NULL AND (a IS NULL OR b IS NULL)
		WHEN off = 0 THEN true
		WHEN off > 0 AND m = 4503599627370496 THEN 2 * off <= unit
		ELSE abs(off) < unit OR (abs(off) = unit AND m % 2 = 0) END
	FROM (SELECT t.m, t.m * p.v * b - a AS off, h.v * b AS unit
		FROM pg_temp.apart(f) AS t JOIN power AS p ON p.k = t.e JOIN power AS h ON h.k = t.e - 1) AS u $$;

-- Rows in groups of several sizes: counts of any magnitude, rates without a
-- value, weights that are counts (kind 0), fractions (1), and of any exponent
-- that a double has (2)
CREATE TEMP TABLE item AS
SELECT g, i, kind, CASE WHEN i % 9 = 5 THEN NULL WHEN i % 11 = 7 THEN '0/0'::rate ELSE r END AS r, r AS later,
	CASE WHEN i % 7 = 3 THEN NULL WHEN i % 13 = 6 THEN '0/0'::rate ELSE rate(pg_temp.any_count(format('m %s %s', g, i)), 1 + pg_temp.any_count(format('e %s %s', g, i)) / 2) END AS earlier,
	CASE kind WHEN 0 THEN pg_temp.below(1000, format('w %s %s', g, i))::double precision
		WHEN 1 THEN pg_temp.bits(format('w %s %s', g, i))::double precision / 9223372036854775808
		ELSE ('0.' || pg_temp.bits(format('w %s %s', g, i)) || 'e' || pg_temp.below(625, format('x %s %s', g, i)) - 322)::double precision END AS w
FROM generate_series(1, 90) AS g, generate_series(1, 1 + g * g % 53) AS i,
	LATERAL (SELECT g % 3 AS kind, rate(pg_temp.any_count(format('n %s %s', g, i)), 1 + pg_temp.any_count(format('d %s %s', g, i)) / 2) AS r) AS t;

SELECT plan(60);


--
-- Exact, and rounded once
--

CREATE TEMP TABLE mean AS
SELECT g, mean_of_rates(r) AS m, sum(pg_temp.exact(ratio(r))) AS total, nullif(count(ratio(r)), 0) AS n FROM item GROUP BY g;
SELECT is_empty('SELECT * FROM mean WHERE NOT pg_temp.rounded_once(m, total, n)', 'mean_of_rates: the exact sum of the ratios over their number, rounded once');
SELECT isnt_empty('SELECT FROM mean WHERE NOT pg_temp.rounded_once(m * (1 + 2.3e-16), total, n)', 'a neighbour: the check notices');
SELECT is_empty('SELECT g, i FROM item GROUP BY g, i HAVING mean_of_rates(r) IS DISTINCT FROM min(ratio(r))', 'mean_of_rates: of one rate it is ratio()');
SELECT is_empty('SELECT g, i FROM item GROUP BY g, i HAVING standardize(later, 0.1 * i) IS DISTINCT FROM min(ratio(later))', 'standardize: of one stratum too');
SELECT is((SELECT mean_of_rates(r) FROM generate_series(1, 10), (SELECT rate '1/10' AS r) AS t), 0.1::double precision, 'mean_of_rates: ten times a tenth');

CREATE TEMP TABLE standardized AS
SELECT g, standardize(later, w) AS s, sum(pg_temp.exact(w) * pg_temp.exact(ratio(later))) AS products, nullif(sum(pg_temp.exact(w)), 0) AS weights FROM item GROUP BY g;
SELECT is_empty('SELECT g FROM standardized WHERE NOT pg_temp.rounded_once(s, products, weights)', 'standardize: the quotient of the exact sums, rounded once');
SELECT isnt_empty('SELECT FROM standardized WHERE NOT pg_temp.rounded_once(s * (1 + 2.3e-16), products, weights)', 'a neighbour: the check notices');
SELECT is((SELECT ARRAY[standardize(later, 5e-324), standardize(later, 1.7976931348623157e308)] FROM item WHERE g = 50),
	(SELECT ARRAY[mean_of_rates(later), mean_of_rates(later)] FROM item WHERE g = 50), 'standardize: with the smallest weights there are, and the largest, it is the mean');
SELECT is_empty('SELECT g FROM item GROUP BY g HAVING standardize(later, 3) <> mean_of_rates(later)', 'standardize: with equal weights it is the mean');


--
-- Neither the order of the rows nor the plan shows
--

-- 50 orders of the rows of each group, and how many results
CREATE TEMP TABLE shuffled AS
SELECT g, count(DISTINCT m) AS means, count(DISTINCT s) AS standardized, count(DISTINCT d::text) AS decomposed, count(DISTINCT p::text) AS panels,
	count(DISTINCT f) AS naive
FROM (SELECT g, o, mean_of_rates(r ORDER BY h) AS m, standardize(later, w ORDER BY h) AS s, decompose(later, earlier ORDER BY h) AS d, panel_change(r, earlier ORDER BY h) AS p,
		sum(ratio(r) ORDER BY h) AS f
	FROM item, generate_series(1, 50) AS o, LATERAL (SELECT md5(format('%s %s %s', o, g, i)) AS h) AS t WHERE g > 60 GROUP BY g, o) AS t
GROUP BY g;
SELECT is_empty('SELECT * FROM shuffled WHERE greatest(means, standardized, decomposed, panels) > 1', 'the order of rows does not show');
SELECT isnt_empty('SELECT FROM shuffled WHERE naive > 1', 'in a sum of doubles it does: the check notices');

-- partitions: partial results, combined
CREATE TEMP TABLE part (LIKE item) PARTITION BY HASH (i);
CREATE TEMP TABLE part_0 PARTITION OF part FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TEMP TABLE part_1 PARTITION OF part FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TEMP TABLE part_2 PARTITION OF part FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO part TABLE item;
ANALYZE part;
\ir include/plan.sql
PREPARE whole AS SELECT g, mean_of_rates(r), standardize(later, w), decompose(later, earlier)::text, panel_change(r, earlier)::text FROM item GROUP BY g ORDER BY g;
PREPARE in_parts AS SELECT g, mean_of_rates(r), standardize(later, w), decompose(later, earlier)::text, panel_change(r, earlier)::text FROM part GROUP BY g ORDER BY g;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT isnt_empty($$ SELECT FROM pg_temp.plan_lines('EXECUTE in_parts') AS l WHERE l ~ 'Partial' $$, 'aggregates by partition');
SELECT results_eq('in_parts', 'whole', 'give the same');
RESET enable_partitionwise_aggregate;

-- the partial results as values: through text, merged by somebody's aggregates
CREATE AGGREGATE pg_temp.mean_part(rate) (SFUNC = mean_of_rates_sums_accum, STYPE = mean_of_rates_sums, INITCOND = '(0,0x0)');
CREATE AGGREGATE pg_temp.mean_whole(mean_of_rates_sums) (SFUNC = mean_of_rates_sums_combine, STYPE = mean_of_rates_sums, FINALFUNC = mean_of_rates_sums_final);
CREATE AGGREGATE pg_temp.standardize_part(rate, double precision) (SFUNC = standardize_sums_accum, STYPE = standardize_sums);
CREATE AGGREGATE pg_temp.standardize_whole(standardize_sums) (SFUNC = standardize_sums_combine, STYPE = standardize_sums, FINALFUNC = standardize_sums_final);
CREATE AGGREGATE pg_temp.decompose_part(rate, rate) (SFUNC = decompose_sums_accum, STYPE = decompose_sums);
CREATE AGGREGATE pg_temp.decompose_whole(decompose_sums) (SFUNC = decompose_sums_combine, STYPE = decompose_sums, FINALFUNC = decompose_sums_final);
CREATE AGGREGATE pg_temp.panel_part(rate, rate) (SFUNC = panel_change_sums_accum, STYPE = panel_change_sums);
CREATE AGGREGATE pg_temp.panel_whole(panel_change_sums) (SFUNC = panel_change_sums_combine, STYPE = panel_change_sums, FINALFUNC = panel_change_sums_final);
CREATE TEMP TABLE stored AS
SELECT g, i % 4 AS piece, pg_temp.mean_part(r) AS m, pg_temp.standardize_part(later, w) AS s, pg_temp.decompose_part(later, earlier) AS d, pg_temp.panel_part(r, earlier) AS p
FROM item GROUP BY g, i % 4;
CREATE TEMP TABLE arrived (LIKE stored);
INSERT INTO arrived SELECT g, piece, m::text::mean_of_rates_sums, s::text::standardize_sums, d::text::decompose_sums, p::text::panel_change_sums FROM stored;
CREATE FUNCTION pg_temp.lost() RETURNS SETOF integer LANGUAGE sql AS
$$ SELECT s.g FROM stored AS s LEFT JOIN arrived AS a ON a.g = s.g AND a.piece = s.piece WHERE a.g IS NULL OR NOT a.* *= s.* OR NOT (a.m = s.m AND a.s = s.s AND a.d = s.d AND a.p = s.p) $$;
SELECT is_empty('SELECT pg_temp.lost()', 'text brings back partial results, bit by bit');
TRUNCATE arrived;
COPY stored TO PROGRAM 'cat >resume_test_sums' (FORMAT binary);
COPY arrived FROM PROGRAM 'cat resume_test_sums && rm resume_test_sums' (FORMAT binary);
SELECT is_empty('SELECT pg_temp.lost()', 'and so does their binary form');
SELECT is((SELECT count(*) FROM arrived), (SELECT count(*) FROM stored), 'and nothing more');
SELECT results_eq('SELECT g, pg_temp.mean_whole(m), pg_temp.standardize_whole(s), pg_temp.decompose_whole(d)::text, pg_temp.panel_whole(p)::text FROM arrived GROUP BY g ORDER BY g',
	'whole', 'merged they give the same');
SELECT results_eq('SELECT g, pg_temp.mean_whole(m ORDER BY piece DESC), pg_temp.standardize_whole(s ORDER BY piece DESC), pg_temp.decompose_whole(d ORDER BY piece DESC)::text,
	pg_temp.panel_whole(p ORDER BY piece DESC)::text FROM arrived GROUP BY g ORDER BY g', 'whole', 'in another order, too');
-- what the fields are
SELECT is((SELECT ARRAY[pg_temp.mean_part(a)::text, pg_temp.standardize_part(a, 4)::text, pg_temp.decompose_part(a, b)::text, pg_temp.panel_part(a, b)::text]
	FROM (VALUES (rate '1/2', rate '3/8'), ('3/4', NULL), ('0/0', NULL)) AS t(a, b) WHERE a <> '0/0' OR b IS NOT NULL),
	ARRAY['(2,0x1.4)', '(0x8,0x5)', '(4,6,3,8,0x3.c,0x4)', '(1,2,3,8,3,4,0,0)'], 'the text forms, by hand');
SELECT is_empty($$ SELECT m::text FROM stored CROSS JOIN LATERAL (SELECT split_part(btrim(m::text, '()'), ',', 1)::bigint AS n) AS t
	WHERE n <> (SELECT count(ratio(r)) FROM item AS i WHERE i.g = stored.g AND i.i % 4 = piece) $$, 'the number of rates is in front');

-- in parallel
CREATE TABLE much AS SELECT i, rate(pg_temp.bits('n' || i) >> 20, 1 + (pg_temp.bits('d' || i) >> 20)) AS r, rate(i % 91, 1 + i % 97) AS e, (i % 1000) / 7.0::double precision AS w FROM generate_series(1, 20000) AS i;
ANALYZE much;
PREPARE total AS SELECT mean_of_rates(r), standardize(r, w), decompose(r, e)::text, panel_change(r, e)::text FROM much;
CREATE TEMP TABLE alone AS EXECUTE total;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 3;
DEALLOCATE total;
PREPARE total AS SELECT mean_of_rates(r), standardize(r, w), decompose(r, e)::text, panel_change(r, e)::text FROM much;
SELECT isnt_empty($$ SELECT FROM pg_temp.plan_lines('EXECUTE total') AS l WHERE l ~ 'Partial Aggregate' $$, 'a parallel plan');
SELECT results_eq('total', 'TABLE alone', 'gives the same');


--
-- Moving frames: what has left has left no trace
--

CREATE TEMP TABLE moving AS
SELECT g, i, mean_of_rates(r) OVER few AS m, standardize(later, w) OVER few AS s, decompose(later, earlier) OVER few AS d, panel_change(r, earlier) OVER few AS p,
	mean_of_rates(r) OVER ahead AS ma, standardize(later, w) OVER ahead AS sa, decompose(later, earlier) OVER ahead AS da, panel_change(r, earlier) OVER ahead AS pa
FROM item WINDOW few AS (PARTITION BY g ORDER BY i ROWS 4 PRECEDING), ahead AS (PARTITION BY g ORDER BY i ROWS BETWEEN 2 FOLLOWING AND 8 FOLLOWING);
CREATE TEMP TABLE fresh AS
SELECT a.g, a.i, f.*, b.* FROM item AS a,
	LATERAL (SELECT mean_of_rates(r) AS m, standardize(later, w) AS s, decompose(later, earlier) AS d, panel_change(r, earlier) AS p FROM item AS x WHERE x.g = a.g AND x.i BETWEEN a.i - 4 AND a.i) AS f,
	LATERAL (SELECT mean_of_rates(r) AS ma, standardize(later, w) AS sa, decompose(later, earlier) AS da, panel_change(r, earlier) AS pa FROM item AS x WHERE x.g = a.g AND x.i BETWEEN a.i + 2 AND a.i + 8) AS b;
SELECT is_empty('SELECT x.*, y.* FROM moving AS x JOIN fresh AS y USING (g, i) WHERE x::text <> y::text', 'moving frames hold what fresh computations do');
SELECT cmp_ok((SELECT count(*) FROM moving), '>', 2000::bigint, 'many of them');
SELECT isnt_empty('SELECT FROM moving WHERE ma IS NULL AND sa IS NULL AND da IS NULL AND pa IS NULL', 'empty ones, too');
-- doubles that are added and subtracted do not
SELECT isnt_empty('SELECT FROM (SELECT sum(w) OVER few - sum(w) OVER before AS w, w AS alone FROM item WHERE kind = 1
	WINDOW few AS (PARTITION BY g ORDER BY i), before AS (PARTITION BY g ORDER BY i ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS t WHERE w <> alone', 'a difference of sums of doubles: the check notices');
-- rows leave by the inverse, which a transition function of the aggregate does not
SELECT is_empty($$ SELECT aggfnoid::regprocedure FROM pg_aggregate AS a JOIN pg_proc AS p ON p.oid = aggfnoid JOIN pg_depend AS d ON d.objid = p.oid AND d.deptype = 'e'
	WHERE p.proname IN ('mean_of_rates', 'standardize', 'decompose', 'panel_change') AND (aggminvtransfn = 0 OR aggmtranstype <> aggtranstype OR aggtranstype = 'internal'::regtype OR aggcombinefn = 0 OR aggserialfn <> 0) $$,
	'each has an inverse, and a state that is a type');
-- a function that gives another value the second time is found out
CREATE SEQUENCE lie;
CREATE FUNCTION pg_temp.lie(i integer) RETURNS rate LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN rate((3::numeric ^ nextval('lie'))::bigint, 4611686018427387904); END $$;
SELECT throws_ok('SELECT mean_of_rates(pg_temp.lie(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 30) AS i', '42P13', 'what leaves a frame of mean_of_rates() is not what has entered it', 'mean_of_rates of a lie');
ALTER SEQUENCE lie RESTART;
SELECT throws_ok('SELECT standardize(pg_temp.lie(i), 1) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 30) AS i', '42P13', 'what leaves a frame of standardize() is not what has entered it', 'standardize of a lie');
ALTER SEQUENCE lie RESTART;
SELECT throws_ok('SELECT decompose(pg_temp.lie(i), pg_temp.lie(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 30) AS i', '42P13', 'what leaves a frame of decompose() is not what has entered it', 'decompose of a lie');
ALTER SEQUENCE lie RESTART;
SELECT throws_ok('SELECT panel_change(pg_temp.lie(i), pg_temp.lie(i)) OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 30) AS i', '42P13', 'what leaves a frame of panel_change() is not what has entered it', 'panel_change of a lie');


--
-- Percentages are rounded once
--

-- three strata each, with the definition to 80 digits
CREATE TEMP TABLE two_dates AS
SELECT g, i, rate((pg_temp.bits(format('n1 %s %s', g, i)) >> 24) % d1, d1) AS later, rate((pg_temp.bits(format('n0 %s %s', g, i)) >> 24) % d0, d0) AS earlier
FROM generate_series(1, 2000) AS g, generate_series(1, 3) AS i,
	LATERAL (SELECT 1 + (pg_temp.bits(format('d1 %s %s', g, i)) >> (24 + g % 39)) AS d1, 1 + (pg_temp.bits(format('d0 %s %s', g, i)) >> (24 + g % 37)) AS d0) AS t;
CREATE TEMP TABLE whole_dates AS SELECT g, pool(later) AS later, pool(earlier) AS earlier FROM two_dates GROUP BY g;
CREATE TEMP TABLE effects AS
SELECT g, (decompose(later, earlier)).*, round(50 * sum((round(denominator(later)::numeric, 80) / denominator(w_later) + round(denominator(earlier)::numeric, 80) / denominator(w_earlier))
	* (round(numerator(later)::numeric, 80) / denominator(later) - round(numerator(earlier)::numeric, 80) / denominator(earlier))), 16) AS rate_defined
FROM two_dates JOIN (SELECT g, later AS w_later, earlier AS w_earlier FROM whole_dates) AS w USING (g) GROUP BY g;
SELECT is_empty('SELECT * FROM effects JOIN whole_dates USING (g) WHERE change <> round(points(later, earlier), 16)', 'decompose: the change is that of points(), rounded once');
SELECT is_empty('SELECT * FROM effects WHERE rate_effect <> rate_defined', 'decompose: the rate effect is rounded once');
SELECT is_empty('SELECT * FROM effects WHERE mix_effect <> change - rate_effect', 'decompose: and the mix effect is the rest of the change');
-- ties: thirds that add up to a half of the last digit, which binary places do not hold
SELECT is((SELECT array_agg(DISTINCT (d).rate_effect) FROM (SELECT decompose(rate((1 + s * 3)::bigint, 3 * 524288), rate(s * 3, 3 * 524288)) AS d
		FROM (VALUES (0::bigint), (17), (4711)) AS t(s) GROUP BY s) AS t),
	(SELECT ARRAY[round(100::numeric / (3 * 524288::numeric), 16)]), 'decompose: a third of a unit');
SELECT is((SELECT (d).rate_effect FROM (SELECT decompose(l, e) AS d FROM (VALUES (rate '2/3', rate '1/3'), ('1/3', '1/3'), ('1/3', '1/3'), ('0/1048567', '0/1048567')) AS t(l, e)) AS t),
	round(100 / 1048576.0, 16), 'decompose: an effect that ends in the middle of two');

CREATE FUNCTION pg_temp.exact_points(later rate, earlier rate) RETURNS numeric IMMUTABLE LANGUAGE sql AS
$$ SELECT 100 * (round(numerator(later)::numeric, 60) / denominator(later) - round(numerator(earlier)::numeric, 60) / denominator(earlier)) $$;
SELECT is_empty('SELECT * FROM (SELECT g, (panel_change(CASE WHEN i <> 2 THEN later END, CASE WHEN i <> 3 THEN earlier END)).* FROM two_dates GROUP BY g) AS p
	JOIN (SELECT g, pool(later) FILTER (WHERE i <> 2) AS later, pool(earlier) FILTER (WHERE i <> 3) AS earlier, pool(later) FILTER (WHERE i = 1) AS matched_later, pool(earlier) FILTER (WHERE i = 1) AS matched_earlier
		FROM two_dates GROUP BY g) AS w USING (g)
	WHERE change <> round(points(later, earlier), 16) OR matched + entry + exit <> change
		OR abs(matched - pg_temp.exact_points(matched_later, matched_earlier)) >= 1e-16 OR abs(entry - pg_temp.exact_points(later, matched_later)) >= 1e-16
		OR abs(exit - pg_temp.exact_points(matched_earlier, earlier)) >= 1e-16',
	'panel_change: the change is that of points(), and no part is off by a unit');
SELECT is_empty($$ SELECT * FROM (SELECT g, (panel_change(later, CASE WHEN i <> 3 THEN earlier END)).* FROM two_dates GROUP BY g) AS p WHERE exit <> 0 OR matched + entry <> change $$, 'panel_change: nobody left, and exit is 0');

--
-- Messages made by hand: a COPY of one row and one column
--

CREATE FUNCTION pg_temp.copy_of(tab text, message bytea) RETURNS text IMMUTABLE LANGUAGE sql AS $f$
	SELECT format('COPY %s FROM PROGRAM %L (FORMAT binary)', tab, 'printf ''' || string_agg('\' || (b >> 6) || (b >> 3 & 7) || (b & 7), '' ORDER BY i) || '''')
	FROM (SELECT i, get_byte(file, i) AS b
		FROM (SELECT '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001' || int4send(length(message)) || message || '\xffff' AS file) AS t,
			generate_series(0, length(file) - 1) AS i) AS t
$f$;
CREATE TABLE one_mean (v mean_of_rates_sums);
CREATE TABLE one_standardization (v standardize_sums);
CREATE TABLE one_decomposition (v decompose_sums);
CREATE TABLE one_panel (v panel_change_sums);
SELECT throws_ok(pg_temp.copy_of(tab, message), '22P03', error, what)
FROM (VALUES ('one_mean', '\x'::bytea, 'invalid length in external "mean_of_rates_sums" value', 'nothing'),
	('one_mean', decode(repeat('00', 39), 'hex'), 'invalid length in external "mean_of_rates_sums" value', 'a byte short'),
	('one_mean', decode(repeat('00', 39) || '01', 'hex'), 'inconsistent sums for type mean_of_rates_sums', 'a sum of no rates'),
	('one_mean', decode(repeat('ff', 8) || repeat('00', 32), 'hex'), 'inconsistent sums for type mean_of_rates_sums', 'a negative number'),
	('one_mean', decode('0000000000000001' || repeat('ff', 32), 'hex'), 'inconsistent sums for type mean_of_rates_sums', 'a negative sum'),
	('one_standardization', '\x', 'invalid length in external "standardize_sums" value', 'nothing'),
	('one_standardization', '\x000000', 'invalid length in external "standardize_sums" value', 'half a header'),
	('one_standardization', '\x00000001', 'invalid length in external "standardize_sums" value', 'no limbs where there is one'),
	('one_standardization', '\x0000ffff', 'invalid external "standardize_sums" value', 'a negative number of limbs'),
	('one_standardization', '\xffec0001' || decode(repeat('01', 16), 'hex'), 'invalid external "standardize_sums" value', 'a limb before the first'),
	('one_standardization', '\x00120001' || decode(repeat('01', 16), 'hex'), 'invalid external "standardize_sums" value', 'one behind the last'),
	('one_standardization', '\x00000001' || decode(repeat('00', 15) || '01', 'hex'), 'inconsistent sums for type standardize_sums', 'products without weights'),
	('one_decomposition', decode(repeat('00', 127), 'hex'), 'invalid length in external "decompose_sums" value', 'a byte short'),
	('one_decomposition', decode(repeat('00', 127) || '01', 'hex'), 'inconsistent sums for type decompose_sums', 'a crossed sum of nobody'),
	('one_panel', decode(repeat('00', 129), 'hex'), 'invalid length in external "panel_change_sums" value', 'a byte long'),
	('one_panel', decode(repeat('00', 15) || '01' || repeat('00', 112), 'hex'), 'inconsistent sums for type panel_change_sums', 'a numerator alone')) AS t(tab, message, error, what);
-- one value has one form, however many zeros are sent around it
SELECT lives_ok(pg_temp.copy_of('one_standardization', message), what)
FROM (VALUES ('\x00020000'::bytea, 'no limbs from somewhere on'), ('\xfffe0002' || decode(repeat('00', 32), 'hex'), 'limbs of 0'),
	('\x00000001' || decode('0000000000000003' || '0000000000000001', 'hex'), 'a limb each'),
	('\xffff0003' || decode('0000000000000000' || '0000000000000003' || '0000000000000000' || '0000000000000000' || '0000000000000001' || '0000000000000000', 'hex'), 'the same between zeros')) AS t(message, what);
SELECT results_eq('SELECT v::text, count(*)::integer, count(DISTINCT pg_column_size(v))::integer FROM one_standardization GROUP BY v ORDER BY v', $$ VALUES ('(0x0,0x0)', 2, 1), ('(0x3,0x1)', 2, 1) $$, 'are two values');
SELECT is_empty('SELECT FROM one_standardization AS a JOIN one_standardization AS b ON a.v = b.v WHERE NOT a.* *= b.*', 'bit by bit');

SELECT * FROM finish();
ROLLBACK;
