/*-------------------------------------------------------------------------
 *
 * commands.c
 *	  The commands for a rollup that exists, and what is wrong with it.
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
#include "parser/parse_func.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/record.h"
#include "rollup/lookup.h"
#include "rollup/members.h"
#include "rollup/rebuild.h"
#include "rollup/sql.h"

PG_FUNCTION_INFO_V1(rollup_check);
PG_FUNCTION_INFO_V1(rollup_differences);
PG_FUNCTION_INFO_V1(rollup_refresh);
PG_FUNCTION_INFO_V1(rollup_compact);
PG_FUNCTION_INFO_V1(rollup_drop);
PG_FUNCTION_INFO_V1(rollup_status);

static RollupName
named_rollup(FunctionCallInfo fcinfo)
{
	return find_rollup(text_to_cstring(PG_GETARG_TEXT_PP(0)));
}

/* The rollup whose stripes a table has; false if its name is that of none */
static bool
rollup_of_stripes(Oid stripes, RollupName *name)
{
	char	   *table = get_rel_name(stripes);
	int			length = -(int) strlen(PART_STRIPE);

	if (table != NULL)
		length += (int) strlen(table);
	if (length <= 0 || strcmp(table + length, PART_STRIPE) != 0)
		return false;
	table[length] = '\0';
	name->schema = get_namespace_name(get_rel_namespace(stripes));
	name->name = table;
	return true;
}

/* What keeps a rollup from being kept, as a sentence; NULL if nothing does. */
static const char *
fault_of(const RollupName *name, const char *home)
{
	const char *views[] = {PART_DEFINITION, PART_VIEW};
	const char *tables[] = {PART_FILING, PART_ENTITY, PART_MONTH};
	Definition *definition;

	for (int i = 0; i < lengthof(views); i++)
	{
		if (!OidIsValid(rollup_part_oid(name, views[i])))
			return psprintf(_("View %s is gone."), rollup_part(name, views[i]));
	}
	definition = read_definition(name, home);
	for (int i = 0; definition->as_of != NULL && i < lengthof(tables); i++)
	{
		if (!OidIsValid(rollup_part_oid(name, tables[i])))
			return psprintf(_("Table %s is gone."),
							rollup_part(name, tables[i]));
	}
	return triggers_fault(definition);
}

static uint64
find_differences(const RollupName *name, const char *home)
{
	Definition *definition = read_definition(name, home);

	if (definition->as_of != NULL)
		return run_statement(as_of_differences_query(definition));
	return run_statement(differences_query(definition));
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
	const char *fault = fault_of(&name, home);
	int			nest_level = begin_commands();
	uint64		n = find_differences(&name, home);

	end_commands(nest_level);
	if (fault != NULL)
		ereport(WARNING,
				(errmsg("rollup %s is not kept", rollup_display(&name)),
				 errdetail_internal("%s", fault),
				 errhint("SELECT rollup_refresh('%s');",
						 rollup_display(&name))));
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
	complete_triggers(definition);
	make_index(definition);
	rebuild(definition);
	end_commands(nest_level);
	PG_RETURN_VOID();
}

static int64
compact(const Definition *definition, const char *part)
{
	bool		isnull;

	run_on_stripes(compact_statement(definition, part));
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0],
									   SPI_tuptable->tupdesc, 1, &isnull));
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

static void
drop_part(const RollupName *name, const char *part, const char *kind)
{
	if (OidIsValid(rollup_part_oid(name, part)))
		run("DROP %s %s", kind, rollup_part(name, part));
}

static bool
has_days_function(const RollupName *name)
{
	char	   *function = psprintf("%s%s", name->name, PART_DAYS);
	List	   *names = list_make1(makeString(pstrdup(name->schema)));
	Oid			types[] = {DATEOID, DATEOID};

	names = lappend(names, makeString(function));
	return OidIsValid(LookupFuncName(names, lengthof(types), types, true));
}

/* It reads the view, and goes first. */
static void
drop_days_function(const RollupName *name)
{
	if (OidIsValid(rollup_part_oid(name, PART_ENTITY)) &&
		has_days_function(name))
		run("DROP FUNCTION %s(date, date)", rollup_part(name, PART_DAYS));
}

static void
drop_carried(const RollupName *name)
{
	if (!OidIsValid(rollup_part_oid(name, PART_ENTITY)))
		return;
	drop_part(name, PART_MONTH, "TABLE");
	drop_part(name, PART_FILING, "TABLE");
	drop_part(name, PART_ENTITY, "TABLE");
}

/*
 * rollup_drop(name text) → void
 */
Datum
rollup_drop(PG_FUNCTION_ARGS)
{
	RollupName	name = named_rollup(fcinfo);
	int			nest_level = begin_commands();

	drop_triggers(&name, home_of(fcinfo));
	if (OidIsValid(rollup_part_oid(&name, PART_DEFINITION)))
		drop_index(read_definition(&name, home_of(fcinfo)));
	drop_days_function(&name);
	drop_part(&name, PART_VIEW, "VIEW");
	drop_part(&name, PART_DEFINITION, "VIEW");
	drop_carried(&name);
	drop_part(&name, PART_STRIPE, "TABLE");
	end_commands(nest_level);
	PG_RETURN_VOID();
}

/* How many there are; false if the user may not read them */
static bool
count_stripes(const RollupName *name, int64 *stripes)
{
	int			nest_level;
	bool		isnull;

	if (pg_class_aclcheck(rollup_part_oid(name, PART_STRIPE), GetUserId(),
						  ACL_SELECT) != ACLCHECK_OK)
		return false;
	nest_level = begin_commands();
	run("SELECT count(*) FROM %s", rollup_part(name, PART_STRIPE));
	*stripes = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0],
										   SPI_tuptable->tupdesc, 1, &isnull));
	end_commands(nest_level);
	return true;
}

/*
 * rollup_status(stripe_table regclass, OUT source regclass,
 *				 OUT stripes bigint, OUT fault text)
 */
Datum
rollup_status(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(REGCLASSOID), SERVER_COLUMN(INT8OID),
		SERVER_COLUMN(TEXTOID)
	};
	Datum		values[lengthof(columns)] = {0};
	bool		nulls[lengthof(columns)] = {true, true, false};
	const char *fault = _("Its table has another name.");
	RollupName	name;

	record_descriptor(fcinfo, columns, lengthof(columns));
	if (rollup_of_stripes(PG_GETARG_OID(0), &name))
	{
		const char *home = home_of(fcinfo);
		int64		stripes = 0;

		fault = fault_of(&name, home);
		nulls[0] = !OidIsValid(rollup_part_oid(&name, PART_DEFINITION));
		if (!nulls[0])
			values[0] = ObjectIdGetDatum(read_definition(&name, home)->source);
		nulls[1] = !count_stripes(&name, &stripes);
		values[1] = Int64GetDatum(stripes);
	}
	nulls[2] = fault == NULL;
	if (fault != NULL)
		values[2] = CStringGetTextDatum(fault);
	return RECORD_RESULT(fcinfo, columns, values, nulls);
}
