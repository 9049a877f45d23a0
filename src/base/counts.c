/*-------------------------------------------------------------------------
 *
 * counts.c
 *	  Counts and 128-bit sums as text, on the wire, and as numeric.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "parser/scansup.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/number.h"

/*
 * The largest power of ten that a bigint holds.  A sum has at the most three
 * digits in that base.
 */
#define CHUNK INT64CONST(1000000000000000000)
#define CHUNK_DIGITS 18
#define SUM128_CHUNKS 3


/* ----
 * Text
 * ----
 */

const char *
skip_space(const char *s)
{
	while (scanner_isspace(*s))
		s++;
	return s;
}

/* Moves *s behind a character and the white space around it, if it is next. */
bool
skip_mark(const char **s, char mark)
{
	const char *p = skip_space(*s);

	if (*p != mark)
		return false;
	*s = skip_space(p + 1);
	return true;
}

/* Moves *s behind a word if that stands there. */
bool
skip_word(const char **s, const char *word)
{
	size_t		length = strlen(word);

	if (strncmp(*s, word, length) != 0)
		return false;
	*s += length;
	return true;
}

/*
 * Reads a bigint.  The sign is read so that a negative count is reported as
 * what it is, by the validator.
 */
CountParse
parse_count(const char **s, int64 *count)
{
	const char *p = *s;
	bool		negative = false;
	bool		too_large = false;
	int64		value = 0;

	if (*p == '-' || *p == '+')
		negative = *p++ == '-';

	if (*p < '0' || *p > '9')
		return COUNT_MALFORMED;

	/* accumulate on the negative side, which has room for one more */
	for (; *p >= '0' && *p <= '9'; p++)
	{
		if (pg_mul_s64_overflow(value, 10, &value) ||
			pg_sub_s64_overflow(value, *p - '0', &value))
			too_large = true;
	}
	if (!negative && value == PG_INT64_MIN)
		too_large = true;

	*s = p;
	*count = negative || too_large ? value : -value;
	return too_large ? COUNT_TOO_LARGE : COUNT_OK;
}

/* 10 * a, as 2a + 8a */
static bool
sum128_times_ten_overflow(Sum128 a, Sum128 *result)
{
	Sum128		twice;
	Sum128		eightfold;

	return sum128_add_overflow(a, a, &twice) ||
		sum128_add_overflow(twice, twice, &eightfold) ||
		sum128_add_overflow(eightfold, eightfold, &eightfold) ||
		sum128_add_overflow(twice, eightfold, result);
}

/*
 * Reads a 128-bit sum, in the same way.
 */
CountParse
parse_sum128(const char **s, Sum128 *sum)
{
	const char *p = *s;
	bool		negative = false;
	bool		too_large = false;
	Sum128		value = sum128_from_int64(0);

	if (*p == '-' || *p == '+')
		negative = *p++ == '-';

	if (*p < '0' || *p > '9')
		return COUNT_MALFORMED;

	for (; *p >= '0' && *p <= '9'; p++)
	{
		if (too_large)
			continue;
		too_large = sum128_times_ten_overflow(value, &value) ||
			sum128_sub_overflow(value, sum128_from_int64(*p - '0'), &value);
	}

	/* the most negative value is the only one without a counterpart */
	if (!negative)
	{
		value = sum128_negate(value);
		if (value.hi < 0)
			too_large = true;
	}

	*s = p;
	*sum = value;
	return too_large ? COUNT_TOO_LARGE : COUNT_OK;
}

/*
 * The magnitude of a sum in base 10^18, the lowest digit first.
 */
static void
sum128_to_chunks(Sum128 sum, uint64 chunks[SUM128_CHUNKS])
{
	Product128	rest;

	if (sum.hi < 0)
		sum = sum128_negate(sum);
	rest.hi = (uint64) sum.hi;
	rest.lo = sum.lo;

	for (int i = 0; i < SUM128_CHUNKS; i++)
	{
		Product128	dividend;

		/* long division; each step leaves a quotient below 2^64 */
		dividend.hi = rest.hi % CHUNK;
		dividend.lo = rest.lo;
		rest.hi /= CHUNK;
		rest.lo = divide128(dividend, CHUNK, &chunks[i]);
	}
	Assert(rest.hi == 0 && rest.lo == 0);
}

/*
 * Writes a sum as decimal text, of SUM128_TEXT_SIZE at the most, and returns
 * its length.
 */
int
sum128_to_text(Sum128 sum, char *text)
{
	uint64		chunks[SUM128_CHUNKS];
	int			top = SUM128_CHUNKS - 1;
	int			len;

	sum128_to_chunks(sum, chunks);
	while (top > 0 && chunks[top] == 0)
		top--;

	len = snprintf(text, SUM128_TEXT_SIZE, "%s" UINT64_FORMAT,
				   sum.hi < 0 ? "-" : "", chunks[top]);
	while (top-- > 0)
		len += snprintf(text + len, SUM128_TEXT_SIZE - len,
						"%0*llu", CHUNK_DIGITS,
						(unsigned long long) chunks[top]);
	return len;
}


/* ----
 * Wire
 * ----
 */

void
sum128_send(StringInfo buf, Sum128 sum)
{
	pq_sendint64(buf, sum.hi);
	pq_sendint64(buf, sum.lo);
}

/* Any two halves are a sum; whether it makes sense is for the caller. */
Sum128
sum128_recv(StringInfo buf)
{
	Sum128		sum;

	sum.hi = pq_getmsgint64(buf);
	sum.lo = (uint64) pq_getmsgint64(buf);
	return sum;
}


/* -------
 * Numeric
 * -------
 */

Numeric
sum128_to_numeric(Sum128 sum)
{
	uint64		chunks[SUM128_CHUNKS];
	Numeric		base;
	Numeric		value;

	/* most sums are a bigint: the high half only repeats the sign */
	if (likely(sum.hi == ((int64) sum.lo < 0 ? -1 : 0)))
		return int64_to_numeric((int64) sum.lo);

	sum128_to_chunks(sum, chunks);
	base = int64_to_numeric(CHUNK);
	value = int64_to_numeric(0);
	for (int i = SUM128_CHUNKS - 1; i >= 0; i--)
		value = number_add(number_mul(value, base),
						   int64_to_numeric((int64) chunks[i]));
	if (sum.hi < 0)
		value = number_sub(int64_to_numeric(0), value);
	return value;
}
