\encoding UTF8
-- The bulletin as data: one query gives the rows of a document, a second the sentences in Chinese and English, a third the
-- shares and why they need not add up to 100. Needs only the extension; everything is temporary, the filings are invented.

\set bulletin_quiet :QUIET
\set QUIET on

-- Who is to file, and who did. output and capacity are in yuan a day.

CREATE OR REPLACE TEMP VIEW registered (enterprise_id, division_code) AS VALUES
    ( 1, 320100), ( 2, 320100), ( 3, 440300), ( 4, 310000),     -- comprehensive
    ( 5, 350200), ( 6, 320500), ( 7, 420100), ( 8, 420100),     -- characteristic
    ( 9, 210100), (10, 330200), (11, 210200), (12, 320200);     -- candidates

CREATE OR REPLACE TEMP VIEW filed (enterprise_id, day, resumed, staff, returned, on_site, output, capacity) AS VALUES
    ( 1, date '2020-02-12', true,  42000::bigint, 25200::bigint,  9100::bigint,  61000000::bigint,  90000000::bigint),
    ( 2, '2020-02-12', true,   8100,  5200,  2300,   9800000,  15500000),
    ( 3, '2020-02-12', true,  61000, 44100, 20050,  98000000, 120000000),
    ( 4, '2020-02-12', false, 12500,     0,     0,         0,  22000000),
    ( 5, '2020-02-12', true,   9400,  5900,  3100,  12000000,  18000000),
    ( 6, '2020-02-12', true,   7300,  4000,  2200,   7600000,  11000000),
    ( 7, '2020-02-12', false,  5200,     0,     0,         0,   8700000),
    ( 9, '2020-02-12', true,   3300,  1500,   700,   2900000,   5200000),
    (10, '2020-02-12', false,  2800,     0,     0,         0,   4100000),
    (11, '2020-02-12', true,   6900,  3900,  1900,   8100000,  10400000),
    ( 1, '2020-02-19', true,  42000, 34300, 16900,  84000000,  90000000),
    ( 2, '2020-02-19', true,   8200,  7000,  4100,  14900000,  15500000),
    ( 3, '2020-02-19', true,  61000, 52800, 31700, 126000000, 120000000),
    ( 4, '2020-02-19', false, 12500,     0,     0,         0,  22000000),
    ( 5, '2020-02-19', true,   9400,  7900,  4700,  15800000,  18000000),
    ( 6, '2020-02-19', true,   7350,  6050,  3900,   9900000,  11000000),
    ( 7, '2020-02-19', true,   5200,  1300,   200,   1100000,   8700000),
    ( 9, '2020-02-19', true,   3300,  2450,  1300,   4300000,   5200000),
    (10, '2020-02-19', true,   2800,  1900,  1050,   3000000,   4100000),
    (11, '2020-02-19', true,   6900,  5700,  3300,   9900000,  10400000),
    (12, '2020-02-19', false,  1900,     0,     0,         0,   2600000);

-- The document, one row a cell and measure. A change is rounded once, half up, from the counts; it may miss the difference
-- of the two printed levels by one unit of the last digit, and the column of_levels shows it. Coverage is who filed of who
-- should, on both days: a change between two sets of enterprises is not all a change of what they do.

CREATE OR REPLACE TEMP VIEW bulletin_row AS
WITH document (day, base_day, digits, rule) AS (
    VALUES (date '2020-02-19', date '2020-02-12', 2, 'half_up')
), cell AS (
    SELECT d.day, grouping(class) = 1 AS total, class, rate(count(f.enterprise_id), count(*)) AS coverage,
           pool(resumed) AS resumption, pool(returned, staff) AS return, pool(on_site, staff) AS on_site,
           pool(output, capacity) AS utilisation
    FROM registered AS r
    CROSS JOIN document
    CROSS JOIN LATERAL (VALUES (day), (base_day)) AS d(day)
    CROSS JOIN LATERAL class_on(division_code, d.day) AS class
    LEFT JOIN filed AS f ON f.enterprise_id = r.enterprise_id AND f.day = d.day
    GROUP BY d.day, ROLLUP (class)
), measured AS (
    SELECT cell.day, total, class, coverage, line, measure, r
    FROM cell, LATERAL (VALUES (1, 'resumption', resumption), (2, 'return', return), (3, 'on site', on_site),
                               (4, 'utilisation', utilisation)) AS m(line, measure, r)
)
SELECT CASE WHEN now.total THEN 'all' ELSE coalesce(now.class::text, 'not in the register') END AS cell, now.class, now.total, now.measure, now.r AS counts,
       percent(now.r, digits, rule) AS percent, rule, now.day, base_day,
       round(points(now.r, base.r), digits) AS change,
       percent(now.r, digits, rule) - percent(base.r, digits, rule) AS of_levels,
       now.coverage, base.coverage AS base_coverage,
       row_number() OVER (ORDER BY now.total DESC, now.class, now.line) AS line
FROM document
JOIN measured AS now USING (day)
LEFT JOIN measured AS base ON base.day = base_day AND base.total = now.total
                          AND base.class IS NOT DISTINCT FROM now.class AND base.line = now.line;

\echo '1. The rows of the document'
SELECT cell, measure, counts, percent, rule, change, of_levels, coverage, base_coverage
FROM bulletin_row
ORDER BY line;

-- Counts as Chinese readers expect them, in 万 and 亿, with two digits. The unit is chosen after rounding, so that
-- 99,999,999 is 1.00亿 and not 10000.00万; below ten thousand a count is printed in full.

CREATE OR REPLACE FUNCTION pg_temp.zh_count(n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN coalesce((SELECT round(n / unit, 2) || name
                     FROM (VALUES (1e4, '万'), (1e8, '亿'), (1e12, '万亿')) AS u(unit, name)
                     WHERE round(n / (unit / 10000), 2) >= 10000
                     ORDER BY unit DESC
                     LIMIT 1), n::text);

CREATE OR REPLACE FUNCTION pg_temp.en_count(n bigint) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN coalesce((SELECT round(n / unit, 2) || name
                     FROM (VALUES (1e6, ' million'), (1e9, ' billion'), (1e12, ' trillion')) AS u(unit, name)
                     WHERE n >= 1e6 AND round(n / (unit / 1000), 2) >= 1000
                     ORDER BY unit DESC
                     LIMIT 1), to_char(n, 'FM999,999'));

CREATE OR REPLACE TEMP VIEW bulletin_sentence AS
SELECT line,
       format('%s%s%s，%s；报送率%s%%，%s为%s%%。',
              CASE WHEN total THEN '全部城市' ELSE coalesce(label(class, 'zh') || '城市', '名录外城市') END, name_zh,
              CASE WHEN percent IS NULL THEN '无数据' ELSE format('%s%%（%s%s/%s%s）', percent, pg_temp.zh_count(numerator(counts)), unit_zh,
                              pg_temp.zh_count(denominator(counts)), unit_zh) END,
              CASE sign(change) WHEN 0 THEN format('与%s持平', since_zh)
                                WHEN 1 THEN format('比%s提高%s个百分点', since_zh, change)
                                WHEN -1 THEN format('比%s下降%s个百分点', since_zh, abs(change))
                                ELSE format('与%s不可比', since_zh) END,
              coalesce(percent(coverage, 1), 0), since_zh, coalesce(percent(base_coverage, 1), 0)) AS zh,
       format('%s: %s %s, %s; %s%% of enterprises filed, %s%% then.',
              CASE WHEN total THEN 'All cities' ELSE coalesce(initcap(label(class, 'en')) || ' cities', 'Cities not in the register') END,
              name_en,
              CASE WHEN percent IS NULL THEN 'no data' ELSE format('%s%% (%s%s of %s)', percent, unit_en, pg_temp.en_count(numerator(counts)),
                              pg_temp.en_count(denominator(counts))) END,
              CASE sign(change) WHEN 0 THEN format('unchanged since %s', since_en)
                                WHEN 1 THEN format('up %s percentage points since %s', change, since_en)
                                WHEN -1 THEN format('down %s percentage points since %s', abs(change), since_en)
                                ELSE format('not comparable with %s', since_en) END,
              coalesce(percent(coverage, 1), 0), coalesce(percent(base_coverage, 1), 0)) AS en
FROM bulletin_row
JOIN (VALUES ('resumption', '复工率', '家', 'resumed', ''), ('return', '返岗率', '人', 'staff back at work', ''),
             ('on site', '到岗率', '人', 'staff on site', ''), ('utilisation', '产能利用率', '元', 'output of capacity', 'CNY '))
    AS m(measure, name_zh, unit_zh, name_en, unit_en) USING (measure),
LATERAL (SELECT to_char(base_day, 'FMMM"月"FMDD"日"'), to_char(base_day, 'FMDD FMMonth')) AS s(since_zh, since_en);

\echo '2. The sentences'
SELECT zh FROM bulletin_sentence ORDER BY line \g (format=unaligned tuples_only=on)
SELECT en FROM bulletin_sentence ORDER BY line \g (format=unaligned tuples_only=on)

-- Shares are rounded each for itself, by the same rule as every other figure, and none is bent so that they make 100. What
-- is missing is less than half a unit a share, or it is not rounding.

\echo
\echo '3. Shares: who has resumed, by class of city'
CREATE OR REPLACE TEMP VIEW bulletin_share AS
SELECT class, rate(numerator(counts), sum(numerator(counts)) OVER ()::bigint) AS counts,
       percent(rate(numerator(counts), sum(numerator(counts)) OVER ()::bigint), 1, rule) AS percent
FROM bulletin_row
WHERE measure = 'resumption' AND NOT total;

SELECT class, counts, percent FROM bulletin_share ORDER BY class;

SELECT sum(percent) AS "shares add to",
       CASE WHEN missing IS NULL OR missing = 0 THEN ''
            WHEN rounding THEN format('分项之和为%s%%，与100%%相差%s个百分点，系各项分别四舍五入所致。', sum(percent), abs(missing))
            ELSE '分项之和与100%之差不能由四舍五入解释。' END AS zh,
       CASE WHEN missing IS NULL OR missing = 0 THEN ''
            WHEN rounding THEN format('The shares add to %s%%, not 100%%, because each is rounded.', sum(percent))
            ELSE 'The shares miss 100% by more than rounding can explain.' END AS en
FROM bulletin_share,
     LATERAL (SELECT 100 - sum(percent) AS missing, abs(100 - sum(percent)) <= count(*) * 0.05 AS rounding FROM bulletin_share) AS t
GROUP BY missing, rounding;

\set QUIET :bulletin_quiet
