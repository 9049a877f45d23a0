-- Rates in tables: COPY, indexes and sorting, against two integer columns, numeric quotients and the rational numbers of
-- pg_rational (which reduces its fractions, so it can order and store them, but not pool them). Generated data; scale 1 is a
-- million rows.

--@ setup
CREATE EXTENSION resume;
SELECT count(*) > 0 AS has_rational FROM pg_available_extensions WHERE name = 'pg_rational' \gset
CREATE UNLOGGED TABLE source AS
SELECT n, d FROM generate_series(1, (1000000 * :scale)::integer) AS i,
	LATERAL (SELECT 1 + (i::bigint * 7919 % 500009)::integer AS d) AS a, LATERAL (SELECT (i::bigint * 104729 % d)::integer AS n) AS b;
CREATE UNLOGGED TABLE rates AS SELECT rate(n, d) AS r FROM source;
CREATE UNLOGGED TABLE pairs AS SELECT n, d FROM source;
CREATE UNLOGGED TABLE quotients AS SELECT n::numeric / d AS q FROM source;
CREATE UNLOGGED TABLE doubles AS SELECT n::double precision / d AS q FROM source;
CREATE UNLOGGED TABLE rates_in (LIKE rates);
CREATE UNLOGGED TABLE pairs_in (LIKE pairs);
CREATE UNLOGGED TABLE quotients_in (LIKE quotients);
-- what COPY reads later
\set rates_text :tmp '/rates.text'
\set pairs_text :tmp '/pairs.text'
\set quotients_text :tmp '/quotients.text'
\set rationals_text :tmp '/rationals.text'
\set rates_binary :tmp '/rates.binary'
\set pairs_binary :tmp '/pairs.binary'
\set quotients_binary :tmp '/quotients.binary'
\set rationals_binary :tmp '/rationals.binary'
COPY rates TO :'rates_text';
COPY pairs TO :'pairs_text';
COPY quotients TO :'quotients_text';
COPY rates TO :'rates_binary' (FORMAT binary);
COPY pairs TO :'pairs_binary' (FORMAT binary);
COPY quotients TO :'quotients_binary' (FORMAT binary);
\if :has_rational
CREATE EXTENSION pg_rational;
CREATE UNLOGGED TABLE rationals AS SELECT rational_create(n, d) AS q FROM source;
CREATE UNLOGGED TABLE rationals_in (LIKE rationals);
COPY rationals TO :'rationals_text';
COPY rationals TO :'rationals_binary' (FORMAT binary);
VACUUM ANALYZE rationals;
\endif
VACUUM ANALYZE source, rates, pairs, quotients, doubles;

--@ export pairs (n INTEGER, d INTEGER)
SELECT n, d FROM pairs

--@ table COPY out, text
--@ query rate
COPY rates TO '/dev/null';
--@ query two integers
COPY pairs TO '/dev/null';
--@ query numeric quotient
COPY quotients TO '/dev/null';
--@ query rational of pg_rational
--@ requires pg_rational
COPY rationals TO '/dev/null';

--@ table COPY out, binary
--@ query rate
COPY rates TO '/dev/null' (FORMAT binary);
--@ query two integers
COPY pairs TO '/dev/null' (FORMAT binary);
--@ query numeric quotient
COPY quotients TO '/dev/null' (FORMAT binary);
--@ query rational of pg_rational
--@ requires pg_rational
COPY rationals TO '/dev/null' (FORMAT binary);

--@ table COPY in, text
\set rates_text :tmp '/rates.text'
\set pairs_text :tmp '/pairs.text'
\set quotients_text :tmp '/quotients.text'
\set rationals_text :tmp '/rationals.text'
--@ query rate
--@ before TRUNCATE rates_in
--@ check SELECT count(*) FROM rates_in
COPY rates_in FROM :'rates_text';
--@ query two integers
--@ before TRUNCATE pairs_in
--@ check SELECT count(*) FROM pairs_in
COPY pairs_in FROM :'pairs_text';
--@ query numeric quotient
--@ before TRUNCATE quotients_in
--@ check SELECT count(*) FROM quotients_in
COPY quotients_in FROM :'quotients_text';
--@ query rational of pg_rational
--@ requires pg_rational
--@ before TRUNCATE rationals_in
--@ check SELECT count(*) FROM rationals_in
COPY rationals_in FROM :'rationals_text';

--@ table COPY in, binary
\set rates_binary :tmp '/rates.binary'
\set pairs_binary :tmp '/pairs.binary'
\set quotients_binary :tmp '/quotients.binary'
\set rationals_binary :tmp '/rationals.binary'
--@ query rate
--@ before TRUNCATE rates_in
--@ check SELECT count(*) FROM rates_in
COPY rates_in FROM :'rates_binary' (FORMAT binary);
--@ query two integers
--@ before TRUNCATE pairs_in
--@ check SELECT count(*) FROM pairs_in
COPY pairs_in FROM :'pairs_binary' (FORMAT binary);
--@ query numeric quotient
--@ before TRUNCATE quotients_in
--@ check SELECT count(*) FROM quotients_in
COPY quotients_in FROM :'quotients_binary' (FORMAT binary);
--@ query rational of pg_rational
--@ requires pg_rational
--@ before TRUNCATE rationals_in
--@ check SELECT count(*) FROM rationals_in
COPY rationals_in FROM :'rationals_binary' (FORMAT binary);

--@ table index build, btree
SET max_parallel_maintenance_workers = 0;
--@ query rate
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON rates USING btree (r);
--@ query numeric quotient
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON quotients USING btree (q);
--@ query double precision quotient
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON doubles USING btree (q);
--@ query rational of pg_rational
--@ requires pg_rational
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON rationals USING btree (q);

--@ table index build, hash
SET max_parallel_maintenance_workers = 0;
--@ query rate
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON rates USING hash (r);
--@ query numeric quotient
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON quotients USING hash (q);
--@ query double precision quotient
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON doubles USING hash (q);
--@ query rational of pg_rational
--@ requires pg_rational
--@ before DROP INDEX IF EXISTS built
CREATE INDEX built ON rationals USING hash (q);

--@ table ORDER BY
--@ run SELECT count(*) FROM ({} OFFSET 0) AS t
--@ check SELECT sum(place * x::float8) / count(*) / count(*) FROM (SELECT x, row_number() OVER () AS place FROM ({} OFFSET 0) AS t(x)) AS t
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query rate
SELECT r FROM rates ORDER BY r
--@ query numeric quotient
SELECT q FROM quotients ORDER BY q
--@ query double precision quotient
SELECT q FROM doubles ORDER BY q
--@ query two integers, by n::numeric / d
SELECT n::numeric / d FROM pairs ORDER BY n::numeric / d
--@ query rational of pg_rational
--@ requires pg_rational
SELECT q FROM rationals ORDER BY q
--@ duckdb DuckDB, two integers, by n / d
SELECT n / d FROM pairs ORDER BY n / d

--@ table comparison of two rates, row by row
SET max_parallel_workers_per_gather = 0;
--@ check SELECT n FROM ({}) AS t(n)
--@ query rate
SELECT count(*) FROM rates WHERE r < '8179/10000';
--@ query rational of pg_rational
--@ requires pg_rational
SELECT count(*) FROM rationals WHERE q < '8179/10000';
--@ query two integers, cross-multiplied
SELECT count(*) FROM pairs WHERE n::bigint * 10000 < 8179 * d::bigint;
--@ query numeric quotient
SELECT count(*) FROM quotients WHERE q < 0.8179;
