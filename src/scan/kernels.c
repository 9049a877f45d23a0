/*-------------------------------------------------------------------------
 *
 * kernels.c
 *	  The aggregates of a pooled scan, a batch at a time.
 *
 * What pool() adds up is looked at first: if all pairs of a batch are rates and
 * small, sums can be taken without a look at each row.  If not, the rows are
 * pooled one by one, as pool() does it, so that what is wrong is reported as
 * pool() reports it.  A total that would go past bigint is found before
 * anything is changed, and found again row by row.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"
#include "pool/pool.h"
#include "scan/kernels.h"

/* The sum of a batch of numbers below this is a bigint: rows are below 2^11 */
#define SMALL (UINT64CONST(1) << 52)

StaticAssertDecl(BATCH_ROWS < (1 << 11), "the sum of a batch has room");

/* The pairs of a batch */
typedef struct Pairs
{
	const int64 *numerators;
	const int64 *denominators;	/* NULL: 1 each */
	const int64 *mask;			/* which of them count; NULL: all */
	int			nrows;
} Pairs;

typedef struct PairSums
{
	Rate		sum;
	int64		rows;
	bool		harmless;		/* all of them rates, and small */
} PairSums;

/*
 * Loops that are compiled apart for what is the same in all rows: whether there
 * is a mask, and whether there are denominators
 */
#define EACH_KIND(pairs, function, ...) \
	do { \
		if ((pairs)->denominators == NULL && (pairs)->mask == NULL) \
			function(pairs, false, true, __VA_ARGS__); \
		else if ((pairs)->denominators == NULL) \
			function(pairs, true, true, __VA_ARGS__); \
		else if ((pairs)->mask == NULL) \
			function(pairs, false, false, __VA_ARGS__); \
		else \
			function(pairs, true, false, __VA_ARGS__); \
	} while (0)

/* All bits of a row that counts, or none */
static inline int64
all_ones(const int64 *mask, int i)
{
	return mask == NULL ? -1 : mask[i];
}

static inline ScanCell *
cell_of(ScanCell *cells, int stride, const uint32 *group, int i)
{
	return group == NULL ? cells : cells + (Size) group[i] * stride;
}


/* -------
 * pool()
 * -------
 */

/*
 * The sums of all pairs, and whether they can be relied on.  d - 1 and the
 * complement of n - 1 are both below zero if and only if a pair of counts has a
 * numerator and no denominator; else they have no bit that d - 1 has not.
 */
static pg_attribute_always_inline void
sum_kind(const Pairs *pairs, bool masked, bool ones, PairSums *sums)
{
	uint64		n_sum = 0;
	uint64		d_sum = 0;
	uint64		rows = 0;
	uint64		bits = 0;
	int			end = batch_end(pairs->nrows);

	/* as unsigned: what overflows is not relied on */
	for (int i = 0; i < end; i++)
	{
		uint64		counts = masked ? pairs->mask[i] : ~UINT64CONST(0);
		uint64		n = pairs->numerators[i] & counts;
		uint64		d = (ones ? 1 : pairs->denominators[i]) & counts;

		n_sum += n;
		d_sum += d;
		rows -= counts;
		bits |= n | d | (~(n - 1) & (d - 1));
	}
	if (!masked)
		rows = pairs->nrows;
	sums->sum.numerator = (int64) n_sum;
	sums->sum.denominator = (int64) (ones ? rows : d_sum);
	sums->rows = (int64) rows;
	sums->harmless = bits < SMALL;
}

/* As pool() does it, with its errors */
static void
pool_rows(const Pairs *pairs, bool check, ScanCell *cells, int stride,
		  const uint32 *group)
{
	for (int i = 0; i < pairs->nrows; i++)
	{
		ScanCell   *cell = cell_of(cells, stride, group, i);
		int64		n = pairs->numerators[i];
		int64		d = 1;

		if (!all_ones(pairs->mask, i))
			continue;
		if (pairs->denominators != NULL)
			d = pairs->denominators[i];
		if (check)
			pool_check_counts(n, d);
		pool_add(&cell->sum, n, d);
		cell->seen = 1;
	}
}

/* All into one cell; false if the total has no room */
static bool
pool_total(const PairSums *sums, ScanCell *cell)
{
	Rate		sum;

	if (pg_add_s64_overflow(cell->sum.numerator, sums->sum.numerator,
							&sum.numerator) ||
		pg_add_s64_overflow(cell->sum.denominator, sums->sum.denominator,
							&sum.denominator))
		return false;
	cell->sum = sum;
	cell->seen |= sums->rows > 0;
	return true;
}

static pg_attribute_always_inline void
pool_kind(const Pairs *pairs, bool masked, bool ones, ScanCell *cells,
		  int stride, const uint32 *group)
{
	for (int i = 0; i < pairs->nrows; i++)
	{
		ScanCell   *cell = cells + (Size) group[i] * stride;
		int64		counts = masked ? pairs->mask[i] : -1;
		int64		n = pairs->numerators[i] & counts;
		int64		d = (ones ? 1 : pairs->denominators[i]) & counts;

		pool_add(&cell->sum, n, d);
		cell->seen |= counts & 1;
	}
}

static void
pool_batch(const ScanAggregate *aggregate, const ScanBatch *batch,
		   const int64 *mask, ScanCell *cells, int stride)
{
	const ScanColumn *columns = batch->reader->columns;
	const ScanColumn *first = &columns[aggregate->columns[0]];
	bool		checked = aggregate->ncolumns == 2;
	Pairs		pairs;
	PairSums	sums;

	pairs.numerators = first->values;
	pairs.denominators = first->denominators;
	if (checked)
		pairs.denominators = columns[aggregate->columns[1]].values;
	pairs.mask = mask;
	pairs.nrows = batch->nrows;

	EACH_KIND(&pairs, sum_kind, &sums);
	if (sums.harmless && batch->group != NULL)
		EACH_KIND(&pairs, pool_kind, cells, stride, batch->group);
	else if (!sums.harmless || !pool_total(&sums, cells))
		pool_rows(&pairs, checked, cells, stride, batch->group);
}


/* -------------------
 * The server's own
 * -------------------
 */

static void
count_batch(const ScanBatch *batch, const int64 *mask, ScanCell *cells,
			int stride)
{
	if (mask == NULL && batch->group == NULL)
	{
		cells->sum.numerator += batch->nrows;
		return;
	}
	for (int i = 0; i < batch->nrows; i++)
		cell_of(cells, stride, batch->group, i)->sum.numerator -=
			all_ones(mask, i);
}

static const int64 *
argument(const ScanAggregate *aggregate, const ScanBatch *batch)
{
	return batch->reader->columns[aggregate->columns[0]].values;
}

static void
sum_batch(const ScanAggregate *aggregate, const ScanBatch *batch,
		  const int64 *mask, ScanCell *cells, int stride)
{
	const int64 *values = argument(aggregate, batch);

	for (int i = 0; i < batch->nrows; i++)
	{
		ScanCell   *cell = cell_of(cells, stride, batch->group, i);
		int64		counts = all_ones(mask, i);

		cell->sum.numerator += values[i] & counts;
		cell->seen |= counts & 1;
	}
}

static inline bool
more_extreme(int64 value, int64 extreme, bool largest)
{
	return largest ? value > extreme : value < extreme;
}

static void
extreme_batch(const ScanAggregate *aggregate, const ScanBatch *batch,
			  const int64 *mask, ScanCell *cells, int stride)
{
	const int64 *values = argument(aggregate, batch);
	bool		largest = aggregate->kind == BATCH_MAX;

	for (int i = 0; i < batch->nrows; i++)
	{
		ScanCell   *cell = cell_of(cells, stride, batch->group, i);

		if (!all_ones(mask, i))
			continue;
		if (!cell->seen ||
			more_extreme(values[i], cell->sum.numerator, largest))
			cell->sum.numerator = values[i];
		cell->seen = 1;
	}
}


/* -----
 * Each
 * -----
 */

/*
 * Gives the rows of a batch to an aggregate.  The mask says which of them
 * count, without those that have a NULL; NULL for all.  Stride is the distance
 * of one group's cell from the next one's.
 */
void
scan_aggregate(const ScanAggregate *aggregate, const ScanBatch *batch,
			   const int64 *mask, ScanCell *cells, int stride)
{
	switch (aggregate->kind)
	{
		case BATCH_POOL:
			pool_batch(aggregate, batch, mask, cells, stride);
			break;
		case BATCH_COUNT:
			count_batch(batch, mask, cells, stride);
			break;
		case BATCH_SUM:
			sum_batch(aggregate, batch, mask, cells, stride);
			break;
		case BATCH_MIN:
		case BATCH_MAX:
			extreme_batch(aggregate, batch, mask, cells, stride);
			break;
	}
}

/* What an aggregate makes of its cell; a rate stays there. */
Datum
scan_result(const ScanAggregate *aggregate, const ScanCell *cell, bool *isnull)
{
	*isnull = aggregate->kind != BATCH_COUNT && !cell->seen;
	switch (aggregate->kind)
	{
		case BATCH_POOL:
			return RatePGetDatum(&cell->sum);
		case BATCH_COUNT:
		case BATCH_SUM:
			return Int64GetDatum(cell->sum.numerator);
		default:
			return scan_datum(cell->sum.numerator, aggregate->width);
	}
}
