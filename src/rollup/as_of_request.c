/*-------------------------------------------------------------------------
 *
 * as_of_request.c
 *	  What rollup_create_as_of() is asked for, beside keys and measures.
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

#include "rollup/request.h"

/* More than anybody carries, and far from where dates end */
#define MAX_CARRY 1000000

/* A filing says of its entity a rate, which holds until the next one. */
static void
check_measures(const Definition *request)
{
	for (int i = 0; i < request->nmeasures; i++)
	{
		const Measure *measure = &request->measures[i];
		bool		is_pair = measure->kind == MEASURE_PAIR ||
			measure->kind == MEASURE_BOOLEAN;

		if (measure->filter != NULL || !is_pair)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("measure \"%s\" of a rollup cannot be carried forward",
							measure->name),
					 errhint("Write [\"numerator\", \"denominator\"], or a boolean column. How many entities count is told with each.")));
	}
}

void
request_entity(Definition *request, Relation source, const char *text)
{
	AsOf	   *as_of = palloc0(sizeof(AsOf));
	Oid			type;

	check_measures(request);
	as_of->carry = CARRY_FOR_GOOD;
	as_of->entity = source_expression(source, text,
									  EXPR_KIND_INDEX_EXPRESSION, NULL);
	check_order(text, as_of->entity);
	type = exprType(as_of->entity);
	if (!OidIsValid(get_array_type(type)))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("entity \"%s\" of a rollup is of type %s", text,
						format_type_be(type)),
				 errdetail("There are no arrays of that type."),
				 errhint("Cast it to a type that has them, such as text.")));
	request->as_of = as_of;
}

/* It becomes the first key. */
void
request_day(Definition *request, Relation source, const char *text)
{
	Node	   *day = source_expression(source, text,
										EXPR_KIND_INDEX_EXPRESSION, NULL);
	Key		   *keys = palloc0((request->nkeys + 1) * sizeof(Key));

	if (exprType(day) != DATEOID)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("day \"%s\" of a rollup is no date", text),
				 errdetail("It is of type %s.", format_type_be(exprType(day))),
				 errhint("Cast it to date; a timestamptz by saying in which time zone it is meant, as in (received_at AT TIME ZONE 'Asia/Shanghai')::date.")));
	keys[0].name = "day";
	keys[0].expression = day;
	memcpy(keys + 1, request->keys, request->nkeys * sizeof(Key));
	request->keys = keys;
	request->nkeys++;
}

void
request_versions(Definition *request, Relation source, ArrayType *versions)
{
	AsOf	   *as_of = request->as_of;
	Datum	   *texts;
	bool	   *nulls;

	if (ARR_NDIM(versions) > 1 || array_contains_nulls(versions))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the version of filings must be a list of expressions"),
				 errhint("Name what is greatest in the filing that counts, such as '{received_at,filing_id}'; '{}' if there is nothing.")));
	deconstruct_array(versions, TEXTOID, -1, false, TYPALIGN_INT, &texts,
					  &nulls, &as_of->nversions);
	as_of->versions = palloc(as_of->nversions * sizeof(Node *));
	for (int i = 0; i < as_of->nversions; i++)
	{
		const char *version = text_to_cstring(DatumGetTextPP(texts[i]));

		as_of->versions[i] = source_expression(source, version,
											   EXPR_KIND_INDEX_EXPRESSION,
											   NULL);
		check_order(version, as_of->versions[i]);
	}
}

void
request_carry(Definition *request, int carry)
{
	if (carry < 0 || carry > MAX_CARRY)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a filing cannot be carried for %d days", carry),
				 errhint("Give a number of days from 0 to %d; NULL carries it for good.",
						 MAX_CARRY)));
	request->as_of->carry = carry;
}
