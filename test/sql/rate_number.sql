--
-- Comparison of a rate with a plain number, and the indexes and joins of rate.
--

-- By value alone, both ways round
SELECT r, x, r = x AS eq, r <> x AS ne, r < x AS lt, r <= x AS le, r > x AS gt, r >= x AS ge,
	x = r AS eq2, x <> r AS ne2, x < r AS lt2, x <= r AS le2, x > r AS gt2, x >= r AS ge2
FROM (VALUES (rate '1/2'), ('500/1000'), ('0/0')) AS r(r),
	(VALUES (0.5), (0.4), (0.6), (NULL)) AS x(x)
ORDER BY r, x;

-- Every number has its place: below zero, beyond bigint, infinite, none at all
CREATE FUNCTION pg_temp.sign_against(r rate, x numeric) RETURNS text LANGUAGE sql AS
$$ SELECT CASE WHEN r < x THEN '<' WHEN r = x THEN '=' WHEN r > x THEN '>' END
	|| CASE WHEN (r <= x) = (r < x OR r = x) AND (r >= x) = (r > x OR r = x) AND (r <> x) = NOT (r = x)
		AND (x > r) = (r < x) AND (x < r) = (r > x) AND (x = r) = (r = x)
		AND (x >= r) = (r <= x) AND (x <= r) = (r >= x) AND (x <> r) = (r <> x)
		THEN '' ELSE ' inconsistent' END $$;
SELECT x::text, pg_temp.sign_against('0/1', x) AS "0/1", pg_temp.sign_against('1/2', x) AS "1/2",
	pg_temp.sign_against('9223372036854775807/1', x) AS largest
FROM (VALUES (numeric '-Infinity'), (-1e40), (-1), (-0.0001), (0), (1e-40), (0.5),
	(0.50000000000000000000000000000000000001), (9223372036854775807),
	(9223372036854775807.0000000000000000001), (9223372036854775808), (1e40),
	('Infinity'), ('NaN')) AS t(x);
SELECT pg_temp.sign_against('9223372036854775806/9223372036854775807', 1) AS below_one,
	pg_temp.sign_against('9223372036854775807/9223372036854775806', 1) AS above_one,
	pg_temp.sign_against('1/3', 0.3333333333333333333333333333333333333333) AS third,
	pg_temp.sign_against('1/3', 1.0 / 3) AS rounded_third,
	pg_temp.sign_against('1/9223372036854775807', 1e-19) AS smallest,
	pg_temp.sign_against('1/2', 1e1000) AS huge, pg_temp.sign_against('1/2', -1e1000) AS hugely_negative,
	pg_temp.sign_against('0/7', 1e-1000) AS tiny;
-- at the ends of numeric itself, where a product would overflow
SELECT pg_temp.sign_against('1/9223372036854775807', 1e131071) AS largest, pg_temp.sign_against('1/9223372036854775807', -1e131071) AS smallest,
	pg_temp.sign_against('1/9223372036854775807', '1e-16383') AS next_to_zero;

-- Integers and literals are numbers too; a quoted literal is a rate
SELECT rate '2/2' = 1 AS one, rate '2/1' = 2::smallint AS small, rate '2/1' = 2::bigint AS big,
	1 = rate '3/3' AS one_first, rate '4/5' >= 0.8 AS reached, rate '4/5' = '4/5' AS pair;
\set VERBOSITY sqlstate
SELECT rate '1/2' = '0.5';
SELECT rate '1/2' >= 0.5::double precision;
\set VERBOSITY default

-- 0/0 has no value: every comparison is NULL, so no filter lets it pass
SELECT count(*) FILTER (WHERE rate '0/0' >= 0) AS at_least_0, count(*) FILTER (WHERE rate '0/0' < 1) AS below_1,
	count(*) FILTER (WHERE NOT (rate '0/0' = 0)) AS not_0, count(*) FILTER (WHERE rate '0/0' <> 0) AS other_than_0
FROM (VALUES (1)) AS t(x);

-- Index use.  Costs are not under test, whether the index can answer is.
CREATE TABLE reached (id integer, r rate, p proportion);
INSERT INTO reached
SELECT i, rate(i % 101, 100), rate(i % 101, 100 + i % 7) FROM generate_series(1, 2000) AS i;
INSERT INTO reached VALUES (2001, '0/0', '0/0'), (2002, NULL, NULL), (2003, '4/5', '4/5'), (2004, '307/100', '1/1');
CREATE INDEX reached_r ON reached (r);
CREATE INDEX reached_p ON reached (p);
ANALYZE reached;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r >= 0.8;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r > 0.8;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r < 0.8;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r <= 0.8;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r = 0.8;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE 0.8 <= r AND r < 1;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r BETWEEN 0.8 AND 0.9;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r = 0.123456789012345678901234567890;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r < -1;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r > 1e30;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r < 'NaN'::numeric;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE p >= 0.8;
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r = '4/5';
EXPLAIN (COSTS OFF) SELECT r FROM reached WHERE r >= '4/5' ORDER BY r;
EXPLAIN (COSTS OFF) SELECT * FROM reached ORDER BY r DESC LIMIT 5;
-- a parameter is a constant to a custom plan
PREPARE at_least(numeric) AS SELECT count(*) FROM reached WHERE r >= $1;
SET plan_cache_mode = force_custom_plan;
EXPLAIN (COSTS OFF) EXECUTE at_least(0.8);
EXECUTE at_least(0.8);
SET plan_cache_mode = force_generic_plan;
EXECUTE at_least(0.8);
RESET plan_cache_mode;
-- <> and a value that is not known when planning have no bound
EXPLAIN (COSTS OFF) SELECT count(*) FROM reached WHERE r <> 0.8;
RESET enable_seqscan;
EXPLAIN (COSTS OFF) SELECT count(*) FROM reached WHERE r >= (id / 1000.0);
SET enable_seqscan = off;

SELECT count(*) FILTER (WHERE r >= 0.8) AS ge, count(*) FILTER (WHERE r > 0.8) AS gt,
	count(*) FILTER (WHERE r <= 0.8) AS le, count(*) FILTER (WHERE r < 0.8) AS lt,
	count(*) FILTER (WHERE r = 0.8) AS eq, count(*) FILTER (WHERE r <> 0.8) AS ne
FROM reached;
SELECT (SELECT count(*) FROM reached WHERE r >= 0.8) AS ge, (SELECT count(*) FROM reached WHERE r > 0.8) AS gt,
	(SELECT count(*) FROM reached WHERE r <= 0.8) AS le, (SELECT count(*) FROM reached WHERE r < 0.8) AS lt,
	(SELECT count(*) FROM reached WHERE r = 0.8) AS eq, (SELECT count(*) FROM reached WHERE r <> 0.8) AS ne;
-- pairs of one value stand side by side in the index, and all are found
SELECT r, count(*) FROM reached WHERE r = 0.8 GROUP BY r ORDER BY r;
SELECT r FROM reached ORDER BY r DESC NULLS LAST LIMIT 3;
-- a partial index on a comparison with a number
CREATE INDEX reached_low ON reached (id) WHERE r < 0.5;
EXPLAIN (COSTS OFF) SELECT id FROM reached WHERE r < 0.5 AND id = 5;
DROP INDEX reached_low;

-- A hash index for =, hash and merge joins
DROP INDEX reached_r;
CREATE INDEX reached_hash ON reached USING hash (r);
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r = '4/5';
SELECT count(*) FROM reached WHERE r = '4/5';
SELECT count(*) FROM reached WHERE r = '80/100';
RESET enable_seqscan;
RESET enable_bitmapscan;
-- which knows nothing of numbers
EXPLAIN (COSTS OFF) SELECT * FROM reached WHERE r = 0.8;
SELECT count(*) FROM reached WHERE r = 0.8;
DROP INDEX reached_hash;

SET enable_mergejoin = off;
SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM reached AS a JOIN reached AS b USING (r);
SELECT count(*) FROM reached AS a JOIN reached AS b USING (r);
RESET enable_mergejoin;
SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM reached AS a JOIN reached AS b USING (r);
SELECT count(*) FROM reached AS a JOIN reached AS b USING (r);
RESET enable_nestloop;
RESET enable_hashjoin;
-- the same, counted from the two numbers
SELECT count(*) FROM reached AS a JOIN reached AS b
	ON numerator(a.r) = numerator(b.r) AND denominator(a.r) = denominator(b.r);

SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT r, count(*) FROM reached GROUP BY r;
SELECT count(*), sum(n) FROM (SELECT r, count(*) AS n FROM reached GROUP BY r) AS t;
RESET enable_sort;
SET enable_hashagg = off;
EXPLAIN (COSTS OFF) SELECT r, count(*) FROM reached GROUP BY r;
SELECT count(*), sum(n) FROM (SELECT r, count(*) AS n FROM reached GROUP BY r) AS t;
RESET enable_hashagg;

-- Hash partitions and range partitions of rates
CREATE TABLE parted (r rate) PARTITION BY HASH (r);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT r FROM reached;
SELECT count(*) FROM parted WHERE r = '80/100';
SELECT min(n) > 500 AS spread FROM (SELECT count(*) AS n FROM parted GROUP BY tableoid) AS t;
CREATE TABLE ranged (r rate) PARTITION BY RANGE (r);
CREATE TABLE ranged_low PARTITION OF ranged FOR VALUES FROM (MINVALUE) TO ('1/2');
CREATE TABLE ranged_high PARTITION OF ranged FOR VALUES FROM ('1/2') TO (MAXVALUE);
INSERT INTO ranged SELECT r FROM reached WHERE r IS NOT NULL;
SELECT tableoid::regclass, count(*) FROM ranged GROUP BY 1 ORDER BY 1;
EXPLAIN (COSTS OFF) SELECT * FROM ranged WHERE r < '1/3';
DROP TABLE reached, parted, ranged;
