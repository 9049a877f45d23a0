/*-------------------------------------------------------------------------
 *
 * rights.c
 *	  Whose a rollup is, with whose rights it is kept, and who may read it.
 *
 * All of it belongs to the owner of the source, whose policies of row-level
 * security do not apply: a rollup is of all rows.  A statement from which some
 * would be hidden is an error, see begin_commands().
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/varlena.h"

#include "rollup/rights.h"
#include "rollup/sql.h"

/* As REINDEX does it, and past row-level security */
#define AS_OWNER (SECURITY_LOCAL_USERID_CHANGE | \
				  SECURITY_RESTRICTED_OPERATION | SECURITY_NOFORCE_RLS)


/* -----------------
 * Whose rights it has
 * -----------------
 */

/* As the server does it where it keeps what belongs to somebody else */
void
become_owner(Oid owner, UserContext *before)
{
	GetUserIdAndSecContext(&before->user, &before->security);
	SetUserIdAndSecContext(owner, before->security | AS_OWNER);
}

/* Whoever owns a table is past its row-level security, though it be forced. */
void
see_all_rows(UserContext *before)
{
	GetUserIdAndSecContext(&before->user, &before->security);
	SetUserIdAndSecContext(before->user,
						   before->security | SECURITY_NOFORCE_RLS);
}

void
become_user(const UserContext *before)
{
	SetUserIdAndSecContext(before->user, before->security);
}

bool
may_write(Oid role, Oid table)
{
	return pg_class_aclcheck(table, role, ACL_INSERT) == ACLCHECK_OK &&
		pg_class_aclcheck(table, role, ACL_UPDATE) == ACLCHECK_OK;
}

/* Who compares a rollup with its definition may read both. */
void
check_may_compare(const Definition *definition)
{
	const char *const parts[] = {PART_DEFINITION, PART_VIEW, PART_STRIPE,
	PART_MONTH, PART_FILING};
	int			n = definition->as_of != NULL ? lengthof(parts) : 2;

	for (int i = 0; i < n; i++)
	{
		Oid			part = existing_part_oid(&definition->name, parts[i]);

		if (pg_class_aclcheck(part, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
			aclcheck_error(ACLCHECK_NO_PRIV,
						   get_relkind_objtype(get_rel_relkind(part)),
						   get_rel_name(part));
	}
}

/* Does row-level security hide rows of the source from a role? */
static bool
are_rows_hidden(Oid source, Oid role)
{
	UserContext user;
	bool		result;

	see_all_rows(&user);
	result = check_enable_rls(source, role, true) == RLS_ENABLED;
	become_user(&user);
	return result;
}

/*
 * What of the rights of owners keeps a rollup from being current, or from being
 * compared, as a sentence; NULL if nothing does.
 */
const char *
rights_fault(const Definition *definition)
{
	Oid			source = definition->source;
	Oid			stripes = existing_part_oid(&definition->name, PART_STRIPE);
	Oid			view = existing_part_oid(&definition->name, PART_DEFINITION);
	Oid			owner = relation_owner(source);
	Oid			definer = relation_owner(view);
	const char *table = get_rel_name(source);

	if (!may_write(owner, stripes))
		return psprintf(_("Role \"%s\", who owns the source, may not write to table \"%s\"."),
						GetUserNameFromId(owner, false), get_rel_name(stripes));
	if (pg_class_aclcheck(source, definer, ACL_SELECT) != ACLCHECK_OK)
		return psprintf(_("Role \"%s\", who owns its definition, may not read table \"%s\"."),
						GetUserNameFromId(definer, false), table);
	if (are_rows_hidden(source, definer))
		return psprintf(_("Row-level security of table \"%s\" hides rows from role \"%s\", who owns the definition."),
						table, GetUserNameFromId(definer, false));
	return NULL;
}


/* ---------------
 * What it is given
 * ---------------
 */

/* With the statistics of the keys of stripes, which have the table's name */
static void
give_table(const RollupName *name, const char *part, const char *owner)
{
	const char *table = rollup_part(name, part);
	List	   *statistics = textToQualifiedNameList(cstring_to_text(table));

	run("ALTER TABLE %s OWNER TO %s", table, owner);
	if (OidIsValid(get_statistics_object_oid(statistics, true)))
		run("ALTER STATISTICS %s OWNER TO %s", table, owner);
}

/* All of it belongs to whoever owns the source. */
void
give_to_owner(const Definition *definition)
{
	const RollupName *name = &definition->name;
	Oid			role = relation_owner(definition->source);
	const char *owner;

	if (role == relation_owner(existing_part_oid(name, PART_STRIPE)) &&
		role == relation_owner(existing_part_oid(name, PART_DEFINITION)))
		return;
	owner = quote_identifier(GetUserNameFromId(role, false));
	for (int i = 0; i < table_count(definition); i++)
		give_table(name, rollup_tables[i], owner);
	run("ALTER VIEW %s OWNER TO %s", rollup_part(name, PART_VIEW), owner);
	run("ALTER VIEW %s OWNER TO %s", rollup_part(name, PART_DEFINITION), owner);
	if (definition->as_of != NULL)
		run("ALTER FUNCTION %s(date, date) OWNER TO %s",
			rollup_part(name, PART_DAYS), owner);
}

/* Who may read the source may read the views. */
void
copy_grants(const Definition *definition)
{
	uint64		n = run("SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
						" FROM pg_class AS c, aclexplode(c.relacl) AS a"
						" WHERE c.oid = %u AND a.privilege_type = 'SELECT' AND a.grantee <> c.relowner",
						definition->source);
	SPITupleTable *roles = SPI_tuptable;

	for (uint64 i = 0; i < n; i++)
	{
		const char *role = SPI_getvalue(roles->vals[i], roles->tupdesc, 1);

		run("GRANT SELECT ON %s, %s TO %s",
			rollup_part(&definition->name, PART_VIEW),
			rollup_part(&definition->name, PART_DEFINITION), role);
		if (definition->as_of != NULL)
			run("GRANT EXECUTE ON FUNCTION %s(date, date) TO %s",
				rollup_part(&definition->name, PART_DAYS), role);
	}
}
