/*-------------------------------------------------------------------------
 *
 * entity.h
 *	  The entities of pool_latest(): how they are hashed and told apart.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ENTITY_H
#define RESUME_ENTITY_H

#include "common/hashfn.h"
#include "fmgr.h"
#include "utils/uuid.h"

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

extern EntityType *entity_type(FunctionCallInfo fcinfo);

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

#endif							/* RESUME_ENTITY_H */
