/*-------------------------------------------------------------------------
 *
 * unknown.c
 *	  Finds a NULL anywhere within a value.
 *
 * What the type has to be looked into for is found out once a query; a row,
 * whose columns its type may not say, is looked at when the first one comes.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/multirangetypes.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "base/compat.h"
#include "base/row_kind.h"
#include "base/unknown.h"

typedef struct RowSearch
{
	RowKind		kind;
	bool		nested;			/* some column has parts of its own */
	NullSearch *columns[FLEXIBLE_ARRAY_MEMBER];
} RowSearch;

struct NullSearch
{
	enum
	{
		SEARCH_ROW,
		SEARCH_ARRAY,
		SEARCH_RANGE,
		SEARCH_MULTIRANGE
	}			kind;
	MemoryContext context;		/* that of all this */
	RowSearch  *row;			/* of the first row of all */
	NullSearch *part;			/* of an element, or of a bound; or NULL */
	TypeCacheEntry *range;

	/* of an element */
	Oid			type;
	int16		typlen;
	bool		typbyval;
	char		typalign;
};


/* ------------------
 * What to look into
 * ------------------
 */

/* A range cannot have a NULL within unless its bounds are rows or arrays. */
static bool
search_ranges(NullSearch *search, Oid type)
{
	TypeCacheEntry *range;

	if (type_is_multirange(type))
	{
		search->kind = SEARCH_MULTIRANGE;
		range = lookup_type_cache(type, TYPECACHE_MULTIRANGE_INFO)->rngtype;
	}
	else
	{
		search->kind = SEARCH_RANGE;
		range = lookup_type_cache(type, TYPECACHE_RANGE_INFO);
	}
	search->range = range;
	search->part = null_search_make(range->rngelemtype->type_id,
									search->context);
	return search->part != NULL;
}

static void
search_array(NullSearch *search, Oid element)
{
	search->kind = SEARCH_ARRAY;
	search->type = element;
	get_typlenbyvalalign(element, &search->typlen, &search->typbyval,
						 &search->typalign);
	search->part = null_search_make(element, search->context);
}

/*
 * How to find NULLs in the values of a type; NULL if they have no parts that
 * could be NULL, which is the usual case.
 */
NullSearch *
null_search_make(Oid type, MemoryContext context)
{
	Oid			base = getBaseType(type);
	Oid			element = get_element_type(base);
	NullSearch *search;

	check_stack_depth();
	if (!type_is_rowtype(base) && !OidIsValid(element) &&
		!type_is_range(base) && !type_is_multirange(base))
		return NULL;

	search = MemoryContextAllocZero(context, sizeof(NullSearch));
	search->context = context;
	if (type_is_rowtype(base))
		search->kind = SEARCH_ROW;
	else if (OidIsValid(element))
		search_array(search, element);
	else if (!search_ranges(search, base))
	{
		pfree(search);
		return NULL;
	}
	return search;
}

static RowSearch *
row_search_make(MemoryContext context, HeapTupleHeader row)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	RowKind		kind = row_kind_of(row);
	RowSearch  *search = palloc0(offsetof(RowSearch, columns) +
								 kind.columns->natts * sizeof(NullSearch *));

	search->kind = kind;
	for (int i = 0; i < kind.columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(kind.columns, i);

		if (!column->attisdropped)
			search->columns[i] = null_search_make(column->atttypid, context);
		if (search->columns[i] != NULL)
			search->nested = true;
	}
	MemoryContextSwitchTo(old);
	return search;
}


/* ----------
 * The search
 * ----------
 */

/*
 * Columns that were added after the row was stored are NULL, unless the
 * catalog has a value for them.
 */
static bool
has_null_in_columns(const RowSearch *search, HeapTupleHeader row)
{
	TupleDesc	columns = search->kind.columns;
	HeapTupleData tuple = row_tuple(row);

	check_stack_depth();
	for (int i = 0; i < columns->natts; i++)
	{
		bool		isnull;
		Datum		value;

		if (TupleDescAttr(columns, i)->attisdropped)
			continue;
		value = heap_getattr(&tuple, i + 1, columns, &isnull);
		if (isnull)
			return true;
		if (search->columns[i] != NULL &&
			has_null_within(search->columns[i], value))
			return true;
	}
	return false;
}

static bool
has_null_in_row(NullSearch *search, HeapTupleHeader row)
{
	RowSearch  *columns;

	if (unlikely(search->row == NULL))
		search->row = row_search_make(search->context, row);
	columns = search->row;

	/* a row of another kind is looked up for itself */
	if (unlikely(!row_is_of_kind(&columns->kind, row)))
		columns = row_search_make(CurrentMemoryContext, row);

	/* all columns are there, all have a value, and no value has parts */
	if (likely((row->t_infomask & HEAP_HASNULL) == 0 && !columns->nested &&
			   row_has_all_columns(&columns->kind, row)))
		return false;
	return has_null_in_columns(columns, row);
}

static bool
has_null_in_array(NullSearch *search, ArrayType *array)
{
	Datum	   *elements;
	int			count;
	bool		result = false;

	if (array_contains_nulls(array))
		return true;
	if (search->part == NULL)
		return false;

	check_stack_depth();
	deconstruct_array(array, search->type, search->typlen, search->typbyval,
					  search->typalign, &elements, NULL, &count);
	for (int i = 0; i < count && !result; i++)
	{
		CHECK_FOR_INTERRUPTS();
		result = has_null_within(search->part, elements[i]);
	}
	pfree(elements);
	return result;
}

static bool
has_null_in_range(NullSearch *search, const RangeType *range)
{
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(search->range, range, &lower, &upper, &empty);
	if (empty)
		return false;
	return (!lower.infinite && has_null_within(search->part, lower.val)) ||
		(!upper.infinite && has_null_within(search->part, upper.val));
}

static bool
has_null_in_multirange(NullSearch *search, const MultirangeType *multirange)
{
	RangeType **ranges;
	int32		count;
	bool		result = false;

	multirange_deserialize(search->range, multirange, &count, &ranges);
	for (int i = 0; i < count && !result; i++)
	{
		CHECK_FOR_INTERRUPTS();
		result = has_null_in_range(search, ranges[i]);
	}
	return result;
}

/*
 * Is there a NULL within?  The value itself is not NULL.
 */
bool
has_null_within(NullSearch *search, Datum value)
{
	switch (search->kind)
	{
		case SEARCH_ROW:
			return has_null_in_row(search, DatumGetHeapTupleHeader(value));
		case SEARCH_ARRAY:
			return has_null_in_array(search, DatumGetArrayTypeP(value));
		case SEARCH_RANGE:
			return has_null_in_range(search, DatumGetRangeTypeP(value));
		case SEARCH_MULTIRANGE:
			return has_null_in_multirange(search,
										  DatumGetMultirangeTypeP(value));
	}
	return false;				/* not reached */
}
