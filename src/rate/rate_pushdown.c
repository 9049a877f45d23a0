/*-------------------------------------------------------------------------
 *
 * rate_pushdown.c
 *	  How engines that know minima and maxima of what they store skip what a
 *	  comparison with a number rules out.
 *
 * Columnar storage and compressed chunks look in the conditions of a table for
 * operators of the column's own operator class, and r > 0.9 has none.  So it is
 * given what follows from it, r >= rate_lower_bound(0.9), as one more
 * condition.  The comparison itself stays; where it is NULL, as for the empty
 * rate, the row is out whatever the other one says.
 *
 * That is for tables alone whose rows the server's own scan does not read, or
 * perhaps does not: of another access method than heap, and children by
 * inheritance, which is what chunks are.  Everybody else would pay for one more
 * comparison and get nothing.
 *
 * Whoever compares a rate with a number has this library loaded in time: the
 * planner asks the support function of the comparison before it looks at
 * tables.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "optimizer/paths.h"
#include "optimizer/restrictinfo.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "rate/rate_bounds.h"

static set_rel_pathlist_hook_type previous_set_rel_pathlist = NULL;

static Expr *implied(Expr *condition);


/* ------------------
 * What follows from it
 * ------------------
 */

/* In the type's own order */
static Oid
class_operator(void *argument, const TypeCacheEntry *type,
			   StrategyNumber strategy)
{
	return get_opfamily_member(type->btree_opf, type->type_id, type->type_id,
							   strategy);
}

/* From a comparison, with the number on either side; NULL if it is none */
static Expr *
implied_by_comparison(Oid comparison, List *arguments)
{
	BoundRequest request = {.find_operator = class_operator};
	List	   *clauses;

	if (list_length(arguments) != 2)
		return NULL;
	request.comparison = comparison;
	request.column = linitial(arguments);
	request.number = lsecond(arguments);
	if (exprType(request.column) == NUMERICOID)
	{
		request.column = lsecond(arguments);
		request.number = linitial(arguments);
	}
	if (exprType(request.number) != NUMERICOID ||
		contain_var_clause(request.number) ||
		contain_volatile_functions(request.number))
		return NULL;
	clauses = bound_clauses(&request);
	return clauses != NIL ? make_ands_explicit(clauses) : NULL;
}

/* From AND and OR, if something follows from one of their conditions */
static Expr *
implied_by_several(const BoolExpr *several)
{
	List	   *conditions = NIL;
	bool		any = false;
	ListCell   *lc;

	foreach(lc, several->args)
	{
		Expr	   *weaker = implied(lfirst(lc));

		any |= weaker != NULL;
		conditions = lappend(conditions, weaker ? weaker : lfirst(lc));
	}
	return any ? makeBoolExpr(several->boolop, conditions, -1) : NULL;
}

/*
 * A condition that is true wherever the given one is, with operators of the
 * class; NULL if none is known.
 */
static Expr *
implied(Expr *condition)
{
	switch (nodeTag(condition))
	{
		case T_OpExpr:
			return implied_by_comparison(((OpExpr *) condition)->opfuncid,
										 ((OpExpr *) condition)->args);
		case T_FuncExpr:
			return implied_by_comparison(((FuncExpr *) condition)->funcid,
										 ((FuncExpr *) condition)->args);
		case T_BoolExpr:
			if (((BoolExpr *) condition)->boolop != NOT_EXPR)
				return implied_by_several((BoolExpr *) condition);
			return NULL;
		default:
			return NULL;
	}
}


/* ----------
 * The planner
 * ----------
 */

/* Might there be somebody who asks for it? */
static bool
wants_implied(const RangeTblEntry *rte)
{
	Relation	relation;
	bool		wants;

	if (rte->rtekind != RTE_RELATION || rte->inh ||
		(rte->relkind != RELKIND_RELATION && rte->relkind != RELKIND_MATVIEW))
		return false;
	relation = table_open(rte->relid, NoLock);
	wants = relation->rd_rel->relam != HEAP_TABLE_AM_OID ||
		(!relation->rd_rel->relispartition && has_superclass(rte->relid));
	table_close(relation, NoLock);
	return wants;
}

/* It has no say in how many rows there are, and where there is security, none
 * before the other has had it. */
static RestrictInfo *
implied_info(PlannerInfo *root, const RestrictInfo *info, Expr *condition)
{
	RestrictInfo *result = make_simple_restrictinfo(root, condition);

	result->security_level = info->security_level;
	result->leakproof = info->security_level > 0 &&
		!contain_leaked_vars((Node *) condition);
	result->norm_selec = 1;
	result->outer_selec = 1;
	return result;
}

static void
add_implied(PlannerInfo *root, RelOptInfo *rel, const RangeTblEntry *rte)
{
	List	   *added = NIL;
	ListCell   *lc;

	foreach(lc, rel->baserestrictinfo)
	{
		RestrictInfo *info = lfirst_node(RestrictInfo, lc);
		ListCell   *part;

		foreach(part, make_ands_implicit(implied(info->clause)))
			added = lappend(added, implied_info(root, info, lfirst(part)));
	}
	if (added != NIL && wants_implied(rte))
		rel->baserestrictinfo = list_concat_copy(rel->baserestrictinfo, added);
}

static void
set_rel_pathlist(PlannerInfo *root, RelOptInfo *rel, Index rti,
				 RangeTblEntry *rte)
{
	add_implied(root, rel, rte);
	if (previous_set_rel_pathlist)
		previous_set_rel_pathlist(root, rel, rti, rte);
}

void
rate_pushdown_init(void)
{
	previous_set_rel_pathlist = set_rel_pathlist_hook;
	set_rel_pathlist_hook = set_rel_pathlist;
}
