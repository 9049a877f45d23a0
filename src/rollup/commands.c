/*-------------------------------------------------------------------------
 *
 * commands.c
 *	  The commands for a rollup that exists.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/record.h"
#include "rollup/guard.h"
#include "rollup/lookup.h"
#include "rollup/members.h"
#include "rollup/rebuild.h"
#include "rollup/rights.h"
#include "rollup/source.h"
#include "rollup/status.h"
#include "rollup/sql.h"

PG_FUNCTION_INFO_V1(rollup_check);
PG_FUNCTION_INFO_V1(rollup_differences);
PG_FUNCTION_INFO_V1(rollup_refresh);
PG_FUNCTION_INFO_V1(rollup_compact);
PG_FUNCTION_INFO_V1(rollup_drop);

static RollupName
named_rollup(FunctionCallInfo fcinfo)
{
	return find_rollup(text_to_cstring(PG_GETARG_TEXT_PP(0)));
}

/*
 * Within begin_commands().  Expressions of the owner's are run with the rights
 * of the owner.
 */
static uint64
find_differences(const RollupName *name, const char *home)
{
	Definition *definition = read_definition(name, home);
	Oid			view = existing_part_oid(name, PART_DEFINITION);
	UserContext user;
	uint64		n;

	check_may_compare(definition);
	become_owner(relation_owner(view), &user);
	if (definition->as_of != NULL)
		n = run_statement(as_of_differences_query(definition));
	else
		n = run_statement(differences_query(definition));
	become_user(&user);
	return n;
}

/*
 * rollup_differences(name text, OUT key jsonb, OUT kept jsonb,
 *					  OUT defined jsonb)
 */
Datum
rollup_differences(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(JSONBOID), SERVER_COLUMN(JSONBOID),
		SERVER_COLUMN(JSONBOID)
	};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	RollupName	name = named_rollup(fcinfo);
	int			nest_level;
	uint64		n;

	record_descriptor(fcinfo, columns, lengthof(columns));
	InitMaterializedSRF(fcinfo, 0);
	nest_level = begin_commands();
	n = find_differences(&name, home_of(fcinfo));
	for (uint64 i = 0; i < n; i++)
		tuplestore_puttuple(result->setResult, SPI_tuptable->vals[i]);
	end_commands(nest_level);
	return (Datum) 0;
}

/*
 * rollup_check(name text) → bigint
 */
Datum
rollup_check(PG_FUNCTION_ARGS)
{
	RollupName	name = named_rollup(fcinfo);
	const char *home = home_of(fcinfo);
	const char *fault = fault_of(&name, find_definition(&name, home));
	int			nest_level = begin_commands();
	uint64		n = find_differences(&name, home);

	end_commands(nest_level);
	if (fault != NULL)
		ereport(WARNING,
				(errmsg("rollup %s is not kept", rollup_display(&name)),
				 errdetail_internal("%s", fault),
				 errhint("SELECT rollup_refresh(%s);",
						 rollup_literal(&name))));
	PG_RETURN_INT64((int64) n);
}

static void
check_owner(const RollupName *name)
{
	Oid			stripes = rollup_part_oid(name, PART_STRIPE);

	if (!owns_relation(stripes))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE,
					   get_rel_name(stripes));
}

/*
 * rollup_refresh(name text) → void
 */
Datum
rollup_refresh(PG_FUNCTION_ARGS)
{
	RollupName	name = named_rollup(fcinfo);
	Definition *definition;
	int			nest_level;

	require_read_committed("rollup_refresh()");
	check_owner(&name);
	nest_level = begin_commands();
	definition = read_definition(&name, home_of(fcinfo));
	lock_source(definition);
	check_partition_kinds(definition->source);
	complete_guards(definition);
	complete_triggers(definition);
	make_index(definition);
	give_to_owner(definition);
	copy_grants(definition);
	rebuild(definition);
	end_commands(nest_level);
	PG_RETURN_VOID();
}

static int64
compact(const Definition *definition, const char *part)
{
	run_on_stripes(compact_statement(definition, part));
	return count_selected();
}

/*
 * rollup_compact(name text) → bigint
 */
Datum
rollup_compact(PG_FUNCTION_ARGS)
{
	RollupName	name = named_rollup(fcinfo);
	int			nest_level = begin_commands();
	Definition *definition = read_definition(&name, home_of(fcinfo));
	int64		removed;

	lock_stripes(definition);
	removed = compact(definition, PART_STRIPE);
	if (definition->as_of != NULL)
		removed += compact(definition, PART_MONTH);
	end_commands(nest_level);
	PG_RETURN_INT64(removed);
}

/* What has a guard is a table of a rollup, and no other of that name. */
static void
drop_table(const RollupName *name, const char *part)
{
	Oid			table = rollup_part_oid(name, part);

	if (OidIsValid(table) && is_guarded(table))
		run("DROP TABLE %s", rollup_part(name, part));
}

static void
drop_view(const RollupName *name, const char *part)
{
	Oid			view = rollup_part_oid(name, part);

	if (OidIsValid(view) && get_rel_relkind(view) == RELKIND_VIEW)
		run("DROP VIEW %s", rollup_part(name, part));
}

/* The view NAME depends on the stripes, and the days on the view. */
static void
drop_what_is_read(const RollupName *name)
{
	if (!OidIsValid(rollup_part_oid(name, PART_STRIPE)))
		return;
	if (OidIsValid(rollup_part_oid(name, PART_ENTITY)) &&
		has_days_function(name))
		run("DROP FUNCTION %s(date, date)", rollup_part(name, PART_DAYS));
	drop_view(name, PART_VIEW);
}

/*
 * rollup_drop(name text) → void
 */
Datum
rollup_drop(PG_FUNCTION_ARGS)
{
	const char *called = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const char *home = home_of(fcinfo);
	RollupName	name = find_remains(called, home);
	int			nest_level = begin_commands();
	Definition *definition = find_definition(&name, home);
	List	   *tables = drop_triggers(&name, home, definition);
	ListCell   *lc;

	foreach(lc, tables)
		drop_index(&name, lfirst_oid(lc));
	drop_what_is_read(&name);
	drop_view(&name, PART_DEFINITION);
	drop_table(&name, PART_MONTH);
	drop_table(&name, PART_FILING);
	drop_table(&name, PART_ENTITY);
	drop_table(&name, PART_STRIPE);
	end_commands(nest_level);
	PG_RETURN_VOID();
}
