/*-------------------------------------------------------------------------
 *
 * logistic_read.c
 *	  The readers of logistic_trend: the curve, when it reaches a target, and
 *	  intervals of both.
 *
 * Intervals are those of the logit, plus and minus Student's quantile with two
 * degrees of freedom less than days times the standard error, in which
 * Pearson's dispersion stands for what staff of one enterprise do together.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/float.h"

#include "base/compat.h"
#include "base/confidence.h"
#include "base/record.h"
#include "base/student.h"
#include "trend/logistic_fit.h"
#include "trend/trend_days.h"

PG_FUNCTION_INFO_V1(logistic_trend_fit);
PG_FUNCTION_INFO_V1(logistic_trend_slope);
PG_FUNCTION_INFO_V1(logistic_trend_slope_interval);
PG_FUNCTION_INFO_V1(logistic_trend_percent_at);
PG_FUNCTION_INFO_V1(logistic_trend_percent_at_interval);
PG_FUNCTION_INFO_V1(logistic_trend_day_reaching);
PG_FUNCTION_INFO_V1(logistic_trend_day_reaching_interval);


/* ---------
 * Arguments
 * ---------
 */

/* The curve through the trend that is the first argument */
static LogisticFit
fit_of_arguments(FunctionCallInfo fcinfo, int ceiling_argument)
{
	double		ceiling = PG_GETARG_FLOAT8(ceiling_argument);

	/* written so that NaN is refused as well */
	if (!(ceiling > 0.0 && ceiling <= 100.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a ceiling must be above 0 and at most 100 percent"),
				 errdetail("It is %g.", ceiling),
				 errhint("Give the percentage that the rate will not exceed, such as 95.")));
	return logistic_fit(PG_GETARG_SUM_LIST_P(0), ceiling / 100.0);
}

/* A target that is asked for within a horizon */
typedef struct Target
{
	double		logit;			/* of its share of the ceiling */
	bool		is_never;		/* at the ceiling, or above */
	int64		horizon;
} Target;

static Target
target_of_arguments(FunctionCallInfo fcinfo, double ceiling)
{
	double		percent = PG_GETARG_FLOAT8(1);
	int32		horizon = PG_GETARG_INT32(2);
	double		share = percent / 100.0 / ceiling;
	Target		result = {.horizon = horizon};

	check_target(percent, horizon);
	result.is_never = share >= 1.0;
	if (share <= 0.0)
		result.logit = -get_float8_infinity();
	else if (share < 1.0)
		result.logit = log(share / (1.0 - share));
	return result;
}


/* -----
 * Bands
 * -----
 */

/*
 * By how many standard errors a logit may miss: false where nothing is known,
 * without a curve or with two days, which it passes through.
 */
static bool
band_width(const LogisticFit *fit, double confidence, double *quantile)
{
	/* what cannot be is an error, whatever the curve */
	*quantile = confidence_quantile(confidence);
	if (fit->status != FIT_FOUND || fit->degrees < 1)
		return false;
	*quantile = student_quantile(confidence, fit->degrees);
	return true;
}

/* The logit on a day, so many standard errors above the curve */
static double
band(const LogisticFit *fit, double quantile, int64 day)
{
	return fit_logit(fit, day) +
		quantile * sqrt(Max(fit_logit_variance(fit, day), 0.0));
}

static double
percent_of_band(const LogisticFit *fit, double quantile, int64 day)
{
	return 100.0 * fit->ceiling / (1.0 + exp(-band(fit, quantile, day)));
}

/*
 * The first day from low on, of which the band is below the target, to high,
 * of which it is not, if it rises between them.
 */
static int64
first_day_at(const LogisticFit *fit, double quantile, double logit,
			 int64 low, int64 high)
{
	while (high - low > 1)
	{
		int64		middle = low + (high - low) / 2;

		if (band(fit, quantile, middle) >= logit)
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* The day on which a band that rises and falls again is the highest */
static int64
highest_day(const LogisticFit *fit, double quantile, int64 low, int64 high)
{
	while (low < high)
	{
		int64		middle = low + (high - low) / 2;

		if (band(fit, quantile, middle) < band(fit, quantile, middle + 1))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The first day, not before the last one with a rate, on which the curve, or a
 * bound of it, is at the target; false if there is none within the horizon.
 * Above the curve a bound is convex, so it is at the target from one day on;
 * below it is concave, and reaches the target before it is highest, or never.
 */
static bool
day_at_target(const LogisticFit *fit, double quantile, const Target *target,
			  int64 *day)
{
	int64		end = fit->last_day + target->horizon;

	if (target->is_never)
		return false;
	*day = fit->last_day;
	if (band(fit, quantile, *day) >= target->logit)
		return true;
	if (quantile < 0.0)
		end = highest_day(fit, quantile, *day, end);
	if (band(fit, quantile, end) < target->logit)
		return false;

	*day = day_reached(first_day_at(fit, quantile, target->logit, *day, end));
	return true;
}


/* -------
 * Readers
 * -------
 */

/*
 * slope(logistic_trend, ceiling_percent double precision) → double precision
 *
 * In logits a day: the odds grow by the factor exp(slope).  0 if all numerators
 * are 0, or all rates are at the ceiling; infinite for a step; NULL for fewer
 * than two days, and where no maximum was found.
 */
static bool
slope_of_fit(const LogisticFit *fit, double *slope)
{
	*slope = fit->slope;
	return fit->status != FIT_NO_DAYS && fit->status != FIT_NOT_FOUND;
}

Datum
logistic_trend_slope(PG_FUNCTION_ARGS)
{
	LogisticFit fit = fit_of_arguments(fcinfo, 1);
	double		slope;

	if (!slope_of_fit(&fit, &slope))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(slope);
}

/*
 * logistic_fit(logistic_trend, ceiling_percent double precision,
 *				OUT slope double precision, OUT slope_error double precision,
 *				OUT dispersion double precision, OUT status text)
 *
 * The slope, its standard error for independent trials, Pearson's dispersion,
 * and what came of the fit.
 */
Datum
logistic_trend_fit(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(FLOAT8OID), SERVER_COLUMN(FLOAT8OID),
		SERVER_COLUMN(FLOAT8OID), SERVER_COLUMN(TEXTOID)
	};
	LogisticFit fit = fit_of_arguments(fcinfo, 1);
	bool		found = fit.status == FIT_FOUND;
	Datum		values[4];
	bool		nulls[4] = {false, !found, !found || fit.degrees < 1, false};
	double		slope;

	nulls[0] = !slope_of_fit(&fit, &slope);
	values[0] = Float8GetDatum(slope);
	values[1] = Float8GetDatum(sqrt(fit.slope_variance));
	values[2] = Float8GetDatum(fit.dispersion);
	values[3] = CStringGetTextDatum(fit_status_name(fit.status));
	PG_RETURN_DATUM(RECORD_RESULT(fcinfo, columns, values, nulls));
}

/*
 * slope_interval(logistic_trend, confidence double precision,
 *				  ceiling_percent double precision,
 *				  OUT lower double precision, OUT upper double precision)
 */
Datum
logistic_trend_slope_interval(PG_FUNCTION_ARGS)
{
	LogisticFit fit = fit_of_arguments(fcinfo, 2);
	double		quantile;
	double		distance;

	if (!band_width(&fit, PG_GETARG_FLOAT8(1), &quantile))
		return confidence_no_limits(fcinfo);
	distance = quantile * sqrt(fit.dispersion * fit.slope_variance);
	return confidence_limits(fcinfo, fit.slope - distance,
							 fit.slope + distance);
}

/*
 * percent_at(logistic_trend, day date, ceiling_percent double precision)
 *		→ double precision
 *
 * The curve on a day, in percent, between 0 and the ceiling.  NULL where there
 * is no curve, and for a step, of which nobody knows when between two days it
 * comes.
 */
Datum
logistic_trend_percent_at(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(1);
	LogisticFit fit;

	check_day_asked_for(day);
	fit = fit_of_arguments(fcinfo, 2);
	if (fit.status == FIT_NONE)
		PG_RETURN_FLOAT8(0.0);
	if (fit.status == FIT_ALL)
		PG_RETURN_FLOAT8(100.0 * fit.ceiling);
	if (fit.status != FIT_FOUND)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(percent_of_band(&fit, 0.0, day));
}

/*
 * percent_at_interval(logistic_trend, day date, confidence double precision,
 *					   ceiling_percent double precision,
 *					   OUT lower double precision,
 *					   OUT upper double precision)
 */
Datum
logistic_trend_percent_at_interval(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(1);
	LogisticFit fit;
	double		quantile;

	check_day_asked_for(day);
	fit = fit_of_arguments(fcinfo, 3);
	if (!band_width(&fit, PG_GETARG_FLOAT8(2), &quantile))
		return confidence_no_limits(fcinfo);
	return confidence_limits(fcinfo, percent_of_band(&fit, -quantile, day),
							 percent_of_band(&fit, quantile, day));
}

/*
 * day_reaching(logistic_trend, target_percent double precision,
 *				horizon_days integer, ceiling_percent double precision) → date
 *
 * The first day, not before the last one with a rate, on which the curve is at
 * the target or above; NULL if that is later than horizon_days after the last,
 * as it is for a target at the ceiling, and where there is no curve.
 */
Datum
logistic_trend_day_reaching(PG_FUNCTION_ARGS)
{
	LogisticFit fit = fit_of_arguments(fcinfo, 3);
	Target		target = target_of_arguments(fcinfo, fit.ceiling);
	int64		day = fit.last_day;

	if (fit.status == FIT_ALL && PG_GETARG_FLOAT8(1) <= 100.0 * fit.ceiling)
		PG_RETURN_DATEADT((DateADT) day);
	if (fit.status != FIT_FOUND || !day_at_target(&fit, 0.0, &target, &day))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT((DateADT) day);
}

/*
 * day_reaching_interval(logistic_trend, target_percent double precision,
 *						 horizon_days integer, confidence double precision,
 *						 ceiling_percent double precision,
 *						 OUT earliest date, OUT latest date)
 *
 * The days on which the upper and the lower bound of the curve reach the
 * target, as day_reaching() says of the curve; NULL where one does not.
 */
Datum
logistic_trend_day_reaching_interval(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(DATEOID), SERVER_COLUMN(DATEOID)
	};
	LogisticFit fit = fit_of_arguments(fcinfo, 4);
	Target		target = target_of_arguments(fcinfo, fit.ceiling);
	Datum		values[2] = {(Datum) 0, (Datum) 0};
	bool		nulls[2] = {true, true};
	double		quantile;
	int64		day;

	if (band_width(&fit, PG_GETARG_FLOAT8(3), &quantile))
	{
		nulls[0] = !day_at_target(&fit, quantile, &target, &day);
		if (!nulls[0])
			values[0] = DateADTGetDatum((DateADT) day);
		nulls[1] = !day_at_target(&fit, -quantile, &target, &day);
		if (!nulls[1])
			values[1] = DateADTGetDatum((DateADT) day);
	}
	PG_RETURN_DATUM(RECORD_RESULT(fcinfo, columns, values, nulls));
}
