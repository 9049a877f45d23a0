/*-------------------------------------------------------------------------
 *
 * standardize_sums.h
 *	  The type standardize_sums: sums of weights and of weight * ratio, exactly.
 *
 * A weight is any double, so both sums have room for every place that a double
 * can have, and for the places of an exact product.  Only the limbs between
 * the first and the last that is not 0 are kept, which are two or three unless
 * weights are of very different size.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_STANDARDIZE_SUMS_H
#define RESUME_STANDARDIZE_SUMS_H

#include "fmgr.h"

#include "base/counts.h"

/*
 * Both sums, in the same limbs: the first of them has the weight of
 * 2^(64 first).  A varlena that is not compressed.
 *
 * There is one form of each value: the lowest and the highest limb are not 0
 * in both sums, and 0 has no limbs, with first 0.
 */
typedef struct StandardizeSums
{
	int32		vl_len_;		/* varlena header */
	int16		first;
	int16		limbs;			/* of each sum */
	uint64		limb[FLEXIBLE_ARRAY_MEMBER];	/* of weights, then products */
} StandardizeSums;

#define PG_GETARG_SUMS_P(n) ((StandardizeSums *) PG_GETARG_POINTER(n))

extern StandardizeSums *standardize_sums_zero(void);
extern StandardizeSums *standardize_sums_add(StandardizeSums *sums,
											 double weight, double ratio);
extern StandardizeSums *standardize_sums_remove(StandardizeSums *sums,
												double weight,
												double ratio);
extern StandardizeSums *standardize_sums_merge(StandardizeSums *sums,
											   const StandardizeSums *other);
extern double standardize_sums_quotient(const StandardizeSums *sums);
extern StandardizeSums *standardize_sums_receive(StringInfo buf);
extern Datum standardize_sums_send(PG_FUNCTION_ARGS);

#endif							/* RESUME_STANDARDIZE_SUMS_H */
