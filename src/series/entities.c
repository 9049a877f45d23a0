/*-------------------------------------------------------------------------
 *
 * entities.c
 *	  Numbers for entities that are no integers: a hash table with open
 *	  addressing, of numbers alone.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "series/entities.h"

#define FIRST_ENTITIES 8
#define MANY 2048

/* Twice as many slots as there is room for entities: half of them are free. */
static void
make_slots(Entities *entities)
{
	uint32		slots = entities->allocated * 2;

	entities->mask = slots - 1;
	entities->slots = MemoryContextAllocExtended(entities->context,
												 (Size) slots * sizeof(uint32),
												 MCXT_ALLOC_HUGE |
												 MCXT_ALLOC_ZERO);
	for (uint32 number = 0; number < entities->count; number++)
	{
		uint32		slot = entities->hashes[number] & entities->mask;

		while (entities->slots[slot] != 0)
			slot = (slot + 1) & entities->mask;
		entities->slots[slot] = number + 1;
	}
}

static void
start(Entities *entities)
{
	entities->count = 0;
	entities->key_bytes = 0;
	entities->allocated = FIRST_ENTITIES;
	entities->keys = MemoryContextAlloc(entities->context,
										FIRST_ENTITIES * sizeof(Datum));
	entities->hashes = MemoryContextAlloc(entities->context,
										  FIRST_ENTITIES * sizeof(uint32));
	make_slots(entities);
}

Entities *
entities_make(MemoryContext home, Oid type, Oid collation)
{
	Entities   *entities = MemoryContextAllocZero(home, sizeof(Entities));

	entities->home = entities->context = home;
	entities->type = entity_type_make(type, collation, home);
	entities->seed = hash_seed();
	start(entities);
	return entities;
}

static void
copy_key(Entities *entities, uint32 number, Datum key)
{
	entities->keys[number] = entity_copy(entities->type, entities->context,
										 key);
	if (!entities->type->value.typbyval)
		entities->key_bytes +=
			GetMemoryChunkSpace(DatumGetPointer(entities->keys[number]));
}

static void
free_keys(const Entities *entities, Datum *keys)
{
	if (!entities->type->value.typbyval)
	{
		for (uint32 i = 0; i < entities->count; i++)
			pfree(DatumGetPointer(keys[i]));
	}
	pfree(keys);
}

/*
 * Gives many entities a memory of their own, all of which can be given back
 * at once.
 */
static void
move_out(Entities *entities)
{
	Datum	   *keys = entities->keys;
	uint32	   *hashes = entities->hashes;

	entities->context = AllocSetContextCreate(entities->home,
											  "as_of entities",
											  ALLOCSET_SMALL_SIZES);
	entities->key_bytes = 0;
	entities->keys = MemoryContextAlloc(entities->context,
										entities->allocated * sizeof(Datum));
	for (uint32 i = 0; i < entities->count; i++)
		copy_key(entities, i, keys[i]);
	free_keys(entities, keys);

	entities->hashes = MemoryContextAlloc(entities->context,
										  entities->allocated * sizeof(uint32));
	memcpy(entities->hashes, hashes, entities->count * sizeof(uint32));
	pfree(hashes);
}

static void
grow(Entities *entities)
{
	if (entities->allocated > PG_UINT32_MAX / 4)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many entities in %s()", "as_of"),
				 errdetail("There are %u of them.", entities->count),
				 errhint("Use as_of() over parts of the entities and pool() over the series.")));

	pfree(entities->slots);
	if (entities->context == entities->home && entities->allocated >= MANY)
		move_out(entities);
	entities->allocated *= 2;
	entities->keys = repalloc_huge(entities->keys,
								   entities->allocated * sizeof(Datum));
	entities->hashes = repalloc_huge(entities->hashes,
									 entities->allocated * sizeof(uint32));
	make_slots(entities);
}

/*
 * The number of an entity, from 0 on; a new one gets the next number.  The
 * entity is as entity_normalize() makes it, and is copied.
 */
int64
entities_number(Entities *entities, Datum key)
{
	uint32		hash = entity_hash(entities->type, &entities->seed, key);
	uint32		slot = hash & entities->mask;
	uint32		number;

	while ((number = entities->slots[slot]) != 0)
	{
		number--;
		if (entities->hashes[number] == hash &&
			entity_equal(entities->type, entities->keys[number], key))
			return number;
		slot = (slot + 1) & entities->mask;
	}

	number = entities->count;
	copy_key(entities, number, key);
	entities->hashes[number] = hash;
	entities->slots[slot] = ++entities->count;
	if (entities->count == entities->allocated)
		grow(entities);
	return number;
}

/* Memory that the entities take, in bytes */
Size
entities_size(const Entities *entities)
{
	/* the key, its hash, two slots */
	return entities->key_bytes +
		entities->allocated * (sizeof(Datum) + 3 * sizeof(uint32));
}

void
entities_forget(Entities *entities)
{
	if (entities->context != entities->home)
	{
		MemoryContextDelete(entities->context);
		entities->context = entities->home;
	}
	else
	{
		free_keys(entities, entities->keys);
		pfree(entities->hashes);
		pfree(entities->slots);
	}
	start(entities);
}
