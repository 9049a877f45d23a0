--
-- The examples of comparing, as they print.
--
\getenv srcdir PG_ABS_SRCDIR
\set compare :srcdir '/../examples/compare.sql'

\set ECHO none
\i :compare
\set ECHO all
