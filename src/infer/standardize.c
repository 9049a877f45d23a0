/*-------------------------------------------------------------------------
 *
 * standardize.c
 *	  standardize(rate, weight): a rate with the mix of strata held still.
 *
 * Each row is one stratum; nothing may drop out of the comparison without a
 * word, so what a missing side means is defined.  The sums are exact: they
 * depend neither on the order of the rows nor on the plan, and a row can be
 * taken out of a moving window again.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "base/aggregate.h"
#include "base/compat.h"
#include "infer/standardize_sums.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(standardize_sums_accum);
PG_FUNCTION_INFO_V1(standardize_sums_inverse);
PG_FUNCTION_INFO_V1(standardize_sums_combine);
PG_FUNCTION_INFO_V1(standardize_accum);
PG_FUNCTION_INFO_V1(standardize_combine);
PG_FUNCTION_INFO_V1(standardize_serialize);
PG_FUNCTION_INFO_V1(standardize_deserialize);
PG_FUNCTION_INFO_V1(standardize_final);


/* -------------
 * The aggregate
 * -------------
 */

/* A row that counts */
typedef struct Stratum
{
	double		weight;
	double		ratio;
} Stratum;

static void
check_weight(double weight)
{
	/* written so that NaN is refused as well */
	if (unlikely(!(weight >= 0.0 && !isinf(weight))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the weight of a stratum must be a finite number that is not negative"),
				 errdetail("It is %g.", weight),
				 errhint("Weights are sizes of the strata in a standard population; 0 leaves a stratum out.")));
}

/*
 * The row of a stratum; false if it does not count.
 *
 * A row with neither rate nor weight, as an outer join makes it where there
 * is no stratum, is none.
 */
static bool
stratum_of_row(FunctionCallInfo fcinfo, Stratum *row)
{
	const Rate *rate = PG_ARGISNULL(1) ? NULL : PG_GETARG_RATE_P(1);
	double		weight;

	if (PG_ARGISNULL(2))
	{
		if (rate != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a stratum has no weight"),
					 errdetail("Its rate is %lld/%lld, its weight is NULL.",
							   (long long) rate->numerator,
							   (long long) rate->denominator),
					 errhint("Give every stratum a weight; 0 leaves it out, and so does FILTER (WHERE weight IS NOT NULL).")));
		return false;
	}

	weight = PG_GETARG_FLOAT8(2);
	check_weight(weight);
	if (weight == 0.0)
		return false;

	if (rate == NULL || rate_is_empty(rate))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a stratum with a weight has no rate"),
				 errdetail("Its weight is %g, its rate is %s.",
						   weight, rate == NULL ? "NULL" : "0/0"),
				 errhint("Merge it with another stratum, or give it the weight 0 to standardise over the others.")));

	row->weight = weight;
	row->ratio = rate_ratio(rate);
	return true;
}

/* The state that an aggregate node owns, a copy of it, or a new one */
static StandardizeSums *
writable_sums(FunctionCallInfo fcinfo)
{
	StandardizeSums *sums;

	if (unlikely(PG_ARGISNULL(0)))
		return standardize_sums_zero();
	sums = PG_GETARG_SUMS_P(0);
	if (likely(in_aggregate(fcinfo)))
		return sums;
	return memcpy(palloc(VARSIZE(sums)), sums, VARSIZE(sums));
}

/*
 * standardize_sums_accum(standardize_sums, rate, double precision)
 *		→ standardize_sums
 */
Datum
standardize_sums_accum(PG_FUNCTION_ARGS)
{
	StandardizeSums *sums = writable_sums(fcinfo);
	Stratum		row;

	if (stratum_of_row(fcinfo, &row))
		sums = standardize_sums_add(sums, row.weight, row.ratio);
	PG_RETURN_POINTER(sums);
}

Datum
standardize_sums_inverse(PG_FUNCTION_ARGS)
{
	StandardizeSums *sums = writable_sums(fcinfo);
	Stratum		row;

	if (stratum_of_row(fcinfo, &row))
		sums = standardize_sums_remove(sums, row.weight, row.ratio);
	PG_RETURN_POINTER(sums);
}

/*
 * standardize_sums_combine(standardize_sums, standardize_sums)
 *		→ standardize_sums
 */
Datum
standardize_sums_combine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(standardize_sums_merge(writable_sums(fcinfo),
											 PG_GETARG_SUMS_P(1)));
}

/*
 * standardize_final(standardize_sums) → double precision
 *
 * The directly standardised ratio, sum(w * ratio) / sum(w), rounded once;
 * NULL without any weight.
 */
Datum
standardize_final(PG_FUNCTION_ARGS)
{
	StandardizeSums *sums = PG_GETARG_SUMS_P(0);

	if (sums->limbs == 0)
		PG_RETURN_NULL();

	PG_RETURN_FLOAT8(standardize_sums_quotient(sums));
}


/* ----------------
 * The state of 1.0
 * ----------------
 */

/* In the aggregate's own memory, to which the executor copies no such state */
static Datum
internal_add(FunctionCallInfo fcinfo, const Stratum *row,
			 const StandardizeSums *other)
{
	MemoryContext context = aggregate_context(fcinfo, "standardize");
	MemoryContext caller = MemoryContextSwitchTo(context);
	StandardizeSums *old;
	StandardizeSums *sums;

	old = PG_ARGISNULL(0) ? standardize_sums_zero() : PG_GETARG_SUMS_P(0);
	sums = old;
	if (row != NULL)
		sums = standardize_sums_add(sums, row->weight, row->ratio);
	if (other != NULL)
		sums = standardize_sums_merge(sums, other);
	if (sums != old)
		pfree(old);
	MemoryContextSwitchTo(caller);
	PG_RETURN_POINTER(sums);
}

Datum
standardize_accum(PG_FUNCTION_ARGS)
{
	Stratum		row;

	(void) aggregate_context(fcinfo, "standardize");
	return internal_add(fcinfo, stratum_of_row(fcinfo, &row) ? &row : NULL,
						NULL);
}

Datum
standardize_combine(PG_FUNCTION_ARGS)
{
	return internal_add(fcinfo, NULL,
						PG_ARGISNULL(1) ? NULL : PG_GETARG_SUMS_P(1));
}

Datum
standardize_serialize(PG_FUNCTION_ARGS)
{
	(void) aggregate_context(fcinfo, "standardize");
	return standardize_sums_send(fcinfo);
}

Datum
standardize_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *wire = PG_GETARG_BYTEA_PP(0);
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "standardize");

	/* only read from, so that the bytes need not be copied */
	buf.data = VARDATA_ANY(wire);
	buf.len = buf.maxlen = (int) VARSIZE_ANY_EXHDR(wire);
	buf.cursor = 0;
	PG_RETURN_POINTER(standardize_sums_receive(&buf));
}
