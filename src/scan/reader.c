/*-------------------------------------------------------------------------
 *
 * reader.c
 *	  Columns of the rows of a page, as vectors.
 *
 * In most rows of most tables a column has its fixed place: there is nothing of
 * varying length in front of it, and no NULL in the row.  Those are read column
 * by column.  The others are walked through, one by one: rows with a NULL, rows
 * that are older than their last columns, and all rows of a table where
 * something of varying length comes first.
 *
 * Every value becomes a signed integer of 64 bits, which is how the functions
 * of known.c understand them; one byte is taken as unsigned.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/tupmacs.h"

#include "base/compat.h"
#include "rate/rate.h"
#include "scan/known.h"
#include "scan/reader.h"


/* -------
 * Making
 * -------
 */

ScanReader *
scan_reader(TupleDesc descriptor)
{
	ScanReader *reader = palloc0_object(ScanReader);

	reader->descriptor = descriptor;
	/* more than can be asked for, so that columns keep their place */
	reader->columns = palloc0_array(ScanColumn, descriptor->natts);
	return reader;
}

static void
column_values(ScanColumn *column)
{
	if (column->width > 0 && column->values == NULL)
		column->values = palloc0_array(int64, BATCH_ROOM);
	if (column->width == RATE_WIDTH && column->denominators == NULL)
		column->denominators = palloc0_array(int64, BATCH_ROOM);
}

/*
 * Lets a reader read an attribute, too, and gives the number of its column.
 * The width is that of its values, or 0 if only NULL matters.
 */
int
scan_reader_add(ScanReader *reader, AttrNumber attribute, int width)
{
	int			i = 0;
	ScanColumn *column;

	while (i < reader->ncolumns && reader->columns[i].attribute != attribute)
		i++;
	column = &reader->columns[i];
	if (i == reader->ncolumns)
	{
		reader->ncolumns++;
		column->attribute = attribute;
		column->nulls = palloc0_array(int64, BATCH_ROOM);
	}
	if (width > 0)
	{
		Form_pg_attribute form = TupleDescAttr(reader->descriptor,
											   attribute - 1);

		column->width = form->attlen;
	}
	column_values(column);
	return i;
}

static void
count_attributes(ScanReader *reader)
{
	for (int i = 0; i < reader->ncolumns; i++)
	{
		const ScanColumn *column = &reader->columns[i];

		reader->natts = Max(reader->natts, column->attribute);
		if (column->width > 0)
			reader->nwalked = Max(reader->nwalked, column->attribute);
	}
}

static void
make_steps(ScanReader *reader)
{
	reader->steps = palloc0_array(ScanStep, reader->natts + 1);
	for (int a = 0; a < reader->natts; a++)
	{
		Form_pg_attribute attribute = TupleDescAttr(reader->descriptor, a);

		reader->steps[a].length = attribute->attlen;
		reader->steps[a].align = attribute->attalign;
	}
	for (int i = 0; i < reader->ncolumns; i++)
		reader->steps[reader->columns[i].attribute - 1].column =
			&reader->columns[i];
}

/* When all columns are there: finds out where they are. */
void
scan_reader_ready(ScanReader *reader)
{
	int			offset = 0;
	int			a;

	count_attributes(reader);
	make_steps(reader);
	for (a = 0; a < reader->natts && reader->steps[a].length > 0; a++)
	{
		const ScanStep *step = &reader->steps[a];

		offset = att_align_nominal(offset, step->align);
		if (step->column != NULL)
			step->column->offset = offset;
		offset += step->length;
	}
	reader->nfixed = a;
	reader->fixed_end = offset;
	reader->nothing = palloc0(offset + RATE_WIDTH);
}


/* -------
 * Values
 * -------
 */

int64
scan_integer(Datum value, int width)
{
	switch (width)
	{
		case 1:
			return DatumGetUInt8(value);
		case 2:
			return DatumGetInt16(value);
		case 4:
			return DatumGetInt32(value);
		default:
			return DatumGetInt64(value);
	}
}

/* As the server reads a value of that width from a row */
Datum
scan_datum(int64 value, int width)
{
	switch (width)
	{
		case 1:
			return CharGetDatum((char) value);
		case 2:
			return Int16GetDatum((int16) value);
		case 4:
			return Int32GetDatum((int32) value);
		default:
			return Int64GetDatum(value);
	}
}

static void
store_null(ScanColumn *column, int row)
{
	column->nulls[row] = -1;
	column->has_nulls = true;
	if (column->width > 0)
		column->values[row] = 0;
	if (column->width == RATE_WIDTH)
		column->denominators[row] = 0;
}

static inline void
store_value(ScanColumn *column, const char *place, int row)
{
	switch (column->width)
	{
		case 0:
			break;
		case 1:
			column->values[row] = *(const uint8 *) place;
			break;
		case 2:
			column->values[row] = *(const int16 *) place;
			break;
		case 4:
			column->values[row] = *(const int32 *) place;
			break;
		case 8:
			column->values[row] = *(const int64 *) place;
			break;
		default:
			column->values[row] = ((const Rate *) place)->numerator;
			column->denominators[row] = ((const Rate *) place)->denominator;
			break;
	}
}

/* The row is older than the column, which may have got a value for all such. */
static void
store_missing(ScanReader *reader, ScanColumn *column, int row)
{
	bool		isnull;
	Datum		value = getmissingattr(reader->descriptor, column->attribute,
									   &isnull);

	if (isnull)
		store_null(column, row);
	else if (column->width == RATE_WIDTH)
		store_value(column, DatumGetPointer(value), row);
	else if (column->width > 0)
		column->values[row] = scan_integer(value, column->width);
}


/* --------
 * Reading
 * --------
 */

/* Where the value of an attribute is, and where the next one can begin */
static inline int
step_over(const ScanStep *step, const char *data, int *offset)
{
	int			begin = att_align_pointer(*offset, step->align, step->length,
										  data + *offset);

	*offset = att_addlength_pointer(begin, step->length, data + begin);
	return begin;
}

/* The columns of fixed place in a row without NULLs */
static inline void
store_fixed(ScanReader *reader, const char *data, int row)
{
	for (int i = 0; i < reader->ncolumns; i++)
	{
		ScanColumn *column = &reader->columns[i];

		if (column->attribute <= reader->nfixed)
			store_value(column, data + column->offset, row);
	}
}

static void
walk_row(ScanReader *reader, HeapTupleHeader header, int row)
{
	const char *data = (const char *) header + header->t_hoff;
	bool		has_nulls = (header->t_infomask & HEAP_HASNULL) != 0;
	int			natts = HeapTupleHeaderGetNatts(header);
	int			offset = 0;
	int			a = 0;

	if (!has_nulls && natts >= reader->nfixed)
	{
		store_fixed(reader, data, row);
		offset = reader->fixed_end;
		a = reader->nfixed;
	}
	for (; a < reader->natts; a++)
	{
		const ScanStep *step = &reader->steps[a];

		if (a >= natts)
		{
			if (step->column != NULL)
				store_missing(reader, step->column, row);
		}
		else if (has_nulls && att_isnull(a, header->t_bits))
		{
			if (step->column != NULL)
				store_null(step->column, row);
		}
		else if (a < reader->nwalked)
		{
			int			begin = step_over(step, data, &offset);

			if (step->column != NULL)
				store_value(step->column, data + begin, row);
		}
	}
}

#define LOAD(values, type, offset) \
	for (int i = 0; i < nrows; i++) \
		(values)[i] = *(const type *) (data[i] + (offset))

/* A column of rows that have it at the same offset */
static void
load_column(ScanColumn *column, const char *const *data, int offset, int nrows)
{
	switch (column->width)
	{
		case 0:
			break;
		case 1:
			LOAD(column->values, uint8, offset);
			break;
		case 2:
			LOAD(column->values, int16, offset);
			break;
		case 4:
			LOAD(column->values, int32, offset);
			break;
		case 8:
			LOAD(column->values, int64, offset);
			break;
		default:
			LOAD(column->values, int64, offset + offsetof(Rate, numerator));
			LOAD(column->denominators, int64,
				 offset + offsetof(Rate, denominator));
			break;
	}
}

/* The columns of fixed place, of rows whose values begin at the same offset */
static void
load_columns(ScanReader *reader, const char *const *data, int begin, int nrows)
{
	for (int i = 0; i < reader->ncolumns; i++)
	{
		ScanColumn *column = &reader->columns[i];

		if (column->attribute <= reader->nfixed)
			load_column(column, data, begin + column->offset, nrows);
	}
}

static void
forget_nulls(ScanReader *reader)
{
	for (int i = 0; i < reader->ncolumns; i++)
	{
		ScanColumn *column = &reader->columns[i];

		if (column->has_nulls)
			memset(column->nulls, 0, sizeof(int64) * BATCH_ROOM);
		column->has_nulls = false;
	}
}

/* Behind the last row are zeros. */
static void
end_columns(ScanReader *reader, int nrows)
{
	Size		size = sizeof(int64) * (batch_end(nrows) - nrows);

	for (int i = 0; i < reader->ncolumns; i++)
	{
		ScanColumn *column = &reader->columns[i];

		if (column->values != NULL)
			memset(column->values + nrows, 0, size);
		if (column->denominators != NULL)
			memset(column->denominators + nrows, 0, size);
	}
}

static inline bool
is_regular(const ScanReader *reader, HeapTupleHeader row)
{
	return (row->t_infomask & HEAP_HASNULL) == 0 &&
		HeapTupleHeaderGetNatts(row) >= reader->natts;
}

/*
 * Eight bytes of a header, with what it says of the layout of its row:
 * infomasks, and the offset of the values
 */
#define LAYOUT_BEGIN (offsetof(HeapTupleHeaderData, t_infomask2) - 2)

StaticAssertDecl(LAYOUT_BEGIN % sizeof(uint64) == 0 &&
				 offsetof(HeapTupleHeaderData, t_hoff) <
				 LAYOUT_BEGIN + sizeof(uint64),
				 "the layout of a row is said in eight bytes");

static inline uint64
layout_bytes(HeapTupleHeader row)
{
	uint64		bytes;

	memcpy(&bytes, (const char *) row + LAYOUT_BEGIN, sizeof(bytes));
	return bytes;
}

/* Does each have all columns, and at the same place as the first one? */
static bool
are_alike(const ScanReader *reader, HeapTupleHeader const *rows, int nrows)
{
	HeapTupleHeaderData parts = {
		.t_infomask2 = HEAP_NATTS_MASK,
		.t_infomask = HEAP_HASNULL,
		.t_hoff = 0xff
	};
	uint64		first = layout_bytes(rows[0]);
	uint64		unlike = 0;

	if (reader->nwalked > reader->nfixed || !is_regular(reader, rows[0]))
		return false;
	for (int i = 0; i < nrows; i++)
		unlike |= layout_bytes(rows[i]) ^ first;
	return (unlike & layout_bytes(&parts)) == 0;
}

/* Rows of which some are walked through */
static void
read_irregular(ScanReader *reader, HeapTupleHeader *rows, int nrows)
{
	const char *data[BATCH_ROWS];
	int			irregular[BATCH_ROWS];
	int			nirregular = 0;
	bool		fixed = reader->nwalked <= reader->nfixed;

	for (int i = 0; i < nrows; i++)
	{
		data[i] = (const char *) rows[i] + rows[i]->t_hoff;
		if (!fixed || !is_regular(reader, rows[i]))
		{
			data[i] = reader->nothing;
			irregular[nirregular++] = i;
		}
	}
	if (nirregular < nrows)
		load_columns(reader, data, 0, nrows);
	for (int i = 0; i < nirregular; i++)
		walk_row(reader, rows[irregular[i]], irregular[i]);
}

/* Reads the columns of these rows. */
void
scan_read(ScanReader *reader, HeapTupleHeader *rows, int nrows)
{
	if (reader->ncolumns == 0 || nrows == 0)
		return;
	forget_nulls(reader);
	if (are_alike(reader, rows, nrows))
		load_columns(reader, (const char *const *) rows, rows[0]->t_hoff,
					 nrows);
	else
		read_irregular(reader, rows, nrows);
	end_columns(reader, nrows);
}
