/*-------------------------------------------------------------------------
 *
 * latest_state.h
 *	  The state of latest(): a value and a key of any types.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LATEST_STATE_H
#define RESUME_LATEST_STATE_H

#include "utils/datum.h"

#include "base/unknown.h"
#include "pool/key_order.h"

/* How an argument is stored */
typedef struct ArgumentType
{
	Oid			type;
	int16		typlen;
	bool		typbyval;
} ArgumentType;

/* The types of one call of latest(), looked up once a query */
typedef struct LatestType
{
	ArgumentType value;
	ArgumentType at;
	Order		order;
	bool		by_column;		/* keys are rows in the server's order */
	RowOrder   *row_order;		/* of the first row of all */
	NullSearch *parts;			/* of a key; NULL if it has none */
	MemoryContext context;		/* that of all this */
} LatestType;

/* A value that is owned by the state */
typedef struct LatestSlot
{
	Datum		datum;
	uint32		capacity;		/* bytes at datum, if it is a pointer */
	bool		inside;			/* these bytes belong to the state's chunk */
	bool		isnull;
} LatestSlot;

typedef struct LatestState
{
	LatestType *type;
	LatestSlot	value;
	LatestSlot	at;				/* never NULL */
} LatestState;

/* The bytes of a flat datum, if it is not passed by value */
static inline Size
flat_size(const ArgumentType *type, Datum datum)
{
	return type->typbyval ? 0 : datumGetSize(datum, false, type->typlen);
}

extern LatestType *latest_type(FmgrInfo *flinfo, Oid collation,
							   Oid value_type, Oid at_type);

#endif							/* RESUME_LATEST_STATE_H */
