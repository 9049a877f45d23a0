/*-------------------------------------------------------------------------
 *
 * entity.h
 *	  Entities of any type: how aggregates hash them and tell them apart.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ENTITY_H
#define RESUME_ENTITY_H

#include "base/unknown.h"
#include "base/value_hash.h"

/* The type of the entities of one call, looked up once a query */
typedef struct EntityType
{
	ValueHash	value;
	FmgrInfo	equal;
	NullSearch *parts;			/* NULL if an entity has no parts */
} EntityType;

extern EntityType *entity_type_make(Oid type, Oid collation,
									MemoryContext context);
extern Datum entity_copy(const EntityType *type, MemoryContext context,
						 Datum key);

/*
 * Does it say whose row it is?  Not if there is a NULL anywhere within.
 */
static inline bool
entity_is_unknown(const EntityType *type, Datum key)
{
	return unlikely(type->parts != NULL) && has_null_within(type->parts, key);
}

/* The entity in the form in which it is looked up */
static inline Datum
entity_normalize(const EntityType *type, Datum key)
{
	return value_normalize(&type->value, key);
}

static inline uint32
entity_hash(EntityType *type, const HashSeed *seed, Datum key)
{
	return (uint32) value_hash(&type->value, seed, key);
}

static inline bool
entity_equal(EntityType *type, Datum a, Datum b)
{
	void	   *pointer_a = DatumGetPointer(a);
	void	   *pointer_b = DatumGetPointer(b);

	switch (type->value.kind)
	{
		case VALUE_INTEGER:
			return a == b;
		case VALUE_BYTES:
			return VARSIZE_ANY_EXHDR(pointer_a) ==
				VARSIZE_ANY_EXHDR(pointer_b) &&
				memcmp(VARDATA_ANY(pointer_a), VARDATA_ANY(pointer_b),
					   VARSIZE_ANY_EXHDR(pointer_a)) == 0;
		case VALUE_FIXED:
			return memcmp(pointer_a, pointer_b, type->value.typlen) == 0;
		case VALUE_ROW:
		case VALUE_ARRAY:
		case VALUE_OTHER:
			break;
	}
	return DatumGetBool(FunctionCall2Coll(&type->equal,
										  type->value.collation, a, b));
}

/* Is a comparison of entities more than one of bytes? */
static inline bool
entity_equal_calls(const EntityType *type)
{
	return type->value.kind > VALUE_FIXED;
}

#endif							/* RESUME_ENTITY_H */
