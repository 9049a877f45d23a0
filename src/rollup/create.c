/*-------------------------------------------------------------------------
 *
 * create.c
 *	  rollup_create() and rollup_create_as_of(): what is checked, and what is
 *	  made.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "statistics/statistics.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "rollup/guard.h"
#include "rollup/lookup.h"
#include "rollup/members.h"
#include "rollup/rebuild.h"
#include "rollup/request.h"
#include "rollup/rights.h"
#include "rollup/source.h"
#include "rollup/sql.h"

PG_FUNCTION_INFO_V1(rollup_create);
PG_FUNCTION_INFO_V1(rollup_create_as_of);


/* -------------
 * What is checked
 * -------------
 */

static void
check_parts_free(const RollupName *name, bool carries)
{
	const char *parts[] = {PART_VIEW, PART_STRIPE, PART_DEFINITION,
	PART_FILING, PART_ENTITY, PART_MONTH};
	int			n = carries ? lengthof(parts) : 3;

	for (int i = 0; i < n; i++)
		check_part_is_free(name, parts[i]);
	if (carries && has_days_function(name))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_FUNCTION),
				 errmsg("function %s(date, date) already exists",
						rollup_part(name, PART_DAYS)),
				 errhint("A rollup that carries forward has such a function. Choose another name.")));
}

/* Those of another rollup of that name, in another schema, perhaps */
static void
check_triggers_free(const RollupName *name, Oid source)
{
	const char *taken = taken_trigger(name, source);

	if (taken != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("trigger \"%s\" for relation \"%s\" already exists",
						taken, get_rel_name(source)),
				 errhint("A rollup has several triggers on its source. Choose another name.")));
}

static void
check_free(const Definition *request, bool carries)
{
	check_parts_free(&request->name, carries);
	check_triggers_free(&request->name, request->source);
}


/* ----------
 * What is made
 * ----------
 */

/* Rows are updated all the time. */
static void
make_table(const Definition *definition, const char *part, const char *rows,
		   const char *key)
{
	const char *table = rollup_part(&definition->name, part);
	bool		unlogged = get_rel_persistence(definition->source) ==
		RELPERSISTENCE_UNLOGGED;

	run("CREATE %sTABLE %s WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05) AS %s",
		unlogged ? "UNLOGGED " : "", table, rows);
	run("ALTER TABLE %s ADD PRIMARY KEY (%s)", table, key);
}

/* Only stripes have statistics of their keys, of as many as there can be. */
static bool
has_statistics(const Definition *definition, const char *part)
{
	return definition->nkeys >= 2 &&
		definition->nkeys <= STATS_MAX_DIMENSIONS &&
		(strcmp(part, PART_STRIPE) == 0 || strcmp(part, PART_MONTH) == 0);
}

/*
 * How many cells there are, which the server cannot know from single columns:
 * it would guess a tenth of the stripes, and hash what comes in the order of
 * keys.
 */
static void
make_statistics(const Definition *definition, const char *part)
{
	const char *stripes = rollup_part(&definition->name, part);

	if (has_statistics(definition, part))
		run("CREATE STATISTICS %s (ndistinct) ON %s FROM %s", stripes,
			key_list(definition, ""), stripes);
}

static void
make_stripes(const Definition *definition, const char *part, const char *rows)
{
	const char *stripes = rollup_part(&definition->name, part);

	make_table(definition, part, rows, "stripe");
	run("CREATE INDEX ON %s (%s)", stripes, key_list(definition, ""));
	make_statistics(definition, part);
	run("ANALYZE %s", stripes);
}

static void
make_days_function(const Definition *definition)
{
	const char *days = rollup_part(&definition->name, PART_DAYS);

	run("%s", as_of_days_function(definition));
	run("REVOKE ALL ON FUNCTION %s(date, date) FROM PUBLIC", days);
}

static void
make_carried(const Definition *definition)
{
	make_table(definition, PART_FILING, as_of_filing_query(definition),
			   "entity, day");
	make_table(definition, PART_ENTITY, as_of_entity_query(definition),
			   "entity");
	make_stripes(definition, PART_STRIPE, as_of_fill_query(definition));
	make_stripes(definition, PART_MONTH, as_of_month_query(definition));
	run("ANALYZE %s, %s", rollup_part(&definition->name, PART_FILING),
		rollup_part(&definition->name, PART_ENTITY));
	make_index(definition);
}

static void
comment_carried(const RollupName *name)
{
	const char *rollup = rollup_display(name);

	run("COMMENT ON FUNCTION %s(date, date) IS %s", rollup_part(name, PART_DAYS),
		quote_literal_cstr(psprintf("rollup %s by day, from a first to a last one", rollup)));
	run("COMMENT ON TABLE %s IS %s", rollup_part(name, PART_MONTH),
		quote_literal_cstr(psprintf("stripes of rollup %s by month, under its first day", rollup)));
	run("COMMENT ON TABLE %s IS %s", rollup_part(name, PART_FILING),
		quote_literal_cstr(psprintf("what counts in rollup %s for each entity and day: its cell, and its measures", rollup)));
	run("COMMENT ON TABLE %s IS %s", rollup_part(name, PART_ENTITY),
		quote_literal_cstr(psprintf("entities of rollup %s, which who files for them locks", rollup)));
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
	if (definition->as_of != NULL)
		comment_carried(name);
}

/* From the parsed view on, everything is as it will be read again. */
static void
make_rollup(const Definition *request)
{
	const RollupName *name = &request->name;
	bool		carries = request->as_of != NULL;
	Definition *definition;

	run("CREATE VIEW %s AS %s", rollup_part(name, PART_DEFINITION),
		carries ? as_of_definition_query(request) : definition_query(request));
	definition = read_definition(name, request->home);
	if (carries)
		make_carried(definition);
	else
		make_stripes(definition, PART_STRIPE, fill_query(definition));
	complete_guards(definition);
	run("CREATE VIEW %s AS %s", rollup_part(name, PART_VIEW),
		carries ? as_of_view_query(definition) : view_query(definition));
	if (carries)
		make_days_function(definition);
	give_to_owner(definition);
	complete_triggers(definition);
	copy_grants(definition);
	comment(definition);
}

/* Locks the source, and begins to say what is asked for. */
static Relation
begin_request(Definition *request, FunctionCallInfo fcinfo)
{
	Oid			oid = PG_GETARG_OID(1);
	Relation	source = try_relation_open(oid, ShareRowExclusiveLock);

	if (source == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", oid),
				 errhint("Name the table that is filed into.")));
	check_source(source);
	request->home = home_of(fcinfo);
	request->source = RelationGetRelid(source);
	request->name = rollup_name(text_to_cstring(PG_GETARG_TEXT_PP(0)),
								RelationGetNamespace(source));
	return source;
}

/* Makes what has been asked for; returns the view. */
static Oid
make_request(const Definition *request, Relation source)
{
	bool		has_policies = source->rd_rel->relrowsecurity;
	UserContext user;
	int			nest_level;
	Oid			view;

	relation_close(source, NoLock);
	check_names(request);
	nest_level = begin_commands();
	see_all_rows(&user);
	lock_source(request);
	check_partition_kinds(request->source);
	check_writer(request->source);
	make_rollup(request);
	view = rollup_part_oid(&request->name, PART_VIEW);
	become_user(&user);
	end_commands(nest_level);
	if (has_policies)
		ereport(NOTICE,
				(errmsg("row-level security of \"%s\" does not apply to rollup \"%s\"",
						get_rel_name(request->source), request->name.name),
				 errdetail("Who may read the rollup sees sums over all rows.")));
	return view;
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

	require_read_committed("rollup_create()");
	source = begin_request(&request, fcinfo);
	check_free(&request, false);
	request_keys(&request, source, PG_GETARG_ARRAYTYPE_P(2));
	request_measures(&request, source, PG_GETARG_JSONB_P(3));
	PG_RETURN_OID(make_request(&request, source));
}

/*
 * rollup_create_as_of(name text, source regclass, entity text, day text,
 *					   version text[], by text[], measures jsonb,
 *					   carry integer DEFAULT NULL) → regclass
 */
Datum
rollup_create_as_of(PG_FUNCTION_ARGS)
{
	Definition	request = {0};
	Relation	source;

	for (int i = 0; i < 7; i++)
	{
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	}
	require_read_committed("rollup_create_as_of()");
	source = begin_request(&request, fcinfo);
	check_free(&request, true);
	request_keys(&request, source, PG_GETARG_ARRAYTYPE_P(5));
	request_measures(&request, source, PG_GETARG_JSONB_P(6));
	request_entity(&request, source, text_to_cstring(PG_GETARG_TEXT_PP(2)));
	request_day(&request, source, text_to_cstring(PG_GETARG_TEXT_PP(3)));
	request_versions(&request, source, PG_GETARG_ARRAYTYPE_P(4));
	if (!PG_ARGISNULL(7))
		request_carry(&request, PG_GETARG_INT32(7));
	PG_RETURN_OID(make_request(&request, source));
}
