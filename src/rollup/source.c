/*-------------------------------------------------------------------------
 *
 * source.c
 *	  What can be the source of a rollup: tables whose triggers see every
 *	  row that comes, changes or goes.
 *
 * Those of a table with children by inheritance do not.  Extensions that
 * store a table in pieces make such children when the first row comes, or
 * elsewhere, and move and drop them past all triggers.  What they have in
 * common is that the server's own node does not change the rows, and that is
 * asked of the planner.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/catalog.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/extensible.h"
#include "nodes/plannodes.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/plancache.h"
#include "utils/rel.h"

#include "rollup/source.h"
#include "rollup/sql.h"

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

/* Otherwise than as a partitioned table or a partition */
bool
in_inheritance_tree(Oid source)
{
	return get_rel_relkind(source) == RELKIND_RELATION &&
		!get_rel_relispartition(source) &&
		(has_superclass(source) ||
		 find_inheritance_children(source, NoLock) != NIL);
}

/* Triggers of a table see what is filed in it, if they are its own. */
void
check_source(Relation source)
{
	char		kind = source->rd_rel->relkind;
	Oid			oid = RelationGetRelid(source);

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		unfit_source(oid, gettext_noop("It is no table."),
					 gettext_noop("Make the rollup on the table that is filed into."));
	if (IsSystemRelation(source))
		unfit_source(oid, gettext_noop("It is a system catalog."),
					 gettext_noop("Make the rollup on a table of your own."));
	if (is_guarded(oid))
		unfit_source(oid, gettext_noop("It is kept by a rollup, which fires no triggers."),
					 gettext_noop("Make the rollup on the source of that one."));
	if (source->rd_rel->relpersistence == RELPERSISTENCE_TEMP)
		unfit_source(oid, gettext_noop("It is a temporary table."),
					 gettext_noop("Make the rollup on a table that stays."));
	if (source->rd_rel->relispartition)
		unfit_source(oid, gettext_noop("It is a partition, and statements that name its parent do not fire its triggers."),
					 gettext_noop("Make the rollup on the partitioned table."));
	if (in_inheritance_tree(oid))
		unfit_source(oid, gettext_noop("It is part of an inheritance tree."),
					 gettext_noop("Use a partitioned table."));
	if (!owns_relation(oid))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE,
					   RelationGetRelationName(source));
}

/* A partition has to fire triggers, and to outlive a crash as stripes do. */
void
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

/* The custom scan that a statement is, if it is one; else NULL */
static const char *
custom_scan(const CachedPlan *plan)
{
	ListCell   *lc;

	foreach(lc, plan->stmt_list)
	{
		const Plan *top = lfirst_node(PlannedStmt, lc)->planTree;

		if (top != NULL && IsA(top, CustomScan))
			return pstrdup(((const CustomScan *) top)->methods->CustomName);
	}
	return NULL;
}

/*
 * Nobody but the server changes the rows.  Within begin_commands().
 */
void
check_writer(Oid source)
{
	SPIPlanPtr	prepared = SPI_prepare(psprintf("DELETE FROM %s",
												relation_text(source)),
									   0, NULL);
	CachedPlan *plan = SPI_plan_get_cached_plan(prepared);
	const char *writer = custom_scan(plan);

	ReleaseCachedPlan(plan, NULL);
	SPI_freeplan(prepared);
	if (writer != NULL)
		unfit_source(source,
					 psprintf(_("Its rows are kept by another extension (custom scan \"%s\"), which can move and drop them without firing triggers."),
							  writer),
					 gettext_noop("Use a partitioned table, or what that extension has for sums that are kept, such as continuous aggregates."));
}

/* What was a table by itself when the rollup was made can have become more. */
void
check_still_source(const Definition *definition)
{
	if (!in_inheritance_tree(definition->source))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_WRONG_OBJECT_TYPE),
			 errmsg("\"%s\" cannot be the source of rollup %s any more",
					get_rel_name(definition->source),
					rollup_display(&definition->name)),
			 errdetail("It has become part of an inheritance tree, whose rows come and go without firing its triggers."),
			 errhint("Take it out of the tree (ALTER TABLE ... NO INHERIT), or rollup_drop().")));
}
