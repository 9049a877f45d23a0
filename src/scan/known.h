/*-------------------------------------------------------------------------
 *
 * known.h
 *	  What can be done in batches: aggregates, comparisons, ways to be equal.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SCAN_KNOWN_H
#define RESUME_SCAN_KNOWN_H

#include "nodes/primnodes.h"

typedef enum BatchOperator
{
	BATCH_LT,
	BATCH_LE,
	BATCH_EQ,
	BATCH_GE,
	BATCH_GT,
	BATCH_NE,
	BATCH_IN,					/* equal to an element of an array */
	BATCH_NULL,
	BATCH_NOT_NULL
} BatchOperator;

/* A condition of a column; the other side has no column in it. */
typedef struct BatchCondition
{
	AttrNumber	column;
	BatchOperator operator;
	int			width;			/* of the column; 0: only NULL matters */
	Expr	   *value;			/* NULL where the operator needs none */
	int			value_width;
} BatchCondition;

typedef enum BatchAggregateKind
{
	BATCH_POOL,
	BATCH_COUNT,
	BATCH_SUM,
	BATCH_MIN,
	BATCH_MAX
} BatchAggregateKind;

/* The width of a rate, which is two counts */
#define RATE_WIDTH 16

typedef struct BatchAggregate
{
	BatchAggregateKind kind;
	int			width;			/* of each argument; 0: only NULL matters */
	int			ncolumns;
	AttrNumber	columns[2];
	Oid			transition;		/* of ours, by which it is known */
	List	   *filter;			/* of clauses, all of them conditions of ours */
} BatchAggregate;

extern bool batch_condition(Node *clause, Index relid,
							BatchCondition *condition);
extern bool batch_aggregate(const Aggref *aggref, Index relid,
							BatchAggregate *aggregate);
extern bool batch_key(Node *node, Index relid, Oid equality);

#endif							/* RESUME_SCAN_KNOWN_H */
