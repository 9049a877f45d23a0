/*-------------------------------------------------------------------------
 *
 * scan.h
 *	  The pooled scan: what its planning, its execution and EXPLAIN share.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SCAN_H
#define RESUME_SCAN_H

#include "access/parallel.h"
#include "access/relscan.h"
#include "nodes/extensible.h"

#include "scan/conditions.h"
#include "scan/groups.h"
#include "scan/kernels.h"
#include "scan/reader.h"

#define SCAN_NAME "PooledScan"

extern void scan_init(void);
extern const CustomScanMethods scan_methods;

/* What custom_private of the plan has, as a list of integers */
enum
{
	SCAN_PLAN_KEYS,				/* as many entries of the scan's target list */
	SCAN_PLAN_AGGREGATES,		/* and as many behind them */
	SCAN_PLAN_PARTIAL			/* partial aggregates? */
};

/* And custom_exprs: two lists of conditions */
enum
{
	SCAN_PLAN_BATCH_FILTER,
	SCAN_PLAN_ROW_FILTER
};

typedef struct ScanCounters
{
	int64		pages;
	int64		rows;			/* that are visible */
	int64		batch_removed;
	int64		row_removed;
	int64		emptied;		/* times that groups made room for others */
	bool		hashed;
	bool		given_up;
} ScanCounters;

/* What the processes of a parallel scan share, in front of the server's part */
typedef struct ScanShared
{
	int			nworkers;
	ScanCounters counters[FLEXIBLE_ARRAY_MEMBER];	/* of each worker */
} ScanShared;

/* Rows of the page that the heap scan is at */
typedef struct ScanPage
{
	int			nrows;
	OffsetNumber offsets[BATCH_ROWS];
	HeapTupleHeader headers[BATCH_ROWS];
} ScanPage;

typedef struct PooledScanState
{
	CustomScanState css;
	bool		partial;
	bool		can_give_up;	/* has the server's own plan as a child */

	/* conditions of the scan */
	ScanReader *filter_reader;
	ScanConditions batch_filter;
	ExprState  *row_filter;
	TupleTableSlot *row_slot;
	MemoryContext values;		/* of conditions */

	/* keys and aggregates */
	ScanReader *reader;
	int			nkeys;
	int			key_columns[SCAN_KEYS_MAX];
	int			naggregates;
	ScanAggregate *aggregates;
	ScanGroups	groups;

	/* where it is */
	TableScanDesc scan;
	ParallelTableScanDesc parallel_scan;
	ScanShared *shared;
	ScanPage	page;			/* that the reader has not got */
	int			nwaiting;		/* rows that the reader has */
	bool		all_read;
	bool		complete;		/* groups can be given out */
	int64		next;			/* group to be given out */
	ScanCounters counters;
	ScanCounters workers;		/* of scans that were begun anew */
} PooledScanState;

extern Size scan_estimate_shared(CustomScanState *node,
								 ParallelContext *pcxt);
extern void scan_initialize_shared(CustomScanState *node,
								   ParallelContext *pcxt, void *shared);
extern void scan_reinitialize_shared(CustomScanState *node,
									 ParallelContext *pcxt, void *shared);
extern void scan_initialize_worker(CustomScanState *node, shm_toc *toc,
								   void *shared);
extern void scan_shutdown(CustomScanState *node);
extern void scan_explain(CustomScanState *node, List *ancestors,
						 struct ExplainState *es);

#endif							/* RESUME_SCAN_H */
