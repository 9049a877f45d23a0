/*-------------------------------------------------------------------------
 *
 * panel_change.c
 *	  panel_change(later rate, earlier rate): the change among the enterprises
 *	  that reported twice apart from those that did not; and the type
 *	  panel_change_sums, its state.
 *
 * Each row is one enterprise; nothing may drop out of the comparison without
 * a word, so what a missing side means is defined.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"

#include "base/compat.h"
#include "base/record.h"
#include "base/sums.h"
#include "infer/pair.h"
#include "rate/rate.h"

/* The on-disk form: 128 bytes, double alignment, no padding. */
typedef struct PanelSums
{
	Pair		matched_later;	/* reported on both dates */
	Pair		matched_earlier;
	Pair		entered;		/* on the later date only */
	Pair		left;			/* on the earlier date only */
} PanelSums;

PG_FUNCTION_INFO_V1(panel_change_final);


/* --------
 * The type
 * --------
 */

static const char *
panel_fault(const void *value)
{
	const PanelSums *sums = (const PanelSums *) value;

	if (!pair_is_valid(&sums->matched_later) ||
		!pair_is_valid(&sums->matched_earlier) ||
		!pair_is_valid(&sums->entered) ||
		!pair_is_valid(&sums->left))
		return gettext_noop("Without a denominator the numerator must be 0.");
	return NULL;
}

/*
 * One enterprise.  NULL is one that did not report; 0/0 is one
 * that reported no staff.
 */
static bool
panel_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	const Rate *later = rate_argument(fcinfo, 1);
	const Rate *earlier = rate_argument(fcinfo, 2);
	PanelSums  *sums = (PanelSums *) state;

	if (later != NULL && earlier != NULL)
		return pair_change(&sums->matched_later, later, out) ||
			pair_change(&sums->matched_earlier, earlier, out);
	if (later != NULL)
		return pair_change(&sums->entered, later, out);
	if (earlier != NULL)
		return pair_change(&sums->left, earlier, out);
	return false;
}

static const SumsField panel_fields[] = {
	PAIR_FIELDS(PanelSums, matched_later),
	PAIR_FIELDS(PanelSums, matched_earlier),
	PAIR_FIELDS(PanelSums, entered),
	PAIR_FIELDS(PanelSums, left),
};

static const SumsType panel_type = {
	"panel_change_sums", "panel_change", sizeof(PanelSums),
	lengthof(panel_fields), panel_fields, panel_row, panel_fault
};

SUMS_FUNCTIONS(panel_change_sums, PanelSums, panel_type);
SUMS_INTERNAL_FUNCTIONS(panel_change, panel_type);


/* ----------
 * The result
 * ----------
 */

static Pair
pair_sum(const Pair *a, const Pair *b)
{
	Pair		result;

	if (sum128_add_overflow(a->numerator, b->numerator, &result.numerator) ||
		sum128_add_overflow(a->denominator, b->denominator,
							&result.denominator))
		sums_overflow(&panel_type);
	return result;
}

/* The parts of a change, each the change from one pooled rate to another */
enum
{
	MATCHED,
	ENTRY,
	EXIT,
	PARTS
};

/*
 * panel_change_final(panel_change_sums) → (change, matched, entry, exit)
 *
 * The change of the pooled rate, all later minus all earlier, by way of those
 * who reported on both dates:
 *
 *	matched		matched later - matched earlier
 *	entry		all later - matched later
 *	exit		matched earlier - all earlier
 *
 * Each is rounded once, and the parts are made to add up.  The change is NULL
 * if a date has no denominator, and the parts if the matched have none on one
 * of them.
 */
Datum
panel_change_final(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID),
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID)
	};
	const PanelSums *sums = (const PanelSums *) PG_GETARG_POINTER(0);
	Pair		later = pair_sum(&sums->matched_later, &sums->entered);
	Pair		earlier = pair_sum(&sums->matched_earlier, &sums->left);
	Datum		values[1 + PARTS] = {0};
	bool		nulls[1 + PARTS] = {true, true, true, true};

	if (!pair_is_empty(&later) && !pair_is_empty(&earlier))
	{
		Wide		change = pair_points(&later, &earlier).units;

		values[0] = NumericGetDatum(points_to_numeric(change));
		nulls[0] = false;

		if (!pair_is_empty(&sums->matched_later) &&
			!pair_is_empty(&sums->matched_earlier))
		{
			Points		parts[PARTS];

			parts[MATCHED] = pair_points(&sums->matched_later,
										 &sums->matched_earlier);
			parts[ENTRY] = pair_points(&later, &sums->matched_later);
			parts[EXIT] = pair_points(&sums->matched_earlier, &earlier);
			points_add_up(parts, PARTS, change);
			for (int i = 0; i < PARTS; i++)
			{
				Numeric		part = points_to_numeric(parts[i].units);

				values[1 + i] = NumericGetDatum(part);
				nulls[1 + i] = false;
			}
		}
	}
	return RECORD_RESULT(fcinfo, columns, values, nulls);
}
