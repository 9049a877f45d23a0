-- Filing quality: rules for tables of filings. Needs only the extension; everything is temporary, the filings are invented.
--
-- Rules that look at one filing are constraints of a new table. Rules that compare filings cannot be, and an existing table
-- has its bad rows already: for both there is one view that lists every breach of every rule. It drops nothing.
--
--   impossible   on site exceeds returned     more staff on site than back at work
--                returned exceeds staff       more staff back at work than there are
--                count missing or negative
--                division unknown             not a division code of the register
--                credit code broken           form or check character (GB 32100-2015): credit_code_is_valid()
--   suspicious   jump                         a count grew or shrank beyond a factor since the filing before
--                cumulative count fell        staff back at work, remote work included, are counted cumulatively
--                unchanged                    the same counts for days on end, though not everybody is on site
--                filed twice                  the same revision for the same day, over several channels or over one

\set quality_quiet :QUIET
\set QUIET on

-- What is to be checked. For a table of your own, put a view with these columns in the place of this one.

CREATE OR REPLACE TEMP VIEW filing_to_check
    (filing_id, enterprise_id, credit_code, division_code, as_of, received_at, channel, revision, staff, returned, on_site) AS
VALUES
    -- nothing wrong
    ( 1, 101, '913201000000000018', 320100, date '2020-02-17', timestamptz '2020-02-17 21:10+08', 'web', 1, 200, 120, 60),
    ( 2, 101, '913201000000000018', 320100, '2020-02-18', '2020-02-18 20:55+08', 'web',   1,  200,  130,  80),
    ( 3, 101, '913201000000000018', 320100, '2020-02-19', '2020-02-19 21:05+08', 'web',   1,  201,  150,  95),
    -- more on site than returned; corrected by a later revision
    ( 4, 102, '91440300000000002L', 440300, '2020-02-18', '2020-02-18 22:00+08', 'web',   1,   80,   30,  45),
    ( 5, 102, '91440300000000002L', 440300, '2020-02-18', '2020-02-19 09:30+08', 'web',   2,   80,   45,  30),
    -- more returned than staff
    ( 6, 103, '913502000000000030', 350200, '2020-02-19', '2020-02-19 18:00+08', 'web',   1,   50,   55,  20),
    -- a unit mistaken: ten times the staff of the day before
    ( 7, 104, '914201000000000048', 420100, '2020-02-18', '2020-02-18 23:10+08', 'phone', 1,  310,   40,  10),
    ( 8, 104, '914201000000000048', 420100, '2020-02-19', '2020-02-19 23:20+08', 'phone', 1, 3100,   45,  12),
    -- a cumulative count that falls
    ( 9, 105, '91370200000000005E', 370200, '2020-02-18', '2020-02-18 20:00+08', 'web',   1,  120,   90,  40),
    (10, 105, '91370200000000005E', 370200, '2020-02-19', '2020-02-19 20:00+08', 'web',   1,  120,   70,  42),
    -- the same for four days
    (11, 106, '91210100000000006W', 210100, '2020-02-16', '2020-02-16 20:00+08', 'web',   1,   60,   20,  10),
    (12, 106, '91210100000000006W', 210100, '2020-02-17', '2020-02-17 20:00+08', 'web',   1,   60,   20,  10),
    (13, 106, '91210100000000006W', 210100, '2020-02-18', '2020-02-18 20:00+08', 'web',   1,   60,   20,  10),
    (14, 106, '91210100000000006W', 210100, '2020-02-19', '2020-02-19 20:00+08', 'web',   1,   60,   20,  10),
    -- a wrong digit in the credit code, and an unknown division
    (15, 107, '913201000000000078', 320199, '2020-02-19', '2020-02-19 20:00+08', 'web',   1,   40,   20,  10),
    -- filed by the city and by the association, not alike
    (16, 108, '913201000000000018', 320100, '2020-02-19', '2020-02-19 19:00+08', 'city',  1,   90,   60,  30),
    (17, 108, '913201000000000018', 320100, '2020-02-19', '2020-02-19 19:30+08', 'association', 1, 90, 62, 30),
    -- no staff given
    (18, 109, '913201000000000018', 320100, '2020-02-19', '2020-02-19 20:00+08', 'web',   1, NULL,   62,  30);

-- Each breach of a rule, with what is wrong in words. The parameters are in the first two lines.

CREATE OR REPLACE TEMP VIEW filing_problem AS
WITH parameter (jump_factor, jump_least, unchanged_days) AS (
    VALUES (5, 100, 3)                          -- jumps count from jump_least on; days include the first
), of_the_day AS (                              -- the filing that counts: the last revision of the day
    SELECT DISTINCT ON (enterprise_id, as_of) *
    FROM filing_to_check
    ORDER BY enterprise_id, as_of, revision DESC, received_at DESC, filing_id DESC
), compared AS (
    SELECT *,                                   -- the last counts given, over filings that leave one out
           latest(staff, as_of) FILTER (WHERE staff IS NOT NULL) OVER before AS staff_before,
           latest(returned, as_of) FILTER (WHERE returned IS NOT NULL) OVER before AS returned_before,
           latest(on_site, as_of) FILTER (WHERE on_site IS NOT NULL) OVER before AS on_site_before,
           ROW (staff, returned, on_site) IS DISTINCT FROM
               ROW (lag(staff) OVER by_day, lag(returned) OVER by_day, lag(on_site) OVER by_day) AS changed
    FROM of_the_day
    WINDOW by_day AS (PARTITION BY enterprise_id ORDER BY as_of),
           before AS (by_day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), spell AS (                                   -- of filings that are alike
    SELECT *, as_of - max(as_of) FILTER (WHERE changed) OVER (PARTITION BY enterprise_id ORDER BY as_of) + 1 AS days
    FROM compared
), problem AS (
    SELECT filing_id, 'impossible' AS kind, rule, detail
    FROM filing_to_check AS f, LATERAL (VALUES
        ('on site exceeds returned', on_site > returned, format('%s on site, %s returned', on_site, returned)),
        ('returned exceeds staff', returned > staff, format('%s returned, %s staff', returned, staff)),
        ('count missing', num_nulls(staff, returned, on_site) > 0,
         format('staff %s, returned %s, on site %s', coalesce(staff::text, '?'), coalesce(returned::text, '?'),
                coalesce(on_site::text, '?'))),
        ('count negative', least(staff, returned, on_site) < 0,
         format('staff %s, returned %s, on site %s', staff, returned, on_site)),
        ('division unknown', NOT EXISTS (SELECT FROM software_city AS c WHERE c.division_code = f.division_code),
         coalesce(division_code::text, 'none')),
        ('credit code broken', credit_code_is_valid(credit_code) IS NOT TRUE, coalesce(credit_code, 'none'))
        ) AS r(rule, broken, detail)
    WHERE broken
    UNION ALL
    SELECT filing_id, 'suspicious', 'jump', format('%s %s after %s', measure, now, previous)
    FROM compared, parameter, LATERAL (VALUES
        ('staff', staff, staff_before), ('returned', returned, returned_before), ('on site', on_site, on_site_before)
        ) AS c(measure, now, previous)
    WHERE greatest(now, previous) >= jump_least
      AND (now > previous::numeric * jump_factor OR previous > now::numeric * jump_factor)
    UNION ALL
    SELECT filing_id, 'suspicious', 'cumulative count fell', format('%s returned after %s', returned, returned_before)
    FROM compared
    WHERE returned < returned_before
    UNION ALL
    SELECT filing_id, 'suspicious', 'unchanged', format('%s days', days)
    FROM spell, parameter
    WHERE days >= unchanged_days AND (on_site < staff) IS NOT FALSE
    UNION ALL
    SELECT filing_id, 'suspicious', 'filed twice', format('%s: %s returned, %s on site', channel, returned, on_site)
    FROM (SELECT *, count(*) OVER (PARTITION BY enterprise_id, as_of, revision) AS copies FROM filing_to_check) AS f
    WHERE copies > 1
)
SELECT f.filing_id, f.enterprise_id, f.as_of, f.revision, p.kind, p.rule, p.detail
FROM problem AS p JOIN filing_to_check AS f USING (filing_id);

\echo '1. Every breach of a rule'
SELECT * FROM filing_problem ORDER BY filing_id, rule COLLATE "C";

\echo '2. How many filings, by rule'
SELECT kind, rule, rate(count(DISTINCT filing_id), (SELECT count(*) FROM filing_to_check)) AS filings,
       percent(rate(count(DISTINCT filing_id), (SELECT count(*) FROM filing_to_check)), 1) AS percent
FROM filing_problem
GROUP BY kind, rule
ORDER BY kind, rule COLLATE "C";

-- A new table refuses what is impossible, and what was filed twice. What it refuses is kept beside it, with the name of the
-- rule. The division codes are a table because a foreign key needs one.

CREATE TEMP TABLE division (division_code integer PRIMARY KEY);
INSERT INTO division SELECT DISTINCT division_code FROM software_city;

CREATE TEMP TABLE filing_new (
    filing_id     bigint PRIMARY KEY,
    enterprise_id bigint NOT NULL,
    credit_code   text NOT NULL CONSTRAINT credit_code_broken CHECK (credit_code_is_valid(credit_code)),
    division_code integer NOT NULL CONSTRAINT division_unknown REFERENCES division,
    as_of         date NOT NULL,
    received_at   timestamptz NOT NULL,
    channel       text NOT NULL,
    revision      integer NOT NULL,
    staff         integer NOT NULL,
    returned      integer NOT NULL,
    on_site       integer NOT NULL,
    CONSTRAINT count_negative CHECK (least(staff, returned, on_site) >= 0),
    CONSTRAINT on_site_exceeds_returned CHECK (on_site <= returned),
    CONSTRAINT returned_exceeds_staff CHECK (returned <= staff),
    CONSTRAINT filed_twice UNIQUE (enterprise_id, as_of, revision)
);

CREATE TEMP TABLE filing_refused (filing_id bigint, rule text, detail text);

DO $$
DECLARE
    f filing_to_check;
    broken text;
    said text;
BEGIN
    FOR f IN SELECT * FROM filing_to_check ORDER BY received_at, filing_id LOOP
        BEGIN
            INSERT INTO filing_new VALUES (f.*);
        EXCEPTION WHEN integrity_constraint_violation THEN
            GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME, said = MESSAGE_TEXT;
            INSERT INTO filing_refused VALUES (f.filing_id, coalesce(nullif(broken, ''), 'count_missing'), said);
        END;
    END LOOP;
END
$$;

\echo '3. What a table with constraints refuses'
SELECT filing_id, rule, detail FROM filing_refused ORDER BY filing_id;

DROP TABLE filing_refused, filing_new, division;

\set QUIET :quality_quiet
