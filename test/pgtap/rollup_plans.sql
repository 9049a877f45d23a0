--
-- Dashboards of rollups are read by the plans that they are made for, and the
-- server knows how many cells there are
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(14);

CREATE TABLE filing (enterprise_id integer, division_code integer, class integer, filed_on date, staff integer, returned integer);
INSERT INTO filing SELECT c, c, c % 3, date '2020-01-01' + d, 100, (c + d) % 100 FROM generate_series(1, 300) AS c, generate_series(0, 199) AS d;
CREATE INDEX ON filing (enterprise_id, filed_on);
DO $$ BEGIN
	PERFORM rollup_create('city_day', 'filing', '{filed_on,division_code,class}', '{"filings": "count", "back": ["returned", "staff"]}');
	PERFORM rollup_create_as_of('city', 'filing', 'enterprise_id', 'filed_on', '{}', '{division_code,class}', '{"back": ["returned", "staff"]}');
END $$;

\ir include/plan.sql
CREATE FUNCTION pg_temp.rows_of(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	result json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO result;
	RETURN result -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;

-- cells come in the order of their keys: none is hashed
\set by_class 'SELECT class, filed_on, pool(back) FROM city_day GROUP BY class, filed_on'
SELECT cmp_ok(pg_temp.rows_of('TABLE city_day'), '>', 50000::bigint, 'every stripe is taken for a cell');
SELECT matches(pg_temp.plan(:'by_class'), 'GroupAggregate\n.*Group Key: .*filed_on, .*division_code, .*class\n', 'grouped in the order of keys');
SELECT doesnt_match(pg_temp.plan(:'by_class'), 'Sort', 'which nothing sorts');
SELECT is(pg_temp.rows_of('SELECT 1 FROM city_month GROUP BY day, division_code, class'), 2100::bigint, 'months have statistics, too');
SAVEPOINT without;
DROP STATISTICS city_day_stripe;
SELECT cmp_ok(pg_temp.rows_of('TABLE city_day'), '<', 10000::bigint, 'without statistics a tenth of them are');
SELECT doesnt_match(pg_temp.plan(:'by_class'), 'GroupAggregate', 'and the order is not used');
ROLLBACK TO without;

-- a day, and some of them, by the index
SELECT matches(pg_temp.plan($$SELECT division_code, back FROM city_day WHERE filed_on = '2020-02-10'$$), 'Index Cond: \(.*filed_on = ', 'one day by the index');
SELECT matches(pg_temp.plan($$SELECT filed_on, pool(back) FROM city_day WHERE filed_on BETWEEN '2020-02-10' AND '2020-03-10' GROUP BY filed_on$$), 'Index Cond: \(.*filed_on >= ', '30 days by the index');

-- rows by day: what NAME_days() calls stands in its place
SELECT matches(pg_temp.plan($$SELECT day, pool(back) FROM city_days('2020-02-10', '2020-03-10') GROUP BY day$$), 'Function Scan on rollup_days', 'NAME_days() is inlined');
SELECT is((SELECT count(*) FROM city_days('2020-02-10', '2020-03-10')), 9000::bigint, 'with a row for each day and cell');
SELECT is((SELECT pool(back)::text FROM city_days('2020-02-10', '2020-02-10')), (SELECT pool(rate(returned, staff))::text FROM filing WHERE filed_on = '2020-02-10'), 'and their values');
SELECT is((SELECT count(*) FROM city_days(NULL, '2020-03-10')), 0::bigint, 'none for NULL');

-- whoever may read the view may
CREATE ROLE reads_days; GRANT EXECUTE ON FUNCTION city_days(date, date) TO reads_days;
SET ROLE reads_days;
SELECT throws_ok($$SELECT * FROM city_days('2020-02-10', '2020-02-10')$$, '42501', 'permission denied for view city', 'nobody else');
RESET ROLE; GRANT SELECT ON city TO reads_days; SET ROLE reads_days;
SELECT is((SELECT count(*) FROM city_days('2020-02-10', '2020-02-10')), 300::bigint, 'who may read the view may read its days');
RESET ROLE;

SELECT finish();
ROLLBACK;
