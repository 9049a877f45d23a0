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

#include "rollup/deltas.h"
#include "rollup/rollup.h"

typedef struct MeasurePlan
{
	MeasureKind kind;
	ExprState  *arguments[2];
	ExprState  *filter;
} MeasurePlan;

typedef struct RollupPlan
{
	Oid			trigger;
	bool		valid;
	int			users;			/* calls that it may not go away under */
	MemoryContext context;
	List	   *relations;		/* that it depends on */

	const char *rollup;			/* for messages */
	Oid			source;
	Oid			stripes;
	int			nkeys;
	ExprState **keys;
	KeyType    *types;
	int			nmeasures;
	MeasurePlan *measures;
	int			nvalues;
} RollupPlan;

extern RollupPlan *acquire_plan(TriggerData *data, const char *home);
extern void release_plan(RollupPlan *plan);
extern RollupName name_of_trigger(const Trigger *trigger);

#endif							/* RESUME_ROLLUP_PLAN_H */
