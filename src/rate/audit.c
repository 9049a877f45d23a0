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
 * figure are all integers between two quotients.  These are taken in numeric,
 * exactly, for figures of any size and scale, and per anything.
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

/* No ratio of two counts exceeds 10^18.97. */
#define LARGEST_EXPONENT 19

/* A figure as it was published */
typedef struct Figure
{
	Numeric		published;
	Numeric		per;			/* what it is published per; NULL for percent */
	int			digits;			/* that it was rounded to */
} Figure;

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
PG_FUNCTION_INFO_V1(rate_prints_as_untyped);
PG_FUNCTION_INFO_V1(rate_prints_as_per);
PG_FUNCTION_INFO_V1(rate_rounding_modes);
PG_FUNCTION_INFO_V1(rate_rounding_modes_digits);
PG_FUNCTION_INFO_V1(rate_rounding_modes_int2);
PG_FUNCTION_INFO_V1(rate_rounding_modes_untyped);
PG_FUNCTION_INFO_V1(rate_rounding_modes_per);
PG_FUNCTION_INFO_V1(implied_denominators);
PG_FUNCTION_INFO_V1(implied_denominators_digits);
PG_FUNCTION_INFO_V1(implied_denominators_untyped);
PG_FUNCTION_INFO_V1(implied_denominators_per);
PG_FUNCTION_INFO_V1(implied_numerators);
PG_FUNCTION_INFO_V1(implied_numerators_digits);
PG_FUNCTION_INFO_V1(implied_numerators_untyped);
PG_FUNCTION_INFO_V1(implied_numerators_per);


/* ---------
 * Arguments
 * ---------
 */

/* The published figure, argument 1, and the digits that it is written with */
static Figure
written_figure(FunctionCallInfo fcinfo)
{
	Datum		published = PG_GETARG_DATUM(1);
	Figure		figure;
	int32		scale;
	char	   *text;

	figure.published = DatumGetNumeric(published);
	figure.per = NULL;
	if (numeric_is_nan(figure.published) || numeric_is_inf(figure.published))
	{
		text = DatumGetCString(DirectFunctionCall1(numeric_out, published));
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a published figure must be a finite number"),
				 errdetail("It is %s.", text),
				 errhint("Use NULL for a figure that was not published.")));
	}
	scale = DatumGetInt32(DirectFunctionCall1(numeric_scale, published));
	figure.digits = check_digits(scale);
	return figure;
}

/*
 * The same with the digits that an argument says it was rounded to.  Both are
 * bounded, so that no product below loses digits.
 */
static Figure
stated_figure(FunctionCallInfo fcinfo, int32 digits)
{
	Figure		figure = written_figure(fcinfo);

	figure.digits = check_digits(digits);
	return figure;
}

/* Argument n, digits that had no type in the call and were taken for text */
static int32
untyped_digits(FunctionCallInfo fcinfo, int n)
{
	char	   *digits = text_to_cstring(PG_GETARG_TEXT_PP(n));

	return DatumGetInt32(DirectFunctionCall1(int4in, CStringGetDatum(digits)));
}

/*
 * The same published per argument 2, rounded to the digits of argument n, or
 * to those that it is written with if that is NULL.
 */
static Figure
figure_per(FunctionCallInfo fcinfo, int n)
{
	Figure		figure;

	if (PG_ARGISNULL(n))
		figure = written_figure(fcinfo);
	else
		figure = stated_figure(fcinfo, PG_GETARG_INT32(n));
	figure.per = check_per(PG_GETARG_NUMERIC(2));
	return figure;
}

/* Is one of the first n arguments NULL? */
static bool
any_null(FunctionCallInfo fcinfo, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (PG_ARGISNULL(i))
			return true;
	}
	return false;
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

/* The quotient of two numbers rounded down; neither is negative. */
static Numeric
floor_quotient(Numeric dividend, Numeric divisor, bool *exact)
{
	Numeric		quotient = number_div_trunc(dividend, divisor);

	*exact = number_compare(number_mul(quotient, divisor), dividend) == 0;
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

/* What the figure is published per */
static Numeric
per_of(const Figure *figure)
{
	return figure->per != NULL ? figure->per : int64_to_numeric(PERCENT);
}

/* How many units of the last digit of the figure a ratio of 1 has */
static Numeric
units_of_one(const Figure *figure)
{
	return number_mul(per_of(figure), number_power_of_ten(figure->digits));
}

/* Does the rule print the rate so? */
static bool
rate_prints(const Rate *rate, const Figure *figure, Rounding rounding)
{
	Numeric		printed;

	if (figure->per == NULL)
		printed = round_percent(rate->numerator, rate->denominator,
								figure->digits, rounding);
	else
		printed = round_per(rate->numerator, rate->denominator, figure->per,
							figure->digits, rounding);
	return number_compare(printed, figure->published) == 0;
}

/*
 * The figure in units of its last digit.  Returns false if nothing prints it:
 * it is negative, larger than any rate, or has more digits than are printed.
 */
static bool
figure_units(const Figure *figure, Numeric *units)
{
	Numeric		largest;

	if (number_sign(figure->published) < 0)
		return false;

	/* too large, even if rounded up, is settled before it overflows */
	largest = number_mul(per_of(figure), number_power_of_ten(LARGEST_EXPONENT));
	largest = number_add(largest,
						 number_power_of_ten(Max(-figure->digits, 0)));
	if (number_compare(figure->published, largest) > 0)
		return false;

	*units = number_mul(figure->published,
						number_power_of_ten(figure->digits));
	return number_sign(number_mod(*units, int64_to_numeric(1))) == 0;
}

/*
 * The values that the rule prints as the figure.  Returns false if there are
 * none.
 */
static bool
find_preimage(const Figure *figure, Rounding rounding, Preimage *preimage)
{
	Numeric		units;
	Numeric		twice;
	bool		even;

	if (!figure_units(figure, &units))
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
 * SQL functions, each in three forms: a percentage with the digits that it
 * is written with, or with those that a last argument states, which may come
 * without a type; and a figure published per anything, with either, which is
 * the only one that is not strict
 * -------------------------------------------------------------------
 */

/*
 * prints_as(rate, published numeric [, per numeric], rounding text
 *			 [, digits integer]) → boolean
 *
 * Is the figure what the rule prints, with the digits of the figure?  0/0
 * prints nothing and gives NULL.
 */
static Datum
prints_as(FunctionCallInfo fcinfo, Figure figure, const text *rule)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	Rounding	rounding = parse_rounding(rule);

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(rate_prints(rate, &figure, rounding));
}

Datum
rate_prints_as(PG_FUNCTION_ARGS)
{
	return prints_as(fcinfo, written_figure(fcinfo), PG_GETARG_TEXT_PP(2));
}

Datum
rate_prints_as_digits(PG_FUNCTION_ARGS)
{
	return prints_as(fcinfo, stated_figure(fcinfo, PG_GETARG_INT32(3)),
					 PG_GETARG_TEXT_PP(2));
}

Datum
rate_prints_as_untyped(PG_FUNCTION_ARGS)
{
	return prints_as(fcinfo, stated_figure(fcinfo, untyped_digits(fcinfo, 3)),
					 PG_GETARG_TEXT_PP(2));
}

Datum
rate_prints_as_per(PG_FUNCTION_ARGS)
{
	if (any_null(fcinfo, 4))
		PG_RETURN_NULL();
	return prints_as(fcinfo, figure_per(fcinfo, 4), PG_GETARG_TEXT_PP(3));
}

/*
 * rounding_modes(rate, published numeric [, per numeric] [, digits integer])
 *		→ text[]
 *
 * The rules by which the rate is printed so, in the order half_up, half_even,
 * truncate, up; an empty array if there is none.  0/0 gives NULL.
 */
static Datum
find_modes(FunctionCallInfo fcinfo, Figure figure)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	Datum		names[ROUNDING_RULES];
	int			nnames = 0;

	if (rate_is_empty(rate))
		PG_RETURN_NULL();

	for (int rounding = 0; rounding < ROUNDING_RULES; rounding++)
	{
		if (rate_prints(rate, &figure, (Rounding) rounding))
			names[nnames++] = CStringGetTextDatum(rounding_names[rounding]);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(names, nnames, TEXTOID, -1, false,
										  TYPALIGN_INT));
}

Datum
rate_rounding_modes(PG_FUNCTION_ARGS)
{
	return find_modes(fcinfo, written_figure(fcinfo));
}

Datum
rate_rounding_modes_digits(PG_FUNCTION_ARGS)
{
	return find_modes(fcinfo, stated_figure(fcinfo, PG_GETARG_INT32(2)));
}

Datum
rate_rounding_modes_int2(PG_FUNCTION_ARGS)
{
	return find_modes(fcinfo, stated_figure(fcinfo, PG_GETARG_INT16(2)));
}

Datum
rate_rounding_modes_untyped(PG_FUNCTION_ARGS)
{
	return find_modes(fcinfo, stated_figure(fcinfo, untyped_digits(fcinfo, 2)));
}

Datum
rate_rounding_modes_per(PG_FUNCTION_ARGS)
{
	if (any_null(fcinfo, 3))
		PG_RETURN_NULL();
	return find_modes(fcinfo, figure_per(fcinfo, 3));
}

/*
 * implied_denominators(numerator bigint, published numeric [, per numeric],
 *						rounding text [, digits integer]) → int8range
 *
 * Every denominator with which the numerator is printed so.  Without upper
 * bound where there is none, or none that a bigint holds; empty if there is
 * no such denominator.
 */
static Datum
find_denominators(FunctionCallInfo fcinfo, Figure figure, const text *rule)
{
	int64		numerator = check_count(PG_GETARG_INT64(0), "numerator");
	Rounding	rounding = parse_rounding(rule);
	Preimage	preimage;
	Numeric		value;
	Numeric		lower = int64_to_numeric(1);
	Numeric		upper = NULL;

	if (!find_preimage(&figure, rounding, &preimage))
		return empty_range(fcinfo);

	/* nothing out of any number is 0, and only 0 is printed for it */
	if (numerator == 0)
	{
		if (number_sign(figure.published) != 0)
			return empty_range(fcinfo);
		return count_range(fcinfo, lower, upper);
	}

	/* and something is not 0, which is all that up prints as 0 */
	if (number_sign(preimage.upper) == 0)
		return empty_range(fcinfo);

	/* the value is this over the denominator, in halves of the last digit */
	value = number_mul(units_of_one(&figure),
					   number_mul(int64_to_numeric(numerator),
								  int64_to_numeric(2)));

	lower = smallest_factor(value, preimage.upper, preimage.upper_closed);
	if (number_sign(lower) == 0)
		lower = int64_to_numeric(1);

	/* any large denominator does if the values reach down to 0 */
	if (number_sign(preimage.lower) > 0)
		upper = largest_factor(value, preimage.lower, preimage.lower_closed);

	return count_range(fcinfo, lower, upper);
}

Datum
implied_denominators(PG_FUNCTION_ARGS)
{
	return find_denominators(fcinfo, written_figure(fcinfo),
							 PG_GETARG_TEXT_PP(2));
}

Datum
implied_denominators_digits(PG_FUNCTION_ARGS)
{
	return find_denominators(fcinfo,
							 stated_figure(fcinfo, PG_GETARG_INT32(3)),
							 PG_GETARG_TEXT_PP(2));
}

Datum
implied_denominators_untyped(PG_FUNCTION_ARGS)
{
	return find_denominators(fcinfo,
							 stated_figure(fcinfo, untyped_digits(fcinfo, 3)),
							 PG_GETARG_TEXT_PP(2));
}

Datum
implied_denominators_per(PG_FUNCTION_ARGS)
{
	if (any_null(fcinfo, 4))
		PG_RETURN_NULL();
	return find_denominators(fcinfo, figure_per(fcinfo, 4),
							 PG_GETARG_TEXT_PP(3));
}

/*
 * implied_numerators(denominator bigint, published numeric [, per numeric],
 *					  rounding text [, digits integer]) → int8range
 *
 * Every numerator with which the denominator is printed so.  Without upper
 * bound if that is beyond what a bigint holds; empty if there is no such
 * numerator, and for denominator 0, over which nothing is printed.
 */
static Datum
find_numerators(FunctionCallInfo fcinfo, Figure figure, const text *rule)
{
	int64		denominator = check_count(PG_GETARG_INT64(0), "denominator");
	Rounding	rounding = parse_rounding(rule);
	Preimage	preimage;
	Numeric		whole;
	Numeric		step;
	Numeric		lower = int64_to_numeric(0);

	if (denominator == 0 || !find_preimage(&figure, rounding, &preimage))
		return empty_range(fcinfo);

	/* one more in the numerator is a step, the denominator is the whole */
	whole = int64_to_numeric(denominator);
	step = number_mul(int64_to_numeric(2), units_of_one(&figure));

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
	return find_numerators(fcinfo, written_figure(fcinfo),
						   PG_GETARG_TEXT_PP(2));
}

Datum
implied_numerators_digits(PG_FUNCTION_ARGS)
{
	return find_numerators(fcinfo,
						   stated_figure(fcinfo, PG_GETARG_INT32(3)),
						   PG_GETARG_TEXT_PP(2));
}

Datum
implied_numerators_untyped(PG_FUNCTION_ARGS)
{
	return find_numerators(fcinfo,
						   stated_figure(fcinfo, untyped_digits(fcinfo, 3)),
						   PG_GETARG_TEXT_PP(2));
}

Datum
implied_numerators_per(PG_FUNCTION_ARGS)
{
	if (any_null(fcinfo, 4))
		PG_RETURN_NULL();
	return find_numerators(fcinfo, figure_per(fcinfo, 4),
						   PG_GETARG_TEXT_PP(3));
}
