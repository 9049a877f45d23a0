\encoding UTF8
-- Demo data, second part: what the enterprises of demo_data.sql filed between 30 January and 19 February 2020, and when each
-- filing was received. Read by demo_data.sql, whose tables it needs; about a second.
--
-- INVENTED, all of it. Whoever takes each enterprise's latest filing gets the rows of the table filing back, and with them
-- the published totals; the script checks that before it commits.
--
-- Enterprises file as enterprises do: some every day, some on working days, most now and then and when they resume; about
-- one filing in 13 is days late, one in 160 is corrected the morning after, and a tenth of the register is not heard of
-- before 3 February. For the day of the bulletin all have filed by the next noon.
--
-- Days are counted from 30 January, day 0, to 19 February, day 20. As in demo_data.sql nothing is random.

BEGIN;

CREATE TABLE filing_history (
    enterprise_id integer     NOT NULL,
    filed_on      date        NOT NULL,         -- the day that the figures speak of
    received_at   timestamptz NOT NULL,         -- of two for one day, the later received is the correction
    staff         integer     NOT NULL,
    returned      integer     NOT NULL,
    on_site       integer     NOT NULL,
    resumed       boolean     NOT NULL,
    filed_from    integer     NOT NULL,         -- GB/T 2260: the city where it was then
    CHECK (on_site BETWEEN 0 AND returned AND returned <= staff)
);
COMMENT ON TABLE filing_history IS
    'GENERATED demo data: three weeks of invented filings as they came in; the latest of each enterprise are the rows of filing';

-- How the cities come back: running, the enterprises in a thousand of those resumed by 19 February that had never stopped;
-- halfway, the day on which half of the others would be back if the curve went on for ever: d^4 / (d^4 + halfway^4).

CREATE TEMP TABLE demo_pace (division_code integer, running bigint, halfway bigint) ON COMMIT DROP;

INSERT INTO demo_pace VALUES
    (320100,  60,  6),                          -- Nanjing
    (370100,  50,  7),                          -- Jinan
    (440100,  80,  7),                          -- Guangzhou
    (440300, 100,  6),                          -- Shenzhen
    (310000, 100,  7),                          -- Shanghai
    (350100,  50,  8),                          -- Fuzhou
    (350200,  50,  8),                          -- Xiamen
    (320500,  60,  7),                          -- Suzhou
    (420100, 950, 10),                          -- Wuhan: who works has done so from home all along, hardly anybody joins
    (370200,  50,  8),                          -- Qingdao
    (320200,  40,  9),                          -- Wuxi
    (210100,  30, 11),                          -- Shenyang
    (330200,  40, 10),                          -- Ningbo
    (210200,  30, 11);                          -- Dalian

-- Of the enterprises of a city that resume, put in the order in which they do, those after the first begun up to the first
-- upto resume on that day. Who never stopped began a month ago.

CREATE TEMP TABLE demo_resumption ON COMMIT DROP AS
WITH counted AS (
    SELECT division_code, count(*) AS n
    FROM filing
    JOIN enterprise USING (enterprise_id)
    WHERE resumed
    GROUP BY division_code
), grown AS (
    SELECT division_code, day, n, running,
           day * day * day * day * (20 * 20 * 20 * 20 + halfway * halfway * halfway * halfway) AS part,
           20 * 20 * 20 * 20 * (day * day * day * day + halfway * halfway * halfway * halfway) AS whole
    FROM counted
    JOIN demo_pace USING (division_code)
    CROSS JOIN generate_series(0, 20) AS day
), accrued AS (
    SELECT division_code, day, n * (running * whole + (1000 - running) * part) / (1000 * whole) AS upto
    FROM grown
)
SELECT division_code, CASE WHEN day = 0 THEN -30 ELSE day END AS day,
       lag(upto, 1, 0::bigint) OVER (PARTITION BY division_code ORDER BY day) AS begun, upto
FROM accrued;

ANALYZE demo_resumption;

-- mixed: 15,913 is a prime, so enterprises get different numbers, in an order that says nothing. Large enterprises tend to
-- resume earlier.
-- starts: the day of the first filing. every: 1 files every day, 0 on working days, otherwise every so many days.
-- settled: the day from which the figures are those of 19 February. Who files now and then does so when there is news, so
-- the last filing only confirms the one before.

CREATE TEMP TABLE demo_filer ON COMMIT DROP AS
WITH mixed AS (
    SELECT *, enterprise_id * 7919 % 15913 AS mixed
    FROM filing
    JOIN enterprise USING (enterprise_id)
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY division_code, resumed ORDER BY mixed - 2 * least(staff, 1000), mixed) AS i
    FROM mixed
), habit AS (
    SELECT enterprise_id, staff, returned, on_site, mixed, resumption.day AS resumes,
           CASE WHEN mixed % 10 < 6 THEN 0 WHEN mixed % 10 < 9 THEN 1 ELSE 4 END AS starts,
           CASE WHEN top100 OR key_planned OR mixed / 10 % 10 = 0 THEN 1
                WHEN mixed / 10 % 10 < 4 THEN 0
                ELSE 4 + mixed / 100 % 6
           END AS every
    FROM ranked
    LEFT JOIN demo_resumption AS resumption
        ON resumption.division_code = ranked.division_code AND ranked.resumed AND i > begun AND i <= upto
)
SELECT *, CASE WHEN every <= 1 THEN 20 ELSE greatest(starts, resumes, 19 - (19 + mixed) % every) END AS settled
FROM habit;

ANALYZE demo_filer;

-- The filings. On the day it resumes an enterprise calls back half of its staff or more, the rest by and by: after t days
-- (t + 2) / (t + 4) of them, but all of those of 19 February when settled; one is there in any case. At first more of them work from home than later.
-- Saturdays are days 2, 9 and 16. MATERIALIZED only keeps the planner from writing each expression out at every mention.

WITH filed AS (
    SELECT enterprise_id, staff, returned, on_site, day, settled,
           coalesce(resumes <= day, false) AS resumed,
           least(day, settled) - resumes + 2 AS since,
           settled - resumes + 2 AS whole,
           mixed * (day + 7) % 15913 AS dice
    FROM demo_filer
    CROSS JOIN generate_series(0, 20) AS day
    WHERE day >= starts
      AND CASE WHEN day IN (starts, resumes, 20) THEN true
               WHEN every = 0 THEN (day - 2) % 7 > 1 AND (mixed + 5 * day) % 9 > 0
               WHEN every = 1 THEN (mixed + 5 * day) % 12 > 0
               ELSE (day + mixed) % every = 0
          END
), back AS MATERIALIZED (
    SELECT *, CASE WHEN resumed THEN greatest(1, returned * since * (whole + 2) / (whole * (since + 2))) ELSE 0 END AS back
    FROM filed
), figures AS MATERIALIZED (
    SELECT enterprise_id, day, staff, back AS returned, resumed, dice,
           CASE WHEN back > 0 THEN on_site::bigint * back * (10 + least(day, settled)) / (returned::bigint * (10 + settled))
                ELSE 0
           END AS on_site
    FROM back
), received AS MATERIALIZED (
    SELECT *, dice % 83 = 0 AND on_site BETWEEN 1 AND returned - 1 AS corrected,
           -- minutes after the beginning of the day: until midnight, by next noon, on one of the days after that
           CASE WHEN dice % 10 < 7 THEN 15 * 60 + dice / 10 % 540 END AS prompt,
           32 * 60 + dice / 10 % 235 AS next_day,
           CASE WHEN dice % 10 = 9 AND day <= 16 THEN (2 + dice % 3) * 24 * 60 + 9 * 60 + dice / 10 % 480 END AS late
    FROM figures
)
INSERT INTO filing_history
SELECT enterprise_id, date '2020-01-30' + day AS filed_on,
       timestamptz '2020-01-30 00:00 +08' + make_interval(hours => 24 * day, mins => minutes) AS received_at,
       staff, returned, on_site, resumed, division_code
FROM (SELECT enterprise_id, day, CASE WHEN corrected THEN next_day ELSE coalesce(prompt, late, next_day) END AS minutes,
             staff, returned, on_site, resumed
      FROM received
      UNION ALL
      -- The mistake that was corrected: only those on site were counted as back.
      SELECT enterprise_id, day, 15 * 60 + dice / 10 % 540, staff, on_site, on_site, resumed
      FROM received
      WHERE corrected) AS sent
JOIN enterprise USING (enterprise_id)
ORDER BY received_at, enterprise_id;

ALTER TABLE filing_history
    ADD PRIMARY KEY (enterprise_id, filed_on, received_at),
    ADD FOREIGN KEY (enterprise_id) REFERENCES enterprise;

-- As of 19 February, received by noon on the 20th: the rows of filing, or nothing.

DO $$
BEGIN
    IF EXISTS (
        SELECT
        FROM (SELECT DISTINCT ON (enterprise_id) *
              FROM filing_history
              ORDER BY enterprise_id, filed_on DESC, received_at DESC) AS h
        FULL JOIN filing AS f USING (enterprise_id, filed_on, staff, returned, on_site, resumed)
        WHERE h.received_at IS NULL OR f.enterprise_id IS NULL)
    THEN
        RAISE EXCEPTION 'the latest filings of filing_history are not the rows of filing';
    END IF;
    IF EXISTS (
        SELECT
        FROM filing_history
        WHERE received_at < timestamptz '2020-01-30 00:00 +08' + make_interval(hours => 24 * (filed_on - date '2020-01-30'))
           OR received_at > timestamptz '2020-02-20 12:00 +08'
           OR resumed <> (returned > 0))
    THEN
        RAISE EXCEPTION 'filing_history has a filing received before its day or after the bulletin, or a state without staff to match';
    END IF;
END
$$;

-- A filing that names no city is from the one in which the enterprise is registered.

CREATE FUNCTION filed_from_register() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    SELECT division_code INTO NEW.filed_from FROM enterprise WHERE enterprise_id = NEW.enterprise_id;
    RETURN NEW;
END
$$;

CREATE TRIGGER filed_from_register BEFORE INSERT ON filing_history
    FOR EACH ROW WHEN (NEW.filed_from IS NULL) EXECUTE FUNCTION filed_from_register();

COMMIT;

ANALYZE filing_history;
