--
-- percent() and growth(): one rounding, from the counts, by a named rule.
--
\pset null '(null)'

-- The published figures of 19 February 2020
SELECT r, percent(r), percent(r, 2, 'truncate') AS truncated, percent(r, 2, 'half_even') AS half_even,
	percent(r, 2, 'up') AS up, percent(r, 0) AS whole, percent(r, 10) AS ten_places
FROM (VALUES (rate '13012/15910'), ('42/42'), ('227/231')) AS t(r);

-- The rules, at a tie, below and above
SELECT r, percent(r, 1, 'half_up') AS half_up, percent(r, 1, 'half_even') AS half_even,
	percent(r, 1, 'truncate') AS truncate, percent(r, 1, 'up') AS up
FROM (VALUES (rate '1/2000'), ('3/2000'), ('5/2000'), ('1001/2000'), ('1003/2000'), ('10010001/20000000'),
	('10009999/20000000'), ('1/10'), ('0/1'), ('1/9223372036854775807'), ('0/0'), (NULL)) AS t(r);
SELECT r, growth(r, 1, 'half_up') AS half_up, growth(r, 1, 'half_even') AS half_even,
	growth(r, 1, 'truncate') AS truncate, growth(r, 1, 'up') AS up
FROM (VALUES (rate '307/100'), ('2001/2000'), ('2003/2000'), ('1999/2000'), ('1997/2000'), ('19999/20000'),
	('20001/20000'), ('1/1'), ('0/1'), ('0/0'), (NULL)) AS t(r);

-- Digits: the scale of the result, or places before the point
SELECT digits, percent('123456/100', digits), percent('123456/100', digits, 'up') AS up, growth('1/3', digits),
	scale(percent('1/3', digits))
FROM (VALUES (-20), (-7), (-6), (-5), (-4), (-2), (-1), (0), (1), (3), (15), (16), (17), (20)) AS t(digits);
SELECT length(percent('1/3', 1000)::text) AS a_thousand_places, percent('1/1', 1000) = 100 AS exact,
	percent('1/1', -1000) AS nothing, percent('1/1', -1000, 'up') = 1e1000 AS up;
SELECT percent('9223372036854775807/1', 0) AS largest, percent('9223372036854775807/1', 2, 'half_even') AS largest_2,
	percent('9223372036854775807/1', -18) AS largest_rounded, growth('9223372036854775807/1') AS growth,
	percent('9223372036854775806/9223372036854775807', 16) AS near_one, percent('9223372036854775806/9223372036854775807', 17) AS nearer,
	percent('9223372036854775806/9223372036854775807', 2, 'truncate') AS truncated;

-- Nothing is rounded twice: 15.4546 to a whole number is 15
SELECT percent('154546/1000000', 0) AS one_step, round(round(round(percent('154546/1000000', 4), 2), 1), 0) AS in_steps;

-- Rules in any case; others, and impossible digits, are errors
SELECT percent('1/3', 2, 'HALF_UP'), percent('1/3', 2, 'Truncate'), percent('1/3', rounding => 'up'), percent('1/3', digits => 0);
SELECT percent('1/3', 2, 'ceil');
\echo :SQLSTATE
SELECT percent('1/3', 2, '');
\echo :SQLSTATE
SELECT percent('1/3', 2, 'half_upp');
\echo :SQLSTATE
SELECT percent('1/3', 2, 'half');
\echo :SQLSTATE
SELECT growth('1/3', 2, '四舍五入');
\echo :SQLSTATE
SELECT percent('1/3', 1001);
\echo :SQLSTATE
SELECT percent('1/3', -1001);
\echo :SQLSTATE
SELECT growth('1/3', 2147483647);
\echo :SQLSTATE
SELECT percent('1/3', -2147483648);
\echo :SQLSTATE
-- an error even where there is no value
SELECT percent('0/0', 2, 'ceil');
\echo :SQLSTATE
SELECT percent('1/3', NULL) AS no_digits, percent('1/3', 2, NULL) AS no_rule, growth(NULL) AS no_rate;
