/*-------------------------------------------------------------------------
 *
 * rate_index.c
 *	  How an index on a rate answers a comparison with a number.
 *
 * The planner support function derives from r >= x what an index can answer,
 * bounds in the order of rates.  They may let neighbours in, and the empty
 * rate, so the comparison itself is rechecked.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/nbtree.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/lsyscache.h"

#include "base/compat.h"
#include "rate/rate_bounds.h"

PG_FUNCTION_INFO_V1(rate_number_support);

/*
 * The two sides of the comparison: the index's column, and what it is
 * compared with, a number that does not change while the index is scanned.
 */
static bool
comparison_sides(SupportRequestIndexCondition *req, Node **column,
				 Node **number)
{
	List	   *args;

	if (is_opclause(req->node))
		args = ((OpExpr *) req->node)->args;
	else if (is_funcclause(req->node))
		args = ((FuncExpr *) req->node)->args;
	else
		return false;
	if (list_length(args) != 2 || req->indexarg > 1)
		return false;

	*column = (Node *) list_nth(args, req->indexarg);
	*number = (Node *) list_nth(args, 1 - req->indexarg);
	return exprType(*number) == NUMERICOID &&
		is_pseudo_constant_for_index(req->root, *number, req->index);
}

/*
 * The operator of rate's own order with this strategy, if the index answers
 * it as what it is; else InvalidOid.
 *
 * A user's operator class may have another order, other operators, or the
 * same operators under other numbers.  A btree must therefore compare with
 * the same function and have the operator in the same place, as the type's
 * default class.  Any other kind of index answers the operators that its
 * class names.
 */
static Oid
index_operator(void *argument, const TypeCacheEntry *type,
			   StrategyNumber strategy)
{
	SupportRequestIndexCondition *req = argument;
	Oid			id = type->type_id;
	Oid			operator = get_opfamily_member(type->btree_opf, id, id,
											   strategy);

	if (!OidIsValid(operator) || !op_in_opfamily(operator, req->opfamily))
		return InvalidOid;
	if (req->index->relam == BTREE_AM_OID &&
		(get_opfamily_proc(req->opfamily, id, id, BTORDER_PROC) !=
		 type->cmp_proc ||
		 get_op_opfamily_strategy(operator, req->opfamily) != strategy))
		return InvalidOid;
	return operator;
}

/*
 * rate_number_support(internal) → internal
 *
 * Lets r >= 0.8 use an index on r.
 */
Datum
rate_number_support(PG_FUNCTION_ARGS)
{
	Node	   *rawreq = (Node *) PG_GETARG_POINTER(0);
	SupportRequestIndexCondition *req;
	BoundRequest bounds = {.find_operator = index_operator};

	if (!IsA(rawreq, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	req = (SupportRequestIndexCondition *) rawreq;
	if (!comparison_sides(req, &bounds.column, &bounds.number))
		PG_RETURN_POINTER(NULL);
	bounds.comparison = req->funcid;
	bounds.argument = req;

	/* the bounds may let neighbours in, and the empty rate */
	req->lossy = true;
	PG_RETURN_POINTER(bound_clauses(&bounds));
}
