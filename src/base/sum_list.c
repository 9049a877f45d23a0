/*-------------------------------------------------------------------------
 *
 * sum_list.c
 *	  What types that are lists of exact sums have in common: how items come
 *	  in and leave, and their order.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/comparison.h"
#include "base/compat.h"
#include "base/sum_list.h"

/* Room for as many items in a list that begins to grow */
#define FIRST_ITEMS 8

static inline Size
list_size(const SumListType *type, Size items)
{
	return offsetof(SumList, items) + items * type->item_size;
}

/* A list with room for some items, of which it has none yet */
static SumList *
make_list(const SumListType *type, Size items)
{
	Size		size = list_size(type, items);
	SumList    *result;

	if (size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s() has too many items", type->aggregate),
				 errdetail("A value of type %s can have fewer than %zu.",
						   type->name, MaxAllocSize / type->item_size),
				 errhint("Aggregate smaller groups.")));
	result = palloc0(size);
	SET_VARSIZE(result, size);
	return result;
}

static SumList *
copy_list(const SumListType *type, const SumList *list, Size items)
{
	SumList    *result = make_list(type, items);

	result->count = list->count;
	memcpy(result->items, list->items, list->count * type->item_size);
	return result;
}

/*
 * The state that was passed, to be written to, with room for one more item; a
 * new one if there is none.  A copy, unless an aggregate owns it and there is
 * room behind its items.
 */
static SumList *
writable_state(FunctionCallInfo fcinfo, const SumListType *type)
{
	SumList    *state;
	Size		items;

	if (PG_ARGISNULL(0))
		return make_list(type, FIRST_ITEMS);

	state = PG_GETARG_SUM_LIST_P(0);
	items = (Size) state->count + 1;
	if (!in_aggregate(fcinfo))
		return copy_list(type, state, items);
	if (likely(VARSIZE(state) >= list_size(type, items)))
		return state;
	return copy_list(type, state, Max(2 * items, FIRST_ITEMS));
}


/* -----
 * Order
 * -----
 */

static int
compare_fields(const SumListType *type, int nfields, const void *a,
			   const void *b)
{
	const SumsField *first = &type->fields[0];

	/* in line, as a search asks for nothing else most of the time */
	if (first->kind == FIELD_COUNT || first->kind == FIELD_DAY)
	{
		int			result = int64_cmp(*count_at(a, first),
									   *count_at(b, first));

		if (result != 0)
			return result;
	}
	return sums_fields_compare(type->fields, nfields, a, b);
}

/* The first items that differ decide, and then the number of items. */
int
sum_list_compare(const SumListType *type, const SumList *a, const SumList *b)
{
	int			count = Min(a->count, b->count);

	for (int i = 0; i < count; i++)
	{
		int			result = compare_fields(type, type->nfields,
											sum_list_item(type, a, i),
											sum_list_item(type, b, i));

		if (result != 0)
			return result;
	}
	return (a->count > b->count) - (a->count < b->count);
}

Datum
sum_list_hash(const SumListType *type, const SumList *list)
{
	return hash_any((const unsigned char *) list->items,
					(int) (list->count * type->item_size));
}

Datum
sum_list_hash_extended(const SumListType *type, const SumList *list,
					   int64 seed)
{
	return hash_any_extended((const unsigned char *) list->items,
							 (int) (list->count * type->item_size), seed);
}


/* -----------------
 * Items in and out
 * -----------------
 */

/*
 * The place of an item: that of the first one whose key is not smaller.  Most
 * come behind all others.
 */
static int
find_item(const SumListType *type, const SumList *list, const void *item)
{
	int			low = 0;
	int			high = list->count;

	if (high > 0 &&
		compare_fields(type, type->nkeys,
					   sum_list_item(type, list, high - 1), item) < 0)
		return high;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (compare_fields(type, type->nkeys,
						   sum_list_item(type, list, middle), item) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Is the item at this place one with the same key? */
static bool
is_at(const SumListType *type, const SumList *list, int place,
	  const void *item)
{
	return place < list->count &&
		compare_fields(type, type->nkeys, sum_list_item(type, list, place),
					   item) == 0;
}

static void
sums_overflow_in(const SumListType *type)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s() is out of range", type->aggregate),
			 errdetail("A sum of counts exceeds its range."),
			 errhint("Check the unit of the counts.")));
}

/* There must be room. */
static void
list_add(const SumListType *type, SumList *list, const void *item)
{
	int			place = find_item(type, list, item);
	char	   *at = sum_list_item(type, list, place);

	if (type->nkeys < type->nfields && is_at(type, list, place, item))
	{
		for (int i = type->nkeys; i < type->nfields; i++)
		{
			if (sums_field_add_overflow(&type->fields[i], at, item))
				sums_overflow_in(type);
		}
		return;
	}

	memmove(at + type->item_size, at,
			(Size) (list->count - place) * type->item_size);
	memcpy(at, item, type->item_size);
	list->count++;
}

static bool
sums_are_zero(const SumListType *type, const void *item)
{
	for (int i = type->nkeys; i < type->nfields; i++)
	{
		if (!sums_field_is_zero(&type->fields[i], item))
			return false;
	}
	return true;
}

/*
 * Takes the sums of an item out of those at a place; false if what is left is
 * nothing that items can have.
 */
static bool
subtract_sums(const SumListType *type, void *at, const void *item)
{
	for (int i = type->nkeys; i < type->nfields; i++)
	{
		if (sums_field_subtract_overflow(&type->fields[i], at, item))
			return false;
	}
	return sums_are_zero(type, at) || type->fault(at) == NULL;
}

static bool
list_remove(const SumListType *type, SumList *list, const void *item)
{
	int			place = find_item(type, list, item);
	char	   *at = sum_list_item(type, list, place);

	if (!is_at(type, list, place, item) || !subtract_sums(type, at, item))
		return false;
	if (!sums_are_zero(type, at))
		return true;

	list->count--;
	memmove(at, at + type->item_size,
			(Size) (list->count - place) * type->item_size);
	return true;
}


/* ---------------------
 * Transition functions
 * ---------------------
 */

/* An item more; NULL adds nothing, but makes a state. */
Datum
sum_list_add(FunctionCallInfo fcinfo, const SumListType *type,
			 const void *item)
{
	SumList    *state = writable_state(fcinfo, type);

	if (item != NULL)
		list_add(type, state, item);
	PG_RETURN_POINTER(state);
}

static void
not_contained(FunctionCallInfo fcinfo, const SumListType *type)
{
	const char *detail = gettext_noop("The rows that are left do not contain it.");

	if (in_aggregate(fcinfo))
		frame_mismatch(type->aggregate, detail);
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a value of type %s can only lose what it has",
					type->name),
			 errdetail_internal("%s", _(detail)),
			 errhint("Values of this type are made by the aggregate %s().",
					 type->aggregate)));
}

/* The state without an item that was added before */
Datum
sum_list_remove(FunctionCallInfo fcinfo, const SumListType *type,
				const void *item)
{
	SumList    *state = writable_state(fcinfo, type);

	if (item != NULL && !list_remove(type, state, item))
		not_contained(fcinfo, type);
	PG_RETURN_POINTER(state);
}

/* Both lists, in one pass */
static SumList *
list_merge(const SumListType *type, const SumList *a, const SumList *b)
{
	SumList    *result = make_list(type, (Size) a->count + b->count);
	int			i = 0;
	int			j = 0;

	/* items come in order, so each finds its place behind all others */
	while (i < a->count || j < b->count)
	{
		const void *item = sum_list_item(type, a, i);
		const void *other = sum_list_item(type, b, j);

		if (i == a->count ||
			(j < b->count &&
			 compare_fields(type, type->nfields, other, item) < 0))
		{
			item = other;
			j++;
		}
		else
			i++;
		list_add(type, result, item);
		CHECK_FOR_INTERRUPTS();
	}
	return result;
}

/* name_combine(state, state) → state; strict */
Datum
sum_list_combine(FunctionCallInfo fcinfo, const SumListType *type)
{
	const SumList *other = PG_GETARG_SUM_LIST_P(1);

	if (other->count == 1)
		return sum_list_add(fcinfo, type, other->items);
	PG_RETURN_POINTER(list_merge(type, PG_GETARG_SUM_LIST_P(0), other));
}

/* name_subtract(state, state) → state; strict */
Datum
sum_list_subtract(FunctionCallInfo fcinfo, const SumListType *type)
{
	const SumList *other = PG_GETARG_SUM_LIST_P(1);
	SumList    *state = writable_state(fcinfo, type);

	for (int i = 0; i < other->count; i++)
	{
		if (!list_remove(type, state, sum_list_item(type, other, i)))
			not_contained(fcinfo, type);
		CHECK_FOR_INTERRUPTS();
	}
	PG_RETURN_POINTER(state);
}

/* name_final(state) → state without room behind it, NULL for no items */
Datum
sum_list_final(FunctionCallInfo fcinfo, const SumListType *type)
{
	const SumList *state = PG_GETARG_SUM_LIST_P(0);

	if (state->count == 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(copy_list(type, state, state->count));
}
