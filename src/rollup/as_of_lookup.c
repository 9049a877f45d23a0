/*-------------------------------------------------------------------------
 *
 * as_of_lookup.c
 *	  What counts for an entity and a day, looked up in the source.
 *
 * Mostly there is one filing or none, and an index tells.  Where there are
 * several, or partitions, or no such index, a statement is asked.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "rate/rate.h"
#include "rollup/as_of.h"
#include "rollup/sql.h"


/* ----------
 * Statements
 * ----------
 */

static const char *
statement_text(const AsOfCall *call, AsOfStatement which)
{
	Definition *definition = read_definition(&call->plan->name, call->home);

	if (which == AS_OF_LOCK)
		return as_of_lock_statement(definition);
	return as_of_lookup_query(definition);
}

/* They stay as long as the plan of the rollup does. */
static SPIPlanPtr
prepared(const AsOfCall *call, AsOfStatement which)
{
	RollupPlan *plan = call->plan;
	SPIPlanPtr *statement = &plan->as_of->statements[which];
	Oid			types[2] = {plan->as_of->type, DATEOID};
	const char *text;

	if (*statement != NULL)
		return *statement;
	text = statement_text(call, which);
	*statement = SPI_prepare_cursor(text, which == AS_OF_LOCK ? 1 : 2, types,
									CURSOR_OPT_GENERIC_PLAN);
	if (*statement == NULL)
		elog(ERROR, "%s: %s", text, SPI_result_code_string(SPI_result));
	SPI_keepplan(*statement);
	return *statement;
}

/* Returns how many rows it processed. */
uint64
run_prepared(const AsOfCall *call, AsOfStatement which, Datum *arguments,
			 bool read_only)
{
	int			result = SPI_execute_plan(prepared(call, which), arguments,
										  NULL, read_only, 0);

	if (result < 0)
		elog(ERROR, "statement %d of a rollup: %s", which,
			 SPI_result_code_string(result));
	return SPI_processed;
}

/* The row of a statement, whose columns are those of NAME_filing */
static CellDelta *
cell_of_result(const AsOfCall *call, DateADT day)
{
	const RollupPlan *plan = call->plan;
	Deltas	   *shape = call->shape;
	CellDelta  *cell = MemoryContextAllocZero(call->context, shape->size);
	TupleDesc	columns = SPI_tuptable->tupdesc;
	HeapTuple	row = SPI_tuptable->vals[0];
	int64	   *values = cell->values;
	bool		isnull;

	cell_keys(shape, cell)[0] = DateADTGetDatum(day);
	for (int i = 1; i < plan->nkeys; i++)
		cell_keys(shape, cell)[i] =
			SPI_getbinval(row, columns, i, &cell_nulls(shape, cell)[i]);
	own_keys(shape, cell, call->context);
	*values++ = 1;
	for (int i = 0; i < plan->nmeasures; i++)
	{
		Datum		rate = SPI_getbinval(row, columns, plan->nkeys + i,
										 &isnull);

		values[0] = isnull ? 0 : DatumGetRateP(rate)->numerator;
		values[1] = isnull ? 0 : DatumGetRateP(rate)->denominator;
		values[2] = isnull ? 0 : 1;
		values += MEASURE_VALUES;
	}
	return cell;
}

static CellDelta *
ask(const AsOfCall *call, Datum entity, DateADT day)
{
	Datum		arguments[2] = {entity, DateADTGetDatum(day)};
	CellDelta  *cell = NULL;

	if (run_prepared(call, AS_OF_LOOKUP, arguments, true) > 0)
		cell = cell_of_result(call, day);
	SPI_freetuptable(SPI_tuptable);
	return cell;
}


/* ---------
 * The index
 * ---------
 */

/*
 * As the statement would be refused.  Who has been granted columns alone is
 * left to it.
 */
static bool
may_read(const RollupPlan *plan)
{
	return pg_class_aclcheck(plan->source, GetUserId(), ACL_SELECT) ==
		ACLCHECK_OK &&
		check_enable_rls(plan->source, InvalidOid, false) != RLS_ENABLED;
}

void
lookup_open(Lookup *lookup, AsOfCall *call)
{
	const RollupPlan *plan = call->plan;

	lookup->call = call;
	lookup->table = NULL;
	if (!OidIsValid(plan->as_of->index) || !may_read(plan))
		return;
	lookup->table = table_open(plan->source, AccessShareLock);
	lookup->index = index_open(plan->as_of->index, AccessShareLock);
	lookup->search = index_search(lookup->index, 2);
	lookup->found = table_slot_create(lookup->table, NULL);
	lookup->another = table_slot_create(lookup->table, NULL);
	lookup->econtext = CreateStandaloneExprContext();
	lookup_begin_scan(lookup);
}

void
lookup_begin_scan(Lookup *lookup)
{
	if (lookup->table != NULL)
		lookup->scan = begin_index_scan(lookup->table, lookup->index,
										GetActiveSnapshot(), 2);
}

void
lookup_end_scan(Lookup *lookup)
{
	if (lookup->table != NULL)
		index_endscan(lookup->scan);
}

void
lookup_close(Lookup *lookup)
{
	lookup_end_scan(lookup);
	if (lookup->table == NULL)
		return;
	FreeExprContext(lookup->econtext, true);
	ExecDropSingleTupleTableSlot(lookup->found);
	ExecDropSingleTupleTableSlot(lookup->another);
	index_close(lookup->index, AccessShareLock);
	table_close(lookup->table, NoLock);
}

static CellDelta *
cell_of_source(Lookup *lookup)
{
	AsOfCall   *call = lookup->call;
	CellDelta  *cell = MemoryContextAlloc(call->context, call->shape->size);

	fill_cell(call->plan, call->shape, lookup->econtext, lookup->found, cell);
	own_keys(call->shape, cell, call->context);
	return cell;
}

/* The filing that counts, in the memory of the entity; NULL if none does */
CellDelta *
look_up(Lookup *lookup, Datum entity, DateADT day)
{
	const AsOfPlan *as_of = lookup->call->plan->as_of;
	CellDelta  *cell = NULL;
	bool		several = false;

	if (lookup->table == NULL)
		return ask(lookup->call, entity, day);
	lookup->search[as_of->index_day].sk_argument = DateADTGetDatum(day);
	lookup->search[1 - as_of->index_day].sk_argument = entity;
	index_rescan(lookup->scan, lookup->search, 2, NULL, 0);
	if (index_getnext_slot(lookup->scan, ForwardScanDirection, lookup->found))
	{
		several = index_getnext_slot(lookup->scan, ForwardScanDirection,
									 lookup->another);
		if (!several)
			cell = cell_of_source(lookup);
	}
	ExecClearTuple(lookup->found);
	ExecClearTuple(lookup->another);
	return several ? ask(lookup->call, entity, day) : cell;
}
