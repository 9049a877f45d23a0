/*-------------------------------------------------------------------------
 *
 * dated_value.c
 *	  The type dated_value: invariants, input and output, order.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/timestamp.h"

#include "base/comparison.h"
#include "base/compat.h"
#include "base/counts.h"
#include "base/day.h"
#include "base/wire.h"
#include "pool/dated_value.h"
#include "rate/rate.h"

/* A name, a key, and a rate, with what stands between */
#define TEXT_SIZE (16 + DAY_TEXT_SIZE + 3 * MAXINT8LEN)

/* Two bytes for the kinds, and three integers */
#define WIRE_SIZE (2 + 3 * (int) sizeof(int64))

#define MAKER_HINT \
	gettext_noop("Values of this type are partial results of the aggregate latest().")

static const char *const at_names[AT_KINDS] = {
	[AT_DATE] = "date",
	[AT_TIMESTAMP] = "timestamp",
	[AT_TIMESTAMPTZ] = "timestamptz",
};

PG_FUNCTION_INFO_V1(dated_value_in);
PG_FUNCTION_INFO_V1(dated_value_out);
PG_FUNCTION_INFO_V1(dated_value_recv);
PG_FUNCTION_INFO_V1(dated_value_send);


/* ----------
 * Invariants
 * ----------
 */

static bool
at_is_valid(int32 kind, int64 at)
{
	if (kind == AT_DATE)
		return (at >= DAY_MIN && at <= DAY_MAX) ||
			at == DATEVAL_NOBEGIN || at == DATEVAL_NOEND;
	return IS_VALID_TIMESTAMP(at) || TIMESTAMP_NOT_FINITE(at);
}

/*
 * The validator behind every way in: what is wrong with a value, or NULL.
 */
static const char *
dated_value_fault(const DatedValue *dated)
{
	if (dated->at_kind < 0 || dated->at_kind >= AT_KINDS)
		return gettext_noop("The key must be a date or a timestamp.");
	if (!at_is_valid(dated->at_kind, dated->at))
		return gettext_noop("The key is out of range.");

	switch (dated->kind)
	{
		case DATED_NULL:
			if (dated->value != 0 || dated->denominator != 0)
				return gettext_noop("NULL has no counts.");
			return NULL;
		case DATED_INTEGER:
			if (dated->denominator != 0)
				return gettext_noop("An integer has no denominator.");
			return NULL;
		case DATED_RATE:
			if (!rate_is_valid(dated->value, dated->denominator))
				return gettext_noop("A rate has no negative count, and no numerator without a denominator.");
			return NULL;
		default:
			return gettext_noop("The value must be a rate, an integer or NULL.");
	}
}

static bool
dated_value_check(const DatedValue *dated, int sqlerrcode,
				  struct Node *escontext)
{
	const char *fault = dated_value_fault(dated);

	if (fault == NULL)
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("invalid value for type %s", "dated_value"),
			 errdetail_internal("%s", _(fault)),
			 errhint(MAKER_HINT)));
}


/* ----------------
 * Input and output
 * ----------------
 */

static CountParse
parse_at_kind(const char **s, int32 *kind)
{
	size_t		length = strcspn(*s, ", \t\n\r\f\v");

	for (int i = 0; i < AT_KINDS; i++)
	{
		if (strlen(at_names[i]) == length &&
			memcmp(*s, at_names[i], length) == 0)
		{
			*kind = i;
			*s += length;
			return COUNT_OK;
		}
	}
	return COUNT_MALFORMED;
}

static CountParse
parse_at(const char **s, int32 kind, int64 *at)
{
	if (skip_word(s, EARLY))
		*at = kind == AT_DATE ? DATEVAL_NOBEGIN : DT_NOBEGIN;
	else if (skip_word(s, LATE))
		*at = kind == AT_DATE ? DATEVAL_NOEND : DT_NOEND;
	else if (kind == AT_DATE)
		return parse_day(s, at);
	else
		return parse_count(s, at);
	return COUNT_OK;
}

/* An empty field is NULL, a number an integer, and two a rate. */
static CountParse
parse_value(const char **s, DatedValue *dated)
{
	CountParse	parse;
	CountParse	second = COUNT_OK;

	dated->kind = DATED_NULL;
	dated->value = dated->denominator = 0;
	if (**s == ')')
		return COUNT_OK;

	dated->kind = DATED_INTEGER;
	parse = parse_count(s, &dated->value);
	if (parse != COUNT_MALFORMED && **s == '/')
	{
		(*s)++;
		dated->kind = DATED_RATE;
		second = parse_count(s, &dated->denominator);
	}
	if (second == COUNT_MALFORMED || parse == COUNT_OK)
		return second;
	return parse;
}

static CountParse
parse_dated_value(const char *s, DatedValue *dated)
{
	CountParse	at;
	CountParse	value;

	if (!skip_mark(&s, '(') ||
		parse_at_kind(&s, &dated->at_kind) != COUNT_OK || !skip_mark(&s, ','))
		return COUNT_MALFORMED;
	at = parse_at(&s, dated->at_kind, &dated->at);
	if (at == COUNT_MALFORMED || !skip_mark(&s, ','))
		return COUNT_MALFORMED;
	value = parse_value(&s, dated);
	if (value == COUNT_MALFORMED || !skip_mark(&s, ')') || *s != '\0')
		return COUNT_MALFORMED;
	return at == COUNT_OK ? value : at;
}

/*
 * dated_value_in('(date,2020-02-19,13012/15910)')
 *
 * The fields are what the key is, the key, and the value, which is a rate, an
 * integer, or empty if NULL.  A date is written in ISO 8601, a timestamp in
 * microseconds since 2000-01-01 (of UTC if it is one with time zone).  White
 * space is allowed around each of them.
 */
Datum
dated_value_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	DatedValue *result = palloc_object(DatedValue);

	switch (parse_dated_value(input, result))
	{
		case COUNT_OK:
			break;
		case COUNT_MALFORMED:
			ereturn(escontext, (Datum) 0,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"",
							"dated_value", input),
					 errhint(MAKER_HINT)));
		case COUNT_TOO_LARGE:
			ereturn(escontext, (Datum) 0,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("value \"%s\" is out of range for type %s",
							input, "dated_value"),
					 errdetail("Its numbers are bigints, and its key a date or a timestamp."),
					 errhint(MAKER_HINT)));
	}

	if (!dated_value_check(result, ERRCODE_INVALID_TEXT_REPRESENTATION,
						   escontext))
		PG_RETURN_NULL();
	PG_RETURN_DATED_VALUE_P(result);
}

/* Writes a key, and gives the length of its text. */
static int
at_to_text(const DatedValue *dated, char *text)
{
	if (dated->at_kind == AT_DATE)
		return day_to_text(dated->at, text);
	if (TIMESTAMP_IS_NOBEGIN(dated->at))
		return (int) strlcpy(text, EARLY, DAY_TEXT_SIZE);
	if (TIMESTAMP_IS_NOEND(dated->at))
		return (int) strlcpy(text, LATE, DAY_TEXT_SIZE);
	return pg_lltoa(dated->at, text);
}

/*
 * dated_value_out(dated_value), in the form that dated_value_in() reads
 */
Datum
dated_value_out(PG_FUNCTION_ARGS)
{
	DatedValue *dated = PG_GETARG_DATED_VALUE_P(0);
	char	   *result = palloc(TEXT_SIZE);
	char	   *p = result;

	p += sprintf(p, "(%s,", at_names[dated->at_kind]);
	p += at_to_text(dated, p);
	*p++ = ',';
	if (dated->kind != DATED_NULL)
		p += pg_lltoa(dated->value, p);
	if (dated->kind == DATED_RATE)
	{
		*p++ = '/';
		p += pg_lltoa(dated->denominator, p);
	}
	*p++ = ')';
	*p = '\0';
	PG_RETURN_CSTRING(result);
}

/*
 * dated_value_recv: a byte each for the kinds of key and value, and three
 * bigints in network order.
 */
Datum
dated_value_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	DatedValue *result;

	wire_check_value(buf, WIRE_SIZE, "dated_value",
					 "Send what dated_value_send() gives.");
	result = palloc_object(DatedValue);
	result->at_kind = pq_getmsgbyte(buf);
	result->kind = pq_getmsgbyte(buf);
	result->at = pq_getmsgint64(buf);
	result->value = pq_getmsgint64(buf);
	result->denominator = pq_getmsgint64(buf);
	dated_value_check(result, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	PG_RETURN_DATED_VALUE_P(result);
}

Datum
dated_value_send(PG_FUNCTION_ARGS)
{
	DatedValue *dated = PG_GETARG_DATED_VALUE_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, (uint8) dated->at_kind);
	pq_sendbyte(&buf, (uint8) dated->kind);
	pq_sendint64(&buf, dated->at);
	pq_sendint64(&buf, dated->value);
	pq_sendint64(&buf, dated->denominator);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}


/* -----
 * Order
 * -----
 */

/*
 * In the order of the text form: what the key is, the key, what the value is,
 * and its counts.
 */
static int
dated_value_compare(const DatedValue *a, const DatedValue *b)
{
	const int64 a_fields[] = {
		a->at_kind, a->at, a->kind, a->value, a->denominator
	};
	const int64 b_fields[] = {
		b->at_kind, b->at, b->kind, b->value, b->denominator
	};

	for (int i = 0; i < lengthof(a_fields); i++)
	{
		if (a_fields[i] != b_fields[i])
			return int64_cmp(a_fields[i], b_fields[i]);
	}
	return 0;
}

COMPARISON_FUNCTIONS(dated_value, DatedValue, dated_value_compare);
