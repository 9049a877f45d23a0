/*-------------------------------------------------------------------------
 *
 * remainder.c
 *	  What is left of a total without one of its parts, and what a rate is
 *	  short of a target.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/number.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(rate_without);
PG_FUNCTION_INFO_V1(rate_shortfall);

/*
 * without(total rate, part rate) → rate
 *
 * The inverse of pool(): the total of the other parts.  A total without all of
 * its parts is 0/0.
 */
Datum
rate_without(PG_FUNCTION_ARGS)
{
	Rate	   *total = PG_GETARG_RATE_P(0);
	Rate	   *part = PG_GETARG_RATE_P(1);

	/* the difference of two counts cannot overflow */
	int64		numerator = total->numerator - part->numerator;
	int64		denominator = total->denominator - part->denominator;

	if (!rate_is_valid(numerator, denominator))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the rate to take away is not a part of the total"),
				 errdetail("%lld/%lld without %lld/%lld leaves %lld/%lld.",
						   (long long) total->numerator,
						   (long long) total->denominator,
						   (long long) part->numerator,
						   (long long) part->denominator,
						   (long long) numerator, (long long) denominator),
				 errhint("Pool the total from the rows that the part comes from, each once.")));

	PG_RETURN_RATE_P(rate_make(numerator, denominator));
}

/* The least count that is not below that percentage of a count */
static Numeric
least_reaching(Numeric percent, int64 count)
{
	Numeric		hundredfold = number_mul(percent, int64_to_numeric(count));

	/* up to whole numbers, of which the division is exact, and up again */
	hundredfold = number_ceil(hundredfold);
	return number_div_trunc(number_add(hundredfold, int64_to_numeric(99)),
							int64_to_numeric(100));
}

/*
 * shortfall(rate, percent numeric) → bigint
 *
 * The least count to add to the numerator so that the rate is at least that
 * many percent; 0 if it is.  0/0 gives NULL.
 */
Datum
rate_shortfall(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	Numeric		percent = PG_GETARG_NUMERIC(1);
	Numeric		most;
	Numeric		missing;

	if (number_sign(percent) < 0 || numeric_is_nan(percent) ||
		numeric_is_inf(percent))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("percent must be a number that is not negative"),
				 errdetail("It is %s.", numeric_normalize(percent)),
				 errhint("It is the target in percent, such as 90.")));
	if (rate_is_empty(rate))
		PG_RETURN_NULL();

	/* of more percent than that, one is more than two bigints */
	most = number_mul(int64_to_numeric(PG_INT64_MAX), int64_to_numeric(200));
	if (number_compare(percent, most) <= 0)
	{
		missing = number_sub(least_reaching(percent, rate->denominator),
							 int64_to_numeric(rate->numerator));
		if (number_sign(missing) <= 0)
			PG_RETURN_INT64(0);
		if (number_compare(missing, int64_to_numeric(PG_INT64_MAX)) <= 0)
			PG_RETURN_INT64(number_to_int64(missing));
	}

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the shortfall is out of range for type %s", "bigint"),
			 errdetail("The rate is %lld/%lld, and the target %s percent.",
					   (long long) rate->numerator,
					   (long long) rate->denominator,
					   numeric_normalize(percent)),
			 errhint("Check the unit of the target: it is in percent.")));
}
