/*-------------------------------------------------------------------------
 *
 * fixed.h
 *	  Exact sums of ratios: numbers with 128 binary places.
 *
 * A ratio of two counts lies in [2^-63, 2^63] or is 0, and so the double next
 * to it has no place behind the 116th: a FixedSum holds it exactly.  What has
 * more places is cut at the 128th before it is added.  In either way a sum of
 * FixedSums is a sum of integers, whatever the order of the rows, and what
 * was added can be taken out again.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_FIXED_H
#define RESUME_FIXED_H

#include "base/limbs.h"

#define FIXED_LIMBS 4

/* Limbs behind the point */
#define FIXED_PLACES 2

/* A magnitude, the lowest limb first; its top bit is not set */
typedef struct FixedSum
{
	uint64		limb[FIXED_LIMBS];
} FixedSum;

/* A positive double is mantissa * 2^exponent. */
static inline uint64
double_mantissa(double value, int *exponent)
{
	uint64		bits;

	memcpy(&bits, &value, sizeof(bits));
	*exponent = Max((int) (bits >> 52), 1) - 1075;
	if (bits >> 52 == 0)
		return bits;
	return (bits & ((UINT64CONST(1) << 52) - 1)) | (UINT64CONST(1) << 52);
}

static inline FixedSum
fixed_from_count(int64 count)
{
	FixedSum	result = {{0}};

	result.limb[FIXED_PLACES] = (uint64) count;
	return result;
}

/* count * numerator / denominator, cut at the last place */
static inline FixedSum
fixed_from_product(int64 count, int64 numerator, int64 denominator)
{
	Product128	product = product128((uint64) count, (uint64) numerator);
	uint64		divisor = (uint64) denominator;
	FixedSum	result;

	result.limb[3] = product.hi / divisor;
	product.hi %= divisor;
	result.limb[2] = divide128(product, divisor, &product.hi);
	product.lo = 0;
	result.limb[1] = divide128(product, divisor, &product.hi);
	result.limb[0] = divide128(product, divisor, &product.hi);
	return result;
}

/*
 * A sum with one more, or without it.  Returns true if there is no room, as
 * the functions of common/int.h do; what is below 0 has no room either.
 */
static inline bool
fixed_change(FixedSum *sum, const FixedSum *change, bool out)
{
	if (out)
		(void) limbs_subtract(sum->limb, change->limb, FIXED_LIMBS);
	else
		(void) limbs_add(sum->limb, change->limb, FIXED_LIMBS);
	return (sum->limb[FIXED_LIMBS - 1] >> 63) != 0;
}

/* The same for the ratio of two counts, as a double, which has two limbs */
static inline bool
fixed_change_ratio(FixedSum *sum, double ratio, bool out)
{
	int			exponent;
	uint64		mantissa = double_mantissa(ratio, &exponent);
	unsigned int shift = (unsigned int) (exponent + FIXED_PLACES * LIMB_BITS);
	unsigned int first = shift / LIMB_BITS;
	unsigned int rest = shift % LIMB_BITS;
	uint64		change[2] = {0};

	if (ratio == 0.0)
		return false;

	Assert(ratio > 0.0 && first + 1 < FIXED_LIMBS);
	change[0] = mantissa << rest;
	if (rest > 0)
		change[1] = mantissa >> (LIMB_BITS - rest);
	if (out)
		(void) limbs_borrow(sum->limb + first + 2, FIXED_LIMBS - 2 - first,
							limbs_subtract(sum->limb + first, change, 2));
	else
		(void) limbs_carry(sum->limb + first + 2, FIXED_LIMBS - 2 - first,
						   limbs_add(sum->limb + first, change, 2));
	return (sum->limb[FIXED_LIMBS - 1] >> 63) != 0;
}

static inline bool
fixed_is_zero(const FixedSum *a)
{
	return limbs_are_zero(a->limb, FIXED_LIMBS);
}

/* a / count as a double, correctly rounded */
static inline double
fixed_quotient(const FixedSum *a, int64 count)
{
	FixedSum	divisor = fixed_from_count(count);

	return limbs_quotient(a->limb, divisor.limb, FIXED_LIMBS);
}

#endif							/* RESUME_FIXED_H */
