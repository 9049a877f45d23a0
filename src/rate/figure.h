/*-------------------------------------------------------------------------
 *
 * figure.h
 *	  A printed figure, the values that are printed so, and the counts behind
 *	  them as a range.
 *
 * A rule of rounding maps an interval of values to a printed figure.  With p
 * the figure in units of its last digit and x the value in the same units, it
 * is
 *
 *	half_up		p - 1/2 <= x <  p + 1/2
 *	half_even	p - 1/2 <= x <= p + 1/2, if p is even
 *				p - 1/2 <  x <  p + 1/2, if p is odd
 *	truncate	p       <= x <  p + 1
 *	up			p - 1   <  x <= p
 *
 * and never below 0, as counts are not negative.  With one count known, x is
 * a multiple of the other or of its inverse, so the counts that print the
 * figure are all integers between two quotients.  These are taken in numeric,
 * exactly, for figures of any size and scale, and per anything.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_FIGURE_H
#define RESUME_FIGURE_H

#include "fmgr.h"

#include "base/rounding.h"

/* A figure as it was published */
typedef struct Figure
{
	Numeric		published;
	Numeric		per;			/* what it is published per; NULL for percent */
	int			digits;			/* that it was rounded to */
} Figure;

/* The values that are printed as one figure, in halves of its last digit */
typedef struct Preimage
{
	Numeric		lower;
	Numeric		upper;
	bool		lower_closed;
	bool		upper_closed;
} Preimage;

extern Figure published_figure(Numeric published);
extern Numeric units_of_one(const Figure *figure);
extern bool find_preimage(const Figure *figure, Rounding rounding,
						  Preimage *preimage);
extern Numeric smallest_factor(Numeric dividend, Numeric divisor, bool closed);
extern Numeric largest_factor(Numeric dividend, Numeric divisor, bool closed);
extern Datum empty_range(FunctionCallInfo fcinfo);
extern Datum count_range(FunctionCallInfo fcinfo, Numeric lower,
						 Numeric upper);

#endif							/* RESUME_FIGURE_H */
