\encoding UTF8
-- A register, filings and risk levels from which a bulletin can be made again later: in a schema as_of, in a database that has
-- the extension. GENERATED DATA: 24 invented enterprises in three cities, February 2020; no row says anything about a real one.
--
-- Three times are kept apart: the day that a filing speaks of (as_of), the moment at which it came in (received_at), and the
-- days on which something was the case (during).

CREATE SCHEMA as_of;
SELECT set_config('search_path', 'as_of, ' || current_setting('search_path'), false) AS search_path \gset
SET timezone = 'Asia/Shanghai';

BEGIN;

-- Who is in scope, one row a period of validity.

CREATE TABLE register (
    enterprise_id integer   NOT NULL,
    division_code integer   NOT NULL,           -- GB/T 2260, as in the extension's table software_city
    staff         integer   NOT NULL,           -- on the payroll, as the register knows it
    during        daterange NOT NULL,
    EXCLUDE USING gist (int4range(enterprise_id, enterprise_id, '[]') WITH &&, during WITH &&)
);
COMMENT ON TABLE register IS 'GENERATED example data: invented enterprises';

-- What they filed, one row a filing, never changed. A correction is another row; so is a withdrawal, which has no figures.

CREATE TABLE filing (
    filing_id     integer     PRIMARY KEY,
    enterprise_id integer     NOT NULL,
    as_of         date        NOT NULL,         -- the day that the figures speak of
    received_at   timestamptz NOT NULL,
    revision      integer     NOT NULL DEFAULT 0,
    channel       text        NOT NULL CHECK (channel IN ('web', 'mail', 'phone')),
    staff         integer,
    returned      integer,                      -- back at work: remote work included, cumulative
    resumed       boolean,
    CHECK (num_nulls(staff, returned, resumed) IN (0, 3)),
    CHECK (returned BETWEEN 0 AND staff)
);
CREATE INDEX ON filing (enterprise_id, as_of, received_at, revision);
COMMENT ON TABLE filing IS 'GENERATED example data: invented filings';

-- The risk level that a city had, one row a period, as classes are kept in software_city.

CREATE TABLE city_risk (
    division_code integer    NOT NULL,
    level         risk_level NOT NULL,
    during        daterange  NOT NULL,
    EXCLUDE USING gist (int4range(division_code, division_code, '[]') WITH &&, during WITH &&)
);
COMMENT ON TABLE city_risk IS 'GENERATED example data: invented levels';

-- Number 9 left on 17 February, 24 entered on the 18th, 12 moved to another city on the 15th.

INSERT INTO register
SELECT i, (ARRAY[320100, 330100, 420100])[1 + i % 3], 20 + i * 53 % 190,
       CASE i WHEN 9 THEN '[2020-01-01,2020-02-17)' WHEN 24 THEN '[2020-02-18,)' WHEN 12 THEN '[2020-01-01,2020-02-15)'
              ELSE '[2020-01-01,)' END::daterange
FROM generate_series(1, 24) AS i;
INSERT INTO register
SELECT 12, 420100, staff, '[2020-02-15,)' FROM register WHERE enterprise_id = 12;

-- Filings of 27 January to 20 February. Each enterprise files about every fourth day, before noon of the day after, but 5 stopped
-- on 1 February, and 7 and 15 never began.

INSERT INTO filing
SELECT row_number() OVER (ORDER BY day, i), i, date '2020-01-26' + day,
       timestamp '2020-01-27 00:00' AT TIME ZONE 'Asia/Shanghai'
           + day * interval '1 day' + (480 + i * 37 % 200) * interval '1 minute',
       0, (ARRAY['web', 'mail', 'phone'])[1 + (i + day) % 3],
       staff, staff * least(100, day * 3 + i) / 100, day * 3 + i > 30 AND i % 5 <> 2
FROM register, generate_series(1, 25) AS day, LATERAL (SELECT enterprise_id) AS e(i)
WHERE (i * 3 + day * 5) % 4 = 0
  AND date '2020-01-26' + day <@ during
  AND i NOT IN (7, 15) AND (i <> 5 OR day < 7);

-- Late: what 20 filed for 19 February came a day after it should have.
UPDATE filing SET received_at = received_at + interval '1 day' WHERE as_of = '2020-02-19' AND enterprise_id = 20;

INSERT INTO filing (filing_id, enterprise_id, as_of, received_at, revision, channel, staff, returned, resumed) VALUES
    -- late, and about a day after which the enterprise has filed for another
    (901,  2, '2020-02-11', '2020-02-19 09:00+08', 0, 'mail',  126,   60, false),
    -- corrected, once before noon of the 20th and once after
    (902, 11, '2020-02-18', '2020-02-20 11:30+08', 1, 'web',    33,   25, true),
    (903, 11, '2020-02-18', '2020-02-20 15:00+08', 2, 'web',    33,   20, true),
    -- withdrawn after the bulletin
    (904, 19, '2020-02-18', '2020-02-21 10:00+08', 1, 'phone', NULL, NULL, NULL),
    -- silent for long, then a late filing
    (905,  5, '2020-02-18', '2020-02-21 09:00+08', 0, 'phone',  95,   50, true);

-- Duplicates: number 8 files everything a second time by mail, 20 minutes later.
INSERT INTO filing
SELECT filing_id + 500, enterprise_id, as_of, received_at + interval '20 minutes', revision, 'mail', staff, returned, resumed
FROM filing WHERE enterprise_id = 8;

INSERT INTO city_risk VALUES
    (320100, 'medium', '[2020-01-25,2020-02-17)'), (320100, 'low',    '[2020-02-17,)'),
    (330100, 'high',   '[2020-01-25,2020-02-12)'), (330100, 'medium', '[2020-02-12,)'),
    (420100, 'high',   '[2020-01-23,)');

COMMIT;
