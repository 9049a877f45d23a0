/*-------------------------------------------------------------------------
 *
 * execute.c
 *	  The execution of a pooled scan.
 *
 * The table is read by the server's own heap scan: what is visible, pruning,
 * predicate locks, rings of buffers, synchronized scans and the distribution of
 * blocks over workers are its business.  heap_getnext() is called once a page;
 * in page mode it has found all visible rows of the page by then, and the page
 * stays pinned until it is called again.  They are taken from where it keeps
 * them, and it is told that the last one has been given out.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "access/tableam.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "pgstat.h"
#include "storage/bufmgr.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "scan/scan.h"

#ifdef RESUME_POOLED_SCAN

/* -------
 * Making
 * -------
 */

/* A column of the scan's target list as what it is in the table */
static Node *
column_of_table(Node *node, List *tlist)
{
	Var		   *var = (Var *) node;

	if (node == NULL)
		return NULL;
	if (IsA(node, Var) && var->varno == INDEX_VAR)
	{
		const TargetEntry *column = list_nth(tlist, var->varattno - 1);

		return (Node *) copyObject(column->expr);
	}
	return expression_tree_mutator(node, column_of_table, (void *) tlist);
}

static void
begin_conditions(PooledScanState *state, CustomScan *plan)
{
	List	   *conditions = (List *)
		column_of_table((Node *) plan->custom_exprs,
						(void *) plan->custom_scan_tlist);
	List	   *rows = list_nth(conditions, SCAN_PLAN_ROW_FILTER);
	Relation	table = state->css.ss.ss_currentRelation;

	state->filter_reader = scan_reader(RelationGetDescr(table));
	scan_conditions(&state->batch_filter,
					list_nth(conditions, SCAN_PLAN_BATCH_FILTER), false,
					plan->scan.scanrelid, state->filter_reader,
					&state->css.ss.ps);
	scan_reader_ready(state->filter_reader);
	/* without a parent, which would expect rows of its own scan */
	state->row_filter = ExecInitQual(rows, NULL);
	if (rows != NIL)
		state->row_slot = MakeSingleTupleTableSlot(RelationGetDescr(table),
												   &TTSOpsBufferHeapTuple);
}

static void
begin_key(PooledScanState *state, const Var *key)
{
	int			width = get_typlen(key->vartype);

	state->key_columns[state->nkeys++] =
		scan_reader_add(state->reader, key->varattno, width);
}

static void
begin_aggregate(PooledScanState *state, CustomScan *plan,
				const Aggref *aggref)
{
	ScanAggregate *aggregate =
		&state->aggregates[state->naggregates++];
	BatchAggregate known;

	if (!batch_aggregate(aggref, plan->scan.scanrelid, &known))
		elog(ERROR, "aggregate cannot take batches");
	aggregate->kind = known.kind;
	aggregate->width = known.width;
	aggregate->ncolumns = known.ncolumns;
	for (int i = 0; i < known.ncolumns; i++)
		aggregate->columns[i] = scan_reader_add(state->reader,
												known.columns[i], known.width);
	scan_conditions(&aggregate->filter, known.filter, true,
					plan->scan.scanrelid, state->reader, &state->css.ss.ps);
}

static void
begin_results(PooledScanState *state, CustomScan *plan)
{
	int			nkeys = list_nth_int(plan->custom_private, SCAN_PLAN_KEYS);
	int			naggregates = list_nth_int(plan->custom_private,
										   SCAN_PLAN_AGGREGATES);

	state->reader =
		scan_reader(RelationGetDescr(state->css.ss.ss_currentRelation));
	state->aggregates = palloc0_array(ScanAggregate, naggregates);
	for (int i = 0; i < nkeys + naggregates; i++)
	{
		const TargetEntry *entry = list_nth(plan->custom_scan_tlist, i);

		if (i < nkeys)
			begin_key(state, castNode(Var, entry->expr));
		else
			begin_aggregate(state, plan, castNode(Aggref, entry->expr));
	}
	scan_reader_ready(state->reader);
	state->groups.nkeys = nkeys;
	state->groups.ncells = naggregates;
}

/*
 * The server's own plan as a child.  To make it ready checks what the user may
 * call, as ExecInitAgg() does; memory for it is taken when it is needed.
 */
static void
begin_child(PooledScanState *state, EState *estate, int eflags)
{
	CustomScan *plan = (CustomScan *) state->css.ss.ps.plan;
	int			jit_flags = estate->es_jit_flags;
	PlanState  *child;

	estate->es_jit_flags = 0;
	child = ExecInitNode(linitial(plan->custom_plans), estate,
						 eflags | EXEC_FLAG_EXPLAIN_ONLY);
	estate->es_jit_flags = jit_flags;
	if (state->can_give_up)
		state->css.custom_ps = list_make1(child);
	else
		ExecEndNode(child);
}

static void
begin_scan(CustomScanState *node, EState *estate, int eflags)
{
	PooledScanState *state = (PooledScanState *) node;
	CustomScan *plan = (CustomScan *) node->ss.ps.plan;

	state->partial = list_nth_int(plan->custom_private, SCAN_PLAN_PARTIAL);
	state->can_give_up = !state->partial &&
		list_nth_int(plan->custom_private, SCAN_PLAN_KEYS) > 0;
	begin_child(state, estate, eflags);
	begin_conditions(state, plan);
	begin_results(state, plan);
	state->values = AllocSetContextCreate(CurrentMemoryContext,
										  "pooled scan values",
										  ALLOCSET_SMALL_SIZES);
	state->groups.context = AllocSetContextCreate(CurrentMemoryContext,
												  "pooled scan groups",
												  ALLOCSET_DEFAULT_SIZES);
}


/* -----
 * Rows
 * -----
 */

/* Only rows whose mask is set stay. */
static void
keep_rows(ScanPage *page, const int64 *mask)
{
	int			kept = 0;

	for (int i = 0; i < page->nrows; i++)
	{
		page->offsets[kept] = page->offsets[i];
		page->headers[kept] = page->headers[i];
		kept -= (int) mask[i];
	}
	page->nrows = kept;
}

static void
filter_batch(PooledScanState *state)
{
	ScanPage   *page = &state->page;
	int64		mask[BATCH_ROOM];
	int			before = page->nrows;

	scan_read(state->filter_reader, page->headers, page->nrows);
	scan_conditions_mask(&state->batch_filter, state->css.ss.ps.ps_ExprContext,
						 state->values, mask, page->nrows);
	keep_rows(page, mask);
	state->counters.batch_removed += before - page->nrows;
}

static bool
row_passes(PooledScanState *state, int i)
{
	const ScanPage *page = &state->page;
	HeapScanDesc scan = (HeapScanDesc) state->scan;
	ItemId		item = PageGetItemId(BufferGetPage(scan->rs_cbuf),
									 page->offsets[i]);
	ExprContext *econtext = state->css.ss.ps.ps_ExprContext;
	HeapTupleData tuple;

	tuple.t_data = page->headers[i];
	tuple.t_len = ItemIdGetLength(item);
	tuple.t_tableOid = RelationGetRelid(state->css.ss.ss_currentRelation);
	ItemPointerSet(&tuple.t_self, BufferGetBlockNumber(scan->rs_cbuf),
				   page->offsets[i]);
	ExecStoreBufferHeapTuple(&tuple, state->row_slot, scan->rs_cbuf);
	ResetExprContext(econtext);
	econtext->ecxt_scantuple = state->row_slot;
	return ExecQual(state->row_filter, econtext);
}

static void
filter_rows(PooledScanState *state)
{
	ScanPage   *page = &state->page;
	int64		mask[BATCH_ROOM];
	int			before = page->nrows;

	for (int i = 0; i < page->nrows; i++)
	{
		CHECK_FOR_INTERRUPTS();
		mask[i] = row_passes(state, i) ? -1 : 0;
	}
	ExecClearTuple(state->row_slot);
	keep_rows(page, mask);
	state->counters.row_removed += before - page->nrows;
}

/* The rows that an aggregate takes, as a mask; NULL for all of them */
static const int64 *
aggregate_mask(PooledScanState *state, ScanAggregate *aggregate, int nrows,
			   int64 *mask)
{
	const ScanColumn *columns = state->reader->columns;
	bool		all = aggregate->filter.number == 0;

	for (int c = 0; c < aggregate->ncolumns; c++)
		all &= !columns[aggregate->columns[c]].has_nulls;
	if (all)
		return NULL;
	scan_conditions_mask(&aggregate->filter, state->css.ss.ps.ps_ExprContext,
						 state->values, mask, nrows);
	for (int c = 0; c < aggregate->ncolumns; c++)
	{
		const ScanColumn *column = &columns[aggregate->columns[c]];

		for (int i = 0; column->has_nulls && i < batch_end(nrows); i++)
			mask[i] &= ~column->nulls[i];
	}
	return mask;
}

/* Adds up what the reader has; false if its groups do not fit into memory. */
static bool
add_batch(PooledScanState *state)
{
	uint32		group[BATCH_ROWS];
	int64		mask[BATCH_ROOM];
	const ScanColumn *keys[SCAN_KEYS_MAX];
	ScanBatch	batch = {state->reader, state->nwaiting, NULL};

	if (batch.nrows == 0)
		return true;
	if (state->nkeys > 0)
	{
		for (int k = 0; k < state->nkeys; k++)
			keys[k] = &state->reader->columns[state->key_columns[k]];
		if (!scan_groups_find(&state->groups, keys, batch.nrows, group))
			return false;
		batch.group = group;
	}
	for (int a = 0; a < state->naggregates; a++)
		scan_aggregate(&state->aggregates[a], &batch,
					   aggregate_mask(state, &state->aggregates[a],
									  batch.nrows, mask),
					   state->groups.cells + a, state->groups.ncells);
	state->nwaiting = 0;
	return true;
}


/* ------
 * Pages
 * ------
 */

static void
open_scan(PooledScanState *state)
{
	Relation	table = state->css.ss.ss_currentRelation;

	if (state->parallel_scan != NULL)
		state->scan = begin_parallel_heap_scan(table, state->parallel_scan);
	else
		state->scan = begin_heap_scan(table,
									  state->css.ss.ps.state->es_snapshot);
	if ((state->scan->rs_flags & SO_ALLOW_PAGEMODE) == 0)
		elog(ERROR, "table cannot be read page by page");
}

static void
close_scan(PooledScanState *state)
{
	if (state->row_slot != NULL)
		ExecClearTuple(state->row_slot);
	if (state->scan != NULL)
		table_endscan(state->scan);
	state->scan = NULL;
}

/* The visible rows of the page to which heap_getnext() has come */
static void
take_page(PooledScanState *state)
{
	HeapScanDesc scan = (HeapScanDesc) state->scan;
	Page		buffer = BufferGetPage(scan->rs_cbuf);
	ScanPage   *page = &state->page;

	page->nrows = scan->rs_ntuples;
	memcpy(page->offsets, scan->rs_vistuples,
		   sizeof(OffsetNumber) * page->nrows);
	for (int i = 0; i < page->nrows; i++)
	{
		ItemId		item = PageGetItemId(buffer, scan->rs_vistuples[i]);

		page->headers[i] = (HeapTupleHeader) PageGetItem(buffer, item);
		/* most of the time is spent on waiting for these */
		prefetch(page->headers[i]);
	}
	count_rows_read(state->css.ss.ss_currentRelation, page->nrows - 1);
	scan->rs_cindex = scan->rs_ntuples - 1;
	state->counters.pages++;
	state->counters.rows += page->nrows;
}

/* Takes the next page; false behind the last one. */
static bool
next_page(PooledScanState *state)
{
	CHECK_FOR_INTERRUPTS();
	if (state->all_read)
		return false;
	if (state->scan == NULL)
		open_scan(state);
	if (heap_getnext(state->scan, ForwardScanDirection) != NULL)
	{
		take_page(state);
		return true;
	}
	close_scan(state);
	state->all_read = true;
	return false;
}

/* Gives the rows of the page, if there are any, to the reader. */
static void
read_page(PooledScanState *state)
{
	ScanPage   *page = &state->page;

	if (page->nrows == 0)
		return;
	if (state->batch_filter.number > 0)
		filter_batch(state);
	if (state->row_filter != NULL)
		filter_rows(state);
	scan_read(state->reader, page->headers, page->nrows);
	state->nwaiting = page->nrows;
	page->nrows = 0;
}

/*
 * Reads the table, until its end, or until groups do not fit into memory: then
 * false.  A page is added up when the next one has been taken, whose rows are
 * on their way from memory meanwhile.
 */
static bool
read_table(PooledScanState *state)
{
	scan_groups_start(&state->groups);
	state->next = 0;
	do
	{
		if (!add_batch(state))
			return false;
		read_page(state);
	} while (next_page(state) || state->nwaiting > 0);
	return true;
}

/*
 * Leaves it to the server's own plan, which can go to disk.  What has been read
 * so far was in vain.
 */
static void
give_up(PooledScanState *state)
{
	EState	   *estate = state->css.ss.ps.state;
	CustomScan *plan = (CustomScan *) state->css.ss.ps.plan;
	MemoryContext old = MemoryContextSwitchTo(estate->es_query_cxt);

	close_scan(state);
	MemoryContextReset(state->groups.context);
	ExecEndNode(linitial(state->css.custom_ps));
	linitial(state->css.custom_ps) =
		ExecInitNode(linitial(plan->custom_plans), estate, 0);
	MemoryContextSwitchTo(old);
	state->counters.given_up = true;
	state->all_read = true;
}


/* --------
 * Results
 * --------
 */

static TupleTableSlot *
child_row(PooledScanState *state)
{
	TupleTableSlot *slot = state->css.ss.ss_ScanTupleSlot;
	TupleTableSlot *row = ExecProcNode(linitial(state->css.custom_ps));
	int			natts = state->nkeys + state->naggregates;

	if (TupIsNull(row))
		return slot;
	slot_getallattrs(row);
	memcpy(slot->tts_values, row->tts_values, sizeof(Datum) * natts);
	memcpy(slot->tts_isnull, row->tts_isnull, sizeof(bool) * natts);
	return ExecStoreVirtualTuple(slot);
}

static TupleTableSlot *
group_row(PooledScanState *state, int64 group)
{
	TupleTableSlot *slot = state->css.ss.ss_ScanTupleSlot;
	const ScanCell *cells = state->groups.cells +
		group * state->naggregates;
	ExprContext *econtext = state->css.ss.ps.ps_ExprContext;
	MemoryContext old = MemoryContextSwitchTo(econtext->ecxt_per_tuple_memory);

	for (int k = 0; k < state->nkeys; k++)
	{
		const ScanColumn *column =
			&state->reader->columns[state->key_columns[k]];
		int64		value;

		slot->tts_isnull[k] = !scan_groups_key(&state->groups, group, k,
											   &value);
		slot->tts_values[k] = scan_datum(value, column->width);
	}
	for (int a = 0; a < state->naggregates; a++)
		slot->tts_values[state->nkeys + a] =
			scan_result(&state->aggregates[a], &cells[a],
						&slot->tts_isnull[state->nkeys + a]);
	MemoryContextSwitchTo(old);
	return ExecStoreVirtualTuple(slot);
}

/* The next group, as the scan's own row; the slot is empty behind the last. */
static TupleTableSlot *
next_row(ScanState *node)
{
	PooledScanState *state = (PooledScanState *) node;
	TupleTableSlot *slot = node->ss_ScanTupleSlot;
	int64		group = -1;

	ExecClearTuple(slot);
	memset(slot->tts_isnull, true,
		   sizeof(bool) * slot->tts_tupleDescriptor->natts);
	if (state->counters.given_up)
		return child_row(state);
	if (state->complete)
		group = scan_groups_next(&state->groups, state->next);
	while (group < 0 && (!state->all_read || state->nwaiting > 0))
	{
		bool		fits = read_table(state);

		state->complete = true;
		if (!fits && state->can_give_up)
		{
			give_up(state);
			return child_row(state);
		}
		state->counters.hashed |= !state->groups.direct;
		state->counters.emptied += !fits;
		group = scan_groups_next(&state->groups, state->next);
	}
	if (group < 0)
		return slot;
	state->next = group + 1;
	return group_row(state, group);
}

static bool
recheck_row(ScanState *node, TupleTableSlot *slot)
{
	return true;
}

static TupleTableSlot *
exec_scan(CustomScanState *node)
{
	return ExecScan(&node->ss, next_row, recheck_row);
}

static void
end_scan(CustomScanState *node)
{
	PooledScanState *state = (PooledScanState *) node;

	close_scan(state);
	if (state->row_slot != NULL)
		ExecDropSingleTupleTableSlot(state->row_slot);
	if (node->custom_ps != NIL)
		ExecEndNode(linitial(node->custom_ps));
}

/* Everything anew, if parameters have other values; else the groups again */
static void
rescan(CustomScanState *node)
{
	PooledScanState *state = (PooledScanState *) node;

	ExecScanReScan(&node->ss);
	if (node->custom_ps != NIL && state->counters.given_up)
	{
		PlanState  *child = linitial(node->custom_ps);

		UpdateChangedParamSet(child, node->ss.ps.chgParam);
		if (child->chgParam == NULL)
			ExecReScan(child);
		return;
	}
	if (node->ss.ps.chgParam != NULL || state->partial)
	{
		close_scan(state);
		MemoryContextReset(state->values);
		scan_conditions_forget(&state->batch_filter);
		for (int a = 0; a < state->naggregates; a++)
			scan_conditions_forget(&state->aggregates[a].filter);
		state->all_read = state->complete = false;
		state->page.nrows = state->nwaiting = 0;
	}
	state->next = 0;
}

static const CustomExecMethods exec_methods = {
	.CustomName = SCAN_NAME,
	.BeginCustomScan = begin_scan,
	.ExecCustomScan = exec_scan,
	.EndCustomScan = end_scan,
	.ReScanCustomScan = rescan,
	.EstimateDSMCustomScan = scan_estimate_shared,
	.InitializeDSMCustomScan = scan_initialize_shared,
	.ReInitializeDSMCustomScan = scan_reinitialize_shared,
	.InitializeWorkerCustomScan = scan_initialize_worker,
	.ShutdownCustomScan = scan_shutdown,
	.ExplainCustomScan = scan_explain,
};

static Node *
create_state(CustomScan *plan)
{
	PooledScanState *state = (PooledScanState *)
		newNode(sizeof(PooledScanState), T_CustomScanState);

	state->css.methods = &exec_methods;
	return (Node *) state;
}

const CustomScanMethods scan_methods = {
	.CustomName = SCAN_NAME,
	.CreateCustomScanState = create_state,
};

#endif							/* RESUME_POOLED_SCAN */
