/*-------------------------------------------------------------------------
 *
 * source.h
 *	  What can be the source of a rollup.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_SOURCE_H
#define RESUME_ROLLUP_SOURCE_H

#include "utils/relcache.h"

#include "rollup/rollup.h"

extern void check_source(Relation source);
extern void check_partition_kinds(Oid source);
extern void check_writer(Oid source);
extern bool in_inheritance_tree(Oid source);
extern void check_still_source(const Definition *definition);

#endif							/* RESUME_ROLLUP_SOURCE_H */
