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

#endif							/* RESUME_WIDE_H */
