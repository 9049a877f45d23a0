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
#include "infer/panel.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(panel_change_final);


/* --------
 * The type
 * --------
 */

static const char *
panel_change_fault(const void *value)
{
	return panel_fault((const PanelSums *) value);
}

static bool
panel_change_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	return panel_row((PanelSums *) state, rate_argument(fcinfo, 1),
					 rate_argument(fcinfo, 2), out);
}

/* The on-disk form: 128 bytes, double alignment, no padding. */
static const SumsField panel_fields[] = {
	PANEL_FIELDS
};

static const SumsType panel_type = {
	"panel_change_sums", "panel_change", sizeof(PanelSums),
	lengthof(panel_fields), panel_fields, panel_change_row, panel_change_fault
};

SUMS_FUNCTIONS(panel_change_sums, PanelSums, panel_type);
SUMS_INTERNAL_FUNCTIONS(panel_change, panel_type);


/* ----------
 * The result
 * ----------
 */

static Pair
pair_sum(const Pair *a, const Pair *b, const SumsType *type)
{
	Pair		result;

	if (sum128_add_overflow(a->numerator, b->numerator, &result.numerator) ||
		sum128_add_overflow(a->denominator, b->denominator,
							&result.denominator))
		sums_overflow(type);
	return result;
}

/*
 * The change of the pooled rate, all later minus all earlier, by way of those
 * who reported on both dates:
 *
 *	matched		matched later - matched earlier
 *	entry		all later - matched later
 *	exit		matched earlier - all earlier
 *
 * Each is rounded once, and the parts are made to add up.  The change is not
 * known if a date has no denominator, and the parts if the matched have none
 * on one of them.
 */
PanelChange
panel_parts(const PanelSums *sums, const SumsType *type)
{
	Pair		later = pair_sum(&sums->matched_later, &sums->entered, type);
	Pair		earlier = pair_sum(&sums->matched_earlier, &sums->left, type);
	PanelChange result = {.has_change = false};

	if (pair_is_empty(&later) || pair_is_empty(&earlier))
		return result;
	result.has_change = true;
	result.change = pair_points(&later, &earlier).units;
	if (pair_is_empty(&sums->matched_later) ||
		pair_is_empty(&sums->matched_earlier))
		return result;

	result.has_parts = true;
	result.parts[MATCHED] = pair_points(&sums->matched_later,
										&sums->matched_earlier);
	result.parts[ENTRY] = pair_points(&later, &sums->matched_later);
	result.parts[EXIT] = pair_points(&sums->matched_earlier, &earlier);
	points_add_up(result.parts, PARTS, result.change);
	return result;
}

/*
 * panel_change_final(panel_change_sums) → (change, matched, entry, exit)
 */
Datum
panel_change_final(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID),
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID)
	};
	const PanelSums *sums = (const PanelSums *) PG_GETARG_POINTER(0);
	PanelChange change = panel_parts(sums, &panel_type);
	Datum		values[1 + PARTS] = {0};
	bool		nulls[1 + PARTS] = {true, true, true, true};

	if (change.has_change)
	{
		values[0] = NumericGetDatum(points_to_numeric(change.change));
		nulls[0] = false;
	}
	for (int i = 0; i < PARTS && change.has_parts; i++)
	{
		Numeric		part = points_to_numeric(change.parts[i].units);

		values[1 + i] = NumericGetDatum(part);
		nulls[1 + i] = false;
	}
	return RECORD_RESULT(fcinfo, columns, values, nulls);
}
