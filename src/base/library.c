/*-------------------------------------------------------------------------
 *
 * library.c
 *	  Functions and types of ours as the catalogs know them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_language_d.h"
#include "catalog/pg_proc.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "base/library.h"

/*
 * The name of a function in its library; NULL if it is not in C.
 *
 * To know a function of ours by its address would not do: the address of what
 * is shown to other modules can be that of another module's function.  Nobody
 * but a superuser can give a C function our name.
 */
char *
library_symbol(Oid function)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	char	   *symbol = NULL;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	if (((Form_pg_proc) GETSTRUCT(tuple))->prolang == ClanguageId)
	{
		bool		isnull;
		Datum		source = SysCacheGetAttr(PROCOID, tuple,
											 Anum_pg_proc_prosrc, &isnull);

		symbol = isnull ? NULL : TextDatumGetCString(source);
	}
	ReleaseSysCache(tuple);
	return symbol;
}

/*
 * Is it the type whose values name_in() reads?  What a column that has been
 * dropped has in its place, InvalidOid, is none.
 */
bool
is_our_type(Oid type, const char *name)
{
	Oid			function;
	Oid			argument;
	const char *symbol;

	if (!OidIsValid(type))
		return false;
	getTypeInputInfo(type, &function, &argument);
	symbol = library_symbol(function);
	return symbol && strcmp(symbol, psprintf("%s_in", name)) == 0;
}
