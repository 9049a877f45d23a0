/*-------------------------------------------------------------------------
 *
 * points.h
 *	  A change in percentage points from sums past bigint: one rounding, half
 *	  up, to 16 decimals.
 *
 * As round_percent() does it, in integers that are large enough for products
 * of sums, and without a call of numeric until the result is one: an aggregate
 * over many groups, or in a moving window, has one such result a row.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_POINTS_H
#define RESUME_POINTS_H

#include "base/limbs.h"
#include "base/number.h"
#include "base/wide.h"

/* Decimal places of percentage points */
#define POINT_DIGITS 16

typedef struct Points
{
	Wide		units;			/* of the last decimal */
	int64		remainder;		/* what rounding took from it, in 2^-63 units;
								 * negative if it was rounded away from 0 and
								 * the change is positive, or the other way */
} Points;

extern Points points_rounded(bool negative, const uint64 *dividend,
							 const uint64 *divisor, int limbs);
extern Numeric points_to_numeric(Wide units);
extern Numeric points_to_ratio(Wide units);
extern void points_add_up(Points *parts, int count, Wide total);

#endif							/* RESUME_POINTS_H */
