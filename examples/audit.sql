-- Auditing published tables. The first part needs the demo data (examples/demo_data.sql), the others only the extension.
-- Everything is temporary but the two views of the first part.

\ir audit_published.sql

\set audit_quiet :QUIET
\set QUIET on

-- The form that any published table can be brought into: what a row counts, out of what, what figure was printed (as
-- numeric, because its digits count: 80.0 is not 80), per what (100 is a percentage, 1 a ratio), and which row it is a part
-- of. Do not multiply a ratio by 100 here: the product has two digits that were never printed. To audit a table of your
-- own, put a view over it in the place of this one.

CREATE OR REPLACE TEMP VIEW audited (document, label, part_of, numerator, denominator, printed, per) AS VALUES
    -- Charig et al., BMJ 1986 (292:879), percentages as printed in BMJ 1994 (309:1480)
    ('kidney stones', 'open, small',  'open',  81::bigint, 87::bigint, 93::numeric, 100::numeric),
    ('kidney stones', 'open, large',  'open', 192, 263,  73, 100),
    ('kidney stones', 'open',         NULL,   273, 350,  78, 100),
    ('kidney stones', 'PCNL, small',  'PCNL', 234, 270,  83, 100),
    ('kidney stones', 'PCNL, large',  'PCNL',  55,  80,  69, 100),
    ('kidney stones', 'PCNL',         NULL,   289, 350,  83, 100),
    -- invented: revenue in 10,000 yuan, and shares of the total
    ('revenue',       'East',         'all',   587360000, 1000000000,  58.7, 100),
    ('revenue',       'Central',      'all',   181970000, 1000000000,  18.1, 100),
    ('revenue',       'West',         'all',   148990000, 1000000000,  14.9, 100),
    ('revenue',       'Northeast',    'all',    80780000, 1000000000,   8.0, 100),
    ('revenue',       'all',          NULL,   1000000000, 1000000000, 100.0, 100),
    -- invented: the same in a report that mixes its units
    ('units',         'East',         'all',       58736, 1000000000,  58.7, 100),
    ('units',         'Central',      'all',   181970000,  100000000,  18.2, 100),
    ('units',         'West',         'all',   149890000, 1000000000,   0.150, 100),
    ('units',         'Northeast',    'all',    80780000, 1000000000,   8.1, 100),
    ('units',         'all',          NULL,   1000000000, 1000000000, 100.0, 100),
    -- graduates without work, of those with a degree in the field: a ratio (FiveThirtyEight, college-majors/grad-students.csv)
    ('graduates',     'without work', NULL,          681,       7779, 0.087543386, 1),
    -- COVID-19 cases in Afghanistan per million inhabitants (Our World in Data, 2020)
    ('cases',         'Afghanistan',  NULL,        53207,   38928341, 1366.793, 1000000);

-- Counts that are no rate are NULL here, so that a bad row is listed and does not stop the audit of the others.

CREATE OR REPLACE TEMP VIEW audited_rate AS
SELECT *, CASE WHEN numerator >= 0 AND denominator > 0 THEN rate(numerator, denominator) END AS r
FROM audited;

\echo
\echo '1. Rows that no rule of rounding prints so, and what they should print'
SELECT document, label, coalesce(r::text, concat_ws('/', numerator, denominator)) AS counts, printed, per,
       -- rounded once, as a percentage; per is a power of ten
       round(percent(r, scale(printed) + log(per)::integer - 2) * per / 100, scale(printed)) AS "should be",
       implied_numerators(CASE WHEN denominator >= 0 THEN denominator END, printed, per) AS "numerators that would do",
       implied_denominators(CASE WHEN numerator >= 0 THEN numerator END, printed, per) AS "denominators that would do"
FROM audited_rate
WHERE rounding_modes(r, printed, per) = '{}' OR r IS NULL AND num_nulls(numerator, denominator, printed) = 0
ORDER BY document, label COLLATE "C";

\echo '2. The rule of rounding that a table follows: how many of its rows each rule prints'
SELECT document, count(*) AS rows,
       count(*) FILTER (WHERE 'half_up'   = ANY (modes)) AS half_up,
       count(*) FILTER (WHERE 'half_even' = ANY (modes)) AS half_even,
       count(*) FILTER (WHERE 'truncate'  = ANY (modes)) AS truncate,
       count(*) FILTER (WHERE 'up'        = ANY (modes)) AS up
FROM audited_rate, rounding_modes(r, printed, per) AS modes
GROUP BY document
ORDER BY document;

\echo '   and rows that are printed by another rule than most of their table'
WITH fit AS (
    SELECT document, rule, count(*) AS rows, max(count(*)) OVER (PARTITION BY document) AS most
    FROM audited_rate, unnest(rounding_modes(r, printed, per)) AS rule
    GROUP BY document, rule
), followed AS (
    SELECT document, array_agg(rule ORDER BY rule COLLATE "C") AS rules FROM fit WHERE rows = most GROUP BY document
)
SELECT document, label, r AS counts, printed, modes AS "printed by", rules AS "the table's"
FROM audited_rate JOIN followed USING (document), rounding_modes(r, printed, per) AS modes
WHERE modes <> '{}' AND NOT modes && rules
ORDER BY document, label COLLATE "C";

-- Shares have one denominator, that of the whole; strata have denominators that add up like the numerators. Percentages
-- of shares may miss that of the whole by less than one unit of the last digit a part: that is rounding, not an error.

\echo '3. Columns that do not add up'
SELECT document, whole AS label, "column", stated, parts, stated - parts AS difference,
       -- two neighbouring digits that changed places make a difference of 9, 18, ... or 81, with zeros behind
       CASE WHEN rtrim(abs(stated - parts)::text, '0') IN ('9', '18', '27', '36', '45', '54', '63', '72', '81')
            THEN 'two digits transposed?' ELSE '' END AS hint
FROM (SELECT w.document, w.label AS whole, w.numerator, w.denominator, w.printed, count(*) AS n,
             sum(p.numerator) AS numerators, sum(p.denominator) AS denominators, sum(p.printed) AS figures,
             mode() WITHIN GROUP (ORDER BY p.denominator) = w.denominator AS shares,
             power(10::numeric, -min(scale(p.printed))) AS unit
      FROM audited AS w JOIN audited AS p ON p.document = w.document AND p.part_of = w.label
      GROUP BY w.document, w.label, w.numerator, w.denominator, w.printed) AS whole(document, whole, numerator, denominator, printed),
     LATERAL (VALUES
         ('numerator', numerator, numerators, numerator <> numerators),
         ('denominator', denominator, denominators, NOT shares AND denominator <> denominators),
         ('printed', printed, figures, shares AND abs(printed - figures) >= n * unit)) AS c("column", stated, parts, wrong)
WHERE wrong
ORDER BY document, whole COLLATE "C", "column";

-- A level printed as 32.8 and a change printed as +3.2 points leave an interval for the level of the base day. All that is
-- printed about one level must leave a value in common. Ends are included, in doubt for the publisher.

CREATE OR REPLACE TEMP VIEW printed_change (series, day, percent, base_day, points) AS VALUES
    -- press reports on small and medium enterprises, 2020-02-27 and 2020-03-25
    ('SME, all',           date '2020-02-26', 32.8, date '2020-02-23', 3.2),
    ('SME, all',           '2020-03-24', 71.7, '2020-02-23', 42.1),
    ('SME, manufacturing', '2020-02-26', 43.1, '2020-02-23',  6.2),
    -- invented: a growth rate that was printed as points: 71.7 is 142 percent more than 29.6, but 42.1 points
    ('invented',           '2020-02-23', 29.6, NULL,         NULL),
    ('invented',           '2020-02-26', 32.8, '2020-02-23',  3.2),
    ('invented',           '2020-03-24', 71.7, '2020-02-23', 142.2);

CREATE OR REPLACE TEMP VIEW printed_level AS
WITH half AS (
    SELECT *, 0.5 * ('1e-' || scale(percent))::numeric AS half_unit, 0.5 * ('1e-' || scale(points))::numeric AS half_point
    FROM printed_change
), statement AS (
    SELECT series, day, numrange(percent - half_unit, percent + half_unit, '[]') AS level,
           format('%s: %s', to_char(day, 'MM-DD'), percent) AS source
    FROM half
    UNION ALL
    SELECT series, base_day, numrange(percent - half_unit - points - half_point, percent + half_unit - points + half_point, '[]'),
           format('%s: %s less %s points', to_char(day, 'MM-DD'), percent, points)
    FROM half
    WHERE base_day IS NOT NULL
)
SELECT series, day, string_agg(source, '; ' ORDER BY source COLLATE "C") AS "what is printed",
       range_intersect_agg(level) AS "level",
       CASE WHEN isempty(range_intersect_agg(level)) THEN 'contradiction' ELSE 'consistent' END AS verdict
FROM statement
GROUP BY series, day
HAVING count(*) > 1;

\echo '4. Changes in percentage points against the levels that they connect'
SELECT * FROM printed_level ORDER BY series COLLATE "C", day;

-- A wrong unit is a factor: 10 or 1,000 a digit or three too few, 100 a ratio for a percentage, 10,000 ten thousands (万)
-- for units or 亿 for 万亿, 100,000,000 亿 for units. Only the row is judged here; which repair is right shows in the
-- column (query 3).

\echo '5. Factors that would repair an inconsistent row'
SELECT document, label, r AS counts, printed, repair
FROM audited_rate,
     (VALUES (10), (100), (1000), (10000), (100000000)) AS f(factor),
     LATERAL (VALUES
         (format('numerator x %s, or denominator / %s', factor, factor),
          CASE WHEN r IS NOT NULL AND numerator <= 9223372036854775807 / factor
               THEN rounding_modes(rate(numerator * factor, denominator), printed, per) END),
         (format('denominator x %s, or numerator / %s', factor, factor),
          CASE WHEN r IS NOT NULL AND denominator <= 9223372036854775807 / factor
               THEN rounding_modes(rate(numerator, denominator * factor), printed, per) END),
         (format('figure x %s', factor),
          rounding_modes(r, printed, per / factor))) AS r(repair, modes)
WHERE rounding_modes(r, printed, per) = '{}'
  AND cardinality(modes) > 0
ORDER BY document, label COLLATE "C", repair COLLATE "C";

\set QUIET :audit_quiet
