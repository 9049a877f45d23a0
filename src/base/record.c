/*-------------------------------------------------------------------------
 *
 * record.c
 *	  A row as the result of a function.
 *
 * What a row looks like is in the catalogs, and its owner can change it there:
 * ALTER TYPE ... ADD ATTRIBUTE, or a function declared anew with another
 * result.  The code knows which columns it makes, so both are compared before
 * a row is formed: values that are taken for those of another type are read
 * as what they are not.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type_d.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/regproc.h"
#include "utils/typcache.h"

#include "base/compat.h"
#include "base/library.h"
#include "base/record.h"

/*
 * What record_result() keeps for the time of a query: the descriptor, and the
 * state of the row type at that time, as a cursor can outlive an ALTER TYPE.
 */
typedef struct RecordShape
{
	TupleDesc	descriptor;
	TypeCacheEntry *type;		/* NULL for a row without a type of its own */
	uint64		version;
} RecordShape;


/* -------------------------------
 * The columns, and what they say
 * -------------------------------
 */

static bool
column_fits(Form_pg_attribute attribute, const RecordColumn *column)
{
	if (attribute->attisdropped || attribute->atttypmod != -1)
		return false;
	if (column->name != NULL)
		return is_our_type(attribute->atttypid, column->name);
	return attribute->atttypid == column->type;
}

static bool
columns_fit(TupleDesc descriptor, const RecordColumn *columns, int count)
{
	if (descriptor->natts != count)
		return false;
	for (int i = 0; i < count; i++)
	{
		if (!column_fits(TupleDescAttr(descriptor, i), &columns[i]))
			return false;
	}
	return true;
}

/* (change numeric, a dropped column, note text) */
static char *
columns_found(TupleDesc descriptor)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < descriptor->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(descriptor, i);

		appendStringInfoString(&text, i == 0 ? "(" : ", ");
		if (attribute->attisdropped)
			appendStringInfoString(&text, "a dropped column");
		else
			appendStringInfo(&text, "%s %s", NameStr(attribute->attname),
							 format_type_with_typemod(attribute->atttypid,
													  attribute->atttypmod));
	}
	appendStringInfoString(&text, descriptor->natts == 0 ? "()" : ")");
	return text.data;
}

/* (numeric, numeric) */
static char *
columns_made(const RecordColumn *columns, int count)
{
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < count; i++)
	{
		const char *type = columns[i].name;

		if (columns[i].name == NULL)
			type = format_type_be(columns[i].type);
		appendStringInfo(&text, "%s%s", i == 0 ? "(" : ", ", type);
	}
	appendStringInfoChar(&text, ')');
	return text.data;
}

static void
wrong_columns(Oid function, TupleDesc descriptor, const RecordColumn *columns,
			  int count)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("the row type of function %s is not what the function returns",
					format_procedure(function)),
			 errdetail("Type %s has the columns %s, the function makes %s.",
					   format_type_be(descriptor->tdtypeid),
					   columns_found(descriptor),
					   columns_made(columns, count)),
			 errhint("Undo the ALTER TYPE or CREATE FUNCTION that has changed it. An attribute that was dropped comes back only with the extension created anew, as a dump and restore does.")));
}

static void
no_columns(Oid function, const RecordColumn *columns, int count)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("function %s must be declared to return a row type",
					format_procedure(function)),
			 errdetail("It makes the columns %s.",
					   columns_made(columns, count)),
			 errhint("Declare it as the extension does; where it returns record, call it in FROM with a list of columns.")));
}


/* ----------------
 * Rows as results
 * ----------------
 */

/*
 * The descriptor of the declared result type, in the current memory context;
 * an error unless its columns are those that the function makes.
 */
TupleDesc
record_descriptor(FunctionCallInfo fcinfo, const RecordColumn *columns,
				  int count)
{
	Oid			function = fcinfo->flinfo->fn_oid;
	TupleDesc	descriptor;

	if (get_call_result_type(fcinfo, NULL,
							 &descriptor) != TYPEFUNC_COMPOSITE)
		no_columns(function, columns, count);
	if (!columns_fit(descriptor, columns, count))
		wrong_columns(function, descriptor, columns, count);
	return BlessTupleDesc(descriptor);
}

static RecordShape *
make_shape(FunctionCallInfo fcinfo, const RecordColumn *columns, int count)
{
	MemoryContext oldcontext = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	RecordShape *shape = palloc0_object(RecordShape);

	shape->descriptor = record_descriptor(fcinfo, columns, count);
	if (shape->descriptor->tdtypeid != RECORDOID)
	{
		shape->type = lookup_type_cache(shape->descriptor->tdtypeid,
										TYPECACHE_TUPDESC);
		shape->version = shape->type->tupDesc_identifier;
	}
	MemoryContextSwitchTo(oldcontext);
	return shape;
}

/*
 * The row of the declared result type.  Its descriptor is looked up once a
 * query, as that takes longer than what the functions compute, and again if
 * the type has changed in the meantime; fn_extra is not to be used otherwise.
 */
Datum
record_result(FunctionCallInfo fcinfo, const RecordColumn *columns, int count,
			  Datum *values, bool *nulls)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	RecordShape *shape = (RecordShape *) flinfo->fn_extra;

	if (unlikely(shape == NULL ||
				 (shape->type != NULL &&
				  shape->type->tupDesc_identifier != shape->version)))
	{
		shape = make_shape(fcinfo, columns, count);
		flinfo->fn_extra = shape;
	}
	return HeapTupleGetDatum(heap_form_tuple(shape->descriptor, values,
											 nulls));
}
