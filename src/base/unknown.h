/*-------------------------------------------------------------------------
 *
 * unknown.h
 *	  Which values are unknown: those that have a NULL anywhere within.
 *
 * A key with a NULL in it does not say which row is the latest, and an entity
 * with a NULL in it does not say whose row it is.  The order and the equality
 * of the server do not care: to them NULL is the greatest value of a column,
 * and equal to itself.  So whoever asks for the latest row, or for the last
 * one of each entity, looks for NULLs first: among the columns of rows and the
 * elements of arrays, in rows and arrays within these, and in the bounds of
 * ranges of them.  (A range without a bound has none to be unknown.)
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_UNKNOWN_H
#define RESUME_UNKNOWN_H

#include "fmgr.h"

/* How to find NULLs in the values of a type */
typedef struct NullSearch NullSearch;

extern NullSearch *null_search_make(Oid type, MemoryContext context);
extern bool has_null_within(NullSearch *search, Datum value);

#endif							/* RESUME_UNKNOWN_H */
