/*-------------------------------------------------------------------------
 *
 * trend.c
 *	  The type rate_trend, the aggregate trend() that makes it, and its
 *	  readers: the fitted line and the test for a trend.
 *
 * The line is that of weighted least squares: the ratio n/d regressed on the
 * day x, weighted by the denominators d.  All it needs are five sums of
 * integers.  With x counted from a fixed day, sums of different rows add up
 * and subtract exactly, so a rate_trend can be stored, merged, and moved
 * along a window without drift; the readers take differences of products of
 * these sums exactly (wide.h) and round once.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/counts.h"
#include "base/number.h"
#include "base/record.h"
#include "base/wide.h"
#include "rate/rate.h"

/*
 * The on-disk form: 96 bytes, double alignment, no padding.
 *
 * A row without a denominator, 0/0, says nothing of the line and leaves no
 * trace here: a trend of nothing else is the empty trend.
 */
typedef struct RateTrend
{
	Sum128		d;				/* sum of denominators */
	Sum128		n;				/* sum of numerators */
	Sum128		dx;				/* sum of denominator * day */
	Sum128		nx;				/* sum of numerator * day */
	Sum128		dxx;			/* sum of denominator * day^2 */
	int64		above_one;		/* rows whose numerator is the larger count */
	int64		last_day;		/* the latest day, or NO_DAY; wider than a day
								 * needs, so that there is no padding */
} RateTrend;

#define DatumGetRateTrendP(X)	((RateTrend *) DatumGetPointer(X))
#define PG_GETARG_RATE_TREND_P(n) DatumGetRateTrendP(PG_GETARG_DATUM(n))
#define PG_RETURN_RATE_TREND_P(x) PG_RETURN_POINTER(x)

/* Days are dates: counted from 2000-01-01. */
#define DAY_MIN (DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE)
#define DAY_MAX (DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1)

/* Before every day, so that the later of two days is always the larger */
#define NO_DAY ((int64) DATEVAL_NOBEGIN)

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
PG_FUNCTION_INFO_V1(rate_trend_eq);
PG_FUNCTION_INFO_V1(rate_trend_ne);
PG_FUNCTION_INFO_V1(rate_trend_hash);
PG_FUNCTION_INFO_V1(rate_trend_hash_extended);
PG_FUNCTION_INFO_V1(rate_trend_accum);
PG_FUNCTION_INFO_V1(rate_trend_merge);
PG_FUNCTION_INFO_V1(rate_trend_window_accum);
PG_FUNCTION_INFO_V1(rate_trend_window_inverse);
PG_FUNCTION_INFO_V1(rate_trend_window_merge);
PG_FUNCTION_INFO_V1(rate_trend_window_unmerge);
PG_FUNCTION_INFO_V1(rate_trend_window_final);
PG_FUNCTION_INFO_V1(rate_trend_slope);
PG_FUNCTION_INFO_V1(rate_trend_percent_at);
PG_FUNCTION_INFO_V1(rate_trend_day_reaching);
PG_FUNCTION_INFO_V1(rate_trend_test);


/* --------
 * The line
 * --------
 */

/*
 * By Cramer's rule the fitted ratio on day x is (intercept + slope * x) /
 * divisor, in integers.  The divisor is 0 if all rows are of one day, or if
 * there are none; there is no line then.
 */
static Wide
line_divisor(const RateTrend *trend)
{
	return wide_minus(wide_product(trend->d, trend->dxx),
					  wide_product(trend->dx, trend->dx));
}

static Wide
line_slope(const RateTrend *trend)
{
	return wide_minus(wide_product(trend->d, trend->nx),
					  wide_product(trend->n, trend->dx));
}

static Wide
line_intercept(const RateTrend *trend)
{
	return wide_minus(wide_product(trend->n, trend->dxx),
					  wide_product(trend->dx, trend->nx));
}


/* ----------
 * Invariants
 * ----------
 */

static bool
trend_is_empty(const RateTrend *trend)
{
	return sum128_sign(trend->d) == 0;
}

/*
 * Is the mean day, weighted by counts that add up to weight, between the
 * first day of the calendar and the last day of the trend?  Where nothing
 * has weight, the moment must be 0.
 */
static bool
moment_is_valid(Wide weight, Wide moment, int64 last_day)
{
	return wide_sign(wide_minus(moment, wide_times(weight, DAY_MIN))) >= 0 &&
		wide_sign(wide_minus(wide_times(weight, last_day), moment)) >= 0;
}

/*
 * What is wrong with sums that come from outside, or NULL.
 */
static const char *
trend_fault(const RateTrend *trend)
{
	Wide		d = wide_from_sum128(trend->d);
	Wide		n = wide_from_sum128(trend->n);
	Wide		dx = wide_from_sum128(trend->dx);
	Wide		nx = wide_from_sum128(trend->nx);

	if (sum128_sign(trend->d) < 0 || sum128_sign(trend->n) < 0 ||
		trend->above_one < 0)
		return "Sums of counts must not be negative.";

	if (trend_is_empty(trend))
	{
		if (sum128_sign(trend->n) != 0 || sum128_sign(trend->dx) != 0 ||
			sum128_sign(trend->nx) != 0 || sum128_sign(trend->dxx) != 0 ||
			trend->above_one != 0 || trend->last_day != NO_DAY)
			return "Without denominators all sums must be 0, and there is no last day.";
		return NULL;
	}

	if (trend->last_day < DAY_MIN || trend->last_day > DAY_MAX)
		return "The last day must be a finite date.";

	if (!moment_is_valid(d, dx, trend->last_day) ||
		!moment_is_valid(n, nx, trend->last_day))
		return "The mean day must be a date, and not after the last day.";

	/* the inequality of Cauchy and Schwarz: a variance is not negative */
	if (wide_sign(line_divisor(trend)) < 0)
		return "The sum of squared days is too small for the sum of days.";

	/* proportions: those who are not in the numerators are counts, too */
	if (trend->above_one == 0)
	{
		if (sum128_cmp(trend->n, trend->d) > 0 ||
			!moment_is_valid(wide_minus(d, n), wide_minus(dx, nx),
							 trend->last_day))
			return "The numerators exceed the denominators, but no row is counted as above 1.";
	}
	else if (sum128_sign(trend->n) == 0)
		return "Rows are counted as above 1, but the numerators are 0.";

	return NULL;
}

/*
 * The validator behind text and binary input.  Returns true if the sums are
 * those of a trend; otherwise reports, softly where the caller has an error
 * context.
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
			 errdetail("%s", fault),
			 errhint("Make values of this type with the aggregate trend().")));
}


/* ----------------
 * Input and output
 * ----------------
 */

/*
 * Reads a date as rate_trend_out() writes it, whatever DateStyle says, and
 * moves *s behind it; an empty field is no day.
 */
static CountParse
parse_day(const char **s, int64 *day)
{
	const char *p = *s;
	int64		part[3];		/* year, month, day of the month */
	int			year;
	int			month;
	int			mday;
	int			julian;
	bool		too_large = false;

	*day = NO_DAY;
	if (*p == ',')
		return COUNT_OK;

	for (int i = 0; i < lengthof(part); i++)
	{
		CountParse	result;

		if (i > 0 && *p++ != '-')
			return COUNT_MALFORMED;
		if (*p == '-' || *p == '+')
			return COUNT_MALFORMED;
		result = parse_count(&p, &part[i]);
		if (result == COUNT_MALFORMED)
			return COUNT_MALFORMED;
		if (result == COUNT_TOO_LARGE || part[i] < 1)
			too_large = true;
	}
	if (strncmp(p, " BC", 3) == 0)
	{
		p += 3;
		part[0] = 1 - part[0];
	}
	*s = p;

	if (too_large ||
		part[0] < JULIAN_MINYEAR || part[0] > JULIAN_MAXYEAR ||
		part[1] > MONTHS_PER_YEAR || part[2] > 31)
		return COUNT_TOO_LARGE;
	julian = date2j((int) part[0], (int) part[1], (int) part[2]);
	if (!IS_VALID_JULIAN((int) part[0], (int) part[1], (int) part[2]) ||
		!IS_VALID_DATE(julian - POSTGRES_EPOCH_JDATE))
		return COUNT_TOO_LARGE;

	/* a day that the month has not comes back as one of the next month */
	j2date(julian, &year, &month, &mday);
	if (month != part[1])
		return COUNT_TOO_LARGE;

	*day = julian - POSTGRES_EPOCH_JDATE;
	return COUNT_OK;
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
		parse = parse_day(&p, &result->last_day);
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
	{
		struct pg_tm tm;

		j2date((int) trend->last_day + POSTGRES_EPOCH_JDATE,
			   &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
		EncodeDateOnly(&tm, USE_ISO_DATES, p);
		p += strlen(p);
	}
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
	int			len = buf->len - buf->cursor;
	RateTrend  *result;

	if (len != TREND_WIRE_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid length in external \"%s\" value", "rate_trend"),
				 errdetail("The value has %d bytes, expected %d.",
						   len, TREND_WIRE_SIZE),
				 errhint("Send what rate_trend_send() gives.")));

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


/* --------
 * Equality
 * --------
 */

/*
 * Equal trends have equal bytes, as there is no padding.  There is no order:
 * none of the sums comes before the others.
 */
static bool
trend_equal(const RateTrend *a, const RateTrend *b)
{
	return memcmp(a, b, sizeof(RateTrend)) == 0;
}

Datum
rate_trend_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(trend_equal(PG_GETARG_RATE_TREND_P(0),
							   PG_GETARG_RATE_TREND_P(1)));
}

Datum
rate_trend_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!trend_equal(PG_GETARG_RATE_TREND_P(0),
								PG_GETARG_RATE_TREND_P(1)));
}

Datum
rate_trend_hash(PG_FUNCTION_ARGS)
{
	return hash_any((unsigned char *) PG_GETARG_RATE_TREND_P(0),
					sizeof(RateTrend));
}

Datum
rate_trend_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_any_extended((unsigned char *) PG_GETARG_RATE_TREND_P(0),
							 sizeof(RateTrend), PG_GETARG_INT64(1));
}


/* ----------
 * Arithmetic
 * ----------
 */

static const RateTrend empty_trend = {.last_day = NO_DAY};

/* One row is a trend, too. */
static inline RateTrend
trend_of_row(DateADT day, const Rate *rate)
{
	RateTrend	row;

	if (unlikely(DATE_NOT_FINITE(day)))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("a trend cannot contain an infinite date"),
				 errdetail("The rate on day %s is " INT64_FORMAT "/" INT64_FORMAT ".",
						   DATE_IS_NOBEGIN(day) ? "-infinity" : "infinity",
						   rate->numerator, rate->denominator),
				 errhint("Leave the row out with FILTER (WHERE isfinite(day)).")));

	if (unlikely(rate_is_empty(rate)))
		return empty_trend;

	row.d = sum128_from_int64(rate->denominator);
	row.n = sum128_from_int64(rate->numerator);
	row.dx = sum128_product(rate->denominator, day);
	row.nx = sum128_product(rate->numerator, day);
	/* the square of a day has at most 62 bits */
	row.dxx = sum128_product(rate->denominator, (int64) day * day);
	row.above_one = rate->numerator > rate->denominator ? 1 : 0;
	row.last_day = day;
	return row;
}

static inline void
trend_add(RateTrend *trend, const RateTrend *other)
{
	RateTrend	sum;

	if (unlikely(sum128_add_overflow(trend->d, other->d, &sum.d) ||
				 sum128_add_overflow(trend->n, other->n, &sum.n) ||
				 sum128_add_overflow(trend->dx, other->dx, &sum.dx) ||
				 sum128_add_overflow(trend->nx, other->nx, &sum.nx) ||
				 sum128_add_overflow(trend->dxx, other->dxx, &sum.dxx) ||
				 pg_add_s64_overflow(trend->above_one, other->above_one,
									 &sum.above_one)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("trend is out of range"),
				 errdetail("A sum of counts times days exceeds 128 bits."),
				 errhint("Check the unit of the counts and the years of the days.")));

	sum.last_day = Max(trend->last_day, other->last_day);
	*trend = sum;
}

/*
 * Takes the sums of another trend out again; the last day is for the caller.
 * Returns false, and leaves the trend as it was, if a sum overflows.
 */
static inline bool
trend_subtract(RateTrend *trend, const RateTrend *other)
{
	RateTrend	rest;

	if (unlikely(sum128_sub_overflow(trend->d, other->d, &rest.d) ||
				 sum128_sub_overflow(trend->n, other->n, &rest.n) ||
				 sum128_sub_overflow(trend->dx, other->dx, &rest.dx) ||
				 sum128_sub_overflow(trend->nx, other->nx, &rest.nx) ||
				 sum128_sub_overflow(trend->dxx, other->dxx, &rest.dxx)))
		return false;

	rest.above_one = trend->above_one - other->above_one;
	rest.last_day = trend->last_day;
	*trend = rest;
	return true;
}


/* -------------------------------------
 * trend(day, rate) and trend(rate_trend)
 * -------------------------------------
 */

/*
 * The state to write to: the one that was passed, if an aggregate node owns
 * it; a copy, if the function was called from plain SQL.
 */
static inline RateTrend *
writable_trend(FunctionCallInfo fcinfo)
{
	RateTrend  *state = PG_GETARG_RATE_TREND_P(0);
	RateTrend  *copy;

	if (likely(in_aggregate(fcinfo)))
		return state;

	copy = palloc_object(RateTrend);
	*copy = *state;
	return copy;
}

/*
 * rate_trend_accum(rate_trend, date, rate) → rate_trend
 *
 * A row with a NULL in either argument is skipped; the first other one makes
 * the state, so no rows give NULL.
 */
Datum
rate_trend_accum(PG_FUNCTION_ARGS)
{
	RateTrend  *state;
	RateTrend	row;

	if (unlikely(PG_ARGISNULL(1) || PG_ARGISNULL(2)))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		return PG_GETARG_DATUM(0);
	}

	row = trend_of_row(PG_GETARG_DATEADT(1), PG_GETARG_RATE_P(2));

	if (unlikely(PG_ARGISNULL(0)))
	{
		/* the executor copies the first state, so it need not live long */
		(void) aggregate_context(fcinfo, "trend");
		state = palloc_object(RateTrend);
		*state = row;
	}
	else
	{
		state = writable_trend(fcinfo);
		trend_add(state, &row);
	}
	PG_RETURN_RATE_TREND_P(state);
}

/*
 * rate_trend_merge(rate_trend, rate_trend) → rate_trend
 *
 * Transition function of trend(rate_trend), and combine function of both.
 */
Datum
rate_trend_merge(PG_FUNCTION_ARGS)
{
	RateTrend  *state = writable_trend(fcinfo);

	trend_add(state, PG_GETARG_RATE_TREND_P(1));
	PG_RETURN_RATE_TREND_P(state);
}


/* --------------
 * Moving windows
 * --------------
 */

/* A day that may yet become the last one of the frame */
typedef struct DayAhead
{
	int64		row;			/* its number among the rows with a day */
	int64		day;
} DayAhead;

/*
 * The state of a moving window.
 *
 * Sums subtract, but the last day does not.  The executor takes rows out in
 * the order in which it has put them in, so a day is of no more interest
 * when one that is not earlier has come in behind it.  The days that are
 * left descend, and the first of them is the last day of the frame.  Rows in
 * the order of their days leave just one; whatever the order, a row costs
 * constant time on average.
 */
typedef struct TrendWindow
{
	RateTrend	sums;
	int64		rows;			/* that are not NULL */
	int64		entered;		/* rows with a day, since the beginning */
	int64		left;			/* how many of them have left the frame */
	DayAhead   *ahead;			/* descending days, from the first on */
	int64		first;
	int64		end;
	int64		size;
} TrendWindow;

#define AHEAD_SIZE_MIN 8

/*
 * A window's transition function may not return NULL, so even a skipped row
 * makes a state.
 */
static inline TrendWindow *
window_state(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo, "trend");
	TrendWindow *window;

	if (likely(!PG_ARGISNULL(0)))
		return (TrendWindow *) PG_GETARG_POINTER(0);

	window = MemoryContextAllocZero(context, sizeof(TrendWindow));
	window->sums = empty_trend;
	window->size = AHEAD_SIZE_MIN;
	window->ahead = MemoryContextAlloc(context,
									   window->size * sizeof(DayAhead));
	return window;
}

/* Makes room for one more day, in place if days have left in front. */
static void
window_make_room(TrendWindow *window)
{
	int64		used = window->end - window->first;

	if (used > window->size / 2)
	{
		window->size *= 2;
		window->ahead = repalloc_huge(window->ahead,
									  window->size * sizeof(DayAhead));
	}
	memmove(window->ahead, window->ahead + window->first,
			used * sizeof(DayAhead));
	window->first = 0;
	window->end = used;
}

static inline void
window_add(TrendWindow *window, const RateTrend *row)
{
	trend_add(&window->sums, row);
	window->rows++;

	if (row->last_day == NO_DAY)
		return;

	while (window->end > window->first &&
		   window->ahead[window->end - 1].day <= row->last_day)
		window->end--;
	if (unlikely(window->end == window->size))
		window_make_room(window);
	window->ahead[window->end].row = window->entered++;
	window->ahead[window->end].day = row->last_day;
	window->end++;
}

/*
 * What is taken out was put in before.  The sums of what remains may still
 * overflow half-way, if days of far past and future kept each other small:
 * the executor then starts the frame anew.
 */
static inline bool
window_remove(TrendWindow *window, const RateTrend *row)
{
	if (!trend_subtract(&window->sums, row))
		return false;
	window->rows--;

	if (row->last_day == NO_DAY)
		return true;

	window->left++;
	while (window->end > window->first &&
		   window->ahead[window->first].row < window->left)
		window->first++;
	return true;
}

/* rate_trend_window_accum(internal, date, rate) → internal */
Datum
rate_trend_window_accum(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1) && !PG_ARGISNULL(2)))
	{
		RateTrend	row = trend_of_row(PG_GETARG_DATEADT(1),
									   PG_GETARG_RATE_P(2));

		window_add(window, &row);
	}
	PG_RETURN_POINTER(window);
}

/* rate_trend_window_inverse(internal, date, rate) → internal */
Datum
rate_trend_window_inverse(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1) && !PG_ARGISNULL(2)))
	{
		RateTrend	row = trend_of_row(PG_GETARG_DATEADT(1),
									   PG_GETARG_RATE_P(2));

		if (!window_remove(window, &row))
			PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(window);
}

/* rate_trend_window_merge(internal, rate_trend) → internal */
Datum
rate_trend_window_merge(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1)))
		window_add(window, PG_GETARG_RATE_TREND_P(1));
	PG_RETURN_POINTER(window);
}

/* rate_trend_window_unmerge(internal, rate_trend) → internal */
Datum
rate_trend_window_unmerge(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (likely(!PG_ARGISNULL(1)))
	{
		if (!window_remove(window, PG_GETARG_RATE_TREND_P(1)))
			PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(window);
}

/* rate_trend_window_final(internal) → rate_trend */
Datum
rate_trend_window_final(PG_FUNCTION_ARGS)
{
	TrendWindow *window = window_state(fcinfo);

	if (window->rows == 0)
		PG_RETURN_NULL();

	if (window->end > window->first)
		window->sums.last_day = window->ahead[window->first].day;
	else
		window->sums.last_day = NO_DAY;
	PG_RETURN_RATE_TREND_P(&window->sums);
}


/* -------
 * Readers
 * -------
 */

/*
 * slope(rate_trend) → double precision
 *
 * Percentage points a day: 100 (D NX - N DX) / (D DXX - DX^2), where D, N,
 * DX, NX and DXX are the sums.  The quotient is exact and rounded once, so
 * equal sums have equal slopes.  NULL where there is no line: all rates of
 * one day, or all of them 0/0.
 *
 * Weighted least squares, with the denominators as weights: the regression
 * coefficient of Cochran, W. G. (1954), Some methods for strengthening the
 * common chi-squared tests, Biometrics 10, 417-451.
 */
Datum
rate_trend_slope(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	Wide		divisor = line_divisor(trend);

	if (wide_sign(divisor) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(wide_quotient(wide_times(line_slope(trend), 100),
								   divisor));
}

/*
 * percent_at(rate_trend, day date) → double precision
 *
 * The fitted line on a day, in percent; exact and rounded once.  It is a
 * straight line: nothing keeps it between 0 and 100.  NULL where there is no
 * line.
 */
Datum
rate_trend_percent_at(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	DateADT		day = PG_GETARG_DATEADT(1);
	Wide		divisor = line_divisor(trend);
	Wide		dividend;

	if (DATE_NOT_FINITE(day))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("a trend has no value on an infinite date"),
				 errdetail("The day is %s.",
						   DATE_IS_NOBEGIN(day) ? "-infinity" : "infinity"),
				 errhint("Ask for a finite date.")));

	if (wide_sign(divisor) == 0)
		PG_RETURN_NULL();

	dividend = wide_plus(line_intercept(trend),
						 wide_times(line_slope(trend), day));
	PG_RETURN_FLOAT8(wide_quotient(wide_times(dividend, 100), divisor));
}

/* ab - cd */
static inline Numeric
product_difference(Numeric a, Numeric b, Numeric c, Numeric d)
{
	return number_sub(number_mul(a, b), number_mul(c, d));
}

/*
 * The first day on which slope * day >= goal, in exact numbers, and not
 * before the last day; false if that is never, or too late.
 */
static bool
first_day_reaching(Numeric slope, Numeric goal, int64 last_day, int horizon,
				   int64 *day)
{
	Numeric		number = int64_to_numeric(last_day);

	if (number_compare(number_mul(slope, number), goal) >= 0)
	{
		*day = last_day;
		return true;
	}

	/* the line is below the target, so it must rise */
	if (number_sign(slope) <= 0)
		return false;

	number = number_div_trunc(goal, slope);
	if (number_compare(number_mul(slope, number), goal) < 0)
		number = number_add(number, int64_to_numeric(1));

	/* however far away it is, now it fits */
	if (number_compare(number, int64_to_numeric(last_day + horizon)) > 0)
		return false;
	*day = number_to_int64(number);
	return true;
}

/*
 * day_reaching(rate_trend, target_percent double precision,
 *				horizon_days integer DEFAULT 365) → date
 *
 * The first day, not before the last one with a rate, on which the fitted
 * line is at the target or above; so it is the last day itself if the line
 * has come that far, whether it rises, falls or is flat.  NULL if a line
 * below its target is flat or falls, if the day is more than horizon_days
 * after the last, and where there is no line.
 *
 * The target is taken as the decimal number that was written, as the cast to
 * numeric takes it, and the comparison is exact.
 */
Datum
rate_trend_day_reaching(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	float8		target = PG_GETARG_FLOAT8(1);
	int			horizon = PG_GETARG_INT32(2);
	Numeric		d = sum128_to_numeric(trend->d);
	Numeric		n = sum128_to_numeric(trend->n);
	Numeric		dx = sum128_to_numeric(trend->dx);
	Numeric		nx = sum128_to_numeric(trend->nx);
	Numeric		dxx = sum128_to_numeric(trend->dxx);
	Numeric		hundred = int64_to_numeric(100);
	Numeric		divisor;
	Numeric		slope;
	Numeric		goal;
	int64		day;

	if (isnan(target) || isinf(target))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("target must be a finite number"),
				 errdetail("It is %g.", target),
				 errhint("Give a percentage, such as 90.")));
	if (horizon < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("horizon must not be negative"),
				 errdetail("It is %d days.", horizon),
				 errhint("Give the number of days after the last day of the trend.")));

	divisor = product_difference(d, dxx, dx, dx);
	if (number_sign(divisor) <= 0)
		PG_RETURN_NULL();

	/* 100 (intercept + slope day) / divisor >= target, without dividing */
	slope = number_mul(hundred, product_difference(d, nx, n, dx));
	goal = product_difference(number_from_double(target), divisor,
							  hundred, product_difference(n, dxx, dx, nx));

	if (!first_day_reaching(slope, goal, trend->last_day, horizon, &day))
		PG_RETURN_NULL();
	if (day > DAY_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("date out of range"),
				 errdetail("The target is reached after the last day that a date can hold."),
				 errhint("Give a smaller horizon.")));
	PG_RETURN_DATEADT((DateADT) day);
}

/*
 * trend_test(rate_trend, OUT z double precision, OUT p_value double precision)
 *
 * Cochran-Armitage test for a trend in proportions, with the day as score:
 *
 *		z = (D NX - N DX) sqrt(D / (N (D - N) (D DXX - DX^2)))
 *
 * and the two-sided p-value of the normal distribution.  z^2 is the
 * chi-squared statistic with one degree of freedom, and z has the sign of
 * the slope.  If all of the numerators are 0, or all are the denominators,
 * no arrangement of these counts could show a trend: z is 0 and p_value is
 * 1.  Both are NULL where there is no line.  A rate above 1 is no proportion
 * and an error.
 *
 * Cochran (1954), as above; Armitage, P. (1955), Tests for linear trends in
 * proportions and frequencies, Biometrics 11, 375-386.
 */
Datum
rate_trend_test(PG_FUNCTION_ARGS)
{
	RateTrend  *trend = PG_GETARG_RATE_TREND_P(0);
	Wide		divisor = line_divisor(trend);
	Wide		slope = line_slope(trend);
	Sum128		rest;
	Wide		variance;
	Datum		values[2];
	bool		nulls[2] = {false, false};
	double		z;

	if (trend->above_one > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a test for a trend in proportions needs rates of at most 1"),
				 errdetail("Rates above 1 in the trend: " INT64_FORMAT ".",
						   trend->above_one),
				 errhint("Use slope(), which is defined for such rates, too.")));

	/* cannot overflow: 0 <= n <= d */
	(void) sum128_sub_overflow(trend->d, trend->n, &rest);
	variance = wide_product(trend->n, rest);

	if (wide_sign(divisor) == 0)
		nulls[0] = nulls[1] = true;
	else if (wide_sign(variance) == 0)
	{
		values[0] = Float8GetDatum(0.0);
		values[1] = Float8GetDatum(1.0);
	}
	else
	{
		Wide		total = wide_from_sum128(trend->d);
		Wide		one = wide_from_sum128(sum128_from_int64(1));

		/* z^2 as two quotients and a factor, each of them rounded once */
		z = sqrt(wide_quotient(slope, divisor) *
				 wide_quotient(slope, variance) *
				 wide_quotient(total, one));
		if (wide_sign(slope) < 0)
			z = -z;
		values[0] = Float8GetDatum(z);
		values[1] = Float8GetDatum(erfc(fabs(z) / M_SQRT2));
	}

	PG_RETURN_DATUM(record_result(fcinfo, values, nulls));
}
