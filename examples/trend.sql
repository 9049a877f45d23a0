\encoding UTF8
\set trend_quiet :QUIET
\set trend_echo :ECHO
\set QUIET on
-- Three weeks of filings from the tables of demo_data.sql as a series of days: how far, how fast, and when 90 %? In English, or
-- in Chinese with psql -v language=zh. Each table is printed below the query that made it.

\if :{?language} \else
    \set language en
\endif
SELECT :'language' = 'zh' AS zh \gset

-- What the filings say of each day, late ones and corrections included. as_of() carries each enterprise's last filing forward; of
-- two filings for one day the later received counts. Its result is a series, which is read out a row a day, whether somebody
-- filed or not. Level: 0 a city, 1 a class, 3 all.
--
-- It may be grouped by the city because that is the one that the table enterprise has today, the same for all filings of an
-- enterprise; so the cities pool to the rest. Where each filing has its own city, an enterprise that moves would be counted in
-- both for ever: see README.md, recipe 2, and as_of.sql.

CREATE OR REPLACE VIEW as_of_rates AS
WITH city AS (
    SELECT division_code, as_of(enterprise_id, filed_on, rate(resumed), received_at) AS resumed,
           as_of(enterprise_id, filed_on, rate(returned, staff), received_at) AS returned
    FROM filing_history
    JOIN enterprise USING (enterprise_id)
    GROUP BY division_code
)
SELECT on_day AS day, grouping(class, division_code) AS level, class, division_code,
       pool(r.rate) AS resumption_rate,
       pool(b.rate) AS return_rate
FROM city
CROSS JOIN LATERAL days(resumed, '2020-01-30', '2020-02-19') AS r
JOIN LATERAL days(returned, '2020-01-30', '2020-02-19') AS b USING (on_day)
CROSS JOIN LATERAL class_on(division_code, on_day) AS class
GROUP BY on_day, ROLLUP (class, division_code);

-- Of it: all, each class, and Wuhan, a row a day and measure, with the last day of the week.

CREATE OR REPLACE VIEW area_day AS
SELECT m.line * 10 + a.line AS line, m.name AS measure, m.name_zh AS measure_zh,
       a.name AS area, a.name_zh AS area_zh, day, date '2020-02-19' - (date '2020-02-19' - day) / 7 * 7 AS week_to, r
FROM as_of_rates
CROSS JOIN LATERAL (VALUES (1, 'resumed', '复工率', resumption_rate), (2, 'back', '返岗率', return_rate))
    AS m(line, name, name_zh, r)
JOIN LATERAL (VALUES (0, 3, NULL, 'all', '全部'), (1, 1, city_class 'comprehensive', 'comprehensive', '综合型'),
                     (2, 1, 'characteristic', 'characteristic', '特色型'), (3, 0, 'characteristic', '  Wuhan', '  武汉'),
                     (4, 1, 'candidate', 'candidate', '创建'))
    AS a(line, level, class, name, name_zh) ON a.level = as_of_rates.level
        AND (a.level = 3 OR a.class = as_of_rates.class) AND (a.level > 0 OR division_code = 420100);

\pset linestyle unicode
\pset border 1
\pset footer off

\if :zh
\echo '【走势】2020年1月30日至2月19日，各日截至当日的比率（%）'
\echo
\set ECHO queries
SELECT measure_zh 指标, area_zh 地区,
       sparkline(r ORDER BY day) 走势, percent(latest(r, day)) "2月19日"
FROM area_day GROUP BY line, measure_zh, area_zh ORDER BY line;
\set ECHO :trend_echo
\echo '返岗率每周拟合一条直线：斜率为每日上升的百分点；照此何日到90%（-：一年内不到）'
\echo
\pset null -
\set ECHO queries
SELECT area_zh 地区, week_to 截至, slope(trend(day, r))::numeric(5,2) 斜率,
       day_reaching(trend(day, r), 90) "到90%的日期" FROM area_day
WHERE measure = 'back' GROUP BY line, area_zh, week_to ORDER BY line, week_to;
\set ECHO :trend_echo
\pset null ''
\echo '直线只是直线：2月12日在S形曲线最陡的一段，它许诺的日子都太早。又，特色型五分之一'
\echo '的职工在武汉，只有三分之一返岗：全类要到90%，其余职工须有105%返岗。'
\else
\echo 'TREND: as of each day, 30 January to 19 February 2020 (percent)'
\echo
\set ECHO queries
SELECT measure, area, sparkline(r ORDER BY day) AS "30 Jan to 19 Feb",
       percent(latest(r, day)) AS "19 Feb"
FROM area_day GROUP BY line, measure, area ORDER BY line;
\set ECHO :trend_echo
\echo 'A line through each week of the staff back at work: its slope in percentage'
\echo 'points a day, and the day on which it reaches 90 % (-: not within a year)'
\echo
\pset null -
\set ECHO queries
SELECT area, week_to, slope(trend(day, r))::numeric(5,2) AS "points a day",
       day_reaching(trend(day, r), 90) AS "reaches 90 % on" FROM area_day
WHERE measure = 'back' GROUP BY line, area, week_to ORDER BY line, week_to;
\set ECHO :trend_echo
\pset null ''
\echo 'A line is but a line: on 12 February, on the steep part of the S, it promised'
\echo 'each day too early. And with a fifth of its staff in Wuhan, a third of them'
\echo 'back, the characteristic class would need 105 % of the others.'
\endif

\pset linestyle ascii
\pset footer on
\set QUIET :trend_quiet
