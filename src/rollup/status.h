/*-------------------------------------------------------------------------
 *
 * status.h
 *	  What keeps a rollup from being current.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_STATUS_H
#define RESUME_ROLLUP_STATUS_H

#include "rollup/rollup.h"

extern const char *fault_of(const RollupName *name,
							const Definition *definition);

#endif							/* RESUME_ROLLUP_STATUS_H */
