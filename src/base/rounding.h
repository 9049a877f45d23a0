/*-------------------------------------------------------------------------
 *
 * rounding.h
 *	  From counts to the printed figure: one rounding, by a named rule.
 *
 * A percentage, or what else a rate is published per, is rounded once, from
 * the counts themselves.  The rules are those under which tables are
 * published:
 *
 *	half_up		a tie goes away from zero (the common rule)
 *	half_even	a tie goes to the even digit (GB/T 8170-2008)
 *	truncate	towards zero
 *	up			away from zero
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROUNDING_H
#define RESUME_ROUNDING_H

#include "fmgr.h"

#include "base/number.h"

typedef enum Rounding
{
	ROUND_HALF_UP,
	ROUND_HALF_EVEN,
	ROUND_TRUNCATE,
	ROUND_AWAY
} Rounding;

#define ROUNDING_RULES (ROUND_AWAY + 1)

/* What a percentage is published per: a ratio moved by two decimal places */
#define PERCENT 100
#define PERCENT_PLACES 2

/* By rule: what SQL calls it */
extern const char *const rounding_names[ROUNDING_RULES];

extern Rounding parse_rounding(const text *name);
extern int	check_digits(int digits);
extern Numeric check_per(Numeric per);
extern Numeric round_percent(int64 numerator, int64 denominator, int digits,
							 Rounding rounding);
extern Numeric round_percent_of(Numeric dividend, Numeric divisor, int digits,
								Rounding rounding);
extern Numeric round_per(int64 numerator, int64 denominator, Numeric per,
						 int digits, Rounding rounding);

#endif							/* RESUME_ROUNDING_H */
