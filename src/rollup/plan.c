/*-------------------------------------------------------------------------
 *
 * plan.c
 *	  How a trigger keeps its rollup: the definition, made ready to evaluate.
 *
 * Plans stay for the session, one a trigger, because making one takes longer
 * than keeping a row.  Names are resolved when one is made: the trigger says
 * the schema and the name of its rollup, which survive a dump and depend on no
 * search path, and everything else is found from there; if that schema has been
 * renamed, by the view over the source.  A plan is made anew
 * after any change of the relations that it depends on, or of a schema, a
 * function, a type or an operator.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/attmap.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "rewrite/rewriteManip.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "rollup/lookup.h"
#include "rollup/members.h"
#include "rollup/plan.h"

typedef struct PlanEntry
{
	Oid			trigger;		/* the key */
	RollupPlan *plan;
} PlanEntry;

static HTAB *plans = NULL;

/* How often anything has been forgotten, also while a plan is being made */
static uint64 changes = 0;


/* ------------
 * Invalidation
 * ------------
 */

static void
forget_relation(Datum arg, Oid relation)
{
	HASH_SEQ_STATUS status;
	PlanEntry  *entry;

	changes++;
	hash_seq_init(&status, plans);
	while ((entry = hash_seq_search(&status)) != NULL)
	{
		if (entry->plan != NULL &&
			(!OidIsValid(relation) ||
			 list_member_oid(entry->plan->relations, relation)))
			entry->plan->valid = false;
	}
}

static void
forget_all(Datum arg, SysCacheIdentifier cache, uint32 hash)
{
	forget_relation(arg, InvalidOid);
}

static void
create_plans(void)
{
	HASHCTL		info = {0};

	info.keysize = sizeof(Oid);
	info.entrysize = sizeof(PlanEntry);
	plans = hash_create("plans of rollups", 16, &info, HASH_ELEM | HASH_BLOBS);
	CacheRegisterRelcacheCallback(forget_relation, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, forget_all, (Datum) 0);
	CacheRegisterSyscacheCallback(PROCOID, forget_all, (Datum) 0);
	CacheRegisterSyscacheCallback(TYPEOID, forget_all, (Datum) 0);
	CacheRegisterSyscacheCallback(OPEROID, forget_all, (Datum) 0);
}


/* ---------------
 * Making a plan
 * ---------------
 */

/* The rollup that a trigger keeps */
RollupName
rollup_of_trigger(const TriggerData *data)
{
	const Trigger *trigger = data->tg_trigger;
	RollupName	said;

	if (trigger->tgnargs != 2)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("trigger \"%s\" does not name a rollup",
						trigger->tgname),
				 errdetail("Its arguments should be a schema and the name of a rollup."),
				 errhint("Triggers of rollups are made by rollup_create() and rollup_refresh().")));
	said.schema = trigger->tgargs[0];
	said.name = trigger->tgargs[1];
	return rollup_meant(&said, RelationGetRelid(data->tg_relation));
}

/*
 * An expression over the source, for rows of a relation: the source or a
 * partition, whose columns can stand in another order.
 */
static Node *
for_relation(Node *expression, Relation relation, AttrMap *columns)
{
	bool		whole_row;

	if (columns != NULL)
		expression = map_variable_attnos(expression, 1, 0, columns,
										 InvalidOid, &whole_row);
	return expand_virtual_columns(expression, relation);
}

static ExprState *
prepare(Node *expression, Relation relation, AttrMap *columns)
{
	Node	   *own;

	if (expression == NULL)
		return NULL;
	own = for_relation(expression, relation, columns);
	return ExecInitExpr(expression_planner((Expr *) own), NULL);
}

static AttrMap *
columns_of_source_in(Relation relation, Oid source)
{
	Relation	parent;
	AttrMap    *columns;

	if (RelationGetRelid(relation) == source)
		return NULL;
	parent = RelationIdGetRelation(source);
	columns = columns_by_name(RelationGetDescr(relation),
							  RelationGetDescr(parent));
	RelationClose(parent);
	return columns;
}

static void
prepare_expressions(RollupPlan *plan, const Definition *definition,
					Relation relation, AttrMap *columns)
{
	plan->keys = palloc(plan->nkeys * sizeof(ExprState *));
	plan->types = palloc0(plan->nkeys * sizeof(KeyType));
	for (int i = 0; i < plan->nkeys; i++)
	{
		Node	   *key = definition->keys[i].expression;

		plan->keys[i] = prepare(key, relation, columns);
		key_type_init(&plan->types[i], exprType(key), exprCollation(key),
					  plan->context);
	}
	plan->measures = palloc(plan->nmeasures * sizeof(MeasurePlan));
	for (int i = 0; i < plan->nmeasures; i++)
	{
		const Measure *measure = &definition->measures[i];

		plan->measures[i].name = measure->name;
		plan->measures[i].kind = measure->kind;
		for (int j = 0; j < 2; j++)
			plan->measures[i].arguments[j] =
				prepare(measure->arguments[j], relation, columns);
		plan->measures[i].filter = prepare(measure->filter, relation, columns);
	}
}

/* The columns that expressions are of, so that others may change unseen */
static void
add_columns(Bitmapset **columns, Node *expression, Relation relation,
			AttrMap *map)
{
	pull_varattnos(for_relation(expression, relation, map), 1, columns);
}

static Bitmapset *
columns_that_matter(const Definition *definition, Relation relation,
					AttrMap *map)
{
	const AsOf *as_of = definition->as_of;
	Bitmapset  *columns = NULL;

	add_columns(&columns, as_of->entity, relation, map);
	for (int i = 0; i < as_of->nversions; i++)
		add_columns(&columns, as_of->versions[i], relation, map);
	for (int i = 0; i < definition->nkeys; i++)
		add_columns(&columns, definition->keys[i].expression, relation, map);
	for (int i = 0; i < definition->nmeasures; i++)
	{
		for (int j = 0; j < 2; j++)
			add_columns(&columns, definition->measures[i].arguments[j],
						relation, map);
	}
	return columns;
}

static void
prepare_as_of(RollupPlan *plan, const Definition *definition,
			  Relation relation, AttrMap *columns)
{
	AsOfPlan   *as_of = palloc0(sizeof(AsOfPlan));
	Node	   *entity = definition->as_of->entity;
	Oid			view = existing_part_oid(&definition->name, PART_DEFINITION);

	plan->as_of = as_of;
	as_of->entity = prepare(entity, relation, columns);
	as_of->type = exprType(entity);
	key_type_init(&as_of->order, as_of->type, exprCollation(entity),
				  plan->context);
	as_of->entities = guarded_part(&definition->name, PART_ENTITY);
	as_of->filings = guarded_part(&definition->name, PART_FILING);
	as_of->months = guarded_part(&definition->name, PART_MONTH);
	as_of->owner = relation_owner(view);
	as_of->columns = columns_that_matter(definition, relation, columns);
	as_of->carry = definition->as_of->carry;
	plan->relations = lappend_oid(plan->relations, as_of->filings);
	plan->relations = lappend_oid(plan->relations, as_of->months);
	plan->relations = lappend_oid(plan->relations, as_of->entities);
	if (RelationGetRelid(relation) == plan->source &&
		relation->rd_rel->relkind == RELKIND_RELATION)
		as_of->index = lookup_index(definition, &as_of->index_day);
}

/* In its memory context, which is the current one */
static void
make_plan(RollupPlan *plan, TriggerData *data, const char *home)
{
	RollupName	name = rollup_of_trigger(data);
	Relation	relation = data->tg_relation;
	Definition *definition = read_definition(&name, home);
	AttrMap    *columns;

	check_is_part(definition, RelationGetRelid(relation));
	plan->name.schema = pstrdup(name.schema);
	plan->name.name = pstrdup(name.name);
	plan->rollup = rollup_display(&name);
	plan->source = definition->source;
	plan->stripes = guarded_part(&name, PART_STRIPE);
	plan->nkeys = definition->nkeys;
	plan->nmeasures = definition->nmeasures;
	plan->nvalues = definition_values(definition);
	if (relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
		plan->relations = check_partitions(definition,
										   RelationGetRelid(relation));
	plan->relations = lappend_oid(plan->relations, RelationGetRelid(relation));
	plan->relations = lappend_oid(plan->relations, plan->source);
	plan->relations = lappend_oid(plan->relations, plan->stripes);
	plan->relations = lappend_oid(plan->relations,
								  rollup_part_oid(&name, PART_DEFINITION));
	columns = columns_of_source_in(relation, plan->source);
	prepare_expressions(plan, definition, relation, columns);
	if (definition->as_of != NULL)
		prepare_as_of(plan, definition, relation, columns);
}

static void
free_plan(RollupPlan *plan)
{
	for (int i = 0; plan->as_of != NULL && i < AS_OF_STATEMENTS; i++)
	{
		if (plan->as_of->statements[i] != NULL)
			SPI_freeplan(plan->as_of->statements[i]);
	}
	MemoryContextDelete(plan->context);
}

static RollupPlan *
new_plan(TriggerData *data, const char *home)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "plan of a rollup",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	RollupPlan *plan = palloc0(sizeof(RollupPlan));
	uint64		before = changes;

	plan->context = context;
	plan->trigger = data->tg_trigger->tgoid;
	make_plan(plan, data, home);
	plan->valid = changes == before;
	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, CacheMemoryContext);
	return plan;
}

/*
 * The plan of the trigger that is called, which the caller gives back.  An
 * expression of the user's could get here again, so a plan that has become
 * invalid goes away with its last user.
 */
RollupPlan *
acquire_plan(TriggerData *data, const char *home)
{
	Oid			trigger = data->tg_trigger->tgoid;
	PlanEntry  *entry;
	bool		found;

	if (plans == NULL)
		create_plans();
	entry = hash_search(plans, &trigger, HASH_ENTER, &found);
	if (!found)
		entry->plan = NULL;
	if (entry->plan != NULL && !entry->plan->valid)
	{
		if (entry->plan->users == 0)
			free_plan(entry->plan);
		entry->plan = NULL;
	}
	if (entry->plan == NULL)
		entry->plan = new_plan(data, home);
	entry->plan->users++;
	return entry->plan;
}

void
release_plan(RollupPlan *plan)
{
	PlanEntry  *entry;

	if (--plan->users > 0 || plan->valid)
		return;
	entry = hash_search(plans, &plan->trigger, HASH_FIND, NULL);
	if (entry != NULL && entry->plan == plan)
		entry->plan = NULL;
	free_plan(plan);
}
