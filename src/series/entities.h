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
extern int64 entities_number(Entities *entities, Datum key);
extern Size entities_size(const Entities *entities);

#endif							/* RESUME_ENTITIES_H */
