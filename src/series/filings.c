/*-------------------------------------------------------------------------
 *
 * filings.c
 *	  Filings in memory: chunks that never move, in parts by entity.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "series/filings.h"

/*
 * Chunks double up to a size that the allocator does not round up.  There may
 * be many groups, so the first is small; and the last block of memory is
 * half empty, so blocks do not become large.
 */
#define FIRST_CHUNK 256
#define LAST_CHUNK 2048
#define FIRST_BLOCK 1024
#define LAST_BLOCK ((Size) 524288)

#define NAME "as_of filings"

/* Filings from which on they lie in parts */
#define SPLIT_FROM 4096

static void
parts_make(Filings *filings, int nparts)
{
	filings->nparts = nparts;
	filings->parts = MemoryContextAllocZero(filings->context,
											nparts * sizeof(FilingPart));
}

/*
 * A memory context for filings.  Those of all groups of an aggregate share one:
 * hashing asks each context that there is for its size whenever a group is new.
 */
MemoryContext
filings_context(MemoryContext parent, bool is_shared)
{
	MemoryContext context = parent->firstchild;

	if (is_shared && context != NULL && strcmp(context->name, NAME) == 0)
		return context;
	return AllocSetContextCreate(parent, NAME, 0, FIRST_BLOCK, LAST_BLOCK);
}

Filings *
filings_make(MemoryContext context, bool has_received)
{
	Filings    *filings = MemoryContextAllocZero(context, sizeof(Filings));

	filings->context = filings->chunks = context;
	filings->has_received = has_received;
	filings->carry = CARRY_UNKNOWN;
	filings->seed = hash_seed();
	filings->first_day = PG_INT32_MAX;
	filings->last_day = PG_INT32_MIN;
	filings->limit = SIZE_MAX;
	parts_make(filings, 1);
	return filings;
}

static void
part_take_chunk(Filings *filings, FilingPart *part)
{
	uint16		size = FIRST_CHUNK;
	uint32		filing_size = FILING_SIZE(!part->is_large,
										  filings->has_received);
	FilingChunk *chunk;

	if (part->last != NULL)
	{
		part->last->used = part->free - part->last->data;
		size = Min(2 * part->last->size, LAST_CHUNK);
	}

	chunk = MemoryContextAlloc(filings->chunks, size);
	chunk->next = NULL;
	chunk->size = size;
	chunk->is_small = !part->is_large;
	if (part->last != NULL)
		part->last->next = chunk;
	else
		part->first = chunk;
	part->last = chunk;
	part->free = chunk->data;
	part->end = chunk->data +
		(size - offsetof(FilingChunk, data)) / filing_size * filing_size;
	filings->bytes += size;
}

static void
part_forget(Filings *filings, FilingPart *part)
{
	FilingChunk *chunk = part->first;

	while (chunk != NULL)
	{
		FilingChunk *next = chunk->next;

		filings->bytes -= chunk->size;
		pfree(chunk);
		chunk = next;
	}
	memset(part, 0, sizeof(FilingPart));
}

/*
 * Gives back all chunks, to the operating system if they are many; the next
 * filing is the first in memory again.
 */
void
filings_forget(Filings *filings)
{
	if (filings->chunks == filings->context)
	{
		part_forget(filings, filings->parts);
		return;
	}
	MemoryContextReset(filings->chunks);
	memset(filings->parts, 0, filings->nparts * sizeof(FilingPart));
	filings->bytes = 0;
}

/*
 * Puts the filings of the only part into as many as there can be.
 */
static void
filings_split(Filings *filings)
{
	FilingPart *whole = filings->parts;
	FilingCursor cursor;
	Filing		filing;

	filing_cursor_start(&cursor, filings, 0);
	parts_make(filings, FILING_PARTS);
	filings->chunks = AllocSetContextCreate(filings->context, "as_of chunks",
											0, FIRST_BLOCK, LAST_BLOCK);
	filings->total -= whole->filings;
	while (filing_cursor_next(&cursor, &filing))
		filings_add(filings, &filing);

	part_forget(filings, whole);
	pfree(whole);
}

static Size
filings_size(const Filings *filings)
{
	if (filings->entities == NULL)
		return filings->bytes;
	return filings->bytes + entities_size(filings->entities);
}

/*
 * The part in which a filing has room.
 */
FilingPart *
filings_make_room(Filings *filings, const Filing *filing)
{
	FilingPart *part;

	/* once in some dozen rows */
	CHECK_FOR_INTERRUPTS();

	if (filings->nparts == 1 && filings->parts->filings >= SPLIT_FROM)
		filings_split(filings);
	part = filings_part(filings, filing->entity);
	if (!part->is_large && !filing_is_small(filing))
	{
		part->is_large = true;
		part_take_chunk(filings, part);
	}
	else if (part->free == part->end)
		part_take_chunk(filings, part);
	if (filings->limit != SIZE_MAX)
		filings->is_full = filings_size(filings) > filings->limit;
	return part;
}

/*
 * Moves to the next chunk that has filings.
 */
bool
filings_next_chunk(FilingCursor *cursor)
{
	FilingChunk *next = cursor->part->first;

	if (cursor->chunk != NULL)
		next = cursor->chunk->next;
	if (next == NULL)
		return false;
	CHECK_FOR_INTERRUPTS();
	if (next->next != NULL)
		prefetch(next->next);
	cursor->chunk = next;
	cursor->is_small = next->is_small;
	cursor->at = next->data;
	cursor->end = next->data + next->used;
	if (next == cursor->part->last)
		cursor->end = cursor->part->free;
	return cursor->at != cursor->end;
}
