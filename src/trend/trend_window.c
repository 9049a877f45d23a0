/*-------------------------------------------------------------------------
 *
 * trend_window.c
 *	  The aggregates trend(day, rate) and trend(rate_trend) in a moving window.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "trend/trend_sums.h"

PG_FUNCTION_INFO_V1(rate_trend_window_accum);
PG_FUNCTION_INFO_V1(rate_trend_window_inverse);
PG_FUNCTION_INFO_V1(rate_trend_window_merge);
PG_FUNCTION_INFO_V1(rate_trend_window_unmerge);
PG_FUNCTION_INFO_V1(rate_trend_window_final);

/* A day that may yet become the last one of the frame */
typedef struct DayAhead
{
	int64		row;			/* its number among the rows with a day */
	int64		day;
} DayAhead;

/*
 * The state of a moving window.
 *
 * Sums subtract, but the last day does not.  The executor takes rows out in
 * the order in which it has put them in, so a day is of no more interest
 * when one that is not earlier has come in behind it.  The days that are
 * left descend, and the first of them is the last day of the frame.  Rows in
 * the order of their days leave just one; whatever the order, a row costs
 * constant time on average.
 */
typedef struct TrendWindow
{
	RateTrend	sums;
	int64		rows;			/* that are not NULL */
	int64		entered;		/* rows with a day, since the beginning */
	int64		left;			/* how many of them have left the frame */
	DayAhead   *ahead;			/* descending days, from the first on */
	int64		first;
	int64		end;
	int64		size;
} TrendWindow;

#define AHEAD_SIZE_MIN 8

/*
 * A window's transition function may not return NULL, so even a skipped row
 * makes a state.
 */
static inline TrendWindow *
window_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo, "trend");
	TrendWindow *window;

	if (likely(!PG_ARGISNULL(0)))
		return (TrendWindow *) PG_GETARG_POINTER(0);

	window = MemoryContextAllocZero(context, sizeof(TrendWindow));
	window->sums = empty_trend;
	window->size = AHEAD_SIZE_MIN;
	window->ahead = MemoryContextAlloc(context,
									   window->size * sizeof(DayAhead));
	return window;
}

/* Makes room for one more day, in place if days have left in front. */
static void
window_make_room(TrendWindow *window)
{
	int64		used = window->end - window->first;

	if (used > window->size / 2)
	{
		window->size *= 2;
		window->ahead = repalloc_huge(window->ahead,
									  window->size * sizeof(DayAhead));
	}
	memmove(window->ahead, window->ahead + window->first,
			used * sizeof(DayAhead));
	window->first = 0;
	window->end = used;
}

static inline void
window_add(TrendWindow *window, const RateTrend *row)
{
	trend_add(&window->sums, row);
	window->rows++;

	if (row->last_day == NO_DAY)
		return;

	while (window->end > window->first &&
		   window->ahead[window->end - 1].day <= row->last_day)
		window->end--;
	if (unlikely(window->end == window->size))
		window_make_room(window);
	window->ahead[window->end].row = window->entered++;
	window->ahead[window->end].day = row->last_day;
	window->end++;
}

/*
 * What is taken out was put in before.  The sums of what remains may still
 * overflow half-way, if days of far past and future kept each other small:
 * the executor then starts the frame anew.
 */
static inline bool
window_remove(TrendWindow *window, const RateTrend *row)
{
	if (!trend_subtract(&window->sums, row))
		return false;
	window->rows--;

	if (row->last_day == NO_DAY)
		return true;

	window->left++;
	while (window->end > window->first &&
		   window->ahead[window->first].row < window->left)
		window->first++;
	return true;
}

/* rate_trend_window_accum(internal, date, rate) → internal */
Datum
rate_trend_window_accum(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1) && !PG_ARGISNULL(2)))
	{
		RateTrend	row = trend_of_row(PG_GETARG_DATEADT(1),
									   PG_GETARG_RATE_P(2));

		window_add(window, &row);
	}
	PG_RETURN_POINTER(window);
}

/* rate_trend_window_inverse(internal, date, rate) → internal */
Datum
rate_trend_window_inverse(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1) && !PG_ARGISNULL(2)))
	{
		RateTrend	row = trend_of_row(PG_GETARG_DATEADT(1),
									   PG_GETARG_RATE_P(2));

		if (!window_remove(window, &row))
			PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(window);
}

/* rate_trend_window_merge(internal, rate_trend) → internal */
Datum
rate_trend_window_merge(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1)))
		window_add(window, PG_GETARG_RATE_TREND_P(1));
	PG_RETURN_POINTER(window);
}

/* rate_trend_window_unmerge(internal, rate_trend) → internal */
Datum
rate_trend_window_unmerge(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1)))
	{
		if (!window_remove(window, PG_GETARG_RATE_TREND_P(1)))
			PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(window);
}

/*
 * Nothing was looked at while rows came and went.  Their sums are those of a
 * trend, unless the arguments of a row were not the same both times.
 */
static void
check_window(const TrendWindow *window)
{
	const char *fault = trend_fault(&window->sums);

	if (fault == NULL &&
		(window->rows < 0 ||
		 (window->rows == 0 && !trend_is_empty(&window->sums))))
		fault = gettext_noop("More rows have left than have entered.");
	if (unlikely(fault != NULL))
		frame_mismatch("trend", fault);
}

/* rate_trend_window_final(internal) → rate_trend */
Datum
rate_trend_window_final(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (window->end > window->first)
		window->sums.last_day = window->ahead[window->first].day;
	else
		window->sums.last_day = NO_DAY;
	check_window(window);

	if (window->rows == 0)
		PG_RETURN_NULL();
	PG_RETURN_RATE_TREND_P(&window->sums);
}
