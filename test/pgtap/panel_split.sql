--
-- panel_change_split(): the identity of Melitz and Polanec on known numbers,
-- and its definition in numeric arithmetic.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(17);

CREATE TEMP TABLE part (part text, points numeric);
\copy part FROM PROGRAM 'grep -v "^#" test/data/melitz_polanec_identity.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE reported (later rate, earlier rate);
INSERT INTO reported VALUES ('95/100', '90/100'), ('46/50', '44/50'), ('180/200', '170/200'), ('20/100', NULL), ('30/120', NULL), (NULL, '9/10');
SELECT set_eq($$ SELECT part, round(points, 10) AS points FROM (SELECT (panel_change_split(later, earlier)).* FROM reported) AS s, LATERAL (VALUES ('matched', matched), ('entry', entry), ('exit', exit), ('matched_unweighted_mean', matched_mean), ('matched_covariance', matched_covariance)) AS v(part, points) $$,
	'SELECT part, points FROM part', 'six enterprises, to every digit');

-- ---- the definition ------------------------------------------------------------

CREATE TEMP TABLE item AS
SELECT g, i, CASE WHEN u > 0.25 THEN rate((random() * d1)::bigint, d1) WHEN u > 0.2 THEN '0/0' END AS later, CASE WHEN v > 0.25 THEN rate((random() * d0)::bigint, d0) WHEN v > 0.2 THEN '0/0' END AS earlier
FROM generate_series(1, 150) AS g, generate_series(1, 8) AS i, LATERAL (SELECT random() + 0 * (g + i) AS u, random() AS v, (1 + random() * 10 ^ (1 + g % 12))::bigint AS d1, (1 + random() * 10 ^ (1 + g % 9))::bigint AS d0) AS x;
CREATE TEMP TABLE split AS SELECT g, (panel_change_split(later, earlier)).* FROM item GROUP BY g;
CREATE TEMP TABLE whole AS SELECT g, (panel_change(later, earlier)).* FROM item GROUP BY g;
SELECT is_empty('SELECT g, change, matched, entry, exit FROM split EXCEPT SELECT g, change, matched, entry, exit FROM whole', 'four columns are those of panel_change()');
-- the covariance, as it is defined: of shares s and rates r among the matched
CREATE TEMP TABLE matched AS SELECT g, i, later, earlier FROM item WHERE denominator(later) > 0 AND denominator(earlier) > 0;
CREATE TEMP TABLE defined AS
SELECT g, 100 * (avg(p1) - avg(p0)) AS mean, 100 * (sum((s1 - 1 / k) * (p1 - m1)) - sum((s0 - 1 / k) * (p0 - m0))) AS covariance
FROM (SELECT g, p1, p0, k, avg(p1) OVER w AS m1, avg(p0) OVER w AS m0, d1 / sum(d1) OVER w AS s1, d0 / sum(d0) OVER w AS s0
	FROM (SELECT g, numerator(later)::numeric(100, 60) / denominator(later) AS p1, numerator(earlier)::numeric(100, 60) / denominator(earlier) AS p0, denominator(later)::numeric(100, 60) AS d1, denominator(earlier)::numeric(100, 60) AS d0, count(*) OVER (PARTITION BY g)::numeric(100, 60) AS k FROM matched) AS m
	WINDOW w AS (PARTITION BY g)) AS s
GROUP BY g;
SELECT is_empty('SELECT g, matched_mean, mean FROM split JOIN defined USING (g) WHERE matched_mean <> round(mean, 16)', 'the change of the mean rate, rounded once');
SELECT is_empty($$ SELECT g, matched_covariance, covariance FROM split JOIN defined USING (g) WHERE abs(matched_covariance - covariance) > 2e-16
	AND NOT EXISTS (SELECT FROM item WHERE item.g = split.g AND (later = '0/0' AND denominator(earlier) > 0 OR earlier = '0/0' AND denominator(later) > 0)) $$, 'and that of the covariance with size');
SELECT cmp_ok((SELECT count(*) FROM split JOIN defined USING (g)), '>', 100::bigint, 'of many groups');
SELECT is_empty('SELECT g FROM split WHERE matched IS NOT NULL AND matched_mean IS NOT NULL AND (matched <> matched_mean + matched_covariance OR change <> matched + entry + exit)', 'they add up in every digit');
SELECT is_empty('SELECT g FROM split JOIN (SELECT g, (panel_change_split(earlier, later)).* FROM item GROUP BY g) AS back USING (g) WHERE split.matched_mean <> -back.matched_mean OR split.matched_covariance <> -back.matched_covariance', 'exchanging the dates changes the signs');

-- ---- in parts, in a window -----------------------------------------------------

CREATE AGGREGATE pg_temp.split_part(rate, rate) (SFUNC = panel_change_split_sums_accum, STYPE = panel_change_split_sums);
CREATE AGGREGATE pg_temp.split_whole(panel_change_split_sums) (SFUNC = panel_change_split_sums_combine, STYPE = panel_change_split_sums, FINALFUNC = panel_change_split_sums_final);
SELECT is_empty('SELECT g, (pg_temp.split_whole(p::text::panel_change_split_sums)).* FROM (SELECT g, pg_temp.split_part(later, earlier) AS p FROM item GROUP BY g, i % 3) AS t GROUP BY g EXCEPT TABLE split', 'in parts, by way of text');
SELECT is_empty($$ SELECT w.g, w.i FROM (SELECT g, i, panel_change_split(later, earlier) OVER (PARTITION BY g ORDER BY i ROWS 2 PRECEDING) AS s FROM item WHERE g < 40) AS w,
	LATERAL (SELECT panel_change_split(later, earlier) AS s FROM item AS x WHERE x.g = w.g AND x.i BETWEEN w.i - 2 AND w.i) AS d WHERE w.s IS DISTINCT FROM d.s $$, 'a moving window is what a fresh one is');
CREATE TABLE much AS SELECT rate(i % 97, 97) AS l, rate(i % 89, 90) AS e FROM generate_series(1, 20000) AS i;
ANALYZE much;
SET LOCAL max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE alone AS SELECT panel_change_split(l, e) FROM much;
\ir include/parallel.sql
SELECT is((SELECT count(*) FROM pg_temp.plan_lines('SELECT panel_change_split(l, e) FROM much') AS l WHERE l ~ 'Partial Aggregate'), 1::bigint, 'it runs in parts');
CREATE TEMP TABLE together AS SELECT panel_change_split(l, e) FROM much;
SELECT results_eq('TABLE together', 'TABLE alone', 'with the same result');

-- ---- who has no rate -------------------------------------------------------------

SELECT is((SELECT s::text FROM (SELECT panel_change_split(l, e) AS s FROM (VALUES (rate '1/2', rate '0/0'), ('0/0', '1/4')) AS v(l, e)) AS t), '(25.0000000000000000,25.0000000000000000,,,0.0000000000000000,0.0000000000000000)', 'nobody has a rate on both dates');
SELECT is((SELECT s::text FROM (SELECT panel_change_split(l, e) AS s FROM (VALUES (rate '1/2', NULL::rate), (NULL, '1/4')) AS v(l, e)) AS t), '(25.0000000000000000,,,,,)', 'nobody reported twice');
SELECT is((SELECT s::text FROM (SELECT panel_change_split(l, e) AS s FROM (VALUES (rate '1/2', NULL::rate)) AS v(l, e)) AS t), '(,,,,,)', 'a date without anybody');
SELECT is((SELECT panel_change_split(later, earlier)::text FROM reported WHERE false), NULL, 'no rows');
SELECT is((SELECT matched_mean FROM (SELECT (panel_change_split(l, e)).* FROM (VALUES (rate '1/2', rate '1/4'), ('0/0', '1/4')) AS v(l, e)) AS t), 25.0, 'who has no rate on a date is in no mean');
SELECT throws_ok($$ SELECT panel_change_split_sums_accum('(1,1,1,1,0,0,0,0,9223372036854775807,0x1,0x1)', '1/2', '1/2') $$, '22003', 'panel_change_split() is out of range', 'more enterprises than a bigint counts');

SELECT * FROM finish();
ROLLBACK;
