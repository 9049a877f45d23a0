/*-------------------------------------------------------------------------
 *
 * publish.c
 *	  The printed figures: levels and growth in percent, changes in points, and
 *	  what must not be printed.
 *
 * The rules of rounding are in rounding.h.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/compat.h"
#include "base/rounding.h"
#include "rate/rate.h"

/* To as many decimal places a change in points can safely be rounded again. */
#define POINTS_PLACES 6

PG_FUNCTION_INFO_V1(rate_percent);
PG_FUNCTION_INFO_V1(rate_percent_text);
PG_FUNCTION_INFO_V1(rate_points);
PG_FUNCTION_INFO_V1(rate_growth);
PG_FUNCTION_INFO_V1(rate_suppress);
PG_FUNCTION_INFO_V1(rate_suppress_untyped);
PG_FUNCTION_INFO_V1(rate_round_counts);


/* The number of decimal digits of a count */
static int
count_digits(int64 count)
{
	int			digits = 1;

	while ((count /= 10) > 0)
		digits++;
	return digits;
}

/* percent(rate, digits integer, rounding text) → numeric; 0/0 gives NULL */
Datum
rate_percent(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int			digits = check_digits(PG_GETARG_INT32(1));
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(round_percent(rate->numerator, rate->denominator,
									digits, rounding));
}

/*
 * percent_text(rate, digits integer, rounding text) → text
 *
 * The percentage as it is printed: with its unit after a blank, and with
 * the zeros at its end, which a number loses in a tool that knows only
 * doubles.  0/0 gives NULL.
 */
Datum
rate_percent_text(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int			digits = check_digits(PG_GETARG_INT32(1));
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));
	Numeric		percent;

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	percent = round_percent(rate->numerator, rate->denominator,
							digits, rounding);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s %%", number_text(percent))));
}

/* Is that farther from 0 than dividend / divisor, which has its sign? */
static bool
is_rounded_up(Numeric quotient, Numeric dividend, Numeric divisor)
{
	int			off = number_compare(number_mul(quotient, divisor), dividend);

	return number_sign(dividend) < 0 ? off < 0 : off > 0;
}

/*
 * A quotient that can be rounded again, at whatever place.  It must not have
 * been rounded up to a 5 at the end, because that would go up once more: it
 * has a place more then.
 */
static Numeric
quotient_to_be_rounded(Numeric dividend, Numeric divisor, int scale)
{
	for (;;)
	{
		/* division keeps at least as many places as the dividend shows */
		Numeric		quotient = number_div(number_round(dividend, scale),
										  divisor);
		Numeric		trimmed = number_trim(quotient);

		if (!number_ends_in(trimmed, '5') ||
			!is_rounded_up(quotient, dividend, divisor))
			return trimmed;
		scale = number_scale(quotient) + 1;
	}
}

/*
 * points(later rate, earlier rate) → numeric
 *
 * The change in percentage points, 100 (n1 d2 - n2 d1) / (d1 d2): one
 * division, with no zeros behind the last digit.  NULL if either is 0/0.
 *
 * There is no digits argument, so the quotient must bear being rounded once
 * more.  It differs from a tie between two numbers of k places by
 * 1/(2 10^k d1 d2) or more, or it is that tie; with k places more than
 * d1 d2 has digits it stays on its side of the tie.  Of a place behind those
 * quotient_to_be_rounded() takes care.
 */
Datum
rate_points(PG_FUNCTION_ARGS)
{
	Rate	   *later = PG_GETARG_RATE_P(0);
	Rate	   *earlier = PG_GETARG_RATE_P(1);
	Numeric		n1;
	Numeric		d1;
	Numeric		n2;
	Numeric		d2;
	Numeric		change;
	int			scale;

	if (rate_is_empty(later) || rate_is_empty(earlier))
		PG_RETURN_NULL();

	n1 = int64_to_numeric(later->numerator);
	d1 = int64_to_numeric(later->denominator);
	n2 = int64_to_numeric(earlier->numerator);
	d2 = int64_to_numeric(earlier->denominator);

	change = number_sub(number_mul(n1, d2), number_mul(n2, d1));
	change = number_mul(change, int64_to_numeric(100));

	scale = POINTS_PLACES + count_digits(later->denominator) +
		count_digits(earlier->denominator);
	PG_RETURN_NUMERIC(quotient_to_be_rounded(change, number_mul(d1, d2),
											 scale));
}

/*
 * growth(rate, digits integer, rounding text) → numeric
 *
 * What the numerator exceeds the denominator by, in percent of the latter:
 * 307/100 has grown by 207.  0/0 gives NULL.
 */
Datum
rate_growth(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int			digits = check_digits(PG_GETARG_INT32(1));
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	/* the difference of two counts cannot overflow */
	PG_RETURN_NUMERIC(round_percent(rate->numerator - rate->denominator,
									rate->denominator, digits, rounding));
}

/*
 * suppress(rate, threshold bigint) → rate
 *
 * The rate, or NULL in place of one that tells too much of too few: its
 * numerator, its denominator or the difference of the two, whichever is the
 * larger, is below the threshold.  A count of 0 is below it like any other.
 */
static Datum
suppress_below(FunctionCallInfo fcinfo, int64 threshold)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int64		smaller = Min(rate->numerator, rate->denominator);
	int64		larger = Max(rate->numerator, rate->denominator);

	if (threshold < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("threshold must not be negative"),
				 errdetail("It is %lld.", (long long) threshold),
				 errhint("It is the smallest count that may be published; 0 hides nothing.")));

	if (smaller < threshold || larger - smaller < threshold)
		PG_RETURN_NULL();
	PG_RETURN_RATE_P(rate);
}

Datum
rate_suppress(PG_FUNCTION_ARGS)
{
	return suppress_below(fcinfo, PG_GETARG_INT64(1));
}

/* A threshold that had no type in the call and was taken for text */
Datum
rate_suppress_untyped(PG_FUNCTION_ARGS)
{
	char	   *threshold = text_to_cstring(PG_GETARG_TEXT_PP(1));
	Datum		value = DirectFunctionCall1(int8in, CStringGetDatum(threshold));

	return suppress_below(fcinfo, DatumGetInt64(value));
}

/* The nearest multiple of the base, the larger of two; neither is negative. */
static int64
round_count(int64 count, int64 base)
{
	int64		rest = count % base;
	int64		below = count - rest;
	int64		above;

	if (rest < base - rest)
		return below;
	if (pg_add_s64_overflow(below, base, &above))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a rounded count is out of range"),
				 errdetail("The multiple of %lld above %lld is larger than any bigint.",
						   (long long) base, (long long) below),
				 errhint("Check the unit of the counts.")));
	return above;
}

/*
 * round_counts(rate, base integer) → rate
 *
 * The rate of both counts, each rounded to a multiple of the base; 0/0 if the
 * denominator is rounded to 0.
 */
Datum
rate_round_counts(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int32		base = PG_GETARG_INT32(1);
	int64		numerator;
	int64		denominator;

	if (base < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("base must be positive"),
				 errdetail("It is %d.", base),
				 errhint("Counts are rounded to its multiples: 5 is common, and 1 changes nothing.")));

	numerator = round_count(rate->numerator, base);
	denominator = round_count(rate->denominator, base);
	if (denominator == 0)
		numerator = 0;
	PG_RETURN_RATE_P(rate_make(numerator, denominator));
}
