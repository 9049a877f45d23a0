/*-------------------------------------------------------------------------
 *
 * latest_image.c
 *	  The state of latest() on its way between the processes of a query.
 *
 * A state travels between processes of one query as the executor's own
 * tuples do: as an image of memory.  Send and receive functions would be no
 * substitute.  There are types without them, anonymous rows cannot be
 * received, and those of text convert to and from the client's encoding,
 * which a worker does not share with its leader.
 *
 * An image cannot be checked by looking at it, so it is sealed; what somebody
 * else has written, or changed, is refused.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "base/seal.h"
#include "pool/latest_state.h"

/*
 * A state on its way from a parallel worker to the leader: this header, the
 * key and the value, each at an aligned place and without a length of its
 * own.  What is passed by value stands in the header.
 */
typedef struct LatestImage
{
	uint64		seal;
	Datum		value;
	Datum		at;
	Oid			value_type;
	Oid			at_type;
	uint32		value_size;		/* 0 if NULL or passed by value */
	uint32		at_size;		/* 0 if passed by value */
	uint32		value_isnull;
	uint32		unused;			/* no padding, so that all of it is sealed */
} LatestImage;

PG_FUNCTION_INFO_V1(latest_serialize);
PG_FUNCTION_INFO_V1(latest_deserialize);


static uint64
image_seal(const LatestImage *image, Size size)
{
	Size		skip = offsetof(LatestImage, value);

	return seal_of((const char *) image + skip, size - skip);
}

static inline uint64
image_size(uint64 at_size, uint64 value_size)
{
	return MAXALIGN(sizeof(LatestImage)) + MAXALIGN(at_size) +
		MAXALIGN(value_size);
}

/* latest_serialize(internal) → bytea */
Datum
latest_serialize(PG_FUNCTION_ARGS)
{
	LatestState *state;
	LatestType *type;
	LatestImage *image;
	uint32		at_size;
	uint32		value_size;
	uint64		size;
	bytea	   *result;
	char	   *p;

	(void) aggregate_context(fcinfo, "latest");
	state = (LatestState *) PG_GETARG_POINTER(0);
	type = state->type;

	at_size = flat_size(&type->at, state->at.datum);
	value_size = 0;
	if (!state->value.isnull)
		value_size = flat_size(&type->value, state->value.datum);
	size = image_size(at_size, value_size);
	if (size > MaxAllocSize - VARHDRSZ)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("state of latest() is too large for a parallel query"),
				 errdetail("The value has %u bytes, the key %u.",
						   value_size, at_size),
				 errhint("Set max_parallel_workers_per_gather to 0 for this query.")));

	/* made at an aligned place, and zeroed so that padding is sealed, too */
	image = palloc0(size);
	image->value_type = type->value.type;
	image->at_type = type->at.type;
	image->value_size = value_size;
	image->at_size = at_size;
	image->value_isnull = state->value.isnull ? 1 : 0;

	p = (char *) image + MAXALIGN(sizeof(LatestImage));
	if (type->at.typbyval)
		image->at = state->at.datum;
	else
		memcpy(p, DatumGetPointer(state->at.datum), at_size);
	p += MAXALIGN(at_size);
	if (!state->value.isnull)
	{
		if (type->value.typbyval)
			image->value = state->value.datum;
		else
			memcpy(p, DatumGetPointer(state->value.datum), value_size);
	}
	image->seal = image_seal(image, size);

	result = palloc(VARHDRSZ + size);
	SET_VARSIZE(result, VARHDRSZ + size);
	memcpy(VARDATA(result), image, size);
	PG_RETURN_BYTEA_P(result);
}

/*
 * latest_deserialize(bytea, internal) → internal
 *
 * The state lives in the memory of the call, from which latest_combine()
 * copies what wins.
 */
Datum
latest_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes;
	Size		size;
	LatestImage *image;
	LatestState *state;
	char	   *p;

	(void) aggregate_context(fcinfo, "latest");
	bytes = PG_GETARG_BYTEA_PP(0);
	size = VARSIZE_ANY_EXHDR(bytes);

	/* to an aligned place */
	image = palloc(Max(size, sizeof(LatestImage)));
	memcpy(image, VARDATA_ANY(bytes), size);

	if (size < sizeof(LatestImage) ||
		image->seal != image_seal(image, size) ||
		size != image_size(image->at_size, image->value_size))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid state of latest()"),
				 errdetail("The %zu bytes were not written by latest() in this cluster.",
						   size)));

	state = palloc0_object(LatestState);
	state->type = latest_type(fcinfo->flinfo, PG_GET_COLLATION(),
							  image->value_type, image->at_type);

	p = (char *) image + MAXALIGN(sizeof(LatestImage));
	state->at.datum = image->at;
	if (!state->type->at.typbyval)
		state->at.datum = PointerGetDatum(p);
	p += MAXALIGN(image->at_size);

	state->value.isnull = image->value_isnull != 0;
	state->value.datum = image->value;
	if (!state->type->value.typbyval)
		state->value.datum = PointerGetDatum(p);

	PG_RETURN_POINTER(state);
}
