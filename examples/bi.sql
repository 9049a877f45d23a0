-- What a BI tool is pointed at: a view in plain types. Tools know numbers, dates and text; they cannot add up percentages,
-- but they can show the right one on every row, subtotals included, and add up counts. Over the tables of demo_data.sql.
--
-- Filter on one level, or let the tool use the levels as its subtotal rows: never sum or average the percent columns.

CREATE OR REPLACE VIEW bi_resumption AS
SELECT filed_on,
       CASE grouping(class, division_code) WHEN 0 THEN 'city' WHEN 1 THEN 'class' ELSE 'all' END AS level,
       label(class, 'en')                      AS city_class,
       division_code,
       numerator(pool(resumed))                AS resumed_enterprises,
       denominator(pool(resumed))              AS enterprises,
       percent(pool(resumed))                  AS resumed_percent,
       numerator(pool(returned, staff))        AS returned_staff,
       denominator(pool(returned, staff))      AS staff,
       percent(pool(returned, staff))          AS returned_percent,
       ratio(pool(on_site, staff))             AS on_site_ratio
FROM filing
JOIN enterprise USING (enterprise_id)
CROSS JOIN LATERAL class_on(division_code, filed_on) AS class
GROUP BY filed_on, ROLLUP (class, division_code);

COMMENT ON VIEW bi_resumption IS
    'rates by city, by class and over all, in plain types: counts may be summed within a level, percentages may not';

-- The rows that a tool would show with the cities folded.
SELECT level, city_class, enterprises, resumed_percent, staff, returned_percent
FROM bi_resumption
WHERE level <> 'city'
ORDER BY level = 'all', enterprises DESC;
