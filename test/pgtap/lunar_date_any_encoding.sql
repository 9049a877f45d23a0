--
-- Lunar dates in Chinese, in a database of UTF8 or of EUC_CN.  The file is in
-- UTF-8, as the client is: the server converts.
--
\unset ECHO
\set QUIET 1
SET client_encoding = 'UTF8';
BEGIN;
SELECT plan(3);

SELECT ok(getdatabaseencoding() IN ('UTF8', 'EUC_CN'), 'an encoding with Chinese: ' || getdatabaseencoding());
SELECT results_eq($$ SELECT lunar_date(date '2020-05-23' + d) FROM generate_series(0, 29) AS d $$,
	$$ SELECT d FROM unnest(string_to_array('闰四月初一 闰四月初二 闰四月初三 闰四月初四 闰四月初五 闰四月初六 闰四月初七 闰四月初八 闰四月初九 闰四月初十 闰四月十一 闰四月十二 闰四月十三 闰四月十四 闰四月十五 闰四月十六 闰四月十七 闰四月十八 闰四月十九 闰四月二十 闰四月廿一 闰四月廿二 闰四月廿三 闰四月廿四 闰四月廿五 闰四月廿六 闰四月廿七 闰四月廿八 闰四月廿九 五月初一', ' ')) WITH ORDINALITY AS u(d, i) ORDER BY i $$, 'the days of a leap month');
SELECT results_eq($$ SELECT split_part(lunar_date(spring_festival(2017) + 5 + (m * 29.5)::integer), '月', 1) FROM generate_series(0, 12) AS m $$,
	$$ SELECT m FROM unnest(string_to_array('正 二 三 四 五 六 闰六 七 八 九 十 十一 腊', ' ')) WITH ORDINALITY AS u(m, i) ORDER BY i $$, 'the months of a year');

SELECT * FROM finish();
ROLLBACK;
