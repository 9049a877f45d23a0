\encoding UTF8
\set bulletin_quiet :QUIET
\set QUIET on
-- The bulletin of 19 February 2020 from the tables of demo_data.sql: two views in plain SQL, each printed in English and in
-- Chinese. The views keep rates as pairs of counts; percent() rounds once, where a figure is printed.

-- Cohorts overlap, so each is a FILTER over the same rows.

CREATE OR REPLACE VIEW cohort_rates AS
WITH pooled AS (
    SELECT filed_on,
           pool(resumed)                                    AS all_resumption,
           pool(returned, staff)                            AS all_return,
           pool(on_site, staff)                             AS all_on_site,
           pool(resumed)         FILTER (WHERE top100)      AS top_resumption,
           pool(returned, staff) FILTER (WHERE top100)      AS top_return,
           pool(on_site, staff)  FILTER (WHERE top100)      AS top_on_site,
           pool(resumed)         FILTER (WHERE key_planned) AS key_resumption,
           pool(returned, staff) FILTER (WHERE key_planned) AS key_return,
           pool(on_site, staff)  FILTER (WHERE key_planned) AS key_on_site
    FROM filing
    JOIN enterprise USING (enterprise_id)
    GROUP BY filed_on
)
SELECT filed_on, line, cohort, measure, r
FROM pooled
CROSS JOIN LATERAL (VALUES
    (1, 'all',         'resumption', all_resumption),
    (2, 'all',         'return',     all_return),
    (3, 'all',         'on site',    all_on_site),
    (4, 'top100',      'resumption', top_resumption),
    (5, 'top100',      'return',     top_return),
    (6, 'top100',      'on site',    top_on_site),
    (7, 'key_planned', 'resumption', key_resumption),
    (8, 'key_planned', 'return',     key_return),
    (9, 'key_planned', 'on site',    key_on_site)) AS v(line, cohort, measure, r);

-- Nationwide, by city class and by city, in one pass. pool() is right on every row, subtotals included; mean_of_rates() is
-- what avg() over a column of percentages would have said. Level: 0 a city, 1 a class, 3 all.

CREATE OR REPLACE VIEW city_rates AS
SELECT filed_on, grouping(class, division_code) AS level, class, division_code,
       pool(resumed)                        AS resumption_rate,
       pool(returned, staff)                AS return_rate,
       mean_of_rates(rate(returned, staff)) AS return_mean,
       pool(on_site, staff)                 AS on_site_rate,
       mean_of_rates(rate(on_site, staff))  AS on_site_mean
FROM filing
JOIN enterprise USING (enterprise_id)
CROSS JOIN LATERAL class_on(division_code, filed_on) AS class
GROUP BY filed_on, ROLLUP (class, division_code);

-- The names of the cities. Rows that a DBA adds to the register come before those that it was delivered with.

CREATE OR REPLACE VIEW city_name AS
SELECT DISTINCT ON (division_code) division_code, name_zh, name_en
FROM software_city
ORDER BY division_code, seeded, during DESC;

\pset linestyle unicode
\pset border 1
\pset footer off

\echo 'BULLETIN: software enterprises, 14 cities, as of 19 February 2020 (percent)'
\echo
SELECT CASE measure WHEN 'resumption' THEN
           CASE cohort WHEN 'all' THEN 'All' WHEN 'top100' THEN 'Top 100' ELSE 'Key-planned' END
       END AS "cohort",
       CASE measure WHEN 'resumption' THEN 'have resumed' WHEN 'return' THEN 'back at work' ELSE 'on site' END
           AS "measure",
       r AS "counts",
       percent(r) AS "pooled",
       p.percent AS "published",
       CASE WHEN percent(r) <> p.percent THEN '≠ see note' ELSE '' END AS " "
FROM cohort_rates
JOIN published_figure AS p USING (cohort, measure)
WHERE filed_on = date '2020-02-19'
ORDER BY line;

\echo 'Note: the two published top-100 percentages contradict each other. Rounded half'
\echo 'up, 356,218 staff print as 83.85 % only out of 424,803 to 424,853, and 261,364'
\echo 'as 61.51 % only out of 424,879 to 424,947: no total gives both. These data have'
\echo '424,830, which gives the first; the second comes out as 61.52 by the same rule.'
\echo

SELECT CASE level WHEN 0 THEN '  ' || name_en WHEN 1 THEN label(class, 'en') ELSE 'All 14 cities' END AS "area",
       resumption_rate AS "resumed/of",
       percent(resumption_rate) AS "resumed",
       percent(return_rate) AS "back",
       round(100 * return_mean::numeric, 2) AS "by avg()",
       percent(on_site_rate) AS "on site",
       round(100 * on_site_mean::numeric, 2) AS "by avg()"
FROM city_rates
LEFT JOIN city_name USING (division_code)
WHERE filed_on = date '2020-02-19'
ORDER BY level = 3 DESC, class, level DESC, division_code;

\echo '"by avg()": the mean of the enterprises'' own percentages, where ten staff count'
\echo 'as much as ten thousand. On site it even ranks the comprehensive cities above'
\echo 'the characteristic ones; pooled, it is the other way round.'
\echo

\echo '通报：14个软件城市的软件企业，截至2020年2月19日（%）'
\echo
SELECT CASE measure WHEN 'resumption' THEN
           CASE cohort WHEN 'all' THEN '全部企业' WHEN 'top100' THEN '百强企业' ELSE '规划布局重点企业' END
       END AS "范围",
       CASE measure WHEN 'resumption' THEN '复工率' WHEN 'return' THEN '返岗率' ELSE '到岗率' END AS "指标",
       r AS "分子/分母",
       percent(r) AS "合并计算",
       p.percent AS "公布值",
       CASE WHEN percent(r) <> p.percent THEN '≠ 见注' ELSE '' END AS " "
FROM cohort_rates
JOIN published_figure AS p USING (cohort, measure)
WHERE filed_on = date '2020-02-19'
ORDER BY line;

\echo '注：百强企业公布的两个百分比相互矛盾。按四舍五入，返岗356218人印成83.85%，'
\echo '职工总数须在424803至424853之间；到岗261364人印成61.51%，则须在424879至424947'
\echo '之间，没有一个总数能同时满足。此处取424830，按同一规则，第二个数得61.52。'
\echo

SELECT CASE level WHEN 0 THEN '  ' || name_zh WHEN 1 THEN label(class, 'zh') ELSE '14市合计' END AS "地区",
       resumption_rate AS "已复工/企业数",
       percent(resumption_rate) AS "复工率",
       percent(return_rate) AS "返岗率",
       round(100 * return_mean::numeric, 2) AS "avg()会说",
       percent(on_site_rate) AS "到岗率",
       round(100 * on_site_mean::numeric, 2) AS "avg()会说"
FROM city_rates
LEFT JOIN city_name USING (division_code)
WHERE filed_on = date '2020-02-19'
ORDER BY level = 3 DESC, class, level DESC, division_code;

\echo '“avg()会说”：各企业百分比的简单平均，十人的企业与万人的企业同等分量。'
\echo '到岗率一列，它甚至把综合型排到了特色型之前，与合并计算的次序相反。'

\pset linestyle ascii
\pset footer on
\set QUIET :bulletin_quiet
