/*-------------------------------------------------------------------------
 *
 * sample.h
 *	  The type ratio_sample: what a ratio estimator needs of a sample, as exact
 *	  integer sums.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SAMPLE_H
#define RESUME_SAMPLE_H

#include "fmgr.h"

#include "base/counts.h"

/* The sums, in the order of the text form */
enum
{
	SUM_Y,						/* numerators */
	SUM_X,						/* denominators */
	SUM_YY,						/* squares of numerators */
	SUM_YX,						/* products of both */
	SUM_XX,						/* squares of denominators */
	SAMPLE_SUMS
};

/* The on-disk form: 88 bytes, double alignment, no padding. */
typedef struct RatioSample
{
	int64		rows;			/* enterprises */
	Sum128		sums[SAMPLE_SUMS];
} RatioSample;

#define DatumGetRatioSampleP(X)		((RatioSample *) DatumGetPointer(X))
#define PG_GETARG_RATIO_SAMPLE_P(n) DatumGetRatioSampleP(PG_GETARG_DATUM(n))
#define PG_RETURN_RATIO_SAMPLE_P(x) return PointerGetDatum(x)

extern bool sample_is_valid(const RatioSample *sample);

#endif							/* RESUME_SAMPLE_H */
