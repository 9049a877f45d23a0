/*-------------------------------------------------------------------------
 *
 * chain.c
 *	  chain(): the product of link relatives; and the type chain_sums, its
 *	  state.
 *
 * A product of many ratios leaves the range of any integer, and as a double
 * it would depend on the order of the rows.  So the logarithms of numerators
 * and of denominators are added, in fixed point.  Links of 0 and links without
 * a value have none; they are counted, so that in a moving window they can
 * leave again.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/logarithm.h"
#include "base/sums.h"
#include "rate/rate.h"

/* The on-disk form: 88 bytes, double alignment, no padding. */
typedef struct ChainSums
{
	int64		links;			/* that have a logarithm */
	int64		zeros;			/* 0/d */
	int64		gaps;			/* 0/0 */
	FixedSum	numerators;		/* sums of logarithms, of links that have one */
	FixedSum	denominators;
} ChainSums;

PG_FUNCTION_INFO_V1(chain_sums_final);


/* --------
 * The type
 * --------
 */

/* Are these so many logarithms of counts? */
static bool
logarithms_are_possible(const FixedSum *sum, int64 links)
{
	FixedSum	largest = {{0}};
	const uint64 count[1] = {(uint64) links};

	limbs_add_multiple(largest.limb + FIXED_PLACES, count, 1,
					   FIXED_LOGARITHM_MAX);
	return limbs_compare(sum->limb, largest.limb, FIXED_LIMBS) <= 0;
}

static const char *
chain_fault(const void *value)
{
	const ChainSums *sums = (const ChainSums *) value;

	if (sums->links == 0 &&
		(!fixed_is_zero(&sums->numerators) ||
		 !fixed_is_zero(&sums->denominators)))
		return gettext_noop("Without links the sums of logarithms must be 0.");
	if (!logarithms_are_possible(&sums->numerators, sums->links) ||
		!logarithms_are_possible(&sums->denominators, sums->links))
		return gettext_noop("A sum is larger than that of so many logarithms of counts.");
	return NULL;
}

static bool
chain_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	const Rate *rate = PG_GETARG_RATE_P(1);
	ChainSums  *sums = (ChainSums *) state;
	int			change = out ? -1 : 1;

	if (unlikely(rate_is_empty(rate)))
		return pg_add_s64_overflow(sums->gaps, change, &sums->gaps);
	if (unlikely(rate->numerator == 0))
		return pg_add_s64_overflow(sums->zeros, change, &sums->zeros);
	return pg_add_s64_overflow(sums->links, change, &sums->links) ||
		fixed_change_logarithm(&sums->numerators, rate->numerator, out) ||
		fixed_change_logarithm(&sums->denominators, rate->denominator, out);
}

static const SumsField chain_fields[] = {
	{FIELD_COUNT, offsetof(ChainSums, links)},
	{FIELD_COUNT, offsetof(ChainSums, zeros)},
	{FIELD_COUNT, offsetof(ChainSums, gaps)},
	{FIELD_RATIOS, offsetof(ChainSums, numerators)},
	{FIELD_RATIOS, offsetof(ChainSums, denominators)},
};

static const SumsType chain_type = {
	"chain_sums", "chain", sizeof(ChainSums),
	lengthof(chain_fields), chain_fields, chain_row, chain_fault
};

SUMS_FUNCTIONS(chain_sums, ChainSums, chain_type);


/* ------
 * Result
 * ------
 */

static void
no_such_double(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s() is out of range", "chain"),
			 errdetail_internal("%s", detail),
			 errhint("Check that each link is a later count over an earlier one, or chain fewer of them.")));
}

static double
chain_product(const ChainSums *sums)
{
	double		result = 0.0;
	ExponentialRange range = fixed_exponential(&sums->numerators,
											   &sums->denominators, &result);

	if (range == EXPONENTIAL_OVERFLOW)
		no_such_double(psprintf(_("The product of %lld links is larger than any double precision number."),
								(long long) sums->links));
	if (range == EXPONENTIAL_UNDERFLOW)
		no_such_double(psprintf(_("The product of %lld links is not 0, and smaller than any double precision number."),
								(long long) sums->links));
	return result;
}

/*
 * chain_sums_final(chain_sums) → double precision
 *
 * NULL without any link, and where one has no value, 0/0: what it would have
 * multiplied is not known.  Otherwise 0 if a link is 0, and the product.
 */
Datum
chain_sums_final(PG_FUNCTION_ARGS)
{
	const ChainSums *state = (const ChainSums *) PG_GETARG_POINTER(0);

	if (state->gaps > 0 || (state->links == 0 && state->zeros == 0))
		PG_RETURN_NULL();
	if (state->zeros > 0)
		PG_RETURN_FLOAT8(0.0);
	PG_RETURN_FLOAT8(chain_product(state));
}
