/*-------------------------------------------------------------------------
 *
 * student.c
 *	  The quantile of Student's t distribution.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "base/compat.h"
#include "base/confidence.h"
#include "base/student.h"

/* Beyond, an expansion is as good as the sum, whose terms are as many */
#define SUMMED_DEGREES 2000

/* Newton's method at least halves a distance, and doubles t far out */
#define MAX_STEPS 200


/*
 * How likely is |T| < t?  Integrated by parts, the density of n degrees of
 * freedom gives a finite sum in the cosine of the angle whose tangent is
 * t / sqrt(n).
 */
static double
central_probability(double t, int64 degrees)
{
	double		n = (double) degrees;
	double		cosine2 = n / (n + t * t);
	double		sine = t / sqrt(n + t * t);
	double		term = 1.0;
	double		sum = 1.0;

	if (degrees % 2 == 0)
	{
		for (int64 i = 1; i <= (degrees - 2) / 2; i++)
		{
			term *= cosine2 * (double) (2 * i - 1) / (double) (2 * i);
			sum += term;
		}
		return sine * sum;
	}

	for (int64 i = 1; i <= (degrees - 3) / 2; i++)
	{
		term *= cosine2 * (double) (2 * i) / (double) (2 * i + 1);
		sum += term;
	}
	if (degrees == 1)
		sum = 0.0;
	return M_2_PI * (atan(t / sqrt(n)) + sine * sqrt(cosine2) * sum);
}

/* The density of |T| at 0: 2 Gamma((n + 1) / 2) / (Gamma(n / 2) sqrt(n pi)) */
static double
central_density(int64 degrees)
{
	double		quotient = 1.0 / sqrt(M_PI);

	if (degrees % 2 == 0)
		quotient = 0.5 * sqrt(M_PI);

	for (int64 i = 2 - degrees % 2; i < degrees; i += 2)
		quotient *= (double) (i + 1) / (double) i;
	return 2.0 * quotient / sqrt((double) degrees * M_PI);
}

/* The first terms in 1/n of what it differs by from the normal quantile z */
static double
expanded_quantile(double z, double n)
{
	double		zz = z * z;
	double		first = z * (zz + 1.0) / 4.0;
	double		second = z * ((5.0 * zz + 16.0) * zz + 3.0) / 96.0;
	double		third = z * (((3.0 * zz + 19.0) * zz + 17.0) * zz - 15.0);

	return z + (first + (second + third / 384.0 / n) / n) / n;
}

/*
 * The t between whose negative and itself a variable with Student's t
 * distribution falls with the given probability: 2.262 for 0.95 and 9 degrees
 * of freedom, of which there must be one.
 *
 * The probability is concave in t, and the normal quantile is below t, so
 * Newton's method comes nearer from there without passing by.
 */
double
student_quantile(double confidence, int64 degrees)
{
	double		t = confidence_quantile(confidence);
	double		n = (double) degrees;
	double		density;

	Assert(degrees > 0);
	if (degrees > SUMMED_DEGREES)
		return expanded_quantile(t, n);

	density = central_density(degrees);
	for (int i = 0; i < MAX_STEPS; i++)
	{
		double		missing = confidence - central_probability(t, degrees);
		double		slope = density * pow(1.0 + t * t / n, -0.5 * (n + 1.0));
		double		next = t + missing / slope;

		/* where no digit is left to gain, it would turn back */
		if (!(next > t * (1.0 + 4.0 * DBL_EPSILON)))
			return Max(t, next);
		t = next;
	}
	return t;
}
