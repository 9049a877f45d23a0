/*-------------------------------------------------------------------------
 *
 * concentration.c
 *	  The type concentration and its aggregate: how few make up a total; and
 *	  what must not be printed for that reason.
 *
 * A count of staff is no secret because it is small but because it is that of
 * one enterprise, or of one that the others can be taken away from.  So cells
 * are judged by how many contribute and how much the largest two do
 * (Hundepool et al., Handbook on Statistical Disclosure Control, chapter 4).
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "base/compat.h"
#include "base/number.h"
#include "base/sums.h"
#include "rate/rate.h"

/* The on-disk form: 40 bytes, double alignment, no padding. */
typedef struct Concentration
{
	int64		contributors;	/* above 0 */
	Sum128		total;
	int64		largest;
	int64		second;
} Concentration;

#define PG_GETARG_CONCENTRATION_P(n) \
	((Concentration *) DatumGetPointer(PG_GETARG_DATUM(n)))

/* The dominance rule looks at one contributor or at two */
#define DOMINANT_MAX 2

PG_FUNCTION_INFO_V1(concentration_accum);
PG_FUNCTION_INFO_V1(concentration_combine);
PG_FUNCTION_INFO_V1(concentration_is_sensitive);
PG_FUNCTION_INFO_V1(concentration_is_dominated);
PG_FUNCTION_INFO_V1(rate_suppress_concentrated);


/* --------
 * The type
 * --------
 */

/* The largest two, and others of at least 1 and at most the second */
static bool
total_is_possible(const Concentration *c)
{
	int64		others = Max(c->contributors - DOMINANT_MAX, 0);
	Sum128		least = sum128_from_int64(others);
	Sum128		most = sum128_product(others, c->second);
	Sum128		two;
	Sum128		rest;

	/* neither sum nor difference of counts overflows */
	(void) sum128_add_overflow(sum128_from_int64(c->largest),
							   sum128_from_int64(c->second), &two);
	(void) sum128_sub_overflow(c->total, two, &rest);
	return sum128_cmp(rest, least) >= 0 && sum128_cmp(rest, most) <= 0;
}

static const char *
concentration_fault(const void *value)
{
	const Concentration *c = (const Concentration *) value;

	if (c->second > c->largest)
		return gettext_noop("The second contribution is larger than the largest.");
	if ((c->largest > 0) != (c->contributors > 0) ||
		(c->second > 0) != (c->contributors > 1))
		return gettext_noop("The largest contributions are not those of so many contributors.");
	if (!total_is_possible(c))
		return gettext_noop("The total is not that of its contributors.");
	return NULL;
}

static const SumsField concentration_fields[] = {
	{FIELD_COUNT, offsetof(Concentration, contributors)},
	{FIELD_SUM, offsetof(Concentration, total)},
	{FIELD_COUNT, offsetof(Concentration, largest)},
	{FIELD_COUNT, offsetof(Concentration, second)},
};

static const SumsType concentration_type = {
	"concentration", "concentration", sizeof(Concentration),
	lengthof(concentration_fields), concentration_fields, NULL,
	concentration_fault
};

SUMS_TYPE_FUNCTIONS(concentration, Concentration, concentration_type);


/* -------------
 * The aggregate
 * -------------
 */

static void
check_contribution(int64 contribution)
{
	if (contribution < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a contribution must not be negative"),
				 errdetail("It is %lld.", (long long) contribution),
				 errhint("Correct the filing, or use NULL for a count that is not known.")));
}

/* The largest two of what was there and of another value */
static inline void
keep_largest(Concentration *c, int64 value)
{
	if (value > c->largest)
	{
		c->second = c->largest;
		c->largest = value;
	}
	else if (value > c->second)
		c->second = value;
}

/*
 * concentration_accum(state, bigint) → state
 *
 * NULL is skipped, and 0 is no contributor.
 */
Datum
concentration_accum(PG_FUNCTION_ARGS)
{
	Concentration *c;
	int64		contribution;

	if (unlikely(PG_ARGISNULL(1)))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}

	contribution = PG_GETARG_INT64(1);
	check_contribution(contribution);
	c = sums_writable_state(fcinfo, &concentration_type);
	if (contribution > 0)
	{
		if (unlikely(pg_add_s64_overflow(c->contributors, 1,
										 &c->contributors) ||
					 sums_change_count(&c->total, contribution, false)))
			sums_overflow(&concentration_type);
		keep_largest(c, contribution);
	}
	PG_RETURN_POINTER(c);
}

/* concentration_combine(state, state) → state; strict */
Datum
concentration_combine(PG_FUNCTION_ARGS)
{
	Concentration *c = sums_writable_state(fcinfo, &concentration_type);
	Concentration *other = PG_GETARG_CONCENTRATION_P(1);

	if (unlikely(pg_add_s64_overflow(c->contributors, other->contributors,
									 &c->contributors) ||
				 sum128_add_overflow(c->total, other->total, &c->total)))
		sums_overflow(&concentration_type);
	keep_largest(c, other->largest);
	keep_largest(c, other->second);
	PG_RETURN_POINTER(c);
}


/* ---------
 * The rules
 * ---------
 */

/*
 * A percentage that a rule has, as the decimal number that people write: 90.9,
 * not the double next to it
 */
static Numeric
rule_percent(double percent, const char *name, double most)
{
	if (isnan(percent) || isinf(percent) || percent < 0.0 || percent > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s is out of range", name),
				 errdetail("It is %g.", percent),
				 errhint("It is a percentage, such as 10 in the p%% rule, or 90 in the dominance rule, which ends at 100.")));
	return number_from_double(percent);
}

static Numeric
hundredfold(Sum128 sum)
{
	return number_mul(sum128_to_numeric(sum), int64_to_numeric(100));
}

/* What the largest contributors make up, of which there are as many as that */
static Sum128
sum_of_largest(const Concentration *c, int n)
{
	Sum128		sum = sum128_from_int64(c->largest);

	if (n == DOMINANT_MAX)
		(void) sum128_add_overflow(sum, sum128_from_int64(c->second), &sum);
	return sum;
}

static bool
is_sensitive(const Concentration *c, int32 minimum, double p)
{
	Numeric		percent = rule_percent(p, "p", DBL_MAX);
	Sum128		rest;
	Numeric		limit;

	if (minimum < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("minimum must not be negative"),
				 errdetail("It is %d.", minimum),
				 errhint("It is the least number of contributors of a cell that may be published.")));
	if (c->contributors < minimum)
		return true;

	(void) sum128_sub_overflow(c->total, sum_of_largest(c, DOMINANT_MAX),
							   &rest);
	limit = number_mul(percent, int64_to_numeric(c->largest));
	return number_compare(hundredfold(rest), limit) < 0;
}

/*
 * is_sensitive(concentration, minimum integer, p double precision) → boolean
 *
 * Fewer contributors than the minimum; or the p% rule: the second could
 * estimate the largest to within p percent of it, because all the others
 * together are less than that.
 */
Datum
concentration_is_sensitive(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_sensitive(PG_GETARG_CONCENTRATION_P(0),
								PG_GETARG_INT32(1), PG_GETARG_FLOAT8(2)));
}

/*
 * is_dominated(concentration, n integer, k double precision) → boolean
 *
 * The (n, k) dominance rule: the n largest are more than k percent of all.
 */
Datum
concentration_is_dominated(PG_FUNCTION_ARGS)
{
	Concentration *c = PG_GETARG_CONCENTRATION_P(0);
	int32		n = PG_GETARG_INT32(1);
	Numeric		percent = rule_percent(PG_GETARG_FLOAT8(2), "k", 100.0);
	Sum128		largest;
	Numeric		limit;

	if (n < 1 || n > DOMINANT_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the dominance rule is for the one or two largest contributors"),
				 errdetail("n is %d.", n),
				 errhint("Use 1 or 2.")));

	largest = sum_of_largest(c, n);
	limit = number_mul(percent, sum128_to_numeric(c->total));
	PG_RETURN_BOOL(number_compare(hundredfold(largest), limit) > 0);
}

/*
 * suppress(rate, concentration, minimum integer, p double precision,
 *			keep_extremes boolean) → rate
 *
 * The rate, or NULL in place of one whose cell is sensitive; if that is asked
 * for, a rate of 0 or 1 is kept.
 */
Datum
rate_suppress_concentrated(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	bool		sensitive = is_sensitive(PG_GETARG_CONCENTRATION_P(1),
										 PG_GETARG_INT32(2),
										 PG_GETARG_FLOAT8(3));
	bool		extreme = rate->numerator == 0 ||
		rate->numerator == rate->denominator;

	if (sensitive && !(PG_GETARG_BOOL(4) && extreme))
		PG_RETURN_NULL();
	PG_RETURN_RATE_P(rate);
}
