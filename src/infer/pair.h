/*-------------------------------------------------------------------------
 *
 * pair.h
 *	  What the aggregates over two dates share: a pooled rate past bigint, its
 *	  percentages, and a date on which a row is missing.
 *
 * The parts of a change are taken from exact sums, and each is rounded once.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_PAIR_H
#define RESUME_PAIR_H

#include "base/counts.h"
#include "base/limbs.h"
#include "base/points.h"
#include "base/sums.h"
#include "rate/rate.h"

typedef struct Pair
{
	Sum128		numerator;
	Sum128		denominator;
} Pair;

/* The fields of one in a table of a type's fields */
#define PAIR_FIELDS(struct_type, pair) \
	{FIELD_SUM, offsetof(struct_type, pair.numerator)}, \
	{FIELD_SUM, offsetof(struct_type, pair.denominator)}

/* An argument that is a rate or NULL */
static inline const Rate *
rate_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : PG_GETARG_RATE_P(n);
}

static inline bool
has_value(const Rate *rate)
{
	return rate != NULL && !rate_is_empty(rate);
}

/* The pair with one more rate, or without it; true if there is no room */
static inline bool
pair_change(Pair *pair, const Rate *rate, bool out)
{
	return sums_change_count(&pair->numerator, rate->numerator, out) ||
		sums_change_count(&pair->denominator, rate->denominator, out);
}

static inline bool
pair_is_empty(const Pair *pair)
{
	return sum128_sign(pair->denominator) == 0;
}

static inline bool
pair_is_valid(const Pair *pair)
{
	return !pair_is_empty(pair) || sum128_sign(pair->numerator) == 0;
}

/* The limbs of a sum, the lowest first, as the products below take them */
static inline void
sum_limbs(uint64 limbs[2], Sum128 sum)
{
	limbs[0] = sum.lo;
	limbs[1] = (uint64) sum.hi;
}

#define PRODUCT_LIMBS 4

static inline void
product_of_sums(uint64 product[PRODUCT_LIMBS], Sum128 a, Sum128 b)
{
	uint64		a_limbs[2];
	uint64		b_limbs[2];

	sum_limbs(a_limbs, a);
	sum_limbs(b_limbs, b);
	limbs_multiply(product, a_limbs, 2, b_limbs, 2);
}

/*
 * The change from one pooled rate to another,
 *
 *	n1 / d1 - n0 / d0 = (n1 d0 - n0 d1) / (d1 d0)
 */
static inline Points
pair_points(const Pair *later, const Pair *earlier)
{
	uint64		dividend[PRODUCT_LIMBS];
	uint64		subtrahend[PRODUCT_LIMBS];
	uint64		divisor[PRODUCT_LIMBS];
	bool		negative;

	product_of_sums(dividend, later->numerator, earlier->denominator);
	product_of_sums(subtrahend, earlier->numerator, later->denominator);
	product_of_sums(divisor, later->denominator, earlier->denominator);
	negative = limbs_difference(dividend, subtrahend, PRODUCT_LIMBS);
	return points_rounded(negative, dividend, divisor, PRODUCT_LIMBS);
}

#endif							/* RESUME_PAIR_H */
