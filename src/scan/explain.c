/*-------------------------------------------------------------------------
 *
 * explain.c
 *	  What EXPLAIN says of a pooled scan.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"

#ifdef RESUME_POOLED_SCAN

#include "commands/explain.h"
#include "nodes/makefuncs.h"
#include "utils/ruleutils.h"

#include "scan/scan.h"

#ifdef RESUME_EXPLAIN_FORMAT
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif

static List *
deparse_context(CustomScanState *node, List *ancestors, ExplainState *es)
{
	return set_deparse_context_plan(es->deparse_cxt, node->ss.ps.plan,
									ancestors);
}

static char *
text_of(Node *node, List *context, ExplainState *es)
{
	bool		with_prefix = explain_relations(es) > 1 || es->verbose;

	return deparse_expression(node, context, with_prefix, false);
}

static void
explain_keys(const CustomScan *plan, List *context, ExplainState *es)
{
	int			nkeys = list_nth_int(plan->custom_private, SCAN_PLAN_KEYS);
	List	   *names = NIL;

	for (int k = 0; k < nkeys; k++)
	{
		TargetEntry *key = list_nth_node(TargetEntry, plan->custom_scan_tlist,
										 k);

		names = lappend(names, text_of((Node *) key->expr, context, es));
	}
	if (names != NIL)
		ExplainPropertyList("Group Key", names, es);
}

static void
explain_filter(const char *label, List *conditions, List *context,
			   ExplainState *es)
{
	Expr	   *condition = make_ands_explicit(conditions);

	if (conditions != NIL)
		ExplainPropertyText(label, text_of((Node *) condition, context, es),
							es);
}

static void
explain_removed(const char *label, int64 removed, List *conditions,
				ExplainState *es)
{
	if (conditions != NIL)
		ExplainPropertyInteger(label, NULL, removed, es);
}

static const char *
kind_of_grouping(const ScanCounters *counters)
{
	if (counters->given_up)
		return "did not fit into memory";
	return counters->hashed ? "hash table" : "direct";
}

static void
explain_counters(const PooledScanState *state, const CustomScan *plan,
				 ExplainState *es)
{
	const ScanCounters *counters = &state->counters;

	explain_removed("Rows Removed by Batch Filter", counters->batch_removed,
					list_nth(plan->custom_exprs, SCAN_PLAN_BATCH_FILTER), es);
	explain_removed("Rows Removed by Row Filter", counters->row_removed,
					list_nth(plan->custom_exprs, SCAN_PLAN_ROW_FILTER), es);
	if (state->nkeys > 0)
		ExplainPropertyText("Grouping", kind_of_grouping(counters), es);
	if (counters->emptied > 0 && !counters->given_up)
		ExplainPropertyInteger("Batches", NULL, counters->emptied + 1, es);
	ExplainPropertyInteger("Pages Read", NULL, counters->pages, es);
	ExplainPropertyInteger("Rows Read", NULL, counters->rows, es);
}

void
scan_explain(CustomScanState *node, List *ancestors, ExplainState *es)
{
	const PooledScanState *state = (const PooledScanState *) node;
	const CustomScan *plan = (const CustomScan *) node->ss.ps.plan;
	List	   *context = deparse_context(node, ancestors, es);

	explain_keys(plan, context, es);
	explain_filter("Batch Filter",
				   list_nth(plan->custom_exprs, SCAN_PLAN_BATCH_FILTER),
				   context, es);
	explain_filter("Row Filter",
				   list_nth(plan->custom_exprs, SCAN_PLAN_ROW_FILTER),
				   context, es);
	if (es->analyze)
		explain_counters(state, plan, es);
}

#endif							/* RESUME_POOLED_SCAN */
