/*-------------------------------------------------------------------------
 *
 * audit.c
 *	  From the printed figure back to the counts: does a pair print so, under
 *	  which rules, and which counts would?
 *
 * What a figure leaves open is in figure.h; here it is asked of rates.
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

#include "base/compat.h"
#include "base/rounding.h"
#include "rate/figure.h"
#include "rate/rate.h"

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
	return published_figure(PG_GETARG_NUMERIC(1));
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
check_count(int64 count, const char *detail)
{
	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the counts of a rate must not be negative"),
				 errdetail(detail, (long long) count),
				 errhint("Correct the filing, or use NULL for a count that is not known.")));
	return count;
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
	int64		numerator = check_count(PG_GETARG_INT64(0),
										gettext_noop("The numerator is %lld."));
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
	int64		denominator = check_count(PG_GETARG_INT64(0),
										  gettext_noop("The denominator is %lld."));
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
