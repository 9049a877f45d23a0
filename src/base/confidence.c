/*-------------------------------------------------------------------------
 *
 * confidence.c
 *	  What every confidence interval needs: the normal quantile of a
 *	  confidence level, the check of a finite population, and the pair of
 *	  limits as a row.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type_d.h"

#include "base/compat.h"
#include "base/confidence.h"
#include "base/record.h"

/*
 * M. J. Wichura (1988), "Algorithm AS 241: The percentage points of the
 * normal distribution", Applied Statistics 37:477-484, procedure PPND16: a
 * quotient of two polynomials of degree 7 in each of three ranges of the
 * probability.  Coefficients from the constant term upwards.
 */
#define QUANTILE_TERMS 8

typedef struct QuantileRange
{
	double		numerator[QUANTILE_TERMS];
	double		denominator[QUANTILE_TERMS];
} QuantileRange;

/* |p - 1/2| <= CENTRAL_HALF_WIDTH */
static const QuantileRange central = {
	{3.3871328727963666080e0, 1.3314166789178437745e+2,
		1.9715909503065514427e+3, 1.3731693765509461125e+4,
		4.5921953931549871457e+4, 6.7265770927008700853e+4,
		3.3430575583588128105e+4, 2.5090809287301226727e+3},
	{1.0, 4.2313330701600911252e+1,
		6.8718700749205790830e+2, 5.3941960214247511077e+3,
		2.1213794301586595867e+4, 3.9307895800092710610e+4,
		2.8729085735721942674e+4, 5.2264952788528545610e+3}
};

/* farther out, with r = sqrt(-log(tail)) <= TAIL_BOUND */
static const QuantileRange near_tail = {
	{1.42343711074968357734e0, 4.63033784615654529590e0,
		5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1,
		2.27238449892691845833e-2, 7.74545014278341407640e-4},
	{1.0, 2.05319162663775882187e0,
		1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2,
		5.47593808499534494600e-4, 1.05075007164441684324e-9}
};

/* and beyond */
static const QuantileRange far_tail = {
	{6.65790464350110377720e0, 5.46378491116411436990e0,
		1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3,
		2.71155556874348757815e-5, 2.01033439929228813265e-7},
	{1.0, 5.99832206555887937690e-1,
		1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5,
		1.42151175831644588870e-7, 2.04426310338993978564e-15}
};

#define CENTRAL_HALF_WIDTH	0.425
#define CENTRAL_SHIFT		0.180625	/* its square */
#define NEAR_TAIL_SHIFT		1.6
#define TAIL_BOUND			5.0

static double
quantile_quotient(const QuantileRange *range, double r)
{
	double		numerator = 0.0;
	double		denominator = 0.0;

	for (int i = QUANTILE_TERMS - 1; i >= 0; i--)
	{
		numerator = numerator * r + range->numerator[i];
		denominator = denominator * r + range->denominator[i];
	}
	return numerator / denominator;
}

/*
 * The z between whose negative and itself a standard normal variable falls
 * with the given probability: 1.96 for 0.95.
 *
 * AS 241 takes p = (1 + confidence) / 2, which would be rounded.  It only
 * uses p - 1/2 in the middle and 1 - p in the tail, and both are exact here:
 * a half is an exact factor, and 1 - confidence is exact from 1/2 upwards.
 */
double
confidence_quantile(double confidence)
{
	double		middle = confidence / 2.0;
	double		r;

	/* written so that NaN is refused as well */
	if (!(confidence > 0.0 && confidence < 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("confidence must be between 0 and 1, both excluded"),
				 errdetail("It is %g.", confidence),
				 errhint("It is a ratio: write 0.95 for 95 percent.")));

	if (middle <= CENTRAL_HALF_WIDTH)
	{
		r = CENTRAL_SHIFT - middle * middle;
		return middle * quantile_quotient(&central, r);
	}

	r = sqrt(-log((1.0 - confidence) / 2.0));
	if (r <= TAIL_BOUND)
		return quantile_quotient(&near_tail, r - NEAR_TAIL_SHIFT);
	return quantile_quotient(&far_tail, r - TAIL_BOUND);
}

/*
 * A population cannot be smaller than the sample that was drawn from it.
 */
void
confidence_check_population(int64 sampled, int64 population)
{
	if (population < sampled)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the population is smaller than the sample"),
				 errdetail("The population is %lld, the sample %lld.",
						   (long long) population, (long long) sampled),
				 errhint("Give the number of units that the sample was drawn from, or NULL for no finite population correction.")));
}


/* ------
 * Result
 * ------
 */

static const RecordColumn limits[] = {
	SERVER_COLUMN(FLOAT8OID), SERVER_COLUMN(FLOAT8OID)
};

/* (lower, upper) */
Datum
confidence_limits(FunctionCallInfo fcinfo, double lower, double upper)
{
	Datum		values[2] = {Float8GetDatum(lower), Float8GetDatum(upper)};
	bool		nulls[2] = {false, false};

	return RECORD_RESULT(fcinfo, limits, values, nulls);
}

/* A row without values, for what has no estimate */
Datum
confidence_no_limits(FunctionCallInfo fcinfo)
{
	Datum		values[2] = {(Datum) 0, (Datum) 0};
	bool		nulls[2] = {true, true};

	return RECORD_RESULT(fcinfo, limits, values, nulls);
}
