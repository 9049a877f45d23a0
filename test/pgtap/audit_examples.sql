-- The example views under data that they were not written for.

BEGIN;
SELECT plan(11);
SET LOCAL jit = off;

-- Changes in points: the reports, and a misprint of one digit in them.

CREATE TEMP TABLE published_figure (cohort text, measure text, numerator bigint, denominator bigint, percent numeric);

\set QUIET on
\o /dev/null
\ir ../../examples/audit.sql
\o

CREATE TEMP TABLE chain (series text, day date, percent numeric, base_day date, points numeric, implied numeric);
\copy chain FROM PROGRAM 'grep -v "^#" test/data/percentage_points_chain.csv' (FORMAT csv, HEADER)

CREATE OR REPLACE TEMP VIEW printed_change (series, day, percent, base_day, points) AS
SELECT series, day, percent, base_day, points FROM chain
UNION ALL
SELECT 'stated ' || series, base_day, implied, NULL, NULL FROM chain
UNION ALL
SELECT 'stated ' || series, day, percent, base_day, points FROM chain
UNION ALL
SELECT 'misprint', day, CASE percent WHEN 71.7 THEN 77.1 ELSE percent END, base_day, points FROM chain WHERE series = 'SME all';

SELECT results_eq($$ SELECT series, verdict FROM printed_level ORDER BY series COLLATE "C" $$,
                  $$ VALUES ('SME all', 'consistent'), ('misprint', 'contradiction'), ('stated SME all', 'consistent'),
                            ('stated SME manufacturing', 'consistent') $$,
                  'levels and changes that were published agree, and a misprint does not');
SELECT is_empty($$ SELECT * FROM chain WHERE NOT EXISTS (
                       SELECT FROM printed_level AS l
                       WHERE l.series = 'stated ' || chain.series AND l.day = base_day AND l.level @> implied) $$,
                'the base level that they imply is in the interval');

-- Disclosure: whatever the cells, no hidden one can be worked out, and what stays visible is what it was.

\o /dev/null
\ir ../../examples/disclosure.sql
\o

CREATE OR REPLACE TEMP VIEW cell (city, district, r) AS
SELECT 'city ' || i, 'district ' || j,
       rate(CASE noise % 5 WHEN 0 THEN noise / 5 % 3               -- often nearly nothing, or nearly all
                           WHEN 1 THEN d - noise / 5 % 3
                           ELSE noise / 5 % (d + 1) END, d)
FROM generate_series(1, 60) AS i,
     generate_series(1, 2 + i % 5) AS j,
     LATERAL (SELECT ('x' || substr(md5(i || ' ' || j), 1, 6))::bit(24)::bigint AS noise) AS n,
     LATERAL (SELECT 3 + noise / 1000 % (5 + i % 30) AS d) AS c;

CREATE TEMP TABLE attacked AS SELECT * FROM attack;
CREATE TEMP TABLE published AS SELECT * FROM publication;

SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM attacked WHERE method = 'small cells only' GROUP BY city HAVING count(*) = 1) AS a),
              '>', 5::bigint, 'hiding small cells alone, the attack recovers some of them');
SELECT is_empty($$ SELECT city, count(*), min(denominator(guess)), max(denominator(guess))
                   FROM attacked WHERE method = 'and secondary'
                   GROUP BY city
                   HAVING min(denominator(guess)) = max(denominator(guess)) OR min(numerator(guess)) = max(numerator(guess)) $$,
                'hiding others with them, it recovers none: several values of either count remain possible');
SELECT is_empty($$ SELECT p.city, p.district, c.r
                   FROM published AS p JOIN cell AS c USING (city, district)
                   WHERE method = 'and secondary' AND p.r IS NULL
                     AND NOT EXISTS (SELECT FROM attacked AS a
                                     WHERE a.method = p.method AND a.city = p.city AND a.guess = c.r)
                     AND EXISTS (SELECT FROM published AS whole
                                 WHERE whole.method = p.method AND whole.city = p.city AND district = 'all' AND r IS NOT NULL) $$,
                'the truth is among what the attack holds possible');
SELECT is_empty($$ SELECT * FROM published AS p JOIN cell AS c USING (city, district)
                   WHERE p.r <> c.r OR p.r IS NOT NULL AND suppress(c.r) IS NULL $$,
                'nothing is changed, and no small cell is visible');
SELECT is_empty($$ SELECT city FROM cell GROUP BY city HAVING bool_and(suppress(r) IS NOT NULL)
                   INTERSECT SELECT city FROM published WHERE r IS NULL AND method = 'and secondary' AND district <> 'all' $$,
                'nothing is hidden where there is no small cell');

-- Filing quality: a table without a fault has no rows in the list, and each fault that is made has one.

\o /dev/null
\ir ../../examples/filing_quality.sql
\o

CREATE TEMP TABLE clean AS
SELECT row_number() OVER () AS filing_id, e AS enterprise_id, '913201000000000018' AS credit_code, 320100 AS division_code,
       date '2020-02-10' + d AS as_of, timestamptz '2020-02-10 20:00+08' + make_interval(days => d) AS received_at,
       'web' AS channel, 1 AS revision, 100 + e AS staff, 50 + 3 * d AS returned, 20 + 2 * d AS on_site
FROM generate_series(1, 20) AS e, generate_series(0, 9) AS d;

CREATE OR REPLACE TEMP VIEW filing_to_check AS
SELECT filing_id::integer, enterprise_id::integer, credit_code, division_code, as_of, received_at, channel, revision,
       staff, returned::integer, on_site::integer
FROM clean;

SELECT is_empty($$ SELECT * FROM filing_problem $$, 'no fault in filings without a fault');

UPDATE clean SET on_site = returned + 1 WHERE enterprise_id = 1 AND as_of = '2020-02-15';
UPDATE clean SET returned = -1, on_site = -1 WHERE enterprise_id = 2 AND as_of = '2020-02-10';
UPDATE clean SET returned = returned - 10 WHERE enterprise_id = 3 AND as_of = '2020-02-15';
UPDATE clean SET credit_code = NULL WHERE enterprise_id = 4 AND as_of = '2020-02-15';
UPDATE clean SET division_code = NULL WHERE enterprise_id = 5 AND as_of = '2020-02-15';
UPDATE clean SET staff = staff * 6 WHERE enterprise_id = 6 AND as_of = '2020-02-19';
UPDATE clean SET returned = 50, on_site = 20 WHERE enterprise_id = 7 AND as_of <= '2020-02-12';
INSERT INTO clean SELECT filing_id + 1000, enterprise_id, credit_code, division_code, as_of, received_at, 'phone', revision,
                         staff, returned, on_site
                  FROM clean WHERE enterprise_id = 8 AND as_of = '2020-02-15';

SELECT results_eq($$ SELECT enterprise_id, as_of, rule FROM filing_problem ORDER BY enterprise_id, as_of, rule COLLATE "C" $$,
                  $$ VALUES (1, date '2020-02-15', 'on site exceeds returned'), (2, '2020-02-10', 'count negative'),
                            (3, '2020-02-15', 'cumulative count fell'), (4, '2020-02-15', 'credit code broken'),
                            (5, '2020-02-15', 'division unknown'), (6, '2020-02-19', 'jump'), (7, '2020-02-12', 'unchanged'),
                            (8, '2020-02-15', 'filed twice'), (8, '2020-02-15', 'filed twice') $$,
                  'each fault is listed, and nothing else');

-- The bulletin's units: chosen after rounding.

\o /dev/null
\ir ../../examples/bulletin_data.sql
\o

SELECT results_eq($$ SELECT n, pg_temp.zh_count(n) FROM unnest(ARRAY[0, 9999, 10000, 99994999, 99999950, 100000000,
                                                                     995000000000, 999999500000, 9223372036854775807]) AS n $$,
                  $$ VALUES (0::bigint, '0'), (9999, '9999'), (10000, '1.00万'), (99994999, '9999.50万'), (99999950, '1.00亿'),
                            (100000000, '1.00亿'), (995000000000, '9950.00亿'), (999999500000, '1.00万亿'),
                            (9223372036854775807, '9223372.04万亿') $$,
                  'ten thousands and hundred millions');
SELECT results_eq($$ SELECT n, pg_temp.en_count(n) FROM unnest(ARRAY[0, 999994, 999995, 1000000, 999995000,
                                                                     9223372036854775807]) AS n $$,
                  $$ VALUES (0::bigint, '0'), (999994, '999,994'), (999995, '999,995'), (1000000, '1.00 million'),
                            (999995000, '1.00 billion'), (9223372036854775807, '9223372.04 trillion') $$,
                  'millions and billions');

SELECT * FROM finish();
ROLLBACK;
