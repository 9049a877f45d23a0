/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  When a pooled scan can take the place of aggregation over a table, and
 *	  what it costs.
 *
 * Nothing is preloaded.  While the planner costs the aggregates of a query, it
 * calls the support functions of their transition functions, and that of pool()
 * loads this library; after that, in the same planning, it looks at the hook
 * that _PG_init() has set.  A query without an aggregate of ours is left alone,
 * so its plan does not depend on what the session has done before.
 *
 * Whatever is not known to be right is left to the server.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/heapam.h"
#include "catalog/pg_class_d.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/paths.h"
#include "optimizer/planmain.h"
#include "optimizer/planner.h"
#include "optimizer/prep.h"
#include "optimizer/restrictinfo.h"
#include "optimizer/tlist.h"
#include "parser/parsetree.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "base/compat.h"
#include "scan/known.h"
#include "scan/plan.h"
#include "scan/scan.h"

PG_FUNCTION_INFO_V1(pool_support);

/*
 * pool_support(internal) → internal
 *
 * Planner support of the transition functions of pool(): has nothing to say,
 * but to call it loads the library.
 */
Datum
pool_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(NULL);
}

#ifdef RESUME_POOLED_SCAN

static bool enable_pooled_scan = true;
static create_upper_paths_hook_type previous_upper_paths = NULL;

static Plan *plan_pooled_scan(PlannerInfo *root, RelOptInfo *rel,
							  CustomPath *path, List *tlist, List *clauses,
							  List *children);

static const CustomPathMethods path_methods = {
	.CustomName = SCAN_NAME,
	.PlanCustomPath = plan_pooled_scan,
};


/* ------
 * Table
 * ------
 */

/*
 * Are all ways to read the table the server's own?  Another extension may read
 * something else in its place.
 */
static bool
read_by_server(const RelOptInfo *table)
{
	ListCell   *lc;

	foreach(lc, table->pathlist)
	{
		const Path *path = lfirst(lc);

		if (IsA(path, ProjectionPath))
			path = ((const ProjectionPath *) path)->subpath;
		if (IsA(path, GatherPath))
			path = ((const GatherPath *) path)->subpath;
		if (IsA(path, GatherMergePath))
			path = ((const GatherMergePath *) path)->subpath;
		if (IsA(path, ProjectionPath))
			path = ((const ProjectionPath *) path)->subpath;
		if (path->parent != table || path->param_info != NULL ||
			(path->pathtype != T_SeqScan && path->pathtype != T_IndexScan &&
			 path->pathtype != T_IndexOnlyScan &&
			 path->pathtype != T_BitmapHeapScan &&
			 path->pathtype != T_TidScan && path->pathtype != T_TidRangeScan &&
			 path->pathtype != T_Sort && path->pathtype != T_IncrementalSort))
			return false;
	}
	return table->pathlist != NIL;
}

static int
count_fixed_columns(TupleDesc descriptor)
{
	int			n = 0;

	while (n < descriptor->natts && TupleDescAttr(descriptor, n)->attlen > 0)
		n++;
	return n;
}

/* Is it a table of the server's own kind, by itself? */
static bool
plain_table(ScanQuery *query)
{
	const RangeTblEntry *rte = planner_rt_fetch(query->table->relid,
												query->root);
	Relation	relation;
	bool		plain;

	if ((rte->relkind != RELKIND_RELATION && rte->relkind != RELKIND_MATVIEW) ||
		rte->inh || rte->tablesample != NULL || rte->securityQuals != NIL)
		return false;
	relation = RelationIdGetRelation(rte->relid);
	if (!RelationIsValid(relation))
		return false;
	/* chunks of a hypertable are children, too */
	plain = relation->rd_tableam == GetHeapamTableAmRoutine() &&
		!relation->rd_rel->relhassubclass;
	query->fixed_columns = count_fixed_columns(RelationGetDescr(relation));
	RelationClose(relation);
	return plain;
}

static bool
plain_query(const ScanQuery *query)
{
	const Query *parse = query->root->parse;
	RelOptInfo *table = query->table;

	return parse->commandType == CMD_SELECT && parse->hasAggs &&
		parse->groupingSets == NIL && !parse->hasTargetSRFs &&
		parse->rowMarks == NIL && query->root->rowMarks == NIL &&
		table->reloptkind == RELOPT_BASEREL &&
		table->rtekind == RTE_RELATION &&
		bms_is_empty(table->lateral_relids) && !IS_DUMMY_REL(table);
}


/* ----------------------------
 * Keys, aggregates, conditions
 * ----------------------------
 */

static bool
find_keys(ScanQuery *query)
{
	PlannerInfo *root = query->root;
	ListCell   *lc;

	query->key_clauses = grouping_clauses(root);
	/* where all keys are constants, there may be no group */
	if (query->key_clauses == NIL && root->parse->groupClause != NIL)
		return false;
	foreach(lc, query->key_clauses)
	{
		SortGroupClause *clause = lfirst_node(SortGroupClause, lc);
		Node	   *key = get_sortgroupclause_expr(clause,
												   root->processed_tlist);

		if (!clause->hashable ||
			!batch_key(key, query->table->relid, clause->eqop))
			return false;
		query->keys = lappend(query->keys, key);
		query->last_column = Max(query->last_column, ((Var *) key)->varattno);
	}
	return list_length(query->keys) <= SCAN_KEYS_MAX;
}

/* Collects aggregates.  What is not in one must be made of keys. */
static bool
find_aggregates(Node *node, ScanTarget *target)
{
	const ScanQuery *query = target->query;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Aggref:
			target->aggregates = list_append_unique(target->aggregates, node);
			return false;
		case T_Var:
			target->unknown |= !list_member(query->keys, node);
			return target->unknown;
		case T_PlaceHolderVar:
		case T_GroupingFunc:
		case T_SubPlan:
		case T_AlternativeSubPlan:
		case T_WindowFunc:
			target->unknown = true;
			return true;
		default:
			return expression_tree_walker(node, find_aggregates,
										  (void *) target);
	}
}

static bool
known_target(ScanTarget *target)
{
	ScanQuery  *query = target->query;
	ListCell   *lc;

	(void) find_aggregates((Node *) target->rel->reltarget->exprs, target);
	(void) find_aggregates((Node *) target->having, target);
	if (target->unknown)
		return false;
	foreach(lc, target->aggregates)
	{
		BatchAggregate aggregate;

		if (!batch_aggregate(lfirst_node(Aggref, lc), query->table->relid,
							 &aggregate))
			return false;
		target->ours |= aggregate.kind == BATCH_POOL;
		for (int i = 0; i < aggregate.ncolumns; i++)
			query->last_column = Max(query->last_column, aggregate.columns[i]);
	}
	return target->ours;
}

/* Is there anything but plain columns of the table in a condition? */
static bool
not_of_columns(Node *node, ScanQuery *query)
{
	const Var  *var = (const Var *) node;

	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Var:
			return var->varno != query->table->relid || var->varattno <= 0;
		case T_PlaceHolderVar:
		case T_SubPlan:
		case T_AlternativeSubPlan:
			return true;
		default:
			return expression_tree_walker(node, not_of_columns,
										  (void *) query);
	}
}

static Cost
cost_of(PlannerInfo *root, Node *clause)
{
	QualCost	cost;

	cost_qual_eval_node(&cost, clause, root);
	return cost.per_tuple;
}

/* Conditions in the order in which the executor tries them */
static List *
ordered_conditions(PlannerInfo *root, List *conditions)
{
	List	   *ordered = NIL;
	ListCell   *lc;

	foreach(lc, conditions)
	{
		Cost		cost = cost_of(root, lfirst(lc));
		int			place = list_length(ordered);

		while (place > 0 &&
			   cost_of(root, list_nth(ordered, place - 1)) > cost)
			place--;
		ordered = list_insert_nth(ordered, place, lfirst(lc));
	}
	return ordered;
}

/* Can the other side of a condition not fail? */
static bool
harmless_value(const BatchCondition *condition)
{
	const Node *value = (const Node *) condition->value;

	return value == NULL || IsA(value, Const) ||
		(IsA(value, Param) &&
		 ((const Param *) value)->paramkind == PARAM_EXTERN);
}

/*
 * What can be tried on many rows comes first, but for what the executor would
 * come to later, if an error could tell: one of a condition in front, on a row
 * that is thrown out here, or one of the other side, which no row might need.
 */
static bool
find_conditions(ScanQuery *query)
{
	List	   *conditions = ordered_conditions(query->root,
												query->table->baserestrictinfo);
	bool		in_front = true;
	ListCell   *lc;

	foreach(lc, conditions)
	{
		RestrictInfo *info = lfirst_node(RestrictInfo, lc);
		Node	   *clause = (Node *) info->clause;
		BatchCondition condition;

		if (info->pseudoconstant || info->security_level > 0 ||
			not_of_columns(clause, query) ||
			contain_volatile_functions(clause))
			return false;
		if (batch_condition(clause, query->table->relid, &condition) &&
			(query->row_filter == NIL ||
			 (in_front && harmless_value(&condition))))
			query->batch_filter = lappend(query->batch_filter, clause);
		else
		{
			query->row_filter = lappend(query->row_filter, clause);
			in_front &= !contain_leaked_vars(clause);
		}
	}
	return true;
}


/* ------
 * Paths
 * ------
 */

/*
 * The server's own aggregation, of the same columns in the same order.  It
 * takes over where groups do not fit into memory, and checks who may call what.
 */
static Path *
server_path(const ScanQuery *query, const ScanTarget *target, Path *input,
			double groups)
{
	AggSplit	split = AGGSPLIT_SIMPLE;
	PlannerInfo *root = query->root;
	PathTarget *columns = create_empty_pathtarget();
	AggClauseCosts costs;
	ListCell   *lc;

	for (int k = 0; k < list_length(query->keys); k++)
	{
		const SortGroupClause *clause = list_nth(query->key_clauses, k);

		add_column_to_pathtarget(columns, list_nth(query->keys, k),
								 clause->tleSortGroupRef);
	}
	foreach(lc, target->aggregates)
		add_column_to_pathtarget(columns, lfirst(lc), 0);
	set_pathtarget_cost_width(root, columns);
	if (target->workers > 0)
		split = AGGSPLIT_INITIAL_SERIAL;
	memset(&costs, 0, sizeof(costs));
	get_agg_clause_costs(root, split, &costs);
	return (Path *) create_agg_path(root, target->rel, input, columns,
									query->keys == NIL ? AGG_PLAIN : AGG_HASHED,
									split, query->key_clauses, NIL, &costs,
									groups);
}

/* What plan_pooled_scan() needs, in its order */
static List *
make_private(const ScanQuery *query, const ScanTarget *target)
{
	List	   *private = list_make1(query->keys);

	private = lappend(private, target->aggregates);
	private = lappend(private, query->batch_filter);
	private = lappend(private, query->row_filter);
	private = lappend(private, target->having);
	private = lappend(private, makeInteger((int) query->table->relid));
	return lappend(private, makeInteger(target->workers));
}

static Path *
make_path(const ScanQuery *query, const ScanTarget *target, Path *input,
		  double groups)
{
	CustomPath *path = makeNode(CustomPath);
	RelOptInfo *rel = target->rel;

	path->path.pathtype = T_CustomScan;
	path->path.parent = rel;
	path->path.pathtarget = rel->reltarget;
	path->path.parallel_safe = rel->consider_parallel && input->parallel_safe;
	path->path.parallel_aware = target->workers > 0;
	path->path.parallel_workers = target->workers;
	path->path.rows = groups;
	path->path.startup_cost = scan_cost(query, target);
	path->path.total_cost = path->path.startup_cost +
		rel->reltarget->cost.startup +
		groups * (cpu_tuple_cost + rel->reltarget->cost.per_tuple);
	set_disabled(&path->path, scan_count_disabled(query));
	path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
	path->methods = &path_methods;
	path->custom_paths = list_make1(server_path(query, target, input, groups));
	path->custom_private = list_make1(make_private(query, target));
	return (Path *) path;
}

static bool
known_query(ScanQuery *query)
{
	return plain_query(query) && plain_table(query) &&
		read_by_server(query->table) && find_keys(query) &&
		find_conditions(query);
}

/* The rows that aggregation gives, as the server has estimated them */
static double
estimated_groups(const RelOptInfo *rel)
{
	const Path *path = rel->pathlist == NIL ? NULL : linitial(rel->pathlist);

	return path == NULL ? 1.0 : path->rows;
}

static void
add_whole(ScanQuery *query, RelOptInfo *rel)
{
	ScanTarget	target = {0};
	double		groups = estimated_groups(rel);
	Path	   *input = query->table->cheapest_total_path;

	target.query = query;
	target.rel = rel;
	target.having = (List *) query->root->parse->havingQual;
	if (known_target(&target) && scan_fits_into_memory(query, &target, groups))
		add_path(rel, make_path(query, &target, input, groups));
}

/*
 * The server's own way above partial aggregates of ours.  They need no memory
 * for all groups: what they have so far can be given out at any time.
 */
static Path *
finalize(const ScanQuery *query, const ScanTarget *target, RelOptInfo *rel,
		 Path *partial, GroupPathExtraData *extra)
{
	PlannerInfo *root = query->root;
	double		rows = partial->rows * partial->parallel_workers;
	Path	   *gather = (Path *)
		create_gather_path(root, target->rel, partial, target->rel->reltarget,
						   NULL, &rows);

	return (Path *) create_agg_path(root, rel, gather, rel->reltarget,
									query->keys == NIL ? AGG_PLAIN : AGG_HASHED,
									AGGSPLIT_FINAL_DESERIAL,
									query->key_clauses,
									(List *) root->parse->havingQual,
									&extra->agg_final_costs,
									estimated_groups(rel));
}

/* In parallel, where the server has found that partial aggregates can do */
static void
add_partial(ScanQuery *query, RelOptInfo *rel, GroupPathExtraData *extra)
{
	ScanTarget	target = {0};
	Path	   *partial;
	Path	   *input;

	target.query = query;
	target.rel = fetch_upper_rel(query->root, UPPERREL_PARTIAL_GROUP_AGG,
								 rel->relids);
	if (!rel->consider_parallel || target.rel->partial_pathlist == NIL ||
		query->table->partial_pathlist == NIL || !extra->partial_costs_set)
		return;
	partial = linitial(target.rel->partial_pathlist);
	input = linitial(query->table->partial_pathlist);
	target.workers = partial->parallel_workers;
	if (target.workers == 0 || !known_target(&target))
		return;
	partial = make_path(query, &target, input, partial->rows);
	add_path(rel, finalize(query, &target, rel, partial, extra));
}

static void
add_pooled_scan(PlannerInfo *root, RelOptInfo *table, RelOptInfo *rel,
				GroupPathExtraData *extra)
{
	ScanQuery	query = {0};

	query.root = root;
	query.table = table;
	if (!scan_may_pay(table, rel) || !known_query(&query))
		return;
	add_whole(&query, rel);
	add_partial(&query, rel, extra);
}

static void
upper_paths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input_rel,
			RelOptInfo *output_rel, void *extra)
{
	if (previous_upper_paths != NULL)
		previous_upper_paths(root, stage, input_rel, output_rel, extra);
	if (enable_pooled_scan && stage == UPPERREL_GROUP_AGG)
		add_pooled_scan(root, input_rel, output_rel, extra);
}


/* -----
 * Plan
 * -----
 */

static List *
add_entry(List *tlist, Expr *expr)
{
	AttrNumber	number = list_length(tlist) + 1;
	TargetEntry *entry = makeTargetEntry(copyObject(expr), number, NULL,
										 false);

	return lappend(tlist, entry);
}

/*
 * The scan's own target list: keys and aggregates, which it gives, and behind
 * them the columns of the conditions, so that EXPLAIN knows their names.
 */
static List *
scan_target_list(List *keys, List *aggregates, List *conditions)
{
	List	   *tlist = NIL;
	List	   *results = list_concat_copy(keys, aggregates);
	ListCell   *lc;

	foreach(lc, results)
		tlist = add_entry(tlist, lfirst(lc));
	foreach(lc, pull_var_clause((Node *) conditions, 0))
		if (tlist_member(lfirst(lc), tlist) == NULL)
			tlist = add_entry(tlist, lfirst(lc));
	return tlist;
}

/*
 * What an aggregate is known by can become another function, which the server
 * would look up when its plan is executed: then ours is made anew.
 */
static void
depend_on_transitions(PlannerInfo *root, List *aggregates, Index relid)
{
	ListCell   *lc;

	foreach(lc, aggregates)
	{
		BatchAggregate aggregate;

		if (batch_aggregate(lfirst_node(Aggref, lc), relid, &aggregate) &&
			OidIsValid(aggregate.transition))
			record_plan_function_dependency(root, aggregate.transition);
	}
}

static Plan *
plan_pooled_scan(PlannerInfo *root, RelOptInfo *rel, CustomPath *path,
				 List *tlist, List *clauses, List *children)
{
	CustomScan *scan = makeNode(CustomScan);
	List	   *private = linitial(path->custom_private);
	List	   *keys = list_nth(private, 0);
	List	   *aggregates = list_nth(private, 1);
	List	   *conditions = lappend(list_make1(list_nth(private, 2)),
									 list_nth(private, 3));
	List	   *having = list_nth(private, 4);
	List	   *numbers = list_make1_int(list_length(keys));

	scan->scan.plan.targetlist = tlist;
	scan->scan.plan.qual = copyObject(ordered_conditions(root, having));
	scan->scan.scanrelid = intVal(list_nth(private, 5));
	scan->flags = path->flags;
	scan->custom_plans = children;
	scan->custom_exprs = copyObject(conditions);
	scan->custom_scan_tlist = scan_target_list(keys, aggregates, conditions);
	numbers = lappend_int(numbers, list_length(aggregates));
	scan->custom_private = lappend_int(numbers,
									   intVal(list_nth(private, 6)) > 0);
	scan->methods = &scan_methods;
	depend_on_transitions(root, aggregates, scan->scan.scanrelid);
	return &scan->scan.plan;
}

void
scan_init(void)
{
	DefineCustomBoolVariable("resume.enable_pooled_scan",
							 gettext_noop("Enables the planner's use of pooled scans."),
							 gettext_noop("A pooled scan aggregates the rows of a table in batches."),
							 &enable_pooled_scan, true, PGC_USERSET,
							 GUC_EXPLAIN, NULL, NULL, NULL);
	MarkGUCPrefixReserved("resume");
	RegisterCustomScanMethods(&scan_methods);
	previous_upper_paths = create_upper_paths_hook;
	create_upper_paths_hook = upper_paths;
}

#else

/* Compiled out: nobody has tried the scan on this server. */
void
scan_init(void)
{
}

#endif							/* RESUME_POOLED_SCAN */
