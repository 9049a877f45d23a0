/*-------------------------------------------------------------------------
 *
 * status.c
 *	  What keeps a rollup from being current, and what else is shown of one.
 *
 * Nothing that has become of a rollup is an error here, so that one that is
 * broken does not hide the others.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/record.h"
#include "rollup/members.h"
#include "rollup/rights.h"
#include "rollup/sql.h"
#include "rollup/status.h"

PG_FUNCTION_INFO_V1(rollup_status);


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

static const char *
views_fault(const RollupName *name, const Definition *definition)
{
	const char *const views[] = {PART_DEFINITION, PART_VIEW};

	for (int i = 0; i < lengthof(views); i++)
	{
		if (!OidIsValid(rollup_part_oid(name, views[i])))
			return psprintf(_("View %s is gone."), rollup_part(name, views[i]));
	}
	if (definition == NULL)
		return psprintf(_("View %s defines no rollup any more."),
						rollup_part(name, PART_DEFINITION));
	return NULL;
}

static const char *
table_fault(const Definition *definition, const char *part)
{
	const RollupName *name = &definition->name;
	Oid			table = rollup_part_oid(name, part);

	if (!OidIsValid(table))
		return psprintf(_("Table %s is gone."), rollup_part(name, part));
	if (!guards_fire(table))
		return psprintf(_("Table %s is not guarded against changes by hand."),
						rollup_part(name, part));
	if (get_rel_persistence(table) != get_rel_persistence(definition->source))
		return psprintf(_("Table %s is unlogged and the source is not, or the other way round."),
						rollup_part(name, part));
	return NULL;
}

static const char *
tables_fault(const Definition *definition)
{
	for (int i = 0; i < table_count(definition); i++)
	{
		const char *fault = table_fault(definition, rollup_tables[i]);

		if (fault != NULL)
			return fault;
	}
	return NULL;
}

/*
 * What keeps a rollup from being current, or its tables from being changed by
 * it alone, as a sentence; NULL if nothing does.  The definition is that of
 * find_definition().
 */
const char *
fault_of(const RollupName *name, const Definition *definition)
{
	const char *fault = views_fault(name, definition);

	if (fault == NULL)
		fault = tables_fault(definition);
	if (fault == NULL)
		fault = rights_fault(definition);
	if (fault == NULL)
		fault = triggers_fault(definition);
	return fault;
}

/* How many there are; false if the user may not read them */
static bool
count_stripes(const RollupName *name, int64 *stripes)
{
	int			nest_level;

	if (pg_class_aclcheck(rollup_part_oid(name, PART_STRIPE), GetUserId(),
						  ACL_SELECT) != ACLCHECK_OK)
		return false;
	nest_level = begin_commands();
	run("SELECT count(*) FROM %s", rollup_part(name, PART_STRIPE));
	*stripes = count_selected();
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
		Definition *definition = find_definition(&name, home_of(fcinfo));
		int64		stripes = 0;

		fault = fault_of(&name, definition);
		nulls[0] = definition == NULL;
		if (definition != NULL)
			values[0] = ObjectIdGetDatum(definition->source);
		nulls[1] = !count_stripes(&name, &stripes);
		values[1] = Int64GetDatum(stripes);
	}
	nulls[2] = fault == NULL;
	if (fault != NULL)
		values[2] = CStringGetTextDatum(fault);
	return RECORD_RESULT(fcinfo, columns, values, nulls);
}
