/*-------------------------------------------------------------------------
 *
 * guard.c
 *	  The trigger that keeps stripes from being changed by anything but their
 *	  maintenance.
 *
 * Filings reach the stripes below the executor, where no trigger fires.  What
 * fires it is a data-only restore, which would count twice, a subscription
 * that brings the stripes of the publisher beside its own, and hand edits.
 * The commands that rewrite stripes say so in a variable of the process, which
 * no session can set.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "commands/trigger.h"
#include "utils/rel.h"

#include "rollup/rollup.h"

static bool writes_allowed = false;

PG_FUNCTION_INFO_V1(rollup_guard);

/* Returns what was so far, which the caller restores, after an error, too. */
bool
allow_writes(bool allowed)
{
	bool		before = writes_allowed;

	writes_allowed = allowed;
	return before;
}

Datum
rollup_guard(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("rollup_guard() must be called as a trigger")));
	if (!writes_allowed)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table \"%s\" is kept by its rollup",
						RelationGetRelationName(data->tg_relation)),
				 errdetail("Its rows follow from those of the source, and would count twice."),
				 errhint("Change the source, or use rollup_refresh(). Restore data only with --disable-triggers or without this table, and leave it out of a publication.")));
	return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(data->tg_event)
						   ? data->tg_newtuple
						   : data->tg_trigtuple);
}
