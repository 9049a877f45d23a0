/*-------------------------------------------------------------------------
 *
 * row_kind.h
 *	  The columns of a row, from its header.
 *
 * One expression makes rows of one kind, so what there is to know of it is
 * looked up for the first row and kept.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROW_KIND_H
#define RESUME_ROW_KIND_H

#include "access/htup_details.h"
#include "utils/typcache.h"

typedef struct RowKind
{
	Oid			type;
	int32		typmod;
	TupleDesc	columns;
} RowKind;

/* The kind of a row, in the current memory context */
static inline RowKind
row_kind_of(HeapTupleHeader row)
{
	RowKind		kind;

	kind.type = HeapTupleHeaderGetTypeId(row);
	kind.typmod = HeapTupleHeaderGetTypMod(row);
	kind.columns = lookup_rowtype_tupdesc_copy(kind.type, kind.typmod);
	return kind;
}

/*
 * Does a row have these columns?  One that was stored before its type had its
 * last column has fewer in it.
 */
static inline bool
row_is_of_kind(const RowKind *kind, HeapTupleHeader row)
{
	return HeapTupleHeaderGetTypeId(row) == kind->type &&
		HeapTupleHeaderGetTypMod(row) == kind->typmod &&
		HeapTupleHeaderGetNatts(row) <= kind->columns->natts;
}

static inline bool
row_has_all_columns(const RowKind *kind, HeapTupleHeader row)
{
	return HeapTupleHeaderGetNatts(row) == kind->columns->natts;
}

/* What of a tuple heap_getattr() looks at */
static inline HeapTupleData
row_tuple(HeapTupleHeader row)
{
	HeapTupleData tuple;

	tuple.t_len = HeapTupleHeaderGetDatumLength(row);
	ItemPointerSetInvalid(&tuple.t_self);
	tuple.t_tableOid = InvalidOid;
	tuple.t_data = row;
	return tuple;
}

#endif							/* RESUME_ROW_KIND_H */
