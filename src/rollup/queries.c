/*-------------------------------------------------------------------------
 *
 * queries.c
 *	  The queries between a rollup, its stripes and its source.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"

#include "rollup/sql.h"

const char *
quoted(const char *name, const char *suffix)
{
	return quote_identifier(psprintf("%s%s", name, suffix));
}

/* An expression over the source, in brackets */
const char *
expression_text(const Definition *definition, Node *expression)
{
	Oid			source = definition->source;

	return psprintf("(%s)",
					deparse_expression(expression,
									   deparse_context_for(get_rel_name(source),
														   source),
									   false, false));
}

/* The keys of a relation, with what stands before and between them */
const char *
key_list(const Definition *definition, const char *before)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < definition->nkeys; i++)
		appendStringInfo(&list, "%s%s%s", i > 0 ? ", " : "", before,
						 quote_identifier(definition->keys[i].name));
	return list.data;
}

/* The places of the keys in a list that begins with them */
static const char *
key_places(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 1; i <= definition->nkeys; i++)
		appendStringInfo(&list, "%s%d", i > 1 ? ", " : "", i);
	return list.data;
}

/* The keys from the rows of the source, with their names */
static const char *
key_expressions(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < definition->nkeys; i++)
		appendStringInfo(&list, "%s AS %s, ",
						 expression_text(definition,
										 definition->keys[i].expression),
						 quote_identifier(definition->keys[i].name));
	return list.data;
}


/* ---------------------
 * From source to stripes
 * ---------------------
 */

/* FILTER (WHERE ...), or nothing */
static const char *
filter_text(const Definition *definition, const Measure *measure,
			const char *more)
{
	const char *filter = NULL;

	if (measure->filter != NULL)
		filter = expression_text(definition, measure->filter);
	if (filter == NULL && more == NULL)
		return "";
	return psprintf(" FILTER (WHERE %s%s%s)", filter ? filter : "",
					filter && more ? " AND " : "", more ? more : "");
}

static const char *
first_argument(const Definition *definition, const Measure *measure)
{
	if (measure->arguments[0] == NULL)
		return "*";
	return expression_text(definition, measure->arguments[0]);
}

/* The aggregate that a measure is */
static const char *
aggregate_text(const Definition *definition, const Measure *measure)
{
	const char *home = quote_identifier(definition->home);
	const char *filter = filter_text(definition, measure, NULL);
	const char *first = first_argument(definition, measure);

	switch (measure->kind)
	{
		case MEASURE_ROWS:
		case MEASURE_COUNT:
			return psprintf("count(%s)%s", first, filter);
		case MEASURE_SUM:
			return psprintf("sum(%s)%s", first, filter);
		case MEASURE_PAIR:
			return psprintf("%s.pool(%s, %s)%s", home, first,
							expression_text(definition, measure->arguments[1]),
							filter);
		default:
			return psprintf("%s.pool(%s)%s", home, first, filter);
	}
}

static void
append_pool(StringInfo query, const Definition *definition,
			const Measure *measure, const char *first)
{
	const char *home = quote_identifier(definition->home);
	const char *pool = aggregate_text(definition, measure);
	const char *known = psprintf("%s IS NOT NULL", first);

	if (measure->arguments[1] != NULL)
		known = psprintf("%s AND %s IS NOT NULL", known,
						 expression_text(definition, measure->arguments[1]));

	appendStringInfo(query,
					 ", coalesce(%s.numerator(%s), 0) AS %s"
					 ", coalesce(%s.denominator(%s), 0) AS %s"
					 ", count(*)%s AS %s",
					 home, pool, quoted(measure->name, "_numerator"),
					 home, pool, quoted(measure->name, "_denominator"),
					 filter_text(definition, measure, known),
					 quoted(measure->name, "_count"));
}

static void
append_measure_sums(StringInfo query, const Definition *definition,
					const Measure *measure)
{
	const char *argument = first_argument(definition, measure);

	switch (measure->kind)
	{
		case MEASURE_ROWS:
			break;
		case MEASURE_COUNT:
			appendStringInfo(query, ", %s AS %s",
							 aggregate_text(definition, measure),
							 quote_identifier(measure->name));
			break;
		case MEASURE_SUM:
			appendStringInfo(query,
							 ", coalesce(%s, 0)::bigint AS %s, count(%s)%s AS %s",
							 aggregate_text(definition, measure),
							 quote_identifier(measure->name), argument,
							 filter_text(definition, measure, NULL),
							 quoted(measure->name, "_count"));
			break;
		default:
			append_pool(query, definition, measure, argument);
	}
}

/*
 * One stripe a cell, from the rows of the source; in the order of the columns
 * of the stripes.
 */
const char *
fill_query(const Definition *definition)
{
	StringInfoData query;
	const char *places = key_places(definition);

	initStringInfo(&query);
	appendStringInfo(&query,
					 "SELECT %srow_number() OVER () AS stripe, count(*) AS row_count",
					 key_expressions(definition));
	for (int i = 0; i < definition->nmeasures; i++)
		append_measure_sums(&query, definition, &definition->measures[i]);
	appendStringInfo(&query, " FROM %s GROUP BY %s ORDER BY %s",
					 relation_text(definition->source), places, places);
	return query.data;
}

static void
append_definition(StringInfo query, const Definition *request,
				  const Measure *measure)
{
	const char *home = quote_identifier(request->home);
	const char *aggregate = aggregate_text(request, measure);

	if (measure->kind == MEASURE_SUM)
		appendStringInfo(query, "(%s)::bigint AS %s", aggregate,
						 quote_identifier(measure->name));
	else
		appendStringInfo(query, "%s AS %s", aggregate,
						 quote_identifier(measure->name));
	if (measure_values(measure->kind) == MEASURE_VALUES)
		appendStringInfo(query,
						 ", %s.numerator(%s) AS %s, %s.denominator(%s) AS %s",
						 home, aggregate, quoted(measure->name, "_numerator"),
						 home, aggregate, quoted(measure->name, "_denominator"));
}

/* The plain SQL that the rollup equals, for the view that says so */
const char *
definition_query(const Definition *request)
{
	StringInfoData query;

	initStringInfo(&query);
	appendStringInfo(&query, "SELECT %s", key_expressions(request));
	for (int i = 0; i < request->nmeasures; i++)
	{
		appendStringInfoString(&query, i > 0 ? ", " : "");
		append_definition(&query, request, &request->measures[i]);
	}
	appendStringInfo(&query, " FROM %s GROUP BY %s",
					 relation_text(request->source), key_places(request));
	return query.data;
}


/* -------------------
 * From stripes to cells
 * -------------------
 */

/* The sum of a column of the stripes; sum() itself would make it numeric */
const char *
stripe_sum(const Definition *definition, const char *column)
{
	return psprintf("%s.stripe_sum(%s)", quote_identifier(definition->home),
					column);
}

/* Likewise; NULL if it is one of no values */
static const char *
known_sum(const Definition *definition, const char *name, const char *suffix)
{
	return psprintf("CASE WHEN %s <> 0 THEN %s END",
					stripe_sum(definition, quoted(name, "_count")),
					stripe_sum(definition, quoted(name, suffix)));
}

static void
append_measure_columns(StringInfo query, const Definition *definition,
					   const Measure *measure)
{
	const char *name = measure->name;
	const char *numerator = known_sum(definition, name, "_numerator");
	const char *denominator = known_sum(definition, name, "_denominator");

	switch (measure->kind)
	{
		case MEASURE_ROWS:
			appendStringInfo(query, ", %s AS %s",
							 stripe_sum(definition, "row_count"),
							 quote_identifier(name));
			break;
		case MEASURE_COUNT:
			appendStringInfo(query, ", %s AS %s",
							 stripe_sum(definition, quote_identifier(name)),
							 quote_identifier(name));
			break;
		case MEASURE_SUM:
			appendStringInfo(query, ", %s AS %s",
							 known_sum(definition, name, ""),
							 quote_identifier(name));
			break;
		default:
			appendStringInfo(query, ", %s.rate(%s, %s) AS %s, %s AS %s, %s AS %s",
							 quote_identifier(definition->home),
							 numerator, denominator, quote_identifier(name),
							 numerator, quoted(name, "_numerator"),
							 denominator, quoted(name, "_denominator"));
	}
}

/* The view that is read */
const char *
view_query(const Definition *definition)
{
	StringInfoData query;

	initStringInfo(&query);
	appendStringInfo(&query, "SELECT %s", key_list(definition, ""));
	for (int i = 0; i < definition->nmeasures; i++)
		append_measure_columns(&query, definition, &definition->measures[i]);
	appendStringInfo(&query,
					 " FROM %s GROUP BY %s HAVING %s <> 0",
					 rollup_part(&definition->name, PART_STRIPE),
					 key_list(definition, ""),
					 stripe_sum(definition, "row_count"));
	return query.data;
}


/* -------
 * The rest
 * -------
 */

/*
 * The columns of both views that tell a difference: not the rates, which are
 * made of them, and would be an error of what is no rate.
 */
static const char *
value_list(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < definition->nmeasures; i++)
	{
		const Measure *measure = &definition->measures[i];

		if (measure_values(measure->kind) < MEASURE_VALUES)
			appendStringInfo(&list, "%s%s", i > 0 ? ", " : "",
							 quote_identifier(measure->name));
		else
			appendStringInfo(&list, "%s%s, %s", i > 0 ? ", " : "",
							 quoted(measure->name, "_numerator"),
							 quoted(measure->name, "_denominator"));
	}
	return list.data;
}

/*
 * The cells in which the rollup and its definition differ: the key, what is
 * kept and what should be, as JSON.  One statement, and so one snapshot.  The
 * names that begin with a blank are none that a key or a measure will have.
 */
const char *
differences_query(const Definition *definition)
{
	const char *keys = key_list(definition, "");
	const char *values = value_list(definition);
	const char *kept = rollup_part(&definition->name, PART_VIEW);
	const char *defined = rollup_part(&definition->name, PART_DEFINITION);
	const char *side = "SELECT %s AS \" kept\", * FROM (SELECT %s, %s FROM %s EXCEPT SELECT %s, %s FROM %s) AS \" a\"";
	const char *row = "to_jsonb((SELECT \" row\" FROM (SELECT %s) AS \" row\"))";

	return psprintf("SELECT %s AS \" key\","
					" (array_agg(\" values\") FILTER (WHERE \" kept\"))[1] AS \" is\","
					" (array_agg(\" values\") FILTER (WHERE NOT \" kept\"))[1] AS \" should be\""
					" FROM (SELECT *, %s AS \" values\" FROM (%s UNION ALL %s) AS \" b\") AS \" c\""
					" GROUP BY %s ORDER BY %s",
					psprintf(row, keys), psprintf(row, values),
					psprintf(side, "true", keys, values, kept, keys, values,
							 defined),
					psprintf(side, "false", keys, values, defined, keys,
							 values, kept),
					keys, keys);
}

/* The sums of all values of stripes, with what stands around each of them */
static const char *
sums_of_values(const Definition *definition, const char *format)
{
	StringInfoData list;

	initStringInfo(&list);
	appendStringInfo(&list, format, "row_count");
	for (int i = 0; i < definition->nmeasures; i++)
	{
		const char *name = definition->measures[i].name;
		int			values = measure_values(definition->measures[i].kind);

		if (values == MEASURE_VALUES)
		{
			appendStringInfo(&list, format, quoted(name, "_numerator"));
			appendStringInfo(&list, format, quoted(name, "_denominator"));
		}
		else if (values > 0)
			appendStringInfo(&list, format, quote_identifier(name));
		if (values > 1)
			appendStringInfo(&list, format, quoted(name, "_count"));
	}
	return list.data;
}

/*
 * Merges the stripes that nobody holds of each cell that has several, and
 * takes away what is empty.  What is merged is what has been deleted, so it is
 * exact whatever others do.
 */
const char *
compact_statement(const Definition *definition, const char *part)
{
	const char *stripes = rollup_part(&definition->name, part);
	const char *keys = key_list(definition, "");

	return psprintf("WITH crowded AS (SELECT unnest(array_agg(stripe)) AS stripe FROM %s GROUP BY %s HAVING count(*) > 1 OR sum(row_count) = 0),"
					" taken AS (SELECT s.stripe FROM %s AS s JOIN crowded AS c ON s.stripe = c.stripe FOR UPDATE OF s SKIP LOCKED),"
					" gone AS (DELETE FROM %s AS s USING taken AS t WHERE s.stripe = t.stripe RETURNING s.*),"
					" merged AS (INSERT INTO %s SELECT %s, min(stripe)%s FROM gone GROUP BY %s HAVING false%s RETURNING 1)"
					" SELECT (SELECT count(*) FROM gone) - (SELECT count(*) FROM merged)",
					stripes, keys, stripes, stripes, stripes, keys,
					sums_of_values(definition, ", sum(%s)::bigint"), keys,
					sums_of_values(definition, " OR sum(%s) <> 0"));
}
