-- Enterprises that move: the queries by city that the manual shows for pool_latest(), against DISTINCT ON for each day.
BEGIN;
SELECT plan(10);

-- 5,000 filings of 200 enterprises on 30 days. One filing in 20 comes from another city than the one before it.
CREATE TABLE filing AS
SELECT id, h % 200 AS e, date '2020-01-01' + id * 30 / 5000 AS day,
	'city ' || (h % 200 + (h % 200 * 7 + id) / 1700) % 4 AS city,
	CASE WHEN h % 13 > 0 THEN rate(h % 50, h % 50 + h % 7) END AS r
FROM generate_series(0, 4999) AS id, LATERAL (SELECT ('x' || left(md5(id::text), 7))::bit(28)::integer) AS made(h);
-- one filing an enterprise and day, with the city that it came from
CREATE TABLE filed AS
SELECT e, day, (latest(f, id)).city, (latest(f, id)).r FROM filing AS f GROUP BY e, day;

SELECT cmp_ok((SELECT count(*) FROM (SELECT city <> lag(city) OVER (PARTITION BY e ORDER BY day) AS moves FROM filed) AS s WHERE moves), '>', 300::bigint,
	'enterprises move');

-- Straight from the words: the last filing of each enterprise up to a day, and where that came from.
CREATE TABLE expected AS
SELECT d.day::date, city, pool(r) AS pooled
FROM generate_series(date '2020-01-01', '2020-01-30', '1 day') AS d(day),
	LATERAL (SELECT DISTINCT ON (e) city, r FROM filed AS f WHERE f.day <= d.day ORDER BY e, f.day DESC) AS last
GROUP BY d.day, city HAVING pool(r) IS NOT NULL;

CREATE FUNCTION pg_temp.differences(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (SELECT * FROM (%s) AS q(day, city, pooled) WHERE pooled IS NOT NULL) AS q FULL JOIN expected AS x USING (day, city)
		WHERE q.pooled IS DISTINCT FROM x.pooled', query) INTO result;
	RETURN result;
END$$;

CREATE TABLE cities AS SELECT DISTINCT city FROM filed;
SELECT is(pg_temp.differences($$SELECT DISTINCT day, c.city, pool_latest(e, CASE WHEN f.city = c.city THEN r END) OVER (PARTITION BY c.city ORDER BY day)
	FROM filed AS f, cities AS c$$), 0::bigint, 'each city looks at every filing, and CASE withdraws');
CREATE TABLE period AS
SELECT e, city, r, day AS on_day, lead(day) OVER (PARTITION BY e ORDER BY day) AS next_day FROM filed;
SELECT is(pg_temp.differences($$SELECT day::date, city, pool(r) FROM period
	JOIN generate_series(date '2020-01-01', '2020-01-30', '1 day') AS day ON daterange(on_day, next_day) @> day::date GROUP BY day, city$$),
	0::bigint, 'a filing counts up to the next one');
SELECT cmp_ok(pg_temp.differences($$SELECT DISTINCT day, city, pool_latest(e, r) OVER (PARTITION BY city ORDER BY day) FROM filed$$), '>', 80::bigint,
	'but not PARTITION BY city');
SELECT cmp_ok(pg_temp.differences($$SELECT DISTINCT day, 'city 1', pool_latest(e, r) FILTER (WHERE city = 'city 1') OVER (ORDER BY day) FROM filed$$), '>',
	(SELECT count(*) FROM expected WHERE city <> 'city 1'), 'and not FILTER');

-- The parts pool to the total, which needs no city.
CREATE TABLE total AS SELECT DISTINCT day, pool_latest(e, r) OVER (ORDER BY day) AS pooled FROM filed;
SELECT is((SELECT count(*) FROM total), 30::bigint, 'a total for each day');
SELECT is((SELECT count(*) FROM total JOIN (SELECT day, pool(pooled) AS parts FROM expected GROUP BY day) AS p USING (day) WHERE parts = pooled), 30::bigint,
	'to which the cities pool');

-- So with a limit on carrying a filing forward.
CREATE TABLE total_5 AS SELECT DISTINCT day, pool_latest(e, r) OVER (ORDER BY day RANGE '5 days' PRECEDING) AS pooled FROM filed;
CREATE TABLE parts_5 AS
SELECT day::date, city, pool(r) AS pooled FROM period
JOIN generate_series(date '2020-01-01', '2020-01-30', '1 day') AS day ON daterange(on_day, least(next_day, on_day + 6)) @> day::date GROUP BY day, city;
SELECT is((SELECT count(*) FROM total_5 JOIN (SELECT day, pool(pooled) AS parts FROM parts_5 GROUP BY day) AS p USING (day) WHERE parts = pooled), 30::bigint,
	'the cities pool to the total of five days');
SELECT is((SELECT count(*) FROM parts_5 FULL JOIN (
		SELECT DISTINCT day, c.city, pool_latest(e, CASE WHEN f.city = c.city THEN r END) OVER (PARTITION BY c.city ORDER BY day RANGE '5 days' PRECEDING) AS pooled
		FROM filed AS f, cities AS c) AS s USING (day, city)
	WHERE parts_5.pooled IS DISTINCT FROM s.pooled), 0::bigint, 'both queries say the same');
SELECT isnt((SELECT count(*) FROM total_5 JOIN total USING (day) WHERE total_5.pooled = total.pooled), 30::bigint, 'and a limit makes a difference');

SELECT * FROM finish();
ROLLBACK;
