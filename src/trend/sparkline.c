/*-------------------------------------------------------------------------
 *
 * sparkline.c
 *	  The aggregate sparkline(): a series of rates as a line of blocks.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "rate/rate.h"

/* U+2581 to U+2588, in UTF-8 */
static const char *const blocks[] = {
	"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
};

#define GAP ' '

/* So much of a block's height may be missing for a value to reach the next. */
#define BLOCK_TOLERANCE 1e-9

/* What the line spans if no bounds are given: all that a proportion can be */
#define DEFAULT_LOWER 0.0
#define DEFAULT_UPPER 1.0

/* The line so far, and whether its bounds can be meant */
typedef struct Sparkline
{
	StringInfoData line;
	bool		any_rate;
	bool		any_above_one;
	bool		bounds_above_one;	/* both of them, for a row at least */
	double		lower;			/* such bounds */
	double		upper;
} Sparkline;

PG_FUNCTION_INFO_V1(sparkline_accum);
PG_FUNCTION_INFO_V1(sparkline_accum_lower);
PG_FUNCTION_INFO_V1(sparkline_accum_range);
PG_FUNCTION_INFO_V1(sparkline_final);

/*
 * The blocks are not in every encoding; nothing else would mean the same.
 */
static void
check_encoding(void)
{
	if (GetDatabaseEncoding() != PG_UTF8)
		ereport(ERROR,
				(errcode(ERRCODE_UNTRANSLATABLE_CHARACTER),
				 errmsg("sparkline() needs a database with encoding \"%s\"",
						pg_encoding_to_char(PG_UTF8)),
				 errdetail("The encoding of this database, \"%s\", may not have the block characters.",
						   GetDatabaseEncodingName()),
				 errhint("List the figures instead, as string_agg(percent(r, 0)::text, ' ' ORDER BY day) does.")));
}

static double
bound_argument(FunctionCallInfo fcinfo, int argument)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("bounds of a sparkline must not be null"),
				 errhint("Give ratios, such as 0 and 1.")));
	return PG_GETARG_FLOAT8(argument);
}

/*
 * The block for a value: the range from lower to upper in eight equal parts,
 * each of which begins at its lower end; the upper bound is in the last.
 * Values outside go to the nearest end.
 */
static const char *
block_for(double value, double lower, double upper)
{
	/* halves, as the difference of two finite bounds may be infinite */
	double		position = (value / 2 - lower / 2) / (upper / 2 - lower / 2) *
		lengthof(blocks);

	/* half-way from 0.8 to 0.9 is 0.85, whatever doubles make of these */
	position += BLOCK_TOLERANCE;
	if (position < 0)
		return blocks[0];
	if (position >= lengthof(blocks))
		return blocks[lengthof(blocks) - 1];
	return blocks[(int) position];
}

static void
check_bounds(double lower, double upper)
{
	if (isnan(lower) || isinf(lower) || isnan(upper) || isinf(upper) ||
		lower >= upper)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lower bound of a sparkline must be less than its upper bound"),
				 errdetail("The bounds are %g and %g.", lower, upper),
				 errhint("Give finite ratios, such as 0 and 1.")));
}

static Sparkline *
new_sparkline(MemoryContext context)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(context);
	Sparkline  *state = palloc0_object(Sparkline);

	check_encoding();
	initStringInfo(&state->line);
	MemoryContextSwitchTo(oldcontext);
	return state;
}

/*
 * Every row is one character: a NULL or 0/0 is a gap, since it is no value,
 * and leaving it out would move the others.
 */
static Datum
add_row(FunctionCallInfo fcinfo, double lower, double upper)
{
	MemoryContext context = aggregate_context(fcinfo, "sparkline");
	const Rate *rate = PG_ARGISNULL(1) ? NULL : PG_GETARG_RATE_P(1);
	Sparkline  *state;

	check_bounds(lower, upper);
	if (PG_ARGISNULL(0))
		state = new_sparkline(context);
	else
		state = (Sparkline *) PG_GETARG_POINTER(0);

	if (lower >= 1.0 && !state->bounds_above_one)
	{
		state->bounds_above_one = true;
		state->lower = lower;
		state->upper = upper;
	}

	if (rate == NULL || rate_is_empty(rate))
		appendStringInfoChar(&state->line, GAP);
	else
	{
		appendStringInfoString(&state->line,
							   block_for(rate_ratio(rate), lower, upper));
		state->any_rate = true;
		state->any_above_one |= rate->numerator > rate->denominator;
	}
	PG_RETURN_POINTER(state);
}

/*
 * sparkline_accum(internal, rate) → internal, and with bounds, which are
 * ratios.  An aggregate cannot have defaults, so each form has its own.
 */
Datum
sparkline_accum(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo, DEFAULT_LOWER, DEFAULT_UPPER);
}

/* sparkline_accum(internal, rate, lower double precision) → internal */
Datum
sparkline_accum_lower(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo, bound_argument(fcinfo, 2), DEFAULT_UPPER);
}

/*
 * sparkline_accum(internal, rate, lower double precision,
 *				   upper double precision) → internal
 */
Datum
sparkline_accum_range(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo, bound_argument(fcinfo, 2),
				   bound_argument(fcinfo, 3));
}

/*
 * From 1 upwards a line of rates that are all at most 1 is flat, whatever they
 * are: somebody has given percentages.  Where there is a rate above 1, such
 * bounds can be meant.
 */
static void
check_units(const Sparkline *state)
{
	if (state->bounds_above_one && state->any_rate && !state->any_above_one)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bounds of a sparkline are ratios"),
				 errdetail("The bounds are %g and %g, and no rate is above 1.",
						   state->lower, state->upper),
				 errhint("For %g and %g percent, write %g and %g.",
						 state->lower, state->upper,
						 state->lower / 100, state->upper / 100)));
}

/* sparkline_final(internal) → text; no rows give NULL */
Datum
sparkline_final(PG_FUNCTION_ARGS)
{
	Sparkline  *state;

	(void) aggregate_context(fcinfo, "sparkline");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();

	state = (Sparkline *) PG_GETARG_POINTER(0);
	check_units(state);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(state->line.data,
											  state->line.len));
}
