-- latest() of rates and integers by date or timestamp, whose state is a type: the same as the form for any types, and no call
-- of before means anything else.
BEGIN;
SELECT plan(52);
SET LOCAL timezone = 'Asia/Shanghai';

-- The form for any types, by a name of its own
CREATE AGGREGATE latest_any(anyelement, anycompatible) (SFUNC = latest_accum, STYPE = internal, COMBINEFUNC = latest_combine,
	SERIALFUNC = latest_serialize, DESERIALFUNC = latest_deserialize, FINALFUNC = latest_final, FINALFUNC_EXTRA, PARALLEL = SAFE);

SELECT is((SELECT count(*) FROM pg_aggregate AS a JOIN pg_type AS t ON t.oid = a.aggtranstype
	WHERE aggfnoid = ANY (ARRAY['latest(rate,date)', 'latest(rate,timestamptz)', 'latest(bigint,date)', 'latest(bigint,timestamptz)',
		'latest(integer,date)', 'latest(integer,timestamptz)']::regprocedure[]) AND typtype = 'b' AND aggcombinefn <> 0), 6::bigint, 'states are no pseudo-types');

-- ---------------------------------------------------------------------------
-- The same result
-- ---------------------------------------------------------------------------

-- 6,000 rows in 300 groups: values and keys that are NULL, keys that are equal or infinite, in an order of no meaning
CREATE TABLE value AS
SELECT i, i * 7919 % 300 AS g,
	CASE WHEN h % 11 > 0 THEN rate(h % 97, 97 + h % 3) END AS r, CASE WHEN h % 11 > 0 THEN rate(h % 97, 97)::proportion END AS p,
	CASE WHEN h % 13 > 0 THEN (h::bigint << 34) - (1::bigint << 60) END AS i8, CASE WHEN h % 13 > 0 THEN h - 134217728 END AS i4,
	CASE WHEN h % 13 > 0 THEN (h % 65536 - 32768)::smallint END AS i2,
	CASE h % 17 WHEN 0 THEN NULL WHEN 1 THEN date 'infinity' WHEN 2 THEN '-infinity' WHEN 3 THEN '4714-11-24 BC' WHEN 4 THEN '5874897-12-31' ELSE date '2020-01-01' + h % 5 END AS d,
	CASE h % 19 WHEN 0 THEN NULL WHEN 1 THEN timestamp 'infinity' WHEN 2 THEN '-infinity' WHEN 3 THEN '4714-11-24 00:00 BC' ELSE timestamp '2020-01-01' + h % 5 * interval '7 hours' END AS t,
	CASE h % 19 WHEN 0 THEN NULL WHEN 1 THEN timestamptz 'infinity' WHEN 2 THEN '-infinity' WHEN 3 THEN '4714-11-24 08:06 BC' ELSE timestamptz '2020-01-01' + h % 5 * interval '7 hours' END AS z
FROM generate_series(1, 6000) AS i, LATERAL (SELECT ('x' || left(md5(i::text), 7))::bit(28)::integer) AS made(h);

CREATE FUNCTION pg_temp.differences(value text, key text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE groups bigint; frames bigint; plain boolean; typed regprocedure;
BEGIN
	EXECUTE format('SELECT count(*) FROM (SELECT latest(%1$s, %2$s ORDER BY i) AS a, latest_any(%1$s, %2$s ORDER BY i) AS b, latest(%1$s, %2$s ORDER BY i DESC) AS c,
			latest_any(%1$s, %2$s ORDER BY i DESC) AS d, latest(%1$s, %2$s ORDER BY i) FILTER (WHERE i %% 3 > 0) AS e, latest_any(%1$s, %2$s ORDER BY i) FILTER (WHERE i %% 3 > 0) AS f
		FROM value GROUP BY g) AS s WHERE a IS DISTINCT FROM b OR c IS DISTINCT FROM d OR e IS DISTINCT FROM f', value, key) INTO groups;
	EXECUTE format('SELECT count(*) FROM (SELECT latest(%1$s, %2$s) OVER w AS a, latest_any(%1$s, %2$s) OVER w AS b, latest(%1$s, %2$s) OVER v AS c, latest_any(%1$s, %2$s) OVER v AS d
		FROM (SELECT * FROM value WHERE i <= 300) AS s WINDOW w AS (ORDER BY i ROWS 9 PRECEDING), v AS (PARTITION BY g ORDER BY i)) AS s WHERE a IS DISTINCT FROM b OR c IS DISTINCT FROM d', value, key) INTO frames;
	EXECUTE format('SELECT latest(%1$s, %2$s) IS NULL AND latest(%1$s, NULL::date) IS NULL FROM value WHERE false', value, key) INTO plain;
	RETURN CASE WHEN groups + frames > 0 OR NOT plain THEN format('%s groups and %s frames differ', groups, frames) ELSE 'none' END;
END$$;
SELECT is(pg_temp.differences(value, key), 'none', value || ' by ' || key) FROM unnest('{r,p,i8,i4,i2}'::text[]) AS value, unnest('{d,t,z}'::text[]) AS key;

-- in parallel, with keys that are unique
CREATE TABLE many AS
SELECT i, i % 7 AS g, rate(i % 90, 90) AS r, i::bigint << 30 AS n, date '2000-01-01' + (i * 7919::bigint % 10007)::integer AS d,
	timestamptz '2000-01-01' + (i * 7919::bigint % 10007) * interval '1 second' AS z FROM generate_series(1, 10006) AS i;
ALTER TABLE many SET (parallel_workers = 2);
ANALYZE many;
\ir include/parallel.sql
SELECT matches(pg_temp.plan('SELECT g, latest(r, d), latest(n, z) FROM many GROUP BY g'), 'Finalize.*Partial', 'a parallel plan');
CREATE TEMP TABLE together AS SELECT g, latest(r, d) AS r, latest(n, z) AS n FROM many GROUP BY g;
SELECT results_eq('SELECT * FROM together ORDER BY g',
	'SELECT DISTINCT ON (g) g, r, n FROM many ORDER BY g, d DESC', 'with the same result');

-- ---------------------------------------------------------------------------
-- Partial results
-- ---------------------------------------------------------------------------

CREATE AGGREGATE pg_temp.part(rate, timestamptz) (SFUNC = dated_value_accum_rate_timestamptz, STYPE = dated_value);
CREATE AGGREGATE pg_temp.part(integer, date) (SFUNC = dated_value_accum_int4_date, STYPE = dated_value);
CREATE AGGREGATE pg_temp.whole(dated_value) (SFUNC = dated_value_combine, STYPE = dated_value, FINALFUNC = dated_value_final_rate);
CREATE AGGREGATE pg_temp.whole4(dated_value) (SFUNC = dated_value_combine, STYPE = dated_value, FINALFUNC = dated_value_final_int4);
-- the pieces go as text, and come in their order
CREATE TABLE piece AS SELECT g, i / 1500 AS piece, pg_temp.part(r, z ORDER BY i)::text AS p, pg_temp.part(i4, d ORDER BY i)::text AS p4 FROM value GROUP BY 1, 2;
SELECT is((SELECT count(*) FROM (SELECT g, pg_temp.whole(p::dated_value ORDER BY piece) AS a, pg_temp.whole4(p4::dated_value ORDER BY piece) AS a4 FROM piece GROUP BY g) AS x
	JOIN (SELECT g, latest_any(r, z ORDER BY i) AS b, latest_any(i4, d ORDER BY i) AS b4 FROM value GROUP BY g) AS y USING (g)
	WHERE a IS NOT DISTINCT FROM b AND a4 IS NOT DISTINCT FROM b4), 300::bigint, 'parts that were written down make the whole');
SELECT is((SELECT count(*) FROM piece WHERE p::dated_value::text IS DISTINCT FROM p OR p4::dated_value::text IS DISTINCT FROM p4), 0::bigint, 'text comes back');
SET LOCAL timezone = 'America/New_York';
SET LOCAL datestyle = 'German';
SELECT is((SELECT count(*) FROM piece WHERE p::dated_value::text IS DISTINCT FROM p OR p4::dated_value::text IS DISTINCT FROM p4), 0::bigint, 'whatever the time zone');
SELECT throws_ok('SELECT dated_value_combine(''(date,2020-02-19,1/2)'', ''(timestamp,5,1/2)'')', '42804', 'states of latest() have different types', 'keys of two kinds');
SELECT throws_ok('SELECT dated_value_combine(''(date,2020-02-19,1/2)'', ''(date,2020-02-19,5)'')', '42804', NULL, 'values of two kinds');
SELECT is(dated_value_combine('(date,2020-02-19,1/2)', '(date,2020-02-19,)'), '(date,2020-02-19,)'::dated_value, 'but NULL is of any kind');
SELECT throws_ok('SELECT dated_value_accum_int4_date(''(date,2020-02-19,1/2)'', 5, ''2020-02-20'')', '42804', NULL, 'a row of another kind');
SELECT throws_ok('SELECT dated_value_final_int4(''(date,2020-02-19,2147483648)'')', '22003', 'integer out of range', 'an integer that is too large');
SELECT throws_ok('SELECT dated_value_final_proportion(''(date,2020-02-19,3/2)'')', '22023', NULL, 'a rate that is no proportion');

-- as a type
SELECT throws_ok(format('SELECT %L::dated_value', v), state, NULL, v) FROM (VALUES
	('', '22P02'), ('(date,2020-02-19,1/2', '22P02'), ('(day,2020-02-19,1/2)', '22P02'), ('(date,today,1/2)', '22P02'), ('(date,2020-02-19,1/2/3)', '22P02'),
	('(date,2020-02-19)', '22P02'), ('(date,2020-02-19,)x', '22P02'), ('(timestamp,2020-02-19,1/2)', '22P02'), ('(date,2020-02-19,5/0)', '22P02'),
	('(date,2020-02-19,-1/2)', '22P02'), ('(timestamp,9223371331200000000,1)', '22P02'), ('(timestamp,-211813488000000001,1)', '22P02'), ('(date,,1)', '22P02'),
	('(date,2020-02-30,1)', '22003'), ('(date,5874898-01-01,1)', '22003'), ('(date,2020-02-19,9223372036854775808)', '22003'), ('(date,2020-02-19,1/9223372036854775808)', '22003')) AS t(v, state);
SELECT is(' ( timestamptz , -infinity , ) '::dated_value::text, '(timestamptz,-infinity,)', 'white space');
SELECT is((SELECT array_agg(v::text ORDER BY v) FROM unnest('{"(timestamptz,0,1)","(date,2020-02-19,5)","(date,2020-02-19,1/2)","(date,-infinity,)","(date,2020-02-19,)","(date,2020-02-19,-5)"}'::dated_value[]) AS v),
	'{"(date,-infinity,)","(date,2020-02-19,)","(date,2020-02-19,-5)","(date,2020-02-19,5)","(date,2020-02-19,1/2)","(timestamptz,0,1)"}', 'order');
SELECT is((SELECT count(DISTINCT p::dated_value) FROM piece), (SELECT count(DISTINCT p) FROM piece), 'DISTINCT');

-- ---------------------------------------------------------------------------
-- Calls of before
-- ---------------------------------------------------------------------------

CREATE DOMAIN staff AS integer;
CREATE DOMAIN filed AS date;
CREATE TABLE call (r rate, p proportion, b bigint, i integer, s smallint, st staff, x text, v varchar, n name, num numeric, f double precision, l risk_level, o oid, bo boolean,
	d date, z timestamptz, t timestamp, fd filed, tm time);
INSERT INTO call VALUES ('1/2', '1/2', 5, 5, 5, 5, 'x', 'x', 'x', 5, 5, 'low', 5, true, '2020-02-19', '2020-02-19', '2020-02-19', '2020-02-19', '12:00');
CREATE FUNCTION pg_temp.outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT pg_typeof(%1$s) || '' '' || coalesce((%1$s)::text, ''NULL'') FROM call', call) INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN 'error';
END$$;
CREATE TABLE outcome AS
SELECT value, key, pg_temp.outcome(format('latest_any(%s, %s)', value, key)) AS before, pg_temp.outcome(format('latest(%s, %s)', value, key)) AS after
FROM unnest('{r,p,b,i,s,st,x,v,n,num,f,l,o,bo,d,t,z,tm,call,"NULL",''x'',''1/2'',1,1.5,9999999999,NULL::rate,NULL::integer}'::text[]) AS value,
	unnest('{d,z,t,fd,tm,b,i,s,x,v,n,num,f,r,call,"NULL",NULL::date,''2020-02-19'',''x'',1,1.5,"(d,z)","ARRAY[d]",d::text,"timestamptz ''2020-02-19''","NULL::timestamp"}'::text[]) AS key;
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE before <> 'error'), '>', 500::bigint, 'calls are made');
-- max() and the like do the same to a domain
SELECT set_eq('SELECT value, key, before, after FROM outcome WHERE before IS DISTINCT FROM after AND key <> ''''''x''''''',
	'SELECT v, k, b, a FROM (VALUES (''p'', ''proportion 1/2'', ''rate 1/2'', ''{fd}''::text[]), (''p'', ''proportion 1/2'', ''rate 1/2'', ''{"''''2020-02-19''''"}''),
		(''p'', ''proportion NULL'', ''rate NULL'', ''{"NULL"}''),
		(''st'', ''staff 5'', ''integer 5'', ''{d,z,t,fd,"''''2020-02-19''''","timestamptz ''''2020-02-19''''"}''), (''st'', ''staff NULL'', ''integer NULL'', ''{"NULL",NULL::date,NULL::timestamp}'')) AS x(v, b, a, ks), unnest(ks) AS k',
	'only a domain of a user''s over these types comes back as its base type');
-- a key in quotes has no type of its own, and is a moment now
SELECT set_eq('SELECT DISTINCT value, after FROM outcome WHERE before IS DISTINCT FROM after AND key = ''''''x''''''',
	'SELECT v, ''error'' FROM unnest(''{r,p,b,i,s,st,1,9999999999,NULL::rate,NULL::integer}''::text[]) AS v', 'and a literal that is no moment is no key of them');
SELECT is((SELECT latest(i, 1 ORDER BY i) FROM (VALUES (1), (2), (3)) AS v(i)), 3, 'a constant for a key takes the last row');
SELECT is((SELECT latest(r, ''::text ORDER BY r) FROM (VALUES (rate '1/2'), ('3/4')) AS v(r)), '3/4', 'a text, too');

SELECT * FROM finish();
ROLLBACK;
