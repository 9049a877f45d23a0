--
-- The pooling aggregates: pool(), avg(rate), mean_of_rates().
--
\pset null '(null)'
SET datestyle = ISO;

-- 20 of 40 and 9 of 10 are 29 of 50: the mean of 50 % and 90 % is not their rate
CREATE TABLE filing (enterprise integer, city text, day date, returned integer, staff integer, resumed boolean);
INSERT INTO filing VALUES
	(1, 'a', '2020-02-17', 20, 40, false), (2, 'a', '2020-02-17', 9, 10, true),
	(3, 'b', '2020-02-17', 0, 0, false), (4, 'b', '2020-02-17', NULL, 100, NULL),
	(5, 'b', '2020-02-17', 5, NULL, true), (6, 'c', '2020-02-17', NULL, NULL, NULL),
	(1, 'a', '2020-02-18', 30, 40, true), (2, 'a', '2020-02-18', 10, 10, true),
	(3, 'b', '2020-02-18', 3, 4, true);
SELECT pool(returned, staff), percent(pool(returned, staff)), mean_of_rates(rate(returned, staff)),
	avg(rate(returned, staff)), pool(rate(returned, staff)), pool(resumed)
FROM filing WHERE city = 'a' AND day = '2020-02-17';

-- A row with a NULL in either count is skipped whole; no rows give NULL, and
-- so does nothing but skipped rows; 0/0 counts as a row
SELECT city, day, pool(returned, staff), avg(rate(returned, staff)), mean_of_rates(rate(returned, staff)), pool(resumed)
FROM filing GROUP BY city, day ORDER BY city, day;
SELECT pool(returned, staff), pool(rate(returned, staff)), avg(rate(returned, staff)),
	mean_of_rates(rate(returned, staff)), pool(resumed) FROM filing WHERE false;
SELECT pool(r), avg(r), mean_of_rates(r) FROM (VALUES (rate '0/0'), (NULL)) AS t(r);
SELECT pool(r), avg(r), mean_of_rates(r) FROM (VALUES (NULL::rate), (NULL)) AS t(r);
SELECT pool(b) FROM (VALUES (NULL::boolean), (NULL)) AS t(b);

-- Integer types, alone and mixed
SELECT pool(1::smallint, 2::smallint) AS s, pool(1, 2) AS i, pool(1::bigint, 2::bigint) AS b,
	pool(1::smallint, 2) AS si, pool(1, 2::smallint) AS is, pool(1::smallint, 2::bigint) AS sb,
	pool(1::bigint, 2) AS bi, pool(returned, 100::bigint) AS column_and_constant FROM filing WHERE enterprise = 2 AND day = '2020-02-17';
SELECT pool(n, d), pg_typeof(pool(n, d)) FROM (VALUES (32767::smallint, 32767::smallint), (32767, 32767), (1, 1)) AS t(n, d);
SELECT pool(n, d) FROM (VALUES (2147483647, 2147483647), (2147483647, 2147483647)) AS t(n, d);

-- A numerator without a denominator names the pair and hints at FILTER
SELECT pool(5, 0);
\echo :SQLSTATE
SELECT pool(5::bigint, 0::bigint);
\echo :SQLSTATE
SELECT pool(5::smallint, 0::smallint);
\echo :SQLSTATE
SELECT pool(-1, 3);
\echo :SQLSTATE
SELECT pool(1, -3);
\echo :SQLSTATE
SELECT pool(n, d) FROM (VALUES (1, 2), (7, 0), (3, 4)) AS t(n, d);
\echo :SQLSTATE
-- as the hint says
SELECT pool(n, d) FILTER (WHERE d > 0), pool(n, NULLIF(d, 0)) FROM (VALUES (1, 2), (7, 0), (3, 4)) AS t(n, d);
-- not even where later rows would make up for it, or in a window
SELECT pool(n, d) OVER (ORDER BY i) FROM (VALUES (1, 5, 5), (2, 5, 0), (3, 5, 50)) AS t(i, n, d);
\echo :SQLSTATE

-- Past bigint: an error, never a wrong value
SELECT pool(n, d) FROM (VALUES (9223372036854775806, 9223372036854775806), (1, 1)) AS t(n, d);
SELECT pool(n, d) FROM (VALUES (9223372036854775807, 9223372036854775807), (0, 1)) AS t(n, d);
\echo :SQLSTATE
SELECT pool(r) FROM (VALUES (rate '1/9223372036854775807'), ('1/1')) AS t(r);
\echo :SQLSTATE
SELECT avg(r) FROM (VALUES (rate '9223372036854775807/1'), ('9223372036854775807/1')) AS t(r);
\echo :SQLSTATE
SELECT pool(r) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, rate '1/9223372036854775807'), (2, '0/0'), (3, '1/1')) AS t(i, r);
SELECT pool(r) OVER (ORDER BY i ROWS 2 PRECEDING) FROM (VALUES (1, rate '1/9223372036854775807'), (2, '0/0'), (3, '1/1')) AS t(i, r);
\echo :SQLSTATE
SELECT pool(numerator(r), denominator(r)) OVER (ORDER BY i ROWS 2 PRECEDING)
FROM (VALUES (1, rate '1/9223372036854775807'), (2, '0/0'), (3, '1/1')) AS t(i, r);
\echo :SQLSTATE

-- FILTER, DISTINCT, ORDER BY, GROUPING SETS
SELECT pool(returned, staff) FILTER (WHERE resumed) AS resumed,
	pool(returned, staff) FILTER (WHERE staff > 1000) AS large, pool(returned, staff ORDER BY enterprise DESC) AS ordered FROM filing;
SELECT pool(r), pool(DISTINCT r) FROM (VALUES (rate '1/2'), ('1/2'), ('2/4'), ('0/0'), ('0/0')) AS t(r);
SELECT city, day, pool(returned, staff), percent(pool(returned, staff)), pool(resumed), grouping(city, day)
FROM filing GROUP BY CUBE (city, day) ORDER BY city, day, grouping(city, day);
SELECT city, pool(returned, staff) FROM filing GROUP BY city HAVING pool(returned, staff) >= 0.5 ORDER BY pool(returned, staff) DESC;

-- Windows: the rates of a growing and of a sliding frame
SELECT day, enterprise, pool(returned, staff) OVER (ORDER BY day, enterprise) AS so_far,
	pool(returned, staff) OVER (ORDER BY day, enterprise ROWS 1 PRECEDING) AS last_two,
	pool(returned, staff) OVER (PARTITION BY enterprise ORDER BY day ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING) AS day_before,
	pool(resumed) OVER (ORDER BY day, enterprise ROWS 2 PRECEDING) AS resumed,
	pool(rate(returned, staff)) OVER (ORDER BY day, enterprise ROWS 1 PRECEDING) AS rates
FROM filing ORDER BY day, enterprise;

-- Partial results are values: stored, and pooled again
CREATE TABLE stored AS SELECT city, day, pool(returned, staff) AS r FROM filing GROUP BY city, day;
SELECT city, pool(r), (SELECT pool(returned, staff) FROM filing WHERE filing.city = stored.city) AS at_once
FROM stored GROUP BY city ORDER BY city;

-- The functions behind the aggregates, called by hand: a value or an error
SELECT rate_pool('1/2', '3/4'), rate_pool_inverse('4/6', '3/4'), rate_pool(NULL, '1/2'),
	pool_accum_int4('1/2', 3, 4), pool_accum_int8('1/2', NULL, 4), pool_accum_bool('1/2', true);
-- they leave a stored rate alone
CREATE TABLE by_hand AS SELECT rate '1/2' AS r;
SELECT rate_pool(r, '1/1'), rate_pool_inverse(r, '1/1'), pool_accum_int8(r, 1, 1), pool_accum_bool(r, true), r AS unchanged FROM by_hand;
SELECT r AS unchanged FROM by_hand;
SELECT rate_pool_inverse('1/2', '3/4');
\echo :SQLSTATE
SELECT pool_accum_int8(NULL, 1, 2);
\echo :SQLSTATE
SELECT pool_accum_int4(NULL, 1, 2);
\echo :SQLSTATE
SELECT pool_accum_int2(NULL, 1::smallint, 2::smallint);
\echo :SQLSTATE
SELECT pool_accum_bool(NULL, true);
\echo :SQLSTATE
SELECT pool_accum_int8('9223372036854775807/9223372036854775807', 0, 1);
\echo :SQLSTATE
SELECT mean_of_rates_accum('{1,0.5}', '1/4'), mean_of_rates_accum('{1,0.5}', '0/0'), mean_of_rates_accum('{1,0.5}', NULL),
	mean_of_rates_combine('{1,0.5}', '{2,0.25}'), mean_of_rates_final('{2,1}'), mean_of_rates_final('{0,0}');
SELECT mean_of_rates_accum('{1}', '1/2');
\echo :SQLSTATE
SELECT mean_of_rates_accum('{1,2,3}', '1/2');
\echo :SQLSTATE
SELECT mean_of_rates_combine('{1,NULL}', '{1,1}');
\echo :SQLSTATE
SELECT mean_of_rates_combine('{1,1}', '{}');
\echo :SQLSTATE
SELECT mean_of_rates_final('{{1,2}}');
\echo :SQLSTATE
\set VERBOSITY sqlstate
-- no pooling of numbers that are no counts
SELECT pool(0.5, 1.0);
SELECT pool(0.5);
SELECT pool(1);
DROP TABLE filing, stored, by_hand;
