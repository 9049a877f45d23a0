/*-------------------------------------------------------------------------
 *
 * name.c
 *	  The name of a rollup, and the relations that it is made of.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_type.h"
#include "commands/dbcommands.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/reltrigger.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "base/library.h"
#include "rollup/members.h"

const char *const rollup_tables[CARRIED_TABLES] = {
	PART_STRIPE, PART_FILING, PART_ENTITY, PART_MONTH
};


/* The schema of the extension, from a function of ours */
const char *
home_of(FunctionCallInfo fcinfo)
{
	return get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid));
}

static RangeVar *
parse_name(const char *name)
{
	List	   *names;
	RangeVar   *parsed;

	if (!SplitIdentifierString(pstrdup(name), '.', &names) || names == NIL ||
		list_length(names) > 3)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("\"%s\" cannot be the name of a rollup", name),
				 errhint("Write it as in a statement, with a schema or without one: city_day, reports.city_day, \"City day\".")));
	parsed = makeRangeVar(NULL, NULL, -1);
	parsed->relname = llast(names);
	if (list_length(names) > 1)
		parsed->schemaname = list_nth(names, list_length(names) - 2);
	if (list_length(names) > 2 &&
		strcmp(linitial(names), get_database_name(MyDatabaseId)) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("rollup \"%s\" is named as one of another database",
						name),
				 errhint("A rollup is in the database of its source: name it with a schema or without one.")));
	return parsed;
}

static const char *
part_name(const RollupName *name, const char *part)
{
	return psprintf("%s%s", name->name, part);
}

/*
 * The name of a rollup that is to be made: in a default schema, unless it is
 * qualified.
 */
RollupName
rollup_name(const char *name, Oid default_schema)
{
	RangeVar   *parsed = parse_name(name);
	RollupName	result;

	if (parsed->schemaname != NULL)
		LookupExplicitNamespace(parsed->schemaname, false);
	result.schema = parsed->schemaname;
	if (result.schema == NULL)
		result.schema = get_namespace_name(default_schema);
	result.name = parsed->relname;
	if (strlen(result.name) + strlen(PART_DEFINITION) >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_NAME_TOO_LONG),
				 errmsg("name of rollup \"%s\" is too long", result.name),
				 errdetail("\"%s\" has to fit in %d bytes.",
						   part_name(&result, PART_DEFINITION),
						   NAMEDATALEN - 1),
				 errhint("Choose a shorter name.")));
	return result;
}

static bool
is_guard(const Trigger *trigger)
{
	const char *symbol = library_symbol(trigger->tgfoid);

	return symbol != NULL && strcmp(symbol, "rollup_guard") == 0;
}

/* How many triggers of a table guard it, of those that fire or of all */
static int
count_guards(Oid table, bool that_fire)
{
	Relation	relation = relation_open(table, AccessShareLock);
	TriggerDesc *triggers = relation->trigdesc;
	int			n = 0;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (is_guard(trigger) &&
			(!that_fire || trigger->tgenabled == TRIGGER_FIRES_ALWAYS))
			n++;
	}
	relation_close(relation, AccessShareLock);
	return n;
}

/* Is it the table of a rollup, and no other of such a name? */
bool
is_guarded(Oid table)
{
	return count_guards(table, false) > 0;
}

/* Do the guards of rows and of TRUNCATE fire? */
bool
guards_fire(Oid table)
{
	return count_guards(table, true) == 2;
}

static void
check_guarded(Oid table)
{
	if (!is_guarded(table))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a table of a rollup",
						get_rel_name(table)),
				 errdetail("It has no trigger that guards it."),
				 errhint("SELECT * FROM rollups lists those that exist.")));
}

/* A relation as it is called, with a part behind its name */
static Oid
find_part(const RangeVar *called, const char *part)
{
	RangeVar   *relation = copyObject((RangeVar *) called);

	relation->relname = psprintf("%s%s", called->relname, part);
	if (strlen(relation->relname) >= NAMEDATALEN)
		return InvalidOid;
	return RangeVarGetRelid(relation, NoLock, true);
}

static pg_attribute_noreturn() void
no_such_rollup(const char *name, const RangeVar *called)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_TABLE),
			 errmsg("rollup \"%s\" does not exist", name),
			 errdetail("There is no table \"%s\".",
					   psprintf("%s%s", called->relname, PART_STRIPE)),
			 errhint("SELECT * FROM rollups lists those that exist.")));
}

/*
 * The rollup of a name, which is looked for as a table is: by its stripes,
 * which are there as long as anything is kept.
 */
RollupName
find_rollup(const char *name)
{
	RangeVar   *called = parse_name(name);
	Oid			stripes = find_part(called, PART_STRIPE);
	RollupName	result;

	if (!OidIsValid(stripes))
		no_such_rollup(name, called);
	check_guarded(stripes);
	result.schema = get_namespace_name(get_rel_namespace(stripes));
	result.name = called->relname;
	return result;
}

/* Is a relation part of a rollup, and no other of such a name? */
static bool
is_part(Oid relation, const char *name, const char *home)
{
	RollupName	candidate;

	if (!OidIsValid(relation))
		return false;
	if (get_rel_relkind(relation) != RELKIND_VIEW)
		return is_guarded(relation);
	candidate.schema = get_namespace_name(get_rel_namespace(relation));
	candidate.name = name;
	return find_definition(&candidate, home) != NULL;
}

/*
 * Likewise, for what takes it away: what is left of it, if somebody has dropped
 * the stripes.  Of a qualified name that can be triggers alone.
 */
RollupName
find_remains(const char *name, const char *home)
{
	const char *const parts[] = {PART_STRIPE, PART_DEFINITION, PART_MONTH,
	PART_FILING, PART_ENTITY};
	RangeVar   *called = parse_name(name);
	RollupName	result = {called->schemaname, called->relname};

	for (int i = 0; i < lengthof(parts); i++)
	{
		Oid			part = find_part(called, parts[i]);

		if (!is_part(part, called->relname, home))
			continue;
		result.schema = get_namespace_name(get_rel_namespace(part));
		return result;
	}
	if (result.schema == NULL || !has_triggers(&result, home))
		return find_rollup(name);
	return result;
}

/* For messages */
const char *
rollup_display(const RollupName *name)
{
	return quote_qualified_identifier(name->schema, name->name);
}

/* For statements that hints have */
const char *
rollup_literal(const RollupName *name)
{
	return quote_literal_cstr(rollup_display(name));
}

/* A part of a rollup, for a statement */
const char *
rollup_part(const RollupName *name, const char *part)
{
	return quote_qualified_identifier(name->schema, part_name(name, part));
}

/* InvalidOid if there is none */
Oid
rollup_part_oid(const RollupName *name, const char *part)
{
	Oid			schema = get_namespace_oid(name->schema, true);

	if (!OidIsValid(schema))
		return InvalidOid;
	return get_relname_relid(part_name(name, part), schema);
}

Oid
existing_part_oid(const RollupName *name, const char *part)
{
	Oid			oid = rollup_part_oid(name, part);

	if (!OidIsValid(oid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation %s of rollup %s does not exist",
						rollup_part(name, part), rollup_display(name)),
				 errhint("Give it its name back if it was renamed; otherwise rollup_drop(), and make the rollup anew.")));
	return oid;
}

void
check_part_is_free(const RollupName *name, const char *part)
{
	if (OidIsValid(rollup_part_oid(name, part)))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE),
				 errmsg("relation %s already exists", rollup_part(name, part)),
				 errhint("A rollup is made of several relations. Choose another name, or rollup_drop() the rollup that has it.")));
}

/* NAME_days(date, date) */
bool
has_days_function(const RollupName *name)
{
	char	   *function = psprintf("%s%s", name->name, PART_DAYS);
	List	   *names = list_make1(makeString(pstrdup(name->schema)));
	Oid			types[] = {DATEOID, DATEOID};

	names = lappend(names, makeString(function));
	return OidIsValid(LookupFuncName(names, lengthof(types), types, true));
}

Oid
relation_owner(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", relation);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}


/* -------------
 * What triggers say
 * -------------
 */

/* The view whose rule it is */
static Oid
view_of_rule(Oid rule)
{
	Relation	rules = table_open(RewriteRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	Oid			view = InvalidOid;

	ScanKeyInit(&key, Anum_pg_rewrite_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(rule));
	scan = systable_beginscan(rules, RewriteOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		view = ((Form_pg_rewrite) GETSTRUCT(tuple))->ev_class;
	systable_endscan(scan);
	table_close(rules, AccessShareLock);
	return view;
}

/* Is a view over a table the definition of the table's rollup of a name? */
static bool
defines(Oid view, const RollupName *said, Oid table)
{
	const char *called = OidIsValid(view) ? get_rel_name(view) : NULL;
	Oid			stripes;

	if (called == NULL ||
		strcmp(called, part_name(said, PART_DEFINITION)) != 0 ||
		relation_owner(view) != relation_owner(table))
		return false;
	stripes = get_relname_relid(part_name(said, PART_STRIPE),
								get_rel_namespace(view));
	return OidIsValid(stripes) && is_guarded(stripes);
}

/*
 * The schema with the definition of a rollup of a name over a table; NULL if
 * there is none.  One that the rollup is said to be in comes first.
 */
static const char *
schema_of_definition(const RollupName *said, Oid table)
{
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	const char *result = NULL;
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(RelationRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 2,
							  keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend form = (Form_pg_depend) GETSTRUCT(tuple);
		Oid			view = InvalidOid;

		if (form->classid == RewriteRelationId)
			view = view_of_rule(form->objid);
		if (defines(view, said, table) &&
			(result == NULL || strcmp(result, said->schema) != 0))
			result = get_namespace_name(get_rel_namespace(view));
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
	return result;
}

/*
 * The rollup that a trigger of a table names.  What it says is its schema when
 * the trigger was made: the schema may have another name now, and another one
 * that name, so that of a definition over the table is meant.
 */
RollupName
rollup_meant(const RollupName *said, Oid table)
{
	List	   *tables = list_make1_oid(table);
	RollupName	result = *said;
	ListCell   *lc;

	if (get_rel_relispartition(table))
		tables = list_concat(tables, get_partition_ancestors(table));
	foreach(lc, tables)
	{
		const char *schema = schema_of_definition(said, lfirst_oid(lc));

		if (schema != NULL)
			result.schema = schema;
	}
	return result;
}

/*
 * A table of a rollup.  Nothing but its own maintenance can write to a table
 * with a guard, and maintenance writes to no other.
 */
Oid
guarded_part(const RollupName *name, const char *part)
{
	Oid			table = existing_part_oid(name, part);

	check_guarded(table);
	return table;
}
