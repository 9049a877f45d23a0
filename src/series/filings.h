/*-------------------------------------------------------------------------
 *
 * filings.h
 *	  The state of the aggregate as_of(): filings of entities, in the order in
 *	  which they came, until they are asked for their series.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_FILINGS_H
#define RESUME_FILINGS_H

#include "fmgr.h"
#include "utils/date.h"
#include "utils/expandeddatum.h"
#include "utils/timestamp.h"
#include "utils/tuplesort.h"

#include "series/entities.h"

typedef struct Filing
{
	int64		entity;			/* an integer, or a number among the entities */
	int64		numerator;
	int64		denominator;	/* or WITHDRAWN */
	DateADT		day;
	uint32		received[2];	/* a TimestampTz, not aligned */
} Filing;

#define WITHDRAWN (-1)			/* the rate is NULL: no filing from then on */

/* The same in half the memory, for what most filings are */
typedef struct SmallFiling
{
	int32		entity;
	int32		numerator;
	int32		denominator;
	DateADT		day;
	uint32		received[2];
} SmallFiling;

/*
 * Both are kept without what stands behind the last field in use: a small one
 * has 16 bytes, or 24 with the moment at which it was received, a large one 28
 * or 36.
 */
#define FILING_SIZE(is_small, has_received) \
	(((is_small) ? offsetof(SmallFiling, received) : \
	  offsetof(Filing, received)) + \
	 ((has_received) ? sizeof(TimestampTz) : 0))

/* How long a filing is carried, in days, or: */
#define CARRY_FOR_GOOD (-1)
#define CARRY_UNKNOWN (-2)		/* no filing has come yet */

typedef struct FilingChunk
{
	struct FilingChunk *next;
	uint32		used;			/* bytes of data, once it is not the last */
	uint16		size;			/* of all of it */
	bool		is_small;		/* are its filings? */
	char		data[FLEXIBLE_ARRAY_MEMBER];
} FilingChunk;

/* The filings of some of the entities */
typedef struct FilingPart
{
	char	   *free;			/* in the last chunk */
	char	   *end;
	FilingChunk *first;
	FilingChunk *last;
	int64		filings;
	bool		is_large;		/* has there been a filing that is not small? */
} FilingPart;

/*
 * From some thousands on filings lie in parts, told apart by a hash of their
 * entities, so that what belongs together is found among few.
 */
#define FILING_PARTS_BITS 8
#define FILING_PARTS (1 << FILING_PARTS_BITS)

typedef struct Filings
{
	ExpandedObjectHeader header;
	MemoryContext context;		/* of all that is here, and of other groups */
	MemoryContext chunks;		/* of filings, apart once they are many */
	bool		has_received;
	int64		carry;
	HashSeed	seed;			/* of the hash of entities */
	Entities   *entities;		/* NULL for integers */

	FilingPart *parts;
	int			nparts;			/* 1 or FILING_PARTS */
	int64		total;			/* filings that there have been */
	Size		bytes;			/* of the chunks in memory */
	DateADT		first_day;		/* of all filings that there have been */
	DateADT		last_day;

	Size		limit;			/* bytes from which on they go to disk */
	bool		is_full;		/* is it time? */
	TupleDesc	columns;		/* of those that went */
	Tuplesortstate *sort;
	struct FilingSet *flat;		/* the flat form, once it was asked for */
	struct PendingFilings *pending; /* of entities that are no integers */
} Filings;

/* Walks through the filings of a part. */
typedef struct FilingCursor
{
	const Filings *filings;
	const FilingPart *part;
	FilingChunk *chunk;
	const char *at;
	const char *end;
	bool		is_small;
} FilingCursor;

/* All filings, in memory and on disk, entity by entity and in order of days */
typedef struct SortedFilings
{
	Filings    *filings;
	struct TupleTableSlot *slot;
	bool		is_begun;
	int64		integer;		/* the entity that was read last, or: */
	Datum		entity;
} SortedFilings;

/* filings.c */
extern MemoryContext filings_context(MemoryContext parent, bool is_shared);
extern Filings *filings_make(MemoryContext context, bool has_received);
extern FilingPart *filings_make_room(Filings *filings, const Filing *filing);
extern void filings_forget(Filings *filings);
extern bool filings_next_chunk(FilingCursor *cursor);

/* pending.c */
extern void filings_add_of(Filings *filings, Datum entity,
						   const Filing *filing);
extern void filings_settle(Filings *filings);

/* filings_sort.c */
extern bool filings_can_sort(const Filings *filings);
extern void filings_spill(Filings *filings);
extern void filings_unspill(Filings *filings);
extern void filings_end_sort(Filings *filings);
extern void sorted_filings_begin(SortedFilings *sorted, Filings *filings);
extern bool sorted_filings_next(SortedFilings *sorted, Filing *filing,
								bool *is_new);
extern void sorted_filings_end(SortedFilings *sorted);

static inline uint64
filings_hash(const Filings *filings, int64 entity)
{
	return integer_hash(&filings->seed, (uint64) entity);
}

/* The type of the entities, or InvalidOid: integers */
static inline Oid
filings_entity_type(const Filings *filings)
{
	if (filings->entities == NULL)
		return InvalidOid;
	return filings->entities->type->value.type;
}

static inline FilingPart *
filings_part(const Filings *filings, int64 entity)
{
	if (filings->nparts == 1)
		return filings->parts;
	return &filings->parts[filings_hash(filings, entity) >>
						   (64 - FILING_PARTS_BITS)];
}

static inline bool
filing_is_small(const Filing *filing)
{
	return filing->entity == (int32) filing->entity &&
		filing->numerator == (int32) filing->numerator &&
		filing->denominator == (int32) filing->denominator;
}

/*
 * Writes a filing in one of its forms, and returns the place behind it.  All
 * lengths are known to the compiler.
 */
static inline char *
filing_write(char *place, const Filing *filing, bool is_small,
			 bool has_received)
{
	if (is_small)
	{
		SmallFiling small;

		small.entity = (int32) filing->entity;
		small.numerator = (int32) filing->numerator;
		small.denominator = (int32) filing->denominator;
		small.day = filing->day;
		memcpy(place, &small, FILING_SIZE(true, false));
		place += FILING_SIZE(true, false);
	}
	else
	{
		memcpy(place, filing, FILING_SIZE(false, false));
		place += FILING_SIZE(false, false);
	}
	if (has_received)
	{
		memcpy(place, filing->received, sizeof(TimestampTz));
		place += sizeof(TimestampTz);
	}
	return place;
}

static inline const char *
filing_read(const char *place, Filing *filing, bool is_small,
			bool has_received)
{
	if (is_small)
	{
		SmallFiling small;

		memcpy(&small, place, FILING_SIZE(true, false));
		filing->entity = small.entity;
		filing->numerator = small.numerator;
		filing->denominator = small.denominator;
		filing->day = small.day;
		place += FILING_SIZE(true, false);
	}
	else
	{
		memcpy(filing, place, FILING_SIZE(false, false));
		place += FILING_SIZE(false, false);
	}
	if (has_received)
	{
		memcpy(filing->received, place, sizeof(TimestampTz));
		place += sizeof(TimestampTz);
	}
	return place;
}

static inline void
filings_add(Filings *filings, const Filing *filing)
{
	FilingPart *part = filings_part(filings, filing->entity);

	if (unlikely(part->free == part->end ||
				 (!part->is_large && !filing_is_small(filing))))
		part = filings_make_room(filings, filing);

	part->free = filing_write(part->free, filing, !part->is_large,
							  filings->has_received);
	part->filings++;
	filings->total++;
	filings->first_day = Min(filings->first_day, filing->day);
	filings->last_day = Max(filings->last_day, filing->day);
}

static inline void
filing_cursor_start(FilingCursor *cursor, const Filings *filings, int part)
{
	cursor->filings = filings;
	cursor->part = &filings->parts[part];
	cursor->chunk = NULL;
	cursor->at = cursor->end = NULL;
}

static inline bool
filing_cursor_next(FilingCursor *cursor, Filing *filing)
{
	if (cursor->at == cursor->end && !filings_next_chunk(cursor))
		return false;
	cursor->at = filing_read(cursor->at, filing, cursor->is_small,
							 cursor->filings->has_received);
	return true;
}

/* Memory of any size */
static inline void *
palloc_huge(Size size)
{
	return MemoryContextAllocHuge(CurrentMemoryContext, size);
}

static inline TimestampTz
filing_received(const Filing *filing)
{
	TimestampTz received;

	memcpy(&received, filing->received, sizeof(received));
	return received;
}

static inline void
filing_set_received(Filing *filing, TimestampTz received)
{
	memcpy(filing->received, &received, sizeof(received));
}

#endif							/* RESUME_FILINGS_H */
