/*-------------------------------------------------------------------------
 *
 * members.h
 *	  The tables that a rollup has triggers on, and those that it should.
 *
 * A statement fires the triggers of the table that it names and of no other,
 * so the source and each of its partitions have their own.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_MEMBERS_H
#define RESUME_ROLLUP_MEMBERS_H

#include "rollup/rollup.h"

extern void check_is_part(const Definition *definition, Oid relation);
extern List *check_partitions(const Definition *definition, Oid relation);
extern const char *triggers_fault(const Definition *definition);
extern void complete_triggers(const Definition *definition);
extern bool has_triggers(const RollupName *name, const char *home);
extern const char *taken_trigger(const RollupName *name, Oid relation);
extern List *drop_triggers(const RollupName *name, const char *home,
						  const Definition *definition);

#endif							/* RESUME_ROLLUP_MEMBERS_H */
