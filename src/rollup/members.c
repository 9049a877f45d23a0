/*-------------------------------------------------------------------------
 *
 * members.c
 *	  The tables that a rollup has triggers on, and those that it should.
 *
 * Triggers are found by what they depend on, the trigger function, and belong
 * to the rollup that their arguments name.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/partition.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "parser/parse_func.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "rollup/members.h"
#include "rollup/source.h"
#include "rollup/sql.h"

/* The triggers that a table of the source has, and when each of them fires */
typedef struct TriggerKind
{
	const char *suffix;
	int16		event;			/* 0: any, for rows */
	char		enabled;
	const char *fires;
	const char *command;		/* of ALTER TABLE, if it does not fire so yet */
} TriggerKind;

#define KINDS 5
#define KIND_REPLICA 4			/* partitions get it from their parent */

static const TriggerKind kinds[KINDS] = {
	{"insert", TRIGGER_TYPE_INSERT, TRIGGER_FIRES_ON_ORIGIN,
		"INSERT ON %s REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT",
	"ENABLE"},
	{"update", TRIGGER_TYPE_UPDATE, TRIGGER_FIRES_ON_ORIGIN,
		"UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT",
	"ENABLE"},
	{"delete", TRIGGER_TYPE_DELETE, TRIGGER_FIRES_ON_ORIGIN,
		"DELETE ON %s REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT",
	"ENABLE"},
	{"truncate", TRIGGER_TYPE_TRUNCATE, TRIGGER_FIRES_ALWAYS,
		"TRUNCATE ON %s FOR EACH STATEMENT",
	"ENABLE ALWAYS"},
	{"replica", 0, TRIGGER_FIRES_ON_REPLICA,
		"INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW",
	"ENABLE REPLICA"}
};

typedef struct RollupTrigger
{
	Oid			relation;
	const char *name;
	int			kind;
	char		enabled;
	bool		inherited;
	bool		is_stale;		/* says a schema that is another by now */
} RollupTrigger;


/* ------------
 * What there is
 * ------------
 */

/* The rollup that a trigger says it is of; false if it says none */
static bool
read_arguments(HeapTuple tuple, TupleDesc columns, RollupName *said)
{
	bool		isnull;
	Datum		value = heap_getattr(tuple, Anum_pg_trigger_tgargs, columns,
									 &isnull);
	bytea	   *arguments = isnull ? NULL : DatumGetByteaPCopy(value);
	Size		schema;

	if (((Form_pg_trigger) GETSTRUCT(tuple))->tgnargs != 2 || isnull)
		return false;
	said->schema = VARDATA(arguments);
	schema = strlen(said->schema) + 1;
	said->name = said->schema + schema;
	return true;
}

static int
kind_of(int16 type)
{
	int			kind = 0;

	if (TRIGGER_FOR_ROW(type))
		return KIND_REPLICA;
	while (kind < KIND_REPLICA && (type & kinds[kind].event) == 0)
		kind++;
	return kind;
}

static RollupTrigger *
trigger_from(Form_pg_trigger form, bool is_stale)
{
	RollupTrigger *trigger = palloc(sizeof(RollupTrigger));

	trigger->relation = form->tgrelid;
	trigger->name = pstrdup(NameStr(form->tgname));
	trigger->kind = kind_of(form->tgtype);
	trigger->enabled = form->tgenabled;
	trigger->inherited = OidIsValid(form->tgparentid);
	trigger->is_stale = is_stale;
	return trigger;
}

/*
 * Is the rollup meant by a trigger on a table?  On the tables of its source no
 * other of its name can be.  Anybody can make a trigger on a table of their
 * own, which must not be a fault of the rollup; who takes away what is left of
 * one takes away what is their own.
 */
static bool
is_meant(const RollupName *name, const RollupName *said, Oid relation,
		 List *members)
{
	Oid			stripes = rollup_part_oid(name, PART_STRIPE);
	RollupName	meant;

	if (strcmp(said->name, name->name) != 0)
		return false;
	if (list_member_oid(members, relation))
		return true;
	meant = rollup_meant(said, relation);
	if (strcmp(meant.schema, name->schema) != 0)
		return false;
	if (!OidIsValid(stripes))
		return owns_relation(relation);
	return relation_owner(relation) == relation_owner(stripes);
}

/* The trigger of an OID, if it is one of the rollup */
static RollupTrigger *
read_trigger(const RollupName *name, Relation triggers, Oid oid,
			 List *members)
{
	RollupName	said;
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	RollupTrigger *trigger = NULL;

	ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(oid));
	scan = systable_beginscan(triggers, TriggerOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple) &&
		read_arguments(tuple, RelationGetDescr(triggers), &said) &&
		is_meant(name, &said, ((Form_pg_trigger) GETSTRUCT(tuple))->tgrelid,
				 members))
		trigger = trigger_from((Form_pg_trigger) GETSTRUCT(tuple),
							   strcmp(said.schema, name->schema) != 0);
	systable_endscan(scan);
	return trigger;
}

static Oid
trigger_function(const char *home)
{
	List	   *name = list_make1(makeString(pstrdup(home)));

	name = lappend(name, makeString(pstrdup("rollup_maintain")));
	return LookupFuncName(name, 0, NULL, false);
}

/*
 * All triggers of a rollup, on the tables of its source and on others of its
 * owner
 */
static List *
rollup_triggers(const RollupName *name, const char *home, List *members)
{
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	Relation	triggers = table_open(TriggerRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *result = NIL;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(ProcedureRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(trigger_function(home)));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 2,
							  keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);
		RollupTrigger *trigger = NULL;

		if (form->classid == TriggerRelationId)
			trigger = read_trigger(name, triggers, form->objid, members);
		if (trigger != NULL)
			result = lappend(result, trigger);
	}
	systable_endscan(scan);
	table_close(triggers, AccessShareLock);
	table_close(depend, AccessShareLock);
	return result;
}

static RollupTrigger *
find_trigger(List *triggers, Oid relation, int kind)
{
	ListCell   *lc;

	foreach(lc, triggers)
	{
		RollupTrigger *trigger = lfirst(lc);

		if (trigger->relation == relation && trigger->kind == kind)
			return trigger;
	}
	return NULL;
}


/* -------------------
 * What there should be
 * -------------------
 */

/* A table outside the source that has triggers; or InvalidOid */
static Oid
stray_relation(List *triggers, List *members)
{
	ListCell   *lc;

	foreach(lc, triggers)
	{
		RollupTrigger *trigger = lfirst(lc);

		if (!list_member_oid(members, trigger->relation))
			return trigger->relation;
	}
	return InvalidOid;
}

static const char *
fault_of_trigger(List *triggers, Oid relation, int kind)
{
	RollupTrigger *trigger = find_trigger(triggers, relation, kind);

	if (trigger == NULL)
		return psprintf(_("Table \"%s\" has no trigger of the rollup for %s."),
						get_rel_name(relation), kinds[kind].suffix);
	if (trigger->enabled != kinds[kind].enabled)
		return psprintf(_("Trigger \"%s\" of table \"%s\" does not fire as it should."),
						trigger->name, get_rel_name(relation));
	return NULL;
}

static const char *
stray_fault(Oid relation)
{
	return psprintf(_("Table \"%s\" is no part of the source any more."),
					get_rel_name(relation));
}

/*
 * What is wrong with the triggers of a rollup, as a sentence; NULL if nothing
 * is.
 */
const char *
triggers_fault(const Definition *definition)
{
	List	   *members = find_all_inheritors(definition->source, NoLock, NULL);
	List	   *triggers = rollup_triggers(&definition->name, definition->home,
										   members);
	Oid			stray = stray_relation(triggers, members);
	ListCell   *lc;

	if (OidIsValid(stray))
		return stray_fault(stray);
	if (in_inheritance_tree(definition->source))
		return psprintf(_("Table \"%s\" has become part of an inheritance tree."),
						get_rel_name(definition->source));
	if (get_rel_relispartition(definition->source))
		return psprintf(_("Table \"%s\" has become a partition, and statements that name its parent do not fire its triggers."),
						get_rel_name(definition->source));
	foreach(lc, members)
	{
		for (int kind = 0; kind < KINDS; kind++)
		{
			const char *fault = fault_of_trigger(triggers, lfirst_oid(lc),
												 kind);

			if (fault != NULL)
				return fault;
		}
	}
	return NULL;
}

/*
 * Nobody can make a rollup of somebody else's rows with a trigger on a table
 * of their own.
 */
void
check_is_part(const Definition *definition, Oid relation)
{
	check_still_source(definition);
	if (relation == definition->source ||
		(get_rel_relispartition(relation) &&
		 list_member_oid(get_partition_ancestors(relation),
						 definition->source)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" is no part of the source of rollup %s",
					get_rel_name(relation), rollup_display(&definition->name)),
			 errhint("If it was a partition, rollup_refresh() takes its rows and triggers away from the rollup.")));
}

/*
 * Who files through a partitioned table is told of partitions that came or went
 * without the rollup.  Returns the partitions, a change of which matters.
 */
List *
check_partitions(const Definition *definition, Oid relation)
{
	List	   *members = find_all_inheritors(relation, NoLock, NULL);
	List	   *all = find_all_inheritors(definition->source, NoLock, NULL);
	List	   *triggers = rollup_triggers(&definition->name, definition->home,
										   all);
	Oid			stray = stray_relation(triggers, all);
	const char *fault = OidIsValid(stray) ? stray_fault(stray) : NULL;
	ListCell   *lc;

	foreach(lc, members)
	{
		if (fault == NULL && !find_trigger(triggers, lfirst_oid(lc), 0))
			fault = fault_of_trigger(triggers, lfirst_oid(lc), 0);
	}
	if (fault != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("rollup %s does not know all partitions of its source",
						rollup_display(&definition->name)),
				 errdetail_internal("%s", fault),
				 errhint("SELECT rollup_refresh(%s);",
						 rollup_literal(&definition->name))));
	return members;
}

/* The name of a trigger, for a statement */
static const char *
trigger_text(const RollupName *name, int kind)
{
	return quote_identifier(psprintf("%s_%s", name->name,
									 kinds[kind].suffix));
}

static void
create_trigger(const Definition *definition, Oid relation, int kind)
{
	const RollupName *name = &definition->name;
	const char *table = relation_text(relation);

	run("CREATE TRIGGER %s AFTER %s EXECUTE FUNCTION %s(%s, %s)",
		trigger_text(name, kind),
		psprintf(kinds[kind].fires, table),
		quote_qualified_identifier(definition->home, "rollup_maintain"),
		quote_literal_cstr(name->schema), quote_literal_cstr(name->name));
}

static void
complete_trigger(const Definition *definition, List *triggers, Oid relation,
				 int kind)
{
	RollupTrigger *trigger = find_trigger(triggers, relation, kind);
	const char *name = trigger_text(&definition->name, kind);
	char		enabled = TRIGGER_FIRES_ON_ORIGIN;

	if (trigger != NULL)
	{
		name = quote_identifier(trigger->name);
		enabled = trigger->enabled;
	}
	else if (kind == KIND_REPLICA && relation != definition->source)
		return;
	else
		create_trigger(definition, relation, kind);
	if (enabled != kinds[kind].enabled)
		run("ALTER TABLE %s %s TRIGGER %s", relation_text(relation),
			kinds[kind].command, name);
}

static void
drop_trigger(const RollupTrigger *trigger)
{
	if (!trigger->inherited)
		run("DROP TRIGGER %s ON %s", quote_identifier(trigger->name),
			relation_text(trigger->relation));
}

/*
 * Makes the triggers that are missing, lets those fire that do not, and takes
 * them from tables that are no part of the source any more.  Those that say a
 * schema of another name are made anew.
 */
void
complete_triggers(const Definition *definition)
{
	const RollupName *name = &definition->name;
	List	   *members = find_all_inheritors(definition->source, NoLock, NULL);
	List	   *triggers = rollup_triggers(name, definition->home, members);
	ListCell   *lc;

	check_still_source(definition);
	foreach(lc, triggers)
	{
		RollupTrigger *trigger = lfirst(lc);

		if (trigger->is_stale || !list_member_oid(members, trigger->relation))
			drop_trigger(trigger);
	}
	triggers = rollup_triggers(name, definition->home, members);
	foreach(lc, members)
	{
		for (int kind = 0; kind < KINDS; kind++)
			complete_trigger(definition, triggers, lfirst_oid(lc), kind);
	}
}

/*
 * All of its triggers.  The definition is NULL if nobody knows any more what it
 * was; then those on tables of the rollup's owner are.  Returns the tables.
 */
List *
drop_triggers(const RollupName *name, const char *home,
			  const Definition *definition)
{
	List	   *members = NIL;
	List	   *tables = NIL;
	ListCell   *lc;

	if (definition != NULL)
	{
		members = find_all_inheritors(definition->source, NoLock, NULL);
		tables = list_make1_oid(definition->source);
	}
	foreach(lc, rollup_triggers(name, home, members))
	{
		const RollupTrigger *trigger = lfirst(lc);

		drop_trigger(trigger);
		tables = list_append_unique_oid(tables, trigger->relation);
	}
	return tables;
}

/* Of whoever asks, if nothing else is left */
bool
has_triggers(const RollupName *name, const char *home)
{
	return rollup_triggers(name, home, NIL) != NIL;
}

/* The name of a trigger that a rollup would have and a table has; or NULL */
const char *
taken_trigger(const RollupName *name, Oid relation)
{
	for (int kind = 0; kind < KINDS; kind++)
	{
		const char *trigger = psprintf("%s_%s", name->name,
									   kinds[kind].suffix);

		if (OidIsValid(get_trigger_oid(relation, trigger, true)))
			return trigger;
	}
	return NULL;
}
