--
-- The pooled scan: what it takes, what it leaves to the server, what EXPLAIN says.
--
SET max_parallel_workers_per_gather = 0;
SET datestyle = ISO;
\pset null '(null)'
\set VERBOSITY default

-- in the way: a column of varying length, one that was dropped, and columns that
-- are younger than the first rows
CREATE TABLE filing (note text, city smallint, gone integer, day date, class city_class, returned integer, staff integer, resumed boolean);
INSERT INTO filing
SELECT CASE WHEN i % 3 > 0 THEN repeat('x', i % 50) END, NULLIF(i % 6, 5), i, date '2020-02-10' + i / 500,
	CASE WHEN i % 2 = 0 THEN 'pilot' ELSE 'comprehensive' END::city_class, i % 10, NULLIF(i % 10 + i % 3, 11), i % 4 > 0
FROM generate_series(1, 2000) AS i;
ALTER TABLE filing DROP COLUMN gone, ADD COLUMN wave integer DEFAULT 7, ADD COLUMN r rate DEFAULT '3/4', ADD COLUMN late bigint;
INSERT INTO filing
SELECT 'y', i % 6, date '2020-02-20' + i / 500, 'candidate', i % 10, i % 10 + i % 3, NULL, i % 9, rate(i % 7, 7), i
FROM generate_series(1, 1000) AS i;
INSERT INTO filing (city, returned, staff, r) VALUES (NULL, 0, 0, '0/0');
UPDATE filing SET returned = 1, staff = 2 WHERE returned = 0 AND staff = 0 AND city IS NOT NULL;
DELETE FROM filing WHERE late = 77;
ANALYZE filing;

-- each query is planned with and without, and has to give the same
CREATE FUNCTION compared(query text) RETURNS SETOF text LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	line text;
	scanned boolean := false;
	expected text[];
	found text[];
BEGIN
	SET LOCAL resume.enable_pooled_scan = off;
	FOR line IN EXECUTE format('SELECT q::text FROM (%s) AS q', query) LOOP
		expected := expected || line;
	END LOOP;
	SET LOCAL resume.enable_pooled_scan = on;
	FOR line IN EXECUTE format('EXPLAIN (COSTS OFF) SELECT q::text FROM (%s) AS q', query) LOOP
		scanned := scanned OR line ~ 'PooledScan';
	END LOOP;
	FOR line IN EXECUTE format('SELECT q::text FROM (%s) AS q', query) LOOP
		found := found || line;
	END LOOP;
	IF NOT scanned THEN
		RETURN NEXT 'planned by the server';
	END IF;
	IF (SELECT array_agg(e ORDER BY e) FROM unnest(expected) AS e) IS DISTINCT FROM (SELECT array_agg(f ORDER BY f) FROM unnest(found) AS f) THEN
		RETURN NEXT format('expected %s, found %s', expected, found);
	END IF;
	RETURN QUERY SELECT f FROM unnest(found) AS f ORDER BY f LIMIT 3;
END
$$;

SELECT compared('SELECT pool(returned, staff), pool(r), avg(r), pool(resumed), count(*), count(note), count(r) FROM filing');
SELECT compared('SELECT pool(city, city), sum(city), sum(staff), min(day), max(day), min(class), max(late), min(wave) FROM filing');
SELECT compared('SELECT city, pool(returned, staff), count(staff) FROM filing GROUP BY city');
SELECT compared('SELECT day, class, wave, resumed, pool(r), count(*) FROM filing GROUP BY day, class, wave, resumed');
SELECT compared('SELECT late, pool(returned, staff) FROM filing GROUP BY late');
SELECT compared('SELECT city + 1, percent(pool(returned, staff)) FROM filing GROUP BY city HAVING count(*) > 300');
SELECT compared('SELECT pool(returned, staff) FROM filing WHERE day BETWEEN ''2020-02-11'' AND ''2020-02-12'' AND resumed AND city IN (1, 2, NULL)');
SELECT compared('SELECT pool(returned, staff) FROM filing WHERE city = 5000000000::bigint OR city = 2');
SELECT compared('SELECT pool(returned, staff) FROM filing WHERE city < 5000000000 AND note LIKE ''x%'' AND NOT resumed AND late IS NULL');
SELECT compared('SELECT pool(returned, staff) FILTER (WHERE class = ''pilot''), count(*) FILTER (WHERE city <> 3 AND resumed IS NOT NULL) FROM filing');
SELECT compared('SELECT pool(returned, staff), count(*) FROM filing WHERE city > 100');
SELECT compared('SELECT city, pool(returned, staff), count(*) FROM filing WHERE city > 100 GROUP BY city');
SELECT compared('SELECT pool(returned, staff) FROM filing WHERE city = NULL::smallint');
SELECT compared('SELECT pool(r), pool(returned, staff) FROM filing WHERE city IS NULL AND staff = 0');
SELECT compared('SELECT c, (SELECT pool(returned, staff) FROM filing WHERE city = c) FROM generate_series(0, 6) AS c');
SELECT compared('SELECT c, p FROM generate_series(0, 2) AS c, LATERAL (SELECT day, pool(returned, staff) AS p FROM filing WHERE city = c GROUP BY day) AS f');

-- the order of an enum is not that of its OIDs
CREATE TYPE size AS ENUM ('large', 'huge');
ALTER TYPE size ADD VALUE 'small' BEFORE 'large';
CREATE TABLE sized AS SELECT i AS n, (ARRAY['small', 'large', 'huge']::size[])[1 + i % 3] AS size FROM generate_series(1, 1000) AS i;
ANALYZE sized;
SELECT compared('SELECT count(*), pool(n, n) FROM sized WHERE size > ''small''');
SELECT compared('SELECT size, pool(n, n) FILTER (WHERE size <> ''large'') FROM sized WHERE size = ANY (''{small, huge}'') GROUP BY size');
DROP TABLE sized;
DROP TYPE size;

-- left to the server
SELECT compared('SELECT pool(DISTINCT r) FROM filing');
SELECT compared('SELECT city, pool(r) FROM filing GROUP BY GROUPING SETS (city, ())');
SELECT compared('SELECT pool(r), sum(late) FROM filing');
SELECT compared('SELECT note, pool(r) FROM filing GROUP BY note');
SELECT compared('SELECT pool(r) FROM filing WHERE ctid <> ''(0,1)'' AND tableoid <> 0');
SELECT compared('SELECT pool(r) FROM filing WHERE random() < 2');
SELECT compared('SELECT pool(a.r) FROM filing AS a JOIN filing AS b USING (late)');
SELECT compared('SELECT count(*), sum(staff) FROM filing');

SET resume.enable_pooled_scan = on;
EXPLAIN (COSTS OFF) SELECT pool(returned, staff) FROM filing;
EXPLAIN (COSTS OFF, VERBOSE)
SELECT city, pool(returned, staff) FILTER (WHERE class = 'pilot') FROM filing
WHERE day > '2020-02-12' AND note LIKE 'x%' GROUP BY city HAVING count(*) > 1 ORDER BY city;

-- parameters, evaluated when the scan begins
SET plan_cache_mode = force_generic_plan;
PREPARE since(date, smallint) AS SELECT pool(returned, staff) FROM filing WHERE day > $1 AND city = $2;
EXPLAIN (COSTS OFF) EXECUTE since('2020-02-12', 3);
EXECUTE since('2020-02-12', 3);
EXECUTE since('2020-02-10', 4);
EXECUTE since('2020-02-12', NULL);
DEALLOCATE since;
RESET plan_cache_mode;

-- the first errors that the rows have, as without
INSERT INTO filing (city, returned, staff) VALUES (90, 5, 0);
INSERT INTO filing (city, late, wave) VALUES (91, 9223372036854775807, 0), (91, 1, 0);
SELECT pool(returned, staff) FROM filing;
\echo :SQLSTATE
SELECT city, pool(returned, staff) FROM filing GROUP BY city;
SELECT pool(late, late) FROM filing WHERE city = 91;
\echo :SQLSTATE
SELECT wave, pool(late, late) FROM filing GROUP BY wave ORDER BY wave LIMIT 1;
SELECT pool(wave::bigint, late) FROM filing WHERE city = 91;
SET resume.enable_pooled_scan = off;
SELECT pool(returned, staff) FROM filing;
\echo :SQLSTATE
SELECT pool(late, late) FROM filing WHERE city = 91;
SET resume.enable_pooled_scan = on;
-- what nobody needs is not evaluated
SET plan_cache_mode = force_generic_plan;
PREPARE never(integer) AS SELECT pool(returned, staff), count(*) FROM filing WHERE city = 101 AND wave > 1 / $1;
EXECUTE never(0);
DEALLOCATE never;
PREPARE filtered(integer) AS SELECT pool(r) FILTER (WHERE city = 101 AND wave > 1 / $1) FROM filing;
EXECUTE filtered(0);
DEALLOCATE filtered;
-- in a filter, what is unknown does not keep the rest from being evaluated
SET resume.enable_pooled_scan = off;
PREPARE filtered(integer) AS SELECT pool(r) FILTER (WHERE city = 101 AND wave > 1 / $1) FROM filing;
EXECUTE filtered(0);
DEALLOCATE filtered;
SET resume.enable_pooled_scan = on;
PREPARE filtered(integer) AS SELECT pool(r) FILTER (WHERE wave = 101 AND wave > 1 / $1) FROM filing WHERE wave IS NOT NULL;
EXECUTE filtered(0);
DEALLOCATE filtered;
RESET plan_cache_mode;

-- groups that do not fit into memory are the server's
CREATE TABLE many AS SELECT i % 30000 * 1000003::bigint AS id, i % 5 AS n FROM generate_series(1, 60000) AS i;
ALTER TABLE many ALTER id SET (n_distinct = 10);
ANALYZE many;
SET work_mem = '64kB';
CREATE FUNCTION says(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) ' || query LOOP
		IF line ~ 'Grouping|Removed|Rows Read|PooledScan|Aggregate|Seq Scan' THEN
			RETURN NEXT regexp_replace(line, '\(actual rows=(\d+).*\)', '(\1)');
		END IF;
	END LOOP;
END
$$;
SELECT says('SELECT id, pool(n, n) FROM many GROUP BY id');
SELECT compared('SELECT id, pool(n, n) FROM many GROUP BY id');
RESET work_mem;
SELECT says('SELECT id, pool(n, n) FROM many GROUP BY id');
SELECT says('SELECT n, pool(n, n) FROM many WHERE n < 3 AND id % 7 <> 1 GROUP BY n');

DROP FUNCTION compared, says;
DROP TABLE filing, many;
