/*-------------------------------------------------------------------------
 *
 * resume.c
 *	  Module entry: the one file that the server asks who we are.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/compat.h"

#define RESUME_VERSION "1.1.0"

RESUME_MODULE_MAGIC;
