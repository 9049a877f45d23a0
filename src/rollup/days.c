/*-------------------------------------------------------------------------
 *
 * days.c
 *	  Rows by day of a rollup that carries forward, for NAME_days().
 *
 * What is carried to the first day is the sum of the months before its own and
 * of the days of that month.  From there on the stripes are read in the order
 * of days, which their index has, and each day is given out when all that
 * changes on it has been added: so the memory is that of the cells, however
 * many days there are.
 *
 * NAME_days() is nothing but a call of rollup_days(), which the server puts in
 * its place.  Who may read the view NAME may read its days, and as with any
 * view it is its owner who reads the tables.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "rate/rate.h"
#include "rollup/deltas.h"
#include "rollup/rights.h"
#include "rollup/sql.h"

/* What NAME_days() gives of a measure: the rate, its counts, of how many */
#define MEASURE_COLUMNS 4

/* Receives the rows of stripes */
typedef struct DaysReceiver
{
	DestReceiver receiver;
	const Definition *definition;
	Deltas	   *cells;			/* sums up to a day; keys without the day */
	DateADT		day;			/* the next to be given out */
	ReturnSetInfo *result;
} DaysReceiver;

PG_FUNCTION_INFO_V1(rollup_days);


/* ----------
 * The result
 * ----------
 */

/* Columns of a measure; false if no entity counts */
static bool
measure_columns(const int64 *sums, Rate *rate, Datum *values, bool *nulls)
{
	bool		counts = sums[2] > 0;

	values[3] = Int64GetDatum(sums[2]);
	nulls[0] = nulls[1] = nulls[2] = !counts;
	nulls[3] = false;
	if (!counts)
		return false;
	if (!rate_is_valid(sums[0], sums[1]))
		rate_check_counts(sums[0], sums[1]);
	rate->numerator = sums[0];
	rate->denominator = sums[1];
	values[0] = RatePGetDatum(rate);
	values[1] = Int64GetDatum(sums[0]);
	values[2] = Int64GetDatum(sums[1]);
	return true;
}

/* The row of a cell on the day, unless nobody counts in it */
static void
give_cell(DaysReceiver *days, CellDelta *cell, Rate *rates, Datum *values,
		  bool *nulls)
{
	Deltas	   *cells = days->cells;
	const int64 *sums = cell->values;
	bool		any = false;

	for (int i = 0; i < days->definition->nmeasures; i++)
	{
		int			column = 1 + cells->nkeys + i * MEASURE_COLUMNS;

		any |= measure_columns(sums, &rates[i], &values[column],
							   &nulls[column]);
		sums += MEASURE_VALUES;
	}
	if (!any)
		return;
	memcpy(&values[1], cell_keys(cells, cell), cells->nkeys * sizeof(Datum));
	memcpy(&nulls[1], cell_nulls(cells, cell), cells->nkeys * sizeof(bool));
	tuplestore_putvalues(days->result->setResult, days->result->setDesc,
						 values, nulls);
}

/* All days in front of one, as the cells are now */
static void
give_days(DaysReceiver *days, int64 end)
{
	Rate	   *rates = palloc(days->definition->nmeasures * sizeof(Rate));
	Datum	   *values = palloc0(days->result->setDesc->natts * sizeof(Datum));
	bool	   *nulls = palloc0(days->result->setDesc->natts * sizeof(bool));
	RBTreeIterator iterator;
	CellDelta  *cell;

	for (; days->day < end; days->day++)
	{
		CHECK_FOR_INTERRUPTS();
		values[0] = DateADTGetDatum(days->day);
		rbt_begin_iterate(days->cells->tree, LeftRightWalk, &iterator);
		while ((cell = (CellDelta *) rbt_iterate(&iterator)) != NULL)
			give_cell(days, cell, rates, values, nulls);
	}
	pfree(rates);
	pfree(values);
	pfree(nulls);
}


/* -----------------
 * What is read
 * -----------------
 */

static bool
receive_stripe(TupleTableSlot *slot, DestReceiver *self)
{
	DaysReceiver *days = (DaysReceiver *) self;
	Deltas	   *cells = days->cells;
	CellDelta  *next = cells->next;
	DateADT		day;

	slot_getallattrs(slot);
	day = DatumGetDateADT(slot->tts_values[0]);
	if (day > days->day)
		give_days(days, day);
	memcpy(cell_keys(cells, next), &slot->tts_values[1],
		   cells->nkeys * sizeof(Datum));
	memcpy(cell_nulls(cells, next), &slot->tts_isnull[1],
		   cells->nkeys * sizeof(bool));
	for (int i = 0; i < cells->nvalues; i++)
		next->values[i] = DatumGetInt64(slot->tts_values[1 + cells->nkeys + i]);
	deltas_add(cells);
	return true;
}

static void
receive_no_more(DestReceiver *self)
{
}

/* A table is its owner's, who may have altered it. */
static void
receive_columns(DestReceiver *self, int operation, TupleDesc columns)
{
	const DaysReceiver *days = (DaysReceiver *) self;
	const Deltas *cells = days->cells;
	bool		fits = TupleDescAttr(columns, 0)->atttypid == DATEOID;

	for (int i = 1; fits && i < columns->natts; i++)
	{
		Oid			type = INT8OID;

		if (i <= cells->nkeys)
			type = cells->types[i - 1].type;
		fits = TupleDescAttr(columns, i)->atttypid == type;
	}
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("a table of rollup %s has been altered",
						rollup_display(&days->definition->name)),
				 errdetail("Its columns have other types than those of its definition."),
				 errhint("rollup_drop(), and make the rollup anew.")));
}

/* From a table of stripes, from a first day to a last one */
static void
read_stripes(DaysReceiver *days, const char *statement, DateADT first,
			 DateADT last)
{
	SPIExecuteOptions options = {0};
	ParamListInfo bounds = makeParamList(2);
	int			status;

	for (int i = 0; i < 2; i++)
	{
		bounds->params[i].value = DateADTGetDatum(i == 0 ? first : last);
		bounds->params[i].isnull = false;
		bounds->params[i].pflags = PARAM_FLAG_CONST;
		bounds->params[i].ptype = DATEOID;
	}
	options.params = bounds;
	options.read_only = true;
	options.dest = &days->receiver;
	status = SPI_execute_extended(statement, &options);
	if (status < 0)
		elog(ERROR, "%s: %s", statement, SPI_result_code_string(status));
}

static Deltas *
make_cells(const Definition *definition)
{
	int			nkeys = definition->nkeys - 1;
	KeyType    *types = palloc0(nkeys * sizeof(KeyType));

	for (int i = 0; i < nkeys; i++)
	{
		Node	   *key = definition->keys[i + 1].expression;

		key_type_init(&types[i], exprType(key), exprCollation(key),
					  CurrentMemoryContext);
	}
	return deltas_create(CurrentMemoryContext, nkeys, types,
						 definition->nmeasures * MEASURE_VALUES,
						 rollup_display(&definition->name));
}

/* Within begin_commands(), as the owner of the view */
static void
read_days(const Definition *definition, DateADT first, DateADT last,
		  ReturnSetInfo *result)
{
	DaysReceiver days = {.definition = definition, .day = first};
	DateADT		month = month_of(first);

	days.receiver.receiveSlot = receive_stripe;
	days.receiver.rStartup = receive_columns;
	days.receiver.rShutdown = receive_no_more;
	days.receiver.rDestroy = receive_no_more;
	days.receiver.mydest = DestNone;
	days.result = result;
	days.cells = make_cells(definition);
	read_stripes(&days, as_of_months_query(definition), month, last);
	read_stripes(&days, as_of_stripes_query(definition), month, last);
	give_days(&days, (int64) last + 1);
}


/* ----------------
 * Who reads what
 * ----------------
 */

static RollupName
name_of_view(Oid view)
{
	RollupName	name;

	name.schema = get_namespace_name(get_rel_namespace(view));
	name.name = get_rel_name(view);
	if (name.schema == NULL || name.name == NULL ||
		get_rel_relkind(view) != RELKIND_VIEW)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("rollup_days() reads the view of a rollup"),
				 errhint("SELECT * FROM rollups lists those that exist.")));
	if (pg_class_aclcheck(view, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_VIEW, name.name);
	return name;
}

/* Nobody makes the owner of a view read what another one has put there. */
static void
check_part(const RollupName *name, const char *part, Oid owner)
{
	Oid			table = guarded_part(name, part);

	if (relation_owner(table) != owner ||
		get_rel_relkind(table) != RELKIND_RELATION)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("table %s of a rollup is not its view's owner's",
						rollup_part(name, part)),
				 errhint("ALTER TABLE ... OWNER TO.")));
}

static void
check_result(const Definition *definition, TupleDesc columns)
{
	int			nkeys = definition->nkeys;
	bool		fits = columns->natts ==
		nkeys + definition->nmeasures * MEASURE_COLUMNS;

	for (int i = 0; fits && i < columns->natts; i++)
	{
		Oid			type = TupleDescAttr(columns, i)->atttypid;

		if (i < nkeys)
			fits = type == exprType(definition->keys[i].expression);
		else if ((i - nkeys) % MEASURE_COLUMNS == 0)
			fits = is_rate(type);
		else
			fits = type == INT8OID;
	}
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("rollup %s has other columns by day",
						rollup_display(&definition->name)),
				 errdetail("They are the day, the keys, and a rate and three bigint for each measure."),
				 errhint("Call the function %s(date, date).",
						 rollup_part(&definition->name, PART_DAYS))));
}

static Definition *
carried_definition(const RollupName *name, const char *home)
{
	Definition *definition = read_definition(name, home);

	if (definition->as_of == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("rollup %s carries nothing forward",
						rollup_display(name)),
				 errhint("Its view has a row for each day and cell.")));
	return definition;
}

static void
check_bounds(DateADT first, DateADT last)
{
	if (DATE_NOT_FINITE(first) || DATE_NOT_FINITE(last))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("days of a rollup must be from a finite day to a finite day")));
}

static void
read_days_as(Oid owner, const Definition *definition, DateADT first,
			 DateADT last, ReturnSetInfo *result)
{
	int			nest_level = begin_commands();
	UserContext user;

	become_owner(owner, &user);
	read_days(definition, first, last, result);
	become_user(&user);
	end_commands(nest_level);
}

/*
 * rollup_days(rollup regclass, first date, last date) → SETOF record
 */
Datum
rollup_days(PG_FUNCTION_ARGS)
{
	Oid			view = PG_GETARG_OID(0);
	DateADT		first = PG_GETARG_DATEADT(1);
	DateADT		last = PG_GETARG_DATEADT(2);
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	RollupName	name = name_of_view(view);
	Definition *definition = carried_definition(&name, home_of(fcinfo));
	Oid			owner = relation_owner(view);

	check_bounds(first, last);
	check_part(&name, PART_STRIPE, owner);
	check_part(&name, PART_MONTH, owner);
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	check_result(definition, result->setDesc);
	if (first <= last)
		read_days_as(owner, definition, first, last, result);
	return (Datum) 0;
}
