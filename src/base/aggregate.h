/*-------------------------------------------------------------------------
 *
 * aggregate.h
 *	  What the support functions of aggregates share.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_AGGREGATE_H
#define RESUME_AGGREGATE_H

#include "fmgr.h"
#include "nodes/execnodes.h"

#include "base/messages.h"

/*
 * Is an aggregate calling?  What AggCheckCallContext() says, in line: for an
 * aggregate that only adds, a call of another function takes as long as the
 * rest of a row.
 */
static inline bool
in_aggregate(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL &&
		(IsA(fcinfo->context, AggState) ||
		 IsA(fcinfo->context, WindowAggState));
}

static inline bool
in_window(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL && IsA(fcinfo->context, WindowAggState);
}

/*
 * The memory context in which an aggregate keeps its state.  A function with
 * a state of its own making has none when it is called by hand.
 */
static inline MemoryContext
aggregate_context(FunctionCallInfo fcinfo, const char *aggregate)
{
	MemoryContext context;

	if (unlikely(!AggCheckCallContext(fcinfo, &context)))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("aggregate function called in non-aggregate context"),
				 errhint("Use the aggregate %s().", aggregate)));
	return context;
}

extern void frame_mismatch(const char *aggregate, const char *detail);

#endif							/* RESUME_AGGREGATE_H */
