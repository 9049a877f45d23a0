\encoding UTF8
\set audit_quiet :QUIET
\set audit_echo :ECHO
\set QUIET on
-- The published table, audited. Needs the table published_figure of the demo data (examples/demo_data.sql), nothing else
-- of them. In English, or in Chinese with psql -v language=zh; each table is printed below the query that made it.
--
-- A count and its percentage leave only some totals: implied_denominators(). The return rate and the on-site rate of a
-- cohort are shares of one staff total, so both ranges must have a total in common: range_intersect_agg().

\if :{?language} \else
    \set language en
\endif
SELECT :'language' = 'zh' AS zh \gset

CREATE OR REPLACE VIEW figure AS
SELECT c.line * 2 + (measure = 'on site')::integer AS line, c.name AS cohort, c.name_zh AS cohort_zh,
       CASE measure WHEN 'return' THEN 'back' ELSE measure END AS measure,
       CASE measure WHEN 'return' THEN '返岗率' ELSE '到岗率' END AS measure_zh, numerator, percent
FROM published_figure
JOIN (VALUES (0, 'all', 'All', '全部企业'), (1, 'top100', 'Top 100', '百强企业'),
             (2, 'key_planned', 'Key-planned', '规划布局重点企业')) AS c(line, cohort, name, name_zh) USING (cohort)
WHERE denominator IS NULL;

-- One digit changed in any figure of a cohort: the staff totals that all its figures then have in common.

CREATE OR REPLACE VIEW one_digit_changed AS
SELECT m.line, m.cohort, m.cohort_zh, m.measure, m.measure_zh, printed, meant,
       (SELECT range_intersect_agg(CASE WHEN s.line <> m.line THEN implied_denominators(s.numerator, s.percent)
                                        WHEN printed = s.numerator::text THEN implied_denominators(meant::bigint, s.percent)
                                        ELSE implied_denominators(s.numerator, meant::numeric) END)
        FROM figure AS s WHERE s.cohort = m.cohort) AS staff
FROM figure AS m,
     LATERAL (VALUES (percent::text), (numerator::text)) AS p(printed),
     generate_series(1, length(printed)) AS place,
     generate_series(0, 9) AS digit,
     LATERAL (VALUES (overlay(printed PLACING digit::text FROM place FOR 1))) AS o(meant)
WHERE substr(printed, place, 1) <> '.' AND substr(printed, place, 1) <> digit::text;

\pset linestyle unicode
\pset border 1
\pset footer off

\if :zh
\echo '【核查】公布的人数和百分比各自可能对应的职工总数，以及同一范围两项共有的总数'
\echo
\set ECHO queries
SELECT cohort_zh 范围, measure_zh 指标, percent 公布值, staff 职工总数,
       range_intersect_agg(staff) OVER (PARTITION BY cohort) 共有
FROM figure, implied_denominators(numerator, percent) AS staff ORDER BY line;
\set ECHO :audit_echo
\echo 'empty：没有一个总数能同时印出百强企业的两个百分比。改一个数字就能说得通的：'
\echo
\set ECHO queries
SELECT measure_zh 指标, printed 印作, string_agg(meant, ' ' ORDER BY meant) 或作
FROM one_digit_changed WHERE cohort = 'Top 100' AND NOT isempty(staff)
GROUP BY line, measure_zh, printed ORDER BY line, printed;
\set ECHO :audit_echo
\else
\echo 'AUDIT: the staff totals, [from,to), that each published count and percentage can'
\echo 'be of, and those that both figures of a cohort have in common'
\echo
\set ECHO queries
SELECT cohort, measure, percent, staff,
       range_intersect_agg(staff) OVER (PARTITION BY cohort) AS "in common"
FROM figure, implied_denominators(numerator, percent) AS staff ORDER BY line;
\set ECHO :audit_echo
\echo 'empty: no total prints both percentages of the Top 100, a contradiction. The'
\echo 'misprints of one digit that would explain it:'
\echo
\set ECHO queries
SELECT measure, printed, string_agg(meant, ' ' ORDER BY meant) AS perhaps
FROM one_digit_changed WHERE cohort = 'Top 100' AND NOT isempty(staff)
GROUP BY line, measure, printed ORDER BY line, printed;
\set ECHO :audit_echo
\endif

\pset linestyle ascii
\pset footer on
\set QUIET :audit_quiet
