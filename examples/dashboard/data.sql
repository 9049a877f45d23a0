-- The data of the board as one JSON value, printed by psql:
--     psql -X -q -A -t -v ON_ERROR_STOP=1 [-v source=/path/to/mapping.sql] [-v quick=yes] -f examples/dashboard/data.sql
-- Reads the database and writes nothing, so a standby will do. Every figure that the page shows is computed here, by the
-- extension, and comes as text that is printed as it is; the page computes where things are drawn and nothing else.
--
-- Counts are read from the rollups of rollup.sql, if they are there and current, or else worked out of the filings. With
-- rollups and quick the totals are not compared with the filings, which takes longer than everything else.

\encoding UTF8
-- One query of many small steps: compiling it would take longer than running it.
SET jit = off;
SET work_mem = '64MB';
\if :{?source}
\i :source
\else
\ir source.sql
\endif

-- The extension's schema is searched last, wherever it is.
SELECT count(set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), quote_ident(nspname)), false)) AS found
FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace
WHERE extname = 'resume' \gset board_

-- Which rollups of the filings there are, and what is wrong with them.
\if :{?rollup} \else
\set rollup board
\endif
SELECT :'rollup' || '_city' AS board_city, :'rollup' || '_fresh' AS board_fresh, :'rollup' || '_day' AS board_day,
       :'rollup' || '_city_days' AS board_city_days, :'rollup' || '_fresh_days' AS board_fresh_days \gset
SELECT bool_and(wrong IS NULL) AS board_rollup, count(name) > 0 AS board_any,
       concat(string_agg(wanted || ': ' || wrong, '; ') FILTER (WHERE wrong IS NOT NULL)) AS board_fault
FROM (VALUES (:'board_city'), (:'board_fresh'), (:'board_day')) AS n(wanted)
LEFT JOIN rollups ON to_regclass(format('%I.%I', schema, name)) = to_regclass(wanted)
                 AND source = CASE WHEN :'filings' ~ '^("[^"]+"|[^\s".(),;]+)(\.("[^"]+"|[^\s".(),;]+))?$' THEN to_regclass(:'filings') END
CROSS JOIN LATERAL (SELECT CASE WHEN name IS NULL THEN 'there is none'
                                WHEN NOT has_table_privilege(to_regclass(wanted), 'SELECT') THEN 'no right to read it'
                                WHEN NOT has_function_privilege(to_regprocedure(wanted || '_days(date, date)'), 'EXECUTE') THEN 'no right to execute its function'
                                ELSE fault END AS wrong) AS w \gset
SELECT :'board_rollup' AND :{?quick} AS board_quick,
       CASE WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(:'board_city') AND attname = 'on_site') THEN 'on_site'
            ELSE 'NULL::rate' END AS board_on_site,
       :'registered' = 'NULL' AS board_everybody \gset
\if :board_everybody
\set registered 'SELECT ':city', count(DISTINCT ':entity') FROM ':filings' WHERE (':filed_on') IS NOT NULL GROUP BY 1'
\endif
SELECT to_regclass('published_figure') IS NOT NULL AS board_audit,
       :'filings' = 'filing_history' AND to_regclass('published_figure') IS NOT NULL AS board_demo \gset

-- What the title says the figures are: of the demo's own, that they are generated, which must not be said of others.
\if :{?about_zh} \else
\set about_zh ''
\endif
\if :{?about_en} \else
\set about_en ''
\endif
\if :board_demo
\set demo_zh '虚构数据：15910家虚构的企业；2月19日的合计与公布的一致'
\set demo_en 'Generated data: 15,910 invented enterprises; the totals of 19 February are the published ones'
\else
\set demo_zh ''
\set demo_en ''
\endif

-- May a cell (heard, c, resumed, returned, on_site) not be told? Said once, for one cell and for several together.
\set sensitive 'SELECT heard < :threshold OR bool_or(r IS NOT NULL AND suppress(r, :threshold) IS NULL AND NOT (:keep_extremes AND numerator(r) IN (0, denominator(r)))) OR largest + second > denominator(returned) OR is_sensitive(format(''(%s,%s,%s,%s)'', heard, greatest(denominator(returned), largest + second), largest, second)::concentration, :threshold) AS sensitive FROM (VALUES (resumed), (returned), (on_site)) AS m(r), (SELECT split_part(c::text, '','', 3)::bigint AS largest, rtrim(split_part(c::text, '','', 4), '')'')::bigint AS second) AS two GROUP BY largest, second'

WITH mapped AS MATERIALIZED (
    SELECT (:entity) AS entity, (:city) AS city, (:filed_on)::date AS filed_on, coalesce((:received)::timestamptz, '-infinity') AS received,
           coalesce((:resumed)::boolean, (:returned) > 0)::integer::bigint AS resumed,
           (:returned)::bigint AS returned, (:on_site)::bigint AS on_site, (:staff)::bigint AS staff
    FROM :filings
    WHERE (:entity) IS NOT NULL AND (:filed_on) IS NOT NULL
), bounds AS (
    SELECT greatest(min(filed_on), max(filed_on) - (:days - 1)) AS first, max(filed_on) AS last
\if :board_rollup
    FROM :board_day
    WHERE filings > 0
), city_day AS MATERIALIZED (
    SELECT c.city, c.day AS on_day, c.resumed, c.returned, :board_on_site AS on_site, c.returned_entities AS heard, f.returned_entities AS fresh
    FROM bounds
    CROSS JOIN LATERAL :board_city_days(first, last) AS c
    LEFT JOIN LATERAL :board_fresh_days(first, last) AS f ON f.day = c.day AND f.city IS NOT DISTINCT FROM c.city
),
-- The two largest enterprises of a city, each by the most staff that it has ever filed: by an index on city and staff.
city_largest AS (
    SELECT city, concentration(board_staff::bigint) AS c
    FROM (SELECT DISTINCT city FROM city_day WHERE city IS NOT NULL) AS each
    CROSS JOIN LATERAL (SELECT :entity AS board_entity, :staff AS largest_staff FROM :filings
                        WHERE (:city) = each.city AND (:entity) IS NOT NULL AND (:filed_on) IS NOT NULL AND (:staff) IS NOT NULL
                        ORDER BY :staff DESC LIMIT 1) AS largest
    CROSS JOIN LATERAL (SELECT largest_staff
                        UNION ALL
                        (SELECT :staff FROM :filings
                         WHERE (:city) = each.city AND (:entity) <> board_entity AND (:filed_on) IS NOT NULL AND (:staff) IS NOT NULL
                         ORDER BY :staff DESC LIMIT 1)) AS two(board_staff)
    GROUP BY city
    UNION ALL
    SELECT NULL, concentration(staff)
    FROM (SELECT max(:staff)::bigint AS staff FROM :filings
          WHERE (:city) IS NULL AND (:entity) IS NOT NULL AND (:filed_on) IS NOT NULL GROUP BY :entity) AS nowhere
\else
    FROM mapped
), entity AS MATERIALIZED (
    SELECT entity, min(city) AS city, min(city) IS DISTINCT FROM max(city) OR count(city) NOT IN (0, count(*)) AS has_moved, max(staff) AS staff
    FROM mapped
    GROUP BY entity
),
-- An enterprise that moves must not stay in its old city: there it withdraws on the day on which it files from the new one.
move AS (
    SELECT DISTINCT ON (entity, filed_on) m.*
    FROM mapped AS m
    WHERE EXISTS (SELECT FROM entity AS e WHERE e.entity = m.entity AND has_moved)
    ORDER BY entity, filed_on, received DESC
), placed AS MATERIALIZED (
    SELECT entity, city, filed_on, received, resumed, returned, on_site, staff, true AS is_filing FROM move
    UNION ALL
    SELECT entity, city, left_on, received, NULL, NULL, NULL, NULL, false
    FROM (SELECT entity, city, received, lead(filed_on) OVER w AS left_on, lead(city) OVER w AS next_city FROM move
          WINDOW w AS (PARTITION BY entity ORDER BY filed_on)) AS m
    WHERE left_on IS NOT NULL AND next_city IS DISTINCT FROM city
),
-- The series of those who stay and of those who move add up. With nothing carried forward: who filed for the day itself.
city_series AS (
    SELECT city, pool(resumed) AS resumed, pool(returned) AS returned, pool(on_site) AS on_site, pool(fresh) AS fresh
    FROM (SELECT city, as_of(entity, filed_on, resumed, 1, received) AS resumed, as_of(entity, filed_on, returned, staff, received) AS returned,
                 as_of(entity, filed_on, on_site, staff, received) AS on_site, as_of(entity, filed_on, returned, staff, received, 0) AS fresh
          FROM mapped AS m
          WHERE NOT EXISTS (SELECT FROM entity AS e WHERE e.entity = m.entity AND has_moved)
          GROUP BY city
          UNION ALL
          SELECT city, as_of(entity, filed_on, resumed, 1, received), as_of(entity, filed_on, returned, staff, received),
                 as_of(entity, filed_on, on_site, staff, received), as_of(entity, filed_on, returned, staff, received, 0) FILTER (WHERE is_filing)
          FROM placed
          GROUP BY city) AS part
    GROUP BY city
),
-- The largest enterprises of a city, each by the most staff that it has ever filed.
city_largest AS (
    SELECT city, concentration(staff) AS c
    FROM (SELECT city, staff FROM entity WHERE NOT has_moved
          UNION ALL
          SELECT city, max(staff) FROM placed WHERE is_filing GROUP BY city, entity) AS e
    GROUP BY city
), city_day AS MATERIALIZED (
    SELECT city, on_day, r.rate AS resumed, b.rate AS returned, o.rate AS on_site, b.entities AS heard, f.entities AS fresh
    FROM bounds
    CROSS JOIN city_series
    CROSS JOIN LATERAL days(returned, first, last) AS b
    LEFT JOIN LATERAL days(resumed, first, last) AS r USING (on_day)
    LEFT JOIN LATERAL days(on_site, first, last) AS o USING (on_day)
    LEFT JOIN LATERAL days(fresh, first, last) AS f USING (on_day)
\endif
), registered AS (
    SELECT * FROM (:registered) AS r(city, enterprises)
), cell AS MATERIALIZED (
    SELECT grouping(class, d.city) AS level, class, d.city, on_day, pool(resumed) AS resumed, pool(returned) AS returned,
           pool(on_site) AS on_site, concentration(c) AS c, sum(heard)::bigint AS heard, coalesce(sum(fresh), 0)::bigint AS fresh,
           sum(enterprises)::bigint AS enterprises
    FROM city_day AS d
    LEFT JOIN city_largest AS l ON l.city IS NOT DISTINCT FROM d.city
    LEFT JOIN registered AS r ON r.city IS NOT DISTINCT FROM d.city
    CROSS JOIN LATERAL class_on(d.city, on_day) AS class
    WHERE heard > 0
    GROUP BY on_day, ROLLUP (class, d.city)
),
-- The same total by another way, straight from the filings; and the parts of each total, before anything is withheld.
\if :board_quick
sums AS (SELECT NULL::bigint AS figures, NULL::bigint AS wrong
\else
total AS (
    SELECT as_of(entity, filed_on, resumed, 1, received) AS resumed, as_of(entity, filed_on, returned, staff, received) AS returned,
           as_of(entity, filed_on, on_site, staff, received) AS on_site
    FROM mapped
), sums AS (
    SELECT count(*) AS figures,
           count(*) FILTER (WHERE (city, class) IS DISTINCT FROM (whole, whole)) AS wrong
    FROM bounds
    CROSS JOIN total
    CROSS JOIN LATERAL (VALUES ('resumed', resumed), ('returned', returned), ('on_site', on_site)) AS t(measure, series)
    CROSS JOIN LATERAL days(series, first, last) AS d(on_day, whole, entities)
    JOIN (SELECT on_day, m.measure, pool(r) FILTER (WHERE level = 0) AS city, pool(r) FILTER (WHERE level = 1) AS class
          FROM cell
          CROSS JOIN LATERAL (VALUES ('resumed', resumed), ('returned', returned), ('on_site', on_site)) AS m(measure, r)
          GROUP BY on_day, m.measure) AS parts USING (on_day, measure)
    WHERE whole IS NOT NULL
\endif
),
-- What may not be read off the board: a cell with a small count, with few enterprises or one that outweighs the others; and
-- with it, where a total is shown, the next smallest ones, until what is hidden together could be published as one cell.
judged AS (
    SELECT cell.*, sensitive
    FROM cell
    CROSS JOIN LATERAL (:sensitive) AS s
), ordered AS (
    SELECT level, class, city, on_day, sensitive, bool_or(sensitive) OVER siblings AS any_sensitive, row_number() OVER upto AS place,
           pool(resumed) OVER upto AS resumed, pool(returned) OVER upto AS returned, pool(on_site) OVER upto AS on_site,
           sum(heard) OVER upto AS heard, concentration(c) OVER upto AS c
    FROM judged
    WINDOW siblings AS (PARTITION BY level, on_day, CASE level WHEN 0 THEN coalesce(class::text, '') END),
           upto AS (siblings ORDER BY sensitive DESC, denominator(returned), city, class ROWS UNBOUNDED PRECEDING)
), withheld AS (
    SELECT level, class, city, on_day,
           ordered.sensitive OR any_sensitive AND level < 3 AND (place <= 2 OR lag(upto.sensitive) OVER (
               PARTITION BY level, on_day, CASE level WHEN 0 THEN coalesce(class::text, '') END ORDER BY place)) AS hidden
    FROM ordered
    CROSS JOIN LATERAL (:sensitive) AS upto
), shown AS (
    SELECT cell.*, own.hidden OR coalesce(above.hidden, false) OR whole.hidden AS hidden,
           CASE cell.level WHEN 3 THEN 'all' WHEN 1 THEN coalesce(cell.class::text, 'none') ELSE coalesce(cell.city::text, '') END AS area
    FROM cell
    JOIN withheld AS own ON own.level = cell.level AND own.on_day = cell.on_day
                        AND (own.class, own.city) IS NOT DISTINCT FROM (cell.class, cell.city)
    LEFT JOIN withheld AS above ON cell.level = 0 AND above.level = 1 AND above.on_day = cell.on_day
                               AND above.class IS NOT DISTINCT FROM cell.class
    JOIN withheld AS whole ON whole.level = 3 AND whole.on_day = cell.on_day
),
-- A row an area, measure and day, with the line and the S curve through its last seven days. Nothing is left of what is
-- hidden, and there is no curve through ratios above 1.
measured AS (
    SELECT level, area, measure, on_day, r,
           lag(r, 7) OVER days AS week_ago,
           CASE WHEN count(r) OVER week = count(*) OVER week AND count(*) OVER week > 1 THEN trend(on_day, r) OVER week END AS line,
           CASE WHEN count(r) OVER week = count(*) OVER week AND count(*) OVER week > 1 AND bool_and(r <= 1) OVER week
                THEN logistic_trend(on_day, CASE WHEN r <= 1 THEN r END) OVER week END AS curve
    FROM (SELECT level, area, measure, on_day, CASE WHEN NOT hidden THEN r END AS r
          FROM shown
          CROSS JOIN LATERAL (VALUES ('resumed', resumed), ('returned', returned), ('on_site', on_site)) AS m(measure, r)) AS m
    WINDOW days AS (PARTITION BY level, area, measure ORDER BY on_day),
           week AS (PARTITION BY level, area, measure ORDER BY on_day RANGE '6 days' PRECEDING)
), calendar AS (
    SELECT first + n AS on_day FROM bounds, generate_series(0, last - first) AS n
), series AS (
    SELECT level, area, measure,
           json_build_object(
               'n', json_agg(numerator(r)::text ORDER BY on_day),
               'd', json_agg(denominator(r)::text ORDER BY on_day),
               'percent', json_agg(percent(r)::text ORDER BY on_day),
               'change', json_agg(to_char(round(points(r, week_ago), 2), 'FMSG9999999990.00') ORDER BY on_day),
               'slope', json_agg(to_char(round(slope(line)::numeric, 2), 'FMSG9999999990.00') ORDER BY on_day),
               'reached', json_agg(CASE WHEN r >= :target / 100.0 THEN 'yes'
                                        ELSE day_reaching(curve, :target, ceiling_percent => :ceiling)::text END ORDER BY on_day)) AS figures
    FROM (SELECT DISTINCT level, area, measure FROM measured) AS each
    CROSS JOIN calendar
    LEFT JOIN measured USING (level, area, measure, on_day)
    GROUP BY level, area, measure
    HAVING count(r) > 0 OR measure <> 'on_site'
), area AS (
    SELECT level, area, latest(city, on_day) AS city, latest(class, on_day) AS class,
           json_agg(CASE WHEN level = 0 THEN coalesce(class::text, 'none') END ORDER BY on_day) AS classes,
           json_agg(coalesce(hidden, false)::integer ORDER BY on_day) AS hidden,
           json_agg(CASE WHEN NOT hidden THEN percent(rate(heard, enterprises))::text END ORDER BY on_day) AS coverage,
           json_agg(CASE WHEN NOT hidden THEN heard::text END ORDER BY on_day) AS heard,
           json_agg(CASE WHEN NOT hidden THEN enterprises::text END ORDER BY on_day) AS enterprises,
           json_agg(CASE WHEN NOT hidden THEN percent(rate(fresh, heard))::text END ORDER BY on_day) AS fresh
    FROM (SELECT DISTINCT level, area FROM shown) AS each
    CROSS JOIN calendar
    LEFT JOIN shown USING (level, area, on_day)
    GROUP BY level, area
), city_name AS (
    SELECT DISTINCT ON (division_code) division_code::text AS city, name_zh, name_en
    FROM software_city
    ORDER BY division_code, seeded, during DESC
), areas AS (
    SELECT json_agg(json_build_object(
               'key', area, 'level', CASE level WHEN 3 THEN 'all' WHEN 1 THEN 'class' ELSE 'city' END,
               'zh', CASE level WHEN 3 THEN '全部城市' WHEN 1 THEN coalesce(label(class, 'zh'), '未列入名录')
                     ELSE coalesce(name_zh, a.city::text, '城市未填') END,
               'en', CASE level WHEN 3 THEN 'All cities' WHEN 1 THEN coalesce(initcap(label(class, 'en')), 'Not in the register')
                     ELSE coalesce(name_en, a.city::text, 'City not given') END,
               'classes', CASE WHEN level = 0 THEN classes END, 'hidden', hidden,
               'coverage', coverage, 'heard', heard, 'enterprises', enterprises, 'fresh', fresh,
               'measures', figures)
               ORDER BY level DESC, class, a.city) AS areas,
           sum((SELECT count(*) FROM json_array_elements_text(hidden) AS h WHERE h = '1')) AS hidden
    FROM area AS a
    LEFT JOIN city_name ON city_name.city = a.city::text
    JOIN (SELECT level, area, json_object_agg(measure, figures ORDER BY measure) AS figures FROM series GROUP BY level, area) AS f
        USING (level, area)
)
\if :board_audit
-- The published table: the staff totals that each count and its percentage can be of, and what the rates of a cohort have in
-- common; for those that have nothing, the misprints of one digit that would explain it.
, figure AS (
    SELECT row_number() OVER (ORDER BY largest DESC, measure DESC) AS line, p.*, staff,
           range_intersect_agg(staff) OVER (PARTITION BY cohort) AS common
    FROM (SELECT *, max(numerator) OVER (PARTITION BY cohort) AS largest FROM published_figure) AS p
    CROSS JOIN LATERAL implied_denominators(numerator, percent) AS staff
    WHERE denominator IS NULL AND percent IS NOT NULL
), misprint AS (
    SELECT m.line, printed, string_agg(meant, ' ' ORDER BY meant) AS meant
    FROM figure AS m
    CROSS JOIN LATERAL (VALUES (m.percent::text), (m.numerator::text)) AS p(printed)
    CROSS JOIN generate_series(1, length(printed)) AS place
    CROSS JOIN generate_series(0, 9) AS digit
    CROSS JOIN LATERAL (VALUES (overlay(printed PLACING digit::text FROM place FOR 1))) AS o(meant)
    WHERE isempty(common) AND substr(printed, place, 1) NOT IN ('.', digit::text)
      AND NOT isempty((SELECT range_intersect_agg(
                            CASE WHEN s.line <> m.line THEN s.staff
                                 WHEN printed = s.numerator::text THEN implied_denominators(meant::bigint, s.percent)
                                 ELSE implied_denominators(s.numerator, meant::numeric) END)
                       FROM figure AS s WHERE s.cohort = m.cohort))
    GROUP BY m.line, printed
), audit AS (
    SELECT json_agg(json_build_object(
               'cohort', cohort, 'measure', measure, 'n', numerator::text, 'percent', percent::text,
               'from', lower(staff)::text, 'to', (upper(staff) - 1)::text, 'agrees', NOT isempty(common),
               'common_from', lower(common)::text, 'common_to', (upper(common) - 1)::text,
               'perhaps', (SELECT json_agg(json_build_object('printed', printed, 'meant', meant) ORDER BY printed)
                           FROM misprint WHERE misprint.line = figure.line)) ORDER BY line) AS audit
    FROM figure
)
\else
, audit AS (SELECT NULL::json AS audit)
\endif
-- Nothing in it can end the script element that it is put into.
SELECT replace(replace(replace(json_build_object(
           'database', current_database(), 'read_at', read_at,
           'version', (SELECT extversion FROM pg_extension WHERE extname = 'resume'),
           'about', json_build_object('zh', coalesce(nullif(:'about_zh', ''), :'demo_zh'), 'en', coalesce(nullif(:'about_en', ''), :'demo_en')),
           'target', :'target'::text, 'ceiling', :'ceiling'::text, 'threshold', :'threshold'::text, 'keep_extremes', :keep_extremes,
           'days', (SELECT json_agg(on_day ORDER BY on_day) FROM calendar),
           'areas', areas, 'withheld', areas.hidden::text,
           'sums', (SELECT json_build_object('figures', figures::text, 'wrong', wrong::text, 'at', read_at) FROM sums WHERE figures IS NOT NULL),
           'rollup', CASE WHEN :'board_rollup' THEN concat_ws(', ', :'board_city', :'board_fresh', :'board_day') END,
           'fault', CASE WHEN :'board_any' THEN nullif(:'board_fault', '') END,
           'audit', audit)::text, '<', '\u003c'), '>', '\u003e'), '&', '\u0026')
FROM areas, audit, to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS read_at
WHERE areas IS NOT NULL;
