/*-------------------------------------------------------------------------
 *
 * line.h
 *	  The line that is fitted to the sums of a trend.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LINE_H
#define RESUME_LINE_H

#include "base/wide.h"
#include "trend/rate_trend.h"

extern Wide line_divisor(const RateTrend *trend);
extern Wide line_slope(const RateTrend *trend);
extern Wide line_intercept(const RateTrend *trend);

#endif							/* RESUME_LINE_H */
