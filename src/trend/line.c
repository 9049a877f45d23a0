/*-------------------------------------------------------------------------
 *
 * line.c
 *	  The readers of rate_trend: the fitted line, when it reaches a target, and
 *	  the test for a trend.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type_d.h"

#include "base/compat.h"
#include "base/number.h"
#include "base/record.h"
#include "trend/line.h"
#include "trend/trend_days.h"

PG_FUNCTION_INFO_V1(rate_trend_slope);
PG_FUNCTION_INFO_V1(rate_trend_percent_at);
PG_FUNCTION_INFO_V1(rate_trend_day_reaching);
PG_FUNCTION_INFO_V1(rate_trend_test);


/* --------
 * The line
 * --------
 */

/*
 * By Cramer's rule the fitted ratio on day x is (intercept + slope * x) /
 * divisor, in integers.  The divisor is 0 if all rows are of one day, or if
 * there are none; there is no line then.
 */
Wide
line_divisor(const RateTrend *trend)
{
	return wide_minus(wide_product(trend->d, trend->dxx),
					  wide_product(trend->dx, trend->dx));
}

Wide
line_slope(const RateTrend *trend)
{
	return wide_minus(wide_product(trend->d, trend->nx),
					  wide_product(trend->n, trend->dx));
}

Wide
line_intercept(const RateTrend *trend)
{
	return wide_minus(wide_product(trend->n, trend->dxx),
					  wide_product(trend->dx, trend->nx));
}


/* -------
 * Readers
 * -------
 */

/*
 * slope(rate_trend) → double precision
 *
 * Percentage points a day: 100 (D NX - N DX) / (D DXX - DX^2), where D, N,
 * DX, NX and DXX are the sums.  The quotient is exact and rounded once, so
 * equal sums have equal slopes.  NULL where there is no line: all rates of
 * one day, or all of them 0/0.
 *
 * Weighted least squares, with the denominators as weights: the regression
 * coefficient of Cochran, W. G. (1954), Some methods for strengthening the
 * common chi-squared tests, Biometrics 10, 417-451.
 */
Datum
rate_trend_slope(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	Wide		divisor = line_divisor(trend);

	if (wide_sign(divisor) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(wide_quotient(wide_times(line_slope(trend), 100),
								   divisor));
}

/*
 * percent_at(rate_trend, day date) → double precision
 *
 * The fitted line on a day, in percent; exact and rounded once.  It is a
 * straight line: nothing keeps it between 0 and 100.  NULL where there is no
 * line.
 */
Datum
rate_trend_percent_at(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	DateADT		day = PG_GETARG_DATEADT(1);
	Wide		divisor = line_divisor(trend);
	Wide		dividend;

	check_day_asked_for(day);
	if (wide_sign(divisor) == 0)
		PG_RETURN_NULL();

	dividend = wide_plus(line_intercept(trend),
						 wide_times(line_slope(trend), day));
	PG_RETURN_FLOAT8(wide_quotient(wide_times(dividend, 100), divisor));
}

/* ab - cd */
static inline Numeric
product_difference(Numeric a, Numeric b, Numeric c, Numeric d)
{
	return number_sub(number_mul(a, b), number_mul(c, d));
}

/*
 * The first day on which slope * day >= goal, in exact numbers, and not
 * before the last day; false if that is never, or too late.
 */
static bool
first_day_reaching(Numeric slope, Numeric goal, int64 last_day, int horizon,
				   int64 *day)
{
	Numeric		number = int64_to_numeric(last_day);

	if (number_compare(number_mul(slope, number), goal) >= 0)
	{
		*day = last_day;
		return true;
	}

	/* the line is below the target, so it must rise */
	if (number_sign(slope) <= 0)
		return false;

	number = number_div_trunc(goal, slope);
	if (number_compare(number_mul(slope, number), goal) < 0)
		number = number_add(number, int64_to_numeric(1));

	/* however far away it is, now it fits */
	if (number_compare(number, int64_to_numeric(last_day + horizon)) > 0)
		return false;
	*day = number_to_int64(number);
	return true;
}

/*
 * day_reaching(rate_trend, target_percent double precision,
 *				horizon_days integer DEFAULT 365) → date
 *
 * The first day, not before the last one with a rate, on which the fitted
 * line is at the target or above; so it is the last day itself if the line
 * has come that far, whether it rises, falls or is flat.  NULL if a line
 * below its target is flat or falls, if the day is more than horizon_days
 * after the last, and where there is no line.
 *
 * The target is taken as the decimal number that was written, as the cast to
 * numeric takes it, and the comparison is exact.
 */
Datum
rate_trend_day_reaching(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	float8		target = PG_GETARG_FLOAT8(1);
	int			horizon = PG_GETARG_INT32(2);
	Numeric		d = sum128_to_numeric(trend->d);
	Numeric		n = sum128_to_numeric(trend->n);
	Numeric		dx = sum128_to_numeric(trend->dx);
	Numeric		nx = sum128_to_numeric(trend->nx);
	Numeric		dxx = sum128_to_numeric(trend->dxx);
	Numeric		hundred = int64_to_numeric(100);
	Numeric		divisor;
	Numeric		slope;
	Numeric		goal;
	int64		day;

	check_target(target, horizon);
	divisor = product_difference(d, dxx, dx, dx);
	if (number_sign(divisor) <= 0)
		PG_RETURN_NULL();

	/* 100 (intercept + slope day) / divisor >= target, without dividing */
	slope = number_mul(hundred, product_difference(d, nx, n, dx));
	goal = product_difference(number_from_double(target), divisor,
							  hundred, product_difference(n, dxx, dx, nx));

	if (!first_day_reaching(slope, goal, trend->last_day, horizon, &day))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(day_reached(day));
}

/*
 * trend_test(rate_trend, OUT z double precision, OUT p_value double precision)
 *
 * Cochran-Armitage test for a trend in proportions, with the day as score:
 *
 *		z = (D NX - N DX) sqrt(D / (N (D - N) (D DXX - DX^2)))
 *
 * and the two-sided p-value of the normal distribution.  z^2 is the
 * chi-squared statistic with one degree of freedom, and z has the sign of
 * the slope.  If all of the numerators are 0, or all are the denominators,
 * no arrangement of these counts could show a trend: z is 0 and p_value is
 * 1.  Both are NULL where there is no line.  A rate above 1 is no proportion
 * and an error.
 *
 * Cochran (1954), as above; Armitage, P. (1955), Tests for linear trends in
 * proportions and frequencies, Biometrics 11, 375-386.
 */
Datum
rate_trend_test(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(FLOAT8OID), SERVER_COLUMN(FLOAT8OID)
	};
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	Wide		divisor = line_divisor(trend);
	Wide		slope = line_slope(trend);
	Sum128		rest;
	Wide		variance;
	Datum		values[2];
	bool		nulls[2] = {false, false};
	double		z;

	if (trend->above_one > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a test for a trend in proportions needs rates of at most 1"),
				 errdetail("Rates above 1 in the trend: %lld.",
						   (long long) trend->above_one),
				 errhint("Use slope(), which is defined for such rates, too.")));

	/* cannot overflow: 0 <= n <= d */
	(void) sum128_sub_overflow(trend->d, trend->n, &rest);
	variance = wide_product(trend->n, rest);

	if (wide_sign(divisor) == 0)
		nulls[0] = nulls[1] = true;
	else if (wide_sign(variance) == 0)
	{
		values[0] = Float8GetDatum(0.0);
		values[1] = Float8GetDatum(1.0);
	}
	else
	{
		Wide		total = wide_from_sum128(trend->d);
		Wide		one = wide_from_sum128(sum128_from_int64(1));

		/* z^2 as two quotients and a factor, each of them rounded once */
		z = sqrt(wide_quotient(slope, divisor) *
				 wide_quotient(slope, variance) *
				 wide_quotient(total, one));
		if (wide_sign(slope) < 0)
			z = -z;
		values[0] = Float8GetDatum(z);
		values[1] = Float8GetDatum(erfc(fabs(z) / M_SQRT2));
	}

	PG_RETURN_DATUM(RECORD_RESULT(fcinfo, columns, values, nulls));
}
