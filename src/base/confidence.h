/*-------------------------------------------------------------------------
 *
 * confidence.h
 *	  What every confidence interval needs: the normal quantile of a
 *	  confidence level, the check of a finite population, and the pair of
 *	  limits as a row.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_CONFIDENCE_H
#define RESUME_CONFIDENCE_H

#include "fmgr.h"

extern double confidence_quantile(double confidence);
extern void confidence_check_population(int64 sampled, int64 population);
extern Datum confidence_limits(FunctionCallInfo fcinfo, double lower,
							   double upper);
extern Datum confidence_no_limits(FunctionCallInfo fcinfo);

#endif							/* RESUME_CONFIDENCE_H */
