/*-------------------------------------------------------------------------
 *
 * rate_number.c
 *	  Comparison of a rate with a plain number, exact and by value alone.
 *
 * n/d is compared with x as n with d * x, in numeric arithmetic, where both
 * sides are exact.  The empty rate has no value, so every comparison with it
 * is NULL.
 *
 * These operators stand outside the operator class of rate, whose order
 * separates 1/2 from 2/4.  An index on a rate can answer them all the same:
 * see rate_index.c.
 *
 * They are leakproof: whatever the rate and the number, nothing here raises
 * an error.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/number.h"
#include "rate/rate.h"

static Numeric zero = NULL;
static Numeric largest_count = NULL;

/*
 * The two constants that every comparison needs, made once a session.
 */
static void
make_constants(void)
{
	MemoryContext oldcontext;

	if (likely(largest_count != NULL))
		return;

	oldcontext = MemoryContextSwitchTo(TopMemoryContext);
	zero = int64_to_numeric(0);
	largest_count = int64_to_numeric(PG_INT64_MAX);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Where a number lies: below the values of all rates (-1), among them (0),
 * or above (1), as NaN does, which numeric sorts last.
 */
int
rate_number_place(Numeric number)
{
	make_constants();

	if (number_compare(number, zero) < 0)
		return -1;
	return number_compare(number, largest_count) > 0 ? 1 : 0;
}

/*
 * Compares the value of a rate that is not empty with a number.
 *
 * Numbers that are no value of a rate are settled first; the multiplication
 * cannot overflow then.
 */
int
rate_compare_number(const Rate *rate, Numeric number)
{
	int			place = rate_number_place(number);
	Numeric		denominator;

	if (place != 0)
		return -place;

	denominator = int64_to_numeric(rate->denominator);
	return number_compare(int64_to_numeric(rate->numerator),
						  number_mul(denominator, number));
}

/*
 * The twelve operator functions: rate on the left, and rate on the right.
 * The last line lets the macro be followed by a semicolon, as in fmgr.h.
 */
#define RATE_NUMBER_FUNCTIONS(name, op) \
PG_FUNCTION_INFO_V1(rate_##name##_numeric); \
Datum \
rate_##name##_numeric(PG_FUNCTION_ARGS) \
{ \
	Rate	   *rate = PG_GETARG_RATE_P(0); \
 \
	if (rate_is_empty(rate)) \
		PG_RETURN_NULL(); \
	PG_RETURN_BOOL(rate_compare_number(rate, PG_GETARG_NUMERIC(1)) op 0); \
} \
 \
PG_FUNCTION_INFO_V1(numeric_##name##_rate); \
Datum \
numeric_##name##_rate(PG_FUNCTION_ARGS) \
{ \
	Rate	   *rate = PG_GETARG_RATE_P(1); \
 \
	if (rate_is_empty(rate)) \
		PG_RETURN_NULL(); \
	PG_RETURN_BOOL(0 op rate_compare_number(rate, PG_GETARG_NUMERIC(0))); \
} \
extern int	no_such_variable

RATE_NUMBER_FUNCTIONS(eq, ==);
RATE_NUMBER_FUNCTIONS(ne, !=);
RATE_NUMBER_FUNCTIONS(lt, <);
RATE_NUMBER_FUNCTIONS(le, <=);
RATE_NUMBER_FUNCTIONS(gt, >);
RATE_NUMBER_FUNCTIONS(ge, >=);
