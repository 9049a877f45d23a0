/*-------------------------------------------------------------------------
 *
 * standardize.c
 *	  standardize(rate, weight): a rate with the mix of strata held still; and
 *	  the type standardize_sums, its state.
 *
 * Each row is one stratum; nothing may drop out of the comparison without a
 * word, so what a missing side means is defined.
 *
 * A weight is any double, so the sums of weights and of weight * ratio have
 * room for every place that a double can have, and for the places of an exact
 * product.  Both sums are exact: they depend neither on the order of the rows
 * nor on the plan, and a row can be taken out again.  Only the limbs between
 * the first and the last that is not 0 are kept, which are two or three
 * unless weights are of very different size.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "libpq/pqformat.h"

#include "base/aggregate.h"
#include "base/comparison.h"
#include "base/compat.h"
#include "base/fixed.h"
#include "base/limbs.h"
#include "base/wire.h"
#include "rate/rate.h"

/*
 * Both sums, in the same limbs: the first of them has the weight of
 * 2^(64 first).  A varlena that is not compressed.
 *
 * There is one form of each value: the lowest and the highest limb are not 0
 * in both sums, and 0 has no limbs, with first 0.
 */
typedef struct StandardizeSums
{
	int32		vl_len_;		/* varlena header */
	int16		first;
	int16		limbs;			/* of each sum */
	uint64		limb[FLEXIBLE_ARRAY_MEMBER];	/* of weights, then products */
} StandardizeSums;

#define SUMS_HEADER offsetof(StandardizeSums, limb)
#define SUMS_SIZE(limbs) (SUMS_HEADER + 2 * (Size) (limbs) * sizeof(uint64))

#define WEIGHTS(sums) ((sums)->limb)
#define PRODUCTS(sums) ((sums)->limb + (sums)->limbs)

/*
 * Limbs from FIRST_LIMB to before END_LIMB can be used.  The last place of a
 * product is that of the smallest weight, 2^-1074, and of the smallest ratio,
 * 2^-116; the largest sum is that of 2^63 weights below 2^1024 and of ratios
 * up to 2^63.
 */
#define FIRST_LIMB (-19)
#define END_LIMB 18
#define ALL_LIMBS (END_LIMB - FIRST_LIMB)

/* Makes an exponent positive, so that division rounds down */
#define BIAS (-FIRST_LIMB * LIMB_BITS)

#define STANDARDIZE_TEXT_SIZE ((Size) 2 * (5 + LIMB_DIGITS * ALL_LIMBS))

/* first and limbs */
#define HEADER_WIRE_SIZE (2 * (int) sizeof(int16))

#define PG_GETARG_SUMS_P(n) ((StandardizeSums *) PG_GETARG_POINTER(n))

/* A number that is added: the limbs from first on, neither end of them 0 */
typedef struct Addend
{
	int			first;
	int			limbs;
	uint64		limb[3];
} Addend;

/* One row that counts */
typedef struct Stratum
{
	Addend		weight;
	Addend		product;
} Stratum;

PG_FUNCTION_INFO_V1(standardize_sums_in);
PG_FUNCTION_INFO_V1(standardize_sums_out);
PG_FUNCTION_INFO_V1(standardize_sums_recv);
PG_FUNCTION_INFO_V1(standardize_sums_send);
PG_FUNCTION_INFO_V1(standardize_sums_accum);
PG_FUNCTION_INFO_V1(standardize_sums_inverse);
PG_FUNCTION_INFO_V1(standardize_sums_combine);
PG_FUNCTION_INFO_V1(standardize_accum);
PG_FUNCTION_INFO_V1(standardize_combine);
PG_FUNCTION_INFO_V1(standardize_serialize);
PG_FUNCTION_INFO_V1(standardize_deserialize);
PG_FUNCTION_INFO_V1(standardize_final);


/* --------
 * The form
 * --------
 */

static StandardizeSums *
make_sums(int first, int limbs)
{
	StandardizeSums *result = palloc0(SUMS_SIZE(limbs));

	SET_VARSIZE(result, SUMS_SIZE(limbs));
	result->first = (int16) first;
	result->limbs = (int16) limbs;
	return result;
}

static inline int
end_limb(const StandardizeSums *sums)
{
	return sums->first + sums->limbs;
}

static void
out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("standardize() is out of range"),
			 errdetail("The sum of the weights is larger than that of 2^63 rows can be."),
			 errhint("Check the unit of the weights.")));
}

/* The same sums with room for the limbs from first to before end */
static StandardizeSums *
widen(const StandardizeSums *sums, int first, int end)
{
	StandardizeSums *result;
	Size		size = sums->limbs * sizeof(uint64);

	if (sums->limbs > 0)
	{
		first = Min(first, sums->first);
		end = Max(end, end_limb(sums));
	}
	if (unlikely(end > END_LIMB))
		out_of_range();

	result = make_sums(first, end - first);
	if (sums->limbs > 0)
	{
		memcpy(WEIGHTS(result) + sums->first - first, WEIGHTS(sums), size);
		memcpy(PRODUCTS(result) + sums->first - first, PRODUCTS(sums), size);
	}
	return result;
}

/* Drops limbs that are 0 in both sums at either end, in place. */
static void
trim(StandardizeSums *sums)
{
	const uint64 *weights = WEIGHTS(sums);
	const uint64 *products = PRODUCTS(sums);
	int			low = 0;
	int			high = sums->limbs;

	while (high > 0 && (weights[high - 1] | products[high - 1]) == 0)
		high--;
	while (low < high && (weights[low] | products[low]) == 0)
		low++;
	if (likely(low == 0 && high == sums->limbs))
		return;

	sums->first = (int16) (high == 0 ? 0 : sums->first + low);
	sums->limbs = (int16) (high - low);
	memmove(WEIGHTS(sums), weights + low, (high - low) * sizeof(uint64));
	memmove(PRODUCTS(sums), products + low, (high - low) * sizeof(uint64));
	SET_VARSIZE(sums, SUMS_SIZE(high - low));
}

/*
 * The validator behind every way in: what cannot be the sums of rows.
 */
static bool
sums_are_possible(const StandardizeSums *sums)
{
	return !limbs_are_zero(WEIGHTS(sums), sums->limbs) ||
		limbs_are_zero(PRODUCTS(sums), sums->limbs);
}

#define NO_WEIGHTS "Without weights the sum of products must be 0."

static bool
check_sums(const StandardizeSums *sums, int sqlerrcode,
		   struct Node *escontext)
{
	if (likely(sums_are_possible(sums)))
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("inconsistent sums for type %s", "standardize_sums"),
			 errdetail(NO_WEIGHTS),
			 errhint("Values of this type are partial results of the aggregate standardize().")));
}


/* ----------------
 * Input and output
 * ----------------
 */

static bool
digits_fit(const HexDigits *digits)
{
	return digits->nwhole <= END_LIMB * LIMB_DIGITS &&
		digits->nfraction <= -FIRST_LIMB * LIMB_DIGITS;
}

/*
 * standardize_sums_in('(weights,products)')
 *
 * Both are hexadecimal with a point: 0x1f.8 is 31.5.  White space is allowed
 * around each of them.
 */
Datum
standardize_sums_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	const char *p = skip_space(input);
	StandardizeSums *result;
	HexDigits	digits[2];
	bool		malformed = *p != '(';

	for (int i = 0; i < 2 && !malformed; i++)
	{
		/* behind the parenthesis, or the comma */
		p = skip_space(p + 1);
		malformed = !parse_hex_digits(&p, &digits[i]);
		p = skip_space(p);
		malformed |= *p != ",)"[i];
	}

	if (malformed || *skip_space(p + 1) != '\0')
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"standardize_sums", input),
				 errhint("Values of this type are partial results of the aggregate standardize().")));

	if (!digits_fit(&digits[0]) || !digits_fit(&digits[1]))
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						input, "standardize_sums"),
				 errdetail("Its sums have %d hexadecimal digits in front of the point and %d behind it.",
						   END_LIMB * LIMB_DIGITS, -FIRST_LIMB * LIMB_DIGITS),
				 errhint("Values of this type are partial results of the aggregate standardize().")));

	result = make_sums(FIRST_LIMB, ALL_LIMBS);
	limbs_from_digits(WEIGHTS(result), ALL_LIMBS, -FIRST_LIMB, &digits[0]);
	limbs_from_digits(PRODUCTS(result), ALL_LIMBS, -FIRST_LIMB, &digits[1]);
	trim(result);
	if (!check_sums(result, ERRCODE_INVALID_TEXT_REPRESENTATION, escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(result);
}

/* standardize_sums_out(standardize_sums), in the form that is read */
Datum
standardize_sums_out(PG_FUNCTION_ARGS)
{
	StandardizeSums *all = widen(PG_GETARG_SUMS_P(0), FIRST_LIMB, END_LIMB);
	char	   *result = palloc(STANDARDIZE_TEXT_SIZE);
	char	   *p = result;

	*p++ = '(';
	p = limbs_to_text(WEIGHTS(all), ALL_LIMBS, -FIRST_LIMB, p);
	*p++ = ',';
	p = limbs_to_text(PRODUCTS(all), ALL_LIMBS, -FIRST_LIMB, p);
	*p++ = ')';
	*p = '\0';
	PG_RETURN_CSTRING(result);
}

/* Both sums, the highest limb first, behind first and limbs */
static StandardizeSums *
receive_sums(StringInfo buf)
{
	const char *hint = "Send what standardize_sums_send() gives.";
	int			first;
	int			limbs;
	StandardizeSums *result;

	if (buf->len - buf->cursor < HEADER_WIRE_SIZE)
		wire_check_value(buf, HEADER_WIRE_SIZE, "standardize_sums", hint);
	first = (int16) pq_getmsgint(buf, sizeof(int16));
	limbs = (int16) pq_getmsgint(buf, sizeof(int16));
	if (first < FIRST_LIMB || limbs < 0 || first + limbs > END_LIMB)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid external \"%s\" value", "standardize_sums"),
				 errdetail("There are %d limbs, from number %d on.", limbs, first),
				 errhint("%s", hint)));
	wire_check_value(buf, 2 * limbs * (int) sizeof(uint64), "standardize_sums",
					 hint);

	result = make_sums(first, limbs);
	limbs_recv(buf, WEIGHTS(result), limbs);
	limbs_recv(buf, PRODUCTS(result), limbs);
	trim(result);
	check_sums(result, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	return result;
}

Datum
standardize_sums_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(receive_sums((StringInfo) PG_GETARG_POINTER(0)));
}

Datum
standardize_sums_send(PG_FUNCTION_ARGS)
{
	StandardizeSums *sums = PG_GETARG_SUMS_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, sums->first);
	pq_sendint16(&buf, sums->limbs);
	limbs_send(&buf, WEIGHTS(sums), sums->limbs);
	limbs_send(&buf, PRODUCTS(sums), sums->limbs);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}


/* -----
 * Order
 * -----
 */

static inline uint64
limb_at(const StandardizeSums *sums, const uint64 *sum, int at)
{
	at -= sums->first;
	return at >= 0 && at < sums->limbs ? sum[at] : 0;
}

/* By the weights, then by the products, each by its value */
static int
compare_sums(const StandardizeSums *a, const StandardizeSums *b)
{
	const uint64 *const a_sums[] = {WEIGHTS(a), PRODUCTS(a)};
	const uint64 *const b_sums[] = {WEIGHTS(b), PRODUCTS(b)};

	for (int sum = 0; sum < 2; sum++)
	{
		for (int at = END_LIMB - 1; at >= FIRST_LIMB; at--)
		{
			uint64		a_limb = limb_at(a, a_sums[sum], at);
			uint64		b_limb = limb_at(b, b_sums[sum], at);

			if (a_limb != b_limb)
				return a_limb < b_limb ? -1 : 1;
		}
	}
	return 0;
}

COMPARISON_FUNCTIONS_SIZED(standardize_sums, StandardizeSums, compare_sums,
						   VARSIZE(a));


/* ----------
 * Arithmetic
 * ----------
 */

/* mantissa * 2^exponent */
static inline Addend
make_addend(Product128 mantissa, int exponent)
{
	int			first = (exponent + BIAS) / LIMB_BITS - BIAS / LIMB_BITS;
	int			shift = exponent - first * LIMB_BITS;
	Addend		result = {first, 3, {mantissa.lo, mantissa.hi, 0}};

	if (shift > 0)
	{
		result.limb[2] = mantissa.hi >> (LIMB_BITS - shift);
		result.limb[1] = mantissa.hi << shift |
			mantissa.lo >> (LIMB_BITS - shift);
		result.limb[0] = mantissa.lo << shift;
	}

	while (result.limbs > 0 && result.limb[result.limbs - 1] == 0)
		result.limbs--;
	while (result.limbs > 0 && result.limb[0] == 0)
	{
		result.first++;
		result.limbs--;
		result.limb[0] = result.limb[1];
		result.limb[1] = result.limb[2];
	}
	return result;
}

/* Adds to one of the sums; returns the carry out of the last limb. */
static inline uint64
add_limbs(StandardizeSums *sums, uint64 *sum, const Addend *addend)
{
	int			at = addend->first - sums->first;
	uint64		carry;

	if (addend->limbs == 0)
		return 0;
	carry = limbs_add(sum + at, addend->limb, addend->limbs);
	at += addend->limbs;
	return limbs_carry(sum + at, sums->limbs - at, carry);
}

static inline uint64
subtract_limbs(StandardizeSums *sums, uint64 *sum, const Addend *addend)
{
	int			at = addend->first - sums->first;
	uint64		borrow;

	if (addend->limbs == 0)
		return 0;
	borrow = limbs_subtract(sum + at, addend->limb, addend->limbs);
	at += addend->limbs;
	return limbs_borrow(sum + at, sums->limbs - at, borrow);
}

/*
 * The sums with room for each limb of an addend: as they were, if there is,
 * and otherwise in the current memory context.
 */
static inline StandardizeSums *
make_room(StandardizeSums *sums, const Addend *addend)
{
	int			end = addend->first + addend->limbs;

	if (likely(addend->limbs == 0 ||
			   (addend->first >= sums->first && end <= end_limb(sums))))
		return sums;
	return widen(sums, addend->first, end);
}

/* The sums with a row added, in place if there is room */
static StandardizeSums *
add_stratum(StandardizeSums *sums, const Stratum *row)
{
	uint64		weights_carry;
	uint64		products_carry;

	sums = make_room(sums, &row->weight);
	sums = make_room(sums, &row->product);
	weights_carry = add_limbs(sums, WEIGHTS(sums), &row->weight);
	products_carry = add_limbs(sums, PRODUCTS(sums), &row->product);
	if (unlikely((weights_carry | products_carry) != 0))
	{
		int			top = sums->limbs;

		sums = widen(sums, sums->first, end_limb(sums) + 1);
		*(WEIGHTS(sums) + top) = weights_carry;
		*(PRODUCTS(sums) + top) = products_carry;
	}
	trim(sums);
	return sums;
}

/* Those without a row; it cannot have been in if something is missing. */
static StandardizeSums *
remove_stratum(StandardizeSums *sums, const Stratum *row)
{
	sums = make_room(sums, &row->weight);
	sums = make_room(sums, &row->product);
	if (unlikely(subtract_limbs(sums, WEIGHTS(sums), &row->weight) != 0 ||
				 subtract_limbs(sums, PRODUCTS(sums), &row->product) != 0))
		frame_mismatch("standardize", "A sum must not be negative.");
	trim(sums);
	if (unlikely(!sums_are_possible(sums)))
		frame_mismatch("standardize", NO_WEIGHTS);
	return sums;
}

/* The sums of both; as add_stratum(), in place if there is room */
static StandardizeSums *
add_sums(StandardizeSums *sums, const StandardizeSums *other)
{
	int			at;
	uint64		weights_carry;
	uint64		products_carry;

	if (other->limbs == 0)
		return sums;

	/* one limb more, for the carries */
	sums = widen(sums, other->first,
				 Min(Max(end_limb(sums), end_limb(other)) + 1, END_LIMB));
	at = other->first - sums->first;
	weights_carry = limbs_add(WEIGHTS(sums) + at, WEIGHTS(other), other->limbs);
	products_carry = limbs_add(PRODUCTS(sums) + at, PRODUCTS(other),
							   other->limbs);
	at += other->limbs;
	weights_carry = limbs_carry(WEIGHTS(sums) + at, sums->limbs - at,
								weights_carry);
	products_carry = limbs_carry(PRODUCTS(sums) + at, sums->limbs - at,
								 products_carry);
	if (unlikely((weights_carry | products_carry) != 0))
		out_of_range();
	trim(sums);
	return sums;
}


/* -------------
 * The aggregate
 * -------------
 */

static void
check_weight(double weight)
{
	/* written so that NaN is refused as well */
	if (unlikely(!(weight >= 0.0 && !isinf(weight))))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the weight of a stratum must be a finite number that is not negative"),
				 errdetail("It is %g.", weight),
				 errhint("Weights are sizes of the strata in a standard population; 0 leaves a stratum out.")));
}

/*
 * The row of a stratum; false if it does not count.
 *
 * A row with neither rate nor weight, as an outer join makes it where there
 * is no stratum, is none.
 */
static bool
stratum_of_row(FunctionCallInfo fcinfo, Stratum *row)
{
	const Rate *rate = PG_ARGISNULL(1) ? NULL : PG_GETARG_RATE_P(1);
	double		weight;
	double		ratio;
	Product128	mantissa = {0, 0};
	int			weight_exponent;
	int			ratio_exponent;

	if (PG_ARGISNULL(2))
	{
		if (rate != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a stratum has no weight"),
					 errdetail("Its rate is " INT64_FORMAT "/" INT64_FORMAT ", its weight is NULL.",
							   rate->numerator, rate->denominator),
					 errhint("Give every stratum a weight; 0 leaves it out, and so does FILTER (WHERE weight IS NOT NULL).")));
		return false;
	}

	weight = PG_GETARG_FLOAT8(2);
	check_weight(weight);
	if (weight == 0.0)
		return false;

	if (rate == NULL || rate_is_empty(rate))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("a stratum with a weight has no rate"),
				 errdetail("Its weight is %g, its rate is %s.",
						   weight, rate == NULL ? "NULL" : "0/0"),
				 errhint("Merge it with another stratum, or give it the weight 0 to standardise over the others.")));

	ratio = rate_ratio(rate);
	mantissa.lo = double_mantissa(weight, &weight_exponent);
	row->weight = make_addend(mantissa, weight_exponent);
	mantissa = product128(mantissa.lo, double_mantissa(ratio, &ratio_exponent));
	row->product = make_addend(mantissa, weight_exponent + ratio_exponent);
	return true;
}

/* The state that an aggregate node owns, a copy of it, or a new one */
static StandardizeSums *
writable_sums(FunctionCallInfo fcinfo)
{
	StandardizeSums *sums;

	if (unlikely(PG_ARGISNULL(0)))
		return make_sums(0, 0);
	sums = PG_GETARG_SUMS_P(0);
	if (likely(in_aggregate(fcinfo)))
		return sums;
	return memcpy(palloc(VARSIZE(sums)), sums, VARSIZE(sums));
}

/*
 * standardize_sums_accum(standardize_sums, rate, double precision)
 *		→ standardize_sums
 */
Datum
standardize_sums_accum(PG_FUNCTION_ARGS)
{
	StandardizeSums *sums = writable_sums(fcinfo);
	Stratum		row;

	if (stratum_of_row(fcinfo, &row))
		sums = add_stratum(sums, &row);
	PG_RETURN_POINTER(sums);
}

Datum
standardize_sums_inverse(PG_FUNCTION_ARGS)
{
	StandardizeSums *sums = writable_sums(fcinfo);
	Stratum		row;

	if (stratum_of_row(fcinfo, &row))
		sums = remove_stratum(sums, &row);
	PG_RETURN_POINTER(sums);
}

/*
 * standardize_sums_combine(standardize_sums, standardize_sums)
 *		→ standardize_sums
 */
Datum
standardize_sums_combine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(add_sums(writable_sums(fcinfo), PG_GETARG_SUMS_P(1)));
}

/*
 * standardize_final(standardize_sums) → double precision
 *
 * The directly standardised ratio, sum(w * ratio) / sum(w), rounded once;
 * NULL without any weight.
 */
Datum
standardize_final(PG_FUNCTION_ARGS)
{
	StandardizeSums *sums = PG_GETARG_SUMS_P(0);
	uint64		weights[ALL_LIMBS + 1] = {0};
	uint64		products[ALL_LIMBS + 1] = {0};

	if (sums->limbs == 0)
		PG_RETURN_NULL();

	/* a division needs a bit to spare */
	memcpy(weights, WEIGHTS(sums), sums->limbs * sizeof(uint64));
	memcpy(products, PRODUCTS(sums), sums->limbs * sizeof(uint64));
	PG_RETURN_FLOAT8(limbs_quotient(products, weights, sums->limbs + 1));
}


/* ----------------
 * The state of 1.0
 * ----------------
 */

/* In the aggregate's own memory, to which the executor copies no such state */
static Datum
internal_add(FunctionCallInfo fcinfo, const Stratum *row,
			 const StandardizeSums *other)
{
	MemoryContext context = aggregate_context(fcinfo, "standardize");
	MemoryContext caller = MemoryContextSwitchTo(context);
	StandardizeSums *old;
	StandardizeSums *sums;

	old = PG_ARGISNULL(0) ? make_sums(0, 0) : PG_GETARG_SUMS_P(0);
	sums = old;
	if (row != NULL)
		sums = add_stratum(sums, row);
	if (other != NULL)
		sums = add_sums(sums, other);
	if (sums != old)
		pfree(old);
	MemoryContextSwitchTo(caller);
	PG_RETURN_POINTER(sums);
}

Datum
standardize_accum(PG_FUNCTION_ARGS)
{
	Stratum		row;

	(void) aggregate_context(fcinfo, "standardize");
	return internal_add(fcinfo, stratum_of_row(fcinfo, &row) ? &row : NULL,
						NULL);
}

Datum
standardize_combine(PG_FUNCTION_ARGS)
{
	return internal_add(fcinfo, NULL,
						PG_ARGISNULL(1) ? NULL : PG_GETARG_SUMS_P(1));
}

Datum
standardize_serialize(PG_FUNCTION_ARGS)
{
	(void) aggregate_context(fcinfo, "standardize");
	return standardize_sums_send(fcinfo);
}

Datum
standardize_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *wire = PG_GETARG_BYTEA_PP(0);
	StringInfoData buf;

	(void) aggregate_context(fcinfo, "standardize");

	/* only read from, so that the bytes need not be copied */
	buf.data = VARDATA_ANY(wire);
	buf.len = buf.maxlen = (int) VARSIZE_ANY_EXHDR(wire);
	buf.cursor = 0;
	PG_RETURN_POINTER(receive_sums(&buf));
}
