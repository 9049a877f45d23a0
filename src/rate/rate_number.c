/*-------------------------------------------------------------------------
 *
 * rate_number.c
 *	  Comparison of a rate with a plain number, exact and by value alone.
 *
 * n/d is compared with x as n with d * x, in numeric arithmetic, where both
 * sides are exact.  The empty rate has no value, so every comparison with it
 * is NULL.
 *
 * These operators stand outside the operator class of rate, whose order
 * separates 1/2 from 2/4.  An index on a rate can answer them all the same:
 * the planner support function turns a comparison with a constant into a
 * bound in the order of rate, to be rechecked.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_proc_d.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/number.h"
#include "rate/rate.h"

/* The decimal places that a bound keeps at the most: 10^18 is a bigint */
#define BOUND_MAX_SCALE 18

static Numeric zero = NULL;
static Numeric largest_count = NULL;

/*
 * The two constants that every comparison needs, made once a session.
 */
static void
make_constants(void)
{
	MemoryContext oldcontext;

	if (likely(largest_count != NULL))
		return;

	oldcontext = MemoryContextSwitchTo(TopMemoryContext);
	zero = int64_to_numeric(0);
	largest_count = int64_to_numeric(PG_INT64_MAX);
	MemoryContextSwitchTo(oldcontext);
}

/*
 * Compares the value of a rate that is not empty with a number.
 *
 * No value of a rate lies outside [0, 2^63), so numbers out there, among
 * them NaN (which numeric sorts last) and the infinities, are settled first;
 * the multiplication cannot overflow then.
 */
static int
rate_compare_number(const Rate *rate, Numeric number)
{
	Numeric		denominator;

	make_constants();

	if (number_compare(number, zero) < 0)
		return 1;
	if (number_compare(number, largest_count) > 0)
		return -1;

	denominator = int64_to_numeric(rate->denominator);
	return number_compare(int64_to_numeric(rate->numerator),
						  number_mul(denominator, number));
}

/*
 * The twelve operator functions: rate on the left, and rate on the right.
 * The last line lets the macro be followed by a semicolon, as in fmgr.h.
 */
#define RATE_NUMBER_FUNCTIONS(name, op) \
PG_FUNCTION_INFO_V1(rate_##name##_numeric); \
Datum \
rate_##name##_numeric(PG_FUNCTION_ARGS) \
{ \
	Rate	   *rate = PG_GETARG_RATE_P(0); \
 \
	if (rate_is_empty(rate)) \
		PG_RETURN_NULL(); \
	PG_RETURN_BOOL(rate_compare_number(rate, PG_GETARG_NUMERIC(1)) op 0); \
} \
 \
PG_FUNCTION_INFO_V1(numeric_##name##_rate); \
Datum \
numeric_##name##_rate(PG_FUNCTION_ARGS) \
{ \
	Rate	   *rate = PG_GETARG_RATE_P(1); \
 \
	if (rate_is_empty(rate)) \
		PG_RETURN_NULL(); \
	PG_RETURN_BOOL(0 op rate_compare_number(rate, PG_GETARG_NUMERIC(0))); \
} \
extern int	no_such_variable

RATE_NUMBER_FUNCTIONS(eq, ==);
RATE_NUMBER_FUNCTIONS(ne, !=);
RATE_NUMBER_FUNCTIONS(lt, <);
RATE_NUMBER_FUNCTIONS(le, <=);
RATE_NUMBER_FUNCTIONS(gt, >);
RATE_NUMBER_FUNCTIONS(ge, >=);


/* ---------------
 * Planner support
 * ---------------
 */

PG_FUNCTION_INFO_V1(rate_number_support);

/*
 * What a comparison says of the rate in it, as btree strategies.  The names
 * are those in the library: the addresses of functions that are shown to
 * other modules may be those of another module's functions.
 */
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

/* The name in its library of a function in C */
static char *
function_symbol(Oid funcid)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(funcid));
	Datum		source;
	bool		isnull;
	char	   *symbol;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", funcid);
	source = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &isnull);
	symbol = TextDatumGetCString(source);
	ReleaseSysCache(tuple);
	return symbol;
}

static StrategyNumber
comparison_strategy(Oid funcid)
{
	const char *symbol = function_symbol(funcid);

	for (int i = 0; i < lengthof(number_strategies); i++)
	{
		if (strcmp(number_strategies[i].symbol, symbol) == 0)
			return number_strategies[i].strategy;
	}
	return InvalidStrategy;
}

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
 * The decimal number of at most 18 places next to the given one, as a
 * reduced pair: the largest that is not above it, or with up, the smallest
 * that is not below it.
 */
static Rate *
nearest_pair(Numeric number, bool up)
{
	int64		denominator = 1;
	int64		numerator;
	int64		divisor;
	Numeric		scaled;
	Numeric		whole;

	if (number_compare(number, zero) <= 0)
		return rate_make(0, 1);
	if (number_compare(number, largest_count) >= 0)
		return rate_make(PG_INT64_MAX, 1);

	/* as many places as leave both counts a bigint */
	for (int scale = 0; scale < BOUND_MAX_SCALE; scale++)
	{
		scaled = number_mul(number, int64_to_numeric(denominator * 10));
		if (number_compare(scaled, largest_count) >= 0)
			break;
		denominator *= 10;
	}

	scaled = number_mul(number, int64_to_numeric(denominator));
	whole = number_floor(scaled);
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

static Expr *
bound_clause(SupportRequestIndexCondition *req, Node *column, Oid ratetype,
			 StrategyNumber strategy, Rate *bound)
{
	Oid			operator = get_opfamily_member(req->opfamily, ratetype,
											   ratetype, strategy);

	if (!OidIsValid(operator))
		return NULL;

	return make_opclause(operator, BOOLOID, false, (Expr *) column,
						 (Expr *) makeConst(ratetype, -1, InvalidOid,
											sizeof(Rate), RatePGetDatum(bound),
											false, false),
						 InvalidOid, InvalidOid);
}

/*
 * rate_number_support(internal) → internal
 *
 * Lets r >= 0.8 use a btree index on r.
 */
Datum
rate_number_support(PG_FUNCTION_ARGS)
{
	Node	   *rawreq = (Node *) PG_GETARG_POINTER(0);
	SupportRequestIndexCondition *req;
	StrategyNumber strategy;
	List	   *args;
	Node	   *column;
	Node	   *other;
	Numeric		number;
	Expr	   *clause;
	List	   *clauses = NIL;
	Oid			ratetype;

	if (!IsA(rawreq, SupportRequestIndexCondition))
		PG_RETURN_POINTER(NULL);
	req = (SupportRequestIndexCondition *) rawreq;

	if (is_opclause(req->node))
		args = ((OpExpr *) req->node)->args;
	else if (is_funcclause(req->node))
		args = ((FuncExpr *) req->node)->args;
	else
		PG_RETURN_POINTER(NULL);

	if (list_length(args) != 2 || req->indexarg > 1)
		PG_RETURN_POINTER(NULL);
	column = (Node *) list_nth(args, req->indexarg);
	other = (Node *) list_nth(args, 1 - req->indexarg);

	/* only a constant has a bound that is known now */
	if (!IsA(other, Const) || ((Const *) other)->constisnull ||
		((Const *) other)->consttype != NUMERICOID)
		PG_RETURN_POINTER(NULL);

	/* a domain's column is of the domain's base type to the index */
	ratetype = getBaseType(exprType(column));
	if (!OidIsValid(get_opfamily_proc(req->opfamily, ratetype, ratetype, 1)))
		PG_RETURN_POINTER(NULL);

	strategy = comparison_strategy(req->funcid);
	if (strategy == InvalidStrategy)
		PG_RETURN_POINTER(NULL);

	make_constants();
	number = DatumGetNumeric(((Const *) other)->constvalue);

	if (strategy >= BTEqualStrategyNumber)
	{
		clause = bound_clause(req, column, ratetype,
							  BTGreaterEqualStrategyNumber,
							  lower_bound(number));
		if (clause == NULL)
			PG_RETURN_POINTER(NULL);
		clauses = lappend(clauses, clause);
	}
	if (strategy <= BTEqualStrategyNumber)
	{
		clause = bound_clause(req, column, ratetype,
							  BTLessEqualStrategyNumber,
							  upper_bound(number));
		if (clause == NULL)
			PG_RETURN_POINTER(NULL);
		clauses = lappend(clauses, clause);
	}

	/* the bounds may let neighbours in, and the empty rate */
	req->lossy = true;
	PG_RETURN_POINTER(clauses);
}
