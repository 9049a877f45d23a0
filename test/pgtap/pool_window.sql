--
-- Pooling over windows.  The server moves pool() along by its inverse; the
-- oracle takes the rows of each frame from array_agg(), which has none and is
-- computed anew for each row, and adds their counts in a subquery.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

-- Days with gaps and with several rows, in three parts; NULL in either count
-- or both, and 0/0, in stretches long enough to fill a frame
CREATE TABLE filing AS
SELECT i AS id, i % 3 AS part, date '2020-02-01' + (pg_temp.below(i / 4 + 1, 'day' || i))::integer AS day,
	CASE WHEN i % 40 BETWEEN 5 AND 9 OR pg_temp.below(6, 'n?' || i) = 0 THEN NULL WHEN zero THEN 0 ELSE pg_temp.below(1000, 'n' || i) END::integer AS n,
	CASE WHEN i % 40 BETWEEN 9 AND 12 OR pg_temp.below(6, 'd?' || i) = 0 THEN NULL WHEN zero THEN 0 ELSE 1 + pg_temp.below(1000, 'd' || i) END::integer AS d,
	CASE WHEN i % 40 NOT BETWEEN 5 AND 12 THEN pg_temp.below(2, 'b' || i) = 1 END AS b,
	pg_temp.below(4, 'f' || i) > 0 AS f
FROM (SELECT i, i % 40 BETWEEN 13 AND 20 OR pg_temp.below(8, '0?' || i) = 0 AS zero FROM generate_series(1, 160) AS i) AS t;
ALTER TABLE filing ADD PRIMARY KEY (id);

CREATE TEMP TABLE frame (clause text);
INSERT INTO frame
SELECT format(clause, exclude)
FROM unnest(ARRAY[
	'ORDER BY id ROWS UNBOUNDED PRECEDING %s',
	'ORDER BY id ROWS 1 PRECEDING %s',
	'ORDER BY id ROWS 6 PRECEDING %s',
	'ORDER BY id ROWS 29 PRECEDING %s',
	'ORDER BY id ROWS BETWEEN CURRENT ROW AND CURRENT ROW %s',
	'ORDER BY id ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING %s',
	'ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 5 FOLLOWING %s',
	'ORDER BY id ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING %s',
	'ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING %s',
	'ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING %s',
	'PARTITION BY part ORDER BY id ROWS 4 PRECEDING %s',
	'PARTITION BY part ORDER BY day, id DESC ROWS BETWEEN 4 PRECEDING AND 2 FOLLOWING %s',
	'PARTITION BY part ORDER BY day RANGE ''7 days'' PRECEDING %s',
	'PARTITION BY part ORDER BY day RANGE BETWEEN ''14 days'' PRECEDING AND ''3 days'' PRECEDING %s',
	'PARTITION BY part ORDER BY day DESC RANGE BETWEEN ''2 days'' PRECEDING AND ''2 days'' FOLLOWING %s',
	'ORDER BY n RANGE BETWEEN 50 PRECEDING AND 50 FOLLOWING %s',
	'ORDER BY day RANGE UNBOUNDED PRECEDING %s',
	'PARTITION BY part ORDER BY day GROUPS 2 PRECEDING %s',
	'PARTITION BY part ORDER BY day GROUPS BETWEEN 3 PRECEDING AND 1 FOLLOWING %s',
	'ORDER BY day GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING %s']) AS clause,
	unnest(ARRAY['', 'EXCLUDE CURRENT ROW', 'EXCLUDE GROUP', 'EXCLUDE TIES']) AS exclude;
INSERT INTO frame VALUES (''), ('PARTITION BY part'), ('PARTITION BY part ORDER BY day'),
	-- a frame of a width of its own for each row is not possible, but one in rows of another order is
	('PARTITION BY d IS NULL ORDER BY id ROWS 3 PRECEDING');

-- The rows in which a pooled window is not the sum of the rows in its frame
CREATE FUNCTION pg_temp.wrong(clause text, argument text, n text, d text, filter text) RETURNS bigint LANGUAGE plpgsql AS $f$
DECLARE
	result bigint;
BEGIN
	EXECUTE format($q$
		SELECT count(*)
		FROM (SELECT %2$s %5$s OVER w AS p, array_agg(id) %5$s OVER w AS ids FROM filing WINDOW w AS (%1$s)) AS moved,
			LATERAL (SELECT rate(sum(%3$s), sum(%4$s)) AS p FROM filing WHERE id = ANY (ids) AND %3$s IS NOT NULL AND %4$s IS NOT NULL) AS anew
		WHERE moved.p IS DISTINCT FROM anew.p$q$, clause, argument, n, d, filter) INTO result;
	RETURN result;
END $f$;

SELECT plan(25);

SELECT cmp_ok((SELECT count(*) FROM filing WHERE n IS NULL OR d IS NULL), '>', 50::bigint, 'unknown counts');
SELECT cmp_ok((SELECT count(*) FROM filing WHERE d = 0), '>', 30::bigint, 'rows of 0/0');
SELECT is((SELECT count(*) FROM frame), 84::bigint, 'frames');
SELECT ok(bool_or(p IS NULL) AND bool_or(p = '0/0') AND bool_or(denominator(p) > 0), 'frames without a rate, with 0/0, with a value')
FROM (SELECT pool(n, d) OVER (ORDER BY id ROWS 3 PRECEDING) AS p FROM filing) AS t;

SELECT is_empty(format('SELECT clause FROM frame WHERE pg_temp.wrong(clause, %L, %L, %L, %L) > 0', argument, n, d, filter), argument || ' ' || filter)
FROM (VALUES ('pool(n, d)', 'n', 'd'), ('pool(n::bigint, d::bigint)', 'n', 'd'), ('pool(n::smallint, d::smallint)', 'n', 'd'),
		('pool(rate(n, d))', 'n', 'd'), ('avg(rate(n, d))', 'n', 'd'), ('pool(b)', 'b::integer', '(b IS NOT NULL)::integer')) AS a(argument, n, d),
	unnest(ARRAY['', 'FILTER (WHERE f)']) AS filter
WHERE n <> 'b::integer';
SELECT is_empty(format('SELECT clause FROM frame WHERE pg_temp.wrong(clause, %L, %L, %L, %L) > 0', 'pool(b)', 'b::integer', 'CASE WHEN b IS NOT NULL THEN 1 END', filter), 'pool(b) ' || filter)
FROM unnest(ARRAY['', 'FILTER (WHERE f)']) AS filter;
-- not moved, because a frame's start does not move or by a volatile argument: the same
SELECT is_empty(format('SELECT clause FROM frame WHERE pg_temp.wrong(clause, %L, %L, %L, %L) > 0', 'pool(n + (random() * 0)::integer, d)', 'n', 'd', ''), 'volatile arguments');

-- the unweighted mean has no inverse, which doubles would not allow
SELECT is_empty($$ SELECT * FROM (SELECT mean_of_rates(rate(n, d)) OVER w AS m, avg(n::numeric / NULLIF(d, 0)) OVER w AS a FROM filing WINDOW w AS (ORDER BY id ROWS 5 PRECEDING)) AS t
	WHERE (m IS NULL) <> (a IS NULL) OR abs(m - a::double precision) > 1e-12 * (1 + m) $$, 'mean_of_rates');

-- overflow is that of the frame, not of all rows before it
SELECT is((SELECT array_agg(p) FROM (SELECT pool(n, d) OVER (ORDER BY i ROWS 1 PRECEDING) AS p FROM (VALUES (1, 4611686018427387904, 4611686018427387904),
		(2, 4611686018427387903, 4611686018427387903), (3, 4611686018427387904, 4611686018427387904), (4, 0, 0)) AS t(i, n, d)) AS t),
	'{4611686018427387904/4611686018427387904,9223372036854775807/9223372036854775807,9223372036854775807/9223372036854775807,4611686018427387904/4611686018427387904}',
	'frames at the end of bigint');
SELECT throws_ok($$ SELECT pool(n, d) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, 4611686018427387904, 4611686018427387904), (2, 4611686018427387904, 4611686018427387904)) AS t(i, n, d) $$,
	'22003', 'pooled rate is out of range', 'a frame past it');
SELECT throws_ok($$ SELECT pool(r) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, rate '1/9223372036854775807'), (2, '1/1')) AS t(i, r) $$,
	'22003', 'pooled rate is out of range', 'of rates too');
SELECT throws_ok($$ SELECT pool(n, d) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, 1, 1), (2, 5, 0)) AS t(i, n, d) $$,
	'22003', 'a rate with a numerator must have a denominator', 'a numerator without a denominator');

-- Memory: as much after 100,000 rows as after 1,000
CREATE FUNCTION pg_temp.memory(at integer) RETURNS bigint VOLATILE LANGUAGE sql AS $$ SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts $$;
CREATE TABLE moved AS
SELECT i, p, q, s, CASE WHEN i IN (1000, 100000) THEN pg_temp.memory(i) END AS memory
FROM (SELECT i, pool(CASE WHEN i % 7 > 0 THEN i % 1000 END, 1000) OVER w AS p, pool(rate(i % 1000, 1000)) OVER w AS q, pool(i % 3 = 0) OVER w AS s
	FROM (SELECT generate_series(1, 100000) AS i) AS t WINDOW w AS (ROWS 29 PRECEDING)) AS t;
SELECT cmp_ok((SELECT max(memory) - min(memory) FROM moved), '<', 100000::bigint, 'a moving window keeps its memory');
SELECT is((SELECT ARRAY[p, q, s] FROM moved WHERE i = 100000), ARRAY[(SELECT pool(i % 1000, 1000) FROM generate_series(99971, 100000) AS i WHERE i % 7 > 0),
	(SELECT pool(i % 1000, 1000) FROM generate_series(99971, 100000) AS i), (SELECT pool(i % 3 = 0) FROM generate_series(99971, 100000) AS i)], 'and is right at the end');
SELECT cmp_ok(last - first, '<', 100000::bigint, 'so does a group')
FROM (SELECT pool(i % 1000, 1000), pool(rate(i % 1000, 1000)), avg(rate(1, 2)), mean_of_rates(rate(1, 2)), pool(i % 3 = 0),
		max(CASE WHEN i = 1000 THEN pg_temp.memory(i) END) AS first, max(CASE WHEN i = 100000 THEN pg_temp.memory(i) END) AS last
	FROM (SELECT generate_series(1, 100000) AS i) AS t) AS t;

SELECT * FROM finish();
ROLLBACK;
