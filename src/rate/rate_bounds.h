/*-------------------------------------------------------------------------
 *
 * rate_bounds.h
 *	  What a comparison with a number says in the order of rates.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_RATE_BOUNDS_H
#define RESUME_RATE_BOUNDS_H

#include "access/stratnum.h"
#include "nodes/pg_list.h"
#include "utils/typcache.h"

/* The operator of a strategy in the order of the type; or InvalidOid */
typedef Oid (*FindOperator)(void *argument, const TypeCacheEntry *type,
							 StrategyNumber strategy);

typedef struct BoundRequest
{
	Oid			comparison;		/* its function */
	Node	   *column;			/* the rate in it */
	Node	   *number;			/* and what that is compared with */
	FindOperator find_operator;
	void	   *argument;
} BoundRequest;

extern List *bound_clauses(const BoundRequest *request);

/* rate_pushdown.c */
extern void rate_pushdown_init(void);

#endif							/* RESUME_RATE_BOUNDS_H */
