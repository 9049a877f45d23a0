/*-------------------------------------------------------------------------
 *
 * number.c
 *	  Powers of ten, and the last digit of a number.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/number.h"

int64
power_of_ten(int exponent)
{
	int64		power = 1;

	Assert(exponent >= 0 && exponent <= POWER_OF_TEN_MAX);
	while (exponent-- > 0)
		power *= 10;
	return power;
}

/* 10^exponent as numeric, for any exponent */
Numeric
number_power_of_ten(int exponent)
{
	char	   *text;

	if (exponent >= 0 && exponent <= POWER_OF_TEN_MAX)
		return int64_to_numeric(power_of_ten(exponent));

	text = psprintf("1e%d", exponent);
	return DatumGetNumeric(DirectFunctionCall3(numeric_in,
											   CStringGetDatum(text),
											   ObjectIdGetDatum(InvalidOid),
											   Int32GetDatum(-1)));
}

/* Is that the last digit that is shown? */
bool
number_ends_in(Numeric a, char digit)
{
	char	   *text = number_text(a);

	return text[strlen(text) - 1] == digit;
}
