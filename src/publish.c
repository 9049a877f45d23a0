/*-------------------------------------------------------------------------
 *
 * publish.c
 *	  The printed figures: levels and growth in percent.
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
