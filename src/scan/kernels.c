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

/* The pairs of a batch; mask is NULL if all of them count */
typedef struct Pairs
{
	const int64 *numerators;
	const int64 *denominators;	/* NULL: 1 each */
	const uint8 *mask;
	int			nrows;
} Pairs;

/* Whole numbers that are all ones, or none */
static inline int64
all_ones(const uint8 *mask, int i)
{
	return mask == NULL ? -1 : -(int64) mask[i];
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

static inline int64
denominator(const Pairs *pairs, int i)
{
	return pairs->denominators == NULL ? 1 : pairs->denominators[i];
}

/* Are all of them rates, and small? */
static bool
harmless(const Pairs *pairs)
{
	uint64		bits = 0;
	uint64		wrong = 0;

	for (int i = 0; i < pairs->nrows; i++)
	{
		int64		counts = all_ones(pairs->mask, i);
		int64		n = pairs->numerators[i] & counts;
		int64		d = denominator(pairs, i) & counts;

		bits |= (uint64) (n | d);
		wrong |= (uint64) (d == 0) & (uint64) (n != 0);
	}
	return bits < SMALL && !wrong;
}

/* As pool() does it, with its errors */
static void
pool_rows(const Pairs *pairs, bool check, ScanCell *cells, int stride,
		  const uint32 *group)
{
	for (int i = 0; i < pairs->nrows; i++)
	{
		ScanCell   *cell = cell_of(cells, stride, group, i);

		if (!all_ones(pairs->mask, i))
			continue;
		if (check)
			pool_check_counts(pairs->numerators[i], denominator(pairs, i));
		pool_add(&cell->sum, pairs->numerators[i], denominator(pairs, i));
		cell->seen = 1;
	}
}

/* All into one cell; false if the total has no room */
static bool
pool_total(const Pairs *pairs, ScanCell *cell)
{
	int64		n = 0;
	int64		d = 0;
	int64		rows = 0;
	Rate		sum;

	for (int i = 0; i < pairs->nrows; i++)
	{
		int64		counts = all_ones(pairs->mask, i);

		n += pairs->numerators[i] & counts;
		d += denominator(pairs, i) & counts;
		rows -= counts;
	}
	if (pg_add_s64_overflow(cell->sum.numerator, n, &sum.numerator) ||
		pg_add_s64_overflow(cell->sum.denominator, d, &sum.denominator))
		return false;
	cell->sum = sum;
	cell->seen |= rows > 0;
	return true;
}

static void
pool_groups(const Pairs *pairs, ScanCell *cells, int stride,
			const uint32 *group)
{
	for (int i = 0; i < pairs->nrows; i++)
	{
		ScanCell   *cell = cell_of(cells, stride, group, i);
		int64		counts = all_ones(pairs->mask, i);

		pool_add(&cell->sum, pairs->numerators[i] & counts,
				 denominator(pairs, i) & counts);
		cell->seen |= counts & 1;
	}
}

static void
pool_batch(const ScanAggregate *aggregate, const ScanBatch *batch,
		   const uint8 *mask, ScanCell *cells, int stride)
{
	const ScanColumn *columns = batch->reader->columns;
	const ScanColumn *first = &columns[aggregate->columns[0]];
	bool		checked = aggregate->ncolumns == 2;
	Pairs		pairs;

	pairs.numerators = first->values;
	pairs.denominators = first->denominators;
	if (checked)
		pairs.denominators = columns[aggregate->columns[1]].values;
	pairs.mask = mask;
	pairs.nrows = batch->nrows;

	if (!harmless(&pairs))
		pool_rows(&pairs, checked, cells, stride, batch->group);
	else if (batch->group != NULL)
		pool_groups(&pairs, cells, stride, batch->group);
	else if (!pool_total(&pairs, cells))
		pool_rows(&pairs, checked, cells, stride, NULL);
}


/* -------------------
 * The server's own
 * -------------------
 */

static void
count_batch(const ScanBatch *batch, const uint8 *mask, ScanCell *cells,
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
		  const uint8 *mask, ScanCell *cells, int stride)
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
			  const uint8 *mask, ScanCell *cells, int stride)
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
			   const uint8 *mask, ScanCell *cells, int stride)
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
