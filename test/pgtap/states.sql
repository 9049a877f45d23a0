--
-- No state becomes a value that its type refuses: not in a moving window whose
-- arguments are computed by functions that lie about being immutable, and not
-- in an aggregate that somebody has made of our support functions.  What to
-- try is found in the catalogs, so an aggregate that is added is tried, too.
--
\unset ECHO
\set QUIET 1
BEGIN;

CREATE TEMP VIEW member AS
SELECT p.* FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid AND e.extname = 'resume' JOIN pg_proc AS p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e';

SELECT setseed(0.25) \g /dev/null

-- ---- functions that lie -----------------------------------------------------

-- One a type, with its kinds of lies: about values and about NULL, or about
-- values alone
CREATE FUNCTION pg_temp.lie(integer, rate, boolean) RETURNS rate LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL WHEN random() < 0.1 THEN rate(0, 0) ELSE rate((random() * 5)::integer, 1 + (random() * CASE WHEN random() < 0.5 THEN 9 ELSE 1000000 END)::integer) END; END $$;
CREATE FUNCTION pg_temp.lie(integer, date, boolean) RETURNS date LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL ELSE date '2020-01-01' + (random() * CASE WHEN random() < 0.5 THEN 3 ELSE 1000000 END)::integer END; END $$;
CREATE FUNCTION pg_temp.lie(integer, bigint, boolean) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL ELSE 1 + (random() * 9)::integer END; END $$;
CREATE FUNCTION pg_temp.lie(integer, integer, boolean) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT pg_temp.lie($1, $2::bigint, $3)::integer';
CREATE FUNCTION pg_temp.lie(integer, smallint, boolean) RETURNS smallint LANGUAGE sql IMMUTABLE AS 'SELECT pg_temp.lie($1, $2::bigint, $3)::smallint';
CREATE FUNCTION pg_temp.lie(integer, boolean, boolean) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL ELSE random() < 0.5 END; END $$;
CREATE FUNCTION pg_temp.lie(integer, double precision, boolean) RETURNS double precision LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL ELSE 1 + random() END; END $$;
CREATE FUNCTION pg_temp.lie(integer, numeric, boolean) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL ELSE round((1 + random())::numeric, 3) END; END $$;
CREATE FUNCTION pg_temp.lie(integer, int8range, boolean) RETURNS int8range LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL WHEN random() < 0.1 THEN 'empty' WHEN random() < 0.1 THEN int8range((random() * 9)::bigint, NULL) ELSE int8range((random() * 9)::bigint, 10 + (random() * 1000)::bigint) END; END $$;
CREATE FUNCTION pg_temp.lie(integer, rate[], boolean) RETURNS rate[] LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN CASE WHEN $3 AND random() < 0.3 THEN NULL ELSE ARRAY[rate((random() * 5)::integer, 1 + (random() * 9)::integer), rate((random() * 5)::integer, 1 + (random() * 9)::integer)] END; END $$;
CREATE FUNCTION pg_temp.lie(integer, rate_trend, boolean) RETURNS rate_trend LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN (SELECT trend(pg_temp.lie(i, date 'today', false), pg_temp.lie(i, rate '0/0', $3)) FROM generate_series(1, (random() * 3)::integer) AS i); END $$;
CREATE FUNCTION pg_temp.lie(integer, ratio_sample, boolean) RETURNS ratio_sample LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN (SELECT ratio_sample(pg_temp.lie(i, rate '0/0', $3)) FROM generate_series(1, (random() * 3)::integer) AS i); END $$;
CREATE FUNCTION pg_temp.lie(integer, logistic_trend, boolean) RETURNS logistic_trend LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN (SELECT logistic_trend(pg_temp.lie(i, date 'today', false), rate((random() * 3)::integer, 3)) FROM generate_series(1, (random() * 3)::integer) AS i); END $$;
CREATE FUNCTION pg_temp.lie(integer, stratified_sample, boolean) RETURNS stratified_sample LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN RETURN (SELECT stratified(s, 100) FROM (SELECT ratio_sample(pg_temp.lie(i, rate '0/0', $3)) AS s FROM generate_series(1, (random() * 3)::integer) AS i) AS t WHERE s IS NOT NULL); END $$;
-- for a state of any other type that is added, its aggregate says how to make one
CREATE TEMP TABLE moving AS
SELECT m.oid, m.proname, m.oid::regprocedure AS signature, prorettype::regtype AS result,
	(SELECT string_agg(format('pg_temp.lie(i, NULL::%s, nulls)', CASE WHEN t::text LIKE 'any%' THEN 'integer' ELSE t::text END), ', ' ORDER BY n) FROM unnest(m.proargtypes::regtype[]) WITH ORDINALITY AS a(t, n)) AS arguments
FROM member AS m JOIN pg_aggregate AS a ON a.aggfnoid = m.oid WHERE aggminvtransfn <> 0;

-- What becomes of windows of several widths over such functions: how often an
-- error, which ones, and whether each value is one that its input accepts
CREATE FUNCTION pg_temp.lied(call text, result regtype, nulls boolean, OUT windows integer, OUT mismatches integer, OUT others text[], OUT refused text[]) LANGUAGE plpgsql AS $f$
DECLARE
	made text;
BEGIN
	windows := 0;
	mismatches := 0;
	FOR n IN 1 .. 150 LOOP
		windows := windows + 1;
		BEGIN
			EXECUTE format('SELECT x::text FROM (SELECT i, %s OVER (ORDER BY i ROWS %s PRECEDING) FROM generate_series(1, %s) AS i) AS w(i, x) ORDER BY i DESC LIMIT 1',
				replace(call, 'nulls', nulls::text), n % 4, 2 + n % 17) INTO made;
			IF pg_temp.refusal(made, result) IS NOT NULL THEN refused := refused || made; END IF;
		EXCEPTION
			WHEN invalid_function_definition THEN mismatches := mismatches + 1;
			WHEN OTHERS THEN others := others || (SQLSTATE || ' ' || SQLERRM);
		END;
	END LOOP;
END $f$;
CREATE FUNCTION pg_temp.refusal(made text, type regtype) RETURNS text LANGUAGE plpgsql AS $f$
BEGIN
	EXECUTE format('SELECT %L::%s', made, type);
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLERRM;
END $f$;

SELECT plan(18);

SELECT cmp_ok((SELECT count(*) FROM moving), '>=', 12::bigint, 'aggregates with an inverse are found');
CREATE TEMP TABLE lied AS
SELECT signature, nulls, l.* FROM moving, (VALUES (true), (false)) AS v(nulls), pg_temp.lied(format('%s(%s)', proname, arguments), result, nulls) AS l;
SELECT is_empty('SELECT signature, nulls, refused FROM lied WHERE refused IS NOT NULL', 'no window gives a value that its type refuses');
-- the server itself has one for a strict aggregate that is told to take a row
-- out of a frame without any, and what has to have both of its arguments one for
-- a row with one NULL, and logistic_trend() one for a rate above 1
SELECT is_empty($$ SELECT signature, nulls, o FROM lied, unnest(others) AS o WHERE o <> 'XX000 aggregate transition value is NULL before inverse transition' AND NOT (signature::text ~ '^(standardize|stratified|decompose_factors_total|percent_index)' AND o ~ '^(22004 a (stratum|weight|rate)|22023 the (population|total)) ')
	AND NOT (signature::text ~ '^logistic_trend' AND o ~ '^22023 .* rate above 1 ') $$, 'there is no other error');
SELECT is_empty($$ SELECT signature, nulls, mismatches FROM lied WHERE mismatches = 0 AND signature::text ~ '^(pool|avg|trend|ratio_sample)\(' $$, 'each such aggregate notices some');
SELECT isnt_empty('SELECT FROM lied WHERE mismatches < windows', 'not every window ends in an error');

-- the messages
CREATE FUNCTION pg_temp.diagnostics(query text, OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $f$
BEGIN
	EXECUTE query;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END $f$;
-- 2/3 enters and 3/4 leaves, as a function that counts its calls has it
CREATE TEMP SEQUENCE calls;
CREATE FUNCTION pg_temp.counting(integer) RETURNS rate LANGUAGE plpgsql IMMUTABLE AS $$ DECLARE n bigint := nextval('calls'); BEGIN RETURN CASE WHEN n <= 2 THEN '2/3' ELSE '9/11' END; END $$;
CREATE FUNCTION pg_temp.counting_day(integer) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$ DECLARE n bigint := nextval('calls'); BEGIN RETURN CASE WHEN n = 3 THEN '5874897-12-31' ELSE '2020-02-19' END; END $$;
CREATE FUNCTION pg_temp.counted(call text, OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $f$
BEGIN
	PERFORM setval('calls', 1, false);
	SELECT * INTO state, message, detail, hint
	FROM pg_temp.diagnostics('SELECT ' || call || ' OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 3) AS i');
END $f$;
SELECT is(c::text, '(42P13,"what leaves a frame of pool() is not what has entered it","The rows that are left would have -5/-5.","Its argument is computed by a function that is declared to be immutable and is not.")', 'pool')
FROM pg_temp.counted('pool(pg_temp.counting(i))') AS c;
SELECT is(c::text, '(42P13,"what leaves a frame of ratio_sample() is not what has entered it","The rows that are left would have the sums (1,-5,-5,-73,-87,-103).","Its argument is computed by a function that is declared to be immutable and is not.")', 'ratio_sample')
FROM pg_temp.counted('ratio_sample(pg_temp.counting(i))') AS c;
SELECT is(c::text, '(42P13,"what leaves a frame of trend() is not what has entered it","The mean day must be a date, and not after the last day.","Its argument is computed by a function that is declared to be immutable and is not.")', 'trend')
FROM pg_temp.counted('trend(pg_temp.counting_day(i), ''2/3'')') AS c;

-- the rows that honest functions make are never taken for others
SELECT is_empty($$ SELECT FROM (SELECT i, ratio_sample(r) OVER w AS s, trend(d, r) OVER w AS t, pool(r) OVER w AS p, pool(numerator(r), denominator(r)) OVER w AS q, count(*) OVER w AS n FROM (
	SELECT i, CASE WHEN i % 7 <> 0 THEN rate(i * 31 % 17, 17 + i * 13 % 5) WHEN i % 2 = 0 THEN '0/0' END AS r, CASE WHEN i % 11 <> 0 THEN date '2020-01-01' + i * 37 % 41 END AS d FROM generate_series(1, 500) AS i) AS f
	WINDOW w AS (ORDER BY i ROWS 3 PRECEDING)) AS x WHERE pg_temp.refusal(s::text, 'ratio_sample') || pg_temp.refusal(t::text, 'rate_trend') || pg_temp.refusal(p::text, 'rate') IS NOT NULL OR p IS DISTINCT FROM q $$, 'honest functions');

-- ---- somebody's own aggregates ----------------------------------------------

-- Values of each type that can be a state and an argument: what the fields of
-- a valid value can be, extremes, and neighbours that do not go together
CREATE TEMP TABLE sample_value (type regtype, value text);
INSERT INTO sample_value
SELECT t::regtype, v FROM (VALUES ('rate', '{1/2,0/0,0/1,3/2,2/2,9223372036854775807/9223372036854775807}'::text[]),
	('bigint', '{0,1,2,-1,9223372036854775807,-9223372036854775808}'), ('date', '{2020-02-19,2000-01-01,1999-12-31,4714-11-24 BC,5874897-12-31,infinity}'),
	('double precision', '{0,1,-1,NaN,Infinity}'), ('integer', '{0,1,-1}'), ('text', '{x}'),
	('ratio_sample', '{"(0,0,0,0,0,0)","(4,4,4,4,4,4)","(1,0,1,0,0,1)","(1,1,1,1,1,1)","(2,1,2,1,1,4)","(1,1,2,1,2,4)","(9223372036854775807,1,1,1,1,1)","(1,9223372036854775807,9223372036854775807,85070591730234615847396907784232501249,85070591730234615847396907784232501249,85070591730234615847396907784232501249)"}'),
	('rate[]', '{"{1/2,3/4}","{1/2,1/2,3/4}","{1/2,0/0}"}'), ('numeric', '{0,1,0.5}'),
	('int8range', '{"[1,5)",empty,"(,)","[-9223372036854775808,-9223372036854775807)"}'), ('daterange', '{"[2020-02-10,2020-02-20)",empty,"(,)"}'), ('uuid', '{00000000-0000-0000-0000-000000000001}'),
	('logistic_trend', '{"{}","{(2020-02-19,1,2)}","{(2000-01-01,0,3),(2020-02-19,1,2),(5874897-12-31,1,1)}"}'),
	('stratified_sample', '{"{}","{(9,0,0,2,1,2,1,2,4)}","{(1,0,0,1,1,2,1,2,4),(9,0,0,2,1,2,1,2,4),(9,1,11,2,1,2,1,2,4)}"}'),
	('rate_series', '{"{}","{2020-02-10: 3/4 (2), 2020-02-20: null (0)}","{2020-02-10: 1/4 (1)}","{-infinity: 0/0 (1)}","{4714-11-24 BC: 9223372036854775807/9223372036854775807 (9223372036854775807)}"}'),
	('dated_value', '{"(date,2020-02-19,13012/15910)","(date,infinity,)","(timestamp,0,5)","(timestamptz,0,0/0)"}'),
	('timestamp', '{2020-02-19 08:00,infinity,-infinity}'), ('timestamptz', '{2020-02-19 08:00+08,infinity,-infinity}'),
	('filing_set', '{"integer,,","integer,14,{7,2020-02-03,1/2}{7,2020-02-04,}","text,,received{\"x\",2020-02-19,1/2,5}"}'),
	('city_class', '{comprehensive,candidate}'), ('risk_level', '{low,high}'),
	('mean_of_rates_sums', '{"(0,0x0)","(1,0x0)","(1,0x0.8)","(2,0x1.8)","(3,0x0.00000000000000000000000000000001)"}'),
	('chain_sums', '{"(0,0,0,0x0,0x0)","(1,0,0,0x0,0x1.8)","(2,1,3,0x2,0x1)","(1,0,0,0x0.00000000000000000000000000000001,0x2c)"}'),
	('standardize_sums', '{"(0x0,0x0)","(0x1,0x0)","(0x1,0x0.8)","(0x0.8,0x1)","(0xffffffffffffffff,0x0.0000000000000001)"}'),
	('decompose_sums', '{"(0,0,0,0,0x0,0x0)","(1,2,3,4,0x1.8,0x2)","(1,2,1,4,0x0.8,0x2)","(170141183460469231731687303715884105727,170141183460469231731687303715884105727,0,0,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x0)"}'),
	('concentration', '{"(0,0,0,0)","(1,5000,5000,0)","(2,100,90,10)","(4,100,70,10)","(9223372036854775807,85070591730234615847396907784232501249,9223372036854775807,9223372036854775807)"}'),
	('range_sums', '{"(0,0,0,0,0,0)","(2,0,0,0,11,15)","(3,1,0,1,-11,4)","(1,1,0,0,0,0)","(9223372036854775807,0,0,0,-85070591730234615856620279821087277056,85070591730234615847396907784232501249)"}'),
	('decompose_factors_sums', '{"(0,0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)","(1,2,0x0.8,0x0,0x0,0x1.4,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)","(2,6,0x1,0x0.4,0x0,0x0,0x0,0x2,0x0,0x0,0x0,0x0,0x0,0x0)","(1537228672809129301,9223372036854775806,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff)"}'),
	('percent_index_sums', '{"(0,0,0x0)","(2,1000000000000000000000000,0x69e10de76676d0800000.8)","(1,1,0x0)","(9223372036854775807,170141183460469231731687303715884105727,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff)"}'),
	('panel_change_split_sums', '{"(0,0,0,0,0,0,0,0,0,0x0,0x0)","(1,2,1,3,1,2,0,5,1,0x0.8,0x0.55555555555555555555555555555555)","(1,2,0,0,0,0,0,0,0,0x0,0x0)","(1,1,1,1,0,0,0,0,9223372036854775807,0x7fffffffffffffffffffffffffffffff.ffffffffffffffffffffffffffffffff,0x0)"}'),
	('panel_change_sums', '{"(0,0,0,0,0,0,0,0)","(1,2,1,3,1,2,0,5)","(1,1,1,1,1,1,0,1)","(0,170141183460469231731687303715884105727,1,1,170141183460469231731687303715884105727,1,1,2)"}'),
	('rate_trend', '{"(,0,0,0,0,0,0)","(2020-02-19,2,1,14708,7354,108162632,0)","(2000-01-01,170141183460469231731687303715884105727,1,0,0,0,0)","(2000-01-01,2,3,0,0,0,9223372036854775807)","(2000-01-02,1,0,1,0,1,0)","(4714-11-24 BC,1,1,-2451545,-2451545,6010072887025,0)"}')) AS t(t, vs), unnest(vs) AS v;
-- Every support function that takes a state of ours and gives one back can be
-- the transition function of an aggregate; of the many forms of one, the first
CREATE TEMP TABLE transition AS
SELECT m.oid, m.oid::regprocedure AS signature, m.proname, m.prorettype::regtype AS state, m.proargtypes::regtype[] AS types, m.proisstrict
FROM member AS m JOIN pg_type AS t ON t.oid = m.prorettype
WHERE m.prokind = 'f' AND m.pronargs >= 2 AND m.proargtypes[0] = m.prorettype AND t.typtype = 'b' AND t.typnamespace = (SELECT extnamespace FROM pg_extension WHERE extname = 'resume')
	AND (m.proname <> 'as_of_accum' OR m.oid::regprocedure::text LIKE '%(filing_set,integer,date,rate)');
SELECT cmp_ok((SELECT count(*) FROM transition), '>=', 10::bigint, 'transition functions are found');
SELECT is_empty('SELECT signature, t FROM transition, unnest(types) AS t WHERE t NOT IN (SELECT type FROM sample_value UNION ALL VALUES (''integer''::regtype), (''smallint''), (''boolean''))', 'with arguments of types that can be tried');

-- Aggregates over each, from each initial state, over rows of a value taken up
-- to three times: what each gives
CREATE FUNCTION pg_temp.made(f transition, start text) RETURNS TABLE (query text, outcome text, refusal text) LANGUAGE plpgsql AS $f$
DECLARE
	parameters text := array_to_string((f.types)[1:], ', ');
BEGIN
	EXECUTE format('CREATE AGGREGATE pg_temp.mine(%s) (SFUNC = %s, STYPE = %s, INITCOND = %L)', parameters, f.oid::regproc, f.state, start);
	FOR query IN
		SELECT format('SELECT pg_temp.mine(%s) FROM generate_series(1, %s)', string_agg(a, ', ' ORDER BY n), times)
		FROM (SELECT times, row, n, (SELECT quote_literal(v.value) || '::' || t FROM sample_value AS v WHERE v.type = CASE WHEN t IN ('integer', 'smallint', 'boolean') THEN 'integer'::regtype ELSE t END
				ORDER BY md5(v.value || row || n) LIMIT 1) AS a
			FROM generate_series(1, 3) AS times, generate_series(1, 25) AS row, unnest((f.types)[1:]) WITH ORDINALITY AS u(t, n)) AS x GROUP BY times, row
	LOOP
		BEGIN
			EXECUTE query INTO outcome;
			refusal := pg_temp.refusal(outcome, f.state);
		EXCEPTION WHEN OTHERS THEN
			outcome := SQLSTATE;
			refusal := NULL;
		END;
		RETURN NEXT;
	END LOOP;
	EXECUTE format('DROP AGGREGATE pg_temp.mine(%s)', parameters);
END $f$;
CREATE TEMP TABLE made AS
SELECT f.signature, f.state, v.value AS start, m.* FROM transition AS f JOIN sample_value AS v ON v.type = f.state, pg_temp.made(f, v.value) AS m;
SELECT is_empty('SELECT signature, start, query, outcome, refusal FROM made WHERE refusal IS NOT NULL', 'what an aggregate over them gives is a value of its type');
SELECT is_empty($$ SELECT signature, start, query, outcome FROM made WHERE outcome ~ '^[0-9A-Z]{5}$' AND outcome !~ '^(22|42P13|42804)' $$, 'or an error that is meant');
SELECT is_empty($$ SELECT state FROM transition GROUP BY state HAVING NOT EXISTS (SELECT FROM made AS m WHERE m.state = transition.state AND outcome !~ '^[0-9A-Z]{5}$') $$, 'each type has values');
SELECT is_empty($$ SELECT signature FROM transition WHERE proname ~ 'inverse' AND NOT EXISTS (SELECT FROM made AS m WHERE m.signature = transition.signature AND outcome ~ '^(22|42P13)') $$, 'and each inverse has errors');

-- as moving aggregates and as window functions, too
CREATE AGGREGATE pg_temp.bad_sample(ratio_sample) (SFUNC = ratio_sample_inverse, STYPE = ratio_sample, INITCOND = '(4,4,4,4,4,4)');
SELECT throws_ok($$ SELECT pg_temp.bad_sample('(1,0,1,0,0,1)') $$, '22003', 'the sums of a ratio sample contradict one another', 'sums that no counts have');
SELECT throws_ok($$ SELECT pg_temp.bad_sample('(1,0,1,0,0,1)') OVER () $$, '42P13', NULL, 'and in a window');
CREATE AGGREGATE pg_temp.bad_merge(ratio_sample) (SFUNC = ratio_sample_combine, STYPE = ratio_sample, MSFUNC = ratio_sample_combine, MINVFUNC = ratio_sample_combine, MSTYPE = ratio_sample);
SELECT is_empty($$ SELECT x FROM (SELECT pg_temp.bad_merge(s) OVER (ORDER BY i ROWS 1 PRECEDING) AS x FROM (SELECT i, ratio_sample(rate(1, i)) AS s FROM generate_series(1, 20) AS i GROUP BY i) AS t) AS w WHERE pg_temp.refusal(x::text, 'ratio_sample') IS NOT NULL $$,
	'an inverse that adds gives samples, however wrong');

SELECT * FROM finish();
ROLLBACK;
