-- The figures of the board from the demo's data, as their definition has them, in numeric arithmetic and without the
-- extension's as_of and pool: for every day and enterprise the last filing, and weighted least squares over seven days. The
-- S curve alone is that of the extension; its own tests hold it against R.
WITH last AS (
    SELECT DISTINCT ON (day, enterprise_id) day, h.*, division_code
    FROM filing_history AS h
    JOIN enterprise USING (enterprise_id)
    JOIN generate_series(0, 20) AS n ON filed_on <= date '2020-01-30' + n
    CROSS JOIN LATERAL (SELECT date '2020-01-30' + n AS day) AS d
    ORDER BY day, enterprise_id, filed_on DESC, received_at DESC
), cell AS (
    SELECT day, CASE grouping(class, division_code) WHEN 3 THEN 'all' WHEN 1 THEN class::text ELSE division_code::text END AS area,
           count(*) AS heard, count(*) FILTER (WHERE filed_on = day) AS fresh,
           count(*) FILTER (WHERE resumed) AS resumed, sum(returned)::numeric AS returned, sum(on_site)::numeric AS on_site, sum(staff)::numeric AS staff
    FROM last CROSS JOIN LATERAL class_on(division_code, day) AS class
    GROUP BY day, ROLLUP (class, division_code)
), register AS (
    SELECT CASE grouping(class, division_code) WHEN 3 THEN 'all' WHEN 1 THEN class::text ELSE division_code::text END AS area, count(*) AS enterprises
    FROM enterprise CROSS JOIN LATERAL class_on(division_code, '2020-02-19') AS class GROUP BY ROLLUP (class, division_code)
), figure AS (
    SELECT area, measure, day, day - date '2020-01-30' AS x, n, d, heard, fresh
    FROM cell
    CROSS JOIN LATERAL (VALUES ('resumed', resumed, heard), ('returned', returned, staff), ('on_site', on_site, staff)) AS m(measure, n, d)
), line AS (
    SELECT *, lag(n, 7) OVER days AS n7, lag(d, 7) OVER days AS d7,
           100 * (sum(d) OVER week * sum(x * n) OVER week - sum(d * x) OVER week * sum(n) OVER week)
               / nullif(sum(d) OVER week * sum(d * x * x) OVER week - (sum(d * x) OVER week) ^ 2, 0) AS slope,
           logistic_trend(day, rate(n::bigint, d::bigint)) OVER week AS curve
    FROM figure
    WINDOW days AS (PARTITION BY area, measure ORDER BY day), week AS (days ROWS 6 PRECEDING)
), target AS (
    SELECT *, CASE WHEN n >= 0.9 * d THEN 'yes' ELSE day_reaching(curve, 90)::text END AS reached
    FROM line
)
SELECT area, measure, day - date '2020-01-30', n, d, round(100 * n / d, 2),
       coalesce(to_char(round(100 * (n * d7 - n7 * d) / (d * d7), 2), 'FMS99990.00'), ''),
       coalesce(to_char(round(slope, 2), 'FMS99990.00'), ''), coalesce(reached, ''),
       heard, enterprises, round(100.0 * heard / enterprises, 2), round(100.0 * fresh / heard, 2)
FROM target JOIN register USING (area) ORDER BY 1, 2, 3;
