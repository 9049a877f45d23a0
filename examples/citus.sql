-- One table over the workers of a Citus cluster. Run it on the coordinator, in a database that has Citus and its workers:
--
--   psql -f examples/citus.sql
--
-- Every node needs the files of the extension; CREATE EXTENSION reaches the workers by itself. The data are invented.

\set ON_ERROR_STOP on

CREATE EXTENSION IF NOT EXISTS resume;

-- Citus sends class_on() to the workers. As a reference table the register is the same on every node, with the cities that
-- you add; until it is one, a worker refuses to answer. (Hefei as a candidate is invented.)

SELECT create_reference_table('software_city');
INSERT INTO software_city (division_code, name_zh, name_en, class, during)
VALUES (340100, '合肥', 'Hefei', 'candidate', '[2020-01-01,)');

CREATE TABLE distributed_filing (
    enterprise_id integer    NOT NULL,
    division_code integer    NOT NULL,
    filed_on      date       NOT NULL,
    class         city_class NOT NULL,
    back          rate       NOT NULL,
    PRIMARY KEY (division_code, enterprise_id, filed_on)
);
SELECT create_distributed_table('distributed_filing', 'division_code');

-- Rows from elsewhere: the class is worked out on the coordinator, before they are sent.

WITH filed AS MATERIALIZED (
    SELECT id, code, day, class_on(code, day) AS class,
           rate((id * 37 + extract(day FROM day)::integer * 11) % (10 + id % 90), 10 + id % 90) AS back
    FROM generate_series(1, 1000) AS id,
        LATERAL (VALUES ((ARRAY[320100, 370100, 350100, 420100, 340100])[1 + id % 5])) AS city(code),
        (VALUES (date '2020-02-10'), (date '2020-02-19')) AS days(day))
INSERT INTO distributed_filing SELECT id, code, day, class, back FROM filed;

-- By the distribution column, each worker pools its own cities.

SELECT division_code, pool(back), percent(pool(back)) FROM distributed_filing
WHERE filed_on = '2020-02-19' GROUP BY division_code ORDER BY division_code;

-- By anything else, the workers send partial results and the coordinator combines them: the state of pool() is a rate, an
-- ordinary value.

EXPLAIN (VERBOSE, COSTS OFF) SELECT class, pool(back) FROM distributed_filing GROUP BY class;
SELECT class, filed_on, pool(back), percent(pool(back)) FROM distributed_filing
GROUP BY class, filed_on ORDER BY class, filed_on;

-- The register can as well be asked by the workers, once a filing.

EXPLAIN (VERBOSE, COSTS OFF) SELECT class_on(division_code, filed_on), pool(back) FROM distributed_filing GROUP BY 1;
SELECT class_on(division_code, filed_on), pool(back), count(*) FILTER (WHERE class_on(division_code, filed_on) = class) AS same
FROM distributed_filing GROUP BY 1 ORDER BY 1;

-- Subtotals, which Citus does not distribute, come from what has been pooled: one row a city and class, and still exact.

WITH city AS MATERIALIZED (
    SELECT division_code, class, pool(back) AS back FROM distributed_filing GROUP BY division_code, class)
SELECT class, pool(back), percent(pool(back)) FROM city GROUP BY ROLLUP (class) ORDER BY class;
