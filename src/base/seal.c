/*-------------------------------------------------------------------------
 *
 * seal.c
 *	  A hash of bytes, keyed with a secret of the cluster that SQL does not
 *	  show.  What somebody else has written, or changed, does not fit it.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xlog.h"
#include "catalog/pg_control.h"
#include "common/hashfn.h"

#include "base/seal.h"

uint64
seal_of(const void *bytes, Size size)
{
	uint64		secret;

	StaticAssertStmt(MOCK_AUTH_NONCE_LEN >= sizeof(secret),
					 "the secret is too short");
	memcpy(&secret, GetMockAuthenticationNonce(), sizeof(secret));

	/* the lengths that the executor and a varlena allow fit in an int */
	return DatumGetUInt64(hash_any_extended((const unsigned char *) bytes,
											(int) size, secret));
}
