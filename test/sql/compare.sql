--
-- standardize(), decompose(), panel_change(): results, missing sides, errors.
--
\pset null '(null)'
SET extra_float_digits = 0;

-- Two dates, three cities; the later date has more of the low city
CREATE TABLE city (name text, later rate, earlier rate, weight double precision);
INSERT INTO city VALUES ('high', '80/100', '140/200', 3), ('low', '90/300', '20/100', 1), ('empty', '0/0', '0/0', 0);
SELECT pool(later) AS later, pool(earlier) AS earlier, (decompose(later, earlier)).* FROM city;
SELECT standardize(later, weight) AS later, standardize(earlier, weight) AS earlier, standardize(later, denominator(earlier)) AS at_earlier_mix FROM city;

-- A stratum on one date only, by NULL or by 0/0, changes the mix
SELECT (decompose(later, earlier)).* FROM (VALUES (rate '80/100', rate '140/200'), ('9/10', NULL)) AS t(later, earlier);
SELECT (decompose(later, earlier)).* FROM (VALUES (rate '80/100', rate '140/200'), ('9/10', '0/0')) AS t(later, earlier);
SELECT (decompose(later, earlier)).* FROM (VALUES (rate '80/100', rate '140/200'), (NULL, '9/10')) AS t(later, earlier);
SELECT (decompose(later, earlier)).* FROM (VALUES (rate '80/100', rate '140/200'), (NULL, NULL), ('0/0', NULL)) AS t(later, earlier);
-- rates above 1 have effects as well
SELECT (decompose(later, earlier)).* FROM (VALUES (rate '307/100', rate '100/100'), ('50/100', '60/100')) AS t(later, earlier);
-- one of the largest, one of the smallest
SELECT (decompose(later, earlier)).* FROM (VALUES (rate '9223372036854775807/9223372036854775807', rate '0/1'), ('0/1', '9223372036854775807/9223372036854775807')) AS t(later, earlier);
SELECT (decompose(later, earlier)).* FROM (VALUES (rate '9223372036854775807/1', rate '1/9223372036854775807')) AS t(later, earlier);
-- nothing to compare with, nothing at all
SELECT decompose(later, earlier) FROM (VALUES (rate '80/100', NULL::rate), ('1/2', '0/0')) AS t(later, earlier);
SELECT decompose(later, earlier), panel_change(later, earlier), standardize(later, weight) FROM city WHERE false;

-- Enterprises on both dates, entered, left, on neither
SELECT (panel_change(later, earlier)).* FROM (VALUES (rate '8/10', rate '6/10'), ('1/10', NULL), (NULL, '3/10'), (NULL, NULL)) AS t(later, earlier);
SELECT (panel_change(later, earlier)).* FROM (VALUES (rate '1/3', rate '2/7'), ('1/11', NULL), (NULL, '3/13')) AS t(later, earlier);
-- 0/0 is an enterprise that reported, without staff
SELECT (panel_change(later, earlier)).* FROM (VALUES (rate '8/10', rate '6/10'), ('1/10', '0/0')) AS t(later, earlier);
-- none on both dates: the change has no parts
SELECT (panel_change(later, earlier)).* FROM (VALUES (rate '1/10', NULL::rate), (NULL, '3/10')) AS t(later, earlier);
SELECT (panel_change(later, earlier)).* FROM (VALUES (rate '1/10', rate '0/0'), (NULL, '3/10')) AS t(later, earlier);
-- nothing on a date
SELECT (panel_change(later, earlier)).* FROM (VALUES (rate '1/10', NULL::rate), ('3/10', NULL)) AS t(later, earlier);

-- By group, and as rows that can be stored
SELECT name, (d).rate_effect, (d).mix_effect FROM (SELECT name, decompose(later, earlier) AS d FROM city GROUP BY ROLLUP (name)) AS t ORDER BY name;
CREATE TABLE stored AS SELECT decompose(later, earlier) AS d, panel_change(later, earlier) AS p FROM city;
SELECT * FROM stored;
SELECT '(2.5,1,1.5)'::decomposition, '(2,1,1.5,-0.5)'::panel_decomposition;

-- What the weights may be
SELECT standardize(r, w) FROM (VALUES (rate '1/2', 1::float8), ('1/4', 3), ('0/0', 0), (NULL, 0), (NULL, NULL)) AS t(r, w);
SELECT standardize(r, w) FROM (VALUES (rate '1/2', 0::float8), ('1/4', 0)) AS t(r, w);
SELECT standardize(r, 1) FROM (VALUES (rate '307/100'), ('1/1')) AS t(r);
SELECT standardize(r, 1) FROM (VALUES (rate '1/2'), (NULL)) AS t(r);
\echo :SQLSTATE
SELECT standardize(r, 1) FROM (VALUES (rate '1/2'), ('0/0')) AS t(r);
\echo :SQLSTATE
SELECT standardize('1/2', NULL);
\echo :SQLSTATE
SELECT standardize('1/2', -1);
\echo :SQLSTATE
SELECT standardize('1/2', 'NaN');
SELECT standardize('1/2', 'Infinity');
-- more than a double holds, together
SELECT standardize('1/2', 1e308) FROM generate_series(1, 2);

DROP TABLE city, stored;
