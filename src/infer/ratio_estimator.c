/*-------------------------------------------------------------------------
 *
 * ratio_estimator.c
 *	  The readers of ratio_sample: the standard error of the pooled rate, and
 *	  intervals for a rate of persons who were drawn by the enterprise.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/float.h"

#include "base/compat.h"
#include "base/confidence.h"
#include "base/number.h"
#include "base/wide.h"
#include "infer/ratio_interval.h"
#include "infer/sample.h"

PG_FUNCTION_INFO_V1(ratio_sample_standard_error);
PG_FUNCTION_INFO_V1(ratio_sample_confidence_interval);
PG_FUNCTION_INFO_V1(ratio_sample_confidence_interval_by);


/* The estimate; there must be a denominator. */
static double
sample_ratio(const RatioSample *sample)
{
	return wide_quotient(wide_from_sum128(sample->sums[SUM_Y]),
						 wide_from_sum128(sample->sums[SUM_X]));
}

/*
 * The standard error of the estimate, with the finite population correction
 * if a population is given.  False if there is none: no denominator, or a
 * single enterprise of several.
 *
 *	v(R) = (1 - n/N) / (n xbar^2) * sum((y - R x)^2) / (n - 1)
 *
 * With R = Y/X, X^2 sum((y - R x)^2) is the integer
 * X^2 sum(y^2) - 2 X Y sum(y x) + Y^2 sum(x^2), a difference of numbers that
 * may be almost equal, so it is taken exactly; only the quotient is rounded.
 */
static bool
sample_standard_error(const RatioSample *sample, const int64 *population,
					  double *standard_error)
{
	int64		rows = sample->rows;
	Numeric		y;
	Numeric		x;
	Numeric		squares;
	Numeric		dividend;
	Numeric		divisor;

	if (population != NULL)
		confidence_check_population(rows, *population);

	if (sum128_sign(sample->sums[SUM_X]) == 0)
		return false;

	/* of a census there is no other sample */
	if (population != NULL && *population == rows)
	{
		*standard_error = 0.0;
		return true;
	}
	if (rows == 1)
		return false;

	y = sum128_to_numeric(sample->sums[SUM_Y]);
	x = sum128_to_numeric(sample->sums[SUM_X]);
	squares = number_add(number_mul(number_mul(x, x),
									sum128_to_numeric(sample->sums[SUM_YY])),
						 number_mul(number_mul(y, y),
									sum128_to_numeric(sample->sums[SUM_XX])));
	squares = number_sub(squares,
						 number_mul(number_mul(int64_to_numeric(2),
											   number_mul(x, y)),
									sum128_to_numeric(sample->sums[SUM_YX])));

	dividend = number_mul(squares, int64_to_numeric(rows));
	divisor = int64_to_numeric(rows - 1);
	if (population != NULL)
	{
		dividend = number_mul(dividend, int64_to_numeric(*population - rows));
		divisor = number_mul(divisor, int64_to_numeric(*population));
	}

	/* below 2^511 over below 2^127, and x below 2^127: all are doubles */
	*standard_error = sqrt(number_to_double(dividend) /
						   number_to_double(divisor)) /
		number_to_double(number_mul(x, x));
	return true;
}

/*
 * standard_error(ratio_sample, population bigint) → double precision
 *
 * Of the pooled rate, as a ratio.  W. G. Cochran, Sampling Techniques, 3rd
 * ed. 1977, sections 6.3 and 6.4; R's survey::svyratio computes the same.
 * population is the number of enterprises drawn from; NULL is one without
 * end.
 *
 * NULL for 0/0, and for a single enterprise unless it is the population; an
 * error for a population smaller than the sample.
 */
Datum
ratio_sample_standard_error(PG_FUNCTION_ARGS)
{
	int64		population = 0;
	double		standard_error;

	/* not strict: no population is a usual case */
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(1))
		population = PG_GETARG_INT64(1);

	if (!sample_standard_error(PG_GETARG_RATIO_SAMPLE_P(0),
							   PG_ARGISNULL(1) ? NULL : &population,
							   &standard_error))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(standard_error);
}

/*
 * confidence_interval(ratio_sample, confidence double precision,
 *					   population bigint,
 *					   OUT lower double precision,
 *					   OUT upper double precision)
 *
 * The estimate plus and minus the normal quantile times its standard error
 * (Cochran 1977, section 6.5), as svyratio's confint() does.  For many
 * enterprises; of few, it is too short.  It is not cut at 0 and 1, so that a
 * limit beyond them shows that the enterprises were too few.
 *
 * NULL if the sample or the confidence is NULL; limits that are NULL where
 * the standard error is.
 */
Datum
ratio_sample_confidence_interval(PG_FUNCTION_ARGS)
{
	RatioSample *sample;
	double		quantile;
	int64		population = 0;
	double		standard_error;
	double		ratio;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();

	sample = PG_GETARG_RATIO_SAMPLE_P(0);
	quantile = confidence_quantile(PG_GETARG_FLOAT8(1));
	if (!PG_ARGISNULL(2))
		population = PG_GETARG_INT64(2);

	if (!sample_standard_error(sample, PG_ARGISNULL(2) ? NULL : &population,
							   &standard_error))
		return confidence_no_limits(fcinfo);

	ratio = sample_ratio(sample);
	return confidence_limits(fcinfo, ratio - quantile * standard_error,
							 ratio + quantile * standard_error);
}

/* Of so many enterprises, these are worth as many of equal size. */
static double
equal_enterprises(const RatioSample *sample)
{
	double		x = number_to_double(sum128_to_numeric(sample->sums[SUM_X]));
	double		xx = number_to_double(sum128_to_numeric(sample->sums[SUM_XX]));

	return x * x / xx;
}

static Datum
interval_by_method(FunctionCallInfo fcinfo, const RatioSample *sample,
				   IntervalMethod method, double confidence,
				   const int64 *population)
{
	Estimate	estimate = {.degrees = sample->rows - 1};
	Limits		limits;

	/* before anything else, so that what cannot be is an error always */
	(void) confidence_quantile(confidence);
	estimate.has_error = sample_standard_error(sample, population,
											   &estimate.error);
	if (!estimate.has_error)
		return confidence_no_limits(fcinfo);

	estimate.rate = sample_ratio(sample);
	estimate.is_census = population != NULL && *population == sample->rows;
	estimate.units = equal_enterprises(sample);
	if (population != NULL && !estimate.is_census)
		estimate.units = units_of_population(estimate.units, sample->rows,
											 *population);
	if (!interval_of_estimate(&estimate, method, confidence, &limits))
		return confidence_no_limits(fcinfo);
	return confidence_limits(fcinfo, limits.lower, limits.upper);
}

/*
 * A call of 1.0 whose confidence has no type, a number in quotes or an open
 * parameter, finds the form with a method: false if that is a name.
 */
static bool
is_number(text *method, double *number)
{
	char	   *p = text_to_cstring(method);
	char	   *end;

	*number = strtod(p, &end);
	return end != p && *skip_space(end) == '\0';
}

/*
 * confidence_interval(ratio_sample, method text, confidence double precision,
 *					   population bigint,
 *					   OUT lower double precision,
 *					   OUT upper double precision)
 *
 * By a method: 'normal' is what confidence_interval(ratio_sample) gives; 't'
 * takes Student's t with one degree of freedom less than enterprises, as SAS
 * and Stata do; 'logit' the same for the logit of the rate, so that it stays
 * between 0 and 1, with limits for none and for all that are not the rate.
 *
 * NULL if sample, method or confidence are NULL; limits that are NULL where the
 * standard error is; errors for an unknown method, and for a rate above 1 by
 * 'logit'.
 */
Datum
ratio_sample_confidence_interval_by(PG_FUNCTION_ARGS)
{
	RatioSample *sample;
	text	   *method;
	double		confidence;
	double		number;
	int64		population = 0;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();

	sample = PG_GETARG_RATIO_SAMPLE_P(0);
	method = PG_GETARG_TEXT_PP(1);
	confidence = PG_GETARG_FLOAT8(2);
	if (!PG_ARGISNULL(3))
		population = PG_GETARG_INT64(3);

	if (is_number(method, &number))
		return interval_by_method(fcinfo, sample, METHOD_NORMAL, number,
								  PG_ARGISNULL(3) ? NULL : &population);
	return interval_by_method(fcinfo, sample, interval_method(method),
							  confidence,
							  PG_ARGISNULL(3) ? NULL : &population);
}
