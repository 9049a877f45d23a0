--
-- control_limits(): results, missing values, errors; and the recipes of
-- examples/league_table.sql, as they print
--
SET extra_float_digits = -2;
SET DateStyle = 'ISO, YMD';
SELECT n, l.* FROM unnest('{1,10,1000,9223372036854775807}'::bigint[]) AS n, control_limits('4/5', n, 0.95) AS l;
SELECT c, l.* FROM unnest('{0.5,0.95,0.998}'::float8[]) AS c, control_limits('13012/15910', 500, c) AS l;
-- what everybody does and nobody does has no scatter
SELECT r, l.* FROM unnest('{0/7,7/7,0/9223372036854775807,9223372036854775807/9223372036854775807}'::rate[]) AS r, control_limits(r, 10, 0.95) AS l;
-- nothing to compare
SELECT control_limits('0/0', 10, 0.95), control_limits('4/5', 0, 0.95), control_limits(NULL, 10, 0.95), control_limits('4/5', NULL, 0.95), control_limits('4/5', 10, NULL);
SELECT lower, upper FROM control_limits('0/0', 10, 0.95);
-- errors
SELECT control_limits('5/4', 10, 0.95);
\echo :SQLSTATE
SELECT control_limits('4/5', -1, 0.95);
\echo :SQLSTATE
SELECT control_limits('4/5', 10, 95);
\echo :SQLSTATE
SELECT control_limits('0/0', 10, 'NaN');
\i examples/league_table.sql
