/*-------------------------------------------------------------------------
 *
 * sum_list.h
 *	  Types that are lists of exact sums: values of any size, made of items
 *	  that are described as the types of sums.h are.
 *
 * Items stand in the order of their fields.  The first fields are the key; of
 * items with the same key the others are added up, and an item in which they
 * are all 0 is none.  Where all fields are the key, an item can be there more
 * than once.
 *
 * A list that an aggregate is making may have room behind its items, so that
 * the next one need not copy it; equality and all other functions look at the
 * items alone.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SUM_LIST_H
#define RESUME_SUM_LIST_H

#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/memutils.h"

#include "base/sums_field.h"

/* The on-disk form: 8 bytes and the items, double alignment, no padding. */
typedef struct SumList
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int32		count;
	char		items[FLEXIBLE_ARRAY_MEMBER];
} SumList;

typedef struct SumListType
{
	const char *name;
	const char *aggregate;		/* whose state it is */
	Size		item_size;
	int			nfields;
	int			nkeys;
	const SumsField *fields;

	/* What is wrong with an item whose sums are not negative, or NULL */
	const char *(*fault)(const void *item);
} SumListType;

#define PG_GETARG_SUM_LIST_P(n) ((SumList *) PG_GETARG_VARLENA_P(n))

static inline void *
sum_list_item(const SumListType *type, const SumList *list, int i)
{
	return (char *) list->items + (Size) i * type->item_size;
}

extern Datum sum_list_add(FunctionCallInfo fcinfo, const SumListType *type,
						  const void *item);
extern Datum sum_list_remove(FunctionCallInfo fcinfo, const SumListType *type,
							 const void *item);
extern Datum sum_list_combine(FunctionCallInfo fcinfo,
							  const SumListType *type);
extern Datum sum_list_subtract(FunctionCallInfo fcinfo,
							   const SumListType *type);
extern Datum sum_list_final(FunctionCallInfo fcinfo, const SumListType *type);
extern int	sum_list_compare(const SumListType *type, const SumList *a,
							 const SumList *b);
extern Datum sum_list_hash(const SumListType *type, const SumList *list);
extern Datum sum_list_hash_extended(const SumListType *type,
									const SumList *list, int64 seed);
extern Datum sum_list_in(FunctionCallInfo fcinfo, const SumListType *type);
extern Datum sum_list_out(FunctionCallInfo fcinfo, const SumListType *type);
extern Datum sum_list_recv(FunctionCallInfo fcinfo, const SumListType *type);
extern Datum sum_list_send(FunctionCallInfo fcinfo, const SumListType *type);

#define SUM_LIST_COMPARISON(type) \
sum_list_compare(&type, PG_GETARG_SUM_LIST_P(0), PG_GETARG_SUM_LIST_P(1))

/*
 * The SQL functions of a type that depend on its table alone: name_in, _out,
 * _recv, _send, those of its order, name_combine, _subtract and _final.
 */
#define SUM_LIST_FUNCTIONS(name, type) \
SUMS_FUNCTION(name##_in, sum_list_in(fcinfo, &type)); \
SUMS_FUNCTION(name##_out, sum_list_out(fcinfo, &type)); \
SUMS_FUNCTION(name##_recv, sum_list_recv(fcinfo, &type)); \
SUMS_FUNCTION(name##_send, sum_list_send(fcinfo, &type)); \
SUMS_FUNCTION(name##_eq, BoolGetDatum(SUM_LIST_COMPARISON(type) == 0)); \
SUMS_FUNCTION(name##_ne, BoolGetDatum(SUM_LIST_COMPARISON(type) != 0)); \
SUMS_FUNCTION(name##_lt, BoolGetDatum(SUM_LIST_COMPARISON(type) < 0)); \
SUMS_FUNCTION(name##_le, BoolGetDatum(SUM_LIST_COMPARISON(type) <= 0)); \
SUMS_FUNCTION(name##_gt, BoolGetDatum(SUM_LIST_COMPARISON(type) > 0)); \
SUMS_FUNCTION(name##_ge, BoolGetDatum(SUM_LIST_COMPARISON(type) >= 0)); \
SUMS_FUNCTION(name##_cmp, Int32GetDatum(SUM_LIST_COMPARISON(type))); \
SUMS_FUNCTION(name##_hash, \
			  sum_list_hash(&type, PG_GETARG_SUM_LIST_P(0))); \
SUMS_FUNCTION(name##_hash_extended, \
			  sum_list_hash_extended(&type, PG_GETARG_SUM_LIST_P(0), \
									 PG_GETARG_INT64(1))); \
SUMS_FUNCTION(name##_combine, sum_list_combine(fcinfo, &type)); \
SUMS_FUNCTION(name##_subtract, sum_list_subtract(fcinfo, &type)); \
SUMS_FUNCTION(name##_final, sum_list_final(fcinfo, &type))

#endif							/* RESUME_SUM_LIST_H */
