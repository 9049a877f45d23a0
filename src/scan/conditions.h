/*-------------------------------------------------------------------------
 *
 * conditions.h
 *	  Conditions of columns, tried on all rows of a batch.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SCAN_CONDITIONS_H
#define RESUME_SCAN_CONDITIONS_H

#include "nodes/execnodes.h"

#include "scan/known.h"
#include "scan/reader.h"

typedef struct ScanCondition
{
	BatchOperator operator;
	ScanReader *reader;
	int			column;			/* of the reader */
	ExprState  *value;
	int			value_width;

	/* The value, once a row has needed it: low <= column <= high, or not */
	bool		known;
	bool		is_null;
	bool		negate;
	int64		low;
	int64		high;

	/* or one of these, in order */
	int			nelements;
	int64	   *elements;
	bool		null_element;
} ScanCondition;

typedef struct ScanConditions
{
	int			number;
	ScanCondition *conditions;
	bool		filter;			/* of an aggregate, not of the scan */
} ScanConditions;

extern void scan_conditions(ScanConditions *conditions, List *clauses,
							bool filter, Index relid, ScanReader *reader,
							PlanState *parent);
extern void scan_conditions_forget(ScanConditions *conditions);
extern void scan_conditions_mask(ScanConditions *conditions,
								 ExprContext *econtext, MemoryContext context,
								 int64 *mask, int nrows);

#endif							/* RESUME_SCAN_CONDITIONS_H */
