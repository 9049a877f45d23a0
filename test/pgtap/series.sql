--
-- Series: what is refused and with which words, messages in binary, calls of
-- 1.0 beside the new overloads, windows, plans, and states from outside.
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(131);

-- SQLSTATE, message and detail of an error
CREATE FUNCTION pg_temp.fault(query text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	message text;
	detail text;
	hint text;
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' / ', SQLSTATE, message, nullif(detail, ''), CASE WHEN hint = '' THEN 'NO HINT' END);
END $f$;

-- text that is no series
SELECT is(pg_temp.fault(format('SELECT %L::rate_series', input)), fault, input)
FROM (VALUES
	('{2020-02-30: 1/2 (1)}', '22008 / date/time field value out of range: "2020-02-30" / The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31.'),
	('{2020-13-01: 1/2 (1)}', '22008 / date/time field value out of range: "2020-13-01" / The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31.'),
	('{2019-02-29: 1/2 (1)}', '22008 / date/time field value out of range: "2019-02-29" / The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31.'),
	('{0000-02-01: 1/2 (1)}', '22008 / date/time field value out of range: "0000-02-01" / The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31.'),
	('{4714-11-23 BC: 1/2 (1)}', '22008 / date/time field value out of range: "4714-11-23 BC" / The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31.'),
	('{5874898-01-01: 1/2 (1)}', '22008 / date/time field value out of range: "5874898-01-01" / The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31.'),
	('{99999999999999999999-01-01 BC: 1/2 (1)}', '22008 / date/time field value out of range: "99999999999999999999-01-01 BC" / The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31.'),
	('{infinity: 1/2 (1)}', '22008 / a step of a series must be on a date / The day is infinity.'),
	('{2020-02-11: 1/2 (1), 2020-02-10: 1/2 (1)}', '22003 / the steps of a series must be in the order of their days / The step of 2020-02-11 is followed by one of 2020-02-10.'),
	('{2020-02-11: 1/2 (1), 2020-02-11: 1/2 (1)}', '22003 / the steps of a series must be in the order of their days / The step of 2020-02-11 is followed by one of 2020-02-11.'),
	('{2020-02-11: null (0), 2020-02-10: 1/2 (1)}', '22003 / the steps of a series must be in the order of their days / The step of 2020-02-11 is followed by one of 2020-02-10.'),
	('{2020-02-11: 1/2 (1), -infinity: 1/2 (1)}', '22003 / the steps of a series must be in the order of their days / The step of 2020-02-11 is followed by one of -infinity.'),
	('{2020-02-10: 1/2 (-1)}', '22003 / the entities of a series must not be negative / The step of 2020-02-10 is 1/2 of -1 entities.'),
	('{2020-02-10: null (-1)}', '22003 / the entities of a series must not be negative / The step of 2020-02-10 is 0/0 of -1 entities.'),
	('{2020-02-10: 5/0 (1)}', '22003 / a rate with a numerator must have a denominator / The step of 2020-02-10 is 5/0 of 1 entities.'),
	('{2020-02-10: -1/2 (1)}', '22003 / the counts of a rate must not be negative / The step of 2020-02-10 is -1/2 of 1 entities.'),
	('{2020-02-10: 1/-2 (1)}', '22003 / the counts of a rate must not be negative / The step of 2020-02-10 is 1/-2 of 1 entities.'),
	('{2020-02-10: 1/2 (0)}', '22003 / the rate of a series must be null exactly where nobody counts / The step of 2020-02-10 has a rate and 0 entities.'),
	('{2020-02-10: 0/0 (0)}', '22003 / the rate of a series must be null exactly where nobody counts / The step of 2020-02-10 has a rate and 0 entities.'),
	('{2020-02-10: null (2)}', '22003 / the rate of a series must be null exactly where nobody counts / The step of 2020-02-10 has no rate and 2 entities.'),
	('{2020-02-10: 1/9223372036854775808 (1)}', '22003 / value "2020-02-10: 1/9223372036854775808 (1)" is out of range for type rate_series / Each count must be between 0 and 9223372036854775807.'),
	('{2020-02-10: 1/2 (9223372036854775808)}', '22003 / value "2020-02-10: 1/2 (9223372036854775808)" is out of range for type rate_series / Each count must be between 0 and 9223372036854775807.'),
	('', '22P02 / invalid input syntax for type rate_series: "" / It ends too early.'),
	('1/2', '22P02 / invalid input syntax for type rate_series: "1/2" / It cannot be read from "1/2" on.'),
	('{', '22P02 / invalid input syntax for type rate_series: "{" / It ends too early.'),
	('{} x', '22P02 / invalid input syntax for type rate_series: "{} x" / It cannot be read from "x" on.'),
	('{,}', '22P02 / invalid input syntax for type rate_series: "{,}" / It cannot be read from ",}" on.'),
	('{2020-02-10: 1/2 (1),}', '22P02 / invalid input syntax for type rate_series: "{2020-02-10: 1/2 (1),}" / It cannot be read from "}" on.'),
	('{2020-02-10: 1/2 (1) 2020-02-11: 1/2 (1)}', '22P02 / invalid input syntax for type rate_series: "{2020-02-10: 1/2 (1) 2020-02-11: 1/2 (1)}" / It cannot be read from "2020-02-11: 1/2 (1)}" on.'),
	('{2020-02-10 1/2 (1)}', '22P02 / invalid input syntax for type rate_series: "{2020-02-10 1/2 (1)}" / It cannot be read from "2020-02-10 1/2 (1)}" on.'),
	('{2020-02-10: 1 (1)}', '22P02 / invalid input syntax for type rate_series: "{2020-02-10: 1 (1)}" / It cannot be read from "2020-02-10: 1 (1)}" on.'),
	('{2020-02-10: 0.5 (1)}', '22P02 / invalid input syntax for type rate_series: "{2020-02-10: 0.5 (1)}" / It cannot be read from "2020-02-10: 0.5 (1)}" on.'),
	('{2020-02-10: 1/2}', '22P02 / invalid input syntax for type rate_series: "{2020-02-10: 1/2}" / It cannot be read from "2020-02-10: 1/2}" on.'),
	('{2020-02-10: 1/2 (1}', '22P02 / invalid input syntax for type rate_series: "{2020-02-10: 1/2 (1}" / It cannot be read from "2020-02-10: 1/2 (1}" on.'),
	('{10.02.2020: 1/2 (1)}', '22P02 / invalid input syntax for type rate_series: "{10.02.2020: 1/2 (1)}" / It cannot be read from "10.02.2020: 1/2 (1)}" on.'),
	('{-2020-02-10: 1/2 (1)}', '22P02 / invalid input syntax for type rate_series: "{-2020-02-10: 1/2 (1)}" / It cannot be read from "-2020-02-10: 1/2 (1)}" on.'),
	('{2020-02-10: ' || repeat('9', 70), '22P02 / invalid input syntax for type rate_series: "{2020-02-10: ' || repeat('9', 47) || '..." / It cannot be read from "2020-02-10: ' || repeat('9', 48) || '..." on.')) AS t(input, fault);

-- and text that is
SELECT is(input::rate_series::text, result, quote_literal(translate(input, E'\n\t', '  ')))
FROM (VALUES (' { } ', '{}'), ('{2020-02-10: null (0)}', '{}'), ('{2020-02-10:1/2(1)}', '{2020-02-10: 1/2 (1)}'),
	(E' {\n2020-2-10 : +1 / 2 ( 1 ) ,\t2020-02-11 : NULL ( 0 ) } ', '{2020-02-10: 1/2 (1), 2020-02-11: null (0)}'),
	('{-Infinity: 0/0 (1), 4714-11-24 BC: null (0), 5874897-12-31: 9223372036854775807/1 (9223372036854775807)}', '{-infinity: 0/0 (1), 4714-11-24 BC: null (0), 5874897-12-31: 9223372036854775807/1 (9223372036854775807)}'),
	('{2020-02-09: null (0), 2020-02-10: 1/2 (1), 2020-02-11: 1/2 (1), 2020-02-12: 2/4 (1), 2020-02-13: 2/4 (2), 2020-02-14: null (0), 2020-02-15: null (0)}',
		'{2020-02-10: 1/2 (1), 2020-02-12: 2/4 (1), 2020-02-13: 2/4 (2), 2020-02-14: null (0)}'),
	('[{"entities": 1, "on_day": "-infinity", "rate": {"denominator": 2, "numerator": 1}}, {"on_day": "2020-02-10", "rate": null, "entities": 0}]', '{-infinity: 1/2 (1), 2020-02-10: null (0)}')) AS t(input, result);

-- JSON that is no series
SELECT is(pg_temp.fault(format('SELECT %L::json::rate_series', input)), fault, input)
FROM (VALUES
	('{}', '22P02 / invalid JSON for type rate_series / A series must be an array. It is {}.'),
	('1', '22P02 / invalid JSON for type rate_series / A series must be an array. It is 1.'),
	('[1]', '22P02 / invalid JSON for type rate_series / A step must be an object of on_day, rate and entities. It is 1.'),
	('[[]]', '22P02 / invalid JSON for type rate_series / A step must be an object of on_day, rate and entities. It is [].'),
	('[{"on_day": "2020-02-10"}]', '22P02 / invalid JSON for type rate_series / A step must be an object of on_day, rate and entities. It is {"on_day": "2020-02-10"}.'),
	('[{"day": "2020-02-10", "rate": null, "entities": 0}]', '22P02 / invalid JSON for type rate_series / The member "on_day" must be a date. It is {"day": "2020-02-10", "rate": null, "entities": 0}.'),
	('[{"on_day": "2020-02-30", "rate": null, "entities": 0}]', '22008 / invalid JSON for type rate_series / The member "on_day" is out of range. It is {"rate": null, "on_day": "2020-02-30", "entities": 0}.'),
	('[{"on_day": "2020-02-10", "rate": "1/2", "entities": 1}]', '22P02 / invalid JSON for type rate_series / The member "rate" must be an object of numerator and denominator, or null. It is {"rate": "1/2", "on_day": "2020-02-10", "entities": 1}.'),
	('[{"on_day": "2020-02-10", "rate": {"numerator": 1.5, "denominator": 2}, "entities": 1}]', '22P02 / invalid JSON for type rate_series / The member "numerator" must be a whole number. It is {"numerator": 1.5, "denominator": 2}.'),
	('[{"on_day": "2020-02-10", "rate": {"numerator": 1, "denominator": 1e30}, "entities": 1}]', '22003 / invalid JSON for type rate_series / The member "denominator" is out of range. It is {"numerator": 1, "denominator": 1000000000000000000000000000000}.'),
	('[{"on_day": "2020-02-10", "rate": {"numerator": 1, "denominator": 2}, "entities": null}]', '22P02 / invalid JSON for type rate_series / The member "entities" must be a number. It is {"rate": {"numerator": 1, "denominator": 2}, "on_day": "2020-02-10", "entities": null}.'),
	('[{"on_day": "2020-02-10", "rate": {"numerator": 1, "denominator": 0}, "entities": 1}]', '22003 / a rate with a numerator must have a denominator / The step of 2020-02-10 is 1/0 of 1 entities.'),
	('[{"on_day": "2020-02-10", "rate": null, "entities": 1}]', '22003 / the rate of a series must be null exactly where nobody counts / The step of 2020-02-10 has no rate and 1 entities.')) AS t(input, fault);

-- messages in binary, by a COPY of one row and one column
CREATE TABLE one_series (s rate_series);
CREATE FUNCTION pg_temp.copy_of(message bytea) RETURNS text IMMUTABLE LANGUAGE sql AS $f$
	SELECT format('COPY one_series FROM PROGRAM %L (FORMAT binary)', 'printf ''' || string_agg('\' || (b >> 6) || (b >> 3 & 7) || (b & 7), '' ORDER BY i) || '''')
	FROM (SELECT i, get_byte(file, i) AS b
		FROM (SELECT '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001' || int4send(length(message)) || message || '\xffff' AS file) AS t,
			generate_series(0, length(file) - 1) AS i) AS t
$f$;
CREATE FUNCTION pg_temp.step(day integer, n bigint, d bigint, e bigint) RETURNS bytea IMMUTABLE LANGUAGE sql AS
$$ SELECT int4send(day) || int8send(n) || int8send(d) || int8send(e) $$;
SELECT is(pg_temp.fault(pg_temp.copy_of(message)), fault, what)
FROM (VALUES
	('\x'::bytea, '22P03 / invalid length in external "rate_series" value / The value has 0 bytes, expected 4.', 'nothing'),
	('\x000000', '22P03 / invalid length in external "rate_series" value / The value has 3 bytes, expected 4.', 'three bytes'),
	('\x00000001', '22P03 / invalid length in external "rate_series" value / The value has 0 bytes, expected 28.', 'a step that is not there'),
	('\x00000000' || pg_temp.step(0, 1, 2, 1), '22P03 / invalid length in external "rate_series" value / The value has 28 bytes, expected 0.', 'a step too many'),
	(substr('\x00000001' || pg_temp.step(0, 1, 2, 1), 1, 31), '22P03 / invalid length in external "rate_series" value / The value has 27 bytes, expected 28.', 'a byte short'),
	('\xffffffff', '22P03 / invalid number of steps in external "rate_series" value / The number is -1, and can be 33554431 at most.', 'a negative number of steps'),
	('\x7fffffff', '22P03 / invalid number of steps in external "rate_series" value / The number is 2147483647, and can be 33554431 at most.', 'more steps than there can be'),
	('\x00000001' || pg_temp.step(2147483647, 1, 2, 1), '22008 / a step of a series must be on a date / The day is infinity.', 'infinity'),
	('\x00000001' || pg_temp.step(2145031949, 1, 2, 1), '22008 / a step of a series must be on a date / The day is 2145031949, counted from 2000-01-01.', 'a day after the last'),
	('\x00000001' || pg_temp.step(-2451546, 1, 2, 1), '22008 / a step of a series must be on a date / The day is -2451546, counted from 2000-01-01.', 'a day before the first'),
	('\x00000002' || pg_temp.step(1, 1, 2, 1) || pg_temp.step(0, 1, 2, 1), '22P03 / the steps of a series must be in the order of their days / The step of 2000-01-02 is followed by one of 2000-01-01.', 'out of order'),
	('\x00000001' || pg_temp.step(0, 1, 0, 1), '22P03 / a rate with a numerator must have a denominator / The step of 2000-01-01 is 1/0 of 1 entities.', '1/0'),
	('\x00000001' || pg_temp.step(0, 1, 2, -1), '22P03 / the entities of a series must not be negative / The step of 2000-01-01 is 1/2 of -1 entities.', 'negative entities'),
	('\x00000001' || pg_temp.step(0, 1, 2, 0), '22P03 / a rate in a series must be that of entities / The step of 2000-01-01 is 1/2 of 0 entities.', 'a rate of nobody'),
	('\x00000001' || pg_temp.step((-2147483648)::integer, 1, 2, 1), 'no error', '-infinity'),
	('\x00000003' || pg_temp.step(-1, 0, 0, 0) || pg_temp.step(0, 0, 0, 1) || pg_temp.step(1, 0, 0, 1), 'no error', 'what is not canonical')) AS t(message, fault, what);
SELECT set_eq('SELECT s::text FROM one_series', $$ VALUES ('{-infinity: 1/2 (1)}'), ('{2000-01-01: 0/0 (1)}') $$, 'which becomes canonical');

-- sums
CREATE TABLE far_1 AS SELECT i, date '0001-01-01' + i * 7919 % 5000 AS day FROM generate_series(1, 20000) AS i;
CREATE TABLE far_2 AS SELECT i, date '0001-01-01' + i * 7919 % 2000 * 1024 AS day FROM generate_series(1, 5000) AS i;
CREATE TABLE far_3 AS SELECT i, date '0001-01-01' + i * 791 % 2000 * 65536 AS day FROM generate_series(1, 5000) AS i;
CREATE TABLE far_4 AS SELECT i, date '0001-01-01' + i * 79 % 2000 * 262144 AS day FROM generate_series(1, 5000) AS i;
SELECT is(pg_temp.fault('SELECT ' || call), fault, call)
FROM (VALUES
	($$ pool(r, daterange(d, NULL)) FROM (VALUES (rate '9223372036854775807/9223372036854775807', date '2020-02-10'), ('1/1', '2020-02-12')) AS v(r, d) $$,
		'22003 / pooled rate is out of range / The counts on 2020-02-12 exceed the range of bigint.'),
	($$ pool(r, '[2020-02-10,)') FROM (VALUES (rate '9223372036854775807/9223372036854775807'), ('1/1')) AS v(r) $$,
		'22003 / pooled rate is out of range / What changes on 2020-02-10 exceeds the range of bigint.'),
	($$ series_of_deltas('2020-02-10', 1, 2, 0) $$, '22003 / a rate in a series must be that of entities / The step of 2020-02-10 is 1/2 of 0 entities.'),
	($$ series_of_deltas(d, n, 2, 1) FROM (VALUES (date '2020-02-10', 1), ('2020-02-11', -2)) AS v(d, n) $$, '22003 / the counts of a rate must not be negative / The step of 2020-02-11 is -1/4 of 2 entities.'),
	($$ series_of_deltas('2020-02-10', 0, 0, -1) $$, '22003 / the entities of a series must not be negative / The step of 2020-02-10 is 0/0 of -1 entities.'),
	($$ series_of_deltas('2020-02-10', 3, 0, 1) $$, '22003 / a rate with a numerator must have a denominator / The step of 2020-02-10 is 3/0 of 1 entities.')) AS t(call, fault);
-- who enters on the day that another one leaves is no overflow, in any order
SELECT is((SELECT pool(r, during ORDER BY i * sign) FROM (VALUES (1, rate '9223372036854775807/9223372036854775807', daterange '[2020-02-10,2020-02-11)'),
	(2, '9223372036854775807/9223372036854775807', '[2020-02-11,2020-02-12)'), (3, '9223372036854775807/9223372036854775807', '[2020-02-12,)')) AS v(i, r, during)),
	'{2020-02-10: 9223372036854775807/9223372036854775807 (1)}'::rate_series, 'one after the other') FROM unnest('{1,-1}'::integer[]) AS sign;

-- days that are far apart and of one remainder
SELECT results_eq(format($$ SELECT on_day, numerator(rate), entities FROM steps((SELECT pool(rate(i, 100000), daterange(day, NULL)) FROM far_%s)) $$, n),
	format($$ SELECT day, (sum(sum(i)) OVER w)::bigint, (sum(count(*)) OVER w)::bigint FROM far_%s GROUP BY day WINDOW w AS (ORDER BY day) ORDER BY day $$, n), 'days ' || step || ' apart')
FROM (VALUES (1, 1), (2, 1024), (3, 65536), (4, 262144)) AS t(n, step);

-- calls of 1.0 beside the new overloads
SELECT is(pg_temp.fault('SELECT ' || call), '42725 / function pool(unknown, unknown) is not unique', call || ' is still not unique')
FROM unnest(ARRAY['pool(''1'', ''2'')', 'pool(NULL, NULL)']) AS call;
SELECT is(pg_temp.fault($$ SELECT pool(NULL) $$), '42725 / function pool(unknown) is not unique', 'nor is pool(NULL)');
SELECT results_eq($$ SELECT pg_typeof(pool('1', 2)), pg_typeof(pool(1, NULL)), pg_typeof(pool(1::bigint, '2')), pg_typeof(pool(1::smallint, 2::smallint)), pg_typeof(pool(true)), pg_typeof(pool('1/2'::proportion)), pg_typeof(pool('1/2'::rate)) $$,
	$$ VALUES ('rate'::regtype, 'rate'::regtype, 'rate'::regtype, 'rate'::regtype, 'rate'::regtype, 'rate'::regtype, 'rate'::regtype) $$, 'calls with integers, booleans and rates are those of 1.0');
SELECT results_eq($$ SELECT sparkline(r, 0, 1), sparkline(r, '0', '1'), sparkline(NULL, 0, 1) FROM (VALUES (rate '1/2')) AS v(r) $$, $$ VALUES ('▅', '▅', ' ') $$, 'so are bounds of a line');
SELECT results_eq($$ SELECT pool('1/2'::proportion, '[2020-02-10,)'), pool('1/2'::rate, '[2020-02-10,)'::daterange) $$,
	$$ VALUES ('{2020-02-10: 1/2 (1)}'::rate_series, '{2020-02-10: 1/2 (1)}'::rate_series) $$, 'and new ones are found');

-- windows, in which the state goes on after it was read
SELECT results_eq($$ SELECT (pool(r, during) OVER (ORDER BY i))::text FROM (VALUES (1, rate '1/2', daterange '[2020-02-10,2020-02-12)'), (2, NULL, NULL), (3, '1/2', '[2020-02-11,)')) AS v(i, r, during) $$,
	$$ VALUES ('{2020-02-10: 1/2 (1), 2020-02-12: null (0)}'), ('{2020-02-10: 1/2 (1), 2020-02-12: null (0)}'), ('{2020-02-10: 1/2 (1), 2020-02-11: 2/4 (2), 2020-02-12: 1/2 (1)}') $$, 'a running series');
SELECT is_empty($$ SELECT i FROM (SELECT i, pool(rate(i, 100), daterange(date '2020-01-01' + i, date '2020-01-08' + i)) OVER w AS s, array_agg(i) OVER w AS frame
		FROM generate_series(1, 60) AS i WINDOW w AS (ORDER BY i ROWS BETWEEN 5 PRECEDING AND 2 FOLLOWING)) AS t
	WHERE s IS DISTINCT FROM (SELECT pool(rate(j, 100), daterange(date '2020-01-01' + j, date '2020-01-08' + j)) FROM unnest(frame) AS j) $$, 'a moving frame');
SELECT is_empty($$ SELECT i FROM (SELECT i, pool(s) OVER w AS a, series_of_deltas(date '2020-01-01' + i, i, 100, 1) OVER w AS b, array_agg(i) OVER w AS frame
		FROM (SELECT i, format('{%s: %s/100 (1)}', date '2020-01-01' + i, i)::rate_series AS s FROM generate_series(1, 60) AS i) AS t WINDOW w AS (ORDER BY i ROWS 5 PRECEDING)) AS t
	WHERE a IS DISTINCT FROM b OR a IS DISTINCT FROM (SELECT pool(rate(j, 100), daterange(date '2020-01-01' + j, NULL)) FROM unnest(frame) AS j) $$, 'of series and deltas too');

-- by hand arguments stay, also those that an expression made
CREATE TABLE state AS SELECT series_accum(NULL, '2020-02-10', 1, 2, 1) AS s;
SELECT is((SELECT series_final(series_combine(s, s))::text || series_final(s)::text FROM state), '{2020-02-10: 2/4 (2)}{2020-02-10: 1/2 (1)}', 'nothing is changed in place');
-- states from outside
SELECT is(pg_temp.fault(format('SELECT %s', format(call, quote_literal(state) || '::bytea'))), fault, what || ': ' || call)
FROM (SELECT s FROM state) AS good(good), LATERAL (VALUES
	('\x'::bytea, '22P03 / invalid partial state of a series / Its length, its first bytes or their order is wrong.', 'nothing'),
	('\x00', '22P03 / invalid partial state of a series / Its length, its first bytes or their order is wrong.', 'a byte'),
	(substr(good, 1, length(good) - 1), '22P03 / invalid partial state of a series / Its length, its first bytes or their order is wrong.', 'a byte short'),
	(good || '\x00', '22P03 / invalid partial state of a series / Its length, its first bytes or their order is wrong.', 'a byte long'),
	(substr(good, 1, 12 + 32), '22P03 / invalid partial state of a series / Its length, its first bytes or their order is wrong.', 'one entry'),
	(substr(good, 4, 1) || substr(good, 3, 1) || substr(good, 2, 1) || substr(good, 1, 1) || substr(good, 5), '22P03 / invalid partial state of a series / Its length, its first bytes or their order is wrong.', 'another byte order')) AS t(state, fault, what),
	unnest(ARRAY['series_final(%s)', 'series_combine(%s, %1$s)', 'series_accum(%s, rate ''1/2'', ''[2020-02-10,)'')', 'series_accum(%s, rate_series ''{2020-02-10: 1/2 (1)}'')']) AS call;
-- whatever the entries say, no access is out of bounds, in an aggregate of somebody's own, too
CREATE AGGREGATE pg_temp.from_outside(rate, daterange) (SFUNC = series_accum, STYPE = bytea, INITCOND = '\x00', FINALFUNC = series_final);
SELECT is(pg_temp.fault('SELECT pg_temp.from_outside(''1/2'', ''(,)'')'), '22P03 / invalid partial state of a series / Its length, its first bytes or their order is wrong.', 'a wrong initial state');
DO $$
DECLARE
	good bytea := (SELECT s FROM state);
BEGIN
	FOR i IN 1 .. 300 LOOP
		EXECUTE format('CREATE AGGREGATE pg_temp.hostile_%s(rate, daterange) (SFUNC = series_accum, STYPE = bytea, INITCOND = %L, FINALFUNC = series_final, COMBINEFUNC = series_combine)',
			i, substr(good, 1, 4) || (SELECT string_agg(decode(md5(i || ' ' || j), 'hex'), '' ORDER BY j) FROM generate_series(1, 9) AS j) );
		EXECUTE format('CREATE AGGREGATE pg_temp.full_%s(rate, daterange) (SFUNC = series_accum, STYPE = bytea, INITCOND = %L, FINALFUNC = series_final)',
			i, substr(good, 1, 12) || (SELECT string_agg(CASE i % 3 WHEN 0 THEN '\x0100000000000000' WHEN 1 THEN substr(decode(md5(i || ' ' || j), 'hex'), 1, 8) ELSE int8send(j) END || substr(decode(md5(i || ' ' || j), 'hex'), 1, 8) || decode(md5('x' || i || ' ' || j), 'hex'), '' ORDER BY j) FROM generate_series(1, 4) AS j));
	END LOOP;
END $$;
SELECT is_empty($$ SELECT i, f FROM generate_series(1, 300) AS i, unnest('{hostile,full}'::text[]) AS kind,
		pg_temp.fault(format('SELECT pg_temp.%s_%s(rate(j, 9), daterange(date ''2000-01-01'' + j, date ''2000-01-03'' + 7 * j)) FROM generate_series(0, 9) AS j', kind, i)) AS f
	WHERE f !~ '^(no error|22P03|22003)' $$, 'any bytes: an error or a series');

-- rows that the planner expects
CREATE FUNCTION pg_temp.rows(query text) RETURNS integer LANGUAGE plpgsql AS $f$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $f$;
SELECT is(pg_temp.rows('SELECT * FROM ' || call), expected, call)
FROM (VALUES ($$ days('{}', '2020-02-01', '2020-02-29') $$, 29), ($$ days('{}', '2020-02-01', '2020-01-29') $$, 1), ($$ days('{}', current_date - 99, current_date) $$, 100),
	($$ steps('{2020-02-10: 1/2 (1), 2020-02-11: 1/2 (2), 2020-02-12: null (0)}') $$, 3), ($$ deltas('{2020-02-10: 1/2 (1), 2020-02-11: 1/2 (2)}') $$, 2), ($$ steps((SELECT s FROM one_series LIMIT 1)) $$, 100)) AS t(call, expected);

-- stored: aligned to 8 bytes, out of line when it is long, and a key
CREATE TABLE stored (x boolean, s rate_series, y boolean);
INSERT INTO stored SELECT true, (SELECT pool(rate(i * 7919 % 1000003 + k, 1000003), daterange(date '2000-01-01' + i, NULL)) FROM generate_series(1, n) AS i), true FROM generate_series(0, 5) AS k, unnest('{0,1,2,5,100,3000}'::integer[]) AS n;
SELECT is((SELECT count(*) FROM stored AS a JOIN stored AS b USING (s)), (SELECT count(*) FROM stored WHERE s IS NOT NULL), 'joined by value');
SELECT is((SELECT count(*) FROM stored, steps(s)), 6 * 3108::bigint, 'all steps are there');
SELECT cmp_ok((SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'stored'), '>', 0::bigint, 'the long ones out of line');

SELECT * FROM finish();
ROLLBACK;
