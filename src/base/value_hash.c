/*-------------------------------------------------------------------------
 *
 * value_hash.c
 *	  How values of a type are hashed, looked up once a query; and rows and
 *	  arrays, by what they are made of.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "base/row_kind.h"
#include "base/value_hash.h"

typedef struct RowHash
{
	RowKind		kind;
	ValueHash	columns[FLEXIBLE_ARRAY_MEMBER];
} RowHash;


/* ---------
 * The type
 * ---------
 */

static ValueKind
value_kind(const TypeCacheEntry *entry, Oid collation)
{
	switch (entry->eq_opr_finfo.fn_oid)
	{
		case F_BOOLEQ:
		case F_CHAREQ:
		case F_INT2EQ:
		case F_INT4EQ:
		case F_INT8EQ:
		case F_OIDEQ:
		case F_XIDEQ:
		case F_XID8EQ:
		case F_DATE_EQ:
		case F_TIME_EQ:
		case F_TIMESTAMP_EQ:
		case F_TIMESTAMPTZ_EQ:
		case F_ENUM_EQ:
		case F_PG_LSN_EQ:
			return entry->typbyval ? VALUE_INTEGER : VALUE_FIXED;
		case F_UUID_EQ:
			return VALUE_FIXED;
		case F_BYTEAEQ:
			return VALUE_BYTES;
		case F_TEXTEQ:
			/* an undetermined collation is an error, which the type raises */
			if (OidIsValid(collation) &&
				get_collation_isdeterministic(collation))
				return VALUE_BYTES;
			return VALUE_OTHER;
		case F_RECORD_EQ:
			return VALUE_ROW;
		case F_ARRAY_EQ:
			return VALUE_ARRAY;
		default:
			return VALUE_OTHER;
	}
}

/*
 * The function is a copy, so that what it caches ends with the query.
 */
static void
find_function(ValueHash *hash, TypeCacheEntry *entry)
{
	hash->takes_seed = OidIsValid(entry->hash_extended_proc);
	if (hash->takes_seed)
		fmgr_info_copy(&hash->function, &entry->hash_extended_proc_finfo,
					   hash->context);
	else
		fmgr_info_copy(&hash->function, &entry->hash_proc_finfo,
					   hash->context);
}

static ValueHash *
element_hash(Oid array, Oid collation, MemoryContext context)
{
	ValueHash  *hash = MemoryContextAllocZero(context, sizeof(ValueHash));

	value_hash_init(hash, get_element_type(getBaseType(array)), collation,
					context);
	return hash;
}

/*
 * How values of a type are hashed; error 42883 if they cannot be.
 */
void
value_hash_init(ValueHash *hash, Oid type, Oid collation,
				MemoryContext context)
{
	int			flags = TYPECACHE_EQ_OPR_FINFO | TYPECACHE_HASH_PROC_FINFO |
		TYPECACHE_HASH_EXTENDED_PROC_FINFO;
	TypeCacheEntry *entry = lookup_type_cache(type, flags);

	check_stack_depth();

	/* of anonymous rows only the columns can tell */
	if (!OidIsValid(entry->eq_opr) ||
		(!OidIsValid(entry->hash_proc) &&
		 type != RECORDOID && type != RECORDARRAYOID))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify a hash function for type %s",
						format_type_be(type)),
				 errhint("What tells rows apart needs a type with a hash operator class, such as integer, bigint, text or uuid, or a row of them.")));

	memset(hash, 0, sizeof(ValueHash));
	hash->kind = value_kind(entry, collation);
	hash->type = type;
	hash->typlen = entry->typlen;
	hash->typbyval = entry->typbyval;
	hash->typalign = entry->typalign;
	hash->collation = collation;
	hash->context = context;
	if (hash->kind == VALUE_ARRAY)
		hash->element = element_hash(type, collation, context);
	else if (hash->kind != VALUE_ROW)
		find_function(hash, entry);
}

static RowHash *
row_hash_make(MemoryContext context, HeapTupleHeader row)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	RowKind		kind = row_kind_of(row);
	RowHash    *hash = palloc0(offsetof(RowHash, columns) +
							   kind.columns->natts * sizeof(ValueHash));

	hash->kind = kind;
	for (int i = 0; i < kind.columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(kind.columns, i);

		if (!column->attisdropped)
			value_hash_init(&hash->columns[i], column->atttypid,
							column->attcollation, context);
	}
	MemoryContextSwitchTo(old);
	return hash;
}


/* --------
 * The hash
 * --------
 */

/* What comes before another part counts, too. */
static inline uint64
combine(uint64 before, uint64 part)
{
	return mix64(before) + part;
}

static uint64
row_value_hash(ValueHash *hash, const HashSeed *seed, HeapTupleHeader row)
{
	RowHash    *columns;
	HeapTupleData tuple = row_tuple(row);
	uint64		result = 0;

	if (unlikely(hash->row == NULL))
		hash->row = row_hash_make(hash->context, row);
	columns = hash->row;
	if (unlikely(!row_is_of_kind(&columns->kind, row)))
		columns = row_hash_make(CurrentMemoryContext, row);

	for (int i = 0; i < columns->kind.columns->natts; i++)
	{
		ValueHash  *column = &columns->columns[i];
		bool		isnull;
		Datum		value;

		if (!OidIsValid(column->type))
			continue;
		value = heap_getattr(&tuple, i + 1, columns->kind.columns, &isnull);
		if (!isnull)
			value = value_normalize(column, value);
		result = combine(result, isnull ? 0 : value_hash(column, seed, value));
	}
	return result;
}

static uint64
array_value_hash(ValueHash *hash, const HashSeed *seed, ArrayType *array)
{
	ValueHash  *element = hash->element;
	Datum	   *elements;
	bool	   *nulls;
	int			count;
	uint64		result = 0;

	deconstruct_array(array, element->type, element->typlen,
					  element->typbyval, element->typalign, &elements, &nulls,
					  &count);
	for (int i = 0; i < count; i++)
	{
		uint64		part = 0;

		CHECK_FOR_INTERRUPTS();
		if (!nulls[i])
			part = value_hash(element, seed,
							  value_normalize(element, elements[i]));
		result = combine(result, part);
	}
	pfree(elements);
	pfree(nulls);
	return result;
}

/*
 * The hash of a value that is no string of bits or bytes.
 */
uint64
value_hash_by_function(ValueHash *hash, const HashSeed *seed, Datum value)
{
	uint64		result;

	check_stack_depth();
	if (hash->kind == VALUE_ROW)
		result = row_value_hash(hash, seed, DatumGetHeapTupleHeader(value));
	else if (hash->kind == VALUE_ARRAY)
		result = array_value_hash(hash, seed, DatumGetArrayTypeP(value));
	else if (hash->takes_seed)
		result = DatumGetUInt64(FunctionCall2Coll(&hash->function,
												  hash->collation, value,
												  UInt64GetDatum(seed->added)));
	else
		result = DatumGetUInt32(FunctionCall1Coll(&hash->function,
												  hash->collation, value));

	/* not every type's own function mixes well enough for a power of 2 */
	return integer_hash(seed, result);
}
