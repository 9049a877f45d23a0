/*-------------------------------------------------------------------------
 *
 * deltas.c
 *	  What a statement changes, summed by cell.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "rollup/deltas.h"
#include "rollup/rollup.h"

/*
 * A type as it is kept: by its default btree order, as the index on the
 * stripes has it.
 */
void
key_type_init(KeyType *type, Oid oid, Oid collation, MemoryContext context)
{
	TypeCacheEntry *entry = lookup_type_cache(oid, TYPECACHE_CMP_PROC_FINFO);

	if (!OidIsValid(entry->cmp_proc))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("a key of a rollup has no order any more"),
				 errdetail("Type %s has no default btree operator class.",
						   format_type_be(oid)),
				 errhint("rollup_drop(), or make such a class again.")));
	type->type = oid;
	order_init(&type->order, entry, collation, context);
	type->typlen = entry->typlen;
	type->typbyval = entry->typbyval;
}

/* NULL is a key of its own, the last. */
static int
compare_cells(const RBTNode *a, const RBTNode *b, void *arg)
{
	Deltas	   *deltas = arg;
	CellDelta  *cell_a = (CellDelta *) a;
	CellDelta  *cell_b = (CellDelta *) b;
	Datum	   *keys_a = cell_keys(deltas, cell_a);
	Datum	   *keys_b = cell_keys(deltas, cell_b);
	bool	   *nulls_a = cell_nulls(deltas, cell_a);
	bool	   *nulls_b = cell_nulls(deltas, cell_b);

	for (int i = 0; i < deltas->nkeys; i++)
	{
		int			result;

		if (nulls_a[i] || nulls_b[i])
			result = (int) nulls_a[i] - (int) nulls_b[i];
		else
			result = order_compare(&deltas->types[i].order, keys_a[i],
								   keys_b[i]);
		if (result != 0)
			return result;
	}
	return 0;
}

static void
add_values(RBTNode *existing, const RBTNode *newdata, void *arg)
{
	Deltas	   *deltas = arg;
	CellDelta  *cell = (CellDelta *) existing;
	const CellDelta *added = (const CellDelta *) newdata;

	for (int i = 0; i < deltas->nvalues; i++)
	{
		if (pg_add_s64_overflow(cell->values[i], added->values[i],
								&cell->values[i]))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("sum of rollup %s is out of range",
							deltas->rollup),
					 errdetail("What is added up for one cell exceeds the range of bigint."),
					 errhint("Check the unit of the counts.")));
	}
}

static RBTNode *
allocate_cell(void *arg)
{
	Deltas	   *deltas = arg;

	return MemoryContextAlloc(deltas->context, deltas->size);
}

Deltas *
deltas_create(MemoryContext context, int nkeys, KeyType *types, int nvalues,
			  const char *rollup)
{
	Deltas	   *deltas = MemoryContextAllocZero(context, sizeof(Deltas));
	MemoryContext old = MemoryContextSwitchTo(context);

	deltas->context = context;
	deltas->nkeys = nkeys;
	deltas->types = types;
	deltas->nvalues = nvalues;
	deltas->rollup = rollup;
	deltas->size = offsetof(CellDelta, values) + nvalues * sizeof(int64) +
		nkeys * (sizeof(Datum) + sizeof(bool));
	deltas->tree = rbt_create(deltas->size, compare_cells, add_values,
							  allocate_cell, NULL, deltas);
	deltas->next = palloc0(deltas->size);
	MemoryContextSwitchTo(old);
	return deltas;
}

/* A key that is one of a row, which will not stay */
Datum
own_key(const KeyType *type, Datum key, MemoryContext context)
{
	MemoryContext old;

	if (type->typbyval)
		return key;
	old = MemoryContextSwitchTo(context);
	if (type->typlen == -1)
		key = PointerGetDatum(PG_DETOAST_DATUM_COPY(key));
	else
		key = datumCopy(key, false, type->typlen);
	MemoryContextSwitchTo(old);
	return key;
}

/* Likewise all of a cell */
void
own_keys(const Deltas *deltas, CellDelta *cell, MemoryContext context)
{
	Datum	   *keys = cell_keys(deltas, cell);
	bool	   *nulls = cell_nulls(deltas, cell);

	for (int i = 0; i < deltas->nkeys; i++)
	{
		if (!nulls[i])
			keys[i] = own_key(&deltas->types[i], keys[i], context);
	}
}

/*
 * Adds what has been made up in deltas->next.  Rows of one cell often come
 * one behind the other.
 */
void
deltas_add(Deltas *deltas)
{
	bool		is_new;

	if (deltas->last != NULL &&
		compare_cells(&deltas->last->node, &deltas->next->node, deltas) == 0)
	{
		add_values(&deltas->last->node, &deltas->next->node, deltas);
		return;
	}
	deltas->last = (CellDelta *) rbt_insert(deltas->tree, &deltas->next->node,
											&is_new);
	if (is_new)
		own_keys(deltas, deltas->last, deltas->context);
}

/*
 * The first day of the month that a day is in, of the first month there is the
 * first one that is a date
 */
DateADT
month_of(DateADT day)
{
	int			year;
	int			month;
	int			day_of_month;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &day_of_month);
	return Max(date2j(year, month, 1), DATETIME_MIN_JULIAN) -
		POSTGRES_EPOCH_JDATE;
}
