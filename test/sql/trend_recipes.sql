--
-- The recipes of examples/trend_recipes.sql, as they print
--
SET DateStyle = 'ISO, YMD';
\i examples/trend_recipes.sql
