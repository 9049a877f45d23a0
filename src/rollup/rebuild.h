/*-------------------------------------------------------------------------
 *
 * rebuild.h
 *	  Making the stripes of a rollup anew.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_REBUILD_H
#define RESUME_ROLLUP_REBUILD_H

#include "rollup/rollup.h"

extern void lock_source(const Definition *definition);
extern void lock_stripes(const Definition *definition);
extern void rebuild(const Definition *definition);
extern void rebuild_after_truncate(const RollupName *name, const char *home,
								   Oid relation);
extern uint64 run_on_stripes(const char *statement);

#endif							/* RESUME_ROLLUP_REBUILD_H */
