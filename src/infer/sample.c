/*-------------------------------------------------------------------------
 *
 * sample.c
 *	  The type ratio_sample and its aggregates: what the ratio estimator needs
 *	  of a sample of enterprises.
 *
 * Staff of one enterprise return together, so persons are not independent
 * draws; enterprises are.  With one row an enterprise, y of x persons, the
 * rate R is sum(y) / sum(x) and its standard error comes from how the
 * enterprises scatter around it.  All that it takes are six integer sums,
 * which a ratio_sample holds exactly: so partial results can be stored,
 * merged, and taken out of a moving window again without drift.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/aggregate.h"
#include "base/comparison.h"
#include "base/compat.h"
#include "base/counts.h"
#include "base/wide.h"
#include "base/wire.h"
#include "infer/sample.h"
#include "rate/rate.h"

/* Parentheses, a bigint, and each sum behind a comma */
#define SAMPLE_TEXT_SIZE (2 + MAXINT8LEN + SAMPLE_SUMS * SUM128_TEXT_SIZE + 1)

/* What a receiver must find on the wire */
#define SAMPLE_WIRE_SIZE ((int) sizeof(int64) + SAMPLE_SUMS * SUM128_WIRE_SIZE)

PG_FUNCTION_INFO_V1(ratio_sample_in);
PG_FUNCTION_INFO_V1(ratio_sample_out);
PG_FUNCTION_INFO_V1(ratio_sample_recv);
PG_FUNCTION_INFO_V1(ratio_sample_send);
PG_FUNCTION_INFO_V1(ratio_sample_accum_int8);
PG_FUNCTION_INFO_V1(ratio_sample_inverse_int8);
PG_FUNCTION_INFO_V1(ratio_sample_accum_rate);
PG_FUNCTION_INFO_V1(ratio_sample_inverse_rate);
PG_FUNCTION_INFO_V1(ratio_sample_combine);
PG_FUNCTION_INFO_V1(ratio_sample_inverse);
PG_FUNCTION_INFO_V1(ratio_sample_final);
PG_FUNCTION_INFO_V1(ratio_sample_rate);


/* ----------
 * Invariants
 * ----------
 */

/*
 * What the first look must find: counts are not negative, their squares are
 * no smaller than themselves, and nothing comes of no rows or out of no
 * denominator.
 */
static bool
sample_is_plausible(const RatioSample *sample)
{
	const Sum128 *sums = sample->sums;

	if (sample->rows < 0)
		return false;
	for (int i = 0; i < SAMPLE_SUMS; i++)
	{
		if (sum128_sign(sums[i]) < 0 ||
			(sample->rows == 0 && sum128_sign(sums[i]) != 0))
			return false;
	}
	return sum128_cmp(sums[SUM_YY], sums[SUM_Y]) >= 0 &&
		sum128_cmp(sums[SUM_XX], sums[SUM_X]) >= 0 &&
		(sum128_sign(sums[SUM_X]) != 0 || sum128_sign(sums[SUM_Y]) == 0);
}

/*
 * And the second: sums of squares and products that counts can have, by
 * Cauchy and Schwarz.
 */
static bool
sample_is_possible(const RatioSample *sample)
{
	const Sum128 *sums = sample->sums;
	Sum128		rows = sum128_from_int64(sample->rows);

	return square_at_most(sums[SUM_Y], rows, sums[SUM_YY]) &&
		square_at_most(sums[SUM_X], rows, sums[SUM_XX]) &&
		square_at_most(sums[SUM_YX], sums[SUM_YY], sums[SUM_XX]);
}

bool
sample_is_valid(const RatioSample *sample)
{
	return sample_is_plausible(sample) && sample_is_possible(sample);
}

static char *
sample_text(const RatioSample *sample)
{
	char	   *result = palloc(SAMPLE_TEXT_SIZE);
	int			len;

	len = snprintf(result, SAMPLE_TEXT_SIZE, "(" INT64_FORMAT, sample->rows);
	for (int i = 0; i < SAMPLE_SUMS; i++)
	{
		result[len++] = ',';
		len += sum128_to_text(sample->sums[i], result + len);
	}
	result[len++] = ')';
	result[len] = '\0';
	return result;
}

/*
 * The validator behind every way in: text, binary, and what is left when rows
 * are taken out.  Sums of samples are samples, so adding needs none.  Reports
 * softly where the caller has an error context.
 */
static bool
sample_check(const RatioSample *sample, int sqlerrcode, struct Node *escontext)
{
	if (likely(sample_is_valid(sample)))
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("the sums of a ratio sample contradict one another"),
			 errdetail("No counts of enterprises have the sums %s.",
					   sample_text(sample)),
			 errhint("Make a ratio_sample from rows, with the aggregate ratio_sample(numerator, denominator).")));
}


/* ----------------
 * Input and output
 * ----------------
 */

/*
 * ratio_sample_in('(rows,y,x,yy,yx,xx)')
 *
 * White space is allowed around each number.
 */
Datum
ratio_sample_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	const char *p = skip_space(input);
	RatioSample *result = palloc0_object(RatioSample);
	bool		malformed = *p != '(';
	bool		too_large = false;

	for (int i = -1; i < SAMPLE_SUMS && !malformed; i++)
	{
		CountParse	parsed;

		/* behind the parenthesis, or the comma of the last round */
		p = skip_space(p + 1);
		if (i < 0)
			parsed = parse_count(&p, &result->rows);
		else
			parsed = parse_sum128(&p, &result->sums[i]);
		p = skip_space(p);
		malformed = parsed == COUNT_MALFORMED ||
			*p != (i < SAMPLE_SUMS - 1 ? ',' : ')');
		too_large |= parsed == COUNT_TOO_LARGE;
	}

	if (malformed || *skip_space(p + 1) != '\0')
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"ratio_sample", input),
				 errhint("Write (n,y,x,yy,yx,xx): the number of enterprises and the sums of numerators, denominators, squared numerators, products and squared denominators.")));

	if (too_large)
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						input, "ratio_sample"),
				 errhint("Check the unit of the counts.")));

	if (!sample_check(result, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, escontext))
		PG_RETURN_NULL();

	PG_RETURN_RATIO_SAMPLE_P(result);
}

Datum
ratio_sample_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(sample_text(PG_GETARG_RATIO_SAMPLE_P(0)));
}

/*
 * ratio_sample_recv: a bigint and five 128-bit sums in network order.
 */
Datum
ratio_sample_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	RatioSample *result;

	wire_check_value(buf, SAMPLE_WIRE_SIZE, "ratio_sample",
					 "Send one bigint and five 128-bit integers in network byte order.");
	result = palloc_object(RatioSample);
	result->rows = pq_getmsgint64(buf);
	for (int i = 0; i < SAMPLE_SUMS; i++)
		result->sums[i] = sum128_recv(buf);
	sample_check(result, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);

	PG_RETURN_RATIO_SAMPLE_P(result);
}

Datum
ratio_sample_send(PG_FUNCTION_ARGS)
{
	RatioSample *sample = PG_GETARG_RATIO_SAMPLE_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint64(&buf, sample->rows);
	for (int i = 0; i < SAMPLE_SUMS; i++)
		sum128_send(&buf, sample->sums[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}


/* -----
 * Order
 * -----
 */

/* In the order of the text form */
static int
sample_compare(const RatioSample *a, const RatioSample *b)
{
	int			result = int64_cmp(a->rows, b->rows);

	if (result == 0)
		result = sums128_cmp(a->sums, b->sums, SAMPLE_SUMS);
	return result;
}

COMPARISON_FUNCTIONS(ratio_sample, RatioSample, sample_compare);


/* -----------
 * Aggregation
 * -----------
 */

/*
 * The sums of one enterprise.  0/0 is one as well: an enterprise without
 * staff was drawn like any other and counts among those drawn.
 */
static inline RatioSample
sample_of_row(int64 numerator, int64 denominator)
{
	RatioSample row;

	if (unlikely(!rate_is_valid(numerator, denominator)))
		rate_check_counts(numerator, denominator);

	row.rows = 1;
	row.sums[SUM_Y] = sum128_from_int64(numerator);
	row.sums[SUM_X] = sum128_from_int64(denominator);
	row.sums[SUM_YY] = sum128_product(numerator, numerator);
	row.sums[SUM_YX] = sum128_product(numerator, denominator);
	row.sums[SUM_XX] = sum128_product(denominator, denominator);
	return row;
}

/*
 * The state with other added to it: the one that was passed, if an aggregate
 * node owns it; a copy, if the function was called from plain SQL.
 */
static Datum
sample_add(FunctionCallInfo fcinfo, const RatioSample *other)
{
	RatioSample *state = PG_GETARG_RATIO_SAMPLE_P(0);
	RatioSample result;
	bool		overflow;

	overflow = pg_add_s64_overflow(state->rows, other->rows, &result.rows);
	for (int i = 0; i < SAMPLE_SUMS; i++)
		overflow |= sum128_add_overflow(state->sums[i], other->sums[i],
										&result.sums[i]);
	if (unlikely(overflow))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("ratio sample is out of range"),
				 errdetail("Adding %s to %s exceeds the range of its sums.",
						   sample_text(other), sample_text(state)),
				 errhint("Check the unit of the counts.")));

	if (unlikely(!in_aggregate(fcinfo)))
		state = palloc_object(RatioSample);
	*state = result;
	PG_RETURN_RATIO_SAMPLE_P(state);
}

/*
 * The state with other taken out of it.  In a window what is taken out was
 * put in before, unless the arguments are not what they were; called by hand,
 * or as somebody's own aggregate, the result may be no sample at all.
 */
static Datum
sample_remove(FunctionCallInfo fcinfo, const RatioSample *other)
{
	RatioSample *state = PG_GETARG_RATIO_SAMPLE_P(0);
	RatioSample result;

	/* cannot overflow: no operand is negative */
	result.rows = state->rows - other->rows;
	for (int i = 0; i < SAMPLE_SUMS; i++)
		(void) sum128_sub_overflow(state->sums[i], other->sums[i],
								   &result.sums[i]);

	if (unlikely(!sample_is_valid(&result)))
	{
		if (in_window(fcinfo))
			frame_mismatch("ratio_sample",
						   psprintf(_("The rows that are left would have the sums %s."),
									sample_text(&result)));
		sample_check(&result, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, NULL);
	}

	if (unlikely(!in_aggregate(fcinfo)))
		state = palloc_object(RatioSample);
	*state = result;
	PG_RETURN_RATIO_SAMPLE_P(state);
}

/* ratio_sample_accum_int8(ratio_sample, bigint, bigint) → ratio_sample */
Datum
ratio_sample_accum_int8(PG_FUNCTION_ARGS)
{
	RatioSample row = sample_of_row(PG_GETARG_INT64(1), PG_GETARG_INT64(2));

	return sample_add(fcinfo, &row);
}

Datum
ratio_sample_inverse_int8(PG_FUNCTION_ARGS)
{
	RatioSample row = sample_of_row(PG_GETARG_INT64(1), PG_GETARG_INT64(2));

	return sample_remove(fcinfo, &row);
}

/* ratio_sample_accum_rate(ratio_sample, rate) → ratio_sample */
Datum
ratio_sample_accum_rate(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(1);
	RatioSample row = sample_of_row(rate->numerator, rate->denominator);

	return sample_add(fcinfo, &row);
}

Datum
ratio_sample_inverse_rate(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(1);
	RatioSample row = sample_of_row(rate->numerator, rate->denominator);

	return sample_remove(fcinfo, &row);
}

/*
 * ratio_sample_combine(ratio_sample, ratio_sample) → ratio_sample
 *
 * The combine function of the aggregates over rows, and the transition
 * function of the one that merges samples.
 */
Datum
ratio_sample_combine(PG_FUNCTION_ARGS)
{
	return sample_add(fcinfo, PG_GETARG_RATIO_SAMPLE_P(1));
}

Datum
ratio_sample_inverse(PG_FUNCTION_ARGS)
{
	return sample_remove(fcinfo, PG_GETARG_RATIO_SAMPLE_P(1));
}

/* ratio_sample_final(ratio_sample) → ratio_sample, NULL for no rows */
Datum
ratio_sample_final(PG_FUNCTION_ARGS)
{
	RatioSample *sample = PG_GETARG_RATIO_SAMPLE_P(0);

	if (sample->rows == 0)
		PG_RETURN_NULL();
	PG_RETURN_RATIO_SAMPLE_P(sample);
}


/* -------
 * Readers
 * -------
 */

/*
 * rate(ratio_sample) → rate
 *
 * The pooled rate, sum(y)/sum(x); an error if a sum is past bigint.
 */
Datum
ratio_sample_rate(PG_FUNCTION_ARGS)
{
	RatioSample *sample = PG_GETARG_RATIO_SAMPLE_P(0);

	if (!sum128_fits_int64(sample->sums[SUM_Y]) ||
		!sum128_fits_int64(sample->sums[SUM_X]))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("pooled rate is out of range"),
				 errdetail("The sums of %s exceed the range of bigint.",
						   sample_text(sample)),
				 errhint("Check the unit of the counts, or pool smaller groups.")));

	PG_RETURN_RATE_P(rate_make((int64) sample->sums[SUM_Y].lo,
							   (int64) sample->sums[SUM_X].lo));
}
