/*-------------------------------------------------------------------------
 *
 * counts.h
 *	  Exact integer arithmetic on counts: overflow-checked 64-bit sums,
 *	  128-bit products, and 128-bit signed sums that say when they overflow;
 *	  how counts and sums are read, written and sent.
 *
 * A Sum128 is stored in columns and in aggregate states, so it is a struct
 * of two ordinary 64-bit halves with ordinary alignment, whatever the
 * platform thinks of 128-bit integers.  The server's int128 is used as a
 * shortcut where there is one; every function has a second body for
 * platforms without it.  Define RESUME_NO_INT128 to test those.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_COUNTS_H
#define RESUME_COUNTS_H

#include <float.h>
#include <math.h>

#include "common/int.h"
#include "lib/stringinfo.h"
#include "port/pg_bitutils.h"
#include "utils/numeric.h"

#if defined(HAVE_INT128) && !defined(RESUME_NO_INT128)
#define COUNTS_USE_INT128 1
#endif

/* An unsigned product of two counts. */
typedef struct Product128
{
	uint64		hi;
	uint64		lo;
} Product128;

/* A signed sum, in two's complement over both halves. */
typedef struct Sum128
{
	int64		hi;
	uint64		lo;
} Sum128;

/*
 * 64 x 64 -> 128 bits.
 */
static inline Product128
product128(uint64 a, uint64 b)
{
	Product128	result;

#ifdef COUNTS_USE_INT128
	uint128		product = (uint128) a * b;

	result.hi = (uint64) (product >> 64);
	result.lo = (uint64) product;
#else
	uint64		a_lo = a & 0xFFFFFFFF;
	uint64		a_hi = a >> 32;
	uint64		b_lo = b & 0xFFFFFFFF;
	uint64		b_hi = b >> 32;
	uint64		low = a_lo * b_lo;
	uint64		mid1 = a_hi * b_lo + (low >> 32);
	uint64		mid2 = a_lo * b_hi + (mid1 & 0xFFFFFFFF);

	result.hi = a_hi * b_hi + (mid1 >> 32) + (mid2 >> 32);
	result.lo = (mid2 << 32) | (low & 0xFFFFFFFF);
#endif
	return result;
}

static inline int
product128_cmp(Product128 a, Product128 b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	if (a.lo != b.lo)
		return a.lo < b.lo ? -1 : 1;
	return 0;
}

/*
 * Quotient and remainder of a 128-bit dividend by a 64-bit divisor.  The
 * quotient must fit in 64 bits, that is, dividend.hi < divisor.
 */
static inline uint64
divide128(Product128 dividend, uint64 divisor, uint64 *remainder)
{
#ifdef COUNTS_USE_INT128
	uint128		whole = ((uint128) dividend.hi << 64) | dividend.lo;

	Assert(dividend.hi < divisor);
	*remainder = (uint64) (whole % divisor);
	return (uint64) (whole / divisor);
#else
	uint64		rest = dividend.hi;
	uint64		quotient = 0;

	Assert(dividend.hi < divisor);
	for (int bit = 63; bit >= 0; bit--)
	{
		bool		carry = (rest >> 63) != 0;

		rest = (rest << 1) | ((dividend.lo >> bit) & 1);
		quotient <<= 1;
		if (carry || rest >= divisor)
		{
			rest -= divisor;
			quotient |= 1;
		}
	}
	*remainder = rest;
	return quotient;
#endif
}

/*
 * digits * 2^exponent as a double, rounded once.  In integers, because a
 * conversion of 64 bits rounds to the precision of the machine's registers
 * first, which on some (x87) is not that of a double.
 */
static inline double
round_to_double(uint64 digits, int exponent)
{
	const uint64 exact = UINT64CONST(1) << 53;

	if (digits >= exact)
	{
		int			excess = pg_leftmost_one_pos64(digits) - 52;
		uint64		half = UINT64CONST(1) << (excess - 1);
		uint64		rest = digits & (2 * half - 1);

		digits >>= excess;
		exponent += excess;
		if (rest > half || (rest == half && (digits & 1) != 0))
			digits++;
	}
	return ldexp((double) (int64) digits, exponent);
}

/*
 * Does a division of two doubles round to a double, and only once?  It does
 * not where expressions are evaluated in registers of more bits (x87).
 */
#if defined(FLT_EVAL_METHOD) && (FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1)
#define COUNTS_DIVIDE_DOUBLES 1
#endif

/*
 * a / b as a double, correctly rounded for every pair of counts (b > 0).
 *
 * One division of two doubles rounds once, provided that both counts are
 * exact as doubles.  Beyond 2^53 the quotient is taken in integers instead,
 * to 63 bits or more, with a sticky last bit, and rounded once at the end.
 * Being correctly rounded makes it a monotone function of the true value,
 * on which the abbreviated sort keys of rate rely.
 */
static inline double
count_ratio(int64 a, int64 b)
{
	uint64		dividend = (uint64) a;
	uint64		divisor = (uint64) b;
	int			shift;
	Product128	scaled;
	uint64		quotient;
	uint64		remainder;

	Assert(a >= 0 && b > 0);

#ifdef COUNTS_DIVIDE_DOUBLES
	if (a <= (INT64CONST(1) << 53) && b <= (INT64CONST(1) << 53))
		return (double) a / (double) b;
#endif
	if (a == 0)
		return 0.0;

	/* normalize: both with their top bit set, so the quotient is in (1/2, 2) */
	shift = pg_leftmost_one_pos64(dividend) - pg_leftmost_one_pos64(divisor);
	dividend <<= 63 - pg_leftmost_one_pos64(dividend);
	divisor <<= 63 - pg_leftmost_one_pos64(divisor);

	/* dividend * 2^63, which keeps the quotient below 2^64 */
	scaled.hi = dividend >> 1;
	scaled.lo = dividend << 63;
	quotient = divide128(scaled, divisor, &remainder);
	if (remainder != 0)
		quotient |= 1;

	return round_to_double(quotient, shift - 63);
}

/*
 * Sums.  The functions that can overflow return true if they did, as those
 * of common/int.h do; *result is then undefined.
 */
static inline Sum128
sum128_from_int64(int64 value)
{
	Sum128		result;

	result.hi = value < 0 ? -1 : 0;
	result.lo = (uint64) value;
	return result;
}

static inline bool
sum128_add_overflow(Sum128 a, Sum128 b, Sum128 *result)
{
	uint64		lo = a.lo + b.lo;
	int64		carry = lo < a.lo ? 1 : 0;
	uint64		hi = (uint64) a.hi + (uint64) b.hi + (uint64) carry;

	result->lo = lo;
	result->hi = (int64) hi;

	/* overflow if both have the same sign and the result has the other */
	return ((a.hi ^ b.hi) >= 0) && ((a.hi ^ result->hi) < 0);
}

static inline bool
sum128_sub_overflow(Sum128 a, Sum128 b, Sum128 *result)
{
	uint64		lo = a.lo - b.lo;
	int64		borrow = a.lo < b.lo ? 1 : 0;
	uint64		hi = (uint64) a.hi - (uint64) b.hi - (uint64) borrow;

	result->lo = lo;
	result->hi = (int64) hi;

	/* overflow if the signs differ and the result has not the first one's */
	return ((a.hi ^ b.hi) < 0) && ((a.hi ^ result->hi) < 0);
}

static inline Sum128
sum128_negate(Sum128 a)
{
	Sum128		result;

	result.lo = ~a.lo + 1;
	result.hi = (int64) (~(uint64) a.hi + (result.lo == 0 ? 1 : 0));
	return result;
}

/* The product of two signed 64-bit values always fits. */
static inline Sum128
sum128_product(int64 a, int64 b)
{
	uint64		a_abs = a < 0 ? 0 - (uint64) a : (uint64) a;
	uint64		b_abs = b < 0 ? 0 - (uint64) b : (uint64) b;
	Product128	product = product128(a_abs, b_abs);
	Sum128		result;

	result.hi = (int64) product.hi;
	result.lo = product.lo;
	if ((a < 0) != (b < 0))
		result = sum128_negate(result);
	return result;
}

static inline int
sum128_cmp(Sum128 a, Sum128 b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	if (a.lo != b.lo)
		return a.lo < b.lo ? -1 : 1;
	return 0;
}

/* -1, 0 or 1 */
static inline int
sum128_sign(Sum128 a)
{
	if (a.hi != 0)
		return a.hi < 0 ? -1 : 1;
	return a.lo != 0 ? 1 : 0;
}

/* Is it a count: not negative, and no larger than a bigint? */
static inline bool
sum128_fits_int64(Sum128 a)
{
	return a.hi == 0 && a.lo <= (uint64) PG_INT64_MAX;
}

/*
 * Text, wire and numeric (counts.c).
 *
 * The parsers read one signed run of decimal digits and move *s behind it;
 * they report nothing themselves, so that an input function can report
 * softly.  The digits of a number that is too large are consumed to the end,
 * so that a later syntax error is found first.
 */
typedef enum CountParse
{
	COUNT_OK,
	COUNT_MALFORMED,
	COUNT_TOO_LARGE
} CountParse;

/* The sign, 39 digits and the terminator */
#define SUM128_TEXT_SIZE 41

/* Two 64-bit halves in network order, the high one first */
#define SUM128_WIRE_SIZE (2 * (int) sizeof(int64))

extern const char *skip_space(const char *s);
extern bool skip_mark(const char **s, char mark);
extern bool skip_word(const char **s, const char *word);
extern CountParse parse_count(const char **s, int64 *count);
extern CountParse parse_sum128(const char **s, Sum128 *sum);
extern int	sum128_to_text(Sum128 sum, char *text);
extern void sum128_send(StringInfo buf, Sum128 sum);
extern Sum128 sum128_recv(StringInfo buf);
extern Numeric sum128_to_numeric(Sum128 sum);

#endif							/* RESUME_COUNTS_H */
