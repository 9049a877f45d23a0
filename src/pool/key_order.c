/*-------------------------------------------------------------------------
 *
 * key_order.c
 *	  The order of the keys of latest(), looked up once a query.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/fmgroids.h"

#include "pool/key_order.h"

/*
 * It is the function of the type's order that tells, not the type: one can
 * have a default operator class of a user's making.
 */
static OrderKind
order_kind(Oid compare)
{
	switch (compare)
	{
		case F_BTINT2CMP:
			return ORDER_INT16;
		case F_BTINT4CMP:
		case F_DATE_CMP:
			return ORDER_INT32;
		case F_BTINT8CMP:
		case F_TIME_CMP:
		case F_TIMESTAMP_CMP:
		case F_TIMESTAMPTZ_CMP:
			return ORDER_INT64;
		default:
			return ORDER_BY_FUNCTION;
	}
}

void
order_init(Order *order, TypeCacheEntry *type, Oid collation,
		   MemoryContext context)
{
	order->kind = order_kind(type->cmp_proc);
	order->collation = collation;

	/* a copy, so that what the function caches ends with the query */
	fmgr_info_copy(&order->compare, &type->cmp_proc_finfo, context);
}

/*
 * Finds out how rows like this one are compared.
 */
RowOrder *
row_order_make(MemoryContext context, HeapTupleHeader row)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	RowKind		kind = row_kind_of(row);
	RowOrder   *order = palloc0(offsetof(RowOrder, columns) +
								kind.columns->natts * sizeof(Order));

	order->kind = kind;
	order->has_order = true;
	for (int i = 0; i < kind.columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(kind.columns, i);
		TypeCacheEntry *entry;

		if (column->attisdropped)
			continue;
		entry = lookup_type_cache(column->atttypid, TYPECACHE_CMP_PROC_FINFO);
		if (OidIsValid(entry->cmp_proc))
			order_init(&order->columns[i], entry, column->attcollation,
					   context);
		else
			order->has_order = false;
	}
	MemoryContextSwitchTo(old);
	return order;
}

/*
 * Compares two rows without a NULL, column by column, as the server's own
 * function for rows does.
 */
int
row_compare(RowOrder *order, HeapTupleHeader a, HeapTupleHeader b)
{
	TupleDesc	columns = order->kind.columns;
	HeapTupleData tuple_a = row_tuple(a);
	HeapTupleData tuple_b = row_tuple(b);

	for (int i = 0; i < columns->natts; i++)
	{
		bool		isnull;
		Datum		value_a;
		Datum		value_b;
		int			result;

		if (TupleDescAttr(columns, i)->attisdropped)
			continue;
		value_a = heap_getattr(&tuple_a, i + 1, columns, &isnull);
		value_b = heap_getattr(&tuple_b, i + 1, columns, &isnull);
		result = order_compare(&order->columns[i], value_a, value_b);
		if (result != 0)
			return result;
	}
	return 0;
}
