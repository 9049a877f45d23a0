/*-------------------------------------------------------------------------
 *
 * series_read.c
 *	  What a rate_series says: of a day, as rows, and when a figure was
 *	  reached; with the planner's estimates of how many rows there will be.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/date.h"

#include "base/compat.h"
#include "base/day.h"
#include "base/number.h"
#include "base/record.h"
#include "rate/rate.h"
#include "series/series.h"

PG_FUNCTION_INFO_V1(rate_series_rate_on);
PG_FUNCTION_INFO_V1(rate_series_entities_on);
PG_FUNCTION_INFO_V1(rate_series_first_day_at);
PG_FUNCTION_INFO_V1(rate_series_steps);
PG_FUNCTION_INFO_V1(rate_series_days);
PG_FUNCTION_INFO_V1(rate_series_deltas);
PG_FUNCTION_INFO_V1(rate_series_steps_support);
PG_FUNCTION_INFO_V1(rate_series_days_support);


/* --------
 * On a day
 * --------
 */

/*
 * The number of steps up to a day.  Infinity is after all of them, so it has
 * what counts for good.
 */
static int
steps_until(const RateSeries *series, int64 day)
{
	int			low = 0;
	int			high = series->nsteps;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (series->steps[middle].day <= day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The step that says what counts on a day, or NULL where nobody does */
static const SeriesStep *
step_on(const RateSeries *series, int64 day)
{
	int			until = steps_until(series, day);

	if (until == 0 || step_is_of_nobody(&series->steps[until - 1]))
		return NULL;
	return &series->steps[until - 1];
}

/* rate_on(rate_series, day date) → rate; NULL where nobody counts */
Datum
rate_series_rate_on(PG_FUNCTION_ARGS)
{
	const SeriesStep *step = step_on(PG_GETARG_RATE_SERIES_P(0),
									 PG_GETARG_DATEADT(1));

	if (step == NULL)
		PG_RETURN_NULL();
	PG_RETURN_RATE_P(rate_make(step->rate.numerator, step->rate.denominator));
}

/* entities_on(rate_series, day date) → bigint; 0 where nobody counts */
Datum
rate_series_entities_on(PG_FUNCTION_ARGS)
{
	const SeriesStep *step = step_on(PG_GETARG_RATE_SERIES_P(0),
									 PG_GETARG_DATEADT(1));

	PG_RETURN_INT64(step == NULL ? 0 : step->entities);
}

/*
 * first_day_at(rate_series, percent numeric) → date
 *
 * The first day on which the rate is at the percentage or above, compared
 * exactly; NULL if there is none.  It can be -infinity.
 */
Datum
rate_series_first_day_at(PG_FUNCTION_ARGS)
{
	RateSeries *series = PG_GETARG_RATE_SERIES_P(0);
	Numeric		percent = PG_GETARG_NUMERIC(1);
	Numeric		ratio;

	if (numeric_is_nan(percent) || numeric_is_inf(percent))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("percentage must be a finite number"),
				 errdetail("It is %s.", numeric_normalize(percent)),
				 errhint("Give a percentage, such as 90.")));

	ratio = number_mul(percent, number_power_of_ten(-2));
	for (int i = 0; i < series->nsteps; i++)
	{
		const Rate *rate = &series->steps[i].rate;

		CHECK_FOR_INTERRUPTS();
		if (!rate_is_empty(rate) && rate_compare_number(rate, ratio) >= 0)
			PG_RETURN_DATEADT((DateADT) series->steps[i].day);
	}
	PG_RETURN_NULL();
}


/* -------
 * As rows
 * -------
 */

/* What a function that returns rows keeps between them */
typedef struct SeriesReader
{
	const RateSeries *series;
	int			next;			/* steps that have been passed */
	int64		day;			/* of the next row of days() */
	int64		last;			/* its last one */
} SeriesReader;

/* Called with the first row: what is kept must live until the last. */
static SeriesReader *
begin_reading(FunctionCallInfo fcinfo, const RecordColumn *columns, int count)
{
	FuncCallContext *call = SRF_FIRSTCALL_INIT();
	MemoryContext oldcontext;
	SeriesReader *reader;

	oldcontext = MemoryContextSwitchTo(call->multi_call_memory_ctx);
	call->tuple_desc = record_descriptor(fcinfo, columns, count);
	reader = palloc0_object(SeriesReader);
	reader->series =
		(RateSeries *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	call->user_fctx = reader;
	MemoryContextSwitchTo(oldcontext);
	return reader;
}

/* Of steps() and days() */
static const RecordColumn step_columns[] = {
	SERVER_COLUMN(DATEOID), OUR_COLUMN(rate), SERVER_COLUMN(INT8OID)
};

/* A row of a day and the step that holds then, or NULL for nobody */
static Datum
step_row(FuncCallContext *call, int64 day, const SeriesStep *step)
{
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	values[0] = DateADTGetDatum((DateADT) day);
	if (step == NULL || step_is_of_nobody(step))
	{
		values[1] = (Datum) 0;
		nulls[1] = true;
		values[2] = Int64GetDatum(0);
	}
	else
	{
		values[1] = RatePGetDatum(&step->rate);
		values[2] = Int64GetDatum(step->entities);
	}
	return HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls));
}

/* steps(rate_series) → rows (on_day, rate, entities), one a step */
Datum
rate_series_steps(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	SeriesReader *reader;
	const SeriesStep *step;

	if (SRF_IS_FIRSTCALL())
		(void) begin_reading(fcinfo, step_columns, lengthof(step_columns));
	call = SRF_PERCALL_SETUP();
	reader = call->user_fctx;

	if (reader->next == reader->series->nsteps)
		SRF_RETURN_DONE(call);
	step = &reader->series->steps[reader->next++];
	SRF_RETURN_NEXT(call, step_row(call, step->day, step));
}

static int64
finite_day(FunctionCallInfo fcinfo, int argument, const char *detail)
{
	DateADT		day = PG_GETARG_DATEADT(argument);

	if (DATE_NOT_FINITE(day))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("the days of a series need a first and a last one"),
				 errdetail(detail, day_string(day)),
				 errhint("Give finite dates.")));
	return day;
}

/*
 * days(rate_series, first date, last date) → rows (on_day, rate, entities),
 * one a calendar day, without gaps
 */
Datum
rate_series_days(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	SeriesReader *reader;
	const SeriesStep *step;
	int64		day;

	if (SRF_IS_FIRSTCALL())
	{
		int64		first = finite_day(fcinfo, 1,
									   gettext_noop("The first day is %s."));
		int64		last = finite_day(fcinfo, 2,
									  gettext_noop("The last day is %s."));

		reader = begin_reading(fcinfo, step_columns, lengthof(step_columns));
		reader->day = first;
		reader->last = last;
		reader->next = steps_until(reader->series, first);
	}
	call = SRF_PERCALL_SETUP();
	reader = call->user_fctx;

	if (reader->day > reader->last)
		SRF_RETURN_DONE(call);
	day = reader->day++;
	step = &reader->series->steps[reader->next];
	if (reader->next < reader->series->nsteps && step->day == day)
		reader->next++;
	else
		step--;
	SRF_RETURN_NEXT(call, step_row(call, day, reader->next > 0 ? step : NULL));
}

/*
 * deltas(rate_series) → rows (on_day, numerator, denominator, entities), one
 * a step: what changes on its day
 */
Datum
rate_series_deltas(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(DATEOID), SERVER_COLUMN(INT8OID),
		SERVER_COLUMN(INT8OID), SERVER_COLUMN(INT8OID)
	};
	static const SeriesStep nobody = {0};
	FuncCallContext *call;
	SeriesReader *reader;
	const SeriesStep *before;
	const SeriesStep *step;
	Datum		values[4];
	bool		nulls[4] = {false, false, false, false};

	if (SRF_IS_FIRSTCALL())
		(void) begin_reading(fcinfo, columns, lengthof(columns));
	call = SRF_PERCALL_SETUP();
	reader = call->user_fctx;

	if (reader->next == reader->series->nsteps)
		SRF_RETURN_DONE(call);
	step = &reader->series->steps[reader->next];
	before = reader->next == 0 ? &nobody : step - 1;
	reader->next++;

	/* none overflows: counts are not negative */
	values[0] = DateADTGetDatum((DateADT) step->day);
	values[1] = Int64GetDatum(step->rate.numerator - before->rate.numerator);
	values[2] = Int64GetDatum(step->rate.denominator -
							  before->rate.denominator);
	values[3] = Int64GetDatum(step->entities - before->entities);
	SRF_RETURN_NEXT(call,
					HeapTupleGetDatum(heap_form_tuple(call->tuple_desc,
													  values, nulls)));
}


/* ---------------
 * Planner support
 * ---------------
 */

/* An argument of the call as far as the planner knows it, or NULL */
static Const *
known_argument(SupportRequestRows *request, int argument)
{
	Node	   *node;

	if (!is_funcclause(request->node))
		return NULL;
	node = list_nth(((FuncExpr *) request->node)->args, argument);
	node = estimate_expression_value(request->root, node);
	return IsA(node, Const) ? (Const *) node : NULL;
}

/* The functions are strict: without rows if an argument is known to be NULL */
static inline bool
is_known_null(const Const *argument)
{
	return argument != NULL && argument->constisnull;
}

static inline Datum
answer_rows(SupportRequestRows *request, double rows)
{
	request->rows = rows;
	PG_RETURN_POINTER(request);
}

/* For steps() and deltas(): a row a step, if the series is known */
Datum
rate_series_steps_support(PG_FUNCTION_ARGS)
{
	Node	   *node = (Node *) PG_GETARG_POINTER(0);
	SupportRequestRows *request = (SupportRequestRows *) node;
	Const	   *series;

	if (!IsA(node, SupportRequestRows))
		PG_RETURN_POINTER(NULL);

	series = known_argument(request, 0);
	if (series == NULL)
		PG_RETURN_POINTER(NULL);
	if (series->constisnull)
		return answer_rows(request, 0);
	return answer_rows(request,
					   DatumGetRateSeriesP(series->constvalue)->nsteps);
}

/* For days(): a row a day, if the days are known, or can be estimated */
Datum
rate_series_days_support(PG_FUNCTION_ARGS)
{
	Node	   *node = (Node *) PG_GETARG_POINTER(0);
	SupportRequestRows *request = (SupportRequestRows *) node;
	Const	   *first;
	Const	   *last;
	double		rows;

	if (!IsA(node, SupportRequestRows))
		PG_RETURN_POINTER(NULL);

	first = known_argument(request, 1);
	last = known_argument(request, 2);
	if (is_known_null(known_argument(request, 0)) || is_known_null(first) ||
		is_known_null(last))
		return answer_rows(request, 0);
	if (first == NULL || last == NULL)
		PG_RETURN_POINTER(NULL);
	rows = (double) DatumGetDateADT(last->constvalue) -
		(double) DatumGetDateADT(first->constvalue) + 1;
	return answer_rows(request, Max(0.0, rows));
}
