/*-------------------------------------------------------------------------
 *
 * pending.c
 *	  Filings that wait for the numbers of their entities.
 *
 * Among many entities that are no integers, a look-up waits for memory three
 * times: for a slot, for the place of the key, for the key.  No filing needs
 * its number before the series is asked for.  So some gather, and wait for
 * each of the three together.
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
#include "series/filings.h"

#define PENDING 16
#define KEY_BYTES 56			/* longer keys do not wait */

typedef struct PendingFiling
{
	Filing		filing;
	uint32		hash;
	uint32		number;			/* that it may have, from 1 on; or 0 */
	Datum		key;
	char		bytes[KEY_BYTES];	/* of a key by reference */
} PendingFiling;

typedef struct PendingFilings
{
	int			count;
	PendingFiling filings[PENDING];
} PendingFilings;

/* A key that will not be there for longer than a row, in a place of ours */
static bool
keep_key(const EntityType *type, PendingFiling *pending)
{
	Datum		key = pending->key;
	Size		size;

	if (type->value.typbyval)
		return true;
	size = datumGetSize(key, false, type->value.typlen);
	if (size > KEY_BYTES)
		return false;
	memcpy(pending->bytes, DatumGetPointer(key), size);
	pending->key = PointerGetDatum(pending->bytes);
	return true;
}

static void
add_pending(Filings *filings, PendingFiling *pending)
{
	pending->filing.entity =
		entities_number_hashed(filings->entities, pending->key, pending->hash);
	filings_add(filings, &pending->filing);
}

/*
 * Adds the filings that wait, if there are any.
 */
void
filings_settle(Filings *filings)
{
	PendingFilings *pending = filings->pending;
	const Entities *entities = filings->entities;
	int			count;

	if (pending == NULL || pending->count == 0)
		return;
	count = pending->count;
	pending->count = 0;
	for (int i = 0; i < count; i++)
	{
		PendingFiling *each = &pending->filings[i];

		each->number = entities_guess(entities, each->hash);
		if (each->number != 0)
			prefetch(&entities->keys[each->number - 1]);
	}
	for (int i = 0; i < count && !entities->type->value.typbyval; i++)
	{
		uint32		number = pending->filings[i].number;

		if (number != 0)
			prefetch(DatumGetPointer(entities->keys[number - 1]));
	}
	for (int i = 0; i < count; i++)
		add_pending(filings, &pending->filings[i]);
}

/*
 * Adds a filing of an entity that is no integer; at once, or when others have
 * come.
 */
void
filings_add_of(Filings *filings, Datum entity, const Filing *filing)
{
	Entities   *entities = filings->entities;
	PendingFilings *pending;
	PendingFiling direct;
	PendingFiling *next = &direct;
	bool		waits = entities_are_many(entities);

	if (waits && filings->pending == NULL)
		filings->pending = MemoryContextAllocZero(filings->context,
												  sizeof(PendingFilings));
	pending = filings->pending;
	if (waits)
		next = &pending->filings[pending->count];

	next->filing = *filing;
	next->key = entity;
	next->hash = entities_hash(entities, entity);
	if (!waits || !keep_key(entities->type, next))
	{
		add_pending(filings, next);
		return;
	}
	entities_prefetch(entities, next->hash);
	if (++pending->count == PENDING)
		filings_settle(filings);
}
