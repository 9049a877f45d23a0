/*-------------------------------------------------------------------------
 *
 * kernels.h
 *	  The aggregates of a pooled scan, a batch at a time.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SCAN_KERNELS_H
#define RESUME_SCAN_KERNELS_H

#include "scan/conditions.h"
#include "scan/groups.h"

typedef struct ScanAggregate
{
	BatchAggregateKind kind;
	int			width;			/* of each argument */
	int			ncolumns;
	int			columns[2];		/* of the reader */
	ScanConditions filter;
} ScanAggregate;

/* Rows of a batch, and where they belong */
typedef struct ScanBatch
{
	const ScanReader *reader;
	int			nrows;
	const uint32 *group;		/* of each row; NULL if there is one for all */
} ScanBatch;

extern void scan_aggregate(const ScanAggregate *aggregate,
						   const ScanBatch *batch, const int64 *mask,
						   ScanCell *cells, int stride);
extern Datum scan_result(const ScanAggregate *aggregate, const ScanCell *cell,
						 bool *isnull);

#endif							/* RESUME_SCAN_KERNELS_H */
