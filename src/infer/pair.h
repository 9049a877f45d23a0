/*-------------------------------------------------------------------------
 *
 * pair.h
 *	  What the aggregates over two dates share: a pooled rate past bigint, its
 *	  percentages, and a date on which a row is missing.
 *
 * The parts of a change are taken from exact sums and returned as numeric,
 * each rounded once, to 16 decimals, as percent() rounds by half_up.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_PAIR_H
#define RESUME_PAIR_H

#include "base/counts.h"
#include "base/number.h"
#include "base/rounding.h"
#include "base/sums.h"
#include "rate/rate.h"

typedef struct Pair
{
	Sum128		numerator;
	Sum128		denominator;
} Pair;

/* The fields of one in a table of a type's fields */
#define PAIR_FIELDS(struct_type, pair) \
	{FIELD_SUM, offsetof(struct_type, pair.numerator)}, \
	{FIELD_SUM, offsetof(struct_type, pair.denominator)}

/* Decimal places of the percentage points that are returned */
#define POINT_DIGITS 16

/* An argument that is a rate or NULL */
static inline const Rate *
rate_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : PG_GETARG_RATE_P(n);
}

static inline bool
has_value(const Rate *rate)
{
	return rate != NULL && !rate_is_empty(rate);
}

static inline Pair
pair_from_rate(const Rate *rate)
{
	Pair		result;

	result.numerator = sum128_from_int64(rate->numerator);
	result.denominator = sum128_from_int64(rate->denominator);
	return result;
}

static inline bool
pair_is_empty(const Pair *pair)
{
	return sum128_sign(pair->denominator) == 0;
}

static inline bool
pair_is_valid(const Pair *pair)
{
	return !pair_is_empty(pair) || sum128_sign(pair->numerator) == 0;
}

/* n1 d2 - n2 d1, whose quotient by d1 d2 is the difference of two rates */
static inline Numeric
cross_difference(Numeric n1, Numeric d1, Numeric n2, Numeric d2)
{
	return number_sub(number_mul(n1, d2), number_mul(n2, d1));
}

/* The change from one pooled rate to another in percentage points */
static inline Numeric
pair_points(const Pair *later, const Pair *earlier, int digits)
{
	Numeric		n1 = sum128_to_numeric(later->numerator);
	Numeric		d1 = sum128_to_numeric(later->denominator);
	Numeric		n0 = sum128_to_numeric(earlier->numerator);
	Numeric		d0 = sum128_to_numeric(earlier->denominator);

	return round_percent_of(cross_difference(n1, d1, n0, d0),
							number_mul(d1, d0), digits, ROUND_HALF_UP);
}

#endif							/* RESUME_PAIR_H */
