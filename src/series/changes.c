/*-------------------------------------------------------------------------
 *
 * changes.c
 *	  What changes on which day, added up.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "common/pg_prng.h"
#include "miscadmin.h"

#include "base/compat.h"
#include "base/day.h"
#include "series/changes.h"

/* More days than this are not entered into a table of that size. */
static inline uint32
most_days(uint32 size)
{
	return size < CHANGES_MAX_SIZE ? size / 2 : size / 8 * 7;
}


/* -------------
 * From outside
 * -------------
 */

static void
bad_changes(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid partial state of a series"),
			 errdetail_internal("%s", _(detail)),
			 errhint("Use the aggregates pool() and series_of_deltas().")));
}

static inline bool
has_right_size(const Changes *changes)
{
	Size		bytes = VARSIZE(changes);
	uint32		size;

	if (bytes < offsetof(Changes, entries))
		return false;
	size = changes_size(changes);
	return bytes == offsetof(Changes, entries) + sizeof(SeriesDelta) * size &&
		size >= CHANGES_MIN_SIZE && size <= CHANGES_MAX_SIZE &&
		(size & (size - 1)) == 0;
}

/*
 * Can a value be read, and changed, where it is?  What its entries say is
 * left to those who read them; whatever it is, no access is out of bounds.
 */
bool
changes_are_readable(const struct varlena *value)
{
	return VARATT_IS_4B_U(value) &&
		(const void *) value == (const void *) MAXALIGN(value) &&
		has_right_size((const Changes *) value) &&
		((const Changes *) value)->magic == CHANGES_MAGIC;
}

/* A copy of a value that can be; an error if it is no table at all */
Changes *
changes_copy(struct varlena *value)
{
	struct varlena *copy;

	copy = (struct varlena *) PG_DETOAST_DATUM_COPY(PointerGetDatum(value));
	if (!changes_are_readable(copy))
		bad_changes("Its length, its first bytes or their order is wrong.");
	return (Changes *) copy;
}


/* ---------
 * The table
 * ---------
 */

static Changes *
make_table(uint32 size)
{
	Size		bytes = offsetof(Changes, entries) + sizeof(SeriesDelta) * size;
	Changes    *changes = palloc0(bytes);

	SET_VARSIZE(changes, bytes);
	changes->magic = CHANGES_MAGIC;
	changes->secret = pg_prng_uint32(&pg_global_prng_state);
	for (uint32 i = 0; i < size; i++)
		changes->entries[i].day = FREE_DAY;
	return changes;
}

/* No changes, in the current memory context */
Changes *
changes_new(void)
{
	return make_table(CHANGES_MIN_SIZE);
}

/* The entry of a day, or the free one that it gets */
SeriesDelta *
changes_search(Changes *changes, int64 day)
{
	uint32		mask = changes_size(changes) - 1;
	uint32		place = (uint32) day & mask;
	SeriesDelta *entry = &changes->entries[place];

	if (entry->day == day || entry->day == FREE_DAY)
		return entry;

	place = murmurhash32((uint32) day ^ changes->secret);
	for (uint32 i = 0; i <= mask; i++)
	{
		entry = &changes->entries[(place + i) & mask];
		if (entry->day == day || entry->day == FREE_DAY)
			return entry;
	}
	bad_changes("It has no room left.");
	return NULL;				/* keep compiler quiet */
}

static Changes *
grown(const Changes *changes)
{
	uint32		size = changes_size(changes);
	Changes    *result;

	if (size == CHANGES_MAX_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a series changes on too many days"),
				 errdetail("While it is pooled there can be %u.",
						   most_days(size)),
				 errhint("Pool fewer days.")));
	result = make_table(size * 2);
	return changes_add_all(result, changes);
}

/*
 * Gives the entry of a day, which is made if there is none.
 */
Changes *
changes_enter(Changes *changes, int64 day, SeriesDelta **entry)
{
	*entry = changes_search(changes, day);
	if ((*entry)->day == day)
		return changes;

	if (changes->used >= most_days(changes_size(changes)))
	{
		changes = grown(changes);
		*entry = changes_search(changes, day);
	}
	(*entry)->day = day;
	(*entry)->numerator = (*entry)->denominator = (*entry)->entities = 0;
	changes->used++;
	return changes;
}

void
changes_overflow(int64 day)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("pooled rate is out of range"),
			 errdetail("What changes on %s exceeds the range of bigint.",
					   day_string(day)),
			 errhint("Check the unit of the counts, or pool smaller groups.")));
}


/* ---------------------
 * Several at a time
 * ---------------------
 */

/* Adds a series; counts are not negative, so no difference overflows. */
Changes *
changes_add_series(Changes *changes, const RateSeries *series)
{
	static const SeriesStep nobody = {0};
	const SeriesStep *before = &nobody;

	for (int i = 0; i < series->nsteps; i++)
	{
		const SeriesStep *step = &series->steps[i];

		CHECK_FOR_INTERRUPTS();
		changes = changes_add(changes, step->day,
							  step->rate.numerator - before->rate.numerator,
							  step->rate.denominator -
								  before->rate.denominator,
							  step->entities - before->entities);
		before = step;
	}
	return changes;
}

/* Is an entry one of a day?  One that comes from outside can be of none. */
static bool
is_used(const SeriesDelta *entry)
{
	if (entry->day == FREE_DAY)
		return false;
	if (entry->day != DATEVAL_NOBEGIN &&
		(entry->day < DAY_MIN || entry->day > DAY_MAX))
		bad_changes(psprintf(_("It has a change on the day %lld, counted from 2000-01-01."),
							 (long long) entry->day));
	return true;
}

Changes *
changes_add_all(Changes *changes, const Changes *others)
{
	uint32		size = changes_size(others);

	for (uint32 i = 0; i < size; i++)
	{
		const SeriesDelta *other = &others->entries[i];

		CHECK_FOR_INTERRUPTS();
		if (is_used(other))
			changes = changes_add(changes, other->day, other->numerator,
								  other->denominator, other->entities);
	}
	return changes;
}

/*
 * The series that the changes add up to, in the current memory context; an
 * error where they do not add up to the counts of a step.
 */
RateSeries *
changes_series(const Changes *changes)
{
	uint32		size = changes_size(changes);
	SeriesDelta *deltas = palloc(sizeof(SeriesDelta) * size);
	int64		n = 0;
	RateSeries *result;

	for (uint32 i = 0; i < size; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (is_used(&changes->entries[i]))
			deltas[n++] = changes->entries[i];
	}
	result = series_from_deltas(deltas, n);
	pfree(deltas);
	return result;
}
