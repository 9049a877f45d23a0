/*-------------------------------------------------------------------------
 *
 * definition.c
 *	  What a rollup keeps, read from the parsed view NAME_definition.
 *
 * That view is the plain SQL that the rollup equals.  Because it is parsed, it
 * follows columns that are renamed, depends on no search path, and makes DDL
 * fail that the rollup could not follow; and pg_dump carries it.
 *
 * A column that is an aggregate is a measure, one that the view groups by is a
 * key, and all others are made of measures.  A rollup that carries forward
 * groups the filings that count, a query in a query: what each of them is made
 * of has a name in the innermost one, by its place.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "base/library.h"
#include "rollup/rollup.h"

static pg_attribute_noreturn() void
not_a_definition(const RollupName *name, const char *why)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("view %s is not the definition of a rollup",
					rollup_part(name, PART_DEFINITION)),
			 errdetail_internal("%s", _(why)),
			 errhint("rollup_drop(), and make the rollup anew.")));
}

/* The function of ours that an aggregate adds rows with; NULL if not ours. */
static const char *
transition_symbol(Oid aggregate)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Oid			transition;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	transition = ((Form_pg_aggregate) GETSTRUCT(tuple))->aggtransfn;
	ReleaseSysCache(tuple);
	return library_symbol(transition);
}

bool
is_rate(Oid type)
{
	return is_our_type(type, "rate");
}

static bool
measure_kind(const Aggref *aggregate, MeasureKind *kind)
{
	const char *symbol;

	switch (aggregate->aggfnoid)
	{
		case F_COUNT_:
			*kind = aggregate->aggfilter ? MEASURE_COUNT : MEASURE_ROWS;
			return true;
		case F_COUNT_ANY:
			*kind = MEASURE_COUNT;
			return true;
		case F_SUM_INT8:
			*kind = MEASURE_SUM;
			return true;
	}
	symbol = transition_symbol(aggregate->aggfnoid);
	if (symbol == NULL)
		return false;
	if (strcmp(symbol, "pool_accum_int8") == 0)
		*kind = MEASURE_PAIR;
	else if (strcmp(symbol, "pool_accum_bool") == 0)
		*kind = MEASURE_BOOLEAN;
	else if (strcmp(symbol, "rate_pool") == 0)
		*kind = MEASURE_RATE;
	else
		return false;
	return true;
}

/* sum(bigint) is numeric, and cast to bigint. */
static Node *
below_cast(Node *node)
{
	if (IsA(node, FuncExpr) &&
		((FuncExpr *) node)->funcformat == COERCE_EXPLICIT_CAST)
		return linitial(((FuncExpr *) node)->args);
	return node;
}

static void
add_measure(Definition *definition, const char *name, const Aggref *aggregate)
{
	Measure    *measure = &definition->measures[definition->nmeasures++];
	int			n = 0;
	ListCell   *lc;

	measure->name = name;
	if (aggregate->aggdistinct != NIL || aggregate->aggorder != NIL ||
		list_length(aggregate->args) > lengthof(measure->arguments) ||
		!measure_kind(aggregate, &measure->kind))
		not_a_definition(&definition->name,
						 psprintf(_("Column \"%s\" is no aggregate that a rollup keeps."), name));
	foreach(lc, aggregate->args)
		measure->arguments[n++] = (Node *) lfirst_node(TargetEntry, lc)->expr;
	measure->filter = (Node *) aggregate->aggfilter;
}

static void
add_column(Definition *definition, const TargetEntry *column)
{
	Node	   *expression = below_cast((Node *) column->expr);

	if (column->ressortgroupref != 0)
	{
		Key		   *key = &definition->keys[definition->nkeys++];

		key->name = column->resname;
		key->expression = (Node *) column->expr;
	}
	else if (IsA(expression, Aggref))
		add_measure(definition, column->resname, (Aggref *) expression);
}

static void
check_groups(const RollupName *name, const Query *query)
{
	if (query->jointree->quals != NULL || query->havingQual != NULL ||
		query->groupClause == NIL || query->groupingSets != NIL)
		not_a_definition(name, "It does not group the rows of one table.");
}

/* What stands alone behind FROM, and its number in the query; or NULL */
static RangeTblEntry *
alone_in_from(const Query *query, int *number)
{
	List	   *from = query->jointree->fromlist;

	if (list_length(from) != 1 || !IsA(linitial(from), RangeTblRef))
		return NULL;
	*number = linitial_node(RangeTblRef, from)->rtindex;
	return list_nth(query->rtable, *number - 1);
}

/* The one table behind FROM, and its number in the query */
static Oid
source_of(const RollupName *name, const Query *query, int *number)
{
	RangeTblEntry *entry = alone_in_from(query, number);

	if (entry != NULL && entry->rtekind == RTE_RELATION &&
		entry->tablesample == NULL &&
		(entry->relkind == RELKIND_RELATION ||
		 entry->relkind == RELKIND_PARTITIONED_TABLE))
		return entry->relid;
	not_a_definition(name, "It does not group the rows of one table.");
}

static void
read_columns(Definition *definition, Query *query, int source)
{
	List	   *columns = (List *)
		without_group_relation(query, (Node *) query->targetList);
	ListCell   *lc;

	ChangeVarNodes((Node *) columns, source, 1, 0);
	definition->keys = palloc0(list_length(columns) * sizeof(Key));
	definition->measures = palloc0(list_length(columns) * sizeof(Measure));
	foreach(lc, columns)
		add_column(definition, lfirst_node(TargetEntry, lc));
	if (definition->nkeys != list_length(query->groupClause))
		not_a_definition(&definition->name,
						 "It does not show all of its keys.");
}


/* -------------------------
 * What is carried forward
 * -------------------------
 */

/* The query that a query reads from, if that is all it reads; or NULL */
static Query *
query_below(const Query *query)
{
	int			number;
	RangeTblEntry *entry = alone_in_from(query, &number);

	if (entry == NULL || entry->rtekind != RTE_SUBQUERY)
		return NULL;
	return entry->subquery;
}

/* What is called so, and a number; NULL if nothing is */
static Node *
numbered(List *columns, const char *name, int number)
{
	const char *wanted = number > 0 ? psprintf("%s%d", name, number) : name;
	ListCell   *lc;

	foreach(lc, columns)
	{
		TargetEntry *column = lfirst_node(TargetEntry, lc);

		if (column->resname != NULL && strcmp(column->resname, wanted) == 0)
			return (Node *) column->expr;
	}
	return NULL;
}

static void
add_carried_key(Definition *definition, const char *name, Node *expression)
{
	Key		   *key = &definition->keys[definition->nkeys++];

	key->name = name;
	key->expression = expression;
	if (expression == NULL)
		not_a_definition(&definition->name,
						 "It groups by what is not of a filing.");
}

/* rate(numerator, denominator), or rate(boolean) */
static void
add_carried_measure(Definition *definition, const char *name, Node *rate)
{
	Measure    *measure = &definition->measures[definition->nmeasures++];
	List	   *arguments = NIL;
	int			n = 0;
	ListCell   *lc;

	if (rate != NULL && IsA(rate, FuncExpr))
		arguments = ((FuncExpr *) rate)->args;
	if (arguments == NIL ||
		list_length(arguments) > lengthof(measure->arguments))
		not_a_definition(&definition->name,
						 psprintf(_("Column \"%s\" is no series of filings."), name));
	measure->name = name;
	measure->kind = MEASURE_BOOLEAN;
	if (list_length(arguments) == 2)
		measure->kind = MEASURE_PAIR;
	foreach(lc, arguments)
		measure->arguments[n++] = lfirst(lc);
}

/* An argument of what has two; NULL of anything else */
static Node *
second_of(List *arguments)
{
	return list_length(arguments) == 2 ? lsecond(arguments) : NULL;
}

/*
 * The carry of pool(rate, daterange(day, least(next_day, day + days))): filings
 * count on their own day and the days less one past it.
 */
static int
carry_of(const Node *pool)
{
	Node	   *node = NULL;

	if (IsA(pool, Aggref))
		node = second_of(((const Aggref *) pool)->args);
	if (node != NULL)
		node = (Node *) ((TargetEntry *) node)->expr;
	if (node == NULL || !IsA(node, FuncExpr))
		return CARRY_FOR_GOOD;
	node = second_of(((FuncExpr *) node)->args);
	if (node == NULL || !IsA(node, MinMaxExpr))
		return CARRY_FOR_GOOD;
	node = second_of(((MinMaxExpr *) node)->args);
	if (node == NULL || !IsA(node, OpExpr))
		return CARRY_FOR_GOOD;
	node = second_of(((OpExpr *) node)->args);
	if (node == NULL || !IsA(node, Const))
		return CARRY_FOR_GOOD;
	return DatumGetInt32(((Const *) node)->constvalue) - 1;
}

static void
read_carried_columns(Definition *definition, Query *query, List *filed)
{
	List	   *columns = (List *)
		without_group_relation(query, (Node *) query->targetList);
	ListCell   *lc;

	definition->keys = palloc0((list_length(columns) + 1) * sizeof(Key));
	definition->measures = palloc0(list_length(columns) * sizeof(Measure));
	add_carried_key(definition, "day", numbered(filed, "day", 0));
	if (exprType(definition->keys[0].expression) != DATEOID)
		not_a_definition(&definition->name, "Its day is no date.");
	foreach(lc, columns)
	{
		const TargetEntry *column = lfirst_node(TargetEntry, lc);

		if (column->resjunk)
			continue;
		if (column->ressortgroupref != 0)
			add_carried_key(definition, column->resname,
							numbered(filed, "k", definition->nkeys));
		else
		{
			definition->as_of->carry = carry_of((Node *) column->expr);
			add_carried_measure(definition, column->resname,
								numbered(filed, "m", definition->nmeasures + 1));
		}
	}
}

static void
read_carried(Definition *definition, Query *query, Query *filed, int source)
{
	AsOf	   *as_of = palloc0(sizeof(AsOf));
	List	   *columns = filed->targetList;
	Node	   *version;

	ChangeVarNodes((Node *) columns, source, 1, 0);
	definition->as_of = as_of;
	as_of->entity = numbered(columns, "entity", 0);
	as_of->versions = palloc(list_length(columns) * sizeof(Node *));
	while ((version = numbered(columns, "v", as_of->nversions + 1)) != NULL)
		as_of->versions[as_of->nversions++] = version;
	read_carried_columns(definition, query, columns);
	if (as_of->entity == NULL || definition->nmeasures == 0)
		not_a_definition(&definition->name,
						 "It has no entity, or no measure.");
}

/*
 * In the current memory context.  The schema of the extension is for
 * statements that are made of it.
 */
Definition *
read_definition(const RollupName *name, const char *home)
{
	Definition *definition = palloc0(sizeof(Definition));
	Relation	view = relation_open(existing_part_oid(name, PART_DEFINITION),
									 AccessShareLock);
	Query	   *query = NULL;
	Query	   *valid;
	Query	   *filed = NULL;
	int			source;

	definition->name = *name;
	definition->home = home;
	if (view->rd_rel->relkind == RELKIND_VIEW)
		query = copyObject(get_view_query(view));
	relation_close(view, AccessShareLock);
	if (query == NULL)
		not_a_definition(name, "It is no view.");

	valid = query_below(query);
	if (valid != NULL)
		filed = query_below(valid);
	if (filed != NULL)
	{
		definition->source = source_of(name, filed, &source);
		read_carried(definition, query, filed, source);
	}
	else
	{
		check_groups(name, query);
		definition->source = source_of(name, query, &source);
		read_columns(definition, query, source);
	}
	return definition;
}

/*
 * Likewise; NULL if there is no view, or if it is no definition any more.  What
 * is raised then holds nothing that would have to be given back.
 */
Definition *
find_definition(const RollupName *name, const char *home)
{
	MemoryContext context = CurrentMemoryContext;
	Definition *volatile definition = NULL;

	if (!OidIsValid(rollup_part_oid(name, PART_DEFINITION)))
		return NULL;
	PG_TRY();
	{
		definition = read_definition(name, home);
	}
	PG_CATCH();
	{
		if (geterrcode() != ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
	}
	PG_END_TRY();
	return definition;
}

/* How many values a stripe has, the number of rows among them */
int
definition_values(const Definition *definition)
{
	int			values = 1;

	for (int i = 0; i < definition->nmeasures; i++)
		values += measure_values(definition->measures[i].kind);
	return values;
}
