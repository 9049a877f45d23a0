/*-------------------------------------------------------------------------
 *
 * filings_sort.c
 *	  Filings that do not fit in memory: the server's own sort takes them to
 *	  disk, and brings them back entity by entity, in the order of days.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_operator_d.h"
#include "catalog/pg_type_d.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "base/compat.h"
#include "series/filings.h"

/* Filings gather in this part of the memory before they are sorted. */
#define STAGE 8

/* The columns of a filing on disk */
typedef enum FilingColumn
{
	COLUMN_ENTITY,
	COLUMN_DAY,
	COLUMN_NUMERATOR,
	COLUMN_DENOMINATOR,
	COLUMN_RECEIVED
} FilingColumn;

/*
 * Can filings of such entities be sorted?  All can whose type has an order.
 */
bool
filings_can_sort(const Filings *filings)
{
	Oid			type;

	if (filings->entities == NULL)
		return true;
	type = filings->entities->type->value.type;
	return OidIsValid(lookup_type_cache(type, TYPECACHE_LT_OPR)->lt_opr);
}

/*
 * Any order will do that puts equal entities beside each other.
 */
static void
entity_order(const Filings *filings, Oid *type, Oid *less, Oid *collation)
{
	const ValueHash *entity;

	*type = INT8OID;
	*less = Int8LessOperator;
	*collation = InvalidOid;
	if (filings->entities == NULL)
		return;

	entity = &filings->entities->type->value;
	*type = entity->type;
	*less = lookup_type_cache(entity->type, TYPECACHE_LT_OPR)->lt_opr;
	*collation = entity->collation;
}

static TupleDesc
filing_columns(const Filings *filings, Oid entity)
{
	int			natts = COLUMN_RECEIVED + (filings->has_received ? 1 : 0);
	TupleDesc	tupdesc = CreateTemplateTupleDesc(natts);

	TupleDescInitEntry(tupdesc, COLUMN_ENTITY + 1, NULL, entity, -1, 0);
	TupleDescInitEntry(tupdesc, COLUMN_DAY + 1, NULL, INT4OID, -1, 0);
	TupleDescInitEntry(tupdesc, COLUMN_NUMERATOR + 1, NULL, INT8OID, -1, 0);
	TupleDescInitEntry(tupdesc, COLUMN_DENOMINATOR + 1, NULL, INT8OID, -1, 0);
	if (filings->has_received)
		TupleDescInitEntry(tupdesc, COLUMN_RECEIVED + 1, NULL, INT8OID, -1, 0);
	return tupdesc;
}

/* In kilobytes */
static int
sort_memory(const Filings *filings)
{
	return (int) Max(Min((Size) work_mem, filings->limit / 1024), 64);
}

static void
begin_sort(Filings *filings)
{
	AttrNumber	columns[] = {COLUMN_ENTITY + 1, COLUMN_DAY + 1};
	Oid			less[] = {InvalidOid, Int4LessOperator};
	Oid			collations[] = {InvalidOid, InvalidOid};
	bool		nulls_first[] = {false, false};
	Oid			entity;

	entity_order(filings, &entity, &less[0], &collations[0]);
	filings->columns = filing_columns(filings, entity);
	filings->sort = tuplesort_begin_heap(filings->columns, lengthof(columns),
										 columns, less, collations,
										 nulls_first, sort_memory(filings),
										 NULL, TUPLESORT_NONE);
}

static void
put_filing(Filings *filings, TupleTableSlot *slot, const Filing *filing)
{
	ExecClearTuple(slot);
	slot->tts_values[COLUMN_ENTITY] = Int64GetDatum(filing->entity);
	if (filings->entities != NULL)
		slot->tts_values[COLUMN_ENTITY] =
			filings->entities->keys[filing->entity];
	slot->tts_values[COLUMN_DAY] = Int32GetDatum(filing->day);
	slot->tts_values[COLUMN_NUMERATOR] = Int64GetDatum(filing->numerator);
	slot->tts_values[COLUMN_DENOMINATOR] = Int64GetDatum(filing->denominator);
	if (filings->has_received)
		slot->tts_values[COLUMN_RECEIVED] =
			Int64GetDatum(filing_received(filing));
	memset(slot->tts_isnull, 0, filings->columns->natts * sizeof(bool));
	ExecStoreVirtualTuple(slot);
	tuplesort_puttupleslot(filings->sort, slot);
}

/*
 * Takes the filings in memory to disk, and the entities with them.
 */
void
filings_spill(Filings *filings)
{
	MemoryContext old = MemoryContextSwitchTo(filings->context);
	TupleTableSlot *slot;

	filings_settle(filings);
	/* from now on most of the memory is the sort's */
	if (filings->sort == NULL)
	{
		begin_sort(filings);
		filings->limit /= STAGE;
	}
	slot = MakeSingleTupleTableSlot(filings->columns, &TTSOpsVirtual);
	for (int i = 0; i < filings->nparts; i++)
	{
		FilingCursor cursor;
		Filing		filing;

		filing_cursor_start(&cursor, filings, i);
		while (filing_cursor_next(&cursor, &filing))
			put_filing(filings, slot, &filing);
	}
	ExecDropSingleTupleTableSlot(slot);
	filings_forget(filings);

	if (filings->entities != NULL)
		entities_forget(filings->entities);
	filings->is_full = false;
	MemoryContextSwitchTo(old);
}

void
filings_end_sort(Filings *filings)
{
	if (filings->sort != NULL)
		tuplesort_end(filings->sort);
	filings->sort = NULL;
}


/* -------
 * Reading
 * -------
 */

/*
 * Begins to read all filings there are, which works once: what is read is gone.
 */
void
sorted_filings_begin(SortedFilings *sorted, Filings *filings)
{
	filings_spill(filings);
	tuplesort_performsort(filings->sort);
	sorted->filings = filings;
	sorted->slot = MakeSingleTupleTableSlot(filings->columns,
											&TTSOpsMinimalTuple);
	sorted->is_begun = false;
	sorted->integer = 0;
}

/*
 * Keeps an entity while its filings come.  Is it another one than before?
 */
static bool
keep_entity(SortedFilings *sorted, Datum entity)
{
	Filings    *filings = sorted->filings;
	EntityType *type;
	bool		is_first = !sorted->is_begun;

	sorted->is_begun = true;
	if (filings->entities == NULL)
	{
		int64		before = sorted->integer;

		sorted->integer = DatumGetInt64(entity);
		return is_first || sorted->integer != before;
	}

	type = filings->entities->type;
	if (!is_first)
	{
		if (entity_equal(type, sorted->entity, entity))
			return false;
		if (!type->value.typbyval)
			pfree(DatumGetPointer(sorted->entity));
	}
	sorted->entity = entity_copy(type, CurrentMemoryContext, entity);
	return true;
}

/*
 * The next filing; is it the first one of its entity?
 */
bool
sorted_filings_next(SortedFilings *sorted, Filing *filing, bool *is_new)
{
	Filings    *filings = sorted->filings;
	Datum	   *values = sorted->slot->tts_values;

	if (!tuplesort_gettupleslot(filings->sort, true, false, sorted->slot,
								NULL))
		return false;
	slot_getallattrs(sorted->slot);

	*is_new = keep_entity(sorted, values[COLUMN_ENTITY]);
	filing->entity = sorted->integer;
	filing->day = DatumGetInt32(values[COLUMN_DAY]);
	filing->numerator = DatumGetInt64(values[COLUMN_NUMERATOR]);
	filing->denominator = DatumGetInt64(values[COLUMN_DENOMINATOR]);
	if (filings->has_received)
		filing_set_received(filing,
							DatumGetInt64(values[COLUMN_RECEIVED]));
	return true;
}

void
sorted_filings_end(SortedFilings *sorted)
{
	ExecDropSingleTupleTableSlot(sorted->slot);
	filings_end_sort(sorted->filings);
}

/*
 * Brings all filings back into memory.
 */
void
filings_unspill(Filings *filings)
{
	SortedFilings sorted;
	Filing		filing;
	bool		is_new;
	int64		number = 0;

	if (filings->sort == NULL)
		return;
	filings->limit = SIZE_MAX;
	sorted_filings_begin(&sorted, filings);
	filings->total = 0;
	while (sorted_filings_next(&sorted, &filing, &is_new))
	{
		if (filings->entities != NULL)
		{
			if (is_new)
				number = entities_number(filings->entities, sorted.entity);
			filing.entity = number;
		}
		filings_add(filings, &filing);
	}
	sorted_filings_end(&sorted);
}
