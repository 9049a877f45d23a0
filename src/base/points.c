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

/* Units of a decimal as numeric, with all of the decimals */
static Numeric
units_to_numeric(Wide units, int digits)
{
	bool		negative = wide_sign(units) < 0;
	Numeric		result;

	if (negative)
		limbs_negate(units.limb, WIDE_LIMBS);
	if (likely(limbs_bits(units.limb, WIDE_LIMBS) < LIMB_BITS))
	{
		int64		value = (int64) units.limb[0];

		return int64_div_fast_to_numeric(negative ? -value : value, digits);
	}

	result = number_mul(limbs_to_numeric(units.limb, WIDE_LIMBS),
						number_power_of_ten(-digits));
	return negative ? number_sub(int64_to_numeric(0), result) : result;
}

Numeric
points_to_numeric(Wide units)
{
	return units_to_numeric(units, POINT_DIGITS);
}

/* The same value as a ratio, which has two decimals more */
Numeric
points_to_ratio(Wide units)
{
	return units_to_numeric(units, POINT_DIGITS + PERCENT_PLACES);
}

/*
 * Parts that are rounded each for itself may miss their total by some units of
 * the last place.  These go to the parts with the largest remainders, the
 * common way to make printed shares add up; it never makes something of a part
 * that is 0, and exchanging all signs exchanges the signs of the parts and
 * nothing else.
 */
void
points_add_up(Points *parts, int count, Wide total)
{
	Wide		missing = total;
	int			sign;

	for (int i = 0; i < count; i++)
		missing = wide_minus(missing, parts[i].units);

	while ((sign = wide_sign(missing)) != 0)
	{
		Wide		unit = wide_from_sum128(sum128_from_int64(sign));
		Points	   *largest = &parts[0];

		for (int i = 1; i < count; i++)
		{
			if (sign * parts[i].remainder > sign * largest->remainder)
				largest = &parts[i];
		}
		largest->units = wide_plus(largest->units, unit);
		largest->remainder = 0;
		missing = wide_minus(missing, unit);
	}
}
