/*-------------------------------------------------------------------------
 *
 * aggregate.c
 *	  What the support functions of aggregates share.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/aggregate.h"
#include "base/compat.h"

/*
 * A moving window computes the arguments of a row twice, when the row enters
 * the frame and when it leaves, provided that they are immutable.  If a
 * function in them only says that it is, what is taken out is not what was
 * put in, and the state can be one that no rows make.
 */
void
frame_mismatch(const char *aggregate, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_FUNCTION_DEFINITION),
			 errmsg("what leaves a frame of %s() is not what has entered it",
					aggregate),
			 errdetail_internal("%s", _(detail)),
			 errhint("Its argument is computed by a function that is declared to be immutable and is not.")));
}
