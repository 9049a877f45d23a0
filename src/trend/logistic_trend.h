/*-------------------------------------------------------------------------
 *
 * logistic_trend.h
 *	  The type logistic_trend: counts by day, exactly, of which a logistic
 *	  curve is fitted.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LOGISTIC_TREND_H
#define RESUME_LOGISTIC_TREND_H

#include "base/sum_list.h"

/* The counts of a day: 40 bytes, double alignment, no padding */
typedef struct LogisticDay
{
	int64		day;
	Sum128		numerator;
	Sum128		denominator;	/* above 0, and not below the numerator */
} LogisticDay;

extern const SumListType logistic_trend_type;

static inline const LogisticDay *
logistic_day(const SumList *trend, int i)
{
	return (const LogisticDay *) sum_list_item(&logistic_trend_type, trend, i);
}

#endif							/* RESUME_LOGISTIC_TREND_H */
