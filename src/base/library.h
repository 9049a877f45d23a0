/*-------------------------------------------------------------------------
 *
 * library.h
 *	  Functions and types of ours as the catalogs know them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LIBRARY_H
#define RESUME_LIBRARY_H

extern char *library_symbol(Oid function);
extern bool is_our_type(Oid type, const char *name);

#endif							/* RESUME_LIBRARY_H */
