/*-------------------------------------------------------------------------
 *
 * comparison.h
 *	  Equality, order and hashing of a type of fixed size, from one comparator.
 *
 * A type that is made of sums has no order that means anything, and needs one
 * nevertheless: DISTINCT, UNION, count(DISTINCT ...), UNIQUE and comparisons
 * of rows sort.  Its order is that of its fields, one after the other as the
 * text form has them, each by its value: total, the same on every machine,
 * and agreeing with =.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_COMPARISON_H
#define RESUME_COMPARISON_H

#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/sortsupport.h"

#include "base/compat.h"
#include "base/counts.h"

static inline int
int64_cmp(int64 a, int64 b)
{
	return (a > b) - (a < b);
}

/* The first sums that differ decide. */
static inline int
sums128_cmp(const Sum128 *a, const Sum128 *b, int count)
{
	for (int i = 0; i < count; i++)
	{
		int			result = sum128_cmp(a[i], b[i]);

		if (result != 0)
			return result;
	}
	return 0;
}

#define COMPARISON_FUNCTION(name, type, return_type, condition) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	const type *a = (const type *) PG_GETARG_POINTER(0); \
	const type *b = (const type *) PG_GETARG_POINTER(1); \
 \
	PG_RETURN_##return_type(condition); \
} \
extern int	no_such_variable

/*
 * The SQL functions of a type that is passed by reference and whose equal
 * values have equal bytes, that is, without padding: name_eq, _ne, _lt, _le,
 * _gt, _ge, _cmp, _sortsupport, _hash and _hash_extended.  compare(a, b) gives
 * a negative number, 0 for equal bytes alone, or a positive one.
 */
#define COMPARISON_FUNCTIONS(name, type, compare) \
COMPARISON_FUNCTIONS_SIZED(name, type, compare, sizeof(type))

/* The same for a type whose values a have a size of their own */
#define COMPARISON_FUNCTIONS_SIZED(name, type, compare, size) \
COMPARISON_FUNCTION(name##_eq, type, BOOL, compare(a, b) == 0); \
COMPARISON_FUNCTION(name##_ne, type, BOOL, compare(a, b) != 0); \
COMPARISON_FUNCTION(name##_lt, type, BOOL, compare(a, b) < 0); \
COMPARISON_FUNCTION(name##_le, type, BOOL, compare(a, b) <= 0); \
COMPARISON_FUNCTION(name##_gt, type, BOOL, compare(a, b) > 0); \
COMPARISON_FUNCTION(name##_ge, type, BOOL, compare(a, b) >= 0); \
COMPARISON_FUNCTION(name##_cmp, type, INT32, compare(a, b)); \
 \
static int \
name##_fastcmp(Datum a, Datum b, SortSupport ssup) \
{ \
	return compare((const type *) DatumGetPointer(a), \
				   (const type *) DatumGetPointer(b)); \
} \
 \
PG_FUNCTION_INFO_V1(name##_sortsupport); \
Datum \
name##_sortsupport(PG_FUNCTION_ARGS) \
{ \
	((SortSupport) PG_GETARG_POINTER(0))->comparator = name##_fastcmp; \
	PG_RETURN_VOID(); \
} \
 \
PG_FUNCTION_INFO_V1(name##_hash); \
Datum \
name##_hash(PG_FUNCTION_ARGS) \
{ \
	const type *a = (const type *) PG_GETARG_POINTER(0); \
 \
	return hash_any((const unsigned char *) a, (int) (size)); \
} \
 \
PG_FUNCTION_INFO_V1(name##_hash_extended); \
Datum \
name##_hash_extended(PG_FUNCTION_ARGS) \
{ \
	const type *a = (const type *) PG_GETARG_POINTER(0); \
 \
	return hash_any_extended((const unsigned char *) a, (int) (size), \
							 PG_GETARG_INT64(1)); \
} \
extern int	no_such_variable

#endif							/* RESUME_COMPARISON_H */
