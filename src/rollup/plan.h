/*-------------------------------------------------------------------------
 *
 * plan.h
 *	  How a trigger keeps its rollup: the definition, made ready to evaluate.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_PLAN_H
#define RESUME_ROLLUP_PLAN_H

#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"

#include "rollup/deltas.h"
#include "rollup/rollup.h"

typedef struct MeasurePlan
{
	const char *name;
	MeasureKind kind;
	ExprState  *arguments[2];
	ExprState  *filter;
} MeasurePlan;

/* What a filing does to a rollup that carries forward */
typedef enum AsOfStatement
{
	AS_OF_LOCK,
	AS_OF_LOOKUP
} AsOfStatement;

#define AS_OF_STATEMENTS 2

typedef struct AsOfPlan
{
	ExprState  *entity;			/* of a row; the day is the first key */
	Oid			type;			/* of entities */
	KeyType		order;
	Oid			entities;		/* tables, beside the stripes */
	Oid			filings;
	Oid			months;
	ItemPointerData last_month;
	Oid			owner;			/* whose rights are needed */
	Bitmapset  *columns;		/* of the source, that matter */
	int			carry;
	Oid			index;			/* of the source; InvalidOid if none serves */
	int			index_day;		/* its column, 0 or 1; the other: entity */
	SPIPlanPtr	statements[AS_OF_STATEMENTS];	/* NULL until needed */
} AsOfPlan;

typedef struct RollupPlan
{
	Oid			trigger;
	bool		valid;
	int			users;			/* calls that it may not go away under */
	MemoryContext context;
	List	   *relations;		/* that it depends on */

	RollupName	name;
	const char *rollup;			/* for messages */
	Oid			source;
	Oid			stripes;
	ItemPointerData last_stripe;	/* that the session has written */
	int			nkeys;
	ExprState **keys;
	KeyType    *types;
	int			nmeasures;
	MeasurePlan *measures;
	int			nvalues;
	AsOfPlan   *as_of;			/* NULL if nothing is carried forward */
} RollupPlan;

extern RollupPlan *acquire_plan(TriggerData *data, const char *home);
extern void release_plan(RollupPlan *plan);
extern RollupName rollup_of_trigger(const TriggerData *data);

/* maintain.c */
extern void fill_cell(RollupPlan *plan, Deltas *shape, ExprContext *econtext,
					  TupleTableSlot *row, CellDelta *cell);
extern void apply_deltas(const RollupPlan *plan, Oid table, ItemPointer last,
						 Deltas *deltas);
extern void transition_tables(TriggerData *data, Tuplestorestate **before,
							  Tuplestorestate **after);

/* as_of_maintain.c */
extern void maintain_as_of(TriggerData *data, RollupPlan *plan,
						   const char *home);

#endif							/* RESUME_ROLLUP_PLAN_H */
