/*-------------------------------------------------------------------------
 *
 * factors.c
 *	  A rate that is a product of factors, on two dates: what each factor
 *	  adds to its change.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/limbs.h"
#include "infer/factors.h"
#include "infer/pair.h"

/* All weights are multiples of 1/60, for 2 to 6 factors. */
#define WEIGHT_DENOMINATOR 60
#define WEIGHT_DENOMINATOR_BITS 6

/* By number of factors, and of other factors from the later date */
static const uint64 weights[FACTORS_MAX + 1][FACTORS_MAX] = {
	[2] = {30, 30},
	[3] = {20, 10, 20},
	[4] = {15, 5, 5, 15},
	[5] = {12, 3, 2, 3, 12},
	[6] = {10, 2, 1, 1, 2, 10},
};


/* ---------
 * Arguments
 * ---------
 */

/* The date is a word that is looked up when it is needed. */
static int
factor_count(ArrayType *array, const char *date)
{
	int			count = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("factors must be an array of one dimension"),
				 errdetail("The %s ones have %d.", _(date), ARR_NDIM(array)),
				 errhint("Write one rate a factor, as in ARRAY[resumed, returned, present].")));
	if (count < FACTORS_MIN || count > FACTORS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the number of factors must be from %d to %d",
						FACTORS_MIN, FACTORS_MAX),
				 errdetail("There are %d %s ones.", count, _(date)),
				 errhint("Write one rate a factor, as in ARRAY[resumed, returned, present].")));
	return count;
}

static void
set_product(uint64 limbs[2], int64 a, int64 b)
{
	sum_limbs(limbs, sum128_product(a, b));
}

/* One factor on both dates; false if it has no value on one */
static bool
set_pair(FactorPair *pair, const Rate *later, const Rate *earlier)
{
	set_product(pair->later, later->numerator, earlier->denominator);
	set_product(pair->earlier, earlier->numerator, later->denominator);
	set_product(pair->denominator, later->denominator, earlier->denominator);
	return !rate_is_empty(later) && !rate_is_empty(earlier);
}

/*
 * Most products of two counts have a single limb, and so much less to do.  No
 * coefficient, sum or divisor below is larger than the largest products of all
 * factors multiplied, times the denominator of the weights, which add up to it.
 */
static void
set_width(Factors *factors)
{
	int			bits = WEIGHT_DENOMINATOR_BITS;

	factors->width = 1;
	for (int i = 0; i < factors->count; i++)
	{
		const FactorPair *pair = &factors->pair[i];
		uint64		any[2];

		for (int k = 0; k < 2; k++)
			any[k] = pair->later[k] | pair->earlier[k] | pair->denominator[k];
		if (any[1] != 0)
			factors->width = 2;
		bits += limbs_bits(any, 2);
	}
	factors->limbs = (bits + LIMB_BITS - 1) / LIMB_BITS;
}

/*
 * The factors of two arrays of rates, in their order.  Returns false if one is
 * NULL or 0/0: then the product has no value.
 */
bool
factors_read(ArrayType *later, ArrayType *earlier, Factors *factors)
{
	int			count = factor_count(later, gettext_noop("later"));
	int			others = factor_count(earlier, gettext_noop("earlier"));
	const Rate *l = (const Rate *) ARR_DATA_PTR(later);
	const Rate *e = (const Rate *) ARR_DATA_PTR(earlier);
	bool		known = true;

	if (count != others)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("both dates must have the same factors"),
				 errdetail("There are %d later and %d earlier ones.", count,
						   others),
				 errhint("Write the same factors in the same order.")));
	factors->count = count;
	if (array_contains_nulls(later) || array_contains_nulls(earlier))
		return false;
	for (int i = 0; i < count; i++)
		known &= set_pair(&factors->pair[i], &l[i], &e[i]);
	set_width(factors);
	return known;
}


/* ----------
 * Arithmetic
 * ----------
 */

/* a *= b; there is room */
static void
multiply(const Factors *factors, uint64 *a, const uint64 *b)
{
	uint64		product[FACTOR_LIMBS + 2];

	if (likely(factors->width == 1))
	{
		limbs_scale(a, factors->limbs, b[0]);
		return;
	}
	limbs_multiply(product, a, factors->limbs, b, factors->width);
	Assert(limbs_are_zero(product + factors->limbs, factors->width));
	memcpy(a, product, factors->limbs * sizeof(uint64));
}

/* result += a * b; there is room, and a limb above it that stays 0 */
static void
add_product(const Factors *factors, uint64 *result, const uint64 *a,
			const uint64 *b)
{
	for (int i = 0; i < factors->width; i++)
		limbs_add_multiple(result + i, a, factors->limbs - i, b[i]);
	Assert(result[factors->limbs] == 0);
}

static void
set_small(uint64 a[FACTOR_LIMBS], uint64 value)
{
	memset(a, 0, FACTOR_LIMBS * sizeof(uint64));
	a[0] = value;
}

/* What all effects of a call, and the change, are divided by */
void
factors_divisor(const Factors *factors, uint64 divisor[FACTOR_LIMBS])
{
	set_small(divisor, WEIGHT_DENOMINATOR);
	for (int i = 0; i < factors->count; i++)
		multiply(factors, divisor, factors->pair[i].denominator);
}

/* A polynomial times (earlier + later t); its degree was that */
static void
multiply_linear(const Factors *factors, uint64 coefficient[][FACTOR_LIMBS],
				int degree, const FactorPair *pair)
{
	set_small(coefficient[degree + 1], 0);
	for (int r = degree; r >= 0; r--)
	{
		add_product(factors, coefficient[r + 1], coefficient[r], pair->later);
		multiply(factors, coefficient[r], pair->earlier);
	}
}

/*
 * The effect of one factor.  The products of the others with r of them from the
 * later date add up to the coefficient of t^r in the product of all
 * (earlier + later t).
 */
FactorEffect
factors_effect(const Factors *factors, int which)
{
	const FactorPair *own = &factors->pair[which];
	uint64		coefficient[FACTORS_MAX][FACTOR_LIMBS];
	uint64		change[2];
	int			degree = 0;
	FactorEffect effect;

	set_small(coefficient[0], 1);
	for (int i = 0; i < factors->count; i++)
	{
		if (i != which)
			multiply_linear(factors, coefficient, degree++,
							&factors->pair[i]);
	}

	set_small(effect.dividend, 0);
	for (int r = 0; r <= degree; r++)
		limbs_add_multiple(effect.dividend, coefficient[r],
						   factors->limbs, weights[factors->count][r]);
	memcpy(change, own->later, sizeof(change));
	effect.negative = limbs_difference(change, own->earlier, 2);
	multiply(factors, effect.dividend, change);
	return effect;
}

/* The change of the product */
FactorEffect
factors_change(const Factors *factors)
{
	uint64		earlier[FACTOR_LIMBS];
	FactorEffect change;

	set_small(change.dividend, WEIGHT_DENOMINATOR);
	set_small(earlier, WEIGHT_DENOMINATOR);
	for (int i = 0; i < factors->count; i++)
	{
		multiply(factors, change.dividend, factors->pair[i].later);
		multiply(factors, earlier, factors->pair[i].earlier);
	}
	change.negative = limbs_difference(change.dividend, earlier,
									   factors->limbs);
	return change;
}
