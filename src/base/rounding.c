/*-------------------------------------------------------------------------
 *
 * rounding.c
 *	  The rules under which tables are published, and the one rounding that a
 *	  percentage, or a figure per anything else, goes through.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/number.h"
#include "base/rounding.h"

const char *const rounding_names[ROUNDING_RULES] = {
	[ROUND_HALF_UP] = "half_up",
	[ROUND_HALF_EVEN] = "half_even",
	[ROUND_TRUNCATE] = "truncate",
	[ROUND_AWAY] = "up",
};

/* The scales that numeric itself allows to be declared */
#define DIGITS_MIN (-1000)
#define DIGITS_MAX 1000


/* ---------
 * Arguments
 * ---------
 */

Rounding
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

int
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

/*
 * What a figure is published per, without zeros behind its last digit.  It
 * has bounds, as digits have, so that no product loses digits.
 */
Numeric
check_per(Numeric per)
{
	int			scale;

	if (numeric_is_nan(per) || numeric_is_inf(per) || number_sign(per) <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"per\" must be a positive, finite number"),
				 errdetail("It is %s.", number_text(per)),
				 errhint("It is what the figure is published per: 1 for a ratio, 100 for a percentage, 1000 for a figure per mille.")));

	per = number_trim(per);
	scale = number_scale(per);
	if (scale > DIGITS_MAX ||
		(number_compare(per, number_power_of_ten(POWER_OF_TEN_MAX)) > 0 &&
		 number_compare(per, number_power_of_ten(DIGITS_MAX)) >= 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"per\" must not have more than %d digits before or after the point",
						DIGITS_MAX)));
	return per;
}


/* --------
 * Rounding
 * --------
 */

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
 * The integer that the rule makes of dividend / divisor, numbers of any size
 * and scale; neither is negative.
 */
static Numeric
round_quotient(Numeric dividend, Numeric divisor, Rounding rounding)
{
	Numeric		two = int64_to_numeric(2);
	Numeric		quotient = number_div_trunc(dividend, divisor);
	Numeric		rest = number_sub(dividend, number_mul(quotient, divisor));
	bool		exact = number_sign(rest) == 0;
	bool		odd = number_sign(number_mod(quotient, two)) != 0;
	int			twice = number_compare(number_mul(rest, two), divisor);

	if (rounds_away(rounding, exact, twice, odd))
		quotient = number_add(quotient, int64_to_numeric(1));
	return quotient;
}

/*
 * dividend / divisor, rounded to the given digits.  The dividend may be
 * negative, the divisor is positive.
 */
static Numeric
round_to_digits(Numeric dividend, Numeric divisor, int digits,
				Rounding rounding)
{
	Numeric		zero = int64_to_numeric(0);
	bool		negative = number_sign(dividend) < 0;
	Numeric		quotient;

	if (negative)
		dividend = number_sub(zero, dividend);
	if (digits >= 0)
		dividend = number_mul(dividend, number_power_of_ten(digits));
	else
		divisor = number_mul(divisor, number_power_of_ten(-digits));

	quotient = round_quotient(dividend, divisor, rounding);
	if (negative)
		quotient = number_sub(zero, quotient);

	/* exact: the scale of the product is that of the power, digits or 0 */
	return number_mul(quotient, number_power_of_ten(-digits));
}

/*
 * 100 * dividend / divisor, rounded to the given digits, in numbers of any
 * size.  The dividend may be negative, the divisor is positive.
 */
Numeric
round_percent_of(Numeric dividend, Numeric divisor, int digits,
				 Rounding rounding)
{
	return round_to_digits(number_mul(dividend, int64_to_numeric(PERCENT)),
						   divisor, digits, rounding);
}

/* per * numerator / denominator, rounded to the given digits */
Numeric
round_per(int64 numerator, int64 denominator, Numeric per, int digits,
		  Rounding rounding)
{
	return round_to_digits(number_mul(int64_to_numeric(numerator), per),
						   int64_to_numeric(denominator), digits, rounding);
}

/*
 * 100 * numerator / denominator, rounded to the given digits; the numerator
 * may be negative, the denominator is not 0.
 */
Numeric
round_percent(int64 numerator, int64 denominator, int digits, Rounding rounding)
{
	int			places = digits + PERCENT_PLACES;
	bool		negative = numerator < 0;
	int64		magnitude = negative ? -numerator : numerator;

	/* all that is published in practice fits in bigint arithmetic */
	if (likely(digits >= 0 && places <= POWER_OF_TEN_MAX))
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

	/* the rest, exactly alike */
	return round_percent_of(int64_to_numeric(numerator),
							int64_to_numeric(denominator), digits, rounding);
}
