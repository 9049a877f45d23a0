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

#include "rollup/members.h"
#include "rollup/rebuild.h"
#include "rollup/sql.h"

/* As REINDEX does it, and past row-level security */
#define AS_OWNER (SECURITY_LOCAL_USERID_CHANGE | \
				  SECURITY_RESTRICTED_OPERATION | SECURITY_NOFORCE_RLS)

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

static void
rewrite_stripes(const Definition *definition)
{
	const char *stripes = rollup_part(&definition->name, PART_STRIPE);

	lock_source(definition);
	lock_stripes(definition);
	run_on_stripes(psprintf("DELETE FROM %s", stripes));
	run_on_stripes(psprintf("INSERT INTO %s %s", stripes,
							fill_query(definition)));
}

/*
 * With the rights of the owner of the definition, whose functions are run:
 * whoever may not write to the stripes or read the source cannot make others
 * do so with a definition of their own.  Within begin_commands().
 */
void
rebuild(const Definition *definition)
{
	Oid			view = existing_part_oid(&definition->name, PART_DEFINITION);
	Oid			user;
	int			context;

	guarded_stripes(&definition->name);
	GetUserIdAndSecContext(&user, &context);
	SetUserIdAndSecContext(relation_owner(view), context | AS_OWNER);
	rewrite_stripes(definition);
	SetUserIdAndSecContext(user, context);
}

/*
 * After TRUNCATE of the source or a partition, for whoever has the right to
 * that
 */
void
rebuild_after_truncate(const RollupName *name, const char *home, Oid relation)
{
	int			nest_level;
	Definition *definition;

	require_read_committed(_("TRUNCATE of a table with a rollup"));
	nest_level = begin_commands();
	definition = read_definition(name, home);
	check_is_part(definition, relation);
	rebuild(definition);
	end_commands(nest_level);
}
