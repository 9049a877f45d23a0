/*-------------------------------------------------------------------------
 *
 * changes.h
 *	  What changes on which day, added up: the state of the aggregates that
 *	  make a series.
 *
 * It is a hash table of days in one piece of memory, which SQL takes for a
 * bytea.  So an aggregate can change it in place, its size follows the number
 * of days and not of rows, a group without many days takes no more than it
 * needs, and it travels between processes and servers as it is.  What comes
 * from outside can be any bytes: they are looked at by whoever reads them.
 *
 * Most rows are of a few neighbouring days, so the place of a day is its
 * number, modulo the size of the table, and its entry is there at the first
 * look.  Days that another one has taken the place of are hashed with a
 * secret of the table, so that no choice of days can make them collide.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_CHANGES_H
#define RESUME_CHANGES_H

#include "common/int.h"
#include "utils/date.h"

#include "series/series.h"

typedef struct Changes
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	uint32		magic;			/* in the byte order of the machine */
	uint32		used;			/* entries with a day */
	uint32		secret;
	SeriesDelta entries[FLEXIBLE_ARRAY_MEMBER];
} Changes;

#define CHANGES_MAGIC 0x72734331

/* An entry without a day; a change on infinity changes no day. */
#define FREE_DAY ((int64) DATEVAL_NOEND)

/* Sizes of the table, powers of 2; the largest takes half a gigabyte. */
#define CHANGES_MIN_SIZE 4
#define CHANGES_MAX_SIZE (1 << 24)

static inline uint32
changes_size(const Changes *changes)
{
	return (uint32) ((VARSIZE(changes) - offsetof(Changes, entries)) /
					 sizeof(SeriesDelta));
}

extern Changes *changes_new(void);
extern Changes *changes_copy(struct varlena *value);
extern bool changes_are_readable(const struct varlena *value);
extern SeriesDelta *changes_search(Changes *changes, int64 day);
extern Changes *changes_enter(Changes *changes, int64 day,
							  SeriesDelta **entry);
extern void changes_overflow(int64 day) pg_attribute_noreturn();
extern Changes *changes_add_series(Changes *changes,
								   const RateSeries *series);
extern Changes *changes_add_all(Changes *changes, const Changes *others);
extern RateSeries *changes_series(const Changes *changes);

/*
 * Adds to what changes on a day.  The result takes the place of what was
 * passed, as it can be a larger copy in the current memory context.
 */
static inline Changes *
changes_add(Changes *changes, int64 day, int64 numerator, int64 denominator,
			int64 entities)
{
	SeriesDelta *entry;

	if (day == FREE_DAY)
		return changes;

	entry = &changes->entries[(uint32) day & (changes_size(changes) - 1)];
	if (unlikely(entry->day != day))
		changes = changes_enter(changes, day, &entry);

	if (unlikely(pg_add_s64_overflow(entry->numerator, numerator,
									 &entry->numerator) ||
				 pg_add_s64_overflow(entry->denominator, denominator,
									 &entry->denominator) ||
				 pg_add_s64_overflow(entry->entities, entities,
									 &entry->entities)))
		changes_overflow(day);
	return changes;
}

#endif							/* RESUME_CHANGES_H */
