--
-- The type ratio_sample: input and output, equality, aggregation, readers.
--
\pset null '(null)'
SET extra_float_digits = 0;

-- three enterprises: 20 of 40, 9 of 10, 40 of 50
CREATE TABLE filing (enterprise integer, city text, returned integer, staff integer);
INSERT INTO filing VALUES (1, 'a', 20, 40), (2, 'a', 9, 10), (3, 'a', 40, 50), (4, 'b', 7, 7), (5, 'b', NULL, 100), (6, 'b', 5, NULL),
	(7, 'c', NULL, NULL), (8, 'd', 0, 0), (9, 'd', 0, 0), (10, 'e', 5, 4), (11, 'e', 2, 4), (12, 'f', 3, 4), (13, 'f', 0, 0);
SELECT city, ratio_sample(returned, staff), ratio_sample(rate(returned, staff)) FROM filing GROUP BY city ORDER BY city;

-- the estimate, its error, and its interval, of three, of three of five, of three of three
SELECT rate(s), ratio(rate(s)), standard_error(s), standard_error(s, 5) AS of_5, standard_error(s, 3) AS of_3
FROM (SELECT ratio_sample(returned, staff) AS s FROM filing WHERE city = 'a') AS t;
SELECT c.* FROM (SELECT ratio_sample(returned, staff) AS s FROM filing WHERE city = 'a') AS t, confidence_interval(s) AS c;
SELECT c.* FROM (SELECT ratio_sample(returned, staff) AS s FROM filing WHERE city = 'a') AS t, confidence_interval(s, 0.9, 5) AS c;
SELECT c.* FROM (SELECT ratio_sample(returned, staff) AS s FROM filing WHERE city = 'a') AS t, confidence_interval(s, population => 3) AS c;

-- one enterprise has no scatter, unless it is all there is; without staff there
-- is no rate; an enterprise without staff is one of those drawn
SELECT city, rate(s), standard_error(s), standard_error(s, n) AS census, confidence_interval(s), confidence_interval(s, population => n) AS census
FROM (SELECT city, count(*) FILTER (WHERE returned + staff IS NOT NULL) AS n, ratio_sample(returned, staff) AS s FROM filing GROUP BY city) AS t ORDER BY city;

-- NULL
SELECT rate(NULL::ratio_sample), standard_error(NULL), standard_error(NULL, 3), confidence_interval(NULL), confidence_interval('(1,1,2,1,2,4)', NULL);
SELECT ratio_sample(returned, staff), ratio_sample(rate(returned, staff)), ratio_sample(NULL::ratio_sample) FROM filing WHERE false;

-- Errors
SELECT standard_error(ratio_sample(returned, staff), 2) FROM filing WHERE city = 'a';
\echo :SQLSTATE
SELECT confidence_interval(ratio_sample(returned, staff), 95) FROM filing WHERE city = 'a';
\echo :SQLSTATE
SELECT ratio_sample(1, 0);
\echo :SQLSTATE
SELECT ratio_sample(-1, 3);
SELECT ratio_sample(9223372036854775807, 9223372036854775807) FROM generate_series(1, 3);
\echo :SQLSTATE
SELECT rate(ratio_sample(9223372036854775807, 9223372036854775807)) FROM generate_series(1, 2);
\echo :SQLSTATE

-- The largest sums there are still have an error and an interval
SELECT s, standard_error(s), c.* FROM (SELECT ratio_sample(x, 9223372036854775807) AS s FROM unnest('{0,9223372036854775807}'::bigint[]) AS x) AS t,
	confidence_interval(s) AS c;

-- Text
SELECT '(3,69,100,2081,2890,4200)'::ratio_sample, ' ( 3 , 69,+100 ,2081, 2890,4200 ) '::ratio_sample, '(0,0,0,0,0,0)'::ratio_sample;
SELECT ''::ratio_sample;
\echo :SQLSTATE
SELECT '3,69,100,2081,2890,4200'::ratio_sample;
SELECT '(3,69,100,2081,2890)'::ratio_sample;
SELECT '(3,69,100,2081,2890,4200,1)'::ratio_sample;
SELECT '(3,69,100,2081,2890,4200'::ratio_sample;
SELECT '(3,69,100,2081,2890,4200) 1'::ratio_sample;
SELECT '(3,69,100,2081,,4200)'::ratio_sample;
SELECT '(3,69,100,2081,2890.0,4200)'::ratio_sample;
SELECT '(3,69,100,2081,2890,999999999999999999999999999999999999999)'::ratio_sample;
\echo :SQLSTATE
SELECT '(99999999999999999999,69,100,2081,2890,4200)'::ratio_sample;
-- sums that no counts have: negative, out of nothing, squares too small, products too large
SELECT '(3,-69,100,2081,2890,4200)'::ratio_sample;
\echo :SQLSTATE
\set VERBOSITY sqlstate
SELECT '(-1,0,0,0,0,0)'::ratio_sample;
SELECT '(0,0,1,0,0,1)'::ratio_sample;
SELECT '(1,1,0,1,0,0)'::ratio_sample;
SELECT '(1,2,2,1,4,4)'::ratio_sample;
SELECT '(1,1,3,1,3,3)'::ratio_sample;
SELECT '(2,3,3,5,5,4)'::ratio_sample;
SELECT '(1,3,3,8,9,9)'::ratio_sample;
SELECT '(1,3,3,9,9,8)'::ratio_sample;
SELECT '(1,2,3,4,7,9)'::ratio_sample;
\set VERBOSITY default

-- Binary: what is sent comes back, and nothing else does
CREATE TABLE received (s ratio_sample);
\copy received FROM PROGRAM 'printf "\120\107\103\117\120\131\012\377\015\012\000\000\000\000\000\000\000\000\000\000\001\000\000\000\130\000\000\000\000\000\000\000\003\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\105\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\144\000\000\000\000\000\000\000\000\000\000\000\000\000\000\010\041\000\000\000\000\000\000\000\000\000\000\000\000\000\000\013\112\000\000\000\000\000\000\000\000\000\000\000\000\000\000\020\150\377\377"' (FORMAT binary)
SELECT s FROM received;
-- too short, too long, negative, impossible
\copy received FROM PROGRAM 'printf "\120\107\103\117\120\131\012\377\015\012\000\000\000\000\000\000\000\000\000\000\001\000\000\000\127\000\000\000\000\000\000\000\003\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\105\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\144\000\000\000\000\000\000\000\000\000\000\000\000\000\000\010\041\000\000\000\000\000\000\000\000\000\000\000\000\000\000\013\112\000\000\000\000\000\000\000\000\000\000\000\000\000\000\020\377\377"' (FORMAT binary)
\copy received FROM PROGRAM 'printf "\120\107\103\117\120\131\012\377\015\012\000\000\000\000\000\000\000\000\000\000\001\000\000\000\131\000\000\000\000\000\000\000\003\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\105\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\144\000\000\000\000\000\000\000\000\000\000\000\000\000\000\010\041\000\000\000\000\000\000\000\000\000\000\000\000\000\000\013\112\000\000\000\000\000\000\000\000\000\000\000\000\000\000\020\150\000\377\377"' (FORMAT binary)
\copy received FROM PROGRAM 'printf "\120\107\103\117\120\131\012\377\015\012\000\000\000\000\000\000\000\000\000\000\001\000\000\000\130\000\000\000\000\000\000\000\003\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\273\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\144\000\000\000\000\000\000\000\000\000\000\000\000\000\000\010\041\000\000\000\000\000\000\000\000\000\000\000\000\000\000\013\112\000\000\000\000\000\000\000\000\000\000\000\000\000\000\020\150\377\377"' (FORMAT binary)
\copy received FROM PROGRAM 'printf "\120\107\103\117\120\131\012\377\015\012\000\000\000\000\000\000\000\000\000\000\001\000\000\000\130\000\000\000\000\000\000\000\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\002\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\003\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\004\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\007\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\011\377\377"' (FORMAT binary)
\copy received FROM PROGRAM 'printf "\120\107\103\117\120\131\012\377\015\012\000\000\000\000\000\000\000\000\000\000\001\000\000\000\130\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"' (FORMAT binary)

CREATE TABLE sampled (s ratio_sample);
INSERT INTO sampled SELECT ratio_sample(returned, staff) FROM filing GROUP BY city;
INSERT INTO sampled SELECT ratio_sample(x, 9223372036854775807) FROM unnest('{0,9223372036854775807}'::bigint[]) AS x;
SELECT ratio_sample_send('(3,69,100,2081,2890,4200)');

-- Equality
SELECT a.s = b.s AS eq, a.s <> b.s AS ne, count(*) FROM sampled AS a, sampled AS b GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*), count(DISTINCT s::text) FROM (SELECT DISTINCT s FROM (SELECT s FROM sampled UNION ALL SELECT s FROM sampled) AS t) AS t;
SELECT s FROM sampled ORDER BY s;
SELECT count(DISTINCT s), count(*) FROM (SELECT s FROM sampled UNION SELECT s FROM sampled) AS t;

-- Merging, and windows
SELECT ratio_sample(s), rate(ratio_sample(s)) FROM (SELECT ratio_sample(returned, staff) AS s FROM filing GROUP BY city) AS t;
SELECT enterprise, ratio_sample(returned, staff) OVER w AS s, standard_error(ratio_sample(returned, staff) OVER w)
FROM filing WINDOW w AS (ORDER BY enterprise ROWS 1 PRECEDING) ORDER BY enterprise;

-- By hand: no aggregate, no harm
SELECT ratio_sample_accum_int8('(0,0,0,0,0,0)', 1, 2), ratio_sample_combine('(1,1,2,1,2,4)', '(1,3,5,9,15,25)'),
	ratio_sample_inverse('(2,4,7,10,17,29)', '(1,3,5,9,15,25)'), ratio_sample_final('(0,0,0,0,0,0)');
SELECT ratio_sample_inverse('(1,1,2,1,2,4)', '(1,3,5,9,15,25)');
SELECT ratio_sample_inverse_int8('(2,4,7,10,17,29)', 4, 4);

DROP TABLE filing, received, sampled;
