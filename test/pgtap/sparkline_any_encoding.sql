--
-- sparkline(r ORDER BY day): what it draws in UTF8, and that it says so where
-- it cannot draw.
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(13);

CREATE FUNCTION pg_temp.utf8() RETURNS boolean
	LANGUAGE sql STABLE
	RETURN getdatabaseencoding() = 'UTF8';

-- The heights of the blocks, 1 to 8; other characters as they are
CREATE FUNCTION pg_temp.heights(line text) RETURNS text
	LANGUAGE sql
AS $$
	SELECT string_agg(CASE WHEN ascii(c) BETWEEN 9601 AND 9608 THEN (ascii(c) - 9600)::text ELSE c END, '' ORDER BY i)
	FROM regexp_split_to_table(line, '') WITH ORDINALITY AS u(c, i)
$$;

CREATE FUNCTION pg_temp.draws(expression text, rates rate[], expected text, name text) RETURNS text
	LANGUAGE plpgsql
AS $$
DECLARE
	query text := format('SELECT %s FROM unnest(%L::rate[]) WITH ORDINALITY AS u(r, i)', expression, rates);
	line text;
BEGIN
	IF NOT pg_temp.utf8() THEN
		RETURN throws_ok(query, '22P05', 'sparkline() needs a database with encoding "UTF8"', name || ': refused');
	END IF;
	EXECUTE query INTO line;
	RETURN is(pg_temp.heights(line), expected, name);
END
$$;

SELECT pg_temp.draws('sparkline(r ORDER BY i)', '{0/8,1/8,2/8,3/8,4/8,5/8,6/8,7/8,8/8}', '123456788', 'eight equal steps');
SELECT pg_temp.draws('sparkline(r ORDER BY i DESC)', '{0/8,4/8,8/8}', '851', 'in the order that is asked for');
SELECT pg_temp.draws('sparkline(r ORDER BY i)', '{1/8,0/0,NULL,1/8}', '2  2', 'gaps for 0/0 and NULL');
SELECT pg_temp.draws('sparkline(r ORDER BY i)', '{NULL,1/8,0/0}', ' 2 ', 'at the ends, too');
SELECT pg_temp.draws('sparkline(r ORDER BY i)', '{3/2,0/9223372036854775807,9223372036854775807/1}', '818', 'values above go to the top');
SELECT pg_temp.draws('sparkline(r, 0.5 ORDER BY i)', '{1/4,1/2,9/16,1/1}', '1128', 'from a lower bound to 1');
SELECT pg_temp.draws('sparkline(r, 0.8, 0.9 ORDER BY i)', '{79/100,80/100,85/100,89/100,91/100}', '11588', 'between two bounds');
SELECT pg_temp.draws('sparkline(r, -1, 3 ORDER BY i)', '{0/1,1/1,2/1,3/1}', '3578', 'bounds may be any numbers');

SELECT is((SELECT sparkline(r) FROM (SELECT '1/2'::rate AS r WHERE false) AS u), NULL, 'no rows give NULL');
SELECT throws_ok('SELECT sparkline(''1/2''::rate, 1, 1)', '22023', NULL, 'bounds must differ');
SELECT throws_ok('SELECT sparkline(''1/2''::rate, ''NaN''::float8, 1)', '22023', NULL, 'and be numbers');
SELECT throws_ok('SELECT sparkline(''1/2''::rate, 0, ''infinity'')', '22023', NULL, 'that are finite');
SELECT throws_ok('SELECT sparkline(''1/2''::rate, 0, NULL)', '22004', NULL, 'and known');

SELECT * FROM finish();
ROLLBACK;
