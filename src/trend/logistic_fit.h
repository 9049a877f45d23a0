/*-------------------------------------------------------------------------
 *
 * logistic_fit.h
 *	  The logistic curve of greatest likelihood through the counts of a
 *	  logistic_trend.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LOGISTIC_FIT_H
#define RESUME_LOGISTIC_FIT_H

#include "trend/logistic_trend.h"

/* What came of it */
typedef enum FitStatus
{
	FIT_FOUND,
	FIT_NO_DAYS,				/* fewer than two: there is no curve */
	FIT_NONE,					/* all numerators are 0 */
	FIT_ALL,					/* all rates are at the ceiling */
	FIT_SEPARATED,				/* a step: the steepest curve fits best */
	FIT_NOT_FOUND				/* Newton's method did not come to an end */
} FitStatus;

/*
 * The curve: ceiling / (1 + exp(-(intercept + slope * (day - center)))).  The
 * variances are those of independent trials, without the dispersion.
 */
typedef struct LogisticFit
{
	FitStatus	status;
	double		ceiling;
	int64		center;
	int64		last_day;
	double		intercept;
	double		slope;
	double		intercept_variance;
	double		covariance;
	double		slope_variance;
	double		dispersion;		/* Pearson's, if there are degrees of freedom */
	int64		degrees;
} LogisticFit;

extern LogisticFit logistic_fit(const SumList *trend, double ceiling);
extern const char *fit_status_name(FitStatus status);

/* The logit of the share of the ceiling on a day, and its variance */
static inline double
fit_logit(const LogisticFit *fit, int64 day)
{
	return fit->intercept + fit->slope * (double) (day - fit->center);
}

static inline double
fit_logit_variance(const LogisticFit *fit, int64 day)
{
	double		x = (double) (day - fit->center);

	return fit->dispersion *
		(fit->intercept_variance +
		 x * (2.0 * fit->covariance + x * fit->slope_variance));
}

#endif							/* RESUME_LOGISTIC_FIT_H */
