--
-- Soft errors of text input, which the server has from version 16 on: the
-- same verdicts and messages as the hard ones, without an exception.
--
\unset ECHO
\set QUIET 1
SET client_min_messages = warning;
BEGIN;
SELECT current_setting('server_version_num')::integer >= 160000 AS soft,
	current_setting('server_version_num')::integer >= 170000 AS ignore \gset

CREATE TEMP TABLE input (type text, value text, state text, message text);
INSERT INTO input VALUES
	('rate', '13012/15910', NULL, NULL),
	('rate', ' 0 / 0 ', NULL, NULL),
	('rate', '9223372036854775807/9223372036854775807', NULL, NULL),
	('rate', '', '22P02', 'invalid input syntax for type rate: ""'),
	('rate', '1/', '22P02', 'invalid input syntax for type rate: "1/"'),
	('rate', '1/2/3', '22P02', 'invalid input syntax for type rate: "1/2/3"'),
	('rate', '0.5', '22P02', 'invalid input syntax for type rate: "0.5"'),
	('rate', '50%', '22P02', 'invalid input syntax for type rate: "50%"'),
	('rate', '9223372036854775808/1', '22003', 'value "9223372036854775808/1" is out of range for type rate'),
	('rate', '1/9223372036854775808', '22003', 'value "1/9223372036854775808" is out of range for type rate'),
	('rate', '5/0', '22003', 'a rate with a numerator must have a denominator'),
	('rate', '-1/3', '22003', 'the counts of a rate must not be negative'),
	('rate', '1/-3', '22003', 'the counts of a rate must not be negative'),
	('rate', '{"denominator":2,"numerator":1}', NULL, NULL),
	('rate', '{"numerator":1}', '22P02', 'invalid input syntax for type rate: "{"numerator":1}"'),
	('rate', '{"numerator":1,"denominator":2.5}', '22P02', 'invalid input syntax for type rate: "{"numerator":1,"denominator":2.5}"'),
	('rate', '{"numerator":1,"denominator":9223372036854775808}', '22003', 'value "{"numerator":1,"denominator":9223372036854775808}" is out of range for type rate'),
	('rate', '{"numerator":5,"denominator":0}', '22003', 'a rate with a numerator must have a denominator'),
	('rate', '1,234/2,000', '22P02', 'invalid input syntax for type rate: "1,234/2,000"'),
	('rate', '１/２', '22P02', 'invalid input syntax for type rate: "１/２"'),
	('proportion', '{"denominator":2,"numerator":3}', '23514', 'value for domain proportion violates check constraint "proportion_at_most_one"'),
	('proportion', '1/2', NULL, NULL),
	('proportion', '3/2', '23514', 'value for domain proportion violates check constraint "proportion_at_most_one"'),
	('proportion', '5/0', '22003', 'a rate with a numerator must have a denominator'),
	('city_class', 'Pilot City', NULL, NULL),
	('city_class', 'city', '22P02', 'invalid input value for type city_class: "city"'),
	('risk_level', 'low-risk', NULL, NULL),
	('risk_level', '', '22P02', 'invalid input value for type risk_level: ""'),
	('mean_of_rates_sums', ' ( 2 , 0x1.4 ) ', NULL, NULL),
	('mean_of_rates_sums', '(2,1.4)', '22P02', 'invalid input syntax for type mean_of_rates_sums: "(2,1.4)"'),
	('mean_of_rates_sums', '(2,0x1.)', '22P02', 'invalid input syntax for type mean_of_rates_sums: "(2,0x1.)"'),
	('mean_of_rates_sums', '(2,0x1.4', '22P02', 'invalid input syntax for type mean_of_rates_sums: "(2,0x1.4"'),
	('mean_of_rates_sums', '(-1,0x0)', '22P02', 'inconsistent sums for type mean_of_rates_sums'),
	('mean_of_rates_sums', '(0,0x0.1)', '22P02', 'inconsistent sums for type mean_of_rates_sums'),
	('mean_of_rates_sums', '(1,0x8000000000000000.1)', '22P02', 'inconsistent sums for type mean_of_rates_sums'),
	('mean_of_rates_sums', '(1,0x0.000000000000000000000000000000001)', '22003', 'value "(1,0x0.000000000000000000000000000000001)" is out of range for type mean_of_rates_sums'),
	('logistic_trend', ' { ( 2020-02-19 , 1 , 2 ) } ', NULL, NULL),
	('logistic_trend', '{(2020-02-19,1,2)}x', '22P02', 'invalid input syntax for type logistic_trend: "{(2020-02-19,1,2)}x"'),
	('logistic_trend', '{(infinity,1,2)}', '22P02', 'invalid input syntax for type logistic_trend: "{(infinity,1,2)}"'),
	('logistic_trend', '{(2020-02-19,0,0)}', '22P02', 'inconsistent sums for type logistic_trend'),
	('logistic_trend', '{(2020-02-30,1,2)}', '22003', 'value "{(2020-02-30,1,2)}" is out of range for type logistic_trend'),
	('stratified_sample', ' { ( 9 ,0,0,2,1, 2,1,2,4) , (9,1,11,2,1,2,1,2,4) } ', NULL, NULL),
	('stratified_sample', '{}', NULL, NULL),
	('stratified_sample', '{(9,0,0,2,1,2,1,2,4)', '22P02', 'invalid input syntax for type stratified_sample: "{(9,0,0,2,1,2,1,2,4)"'),
	('stratified_sample', '{(9,0,0,2,1,2,1,2,4),}', '22P02', 'invalid input syntax for type stratified_sample: "{(9,0,0,2,1,2,1,2,4),}"'),
	('stratified_sample', '{(9,1,11,2,1,2,1,2,4),(9,0,0,2,1,2,1,2,4)}', '22P02', 'inconsistent sums for type stratified_sample'),
	('stratified_sample', '{(9,0,0,2,1,2,1,2,99999999999999999999999999999999999999999)}', '22003', 'value "{(9,0,0,2,1,2,1,2,99999999999999999999999999999999999999999)}" is out of range for type stratified_sample'),
	('chain_sums', ' ( 2 , 0 , 1, 0x1.4, 0x0 ) ', NULL, NULL),
	('chain_sums', '(2,0,1,0x1.4)', '22P02', 'invalid input syntax for type chain_sums: "(2,0,1,0x1.4)"'),
	('chain_sums', '(1,0,-1,0x0,0x0)', '22P02', 'inconsistent sums for type chain_sums'),
	('chain_sums', '(1,0,0,0x2c.1,0x0)', '22P02', 'inconsistent sums for type chain_sums'),
	('chain_sums', '(9223372036854775808,0,0,0x0,0x0)', '22003', 'value "(9223372036854775808,0,0,0x0,0x0)" is out of range for type chain_sums'),
	('standardize_sums', '(0x000F.80,0x7.c0)', NULL, NULL),
	('standardize_sums', '(0x1)', '22P02', 'invalid input syntax for type standardize_sums: "(0x1)"'),
	('standardize_sums', '(0x1,0x-1)', '22P02', 'invalid input syntax for type standardize_sums: "(0x1,0x-1)"'),
	('standardize_sums', '(0x0,0x1)', '22P02', 'inconsistent sums for type standardize_sums'),
	('dated_value', '( date , 2020-02-19 , 1/2 )', NULL, NULL),
	('dated_value', '(timestamptz,-infinity,)', NULL, NULL),
	('dated_value', '(date,2020-02-19,1/2', '22P02', 'invalid input syntax for type dated_value: "(date,2020-02-19,1/2"'),
	('dated_value', '(day,2020-02-19,1/2)', '22P02', 'invalid input syntax for type dated_value: "(day,2020-02-19,1/2)"'),
	('dated_value', '(date,today,1/2)', '22P02', 'invalid input syntax for type dated_value: "(date,today,1/2)"'),
	('dated_value', '(timestamp,2020-02-19,1/2)', '22P02', 'invalid input syntax for type dated_value: "(timestamp,2020-02-19,1/2)"'),
	('dated_value', '(date,2020-02-19,1/2/3)', '22P02', 'invalid input syntax for type dated_value: "(date,2020-02-19,1/2/3)"'),
	('dated_value', '(date,2020-02-19,)x', '22P02', 'invalid input syntax for type dated_value: "(date,2020-02-19,)x"'),
	('dated_value', '(date,2020-02-19,5/0)', '22P02', 'invalid value for type dated_value'),
	('dated_value', '(date,2020-02-19,-1/2)', '22P02', 'invalid value for type dated_value'),
	('dated_value', '(timestamp,9223371331200000000,1)', '22P02', 'invalid value for type dated_value'),
	('dated_value', '(date,5874898-01-01,1)', '22003', 'value "(date,5874898-01-01,1)" is out of range for type dated_value'),
	('dated_value', '(date,2020-02-19,9223372036854775808)', '22003', 'value "(date,2020-02-19,9223372036854775808)" is out of range for type dated_value'),
	('dated_value', '(date,2020-02-19,1/9223372036854775808)', '22003', 'value "(date,2020-02-19,1/9223372036854775808)" is out of range for type dated_value'),
	('decompose_sums', '(4,6,3,8,0x3.c,0x4)', NULL, NULL),
	('decompose_sums', '(4,6,3,8,0x3.c,0x4,)', '22P02', 'invalid input syntax for type decompose_sums: "(4,6,3,8,0x3.c,0x4,)"'),
	('decompose_sums', '(4,0,3,8,0x0,0x4)', '22P02', 'inconsistent sums for type decompose_sums'),
	('decompose_sums', '(0,0,3,8,0x1,0x4)', '22P02', 'inconsistent sums for type decompose_sums'),
	('decompose_sums', '(170141183460469231731687303715884105728,1,3,8,0x1,0x4)', '22003', 'value "(170141183460469231731687303715884105728,1,3,8,0x1,0x4)" is out of range for type decompose_sums'),
	('panel_change_sums', '(1,2,3,8,3,4,0,0)', NULL, NULL),
	('panel_change_sums', '(1,2,3,8,3,4,0)', '22P02', 'invalid input syntax for type panel_change_sums: "(1,2,3,8,3,4,0)"'),
	('panel_change_sums', '(1,2,3,8,3,4,1,0)', '22P02', 'inconsistent sums for type panel_change_sums'),
	('concentration', '( 3 , 100 , 70 , 20 )', NULL, NULL),
	('concentration', '(3,100,70)', '22P02', 'invalid input syntax for type concentration: "(3,100,70)"'),
	('concentration', '(2,100,70,20)', '22P02', 'inconsistent sums for type concentration'),
	('concentration', '(3,100,20,70)', '22P02', 'inconsistent sums for type concentration'),
	('concentration', '(0,1,1,0)', '22P02', 'inconsistent sums for type concentration'),
	('concentration', '(9223372036854775808,100,70,20)', '22003', 'value "(9223372036854775808,100,70,20)" is out of range for type concentration'),
	('range_sums', '( 2 , 0 , 0 , 0 , -11 , 15 )', NULL, NULL),
	('range_sums', '(2,0,0,0,11)', '22P02', 'invalid input syntax for type range_sums: "(2,0,0,0,11)"'),
	('range_sums', '(1,2,0,0,0,0)', '22P02', 'inconsistent sums for type range_sums'),
	('range_sums', '(1,0,0,0,5,4)', '22P02', 'inconsistent sums for type range_sums'),
	('range_sums', '(1,0,1,0,5,4)', '22P02', 'inconsistent sums for type range_sums'),
	('range_sums', '(1,0,0,0,0,9223372036854775808)', '22P02', 'inconsistent sums for type range_sums'),
	('range_sums', '(9223372036854775808,0,0,0,0,0)', '22003', 'value "(9223372036854775808,0,0,0,0,0)" is out of range for type range_sums'),
	('decompose_factors_sums', '( 0 , 0 ,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0 )', NULL, NULL),
	('decompose_factors_sums', '(1,2,0x0)', '22P02', 'invalid input syntax for type decompose_factors_sums: "(1,2,0x0)"'),
	('decompose_factors_sums', '(1,1,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)', '22P02', 'inconsistent sums for type decompose_factors_sums'),
	('decompose_factors_sums', '(2,5,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)', '22P02', 'inconsistent sums for type decompose_factors_sums'),
	('decompose_factors_sums', '(1,2,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x1)', '22P02', 'inconsistent sums for type decompose_factors_sums'),
	('decompose_factors_sums', '(1,2,0x100000000000000000000000000000000,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)', '22003', 'value "(1,2,0x100000000000000000000000000000000,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0)" is out of range for type decompose_factors_sums'),
	('percent_index_sums', '( 1 , 500000000000000000000000 , 0x1f.8 )', NULL, NULL),
	('percent_index_sums', '(1,5)', '22P02', 'invalid input syntax for type percent_index_sums: "(1,5)"'),
	('percent_index_sums', '(0,1,0x0)', '22P02', 'inconsistent sums for type percent_index_sums'),
	('percent_index_sums', '(1,0,0x0)', '22P02', 'inconsistent sums for type percent_index_sums'),
	('percent_index_sums', '(0,0,0x1)', '22P02', 'inconsistent sums for type percent_index_sums'),
	('percent_index_sums', '(1,170141183460469231731687303715884105728,0x0)', '22003', 'value "(1,170141183460469231731687303715884105728,0x0)" is out of range for type percent_index_sums'),
	('panel_change_split_sums', '( 1 ,2,1,3,1,2,0,5, 1 ,0x0.8,0x0.5)', NULL, NULL),
	('panel_change_split_sums', '(1,2,1,3,1,2,0,5,1,0x0.8)', '22P02', 'invalid input syntax for type panel_change_split_sums: "(1,2,1,3,1,2,0,5,1,0x0.8)"'),
	('panel_change_split_sums', '(1,0,1,3,1,2,0,5,0,0x0,0x0)', '22P02', 'inconsistent sums for type panel_change_split_sums'),
	('panel_change_split_sums', '(1,2,1,3,1,2,0,5,0,0x0.8,0x0)', '22P02', 'inconsistent sums for type panel_change_split_sums'),
	('panel_change_split_sums', '(0,0,1,3,1,2,0,5,1,0x0.8,0x0)', '22P02', 'inconsistent sums for type panel_change_split_sums'),
	('panel_change_split_sums', '(170141183460469231731687303715884105728,1,1,3,1,2,0,5,0,0x0,0x0)', '22003', 'value "(170141183460469231731687303715884105728,1,1,3,1,2,0,5,0,0x0,0x0)" is out of range for type panel_change_split_sums'),
	('rate_series', '{2020-02-10: 1/2 (1), 2020-02-11: null (0)}', NULL, NULL),
	('rate_series', '[{"on_day": "2020-02-10", "rate": null, "entities": 0}]', NULL, NULL),
	('rate_series', '{2020-02-10}', '22P02', 'invalid input syntax for type rate_series: "{2020-02-10}"'),
	('rate_series', '{2020-02-30: 1/2 (1)}', '22008', 'date/time field value out of range: "2020-02-30"'),
	('rate_series', '{infinity: 1/2 (1)}', '22008', 'a step of a series must be on a date'),
	('rate_series', '{2020-02-10: 1/2 (1), 2020-02-10: 1/2 (1)}', '22003', 'the steps of a series must be in the order of their days'),
	('rate_series', '{2020-02-10: 5/0 (1)}', '22003', 'a rate with a numerator must have a denominator'),
	('rate_series', '{2020-02-10: 1/2 (0)}', '22003', 'the rate of a series must be null exactly where nobody counts'),
	('rate_series', '{2020-02-10: 1/2 (99999999999999999999)}', '22003', 'value "2020-02-10: 1/2 (99999999999999999999)" is out of range for type rate_series'),
	('rate_series', '[1]', '22P02', 'invalid JSON for type rate_series'),
	('rate_series', '[1', '22P02', 'invalid input syntax for type json'),
	('rate[]', '{1/2,3/4}', NULL, NULL),
	('rate[]', '{1/2,3/}', '22P02', 'invalid input syntax for type rate: "3/"');

SELECT plan((SELECT count(*)::integer FROM input) + 8);

-- the hard errors, on every version
CREATE FUNCTION pg_temp.hard_error(type text, value text, OUT state text, OUT message text) LANGUAGE plpgsql AS $f$
BEGIN
	EXECUTE format('SELECT %L::%s', value, type);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
END $f$;
SELECT is_empty($$ SELECT * FROM input, pg_temp.hard_error(type, value) AS h WHERE (h.state, h.message) IS DISTINCT FROM (input.state, input.message) $$, 'hard errors');

\if :soft
SELECT is(pg_input_is_valid(value, type), state IS NULL, format('pg_input_is_valid: %L is %s %s', value, CASE WHEN state IS NULL THEN 'a' ELSE 'no' END, type)) FROM input;
SELECT is_empty($$ SELECT * FROM input, pg_input_error_info(value, type) AS e WHERE (e.sql_error_code, e.message) IS DISTINCT FROM (state, input.message) $$, 'pg_input_error_info');
SELECT is((SELECT (detail, hint)::text FROM pg_input_error_info('50%', 'rate')),
	('A single number or percentage has lost its counts and cannot be pooled.'::text, 'A rate needs its two counts, such as 13012/15910. To compare with a number, drop the quotes (r >= 0.8), or cast a parameter ($1::numeric).'::text)::text, 'with the same hint');
SELECT is((SELECT detail FROM pg_input_error_info('5/0', 'rate')), 'The pair is 5/0.', 'with the same detail');
SELECT is((SELECT hint FROM pg_input_error_info('x', 'city_class')), 'Valid values are comprehensive, characteristic, candidate, and their Chinese names.', 'with the same hint');
\else
SELECT * FROM skip('soft errors came with PostgreSQL 16', (SELECT count(*)::integer FROM input) + 4);
\endif

-- COPY that goes on after a bad row
\if :ignore
CREATE TABLE filing (enterprise integer, r rate, c city_class);
CREATE FUNCTION pg_temp.copy_of(rows text, options text) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT format('COPY filing FROM PROGRAM %L (FORMAT csv%s)', 'printf ''' || replace(rows, '%', '%%') || '''', options) $$;
SELECT throws_ok(pg_temp.copy_of('1,1/2,pilot\n2,5/0,pilot\n', ''), '22003', NULL, 'a bad row loses the statement');
SELECT lives_ok(pg_temp.copy_of('1,1/2,pilot\n2,5/0,pilot\n3,50%,pilot\n4,3/4,village\n5,7/8,candidate\n', ', ON_ERROR ignore'), 'unless told to ignore it');
SELECT results_eq('SELECT enterprise, r FROM filing ORDER BY 1', $$ VALUES (1, rate '1/2'), (5, '7/8') $$, 'which keeps the good rows');
\else
SELECT * FROM skip('COPY ... ON_ERROR came with PostgreSQL 17', 3);
\endif

SELECT * FROM finish();
ROLLBACK;
