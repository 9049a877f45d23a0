/*-------------------------------------------------------------------------
 *
 * rounding.c
 *	  The rules under which tables are published, and the one rounding that a
 *	  percentage goes through.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/compat.h"
#include "base/counts.h"
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

/* Powers of ten that a bigint holds */
#define POWER_MAX 18


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

/* 10^exponent as numeric, for any exponent */
Numeric
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
	Numeric		zero = int64_to_numeric(0);
	Numeric		two = int64_to_numeric(2);
	Numeric		quotient = numeric_call(numeric_div_trunc, dividend, divisor);
	Numeric		whole = numeric_call(numeric_mul, quotient, divisor);
	Numeric		rest = numeric_call(numeric_sub, dividend, whole);
	bool		exact = numeric_compare(rest, zero) == 0;
	bool		odd = numeric_compare(numeric_call(numeric_mod, quotient, two),
									  zero) != 0;
	int			twice = numeric_compare(numeric_call(numeric_mul, rest, two),
										divisor);

	if (rounds_away(rounding, exact, twice, odd))
		quotient = numeric_call(numeric_add, quotient, int64_to_numeric(1));
	return quotient;
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
		quotient = numeric_call(numeric_sub, int64_to_numeric(0), quotient);

	/* exact: the scale of the product is that of the power, digits or 0 */
	return numeric_call(numeric_mul, quotient, numeric_power_of_ten(-digits));
}
