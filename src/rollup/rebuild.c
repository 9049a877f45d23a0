/*-------------------------------------------------------------------------
 *
 * rebuild.c
 *	  Making the stripes of a rollup anew.
 *
 * Rows are deleted and inserted, not truncated, so that who reads with an
 * older snapshot sees what they saw.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/lsyscache.h"

#include "rollup/rebuild.h"
#include "rollup/sql.h"

/* As referential integrity does it */
#define AS_OWNER (SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS)

/* Nobody files meanwhile, and what has been filed is committed. */
void
lock_source(const Definition *definition)
{
	run("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE",
		relation_text(definition->source));
}

/* One command at a time rewrites stripes; filings go on. */
void
lock_stripes(const Definition *definition)
{
	run("LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE",
		rollup_part(&definition->name, PART_STRIPE));
}

/* A statement that the guard lets pass */
uint64
run_on_stripes(const char *statement)
{
	bool		before = allow_writes(true);
	uint64		processed = 0;

	PG_TRY();
	{
		processed = run_statement(statement);
	}
	PG_FINALLY();
	{
		allow_writes(before);
	}
	PG_END_TRY();
	return processed;
}

void
rebuild(const Definition *definition)
{
	const char *stripes = rollup_part(&definition->name, PART_STRIPE);

	lock_source(definition);
	lock_stripes(definition);
	run_on_stripes(psprintf("DELETE FROM %s", stripes));
	run_on_stripes(psprintf("INSERT INTO %s %s", stripes,
							fill_query(definition)));
}

/*
 * After TRUNCATE of the source or a partition, for whoever has the right to
 * that: with the rights of the owner of the stripes.
 */
void
rebuild_after_truncate(const RollupName *name, const char *home)
{
	Oid			user;
	int			context;
	int			nest_level;
	Oid			owner;

	require_read_committed("TRUNCATE of a table with a rollup");
	owner = relation_owner(existing_part_oid(name, PART_STRIPE));
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(owner, context | AS_OWNER);
	nest_level = begin_commands();
	rebuild(read_definition(name, home));
	end_commands(nest_level);
	SetUserIdAndSecContext(user, context);
}
