/*-------------------------------------------------------------------------
 *
 * series_pool.c
 *	  The aggregates that make a rate_series: pool(rate, daterange),
 *	  pool(rate_series) and series_of_deltas().
 *
 * While rows come, a series is a table of what changes on which day: its
 * size follows the number of days, not of rows, and a row costs two
 * look-ups.  It is an expanded object, so that the state of pool() is a
 * rate_series: a partial result is an ordinary value, which can be stored,
 * sent elsewhere and pooled again, there is no final function, and the
 * combine function is pooling itself.
 *
 * Sums of deltas can be negative half-way, so the state of
 * series_of_deltas() is no series.  It is the same table, of which a bytea
 * is the other form.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "common/int.h"
#include "common/pg_prng.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/date.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/day.h"
#include "base/wire.h"
#include "series/series.h"

/* What changes on a day, as an entry of the table */
typedef struct DayChange
{
	int32		day;
	uint32		status;			/* of the entry */
	int64		numerator;
	int64		denominator;
	int64		entities;
} DayChange;

/*
 * Days are hashed with a secret of the table, so that no choice of days can
 * make them collide.
 */
#define HASH_SECRET(table) ((uint32) (uintptr_t) (table)->private_data)

#define SH_PREFIX changes
#define SH_FILLFACTOR 0.5
#define SH_ELEMENT_TYPE DayChange
#define SH_KEY_TYPE int32
#define SH_KEY day
#define SH_HASH_KEY(table, key) murmurhash32((uint32) (key) ^ HASH_SECRET(table))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Days that a table has room for to begin with */
#define EXPECTED_DAYS 28

/* Neighbouring days whose entries are found without a look-up; a power of 2 */
#define REMEMBERED_DAYS 256

/* A delta in a bytea: a date and three bigints in network order */
#define DELTA_WIRE_SIZE ((int) sizeof(int32) + 3 * (int) sizeof(int64))

typedef struct ExpandedSeries
{
	ExpandedObjectHeader header;
	changes_hash *changes;
	struct varlena *flat;		/* the flat form of what is in the table, or
								 * NULL */
	uint32		remembered[REMEMBERED_DAYS];	/* where a day was found */
} ExpandedSeries;

PG_FUNCTION_INFO_V1(rate_series_accum);
PG_FUNCTION_INFO_V1(rate_series_pool);
PG_FUNCTION_INFO_V1(series_deltas_accum);
PG_FUNCTION_INFO_V1(series_deltas_combine);
PG_FUNCTION_INFO_V1(series_deltas_final);


/* ------------
 * What changes
 * ------------
 */

static pg_noinline void
changes_overflow(int32 day)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("pooled rate is out of range"),
			 errdetail("What changes on %s exceeds the range of bigint.",
					   day_string(day)),
			 errhint("Check the unit of the counts, or pool smaller groups.")));
}

/* The entry of a day, which is made if there is none */
static pg_noinline DayChange *
look_up_day(changes_hash *table, int32 day)
{
	DayChange  *change = changes_lookup(table, day);
	bool		found;

	if (likely(change != NULL))
		return change;
	if (table->members == (uint32) SERIES_MAX_STEPS)
		series_too_long();
	change = changes_insert(table, day, &found);
	change->numerator = change->denominator = change->entities = 0;
	return change;
}

/*
 * The same.  Most rows are of a few neighbouring days, so it is remembered
 * where the entry of a day was, and looked whether it is there still.
 */
static inline DayChange *
find_day(ExpandedSeries *expanded, int32 day)
{
	changes_hash *table = expanded->changes;
	uint32	   *place = &expanded->remembered[(uint32) day % REMEMBERED_DAYS];
	DayChange  *change = &table->data[*place];

	if (likely(change->day == day && change->status == changes_SH_IN_USE))
		return change;
	change = look_up_day(table, day);
	*place = (uint32) (change - table->data);
	return change;
}

/* Adds to what changes on a day; a change on infinity changes no day. */
static inline void
add_change(ExpandedSeries *expanded, int32 day, int64 numerator,
		   int64 denominator, int64 entities)
{
	DayChange  *change;

	if (day == DATEVAL_NOEND)
		return;

	change = find_day(expanded, day);
	if (unlikely(pg_add_s64_overflow(change->numerator, numerator,
									 &change->numerator) ||
				 pg_add_s64_overflow(change->denominator, denominator,
									 &change->denominator) ||
				 pg_add_s64_overflow(change->entities, entities,
									 &change->entities)))
		changes_overflow(day);
}

/* Adds a series; neighbouring counts are not negative, so none overflows. */
static void
add_series(ExpandedSeries *expanded, const RateSeries *series)
{
	const Rate *before = NULL;
	int64		entities = 0;

	for (int i = 0; i < series->nsteps; i++)
	{
		const SeriesStep *step = &series->steps[i];

		CHECK_FOR_INTERRUPTS();
		add_change(expanded, (int32) step->day,
				   step->rate.numerator - (before ? before->numerator : 0),
				   step->rate.denominator - (before ? before->denominator : 0),
				   step->entities - entities);
		before = &step->rate;
		entities = step->entities;
	}
}

/* What changes, in new memory, in no order; *n is their number. */
static SeriesDelta *
list_changes(const ExpandedSeries *expanded, int64 *n)
{
	changes_hash *table = expanded->changes;
	changes_iterator iterator;
	DayChange  *change;
	SeriesDelta *deltas = palloc_extended(sizeof(SeriesDelta) *
											  Max(table->members, 1),
										  MCXT_ALLOC_HUGE);

	*n = 0;
	changes_start_iterate(table, &iterator);
	while ((change = changes_iterate(table, &iterator)) != NULL)
	{
		SeriesDelta *delta = &deltas[(*n)++];

		delta->day = change->day;
		delta->numerator = change->numerator;
		delta->denominator = change->denominator;
		delta->entities = change->entities;
	}
	return deltas;
}

static RateSeries *
sum_changes(const ExpandedSeries *expanded)
{
	int64		n;
	SeriesDelta *deltas = list_changes(expanded, &n);
	RateSeries *series = series_from_deltas(deltas, n);

	pfree(deltas);
	return series;
}


/* ----------
 * Flat forms
 * ----------
 */

typedef struct varlena *(*FlattenFunction)(const ExpandedSeries *expanded);

static Size
flat_size(ExpandedSeries *expanded, FlattenFunction flatten)
{
	if (expanded->flat == NULL)
	{
		MemoryContext oldcontext;

		oldcontext = MemoryContextSwitchTo(expanded->header.eoh_context);
		expanded->flat = flatten(expanded);
		MemoryContextSwitchTo(oldcontext);
	}
	return VARSIZE(expanded->flat);
}

static void
flatten_into(ExpandedObjectHeader *header, void *result, Size allocated_size)
{
	const ExpandedSeries *expanded = (const ExpandedSeries *) header;

	Assert(expanded->flat != NULL &&
		   allocated_size == VARSIZE(expanded->flat));
	memcpy(result, expanded->flat, allocated_size);
}

static struct varlena *
flatten_series(const ExpandedSeries *expanded)
{
	return (struct varlena *) sum_changes(expanded);
}

static Size
series_flat_size(ExpandedObjectHeader *header)
{
	return flat_size((ExpandedSeries *) header, flatten_series);
}

static struct varlena *
flatten_deltas(const ExpandedSeries *expanded)
{
	changes_hash *table = expanded->changes;
	changes_iterator iterator;
	DayChange  *change;
	StringInfoData buf;

	pq_begintypsend(&buf);
	changes_start_iterate(table, &iterator);
	while ((change = changes_iterate(table, &iterator)) != NULL)
	{
		pq_sendint32(&buf, change->day);
		pq_sendint64(&buf, change->numerator);
		pq_sendint64(&buf, change->denominator);
		pq_sendint64(&buf, change->entities);
	}
	return pq_endtypsend(&buf);
}

static Size
deltas_flat_size(ExpandedObjectHeader *header)
{
	return flat_size((ExpandedSeries *) header, flatten_deltas);
}

static const ExpandedObjectMethods series_methods = {
	series_flat_size, flatten_into
};

static const ExpandedObjectMethods deltas_methods = {
	deltas_flat_size, flatten_into
};


/* ------
 * States
 * ------
 */

/* A new object without changes, of its own context below the given one */
static ExpandedSeries *
expanded_new(const ExpandedObjectMethods *methods, MemoryContext parent)
{
	MemoryContext context;
	ExpandedSeries *expanded;
	void	   *secret;

	context = AllocSetContextCreate(parent, "rate_series",
									ALLOCSET_SMALL_SIZES);
	expanded = MemoryContextAllocZero(context, sizeof(ExpandedSeries));
	EOH_init_header(&expanded->header, methods, context);
	secret = (void *) (uintptr_t) pg_prng_uint32(&pg_global_prng_state);
	expanded->changes = changes_create(context, EXPECTED_DAYS, secret);
	return expanded;
}

/* What a datum is the expanded form of, or NULL if it is flat */
static inline ExpandedSeries *
expanded_of(Datum datum, const ExpandedObjectMethods *methods)
{
	ExpandedObjectHeader *header;

	if (unlikely(!VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum))))
		return NULL;
	header = DatumGetEOHP(datum);
	if (unlikely(header->eoh_methods != methods))
		return NULL;
	return (ExpandedSeries *) header;
}

/*
 * The state of an aggregate that is in its expanded form already, to be
 * changed in place, or NULL.  Only an aggregate owns what its state is.
 */
static inline ExpandedSeries *
expanded_state(FunctionCallInfo fcinfo, const ExpandedObjectMethods *methods)
{
	ExpandedSeries *expanded;

	if (unlikely(PG_ARGISNULL(0) || !in_aggregate(fcinfo)))
		return NULL;
	if (unlikely(!VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0))))
		return NULL;
	expanded = expanded_of(PG_GETARG_DATUM(0), methods);
	if (unlikely(expanded == NULL))
		return NULL;
	if (unlikely(expanded->flat != NULL))
	{
		pfree(expanded->flat);
		expanded->flat = NULL;
	}
	return expanded;
}

/* A new state, in an aggregate's memory or in the current one */
static ExpandedSeries *
new_state(FunctionCallInfo fcinfo, const ExpandedObjectMethods *methods)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		context = CurrentMemoryContext;
	return expanded_new(methods, context);
}

/* The state to add to, as a series */
static inline ExpandedSeries *
series_state(FunctionCallInfo fcinfo)
{
	ExpandedSeries *expanded = expanded_state(fcinfo, &series_methods);

	if (likely(expanded != NULL))
		return expanded;
	expanded = new_state(fcinfo, &series_methods);
	if (!PG_ARGISNULL(0))
		add_series(expanded, PG_GETARG_RATE_SERIES_P(0));
	return expanded;
}

#define PG_RETURN_EXPANDED_SERIES(x) \
	PG_RETURN_DATUM(EOHPGetRWDatum(&(x)->header))

/* What an aggregate returns for a row that does not count */
static inline Datum
unchanged_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}


/* ---------------------
 * pool(rate, daterange)
 * ---------------------
 */

/* The days from lower to the one before upper */
typedef struct DaySpan
{
	int32		lower;
	int32		upper;
} DaySpan;

/* The days from the next one on */
static inline int32
day_after(int32 day)
{
	if (DATE_NOT_FINITE(day))
		return day;
	return day == DAY_MAX ? DATEVAL_NOEND : day + 1;
}

/*
 * The days of a range.  Its form on disk is read as it is, since taking it
 * apart the usual way would copy it first, which costs more than all the
 * rest of a row: the type's OID, the bounds that there are, and flags.
 *
 * An infinite date as a bound means what no bound means, and no day of the
 * calendar is after infinity, nor before -infinity.
 */
static inline DaySpan
range_span(struct varlena *range)
{
	const char *data = VARDATA_ANY(range);
	int			flags = (uint8) data[VARSIZE_ANY_EXHDR(range) - 1];
	DaySpan		span = {DATEVAL_NOBEGIN, DATEVAL_NOEND};

	if (unlikely(flags & RANGE_EMPTY))
	{
		span.upper = DATEVAL_NOBEGIN;
		return span;
	}
	data += sizeof(Oid);
	if (RANGE_HAS_LBOUND(flags))
	{
		memcpy(&span.lower, data, sizeof(int32));
		data += sizeof(int32);
		if (unlikely(!(flags & RANGE_LB_INC)))
			span.lower = day_after(span.lower);
	}
	if (RANGE_HAS_UBOUND(flags))
	{
		memcpy(&span.upper, data, sizeof(int32));
		if (unlikely(flags & RANGE_UB_INC))
			span.upper = day_after(span.upper);
	}
	return span;
}

/*
 * rate_series_accum(rate_series, rate, daterange) → rate_series
 *
 * Transition function of pool(rate, daterange): each row counts on the days
 * of its range.
 */
Datum
rate_series_accum(PG_FUNCTION_ARGS)
{
	ExpandedSeries *expanded;
	struct varlena *range;
	Rate	   *rate;
	DaySpan		span;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return unchanged_state(fcinfo);

	expanded = series_state(fcinfo);
	rate = PG_GETARG_RATE_P(1);
	range = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(2));
	span = range_span(range);
	if (likely(span.lower < span.upper))
	{
		add_change(expanded, span.lower, rate->numerator, rate->denominator,
				   1);
		add_change(expanded, span.upper, -rate->numerator,
				   -rate->denominator, -1);
	}
	PG_RETURN_EXPANDED_SERIES(expanded);
}


/* -----------------
 * pool(rate_series)
 * -----------------
 */

/*
 * rate_series_pool(rate_series, rate_series) → rate_series
 *
 * Transition and combine function at once.  Strict without an initial value:
 * the first series becomes the state, and no rows give NULL.
 */
Datum
rate_series_pool(PG_FUNCTION_ARGS)
{
	ExpandedSeries *expanded = series_state(fcinfo);
	RateSeries *series = PG_GETARG_RATE_SERIES_P(1);

	add_series(expanded, series);
	PG_FREE_IF_COPY(series, 1);
	PG_RETURN_EXPANDED_SERIES(expanded);
}


/* ------------------
 * series_of_deltas()
 * ------------------
 */

static void
check_delta_day(int32 day)
{
	if (day != DATEVAL_NOBEGIN && (day < DAY_MIN || day > DAY_MAX))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid day in a partial state of %s()",
						"series_of_deltas"),
				 errdetail("The day is %d, counted from 2000-01-01.", day)));
}

/* Adds deltas in their other form, which comes from outside. */
static void
add_deltas(ExpandedSeries *expanded, bytea *flat)
{
	int			size = (int) VARSIZE_ANY_EXHDR(flat);
	StringInfoData buf;

	buf.data = VARDATA_ANY(flat);
	buf.len = buf.maxlen = size;
	buf.cursor = 0;
	wire_check_state(&buf, size - size % DELTA_WIRE_SIZE, "series_of_deltas");
	while (buf.cursor < buf.len)
	{
		int32		day = (int32) pq_getmsgint(&buf, sizeof(int32));
		int64		numerator = pq_getmsgint64(&buf);
		int64		denominator = pq_getmsgint64(&buf);
		int64		entities = pq_getmsgint64(&buf);

		CHECK_FOR_INTERRUPTS();
		check_delta_day(day);
		add_change(expanded, day, numerator, denominator, entities);
	}
}

static inline ExpandedSeries *
deltas_state(FunctionCallInfo fcinfo)
{
	ExpandedSeries *expanded = expanded_state(fcinfo, &deltas_methods);

	if (likely(expanded != NULL))
		return expanded;
	expanded = new_state(fcinfo, &deltas_methods);
	if (!PG_ARGISNULL(0))
		add_deltas(expanded, PG_GETARG_BYTEA_PP(0));
	return expanded;
}

/*
 * series_deltas_accum(bytea, on_day date, numerator bigint,
 *					   denominator bigint, entities bigint) → bytea
 */
Datum
series_deltas_accum(PG_FUNCTION_ARGS)
{
	ExpandedSeries *expanded;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3) ||
		PG_ARGISNULL(4))
		return unchanged_state(fcinfo);

	expanded = deltas_state(fcinfo);
	add_change(expanded, PG_GETARG_DATEADT(1), PG_GETARG_INT64(2),
			   PG_GETARG_INT64(3), PG_GETARG_INT64(4));
	PG_RETURN_EXPANDED_SERIES(expanded);
}

/* series_deltas_combine(bytea, bytea) → bytea */
Datum
series_deltas_combine(PG_FUNCTION_ARGS)
{
	ExpandedSeries *expanded = deltas_state(fcinfo);

	add_deltas(expanded, PG_GETARG_BYTEA_PP(1));
	PG_RETURN_EXPANDED_SERIES(expanded);
}

/*
 * series_deltas_final(bytea) → rate_series
 *
 * An error where the changes do not add up to the counts of a step.
 */
Datum
series_deltas_final(PG_FUNCTION_ARGS)
{
	ExpandedSeries *expanded = expanded_of(PG_GETARG_DATUM(0),
										   &deltas_methods);

	if (expanded == NULL)
		expanded = deltas_state(fcinfo);
	PG_RETURN_RATE_SERIES_P(sum_changes(expanded));
}
