--
-- Comparison of a rate with a number against exact numeric arithmetic (n
-- against d * x), by operator and by index.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

CREATE TABLE rates (id integer, r rate);
INSERT INTO rates SELECT i, rate(pg_temp.any_count('n' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807) FROM generate_series(1, 80) AS i;
INSERT INTO rates SELECT i, rate(pg_temp.below(11, 'n' || i), 10 * (1 + pg_temp.below(2, 'd' || i))) FROM generate_series(81, 130) AS i;
INSERT INTO rates SELECT i, rate(8 * m, 10 * m) FROM (SELECT i, 1 + pg_temp.any_count('m' || i) % 900000000000000000 AS m FROM generate_series(131, 150) AS i) AS t;
INSERT INTO rates
SELECT 150 + row_number() OVER (), rate(n, d)
FROM unnest('{0,1,9223372036854775806,9223372036854775807}'::bigint[]) AS n, unnest('{1,9223372036854775806,9223372036854775807}'::bigint[]) AS d;
INSERT INTO rates VALUES (2001, '0/0'), (2002, '0/0'), (2003, NULL);
CREATE INDEX rates_r ON rates (r);
ANALYZE rates;

-- Numbers: values of the rates, a little beside them, and all that numeric has
CREATE TEMP TABLE number AS
SELECT DISTINCT x FROM (
	SELECT numerator(r)::numeric / denominator(r) AS x FROM rates WHERE id <= 162
	UNION ALL SELECT round(numerator(r)::numeric / denominator(r), 18) + e FROM rates, unnest('{0,1e-18,-1e-18,1e-19,-1e-19,5e-19,1e-30,-1e-30}'::numeric[]) AS e
		WHERE id BETWEEN 1 AND 162 AND id % 4 = 0
	UNION ALL SELECT (pg_temp.bits('x' || i)::numeric * pg_temp.bits('y' || i)) / 10::numeric ^ (30 + i % 10) FROM generate_series(1, 600) AS i
	UNION ALL SELECT pg_temp.any_count('w' || i)::numeric FROM generate_series(1, 100) AS i
	UNION ALL SELECT i::numeric / 20 + e FROM generate_series(0, 24) AS i, unnest('{0,1e-20,-1e-20}'::numeric[]) AS e
	UNION ALL SELECT s * (m + e) FROM unnest('{1,-1}'::numeric[]) AS s, unnest('{0,1,9223372036854775806,9223372036854775807,9223372036854775808,18446744073709551616}'::numeric[]) AS m,
		unnest('{0,0.5,1e-18,1e-19,1e-25,1e-1000}'::numeric[]) AS e
	UNION ALL SELECT unnest('{NaN,Infinity,-Infinity,1e1000,-1e1000,1e-1000,0.33333333333333333333333333333333333333,
		0.123456789012345678901234567890,0.999999999999999999999999999999,1.000000000000000000000000000001,0.8,0.80,0.800}'::numeric[])
) AS t;

-- What the operators must say: numeric orders NaN after everything
CREATE TEMP TABLE expected AS
SELECT id, r, x, numerator(r)::numeric AS n, CASE WHEN x IN ('NaN', 'Infinity', '-Infinity') THEN x ELSE denominator(r) * x END AS dx
FROM rates, number WHERE r IS NOT NULL AND denominator(r) > 0;

SELECT plan(39);

SELECT cmp_ok((SELECT count(*)::integer FROM number), '>', 1000, 'the numbers');
SELECT cmp_ok((SELECT count(*)::integer FROM expected WHERE n = dx), '>', 80, 'pairs that are equal');
SELECT is((SELECT count(*)::integer FROM number WHERE x IN ('NaN', 'Infinity', '-Infinity')), 3, 'numbers that are none');

SELECT is_empty($$ SELECT r, x FROM expected WHERE (r = x) <> (n = dx) OR (r <> x) <> (n <> dx) $$, 'rate = number');
SELECT is_empty($$ SELECT r, x FROM expected WHERE (r < x) <> (n < dx) OR (r >= x) <> (n >= dx) $$, 'rate < number');
SELECT is_empty($$ SELECT r, x FROM expected WHERE (r > x) <> (n > dx) OR (r <= x) <> (n <= dx) $$, 'rate > number');
SELECT is_empty($$ SELECT r, x FROM expected WHERE (x = r) <> (n = dx) OR (x <> r) <> (n <> dx) $$, 'number = rate');
SELECT is_empty($$ SELECT r, x FROM expected WHERE (x > r) <> (n < dx) OR (x <= r) <> (n >= dx) $$, 'number > rate');
SELECT is_empty($$ SELECT r, x FROM expected WHERE (x < r) <> (n > dx) OR (x >= r) <> (n <= dx) $$, 'number < rate');
SELECT is_empty($$ SELECT r, x FROM rates, number WHERE (denominator(r) = 0 OR r IS NULL)
	AND num_nonnulls(r = x, r <> x, r < x, r <= x, r > x, r >= x, x = r, x <> r, x < r, x <= r, x > r, x >= r) > 0 $$, 'no value, no answer');

-- By index
CREATE FUNCTION pg_temp.nodes(query text) RETURNS text[] LANGUAGE plpgsql AS $f$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN ARRAY(SELECT node #>> '{}' FROM jsonb_path_query(plan, 'strict $.**."Node Type"') AS node);
END $f$;

CREATE TEMP TABLE wrong (query text, got text, wanted text);
CREATE FUNCTION pg_temp.search(condition text, "column" text) RETURNS bigint LANGUAGE plpgsql AS $f$
DECLARE
	number record;
	query text;
	got text;
	tried bigint := 0;
BEGIN
	FOR number IN EXECUTE format(
		'SELECT x, coalesce(string_agg(id::text, '','' ORDER BY id) FILTER (WHERE %s), '''') AS wanted FROM expected GROUP BY x', "column")
	LOOP
		query := format('SELECT coalesce(string_agg(id::text, '','' ORDER BY id), '''') FROM rates WHERE ' || condition, number.x);
		EXECUTE query INTO got;
		IF got IS DISTINCT FROM number.wanted THEN
			INSERT INTO wrong VALUES (query, got, number.wanted);
		END IF;
		tried := tried + 1;
	END LOOP;
	RETURN tried;
END $f$;

SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SELECT ok('Index Scan' = ANY (pg_temp.nodes('SELECT id FROM rates WHERE ' || condition)), condition)
FROM unnest(ARRAY['r < 0.8', 'r <= 0.8', 'r = 0.8', 'r >= 0.8', 'r > 0.8', '0.8 < r', '0.8 <= r', '0.8 = r', '0.8 >= r', '0.8 > r',
	'rate_ge_numeric(r, 0.8)']) AS condition;
SELECT ok('Seq Scan' = ANY (pg_temp.nodes('SELECT id FROM rates WHERE r <> 0.8')), 'no index for <>');

SELECT is(pg_temp.search('r < %L::numeric', 'n < dx'), (SELECT count(*) FROM number), 'rates below each number, by index');
SELECT is(pg_temp.search('r <= %L::numeric', 'n <= dx'), (SELECT count(*) FROM number), 'at most');
SELECT is(pg_temp.search('r = %L::numeric', 'n = dx'), (SELECT count(*) FROM number), 'equal');
SELECT is(pg_temp.search('r >= %L::numeric', 'n >= dx'), (SELECT count(*) FROM number), 'at least');
SELECT is(pg_temp.search('%L::numeric < r', 'n > dx'), (SELECT count(*) FROM number), 'above');
SELECT is(pg_temp.search('%1$L::numeric <= r AND r < %1$L::numeric + 0.1', 'n >= dx AND n < dx + denominator(r) * 0.1'), (SELECT count(*) FROM number), 'between');
SELECT is_empty('TABLE wrong', 'by index, each finds what exact arithmetic finds');

-- The planner knows about how many rates to expect
RESET enable_seqscan;
RESET enable_bitmapscan;
CREATE TABLE estimated AS SELECT rate(i % 1000, 1000) AS r FROM generate_series(1, 5000) AS i;
INSERT INTO estimated SELECT rate(0, 0) FROM generate_series(1, 100);
ANALYZE estimated;
CREATE FUNCTION pg_temp.estimate(condition text) RETURNS integer LANGUAGE plpgsql AS $f$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) SELECT * FROM estimated WHERE ' || condition INTO plan;
	RETURN plan #>> '{0,Plan,Plan Rows}';
END $f$;
SELECT ok(pg_temp.estimate(condition) BETWEEN low AND high, format('about as many rows as there are: %s (%s)', condition, pg_temp.estimate(condition)))
FROM (VALUES ('r >= 0.8', 900, 1250), ('r < 0.1', 400, 600), ('0.25 > r', 1150, 1400), ('r = 0.5', 1, 25), ('r <> 0.5', 4800, 5100),
	('r > 1e30', 1, 50), ('r < ''NaN''::numeric', 4800, 5100), ('r <= -1', 1, 50)) AS t(condition, low, high);

-- integers are taken for numeric, not for double precision, which would lose the last digit; so there must be no operator of that type
SELECT is(ARRAY['9007199254740993/1'::rate > 9007199254740992, '9007199254740993/1'::rate > 9007199254740993, '9007199254740992/1'::rate = 9007199254740993,
	'2/1'::rate > 1, '1/1'::rate > 1], '{t,f,f,t,f}', 'r > an integer or a bigint is exact');
SELECT is_empty($$ SELECT oid::regoperator FROM pg_operator WHERE 'rate'::regtype IN (oprleft, oprright) AND 'double precision'::regtype IN (oprleft, oprright) $$,
	'no operator of rate with double precision');

SELECT * FROM finish();
ROLLBACK;
