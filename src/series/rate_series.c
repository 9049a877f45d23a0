/*-------------------------------------------------------------------------
 *
 * rate_series.c
 *	  The type rate_series: input and output, order and hashing.
 *
 * As JSON it is in series_json.c.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/detoast.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"

#include "base/comparison.h"
#include "base/compat.h"
#include "base/day.h"
#include "base/wire.h"
#include "series/series.h"
#include "series/series_json.h"

/* What stands for the rate where nobody counts */
#define NOBODY_TEXT "null"

/* A comma and a blank, a day, three counts and what is between them */
#define STEP_TEXT_SIZE (2 + DAY_TEXT_SIZE + 3 * (MAXINT8LEN + 1) + 5)

/* A step on the wire: a date and three bigints */
#define STEP_WIRE_SIZE ((int) sizeof(int32) + 3 * (int) sizeof(int64))

/* As much of the input as a message shows */
#define SHOWN_BYTES 60

PG_FUNCTION_INFO_V1(rate_series_in);
PG_FUNCTION_INFO_V1(rate_series_out);
PG_FUNCTION_INFO_V1(rate_series_recv);
PG_FUNCTION_INFO_V1(rate_series_send);
PG_FUNCTION_INFO_V1(rate_series_eq);
PG_FUNCTION_INFO_V1(rate_series_ne);
PG_FUNCTION_INFO_V1(rate_series_lt);
PG_FUNCTION_INFO_V1(rate_series_le);
PG_FUNCTION_INFO_V1(rate_series_gt);
PG_FUNCTION_INFO_V1(rate_series_ge);
PG_FUNCTION_INFO_V1(rate_series_cmp);
PG_FUNCTION_INFO_V1(rate_series_hash);
PG_FUNCTION_INFO_V1(rate_series_hash_extended);


/* ----
 * Text
 * ----
 */

/* A text for a message: its beginning, if it is long */
static char *
shown(const char *p)
{
	int			len = (int) strlen(p);

	if (len <= SHOWN_BYTES)
		return pstrdup(p);
	return psprintf("%.*s...", pg_mbcliplen(p, len, SHOWN_BYTES), p);
}

/* Reads the rate of a step: two counts, or that there is none. */
static CountParse
read_rate(const char **p, Rate *rate, bool *is_null)
{
	CountParse	first;
	CountParse	second;

	*is_null = pg_strncasecmp(*p, NOBODY_TEXT, strlen(NOBODY_TEXT)) == 0;
	if (*is_null)
	{
		*p += strlen(NOBODY_TEXT);
		rate->numerator = rate->denominator = 0;
		return COUNT_OK;
	}

	first = parse_count(p, &rate->numerator);
	if (first == COUNT_MALFORMED || !skip_mark(p, '/'))
		return COUNT_MALFORMED;
	second = parse_count(p, &rate->denominator);
	return second == COUNT_OK ? first : second;
}

/* Reads a step, "2020-02-10: 3/4 (2)", and moves *s behind it. */
static CountParse
read_step(const char **s, SeriesStep *step, bool *is_null,
		  CountParse *day_parse)
{
	const char *p = *s;
	CountParse	rate_parse;
	CountParse	entities_parse;

	*day_parse = parse_day_or_infinity(&p, &step->day);
	if (*day_parse == COUNT_MALFORMED || !skip_mark(&p, ':'))
		return COUNT_MALFORMED;
	rate_parse = read_rate(&p, &step->rate, is_null);
	if (rate_parse == COUNT_MALFORMED || !skip_mark(&p, '('))
		return COUNT_MALFORMED;
	entities_parse = parse_count(&p, &step->entities);
	if (entities_parse == COUNT_MALFORMED || !skip_mark(&p, ')'))
		return COUNT_MALFORMED;

	*s = p;
	return rate_parse == COUNT_OK ? entities_parse : rate_parse;
}

static bool
malformed(const char *input, const char *where, struct Node *escontext)
{
	const char *detail = _("It ends too early.");

	if (*where != '\0')
		detail = psprintf(_("It cannot be read from \"%s\" on."), shown(where));
	ereturn(escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"",
					"rate_series", shown(input)),
			 errdetail_internal("%s", detail),
			 errhint("Write steps in braces, each with its day, rate and entities, such as {2020-02-10: 13012/15910 (14), 2020-03-01: null (0)}.")));
}

/*
 * Checks what a step's syntax leaves open, and adds the step.  The text at s
 * is its own.
 */
static bool
add_read_step(SeriesBuilder *builder, const SeriesStep *step, bool is_null,
			  CountParse day_parse, CountParse counts_parse,
			  const char *s, int len, struct Node *escontext)
{
	if (day_parse != COUNT_OK)
		ereturn(escontext, false,
				(errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
				 errmsg("date/time field value out of range: \"%.*s\"",
						(int) strcspn(s, ":"), s),
				 errdetail("The calendar has no such day, or it is not between 4714-11-24 BC and 5874897-12-31."),
				 errhint("Correct the day of the step; days are written as year, month and day of the month.")));

	if (counts_parse != COUNT_OK)
		ereturn(escontext, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%.*s\" is out of range for type %s",
						len, s, "rate_series"),
				 errdetail("Each count must be between 0 and %lld.",
						   (long long) PG_INT64_MAX),
				 errhint("Check the unit of the counts.")));

	return series_append_nullable(builder, step, is_null, escontext);
}

/* Reads all steps between the braces. */
static bool
read_steps(const char *input, SeriesBuilder *builder,
		   struct Node *escontext)
{
	const char *p = input;

	if (!skip_mark(&p, '{'))
		return malformed(input, p, escontext);

	if (!skip_mark(&p, '}'))
	{
		do
		{
			SeriesStep	step;
			bool		is_null;
			CountParse	day_parse;
			CountParse	parse;
			const char *begin = p;

			CHECK_FOR_INTERRUPTS();
			parse = read_step(&p, &step, &is_null, &day_parse);
			if (parse == COUNT_MALFORMED)
				return malformed(input, begin, escontext);
			if (!add_read_step(builder, &step, is_null, day_parse, parse,
							   begin, (int) (p - begin), escontext))
				return false;
		} while (skip_mark(&p, ','));
		if (!skip_mark(&p, '}'))
			return malformed(input, p, escontext);
	}

	return *p == '\0' || malformed(input, p, escontext);
}

/*
 * rate_series_in('{2020-02-10: 3/4 (2), 2020-02-20: null (0)}')
 *
 * Each step has its day, what is pooled from that day on, and in parentheses
 * how many entities that is; null (0) where nobody counts.  What the cast to
 * JSON makes is read, too.
 */
Datum
rate_series_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	SeriesBuilder builder;

	if (*skip_space(input) == '[')
	{
		RateSeries *result = series_from_json_text(input, escontext);

		if (result == NULL)
			PG_RETURN_NULL();
		PG_RETURN_RATE_SERIES_P(result);
	}

	series_begin(&builder, 1);
	if (!read_steps(input, &builder, escontext))
		PG_RETURN_NULL();
	PG_RETURN_RATE_SERIES_P(series_end(&builder));
}

static int
step_to_text(const SeriesStep *step, char *buf)
{
	char	   *p = buf;

	p += day_to_text(step->day, p);
	*p++ = ':';
	*p++ = ' ';
	if (step_is_of_nobody(step))
		p += strlcpy(p, NOBODY_TEXT, sizeof(NOBODY_TEXT));
	else
	{
		p += pg_lltoa(step->rate.numerator, p);
		*p++ = '/';
		p += pg_lltoa(step->rate.denominator, p);
	}
	*p++ = ' ';
	*p++ = '(';
	p += pg_lltoa(step->entities, p);
	*p++ = ')';
	return (int) (p - buf);
}

/*
 * rate_series_out(rate_series), in the form that rate_series_in() reads
 */
Datum
rate_series_out(PG_FUNCTION_ARGS)
{
	RateSeries *series = PG_GETARG_RATE_SERIES_P(0);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	for (int i = 0; i < series->nsteps; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoString(&buf, ", ");
		enlargeStringInfo(&buf, STEP_TEXT_SIZE);
		buf.len += step_to_text(&series->steps[i], buf.data + buf.len);
	}
	appendStringInfoChar(&buf, '}');
	PG_RETURN_CSTRING(buf.data);
}


/* ------
 * Binary
 * ------
 */

/* The number of steps that a message says it has, and has */
static int
message_steps(StringInfo buf)
{
	const char *hint = gettext_noop("Send the number of steps, and of each its day, numerator, denominator and entities.");
	int			nsteps;

	if (buf->len - buf->cursor < (int) sizeof(int32))
		wire_check_value(buf, (int) sizeof(int32), "rate_series", hint);

	nsteps = (int) pq_getmsgint(buf, sizeof(int32));
	if (nsteps < 0 || nsteps > SERIES_MAX_STEPS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid number of steps in external \"%s\" value",
						"rate_series"),
				 errdetail("The number is %d, and can be %d at most.",
						   nsteps, SERIES_MAX_STEPS),
				 errhint("%s", _(hint))));
	wire_check_value(buf, nsteps * STEP_WIRE_SIZE, "rate_series", hint);
	return nsteps;
}

/*
 * rate_series_recv: the number of steps as an integer, and of each its day as
 * a date and its numerator, denominator and entities as bigints, all of them
 * in network order.  Where nobody counts, all three are 0.
 */
Datum
rate_series_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			nsteps = message_steps(buf);
	SeriesBuilder builder;

	series_begin(&builder, nsteps);
	for (int i = 0; i < nsteps; i++)
	{
		SeriesStep	step;

		CHECK_FOR_INTERRUPTS();
		step.day = (int32) pq_getmsgint(buf, sizeof(int32));
		step.rate.numerator = pq_getmsgint64(buf);
		step.rate.denominator = pq_getmsgint64(buf);
		step.entities = pq_getmsgint64(buf);
		(void) series_append(&builder, &step,
							 ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	}
	PG_RETURN_RATE_SERIES_P(series_end(&builder));
}

Datum
rate_series_send(PG_FUNCTION_ARGS)
{
	RateSeries *series = PG_GETARG_RATE_SERIES_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint32(&buf, series->nsteps);
	for (int i = 0; i < series->nsteps; i++)
	{
		const SeriesStep *step = &series->steps[i];

		CHECK_FOR_INTERRUPTS();
		pq_sendint32(&buf, (int32) step->day);
		pq_sendint64(&buf, step->rate.numerator);
		pq_sendint64(&buf, step->rate.denominator);
		pq_sendint64(&buf, step->entities);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}


/* -----
 * Order
 * -----
 */

/*
 * By the first step in which two series differ: by its day, its rate, its
 * entities; a series comes before what it is the beginning of.  The order is
 * total, so that it serves DISTINCT, sorting and indexes, and means no more.
 */
static int
series_compare(const RateSeries *a, const RateSeries *b)
{
	int			common = Min(a->nsteps, b->nsteps);

	for (int i = 0; i < common; i++)
	{
		const SeriesStep *s = &a->steps[i];
		const SeriesStep *t = &b->steps[i];
		int			result = int64_cmp(s->day, t->day);

		if (result != 0)
			return result;
		result = rate_compare(&s->rate, &t->rate);
		if (result != 0)
			return result;
		result = int64_cmp(s->entities, t->entities);
		if (result != 0)
			return result;
	}
	return int64_cmp(a->nsteps, b->nsteps);
}

static inline int
compare_args(FunctionCallInfo fcinfo)
{
	RateSeries *a = PG_GETARG_RATE_SERIES_P(0);
	RateSeries *b = PG_GETARG_RATE_SERIES_P(1);
	int			result = series_compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result;
}

/*
 * The same function of days has the same bytes.  Values of different length
 * are told apart without fetching them.
 */
static bool
args_are_equal(FunctionCallInfo fcinfo)
{
	RateSeries *a;
	RateSeries *b;
	bool		result;

	if (toast_raw_datum_size(PG_GETARG_DATUM(0)) !=
		toast_raw_datum_size(PG_GETARG_DATUM(1)))
		return false;

	a = PG_GETARG_RATE_SERIES_P(0);
	b = PG_GETARG_RATE_SERIES_P(1);
	result = memcmp(a->steps, b->steps,
					sizeof(SeriesStep) * a->nsteps) == 0;
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result;
}

Datum
rate_series_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(args_are_equal(fcinfo));
}

Datum
rate_series_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!args_are_equal(fcinfo));
}

Datum
rate_series_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) < 0);
}

Datum
rate_series_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) <= 0);
}

Datum
rate_series_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) > 0);
}

Datum
rate_series_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) >= 0);
}

Datum
rate_series_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_args(fcinfo));
}

static inline int
steps_size(const RateSeries *series)
{
	return (int) sizeof(SeriesStep) * series->nsteps;
}

Datum
rate_series_hash(PG_FUNCTION_ARGS)
{
	RateSeries *series = PG_GETARG_RATE_SERIES_P(0);
	Datum		result = hash_any((unsigned char *) series->steps,
								  steps_size(series));

	PG_FREE_IF_COPY(series, 0);
	return result;
}

Datum
rate_series_hash_extended(PG_FUNCTION_ARGS)
{
	RateSeries *series = PG_GETARG_RATE_SERIES_P(0);
	Datum		result = hash_any_extended((unsigned char *) series->steps,
										   steps_size(series),
										   PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(series, 0);
	return result;
}
