/*-------------------------------------------------------------------------
 *
 * logarithm.h
 *	  Logarithms of counts as fixed-point numbers, and what their sums stand
 *	  for.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LOGARITHM_H
#define RESUME_LOGARITHM_H

#include "base/fixed.h"

/* With natural logarithms, whose errors are below 2^-104 */
extern bool fixed_change_logarithm(FixedSum *sum, int64 count, bool out);

/* No count has a logarithm beyond that of 2^63, which is below 44. */
#define FIXED_LOGARITHM_MAX 44

/* What came of exp(a - b): a double, or too large or too small for one */
typedef enum ExponentialRange
{
	EXPONENTIAL_IN_RANGE,
	EXPONENTIAL_OVERFLOW,
	EXPONENTIAL_UNDERFLOW
} ExponentialRange;

extern ExponentialRange fixed_exponential(const FixedSum *a, const FixedSum *b,
										  double *result);

#endif							/* RESUME_LOGARITHM_H */
