/*-------------------------------------------------------------------------
 *
 * latest.c
 *	  As of a cut-off: latest(), the value at the greatest key, and bounds(),
 *	  what those who have not filed could still change.
 *
 * The series of such snapshots, pool_latest(), is in latest_pool.c.
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
#include "access/htup_details.h"
#include "access/xlog.h"
#include "catalog/pg_control.h"
#include "catalog/pg_type_d.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/record.h"
#include "rate/rate.h"

/* How an argument is stored */
typedef struct ArgumentType
{
	Oid			type;
	int16		typlen;
	bool		typbyval;
} ArgumentType;

/* How values are compared: built-in integers and dates without a call */
typedef enum OrderKind
{
	ORDER_BY_FUNCTION,
	ORDER_INT16,
	ORDER_INT32,
	ORDER_INT64
} OrderKind;

typedef struct Order
{
	OrderKind	kind;
	Oid			collation;
	FmgrInfo	compare;
} Order;

/*
 * The columns of a row that serves as a key.  One expression makes rows of
 * one kind, so what a comparison of rows finds out each time is kept.
 */
typedef struct RowOrder
{
	Oid			type;
	int32		typmod;
	TupleDesc	tupdesc;		/* NULL if there is nothing to be kept */
	Order		columns[FLEXIBLE_ARRAY_MEMBER];
} RowOrder;

/* The types of one call of latest(), looked up once a query */
typedef struct LatestType
{
	ArgumentType value;
	ArgumentType at;
	Order		order;
	bool		at_is_row;
	RowOrder   *row_order;		/* of the first row of all */
	MemoryContext context;		/* that of all this */
} LatestType;

/* A value that is owned by the state */
typedef struct LatestSlot
{
	Datum		datum;
	uint32		capacity;		/* bytes at datum, if it is a pointer */
	bool		inside;			/* these bytes belong to the state's chunk */
	bool		isnull;
} LatestSlot;

typedef struct LatestState
{
	LatestType *type;
	LatestSlot	value;
	LatestSlot	at;				/* never NULL */
} LatestState;

/* Keys up to this size are kept beside the state, which is a cache line less */
#define INSIDE_MAX 256

/* Of the usual processors; only speed depends on it. */
#define CACHE_LINE 64

/*
 * A state on its way from a parallel worker to the leader: this header, the
 * key and the value, each at an aligned place and without a length of its
 * own.  What is passed by value stands in the header.
 */
typedef struct LatestImage
{
	uint64		seal;
	Datum		value;
	Datum		at;
	Oid			value_type;
	Oid			at_type;
	uint32		value_size;		/* 0 if NULL or passed by value */
	uint32		at_size;		/* 0 if passed by value */
	uint32		value_isnull;
	uint32		unused;			/* no padding, so that all of it is sealed */
} LatestImage;

PG_FUNCTION_INFO_V1(latest_accum);
PG_FUNCTION_INFO_V1(latest_combine);
PG_FUNCTION_INFO_V1(latest_serialize);
PG_FUNCTION_INFO_V1(latest_deserialize);
PG_FUNCTION_INFO_V1(latest_final);
PG_FUNCTION_INFO_V1(rate_bounds);


/* -----
 * Order
 * -----
 */

static void
order_init(Order *order, TypeCacheEntry *type, Oid collation,
		   MemoryContext context)
{
	switch (getBaseType(type->type_id))
	{
		case INT2OID:
			order->kind = ORDER_INT16;
			break;
		case INT4OID:
		case DATEOID:
			order->kind = ORDER_INT32;
			break;
		case INT8OID:
		case TIMEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			order->kind = ORDER_INT64;
			break;
		default:
			order->kind = ORDER_BY_FUNCTION;
			break;
	}
	order->collation = collation;

	/* a copy, so that what the function caches ends with the query */
	fmgr_info_copy(&order->compare, &type->cmp_proc_finfo, context);
}

static inline int
order_compare(Order *order, Datum a, Datum b)
{
#define COMPARE(a, b) ((a) < (b) ? -1 : ((a) > (b) ? 1 : 0))
	switch (order->kind)
	{
		case ORDER_INT16:
			return COMPARE(DatumGetInt16(a), DatumGetInt16(b));
		case ORDER_INT32:
			return COMPARE(DatumGetInt32(a), DatumGetInt32(b));
		case ORDER_INT64:
			return COMPARE(DatumGetInt64(a), DatumGetInt64(b));
		case ORDER_BY_FUNCTION:
			break;
	}
#undef COMPARE
	return DatumGetInt32(FunctionCall2Coll(&order->compare, order->collation,
										   a, b));
}

/*
 * Finds out how rows like this one are compared.
 */
static RowOrder *
row_order_make(MemoryContext context, HeapTupleHeader row)
{
	Oid			row_type = HeapTupleHeaderGetTypeId(row);
	int32		typmod = HeapTupleHeaderGetTypMod(row);
	MemoryContext old = MemoryContextSwitchTo(context);
	TupleDesc	tupdesc = lookup_rowtype_tupdesc_copy(row_type, typmod);
	RowOrder   *order = palloc0(offsetof(RowOrder, columns) +
								tupdesc->natts * sizeof(Order));

	order->type = row_type;
	order->typmod = typmod;
	order->tupdesc = tupdesc;
	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(tupdesc, i);
		TypeCacheEntry *entry;

		if (column->attisdropped)
			continue;
		entry = lookup_type_cache(column->atttypid, TYPECACHE_CMP_PROC_FINFO);
		if (OidIsValid(entry->cmp_proc))
			order_init(&order->columns[i], entry, column->attcollation,
					   context);
		else
			order->tupdesc = NULL;
	}
	MemoryContextSwitchTo(old);
	return order;
}

static inline bool
row_order_fits(const RowOrder *order, HeapTupleHeader row)
{
	return order->tupdesc != NULL &&
		HeapTupleHeaderGetTypeId(row) == order->type &&
		HeapTupleHeaderGetTypMod(row) == order->typmod &&
		HeapTupleHeaderGetNatts(row) == order->tupdesc->natts;
}

/*
 * Compares two rows without a NULL, column by column, as the type's own
 * function does.
 */
static int
row_compare(RowOrder *order, HeapTupleHeader a, HeapTupleHeader b)
{
	TupleDesc	tupdesc = order->tupdesc;
	HeapTupleData tuple_a;
	HeapTupleData tuple_b;

	/* what of a tuple its columns are read from */
	tuple_a.t_len = HeapTupleHeaderGetDatumLength(a);
	tuple_a.t_data = a;
	tuple_b.t_len = HeapTupleHeaderGetDatumLength(b);
	tuple_b.t_data = b;

	for (int i = 0; i < tupdesc->natts; i++)
	{
		bool		isnull;
		Datum		value_a;
		Datum		value_b;
		int			result;

		if (TupleDescAttr(tupdesc, i)->attisdropped)
			continue;
		value_a = heap_getattr(&tuple_a, i + 1, tupdesc, &isnull);
		value_b = heap_getattr(&tuple_b, i + 1, tupdesc, &isnull);
		result = order_compare(&order->columns[i], value_a, value_b);
		if (result != 0)
			return result;
	}
	return 0;
}


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
static LatestType *
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
	type->at_is_row = type_is_rowtype(at_type);

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
 * Compares two keys, neither of them NULL nor a row with a NULL.
 */
static inline int
latest_compare(LatestType *type, Datum a, Datum b)
{
	if (type->at_is_row)
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

/*
 * Is there a NULL among the columns of a row that serves as a key?  In the
 * order of rows it would come last, so that a filing whose day is unknown
 * would be the latest of all.
 */
static bool
row_has_null(LatestType *type, Datum datum)
{
	HeapTupleHeader row = DatumGetHeapTupleHeader(datum);
	HeapTupleData tuple;
	TupleDesc	tupdesc;
	bool		result = false;

	/* all columns are there, and all have a value */
	if ((row->t_infomask & HEAP_HASNULL) == 0 && row_is_usual(type, row))
		return false;

	/* but not if it is a dropped column */
	tupdesc = lookup_rowtype_tupdesc(HeapTupleHeaderGetTypeId(row),
									 HeapTupleHeaderGetTypMod(row));
	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = row;

	for (int i = 0; i < tupdesc->natts && !result; i++)
		result = !TupleDescAttr(tupdesc, i)->attisdropped &&
			heap_attisnull(&tuple, i + 1, tupdesc);
	ReleaseTupleDesc(tupdesc);
	return result;
}

/* A key is compared again and again, so it is unpacked for good. */
static Datum
flat_key(const ArgumentType *type, Datum datum)
{
	if (type->typlen == -1)
		return PointerGetDatum(PG_DETOAST_DATUM(datum));
	return datum;
}

static inline Size
flat_size(const ArgumentType *type, Datum datum)
{
	return type->typbyval ? 0 : datumGetSize(datum, false, type->typlen);
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
 * A row whose key is NULL, or a row with a NULL in it, is no candidate; a NULL
 * value is a value.  Among equal keys the row that comes later wins.
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
		(type->at_is_row && row_has_null(type, PG_GETARG_DATUM(2))))
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


/* -------------
 * Serialization
 * -------------
 *
 * A state travels between processes of one query as the executor's own
 * tuples do: as an image of memory.  Send and receive functions would be no
 * substitute.  There are types without them, anonymous rows cannot be
 * received, and those of text convert to and from the client's encoding,
 * which a worker does not share with its leader.
 *
 * An image cannot be checked by looking at it, so it is sealed: by a hash of
 * all of it, keyed with a secret of the cluster that SQL does not show.  What
 * somebody else has written, or changed, is refused.
 */

static uint64
image_seal(const LatestImage *image, Size size)
{
	const unsigned char *bytes = (const unsigned char *) image;
	Size		skip = offsetof(LatestImage, value);
	uint64		secret;

	StaticAssertStmt(MOCK_AUTH_NONCE_LEN >= sizeof(secret),
					 "the secret is too short");
	memcpy(&secret, GetMockAuthenticationNonce(), sizeof(secret));

	/* the lengths that the executor and a varlena allow fit in an int */
	return DatumGetUInt64(hash_any_extended(bytes + skip, (int) (size - skip),
											secret));
}

static inline uint64
image_size(uint64 at_size, uint64 value_size)
{
	return MAXALIGN(sizeof(LatestImage)) + MAXALIGN(at_size) +
		MAXALIGN(value_size);
}

/* latest_serialize(internal) → bytea */
Datum
latest_serialize(PG_FUNCTION_ARGS)
{
	LatestState *state;
	LatestType *type;
	LatestImage *image;
	uint32		at_size;
	uint32		value_size;
	uint64		size;
	bytea	   *result;
	char	   *p;

	(void) aggregate_context(fcinfo, "latest");
	state = (LatestState *) PG_GETARG_POINTER(0);
	type = state->type;

	at_size = flat_size(&type->at, state->at.datum);
	value_size = 0;
	if (!state->value.isnull)
		value_size = flat_size(&type->value, state->value.datum);
	size = image_size(at_size, value_size);
	if (size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("state of latest() is too large for a parallel query"),
				 errdetail("The value has %u bytes, the key %u.",
						   value_size, at_size),
				 errhint("Set max_parallel_workers_per_gather to 0 for this query.")));

	/* made at an aligned place, and zeroed so that padding is sealed, too */
	image = palloc0(size);
	image->value_type = type->value.type;
	image->at_type = type->at.type;
	image->value_size = value_size;
	image->at_size = at_size;
	image->value_isnull = state->value.isnull ? 1 : 0;

	p = (char *) image + MAXALIGN(sizeof(LatestImage));
	if (type->at.typbyval)
		image->at = state->at.datum;
	else
		memcpy(p, DatumGetPointer(state->at.datum), at_size);
	p += MAXALIGN(at_size);
	if (!state->value.isnull)
	{
		if (type->value.typbyval)
			image->value = state->value.datum;
		else
			memcpy(p, DatumGetPointer(state->value.datum), value_size);
	}
	image->seal = image_seal(image, size);

	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), image, size);
	PG_RETURN_BYTEA_P(result);
}

/*
 * latest_deserialize(bytea, internal) → internal
 *
 * The state lives in the memory of the call, from which latest_combine()
 * copies what wins.
 */
Datum
latest_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes;
	Size		size;
	LatestImage *image;
	LatestState *state;
	char	   *p;

	(void) aggregate_context(fcinfo, "latest");
	bytes = PG_GETARG_BYTEA_PP(0);
	size = VARSIZE_ANY_EXHDR(bytes);

	/* to an aligned place */
	image = palloc(Max(size, sizeof(LatestImage)));
	memcpy(image, VARDATA_ANY(bytes), size);

	if (size < sizeof(LatestImage) ||
		image->seal != image_seal(image, size) ||
		size != image_size(image->at_size, image->value_size))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid state of latest()"),
				 errdetail("The %zu bytes were not written by latest() in this cluster.",
						   size)));

	state = palloc0_object(LatestState);
	state->type = latest_type(fcinfo->flinfo, PG_GET_COLLATION(),
							  image->value_type, image->at_type);

	p = (char *) image + MAXALIGN(sizeof(LatestImage));
	state->at.datum = image->at;
	if (!state->type->at.typbyval)
		state->at.datum = PointerGetDatum(p);
	p += MAXALIGN(image->at_size);

	state->value.isnull = image->value_isnull != 0;
	state->value.datum = image->value;
	if (!state->type->value.typbyval)
		state->value.datum = PointerGetDatum(p);

	PG_RETURN_POINTER(state);
}


/* ------
 * Bounds
 * ------
 */

/*
 * bounds(filed rate, registered bigint, OUT lower rate, OUT upper rate)
 *
 * Of registered enterprises, denominator(filed) have filed, and numerator of
 * these say yes.  If all of the others said no, or all said yes, the rate
 * would be lower, or upper: k/N and (k + N - n)/N for k/n of N.  This is the
 * worst case, without any assumption on who is silent (Manski, Identification
 * for Prediction and Decision, 2007, chapter 2).  NULL for a NULL argument.
 */
Datum
rate_bounds(PG_FUNCTION_ARGS)
{
	Rate	   *filed = PG_GETARG_RATE_P(0);
	int64		registered = PG_GETARG_INT64(1);
	int64		no;
	Datum		values[2];
	bool		nulls[2] = {false, false};

	rate_check_proportion(filed, "bounds need a proportion, not a rate above 1",
						  "Only where each one who files counts as yes or no is the worst case known.");
	if (registered < filed->denominator)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("more have filed than are registered"),
				 errdetail("The rate " INT64_FORMAT "/" INT64_FORMAT " has " INT64_FORMAT " that have filed, of " INT64_FORMAT " registered.",
						   filed->numerator, filed->denominator,
						   filed->denominator, registered),
				 errhint("Count both on the same register and day, and each enterprise once.")));

	/* cannot overflow: numerator <= denominator <= registered */
	values[0] = RatePGetDatum(rate_make(filed->numerator, registered));
	no = filed->denominator - filed->numerator;
	values[1] = RatePGetDatum(rate_make(registered - no, registered));
	PG_RETURN_DATUM(record_result(fcinfo, values, nulls));
}
