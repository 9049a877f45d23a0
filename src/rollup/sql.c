/*-------------------------------------------------------------------------
 *
 * sql.c
 *	  Statements that the commands of rollups run, and what surrounds them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "rollup/sql.h"

/*
 * Runs a statement, and returns how many rows it processed.
 */
uint64
run_statement(const char *statement)
{
	int			result = SPI_execute(statement, false, 0);

	if (result < 0)
		elog(ERROR, "%s: %s", statement, SPI_result_code_string(result));
	return SPI_processed;
}

/* The count that a statement has selected, its one column of one row */
int64
count_selected(void)
{
	bool		isnull;

	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0],
									   SPI_tuptable->tupdesc, 1, &isnull));
}

/* Until end_commands() */
void
set_locally(const char *name, const char *value)
{
	(void) set_config_option(name, value, PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
}

/*
 * Statements of ours find nothing by a search path, what they print of
 * expressions is qualified, and rows that are hidden from them are an error.
 * They are not compiled, which could take longer than they do.
 */
int
begin_commands(void)
{
	int			nest_level = NewGUCNestLevel();

	SPI_connect();
	set_locally("search_path", "pg_catalog, pg_temp");
	set_locally("row_security", "off");
	set_locally("jit", "off");
	return nest_level;
}

void
end_commands(int nest_level)
{
	SPI_finish();
	AtEOXact_GUC(false, nest_level);
}

/*
 * What makes a rollup anew waits for those who are filing, and has to see
 * what they have filed.
 */
void
require_read_committed(const char *what)
{
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("%s must run at READ COMMITTED", what),
				 errdetail("The snapshot of the transaction does not have what was filed since."),
				 errhint("Run it in a transaction of its own.")));
}

/* A relation, for a statement */
char *
relation_text(Oid relation)
{
	const char *schema = get_namespace_name(get_rel_namespace(relation));

	return quote_qualified_identifier(schema, get_rel_name(relation));
}
