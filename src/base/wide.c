/*-------------------------------------------------------------------------
 *
 * wide.c
 *	  Exact arithmetic on products of two 128-bit sums, and their quotients.
 *
 * Nothing here can overflow as it is used: see the head of wide.h.  The
 * callers' bounds are asserted where they matter.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/limbs.h"
#include "base/wide.h"

Wide
wide_from_sum128(Sum128 a)
{
	Wide		result;

	result.limb[0] = a.lo;
	result.limb[1] = (uint64) a.hi;
	for (int i = 2; i < WIDE_LIMBS; i++)
		result.limb[i] = a.hi < 0 ? PG_UINT64_MAX : 0;
	return result;
}

Wide
wide_plus(Wide a, Wide b)
{
	(void) limbs_add(a.limb, b.limb, WIDE_LIMBS);
	return a;
}

static inline Wide
wide_negate(Wide a)
{
	limbs_negate(a.limb, WIDE_LIMBS);
	return a;
}

Wide
wide_minus(Wide a, Wide b)
{
	(void) limbs_subtract(a.limb, b.limb, WIDE_LIMBS);
	return a;
}

static inline bool
wide_is_negative(const Wide *a)
{
	return (a->limb[WIDE_LIMBS - 1] >> 63) != 0;
}

/* -1, 0 or 1 */
int
wide_sign(Wide a)
{
	if (wide_is_negative(&a))
		return -1;
	return limbs_are_zero(a.limb, WIDE_LIMBS) ? 0 : 1;
}

Wide
wide_product(Sum128 a, Sum128 b)
{
	bool		negative = (a.hi < 0) != (b.hi < 0);
	Wide		result = {{0}};
	uint64		limbs[2];

	/* the most negative sum is its own magnitude, read without a sign */
	if (a.hi < 0)
		a = sum128_negate(a);
	if (b.hi < 0)
		b = sum128_negate(b);

	limbs[0] = a.lo;
	limbs[1] = (uint64) a.hi;
	limbs_add_multiple(result.limb, limbs, 2, b.lo);
	limbs_add_multiple(result.limb + 1, limbs, 2, (uint64) b.hi);

	return negative ? wide_negate(result) : result;
}

Wide
wide_times(Wide a, int64 b)
{
	bool		negative = wide_is_negative(&a) != (b < 0);
	uint64		factor = b < 0 ? 0 - (uint64) b : (uint64) b;
	uint64		limbs[WIDE_LIMBS + 1] = {0};
	Wide		result;

	if (wide_is_negative(&a))
		a = wide_negate(a);
	limbs_add_multiple(limbs, a.limb, WIDE_LIMBS, factor);
	Assert(limbs[WIDE_LIMBS] == 0 && (limbs[WIDE_LIMBS - 1] >> 63) == 0);

	memcpy(result.limb, limbs, sizeof(result.limb));
	return negative ? wide_negate(result) : result;
}

/* a / b as a double, correctly rounded; b > 0 */
double
wide_quotient(Wide a, Wide b)
{
	bool		negative = wide_is_negative(&a);
	double		result;

	Assert(wide_sign(b) > 0);

	if (negative)
		a = wide_negate(a);
	result = limbs_quotient(a.limb, b.limb, WIDE_LIMBS);
	return negative ? -result : result;
}
