/*-------------------------------------------------------------------------
 *
 * rights.h
 *	  Whose a rollup is, with whose rights it is kept, and who may read it.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_RIGHTS_H
#define RESUME_ROLLUP_RIGHTS_H

#include "rollup/rollup.h"

/* Who one was before becoming the owner of a rollup */
typedef struct UserContext
{
	Oid			user;
	int			security;
} UserContext;

extern void become_owner(Oid owner, UserContext *before);
extern void see_all_rows(UserContext *before);
extern void become_user(const UserContext *before);
extern bool may_write(Oid role, Oid table);
extern void check_may_compare(const Definition *definition);
extern void give_to_owner(const Definition *definition);
extern void copy_grants(const Definition *definition);
extern const char *rights_fault(const Definition *definition);

#endif							/* RESUME_ROLLUP_RIGHTS_H */
