--
-- What the plan of a query is.  To be included by tests.
--

-- A row a line
CREATE FUNCTION pg_temp.plan_lines(query text) RETURNS SETOF text LANGUAGE plpgsql AS
$$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $$;

-- In one text
CREATE FUNCTION pg_temp.plan(query text) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(line || E'\n', '') FROM pg_temp.plan_lines(query) AS line $$;
