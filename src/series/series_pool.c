/*-------------------------------------------------------------------------
 *
 * series_pool.c
 *	  The aggregates that make a rate_series of what changes by day:
 *	  pool(rate, daterange), pool(rate_series) and series_of_deltas().
 *
 * They have one kind of state, the changes by day (changes.h), and one
 * combine and one final function.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/date.h"
#include "utils/rangetypes.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/day.h"
#include "series/changes.h"
#include "series/series.h"

PG_FUNCTION_INFO_V1(series_accum_range);
PG_FUNCTION_INFO_V1(series_accum_series);
PG_FUNCTION_INFO_V1(series_accum_delta);
PG_FUNCTION_INFO_V1(series_combine);
PG_FUNCTION_INFO_V1(series_final);


/* ------
 * States
 * ------
 */

/*
 * The state to write to: the one that was passed, if an aggregate node owns
 * it; a copy, if the function was called from plain SQL; a new one for the
 * first row.  The executor copies what is new.
 */
static inline Changes *
writable_changes(FunctionCallInfo fcinfo)
{
	struct varlena *state;

	if (unlikely(PG_ARGISNULL(0)))
		return changes_new();
	state = (struct varlena *) PG_GETARG_POINTER(0);
	if (likely(in_aggregate(fcinfo) && changes_are_readable(state)))
		return (Changes *) state;
	return changes_copy(state);
}

/* A state that is only read */
static const Changes *
readable_changes(FunctionCallInfo fcinfo, int argument)
{
	struct varlena *state = (struct varlena *) PG_GETARG_POINTER(argument);

	if (changes_are_readable(state))
		return (const Changes *) state;
	return changes_copy(state);
}

/* What an aggregate returns for a row that does not count */
static inline Datum
unchanged_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}

/* series_combine(bytea, bytea) → bytea */
Datum
series_combine(PG_FUNCTION_ARGS)
{
	Changes    *changes = writable_changes(fcinfo);

	PG_RETURN_POINTER(changes_add_all(changes, readable_changes(fcinfo, 1)));
}

/* series_final(bytea) → rate_series */
Datum
series_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_RATE_SERIES_P(changes_series(readable_changes(fcinfo, 0)));
}


/* ---------------------
 * pool(rate, daterange)
 * ---------------------
 */

/* The days from lower to the one before upper */
typedef struct DaySpan
{
	int32		lower;
	int32		upper;
} DaySpan;

/* The days from the next one on */
static inline int32
day_after(int32 day)
{
	if (DATE_NOT_FINITE(day))
		return day;
	return day == DAY_MAX ? DATEVAL_NOEND : day + 1;
}

/*
 * The days of a range.  Its form on disk is read as it is, since taking it
 * apart the usual way would copy it first, which costs more than all the
 * rest of a row: the type's OID, the bounds that there are, and flags.
 *
 * An infinite date as a bound means what no bound means, and no day of the
 * calendar is after infinity, nor before -infinity.
 */
static inline DaySpan
range_span(struct varlena *range)
{
	const char *data = VARDATA_ANY(range);
	int			flags = (uint8) data[VARSIZE_ANY_EXHDR(range) - 1];
	DaySpan		span = {DATEVAL_NOBEGIN, DATEVAL_NOEND};

	if (unlikely(flags & RANGE_EMPTY))
	{
		span.upper = DATEVAL_NOBEGIN;
		return span;
	}
	data += sizeof(Oid);
	if (RANGE_HAS_LBOUND(flags))
	{
		memcpy(&span.lower, data, sizeof(int32));
		data += sizeof(int32);
		if (unlikely(!(flags & RANGE_LB_INC)))
			span.lower = day_after(span.lower);
	}
	if (RANGE_HAS_UBOUND(flags))
	{
		memcpy(&span.upper, data, sizeof(int32));
		if (unlikely(flags & RANGE_UB_INC))
			span.upper = day_after(span.upper);
	}
	return span;
}

/*
 * series_accum(bytea, rate, daterange) → bytea
 *
 * Each row counts, as one entity, on the days of its range.
 */
Datum
series_accum_range(PG_FUNCTION_ARGS)
{
	Changes    *changes;
	Rate	   *rate;
	DaySpan		span;

	if (unlikely(PG_ARGISNULL(1) || PG_ARGISNULL(2)))
		return unchanged_state(fcinfo);

	changes = writable_changes(fcinfo);
	rate = PG_GETARG_RATE_P(1);
	span = range_span(PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(2)));
	if (likely(span.lower < span.upper))
	{
		changes = changes_add(changes, span.lower, rate->numerator,
							  rate->denominator, 1);
		changes = changes_add(changes, span.upper, -rate->numerator,
							  -rate->denominator, -1);
	}
	PG_RETURN_POINTER(changes);
}


/* --------------------------------------
 * pool(rate_series), series_of_deltas()
 * --------------------------------------
 */

/* series_accum(bytea, rate_series) → bytea */
Datum
series_accum_series(PG_FUNCTION_ARGS)
{
	Changes    *changes;
	RateSeries *series;

	if (PG_ARGISNULL(1))
		return unchanged_state(fcinfo);

	series = PG_GETARG_RATE_SERIES_P(1);
	changes = changes_add_series(writable_changes(fcinfo), series);
	PG_FREE_IF_COPY(series, 1);
	PG_RETURN_POINTER(changes);
}

/*
 * series_accum(bytea, on_day date, numerator bigint, denominator bigint,
 *				entities bigint) → bytea
 */
Datum
series_accum_delta(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) ||
		PG_ARGISNULL(4))
		return unchanged_state(fcinfo);

	PG_RETURN_POINTER(changes_add(writable_changes(fcinfo),
								  PG_GETARG_DATEADT(1), PG_GETARG_INT64(2),
								  PG_GETARG_INT64(3), PG_GETARG_INT64(4)));
}
