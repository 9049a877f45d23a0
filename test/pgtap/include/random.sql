--
-- Random counts that are the same on every machine and with every version of
-- the server: bits of MD5.  To be included by tests.
--

-- 63 random bits
CREATE FUNCTION pg_temp.bits(key text) RETURNS bigint IMMUTABLE LANGUAGE sql AS
$$ SELECT ('x' || substr(md5(key), 1, 16))::bit(64)::bigint & 9223372036854775807 $$;

-- A whole number from 0 to n - 1
CREATE FUNCTION pg_temp.below(n bigint, key text) RETURNS bigint IMMUTABLE LANGUAGE sql AS
$$ SELECT pg_temp.bits(key) % n $$;

-- A count of any magnitude: of 0 to 63 bits, each as likely
CREATE FUNCTION pg_temp.any_count(key text) RETURNS bigint IMMUTABLE LANGUAGE sql AS
$$ SELECT pg_temp.bits(key) >> pg_temp.below(64, key || ' shift')::integer $$;
