/*-------------------------------------------------------------------------
 *
 * rate_trend.c
 *	  The type rate_trend: invariants, input and output, order.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "base/comparison.h"
#include "base/compat.h"
#include "base/counts.h"
#include "base/day.h"
#include "base/wide.h"
#include "base/wire.h"
#include "trend/rate_trend.h"

#define TREND_SUMS 5

/* Parentheses and the terminator, a date, and as much behind commas */
#define TREND_TEXT_SIZE \
	(3 + MAXDATELEN + TREND_SUMS * (1 + SUM128_TEXT_SIZE) + 1 + MAXINT8LEN)

/* What a receiver must find on the wire: the day, the sums, the count */
#define TREND_WIRE_SIZE \
	((int) sizeof(int32) + TREND_SUMS * SUM128_WIRE_SIZE + (int) sizeof(int64))

PG_FUNCTION_INFO_V1(rate_trend_in);
PG_FUNCTION_INFO_V1(rate_trend_out);
PG_FUNCTION_INFO_V1(rate_trend_recv);
PG_FUNCTION_INFO_V1(rate_trend_send);


/* ----------
 * Invariants
 * ----------
 */

/*
 * Is the mean day, weighted by counts that add up to weight, between the
 * first day of the calendar and the last day of the trend?  Where nothing
 * has weight, the moment must be 0.
 */
static bool
wide_moment_is_valid(Wide weight, Wide moment, int64 last_day)
{
	return wide_sign(wide_minus(moment, wide_times(weight, DAY_MIN))) >= 0 &&
		wide_sign(wide_minus(wide_times(weight, last_day), moment)) >= 0;
}

/* The same for a weight that is a bigint, as nearly all of them are */
static inline bool
small_moment_is_valid(int64 weight, Sum128 moment, int64 last_day)
{
	return sum128_cmp(moment, sum128_product(weight, DAY_MIN)) >= 0 &&
		sum128_cmp(moment, sum128_product(weight, last_day)) <= 0;
}

static inline bool
moment_is_valid(Sum128 weight, Sum128 moment, int64 last_day)
{
	if (likely(sum128_fits_int64(weight)))
		return small_moment_is_valid((int64) weight.lo, moment, last_day);
	return wide_moment_is_valid(wide_from_sum128(weight),
								wide_from_sum128(moment), last_day);
}

/* Those who are not in the numerators, which are at most the denominators */
static inline bool
rest_is_valid(const RateTrend *trend)
{
	Sum128		moment;

	if (likely(sum128_fits_int64(trend->d) &&
			   !sum128_sub_overflow(trend->dx, trend->nx, &moment)))
		return small_moment_is_valid((int64) (trend->d.lo - trend->n.lo),
									 moment, trend->last_day);
	return wide_moment_is_valid(wide_minus(wide_from_sum128(trend->d),
										   wide_from_sum128(trend->n)),
								wide_minus(wide_from_sum128(trend->dx),
										   wide_from_sum128(trend->nx)),
								trend->last_day);
}

/*
 * The validator behind every way in: what is wrong with sums that are read
 * from text or from binary, or are left when rows are taken out; or NULL.
 * The sum of two trends is one, so adding needs no validator.
 */
const char *
trend_fault(const RateTrend *trend)
{
	if (sum128_sign(trend->d) < 0 || sum128_sign(trend->n) < 0 ||
		trend->above_one < 0)
		return gettext_noop("Sums of counts must not be negative.");

	if (trend_is_empty(trend))
	{
		if (sum128_sign(trend->n) != 0 || sum128_sign(trend->dx) != 0 ||
			sum128_sign(trend->nx) != 0 || sum128_sign(trend->dxx) != 0 ||
			trend->above_one != 0 || trend->last_day != NO_DAY)
			return gettext_noop("Without denominators all sums must be 0, and there is no last day.");
		return NULL;
	}

	if (trend->last_day < DAY_MIN || trend->last_day > DAY_MAX)
		return gettext_noop("The last day must be a finite date.");

	if (!moment_is_valid(trend->d, trend->dx, trend->last_day) ||
		!moment_is_valid(trend->n, trend->nx, trend->last_day))
		return gettext_noop("The mean day must be a date, and not after the last day.");

	/* the inequality of Cauchy and Schwarz: a variance is not negative */
	if (sum128_sign(trend->dxx) < 0 ||
		!square_at_most(trend->dx, trend->d, trend->dxx))
		return gettext_noop("The sum of squared days is too small for the sum of days.");

	/* proportions: those who are not in the numerators are counts, too */
	if (trend->above_one == 0)
	{
		if (sum128_cmp(trend->n, trend->d) > 0 || !rest_is_valid(trend))
			return gettext_noop("The numerators exceed the denominators, but no row is counted as above 1.");
	}
	else if (sum128_sign(trend->n) == 0)
		return gettext_noop("Rows are counted as above 1, but the numerators are 0.");

	return NULL;
}

/*
 * For text and binary input.  Returns true if the sums are those of a trend;
 * otherwise reports, softly where the caller has an error context.
 */
static bool
trend_check(const RateTrend *trend, int sqlerrcode, struct Node *escontext)
{
	const char *fault = trend_fault(trend);

	if (fault == NULL)
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("inconsistent sums for type %s", "rate_trend"),
			 errdetail_internal("%s", _(fault)),
			 errhint("Make values of this type with the aggregate trend().")));
}


/* ----------------
 * Input and output
 * ----------------
 */

/*
 * Reads the last day and moves *s behind it; an empty field is no day.
 */
static CountParse
parse_last_day(const char **s, int64 *day)
{
	*day = NO_DAY;
	return **s == ',' ? COUNT_OK : parse_day(s, day);
}

/*
 * rate_trend_in('(2020-02-19,15910,13012,116827130,95547116,...,0)')
 *
 * The fields are the last day, the sums of denominators, numerators,
 * denominators times day, numerators times day and denominators times day
 * squared, with days counted from 2000-01-01, and the number of rates above
 * 1.  White space is allowed around each of them.
 */
Datum
rate_trend_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	RateTrend  *result = palloc_object(RateTrend);
	Sum128	   *const sums[TREND_SUMS] = {
		&result->d, &result->n, &result->dx, &result->nx, &result->dxx
	};
	const char *p = skip_space(input);
	CountParse	parse = COUNT_MALFORMED;
	bool		too_large = false;

	if (*p == '(')
	{
		p = skip_space(p + 1);
		parse = parse_last_day(&p, &result->last_day);
		too_large = parse == COUNT_TOO_LARGE;

		for (int i = 0; i <= TREND_SUMS && parse != COUNT_MALFORMED; i++)
		{
			p = skip_space(p);
			if (*p != ',')
			{
				parse = COUNT_MALFORMED;
				break;
			}
			p = skip_space(p + 1);
			if (i < TREND_SUMS)
				parse = parse_sum128(&p, sums[i]);
			else
				parse = parse_count(&p, &result->above_one);
			if (parse == COUNT_TOO_LARGE)
				too_large = true;
		}
		p = skip_space(p);
		if (*p != ')' || *skip_space(p + 1) != '\0')
			parse = COUNT_MALFORMED;
	}

	if (parse == COUNT_MALFORMED)
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"rate_trend", input),
				 errhint("Make values of this type with the aggregate trend().")));

	if (too_large)
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						input, "rate_trend"),
				 errdetail("Its sums have 128 bits, its last day is a finite date."),
				 errhint("Make values of this type with the aggregate trend().")));

	if (!trend_check(result, ERRCODE_INVALID_TEXT_REPRESENTATION, escontext))
		PG_RETURN_NULL();
	PG_RETURN_RATE_TREND_P(result);
}

/*
 * rate_trend_out(rate_trend), in the form that rate_trend_in() reads
 */
Datum
rate_trend_out(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	const Sum128 sums[TREND_SUMS] = {
		trend->d, trend->n, trend->dx, trend->nx, trend->dxx
	};
	char	   *result = palloc(TREND_TEXT_SIZE);
	char	   *p = result;

	*p++ = '(';
	if (trend->last_day != NO_DAY)
		p += day_to_text(trend->last_day, p);
	for (int i = 0; i < TREND_SUMS; i++)
	{
		*p++ = ',';
		p += sum128_to_text(sums[i], p);
	}
	*p++ = ',';
	p += pg_lltoa(trend->above_one, p);
	*p++ = ')';
	*p = '\0';

	PG_RETURN_CSTRING(result);
}

/*
 * rate_trend_recv: a date, five sums and a bigint in network order.
 */
Datum
rate_trend_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	RateTrend  *result;

	wire_check_value(buf, TREND_WIRE_SIZE, "rate_trend",
					 "Send what rate_trend_send() gives.");
	result = palloc_object(RateTrend);
	result->last_day = (int32) pq_getmsgint(buf, sizeof(int32));
	result->d = sum128_recv(buf);
	result->n = sum128_recv(buf);
	result->dx = sum128_recv(buf);
	result->nx = sum128_recv(buf);
	result->dxx = sum128_recv(buf);
	result->above_one = pq_getmsgint64(buf);
	trend_check(result, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);

	PG_RETURN_RATE_TREND_P(result);
}

Datum
rate_trend_send(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint32(&buf, (int32) trend->last_day);
	sum128_send(&buf, trend->d);
	sum128_send(&buf, trend->n);
	sum128_send(&buf, trend->dx);
	sum128_send(&buf, trend->nx);
	sum128_send(&buf, trend->dxx);
	pq_sendint64(&buf, trend->above_one);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}


/* -----
 * Order
 * -----
 */

/*
 * In the order of the text form: the last day, the sums, the rates above 1.
 */
static int
trend_compare(const RateTrend *a, const RateTrend *b)
{
	const Sum128 a_sums[TREND_SUMS] = {a->d, a->n, a->dx, a->nx, a->dxx};
	const Sum128 b_sums[TREND_SUMS] = {b->d, b->n, b->dx, b->nx, b->dxx};
	int			result = int64_cmp(a->last_day, b->last_day);

	if (result == 0)
		result = sums128_cmp(a_sums, b_sums, TREND_SUMS);
	if (result == 0)
		result = int64_cmp(a->above_one, b->above_one);
	return result;
}

COMPARISON_FUNCTIONS(rate_trend, RateTrend, trend_compare);
