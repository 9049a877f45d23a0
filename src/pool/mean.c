/*-------------------------------------------------------------------------
 *
 * mean.c
 *	  mean_of_rates(): the unweighted mean, by a name that says so.
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
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(mean_of_rates_accum);
PG_FUNCTION_INFO_V1(mean_of_rates_combine);
PG_FUNCTION_INFO_V1(mean_of_rates_final);

/* The state is a float8 array, so that it needs no serialization. */
#define MEAN_ROWS 0
#define MEAN_SUM 1
#define MEAN_FIELDS 2

static float8 *
mean_fields(ArrayType *array)
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
mean_add(FunctionCallInfo fcinfo, float8 rows, float8 sum)
{
	ArrayType  *array;
	float8	   *fields;

	if (in_aggregate(fcinfo))
		array = PG_GETARG_ARRAYTYPE_P(0);
	else
		array = PG_GETARG_ARRAYTYPE_P_COPY(0);

	fields = mean_fields(array);
	fields[MEAN_ROWS] += rows;
	fields[MEAN_SUM] += sum;
	return array;
}

/* A rate without a value, 0/0, has no part in a mean of values. */
Datum
mean_of_rates_accum(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(1);

	if (rate_is_empty(rate))
		return PG_GETARG_DATUM(0);
	PG_RETURN_ARRAYTYPE_P(mean_add(fcinfo, 1, rate_ratio(rate)));
}

Datum
mean_of_rates_combine(PG_FUNCTION_ARGS)
{
	float8	   *other = mean_fields(PG_GETARG_ARRAYTYPE_P(1));

	PG_RETURN_ARRAYTYPE_P(mean_add(fcinfo, other[MEAN_ROWS], other[MEAN_SUM]));
}

Datum
mean_of_rates_final(PG_FUNCTION_ARGS)
{
	float8	   *fields = mean_fields(PG_GETARG_ARRAYTYPE_P(0));

	if (fields[MEAN_ROWS] == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(fields[MEAN_SUM] / fields[MEAN_ROWS]);
}
