/*-------------------------------------------------------------------------
 *
 * panel.h
 *	  What the aggregates over a panel share: its sums, and the parts of a
 *	  change by who reported on which date.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_PANEL_H
#define RESUME_PANEL_H

#include "infer/pair.h"

typedef struct PanelSums
{
	Pair		matched_later;	/* reported on both dates */
	Pair		matched_earlier;
	Pair		entered;		/* on the later date only */
	Pair		left;			/* on the earlier date only */
} PanelSums;

/* Its fields in a table of a type's fields, of a struct that it begins */
#define PANEL_FIELDS \
	PAIR_FIELDS(PanelSums, matched_later), \
	PAIR_FIELDS(PanelSums, matched_earlier), \
	PAIR_FIELDS(PanelSums, entered), \
	PAIR_FIELDS(PanelSums, left)

/* The parts of a change, each the change from one pooled rate to another */
enum
{
	MATCHED,
	ENTRY,
	EXIT,
	PARTS
};

/* The change, and its parts; which are known */
typedef struct PanelChange
{
	bool		has_change;
	bool		has_parts;
	Wide		change;
	Points		parts[PARTS];
} PanelChange;

static inline const char *
panel_fault(const PanelSums *sums)
{
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
static inline bool
panel_row(PanelSums *sums, const Rate *later, const Rate *earlier, bool out)
{
	if (later != NULL && earlier != NULL)
		return pair_change(&sums->matched_later, later, out) ||
			pair_change(&sums->matched_earlier, earlier, out);
	if (later != NULL)
		return pair_change(&sums->entered, later, out);
	if (earlier != NULL)
		return pair_change(&sums->left, earlier, out);
	return false;
}

extern PanelChange panel_parts(const PanelSums *sums, const SumsType *type);

#endif							/* RESUME_PANEL_H */
