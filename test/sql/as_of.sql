-- The examples of bulletins as of a cut-off, and the same figures without the extension.
\getenv abs_srcdir PG_ABS_SRCDIR
\set schema :abs_srcdir '/../examples/as_of_schema.sql'
\set queries :abs_srcdir '/../examples/as_of.sql'
SET datestyle = 'ISO, YMD';
\set ECHO none
\i :schema
\i :queries
\set ECHO all

-- each bulletin of either vintage by DISTINCT ON and sums
SELECT count(*) AS bulletins, count(*) FILTER (WHERE b.return_rate::text IS DISTINCT FROM o.returned) AS other_returned,
	count(*) FILTER (WHERE b.resumption::text IS DISTINCT FROM o.resumed) AS other_resumed
FROM generate_series(date '2020-01-27', '2020-02-20', '1 day') AS d(day),
	unnest('{2020-02-05 12:00+08,2020-02-20 12:00+08,2020-02-21 12:00+08}'::timestamptz[]) AS cutoff,
	LATERAL bulletin(day::date, cutoff) AS b,
	LATERAL (
		SELECT sum(returned) || '/' || sum(staff) AS returned,
			count(*) FILTER (WHERE resumed) || '/' || nullif(count(*), 0) AS resumed
		FROM (SELECT DISTINCT ON (enterprise_id) * FROM filing
			WHERE as_of <= day AND received_at <= cutoff
			ORDER BY enterprise_id, as_of DESC, received_at DESC, revision DESC) AS f
		WHERE as_of >= day - interval '14 days' AND returned IS NOT NULL
			AND EXISTS (SELECT FROM register AS r WHERE r.enterprise_id = f.enterprise_id AND day::date <@ during)) AS o
WHERE b.division_code IS NULL;

SET client_min_messages = warning;
DROP SCHEMA as_of CASCADE;
