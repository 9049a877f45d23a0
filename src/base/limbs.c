/*-------------------------------------------------------------------------
 *
 * limbs.c
 *	  Integers of many limbs: their quotients, their text, and on the wire.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "port/pg_bitutils.h"

#include "base/compat.h"
#include "base/limbs.h"
#include "base/number.h"


/* ---------
 * Quotients
 * ---------
 */

/* The number of bits of a magnitude; 0 for 0 */
int
limbs_bits(const uint64 *a, int limbs)
{
	int			top = limbs - 1;

	while (top >= 0 && a[top] == 0)
		top--;
	if (top < 0)
		return 0;
	return top * LIMB_BITS + pg_leftmost_one_pos64(a[top]) + 1;
}

/* Shifts to the left; there must be room. */
static void
shift_left(uint64 *result, const uint64 *a, int limbs, int bits)
{
	int			whole = bits / LIMB_BITS;
	int			rest = bits % LIMB_BITS;

	for (int i = limbs - 1; i >= 0; i--)
	{
		uint64		high = i >= whole ? a[i - whole] : 0;
		uint64		low = i > whole ? a[i - whole - 1] : 0;

		result[i] = high << rest;
		if (rest > 0)
			result[i] |= low >> (LIMB_BITS - rest);
	}
}

/* By a divisor of one limb, each digit leaves the next one's leading limb */
static void
divide_by_limb(uint64 *quotient, const uint64 *a, int limbs, uint64 divisor)
{
	Product128	leading = {.hi = 0};

	for (int i = limbs - 1; i >= 0; i--)
	{
		leading.lo = a[i];
		quotient[i] = divide128(leading, divisor, &leading.hi);
	}
}

/*
 * The quotient of two magnitudes, without what is left over; b is not 0.
 *
 * Long division in base 2^64 (Knuth, The Art of Computer Programming 2, 4.3.1,
 * algorithm D).  The divisor is shifted so that its top bit is set; a digit
 * that is estimated from its leading limb is at most 2 too large then.
 */
void
limbs_divide(uint64 *quotient, const uint64 *a, const uint64 *b, int limbs)
{
	int			a_limbs = (limbs_bits(a, limbs) + LIMB_BITS - 1) / LIMB_BITS;
	int			b_bits = limbs_bits(b, limbs);
	int			b_limbs = (b_bits + LIMB_BITS - 1) / LIMB_BITS;
	int			shift = b_limbs * LIMB_BITS - b_bits;
	uint64		divisor[LIMBS_MAX];
	uint64		rest[LIMBS_MAX + 1];
	uint64		product[LIMBS_MAX + 1];
	uint64		top;

	Assert(b_bits > 0 && limbs < LIMBS_MAX);

	memset(quotient, 0, limbs * sizeof(uint64));
	if (b_limbs == 1)
	{
		divide_by_limb(quotient, a, a_limbs, b[0]);
		return;
	}

	memcpy(rest, a, a_limbs * sizeof(uint64));
	rest[a_limbs] = 0;
	shift_left(rest, rest, a_limbs + 1, shift);
	shift_left(divisor, b, b_limbs, shift);
	top = divisor[b_limbs - 1];
	if (top == 0)
		pg_unreachable();

	for (int i = a_limbs - b_limbs; i >= 0; i--)
	{
		uint64	   *part = rest + i;
		Product128	leading = {.hi = part[b_limbs], .lo = part[b_limbs - 1]};
		uint64		digit = PG_UINT64_MAX;
		uint64		remainder;
		uint64		borrow;

		if (leading.hi < top)
			digit = divide128(leading, top, &remainder);
		memset(product, 0, (b_limbs + 1) * sizeof(uint64));
		limbs_add_multiple(product, divisor, b_limbs, digit);
		borrow = limbs_subtract(part, product, b_limbs + 1);
		while (borrow != 0)
		{
			digit--;
			borrow -= limbs_carry(part + b_limbs, 1,
								  limbs_add(part, divisor, b_limbs));
		}
		quotient[i] = digit;
	}
}

/*
 * a / b as a double, correctly rounded.  Both are magnitudes, b is not 0, and
 * the top bit of a is not set.
 *
 * Both are shifted so that the quotient has 62 to 64 bits; it is one digit of
 * a long division in base 2^64, estimated from the leading limbs, which is at
 * most 2 too large when the divisor's top bit is set (Knuth, The Art of
 * Computer Programming 2, 4.3.1, theorem B).  What is left over goes into a
 * sticky last bit, and the double is rounded once.
 */
double
limbs_quotient(const uint64 *a, const uint64 *b, int limbs)
{
	int			a_bits = limbs_bits(a, limbs);
	int			b_bits = limbs_bits(b, limbs);
	int			shift = a_bits - b_bits + 1;
	Product128	leading;
	uint64		digit;
	uint64		remainder;
	uint64		divisor[LIMBS_MAX];
	uint64		rest[LIMBS_MAX + 1];

	Assert(limbs >= 2 && limbs <= LIMBS_MAX);
	Assert(b_bits > 0 && a_bits < limbs * LIMB_BITS);

	if (a_bits == 0)
		return 0.0;

	/* the divisor's top bit at the very top, the dividend's just below it */
	memset(rest, 0, (limbs + 1) * sizeof(uint64));
	shift_left(rest + 1, a, limbs, limbs * LIMB_BITS - 1 - a_bits);
	shift_left(divisor, b, limbs, limbs * LIMB_BITS - b_bits);

	if (divisor[limbs - 1] == 0)
		pg_unreachable();
	leading.hi = rest[limbs];
	leading.lo = rest[limbs - 1];
	digit = divide128(leading, divisor[limbs - 1], &remainder);

	/* the rest, digit * b - a * 2^64, must not be positive */
	limbs_negate(rest, limbs + 1);
	limbs_add_multiple(rest, divisor, limbs, digit);
	while ((rest[limbs] >> 63) == 0 && !limbs_are_zero(rest, limbs + 1))
	{
		digit--;
		rest[limbs] -= limbs_subtract(rest, divisor, limbs);
	}

	if (!limbs_are_zero(rest, limbs + 1))
		digit |= 1;
	return round_to_double(digit, shift - LIMB_BITS);
}

Numeric
limbs_to_numeric(const uint64 *a, int limbs)
{
	const Sum128 base = {.hi = 1, .lo = 0};
	Numeric		factor = sum128_to_numeric(base);
	Numeric		result = int64_to_numeric(0);

	while (limbs > 0 && a[limbs - 1] == 0)
		limbs--;
	while (limbs-- > 0)
	{
		Sum128		limb = {.hi = 0, .lo = a[limbs]};

		result = number_add(number_mul(result, factor),
							sum128_to_numeric(limb));
	}
	return result;
}


/* ----
 * Text
 * ----
 */

static inline int
hex_digit(const uint64 *a, int i)
{
	return (a[i / LIMB_DIGITS] >> (i % LIMB_DIGITS * 4)) & 0xF;
}

/*
 * Writes a number as hexadecimal digits, with the last limbs behind a point:
 * 0x1f.8 is 31.5.  Without zeros that say nothing, so equal numbers have equal
 * texts, and exact, as no rounding is needed for a power of 2.  Returns the
 * end of the text, of 4 + LIMB_DIGITS * limbs characters at the most.
 */
char *
limbs_to_text(const uint64 *a, int limbs, int places, char *text)
{
	int			top = limbs * LIMB_DIGITS - 1;
	int			point = places * LIMB_DIGITS;
	int			last = 0;

	while (top > point && hex_digit(a, top) == 0)
		top--;
	while (last < point && hex_digit(a, last) == 0)
		last++;

	*text++ = '0';
	*text++ = 'x';
	for (int i = top; i >= last; i--)
	{
		if (i == point - 1)
			*text++ = '.';
		*text++ = "0123456789abcdef"[hex_digit(a, i)];
	}
	*text = '\0';
	return text;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static const char *
skip_hex_digits(const char *s, int *count)
{
	const char *start = s;

	while (hex_value(*s) >= 0)
		s++;
	/* no text is longer than an int counts */
	*count = (int) (s - start);
	return s;
}

/*
 * Finds such a number, and moves *s behind it; false if there is none.  Zeros
 * that say nothing are left out of the digits.
 */
bool
parse_hex_digits(const char **s, HexDigits *digits)
{
	const char *p = *s;

	digits->nfraction = 0;
	if (p[0] != '0' || p[1] != 'x')
		return false;
	digits->whole = p + 2;
	p = skip_hex_digits(digits->whole, &digits->nwhole);
	if (digits->nwhole == 0)
		return false;
	digits->fraction = p + 1;
	if (*p == '.')
	{
		p = skip_hex_digits(digits->fraction, &digits->nfraction);
		if (digits->nfraction == 0)
			return false;
	}
	*s = p;

	while (digits->nwhole > 0 && digits->whole[0] == '0')
	{
		digits->whole++;
		digits->nwhole--;
	}
	while (digits->nfraction > 0 &&
		   digits->fraction[digits->nfraction - 1] == '0')
		digits->nfraction--;
	return true;
}

static inline void
set_hex_digit(uint64 *a, int i, char c)
{
	a[i / LIMB_DIGITS] |= (uint64) hex_value(c) << (i % LIMB_DIGITS * 4);
}

/* The number that was found; all of its digits must have room. */
void
limbs_from_digits(uint64 *a, int limbs, int places, const HexDigits *digits)
{
	int			point = places * LIMB_DIGITS;

	memset(a, 0, limbs * sizeof(uint64));
	for (int i = 0; i < digits->nwhole; i++)
		set_hex_digit(a, point + i, digits->whole[digits->nwhole - 1 - i]);
	for (int i = 0; i < digits->nfraction; i++)
		set_hex_digit(a, point - 1 - i, digits->fraction[i]);
}


/* ----
 * Wire
 * ----
 */

/* In network order, the highest limb first */
void
limbs_send(StringInfo buf, const uint64 *a, int limbs)
{
	while (limbs-- > 0)
		pq_sendint64(buf, a[limbs]);
}

void
limbs_recv(StringInfo buf, uint64 *a, int limbs)
{
	while (limbs-- > 0)
		a[limbs] = (uint64) pq_getmsgint64(buf);
}
