--
-- Doubles as exact numbers.  To be included by tests.
--

-- Powers of two, exactly: 2^-1250 to 2^1250
CREATE TEMP TABLE power AS
WITH RECURSIVE up AS (SELECT 0 AS k, 1::numeric AS v UNION ALL SELECT k + 1, v * 2 FROM up WHERE k < 1250),
	down AS (SELECT 0 AS k, 1::numeric AS v UNION ALL SELECT k - 1, v * 0.5 FROM down WHERE k > -1250)
SELECT k, v FROM up UNION ALL SELECT k, v FROM down WHERE k < 0;
CREATE UNIQUE INDEX ON power (k);
ANALYZE power;

-- A double that is not negative as m * 2^e
CREATE FUNCTION pg_temp.apart(f double precision, OUT m numeric, OUT e integer) STABLE LANGUAGE sql AS $$
	SELECT ((bits & 4503599627370495) | CASE WHEN bits >> 52 = 0 THEN 0 ELSE 4503599627370496 END)::numeric, greatest((bits >> 52)::integer, 1) - 1075
	FROM (SELECT ('x' || encode(float8send(f), 'hex'))::bit(64)::bigint AS bits) AS b $$;
