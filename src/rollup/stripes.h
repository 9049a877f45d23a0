/*-------------------------------------------------------------------------
 *
 * stripes.h
 *	  The table of the stripes of a rollup, written to below the executor.
 *
 * Its columns are the keys, the number of the stripe, and values of type
 * bigint; its indexes are the primary key, on the number, and one on the keys.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_STRIPES_H
#define RESUME_STRIPES_H

#include "rollup/deltas.h"
#include "rollup/kept.h"

typedef struct Stripes
{
	KeptTable	kept;
	IndexScanDesc scan;
	ScanKey		search;
	ItemPointer last;			/* of the session; tried once */
	bool		tried;
	KeyType    *types;
	int			nkeys;
	int			nvalues;
} Stripes;

extern Stripes *stripes_open(Oid table, ItemPointer last, int nkeys,
							 KeyType *types, int nvalues);
extern void stripes_add(Stripes *stripes, const Datum *keys,
						const bool *nulls, const int64 *values);
extern void stripes_close(Stripes *stripes);

#endif							/* RESUME_STRIPES_H */
