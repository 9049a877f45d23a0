/*-------------------------------------------------------------------------
 *
 * rate.c
 *	  The type rate: invariants, binary form, constructors and readers,
 *	  order, hashing, casts to numbers.
 *
 * The text form is in rate_text.c, JSON in rate_json.c, comparison with plain
 * numbers in rate_number.c.
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

/* What a receiver must find on the wire: two bigints */
#define RATE_WIRE_SIZE	(2 * (int) sizeof(int64))

PG_FUNCTION_INFO_V1(rate_recv);
PG_FUNCTION_INFO_V1(rate_send);
PG_FUNCTION_INFO_V1(rate_from_counts);
PG_FUNCTION_INFO_V1(rate_from_bool);
PG_FUNCTION_INFO_V1(rate_numerator);
PG_FUNCTION_INFO_V1(rate_denominator);
PG_FUNCTION_INFO_V1(rate_to_float8);
PG_FUNCTION_INFO_V1(rate_to_numeric);
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
				 errdetail("The pair is %lld/%lld.", (long long) numerator,
						   (long long) denominator),
				 errhint("Correct the filing, or store NULL for a count that is not known.")));

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("a rate with a numerator must have a denominator"),
			 errdetail("The pair is %lld/%lld.", (long long) numerator,
					   (long long) denominator),
			 errhint("%s", _(hint))));
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
			   "Correct the filing, or leave it out with FILTER (WHERE denominator > 0) or NULLIF(denominator, 0); or, if its numerator counts in the total, divide the totals, rate(sum(numerator)::bigint, sum(denominator)::bigint). Only the empty rate, 0/0, has no denominator.");
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
				 errmsg_internal("%s", _(message)),
				 errdetail("The rate is %lld/%lld.",
						   (long long) rate->numerator,
						   (long long) rate->denominator),
				 errhint("%s", _(hint))));
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
 * A new rate in the current memory context; NULL if the pair is none and that
 * was reported softly.
 */
Rate *
rate_make_safe(int64 numerator, int64 denominator, int sqlerrcode,
			   struct Node *escontext)
{
	if (!rate_check(numerator, denominator, sqlerrcode, escontext))
		return NULL;
	return new_rate(numerator, denominator);
}

Rate *
rate_make(int64 numerator, int64 denominator)
{
	return rate_make_safe(numerator, denominator,
						  ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, NULL);
}


/* -----------
 * Binary form
 * -----------
 */

/*
 * rate_recv: two bigints in network order.
 */
Datum
rate_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int64		numerator;
	int64		denominator;

	wire_check_value(buf, RATE_WIRE_SIZE, "rate",
					 "Send the numerator and the denominator as two bigints in network byte order.");
	numerator = pq_getmsgint64(buf);
	denominator = pq_getmsgint64(buf);

	PG_RETURN_RATE_P(rate_make_safe(numerator, denominator,
									ERRCODE_INVALID_BINARY_REPRESENTATION,
									NULL));
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
