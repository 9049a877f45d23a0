\encoding UTF8
-- What a BI tool is pointed at: views in plain types, over the tables of demo_data.sql. Tools know numbers, dates and text.
-- They add up counts; a rate they must be told how to add up. One view for each way of working:
--
--   bi_city         one row a city, class and day: for tools that group by themselves. No totals among the rows, so nothing
--                   is counted twice. The right total of a ratio is its mean WEIGHTED BY ITS DENOMINATOR, in every tool that
--                   has one ("weighted mean of returned_ratio by staff"), or sum(returned_staff) / sum(staff); the plain mean
--                   of the column is wrong.
--   bi_resumption   cities, classes and the total as rows, each computed from the filings: for tools that only show. Filter
--                   on one level, or let the levels be the subtotal rows; never add up over levels.
--   bi_as_of        one row a city and calendar day, last filings carried forward: for lines over time. Never add up over
--                   days: a figure of one day is a stock.
--
-- Texts keep their zeros and unit (76.70 %), for tools whose numbers are doubles and print 76.7. No column is called day:
-- that word is reserved in some query languages.

CREATE OR REPLACE VIEW bi_city AS
WITH city AS (
    SELECT DISTINCT ON (division_code) division_code, name_zh, name_en
    FROM software_city ORDER BY division_code, seeded, during DESC
), counted AS (
    SELECT filed_on, class, division_code, name_zh, name_en,
           pool(resumed) AS resumed, pool(returned, staff) AS returned, pool(on_site, staff) AS on_site
    FROM filing
    JOIN enterprise USING (enterprise_id)
    LEFT JOIN city USING (division_code)
    CROSS JOIN LATERAL class_on(division_code, filed_on) AS class
    GROUP BY filed_on, class, division_code, name_zh, name_en
)
SELECT filed_on,
       division_code,
       name_zh                 AS city_zh,
       name_en                 AS city_en,
       label(class, 'zh')      AS class_zh,
       label(class, 'en')      AS class_en,
       denominator(resumed)    AS enterprises,
       numerator(resumed)      AS resumed_enterprises,
       denominator(returned)   AS staff,
       numerator(returned)     AS returned_staff,
       numerator(on_site)      AS on_site_staff,
       ratio(resumed)          AS resumed_ratio,
       ratio(returned)         AS returned_ratio,
       ratio(on_site)          AS on_site_ratio,
       percent_text(resumed)   AS resumed_text,
       percent_text(returned)  AS returned_text,
       percent_text(on_site)   AS on_site_text
FROM counted;

COMMENT ON VIEW bi_city IS 'one row a city, class and day; counts may be added up, a ratio is averaged with its denominator as weight';
COMMENT ON COLUMN bi_city.filed_on IS 'the day that the figures speak of';
COMMENT ON COLUMN bi_city.division_code IS 'the city, GB/T 2260';
COMMENT ON COLUMN bi_city.city_zh IS 'the city in Chinese';
COMMENT ON COLUMN bi_city.city_en IS 'the city in English';
COMMENT ON COLUMN bi_city.class_zh IS 'the class that the city had on that day, in Chinese';
COMMENT ON COLUMN bi_city.class_en IS 'the class that the city had on that day, in English';
COMMENT ON COLUMN bi_city.enterprises IS 'enterprises that filed; denominator and weight of resumed_ratio; may be added up';
COMMENT ON COLUMN bi_city.resumed_enterprises IS 'enterprises at work again; numerator of resumed_ratio; may be added up';
COMMENT ON COLUMN bi_city.staff IS 'staff of the enterprises that filed; denominator and weight of returned_ratio and on_site_ratio; may be added up';
COMMENT ON COLUMN bi_city.returned_staff IS 'staff back at work, remote work included; numerator of returned_ratio; may be added up';
COMMENT ON COLUMN bi_city.on_site_staff IS 'staff on site; numerator of on_site_ratio; may be added up';
COMMENT ON COLUMN bi_city.resumed_ratio IS 'resumption rate (复工率), 0 to 1; total: mean weighted by enterprises';
COMMENT ON COLUMN bi_city.returned_ratio IS 'return rate (返岗率), 0 to 1; total: mean weighted by staff';
COMMENT ON COLUMN bi_city.on_site_ratio IS 'on-site rate (到岗率), 0 to 1; total: mean weighted by staff';
COMMENT ON COLUMN bi_city.resumed_text IS 'resumption rate (复工率) as printed, rounded half up from the counts';
COMMENT ON COLUMN bi_city.returned_text IS 'return rate (返岗率) as printed, rounded half up from the counts';
COMMENT ON COLUMN bi_city.on_site_text IS 'on-site rate (到岗率) as printed, rounded half up from the counts';

CREATE OR REPLACE VIEW bi_resumption AS
WITH city AS (
    SELECT DISTINCT ON (division_code) division_code, name_zh, name_en
    FROM software_city ORDER BY division_code, seeded, during DESC
), counted AS (
    SELECT filed_on, grouping(class, division_code) AS folded, class, division_code,
           pool(resumed) AS resumed, pool(returned, staff) AS returned, pool(on_site, staff) AS on_site
    FROM filing
    JOIN enterprise USING (enterprise_id)
    CROSS JOIN LATERAL class_on(division_code, filed_on) AS class
    GROUP BY filed_on, ROLLUP (class, division_code)
)
SELECT filed_on,
       CASE folded WHEN 0 THEN 'city' WHEN 1 THEN 'class' ELSE 'all' END AS level,
       label(class, 'en')      AS city_class,
       division_code,
       CASE folded WHEN 0 THEN name_zh WHEN 1 THEN coalesce(label(class, 'zh'), '未列入名录') ELSE '合计' END AS area_zh,
       CASE folded WHEN 0 THEN name_en WHEN 1 THEN coalesce(label(class, 'en'), 'not in the register') ELSE 'All cities' END AS area_en,
       numerator(resumed)      AS resumed_enterprises,
       denominator(resumed)    AS enterprises,
       percent(resumed)        AS resumed_percent,
       percent_text(resumed)   AS resumed_text,
       numerator(returned)     AS returned_staff,
       denominator(returned)   AS staff,
       percent(returned)       AS returned_percent,
       percent_text(returned)  AS returned_text,
       numerator(on_site)      AS on_site_staff,
       ratio(on_site)          AS on_site_ratio,
       percent_text(on_site)   AS on_site_text
FROM counted
LEFT JOIN city USING (division_code);

COMMENT ON VIEW bi_resumption IS
    'rates by city, by class and over all, in plain types: counts may be summed within a level, percentages may not';
COMMENT ON COLUMN bi_resumption.filed_on IS 'the day that the figures speak of';
COMMENT ON COLUMN bi_resumption.level IS 'what the row is of: city, class or all; filter on one of them before anything is added up';
COMMENT ON COLUMN bi_resumption.city_class IS 'the class, NULL in the row of the total and of cities that are not in the register';
COMMENT ON COLUMN bi_resumption.division_code IS 'the city, GB/T 2260; NULL in rows of a class and of the total';
COMMENT ON COLUMN bi_resumption.area_zh IS 'city, class or 合计: what the row is called, in Chinese';
COMMENT ON COLUMN bi_resumption.area_en IS 'city, class or All cities: what the row is called, in English';
COMMENT ON COLUMN bi_resumption.resumed_enterprises IS 'enterprises at work again; may be added up within a level';
COMMENT ON COLUMN bi_resumption.enterprises IS 'enterprises that filed; may be added up within a level';
COMMENT ON COLUMN bi_resumption.resumed_percent IS 'resumption rate (复工率) in percent; never add up or average';
COMMENT ON COLUMN bi_resumption.resumed_text IS 'resumption rate (复工率) as printed';
COMMENT ON COLUMN bi_resumption.returned_staff IS 'staff back at work, remote work included; may be added up within a level';
COMMENT ON COLUMN bi_resumption.staff IS 'staff of the enterprises that filed; may be added up within a level';
COMMENT ON COLUMN bi_resumption.returned_percent IS 'return rate (返岗率) in percent; never add up or average';
COMMENT ON COLUMN bi_resumption.returned_text IS 'return rate (返岗率) as printed';
COMMENT ON COLUMN bi_resumption.on_site_staff IS 'staff on site; may be added up within a level';
COMMENT ON COLUMN bi_resumption.on_site_ratio IS 'on-site rate (到岗率), 0 to 1; never add up or average';
COMMENT ON COLUMN bi_resumption.on_site_text IS 'on-site rate (到岗率) as printed';

-- As of each day: every enterprise's last filing counts from its day to that of its next one, in the city that it names.

CREATE OR REPLACE VIEW bi_as_of AS
WITH filed AS (
    SELECT enterprise_id, filed_on, latest(rate(resumed), received_at) AS resumed,
           latest(rate(returned, staff), received_at) AS returned, latest(rate(on_site, staff), received_at) AS on_site
    FROM filing_history
    GROUP BY enterprise_id, filed_on
), series AS (
    SELECT division_code, pool(resumed, during) AS resumed, pool(returned, during) AS returned, pool(on_site, during) AS on_site
    FROM (SELECT *, daterange(filed_on, lead(filed_on) OVER (PARTITION BY enterprise_id ORDER BY filed_on)) AS during
          FROM filed) AS period
    JOIN enterprise USING (enterprise_id)
    GROUP BY division_code
), city AS (
    SELECT DISTINCT ON (division_code) division_code, name_zh, name_en
    FROM software_city ORDER BY division_code, seeded, during DESC
)
SELECT on_day                    AS as_of_date,
       division_code,
       name_zh                   AS city_zh,
       name_en                   AS city_en,
       label(class, 'zh')        AS class_zh,
       label(class, 'en')        AS class_en,
       denominator(r.rate)       AS enterprises,
       numerator(r.rate)         AS resumed_enterprises,
       denominator(b.rate)       AS staff,
       numerator(b.rate)         AS returned_staff,
       numerator(s.rate)         AS on_site_staff,
       ratio(r.rate)             AS resumed_ratio,
       ratio(b.rate)             AS returned_ratio,
       ratio(s.rate)             AS on_site_ratio,
       percent_text(r.rate)      AS resumed_text,
       percent_text(b.rate)      AS returned_text,
       percent_text(s.rate)      AS on_site_text
FROM (SELECT min(filed_on) AS first, max(filed_on) AS last FROM filing_history) AS whole
CROSS JOIN series
CROSS JOIN LATERAL days(resumed, first, last) AS r
JOIN LATERAL days(returned, first, last) AS b USING (on_day)
JOIN LATERAL days(on_site, first, last) AS s USING (on_day)
CROSS JOIN LATERAL class_on(division_code, on_day) AS class
LEFT JOIN city USING (division_code);

COMMENT ON VIEW bi_as_of IS 'one row a city and calendar day, last filings carried forward; counts may be added up over cities, never over days';
COMMENT ON COLUMN bi_as_of.as_of_date IS 'the calendar day, without gaps; filter on one of them, or draw lines over them';
COMMENT ON COLUMN bi_as_of.division_code IS 'the city, GB/T 2260';
COMMENT ON COLUMN bi_as_of.city_zh IS 'the city in Chinese';
COMMENT ON COLUMN bi_as_of.city_en IS 'the city in English';
COMMENT ON COLUMN bi_as_of.class_zh IS 'the class that the city had on that day, in Chinese';
COMMENT ON COLUMN bi_as_of.class_en IS 'the class that the city had on that day, in English';
COMMENT ON COLUMN bi_as_of.enterprises IS 'enterprises heard of by that day; weight of resumed_ratio; may be added up over cities';
COMMENT ON COLUMN bi_as_of.resumed_enterprises IS 'enterprises at work again; may be added up over cities';
COMMENT ON COLUMN bi_as_of.staff IS 'staff of the enterprises heard of; weight of returned_ratio and on_site_ratio; may be added up over cities';
COMMENT ON COLUMN bi_as_of.returned_staff IS 'staff back at work, remote work included; may be added up over cities';
COMMENT ON COLUMN bi_as_of.on_site_staff IS 'staff on site; may be added up over cities';
COMMENT ON COLUMN bi_as_of.resumed_ratio IS 'resumption rate (复工率), 0 to 1; total: mean weighted by enterprises';
COMMENT ON COLUMN bi_as_of.returned_ratio IS 'return rate (返岗率), 0 to 1; total: mean weighted by staff';
COMMENT ON COLUMN bi_as_of.on_site_ratio IS 'on-site rate (到岗率), 0 to 1; total: mean weighted by staff';
COMMENT ON COLUMN bi_as_of.resumed_text IS 'resumption rate (复工率) as printed';
COMMENT ON COLUMN bi_as_of.returned_text IS 'return rate (返岗率) as printed';
COMMENT ON COLUMN bi_as_of.on_site_text IS 'on-site rate (到岗率) as printed';

-- The rows that a tool would show with the cities folded.
SELECT level, area_en, enterprises, resumed_text, staff, returned_text
FROM bi_resumption
WHERE level <> 'city'
ORDER BY level = 'all', enterprises DESC;

-- What a tool makes of the leaves: the weighted mean is the rate of the total, the plain mean is not.
SELECT sum(staff * returned_ratio) / sum(staff) AS weighted, avg(returned_ratio) AS plain FROM bi_city;
