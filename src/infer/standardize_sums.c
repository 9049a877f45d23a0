/*-------------------------------------------------------------------------
 *
 * standardize_sums.c
 *	  The type standardize_sums: its form, its invariants, I/O, order, and
 *	  arithmetic.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"

#include "base/aggregate.h"
#include "base/comparison.h"
#include "base/compat.h"
#include "base/fixed.h"
#include "base/limbs.h"
#include "base/wire.h"
#include "infer/standardize_sums.h"

#define WEIGHTS(sums) ((sums)->limb)
#define PRODUCTS(sums) ((sums)->limb + (sums)->limbs)

#define SUMS_HEADER offsetof(StandardizeSums, limb)
#define SUMS_SIZE(limbs) (SUMS_HEADER + 2 * (Size) (limbs) * sizeof(uint64))

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

/* A number that is added: the limbs from first on, neither end of them 0 */
typedef struct Addend
{
	int			first;
	int			limbs;
	uint64		limb[3];
} Addend;

/* One row that counts: its weight, and the product with its ratio */
typedef struct Stratum
{
	Addend		weight;
	Addend		product;
} Stratum;

PG_FUNCTION_INFO_V1(standardize_sums_in);
PG_FUNCTION_INFO_V1(standardize_sums_out);
PG_FUNCTION_INFO_V1(standardize_sums_recv);
PG_FUNCTION_INFO_V1(standardize_sums_send);


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

StandardizeSums *
standardize_sums_zero(void)
{
	return make_sums(0, 0);
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
drop_zeros(StandardizeSums *sums)
{
	const uint64 *weights = WEIGHTS(sums);
	const uint64 *products = PRODUCTS(sums);
	int			low = 0;
	int			high = sums->limbs;

	while (high > 0 && (weights[high - 1] | products[high - 1]) == 0)
		high--;
	while (low < high && (weights[low] | products[low]) == 0)
		low++;
	sums->first = (int16) (high == 0 ? 0 : sums->first + low);
	sums->limbs = (int16) (high - low);
	memmove(WEIGHTS(sums), weights + low, (high - low) * sizeof(uint64));
	memmove(PRODUCTS(sums), products + low, (high - low) * sizeof(uint64));
	SET_VARSIZE(sums, SUMS_SIZE(high - low));
}

static inline void
trim(StandardizeSums *sums)
{
	const uint64 *weights = WEIGHTS(sums);
	const uint64 *products = PRODUCTS(sums);
	int			top = sums->limbs - 1;

	if (unlikely(top >= 0 &&
				 ((weights[0] | products[0]) == 0 ||
				  (weights[top] | products[top]) == 0)))
		drop_zeros(sums);
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

#define NO_WEIGHTS gettext_noop("Without weights the sum of products must be 0.")

static bool
check_sums(const StandardizeSums *sums, int sqlerrcode,
		   struct Node *escontext)
{
	if (likely(sums_are_possible(sums)))
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("inconsistent sums for type %s", "standardize_sums"),
			 errdetail_internal("%s", _(NO_WEIGHTS)),
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
StandardizeSums *
standardize_sums_receive(StringInfo buf)
{
	const char *hint = gettext_noop("Send what standardize_sums_send() gives.");
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
				 errhint("%s", _(hint))));
	wire_check_value(buf, 2 * limbs * (int) sizeof(uint64), "standardize_sums",
					 hint);

	result = make_sums(limbs > 0 ? first : 0, limbs);
	limbs_recv(buf, WEIGHTS(result), limbs);
	limbs_recv(buf, PRODUCTS(result), limbs);
	trim(result);
	check_sums(result, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	return result;
}

Datum
standardize_sums_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);

	PG_RETURN_POINTER(standardize_sums_receive(buf));
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
static pg_attribute_always_inline Addend
make_addend(Product128 mantissa, int exponent)
{
	unsigned int places = (unsigned int) (exponent + BIAS);
	int			first = (int) (places / LIMB_BITS) + FIRST_LIMB;
	int			shift = (int) (places % LIMB_BITS);
	Addend		result;
	uint64		low = mantissa.lo << shift;
	uint64		high = mantissa.hi << shift;
	uint64		top = 0;

	if (shift > 0)
	{
		high |= mantissa.lo >> (LIMB_BITS - shift);
		top = mantissa.hi >> (LIMB_BITS - shift);
	}

	/* counts, as doubles, end in zeros */
	while (low == 0 && (high | top) != 0)
	{
		first++;
		low = high;
		high = top;
		top = 0;
	}
	result.first = first;
	result.limbs = top != 0 ? 3 : (high != 0 ? 2 : (low != 0 ? 1 : 0));
	result.limb[0] = low;
	result.limb[1] = high;
	result.limb[2] = top;
	return result;
}

static pg_attribute_always_inline Stratum
make_stratum(double weight, double ratio)
{
	Product128	mantissa = {0, 0};
	int			weight_exponent;
	int			ratio_exponent;
	Stratum		row;

	mantissa.lo = double_mantissa(weight, &weight_exponent);
	row.weight = make_addend(mantissa, weight_exponent);
	mantissa = product128(mantissa.lo, double_mantissa(ratio, &ratio_exponent));
	row.product = make_addend(mantissa, weight_exponent + ratio_exponent);
	return row;
}

/* Adds to one of the sums; returns the carry out of the last limb. */
static pg_attribute_always_inline uint64
add_limbs(StandardizeSums *sums, uint64 *sum, const Addend *addend)
{
	int			at = addend->first - sums->first;
	int			rest = sums->limbs - at;
	uint64		carry = 0;

	if (addend->limbs == 0)
		return 0;

	/* limbs that the addend has not are 0 */
	sum += at;
	for (int i = 0; i < lengthof(addend->limb); i++)
	{
		uint64		limb = addend->limb[i] + carry;
		uint64		carried = limb < carry ? 1 : 0;

		sum[i] += limb;
		carry = carried | (sum[i] < limb ? 1 : 0);
		if (--rest == 0)
			return carry;
	}
	return limbs_carry(sum + lengthof(addend->limb), rest, carry);
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
StandardizeSums *
standardize_sums_add(StandardizeSums *sums, double weight, double ratio)
{
	Stratum		row = make_stratum(weight, ratio);
	uint64		weights_carry;
	uint64		products_carry;

	sums = make_room(sums, &row.weight);
	sums = make_room(sums, &row.product);
	weights_carry = add_limbs(sums, WEIGHTS(sums), &row.weight);
	products_carry = add_limbs(sums, PRODUCTS(sums), &row.product);
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
StandardizeSums *
standardize_sums_remove(StandardizeSums *sums, double weight, double ratio)
{
	Stratum		row = make_stratum(weight, ratio);

	sums = make_room(sums, &row.weight);
	sums = make_room(sums, &row.product);
	if (unlikely(subtract_limbs(sums, WEIGHTS(sums), &row.weight) != 0 ||
				 subtract_limbs(sums, PRODUCTS(sums), &row.product) != 0))
		frame_mismatch("standardize", "A sum must not be negative.");
	trim(sums);
	if (unlikely(!sums_are_possible(sums)))
		frame_mismatch("standardize", NO_WEIGHTS);
	return sums;
}

/* The sums of both; as standardize_sums_add(), in place if there is room */
StandardizeSums *
standardize_sums_merge(StandardizeSums *sums, const StandardizeSums *other)
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

/* The quotient of products and weights, rounded once; there are weights. */
double
standardize_sums_quotient(const StandardizeSums *sums)
{
	uint64		weights[ALL_LIMBS + 1] = {0};
	uint64		products[ALL_LIMBS + 1] = {0};

	/* a division needs a bit to spare */
	memcpy(weights, WEIGHTS(sums), sums->limbs * sizeof(uint64));
	memcpy(products, PRODUCTS(sums), sums->limbs * sizeof(uint64));
	return limbs_quotient(products, weights, sums->limbs + 1);
}
