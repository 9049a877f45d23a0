/*-------------------------------------------------------------------------
 *
 * sums.h
 *	  Types that are nothing but exact sums: the states of aggregates as values
 *	  that can be stored, sent to another server, and merged there.
 *
 * Such a type is a struct without padding whose fields are counts of rows
 * (int64), sums of counts (Sum128) and sums of ratios (FixedSum), all of them
 * not negative.  One row is a value of the type, too; rows are added and taken
 * out field by field.  A table of the fields is all that input, output, order,
 * addition and its inverse need; what else makes sums those of rows is said by
 * the type's own function, which stands behind every way in and every way out.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SUMS_H
#define RESUME_SUMS_H

#include "fmgr.h"

#include "base/aggregate.h"
#include "base/comparison.h"
#include "base/counts.h"
#include "base/fixed.h"

typedef enum SumsFieldKind
{
	FIELD_COUNT,				/* int64 */
	FIELD_SUM,					/* Sum128 */
	FIELD_RATIOS				/* FixedSum */
} SumsFieldKind;

typedef struct SumsField
{
	SumsFieldKind kind;
	Size		offset;
} SumsField;

typedef struct SumsType
{
	const char *name;
	const char *aggregate;		/* whose state it is */
	Size		size;
	int			nfields;
	const SumsField *fields;

	/*
	 * What is wrong with sums that are not negative, or NULL.  The sum of two
	 * values that are right must be right, too.
	 */
	const char *(*fault)(const void *sums);
} SumsType;

/* The state that was passed, to be written to, or a new one of zeros */
static inline void *
sums_state(FunctionCallInfo fcinfo, const SumsType *type)
{
	void	   *state;

	if (likely(in_aggregate(fcinfo) && !PG_ARGISNULL(0)))
		return PG_GETARG_POINTER(0);

	/* an aggregate copies its first state, so it need not live long */
	state = palloc0(type->size);
	if (!PG_ARGISNULL(0))
		memcpy(state, PG_GETARG_POINTER(0), type->size);
	return state;
}

extern void sums_overflow(const SumsType *type);
extern void sums_add(const SumsType *type, void *state, const void *row);
extern void sums_remove(FunctionCallInfo fcinfo, const SumsType *type,
						void *state, const void *row);
extern int	sums_compare(const SumsType *type, const void *a, const void *b);
extern Datum sums_in(FunctionCallInfo fcinfo, const SumsType *type);
extern Datum sums_out(FunctionCallInfo fcinfo, const SumsType *type);
extern Datum sums_recv(FunctionCallInfo fcinfo, const SumsType *type);
extern Datum sums_send(FunctionCallInfo fcinfo, const SumsType *type);
extern Datum sums_combine(FunctionCallInfo fcinfo, const SumsType *type);

/*
 * Release 1.0 kept the same sums in states of type internal.  Its script names
 * functions that these stand behind.
 */
extern void *sums_internal_state(FunctionCallInfo fcinfo,
								 const SumsType *type);
extern Datum sums_internal_combine(FunctionCallInfo fcinfo,
								   const SumsType *type);
extern Datum sums_internal_serialize(FunctionCallInfo fcinfo,
									 const SumsType *type);
extern Datum sums_internal_deserialize(FunctionCallInfo fcinfo,
									   const SumsType *type);

#define SUMS_FUNCTION(symbol, call) \
PG_FUNCTION_INFO_V1(symbol); \
Datum \
symbol(PG_FUNCTION_ARGS) \
{ \
	return call; \
} \
extern int	no_such_variable

/*
 * The SQL functions of a type that depend on its table alone: name_in, _out,
 * _recv, _send, _combine, and those of its order.
 */
#define SUMS_FUNCTIONS(name, struct_type, type) \
static int \
name##_compare(const struct_type *a, const struct_type *b) \
{ \
	return sums_compare(&type, a, b); \
} \
 \
COMPARISON_FUNCTIONS(name, struct_type, name##_compare); \
SUMS_FUNCTION(name##_in, sums_in(fcinfo, &type)); \
SUMS_FUNCTION(name##_out, sums_out(fcinfo, &type)); \
SUMS_FUNCTION(name##_recv, sums_recv(fcinfo, &type)); \
SUMS_FUNCTION(name##_send, sums_send(fcinfo, &type)); \
SUMS_FUNCTION(name##_combine, sums_combine(fcinfo, &type))

#endif							/* RESUME_SUMS_H */
