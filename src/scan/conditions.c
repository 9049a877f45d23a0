/*-------------------------------------------------------------------------
 *
 * conditions.c
 *	  Conditions of columns, tried on all rows of a batch.
 *
 * The other side of a condition is evaluated once a scan, and only when the
 * executor would: when there is a row that no condition in front has thrown
 * out.  So what fails with an error when it is evaluated fails where it would
 * without us, and not for a table without rows.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "executor/executor.h"
#include "utils/array.h"
#include "utils/lsyscache.h"

#include "base/comparison.h"
#include "base/compat.h"
#include "scan/conditions.h"


/* -------
 * Making
 * -------
 */

void
scan_conditions(ScanConditions *conditions, List *clauses, bool filter,
				Index relid, ScanReader *reader, PlanState *parent)
{
	ListCell   *lc;

	conditions->conditions = palloc0_array(ScanCondition,
										   list_length(clauses) + 1);
	conditions->filter = filter;
	foreach(lc, clauses)
	{
		ScanCondition *condition =
			&conditions->conditions[conditions->number++];
		BatchCondition known;

		if (!batch_condition(lfirst(lc), relid, &known))
			elog(ERROR, "condition cannot be tried in batches");
		condition->operator = known.operator;
		condition->reader = reader;
		condition->column = scan_reader_add(reader, known.column, known.width);
		condition->value_width = known.value_width;
		condition->value = ExecInitExpr(known.value, parent);
	}
}

/* Values may be others in the next scan. */
void
scan_conditions_forget(ScanConditions *conditions)
{
	for (int i = 0; i < conditions->number; i++)
		conditions->conditions[i].known = false;
}


/* -------
 * Values
 * -------
 */

/* The values that pass, as a range */
static void
set_range(ScanCondition *condition, int64 value)
{
	condition->low = PG_INT64_MIN;
	condition->high = PG_INT64_MAX;
	condition->negate = false;
	switch (condition->operator)
	{
		case BATCH_LE:
			condition->high = value;
			break;
		case BATCH_GE:
			condition->low = value;
			break;
		case BATCH_GT:
			condition->high = value;
			condition->negate = true;
			break;
		case BATCH_LT:
			condition->low = value;
			condition->negate = true;
			break;
		default:
			condition->low = condition->high = value;
			condition->negate = condition->operator == BATCH_NE;
			break;
	}
}

static int
compare_integers(const void *a, const void *b, void *arg)
{
	int64		left = *(const int64 *) a;
	int64		right = *(const int64 *) b;

	return int64_cmp(left, right);
}

static void
set_elements(ScanCondition *condition, Datum value, MemoryContext context)
{
	ArrayType  *array = DatumGetArrayTypeP(value);
	int16		length;
	bool		byval;
	char		align;
	Datum	   *elements;
	bool	   *nulls;
	int			nelements;

	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &byval, &align);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, byval, align,
					  &elements, &nulls, &nelements);
	condition->elements = MemoryContextAlloc(context,
											 sizeof(int64) * (nelements + 1));
	condition->nelements = 0;
	condition->null_element = false;
	for (int i = 0; i < nelements; i++)
		if (nulls[i])
			condition->null_element = true;
		else
			condition->elements[condition->nelements++] =
				scan_integer(elements[i], condition->value_width);
	qsort_interruptible(condition->elements, condition->nelements,
						sizeof(int64), compare_integers, NULL);
}

static void
evaluate(ScanCondition *condition, ExprContext *econtext,
		 MemoryContext context)
{
	if (condition->value != NULL)
	{
		MemoryContext old =
			MemoryContextSwitchTo(econtext->ecxt_per_tuple_memory);
		Datum		value = ExecEvalExpr(condition->value, econtext,
										 &condition->is_null);

		if (!condition->is_null && condition->operator == BATCH_IN)
			set_elements(condition, value, context);
		else if (!condition->is_null)
			set_range(condition,
					  scan_integer(value, condition->value_width));
		MemoryContextSwitchTo(old);
	}
	condition->known = true;
}


/* -----
 * Rows
 * -----
 */

static inline bool
is_element(const ScanCondition *condition, int64 value)
{
	int			begin = 0;
	int			end = condition->nelements;

	while (begin < end)
	{
		int			middle = begin + (end - begin) / 2;

		if (condition->elements[middle] < value)
			begin = middle + 1;
		else
			end = middle;
	}
	return begin < condition->nelements && condition->elements[begin] == value;
}

/*
 * Masks have all bits of a row that passes, or none, as wide as values are, so
 * that loops over them become instructions for several rows.  Unknown is what
 * becomes of a row for which a condition is neither true nor false.
 */

static void
mask_nulls(const ScanColumn *column, int64 *pg_restrict mask, int nrows,
		   bool wanted)
{
	const int64 *nulls = column->nulls;
	int64		invert = wanted ? 0 : -1;

	for (int i = 0; i < batch_end(nrows); i++)
		mask[i] &= nulls[i] ^ invert;
}

static void
mask_elements(const ScanCondition *condition, const ScanColumn *column,
			  int64 *mask, int nrows, int64 unknown)
{
	bool		empty = condition->nelements == 0 && !condition->null_element;
	int64		no = condition->null_element ? unknown : 0;

	for (int i = 0; i < nrows; i++)
	{
		if (mask[i] == 0)
			continue;
		if (column->nulls[i])
			mask[i] = empty ? 0 : unknown;
		else if (!is_element(condition, column->values[i]))
			mask[i] = no;
	}
}

/*
 * All bits if a number is not above another one, or none.  The highest bit of
 * above is what a subtraction borrows; a comparison of 64 bits is not among the
 * instructions for several rows that all processors have.
 */
static inline int64
not_above(uint64 number, uint64 most)
{
	uint64		above = (number & ~most) |
		((number | ~most) & (most - number));

	return (int64) (above >> 63) - 1;
}

static void
mask_range(const ScanCondition *condition, const ScanColumn *column,
		   int64 *pg_restrict mask, int nrows, int64 unknown)
{
	const int64 *values = column->values;
	const int64 *nulls = column->nulls;
	uint64		low = (uint64) condition->low;
	uint64		width = (uint64) condition->high - low;
	int64		invert = condition->negate ? -1 : 0;
	int			end = batch_end(nrows);

	if (!column->has_nulls)
		for (int i = 0; i < end; i++)
			mask[i] &= not_above((uint64) values[i] - low, width) ^ invert;
	else
		for (int i = 0; i < end; i++)
		{
			int64		inside = not_above((uint64) values[i] - low, width);

			mask[i] &= (nulls[i] & unknown) | (~nulls[i] & (inside ^ invert));
		}
}

static void
mask_condition(const ScanCondition *condition, int64 *mask, int nrows,
			   int64 unknown)
{
	const ScanColumn *column = &condition->reader->columns[condition->column];

	if (condition->operator == BATCH_NULL ||
		condition->operator == BATCH_NOT_NULL)
		mask_nulls(column, mask, nrows, condition->operator == BATCH_NULL);
	else if (condition->is_null)
	{
		if (!unknown)
			memset(mask, 0, sizeof(int64) * nrows);
	}
	else if (condition->operator == BATCH_IN)
		mask_elements(condition, column, mask, nrows, unknown);
	else
		mask_range(condition, column, mask, nrows, unknown);
}

static void
all_rows(int64 *mask, int nrows)
{
	memset(mask, 0xff, sizeof(int64) * nrows);
	memset(mask + nrows, 0, sizeof(int64) * (batch_end(nrows) - nrows));
}

static bool
any_row(const int64 *mask, int nrows)
{
	int64		any = 0;

	for (int i = 0; i < batch_end(nrows); i++)
		any |= mask[i];
	return any != 0;
}

/*
 * Does a row come to the condition of that number?  The conditions of a scan
 * throw out what is not true; the filter of an aggregate, which all rows come
 * to, goes on after what is unknown.
 */
static bool
reached(const ScanConditions *conditions, int number, const int64 *mask,
		int nrows)
{
	int64		reaching[BATCH_ROOM];

	if (!conditions->filter)
		return any_row(mask, nrows);
	all_rows(reaching, nrows);
	for (int i = 0; i < number; i++)
		mask_condition(&conditions->conditions[i], reaching, nrows, -1);
	return any_row(reaching, nrows);
}

/* Which rows the conditions let pass */
void
scan_conditions_mask(ScanConditions *conditions, ExprContext *econtext,
					 MemoryContext context, int64 *mask, int nrows)
{
	all_rows(mask, nrows);
	for (int i = 0; i < conditions->number; i++)
	{
		ScanCondition *condition = &conditions->conditions[i];

		if (!condition->known)
		{
			if (!reached(conditions, i, mask, nrows))
			{
				memset(mask, 0, sizeof(int64) * nrows);
				return;
			}
			evaluate(condition, econtext, context);
		}
		mask_condition(condition, mask, nrows, 0);
	}
}
