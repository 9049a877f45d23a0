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

#include "rollup/guard.h"
#include "rollup/members.h"
#include "rollup/rebuild.h"
#include "rollup/rights.h"
#include "rollup/sql.h"

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
refill(const RollupName *name, const char *part, const char *rows)
{
	const char *table = rollup_part(name, part);

	run_on_stripes(psprintf("DELETE FROM %s", table));
	run_on_stripes(psprintf("INSERT INTO %s %s", table, rows));
}

/*
 * Entities stay, and each is told that it has changed: who goes on with an
 * older snapshot, in which other filings count, cannot have its lock.
 */
static void
refill_carried(const Definition *definition)
{
	const RollupName *name = &definition->name;
	const char *entities = rollup_part(name, PART_ENTITY);

	run_on_stripes(psprintf("UPDATE %s SET changes = changes + 1", entities));
	refill(name, PART_FILING, as_of_filing_query(definition));
	run_on_stripes(psprintf("INSERT INTO %s %s ON CONFLICT DO NOTHING",
							entities, as_of_entity_query(definition)));
	refill(name, PART_STRIPE, as_of_fill_query(definition));
	refill(name, PART_MONTH, as_of_month_query(definition));
}

static void
check_guards(const Definition *definition)
{
	for (int i = 0; i < table_count(definition); i++)
		guarded_part(&definition->name, rollup_tables[i]);
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
	UserContext user;

	check_guards(definition);
	become_owner(relation_owner(view), &user);
	lock_source(definition);
	lock_stripes(definition);
	if (definition->as_of != NULL)
		refill_carried(definition);
	else
		refill(&definition->name, PART_STRIPE, fill_query(definition));
	become_user(&user);
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
