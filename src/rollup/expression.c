/*-------------------------------------------------------------------------
 *
 * expression.c
 *	  Expressions over the source of a rollup, from text.
 *
 * What holds for the expressions of an index holds for them, too, and for the
 * same reason: what a row gave when it came has to be what it gives when it
 * goes.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "parser/parse_target.h"
#include "parser/parser.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "rollup/request.h"

/* An error has no position in the statement that the user sees. */
static void
in_expression(void *arg)
{
	errcontext("expression \"%s\" of a rollup", (const char *) arg);
	errposition(0);
}

/* "*", which no expression can be */
static bool
is_star(const ResTarget *target)
{
	return IsA(target->val, ColumnRef) &&
		IsA(llast(((ColumnRef *) target->val)->fields), A_Star);
}

static bool
is_one_expression(const SelectStmt *select)
{
	return list_length(select->targetList) == 1 &&
		!is_star(linitial_node(ResTarget, select->targetList)) &&
		select->op == SETOP_NONE &&
		select->valuesLists == NIL && select->distinctClause == NIL &&
		select->intoClause == NULL && select->fromClause == NIL &&
		select->whereClause == NULL && select->groupClause == NIL &&
		select->havingClause == NULL && select->windowClause == NIL &&
		select->sortClause == NIL && select->limitOffset == NULL &&
		select->limitCount == NULL && select->lockingClause == NIL &&
		select->withClause == NULL;
}

/* What could stand behind SELECT; a column, if there is one of that name. */
static ResTarget *
parse(Relation source, const char *text)
{
	bool		is_column = get_attnum(RelationGetRelid(source), text) > 0;
	const char *expression = is_column ? quote_identifier(text) : text;
	List	   *parsed = raw_parser(psprintf("SELECT %s", expression),
									RAW_PARSE_DEFAULT);
	Node	   *statement = NULL;

	if (list_length(parsed) == 1)
		statement = linitial_node(RawStmt, parsed)->stmt;
	if (statement == NULL || !IsA(statement, SelectStmt) ||
		!is_one_expression((SelectStmt *) statement))
		ereport(ERROR,
				(errcode(ERRCODE_SYNTAX_ERROR),
				 errmsg("\"%s\" is not one expression", text),
				 errhint("Write a column or an expression over the columns of the source, with AS and a name if it needs one.")));
	return linitial_node(ResTarget, ((SelectStmt *) statement)->targetList);
}

/* Called for each name of a column, with what it was found to be */
static Node *
check_column(ParseState *pstate, ColumnRef *reference, Node *column)
{
	Relation	source = pstate->p_ref_hook_state;

	if (column == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("column \"%s\" does not exist in table \"%s\"",
						NameListToString(reference->fields),
						RelationGetRelationName(source)),
				 errhint("A rollup can have the columns of its source, and expressions over them.")));
	return NULL;
}

static void
check_columns(Node *expression, const char *text)
{
	Bitmapset  *columns = NULL;
	int			column = -1;

	pull_varattnos(expression, 1, &columns);
	column = bms_next_member(columns, column);
	if (column >= 0 && column + FirstLowInvalidHeapAttributeNumber <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("\"%s\" has a system column or a whole row", text),
				 errhint("A rollup can have the columns of its source, and expressions over them.")));
}

static void
check_immutable(Node *expression, const char *text)
{
	Expr	   *planned = expression_planner(copyObject((Expr *) expression));

	if (contain_mutable_functions((Node *) planned))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("expression \"%s\" of a rollup must be immutable",
						text),
				 errdetail("Its result can depend on more than the row, such as the time zone of the session."),
				 errhint("Say of a timestamptz in which time zone it is meant, as in (received_at AT TIME ZONE 'Asia/Shanghai')::date.")));
}

/*
 * An expression over the source, as relation 1 of a query, and the name that a
 * query would give it.
 */
Node *
source_expression(Relation source, const char *text, ParseExprKind kind,
				  char **name)
{
	ErrorContextCallback context = {error_context_stack, in_expression,
	unconstify(char *, text)};
	ParseState *pstate = make_parsestate(NULL);
	ResTarget  *target;
	Node	   *expression;

	error_context_stack = &context;
	target = parse(source, text);
	pstate->p_post_columnref_hook = check_column;
	pstate->p_ref_hook_state = source;
	addNSItemToQuery(pstate,
					 addRangeTableEntryForRelation(pstate, source,
												   AccessShareLock, NULL,
												   false, true),
					 false, true, true);
	expression = transformExpr(pstate, target->val, kind);
	if (kind == EXPR_KIND_INDEX_PREDICATE)
		expression = coerce_to_boolean(pstate, expression, "filter");
	else if (exprType(expression) == UNKNOWNOID)
		expression = coerce_type(pstate, expression, UNKNOWNOID, TEXTOID, -1,
								 COERCION_IMPLICIT, COERCE_IMPLICIT_CAST, -1);
	assign_expr_collations(pstate, expression);
	free_parsestate(pstate);
	error_context_stack = context.previous;

	check_columns(expression, text);
	check_immutable(expression, text);
	if (name != NULL)
		*name = target->name ? target->name : FigureColname(target->val);
	return expression;
}

/*
 * An integer, as bigint
 */
Node *
source_count(Relation source, const char *text, const char *measure)
{
	Node	   *expression = source_expression(source, text,
											   EXPR_KIND_INDEX_EXPRESSION,
											   NULL);
	Oid			type = exprType(expression);
	Oid			base = getBaseType(type);

	if (base != INT2OID && base != INT4OID && base != INT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("measure \"%s\" of a rollup is no integer", measure),
				 errdetail("\"%s\" is of type %s.", text,
						   format_type_be(type)),
				 errhint("Counts are integers: use smallint, integer or bigint, or cast it.")));
	return coerce_to_target_type(NULL, expression, type, INT8OID, -1,
								 COERCION_EXPLICIT, COERCE_EXPLICIT_CAST, -1);
}
