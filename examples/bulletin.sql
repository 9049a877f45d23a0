\encoding UTF8
\set bulletin_quiet :QUIET
\set bulletin_echo :ECHO
\set QUIET on
-- The bulletin of 19 February 2020 from the tables of demo_data.sql, in English, or in Chinese with psql -v language=zh. Each
-- table is printed below the query that made it. The views keep rates as pairs of counts; percent() rounds once, where a
-- figure is printed.

\if :{?language} \else
    \set language en
\endif
SELECT :'language' = 'zh' AS zh \gset

-- A row an enterprise, cohort and measure, with what was published of the cohort. Cohorts overlap.

CREATE OR REPLACE VIEW cohort_filing AS
SELECT c.line * 3 + m.line AS line, c.name AS cohort, c.name_zh AS cohort_zh, m.name AS measure, m.name_zh AS measure_zh,
       filed_on, r, p.percent AS published
FROM filing
JOIN enterprise USING (enterprise_id)
CROSS JOIN LATERAL (VALUES
    (0, 'all',         true,        'All',         '全部企业'),
    (1, 'top100',      top100,      'Top 100',     '百强企业'),
    (2, 'key_planned', key_planned, 'Key-planned', '规划布局重点企业')) AS c(line, cohort, member, name, name_zh)
CROSS JOIN LATERAL (VALUES
    (1, 'resumption', 'resumed', '复工率', rate(resumed)),
    (2, 'return',     'back',    '返岗率', rate(returned, staff)),
    (3, 'on site',    'on site', '到岗率', rate(on_site, staff))) AS m(line, measure, name, name_zh, r)
LEFT JOIN published_figure AS p USING (cohort, measure)
WHERE member;

-- The names of the cities. Rows that a DBA adds to the register come before those that it was delivered with.

CREATE OR REPLACE VIEW city_name AS
SELECT DISTINCT ON (division_code) division_code, name_zh, name_en
FROM software_city
ORDER BY division_code, seeded, during DESC;

-- A row an enterprise, with its city and the class that the city had on the day of the filing.

CREATE OR REPLACE VIEW city_filing AS
SELECT filed_on, class, name_en AS city, name_zh AS city_zh, resumed, staff, returned, on_site
FROM filing
JOIN enterprise USING (enterprise_id)
LEFT JOIN city_name USING (division_code)
CROSS JOIN LATERAL class_on(division_code, filed_on) AS class;

\pset linestyle unicode
\pset border 1
\pset footer off

\if :zh
\echo '【通报】14个软件城市的软件企业，截至2020年2月19日（%）；返岗含远程办公'
\echo
\set ECHO queries
SELECT cohort_zh 范围, measure_zh 指标, pool(r) 计数, percent(pool(r)) 合并,
       published 公布值, prints_as(pool(r), published) 相符
FROM cohort_filing GROUP BY line, 1, 2, published ORDER BY line;
\set ECHO :bulletin_echo
\echo '百强企业是全国性的榜单，公布的统计只含其中42家，42家全部复工。不相符（f）的'
\echo '一行：公布的两个百分比相互矛盾，见【核查】。'
\echo
\echo '【分类别、分城市】（%）小计、合计各行都由企业填报直接算出'
\echo
\pset null 合计
\set ECHO queries
SELECT label(class) 类别, city_zh 城市, pool(resumed) "已复工/企业数",
       percent(pool(resumed)) 复工率, percent(pool(returned, staff)) 返岗率
FROM city_filing GROUP BY ROLLUP (class, city_zh) ORDER BY class, 2 NULLS FIRST;
\set ECHO :bulletin_echo
\pset null ''
\echo '同一到岗率，简单平均与合并计算（%）：'
\echo
\set ECHO queries
SELECT label(class) 类别, round(avg(100.0 * on_site / staff), 2) AS "avg()",
       percent(pool(on_site, staff)) AS "pool()"
FROM city_filing GROUP BY class ORDER BY class;
\set ECHO :bulletin_echo
\echo 'avg()是各企业百分比的简单平均，十人的企业与万人的企业同等分量：它甚至把综合型'
\echo '排到了特色型之前，与合并计算的次序相反。'
\else
\echo 'BULLETIN: software enterprises, 14 cities, as of 19 February 2020 (percent):'
\echo 'resumed, of the enterprises; of their staff back (remote work included), on site'
\echo
\set ECHO queries
SELECT cohort, measure, pool(r) AS counts, percent(pool(r)) AS pooled,
       published, prints_as(pool(r), published) AS agrees
FROM cohort_filing GROUP BY line, cohort, measure, published ORDER BY line;
\set ECHO :bulletin_echo
\echo 'Top 100 is a list of the whole country: the published statistics have 42 of its'
\echo 'enterprises, and all 42 had resumed. The row that does not agree (f): the two'
\echo 'published percentages of the Top 100 contradict each other: see the audit.'
\echo
\echo 'BY CLASS AND CITY (percent): every row is computed from the filings'
\echo
\pset null all
\set ECHO queries
SELECT class, city, pool(resumed) AS "resumed/of",
       percent(pool(resumed)) AS resumed, percent(pool(returned, staff)) AS back
FROM city_filing GROUP BY ROLLUP (class, city) ORDER BY class, city NULLS FIRST;
\set ECHO :bulletin_echo
\pset null ''
\echo 'The same staff on site, averaged and pooled (percent):'
\echo
\set ECHO queries
SELECT class, round(avg(100.0 * on_site / staff), 2) AS "avg()",
       percent(pool(on_site, staff)) AS "pool()"
FROM city_filing GROUP BY class ORDER BY class;
\set ECHO :bulletin_echo
\echo 'avg() is the mean of the enterprises'' own percentages, where ten staff count as'
\echo 'much as ten thousand. It even ranks the comprehensive cities above the'
\echo 'characteristic ones; pooled, it is the other way round.'
\endif

\pset linestyle ascii
\pset footer on
\set QUIET :bulletin_quiet
