--
-- Auditing: prints_as(), rounding_modes(), the implied ranges, suppress() and
-- credit_code_is_valid(), as they print.  test/pgtap/audit_brute_force.sql
-- has the proof.
--
\pset null '(null)'

-- The published table of 19 February 2020, in one query
SELECT cohort, range_intersect_agg(implied_denominators(numerator, percent)) AS half_up,
	range_intersect_agg(implied_denominators(numerator, percent, 'truncate')) AS truncated
FROM (VALUES ('all', 'return', 2189574, 80.88), ('all', 'on site', 1097843, 40.55),
	('top 100', 'return', 356218, 83.85), ('top 100', 'on site', 261364, 61.51),
	('key planned', 'return', 473702, 89.04), ('key planned', 'on site', 270156, 50.78)) AS t(cohort, measure, numerator, percent)
GROUP BY cohort ORDER BY cohort;

-- The two rates of the top 100 have no staff total in common; a repair of one digit gives them one
SELECT implied_denominators(356218, 83.85) * implied_denominators(261364, 61.51) AS published,
	implied_denominators(356218, 83.84) * implied_denominators(261364, 61.51) AS repair_a,
	implied_denominators(356218, 83.85) * implied_denominators(261364, 61.52) AS repair_b;

-- Every rule around 0, 100 and above, with denominator 1000
SELECT published, implied_numerators(1000, published, 'half_up') AS half_up, implied_numerators(1000, published, 'half_even') AS half_even,
	implied_numerators(1000, published, 'truncate') AS truncate, implied_numerators(1000, published, 'up') AS up
FROM (VALUES (0), (0.0), (0.00), (1), (99.9), (100), (100.0), (307), (0.05), (-1)) AS t(published);
SELECT published, implied_denominators(100, published, 'half_up') AS half_up, implied_denominators(100, published, 'half_even') AS half_even,
	implied_denominators(100, published, 'truncate') AS truncate, implied_denominators(100, published, 'up') AS up
FROM (VALUES (0), (0.0), (1), (99.9), (100), (100.0), (307), (10000), (10001), (-1)) AS t(published);
SELECT published, implied_denominators(0, published, 'half_up') AS half_up, implied_denominators(0, published, 'up') AS up
FROM (VALUES (0), (0.00), (0.01), (1)) AS t(published);

-- To tens: numeric cannot say so
SELECT digits, prints_as('84/100', 80, 'half_up', digits), rounding_modes('85/100', 80, digits),
	implied_denominators(100, 80, 'half_up', digits), implied_numerators(100, 80, 'half_up', digits)
FROM (VALUES (-2), (-1), (0), (1)) AS t(digits);

-- What a digit is worth: 80 and 80.0 are two figures
SELECT prints_as('804/1000', 80), prints_as('804/1000', 80.0), prints_as('804/1000', 80.4);

-- 0/0 prints nothing, and nothing is printed over 0
SELECT prints_as('0/0', 0), rounding_modes('0/0', 0), implied_numerators(0, 0), rounding_modes('1/3', 35) AS none,
	rounding_modes('1/8', 12.5) AS exact, rounding_modes('1/8', 12) AS half, rounding_modes('3/8', 38) AS half_to_even;

-- Errors
SELECT prints_as('1/2', 50, 'nearest');
\echo :SQLSTATE
SELECT rounding_modes('1/2', 'NaN');
\echo :SQLSTATE
SELECT implied_denominators(1, 'Infinity');
\echo :SQLSTATE
SELECT implied_numerators(1, '-Infinity');
\echo :SQLSTATE
SELECT implied_numerators(1, 1e-1001);
\echo :SQLSTATE
SELECT prints_as('1/2', 50, 'half_up', -1001);
\echo :SQLSTATE
SELECT implied_denominators(-5, 50);
\echo :SQLSTATE
SELECT implied_numerators(-5, 50);
\echo :SQLSTATE

-- Small cells
SELECT r, suppress(r), suppress(r, 1) AS hides_zero, suppress(r, 10) AS ten
FROM (VALUES (rate '0/100'), ('2/100'), ('3/100'), ('90/100'), ('97/100'), ('98/100'), ('100/100'), ('102/100'), ('103/100'),
	('307/100'), ('0/0')) AS t(r);
SELECT suppress('1/2', -1);
\echo :SQLSTATE

-- Credit codes: the standard's example, one digit wrong, small letters, a code of 17
SELECT code, credit_code_is_valid(code)
FROM (VALUES ('91350100M000100Y43'), ('91350100M000100Y42'), ('91350100m000100y43'), ('91350100M000100Y4'), (''), (NULL)) AS t(code);
