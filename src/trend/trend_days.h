/*-------------------------------------------------------------------------
 *
 * trend_days.h
 *	  The days that trends are made of and asked for: what none of them takes.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_TREND_DAYS_H
#define RESUME_TREND_DAYS_H

#include "utils/date.h"

#include "rate/rate.h"

extern void infinite_row(DateADT day, const Rate *rate);
extern void check_day_asked_for(DateADT day);
extern void check_target(double percent, int32 horizon);
extern DateADT day_reached(int64 day);

/* The day of a row that goes into a trend */
static inline void
check_day_of_row(DateADT day, const Rate *rate)
{
	if (unlikely(DATE_NOT_FINITE(day)))
		infinite_row(day, rate);
}

#endif							/* RESUME_TREND_DAYS_H */
