\encoding UTF8
-- Demo data: a register of 15,910 software enterprises in 14 Chinese software cities and what each of them filed for
-- 19 February 2020; at the end demo_history.sql adds what they had filed in the three weeks before, and dashboard/rollup.sql the
-- rollups of the board. Needs a database without these tables; about five seconds.
--
-- PUBLISHED: the totals of three cohorts (all, top 100, key-planned), kept in published_figure.
-- INVENTED:  every enterprise, every split by city, every staff total. The invented rows add up to the published totals
--            to the last unit; the script checks that before it commits.
--
-- Nothing is random: whole numbers are split by integer division along running totals, so the rows are the same on every
-- server and in every locale. Splitting runs in three steps, from a few parameters down to the enterprise:
--   demo_cell    what each part of the register adds up to, nationwide   (parameters)
--   demo_city    how the cities differ                                   (parameters)
--   demo_block   cell x city
--   enterprise, filing

BEGIN;

CREATE EXTENSION resume;

-- What a user of the extension would have: a register, and filings.

CREATE TABLE enterprise (
    enterprise_id integer PRIMARY KEY,
    division_code integer NOT NULL,             -- GB/T 2260, as in the extension's table software_city
    top100        boolean NOT NULL,
    key_planned   boolean NOT NULL              -- a key enterprise of the state plan; the two cohorts overlap
);
COMMENT ON TABLE enterprise IS
    'GENERATED demo data: invented enterprises and an invented split by city; cohort sizes as published for 2020-02-19';

CREATE TABLE filing (
    enterprise_id integer NOT NULL REFERENCES enterprise,
    filed_on      date    NOT NULL,             -- the day that the figures speak of
    staff         integer NOT NULL,
    returned      integer NOT NULL,             -- back at work: remote work included, cumulative
    on_site       integer NOT NULL,
    resumed       boolean NOT NULL,
    PRIMARY KEY (enterprise_id, filed_on),
    CHECK (on_site BETWEEN 0 AND returned AND returned <= staff)
);
COMMENT ON TABLE filing IS
    'GENERATED demo data: one invented filing an enterprise; cohort totals equal the counts published for 2020-02-19';

CREATE TABLE published_figure (
    cohort      text,
    measure     text,
    numerator   integer NOT NULL,
    denominator integer,                        -- NULL: none given
    percent     numeric,                        -- NULL: none given
    PRIMARY KEY (cohort, measure)
);
COMMENT ON TABLE published_figure IS
    'PUBLISHED figures on software enterprises of 14 software cities as of 2020-02-19 (CCID, Chinese trade press, February 2020)';

INSERT INTO published_figure VALUES
    ('all',         'resumption',   13012, 15910,  81.79),
    ('all',         'return',     2189574,  NULL,  80.88),
    ('all',         'on site',    1097843,  NULL,  40.55),
    ('top100',      'resumption',      42,    42,   NULL),
    ('top100',      'return',      356218,  NULL,  83.85),
    ('top100',      'on site',     261364,  NULL,  61.51),
    ('key_planned', 'resumption',     227,   231,  98.27),
    ('key_planned', 'return',      473702,  NULL,  89.04),
    ('key_planned', 'on site',     270156,  NULL,  50.78);

-- Parameters. Every enterprise is in exactly one cell; the published cohorts are unions of cells.
-- skew: the largest enterprise of a block has up to skew + 1 times the mean staff, the smallest 1/(skew + 1) of it.

CREATE TEMP TABLE demo_cell (
    cell integer, top100 boolean, key_planned boolean, resumed boolean,
    enterprises integer, staff integer, returned integer, on_site integer, skew integer
) ON COMMIT DROP;

INSERT INTO demo_cell VALUES
    (1, true,  true,  true,     18,  190000,  165000, 115000,  2),
    (2, true,  false, true,     24,  234830,  191218, 146364,  2),
    (3, false, true,  true,    209,  338810,  308702, 155156,  4),
    (4, false, true,  false,     4,    3200,       0,      0,  4),
    (5, false, false, true,  12761, 1766720, 1524654, 681323, 20),
    (6, false, false, false,  2894,  173640,       0,      0, 20);

-- How the cities differ, as weights: only their proportions matter. resumed, idle: enterprises that have resumed and that
-- have not; size: staff an enterprise; absent: staff not back; remote: staff back at work but not on site.

CREATE TEMP TABLE demo_city (
    division_code integer, resumed integer, idle integer, size integer, absent integer, remote integer
) ON COMMIT DROP;

INSERT INTO demo_city VALUES
    (320100, 1290, 130, 110,  80,  85),         -- Nanjing
    (370100,  960, 140,  95,  90,  80),         -- Jinan
    (440100, 1590, 250, 105,  85, 110),         -- Guangzhou
    (440300, 1980, 270, 140,  75, 115),         -- Shenzhen
    (310000, 1850, 260, 120,  80, 120),         -- Shanghai
    (350100,  690, 110,  80, 105,  80),         -- Fuzhou
    (350200,  780, 100,  75, 100,  75),         -- Xiamen
    (320500,  880, 110,  85,  95,  85),         -- Suzhou
    (420100,  460, 840,  90, 330, 160),         -- Wuhan, under closure
    (370200,  790, 105,  90,  90,  75),         -- Qingdao
    (320200,  520,  90,  80, 110,  80),         -- Wuxi
    (210100,  420, 150,  70, 140,  95),         -- Shenyang
    (330200,  430,  85,  75, 120,  90),         -- Ningbo
    (210200,  640, 160,  95, 120,  95);         -- Dalian

ANALYZE demo_cell, demo_city;                   -- small, and the planner should know it

-- Splitting a total exactly: pieces lie end to end along whole, and each gets what has accrued at its end less what had
-- accrued at its start. tilt gives the first pieces more than their share and the last ones less, by up to that percentage
-- of what there is to give or to withhold. Where total <= whole, no piece gets more than its own length.

CREATE FUNCTION pg_temp.accrued(total numeric, upto numeric, whole numeric, tilt numeric) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    RETURN CASE WHEN whole = 0 THEN 0
        ELSE div(total * upto * whole + div(least(total, whole - total) * tilt, 100) * upto * (whole - upto), whole * whole)
        END;

CREATE FUNCTION pg_temp.part(total numeric, upto numeric, own numeric, whole numeric, tilt numeric DEFAULT 0) RETURNS numeric
    LANGUAGE sql IMMUTABLE
    RETURN pg_temp.accrued(total, upto, whole, tilt) - pg_temp.accrued(total, upto - own, whole, tilt);

-- Cell x city: first the enterprises (n), then their staff, then those not back, then those back but remote.

CREATE TEMP TABLE demo_block ON COMMIT DROP AS
WITH weighted AS (
    SELECT cell.*, city.division_code, city.size, city.remote,
           CASE WHEN cell.resumed THEN city.resumed ELSE city.idle END AS weight,
           CASE WHEN cell.resumed THEN city.absent ELSE 1 END AS absent
    FROM demo_cell AS cell CROSS JOIN demo_city AS city
), counted AS (
    SELECT *, pg_temp.part(enterprises, sum(weight) OVER upto, weight, sum(weight) OVER whole) AS n
    FROM weighted
    WINDOW whole AS (PARTITION BY cell), upto AS (PARTITION BY cell ORDER BY division_code)
), staffed AS (
    SELECT *, pg_temp.part(staff, sum(n * size) OVER upto, n * size, sum(n * size) OVER whole) AS city_staff
    FROM counted
    WINDOW whole AS (PARTITION BY cell), upto AS (PARTITION BY cell ORDER BY division_code)
), present AS (
    SELECT *, city_staff - pg_temp.part(staff - returned, sum(city_staff * absent) OVER upto, city_staff * absent,
                                        sum(city_staff * absent) OVER whole) AS city_returned
    FROM staffed
    WINDOW whole AS (PARTITION BY cell), upto AS (PARTITION BY cell ORDER BY division_code)
)
SELECT cell, division_code, top100, key_planned, resumed, skew, n, city_staff, city_returned,
       city_returned - pg_temp.part(returned - on_site, sum(city_returned * remote) OVER upto, city_returned * remote,
                                    sum(city_returned * remote) OVER whole) AS city_on_site
FROM present
WINDOW whole AS (PARTITION BY cell), upto AS (PARTITION BY cell ORDER BY division_code);

ANALYZE demo_block;

-- The enterprises of a block, the i-th largest of n: the i largest together have (skew + 1) i / (skew i + n) of the staff.
-- More of the staff of large enterprises is back; who is on site does not depend on size (hence the shuffle).
-- 9833 has no divisor in common with 15,910, so the identifiers are 1 to 15,910 in an order that says nothing.

CREATE TEMP TABLE demo_enterprise ON COMMIT DROP AS
WITH sized AS (
    SELECT block.*, i, i * 9833 % 10007 AS shuffle,
           div(city_staff * (skew + 1) * i, skew * i + n) AS staff_upto,
           div(city_staff * (skew + 1) * i, skew * i + n)
               - div(city_staff * (skew + 1) * (i - 1), skew * (i - 1) + n) AS staff
    FROM demo_block AS block CROSS JOIN generate_series(1, n::integer) AS i
), present AS (
    SELECT *, pg_temp.part(city_returned, staff_upto, staff, city_staff, 70) AS returned
    FROM sized
)
SELECT row_number() OVER (ORDER BY cell, division_code, i) * 9833 % 15910 + 1 AS enterprise_id,
       division_code, top100, key_planned, resumed, staff, returned,
       pg_temp.part(city_on_site, sum(returned) OVER (PARTITION BY cell, division_code ORDER BY shuffle), returned,
                    city_returned, 80) AS on_site
FROM present;

INSERT INTO enterprise
SELECT enterprise_id, division_code, top100, key_planned FROM demo_enterprise ORDER BY enterprise_id;

INSERT INTO filing
SELECT enterprise_id, date '2020-02-19', staff, returned, on_site, resumed FROM demo_enterprise ORDER BY enterprise_id;

-- To the last unit, or not at all.

DO $$
DECLARE
    off record;
BEGIN
    FOR off IN
        WITH total AS (
            SELECT cohort, count(*) AS enterprises, count(*) FILTER (WHERE resumed) AS resumed,
                   sum(staff) AS staff, sum(returned) AS returned, sum(on_site) AS on_site
            FROM filing
            JOIN enterprise USING (enterprise_id)
            CROSS JOIN LATERAL (VALUES ('all', true), ('top100', top100), ('key_planned', key_planned)) AS c(cohort, member)
            WHERE member
            GROUP BY cohort
        ), figure AS (
            SELECT cohort, measure, numerator, denominator
            FROM total
            CROSS JOIN LATERAL (VALUES ('resumption', resumed, enterprises), ('return', returned, staff),
                                       ('on site', on_site, staff)) AS f(measure, numerator, denominator)
        )
        SELECT cohort, measure, p.numerator, p.denominator, p.percent, f.numerator AS n, f.denominator AS d
        FROM published_figure AS p
        LEFT JOIN figure AS f USING (cohort, measure)
        WHERE f.numerator IS DISTINCT FROM p.numerator
           OR f.denominator <> p.denominator
           -- No staff total prints both of the published percentages of the top 100; this one prints the first.
           OR round(100.0 * f.numerator / f.denominator, 2) <> p.percent AND (cohort, measure) <> ('top100', 'on site')
    LOOP
        RAISE EXCEPTION 'demo data miss a published total: % %: %/%, published %/% (% %%)',
            off.cohort, off.measure, off.n, off.d, off.numerator, off.denominator, off.percent;
    END LOOP;
    IF EXISTS (SELECT FROM filing WHERE staff < 1 OR NOT resumed AND returned > 0) THEN
        RAISE EXCEPTION 'demo data have an enterprise without staff, or with staff at work before it has resumed';
    END IF;
END
$$;

DROP FUNCTION pg_temp.part, pg_temp.accrued;

COMMIT;

ANALYZE enterprise, filing;

\ir demo_history.sql

-- What the board reads: rollups of the filings, always current.
\ir dashboard/rollup.sql
