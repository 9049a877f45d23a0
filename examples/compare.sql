-- Comparing two rates without being fooled by the mix. Needs only the extension; everything is temporary.

\set compare_quiet :QUIET
\set QUIET on
\pset footer off

-- The form that any comparison can be brought into: one row a stratum, a rate on each side, and how much the stratum is to
-- weigh in a standard that both sides share. To compare tables of your own, put a view over them in the place of this one.

CREATE OR REPLACE TEMP VIEW compared (comparison, stratum, a, b, weight) AS VALUES
    -- Charig et al., BMJ 1986 (292:879): removal of kidney stones; a is open surgery, b percutaneous nephrolithotomy
    ('kidney stones', 'under 2 cm',     rate '81/87',       rate '234/270',      357::double precision),
    ('kidney stones', '2 cm and over',  '192/263',          '55/80',             343),
    -- invented: staff back at work in three classes of cities; a is 24 February, b is 17 February, when half of the
    -- candidates' enterprises had not filed yet; the weights are staff in the register
    ('return rate',   'comprehensive',  '152000/200000',    '147000/200000',     200000),
    ('return rate',   'characteristic', '71000/100000',     '68000/100000',      100000),
    ('return rate',   'candidate',      '62000/155000',     '27000/75000',       155000);

-- Side by side: each stratum, the pooled rates, the standardised ones. points: percentage points by which a is ahead.

\echo '1. Side by side: a is ahead in every stratum, behind in the pooled rate, and ahead again once both have the same mix'
WITH line AS (
    SELECT comparison, 1 AS place, stratum AS line, ratio(a) AS a, ratio(b) AS b
    FROM compared
    UNION ALL
    SELECT comparison, 2, 'pooled', ratio(pool(a)), ratio(pool(b))
    FROM compared GROUP BY comparison
    UNION ALL
    SELECT comparison, 3, 'standardised', standardize(a, weight), standardize(b, weight)
    FROM compared GROUP BY comparison
)
SELECT comparison, line, round(100 * a::numeric, 2) AS "a, %", round(100 * b::numeric, 2) AS "b, %",
       round(100 * (a - b)::numeric, 2) AS points
FROM line
ORDER BY comparison, place, line COLLATE "C" DESC;

-- Both pooled rates in one aggregate: what of their difference are better rates, and what is another mix?

\echo '2. The difference of the pooled rates in parts: better rates, a mix with more of the hard cases'
SELECT comparison, a, b, round((parts).change, 2) AS change,
       round((parts).rate_effect, 2) AS "rate effect", round((parts).mix_effect, 2) AS "mix effect"
FROM (SELECT comparison, pool(a) AS a, pool(b) AS b, decompose(a, b) AS parts FROM compared GROUP BY comparison) AS whole
ORDER BY comparison;

-- The same question for enterprises. NULL: did not report on that day. Invented.

CREATE OR REPLACE TEMP VIEW reported (enterprise, later, earlier) AS VALUES
    (1, rate '95/100',  rate '90/100'),
    (2, '46/50',        '44/50'),
    (3, '180/200',      '170/200'),
    (4, '20/100',       NULL),
    (5, '30/120',       NULL),
    (6, NULL,           '9/10');

\echo '3. A panel: those who reported twice have improved; the fall is the work of those who reported for the first time'
SELECT later, earlier, round((parts).change, 2) AS change, round((parts).matched, 2) AS matched,
       round((parts).entry, 2) AS entry, round((parts).exit, 2) AS exit
FROM (SELECT pool(later) AS later, pool(earlier) AS earlier, panel_change(later, earlier) AS parts FROM reported) AS panel;

-- Is a difference more than chance? newcombe() asks it of two independent samples of persons: patients, in the first
-- comparison. Where staff come in enterprises the question is ratio_sample's.

\echo '4. Chance: the difference in each stratum of patients, with its interval of 95 %'
SELECT stratum, round(100 * (ratio(a) - ratio(b))::numeric, 2) AS points,
       round(100 * lower::numeric, 2) AS lower, round(100 * upper::numeric, 2) AS upper
FROM compared, newcombe(a, b)
WHERE comparison = 'kidney stones'
ORDER BY stratum COLLATE "C" DESC;

\pset footer on
\set QUIET :compare_quiet
