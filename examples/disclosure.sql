-- Disclosure: a table of districts within cities in which no small cell can be read, or worked out. Needs only the
-- extension; everything is temporary, the counts are invented.
--
-- suppress() hides a cell in which numerator, denominator or difference is below three. That is not enough where a total is
-- printed: one hidden cell is the total less the cells that are visible. So a second cell is hidden with it, and more of
-- them until what is hidden would itself be publishable as one cell.

\set disclosure_quiet :QUIET
\set QUIET on

CREATE OR REPLACE TEMP VIEW cell (city, district, r) AS
SELECT city, district, r::rate
FROM (VALUES
    ('Aville', 'north', '41/60'), ('Aville', 'south', '25/38'), ('Aville', 'east',  '1/9'), ('Aville', 'west', '12/20'),
    ('Bville', 'north', '33/51'), ('Bville', 'south', '18/44'),
    ('Cville', 'north', '52/70'), ('Cville', 'south',  '0/4'),  ('Cville', 'east',  '2/3'), ('Cville', 'west', '21/30'),
    ('Dville', 'north', '15/15'), ('Dville', 'south', '40/48'), ('Dville', 'east', '22/31')
    ) AS v(city, district, r);

-- Small cells come first, then the others from the smallest on; upto is what would be hidden with this cell and all before.

CREATE OR REPLACE TEMP VIEW publication AS
WITH ordered AS (
    SELECT *, suppress(r) IS NULL AS small,
           bool_or(suppress(r) IS NULL) OVER (PARTITION BY city) AS any_small,
           row_number() OVER upto AS place,
           pool(r) OVER upto AS upto
    FROM cell
    WINDOW upto AS (PARTITION BY city ORDER BY suppress(r) IS NOT NULL, denominator(r), district COLLATE "C"
                    ROWS UNBOUNDED PRECEDING)
), judged AS (
    SELECT *, any_small AND (place <= 2 OR suppress(lag(upto) OVER (PARTITION BY city ORDER BY place)) IS NULL) AS secondary
    FROM ordered
)
SELECT method, city, district, CASE WHEN NOT hidden THEN r END AS r
FROM judged, LATERAL (VALUES ('small cells only', small), ('and secondary', small OR secondary)) AS m(method, hidden)
UNION ALL
SELECT method, city, 'all', suppress(pool(r))
FROM cell, (VALUES ('small cells only'), ('and secondary')) AS m(method)
GROUP BY method, city;

\pset null '-'
\echo '1. What is published'
SELECT city, district,
       max(r::text) FILTER (WHERE method = 'small cells only') AS "small cells hidden",
       max(r::text) FILTER (WHERE method = 'and secondary') AS "and secondary",
       percent(max(r::text) FILTER (WHERE method = 'and secondary')::rate, 0) AS percent
FROM publication
GROUP BY city, district
ORDER BY city, district = 'all', district;

-- The attack. It sees the publication and nothing else, knows the threshold and how cells were chosen, and tries every pair
-- of counts in a hidden cell: the rest of the hidden ones must be possible, somewhere a small cell must be hidden, and a
-- cell that was hidden for its sake is not larger than one that stayed.

CREATE OR REPLACE TEMP VIEW attack AS
WITH remainder AS (
    SELECT method, city,
           sum(CASE district WHEN 'all' THEN numerator(r) ELSE -numerator(r) END)::bigint AS n,
           sum(CASE district WHEN 'all' THEN denominator(r) ELSE -denominator(r) END)::bigint AS d,
           count(*) FILTER (WHERE r IS NULL) AS cells,
           min(denominator(r)) AS smallest_visible
    FROM publication
    GROUP BY method, city
    HAVING count(*) FILTER (WHERE r IS NULL) > 0
)
SELECT method, city, cells, rate(remainder.n, remainder.d) AS hidden, guess
FROM remainder,
     LATERAL (SELECT i AS d FROM generate_series(0, remainder.d) AS i) AS tried_d,
     LATERAL (SELECT i AS n FROM generate_series(greatest(0, remainder.n - (remainder.d - tried_d.d)),
                                                 least(tried_d.d, remainder.n)) AS i) AS tried_n,
     LATERAL (SELECT rate(tried_n.n, tried_d.d), rate(remainder.n - tried_n.n, remainder.d - tried_d.d)) AS g(guess, rest)
WHERE CASE cells WHEN 1 THEN rest = '0/0'
                 WHEN 2 THEN suppress(guess) IS NULL AND (suppress(rest) IS NULL OR denominator(rest) <= smallest_visible)
                          OR suppress(rest) IS NULL AND denominator(guess) <= smallest_visible
                 ELSE true END;

\echo '2. The attack: what a hidden cell can be'
SELECT method, city, cells AS "cells hidden", hidden AS "together", count(*) AS "possible pairs",
       min(numerator(guess)) || ' to ' || max(numerator(guess)) AS numerator,
       min(denominator(guess)) || ' to ' || max(denominator(guess)) AS denominator,
       CASE count(*) WHEN 1 THEN 'recovered' ELSE 'not recovered' END AS attack
FROM attack
GROUP BY method, city, cells, hidden
ORDER BY method DESC, city;

-- A percentage is its counts. Hiding these and printing 11.11 % for the district with nine enterprises hides nothing; and
-- whoever does not know the nine is left with few choices.

\echo '3. Percentages give counts away: 11.11 % of fewer than 40'
SELECT denominator, implied_numerators(denominator, 11.11) AS numerators
FROM generate_series(1, 39) AS denominator
WHERE NOT isempty(implied_numerators(denominator, 11.11));

-- Small is not the same as few. A city with 5,000 staff passes any threshold, and all of them may be of one enterprise,
-- whose own filing would be printed; so cells are judged by who contributes how much. Where a total is printed, further
-- cells are hidden, from the smallest on, until all that is hidden would be publishable as one cell.

CREATE OR REPLACE TEMP VIEW enterprise_filing (city, enterprise, r) AS
SELECT city, enterprise, r::rate
FROM (VALUES
    ('Eville', 1, '4100/5000'),
    ('Fville', 2, '310/420'), ('Fville', 3, '205/260'), ('Fville', 4, '380/500'), ('Fville', 5, '90/130'),
    ('Gville', 6, '1800/2400'), ('Gville', 7, '900/1600'), ('Gville', 8, '1500/1900'), ('Gville', 9, '700/950'),
    ('Hville', 10, '2200/3100'), ('Hville', 11, '1400/2000'), ('Hville', 12, '600/900'), ('Hville', 13, '1000/1300'),
    ('Hville', 14, '0/0')
    ) AS v(city, enterprise, r);

CREATE OR REPLACE TEMP VIEW city_publication AS
WITH city_cell AS (
    SELECT city, pool(r) AS r, concentration(denominator(r)) AS c FROM enterprise_filing GROUP BY city
), ordered AS (
    SELECT *, bool_or(is_sensitive(c)) OVER () AS any_sensitive, row_number() OVER upto AS place, concentration(c) OVER upto AS upto
    FROM city_cell
    WINDOW upto AS (ORDER BY is_sensitive(c) DESC, denominator(r), city COLLATE "C" ROWS UNBOUNDED PRECEDING)
)
SELECT city, r, c, is_sensitive(c) AS one_can_be_read,
       is_sensitive(c) OR any_sensitive AND (place <= 2 OR is_sensitive(lag(upto) OVER (ORDER BY place))) AS hidden
FROM ordered;

\echo '4. Few enterprises: what is published'
SELECT city, suppress(r) AS "by staff", suppress(r, c) AS "by enterprises", CASE WHEN NOT hidden THEN r END AS "and secondary",
       c AS "enterprises, staff, largest two", is_dominated(c, 2) AS dominated
FROM city_publication
UNION ALL
SELECT 'all', pool(r), pool(r), pool(r), concentration(c), is_dominated(concentration(c), 2) FROM city_publication
ORDER BY 1;

\echo '5. What the total gives away: the hidden cells together'
SELECT method, count(*) FILTER (WHERE is_hidden) AS cells, without(max(total::text)::rate, pool(r) FILTER (WHERE NOT is_hidden)) AS together,
       is_sensitive(concentration(c) FILTER (WHERE is_hidden)) AS "can be read"
FROM city_publication,
     LATERAL (VALUES ('by enterprises', one_can_be_read), ('and secondary', hidden)) AS m(method, is_hidden),
     (SELECT pool(r) AS total FROM enterprise_filing) AS t
GROUP BY method
ORDER BY method DESC;

\pset null ''
\set QUIET :disclosure_quiet
