/*-------------------------------------------------------------------------
 *
 * latest_dated.c
 *	  latest() of rates and integers by date or timestamp, whose state is a
 *	  value of the type dated_value.
 *
 * It means what the form for any types means (latest.c), in less time and
 * memory, and its partial results can go to other servers.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "pool/dated_value.h"
#include "rate/rate.h"

/* How the value is passed */
typedef enum ValueArgument
{
	OF_RATE,
	OF_INT8,
	OF_INT4,
	OF_INT2
} ValueArgument;

PG_FUNCTION_INFO_V1(dated_value_combine);
PG_FUNCTION_INFO_V1(dated_value_final_rate);
PG_FUNCTION_INFO_V1(dated_value_final_proportion);
PG_FUNCTION_INFO_V1(dated_value_final_int8);
PG_FUNCTION_INFO_V1(dated_value_final_int4);
PG_FUNCTION_INFO_V1(dated_value_final_int2);


/* ------------------------
 * Rows and partial results
 * ------------------------
 */

/*
 * Aggregates only meet what they have made; anything else was put there by
 * hand.
 */
static void
states_differ(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("states of latest() have different types"),
			 errhint("Partial results of one form of latest() go together: of rates or of integers, by dates or by one kind of timestamps.")));
}

/* A NULL is one of any type. */
static inline bool
kinds_agree(int32 a, int32 b)
{
	return a == b || a == DATED_NULL || b == DATED_NULL;
}

static inline int64
key_argument(FunctionCallInfo fcinfo, AtKind at_kind)
{
	return at_kind == AT_DATE ? PG_GETARG_DATEADT(2) : PG_GETARG_TIMESTAMP(2);
}

static inline void
value_argument(FunctionCallInfo fcinfo, ValueArgument of, DatedValue *state)
{
	state->value = state->denominator = 0;
	state->kind = DATED_NULL;
	if (PG_ARGISNULL(1))
		return;

	state->kind = of == OF_RATE ? DATED_RATE : DATED_INTEGER;
	switch (of)
	{
		case OF_RATE:
			state->value = PG_GETARG_RATE_P(1)->numerator;
			state->denominator = PG_GETARG_RATE_P(1)->denominator;
			break;
		case OF_INT8:
			state->value = PG_GETARG_INT64(1);
			break;
		case OF_INT4:
			state->value = PG_GETARG_INT32(1);
			break;
		case OF_INT2:
			state->value = PG_GETARG_INT16(1);
			break;
	}
}

/*
 * Room for a state: the one that was passed, if an aggregate owns it.  The
 * executor copies a new one, so it need not live long.
 */
static inline DatedValue *
writable_state(FunctionCallInfo fcinfo)
{
	if (likely(in_aggregate(fcinfo) && !PG_ARGISNULL(0)))
		return PG_GETARG_DATED_VALUE_P(0);
	return palloc_object(DatedValue);
}

/*
 * A row whose key is NULL is no candidate; a NULL value is a value.  Among
 * equal keys the row that comes later wins.
 */
static inline Datum
dated_accum(FunctionCallInfo fcinfo, ValueArgument of, AtKind at_kind)
{
	DatedKind	kind = of == OF_RATE ? DATED_RATE : DATED_INTEGER;
	DatedValue *state;
	int64		at;

	/* a window may call this for a whole frame without looking up */
	CHECK_FOR_INTERRUPTS();

	if (PG_ARGISNULL(2))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return PG_GETARG_DATUM(0);
	}

	at = key_argument(fcinfo, at_kind);
	if (likely(!PG_ARGISNULL(0)))
	{
		state = PG_GETARG_DATED_VALUE_P(0);
		if (unlikely(state->at_kind != at_kind ||
					 !kinds_agree(state->kind, kind)))
			states_differ();
		if (at < state->at)
			PG_RETURN_DATED_VALUE_P(state);
	}

	state = writable_state(fcinfo);
	state->at = at;
	state->at_kind = at_kind;
	value_argument(fcinfo, of, state);
	PG_RETURN_DATED_VALUE_P(state);
}

#define DATED_ACCUM(name, of, at_kind) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	return dated_accum(fcinfo, of, at_kind); \
} \
extern int	no_such_variable

/* dated_value_accum_rate_date(dated_value, rate, date), and so on */
#define DATED_ACCUMS(of_name, of) \
DATED_ACCUM(dated_value_accum_##of_name##_date, of, AT_DATE); \
DATED_ACCUM(dated_value_accum_##of_name##_timestamp, of, AT_TIMESTAMP); \
DATED_ACCUM(dated_value_accum_##of_name##_timestamptz, of, AT_TIMESTAMPTZ)

DATED_ACCUMS(rate, OF_RATE);
DATED_ACCUMS(int8, OF_INT8);
DATED_ACCUMS(int4, OF_INT4);
DATED_ACCUMS(int2, OF_INT2);

/*
 * dated_value_combine(dated_value, dated_value) → dated_value
 *
 * The second state counts as the later one.
 */
Datum
dated_value_combine(PG_FUNCTION_ARGS)
{
	DatedValue *state = PG_GETARG_DATED_VALUE_P(0);
	DatedValue *other = PG_GETARG_DATED_VALUE_P(1);
	DatedValue *result;

	if (state->at_kind != other->at_kind ||
		!kinds_agree(state->kind, other->kind))
		states_differ();
	if (other->at < state->at)
		PG_RETURN_DATED_VALUE_P(state);

	result = writable_state(fcinfo);
	*result = *other;
	PG_RETURN_DATED_VALUE_P(result);
}


/* -------
 * Results
 * -------
 */

static inline void
check_kind(const DatedValue *state, DatedKind kind)
{
	if (unlikely(state->kind != kind))
		states_differ();
}

/* dated_value_final_rate(dated_value) → rate */
Datum
dated_value_final_rate(PG_FUNCTION_ARGS)
{
	DatedValue *state = PG_GETARG_DATED_VALUE_P(0);

	if (state->kind == DATED_NULL)
		PG_RETURN_NULL();
	check_kind(state, DATED_RATE);
	PG_RETURN_RATE_P(rate_make(state->value, state->denominator));
}

/*
 * dated_value_final_proportion(dated_value) → proportion
 *
 * What has come in as a proportion is one; what was written by hand may not be.
 */
Datum
dated_value_final_proportion(PG_FUNCTION_ARGS)
{
	DatedValue *state = PG_GETARG_DATED_VALUE_P(0);
	Rate	   *result;

	if (state->kind == DATED_NULL)
		PG_RETURN_NULL();
	check_kind(state, DATED_RATE);
	result = rate_make(state->value, state->denominator);
	rate_check_proportion(result, gettext_noop("the latest value is no proportion"),
						  gettext_noop("Read a partial result of rates by a form of latest() for rates."));
	PG_RETURN_RATE_P(result);
}

/* The integer in a state; error 22003 for one that is none of the form. */
static inline int64
integer_result(const DatedValue *state, int64 least, int64 greatest,
			   const char *type)
{
	check_kind(state, DATED_INTEGER);
	if (unlikely(state->value < least || state->value > greatest))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s out of range", type),
				 errdetail("The latest value is %lld.",
						   (long long) state->value),
				 errhint("Read a partial result by the form of latest() that made it.")));
	return state->value;
}

/* dated_value_final_int8(dated_value) → bigint */
Datum
dated_value_final_int8(PG_FUNCTION_ARGS)
{
	DatedValue *state = PG_GETARG_DATED_VALUE_P(0);

	if (state->kind == DATED_NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT64(integer_result(state, PG_INT64_MIN, PG_INT64_MAX,
								   "bigint"));
}

/* dated_value_final_int4(dated_value) → integer */
Datum
dated_value_final_int4(PG_FUNCTION_ARGS)
{
	DatedValue *state = PG_GETARG_DATED_VALUE_P(0);

	if (state->kind == DATED_NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT32((int32) integer_result(state, PG_INT32_MIN, PG_INT32_MAX,
										   "integer"));
}

/* dated_value_final_int2(dated_value) → smallint */
Datum
dated_value_final_int2(PG_FUNCTION_ARGS)
{
	DatedValue *state = PG_GETARG_DATED_VALUE_P(0);

	if (state->kind == DATED_NULL)
		PG_RETURN_NULL();
	PG_RETURN_INT16((int16) integer_result(state, PG_INT16_MIN, PG_INT16_MAX,
										   "smallint"));
}
