/*-------------------------------------------------------------------------
 *
 * as_of_queries.c
 *	  The queries between a rollup that carries forward, what it is made of,
 *	  and its source.
 *
 * What is made of an expression of a filing is called by its place: k1, k2 ...
 * are the keys, m1, m2 ... the measures, as rates, and v1, v2 ... the version.
 * So no name of a user's can clash with another.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/typcache.h"

#include "rollup/sql.h"

/* The keys behind the day */
static int
carried_keys(const Definition *definition)
{
	return definition->nkeys - 1;
}

/*
 * A list of what a format makes of the names of all keys, then of all
 * measures, by place; with a comma in front of each
 */
static const char *
each(const Definition *definition, const char *key, const char *measure)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 1; key != NULL && i <= carried_keys(definition); i++)
		appendStringInfo(&list, key, i);
	for (int i = 1; measure != NULL && i <= definition->nmeasures; i++)
		appendStringInfo(&list, measure, i);
	return list.data;
}

/* The name of a function or type of ours */
static const char *
ours(const Definition *definition, const char *name)
{
	return quote_qualified_identifier(definition->home, name);
}

/* The keys with their names, each behind a comma */
static const char *
carried_key_list(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 1; i < definition->nkeys; i++)
		appendStringInfo(&list, ", %s",
						 quote_identifier(definition->keys[i].name));
	return list.data;
}

/* The same, of filings, where keys are called by their place */
static const char *
named_keys(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 1; i < definition->nkeys; i++)
		appendStringInfo(&list, ", k%d AS %s", i,
						 quote_identifier(definition->keys[i].name));
	return list.data;
}


/* ---------------------------
 * From source to what counts
 * ---------------------------
 */

static const char *
rate_text(const Definition *definition, const Measure *measure)
{
	const char *first = expression_text(definition, measure->arguments[0]);

	if (measure->kind == MEASURE_BOOLEAN)
		return psprintf("%s(%s)", ours(definition, "rate"), first);
	return psprintf("%s(%s, %s)", ours(definition, "rate"), first,
					expression_text(definition, measure->arguments[1]));
}

/* By the equality of the order of its type, which the index has, too */
static const char *
equals(const Definition *definition, Node *expression, const char *parameter)
{
	Oid			type = exprType(expression);
	StringInfoData clause;

	initStringInfo(&clause);
	generate_operator_clause(&clause, expression_text(definition, expression),
							 type,
							 lookup_type_cache(type, TYPECACHE_EQ_OPR)->eq_opr,
							 parameter, type);
	return clause.data;
}

/* Keys and measures of a filing, each behind a comma */
static const char *
filing_columns(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 1; i < definition->nkeys; i++)
	{
		Node	   *key = definition->keys[i].expression;

		appendStringInfo(&list, ", %s AS k%d",
						 expression_text(definition, key), i);
	}
	for (int i = 0; i < definition->nmeasures; i++)
		appendStringInfo(&list, ", %s AS m%d",
						 rate_text(definition, &definition->measures[i]),
						 i + 1);
	return list.data;
}

/* A constant decides nothing, and is a column's place to ORDER BY. */
static void
add_greatest(StringInfo list, const Definition *definition, Node *expression)
{
	if (contain_var_clause(expression))
		appendStringInfo(list, ", %s DESC NULLS LAST",
						 expression_text(definition, expression));
}

/*
 * The order of the filings of one entity and day, that which counts first: by
 * the version, and then as in as_of(), the greatest rate, no rate at all last.
 * The keys leave nothing open.
 */
static const char *
best_first(const Definition *definition)
{
	const AsOf *as_of = definition->as_of;
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < as_of->nversions; i++)
		add_greatest(&list, definition, as_of->versions[i]);
	for (int i = 0; i < definition->nmeasures; i++)
	{
		const char *rate = rate_text(definition, &definition->measures[i]);

		appendStringInfo(&list, ", %s OPERATOR(%s.=) '0/0'::%s, %s DESC", rate,
						 quote_identifier(definition->home),
						 ours(definition, "rate"), rate);
	}
	for (int i = 1; i < definition->nkeys; i++)
		add_greatest(&list, definition, definition->keys[i].expression);
	return list.data + 2;
}

/* What counts for each entity and day, with more columns or none */
static const char *
counting(const Definition *definition, const char *more)
{
	const char *entity = expression_text(definition,
										 definition->as_of->entity);
	const char *day = expression_text(definition,
									  definition->keys[0].expression);

	return psprintf("SELECT DISTINCT ON (%s, %s) %s AS entity, %s AS day%s%s"
					" FROM %s WHERE %s IS NOT NULL AND %s IS NOT NULL"
					" ORDER BY %s, %s, %s",
					entity, day, entity, day, filing_columns(definition),
					more, relation_text(definition->source), entity, day,
					entity, day, best_first(definition));
}

/* The rows of NAME_filing */
const char *
as_of_filing_query(const Definition *definition)
{
	return counting(definition, "");
}

/* The rows of NAME_entity */
const char *
as_of_entity_query(const Definition *definition)
{
	return psprintf("SELECT DISTINCT entity, 1::bigint AS changes FROM %s",
					rollup_part(&definition->name, PART_FILING));
}

static const char *
version_columns(const Definition *request)
{
	const AsOf *as_of = request->as_of;
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < as_of->nversions; i++)
		appendStringInfo(&list, ", %s AS v%d",
						 expression_text(request, as_of->versions[i]), i + 1);
	return list.data;
}

/* The day on which a filing goes: of a next one, or NULL, and its own */
static const char *
end_of_filing(const Definition *definition, const char *next, const char *day)
{
	int			carry = definition->as_of->carry;

	if (carry == CARRY_FOR_GOOD)
		return next;
	return psprintf("LEAST(%s, %s + %d)", next, day, carry + 1);
}

/* The plain SQL that the rollup equals, for the view that says so */
const char *
as_of_definition_query(const Definition *request)
{
	const char *end = end_of_filing(request, "next_day", "day");
	StringInfoData query;

	initStringInfo(&query);
	appendStringInfo(&query, "SELECT %s", named_keys(request) + 2);
	for (int i = 0; i < request->nmeasures; i++)
		appendStringInfo(&query, ", %s(m%d, daterange(day, %s)) AS %s",
						 ours(request, "pool"), i + 1, end,
						 quote_identifier(request->measures[i].name));
	appendStringInfo(&query,
					 " FROM (SELECT day, lead(day) OVER (PARTITION BY entity ORDER BY day) AS next_day%s FROM (%s) AS filed) AS valid"
					 " GROUP BY %s HAVING %s",
					 each(request, ", k%d", ", m%d"),
					 counting(request, version_columns(request)),
					 each(request, ", k%d", NULL) + 2,
					 each(request, NULL, " OR count(m%d) > 0") + 4);
	return query.data;
}


/* --------------------------
 * From what counts to stripes
 * --------------------------
 */

static const char *
signed_sums(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 1; i <= definition->nmeasures; i++)
	{
		const char *name = definition->measures[i - 1].name;

		appendStringInfo(&list,
						 ", coalesce(sum(sign * %s(m%d)), 0)::bigint AS %s"
						 ", coalesce(sum(sign * %s(m%d)), 0)::bigint AS %s"
						 ", coalesce(sum(sign) FILTER (WHERE m%d IS NOT NULL), 0)::bigint AS %s",
						 ours(definition, "numerator"), i,
						 quoted(name, "_numerator"),
						 ours(definition, "denominator"), i,
						 quoted(name, "_denominator"),
						 i, quoted(name, "_count"));
	}
	return list.data;
}

/* The stripes of days, one a cell, from NAME_filing */
const char *
as_of_fill_query(const Definition *definition)
{
	const char *keys = each(definition, ", k%d", NULL);

	return psprintf("SELECT at AS day%s, row_number() OVER () AS stripe, sum(sign)::bigint AS row_count%s"
					" FROM (SELECT *, lead(day) OVER (PARTITION BY entity ORDER BY day) AS next_day FROM %s) AS valid"
					" CROSS JOIN LATERAL (VALUES (1::bigint, day), (-1, %s)) AS change (sign, at)"
					" WHERE at IS NOT NULL GROUP BY at%s ORDER BY at%s",
					named_keys(definition), signed_sums(definition),
					rollup_part(&definition->name, PART_FILING),
					end_of_filing(definition, "next_day", "day"), keys, keys);
}

/*
 * As month_of() has it.  date_trunc() goes by way of a timestamp, and there are
 * later dates than that has.
 */
#define MONTH_OF_DAY "day - least(extract(day FROM day)::integer - 1, day - '4714-11-24 BC'::date)"

/* The sums of the columns of stripes, each behind a comma */
static const char *
stripe_sums(const Definition *definition)
{
	const char *const suffixes[] = {"_numerator", "_denominator", "_count"};
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < definition->nmeasures; i++)
	{
		for (int j = 0; j < lengthof(suffixes); j++)
		{
			const char *column = quoted(definition->measures[i].name,
										suffixes[j]);

			appendStringInfo(&list, ", %s AS %s",
							 stripe_sum(definition, column), column);
		}
	}
	return list.data;
}

/* The stripes of months, one a cell, from those of days */
const char *
as_of_month_query(const Definition *definition)
{
	const char *keys = carried_key_list(definition);

	return psprintf("SELECT " MONTH_OF_DAY " AS day%s, row_number() OVER () AS stripe, %s AS row_count%s"
					" FROM %s GROUP BY 1%s ORDER BY 1%s",
					keys, stripe_sum(definition, "row_count"),
					stripe_sums(definition),
					rollup_part(&definition->name, PART_STRIPE), keys, keys);
}


/* --------------------
 * From stripes to series
 * --------------------
 */

/* Whether anything of a measure is left in a cell */
static const char *
changes_of(const Measure *measure)
{
	return psprintf("(%s <> 0 OR %s <> 0 OR %s <> 0)",
					quoted(measure->name, "_numerator"),
					quoted(measure->name, "_denominator"),
					quoted(measure->name, "_count"));
}

/* The view that is read */
const char *
as_of_view_query(const Definition *definition)
{
	const char *keys = carried_key_list(definition);
	StringInfoData series;
	StringInfoData any;

	initStringInfo(&series);
	initStringInfo(&any);
	for (int i = 0; i < definition->nmeasures; i++)
	{
		const Measure *measure = &definition->measures[i];
		const char *changes = changes_of(measure);

		appendStringInfo(&series,
						 ", %s(day, %s, %s, %s) FILTER (WHERE %s) AS %s",
						 ours(definition, "series_of_deltas"),
						 quoted(measure->name, "_numerator"),
						 quoted(measure->name, "_denominator"),
						 quoted(measure->name, "_count"), changes,
						 quote_identifier(measure->name));
		appendStringInfo(&any, "%s%s", i > 0 ? " OR " : "", changes);
	}
	return psprintf("SELECT %s%s FROM (SELECT day%s%s FROM %s GROUP BY day%s) AS change"
					" GROUP BY %s HAVING bool_or(%s)",
					keys + 2, series.data, keys,
					stripe_sums(definition),
					rollup_part(&definition->name, PART_STRIPE), keys,
					keys + 2, any.data);
}

/* The columns of NAME_days */
static const char *
days_columns(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	appendStringInfoString(&list, "day date");
	for (int i = 1; i < definition->nkeys; i++)
	{
		Node	   *key = definition->keys[i].expression;

		appendStringInfo(&list, ", %s %s",
						 quote_identifier(definition->keys[i].name),
						 format_type_extended(exprType(key), -1,
											  FORMAT_TYPE_FORCE_QUALIFY));
	}
	for (int i = 0; i < definition->nmeasures; i++)
	{
		const char *name = definition->measures[i].name;

		appendStringInfo(&list, ", %s %s, %s bigint, %s bigint, %s bigint",
						 quote_identifier(name), ours(definition, "rate"),
						 quoted(name, "_numerator"),
						 quoted(name, "_denominator"),
						 quoted(name, "_entities"));
	}
	return list.data;
}

/* The columns of stripes, each behind a comma */
static const char *
stripe_columns(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < definition->nmeasures; i++)
	{
		const char *name = definition->measures[i].name;

		appendStringInfo(&list, ", %s, %s, %s", quoted(name, "_numerator"),
						 quoted(name, "_denominator"), quoted(name, "_count"));
	}
	return list.data;
}

/*
 * NAME_days(first, last).  Simple enough for the server to put what it calls in
 * its place, so that what is not asked for is not looked at.
 */
const char *
as_of_days_function(const Definition *definition)
{
	return psprintf("CREATE FUNCTION %s(first date, last date) RETURNS TABLE (%s)"
					" LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000"
					" BEGIN ATOMIC SELECT * FROM %s(%s::regclass, first, last) AS days (%s); END",
					rollup_part(&definition->name, PART_DAYS),
					days_columns(definition), ours(definition, "rollup_days"),
					quote_literal_cstr(rollup_part(&definition->name,
												   PART_VIEW)),
					days_columns(definition));
}

/* The stripes of the months in front of the first day, $1 */
const char *
as_of_months_query(const Definition *definition)
{
	return psprintf("SELECT day%s%s FROM %s WHERE day < $1",
					carried_key_list(definition),
					stripe_columns(definition),
					rollup_part(&definition->name, PART_MONTH));
}

/* Those of the days from $1 to $2, in their order */
const char *
as_of_stripes_query(const Definition *definition)
{
	return psprintf("SELECT day%s%s FROM %s WHERE day >= $1 AND day <= $2 ORDER BY day",
					carried_key_list(definition),
					stripe_columns(definition),
					rollup_part(&definition->name, PART_STRIPE));
}


/* -------
 * The rest
 * -------
 */

/* The sums of a measure by day, or by month, as rows of a day, a cell */
static const char *
kept_days(const Definition *definition, const Measure *measure,
		  const char *part, const char *day)
{
	const char *name = measure->name;
	const char *keys = carried_key_list(definition);
	const char *n = stripe_sum(definition, quoted(name, "_numerator"));
	const char *d = stripe_sum(definition, quoted(name, "_denominator"));
	const char *e = stripe_sum(definition, quoted(name, "_count"));

	return psprintf("SELECT %s AS day%s, %s AS \" n\", %s AS \" d\", %s AS \" e\" FROM %s GROUP BY 1%s HAVING %s <> 0 OR %s <> 0 OR %s <> 0",
					day, keys, n, d, e, rollup_part(&definition->name, part),
					keys, n, d, e);
}

/* What there is on one side alone, of a measure, by day or by month */
static const char *
sides(const char *kept, const char *defined, const char *level,
	  const Measure *measure)
{
	const char *side = "SELECT %s AS \" kept\", %s AS \" measure\", %s AS \" level\", * FROM (%s EXCEPT %s) AS \" side\"";
	const char *name = quote_literal_cstr(measure->name);

	return psprintf("%s UNION ALL %s",
					psprintf(side, "true", name, level,
							 psprintf("(%s)", kept), psprintf("(%s)", defined)),
					psprintf(side, "false", name, level,
							 psprintf("(%s)", defined), psprintf("(%s)", kept)));
}

/* The changes of all measures, by day and by month, on one side alone */
static const char *
sides_of_changes(const Definition *definition)
{
	const char *keys = carried_key_list(definition);
	StringInfoData query;

	initStringInfo(&query);
	for (int i = 0; i < definition->nmeasures; i++)
	{
		const Measure *measure = &definition->measures[i];
		const char *days = kept_days(definition, measure, PART_STRIPE, "day");
		const char *months = kept_days(definition, measure, PART_STRIPE,
									 MONTH_OF_DAY);
		const char *kept = kept_days(definition, measure, PART_MONTH, "day");
		const char *defined =
			psprintf("SELECT on_day AS day%s, numerator AS \" n\", denominator AS \" d\", entities AS \" e\" FROM %s, %s(%s)",
					 keys, rollup_part(&definition->name, PART_DEFINITION),
					 ours(definition, "deltas"),
					 quote_identifier(measure->name));

		appendStringInfo(&query, "%s%s UNION ALL %s",
						 i > 0 ? " UNION ALL " : "",
						 sides(days, defined, "'day'::text", measure),
						 sides(kept, months, "'month'::text", measure));
	}
	return query.data;
}

/* A filing that counts, as NAME_filing has it, with the names of the user's */
static const char *
named_filing(const Definition *definition)
{
	StringInfoData list;

	initStringInfo(&list);
	appendStringInfoString(&list, named_keys(definition));
	for (int i = 1; i <= definition->nmeasures; i++)
	{
		const char *name = definition->measures[i - 1].name;

		appendStringInfo(&list, ", %s(m%d) AS %s, %s(m%d) AS %s",
						 ours(definition, "numerator"), i,
						 quoted(name, "_numerator"),
						 ours(definition, "denominator"), i,
						 quoted(name, "_denominator"));
	}
	return list.data;
}

/* What counts for an entity and a day, on one side alone */
static const char *
sides_of_filings(const Definition *definition)
{
	const char *columns = named_filing(definition);
	const char *kept =
		psprintf("SELECT entity AS \" entity\", day AS \" day\"%s FROM %s",
				 columns, rollup_part(&definition->name, PART_FILING));
	const char *defined =
		psprintf("SELECT entity AS \" entity\", day AS \" day\"%s FROM (%s) AS filed",
				 columns, as_of_filing_query(definition));
	const char *side = "SELECT %s AS \" kept\", \" entity\", \" day\", to_jsonb(\" side\") - ' entity' - ' day' AS \" values\" FROM (%s EXCEPT %s) AS \" side\"";

	return psprintf("%s UNION ALL %s", psprintf(side, "true", kept, defined),
					psprintf(side, "false", defined, kept));
}

/*
 * The cells, by day and by month, in which the changes that are kept and those
 * of the series of the definition differ; as the query for rollups of days.
 * And the entities and days of which another filing is kept than counts.
 */
const char *
as_of_differences_query(const Definition *definition)
{
	const char *keys = carried_key_list(definition);
	const char *values =
		"(array_agg(\" values\") FILTER (WHERE \" kept\"))[1], (array_agg(\" values\") FILTER (WHERE NOT \" kept\"))[1]";

	return psprintf("(SELECT jsonb_build_object('measure', \" measure\", \" level\", day) || \" key\" AS \" key\", %s"
					" FROM (SELECT *, to_jsonb((SELECT \" row\" FROM (SELECT %s) AS \" row\")) AS \" key\","
					" jsonb_build_object('numerator', \" n\", 'denominator', \" d\", 'entities', \" e\") AS \" values\" FROM (%s) AS \" both\") AS \" all\""
					" GROUP BY \" measure\", \" level\", day%s, \" key\" ORDER BY \" level\", day%s, \" measure\")"
					" UNION ALL (SELECT jsonb_build_object('entity', \" entity\", 'day', \" day\"), %s FROM (%s) AS \" both\""
					" GROUP BY \" entity\", \" day\" ORDER BY \" entity\", \" day\")",
					values, keys + 2, sides_of_changes(definition), keys, keys,
					values, sides_of_filings(definition));
}


/* -----------------
 * What a filing does
 * -----------------
 */

/* Makes the row of an entity, $1, or locks that which others have made */
const char *
as_of_lock_statement(const Definition *definition)
{
	return psprintf("INSERT INTO %s AS kept VALUES ($1, 1)"
					" ON CONFLICT (entity) DO UPDATE SET changes = kept.changes + 1",
					rollup_part(&definition->name, PART_ENTITY));
}

/* What counts now for an entity and a day, $1 and $2: keys and measures */
const char *
as_of_lookup_query(const Definition *definition)
{
	return psprintf("SELECT %s FROM %s WHERE %s AND %s = $2 ORDER BY %s LIMIT 1",
					filing_columns(definition) + 2,
					relation_text(definition->source),
					equals(definition, definition->as_of->entity, "$1"),
					expression_text(definition,
									definition->keys[0].expression),
					best_first(definition));
}
