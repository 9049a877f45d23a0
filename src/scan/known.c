/*-------------------------------------------------------------------------
 *
 * known.c
 *	  What can be done in batches: aggregates, comparisons, ways to be equal.
 *
 * Functions tell, not types: a function that is known here says how the bytes
 * of a column are to be read.  All of them read integers.  Those of the server
 * are known by their OIDs, which are fixed; ours, by their addresses.  What is
 * not in these tables is left to the server.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_type_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "scan/known.h"

/* Functions of other rooms, which OWN_FUNCTION() marks there */
extern const PGFunction own_rate_pool;
extern const PGFunction own_pool_accum_bool;
extern const PGFunction own_pool_accum_int2;
extern const PGFunction own_pool_accum_int4;
extern const PGFunction own_pool_accum_int8;
extern const PGFunction own_tier_eq;
extern const PGFunction own_tier_ne;
extern const PGFunction own_tier_lt;
extern const PGFunction own_tier_le;
extern const PGFunction own_tier_gt;
extern const PGFunction own_tier_ge;
extern const PGFunction own_tier_smaller;
extern const PGFunction own_tier_larger;


/* -----------
 * The tables
 * -----------
 */

/* Integers of these widths compared, on the left and on the right */
static const struct
{
	Oid			function;
	BatchOperator operator;
	int			left;
	int			right;
}			core_comparisons[] =
{
#define COMPARISONS(name, left, right) \
	{F_##name##LT, BATCH_LT, left, right}, \
	{F_##name##LE, BATCH_LE, left, right}, \
	{F_##name##EQ, BATCH_EQ, left, right}, \
	{F_##name##GE, BATCH_GE, left, right}, \
	{F_##name##GT, BATCH_GT, left, right}, \
	{F_##name##NE, BATCH_NE, left, right}
	COMPARISONS(INT2, 2, 2),
	COMPARISONS(INT24, 2, 4),
	COMPARISONS(INT28, 2, 8),
	COMPARISONS(INT4, 4, 4),
	COMPARISONS(INT42, 4, 2),
	COMPARISONS(INT48, 4, 8),
	COMPARISONS(INT8, 8, 8),
	COMPARISONS(INT82, 8, 2),
	COMPARISONS(INT84, 8, 4),
	COMPARISONS(DATE_, 4, 4),
	COMPARISONS(TIME_, 8, 8),
	COMPARISONS(TIMESTAMP_, 8, 8),
	COMPARISONS(TIMESTAMPTZ_, 8, 8),
	COMPARISONS(CASH_, 8, 8),
	COMPARISONS(BOOL, 1, 1),
	COMPARISONS(CHAR, 1, 1),
#undef COMPARISONS
	/* their order is another one */
	{F_OIDEQ, BATCH_EQ, 4, 4},
	{F_OIDNE, BATCH_NE, 4, 4},
	{F_ENUM_EQ, BATCH_EQ, 4, 4},
	{F_ENUM_NE, BATCH_NE, 4, 4},
};

static const struct
{
	const PGFunction *function;
	BatchOperator operator;
}			own_comparisons[] =
{
	{&own_tier_lt, BATCH_LT},
	{&own_tier_le, BATCH_LE},
	{&own_tier_eq, BATCH_EQ},
	{&own_tier_ge, BATCH_GE},
	{&own_tier_gt, BATCH_GT},
	{&own_tier_ne, BATCH_NE},
};

static const struct
{
	Oid			aggregate;
	BatchAggregateKind kind;
	int			width;
}			core_aggregates[] =
{
	{F_COUNT_, BATCH_COUNT, 0},
	{F_COUNT_ANY, BATCH_COUNT, 0},
	{F_SUM_INT2, BATCH_SUM, 2},
	{F_SUM_INT4, BATCH_SUM, 4},
	{F_MIN_INT2, BATCH_MIN, 2},
	{F_MIN_INT4, BATCH_MIN, 4},
	{F_MIN_INT8, BATCH_MIN, 8},
	{F_MIN_DATE, BATCH_MIN, 4},
	{F_MIN_TIME, BATCH_MIN, 8},
	{F_MIN_TIMESTAMP, BATCH_MIN, 8},
	{F_MIN_TIMESTAMPTZ, BATCH_MIN, 8},
	{F_MIN_MONEY, BATCH_MIN, 8},
	{F_MAX_INT2, BATCH_MAX, 2},
	{F_MAX_INT4, BATCH_MAX, 4},
	{F_MAX_INT8, BATCH_MAX, 8},
	{F_MAX_DATE, BATCH_MAX, 4},
	{F_MAX_TIME, BATCH_MAX, 8},
	{F_MAX_TIMESTAMP, BATCH_MAX, 8},
	{F_MAX_TIMESTAMPTZ, BATCH_MAX, 8},
	{F_MAX_MONEY, BATCH_MAX, 8},
};

/* Aggregates of ours, by their transition functions */
static const struct
{
	const PGFunction *function;
	BatchAggregateKind kind;
	int			width;
	int			narguments;
}			own_aggregates[] =
{
	{&own_rate_pool, BATCH_POOL, RATE_WIDTH, 1},
	{&own_pool_accum_bool, BATCH_POOL, 1, 1},
	{&own_pool_accum_int2, BATCH_POOL, 2, 2},
	{&own_pool_accum_int4, BATCH_POOL, 4, 2},
	{&own_pool_accum_int8, BATCH_POOL, 8, 2},
	{&own_tier_smaller, BATCH_MIN, 1, 1},
	{&own_tier_larger, BATCH_MAX, 1, 1},
};


/* --------
 * Columns
 * --------
 */

static Node *
without_relabels(Node *node)
{
	while (node != NULL && IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return node;
}

/* The argument of a cast to a wider integer, which keeps the value */
static Node *
widened(Node *node, int *width)
{
	FuncExpr   *call = (FuncExpr *) node;

	if (node == NULL || !IsA(node, FuncExpr))
		return NULL;
	if (call->funcid == F_INT8_INT4)
		*width = 4;
	else if (call->funcid == F_INT8_INT2 || call->funcid == F_INT4_INT2)
		*width = 2;
	else
		return NULL;
	return linitial(call->args);
}

static bool
table_column(Node *node, Index relid, AttrNumber *column)
{
	Var		   *var = (Var *) without_relabels(node);

	if (var == NULL || !IsA(var, Var) || var->varno != relid ||
		var->varlevelsup != 0 || var->varattno <= 0)
		return false;
	*column = var->varattno;
	return true;
}

/*
 * A column of the table whose values a function that takes values of that
 * width is given; if need be, from an integer that is narrower.
 */
static bool
fixed_column(Node *node, Index relid, int width, AttrNumber *column)
{
	Node	   *narrow;

	node = without_relabels(node);
	while ((narrow = widened(node, &width)) != NULL)
		node = without_relabels(narrow);
	return table_column(node, relid, column) &&
		get_typlen(((Var *) node)->vartype) == width;
}


/* -----------
 * Conditions
 * -----------
 */

static PGFunction
address_of(Oid function)
{
	FmgrInfo	finfo;

	fmgr_info(function, &finfo);
	return finfo.fn_addr;
}

static bool
known_comparison(Oid function, BatchCondition *condition)
{
	PGFunction	address;

	for (int i = 0; i < lengthof(core_comparisons); i++)
		if (core_comparisons[i].function == function)
		{
			condition->operator = core_comparisons[i].operator;
			condition->width = core_comparisons[i].left;
			condition->value_width = core_comparisons[i].right;
			return true;
		}
	if (function < FirstNormalObjectId)
		return false;
	address = address_of(function);
	for (int i = 0; i < lengthof(own_comparisons); i++)
		if (*own_comparisons[i].function == address)
		{
			condition->operator = own_comparisons[i].operator;
			condition->width = condition->value_width = 1;
			return true;
		}
	return false;
}

static BatchOperator
commuted(BatchOperator operator)
{
	switch (operator)
	{
		case BATCH_LT:
			return BATCH_GT;
		case BATCH_LE:
			return BATCH_GE;
		case BATCH_GE:
			return BATCH_LE;
		case BATCH_GT:
			return BATCH_LT;
		default:
			return operator;
	}
}

/* Is the value the same for all rows of a scan? */
static bool
without_columns(Node *value)
{
	return !contain_var_clause(value) && !contain_volatile_functions(value) &&
		!contain_agg_clause(value) && !contain_subplans(value);
}

/* column operator value, or value operator column */
static bool
compared(OpExpr *expr, Index relid, BatchCondition *condition)
{
	Node	   *left;
	Node	   *right;

	if (list_length(expr->args) != 2)
		return false;
	left = linitial(expr->args);
	right = lsecond(expr->args);
	if (!known_comparison(get_opcode(expr->opno), condition))
		return false;
	if (!without_columns(right))
	{
		int			width = condition->width;
		Node	   *swapped = left;

		left = right;
		right = swapped;
		condition->operator = commuted(condition->operator);
		condition->width = condition->value_width;
		condition->value_width = width;
	}
	condition->value = (Expr *) right;
	return without_columns(right) &&
		fixed_column(left, relid, condition->width, &condition->column);
}

/* column = ANY (array) */
static bool
in_array(ScalarArrayOpExpr *expr, Index relid, BatchCondition *condition)
{
	if (!expr->useOr || !known_comparison(get_opcode(expr->opno), condition) ||
		condition->operator != BATCH_EQ)
		return false;
	condition->operator = BATCH_IN;
	condition->value = lsecond(expr->args);
	return without_columns(lsecond(expr->args)) &&
		fixed_column(linitial(expr->args), relid, condition->width,
					 &condition->column);
}

/* A boolean column by itself, or the contrary */
static bool
is_true(Node *node, Index relid, bool value, BatchCondition *condition)
{
	condition->operator = BATCH_EQ;
	condition->width = condition->value_width = 1;
	condition->value = (Expr *) makeBoolConst(value, false);
	return exprType(node) == BOOLOID &&
		fixed_column(node, relid, 1, &condition->column);
}

static bool
null_test(NullTest *test, Index relid, BatchCondition *condition)
{
	condition->operator = BATCH_NOT_NULL;
	if (test->nulltesttype == IS_NULL)
		condition->operator = BATCH_NULL;
	condition->width = condition->value_width = 0;
	condition->value = NULL;
	return !test->argisrow &&
		table_column((Node *) test->arg, relid, &condition->column);
}

/*
 * Is the clause a condition that can be tried on many rows at once?  Such a
 * condition cannot fail, but for the evaluation of its value.
 */
bool
batch_condition(Node *clause, Index relid, BatchCondition *condition)
{
	switch (nodeTag(clause))
	{
		case T_OpExpr:
			return compared((OpExpr *) clause, relid, condition);
		case T_ScalarArrayOpExpr:
			return in_array((ScalarArrayOpExpr *) clause, relid, condition);
		case T_NullTest:
			return null_test((NullTest *) clause, relid, condition);
		case T_BoolExpr:
			return ((BoolExpr *) clause)->boolop == NOT_EXPR &&
				is_true(linitial(((BoolExpr *) clause)->args), relid, false,
						condition);
		default:
			return is_true(clause, relid, true, condition);
	}
}

/* Are the rows of a group those with equal bits in a column? */
bool
batch_key(Node *node, Index relid, Oid equality)
{
	BatchCondition condition;
	AttrNumber	column;

	return IsA(node, Var) &&
		known_comparison(get_opcode(equality), &condition) &&
		condition.operator == BATCH_EQ &&
		condition.width == condition.value_width &&
		fixed_column(node, relid, condition.width, &column);
}


/* -----------
 * Aggregates
 * -----------
 */

/*
 * One of ours whose state is its result.  It must have a support function,
 * which loads this library: else the plan would depend on what the session has
 * done before.
 */
static bool
own_aggregate(Oid aggfnoid, int *narguments, BatchAggregate *aggregate)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggfnoid));
	Form_pg_aggregate form;
	Oid			transition = InvalidOid;
	bool		no_initial_value;
	PGFunction	address;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	(void) SysCacheGetAttr(AGGFNOID, tuple, Anum_pg_aggregate_agginitval,
						   &no_initial_value);
	if (no_initial_value && !OidIsValid(form->aggfinalfn))
		transition = form->aggtransfn;
	ReleaseSysCache(tuple);
	if (!OidIsValid(transition))
		return false;

	address = address_of(transition);
	for (int i = 0; i < lengthof(own_aggregates); i++)
		if (*own_aggregates[i].function == address)
		{
			aggregate->kind = own_aggregates[i].kind;
			aggregate->width = own_aggregates[i].width;
			aggregate->transition = transition;
			*narguments = own_aggregates[i].narguments;
			return aggregate->kind != BATCH_POOL ||
				OidIsValid(get_func_support(transition));
		}
	return false;
}

static bool
known_aggregate(const Aggref *aggref, int *narguments,
				BatchAggregate *aggregate)
{
	for (int i = 0; i < lengthof(core_aggregates); i++)
		if (core_aggregates[i].aggregate == aggref->aggfnoid)
		{
			aggregate->kind = core_aggregates[i].kind;
			aggregate->width = core_aggregates[i].width;
			aggregate->transition = InvalidOid;
			*narguments = aggref->aggfnoid == F_COUNT_ ? 0 : 1;
			return true;
		}
	return aggref->aggfnoid >= FirstNormalObjectId &&
		own_aggregate(aggref->aggfnoid, narguments, aggregate);
}

static bool
argument_column(Node *argument, Index relid, int width, AttrNumber *column)
{
	if (width == 0)
		return table_column(argument, relid, column);
	return fixed_column(argument, relid, width, column);
}

static bool
batch_arguments(const Aggref *aggref, Index relid, BatchAggregate *aggregate)
{
	ListCell   *lc;

	aggregate->ncolumns = 0;
	foreach(lc, aggref->args)
	{
		Node	   *argument = (Node *) lfirst_node(TargetEntry, lc)->expr;
		AttrNumber *column = &aggregate->columns[aggregate->ncolumns++];

		if (!argument_column(argument, relid, aggregate->width, column))
			return false;
	}
	return true;
}

static bool
batch_filter(const Aggref *aggref, Index relid, BatchAggregate *aggregate)
{
	ListCell   *lc;

	aggregate->filter = make_ands_implicit(aggref->aggfilter);
	foreach(lc, aggregate->filter)
	{
		BatchCondition condition;

		if (!batch_condition(lfirst(lc), relid, &condition))
			return false;
	}
	return true;
}

/* Can the aggregate take many rows at once? */
bool
batch_aggregate(const Aggref *aggref, Index relid, BatchAggregate *aggregate)
{
	int			narguments;

	if (aggref->aggorder != NIL || aggref->aggdistinct != NIL ||
		aggref->aggdirectargs != NIL || aggref->aggvariadic ||
		aggref->aggkind != AGGKIND_NORMAL || aggref->agglevelsup != 0 ||
		!known_aggregate(aggref, &narguments, aggregate) ||
		list_length(aggref->args) != narguments)
		return false;
	return batch_arguments(aggref, relid, aggregate) &&
		batch_filter(aggref, relid, aggregate);
}
