/*-------------------------------------------------------------------------
 *
 * stratified_estimator.c
 *	  The readers of stratified_sample: the combined and the separate ratio
 *	  estimator.
 *
 * With n of the N enterprises of a stratum drawn, N/n times its sums estimate
 * those of the stratum.  The combined estimator divides the sum over strata of
 * these numerators by that of the denominators; the separate one multiplies
 * the rate of each stratum by its total.  Either has the variance
 *
 *		sum over strata of N (N - n) / n * s^2,
 *
 * divided by the square of the sum of denominators, where s^2 is the variance
 * within the stratum of y - R x, and R the rate of all, or of the stratum.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type_d.h"
#include "miscadmin.h"

#include "base/compat.h"
#include "base/confidence.h"
#include "base/number.h"
#include "base/record.h"
#include "infer/ratio_interval.h"
#include "infer/stratified.h"

PG_FUNCTION_INFO_V1(stratified_sample_combined);
PG_FUNCTION_INFO_V1(stratified_sample_separate);

/* Decimal places of quotients that are not the last ones */
#define PLACES 60

/* What is left of its terms is taken for 0 where that is less by so many */
#define CANCELLED 40

/* How the sums of a stratum enter */
typedef struct StratumSums
{
	Numeric		y;
	Numeric		x;
	Numeric		yy;				/* n times the sum of squares about the mean, */
	Numeric		yx;				/* n - 1 times n times a variance */
	Numeric		xx;
} StratumSums;

/* What both estimators are made of */
typedef struct Totals
{
	Numeric		y;				/* estimated sums, in units of 10^-PLACES */
	Numeric		x;
	double		variance;		/* of y - R x */
	double		squares;		/* of denominators, scaled twice */
	int64		drawn;
	int64		population;
	int			strata;
	bool		has_variance;
} Totals;


/* -----
 * Sums
 * -----
 */

static inline Numeric
sum_of(const Stratum *stratum, int sum)
{
	return sum128_to_numeric(stratum->sample.sums[sum]);
}

/* n ab - a b */
static Numeric
about_mean(const Stratum *stratum, int products, Numeric a, Numeric b)
{
	return number_sub(number_mul(int64_to_numeric(stratum->sample.rows),
								 sum_of(stratum, products)),
					  number_mul(a, b));
}

static StratumSums
sums_of(const Stratum *stratum)
{
	StratumSums result;

	result.y = sum_of(stratum, SUM_Y);
	result.x = sum_of(stratum, SUM_X);
	result.yy = about_mean(stratum, SUM_YY, result.y, result.y);
	result.yx = about_mean(stratum, SUM_YX, result.y, result.x);
	result.xx = about_mean(stratum, SUM_XX, result.x, result.x);
	return result;
}

/* a b / c in units of 10^-PLACES, cut */
static Numeric
scaled_quotient(Numeric a, Numeric b, Numeric c)
{
	Numeric		product = number_mul(a, b);

	return number_div_trunc(number_mul(product, number_power_of_ten(PLACES)),
							c);
}

static double
unscaled(Numeric a)
{
	return number_to_double(number_mul(a, number_power_of_ten(-PLACES)));
}

/*
 * n^2 (n - 1) / n times the variance of y - R x within the stratum: what is
 * left of yy - 2 R yx + R^2 xx.  R has PLACES places, so what cancels to less
 * than their last ones is nothing.
 */
static double
residual_squares(const StratumSums *sums, Numeric rate)
{
	Numeric		one = number_power_of_ten(PLACES);
	Numeric		terms = number_add(number_mul(number_mul(one, one), sums->yy),
								   number_mul(number_mul(rate, rate),
											  sums->xx));
	Numeric		product = number_mul(number_mul(number_mul(one, rate),
												int64_to_numeric(2)),
									 sums->yx);
	Numeric		rest = number_sub(terms, product);

	if (number_compare(number_mul(rest, number_power_of_ten(CANCELLED)),
					   terms) <= 0)
		return 0.0;
	return number_to_double(number_mul(rest,
									   number_power_of_ten(-2 * PLACES)));
}

/* N (N - n) / (n^2 (n - 1)), which makes the variance of a total of that */
static double
variance_factor(const Stratum *stratum)
{
	double		n = (double) stratum->sample.rows;
	double		population = (double) stratum->population;
	double		left = (double) (stratum->population - stratum->sample.rows);

	return population / n * (left / n) / (n - 1.0);
}

static void
add_variance(Totals *totals, const Stratum *stratum,
			 const StratumSums *sums, Numeric rate, double factor)
{
	if (stratum->population == stratum->sample.rows)
		return;
	if (stratum->sample.rows == 1)
		totals->has_variance = false;
	else
		totals->variance += factor * factor * variance_factor(stratum) *
			residual_squares(sums, rate);
}

static void
add_units(Totals *totals, const Stratum *stratum)
{
	double		weight = (double) stratum->population /
		(double) stratum->sample.rows;

	totals->squares += weight * weight *
		number_to_double(sum_of(stratum, SUM_XX));
	totals->drawn += stratum->sample.rows;
	totals->population += stratum->population;
	totals->strata++;
}

static Totals
no_totals(void)
{
	Totals		result = {.has_variance = true};

	result.y = result.x = int64_to_numeric(0);
	return result;
}


/* ----------
 * Estimators
 * ----------
 */

/* N/n times a sum of a stratum */
static Numeric
expanded(const Stratum *stratum, int sum)
{
	return scaled_quotient(int64_to_numeric(stratum->population),
						   sum_of(stratum, sum),
						   int64_to_numeric(stratum->sample.rows));
}

static void
add_expanded(Totals *totals, const Stratum *stratum)
{
	totals->y = number_add(totals->y, expanded(stratum, SUM_Y));
	totals->x = number_add(totals->x, expanded(stratum, SUM_X));
}

/* The rate of all, in units of 10^-PLACES; there must be a denominator. */
static Numeric
rate_of_totals(const Totals *totals)
{
	return scaled_quotient(totals->y, int64_to_numeric(1), totals->x);
}

static const Stratum *
stratum_at(const SumList *list, int i)
{
	return (const Stratum *) sum_list_item(&stratified_sample_type, list, i);
}

static Totals
combined_totals(const SumList *list)
{
	Totals		result = no_totals();
	Numeric		rate;

	for (int i = 0; i < list->count; i++)
	{
		add_expanded(&result, stratum_at(list, i));
		add_units(&result, stratum_at(list, i));
		CHECK_FOR_INTERRUPTS();
	}
	if (number_sign(result.x) == 0)
		return result;

	rate = rate_of_totals(&result);
	for (int i = 0; i < list->count; i++)
	{
		StratumSums sums = sums_of(stratum_at(list, i));

		add_variance(&result, stratum_at(list, i), &sums, rate, 1.0);
		CHECK_FOR_INTERRUPTS();
	}
	return result;
}

static void
no_rate(const Stratum *stratum)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("a stratum with a total has no rate"),
			 errdetail("Its total is %lld, and the denominators of the %lld enterprises that were drawn are 0.",
					   (long long) stratum->total,
					   (long long) stratum->sample.rows),
			 errhint("Merge it with another stratum, or use combined_ratio(), which needs no rate of each.")));
}

/*
 * The rate of a stratum times its total, if that is known.  The factor by
 * which its estimate would miss it is known, too.
 */
static void
add_stratum_by_total(Totals *totals, const Stratum *stratum,
					 const StratumSums *sums)
{
	Numeric		total = int64_to_numeric(stratum->total);

	if (stratum->total == 0)
		return;
	if (number_sign(sums->x) == 0)
		no_rate(stratum);

	totals->y = number_add(totals->y,
						   scaled_quotient(total, sums->y, sums->x));
	totals->x = number_add(totals->x,
						   number_mul(total, number_power_of_ten(PLACES)));
	add_variance(totals, stratum, sums,
				 scaled_quotient(sums->y, int64_to_numeric(1), sums->x),
				 (double) stratum->total /
				 unscaled(expanded(stratum, SUM_X)));
}

static Totals
separate_totals(const SumList *list)
{
	Totals		result = no_totals();

	for (int i = 0; i < list->count; i++)
	{
		const Stratum *stratum = stratum_at(list, i);
		StratumSums sums = sums_of(stratum);

		add_units(&result, stratum);
		if (stratum->has_total == 1)
			add_stratum_by_total(&result, stratum, &sums);
		else if (number_sign(sums.x) > 0)
		{
			add_expanded(&result, stratum);
			add_variance(&result, stratum, &sums,
						 scaled_quotient(sums.y, int64_to_numeric(1), sums.x),
						 1.0);
		}
		CHECK_FOR_INTERRUPTS();
	}
	return result;
}


/* ------
 * Result
 * ------
 */

static Estimate
estimate_of(const Totals *totals)
{
	double		x = unscaled(totals->x);
	Estimate	result;

	result.rate = unscaled(rate_of_totals(totals));
	result.has_error = totals->has_variance;
	result.error = sqrt(totals->variance) / x;
	result.is_census = totals->population == totals->drawn;
	result.degrees = totals->drawn - totals->strata;
	result.units = x * x / totals->squares;
	if (!result.is_census)
		result.units = units_of_population(result.units, totals->drawn,
										   totals->population);
	return result;
}

/* (estimate, standard_error, lower, upper, degrees_of_freedom) */
static Datum
estimate_record(FunctionCallInfo fcinfo, const Totals *totals)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(FLOAT8OID), SERVER_COLUMN(FLOAT8OID),
		SERVER_COLUMN(FLOAT8OID), SERVER_COLUMN(FLOAT8OID),
		SERVER_COLUMN(INT8OID)
	};
	IntervalMethod method = interval_method(PG_GETARG_TEXT_PP(1));
	double		confidence = PG_GETARG_FLOAT8(2);
	Datum		values[5] = {0};
	bool		nulls[5] = {true, true, true, true, false};
	Estimate	estimate;
	Limits		limits;

	(void) confidence_quantile(confidence);
	values[4] = Int64GetDatum(totals->drawn - totals->strata);
	if (number_sign(totals->x) > 0)
	{
		estimate = estimate_of(totals);
		values[0] = Float8GetDatum(estimate.rate);
		values[1] = Float8GetDatum(estimate.error);
		nulls[0] = false;
		nulls[1] = !estimate.has_error;
		nulls[2] = nulls[3] = !interval_of_estimate(&estimate, method,
													confidence, &limits);
		if (!nulls[2])
		{
			values[2] = Float8GetDatum(limits.lower);
			values[3] = Float8GetDatum(limits.upper);
		}
	}
	PG_RETURN_DATUM(RECORD_RESULT(fcinfo, columns, values, nulls));
}

/*
 * combined_ratio(stratified_sample, method text, confidence double precision,
 *				  OUT estimate double precision,
 *				  OUT standard_error double precision,
 *				  OUT lower double precision, OUT upper double precision,
 *				  OUT degrees_of_freedom bigint)
 *
 * The ratio of the estimated totals, with the linearised variance that
 * svyratio() of R's package survey computes for a stratified sample.  Limits
 * as those of confidence_interval(ratio_sample, method), with as many degrees
 * of freedom as enterprises were drawn, less the number of strata.
 *
 * NULL without a denominator; standard error and limits that are NULL if a
 * stratum has one enterprise drawn of several.
 */
Datum
stratified_sample_combined(PG_FUNCTION_ARGS)
{
	Totals		totals = combined_totals(PG_GETARG_SUM_LIST_P(0));

	return estimate_record(fcinfo, &totals);
}

/*
 * separate_ratio(stratified_sample, method text, confidence double precision,
 *				  OUT estimate, ...)
 *
 * The rates of the strata, weighted by their totals; predict() of R's
 * svyratio(separate = TRUE) computes the same of given totals.  Where a total
 * is not known, N/n times the sample's stands for it, and the estimate is the
 * combined one.
 */
Datum
stratified_sample_separate(PG_FUNCTION_ARGS)
{
	Totals		totals = separate_totals(PG_GETARG_SUM_LIST_P(0));

	return estimate_record(fcinfo, &totals);
}
