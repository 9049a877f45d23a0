\encoding UTF8
\pset null '·'
-- What will today's filings be? Filings that speak of a day come in for a week; the last days are always incomplete. This
-- is the chain ladder of insurance: how counts have grown from one delay to the next is pooled over the days that are old
-- enough, and the recent days are carried up the same ladder. On generated filings; needs a database with the extension
-- and nothing else, and leaves nothing behind: psql -X -q -f examples/completeness.sql

-- ---------------------------------------------------------------------------------------------------------------------
-- Generated data
-- ---------------------------------------------------------------------------------------------------------------------

-- 400 invented enterprises speak of each of 20 days, all of them in the end. Half of it comes on the day itself, the rest
-- over six days; and those who come late have fewer staff back.

CREATE TEMP TABLE filing AS
SELECT enterprise_id, day, day + time '18:00' + interval '1 day' * delay AS received_at, staff, least(staff, staff * share / 1000) AS returned
FROM generate_series(1, 400) AS enterprise_id, generate_series(0, 19) AS n,
     LATERAL (SELECT date '2020-02-03' + n AS day, (enterprise_id * 7919 + n * 104729) % 1009 AS chance) AS c,
     LATERAL (SELECT (array_position(ARRAY[chance < 520, chance < 740, chance < 860, chance < 930, chance < 975, chance < 1000, true], true)) - 1 AS delay) AS d,
     LATERAL (SELECT 20 + enterprise_id * 53 % 380 AS staff, 420 + n * 21 - delay * 35 + enterprise_id * 17 % 60 AS share) AS s;

\set cutoff '2020-02-20 00:00'
\set lags 6

-- ---------------------------------------------------------------------------------------------------------------------
-- 1. The triangle: what was known of each day after each delay
-- ---------------------------------------------------------------------------------------------------------------------

-- A cell is what had come in lag days after the day itself was over, as far as that is past at the cut-off. Everything
-- counts what had come by then, so no cell is missing below the last one, also when nothing came on a day.

CREATE TEMP TABLE cell AS
SELECT d.day, lag, count(f.day) AS filings, coalesce(sum(f.staff), 0)::bigint AS staff, coalesce(sum(f.returned), 0)::bigint AS returned
FROM (SELECT DISTINCT day FROM filing WHERE received_at < :'cutoff') AS d
CROSS JOIN generate_series(0, :lags) AS lag
LEFT JOIN filing AS f ON f.day = d.day AND f.received_at < d.day + 1 + lag
WHERE d.day + 1 + lag <= :'cutoff'
GROUP BY d.day, lag;

SELECT day, max(filings) FILTER (WHERE lag = 0) AS lag_0, max(filings) FILTER (WHERE lag = 1) AS lag_1, max(filings) FILTER (WHERE lag = 2) AS lag_2,
       max(filings) FILTER (WHERE lag = 3) AS lag_3, max(filings) FILTER (WHERE lag = 4) AS lag_4, max(filings) FILTER (WHERE lag = 5) AS lag_5,
       max(filings) FILTER (WHERE lag = 6) AS lag_6
FROM cell GROUP BY day ORDER BY day DESC LIMIT 8;

-- A triangle that comes from elsewhere may have holes. A factor over a hole would compare other days with each other than
-- the next one does, so they are an error here.

DO $$
DECLARE
    hole record;
BEGIN
    SELECT day, missing INTO hole
    FROM (SELECT day, max(lag) AS last FROM cell GROUP BY day) AS d, generate_series(0, last) AS missing
    WHERE NOT EXISTS (SELECT FROM cell WHERE cell.day = d.day AND cell.lag = missing)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'the triangle has a hole',
            DETAIL = format('Of %s there is a later cell than lag %s, which is missing.', hole.day, hole.missing),
            HINT = 'Fill it, or leave the day out.';
    END IF;
END $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- 2. Development factors, and how complete a day is
-- ---------------------------------------------------------------------------------------------------------------------

-- pool(next, now) over the days that have both is the factor of a lag; after the last one nothing is expected, 1/1. How
-- complete a day is after a lag is one over the chain of the factors still to come. A lag for which no day has both is 0/0
-- and not left out, or the chain would pass over it as if it were 1: it is NULL then, as nobody knows. (Where a day had
-- nothing at first and something later, pool() refuses the pair; take rate(sum(next)::bigint, sum(now)::bigint) there.)

CREATE TEMP TABLE ladder AS
SELECT s.lag, coalesce(pool(next.filings, now.filings), none) AS filings, coalesce(pool(next.staff, now.staff), none) AS staff,
       coalesce(pool(next.returned, now.returned), none) AS returned
FROM generate_series(0, :lags) AS s(lag)
CROSS JOIN LATERAL (SELECT CASE WHEN s.lag < :lags THEN rate '0/0' ELSE '1/1' END AS none) AS n
LEFT JOIN cell AS now ON now.lag = s.lag
LEFT JOIN cell AS next ON next.day = now.day AND next.lag = s.lag + 1
GROUP BY s.lag, none;

SELECT lag, filings AS next_over_now, round(ratio(filings)::numeric, 4) AS factor,
       round((100 / chain(filings) OVER upwards)::numeric, 1) AS complete
FROM ladder
WINDOW upwards AS (ORDER BY lag ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
ORDER BY lag;

-- ---------------------------------------------------------------------------------------------------------------------
-- 3. What to expect of the last days, and what came
-- ---------------------------------------------------------------------------------------------------------------------

-- Each count climbs a ladder of its own, so the expected rate knows that those who come late have fewer staff back. What is
-- known of a young day is too high, and would show as a rise that is none.

SELECT day, lag, today.filings AS known, round((today.filings * grow.filings)::numeric) AS expected, came.filings AS came,
       percent(rate(today.returned, today.staff), 1) AS percent_known,
       round((100 * today.returned * grow.returned / (today.staff * grow.staff))::numeric, 1) AS percent_expected,
       percent(came.rate, 1) AS percent_came
FROM (SELECT DISTINCT ON (day) * FROM cell ORDER BY day, lag DESC) AS today,
     LATERAL (SELECT chain(ladder.filings) AS filings, chain(ladder.staff) AS staff, chain(ladder.returned) AS returned
              FROM ladder WHERE ladder.lag >= today.lag) AS grow,
     LATERAL (SELECT count(*) AS filings, pool(f.returned, f.staff) AS rate FROM filing AS f WHERE f.day = today.day) AS came
ORDER BY day DESC
LIMIT 8;

-- The check to run every week: of all days that are complete by now, what was expected at each lag, with the factors known
-- at that time, against what came. Here for the days of a week as they stood at the end of each.

SELECT day, known, round((known * grow)::numeric) AS expected, came, round((100 * (known * grow / came - 1))::numeric, 2) AS percent_off
FROM (SELECT DISTINCT day FROM filing WHERE day BETWEEN '2020-02-11' AND '2020-02-17') AS d,
     LATERAL (SELECT count(*) FILTER (WHERE received_at < day + 1) AS known, count(*) AS came FROM filing AS f WHERE f.day = d.day) AS c,
     LATERAL (SELECT chain(factor) AS grow
              FROM (SELECT coalesce(pool(next, now), '0/0') AS factor
                    FROM generate_series(0, :lags - 1) AS lag
                    LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE received_at < f.day + 2 + lag) AS next,
                                              count(*) FILTER (WHERE received_at < f.day + 1 + lag) AS now
                                       FROM filing AS f
                                       WHERE f.day + 2 + lag <= d.day + 1
                                       GROUP BY f.day) AS seen ON true
                    GROUP BY lag) AS known_then) AS g
ORDER BY day;

DROP TABLE filing, cell, ladder;
\pset null ''
