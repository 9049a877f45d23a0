/* sql/resume--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION resume" to load this file. \quit

--
-- The type rate (src/rate.c)
--

CREATE TYPE rate;

CREATE FUNCTION rate_in(cstring) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_in(cstring) IS 'I/O';

CREATE FUNCTION rate_out(rate) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_out(rate) IS 'I/O';

CREATE FUNCTION rate_recv(internal) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_recv(internal) IS 'I/O';

CREATE FUNCTION rate_send(rate) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_send(rate) IS 'I/O';

CREATE TYPE rate (
	INPUT = rate_in,
	OUTPUT = rate_out,
	RECEIVE = rate_recv,
	SEND = rate_send,
	INTERNALLENGTH = 16,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE rate IS 'numerator and denominator, kept together and never reduced, as in 13012/15910; 0/0 is the empty rate';

CREATE FUNCTION rate(numerator bigint, denominator bigint) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_from_counts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate(bigint, bigint) IS 'the rate of two counts; an error if a count is negative or a numerator has no denominator';

CREATE FUNCTION rate(boolean) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_from_bool' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate(boolean) IS '1/1 for true, 0/1 for false';

CREATE FUNCTION numerator(rate) RETURNS bigint
	AS 'MODULE_PATHNAME', 'rate_numerator' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION numerator(rate) IS 'the numerator, a count';

CREATE FUNCTION denominator(rate) RETURNS bigint
	AS 'MODULE_PATHNAME', 'rate_denominator' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION denominator(rate) IS 'the denominator, a count';

CREATE FUNCTION ratio(rate) RETURNS double precision
	AS 'MODULE_PATHNAME', 'rate_to_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio(rate) IS 'numerator over denominator as a ratio (0.8179), correctly rounded; NULL for 0/0';

-- a rate that cannot exceed 1
CREATE DOMAIN proportion AS rate
	CONSTRAINT proportion_at_most_one CHECK (numerator(VALUE) <= denominator(VALUE));
COMMENT ON DOMAIN proportion IS 'a rate whose numerator is at most its denominator';

-- Order: by value, then by denominator, 0/0 last

CREATE FUNCTION rate_eq(rate, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_eq(rate, rate) IS 'implementation of = operator';

CREATE FUNCTION rate_ne(rate, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_ne(rate, rate) IS 'implementation of <> operator';

CREATE FUNCTION rate_lt(rate, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_lt(rate, rate) IS 'implementation of < operator';

CREATE FUNCTION rate_le(rate, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_le(rate, rate) IS 'implementation of <= operator';

CREATE FUNCTION rate_gt(rate, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_gt(rate, rate) IS 'implementation of > operator';

CREATE FUNCTION rate_ge(rate, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_ge(rate, rate) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = rate,
	RIGHTARG = rate,
	FUNCTION = rate_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (rate, rate) IS 'the same two counts';

CREATE OPERATOR <> (
	LEFTARG = rate,
	RIGHTARG = rate,
	FUNCTION = rate_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (rate, rate) IS 'not the same two counts';

CREATE OPERATOR < (
	LEFTARG = rate,
	RIGHTARG = rate,
	FUNCTION = rate_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (rate, rate) IS 'sorts before: by value, then by denominator, 0/0 last';

CREATE OPERATOR <= (
	LEFTARG = rate,
	RIGHTARG = rate,
	FUNCTION = rate_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (rate, rate) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = rate,
	RIGHTARG = rate,
	FUNCTION = rate_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (rate, rate) IS 'sorts after: by value, then by denominator, 0/0 last';

CREATE OPERATOR >= (
	LEFTARG = rate,
	RIGHTARG = rate,
	FUNCTION = rate_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (rate, rate) IS 'sorts after or is the same';

CREATE FUNCTION rate_cmp(rate, rate) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_cmp(rate, rate) IS 'less-equal-greater';

CREATE FUNCTION rate_hash(rate) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_hash(rate) IS 'hash';

CREATE FUNCTION rate_hash_extended(rate, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_hash_extended(rate, bigint) IS 'hash';

CREATE FUNCTION rate_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS rate_ops DEFAULT FOR TYPE rate USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 rate_cmp(rate, rate),
	FUNCTION 2 rate_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE OPERATOR CLASS rate_ops DEFAULT FOR TYPE rate USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 rate_hash(rate),
	FUNCTION 2 rate_hash_extended(rate, bigint);

-- Casts: nothing implicit, and nothing from a bare number to rate

CREATE FUNCTION rate_to_float8(rate) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_to_float8(rate) IS 'the value as a ratio; NULL for 0/0';

CREATE FUNCTION rate_to_numeric(rate) RETURNS numeric
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_to_numeric(rate) IS 'the value as a ratio, with the digits that numeric division gives; NULL for 0/0';

CREATE FUNCTION rate_to_json(rate) RETURNS json
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_to_json(rate) IS 'an object with the members numerator and denominator';

CREATE FUNCTION rate_to_jsonb(rate) RETURNS jsonb
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_to_jsonb(rate) IS 'an object with the members numerator and denominator';

CREATE CAST (rate AS double precision) WITH FUNCTION rate_to_float8(rate) AS ASSIGNMENT;
COMMENT ON CAST (rate AS double precision) IS 'the value as a ratio; NULL for 0/0';
CREATE CAST (rate AS numeric) WITH FUNCTION rate_to_numeric(rate) AS ASSIGNMENT;
COMMENT ON CAST (rate AS numeric) IS 'the value as a ratio; NULL for 0/0';
CREATE CAST (rate AS json) WITH FUNCTION rate_to_json(rate) AS ASSIGNMENT;
COMMENT ON CAST (rate AS json) IS 'an object with the members numerator and denominator';
CREATE CAST (rate AS jsonb) WITH FUNCTION rate_to_jsonb(rate) AS ASSIGNMENT;
COMMENT ON CAST (rate AS jsonb) IS 'an object with the members numerator and denominator';

--
-- Comparison with plain numbers (src/rate_number.c): exact, by value alone,
-- outside the operator class; NULL for 0/0
--

CREATE FUNCTION rate_number_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_number_support(internal) IS 'planner support: lets an index on a rate answer comparisons with a number';

CREATE FUNCTION rate_eq_numeric(rate, numeric) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION rate_eq_numeric(rate, numeric) IS 'implementation of = operator';

CREATE FUNCTION rate_ne_numeric(rate, numeric) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_ne_numeric(rate, numeric) IS 'implementation of <> operator';

CREATE FUNCTION rate_lt_numeric(rate, numeric) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION rate_lt_numeric(rate, numeric) IS 'implementation of < operator';

CREATE FUNCTION rate_le_numeric(rate, numeric) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION rate_le_numeric(rate, numeric) IS 'implementation of <= operator';

CREATE FUNCTION rate_gt_numeric(rate, numeric) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION rate_gt_numeric(rate, numeric) IS 'implementation of > operator';

CREATE FUNCTION rate_ge_numeric(rate, numeric) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION rate_ge_numeric(rate, numeric) IS 'implementation of >= operator';

CREATE FUNCTION numeric_eq_rate(numeric, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION numeric_eq_rate(numeric, rate) IS 'implementation of = operator';

CREATE FUNCTION numeric_ne_rate(numeric, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION numeric_ne_rate(numeric, rate) IS 'implementation of <> operator';

CREATE FUNCTION numeric_lt_rate(numeric, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION numeric_lt_rate(numeric, rate) IS 'implementation of < operator';

CREATE FUNCTION numeric_le_rate(numeric, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION numeric_le_rate(numeric, rate) IS 'implementation of <= operator';

CREATE FUNCTION numeric_gt_rate(numeric, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION numeric_gt_rate(numeric, rate) IS 'implementation of > operator';

CREATE FUNCTION numeric_ge_rate(numeric, rate) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE SUPPORT rate_number_support;
COMMENT ON FUNCTION numeric_ge_rate(numeric, rate) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = rate,
	RIGHTARG = numeric,
	FUNCTION = rate_eq_numeric,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (rate, numeric) IS 'equal to, by value; NULL for 0/0';

CREATE OPERATOR <> (
	LEFTARG = rate,
	RIGHTARG = numeric,
	FUNCTION = rate_ne_numeric,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (rate, numeric) IS 'not equal to, by value; NULL for 0/0';

CREATE OPERATOR < (
	LEFTARG = rate,
	RIGHTARG = numeric,
	FUNCTION = rate_lt_numeric,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (rate, numeric) IS 'less than, by value; NULL for 0/0';

CREATE OPERATOR <= (
	LEFTARG = rate,
	RIGHTARG = numeric,
	FUNCTION = rate_le_numeric,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (rate, numeric) IS 'at most, by value; NULL for 0/0';

CREATE OPERATOR > (
	LEFTARG = rate,
	RIGHTARG = numeric,
	FUNCTION = rate_gt_numeric,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (rate, numeric) IS 'greater than, by value; NULL for 0/0';

CREATE OPERATOR >= (
	LEFTARG = rate,
	RIGHTARG = numeric,
	FUNCTION = rate_ge_numeric,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (rate, numeric) IS 'at least, by value; NULL for 0/0';

CREATE OPERATOR = (
	LEFTARG = numeric,
	RIGHTARG = rate,
	FUNCTION = numeric_eq_rate,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel
);
COMMENT ON OPERATOR = (numeric, rate) IS 'equal to, by value; NULL for 0/0';

CREATE OPERATOR <> (
	LEFTARG = numeric,
	RIGHTARG = rate,
	FUNCTION = numeric_ne_rate,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (numeric, rate) IS 'not equal to, by value; NULL for 0/0';

CREATE OPERATOR < (
	LEFTARG = numeric,
	RIGHTARG = rate,
	FUNCTION = numeric_lt_rate,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (numeric, rate) IS 'less than, by value; NULL for 0/0';

CREATE OPERATOR <= (
	LEFTARG = numeric,
	RIGHTARG = rate,
	FUNCTION = numeric_le_rate,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (numeric, rate) IS 'at most, by value; NULL for 0/0';

CREATE OPERATOR > (
	LEFTARG = numeric,
	RIGHTARG = rate,
	FUNCTION = numeric_gt_rate,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (numeric, rate) IS 'greater than, by value; NULL for 0/0';

CREATE OPERATOR >= (
	LEFTARG = numeric,
	RIGHTARG = rate,
	FUNCTION = numeric_ge_rate,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (numeric, rate) IS 'at least, by value; NULL for 0/0';

--
-- The ordered classes (src/tier.c)
--

CREATE TYPE city_class;

CREATE FUNCTION city_class_in(cstring) RETURNS city_class
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION city_class_in(cstring) IS 'I/O';

CREATE FUNCTION city_class_out(city_class) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION city_class_out(city_class) IS 'I/O';

CREATE FUNCTION city_class_recv(internal) RETURNS city_class
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION city_class_recv(internal) IS 'I/O';

CREATE FUNCTION city_class_send(city_class) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION city_class_send(city_class) IS 'I/O';

CREATE TYPE city_class (
	INPUT = city_class_in,
	OUTPUT = city_class_out,
	RECEIVE = city_class_recv,
	SEND = city_class_send,
	INTERNALLENGTH = 1,
	PASSEDBYVALUE,
	ALIGNMENT = char,
	STORAGE = plain
);
COMMENT ON TYPE city_class IS 'class of a software city, in order: comprehensive, characteristic, candidate';

CREATE FUNCTION label(city_class, language text DEFAULT 'zh') RETURNS text
	AS 'MODULE_PATHNAME', 'city_class_label' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION label(city_class, text) IS 'the name to print, in Chinese (zh) or English (en)';

CREATE FUNCTION city_class_eq(city_class, city_class) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_eq' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_eq(city_class, city_class) IS 'implementation of = operator';

CREATE FUNCTION city_class_ne(city_class, city_class) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_ne' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_ne(city_class, city_class) IS 'implementation of <> operator';

CREATE FUNCTION city_class_lt(city_class, city_class) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_lt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_lt(city_class, city_class) IS 'implementation of < operator';

CREATE FUNCTION city_class_le(city_class, city_class) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_le' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_le(city_class, city_class) IS 'implementation of <= operator';

CREATE FUNCTION city_class_gt(city_class, city_class) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_gt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_gt(city_class, city_class) IS 'implementation of > operator';

CREATE FUNCTION city_class_ge(city_class, city_class) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_ge' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_ge(city_class, city_class) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = city_class,
	RIGHTARG = city_class,
	FUNCTION = city_class_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (city_class, city_class) IS 'equal';

CREATE OPERATOR <> (
	LEFTARG = city_class,
	RIGHTARG = city_class,
	FUNCTION = city_class_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (city_class, city_class) IS 'not equal';

CREATE OPERATOR < (
	LEFTARG = city_class,
	RIGHTARG = city_class,
	FUNCTION = city_class_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (city_class, city_class) IS 'comes before';

CREATE OPERATOR <= (
	LEFTARG = city_class,
	RIGHTARG = city_class,
	FUNCTION = city_class_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (city_class, city_class) IS 'comes before or is equal';

CREATE OPERATOR > (
	LEFTARG = city_class,
	RIGHTARG = city_class,
	FUNCTION = city_class_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (city_class, city_class) IS 'comes after';

CREATE OPERATOR >= (
	LEFTARG = city_class,
	RIGHTARG = city_class,
	FUNCTION = city_class_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (city_class, city_class) IS 'comes after or is equal';

CREATE FUNCTION city_class_cmp(city_class, city_class) RETURNS integer
	AS 'MODULE_PATHNAME', 'tier_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_cmp(city_class, city_class) IS 'less-equal-greater';

CREATE FUNCTION city_class_hash(city_class) RETURNS integer
	AS 'MODULE_PATHNAME', 'tier_hash' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_hash(city_class) IS 'hash';

CREATE FUNCTION city_class_hash_extended(city_class, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tier_hash_extended' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION city_class_hash_extended(city_class, bigint) IS 'hash';

CREATE OPERATOR CLASS city_class_ops DEFAULT FOR TYPE city_class USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 city_class_cmp(city_class, city_class),
	FUNCTION 4 btequalimage(oid);

CREATE OPERATOR CLASS city_class_ops DEFAULT FOR TYPE city_class USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 city_class_hash(city_class),
	FUNCTION 2 city_class_hash_extended(city_class, bigint);

CREATE FUNCTION city_class_smaller(city_class, city_class) RETURNS city_class
	AS 'MODULE_PATHNAME', 'tier_smaller' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION city_class_smaller(city_class, city_class) IS 'smaller of two';

CREATE AGGREGATE min(city_class) (
	SFUNC = city_class_smaller,
	STYPE = city_class,
	COMBINEFUNC = city_class_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(city_class) IS 'the first in the order of city_class; NULL for no rows';

CREATE FUNCTION city_class_larger(city_class, city_class) RETURNS city_class
	AS 'MODULE_PATHNAME', 'tier_larger' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION city_class_larger(city_class, city_class) IS 'larger of two';

CREATE AGGREGATE max(city_class) (
	SFUNC = city_class_larger,
	STYPE = city_class,
	COMBINEFUNC = city_class_larger,
	SORTOP = >,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(city_class) IS 'the last in the order of city_class; NULL for no rows';

CREATE TYPE risk_level;

CREATE FUNCTION risk_level_in(cstring) RETURNS risk_level
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_in(cstring) IS 'I/O';

CREATE FUNCTION risk_level_out(risk_level) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_out(risk_level) IS 'I/O';

CREATE FUNCTION risk_level_recv(internal) RETURNS risk_level
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_recv(internal) IS 'I/O';

CREATE FUNCTION risk_level_send(risk_level) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_send(risk_level) IS 'I/O';

CREATE TYPE risk_level (
	INPUT = risk_level_in,
	OUTPUT = risk_level_out,
	RECEIVE = risk_level_recv,
	SEND = risk_level_send,
	INTERNALLENGTH = 1,
	PASSEDBYVALUE,
	ALIGNMENT = char,
	STORAGE = plain
);
COMMENT ON TYPE risk_level IS 'level of epidemic risk, in order: low, medium, high';

CREATE FUNCTION label(risk_level, language text DEFAULT 'zh') RETURNS text
	AS 'MODULE_PATHNAME', 'risk_level_label' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION label(risk_level, text) IS 'the name to print, in Chinese (zh) or English (en)';

CREATE FUNCTION risk_level_eq(risk_level, risk_level) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_eq' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_eq(risk_level, risk_level) IS 'implementation of = operator';

CREATE FUNCTION risk_level_ne(risk_level, risk_level) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_ne' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_ne(risk_level, risk_level) IS 'implementation of <> operator';

CREATE FUNCTION risk_level_lt(risk_level, risk_level) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_lt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_lt(risk_level, risk_level) IS 'implementation of < operator';

CREATE FUNCTION risk_level_le(risk_level, risk_level) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_le' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_le(risk_level, risk_level) IS 'implementation of <= operator';

CREATE FUNCTION risk_level_gt(risk_level, risk_level) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_gt' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_gt(risk_level, risk_level) IS 'implementation of > operator';

CREATE FUNCTION risk_level_ge(risk_level, risk_level) RETURNS boolean
	AS 'MODULE_PATHNAME', 'tier_ge' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_ge(risk_level, risk_level) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = risk_level,
	RIGHTARG = risk_level,
	FUNCTION = risk_level_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (risk_level, risk_level) IS 'equal';

CREATE OPERATOR <> (
	LEFTARG = risk_level,
	RIGHTARG = risk_level,
	FUNCTION = risk_level_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (risk_level, risk_level) IS 'not equal';

CREATE OPERATOR < (
	LEFTARG = risk_level,
	RIGHTARG = risk_level,
	FUNCTION = risk_level_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (risk_level, risk_level) IS 'comes before';

CREATE OPERATOR <= (
	LEFTARG = risk_level,
	RIGHTARG = risk_level,
	FUNCTION = risk_level_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (risk_level, risk_level) IS 'comes before or is equal';

CREATE OPERATOR > (
	LEFTARG = risk_level,
	RIGHTARG = risk_level,
	FUNCTION = risk_level_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (risk_level, risk_level) IS 'comes after';

CREATE OPERATOR >= (
	LEFTARG = risk_level,
	RIGHTARG = risk_level,
	FUNCTION = risk_level_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (risk_level, risk_level) IS 'comes after or is equal';

CREATE FUNCTION risk_level_cmp(risk_level, risk_level) RETURNS integer
	AS 'MODULE_PATHNAME', 'tier_cmp' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_cmp(risk_level, risk_level) IS 'less-equal-greater';

CREATE FUNCTION risk_level_hash(risk_level) RETURNS integer
	AS 'MODULE_PATHNAME', 'tier_hash' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_hash(risk_level) IS 'hash';

CREATE FUNCTION risk_level_hash_extended(risk_level, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME', 'tier_hash_extended' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_hash_extended(risk_level, bigint) IS 'hash';

CREATE OPERATOR CLASS risk_level_ops DEFAULT FOR TYPE risk_level USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 risk_level_cmp(risk_level, risk_level),
	FUNCTION 4 btequalimage(oid);

CREATE OPERATOR CLASS risk_level_ops DEFAULT FOR TYPE risk_level USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 risk_level_hash(risk_level),
	FUNCTION 2 risk_level_hash_extended(risk_level, bigint);

CREATE FUNCTION risk_level_smaller(risk_level, risk_level) RETURNS risk_level
	AS 'MODULE_PATHNAME', 'tier_smaller' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_smaller(risk_level, risk_level) IS 'smaller of two';

CREATE AGGREGATE min(risk_level) (
	SFUNC = risk_level_smaller,
	STYPE = risk_level,
	COMBINEFUNC = risk_level_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(risk_level) IS 'the first in the order of risk_level; NULL for no rows';

CREATE FUNCTION risk_level_larger(risk_level, risk_level) RETURNS risk_level
	AS 'MODULE_PATHNAME', 'tier_larger' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION risk_level_larger(risk_level, risk_level) IS 'larger of two';

CREATE AGGREGATE max(risk_level) (
	SFUNC = risk_level_larger,
	STYPE = risk_level,
	COMBINEFUNC = risk_level_larger,
	SORTOP = >,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(risk_level) IS 'the last in the order of risk_level; NULL for no rows';

--
-- The register of software cities (SQL only)
--
-- What is called here by name comes from pg_catalog by name: the schema that
-- the extension goes into may hold a better match for the types at hand.
--

CREATE TABLE software_city (
	division_code integer NOT NULL,
	name_zh text,
	name_en text NOT NULL,
	class city_class NOT NULL,
	during daterange NOT NULL DEFAULT '(,)',
	seeded boolean NOT NULL DEFAULT false,
	CONSTRAINT software_city_pkey PRIMARY KEY (division_code, during, seeded),
	CONSTRAINT software_city_division_code CHECK (division_code BETWEEN 110000 AND 999999),
	CONSTRAINT software_city_during CHECK (NOT pg_catalog.isempty(during)),
	-- one class a day; a range of one code stands in for =, which GiST lacks for integers
	CONSTRAINT software_city_one_class EXCLUDE USING gist (
		pg_catalog.int4range(division_code, division_code, '[]') WITH OPERATOR(pg_catalog.&&),
		during WITH OPERATOR(pg_catalog.&&)
	) WHERE (NOT seeded)
);
COMMENT ON TABLE software_city IS 'the register of software cities: one row a period of one class; rows that you add take precedence over the seeded ones for the days they cover';
COMMENT ON COLUMN software_city.division_code IS 'GB/T 2260 code of the administrative division, such as 320100';
COMMENT ON COLUMN software_city.name_zh IS 'name in Chinese; NULL in a seeded row if the encoding of the database has no Chinese';
COMMENT ON COLUMN software_city.name_en IS 'name in English';
COMMENT ON COLUMN software_city.class IS 'class in that period';
COMMENT ON COLUMN software_city.during IS 'days on which the city had the class; no lower bound where no public source gives one';
COMMENT ON COLUMN software_city.seeded IS 'true for the rows that come with the extension; pg_dump keeps the others';

-- The 19 cities as named in February 2020.  A start known to the month is
-- taken as the first of it.  Names are UTF-8 in hexadecimal, so that the
-- extension can be created in a database of any encoding.
INSERT INTO software_city (division_code, name_zh, name_en, class, during, seeded)
SELECT c.division_code,
	CASE WHEN pg_catalog.getdatabaseencoding() IN ('UTF8', 'EUC_CN', 'SQL_ASCII')
		THEN pg_catalog.convert_from(pg_catalog.decode(c.name_zh, 'hex'), 'UTF8') END,
	c.name_en,
	c.class::city_class,
	pg_catalog.daterange(c.since, NULL),
	true
FROM (VALUES
	(320100, 'e58d97e4baac', 'Nanjing', 'comprehensive', date '2010-09-01'),
	(370100, 'e6b58ee58d97', 'Jinan', 'comprehensive', date '2011-11-01'),
	(510100, 'e68890e983bd', 'Chengdu', 'comprehensive', date '2012-02-21'),
	(440100, 'e5b9bfe5b79e', 'Guangzhou', 'comprehensive', date '2012-11-01'),
	(440300, 'e6b7b1e59cb3', 'Shenzhen', 'comprehensive', date '2012-11-01'),
	(310000, 'e4b88ae6b5b7', 'Shanghai', 'comprehensive', date '2013-04-01'),
	(110000, 'e58c97e4baac', 'Beijing', 'comprehensive', date '2013-05-01'),
	(330100, 'e69dade5b79e', 'Hangzhou', 'comprehensive', date '2014-04-01'),
	(350100, 'e7a68fe5b79e', 'Fuzhou', 'characteristic', date '2018-04-22'),
	(350200, 'e58ea6e997a8', 'Xiamen', 'characteristic', date '2019-03-07'),
	(320500, 'e88b8fe5b79e', 'Suzhou', 'characteristic', date '2019-03-01'),
	(420100, 'e6ada6e6b189', 'Wuhan', 'characteristic', date '2019-03-01'),
	(370200, 'e99d92e5b29b', 'Qingdao', 'characteristic', date '2020-01-01'),
	(320200, 'e697a0e994a1', 'Wuxi', 'candidate', NULL),
	(610100, 'e8a5bfe5ae89', 'Xi''an', 'candidate', NULL),
	(210100, 'e6b288e998b3', 'Shenyang', 'candidate', NULL),
	(330200, 'e5ae81e6b3a2', 'Ningbo', 'candidate', NULL),
	(210200, 'e5a4a7e8bf9e', 'Dalian', 'candidate', NULL),
	(120000, 'e5a4a9e6b4a5', 'Tianjin', 'candidate', NULL)
) AS c(division_code, name_zh, name_en, class, since);

-- Seeded rows come back with every CREATE EXTENSION, so a change to one would
-- be lost by dump and restore.  Say so instead.
CREATE FUNCTION software_city_protect_seeded() RETURNS trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF TG_OP = 'TRUNCATE' THEN
		RAISE EXCEPTION 'seeded rows of % cannot be added, changed or deleted', TG_TABLE_NAME
			USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = 'TRUNCATE takes them with the others.',
				HINT = 'To empty the register of rows of your own, DELETE them WHERE NOT seeded.';
	END IF;
	IF (TG_OP <> 'INSERT' AND OLD.seeded) OR (TG_OP <> 'DELETE' AND NEW.seeded) THEN
		RAISE EXCEPTION 'seeded rows of % cannot be added, changed or deleted', TG_TABLE_NAME
			USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = format('The row is that of division %s.',
					CASE WHEN TG_OP = 'INSERT' THEN NEW.division_code ELSE OLD.division_code END),
				HINT = concat('Insert a row with seeded = false for the days concerned: it takes precedence.',
					CASE WHEN TG_OP <> 'INSERT' AND OLD.seeded
						THEN ' Rows of your own are those WHERE NOT seeded.' END);
	END IF;
	RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION software_city_protect_seeded() IS 'trigger that keeps the seeded rows of the register as they are';

CREATE TRIGGER software_city_protect_seeded
	BEFORE INSERT OR UPDATE OR DELETE ON software_city
	FOR EACH ROW EXECUTE FUNCTION software_city_protect_seeded();

CREATE TRIGGER software_city_protect_seeded_truncate
	BEFORE TRUNCATE ON software_city
	FOR EACH STATEMENT EXECUTE FUNCTION software_city_protect_seeded();

SELECT pg_catalog.pg_extension_config_dump('software_city', 'WHERE NOT seeded');

GRANT SELECT ON software_city TO PUBLIC;
-- Whoever creates this trusted extension does not own its objects.  Not the
-- role that creates it, which is another one after a restore and may be dropped
-- one day, but the owner of the database keeps the register.
GRANT INSERT, UPDATE, DELETE ON software_city TO pg_database_owner WITH GRANT OPTION;

CREATE FUNCTION class_on(division_code integer, day date) RETURNS city_class
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT c.class
	FROM software_city AS c
	WHERE c.division_code = class_on.division_code AND c.during OPERATOR(pg_catalog.@>) class_on.day
	ORDER BY c.seeded
	LIMIT 1;
END;
COMMENT ON FUNCTION class_on(integer, date) IS 'the class that a city, by its division code, had on a day; NULL if the register has none';

CREATE FUNCTION class_on(city text, day date) RETURNS city_class
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- the name finds the city, so that a row under another name, or without
	-- one in Chinese, still takes precedence for its days
	SELECT c.class
	FROM software_city AS c
	WHERE c.division_code IN (
			SELECT n.division_code
			FROM software_city AS n
			WHERE n.name_zh = class_on.city
				OR pg_catalog.lower(n.name_en) = pg_catalog.lower(class_on.city))
		AND c.during OPERATOR(pg_catalog.@>) class_on.day
	ORDER BY c.seeded, c.division_code
	LIMIT 1;
END;
COMMENT ON FUNCTION class_on(text, date) IS 'the class that a city, by its Chinese or English name, had on a day; NULL if the register has none';

--
-- Pooling (src/pool.c)
--

CREATE FUNCTION rate_pool(rate, rate) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_pool(rate, rate) IS 'aggregate transition and combine function: adds numerators and denominators';

CREATE FUNCTION rate_pool_inverse(rate, rate) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_pool_inverse(rate, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION pool_window_final(internal) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_final(internal) IS 'aggregate final function of moving windows';

CREATE AGGREGATE pool(rate) (
	SFUNC = rate_pool,
	STYPE = rate,
	COMBINEFUNC = rate_pool,
	MSFUNC = rate_pool,
	MINVFUNC = rate_pool_inverse,
	MSTYPE = rate,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool(rate) IS 'pooled rate: numerators and denominators summed; NULL for no rows; an error past bigint';

CREATE AGGREGATE avg(rate) (
	SFUNC = rate_pool,
	STYPE = rate,
	COMBINEFUNC = rate_pool,
	MSFUNC = rate_pool,
	MINVFUNC = rate_pool_inverse,
	MSTYPE = rate,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE avg(rate) IS 'the same as pool(rate): the weighted mean';

CREATE FUNCTION pool_accum_int8(rate, bigint, bigint) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_accum_int8(rate, bigint, bigint) IS 'aggregate transition function';

CREATE FUNCTION pool_window_accum_int8(internal, bigint, bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_accum_int8(internal, bigint, bigint) IS 'aggregate transition function of moving windows';

CREATE FUNCTION pool_window_inverse_int8(internal, bigint, bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_inverse_int8(internal, bigint, bigint) IS 'aggregate inverse transition function';

CREATE AGGREGATE pool(numerator bigint, denominator bigint) (
	SFUNC = pool_accum_int8,
	STYPE = rate,
	COMBINEFUNC = rate_pool,
	MSFUNC = pool_window_accum_int8,
	MINVFUNC = pool_window_inverse_int8,
	MSTYPE = internal,
	MSSPACE = 64,
	MFINALFUNC = pool_window_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool(bigint, bigint) IS 'pooled rate of two columns of counts; a row with a NULL in either is skipped whole; NULL for no rows; an error for a numerator without a denominator, a negative count, or past bigint';

CREATE FUNCTION pool_accum_int4(rate, integer, integer) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_accum_int4(rate, integer, integer) IS 'aggregate transition function';

CREATE FUNCTION pool_window_accum_int4(internal, integer, integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_accum_int4(internal, integer, integer) IS 'aggregate transition function of moving windows';

CREATE FUNCTION pool_window_inverse_int4(internal, integer, integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_inverse_int4(internal, integer, integer) IS 'aggregate inverse transition function';

CREATE AGGREGATE pool(numerator integer, denominator integer) (
	SFUNC = pool_accum_int4,
	STYPE = rate,
	COMBINEFUNC = rate_pool,
	MSFUNC = pool_window_accum_int4,
	MINVFUNC = pool_window_inverse_int4,
	MSTYPE = internal,
	MSSPACE = 64,
	MFINALFUNC = pool_window_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool(integer, integer) IS 'pooled rate of two columns of counts; a row with a NULL in either is skipped whole; NULL for no rows; an error for a numerator without a denominator, a negative count, or past bigint';

CREATE FUNCTION pool_accum_int2(rate, smallint, smallint) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_accum_int2(rate, smallint, smallint) IS 'aggregate transition function';

CREATE FUNCTION pool_window_accum_int2(internal, smallint, smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_accum_int2(internal, smallint, smallint) IS 'aggregate transition function of moving windows';

CREATE FUNCTION pool_window_inverse_int2(internal, smallint, smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_inverse_int2(internal, smallint, smallint) IS 'aggregate inverse transition function';

CREATE AGGREGATE pool(numerator smallint, denominator smallint) (
	SFUNC = pool_accum_int2,
	STYPE = rate,
	COMBINEFUNC = rate_pool,
	MSFUNC = pool_window_accum_int2,
	MINVFUNC = pool_window_inverse_int2,
	MSTYPE = internal,
	MSSPACE = 64,
	MFINALFUNC = pool_window_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool(smallint, smallint) IS 'pooled rate of two columns of counts; a row with a NULL in either is skipped whole; NULL for no rows; an error for a numerator without a denominator, a negative count, or past bigint';

CREATE FUNCTION pool_accum_bool(rate, boolean) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_accum_bool(rate, boolean) IS 'aggregate transition function';

CREATE FUNCTION pool_window_accum_bool(internal, boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_accum_bool(internal, boolean) IS 'aggregate transition function of moving windows';

CREATE FUNCTION pool_window_inverse_bool(internal, boolean) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_window_inverse_bool(internal, boolean) IS 'aggregate inverse transition function';

CREATE AGGREGATE pool(boolean) (
	SFUNC = pool_accum_bool,
	STYPE = rate,
	COMBINEFUNC = rate_pool,
	MSFUNC = pool_window_accum_bool,
	MINVFUNC = pool_window_inverse_bool,
	MSTYPE = internal,
	MSSPACE = 64,
	MFINALFUNC = pool_window_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool(boolean) IS 'share of true: 1/1 for true, 0/1 for false, pooled; NULL rows are skipped; NULL for no rows';

-- the unweighted mean, by a name that says so
CREATE FUNCTION mean_of_rates_accum(double precision[], rate) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_accum(double precision[], rate) IS 'aggregate transition function';

CREATE FUNCTION mean_of_rates_combine(double precision[], double precision[]) RETURNS double precision[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_combine(double precision[], double precision[]) IS 'aggregate combine function';

CREATE FUNCTION mean_of_rates_final(double precision[]) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_final(double precision[]) IS 'aggregate final function';

CREATE AGGREGATE mean_of_rates(rate) (
	SFUNC = mean_of_rates_accum,
	STYPE = double precision[],
	INITCOND = '{0,0}',
	COMBINEFUNC = mean_of_rates_combine,
	FINALFUNC = mean_of_rates_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE mean_of_rates(rate) IS 'unweighted mean of the ratios, in which a small enterprise counts as much as a large one; NULL and 0/0 are left out; NULL for no rows';

--
-- As of a cut-off (src/latest.c, src/latest_pool.c)
--

CREATE FUNCTION latest_accum(internal, anyelement, anycompatible) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION latest_accum(internal, anyelement, anycompatible) IS 'aggregate transition function';

CREATE FUNCTION latest_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION latest_combine(internal, internal) IS 'aggregate combine function';

CREATE FUNCTION latest_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION latest_serialize(internal) IS 'aggregate serial function';

CREATE FUNCTION latest_deserialize(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION latest_deserialize(bytea, internal) IS 'aggregate deserial function';

CREATE FUNCTION latest_final(internal, anyelement, anycompatible) RETURNS anyelement
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION latest_final(internal, anyelement, anycompatible) IS 'aggregate final function';

CREATE AGGREGATE latest(value anyelement, at anycompatible) (
	SFUNC = latest_accum,
	STYPE = internal,
	SSPACE = 256,
	COMBINEFUNC = latest_combine,
	SERIALFUNC = latest_serialize,
	DESERIALFUNC = latest_deserialize,
	FINALFUNC = latest_final,
	FINALFUNC_EXTRA,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(anyelement, anycompatible) IS 'the value at the greatest key, such as (filed_on, received_at, revision); rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE FUNCTION pool_latest_accum(internal, anyelement, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_latest_accum(internal, anyelement, rate) IS 'aggregate transition function';

CREATE FUNCTION pool_latest_window_accum(internal, anyelement, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_latest_window_accum(internal, anyelement, rate) IS 'aggregate transition function of moving windows';

CREATE FUNCTION pool_latest_window_inverse(internal, anyelement, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_latest_window_inverse(internal, anyelement, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION pool_latest_final(internal) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION pool_latest_final(internal) IS 'aggregate final function';

-- the order of rows matters, so there is no combine function
CREATE AGGREGATE pool_latest(entity anyelement, rate) (
	SFUNC = pool_latest_accum,
	STYPE = internal,
	SSPACE = 8192,
	FINALFUNC = pool_latest_final,
	MSFUNC = pool_latest_window_accum,
	MINVFUNC = pool_latest_window_inverse,
	MSTYPE = internal,
	MSSPACE = 8192,
	MFINALFUNC = pool_latest_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool_latest(anyelement, rate) IS 'pooled rate of the last row of each entity; a NULL rate withdraws the entity until its next row, a row with a NULL entity changes nothing; NULL if no entity has a rate; an error past bigint';

CREATE FUNCTION bounds(filed rate, registered bigint, OUT lower rate, OUT upper rate)
	AS 'MODULE_PATHNAME', 'rate_bounds' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bounds(rate, bigint) IS 'what the rate would be if none, and if all, of those who are registered but have not filed said yes; an error if more have filed than are registered, or for a rate above 1';

--
-- Publishing (src/publish.c)
--

CREATE FUNCTION percent(rate, digits integer DEFAULT 2, rounding text DEFAULT 'half_up') RETURNS numeric
	AS 'MODULE_PATHNAME', 'rate_percent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent(rate, integer, text) IS 'the rate in percent, rounded once from the counts: half_up, half_even (GB/T 8170), truncate or up; NULL for 0/0';

CREATE FUNCTION points(later rate, earlier rate) RETURNS numeric
	AS 'MODULE_PATHNAME', 'rate_points' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION points(rate, rate) IS 'change from the earlier to the later rate in percentage points, from the counts; may be rounded to up to 6 places; NULL if either is 0/0';

CREATE FUNCTION growth(rate, digits integer DEFAULT 2, rounding text DEFAULT 'half_up') RETURNS numeric
	AS 'MODULE_PATHNAME', 'rate_growth' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION growth(rate, integer, text) IS 'growth of the numerator over the denominator in percent, rounded once: 307/100 has grown by 207; NULL for 0/0';

CREATE FUNCTION suppress(rate, threshold bigint DEFAULT 3) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(rate, bigint) IS 'the rate, or NULL if its numerator, its denominator or their difference is below the threshold';

--
-- Auditing (src/audit.c): what counts a published percentage can stand for.
-- Its digits are those it is written with, or are given, as for a figure
-- published to tens (digits -1), which numeric cannot tell from one to units.
--

CREATE FUNCTION prints_as(rate, published numeric, rounding text DEFAULT 'half_up') RETURNS boolean
	AS 'MODULE_PATHNAME', 'rate_prints_as' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION prints_as(rate, numeric, text) IS 'is the rate, rounded by the rule, printed as the published percentage? NULL for 0/0';

CREATE FUNCTION prints_as(rate, published numeric, rounding text, digits integer) RETURNS boolean
	AS 'MODULE_PATHNAME', 'rate_prints_as_digits' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION prints_as(rate, numeric, text, integer) IS 'is the rate, rounded by the rule to the digits, printed as the published percentage? NULL for 0/0';

CREATE FUNCTION rounding_modes(rate, published numeric) RETURNS text[]
	AS 'MODULE_PATHNAME', 'rate_rounding_modes' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rounding_modes(rate, numeric) IS 'the rules by which the rate is printed as the published percentage, {} if there is none; NULL for 0/0';

CREATE FUNCTION rounding_modes(rate, published numeric, digits integer) RETURNS text[]
	AS 'MODULE_PATHNAME', 'rate_rounding_modes_digits' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rounding_modes(rate, numeric, integer) IS 'the rules by which the rate, to the digits, is printed as the published percentage, {} if there is none; NULL for 0/0';

CREATE FUNCTION implied_denominators(numerator bigint, published numeric, rounding text DEFAULT 'half_up') RETURNS int8range
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_denominators(bigint, numeric, text) IS 'every denominator with which the numerator is printed as the published percentage, empty if there is none';

CREATE FUNCTION implied_denominators(numerator bigint, published numeric, rounding text, digits integer) RETURNS int8range
	AS 'MODULE_PATHNAME', 'implied_denominators_digits' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_denominators(bigint, numeric, text, integer) IS 'every denominator with which the numerator, to the digits, is printed as the published percentage, empty if there is none';

CREATE FUNCTION implied_numerators(denominator bigint, published numeric, rounding text DEFAULT 'half_up') RETURNS int8range
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_numerators(bigint, numeric, text) IS 'every numerator that over the denominator is printed as the published percentage, empty if there is none';

CREATE FUNCTION implied_numerators(denominator bigint, published numeric, rounding text, digits integer) RETURNS int8range
	AS 'MODULE_PATHNAME', 'implied_numerators_digits' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_numerators(bigint, numeric, text, integer) IS 'every numerator that over the denominator, to the digits, is printed as the published percentage, empty if there is none';

--
-- Codes of entities (src/credit_code.c)
--

CREATE FUNCTION credit_code_is_valid(text) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION credit_code_is_valid(text) IS 'has the text the form and the check character of a unified social credit code (GB 32100-2015)?';

--
-- Trend (src/trend.c)
--

CREATE TYPE rate_trend;

CREATE FUNCTION rate_trend_in(cstring) RETURNS rate_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_in(cstring) IS 'I/O';

CREATE FUNCTION rate_trend_out(rate_trend) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_out(rate_trend) IS 'I/O';

CREATE FUNCTION rate_trend_recv(internal) RETURNS rate_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_recv(internal) IS 'I/O';

CREATE FUNCTION rate_trend_send(rate_trend) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_send(rate_trend) IS 'I/O';

CREATE TYPE rate_trend (
	INPUT = rate_trend_in,
	OUTPUT = rate_trend_out,
	RECEIVE = rate_trend_recv,
	SEND = rate_trend_send,
	INTERNALLENGTH = 96,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE rate_trend IS 'what a weighted trend line needs, as exact integer sums: made by trend(), read by slope() and others, and merged by trend()';

CREATE FUNCTION rate_trend_eq(rate_trend, rate_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_eq(rate_trend, rate_trend) IS 'implementation of = operator';

CREATE FUNCTION rate_trend_ne(rate_trend, rate_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_ne(rate_trend, rate_trend) IS 'implementation of <> operator';

CREATE OPERATOR = (
	LEFTARG = rate_trend,
	RIGHTARG = rate_trend,
	FUNCTION = rate_trend_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES
);
COMMENT ON OPERATOR = (rate_trend, rate_trend) IS 'the same sums and the same last day';

CREATE OPERATOR <> (
	LEFTARG = rate_trend,
	RIGHTARG = rate_trend,
	FUNCTION = rate_trend_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (rate_trend, rate_trend) IS 'not the same sums and last day';

CREATE FUNCTION rate_trend_hash(rate_trend) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_hash(rate_trend) IS 'hash';

CREATE FUNCTION rate_trend_hash_extended(rate_trend, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_hash_extended(rate_trend, bigint) IS 'hash';

-- no btree: trends have no order
CREATE OPERATOR CLASS rate_trend_ops DEFAULT FOR TYPE rate_trend USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 rate_trend_hash(rate_trend),
	FUNCTION 2 rate_trend_hash_extended(rate_trend, bigint);

CREATE FUNCTION rate_trend_accum(rate_trend, date, rate) RETURNS rate_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_accum(rate_trend, date, rate) IS 'aggregate transition function';

CREATE FUNCTION rate_trend_merge(rate_trend, rate_trend) RETURNS rate_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_merge(rate_trend, rate_trend) IS 'aggregate transition and combine function: adds the sums';

CREATE FUNCTION rate_trend_window_accum(internal, date, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_window_accum(internal, date, rate) IS 'aggregate transition function of moving windows';

CREATE FUNCTION rate_trend_window_inverse(internal, date, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_window_inverse(internal, date, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION rate_trend_window_merge(internal, rate_trend) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_window_merge(internal, rate_trend) IS 'aggregate transition function of moving windows';

CREATE FUNCTION rate_trend_window_unmerge(internal, rate_trend) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_window_unmerge(internal, rate_trend) IS 'aggregate inverse transition function';

CREATE FUNCTION rate_trend_window_final(internal) RETURNS rate_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_window_final(internal) IS 'aggregate final function of moving windows';

CREATE AGGREGATE trend(day date, rate) (
	SFUNC = rate_trend_accum,
	STYPE = rate_trend,
	COMBINEFUNC = rate_trend_merge,
	MSFUNC = rate_trend_window_accum,
	MINVFUNC = rate_trend_window_inverse,
	MSTYPE = internal,
	MSSPACE = 512,
	MFINALFUNC = rate_trend_window_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE trend(date, rate) IS 'sums for a trend line of rates over days, weighted by denominators; a row with a NULL in either is skipped, 0/0 adds nothing; NULL for no rows; an error for an infinite date, or past 128 bits';

CREATE AGGREGATE trend(rate_trend) (
	SFUNC = rate_trend_merge,
	STYPE = rate_trend,
	COMBINEFUNC = rate_trend_merge,
	MSFUNC = rate_trend_window_merge,
	MINVFUNC = rate_trend_window_unmerge,
	MSTYPE = internal,
	MSSPACE = 512,
	MFINALFUNC = rate_trend_window_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE trend(rate_trend) IS 'merges trends into that of all their rows; NULL for no rows; an error past 128 bits';

CREATE FUNCTION slope(rate_trend) RETURNS double precision
	AS 'MODULE_PATHNAME', 'rate_trend_slope' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION slope(rate_trend) IS 'slope of the fitted line in percentage points a day; NULL if there are fewer than two days with a rate';

CREATE FUNCTION percent_at(rate_trend, day date) RETURNS double precision
	AS 'MODULE_PATHNAME', 'rate_trend_percent_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_at(rate_trend, date) IS 'the fitted line on a day, in percent; NULL if there are fewer than two days with a rate';

CREATE FUNCTION day_reaching(rate_trend, target_percent double precision, horizon_days integer DEFAULT 365) RETURNS date
	AS 'MODULE_PATHNAME', 'rate_trend_day_reaching' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION day_reaching(rate_trend, double precision, integer) IS 'the first day, not before the last one with a rate, on which the fitted line is at the target or above; NULL if never, or later than the horizon';

CREATE FUNCTION trend_test(rate_trend, OUT z double precision, OUT p_value double precision)
	AS 'MODULE_PATHNAME', 'rate_trend_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION trend_test(rate_trend) IS 'Cochran-Armitage test for a trend in proportions, two-sided; NULL if there are fewer than two days with a rate; an error for rates above 1';

--
-- Sparkline (src/sparkline.c)
--

-- the blocks stand in the order of the rows, so nothing can be combined
CREATE FUNCTION sparkline_accum(internal, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sparkline_accum(internal, rate) IS 'aggregate transition function';

CREATE FUNCTION sparkline_accum(internal, rate, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'sparkline_accum_lower' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sparkline_accum(internal, rate, double precision) IS 'aggregate transition function';

CREATE FUNCTION sparkline_accum(internal, rate, double precision, double precision) RETURNS internal
	AS 'MODULE_PATHNAME', 'sparkline_accum_range' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sparkline_accum(internal, rate, double precision, double precision) IS 'aggregate transition function';

CREATE FUNCTION sparkline_final(internal) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sparkline_final(internal) IS 'aggregate final function';

CREATE AGGREGATE sparkline(rate) (
	SFUNC = sparkline_accum,
	STYPE = internal,
	SSPACE = 1100,
	FINALFUNC = sparkline_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE sparkline(rate) IS 'a row a block of eight heights, from 0 to 1, in the order of the rows: sparkline(r ORDER BY day); NULL and 0/0 leave a gap; NULL for no rows';

CREATE AGGREGATE sparkline(rate, lower double precision) (
	SFUNC = sparkline_accum,
	STYPE = internal,
	SSPACE = 1100,
	FINALFUNC = sparkline_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE sparkline(rate, double precision) IS 'a row a block of eight heights, from lower to 1, in the order of the rows: sparkline(r, ... ORDER BY day); NULL and 0/0 leave a gap; NULL for no rows';

CREATE AGGREGATE sparkline(rate, lower double precision, upper double precision) (
	SFUNC = sparkline_accum,
	STYPE = internal,
	SSPACE = 1100,
	FINALFUNC = sparkline_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE sparkline(rate, double precision, double precision) IS 'a row a block of eight heights, from lower to upper, in the order of the rows: sparkline(r, ... ORDER BY day); NULL and 0/0 leave a gap; NULL for no rows';

--
-- Intervals and ratio estimators (src/interval.c, src/sample.c)
--

-- not strict: a population that is not given is the usual case
CREATE FUNCTION wilson(rate, confidence double precision DEFAULT 0.95, population bigint DEFAULT NULL,
	OUT lower double precision, OUT upper double precision)
	AS 'MODULE_PATHNAME', 'rate_wilson' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION wilson(rate, double precision, bigint) IS 'Wilson score interval of a proportion, as ratios; with a population, finite population correction; NULL limits for 0/0; an error for a rate above 1; not for staff clustered in enterprises';

CREATE FUNCTION newcombe(later rate, earlier rate, confidence double precision DEFAULT 0.95,
	OUT lower double precision, OUT upper double precision)
	AS 'MODULE_PATHNAME', 'rate_newcombe' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION newcombe(rate, rate, double precision) IS 'hybrid score interval of later - earlier for independent proportions, as ratios; NULL limits if either is 0/0; an error for a rate above 1';

-- one row an enterprise, as exact sums: how many there are, and the sums of
-- y, x, y*y, y*x and x*x for y of x persons

CREATE TYPE ratio_sample;

CREATE FUNCTION ratio_sample_in(cstring) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_in(cstring) IS 'I/O';

CREATE FUNCTION ratio_sample_out(ratio_sample) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_out(ratio_sample) IS 'I/O';

CREATE FUNCTION ratio_sample_recv(internal) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_recv(internal) IS 'I/O';

CREATE FUNCTION ratio_sample_send(ratio_sample) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_send(ratio_sample) IS 'I/O';

CREATE TYPE ratio_sample (
	INPUT = ratio_sample_in,
	OUTPUT = ratio_sample_out,
	RECEIVE = ratio_sample_recv,
	SEND = ratio_sample_send,
	INTERNALLENGTH = 88,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE ratio_sample IS 'what a ratio estimator needs of a sample of enterprises, as exact sums: (n,y,x,yy,yx,xx)';

CREATE FUNCTION ratio_sample_eq(ratio_sample, ratio_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_eq(ratio_sample, ratio_sample) IS 'implementation of = operator';

CREATE FUNCTION ratio_sample_ne(ratio_sample, ratio_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_ne(ratio_sample, ratio_sample) IS 'implementation of <> operator';

CREATE OPERATOR = (
	LEFTARG = ratio_sample,
	RIGHTARG = ratio_sample,
	FUNCTION = ratio_sample_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES
);
COMMENT ON OPERATOR = (ratio_sample, ratio_sample) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = ratio_sample,
	RIGHTARG = ratio_sample,
	FUNCTION = ratio_sample_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (ratio_sample, ratio_sample) IS 'not the same sums';

CREATE FUNCTION ratio_sample_hash(ratio_sample) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_hash(ratio_sample) IS 'hash';

CREATE FUNCTION ratio_sample_hash_extended(ratio_sample, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_hash_extended(ratio_sample, bigint) IS 'hash';

CREATE OPERATOR CLASS ratio_sample_ops DEFAULT FOR TYPE ratio_sample USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 ratio_sample_hash(ratio_sample),
	FUNCTION 2 ratio_sample_hash_extended(ratio_sample, bigint);

CREATE FUNCTION ratio_sample_accum_int8(ratio_sample, bigint, bigint) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_accum_int8(ratio_sample, bigint, bigint) IS 'aggregate transition function';

CREATE FUNCTION ratio_sample_inverse_int8(ratio_sample, bigint, bigint) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_inverse_int8(ratio_sample, bigint, bigint) IS 'aggregate inverse transition function';

CREATE FUNCTION ratio_sample_accum_rate(ratio_sample, rate) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_accum_rate(ratio_sample, rate) IS 'aggregate transition function';

CREATE FUNCTION ratio_sample_inverse_rate(ratio_sample, rate) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_inverse_rate(ratio_sample, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION ratio_sample_combine(ratio_sample, ratio_sample) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_combine(ratio_sample, ratio_sample) IS 'aggregate combine function';

CREATE FUNCTION ratio_sample_inverse(ratio_sample, ratio_sample) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_inverse(ratio_sample, ratio_sample) IS 'aggregate inverse transition function';

CREATE FUNCTION ratio_sample_final(ratio_sample) RETURNS ratio_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_final(ratio_sample) IS 'aggregate final function';

CREATE AGGREGATE ratio_sample(numerator bigint, denominator bigint) (
	SFUNC = ratio_sample_accum_int8,
	STYPE = ratio_sample,
	INITCOND = '(0,0,0,0,0,0)',
	COMBINEFUNC = ratio_sample_combine,
	FINALFUNC = ratio_sample_final,
	MSFUNC = ratio_sample_accum_int8,
	MINVFUNC = ratio_sample_inverse_int8,
	MSTYPE = ratio_sample,
	MINITCOND = '(0,0,0,0,0,0)',
	MFINALFUNC = ratio_sample_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ratio_sample(bigint, bigint) IS 'sample for a ratio estimator: one row an enterprise; 0/0 is an enterprise without staff and counts as drawn; a row with a NULL is skipped whole; NULL for no rows';

CREATE AGGREGATE ratio_sample(rate) (
	SFUNC = ratio_sample_accum_rate,
	STYPE = ratio_sample,
	INITCOND = '(0,0,0,0,0,0)',
	COMBINEFUNC = ratio_sample_combine,
	FINALFUNC = ratio_sample_final,
	MSFUNC = ratio_sample_accum_rate,
	MINVFUNC = ratio_sample_inverse_rate,
	MSTYPE = ratio_sample,
	MINITCOND = '(0,0,0,0,0,0)',
	MFINALFUNC = ratio_sample_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ratio_sample(rate) IS 'sample for a ratio estimator: one row an enterprise; 0/0 is an enterprise without staff and counts as drawn; a row with a NULL is skipped whole; NULL for no rows';

CREATE AGGREGATE ratio_sample(ratio_sample) (
	SFUNC = ratio_sample_combine,
	STYPE = ratio_sample,
	COMBINEFUNC = ratio_sample_combine,
	MSFUNC = ratio_sample_combine,
	MINVFUNC = ratio_sample_inverse,
	MSTYPE = ratio_sample,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE ratio_sample(ratio_sample) IS 'samples merged into one; NULL is skipped; NULL for no rows';

CREATE FUNCTION rate(ratio_sample) RETURNS rate
	AS 'MODULE_PATHNAME', 'ratio_sample_rate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate(ratio_sample) IS 'pooled rate of a sample, its ratio estimate; an error past bigint';

CREATE FUNCTION standard_error(ratio_sample, population bigint DEFAULT NULL) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ratio_sample_standard_error' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION standard_error(ratio_sample, bigint) IS 'standard error of the pooled rate, as a ratio; population is the number of enterprises drawn from and brings the finite population correction; NULL for 0/0 and for a single enterprise that is not all';

CREATE FUNCTION confidence_interval(ratio_sample, confidence double precision DEFAULT 0.95, population bigint DEFAULT NULL,
	OUT lower double precision, OUT upper double precision)
	AS 'MODULE_PATHNAME', 'ratio_sample_confidence_interval' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION confidence_interval(ratio_sample, double precision, bigint) IS 'pooled rate plus and minus the normal quantile times its standard error, as ratios; for many enterprises; NULL limits where the standard error is NULL';

--
-- Comparison (src/compare.c)
--

CREATE FUNCTION standardize_accum(internal, rate, double precision) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION standardize_accum(internal, rate, double precision) IS 'aggregate transition function';

CREATE FUNCTION standardize_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION standardize_combine(internal, internal) IS 'aggregate combine function';

CREATE FUNCTION standardize_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_serialize(internal) IS 'aggregate serialization function';

CREATE FUNCTION standardize_deserialize(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_deserialize(bytea, internal) IS 'aggregate deserialization function';

CREATE FUNCTION standardize_final(internal) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_final(internal) IS 'aggregate final function';

CREATE AGGREGATE standardize(rate, weight double precision) (
	SFUNC = standardize_accum,
	STYPE = internal,
	SSPACE = 32,
	COMBINEFUNC = standardize_combine,
	SERIALFUNC = standardize_serialize,
	DESERIALFUNC = standardize_deserialize,
	FINALFUNC = standardize_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE standardize(rate, double precision) IS 'directly standardised ratio over strata: sum of weight * ratio over sum of weights; weight 0 leaves a stratum out; an error for a weight without a rate (NULL or 0/0), a rate without a weight, and a weight that is negative or no number; NULL without any weight';

CREATE TYPE decomposition AS (
	change numeric,
	rate_effect numeric,
	mix_effect numeric
);
COMMENT ON TYPE decomposition IS 'a change of a pooled rate in percentage points, by changed rates and by a changed mix of strata; rate_effect + mix_effect = change';
COMMENT ON COLUMN decomposition.change IS 'pooled later rate minus pooled earlier rate, in percentage points';
COMMENT ON COLUMN decomposition.rate_effect IS 'what the rates of the strata have contributed';
COMMENT ON COLUMN decomposition.mix_effect IS 'what the shares of the strata have contributed';

CREATE FUNCTION decompose_accum(internal, rate, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION decompose_accum(internal, rate, rate) IS 'aggregate transition function';

CREATE FUNCTION decompose_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION decompose_combine(internal, internal) IS 'aggregate combine function';

CREATE FUNCTION decompose_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_serialize(internal) IS 'aggregate serialization function';

CREATE FUNCTION decompose_deserialize(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_deserialize(bytea, internal) IS 'aggregate deserialization function';

CREATE FUNCTION decompose_final(internal) RETURNS decomposition
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_final(internal) IS 'aggregate final function';

CREATE AGGREGATE decompose(later rate, earlier rate) (
	SFUNC = decompose_accum,
	STYPE = internal,
	SSPACE = 128,
	COMBINEFUNC = decompose_combine,
	SERIALFUNC = decompose_serialize,
	DESERIALFUNC = decompose_deserialize,
	FINALFUNC = decompose_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE decompose(rate, rate) IS 'change of the pooled rate over strata in percentage points, as effects of rates and of mix (Kitagawa): one row a stratum; one that a date does not have, NULL or 0/0, changes the mix; columns are NULL if a date has no denominator';

CREATE TYPE panel_decomposition AS (
	change numeric,
	matched numeric,
	entry numeric,
	exit numeric
);
COMMENT ON TYPE panel_decomposition IS 'a change of a pooled rate in percentage points, by enterprises on both dates, entered and left; matched + entry + exit = change';
COMMENT ON COLUMN panel_decomposition.change IS 'pooled later rate minus pooled earlier rate, in percentage points';
COMMENT ON COLUMN panel_decomposition.matched IS 'what the enterprises on both dates have changed';
COMMENT ON COLUMN panel_decomposition.entry IS 'what those on the later date alone have contributed';
COMMENT ON COLUMN panel_decomposition.exit IS 'what those on the earlier date alone have contributed';

CREATE FUNCTION panel_change_accum(internal, rate, rate) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_accum(internal, rate, rate) IS 'aggregate transition function';

CREATE FUNCTION panel_change_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_combine(internal, internal) IS 'aggregate combine function';

CREATE FUNCTION panel_change_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_serialize(internal) IS 'aggregate serialization function';

CREATE FUNCTION panel_change_deserialize(bytea, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_deserialize(bytea, internal) IS 'aggregate deserialization function';

CREATE FUNCTION panel_change_final(internal) RETURNS panel_decomposition
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_final(internal) IS 'aggregate final function';

CREATE AGGREGATE panel_change(later rate, earlier rate) (
	SFUNC = panel_change_accum,
	STYPE = internal,
	SSPACE = 128,
	COMBINEFUNC = panel_change_combine,
	SERIALFUNC = panel_change_serialize,
	DESERIALFUNC = panel_change_deserialize,
	FINALFUNC = panel_change_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE panel_change(rate, rate) IS 'change of the pooled rate over enterprises in percentage points, as parts of those on both dates, of entry and of exit: one row an enterprise, NULL where it did not report; parts are NULL if no denominators match';
