-- Moving windows, as pool() and as what the server brings: two sums and a division.
-- Generated data; scale 1 is five million rates of 19 cities, with the same counts as plain columns, in the order of
-- cities and days: sorting them is quick, so that it does not hide what the windows cost.

--@ setup
CREATE EXTENSION resume;
CREATE UNLOGGED TABLE city_day AS
SELECT i % 19 AS city, date '2020-01-01' + (i / 19)::integer AS day, (s * 0.8)::integer AS n, 1 + s AS d, rate((s * 0.8)::bigint, 1 + s) AS r
FROM generate_series(1, (5000000 * :scale)::bigint) AS i, LATERAL (SELECT (i * 7919 % 500)::integer AS s) AS a
ORDER BY city, day;
ALTER TABLE city_day ALTER city TYPE integer;
VACUUM ANALYZE city_day;

--@ export city_day (city INTEGER, day DATE, n INTEGER, d INTEGER)
SELECT city, day, n, d FROM city_day

--@ table moving windows by city
--@ run SELECT count(x) FROM ({} OFFSET 0) AS t(x)
--@ check SELECT count(x), sum(x::float8) FROM ({} OFFSET 0) AS t(x)
SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB';
--@ query floor: row_number() after the same sort
--@ check none
SELECT row_number() OVER (PARTITION BY city ORDER BY day) FROM city_day
--@ query pool(r), 7 rows
--@ group 7
--@ at_most 1.00 sums and division, 7 rows
SELECT pool(r) OVER (PARTITION BY city ORDER BY day ROWS 6 PRECEDING) FROM city_day
--@ query pool(r), 30 rows
--@ group 30
--@ at_most 1.00 sums and division, 30 rows
SELECT pool(r) OVER (PARTITION BY city ORDER BY day ROWS 29 PRECEDING) FROM city_day
--@ query pool(r), 365 rows
--@ group 365
--@ at_most 1.15 pool(r), 7 rows
--@ at_most 1.00 sums and division, 365 rows
SELECT pool(r) OVER (PARTITION BY city ORDER BY day ROWS 364 PRECEDING) FROM city_day
--@ query pool(n, d), 365 rows
--@ group 365
SELECT pool(n, d) OVER (PARTITION BY city ORDER BY day ROWS 364 PRECEDING) FROM city_day
--@ query sums and division, 7 rows
--@ group 7
SELECT (sum(n) OVER w)::numeric / nullif(sum(d) OVER w, 0) FROM city_day WINDOW w AS (PARTITION BY city ORDER BY day ROWS 6 PRECEDING)
--@ query sums and division, 30 rows
--@ group 30
SELECT (sum(n) OVER w)::numeric / nullif(sum(d) OVER w, 0) FROM city_day WINDOW w AS (PARTITION BY city ORDER BY day ROWS 29 PRECEDING)
--@ query sums and division, 365 rows
--@ group 365
SELECT (sum(n) OVER w)::numeric / nullif(sum(d) OVER w, 0) FROM city_day WINDOW w AS (PARTITION BY city ORDER BY day ROWS 364 PRECEDING)
--@ duckdb DuckDB, sums and division, 7 rows
--@ group 7
SELECT (sum(n) OVER w) / nullif(sum(d) OVER w, 0) FROM city_day WINDOW w AS (PARTITION BY city ORDER BY day ROWS 6 PRECEDING)
--@ duckdb DuckDB, sums and division, 30 rows
--@ group 30
SELECT (sum(n) OVER w) / nullif(sum(d) OVER w, 0) FROM city_day WINDOW w AS (PARTITION BY city ORDER BY day ROWS 29 PRECEDING)
--@ duckdb DuckDB, sums and division, 365 rows
--@ group 365
SELECT (sum(n) OVER w) / nullif(sum(d) OVER w, 0) FROM city_day WINDOW w AS (PARTITION BY city ORDER BY day ROWS 364 PRECEDING)
