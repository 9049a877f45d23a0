/*-------------------------------------------------------------------------
 *
 * noop.c
 *	  A two-argument aggregate that does nothing: the floor of what the
 *	  executor asks for any aggregate of two columns.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(noop_accum);
PG_FUNCTION_INFO_V1(noop_combine);

Datum
noop_accum(PG_FUNCTION_ARGS)
{
	return PG_GETARG_DATUM(0);
}

Datum
noop_combine(PG_FUNCTION_ARGS)
{
	return PG_GETARG_DATUM(0);
}
