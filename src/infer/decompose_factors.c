/*-------------------------------------------------------------------------
 *
 * decompose_factors.c
 *	  decompose_factors(later rate[], earlier rate[]), and the aggregate
 *	  decompose_factors_total() over strata; and the type
 *	  decompose_factors_sums, its state.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"

#include "base/compat.h"
#include "base/points.h"
#include "base/sums.h"
#include "infer/factors.h"

/*
 * The on-disk form: 400 bytes, double alignment, no padding.  Effects are
 * added up apart from those that are negative, because no sum is.
 */
typedef struct FactorSums
{
	int64		strata;
	int64		factors;		/* of all strata together */
	FixedSum	up[FACTORS_MAX];
	FixedSum	down[FACTORS_MAX];
} FactorSums;

/* A quotient in decimals of points that has no more bits than that has room */
#define QUOTIENT_BITS_MAX 240

PG_FUNCTION_INFO_V1(decompose_factors);
PG_FUNCTION_INFO_V1(decompose_factors_sums_combine);
PG_FUNCTION_INFO_V1(decompose_factors_sums_final);


/* -----------
 * One stratum
 * -----------
 */

static void
product_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a product of factors is out of range"),
			 errdetail("An effect exceeds 2^127."),
			 errhint("Check the unit of the counts.")));
}

static Points
effect_points(const FactorEffect *effect, const uint64 *divisor, int limbs)
{
	if (limbs_bits(effect->dividend, limbs) - limbs_bits(divisor, limbs) >
		QUOTIENT_BITS_MAX)
		product_out_of_range();
	return points_rounded(effect->negative, effect->dividend, divisor, limbs);
}

static Datum
ratios_array(Points *parts, int count, Wide total)
{
	Datum		elements[FACTORS_MAX];

	points_add_up(parts, count, total);
	for (int i = 0; i < count; i++)
		elements[i] = NumericGetDatum(points_to_ratio(parts[i].units));
	return PointerGetDatum(construct_array(elements, count, NUMERICOID, -1,
										   false, TYPALIGN_INT));
}

/*
 * decompose_factors(later rate[], earlier rate[]) → numeric[]
 *
 * The effect of each factor on the change of the product, as a ratio with 18
 * decimals, rounded once; they are made to add up to the change.  NULL if a
 * factor is NULL or 0/0.
 */
Datum
decompose_factors(PG_FUNCTION_ARGS)
{
	Factors		factors;
	FactorEffect effect;
	uint64		divisor[FACTOR_LIMBS];
	Points		parts[FACTORS_MAX];

	if (!factors_read(PG_GETARG_ARRAYTYPE_P(0), PG_GETARG_ARRAYTYPE_P(1),
					  &factors))
		PG_RETURN_NULL();

	factors_divisor(&factors, divisor);
	for (int i = 0; i < factors.count; i++)
	{
		effect = factors_effect(&factors, i);
		parts[i] = effect_points(&effect, divisor, factors.limbs);
	}
	effect = factors_change(&factors);
	return ratios_array(parts, factors.count,
						effect_points(&effect, divisor, factors.limbs).units);
}


/* --------
 * The type
 * --------
 */

/* How many factors each stratum has; 0 without strata */
static inline int64
factors_of(const FactorSums *sums)
{
	return sums->strata == 0 ? 0 : sums->factors / sums->strata;
}

static const char *
factor_sums_fault(const void *value)
{
	const FactorSums *sums = (const FactorSums *) value;
	int64		count = factors_of(sums);

	if (sums->factors != sums->strata * count ||
		(sums->strata > 0 && (count < FACTORS_MIN || count > FACTORS_MAX)))
		return gettext_noop("Each stratum must have from 2 to 6 factors, and all the same number.");
	for (int i = (int) count; i < FACTORS_MAX; i++)
	{
		if (!fixed_is_zero(&sums->up[i]) || !fixed_is_zero(&sums->down[i]))
			return gettext_noop("A factor that no stratum has must not have an effect.");
	}
	return NULL;
}

static bool factor_sums_row(FunctionCallInfo fcinfo, void *state, bool out);

static const SumsField factor_sums_fields[] = {
	{FIELD_COUNT, offsetof(FactorSums, strata)},
	{FIELD_COUNT, offsetof(FactorSums, factors)},
	{FIELD_RATIOS, offsetof(FactorSums, up[0])},
	{FIELD_RATIOS, offsetof(FactorSums, down[0])},
	{FIELD_RATIOS, offsetof(FactorSums, up[1])},
	{FIELD_RATIOS, offsetof(FactorSums, down[1])},
	{FIELD_RATIOS, offsetof(FactorSums, up[2])},
	{FIELD_RATIOS, offsetof(FactorSums, down[2])},
	{FIELD_RATIOS, offsetof(FactorSums, up[3])},
	{FIELD_RATIOS, offsetof(FactorSums, down[3])},
	{FIELD_RATIOS, offsetof(FactorSums, up[4])},
	{FIELD_RATIOS, offsetof(FactorSums, down[4])},
	{FIELD_RATIOS, offsetof(FactorSums, up[5])},
	{FIELD_RATIOS, offsetof(FactorSums, down[5])},
};

static const SumsType factor_sums_type = {
	"decompose_factors_sums", "decompose_factors_total", sizeof(FactorSums),
	lengthof(factor_sums_fields), factor_sums_fields, factor_sums_row,
	factor_sums_fault
};

SUMS_TYPE_FUNCTIONS(decompose_factors_sums, FactorSums, factor_sums_type);


/* -------------
 * The aggregate
 * -------------
 */

static void
check_same_factors(int64 count, int64 other)
{
	if (count != 0 && other != 0 && count != other)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("all strata must have the same factors"),
				 errdetail("One has %lld, another %lld.", (long long) count,
						   (long long) other),
				 errhint("Write the same factors in the same order.")));
}

static void
no_value(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("a stratum has a factor without a value"),
			 errdetail("A factor is NULL or 0/0 on one date."),
			 errhint("Merge it with another stratum, or leave it out with FILTER (WHERE decompose_factors(later, earlier) IS NOT NULL).")));
}

#define QUOTIENT_LIMBS (FACTOR_LIMBS + FIXED_PLACES)

/* One effect, cut at the last place, added to its sum or taken out */
static bool
change_effect(FixedSum *sum, const FactorEffect *effect,
			  const uint64 *divisor, int limbs, bool out)
{
	int			all = limbs + FIXED_PLACES;
	uint64		dividend[QUOTIENT_LIMBS] = {0};
	uint64		by[QUOTIENT_LIMBS] = {0};
	uint64		quotient[QUOTIENT_LIMBS] = {0};
	FixedSum	change;

	memcpy(dividend + FIXED_PLACES, effect->dividend, limbs * sizeof(uint64));
	memcpy(by, divisor, limbs * sizeof(uint64));
	limbs_divide(quotient, dividend, by, all);
	if (limbs_bits(quotient, all) >= FIXED_LIMBS * LIMB_BITS)
		product_out_of_range();
	memcpy(change.limb, quotient, sizeof(change.limb));
	return fixed_change(sum, &change, out);
}

/* One stratum */
static bool
factor_sums_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	FactorSums *sums = (FactorSums *) state;
	Factors		factors;
	uint64		divisor[FACTOR_LIMBS];
	bool		overflow;

	if (PG_ARGISNULL(1) && PG_ARGISNULL(2))
		return false;
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) ||
		!factors_read(PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2),
					  &factors))
		no_value();
	check_same_factors(factors_of(sums), factors.count);

	overflow = pg_add_s64_overflow(sums->strata, out ? -1 : 1,
								   &sums->strata);
	overflow |= pg_add_s64_overflow(sums->factors,
									out ? -factors.count : factors.count,
									&sums->factors);
	factors_divisor(&factors, divisor);
	for (int i = 0; i < factors.count; i++)
	{
		FactorEffect effect = factors_effect(&factors, i);
		FixedSum   *sum = &sums->up[i];

		if (effect.negative)
			sum = &sums->down[i];
		overflow |= change_effect(sum, &effect, divisor, factors.limbs, out);
	}
	return overflow;
}

SUMS_FUNCTION(decompose_factors_sums_accum,
			  sums_accum(fcinfo, &factor_sums_type));
SUMS_FUNCTION(decompose_factors_sums_inverse,
			  sums_inverse(fcinfo, &factor_sums_type));

/* Sums of different factors must not be added up. */
Datum
decompose_factors_sums_combine(PG_FUNCTION_ARGS)
{
	check_same_factors(factors_of((FactorSums *) PG_GETARG_POINTER(0)),
					   factors_of((FactorSums *) PG_GETARG_POINTER(1)));
	return sums_combine(fcinfo, &factor_sums_type);
}

/*
 * A difference of sums, rounded.  Each effect in it is cut at the last place,
 * so the value may be off by as many of those as there are strata, either way.
 * Nearer than that to a tie it is taken to be that tie.
 */
static Points
difference_points(FixedSum up, const FixedSum *down, int64 strata)
{
	const FixedSum one = fixed_from_count(1);
	FixedSum	slack = {{(uint64) strata}};
	bool		negative = limbs_difference(up.limb, down->limb, FIXED_LIMBS);

	(void) limbs_add(up.limb, slack.limb, FIXED_LIMBS);
	return points_rounded(negative, up.limb, one.limb, FIXED_LIMBS);
}

/*
 * decompose_factors_sums_final(decompose_factors_sums) → numeric[]
 *
 * The effects on the sum of the products, as decompose_factors() gives them;
 * NULL without strata.
 */
Datum
decompose_factors_sums_final(PG_FUNCTION_ARGS)
{
	const FactorSums *sums = (const FactorSums *) PG_GETARG_POINTER(0);
	int			count = (int) factors_of(sums);
	Points		parts[FACTORS_MAX];
	FixedSum	up = {{0}};
	FixedSum	down = {{0}};

	if (count == 0)
		PG_RETURN_NULL();
	for (int i = 0; i < count; i++)
	{
		parts[i] = difference_points(sums->up[i], &sums->down[i],
									 sums->strata);
		if (fixed_change(&up, &sums->up[i], false) ||
			fixed_change(&down, &sums->down[i], false))
			sums_overflow(&factor_sums_type);
	}
	return ratios_array(parts, count,
						difference_points(up, &down, sums->strata).units);
}
