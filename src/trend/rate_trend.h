/*-------------------------------------------------------------------------
 *
 * rate_trend.h
 *	  The type rate_trend: what the fitted line and the test for a trend need,
 *	  as exact integer sums.
 *
 * The line is that of weighted least squares: the ratio n/d regressed on the
 * day x, weighted by the denominators d.  All it needs are five sums of
 * integers.  With x counted from a fixed day, sums of different rows add up
 * and subtract exactly, so a rate_trend can be stored, merged, and moved
 * along a window without drift; the readers take differences of products of
 * these sums exactly (wide.h) and round once.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_RATE_TREND_H
#define RESUME_RATE_TREND_H

#include "utils/date.h"

#include "base/counts.h"
#include "base/day.h"

/*
 * The on-disk form: 96 bytes, double alignment, no padding.
 *
 * A row without a denominator, 0/0, says nothing of the line and leaves no
 * trace here: a trend of nothing else is the empty trend.
 */
typedef struct RateTrend
{
	Sum128		d;				/* sum of denominators */
	Sum128		n;				/* sum of numerators */
	Sum128		dx;				/* sum of denominator * day */
	Sum128		nx;				/* sum of numerator * day */
	Sum128		dxx;			/* sum of denominator * day^2 */
	int64		above_one;		/* rows whose numerator is the larger count */
	int64		last_day;		/* the latest day, or NO_DAY; wider than a day
								 * needs, so that there is no padding */
} RateTrend;

#define DatumGetRateTrendP(X)	((RateTrend *) DatumGetPointer(X))
#define PG_GETARG_RATE_TREND_P(n) DatumGetRateTrendP(PG_GETARG_DATUM(n))
#define PG_RETURN_RATE_TREND_P(x) PG_RETURN_POINTER(x)

/* Before every day, so that the later of two days is always the larger */
#define NO_DAY ((int64) DATEVAL_NOBEGIN)

static inline bool
trend_is_empty(const RateTrend *trend)
{
	return sum128_sign(trend->d) == 0;
}

extern const char *trend_fault(const RateTrend *trend);

#endif							/* RESUME_RATE_TREND_H */
