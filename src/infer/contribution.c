/*-------------------------------------------------------------------------
 *
 * contribution.c
 *	  contribution(): what one stratum adds to the effects of decompose().
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"

#include "base/compat.h"
#include "base/record.h"
#include "infer/pair.h"
#include "rate/rate.h"

/* One date of a stratum; its rate may be that of the other date */
typedef struct Side
{
	Rate		share;			/* 0 on a date that does not have the stratum */
	Rate		rate;
	Rate		total;
} Side;

/* Products of the denominators of both dates */
typedef struct Scale
{
	Sum128		strata;
	Sum128		totals;
} Scale;

PG_FUNCTION_INFO_V1(rate_contribution);


static void
check_part(const Rate *part, const Rate *total, const char *message)
{
	if (rate_is_valid(total->numerator - part->numerator,
					  total->denominator - part->denominator))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg_internal("%s", _(message)),
			 errdetail("It is %lld/%lld, the total %lld/%lld.",
					   (long long) part->numerator,
					   (long long) part->denominator,
					   (long long) total->numerator,
					   (long long) total->denominator),
			 errhint("Pool the totals from the strata, as in pool(later) OVER ().")));
}

/* As decompose() does, a date without the stratum takes the other one's rate */
static Side
make_side(const Rate *own, const Rate *any, const Rate *total,
		  const char *message)
{
	Side		side = {.rate = *any, .total = *total};

	side.share.denominator = total->denominator;
	if (has_value(own))
	{
		check_part(own, total, message);
		side.share.numerator = own->denominator;
		side.rate = *own;
	}
	return side;
}

/* The sum and the difference of fractions, times both denominators */
static Sum128
cross_sum(const Rate *a, const Rate *b)
{
	Sum128		result;

	/* a product of counts has 126 bits */
	(void) sum128_add_overflow(sum128_product(a->numerator, b->denominator),
							   sum128_product(b->numerator, a->denominator),
							   &result);
	return result;
}

static Sum128
cross_difference(const Rate *a, const Rate *b, bool *negative)
{
	Sum128		result;

	(void) sum128_sub_overflow(sum128_product(a->numerator, b->denominator),
							   sum128_product(b->numerator, a->denominator),
							   &result);
	*negative = sum128_sign(result) < 0;
	return *negative ? sum128_negate(result) : result;
}

/*
 * With shares s and rates r of the stratum, mean(s) * (change of r):
 *
 *	(s1 + s0) (r1 - r0) / 2
 */
static Points
rate_part(const Side *later, const Side *earlier, const Scale *scale)
{
	uint64		dividend[PRODUCT_LIMBS];
	uint64		divisor[PRODUCT_LIMBS];
	bool		negative;
	Sum128		shares = cross_sum(&later->share, &earlier->share);
	Sum128		change = cross_difference(&later->rate, &earlier->rate,
										  &negative);

	product_of_sums(dividend, shares, change);
	product_of_sums(divisor, scale->strata, scale->totals);
	(void) limbs_add(divisor, divisor, PRODUCT_LIMBS);
	return points_rounded(negative, dividend, divisor, PRODUCT_LIMBS);
}

#define MIX_LIMBS (PRODUCT_LIMBS + 2)

/*
 * And (mean(r) - mean(R)) * (change of s), with R the rates of the totals:
 *
 *	(s1 - s0) (r1 + r0 - (R1 + R0)) / 2
 */
static Points
mix_part(const Side *later, const Side *earlier, const Scale *scale)
{
	uint64		excess[PRODUCT_LIMBS];
	uint64		mean[PRODUCT_LIMBS];
	uint64		limbs[2];
	uint64		dividend[MIX_LIMBS];
	uint64		divisor[MIX_LIMBS];
	bool		less;
	bool		below;
	Sum128		change = cross_difference(&later->share, &earlier->share,
										  &less);
	Sum128		own = cross_sum(&later->rate, &earlier->rate);
	Sum128		total = cross_sum(&later->total, &earlier->total);

	product_of_sums(excess, own, scale->totals);
	product_of_sums(mean, total, scale->strata);
	below = limbs_difference(excess, mean, PRODUCT_LIMBS);
	sum_limbs(limbs, change);
	limbs_multiply(dividend, excess, PRODUCT_LIMBS, limbs, 2);

	product_of_sums(mean, scale->strata, scale->totals);
	sum_limbs(limbs, scale->totals);
	limbs_multiply(divisor, mean, PRODUCT_LIMBS, limbs, 2);
	(void) limbs_add(divisor, divisor, MIX_LIMBS);
	return points_rounded(less != below, dividend, divisor, MIX_LIMBS);
}

/*
 * contribution(later rate, earlier rate, later_total rate,
 *				earlier_total rate) → (rate_effect, mix_effect)
 *
 * What a stratum adds to either effect of decompose(), in percentage points,
 * each rounded once, half up, to 16 decimals: over all strata they add up to
 * decompose(), but for that rounding.  The mix effect is relative to the mean
 * of the totals, which adds the same: the changes of all shares add up to 0.
 * So a stratum that grows is blamed only for a rate below the mean.
 *
 * NULL and 0/0 are a date that does not have the stratum; both columns are
 * NULL if a total has no denominator.
 */
Datum
rate_contribution(PG_FUNCTION_ARGS)
{
	static const RecordColumn parts[] = {
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID)
	};
	const Rate *later = rate_argument(fcinfo, 0);
	const Rate *earlier = rate_argument(fcinfo, 1);
	const Rate *later_total = rate_argument(fcinfo, 2);
	const Rate *earlier_total = rate_argument(fcinfo, 3);
	Rate		any = {.numerator = 0, .denominator = 1};
	Datum		values[2] = {0};
	bool		nulls[2] = {true, true};

	if (has_value(later_total) && has_value(earlier_total))
	{
		Side		l;
		Side		e;
		Scale		scale;
		Wide		units[2];

		if (has_value(later) || has_value(earlier))
			any = has_value(later) ? *later : *earlier;
		l = make_side(later, &any, later_total,
					  gettext_noop("the later rate is not a part of the later total"));
		e = make_side(earlier, &any, earlier_total,
					  gettext_noop("the earlier rate is not a part of the earlier total"));
		scale.strata = sum128_product(l.rate.denominator, e.rate.denominator);
		scale.totals = sum128_product(l.total.denominator,
									  e.total.denominator);
		units[0] = rate_part(&l, &e, &scale).units;
		units[1] = mix_part(&l, &e, &scale).units;
		for (int i = 0; i < 2; i++)
		{
			values[i] = NumericGetDatum(points_to_numeric(units[i]));
			nulls[i] = false;
		}
	}
	return RECORD_RESULT(fcinfo, parts, values, nulls);
}
