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
 * through backwards: old versions that a long transaction keeps mostly lie in
 * front of the new ones, and are not visited.
 *
 * First of all a session tries the stripe that it has written last: who files
 * in one cell all the time looks through nothing, and keeps to a stripe of its
 * own.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type_d.h"
#include "common/int.h"
#include "common/pg_prng.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
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
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table \"%s\" of a rollup has been altered",
						RelationGetRelationName(table)),
				 errdetail("It should have %d columns, those behind the first %d of type bigint.",
						   nkeys + 1 + nvalues, nkeys),
				 errhint("rollup_drop(), and make the rollup anew.")));
}

static void
check_keys(const KeptTable *kept, int nkeys, const KeyType *types)
{
	TupleDesc	columns = RelationGetDescr(kept->table);

	for (int i = 0; i < nkeys; i++)
	{
		if (TupleDescAttr(columns, i)->atttypid != types[i].type)
			kept_has_other_types(kept);
	}
}

Stripes *
stripes_open(Oid table, ItemPointer last, int nkeys, KeyType *types,
			 int nvalues)
{
	Stripes    *stripes = palloc0(sizeof(Stripes));
	KeptTable  *kept = &stripes->kept;

	kept->table = table_open(table, RowExclusiveLock);
	check_columns(kept->table, nkeys, nvalues);
	check_keys(kept, nkeys, types);
	kept_open(kept, nkeys);
	stripes->last = last;
	stripes->types = types;
	stripes->nkeys = nkeys;
	stripes->nvalues = nvalues;
	stripes->search = index_search(kept->index, nkeys);
	stripes->scan = begin_index_scan(kept->table, kept->index, SnapshotSelf,
									 nkeys);
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

/* Any number that nobody else has */
static Datum
new_number(void)
{
	return Int64GetDatum((int64) (pg_prng_uint64(&pg_global_prng_state) >> 1));
}

/* Has the page of the stripe that was found room for its next version? */
static bool
has_room(TupleTableSlot *found)
{
	BufferHeapTupleTableSlot *slot = (BufferHeapTupleTableSlot *) found;
	Size		room;

	if (!TTS_IS_BUFFERTUPLE(found) || !BufferIsValid(slot->buffer))
		return true;
	LockBuffer(slot->buffer, BUFFER_LOCK_SHARE);
	room = PageGetHeapFreeSpace(BufferGetPage(slot->buffer));
	LockBuffer(slot->buffer, BUFFER_LOCK_UNLOCK);
	return room >= MAXALIGN(slot->base.tuple->t_len);
}

/*
 * The stripe that was found and values, in the slot that is written.  Where it
 * moves to another page, and so into the indexes once more, it gets another
 * number: with that which it had, the primary key would look at all versions
 * that a long transaction keeps.
 */
static void
add_to_found(Stripes *stripes, const int64 *values)
{
	TupleTableSlot *found = stripes->kept.found;
	TupleTableSlot *written = stripes->kept.written;
	int			first = stripes->nkeys + 1;

	slot_getallattrs(found);
	ExecClearTuple(written);
	memcpy(written->tts_values, found->tts_values, first * sizeof(Datum));
	memcpy(written->tts_isnull, found->tts_isnull, first * sizeof(bool));
	if (!has_room(found))
		written->tts_values[first - 1] = new_number();
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
							RelationGetRelationName(stripes->kept.table)),
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
		table_tuple_satisfies_snapshot(stripes->kept.table,
									   stripes->kept.found,
									   GetTransactionSnapshot());
}

/*
 * An update that does not wait says by itself whether others are at the row.
 * But heap_update() asserts that nobody asks for one, though it knows what to
 * do: where assertions are compiled in, a lock tells beforehand.
 */
#ifdef USE_ASSERT_CHECKING
static const bool locks_first = true;
#else
static const bool locks_first = false;
#endif

static bool
lock_found(KeptTable *kept)
{
	TM_FailureData failure;
	ItemPointerData tid = kept->found->tts_tid;

	return table_tuple_lock(kept->table, &tid, GetActiveSnapshot(),
							kept->found, kept->command,
							LockTupleNoKeyExclusive, LockWaitSkip, 0,
							&failure) == TM_Ok;
}

static bool
update_found(Stripes *stripes, const int64 *values)
{
	KeptTable  *kept = &stripes->kept;

	if (locks_first && !lock_found(kept))
		return false;
	add_to_found(stripes, values);
	return kept_update(kept, &kept->found->tts_tid, locks_first) == TM_Ok;
}

static bool
has_keys(const Stripes *stripes, const Datum *keys, const bool *nulls)
{
	const TupleTableSlot *found = stripes->kept.found;

	for (int i = 0; i < stripes->nkeys; i++)
	{
		Order	   *order = &stripes->types[i].order;

		if (nulls[i] != found->tts_isnull[i])
			return false;
		if (!nulls[i] &&
			order_compare(order, keys[i], found->tts_values[i]) != 0)
			return false;
	}
	return true;
}

/*
 * Takes the stripe that the session has written last, if it is still there and
 * one of the cell.  Its place may have been given to another row since.
 */
static bool
update_last(Stripes *stripes, const Datum *keys, const bool *nulls,
			const int64 *values)
{
	Relation	table = stripes->kept.table;
	TupleTableSlot *found = stripes->kept.found;
	ItemPointer last = stripes->last;

	if (stripes->tried || !ItemPointerIsValid(last) ||
		ItemPointerGetBlockNumber(last) >= RelationGetNumberOfBlocks(table))
		return false;
	stripes->tried = true;
	if (!table_tuple_fetch_row_version(table, last, SnapshotSelf, found))
		return false;
	slot_getallattrs(found);
	return has_keys(stripes, keys, nulls) &&
		is_unchanged_since_snapshot(stripes) && update_found(stripes, values);
}

static void
insert_stripe(Stripes *stripes, const Datum *keys, const bool *nulls,
			  const int64 *values)
{
	TupleTableSlot *written = stripes->kept.written;
	int			nkeys = stripes->nkeys;

	ExecClearTuple(written);
	memset(written->tts_isnull, false,
		   written->tts_tupleDescriptor->natts * sizeof(bool));
	for (int i = 0; i < nkeys; i++)
	{
		written->tts_values[i] = keys[i];
		written->tts_isnull[i] = nulls[i];
	}
	written->tts_values[nkeys] = new_number();
	for (int i = 0; i < stripes->nvalues; i++)
		written->tts_values[nkeys + 1 + i] = Int64GetDatum(values[i]);
	ExecStoreVirtualTuple(written);
	kept_insert(&stripes->kept);
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
	bool		done = update_last(stripes, keys, nulls, values);

	if (!done)
		search_cell(stripes, keys, nulls);
	while (!done &&
		   index_getnext_slot(stripes->scan, direction, stripes->kept.found))
	{
		CHECK_FOR_INTERRUPTS();
		done = is_unchanged_since_snapshot(stripes) &&
			update_found(stripes, values);
	}
	ExecClearTuple(stripes->kept.found);
	if (!done)
		insert_stripe(stripes, keys, nulls, values);
	*stripes->last = stripes->kept.written->tts_tid;
}

/*
 * What has been written is seen from here on: by the next trigger of the same
 * statement, too.
 */
void
stripes_close(Stripes *stripes)
{
	index_endscan(stripes->scan);
	kept_close(&stripes->kept);
	CommandCounterIncrement();
}
