-- Memory of latest() and pool_latest(), and what is left of a query that is cancelled.
BEGIN;
SELECT plan(16);

-- The memory of the aggregates of a query, when it has made its first row.
CREATE FUNCTION pg_temp.memory(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	c refcursor;
	x text;
	result bigint;
BEGIN
	OPEN c FOR EXECUTE query;
	FETCH c INTO x;
	SELECT sum(total_bytes) INTO result FROM pg_backend_memory_contexts
	WHERE name IN ('AggContext', 'WindowAgg Aggregates', 'WindowAgg Per Aggregate');
	CLOSE c;
	RETURN result;
END$$;

-- Just before the index doubles, and just after: 7/8 of a power of two, and one more.
SELECT cmp_ok(pg_temp.memory(format($$SELECT pool_latest(i, '1/2') OVER () FROM generate_series(1, %s) AS i$$, n)) / n, '<=', 43::bigint,
		n || ' entities that are integers') FROM (VALUES (114688), (114689), (200000), (229377)) AS v(n);
SELECT cmp_ok(pg_temp.memory($$SELECT pool_latest(i, '1/2') OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
	FROM generate_series(1, 114689) AS i$$) / 114689, '<=', 43::bigint, 'in a window that moves');

-- Entities that come and go leave room for others.
CREATE FUNCTION pg_temp.memory_at_end(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	c refcursor;
	result bigint;
BEGIN
	OPEN c FOR EXECUTE query;
	MOVE FORWARD 199999 IN c;
	SELECT sum(total_bytes) INTO result FROM pg_backend_memory_contexts WHERE name = 'WindowAgg Per Aggregate';
	CLOSE c;
	RETURN result;
END$$;
SELECT cmp_ok(pg_temp.memory_at_end($$SELECT pool_latest(i, '1/2') OVER (ORDER BY i ROWS 99 PRECEDING)
	FROM generate_series(1, 200000) AS i$$), '<=', 40000::bigint, '100 of 200,000 integers at a time');
SELECT cmp_ok(pg_temp.memory_at_end($$SELECT pool_latest(repeat('x', 100) || i, '1/2') OVER (ORDER BY i ROWS 99 PRECEDING)
	FROM generate_series(1, 200000) AS i$$), '<=', 66000::bigint, '100 of 200,000 texts at a time');
SET LOCAL work_mem = '256MB';
SELECT cmp_ok(pg_temp.memory_at_end(format($$SELECT pool_latest(i, '1/2') OVER (ORDER BY i ROWS %s PRECEDING)
	FROM generate_series(1, 200000) AS i$$, n - 1)) / n, '<=', 64::bigint, n || ' of 200,000 integers at a time')
FROM (VALUES (20000), (45000), (90000)) AS v(n);
RESET work_mem;

-- A cancelled query over 10 million rows: the time until it ends, and the memory afterwards.
CREATE FUNCTION pg_temp.cancelled(query text, OUT cancelled boolean, OUT late interval, OUT left_over bigint) LANGUAGE plpgsql AS $$
DECLARE
	before bigint := sum(total_bytes) FROM pg_backend_memory_contexts;
BEGIN
	BEGIN
		EXECUTE query;
		cancelled := false;
	EXCEPTION WHEN query_canceled THEN
		cancelled := true;
	END;
	late := clock_timestamp() - statement_timestamp() - interval '700 ms';
	left_over := sum(total_bytes) - before FROM pg_backend_memory_contexts;
END$$;

-- once without, so that the caches are filled
CREATE TEMP TABLE warm AS
SELECT query, (pg_temp.cancelled(query)).cancelled FROM (VALUES
	($$SELECT pool_latest(i, '1/2') OVER (), pool_latest(i::text, '1/2') OVER (ROWS 1 PRECEDING), latest('x'::text, i) OVER ()
		FROM generate_series(1, 10) AS i$$),
	($$SELECT latest('x'::text, i) FROM generate_series(1, 10) AS i GROUP BY i$$)) AS v(query);
CREATE TEMP TABLE outcome (query text, cancelled boolean, late interval, left_over bigint);

SET LOCAL statement_timeout = '700ms';
INSERT INTO outcome SELECT 'series', c.* FROM pg_temp.cancelled($$SELECT pool_latest(i, '1/2') OVER ()
	FROM (SELECT generate_series(1, 10000000) AS i) AS s$$) AS c;
INSERT INTO outcome SELECT 'window', c.* FROM pg_temp.cancelled($$SELECT pool_latest(i::text, '1/2') OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
	FROM (SELECT generate_series(1, 10000000) AS i) AS s$$) AS c;
INSERT INTO outcome SELECT 'latest', c.* FROM pg_temp.cancelled($$SELECT i % 1000000, latest('x'::text || i, i)
	FROM (SELECT generate_series(1, 10000000) AS i) AS s GROUP BY 1$$) AS c;
INSERT INTO outcome SELECT 'latest over', c.* FROM pg_temp.cancelled($$SELECT latest('x'::text || i, i) OVER ()
	FROM (SELECT generate_series(1, 10000000) AS i) AS s$$) AS c;
SET LOCAL statement_timeout = 0;

SELECT ok(bool_and(cancelled), 'all were cancelled') FROM outcome;
SELECT cmp_ok(late, '<', interval '1 s', query || ' ends at once') FROM outcome;
SELECT cmp_ok(max(left_over), '<', 200000::bigint, 'and leaves no memory behind') FROM outcome;

SELECT * FROM finish();
ROLLBACK;
