/*-------------------------------------------------------------------------
 *
 * latest_pool.c
 *	  The as-of series: pool_latest() pools, over the rows so far, only each
 *	  entity's last row.
 *
 * The state is a table of entities, each with its last rate, and the sum of
 * these rates.  A row replaces its entity's rate in both, so a series of any
 * number of days costs one look-up a row.
 *
 * In a window whose start moves, rows leave in the order in which they came.
 * So an entity's last row is gone when as many of its rows have left as have
 * come, and counting them is all that the inverse needs.  (Where rows can
 * leave in another order, with EXCLUDE, the executor starts afresh.)  An
 * entity without rows stays in the table, because most come back, until
 * nearly a third of all are silent and make room.
 *
 * A look-up among many entities waits for memory twice, for the slot and for
 * the entity.  But no one row needs its answer before the next result is
 * asked for.  So once there are many entities, rows gather until a few dozen
 * of them can wait at the same time.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "miscadmin.h"
#include "utils/datum.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/counts.h"
#include "pool/entity_table.h"
#include "rate/rate.h"

/* Keys by reference up to this size can be pending. */
#define PENDING_KEY 64

#define LEAVING (-3)			/* of a pending row: it leaves the frame */

/* A row that has come, or that leaves, and the table does not know yet */
typedef struct PendingRow
{
	Datum		key;			/* at bytes, if by reference */
	int64		numerator;
	int64		denominator;	/* or WITHDRAWN or LEAVING */
	uint32		hash;
	union
	{
		char		data[PENDING_KEY];
		int64		force_align_i64;
		double		force_align_d;
	}			bytes;
} PendingRow;

/*
 * Rows that wait together, and the number of entities from which on it pays:
 * fewer stay in the processor's caches.
 */
#define PENDING_ROWS 32
#define PENDING_FROM 4096

typedef struct PoolLatest
{
	EntityTable table;
	bool		moving;			/* the frame's start moves */

	/* the sums of the last rates, and the number of them */
	Sum128		numerator;
	Sum128		denominator;
	int64		reporting;
	Rate		result;

	/* the rows that have come last, if there are many entities */
	PendingRow *pending;		/* NULL as long as there is no need */
	int			npending;
} PoolLatest;

PG_FUNCTION_INFO_V1(pool_latest_accum);
PG_FUNCTION_INFO_V1(pool_latest_window_accum);
PG_FUNCTION_INFO_V1(pool_latest_window_inverse);
PG_FUNCTION_INFO_V1(pool_latest_final);


/* ---------
 * The sums
 * ---------
 */

/*
 * The sums may pass through values beyond bigint while the rows of one frame
 * come and go; only a result must not be there.  They cannot leave 128 bits.
 */
static inline void
pool_put(PoolLatest *state, int64 numerator, int64 denominator)
{
	(void) sum128_add_overflow(state->numerator,
							   sum128_from_int64(numerator),
							   &state->numerator);
	(void) sum128_add_overflow(state->denominator,
							   sum128_from_int64(denominator),
							   &state->denominator);
	state->reporting++;
}

static inline void
pool_take(PoolLatest *state, const Entity *entity)
{
	if (entity->denominator == WITHDRAWN)
		return;
	(void) sum128_sub_overflow(state->numerator,
							   sum128_from_int64(entity->numerator),
							   &state->numerator);
	(void) sum128_sub_overflow(state->denominator,
							   sum128_from_int64(entity->denominator),
							   &state->denominator);
	state->reporting--;
}


/*
 * Puts a row into the table and the sums, in place of the entity's last one.
 */
static inline void
pool_replace(PoolLatest *state, uint32 hash, Datum key, int64 numerator,
			 int64 denominator)
{
	EntityTable *table = &state->table;
	uint32		slot = table_find(table, hash, key);
	Entity	   *entity;

	if (table->slots[slot] != 0)
	{
		entity = table_entity(table, SLOT_NUMBER(table, table->slots[slot]));
		pool_take(state, entity);
		if (state->moving && entity->rows == 0)
			table->silent--;
	}
	else
		entity = table_insert(table, hash, key, slot);

	entity->denominator = denominator;
	if (denominator != WITHDRAWN)
	{
		entity->numerator = numerator;
		pool_put(state, numerator, denominator);
	}
	if (state->moving &&
		unlikely(pg_add_u32_overflow(entity->rows, 1, &entity->rows)))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many rows of one entity in a frame of pool_latest()"),
				 errhint("Use a frame that begins with UNBOUNDED PRECEDING, or a shorter one.")));
}

/*
 * Takes a row out.  Its rate does not matter: it counts only if it is the
 * entity's last one, and then it is in the table.
 */
static inline void
pool_leave(PoolLatest *state, uint32 hash, Datum key)
{
	EntityTable *table = &state->table;
	uint32		slot = table_find(table, hash, key);
	Entity	   *entity = NULL;

	if (likely(table->slots[slot] != 0))
		entity = table_entity(table, SLOT_NUMBER(table, table->slots[slot]));
	if (unlikely(entity == NULL || entity->rows == 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_FUNCTION_DEFINITION),
				 errmsg("an entity leaves a frame of pool_latest() that it has not entered"),
				 errhint("Its argument is computed by a function that is declared to be immutable and is not.")));

	if (--entity->rows == 0)
	{
		pool_take(state, entity);
		entity->denominator = WITHDRAWN;
		table->silent++;
	}
}

static inline void
pool_row(PoolLatest *state, uint32 hash, Datum key, int64 numerator,
		 int64 denominator)
{
	if (denominator == LEAVING)
		pool_leave(state, hash, key);
	else
		pool_replace(state, hash, key, numerator, denominator);
}


/* ------------
 * Pending rows
 * ------------
 */

/*
 * Sets a row aside, if it can be.
 */
static inline bool
pending_add(PoolLatest *state, uint32 hash, Datum key, int64 numerator,
			int64 denominator)
{
	EntityType *type = state->table.type;
	PendingRow *row;

	if (state->pending == NULL)
	{
		if (likely(state->table.present < PENDING_FROM) ||
			entity_equal_calls(type))
			return false;
		state->pending = MemoryContextAlloc(state->table.context,
											PENDING_ROWS * sizeof(PendingRow));
	}

	row = &state->pending[state->npending];
	if (!type->value.typbyval)
	{
		Size		size = datumGetSize(key, false, type->value.typlen);

		if (size > PENDING_KEY)
			return false;
		memcpy(row->bytes.data, DatumGetPointer(key), size);
		key = PointerGetDatum(row->bytes.data);
	}
	row->key = key;
	row->numerator = numerator;
	row->denominator = denominator;
	row->hash = hash;
	state->npending++;
	return true;
}

/*
 * Brings the pending rows to where they belong, in the order in which they
 * came.  What they need of the table is on its way before it is used.
 */
static void
pending_flush(PoolLatest *state)
{
	const EntityTable *table = &state->table;
	PendingRow *rows = state->pending;
	int			n = state->npending;
	Entity	   *candidates[PENDING_ROWS];

	if (n == 0)
		return;

	for (int i = 0; i < n; i++)
		prefetch(&table->slots[rows[i].hash & table->mask]);
	for (int i = 0; i < n; i++)
	{
		candidates[i] = table_candidate(table, rows[i].hash);
		if (candidates[i] != NULL)
			prefetch(candidates[i]);
	}
	if (!table->type->value.typbyval)
	{
		for (int i = 0; i < n; i++)
		{
			if (candidates[i] != NULL)
				prefetch(DatumGetPointer(candidates[i]->key));
		}
	}

	state->npending = 0;
	for (int i = 0; i < n; i++)
		pool_row(state, rows[i].hash, rows[i].key, rows[i].numerator,
				 rows[i].denominator);
}

/*
 * A row, whether it comes or leaves: now, or together with others.
 */
static inline void
pool_row_soon(PoolLatest *state, Datum key, int64 numerator,
			  int64 denominator)
{
	EntityTable *table = &state->table;
	uint32		hash;

	if (entity_is_unknown(table->type, key))
		return;
	key = entity_normalize(table->type, key);
	hash = entity_hash(table->type, &table->seed, key);

	if (pending_add(state, hash, key, numerator, denominator))
	{
		if (state->npending == PENDING_ROWS)
			pending_flush(state);
	}
	else
	{
		pending_flush(state);
		pool_row(state, hash, key, numerator, denominator);
	}
}


/* ---------------------------------
 * pool_latest(entity anyelement, rate)
 * ---------------------------------
 */

/* The type of the entities, from the cache of the calling function */
static EntityType *
entity_type(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	Oid			type;

	if (likely(flinfo->fn_extra != NULL))
		return (EntityType *) flinfo->fn_extra;

	type = get_fn_expr_argtype(flinfo, 1);
	if (!OidIsValid(type))
		ereport(ERROR,
				(errcode(ERRCODE_INDETERMINATE_DATATYPE),
				 errmsg("could not determine the argument types of pool_latest()")));
	flinfo->fn_extra = entity_type_make(type, PG_GET_COLLATION(),
										flinfo->fn_mcxt);
	return (EntityType *) flinfo->fn_extra;
}

static PoolLatest *
pool_make(FunctionCallInfo fcinfo, bool moving)
{
	MemoryContext context = aggregate_context(fcinfo, "pool_latest");
	PoolLatest *state = MemoryContextAllocZero(context, sizeof(PoolLatest));

	table_init(&state->table, context, entity_type(fcinfo));
	state->moving = moving;
	return state;
}

static inline Datum
pool_latest_add(FunctionCallInfo fcinfo, bool moving)
{
	PoolLatest *state;

	/* a window calls this for a whole frame without looking up */
	CHECK_FOR_INTERRUPTS();

	/* in a window whose start moves even a row that only reads needs a state */
	if (unlikely(PG_ARGISNULL(0) || !in_aggregate(fcinfo)))
		state = pool_make(fcinfo, moving);
	else
		state = (PoolLatest *) PG_GETARG_POINTER(0);

	if (PG_ARGISNULL(1))
		PG_RETURN_POINTER(state);

	if (PG_ARGISNULL(2))
		pool_row_soon(state, PG_GETARG_DATUM(1), 0, WITHDRAWN);
	else
	{
		Rate	   *rate = PG_GETARG_RATE_P(2);

		pool_row_soon(state, PG_GETARG_DATUM(1), rate->numerator,
					  rate->denominator);
	}
	PG_RETURN_POINTER(state);
}

/*
 * pool_latest_accum(internal, anyelement, rate) → internal
 *
 * A row whose entity is NULL, or has a NULL within, changes nothing.  A NULL
 * rate withdraws the entity until its next row.
 */
Datum
pool_latest_accum(PG_FUNCTION_ARGS)
{
	return pool_latest_add(fcinfo, false);
}

/* pool_latest_window_accum(internal, anyelement, rate) → internal */
Datum
pool_latest_window_accum(PG_FUNCTION_ARGS)
{
	return pool_latest_add(fcinfo, true);
}

/*
 * pool_latest_window_inverse(internal, anyelement, rate) → internal
 *
 * The oldest row of the frame leaves it.
 */
Datum
pool_latest_window_inverse(PG_FUNCTION_ARGS)
{
	PoolLatest *state;

	(void) aggregate_context(fcinfo, "pool_latest");
	CHECK_FOR_INTERRUPTS();

	/* NULL makes the executor start afresh */
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (PoolLatest *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
		pool_row_soon(state, PG_GETARG_DATUM(1), 0, LEAVING);
	PG_RETURN_POINTER(state);
}

/*
 * pool_latest_final(internal) → rate
 *
 * NULL if no entity's last row has a rate; error 22003 past bigint.
 */
Datum
pool_latest_final(PG_FUNCTION_ARGS)
{
	PoolLatest *state;

	(void) aggregate_context(fcinfo, "pool_latest");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	state = (PoolLatest *) PG_GETARG_POINTER(0);
	pending_flush(state);
	if (state->reporting == 0)
		PG_RETURN_NULL();

	if (unlikely(!sum128_fits_int64(state->numerator) ||
				 !sum128_fits_int64(state->denominator)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("pooled rate is out of range"),
				 errdetail("Pooling the latest rates of %lld entities exceeds the range of bigint.",
						   (long long) state->reporting),
				 errhint("Check the unit of the counts, or pool smaller groups.")));

	state->result.numerator = (int64) state->numerator.lo;
	state->result.denominator = (int64) state->denominator.lo;
	PG_RETURN_RATE_P(&state->result);
}
