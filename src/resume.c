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

#include "miscadmin.h"

#include "base/compat.h"
#include "rate/rate_bounds.h"
#include "scan/scan.h"

#define RESUME_VERSION "1.1.0"

RESUME_MODULE_MAGIC;

/* On loading the library, whatever it was that needed it */
void
_PG_init(void)
{
	pg_bindtextdomain(TEXTDOMAIN);
	rate_pushdown_init();
	scan_init();
}
