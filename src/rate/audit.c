/*-------------------------------------------------------------------------
 *
 * audit.c
 *	  From the printed figure back to the counts: does a pair print so, under
 *	  which rules, and which counts would?
 *
 * A rule of rounding maps an interval of values to a printed figure.  With p
 * the figure in units of its last digit and x the value in the same units, it
 * is
 *
 *	half_up		p - 1/2 <= x <  p + 1/2
 *	half_even	p - 1/2 <= x <= p + 1/2, if p is even
 *				p - 1/2 <  x <  p + 1/2, if p is odd
 *	truncate	p       <= x <  p + 1
 *	up			p - 1   <  x <= p
 *
 * and never below 0, as counts are not negative.  With one count known, x is
 * a multiple of the other or of its inverse, so the counts that print the
 * figure are all integers between two quotients.  These are taken in numeric
 * integers, exactly, for figures of any size and scale.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/rangetypes.h"

#include "base/compat.h"
#include "base/rounding.h"
#include "rate/rate.h"

/*
 * No rate exceeds 10^21 percent, and none that is printed to tens or more
 * exceeds 10^21 units of its last digit.
 */
#define LARGEST_EXPONENT 21

/* The values that are printed as one figure, in halves of its last digit */
typedef struct Preimage
{
	Numeric		lower;
	Numeric		upper;
	bool		lower_closed;
	bool		upper_closed;
} Preimage;

PG_FUNCTION_INFO_V1(rate_prints_as);
PG_FUNCTION_INFO_V1(rate_prints_as_digits);
PG_FUNCTION_INFO_V1(rate_rounding_modes);
PG_FUNCTION_INFO_V1(rate_rounding_modes_digits);
PG_FUNCTION_INFO_V1(implied_denominators);
PG_FUNCTION_INFO_V1(implied_denominators_digits);
PG_FUNCTION_INFO_V1(implied_numerators);
PG_FUNCTION_INFO_V1(implied_numerators_digits);


/* ---------
 * Arguments
 * ---------
 */

/*
 * The digits after the point that the published figure, argument n, is
 * written with.
 */
static int
written_digits(FunctionCallInfo fcinfo, int n)
{
	Datum		published = PG_GETARG_DATUM(n);
	Numeric		figure = DatumGetNumeric(published);
	char	   *text;

	if (numeric_is_nan(figure) || numeric_is_inf(figure))
	{
		text = DatumGetCString(DirectFunctionCall1(numeric_out, published));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a published percentage must be a finite number"),
				 errdetail("It is %s.", text),
				 errhint("Use NULL for a percentage that was not published.")));
	}
	return check_digits(DatumGetInt32(DirectFunctionCall1(numeric_scale,
														  published)));
}

/*
 * Those that argument digits_n says it was rounded to.  Both are bounded, so
 * that no product below loses digits.
 */
static int
stated_digits(FunctionCallInfo fcinfo, int n, int digits_n)
{
	written_digits(fcinfo, n);
	return check_digits(PG_GETARG_INT32(digits_n));
}

static int64
check_count(int64 count, const char *which)
{
	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the counts of a rate must not be negative"),
				 errdetail("The %s is " INT64_FORMAT ".", which, count),
				 errhint("Correct the filing, or use NULL for a count that is not known.")));
	return count;
}


/* ----------
 * Arithmetic
 * ----------
 */

/* a + b, for a small b */
static Numeric
plus(Numeric a, int b)
{
	return number_add(a, int64_to_numeric(b));
}

/* a * 10^places; unchanged if that is not a positive power */
static Numeric
shift(Numeric a, int places)
{
	if (places <= 0)
		return a;
	return number_mul(a, number_power_of_ten(places));
}

/* The quotient of two integers rounded down; neither is negative. */
static Numeric
floor_quotient(Numeric dividend, Numeric divisor, bool *exact)
{
	Numeric		quotient = number_div_trunc(dividend, divisor);

	*exact = number_compare(number_mul(quotient, divisor),
							 dividend) == 0;
	return quotient;
}

/*
 * The smallest integer that, multiplied by the divisor, gives at least (or,
 * not closed, more than) the dividend.
 */
static Numeric
smallest_factor(Numeric dividend, Numeric divisor, bool closed)
{
	bool		exact;
	Numeric		quotient = floor_quotient(dividend, divisor, &exact);

	return exact && closed ? quotient : plus(quotient, 1);
}

/*
 * The largest integer that, multiplied by the divisor, gives at most (or, not
 * closed, less than) the dividend.
 */
static Numeric
largest_factor(Numeric dividend, Numeric divisor, bool closed)
{
	bool		exact;
	Numeric		quotient = floor_quotient(dividend, divisor, &exact);

	return exact && !closed ? plus(quotient, -1) : quotient;
}

/*
 * The values that the rule prints as the figure.  Returns false if there are
 * none: the figure is negative, larger than any rate, or has more digits than
 * are printed.
 */
static bool
find_preimage(Numeric published, int digits, Rounding rounding,
			  Preimage *preimage)
{
	Numeric		units = published;
	Numeric		twice;
	bool		even;

	if (number_sign(published) < 0)
		return false;

	/* in units of the last digit; too large is settled before it overflows */
	if (digits < 0)
		units = number_mul(units, number_power_of_ten(digits));
	if (number_compare(units, number_power_of_ten(LARGEST_EXPONENT)) > 0)
		return false;
	units = shift(units, digits);

	if (number_sign(number_mod(units, int64_to_numeric(1))) != 0)
		return false;

	twice = number_mul(units, int64_to_numeric(2));
	switch (rounding)
	{
		case ROUND_HALF_UP:
			preimage->lower = plus(twice, -1);
			preimage->lower_closed = true;
			preimage->upper = plus(twice, 1);
			preimage->upper_closed = false;
			return true;
		case ROUND_HALF_EVEN:
			even = number_sign(number_mod(units, int64_to_numeric(2))) == 0;
			preimage->lower = plus(twice, -1);
			preimage->lower_closed = even;
			preimage->upper = plus(twice, 1);
			preimage->upper_closed = even;
			return true;
		case ROUND_TRUNCATE:
			preimage->lower = twice;
			preimage->lower_closed = true;
			preimage->upper = plus(twice, 2);
			preimage->upper_closed = false;
			return true;
		case ROUND_AWAY:
			preimage->lower = plus(twice, -2);
			preimage->lower_closed = false;
			preimage->upper = twice;
			preimage->upper_closed = true;
			return true;
	}
	pg_unreachable();
}


/* ------
 * Ranges
 * ------
 */

static Datum
empty_range(FunctionCallInfo fcinfo)
{
	TypeCacheEntry *typcache = range_get_typcache(fcinfo, INT8RANGEOID);

	return RangeTypePGetDatum(make_empty_range(typcache));
}

/*
 * The counts from lower to upper, both included; upper may be NULL, for no
 * limit.  An int8range is written with its upper end excluded, so one that
 * reaches the last bigint has none.
 */
static Datum
count_range(FunctionCallInfo fcinfo, Numeric lower, Numeric upper)
{
	TypeCacheEntry *typcache = range_get_typcache(fcinfo, INT8RANGEOID);
	Numeric		last = int64_to_numeric(PG_INT64_MAX);
	RangeBound	from;
	RangeBound	to;

	if (number_compare(lower, last) > 0 ||
		(upper != NULL && number_compare(lower, upper) > 0))
		return empty_range(fcinfo);

	from.val = Int64GetDatum(number_to_int64(lower));
	from.infinite = false;
	from.inclusive = true;
	from.lower = true;

	to.val = (Datum) 0;
	to.infinite = upper == NULL || number_compare(upper, last) >= 0;
	to.inclusive = false;
	to.lower = false;
	if (!to.infinite)
		to.val = Int64GetDatum(number_to_int64(plus(upper, 1)));

	return RangeTypePGetDatum(make_range_of(typcache, &from, &to, false));
}


/* -------------------------------------------------------------------
 * SQL functions, each in two forms: with the digits that the figure is
 * written with, and with those that a last argument states
 * -------------------------------------------------------------------
 */

/*
 * prints_as(rate, published numeric, rounding text [, digits integer])
 *		→ boolean
 *
 * Is the figure what percent() prints, by that rule, with the digits of the
 * figure?  0/0 prints nothing and gives NULL.
 */
static Datum
prints_as(FunctionCallInfo fcinfo, int digits)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	Numeric		published = PG_GETARG_NUMERIC(1);
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(number_compare(round_percent(rate->numerator,
												rate->denominator,
												digits, rounding),
								  published) == 0);
}

Datum
rate_prints_as(PG_FUNCTION_ARGS)
{
	return prints_as(fcinfo, written_digits(fcinfo, 1));
}

Datum
rate_prints_as_digits(PG_FUNCTION_ARGS)
{
	return prints_as(fcinfo, stated_digits(fcinfo, 1, 3));
}

/*
 * rounding_modes(rate, published numeric [, digits integer]) → text[]
 *
 * The rules by which the rate is printed so, in the order half_up, half_even,
 * truncate, up; an empty array if there is none.  0/0 gives NULL.
 */
static Datum
find_modes(FunctionCallInfo fcinfo, int digits)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	Numeric		published = PG_GETARG_NUMERIC(1);
	Datum		names[ROUNDING_RULES];
	int			nnames = 0;

	if (rate_is_empty(rate))
		PG_RETURN_NULL();

	for (int rounding = 0; rounding < ROUNDING_RULES; rounding++)
	{
		if (number_compare(round_percent(rate->numerator, rate->denominator,
										 digits, (Rounding) rounding),
						   published) == 0)
			names[nnames++] = CStringGetTextDatum(rounding_names[rounding]);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(names, nnames, TEXTOID, -1, false,
										  TYPALIGN_INT));
}

Datum
rate_rounding_modes(PG_FUNCTION_ARGS)
{
	return find_modes(fcinfo, written_digits(fcinfo, 1));
}

Datum
rate_rounding_modes_digits(PG_FUNCTION_ARGS)
{
	return find_modes(fcinfo, stated_digits(fcinfo, 1, 2));
}

/*
 * implied_denominators(numerator bigint, published numeric, rounding text
 *						[, digits integer]) → int8range
 *
 * Every denominator with which the numerator is printed so.  Without upper
 * bound where there is none, or none that a bigint holds; empty if there is
 * no such denominator.
 */
static Datum
find_denominators(FunctionCallInfo fcinfo, int digits)
{
	int64		numerator = check_count(PG_GETARG_INT64(0), "numerator");
	Numeric		published = PG_GETARG_NUMERIC(1);
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));
	int			places = digits + PERCENT_PLACES;
	Preimage	preimage;
	Numeric		value;
	Numeric		lower = int64_to_numeric(1);
	Numeric		upper = NULL;

	if (!find_preimage(published, digits, rounding, &preimage))
		return empty_range(fcinfo);

	/* nothing out of any number is 0, and only 0 is printed for it */
	if (numerator == 0)
	{
		if (number_sign(published) != 0)
			return empty_range(fcinfo);
		return count_range(fcinfo, lower, upper);
	}

	/* and something is not 0, which is all that up prints as 0 */
	if (number_sign(preimage.upper) == 0)
		return empty_range(fcinfo);

	/* the value is this over the denominator, in halves of the last digit */
	value = shift(number_mul(int64_to_numeric(numerator), int64_to_numeric(2)),
				  places);

	lower = smallest_factor(value, shift(preimage.upper, -places),
							preimage.upper_closed);
	if (number_sign(lower) == 0)
		lower = int64_to_numeric(1);

	/* any large denominator does if the values reach down to 0 */
	if (number_sign(preimage.lower) > 0)
		upper = largest_factor(value, shift(preimage.lower, -places),
							   preimage.lower_closed);

	return count_range(fcinfo, lower, upper);
}

Datum
implied_denominators(PG_FUNCTION_ARGS)
{
	return find_denominators(fcinfo, written_digits(fcinfo, 1));
}

Datum
implied_denominators_digits(PG_FUNCTION_ARGS)
{
	return find_denominators(fcinfo, stated_digits(fcinfo, 1, 3));
}

/*
 * implied_numerators(denominator bigint, published numeric, rounding text
 *					  [, digits integer]) → int8range
 *
 * Every numerator with which the denominator is printed so.  Without upper
 * bound if that is beyond what a bigint holds; empty if there is no such
 * numerator, and for denominator 0, over which nothing is printed.
 */
static Datum
find_numerators(FunctionCallInfo fcinfo, int digits)
{
	int64		denominator = check_count(PG_GETARG_INT64(0), "denominator");
	Numeric		published = PG_GETARG_NUMERIC(1);
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));
	int			places = digits + PERCENT_PLACES;
	Preimage	preimage;
	Numeric		whole;
	Numeric		step;
	Numeric		lower = int64_to_numeric(0);

	if (denominator == 0 ||
		!find_preimage(published, digits, rounding, &preimage))
		return empty_range(fcinfo);

	/* one more in the numerator is a step, the denominator is the whole */
	whole = shift(int64_to_numeric(denominator), -places);
	step = shift(int64_to_numeric(2), places);

	if (number_sign(preimage.lower) >= 0)
		lower = smallest_factor(number_mul(preimage.lower, whole), step,
								preimage.lower_closed);

	return count_range(fcinfo, lower,
					   largest_factor(number_mul(preimage.upper, whole),
									  step, preimage.upper_closed));
}

Datum
implied_numerators(PG_FUNCTION_ARGS)
{
	return find_numerators(fcinfo, written_digits(fcinfo, 1));
}

Datum
implied_numerators_digits(PG_FUNCTION_ARGS)
{
	return find_numerators(fcinfo, stated_digits(fcinfo, 1, 3));
}
