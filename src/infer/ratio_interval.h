/*-------------------------------------------------------------------------
 *
 * ratio_interval.h
 *	  Methods by which a rate, its standard error and degrees of freedom make
 *	  an interval.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_RATIO_INTERVAL_H
#define RESUME_RATIO_INTERVAL_H

#include "fmgr.h"

typedef enum IntervalMethod
{
	METHOD_NORMAL,				/* the normal quantile: for many */
	METHOD_T,					/* Student's t */
	METHOD_LOGIT				/* the same for the logit of the rate */
} IntervalMethod;

/* A rate that was estimated, and what its interval is made of */
typedef struct Estimate
{
	double		rate;
	double		error;			/* its standard error */
	int64		degrees;		/* of freedom */
	double		units;			/* as many of equal size tell as much */
	bool		has_error;		/* is there one? */
	bool		is_census;		/* nothing was left to chance */
} Estimate;

typedef struct Limits
{
	double		lower;
	double		upper;
} Limits;

/*
 * As many units tell more of a population that has few others, by the finite
 * population correction; it must have some.
 */
static inline double
units_of_population(double units, int64 drawn, int64 population)
{
	return units * ((double) (population - 1) / (double) (population - drawn));
}

extern IntervalMethod interval_method(text *name);
extern bool interval_of_estimate(const Estimate *estimate,
								 IntervalMethod method, double confidence,
								 Limits *limits);

#endif							/* RESUME_RATIO_INTERVAL_H */
