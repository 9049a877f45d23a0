/*-------------------------------------------------------------------------
 *
 * panel_split.c
 *	  panel_change_split(later rate, earlier rate): panel_change(), with the
 *	  change of those who reported twice split into what the enterprises did and
 *	  what their sizes made of it; and the type panel_change_split_sums, its
 *	  state.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"

#include "base/compat.h"
#include "base/record.h"
#include "infer/panel.h"

/* The on-disk form: 200 bytes, double alignment, no padding. */
typedef struct PanelSplitSums
{
	PanelSums	panel;			/* at the beginning */
	int64		rated;			/* those with a rate on both dates */
	FixedSum	later_ratios;	/* of them */
	FixedSum	earlier_ratios;
} PanelSplitSums;

PG_FUNCTION_INFO_V1(panel_change_split_sums_final);


/* --------
 * The type
 * --------
 */

static const char *
panel_split_fault(const void *value)
{
	const PanelSplitSums *sums = (const PanelSplitSums *) value;
	bool		nobody = pair_is_empty(&sums->panel.matched_later) ||
		pair_is_empty(&sums->panel.matched_earlier);
	bool		no_ratios = fixed_is_zero(&sums->later_ratios) &&
		fixed_is_zero(&sums->earlier_ratios);

	if (sums->rated > 0 && nobody)
		return gettext_noop("Those with a rate on both dates have denominators on both.");
	if (sums->rated == 0 && !no_ratios)
		return gettext_noop("Without a rate the sum of the ratios must be 0.");
	return panel_fault(&sums->panel);
}

/* One enterprise.  Without staff on a date it has no rate to take a mean of. */
static bool
panel_split_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	const Rate *later = rate_argument(fcinfo, 1);
	const Rate *earlier = rate_argument(fcinfo, 2);
	PanelSplitSums *sums = (PanelSplitSums *) state;
	bool		overflow = panel_row(&sums->panel, later, earlier, out);

	if (has_value(later) && has_value(earlier))
	{
		FixedSum	l = fixed_from_product(1, later->numerator,
										   later->denominator);
		FixedSum	e = fixed_from_product(1, earlier->numerator,
										   earlier->denominator);

		overflow |= fixed_change(&sums->later_ratios, &l, out);
		overflow |= fixed_change(&sums->earlier_ratios, &e, out);
		overflow |= pg_add_s64_overflow(sums->rated, out ? -1 : 1,
										&sums->rated);
	}
	return overflow;
}

static const SumsField panel_split_fields[] = {
	PANEL_FIELDS,
	{FIELD_COUNT, offsetof(PanelSplitSums, rated)},
	{FIELD_RATIOS, offsetof(PanelSplitSums, later_ratios)},
	{FIELD_RATIOS, offsetof(PanelSplitSums, earlier_ratios)},
};

static const SumsType panel_split_type = {
	"panel_change_split_sums", "panel_change_split", sizeof(PanelSplitSums),
	lengthof(panel_split_fields), panel_split_fields, panel_split_row,
	panel_split_fault
};

SUMS_FUNCTIONS(panel_change_split_sums, PanelSplitSums, panel_split_type);


/* ----------
 * The result
 * ----------
 */

/*
 * The change of the mean rate.  Each ratio is cut at its last place, so the
 * difference of their means may be off by that place either way; nearer than
 * that to a tie it is taken to be that tie.
 */
static Points
mean_points(const PanelSplitSums *sums)
{
	FixedSum	change = sums->later_ratios;
	FixedSum	slack = {{(uint64) sums->rated}};
	FixedSum	divisor = fixed_from_count(sums->rated);
	bool		negative = limbs_difference(change.limb,
											sums->earlier_ratios.limb,
											FIXED_LIMBS);

	(void) limbs_add(change.limb, slack.limb, FIXED_LIMBS);
	return points_rounded(negative, change.limb, divisor.limb, FIXED_LIMBS);
}

enum
{
	COLUMN_CHANGE,
	COLUMN_MATCHED,
	COLUMN_MEAN,
	COLUMN_COVARIANCE,
	COLUMN_ENTRY,
	COLUMN_EXIT,
	COLUMNS
};

/*
 * panel_change_split_sums_final(panel_change_split_sums) →
 *		(change, matched, matched_mean, matched_covariance, entry, exit)
 *
 * The columns of panel_change(), and matched in two parts.  The pooled rate of
 * enterprises is their mean rate plus the covariance of rate and share, and so
 * the change of those who reported twice is the change of either; M. J. Melitz
 * and S. Polanec (2015), RAND J. Econ. 46:362-375.
 *
 * The change of the mean is rounded once, and the covariance is what is left of
 * matched.  Both are NULL if no enterprise has a rate on both dates.
 */
Datum
panel_change_split_sums_final(PG_FUNCTION_ARGS)
{
	static const RecordColumn columns[] = {
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID),
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID),
		SERVER_COLUMN(NUMERICOID), SERVER_COLUMN(NUMERICOID)
	};
	const PanelSplitSums *sums = (const PanelSplitSums *) PG_GETARG_POINTER(0);
	PanelChange change = panel_parts(&sums->panel, &panel_split_type);
	Wide		units[COLUMNS];
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS];

	units[COLUMN_CHANGE] = change.change;
	units[COLUMN_MATCHED] = change.parts[MATCHED].units;
	units[COLUMN_ENTRY] = change.parts[ENTRY].units;
	units[COLUMN_EXIT] = change.parts[EXIT].units;
	for (int i = 0; i < COLUMNS; i++)
		nulls[i] = !change.has_parts;
	nulls[COLUMN_CHANGE] = !change.has_change;
	nulls[COLUMN_MEAN] |= sums->rated == 0;
	nulls[COLUMN_COVARIANCE] |= sums->rated == 0;

	if (!nulls[COLUMN_MEAN])
	{
		units[COLUMN_MEAN] = mean_points(sums).units;
		units[COLUMN_COVARIANCE] = wide_minus(units[COLUMN_MATCHED],
											  units[COLUMN_MEAN]);
	}
	for (int i = 0; i < COLUMNS; i++)
	{
		if (!nulls[i])
			values[i] = NumericGetDatum(points_to_numeric(units[i]));
	}
	return RECORD_RESULT(fcinfo, columns, values, nulls);
}
