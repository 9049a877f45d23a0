-- Auditing published figures: the tables that were printed, the edges, and what is refused.

BEGIN;
SELECT plan(108);

-- The table of 19 February 2020: the denominators that each percentage leaves, by two rules.

CREATE TEMP TABLE published (
    cohort text, measure text, numerator bigint, denominator bigint, percent numeric,
    den_min_half_up bigint, den_max_half_up bigint, den_min_trunc bigint, den_max_trunc bigint, modes text
);
\copy published FROM PROGRAM 'grep -v "^#" test/data/published_2020-02-19.csv' (FORMAT csv, HEADER)

SELECT is(count(*), 9::bigint, 'the published table is there') FROM published;
SELECT is(implied_denominators(numerator, percent), int8range(den_min_half_up, den_max_half_up, '[]'),
          format('%s, %s: denominators by half_up', cohort, measure))
FROM published WHERE percent IS NOT NULL;
SELECT is(implied_denominators(numerator, percent, 'truncate'),
          CASE WHEN den_min_trunc > den_max_trunc THEN 'empty' ELSE int8range(den_min_trunc, den_max_trunc, '[]') END,
          format('%s, %s: denominators by truncate', cohort, measure))
FROM published WHERE percent IS NOT NULL;
SELECT is(rounding_modes(rate(numerator, denominator), percent), '{half_up,half_even,up}',
          format('%s, %s: every rule but truncate', cohort, measure))
FROM published WHERE denominator IS NOT NULL AND percent IS NOT NULL;

-- Two percentages of one staff: the totals that print both.

CREATE TEMP TABLE joint (
    cohort text, rounding text, joint_min bigint, joint_max bigint, n_values bigint, consistent text
);
\copy joint FROM PROGRAM 'grep -v "^#" test/data/joint_denominators_2020-02-19.csv' (FORMAT csv, HEADER)

CREATE FUNCTION pg_temp.joint(cohort text, returned_rule text, on_site_rule text,
                              returned_percent numeric DEFAULT NULL, on_site_percent numeric DEFAULT NULL) RETURNS int8range
    LANGUAGE sql
BEGIN ATOMIC
    SELECT range_intersect_agg(CASE WHEN measure LIKE 'returned%'
                                    THEN implied_denominators(numerator, coalesce(returned_percent, percent), returned_rule)
                                    ELSE implied_denominators(numerator, coalesce(on_site_percent, percent), on_site_rule) END)
    FROM published AS p
    WHERE p.cohort = joint.cohort AND measure <> 'resumption';
END;

CREATE TEMP TABLE joint_answer AS
SELECT cohort, rounding, CASE WHEN n_values = 0 THEN 'empty' ELSE int8range(joint_min, joint_max, '[]') END AS expected,
       n_values,
       CASE rounding
           WHEN 'half_up' THEN pg_temp.joint(cohort, 'half_up', 'half_up')
           WHEN 'trunc'   THEN pg_temp.joint(cohort, 'truncate', 'truncate')
           WHEN 'returned half_up + on_site trunc'     THEN pg_temp.joint(cohort, 'half_up', 'truncate')
           WHEN 'if returned printed 83.84 half_up'    THEN pg_temp.joint(cohort, 'half_up', 'half_up', 83.84)
           WHEN 'if on_site printed 61.52 half_up'     THEN pg_temp.joint(cohort, 'half_up', 'half_up', NULL, 61.52)
       END AS answer
FROM joint;

SELECT is(count(*), 9::bigint, 'the joint ranges are there') FROM joint_answer;
SELECT is(answer, expected, format('%s, %s: one total for both', cohort, rounding)) FROM joint_answer;
SELECT is(CASE WHEN isempty(answer) THEN 0 ELSE upper(answer) - lower(answer) END, n_values,
          format('%s, %s: how many', cohort, rounding)) FROM joint_answer;

-- Kidney stones: one figure is wrong, and one only.

CREATE TEMP TABLE kidney (stone text, treatment text, success bigint, n bigint, percent numeric);
\copy kidney FROM PROGRAM 'grep -v "^#" test/data/kidney_stones.csv' (FORMAT csv, HEADER)

SELECT results_eq($$ SELECT stone, treatment, percent(rate(success, n), 0) FROM kidney
                     WHERE NOT prints_as(rate(success, n), percent) $$,
                  $$ VALUES ('<2cm', 'PCNL', 87::numeric) $$,
                  'kidney stones: just one row is inconsistent');

-- Worked examples of GB/T 8170-2008, as percentages: 12.1498 is 121498/1000000 in percent. Negative ones are growth.

CREATE TEMP TABLE gbt8170 (value numeric, step numeric, half_even numeric, half_up numeric, note text);
\copy gbt8170 FROM PROGRAM 'grep -v "^#" test/data/rounding_gbt8170.csv' (FORMAT csv, HEADER)

SELECT is(CASE WHEN value >= 0
               THEN percent(rate((value * 10000)::bigint, 1000000), -log(step)::integer, rule)
               ELSE growth(rate((1000000 + value * 10000)::bigint, 1000000), -log(step)::integer, rule) END,
          CASE rule WHEN 'half_even' THEN half_even ELSE half_up END,
          format('%s to %s by %s', value, step, rule))
FROM gbt8170, unnest(ARRAY['half_even', 'half_up']) AS rule;

-- Edges.

SELECT is(implied_denominators(0, 0), int8range(1, NULL), 'nothing out of any number is 0 percent');
SELECT is(implied_denominators(0, 0.01), 'empty', 'nothing is not 0.01 percent');
SELECT is(implied_denominators(1, 0), int8range(201, NULL), 'one out of more than 200 prints as 0');
SELECT is(implied_denominators(1, 0, 'half_even'), int8range(200, NULL), 'the tie goes to the even 0');
SELECT is(implied_denominators(1, 0, 'truncate'), int8range(101, NULL), 'one out of more than 100 is cut to 0');
SELECT is(implied_denominators(1, 0, 'up'), 'empty', 'up prints 0 for nothing else');
SELECT is(implied_denominators(1, 1, 'up'), int8range(100, NULL), 'up prints 1 for the least');
SELECT is(implied_numerators(1000, 0, 'up'), int8range(0, 1), 'up prints 0 for 0 alone');
SELECT is(implied_numerators(1000, 1, 'half_up'), int8range(5, 15), 'half_up: from the tie, up to the next one');
SELECT is(implied_numerators(1000, 1, 'half_even'), int8range(6, 15), 'half_even: an odd figure gets neither tie');
SELECT is(implied_numerators(1000, 2, 'half_even'), int8range(15, 26), 'half_even: an even figure gets both');
SELECT is(implied_numerators(42, 100), int8range(42, 43), '100 percent');
SELECT is(implied_numerators(100, 307), int8range(307, 308), 'above 100 percent');
SELECT is(implied_numerators(3, 50), 'empty', 'no third prints as 50 percent');
SELECT is(implied_numerators(0, 0), 'empty', 'nothing is printed over 0');
SELECT is(implied_numerators(1000, -1), 'empty', 'no rate is negative');
SELECT is(implied_denominators(1000, -0.01), 'empty', 'no rate is negative, whatever the denominator');
SELECT is(implied_numerators(9223372036854775807, 100), int8range(9177255176670501928, NULL),
          'a range that reaches the last bigint is unbounded');
SELECT is(implied_denominators(9223372036854775807, 100.0000000000000000), int8range(9223372036854775803, NULL),
          'with many digits, too');
SELECT is(implied_denominators(5, 1e131071), 'empty', 'larger than any rate');
SELECT is(implied_denominators(5, 1e131071, 'up', 1000), 'empty', 'larger than any rate, with digits that it has no room for');
SELECT is(implied_numerators(5, 1e1000, 'up', -1000), int8range(1, NULL), 'the least, rounded up to the coarsest digit');

-- Figures published to tens, and to fewer digits than they are written with.

SELECT is(implied_denominators(100, 80), int8range(125, 126), '80 percent');
SELECT is(implied_denominators(100, 80, 'half_up', -1), int8range(118, 134), '80 percent, to tens');
SELECT is(implied_numerators(1000, 80, 'half_up', -1), int8range(750, 850), '80 percent, to tens: numerators');
SELECT ok(prints_as('79/100', 80, 'half_up', -1) AND NOT prints_as('79/100', 80), 'prints_as to tens');
SELECT is(rounding_modes('85/100', 80, -1), '{half_even,truncate}', 'rounding_modes to tens');
SELECT is(implied_denominators(100, 85, 'half_up', -1), 'empty', '85 is not printed to tens');
SELECT is(implied_denominators(100, 80.00, 'half_up', 0), implied_denominators(100, 80), 'digits count, not the scale');
SELECT is(implied_denominators(100, 80, 'half_up', 2), implied_denominators(100, 80.00), 'digits that are not written are 0');

-- 0/0 and NULL.

SELECT is(prints_as('0/0', 0), NULL, '0/0 prints nothing');
SELECT is(rounding_modes('0/0', 0), NULL, '0/0 prints nothing by any rule');
SELECT is(rounding_modes('1/3', 34.5), '{}', 'no rule prints 1/3 as 34.5');
SELECT is(prints_as('1/2', NULL), NULL, 'nothing published');
SELECT is(implied_denominators(1, NULL), NULL, 'nothing published, nothing implied');

-- What is refused.

SELECT throws_ok($$ SELECT prints_as('1/2', 50, 'bankers') $$, '22023', 'unknown rounding rule: "bankers"');
SELECT throws_ok($$ SELECT prints_as('0/0', 50, 'bankers') $$, '22023', 'unknown rounding rule: "bankers"');
SELECT throws_ok($$ SELECT prints_as('1/2', 'NaN') $$, '22023', 'a published figure must be a finite number');
SELECT throws_ok($$ SELECT rounding_modes('1/2', 'infinity') $$, '22023', 'a published figure must be a finite number');
SELECT throws_ok($$ SELECT implied_denominators(1, '-infinity') $$, '22023', 'a published figure must be a finite number');
SELECT throws_ok($$ SELECT implied_numerators(1, 1e-1001) $$, '22023', 'number of digits must be between -1000 and 1000');
SELECT throws_ok($$ SELECT implied_numerators(1, 1e-1001, 'up', 3) $$, '22023', 'number of digits must be between -1000 and 1000');
SELECT throws_ok($$ SELECT implied_numerators(1, 1, 'up', 1001) $$, '22023', 'number of digits must be between -1000 and 1000');
SELECT throws_ok($$ SELECT implied_denominators(-1, 1) $$, '22003', 'the counts of a rate must not be negative');
SELECT throws_ok($$ SELECT implied_numerators(-1, 1) $$, '22003', 'the counts of a rate must not be negative');

SELECT * FROM finish();
ROLLBACK;
