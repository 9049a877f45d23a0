/*-------------------------------------------------------------------------
 *
 * deltas.h
 *	  What a statement changes, summed by cell.
 *
 * An ordered tree, because cells are applied in the order of their keys: so
 * types need an order and no hash function, and the memory is that of the
 * cells that change, however many rows do.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_DELTAS_H
#define RESUME_DELTAS_H

#include "lib/rbtree.h"
#include "utils/date.h"

#include "pool/key_order.h"

/* A column of the key of cells */
typedef struct KeyType
{
	Oid			type;
	Order		order;
	int16		typlen;
	bool		typbyval;
} KeyType;

/* A cell and what is added to it; the arrays lie behind it. */
typedef struct CellDelta
{
	RBTNode		node;
	int64		values[FLEXIBLE_ARRAY_MEMBER];
} CellDelta;

typedef struct Deltas
{
	MemoryContext context;
	int			nkeys;
	KeyType    *types;
	int			nvalues;
	const char *rollup;			/* for messages */
	Size		size;			/* of a cell */
	RBTree	   *tree;
	CellDelta  *next;			/* what is being made up */
	CellDelta  *last;			/* the cell that was added to last */
} Deltas;

extern Deltas *deltas_create(MemoryContext context, int nkeys, KeyType *types,
							 int nvalues, const char *rollup);
extern void deltas_add(Deltas *deltas);
extern void own_keys(const Deltas *deltas, CellDelta *cell,
					 MemoryContext context);
extern void key_type_init(KeyType *type, Oid oid, Oid collation,
						  MemoryContext context);
extern Datum own_key(const KeyType *type, Datum key, MemoryContext context);

extern DateADT month_of(DateADT day);

static inline Datum *
cell_keys(const Deltas *deltas, CellDelta *cell)
{
	return (Datum *) &cell->values[deltas->nvalues];
}

static inline bool *
cell_nulls(const Deltas *deltas, CellDelta *cell)
{
	return (bool *) (cell_keys(deltas, cell) + deltas->nkeys);
}

static inline bool
cell_changes(const Deltas *deltas, const CellDelta *cell)
{
	for (int i = 0; i < deltas->nvalues; i++)
	{
		if (cell->values[i] != 0)
			return true;
	}
	return false;
}

#endif							/* RESUME_DELTAS_H */
