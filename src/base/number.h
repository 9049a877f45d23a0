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

/* numeric_call(numeric_add, a, b): a function of two numbers */
static inline Numeric
numeric_call(PGFunction function, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(function,
											   NumericGetDatum(a),
											   NumericGetDatum(b)));
}

/* Less than, equal to, or greater than 0, as a is to b; NaN is the largest */
static inline int
numeric_compare(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp,
											 NumericGetDatum(a),
											 NumericGetDatum(b)));
}

#endif							/* RESUME_NUMBER_H */
