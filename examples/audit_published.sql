\encoding UTF8
\set audit_quiet :QUIET
\set QUIET on
-- The published table, audited. Needs the table published_figure of the demo data (examples/demo_data.sql), nothing else
-- of them. Creates nothing that outlives the session.
--
-- A count and its percentage leave only some totals: implied_denominators(). The return rate and the on-site rate of a
-- cohort are shares of one staff total, so both ranges must have a total in common: range_intersect_agg().

CREATE OR REPLACE FUNCTION pg_temp.span(int8range) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN isempty($1) THEN 'none' ELSE lower($1) || '-' || coalesce((upper($1) - 1)::text, 'any') END;

\pset linestyle unicode
\pset border 1
\pset footer off

\echo 'AUDIT: the staff totals that the published percentages can stand for'
\echo
SELECT replace(cohort, '_planned', '') AS cohort,
       pg_temp.span(range_intersect_agg(staff) FILTER (WHERE measure = 'return')) AS "by return rate",
       pg_temp.span(range_intersect_agg(staff) FILTER (WHERE measure = 'on site')) AS "by on-site rate",
       pg_temp.span(range_intersect_agg(staff)) AS "by both",
       CASE WHEN isempty(range_intersect_agg(staff)) THEN '≠ contradiction' ELSE 'consistent' END AS " "
FROM published_figure, implied_denominators(numerator, percent) AS staff
WHERE denominator IS NULL
GROUP BY published_figure.cohort
ORDER BY published_figure.cohort = 'all' DESC, published_figure.cohort = 'top100' DESC;

-- One digit changed in any figure of the table that contradicts itself: which changes would make it consistent?

\echo 'The misprint of one digit that would explain it (and the staff totals it leaves)'
\echo
WITH misprint AS (
    SELECT cohort, measure, kind, printed, overlay(printed PLACING digit::text FROM place FOR 1) AS meant,
           numerator, percent
    FROM published_figure,
         LATERAL (VALUES ('percent', percent::text), ('count', numerator::text)) AS p(kind, printed),
         generate_series(1, length(printed)) AS place,
         generate_series(0, 9) AS digit
    WHERE denominator IS NULL AND substr(printed, place, 1) <> '.' AND substr(printed, place, 1) <> digit::text
), repaired AS (
    SELECT m.cohort, m.measure, m.kind, m.printed, m.meant, m.staff * rest.staff AS staff,
           row_number() OVER (PARTITION BY m.cohort, m.measure, m.kind ORDER BY m.meant) AS n
    FROM (SELECT *, CASE kind WHEN 'count' THEN implied_denominators(meant::bigint, percent)
                              ELSE implied_denominators(numerator, meant::numeric) END AS staff
          FROM misprint) AS m,
         LATERAL (SELECT range_intersect_agg(s) FILTER (WHERE r.measure <> m.measure) AS staff,
                         range_intersect_agg(s) AS published
                  FROM published_figure AS r, implied_denominators(numerator, percent) AS s
                  WHERE r.cohort = m.cohort AND denominator IS NULL) AS rest
    WHERE isempty(rest.published) AND NOT isempty(m.staff * rest.staff)
)
SELECT cohort, measure, kind, printed,
       string_agg(CASE WHEN n = 1 THEN '' WHEN n % 3 = 1 THEN E',\n' ELSE ', ' END ||
                  format('%s (%s)', meant, upper(staff) - lower(staff)), '' ORDER BY n) AS "could have meant"
FROM repaired
GROUP BY cohort, measure, kind, printed
ORDER BY cohort, kind DESC, measure DESC;

\pset linestyle ascii
\pset footer on
\set QUIET :audit_quiet
