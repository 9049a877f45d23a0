/*-------------------------------------------------------------------------
 *
 * citus.h
 *	  Which relation has the register on this node of a Citus cluster.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_CITUS_H
#define RESUME_CITUS_H

extern const char *register_relation(Oid schema);

#endif							/* RESUME_CITUS_H */
