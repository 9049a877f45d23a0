-- Figures published per something else than a hundred, against the definition in numeric arithmetic; the tables that were
-- published so; the calls of 1.0, which must mean what they meant; and what is refused.

BEGIN;
SELECT plan(74);
SET LOCAL jit = off;

-- What a rule prints for n/d per per: the quotient of two integers, rounded by the remainder.

CREATE FUNCTION pg_temp.printed(n numeric, d numeric, per numeric, digits integer, rule text) RETURNS numeric
    LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT round((div(nn, dd) + CASE rule WHEN 'half_up'   THEN (2 * mod(nn, dd) >= dd)::integer
                                          WHEN 'half_even' THEN (2 * mod(nn, dd) + mod(div(nn, dd), 2) > dd)::integer
                                          WHEN 'truncate'  THEN 0
                                          WHEN 'up'        THEN (mod(nn, dd) > 0)::integer END) * ('1e' || -digits)::numeric,
                 greatest(digits, 0))
    FROM (SELECT trunc(n * per * ('1e' || scale(per) + greatest(digits, 0))::numeric),
                 trunc(d * ('1e' || scale(per) + greatest(-digits, 0))::numeric)) AS x(nn, dd);
END;

CREATE TEMP TABLE rule (rule text, position integer);
INSERT INTO rule VALUES ('half_up', 1), ('half_even', 2), ('truncate', 3), ('up', 4);
CREATE TEMP TABLE unit (per numeric, digits integer[]);
INSERT INTO unit VALUES (1, '{0,1,3,9}'), (100, '{-1,0,2}'), (1000, '{-1,0,1}'), (10000, '{0,1}'), (100000, '{-2,0,1}'), (1000000, '{-3,0}'),
    (1.00, '{2}'), (0.5, '{2}'), (12.5, '{0,1}'), (360, '{0}'), (7.77, '{1,2}'), (0.003, '{5}'), (3, '{-1,0,1}');
ANALYZE rule, unit;

-- Every pair up to 40: a figure's denominators are those that print it, and so are its numerators.

CREATE TEMP TABLE pair AS
SELECT n, d, per, digit AS digits, rule, pg_temp.printed(n, d, per, digit, rule) AS figure
FROM generate_series(0, 40) AS n, generate_series(1, 40) AS d, unit, unnest(digits) AS digit, rule;

SELECT cmp_ok((SELECT count(*) FROM pair), '>', 150000::bigint, 'pairs');
SELECT is_empty($$ SELECT * FROM pair WHERE NOT prints_as(rate(n, d), figure, per, rule, digits) $$,
                'prints_as: each pair prints as its figure');
SELECT is_empty($$ SELECT * FROM pair WHERE digits >= 0 AND NOT prints_as(rate(n, d), figure, per, rule) $$,
                'prints_as: with the digits that it is written with');
SELECT is_empty($$ SELECT * FROM pair WHERE n % 3 = 0 AND (prints_as(rate(n, d), figure + ('1e' || -digits)::numeric, per, rule, digits)
                                                          OR prints_as(rate(n, d), figure - ('1e' || -digits)::numeric, per, rule, digits)) $$,
                'prints_as: and not as its neighbours');
SELECT is_empty($$ SELECT n, per, digits, rule, figure, min(d), max(d) FROM pair GROUP BY n, per, digits, rule, figure
                   HAVING implied_denominators(n, figure, per, rule, digits) * int8range(1, 41)
                          IS DISTINCT FROM int8range(min(d), max(d) + 1) OR count(*) <> max(d) - min(d) + 1 $$,
                'implied_denominators: just those that print the figure');
SELECT is_empty($$ SELECT d, per, digits, rule, figure, min(n), max(n) FROM pair GROUP BY d, per, digits, rule, figure
                   HAVING implied_numerators(d, figure, per, rule, digits) * int8range(0, 41)
                          IS DISTINCT FROM int8range(min(n), max(n) + 1) OR count(*) <> max(n) - min(n) + 1 $$,
                'implied_numerators: just those that print the figure');
SELECT is_empty($$ SELECT n, d, per, digits, figure FROM pair JOIN rule USING (rule) GROUP BY n, d, per, digits, figure
                   HAVING rounding_modes(rate(n, d), figure, per, digits) <> array_agg(rule ORDER BY position) $$,
                'rounding_modes: the rules that print the figure, in their order');

-- Figures that nothing prints are among these.

SELECT is_empty($$ SELECT * FROM unit, unnest(digits) AS digit, rule, generate_series(0, 300) AS units, generate_series(1, 40, 3) AS n,
                       LATERAL (SELECT units * ('1e' || -digit)::numeric AS figure) AS f,
                       LATERAL (SELECT implied_denominators(n, figure, per, rule, digit) * int8range(1, 1000) AS range OFFSET 0) AS r
                   WHERE NOT isempty(range) AND (pg_temp.printed(n, lower(range), per, digit, rule) <> figure
                                                 OR pg_temp.printed(n, upper(range) - 1, per, digit, rule) <> figure) $$,
                'implied_denominators: empty for a figure that none prints');

-- Counts of any size, per anything. The ends of a range print the figure and their neighbours do not, which proves it, as
-- the figure falls when the denominator grows and rises with the numerator.

CREATE TEMP TABLE large AS
SELECT i, n, d, per, digits, rule, pg_temp.printed(n, d, per, digits, rule) AS figure
FROM generate_series(1, 1500) AS i,
     -- deterministic noise: 63 bits, shifted down by up to 58 of them
     LATERAL (SELECT ('x' || md5('n' || i))::bit(64)::bigint & 9223372036854775807,
                     ('x' || md5('d' || i))::bit(64)::bigint & 9223372036854775807) AS noise(a, b),
     LATERAL (SELECT a >> (b % 59)::integer, (b >> (a % 59)::integer) + 1, (i % 22) - 4,
                     ((a % 1000000 + 1) * ('1e' || (b % 40 - 20))::numeric)) AS c(n, d, digits, per),
     rule;

SELECT is_empty($$ SELECT * FROM large WHERE NOT prints_as(rate(n, d), figure, per, rule, digits)
                                          OR digits >= 0 AND NOT prints_as(rate(n, d), figure, per, rule) $$,
                'large pairs: prints_as agrees with numeric');
SELECT is_empty($$ SELECT *, denominators FROM large, implied_denominators(n, figure, per, rule, digits) AS denominators
                   WHERE NOT denominators @> d
                      OR pg_temp.printed(n, lower(denominators), per, digits, rule) <> figure
                      OR lower(denominators) > 1 AND pg_temp.printed(n, lower(denominators) - 1, per, digits, rule) = figure
                      OR pg_temp.printed(n, upper(denominators) - 1, per, digits, rule) <> figure
                      OR pg_temp.printed(n, upper(denominators), per, digits, rule) = figure
                      OR upper_inf(denominators) AND pg_temp.printed(n, 9223372036854775807, per, digits, rule) <> figure $$,
                'large pairs: implied_denominators ends where numeric prints another figure');
SELECT is_empty($$ SELECT *, numerators FROM large, implied_numerators(d, figure, per, rule, digits) AS numerators
                   WHERE NOT numerators @> n
                      OR pg_temp.printed(lower(numerators), d, per, digits, rule) <> figure
                      OR lower(numerators) > 0 AND pg_temp.printed(lower(numerators) - 1, d, per, digits, rule) = figure
                      OR pg_temp.printed(upper(numerators) - 1, d, per, digits, rule) <> figure
                      OR pg_temp.printed(upper(numerators), d, per, digits, rule) = figure
                      OR upper_inf(numerators) AND pg_temp.printed(9223372036854775807, d, per, digits, rule) <> figure $$,
                'large pairs: implied_numerators ends where numeric prints another figure');

-- Per hundred is per cent, and a figure moved by a power of ten with its unit is the same figure.

SELECT is_empty($$ SELECT * FROM large WHERE implied_denominators(n, figure, 100, rule, digits) IS DISTINCT FROM implied_denominators(n, figure, rule, digits)
                      OR implied_numerators(d, figure, 100, rule, digits) IS DISTINCT FROM implied_numerators(d, figure, rule, digits)
                      OR prints_as(rate(n, d), figure, 100.0, rule, digits) IS DISTINCT FROM prints_as(rate(n, d), figure, rule, digits)
                      OR rounding_modes(rate(n, d), figure, 1e2, digits) IS DISTINCT FROM rounding_modes(rate(n, d), figure, digits) $$,
                'per hundred is per cent');
SELECT is_empty($$ SELECT * FROM large WHERE implied_denominators(n, figure * 1000, per * 1000, rule, digits - 3)
                                             IS DISTINCT FROM implied_denominators(n, figure, per, rule, digits) $$,
                'per thousand times as much, with three digits fewer');

-- Published so: graduates without work by field (FiveThirtyEight, college-majors/grad-students.csv), as a ratio; cases per
-- million inhabitants (Our World in Data, Afghanistan, 2020).

SELECT ok(prints_as('681/7779', 0.087543386, per => 1), 'a ratio of nine digits');
SELECT ok(prints_as('53207/38928341', 1366.793, per => 1000000), 'a figure per million');
SELECT is(implied_denominators(681, 0.087543386, per => 1), '[7779,7780)', 'its denominator');
SELECT is(implied_numerators(38928341, 1366.793, per => 1e6), '[53207,53208)', 'its numerator');
SELECT is(rounding_modes('681/7779', 0.087543386, per => 1), '{half_up,half_even,truncate}', 'its rules');
SELECT ok(NOT prints_as('681/7779', 0.087543386 * 100), 'a product with 100 has digits that were never printed');
SELECT ok(prints_as('1/2', 0.50, per => 1) AND NOT prints_as('499/1000', 0.500, per => 1) AND prints_as('499/1000', 0.50, per => 1),
          'a zero at the end is a digit');
SELECT is(implied_numerators(15910, 0.8179, per => 1), implied_numerators(15910, 81.79), 'the ratio of a percentage');
SELECT is(implied_numerators(15910, 817.9, per => 1000), implied_numerators(15910, 81.79), 'and per mille');
SELECT ok(prints_as('13012/15910', 80000, per => 100000, digits => -4), 'per 100,000, to ten thousands');
SELECT is(rounding_modes('13012/15910', 90000, per => 100000, digits => -4), '{up}', 'by another rule');

-- The calls of 1.0.

SELECT ok(prints_as('13012/15910', 81.79), 'two arguments');
SELECT ok(prints_as('13012/15910', 81.79, 'half_even'), 'a rule, as a literal');
SELECT ok(prints_as('13012/15910'::rate, 81.79::numeric, 'half_even'::text), 'with its type');
SELECT is(prints_as('13012/15910', 81.79, NULL), NULL, 'NULL');
SELECT ok(prints_as('13012/15910', 80, 'half_up', -1), 'a rule and digits');
SELECT ok(prints_as('13012/15910', 80, 'half_up', '-1'), 'both as literals');
SELECT ok(prints_as('13012/15910', 80, 'half_up', (-1)::smallint), 'a small integer');
SELECT is(prints_as('13012/15910', 80, 'half_up', NULL), NULL, 'digits NULL');
SELECT is(prints_as('13012/15910', 80, NULL, NULL), NULL, 'both NULL');
SELECT ok(prints_as('13012/15910', 80, digits => -1, rounding => 'half_up'), 'by name');
SELECT ok(prints_as('13012/15910', 80, digits => '-1', rounding => 'half_up'), 'by name, as literals');
SELECT is(rounding_modes('13012/15910', 80, -1), '{half_up,half_even,truncate}', 'rounding_modes: digits');
SELECT is(rounding_modes('13012/15910', 80, '-1'), '{half_up,half_even,truncate}', 'as a literal');
SELECT is(rounding_modes('13012/15910', 80, (-1)::smallint), '{half_up,half_even,truncate}', 'a small integer');
SELECT is(rounding_modes('13012/15910', 80, digits => -1), '{half_up,half_even,truncate}', 'by name');
SELECT is(rounding_modes('13012/15910', 80, NULL), NULL, 'NULL');
SELECT is(implied_denominators(13012, 81.79, 'half_even'), '[15909,15911)', 'implied_denominators: a rule, as a literal');
SELECT is(implied_denominators(13012, 80, 'half_up', '-1'), implied_denominators(13012, 80, 'half_up', -1), 'rule and digits as literals');
SELECT is(implied_denominators(13012, 80, 'half_up', NULL), NULL, 'NULL');
SELECT is(implied_numerators(15910, 81.79, 'half_even'), '[13012,13014)', 'implied_numerators: a rule, as a literal');
SELECT is(implied_numerators(15910, 80, 'half_up', '-1'), implied_numerators(15910, 80, 'half_up', -1), 'rule and digits as literals');
SELECT is(implied_numerators(15910, 80, 'half_up', NULL), NULL, 'NULL');
PREPARE open_parameters AS SELECT prints_as($1, $2, $3), prints_as($1, $2, $3, $4), rounding_modes($1, $2), rounding_modes($1, $2, $4),
    implied_denominators($5, $2, $3), implied_denominators($5, $2, $3, $4), implied_numerators($5, $2, $3), implied_numerators($5, $2, $3, $4);
SELECT results_eq('EXECUTE open_parameters (''1/2'', 50, ''up'', ''0'', 1)',
                  $$ VALUES (true, true, '{half_up,half_even,truncate,up}'::text[], '{half_up,half_even,truncate,up}'::text[],
                             int8range(2, 3), int8range(2, 3), 'empty'::int8range, 'empty'::int8range) $$, 'parameters without a type');

-- The new ones, by place and by name.

SELECT ok(prints_as('1/2', 0.5, 1) AND prints_as('1/2', 0.5, 1.0) AND prints_as('1/2', 0.5, '1'::numeric), 'per in its place');
SELECT ok(prints_as('2/3', 0.6, 1, 'truncate') AND prints_as('2/3', 0.7, 1, 'up', 1), 'with a rule, and digits');
SELECT ok(prints_as('2/3', 0.6, rounding => 'truncate', per => 1) AND prints_as('2/3', 1, digits => 0, per => '1'), 'by name');
SELECT is(rounding_modes('2/3', 0.7, 1.0), '{half_up,half_even,up}', 'rounding_modes: a numeric third argument is per');
SELECT is(rounding_modes('2/3', 0.7, 1, 1), '{half_up,half_even,up}', 'and so is the third of four');
SELECT is(implied_denominators(1, 0.5, 1), '[2,3)', 'implied_denominators');
SELECT is(implied_numerators(2, 0.5, 1, 'up', 1), '[1,2)', 'implied_numerators');

-- 0/0 and NULL.

SELECT is(prints_as('0/0', 0, per => 1), NULL, '0/0 prints nothing');
SELECT is(rounding_modes('0/0', 0, per => 1), NULL, 'by no rule');
SELECT is(implied_numerators(0, 0, per => 1), 'empty', 'nothing is printed over 0');
SELECT is(prints_as('1/2', NULL, per => 1), NULL, 'nothing published');
SELECT is(prints_as('1/2', 0.5, per => NULL), NULL, 'per nothing that is known');
SELECT is(implied_denominators(1, 0.5, per => 1, rounding => NULL), NULL, 'by no rule that is known');
SELECT is(implied_denominators(1, 0.5, per => 1, digits => NULL), implied_denominators(1, 0.5, per => 1), 'digits NULL: those of the figure');

-- What is refused.

SELECT throws_ok(format('SELECT %s', call), '22023', '"per" must be a positive, finite number', call)
FROM unnest(ARRAY['prints_as(''1/2'', 50, per => 0)', 'rounding_modes(''1/2'', 50, per => -100)', 'implied_denominators(1, 50, per => ''NaN'')',
                  'implied_numerators(1, 50, per => ''infinity'')', 'prints_as(''0/0'', 50, per => 0)']) AS call;
SELECT throws_ok($$ SELECT prints_as('1/2', 50, per => 1e1000) $$, '22023', '"per" must not have more than 1000 digits before or after the point');
SELECT throws_ok($$ SELECT prints_as('1/2', 50, per => 1e-1001) $$, '22023', '"per" must not have more than 1000 digits before or after the point');
SELECT throws_ok($$ SELECT prints_as('1/2', 'NaN', per => 1) $$, '22023', 'a published figure must be a finite number');
SELECT throws_ok($$ SELECT prints_as('1/2', 1, per => 1, digits => 1001) $$, '22023', 'number of digits must be between -1000 and 1000');
SELECT throws_ok($$ SELECT implied_denominators(-1, 1, per => 1) $$, '22003', 'the counts of a rate must not be negative');
SELECT is(implied_numerators(9223372036854775807, 1e131000, per => 9.99e999), 'empty', 'larger than any rate');
SELECT is(implied_numerators(1, 1e999, per => 1e999), '[1,2)', 'as large as per is');
SELECT is(implied_denominators(1, 1e-1000, per => 1e-1000), '[1,3)', 'as small: 1 and, rounded up, 1/2');

SELECT * FROM finish();
ROLLBACK;
