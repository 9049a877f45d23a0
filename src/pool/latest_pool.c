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
 * The table is made of two parts.  Entities lie in chunks that never move,
 * but for the first one while it is small, 32 bytes each.  An open-addressing
 * index has 4 bytes a slot, which hold the number of an entity and, in the
 * bits that numbers do not need, as much of its hash.  It is made anew from
 * the entities, twice as large, when it is 7/8 full, and so takes at most 64/7
 * bytes an entity.
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

#include "catalog/pg_type_d.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/typcache.h"
#include "utils/uuid.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/counts.h"
#include "rate/rate.h"

/* How entities are told apart */
typedef enum EntityKind
{
	ENTITY_INTEGER,				/* by value, equal if their bits are */
	ENTITY_BYTES,				/* varlena, equal if their bytes are */
	ENTITY_UUID,
	ENTITY_OTHER				/* by the functions of the type */
} EntityKind;

/* The type of the entities of one call, looked up once a query */
typedef struct EntityType
{
	EntityKind	kind;
	int16		typlen;
	bool		typbyval;
	FmgrInfo	hash;
	FmgrInfo	equal;
} EntityType;

typedef struct Entity
{
	Datum		key;
	int64		numerator;
	int64		denominator;	/* or one of those below */
	uint32		rows;			/* in a frame that moves; 0: silent */
	uint32		hash;
} Entity;

#define WITHDRAWN (-1)			/* the last row's rate is NULL */
#define UNUSED (-2)				/* the number is free; rows has the next one */

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

#define CHUNK_BITS 10
#define CHUNK_ENTITIES (1 << CHUNK_BITS)
#define CHUNK_SIZE (CHUNK_ENTITIES * sizeof(Entity))

/* What no entity lies across, in all but the first chunk */
#define CHUNK_ALIGN 64

/* The first chunk and the index start small: there may be many partitions. */
#define FIRST_ENTITIES 8
#define FIRST_SLOTS 16

/*
 * Silent entities that are kept, besides 30 % of all there have ever been at
 * a time.  With that the peak is below 64 bytes for each entity in the frame,
 * and clearing out, which reads all the memory, costs little a row even when
 * frames have become small.
 */
#define SILENT_MIN 8

/* Numbers and hashes have 32 bits. */
#define MAX_SLOTS (UINT64CONST(1) << 32)

/*
 * A slot: the number of the entity, from 1 on, in the bits of the mask, and
 * the other bits of its hash, those that did not say where the slot is.
 */
#define SLOT_NUMBER(table, slot) ((slot) & (table)->mask)
#define SLOT_MAKE(table, hash, number) (((hash) & ~(table)->mask) | (number))
#define SLOT_MATCHES(table, slot, hash) \
	((((slot) ^ (hash)) & ~(table)->mask) == 0)

typedef struct PoolLatest
{
	MemoryContext context;
	EntityType *type;
	Oid			collation;
	bool		moving;			/* the frame's start moves */

	/* the sums of the last rates, and the number of them */
	Sum128		numerator;
	Sum128		denominator;
	int64		reporting;
	Rate		result;

	/* the index */
	uint32	   *slots;			/* 0 is free */
	uint32		mask;			/* number of slots - 1, a power of 2 */
	uint64		present;		/* entities in it */
	uint64		silent;			/* those of them without rows in the frame */
	uint64		limit;			/* entities with which it grows */

	/* the entities */
	Entity	  **chunks;
	uint32		nchunks;		/* that chunks has room for */
	uint32		first_size;		/* of the first chunk, in entities */
	uint32		used;			/* highest number given out */
	uint32		unused;			/* first of a list of numbers given back */

	/* the rows that have come last, if there are many entities */
	PendingRow *pending;		/* NULL as long as there is no need */
	int			npending;
} PoolLatest;

PG_FUNCTION_INFO_V1(pool_latest_accum);
PG_FUNCTION_INFO_V1(pool_latest_window_accum);
PG_FUNCTION_INFO_V1(pool_latest_window_inverse);
PG_FUNCTION_INFO_V1(pool_latest_final);


/* -----------------------
 * The type of the entities
 * -----------------------
 */

static EntityKind
entity_kind(Oid type, bool typbyval, Oid collation)
{
	switch (getBaseType(type))
	{
		case BOOLOID:
		case CHAROID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case OIDOID:
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return typbyval ? ENTITY_INTEGER : ENTITY_OTHER;
		case BYTEAOID:
			return ENTITY_BYTES;
		case TEXTOID:
		case VARCHAROID:
			/* an undetermined collation is an error, which the type raises */
			if (!OidIsValid(collation) ||
				!get_collation_isdeterministic(collation))
				return ENTITY_OTHER;
			return ENTITY_BYTES;
		case UUIDOID:
			return ENTITY_UUID;
		default:
			return ENTITY_OTHER;
	}
}

static EntityType *
entity_type(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	EntityType *type = (EntityType *) flinfo->fn_extra;
	Oid			oid;
	int			flags;
	TypeCacheEntry *entry;

	if (likely(type != NULL))
		return type;

	oid = get_fn_expr_argtype(flinfo, 1);
	if (!OidIsValid(oid))
		ereport(ERROR,
				(errcode(ERRCODE_INDETERMINATE_DATATYPE),
				 errmsg("could not determine the argument types of pool_latest()")));

	flags = TYPECACHE_HASH_PROC_FINFO | TYPECACHE_EQ_OPR_FINFO;
	entry = lookup_type_cache(oid, flags);
	if (oid != RECORDOID &&
		(!OidIsValid(entry->hash_proc) || !OidIsValid(entry->eq_opr)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify a hash function for type %s",
						format_type_be(oid)),
				 errhint("The first argument of pool_latest() says whose row it is: it needs a type with a hash operator class, such as integer, bigint, text or uuid.")));

	type = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(EntityType));
	type->typlen = entry->typlen;
	type->typbyval = entry->typbyval;
	type->kind = entity_kind(oid, entry->typbyval, PG_GET_COLLATION());

	/* of our own, so that what the functions cache ends with the query */
	if (oid == RECORDOID)
	{
		/* the server does not promise that rows of any make can be hashed */
		fmgr_info_cxt(F_HASH_RECORD, &type->hash, flinfo->fn_mcxt);
		fmgr_info_cxt(F_RECORD_EQ, &type->equal, flinfo->fn_mcxt);
	}
	else
	{
		fmgr_info_copy(&type->hash, &entry->hash_proc_finfo, flinfo->fn_mcxt);
		fmgr_info_copy(&type->equal, &entry->eq_opr_finfo, flinfo->fn_mcxt);
	}

	flinfo->fn_extra = type;
	return type;
}

/*
 * The entity in the form in which it is looked up: without garbage in unused
 * bits, and in line.
 */
static inline Datum
entity_normalize(const EntityType *type, Datum key)
{
	if (type->kind == ENTITY_INTEGER)
	{
		switch (type->typlen)
		{
			case sizeof(char):
				return CharGetDatum(DatumGetChar(key));
			case sizeof(int16):
				return Int16GetDatum(DatumGetInt16(key));
			case sizeof(int32):
				return Int32GetDatum(DatumGetInt32(key));
			default:
				return key;
		}
	}
	if (type->typlen == -1)
		return PointerGetDatum(PG_DETOAST_DATUM_PACKED(key));
	return key;
}

static inline uint32
integer_hash(uint64 bits)
{
	return murmurhash32((uint32) bits ^ murmurhash32((uint32) (bits >> 32)));
}

static inline uint32
varlena_hash(struct varlena *bytes)
{
	return hash_bytes((unsigned char *) VARDATA_ANY(bytes),
					  (int) VARSIZE_ANY_EXHDR(bytes));
}

static inline bool
varlena_equal(struct varlena *a, struct varlena *b)
{
	Size		size = VARSIZE_ANY_EXHDR(a);

	return size == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), size) == 0;
}

static inline bool
uuid_equal(const pg_uuid_t *a, const pg_uuid_t *b)
{
	return memcmp(a->data, b->data, UUID_LEN) == 0;
}

static inline uint32
entity_hash(EntityType *type, Oid collation, Datum key)
{
	void	   *pointer = DatumGetPointer(key);

	switch (type->kind)
	{
		case ENTITY_INTEGER:
			return integer_hash((uint64) key);
		case ENTITY_BYTES:
			return varlena_hash((struct varlena *) pointer);
		case ENTITY_UUID:
			return hash_bytes((unsigned char *) pointer, UUID_LEN);
		case ENTITY_OTHER:
			break;
	}

	/* not every type's own function mixes well enough for a power of 2 */
	return murmurhash32(DatumGetUInt32(FunctionCall1Coll(&type->hash,
														 collation, key)));
}

static inline bool
entity_equal(EntityType *type, Oid collation, Datum a, Datum b)
{
	switch (type->kind)
	{
		case ENTITY_INTEGER:
			return a == b;
		case ENTITY_BYTES:
			return varlena_equal((struct varlena *) DatumGetPointer(a),
								 (struct varlena *) DatumGetPointer(b));
		case ENTITY_UUID:
			return uuid_equal((pg_uuid_t *) DatumGetPointer(a),
							  (pg_uuid_t *) DatumGetPointer(b));
		case ENTITY_OTHER:
			break;
	}
	return DatumGetBool(FunctionCall2Coll(&type->equal, collation, a, b));
}

static Datum
entity_copy(const EntityType *type, MemoryContext context, Datum key)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	Datum		copy = datumCopy(key, type->typbyval, type->typlen);

	MemoryContextSwitchTo(old);
	return copy;
}


/* -------------------
 * The table of entities
 * -------------------
 */

static inline uint64
slots_limit(uint64 slots)
{
	return slots / 8 * 7;
}

static PoolLatest *
table_make(MemoryContext context, EntityType *type, Oid collation,
		   bool moving)
{
	PoolLatest *table = MemoryContextAllocZero(context, sizeof(PoolLatest));

	table->context = context;
	table->type = type;
	table->collation = collation;
	table->moving = moving;
	table->slots = MemoryContextAllocZero(context,
										  FIRST_SLOTS * sizeof(uint32));
	table->mask = FIRST_SLOTS - 1;
	table->limit = slots_limit(FIRST_SLOTS);
	table->nchunks = 1;
	table->chunks = MemoryContextAlloc(context, sizeof(Entity *));
	table->first_size = FIRST_ENTITIES;
	table->chunks[0] = MemoryContextAlloc(context,
										  FIRST_ENTITIES * sizeof(Entity));
	return table;
}

static inline Entity *
table_entity(const PoolLatest *table, uint32 number)
{
	uint32		i = number - 1;

	return &table->chunks[i >> CHUNK_BITS][i & (CHUNK_ENTITIES - 1)];
}

static void
table_too_large(const PoolLatest *table)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many entities in pool_latest()"),
			 errdetail("There are " UINT64_FORMAT " of them.",
					   table->present),
			 errhint("Use PARTITION BY, or pool_latest() over parts and pool() over those.")));
}

/*
 * The slot of an entity, or the free slot in which it would be.
 */
static inline uint32
table_find(const PoolLatest *table, uint32 hash, Datum key)
{
	const uint32 *slots = table->slots;
	uint32		mask = table->mask;
	uint32		i = hash & mask;

	while (slots[i] != 0)
	{
		if (SLOT_MATCHES(table, slots[i], hash) &&
			entity_equal(table->type, table->collation,
						 table_entity(table, SLOT_NUMBER(table, slots[i]))->key,
						 key))
			break;
		i = (i + 1) & mask;
	}
	return i;
}

/*
 * The first entity that can be the one sought, by the hash alone; or NULL.
 */
static inline Entity *
table_candidate(const PoolLatest *table, uint32 hash)
{
	const uint32 *slots = table->slots;
	uint32		mask = table->mask;
	uint32		i = hash & mask;

	while (slots[i] != 0)
	{
		if (SLOT_MATCHES(table, slots[i], hash))
			return table_entity(table, SLOT_NUMBER(table, slots[i]));
		i = (i + 1) & mask;
	}
	return NULL;
}

/*
 * Makes the index from the entities.
 */
static void
table_fill_index(PoolLatest *table)
{
	for (uint32 number = 1; number <= table->used; number++)
	{
		Entity	   *entity = table_entity(table, number);
		uint32		i;

		if ((number & 0xFFFF) == 0)
			CHECK_FOR_INTERRUPTS();
		if (entity->denominator == UNUSED)
			continue;

		i = entity->hash & table->mask;
		while (table->slots[i] != 0)
			i = (i + 1) & table->mask;
		table->slots[i] = SLOT_MAKE(table, entity->hash, number);
	}
}

static void
table_grow_index(PoolLatest *table)
{
	uint64		size = ((uint64) table->mask + 1) * 2;
	int			flags = MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO;

	if (size > MAX_SLOTS || size > MaxAllocHugeSize / sizeof(uint32))
		table_too_large(table);

	/* the old one first: it is not needed */
	pfree(table->slots);
	table->slots = MemoryContextAllocExtended(table->context,
											  size * sizeof(uint32), flags);
	table->mask = (uint32) (size - 1);
	table->limit = slots_limit(size);
	table_fill_index(table);
}

/*
 * Clears out the silent entities.
 */
static void
table_purge(PoolLatest *table)
{
	for (uint32 number = 1; number <= table->used; number++)
	{
		Entity	   *entity = table_entity(table, number);

		if ((number & 0xFFFF) == 0)
			CHECK_FOR_INTERRUPTS();
		if (entity->denominator == UNUSED || entity->rows > 0)
			continue;

		if (!table->type->typbyval)
			pfree(DatumGetPointer(entity->key));
		entity->denominator = UNUSED;
		entity->rows = table->unused;
		table->unused = number;
		table->present--;
	}
	table->silent = 0;
	memset(table->slots, 0, ((Size) table->mask + 1) * sizeof(uint32));
	table_fill_index(table);
}

/*
 * A number for a new entity, with the memory for it.
 */
static uint32
table_new_number(PoolLatest *table)
{
	uint32		number = table->unused;
	uint32		chunk;

	if (number != 0)
	{
		table->unused = table_entity(table, number)->rows;
		return number;
	}

	chunk = table->used >> CHUNK_BITS;
	if (chunk == 0)
	{
		if (table->used == table->first_size)
		{
			table->first_size *= 2;
			table->chunks[0] = repalloc(table->chunks[0],
										table->first_size * sizeof(Entity));
		}
	}
	else if ((table->used & (CHUNK_ENTITIES - 1)) == 0)
	{
		if (chunk == table->nchunks)
		{
			table->nchunks *= 2;
			table->chunks = repalloc_huge(table->chunks,
										  table->nchunks * sizeof(Entity *));
		}
		table->chunks[chunk] = (Entity *)
			TYPEALIGN(CHUNK_ALIGN,
					  MemoryContextAlloc(table->context,
										 CHUNK_SIZE + CHUNK_ALIGN));
	}
	return ++table->used;
}

static Entity *
table_insert(PoolLatest *table, uint32 hash, Datum key, uint32 slot)
{
	uint32		number;
	Entity	   *entity;

	if (!table->type->typbyval)
		key = entity_copy(table->type, table->context, key);
	if (unlikely(table->silent > SILENT_MIN + (uint64) table->used * 3 / 10))
	{
		table_purge(table);
		slot = table_find(table, hash, key);
	}
	if (table->present == table->limit)
	{
		table_grow_index(table);
		slot = table_find(table, hash, key);
	}

	number = table_new_number(table);
	table->slots[slot] = SLOT_MAKE(table, hash, number);
	table->present++;

	entity = table_entity(table, number);
	entity->key = key;
	entity->denominator = WITHDRAWN;
	entity->rows = 0;
	entity->hash = hash;
	return entity;
}


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
	uint32		slot = table_find(state, hash, key);
	Entity	   *entity;

	if (state->slots[slot] != 0)
	{
		entity = table_entity(state, SLOT_NUMBER(state, state->slots[slot]));
		pool_take(state, entity);
		if (state->moving && entity->rows == 0)
			state->silent--;
	}
	else
		entity = table_insert(state, hash, key, slot);

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
	uint32		slot = table_find(state, hash, key);
	Entity	   *entity = NULL;

	if (likely(state->slots[slot] != 0))
		entity = table_entity(state, SLOT_NUMBER(state, state->slots[slot]));
	if (unlikely(entity == NULL || entity->rows == 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_FUNCTION_DEFINITION),
				 errmsg("an entity leaves a frame of pool_latest() that it has not entered"),
				 errhint("Its argument is computed by a function that is declared to be immutable and is not.")));

	if (--entity->rows == 0)
	{
		pool_take(state, entity);
		entity->denominator = WITHDRAWN;
		state->silent++;
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
	EntityType *type = state->type;
	PendingRow *row;

	if (state->pending == NULL)
	{
		if (likely(state->present < PENDING_FROM) ||
			type->kind == ENTITY_OTHER)
			return false;
		state->pending = MemoryContextAlloc(state->context,
											PENDING_ROWS * sizeof(PendingRow));
	}

	row = &state->pending[state->npending];
	if (!type->typbyval)
	{
		Size		size = datumGetSize(key, false, type->typlen);

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
	PendingRow *rows = state->pending;
	int			n = state->npending;
	Entity	   *candidates[PENDING_ROWS];

	if (n == 0)
		return;

	for (int i = 0; i < n; i++)
		prefetch(&state->slots[rows[i].hash & state->mask]);
	for (int i = 0; i < n; i++)
	{
		candidates[i] = table_candidate(state, rows[i].hash);
		if (candidates[i] != NULL)
			prefetch(candidates[i]);
	}
	if (!state->type->typbyval)
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
	uint32		hash;

	key = entity_normalize(state->type, key);
	hash = entity_hash(state->type, state->collation, key);

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

static inline Datum
pool_latest_add(FunctionCallInfo fcinfo, bool moving)
{
	PoolLatest *state;

	/* a window calls this for a whole frame without looking up */
	CHECK_FOR_INTERRUPTS();

	/* in a window whose start moves even a row that only reads needs a state */
	if (unlikely(PG_ARGISNULL(0) || !in_aggregate(fcinfo)))
		state = table_make(aggregate_context(fcinfo, "pool_latest"),
						   entity_type(fcinfo), PG_GET_COLLATION(), moving);
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
 * A row with a NULL entity changes nothing.  A NULL rate withdraws the entity
 * until its next row.
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
				 errdetail("Pooling the latest rates of " INT64_FORMAT " entities exceeds the range of bigint.",
						   state->reporting),
				 errhint("Check the unit of the counts, or pool smaller groups.")));

	state->result.numerator = (int64) state->numerator.lo;
	state->result.denominator = (int64) state->denominator.lo;
	PG_RETURN_RATE_P(&state->result);
}
