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
#include "utils/builtins.h"
#include "utils/rel.h"

#include "rollup/guard.h"
#include "rollup/sql.h"

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


/*
 * Makes a trigger of a table unless there is one of the name, and lets it fire,
 * which it does whatever the role of the session.
 */
static void
complete_guard(const Definition *definition, const char *part,
			   const char *trigger, const char *event)
{
	const char *table = rollup_part(&definition->name, part);
	Oid			oid = rollup_part_oid(&definition->name, part);

	if (!OidIsValid(get_trigger_oid(oid, trigger, true)))
		run("CREATE TRIGGER %s BEFORE %s EXECUTE FUNCTION %s()",
			quote_identifier(trigger), psprintf(event, table),
			quote_qualified_identifier(definition->home, "rollup_guard"));
	run("ALTER TABLE %s ENABLE ALWAYS TRIGGER %s", table,
		quote_identifier(trigger));
}

/*
 * Makes the guards that are missing, and lets those fire that do not.  Rollups
 * are listed by that of the stripes.
 */
void
complete_guards(const Definition *definition)
{
	for (int i = 0; i < table_count(definition); i++)
	{
		const char *table = rollup_tables[i];
		const char *guard = psprintf("rollup_guard%s", i > 0 ? table : "");

		if (guards_fire(existing_part_oid(&definition->name, table)))
			continue;
		complete_guard(definition, table, guard,
					   "INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW");
		complete_guard(definition, table, psprintf("%s_truncate", guard),
					   "TRUNCATE ON %s FOR EACH STATEMENT");
	}
}
