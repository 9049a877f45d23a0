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
 * First the entities are locked, in their order.  Every statement after that
 * has a snapshot of its own, which sees what others filed for them before; at
 * REPEATABLE READ, where it does not, taking the lock is the error 40001.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "base/comparison.h"
#include "rate/rate.h"
#include "rollup/guard.h"
#include "rollup/plan.h"
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

/* What changes, by day and by month */
typedef struct AsOfChange
{
	RollupPlan *plan;
	Deltas	   *days;
	Deltas	   *months;
} AsOfChange;


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

/*
 * NAME_filing is its owner's, who may have altered it: what is read of it has
 * to be what the plan takes it for.
 */
static void
check_columns(const RollupPlan *plan, TupleDesc columns)
{
	int			nkeys = plan->nkeys;
	bool		fits = columns->natts == nkeys + 1 + plan->nmeasures;

	for (int i = 0; fits && i < columns->natts; i++)
	{
		Oid			type = TupleDescAttr(columns, i)->atttypid;

		if (i < 2)
			fits = type == DATEOID;
		else if (i <= nkeys)
			fits = type == plan->types[i - 1].type;
		else
			fits = is_rate(type);
	}
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("table \"%s\" of a rollup has been altered",
						get_rel_name(plan->as_of->filings)),
				 errdetail("Its columns have other types than those of its definition."),
				 errhint("rollup_drop(), and make the rollup anew.")));
}

/* A filing, as NAME_filing has it, comes or goes on a day. */
static void
add_filing(AsOfChange *change, Deltas *deltas, HeapTuple row, int sign,
		   DateADT day)
{
	const RollupPlan *plan = change->plan;
	TupleDesc	columns = SPI_tuptable->tupdesc;
	CellDelta  *cell = deltas->next;
	int64	   *values = cell->values;

	cell_keys(deltas, cell)[0] = DateADTGetDatum(day);
	cell_nulls(deltas, cell)[0] = false;
	for (int i = 1; i < plan->nkeys; i++)
	{
		bool	   *isnull = &cell_nulls(deltas, cell)[i];

		cell_keys(deltas, cell)[i] = SPI_getbinval(row, columns, i + 2,
												   isnull);
	}
	*values++ = sign;
	for (int i = 0; i < plan->nmeasures; i++)
	{
		bool		isnull;
		Datum		value = SPI_getbinval(row, columns, plan->nkeys + 2 + i,
										  &isnull);
		Rate	   *rate = isnull ? NULL : DatumGetRateP(value);

		*values++ = isnull ? 0 : sign * rate->numerator;
		*values++ = isnull ? 0 : sign * rate->denominator;
		*values++ = isnull ? 0 : sign;
	}
	deltas_add(deltas);
}

static void
add_step(AsOfChange *change, HeapTuple row, int sign, DateADT day)
{
	add_filing(change, change->days, row, sign, day);
	add_filing(change, change->months, row, sign, month_of(day));
}

/* The day on which a filing goes; false if it stays for good */
static bool
end_of(const AsOfChange *change, DateADT day, bool is_last, DateADT next,
	   DateADT *end)
{
	int			carry = change->plan->as_of->carry;
	int64		limit = (int64) day + carry + 1;

	*end = next;
	if (carry == CARRY_FOR_GOOD)
		return !is_last;
	if (!IS_VALID_DATE(limit))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("date out of range"),
				 errdetail("A filing of rollup %s is carried past the last date there is.",
						   change->plan->rollup)));
	if (is_last || limit < next)
		*end = (DateADT) limit;
	return true;
}

/* The filings that a statement has returned came, or went. */
static void
add_filings(AsOfChange *change, int sign)
{
	TupleDesc	columns = SPI_tuptable->tupdesc;

	check_columns(change->plan, columns);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		bool		isnull;
		bool		is_last;
		DateADT		day = DatumGetDateADT(SPI_getbinval(row, columns, 1,
														&isnull));
		Datum		next = SPI_getbinval(row, columns, 2, &is_last);
		DateADT		end;

		add_step(change, row, sign, day);
		if (end_of(change, day, is_last, is_last ? 0 : DatumGetDateADT(next),
				   &end))
			add_step(change, row, -sign, end);
	}
	SPI_freetuptable(SPI_tuptable);
}


/* ------------
 * Statements
 * ------------
 */

static SPIPlanPtr
prepared(const RollupPlan *plan, AsOfStatement which,
		 const Definition *definition)
{
	Oid			types[2] = {plan->as_of->list, DATEARRAYOID};
	const char *text;
	SPIPlanPtr	result;

	if (which == AS_OF_LOCK)
		text = as_of_lock_statement(definition);
	else if (which == AS_OF_RECOUNT)
		text = as_of_recount_statement(definition);
	else
		text = as_of_changes_query(definition);
	result = SPI_prepare_cursor(text, which == AS_OF_LOCK ? 1 : 2, types,
								CURSOR_OPT_GENERIC_PLAN);
	if (result == NULL)
		elog(ERROR, "%s: %s", text, SPI_result_code_string(SPI_result));
	SPI_keepplan(result);
	return result;
}

/* They stay as long as the plan of the rollup does. */
static void
prepare_statements(RollupPlan *plan, const char *home)
{
	SPIPlanPtr *statements = plan->as_of->statements;
	Definition *definition;

	if (statements[AS_OF_STATEMENTS - 1] != NULL)
		return;
	definition = read_definition(&plan->name, home);
	for (int i = 0; i < AS_OF_STATEMENTS; i++)
	{
		if (statements[i] == NULL)
			statements[i] = prepared(plan, i, definition);
	}
}

static void
execute(const RollupPlan *plan, AsOfStatement which, Datum *arguments)
{
	int			result = SPI_execute_plan(plan->as_of->statements[which],
										  arguments, NULL, false, 0);

	if (result < 0)
		elog(ERROR, "statement %d of a rollup: %s", which,
			 SPI_result_code_string(result));
}

/* Of some days; the entities all, or each once */
static Datum
list_of_entities(const Touched *touched, int first, int end, bool each_once)
{
	AsOfPlan   *as_of = touched->plan->as_of;
	Datum	   *entities = palloc((end - first) * sizeof(Datum));
	int16		length;
	bool		by_value;
	char		align;
	int			n = 0;

	for (int i = first; i < end; i++)
	{
		Datum		entity = touched->days[i].entity;

		if (!each_once || n == 0 ||
			!same_entity(as_of, entities[n - 1], entity))
			entities[n++] = entity;
	}
	get_typlenbyvalalign(as_of->type, &length, &by_value, &align);
	return PointerGetDatum(construct_array(entities, n, as_of->type, length,
										   by_value, align));
}

static Datum
list_of_days(const Touched *touched, int first, int end)
{
	Datum	   *list = palloc((end - first) * sizeof(Datum));

	for (int i = first; i < end; i++)
		list[i - first] = DateADTGetDatum(touched->days[i].day);
	return PointerGetDatum(construct_array(list, end - first, DATEOID,
										   sizeof(DateADT), true,
										   TYPALIGN_INT));
}

/* So many days that their lists and what they return have room in memory */
#define DAYS_AT_ONCE 100000

/* Within begin_commands(), as the owner of the rollup */
static void
recount(const Touched *touched, AsOfChange *change, int first, int end)
{
	RollupPlan *plan = touched->plan;
	Datum		lock = list_of_entities(touched, first, end, true);
	Datum		arguments[2];

	execute(plan, AS_OF_LOCK, &lock);
	arguments[0] = list_of_entities(touched, first, end, false);
	arguments[1] = list_of_days(touched, first, end);
	execute(plan, AS_OF_RECOUNT, arguments);
	add_filings(change, -1);
	execute(plan, AS_OF_CHANGES, arguments);
	add_filings(change, 1);
}

static void
recount_all(const Touched *touched, AsOfChange *change)
{
	for (int first = 0; first < touched->n; first += DAYS_AT_ONCE)
		recount(touched, change, first,
				Min(touched->n, first + DAYS_AT_ONCE));
}

static void
recount_as_owner(const Touched *touched, AsOfChange *change,
				 const char *home)
{
	RollupPlan *plan = touched->plan;
	int			nest_level = begin_commands();
	bool		before = allow_writes(true);
	UserContext user;

	/* a table that was small when a statement was planned can grow */
	set_locally("enable_seqscan", "off");
	become_owner(plan->as_of->owner, &user);
	PG_TRY();
	{
		prepare_statements(plan, home);
		recount_all(touched, change);
	}
	PG_FINALLY();
	{
		allow_writes(before);
	}
	PG_END_TRY();
	become_user(&user);
	end_commands(nest_level);
}

void
maintain_as_of(TriggerData *data, RollupPlan *plan, const char *home)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "change of a rollup",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Touched		touched = {.plan = plan, .context = context};
	AsOfChange	change = {.plan = plan};

	touched.columns = RelationGetDescr(data->tg_relation);
	find_touched(&touched, data);
	if (touched.n > 0)
	{
		change.days = deltas_create(context, plan->nkeys, plan->types,
									plan->nvalues, plan->rollup);
		change.months = deltas_create(context, plan->nkeys, plan->types,
									  plan->nvalues, plan->rollup);
		recount_as_owner(&touched, &change, home);
		apply_deltas(plan, plan->stripes, change.days);
		apply_deltas(plan, plan->as_of->months, change.months);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}
