/*-------------------------------------------------------------------------
 *
 * mean.c
 *	  mean_of_rates(): the unweighted mean, by a name that says so; and the
 *	  type mean_of_rates_sums, its state.
 *
 * The ratios are doubles, as ratio() gives them, and their sum is exact.  So
 * the mean does not depend on the order of the rows or on the plan, and a row
 * that leaves a moving window is taken out without a trace.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "utils/array.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/sums.h"
#include "rate/rate.h"

/* The on-disk form: 40 bytes, double alignment, no padding. */
typedef struct MeanSums
{
	int64		rows;
	FixedSum	ratios;
} MeanSums;

PG_FUNCTION_INFO_V1(mean_of_rates_sums_final);
PG_FUNCTION_INFO_V1(mean_of_rates_accum);
PG_FUNCTION_INFO_V1(mean_of_rates_combine);
PG_FUNCTION_INFO_V1(mean_of_rates_final);


/* --------
 * The type
 * --------
 */

static const char *
mean_fault(const void *value)
{
	const MeanSums *sums = (const MeanSums *) value;
	Sum128		largest;
	Sum128		whole;

	/* no ratio of two counts is beyond 2^63 */
	largest.hi = sums->rows >> 1;
	largest.lo = (uint64) sums->rows << 63;
	whole.hi = (int64) sums->ratios.limb[FIXED_PLACES + 1];
	whole.lo = sums->ratios.limb[FIXED_PLACES];

	if (sums->rows == 0 && !fixed_is_zero(&sums->ratios))
		return gettext_noop("Without rows the sum must be 0.");
	if (sum128_cmp(whole, largest) > 0 ||
		(sum128_cmp(whole, largest) == 0 &&
		 !limbs_are_zero(sums->ratios.limb, FIXED_PLACES)))
		return gettext_noop("The sum is larger than that of so many ratios of counts.");
	return NULL;
}

/* A rate without a value, 0/0, has no part in a mean of values. */
static bool
mean_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	const Rate *rate = PG_GETARG_RATE_P(1);
	MeanSums   *sums = (MeanSums *) state;

	if (rate_is_empty(rate))
		return false;
	return pg_add_s64_overflow(sums->rows, out ? -1 : 1, &sums->rows) ||
		fixed_change_ratio(&sums->ratios, rate_ratio(rate), out);
}

static const SumsField mean_fields[] = {
	{FIELD_COUNT, offsetof(MeanSums, rows)},
	{FIELD_RATIOS, offsetof(MeanSums, ratios)},
};

static const SumsType mean_type = {
	"mean_of_rates_sums", "mean_of_rates", sizeof(MeanSums),
	lengthof(mean_fields), mean_fields, mean_row, mean_fault
};

SUMS_FUNCTIONS(mean_of_rates_sums, MeanSums, mean_type);


/*
 * mean_of_rates_sums_final(mean_of_rates_sums) → double precision
 *
 * The sum over the number of rows, rounded once; NULL without any row.
 */
Datum
mean_of_rates_sums_final(PG_FUNCTION_ARGS)
{
	const MeanSums *state = (const MeanSums *) PG_GETARG_POINTER(0);

	if (state->rows == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(fixed_quotient(&state->ratios, state->rows));
}


/* -----------------------------------------------
 * The state of 1.0: rows and a sum, as two doubles
 * -----------------------------------------------
 */

#define MEAN_ROWS 0
#define MEAN_SUM 1
#define MEAN_FIELDS 2

static float8 *
array_fields(ArrayType *array)
{
	if (ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != MEAN_FIELDS ||
		ARR_HASNULL(array) || ARR_ELEMTYPE(array) != FLOAT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mean_of_rates: expected an array of %d numbers as state",
						MEAN_FIELDS)));
	return (float8 *) ARR_DATA_PTR(array);
}

static ArrayType *
array_add(FunctionCallInfo fcinfo, float8 rows, float8 sum)
{
	ArrayType  *array;
	float8	   *fields;

	if (in_aggregate(fcinfo))
		array = PG_GETARG_ARRAYTYPE_P(0);
	else
		array = PG_GETARG_ARRAYTYPE_P_COPY(0);

	fields = array_fields(array);
	fields[MEAN_ROWS] += rows;
	fields[MEAN_SUM] += sum;
	return array;
}

Datum
mean_of_rates_accum(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(1);

	if (rate_is_empty(rate))
		return PG_GETARG_DATUM(0);
	PG_RETURN_ARRAYTYPE_P(array_add(fcinfo, 1, rate_ratio(rate)));
}

Datum
mean_of_rates_combine(PG_FUNCTION_ARGS)
{
	float8	   *other = array_fields(PG_GETARG_ARRAYTYPE_P(1));

	PG_RETURN_ARRAYTYPE_P(array_add(fcinfo, other[MEAN_ROWS], other[MEAN_SUM]));
}

Datum
mean_of_rates_final(PG_FUNCTION_ARGS)
{
	float8	   *fields = array_fields(PG_GETARG_ARRAYTYPE_P(0));

	if (fields[MEAN_ROWS] == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(fields[MEAN_SUM] / fields[MEAN_ROWS]);
}
