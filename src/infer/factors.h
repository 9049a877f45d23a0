/*-------------------------------------------------------------------------
 *
 * factors.h
 *	  A rate that is a product of factors, on two dates: what each factor
 *	  adds to its change.
 *
 * With the factors a, b, c, ... on one date and A, B, C, ... on the other, the
 * effect of the first is (A - a) times the mean product of the others, in which
 * each product with r of the others from one date weighs 1 / (K C(K - 1, r)):
 * P. Das Gupta (1993), U.S. Bureau of the Census P23-186, chapters 2 and 3.
 * The effects add up to the change.
 *
 * All of it is one fraction of integers.  A factor has two products of counts
 * for its numerators, and one for the denominator that both share.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_FACTORS_H
#define RESUME_FACTORS_H

#include "fmgr.h"
#include "utils/array.h"

#include "base/counts.h"
#include "rate/rate.h"

#define FACTORS_MIN 2
#define FACTORS_MAX 6

/* Two limbs a factor, the least common denominator of the weights, a carry */
#define FACTOR_LIMBS (2 * FACTORS_MAX + 2)

typedef struct FactorPair
{
	uint64		later[2];
	uint64		earlier[2];
	uint64		denominator[2];
} FactorPair;

typedef struct Factors
{
	int			count;
	int			width;			/* limbs that the products of counts need */
	int			limbs;			/* that the fractions need */
	FactorPair	pair[FACTORS_MAX];
} Factors;

/* A fraction, over the denominator that all of one call share, of its limbs */
typedef struct FactorEffect
{
	bool		negative;
	uint64		dividend[FACTOR_LIMBS];
} FactorEffect;

extern bool factors_read(ArrayType *later, ArrayType *earlier,
						 Factors *factors);
extern void factors_divisor(const Factors *factors,
							uint64 divisor[FACTOR_LIMBS]);
extern FactorEffect factors_effect(const Factors *factors, int which);
extern FactorEffect factors_change(const Factors *factors);

#endif							/* RESUME_FACTORS_H */
