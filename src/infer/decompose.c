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
		return gettext_noop("Without a denominator the numerator must be 0.");
	if ((pair_is_empty(&sums->later) &&
		 !fixed_is_zero(&sums->later_crossed)) ||
		(pair_is_empty(&sums->earlier) &&
		 !fixed_is_zero(&sums->earlier_crossed)))
		return gettext_noop("Without a denominator nothing can be counted with the rates of the other date.");
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

/* One date of a stratum */
static inline bool
change_date(Pair *pair, FixedSum *crossed_sum, const Rate *rate,
			const Rate *other, bool out)
{
	FixedSum	change = crossed(rate, other);

	return pair_change(pair, rate, out) ||
		fixed_change(crossed_sum, &change, out);
}

/* One stratum */
static bool
decompose_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	const Rate *later = rate_argument(fcinfo, 1);
	const Rate *earlier = rate_argument(fcinfo, 2);
	DecomposeSums *sums = (DecomposeSums *) state;
	bool		overflow = false;

	if (has_value(later))
		overflow |= change_date(&sums->later, &sums->later_crossed,
								later, earlier, out);
	if (has_value(earlier))
		overflow |= change_date(&sums->earlier, &sums->earlier_crossed,
								earlier, later, out);
	return overflow;
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

/* Limbs of a product of a crossed sum and a denominator */
#define EFFECT_LIMBS (FIXED_LIMBS + 2)

/* What n persons are worth in units of the last place, times d */
static inline void
persons_product(uint64 product[EFFECT_LIMBS], Sum128 n, Sum128 d)
{
	memset(product, 0, FIXED_PLACES * sizeof(uint64));
	product_of_sums(product + FIXED_PLACES, n, d);
}

static inline void
crossed_product(uint64 product[EFFECT_LIMBS], const FixedSum *crossed_sum,
				Sum128 d)
{
	uint64		d_limbs[2];

	sum_limbs(d_limbs, d);
	limbs_multiply(product, crossed_sum->limb, FIXED_LIMBS, d_limbs, 2);
}

/*
 * The rate effect, half the sum of the change and of how far the crossed
 * rates are apart:
 *
 *	(n1 - C1) / (2 d1) + (C0 - n0) / (2 d0)
 *		= (n1 d0 + C0 d1 - n0 d1 - C1 d0) / (2 d1 d0)
 *
 * The crossed sums C are cut at their last place, so the value may be off by
 * a little less than one of those units either way, which d1 d0 is in the
 * dividend.  Nearer than that to a tie it is taken to be that tie, as quotients
 * with a small denominator are.
 */
static Points
rate_effect(const DecomposeSums *sums)
{
	const Pair *later = &sums->later;
	const Pair *earlier = &sums->earlier;
	uint64		dividend[EFFECT_LIMBS];
	uint64		subtrahend[EFFECT_LIMBS];
	uint64		product[EFFECT_LIMBS];
	uint64		places[EFFECT_LIMBS] = {0};
	uint64		divisor[EFFECT_LIMBS];
	bool		negative;

	persons_product(dividend, later->numerator, earlier->denominator);
	crossed_product(product, &sums->earlier_crossed, later->denominator);
	(void) limbs_add(dividend, product, EFFECT_LIMBS);
	persons_product(subtrahend, earlier->numerator, later->denominator);
	crossed_product(product, &sums->later_crossed, earlier->denominator);
	(void) limbs_add(subtrahend, product, EFFECT_LIMBS);
	negative = limbs_difference(dividend, subtrahend, EFFECT_LIMBS);

	product_of_sums(places, later->denominator, earlier->denominator);
	(void) limbs_add(dividend, places, EFFECT_LIMBS);
	persons_product(divisor, later->denominator, earlier->denominator);
	(void) limbs_add(divisor, divisor, EFFECT_LIMBS);
	return points_rounded(negative, dividend, divisor, EFFECT_LIMBS);
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
		Wide		change = pair_points(&sums->later, &sums->earlier).units;
		Wide		effect = rate_effect(sums).units;
		Wide		rest = wide_minus(change, effect);

		values[0] = NumericGetDatum(points_to_numeric(change));
		values[1] = NumericGetDatum(points_to_numeric(effect));
		values[2] = NumericGetDatum(points_to_numeric(rest));
		nulls[0] = nulls[1] = nulls[2] = false;
	}
	return RECORD_RESULT(fcinfo, parts, values, nulls);
}
