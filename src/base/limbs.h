/*-------------------------------------------------------------------------
 *
 * limbs.h
 *	  Integers of many limbs: what the exact sums and products are made of.
 *
 * An integer is an array of 64-bit limbs, the lowest first.  Where it stands
 * for a number with binary places, the caller knows how many of its limbs are
 * behind the point.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LIMBS_H
#define RESUME_LIMBS_H

#include "base/counts.h"

#define LIMB_BITS 64

/* Hexadecimal digits of a limb */
#define LIMB_DIGITS 16

/* As many as the largest integer that is divided here has */
#define LIMBS_MAX 48

/* Adds a carry of 0 or 1 from *a on; returns the one out of the last limb. */
static inline uint64
limbs_carry(uint64 *a, int limbs, uint64 carry)
{
	for (int i = 0; i < limbs && carry != 0; i++)
	{
		a[i] += carry;
		carry = a[i] == 0 ? 1 : 0;
	}
	return carry;
}

static inline uint64
limbs_borrow(uint64 *a, int limbs, uint64 borrow)
{
	for (int i = 0; i < limbs && borrow != 0; i++)
		borrow = a[i]-- == 0 ? 1 : 0;
	return borrow;
}

/* a += b; returns the carry out of the last limb */
static inline uint64
limbs_add(uint64 *a, const uint64 *b, int limbs)
{
	uint64		carry = 0;

	for (int i = 0; i < limbs; i++)
	{
		uint64		sum = a[i] + b[i];
		uint64		carried = sum < b[i] ? 1 : 0;

		a[i] = sum + carry;
		carry = carried | (a[i] < sum ? 1 : 0);
	}
	return carry;
}

/* a -= b; returns what is borrowed from above the last limb */
static inline uint64
limbs_subtract(uint64 *a, const uint64 *b, int limbs)
{
	uint64		borrow = 0;

	for (int i = 0; i < limbs; i++)
	{
		uint64		difference = a[i] - b[i];
		uint64		borrowed = a[i] < b[i] ? 1 : 0;

		a[i] = difference - borrow;
		borrow = borrowed | (difference < borrow ? 1 : 0);
	}
	return borrow;
}

/* Two's complement */
static inline void
limbs_negate(uint64 *a, int limbs)
{
	for (int i = 0; i < limbs; i++)
		a[i] = ~a[i];
	(void) limbs_carry(a, limbs, 1);
}

/*
 * Adds factor * a to the limbs from *result on; what is carried out of the
 * last limb of a goes into the one behind it.
 */
static inline void
limbs_add_multiple(uint64 *result, const uint64 *a, int limbs, uint64 factor)
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

/* a *= factor; returns the carry out of the last limb */
static inline uint64
limbs_scale(uint64 *a, int limbs, uint64 factor)
{
	uint64		carry = 0;

	for (int i = 0; i < limbs; i++)
	{
		Product128	product = product128(a[i], factor);

		a[i] = product.lo + carry;
		carry = product.hi + (a[i] < carry ? 1 : 0);
	}
	return carry;
}

static inline bool
limbs_are_zero(const uint64 *a, int limbs)
{
	uint64		any = 0;

	for (int i = 0; i < limbs; i++)
		any |= a[i];
	return any == 0;
}

/* As magnitudes: less than, equal to, or greater than 0 */
static inline int
limbs_compare(const uint64 *a, const uint64 *b, int limbs)
{
	while (limbs-- > 0)
	{
		if (a[limbs] != b[limbs])
			return a[limbs] < b[limbs] ? -1 : 1;
	}
	return 0;
}

/* a * b, with as many limbs as both have */
static inline void
limbs_multiply(uint64 *result, const uint64 *a, int a_limbs,
			   const uint64 *b, int b_limbs)
{
	memset(result, 0, (a_limbs + b_limbs) * sizeof(uint64));
	for (int i = 0; i < b_limbs; i++)
		limbs_add_multiple(result + i, a, a_limbs, b[i]);
}

/* Makes a the difference of a and b; true if b was the larger one. */
static inline bool
limbs_difference(uint64 *a, const uint64 *b, int limbs)
{
	if (limbs_subtract(a, b, limbs) == 0)
		return false;
	limbs_negate(a, limbs);
	return true;
}

/* Hexadecimal digits in front of the point and behind it */
typedef struct HexDigits
{
	const char *whole;
	const char *fraction;
	int			nwhole;
	int			nfraction;
} HexDigits;

extern int	limbs_bits(const uint64 *a, int limbs);
extern void limbs_divide(uint64 *quotient, const uint64 *a, const uint64 *b,
						 int limbs);
extern double limbs_quotient(const uint64 *a, const uint64 *b, int limbs);
extern Numeric limbs_to_numeric(const uint64 *a, int limbs);
extern char *limbs_to_text(const uint64 *a, int limbs, int places, char *text);
extern void limbs_send(StringInfo buf, const uint64 *a, int limbs);
extern void limbs_recv(StringInfo buf, uint64 *a, int limbs);
extern bool parse_hex_digits(const char **s, HexDigits *digits);
extern void limbs_from_digits(uint64 *a, int limbs, int places,
							  const HexDigits *digits);

#endif							/* RESUME_LIMBS_H */
