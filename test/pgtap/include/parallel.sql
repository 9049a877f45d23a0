--
-- From here on plans are parallel wherever they can be, and plan.sql is there to
-- say what they are.  To be included by tests.
--
-- What pgTAP is given, a query for a cursor or an argument of is(), never runs in
-- parallel: make a table of the result (CREATE TEMP TABLE together AS ...).
--

SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
\ir plan.sql
