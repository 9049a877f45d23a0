/*-------------------------------------------------------------------------
 *
 * implied_counts.c
 *	  implied_counts(): the counts that are written as 42.3 times 10,000.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "common/int.h"
#include "utils/builtins.h"
#include "utils/rangetypes.h"

#include "base/compat.h"
#include "base/number.h"
#include "base/rounding.h"
#include "register/count_text.h"

PG_FUNCTION_INFO_V1(implied_counts);


/*
 * How far counts that are written so are below and above what is written, in a
 * unit that is a power of ten and more than 1; odd says whether the last digit
 * is.
 */
static void
find_margins(Rounding rounding, int64 unit, bool odd, int64 *below,
			 int64 *above)
{
	switch (rounding)
	{
		case ROUND_HALF_UP:
			*below = unit / 2;
			*above = unit / 2 - 1;
			return;
		case ROUND_HALF_EVEN:
			*below = *above = unit / 2 - (odd ? 1 : 0);
			return;
		case ROUND_TRUNCATE:
			*below = 0;
			*above = unit - 1;
			return;
		case ROUND_AWAY:
			*below = unit - 1;
			*above = 0;
			return;
	}
	pg_unreachable();
}

/*
 * implied_counts(printed text, rounding text) → int8range
 *
 * Every count that the rule writes as the cell, with the digits and the unit
 * of the cell; the count itself if its last digit is one of units.  NULL for a
 * cell that says that the count is not known, and without upper bound beyond
 * the bigints.
 */
Datum
implied_counts(PG_FUNCTION_ARGS)
{
	Rounding	rounding = parse_rounding(PG_GETARG_TEXT_PP(1));
	TypeCacheEntry *typcache = range_get_typcache(fcinfo, INT8RANGEOID);
	RangeBound	lower = {.inclusive = true, .lower = true};
	RangeBound	upper = {.inclusive = true, .lower = false};
	CountText	cell;
	int64		below = 0;
	int64		above = 0;
	int64		last;

	if (!read_count_text(PG_GETARG_TEXT_PP(0), &cell))
		PG_RETURN_NULL();
	if (cell.last_digit > 0)
	{
		/* past the bigints no other count is written so, or it is a 0 */
		int64		unit = power_of_ten(Min(cell.last_digit, POWER_OF_TEN_MAX));

		find_margins(rounding, unit, cell.count / unit % 2 != 0, &below,
					 &above);
	}

	lower.val = Int64GetDatum(cell.count - Min(below, cell.count));
	upper.infinite = pg_add_s64_overflow(cell.count, above, &last) ||
		last == PG_INT64_MAX;
	upper.val = Int64GetDatum(last);
	PG_RETURN_RANGE_P(make_range_of(typcache, &lower, &upper, false));
}
