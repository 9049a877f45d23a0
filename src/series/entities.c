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
												 slots * sizeof(EntitySlot),
												 MCXT_ALLOC_HUGE |
												 MCXT_ALLOC_ZERO);
}

/* Puts the entities from some slots into those that there are now. */
static void
fill_slots(Entities *entities, const EntitySlot *from, uint32 count)
{
	for (uint32 i = 0; i < count; i++)
	{
		uint32		slot = from[i].hash & entities->mask;

		if (from[i].number == 0)
			continue;
		while (entities->slots[slot].number != 0)
			slot = (slot + 1) & entities->mask;
		entities->slots[slot] = from[i];
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

	entities->context = AllocSetContextCreate(entities->home,
											  "as_of entities",
											  ALLOCSET_SMALL_SIZES);
	entities->key_bytes = 0;
	entities->keys = MemoryContextAlloc(entities->context,
										entities->allocated * sizeof(Datum));
	for (uint32 i = 0; i < entities->count; i++)
		copy_key(entities, i, keys[i]);
	free_keys(entities, keys);
}

static void
grow(Entities *entities)
{
	EntitySlot *slots = entities->slots;

	if (entities->allocated > PG_UINT32_MAX / 4)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many entities in %s()", "as_of"),
				 errdetail("There are %u of them.", entities->count),
				 errhint("Use as_of() over parts of the entities and pool() over the series.")));

	if (entities->context == entities->home && entities->allocated >= MANY)
		move_out(entities);
	entities->allocated *= 2;
	entities->keys = repalloc_huge(entities->keys,
								   entities->allocated * sizeof(Datum));
	make_slots(entities);
	fill_slots(entities, slots, entities->allocated);
	pfree(slots);
}

/*
 * The number of an entity, from 0 on; a new one gets the next number.  The
 * entity is as entity_normalize() makes it, and is copied.
 */
int64
entities_number_hashed(Entities *entities, Datum key, uint32 hash)
{
	uint32		slot = hash & entities->mask;
	uint32		number;

	while ((number = entities->slots[slot].number) != 0)
	{
		number--;
		if (entities->slots[slot].hash == hash &&
			entity_equal(entities->type, entities->keys[number], key))
			return number;
		slot = (slot + 1) & entities->mask;
	}

	number = entities->count;
	copy_key(entities, number, key);
	entities->slots[slot].hash = hash;
	entities->slots[slot].number = ++entities->count;
	if (entities->count == entities->allocated)
		grow(entities);
	return number;
}

/* Memory that the entities take, in bytes */
Size
entities_size(const Entities *entities)
{
	/* each has two slots */
	return entities->key_bytes +
		entities->allocated * (sizeof(Datum) + 2 * sizeof(EntitySlot));
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
		pfree(entities->slots);
	}
	start(entities);
}
