--
-- The recipes of examples/chain.sql, as they print
--
SET DateStyle = 'ISO, YMD';
\i examples/chain.sql
