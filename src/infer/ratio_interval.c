/*-------------------------------------------------------------------------
 *
 * ratio_interval.c
 *	  Methods by which a rate, its standard error and degrees of freedom make
 *	  an interval.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "base/compat.h"
#include "base/confidence.h"
#include "base/student.h"
#include "infer/ratio_interval.h"

static const char *const method_names[] = {
	[METHOD_NORMAL] = "normal",
	[METHOD_T] = "t",
	[METHOD_LOGIT] = "logit",
};

IntervalMethod
interval_method(text *name)
{
	char	   *method = text_to_cstring(name);

	for (int i = 0; i < (int) lengthof(method_names); i++)
	{
		if (strcmp(method, method_names[i]) == 0)
			return (IntervalMethod) i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown method of a confidence interval: \"%s\"",
					method),
			 errdetail("Methods are \"normal\", \"t\" and \"logit\"."),
			 errhint("Use \"t\" for few enterprises, \"logit\" for shares near 0 or 1.")));
}

static Limits
symmetric(double middle, double distance)
{
	Limits		result = {middle - distance, middle + distance};

	return result;
}

static double
inverse_logit(double x)
{
	return 1.0 / (1.0 + exp(-x));
}

/*
 * A share that is 0 or 1 in all units drawn: no scatter is seen, but that many
 * units of another kind would hardly have been drawn without one of them.
 * This is Wilson's interval for none of n units, if the staff of each move
 * together; n is what units of unequal size are worth.
 */
static Limits
limits_of_none(const Estimate *estimate, double confidence)
{
	double		z = confidence_quantile(confidence);
	double		beyond = z * z / (estimate->units + z * z);
	Limits		result = {0.0, beyond};

	if (estimate->rate > 0.5)
	{
		result.lower = 1.0 - beyond;
		result.upper = 1.0;
	}
	return result;
}

/*
 * The interval of ln(p / (1 - p)), whose standard error is that of p over
 * p (1 - p), back as one of p: it stays between 0 and 1, and is the longer on
 * the side where there is room.
 */
static Limits
limits_of_logit(const Estimate *estimate, double quantile, double confidence)
{
	double		p = estimate->rate;
	Limits		result;

	if (p > 1.0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a rate above 1 has no logit"),
				 errdetail("The rate is %g.", p),
				 errhint("Use the method \"t\".")));
	if (p == 0.0 || p == 1.0)
		return limits_of_none(estimate, confidence);

	result = symmetric(log(p / (1.0 - p)),
					   quantile * estimate->error / (p * (1.0 - p)));
	result.lower = inverse_logit(result.lower);
	result.upper = inverse_logit(result.upper);
	return result;
}

/*
 * False where there is none: no standard error, or none of its degrees of
 * freedom.
 */
bool
interval_of_estimate(const Estimate *estimate, IntervalMethod method,
					 double confidence, Limits *limits)
{
	double		quantile = confidence_quantile(confidence);

	if (!estimate->has_error)
		return false;
	if (estimate->is_census)
	{
		*limits = symmetric(estimate->rate, 0.0);
		return true;
	}
	if (method != METHOD_NORMAL)
	{
		if (estimate->degrees < 1)
			return false;
		quantile = student_quantile(confidence, estimate->degrees);
	}
	if (method == METHOD_LOGIT)
		*limits = limits_of_logit(estimate, quantile, confidence);
	else
		*limits = symmetric(estimate->rate, quantile * estimate->error);
	return true;
}
