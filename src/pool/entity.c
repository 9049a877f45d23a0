/*-------------------------------------------------------------------------
 *
 * entity.c
 *	  The type of the entities of pool_latest(), looked up once a query.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "base/compat.h"
#include "pool/entity.h"

static EntityKind
entity_kind(Oid type, bool typbyval, Oid collation)
{
	switch (getBaseType(type))
	{
		case BOOLOID:
		case CHAROID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case OIDOID:
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return typbyval ? ENTITY_INTEGER : ENTITY_OTHER;
		case BYTEAOID:
			return ENTITY_BYTES;
		case TEXTOID:
		case VARCHAROID:
			/* an undetermined collation is an error, which the type raises */
			if (!OidIsValid(collation) ||
				!get_collation_isdeterministic(collation))
				return ENTITY_OTHER;
			return ENTITY_BYTES;
		case UUIDOID:
			return ENTITY_UUID;
		default:
			return ENTITY_OTHER;
	}
}

EntityType *
entity_type(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	EntityType *type = (EntityType *) flinfo->fn_extra;
	Oid			oid;
	int			flags;
	TypeCacheEntry *entry;

	if (likely(type != NULL))
		return type;

	oid = get_fn_expr_argtype(flinfo, 1);
	if (!OidIsValid(oid))
		ereport(ERROR,
				(errcode(ERRCODE_INDETERMINATE_DATATYPE),
				 errmsg("could not determine the argument types of pool_latest()")));

	flags = TYPECACHE_HASH_PROC_FINFO | TYPECACHE_EQ_OPR_FINFO;
	entry = lookup_type_cache(oid, flags);
	if (oid != RECORDOID &&
		(!OidIsValid(entry->hash_proc) || !OidIsValid(entry->eq_opr)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify a hash function for type %s",
						format_type_be(oid)),
				 errhint("The first argument of pool_latest() says whose row it is: it needs a type with a hash operator class, such as integer, bigint, text or uuid.")));

	type = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(EntityType));
	type->typlen = entry->typlen;
	type->typbyval = entry->typbyval;
	type->kind = entity_kind(oid, entry->typbyval, PG_GET_COLLATION());

	/* of our own, so that what the functions cache ends with the query */
	if (oid == RECORDOID)
	{
		/* the server does not promise that rows of any make can be hashed */
		fmgr_info_cxt(F_HASH_RECORD, &type->hash, flinfo->fn_mcxt);
		fmgr_info_cxt(F_RECORD_EQ, &type->equal, flinfo->fn_mcxt);
	}
	else
	{
		fmgr_info_copy(&type->hash, &entry->hash_proc_finfo, flinfo->fn_mcxt);
		fmgr_info_copy(&type->equal, &entry->eq_opr_finfo, flinfo->fn_mcxt);
	}

	flinfo->fn_extra = type;
	return type;
}
