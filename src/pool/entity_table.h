/*-------------------------------------------------------------------------
 *
 * entity_table.h
 *	  The table of the entities of pool_latest(), each with its last rate.
 *
 * The table is made of two parts.  Entities lie in chunks that never move,
 * but for the first one while it is small, 32 bytes each.  An open-addressing
 * index has 4 bytes a slot, which hold the number of an entity and, in the
 * bits that numbers do not need, as much of its hash.  It is made anew from
 * the entities, twice as large, when it is 7/8 full, and so takes at most 64/7
 * bytes an entity.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ENTITY_TABLE_H
#define RESUME_ENTITY_TABLE_H

#include "base/entity.h"

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

#define CHUNK_BITS 10
#define CHUNK_ENTITIES (1 << CHUNK_BITS)

/*
 * A slot: the number of the entity, from 1 on, in the bits of the mask, and
 * the other bits of its hash, those that did not say where the slot is.
 */
#define SLOT_NUMBER(table, slot) ((slot) & (table)->mask)
#define SLOT_MAKE(table, hash, number) (((hash) & ~(table)->mask) | (number))
#define SLOT_MATCHES(table, slot, hash) \
	((((slot) ^ (hash)) & ~(table)->mask) == 0)

typedef struct EntityTable
{
	MemoryContext context;
	EntityType *type;
	HashSeed	seed;

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
} EntityTable;

extern void table_init(EntityTable *table, MemoryContext context,
					   EntityType *type);
extern Entity *table_insert(EntityTable *table, uint32 hash, Datum key,
							uint32 slot);

static inline Entity *
table_entity(const EntityTable *table, uint32 number)
{
	uint32		i = number - 1;

	return &table->chunks[i >> CHUNK_BITS][i & (CHUNK_ENTITIES - 1)];
}

/*
 * The slot of an entity, or the free slot in which it would be.
 */
static inline uint32
table_find(const EntityTable *table, uint32 hash, Datum key)
{
	const uint32 *slots = table->slots;
	uint32		mask = table->mask;
	uint32		i = hash & mask;

	while (slots[i] != 0)
	{
		if (SLOT_MATCHES(table, slots[i], hash) &&
			entity_equal(table->type,
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
table_candidate(const EntityTable *table, uint32 hash)
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

#endif							/* RESUME_ENTITY_TABLE_H */
