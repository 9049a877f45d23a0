/*-------------------------------------------------------------------------
 *
 * parallel.c
 *	  What the processes of a parallel pooled scan share.
 *
 * The server's heap scan hands out the blocks; beside that, each worker leaves
 * its counters for EXPLAIN.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tableam.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "scan/scan.h"

#ifdef RESUME_POOLED_SCAN

static Size
counters_size(int nworkers)
{
	return MAXALIGN(offsetof(ScanShared, counters) +
					sizeof(ScanCounters) * nworkers);
}

static ParallelTableScanDesc
parallel_part(ScanShared *shared)
{
	char	   *begin = (char *) shared;

	return (ParallelTableScanDesc) (begin + counters_size(shared->nworkers));
}

Size
scan_estimate_shared(CustomScanState *node, ParallelContext *pcxt)
{
	Relation	table = node->ss.ss_currentRelation;
	Snapshot	snapshot = node->ss.ps.state->es_snapshot;

	return add_size(counters_size(pcxt->nworkers),
					table_parallelscan_estimate(table, snapshot));
}

void
scan_initialize_shared(CustomScanState *node, ParallelContext *pcxt,
					   void *shared)
{
	PooledScanState *state = (PooledScanState *) node;

	state->shared = shared;
	memset(shared, 0, counters_size(pcxt->nworkers));
	state->shared->nworkers = pcxt->nworkers;
	state->parallel_scan = parallel_part(state->shared);
	table_parallelscan_initialize(node->ss.ss_currentRelation,
								  state->parallel_scan,
								  node->ss.ps.state->es_snapshot);
}

static void
add_counters(ScanCounters *sum, const ScanCounters *counters)
{
	sum->pages += counters->pages;
	sum->rows += counters->rows;
	sum->batch_removed += counters->batch_removed;
	sum->row_removed += counters->row_removed;
	sum->emptied += counters->emptied;
	sum->hashed |= counters->hashed;
}

/* Takes what the workers have left. */
static void
collect_counters(PooledScanState *state)
{
	ScanShared *shared = state->shared;

	for (int i = 0; i < shared->nworkers; i++)
		add_counters(&state->workers, &shared->counters[i]);
	memset(shared->counters, 0, sizeof(ScanCounters) * shared->nworkers);
}

void
scan_reinitialize_shared(CustomScanState *node, ParallelContext *pcxt,
						 void *shared)
{
	PooledScanState *state = (PooledScanState *) node;

	collect_counters(state);
	table_parallelscan_reinitialize(node->ss.ss_currentRelation,
									state->parallel_scan);
}

void
scan_initialize_worker(CustomScanState *node, shm_toc *toc, void *shared)
{
	PooledScanState *state = (PooledScanState *) node;

	state->shared = shared;
	state->parallel_scan = parallel_part(state->shared);
}

/*
 * A worker is called when it has sent all, so the leader has its counters then.
 * What is shared goes away behind the leader.
 */
void
scan_shutdown(CustomScanState *node)
{
	PooledScanState *state = (PooledScanState *) node;

	if (state->shared == NULL)
		return;
	if (IsParallelWorker())
		state->shared->counters[ParallelWorkerNumber] = state->counters;
	else
	{
		collect_counters(state);
		add_counters(&state->counters, &state->workers);
		memset(&state->workers, 0, sizeof(state->workers));
		state->shared = NULL;
		state->parallel_scan = NULL;
	}
}

#endif							/* RESUME_POOLED_SCAN */
