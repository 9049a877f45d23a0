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

#include "fmgr.h"

extern Datum record_result(FunctionCallInfo fcinfo, Datum *values,
						   bool *nulls);

#endif							/* RESUME_RECORD_H */
