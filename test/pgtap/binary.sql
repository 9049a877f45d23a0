--
-- The binary forms: COPY out and in, exactly as they are defined, and what a
-- wrong message gets.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

CREATE TABLE kept AS
SELECT i AS id, CASE WHEN i % 10 > 0 THEN r END AS r, CASE WHEN numerator(r) <= denominator(r) THEN r END::proportion AS p,
	(ARRAY['comprehensive', 'characteristic', 'candidate', NULL])[1 + i % 4]::city_class AS c, (ARRAY['low', 'medium', 'high', NULL])[1 + i / 2 % 4]::risk_level AS l,
	ARRAY[r, NULL, rate(1, 1 + i)] AS rs
FROM (SELECT i, rate(pg_temp.any_count('n' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807) AS r FROM generate_series(1, 5000) AS i
	UNION ALL SELECT 6000 + row_number() OVER (), r FROM unnest('{0/0,0/1,0/9223372036854775807,9223372036854775807/9223372036854775807,9223372036854775807/1}'::rate[]) AS r) AS t;
CREATE TABLE copied (LIKE kept);

-- What rate_send must send: two bigints
SELECT plan(42);
SELECT is_empty($$ SELECT r FROM kept WHERE rate_send(r) <> int8send(numerator(r)) || int8send(denominator(r)) $$, 'rate_send: two bigints');
SELECT is_empty($$ SELECT c FROM kept WHERE city_class_send(c) <> convert_to(c::text, 'UTF8') $$, 'city_class_send: the name');
SELECT is_empty($$ SELECT l FROM kept WHERE risk_level_send(l) <> convert_to(l::text, 'UTF8') $$, 'risk_level_send: the name');

-- Out and in, by way of a file of the server's that is gone afterwards
COPY kept TO PROGRAM 'cat >resume_test_binary' (FORMAT binary);
COPY copied FROM PROGRAM 'cat resume_test_binary && rm resume_test_binary' (FORMAT binary);
SELECT is((SELECT count(*) FROM copied), 5005::bigint, 'COPY of all types, out and in');
SELECT is_empty('TABLE kept EXCEPT TABLE copied', 'nothing is lost');
SELECT is_empty('TABLE copied EXCEPT TABLE kept', 'nothing is new');
-- as text too
TRUNCATE copied;
COPY kept TO PROGRAM 'cat >resume_test_text' (FORMAT csv);
COPY copied FROM PROGRAM 'cat resume_test_text && rm resume_test_text' (FORMAT csv);
SELECT is_empty('(TABLE kept EXCEPT TABLE copied) UNION ALL (TABLE copied EXCEPT TABLE kept)', 'as CSV too');

-- Messages made by hand: a COPY of one row and one column
CREATE FUNCTION pg_temp.copy_of(tab text, message bytea) RETURNS text IMMUTABLE LANGUAGE sql AS $f$
	SELECT format('COPY %s FROM PROGRAM %L (FORMAT binary)', tab, 'printf ''' || string_agg('\' || (b >> 6) || (b >> 3 & 7) || (b & 7), '' ORDER BY i) || '''')
	FROM (SELECT i, get_byte(file, i) AS b
		FROM (SELECT '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001' || int4send(length(message)) || message || '\xffff' AS file) AS t,
			generate_series(0, length(file) - 1) AS i) AS t
$f$;
CREATE TABLE one_rate (r rate);
CREATE TABLE one_proportion (p proportion);
CREATE TABLE one_class (c city_class);
CREATE TABLE one_level (l risk_level);

SELECT lives_ok(pg_temp.copy_of('one_rate', '\x0000000000000005000000000000000a'), '5/10 is taken');
SELECT lives_ok(pg_temp.copy_of('one_rate', decode(repeat('00', 16), 'hex')), '0/0 is taken');
SELECT lives_ok(pg_temp.copy_of('one_rate', '\x7fffffffffffffff7fffffffffffffff'), 'the largest counts are taken');
SELECT results_eq('TABLE one_rate ORDER BY r', $$ VALUES (rate '5/10'), ('9223372036854775807/9223372036854775807'), ('0/0') $$, 'as they are');

SELECT throws_ok(pg_temp.copy_of('one_rate', message), '22P03', error, what)
FROM (VALUES ('\x'::bytea, 'invalid length in external "rate" value', 'nothing'),
	('\x00', 'invalid length in external "rate" value', 'one byte'),
	('\x0000000000000005', 'invalid length in external "rate" value', 'one count'),
	('\x00000000000000050000000000000a', 'invalid length in external "rate" value', 'a byte short'),
	('\x0000000000000005000000000000000a00', 'invalid length in external "rate" value', 'a byte long'),
	('\x0000000000000005000000000000000a000000000000000a', 'invalid length in external "rate" value', 'three counts'),
	(convert_to('5/10', 'UTF8'), 'invalid length in external "rate" value', 'text'),
	(float8send(0.5), 'invalid length in external "rate" value', 'a double'),
	('\x00000000000000050000000000000000', 'a rate with a numerator must have a denominator', '5/0'),
	('\x7fffffffffffffff0000000000000000', 'a rate with a numerator must have a denominator', '9223372036854775807/0'),
	('\xffffffffffffffff0000000000000003', 'the counts of a rate must not be negative', '-1/3'),
	('\x0000000000000001fffffffffffffffd', 'the counts of a rate must not be negative', '1/-3'),
	('\x80000000000000008000000000000000', 'the counts of a rate must not be negative', 'the smallest bigints'),
	('\x0000000000000000ffffffffffffffff', 'the counts of a rate must not be negative', '0/-1')) AS t(message, error, what);
SELECT is((SELECT count(*) FROM one_rate), 3::bigint, 'none of which is stored');

-- the detail names the pair, or the length
CREATE FUNCTION pg_temp.detail_of(query text) RETURNS text LANGUAGE plpgsql AS $f$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN detail || ' / ' || hint;
END $f$;
SELECT is(pg_temp.detail_of(pg_temp.copy_of('one_rate', '\x00000000000000050000000000000a')),
	'The value has 15 bytes, expected 16. / Send the numerator and the denominator as two bigints in network byte order.', 'the length is named');
SELECT matches(pg_temp.detail_of(pg_temp.copy_of('one_rate', '\x00000000000000050000000000000000')), '^The pair is 5/0\. / Correct the pair; .* 0/0', 'the pair is named');

SELECT lives_ok(pg_temp.copy_of('one_proportion', '\x00000000000000050000000000000005'), '5/5 is a proportion');
SELECT throws_ok(pg_temp.copy_of('one_proportion', '\x00000000000000060000000000000005'), '23514', NULL, '6/5 is none');
SELECT throws_ok(pg_temp.copy_of('one_proportion', '\x00000000000000060000000000000000'), '22P03', NULL, 'and 6/0 not even a rate');

-- classes: any name is taken, and nothing else
SELECT lives_ok(pg_temp.copy_of('one_class', convert_to('Pilot City', 'UTF8')), 'an English name');
SELECT lives_ok(pg_temp.copy_of('one_class', convert_to('综合型软件名城', 'UTF8')), 'a Chinese name');
SELECT lives_ok(pg_temp.copy_of('one_level', convert_to('高风险', 'UTF8')), 'a Chinese name');
SELECT results_eq('SELECT c FROM one_class ORDER BY c', $$ VALUES (city_class 'comprehensive'), ('candidate') $$, 'classes as named');
SELECT is((TABLE one_level), 'high'::risk_level, 'level as named');
SELECT throws_ok(pg_temp.copy_of(tab, message), state, NULL, what)
FROM (VALUES ('one_class', '\x'::bytea, '22P03', 'no name'), ('one_class', '\x00', '22021', 'a zero byte'), ('one_class', '\x01', '22P03', 'a code'),
	('one_class', convert_to('low', 'UTF8'), '22P03', 'the name of a level'), ('one_level', '\xe9ab', '22021', 'half a character'),
	('one_level', convert_to('candidate', 'UTF8'), '22P03', 'the name of a class')) AS t(tab, message, state, what);

SELECT * FROM finish();
ROLLBACK;
