-- pool_latest() among so many entities that rows are set aside and looked up together: for each day, and for single rows of moving
-- frames, against DISTINCT ON.
BEGIN;
SELECT plan(25);

-- 60,000 filings of 9,000 enterprises on 30 days, the same on every server: several on a day, withdrawn, silent for long.
CREATE TABLE filing AS
SELECT id, h % 9000 AS e, date '2020-01-01' + id / 2000 AS day,
	CASE WHEN h % 11 > 0 THEN rate(h % 50, h % 50 + h % 7) END AS r
FROM generate_series(0, 59999) AS id,
	LATERAL (SELECT ('x' || left(md5(id::text), 7))::bit(28)::integer) AS made(h);

-- Names of every length up to beyond what is set aside, and beyond what has a header of one byte.
CREATE TABLE enterprise AS
SELECT e, e::bigint << 31 AS big, 'name ' || repeat('x', e % 200) || e AS name, md5(e::text)::uuid AS uuid,
	sha256(e::text::bytea) AS bytes, e::numeric / 7 AS other, date '2020-01-01' + e AS day_of, e || ' ' AS padded
FROM generate_series(0, 8999) AS e;

SELECT is((SELECT count(*) FROM (SELECT FROM filing WHERE day <= '2020-01-05' GROUP BY e) AS s) > 5000
	AND (SELECT count(*) FROM (SELECT FROM filing GROUP BY e, day HAVING count(*) > 1) AS s) > 5000, true,
	'enterprises are many, and file more than once a day');

-- Straight from the words, sums in numeric.
CREATE FUNCTION pg_temp.as_of(the_day date, days integer) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT sum(numerator(r)::numeric) || '/' || sum(denominator(r)::numeric)
	FROM (SELECT DISTINCT ON (e) r FROM filing WHERE day <= the_day AND day >= the_day - days ORDER BY e, day DESC, id DESC) AS s
$$;
CREATE TABLE expected AS
SELECT days, day::date AS day, pg_temp.as_of(day::date, days) AS pooled
FROM unnest(ARRAY[1000, 6]) AS days, generate_series(date '2020-01-01', '2020-01-30', '1 day') AS day;

CREATE FUNCTION pg_temp.wrong_days(entity text, days integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
	EXECUTE format($q$
		SELECT count(*) FILTER (WHERE series::text IS DISTINCT FROM pooled)
		FROM (SELECT DISTINCT day, pool_latest(%I, r) OVER (ORDER BY day %s) AS series
			FROM (SELECT * FROM filing JOIN enterprise USING (e) ORDER BY day, id) AS s) AS t
		FULL JOIN (SELECT * FROM expected WHERE days = %s) AS x USING (day)$q$,
		entity, CASE WHEN days < 1000 THEN format('RANGE ''%s days'' PRECEDING', days) ELSE '' END, days) INTO result;
	RETURN result;
END$$;

SELECT is(pg_temp.wrong_days(entity, days), 0::bigint, format('%s days of entities in column "%s"', days, entity))
FROM unnest(ARRAY['e', 'big', 'name', 'uuid', 'bytes', 'other', 'day_of', 'padded']) AS entity, unnest(ARRAY[1000, 6]) AS days;

-- One row comes, one goes, and each one asks.
CREATE FUNCTION pg_temp.wrong_rows(entity text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
	EXECUTE format($q$
		SELECT count(*) FILTER (WHERE series::text IS DISTINCT FROM (
			SELECT sum(numerator(r)::numeric) || '/' || sum(denominator(r)::numeric)
			FROM (SELECT DISTINCT ON (e) r FROM filing AS f WHERE f.id BETWEEN t.id - 9999 AND t.id ORDER BY e, id DESC) AS s))
		FROM (SELECT id, pool_latest(%I, r) OVER (ORDER BY id ROWS 9999 PRECEDING) AS series
			FROM filing JOIN enterprise USING (e)) AS t
		WHERE id %% 1499 = 0$q$, entity) INTO result;
	RETURN result;
END$$;
SELECT is(pg_temp.wrong_rows(entity), 0::bigint, format('rows of a moving frame, column "%s"', entity))
FROM unnest(ARRAY['e', 'name', 'uuid']) AS entity;

-- An entity that goes while others are set aside leaves no trace: every frame of one row is that row.
SELECT is((SELECT count(*) FILTER (WHERE one IS DISTINCT FROM r) FROM (SELECT r, pool_latest(e, r) OVER (ORDER BY id ROWS CURRENT ROW) AS one
	FROM filing) AS s), 0::bigint, 'frames of one row');

-- Entities that come once, leave and make room for others, many times over.
SELECT is((SELECT count(*) FILTER (WHERE pooled IS DISTINCT FROM rate(least(i, 20000), 2 * least(i, 20000))) FROM (
	SELECT i, pool_latest(i, '1/2') OVER (ORDER BY i ROWS 19999 PRECEDING) AS pooled FROM generate_series(1, 200000) AS i) AS s),
	0::bigint, 'integers that come once');
SELECT is((SELECT count(*) FILTER (WHERE pooled IS DISTINCT FROM rate(least(i, 20000), 2 * least(i, 20000))) FROM (
	SELECT i, pool_latest(i::text, '1/2') OVER (ORDER BY i ROWS 19999 PRECEDING) AS pooled FROM generate_series(1, 200000) AS i) AS s),
	0::bigint, 'texts that come once');

SELECT is((SELECT count(*) FILTER (WHERE pooled IS DISTINCT FROM rate(n, 2 * n)) FROM (
	SELECT pool_latest(i, '1/2') OVER w AS pooled, count(*) OVER w AS n
	FROM generate_series(1, 100000) AS i WINDOW w AS (ORDER BY greatest(i - 50000, 0) RANGE 99 PRECEDING)) AS s),
	0::bigint, 'many on the first day, few on all others');

-- As an aggregate, where nothing asks before the end.
SELECT is((SELECT pool_latest(name, r ORDER BY id) FROM filing JOIN enterprise USING (e))::text,
	(SELECT pooled FROM expected WHERE days = 1000 ORDER BY day DESC LIMIT 1), 'as an aggregate');

SELECT * FROM finish();
ROLLBACK;
