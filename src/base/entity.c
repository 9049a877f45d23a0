/*-------------------------------------------------------------------------
 *
 * entity.c
 *	  The types of entities, looked up once a query.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/datum.h"
#include "utils/memutils.h"

#include "base/entity.h"

/*
 * What is known of a type of entities, in a memory context that lasts as long
 * as it is used; error 42883 if they cannot be hashed.
 */
EntityType *
entity_type_make(Oid type, Oid collation, MemoryContext context)
{
	EntityType *entity = MemoryContextAllocZero(context, sizeof(EntityType));
	TypeCacheEntry *entry;

	value_hash_init(&entity->value, type, collation, context);

	/* a copy, so that what the function caches ends with the query */
	entry = lookup_type_cache(type, TYPECACHE_EQ_OPR_FINFO);
	fmgr_info_copy(&entity->equal, &entry->eq_opr_finfo, context);
	entity->parts = null_search_make(type, context);
	return entity;
}

Datum
entity_copy(const EntityType *type, MemoryContext context, Datum key)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	Datum		copy = datumCopy(key, type->value.typbyval,
								 type->value.typlen);

	MemoryContextSwitchTo(old);
	return copy;
}
