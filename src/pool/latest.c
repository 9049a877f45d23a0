/*-------------------------------------------------------------------------
 *
 * latest.c
 *	  As of a cut-off: latest(), the value at the greatest key.
 *
 * How keys are compared is in key_order.c, how a state goes to another
 * process in latest_image.c.  The series of such snapshots, pool_latest(), is
 * in latest_pool.c.
 *
 * The state of latest() holds one value and one key, each copied into a
 * buffer of the aggregate that is used again for the next one, so that a
 * group with a million corrections needs no more memory than its largest
 * filing.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/detoast.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "pool/latest_state.h"

/* Keys up to this size are kept beside the state, which is a cache line less */
#define INSIDE_MAX 256

/* Of the usual processors; only speed depends on it. */
#define CACHE_LINE 64

PG_FUNCTION_INFO_V1(latest_accum);
PG_FUNCTION_INFO_V1(latest_combine);
PG_FUNCTION_INFO_V1(latest_final);


/* ---------------------
 * Types of the arguments
 * ---------------------
 */

static void
argument_type_init(ArgumentType *argument, Oid type)
{
	argument->type = type;
	get_typlenbyval(type, &argument->typlen, &argument->typbyval);
}

/*
 * The types, from the cache of the calling function.
 */
LatestType *
latest_type(FmgrInfo *flinfo, Oid collation, Oid value_type, Oid at_type)
{
	LatestType *type = (LatestType *) flinfo->fn_extra;
	TypeCacheEntry *entry;

	if (likely(type != NULL && type->value.type == value_type &&
			   type->at.type == at_type))
		return type;

	entry = lookup_type_cache(at_type, TYPECACHE_CMP_PROC_FINFO);
	if (!OidIsValid(entry->cmp_proc))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify a comparison function for type %s",
						format_type_be(at_type)),
				 errhint("The second argument of latest() says which row is the latest: it needs a type with a btree operator class, such as a date, a timestamp, or a row of them.")));

	type = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(LatestType));
	type->context = flinfo->fn_mcxt;
	argument_type_init(&type->value, value_type);
	argument_type_init(&type->at, at_type);
	order_init(&type->order, entry, collation, type->context);
	type->by_column = entry->cmp_proc == F_BTRECORDCMP;
	type->parts = null_search_make(at_type, type->context);

	flinfo->fn_extra = type;
	return type;
}

/* The types as the query has them; known to transition and final function. */
static LatestType *
latest_argument_types(FunctionCallInfo fcinfo)
{
	LatestType *type = (LatestType *) fcinfo->flinfo->fn_extra;
	Oid			value_type;
	Oid			at_type;

	if (likely(type != NULL))
		return type;

	value_type = get_fn_expr_argtype(fcinfo->flinfo, 1);
	at_type = get_fn_expr_argtype(fcinfo->flinfo, 2);
	if (!OidIsValid(value_type) || !OidIsValid(at_type))
		ereport(ERROR,
				(errcode(ERRCODE_INDETERMINATE_DATATYPE),
				 errmsg("could not determine the argument types of latest()")));
	return latest_type(fcinfo->flinfo, PG_GET_COLLATION(), value_type,
					   at_type);
}


/*
 * Is the row of the kind whose order is kept, which is that of the first one?
 */
static inline bool
row_is_usual(LatestType *type, HeapTupleHeader row)
{
	if (unlikely(type->row_order == NULL))
		type->row_order = row_order_make(type->context, row);
	return row_order_fits(type->row_order, row);
}

/*
 * Compares two keys, neither of them with a NULL within.
 */
static inline int
latest_compare(LatestType *type, Datum a, Datum b)
{
	if (type->by_column)
	{
		HeapTupleHeader row_a = DatumGetHeapTupleHeader(a);
		HeapTupleHeader row_b = DatumGetHeapTupleHeader(b);

		if (likely(row_is_usual(type, row_a) && row_is_usual(type, row_b)))
			return row_compare(type->row_order, row_a, row_b);
	}
	return order_compare(&type->order, a, b);
}


/* -----
 * State
 * -----
 */

/*
 * A datum whose bytes say it all: no pointer into memory, though perhaps one
 * into a TOAST table, which lasts as long as the snapshot of the query.  So a
 * large value is read once, when it has won.
 */
static Datum
flat_value(const ArgumentType *type, Datum datum)
{
	if (type->typlen == -1)
	{
		struct varlena *value = (struct varlena *) DatumGetPointer(datum);

		if (VARATT_IS_EXTERNAL(value) && !VARATT_IS_EXTERNAL_ONDISK(value))
			return PointerGetDatum(detoast_external_attr(value));
	}
	return datum;
}

/* A key is compared again and again, so it is unpacked for good. */
static Datum
flat_key(const ArgumentType *type, Datum datum)
{
	if (type->typlen == -1)
		return PointerGetDatum(PG_DETOAST_DATUM(datum));
	return datum;
}

static void
slot_store(LatestSlot *slot, const ArgumentType *type, MemoryContext context,
		   Datum datum)
{
	Size		size;

	if (type->typbyval)
	{
		slot->datum = datum;
		return;
	}

	size = flat_size(type, datum);
	if (slot->capacity < size)
	{
		/* growing by half at least bounds the number of times */
		Size		capacity = Max(size, slot->capacity + slot->capacity / 2);

		capacity = Min(capacity, MaxAllocSize);
		if (slot->capacity > 0 && !slot->inside)
			pfree(DatumGetPointer(slot->datum));
		slot->inside = false;
		slot->datum = PointerGetDatum(MemoryContextAlloc(context, capacity));
		slot->capacity = capacity;
	}
	memcpy(DatumGetPointer(slot->datum), DatumGetPointer(datum), size);
}

/*
 * Among many groups each row waits for the memory of its own one.  What is
 * kept inside of the state is then asked for together with the state.
 */
static inline void
state_prefetch(const LatestState *state)
{
	for (Size at = CACHE_LINE; at < INSIDE_MAX; at += CACHE_LINE)
		prefetch((const char *) state + at);
}

/* Copies a flat value and a flat key into the state. */
static void
state_store(LatestState *state, MemoryContext context, Datum value,
			bool value_isnull, Datum at)
{
	slot_store(&state->at, &state->type->at, context, at);
	state->value.isnull = value_isnull;
	if (!value_isnull)
		slot_store(&state->value, &state->type->value, context, value);
}

/* Gives a slot the next bytes of the state's chunk, if there are as many. */
static void
slot_inside(LatestSlot *slot, Size size, char **free, char *end)
{
	if (size == 0 || size > end - *free)
		return;
	slot->inside = true;
	slot->datum = PointerGetDatum(*free);
	slot->capacity = MAXALIGN(size);
	*free += slot->capacity;
}

/*
 * A state for a first flat value and key.  It is one chunk with the key, and
 * with the value where that fits in what the allocator rounds up to.
 */
static LatestState *
state_make(LatestType *type, MemoryContext context, Datum value,
		   bool value_isnull, Datum at)
{
	Size		at_size = flat_size(&type->at, at);
	Size		value_size = value_isnull ? 0 : flat_size(&type->value, value);
	Size		size = sizeof(LatestState);
	LatestState *state;
	char	   *free;

	if (at_size <= INSIDE_MAX)
		size += MAXALIGN(at_size);
	size = pg_nextpower2_size_t(size);

	state = MemoryContextAllocZero(context, size);
	state->type = type;
	free = (char *) state + MAXALIGN(sizeof(LatestState));
	slot_inside(&state->at, at_size, &free, (char *) state + size);
	slot_inside(&state->value, value_size, &free, (char *) state + size);
	state_store(state, context, value, value_isnull, at);
	return state;
}


/* ------------------------------------------------
 * latest(value anyelement, at anycompatible) → anyelement
 * ------------------------------------------------
 */

static inline LatestState *
state_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : (LatestState *) PG_GETARG_POINTER(n);
}

/*
 * latest_accum(internal, anyelement, anycompatible) → internal
 *
 * A row whose key is NULL, or has a NULL anywhere within, is no candidate: in
 * the order of rows and arrays NULL comes last, so that a filing whose day is
 * unknown would be the latest of all.  A NULL value is a value.  Among equal
 * keys the row that comes later wins.
 */
Datum
latest_accum(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "latest");
	LatestType *type = latest_argument_types(fcinfo);
	LatestState *state = state_argument(fcinfo, 0);
	Datum		value;
	Datum		at;

	/* what is found in another place for each group, all at once */
	if (state != NULL)
		state_prefetch(state);

	/* a window may call this for a whole frame without looking up */
	CHECK_FOR_INTERRUPTS();

	if (PG_ARGISNULL(2) ||
		(type->parts != NULL &&
		 has_null_within(type->parts, PG_GETARG_DATUM(2))))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}

	at = PG_GETARG_DATUM(2);
	if (state != NULL &&
		latest_compare(type, at, state->at.datum) < 0)
		PG_RETURN_POINTER(state);

	at = flat_key(&type->at, at);
	value = (Datum) 0;
	if (!PG_ARGISNULL(1))
		value = flat_value(&type->value, PG_GETARG_DATUM(1));

	if (state == NULL)
		state = state_make(type, context, value, PG_ARGISNULL(1), at);
	else
		state_store(state, context, value, PG_ARGISNULL(1), at);
	PG_RETURN_POINTER(state);
}

/*
 * latest_combine(internal, internal) → internal
 *
 * The second state counts as the later one.
 */
Datum
latest_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo, "latest");
	LatestState *state = state_argument(fcinfo, 0);
	LatestState *other = state_argument(fcinfo, 1);

	if (other == NULL)
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}

	if (state == NULL)
		PG_RETURN_POINTER(state_make(latest_type(fcinfo->flinfo,
												 PG_GET_COLLATION(),
												 other->type->value.type,
												 other->type->at.type),
									 context, other->value.datum,
									 other->value.isnull, other->at.datum));

	if (state->type->value.type != other->type->value.type ||
		state->type->at.type != other->type->at.type)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("states of latest() have different types")));

	if (latest_compare(state->type, other->at.datum, state->at.datum) >= 0)
		state_store(state, context, other->value.datum, other->value.isnull,
					other->at.datum);
	PG_RETURN_POINTER(state);
}

/* latest_final(internal, anyelement, anycompatible) → anyelement */
Datum
latest_final(PG_FUNCTION_ARGS)
{
	LatestState *state = state_argument(fcinfo, 0);
	LatestType *type;

	(void) aggregate_context(fcinfo, "latest");
	if (state == NULL)
		PG_RETURN_NULL();

	/* what has come from another process must be what the query expects */
	type = latest_argument_types(fcinfo);
	if (state->type->value.type != type->value.type)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("state of latest() has type %s, expected %s",
						format_type_be(state->type->value.type),
						format_type_be(type->value.type))));

	if (state->value.isnull)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(state->value.datum);
}
