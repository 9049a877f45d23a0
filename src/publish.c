/*-------------------------------------------------------------------------
 *
 * publish.c
 *	  The printed figures: levels and growth in percent, and what must not be
 *	  printed.
 *
 * The rules of rounding are in rounding.h.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "compat.h"
#include "rate.h"
#include "rounding.h"

PG_FUNCTION_INFO_V1(rate_percent);
PG_FUNCTION_INFO_V1(rate_growth);
PG_FUNCTION_INFO_V1(rate_suppress);


/* percent(rate, digits integer, rounding text) → numeric; 0/0 gives NULL */
Datum
rate_percent(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int			digits = check_digits(PG_GETARG_INT32(1));
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(round_percent(rate->numerator, rate->denominator,
									digits, rounding));
}

/*
 * growth(rate, digits integer, rounding text) → numeric
 *
 * What the numerator exceeds the denominator by, in percent of the latter:
 * 307/100 has grown by 207.  0/0 gives NULL.
 */
Datum
rate_growth(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int			digits = check_digits(PG_GETARG_INT32(1));
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	/* the difference of two counts cannot overflow */
	PG_RETURN_NUMERIC(round_percent(rate->numerator - rate->denominator,
									rate->denominator, digits, rounding));
}

/*
 * suppress(rate, threshold bigint) → rate
 *
 * The rate, or NULL in place of one that tells too much of too few: its
 * numerator, its denominator or the difference of the two, whichever is the
 * larger, is below the threshold.  A count of 0 is below it like any other.
 */
Datum
rate_suppress(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	int64		threshold = PG_GETARG_INT64(1);
	int64		smaller = Min(rate->numerator, rate->denominator);
	int64		larger = Max(rate->numerator, rate->denominator);

	if (threshold < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("threshold must not be negative"),
				 errdetail("It is " INT64_FORMAT ".", threshold),
				 errhint("It is the smallest count that may be published; 0 hides nothing.")));

	if (smaller < threshold || larger - smaller < threshold)
		PG_RETURN_NULL();
	PG_RETURN_RATE_P(rate);
}
