/*-------------------------------------------------------------------------
 *
 * number.h
 *	  Arithmetic on the server's numeric, for what no integer holds.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_NUMBER_H
#define RESUME_NUMBER_H

#include "fmgr.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

static inline Numeric
number_call(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function,
											   NumericGetDatum(a),
											   NumericGetDatum(b)));
}

static inline Numeric
number_add(Numeric a, Numeric b)
{
	return number_call(numeric_add, a, b);
}

static inline Numeric
number_sub(Numeric a, Numeric b)
{
	return number_call(numeric_sub, a, b);
}

static inline Numeric
number_mul(Numeric a, Numeric b)
{
	return number_call(numeric_mul, a, b);
}

/* To as many places as the server finds fit for the operands */
static inline Numeric
number_div(Numeric a, Numeric b)
{
	return number_call(numeric_div, a, b);
}

/* The integer part of the quotient */
static inline Numeric
number_div_trunc(Numeric a, Numeric b)
{
	return number_call(numeric_div_trunc, a, b);
}

static inline Numeric
number_mod(Numeric a, Numeric b)
{
	return number_call(numeric_mod, a, b);
}

static inline Numeric
number_floor(Numeric a)
{
	return DatumGetNumeric(DirectFunctionCall1(numeric_floor,
											   NumericGetDatum(a)));
}

static inline Numeric
number_ceil(Numeric a)
{
	return DatumGetNumeric(DirectFunctionCall1(numeric_ceil,
											   NumericGetDatum(a)));
}

/* To that many decimal places, a tie away from zero */
static inline Numeric
number_round(Numeric a, int places)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_round,
											   NumericGetDatum(a),
											   Int32GetDatum(places)));
}

/* Without zeros behind the last digit */
static inline Numeric
number_trim(Numeric a)
{
	return DatumGetNumeric(DirectFunctionCall1(numeric_trim_scale,
											   NumericGetDatum(a)));
}

/* The number of decimal places that are shown */
static inline int
number_scale(Numeric a)
{
	return DatumGetInt32(DirectFunctionCall1(numeric_scale,
											 NumericGetDatum(a)));
}

/* Less than, equal to, or greater than 0, as a is to b; NaN is the largest */
static inline int
number_compare(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp,
											 NumericGetDatum(a),
											 NumericGetDatum(b)));
}

static inline int
number_sign(Numeric a)
{
	return number_compare(a, int64_to_numeric(0));
}

/* Rounded, and an error if no bigint holds it */
static inline int64
number_to_int64(Numeric a)
{
	return DatumGetInt64(DirectFunctionCall1(numeric_int8,
											 NumericGetDatum(a)));
}

static inline double
number_to_double(Numeric a)
{
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8,
											  NumericGetDatum(a)));
}

/* The decimal number of 15 digits that the cast to numeric gives */
static inline Numeric
number_from_double(double value)
{
	return DatumGetNumeric(DirectFunctionCall1(float8_numeric,
											   Float8GetDatum(value)));
}

static inline char *
number_text(Numeric a)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out,
											   NumericGetDatum(a)));
}

/* Powers of ten that a bigint holds */
#define POWER_OF_TEN_MAX 18

extern int64 power_of_ten(int exponent);
extern bool number_ends_in(Numeric a, char digit);
extern Numeric number_power_of_ten(int exponent);

#endif							/* RESUME_NUMBER_H */
