--
-- Every support function of every aggregate, called by hand with states that
-- no aggregate makes: an error or a value, never a crash, and never an error
-- that says it cannot happen.  What to call is found in the catalogs, so an
-- aggregate that is added is tried, too.
--
\unset ECHO
\set QUIET 1
BEGIN;

-- The functions behind aggregates, of release 1.0, too
CREATE TEMPORARY TABLE support AS
SELECT DISTINCT p.oid, p.oid::regprocedure AS signature, p.proname, p.proargtypes::oid[] AS types, p.pronargs AS args, p.proisstrict AS strict, p.prorettype AS result
FROM pg_depend AS d
JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'resume'
LEFT JOIN pg_aggregate AS a ON a.aggfnoid = d.objid
CROSS JOIN unnest(ARRAY[a.aggtransfn, a.aggfinalfn, a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn, d.objid]) AS f(oid)
JOIN pg_proc AS p ON p.oid = f.oid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND (f.oid <> d.objid OR obj_description(p.oid, 'pg_proc') ~ '^aggregate .* function of release 1\.0$');

-- What to pass for a type, as an expression: values, extremes, and NULL
CREATE TEMPORARY TABLE argument (type regtype, expression text);
INSERT INTO argument
SELECT t::regtype, CASE WHEN v IS NULL THEN 'NULL' ELSE quote_literal(v) END || '::' || t
FROM (VALUES ('rate', '{1/2,0/0,0/1,3/2,9223372036854775807/9223372036854775807,NULL}'::text[]),
	('bigint', '{0,1,-1,9223372036854775807,-9223372036854775808,NULL}'), ('integer', '{0,1,-1,2147483647,-2147483648,NULL}'),
	('smallint', '{0,1,-32768,NULL}'), ('boolean', '{t,f,NULL}'), ('date', '{2020-02-19,4714-11-24 BC,5874897-12-31,infinity,-infinity,NULL}'),
	('double precision', '{0,1,-1,NaN,Infinity,-Infinity,1.7976931348623157e308,5e-324,NULL}'), ('text', '{"",x,NULL}'),
	('bytea', '{"\\\\x00001cae7fffffffffffffff00000000000000010000000000000001","\\\\x7ffffffe000000000000000100000000000000010000000000000001","\\\\x","\\\\x00","\\\\x0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",NULL}'),
	('city_class', '{comprehensive,candidate,NULL}'), ('risk_level', '{low,high,NULL}'),
	('ratio_sample', '{"(0,0,0,0,0,0)","(1,1,2,1,2,4)","(9223372036854775807,1,1,1,1,1)","(1,9223372036854775807,9223372036854775807,85070591730234615847396907784232501249,85070591730234615847396907784232501249,85070591730234615847396907784232501249)",NULL}'),
	('logistic_trend', '{"{}","{(2020-02-19,1,2)}","{(4714-11-24 BC,0,170141183460469231731687303715884105727),(2020-02-19,1,2),(5874897-12-31,1,1)}",NULL}'),
	('stratified_sample', '{"{}","{(9,0,0,2,1,2,1,2,4)}","{(9,0,0,2,1,2,1,2,4),(9,1,11,2,1,2,1,2,4),(9223372036854775807,1,9223372036854775807,1,1,1,1,1,1)}",NULL}'),
	('rate_series', '{"{}","{2020-02-10: 3/4 (2), 2020-02-20: null (0)}","{-infinity: 0/0 (1)}","{4714-11-24 BC: 9223372036854775807/9223372036854775807 (9223372036854775807)}",NULL}'),
	('daterange', '{empty,"(,)","[2020-02-10,2020-02-20)","(-infinity,infinity]","[infinity,)","(,-infinity]","[4714-11-24 BC,5874897-12-31)",NULL}'),
	('mean_of_rates_sums', '{"(0,0x0)","(1,0x0)","(1,0x8000000000000000)","(3,0x0.00000000000000000000000000000001)","(9223372036854775807,0x3fffffffffffffff8000000000000000)",NULL}'),
	('chain_sums', '{"(0,0,0,0x0,0x0)","(1,0,0,0x0,0x1.8)","(2,1,9223372036854775807,0x58,0x0.00000000000000000000000000000001)","(9223372036854775807,0,0,0x1,0x15ffffffffffffffd4)",NULL}'),
	('standardize_sums', '{"(0x0,0x0)","(0x1,0x0)","(0x1,0x0.8)","(0xffffffffffffffff,0x0.0000000000000001)","(0x0.00000000000000000000000000000000000000000000000000000000000000000000000000000001,0x0)",NULL}'),
	('decompose_sums', '{"(0,0,0,0,0x0,0x0)","(1,2,3,4,0x1.8,0x2)","(170141183460469231731687303715884105727,170141183460469231731687303715884105727,0,0,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x0)",NULL}'),
	('panel_change_sums', '{"(0,0,0,0,0,0,0,0)","(1,2,1,3,1,2,0,5)","(0,170141183460469231731687303715884105727,1,1,170141183460469231731687303715884105727,1,1,2)",NULL}'),
	('concentration', '{"(0,0,0,0)","(1,5000,5000,0)","(2,100,90,10)","(4,100,70,10)","(9223372036854775807,85070591730234615847396907784232501249,9223372036854775807,9223372036854775807)",NULL}'),
	('range_sums', '{"(0,0,0,0,0,0)","(2,0,0,0,11,15)","(3,1,0,1,-11,4)","(1,1,0,0,0,0)","(9223372036854775807,0,0,0,-85070591730234615856620279821087277056,85070591730234615847396907784232501249)",NULL}'),
	('decompose_factors_sums', '{"(0,0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)","(1,2,0x0.8,0x0,0x0,0x1.4,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)","(2,6,0x1,0x0.4,0x0,0x0,0x0,0x2,0x0,0x0,0x0,0x0,0x0,0x0)","(1537228672809129301,9223372036854775806,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff)",NULL}'),
	('percent_index_sums', '{"(0,0,0x0)","(2,1000000000000000000000000,0x69e10de76676d0800000.8)","(1,1,0x0)","(9223372036854775807,170141183460469231731687303715884105727,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff)",NULL}'),
	('panel_change_split_sums', '{"(0,0,0,0,0,0,0,0,0,0x0,0x0)","(1,2,1,3,1,2,0,5,1,0x0.8,0x0.55555555555555555555555555555555)","(1,2,0,0,0,0,0,0,0,0x0,0x0)","(1,1,1,1,0,0,0,0,9223372036854775807,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x0)",NULL}'),
	('filing_set', '{"integer,,","integer,14,{7,2020-02-03,1/2}{7,2020-02-04,}","text,,received{\"x\",2020-02-19,1/2,5}","uuid,0,{00000000-0000-0000-0000-000000000001,2020-02-19,0/0}",NULL}'),
	('int8range', '{empty,"[1,5)","(,)","[9223372036854775806,)","[-9223372036854775808,-9223372036854775807)",NULL}'),
	('rate[]', '{"{}","{1/2,3/4}","{NULL,1/2}","{0/0,1/2,3/4}","{{1/2,3/4}}","{9223372036854775807/1,9223372036854775807/1,9223372036854775807/1,9223372036854775807/1}",NULL}'),
	('numeric', '{0,0.5,1e-24,1e14,-1,NaN,Infinity,0.3333333333333333333333333333333,NULL}'),
	('uuid', '{00000000-0000-0000-0000-000000000001,NULL}'), ('timestamptz', '{2020-02-19 08:00+08,infinity,-infinity,NULL}'),
	('dated_value', '{"(date,2020-02-19,1/2)","(date,-infinity,)","(date,infinity,9223372036854775807)","(timestamp,0,0/0)","(timestamptz,9223371331199999999,-1)",NULL}'),
	('timestamp', '{2020-02-19,-infinity,NULL}'), ('timestamptz', '{2020-02-19,infinity,NULL}'),
	('rate_trend', '{"(,0,0,0,0,0,0)","(2020-02-19,2,1,14708,7354,108162632,0)","(2000-01-01,170141183460469231731687303715884105727,1,0,0,0,0)","(2000-01-01,2,3,0,0,0,9223372036854775807)",NULL}')) AS t(t, vs), unnest(vs) AS v;
-- states that are arrays: wrong dimensions, NULL elements, no numbers
INSERT INTO argument
SELECT 'double precision[]', CASE WHEN v IS NULL THEN 'NULL' ELSE quote_literal(v) END || '::double precision[]'
FROM (VALUES ('{}'), ('{0,0}'), ('{1}'), ('{1,2,3}'), ('{{1,2}}'), ('{{1},{2}}'), ('[0:1]={1,2}'), ('[2:2]={1}'), ('{NULL,1}'), ('{1,NULL}'),
	('{NaN,NaN}'), ('{Infinity,-Infinity}'), ('{-1,5}'), ('{0,7}'), ('{1.7976931348623157e308,1.7976931348623157e308}'), (NULL)) AS t(v);
-- a state of the aggregate's own making: none can be written down, nor be NULL
INSERT INTO argument VALUES ('internal', 'NULL'), ('internal', quote_literal('x'));
-- for polymorphic arguments, of each kind in which keys and values are kept
INSERT INTO argument
SELECT t::regtype, v
FROM (VALUES ('anyelement'), ('anycompatible')) AS t(t),
	(VALUES ('1'), ('NULL::integer'), ('''x''::text'), ('NULL::text'), ('''2020-02-19''::date'), ('row(1,NULL)'), ('''(0,0)''::point'), ('NULL::point'), ('1.5::numeric'), ('''{}''::integer[]')) AS v(v);

-- Every combination of those, or some hundred if there are more
CREATE FUNCTION pg_temp.calls(f oid) RETURNS SETOF text LANGUAGE plpgsql AS $f$
DECLARE
	s support;
	query text := '''''';
	source text := '';
BEGIN
	SELECT * INTO s FROM support WHERE oid = f;
	FOR i IN 1 .. s.args LOOP
		query := query || format(' || %L || a%s.expression', CASE WHEN i > 1 THEN ', ' ELSE '' END, i);
		source := source || format('%s(SELECT expression FROM argument WHERE type = %s) AS a%s', CASE WHEN i > 1 THEN ' CROSS JOIN ' ELSE '' END, s.types[i - 1], i);
	END LOOP;
	RETURN QUERY EXECUTE format('SELECT format(%L, %s) AS call FROM %s ORDER BY md5(%2$s) LIMIT 400', 'SELECT ' || s.oid::regproc || '(%s)', query, source);
END $f$;

-- Class 22 and 23 are wrong values; 0A000 is a function called outside of an
-- aggregate; class 42 is a call that the parser refuses.  Anything else is a
-- fault, above all XX000.
CREATE FUNCTION pg_temp.outcome(call text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	result text;
BEGIN
	EXECUTE call INTO result;
	RETURN 'value';
EXCEPTION
	WHEN feature_not_supported THEN RETURN 'outside';
	WHEN data_exception OR integrity_constraint_violation THEN RETURN 'refused';
	WHEN syntax_error_or_access_rule_violation THEN RETURN 'refused';
	WHEN OTHERS THEN RETURN SQLSTATE || ': ' || SQLERRM;
END $f$;

CREATE TEMPORARY TABLE tried AS
SELECT signature, result, strict, call, pg_temp.outcome(call) AS outcome
FROM support, pg_temp.calls(oid) AS call;

SELECT plan(16);

SELECT cmp_ok((SELECT count(*) FROM support), '>=', 40::bigint, 'support functions are found');
SELECT is_empty($$ SELECT signature FROM support EXCEPT SELECT signature FROM tried $$, 'and each is called: there are arguments for all types');
SELECT is_empty($$ SELECT call, outcome FROM tried WHERE outcome NOT IN ('value', 'outside', 'refused') $$, 'each call is answered with a value or an error that is meant');
SELECT is_empty($$ SELECT call FROM tried JOIN support USING (signature)
	WHERE 'internal'::regtype = ANY (types) AND outcome = 'value' $$, 'no function with a state of its own making gives a value');

-- What is returned is a value of its type: its binary form is accepted again
CREATE FUNCTION pg_temp.survives(call text, type regtype) RETURNS boolean LANGUAGE plpgsql AS $f$
DECLARE
	same boolean;
BEGIN
	EXECUTE format('SELECT x IS NULL OR x::text::%s::text = x::text FROM (%s) AS t(x)', type, call) INTO same;
	RETURN same;
END $f$;
SELECT is_empty($$ SELECT call FROM tried WHERE outcome = 'value' AND result IN (SELECT objid FROM pg_depend JOIN pg_extension AS e ON e.oid = refobjid AND e.extname = 'resume' WHERE classid = 'pg_type'::regclass)
	AND NOT pg_temp.survives(call, result) $$, 'what is returned satisfies the invariants of its type');

-- In place only where an aggregate owns the state: by hand arguments stay
CREATE TEMPORARY TABLE kept AS
SELECT rate '4/6' AS rate, rate_series '{2020-02-10: 3/4 (2)}' AS series, series_accum(NULL, '2020-02-10', 3, 4, 2) AS changes, rate_trend '(2020-02-19,2,1,14708,7354,108162632,0)' AS trend, ratio_sample '(1,1,2,1,2,4)' AS sample, stratified_sample '{(9,0,0,2,1,2,1,2,4)}' AS by_stratum, logistic_trend '{(2020-02-19,1,2),(2020-02-20,3,4)}' AS curve, '{1,0.5}'::double precision[] AS mean,
	mean_of_rates_sums '(1,0x0.8)' AS means, chain_sums '(2,0,0,0x0.b,0x0)' AS links, standardize_sums '(0x2,0x1)' AS strata, decompose_sums '(1,2,1,4,0x0.8,0x2)' AS parts, panel_change_sums '(1,2,1,4,0,0,0,0)' AS panel, dated_value '(date,2020-02-19,1/2)' AS dated,
	range_sums '(2,0,0,0,11,15)' AS ranges, concentration '(2,100,90,10)' AS few,
	decompose_factors_sums '(2,4,0x0.8,0x0,0x0,0x1.4,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)' AS factors, percent_index_sums '(2,3000000000000000000000000,0x69e10de76676d0800000)' AS index,
	panel_change_split_sums '(3,4,2,6,0,0,0,0,2,0x1.8,0x1)' AS split;
CREATE TEMPORARY TABLE copied AS TABLE kept;
SELECT count(rate_pool(rate, '1/2')), count(rate_pool_inverse(rate, '1/2')), count(pool_accum_int8(rate, 1, 2)), count(rate_trend_merge(trend, trend)),
	count(rate_trend_accum(trend, '2020-02-20', '1/2')), count(ratio_sample_accum_rate(sample, '1/2')), count(ratio_sample_combine(sample, sample)),
	count(series_accum(changes, rate, '[2020-02-10,)')), count(series_accum(changes, series)), count(series_accum(changes, '2020-02-10', 1, 2, 3)), count(series_combine(changes, changes)),
	count(mean_of_rates_accum(mean, '1/2')), count(mean_of_rates_combine(mean, mean)),
	count(mean_of_rates_sums_accum(means, '1/2')), count(mean_of_rates_sums_inverse(means, '1/2')), count(mean_of_rates_sums_combine(means, means)),
	count(stratified_sample_accum(by_stratum, '(1,1,2,1,2,4)', 3)), count(stratified_sample_remove(by_stratum, '(2,1,2,1,2,4)', 9)), count(stratified_sample_combine(by_stratum, by_stratum)),
	count(logistic_trend_accum(curve, '2020-02-19', '1/2')), count(logistic_trend_remove(curve, '2020-02-19', '1/2')), count(logistic_trend_combine(curve, curve)), count(logistic_trend_subtract(curve, curve)),
	count(stratified_sample_subtract(by_stratum, by_stratum)), count(chain_sums_accum(links, '1/2')), count(chain_sums_inverse(links, '1/1')), count(chain_sums_combine(links, links)),
	count(standardize_sums_accum(strata, '1/2', 1)), count(standardize_sums_inverse(strata, '1/2', 1)), count(standardize_sums_combine(strata, strata)),
	count(dated_value_accum_rate_date(dated, '2/3', '2020-02-20')), count(dated_value_combine(dated, '(date,2020-02-20,5/6)')),
	count(decompose_sums_accum(parts, '1/2', '1/4')), count(decompose_sums_inverse(parts, '1/2', '1/4')), count(decompose_sums_combine(parts, parts)),
	count(panel_change_sums_accum(panel, '1/2', '1/4')), count(panel_change_sums_inverse(panel, '1/2', '1/4')), count(panel_change_sums_combine(panel, panel)),
	count(range_sums_accum(ranges, '[1,2)')), count(range_sums_inverse(ranges, '[1,2)')), count(range_sums_combine(ranges, ranges)), count(concentration_accum(few, 95)), count(concentration_combine(few, few)),
	count(decompose_factors_sums_accum(factors, '{1/2,1/4}', '{1/3,1/5}')), count(decompose_factors_sums_inverse(factors, '{1/2,1/4}', '{1/2,1/4}')), count(decompose_factors_sums_combine(factors, factors)),
	count(percent_index_sums_accum(index, '1/2', 0.5)), count(percent_index_sums_inverse(index, '1/2', 0.5)), count(percent_index_sums_combine(index, index)),
	count(panel_change_split_sums_accum(split, '1/2', '1/4')), count(panel_change_split_sums_inverse(split, '1/2', '1/4')), count(panel_change_split_sums_combine(split, split)) FROM kept \g /dev/null
SELECT results_eq('SELECT kept::text FROM kept', 'SELECT copied::text FROM copied', 'states in a table are not written to');

-- Somebody's own aggregate around our functions cannot make more of them:
-- where a state can be anything, anything is checked
CREATE AGGREGATE pg_temp.from_anything(rate) (SFUNC = mean_of_rates_accum, STYPE = double precision[], INITCOND = '{{1,2},{3,4}}', FINALFUNC = mean_of_rates_final);
SELECT throws_ok('SELECT pg_temp.from_anything(rate) FROM kept', '22023', NULL, 'a wrong initial state');
CREATE AGGREGATE pg_temp.from_nothing(rate) (SFUNC = rate_pool_inverse, STYPE = rate, INITCOND = '0/0');
SELECT throws_ok('SELECT pg_temp.from_nothing(rate) FROM kept', '22003', NULL, 'more taken out than was put in');
CREATE AGGREGATE pg_temp.mean_from_nothing(rate) (SFUNC = mean_of_rates_sums_inverse, STYPE = mean_of_rates_sums, INITCOND = '(1,0x0.4)');
SELECT throws_ok('SELECT pg_temp.mean_from_nothing(rate) FROM kept', '42P13', 'what leaves a frame of mean_of_rates() is not what has entered it', 'a sum below the one taken out');
CREATE AGGREGATE pg_temp.chain_from_nothing(rate) (SFUNC = chain_sums_inverse, STYPE = chain_sums, INITCOND = '(1,1,1,0x1,0x0)');
SELECT throws_ok('SELECT pg_temp.chain_from_nothing(rate) FROM kept', '42P13', 'what leaves a frame of chain() is not what has entered it', 'a sum of logarithms below the one taken out');
CREATE AGGREGATE pg_temp.strata_from_nothing(rate, double precision) (SFUNC = standardize_sums_inverse, STYPE = standardize_sums, INITCOND = '(0x3,0x1)');
SELECT throws_ok('SELECT pg_temp.strata_from_nothing(rate, 2) FROM kept', '42P13', 'what leaves a frame of standardize() is not what has entered it', 'products below');
SELECT throws_ok('SELECT pg_temp.strata_from_nothing(rate, 3) FROM kept', '42P13', NULL, 'all of the weights, and not of the products');
CREATE AGGREGATE pg_temp.parts_from_nothing(rate, rate) (SFUNC = decompose_sums_inverse, STYPE = decompose_sums);
SELECT throws_ok('SELECT pg_temp.parts_from_nothing(rate, NULL) FROM kept', '42P13', 'what leaves a frame of decompose() is not what has entered it', 'no sums');
CREATE AGGREGATE pg_temp.panel_from_nothing(rate, rate) (SFUNC = panel_change_sums_inverse, STYPE = panel_change_sums, INITCOND = '(5,6,4,6,0,0,0,0)');
SELECT throws_ok($$ SELECT pg_temp.panel_from_nothing(rate, '4/5') FROM kept $$, '42P13', 'what leaves a frame of panel_change() is not what has entered it', 'a numerator without its denominator');
-- and a state of one kind is not passed to functions of another
SELECT throws_ok($$ CREATE AGGREGATE pg_temp.mixed(rate) (SFUNC = mean_of_rates_accum, STYPE = double precision[], DESERIALFUNC = standardize_deserialize) $$, '42P13', NULL,
	'a deserializer for a state that is no internal one');
SELECT throws_ok($$ CREATE AGGREGATE pg_temp.mixed(rate, rate) (SFUNC = decompose_accum, STYPE = rate) $$, '42883', NULL, 'a state of another type');

SELECT * FROM finish();
ROLLBACK;
