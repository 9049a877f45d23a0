/*-------------------------------------------------------------------------
 *
 * as_of_filing.c
 *	  NAME_filing: what counts for each entity and day.
 *
 * Whoever reads or writes the filings of an entity has its lock, and a snapshot
 * that is not older: so nobody else changes them meanwhile.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "access/table.h"
#include "catalog/pg_type_d.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "rate/rate.h"
#include "rollup/as_of.h"

/* Columns in front of the keys: entity and day */
#define FILING_COLUMNS 2

static void
check_columns(const RollupPlan *plan, const KeptTable *kept)
{
	TupleDesc	columns = RelationGetDescr(kept->table);
	int			nkeys = plan->nkeys;
	bool		fits = columns->natts == nkeys + 1 + plan->nmeasures;

	for (int i = 0; fits && i < columns->natts; i++)
	{
		Oid			type = TupleDescAttr(columns, i)->atttypid;

		if (i == 0)
			fits = type == plan->as_of->type;
		else if (i <= nkeys)
			fits = type == plan->types[i - 1].type;
		else
			fits = is_rate(type);
	}
	if (!fits)
		kept_has_other_types(kept);
}

static RegProcedure
compares_days(Relation index, StrategyNumber strategy)
{
	return get_opcode(get_opfamily_member(index->rd_opfamily[1], DATEOID,
										  DATEOID, strategy));
}

void
filings_open(KeptFilings *filings, AsOfCall *call)
{
	KeptTable  *kept = &filings->kept;

	filings->call = call;
	kept->table = table_open(call->plan->as_of->filings, RowExclusiveLock);
	check_columns(call->plan, kept);
	kept_open(kept, FILING_COLUMNS);
	filings->search = index_search(kept->index, FILING_COLUMNS);
	filings->up_to = compares_days(kept->index, BTLessEqualStrategyNumber);
	filings->after = compares_days(kept->index, BTGreaterStrategyNumber);
	filings->is_descending = kept->index->rd_indoption[1] & INDOPTION_DESC;
	filings_begin_scan(filings);
}

void
filings_begin_scan(KeptFilings *filings)
{
	filings->scan = begin_index_scan(filings->kept.table, filings->kept.index,
									 GetActiveSnapshot(), FILING_COLUMNS);
}

void
filings_end_scan(KeptFilings *filings)
{
	index_endscan(filings->scan);
}

void
filings_close(KeptFilings *filings)
{
	filings_end_scan(filings);
	kept_close(&filings->kept);
}


/* -------
 * Reading
 * -------
 */

static void
search_days(KeptFilings *filings, Datum entity, DateADT day,
			StrategyNumber strategy, RegProcedure procedure)
{
	ScanKey		search = filings->search;

	search[0].sk_argument = entity;
	search[1].sk_argument = DateADTGetDatum(day);
	search[1].sk_strategy = strategy;
	if (search[1].sk_func.fn_oid != procedure)
		fmgr_info(procedure, &search[1].sk_func);
	index_rescan(filings->scan, search, FILING_COLUMNS, NULL, 0);
}

/* The filing of a row, in the memory of the entity */
static CellDelta *
cell_of_row(const AsOfCall *call, TupleTableSlot *row)
{
	const RollupPlan *plan = call->plan;
	Deltas	   *shape = call->shape;
	CellDelta  *cell = MemoryContextAllocZero(call->context, shape->size);
	int64	   *values = cell->values;

	slot_getallattrs(row);
	memcpy(cell_keys(shape, cell), &row->tts_values[1],
		   plan->nkeys * sizeof(Datum));
	memcpy(cell_nulls(shape, cell), &row->tts_isnull[1],
		   plan->nkeys * sizeof(bool));
	own_keys(shape, cell, call->context);
	*values++ = 1;
	for (int i = plan->nkeys + 1; i < row->tts_tupleDescriptor->natts; i++)
	{
		if (!row->tts_isnull[i])
		{
			const Rate *rate = DatumGetRateP(row->tts_values[i]);

			values[0] = rate->numerator;
			values[1] = rate->denominator;
			values[2] = 1;
		}
		values += MEASURE_VALUES;
	}
	return cell;
}

/* The next filing in the order of days; false if there is none */
static bool
find_next(KeptFilings *filings, ScanDirection direction, KeptFiling *result)
{
	TupleTableSlot *found = filings->kept.found;

	if (filings->is_descending)
		direction = -direction;
	result->cell = NULL;
	if (!index_getnext_slot(filings->scan, direction, found))
		return false;
	result->cell = cell_of_row(filings->call, found);
	result->day = DatumGetDateADT(cell_keys(filings->call->shape,
											result->cell)[0]);
	result->tid = found->tts_tid;
	return true;
}

/* The filing of a day, and the one before it */
void
filings_find(KeptFilings *filings, Datum entity, DateADT day, KeptFiling *at,
			 KeptFiling *before)
{
	at->cell = NULL;
	search_days(filings, entity, day, BTLessEqualStrategyNumber,
				filings->up_to);
	if (find_next(filings, BackwardScanDirection, before) &&
		before->day == day)
	{
		*at = *before;
		find_next(filings, BackwardScanDirection, before);
	}
}

/* The first filing after a day */
void
filings_next(KeptFilings *filings, Datum entity, DateADT day,
			 KeptFiling *next)
{
	search_days(filings, entity, day, BTGreaterStrategyNumber,
				filings->after);
	find_next(filings, ForwardScanDirection, next);
}


/* -------
 * Writing
 * -------
 */

static bool
is_same(const AsOfCall *call, CellDelta *a, CellDelta *b)
{
	const Deltas *shape = call->shape;

	if (memcmp(a->values, b->values, shape->nvalues * sizeof(int64)) != 0 ||
		memcmp(cell_nulls(shape, a), cell_nulls(shape, b),
			   shape->nkeys * sizeof(bool)) != 0)
		return false;
	for (int i = 0; i < shape->nkeys; i++)
	{
		if (!cell_nulls(shape, a)[i] &&
			!datum_image_eq(cell_keys(shape, a)[i], cell_keys(shape, b)[i],
							shape->types[i].typbyval, shape->types[i].typlen))
			return false;
	}
	return true;
}

static void
fill_written(KeptFilings *filings, Datum entity, CellDelta *cell)
{
	const AsOfCall *call = filings->call;
	const Deltas *shape = call->shape;
	int			nmeasures = call->plan->nmeasures;
	TupleTableSlot *written = filings->kept.written;
	const int64 *values = cell->values + 1;
	Rate	   *rates = MemoryContextAlloc(call->context,
										   nmeasures * sizeof(Rate));

	ExecClearTuple(written);
	written->tts_values[0] = entity;
	written->tts_isnull[0] = false;
	memcpy(&written->tts_values[1], cell_keys(shape, cell),
		   shape->nkeys * sizeof(Datum));
	memcpy(&written->tts_isnull[1], cell_nulls(shape, cell),
		   shape->nkeys * sizeof(bool));
	for (int i = 0; i < nmeasures; i++)
	{
		int			column = shape->nkeys + 1 + i;

		rates[i].numerator = values[0];
		rates[i].denominator = values[1];
		written->tts_values[column] = RatePGetDatum(&rates[i]);
		written->tts_isnull[column] = values[2] == 0;
		values += MEASURE_VALUES;
	}
	ExecStoreVirtualTuple(written);
}

/*
 * What counts on a day in place of what has, each NULL for none; false if that
 * is the same.
 */
bool
filings_replace(KeptFilings *filings, Datum entity, const KeptFiling *at,
				CellDelta *cell)
{
	KeptTable  *kept = &filings->kept;
	TM_Result	result = TM_Ok;
	ItemPointerData tid = at->tid;

	if (at->cell == NULL && cell == NULL)
		return false;
	if (cell == NULL)
		result = kept_delete(kept, &tid);
	else if (at->cell != NULL && is_same(filings->call, at->cell, cell))
		return false;
	else
	{
		fill_written(filings, entity, cell);
		if (at->cell == NULL)
			kept_insert(kept);
		else
			result = kept_update(kept, &tid, true);
	}
	if (result != TM_Ok)
		kept_has_changed(kept);
	return true;
}
