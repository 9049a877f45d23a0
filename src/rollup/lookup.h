/*-------------------------------------------------------------------------
 *
 * lookup.h
 *	  The index by which what counts for an entity and a day is looked up.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_LOOKUP_H
#define RESUME_ROLLUP_LOOKUP_H

#include "rollup/rollup.h"

extern void make_index(const Definition *definition);
extern Oid	lookup_index(const Definition *definition, int *day);
extern void drop_index(const RollupName *name, Oid source);

#endif							/* RESUME_ROLLUP_LOOKUP_H */
