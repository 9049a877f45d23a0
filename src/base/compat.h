/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Differences between server versions and compilers, and nothing else.
 *
 * Every test of PG_VERSION_NUM in this extension stands in this file, so
 * that support for a new major version, or the end of an old one, is an
 * edit of one page.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_COMPAT_H
#define RESUME_COMPAT_H

#include "fmgr.h"

#include "base/messages.h"

#if PG_VERSION_NUM < 150000
#error "resume needs PostgreSQL 15 or newer"
#endif

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#else

/*
 * Before 16 an input function cannot report its errors softly: there is no
 * context to report them to, and ereturn() is an ordinary error.
 */
#define ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return dummy_value; \
	} while (0)
#endif

/*
 * Before 16 a module is built so that it shows all its functions to every
 * module that is loaded later, and PGDLLEXPORT says nothing.  The Makefile
 * hides what is not marked, as PGXS does since 16; here the same macros mark
 * what the server looks up by name.
 */
#if PG_VERSION_NUM < 160000 && defined(__GNUC__) && !defined(WIN32)
#undef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))
#undef PG_FUNCTION_INFO_V1
#define PG_FUNCTION_INFO_V1(funcname) \
extern PGDLLEXPORT Datum funcname(PG_FUNCTION_ARGS); \
extern PGDLLEXPORT const Pg_finfo_record * \
	CppConcat(pg_finfo_, funcname)(void); \
const Pg_finfo_record * \
CppConcat(pg_finfo_, funcname)(void) \
{ \
	static const Pg_finfo_record my_finfo = {1}; \
 \
	return &my_finfo; \
} \
extern int	no_such_variable

/* declared before the mark had a meaning */
extern PGDLLEXPORT void _PG_init(void);
#endif

/* A function that does not return is marked in front of its type since 18 */
#ifndef pg_attribute_noreturn
#ifdef __GNUC__
#define pg_attribute_noreturn() __attribute__((noreturn))
#else
#define pg_attribute_noreturn()
#endif
#endif

/*
 * An input function called directly, with its errors as soft as they can be:
 * false after one.
 */
#if PG_VERSION_NUM >= 160000
#define call_input(function, text, escontext, result) \
	DirectInputFunctionCallSafe(function, text, InvalidOid, -1, escontext, \
								result)
#else
#define call_input(function, text, escontext, result) \
	(*(result) = DirectFunctionCall1(function, CStringGetDatum(text)), true)
#endif

/* A text behind its length, which since 17 is never counted with it */
#if PG_VERSION_NUM >= 170000
#define send_counted_text(buf, text, length) \
	pq_sendcountedtext(buf, text, length)
#else
#define send_counted_text(buf, text, length) \
	pq_sendcountedtext(buf, text, length, false)
#endif

/* Since 16 ranges too are made with a context for soft errors. */
#if PG_VERSION_NUM >= 160000
#define make_range_of(typcache, lower, upper, empty) \
	make_range(typcache, lower, upper, empty, NULL)
#else
#define make_range_of(typcache, lower, upper, empty) \
	make_range(typcache, lower, upper, empty)
#endif

/* 18 lets a module say its name and version to pg_get_loaded_modules(). */
#if PG_VERSION_NUM >= 180000
#define RESUME_MODULE_MAGIC \
	PG_MODULE_MAGIC_EXT(.name = "resume", .version = RESUME_VERSION)
#else
#define RESUME_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* Whether the current user may call a function */
#if PG_VERSION_NUM >= 160000
#define may_execute(function) \
	(object_aclcheck(ProcedureRelationId, function, GetUserId(), \
					 ACL_EXECUTE) == ACLCHECK_OK)
#else
#define may_execute(function) \
	(pg_proc_aclcheck(function, GetUserId(), ACL_EXECUTE) == ACLCHECK_OK)
#endif

/*
 * The pooled scan (src/scan/) takes rows from where the server's heap scan
 * keeps them, so it is there only for servers on which it has been tried; what
 * to look at in a new one stands in doc/architecture.md.
 */
#if PG_VERSION_NUM < 200000
#define RESUME_POOLED_SCAN
#else
#pragma message "resume: the pooled scan is not known to work on this server and is left out"
#endif

/* Since 19 scans have flags, of which none is wanted. */
#if PG_VERSION_NUM >= 190000
#define begin_heap_scan(table, snapshot) \
	table_beginscan(table, snapshot, 0, NULL, 0)
#define begin_parallel_heap_scan(table, shared) \
	table_beginscan_parallel(table, shared, 0)
#else
#define begin_heap_scan(table, snapshot) \
	table_beginscan(table, snapshot, 0, NULL)
#define begin_parallel_heap_scan(table, shared) \
	table_beginscan_parallel(table, shared)
#endif

/* pg_stat_all_tables.seq_tup_read */
#if PG_VERSION_NUM >= 160000
#define count_rows_read(table, n) \
	do { \
		if (pgstat_should_count_relation(table)) \
			(table)->pgstat_info->counts.tuples_returned += (n); \
	} while (0)
#else
#define count_rows_read(table, n) \
	do { \
		if (pgstat_should_count_relation(table)) \
			(table)->pgstat_info->t_counts.t_tuples_returned += (n); \
	} while (0)
#endif

/*
 * Since 18 a path says how many of its nodes are disabled; before, that was an
 * enormous cost.
 */
#if PG_VERSION_NUM >= 180000
#define set_disabled(path, n) ((path)->disabled_nodes = (n))
#else
#define set_disabled(path, n) \
	((path)->startup_cost += (n) * disable_cost, \
	 (path)->total_cost += (n) * disable_cost)
#endif

/* GROUP BY, since 16 without what cannot make a difference */
#if PG_VERSION_NUM >= 160000
#define grouping_clauses(root) ((root)->processed_groupClause)
#else
#define grouping_clauses(root) ((root)->parse->groupClause)
#endif

/* What writes EXPLAIN has headers of its own since 18. */
#if PG_VERSION_NUM >= 180000
#define RESUME_EXPLAIN_FORMAT
#endif

/* The relations of a query, without that of its groups, which 18 has added */
#if PG_VERSION_NUM >= 180000
#define explain_relations(es) ((es)->rtable_size)
#else
#define explain_relations(es) list_length((es)->rtable)
#endif

/*
 * The address of an exported function of ours as own_NAME, by which it can be
 * known: the name itself can be that of another module's function.  Where
 * modules do not see each other's names it will do.
 */
#if defined(__GNUC__) && defined(__ELF__)
#define OWN_FUNCTION(name) \
static Datum alias_of_##name(PG_FUNCTION_ARGS) __attribute__((alias(#name))); \
extern const PGFunction own_##name; \
const PGFunction own_##name = alias_of_##name
#else
#define OWN_FUNCTION(name) \
extern const PGFunction own_##name; \
const PGFunction own_##name = name
#endif

/*
 * Writing to a table without an executor.  An update says since 16 which
 * indexes need new entries, before that only whether they do.
 */
#if PG_VERSION_NUM >= 160000
#define UpdatedIndexes TU_UpdateIndexes
#define updated_none(indexes) ((indexes) == TU_None)
#else
#define UpdatedIndexes bool
#define updated_none(indexes) (!(indexes))
#endif

#if PG_VERSION_NUM >= 190000
#define update_tuple(rel, tid, slot, cid, wait, failure, lockmode, indexes) \
	table_tuple_update(rel, tid, slot, cid, 0, InvalidSnapshot, \
					   InvalidSnapshot, wait, failure, lockmode, indexes)
#define delete_tuple(rel, tid, cid, failure) \
	table_tuple_delete(rel, tid, cid, 0, InvalidSnapshot, InvalidSnapshot, \
					   true, failure)
#define enter_into_indexes(target, estate, slot) \
	ExecInsertIndexTuples(target, estate, 0, slot, NIL, NULL)
#define enter_update_into_indexes(target, estate, slot, indexes) \
	ExecInsertIndexTuples(target, estate, EIIT_IS_UPDATE | \
						  ((indexes) == TU_Summarizing ? \
						   EIIT_ONLY_SUMMARIZING : 0), slot, NIL, NULL)
#else
#define update_tuple(rel, tid, slot, cid, wait, failure, lockmode, indexes) \
	table_tuple_update(rel, tid, slot, cid, InvalidSnapshot, \
					   InvalidSnapshot, wait, failure, lockmode, indexes)
#define delete_tuple(rel, tid, cid, failure) \
	table_tuple_delete(rel, tid, cid, InvalidSnapshot, InvalidSnapshot, \
					   true, failure, false)
#if PG_VERSION_NUM >= 160000
#define enter_into_indexes(target, estate, slot) \
	ExecInsertIndexTuples(target, slot, estate, false, false, NULL, NIL, false)
#define enter_update_into_indexes(target, estate, slot, indexes) \
	ExecInsertIndexTuples(target, slot, estate, true, false, NULL, NIL, \
						  (indexes) == TU_Summarizing)
#else
#define enter_into_indexes(target, estate, slot) \
	ExecInsertIndexTuples(target, slot, estate, false, false, NULL, NIL)
#define enter_update_into_indexes(target, estate, slot, indexes) \
	ExecInsertIndexTuples(target, slot, estate, true, false, NULL, NIL)
#endif
#endif

#if PG_VERSION_NUM >= 190000
#define begin_index_scan(heap, index, snapshot, nkeys) \
	index_beginscan(heap, index, snapshot, NULL, nkeys, 0, 0)
#elif PG_VERSION_NUM >= 180000
#define begin_index_scan(heap, index, snapshot, nkeys) \
	index_beginscan(heap, index, snapshot, NULL, nkeys, 0)
#else
#define begin_index_scan(heap, index, snapshot, nkeys) \
	index_beginscan(heap, index, snapshot, nkeys, 0)
#endif

/* Whether the current user owns a relation, or may act as who does */
#if PG_VERSION_NUM >= 160000
#define owns_relation(relation) \
	object_ownercheck(RelationRelationId, relation, GetUserId())
#else
#define owns_relation(relation) pg_class_ownercheck(relation, GetUserId())
#endif

/* The columns of one row type in another, by name */
#if PG_VERSION_NUM >= 160000
#define columns_by_name(from, to) build_attrmap_by_name(from, to, false)
#else
#define columns_by_name(from, to) build_attrmap_by_name(from, to)
#endif

/* Since 18 a column may be computed when it is read: what a row lacks. */
#if PG_VERSION_NUM >= 180000
#define expand_virtual_columns(node, relation) \
	expand_generated_columns_in_expr(node, relation, 1)
#else
#define expand_virtual_columns(node, relation) (node)
#endif

/* Since 18 what stands behind GROUP BY is a relation of its own in a query. */
#if PG_VERSION_NUM >= 180000
#define without_group_relation(query, node) \
	((query)->hasGroupRTE ? flatten_group_exprs(NULL, query, node) : (node))
#else
#define without_group_relation(query, node) (node)
#endif

/* The names of caches have had a type since 19. */
#if PG_VERSION_NUM < 190000
#define SysCacheIdentifier int
#endif

/* Memory that will be needed soon; a hint that may do nothing. */
#if defined(__GNUC__)
#define prefetch(address) __builtin_prefetch(address)
#else
#define prefetch(address) ((void) (address))
#endif

#endif							/* RESUME_COMPAT_H */
