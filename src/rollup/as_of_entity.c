/*-------------------------------------------------------------------------
 *
 * as_of_entity.c
 *	  NAME_entity: a row for each entity, which who files for it updates.
 *
 * That is its lock, until the end of the transaction.  And a row that nobody
 * has changed since the snapshot says that nobody has filed for its entity
 * since then: so one snapshot does for many entities.
 *
 * Rows are looked for with SnapshotSelf, as stripes are: it takes no predicate
 * locks, and finds what the snapshot is too old for.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "rollup/as_of.h"

static void
check_columns(const RollupPlan *plan, const KeptTable *kept)
{
	TupleDesc	columns = RelationGetDescr(kept->table);

	if (columns->natts != 2 ||
		TupleDescAttr(columns, 0)->atttypid != plan->as_of->type ||
		TupleDescAttr(columns, 1)->atttypid != INT8OID)
		kept_has_other_types(kept);
}

void
locks_open(EntityLocks *locks, AsOfCall *call)
{
	KeptTable  *kept = &locks->kept;

	locks->call = call;
	kept->table = table_open(call->plan->as_of->entities, RowExclusiveLock);
	check_columns(call->plan, kept);
	kept_open(kept, 1);
	locks->search = index_search(kept->index, 1);
	locks->scan = begin_index_scan(kept->table, kept->index, SnapshotSelf, 1);
}

void
locks_close(EntityLocks *locks)
{
	index_endscan(locks->scan);
	kept_close(&locks->kept);
}

/* The row that was found has changed once more. */
static bool
update_found(KeptTable *kept)
{
	TupleTableSlot *written = kept->written;
	int64		changes = 0;
	TM_Result	result;

	slot_getallattrs(kept->found);
	if (!kept->found->tts_isnull[1])
		changes = DatumGetInt64(kept->found->tts_values[1]);
	ExecClearTuple(written);
	written->tts_values[0] = kept->found->tts_values[0];
	written->tts_values[1] = Int64GetDatum(changes + 1);
	written->tts_isnull[0] = written->tts_isnull[1] = false;
	ExecStoreVirtualTuple(written);
	result = kept_update(kept, &kept->found->tts_tid, true);
	if (result != TM_Ok && result != TM_Updated && result != TM_Deleted)
		kept_has_changed(kept);
	return result == TM_Ok;
}

static void
take_snapshot(void)
{
	PopActiveSnapshot();
	PushCopiedSnapshot(GetTransactionSnapshot());
	UpdateActiveSnapshotCommandId();
}

/* Others have filed for the entity since the snapshot. */
static void
renew_snapshot(void)
{
	CHECK_FOR_INTERRUPTS();
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not serialize access due to concurrent update")));
	take_snapshot();
}

/* As an entity that is not known is locked, by its first row */
static void
make_entity(const EntityLocks *locks, Datum entity)
{
	run_prepared(locks->call, AS_OF_LOCK, &entity, false);
	take_snapshot();
}

/*
 * Waits for whoever files for the entity.  False if there is a new active
 * snapshot.
 */
bool
lock_entity(EntityLocks *locks, Datum entity)
{
	KeptTable  *kept = &locks->kept;
	bool		is_old = false;
	bool		is_locked = false;

	locks->search[0].sk_argument = entity;
	while (!is_locked)
	{
		index_rescan(locks->scan, locks->search, 1, NULL, 0);
		if (!index_getnext_slot(locks->scan, BackwardScanDirection,
								kept->found))
		{
			make_entity(locks, entity);
			return false;
		}
		is_locked = table_tuple_satisfies_snapshot(kept->table, kept->found,
												   GetActiveSnapshot()) &&
			update_found(kept);
		ExecClearTuple(kept->found);
		if (!is_locked)
		{
			renew_snapshot();
			is_old = true;
		}
	}
	return !is_old;
}
