/*-------------------------------------------------------------------------
 *
 * pool.c
 *	  The pooling aggregates: pool() and its alias avg(rate).
 *
 * The state of pool() is a rate, so a partial result is an ordinary value:
 * it can be stored, sent elsewhere and pooled again, there is no final
 * function, and the combine function is pooling itself.
 *
 * As a moving window, pool(rate) removes a row by subtracting its counts,
 * which is exact.  The other forms must tell "no rows" from "only NULL rows"
 * when the last counted row has left the frame, so in a window their state
 * counts rows beside the rate.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "pool/pool.h"

/* The state of a moving window over counts or booleans */
typedef struct PoolWindow
{
	Rate		rate;
	int64		rows;			/* that are not NULL */
} PoolWindow;

PG_FUNCTION_INFO_V1(rate_pool);
PG_FUNCTION_INFO_V1(rate_pool_inverse);
PG_FUNCTION_INFO_V1(pool_window_final);

OWN_FUNCTION(rate_pool);


/* -----------
 * Arithmetic
 * -----------
 */

pg_noinline void
pool_overflow(const Rate *state, int64 numerator, int64 denominator)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("pooled rate is out of range"),
			 errdetail("Pooling %lld/%lld and %lld/%lld exceeds the range of bigint.",
					   (long long) state->numerator,
					   (long long) state->denominator, (long long) numerator,
					   (long long) denominator),
			 errhint("Check the unit of the counts, or pool smaller groups.")));
	pg_unreachable();
}

static pg_noinline void
pool_mismatch(FunctionCallInfo fcinfo, int64 numerator, int64 denominator)
{
	if (in_window(fcinfo))
		frame_mismatch("pool",
					   psprintf(_("The rows that are left would have %lld/%lld."),
								(long long) numerator,
								(long long) denominator));
	rate_check(numerator, denominator, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
			   NULL);
}

/*
 * What is taken out was put in before, so the result is a rate again, unless
 * somebody calls the function by hand or its arguments are not what they were.
 */
static inline void
pool_remove(FunctionCallInfo fcinfo, Rate *state, int64 numerator,
			int64 denominator)
{
	/* cannot overflow: both operands are not negative */
	int64		new_numerator = state->numerator - numerator;
	int64		new_denominator = state->denominator - denominator;

	if (unlikely(!rate_is_valid(new_numerator, new_denominator)))
		pool_mismatch(fcinfo, new_numerator, new_denominator);

	state->numerator = new_numerator;
	state->denominator = new_denominator;
}

/*
 * The state to write to: the one that was passed, if an aggregate node owns
 * it; a copy, if the function was called from plain SQL.
 */
static inline Rate *
writable_rate(FunctionCallInfo fcinfo)
{
	Rate	   *state = PG_GETARG_RATE_P(0);

	if (likely(in_aggregate(fcinfo)))
		return state;
	return rate_make(state->numerator, state->denominator);
}


/* ------------------------
 * pool(rate) and avg(rate)
 * ------------------------
 */

/*
 * rate_pool(rate, rate) → rate
 *
 * Transition and combine function at once.  Strict without an initial value:
 * the first rate becomes the state, and no rows give NULL.
 */
Datum
rate_pool(PG_FUNCTION_ARGS)
{
	Rate	   *state = writable_rate(fcinfo);
	Rate	   *rate = PG_GETARG_RATE_P(1);

	pool_add(state, rate->numerator, rate->denominator);
	PG_RETURN_RATE_P(state);
}

/* rate_pool_inverse(rate, rate) → rate, for moving windows */
Datum
rate_pool_inverse(PG_FUNCTION_ARGS)
{
	Rate	   *state = writable_rate(fcinfo);
	Rate	   *rate = PG_GETARG_RATE_P(1);

	pool_remove(fcinfo, state, rate->numerator, rate->denominator);
	PG_RETURN_RATE_P(state);
}


/* -------------------------------------------------------------
 * pool(numerator, denominator) for each integer type, and pool(boolean)
 * -------------------------------------------------------------
 */

/* Transition for a row that counts; the first one makes the state. */
static inline Datum
pool_counts(FunctionCallInfo fcinfo, int64 numerator, int64 denominator)
{
	Rate	   *state;

	pool_check_counts(numerator, denominator);

	if (unlikely(PG_ARGISNULL(0)))
	{
		/* the executor copies the first state, so it need not live long */
		(void) aggregate_context(fcinfo, "pool");
		state = palloc_object(Rate);
		state->numerator = numerator;
		state->denominator = denominator;
	}
	else
	{
		state = writable_rate(fcinfo);
		pool_add(state, numerator, denominator);
	}
	PG_RETURN_RATE_P(state);
}

/* Transition for a row that is skipped, with a NULL among its values. */
static inline Datum
pool_skip(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}

/*
 * In a window the transition function may not return NULL, so even a skipped
 * row makes a state.
 */
static inline PoolWindow *
window_state(FunctionCallInfo fcinfo)
{
	if (unlikely(PG_ARGISNULL(0) || !in_aggregate(fcinfo)))
		return MemoryContextAllocZero(aggregate_context(fcinfo, "pool"),
									  sizeof(PoolWindow));
	return (PoolWindow *) PG_GETARG_POINTER(0);
}

static inline Datum
pool_window_add(FunctionCallInfo fcinfo, int64 numerator, int64 denominator)
{
	PoolWindow *state = window_state(fcinfo);

	pool_check_counts(numerator, denominator);
	pool_add(&state->rate, numerator, denominator);
	state->rows++;
	PG_RETURN_POINTER(state);
}

/* The rows that are left may be none, and their sum is then nothing. */
static void
check_rows_left(const PoolWindow *state)
{
	if (state->rows < 0 || state->rate.numerator != 0 ||
		!rate_is_empty(&state->rate))
		frame_mismatch("pool",
					   psprintf(_("The %lld rows that are left would have %lld/%lld."),
								(long long) state->rows,
								(long long) state->rate.numerator,
								(long long) state->rate.denominator));
}

static inline Datum
pool_window_remove(FunctionCallInfo fcinfo, int64 numerator, int64 denominator)
{
	PoolWindow *state = window_state(fcinfo);

	pool_check_counts(numerator, denominator);
	pool_remove(fcinfo, &state->rate, numerator, denominator);
	if (unlikely(--state->rows <= 0))
		check_rows_left(state);
	PG_RETURN_POINTER(state);
}

static inline Datum
pool_window_skip(FunctionCallInfo fcinfo)
{
	PG_RETURN_POINTER(window_state(fcinfo));
}

/* pool_window_final(internal) → rate */
Datum
pool_window_final(PG_FUNCTION_ARGS)
{
	PoolWindow *state = window_state(fcinfo);

	if (state->rows == 0)
		PG_RETURN_NULL();
	PG_RETURN_RATE_P(&state->rate);
}

/*
 * The three functions of each argument type: transition, and transition and
 * inverse of the moving window.
 */
#define POOL_FUNCTIONS(type, isnull, numerator, denominator) \
PG_FUNCTION_INFO_V1(pool_accum_##type); \
Datum \
pool_accum_##type(PG_FUNCTION_ARGS) \
{ \
	if (isnull) \
		return pool_skip(fcinfo); \
	return pool_counts(fcinfo, numerator, denominator); \
} \
 \
PG_FUNCTION_INFO_V1(pool_window_accum_##type); \
Datum \
pool_window_accum_##type(PG_FUNCTION_ARGS) \
{ \
	if (isnull) \
		return pool_window_skip(fcinfo); \
	return pool_window_add(fcinfo, numerator, denominator); \
} \
 \
PG_FUNCTION_INFO_V1(pool_window_inverse_##type); \
Datum \
pool_window_inverse_##type(PG_FUNCTION_ARGS) \
{ \
	if (isnull) \
		return pool_window_skip(fcinfo); \
	return pool_window_remove(fcinfo, numerator, denominator); \
} \
extern int	no_such_variable

POOL_FUNCTIONS(int8, PG_ARGISNULL(1) || PG_ARGISNULL(2),
			   PG_GETARG_INT64(1), PG_GETARG_INT64(2));
POOL_FUNCTIONS(int4, PG_ARGISNULL(1) || PG_ARGISNULL(2),
			   PG_GETARG_INT32(1), PG_GETARG_INT32(2));
POOL_FUNCTIONS(int2, PG_ARGISNULL(1) || PG_ARGISNULL(2),
			   PG_GETARG_INT16(1), PG_GETARG_INT16(2));
POOL_FUNCTIONS(bool, PG_ARGISNULL(1), PG_GETARG_BOOL(1) ? 1 : 0, 1);

OWN_FUNCTION(pool_accum_int8);
OWN_FUNCTION(pool_accum_int4);
OWN_FUNCTION(pool_accum_int2);
OWN_FUNCTION(pool_accum_bool);
