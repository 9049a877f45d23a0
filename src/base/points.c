/*-------------------------------------------------------------------------
 *
 * points.c
 *	  A change in percentage points from sums past bigint: one rounding, half
 *	  up, to 16 decimals.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/points.h"
#include "base/rounding.h"

/*
 * 100 * dividend / divisor, of two magnitudes of the same number of limbs; the
 * divisor is not 0, and the result fits in a Wide.
 *
 * The quotient is taken in units of the last decimal and with one limb behind
 * the point, which tells of a tie, and of the larger of two remainders.
 */
Points
points_rounded(bool negative, const uint64 *dividend, const uint64 *divisor,
			   int limbs)
{
	uint64		scaled[LIMBS_MAX] = {0};
	uint64		by[LIMBS_MAX] = {0};
	uint64		quotient[LIMBS_MAX] = {0};
	const uint64 one = 1;
	Points		result;

	Assert(limbs + 2 <= LIMBS_MAX);
	limbs_add_multiple(scaled + 1, dividend, limbs,
					   (uint64) power_of_ten(POINT_DIGITS + PERCENT_PLACES));
	memcpy(by, divisor, limbs * sizeof(uint64));
	limbs_divide(quotient, scaled, by, limbs + 2);

	/* half up: a tie goes away from 0 */
	if ((quotient[0] >> 63) != 0)
		(void) limbs_carry(quotient + 1, limbs + 1, one);
	memcpy(result.units.limb, quotient + 1, sizeof(result.units.limb));

	/* taken for signed, the limb behind the point is what is left over */
	result.remainder = (int64) quotient[0] / 2;
	if (negative)
	{
		limbs_negate(result.units.limb, WIDE_LIMBS);
		result.remainder = -result.remainder;
	}
	return result;
}

/* As numeric, with all of the decimals */
Numeric
points_to_numeric(Wide units)
{
	bool		negative = wide_sign(units) < 0;
	Numeric		result;

	if (negative)
		limbs_negate(units.limb, WIDE_LIMBS);
	if (likely(limbs_bits(units.limb, WIDE_LIMBS) < LIMB_BITS))
	{
		int64		value = (int64) units.limb[0];

		return int64_div_fast_to_numeric(negative ? -value : value,
										 POINT_DIGITS);
	}

	result = number_mul(limbs_to_numeric(units.limb, WIDE_LIMBS),
						number_power_of_ten(-POINT_DIGITS));
	return negative ? number_sub(int64_to_numeric(0), result) : result;
}
