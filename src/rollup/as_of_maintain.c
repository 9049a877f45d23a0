/*-------------------------------------------------------------------------
 *
 * as_of_maintain.c
 *	  What a filing does to a rollup that carries forward.
 *
 * From the statement comes only which days of which entities it touches.  What
 * counts for them is looked up in the source, never derived from the rows that
 * came and went: so it does not matter how many triggers one command fires, or
 * in which order.
 *
 * Entities are taken in their order.  Each is locked first, and then its days
 * are looked at under a snapshot that sees what others filed for it before; at
 * REPEATABLE READ, where there is none, taking the lock is the error 40001.
 *
 * A day is recounted by itself.  The filing that counts on the day before ends
 * sooner or later, that of the day goes, and another one comes: so much
 * changes, whatever the days around it are.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/tupdesc.h"
#include "access/xact.h"
#include "catalog/pg_class_d.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "base/comparison.h"
#include "rollup/as_of.h"
#include "rollup/guard.h"
#include "rollup/rights.h"
#include "rollup/sql.h"

/* A day of an entity */
typedef struct EntityDay
{
	Datum		entity;
	DateADT		day;
} EntityDay;

/* What a statement touches */
typedef struct Touched
{
	RollupPlan *plan;
	TupleDesc	columns;		/* of the table */
	ExprContext *econtext;
	MemoryContext context;
	EntityDay  *days;
	int			n;
	int			space;
} Touched;

/* What changes by day and by month, and where it is looked up and kept */
typedef struct Recount
{
	AsOfCall	call;
	Deltas	   *days;
	Deltas	   *months;
	EntityLocks locks;
	Lookup		lookup;
	KeptFilings filings;

	/* of an entity, around the day that is recounted */
	bool		known;
	KeptFiling	before;
	KeptFiling	at;
	KeptFiling	next;
} Recount;


/* ------------------
 * What is touched
 * ------------------
 */

static void
touch_day(Touched *touched, Datum entity, DateADT day)
{
	if (DATE_NOT_FINITE(day))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("a filing of rollup %s has no finite day",
						touched->plan->rollup),
				 errhint("A row without a day, NULL, is no filing.")));
	if (touched->n == touched->space)
	{
		Size		space;

		touched->space *= 2;
		space = touched->space * sizeof(EntityDay);
		touched->days = repalloc_huge(touched->days, space);
	}
	touched->days[touched->n].entity =
		own_key(&touched->plan->as_of->order, entity, touched->context);
	touched->days[touched->n++].day = day;
}

/* A row without an entity or a day is no filing. */
static void
touch_row(Touched *touched, TupleTableSlot *row)
{
	const RollupPlan *plan = touched->plan;
	bool		no_entity;
	bool		no_day;
	Datum		entity;
	Datum		day;

	ResetExprContext(touched->econtext);
	touched->econtext->ecxt_scantuple = row;
	entity = ExecEvalExprSwitchContext(plan->as_of->entity, touched->econtext,
									   &no_entity);
	day = ExecEvalExprSwitchContext(plan->keys[0], touched->econtext, &no_day);
	if (!no_entity && !no_day)
		touch_day(touched, entity, DatumGetDateADT(day));
}

static bool
has_same(TupleTableSlot *a, TupleTableSlot *b, Form_pg_attribute column)
{
	bool		null_a;
	bool		null_b;
	Datum		value_a = slot_getattr(a, column->attnum, &null_a);
	Datum		value_b = slot_getattr(b, column->attnum, &null_b);

	if (null_a || null_b)
		return null_a && null_b;
	return datumIsEqual(value_a, value_b, column->attbyval, column->attlen);
}

/* Are two rows the same in all that matters? */
static bool
is_same(const Touched *touched, TupleTableSlot *a, TupleTableSlot *b)
{
	Bitmapset  *columns = touched->plan->as_of->columns;

	for (int i = 0; i < touched->columns->natts; i++)
	{
		int			member = i + 1 - FirstLowInvalidHeapAttributeNumber;

		if (bms_is_member(member, columns) &&
			!has_same(a, b, TupleDescAttr(touched->columns, i)))
			return false;
	}
	return true;
}

static TupleTableSlot *
next_row(Tuplestorestate *rows, TupleTableSlot *slot)
{
	if (rows == NULL || !tuplestore_gettupleslot(rows, true, false, slot))
		return NULL;
	return slot;
}

/*
 * The rows before and after, side by side.  A row that went and the one that
 * came in its place change nothing if they are the same, even if they should
 * be two different rows.
 */
static void
touch_rows(Touched *touched, Tuplestorestate *before, Tuplestorestate *after)
{
	TupleTableSlot *slots[2];
	TupleTableSlot *old;
	TupleTableSlot *new;

	for (int i = 0; i < 2; i++)
		slots[i] = MakeSingleTupleTableSlot(touched->columns,
											&TTSOpsMinimalTuple);
	do
	{
		CHECK_FOR_INTERRUPTS();
		old = next_row(before, slots[0]);
		new = next_row(after, slots[1]);
		if (old != NULL && new != NULL && is_same(touched, old, new))
			continue;
		if (old != NULL)
			touch_row(touched, old);
		if (new != NULL)
			touch_row(touched, new);
	} while (old != NULL || new != NULL);
	for (int i = 0; i < 2; i++)
		ExecDropSingleTupleTableSlot(slots[i]);
}

static int
compare_days(const void *a, const void *b, void *arg)
{
	const EntityDay *day_a = a;
	const EntityDay *day_b = b;
	AsOfPlan   *as_of = arg;
	int			result = order_compare(&as_of->order.order, day_a->entity,
									   day_b->entity);

	if (result != 0)
		return result;
	return int64_cmp(day_a->day, day_b->day);
}

static bool
same_entity(AsOfPlan *as_of, Datum a, Datum b)
{
	return order_compare(&as_of->order.order, a, b) == 0;
}

/*
 * In order, each once.  Of entities that are equal and not the same, as under
 * a collation that ignores case, one stands for all: queries that know nothing
 * of the collation must not tell them apart.
 */
static void
sort_touched(Touched *touched)
{
	AsOfPlan   *as_of = touched->plan->as_of;
	EntityDay  *last = NULL;
	int			n = 0;

	qsort_arg(touched->days, touched->n, sizeof(EntityDay), compare_days,
			  as_of);
	for (int i = 0; i < touched->n; i++)
	{
		EntityDay	next = touched->days[i];

		if (last != NULL && compare_days(last, &next, as_of) == 0)
			continue;
		if (last != NULL && same_entity(as_of, last->entity, next.entity))
			next.entity = last->entity;
		last = &touched->days[n++];
		*last = next;
	}
	touched->n = n;
}

static void
find_touched(Touched *touched, TriggerData *data)
{
	TriggerEvent event = data->tg_event;

	touched->space = 16;
	touched->days = palloc(touched->space * sizeof(EntityDay));
	touched->econtext = CreateStandaloneExprContext();
	if (TRIGGER_FIRED_FOR_STATEMENT(event))
	{
		Tuplestorestate *before;
		Tuplestorestate *after;

		transition_tables(data, &before, &after);
		touch_rows(touched, before, after);
	}
	else
	{
		touch_row(touched, data->tg_trigslot);
		if (TRIGGER_FIRED_BY_UPDATE(event))
			touch_row(touched, data->tg_newslot);
	}
	FreeExprContext(touched->econtext, true);
	sort_touched(touched);
}


/* --------------
 * What changes
 * --------------
 */

static void
add_filing(Deltas *deltas, CellDelta *filing, int sign, DateADT day)
{
	CellDelta  *cell = deltas->next;

	memcpy(cell_keys(deltas, cell), cell_keys(deltas, filing),
		   deltas->nkeys * sizeof(Datum));
	memcpy(cell_nulls(deltas, cell), cell_nulls(deltas, filing),
		   deltas->nkeys * sizeof(bool));
	cell_keys(deltas, cell)[0] = DateADTGetDatum(day);
	for (int i = 0; i < deltas->nvalues; i++)
		cell->values[i] = sign * filing->values[i];
	deltas_add(deltas);
}

/* A filing comes or goes on a day. */
static void
add_step(Recount *recount, CellDelta *filing, int sign, DateADT day)
{
	add_filing(recount->days, filing, sign, day);
	add_filing(recount->months, filing, sign, month_of(day));
}

/* The day on which a filing goes; false if it stays for good */
static bool
end_of(const RollupPlan *plan, DateADT day, bool is_last, DateADT next,
	   DateADT *end)
{
	int			carry = plan->as_of->carry;
	int64		limit = (int64) day + carry + 1;

	*end = next;
	if (carry == CARRY_FOR_GOOD)
		return !is_last;
	if (!IS_VALID_DATE(limit))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("date out of range"),
				 errdetail("A filing of rollup %s is carried past the last date there is.",
						   plan->rollup)));
	if (is_last || limit < next)
		*end = (DateADT) limit;
	return true;
}

/* Until when a filing of a day counts, before the day of a next one */
static void
add_end(Recount *recount, const KeptFiling *filing, int sign,
		const DateADT *next)
{
	DateADT		end;

	if (end_of(recount->call.plan, filing->day, next == NULL,
			   next == NULL ? 0 : *next, &end))
		add_step(recount, filing->cell, -sign, end);
}

/* A filing counts, or does so no more, until the next one. */
static void
add_whole(Recount *recount, const KeptFiling *filing, int sign)
{
	const KeptFiling *next = &recount->next;

	add_step(recount, filing->cell, sign, filing->day);
	add_end(recount, filing, sign, next->cell == NULL ? NULL : &next->day);
}

/* A day gets its first filing, or loses its last one: another one ends. */
static void
move_end_before(Recount *recount, DateADT day, int sign)
{
	const KeptFiling *next = &recount->next;

	if (recount->before.cell == NULL)
		return;
	add_end(recount, &recount->before, -sign,
			next->cell == NULL ? NULL : &next->day);
	add_end(recount, &recount->before, sign, &day);
}

/*
 * Finds what is kept around a day.  Behind a day that has been recounted, that
 * is known as far as the next filing.
 */
static void
find_around(Recount *recount, Datum entity, DateADT day)
{
	KeptFiling *next = &recount->next;

	recount->at.cell = NULL;
	if (recount->known && (next->cell == NULL || next->day > day))
		return;
	if (recount->known && next->day == day)
		recount->at = *next;
	else
		filings_find(&recount->filings, entity, day, &recount->at,
					 &recount->before);
	filings_next(&recount->filings, entity, day, next);
	recount->known = true;
}

/* What counts now for a day of an entity */
static void
recount_day(Recount *recount, Datum entity, DateADT day)
{
	KeptFiling	now = {.day = day};

	find_around(recount, entity, day);
	now.cell = look_up(&recount->lookup, entity, day);
	if (filings_replace(&recount->filings, entity, &recount->at, now.cell))
	{
		if (recount->at.cell == NULL)
			move_end_before(recount, day, 1);
		else
			add_whole(recount, &recount->at, -1);
		if (now.cell != NULL)
			add_whole(recount, &now, 1);
		else
			move_end_before(recount, day, -1);
	}
	if (now.cell != NULL)
		recount->before = now;
}

/* Days of one entity, of which the first one is given; returns the end. */
static int
recount_entity(Recount *recount, const Touched *touched, int first)
{
	Datum		entity = touched->days[first].entity;
	AsOfPlan   *as_of = touched->plan->as_of;
	int			i = first;

	MemoryContextReset(recount->call.context);
	recount->known = false;
	if (!lock_entity(&recount->locks, entity))
	{
		filings_end_scan(&recount->filings);
		filings_begin_scan(&recount->filings);
		lookup_end_scan(&recount->lookup);
		lookup_begin_scan(&recount->lookup);
	}
	do
	{
		CHECK_FOR_INTERRUPTS();
		recount_day(recount, entity, touched->days[i].day);
	} while (++i < touched->n &&
			 same_entity(as_of, touched->days[i].entity, entity));
	return i;
}

/* As the owner of the rollup; below the executor nobody is asked. */
static void
check_rights(Oid table, AclMode rights)
{
	if (pg_class_aclmask(table, GetUserId(), rights, ACLMASK_ALL) != rights)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(table));
}

/* Within begin_commands(), as the owner of the rollup */
static void
recount_all(Recount *recount, const Touched *touched)
{
	const AsOfPlan *as_of = touched->plan->as_of;
	AclMode		rights = ACL_SELECT | ACL_INSERT | ACL_UPDATE;

	CommandCounterIncrement();
	PushCopiedSnapshot(GetTransactionSnapshot());
	UpdateActiveSnapshotCommandId();
	lookup_open(&recount->lookup, &recount->call);
	check_rights(as_of->entities, rights);
	check_rights(as_of->filings, rights | ACL_DELETE);
	locks_open(&recount->locks, &recount->call);
	filings_open(&recount->filings, &recount->call);
	for (int i = 0; i < touched->n;)
		i = recount_entity(recount, touched, i);
	lookup_close(&recount->lookup);
	filings_close(&recount->filings);
	locks_close(&recount->locks);
	PopActiveSnapshot();
	CommandCounterIncrement();
}

static void
recount_as_owner(Recount *recount, const Touched *touched)
{
	int			nest_level = begin_commands();
	bool		before = allow_writes(true);
	UserContext user;

	/* a table that was small when a statement was planned can grow */
	set_locally("enable_seqscan", "off");
	become_owner(touched->plan->as_of->owner, &user);
	PG_TRY();
	{
		recount_all(recount, touched);
	}
	PG_FINALLY();
	{
		allow_writes(before);
	}
	PG_END_TRY();
	become_user(&user);
	end_commands(nest_level);
}

static void
recount_touched(const Touched *touched, const char *home)
{
	RollupPlan *plan = touched->plan;
	MemoryContext context = touched->context;
	Recount		recount = {.call = {.plan = plan, .home = home}};

	recount.days = deltas_create(context, plan->nkeys, plan->types,
								 plan->nvalues, plan->rollup);
	recount.months = deltas_create(context, plan->nkeys, plan->types,
								   plan->nvalues, plan->rollup);
	recount.call.shape = recount.days;
	recount.call.context = AllocSetContextCreate(context,
												 "entity of a rollup",
												 ALLOCSET_SMALL_SIZES);
	recount_as_owner(&recount, touched);
	apply_deltas(plan, plan->stripes, &plan->last_stripe, recount.days);
	apply_deltas(plan, plan->as_of->months, &plan->as_of->last_month,
				 recount.months);
}

void
maintain_as_of(TriggerData *data, RollupPlan *plan, const char *home)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "change of a rollup",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Touched		touched = {.plan = plan, .context = context};

	touched.columns = RelationGetDescr(data->tg_relation);
	find_touched(&touched, data);
	if (touched.n > 0)
		recount_touched(&touched, home);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}
