/*-------------------------------------------------------------------------
 *
 * sums_field.c
 *	  The fields of types that are made of exact sums, by their kind, and the
 *	  tables of them: their arithmetic, order, text and binary forms.
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
#include "base/day.h"
#include "base/sums_field.h"

#define FIXED_WIRE_SIZE ((int) sizeof(FixedSum))
#define FIXED_TEXT_SIZE (4 + FIXED_LIMBS * LIMB_DIGITS)

/* By kind of field: what is sent, and the longest text */
static const int field_wire_size[] = {
	[FIELD_COUNT] = sizeof(int64),
	[FIELD_SUM] = SUM128_WIRE_SIZE,
	[FIELD_SIGNED] = SUM128_WIRE_SIZE,
	[FIELD_RATIOS] = FIXED_WIRE_SIZE,
	[FIELD_DAY] = sizeof(int64),
};

static const int field_text_size[] = {
	[FIELD_COUNT] = MAXINT8LEN,
	[FIELD_SUM] = SUM128_TEXT_SIZE,
	[FIELD_SIGNED] = SUM128_TEXT_SIZE,
	[FIELD_RATIOS] = FIXED_TEXT_SIZE,
	[FIELD_DAY] = DAY_TEXT_SIZE,
};


/* ----------
 * Arithmetic
 * ----------
 */

bool
sums_field_add_overflow(const SumsField *field, void *state, const void *row)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
			return pg_add_s64_overflow(*count_at(state, field),
									   *count_at(row, field),
									   count_at(state, field));
		case FIELD_SUM:
		case FIELD_SIGNED:
			return sum128_add_overflow(*sum_at(state, field),
									   *sum_at(row, field),
									   sum_at(state, field));
		case FIELD_RATIOS:
			return fixed_change(ratios_at(state, field),
								ratios_at(row, field), false);
		case FIELD_DAY:
			break;
	}
	pg_unreachable();
}

/* What is below 0 has no room, either. */
bool
sums_field_subtract_overflow(const SumsField *field, void *state,
							 const void *row)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
			return pg_sub_s64_overflow(*count_at(state, field),
									   *count_at(row, field),
									   count_at(state, field)) ||
				*count_at(state, field) < 0;
		case FIELD_SUM:
			return sum128_sub_overflow(*sum_at(state, field),
									   *sum_at(row, field),
									   sum_at(state, field)) ||
				sum_at(state, field)->hi < 0;
		case FIELD_SIGNED:
			return sum128_sub_overflow(*sum_at(state, field),
									   *sum_at(row, field),
									   sum_at(state, field));
		case FIELD_RATIOS:
			return fixed_change(ratios_at(state, field),
								ratios_at(row, field), true);
		case FIELD_DAY:
			break;
	}
	pg_unreachable();
}

bool
sums_field_is_zero(const SumsField *field, const void *sums)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
			return *count_at(sums, field) == 0;
		case FIELD_SUM:
		case FIELD_SIGNED:
			return sum128_sign(*sum_at(sums, field)) == 0;
		case FIELD_RATIOS:
			return fixed_is_zero(ratios_at(sums, field));
		case FIELD_DAY:
			break;
	}
	pg_unreachable();
}


/* -----
 * Order
 * -----
 */

static int
field_compare(const SumsField *field, const void *a, const void *b)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
		case FIELD_DAY:
			return int64_cmp(*count_at(a, field), *count_at(b, field));
		case FIELD_SUM:
		case FIELD_SIGNED:
			return sum128_cmp(*sum_at(a, field), *sum_at(b, field));
		case FIELD_RATIOS:
			return limbs_compare(ratios_at(a, field)->limb,
								 ratios_at(b, field)->limb, FIXED_LIMBS);
	}
	pg_unreachable();
}

/* The first fields that differ decide. */
int
sums_fields_compare(const SumsField *fields, int nfields, const void *a,
					const void *b)
{
	int			result = 0;

	for (int i = 0; i < nfields && result == 0; i++)
		result = field_compare(&fields[i], a, b);
	return result;
}


/* ----
 * Text
 * ----
 */

static CountParse
parse_fixed(const char **s, FixedSum *sum)
{
	HexDigits	digits;

	if (!parse_hex_digits(s, &digits))
		return COUNT_MALFORMED;
	if (digits.nwhole > (FIXED_LIMBS - FIXED_PLACES) * LIMB_DIGITS ||
		digits.nfraction > FIXED_PLACES * LIMB_DIGITS)
		return COUNT_TOO_LARGE;
	limbs_from_digits(sum->limb, FIXED_LIMBS, FIXED_PLACES, &digits);
	return COUNT_OK;
}

static CountParse
field_parse(const char **s, const SumsField *field, void *sums)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
			return parse_count(s, count_at(sums, field));
		case FIELD_SUM:
		case FIELD_SIGNED:
			return parse_sum128(s, sum_at(sums, field));
		case FIELD_RATIOS:
			return parse_fixed(s, ratios_at(sums, field));
		case FIELD_DAY:
			return parse_day(s, count_at(sums, field));
	}
	pg_unreachable();
}

/*
 * Reads '(field,field,...)', and moves *s behind it and the white space that
 * follows, which is allowed around every field, too.  The rest of one that is
 * too large is read, so that a later syntax error is found first.
 */
CountParse
sums_fields_parse(const char **s, const SumsField *fields, int nfields,
				  void *sums)
{
	const char *p = *s;
	CountParse	result = COUNT_OK;

	for (int i = 0; i < nfields; i++)
	{
		CountParse	parse;

		if (!skip_mark(&p, i == 0 ? '(' : ','))
			return COUNT_MALFORMED;
		parse = field_parse(&p, &fields[i], sums);
		if (parse == COUNT_MALFORMED)
			return COUNT_MALFORMED;
		if (parse == COUNT_TOO_LARGE)
			result = COUNT_TOO_LARGE;
	}
	if (!skip_mark(&p, ')'))
		return COUNT_MALFORMED;
	*s = p;
	return result;
}

/* Returns the end of the text. */
static char *
field_to_text(const SumsField *field, const void *sums, char *text)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
			return text + pg_lltoa(*count_at(sums, field), text);
		case FIELD_SUM:
		case FIELD_SIGNED:
			return text + sum128_to_text(*sum_at(sums, field), text);
		case FIELD_RATIOS:
			return limbs_to_text(ratios_at(sums, field)->limb, FIXED_LIMBS,
								 FIXED_PLACES, text);
		case FIELD_DAY:
			return text + day_to_text(*count_at(sums, field), text);
	}
	pg_unreachable();
}

/* Room for the text of any values, without a terminator */
int
sums_fields_text_size(const SumsField *fields, int nfields)
{
	int			size = 1;

	for (int i = 0; i < nfields; i++)
		size += field_text_size[fields[i].kind] + 1;
	return size;
}

/* The form that sums_fields_parse() reads; returns its end. */
char *
sums_fields_to_text(const SumsField *fields, int nfields, const void *sums,
					char *text)
{
	for (int i = 0; i < nfields; i++)
	{
		*text++ = i == 0 ? '(' : ',';
		text = field_to_text(&fields[i], sums, text);
	}
	*text++ = ')';
	return text;
}


/* ----
 * Wire
 * ----
 */

int
sums_fields_wire_size(const SumsField *fields, int nfields)
{
	int			size = 0;

	for (int i = 0; i < nfields; i++)
		size += field_wire_size[fields[i].kind];
	return size;
}

static void
field_receive(StringInfo buf, const SumsField *field, void *sums)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
		case FIELD_DAY:
			*count_at(sums, field) = pq_getmsgint64(buf);
			break;
		case FIELD_SUM:
		case FIELD_SIGNED:
			*sum_at(sums, field) = sum128_recv(buf);
			break;
		case FIELD_RATIOS:
			limbs_recv(buf, ratios_at(sums, field)->limb, FIXED_LIMBS);
			break;
	}
}

/* The length has been checked. */
void
sums_fields_receive(StringInfo buf, const SumsField *fields, int nfields,
					void *sums)
{
	for (int i = 0; i < nfields; i++)
		field_receive(buf, &fields[i], sums);
}

static void
field_send(StringInfo buf, const SumsField *field, const void *sums)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
		case FIELD_DAY:
			pq_sendint64(buf, *count_at(sums, field));
			break;
		case FIELD_SUM:
		case FIELD_SIGNED:
			sum128_send(buf, *sum_at(sums, field));
			break;
		case FIELD_RATIOS:
			limbs_send(buf, ratios_at(sums, field)->limb, FIXED_LIMBS);
			break;
	}
}

void
sums_fields_send(StringInfo buf, const SumsField *fields, int nfields,
				 const void *sums)
{
	for (int i = 0; i < nfields; i++)
		field_send(buf, &fields[i], sums);
}
