/*-------------------------------------------------------------------------
 *
 * maintain.c
 *	  The trigger of rollups, on the source and each of its partitions.
 *
 * Fired by statements, it reads the rows from the transition tables.  Where a
 * subscription applies changes, and in sessions whose role is replica, the
 * trigger for rows does the same, row by row.  TRUNCATE has no rows to tell:
 * the rollup is made anew of what is left.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "rate/rate.h"
#include "rollup/plan.h"
#include "rollup/rebuild.h"
#include "rollup/rights.h"
#include "rollup/stripes.h"

/* The rows of one call, on their way to deltas */
typedef struct Change
{
	RollupPlan *plan;
	Deltas	   *deltas;
	ExprContext *econtext;
	int			sign;			/* 1: they came; -1: they went */
} Change;

PG_FUNCTION_INFO_V1(rollup_maintain);


/* ----
 * Rows
 * ----
 */

static Datum
evaluate(Change *change, ExprState *expression, bool *isnull)
{
	return ExecEvalExprSwitchContext(expression, change->econtext, isnull);
}

static bool
passes(Change *change, ExprState *filter)
{
	bool		isnull;
	Datum		result;

	if (filter == NULL)
		return true;
	result = evaluate(change, filter, &isnull);
	return !isnull && DatumGetBool(result);
}

static int64
signed_value(const Change *change, int64 value)
{
	if (value == PG_INT64_MIN)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("sum of rollup %s is out of range",
						change->plan->rollup),
				 errdetail("The value %lld could not be taken back.",
						   (long long) value),
				 errhint("Check the unit of the counts.")));
	return change->sign * value;
}

/* Which measure a row has no rate for */
static void
in_measure(void *arg)
{
	errcontext("measure \"%s\"", (const char *) arg);
}

static void
check_rate(const MeasurePlan *measure, int64 numerator, int64 denominator)
{
	ErrorContextCallback context = {error_context_stack, in_measure,
	unconstify(char *, measure->name)};

	error_context_stack = &context;
	rate_check_counts(numerator, denominator);
	error_context_stack = context.previous;
}

static void
rate_values(const Change *change, const MeasurePlan *measure, int64 numerator,
			int64 denominator, int64 *values)
{
	if (!rate_is_valid(numerator, denominator))
		check_rate(measure, numerator, denominator);
	values[0] = change->sign * numerator;
	values[1] = change->sign * denominator;
	values[2] = change->sign;
}

/* False if there is one and it is NULL */
static bool
argument(Change *change, ExprState *expression, Datum *value)
{
	bool		isnull = false;

	if (expression != NULL)
		*value = evaluate(change, expression, &isnull);
	return !isnull;
}

/* What a row adds to a measure; nothing if it is not counted. */
static void
measure_row(Change *change, const MeasurePlan *measure, int64 *values)
{
	Rate		none = {0};
	Rate	   *rate;
	Datum		first = RatePGetDatum(&none);
	Datum		second = (Datum) 0;

	memset(values, 0, measure_values(measure->kind) * sizeof(int64));
	if (!passes(change, measure->filter) ||
		!argument(change, measure->arguments[0], &first) ||
		!argument(change, measure->arguments[1], &second))
		return;
	switch (measure->kind)
	{
		case MEASURE_ROWS:
			break;
		case MEASURE_COUNT:
			values[0] = change->sign;
			break;
		case MEASURE_SUM:
			values[0] = signed_value(change, DatumGetInt64(first));
			values[1] = change->sign;
			break;
		case MEASURE_BOOLEAN:
			rate_values(change, measure, DatumGetBool(first) ? 1 : 0, 1,
						values);
			break;
		case MEASURE_PAIR:
			rate_values(change, measure, DatumGetInt64(first),
						DatumGetInt64(second), values);
			break;
		case MEASURE_RATE:
			rate = DatumGetRateP(first);
			rate_values(change, measure, rate->numerator, rate->denominator,
						values);
			break;
	}
}

static void
fill(Change *change, TupleTableSlot *row, CellDelta *cell)
{
	const RollupPlan *plan = change->plan;
	Deltas	   *deltas = change->deltas;
	int64	   *values = cell->values;

	ResetExprContext(change->econtext);
	change->econtext->ecxt_scantuple = row;
	for (int i = 0; i < plan->nkeys; i++)
		cell_keys(deltas, cell)[i] = evaluate(change, plan->keys[i],
											  &cell_nulls(deltas, cell)[i]);
	*values++ = change->sign;
	for (int i = 0; i < plan->nmeasures; i++)
	{
		measure_row(change, &plan->measures[i], values);
		values += measure_values(plan->measures[i].kind);
	}
}

/* What one row of the source has: its cell, and its values */
void
fill_cell(RollupPlan *plan, Deltas *shape, ExprContext *econtext,
		  TupleTableSlot *row, CellDelta *cell)
{
	Change		change = {plan, shape, econtext, 1};

	fill(&change, row, cell);
}

static void
add_row(Change *change, TupleTableSlot *row)
{
	fill(change, row, change->deltas->next);
	deltas_add(change->deltas);
}

static void
add_rows(Change *change, int sign, Tuplestorestate *rows, TupleDesc columns)
{
	TupleTableSlot *slot;

	if (rows == NULL)
		return;
	slot = MakeSingleTupleTableSlot(columns, &TTSOpsMinimalTuple);
	change->sign = sign;
	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		add_row(change, slot);
	}
	ExecDropSingleTupleTableSlot(slot);
}

static void
add_one_row(Change *change, int sign, TupleTableSlot *row)
{
	change->sign = sign;
	add_row(change, row);
}

/* A transition table is everybody's: it is read from its beginning. */
static Tuplestorestate *
from_beginning(Tuplestorestate *rows)
{
	if (rows != NULL)
	{
		tuplestore_select_read_pointer(rows, 0);
		tuplestore_rescan(rows);
	}
	return rows;
}

/* The rows before and after a statement; NULL if there are none */
void
transition_tables(TriggerData *data, Tuplestorestate **before,
				  Tuplestorestate **after)
{
	TriggerEvent event = data->tg_event;

	if ((!TRIGGER_FIRED_BY_INSERT(event) && data->tg_oldtable == NULL) ||
		(!TRIGGER_FIRED_BY_DELETE(event) && data->tg_newtable == NULL))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" has no transition tables",
						data->tg_trigger->tgname),
				 errhint("Triggers of rollups are made by rollup_create() and rollup_refresh().")));
	*before = from_beginning(data->tg_oldtable);
	*after = from_beginning(data->tg_newtable);
}

static void
read_change(Change *change, TriggerData *data)
{
	TriggerEvent event = data->tg_event;
	TupleDesc	columns = RelationGetDescr(data->tg_relation);

	if (TRIGGER_FIRED_FOR_STATEMENT(event))
	{
		Tuplestorestate *before;
		Tuplestorestate *after;

		transition_tables(data, &before, &after);
		add_rows(change, -1, before, columns);
		add_rows(change, 1, after, columns);
		return;
	}
	if (!TRIGGER_FIRED_BY_INSERT(event))
		add_one_row(change, -1, data->tg_trigslot);
	if (TRIGGER_FIRED_BY_INSERT(event))
		add_one_row(change, 1, data->tg_trigslot);
	else if (TRIGGER_FIRED_BY_UPDATE(event))
		add_one_row(change, 1, data->tg_newslot);
}


/* -----
 * Cells
 * -----
 */

/*
 * Access below the executor asks nobody for privileges, so that who files
 * needs none.  But a rollup is nothing that its source could not do itself.
 */
static void
check_privileges(const RollupPlan *plan, Oid table)
{
	Oid			owner = relation_owner(plan->source);

	if (!may_write(owner, table))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for table %s",
						get_rel_name(table)),
				 errdetail("Rollup %s is kept with the rights of \"%s\", who owns its source.",
						   plan->rollup, GetUserNameFromId(owner, false)),
				 errhint("That role needs INSERT and UPDATE on the stripes, best by owning them.")));
}

/* To a table of stripes, of which the session has written one last */
void
apply_deltas(const RollupPlan *plan, Oid table, ItemPointer last,
			 Deltas *deltas)
{
	Stripes    *stripes = NULL;
	RBTreeIterator iterator;
	CellDelta  *cell;

	rbt_begin_iterate(deltas->tree, LeftRightWalk, &iterator);
	while ((cell = (CellDelta *) rbt_iterate(&iterator)) != NULL)
	{
		if (!cell_changes(deltas, cell))
			continue;
		if (stripes == NULL)
		{
			check_privileges(plan, table);
			stripes = stripes_open(table, last, plan->nkeys, plan->types,
								   plan->nvalues);
		}
		stripes_add(stripes, cell_keys(deltas, cell), cell_nulls(deltas, cell),
					cell->values);
	}
	if (stripes != NULL)
		stripes_close(stripes);
}

static void
maintain(TriggerData *data, RollupPlan *plan)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "change of a rollup",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	Change		change = {.plan = plan};

	change.deltas = deltas_create(context, plan->nkeys, plan->types,
								  plan->nvalues, plan->rollup);
	change.econtext = CreateStandaloneExprContext();
	read_change(&change, data);
	FreeExprContext(change.econtext, true);
	apply_deltas(plan, plan->stripes, &plan->last_stripe, change.deltas);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);
}

/* A filing that is refused names the rollup that refuses it. */
static void
in_rollup(void *arg)
{
	errcontext("rollup %s", ((const RollupPlan *) arg)->rollup);
}

/*
 * Statements tell what a session does, rows what is applied from elsewhere.
 * ALTER TABLE ... ENABLE TRIGGER ALL, as a restore of data leaves it, lets both
 * kinds of triggers fire; what was told by one would count twice.
 */
static bool
is_told_by_another(const TriggerData *data)
{
	bool		is_applied = SessionReplicationRole ==
		SESSION_REPLICATION_ROLE_REPLICA;

	return TRIGGER_FIRED_FOR_STATEMENT(data->tg_event) == is_applied;
}

Datum
rollup_maintain(PG_FUNCTION_ARGS)
{
	TriggerData *data = (TriggerData *) fcinfo->context;
	ErrorContextCallback context;
	const char *home;
	RollupPlan *plan;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(data->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("rollup_maintain() must be called as a trigger, after the event")));
	home = home_of(fcinfo);
	if (TRIGGER_FIRED_BY_TRUNCATE(data->tg_event))
	{
		RollupName	name = rollup_of_trigger(data);

		rebuild_after_truncate(&name, home,
							   RelationGetRelid(data->tg_relation));
		return PointerGetDatum(NULL);
	}

	if (is_told_by_another(data))
		return PointerGetDatum(NULL);
	plan = acquire_plan(data, home);
	context.callback = in_rollup;
	context.arg = plan;
	context.previous = error_context_stack;
	error_context_stack = &context;
	PG_TRY();
	{
		if (plan->as_of != NULL)
			maintain_as_of(data, plan, home);
		else
			maintain(data, plan);
	}
	PG_FINALLY();
	{
		release_plan(plan);
	}
	PG_END_TRY();
	error_context_stack = context.previous;
	return PointerGetDatum(NULL);
}
