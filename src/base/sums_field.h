/*-------------------------------------------------------------------------
 *
 * sums_field.h
 *	  The fields of types that are made of exact sums, by their kind.
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

extern int	sums_field_text_size(const SumsField *field);
extern int	sums_field_wire_size(const SumsField *field);
extern bool sums_field_add_overflow(const SumsField *field, void *state,
									const void *row);
extern bool sums_field_subtract_overflow(const SumsField *field, void *state,
										 const void *row);
extern bool sums_field_is_zero(const SumsField *field, const void *sums);
extern int	sums_field_compare(const SumsField *field, const void *a,
							   const void *b);
extern CountParse sums_field_parse(const char **s, const SumsField *field,
								   void *sums);
extern char *sums_field_to_text(const SumsField *field, const void *sums,
								char *text);
extern void sums_field_receive(StringInfo buf, const SumsField *field,
							   void *sums);
extern void sums_field_send(StringInfo buf, const SumsField *field,
							const void *sums);

#endif							/* RESUME_SUMS_FIELD_H */
