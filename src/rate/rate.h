/*-------------------------------------------------------------------------
 *
 * rate.h
 *	  The type rate: a numerator and a denominator that stay together.
 *
 * Invariants, which every Rate that leaves a function satisfies:
 *	- neither count is negative;
 *	- the denominator is 0 only in the empty rate, 0/0;
 *	- the pair is never reduced: 500/1000 is not 1/2.
 *
 * The validator behind rate_check() is the one place that enforces them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_RATE_H
#define RESUME_RATE_H

#include "fmgr.h"
#include "utils/numeric.h"

#include "base/compat.h"

/* The on-disk form: 16 bytes, double alignment, no padding. */
typedef struct Rate
{
	int64		numerator;
	int64		denominator;
} Rate;

#define DatumGetRateP(X)	((Rate *) DatumGetPointer(X))
#define RatePGetDatum(X)	PointerGetDatum(X)
#define PG_GETARG_RATE_P(n) DatumGetRateP(PG_GETARG_DATUM(n))
#define PG_RETURN_RATE_P(x) return RatePGetDatum(x)

static inline bool
rate_is_empty(const Rate *rate)
{
	return rate->denominator == 0;
}

static inline bool
rate_is_valid(int64 numerator, int64 denominator)
{
	return numerator >= 0 &&
		(denominator > 0 || (denominator == 0 && numerator == 0));
}

extern bool rate_check(int64 numerator, int64 denominator, int sqlerrcode,
					   struct Node *escontext);
extern void rate_check_counts(int64 numerator, int64 denominator);
extern void rate_check_proportion(const Rate *rate, const char *message,
								  const char *hint);
extern Rate *rate_make_safe(int64 numerator, int64 denominator,
							int sqlerrcode, struct Node *escontext);
extern Rate *rate_make(int64 numerator, int64 denominator);
extern Rate *rate_from_pair(const char *input, int64 numerator,
							int64 denominator, bool too_large,
							struct Node *escontext);
extern Rate *rate_from_object(const char *input, struct Node *escontext);
extern int	rate_compare(const Rate *a, const Rate *b);
extern int	rate_compare_number(const Rate *rate, Numeric number);
extern double rate_ratio(const Rate *rate);
extern Numeric rate_quotient(const Rate *rate);
extern int	rate_number_place(Numeric number);

#endif							/* RESUME_RATE_H */
