/*-------------------------------------------------------------------------
 *
 * logistic_fit.c
 *	  The logistic curve of greatest likelihood through the counts of a
 *	  logistic_trend.
 *
 * With s = 1 / (1 + exp(-(a + b x))) and a ceiling c, the rate of day x is
 * p = c s, and n of d on that day have the binomial log likelihood
 * n ln p + (d - n) ln(1 - p).  Fisher's scoring, which for c = 1 is Newton's
 * method and the iteratively reweighted least squares of generalised linear
 * models, finds its maximum; a step that would lower it is halved.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "utils/float.h"

#include "base/compat.h"
#include "trend/logistic_fit.h"

#define MAX_STEPS 100
#define MAX_HALVINGS 40

/* Relative change of both parameters that is none */
#define CONVERGED 1e-12

/* No logit of counts is as large; parameters that are go on for ever */
#define ENDLESS 1e3

/* The counts of a day, its distance from the center */
typedef struct Point
{
	double		x;
	double		n;
	double		d;
} Point;

/* Points, and the sums of a step */
typedef struct Scoring
{
	Point	   *points;
	int			count;
	double		ceiling;
	double		scale;			/* of x: the largest distance */
	double		likelihood;
	double		score[2];
	double		information[3]; /* aa, ab, bb */
} Scoring;


/* ------
 * Points
 * ------
 */

static inline double
sum_to_double(Sum128 sum)
{
	/* not negative */
	return ldexp((double) sum.hi, 64) + (double) sum.lo;
}

/* The mean day, weighted by denominators, to the next whole one */
static int64
mean_day(const SumList *trend)
{
	int64		first = logistic_day(trend, 0)->day;
	double		weights = 0.0;
	double		sum = 0.0;

	for (int i = 0; i < trend->count; i++)
	{
		const LogisticDay *day = logistic_day(trend, i);
		double		weight = sum_to_double(day->denominator);

		weights += weight;
		sum += weight * (double) (day->day - first);
	}
	return first + (int64) rint(sum / weights);
}

static Scoring
begin_scoring(const SumList *trend, int64 center, double ceiling)
{
	Scoring		result = {.count = trend->count, .ceiling = ceiling};

	result.points = palloc_array(Point, trend->count);
	for (int i = 0; i < trend->count; i++)
	{
		const LogisticDay *day = logistic_day(trend, i);

		result.points[i].x = (double) (day->day - center);
		result.points[i].n = sum_to_double(day->numerator);
		result.points[i].d = sum_to_double(day->denominator);
		result.scale = Max(result.scale, fabs(result.points[i].x));
	}
	return result;
}


/* ---------------------------
 * Counts that have no maximum
 * ---------------------------
 */

/* The first and the last day on which there is one of a kind */
typedef struct Span
{
	int64		first;
	int64		last;
	bool		any;
} Span;

static void
span_add(Span *span, int64 day)
{
	if (!span->any)
		span->first = day;
	span->last = day;
	span->any = true;
}

static inline bool
is_below(const LogisticDay *day, double ceiling)
{
	if (ceiling == 1.0)
		return sum128_cmp(day->numerator, day->denominator) < 0;
	return sum_to_double(day->numerator) <
		ceiling * sum_to_double(day->denominator);
}

/*
 * What is known before anything is computed.  If no day that is below the
 * ceiling comes after one on which there are any, but for one day that may be
 * both, or none before, the steepest curve fits best, and none is the
 * steepest.  Without a ceiling there is a maximum otherwise.
 */
static FitStatus
status_of_counts(const SumList *trend, double ceiling, double *slope)
{
	Span		any = {0};
	Span		below = {0};

	if (trend->count < 2)
		return FIT_NO_DAYS;
	for (int i = 0; i < trend->count; i++)
	{
		const LogisticDay *day = logistic_day(trend, i);

		if (sum128_sign(day->numerator) != 0)
			span_add(&any, day->day);
		if (is_below(day, ceiling))
			span_add(&below, day->day);
	}
	if (!any.any)
		return FIT_NONE;
	if (!below.any)
		return FIT_ALL;
	if (any.first < below.last && below.first < any.last)
		return FIT_FOUND;

	*slope = get_float8_infinity();
	if (any.first < below.last)
		*slope = -*slope;
	return FIT_SEPARATED;
}


/* -------
 * Scoring
 * -------
 */

/* ln(1 + exp(x)) */
static inline double
log1p_exp(double x)
{
	return x > 0.0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

static inline double
point_likelihood(const Point *point, double logit, double ceiling)
{
	double		rest;

	if (ceiling == 1.0)
		rest = -log1p_exp(logit);
	else
		rest = log((1.0 - ceiling) + ceiling / (1.0 + exp(logit)));

	return point->n * (log(ceiling) - log1p_exp(-logit)) +
		(point->d - point->n) * rest;
}

static double
likelihood_of(const Scoring *scoring, double a, double b)
{
	double		result = 0.0;

	for (int i = 0; i < scoring->count; i++)
		result += point_likelihood(&scoring->points[i],
								   a + b * scoring->points[i].x,
								   scoring->ceiling);
	return result;
}

/* The gradient of the likelihood, and the expected information */
static void
sum_up(Scoring *scoring, double a, double b)
{
	memset(scoring->score, 0, sizeof(scoring->score));
	memset(scoring->information, 0, sizeof(scoring->information));
	for (int i = 0; i < scoring->count; i++)
	{
		const Point *point = &scoring->points[i];
		double		logit = a + b * point->x;
		double		s = 1.0 / (1.0 + exp(-logit));
		double		t = 1.0 / (1.0 + exp(logit));
		double		p = scoring->ceiling * s;
		double		rest = (1.0 - scoring->ceiling) + scoring->ceiling * t;
		double		off = point->n * rest - (point->d - point->n) * p;
		double		u = off * (t / rest);
		double		w = point->d * p * t * (t / rest);

		scoring->score[0] += u;
		scoring->score[1] += u * point->x;
		scoring->information[0] += w;
		scoring->information[1] += w * point->x;
		scoring->information[2] += w * point->x * point->x;
	}
}

static inline double
determinant(const double *information)
{
	return information[0] * information[2] - information[1] * information[1];
}

/*
 * A step towards the maximum, halved until it is one; false if there is none
 * to be had.
 */
static bool
take_step(Scoring *scoring, double *a, double *b, double *change)
{
	const double *information = scoring->information;
	const double *score = scoring->score;
	double		divisor = determinant(information);
	double		step_a;
	double		step_b;

	if (!(divisor > 0.0))
		return false;
	step_a = (information[2] * score[0] - information[1] * score[1]) / divisor;
	step_b = (information[0] * score[1] - information[1] * score[0]) / divisor;

	for (int i = 0; i < MAX_HALVINGS; i++)
	{
		double		likelihood = likelihood_of(scoring, *a + step_a,
											   *b + step_b);

		/* written so that NaN is no gain; the last digits say nothing */
		if (likelihood >= scoring->likelihood -
			1e-14 * fabs(scoring->likelihood))
		{
			*a += step_a;
			*b += step_b;
			scoring->likelihood = likelihood;
			*change = fabs(step_a) + fabs(step_b) * scoring->scale;
			return true;
		}
		step_a /= 2.0;
		step_b /= 2.0;
	}
	return false;
}

static FitStatus
find_maximum(Scoring *scoring, double *a, double *b)
{
	double		change;

	scoring->likelihood = likelihood_of(scoring, *a, *b);
	for (int i = 0; i < MAX_STEPS; i++)
	{
		double		size;

		sum_up(scoring, *a, *b);
		if (!take_step(scoring, a, b, &change))
			break;
		size = fabs(*a) + fabs(*b) * scoring->scale;
		if (change <= CONVERGED * (1.0 + size))
			return FIT_FOUND;
		if (size > ENDLESS)
			break;
	}
	return FIT_NOT_FOUND;
}

/* The squares of what the counts miss the curve by, in their own variances */
static double
pearson_dispersion(const Scoring *scoring, double a, double b, int64 degrees)
{
	double		sum = 0.0;

	for (int i = 0; i < scoring->count; i++)
	{
		const Point *point = &scoring->points[i];
		double		logit = a + b * point->x;
		double		p = scoring->ceiling / (1.0 + exp(-logit));
		double		rest = (1.0 - scoring->ceiling) +
			scoring->ceiling / (1.0 + exp(logit));
		double		off = point->n * rest - (point->d - point->n) * p;

		sum += off * off / (point->d * p * rest);
	}
	return sum / (double) degrees;
}


/* ---
 * Fit
 * ---
 */

const char *
fit_status_name(FitStatus status)
{
	static const char *const names[] = {
		[FIT_FOUND] = "fitted",
		[FIT_NO_DAYS] = "fewer than two days",
		[FIT_NONE] = "none",
		[FIT_ALL] = "all",
		[FIT_SEPARATED] = "separated",
		[FIT_NOT_FOUND] = "not converged",
	};

	return names[status];
}

/* The logit of the pooled rate, kept away from none and from all */
static double
first_intercept(const Scoring *scoring)
{
	double		n = 0.5;
	double		d = 1.0;
	double		share;

	for (int i = 0; i < scoring->count; i++)
	{
		n += scoring->points[i].n;
		d += scoring->points[i].d;
	}
	share = Min(n / d / scoring->ceiling, 0.99);
	return log(share / (1.0 - share));
}

LogisticFit
logistic_fit(const SumList *trend, double ceiling)
{
	LogisticFit result = {.ceiling = ceiling};
	Scoring		scoring;
	double		divisor;

	result.status = status_of_counts(trend, ceiling, &result.slope);
	if (trend->count > 0)
		result.last_day = logistic_day(trend, trend->count - 1)->day;
	if (result.status != FIT_FOUND)
		return result;

	result.center = mean_day(trend);
	result.degrees = trend->count - 2;
	scoring = begin_scoring(trend, result.center, ceiling);
	result.intercept = first_intercept(&scoring);
	result.status = find_maximum(&scoring, &result.intercept, &result.slope);
	if (result.status != FIT_FOUND)
		return result;

	sum_up(&scoring, result.intercept, result.slope);
	divisor = determinant(scoring.information);
	result.intercept_variance = scoring.information[2] / divisor;
	result.covariance = -scoring.information[1] / divisor;
	result.slope_variance = scoring.information[0] / divisor;
	if (result.degrees > 0)
		result.dispersion = pearson_dispersion(&scoring, result.intercept,
											   result.slope, result.degrees);
	pfree(scoring.points);
	return result;
}
