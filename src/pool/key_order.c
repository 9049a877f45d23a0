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

#include "catalog/pg_type_d.h"
#include "utils/lsyscache.h"

#include "pool/key_order.h"

void
order_init(Order *order, TypeCacheEntry *type, Oid collation,
		   MemoryContext context)
{
	switch (getBaseType(type->type_id))
	{
		case INT2OID:
			order->kind = ORDER_INT16;
			break;
		case INT4OID:
		case DATEOID:
			order->kind = ORDER_INT32;
			break;
		case INT8OID:
		case TIMEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			order->kind = ORDER_INT64;
			break;
		default:
			order->kind = ORDER_BY_FUNCTION;
			break;
	}
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
	Oid			row_type = HeapTupleHeaderGetTypeId(row);
	int32		typmod = HeapTupleHeaderGetTypMod(row);
	MemoryContext old = MemoryContextSwitchTo(context);
	TupleDesc	tupdesc = lookup_rowtype_tupdesc_copy(row_type, typmod);
	RowOrder   *order = palloc0(offsetof(RowOrder, columns) +
								tupdesc->natts * sizeof(Order));

	order->type = row_type;
	order->typmod = typmod;
	order->tupdesc = tupdesc;
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(tupdesc, i);
		TypeCacheEntry *entry;

		if (column->attisdropped)
			continue;
		entry = lookup_type_cache(column->atttypid, TYPECACHE_CMP_PROC_FINFO);
		if (OidIsValid(entry->cmp_proc))
			order_init(&order->columns[i], entry, column->attcollation,
					   context);
		else
			order->tupdesc = NULL;
	}
	MemoryContextSwitchTo(old);
	return order;
}

/*
 * Compares two rows without a NULL, column by column, as the type's own
 * function does.
 */
int
row_compare(RowOrder *order, HeapTupleHeader a, HeapTupleHeader b)
{
	TupleDesc	tupdesc = order->tupdesc;
	HeapTupleData tuple_a;
	HeapTupleData tuple_b;

	/* what of a tuple its columns are read from */
	tuple_a.t_len = HeapTupleHeaderGetDatumLength(a);
	tuple_a.t_data = a;
	tuple_b.t_len = HeapTupleHeaderGetDatumLength(b);
	tuple_b.t_data = b;

	for (int i = 0; i < tupdesc->natts; i++)
	{
		bool		isnull;
		Datum		value_a;
		Datum		value_b;
		int			result;

		if (TupleDescAttr(tupdesc, i)->attisdropped)
			continue;
		value_a = heap_getattr(&tuple_a, i + 1, tupdesc, &isnull);
		value_b = heap_getattr(&tuple_b, i + 1, tupdesc, &isnull);
		result = order_compare(&order->columns[i], value_a, value_b);
		if (result != 0)
			return result;
	}
	return 0;
}
