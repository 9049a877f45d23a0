/*-------------------------------------------------------------------------
 *
 * entities.h
 *	  Numbers for entities that are no integers, so that a filing of any of
 *	  them has the same few bytes.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ENTITIES_H
#define RESUME_ENTITIES_H

#include "base/compat.h"
#include "base/entity.h"

/* The hash beside the number: most others are passed without a look at them. */
typedef struct EntitySlot
{
	uint32		hash;
	uint32		number;			/* of an entity, from 1 on; 0: free */
} EntitySlot;

typedef struct Entities
{
	MemoryContext home;			/* where others have their memory, too */
	MemoryContext context;		/* of the keys; many have one of their own */
	EntityType *type;
	HashSeed	seed;
	EntitySlot *slots;
	uint32		mask;			/* slots - 1, a power of 2 */
	Datum	   *keys;			/* by number, from 0 on */
	uint32		allocated;
	uint32		count;
	Size		key_bytes;		/* of those by reference */
} Entities;

extern Entities *entities_make(MemoryContext home, Oid type, Oid collation);
extern void entities_forget(Entities *entities);
extern int64 entities_number_hashed(Entities *entities, Datum key,
									uint32 hash);
extern Size entities_size(const Entities *entities);

/* So many that they are not in the processor's caches */
static inline bool
entities_are_many(const Entities *entities)
{
	return entities->context != entities->home;
}

static inline uint32
entities_hash(const Entities *entities, Datum key)
{
	return entity_hash(entities->type, &entities->seed, key);
}

static inline int64
entities_number(Entities *entities, Datum key)
{
	return entities_number_hashed(entities, key, entities_hash(entities, key));
}

static inline void
entities_prefetch(const Entities *entities, uint32 hash)
{
	prefetch(&entities->slots[hash & entities->mask]);
}

/* The number that an entity with that hash has mostly, from 1 on; or 0 */
static inline uint32
entities_guess(const Entities *entities, uint32 hash)
{
	return entities->slots[hash & entities->mask].number;
}

#endif							/* RESUME_ENTITIES_H */
