/*-------------------------------------------------------------------------
 *
 * logarithm.c
 *	  Logarithms of counts as fixed-point numbers, and what their sums stand
 *	  for.
 *
 * All in integers, so that the same counts have the same logarithms on every
 * machine, and a sum of them does not depend on the order.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/logarithm.h"
#include "base/logarithm_table.h"

/*
 * Fractions of 128 binary places, in two limbs that wrap.
 */
static inline Product128
fraction_add(Product128 a, Product128 b)
{
	a.lo += b.lo;
	a.hi += b.hi + (a.lo < b.lo ? 1 : 0);
	return a;
}

static inline Product128
fraction_subtract(Product128 a, Product128 b)
{
	a.hi -= b.hi + (a.lo < b.lo ? 1 : 0);
	a.lo -= b.lo;
	return a;
}

/* For 0 < bits < 64 */
static inline Product128
fraction_shift_left(Product128 a, int bits)
{
	a.hi = (a.hi << bits) | (a.lo >> (LIMB_BITS - bits));
	a.lo <<= bits;
	return a;
}

static inline Product128
fraction_shift_right(Product128 a, int bits)
{
	a.lo = (a.lo >> bits) | (a.hi << (LIMB_BITS - bits));
	a.hi >>= bits;
	return a;
}

static inline Product128
fraction_from_limb(uint64 lo)
{
	Product128	result = {.hi = 0, .lo = lo};

	return result;
}


/* ---------
 * Logarithm
 * ---------
 */

/*
 * What a mantissa from 1 up to 2, in units of 2^-63, lacks of 1 when it is
 * multiplied by the factor of its first 8 places, in units of 2^-10: less than
 * 157/2^15.
 */
static inline Product128
first_remainder(uint64 mantissa, unsigned int place)
{
	Product128	product = product128(mantissa, first_factor[place]);

	/* in units of 2^-128, in which 1 wraps to 0 */
	return fraction_subtract(fraction_from_limb(0),
							 fraction_shift_left(product, 55));
}

/*
 * What 1 - r lacks of 1 when it is multiplied by 1 + t / 2^24, the factor of
 * its next 7 places: r - t + r t, less than 2^-14.9.
 */
static inline Product128
second_remainder(Product128 r, uint64 t)
{
	Product128	high = fraction_shift_left(product128(r.hi, t), 40);
	Product128	low = fraction_shift_right(product128(r.lo, t), 24);

	r.hi -= t << 40;
	return fraction_add(r, fraction_add(high, low));
}

/*
 * -ln(1 - r) = r + r^2/2 + r^3 (1/3 + r (1/4 + r (1/5 + r/6))), and less than
 * 2^-107 that is left out, for r < 2^-14.9.
 *
 * r is s / 2^78 + d / 2^128, so r^2/2 is s^2 / 2^157 + s d / 2^206, and less
 * than 2^-157 that is left out.
 */
static inline Product128
remainder_logarithm(Product128 r)
{
	uint64		s = (r.hi << 14) | (r.lo >> 50);
	uint64		d = r.lo & ((UINT64CONST(1) << 50) - 1);
	Product128	square = product128(s, s);
	uint64		cube = product128(square.hi, s).hi; /* in units of 2^-106 */
	uint64		series = PG_UINT64_MAX / 6;

	series = PG_UINT64_MAX / 5 + (product128(s, series).hi >> 14);
	series = PG_UINT64_MAX / 4 + (product128(s, series).hi >> 14);
	series = PG_UINT64_MAX / 3 + (product128(s, series).hi >> 14);
	cube = product128(cube, series).hi;

	r = fraction_add(r, fraction_shift_right(square, 29));
	r = fraction_add(r, fraction_from_limb(product128(s, d).hi >> 14));
	return fraction_add(r, fraction_shift_left(fraction_from_limb(cube), 22));
}

/*
 * The logarithm of a mantissa; its error is below 2^-104.
 *
 * It is multiplied by two factors whose logarithms are known, which leaves so
 * little to 1 that a few terms of the series do.
 */
static inline Product128
mantissa_logarithm(uint64 mantissa)
{
	unsigned int place = (unsigned int) (mantissa >> 55) & 0xFF;
	Product128	r = first_remainder(mantissa, place);
	uint64		next = r.hi >> 49;
	Product128	known = fraction_subtract(first_logarithm[place],
										  second_logarithm[next]);

	r = second_remainder(r, SECOND_FACTOR(next));
	return fraction_subtract(known, remainder_logarithm(r));
}

/*
 * A sum of natural logarithms with that of one more positive count, or without
 * it; true if there is no room.  The logarithm of a power of 2 is that
 * multiple of the one of 2.
 */
bool
fixed_change_logarithm(FixedSum *sum, int64 count, bool out)
{
	uint64		exponent = (uint64) pg_leftmost_one_pos64((uint64) count);
	uint64		mantissa = (uint64) count << (63 - exponent);
	Product128	upper = product128(logarithm_of_2.hi, exponent);
	Product128	lower = product128(logarithm_of_2.lo, exponent);
	Product128	fraction = {.hi = upper.lo, .lo = lower.lo};
	FixedSum	change = {{0}};

	Assert(count > 0);

	/* with what is carried out of the fraction, a whole number of at most 43 */
	lower = fraction_from_limb(lower.hi);
	upper = fraction_add(upper, lower);
	fraction.hi = upper.lo;
	if (likely(mantissa << 1 != 0))
	{
		Product128	rest = mantissa_logarithm(mantissa);

		fraction = fraction_add(fraction, rest);
		if (fraction.hi < rest.hi ||
			(fraction.hi == rest.hi && fraction.lo < rest.lo))
			upper.hi++;
	}

	change.limb[0] = fraction.lo;
	change.limb[1] = fraction.hi;
	change.limb[FIXED_PLACES] = upper.hi;
	return fixed_change(sum, &change, out);
}


/* -----------
 * Exponential
 * -----------
 */

/* But for what is carried from the two lowest limbs: less than 2^-126 */
static Product128
fraction_product(Product128 a, Product128 b)
{
	Product128	result = product128(a.hi, b.hi);

	result = fraction_add(result,
						  fraction_from_limb(product128(a.hi, b.lo).hi));
	return fraction_add(result,
						fraction_from_limb(product128(a.lo, b.hi).hi));
}

static Product128
fraction_divide(Product128 a, uint64 divisor)
{
	Product128	dividend = {.hi = a.hi % divisor, .lo = a.lo};
	uint64		rest;

	a.hi /= divisor;
	a.lo = divide128(dividend, divisor, &rest);
	return a;
}

/*
 * exp(f) - 1 for f up to ln 2, with an error below 2^-118: the series for
 * f / 64, whose terms from the 15th on are less than 2^-130, squared six times.
 */
static Product128
fraction_exponential(Product128 f)
{
	Product128	part = fraction_shift_right(f, 6);
	Product128	result = {.hi = 0, .lo = 0};

	for (int i = 14; i > 0; i--)
	{
		result = fraction_add(part, fraction_product(part, result));
		result = fraction_divide(result, (uint64) i);
	}
	for (int i = 0; i < 6; i++)
		result = fraction_add(fraction_shift_left(result, 1),
							  fraction_product(result, result));
	return result;
}

/*
 * a = k ln 2 + f or, for a negative one, -a = k ln 2 - f, with 0 <= f < ln 2:
 * gives k, and makes a of f.  a is less than 2^10.
 */
static int
take_powers_of_2(FixedSum *a, bool negative)
{
	const FixedSum one = {{logarithm_of_2.lo, logarithm_of_2.hi}};
	FixedSum	multiple = {{0}};
	/* no more than there are: 94548/2^16 is below 1 / ln 2 */
	int			k = (int) ((a->limb[FIXED_PLACES] * 94548) >> 16);

	limbs_add_multiple(multiple.limb, one.limb, 2, (uint64) k);
	(void) limbs_subtract(a->limb, multiple.limb, FIXED_LIMBS);
	while (limbs_compare(a->limb, one.limb, FIXED_LIMBS) >= 0)
	{
		(void) limbs_subtract(a->limb, one.limb, FIXED_LIMBS);
		k++;
	}
	if (!negative || fixed_is_zero(a))
		return negative ? -k : k;

	(void) limbs_difference(a->limb, one.limb, FIXED_LIMBS);
	return -(k + 1);
}

/*
 * exp(a - b), rounded once: the double next to it, unless it is as near to the
 * middle of two as a and b are exact.
 */
ExponentialRange
fixed_exponential(const FixedSum *a, const FixedSum *b, double *result)
{
	FixedSum	difference = *a;
	bool		negative = limbs_difference(difference.limb, b->limb,
											FIXED_LIMBS);
	Product128	f;
	uint64		digits;
	int			k;

	if (difference.limb[FIXED_PLACES + 1] != 0 ||
		difference.limb[FIXED_PLACES] >= 1 << 10)
		return negative ? EXPONENTIAL_UNDERFLOW : EXPONENTIAL_OVERFLOW;

	k = take_powers_of_2(&difference, negative);
	f.lo = difference.limb[0];
	f.hi = difference.limb[1];
	f = fraction_exponential(f);

	/* 1 + f in 64 binary digits, the last of which tells of any more */
	digits = (UINT64CONST(1) << 63) | (f.hi >> 1);
	if ((f.hi & 1) != 0 || f.lo != 0)
		digits |= 1;

	*result = round_to_double(digits, k - 63);
	if (isinf(*result))
		return EXPONENTIAL_OVERFLOW;
	return *result == 0.0 ? EXPONENTIAL_UNDERFLOW : EXPONENTIAL_IN_RANGE;
}
