/*-------------------------------------------------------------------------
 *
 * filing_set.h
 *	  The type filing_set: filings of entities as one value, which is how the
 *	  state of as_of() travels between processes and servers.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_FILING_SET_H
#define RESUME_FILING_SET_H

#include "series/filings.h"
#include "series/series.h"

/*
 * The flat form: the filings, all of one size, and behind them, at aligned
 * places, the entities that are no integers, each behind the number of its
 * bytes.  There is no padding but zeros.
 */
typedef struct FilingSet
{
	int32		vl_len_;		/* varlena header (do not touch directly!) */
	int16		is_small;		/* 0 or 1 */
	int16		has_received;	/* likewise */
	int64		carry;
	int64		count;			/* of the filings */
	int64		entities;		/* of those that are no integers */
	Oid			type;			/* of these, or InvalidOid */
	Oid			collation;
	uint64		seal;			/* of what follows, if it is sealed */
	char		data[FLEXIBLE_ARRAY_MEMBER];
} FilingSet;

#define DatumGetFilingSetP(X) ((FilingSet *) PG_DETOAST_DATUM(X))

/*
 * Strings that are equal if their bytes are, whichever collation they have,
 * are kept under this one.
 */
#define is_text(type, collation) \
	((type) == TEXTOID && (collation) == C_COLLATION_OID)

extern Datum *filing_set_entities(const FilingSet *flat, bool typbyval);
extern bool filing_set_is_sealed(Oid type, Oid collation);
extern uint64 filing_set_seal(const FilingSet *flat);
extern Filings *filing_set_make(MemoryContext context, Oid type, Oid collation,
								bool has_received);
extern Filings *filing_set_to_write(MemoryContext parent, Datum datum);
extern void filing_set_merge(Filings *filings, Datum datum);
extern void filing_set_carry(Filings *filings, int64 carry);
extern FilingSet *filing_set_flat(Filings *filings);
extern FilingSet *filing_set_of(Datum datum);
extern RateSeries *filings_series(Filings *filings);

static inline Size
filing_set_filing_size(const FilingSet *flat)
{
	return FILING_SIZE(flat->is_small, flat->has_received);
}

/* The filing with that number, from 0 on */
static inline void
filing_set_get(const FilingSet *flat, int64 i, Filing *filing)
{
	(void) filing_read(flat->data + i * filing_set_filing_size(flat), filing,
					   flat->is_small != 0, flat->has_received != 0);
}

#endif							/* RESUME_FILING_SET_H */
