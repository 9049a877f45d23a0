/*-------------------------------------------------------------------------
 *
 * audit_change.c
 *	  Printed changes: in percentage points, taken from the counts or from
 *	  levels that were rounded before; and growth, with the counts that it can
 *	  be counted from.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/rounding.h"
#include "rate/figure.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(rate_points_print_as);
PG_FUNCTION_INFO_V1(rate_growth_prints_as);
PG_FUNCTION_INFO_V1(implied_bases);


/* ------
 * Points
 * ------
 */

static Numeric
product(int64 a, int64 b)
{
	return number_mul(int64_to_numeric(a), int64_to_numeric(b));
}

/* The change in points, rounded once, from the counts */
static Numeric
change_of_counts(const Rate *later, const Rate *earlier, int digits,
				 Rounding rounding)
{
	Numeric		change = number_sub(product(later->numerator,
											earlier->denominator),
									product(earlier->numerator,
											later->denominator));

	return round_percent_of(change,
							product(later->denominator,
									earlier->denominator),
							digits, rounding);
}

/* The same from percentages that were rounded to other digits before */
static Numeric
change_of_levels(const Rate *later, const Rate *earlier, int level_digits,
				 int digits, Rounding rounding)
{
	Numeric		change = number_sub(round_percent(later->numerator,
												  later->denominator,
												  level_digits, rounding),
									round_percent(earlier->numerator,
												  earlier->denominator,
												  level_digits, rounding));

	return round_percent_of(change, int64_to_numeric(PERCENT), digits,
							rounding);
}

/*
 * points_print_as(later rate, earlier rate, published numeric, rounding text,
 *				   levels integer) → boolean
 *
 * Is the change printed so, with the digits of the figure?  levels NULL: if it
 * is taken from the counts; otherwise if it is taken from percentages with so
 * many digits, by the same rule.  NULL if a rate is 0/0.
 */
Datum
rate_points_print_as(PG_FUNCTION_ARGS)
{
	Rate	   *later;
	Rate	   *earlier;
	Figure		figure;
	Rounding	rounding;
	Numeric		printed;

	for (int i = 0; i < 4; i++)
	{
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	}
	later = PG_GETARG_RATE_P(0);
	earlier = PG_GETARG_RATE_P(1);
	figure = published_figure(PG_GETARG_NUMERIC(2));
	rounding = parse_rounding(PG_GETARG_TEXT_PP(3));
	if (rate_is_empty(later) || rate_is_empty(earlier))
		PG_RETURN_NULL();

	if (PG_ARGISNULL(4))
		printed = change_of_counts(later, earlier, figure.digits, rounding);
	else
		printed = change_of_levels(later, earlier,
								   check_digits(PG_GETARG_INT32(4)),
								   figure.digits, rounding);
	PG_RETURN_BOOL(number_compare(printed, figure.published) == 0);
}


/* ------
 * Growth
 * ------
 */

/*
 * growth_prints_as(rate, published numeric, rounding text) → boolean
 *
 * Is that how growth() prints the rate, with the digits of the figure?  NULL
 * for 0/0.
 */
Datum
rate_growth_prints_as(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	Figure		figure = published_figure(PG_GETARG_NUMERIC(1));
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));
	Numeric		printed;

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	printed = round_percent(rate->numerator - rate->denominator,
							rate->denominator, figure.digits, rounding);
	PG_RETURN_BOOL(number_compare(printed, figure.published) == 0);
}

/* Counts from lower to upper, which may be NULL for no limit */
typedef struct Bases
{
	Numeric		lower;
	Numeric		upper;
} Bases;

static Numeric
smaller(Numeric a, Numeric b)
{
	return number_compare(a, b) < 0 ? a : b;
}

static Numeric
larger(Numeric a, Numeric b)
{
	return number_compare(a, b) > 0 ? a : b;
}

/*
 * With n the count, d its base, and w what 100 % is in halves of the last
 * digit, growth is w n / d - w.  The bases that n has not fallen from, d <= n:
 *
 *	lower <= w n / d - w <= upper
 */
static Bases
bases_of_rise(const Preimage *growth, Numeric n, Numeric w)
{
	Numeric		value = number_mul(w, n);
	Numeric		least = number_add(w, growth->lower);
	Bases		bases = {.upper = n};

	bases.lower = smallest_factor(value, number_add(w, growth->upper),
								  growth->upper_closed);
	if (number_sign(least) > 0)
		bases.upper = largest_factor(value, least, growth->lower_closed);
	bases.upper = smaller(n, bases.upper);
	return bases;
}

/* And those that it has, d > n:  lower <= w - w n / d <= upper */
static Bases
bases_of_fall(const Preimage *growth, Numeric n, Numeric w)
{
	Numeric		value = number_mul(w, n);
	Numeric		next = number_add(n, int64_to_numeric(1));
	Numeric		least = number_sub(w, growth->upper);
	Numeric		most = number_sub(w, growth->lower);
	Bases		bases = {.lower = next, .upper = n};

	/* something is left, so it has not fallen by all */
	if (number_sign(most) <= 0)
		return bases;
	bases.lower = smallest_factor(value, most, growth->lower_closed);
	bases.lower = larger(next, bases.lower);
	bases.upper = NULL;
	if (number_sign(least) > 0)
		bases.upper = largest_factor(value, least, growth->upper_closed);
	return bases;
}

/* Is the value, in halves of the last digit, one that is printed so? */
static bool
preimage_has(const Preimage *preimage, Numeric value)
{
	int			low = number_compare(preimage->lower, value);
	int			high = number_compare(value, preimage->upper);

	return (low < 0 || (low == 0 && preimage->lower_closed)) &&
		(high < 0 || (high == 0 && preimage->upper_closed));
}

static bool
bases_are_none(const Bases *bases)
{
	return bases->upper != NULL &&
		number_compare(bases->lower, bases->upper) > 0;
}

/*
 * implied_bases(numerator bigint, published numeric, rounding text) → int8range
 *
 * Every base from which the count is printed to have grown so.  Without upper
 * bound where there is none, or none that a bigint holds; empty if there is no
 * such base.
 */
Datum
implied_bases(PG_FUNCTION_ARGS)
{
	int64		count = PG_GETARG_INT64(0);
	Figure		figure = published_figure(PG_GETARG_NUMERIC(1));
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(2));
	int			sign = number_sign(figure.published);
	Numeric		n = int64_to_numeric(count);
	Numeric		one = int64_to_numeric(1);
	Preimage	growth;
	Numeric		whole;
	Bases		bases;

	rate_check_counts(count, 1);
	if (sign < 0)
		figure.published = number_sub(int64_to_numeric(0), figure.published);
	if (!find_preimage(&figure, rounding, &growth))
		return empty_range(fcinfo);
	whole = number_mul(int64_to_numeric(2), units_of_one(&figure));

	if (count == 0)
	{
		if (sign > 0 || !preimage_has(&growth, whole))
			return empty_range(fcinfo);
		return count_range(fcinfo, one, NULL);
	}

	if (sign < 0)
		bases = bases_of_fall(&growth, n, whole);
	else
		bases = bases_of_rise(&growth, n, whole);
	if (sign == 0)
	{
		Bases		fall = bases_of_fall(&growth, n, whole);

		if (!bases_are_none(&fall))
			bases.upper = fall.upper;
	}
	return count_range(fcinfo, larger(one, bases.lower), bases.upper);
}
