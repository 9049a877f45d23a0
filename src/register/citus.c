/*-------------------------------------------------------------------------
 *
 * citus.c
 *	  Which relation has the register on this node of a Citus cluster.
 *
 * Citus sends functions over a distributed table to the workers, whatever
 * their volatility.  There software_city is the worker's own, and knows nothing
 * of rows that were added elsewhere.  So in a session that Citus has opened to
 * run a part of a query, and in any session of a worker, class_on() answers
 * only if software_city is a reference table: one that Citus keeps the same on
 * every node.  It is read in its copy on this node, because a part of a query
 * may not start a query over the cluster.
 *
 * Rows that the transaction of the query has added itself may be seen by
 * another session of this node alone.  That session holds a lock.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "base/messages.h"
#include "register/citus.h"

/* The name of the session that runs a part of a query begins so. */
#define INTERNAL_SESSION "citus_internal gpid="

/*
 * Of the register: is this node a worker; is it a reference table; its copy on
 * this node, NULL if there is none.
 */
static const char *const where_it_is =
	"SELECT l.groupid OPERATOR(pg_catalog.<>) 0,"
	" p.logicalrelid IS NOT NULL,"
	" pg_catalog.to_regclass(pg_catalog.shard_name(p.logicalrelid, s.shardid))::pg_catalog.text"
	" FROM pg_catalog.pg_dist_local_group AS l"
	" LEFT JOIN (pg_catalog.pg_dist_partition AS p"
	" JOIN pg_catalog.pg_dist_shard AS s ON s.logicalrelid OPERATOR(pg_catalog.=) p.logicalrelid)"
	" ON p.logicalrelid OPERATOR(pg_catalog.=) $1::pg_catalog.regclass"
	" AND p.partmethod OPERATOR(pg_catalog.=) 'n' AND p.repmodel OPERATOR(pg_catalog.=) 't'";

/* Has another session of the same query changed the copy? */
static const char *const changed_elsewhere =
	"SELECT true FROM pg_catalog.pg_locks AS l"
	" JOIN pg_catalog.pg_stat_activity AS a ON a.pid OPERATOR(pg_catalog.=) l.pid"
	" WHERE l.relation OPERATOR(pg_catalog.=) $1::pg_catalog.regclass"
	" AND l.mode OPERATOR(pg_catalog.=) 'RowExclusiveLock'"
	" AND l.pid OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()"
	" AND a.application_name OPERATOR(pg_catalog.~~)"
	" ('%gpid=' OPERATOR(pg_catalog.||) pg_catalog.citus_backend_gpid()::pg_catalog.text)";


/* Runs a query over one relation; its plan stays for the session. */
static void
ask(SPIPlanPtr *plan, const char *query, const char *relation)
{
	Oid			argument = TEXTOID;
	Datum		value = CStringGetTextDatum(relation);

	if (*plan == NULL)
	{
		SPIPlanPtr	prepared = SPI_prepare(query, 1, &argument);

		if (prepared == NULL || SPI_keepplan(prepared) != 0)
			elog(ERROR, "the catalogs of Citus cannot be asked: %s",
				 SPI_result_code_string(SPI_result));
		*plan = prepared;
	}
	if (SPI_execute_plan(*plan, &value, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "the catalogs of Citus cannot be read: %s",
			 SPI_result_code_string(SPI_result));
}

static bool
is_true(int column)
{
	bool		isnull;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[0],
									  SPI_tuptable->tupdesc, column, &isnull);

	return !isnull && DatumGetBool(value);
}

/*
 * What a session that takes part in a transaction of the cluster cannot see.
 */
static void
check_unseen(const char *copy, const char *relation)
{
	static SPIPlanPtr plan = NULL;

	if (!IsTransactionBlock())
		return;
	ask(&plan, changed_elsewhere, copy);
	if (SPI_processed > 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("class_on() cannot see what this transaction has changed in %s",
						relation),
				 errhint("Commit the changes of the register first.")));
}

static const char *
relation_on_citus(const char *relation)
{
	static SPIPlanPtr plan = NULL;
	bool		is_elsewhere;
	bool		is_reference;
	const char *copy;

	ask(&plan, where_it_is, relation);
	if (SPI_processed == 0)
		return relation;		/* Citus is not set up here */

	is_elsewhere = is_true(1) ||
		strncmp(application_name, INTERNAL_SESSION,
				strlen(INTERNAL_SESSION)) == 0;
	is_reference = is_true(2);
	copy = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 3);

	if (is_elsewhere && !is_reference)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("class_on() cannot answer in a part of a query of Citus, or on a worker"),
				 errdetail("%s is not the same on every node.", relation),
				 errhint("SELECT create_reference_table('%s'), or ask class_on() on the coordinator, in a CTE that is MATERIALIZED.",
						 relation)));
	if (copy == NULL)
		return relation;
	check_unseen(copy, relation);
	return copy;
}

/*
 * The relation, quoted and with its schema, that has the register as the query
 * that is running must see it.  Called with a connection to the SPI.
 */
const char *
register_relation(Oid schema)
{
	const char *name = get_namespace_name(schema);
	const char *relation = quote_qualified_identifier(name, "software_city");
	Oid			citus = get_relname_relid("pg_dist_partition",
										  PG_CATALOG_NAMESPACE);

	return OidIsValid(citus) ? relation_on_citus(relation) : relation;
}
