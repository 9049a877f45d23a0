-- Working days: the third one after the Spring Festival, of one year and of the year before. Needs a database with the
-- extension; everything is temporary.
--
-- Which days are worked is not arithmetic: the State Council says each year which weekdays are off and which Saturdays and
-- Sundays are worked in exchange, and in January 2020 it said so again. So it is a table, which whoever runs the database
-- fills with every Monday to Friday and corrects by the notices.

CREATE TEMP TABLE working_day (day date PRIMARY KEY);
INSERT INTO working_day
SELECT d::date FROM generate_series(date '2019-01-01', date '2020-12-31', '1 day') AS d WHERE extract(isodow FROM d) < 6;

DELETE FROM working_day WHERE day BETWEEN '2019-02-04' AND '2019-02-10';
INSERT INTO working_day VALUES ('2019-02-02'), ('2019-02-03');
DELETE FROM working_day WHERE day BETWEEN '2020-01-24' AND '2020-02-02';
INSERT INTO working_day VALUES ('2020-01-19');

-- The n-th working day after the festival, which is also the day to compare with.

CREATE TEMP VIEW festival_working_day AS
SELECT year, n, day, festival_day(day), lunar_date(day, 'en')
FROM generate_series(2019, 2020) AS year,
     LATERAL (SELECT day, row_number() OVER (ORDER BY day) AS n
              FROM working_day
              WHERE day > spring_festival(year) AND day < spring_festival(year) + 90) AS w;

\echo 'The third working day after the festival'
SELECT year, day, festival_day, lunar_date FROM festival_working_day WHERE n = 3 ORDER BY year;

-- Rates by day (the counts are invented), each beside those of the days that it can be compared with.

CREATE TEMP TABLE daily (day date PRIMARY KEY, r rate);
INSERT INTO daily
SELECT day, rate(CASE extract(year FROM day) WHEN 2019 THEN 5200 + 400 * festival_day(day) ELSE 2000 + 210 * festival_day(day) END, 16000)
FROM (SELECT spring_festival(year) + i AS day FROM generate_series(2019, 2020) AS year, generate_series(5, 25) AS i) AS d;

\echo 'The same day of the working calendar, of the lunar calendar and of the week'
SELECT t.day, t.n AS "working day", percent(d.r, 1), round(points(d.r, w.r), 1) AS "same working day",
       round(points(d.r, l.r), 1) AS "same lunar day", same_weekday(t.day) AS weekday, round(points(d.r, k.r), 1) AS "same weekday"
FROM festival_working_day AS t
JOIN daily AS d USING (day)
LEFT JOIN festival_working_day AS b ON b.year = t.year - 1 AND b.n = t.n
LEFT JOIN daily AS w ON w.day = b.day
LEFT JOIN daily AS l ON l.day = same_lunar_day(t.day)
LEFT JOIN daily AS k ON k.day = same_weekday(t.day)
WHERE t.year = 2020
ORDER BY t.day
LIMIT 8;

DROP VIEW festival_working_day;
DROP TABLE working_day, daily;
