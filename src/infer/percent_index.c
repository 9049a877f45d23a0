/*-------------------------------------------------------------------------
 *
 * percent_index.c
 *	  percent_index(rate, weight numeric): a composite index, the weighted mean
 *	  of rates, in percent; and the type percent_index_sums, its state.
 *
 * standardize() takes weights as doubles and gives one.  An index is
 * published, with weights such as 0.3 that no double is, and so must bear to
 * be rounded: its weights are decimal numbers, and its sums integers.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/limbs.h"
#include "base/number.h"
#include "base/rounding.h"
#include "base/sums.h"
#include "rate/rate.h"

/* Weights are counted in units of their last decimal place. */
#define WEIGHT_PLACES 24

/* Decimal places of the index in percent */
#define INDEX_PLACES 20

/* The on-disk form: 56 bytes, double alignment, no padding. */
typedef struct IndexSums
{
	int64		rates;
	Sum128		weight;
	FixedSum	product;		/* sum of weight * ratio */
} IndexSums;

PG_FUNCTION_INFO_V1(percent_index_sums_final);


/* -------
 * Weights
 * -------
 */

static void
wrong_weight(Numeric weight, const char *message, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg_internal("%s", _(message)),
			 errdetail("It is %s.", number_text(weight)),
			 errhint("%s", _(hint))));
}

/* A decimal number that is not negative, in units; false if it has no room */
static bool
parse_weight(const char *text, Sum128 *units)
{
	char	   *digits = palloc(strlen(text) + WEIGHT_PLACES + 1);
	char	   *d = digits;
	const char *s = digits;
	int			places = WEIGHT_PLACES;

	while (*text >= '0' && *text <= '9')
		*d++ = *text++;
	if (*text == '.')
		text++;
	for (; *text >= '0' && *text <= '9' && places > 0; places--)
		*d++ = *text++;
	while (*text == '0')
		text++;
	while (places-- > 0)
		*d++ = '0';
	*d = '\0';
	return *text == '\0' && parse_sum128(&s, units) == COUNT_OK;
}

static Sum128
weight_units(Numeric weight)
{
	Sum128		units;

	if (numeric_is_nan(weight) || numeric_is_inf(weight) ||
		number_sign(weight) < 0)
		wrong_weight(weight,
					 gettext_noop("the weight of a rate must be a finite number that is not negative"),
					 gettext_noop("Weights say how much of the index a rate is; 0 leaves it out."));
	if (!parse_weight(number_text(weight), &units))
		wrong_weight(weight,
					 gettext_noop("the weight of a rate must be below 10^14 and have no more than 24 digits behind the point"),
					 gettext_noop("Round it, as in round(weight, 24), or divide all weights by the same number."));
	return units;
}

/* The weights that a call site has seen last: an index has few */
#define KNOWN_WEIGHTS 4

typedef struct KnownWeight
{
	Sum128		units;
	Size		size;			/* 0 for none */
	char		bytes[32];
} KnownWeight;

typedef struct KnownWeights
{
	int			next;
	KnownWeight weight[KNOWN_WEIGHTS];
} KnownWeights;

static KnownWeights *
known_weights(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (unlikely(flinfo->fn_extra == NULL))
		flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt,
												  sizeof(KnownWeights));
	return (KnownWeights *) flinfo->fn_extra;
}

static Sum128
weight_argument(FunctionCallInfo fcinfo)
{
	KnownWeights *known = known_weights(fcinfo);
	Numeric		weight = PG_GETARG_NUMERIC(2);
	Size		size = VARSIZE(weight);
	Sum128		units;

	for (int i = 0; i < KNOWN_WEIGHTS; i++)
	{
		const KnownWeight *w = &known->weight[i];

		if (w->size == size && memcmp(w->bytes, weight, size) == 0)
			return w->units;
	}

	units = weight_units(weight);
	if (size <= sizeof(known->weight[0].bytes))
	{
		KnownWeight *w = &known->weight[known->next];

		known->next = (known->next + 1) % KNOWN_WEIGHTS;
		w->units = units;
		w->size = size;
		memcpy(w->bytes, weight, size);
	}
	return units;
}


/* --------
 * The type
 * --------
 */

static const char *
index_fault(const void *value)
{
	const IndexSums *sums = (const IndexSums *) value;

	if ((sums->rates == 0) != (sums->weight.hi == 0 && sums->weight.lo == 0))
		return gettext_noop("There are weights exactly where there are rates.");
	if (sums->rates == 0 && !fixed_is_zero(&sums->product))
		return gettext_noop("Without a weight the sum of products must be 0.");
	return NULL;
}

/*
 * units * numerator / denominator, cut at the last place; true if there is no
 * room
 */
static bool
weighted_ratio(Sum128 units, const Rate *rate, FixedSum *result)
{
	uint64		divisor = (uint64) rate->denominator;
	uint64		limbs[FIXED_LIMBS + 2] = {0};
	uint64		factor[2];
	uint64		rest = 0;

	factor[0] = units.lo;
	factor[1] = (uint64) units.hi;
	limbs_add_multiple(limbs + FIXED_PLACES, factor, 2,
					   (uint64) rate->numerator);
	for (int i = FIXED_LIMBS; i >= 0; i--)
	{
		Product128	part = {.hi = rest, .lo = limbs[i]};

		limbs[i] = divide128(part, divisor, &rest);
	}
	memcpy(result->limb, limbs, sizeof(result->limb));
	return limbs[FIXED_LIMBS] != 0 || (limbs[FIXED_LIMBS - 1] >> 63) != 0;
}

static void
no_weight(const Rate *rate)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("a rate has no weight"),
			 errdetail("It is %lld/%lld, its weight is NULL.",
					   (long long) rate->numerator,
					   (long long) rate->denominator),
			 errhint("Give every rate a weight; 0 leaves it out, and so does FILTER (WHERE weight IS NOT NULL).")));
}

static pg_attribute_noreturn() void
no_rate(const Rate *rate)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("a weight has no rate"),
			 errdetail("The rate is %s.", rate == NULL ? "NULL" : "0/0"),
			 errhint("An index without one of its parts is another index: give it the weight 0, or leave it out with FILTER (WHERE denominator(rate) > 0); to have NULL instead, ask for the index only where count(*) is the number of its parts.")));
}

/* One part of the index; a row that is NULL twice is none. */
static bool
index_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	IndexSums  *sums = (IndexSums *) state;
	const Rate *rate = PG_ARGISNULL(1) ? NULL : PG_GETARG_RATE_P(1);
	Sum128		units;
	FixedSum	product;
	bool		overflow;

	if (PG_ARGISNULL(2))
	{
		if (rate != NULL)
			no_weight(rate);
		return false;
	}
	units = weight_argument(fcinfo);
	if (sum128_sign(units) == 0)
		return false;
	if (rate == NULL || rate_is_empty(rate))
		no_rate(rate);

	overflow = weighted_ratio(units, rate, &product);
	overflow |= fixed_change(&sums->product, &product, out);
	overflow |= sums_change(&sums->weight, units, out);
	overflow |= pg_add_s64_overflow(sums->rates, out ? -1 : 1, &sums->rates);
	return overflow;
}

static const SumsField index_fields[] = {
	{FIELD_COUNT, offsetof(IndexSums, rates)},
	{FIELD_SUM, offsetof(IndexSums, weight)},
	{FIELD_RATIOS, offsetof(IndexSums, product)},
};

static const SumsType index_type = {
	"percent_index_sums", "percent_index", sizeof(IndexSums),
	lengthof(index_fields), index_fields, index_row, index_fault
};

SUMS_FUNCTIONS(percent_index_sums, IndexSums, index_type);


/* ----------
 * The result
 * ----------
 */

/*
 * percent_index_sums_final(percent_index_sums) → numeric
 *
 * 100 * (sum of products) / (sum of weights), cut at the 20th decimal, and
 * without zeros at its end.  What is cut and not rounded is on the side of any
 * tie on which the value is, so that round() rounds it for the first time.
 *
 * Each product is cut, too, at its 128th binary place of a unit; what that has
 * taken is less than one such place a rate.  They are given back, so that a
 * value with few decimals is not missed by them.  NULL without a weight.
 */
Datum
percent_index_sums_final(PG_FUNCTION_ARGS)
{
	const IndexSums *sums = (const IndexSums *) PG_GETARG_POINTER(0);
	const FixedSum one = fixed_from_count(1);
	FixedSum	product = sums->product;
	FixedSum	cut = {{(uint64) sums->rates}};
	Numeric		dividend;
	Numeric		divisor;
	Numeric		units;

	if (sums->rates == 0)
		PG_RETURN_NULL();

	(void) limbs_add(product.limb, cut.limb, FIXED_LIMBS);
	dividend = number_mul(limbs_to_numeric(product.limb, FIXED_LIMBS),
						  number_power_of_ten(INDEX_PLACES + PERCENT_PLACES));
	divisor = number_mul(limbs_to_numeric(one.limb, FIXED_LIMBS),
						 sum128_to_numeric(sums->weight));
	units = number_div_trunc(dividend, divisor);
	units = number_mul(units, number_power_of_ten(-INDEX_PLACES));
	PG_RETURN_NUMERIC(number_trim(units));
}
