/*-------------------------------------------------------------------------
 *
 * compare.c
 *	  Comparisons that hold something still: direct standardisation holds the
 *	  mix of strata, decompose() separates rates from mix, panel_change()
 *	  separates the enterprises that reported twice from those that did not.
 *
 * Each row is one stratum or one enterprise; nothing may drop out of the
 * comparison without a word, so what a missing side means is defined for
 * every aggregate.
 *
 * The parts of a change are taken from exact sums and returned as numeric,
 * so that they add up to it in every digit that is printed.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type_d.h"
#include "libpq/pqformat.h"
#include "utils/float.h"
#include "utils/fmgrprotos.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/counts.h"
#include "base/record.h"
#include "base/rounding.h"
#include "base/wire.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(standardize_accum);
PG_FUNCTION_INFO_V1(standardize_combine);
PG_FUNCTION_INFO_V1(standardize_serialize);
PG_FUNCTION_INFO_V1(standardize_deserialize);
PG_FUNCTION_INFO_V1(standardize_final);
PG_FUNCTION_INFO_V1(decompose_accum);
PG_FUNCTION_INFO_V1(decompose_combine);
PG_FUNCTION_INFO_V1(decompose_serialize);
PG_FUNCTION_INFO_V1(decompose_deserialize);
PG_FUNCTION_INFO_V1(decompose_final);
PG_FUNCTION_INFO_V1(panel_change_accum);
PG_FUNCTION_INFO_V1(panel_change_combine);
PG_FUNCTION_INFO_V1(panel_change_serialize);
PG_FUNCTION_INFO_V1(panel_change_deserialize);
PG_FUNCTION_INFO_V1(panel_change_final);


/* ------
 * States
 * ------
 */

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

/* The state that was passed, or a new one of zeros */
static void *
get_state(FunctionCallInfo fcinfo, Size size, const char *aggregate)
{
	MemoryContext context = aggregate_context(fcinfo, aggregate);

	if (unlikely(PG_ARGISNULL(0)))
		return MemoryContextAllocZero(context, size);
	return PG_GETARG_POINTER(0);
}

/* What a receiver must find of a partial state */
static void
begin_state(StringInfo buf, bytea *wire, int size, const char *aggregate)
{
	/* only read from, so that the bytes need not be copied */
	buf->data = VARDATA_ANY(wire);
	buf->len = VARSIZE_ANY_EXHDR(wire);
	buf->maxlen = buf->len;
	buf->cursor = 0;

	wire_check_state(buf, size, aggregate);
}

static void
bad_state(const char *aggregate)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid partial state of %s()", aggregate)));
}

static void
sum_overflow(const char *aggregate)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s() is out of range", aggregate),
			 errdetail("A sum of counts exceeds 128 bits."),
			 errhint("Check the unit of the counts.")));
}


/* --------------
 * Pairs of sums
 * --------------
 */

/* A pooled rate past bigint */
typedef struct Pair
{
	Sum128		numerator;
	Sum128		denominator;
} Pair;

#define PAIR_WIRE_SIZE (2 * SUM128_WIRE_SIZE)

static inline void
add_to(Sum128 *sum, Sum128 value, const char *aggregate)
{
	if (unlikely(sum128_add_overflow(*sum, value, sum)))
		sum_overflow(aggregate);
}

static inline void
pair_add_rate(Pair *pair, const Rate *rate, const char *aggregate)
{
	add_to(&pair->numerator, sum128_from_int64(rate->numerator), aggregate);
	add_to(&pair->denominator, sum128_from_int64(rate->denominator), aggregate);
}

static inline void
pair_add(Pair *pair, const Pair *other, const char *aggregate)
{
	add_to(&pair->numerator, other->numerator, aggregate);
	add_to(&pair->denominator, other->denominator, aggregate);
}

static Pair
pair_sum(const Pair *a, const Pair *b, const char *aggregate)
{
	Pair		result = *a;

	pair_add(&result, b, aggregate);
	return result;
}

static inline bool
pair_is_empty(const Pair *pair)
{
	return sum128_sign(pair->denominator) == 0;
}

static void
pair_send(StringInfo buf, const Pair *pair)
{
	sum128_send(buf, pair->numerator);
	sum128_send(buf, pair->denominator);
}

static void
pair_recv(StringInfo buf, Pair *pair, const char *aggregate)
{
	pair->numerator = sum128_recv(buf);
	pair->denominator = sum128_recv(buf);
	if (sum128_sign(pair->numerator) < 0 ||
		sum128_sign(pair->denominator) < 0 ||
		(pair_is_empty(pair) && sum128_sign(pair->numerator) != 0))
		bad_state(aggregate);
}

/* Decimal places of the percentage points that are returned */
#define POINT_DIGITS 16

/* Half of a number of percentage points, a tie away from zero */
static Numeric
half_of(Numeric points)
{
	Numeric		half = number_mul(int64_to_numeric(5), number_power_of_ten(-1));

	return number_round(number_mul(points, half), POINT_DIGITS);
}

static Numeric
pair_percent(const Pair *pair)
{
	return round_percent_of(sum128_to_numeric(pair->numerator),
							sum128_to_numeric(pair->denominator),
							POINT_DIGITS, ROUND_HALF_UP);
}


/* --------------------------------------------
 * standardize(rate, weight double precision)
 * --------------------------------------------
 */

/*
 * A sum of doubles and what its roundings have lost so far.  So the total is
 * good to its last bit, and does not depend on the order of the rows, unless
 * it lies closer than about 1e-32 of itself to the middle of two doubles.
 */
typedef struct LongSum
{
	double		sum;
	double		lost;
} LongSum;

typedef struct Standardization
{
	LongSum		weights;
	LongSum		products;		/* of weight and ratio */
} Standardization;

#define STANDARDIZATION_WIRE_SIZE (4 * (int) sizeof(float8))

/* D. E. Knuth, The Art of Computer Programming, vol. 2, 4.2.2, theorem B */
static inline void
long_sum_add(LongSum *total, double value)
{
	double		sum = total->sum + value;
	double		part = sum - total->sum;

	if (unlikely(isinf(sum)))
		float_overflow_error();
	total->lost += (total->sum - (sum - part)) + (value - part);
	total->sum = sum;
}

static inline double
long_sum_value(const LongSum *total)
{
	return total->sum + total->lost;
}

static void
check_weight(double weight)
{
	/* written so that NaN is refused as well */
	if (unlikely(!(weight >= 0.0 && !isinf(weight))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the weight of a stratum must be a finite number that is not negative"),
				 errdetail("It is %g.", weight),
				 errhint("Weights are sizes of the strata in a standard population; 0 leaves a stratum out.")));
}

/*
 * standardize_accum(internal, rate, double precision) → internal
 *
 * A row with neither rate nor weight, as an outer join makes it where there
 * is no stratum, is none.
 */
Datum
standardize_accum(PG_FUNCTION_ARGS)
{
	Standardization *state = get_state(fcinfo, sizeof(Standardization),
									   "standardize");
	const Rate *rate = rate_argument(fcinfo, 1);
	double		weight;

	if (PG_ARGISNULL(2))
	{
		if (rate != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a stratum has no weight"),
					 errdetail("Its rate is " INT64_FORMAT "/" INT64_FORMAT ", its weight is NULL.",
							   rate->numerator, rate->denominator),
					 errhint("Give every stratum a weight; 0 leaves it out, and so does FILTER (WHERE weight IS NOT NULL).")));
		PG_RETURN_POINTER(state);
	}

	weight = PG_GETARG_FLOAT8(2);
	check_weight(weight);
	if (weight == 0.0)
		PG_RETURN_POINTER(state);

	if (!has_value(rate))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a stratum with a weight has no rate"),
				 errdetail("Its weight is %g, its rate is %s.",
						   weight, rate == NULL ? "NULL" : "0/0"),
				 errhint("Merge it with another stratum, or give it the weight 0 to standardise over the others.")));

	long_sum_add(&state->weights, weight);
	long_sum_add(&state->products, float8_mul(weight, rate_ratio(rate)));
	PG_RETURN_POINTER(state);
}

Datum
standardize_combine(PG_FUNCTION_ARGS)
{
	Standardization *state = get_state(fcinfo, sizeof(Standardization),
									   "standardize");

	if (!PG_ARGISNULL(1))
	{
		Standardization *other = (Standardization *) PG_GETARG_POINTER(1);

		long_sum_add(&state->weights, other->weights.sum);
		state->weights.lost += other->weights.lost;
		long_sum_add(&state->products, other->products.sum);
		state->products.lost += other->products.lost;
	}
	PG_RETURN_POINTER(state);
}

Datum
standardize_serialize(PG_FUNCTION_ARGS)
{
	Standardization *state = (Standardization *) PG_GETARG_POINTER(0);
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "standardize");
	pq_begintypsend(&buf);
	pq_sendfloat8(&buf, state->weights.sum);
	pq_sendfloat8(&buf, state->weights.lost);
	pq_sendfloat8(&buf, state->products.sum);
	pq_sendfloat8(&buf, state->products.lost);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

static void
long_sum_recv(StringInfo buf, LongSum *total)
{
	total->sum = pq_getmsgfloat8(buf);
	total->lost = pq_getmsgfloat8(buf);
	if (!isfinite(total->sum) || total->sum < 0.0 || !isfinite(total->lost))
		bad_state("standardize");
}

Datum
standardize_deserialize(PG_FUNCTION_ARGS)
{
	Standardization *state;
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "standardize");
	begin_state(&buf, PG_GETARG_BYTEA_PP(0), STANDARDIZATION_WIRE_SIZE,
				"standardize");
	state = palloc_object(Standardization);
	long_sum_recv(&buf, &state->weights);
	long_sum_recv(&buf, &state->products);
	PG_RETURN_POINTER(state);
}

/*
 * standardize_final(internal) → double precision
 *
 * The directly standardised ratio, sum(w * ratio) / sum(w); NULL without any
 * weight.
 */
Datum
standardize_final(PG_FUNCTION_ARGS)
{
	Standardization *state = (Standardization *) PG_GETARG_POINTER(0);
	double		weights = long_sum_value(&state->weights);

	if (weights == 0.0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(long_sum_value(&state->products) / weights);
}


/* --------------------------------------
 * decompose(later rate, earlier rate)
 * --------------------------------------
 */

/*
 * A sum of quotients, to 128 binary places: far beyond the decimals that are
 * returned, so that an effect that is 0 is rounded to 0.
 */
typedef struct FixedSum
{
	Sum128		whole;
	Product128	fraction;
} FixedSum;

#define FIXED_SUM_WIRE_SIZE (SUM128_WIRE_SIZE + 2 * (int) sizeof(uint64))

/*
 * With y of x persons in each stratum, later and earlier: the totals, and
 * what each date would have counted with its own strata and the rates of the
 * other date.
 */
typedef struct Decomposition
{
	Pair		later;
	Pair		earlier;
	FixedSum	later_crossed;	/* sum of later x * earlier y/x */
	FixedSum	earlier_crossed;	/* sum of earlier x * later y/x */
} Decomposition;

#define DECOMPOSITION_WIRE_SIZE (2 * PAIR_WIRE_SIZE + 2 * FIXED_SUM_WIRE_SIZE)

static void
fixed_sum_add(FixedSum *total, Sum128 whole, Product128 fraction)
{
	Product128	sum;

	sum.lo = total->fraction.lo + fraction.lo;
	sum.hi = total->fraction.hi + fraction.hi + (sum.lo < fraction.lo ? 1 : 0);

	add_to(&total->whole, whole, "decompose");
	if (product128_cmp(sum, fraction) < 0)
		add_to(&total->whole, sum128_from_int64(1), "decompose");
	total->fraction = sum;
}

/*
 * Adds persons * rate, cut at the 128th binary place.  As every stratum in
 * such a sum has a person at least, the sum divided by all persons is too
 * small by less than 2^-128.
 */
static void
fixed_sum_add_product(FixedSum *total, int64 persons, const Rate *rate)
{
	Product128	product = product128((uint64) persons,
									 (uint64) rate->numerator);
	uint64		divisor = (uint64) rate->denominator;
	Product128	fraction;
	Sum128		whole;

	whole.hi = (int64) (product.hi / divisor);
	product.hi %= divisor;
	whole.lo = divide128(product, divisor, &product.hi);
	product.lo = 0;
	fraction.hi = divide128(product, divisor, &product.hi);
	fraction.lo = divide128(product, divisor, &product.hi);
	fixed_sum_add(total, whole, fraction);
}

/*
 * decompose_accum(internal, rate, rate) → internal
 *
 * A stratum that one date does not have, NULL or 0/0, has no share and no
 * rate there.  Its rate is taken to be that of the other date: then it
 * changes the mix and nothing else, which is what happened.
 */
Datum
decompose_accum(PG_FUNCTION_ARGS)
{
	const Product128 none = {0, 0};
	Decomposition *state = get_state(fcinfo, sizeof(Decomposition),
									 "decompose");
	const Rate *later = rate_argument(fcinfo, 1);
	const Rate *earlier = rate_argument(fcinfo, 2);

	if (has_value(later))
	{
		pair_add_rate(&state->later, later, "decompose");
		if (has_value(earlier))
			fixed_sum_add_product(&state->later_crossed, later->denominator,
								  earlier);
		else
			fixed_sum_add(&state->later_crossed,
						  sum128_from_int64(later->numerator), none);
	}
	if (has_value(earlier))
	{
		pair_add_rate(&state->earlier, earlier, "decompose");
		if (has_value(later))
			fixed_sum_add_product(&state->earlier_crossed,
								  earlier->denominator, later);
		else
			fixed_sum_add(&state->earlier_crossed,
						  sum128_from_int64(earlier->numerator), none);
	}
	PG_RETURN_POINTER(state);
}

Datum
decompose_combine(PG_FUNCTION_ARGS)
{
	Decomposition *state = get_state(fcinfo, sizeof(Decomposition),
									 "decompose");

	if (!PG_ARGISNULL(1))
	{
		Decomposition *other = (Decomposition *) PG_GETARG_POINTER(1);

		pair_add(&state->later, &other->later, "decompose");
		pair_add(&state->earlier, &other->earlier, "decompose");
		fixed_sum_add(&state->later_crossed, other->later_crossed.whole,
					  other->later_crossed.fraction);
		fixed_sum_add(&state->earlier_crossed, other->earlier_crossed.whole,
					  other->earlier_crossed.fraction);
	}
	PG_RETURN_POINTER(state);
}

static void
fixed_sum_send(StringInfo buf, const FixedSum *total)
{
	sum128_send(buf, total->whole);
	pq_sendint64(buf, total->fraction.hi);
	pq_sendint64(buf, total->fraction.lo);
}

static void
fixed_sum_recv(StringInfo buf, FixedSum *total)
{
	total->whole = sum128_recv(buf);
	total->fraction.hi = (uint64) pq_getmsgint64(buf);
	total->fraction.lo = (uint64) pq_getmsgint64(buf);
	if (sum128_sign(total->whole) < 0)
		bad_state("decompose");
}

Datum
decompose_serialize(PG_FUNCTION_ARGS)
{
	Decomposition *state = (Decomposition *) PG_GETARG_POINTER(0);
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "decompose");
	pq_begintypsend(&buf);
	pair_send(&buf, &state->later);
	pair_send(&buf, &state->earlier);
	fixed_sum_send(&buf, &state->later_crossed);
	fixed_sum_send(&buf, &state->earlier_crossed);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

Datum
decompose_deserialize(PG_FUNCTION_ARGS)
{
	Decomposition *state;
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "decompose");
	begin_state(&buf, PG_GETARG_BYTEA_PP(0), DECOMPOSITION_WIRE_SIZE,
				"decompose");
	state = palloc_object(Decomposition);
	pair_recv(&buf, &state->later, "decompose");
	pair_recv(&buf, &state->earlier, "decompose");
	fixed_sum_recv(&buf, &state->later_crossed);
	fixed_sum_recv(&buf, &state->earlier_crossed);
	PG_RETURN_POINTER(state);
}

/* The persons that a crossed sum counts, in percent of all */
static Numeric
crossed_percent(const FixedSum *crossed, const Pair *pair)
{
	const Sum128 limb = {.hi = 1, .lo = 0};
	const Sum128 high = {.hi = 0, .lo = crossed->fraction.hi};
	const Sum128 low = {.hi = 0, .lo = crossed->fraction.lo};
	Numeric		base = sum128_to_numeric(limb);
	Numeric		dividend = sum128_to_numeric(crossed->whole);
	Numeric		divisor = sum128_to_numeric(pair->denominator);

	/* in units of the last binary place, limb by limb */
	dividend = number_mul(dividend, base);
	dividend = number_add(dividend, sum128_to_numeric(high));
	dividend = number_mul(dividend, base);
	dividend = number_add(dividend, sum128_to_numeric(low));
	divisor = number_mul(divisor, base);
	divisor = number_mul(divisor, base);
	return round_percent_of(dividend, divisor, POINT_DIGITS, ROUND_HALF_UP);
}

/*
 * decompose_final(internal) → (change, rate_effect, mix_effect)
 *
 * E. M. Kitagawa (1955), "Components of a difference between two rates",
 * J. Amer. Statist. Assoc. 50:1168-1194, in the symmetric form of two
 * components; P. Das Gupta (1993), U.S. Bureau of the Census P23-186, ch. 5.
 * With shares s of the denominators, rates r, and means over both dates:
 *
 *	rate effect		sum of mean(s) * (change of r)
 *	mix effect		sum of mean(r) * (change of s)
 *
 * Multiplied out, these are half the sum and half the difference of the
 * change and of how far the crossed rates are apart.  Columns are NULL if a
 * date has no denominator at all.
 */
Datum
decompose_final(PG_FUNCTION_ARGS)
{
	static const RecordColumn parts[] = {
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID),
		SERVER_COLUMN(NUMERICOID)
	};
	Decomposition *state = (Decomposition *) PG_GETARG_POINTER(0);
	Datum		values[3] = {0};
	bool		nulls[3] = {true, true, true};

	if (!pair_is_empty(&state->later) && !pair_is_empty(&state->earlier))
	{
		Numeric		change;
		Numeric		apart;
		Numeric		rate_effect;

		change = number_sub(pair_percent(&state->later),
							pair_percent(&state->earlier));
		apart = number_sub(crossed_percent(&state->earlier_crossed,
										   &state->earlier),
						   crossed_percent(&state->later_crossed,
										   &state->later));
		rate_effect = half_of(number_add(change, apart));

		/* the rest of the change, so that both parts add up to it */
		values[0] = NumericGetDatum(change);
		values[1] = NumericGetDatum(rate_effect);
		values[2] = NumericGetDatum(number_sub(change, rate_effect));
		nulls[0] = nulls[1] = nulls[2] = false;
	}
	return RECORD_RESULT(fcinfo, parts, values, nulls);
}


/* ----------------------------------------
 * panel_change(later rate, earlier rate)
 * ----------------------------------------
 */

typedef struct PanelChange
{
	Pair		matched_later;	/* reported on both dates */
	Pair		matched_earlier;
	Pair		entered;		/* on the later date only */
	Pair		left;			/* on the earlier date only */
} PanelChange;

#define PANEL_CHANGE_WIRE_SIZE (4 * PAIR_WIRE_SIZE)

/*
 * panel_change_accum(internal, rate, rate) → internal
 *
 * NULL is an enterprise that did not report; 0/0 is one that reported no
 * staff.
 */
Datum
panel_change_accum(PG_FUNCTION_ARGS)
{
	PanelChange *state = get_state(fcinfo, sizeof(PanelChange),
								   "panel_change");
	const Rate *later = rate_argument(fcinfo, 1);
	const Rate *earlier = rate_argument(fcinfo, 2);

	if (later != NULL)
		pair_add_rate(earlier != NULL ? &state->matched_later : &state->entered,
					  later, "panel_change");
	if (earlier != NULL)
		pair_add_rate(later != NULL ? &state->matched_earlier : &state->left,
					  earlier, "panel_change");
	PG_RETURN_POINTER(state);
}

Datum
panel_change_combine(PG_FUNCTION_ARGS)
{
	PanelChange *state = get_state(fcinfo, sizeof(PanelChange),
								   "panel_change");

	if (!PG_ARGISNULL(1))
	{
		PanelChange *other = (PanelChange *) PG_GETARG_POINTER(1);

		pair_add(&state->matched_later, &other->matched_later, "panel_change");
		pair_add(&state->matched_earlier, &other->matched_earlier,
				 "panel_change");
		pair_add(&state->entered, &other->entered, "panel_change");
		pair_add(&state->left, &other->left, "panel_change");
	}
	PG_RETURN_POINTER(state);
}

Datum
panel_change_serialize(PG_FUNCTION_ARGS)
{
	PanelChange *state = (PanelChange *) PG_GETARG_POINTER(0);
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "panel_change");
	pq_begintypsend(&buf);
	pair_send(&buf, &state->matched_later);
	pair_send(&buf, &state->matched_earlier);
	pair_send(&buf, &state->entered);
	pair_send(&buf, &state->left);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

Datum
panel_change_deserialize(PG_FUNCTION_ARGS)
{
	PanelChange *state;
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "panel_change");
	begin_state(&buf, PG_GETARG_BYTEA_PP(0), PANEL_CHANGE_WIRE_SIZE,
				"panel_change");
	state = palloc_object(PanelChange);
	pair_recv(&buf, &state->matched_later, "panel_change");
	pair_recv(&buf, &state->matched_earlier, "panel_change");
	pair_recv(&buf, &state->entered, "panel_change");
	pair_recv(&buf, &state->left, "panel_change");
	PG_RETURN_POINTER(state);
}

/*
 * panel_change_final(internal) → (change, matched, entry, exit)
 *
 * The change of the pooled rate, all later minus all earlier, by way of those
 * who reported on both dates:
 *
 *	matched		matched later - matched earlier
 *	entry		all later - matched later
 *	exit		matched earlier - all earlier
 *
 * Each of the four percentages is rounded once, so the parts add up to the
 * change in every digit.  The change is NULL if a date has no denominator,
 * and the parts if the matched have none on one of them.
 */
Datum
panel_change_final(PG_FUNCTION_ARGS)
{
	static const RecordColumn parts[] = {
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID),
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID)
	};
	PanelChange *state = (PanelChange *) PG_GETARG_POINTER(0);
	Pair		later = pair_sum(&state->matched_later, &state->entered,
								 "panel_change");
	Pair		earlier = pair_sum(&state->matched_earlier, &state->left,
								   "panel_change");
	Datum		values[4] = {0};
	bool		nulls[4] = {true, true, true, true};

	if (!pair_is_empty(&later) && !pair_is_empty(&earlier))
	{
		Numeric		all_later = pair_percent(&later);
		Numeric		all_earlier = pair_percent(&earlier);

		values[0] = NumericGetDatum(number_sub(all_later, all_earlier));
		nulls[0] = false;

		if (!pair_is_empty(&state->matched_later) &&
			!pair_is_empty(&state->matched_earlier))
		{
			Numeric		matched_later = pair_percent(&state->matched_later);
			Numeric		matched_earlier = pair_percent(&state->matched_earlier);

			values[1] = NumericGetDatum(number_sub(matched_later,
													 matched_earlier));
			values[2] = NumericGetDatum(number_sub(all_later,
													 matched_later));
			values[3] = NumericGetDatum(number_sub(matched_earlier,
													 all_earlier));
			nulls[1] = nulls[2] = nulls[3] = false;
		}
	}
	return RECORD_RESULT(fcinfo, parts, values, nulls);
}
