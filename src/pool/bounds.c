/*-------------------------------------------------------------------------
 *
 * bounds.c
 *	  bounds(): what those who have not filed could still change.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"
#include "base/record.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(rate_bounds);


/*
 * bounds(filed rate, registered bigint, OUT lower rate, OUT upper rate)
 *
 * Of registered enterprises, denominator(filed) have filed, and numerator of
 * these say yes.  If all of the others said no, or all said yes, the rate
 * would be lower, or upper: k/N and (k + N - n)/N for k/n of N.  This is the
 * worst case, without any assumption on who is silent (Manski, Identification
 * for Prediction and Decision, 2007, chapter 2).  NULL for a NULL argument.
 */
Datum
rate_bounds(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		OUR_COLUMN(rate), OUR_COLUMN(rate)
	};
	Rate	   *filed = PG_GETARG_RATE_P(0);
	int64		registered = PG_GETARG_INT64(1);
	int64		no;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	rate_check_proportion(filed, gettext_noop("bounds need a proportion, not a rate above 1"),
						  gettext_noop("Only where each one who files counts as yes or no is the worst case known."));
	if (registered < filed->denominator)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("more have filed than are registered"),
				 errdetail("The rate %lld/%lld has %lld that have filed, of %lld registered.",
						   (long long) filed->numerator,
						   (long long) filed->denominator,
						   (long long) filed->denominator,
						   (long long) registered),
				 errhint("Count both on the same register and day, and each enterprise once.")));

	/* cannot overflow: numerator <= denominator <= registered */
	values[0] = RatePGetDatum(rate_make(filed->numerator, registered));
	no = filed->denominator - filed->numerator;
	values[1] = RatePGetDatum(rate_make(registered - no, registered));
	PG_RETURN_DATUM(RECORD_RESULT(fcinfo, columns, values, nulls));
}
