/*-------------------------------------------------------------------------
 *
 * interval.c
 *	  Score intervals for proportions: Wilson's for one, Newcombe's for the
 *	  difference of two.
 *
 * Both take the counted units as drawn independently of one another.  For
 * staff, who come in enterprises, see sample.c.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "base/compat.h"
#include "base/confidence.h"
#include "base/counts.h"
#include "rate/rate.h"

typedef struct Interval
{
	double		lower;
	double		estimate;
	double		upper;
} Interval;

PG_FUNCTION_INFO_V1(rate_wilson);
PG_FUNCTION_INFO_V1(rate_newcombe);


static void
check_proportion(const Rate *rate)
{
	rate_check_proportion(rate,
						  gettext_noop("score intervals are for proportions, and a rate above 1 is none"),
						  gettext_noop("For ratios that may exceed 1, such as output against capacity, use confidence_interval(ratio_sample(...))."));
}

/*
 * The Wilson interval of a proportion that is not empty, for the squared
 * quantile zz.
 *
 * The limits are the roots of (n + zz) p^2 - (2k + zz) p + k^2/n = 0.  The
 * textbook's form of the smaller one subtracts two numbers that may be almost
 * equal; here it is the product of both roots over the larger one.  What the
 * upper limit lacks from 1 is the lower limit of the complement, and so the
 * limits are exactly 0 and 1 for none and for all.
 */
static Interval
wilson_interval(const Rate *rate, double zz)
{
	int64		rest = rate->denominator - rate->numerator;
	double		n = (double) rate->denominator;
	double		k = (double) rate->numerator;
	double		m = (double) rest;
	double		k_share = count_ratio(rate->numerator, rate->denominator);
	double		m_share = count_ratio(rest, rate->denominator);
	double		root;
	Interval	result;

	result.lower = result.estimate = result.upper = k_share;

	/* a census, or a level too small to be told from 0 */
	if (zz == 0.0)
		return result;

	root = sqrt(zz) * sqrt(zz + 4.0 * k * m_share);
	result.lower = 2.0 * k * k_share / (2.0 * k + zz + root);
	if (rate->numerator < rest)
		result.upper = (2.0 * k + zz + root) / (2.0 * (n + zz));
	else
		result.upper = 1.0 - 2.0 * m * m_share / (2.0 * m + zz + root);

	/* not even by the last rounding is the estimate left out */
	result.lower = Min(result.lower, k_share);
	result.upper = Max(result.upper, k_share);
	return result;
}

/*
 * The finite population correction, (N - n) / (N - 1); population 1 that was
 * drawn has nothing left to vary.
 */
static double
population_factor(int64 sampled, int64 population)
{
	if (population == sampled)
		return 0.0;
	return count_ratio(population - sampled, population - 1);
}

/*
 * wilson(rate, confidence double precision, population bigint,
 *		  OUT lower double precision, OUT upper double precision)
 *
 * Confidence limits of a proportion, as ratios.  E. B. Wilson (1927),
 * "Probable inference, the law of succession, and statistical inference",
 * J. Amer. Statist. Assoc. 22:209-212; method 3 of R. G. Newcombe (1998),
 * Statistics in Medicine 17:857-872.
 *
 * With a population, the squared quantile takes the factor by which drawing
 * without replacement reduces the variance (W. G. Cochran, Sampling
 * Techniques, 3rd ed. 1977, section 3.2).
 *
 * NULL if the rate or the confidence is NULL; limits that are NULL for 0/0;
 * errors for a rate above 1 and a population smaller than the denominator.
 */
Datum
rate_wilson(PG_FUNCTION_ARGS)
{
	Rate	   *rate;
	double		z;
	double		zz;
	Interval	interval;

	/* not strict: no population is the usual case */
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();

	rate = PG_GETARG_RATE_P(0);
	z = confidence_quantile(PG_GETARG_FLOAT8(1));
	zz = z * z;
	check_proportion(rate);
	if (!PG_ARGISNULL(2))
	{
		int64		population = PG_GETARG_INT64(2);

		confidence_check_population(rate->denominator, population);
		if (!rate_is_empty(rate))
			zz *= population_factor(rate->denominator, population);
	}

	if (rate_is_empty(rate))
		return confidence_no_limits(fcinfo);

	interval = wilson_interval(rate, zz);
	return confidence_limits(fcinfo, interval.lower, interval.upper);
}

/*
 * The hypotenuse of two lengths up to 1.  Squares of such cannot overflow, and
 * those that underflow are of no account; unlike hypot(), whose last digits
 * are the C library's, this is the same on every machine that rounds each
 * operation as IEEE 754 says.
 */
static double
root_of_squares(double x, double y)
{
	return sqrt(x * x + y * y);
}

/*
 * newcombe(later rate, earlier rate, confidence double precision,
 *			OUT lower double precision, OUT upper double precision)
 *
 * Confidence limits of the difference later - earlier of two independent
 * proportions, as ratios: the hybrid score interval, method 10 of
 * R. G. Newcombe (1998), "Interval estimation for the difference between
 * independent proportions", Statistics in Medicine 17:873-890.
 *
 * Limits that are NULL if either is 0/0; an error for a rate above 1.
 */
Datum
rate_newcombe(PG_FUNCTION_ARGS)
{
	Rate	   *later_rate = PG_GETARG_RATE_P(0);
	Rate	   *earlier_rate = PG_GETARG_RATE_P(1);
	double		z = confidence_quantile(PG_GETARG_FLOAT8(2));
	Interval	later;
	Interval	earlier;
	double		difference;
	double		below;
	double		above;

	check_proportion(later_rate);
	check_proportion(earlier_rate);
	if (rate_is_empty(later_rate) || rate_is_empty(earlier_rate))
		return confidence_no_limits(fcinfo);

	later = wilson_interval(later_rate, z * z);
	earlier = wilson_interval(earlier_rate, z * z);

	difference = later.estimate - earlier.estimate;
	below = root_of_squares(later.estimate - later.lower,
							earlier.upper - earlier.estimate);
	above = root_of_squares(later.upper - later.estimate,
							earlier.estimate - earlier.lower);

	/* a rounding may put a limit beyond what a difference can be */
	return confidence_limits(fcinfo, Max(difference - below, -1.0),
							 Min(difference + above, 1.0));
}
