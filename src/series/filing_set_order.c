/*-------------------------------------------------------------------------
 *
 * filing_set_order.c
 *	  Equality, order and hashing of the type filing_set.
 *
 * Filings lie in a set as they came, and where a random seed has put them, so
 * sets are compared by what is in them, in an order of their own: two are the
 * same if each filing is in both as many times.  Entities are told apart by
 * their bytes.  It serves DISTINCT, GROUP BY and UNION, and means no more.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/lsyscache.h"

#include "base/comparison.h"
#include "base/compat.h"
#include "series/filing_set.h"

PG_FUNCTION_INFO_V1(filing_set_eq);
PG_FUNCTION_INFO_V1(filing_set_ne);
PG_FUNCTION_INFO_V1(filing_set_lt);
PG_FUNCTION_INFO_V1(filing_set_le);
PG_FUNCTION_INFO_V1(filing_set_gt);
PG_FUNCTION_INFO_V1(filing_set_ge);
PG_FUNCTION_INFO_V1(filing_set_cmp);
PG_FUNCTION_INFO_V1(filing_set_hash);
PG_FUNCTION_INFO_V1(filing_set_hash_extended);

/* A filing with the bytes of its entity */
typedef struct WholeFiling
{
	const char *entity;			/* NULL: an integer */
	int64		size;
	Filing		filing;
} WholeFiling;


/* -------
 * Filings
 * -------
 */

/*
 * The bytes of an entity, which lie in the set behind their number; without
 * the header of a varlena, of which there are two kinds.
 */
static void
find_entity(const char *place, int16 typlen, WholeFiling *whole)
{
	if (typlen == -1)
	{
		whole->entity = VARDATA_ANY(place);
		whole->size = VARSIZE_ANY_EXHDR(place);
		return;
	}
	whole->entity = place;
	memcpy(&whole->size, place - sizeof(int64), sizeof(int64));
}

static WholeFiling *
whole_filings(const FilingSet *set)
{
	Size		size = Max(1, set->count) * sizeof(WholeFiling);
	WholeFiling *filings = palloc_huge(size);
	Datum	   *entities = NULL;
	int16		typlen = 0;

	if (OidIsValid(set->type))
	{
		entities = filing_set_entities(set, false);
		typlen = get_typlen(set->type);
	}
	for (int64 i = 0; i < set->count; i++)
	{
		WholeFiling *whole = &filings[i];

		/* the moment is 0 where there is none */
		memset(whole, 0, sizeof(WholeFiling));
		filing_set_get(set, i, &whole->filing);
		if (entities != NULL)
			find_entity(DatumGetPointer(entities[whole->filing.entity]), typlen,
						whole);
	}
	if (entities != NULL)
		pfree(entities);
	return filings;
}

static int
compare_entities(const WholeFiling *a, const WholeFiling *b)
{
	int			result;

	if (a->entity == NULL)
		return int64_cmp(a->filing.entity, b->filing.entity);
	result = memcmp(a->entity, b->entity, Min(a->size, b->size));
	return result != 0 ? result : int64_cmp(a->size, b->size);
}

static int
compare_whole(const WholeFiling *a, const WholeFiling *b)
{
	int			result = compare_entities(a, b);

	if (result != 0)
		return result;
	result = int64_cmp(a->filing.day, b->filing.day);
	if (result != 0)
		return result;
	result = int64_cmp(filing_received(&a->filing),
					   filing_received(&b->filing));
	if (result != 0)
		return result;
	result = int64_cmp(a->filing.numerator, b->filing.numerator);
	if (result != 0)
		return result;
	return int64_cmp(a->filing.denominator, b->filing.denominator);
}

#define ST_SORT sort_whole
#define ST_ELEMENT_TYPE WholeFiling
#define ST_COMPARE(a, b) compare_whole(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"


/* -----
 * Order
 * -----
 */

static int
compare_kinds(const FilingSet *a, const FilingSet *b)
{
	int			result = int64_cmp(a->type, b->type);

	if (result != 0)
		return result;
	result = int64_cmp(a->collation, b->collation);
	if (result != 0)
		return result;
	result = int64_cmp(a->has_received, b->has_received);
	if (result != 0)
		return result;
	result = int64_cmp(a->carry, b->carry);
	return result != 0 ? result : int64_cmp(a->count, b->count);
}

/* Of sets of one kind and size */
static int
compare_filings(const FilingSet *a, const FilingSet *b)
{
	WholeFiling *of_a = whole_filings(a);
	WholeFiling *of_b = whole_filings(b);
	int			result = 0;

	sort_whole(of_a, a->count);
	sort_whole(of_b, b->count);
	for (int64 i = 0; i < a->count && result == 0; i++)
		result = compare_whole(&of_a[i], &of_b[i]);
	pfree(of_a);
	pfree(of_b);
	return result;
}

/* Frees the flat form of an argument if it was made for this call. */
static void
free_if_copy(FilingSet *set, Datum datum)
{
	if (!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)) &&
		PointerGetDatum(set) != datum)
		pfree(set);
}

static int
compare_sets(FunctionCallInfo fcinfo)
{
	FilingSet  *a = filing_set_of(PG_GETARG_DATUM(0));
	FilingSet  *b = filing_set_of(PG_GETARG_DATUM(1));
	int			result = compare_kinds(a, b);

	if (result == 0)
		result = compare_filings(a, b);
	free_if_copy(a, PG_GETARG_DATUM(0));
	free_if_copy(b, PG_GETARG_DATUM(1));
	return result;
}

Datum
filing_set_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_sets(fcinfo) == 0);
}

Datum
filing_set_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_sets(fcinfo) != 0);
}

Datum
filing_set_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_sets(fcinfo) < 0);
}

Datum
filing_set_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_sets(fcinfo) <= 0);
}

Datum
filing_set_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_sets(fcinfo) > 0);
}

Datum
filing_set_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_sets(fcinfo) >= 0);
}

Datum
filing_set_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_sets(fcinfo));
}


/* ----
 * Hash
 * ----
 */

static uint64
hash_whole(const WholeFiling *whole, uint64 seed)
{
	const Filing *filing = &whole->filing;
	int64		fields[] = {
		whole->entity == NULL ? filing->entity : 0, filing->day,
		filing_received(filing), filing->numerator, filing->denominator
	};

	if (whole->entity != NULL)
		seed = hash_bytes_extended((const unsigned char *) whole->entity,
								   (int) whole->size, seed);
	return hash_bytes_extended((const unsigned char *) fields,
							   sizeof(fields), seed);
}

/* A sum, which does not depend on the order of filings */
static uint64
hash_set(Datum datum, uint64 seed)
{
	FilingSet  *set = filing_set_of(datum);
	WholeFiling *filings = whole_filings(set);
	uint64		hash = (uint64) set->carry;

	for (int64 i = 0; i < set->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		hash += hash_whole(&filings[i], seed);
	}
	pfree(filings);
	free_if_copy(set, datum);
	return hash_bytes_extended((const unsigned char *) &hash, sizeof(hash),
							   seed);
}

Datum
filing_set_hash(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) hash_set(PG_GETARG_DATUM(0), 0));
}

Datum
filing_set_hash_extended(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64((int64) hash_set(PG_GETARG_DATUM(0),
									 (uint64) PG_GETARG_INT64(1)));
}
