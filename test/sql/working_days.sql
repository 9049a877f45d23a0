--
-- The pattern of examples/working_days.sql, as it prints
--
SET DateStyle = 'ISO, YMD';
\i examples/working_days.sql
