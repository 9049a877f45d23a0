/*-------------------------------------------------------------------------
 *
 * range_sum.c
 *	  range_sum(int8range): what counts add up to of which each is known to be
 *	  in a range; and the type range_sums, its state.
 *
 * Parts against a total: the implied range of each part leaves some counts,
 * and their sum is in the sum of the ranges.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type_d.h"
#include "utils/fmgrprotos.h"
#include "utils/rangetypes.h"

#include "base/compat.h"
#include "base/sums.h"

/* The on-disk form: 64 bytes, double alignment, no padding. */
typedef struct RangeSums
{
	int64		parts;
	int64		empty;			/* of them */
	int64		no_lower;		/* not empty, without a bound */
	int64		no_upper;
	Sum128		lower;			/* of the smallest counts of the others */
	Sum128		upper;			/* and of the largest */
} RangeSums;

PG_FUNCTION_INFO_V1(range_sums_final);


/* --------
 * The type
 * --------
 */

/* Can a sum of so many bigints be that? */
static bool
sum_is_possible(int64 count, Sum128 sum)
{
	return sum128_cmp(sum, sum128_product(count, PG_INT64_MIN)) >= 0 &&
		sum128_cmp(sum, sum128_product(count, PG_INT64_MAX)) <= 0;
}

static const char *
range_sums_fault(const void *value)
{
	const RangeSums *sums = (const RangeSums *) value;
	int64		bounded;

	if (sums->empty > sums->parts)
		return gettext_noop("There are more empty parts than parts.");
	bounded = sums->parts - sums->empty;
	if (sums->no_lower > bounded || sums->no_upper > bounded)
		return gettext_noop("There are more parts without a bound than parts that are not empty.");
	if (!sum_is_possible(bounded - sums->no_lower, sums->lower) ||
		!sum_is_possible(bounded - sums->no_upper, sums->upper))
		return gettext_noop("A sum is not one of so many bounds.");
	if (sums->no_lower == 0 && sums->no_upper == 0 &&
		sum128_cmp(sums->lower, sums->upper) > 0)
		return gettext_noop("The lower bounds add up to more than the upper.");
	return NULL;
}

static inline bool
change_number(int64 *number, bool out)
{
	return pg_add_s64_overflow(*number, out ? -1 : 1, number);
}

/*
 * One end of a range, as it is stored; moves *p behind it.  It may stand at any
 * address, because a short value has no room for alignment.
 */
static inline int64
read_bound(const char **p)
{
	int64		bound;

	memcpy(&bound, *p, sizeof(bound));
	*p += sizeof(bound);
	return bound;
}

/*
 * One part.  An int8range is stored as the Oid of its type, the bounds that it
 * has, and flags; its lower end is included and its upper end excluded.  It is
 * read where it is, which range_deserialize() cannot, because a copy takes as
 * long as the rest.
 */
static bool
range_sums_row(FunctionCallInfo fcinfo, void *state, bool out)
{
	RangeSums  *sums = (RangeSums *) state;
	struct varlena *range;
	const char *p;
	char		flags;
	bool		overflow;

	if (PG_ARGISNULL(1))
		return false;
	range = PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(1));
	p = VARDATA_ANY(range) + sizeof(Oid);
	flags = VARDATA_ANY(range)[VARSIZE_ANY_EXHDR(range) - 1];

	overflow = change_number(&sums->parts, out);
	if (flags & RANGE_EMPTY)
		return overflow | change_number(&sums->empty, out);
	if (RANGE_HAS_LBOUND(flags))
		overflow |= sums_change_count(&sums->lower, read_bound(&p), out);
	else
		overflow |= change_number(&sums->no_lower, out);
	if (RANGE_HAS_UBOUND(flags))
		overflow |= sums_change_count(&sums->upper, read_bound(&p) - 1, out);
	else
		overflow |= change_number(&sums->no_upper, out);
	return overflow;
}

static const SumsField range_sums_fields[] = {
	{FIELD_COUNT, offsetof(RangeSums, parts)},
	{FIELD_COUNT, offsetof(RangeSums, empty)},
	{FIELD_COUNT, offsetof(RangeSums, no_lower)},
	{FIELD_COUNT, offsetof(RangeSums, no_upper)},
	{FIELD_SIGNED, offsetof(RangeSums, lower)},
	{FIELD_SIGNED, offsetof(RangeSums, upper)},
};

static const SumsType range_sums_type = {
	"range_sums", "range_sum", sizeof(RangeSums),
	lengthof(range_sums_fields), range_sums_fields, range_sums_row,
	range_sums_fault
};

SUMS_FUNCTIONS(range_sums, RangeSums, range_sums_type);


/* ----------
 * The result
 * ----------
 */

static inline bool
fits_int64(Sum128 sum)
{
	return sum128_cmp(sum, sum128_from_int64((int64) sum.lo)) == 0;
}

static void
out_of_range(Sum128 lower, Sum128 upper)
{
	char		from[SUM128_TEXT_SIZE];
	char		to[SUM128_TEXT_SIZE];

	(void) sum128_to_text(lower, from);
	(void) sum128_to_text(upper, to);
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("range_sum() is out of range"),
			 errdetail("The bounds add up to %s and %s, and no bigint is between them.",
					   from, to),
			 errhint("Check the unit of the counts.")));
}

/*
 * range_sums_final(range_sums) → int8range
 *
 * The sums that are possible.  NULL without parts, and empty if one is; without
 * a bound on a side on which a part has none, or beyond the bigints.
 */
Datum
range_sums_final(PG_FUNCTION_ARGS)
{
	const RangeSums *sums = (const RangeSums *) PG_GETARG_POINTER(0);
	TypeCacheEntry *typcache = range_get_typcache(fcinfo, INT8RANGEOID);
	RangeBound	lower = {.inclusive = true, .lower = true};
	RangeBound	upper = {.inclusive = true, .lower = false};

	if (sums->parts == 0)
		PG_RETURN_NULL();
	if (sums->empty > 0)
		PG_RETURN_RANGE_P(make_empty_range(typcache));

	lower.infinite = sums->no_lower > 0 ||
		sum128_cmp(sums->lower, sum128_from_int64(PG_INT64_MIN)) < 0;
	upper.infinite = sums->no_upper > 0 ||
		sum128_cmp(sums->upper, sum128_from_int64(PG_INT64_MAX)) >= 0;
	if ((!lower.infinite && !fits_int64(sums->lower)) ||
		(!upper.infinite && !fits_int64(sums->upper)))
		out_of_range(sums->lower, sums->upper);
	lower.val = Int64GetDatum((int64) sums->lower.lo);
	upper.val = Int64GetDatum((int64) sums->upper.lo);
	PG_RETURN_RANGE_P(make_range_of(typcache, &lower, &upper, false));
}
