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

--
-- Publishing and auditing
--

--
-- Pooling
--

--
-- As of a cut-off
--

--
-- Series
--

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

--
-- The register of software cities, and the calendar
--

--
-- From a spreadsheet
--
