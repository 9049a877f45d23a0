/*-------------------------------------------------------------------------
 *
 * guard.h
 *	  The triggers that keep hands off the tables of a rollup.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_GUARD_H
#define RESUME_ROLLUP_GUARD_H

#include "rollup/rollup.h"

extern bool allow_writes(bool allowed);
extern void complete_guards(const Definition *definition);

#endif							/* RESUME_ROLLUP_GUARD_H */
