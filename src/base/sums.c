/*-------------------------------------------------------------------------
 *
 * sums.c
 *	  What types of exact sums have in common: their arithmetic, order, input
 *	  and output.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/sums.h"
#include "base/wire.h"

/* ---------
 * Validator
 * ---------
 */

static const char *
sums_fault(const SumsType *type, const void *sums)
{
	if (sums_fields_negative(type->fields, type->nfields, sums))
		return gettext_noop("Sums of counts must not be negative.");
	return type->fault(sums);
}

/*
 * The validator behind every way in.  Reports softly where the caller has an
 * error context.
 */
static bool
sums_check(const SumsType *type, const void *sums, int sqlerrcode,
		   struct Node *escontext)
{
	const char *fault = sums_fault(type, sums);

	if (likely(fault == NULL))
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("inconsistent sums for type %s", type->name),
			 errdetail_internal("%s", _(fault)),
			 errhint("Values of this type are partial results of the aggregate %s().",
					 type->aggregate)));
}


/* ----------
 * Arithmetic
 * ----------
 */

void
sums_overflow(const SumsType *type)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s() is out of range", type->aggregate),
			 errdetail("A sum of counts exceeds 128 bits."),
			 errhint("Check the unit of the counts.")));
}

/*
 * What an inverse transition function has left.  In a window the row was put
 * in before, and the rest is a value of the type, unless an argument is
 * computed by a function that gives another value the second time.
 */
void
sums_check_left(FunctionCallInfo fcinfo, const SumsType *type,
				const void *state)
{
	const char *fault = sums_fault(type, state);

	if (likely(fault == NULL))
		return;
	if (in_aggregate(fcinfo))
		frame_mismatch(type->aggregate, fault);
	sums_check(type, state, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, NULL);
}

static void
sums_add(const SumsType *type, void *state, const void *row)
{
	for (int i = 0; i < type->nfields; i++)
	{
		if (unlikely(sums_field_add_overflow(&type->fields[i], state, row)))
			sums_overflow(type);
	}
}

/*
 * name_combine(state, state) → state; strict
 */
Datum
sums_combine(FunctionCallInfo fcinfo, const SumsType *type)
{
	void	   *state = sums_writable_state(fcinfo, type);

	sums_add(type, state, PG_GETARG_POINTER(1));
	PG_RETURN_POINTER(state);
}


/* -----
 * Order
 * -----
 */

int
sums_compare(const SumsType *type, const void *a, const void *b)
{
	return sums_fields_compare(type->fields, type->nfields, a, b);
}


/* ----
 * Text
 * ----
 */

/*
 * name_in('(field,field,...)')
 *
 * Counts and sums of counts are decimal, sums of ratios hexadecimal with a
 * point: 0x1f.8 is 31.5.  White space is allowed around each of them.
 */
Datum
sums_in(FunctionCallInfo fcinfo, const SumsType *type)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	const char *p = input;
	void	   *result = palloc0(type->size);
	CountParse	parse = sums_fields_parse(&p, type->fields, type->nfields,
										  result);

	if (parse == COUNT_MALFORMED || *p != '\0')
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						type->name, input),
				 errhint("Values of this type are partial results of the aggregate %s().",
						 type->aggregate)));

	if (parse == COUNT_TOO_LARGE)
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						input, type->name),
				 errdetail("Its sums of counts have 128 bits, its sums of ratios as many again behind the point."),
				 errhint("Values of this type are partial results of the aggregate %s().",
						 type->aggregate)));

	if (!sums_check(type, result, ERRCODE_INVALID_TEXT_REPRESENTATION,
					escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(result);
}

/* name_out(state), in the form that name_in() reads */
Datum
sums_out(FunctionCallInfo fcinfo, const SumsType *type)
{
	const void *sums = PG_GETARG_POINTER(0);
	int			size = sums_fields_text_size(type->fields, type->nfields);
	char	   *result = palloc(size + 1);
	char	   *end = sums_fields_to_text(type->fields, type->nfields, sums,
										  result);

	*end = '\0';
	PG_RETURN_CSTRING(result);
}


/* ----
 * Wire
 * ----
 */

static int
sums_wire_size(const SumsType *type)
{
	return sums_fields_wire_size(type->fields, type->nfields);
}

/* The length has been checked. */
static void *
receive_sums(StringInfo buf, const SumsType *type)
{
	void	   *result = palloc0(type->size);

	sums_fields_receive(buf, type->fields, type->nfields, result);
	sums_check(type, result, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	return result;
}

/* name_recv: the fields in network order, the highest limb first */
Datum
sums_recv(FunctionCallInfo fcinfo, const SumsType *type)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);

	wire_check_value(buf, sums_wire_size(type), type->name,
					 "Send what the type's send function gives.");
	PG_RETURN_POINTER(receive_sums(buf, type));
}

Datum
sums_send(FunctionCallInfo fcinfo, const SumsType *type)
{
	const void *sums = PG_GETARG_POINTER(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	sums_fields_send(&buf, type->fields, type->nfields, sums);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}


/* -----------------
 * The states of 1.0
 * -----------------
 */

/* The state that was passed, or a new one of zeros */
static void *
internal_state(FunctionCallInfo fcinfo, const SumsType *type)
{
	MemoryContext context = aggregate_context(fcinfo, type->aggregate);

	if (unlikely(PG_ARGISNULL(0)))
		return MemoryContextAllocZero(context, type->size);
	return PG_GETARG_POINTER(0);
}

Datum
sums_internal_accum(FunctionCallInfo fcinfo, const SumsType *type)
{
	void	   *state = internal_state(fcinfo, type);

	if (unlikely(type->row(fcinfo, state, false)))
		sums_overflow(type);
	PG_RETURN_POINTER(state);
}

Datum
sums_internal_combine(FunctionCallInfo fcinfo, const SumsType *type)
{
	void	   *state = internal_state(fcinfo, type);

	if (!PG_ARGISNULL(1))
		sums_add(type, state, PG_GETARG_POINTER(1));
	PG_RETURN_POINTER(state);
}

Datum
sums_internal_serialize(FunctionCallInfo fcinfo, const SumsType *type)
{
	(void) aggregate_context(fcinfo, type->aggregate);
	return sums_send(fcinfo, type);
}

Datum
sums_internal_deserialize(FunctionCallInfo fcinfo, const SumsType *type)
{
	bytea	   *wire = PG_GETARG_BYTEA_PP(0);
	StringInfoData buf;

	(void) aggregate_context(fcinfo, type->aggregate);

	/* only read from, so that the bytes need not be copied */
	buf.data = VARDATA_ANY(wire);
	buf.len = buf.maxlen = (int) VARSIZE_ANY_EXHDR(wire);
	buf.cursor = 0;
	wire_check_state(&buf, sums_wire_size(type), type->aggregate);
	PG_RETURN_POINTER(receive_sums(&buf, type));
}
