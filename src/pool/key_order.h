/*-------------------------------------------------------------------------
 *
 * key_order.h
 *	  The order of the keys of latest(): of single values, and of rows.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_KEY_ORDER_H
#define RESUME_KEY_ORDER_H

#include "base/row_kind.h"

/* How values are compared: the server's integers and dates without a call */
typedef enum OrderKind
{
	ORDER_BY_FUNCTION,
	ORDER_INT16,
	ORDER_INT32,
	ORDER_INT64
} OrderKind;

typedef struct Order
{
	OrderKind	kind;
	Oid			collation;
	FmgrInfo	compare;
} Order;

/* The columns of a row that serves as a key */
typedef struct RowOrder
{
	RowKind		kind;
	bool		has_order;		/* of each column */
	Order		columns[FLEXIBLE_ARRAY_MEMBER];
} RowOrder;

extern void order_init(Order *order, TypeCacheEntry *type, Oid collation,
					   MemoryContext context);
extern RowOrder *row_order_make(MemoryContext context, HeapTupleHeader row);
extern int	row_compare(RowOrder *order, HeapTupleHeader a,
						HeapTupleHeader b);

static inline int
order_compare(Order *order, Datum a, Datum b)
{
#define COMPARE(a, b) ((a) < (b) ? -1 : ((a) > (b) ? 1 : 0))
	switch (order->kind)
	{
		case ORDER_INT16:
			return COMPARE(DatumGetInt16(a), DatumGetInt16(b));
		case ORDER_INT32:
			return COMPARE(DatumGetInt32(a), DatumGetInt32(b));
		case ORDER_INT64:
			return COMPARE(DatumGetInt64(a), DatumGetInt64(b));
		case ORDER_BY_FUNCTION:
			break;
	}
#undef COMPARE
	return DatumGetInt32(FunctionCall2Coll(&order->compare, order->collation,
										   a, b));
}

/* Can row_compare() be asked about this row? */
static inline bool
row_order_fits(const RowOrder *order, HeapTupleHeader row)
{
	return order->has_order && row_is_of_kind(&order->kind, row) &&
		row_has_all_columns(&order->kind, row);
}

#endif							/* RESUME_KEY_ORDER_H */
