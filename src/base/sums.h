/*-------------------------------------------------------------------------
 *
 * sums.h
 *	  Types that are nothing but exact sums: the states of aggregates as values
 *	  that can be stored, sent to another server, and merged there.
 *
 * Such a type is a struct without padding whose fields are counts of rows
 * (int64), sums of counts (Sum128) and sums of ratios (FixedSum), not negative
 * unless the table says so.  One row is a value of the type, too; rows are
 * added and taken out field by field.  A table of the fields is all that input,
 * output, order, addition and its inverse need; what else makes sums those of
 * rows is said by the type's own function, which stands behind every way in and
 * every way out.
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
#include "base/sums_field.h"

typedef struct SumsType
{
	const char *name;
	const char *aggregate;		/* whose state it is */
	Size		size;
	int			nfields;
	const SumsField *fields;

	/*
	 * Adds the row that is in the arguments behind the state, or takes it out.
	 * True if a sum has no room, which what is taken out need not care for:
	 * the sums are looked at then.
	 */
	bool		(*row)(FunctionCallInfo fcinfo, void *state, bool out);

	/*
	 * What is wrong with sums that are not negative, or NULL.  The sum of two
	 * values that are right must be right, too.
	 */
	const char *(*fault)(const void *sums);
} SumsType;

extern void sums_overflow(const SumsType *type);
extern void sums_check_left(FunctionCallInfo fcinfo, const SumsType *type,
							const void *state);
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
extern Datum sums_internal_accum(FunctionCallInfo fcinfo,
								 const SumsType *type);
extern Datum sums_internal_combine(FunctionCallInfo fcinfo,
								   const SumsType *type);
extern Datum sums_internal_serialize(FunctionCallInfo fcinfo,
									 const SumsType *type);
extern Datum sums_internal_deserialize(FunctionCallInfo fcinfo,
									   const SumsType *type);

/* A sum with another one added or taken out; true if there is no room */
static inline bool
sums_change(Sum128 *sum, Sum128 change, bool out)
{
	if (out)
		return sum128_sub_overflow(*sum, change, sum);
	return sum128_add_overflow(*sum, change, sum);
}

/* The same of one more count */
static inline bool
sums_change_count(Sum128 *sum, int64 count, bool out)
{
	return sums_change(sum, sum128_from_int64(count), out);
}

/* The state that was passed, to be written to, or a new one of zeros */
static inline void *
sums_writable_state(FunctionCallInfo fcinfo, const SumsType *type)
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

/* name_accum(state, ...) → state; in line, so that the type's row() is, too */
static pg_attribute_always_inline Datum
sums_accum(FunctionCallInfo fcinfo, const SumsType *type)
{
	void	   *state = sums_writable_state(fcinfo, type);

	if (unlikely(type->row(fcinfo, state, false)))
		sums_overflow(type);
	PG_RETURN_POINTER(state);
}

/* name_inverse(state, ...) → state */
static pg_attribute_always_inline Datum
sums_inverse(FunctionCallInfo fcinfo, const SumsType *type)
{
	void	   *state = sums_writable_state(fcinfo, type);

	(void) type->row(fcinfo, state, true);
	sums_check_left(fcinfo, type, state);
	PG_RETURN_POINTER(state);
}

/*
 * The SQL functions of a type that depend on its table alone: name_in, _out,
 * _recv, _send, and those of its order; and of one whose values are added up,
 * name_accum, _inverse, _combine.
 */
#define SUMS_TYPE_FUNCTIONS(name, struct_type, type) \
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
SUMS_FUNCTION(name##_send, sums_send(fcinfo, &type))

#define SUMS_FUNCTIONS(name, struct_type, type) \
SUMS_TYPE_FUNCTIONS(name, struct_type, type); \
SUMS_FUNCTION(name##_accum, sums_accum(fcinfo, &type)); \
SUMS_FUNCTION(name##_inverse, sums_inverse(fcinfo, &type)); \
SUMS_FUNCTION(name##_combine, sums_combine(fcinfo, &type))

/* And those of 1.0: name_accum, _combine, _serialize and _deserialize */
#define SUMS_INTERNAL_FUNCTIONS(name, type) \
SUMS_FUNCTION(name##_accum, sums_internal_accum(fcinfo, &type)); \
SUMS_FUNCTION(name##_combine, sums_internal_combine(fcinfo, &type)); \
SUMS_FUNCTION(name##_serialize, sums_internal_serialize(fcinfo, &type)); \
SUMS_FUNCTION(name##_deserialize, sums_internal_deserialize(fcinfo, &type))

#endif							/* RESUME_SUMS_H */
