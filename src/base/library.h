/*-------------------------------------------------------------------------
 *
 * library.h
 *	  Functions of ours as the catalogs know them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LIBRARY_H
#define RESUME_LIBRARY_H

extern char *library_symbol(Oid function);

#endif							/* RESUME_LIBRARY_H */
