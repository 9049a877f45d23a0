/*-------------------------------------------------------------------------
 *
 * wide.c
 *	  Exact arithmetic on products of two 128-bit sums, and their quotients.
 *
 * Nothing here can overflow as it is used: see the head of wide.h.  The
 * callers' bounds are asserted where they matter.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/wide.h"

/* The bits that a magnitude may have: division needs one to spare */
#define WIDE_BITS (WIDE_LIMBS * 64 - 2)

Wide
wide_from_sum128(Sum128 a)
{
	Wide		result;

	result.limb[0] = a.lo;
	result.limb[1] = (uint64) a.hi;
	for (int i = 2; i < WIDE_LIMBS; i++)
		result.limb[i] = a.hi < 0 ? PG_UINT64_MAX : 0;
	return result;
}

Wide
wide_plus(Wide a, Wide b)
{
	uint64		carry = 0;

	for (int i = 0; i < WIDE_LIMBS; i++)
	{
		uint64		sum = a.limb[i] + b.limb[i];
		uint64		carried = sum < a.limb[i] ? 1 : 0;

		a.limb[i] = sum + carry;
		carry = carried | (a.limb[i] < sum ? 1 : 0);
	}
	return a;
}

static inline void
negate_limbs(uint64 *a, int limbs)
{
	uint64		carry = 1;

	for (int i = 0; i < limbs; i++)
	{
		a[i] = ~a[i] + carry;
		carry = carry != 0 && a[i] == 0 ? 1 : 0;
	}
}

static inline Wide
wide_negate(Wide a)
{
	negate_limbs(a.limb, WIDE_LIMBS);
	return a;
}

Wide
wide_minus(Wide a, Wide b)
{
	return wide_plus(a, wide_negate(b));
}

static inline bool
wide_is_negative(const Wide *a)
{
	return (a->limb[WIDE_LIMBS - 1] >> 63) != 0;
}

/* -1, 0 or 1 */
int
wide_sign(Wide a)
{
	uint64		any = 0;

	if (wide_is_negative(&a))
		return -1;
	for (int i = 0; i < WIDE_LIMBS; i++)
		any |= a.limb[i];
	return any != 0 ? 1 : 0;
}

/*
 * Adds factor * a to the limbs from *result on; what is carried out of the
 * last limb of a goes into the one behind it.
 */
static inline void
add_multiple(uint64 *result, const uint64 *a, int limbs, uint64 factor)
{
	uint64		carry = 0;

	for (int i = 0; i < limbs; i++)
	{
		/* (2^64 - 1)^2 + 2 (2^64 - 1) is 2^128 - 1: no carry is lost */
		Product128	product = product128(a[i], factor);

		product.lo += carry;
		product.hi += product.lo < carry ? 1 : 0;
		result[i] += product.lo;
		carry = product.hi + (result[i] < product.lo ? 1 : 0);
	}
	result[limbs] += carry;
}

Wide
wide_product(Sum128 a, Sum128 b)
{
	bool		negative = (a.hi < 0) != (b.hi < 0);
	Wide		result = {{0}};
	uint64		limbs[2];

	/* the most negative sum is its own magnitude, read without a sign */
	if (a.hi < 0)
		a = sum128_negate(a);
	if (b.hi < 0)
		b = sum128_negate(b);

	limbs[0] = a.lo;
	limbs[1] = (uint64) a.hi;
	add_multiple(result.limb, limbs, 2, b.lo);
	add_multiple(result.limb + 1, limbs, 2, (uint64) b.hi);

	return negative ? wide_negate(result) : result;
}

Wide
wide_times(Wide a, int64 b)
{
	bool		negative = wide_is_negative(&a) != (b < 0);
	uint64		factor = b < 0 ? 0 - (uint64) b : (uint64) b;
	uint64		limbs[WIDE_LIMBS + 1] = {0};
	Wide		result;

	if (wide_is_negative(&a))
		a = wide_negate(a);
	add_multiple(limbs, a.limb, WIDE_LIMBS, factor);
	Assert(limbs[WIDE_LIMBS] == 0 && (limbs[WIDE_LIMBS - 1] >> 63) == 0);

	memcpy(result.limb, limbs, sizeof(result.limb));
	return negative ? wide_negate(result) : result;
}

/* The number of bits of a magnitude that is not 0 */
static int
wide_bits(const Wide *a)
{
	int			top = WIDE_LIMBS - 1;

	while (a->limb[top] == 0)
		top--;
	return top * 64 + pg_leftmost_one_pos64(a->limb[top]) + 1;
}

static Wide
wide_shift_left(Wide a, int bits)
{
	Wide		result;
	int			limbs = bits / 64;
	int			rest = bits % 64;

	for (int i = WIDE_LIMBS - 1; i >= 0; i--)
	{
		uint64		high = i >= limbs ? a.limb[i - limbs] : 0;
		uint64		low = i > limbs ? a.limb[i - limbs - 1] : 0;

		result.limb[i] = high << rest;
		if (rest > 0)
			result.limb[i] |= low >> (64 - rest);
	}
	return result;
}

/*
 * a / b as a double, correctly rounded; b > 0.
 *
 * Both magnitudes are shifted so that the quotient has 62 to 64 bits; it is
 * one digit of a long division in base 2^64, estimated from the leading
 * limbs, which is at most 2 too large when the divisor's top bit is set
 * (Knuth, The Art of Computer Programming 2, 4.3.1, theorem B).  What is
 * left over goes into a sticky last bit, and the double is rounded once.
 */
double
wide_quotient(Wide a, Wide b)
{
	bool		negative = wide_is_negative(&a);
	int			shift;
	Product128	leading;
	uint64		digit;
	uint64		remainder;
	uint64		rest[WIDE_LIMBS + 1] = {0};
	uint64		any = 0;
	double		result;

	Assert(wide_sign(b) > 0);

	if (wide_sign(a) == 0)
		return 0.0;
	if (negative)
		a = wide_negate(a);

	/* the divisor's top bit at the very top, the dividend's just below it */
	Assert(wide_bits(&a) <= WIDE_BITS && wide_bits(&b) <= WIDE_BITS);
	shift = wide_bits(&a) - wide_bits(&b) + 1;
	a = wide_shift_left(a, WIDE_LIMBS * 64 - 1 - wide_bits(&a));
	b = wide_shift_left(b, WIDE_LIMBS * 64 - wide_bits(&b));

	leading.hi = a.limb[WIDE_LIMBS - 1];
	leading.lo = a.limb[WIDE_LIMBS - 2];
	digit = divide128(leading, b.limb[WIDE_LIMBS - 1], &remainder);

	/* the rest, digit * b - a * 2^64, must not be positive */
	memcpy(rest + 1, a.limb, sizeof(a.limb));
	negate_limbs(rest, WIDE_LIMBS + 1);
	add_multiple(rest, b.limb, WIDE_LIMBS, digit);

	for (int i = 0; i <= WIDE_LIMBS; i++)
		any |= rest[i];
	while (any != 0 && (rest[WIDE_LIMBS] >> 63) == 0)
	{
		uint64		borrow = 0;

		digit--;
		any = 0;
		for (int i = 0; i <= WIDE_LIMBS; i++)
		{
			uint64		limb = i < WIDE_LIMBS ? b.limb[i] : 0;
			uint64		difference = rest[i] - limb;
			uint64		borrowed = rest[i] < limb ? 1 : 0;

			rest[i] = difference - borrow;
			borrow = borrowed | (difference < borrow ? 1 : 0);
			any |= rest[i];
		}
	}

	if (any != 0)
		digit |= 1;
	result = ldexp((double) digit, shift - 64);
	return negative ? -result : result;
}
