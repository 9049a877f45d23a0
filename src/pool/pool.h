/*-------------------------------------------------------------------------
 *
 * pool.h
 *	  The arithmetic of pool(), for what pools rows in another way.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_POOL_H
#define RESUME_POOL_H

#include "base/counts.h"
#include "rate/rate.h"

extern void pool_overflow(const Rate *state, int64 numerator,
						  int64 denominator) pg_attribute_noreturn();

static inline void
pool_add(Rate *state, int64 numerator, int64 denominator)
{
	int64		new_numerator;
	int64		new_denominator;

	if (unlikely(pg_add_s64_overflow(state->numerator, numerator,
									 &new_numerator)))
		pool_overflow(state, numerator, denominator);
	if (unlikely(pg_add_s64_overflow(state->denominator, denominator,
									 &new_denominator)))
		pool_overflow(state, numerator, denominator);

	state->numerator = new_numerator;
	state->denominator = new_denominator;
}

/* Checks counts that come from a user's columns, without a call if it can. */
static inline void
pool_check_counts(int64 numerator, int64 denominator)
{
	if (unlikely(!rate_is_valid(numerator, denominator)))
		rate_check_counts(numerator, denominator);
}

#endif							/* RESUME_POOL_H */
