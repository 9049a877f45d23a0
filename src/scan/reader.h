/*-------------------------------------------------------------------------
 *
 * reader.h
 *	  Columns of the rows of a page, as vectors.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SCAN_READER_H
#define RESUME_SCAN_READER_H

#include "access/htup_details.h"
#include "access/tupdesc.h"

/* A batch is what is visible on a page */
#define BATCH_ROWS MaxHeapTuplesPerPage

/*
 * Vectors have room for a multiple of BATCH_STEP, to which loops over them go
 * on: those are compiled into instructions for many rows, with none left over.
 * Behind the last row are zeros.
 */
#define BATCH_STEP 8
#define BATCH_ROOM (BATCH_ROWS + BATCH_STEP)

typedef struct ScanColumn
{
	AttrNumber	attribute;
	int			width;			/* of a value; 0: only NULL matters */
	int			offset;			/* behind the header, in a regular row */
	bool		has_nulls;		/* in this batch */
	int64	   *nulls;			/* -1 for NULL, whose value is 0 */
	int64	   *values;
	int64	   *denominators;	/* of rates, whose numerators are the values */
} ScanColumn;

/* How to get from one attribute of a row to the next */
typedef struct ScanStep
{
	int			length;			/* negative as in pg_type */
	char		align;
	ScanColumn *column;			/* or NULL, if nobody reads it */
} ScanStep;

typedef struct ScanReader
{
	TupleDesc	descriptor;
	int			ncolumns;
	ScanColumn *columns;
	int			natts;			/* attributes up to the last column */
	int			nwalked;		/* up to the last one whose value is read */
	int			nfixed;			/* in front of the first of varying length */
	int			fixed_end;		/* where they end in a row without NULLs */
	ScanStep   *steps;
	const char *nothing;		/* zeros, in place of a row */
} ScanReader;

/* Where loops over the vectors of so many rows end */
static inline int
batch_end(int nrows)
{
	return (nrows + BATCH_STEP - 1) & ~(BATCH_STEP - 1);
}

extern ScanReader *scan_reader(TupleDesc descriptor);
extern int	scan_reader_add(ScanReader *reader, AttrNumber attribute,
							int width);
extern void scan_reader_ready(ScanReader *reader);
extern void scan_read(ScanReader *reader, HeapTupleHeader *rows, int nrows);
extern int64 scan_integer(Datum value, int width);
extern Datum scan_datum(int64 value, int width);

#endif							/* RESUME_SCAN_READER_H */
