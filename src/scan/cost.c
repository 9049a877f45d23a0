/*-------------------------------------------------------------------------
 *
 * cost.c
 *	  What a pooled scan costs.
 *
 * In the units of what the server estimates for its own plans, so that the
 * cheaper one is taken: all pages are read, as by a sequential scan, but a row
 * takes a fraction of what it does there.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "utils/spccache.h"

#include "base/compat.h"
#include "scan/groups.h"
#include "scan/plan.h"

#ifdef RESUME_POOLED_SCAN

/* What it takes to begin, which a small table does not bring back */
#define START (100 * cpu_tuple_cost)

/* As parts of what the server reckons for a row, by measurements */
static Cost
cost_of_row(const ScanQuery *query)
{
	Cost		cost = 0.15 * cpu_tuple_cost;

	cost += 0.05 * cpu_tuple_cost * (1.0 - query->table->allvisfrac);
	/* of varying length in front of what is read: each row is walked through */
	if (query->last_column > query->fixed_columns)
		cost += 0.2 * cpu_tuple_cost;
	cost += 0.2 * cpu_operator_cost * list_length(query->batch_filter);
	if (query->row_filter != NIL)
	{
		QualCost	filter;

		cost_qual_eval(&filter, query->row_filter, query->root);
		cost += 0.3 * cpu_tuple_cost + filter.per_tuple;
	}
	return cost;
}

/* How many times as fast workers are, as get_parallel_divisor() has it */
static double
speed_of(const ScanTarget *target)
{
	double		leader = 1.0 - 0.3 * target->workers;

	if (target->workers == 0)
		return 1.0;
	if (!parallel_leader_participation || leader < 0.0)
		leader = 0.0;
	return target->workers + leader;
}

/* What is the same whatever is done with the rows */
static Cost
cost_of_pages(const RelOptInfo *table)
{
	double		page_cost;

	get_tablespace_page_costs(table->reltablespace, NULL, &page_cost);
	return START + table->pages * page_cost;
}

Cost
scan_cost(const ScanQuery *query, const ScanTarget *target)
{
	const RelOptInfo *table = query->table;
	Cost		cpu = table->tuples * cost_of_row(query);

	cpu += table->rows * cpu_operator_cost *
		(0.2 * list_length(target->aggregates) +
		 0.3 * list_length(query->keys));
	return cost_of_pages(table) + cpu / speed_of(target);
}

/* Whatever it is like: can it be cheaper than the server's own way? */
bool
scan_may_pay(const RelOptInfo *table, const RelOptInfo *rel)
{
	const Path *path = rel->pathlist == NIL ? NULL : linitial(rel->pathlist);

	return path != NULL && path->total_cost > cost_of_pages(table);
}

/* As many settings say that nothing of this kind is wanted */
int
scan_count_disabled(const ScanQuery *query)
{
	return (enable_seqscan ? 0 : 1) +
		(query->keys == NIL || enable_hashagg ? 0 : 1);
}

/* At the least; whether keys take memory, too, is known when they are read. */
bool
scan_fits_into_memory(const ScanQuery *query, const ScanTarget *target,
					  double groups)
{
	Size		size = sizeof(ScanCell) * list_length(target->aggregates);

	return query->keys == NIL || groups * size <= get_hash_memory_limit();
}

#endif							/* RESUME_POOLED_SCAN */
