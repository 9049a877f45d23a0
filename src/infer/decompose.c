/*-------------------------------------------------------------------------
 *
 * decompose.c
 *	  decompose(later rate, earlier rate): a change as an effect of rates and
 *	  one of mix; and the type decompose_sums, its state.
 *
 * Each row is one stratum; nothing may drop out of the comparison without a
 * word, so what a missing side means is defined.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"

#include "base/compat.h"
#include "base/record.h"
#include "base/sums.h"
#include "infer/pair.h"
#include "rate/rate.h"

/*
 * With y of x persons in each stratum, later and earlier: the totals, and
 * what each date would have counted with its own strata and the rates of the
 * other date.
 *
 * The on-disk form: 128 bytes, double alignment, no padding.
 */
typedef struct DecomposeSums
{
	Pair		later;
	Pair		earlier;
	FixedSum	later_crossed;	/* sum of later x * earlier y/x */
	FixedSum	earlier_crossed;	/* sum of earlier x * later y/x */
} DecomposeSums;

PG_FUNCTION_INFO_V1(decompose_final);


/* --------
 * The type
 * --------
 */

static const char *
decompose_fault(const void *value)
{
	const DecomposeSums *sums = (const DecomposeSums *) value;

	if (!pair_is_valid(&sums->later) || !pair_is_valid(&sums->earlier))
		return "Without a denominator the numerator must be 0.";
	if ((pair_is_empty(&sums->later) &&
		 !fixed_is_zero(&sums->later_crossed)) ||
		(pair_is_empty(&sums->earlier) &&
		 !fixed_is_zero(&sums->earlier_crossed)))
		return "Without a denominator nothing can be counted with the rates of the other date.";
	return NULL;
}

/*
 * The persons of one date, with the rates of the other.  Cut at the last
 * place, and as every stratum has a person at least, the sum divided by all
 * persons is too small by less than that place.
 *
 * A stratum that the other date does not have, NULL or 0/0, has no share and
 * no rate there.  Its rate is taken to be that of this date: then it changes
 * the mix and nothing else, which is what happened.
 */
static inline FixedSum
crossed(const Rate *rate, const Rate *other)
{
	if (!has_value(other))
		return fixed_from_count(rate->numerator);
	return fixed_from_product(rate->denominator, other->numerator,
							  other->denominator);
}

/* The sums of one stratum */
static bool
decompose_row(FunctionCallInfo fcinfo, void *row)
{
	const Rate *later = rate_argument(fcinfo, 1);
	const Rate *earlier = rate_argument(fcinfo, 2);
	DecomposeSums *sums = (DecomposeSums *) row;

	if (has_value(later))
	{
		sums->later = pair_from_rate(later);
		sums->later_crossed = crossed(later, earlier);
	}
	if (has_value(earlier))
	{
		sums->earlier = pair_from_rate(earlier);
		sums->earlier_crossed = crossed(earlier, later);
	}
	return true;
}

static const SumsField decompose_fields[] = {
	PAIR_FIELDS(DecomposeSums, later),
	PAIR_FIELDS(DecomposeSums, earlier),
	{FIELD_RATIOS, offsetof(DecomposeSums, later_crossed)},
	{FIELD_RATIOS, offsetof(DecomposeSums, earlier_crossed)},
};

static const SumsType decompose_type = {
	"decompose_sums", "decompose", sizeof(DecomposeSums),
	lengthof(decompose_fields), decompose_fields, decompose_row, decompose_fault
};

SUMS_FUNCTIONS(decompose_sums, DecomposeSums, decompose_type);
SUMS_INTERNAL_FUNCTIONS(decompose, decompose_type);


/* ----------
 * The result
 * ----------
 */

/*
 * The rate effect, half the sum of the change and of how far the crossed
 * rates are apart:
 *
 *	(n1 - C1) / (2 d1) + (C0 - n0) / (2 d0)
 *
 * with the crossed sums C in units of their last place.  These are cut, so
 * the value may be off by a little less than one of those units either way.
 * Nearer than that to a tie it is taken to be that tie, as quotients with a
 * small denominator are.
 */
static Numeric
rate_effect(const DecomposeSums *sums)
{
	const FixedSum one = fixed_from_count(1);
	Numeric		unit = limbs_to_numeric(one.limb, FIXED_LIMBS);
	Numeric		d1 = sum128_to_numeric(sums->later.denominator);
	Numeric		d0 = sum128_to_numeric(sums->earlier.denominator);
	Numeric		n1 = sum128_to_numeric(sums->later.numerator);
	Numeric		n0 = sum128_to_numeric(sums->earlier.numerator);
	Numeric		c1 = limbs_to_numeric(sums->later_crossed.limb, FIXED_LIMBS);
	Numeric		c0 = limbs_to_numeric(sums->earlier_crossed.limb, FIXED_LIMBS);
	Numeric		places = number_mul(d1, d0);
	Numeric		dividend;

	dividend = cross_difference(number_sub(number_mul(n1, unit), c1), d1,
								number_sub(number_mul(n0, unit), c0), d0);
	if (number_sign(dividend) < 0)
		dividend = number_sub(dividend, places);
	else
		dividend = number_add(dividend, places);
	return round_percent_of(dividend,
							number_mul(number_mul(places, unit),
									   int64_to_numeric(2)),
							POINT_DIGITS, ROUND_HALF_UP);
}

/*
 * decompose_final(decompose_sums) → (change, rate_effect, mix_effect)
 *
 * E. M. Kitagawa (1955), "Components of a difference between two rates",
 * J. Amer. Statist. Assoc. 50:1168-1194, in the symmetric form of two
 * components; P. Das Gupta (1993), U.S. Bureau of the Census P23-186, ch. 5.
 * With shares s of the denominators, rates r, and means over both dates:
 *
 *	rate effect		sum of mean(s) * (change of r)
 *	mix effect		sum of mean(r) * (change of s)
 *
 * The change and the rate effect are rounded once, and the mix effect is what
 * is left of the change.  Columns are NULL if a date has no denominator at
 * all.
 */
Datum
decompose_final(PG_FUNCTION_ARGS)
{
	static const RecordColumn parts[] = {
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID),
		SERVER_COLUMN(NUMERICOID)
	};
	const DecomposeSums *sums = (const DecomposeSums *) PG_GETARG_POINTER(0);
	Datum		values[3] = {0};
	bool		nulls[3] = {true, true, true};

	if (!pair_is_empty(&sums->later) && !pair_is_empty(&sums->earlier))
	{
		Numeric		change = pair_points(&sums->later, &sums->earlier,
										 POINT_DIGITS);
		Numeric		effect = rate_effect(sums);

		values[0] = NumericGetDatum(change);
		values[1] = NumericGetDatum(effect);
		values[2] = NumericGetDatum(number_sub(change, effect));
		nulls[0] = nulls[1] = nulls[2] = false;
	}
	return RECORD_RESULT(fcinfo, parts, values, nulls);
}
