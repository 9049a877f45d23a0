--
-- Sorting rates, in memory, on disk and by an index, gives the order of exact
-- cross products.  Among the rates are many that share one double, on which
-- the abbreviated keys of the sort cannot decide.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

CREATE TABLE rates (id integer, r rate);
-- any magnitude
INSERT INTO rates SELECT i, rate(pg_temp.any_count('n' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807) FROM generate_series(1, 15000) AS i;
-- beyond 2^53, near 1 and near 2/3, a few units apart
INSERT INTO rates SELECT i, rate(9223372036854775807 - pg_temp.below(2000, 'n' || i), 9223372036854775807 - pg_temp.below(2000, 'd' || i))
FROM generate_series(15001, 22000) AS i;
INSERT INTO rates SELECT i, rate(6148914691236517204 - pg_temp.below(50, 'n' || i), 9223372036854775807 - pg_temp.below(50, 'd' || i))
FROM generate_series(22001, 27000) AS i;
-- small counts, with many pairs of one value
INSERT INTO rates SELECT i, rate(pg_temp.below(20, 'n' || i), 1 + pg_temp.below(20, 'd' || i)) FROM generate_series(27001, 32000) AS i;
-- multiples of one value, large and small
INSERT INTO rates SELECT i, rate(2 * m, 3 * m) FROM (SELECT i, 1 + pg_temp.any_count('m' || i) % 3000000000000000000 AS m FROM generate_series(32001, 35000) AS i) AS t;
INSERT INTO rates SELECT i, rate(0, pg_temp.any_count('z' || i)) FROM generate_series(35001, 36000) AS i;
INSERT INTO rates SELECT i, CASE i % 2 WHEN 0 THEN rate(0, 0) END FROM generate_series(36001, 37000) AS i;
ANALYZE rates;

-- The positions at which an order breaks that of exact arithmetic
CREATE FUNCTION pg_temp.breaks(query text) RETURNS bigint LANGUAGE plpgsql AS $f$
DECLARE
	result bigint;
BEGIN
	EXECUTE format($q$
		SELECT count(*) FROM (
			SELECT numerator(r)::numeric AS n, denominator(r)::numeric AS d, r IS NULL AS is_null,
				lag(numerator(r)::numeric) OVER w AS n0, lag(denominator(r)::numeric) OVER w AS d0, lag(r IS NULL) OVER w AS was_null, position
			FROM (SELECT r, row_number() OVER () AS position FROM (%s) AS q OFFSET 0) AS ranked
			WINDOW w AS (ORDER BY position)) AS t
		WHERE position > 1 AND CASE
			WHEN was_null THEN NOT is_null
			WHEN is_null THEN false
			WHEN d0 = 0 THEN d <> 0
			WHEN d = 0 THEN false
			ELSE n0 * d > n * d0 OR (n0 * d = n * d0 AND d0 > d) END$q$, query) INTO result;
	RETURN result;
END $f$;

-- The kinds of node in a plan
CREATE FUNCTION pg_temp.nodes(query text) RETURNS text[] LANGUAGE plpgsql AS $f$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN ARRAY(SELECT node #>> '{}' FROM jsonb_path_query(plan, 'strict $.**."Node Type"') AS node);
END $f$;

SELECT plan(25);

SELECT is((SELECT count(*)::integer FROM rates), 37000, 'the rates');
SELECT cmp_ok((SELECT sum(n) FROM (SELECT count(DISTINCT r) AS n FROM rates GROUP BY ratio(r)) AS t WHERE n > 500), '>', 10000::numeric,
	'many rates share a double with hundreds of others');
SELECT cmp_ok(pg_temp.breaks('SELECT r FROM rates ORDER BY id'), '>', 10000::bigint, 'no order: the check notices');
SELECT cmp_ok(pg_temp.breaks('SELECT r FROM rates ORDER BY ratio(r), id'), '>', 1000::bigint, 'the order of doubles: the check notices');

-- sorts
SET LOCAL work_mem = '64MB';
SELECT ok('Sort' = ANY (pg_temp.nodes('SELECT r FROM rates ORDER BY r')), 'a sort');
SELECT is(pg_temp.breaks('SELECT r FROM rates ORDER BY r'), 0::bigint, 'in memory');
SELECT is(pg_temp.breaks('SELECT r FROM rates ORDER BY r, id'), 0::bigint, 'in memory, of two columns');
SELECT is(pg_temp.breaks('SELECT r FROM rates ORDER BY r LIMIT 20000'), 0::bigint, 'the first ones only');
SET LOCAL work_mem = '64kB';
SELECT is(pg_temp.breaks('SELECT r FROM rates ORDER BY r'), 0::bigint, 'on disk');
SELECT is(pg_temp.breaks('SELECT * FROM (SELECT r FROM rates ORDER BY r DESC) AS t ORDER BY r'), 0::bigint, 'from the other end');
SET LOCAL work_mem = '64MB';
SELECT is(ARRAY(SELECT r FROM rates ORDER BY r DESC), ARRAY(SELECT r FROM (SELECT r, row_number() OVER (ORDER BY r) AS i FROM rates) AS t ORDER BY i DESC),
	'descending is ascending, turned round');
SELECT is(ARRAY(SELECT DISTINCT r FROM rates WHERE r IS NOT NULL ORDER BY r),
	ARRAY(SELECT rate(n, d) FROM (SELECT numerator(r) AS n, denominator(r) AS d FROM rates WHERE r IS NOT NULL GROUP BY 1, 2) AS t ORDER BY rate(n, d)),
	'DISTINCT finds the different pairs');
-- the merge sort of the server against one done in numbers
SELECT is(ARRAY(SELECT r FROM rates WHERE denominator(r) BETWEEN 1 AND 1000000 AND numerator(r) <= 1000000 ORDER BY r),
	ARRAY(SELECT r FROM rates WHERE denominator(r) BETWEEN 1 AND 1000000 AND numerator(r) <= 1000000
		ORDER BY (numerator(r)::numeric * 10::numeric ^ 30 / denominator(r))::numeric(60, 10), denominator(r)),
	'the order of quotients with 40 digits, where those decide');

-- by an index, built by sorting and by inserting
CREATE INDEX rates_r ON rates (r);
SET LOCAL enable_seqscan = off;
SET LOCAL enable_sort = off;
SELECT ok('Index Only Scan' = ANY (pg_temp.nodes('SELECT r FROM rates ORDER BY r')), 'an index-only scan');
SELECT is(pg_temp.breaks('SELECT r FROM rates ORDER BY r'), 0::bigint, 'by an index that was built by sorting');
SELECT is((SELECT count(*) FROM (SELECT r FROM rates ORDER BY r) AS t), 37000::bigint, 'no row is lost');
CREATE TABLE inserted (id integer, r rate);
CREATE INDEX inserted_r ON inserted (r);
INSERT INTO inserted SELECT * FROM rates ORDER BY md5(id::text);
ANALYZE inserted;
SELECT ok('Index Only Scan' = ANY (pg_temp.nodes('SELECT r FROM inserted ORDER BY r')), 'an index-only scan');
SELECT is(pg_temp.breaks('SELECT r FROM inserted ORDER BY r'), 0::bigint, 'by an index that grew row by row');
SELECT is(ARRAY(SELECT r FROM inserted ORDER BY r), ARRAY(SELECT r FROM rates ORDER BY r), 'both are the same');
SELECT ok('Index Only Scan' = ANY (pg_temp.nodes('SELECT r FROM rates ORDER BY r DESC')), 'backwards too');
SELECT is(ARRAY(SELECT r FROM rates ORDER BY r DESC NULLS FIRST),
	ARRAY(SELECT r FROM (SELECT r, row_number() OVER (ORDER BY r) AS i FROM inserted) AS t ORDER BY i + 0 DESC), 'and turned round');

-- every rate is found by its index
SELECT is((SELECT count(*) FROM (SELECT DISTINCT r FROM rates WHERE r IS NOT NULL) AS t
	WHERE (SELECT count(*) FROM inserted AS i WHERE i.r = t.r) = 0), 0::bigint, 'each is found by equality');
SELECT is_empty($$
	SELECT x, (SELECT count(*) FROM inserted WHERE r < x) AS below, (SELECT count(*) FROM inserted WHERE r >= x) AS from_there_on
	FROM (SELECT x, row_number() OVER (ORDER BY x) - 1 AS place FROM (SELECT r AS x FROM rates WHERE r IS NOT NULL) AS all_of_them) AS t
	WHERE place % 997 = 0 AND ((SELECT count(*) FROM inserted WHERE r <= x) <= place OR (SELECT count(*) FROM inserted WHERE r < x) > place
		OR (SELECT count(*) FROM inserted WHERE r < x) + (SELECT count(*) FROM inserted WHERE r >= x) <> 36500)
	$$, 'bounds find as many rates as there are on that side');

-- the server's own check of an index, where it is at hand
SELECT count(*) > 0 AS amcheck FROM pg_available_extensions WHERE name = 'amcheck' \gset
\if :amcheck
CREATE EXTENSION amcheck;
SELECT lives_ok($$ SELECT bt_index_parent_check('rates_r', true) $$, 'amcheck of the index that was built by sorting');
SELECT lives_ok($$ SELECT bt_index_parent_check('inserted_r', true) $$, 'amcheck of the index that grew row by row');
\else
SELECT * FROM skip('amcheck is not installed', 2);
\endif

SELECT * FROM finish();
ROLLBACK;
