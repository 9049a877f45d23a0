/*-------------------------------------------------------------------------
 *
 * as_of_series.c
 *	  From filings to their series: each counts from its day on, until the
 *	  entity's next filing or the end of carrying.
 *
 * Filings of one entity must meet, in the order of their days.  Those in
 * memory are put beside each other part by part: a part is small enough for
 * the processor's caches, its entities are numbered by a hash table, and
 * counted, so each filing is moved once.  No order of entities is needed.
 * Those on disk come from the server's own sort.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/comparison.h"
#include "base/compat.h"
#include "base/counts.h"
#include "base/day.h"
#include "series/filing_set.h"

/* What changes on a day: of entities and of their rates */
typedef struct DayChange
{
	int32		day;
	int32		status;			/* of the hash table */
	Sum128		numerator;
	Sum128		denominator;
	int64		entities;
} DayChange;

#define SH_PREFIX changes
#define SH_ELEMENT_TYPE DayChange
#define SH_KEY_TYPE int32
#define SH_KEY day
#define SH_HASH_KEY(tb, key) murmurhash32((uint32) (key))
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "common/hashfn.h"
#include "lib/simplehash.h"

/* Filings on consecutive days are many on a day, mostly: then an array does. */
#define ARRAY_DAYS_MIN 64
#define ARRAY_DAYS_EACH 8		/* days for each filing */
#define ARRAY_DAYS_MAX INT64CONST(1048576)

/* Past every day, and before */
#define FOR_GOOD PG_INT64_MAX
#define NOT_COUNTING PG_INT64_MIN

typedef struct Sweep
{
	bool		has_received;
	int64		carry;			/* CARRY_FOR_GOOD or days */

	/* the changes: by day, from first_day on, or in the table */
	DayChange  *days;
	int64		first_day;
	int64		ndays;
	changes_hash *table;

	/* of one entity, the filing that counts, if any, and until which day */
	Filing		counting;
	int64		end;			/* NOT_COUNTING */

	/* and of its filings of the next day the one that wins so far */
	bool		pending;
	Filing		winner;
} Sweep;


/* -------
 * Changes
 * -------
 */

static inline DayChange *
change_on(Sweep *sweep, int64 day)
{
	DayChange  *change;
	bool		found;

	if (likely(sweep->days != NULL))
		return &sweep->days[day - sweep->first_day];

	change = changes_insert(sweep->table, (int32) day, &found);
	if (!found)
	{
		change->numerator = change->denominator = sum128_from_int64(0);
		change->entities = 0;
	}
	return change;
}

/* 2^63 filings would be too few to overflow. */
static inline void
add(Sum128 *sum, int64 value)
{
	(void) sum128_add_overflow(*sum, sum128_from_int64(value), sum);
}

/* No difference of counts overflows. */
static inline void
change(Sweep *sweep, int64 day, int64 numerator, int64 denominator,
	   int entities)
{
	DayChange  *change = change_on(sweep, day);

	add(&change->numerator, numerator);
	add(&change->denominator, denominator);
	change->entities += entities;
}

/*
 * What counts ends where it was to end.
 */
static inline void
end_counting(Sweep *sweep)
{
	if (sweep->end != NOT_COUNTING && sweep->end <= DAY_MAX)
		change(sweep, sweep->end, -sweep->counting.numerator,
			   -sweep->counting.denominator, -1);
	sweep->end = NOT_COUNTING;
}

/*
 * The entity's next filing counts from its day on, for as long as it is
 * carried, in place of what counts.
 */
static inline void
count_filing(Sweep *sweep, const Filing *filing)
{
	if (sweep->end > filing->day)
		sweep->end = filing->day;
	if (filing->denominator == WITHDRAWN)
	{
		end_counting(sweep);
		return;
	}

	/* two changes on one day are one */
	if (sweep->end == filing->day)
		change(sweep, filing->day,
			   filing->numerator - sweep->counting.numerator,
			   filing->denominator - sweep->counting.denominator, 0);
	else
	{
		end_counting(sweep);
		change(sweep, filing->day, filing->numerator, filing->denominator, 1);
	}
	sweep->counting = *filing;
	sweep->end = FOR_GOOD;
	if (sweep->carry != CARRY_FOR_GOOD)
		sweep->end = filing->day + sweep->carry + 1;
}


/* ---------------------
 * Of one entity and day
 * ---------------------
 */

/*
 * Of equal moments the greater rate wins, so that the result never depends
 * on the order of rows: a value before 0/0, and that before NULL.
 */
static int
compare_rates(const Filing *a, const Filing *b)
{
	Rate		rate_a = {a->numerator, a->denominator};
	Rate		rate_b = {b->numerator, b->denominator};

	if (a->denominator > 0 && b->denominator > 0)
		return rate_compare(&rate_a, &rate_b);
	return int64_cmp(a->denominator, b->denominator);
}

static inline bool
filing_wins(const Sweep *sweep, const Filing *filing, const Filing *other)
{
	if (sweep->has_received)
	{
		TimestampTz received = filing_received(filing);
		TimestampTz before = filing_received(other);

		if (received != before)
			return received > before;
	}
	return compare_rates(filing, other) > 0;
}

/*
 * The next filing of the same entity, in the order of days
 */
static inline void
sweep_filing(Sweep *sweep, const Filing *filing)
{
	if (sweep->pending)
	{
		if (filing->day == sweep->winner.day)
		{
			if (filing_wins(sweep, filing, &sweep->winner))
				sweep->winner = *filing;
			return;
		}
		count_filing(sweep, &sweep->winner);
	}
	sweep->winner = *filing;
	sweep->pending = true;
}

static inline void
sweep_end_of_entity(Sweep *sweep)
{
	if (sweep->pending)
		count_filing(sweep, &sweep->winner);
	end_counting(sweep);
	sweep->pending = false;
}


/* ---------
 * In memory
 * ---------
 */

/* Room for the filings of the largest part, and of what tells them apart */
typedef struct Scratch
{
	uint32		mask;			/* slots - 1, a power of 2 */
	uint32	   *slots;			/* number of an entity, from 1 on */
	int64	   *entities;		/* by number */
	uint32	   *ends;			/* of their filings */
	uint32	   *numbers;		/* of the entity, by filing */
	Filing	   *filings;		/* side by side */
} Scratch;

#define ST_SORT sort_by_day
#define ST_ELEMENT_TYPE Filing
#define ST_COMPARE(a, b) ((a)->day < (b)->day ? -1 : ((a)->day > (b)->day ? 1 : 0))
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* So few are sorted by moving each to its place. */
#define FEW 16

static void
insert_by_day(Filing *filings, int64 n)
{
	for (int64 i = 1; i < n; i++)
	{
		Filing		filing = filings[i];
		int64		place = i;

		for (; place > 0 && filings[place - 1].day > filing.day; place--)
			filings[place] = filings[place - 1];
		if (place < i)
			filings[place] = filing;
	}
}

static void
scratch_init(Scratch *scratch, const Filings *filings)
{
	uint64		most = 1;
	uint64		slots;

	for (int i = 0; i < filings->nparts; i++)
		most = Max(most, filings->parts[i].filings);
	slots = pg_nextpower2_64(most + most / 2);

	/* numbers have 32 bits, and one part is 256th of all */
	if (slots > PG_UINT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many filings in %s()", "as_of"),
				 errdetail("There are %lld of them.",
						   (long long) filings->total),
				 errhint("Lower work_mem, so that filings go to disk.")));

	scratch->mask = (uint32) slots - 1;
	scratch->slots = palloc_huge(slots * sizeof(uint32));
	scratch->entities = palloc_huge(most * sizeof(int64));
	scratch->ends = palloc_huge(most * sizeof(uint32));
	scratch->numbers = palloc_huge(most * sizeof(uint32));
	scratch->filings = palloc_huge(most * sizeof(Filing));
}

static void
scratch_free(Scratch *scratch)
{
	pfree(scratch->slots);
	pfree(scratch->entities);
	pfree(scratch->ends);
	pfree(scratch->numbers);
	pfree(scratch->filings);
}

/*
 * The number of an entity, from 0 on; of one that is new the next number.
 */
static inline uint32
entity_number(Scratch *scratch, const Filings *filings, int64 entity,
			  uint32 *nentities)
{
	uint32		slot = (uint32) filings_hash(filings, entity) & scratch->mask;

	while (scratch->slots[slot] != 0)
	{
		uint32		number = scratch->slots[slot] - 1;

		if (scratch->entities[number] == entity)
			return number;
		slot = (slot + 1) & scratch->mask;
	}

	scratch->entities[*nentities] = entity;
	scratch->ends[*nentities] = 0;
	scratch->slots[slot] = ++*nentities;
	return *nentities - 1;
}

/*
 * Puts the filings of a part side by side, entity by entity, and returns the
 * number of entities; scratch->ends says where each ends.
 */
static uint32
gather_part(Scratch *scratch, const Filings *filings, int part)
{
	uint32		nentities = 0;
	uint32		start = 0;
	uint32	   *number = scratch->numbers;
	FilingCursor cursor;
	Filing		filing;

	memset(scratch->slots, 0, (Size) (scratch->mask + 1) * sizeof(uint32));
	filing_cursor_start(&cursor, filings, part);
	while (filing_cursor_next(&cursor, &filing))
	{
		*number = entity_number(scratch, filings, filing.entity, &nentities);
		scratch->ends[*number++]++;
	}

	/* where each begins; moving its filings there makes it where each ends */
	for (uint32 i = 0; i < nentities; i++)
	{
		uint32		count = scratch->ends[i];

		scratch->ends[i] = start;
		start += count;
	}

	number = scratch->numbers;
	filing_cursor_start(&cursor, filings, part);
	while (filing_cursor_next(&cursor, &filing))
		scratch->filings[scratch->ends[*number++]++] = filing;
	return nentities;
}

static void
sweep_part(Sweep *sweep, Scratch *scratch, const Filings *filings, int part)
{
	uint32		nentities = gather_part(scratch, filings, part);
	uint32		start = 0;

	for (uint32 i = 0; i < nentities; i++)
	{
		Filing	   *first = scratch->filings + start;
		uint32		n = scratch->ends[i] - start;

		if (n <= FEW)
			insert_by_day(first, n);
		else
			sort_by_day(first, n);
		for (uint32 j = 0; j < n; j++)
			sweep_filing(sweep, first + j);
		sweep_end_of_entity(sweep);
		start = scratch->ends[i];
	}
}

static void
sweep_memory(Sweep *sweep, const Filings *filings)
{
	Scratch		scratch;

	scratch_init(&scratch, filings);
	for (int i = 0; i < filings->nparts; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sweep_part(sweep, &scratch, filings, i);
	}
	scratch_free(&scratch);
}


/* -------
 * On disk
 * -------
 */

static void
sweep_disk(Sweep *sweep, Filings *filings)
{
	SortedFilings sorted;
	Filing		filing;
	bool		is_new;

	sorted_filings_begin(&sorted, filings);
	while (sorted_filings_next(&sorted, &filing, &is_new))
	{
		CHECK_FOR_INTERRUPTS();
		if (is_new)
			sweep_end_of_entity(sweep);
		sweep_filing(sweep, &filing);
	}
	sweep_end_of_entity(sweep);
	sorted_filings_end(&sorted);
}


/* ----------
 * The series
 * ----------
 */

static void
sweep_init(Sweep *sweep, const Filings *filings)
{
	int64		last = filings->last_day;
	int64		most = ARRAY_DAYS_MIN + ARRAY_DAYS_EACH * filings->total;

	memset(sweep, 0, sizeof(Sweep));
	sweep->has_received = filings->has_received;
	sweep->carry = filings->carry;
	sweep->end = NOT_COUNTING;
	sweep->first_day = filings->first_day;

	if (sweep->carry != CARRY_FOR_GOOD)
		last = Min(last + sweep->carry + 1, DAY_MAX);
	sweep->ndays = filings->total > 0 ? last - sweep->first_day + 1 : 0;
	if (sweep->ndays <= Min(most, ARRAY_DAYS_MAX))
		sweep->days = palloc0(sweep->ndays * sizeof(DayChange));
	else
		sweep->table = changes_create(CurrentMemoryContext, ARRAY_DAYS_MIN,
									  NULL);
}

#define ST_SORT sort_changes
#define ST_ELEMENT_TYPE DayChange
#define ST_COMPARE(a, b) ((a)->day < (b)->day ? -1 : 1)
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/*
 * The changes in the order of days, in an array without gaps or in one of
 * those days alone that have any.
 */
static void
changes_in_order(Sweep *sweep)
{
	changes_hash *table = sweep->table;
	changes_iterator iterator;
	DayChange  *change;
	int64		n = 0;

	if (table == NULL)
	{
		for (; n < sweep->ndays; n++)
			sweep->days[n].day = (int32) (sweep->first_day + n);
		return;
	}

	sweep->days = palloc_huge(table->members * sizeof(DayChange));
	changes_start_iterate(table, &iterator);
	while ((change = changes_iterate(table, &iterator)) != NULL)
		sweep->days[n++] = *change;
	changes_destroy(table);
	sort_changes(sweep->days, n);
	sweep->ndays = n;
}

static void
check_sums(const DayChange *total)
{
	char		numerator[SUM128_TEXT_SIZE];
	char		denominator[SUM128_TEXT_SIZE];

	if (likely(sum128_fits_int64(total->numerator) &&
			   sum128_fits_int64(total->denominator)))
		return;
	sum128_to_text(total->numerator, numerator);
	sum128_to_text(total->denominator, denominator);
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("pooled rate is out of range"),
			 errdetail("The filings that count on %s pool to %s/%s, which exceeds the range of bigint.",
					   day_string(total->day), numerator, denominator),
			 errhint("Check the unit of the counts, or pool smaller groups.")));
}

/*
 * The series of filings, in the current memory context.
 */
RateSeries *
filings_series(Filings *filings)
{
	SeriesBuilder builder;
	DayChange	total = {0};
	Sweep		sweep;

	filings_settle(filings);
	sweep_init(&sweep, filings);
	if (filings->sort != NULL)
		sweep_disk(&sweep, filings);
	else
		sweep_memory(&sweep, filings);
	changes_in_order(&sweep);

	series_begin(&builder, sweep.ndays);
	for (int64 i = 0; i < sweep.ndays; i++)
	{
		DayChange  *change = &sweep.days[i];
		SeriesStep	step;

		(void) sum128_add_overflow(total.numerator, change->numerator,
								   &total.numerator);
		(void) sum128_add_overflow(total.denominator, change->denominator,
								   &total.denominator);
		total.entities += change->entities;
		total.day = change->day;
		check_sums(&total);

		step.day = total.day;
		step.rate.numerator = (int64) total.numerator.lo;
		step.rate.denominator = (int64) total.denominator.lo;
		step.entities = total.entities;
		(void) series_append(&builder, &step,
							 ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, NULL);
	}
	pfree(sweep.days);
	return series_end(&builder);
}
