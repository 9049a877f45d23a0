/*-------------------------------------------------------------------------
 *
 * record.c
 *	  A row as the result of a function.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"

#include "base/compat.h"
#include "base/record.h"

/*
 * The row of the declared result type.  Its descriptor is looked up once a
 * query, as that takes longer than what the functions compute; fn_extra is
 * not to be used otherwise.
 */
Datum
record_result(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (unlikely(flinfo->fn_extra == NULL))
	{
		MemoryContext oldcontext = MemoryContextSwitchTo(flinfo->fn_mcxt);
		TupleDesc	descriptor;

		if (get_call_result_type(fcinfo, NULL,
								 &descriptor) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		flinfo->fn_extra = BlessTupleDesc(descriptor);
		MemoryContextSwitchTo(oldcontext);
	}

	return HeapTupleGetDatum(heap_form_tuple((TupleDesc) flinfo->fn_extra,
											 values, nulls));
}
