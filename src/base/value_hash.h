/*-------------------------------------------------------------------------
 *
 * value_hash.h
 *	  Hashes of values of any type, each table with a seed of its own.
 *
 * Without a seed anybody can compute values that fall into one slot of a
 * table, and make a query of an hour out of one of a second.  So each table
 * draws a seed, which whoever chooses the values does not know.  It must come
 * in before the value is cut to 32 bits: bigints that hashint8() maps to one
 * number stay together whatever is done to that number.  Results do not depend
 * on the seed.
 *
 * Integers, strings of bytes and uuids, also within rows and arrays, are
 * hashed here; other types by their own function, which takes a seed if their
 * operator class has a second one.  A type that has not can have values that
 * collide for every seed.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_VALUE_HASH_H
#define RESUME_VALUE_HASH_H

#include "common/hashfn.h"
#include "common/pg_prng.h"
#include "fmgr.h"
#include "utils/typcache.h"

#include "base/compat.h"

/*
 * What is known of equality, and so of what may be hashed.  It is the
 * function behind the type's = that tells, not the type: a type may have a
 * default operator class of a user's making.
 */
typedef enum ValueKind
{
	VALUE_INTEGER,				/* by value, equal if their bits are */
	VALUE_BYTES,				/* varlena, equal if their bytes are */
	VALUE_FIXED,				/* by reference, equal if their bytes are */
	VALUE_ROW,					/* equal if their columns are */
	VALUE_ARRAY,				/* equal only if their elements are */
	VALUE_OTHER					/* by the functions of the type */
} ValueKind;

typedef struct ValueHash
{
	ValueKind	kind;
	Oid			type;
	int16		typlen;
	bool		typbyval;
	char		typalign;
	Oid			collation;
	MemoryContext context;		/* that of all this */
	FmgrInfo	function;		/* of another kind */
	bool		takes_seed;
	struct ValueHash *element;	/* of an array */
	struct RowHash *row;		/* of the first row of all */
} ValueHash;

typedef struct HashSeed
{
	uint64		added;
	uint64		factor;			/* odd */
} HashSeed;

extern void value_hash_init(ValueHash *hash, Oid type, Oid collation,
							MemoryContext context);
extern uint64 value_hash_by_function(ValueHash *hash, const HashSeed *seed,
									 Datum value);

static inline HashSeed
hash_seed(void)
{
	HashSeed	seed;

	seed.added = pg_prng_uint64(&pg_global_prng_state);
	seed.factor = pg_prng_uint64(&pg_global_prng_state) | 1;
	return seed;
}

/* The last step of MurmurHash3 (Appleby): each bit depends on all of them. */
static inline uint64
mix64(uint64 h)
{
	h ^= h >> 33;
	h *= UINT64CONST(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64CONST(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h;
}

/* Different for different bits; only the lower half of it can collide. */
static inline uint64
integer_hash(const HashSeed *seed, uint64 bits)
{
	return mix64((bits ^ seed->added) * seed->factor);
}

static inline uint64
bytes_hash(const HashSeed *seed, const void *bytes, Size size)
{
	return hash_bytes_extended((const unsigned char *) bytes, (int) size,
							   seed->added);
}

/*
 * The value in the form in which it is hashed and compared: without garbage
 * in unused bits, and in line.
 */
static inline Datum
value_normalize(const ValueHash *hash, Datum value)
{
	if (hash->kind == VALUE_INTEGER)
	{
		switch (hash->typlen)
		{
			case sizeof(char):
				return CharGetDatum(DatumGetChar(value));
			case sizeof(int16):
				return Int16GetDatum(DatumGetInt16(value));
			case sizeof(int32):
				return Int32GetDatum(DatumGetInt32(value));
			default:
				return value;
		}
	}
	if (hash->typlen == -1)
		return PointerGetDatum(PG_DETOAST_DATUM_PACKED(value));
	return value;
}

/* The hash of a normal value */
static inline uint64
value_hash(ValueHash *hash, const HashSeed *seed, Datum value)
{
	void	   *pointer = DatumGetPointer(value);

	switch (hash->kind)
	{
		case VALUE_INTEGER:
			return integer_hash(seed, (uint64) value);
		case VALUE_BYTES:
			return bytes_hash(seed, VARDATA_ANY(pointer),
							  VARSIZE_ANY_EXHDR(pointer));
		case VALUE_FIXED:
			return bytes_hash(seed, pointer, hash->typlen);
		case VALUE_ROW:
		case VALUE_ARRAY:
		case VALUE_OTHER:
			break;
	}
	return value_hash_by_function(hash, seed, value);
}

#endif							/* RESUME_VALUE_HASH_H */
