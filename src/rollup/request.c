/*-------------------------------------------------------------------------
 *
 * request.c
 *	  What rollup_create() is asked for: keys, measures, and the query that
 *	  they come to.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "rollup/request.h"

/*
 * Keys
 */

void
check_order(const char *text, Node *expression)
{
	Oid			type = exprType(expression);

	if (get_typtype(type) == TYPTYPE_PSEUDO)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("key \"%s\" of a rollup is of type %s", text,
						format_type_be(type)),
				 errdetail("No column can be of that type."),
				 errhint("Cast it to a type that has an order, such as text.")));
	if (!OidIsValid(lookup_type_cache(type, TYPECACHE_CMP_PROC)->cmp_proc))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("key \"%s\" of a rollup has no order", text),
				 errdetail("Type %s has no default btree operator class.",
						   format_type_be(type)),
				 errhint("Cast it to a type that has one, such as text.")));
}

static void
request_key(Key *key, Relation source, const char *text)
{
	char	   *name;

	key->expression = source_expression(source, text,
										EXPR_KIND_INDEX_EXPRESSION, &name);
	key->name = name;
	if (strcmp(name, "?column?") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("key \"%s\" of a rollup has no name", text),
				 errhint("Give it one: \"%s AS name\".", text)));
	check_order(text, key->expression);
}

void
request_keys(Definition *request, Relation source, ArrayType *by)
{
	Datum	   *texts;
	bool	   *nulls;

	if (ARR_NDIM(by) > 1 || array_contains_nulls(by) ||
		ArrayGetNItems(ARR_NDIM(by), ARR_DIMS(by)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a rollup needs at least one key"),
				 errhint("Name columns or expressions, such as '{division_code}'; a constant, as in '{true AS nation}', makes one cell of all.")));
	deconstruct_array(by, TEXTOID, -1, false, TYPALIGN_INT, &texts, &nulls,
					  &request->nkeys);
	request->keys = palloc0(request->nkeys * sizeof(Key));
	for (int i = 0; i < request->nkeys; i++)
		request_key(&request->keys[i], source,
					text_to_cstring(DatumGetTextPP(texts[i])));
}

/*
 * Measures
 */

static pg_attribute_noreturn() void
bad_measure(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("measure \"%s\" of a rollup cannot be understood", name),
			 errhint("Write \"count\", a boolean or rate column, [\"numerator\", \"denominator\"], or an object with \"count\", \"sum\" or \"pool\" and perhaps \"filter\".")));
}

static const char *
measure_text(const JsonbValue *value, const char *name)
{
	if (value != NULL && value->type == jbvString)
		return pnstrdup(value->val.string.val, value->val.string.len);
	bad_measure(name);
}

/* pool() of one thing: a boolean, or a rate */
static void
request_pool(Measure *measure, Relation source, const char *text)
{
	Node	   *argument = source_expression(source, text,
											 EXPR_KIND_INDEX_EXPRESSION, NULL);
	Oid			base = getBaseType(exprType(argument));

	if (base == BOOLOID)
		measure->kind = MEASURE_BOOLEAN;
	else if (is_rate(base))
		measure->kind = MEASURE_RATE;
	else
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("measure \"%s\" of a rollup is neither boolean nor a rate",
						measure->name),
				 errdetail("\"%s\" is of type %s.", text,
						   format_type_be(exprType(argument))),
				 errhint("Write two integers for a rate, [\"numerator\", \"denominator\"], or {\"sum\": \"%s\"}.",
						 text)));
	measure->arguments[0] = argument;
}

static void
request_pair(Measure *measure, Relation source, JsonbContainer *array)
{
	if (JsonContainerSize(array) != 2)
		bad_measure(measure->name);
	measure->kind = MEASURE_PAIR;
	for (int i = 0; i < 2; i++)
	{
		JsonbValue *count = getIthJsonbValueFromContainer(array, i);
		const char *text = measure_text(count, measure->name);

		measure->arguments[i] = source_count(source, text, measure->name);
	}
}

static JsonbValue *
member(JsonbContainer *object, const char *name)
{
	return getKeyJsonValueFromContainer(object, name, strlen(name), NULL);
}

/* "count", a column, or a pair */
static void
request_plain(Measure *measure, Relation source, const JsonbValue *value)
{
	if (value->type == jbvBinary &&
		JsonContainerIsArray(value->val.binary.data))
		request_pair(measure, source, value->val.binary.data);
	else
		request_pool(measure, source, measure_text(value, measure->name));
}

static void
request_count(Measure *measure, Relation source, const char *text)
{
	measure->kind = MEASURE_COUNT;
	if (strcmp(text, "*") != 0)
		measure->arguments[0] =
			source_expression(source, text, EXPR_KIND_INDEX_EXPRESSION, NULL);
}

/* {"sum" | "count" | "pool": ..., "filter": ...} */
static void
request_object(Measure *measure, Relation source, JsonbContainer *object)
{
	const char *name = measure->name;
	JsonbValue *count = member(object, "count");
	JsonbValue *sum = member(object, "sum");
	JsonbValue *pool = member(object, "pool");
	JsonbValue *filter = member(object, "filter");

	if (JsonContainerSize(object) != (filter ? 2 : 1))
		bad_measure(name);
	if (count)
		request_count(measure, source, measure_text(count, name));
	else if (sum)
	{
		measure->kind = MEASURE_SUM;
		measure->arguments[0] = source_count(source, measure_text(sum, name),
											 name);
	}
	else if (pool)
		request_plain(measure, source, pool);
	else
		bad_measure(name);
	if (filter)
		measure->filter = source_expression(source, measure_text(filter, name),
											EXPR_KIND_INDEX_PREDICATE, NULL);
	else if (measure->kind == MEASURE_COUNT && !measure->arguments[0])
		measure->kind = MEASURE_ROWS;
}

static void
request_measure(Measure *measure, Relation source, const JsonbValue *value)
{
	if (value->type == jbvString && value->val.string.len == 5 &&
		strncmp(value->val.string.val, "count", 5) == 0)
		measure->kind = MEASURE_ROWS;
	else if (value->type == jbvBinary &&
			 JsonContainerIsObject(value->val.binary.data))
		request_object(measure, source, value->val.binary.data);
	else
		request_plain(measure, source, value);
}

void
request_measures(Definition *request, Relation source, Jsonb *measures)
{
	JsonbIterator *iterator = JsonbIteratorInit(&measures->root);
	JsonbValue	value;

	if (!JB_ROOT_IS_OBJECT(measures) || JB_ROOT_COUNT(measures) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the measures of a rollup must be a JSON object with at least one member"),
				 errhint("Name them, as in '{\"filings\": \"count\", \"back\": [\"returned\", \"staff\"]}'.")));
	request->measures = palloc0(JB_ROOT_COUNT(measures) * sizeof(Measure));
	(void) JsonbIteratorNext(&iterator, &value, true);
	while (JsonbIteratorNext(&iterator, &value, true) == WJB_KEY)
	{
		Measure    *measure = &request->measures[request->nmeasures++];

		measure->name = pnstrdup(value.val.string.val, value.val.string.len);
		(void) JsonbIteratorNext(&iterator, &value, true);
		request_measure(measure, source, &value);
	}
}


/*
 * Names
 */

/* A column of a table or view that is to be made; they are all looked at. */
static void
add_name(List **names, const char *name, const char *suffix)
{
	char	   *column = psprintf("%s%s", name, suffix);
	ListCell   *lc;

	if (strlen(column) >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_NAME_TOO_LONG),
				 errmsg("name \"%s\" of a measure of a rollup is too long",
						name),
				 errdetail("\"%s\" has to fit in %d bytes.", column,
						   NAMEDATALEN - 1),
				 errhint("Choose a shorter name.")));
	foreach(lc, *names)
	{
		if (strcmp(lfirst(lc), column) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_COLUMN),
					 errmsg("a rollup would have two columns \"%s\"", column),
					 errdetail("Its keys, its measures and what is kept of each have a column."),
					 errhint("Give the key another name with AS, or the measure another one.")));
	}
	*names = lappend(*names, column);
}

static void
add_measure_names(List **shown, List **kept, const Measure *measure)
{
	bool		is_rate = measure_values(measure->kind) == MEASURE_VALUES;
	const char *const suffixes[] = {"_numerator", "_denominator"};

	add_name(shown, measure->name, "");
	if (!is_rate && measure->kind != MEASURE_ROWS)
		add_name(kept, measure->name, "");
	for (int i = 0; is_rate && i < lengthof(suffixes); i++)
	{
		add_name(shown, measure->name, suffixes[i]);
		add_name(kept, measure->name, suffixes[i]);
	}
	if (measure_values(measure->kind) > 1)
		add_name(kept, measure->name, "_count");
}

/* No two columns of the views have one name, nor two of the stripes. */
void
check_names(const Definition *request)
{
	List	   *shown = NIL;
	List	   *kept = NIL;

	add_name(&kept, "stripe", "");
	add_name(&kept, "row_count", "");
	for (int i = 0; i < request->nkeys; i++)
	{
		add_name(&shown, request->keys[i].name, "");
		add_name(&kept, request->keys[i].name, "");
	}
	for (int i = 0; i < request->nmeasures; i++)
	{
		const Measure *measure = &request->measures[i];

		if (measure->name[0] == '\0')
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_NAME),
					 errmsg("a measure of a rollup has no name"),
					 errhint("Name it, as in '{\"filings\": \"count\"}'.")));
		add_measure_names(&shown, &kept, measure);
		if (request->as_of != NULL)
			add_name(&shown, measure->name, "_entities");
	}
}
