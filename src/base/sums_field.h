/*-------------------------------------------------------------------------
 *
 * sums_field.h
 *	  The fields of types that are made of exact sums, by their kind, and the
 *	  tables of them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SUMS_FIELD_H
#define RESUME_SUMS_FIELD_H

#include "base/counts.h"
#include "base/fixed.h"

typedef enum SumsFieldKind
{
	FIELD_COUNT,				/* int64 */
	FIELD_SUM,					/* Sum128 */
	FIELD_SIGNED,				/* Sum128 that may be negative */
	FIELD_RATIOS,				/* FixedSum */
	FIELD_DAY					/* int64, a finite date; never added */
} SumsFieldKind;

typedef struct SumsField
{
	SumsFieldKind kind;
	Size		offset;
} SumsField;

/* What a field holds, by its kind */
static inline int64 *
count_at(const void *sums, const SumsField *field)
{
	return (int64 *) ((char *) sums + field->offset);
}

static inline Sum128 *
sum_at(const void *sums, const SumsField *field)
{
	return (Sum128 *) ((char *) sums + field->offset);
}

static inline FixedSum *
ratios_at(const void *sums, const SumsField *field)
{
	return (FixedSum *) ((char *) sums + field->offset);
}

static inline bool
sums_field_is_negative(const SumsField *field, const void *sums)
{
	switch (field->kind)
	{
		case FIELD_COUNT:
			return *count_at(sums, field) < 0;
		case FIELD_SUM:
			return sum_at(sums, field)->hi < 0;
		case FIELD_RATIOS:
			return (ratios_at(sums, field)->limb[FIXED_LIMBS - 1] >> 63) != 0;
		case FIELD_SIGNED:
		case FIELD_DAY:
			return false;
	}
	pg_unreachable();
}

/* Is one of the fields of a table negative? */
static inline bool
sums_fields_negative(const SumsField *fields, int nfields, const void *sums)
{
	for (int i = 0; i < nfields; i++)
	{
		if (sums_field_is_negative(&fields[i], sums))
			return true;
	}
	return false;
}

extern bool sums_field_add_overflow(const SumsField *field, void *state,
									const void *row);
extern bool sums_field_subtract_overflow(const SumsField *field, void *state,
										 const void *row);
extern bool sums_field_is_zero(const SumsField *field, const void *sums);
extern int	sums_fields_compare(const SumsField *fields, int nfields,
								const void *a, const void *b);
extern CountParse sums_fields_parse(const char **s, const SumsField *fields,
									int nfields, void *sums);
extern int	sums_fields_text_size(const SumsField *fields, int nfields);
extern char *sums_fields_to_text(const SumsField *fields, int nfields,
								 const void *sums, char *text);
extern int	sums_fields_wire_size(const SumsField *fields, int nfields);
extern void sums_fields_receive(StringInfo buf, const SumsField *fields,
								int nfields, void *sums);
extern void sums_fields_send(StringInfo buf, const SumsField *fields,
							 int nfields, const void *sums);

/* An SQL function of such a type that is one call */
#define SUMS_FUNCTION(symbol, call) \
PG_FUNCTION_INFO_V1(symbol); \
Datum \
symbol(PG_FUNCTION_ARGS) \
{ \
	return call; \
} \
extern int	no_such_variable

#endif							/* RESUME_SUMS_FIELD_H */
