-- What release 1.0 has, called in every form: every function and operator, every aggregate plain, grouped, in a running and
-- in a moving window, and in parallel. release_1.0.out is what release 1.0 itself printed. test/t/013_library_and_script.pl
-- runs it with the library of today, below the script of 1.0 and after the update. Doubles are rounded to where libm and the
-- order of addition do not reach, coarsely where thousands of them are hashed; of errors the SQLSTATE is printed.
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset fieldsep ' '
\pset null NULL
\set VERBOSITY sqlstate
\set ON_ERROR_STOP off
SET client_min_messages = error;
SET datestyle = 'ISO, YMD';
SET extra_float_digits = 0;

CREATE FUNCTION pg_temp.r12(double precision) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN round($1::numeric, 12);
CREATE FUNCTION pg_temp.r12(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN round($1, 12);
CREATE FUNCTION pg_temp.r6(double precision) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN round($1::numeric, 6);
CREATE FUNCTION pg_temp.r6(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE RETURN round($1, 6);

-- Three thousand filings with gaps, of which one in eleven is an enterprise without staff.

CREATE TABLE release_filing AS
SELECT i AS id, i % 97 AS enterprise, date '2020-01-30' + i / 150 AS day, i % 7 AS stratum,
       CASE WHEN i % 13 = 0 THEN NULL WHEN i % 11 = 0 THEN 0 ELSE i * 37 % (i % 89 + 1) END AS n,
       CASE WHEN i % 17 = 0 THEN NULL WHEN i % 11 = 0 THEN 0 ELSE i % 89 + 1 END AS d,
       (ARRAY['comprehensive', 'characteristic', 'candidate']::city_class[])[1 + i % 3] AS class,
       (ARRAY['low', 'medium', 'high']::risk_level[])[1 + i % 3] AS level
FROM generate_series(1, 3000) AS i;
ALTER TABLE release_filing ADD r rate, ADD later rate, ADD earlier rate;
UPDATE release_filing SET r = rate(n, d),
                          later = CASE WHEN id % 5 <> 0 THEN rate(n, d) END,
                          earlier = CASE WHEN id % 6 <> 0 THEN rate(d - n, d) END;
CREATE INDEX release_filing_r ON release_filing (r);
ANALYZE release_filing;

\echo == types
SELECT '13012/15910'::rate, ' 3 / 4 '::rate, '0/0'::rate, '42/42'::proportion, 'pilot'::city_class, '高风险'::risk_level;
SELECT '81.79%'::rate;
SELECT '5/0'::rate;
SELECT '-1/2'::rate;
SELECT '9223372036854775808/1'::rate;
SELECT '43/42'::proportion;
SELECT 'no class'::city_class;
SELECT '(1,2)'::rate_trend;
SELECT '(1,2)'::ratio_sample;
SELECT rate_send('13012/15910'), rate_send('0/0'), rate_send('9223372036854775807/1'),
       city_class_send('candidate'), risk_level_send('medium');
SELECT rate_trend_send(trend(day, r)), ratio_sample_send(ratio_sample(r)) FROM release_filing;
SELECT trend(day, r), ratio_sample(r), ratio_sample(n, d) FROM release_filing;

\echo == making and reading
SELECT rate(3, 4), rate(true), rate(false), numerator('3/4'::rate), denominator('3/4'::rate), ratio('3/4'), ratio('0/0'),
       rate(ratio_sample(r)) FROM release_filing;
SELECT rate(1, 0);
SELECT rate(-1, 2);
SELECT '1/8'::rate::numeric, '1/8'::rate::double precision, '1/8'::rate::json, '1/8'::rate::jsonb, '0/0'::rate::numeric;
SELECT label('candidate'::city_class), label('candidate'::city_class, 'en'), label('low'::risk_level), label('low'::risk_level, 'en');
SELECT label('candidate'::city_class, 'fr');
SELECT min(class), max(class), min(level), max(level) FROM release_filing;

\echo == order and comparison
SELECT a, b, a = b, a <> b, a < b, a <= b, a > b, a >= b, sign(rate_cmp(a, b))
FROM (VALUES ('1/2'::rate), ('2/4'), ('3/4'), ('0/0')) AS a(a), (VALUES ('1/2'::rate), ('0/0')) AS b(b) ORDER BY a, b;
SELECT a, b, a = b, a <> b, a < b, a <= b, a > b, a >= b, b = a, b <> a, b < a, b <= a, b > a, b >= a
FROM (VALUES ('1/2'::rate), ('1/3'), ('0/0')) AS a(a), (VALUES (0.5), ('NaN')) AS b(b) ORDER BY a, b;
SELECT a, b, a = b, a <> b, a < b, a <= b, a > b, a >= b, sign(city_class_cmp(a, b))
FROM (VALUES ('candidate'::city_class)) AS a(a), (VALUES ('comprehensive'::city_class)) AS b(b);
SELECT a, b, a = b, a <> b, a < b, a <= b, a > b, a >= b, sign(risk_level_cmp(a, b))
FROM (VALUES ('low'::risk_level)) AS a(a), (VALUES ('high'::risk_level)) AS b(b);
SELECT count(DISTINCT r), count(DISTINCT class), count(DISTINCT level) FROM release_filing;
SELECT rate_hash(r) = rate_hash(q), rate_hash_extended(r, 7) = rate_hash_extended(q, 7), rate_hash_extended(r, 0) = rate_hash_extended(r, 1)
FROM (VALUES ('1/2'::rate, '1/2'::rate)) AS v(r, q);
SELECT trend(day, r) = trend(day, r), trend(day, r) <> trend(day, r), ratio_sample(r) = ratio_sample(n, d), ratio_sample(r) <> ratio_sample(n, d)
FROM release_filing;
SELECT count(*) FROM (SELECT t FROM (SELECT trend(day, r) AS t FROM release_filing GROUP BY stratum) AS x GROUP BY t) AS y;
SELECT count(*) FROM (SELECT s FROM (SELECT ratio_sample(r) AS s FROM release_filing GROUP BY stratum) AS x GROUP BY s) AS y;
SET enable_seqscan = off;
SELECT count(*), min(id) FROM release_filing WHERE r > 0.75;
SELECT count(*), min(id) FROM release_filing WHERE 0.25 >= r;
SELECT count(*) FROM release_filing WHERE r = '1/2' OR r IN ('1/3', '2/4');
RESET enable_seqscan;
SELECT string_agg(r::text, ' ' ORDER BY r, id) FROM (SELECT r, id FROM release_filing WHERE id < 25) AS few;

\echo == register
SELECT class_on(320100, '2020-02-19'), class_on('Nanjing', '2020-02-19'), class_on('南京', '2020-02-19'), class_on(130100, '2020-02-19'),
       class_on('Atlantis', '2020-02-19');
SELECT division_code, name_en, name_zh, class FROM software_city WHERE during @> date '2020-02-19' ORDER BY division_code;

\echo == pooling
SELECT pool(r), avg(r), pool(n, d), pool(n::bigint, d::bigint), pool(n::smallint, d::smallint), pool(n > 10), pg_temp.r12(mean_of_rates(r))
FROM release_filing;
SELECT stratum, pool(r), pool(n, d), pool(n > 10), pg_temp.r12(mean_of_rates(r)) FROM release_filing GROUP BY stratum ORDER BY stratum;
SELECT pool(r), avg(r), pool(n, d), pool(n::bigint, d::bigint), pool(n::smallint, d::smallint), pool(n > 10), mean_of_rates(r)
FROM release_filing WHERE false;
SELECT pool(9223372036854775807::bigint, 9223372036854775807) FROM generate_series(1, 2);
SELECT pool(1, 0);
SELECT name, md5(string_agg(v, ';' ORDER BY id)), (array_agg(v ORDER BY id))[1500]
FROM (SELECT id, (pool(r) OVER running)::text AS "pool(rate), running", (pool(r) OVER moving)::text AS "pool(rate), moving",
             (avg(r) OVER moving)::text AS "avg(rate), moving", (pool(n, d) OVER moving)::text AS "pool(integer), moving",
             (pool(n::bigint, d::bigint) OVER moving)::text AS "pool(bigint), moving",
             (pool(n::smallint, d::smallint) OVER moving)::text AS "pool(smallint), moving",
             (pool(n > 10) OVER moving)::text AS "pool(boolean), moving",
             (pool(n, d) OVER gone)::text AS "pool(integer), nothing left", (pool(r) OVER gone)::text AS "pool(rate), nothing left",
             (pg_temp.r6(mean_of_rates(r) OVER moving))::text AS "mean_of_rates, moving",
             (pg_temp.r6(mean_of_rates(r) OVER running))::text AS "mean_of_rates, running"
      FROM release_filing
      WINDOW running AS (ORDER BY id), moving AS (ORDER BY id ROWS BETWEEN 40 PRECEDING AND 3 PRECEDING),
             gone AS (PARTITION BY stratum ORDER BY day RANGE BETWEEN '9 days' PRECEDING AND '9 days' PRECEDING)) AS w,
     jsonb_each_text(to_jsonb(w) - 'id') AS e(name, v)
GROUP BY name ORDER BY name COLLATE "C";

\echo == as of a cut-off
SELECT latest(r, id), latest(n, day), latest(class, (day, id)), latest(day::text, id), latest(release_filing, id) FROM release_filing;
SELECT stratum, latest(r, id) FROM release_filing GROUP BY stratum ORDER BY stratum;
SELECT latest(r, id) FROM release_filing WHERE false;
SELECT name, md5(string_agg(v, ';' ORDER BY id)), (array_agg(v ORDER BY id))[1500]
FROM (SELECT id, (pool_latest(enterprise, r) OVER running)::text AS "pool_latest, running",
             (pool_latest(enterprise::text, r) OVER days)::text AS "pool_latest(text), 5 days",
             (pool_latest(enterprise, r) OVER moving)::text AS "pool_latest, moving",
             (latest(r, id) OVER running)::text AS "latest, running", (latest(r, id) OVER moving)::text AS "latest, moving"
      FROM release_filing
      WINDOW running AS (ORDER BY id), days AS (ORDER BY day RANGE '5 days' PRECEDING),
             moving AS (PARTITION BY stratum ORDER BY id ROWS BETWEEN 40 PRECEDING AND 3 PRECEDING)) AS w,
     jsonb_each_text(to_jsonb(w) - 'id') AS e(name, v)
GROUP BY name ORDER BY name COLLATE "C";
SELECT pool_latest(enterprise, r) FROM (SELECT * FROM release_filing ORDER BY id) AS sorted;
SELECT bounds('7/10', 20), bounds('7/10', 10);
SELECT bounds('7/10', 9);

\echo == publishing and auditing
SELECT mode, percent('2/3', 0, mode), percent('2/3', 3, mode), growth('307/100', 1, mode), percent('1/16', 2, mode)
FROM unnest('{half_up,half_even,truncate,up}'::text[]) AS mode;
SELECT percent('2189574/2707200'), percent('0/0'), growth('307/100'), points('3/4', '1/2'), suppress('2/9'), suppress('2/9', 2);
SELECT percent('1/2', 2, 'nearest');
SELECT prints_as('2189574/2707200', 80.88), prints_as('2189574/2707200', 80.9, 'half_up', 1), prints_as('1/3', 33.34, 'up'),
       rounding_modes('2/3', 66.67), rounding_modes('2/3', 66.7, 1),
       implied_denominators(2189574, 80.88), implied_denominators(2189574, 80.9, 'truncate', 1),
       implied_numerators(2707200, 80.88), implied_numerators(2707200, 80.9, 'up', 1),
       credit_code_is_valid('91110000100000000X'), credit_code_is_valid('91350100M000100Y43');

\echo == trend
SELECT trend(day, r), pg_temp.r12(slope(trend(day, r))), pg_temp.r12(percent_at(trend(day, r), '2020-02-19')),
       day_reaching(trend(day, r), 60), day_reaching(trend(day, r), 60, 10) FROM release_filing WHERE r <= 1;
SELECT pg_temp.r12(z), round(p_value::numeric, 9) FROM (SELECT trend(day, r) AS t FROM release_filing WHERE r <= 1) AS s, trend_test(t);
SELECT trend(t), count(*) FROM (SELECT trend(day, r) AS t FROM release_filing GROUP BY stratum) AS s;
SELECT sparkline(r ORDER BY id), sparkline(r, 0.5 ORDER BY id), sparkline(r, 0.25, 0.75 ORDER BY id) FROM release_filing WHERE id <= 40;
SELECT name, md5(string_agg(v, ';' ORDER BY id)), (array_agg(v ORDER BY id))[1500]
FROM (SELECT id, (trend(day, r) OVER running)::text AS "trend, running", (trend(day, r) OVER moving)::text AS "trend, moving",
             (trend(t) OVER moving)::text AS "trend(rate_trend), moving", (trend(t) OVER running)::text AS "trend(rate_trend), running",
             sparkline(r) OVER (ORDER BY id ROWS 20 PRECEDING) AS "sparkline, moving"
      FROM (SELECT id, stratum, day, r, trend(day, r) OVER (PARTITION BY id) AS t FROM release_filing) AS f
      WINDOW running AS (ORDER BY id), moving AS (PARTITION BY stratum ORDER BY id ROWS BETWEEN 40 PRECEDING AND 3 PRECEDING)) AS w,
     jsonb_each_text(to_jsonb(w) - 'id') AS e(name, v)
GROUP BY name ORDER BY name COLLATE "C";

\echo == intervals and ratio estimators
SELECT pg_temp.r12(lower), pg_temp.r12(upper) FROM wilson('45/100');
SELECT pg_temp.r12(lower), pg_temp.r12(upper) FROM wilson('45/100', 0.99, 300);
SELECT pg_temp.r12(lower), pg_temp.r12(upper) FROM newcombe('56/70', '48/80');
SELECT pg_temp.r12(lower), pg_temp.r12(upper) FROM newcombe('56/70', '48/80', 0.9);
SELECT wilson('0/0'), wilson('0/20') IS NULL;
SELECT wilson('307/100');
SELECT ratio_sample(r), ratio_sample(n, d), pg_temp.r12(standard_error(ratio_sample(r))), pg_temp.r12(standard_error(ratio_sample(r), 4000))
FROM release_filing;
SELECT pg_temp.r12(lower), pg_temp.r12(upper) FROM (SELECT ratio_sample(r) AS s FROM release_filing) AS x, confidence_interval(s);
SELECT pg_temp.r12(lower), pg_temp.r12(upper) FROM (SELECT ratio_sample(r) AS s FROM release_filing) AS x, confidence_interval(s, 0.9, 4000);
SELECT ratio_sample(s) FROM (SELECT ratio_sample(r) AS s FROM release_filing GROUP BY stratum) AS x;
SELECT name, md5(string_agg(v, ';' ORDER BY id)), (array_agg(v ORDER BY id))[1500]
FROM (SELECT id, (ratio_sample(r) OVER running)::text AS "ratio_sample(rate), running", (ratio_sample(r) OVER moving)::text AS "ratio_sample(rate), moving",
             (ratio_sample(n, d) OVER moving)::text AS "ratio_sample(bigint), moving", (ratio_sample(s) OVER moving)::text AS "ratio_sample(ratio_sample), moving"
      FROM (SELECT id, stratum, r, n, d, ratio_sample(r) OVER (PARTITION BY id) AS s FROM release_filing) AS f
      WINDOW running AS (ORDER BY id), moving AS (PARTITION BY stratum ORDER BY id ROWS BETWEEN 40 PRECEDING AND 3 PRECEDING)) AS w,
     jsonb_each_text(to_jsonb(w) - 'id') AS e(name, v)
GROUP BY name ORDER BY name COLLATE "C";

\echo == comparison
SELECT pg_temp.r12(standardize(r, stratum + 1)) FROM release_filing WHERE r <> '0/0';
SELECT standardize(r, stratum + 1) FROM release_filing;
SELECT pg_temp.r12((x).change), pg_temp.r12((x).rate_effect), pg_temp.r12((x).mix_effect)
FROM (SELECT decompose(later, earlier) AS x FROM (SELECT pool(later) AS later, pool(earlier) AS earlier FROM release_filing GROUP BY stratum) AS s) AS y;
SELECT pg_temp.r12((x).change), pg_temp.r12((x).matched), pg_temp.r12((x).entry), pg_temp.r12((x).exit)
FROM (SELECT panel_change(later, earlier) AS x FROM release_filing) AS y;
SELECT stratum, pg_temp.r12((x).change), pg_temp.r12((x).matched), pg_temp.r12((x).entry), pg_temp.r12((x).exit)
FROM (SELECT stratum, panel_change(later, earlier) AS x FROM release_filing GROUP BY stratum) AS y ORDER BY stratum;
SELECT name, md5(string_agg(v, ';' ORDER BY id)), (array_agg(v ORDER BY id))[700]
FROM (SELECT id, pg_temp.r6(standardize(r, stratum + 1) FILTER (WHERE r <> '0/0') OVER moving)::text AS "standardize, moving",
             pg_temp.r6((decompose(coalesce(later, '1/3'), coalesce(earlier, '1/2')) FILTER (WHERE d > 0 AND n >= 0) OVER moving).change)::text AS "decompose, moving, change",
             pg_temp.r6((decompose(coalesce(later, '1/3'), coalesce(earlier, '1/2')) FILTER (WHERE d > 0 AND n >= 0) OVER running).mix_effect)::text AS "decompose, running, mix_effect",
             pg_temp.r6((panel_change(later, earlier) OVER moving).change)::text AS "panel_change, moving, change",
             pg_temp.r6((panel_change(later, earlier) OVER moving).matched)::text AS "panel_change, moving, matched",
             pg_temp.r6((panel_change(later, earlier) OVER moving).entry)::text AS "panel_change, moving, entry",
             pg_temp.r6((panel_change(later, earlier) OVER moving).exit)::text AS "panel_change, moving, exit",
             pg_temp.r6((panel_change(later, earlier) OVER running).entry)::text AS "panel_change, running, entry"
      FROM release_filing WHERE id <= 1000
      WINDOW running AS (ORDER BY id), moving AS (PARTITION BY stratum ORDER BY id ROWS BETWEEN 40 PRECEDING AND 3 PRECEDING)) AS w,
     jsonb_each_text(to_jsonb(w) - 'id') AS e(name, v)
GROUP BY name ORDER BY name COLLATE "C";

\echo == in parallel
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
CREATE TEMP TABLE plan (line text);
CREATE FUNCTION pg_temp.is_parallel(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    line text;
    found boolean := false;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
        found := found OR line ~ 'Partial.*Aggregate';
    END LOOP;
    RETURN found;
END
$$;
SELECT query, pg_temp.is_parallel('SELECT ' || query || ' FROM release_filing') FROM unnest(ARRAY[
    'pool(r)', 'avg(r)', 'pool(n, d)', 'pool(n::bigint, d::bigint)', 'pool(n::smallint, d::smallint)', 'pool(n > 10)', 'mean_of_rates(r)',
    'latest(r, id)', 'trend(day, r)', 'ratio_sample(r)', 'ratio_sample(n, d)', 'standardize(r, stratum + 1)',
    'decompose(later, earlier)', 'panel_change(later, earlier)', 'min(class)', 'max(level)']) AS query;
SELECT pool(r), avg(r), pool(n, d), pool(n::bigint, d::bigint), pool(n::smallint, d::smallint), pool(n > 10), pg_temp.r12(mean_of_rates(r)),
       latest(r, id), trend(day, r), ratio_sample(r), ratio_sample(n, d), pg_temp.r12(standardize(r, stratum + 1) FILTER (WHERE r <> '0/0')), min(class), max(level)
FROM release_filing;
SELECT pg_temp.r12((x).change), pg_temp.r12((x).rate_effect), pg_temp.r12((x).mix_effect)
FROM (SELECT decompose(r, rate(d - n, d)) AS x FROM release_filing) AS y;
SELECT pg_temp.r12((x).change), pg_temp.r12((x).matched), pg_temp.r12((x).entry), pg_temp.r12((x).exit)
FROM (SELECT panel_change(later, earlier) AS x FROM release_filing) AS y;

DROP TABLE release_filing, plan;
