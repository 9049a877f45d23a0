/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  What the planning of a pooled scan knows of a query.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SCAN_PLAN_H
#define RESUME_SCAN_PLAN_H

#include "nodes/pathnodes.h"

/* A query that may be one for us */
typedef struct ScanQuery
{
	PlannerInfo *root;
	RelOptInfo *table;
	List	   *key_clauses;	/* GROUP BY */
	List	   *keys;			/* its columns */
	List	   *batch_filter;
	List	   *row_filter;
	int			fixed_columns;	/* in front of the first of varying length */
	int			last_column;	/* that is read by keys and aggregates */
} ScanQuery;

/* What a path of ours gives */
typedef struct ScanTarget
{
	ScanQuery  *query;
	RelOptInfo *rel;
	List	   *having;
	List	   *aggregates;
	bool		ours;			/* is one of them pool()? */
	bool		unknown;

	/* partial aggregates, in so many workers; or 0 */
	int			workers;
} ScanTarget;

extern bool scan_may_pay(const RelOptInfo *table, const RelOptInfo *rel);
extern Cost scan_cost(const ScanQuery *query, const ScanTarget *target);
extern int	scan_count_disabled(const ScanQuery *query);
extern bool scan_fits_into_memory(const ScanQuery *query,
								  const ScanTarget *target, double groups);

#endif							/* RESUME_SCAN_PLAN_H */
