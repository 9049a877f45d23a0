/*-------------------------------------------------------------------------
 *
 * as_of.h
 *	  What a filing does to a rollup that carries forward: the tables.
 *
 * A filing that counts is a cell: its keys, the day in front, and its values.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_AS_OF_H
#define RESUME_ROLLUP_AS_OF_H

#include "rollup/kept.h"
#include "rollup/plan.h"

/* What all of it has: of one call of the trigger */
typedef struct AsOfCall
{
	RollupPlan *plan;
	const char *home;
	Deltas	   *shape;			/* of cells */
	MemoryContext context;		/* of what an entity has */
} AsOfCall;

/* A filing as NAME_filing has it */
typedef struct KeptFiling
{
	DateADT		day;
	ItemPointerData tid;
	CellDelta  *cell;			/* NULL if there is none */
} KeptFiling;

/* NAME_filing */
typedef struct KeptFilings
{
	AsOfCall   *call;
	KeptTable	kept;
	ScanKey		search;
	IndexScanDesc scan;
	RegProcedure up_to;			/* comparisons of days */
	RegProcedure after;
	bool		is_descending;	/* days in the index, as somebody made it */
} KeptFilings;

/* NAME_entity */
typedef struct EntityLocks
{
	AsOfCall   *call;
	KeptTable	kept;
	ScanKey		search;
	IndexScanDesc scan;
} EntityLocks;

/* The source */
typedef struct Lookup
{
	AsOfCall   *call;
	Relation	table;			/* NULL if an index of one table will not do */
	Relation	index;
	ScanKey		search;
	IndexScanDesc scan;
	TupleTableSlot *found;
	TupleTableSlot *another;
	ExprContext *econtext;
} Lookup;

/* as_of_filing.c */
extern void filings_open(KeptFilings *filings, AsOfCall *call);
extern void filings_begin_scan(KeptFilings *filings);
extern void filings_end_scan(KeptFilings *filings);
extern void filings_find(KeptFilings *filings, Datum entity, DateADT day,
						 KeptFiling *at, KeptFiling *before);
extern void filings_next(KeptFilings *filings, Datum entity, DateADT day,
						 KeptFiling *next);
extern bool filings_replace(KeptFilings *filings, Datum entity,
							const KeptFiling *at, CellDelta *cell);
extern void filings_close(KeptFilings *filings);

/* as_of_entity.c */
extern void locks_open(EntityLocks *locks, AsOfCall *call);
extern bool lock_entity(EntityLocks *locks, Datum entity);
extern void locks_close(EntityLocks *locks);

/* as_of_lookup.c */
extern void lookup_open(Lookup *lookup, AsOfCall *call);
extern void lookup_begin_scan(Lookup *lookup);
extern void lookup_end_scan(Lookup *lookup);
extern CellDelta *look_up(Lookup *lookup, Datum entity, DateADT day);
extern void lookup_close(Lookup *lookup);
extern uint64 run_prepared(const AsOfCall *call, AsOfStatement which,
						   Datum *arguments, bool read_only);

#endif							/* RESUME_ROLLUP_AS_OF_H */
