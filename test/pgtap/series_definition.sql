--
-- Series against their definition: on each day, what a plain query over the
-- rows finds for that day; in one process, in parallel, by partitions, and
-- from the series of parts.  Random histories, of which many have no row, or
-- none that counts.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SET LOCAL max_parallel_workers_per_gather = 0;

\set first '''2020-02-01'''
\set last '''2020-04-10'''

-- Groups of 0 to 12 rows.  Ranges of every kind: of days, open ones, infinite
-- dates as bounds, empty ones and NULL.
CREATE TABLE stay AS
SELECT g, i, CASE WHEN pg_temp.below(9, 'r?' || g || ' ' || i) > 0 THEN rate(least(n, d), d) END AS r,
	CASE pg_temp.below(12, 'kind' || g || ' ' || i)
		WHEN 0 THEN daterange(NULL, day) WHEN 1 THEN daterange(day, NULL) WHEN 2 THEN daterange(day, day) WHEN 3 THEN NULL
		WHEN 4 THEN daterange('-infinity', day, '[]') WHEN 5 THEN daterange(day, 'infinity', (ARRAY['[)', '[]'])[1 + i % 2])
		WHEN 6 THEN (ARRAY['(,)', '(-infinity,infinity]', '[infinity,]', '[-infinity,-infinity]', '(,-infinity)'])[1 + i % 5]::daterange
		ELSE daterange(day, day + pg_temp.below(20, 'days' || g || ' ' || i)::integer, '[]') END AS during
FROM (SELECT g, i, pg_temp.below(5, 'n' || g || ' ' || i) AS n, pg_temp.below(4, 'd' || g || ' ' || i) AS d,
		date :first + pg_temp.below(60, 'day' || g || ' ' || i)::integer AS day
	FROM generate_series(1, 1500) AS g, LATERAL generate_series(1, pg_temp.below(13, 'rows' || g)) AS i) AS t;
ANALYZE stay;

CREATE INDEX ON stay (g);
CREATE TABLE expected AS
SELECT g.g, day::date AS on_day, o.*
FROM generate_series(1, 1500) AS g(g), generate_series(timestamp :first, :last, '1 day') AS day,
	LATERAL (SELECT pool(r) AS rate, count(*) AS entities FROM stay WHERE stay.g = g.g AND r IS NOT NULL AND during @> day::date) AS o;

CREATE TABLE series AS SELECT g, pool(r, during) AS s FROM generate_series(1, 1500) AS g LEFT JOIN stay USING (g) GROUP BY g;

SELECT plan(41);

SELECT cmp_ok((SELECT count(*) FROM stay), '>', 8000::bigint, 'rows');
SELECT cmp_ok((SELECT count(*) FROM series WHERE s IS NULL), '>', 100::bigint, 'some groups without a row');
SELECT cmp_ok((SELECT count(*) FROM series WHERE s = '{}'), '>', 5::bigint, 'some of which nobody counts');
SELECT cmp_ok((SELECT count(*) FROM expected WHERE rate = '0/0'), '>', 500::bigint, 'days on which only empty rates count');
SELECT is_empty($$ SELECT g FROM series WHERE (s IS NULL) <> NOT EXISTS (SELECT FROM stay WHERE stay.g = series.g AND r IS NOT NULL AND during IS NOT NULL) $$,
	'a series is NULL if no row counts as one');

-- the days
CREATE TABLE found AS SELECT g, d.* FROM series, days(s, :first, :last) AS d;
SELECT is_empty('(TABLE found EXCEPT SELECT * FROM expected) UNION ALL (SELECT * FROM expected WHERE g IN (SELECT g FROM found) EXCEPT TABLE found)',
	'each day is what the rows of that day pool to');
SELECT is_empty($$ SELECT * FROM expected WHERE entities > 0 AND g NOT IN (SELECT g FROM found) $$, 'and nobody is left out');
SELECT is((SELECT count(*) FROM found), (SELECT count(*) * 70 FROM series WHERE s IS NOT NULL), 'a row a calendar day');
SELECT is_empty($$ SELECT * FROM found WHERE (rate IS NULL) <> (entities = 0) $$, 'entities are 0 exactly where the rate is NULL');
SELECT is_empty($$ SELECT * FROM found JOIN series USING (g) WHERE (rate_on(s, on_day), entities_on(s, on_day)) IS DISTINCT FROM (rate, entities) $$,
	'rate_on and entities_on say the same');

-- the steps: only where something changes, and all of that
CREATE TABLE step AS SELECT g, t.*, lag(t.rate) OVER w AS rate_before, lag(t.entities, 1, 0::bigint) OVER w AS entities_before, lag(on_day) OVER w AS day_before
FROM series, steps(s) AS t WINDOW w AS (PARTITION BY g ORDER BY on_day);
SELECT is_empty($$ SELECT * FROM step WHERE rate IS NOT DISTINCT FROM rate_before AND entities = entities_before $$, 'each step changes something');
SELECT is_empty($$ SELECT * FROM step WHERE (rate IS NULL) <> (entities = 0) OR on_day = 'infinity' OR on_day = '-infinity' AND day_before IS NOT NULL $$,
	'and is one that a series can have');
SELECT set_eq($$ SELECT g, on_day FROM step WHERE on_day > '2020-02-01' AND on_day <= '2020-04-10' $$,
	$$ SELECT g, on_day FROM (SELECT *, lag(rate) OVER w AS r, lag(entities) OVER w AS e FROM found WINDOW w AS (PARTITION BY g ORDER BY on_day)) AS t
		WHERE on_day > '2020-02-01' AND (rate, entities) IS DISTINCT FROM (r, e) $$, 'there is one on each day on which something changes');
SELECT is_empty($$ SELECT g FROM stay JOIN series USING (g) WHERE r IS NOT NULL AND NOT isempty(during) GROUP BY g, s
	HAVING bool_and(isfinite(lower(during)) IS TRUE) AND min(lower(during)) IS DISTINCT FROM (SELECT min(on_day) FROM steps(s)) $$, 'the first is on the first day that counts');

-- the same function is the same value
SELECT is_empty($$ SELECT a.g, b.g FROM series AS a JOIN series AS b ON a.g < b.g
	WHERE (a.s = b.s) <> (ARRAY(SELECT d FROM days(a.s, '2020-01-20', '2020-07-01') AS d) = ARRAY(SELECT d FROM days(b.s, '2020-01-20', '2020-07-01') AS d)
		AND rate_on(a.s, '-infinity') IS NOT DISTINCT FROM rate_on(b.s, '-infinity') AND entities_on(a.s, '-infinity') = entities_on(b.s, '-infinity'))
	AND a.g < 60 AND b.g < 60 $$, '= is the same on all days');

-- pooled from series of parts
SELECT is_empty($$ SELECT g FROM series JOIN (SELECT g, pool(s) AS s FROM (SELECT g, pool(r, during) AS s FROM stay GROUP BY g, pg_temp.below(3, 'part' || g || ' ' || i)) AS part GROUP BY g) AS p USING (g)
	WHERE series.s IS DISTINCT FROM p.s $$, 'the series of any parts pool to that of all');
SELECT is((SELECT pool(s) FROM series), (SELECT pool(r, during) FROM stay), 'so do those of the groups');
SELECT is((SELECT pool(s ORDER BY pg_temp.bits('o' || g)) FROM series), (SELECT pool(s ORDER BY g) FROM series), 'in any order');
SELECT is_empty($$ SELECT d.on_day FROM days((SELECT pool(s) FROM series), '2020-02-01', '2020-04-10') AS d
	JOIN (SELECT on_day, pool(rate) AS rate, sum(entities) AS entities FROM expected GROUP BY on_day) AS e USING (on_day)
	WHERE (d.rate, d.entities) IS DISTINCT FROM (e.rate, e.entities) $$, 'day by day');

-- the other form
SELECT is_empty($$ SELECT g FROM series WHERE s <> '{}' AND (SELECT series_of_deltas(d.on_day, d.numerator, d.denominator, d.entities ORDER BY random()) FROM deltas(s) AS d) IS DISTINCT FROM s $$,
	'deltas and series_of_deltas undo each other');
CREATE TEMP VIEW delta AS
SELECT g, CASE WHEN lower_inf(during) THEN '-infinity' ELSE lower(during) END AS on_day, numerator(r) AS n, denominator(r) AS d, 1::bigint AS e
FROM stay WHERE NOT isempty(during) AND (lower_inf(during) OR lower(during) < 'infinity') AND (upper_inf(during) OR upper(during) > '-infinity') AND r IS NOT NULL
UNION ALL
SELECT g, upper(during), -numerator(r), -denominator(r), -1
FROM stay WHERE NOT isempty(during) AND (lower_inf(during) OR lower(during) < 'infinity') AND (upper_inf(during) OR upper(during) > '-infinity') AND r IS NOT NULL;
SELECT is_empty($$ SELECT g FROM series JOIN (SELECT g, series_of_deltas(on_day, n, d, e) AS s FROM delta GROUP BY g) AS o USING (g) WHERE series.s IS DISTINCT FROM o.s $$,
	'what begins and ends on each day adds up to the series');
SELECT is_empty($$ SELECT g FROM series JOIN (SELECT g, series_of_deltas(on_day, n::bigint, d::bigint, e::bigint) AS s
		FROM (SELECT g, on_day, sum(n) AS n, sum(d) AS d, sum(e) AS e FROM delta GROUP BY g, on_day) AS day GROUP BY g) AS o USING (g) WHERE series.s IS DISTINCT FROM o.s $$,
	'and so does what was added up by day before');

-- a figure reached, a trend, a line
SELECT is_empty($$ SELECT g, p FROM series, unnest('{-1,0,33.3,33.34,50,66.6666666666666666,66.6666666666666667,100,100.0000001}'::numeric[]) AS p
	WHERE first_day_at(s, p) IS DISTINCT FROM (SELECT min(on_day) FROM steps(s) WHERE 100 * numerator(rate)::numeric >= p * denominator(rate) AND denominator(rate) > 0) $$,
	'first_day_at is the first step that is there');
SELECT is_empty($$ SELECT g FROM series, unnest('{2020-01-25,2020-02-20,2020-03-05}'::date[]) AS a, unnest('{2020-01-26,2020-02-20,2020-03-30,2020-05-01}'::date[]) AS b
	WHERE trend(s, a, b) IS DISTINCT FROM (SELECT trend(on_day, rate) FROM days(s, a, b)) AND g < 400 $$, 'the trend of a series is that of its days');
SELECT is_empty($$ SELECT g FROM series, unnest('{2020-01-25,2020-02-20}'::date[]) AS a, unnest('{2020-02-20,2020-03-30}'::date[]) AS b
	WHERE sparkline(s, a, b) IS DISTINCT FROM (SELECT sparkline(rate ORDER BY on_day) FROM days(s, a, b)) AND g < 400 $$, 'so is the line');
SELECT is_empty($$ SELECT r, a, n FROM unnest('{0/0,0/7,3/4,9/4,9223372036854775807/1,1/9007199254740993}'::rate[]) AS r,
		unnest('{4714-11-24 BC,0001-01-01,1999-12-25,1999-12-31,2000-01-01,2000-01-02,2020-02-10,5874896-11-20}'::date[]) AS a, unnest('{0,1,2,6,31,400}'::integer[]) AS n
	WHERE constant_trend(r, a, a + n) IS DISTINCT FROM (SELECT trend(a + i, r) FROM generate_series(0, n) AS i) $$, 'constant_trend is that of its days');

-- forms
SELECT is_empty($$ SELECT g FROM series WHERE s::text::rate_series <> s $$, 'text comes back');
SELECT is_empty($$ SELECT g FROM series WHERE s::json::rate_series <> s OR s::jsonb::rate_series <> s OR s::jsonb::text::rate_series <> s $$, 'JSON comes back');
SELECT is_empty($$ SELECT g FROM series WHERE s <> '{}' AND s::jsonb IS DISTINCT FROM (SELECT jsonb_agg(t ORDER BY on_day) FROM steps(s) AS t) $$, 'and is that of the steps');
SELECT is_empty($$ SELECT g FROM series AS kept WHERE (jsonb_populate_record(NULL::series, to_jsonb(kept))).s IS DISTINCT FROM kept.s $$, 'rows come back from JSON');
CREATE TEMP TABLE as_text AS SELECT g, s::text AS t FROM series;
SET LOCAL datestyle = 'SQL, DMY';
SELECT is_empty($$ SELECT g FROM series JOIN as_text USING (g) WHERE s::text <> t OR t::rate_series <> s $$, 'whatever DateStyle is');
RESET datestyle;
CREATE TABLE copied (LIKE series);
COPY series TO PROGRAM 'cat >resume_test_series' (FORMAT binary);
COPY copied FROM PROGRAM 'cat resume_test_series && rm resume_test_series' (FORMAT binary);
SELECT is_empty('(TABLE series EXCEPT TABLE copied) UNION ALL (TABLE copied EXCEPT TABLE series)', 'binary comes back');
SELECT is_empty($$ SELECT g FROM series WHERE s <> '{}' AND rate_series_send(s) IS DISTINCT FROM (SELECT int4send(count(*)::integer)
		|| string_agg(date_send(on_day) || int8send(coalesce(numerator(rate), 0)) || int8send(coalesce(denominator(rate), 0)) || int8send(entities), '' ORDER BY on_day) FROM steps(s)) $$,
	'and is the number of steps, and each of them');

-- the order is total and goes with =, and hashes do
SELECT is_empty($$ SELECT a.g, b.g FROM series AS a, series AS b WHERE a.g < 80 AND b.g < 80
	AND ((a.s < b.s)::integer + (a.s = b.s)::integer + (a.s > b.s)::integer <> 1 OR (a.s <= b.s) <> NOT (a.s > b.s) OR (a.s >= b.s) <> NOT (a.s < b.s) OR (a.s <> b.s) = (a.s = b.s)
		OR (a.s < b.s) <> (b.s > a.s) OR a.s = b.s AND rate_series_hash(a.s) <> rate_series_hash(b.s)) $$, 'one of <, = and > holds');
SELECT is((SELECT count(DISTINCT s) FROM series), (SELECT count(*) FROM (SELECT s::text FROM series WHERE s IS NOT NULL GROUP BY 1) AS t), 'DISTINCT tells texts apart');

-- several processes
\ir include/plan.sql
CREATE TEMP TABLE serial AS
SELECT (SELECT pool(r, during) FROM stay) AS by_range, (SELECT pool(s) FROM series) AS of_series,
	(SELECT series_of_deltas(CASE WHEN lower_inf(during) THEN '-infinity' ELSE lower(during) END, numerator(r), denominator(r), 1) FROM stay) AS of_deltas;
SET LOCAL max_parallel_workers_per_gather = 2;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SELECT matches(pg_temp.plan(query), 'Finalize .*Gather.*Partial ', 'parallel: ' || query)
FROM (VALUES ('SELECT pool(r, during) FROM stay'), ('SELECT pool(s) FROM series'), ('SELECT series_of_deltas(lower(during), 1, 1, 1) FROM stay')) AS t(query);
-- an argument of is() would not be computed in parallel
CREATE TEMP TABLE parallel AS
SELECT (SELECT pool(r, during) FROM stay) AS by_range, (SELECT pool(s) FROM series) AS of_series,
	(SELECT series_of_deltas(CASE WHEN lower_inf(during) THEN '-infinity' ELSE lower(during) END, numerator(r), denominator(r), 1) FROM stay) AS of_deltas;
SELECT results_eq('TABLE parallel', 'TABLE serial', 'the same from several processes');


-- partition by partition
CREATE TABLE parted (LIKE stay) PARTITION BY HASH (i);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted TABLE stay;
ANALYZE parted;
SET LOCAL enable_partitionwise_aggregate = on;
SET LOCAL max_parallel_workers_per_gather = 0;
SELECT matches(pg_temp.plan('SELECT pool(r, during) FROM parted'), 'Finalize .*Append.*Partial .*Partial ', 'by partitions');
SELECT is((SELECT pool(r, during) FROM parted), (SELECT by_range FROM serial), 'the same from partitions');

SELECT * FROM finish();
ROLLBACK;
