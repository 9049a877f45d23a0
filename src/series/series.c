/*-------------------------------------------------------------------------
 *
 * series.c
 *	  How a rate_series is made: its invariants, step by step, and from what
 *	  changes by day.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "miscadmin.h"
#include "utils/date.h"

#include "base/compat.h"
#include "base/day.h"
#include "series/series.h"

/* A series of unknown length begins with room for so many steps, 4 kB. */
#define EXPECTED_STEPS 127

#define ST_SORT sort_deltas
#define ST_ELEMENT_TYPE SeriesDelta
#define ST_COMPARE(a, b) ((a)->day < (b)->day ? -1 : (a)->day > (b)->day)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"


/* ----------
 * Invariants
 * ----------
 */

/* For a message: a day that is none has no text but its number */
static char *
day_of_no_date(int64 day)
{
	if (day == DATEVAL_NOEND)
		return day_string(day);
	return psprintf(_("%lld, counted from 2000-01-01"), (long long) day);
}

/*
 * The validator behind every way to a step.  Returns true if the step can
 * follow those that were given; otherwise reports, softly where the caller
 * has an error context.
 */
static bool
check_day(const SeriesBuilder *builder, int64 day, int sqlerrcode,
		  struct Node *escontext)
{
	if (day != DATEVAL_NOBEGIN && (day < DAY_MIN || day > DAY_MAX))
		ereturn(escontext, false,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("a step of a series must be on a date"),
				 errdetail("The day is %s.", day_of_no_date(day)),
				 errhint("Leave the step out; only the first day of a series can be infinite, and is -infinity then.")));

	if (!builder->is_begun || day > builder->last_day)
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("the steps of a series must be in the order of their days"),
			 errdetail("The step of %s is followed by one of %s.",
					   day_string(builder->last_day), day_string(day)),
			 errhint("To add up series, or what changes by day, use pool() or series_of_deltas().")));
}

static bool
check_counts(const SeriesStep *step, int sqlerrcode, struct Node *escontext)
{
	const char *fault;

	if (step->entities < 0)
		fault = gettext_noop("the entities of a series must not be negative");
	else if (step->rate.numerator < 0 || step->rate.denominator < 0)
		fault = gettext_noop("the counts of a rate must not be negative");
	else if (!rate_is_valid(step->rate.numerator, step->rate.denominator))
		fault = gettext_noop("a rate with a numerator must have a denominator");
	else if (step_is_of_nobody(step) && !rate_is_empty(&step->rate))
		fault = gettext_noop("a rate in a series must be that of entities");
	else
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg_internal("%s", _(fault)),
			 errdetail("The step of %s is %lld/%lld of %lld entities.",
					   day_string(step->day), (long long) step->rate.numerator,
					   (long long) step->rate.denominator,
					   (long long) step->entities),
			 errhint("Correct what the series is made of; where nobody counts, all three counts are 0.")));
}


/* ------------
 * Step by step
 * ------------
 */

void
series_too_long(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("series has too many steps"),
			 errdetail("A value of type %s can have at most %d.",
					   "rate_series", SERIES_MAX_STEPS),
			 errhint("Make series of fewer days.")));
}

/*
 * Begins a series in the current memory context, with room for so many steps
 * to begin with.
 */
void
series_begin(SeriesBuilder *builder, int64 expected_steps)
{
	builder->allocated = (int32) Max(1, Min(expected_steps, SERIES_MAX_STEPS));
	builder->series = palloc(SERIES_SIZE(builder->allocated));
	builder->series->nsteps = 0;
	builder->last_day = 0;
	builder->is_begun = false;
}

static void
make_room(SeriesBuilder *builder)
{
	if (builder->allocated == SERIES_MAX_STEPS)
		series_too_long();
	builder->allocated = (int32) Min((int64) builder->allocated * 2,
									 SERIES_MAX_STEPS);
	builder->series = repalloc(builder->series,
							   SERIES_SIZE(builder->allocated));
}

/* Does a step say nothing that the steps before it do not say? */
static bool
is_redundant(const RateSeries *series, const SeriesStep *step)
{
	const SeriesStep *before;

	if (series->nsteps == 0)
		return step_is_of_nobody(step);
	before = &series->steps[series->nsteps - 1];
	return before->rate.numerator == step->rate.numerator &&
		before->rate.denominator == step->rate.denominator &&
		before->entities == step->entities;
}

/*
 * Adds the next step.  What is not a series in canonical form becomes one: a
 * step that changes nothing is left out.  Returns false after a soft error.
 */
bool
series_append(SeriesBuilder *builder, const SeriesStep *step, int sqlerrcode,
			  struct Node *escontext)
{
	if (!check_day(builder, step->day, sqlerrcode, escontext) ||
		!check_counts(step, sqlerrcode, escontext))
		return false;

	builder->last_day = step->day;
	builder->is_begun = true;
	if (is_redundant(builder->series, step))
		return true;
	if (builder->series->nsteps == builder->allocated)
		make_room(builder);
	builder->series->steps[builder->series->nsteps++] = *step;
	return true;
}

/*
 * The same for a step as it is written, which says itself that it has no
 * rate.
 */
bool
series_append_nullable(SeriesBuilder *builder, const SeriesStep *step,
					   bool rate_is_null, struct Node *escontext)
{
	const char *detail = gettext_noop("The step of %s has a rate and %lld entities.");

	if (rate_is_null)
		detail = gettext_noop("The step of %s has no rate and %lld entities.");
	if (step->entities >= 0 && rate_is_null != step_is_of_nobody(step))
		ereturn(escontext, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the rate of a series must be null exactly where nobody counts"),
				 errdetail(detail, day_string(step->day),
						   (long long) step->entities),
				 errhint("Where those who count have no value, the rate is 0/0.")));

	return series_append(builder, step, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
						 escontext);
}

RateSeries *
series_end(SeriesBuilder *builder)
{
	SET_VARSIZE(builder->series, SERIES_SIZE(builder->series->nsteps));
	return builder->series;
}


/* -----------
 * From deltas
 * -----------
 */

static void
sort_by_day(SeriesDelta *deltas, int64 n)
{
	for (int64 i = 1; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (deltas[i - 1].day > deltas[i].day)
		{
			sort_deltas(deltas, (size_t) n);
			return;
		}
	}
}

/*
 * Adds counts to those of a day.  What a sum of changes reaches half-way does
 * not depend on their order as long as the sums that are asked for fit:
 * whoever leaves on a day counted the day before, and whoever comes counts
 * on it.
 */
static void
add_counts(SeriesDelta *sum, int64 numerator, int64 denominator,
		   int64 entities)
{
	if (likely(!pg_add_s64_overflow(sum->numerator, numerator,
									&sum->numerator) &&
			   !pg_add_s64_overflow(sum->denominator, denominator,
									&sum->denominator) &&
			   !pg_add_s64_overflow(sum->entities, entities,
									&sum->entities)))
		return;

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("pooled rate is out of range"),
			 errdetail("The counts on %s exceed the range of bigint.",
					   day_string(sum->day)),
			 errhint("Check the unit of the counts, or pool smaller groups.")));
}

/*
 * The series of changes by day, in the current memory context.  The array is
 * sorted in place, if it is not.  A change on infinity changes no day.
 *
 * An error where the sums of the changes up to a day are not the counts of a
 * step.
 */
RateSeries *
series_from_deltas(SeriesDelta *deltas, int64 n)
{
	SeriesBuilder builder;
	SeriesDelta total = {0};
	int64		i = 0;

	sort_by_day(deltas, n);
	while (n > 0 && deltas[n - 1].day == DATEVAL_NOEND)
		n--;

	series_begin(&builder, Min(n, EXPECTED_STEPS));
	while (i < n)
	{
		SeriesDelta sum = deltas[i];
		SeriesStep	step;

		while (++i < n && deltas[i].day == sum.day)
			add_counts(&sum, deltas[i].numerator, deltas[i].denominator,
					   deltas[i].entities);
		total.day = sum.day;
		add_counts(&total, sum.numerator, sum.denominator, sum.entities);

		step.day = total.day;
		step.rate.numerator = total.numerator;
		step.rate.denominator = total.denominator;
		step.entities = total.entities;
		(void) series_append(&builder, &step,
							 ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, NULL);
		CHECK_FOR_INTERRUPTS();
	}
	return series_end(&builder);
}
