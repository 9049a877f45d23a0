-- pool_latest() against its definition, on random histories: for each row, or day, a plain correlated subquery, in whose
-- words an entity's latest filing is the one after which the frame has no other of it.
BEGIN;
SELECT plan(34);

-- The same numbers on every server.
CREATE FUNCTION pg_temp.random(seed text, upto integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$SELECT ('x' || left(encode(sha256(convert_to(seed, 'UTF8')), 'hex'), 7))::bit(28)::integer % upto$$;

-- Two years of 12 enterprises in 3 cities: late, corrected, repeated on the same day, withdrawn, silent for long, never; a row
-- without an enterprise; days with many filings and days with none.
CREATE TABLE history AS
SELECT id, city, enterprise_id, day, CASE WHEN withdrawn THEN NULL ELSE rate(n, n + m) END AS r
FROM generate_series(1, 400) AS id,
	LATERAL (SELECT
		pg_temp.random('city' || id, 3) AS city,
		nullif(pg_temp.random('enterprise' || id, 5), 0) AS enterprise_id,
		date '2020-01-01' + pg_temp.random('day' || id, 60) * pg_temp.random('gap' || id, 3) AS day,
		pg_temp.random('withdrawn' || id, 8) = 0 AS withdrawn,
		pg_temp.random('n' || id, 50) AS n,
		pg_temp.random('m' || id, 50) * pg_temp.random('empty' || id, 2) AS m) AS made;
UPDATE history SET r = '0/0' WHERE numerator(r) = 7;

SELECT is((SELECT count(*) FROM history WHERE enterprise_id IS NULL) > 20
	AND (SELECT count(*) FROM history WHERE r IS NULL) > 20
	AND (SELECT count(*) FROM history WHERE r = '0/0') > 0
	AND (SELECT count(*) FROM (SELECT FROM history GROUP BY city, enterprise_id, day HAVING count(*) > 1) AS s) > 20,
	true, 'the history has what it should');

-- Sums in numeric, without anything of the extension but the two readers.
CREATE FUNCTION pg_temp.pooled(rates rate[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$SELECT sum(numerator(r)::numeric) || '/' || sum(denominator(r)::numeric) FROM unnest(rates) AS r$$;

-- ---------------------------------------------------------------------------
-- Each day, straight from the words
-- ---------------------------------------------------------------------------

-- One filing an enterprise and day, the last received, and the days of a calendar to read out.
CREATE TABLE filing AS
SELECT city, enterprise_id, day, latest(r, id) AS r FROM history WHERE enterprise_id IS NOT NULL GROUP BY city, enterprise_id, day;
CREATE TABLE calendar AS
SELECT city, day::date FROM generate_series(0, 2) AS city, generate_series(date '2019-12-30', '2020-05-20', '1 day') AS day;

CREATE FUNCTION pg_temp.as_of(the_city integer, the_day date, days integer) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT pg_temp.pooled(array_agg(f.r))
	FROM filing AS f
	WHERE f.city = the_city AND f.day <= the_day AND f.day >= the_day - days
		AND NOT EXISTS (SELECT FROM filing AS later
			WHERE later.city = f.city AND later.enterprise_id = f.enterprise_id AND later.day <= the_day AND later.day > f.day)
$$;

CREATE FUNCTION pg_temp.wrong_days(frame text, days integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
	EXECUTE format($q$
		SELECT count(*) FILTER (WHERE series::text IS DISTINCT FROM pg_temp.as_of(city, day, %2$s))
		FROM (SELECT DISTINCT city, day, pool_latest(enterprise_id, r) OVER (PARTITION BY city ORDER BY day %1$s) AS series
			FROM (SELECT city, enterprise_id, day, r FROM filing UNION ALL SELECT city, NULL, day, NULL FROM calendar) AS s) AS t$q$,
		frame, days) INTO result;
	RETURN result;
END$$;

SELECT is(pg_temp.wrong_days('', 1000), 0::bigint, 'every day as of which: all filings before it');
SELECT is(pg_temp.wrong_days('RANGE ''14 days'' PRECEDING', 14), 0::bigint, 'those no older than 14 days');
SELECT is(pg_temp.wrong_days('RANGE ''1 day'' PRECEDING', 1), 0::bigint, 'no older than a day');
SELECT is(pg_temp.wrong_days('RANGE CURRENT ROW', 0), 0::bigint, 'of the day itself');

-- ---------------------------------------------------------------------------
-- Each row, for any frame
-- ---------------------------------------------------------------------------

-- Which rows a frame has, and in which order, the server says (array_agg over the same window); what they pool to, the definition.
CREATE FUNCTION pg_temp.wrong_rows(the_window text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE result bigint;
BEGIN
	EXECUTE format($q$
		WITH framed AS MATERIALIZED (
			SELECT pool_latest(enterprise_id, r) OVER w AS series, array_agg(id) OVER w AS frame
			FROM history WINDOW w AS (%s))
		SELECT count(*) FILTER (WHERE series::text IS DISTINCT FROM (
				SELECT pg_temp.pooled(array_agg(h.r))
				FROM unnest(frame) WITH ORDINALITY AS f(id, place) JOIN history AS h USING (id)
				WHERE h.enterprise_id IS NOT NULL
					AND NOT EXISTS (SELECT FROM unnest(frame) WITH ORDINALITY AS g(id, place) JOIN history AS later USING (id)
						WHERE later.enterprise_id = h.enterprise_id AND g.place > f.place)))
		FROM framed$q$, the_window) INTO result;
	RETURN result;
END$$;

SELECT is(pg_temp.wrong_rows(w), 0::bigint, w) FROM (VALUES
	('PARTITION BY city ORDER BY day'),
	('ORDER BY day, id'),
	('PARTITION BY city'),
	('PARTITION BY city ORDER BY day DESC'),
	('PARTITION BY city ORDER BY day RANGE ''14 days'' PRECEDING'),
	('PARTITION BY city ORDER BY day DESC RANGE ''14 days'' PRECEDING'),
	('PARTITION BY city ORDER BY day RANGE BETWEEN ''20 days'' PRECEDING AND ''6 days'' PRECEDING'),
	('PARTITION BY city ORDER BY day RANGE BETWEEN ''3 days'' FOLLOWING AND ''9 days'' FOLLOWING'),
	('PARTITION BY city ORDER BY day RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'),
	('PARTITION BY city ORDER BY day, id ROWS 5 PRECEDING'),
	('PARTITION BY city ORDER BY day, id ROWS BETWEEN 30 PRECEDING AND 2 PRECEDING'),
	('PARTITION BY city ORDER BY day, id ROWS BETWEEN 2 PRECEDING AND 3 FOLLOWING'),
	('PARTITION BY city ORDER BY day, id ROWS BETWEEN UNBOUNDED PRECEDING AND 4 FOLLOWING'),
	('PARTITION BY city ORDER BY day, id ROWS BETWEEN 4 FOLLOWING AND UNBOUNDED FOLLOWING'),
	('PARTITION BY city ORDER BY day, id ROWS BETWEEN 7 FOLLOWING AND 11 FOLLOWING'),
	('PARTITION BY city ORDER BY day GROUPS 3 PRECEDING'),
	('PARTITION BY city ORDER BY day GROUPS BETWEEN 4 PRECEDING AND 1 PRECEDING'),
	('PARTITION BY city ORDER BY day GROUPS BETWEEN CURRENT ROW AND 2 FOLLOWING'),
	('PARTITION BY city ORDER BY day RANGE ''14 days'' PRECEDING EXCLUDE CURRENT ROW'),
	('PARTITION BY city ORDER BY day RANGE ''14 days'' PRECEDING EXCLUDE GROUP'),
	('PARTITION BY city ORDER BY day RANGE ''14 days'' PRECEDING EXCLUDE TIES'),
	('PARTITION BY city ORDER BY day RANGE UNBOUNDED PRECEDING EXCLUDE CURRENT ROW'),
	('PARTITION BY city ORDER BY day ROWS BETWEEN 9 PRECEDING AND 9 FOLLOWING EXCLUDE TIES'),
	('PARTITION BY city ORDER BY day GROUPS BETWEEN 2 PRECEDING AND 2 FOLLOWING EXCLUDE GROUP'),
	('ORDER BY enterprise_id, day, id ROWS 10 PRECEDING'),
	('ORDER BY enterprise_id DESC, day, id ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING')) AS v(w);

-- ---------------------------------------------------------------------------
-- 10,000 random frames, with the inverse and without
-- ---------------------------------------------------------------------------

CREATE AGGREGATE pool_latest_without_inverse(integer, rate) (
	SFUNC = pool_latest_accum, STYPE = internal, FINALFUNC = pool_latest_final);

-- 80 windows with a start that moves over 130 rows each, which begin anywhere in the history: more than 10,000 frames.
CREATE FUNCTION pg_temp.random_frames(OUT frames bigint, OUT wrong bigint, OUT moving bigint) LANGUAGE plpgsql AS $$
DECLARE
	mode text;
	start integer;
	width integer;
	unit text;
	found record;
BEGIN
	frames := 0;
	wrong := 0;
	moving := 0;
	FOR i IN 1..80 LOOP
		mode := (ARRAY['ROWS', 'RANGE', 'GROUPS'])[1 + pg_temp.random('mode' || i, 3)];
		start := pg_temp.random('start' || i, 60) - 40;
		width := pg_temp.random('width' || i, 40);
		unit := CASE mode WHEN 'RANGE' THEN ' days' ELSE '' END;
		EXECUTE format($q$
			SELECT count(*) AS frames, count(*) FILTER (WHERE a IS DISTINCT FROM b) AS wrong, count(DISTINCT a) > 1 AS moving
			FROM (SELECT pool_latest(enterprise_id, r) OVER w AS a, pool_latest_without_inverse(enterprise_id, r) OVER w AS b
				FROM (SELECT * FROM history ORDER BY id OFFSET %s LIMIT 130) AS part
				WINDOW w AS (ORDER BY %s %s BETWEEN %s AND %s)) AS s$q$,
			pg_temp.random('offset' || i, 270),
			CASE mode WHEN 'ROWS' THEN 'day, id' ELSE 'day' END, mode,
			quote_literal(abs(start) || unit) || CASE WHEN start < 0 THEN ' PRECEDING' ELSE ' FOLLOWING' END,
			quote_literal(abs(start + width) || unit) || CASE WHEN start + width < 0 THEN ' PRECEDING' ELSE ' FOLLOWING' END)
			INTO found;
		frames := frames + found.frames;
		wrong := wrong + found.wrong;
		moving := moving + found.moving::integer;
	END LOOP;
END$$;

CREATE TEMP TABLE random_frames AS SELECT * FROM pg_temp.random_frames();
SELECT cmp_ok((SELECT frames FROM random_frames), '>=', 10000::bigint, '10,000 random frames');
SELECT cmp_ok((SELECT moving FROM random_frames), '>=', 70::bigint, 'nearly all in windows where the result changes');
SELECT is((SELECT wrong FROM random_frames), 0::bigint, 'with the inverse as without');

SELECT * FROM finish();
ROLLBACK;
