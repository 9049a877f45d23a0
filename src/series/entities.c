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

Entities *
entities_make(MemoryContext parent, Oid type, Oid collation)
{
	MemoryContext context = AllocSetContextCreate(parent, "as_of entities",
												  ALLOCSET_SMALL_SIZES);
	Entities   *entities = MemoryContextAllocZero(context, sizeof(Entities));

	entities->context = context;
	entities->type = entity_type_make(type, collation, context);
	entities->seed = hash_seed();
	entities->allocated = FIRST_ENTITIES;
	entities->keys = MemoryContextAlloc(context,
										FIRST_ENTITIES * sizeof(Datum));
	entities->hashes = MemoryContextAlloc(context,
										  FIRST_ENTITIES * sizeof(uint32));
	make_slots(entities);
	return entities;
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

	entities->allocated *= 2;
	entities->keys = repalloc_huge(entities->keys,
								   entities->allocated * sizeof(Datum));
	entities->hashes = repalloc_huge(entities->hashes,
									 entities->allocated * sizeof(uint32));
	pfree(entities->slots);
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
	entities->keys[number] = entity_copy(entities->type, entities->context,
										 key);
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
	return MemoryContextMemAllocated(entities->context, true);
}

void
entities_free(Entities *entities)
{
	MemoryContextDelete(entities->context);
}
