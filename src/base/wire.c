/*-------------------------------------------------------------------------
 *
 * wire.c
 *	  The first look at bytes that come from outside.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "base/messages.h"
#include "base/wire.h"

static inline int
bytes_left(const StringInfoData *buf)
{
	return buf->len - buf->cursor;
}

/*
 * For a receive function: what is left to read must be one value of a fixed
 * size.
 */
void
wire_check_value(const StringInfoData *buf, int size, const char *type,
				 const char *hint)
{
	if (likely(bytes_left(buf) == size))
		return;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid length in external \"%s\" value", type),
			 errdetail("The value has %d bytes, expected %d.",
					   bytes_left(buf), size),
			 errhint("%s", _(hint))));
}

/*
 * For a deserializer: what is left to read must be one state of an aggregate.
 */
void
wire_check_state(const StringInfoData *buf, int size, const char *aggregate)
{
	if (likely(bytes_left(buf) == size))
		return;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid length of a partial state of %s()", aggregate),
			 errdetail("The state has %d bytes, expected %d.",
					   bytes_left(buf), size)));
}
