--
-- From here on plans are parallel wherever they can be, and pg_temp.plan() says
-- what the plan of a query is, a row a line.  To be included by tests.
--
-- What pgTAP is given, a query for a cursor or an argument of is(), never runs in
-- parallel: make a table of the result (CREATE TEMP TABLE together AS ...).
--

SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
CREATE FUNCTION pg_temp.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $$;
