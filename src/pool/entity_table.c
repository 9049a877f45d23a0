/*-------------------------------------------------------------------------
 *
 * entity_table.c
 *	  The table of the entities of pool_latest(): how it grows and is cleared.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "pool/entity_table.h"

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


static inline uint64
slots_limit(uint64 slots)
{
	return slots / 8 * 7;
}

/*
 * An empty table.
 */
void
table_init(EntityTable *table, MemoryContext context, EntityType *type)
{
	memset(table, 0, sizeof(EntityTable));
	table->context = context;
	table->type = type;
	table->seed = hash_seed();
	table->slots = MemoryContextAllocZero(context,
										  FIRST_SLOTS * sizeof(uint32));
	table->mask = FIRST_SLOTS - 1;
	table->limit = slots_limit(FIRST_SLOTS);
	table->nchunks = 1;
	table->chunks = MemoryContextAlloc(context, sizeof(Entity *));
	table->first_size = FIRST_ENTITIES;
	table->chunks[0] = MemoryContextAlloc(context,
										  FIRST_ENTITIES * sizeof(Entity));
}

static void
table_too_large(const EntityTable *table)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many entities in pool_latest()"),
			 errdetail("There are %llu of them.",
					   (unsigned long long) table->present),
			 errhint("Use PARTITION BY, or pool_latest() over parts and pool() over those.")));
}

/*
 * Makes the index from the entities.
 */
static void
table_fill_index(EntityTable *table)
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
table_grow_index(EntityTable *table)
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
table_purge(EntityTable *table)
{
	for (uint32 number = 1; number <= table->used; number++)
	{
		Entity	   *entity = table_entity(table, number);

		if ((number & 0xFFFF) == 0)
			CHECK_FOR_INTERRUPTS();
		if (entity->denominator == UNUSED || entity->rows > 0)
			continue;

		if (!table->type->value.typbyval)
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
table_new_number(EntityTable *table)
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

/*
 * Puts in an entity that is not there, at the slot that table_find() gave.
 */
Entity *
table_insert(EntityTable *table, uint32 hash, Datum key, uint32 slot)
{
	uint32		number;
	Entity	   *entity;

	if (!table->type->value.typbyval)
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
