/*-------------------------------------------------------------------------
 *
 * trend.c
 *	  The aggregates trend(day, rate) and trend(rate_trend).
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "trend/trend_sums.h"

PG_FUNCTION_INFO_V1(rate_trend_accum);
PG_FUNCTION_INFO_V1(rate_trend_merge);


/*
 * The state to write to: the one that was passed, if an aggregate node owns
 * it; a copy, if the function was called from plain SQL.
 */
static inline RateTrend *
writable_trend(FunctionCallInfo fcinfo)
{
	RateTrend  *state = PG_GETARG_RATE_TREND_P(0);
	RateTrend  *copy;

	if (likely(in_aggregate(fcinfo)))
		return state;

	copy = palloc_object(RateTrend);
	*copy = *state;
	return copy;
}

/*
 * rate_trend_accum(rate_trend, date, rate) → rate_trend
 *
 * A row with a NULL in either argument is skipped; the first other one makes
 * the state, so no rows give NULL.
 */
Datum
rate_trend_accum(PG_FUNCTION_ARGS)
{
	RateTrend  *state;
	RateTrend	row;

	if (unlikely(PG_ARGISNULL(1) || PG_ARGISNULL(2)))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return PG_GETARG_DATUM(0);
	}

	row = trend_of_row(PG_GETARG_DATEADT(1), PG_GETARG_RATE_P(2));

	if (unlikely(PG_ARGISNULL(0)))
	{
		/* the executor copies the first state, so it need not live long */
		(void) aggregate_context(fcinfo, "trend");
		state = palloc_object(RateTrend);
		*state = row;
	}
	else
	{
		state = writable_trend(fcinfo);
		trend_add(state, &row);
	}
	PG_RETURN_RATE_TREND_P(state);
}

/*
 * rate_trend_merge(rate_trend, rate_trend) → rate_trend
 *
 * Transition function of trend(rate_trend), and combine function of both.
 */
Datum
rate_trend_merge(PG_FUNCTION_ARGS)
{
	RateTrend  *state = writable_trend(fcinfo);

	trend_add(state, PG_GETARG_RATE_TREND_P(1));
	PG_RETURN_RATE_TREND_P(state);
}
