/*-------------------------------------------------------------------------
 *
 * rate.c
 *	  The type rate: invariants, input and output, constructors and
 *	  readers, order, hashing, casts.
 *
 * Comparison with plain numbers is in rate_number.c.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/sortsupport.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/number.h"
#include "base/wire.h"
#include "rate/rate.h"

/* Two bigints, a slash and the terminator */
#define RATE_TEXT_SIZE	(2 * MAXINT8LEN + 2)

/* What a receiver must find on the wire: two bigints */
#define RATE_WIRE_SIZE	(2 * (int) sizeof(int64))

PG_FUNCTION_INFO_V1(rate_in);
PG_FUNCTION_INFO_V1(rate_out);
PG_FUNCTION_INFO_V1(rate_recv);
PG_FUNCTION_INFO_V1(rate_send);
PG_FUNCTION_INFO_V1(rate_from_counts);
PG_FUNCTION_INFO_V1(rate_from_bool);
PG_FUNCTION_INFO_V1(rate_numerator);
PG_FUNCTION_INFO_V1(rate_denominator);
PG_FUNCTION_INFO_V1(rate_to_float8);
PG_FUNCTION_INFO_V1(rate_to_numeric);
PG_FUNCTION_INFO_V1(rate_to_json);
PG_FUNCTION_INFO_V1(rate_to_jsonb);
PG_FUNCTION_INFO_V1(rate_eq);
PG_FUNCTION_INFO_V1(rate_ne);
PG_FUNCTION_INFO_V1(rate_lt);
PG_FUNCTION_INFO_V1(rate_le);
PG_FUNCTION_INFO_V1(rate_gt);
PG_FUNCTION_INFO_V1(rate_ge);
PG_FUNCTION_INFO_V1(rate_cmp);
PG_FUNCTION_INFO_V1(rate_sortsupport);
PG_FUNCTION_INFO_V1(rate_hash);
PG_FUNCTION_INFO_V1(rate_hash_extended);


/* ----------
 * Invariants
 * ----------
 */

/*
 * The validator behind every way in.  Returns true if the pair is a rate;
 * otherwise reports it, softly where the caller has an error context.  What
 * to do about a numerator without a denominator depends on where it was found.
 */
static bool
check_pair(int64 numerator, int64 denominator, int sqlerrcode,
		   struct Node *escontext, const char *hint)
{
	if (likely(rate_is_valid(numerator, denominator)))
		return true;

	if (numerator < 0 || denominator < 0)
		ereturn(escontext, false,
				(errcode(sqlerrcode),
				 errmsg("the counts of a rate must not be negative"),
				 errdetail("The pair is " INT64_FORMAT "/" INT64_FORMAT ".",
						   numerator, denominator),
				 errhint("Correct the filing, or store NULL for a count that is not known.")));

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("a rate with a numerator must have a denominator"),
			 errdetail("The pair is " INT64_FORMAT "/" INT64_FORMAT ".",
					   numerator, denominator),
			 errhint("%s", hint)));
}

/*
 * For a pair that is read as one value, from text or from binary.
 */
bool
rate_check(int64 numerator, int64 denominator, int sqlerrcode,
		   struct Node *escontext)
{
	return check_pair(numerator, denominator, sqlerrcode, escontext,
					  "Correct the pair; only the empty rate, 0/0, has no denominator.");
}

/*
 * For two counts that come from a user's columns.
 */
void
rate_check_counts(int64 numerator, int64 denominator)
{
	check_pair(numerator, denominator, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
			   NULL,
			   "Correct the filing, or leave it out with FILTER (WHERE denominator > 0) or NULLIF(denominator, 0); only the empty rate, 0/0, has no denominator.");
}

/*
 * For what is defined for proportions alone: no more than all can have done
 * it.
 */
void
rate_check_proportion(const Rate *rate, const char *message, const char *hint)
{
	if (unlikely(rate->numerator > rate->denominator))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s", message),
				 errdetail("The rate is " INT64_FORMAT "/" INT64_FORMAT ".",
						   rate->numerator, rate->denominator),
				 errhint("%s", hint)));
}

static inline Rate *
new_rate(int64 numerator, int64 denominator)
{
	Rate	   *result = palloc_object(Rate);

	result->numerator = numerator;
	result->denominator = denominator;
	return result;
}

/*
 * A new rate in the current memory context.
 */
Rate *
rate_make(int64 numerator, int64 denominator)
{
	rate_check(numerator, denominator, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
			   NULL);
	return new_rate(numerator, denominator);
}


/* ----------------
 * Input and output
 * ----------------
 */

/*
 * rate_in('13012/15910')
 *
 * White space is allowed around either count, as bigint allows it.
 */
Datum
rate_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	const char *p = skip_space(input);
	int64		numerator = 0;
	int64		denominator = 0;
	CountParse	first;
	CountParse	second = COUNT_MALFORMED;
	Rate	   *result;

	first = parse_count(&p, &numerator);
	if (first != COUNT_MALFORMED)
	{
		p = skip_space(p);
		if (*p == '/')
		{
			p = skip_space(p + 1);
			second = parse_count(&p, &denominator);
			p = skip_space(p);
		}
	}

	if (first == COUNT_MALFORMED || second == COUNT_MALFORMED || *p != '\0')
	{
		/*
		 * Somebody who has only a percentage needs to hear why it is refused,
		 * and a comparison takes an untyped literal or parameter for a rate.
		 */
		if (strpbrk(input, ".%") != NULL ||
			(first != COUNT_MALFORMED && *p == '\0' &&
			 strchr(input, '/') == NULL))
			ereturn(escontext, (Datum) 0,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"",
							"rate", input),
					 errdetail("A single number or percentage has lost its counts and cannot be pooled."),
					 errhint("A rate needs its two counts, such as 13012/15910. To compare with a number, drop the quotes (r >= 0.8), or cast a parameter ($1::numeric).")));
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"rate", input),
				 errhint("Write numerator and denominator, such as 13012/15910.")));
	}

	if (first == COUNT_TOO_LARGE || second == COUNT_TOO_LARGE)
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						input, "rate"),
				 errdetail("Each count must be between 0 and " INT64_FORMAT ".",
						   PG_INT64_MAX),
				 errhint("Check the unit of the counts.")));

	if (!rate_check(numerator, denominator,
					ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, escontext))
		PG_RETURN_NULL();

	result = palloc_object(Rate);
	result->numerator = numerator;
	result->denominator = denominator;
	PG_RETURN_RATE_P(result);
}

/*
 * rate_out(rate) → '13012/15910'
 */
Datum
rate_out(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	char	   *result = palloc(RATE_TEXT_SIZE);
	int			len;

	len = pg_lltoa(rate->numerator, result);
	result[len++] = '/';
	pg_lltoa(rate->denominator, result + len);

	PG_RETURN_CSTRING(result);
}

/*
 * rate_recv: two bigints in network order.
 */
Datum
rate_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	Rate	   *result;

	wire_check_value(buf, RATE_WIRE_SIZE, "rate",
					 "Send the numerator and the denominator as two bigints in network byte order.");
	result = palloc_object(Rate);
	result->numerator = pq_getmsgint64(buf);
	result->denominator = pq_getmsgint64(buf);
	rate_check(result->numerator, result->denominator,
			   ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);

	PG_RETURN_RATE_P(result);
}

Datum
rate_send(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint64(&buf, rate->numerator);
	pq_sendint64(&buf, rate->denominator);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}


/* ------------------------
 * Constructors and readers
 * ------------------------
 */

/* rate(numerator bigint, denominator bigint) → rate */
Datum
rate_from_counts(PG_FUNCTION_ARGS)
{
	int64		numerator = PG_GETARG_INT64(0);
	int64		denominator = PG_GETARG_INT64(1);

	rate_check_counts(numerator, denominator);
	PG_RETURN_RATE_P(new_rate(numerator, denominator));
}

/* rate(boolean) → 1/1 or 0/1 */
Datum
rate_from_bool(PG_FUNCTION_ARGS)
{
	PG_RETURN_RATE_P(rate_make(PG_GETARG_BOOL(0) ? 1 : 0, 1));
}

/* numerator(rate) → bigint */
Datum
rate_numerator(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_RATE_P(0)->numerator);
}

/* denominator(rate) → bigint */
Datum
rate_denominator(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_RATE_P(0)->denominator);
}

/* The value as a double, correctly rounded; the rate must not be empty. */
double
rate_ratio(const Rate *rate)
{
	return count_ratio(rate->numerator, rate->denominator);
}

/* ratio(rate) → double precision, and the cast; 0/0 gives NULL */
Datum
rate_to_float8(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(rate_ratio(rate));
}


/* -----
 * Order
 * -----
 */

/*
 * By value, then by denominator, the empty rate last.  Two rates compare
 * equal only if they are the same pair.
 */
int
rate_compare(const Rate *a, const Rate *b)
{
	int			result;

	if (unlikely(rate_is_empty(a) || rate_is_empty(b)))
		return (int) rate_is_empty(a) - (int) rate_is_empty(b);

	result = product128_cmp(product128((uint64) a->numerator,
									   (uint64) b->denominator),
							product128((uint64) b->numerator,
									   (uint64) a->denominator));
	if (result != 0)
		return result;
	if (a->denominator != b->denominator)
		return a->denominator < b->denominator ? -1 : 1;
	return 0;
}

static inline bool
rate_equal(const Rate *a, const Rate *b)
{
	return a->numerator == b->numerator && a->denominator == b->denominator;
}

Datum
rate_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(rate_equal(PG_GETARG_RATE_P(0), PG_GETARG_RATE_P(1)));
}

Datum
rate_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!rate_equal(PG_GETARG_RATE_P(0), PG_GETARG_RATE_P(1)));
}

Datum
rate_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(rate_compare(PG_GETARG_RATE_P(0), PG_GETARG_RATE_P(1)) < 0);
}

Datum
rate_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(rate_compare(PG_GETARG_RATE_P(0), PG_GETARG_RATE_P(1)) <= 0);
}

Datum
rate_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(rate_compare(PG_GETARG_RATE_P(0), PG_GETARG_RATE_P(1)) > 0);
}

Datum
rate_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(rate_compare(PG_GETARG_RATE_P(0), PG_GETARG_RATE_P(1)) >= 0);
}

Datum
rate_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(rate_compare(PG_GETARG_RATE_P(0), PG_GETARG_RATE_P(1)));
}

static int
rate_fastcmp(Datum x, Datum y, SortSupport ssup)
{
	return rate_compare(DatumGetRateP(x), DatumGetRateP(y));
}

#if SIZEOF_DATUM == 8

/*
 * Abbreviated keys: the value as a correctly rounded double.  The bits of
 * non-negative doubles order as integers do, and rounding is monotone, so
 * keys that differ order as the rates do.  The empty rate takes the largest
 * key.
 */
static Datum
rate_abbrev_convert(Datum original, SortSupport ssup)
{
	Rate	   *rate = DatumGetRateP(original);
	double		ratio;
	uint64		key;

	if (rate_is_empty(rate))
		return UInt64GetDatum(PG_UINT64_MAX);

	ratio = rate_ratio(rate);
	memcpy(&key, &ratio, sizeof(key));
	return UInt64GetDatum(key);
}

/*
 * Converting costs one division, and rates that share a key are compared in
 * full anyway, so there is never a reason to give up.
 */
static bool
rate_abbrev_abort(int memtupcount, SortSupport ssup)
{
	return false;
}

#endif

Datum
rate_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = rate_fastcmp;

#if SIZEOF_DATUM == 8
	if (ssup->abbreviate)
	{
		ssup->comparator = ssup_datum_unsigned_cmp;
		ssup->abbrev_converter = rate_abbrev_convert;
		ssup->abbrev_abort = rate_abbrev_abort;
		ssup->abbrev_full_comparator = rate_fastcmp;
	}
#endif

	PG_RETURN_VOID();
}

/*
 * Equal rates have equal bytes, as there is no padding.
 */
Datum
rate_hash(PG_FUNCTION_ARGS)
{
	return hash_any((unsigned char *) PG_GETARG_RATE_P(0), sizeof(Rate));
}

Datum
rate_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_any_extended((unsigned char *) PG_GETARG_RATE_P(0),
							 sizeof(Rate), PG_GETARG_INT64(1));
}


/* -----
 * Casts
 * -----
 */

/* The value as numeric divides it; the rate must not be empty. */
Numeric
rate_quotient(const Rate *rate)
{
	Numeric		numerator = int64_to_numeric(rate->numerator);
	Numeric		denominator = int64_to_numeric(rate->denominator);

	return number_div(numerator, denominator);
}

/* rate::numeric; 0/0 gives NULL */
Datum
rate_to_numeric(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);

	if (rate_is_empty(rate))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(rate_quotient(rate));
}

static char *
rate_json_text(const Rate *rate)
{
	return psprintf("{\"numerator\":" INT64_FORMAT ",\"denominator\":" INT64_FORMAT "}",
					rate->numerator, rate->denominator);
}

/* rate::json */
Datum
rate_to_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rate_json_text(PG_GETARG_RATE_P(0))));
}

/* rate::jsonb */
Datum
rate_to_jsonb(PG_FUNCTION_ARGS)
{
	char	   *text = rate_json_text(PG_GETARG_RATE_P(0));

	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}
