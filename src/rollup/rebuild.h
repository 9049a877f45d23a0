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

/* Who one was before becoming the owner of a rollup */
typedef struct UserContext
{
	Oid			user;
	int			security;
} UserContext;

extern void become_owner(Oid owner, UserContext *before);
extern void become_user(const UserContext *before);
extern void lock_source(const Definition *definition);
extern void lock_stripes(const Definition *definition);
extern void rebuild(const Definition *definition);
extern void rebuild_after_truncate(const RollupName *name, const char *home,
								   Oid relation);
extern uint64 run_on_stripes(const char *statement);

#endif							/* RESUME_ROLLUP_REBUILD_H */
