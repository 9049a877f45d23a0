/*-------------------------------------------------------------------------
 *
 * lookup.c
 *	  The index by which what counts for an entity and a day is looked up.
 *
 * It is on the source.  One that somebody made will do; else the rollup makes
 * one, which goes with it.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/index.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class.h"
#include "commands/comment.h"
#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/typcache.h"

#include "rollup/lookup.h"
#include "rollup/sql.h"

/* Is a column of an index an expression, in the order of its type? */
static bool
is_column(Relation index, int column, Node *expression)
{
	AttrNumber	number = index->rd_index->indkey.values[column];
	Oid			type = exprType(expression);
	List	   *expressions = RelationGetIndexExpressions(index);
	int			before = 0;

	if (index->rd_opfamily[column] !=
		lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY)->btree_opf ||
		index->rd_indcollation[column] != exprCollation(expression))
		return false;
	if (number != 0)
		return IsA(expression, Var) &&
			((Var *) expression)->varattno == number;
	for (int i = 0; i < column; i++)
		before += index->rd_index->indkey.values[i] == 0;
	return equal(list_nth(expressions, before), expression);
}

/* If so, the place of the day among its first two columns; or -1 */
static int
serves(Relation index, const Definition *definition)
{
	Form_pg_index form = index->rd_index;
	Node	   *entity = definition->as_of->entity;
	Node	   *day = definition->keys[0].expression;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid ||
		form->indnkeyatts < 2 || RelationGetIndexPredicate(index) != NIL)
		return -1;
	if (is_column(index, 0, entity) && is_column(index, 1, day))
		return 1;
	return is_column(index, 0, day) && is_column(index, 1, entity) ? 0 : -1;
}

/* One that serves, and where it has the day; InvalidOid if none does */
static Oid
serving_index(const Definition *definition, bool for_any_snapshot, int *day)
{
	Relation	source = table_open(definition->source, AccessShareLock);
	Oid			result = InvalidOid;
	ListCell   *lc;

	foreach(lc, RelationGetIndexList(source))
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);
		int			place = serves(index, definition);

		if (place >= 0 &&
			!(for_any_snapshot && index->rd_index->indcheckxmin))
		{
			result = RelationGetRelid(index);
			*day = place;
		}
		index_close(index, AccessShareLock);
	}
	table_close(source, AccessShareLock);
	return result;
}

/* One that only newer snapshots may use is left to the server. */
Oid
lookup_index(const Definition *definition, int *day)
{
	return serving_index(definition, true, day);
}

/* It is in the schema of the source, as every index is. */
static RollupName
index_name(const RollupName *name, Oid source)
{
	RollupName	result = *name;

	result.schema = get_namespace_name(get_rel_namespace(source));
	return result;
}

static const char *
index_columns(const Definition *definition)
{
	const AsOf *as_of = definition->as_of;
	StringInfoData list;

	initStringInfo(&list);
	appendStringInfo(&list, "%s, %s", expression_text(definition, as_of->entity),
					 expression_text(definition,
									 definition->keys[0].expression));
	for (int i = 0; i < as_of->nversions; i++)
		appendStringInfo(&list, ", %s",
						 expression_text(definition, as_of->versions[i]));
	return list.data;
}

/* By its comment an index is known as one that a rollup has made. */
#define INDEX_COMMENT "filings of a rollup are looked up by it, and rollup_drop() takes it away"

/* For a rollup that carries forward, if no other index will do */
void
make_index(const Definition *definition)
{
	RollupName	name = index_name(&definition->name, definition->source);
	int			day;

	if (definition->as_of == NULL ||
		OidIsValid(serving_index(definition, false, &day)))
		return;
	check_part_is_free(&name, PART_INDEX);
	run("CREATE INDEX %s ON %s (%s)",
		quote_identifier(psprintf("%s%s", name.name, PART_INDEX)),
		relation_text(definition->source), index_columns(definition));
	run("COMMENT ON INDEX %s IS '%s'", rollup_part(&name, PART_INDEX),
		INDEX_COMMENT);
	ereport(NOTICE,
			(errmsg("rollup %s has made index %s on \"%s\"",
					rollup_display(&definition->name),
					rollup_part(&name, PART_INDEX),
					get_rel_name(definition->source)),
			 errdetail("Filings look up what counts for an entity and a day."),
			 errhint("rollup_drop() takes it away.")));
}

/* If make_index() has made it */
void
drop_index(const RollupName *name, Oid source)
{
	RollupName	index = index_name(name, source);
	Oid			oid = rollup_part_oid(&index, PART_INDEX);
	const char *comment;

	if (!OidIsValid(oid) || IndexGetRelation(oid, true) != source)
		return;
	comment = GetComment(oid, RelationRelationId, 0);
	if (comment != NULL && strcmp(comment, INDEX_COMMENT) == 0)
		run("DROP INDEX %s", rollup_part(&index, PART_INDEX));
}
