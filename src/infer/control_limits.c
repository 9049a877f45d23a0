/*-------------------------------------------------------------------------
 *
 * control_limits.c
 *	  Limits between which rates lie by chance: the funnel of a league table,
 *	  the p-chart of one city.
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

PG_FUNCTION_INFO_V1(rate_control_limits);


/*
 * control_limits(benchmark rate, denominator bigint,
 *				  confidence double precision,
 *				  OUT lower double precision, OUT upper double precision)
 *
 * Where a rate with this denominator lies with that probability if nothing but
 * chance sets it apart from the benchmark p, as ratios: p plus and minus z
 * sqrt(p (1 - p) / denominator), cut at 0 and 1.  These are the limits of
 * phe_funnels() in UKHSA's R package PHEindicatormethods (R/Funnels.R, whose
 * quadratic equation has these roots); D. J. Spiegelhalter (2005), "Funnel
 * plots for comparing institutional performance", Statistics in Medicine
 * 24:1185-1202, recommends such plots in place of league tables.
 *
 * NULL if an argument is; limits that are NULL where there is nothing to
 * compare: a benchmark 0/0, a denominator 0.  Errors for a benchmark above 1,
 * a negative denominator, and a confidence that is none.
 */
Datum
rate_control_limits(PG_FUNCTION_ARGS)
{
	Rate	   *benchmark = PG_GETARG_RATE_P(0);
	int64		denominator = PG_GETARG_INT64(1);
	double		z = confidence_quantile(PG_GETARG_FLOAT8(2));
	double		share;
	double		rest;
	double		distance;

	rate_check_proportion(benchmark,
						  gettext_noop("control limits are for proportions, and a rate above 1 is none"),
						  gettext_noop("Compare with a benchmark that counts the same units in numerator and denominator."));
	if (denominator < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the denominator of a rate must not be negative"),
				 errdetail("It is %lld.", (long long) denominator),
				 errhint("Give the denominator of the rate that is compared with the benchmark, as denominator(r).")));
	if (rate_is_empty(benchmark) || denominator == 0)
		return confidence_no_limits(fcinfo);

	share = rate_ratio(benchmark);
	rest = count_ratio(benchmark->denominator - benchmark->numerator,
					   benchmark->denominator);
	distance = z * sqrt(share * rest / (double) denominator);
	return confidence_limits(fcinfo, Max(share - distance, 0.0),
							 Min(share + distance, 1.0));
}
