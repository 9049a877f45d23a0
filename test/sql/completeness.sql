--
-- The recipes of examples/completeness.sql, as they print
--
SET DateStyle = 'ISO, YMD';
\i examples/completeness.sql
