/*-------------------------------------------------------------------------
 *
 * publish.c
 *	  From counts to the printed figure: one rounding, by a named rule.
 *
 * A percentage is rounded once, from the counts themselves.  The rules are
 * those under which tables are published:
 *
 *	half_up		a tie goes away from zero (the common rule)
 *	half_even	a tie goes to the even digit (GB/T 8170-2008)
 *	truncate	towards zero
 *	up			away from zero
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "compat.h"
#include "counts.h"
#include "rate.h"

typedef enum Rounding
{
	ROUND_HALF_UP,
	ROUND_HALF_EVEN,
	ROUND_TRUNCATE,
	ROUND_AWAY
} Rounding;

static const char *const rounding_names[] = {
	[ROUND_HALF_UP] = "half_up",
	[ROUND_HALF_EVEN] = "half_even",
	[ROUND_TRUNCATE] = "truncate",
	[ROUND_AWAY] = "up",
};

/* The scales that numeric itself allows to be declared */
#define DIGITS_MIN (-1000)
#define DIGITS_MAX 1000

/* A percentage is a ratio moved by two decimal places. */
#define PERCENT_PLACES 2

/* To as many decimal places a change in points can safely be rounded again. */
#define POINTS_PLACES 6

/* Powers of ten that a bigint holds */
#define POWER_MAX 18

PG_FUNCTION_INFO_V1(rate_percent);
PG_FUNCTION_INFO_V1(rate_points);
PG_FUNCTION_INFO_V1(rate_growth);


/* ---------
 * Arguments
 * ---------
 */

static Rounding
parse_rounding(const text *name)
{
	const char *data = VARDATA_ANY(name);
	int			len = VARSIZE_ANY_EXHDR(name);

	for (int i = 0; i < lengthof(rounding_names); i++)
	{
		if (len == strlen(rounding_names[i]) &&
			pg_strncasecmp(data, rounding_names[i], len) == 0)
			return (Rounding) i;
	}

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown rounding rule: \"%s\"", text_to_cstring(name)),
			 errhint("Valid rules are half_up, half_even (GB/T 8170), truncate and up.")));
}

static int
check_digits(int digits)
{
	if (digits < DIGITS_MIN || digits > DIGITS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of digits must be between %d and %d",
						DIGITS_MIN, DIGITS_MAX),
				 errdetail("It is %d.", digits)));
	return digits;
}


/* --------
 * Rounding
 * --------
 */

static int64
power_of_ten(int exponent)
{
	int64		power = 1;

	Assert(exponent >= 0 && exponent <= POWER_MAX);
	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* The number of decimal digits of a count */
static int
count_digits(int64 count)
{
	int			digits = 1;

	while ((count /= 10) > 0)
		digits++;
	return digits;
}

/* 10^exponent as numeric, for any exponent */
static Numeric
numeric_power_of_ten(int exponent)
{
	char	   *text;

	if (exponent >= 0 && exponent <= POWER_MAX)
		return int64_to_numeric(power_of_ten(exponent));

	text = psprintf("1e%d", exponent);
	return DatumGetNumeric(DirectFunctionCall3(numeric_in,
											   CStringGetDatum(text),
											   ObjectIdGetDatum(InvalidOid),
											   Int32GetDatum(-1)));
}

static inline Numeric
numeric_call(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function,
											   NumericGetDatum(a),
											   NumericGetDatum(b)));
}

/*
 * Does the rule take quotient + 1?  twice compares twice the remainder with
 * the divisor; exact says that there is no remainder at all.
 */
static inline bool
rounds_away(Rounding rounding, bool exact, int twice, bool odd)
{
	if (exact)
		return false;
	switch (rounding)
	{
		case ROUND_HALF_UP:
			return twice >= 0;
		case ROUND_HALF_EVEN:
			return twice > 0 || (twice == 0 && odd);
		case ROUND_TRUNCATE:
			return false;
		case ROUND_AWAY:
			return true;
	}
	pg_unreachable();
}

/*
 * The rule applied to dividend / divisor, in numeric integers of any size;
 * neither is negative.
 */
static Numeric
round_quotient_numeric(Numeric dividend, Numeric divisor, Rounding rounding)
{
	Numeric		two = int64_to_numeric(2);
	Numeric		zero = int64_to_numeric(0);
	Numeric		quotient = numeric_call(numeric_div_trunc, dividend, divisor);
	Numeric		rest = numeric_call(numeric_sub, dividend,
									numeric_call(numeric_mul, quotient, divisor));
	bool		exact;
	bool		odd;
	int			twice;

	exact = DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(rest),
											 NumericGetDatum(zero)));
	odd = !DatumGetBool(DirectFunctionCall2(numeric_eq,
											NumericGetDatum(numeric_call(numeric_mod, quotient, two)),
											NumericGetDatum(zero)));
	twice = DatumGetInt32(DirectFunctionCall2(numeric_cmp,
											  NumericGetDatum(numeric_call(numeric_mul, rest, two)),
											  NumericGetDatum(divisor)));

	if (rounds_away(rounding, exact, twice, odd))
		quotient = numeric_call(numeric_add, quotient, int64_to_numeric(1));
	return quotient;
}

/*
 * 100 * numerator / denominator, rounded to the given digits; the numerator
 * may be negative, the denominator is not 0.
 */
static Numeric
round_percent(int64 numerator, int64 denominator, int digits, Rounding rounding)
{
	int			places = digits + PERCENT_PLACES;
	bool		negative = numerator < 0;
	int64		magnitude = negative ? -numerator : numerator;
	Numeric		quotient;
	Numeric		dividend;
	Numeric		divisor;

	/* all that is published in practice fits in bigint arithmetic */
	if (likely(digits >= 0 && places <= POWER_MAX))
	{
		int64		scaled;

		if (likely(!pg_mul_s64_overflow(magnitude, power_of_ten(places),
										&scaled)))
		{
			int64		whole = scaled / denominator;
			int64		rest = scaled % denominator;
			int64		missing = denominator - rest;
			int			twice = rest < missing ? -1 : (rest > missing ? 1 : 0);

			if (rounds_away(rounding, rest == 0, twice, (whole & 1) != 0))
				whole++;		/* at most the scaled dividend */
			return int64_div_fast_to_numeric(negative ? -whole : whole, digits);
		}
	}

	/* the rest, exactly alike, in numeric integers */
	dividend = int64_to_numeric(magnitude);
	divisor = int64_to_numeric(denominator);
	if (places >= 0)
		dividend = numeric_call(numeric_mul, dividend,
								numeric_power_of_ten(places));
	else
		divisor = numeric_call(numeric_mul, divisor,
							   numeric_power_of_ten(-places));

	quotient = round_quotient_numeric(dividend, divisor, rounding);
	if (negative)
		quotient = DatumGetNumeric(DirectFunctionCall1(numeric_uminus,
													   NumericGetDatum(quotient)));

	/* exact: the scale of the product is that of the power, digits or 0 */
	return numeric_call(numeric_mul, quotient, numeric_power_of_ten(-digits));
}


/* -------------
 * SQL functions
 * -------------
 */

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
 * points(later rate, earlier rate) → numeric
 *
 * The change in percentage points, 100 (n1 d2 - n2 d1) / (d1 d2): one
 * division, with no zeros behind the last digit.  NULL if either is 0/0.
 *
 * There is no digits argument, so the quotient must bear being rounded once
 * more.  It differs from a tie between two numbers of k places by
 * 1/(2 10^k d1 d2) or more, or it is that tie; with k places more than
 * d1 d2 has digits it stays on its side of the tie.
 */
Datum
rate_points(PG_FUNCTION_ARGS)
{
	Rate	   *later = PG_GETARG_RATE_P(0);
	Rate	   *earlier = PG_GETARG_RATE_P(1);
	Numeric		dividend;
	Numeric		divisor;
	int			scale;

	if (rate_is_empty(later) || rate_is_empty(earlier))
		PG_RETURN_NULL();

	divisor = numeric_call(numeric_mul, int64_to_numeric(later->denominator),
						   int64_to_numeric(earlier->denominator));
	dividend = numeric_call(numeric_sub,
							numeric_call(numeric_mul, int64_to_numeric(later->numerator),
										 int64_to_numeric(earlier->denominator)),
							numeric_call(numeric_mul, int64_to_numeric(earlier->numerator),
										 int64_to_numeric(later->denominator)));
	dividend = numeric_call(numeric_mul, dividend, int64_to_numeric(100));

	/* division keeps at least as many places as the dividend shows */
	scale = POINTS_PLACES + count_digits(later->denominator) +
		count_digits(earlier->denominator);
	dividend = DatumGetNumeric(DirectFunctionCall2(numeric_round,
												   NumericGetDatum(dividend),
												   Int32GetDatum(scale)));
	return DirectFunctionCall1(numeric_trim_scale,
							   NumericGetDatum(numeric_call(numeric_div,
															dividend, divisor)));
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
