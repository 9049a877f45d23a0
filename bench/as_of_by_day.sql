-- The as-of series by pool_latest() against asking for each of 100 days by itself, which costs days times enterprises.
-- Generated data; scale 1 is two million filings of 200,000 enterprises, where a round takes more than a minute.

--@ setup
CREATE EXTENSION resume;
CREATE UNLOGGED TABLE filing AS
SELECT e AS enterprise_id, date '2020-01-01' + day AS filed_on,
	20 + e % 480 AS staff, (20 + e % 480) * least(day + e % 20, 100) / 100 AS returned
FROM generate_series(0, 99) AS day, generate_series(0, (20000 * :scale)::integer - 1) AS i,
	LATERAL (SELECT ((i::bigint * (7913 + 370 * day) + day * 104729) % (200000 * :scale)::integer)::integer) AS s(e);
CREATE UNLOGGED TABLE enterprise AS SELECT DISTINCT enterprise_id FROM filing ORDER BY enterprise_id;
CREATE UNLOGGED TABLE indexed AS TABLE filing;
CREATE UNIQUE INDEX ON indexed (enterprise_id, filed_on DESC) INCLUDE (returned, staff);
VACUUM ANALYZE filing, enterprise, indexed;

--@ table the as-of series of 100 days, day by day
--@ check SELECT day, n, d FROM ({}) AS t(day, n, d) ORDER BY day
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query pool_latest(enterprise, rate)
--@ check SELECT day, numerator(r), denominator(r) FROM ({}) AS t(day, r) ORDER BY day
--@ beats 20 LATERAL ... LIMIT 1, covering index
--@ beats 50 DISTINCT ON for each day, sorted
SELECT DISTINCT ON (filed_on) filed_on, pool_latest(enterprise_id, rate(returned, staff)) OVER (ORDER BY filed_on) FROM filing;
--@ query LATERAL ... LIMIT 1, covering index
SELECT day::date, sum(returned), sum(staff)
FROM generate_series(date '2020-01-01', '2020-04-09', '1 day') AS day
CROSS JOIN enterprise AS e
CROSS JOIN LATERAL (SELECT returned, staff FROM indexed AS f WHERE f.enterprise_id = e.enterprise_id AND f.filed_on <= day::date
	ORDER BY f.filed_on DESC LIMIT 1) AS l
GROUP BY day;
--@ query DISTINCT ON for each day, sorted
SELECT day::date, n, d
FROM generate_series(date '2020-01-01', '2020-04-09', '1 day') AS day
CROSS JOIN LATERAL (SELECT sum(returned) AS n, sum(staff) AS d FROM (SELECT DISTINCT ON (enterprise_id) returned, staff FROM filing
	WHERE filed_on <= day::date ORDER BY enterprise_id, filed_on DESC) AS s) AS t;
--@ query DISTINCT ON for each day, covering index
SELECT day::date, n, d
FROM generate_series(date '2020-01-01', '2020-04-09', '1 day') AS day
CROSS JOIN LATERAL (SELECT sum(returned) AS n, sum(staff) AS d FROM (SELECT DISTINCT ON (enterprise_id) returned, staff FROM indexed
	WHERE filed_on <= day::date ORDER BY enterprise_id, filed_on DESC) AS s) AS t;
