--
-- The lunar calendar and days to compare with: two public tables of the
-- calendar, day by day, and the definitions as slow queries.
--
\unset ECHO
\set QUIET 1
BEGIN;
SET LOCAL datestyle = 'ISO, YMD';
SELECT plan(40);

CREATE TEMP TABLE lunar_year (lunar_year integer, first_day date, leap_month integer, hko text, computed text);
\copy lunar_year FROM PROGRAM 'grep -v "^#" test/data/lunar_years.csv' (FORMAT csv, HEADER)
CREATE TEMP VIEW lunar_month AS
SELECT lunar_year, published,
	first_day + coalesce(sum(length) OVER (PARTITION BY published, lunar_year ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::integer AS start, length,
	(CASE WHEN leap_month > 0 AND place > leap_month THEN place - 1 ELSE place END)::integer AS month, leap_month > 0 AND place = leap_month + 1 AS leap
FROM lunar_year, (VALUES ('hko'), ('computed')) AS p(published), unnest(string_to_array(CASE published WHEN 'hko' THEN hko ELSE computed END, ' ')::integer[]) WITH ORDINALITY AS u(length, place);
CREATE TEMP TABLE lunar_day AS
SELECT published, lunar_year, month, leap, d AS day, start + d - 1 AS date FROM lunar_month, generate_series(1, length) AS d;
CREATE INDEX ON lunar_day (published, lunar_year, month, leap, day);
ANALYZE lunar_day;

SELECT is((SELECT count(*) FROM lunar_year), 200::bigint, 'the table has two hundred years');
SELECT is((SELECT count(*) FROM lunar_day WHERE published = 'hko'), date '2101-01-29' - date '1901-02-19' + 0::bigint, 'and each of their days once');

-- ---- lunar_date, spring_festival ---------------------------------------------

SELECT is_empty($$ SELECT * FROM lunar_day WHERE published = 'hko' AND
	lunar_date(date, 'en') <> format('%smonth %s day %s', CASE WHEN leap THEN 'leap ' END, month, day) $$, 'every lunar date is that of the Hong Kong Observatory');
SELECT results_eq($$ SELECT min(date), max(date), count(*) FROM lunar_day WHERE published = 'computed' AND
	lunar_date(date, 'en') <> format('%smonth %s day %s', CASE WHEN leap THEN 'leap ' END, month, day) $$,
	$$ VALUES (date '2057-09-28', date '2057-10-27', 30::bigint) $$, 'and the computed one, but for a month whose new moon is seconds from midnight');
SELECT is_empty('SELECT * FROM lunar_year WHERE spring_festival(lunar_year) <> first_day', 'the first days');
CREATE TEMP TABLE festival (lunar_year integer, date date, icu date, leap_month_icu integer);
\copy festival FROM PROGRAM 'grep -v "^#" test/data/spring_festival.csv' (FORMAT csv, HEADER)
SELECT results_eq('SELECT spring_festival(lunar_year) FROM festival', 'SELECT date FROM festival', 'a third table of them, from 2000 to 2050');
SELECT results_eq('SELECT lunar_year FROM festival WHERE spring_festival(lunar_year) <> icu ORDER BY 1', 'VALUES (2027), (2030)', 'which is not that of ICU');
SELECT results_eq($$ SELECT f.lunar_year, f.leap_month_icu FROM festival AS f WHERE leap_month_icu > 0 $$,
	$$ SELECT lunar_year, month FROM (SELECT date, substring(lunar_date(date, 'en') FROM '^leap month ([0-9]+) day 1$')::integer AS month, lunar_year FROM lunar_day WHERE published = 'hko') AS d
	WHERE month IS NOT NULL AND lunar_year BETWEEN 2000 AND 2050 ORDER BY date $$, 'leap months, by ICU, too');
-- dates that bulletins print
SELECT results_eq($$ SELECT lunar_date(d::date) FROM unnest(ARRAY['2019-02-13', '2022-02-16', '2023-02-21', '2024-02-20', '2025-02-07', '2025-07-27']) WITH ORDINALITY AS u(d, i) ORDER BY i $$,
	$$ VALUES ('正月初九'), ('正月十六'), ('二月初二'), ('正月十一'), ('正月初十'), ('闰六月初三') $$, 'in Chinese');
SELECT results_eq($$ SELECT lunar_date(date '2024-02-10' + d) FROM generate_series(0, 29) AS d $$,
	$$ SELECT '正月' || d FROM unnest(string_to_array('初一 初二 初三 初四 初五 初六 初七 初八 初九 初十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 廿一 廿二 廿三 廿四 廿五 廿六 廿七 廿八 廿九', ' ')) WITH ORDINALITY AS u(d, i) UNION ALL VALUES ('二月初一') $$,
	'the days of a month of 29');
SELECT results_eq($$ SELECT lunar_date(date) FROM lunar_day WHERE published = 'hko' AND lunar_year = 2020 AND day = 1 ORDER BY date $$,
	$$ SELECT m || '月初一' FROM unnest(string_to_array('正 二 三 四 闰四 五 六 七 八 九 十 十一 腊', ' ')) AS u(m) $$, 'the names of months');
SELECT is(lunar_date('2020-01-24', 'ZH'), '腊月三十', 'the last one, and capital letters');
SELECT throws_ok($$ SELECT lunar_date('2020-01-24', 'fr') $$, '22023', 'unknown calendar language: "fr"', 'another language');

-- ---- festival_day --------------------------------------------------------------

SELECT is_empty($$ SELECT d, festival_day(d) FROM (SELECT date '1901-02-19' + i AS d FROM generate_series(0, 72674, 3) AS i) AS s
	CROSS JOIN LATERAL (SELECT first_day FROM lunar_year ORDER BY abs(d - first_day), first_day LIMIT 1) AS n
	WHERE festival_day(d) <> d - first_day + 1 $$, 'days from the nearest festival, by definition, to where the next is not in the table');
SELECT is_empty($$ SELECT lunar_year FROM lunar_year WHERE festival_day(first_day) <> 1 OR festival_day(first_day - 1) <> 0 OR festival_day(first_day + 40) <> 41 OR festival_day(first_day - 40) <> -39 $$,
	'the first day is 1 and its eve 0');
-- from one festival to the next are 353 to 385 days; an even number has a tie
SELECT is_empty($$ SELECT lunar_year FROM (SELECT lunar_year, first_day, lead(first_day) OVER (ORDER BY lunar_year) - first_day AS days FROM lunar_year) AS y
	WHERE days % 2 = 0 AND (festival_day(first_day + days / 2) <> days / 2 + 1 OR festival_day(first_day + days / 2 + 1) <> 2 - days / 2) $$, 'on a tie, the earlier');
SELECT is(festival_day('1901-01-01'), -48, 'the first day that is known');
SELECT is(festival_day('2101-01-28'), 0, 'the eve of the festival behind the last year');

-- ---- same_lunar_day ------------------------------------------------------------

SELECT is_empty($$ SELECT d.date, k, same_lunar_day(d.date, k) FROM lunar_day AS d CROSS JOIN unnest(ARRAY[-19, -1, 0, 1, 3]) AS k
	CROSS JOIN LATERAL (SELECT date FROM lunar_day AS o WHERE o.published = 'hko' AND o.lunar_year = d.lunar_year + k AND o.month = d.month AND (o.leap = d.leap OR NOT o.leap) AND o.day <= d.day
		ORDER BY (o.leap = d.leap) DESC, o.day DESC LIMIT 1) AS o
	WHERE d.published = 'hko' AND same_lunar_day(d.date, k) <> o.date $$, 'every day in five other years, by the rule for leap months and day 30');
SELECT is(same_lunar_day('2024-02-20'), date '2023-02-01', 'by default, a year before');
SELECT is(lunar_date(same_lunar_day('2024-02-20')), lunar_date('2024-02-20'), 'which has the same lunar date');
SELECT is(same_lunar_day('2020-06-05', -1), date '2019-05-18', 'a leap month 4 that the other year does not have is month 4');
SELECT is(same_lunar_day('2020-06-05', -8), date '2012-06-03', 'and one that it has is itself');
SELECT is(same_lunar_day('2020-05-06', -8), date '2012-05-04', 'while the month before it is the one before it');
SELECT is(lunar_date(same_lunar_day('2020-03-23', -1)), '二月廿九', 'a day 30 that is missing is the last day');
SELECT is(same_lunar_day('2020-02-19', 0), date '2020-02-19', 'no years');

-- ---- same_weekday --------------------------------------------------------------

SELECT is_empty($$ SELECT d, k, same_weekday(d, k) FROM (SELECT date '1999-12-20' + i AS d FROM generate_series(0, 3000) AS i) AS s, generate_series(-4, 4) AS k
	WHERE same_weekday(d, k) <> (SELECT day FROM (SELECT (d + k * interval '1 year')::date + n AS day, n FROM generate_series(-3, 3) AS n) AS w WHERE extract(dow FROM day) = extract(dow FROM d)) $$,
	'the nearest day of the weekday, by definition');
CREATE TEMP TABLE tsa (day date, passengers bigint, base_day text, base_passengers bigint, printed numeric, exact numeric);
\copy tsa FROM PROGRAM 'grep -v "^#" test/data/base_day_alignment_tsa.csv' (FORMAT csv, HEADER)
SELECT results_eq($$ SELECT growth(rate(passengers, base_passengers), 1), same_weekday(day, -2) FROM tsa ORDER BY day DESC $$,
	$$ VALUES (-17.4, date '2019-12-25'), (-23.8, date '2019-05-31') $$, 'passengers of the TSA: printed against the same date, the same weekday is another one');
SELECT is(same_weekday('2020-02-19'), date '2019-02-20', 'by default, a year before');
SELECT is(same_weekday('2020-02-29', 1), date '2021-02-27', 'February 29 is 28 in other years');
SELECT is(same_weekday('infinity'), 'infinity', 'infinity has no date');
SELECT is(same_weekday('4714-12-01 BC', 0), date '4714-12-01 BC', 'the first year of a date');

-- ---- outside -------------------------------------------------------------------

SELECT throws_ok('SELECT spring_festival(1900)', '22008', 'lunar year out of range', 'before the first year');
SELECT throws_ok('SELECT spring_festival(2101)', '22008', NULL, 'after the last');
SELECT throws_ok($$ SELECT festival_day('1900-12-31') $$, '22008', 'date out of range for the lunar calendar', 'a day whose festival is not known');
SELECT throws_ok($$ SELECT lunar_date('1901-02-18') $$, '22008', NULL, 'the eve of the first year');
SELECT throws_ok($$ SELECT lunar_date('2101-01-29') $$, '22008', NULL, 'the day after the last');
SELECT throws_ok($$ SELECT same_lunar_day('1901-12-31') $$, '22008', 'lunar year out of range', 'a year before the first');
SELECT throws_ok($$ SELECT same_lunar_day('2000-12-31', 2147483647) $$, '22008', NULL, 'too many years');
SELECT throws_ok($$ SELECT same_weekday('2020-02-19', 2147483647) $$, '22008', 'date out of range', 'too many years for a date');

SELECT * FROM finish();
ROLLBACK;
