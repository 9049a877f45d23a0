/*-------------------------------------------------------------------------
 *
 * series.h
 *	  The type rate_series: a step function of days.
 *
 * A step says what counts from its day on, until the next one: so many
 * entities, which pool to that rate.  Before the first step nobody counts.
 *
 * Invariants, which every RateSeries that leaves a function satisfies, and
 * which make equality of functions equality of bytes:
 *	- days increase from step to step; the first may be -infinity;
 *	- the counts of a step are a rate; it is 0/0 where nobody counts, and may
 *	  be 0/0 where those who count have empty rates;
 *	- entities are not negative;
 *	- no step says what the one before it says, and the first is not of
 *	  nobody.
 *
 * series_append() is the one place that enforces them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SERIES_H
#define RESUME_SERIES_H

#include "fmgr.h"
#include "utils/memutils.h"

#include "rate/rate.h"

/*
 * A day is wider than a date needs, so that a step has no padding.
 */
typedef struct SeriesStep
{
	int64		day;			/* from here on */
	Rate		rate;			/* 0/0 where nobody counts */
	int64		entities;		/* 0 where nobody counts: the rate is NULL */
} SeriesStep;

/* The on-disk form: 8 bytes and 32 a step, double alignment, no padding. */
typedef struct RateSeries
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		nsteps;
	SeriesStep	steps[FLEXIBLE_ARRAY_MEMBER];
} RateSeries;

#define SERIES_SIZE(nsteps) \
	(offsetof(RateSeries, steps) + sizeof(SeriesStep) * (Size) (nsteps))

/* As many steps as a value can have: 1 GB */
#define SERIES_MAX_STEPS \
	((int32) ((MaxAllocSize - offsetof(RateSeries, steps)) / \
			  sizeof(SeriesStep)))

#define DatumGetRateSeriesP(X)	((RateSeries *) PG_DETOAST_DATUM(X))
#define PG_GETARG_RATE_SERIES_P(n) DatumGetRateSeriesP(PG_GETARG_DATUM(n))
#define PG_RETURN_RATE_SERIES_P(x) PG_RETURN_POINTER(x)

/*
 * The other form of a series: what changes on a day, compared with the day
 * before.  Changes can be negative, and there can be many of a day.
 */
typedef struct SeriesDelta
{
	int64		day;
	int64		numerator;
	int64		denominator;
	int64		entities;
} SeriesDelta;

static inline bool
step_is_of_nobody(const SeriesStep *step)
{
	return step->entities == 0;
}

/* A series in the making: see series_append() */
typedef struct SeriesBuilder
{
	RateSeries *series;
	int32		allocated;		/* steps that there is memory for */
	int64		last_day;		/* of the last step that was given */
	bool		is_begun;		/* was there one? */
} SeriesBuilder;

extern void series_begin(SeriesBuilder *builder, int64 expected_steps);
extern bool series_append(SeriesBuilder *builder, const SeriesStep *step,
						  int sqlerrcode, struct Node *escontext);
extern bool series_append_nullable(SeriesBuilder *builder,
								   const SeriesStep *step, bool rate_is_null,
								   struct Node *escontext);
extern RateSeries *series_end(SeriesBuilder *builder);
extern RateSeries *series_from_deltas(SeriesDelta *deltas, int64 n);
extern void series_too_long(void) pg_attribute_noreturn();

#endif							/* RESUME_SERIES_H */
