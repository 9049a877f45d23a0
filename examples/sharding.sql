-- One table over several servers with postgres_fdw: each server pools its own part, only pooled rates travel.
--
--   psql -f examples/sharding.sql
--
-- puts two shards into databases of the server that psql is connected to. With
--
--   psql -v shard_1_host=... -v shard_1_port=... -v shard_2_host=... -v shard_2_port=... -f examples/sharding.sql
--
-- they are in other servers. The databases shard_1 and shard_2 are made there and must not exist yet; the coordinator is the
-- database that psql is connected to. The data are invented.

\set ON_ERROR_STOP on
\if :{?shard_1_host} \else
    \set shard_1_host :HOST
    \set shard_1_port :PORT
\endif
\if :{?shard_2_host} \else
    \set shard_2_host :HOST
    \set shard_2_port :PORT
\endif
\set coordinator :DBNAME
\set coordinator_host :HOST
\set coordinator_port :PORT

-- The shards. Every server needs the extension, in the same schema, and in the same version.

\connect postgres :USER :shard_1_host :shard_1_port
CREATE DATABASE shard_1;
\connect shard_1
CREATE EXTENSION resume;
CREATE TABLE filing (
    enterprise_id integer    NOT NULL,
    division_code integer    NOT NULL,
    filed_on      date       NOT NULL,
    class         city_class NOT NULL,
    back          rate       NOT NULL,
    PRIMARY KEY (enterprise_id, filed_on)
);
CREATE INDEX ON filing (back);

\connect postgres :USER :shard_2_host :shard_2_port
CREATE DATABASE shard_2;
\connect shard_2
CREATE EXTENSION resume;
CREATE TABLE filing (
    enterprise_id integer    NOT NULL,
    division_code integer    NOT NULL,
    filed_on      date       NOT NULL,
    class         city_class NOT NULL,
    back          rate       NOT NULL,
    PRIMARY KEY (enterprise_id, filed_on)
);
CREATE INDEX ON filing (back);

-- The coordinator. The option "extensions" says that the other side has the same functions and operators, so that conditions
-- and aggregates can be sent there; without it whole rows are fetched. With it, IS DISTINCT FROM and CASE value WHEN
-- on a type of the extension are errors of the other side, which is told no schema for their operator: write coalesce(r <> q,
-- r IS NOT NULL OR q IS NOT NULL) and CASE WHEN r = value (doc/resume.md, "Dump and restore").

\connect :coordinator :USER :coordinator_host :coordinator_port
CREATE EXTENSION IF NOT EXISTS resume;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;

CREATE SERVER shard_1 FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host :'shard_1_host', port :'shard_1_port', dbname 'shard_1', extensions 'resume', async_capable 'true');
CREATE SERVER shard_2 FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host :'shard_2_host', port :'shard_2_port', dbname 'shard_2', extensions 'resume', async_capable 'true');
CREATE USER MAPPING FOR CURRENT_USER SERVER shard_1 OPTIONS (user :'USER');
CREATE USER MAPPING FOR CURRENT_USER SERVER shard_2 OPTIONS (user :'USER');

CREATE TABLE sharded_filing (
    enterprise_id integer    NOT NULL,
    division_code integer    NOT NULL,
    filed_on      date       NOT NULL,
    class         city_class NOT NULL,
    back          rate       NOT NULL
) PARTITION BY LIST (division_code);
CREATE FOREIGN TABLE sharded_filing_1 PARTITION OF sharded_filing FOR VALUES IN (320100, 370100)
    SERVER shard_1 OPTIONS (table_name 'filing', batch_size '500');
CREATE FOREIGN TABLE sharded_filing_2 PARTITION OF sharded_filing FOR VALUES IN (350100, 420100)
    SERVER shard_2 OPTIONS (table_name 'filing', batch_size '500');

-- Rows find their way through the coordinator. The register is asked here: each database has one of its own, and a
-- function that reads a table is never sent.

INSERT INTO sharded_filing
SELECT id, code, day, class_on(code, day), rate((id * 37 + extract(day FROM day)::integer * 11) % (10 + id % 90), 10 + id % 90)
FROM generate_series(1, 1000) AS id,
    LATERAL (VALUES ((ARRAY[320100, 370100, 350100, 420100])[1 + id % 4])) AS city(code),
    (VALUES (date '2020-02-10'), (date '2020-02-19')) AS days(day);
ANALYZE sharded_filing;

-- Aggregates by the key of the partitions run on the shards.

SET enable_partitionwise_aggregate = on;

SELECT division_code, pool(back), percent(pool(back)) FROM sharded_filing
WHERE filed_on = '2020-02-19' GROUP BY division_code ORDER BY division_code;

-- For a coarser total, pool what the shards have pooled: the state of pool() is a rate, so a partial result is an ordinary
-- value. One row a city, class and day travels; the total is exact.

EXPLAIN (VERBOSE, COSTS OFF)
SELECT class, filed_on, pool(back)
FROM (SELECT division_code, class, filed_on, pool(back) AS back
      FROM sharded_filing GROUP BY division_code, class, filed_on) AS city
GROUP BY ROLLUP (class, filed_on);

SELECT class, filed_on, pool(back), percent(pool(back))
FROM (SELECT division_code, class, filed_on, pool(back) AS back
      FROM sharded_filing GROUP BY division_code, class, filed_on) AS city
GROUP BY ROLLUP (class, filed_on) ORDER BY class, filed_on;

-- Conditions are answered by the index on the shard.

SELECT count(*), min(enterprise_id) FROM sharded_filing WHERE back >= 0.9 AND class = 'comprehensive';
