/*-------------------------------------------------------------------------
 *
 * record.h
 *	  A row as the result of a function.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_RECORD_H
#define RESUME_RECORD_H

#include "access/tupdesc.h"
#include "fmgr.h"

/*
 * A column as the code makes it.  The types of the server have an Oid that
 * is known; ours have not, and are known by their input function.
 */
typedef struct RecordColumn
{
	Oid			type;
	const char *name;			/* of a type of ours, read by name_in() */
} RecordColumn;

#define SERVER_COLUMN(oid) {.type = (oid)}
#define OUR_COLUMN(typname) {.name = #typname}

extern TupleDesc record_descriptor(FunctionCallInfo fcinfo,
								   const RecordColumn *columns, int count);
extern Datum record_result(FunctionCallInfo fcinfo,
						   const RecordColumn *columns, int count,
						   Datum *values, bool *nulls);

/* The same for an array of columns */
#define RECORD_RESULT(fcinfo, columns, values, nulls) \
	record_result(fcinfo, columns, lengthof(columns), values, nulls)

#endif							/* RESUME_RECORD_H */
