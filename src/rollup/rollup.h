/*-------------------------------------------------------------------------
 *
 * rollup.h
 *	  Rollups: sums by cell that are kept with their source, statement by
 *	  statement.
 *
 * A rollup is made of what everybody can see and pg_dump carries, all of it in
 * one schema: the table NAME_stripe, the views NAME and NAME_definition, and
 * triggers on the source and its partitions.  There is no registry: the
 * triggers have the name of the rollup as arguments, and what it keeps is what
 * the parsed view NAME_definition says.
 *
 * A row of NAME_stripe is a stripe: the key of a cell, a number, and signed
 * sums.  A cell is the sum of its stripes.
 *
 * There are two kinds.  The cells of the first hold the rows of a day.  Those
 * of the second, made by rollup_create_as_of(), hold what changes on a day,
 * where every entity counts with its last filing: a filing comes on its day,
 * and goes on the day of the next one, or when it is no longer carried, each
 * time in the cell of that filing.  It has more tables: NAME_filing, what
 * counts for each entity and day; NAME_entity, a row for each entity, which its
 * writers take as their lock; and NAME_month, stripes of months, so that the
 * sum up to a day is that of some months and at most one month of days.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_H
#define RESUME_ROLLUP_H

#include "nodes/pg_list.h"
#include "nodes/primnodes.h"

#include "base/compat.h"

/* What a rollup is made of, behind its name */
#define PART_VIEW ""
#define PART_STRIPE "_stripe"
#define PART_DEFINITION "_definition"
#define PART_FILING "_filing"
#define PART_ENTITY "_entity"
#define PART_MONTH "_month"
#define PART_DAYS "_days"
#define PART_INDEX "_index"		/* on the source, and in its schema */

typedef struct RollupName
{
	const char *schema;
	const char *name;
} RollupName;

/* What is kept of a measure in a stripe, beside the number of rows */
typedef enum MeasureKind
{
	MEASURE_ROWS,				/* nothing: it is the number of rows */
	MEASURE_COUNT,				/* a count */
	MEASURE_SUM,				/* a sum, and of how many values */
	MEASURE_PAIR,				/* numerator, denominator, of how many */
	MEASURE_BOOLEAN,			/* likewise */
	MEASURE_RATE				/* likewise */
} MeasureKind;

#define MEASURE_VALUES 3		/* at most */

/* Expressions are over the source, as relation 1 of a query. */
typedef struct Measure
{
	const char *name;
	MeasureKind kind;
	Node	   *arguments[2];	/* NULL if there is none */
	Node	   *filter;			/* NULL if there is none */
} Measure;

typedef struct Key
{
	const char *name;
	Node	   *expression;
} Key;

/* Of which filing a day is, and which of them counts */
typedef struct AsOf
{
	Node	   *entity;
	int			nversions;
	Node	  **versions;
	int			carry;			/* days past its own; CARRY_FOR_GOOD */
} AsOf;

#define CARRY_FOR_GOOD (-1)

/*
 * What a rollup keeps, read from NAME_definition.  The first key of one that
 * carries forward is the day.
 */
typedef struct Definition
{
	RollupName	name;
	const char *home;			/* the schema of the extension */
	Oid			source;
	int			nkeys;
	Key		   *keys;
	int			nmeasures;
	Measure    *measures;
	AsOf	   *as_of;			/* NULL if nothing is carried forward */
} Definition;

static inline int
measure_values(MeasureKind kind)
{
	switch (kind)
	{
		case MEASURE_ROWS:
			return 0;
		case MEASURE_COUNT:
			return 1;
		case MEASURE_SUM:
			return 2;
		default:
			return MEASURE_VALUES;
	}
}

/* definition.c */
extern Definition *read_definition(const RollupName *name, const char *home);
extern Definition *find_definition(const RollupName *name, const char *home);
extern int	definition_values(const Definition *definition);
extern bool is_rate(Oid type);

/* The tables of a rollup; without anything carried forward, the first alone */
#define CARRIED_TABLES 4

extern const char *const rollup_tables[CARRIED_TABLES];

static inline int
table_count(const Definition *definition)
{
	return definition->as_of != NULL ? CARRIED_TABLES : 1;
}

/* name.c */
extern RollupName rollup_name(const char *name, Oid default_schema);
extern const char *home_of(FunctionCallInfo fcinfo);
extern RollupName find_rollup(const char *name);
extern RollupName find_remains(const char *name, const char *home);
extern const char *rollup_display(const RollupName *name);
extern const char *rollup_literal(const RollupName *name);
extern const char *rollup_part(const RollupName *name, const char *part);
extern Oid	rollup_part_oid(const RollupName *name, const char *part);
extern void check_part_is_free(const RollupName *name, const char *part);
extern bool has_days_function(const RollupName *name);
extern Oid	relation_owner(Oid relation);
extern RollupName rollup_meant(const RollupName *said, Oid table);
extern bool is_guarded(Oid table);
extern bool guards_fire(Oid table);
extern Oid	guarded_part(const RollupName *name, const char *part);
extern Oid	existing_part_oid(const RollupName *name, const char *part);

#endif							/* RESUME_ROLLUP_H */
