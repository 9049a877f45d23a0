--
-- wilson() and newcombe(): results, missing values, errors.
--
\pset null '(null)'
-- as many digits as every machine agrees on: some (x87) evaluate expressions to
-- more places than a double has
SET extra_float_digits = -2;

-- Newcombe 1998, table I
SELECT r, w.* FROM (VALUES (rate '81/263'), ('15/148'), ('0/20'), ('1/29')) AS t(r), wilson(r) AS w;
SELECT c, w.* FROM unnest('{0.5,0.9,0.99,0.999}'::float8[]) AS c, wilson('81/263', c) AS w;

-- none and all: exact limits
SELECT r, lower = 0 AS none, upper = 1 AS "all", lower, upper
FROM (VALUES (rate '0/1'), ('1/1'), ('0/1000'), ('1000/1000'), ('0/9223372036854775807'), ('9223372036854775807/9223372036854775807')) AS t(r), wilson(r);

-- a finite population; all of it
SELECT p, w.* FROM unnest('{NULL,100000000,300,101,100}'::bigint[]) AS p, wilson('45/100', population => p) AS w;
SELECT * FROM wilson('13012/15910', population => 15910);
SELECT * FROM wilson('1/1', 0.95, 1);

-- no value, no interval
SELECT wilson('0/0'), wilson('0/0', 0.95, 0), wilson(NULL), wilson('1/2', NULL), wilson(NULL, 0.95, 3);
SELECT lower, upper FROM wilson('0/0');
SELECT lower, upper FROM wilson(NULL);

-- by row, and of a proportion
SELECT city, r, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper
FROM (VALUES ('Nanjing', '12/15'::proportion), ('Suzhou', '120/150'), ('Wuxi', NULL)) AS t(city, r) LEFT JOIN LATERAL wilson(r) ON true;

-- errors
SELECT wilson('3/2');
\echo :SQLSTATE
SELECT wilson('45/100', population => 99);
\echo :SQLSTATE
SELECT wilson('0/0', population => -1);
\echo :SQLSTATE
SELECT wilson('1/2', 95);
\echo :SQLSTATE
SELECT wilson('1/2', 'NaN');
SELECT wilson('1/2', 0);
SELECT wilson('1/2', 1);
SELECT wilson('1/2', -0.5);
SELECT wilson('0/0', 2);

-- Newcombe 1998, table II
SELECT later, earlier, d.* FROM (VALUES (rate '56/70', rate '48/80'), ('9/10', '3/10'), ('6/7', '2/7'), ('5/56', '0/29')) AS t(later, earlier),
	newcombe(later, earlier) AS d;
SELECT c, d.* FROM unnest('{0.5,0.9,0.99}'::float8[]) AS c, newcombe('56/70', '48/80', c) AS d;
-- from none to all, and nothing new
SELECT * FROM newcombe('20/20', '0/20');
SELECT * FROM newcombe('0/20', '20/20');
SELECT * FROM newcombe('10/20', '10/20');
-- no value, no interval
SELECT newcombe('0/0', '1/2'), newcombe('1/2', '0/0'), newcombe(NULL, '1/2'), newcombe('1/2', NULL), newcombe('1/2', '1/3', NULL);
-- errors
SELECT newcombe('3/2', '1/2');
\echo :SQLSTATE
SELECT newcombe('1/2', '3/2');
SELECT newcombe('1/2', '1/2', 1);
