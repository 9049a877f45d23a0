-- What is done to a rate after pooling: as a number, as text, as a percentage. pool() has been here before; these are per row.
-- Generated data; scale 1 is a million rates, with the same counts as plain columns.

--@ setup
CREATE EXTENSION resume;
CREATE UNLOGGED TABLE published AS
SELECT n, d, rate(n, d) AS r, n::bigint AS big_n, d::bigint AS big_d
FROM generate_series(1, (1000000 * :scale)::integer) AS i, LATERAL (SELECT (i::bigint * 7919 % 15910)::integer AS d) AS a,
	LATERAL (SELECT (d * 0.8179)::integer AS n) AS b
WHERE d > 0;
VACUUM ANALYZE published;

--@ export published (n INTEGER, d INTEGER)
SELECT n, d FROM published

--@ table percentages with two digits
--@ run SELECT count(x) FROM ({} OFFSET 0) AS t(x)
--@ check SELECT count(x), sum(x::numeric) FROM ({} OFFSET 0) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query percent(r)
SELECT percent(r) FROM published;
--@ query percent(r, 2, 'half_even')
--@ check none
SELECT percent(r, 2, 'half_even') FROM published;
--@ query round(100.0 * n / d, 2)
SELECT round(100.0 * n / d, 2) FROM published;
--@ query to_char(100.0 * n / d, 'FM990.00')
SELECT to_char(100.0 * n / d, 'FM990.00') FROM published;
--@ query round((100.0::float8 * n / d)::numeric, 2)
--@ check none
SELECT round((100.0::float8 * n / d)::numeric, 2) FROM published;
--@ query floor: the column, unchanged
--@ check none
SELECT r FROM published;
--@ duckdb DuckDB, round(100.0 * n / d, 2)
--@ check none
SELECT round(100.0 * n / d, 2) FROM published;

--@ table percentages with one digit
--@ run SELECT count(x) FROM ({} OFFSET 0) AS t(x)
--@ check SELECT count(x), sum(x::numeric) FROM ({} OFFSET 0) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query percent(r, 1)
SELECT percent(r, 1) FROM published;
--@ query round(100.0 * n / d, 1)
SELECT round(100.0 * n / d, 1) FROM published;
--@ query to_char(100.0 * n / d, 'FM990.0')
SELECT to_char(100.0 * n / d, 'FM990.0') FROM published;

--@ table casts to a number
--@ run SELECT count(x) FROM ({} OFFSET 0) AS t(x)
--@ check SELECT count(x), sum(x::float8) FROM ({} OFFSET 0) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query r::numeric
SELECT r::numeric FROM published;
--@ query n::numeric / d
SELECT n::numeric / d FROM published;
--@ query r::double precision
SELECT r::double precision FROM published;
--@ query n::double precision / d
SELECT n::double precision / d FROM published;

--@ table casts to text and JSON, and back
--@ run SELECT count(x) FROM ({} OFFSET 0) AS t(x)
--@ check SELECT count(x), sum(length(x::text)) FROM ({} OFFSET 0) AS t(x)
SET max_parallel_workers_per_gather = 0;
--@ query r::text
SELECT r::text FROM published;
--@ query n || '/' || d
SELECT n || '/' || d FROM published;
--@ query r::text::rate
SELECT r::text::rate FROM published;
--@ query r::jsonb
--@ group jsonb
SELECT r::jsonb FROM published;
--@ query jsonb_build_object(...)
--@ group jsonb
SELECT jsonb_build_object('numerator', n, 'denominator', d) FROM published;

--@ table comparison with a number
--@ run {}
SET max_parallel_workers_per_gather = 0;
--@ check SELECT n FROM ({}) AS t(n)
--@ query r >= 0.8179
SELECT count(*) FROM published WHERE r >= 0.8179;
--@ query n >= 0.8179 * d
SELECT count(*) FROM published WHERE n >= 0.8179 * d;
--@ query n::numeric / d >= 0.8179
--@ check none
SELECT count(*) FROM published WHERE n::numeric / d >= 0.8179;
