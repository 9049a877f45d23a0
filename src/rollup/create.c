/*-------------------------------------------------------------------------
 *
 * create.c
 *	  rollup_create(): what is checked, and what is made.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "rollup/members.h"
#include "rollup/rebuild.h"
#include "rollup/request.h"
#include "rollup/sql.h"

PG_FUNCTION_INFO_V1(rollup_create);


/* -------------
 * What is checked
 * -------------
 */

static pg_attribute_noreturn() void
unfit_source(Oid source, const char *detail, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_WRONG_OBJECT_TYPE),
			 errmsg("\"%s\" cannot be the source of a rollup",
					get_rel_name(source)),
			 errdetail_internal("%s", _(detail)),
			 errhint("%s", _(hint))));
}

/* Triggers of a table see what is filed in it, if they are its own. */
static void
check_source(Relation source)
{
	char		kind = source->rd_rel->relkind;
	Oid			oid = RelationGetRelid(source);

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		unfit_source(oid, gettext_noop("It is no table."),
					 gettext_noop("Make the rollup on the table that is filed into."));
	if (source->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		unfit_source(oid, gettext_noop("It is a temporary table."),
					 gettext_noop("Make the rollup on a table that stays."));
	if (source->rd_rel->relispartition)
		unfit_source(oid, gettext_noop("It is a partition, and statements that name its parent do not fire its triggers."),
					 gettext_noop("Make the rollup on the partitioned table."));
	if (kind == RELKIND_RELATION &&
		(has_superclass(oid) ||
		 list_length(find_all_inheritors(oid, NoLock, NULL)) > 1))
		unfit_source(oid, gettext_noop("It is part of an inheritance tree."),
					 gettext_noop("Use a partitioned table."));
	if (!owns_relation(oid))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE,
					   RelationGetRelationName(source));
}

/* A partition has to fire triggers, and to outlive a crash as stripes do. */
static void
check_partition_kinds(Oid source)
{
	char		persistence = get_rel_persistence(source);
	ListCell   *lc;

	foreach(lc, find_all_inheritors(source, NoLock, NULL))
	{
		Oid			partition = lfirst_oid(lc);
		char		kind = get_rel_relkind(partition);

		if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
			unfit_source(source,
						 psprintf(_("Its partition \"%s\" is a foreign table."),
								  get_rel_name(partition)),
						 gettext_noop("Make a rollup where the rows are."));
		if (get_rel_persistence(partition) != persistence)
			unfit_source(source,
						 psprintf(_("Its partition \"%s\" is unlogged and the table is not, or the other way round."),
								  get_rel_name(partition)),
						 gettext_noop("ALTER TABLE ... SET LOGGED."));
	}
}

static void
check_free(const RollupName *name)
{
	const char *parts[] = {PART_VIEW, PART_STRIPE, PART_DEFINITION};

	for (int i = 0; i < lengthof(parts); i++)
	{
		if (OidIsValid(rollup_part_oid(name, parts[i])))
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_TABLE),
					 errmsg("relation %s already exists",
							rollup_part(name, parts[i])),
					 errhint("A rollup is made of three relations. Choose another name, or rollup_drop() the rollup that has it.")));
	}
}


/* ----------
 * What is made
 * ----------
 */

static void
make_stripes(const Definition *definition)
{
	const char *stripes = rollup_part(&definition->name, PART_STRIPE);
	bool		unlogged = get_rel_persistence(definition->source) ==
		RELPERSISTENCE_UNLOGGED;
	StringInfoData keys;

	run("CREATE %sTABLE %s WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05) AS %s",
		unlogged ? "UNLOGGED " : "", stripes, fill_query(definition));
	run("ALTER TABLE %s ADD PRIMARY KEY (stripe)", stripes);
	initStringInfo(&keys);
	for (int i = 0; i < definition->nkeys; i++)
		appendStringInfo(&keys, "%s%s", i > 0 ? ", " : "",
						 quote_identifier(definition->keys[i].name));
	run("CREATE INDEX ON %s (%s)", stripes, keys.data);
	run("CREATE TRIGGER rollup_guard BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s()",
		stripes, quote_qualified_identifier(definition->home, "rollup_guard"));
	run("CREATE TRIGGER rollup_guard_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %s()",
		stripes, quote_qualified_identifier(definition->home, "rollup_guard"));
	run("ALTER TABLE %s ENABLE ALWAYS TRIGGER rollup_guard, ENABLE ALWAYS TRIGGER rollup_guard_truncate",
		stripes);
	run("ANALYZE %s", stripes);
}

/* All of it belongs to whoever owns the source. */
static void
give_to_owner(const Definition *definition)
{
	Oid			role = relation_owner(definition->source);
	const char *owner;

	if (role == GetUserId())
		return;
	owner = quote_identifier(GetUserNameFromId(role, false));
	run("ALTER TABLE %s OWNER TO %s",
		rollup_part(&definition->name, PART_STRIPE), owner);
	run("ALTER VIEW %s OWNER TO %s",
		rollup_part(&definition->name, PART_VIEW), owner);
	run("ALTER VIEW %s OWNER TO %s",
		rollup_part(&definition->name, PART_DEFINITION), owner);
}

/* Who may read the source may read the views. */
static void
copy_grants(const Definition *definition)
{
	uint64		n = run("SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
						" FROM pg_class AS c, aclexplode(c.relacl) AS a"
						" WHERE c.oid = %u AND a.privilege_type = 'SELECT' AND a.grantee <> c.relowner",
						definition->source);
	SPITupleTable *roles = SPI_tuptable;

	for (uint64 i = 0; i < n; i++)
		run("GRANT SELECT ON %s, %s TO %s",
			rollup_part(&definition->name, PART_VIEW),
			rollup_part(&definition->name, PART_DEFINITION),
			SPI_getvalue(roles->vals[i], roles->tupdesc, 1));
}

static void
comment(const Definition *definition)
{
	const char *source = relation_text(definition->source);
	const RollupName *name = &definition->name;

	run("COMMENT ON VIEW %s IS %s", rollup_part(name, PART_VIEW),
		quote_literal_cstr(psprintf("rollup of %s, kept by its triggers", source)));
	run("COMMENT ON VIEW %s IS %s", rollup_part(name, PART_DEFINITION),
		quote_literal_cstr(psprintf("what rollup %s keeps, as a query of %s",
									rollup_display(name), source)));
	run("COMMENT ON TABLE %s IS %s", rollup_part(name, PART_STRIPE),
		quote_literal_cstr(psprintf("stripes of rollup %s; a cell is the sum of its stripes",
									rollup_display(name))));
}

/* From the parsed view on, everything is as it will be read again. */
static void
make_rollup(const Definition *request)
{
	const RollupName *name = &request->name;
	Definition *definition;

	run("CREATE VIEW %s AS %s", rollup_part(name, PART_DEFINITION),
		definition_query(request));
	definition = read_definition(name, request->home);
	make_stripes(definition);
	run("CREATE VIEW %s AS %s", rollup_part(name, PART_VIEW),
		view_query(definition));
	give_to_owner(definition);
	complete_triggers(definition);
	copy_grants(definition);
	comment(definition);
}

/*
 * rollup_create(name text, source regclass, by text[], measures jsonb)
 *	→ regclass
 */
Datum
rollup_create(PG_FUNCTION_ARGS)
{
	Definition	request = {0};
	Relation	source;
	bool		has_policies;
	int			nest_level;
	Oid			view;

	require_read_committed("rollup_create()");
	source = table_open(PG_GETARG_OID(1), ShareRowExclusiveLock);
	check_source(source);
	request.home = home_of(fcinfo);
	request.source = RelationGetRelid(source);
	request.name = rollup_name(text_to_cstring(PG_GETARG_TEXT_PP(0)),
							   RelationGetNamespace(source));
	check_free(&request.name);
	request_keys(&request, source, PG_GETARG_ARRAYTYPE_P(2));
	request_measures(&request, source, PG_GETARG_JSONB_P(3));
	has_policies = source->rd_rel->relrowsecurity;
	table_close(source, NoLock);

	nest_level = begin_commands();
	lock_source(&request);
	check_partition_kinds(request.source);
	make_rollup(&request);
	view = rollup_part_oid(&request.name, PART_VIEW);
	end_commands(nest_level);
	if (has_policies)
		ereport(NOTICE,
				(errmsg("row-level security of \"%s\" does not apply to rollup \"%s\"",
						get_rel_name(request.source), request.name.name),
				 errdetail("Who may read the rollup sees sums over all rows.")));
	PG_RETURN_OID(view);
}
