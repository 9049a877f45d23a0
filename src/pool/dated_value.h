/*-------------------------------------------------------------------------
 *
 * dated_value.h
 *	  The type dated_value: a rate or an integer, and the key at which latest()
 *	  found it.
 *
 * It is the state of latest() for what people carry forward.  Being a type,
 * with text and binary form, it goes to other servers, too, as no state of
 * type internal does.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_DATED_VALUE_H
#define RESUME_DATED_VALUE_H

#include "fmgr.h"

/* What the key is */
typedef enum AtKind
{
	AT_DATE,
	AT_TIMESTAMP,
	AT_TIMESTAMPTZ
} AtKind;

#define AT_KINDS 3

/* What the value is */
typedef enum DatedKind
{
	DATED_NULL,
	DATED_INTEGER,
	DATED_RATE
} DatedKind;

/* The on-disk form: 32 bytes, double alignment, no padding. */
typedef struct DatedValue
{
	int64		at;				/* days or microseconds since 2000-01-01 */
	int64		value;			/* or the numerator; 0 if NULL */
	int64		denominator;	/* 0 unless it is a rate */
	int32		at_kind;
	int32		kind;
} DatedValue;

#define DatumGetDatedValueP(X)	((DatedValue *) DatumGetPointer(X))
#define PG_GETARG_DATED_VALUE_P(n) DatumGetDatedValueP(PG_GETARG_DATUM(n))
#define PG_RETURN_DATED_VALUE_P(x) PG_RETURN_POINTER(x)

#endif							/* RESUME_DATED_VALUE_H */
