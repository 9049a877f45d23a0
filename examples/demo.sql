\encoding UTF8
\set QUIET on
-- The whole demo, in an empty UTF8 database that has the extension's files:
--     psql -X -q -v ON_ERROR_STOP=1 -f examples/demo.sql
-- in English; in Chinese with -v language=zh.

\if :{?language} \else
    \set language en
\endif
SELECT :'language' = 'zh' AS zh \gset

\ir demo_data.sql
\if :zh
\echo '虚构数据：15910家虚构的企业及其三周的填报；在各城市间的分布、所有职工总数、'
\echo '最后一天以外的每一天，都是虚构的。公布数据：三个范围的计数（填报相加，与之一个'
\echo '不差）和“公布值”一列。没有一行是关于真实企业或真实城市的。表的上方是它的查询。'
\else
\echo 'GENERATED DATA: 15,910 invented enterprises and three weeks of their filings.'
\echo 'How they divide among the cities is invented, as are every staff total and every'
\echo 'day but the last. PUBLISHED: the counts of the three cohorts, which the filings'
\echo 'add up to to the last unit, and the column "published". No row says anything'
\echo 'about a real enterprise or a real city. Above each table is its query.'
\endif
\echo
\ir bulletin.sql
\echo
\ir trend.sql
\echo
\ir audit_published.sql
\if :zh
\echo '接下来：make shell 在这些表和视图上打开 psql。试试上面的查询，或'
\echo '  SELECT percent(pool(returned, staff)) FROM filing;   返岗率'
\echo '  \\d+ as_of_rates                                      走势所用的逐日序列'
\echo 'make dashboard 把这些数据做成一页看板：resume-dashboard.html，用浏览器打开即可。'
\else
\echo 'Next: "make shell" opens psql on all this. Try the queries above, or'
\echo '  SELECT percent(pool(returned, staff)) FROM filing;   the return rate'
\echo '  \\d+ as_of_rates                                      the days of the trend'
\echo '"make dashboard" makes a page of it to look at: resume-dashboard.html.'
\endif
