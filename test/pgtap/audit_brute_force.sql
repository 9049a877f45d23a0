-- Auditing against its definition: every pair of counts up to 500, every rule, figures published to tens down to
-- thousandths; and pairs of any size against numeric. What a rule prints is computed here in plain integers.

BEGIN;
SELECT plan(14);
SET LOCAL jit = off;

-- The figure that a rule prints for nn/dd, in units of its last digit.

CREATE FUNCTION pg_temp.printed_units(nn bigint, dd bigint, rule text) RETURNS bigint
    LANGUAGE sql IMMUTABLE
    RETURN CASE rule
        WHEN 'half_up'   THEN (2 * nn + dd) / (2 * dd)
        WHEN 'half_even' THEN (2 * nn + dd) / (2 * dd)
                              - CASE WHEN (2 * nn + dd) % (2 * dd) = 0 THEN (2 * nn + dd) / (2 * dd) % 2 ELSE 0 END
        WHEN 'truncate'  THEN nn / dd
        WHEN 'up'        THEN (nn + dd - 1) / dd
        END;

CREATE TEMP TABLE rule (rule text);
INSERT INTO rule VALUES ('half_up'), ('half_even'), ('truncate'), ('up');

-- n * places / (d * tens) is the percentage in units of the last digit, one of them is worth unit.

CREATE TEMP TABLE scale (digits integer, places bigint, tens bigint, unit numeric);
INSERT INTO scale VALUES (-1, 100, 10, 10), (0, 100, 1, 1), (1, 1000, 1, 0.1), (2, 10000, 1, 0.01), (3, 100000, 1, 0.001);

ANALYZE rule, scale;

-- One numerator, rule and scale at a time: each figure that is printed, the smallest and the largest denominator that print
-- it, and how many do. What is wrong with the answers is counted.

CREATE TEMP TABLE denominators AS
SELECT rule, digits, n, f.*
FROM rule, scale, generate_series(0, 500) AS n, LATERAL (
    SELECT sum(pairs)::bigint AS pairs,
           count(*) FILTER (WHERE NOT prints) AS not_printed,
           count(*) FILTER (WHERE prints_next) AS printed_otherwise,
           count(*) FILTER (WHERE pairs <> highest - lowest + 1) AS gaps,
           count(*) FILTER (WHERE implied_denominators(n, units * unit, rule, digits) * int8range(1, 501)
                                  IS DISTINCT FROM int8range(lowest, highest + 1)) AS wrong_range
    FROM (SELECT units, min(d) AS lowest, max(d) AS highest, count(*) AS pairs,
                 bool_and(prints_as(rate(n, d), units * unit, rule, digits)) AS prints,
                 bool_or(d % 10 = 0 AND prints_as(rate(n, d), (units + 1) * unit, rule, digits)) AS prints_next
          FROM (SELECT d, pg_temp.printed_units(n * places, d * tens, rule) AS units
                FROM generate_series(1, 500) AS d
                OFFSET 0) AS printed
          GROUP BY units) AS figure) AS f;

SELECT is((SELECT sum(pairs)::bigint FROM denominators), 501 * 500 * 5 * 4::bigint,
          'every pair, rule and scale is there');
SELECT is((SELECT sum(not_printed)::bigint FROM denominators), 0::bigint,
          'prints_as: each pair prints as its figure');
SELECT is((SELECT sum(printed_otherwise)::bigint FROM denominators), 0::bigint,
          'prints_as: no pair prints as one unit more (a tenth of them)');
SELECT is((SELECT sum(gaps)::bigint FROM denominators), 0::bigint,
          'the denominators that print a figure are a range without gaps');
SELECT is((SELECT sum(wrong_range)::bigint FROM denominators), 0::bigint,
          'implied_denominators: just those that print the figure');

-- The other way round: every numerator over a denominator.

SELECT is((SELECT sum(wrong)::bigint
           FROM rule, scale, generate_series(1, 500) AS d, LATERAL (
               SELECT count(*) FILTER (WHERE pairs <> highest - lowest + 1
                                          OR implied_numerators(d, units * unit, rule, digits) * int8range(0, 501)
                                             IS DISTINCT FROM int8range(lowest, highest + 1)) AS wrong
               FROM (SELECT units, min(n) AS lowest, max(n) AS highest, count(*) AS pairs
                     FROM (SELECT n, pg_temp.printed_units(n * places, d * tens, rule) AS units
                           FROM generate_series(0, 500) AS n
                           OFFSET 0) AS printed
                     GROUP BY units) AS figure) AS f),
          0::bigint, 'implied_numerators: just those that print the figure');

-- Figures that nothing prints are among these, too: what is in a range prints the figure.

SELECT is((SELECT count(*)
           FROM rule, scale, generate_series(0, 500, 25) AS n, generate_series(0, 1200) AS units,
                LATERAL (SELECT implied_denominators(n, units * unit, rule, digits) * int8range(1, 501) AS range OFFSET 0) AS r
           WHERE digits < 2 AND NOT isempty(range)
             AND (pg_temp.printed_units(n * places, lower(range) * tens, rule) <> units
                  OR pg_temp.printed_units(n * places, (upper(range) - 1) * tens, rule) <> units)),
          0::bigint, 'implied_denominators: empty for a figure that none prints');
SELECT is((SELECT count(*)
           FROM rule, scale, generate_series(1, 500, 25) AS d, generate_series(0, 1200) AS units,
                LATERAL (SELECT implied_numerators(d, units * unit, rule, digits) * int8range(0, 501) AS range OFFSET 0) AS r
           WHERE digits < 2 AND NOT isempty(range)
             AND (pg_temp.printed_units(lower(range) * places, d * tens, rule) <> units
                  OR pg_temp.printed_units((upper(range) - 1) * places, d * tens, rule) <> units)),
          0::bigint, 'implied_numerators: empty for a figure that none prints');

SELECT is((SELECT count(*)
           FROM scale, generate_series(0, 500, 23) AS n, generate_series(1, 500, 7) AS d, LATERAL (
               SELECT units, array_agg(rule ORDER BY position) AS modes
               FROM unnest(ARRAY['half_up', 'half_even', 'truncate', 'up']) WITH ORDINALITY AS u(rule, position),
                    LATERAL (SELECT pg_temp.printed_units(n * places, d * tens, rule) AS units) AS p
               GROUP BY units) AS printed
           WHERE rounding_modes(rate(n, d), units * unit, digits) <> modes),
          0::bigint, 'rounding_modes: the rules that print the figure, in their order');

-- Counts of any size, figures published with -4 to 17 digits. The ends of a range print the figure, their neighbours do
-- not; as the figure falls when the denominator grows, and rises with the numerator, that proves the range.

CREATE FUNCTION pg_temp.printed(n numeric, d numeric, digits integer, rule text) RETURNS numeric
    LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT (div(nn, dd) + CASE rule WHEN 'half_up'   THEN (2 * mod(nn, dd) >= dd)::integer
                                    WHEN 'half_even' THEN (2 * mod(nn, dd) + mod(div(nn, dd), 2) > dd)::integer
                                    WHEN 'truncate'  THEN 0
                                    WHEN 'up'        THEN (mod(nn, dd) > 0)::integer END) * ('1e' || -digits)::numeric
    FROM (SELECT n * ('1e' || greatest(digits + 2, 0))::numeric, d * ('1e' || greatest(-digits - 2, 0))::numeric) AS x(nn, dd);
END;

CREATE TEMP TABLE large AS
SELECT i, n, d, digits, rule, round(pg_temp.printed(n, d, digits, rule), greatest(digits, 0)) AS figure
FROM generate_series(1, 3000) AS i,
     -- deterministic noise: 63 bits, shifted down by up to 62 of them
     LATERAL (SELECT ('x' || md5('n' || i))::bit(64)::bigint & 9223372036854775807,
                     ('x' || md5('d' || i))::bit(64)::bigint & 9223372036854775807) AS noise(a, b),
     LATERAL (SELECT a >> (b % 59)::integer, (b >> (a % 59)::integer) + 1, (i % 22) - 4) AS c(n, d, digits),
     rule;

SELECT is_empty($$ SELECT * FROM large WHERE NOT prints_as(rate(n, d), figure, rule, digits)
                                          OR percent(rate(n, d), digits, rule) <> figure
                                          OR digits >= 0 AND NOT prints_as(rate(n, d), figure, rule) $$,
                'large pairs: prints_as agrees with numeric, and with percent');

SELECT is_empty($$ SELECT *, denominators FROM large, implied_denominators(n, figure, rule, digits) AS denominators
                   WHERE NOT denominators @> d
                      OR pg_temp.printed(n, lower(denominators), digits, rule) <> figure
                      OR lower(denominators) > 1 AND pg_temp.printed(n, lower(denominators) - 1, digits, rule) = figure
                      OR pg_temp.printed(n, upper(denominators) - 1, digits, rule) <> figure
                      OR pg_temp.printed(n, upper(denominators), digits, rule) = figure
                      OR upper_inf(denominators)
                         AND pg_temp.printed(n, 9223372036854775807, digits, rule) <> figure $$,
                'large pairs: implied_denominators ends where numeric prints another figure');

SELECT is_empty($$ SELECT *, numerators FROM large, implied_numerators(d, figure, rule, digits) AS numerators
                   WHERE NOT numerators @> n
                      OR pg_temp.printed(lower(numerators), d, digits, rule) <> figure
                      OR lower(numerators) > 0 AND pg_temp.printed(lower(numerators) - 1, d, digits, rule) = figure
                      OR pg_temp.printed(upper(numerators) - 1, d, digits, rule) <> figure
                      OR pg_temp.printed(upper(numerators), d, digits, rule) = figure
                      OR upper_inf(numerators)
                         AND pg_temp.printed(9223372036854775807, d, digits, rule) <> figure $$,
                'large pairs: implied_numerators ends where numeric prints another figure');

SELECT cmp_ok((SELECT count(*) FROM large WHERE upper_inf(implied_denominators(n, figure, rule, digits))), '>', 100::bigint,
              'many of them without upper bound');
SELECT cmp_ok((SELECT count(*) FROM large WHERE rounding_modes(rate(n, d), figure, digits) <> ARRAY[rule]), '>', 1000::bigint,
              'and many printed alike by several rules');

SELECT * FROM finish();
ROLLBACK;
