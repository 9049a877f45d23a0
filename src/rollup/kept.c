/*-------------------------------------------------------------------------
 *
 * kept.c
 *	  A table of a rollup, read and written below the executor.
 *
 * No trigger fires, and nobody is asked for privileges: who opens such a table
 * sees to it that the rollup may be kept.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_am_d.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "rollup/kept.h"

static bool
is_on_keys(Relation index, int nkeys)
{
	Form_pg_index form = index->rd_index;

	if (index->rd_rel->relam != BTREE_AM_OID || form->indnkeyatts < nkeys ||
		!form->indisvalid || index->rd_indpred != NIL)
		return false;
	for (int i = 0; i < nkeys; i++)
	{
		if (form->indkey.values[i] != i + 1)
			return false;
	}
	return true;
}

static Relation
index_on_keys(const KeptTable *kept, int nkeys)
{
	const ResultRelInfo *target = kept->target;

	for (int i = 0; i < target->ri_NumIndices; i++)
	{
		if (is_on_keys(target->ri_IndexRelationDescs[i], nkeys))
			return target->ri_IndexRelationDescs[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" of a rollup has no index on its keys",
					RelationGetRelationName(kept->table)),
			 errhint("CREATE INDEX on its first %d columns, in their order.",
					 nkeys)));
}

/*
 * The table is its owner's, who may have altered it: what is read of it has to
 * be what the plan takes it for.
 */
static pg_attribute_noreturn() void
is_altered(const KeptTable *kept, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" of a rollup has been altered",
					RelationGetRelationName(kept->table)),
			 errdetail_internal("%s", _(detail)),
			 errhint("rollup_drop(), and make the rollup anew.")));
}

void
kept_has_other_types(const KeptTable *kept)
{
	is_altered(kept, gettext_noop("Its columns have other types than those of its definition."));
}

/*
 * A table that has been opened, and whose columns have been looked at; with an
 * index on so many of them, the first ones.
 */
void
kept_open(KeptTable *kept, int nkeys)
{
	if (kept->table->rd_rel->relkind != RELKIND_RELATION)
		is_altered(kept, gettext_noop("It is no table that has rows itself."));
	kept->estate = CreateExecutorState();

	/* relation 0: no query names columns, so indexes count as unchanged */
	kept->target = makeNode(ResultRelInfo);
	InitResultRelInfo(kept->target, kept->table, 0, NULL, 0);
	ExecOpenIndices(kept->target, false);
	kept->index = index_on_keys(kept, nkeys);
	kept->found = table_slot_create(kept->table, NULL);
	kept->written = MakeSingleTupleTableSlot(RelationGetDescr(kept->table),
											 &TTSOpsVirtual);
	kept->command = GetCurrentCommandId(true);
}

/* For the equality of first columns of an index, to which values are added */
ScanKey
index_search(Relation index, int nkeys)
{
	ScanKey		search = palloc0(nkeys * sizeof(ScanKeyData));

	for (int i = 0; i < nkeys; i++)
	{
		Oid			type = index->rd_opcintype[i];
		Oid			equals = get_opfamily_member(index->rd_opfamily[i], type,
												 type, BTEqualStrategyNumber);

		ScanKeyEntryInitialize(&search[i], 0, i + 1, BTEqualStrategyNumber,
							   type, index->rd_indcollation[i],
							   get_opcode(equals), (Datum) 0);
	}
	return search;
}

/* The row that is written */
void
kept_insert(KeptTable *kept)
{
	table_tuple_insert(kept->table, kept->written, kept->command, 0, NULL);
	enter_into_indexes(kept->target, kept->estate, kept->written);
	ResetPerTupleExprContext(kept->estate);
}

/* The row that is written in place of another one */
TM_Result
kept_update(KeptTable *kept, ItemPointer tid, bool wait)
{
	TM_FailureData failure;
	LockTupleMode lockmode;
	UpdatedIndexes indexes;
	TM_Result	result = update_tuple(kept->table, tid, kept->written,
									  kept->command, wait, &failure,
									  &lockmode, &indexes);

	if (result == TM_Ok && !updated_none(indexes))
		enter_update_into_indexes(kept->target, kept->estate, kept->written,
								  indexes);
	ResetPerTupleExprContext(kept->estate);
	return result;
}

/* The row, unless others change it; waits for them. */
TM_Result
kept_delete(KeptTable *kept, ItemPointer tid)
{
	TM_FailureData failure;

	return delete_tuple(kept->table, tid, kept->command, &failure);
}

/*
 * Whoever keeps a rollup has the lock of the entity.  But the guards of the
 * table can be disabled, and it can be given other triggers.
 */
void
kept_has_changed(const KeptTable *kept)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" is kept by its rollup",
					RelationGetRelationName(kept->table)),
			 errdetail("Something else has changed it at the same time."),
			 errhint("File once more; rollup_refresh() makes the rollup anew of its source.")));
}

void
kept_close(KeptTable *kept)
{
	ExecDropSingleTupleTableSlot(kept->found);
	ExecDropSingleTupleTableSlot(kept->written);
	ExecCloseIndices(kept->target);
	FreeExecutorState(kept->estate);
	table_close(kept->table, NoLock);
}
