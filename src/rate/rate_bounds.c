/*-------------------------------------------------------------------------
 *
 * rate_bounds.c
 *	  What a comparison with a number says in the order of rates.
 *
 * The operators between rates and numbers belong to no operator class.  From
 * r >= x follows what an operator of the class can say: r is at or behind a
 * bound in the order of rates, r >= rate_lower_bound(x).  The bound may let
 * neighbours in, and the empty rate, so it replaces no comparison.  The bound
 * of a constant is computed at once; that of a parameter, of a stable
 * expression or of another table's column, by the executor.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_proc_d.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_func.h"
#include "utils/acl.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"

#include "base/compat.h"
#include "base/library.h"
#include "base/number.h"
#include "rate/rate.h"
#include "rate/rate_bounds.h"

PG_FUNCTION_INFO_V1(rate_lower_bound);
PG_FUNCTION_INFO_V1(rate_upper_bound);


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


/* -------
 * Clauses
 * -------
 */

/*
 * A call of the function of that name and of our library that stands beside
 * the comparison; NULL if there is none, as before version 1.1, or if it is
 * not for this user.
 */
static Expr *
bound_call(Oid comparison, const char *name, Oid ratetype, Node *number)
{
	char	   *schema = get_namespace_name(get_func_namespace(comparison));
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

/* The bound of a number, as an expression; NULL if there is none */
static Expr *
bound_of(Oid comparison, Oid ratetype, Node *number, bool upper)
{
	Numeric		value;
	Rate	   *rate;

	if (!IsA(number, Const))
		return bound_call(comparison,
						  upper ? "rate_upper_bound" : "rate_lower_bound",
						  ratetype, number);
	if (((Const *) number)->constisnull)
		return NULL;
	value = DatumGetNumeric(((Const *) number)->constvalue);
	rate = upper ? upper_bound(value) : lower_bound(value);
	return (Expr *) makeConst(ratetype, -1, InvalidOid, sizeof(Rate),
							  RatePGetDatum(rate), false, false);
}

/*
 * Appends column >= bound, or with upper, column <= bound.  False if the
 * caller has no operator for it, or there is no bound.
 */
static bool
add_bound(const BoundRequest *request, const TypeCacheEntry *type, bool upper,
		  List **clauses)
{
	StrategyNumber strategy = BTGreaterEqualStrategyNumber;
	Oid			operator;
	Expr	   *bound;

	if (upper)
		strategy = BTLessEqualStrategyNumber;
	operator = request->find_operator(request->argument, type, strategy);
	if (!OidIsValid(operator))
		return false;
	bound = bound_of(request->comparison, type->type_id, request->number,
					 upper);
	if (bound == NULL)
		return false;

	*clauses = lappend(*clauses,
					   make_opclause(operator, BOOLOID, false,
									 (Expr *) request->column, bound,
									 InvalidOid, InvalidOid));
	return true;
}

/*
 * What follows from the comparison, as clauses between the column and bounds;
 * NIL if nothing does, or it is no comparison of ours.
 */
List *
bound_clauses(const BoundRequest *request)
{
	StrategyNumber strategy = comparison_strategy(request->comparison);
	TypeCacheEntry *type;
	List	   *clauses = NIL;

	if (strategy == InvalidStrategy)
		return NIL;
	/* a domain's column is of the domain's base type to the order */
	type = lookup_type_cache(getBaseType(exprType(request->column)),
							 TYPECACHE_BTREE_OPFAMILY | TYPECACHE_CMP_PROC);

	if (strategy >= BTEqualStrategyNumber &&
		!add_bound(request, type, false, &clauses))
		return NIL;
	if (strategy <= BTEqualStrategyNumber &&
		!add_bound(request, type, true, &clauses))
		return NIL;
	return clauses;
}
