/*-------------------------------------------------------------------------
 *
 * wide.h
 *	  Exact arithmetic on products of two 128-bit sums, and their quotients.
 *
 * Whoever divides one difference of products by another, as every fitted
 * line does, keeps both exact to the end and rounds once.  A Wide has room
 * for a difference of two such products (255 bits and a sign) and for the
 * small factors that follow: a day, and the hundred of a percentage.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_WIDE_H
#define RESUME_WIDE_H

#include "base/counts.h"

#define WIDE_LIMBS 5

/* Two's complement, the lowest limb first */
typedef struct Wide
{
	uint64		limb[WIDE_LIMBS];
} Wide;

extern Wide wide_from_sum128(Sum128 a);
extern Wide wide_product(Sum128 a, Sum128 b);
extern Wide wide_times(Wide a, int64 b);
extern Wide wide_plus(Wide a, Wide b);
extern Wide wide_minus(Wide a, Wide b);
extern int	wide_sign(Wide a);
extern double wide_quotient(Wide a, Wide b);

/*
 * Is a^2 <= b c?  b and c must not be negative.  This is the inequality of
 * Cauchy and Schwarz, which sums of products and squares have to satisfy; it
 * is asked of every row that leaves a moving window, and most sums are small.
 */
static inline bool
square_at_most(Sum128 a, Sum128 b, Sum128 c)
{
	if (a.hi < 0)
		a = sum128_negate(a);
	if (likely((a.hi | b.hi | c.hi) == 0))
		return product128_cmp(product128(a.lo, a.lo),
							  product128(b.lo, c.lo)) <= 0;
	return wide_sign(wide_minus(wide_product(b, c), wide_product(a, a))) >= 0;
}

#endif							/* RESUME_WIDE_H */
