--
-- resume 1.1: what came after 1.0, in the order of src/.
--
-- A fresh installation runs resume--1.0.sql and this script, as an update does,
-- so both are the same by construction.  CREATE OR REPLACE is for members of the
-- extension whose arguments and result stay.
--

-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION resume UPDATE TO '1.1'" to load this file. \quit

--
-- The type rate
--

-- Bounds in the order of rates, which the executor computes for a comparison
-- with a number that is no constant

CREATE FUNCTION rate_lower_bound(numeric) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_lower_bound(numeric) IS 'a rate that sorts before or with every rate of at least that value';

CREATE FUNCTION rate_upper_bound(numeric) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_upper_bound(numeric) IS 'a rate that sorts behind or with every rate of at most that value, but for 0/0';

-- What raises no error, whatever its arguments are, may run before the
-- conditions of a row-level security policy, and so in an index

ALTER FUNCTION numerator(rate) LEAKPROOF;
ALTER FUNCTION denominator(rate) LEAKPROOF;
ALTER FUNCTION ratio(rate) LEAKPROOF;
ALTER FUNCTION rate_to_float8(rate) LEAKPROOF;
ALTER FUNCTION rate_eq_numeric(rate, numeric) LEAKPROOF;
ALTER FUNCTION rate_ne_numeric(rate, numeric) LEAKPROOF;
ALTER FUNCTION rate_lt_numeric(rate, numeric) LEAKPROOF;
ALTER FUNCTION rate_le_numeric(rate, numeric) LEAKPROOF;
ALTER FUNCTION rate_gt_numeric(rate, numeric) LEAKPROOF;
ALTER FUNCTION rate_ge_numeric(rate, numeric) LEAKPROOF;
ALTER FUNCTION numeric_eq_rate(numeric, rate) LEAKPROOF;
ALTER FUNCTION numeric_ne_rate(numeric, rate) LEAKPROOF;
ALTER FUNCTION numeric_lt_rate(numeric, rate) LEAKPROOF;
ALTER FUNCTION numeric_le_rate(numeric, rate) LEAKPROOF;
ALTER FUNCTION numeric_gt_rate(numeric, rate) LEAKPROOF;
ALTER FUNCTION numeric_ge_rate(numeric, rate) LEAKPROOF;

-- JSON, back again: explicit, as the casts from jsonb to numbers are

CREATE FUNCTION rate_from_json(json) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_from_json(json) IS 'the rate of an object with just numerator and denominator; NULL for null';

CREATE FUNCTION rate_from_jsonb(jsonb) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_from_jsonb(jsonb) IS 'the rate of an object with just numerator and denominator; NULL for null';

CREATE CAST (json AS rate) WITH FUNCTION rate_from_json(json);
COMMENT ON CAST (json AS rate) IS 'the rate of an object with just numerator and denominator; NULL for null';
CREATE CAST (jsonb AS rate) WITH FUNCTION rate_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS rate) IS 'the rate of an object with just numerator and denominator; NULL for null';

-- A total without a part of it, and what is missing to a target

CREATE FUNCTION without(total rate, part rate) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_without' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION without(rate, rate) IS 'the pooled rate of all other parts of a total; an error if the part is none of the total';

CREATE FUNCTION shortfall(rate, percent numeric) RETURNS bigint
	AS 'MODULE_PATHNAME', 'rate_shortfall' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION shortfall(rate, numeric) IS 'the least count to add to the numerator so that the rate is at least that many percent; 0 if it is, NULL for 0/0';

--
-- Publishing and auditing
--

-- Auditing (src/rate/audit.c) of what is published per something else than a
-- hundred.  Not strict: digits that are NULL are those of the figure.

CREATE FUNCTION prints_as(rate, published numeric, per numeric, rounding text DEFAULT 'half_up', digits integer DEFAULT NULL) RETURNS boolean
	AS 'MODULE_PATHNAME', 'rate_prints_as_per' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION prints_as(rate, numeric, numeric, text, integer) IS 'is the rate, rounded by the rule, printed as the figure published per per: 1 for a ratio, 1000 for one per mille? digits NULL: those of the figure; NULL for 0/0';

CREATE FUNCTION rounding_modes(rate, published numeric, per numeric, digits integer DEFAULT NULL) RETURNS text[]
	AS 'MODULE_PATHNAME', 'rate_rounding_modes_per' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION rounding_modes(rate, numeric, numeric, integer) IS 'the rules by which the rate is printed as the figure published per per, {} if there is none; digits NULL: those of the figure; NULL for 0/0';

CREATE FUNCTION implied_denominators(numerator bigint, published numeric, per numeric, rounding text DEFAULT 'half_up', digits integer DEFAULT NULL) RETURNS int8range
	AS 'MODULE_PATHNAME', 'implied_denominators_per' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION implied_denominators(bigint, numeric, numeric, text, integer) IS 'every denominator with which the numerator is printed as the figure published per per, empty if there is none; digits NULL: those of the figure';

CREATE FUNCTION implied_numerators(denominator bigint, published numeric, per numeric, rounding text DEFAULT 'half_up', digits integer DEFAULT NULL) RETURNS int8range
	AS 'MODULE_PATHNAME', 'implied_numerators_per' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION implied_numerators(bigint, numeric, numeric, text, integer) IS 'every numerator that over the denominator is printed as the figure published per per, empty if there is none; digits NULL: those of the figure';

-- Calls of 1.0 whose digits have no type (NULL, a quoted literal, a parameter
-- that the driver leaves open), or in rounding_modes() a smaller one, fit the
-- functions above as well.  These decide between the two, for those of 1.0.

CREATE FUNCTION prints_as(rate, published numeric, rounding text, digits text) RETURNS boolean
	AS 'MODULE_PATHNAME', 'rate_prints_as_untyped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION prints_as(rate, numeric, text, text) IS 'the same as with digits of type integer, where they have no type: NULL, a literal in quotes, an open parameter';

CREATE FUNCTION rounding_modes(rate, published numeric, digits text) RETURNS text[]
	AS 'MODULE_PATHNAME', 'rate_rounding_modes_untyped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rounding_modes(rate, numeric, text) IS 'the same as with digits of type integer, where they have no type: NULL, a literal in quotes, an open parameter';

CREATE FUNCTION rounding_modes(rate, published numeric, digits smallint) RETURNS text[]
	AS 'MODULE_PATHNAME', 'rate_rounding_modes_int2' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rounding_modes(rate, numeric, smallint) IS 'the same as with digits of type integer';

CREATE FUNCTION implied_denominators(numerator bigint, published numeric, rounding text, digits text) RETURNS int8range
	AS 'MODULE_PATHNAME', 'implied_denominators_untyped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_denominators(bigint, numeric, text, text) IS 'the same as with digits of type integer, where they have no type: NULL, a literal in quotes, an open parameter';

CREATE FUNCTION implied_numerators(denominator bigint, published numeric, rounding text, digits text) RETURNS int8range
	AS 'MODULE_PATHNAME', 'implied_numerators_untyped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_numerators(bigint, numeric, text, text) IS 'the same as with digits of type integer, where they have no type: NULL, a literal in quotes, an open parameter';

CREATE FUNCTION suppress(rate, threshold text) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_suppress_untyped' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(rate, text) IS 'the same as with a threshold of type bigint, where it has no type: NULL, a literal in quotes, an open parameter';

-- A percentage as it is printed (src/rate/publish.c)

CREATE FUNCTION percent_text(rate, digits integer DEFAULT 2, rounding text DEFAULT 'half_up') RETURNS text
	AS 'MODULE_PATHNAME', 'rate_percent_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_text(rate, integer, text) IS 'percent() as text with its unit, 76.70 %, zeros at the end kept: for tools whose numbers are doubles; NULL for 0/0';

-- Counts that say less (src/rate/publish.c)

CREATE FUNCTION round_counts(rate, base integer) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_round_counts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION round_counts(rate, integer) IS 'the rate of both counts, each rounded to the nearest multiple of the base, a tie up; 0/0 if the denominator is rounded to 0';

-- Audit by sums (src/rate/range_sum.c)

CREATE TYPE range_sums;

CREATE FUNCTION range_sums_in(cstring) RETURNS range_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_in(cstring) IS 'I/O';

CREATE FUNCTION range_sums_out(range_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_out(range_sums) IS 'I/O';

CREATE FUNCTION range_sums_recv(internal) RETURNS range_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_recv(internal) IS 'I/O';

CREATE FUNCTION range_sums_send(range_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_send(range_sums) IS 'I/O';

CREATE TYPE range_sums (
	INPUT = range_sums_in,
	OUTPUT = range_sums_out,
	RECEIVE = range_sums_recv,
	SEND = range_sums_send,
	INTERNALLENGTH = 64,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE range_sums IS 'partial result of range_sum(): the number of parts, of empty ones, of those without lower and without upper bound, and the sums of the smallest and of the largest counts';

CREATE FUNCTION range_sums_eq(range_sums, range_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_eq(range_sums, range_sums) IS 'implementation of = operator';

CREATE FUNCTION range_sums_ne(range_sums, range_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_ne(range_sums, range_sums) IS 'implementation of <> operator';

CREATE FUNCTION range_sums_lt(range_sums, range_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_lt(range_sums, range_sums) IS 'implementation of < operator';

CREATE FUNCTION range_sums_le(range_sums, range_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_le(range_sums, range_sums) IS 'implementation of <= operator';

CREATE FUNCTION range_sums_gt(range_sums, range_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_gt(range_sums, range_sums) IS 'implementation of > operator';

CREATE FUNCTION range_sums_ge(range_sums, range_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_ge(range_sums, range_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = range_sums,
	RIGHTARG = range_sums,
	FUNCTION = range_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (range_sums, range_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = range_sums,
	RIGHTARG = range_sums,
	FUNCTION = range_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (range_sums, range_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = range_sums,
	RIGHTARG = range_sums,
	FUNCTION = range_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (range_sums, range_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = range_sums,
	RIGHTARG = range_sums,
	FUNCTION = range_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (range_sums, range_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = range_sums,
	RIGHTARG = range_sums,
	FUNCTION = range_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (range_sums, range_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = range_sums,
	RIGHTARG = range_sums,
	FUNCTION = range_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (range_sums, range_sums) IS 'sorts after or is the same';

CREATE FUNCTION range_sums_cmp(range_sums, range_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_cmp(range_sums, range_sums) IS 'less-equal-greater';

CREATE FUNCTION range_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS range_sums_ops DEFAULT FOR TYPE range_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 range_sums_cmp(range_sums, range_sums),
	FUNCTION 2 range_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION range_sums_hash(range_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_hash(range_sums) IS 'hash';

CREATE FUNCTION range_sums_hash_extended(range_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_hash_extended(range_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS range_sums_ops DEFAULT FOR TYPE range_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 range_sums_hash(range_sums),
	FUNCTION 2 range_sums_hash_extended(range_sums, bigint);

CREATE FUNCTION range_sums_accum(range_sums, int8range) RETURNS range_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_accum(range_sums, int8range) IS 'aggregate transition function';

CREATE FUNCTION range_sums_inverse(range_sums, int8range) RETURNS range_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_inverse(range_sums, int8range) IS 'aggregate inverse transition function';

CREATE FUNCTION range_sums_combine(range_sums, range_sums) RETURNS range_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_combine(range_sums, range_sums) IS 'aggregate combine function';

CREATE FUNCTION range_sums_final(range_sums) RETURNS int8range
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION range_sums_final(range_sums) IS 'aggregate final function';

CREATE AGGREGATE range_sum(int8range) (
	SFUNC = range_sums_accum,
	STYPE = range_sums,
	COMBINEFUNC = range_sums_combine,
	FINALFUNC = range_sums_final,
	MSFUNC = range_sums_accum,
	MINVFUNC = range_sums_inverse,
	MSTYPE = range_sums,
	MFINALFUNC = range_sums_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE range_sum(int8range) IS 'what counts can add up to of which each is in its range: an empty range makes it empty, one without a bound has none on that side, NULL is skipped; NULL without rows';

-- Audit of changes (src/rate/audit_change.c)

CREATE FUNCTION points_print_as(later rate, earlier rate, published numeric, rounding text DEFAULT 'half_up', levels integer DEFAULT NULL) RETURNS boolean
	AS 'MODULE_PATHNAME', 'rate_points_print_as' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION points_print_as(rate, rate, numeric, text, integer) IS 'is the change in percentage points, rounded by the rule, printed as the figure? levels NULL: taken from the counts; otherwise from percentages that were rounded to so many digits before; NULL for 0/0';

CREATE FUNCTION growth_prints_as(rate, published numeric, rounding text DEFAULT 'half_up') RETURNS boolean
	AS 'MODULE_PATHNAME', 'rate_growth_prints_as' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION growth_prints_as(rate, numeric, text) IS 'is the growth in percent, rounded by the rule, printed as the figure? NULL for 0/0';

CREATE FUNCTION implied_bases(numerator bigint, published numeric, rounding text DEFAULT 'half_up') RETURNS int8range
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_bases(bigint, numeric, text) IS 'every base from which the count is printed to have grown by the figure, in percent; empty if there is none';

--
-- Pooling
--

-- The pooled scan (src/scan/): the planner calls the support function, which
-- loads the library, before it looks for other ways to aggregate
CREATE FUNCTION pool_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pool_support(internal) IS 'planner support: brings the pooled scan to the planner''s attention';

ALTER FUNCTION rate_pool(rate, rate) SUPPORT pool_support;
ALTER FUNCTION pool_accum_int8(rate, bigint, bigint) SUPPORT pool_support;
ALTER FUNCTION pool_accum_int4(rate, integer, integer) SUPPORT pool_support;
ALTER FUNCTION pool_accum_int2(rate, smallint, smallint) SUPPORT pool_support;
ALTER FUNCTION pool_accum_bool(rate, boolean) SUPPORT pool_support;

-- mean_of_rates(): an exact sum, so that neither the order of the rows nor the
-- plan shows, with an exact inverse, as a value that servers send to each other
CREATE TYPE mean_of_rates_sums;

CREATE FUNCTION mean_of_rates_sums_in(cstring) RETURNS mean_of_rates_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_in(cstring) IS 'I/O';

CREATE FUNCTION mean_of_rates_sums_out(mean_of_rates_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_out(mean_of_rates_sums) IS 'I/O';

CREATE FUNCTION mean_of_rates_sums_recv(internal) RETURNS mean_of_rates_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_recv(internal) IS 'I/O';

CREATE FUNCTION mean_of_rates_sums_send(mean_of_rates_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_send(mean_of_rates_sums) IS 'I/O';

CREATE TYPE mean_of_rates_sums (
	INPUT = mean_of_rates_sums_in,
	OUTPUT = mean_of_rates_sums_out,
	RECEIVE = mean_of_rates_sums_recv,
	SEND = mean_of_rates_sums_send,
	INTERNALLENGTH = 40,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE mean_of_rates_sums IS 'partial result of mean_of_rates(): the number of rates, and the exact sum of their ratios in hexadecimal';

CREATE FUNCTION mean_of_rates_sums_eq(mean_of_rates_sums, mean_of_rates_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_eq(mean_of_rates_sums, mean_of_rates_sums) IS 'implementation of = operator';

CREATE FUNCTION mean_of_rates_sums_ne(mean_of_rates_sums, mean_of_rates_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_ne(mean_of_rates_sums, mean_of_rates_sums) IS 'implementation of <> operator';

CREATE FUNCTION mean_of_rates_sums_lt(mean_of_rates_sums, mean_of_rates_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_lt(mean_of_rates_sums, mean_of_rates_sums) IS 'implementation of < operator';

CREATE FUNCTION mean_of_rates_sums_le(mean_of_rates_sums, mean_of_rates_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_le(mean_of_rates_sums, mean_of_rates_sums) IS 'implementation of <= operator';

CREATE FUNCTION mean_of_rates_sums_gt(mean_of_rates_sums, mean_of_rates_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_gt(mean_of_rates_sums, mean_of_rates_sums) IS 'implementation of > operator';

CREATE FUNCTION mean_of_rates_sums_ge(mean_of_rates_sums, mean_of_rates_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_ge(mean_of_rates_sums, mean_of_rates_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = mean_of_rates_sums,
	RIGHTARG = mean_of_rates_sums,
	FUNCTION = mean_of_rates_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (mean_of_rates_sums, mean_of_rates_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = mean_of_rates_sums,
	RIGHTARG = mean_of_rates_sums,
	FUNCTION = mean_of_rates_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (mean_of_rates_sums, mean_of_rates_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = mean_of_rates_sums,
	RIGHTARG = mean_of_rates_sums,
	FUNCTION = mean_of_rates_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (mean_of_rates_sums, mean_of_rates_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = mean_of_rates_sums,
	RIGHTARG = mean_of_rates_sums,
	FUNCTION = mean_of_rates_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (mean_of_rates_sums, mean_of_rates_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = mean_of_rates_sums,
	RIGHTARG = mean_of_rates_sums,
	FUNCTION = mean_of_rates_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (mean_of_rates_sums, mean_of_rates_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = mean_of_rates_sums,
	RIGHTARG = mean_of_rates_sums,
	FUNCTION = mean_of_rates_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (mean_of_rates_sums, mean_of_rates_sums) IS 'sorts after or is the same';

CREATE FUNCTION mean_of_rates_sums_cmp(mean_of_rates_sums, mean_of_rates_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_cmp(mean_of_rates_sums, mean_of_rates_sums) IS 'less-equal-greater';

CREATE FUNCTION mean_of_rates_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS mean_of_rates_sums_ops DEFAULT FOR TYPE mean_of_rates_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 mean_of_rates_sums_cmp(mean_of_rates_sums, mean_of_rates_sums),
	FUNCTION 2 mean_of_rates_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION mean_of_rates_sums_hash(mean_of_rates_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_hash(mean_of_rates_sums) IS 'hash';

CREATE FUNCTION mean_of_rates_sums_hash_extended(mean_of_rates_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_hash_extended(mean_of_rates_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS mean_of_rates_sums_ops DEFAULT FOR TYPE mean_of_rates_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 mean_of_rates_sums_hash(mean_of_rates_sums),
	FUNCTION 2 mean_of_rates_sums_hash_extended(mean_of_rates_sums, bigint);

CREATE FUNCTION mean_of_rates_sums_accum(mean_of_rates_sums, rate) RETURNS mean_of_rates_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_accum(mean_of_rates_sums, rate) IS 'aggregate transition function';

CREATE FUNCTION mean_of_rates_sums_inverse(mean_of_rates_sums, rate) RETURNS mean_of_rates_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_inverse(mean_of_rates_sums, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION mean_of_rates_sums_combine(mean_of_rates_sums, mean_of_rates_sums) RETURNS mean_of_rates_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_combine(mean_of_rates_sums, mean_of_rates_sums) IS 'aggregate combine function';

CREATE FUNCTION mean_of_rates_sums_final(mean_of_rates_sums) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_of_rates_sums_final(mean_of_rates_sums) IS 'aggregate final function';

CREATE OR REPLACE AGGREGATE mean_of_rates(rate) (
	SFUNC = mean_of_rates_sums_accum,
	STYPE = mean_of_rates_sums,
	INITCOND = '(0,0x0)',
	COMBINEFUNC = mean_of_rates_sums_combine,
	FINALFUNC = mean_of_rates_sums_final,
	MSFUNC = mean_of_rates_sums_accum,
	MINVFUNC = mean_of_rates_sums_inverse,
	MSTYPE = mean_of_rates_sums,
	MINITCOND = '(0,0x0)',
	MFINALFUNC = mean_of_rates_sums_final,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION mean_of_rates_accum(double precision[], rate) IS 'aggregate transition function of release 1.0';
COMMENT ON FUNCTION mean_of_rates_combine(double precision[], double precision[]) IS 'aggregate combine function of release 1.0';
COMMENT ON FUNCTION mean_of_rates_final(double precision[]) IS 'aggregate final function of release 1.0';

-- chain(): a product, by sums of logarithms in fixed point
CREATE TYPE chain_sums;

CREATE FUNCTION chain_sums_in(cstring) RETURNS chain_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_in(cstring) IS 'I/O';

CREATE FUNCTION chain_sums_out(chain_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_out(chain_sums) IS 'I/O';

CREATE FUNCTION chain_sums_recv(internal) RETURNS chain_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_recv(internal) IS 'I/O';

CREATE FUNCTION chain_sums_send(chain_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_send(chain_sums) IS 'I/O';

CREATE TYPE chain_sums (
	INPUT = chain_sums_in,
	OUTPUT = chain_sums_out,
	RECEIVE = chain_sums_recv,
	SEND = chain_sums_send,
	INTERNALLENGTH = 88,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE chain_sums IS 'partial result of chain(): the number of links that have a logarithm, of those that are 0, and of 0/0; the sums of the logarithms of numerators and of denominators in hexadecimal';

CREATE FUNCTION chain_sums_eq(chain_sums, chain_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_eq(chain_sums, chain_sums) IS 'implementation of = operator';

CREATE FUNCTION chain_sums_ne(chain_sums, chain_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_ne(chain_sums, chain_sums) IS 'implementation of <> operator';

CREATE FUNCTION chain_sums_lt(chain_sums, chain_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_lt(chain_sums, chain_sums) IS 'implementation of < operator';

CREATE FUNCTION chain_sums_le(chain_sums, chain_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_le(chain_sums, chain_sums) IS 'implementation of <= operator';

CREATE FUNCTION chain_sums_gt(chain_sums, chain_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_gt(chain_sums, chain_sums) IS 'implementation of > operator';

CREATE FUNCTION chain_sums_ge(chain_sums, chain_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_ge(chain_sums, chain_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = chain_sums,
	RIGHTARG = chain_sums,
	FUNCTION = chain_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (chain_sums, chain_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = chain_sums,
	RIGHTARG = chain_sums,
	FUNCTION = chain_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (chain_sums, chain_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = chain_sums,
	RIGHTARG = chain_sums,
	FUNCTION = chain_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (chain_sums, chain_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = chain_sums,
	RIGHTARG = chain_sums,
	FUNCTION = chain_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (chain_sums, chain_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = chain_sums,
	RIGHTARG = chain_sums,
	FUNCTION = chain_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (chain_sums, chain_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = chain_sums,
	RIGHTARG = chain_sums,
	FUNCTION = chain_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (chain_sums, chain_sums) IS 'sorts after or is the same';

CREATE FUNCTION chain_sums_cmp(chain_sums, chain_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_cmp(chain_sums, chain_sums) IS 'less-equal-greater';

CREATE FUNCTION chain_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS chain_sums_ops DEFAULT FOR TYPE chain_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 chain_sums_cmp(chain_sums, chain_sums),
	FUNCTION 2 chain_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION chain_sums_hash(chain_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_hash(chain_sums) IS 'hash';

CREATE FUNCTION chain_sums_hash_extended(chain_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_hash_extended(chain_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS chain_sums_ops DEFAULT FOR TYPE chain_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 chain_sums_hash(chain_sums),
	FUNCTION 2 chain_sums_hash_extended(chain_sums, bigint);

CREATE FUNCTION chain_sums_accum(chain_sums, rate) RETURNS chain_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_accum(chain_sums, rate) IS 'aggregate transition function';

CREATE FUNCTION chain_sums_inverse(chain_sums, rate) RETURNS chain_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_inverse(chain_sums, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION chain_sums_combine(chain_sums, chain_sums) RETURNS chain_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_combine(chain_sums, chain_sums) IS 'aggregate combine function';

CREATE FUNCTION chain_sums_final(chain_sums) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION chain_sums_final(chain_sums) IS 'aggregate final function';

CREATE AGGREGATE chain(rate) (
	SFUNC = chain_sums_accum,
	STYPE = chain_sums,
	INITCOND = '(0,0,0,0x0,0x0)',
	COMBINEFUNC = chain_sums_combine,
	FINALFUNC = chain_sums_final,
	MSFUNC = chain_sums_accum,
	MINVFUNC = chain_sums_inverse,
	MSTYPE = chain_sums,
	MINITCOND = '(0,0,0,0x0,0x0)',
	MFINALFUNC = chain_sums_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE chain(rate) IS 'product of link relatives, whatever the order of the rows; 0 if a link is 0; NULL if one is 0/0, and for no rows; an error for a product that no double precision number holds';

--
-- As of a cut-off
--

COMMENT ON AGGREGATE latest(anyelement, anycompatible) IS 'the value at the greatest key, such as (filed_on, received_at, revision); rows whose key is NULL, or has a NULL within, are skipped, a NULL value is a value; among equal keys the later row wins';
COMMENT ON AGGREGATE pool_latest(anyelement, rate) IS 'pooled rate of the last row of each entity; a NULL rate withdraws the entity until its next row, a row whose entity is NULL, or has a NULL within, changes nothing; do not partition or filter by what an entity can change; NULL if no entity has a rate; an error past bigint';

-- latest() of what people carry forward, rates and integers by date or
-- timestamp (src/pool/latest_dated.c): its state is a value of a type, which
-- goes to other servers, too.  The forms are as many as calls of 1.0 need to
-- keep the type of their result, and to compare the key that they have: without
-- smallint it would be widened, and without timestamp converted.

CREATE TYPE dated_value;

CREATE FUNCTION dated_value_in(cstring) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_in(cstring) IS 'I/O';

CREATE FUNCTION dated_value_out(dated_value) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_out(dated_value) IS 'I/O';

CREATE FUNCTION dated_value_recv(internal) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_recv(internal) IS 'I/O';

CREATE FUNCTION dated_value_send(dated_value) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_send(dated_value) IS 'I/O';

CREATE TYPE dated_value (
	INPUT = dated_value_in,
	OUTPUT = dated_value_out,
	RECEIVE = dated_value_recv,
	SEND = dated_value_send,
	INTERNALLENGTH = 32,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE dated_value IS 'a partial result of latest() of rates or integers: what its key is, the key, and the value, such as (date,2020-02-19,13012/15910)';

CREATE FUNCTION dated_value_eq(dated_value, dated_value) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_eq(dated_value, dated_value) IS 'implementation of = operator';

CREATE FUNCTION dated_value_ne(dated_value, dated_value) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_ne(dated_value, dated_value) IS 'implementation of <> operator';

CREATE FUNCTION dated_value_lt(dated_value, dated_value) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_lt(dated_value, dated_value) IS 'implementation of < operator';

CREATE FUNCTION dated_value_le(dated_value, dated_value) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_le(dated_value, dated_value) IS 'implementation of <= operator';

CREATE FUNCTION dated_value_gt(dated_value, dated_value) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_gt(dated_value, dated_value) IS 'implementation of > operator';

CREATE FUNCTION dated_value_ge(dated_value, dated_value) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_ge(dated_value, dated_value) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = dated_value,
	RIGHTARG = dated_value,
	FUNCTION = dated_value_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (dated_value, dated_value) IS 'the same key and value';

CREATE OPERATOR <> (
	LEFTARG = dated_value,
	RIGHTARG = dated_value,
	FUNCTION = dated_value_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (dated_value, dated_value) IS 'not the same key and value';

CREATE OPERATOR < (
	LEFTARG = dated_value,
	RIGHTARG = dated_value,
	FUNCTION = dated_value_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (dated_value, dated_value) IS 'sorts before: by key, then by value';

CREATE OPERATOR <= (
	LEFTARG = dated_value,
	RIGHTARG = dated_value,
	FUNCTION = dated_value_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (dated_value, dated_value) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = dated_value,
	RIGHTARG = dated_value,
	FUNCTION = dated_value_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (dated_value, dated_value) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = dated_value,
	RIGHTARG = dated_value,
	FUNCTION = dated_value_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (dated_value, dated_value) IS 'sorts after or is the same';

CREATE FUNCTION dated_value_cmp(dated_value, dated_value) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_cmp(dated_value, dated_value) IS 'less-equal-greater';

CREATE FUNCTION dated_value_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS dated_value_ops DEFAULT FOR TYPE dated_value USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 dated_value_cmp(dated_value, dated_value),
	FUNCTION 2 dated_value_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION dated_value_hash(dated_value) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_hash(dated_value) IS 'hash';

CREATE FUNCTION dated_value_hash_extended(dated_value, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_hash_extended(dated_value, bigint) IS 'hash';

CREATE OPERATOR CLASS dated_value_ops DEFAULT FOR TYPE dated_value USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 dated_value_hash(dated_value),
	FUNCTION 2 dated_value_hash_extended(dated_value, bigint);

CREATE FUNCTION dated_value_accum_rate_date(dated_value, rate, date) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_rate_date(dated_value, rate, date) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_rate_timestamp(dated_value, rate, timestamp) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_rate_timestamp(dated_value, rate, timestamp) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_rate_timestamptz(dated_value, rate, timestamptz) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_rate_timestamptz(dated_value, rate, timestamptz) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int8_date(dated_value, bigint, date) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int8_date(dated_value, bigint, date) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int8_timestamp(dated_value, bigint, timestamp) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int8_timestamp(dated_value, bigint, timestamp) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int8_timestamptz(dated_value, bigint, timestamptz) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int8_timestamptz(dated_value, bigint, timestamptz) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int4_date(dated_value, integer, date) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int4_date(dated_value, integer, date) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int4_timestamp(dated_value, integer, timestamp) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int4_timestamp(dated_value, integer, timestamp) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int4_timestamptz(dated_value, integer, timestamptz) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int4_timestamptz(dated_value, integer, timestamptz) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int2_date(dated_value, smallint, date) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int2_date(dated_value, smallint, date) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int2_timestamp(dated_value, smallint, timestamp) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int2_timestamp(dated_value, smallint, timestamp) IS 'aggregate transition function';

CREATE FUNCTION dated_value_accum_int2_timestamptz(dated_value, smallint, timestamptz) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_accum_int2_timestamptz(dated_value, smallint, timestamptz) IS 'aggregate transition function';

CREATE FUNCTION dated_value_combine(dated_value, dated_value) RETURNS dated_value
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_combine(dated_value, dated_value) IS 'aggregate combine function';

CREATE FUNCTION dated_value_final_rate(dated_value) RETURNS rate
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_final_rate(dated_value) IS 'aggregate final function';

CREATE FUNCTION dated_value_final_proportion(dated_value) RETURNS proportion
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_final_proportion(dated_value) IS 'aggregate final function';

CREATE FUNCTION dated_value_final_int8(dated_value) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_final_int8(dated_value) IS 'aggregate final function';

CREATE FUNCTION dated_value_final_int4(dated_value) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_final_int4(dated_value) IS 'aggregate final function';

CREATE FUNCTION dated_value_final_int2(dated_value) RETURNS smallint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION dated_value_final_int2(dated_value) IS 'aggregate final function';

CREATE AGGREGATE latest(value rate, at date) (
	SFUNC = dated_value_accum_rate_date,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_rate,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(rate, date) IS 'the rate at the greatest date; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value rate, at timestamp) (
	SFUNC = dated_value_accum_rate_timestamp,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_rate,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(rate, timestamp) IS 'the rate at the greatest timestamp; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value rate, at timestamptz) (
	SFUNC = dated_value_accum_rate_timestamptz,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_rate,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(rate, timestamptz) IS 'the rate at the greatest timestamptz; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value proportion, at date) (
	SFUNC = dated_value_accum_rate_date,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_proportion,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(proportion, date) IS 'the proportion at the greatest date; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value proportion, at timestamp) (
	SFUNC = dated_value_accum_rate_timestamp,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_proportion,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(proportion, timestamp) IS 'the proportion at the greatest timestamp; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value proportion, at timestamptz) (
	SFUNC = dated_value_accum_rate_timestamptz,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_proportion,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(proportion, timestamptz) IS 'the proportion at the greatest timestamptz; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value bigint, at date) (
	SFUNC = dated_value_accum_int8_date,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int8,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(bigint, date) IS 'the bigint at the greatest date; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value bigint, at timestamp) (
	SFUNC = dated_value_accum_int8_timestamp,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int8,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(bigint, timestamp) IS 'the bigint at the greatest timestamp; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value bigint, at timestamptz) (
	SFUNC = dated_value_accum_int8_timestamptz,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int8,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(bigint, timestamptz) IS 'the bigint at the greatest timestamptz; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value integer, at date) (
	SFUNC = dated_value_accum_int4_date,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int4,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(integer, date) IS 'the integer at the greatest date; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value integer, at timestamp) (
	SFUNC = dated_value_accum_int4_timestamp,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int4,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(integer, timestamp) IS 'the integer at the greatest timestamp; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value integer, at timestamptz) (
	SFUNC = dated_value_accum_int4_timestamptz,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int4,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(integer, timestamptz) IS 'the integer at the greatest timestamptz; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value smallint, at date) (
	SFUNC = dated_value_accum_int2_date,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int2,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(smallint, date) IS 'the smallint at the greatest date; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value smallint, at timestamp) (
	SFUNC = dated_value_accum_int2_timestamp,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int2,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(smallint, timestamp) IS 'the smallint at the greatest timestamp; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

CREATE AGGREGATE latest(value smallint, at timestamptz) (
	SFUNC = dated_value_accum_int2_timestamptz,
	STYPE = dated_value,
	COMBINEFUNC = dated_value_combine,
	FINALFUNC = dated_value_final_int2,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE latest(smallint, timestamptz) IS 'the smallint at the greatest timestamptz; rows with a NULL key are skipped, a NULL value is a value; among equal keys the later row wins';

--
-- Series
--

CREATE TYPE rate_series;

CREATE FUNCTION rate_series_in(cstring) RETURNS rate_series
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_in(cstring) IS 'I/O';

CREATE FUNCTION rate_series_out(rate_series) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_out(rate_series) IS 'I/O';

CREATE FUNCTION rate_series_recv(internal) RETURNS rate_series
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_recv(internal) IS 'I/O';

CREATE FUNCTION rate_series_send(rate_series) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_send(rate_series) IS 'I/O';

CREATE TYPE rate_series (
	INPUT = rate_series_in,
	OUTPUT = rate_series_out,
	RECEIVE = rate_series_recv,
	SEND = rate_series_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE rate_series IS 'a step function of days: from each of its days on so many entities count, and pool to that rate, until the next one; before the first nobody counts; such as {2020-02-10: 13012/15910 (14), 2020-03-01: null (0)}';

CREATE FUNCTION rate_series_eq(rate_series, rate_series) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_eq(rate_series, rate_series) IS 'implementation of = operator';

CREATE FUNCTION rate_series_ne(rate_series, rate_series) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_ne(rate_series, rate_series) IS 'implementation of <> operator';

CREATE FUNCTION rate_series_lt(rate_series, rate_series) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_lt(rate_series, rate_series) IS 'implementation of < operator';

CREATE FUNCTION rate_series_le(rate_series, rate_series) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_le(rate_series, rate_series) IS 'implementation of <= operator';

CREATE FUNCTION rate_series_gt(rate_series, rate_series) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_gt(rate_series, rate_series) IS 'implementation of > operator';

CREATE FUNCTION rate_series_ge(rate_series, rate_series) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_ge(rate_series, rate_series) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = rate_series,
	RIGHTARG = rate_series,
	FUNCTION = rate_series_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (rate_series, rate_series) IS 'the same function of days';

CREATE OPERATOR <> (
	LEFTARG = rate_series,
	RIGHTARG = rate_series,
	FUNCTION = rate_series_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (rate_series, rate_series) IS 'not the same function of days';

CREATE OPERATOR < (
	LEFTARG = rate_series,
	RIGHTARG = rate_series,
	FUNCTION = rate_series_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (rate_series, rate_series) IS 'sorts before: by the first step that differs, by its day, rate and entities';

CREATE OPERATOR <= (
	LEFTARG = rate_series,
	RIGHTARG = rate_series,
	FUNCTION = rate_series_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (rate_series, rate_series) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = rate_series,
	RIGHTARG = rate_series,
	FUNCTION = rate_series_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (rate_series, rate_series) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = rate_series,
	RIGHTARG = rate_series,
	FUNCTION = rate_series_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (rate_series, rate_series) IS 'sorts after or is the same';

CREATE FUNCTION rate_series_cmp(rate_series, rate_series) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_cmp(rate_series, rate_series) IS 'less-equal-greater';

CREATE FUNCTION rate_series_hash(rate_series) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_hash(rate_series) IS 'hash';

CREATE FUNCTION rate_series_hash_extended(rate_series, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_hash_extended(rate_series, bigint) IS 'hash';

CREATE OPERATOR CLASS rate_series_ops DEFAULT FOR TYPE rate_series USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 rate_series_cmp(rate_series, rate_series),
	FUNCTION 4 btequalimage(oid);

CREATE OPERATOR CLASS rate_series_ops DEFAULT FOR TYPE rate_series USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 rate_series_hash(rate_series),
	FUNCTION 2 rate_series_hash_extended(rate_series, bigint);

CREATE FUNCTION rate_series_to_json(rate_series) RETURNS json
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_to_json(rate_series) IS 'cast to json';

CREATE FUNCTION rate_series_to_jsonb(rate_series) RETURNS jsonb
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_to_jsonb(rate_series) IS 'cast to jsonb';

CREATE FUNCTION rate_series_from_json(json) RETURNS rate_series
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_from_json(json) IS 'cast from json';

CREATE FUNCTION rate_series_from_jsonb(jsonb) RETURNS rate_series
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_from_jsonb(jsonb) IS 'cast from jsonb';

CREATE CAST (rate_series AS json) WITH FUNCTION rate_series_to_json(rate_series) AS ASSIGNMENT;
COMMENT ON CAST (rate_series AS json) IS 'an array of the steps, objects with the members on_day, rate and entities';
CREATE CAST (rate_series AS jsonb) WITH FUNCTION rate_series_to_jsonb(rate_series) AS ASSIGNMENT;
COMMENT ON CAST (rate_series AS jsonb) IS 'an array of the steps, objects with the members on_day, rate and entities';
CREATE CAST (json AS rate_series) WITH FUNCTION rate_series_from_json(json);
COMMENT ON CAST (json AS rate_series) IS 'from an array of steps, objects with the members on_day, rate and entities';
CREATE CAST (jsonb AS rate_series) WITH FUNCTION rate_series_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS rate_series) IS 'from an array of steps, objects with the members on_day, rate and entities';

-- aggregates; their state is what changes by day
CREATE FUNCTION series_accum(bytea, rate, daterange) RETURNS bytea
	AS 'MODULE_PATHNAME', 'series_accum_range' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION series_accum(bytea, rate, daterange) IS 'aggregate transition function';

CREATE FUNCTION series_accum(bytea, rate_series) RETURNS bytea
	AS 'MODULE_PATHNAME', 'series_accum_series' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION series_accum(bytea, rate_series) IS 'aggregate transition function';

CREATE FUNCTION series_accum(bytea, date, bigint, bigint, bigint) RETURNS bytea
	AS 'MODULE_PATHNAME', 'series_accum_delta' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION series_accum(bytea, date, bigint, bigint, bigint) IS 'aggregate transition function';

CREATE FUNCTION series_combine(bytea, bytea) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION series_combine(bytea, bytea) IS 'aggregate combine function';

CREATE FUNCTION series_final(bytea) RETURNS rate_series
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION series_final(bytea) IS 'aggregate final function';

CREATE AGGREGATE pool(rate, during daterange) (
	SFUNC = series_accum,
	STYPE = bytea,
	SSPACE = 512,
	COMBINEFUNC = series_combine,
	FINALFUNC = series_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool(rate, daterange) IS 'pooled rate of each day, as a series: each row counts, as one entity, on the days of its range; an empty range adds nothing, one without an upper bound counts for good; a row with a NULL is ignored; NULL for no rows; an error past bigint';

CREATE AGGREGATE pool(rate_series) (
	SFUNC = series_accum,
	STYPE = bytea,
	SSPACE = 512,
	COMBINEFUNC = series_combine,
	FINALFUNC = series_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE pool(rate_series) IS 'series pooled day by day: rates and entities are added, so no entity may be in two of them on the same day; NULL for no rows; an error past bigint';

CREATE AGGREGATE series_of_deltas(on_day date, numerator bigint, denominator bigint, entities bigint) (
	SFUNC = series_accum,
	STYPE = bytea,
	SSPACE = 512,
	COMBINEFUNC = series_combine,
	FINALFUNC = series_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE series_of_deltas(date, bigint, bigint, bigint) IS 'the series of what changes from one day to the next, in any order and any number of rows a day: what deltas() gives; a row with a NULL, or on infinity, is ignored; NULL for no rows; an error where the changes up to a day do not add up to a rate of entities';

-- readers
CREATE FUNCTION rate_on(rate_series, day date) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_series_rate_on' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_on(rate_series, date) IS 'the rate on a day; NULL where nobody counts, 0/0 where those who count have no value';

CREATE FUNCTION entities_on(rate_series, day date) RETURNS bigint
	AS 'MODULE_PATHNAME', 'rate_series_entities_on' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION entities_on(rate_series, date) IS 'how many entities count on a day; 0 where nobody does';

CREATE FUNCTION first_day_at(rate_series, percent numeric) RETURNS date
	AS 'MODULE_PATHNAME', 'rate_series_first_day_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION first_day_at(rate_series, numeric) IS 'the first day on which the rate is at a percentage or above, compared exactly; NULL if there is none';

CREATE FUNCTION rate_series_steps_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_steps_support(internal) IS 'planner support: a row a step';

CREATE FUNCTION rate_series_days_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_series_days_support(internal) IS 'planner support: a row a day';

CREATE FUNCTION steps(rate_series) RETURNS TABLE (on_day date, rate rate, entities bigint)
	AS 'MODULE_PATHNAME', 'rate_series_steps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 SUPPORT rate_series_steps_support;
COMMENT ON FUNCTION steps(rate_series) IS 'the steps of a series, in the order of days: from on_day on, until the next step; rate is NULL and entities 0 where nobody counts';

CREATE FUNCTION days(rate_series, first date, last date) RETURNS TABLE (on_day date, rate rate, entities bigint)
	AS 'MODULE_PATHNAME', 'rate_series_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 SUPPORT rate_series_days_support;
COMMENT ON FUNCTION days(rate_series, date, date) IS 'a series day by day, one row a calendar day from first to last; rate is NULL and entities 0 where nobody counts; no rows if last is before first; an error for infinite dates';

CREATE FUNCTION deltas(rate_series) RETURNS TABLE (on_day date, numerator bigint, denominator bigint, entities bigint)
	AS 'MODULE_PATHNAME', 'rate_series_deltas' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 SUPPORT rate_series_steps_support;
COMMENT ON FUNCTION deltas(rate_series) IS 'what changes on the day of each step, compared with the day before: what series_of_deltas() makes a series of';

CREATE FUNCTION sparkline(series rate_series, first date, last date) RETURNS text
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT sparkline(d.rate ORDER BY d.on_day)
	FROM days(sparkline.series, sparkline.first, sparkline.last) AS d;
END;
COMMENT ON FUNCTION sparkline(rate_series, date, date) IS 'the days of a series from first to last as a line of blocks, each day a character; a blank where there is no value; NULL if last is before first';

-- as_of() (src/series/as_of.c): its state is a type, so that partial results
-- travel between servers; the forms for some types of entities are those that
-- Citus can split
CREATE TYPE filing_set;

CREATE FUNCTION filing_set_in(cstring) RETURNS filing_set
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_in(cstring) IS 'I/O';

CREATE FUNCTION filing_set_out(filing_set) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_out(filing_set) IS 'I/O';

CREATE FUNCTION filing_set_recv(internal) RETURNS filing_set
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_recv(internal) IS 'I/O';

CREATE FUNCTION filing_set_send(filing_set) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_send(filing_set) IS 'I/O';

CREATE TYPE filing_set (
	INPUT = filing_set_in,
	OUTPUT = filing_set_out,
	RECEIVE = filing_set_recv,
	SEND = filing_set_send,
	INTERNALLENGTH = variable,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE filing_set IS 'filings of entities: a partial result of as_of(), on its way between processes and servers';

-- an order for DISTINCT, UNION, UNIQUE and rows; it means nothing else
CREATE FUNCTION filing_set_eq(filing_set, filing_set) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_eq(filing_set, filing_set) IS 'implementation of = operator';

CREATE FUNCTION filing_set_ne(filing_set, filing_set) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_ne(filing_set, filing_set) IS 'implementation of <> operator';

CREATE FUNCTION filing_set_lt(filing_set, filing_set) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_lt(filing_set, filing_set) IS 'implementation of < operator';

CREATE FUNCTION filing_set_le(filing_set, filing_set) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_le(filing_set, filing_set) IS 'implementation of <= operator';

CREATE FUNCTION filing_set_gt(filing_set, filing_set) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_gt(filing_set, filing_set) IS 'implementation of > operator';

CREATE FUNCTION filing_set_ge(filing_set, filing_set) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_ge(filing_set, filing_set) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = filing_set,
	RIGHTARG = filing_set,
	FUNCTION = filing_set_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (filing_set, filing_set) IS 'the same filings, in any order';

CREATE OPERATOR <> (
	LEFTARG = filing_set,
	RIGHTARG = filing_set,
	FUNCTION = filing_set_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (filing_set, filing_set) IS 'not the same filings';

CREATE OPERATOR < (
	LEFTARG = filing_set,
	RIGHTARG = filing_set,
	FUNCTION = filing_set_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (filing_set, filing_set) IS 'sorts before: by what the sets are of, their number of filings, and the first of these that differs';

CREATE OPERATOR <= (
	LEFTARG = filing_set,
	RIGHTARG = filing_set,
	FUNCTION = filing_set_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (filing_set, filing_set) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = filing_set,
	RIGHTARG = filing_set,
	FUNCTION = filing_set_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (filing_set, filing_set) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = filing_set,
	RIGHTARG = filing_set,
	FUNCTION = filing_set_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (filing_set, filing_set) IS 'sorts after or is the same';

CREATE FUNCTION filing_set_cmp(filing_set, filing_set) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_cmp(filing_set, filing_set) IS 'less-equal-greater';

CREATE FUNCTION filing_set_hash(filing_set) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_hash(filing_set) IS 'hash';

CREATE FUNCTION filing_set_hash_extended(filing_set, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION filing_set_hash_extended(filing_set, bigint) IS 'hash';

CREATE OPERATOR CLASS filing_set_ops DEFAULT FOR TYPE filing_set USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 filing_set_cmp(filing_set, filing_set);

CREATE OPERATOR CLASS filing_set_ops DEFAULT FOR TYPE filing_set USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 filing_set_hash(filing_set),
	FUNCTION 2 filing_set_hash_extended(filing_set, bigint);

CREATE FUNCTION as_of_combine(filing_set, filing_set) RETURNS filing_set
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_combine(filing_set, filing_set) IS 'aggregate combine function';

CREATE FUNCTION as_of_final(filing_set) RETURNS rate_series
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION as_of_final(filing_set) IS 'aggregate final function';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, rate) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, rate) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, filed rate) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, filed rate) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, rate) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, rate) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, filed rate) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, filed rate) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, rate) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, rate) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, filed rate) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, filed rate) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, rate) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, rate) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, filed rate) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, filed rate) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, rate) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, rate) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, filed rate) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, filed rate) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, rate) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, rate) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, filed rate) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, filed rate) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, rate, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, rate, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, filed rate, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, filed rate, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, rate, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, rate, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, filed rate, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, filed rate, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, rate, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, rate, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, filed rate, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, filed rate, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, rate, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, rate, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, filed rate, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, filed rate, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, rate, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, rate, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, filed rate, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, filed rate, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, rate, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, rate, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, filed rate, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, filed rate, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, rate, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, rate, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, filed rate, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, filed rate, received timestamptz) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, rate, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, rate, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, filed rate, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, filed rate, received timestamptz) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, rate, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, rate, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, filed rate, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, filed rate, received timestamptz) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, rate, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, rate, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, filed rate, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, filed rate, received timestamptz) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, rate, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, rate, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, filed rate, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, filed rate, received timestamptz) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, rate, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, rate, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, filed rate, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, filed rate, received timestamptz) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, rate, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, rate, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, filed rate, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, filed rate, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, rate, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, rate, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, filed rate, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, filed rate, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, rate, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, rate, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, filed rate, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, filed rate, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, rate, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, rate, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, filed rate, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, filed rate, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, rate, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, rate, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, filed rate, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, filed rate, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, rate, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_rate_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, rate, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, filed rate, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, filed rate, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, a rate; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, bigint, bigint) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, bigint, bigint) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, bigint, bigint, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, bigint, bigint, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint, received timestamptz) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint, received timestamptz) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint, received timestamptz) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint, received timestamptz) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint, received timestamptz) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, bigint, bigint, timestamptz) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, bigint, bigint, timestamptz) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint, received timestamptz) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint, received timestamptz) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, anyelement, date, bigint, bigint, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity anyelement, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, smallint, date, bigint, bigint, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity smallint, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, integer, date, bigint, bigint, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity integer, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, bigint, date, bigint, bigint, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity bigint, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, uuid, date, bigint, bigint, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity uuid, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

CREATE FUNCTION as_of_accum(filing_set, text, date, bigint, bigint, timestamptz, integer) RETURNS filing_set
	AS 'MODULE_PATHNAME', 'as_of_pair_received_carry' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION as_of_accum(filing_set, text, date, bigint, bigint, timestamptz, integer) IS 'aggregate transition function';

CREATE AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) (
	SFUNC = as_of_accum,
	STYPE = filing_set,
	COMBINEFUNC = as_of_combine,
	FINALFUNC = as_of_final,
	FINALFUNC_MODIFY = READ_WRITE,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE as_of(entity text, on_day date, numerator bigint, denominator bigint, received timestamptz, carry integer) IS 'series of what the last filing of each entity says on each day, numerator and denominator; filings may come in any order; of the filings of one entity and day the one received last counts; a filing is carried at most that many days past its day, NULL: for good; a NULL rate withdraws the entity, a row with a NULL entity, day or moment is ignored; entities must not change groups';

--
-- Rollups
--

CREATE FUNCTION rollup_maintain() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_maintain() IS 'trigger of rollups, on their sources';

CREATE FUNCTION rollup_guard() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_guard() IS 'trigger of rollups, on their stripes';

CREATE AGGREGATE stripe_sum(bigint) (
	SFUNC = pg_catalog.int8pl,
	STYPE = bigint,
	COMBINEFUNC = pg_catalog.int8pl,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE stripe_sum(bigint) IS 'sum as bigint, of the stripes of a rollup; NULL values are skipped';

CREATE FUNCTION rollup_create(name text, source regclass, by text[], measures jsonb) RETURNS regclass
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_create(text, regclass, text[], jsonb) IS 'makes a rollup of a table, a view of sums by cell that is always current: keys are columns or immutable expressions, the day first; measures are "count", a boolean or rate column, ["numerator", "denominator"], or {"count" | "sum" | "pool": ..., "filter": "condition"}; returns the view';

CREATE FUNCTION rollup_create_as_of(name text, source regclass, entity text, day text, version text[], by text[], measures jsonb, carry integer DEFAULT NULL) RETURNS regclass
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_create_as_of(text, regclass, text, text, text[], text[], jsonb, integer) IS 'makes a rollup in which each entity counts on every day with its last filing of that day or before, in the cell of that filing: a view of series that is always current, and a function that gives its rows by day; of the filings of one entity and day that with the greatest version counts; a filing is carried at most that many days past its day, NULL: for good; measures are ["numerator", "denominator"] or a boolean column, and NULL withdraws the entity; returns the view';

CREATE FUNCTION rollup_days(rollup regclass, first date, last date) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 1000 ROWS 1000;
COMMENT ON FUNCTION rollup_days(regclass, date, date) IS 'rows by day, from a first to a last one, of a rollup that carries forward, for whoever may read its view: the day, the keys, and for each measure its rate, numerator, denominator, and number of entities; a cell in which nobody counts has no row; called by the function NAME_days() of the rollup';

CREATE FUNCTION rollup_check(name text) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_check(text) IS 'in how many cells a rollup differs from its definition, in one snapshot; a warning if its triggers are not as they should be';

CREATE FUNCTION rollup_differences(name text, OUT key jsonb, OUT kept jsonb, OUT defined jsonb) RETURNS SETOF record
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE ROWS 10;
COMMENT ON FUNCTION rollup_differences(text) IS 'the cells in which a rollup differs from its definition: the key, what is kept and what should be; NULL if the cell is only in the other';

CREATE FUNCTION rollup_refresh(name text) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_refresh(text) IS 'makes a rollup anew from its source, with triggers on all partitions that there are; who files waits for it';

CREATE FUNCTION rollup_compact(name text) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_compact(text) IS 'merges the stripes of each cell that nobody holds; returns how many went; nobody waits for it';

CREATE FUNCTION rollup_drop(name text) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_drop(text) IS 'takes away a rollup: its triggers, its views and functions, and what it keeps';

CREATE FUNCTION rollup_status(stripe_table regclass, OUT source regclass, OUT stripes bigint, OUT fault text)
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION rollup_status(regclass) IS 'of the rollup whose stripes a table has: its source, the number of stripes (NULL without the right to read them), and what keeps it from being current (NULL if nothing does)';

CREATE VIEW rollups AS
SELECT n.nspname AS schema,
	pg_catalog.left(c.relname, -7) AS name,
	s.source,
	(
		SELECT pg_catalog.sum(pg_catalog.pg_total_relation_size(p.oid))::bigint
		FROM pg_catalog.unnest('{_stripe,_month,_filing,_entity}'::pg_catalog.text[]) AS part
		JOIN pg_catalog.pg_class AS p ON p.relname OPERATOR(pg_catalog.=) (pg_catalog.left(c.relname, -7) OPERATOR(pg_catalog.||) part)::pg_catalog.name
			AND p.relnamespace OPERATOR(pg_catalog.=) c.relnamespace
		WHERE EXISTS (
			SELECT FROM pg_catalog.pg_trigger AS g
			WHERE g.tgrelid OPERATOR(pg_catalog.=) p.oid AND g.tgfoid OPERATOR(pg_catalog.=) t.tgfoid
		)
	) AS size,
	s.stripes,
	s.fault
FROM pg_catalog.pg_trigger AS t
JOIN pg_catalog.pg_class AS c ON c.oid OPERATOR(pg_catalog.=) t.tgrelid
JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
CROSS JOIN LATERAL rollup_status(t.tgrelid::pg_catalog.regclass) AS s
WHERE t.tgfoid OPERATOR(pg_catalog.=) 'rollup_guard()'::pg_catalog.regprocedure
	AND t.tgname OPERATOR(pg_catalog.=) 'rollup_guard';
COMMENT ON VIEW rollups IS 'the rollups of the database, with their source, the bytes of all that they keep, the number of their stripes (NULL without the right to read them), and what keeps them from being current (NULL if nothing does)';
COMMENT ON COLUMN rollups.schema IS 'the schema of the rollup';
COMMENT ON COLUMN rollups.name IS 'the name of the rollup, and of its view';
COMMENT ON COLUMN rollups.source IS 'the table whose rows it sums; NULL if its definition is gone';
COMMENT ON COLUMN rollups.size IS 'bytes of all that it keeps, with indexes';
COMMENT ON COLUMN rollups.stripes IS 'number of its stripes; NULL without the right to read them';
COMMENT ON COLUMN rollups.fault IS 'what keeps it from being current; NULL if nothing does';
GRANT SELECT ON rollups TO PUBLIC;

--
-- Trend
--

-- an order for DISTINCT, UNION, UNIQUE and rows; it means nothing else
CREATE FUNCTION rate_trend_lt(rate_trend, rate_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_lt(rate_trend, rate_trend) IS 'implementation of < operator';

CREATE FUNCTION rate_trend_le(rate_trend, rate_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_le(rate_trend, rate_trend) IS 'implementation of <= operator';

CREATE FUNCTION rate_trend_gt(rate_trend, rate_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_gt(rate_trend, rate_trend) IS 'implementation of > operator';

CREATE FUNCTION rate_trend_ge(rate_trend, rate_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_ge(rate_trend, rate_trend) IS 'implementation of >= operator';

CREATE OPERATOR < (
	LEFTARG = rate_trend,
	RIGHTARG = rate_trend,
	FUNCTION = rate_trend_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (rate_trend, rate_trend) IS 'sorts before: by last day, then by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = rate_trend,
	RIGHTARG = rate_trend,
	FUNCTION = rate_trend_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (rate_trend, rate_trend) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = rate_trend,
	RIGHTARG = rate_trend,
	FUNCTION = rate_trend_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (rate_trend, rate_trend) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = rate_trend,
	RIGHTARG = rate_trend,
	FUNCTION = rate_trend_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (rate_trend, rate_trend) IS 'sorts after or is the same';

CREATE FUNCTION rate_trend_cmp(rate_trend, rate_trend) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_cmp(rate_trend, rate_trend) IS 'less-equal-greater';

CREATE FUNCTION rate_trend_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rate_trend_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS rate_trend_ops DEFAULT FOR TYPE rate_trend USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 rate_trend_cmp(rate_trend, rate_trend),
	FUNCTION 2 rate_trend_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

COMMENT ON FUNCTION percent_at(rate_trend, date) IS 'the fitted line on a day, in percent (87.4, not 0.874); NULL if there are fewer than two days with a rate';
COMMENT ON FUNCTION day_reaching(rate_trend, double precision, integer) IS 'the first day, not before the last one with a rate, on which the fitted line, which the last rate may be below, is at the target in percent (90, not 0.9) or above; NULL if it does not rise or that is later than the horizon, which slope() > 0 tells apart';
COMMENT ON AGGREGATE sparkline(rate, double precision) IS 'a row a block of eight heights, from lower, a ratio (0.5, not 50), to 1, in the order of the rows: sparkline(r, ... ORDER BY day); NULL and 0/0 leave a gap; NULL for no rows';
COMMENT ON AGGREGATE sparkline(rate, double precision, double precision) IS 'a row a block of eight heights, from lower to upper, ratios (0.5, not 50), in the order of the rows: sparkline(r, ... ORDER BY day); NULL and 0/0 leave a gap; NULL for no rows; an error for a lower bound of 1 or more where no rate is above 1';

-- of a rate that stays the same, and of a series, which does so for a while
CREATE FUNCTION constant_trend(rate, first date, last date) RETURNS rate_trend
	AS 'MODULE_PATHNAME', 'rate_trend_constant' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION constant_trend(rate, date, date) IS 'the trend of a rate that is the same on each day from first to last; NULL if last is before first; an error for infinite dates, and past 128 bits';

CREATE FUNCTION trend(series rate_series, first date, last date) RETURNS rate_trend
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT trend(constant_trend(s.rate,
			GREATEST(s.on_day, trend.first),
			LEAST(s.next_day OPERATOR(pg_catalog.-) 1, trend.last)))
	FROM (
		SELECT t.on_day, t.rate, pg_catalog.lead(t.on_day, 1, 'infinity') OVER (ORDER BY t.on_day) AS next_day
		FROM steps(trend.series) AS t
	) AS s
	WHERE s.rate IS NOT NULL;
END;
COMMENT ON FUNCTION trend(rate_series, date, date) IS 'the trend of the days of a series from first to last, as trend(on_day, rate) of its days() gives it; -infinity and infinity stand for all days on which somebody counts; NULL if nobody counts on any of them; an error where somebody counts for ever, and past 128 bits';

-- A logistic curve (src/trend/logistic_trend.c): counts by day, as a value
CREATE TYPE logistic_trend;

CREATE FUNCTION logistic_trend_in(cstring) RETURNS logistic_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_in(cstring) IS 'I/O';

CREATE FUNCTION logistic_trend_out(logistic_trend) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_out(logistic_trend) IS 'I/O';

CREATE FUNCTION logistic_trend_recv(internal) RETURNS logistic_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_recv(internal) IS 'I/O';

CREATE FUNCTION logistic_trend_send(logistic_trend) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_send(logistic_trend) IS 'I/O';

CREATE TYPE logistic_trend (
	INPUT = logistic_trend_in,
	OUTPUT = logistic_trend_out,
	RECEIVE = logistic_trend_recv,
	SEND = logistic_trend_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE logistic_trend IS 'counts by day, of which a logistic curve is fitted: day, numerator and denominator of each';

CREATE FUNCTION logistic_trend_eq(logistic_trend, logistic_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_eq(logistic_trend, logistic_trend) IS 'implementation of = operator';

CREATE FUNCTION logistic_trend_ne(logistic_trend, logistic_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_ne(logistic_trend, logistic_trend) IS 'implementation of <> operator';

CREATE FUNCTION logistic_trend_lt(logistic_trend, logistic_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_lt(logistic_trend, logistic_trend) IS 'implementation of < operator';

CREATE FUNCTION logistic_trend_le(logistic_trend, logistic_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_le(logistic_trend, logistic_trend) IS 'implementation of <= operator';

CREATE FUNCTION logistic_trend_gt(logistic_trend, logistic_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_gt(logistic_trend, logistic_trend) IS 'implementation of > operator';

CREATE FUNCTION logistic_trend_ge(logistic_trend, logistic_trend) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_ge(logistic_trend, logistic_trend) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = logistic_trend,
	RIGHTARG = logistic_trend,
	FUNCTION = logistic_trend_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (logistic_trend, logistic_trend) IS 'the same items';

CREATE OPERATOR <> (
	LEFTARG = logistic_trend,
	RIGHTARG = logistic_trend,
	FUNCTION = logistic_trend_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (logistic_trend, logistic_trend) IS 'not the same items';

CREATE OPERATOR < (
	LEFTARG = logistic_trend,
	RIGHTARG = logistic_trend,
	FUNCTION = logistic_trend_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (logistic_trend, logistic_trend) IS 'sorts before: by each item in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = logistic_trend,
	RIGHTARG = logistic_trend,
	FUNCTION = logistic_trend_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (logistic_trend, logistic_trend) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = logistic_trend,
	RIGHTARG = logistic_trend,
	FUNCTION = logistic_trend_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (logistic_trend, logistic_trend) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = logistic_trend,
	RIGHTARG = logistic_trend,
	FUNCTION = logistic_trend_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (logistic_trend, logistic_trend) IS 'sorts after or is the same';

CREATE FUNCTION logistic_trend_cmp(logistic_trend, logistic_trend) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_cmp(logistic_trend, logistic_trend) IS 'less-equal-greater';

CREATE OPERATOR CLASS logistic_trend_ops DEFAULT FOR TYPE logistic_trend USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 logistic_trend_cmp(logistic_trend, logistic_trend),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION logistic_trend_hash(logistic_trend) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_hash(logistic_trend) IS 'hash';

CREATE FUNCTION logistic_trend_hash_extended(logistic_trend, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_hash_extended(logistic_trend, bigint) IS 'hash';

CREATE OPERATOR CLASS logistic_trend_ops DEFAULT FOR TYPE logistic_trend USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 logistic_trend_hash(logistic_trend),
	FUNCTION 2 logistic_trend_hash_extended(logistic_trend, bigint);

CREATE FUNCTION logistic_trend_combine(logistic_trend, logistic_trend) RETURNS logistic_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_combine(logistic_trend, logistic_trend) IS 'aggregate combine function';

CREATE FUNCTION logistic_trend_subtract(logistic_trend, logistic_trend) RETURNS logistic_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_subtract(logistic_trend, logistic_trend) IS 'aggregate inverse transition function';

CREATE FUNCTION logistic_trend_final(logistic_trend) RETURNS logistic_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_final(logistic_trend) IS 'aggregate final function';

CREATE FUNCTION logistic_trend_accum(logistic_trend, date, rate) RETURNS logistic_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_accum(logistic_trend, date, rate) IS 'aggregate transition function';

CREATE FUNCTION logistic_trend_remove(logistic_trend, date, rate) RETURNS logistic_trend
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION logistic_trend_remove(logistic_trend, date, rate) IS 'aggregate inverse transition function';

CREATE AGGREGATE logistic_trend(day date, rate) (
	SFUNC = logistic_trend_accum,
	STYPE = logistic_trend,
	SSPACE = 1000,
	INITCOND = '{}',
	COMBINEFUNC = logistic_trend_combine,
	FINALFUNC = logistic_trend_final,
	MSFUNC = logistic_trend_accum,
	MINVFUNC = logistic_trend_remove,
	MSTYPE = logistic_trend,
	MSSPACE = 1000,
	MINITCOND = '{}',
	MFINALFUNC = logistic_trend_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE logistic_trend(date, rate) IS 'the counts of each day, of which a logistic curve is fitted; 0/0 and rows with a NULL are skipped, NULL for no others; errors for an infinite date and for a rate above 1';

CREATE AGGREGATE logistic_trend(logistic_trend) (
	SFUNC = logistic_trend_combine,
	STYPE = logistic_trend,
	SSPACE = 1000,
	INITCOND = '{}',
	COMBINEFUNC = logistic_trend_combine,
	FINALFUNC = logistic_trend_final,
	MSFUNC = logistic_trend_combine,
	MINVFUNC = logistic_trend_subtract,
	MSTYPE = logistic_trend,
	MSSPACE = 1000,
	MINITCOND = '{}',
	MFINALFUNC = logistic_trend_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE logistic_trend(logistic_trend) IS 'merges trends into that of all their rows';

CREATE FUNCTION logistic_trend(series rate_series, first date, last date) RETURNS logistic_trend
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT logistic_trend(d.on_day, d.rate) FROM days(logistic_trend.series, logistic_trend.first, logistic_trend.last) AS d;
END;
COMMENT ON FUNCTION logistic_trend(rate_series, date, date) IS 'the counts of the days of a series from first to last, as logistic_trend(on_day, rate) of its days() gives them; NULL if nobody counts on any of them; errors for infinite dates and for a rate above 1';

CREATE FUNCTION slope(logistic_trend, ceiling_percent double precision DEFAULT 100) RETURNS double precision
	AS 'MODULE_PATHNAME', 'logistic_trend_slope' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION slope(logistic_trend, double precision) IS 'slope of the logistic curve of greatest likelihood, in logits a day; 0 if all numerators are 0 or all rates at the ceiling, infinite for a step; NULL for fewer than two days, and if none was found';

CREATE FUNCTION slope_interval(logistic_trend, confidence double precision DEFAULT 0.95, ceiling_percent double precision DEFAULT 100,
	OUT lower double precision, OUT upper double precision)
	AS 'MODULE_PATHNAME', 'logistic_trend_slope_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION slope_interval(logistic_trend, double precision, double precision) IS 'interval of slope(), in logits a day, scaled by Pearson dispersion, with days - 2 degrees of freedom; NULL limits without a curve, and for two days';

CREATE FUNCTION percent_at(logistic_trend, day date, ceiling_percent double precision DEFAULT 100) RETURNS double precision
	AS 'MODULE_PATHNAME', 'logistic_trend_percent_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION percent_at(logistic_trend, date, double precision) IS 'the logistic curve on a day, in percent, between 0 and the ceiling; NULL without a curve';

CREATE FUNCTION percent_at_interval(logistic_trend, day date, confidence double precision DEFAULT 0.95, ceiling_percent double precision DEFAULT 100,
	OUT lower double precision, OUT upper double precision)
	AS 'MODULE_PATHNAME', 'logistic_trend_percent_at_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION percent_at_interval(logistic_trend, date, double precision, double precision) IS 'interval of percent_at(), of the curve and not of a rate, in percent; NULL limits where slope_interval() has none';

CREATE FUNCTION day_reaching(logistic_trend, target_percent double precision, horizon_days integer DEFAULT 365, ceiling_percent double precision DEFAULT 100) RETURNS date
	AS 'MODULE_PATHNAME', 'logistic_trend_day_reaching' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION day_reaching(logistic_trend, double precision, integer, double precision) IS 'the first day, not before the last one with a rate, on which the logistic curve is at the target in percent (90, not 0.9) or above; NULL if that is later than the horizon, as for a target at the ceiling';

CREATE FUNCTION day_reaching_interval(logistic_trend, target_percent double precision, horizon_days integer DEFAULT 365, confidence double precision DEFAULT 0.95, ceiling_percent double precision DEFAULT 100,
	OUT earliest date, OUT latest date)
	AS 'MODULE_PATHNAME', 'logistic_trend_day_reaching_interval' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION day_reaching_interval(logistic_trend, double precision, integer, double precision, double precision) IS 'the days on which the upper and the lower bound of the logistic curve reach the target; NULL where one does not within the horizon';

CREATE FUNCTION logistic_fit(logistic_trend, ceiling_percent double precision DEFAULT 100,
	OUT slope double precision, OUT slope_error double precision, OUT dispersion double precision, OUT status text)
	AS 'MODULE_PATHNAME', 'logistic_trend_fit' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION logistic_fit(logistic_trend, double precision) IS 'slope(), its standard error for independent trials, Pearson dispersion, and what came of the fit: fitted, fewer than two days, none, all, separated, not converged';

-- Calls of 1.0 whose trend has no type (NULL, a quoted literal, a parameter that
-- the driver leaves open) fit the functions above as well.
CREATE FUNCTION slope(trend text) RETURNS double precision
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT slope(slope.trend::rate_trend);
END;
COMMENT ON FUNCTION slope(text) IS 'the same as for a rate_trend, where it has no type: NULL, a literal in quotes, an open parameter';

CREATE FUNCTION percent_at(trend text, day date) RETURNS double precision
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT percent_at(percent_at.trend::rate_trend, percent_at.day);
END;
COMMENT ON FUNCTION percent_at(text, date) IS 'the same as for a rate_trend, where it has no type: NULL, a literal in quotes, an open parameter';

CREATE FUNCTION day_reaching(trend text, target_percent double precision, horizon_days integer DEFAULT 365) RETURNS date
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT day_reaching(day_reaching.trend::rate_trend, day_reaching.target_percent, day_reaching.horizon_days);
END;
COMMENT ON FUNCTION day_reaching(text, double precision, integer) IS 'the same as for a rate_trend, where it has no type: NULL, a literal in quotes, an open parameter';

--
-- Intervals, ratio estimators, comparison
--

-- an order for DISTINCT, UNION, UNIQUE and rows; it means nothing else
CREATE FUNCTION ratio_sample_lt(ratio_sample, ratio_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_lt(ratio_sample, ratio_sample) IS 'implementation of < operator';

CREATE FUNCTION ratio_sample_le(ratio_sample, ratio_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_le(ratio_sample, ratio_sample) IS 'implementation of <= operator';

CREATE FUNCTION ratio_sample_gt(ratio_sample, ratio_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_gt(ratio_sample, ratio_sample) IS 'implementation of > operator';

CREATE FUNCTION ratio_sample_ge(ratio_sample, ratio_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_ge(ratio_sample, ratio_sample) IS 'implementation of >= operator';

CREATE OPERATOR < (
	LEFTARG = ratio_sample,
	RIGHTARG = ratio_sample,
	FUNCTION = ratio_sample_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (ratio_sample, ratio_sample) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = ratio_sample,
	RIGHTARG = ratio_sample,
	FUNCTION = ratio_sample_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (ratio_sample, ratio_sample) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = ratio_sample,
	RIGHTARG = ratio_sample,
	FUNCTION = ratio_sample_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (ratio_sample, ratio_sample) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = ratio_sample,
	RIGHTARG = ratio_sample,
	FUNCTION = ratio_sample_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (ratio_sample, ratio_sample) IS 'sorts after or is the same';

CREATE FUNCTION ratio_sample_cmp(ratio_sample, ratio_sample) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_cmp(ratio_sample, ratio_sample) IS 'less-equal-greater';

CREATE FUNCTION ratio_sample_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio_sample_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS ratio_sample_ops DEFAULT FOR TYPE ratio_sample USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 ratio_sample_cmp(ratio_sample, ratio_sample),
	FUNCTION 2 ratio_sample_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

-- By a method (src/infer/ratio_estimator.c).  Not strict: no population is the
-- usual case.
CREATE FUNCTION confidence_interval(ratio_sample, method text, confidence double precision DEFAULT 0.95, population bigint DEFAULT NULL,
	OUT lower double precision, OUT upper double precision)
	AS 'MODULE_PATHNAME', 'ratio_sample_confidence_interval_by' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION confidence_interval(ratio_sample, text, double precision, bigint) IS 'interval of the pooled rate, as ratios, by the method normal, t (Student, with one degree of freedom less than enterprises) or logit (the same, kept between 0 and 1, and not of width 0 for none and for all); NULL limits where the standard error is NULL; errors for another method, and for a rate above 1 by logit';

-- Samples of strata (src/infer/stratified.c)
CREATE TYPE stratified_sample;

CREATE FUNCTION stratified_sample_in(cstring) RETURNS stratified_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_in(cstring) IS 'I/O';

CREATE FUNCTION stratified_sample_out(stratified_sample) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_out(stratified_sample) IS 'I/O';

CREATE FUNCTION stratified_sample_recv(internal) RETURNS stratified_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_recv(internal) IS 'I/O';

CREATE FUNCTION stratified_sample_send(stratified_sample) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_send(stratified_sample) IS 'I/O';

CREATE TYPE stratified_sample (
	INPUT = stratified_sample_in,
	OUTPUT = stratified_sample_out,
	RECEIVE = stratified_sample_recv,
	SEND = stratified_sample_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = extended
);
COMMENT ON TYPE stratified_sample IS 'samples of strata: of each the population, whether its total is known and that, and the sums of its ratio_sample';

CREATE FUNCTION stratified_sample_eq(stratified_sample, stratified_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_eq(stratified_sample, stratified_sample) IS 'implementation of = operator';

CREATE FUNCTION stratified_sample_ne(stratified_sample, stratified_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_ne(stratified_sample, stratified_sample) IS 'implementation of <> operator';

CREATE FUNCTION stratified_sample_lt(stratified_sample, stratified_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_lt(stratified_sample, stratified_sample) IS 'implementation of < operator';

CREATE FUNCTION stratified_sample_le(stratified_sample, stratified_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_le(stratified_sample, stratified_sample) IS 'implementation of <= operator';

CREATE FUNCTION stratified_sample_gt(stratified_sample, stratified_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_gt(stratified_sample, stratified_sample) IS 'implementation of > operator';

CREATE FUNCTION stratified_sample_ge(stratified_sample, stratified_sample) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_ge(stratified_sample, stratified_sample) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = stratified_sample,
	RIGHTARG = stratified_sample,
	FUNCTION = stratified_sample_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (stratified_sample, stratified_sample) IS 'the same items';

CREATE OPERATOR <> (
	LEFTARG = stratified_sample,
	RIGHTARG = stratified_sample,
	FUNCTION = stratified_sample_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (stratified_sample, stratified_sample) IS 'not the same items';

CREATE OPERATOR < (
	LEFTARG = stratified_sample,
	RIGHTARG = stratified_sample,
	FUNCTION = stratified_sample_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (stratified_sample, stratified_sample) IS 'sorts before: by each item in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = stratified_sample,
	RIGHTARG = stratified_sample,
	FUNCTION = stratified_sample_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (stratified_sample, stratified_sample) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = stratified_sample,
	RIGHTARG = stratified_sample,
	FUNCTION = stratified_sample_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (stratified_sample, stratified_sample) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = stratified_sample,
	RIGHTARG = stratified_sample,
	FUNCTION = stratified_sample_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (stratified_sample, stratified_sample) IS 'sorts after or is the same';

CREATE FUNCTION stratified_sample_cmp(stratified_sample, stratified_sample) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_cmp(stratified_sample, stratified_sample) IS 'less-equal-greater';

CREATE OPERATOR CLASS stratified_sample_ops DEFAULT FOR TYPE stratified_sample USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 stratified_sample_cmp(stratified_sample, stratified_sample),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION stratified_sample_hash(stratified_sample) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_hash(stratified_sample) IS 'hash';

CREATE FUNCTION stratified_sample_hash_extended(stratified_sample, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_hash_extended(stratified_sample, bigint) IS 'hash';

CREATE OPERATOR CLASS stratified_sample_ops DEFAULT FOR TYPE stratified_sample USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 stratified_sample_hash(stratified_sample),
	FUNCTION 2 stratified_sample_hash_extended(stratified_sample, bigint);

CREATE FUNCTION stratified_sample_combine(stratified_sample, stratified_sample) RETURNS stratified_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_combine(stratified_sample, stratified_sample) IS 'aggregate combine function';

CREATE FUNCTION stratified_sample_subtract(stratified_sample, stratified_sample) RETURNS stratified_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_subtract(stratified_sample, stratified_sample) IS 'aggregate inverse transition function';

CREATE FUNCTION stratified_sample_final(stratified_sample) RETURNS stratified_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_final(stratified_sample) IS 'aggregate final function';

CREATE FUNCTION stratified_sample_accum(stratified_sample, ratio_sample, bigint) RETURNS stratified_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_accum(stratified_sample, ratio_sample, bigint) IS 'aggregate transition function';

CREATE FUNCTION stratified_sample_remove(stratified_sample, ratio_sample, bigint) RETURNS stratified_sample
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_remove(stratified_sample, ratio_sample, bigint) IS 'aggregate inverse transition function';

CREATE FUNCTION stratified_sample_accum(stratified_sample, ratio_sample, bigint, bigint) RETURNS stratified_sample
	AS 'MODULE_PATHNAME', 'stratified_sample_accum_total' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_accum(stratified_sample, ratio_sample, bigint, bigint) IS 'aggregate transition function';

CREATE FUNCTION stratified_sample_remove(stratified_sample, ratio_sample, bigint, bigint) RETURNS stratified_sample
	AS 'MODULE_PATHNAME', 'stratified_sample_remove_total' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION stratified_sample_remove(stratified_sample, ratio_sample, bigint, bigint) IS 'aggregate inverse transition function';

CREATE AGGREGATE stratified(ratio_sample, population bigint) (
	SFUNC = stratified_sample_accum,
	STYPE = stratified_sample,
	SSPACE = 1000,
	INITCOND = '{}',
	COMBINEFUNC = stratified_sample_combine,
	FINALFUNC = stratified_sample_final,
	MSFUNC = stratified_sample_accum,
	MINVFUNC = stratified_sample_remove,
	MSTYPE = stratified_sample,
	MSSPACE = 1000,
	MINITCOND = '{}',
	MFINALFUNC = stratified_sample_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE stratified(ratio_sample, bigint) IS 'samples of strata, one row each, with how many enterprises a stratum has, for combined_ratio() and separate_ratio(); a row without sample and population is skipped, NULL for no others; errors for one without the other, and for a population smaller than the sample';

CREATE AGGREGATE stratified(ratio_sample, population bigint, total bigint) (
	SFUNC = stratified_sample_accum,
	STYPE = stratified_sample,
	SSPACE = 1000,
	INITCOND = '{}',
	COMBINEFUNC = stratified_sample_combine,
	FINALFUNC = stratified_sample_final,
	MSFUNC = stratified_sample_accum,
	MINVFUNC = stratified_sample_remove,
	MSTYPE = stratified_sample,
	MSSPACE = 1000,
	MINITCOND = '{}',
	MFINALFUNC = stratified_sample_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE stratified(ratio_sample, bigint, bigint) IS 'the same with the sum of the denominators of all enterprises that a stratum has, which separate_ratio() needs; NULL if that is not known';

CREATE AGGREGATE stratified(stratified_sample) (
	SFUNC = stratified_sample_combine,
	STYPE = stratified_sample,
	SSPACE = 1000,
	INITCOND = '{}',
	COMBINEFUNC = stratified_sample_combine,
	FINALFUNC = stratified_sample_final,
	MSFUNC = stratified_sample_combine,
	MINVFUNC = stratified_sample_subtract,
	MSTYPE = stratified_sample,
	MSSPACE = 1000,
	MINITCOND = '{}',
	MFINALFUNC = stratified_sample_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE stratified(stratified_sample) IS 'merges samples of strata';

CREATE FUNCTION combined_ratio(stratified_sample, method text DEFAULT 't', confidence double precision DEFAULT 0.95,
	OUT estimate double precision, OUT standard_error double precision, OUT lower double precision, OUT upper double precision,
	OUT degrees_of_freedom bigint)
	AS 'MODULE_PATHNAME', 'stratified_sample_combined' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION combined_ratio(stratified_sample, text, double precision) IS 'the combined ratio estimator over strata: estimate, standard error and limits as ratios, degrees of freedom; NULL without a denominator, NULL standard error and limits if a stratum has one enterprise drawn of several';

CREATE FUNCTION separate_ratio(stratified_sample, method text DEFAULT 't', confidence double precision DEFAULT 0.95,
	OUT estimate double precision, OUT standard_error double precision, OUT lower double precision, OUT upper double precision,
	OUT degrees_of_freedom bigint)
	AS 'MODULE_PATHNAME', 'stratified_sample_separate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION separate_ratio(stratified_sample, text, double precision) IS 'the separate ratio estimator over strata, each with its total, or N/n times that of its sample where it is not known: estimate, standard error and limits as ratios, degrees of freedom; NULL without a denominator, NULL standard error and limits if a stratum has one enterprise drawn of several; an error for a total without a rate';

-- Where chance alone leaves a rate (src/infer/control_limits.c)
CREATE FUNCTION control_limits(benchmark rate, denominator bigint, confidence double precision,
	OUT lower double precision, OUT upper double precision)
	AS 'MODULE_PATHNAME', 'rate_control_limits' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION control_limits(rate, bigint, double precision) IS 'limits of a funnel plot or p-chart, as ratios: where a rate with this denominator lies, with that probability, if only chance sets it apart from the benchmark; cut at 0 and 1; NULL limits for a benchmark 0/0 and a denominator 0; errors for a benchmark above 1 and a negative denominator; for independent units, not for staff clustered in enterprises';

-- standardize(), decompose() and panel_change(): likewise
CREATE TYPE standardize_sums;

CREATE FUNCTION standardize_sums_in(cstring) RETURNS standardize_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_in(cstring) IS 'I/O';

CREATE FUNCTION standardize_sums_out(standardize_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_out(standardize_sums) IS 'I/O';

CREATE FUNCTION standardize_sums_recv(internal) RETURNS standardize_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_recv(internal) IS 'I/O';

CREATE FUNCTION standardize_sums_send(standardize_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_send(standardize_sums) IS 'I/O';

CREATE TYPE standardize_sums (
	INPUT = standardize_sums_in,
	OUTPUT = standardize_sums_out,
	RECEIVE = standardize_sums_recv,
	SEND = standardize_sums_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE standardize_sums IS 'partial result of standardize(): the exact sums of weights and of weight * ratio, in hexadecimal';

CREATE FUNCTION standardize_sums_eq(standardize_sums, standardize_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_eq(standardize_sums, standardize_sums) IS 'implementation of = operator';

CREATE FUNCTION standardize_sums_ne(standardize_sums, standardize_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_ne(standardize_sums, standardize_sums) IS 'implementation of <> operator';

CREATE FUNCTION standardize_sums_lt(standardize_sums, standardize_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_lt(standardize_sums, standardize_sums) IS 'implementation of < operator';

CREATE FUNCTION standardize_sums_le(standardize_sums, standardize_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_le(standardize_sums, standardize_sums) IS 'implementation of <= operator';

CREATE FUNCTION standardize_sums_gt(standardize_sums, standardize_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_gt(standardize_sums, standardize_sums) IS 'implementation of > operator';

CREATE FUNCTION standardize_sums_ge(standardize_sums, standardize_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_ge(standardize_sums, standardize_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = standardize_sums,
	RIGHTARG = standardize_sums,
	FUNCTION = standardize_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (standardize_sums, standardize_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = standardize_sums,
	RIGHTARG = standardize_sums,
	FUNCTION = standardize_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (standardize_sums, standardize_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = standardize_sums,
	RIGHTARG = standardize_sums,
	FUNCTION = standardize_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (standardize_sums, standardize_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = standardize_sums,
	RIGHTARG = standardize_sums,
	FUNCTION = standardize_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (standardize_sums, standardize_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = standardize_sums,
	RIGHTARG = standardize_sums,
	FUNCTION = standardize_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (standardize_sums, standardize_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = standardize_sums,
	RIGHTARG = standardize_sums,
	FUNCTION = standardize_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (standardize_sums, standardize_sums) IS 'sorts after or is the same';

CREATE FUNCTION standardize_sums_cmp(standardize_sums, standardize_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_cmp(standardize_sums, standardize_sums) IS 'less-equal-greater';

CREATE FUNCTION standardize_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS standardize_sums_ops DEFAULT FOR TYPE standardize_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 standardize_sums_cmp(standardize_sums, standardize_sums),
	FUNCTION 2 standardize_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION standardize_sums_hash(standardize_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_hash(standardize_sums) IS 'hash';

CREATE FUNCTION standardize_sums_hash_extended(standardize_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_hash_extended(standardize_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS standardize_sums_ops DEFAULT FOR TYPE standardize_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 standardize_sums_hash(standardize_sums),
	FUNCTION 2 standardize_sums_hash_extended(standardize_sums, bigint);

CREATE FUNCTION standardize_sums_accum(standardize_sums, rate, double precision) RETURNS standardize_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_accum(standardize_sums, rate, double precision) IS 'aggregate transition function';

CREATE FUNCTION standardize_sums_inverse(standardize_sums, rate, double precision) RETURNS standardize_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_inverse(standardize_sums, rate, double precision) IS 'aggregate inverse transition function';

CREATE FUNCTION standardize_sums_combine(standardize_sums, standardize_sums) RETURNS standardize_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_combine(standardize_sums, standardize_sums) IS 'aggregate combine function';

CREATE FUNCTION standardize_sums_final(standardize_sums) RETURNS double precision
	AS 'MODULE_PATHNAME', 'standardize_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION standardize_sums_final(standardize_sums) IS 'aggregate final function';

CREATE OR REPLACE AGGREGATE standardize(rate, weight double precision) (
	SFUNC = standardize_sums_accum,
	STYPE = standardize_sums,
	SSPACE = 64,
	COMBINEFUNC = standardize_sums_combine,
	FINALFUNC = standardize_sums_final,
	MSFUNC = standardize_sums_accum,
	MINVFUNC = standardize_sums_inverse,
	MSTYPE = standardize_sums,
	MFINALFUNC = standardize_sums_final,
	PARALLEL = SAFE
);

CREATE TYPE decompose_sums;

CREATE FUNCTION decompose_sums_in(cstring) RETURNS decompose_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_in(cstring) IS 'I/O';

CREATE FUNCTION decompose_sums_out(decompose_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_out(decompose_sums) IS 'I/O';

CREATE FUNCTION decompose_sums_recv(internal) RETURNS decompose_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_recv(internal) IS 'I/O';

CREATE FUNCTION decompose_sums_send(decompose_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_send(decompose_sums) IS 'I/O';

CREATE TYPE decompose_sums (
	INPUT = decompose_sums_in,
	OUTPUT = decompose_sums_out,
	RECEIVE = decompose_sums_recv,
	SEND = decompose_sums_send,
	INTERNALLENGTH = 128,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE decompose_sums IS 'partial result of decompose(): the numerators and denominators of either date, later first, and in hexadecimal what each would have counted with the rates of the other';

CREATE FUNCTION decompose_sums_eq(decompose_sums, decompose_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_eq(decompose_sums, decompose_sums) IS 'implementation of = operator';

CREATE FUNCTION decompose_sums_ne(decompose_sums, decompose_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_ne(decompose_sums, decompose_sums) IS 'implementation of <> operator';

CREATE FUNCTION decompose_sums_lt(decompose_sums, decompose_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_lt(decompose_sums, decompose_sums) IS 'implementation of < operator';

CREATE FUNCTION decompose_sums_le(decompose_sums, decompose_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_le(decompose_sums, decompose_sums) IS 'implementation of <= operator';

CREATE FUNCTION decompose_sums_gt(decompose_sums, decompose_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_gt(decompose_sums, decompose_sums) IS 'implementation of > operator';

CREATE FUNCTION decompose_sums_ge(decompose_sums, decompose_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_ge(decompose_sums, decompose_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = decompose_sums,
	RIGHTARG = decompose_sums,
	FUNCTION = decompose_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (decompose_sums, decompose_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = decompose_sums,
	RIGHTARG = decompose_sums,
	FUNCTION = decompose_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (decompose_sums, decompose_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = decompose_sums,
	RIGHTARG = decompose_sums,
	FUNCTION = decompose_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (decompose_sums, decompose_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = decompose_sums,
	RIGHTARG = decompose_sums,
	FUNCTION = decompose_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (decompose_sums, decompose_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = decompose_sums,
	RIGHTARG = decompose_sums,
	FUNCTION = decompose_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (decompose_sums, decompose_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = decompose_sums,
	RIGHTARG = decompose_sums,
	FUNCTION = decompose_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (decompose_sums, decompose_sums) IS 'sorts after or is the same';

CREATE FUNCTION decompose_sums_cmp(decompose_sums, decompose_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_cmp(decompose_sums, decompose_sums) IS 'less-equal-greater';

CREATE FUNCTION decompose_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS decompose_sums_ops DEFAULT FOR TYPE decompose_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 decompose_sums_cmp(decompose_sums, decompose_sums),
	FUNCTION 2 decompose_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION decompose_sums_hash(decompose_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_hash(decompose_sums) IS 'hash';

CREATE FUNCTION decompose_sums_hash_extended(decompose_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_hash_extended(decompose_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS decompose_sums_ops DEFAULT FOR TYPE decompose_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 decompose_sums_hash(decompose_sums),
	FUNCTION 2 decompose_sums_hash_extended(decompose_sums, bigint);

CREATE FUNCTION decompose_sums_accum(decompose_sums, rate, rate) RETURNS decompose_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_accum(decompose_sums, rate, rate) IS 'aggregate transition function';

CREATE FUNCTION decompose_sums_inverse(decompose_sums, rate, rate) RETURNS decompose_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_inverse(decompose_sums, rate, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION decompose_sums_combine(decompose_sums, decompose_sums) RETURNS decompose_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_combine(decompose_sums, decompose_sums) IS 'aggregate combine function';

CREATE FUNCTION decompose_sums_final(decompose_sums) RETURNS decomposition
	AS 'MODULE_PATHNAME', 'decompose_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_sums_final(decompose_sums) IS 'aggregate final function';

CREATE OR REPLACE AGGREGATE decompose(later rate, earlier rate) (
	SFUNC = decompose_sums_accum,
	STYPE = decompose_sums,
	COMBINEFUNC = decompose_sums_combine,
	FINALFUNC = decompose_sums_final,
	MSFUNC = decompose_sums_accum,
	MINVFUNC = decompose_sums_inverse,
	MSTYPE = decompose_sums,
	MFINALFUNC = decompose_sums_final,
	PARALLEL = SAFE
);

-- What one stratum adds to it (src/infer/contribution.c).  Not strict: a date may
-- not have the stratum.
CREATE FUNCTION contribution(later rate, earlier rate, later_total rate, earlier_total rate,
	OUT rate_effect numeric, OUT mix_effect numeric)
	AS 'MODULE_PATHNAME', 'rate_contribution' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION contribution(rate, rate, rate, rate) IS 'what a stratum adds to the effects of decompose(), in percentage points, its mix effect relative to the total; a missing date is NULL or 0/0; NULL columns if a total has no denominator';

CREATE TYPE panel_change_sums;

CREATE FUNCTION panel_change_sums_in(cstring) RETURNS panel_change_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_in(cstring) IS 'I/O';

CREATE FUNCTION panel_change_sums_out(panel_change_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_out(panel_change_sums) IS 'I/O';

CREATE FUNCTION panel_change_sums_recv(internal) RETURNS panel_change_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_recv(internal) IS 'I/O';

CREATE FUNCTION panel_change_sums_send(panel_change_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_send(panel_change_sums) IS 'I/O';

CREATE TYPE panel_change_sums (
	INPUT = panel_change_sums_in,
	OUTPUT = panel_change_sums_out,
	RECEIVE = panel_change_sums_recv,
	SEND = panel_change_sums_send,
	INTERNALLENGTH = 128,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE panel_change_sums IS 'partial result of panel_change(): numerators and denominators of those on both dates, later and earlier, of those who entered, and of those who left';

CREATE FUNCTION panel_change_sums_eq(panel_change_sums, panel_change_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_eq(panel_change_sums, panel_change_sums) IS 'implementation of = operator';

CREATE FUNCTION panel_change_sums_ne(panel_change_sums, panel_change_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_ne(panel_change_sums, panel_change_sums) IS 'implementation of <> operator';

CREATE FUNCTION panel_change_sums_lt(panel_change_sums, panel_change_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_lt(panel_change_sums, panel_change_sums) IS 'implementation of < operator';

CREATE FUNCTION panel_change_sums_le(panel_change_sums, panel_change_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_le(panel_change_sums, panel_change_sums) IS 'implementation of <= operator';

CREATE FUNCTION panel_change_sums_gt(panel_change_sums, panel_change_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_gt(panel_change_sums, panel_change_sums) IS 'implementation of > operator';

CREATE FUNCTION panel_change_sums_ge(panel_change_sums, panel_change_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_ge(panel_change_sums, panel_change_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = panel_change_sums,
	RIGHTARG = panel_change_sums,
	FUNCTION = panel_change_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (panel_change_sums, panel_change_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = panel_change_sums,
	RIGHTARG = panel_change_sums,
	FUNCTION = panel_change_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (panel_change_sums, panel_change_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = panel_change_sums,
	RIGHTARG = panel_change_sums,
	FUNCTION = panel_change_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (panel_change_sums, panel_change_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = panel_change_sums,
	RIGHTARG = panel_change_sums,
	FUNCTION = panel_change_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (panel_change_sums, panel_change_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = panel_change_sums,
	RIGHTARG = panel_change_sums,
	FUNCTION = panel_change_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (panel_change_sums, panel_change_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = panel_change_sums,
	RIGHTARG = panel_change_sums,
	FUNCTION = panel_change_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (panel_change_sums, panel_change_sums) IS 'sorts after or is the same';

CREATE FUNCTION panel_change_sums_cmp(panel_change_sums, panel_change_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_cmp(panel_change_sums, panel_change_sums) IS 'less-equal-greater';

CREATE FUNCTION panel_change_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS panel_change_sums_ops DEFAULT FOR TYPE panel_change_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 panel_change_sums_cmp(panel_change_sums, panel_change_sums),
	FUNCTION 2 panel_change_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION panel_change_sums_hash(panel_change_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_hash(panel_change_sums) IS 'hash';

CREATE FUNCTION panel_change_sums_hash_extended(panel_change_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_hash_extended(panel_change_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS panel_change_sums_ops DEFAULT FOR TYPE panel_change_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 panel_change_sums_hash(panel_change_sums),
	FUNCTION 2 panel_change_sums_hash_extended(panel_change_sums, bigint);

CREATE FUNCTION panel_change_sums_accum(panel_change_sums, rate, rate) RETURNS panel_change_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_accum(panel_change_sums, rate, rate) IS 'aggregate transition function';

CREATE FUNCTION panel_change_sums_inverse(panel_change_sums, rate, rate) RETURNS panel_change_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_inverse(panel_change_sums, rate, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION panel_change_sums_combine(panel_change_sums, panel_change_sums) RETURNS panel_change_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_combine(panel_change_sums, panel_change_sums) IS 'aggregate combine function';

CREATE FUNCTION panel_change_sums_final(panel_change_sums) RETURNS panel_decomposition
	AS 'MODULE_PATHNAME', 'panel_change_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_sums_final(panel_change_sums) IS 'aggregate final function';

CREATE OR REPLACE AGGREGATE panel_change(later rate, earlier rate) (
	SFUNC = panel_change_sums_accum,
	STYPE = panel_change_sums,
	COMBINEFUNC = panel_change_sums_combine,
	FINALFUNC = panel_change_sums_final,
	MSFUNC = panel_change_sums_accum,
	MINVFUNC = panel_change_sums_inverse,
	MSTYPE = panel_change_sums,
	MFINALFUNC = panel_change_sums_final,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION standardize_accum(internal, rate, double precision) IS 'aggregate transition function of release 1.0';
COMMENT ON FUNCTION standardize_combine(internal, internal) IS 'aggregate combine function of release 1.0';
COMMENT ON FUNCTION standardize_serialize(internal) IS 'aggregate serialization function of release 1.0';
COMMENT ON FUNCTION standardize_deserialize(bytea, internal) IS 'aggregate deserialization function of release 1.0';
COMMENT ON FUNCTION standardize_final(internal) IS 'aggregate final function of release 1.0';

COMMENT ON FUNCTION decompose_accum(internal, rate, rate) IS 'aggregate transition function of release 1.0';
COMMENT ON FUNCTION decompose_combine(internal, internal) IS 'aggregate combine function of release 1.0';
COMMENT ON FUNCTION decompose_serialize(internal) IS 'aggregate serialization function of release 1.0';
COMMENT ON FUNCTION decompose_deserialize(bytea, internal) IS 'aggregate deserialization function of release 1.0';
COMMENT ON FUNCTION decompose_final(internal) IS 'aggregate final function of release 1.0';

COMMENT ON FUNCTION panel_change_accum(internal, rate, rate) IS 'aggregate transition function of release 1.0';
COMMENT ON FUNCTION panel_change_combine(internal, internal) IS 'aggregate combine function of release 1.0';
COMMENT ON FUNCTION panel_change_serialize(internal) IS 'aggregate serialization function of release 1.0';
COMMENT ON FUNCTION panel_change_deserialize(bytea, internal) IS 'aggregate deserialization function of release 1.0';
COMMENT ON FUNCTION panel_change_final(internal) IS 'aggregate final function of release 1.0';

-- Products of factors (src/infer/decompose_factors.c)

CREATE FUNCTION decompose_factors(later rate[], earlier rate[]) RETURNS numeric[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors(rate[], rate[]) IS 'the effect of each factor on the change of their product, as ratios with 18 decimals that add up to it (Das Gupta 1993), of 2 to 6 factors; NULL if a factor is NULL or 0/0';

CREATE TYPE decompose_factors_sums;

CREATE FUNCTION decompose_factors_sums_in(cstring) RETURNS decompose_factors_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_in(cstring) IS 'I/O';

CREATE FUNCTION decompose_factors_sums_out(decompose_factors_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_out(decompose_factors_sums) IS 'I/O';

CREATE FUNCTION decompose_factors_sums_recv(internal) RETURNS decompose_factors_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_recv(internal) IS 'I/O';

CREATE FUNCTION decompose_factors_sums_send(decompose_factors_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_send(decompose_factors_sums) IS 'I/O';

CREATE TYPE decompose_factors_sums (
	INPUT = decompose_factors_sums_in,
	OUTPUT = decompose_factors_sums_out,
	RECEIVE = decompose_factors_sums_recv,
	SEND = decompose_factors_sums_send,
	INTERNALLENGTH = 400,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE decompose_factors_sums IS 'partial result of decompose_factors_total(): the number of strata and of all their factors, and in hexadecimal of each factor the effects that are not negative and those that are';

CREATE FUNCTION decompose_factors_sums_eq(decompose_factors_sums, decompose_factors_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_eq(decompose_factors_sums, decompose_factors_sums) IS 'implementation of = operator';

CREATE FUNCTION decompose_factors_sums_ne(decompose_factors_sums, decompose_factors_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_ne(decompose_factors_sums, decompose_factors_sums) IS 'implementation of <> operator';

CREATE FUNCTION decompose_factors_sums_lt(decompose_factors_sums, decompose_factors_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_lt(decompose_factors_sums, decompose_factors_sums) IS 'implementation of < operator';

CREATE FUNCTION decompose_factors_sums_le(decompose_factors_sums, decompose_factors_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_le(decompose_factors_sums, decompose_factors_sums) IS 'implementation of <= operator';

CREATE FUNCTION decompose_factors_sums_gt(decompose_factors_sums, decompose_factors_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_gt(decompose_factors_sums, decompose_factors_sums) IS 'implementation of > operator';

CREATE FUNCTION decompose_factors_sums_ge(decompose_factors_sums, decompose_factors_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_ge(decompose_factors_sums, decompose_factors_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = decompose_factors_sums,
	RIGHTARG = decompose_factors_sums,
	FUNCTION = decompose_factors_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (decompose_factors_sums, decompose_factors_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = decompose_factors_sums,
	RIGHTARG = decompose_factors_sums,
	FUNCTION = decompose_factors_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (decompose_factors_sums, decompose_factors_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = decompose_factors_sums,
	RIGHTARG = decompose_factors_sums,
	FUNCTION = decompose_factors_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (decompose_factors_sums, decompose_factors_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = decompose_factors_sums,
	RIGHTARG = decompose_factors_sums,
	FUNCTION = decompose_factors_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (decompose_factors_sums, decompose_factors_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = decompose_factors_sums,
	RIGHTARG = decompose_factors_sums,
	FUNCTION = decompose_factors_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (decompose_factors_sums, decompose_factors_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = decompose_factors_sums,
	RIGHTARG = decompose_factors_sums,
	FUNCTION = decompose_factors_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (decompose_factors_sums, decompose_factors_sums) IS 'sorts after or is the same';

CREATE FUNCTION decompose_factors_sums_cmp(decompose_factors_sums, decompose_factors_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_cmp(decompose_factors_sums, decompose_factors_sums) IS 'less-equal-greater';

CREATE FUNCTION decompose_factors_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS decompose_factors_sums_ops DEFAULT FOR TYPE decompose_factors_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 decompose_factors_sums_cmp(decompose_factors_sums, decompose_factors_sums),
	FUNCTION 2 decompose_factors_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION decompose_factors_sums_hash(decompose_factors_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_hash(decompose_factors_sums) IS 'hash';

CREATE FUNCTION decompose_factors_sums_hash_extended(decompose_factors_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_hash_extended(decompose_factors_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS decompose_factors_sums_ops DEFAULT FOR TYPE decompose_factors_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 decompose_factors_sums_hash(decompose_factors_sums),
	FUNCTION 2 decompose_factors_sums_hash_extended(decompose_factors_sums, bigint);

CREATE FUNCTION decompose_factors_sums_accum(decompose_factors_sums, rate[], rate[]) RETURNS decompose_factors_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_accum(decompose_factors_sums, rate[], rate[]) IS 'aggregate transition function';

CREATE FUNCTION decompose_factors_sums_inverse(decompose_factors_sums, rate[], rate[]) RETURNS decompose_factors_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_inverse(decompose_factors_sums, rate[], rate[]) IS 'aggregate inverse transition function';

CREATE FUNCTION decompose_factors_sums_combine(decompose_factors_sums, decompose_factors_sums) RETURNS decompose_factors_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_combine(decompose_factors_sums, decompose_factors_sums) IS 'aggregate combine function';

CREATE FUNCTION decompose_factors_sums_final(decompose_factors_sums) RETURNS numeric[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION decompose_factors_sums_final(decompose_factors_sums) IS 'aggregate final function';

CREATE AGGREGATE decompose_factors_total(later rate[], earlier rate[]) (
	SFUNC = decompose_factors_sums_accum,
	STYPE = decompose_factors_sums,
	COMBINEFUNC = decompose_factors_sums_combine,
	FINALFUNC = decompose_factors_sums_final,
	MSFUNC = decompose_factors_sums_accum,
	MINVFUNC = decompose_factors_sums_inverse,
	MSTYPE = decompose_factors_sums,
	MFINALFUNC = decompose_factors_sums_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE decompose_factors_total(rate[], rate[]) IS 'the effect of each factor on the change of the sum of the products of all strata, as ratios with 18 decimals that add up to it; a row of NULL twice is skipped, a factor without a value is an error; NULL without strata';

-- panel_change(), with the matched split further (src/infer/panel_split.c)

CREATE TYPE panel_split AS (change numeric, matched numeric, matched_mean numeric, matched_covariance numeric, entry numeric, exit numeric);
COMMENT ON TYPE panel_split IS 'a change in percentage points, split by who reported on which date, and of those on both into the change of their mean rate and that of its covariance with size';

CREATE TYPE panel_change_split_sums;

CREATE FUNCTION panel_change_split_sums_in(cstring) RETURNS panel_change_split_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_in(cstring) IS 'I/O';

CREATE FUNCTION panel_change_split_sums_out(panel_change_split_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_out(panel_change_split_sums) IS 'I/O';

CREATE FUNCTION panel_change_split_sums_recv(internal) RETURNS panel_change_split_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_recv(internal) IS 'I/O';

CREATE FUNCTION panel_change_split_sums_send(panel_change_split_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_send(panel_change_split_sums) IS 'I/O';

CREATE TYPE panel_change_split_sums (
	INPUT = panel_change_split_sums_in,
	OUTPUT = panel_change_split_sums_out,
	RECEIVE = panel_change_split_sums_recv,
	SEND = panel_change_split_sums_send,
	INTERNALLENGTH = 200,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE panel_change_split_sums IS 'partial result of panel_change_split(): the sums of panel_change(), the number of those with a rate on both dates, and in hexadecimal the sums of their ratios, later and earlier';

CREATE FUNCTION panel_change_split_sums_eq(panel_change_split_sums, panel_change_split_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_eq(panel_change_split_sums, panel_change_split_sums) IS 'implementation of = operator';

CREATE FUNCTION panel_change_split_sums_ne(panel_change_split_sums, panel_change_split_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_ne(panel_change_split_sums, panel_change_split_sums) IS 'implementation of <> operator';

CREATE FUNCTION panel_change_split_sums_lt(panel_change_split_sums, panel_change_split_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_lt(panel_change_split_sums, panel_change_split_sums) IS 'implementation of < operator';

CREATE FUNCTION panel_change_split_sums_le(panel_change_split_sums, panel_change_split_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_le(panel_change_split_sums, panel_change_split_sums) IS 'implementation of <= operator';

CREATE FUNCTION panel_change_split_sums_gt(panel_change_split_sums, panel_change_split_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_gt(panel_change_split_sums, panel_change_split_sums) IS 'implementation of > operator';

CREATE FUNCTION panel_change_split_sums_ge(panel_change_split_sums, panel_change_split_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_ge(panel_change_split_sums, panel_change_split_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = panel_change_split_sums,
	RIGHTARG = panel_change_split_sums,
	FUNCTION = panel_change_split_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (panel_change_split_sums, panel_change_split_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = panel_change_split_sums,
	RIGHTARG = panel_change_split_sums,
	FUNCTION = panel_change_split_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (panel_change_split_sums, panel_change_split_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = panel_change_split_sums,
	RIGHTARG = panel_change_split_sums,
	FUNCTION = panel_change_split_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (panel_change_split_sums, panel_change_split_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = panel_change_split_sums,
	RIGHTARG = panel_change_split_sums,
	FUNCTION = panel_change_split_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (panel_change_split_sums, panel_change_split_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = panel_change_split_sums,
	RIGHTARG = panel_change_split_sums,
	FUNCTION = panel_change_split_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (panel_change_split_sums, panel_change_split_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = panel_change_split_sums,
	RIGHTARG = panel_change_split_sums,
	FUNCTION = panel_change_split_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (panel_change_split_sums, panel_change_split_sums) IS 'sorts after or is the same';

CREATE FUNCTION panel_change_split_sums_cmp(panel_change_split_sums, panel_change_split_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_cmp(panel_change_split_sums, panel_change_split_sums) IS 'less-equal-greater';

CREATE FUNCTION panel_change_split_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS panel_change_split_sums_ops DEFAULT FOR TYPE panel_change_split_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 panel_change_split_sums_cmp(panel_change_split_sums, panel_change_split_sums),
	FUNCTION 2 panel_change_split_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION panel_change_split_sums_hash(panel_change_split_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_hash(panel_change_split_sums) IS 'hash';

CREATE FUNCTION panel_change_split_sums_hash_extended(panel_change_split_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_hash_extended(panel_change_split_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS panel_change_split_sums_ops DEFAULT FOR TYPE panel_change_split_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 panel_change_split_sums_hash(panel_change_split_sums),
	FUNCTION 2 panel_change_split_sums_hash_extended(panel_change_split_sums, bigint);

CREATE FUNCTION panel_change_split_sums_accum(panel_change_split_sums, rate, rate) RETURNS panel_change_split_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_accum(panel_change_split_sums, rate, rate) IS 'aggregate transition function';

CREATE FUNCTION panel_change_split_sums_inverse(panel_change_split_sums, rate, rate) RETURNS panel_change_split_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_inverse(panel_change_split_sums, rate, rate) IS 'aggregate inverse transition function';

CREATE FUNCTION panel_change_split_sums_combine(panel_change_split_sums, panel_change_split_sums) RETURNS panel_change_split_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_combine(panel_change_split_sums, panel_change_split_sums) IS 'aggregate combine function';

CREATE FUNCTION panel_change_split_sums_final(panel_change_split_sums) RETURNS panel_split
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION panel_change_split_sums_final(panel_change_split_sums) IS 'aggregate final function';

CREATE AGGREGATE panel_change_split(later rate, earlier rate) (
	SFUNC = panel_change_split_sums_accum,
	STYPE = panel_change_split_sums,
	COMBINEFUNC = panel_change_split_sums_combine,
	FINALFUNC = panel_change_split_sums_final,
	MSFUNC = panel_change_split_sums_accum,
	MINVFUNC = panel_change_split_sums_inverse,
	MSTYPE = panel_change_split_sums,
	MFINALFUNC = panel_change_split_sums_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE panel_change_split(rate, rate) IS 'panel_change() with matched split into the change of the mean rate of enterprises and that of its covariance with size, in percentage points that add up; NULL is an enterprise that did not report';

-- Composite indices (src/infer/percent_index.c)

CREATE TYPE percent_index_sums;

CREATE FUNCTION percent_index_sums_in(cstring) RETURNS percent_index_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_in(cstring) IS 'I/O';

CREATE FUNCTION percent_index_sums_out(percent_index_sums) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_out(percent_index_sums) IS 'I/O';

CREATE FUNCTION percent_index_sums_recv(internal) RETURNS percent_index_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_recv(internal) IS 'I/O';

CREATE FUNCTION percent_index_sums_send(percent_index_sums) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_send(percent_index_sums) IS 'I/O';

CREATE TYPE percent_index_sums (
	INPUT = percent_index_sums_in,
	OUTPUT = percent_index_sums_out,
	RECEIVE = percent_index_sums_recv,
	SEND = percent_index_sums_send,
	INTERNALLENGTH = 56,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE percent_index_sums IS 'partial result of percent_index(): the number of rates, the sum of the weights in units of 10^-24, and in hexadecimal that of weight times ratio';

CREATE FUNCTION percent_index_sums_eq(percent_index_sums, percent_index_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_eq(percent_index_sums, percent_index_sums) IS 'implementation of = operator';

CREATE FUNCTION percent_index_sums_ne(percent_index_sums, percent_index_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_ne(percent_index_sums, percent_index_sums) IS 'implementation of <> operator';

CREATE FUNCTION percent_index_sums_lt(percent_index_sums, percent_index_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_lt(percent_index_sums, percent_index_sums) IS 'implementation of < operator';

CREATE FUNCTION percent_index_sums_le(percent_index_sums, percent_index_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_le(percent_index_sums, percent_index_sums) IS 'implementation of <= operator';

CREATE FUNCTION percent_index_sums_gt(percent_index_sums, percent_index_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_gt(percent_index_sums, percent_index_sums) IS 'implementation of > operator';

CREATE FUNCTION percent_index_sums_ge(percent_index_sums, percent_index_sums) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_ge(percent_index_sums, percent_index_sums) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = percent_index_sums,
	RIGHTARG = percent_index_sums,
	FUNCTION = percent_index_sums_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (percent_index_sums, percent_index_sums) IS 'the same sums';

CREATE OPERATOR <> (
	LEFTARG = percent_index_sums,
	RIGHTARG = percent_index_sums,
	FUNCTION = percent_index_sums_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (percent_index_sums, percent_index_sums) IS 'not the same sums';

CREATE OPERATOR < (
	LEFTARG = percent_index_sums,
	RIGHTARG = percent_index_sums,
	FUNCTION = percent_index_sums_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (percent_index_sums, percent_index_sums) IS 'sorts before: by each sum in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = percent_index_sums,
	RIGHTARG = percent_index_sums,
	FUNCTION = percent_index_sums_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (percent_index_sums, percent_index_sums) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = percent_index_sums,
	RIGHTARG = percent_index_sums,
	FUNCTION = percent_index_sums_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (percent_index_sums, percent_index_sums) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = percent_index_sums,
	RIGHTARG = percent_index_sums,
	FUNCTION = percent_index_sums_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (percent_index_sums, percent_index_sums) IS 'sorts after or is the same';

CREATE FUNCTION percent_index_sums_cmp(percent_index_sums, percent_index_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_cmp(percent_index_sums, percent_index_sums) IS 'less-equal-greater';

CREATE FUNCTION percent_index_sums_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS percent_index_sums_ops DEFAULT FOR TYPE percent_index_sums USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 percent_index_sums_cmp(percent_index_sums, percent_index_sums),
	FUNCTION 2 percent_index_sums_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION percent_index_sums_hash(percent_index_sums) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_hash(percent_index_sums) IS 'hash';

CREATE FUNCTION percent_index_sums_hash_extended(percent_index_sums, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_hash_extended(percent_index_sums, bigint) IS 'hash';

CREATE OPERATOR CLASS percent_index_sums_ops DEFAULT FOR TYPE percent_index_sums USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 percent_index_sums_hash(percent_index_sums),
	FUNCTION 2 percent_index_sums_hash_extended(percent_index_sums, bigint);

CREATE FUNCTION percent_index_sums_accum(percent_index_sums, rate, numeric) RETURNS percent_index_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_accum(percent_index_sums, rate, numeric) IS 'aggregate transition function';

CREATE FUNCTION percent_index_sums_inverse(percent_index_sums, rate, numeric) RETURNS percent_index_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_inverse(percent_index_sums, rate, numeric) IS 'aggregate inverse transition function';

CREATE FUNCTION percent_index_sums_combine(percent_index_sums, percent_index_sums) RETURNS percent_index_sums
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_combine(percent_index_sums, percent_index_sums) IS 'aggregate combine function';

CREATE FUNCTION percent_index_sums_final(percent_index_sums) RETURNS numeric
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percent_index_sums_final(percent_index_sums) IS 'aggregate final function';

CREATE AGGREGATE percent_index(rate, weight numeric) (
	SFUNC = percent_index_sums_accum,
	STYPE = percent_index_sums,
	COMBINEFUNC = percent_index_sums_combine,
	FINALFUNC = percent_index_sums_final,
	MSFUNC = percent_index_sums_accum,
	MINVFUNC = percent_index_sums_inverse,
	MSTYPE = percent_index_sums,
	MFINALFUNC = percent_index_sums_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE percent_index(rate, numeric) IS 'composite index: the weighted mean of the rates in percent, exact to 20 decimals, of which round() makes the figure to print; a row of NULL twice is skipped, a rate without a weight or a weight without a rate is an error, weight 0 leaves a rate out; NULL without a weight';

-- Disclosure by contributors (src/infer/concentration.c)

CREATE TYPE concentration;

CREATE FUNCTION concentration_in(cstring) RETURNS concentration
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_in(cstring) IS 'I/O';

CREATE FUNCTION concentration_out(concentration) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_out(concentration) IS 'I/O';

CREATE FUNCTION concentration_recv(internal) RETURNS concentration
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_recv(internal) IS 'I/O';

CREATE FUNCTION concentration_send(concentration) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_send(concentration) IS 'I/O';

CREATE TYPE concentration (
	INPUT = concentration_in,
	OUTPUT = concentration_out,
	RECEIVE = concentration_recv,
	SEND = concentration_send,
	INTERNALLENGTH = 40,
	ALIGNMENT = double,
	STORAGE = plain
);
COMMENT ON TYPE concentration IS 'how few make up a total: the number of contributors above 0, their total, the largest and the second largest contribution';

CREATE FUNCTION concentration_eq(concentration, concentration) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_eq(concentration, concentration) IS 'implementation of = operator';

CREATE FUNCTION concentration_ne(concentration, concentration) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_ne(concentration, concentration) IS 'implementation of <> operator';

CREATE FUNCTION concentration_lt(concentration, concentration) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_lt(concentration, concentration) IS 'implementation of < operator';

CREATE FUNCTION concentration_le(concentration, concentration) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_le(concentration, concentration) IS 'implementation of <= operator';

CREATE FUNCTION concentration_gt(concentration, concentration) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_gt(concentration, concentration) IS 'implementation of > operator';

CREATE FUNCTION concentration_ge(concentration, concentration) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_ge(concentration, concentration) IS 'implementation of >= operator';

CREATE OPERATOR = (
	LEFTARG = concentration,
	RIGHTARG = concentration,
	FUNCTION = concentration_eq,
	COMMUTATOR = =,
	NEGATOR = <>,
	RESTRICT = eqsel,
	JOIN = eqjoinsel,
	HASHES,
	MERGES
);
COMMENT ON OPERATOR = (concentration, concentration) IS 'the same concentration';

CREATE OPERATOR <> (
	LEFTARG = concentration,
	RIGHTARG = concentration,
	FUNCTION = concentration_ne,
	COMMUTATOR = <>,
	NEGATOR = =,
	RESTRICT = neqsel,
	JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (concentration, concentration) IS 'not the same concentration';

CREATE OPERATOR < (
	LEFTARG = concentration,
	RIGHTARG = concentration,
	FUNCTION = concentration_lt,
	COMMUTATOR = >,
	NEGATOR = >=,
	RESTRICT = scalarltsel,
	JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (concentration, concentration) IS 'sorts before: by each field in the order of the text form';

CREATE OPERATOR <= (
	LEFTARG = concentration,
	RIGHTARG = concentration,
	FUNCTION = concentration_le,
	COMMUTATOR = >=,
	NEGATOR = >,
	RESTRICT = scalarlesel,
	JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (concentration, concentration) IS 'sorts before or is the same';

CREATE OPERATOR > (
	LEFTARG = concentration,
	RIGHTARG = concentration,
	FUNCTION = concentration_gt,
	COMMUTATOR = <,
	NEGATOR = <=,
	RESTRICT = scalargtsel,
	JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (concentration, concentration) IS 'sorts after';

CREATE OPERATOR >= (
	LEFTARG = concentration,
	RIGHTARG = concentration,
	FUNCTION = concentration_ge,
	COMMUTATOR = <=,
	NEGATOR = <,
	RESTRICT = scalargesel,
	JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (concentration, concentration) IS 'sorts after or is the same';

CREATE FUNCTION concentration_cmp(concentration, concentration) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_cmp(concentration, concentration) IS 'less-equal-greater';

CREATE FUNCTION concentration_sortsupport(internal) RETURNS void
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_sortsupport(internal) IS 'sort support';

CREATE OPERATOR CLASS concentration_ops DEFAULT FOR TYPE concentration USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 concentration_cmp(concentration, concentration),
	FUNCTION 2 concentration_sortsupport(internal),
	FUNCTION 4 btequalimage(oid);

CREATE FUNCTION concentration_hash(concentration) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_hash(concentration) IS 'hash';

CREATE FUNCTION concentration_hash_extended(concentration, bigint) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION concentration_hash_extended(concentration, bigint) IS 'hash';

CREATE OPERATOR CLASS concentration_ops DEFAULT FOR TYPE concentration USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 concentration_hash(concentration),
	FUNCTION 2 concentration_hash_extended(concentration, bigint);

CREATE FUNCTION concentration_accum(concentration, bigint) RETURNS concentration
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION concentration_accum(concentration, bigint) IS 'aggregate transition function';

CREATE FUNCTION concentration_combine(concentration, concentration) RETURNS concentration
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION concentration_combine(concentration, concentration) IS 'aggregate combine function';

CREATE AGGREGATE concentration(bigint) (
	SFUNC = concentration_accum,
	STYPE = concentration,
	COMBINEFUNC = concentration_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE concentration(bigint) IS 'how few make up a total, of one contribution a row: NULL is skipped, 0 is no contributor, a negative one an error; NULL without rows';

CREATE AGGREGATE concentration(concentration) (
	SFUNC = concentration_combine,
	STYPE = concentration,
	COMBINEFUNC = concentration_combine,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE concentration(concentration) IS 'of all contributors of several cells, each of which is in one of them';

CREATE FUNCTION is_sensitive(concentration, minimum integer DEFAULT 3, p double precision DEFAULT 10) RETURNS boolean
	AS 'MODULE_PATHNAME', 'concentration_is_sensitive' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION is_sensitive(concentration, integer, double precision) IS 'has the cell fewer contributors than the minimum, or are all but the largest two less than p percent of the largest (p% rule)?';

CREATE FUNCTION is_dominated(concentration, n integer DEFAULT 1, k double precision DEFAULT 90) RETURNS boolean
	AS 'MODULE_PATHNAME', 'concentration_is_dominated' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION is_dominated(concentration, integer, double precision) IS 'are the n largest contributions (1 or 2) more than k percent of the total (dominance rule)?';

CREATE FUNCTION suppress(rate, concentration, minimum integer DEFAULT 3, p double precision DEFAULT 10, keep_extremes boolean DEFAULT false) RETURNS rate
	AS 'MODULE_PATHNAME', 'rate_suppress_concentrated' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(rate, concentration, integer, double precision, boolean) IS 'the rate, or NULL if is_sensitive() says so of its contributors; a rate of 0 or 1 stays if keep_extremes';

--
-- The register of software cities, and the calendar
--

-- The cities that 1.0 seeded are part of the code now, and class_on() answers
-- from there and from the rows that users have added.  The rows marked seeded
-- in software_city show them.
CREATE FUNCTION seeded_cities(OUT division_code integer, OUT name_zh text, OUT name_en text, OUT class city_class, OUT during daterange)
	RETURNS SETOF record
	AS 'MODULE_PATHNAME', 'seeded_cities' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 19;
COMMENT ON FUNCTION seeded_cities() IS 'the software cities that come with the extension, as software_city shows them in its rows marked seeded';

CREATE FUNCTION is_seeded_city(division_code integer, name_en text, class city_class, during daterange) RETURNS boolean
	AS 'MODULE_PATHNAME', 'is_seeded_city' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION is_seeded_city(integer, text, city_class, daterange) IS 'constraint of software_city: a row as a release of the extension has seeded it';

-- A plain table without triggers, so that Citus can make a reference table of
-- it.  What the triggers kept from being added or changed, a constraint keeps.
DROP TRIGGER software_city_protect_seeded ON software_city;
DROP TRIGGER software_city_protect_seeded_truncate ON software_city;
COMMENT ON FUNCTION software_city_protect_seeded() IS 'trigger of 1.0 that kept seeded rows as they are; no longer in use';

-- The Ministry's evaluation of 2023, of January 2024, put stars in the place of
-- classes.  Rows are updated, not replaced, so that a subscriber that has them
-- already, or not yet, can follow; what is no row of 1.0 is made good.
UPDATE software_city AS c SET name_en = s.name_en, class = s.class, during = s.during
FROM seeded_cities() AS s
WHERE c.seeded AND c.division_code OPERATOR(pg_catalog.=) s.division_code;
DELETE FROM software_city
WHERE seeded AND NOT is_seeded_city(division_code, name_en, class, during);
INSERT INTO software_city (division_code, name_zh, name_en, class, during, seeded)
SELECT s.division_code, s.name_zh, s.name_en, s.class, s.during, true
FROM seeded_cities() AS s
WHERE NOT EXISTS (SELECT FROM software_city AS c WHERE c.seeded AND c.division_code OPERATOR(pg_catalog.=) s.division_code);

ALTER TABLE software_city ADD CONSTRAINT software_city_seeded
	CHECK (NOT seeded OR is_seeded_city(division_code, name_en, class, during));

-- The owner of the database owns the register, whoever has created or restored
-- the extension: grants of that owner are then those of the table's owner, which
-- a dump needs no other session authorization for.
--
-- From here on no script of the extension may write to the table: it runs as
-- superuser, and so would what the owner has attached to the table.
--
-- Since 16 changes that a subscription brings are applied as the owner of the
-- table, who has to be let into the schema.  Better no update than a
-- subscription that stops.
DO $$
DECLARE
	home pg_catalog.name;
BEGIN
	SELECT n.nspname INTO home
	FROM pg_catalog.pg_class AS c
	JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
	JOIN pg_catalog.pg_subscription_rel AS s ON s.srrelid OPERATOR(pg_catalog.=) c.oid
	WHERE c.oid OPERATOR(pg_catalog.=) 'software_city'::pg_catalog.regclass
		AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 OPERATOR(pg_catalog.>=) 160000
		AND NOT pg_catalog.has_schema_privilege('pg_database_owner'::pg_catalog.name, n.oid, 'USAGE'::pg_catalog.text);
	IF FOUND THEN
		RAISE EXCEPTION 'software_city is subscribed to, and its new owner has no access to schema "%"', home
			USING ERRCODE = 'object_not_in_prerequisite_state',
				DETAIL = 'The table will belong to pg_database_owner, as whom changes of a subscription are applied.',
				HINT = pg_catalog.format('GRANT USAGE ON SCHEMA %I TO pg_database_owner, and update again.', home);
	END IF;
END
$$;
ALTER TABLE software_city OWNER TO pg_database_owner;
REVOKE GRANT OPTION FOR INSERT, UPDATE, DELETE ON software_city FROM pg_database_owner;

-- What a dump takes for granted is what a fresh table has: its owner's rights and
-- SELECT for all.  REVOKE has recorded all rights there are, with grants that
-- users have made and that a dump must have.
UPDATE pg_catalog.pg_init_privs
SET initprivs = pg_catalog.acldefault('r', c.relowner) OPERATOR(pg_catalog.||) pg_catalog.makeaclitem(0, c.relowner, 'SELECT', false)
FROM pg_catalog.pg_class AS c
WHERE c.oid OPERATOR(pg_catalog.=) 'software_city'::pg_catalog.regclass
	AND classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
	AND objoid OPERATOR(pg_catalog.=) c.oid AND objsubid OPERATOR(pg_catalog.=) 0;

-- The same functions, faster, and for what can only mean one city.
CREATE OR REPLACE FUNCTION class_on(division_code integer, day date) RETURNS city_class
	AS 'MODULE_PATHNAME', 'class_on_code' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION class_on(integer, date) IS 'the class that a city had on a day, by its division code or that of a county or district in it; NULL if the register has none';

CREATE OR REPLACE FUNCTION class_on(city text, day date) RETURNS city_class
	AS 'MODULE_PATHNAME', 'class_on_name' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION class_on(text, date) IS 'the class that a city had on a day, by its Chinese or English name or its division code; NULL if the register has none, or if the text can mean no city or several';

COMMENT ON COLUMN software_city.seeded IS 'true for the rows that come with the extension, which are there to be read; pg_dump keeps the others';

-- Days to compare with (src/register/calendar.c)

CREATE FUNCTION spring_festival(year integer) RETURNS date
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION spring_festival(integer) IS 'the first day of the lunar year that begins in this year, 1901 to 2100';

CREATE FUNCTION festival_day(date) RETURNS integer
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION festival_day(date) IS 'days from the nearest Spring Festival, the earlier one on a tie, plus 1: its day is 1, its eve 0';

CREATE FUNCTION lunar_date(date, language text DEFAULT 'zh') RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION lunar_date(date, text) IS 'month and day by the lunar calendar, in Chinese (zh) or English (en)';

CREATE FUNCTION same_lunar_day(date, years integer DEFAULT -1) RETURNS date
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION same_lunar_day(date, integer) IS 'the day of the same lunar month and day so many lunar years later; a leap month that is missing there is the month of its number, a day 30 that is missing the last day';

CREATE FUNCTION same_weekday(date, years integer DEFAULT -1) RETURNS date
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION same_weekday(date, integer) IS 'the day of the same weekday that is nearest to the same date so many years later';

--
-- From a spreadsheet
--

-- Counts as people write them (src/register/count_text.c)

CREATE FUNCTION count_of(text) RETURNS bigint
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION count_of(text) IS 'the count in a cell of a spreadsheet, such as 1,234 or 42.3 thousand, exactly; NULL for one that says that it is not known';

CREATE FUNCTION implied_counts(printed text, rounding text DEFAULT 'half_up') RETURNS int8range
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION implied_counts(text, text) IS 'every count that the rule writes as the cell of a spreadsheet, with its digits and its unit; NULL for one that says that it is not known';

CREATE FUNCTION count_fault(text) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION count_fault(text) IS 'why count_of() refuses a cell of a spreadsheet; NULL for one that it does not';
