/*-------------------------------------------------------------------------
 *
 * filing_set.c
 *	  The type filing_set, between its two forms: Filings, to which filings
 *	  are added, and the flat one, which is stored and sent.
 *
 * In an aggregate the executor hands on the expanded object as it is, and asks
 * for the flat form of a partial result only.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation_d.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/seal.h"
#include "series/filing_set.h"

static Size flat_size(ExpandedObjectHeader *header);
static void flatten_into(ExpandedObjectHeader *header, void *result,
						 Size size);

static const ExpandedObjectMethods filing_set_methods = {
	flat_size,
	flatten_into
};

/*
 * Where a look at the bytes of an entity cannot tell whether they are one,
 * the whole is sealed.
 */
bool
filing_set_is_sealed(Oid type, Oid collation)
{
	return OidIsValid(type) && type != UUIDOID && !is_text(type, collation);
}


/* -------------
 * The flat form
 * -------------
 */

static void
too_large(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many filings for one partial result of %s()", "as_of"),
			 errdetail("A value of type %s can have at most 1 GB.",
					   "filing_set"),
			 errhint("Set max_parallel_workers_per_gather = 0: in a serial plan filings go to disk.")));
}

static inline Size
entity_size(const EntityType *type, Datum entity)
{
	if (type->value.typbyval)
		return sizeof(Datum);
	return datumGetSize(entity, false, type->value.typlen);
}

static inline Size
place_size(Size size)
{
	return sizeof(int64) + MAXALIGN(size);
}

static bool
all_are_small(const Filings *filings)
{
	for (int i = 0; i < filings->nparts; i++)
	{
		if (filings->parts[i].is_large)
			return false;
	}
	return true;
}

static Size
filings_flat_size(const Filings *filings, bool is_small)
{
	Size		each = FILING_SIZE(is_small, filings->has_received);
	Size		size = offsetof(FilingSet, data);
	const Entities *entities = filings->entities;

	size += MAXALIGN(filings->total * each);
	if (entities != NULL)
	{
		for (uint32 i = 0; i < entities->count; i++)
			size += place_size(entity_size(entities->type,
										   entities->keys[i]));
	}
	if (size > MaxAllocSize)
		too_large();
	return size;
}

/* Entities are written where the filings end, each behind its size. */
static char *
write_entity(char *place, const EntityType *type, Datum entity)
{
	int64		size = entity_size(type, entity);

	memcpy(place, &size, sizeof(size));
	if (type->value.typbyval)
		memcpy(place + sizeof(size), &entity, sizeof(entity));
	else
		memcpy(place + sizeof(size), DatumGetPointer(entity), size);
	return place + place_size(size);
}

static char *
write_filings(char *place, const Filings *filings, bool is_small)
{
	for (int i = 0; i < filings->nparts; i++)
	{
		FilingCursor cursor;
		Filing		filing;

		filing_cursor_start(&cursor, filings, i);
		while (filing_cursor_next(&cursor, &filing))
			place = filing_write(place, &filing, is_small,
								 filings->has_received);
	}
	return place;
}

static Size
filing_set_data_size(const FilingSet *flat)
{
	return VARSIZE(flat) - offsetof(FilingSet, data);
}

/* Everything but the header of the varlena and the seal itself */
uint64
filing_set_seal(const FilingSet *flat)
{
	FilingSet	copy = *flat;
	uint64		header;

	copy.vl_len_ = 0;
	copy.seal = 0;
	header = seal_of(&copy, offsetof(FilingSet, data));
	return header ^ seal_of(flat->data, filing_set_data_size(flat));
}

/*
 * The flat form, which stays with the filings until one is added.
 */
FilingSet *
filing_set_flat(Filings *filings)
{
	const Entities *entities;
	FilingSet  *flat;
	bool		is_small;
	Size		size;
	char	   *place;

	if (filings->flat != NULL)
		return filings->flat;

	filings_settle(filings);
	filings_unspill(filings);
	is_small = all_are_small(filings);
	size = filings_flat_size(filings, is_small);
	flat = MemoryContextAllocZero(filings->context, size);
	SET_VARSIZE(flat, size);
	flat->is_small = is_small ? 1 : 0;
	flat->has_received = filings->has_received ? 1 : 0;
	flat->carry = filings->carry;
	flat->count = filings->total;
	place = write_filings(flat->data, filings, is_small);

	entities = filings->entities;
	if (entities != NULL)
	{
		flat->type = entities->type->value.type;
		flat->collation = entities->type->value.collation;
		flat->entities = entities->count;
		place = flat->data + MAXALIGN(place - flat->data);
		for (uint32 i = 0; i < entities->count; i++)
			place = write_entity(place, entities->type, entities->keys[i]);
	}
	if (filing_set_is_sealed(flat->type, flat->collation))
		flat->seal = filing_set_seal(flat);
	filings->flat = flat;
	return flat;
}

static Size
flat_size(ExpandedObjectHeader *header)
{
	return VARSIZE(filing_set_flat((Filings *) header));
}

static void
flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	memcpy(result, filing_set_flat((Filings *) header), size);
}


/* -----------------
 * The expanded form
 * -----------------
 */

/*
 * An expanded object without filings, of entities of that type; InvalidOid:
 * of integers.  The context is as filings_context() makes it.
 */
Filings *
filing_set_make(MemoryContext context, Oid type, Oid collation,
				bool has_received)
{
	Filings    *filings = filings_make(context, has_received);

	EOH_init_header(&filings->header, &filing_set_methods, filings->context);
	if (OidIsValid(type))
		filings->entities = entities_make(filings->context, type, collation);
	return filings;
}

/* The detail of an error: two that differ */
static int
different_carries(int64 one, int64 other)
{
	if (one == CARRY_FOR_GOOD || other == CARRY_FOR_GOOD)
		return errdetail("One is carried for good (NULL), another one for %lld days.",
						 (long long) Max(one, other));
	return errdetail("One is carried for %lld days, another one for %lld days.",
					 (long long) one, (long long) other);
}

/*
 * All filings of a series are carried equally long.
 */
void
filing_set_carry(Filings *filings, int64 carry)
{
	if (likely(filings->carry == carry))
		return;
	if (filings->carry == CARRY_UNKNOWN)
	{
		filings->carry = carry;
		return;
	}
	if (carry == CARRY_UNKNOWN)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("all filings of a series must be carried for the same number of days"),
			 different_carries(filings->carry, carry),
			 errhint("Use as_of() for each number of days, and pool() over the series if no entity is in two of them.")));
}

FilingSet *
filing_set_of(Datum datum)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
		return filing_set_flat((Filings *) DatumGetEOHP(datum));
	return DatumGetFilingSetP(datum);
}

/*
 * The entities of a flat set, by number; those by reference are in it.
 */
Datum *
filing_set_entities(const FilingSet *flat, bool typbyval)
{
	Datum	   *entities = palloc_huge(flat->entities * sizeof(Datum));
	const char *place = flat->data +
		MAXALIGN(flat->count * filing_set_filing_size(flat));

	for (int64 i = 0; i < flat->entities; i++)
	{
		int64		size;

		memcpy(&size, place, sizeof(size));
		if (typbyval)
			memcpy(&entities[i], place + sizeof(size), sizeof(Datum));
		else
			entities[i] = PointerGetDatum(place + sizeof(size));
		place += place_size(size);
	}
	return entities;
}

/*
 * The numbers under which filings know the entities of another set
 */
static int64 *
merge_entities(Filings *filings, const FilingSet *flat)
{
	Entities   *entities = filings->entities;
	Datum	   *others;
	int64	   *numbers;

	if (entities == NULL)
		return NULL;
	others = filing_set_entities(flat, entities->type->value.typbyval);
	numbers = palloc_huge(flat->entities * sizeof(int64));
	for (int64 i = 0; i < flat->entities; i++)
		numbers[i] = entities_number(entities, others[i]);
	pfree(others);
	return numbers;
}

/*
 * Adds the filings of another set.
 */
void
filing_set_merge(Filings *filings, Datum datum)
{
	FilingSet  *flat = filing_set_of(datum);
	int64	   *numbers;

	if (flat->has_received != (filings->has_received ? 1 : 0) ||
		flat->type != filings_entity_type(filings))
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("sets of filings are of different kinds"),
				 errdetail("Their entities are of different types, or one of them has no moments at which filings were received."),
				 errhint("Use the aggregate as_of().")));
	filing_set_carry(filings, flat->carry);

	numbers = merge_entities(filings, flat);
	for (int64 i = 0; i < flat->count; i++)
	{
		Filing		filing;

		filing_set_get(flat, i, &filing);
		if (numbers != NULL)
			filing.entity = numbers[filing.entity];
		filings_add(filings, &filing);
	}
	if (numbers != NULL)
		pfree(numbers);
}

/*
 * Filings that can be added to: the expanded object itself if it may be
 * written to, else a copy.
 */
Filings *
filing_set_to_write(MemoryContext parent, Datum datum)
{
	FilingSet  *flat;
	Filings    *filings;

	if (VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(datum)))
	{
		filings = (Filings *) DatumGetEOHP(datum);
		if (unlikely(filings->flat != NULL))
		{
			pfree(filings->flat);
			filings->flat = NULL;
		}
		return filings;
	}

	flat = filing_set_of(datum);
	filings = filing_set_make(filings_context(parent, false), flat->type,
							  flat->collation, flat->has_received != 0);
	filing_set_merge(filings, PointerGetDatum(flat));
	return filings;
}
