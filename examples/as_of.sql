\encoding UTF8
-- Bulletins that can be made again: what was known at a cut-off, what has changed since and why, who is counted and who is
-- silent, and the series of all days in one pass. Needs the tables of as_of_schema.sql.

-- What was known about a day at a cut-off: a row for everyone in the register on that day, with the latest filing about that day
-- or one before it that had come in by then. It counts if it is no older than a number of days and has not been withdrawn.
-- A filing that came over two channels is in the table twice, and once in here.

CREATE FUNCTION snapshot(day date, cutoff timestamptz, carry integer DEFAULT 14)
RETURNS TABLE (enterprise_id integer, division_code integer, registered_staff integer, f filing, status text, counted boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT enterprise_id, r.division_code, r.staff, k.f,
           CASE WHEN k.f IS NULL                    THEN 'silent'
                WHEN (k.f).returned IS NULL         THEN 'withdrawn'
                WHEN (k.f).as_of = day              THEN 'filed today'
                WHEN (k.f).as_of >= day - carry     THEN 'carried forward'
                ELSE                                     'stale' END,
           coalesce((k.f).as_of >= day - carry AND (k.f).returned IS NOT NULL, false)
    FROM register AS r
    LEFT JOIN (SELECT enterprise_id, latest(filing, (as_of, received_at, revision)) AS f
               FROM filing
               WHERE as_of <= day AND received_at <= cutoff
               GROUP BY enterprise_id) AS k USING (enterprise_id)
    WHERE r.during @> day;
END;

\echo 'The bulletin of 19 February, received by noon of the 20th'
\echo 'coverage: enterprises counted, and their share of the registered staff; lower and upper: resumption if none, or all, of the'
\echo 'others had resumed'

CREATE FUNCTION bulletin(day date, cutoff timestamptz)
RETURNS TABLE (division_code integer, resumption rate, return_rate rate, coverage rate, staff_coverage rate, lower rate, upper rate)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT p.division_code, p.resumption, p.return_rate, p.coverage, p.staff_coverage, b.lower, b.upper
    FROM (SELECT division_code,
                 pool((f).resumed)             FILTER (WHERE counted) AS resumption,
                 pool((f).returned, (f).staff) FILTER (WHERE counted) AS return_rate,
                 pool(counted) AS coverage,
                 pool(CASE WHEN counted THEN registered_staff ELSE 0 END, registered_staff) AS staff_coverage,
                 count(*) AS registered
          FROM snapshot(day, cutoff)
          GROUP BY ROLLUP (division_code)) AS p
    CROSS JOIN LATERAL bounds(coalesce(p.resumption, '0/0'), p.registered) AS b;
END;

SELECT coalesce(name_en, 'all') AS city, percent(resumption, 1) AS resumed, percent(return_rate, 1) AS returned, coverage,
       percent(staff_coverage, 1) AS "of staff", percent(lower, 1) AS lower, percent(upper, 1) AS upper
FROM bulletin('2020-02-19', '2020-02-20 12:00+08')
LEFT JOIN (SELECT DISTINCT division_code, name_en FROM software_city) AS city USING (division_code)
ORDER BY division_code;

\echo 'Made again with what has come in since'
SELECT coalesce(name_en, 'all') AS city, percent(resumption, 1) AS resumed, percent(return_rate, 1) AS returned, coverage,
       percent(staff_coverage, 1) AS "of staff", percent(lower, 1) AS lower, percent(upper, 1) AS upper
FROM bulletin('2020-02-19', '2020-02-21 12:00+08')
LEFT JOIN (SELECT DISTINCT division_code, name_en FROM software_city) AS city USING (division_code)
ORDER BY division_code;

-- What is different between two bulletins, enterprise by enterprise.

CREATE FUNCTION changes(day1 date, cutoff1 timestamptz, day2 date, cutoff2 timestamptz)
RETURNS TABLE (enterprise_id integer, reason text, earlier rate, later rate)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT enterprise_id,
           CASE WHEN a.division_code IS NULL        THEN 'new in the register'
                WHEN b.division_code IS NULL        THEN 'left the register'
                WHEN b.status = 'withdrawn'         THEN 'withdrawn'
                WHEN b.status = 'stale'             THEN 'gone stale'
                WHEN (b.f).as_of = (a.f).as_of      THEN 'corrected'
                WHEN (b.f).as_of <= day1            THEN 'late'
                ELSE                                     'filed since' END,
           CASE WHEN a.counted THEN rate((a.f).returned, (a.f).staff) END AS earlier,
           CASE WHEN b.counted THEN rate((b.f).returned, (b.f).staff) END AS later
    FROM snapshot(day1, cutoff1) AS a
    FULL JOIN snapshot(day2, cutoff2) AS b USING (enterprise_id)
    WHERE CASE WHEN a.counted THEN ROW((a.f).staff, (a.f).returned, (a.f).resumed) END
        IS DISTINCT FROM CASE WHEN b.counted THEN ROW((b.f).staff, (b.f).returned, (b.f).resumed) END;
END;

\echo 'What came between the two, and why'
SELECT * FROM changes('2020-02-19', '2020-02-20 12:00+08', '2020-02-19', '2020-02-21 12:00+08') ORDER BY enterprise_id;

\echo 'From the bulletin of the 16th to that of the 19th'
SELECT reason, count(*) AS enterprises, pool(earlier) AS earlier, pool(later) AS later
FROM changes('2020-02-16', '2020-02-17 12:00+08', '2020-02-19', '2020-02-20 12:00+08')
GROUP BY ROLLUP (reason)
ORDER BY reason;

\echo 'The status of each enterprise on the 19th; those that have left are no longer in scope'
SELECT coalesce(status, 'left the register') AS status, count(*) AS enterprises,
       min(date '2020-02-19' - (f).as_of) || ' to ' || max(date '2020-02-19' - (f).as_of) AS "days old",
       string_agg(enterprise_id::text, ', ' ORDER BY enterprise_id) AS which
FROM snapshot('2020-02-19', '2020-02-20 12:00+08')
FULL JOIN (SELECT DISTINCT enterprise_id FROM register WHERE lower(during) <= '2020-02-19') AS ever USING (enterprise_id)
GROUP BY 1
ORDER BY 2 DESC, 1;

\echo 'Filed twice, over two channels, and counted once'
SELECT enterprise_id, count(*) AS filings, string_agg(channel, ', ' ORDER BY received_at) AS channels,
       (SELECT count(*) FROM snapshot('2020-02-19', '2020-02-20 12:00+08') AS s WHERE s.enterprise_id = filing.enterprise_id) AS counted
FROM filing
WHERE as_of = '2020-02-19'
GROUP BY enterprise_id, as_of, revision
HAVING count(*) > 1;

\echo 'By the risk level that the city had on that day'
SELECT day, level, pool((f).returned, (f).staff) FILTER (WHERE counted) AS returned,
       percent(pool((f).returned, (f).staff) FILTER (WHERE counted), 1), pool(counted) AS coverage
FROM unnest('{2020-02-11,2020-02-14,2020-02-19}'::date[]) AS day
CROSS JOIN LATERAL snapshot(day, day + time '12:00' + interval '1 day')
JOIN city_risk USING (division_code)
WHERE during @> day
GROUP BY day, level
ORDER BY day, level;

-- The series of all days, as known at one cut-off. One filing an enterprise and day goes in; one without figures withdraws, and
-- so does leaving the register. The last argument is the limit on carrying a filing forward.

\echo 'The series as known at noon of 20 February, carried forward for 14 days at most'
CREATE FUNCTION series(cutoff timestamptz)
RETURNS TABLE (day date, return_rate rate)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT on_day, rate
    FROM (SELECT as_of(enterprise_id, day, r, 14) AS known
          FROM (SELECT enterprise_id, as_of AS day, latest(rate(returned, staff), (received_at, revision)) AS r
                FROM filing
                WHERE received_at <= cutoff
                  AND EXISTS (SELECT FROM register WHERE register.enterprise_id = filing.enterprise_id AND during @> as_of)
                GROUP BY enterprise_id, as_of
                UNION ALL
                SELECT enterprise_id, upper(during), NULL
                FROM register AS r
                WHERE NOT EXISTS (SELECT FROM register WHERE register.enterprise_id = r.enterprise_id AND during @> upper(r.during))) AS s) AS of_all,
        days(known, '2020-01-27', '2020-02-20');
END;

SELECT day, return_rate, percent(return_rate, 1)
FROM series('2020-02-20 12:00+08')
WHERE day BETWEEN '2020-02-08' AND '2020-02-19'
ORDER BY day;

\echo 'Days on which it differs from the bulletin of that day'
SELECT count(*) AS days, count(*) FILTER (WHERE s.return_rate IS DISTINCT FROM b.return_rate) AS different
FROM series('2020-02-20 12:00+08') AS s
CROSS JOIN LATERAL bulletin(day, '2020-02-20 12:00+08') AS b
WHERE b.division_code IS NULL AND day BETWEEN '2020-01-27' AND '2020-02-19';

-- By city. An enterprise can move, so as_of() must not be grouped or filtered by the city: the last filing from the old one
-- would count there for ever. Instead each filing has the days for which it counts, until the next one
-- of its enterprise or its expiry, and the register those on which the enterprise was in a city; both together is where it counts.

CREATE FUNCTION city_period(cutoff timestamptz)
RETURNS TABLE (enterprise_id integer, division_code integer, r rate, counts daterange)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT f.enterprise_id, register.division_code, f.r,
           daterange(as_of, least(as_of + 15, lead(as_of) OVER (PARTITION BY f.enterprise_id, register.during ORDER BY as_of))) * during
    FROM (SELECT enterprise_id, as_of, latest(rate(returned, staff), (received_at, revision)) AS r
          FROM filing
          WHERE received_at <= cutoff
          GROUP BY enterprise_id, as_of) AS f
    JOIN register USING (enterprise_id);
END;

\echo 'By city: number 12 moved from Nanjing to Wuhan on the 15th'
SELECT day::date, name_en AS city, pool(r) AS return_rate, percent(pool(r), 1), pool(r) FILTER (WHERE enterprise_id = 12) AS "number 12"
FROM city_period('2020-02-20 12:00+08')
JOIN generate_series(date '2020-02-14', '2020-02-16', '1 day') AS day ON counts @> day::date
JOIN (SELECT DISTINCT division_code, name_en FROM software_city) AS city USING (division_code)
GROUP BY day, name_en
ORDER BY day, name_en;

\echo 'Days and cities, and all cities of a day, on which it differs from the bulletin of that day'
SELECT count(*) AS days_and_cities, count(*) FILTER (WHERE c.return_rate IS DISTINCT FROM b.return_rate) AS different
FROM (SELECT day::date, division_code, pool(r) AS return_rate
      FROM city_period('2020-02-20 12:00+08')
      JOIN generate_series(date '2020-01-27', '2020-02-19', '1 day') AS day ON counts @> day::date
      GROUP BY day, ROLLUP (division_code)) AS c
CROSS JOIN LATERAL bulletin(day, '2020-02-20 12:00+08') AS b
WHERE b.division_code IS NOT DISTINCT FROM c.division_code;

-- The series as it was published: each day with what had come in by noon of the day after. A filing takes effect in the first
-- bulletin that could have it, unless one that speaks of a later day had been in it before; it expires after 14 days.

\echo 'The series as published, each day by its own cut-off'
CREATE VIEW published AS
WITH arrived AS (
    SELECT enterprise_id,
           greatest(as_of, (received_at AT TIME ZONE 'Asia/Shanghai' - interval '36 hours 1 microsecond')::date + 1,
                    lower(during)) AS day,
           latest(filing, (as_of, received_at, revision)) AS f
    FROM filing
    JOIN register AS r USING (enterprise_id)
    WHERE (received_at AT TIME ZONE 'Asia/Shanghai' - interval '36 hours 1 microsecond')::date + 1 < coalesce(upper(during), 'infinity')
    GROUP BY 1, 2
), effective AS (
    SELECT enterprise_id, day, (f).as_of + 15 AS expires,
           CASE WHEN day < (f).as_of + 15 THEN rate((f).returned, (f).staff) END AS r,
           lead(day) OVER (PARTITION BY enterprise_id ORDER BY day) AS next
    FROM (SELECT *, latest(f, ((f).as_of, (f).received_at, (f).revision)) OVER (PARTITION BY enterprise_id ORDER BY day) AS known
          FROM arrived) AS s
    WHERE f = known
), event AS (
    SELECT enterprise_id, day, r FROM effective
    UNION ALL
    SELECT enterprise_id, expires, NULL FROM effective WHERE expires > day AND expires < coalesce(next, 'infinity')
    UNION ALL
    SELECT enterprise_id, upper(during), NULL
    FROM register AS r
    WHERE NOT EXISTS (SELECT FROM register WHERE register.enterprise_id = r.enterprise_id AND during @> upper(r.during))
)
SELECT on_day AS day, rate AS return_rate
FROM (SELECT as_of(enterprise_id, day, r) AS known FROM event) AS of_all, days(known, '2020-01-27', '2020-02-20');

SELECT day, p.return_rate AS published, percent(p.return_rate, 1), s.return_rate AS "known later", percent(s.return_rate, 1)
FROM published AS p
JOIN series('2020-02-21 12:00+08') AS s USING (day)
WHERE day BETWEEN '2020-02-08' AND '2020-02-19'
ORDER BY day;

\echo 'Days on which it differs from the bulletin of that day'
SELECT count(*) AS days, count(*) FILTER (WHERE p.return_rate IS DISTINCT FROM b.return_rate) AS different
FROM published AS p
CROSS JOIN LATERAL bulletin(day, day + time '12:00' + interval '1 day') AS b
WHERE b.division_code IS NULL AND day BETWEEN '2020-01-27' AND '2020-02-20';
