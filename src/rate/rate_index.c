/*-------------------------------------------------------------------------
 *
 * rate_index.c
 *	  How an index on a rate answers a comparison with a number.
 *
 * The operators between rates and numbers belong to no operator class.  The
 * planner support function derives from r >= x what an index can answer: a
 * bound in the order of rates, r >= rate_lower_bound(x).  The bound may let
 * neighbours in, and the empty rate, so the comparison itself is rechecked.
 * The bound of a constant is computed at once; that of a parameter, of a
 * stable expression or of another table's column, by the executor.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/nbtree.h"
#include "access/stratnum.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_proc_d.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_func.h"
#include "utils/acl.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "base/compat.h"
#include "base/library.h"
#include "base/number.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(rate_lower_bound);
PG_FUNCTION_INFO_V1(rate_upper_bound);
PG_FUNCTION_INFO_V1(rate_number_support);


/* ------
 * Bounds
 * ------
 */

static int64
greatest_common_divisor(int64 a, int64 b)
{
	while (b != 0)
	{
		int64		rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * The decimal number next to the given one, of as many places as leave both
 * counts a bigint, as a reduced pair: the largest that is not above it, or
 * with up, the smallest that is not below it.
 */
static Rate *
nearest_pair(Numeric number, bool up)
{
	int			place = rate_number_place(number);
	int			scale = POWER_OF_TEN_MAX;
	int64		denominator;
	int64		numerator;
	int64		divisor;
	Numeric		scaled;
	Numeric		whole;

	if (place != 0)
		return rate_make(place < 0 ? 0 : PG_INT64_MAX, 1);

	scaled = number_mul(number, number_power_of_ten(scale));
	while (rate_number_place(scaled) > 0)
		scaled = number_mul(number, number_power_of_ten(--scale));
	whole = number_floor(scaled);

	denominator = power_of_ten(scale);
	numerator = number_to_int64(whole);
	if (up && number_compare(whole, scaled) < 0)
		numerator++;

	divisor = greatest_common_divisor(numerator, denominator);
	return rate_make(numerator / divisor, denominator / divisor);
}

/* A rate that sorts before or at every rate with at least that value. */
static Rate *
lower_bound(Numeric number)
{
	/* of the pairs with one value, the reduced one comes first */
	return nearest_pair(number, false);
}

/* A rate that sorts behind or at every rate with at most that value. */
static Rate *
upper_bound(Numeric number)
{
	Rate	   *bound = nearest_pair(number, true);
	int64		larger = Max(bound->numerator, bound->denominator);
	int64		factor = PG_INT64_MAX / larger;

	/* of the pairs with one value, the one with the largest counts is last */
	return rate_make(bound->numerator * factor, bound->denominator * factor);
}

/* rate_lower_bound(numeric) → rate */
Datum
rate_lower_bound(PG_FUNCTION_ARGS)
{
	PG_RETURN_RATE_P(lower_bound(PG_GETARG_NUMERIC(0)));
}

/* rate_upper_bound(numeric) → rate */
Datum
rate_upper_bound(PG_FUNCTION_ARGS)
{
	PG_RETURN_RATE_P(upper_bound(PG_GETARG_NUMERIC(0)));
}


/* --------------
 * The comparison
 * --------------
 */

/* What a comparison says of the rate in it, as btree strategies */
static const struct
{
	const char *symbol;
	StrategyNumber strategy;
}			number_strategies[] =
{
	{"rate_eq_numeric", BTEqualStrategyNumber},
	{"rate_lt_numeric", BTLessStrategyNumber},
	{"rate_le_numeric", BTLessEqualStrategyNumber},
	{"rate_gt_numeric", BTGreaterStrategyNumber},
	{"rate_ge_numeric", BTGreaterEqualStrategyNumber},
	{"numeric_eq_rate", BTEqualStrategyNumber},
	{"numeric_lt_rate", BTGreaterStrategyNumber},
	{"numeric_le_rate", BTGreaterEqualStrategyNumber},
	{"numeric_gt_rate", BTLessStrategyNumber},
	{"numeric_ge_rate", BTLessEqualStrategyNumber},
};

static StrategyNumber
comparison_strategy(Oid function)
{
	const char *symbol = library_symbol(function);

	for (int i = 0; symbol && i < lengthof(number_strategies); i++)
	{
		if (strcmp(number_strategies[i].symbol, symbol) == 0)
			return number_strategies[i].strategy;
	}
	return InvalidStrategy;
}

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


/* ---------
 * The index
 * ---------
 */

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
index_operator(SupportRequestIndexCondition *req, const TypeCacheEntry *type,
			   StrategyNumber strategy)
{
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
 * A call of the function of that name and of our library that stands beside
 * the comparison; NULL if there is none, as before version 1.1, or if it is
 * not for this user.
 */
static Expr *
bound_call(SupportRequestIndexCondition *req, const char *name, Oid ratetype,
		   Node *number)
{
	char	   *schema = get_namespace_name(get_func_namespace(req->funcid));
	Oid			argtype = NUMERICOID;
	List	   *qualified;
	Oid			function;
	const char *symbol;

	if (schema == NULL)
		return NULL;
	qualified = list_make1(makeString(schema));
	qualified = lappend(qualified, makeString(pstrdup(name)));
	function = LookupFuncName(qualified, 1, &argtype, true);
	if (!OidIsValid(function) || get_func_rettype(function) != ratetype ||
		!may_execute(function))
		return NULL;
	symbol = library_symbol(function);
	if (symbol == NULL || strcmp(symbol, name) != 0)
		return NULL;

	return (Expr *) makeFuncExpr(function, ratetype, list_make1(number),
								 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
}

/*
 * Appends column >= bound, or with upper, column <= bound.  False if the index
 * or the bound does not permit it.
 */
static bool
add_bound(SupportRequestIndexCondition *req, Node *column, Node *number,
		  const TypeCacheEntry *type, bool upper, List **clauses)
{
	StrategyNumber strategy = BTGreaterEqualStrategyNumber;
	Oid			operator;
	Expr	   *bound;

	if (upper)
		strategy = BTLessEqualStrategyNumber;
	operator = index_operator(req, type, strategy);
	if (!OidIsValid(operator))
		return false;

	if (IsA(number, Const))
	{
		Numeric		value = DatumGetNumeric(((Const *) number)->constvalue);
		Rate	   *rate = upper ? upper_bound(value) : lower_bound(value);

		bound = (Expr *) makeConst(type->type_id, -1, InvalidOid,
								   sizeof(Rate), RatePGetDatum(rate),
								   false, false);
	}
	else
		bound = bound_call(req,
						   upper ? "rate_upper_bound" : "rate_lower_bound",
						   type->type_id, number);
	if (bound == NULL)
		return false;

	*clauses = lappend(*clauses,
					   make_opclause(operator, BOOLOID, false,
									 (Expr *) column, bound,
									 InvalidOid, InvalidOid));
	return true;
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
	StrategyNumber strategy;
	TypeCacheEntry *type;
	Node	   *column;
	Node	   *number;
	List	   *clauses = NIL;

	if (!IsA(rawreq, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	req = (SupportRequestIndexCondition *) rawreq;

	strategy = comparison_strategy(req->funcid);
	if (strategy == InvalidStrategy ||
		!comparison_sides(req, &column, &number) ||
		(IsA(number, Const) && ((Const *) number)->constisnull))
		PG_RETURN_POINTER(NULL);

	/* a domain's column is of the domain's base type to the index */
	type = lookup_type_cache(getBaseType(exprType(column)),
							 TYPECACHE_BTREE_OPFAMILY | TYPECACHE_CMP_PROC);

	if (strategy >= BTEqualStrategyNumber &&
		!add_bound(req, column, number, type, false, &clauses))
		PG_RETURN_POINTER(NULL);
	if (strategy <= BTEqualStrategyNumber &&
		!add_bound(req, column, number, type, true, &clauses))
		PG_RETURN_POINTER(NULL);

	/* the bounds may let neighbours in, and the empty rate */
	req->lossy = true;
	PG_RETURN_POINTER(clauses);
}
