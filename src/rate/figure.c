/*-------------------------------------------------------------------------
 *
 * figure.c
 *	  A printed figure, the values that are printed so, and the counts behind
 *	  them as a range.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "utils/fmgrprotos.h"
#include "utils/rangetypes.h"

#include "base/compat.h"
#include "rate/figure.h"

/* No ratio of two counts exceeds 10^18.97. */
#define LARGEST_EXPONENT 19


/* A published figure, with the digits that it is written with */
Figure
published_figure(Numeric published)
{
	Figure		figure;

	figure.published = published;
	figure.per = NULL;
	if (numeric_is_nan(published) || numeric_is_inf(published))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a published figure must be a finite number"),
				 errdetail("It is %s.", number_text(published)),
				 errhint("Use NULL for a figure that was not published.")));
	figure.digits = check_digits(number_scale(published));
	return figure;
}


/* ----------
 * Arithmetic
 * ----------
 */

/* a + b, for a small b */
static Numeric
plus(Numeric a, int b)
{
	return number_add(a, int64_to_numeric(b));
}

/* The quotient of two numbers rounded down; neither is negative. */
static Numeric
floor_quotient(Numeric dividend, Numeric divisor, bool *exact)
{
	Numeric		quotient = number_div_trunc(dividend, divisor);

	*exact = number_compare(number_mul(quotient, divisor), dividend) == 0;
	return quotient;
}

/*
 * The smallest integer that, multiplied by the divisor, gives at least (or,
 * not closed, more than) the dividend.
 */
Numeric
smallest_factor(Numeric dividend, Numeric divisor, bool closed)
{
	bool		exact;
	Numeric		quotient = floor_quotient(dividend, divisor, &exact);

	return exact && closed ? quotient : plus(quotient, 1);
}

/*
 * The largest integer that, multiplied by the divisor, gives at most (or, not
 * closed, less than) the dividend.
 */
Numeric
largest_factor(Numeric dividend, Numeric divisor, bool closed)
{
	bool		exact;
	Numeric		quotient = floor_quotient(dividend, divisor, &exact);

	return exact && !closed ? plus(quotient, -1) : quotient;
}

/* What the figure is published per */
static Numeric
per_of(const Figure *figure)
{
	return figure->per != NULL ? figure->per : int64_to_numeric(PERCENT);
}

/* How many units of the last digit of the figure a ratio of 1 has */
Numeric
units_of_one(const Figure *figure)
{
	return number_mul(per_of(figure), number_power_of_ten(figure->digits));
}

/*
 * The figure in units of its last digit.  Returns false if nothing prints it:
 * it is negative, larger than any rate, or has more digits than are printed.
 */
static bool
figure_units(const Figure *figure, Numeric *units)
{
	Numeric		largest;

	if (number_sign(figure->published) < 0)
		return false;

	/* too large, even if rounded up, is settled before it overflows */
	largest = number_mul(per_of(figure), number_power_of_ten(LARGEST_EXPONENT));
	largest = number_add(largest,
						 number_power_of_ten(Max(-figure->digits, 0)));
	if (number_compare(figure->published, largest) > 0)
		return false;

	*units = number_mul(figure->published,
						number_power_of_ten(figure->digits));
	return number_sign(number_mod(*units, int64_to_numeric(1))) == 0;
}

/*
 * The values that the rule prints as the figure.  Returns false if there are
 * none.
 */
bool
find_preimage(const Figure *figure, Rounding rounding, Preimage *preimage)
{
	Numeric		units;
	Numeric		twice;
	bool		even;

	if (!figure_units(figure, &units))
		return false;

	twice = number_mul(units, int64_to_numeric(2));
	switch (rounding)
	{
		case ROUND_HALF_UP:
			preimage->lower = plus(twice, -1);
			preimage->lower_closed = true;
			preimage->upper = plus(twice, 1);
			preimage->upper_closed = false;
			return true;
		case ROUND_HALF_EVEN:
			even = number_sign(number_mod(units, int64_to_numeric(2))) == 0;
			preimage->lower = plus(twice, -1);
			preimage->lower_closed = even;
			preimage->upper = plus(twice, 1);
			preimage->upper_closed = even;
			return true;
		case ROUND_TRUNCATE:
			preimage->lower = twice;
			preimage->lower_closed = true;
			preimage->upper = plus(twice, 2);
			preimage->upper_closed = false;
			return true;
		case ROUND_AWAY:
			preimage->lower = plus(twice, -2);
			preimage->lower_closed = false;
			preimage->upper = twice;
			preimage->upper_closed = true;
			return true;
	}
	pg_unreachable();
}


/* ------
 * Ranges
 * ------
 */

Datum
empty_range(FunctionCallInfo fcinfo)
{
	TypeCacheEntry *typcache = range_get_typcache(fcinfo, INT8RANGEOID);

	return RangeTypePGetDatum(make_empty_range(typcache));
}

/*
 * The counts from lower to upper, both included; upper may be NULL, for no
 * limit.  An int8range is written with its upper end excluded, so one that
 * reaches the last bigint has none.
 */
Datum
count_range(FunctionCallInfo fcinfo, Numeric lower, Numeric upper)
{
	TypeCacheEntry *typcache = range_get_typcache(fcinfo, INT8RANGEOID);
	Numeric		last = int64_to_numeric(PG_INT64_MAX);
	RangeBound	from;
	RangeBound	to;

	if (number_compare(lower, last) > 0 ||
		(upper != NULL && number_compare(lower, upper) > 0))
		return empty_range(fcinfo);

	from.val = Int64GetDatum(number_to_int64(lower));
	from.infinite = false;
	from.inclusive = true;
	from.lower = true;

	to.val = (Datum) 0;
	to.infinite = upper == NULL || number_compare(upper, last) >= 0;
	to.inclusive = false;
	to.lower = false;
	if (!to.infinite)
		to.val = Int64GetDatum(number_to_int64(plus(upper, 1)));

	return RangeTypePGetDatum(make_range_of(typcache, &from, &to, false));
}
