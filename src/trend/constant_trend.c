/*-------------------------------------------------------------------------
 *
 * constant_trend.c
 *	  The trend of a rate that stays the same for many days, without a row
 *	  for each of them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/day.h"
#include "trend/trend_sums.h"

PG_FUNCTION_INFO_V1(rate_trend_constant);

/* The sum of the days from first to last; it fits, as both have 32 bits. */
static int64
sum_of_days(int64 first, int64 last)
{
	return (first + last) * (last - first + 1) / 2;
}

/*
 * The sum of the squares of the days from 1 to n: n (n + 1) (2n + 1) / 6, of
 * which n (n + 1) is even, and either that or 2n + 1 is a multiple of 3.
 */
static Sum128
squares_until(int64 n)
{
	int64		half = n * (n + 1) / 2;
	int64		odd = 2 * n + 1;

	if (odd % 3 == 0)
		odd /= 3;
	else
		half /= 3;
	return sum128_product(half, odd);
}

/*
 * The sum of the squares of the days from first to last.  For n < 0 the
 * formula gives what is to be taken off for the days from n + 1 to 0, with
 * its sign, so that one difference serves days on either side.
 */
static Sum128
sum_of_squares(int64 first, int64 last)
{
	Sum128		result;

	/* cannot overflow: each has at most 96 bits */
	(void) sum128_sub_overflow(squares_until(last),
							   squares_until(first - 1), &result);
	return result;
}

/* sum * times, for times >= 0; true if it overflows */
static bool
times_overflow(Sum128 sum, int64 times, Sum128 *result)
{
	*result = sum128_from_int64(0);
	for (;;)
	{
		if ((times & 1) != 0 && sum128_add_overflow(*result, sum, result))
			return true;
		times >>= 1;
		if (times == 0)
			return false;
		if (sum128_add_overflow(sum, sum, &sum))
			return true;
	}
}

static void
check_days(DateADT first, DateADT last, const Rate *rate)
{
	if (!DATE_NOT_FINITE(first) && !DATE_NOT_FINITE(last))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("a trend cannot contain an infinite date"),
			 errdetail("The rate is %lld/%lld from %s to %s.",
					   (long long) rate->numerator,
					   (long long) rate->denominator, day_string(first),
					   day_string(last)),
			 errhint("Give a finite first and last day.")));
}

/*
 * constant_trend(rate, first date, last date) → rate_trend
 *
 * What trend(day, rate) gives for a row on each day from first to last, all
 * with the same rate; NULL if last is before first, as there are no rows.
 */
Datum
rate_trend_constant(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	DateADT		first = PG_GETARG_DATEADT(1);
	DateADT		last = PG_GETARG_DATEADT(2);
	int64		count = (int64) last - first + 1;
	RateTrend  *result;

	check_days(first, last, rate);
	if (count <= 0)
		PG_RETURN_NULL();
	result = palloc_object(RateTrend);
	*result = trend_of_row(last, rate);
	if (rate_is_empty(rate))
		PG_RETURN_RATE_TREND_P(result);

	result->d = sum128_product(rate->denominator, count);
	result->n = sum128_product(rate->numerator, count);
	result->dx = sum128_product(rate->denominator, sum_of_days(first, last));
	result->nx = sum128_product(rate->numerator, sum_of_days(first, last));
	result->above_one *= count;
	if (times_overflow(sum_of_squares(first, last), rate->denominator,
					   &result->dxx))
		trend_overflow();
	PG_RETURN_RATE_TREND_P(result);
}
