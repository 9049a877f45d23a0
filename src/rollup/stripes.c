/*-------------------------------------------------------------------------
 *
 * stripes.c
 *	  Adding to a cell without waiting for anybody.
 *
 * A writer takes the first stripe of the cell that it can update at once, and
 * if others hold all of them adds one.  So writers of one cell never wait for
 * each other, and cannot deadlock.
 *
 * Three things are not what an UPDATE would do.  Under REPEATABLE READ a
 * stripe that others have changed since the snapshot is left alone: who reads
 * their own transaction would see a version that holds the others' changes, and
 * not those before.  Stripes are looked for with SnapshotSelf, which takes no
 * predicate locks: writers of one cell are no conflict under SERIALIZABLE,
 * and a version that is missed only costs another stripe; who has read the
 * rollup is in conflict with its writers as ever.  And equal keys are looked
 * through backwards: old versions that a long transaction keeps lie in front
 * of the new ones, and are not visited.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/relscan.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am_d.h"
#include "catalog/pg_type_d.h"
#include "common/int.h"
#include "common/pg_prng.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "rollup/rollup.h"
#include "rollup/stripes.h"

/*
 * The table is its owner's, who may have altered it.  What is written below
 * the executor is what the definition has, so nothing would tell a number from
 * an address.
 */
static void
check_columns(Relation table, int nkeys, int nvalues)
{
	TupleDesc	columns = RelationGetDescr(table);
	bool		fits = columns->natts == nkeys + 1 + nvalues;

	for (int i = nkeys; fits && i < columns->natts; i++)
		fits = TupleDescAttr(columns, i)->atttypid == INT8OID;
	if (!fits || table->rd_rel->relkind != RELKIND_RELATION)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table \"%s\" of a rollup has been altered",
						RelationGetRelationName(table)),
				 errdetail("It should have %d columns, those behind the first %d of type bigint.",
						   nkeys + 1 + nvalues, nkeys),
				 errhint("rollup_drop(), and make the rollup anew.")));
}

static void
check_keys(Relation table, int nkeys, const KeyType *types)
{
	TupleDesc	columns = RelationGetDescr(table);

	for (int i = 0; i < nkeys; i++)
	{
		if (TupleDescAttr(columns, i)->atttypid != types[i].type)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("table \"%s\" of a rollup has been altered",
							RelationGetRelationName(table)),
					 errdetail("Its columns have other types than those of its definition."),
					 errhint("rollup_drop(), and make the rollup anew.")));
	}
}

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
index_on_keys(const Stripes *stripes)
{
	const ResultRelInfo *target = stripes->target;

	for (int i = 0; i < target->ri_NumIndices; i++)
	{
		if (is_on_keys(target->ri_IndexRelationDescs[i], stripes->nkeys))
			return target->ri_IndexRelationDescs[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("table \"%s\" of a rollup has no index on its keys",
					RelationGetRelationName(stripes->table)),
			 errhint("CREATE INDEX on its first %d columns, in their order.",
					 stripes->nkeys)));
}

static void
init_search(Stripes *stripes)
{
	Relation	index = stripes->index;

	stripes->search = palloc0(stripes->nkeys * sizeof(ScanKeyData));
	for (int i = 0; i < stripes->nkeys; i++)
	{
		Oid			type = index->rd_opcintype[i];
		Oid			equals = get_opfamily_member(index->rd_opfamily[i], type,
												 type, BTEqualStrategyNumber);

		ScanKeyEntryInitialize(&stripes->search[i], 0, i + 1,
							   BTEqualStrategyNumber, type,
							   index->rd_indcollation[i], get_opcode(equals),
							   (Datum) 0);
	}
}

Stripes *
stripes_open(Oid table, int nkeys, const KeyType *types, int nvalues)
{
	Stripes    *stripes = palloc0(sizeof(Stripes));

	stripes->table = table_open(table, RowExclusiveLock);
	check_columns(stripes->table, nkeys, nvalues);
	check_keys(stripes->table, nkeys, types);
	stripes->nkeys = nkeys;
	stripes->nvalues = nvalues;
	stripes->estate = CreateExecutorState();

	/* relation 0: no query names columns, so indexes count as unchanged */
	stripes->target = makeNode(ResultRelInfo);
	InitResultRelInfo(stripes->target, stripes->table, 0, NULL, 0);
	ExecOpenIndices(stripes->target, false);
	stripes->index = index_on_keys(stripes);
	stripes->found = table_slot_create(stripes->table, NULL);
	stripes->written =
		MakeSingleTupleTableSlot(RelationGetDescr(stripes->table),
								 &TTSOpsVirtual);
	init_search(stripes);
	stripes->scan = begin_index_scan(stripes->table, stripes->index,
									 SnapshotSelf, nkeys);
	stripes->command = GetCurrentCommandId(true);
	return stripes;
}

static void
search_cell(Stripes *stripes, const Datum *keys, const bool *nulls)
{
	for (int i = 0; i < stripes->nkeys; i++)
	{
		stripes->search[i].sk_argument = nulls[i] ? (Datum) 0 : keys[i];
		stripes->search[i].sk_flags = nulls[i] ? SK_ISNULL | SK_SEARCHNULL : 0;
	}
	index_rescan(stripes->scan, stripes->search, stripes->nkeys, NULL, 0);
}

/* The stripe that was found and values, in the slot that is written */
static void
add_to_found(Stripes *stripes, const int64 *values)
{
	TupleTableSlot *found = stripes->found;
	TupleTableSlot *written = stripes->written;
	int			first = stripes->nkeys + 1;

	slot_getallattrs(found);
	ExecClearTuple(written);
	memcpy(written->tts_values, found->tts_values, first * sizeof(Datum));
	memcpy(written->tts_isnull, found->tts_isnull, first * sizeof(bool));
	for (int i = 0; i < stripes->nvalues; i++)
	{
		Form_pg_attribute column =
			TupleDescAttr(found->tts_tupleDescriptor, first + i);
		int64		sum;

		if (pg_add_s64_overflow(DatumGetInt64(found->tts_values[first + i]),
								values[i], &sum))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("sum in table \"%s\" of a rollup is out of range",
							RelationGetRelationName(stripes->table)),
					 errdetail("Column \"%s\" would exceed the range of bigint.",
							   NameStr(column->attname)),
					 errhint("Check the unit of the counts.")));
		written->tts_values[first + i] = Int64GetDatum(sum);
		written->tts_isnull[first + i] = false;
	}
	ExecStoreVirtualTuple(written);
}

/* Is it what the transaction sees, if it always sees the same? */
static bool
is_unchanged_since_snapshot(const Stripes *stripes)
{
	return !IsolationUsesXactSnapshot() ||
		table_tuple_satisfies_snapshot(stripes->table, stripes->found,
									   GetTransactionSnapshot());
}

static bool
update_found(Stripes *stripes, const int64 *values)
{
	TM_FailureData failure;
	LockTupleMode lockmode;
	UpdatedIndexes indexes;

	add_to_found(stripes, values);
	if (update_tuple_now(stripes->table, &stripes->found->tts_tid,
						 stripes->written, stripes->command, &failure,
						 &lockmode, &indexes) != TM_Ok)
		return false;
	if (!updated_none(indexes))
		enter_update_into_indexes(stripes->target, stripes->estate,
								  stripes->written, indexes);
	return true;
}

/* Under any number that nobody else has */
static void
insert_stripe(Stripes *stripes, const Datum *keys, const bool *nulls,
			  const int64 *values)
{
	TupleTableSlot *written = stripes->written;
	int			nkeys = stripes->nkeys;

	ExecClearTuple(written);
	memset(written->tts_isnull, false,
		   written->tts_tupleDescriptor->natts * sizeof(bool));
	for (int i = 0; i < nkeys; i++)
	{
		written->tts_values[i] = keys[i];
		written->tts_isnull[i] = nulls[i];
	}
	written->tts_values[nkeys] =
		Int64GetDatum((int64) (pg_prng_uint64(&pg_global_prng_state) >> 1));
	for (int i = 0; i < stripes->nvalues; i++)
		written->tts_values[nkeys + 1 + i] = Int64GetDatum(values[i]);
	ExecStoreVirtualTuple(written);
	table_tuple_insert(stripes->table, written, stripes->command, 0, NULL);
	enter_into_indexes(stripes->target, stripes->estate, written);
}

/*
 * Adds values to a cell; once a cell, between stripes_open() and
 * stripes_close().
 */
void
stripes_add(Stripes *stripes, const Datum *keys, const bool *nulls,
			const int64 *values)
{
	ScanDirection direction = BackwardScanDirection;
	bool		done = false;

	search_cell(stripes, keys, nulls);
	while (!done &&
		   index_getnext_slot(stripes->scan, direction, stripes->found))
	{
		CHECK_FOR_INTERRUPTS();
		done = is_unchanged_since_snapshot(stripes) &&
			update_found(stripes, values);
	}
	ExecClearTuple(stripes->found);
	if (!done)
		insert_stripe(stripes, keys, nulls, values);
	ResetPerTupleExprContext(stripes->estate);
}

/*
 * What has been written is seen from here on: by the next trigger of the same
 * statement, too.
 */
void
stripes_close(Stripes *stripes)
{
	index_endscan(stripes->scan);
	ExecDropSingleTupleTableSlot(stripes->found);
	ExecDropSingleTupleTableSlot(stripes->written);
	ExecCloseIndices(stripes->target);
	FreeExecutorState(stripes->estate);
	table_close(stripes->table, NoLock);
	CommandCounterIncrement();
}
