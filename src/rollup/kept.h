/*-------------------------------------------------------------------------
 *
 * kept.h
 *	  A table of a rollup, read and written below the executor.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_KEPT_H
#define RESUME_ROLLUP_KEPT_H

#include "access/genam.h"
#include "access/skey.h"
#include "access/tableam.h"
#include "executor/executor.h"

typedef struct KeptTable
{
	Relation	table;			/* opened by the caller */
	Relation	index;			/* on its first columns */
	EState	   *estate;
	ResultRelInfo *target;
	TupleTableSlot *found;
	TupleTableSlot *written;
	CommandId	command;
} KeptTable;

extern void kept_open(KeptTable *kept, int nkeys);
extern void kept_has_other_types(const KeptTable *kept) pg_attribute_noreturn();
extern ScanKey index_search(Relation index, int nkeys);
extern void kept_insert(KeptTable *kept);
extern TM_Result kept_update(KeptTable *kept, ItemPointer tid, bool wait);
extern TM_Result kept_delete(KeptTable *kept, ItemPointer tid);
extern void kept_has_changed(const KeptTable *kept) pg_attribute_noreturn();
extern void kept_close(KeptTable *kept);

#endif							/* RESUME_ROLLUP_KEPT_H */
