/*-------------------------------------------------------------------------
 *
 * seal.h
 *	  A seal on bytes that leave a process and come back to the same cluster,
 *	  where looking at them would be no check.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SEAL_H
#define RESUME_SEAL_H

extern uint64 seal_of(const void *bytes, Size size);

#endif							/* RESUME_SEAL_H */
