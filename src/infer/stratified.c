/*-------------------------------------------------------------------------
 *
 * stratified.c
 *	  The type stratified_sample and its aggregates: samples of strata, with
 *	  how many enterprises each of them was drawn from.
 *
 * The estimators need each stratum by itself, so a value is the list of them:
 * exact, whatever their order, and to be merged with others.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/confidence.h"
#include "infer/stratified.h"

PG_FUNCTION_INFO_V1(stratified_sample_accum);
PG_FUNCTION_INFO_V1(stratified_sample_remove);
PG_FUNCTION_INFO_V1(stratified_sample_accum_total);
PG_FUNCTION_INFO_V1(stratified_sample_remove_total);


/* --------
 * The type
 * --------
 */

static const char *
stratum_fault(const void *item)
{
	const Stratum *stratum = (const Stratum *) item;
	const RatioSample *sample = &stratum->sample;

	if (!sample_is_valid(sample) || sample->rows == 0)
		return gettext_noop("No counts of enterprises have these sums.");
	if (stratum->population < sample->rows)
		return gettext_noop("The population is smaller than the sample.");
	if (stratum->has_total > 1 ||
		(stratum->has_total == 0 && stratum->total != 0))
		return gettext_noop("A total is either there, 1, or not, 0 and without one.");
	if (stratum->has_total == 1 &&
		sum128_cmp(sample->sums[SUM_X],
				   sum128_from_int64(stratum->total)) > 0)
		return gettext_noop("The total is smaller than that of the sample.");
	return NULL;
}

#define SAMPLE_SUM(i) \
	(offsetof(Stratum, sample.sums) + (i) * sizeof(Sum128))

static const SumsField stratum_fields[] = {
	{FIELD_COUNT, offsetof(Stratum, population)},
	{FIELD_COUNT, offsetof(Stratum, has_total)},
	{FIELD_COUNT, offsetof(Stratum, total)},
	{FIELD_COUNT, offsetof(Stratum, sample.rows)},
	{FIELD_SUM, SAMPLE_SUM(SUM_Y)},
	{FIELD_SUM, SAMPLE_SUM(SUM_X)},
	{FIELD_SUM, SAMPLE_SUM(SUM_YY)},
	{FIELD_SUM, SAMPLE_SUM(SUM_YX)},
	{FIELD_SUM, SAMPLE_SUM(SUM_XX)},
};

const SumListType stratified_sample_type = {
	"stratified_sample", "stratified", sizeof(Stratum),
	lengthof(stratum_fields), lengthof(stratum_fields), stratum_fields,
	stratum_fault
};

SUM_LIST_FUNCTIONS(stratified_sample, stratified_sample_type);


/* -----------
 * Aggregation
 * -----------
 */

static void
one_without_the_other(bool has_sample, int64 population)
{
	if (has_sample)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a stratum with a sample has no population"),
				 errdetail("Its population is NULL."),
				 errhint("Give the number of enterprises that the stratum has, or leave it out with FILTER.")));
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("a stratum with a population has no sample"),
			 errdetail("Its population is %lld, and nobody was drawn.",
					   (long long) population),
			 errhint("Merge it with another stratum, or leave it out with FILTER to estimate the rate of the others.")));
}

static void
check_stratum(const Stratum *stratum)
{
	confidence_check_population(stratum->sample.rows, stratum->population);
	if (stratum->has_total == 1 && stratum_fault(stratum) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the total of a stratum is smaller than that of its sample"),
				 errdetail("The total is %lld.", (long long) stratum->total),
				 errhint("Give the sum of the denominators of all enterprises that the stratum has.")));
}

/*
 * The stratum that is in the arguments behind the state: false if there is
 * none, as neither sample nor population is.
 */
static bool
stratum_of_row(FunctionCallInfo fcinfo, Stratum *stratum)
{
	bool		has_sample = !PG_ARGISNULL(1);
	int64		population = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT64(2);

	if (has_sample)
		has_sample = PG_GETARG_RATIO_SAMPLE_P(1)->rows > 0;
	if (!has_sample && population == 0)
		return false;
	if (!has_sample || PG_ARGISNULL(2))
		one_without_the_other(has_sample, population);

	memset(stratum, 0, sizeof(Stratum));
	stratum->population = population;
	stratum->sample = *PG_GETARG_RATIO_SAMPLE_P(1);
	if (PG_NARGS() > 3 && !PG_ARGISNULL(3))
	{
		stratum->has_total = 1;
		stratum->total = PG_GETARG_INT64(3);
	}
	check_stratum(stratum);
	return true;
}

static Datum
add_row(FunctionCallInfo fcinfo)
{
	Stratum		stratum;
	bool		counts = stratum_of_row(fcinfo, &stratum);

	return sum_list_add(fcinfo, &stratified_sample_type,
						counts ? &stratum : NULL);
}

static Datum
remove_row(FunctionCallInfo fcinfo)
{
	Stratum		stratum;
	bool		counts = stratum_of_row(fcinfo, &stratum);

	return sum_list_remove(fcinfo, &stratified_sample_type,
						   counts ? &stratum : NULL);
}

/* stratified_sample_accum(stratified_sample, ratio_sample, bigint) */
Datum
stratified_sample_accum(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo);
}

Datum
stratified_sample_remove(PG_FUNCTION_ARGS)
{
	return remove_row(fcinfo);
}

/* stratified_sample_accum(stratified_sample, ratio_sample, bigint, bigint) */
Datum
stratified_sample_accum_total(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo);
}

Datum
stratified_sample_remove_total(PG_FUNCTION_ARGS)
{
	return remove_row(fcinfo);
}
