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

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/reltrigger.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "base/library.h"
#include "rollup/rollup.h"


/* The schema of the extension, from a function of ours */
const char *
home_of(FunctionCallInfo fcinfo)
{
	return get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid));
}

static RangeVar *
parse_name(const char *name)
{
	List	   *names = textToQualifiedNameList(cstring_to_text(name));

	return makeRangeVarFromNameList(names);
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

/* Is it the table of a rollup, and no other of such a name? */
static bool
is_guarded(Oid table)
{
	Relation	relation = relation_open(table, AccessShareLock);
	TriggerDesc *triggers = relation->trigdesc;
	bool		result = false;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const char *symbol = library_symbol(triggers->triggers[i].tgfoid);

		result |= symbol != NULL && strcmp(symbol, "rollup_guard") == 0;
	}
	relation_close(relation, AccessShareLock);
	return result;
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

/*
 * The rollup of a name, which is looked for as a table is: by its stripes,
 * which are there as long as anything of it is.
 */
RollupName
find_rollup(const char *name)
{
	RangeVar   *parsed = parse_name(name);
	RollupName	result = {parsed->schemaname, parsed->relname};
	Oid			stripes = InvalidOid;

	parsed->relname = pstrdup(part_name(&result, PART_STRIPE));
	if (strlen(parsed->relname) < NAMEDATALEN)
		stripes = RangeVarGetRelid(parsed, NoLock, true);
	if (!OidIsValid(stripes))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("rollup \"%s\" does not exist", name),
				 errdetail("There is no table \"%s\".", parsed->relname),
				 errhint("SELECT * FROM rollups lists those that exist.")));
	check_guarded(stripes);
	result.schema = get_namespace_name(get_rel_namespace(stripes));
	return result;
}

/* For messages */
const char *
rollup_display(const RollupName *name)
{
	return quote_qualified_identifier(name->schema, name->name);
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
