/*-------------------------------------------------------------------------
 *
 * trend_sums.h
 *	  Arithmetic on trends: a row is one, and trends add up and subtract.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_TREND_SUMS_H
#define RESUME_TREND_SUMS_H

#include "rate/rate.h"
#include "trend/rate_trend.h"
#include "trend/trend_days.h"

static const RateTrend empty_trend = {.last_day = NO_DAY};

/* One row is a trend, too. */
static inline RateTrend
trend_of_row(DateADT day, const Rate *rate)
{
	RateTrend	row;

	check_day_of_row(day, rate);
	if (unlikely(rate_is_empty(rate)))
		return empty_trend;

	row.d = sum128_from_int64(rate->denominator);
	row.n = sum128_from_int64(rate->numerator);
	row.dx = sum128_product(rate->denominator, day);
	row.nx = sum128_product(rate->numerator, day);
	/* the square of a day has at most 62 bits */
	row.dxx = sum128_product(rate->denominator, (int64) day * day);
	row.above_one = rate->numerator > rate->denominator ? 1 : 0;
	row.last_day = day;
	return row;
}

static pg_noinline void
trend_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("trend is out of range"),
			 errdetail("A sum of counts times days exceeds 128 bits."),
			 errhint("Check the unit of the counts and the years of the days.")));
}

static inline void
trend_add(RateTrend *trend, const RateTrend *other)
{
	RateTrend	sum;

	if (unlikely(sum128_add_overflow(trend->d, other->d, &sum.d) ||
				 sum128_add_overflow(trend->n, other->n, &sum.n) ||
				 sum128_add_overflow(trend->dx, other->dx, &sum.dx) ||
				 sum128_add_overflow(trend->nx, other->nx, &sum.nx) ||
				 sum128_add_overflow(trend->dxx, other->dxx, &sum.dxx) ||
				 pg_add_s64_overflow(trend->above_one, other->above_one,
									 &sum.above_one)))
		trend_overflow();

	sum.last_day = Max(trend->last_day, other->last_day);
	*trend = sum;
}

/*
 * Takes the sums of another trend out again; the last day is for the caller.
 * Returns false, and leaves the trend as it was, if a sum overflows.
 */
static inline bool
trend_subtract(RateTrend *trend, const RateTrend *other)
{
	RateTrend	rest;

	if (unlikely(sum128_sub_overflow(trend->d, other->d, &rest.d) ||
				 sum128_sub_overflow(trend->n, other->n, &rest.n) ||
				 sum128_sub_overflow(trend->dx, other->dx, &rest.dx) ||
				 sum128_sub_overflow(trend->nx, other->nx, &rest.nx) ||
				 sum128_sub_overflow(trend->dxx, other->dxx, &rest.dxx) ||
				 pg_sub_s64_overflow(trend->above_one, other->above_one,
									 &rest.above_one)))
		return false;

	rest.last_day = trend->last_day;
	*trend = rest;
	return true;
}

#endif							/* RESUME_TREND_SUMS_H */
