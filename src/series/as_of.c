/*-------------------------------------------------------------------------
 *
 * as_of.c
 *	  The aggregate as_of(): the series of what each entity's last filing says
 *	  on each day, from filings in any order.
 *
 * Its forms differ in the type of the entity, and in what stands behind the
 * day: a rate or its two counts, the moment at which the filing was received,
 * the number of days for which it is carried.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation_d.h"
#include "catalog/pg_type_d.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/aggregate.h"
#include "base/compat.h"
#include "rate/rate.h"
#include "series/filing_set.h"

/* What stands behind the day in one form of the aggregate */
typedef struct AsOfForm
{
	bool		is_pair;		/* two counts in place of a rate */
	int			received;		/* the number of the argument, or 0 */
	int			carry;			/* likewise */
} AsOfForm;

/* Where the arguments of all forms are */
#define ARG_ENTITY 1
#define ARG_DAY 2
#define ARG_RATE 3

PG_FUNCTION_INFO_V1(as_of_combine);
PG_FUNCTION_INFO_V1(as_of_final);


/* ------------------
 * Types of entities
 * ------------------
 */

/*
 * Are strings equal if their bytes are?  Who calls without an expression, as
 * Citus does, has no collation to tell: bytes are right for all but the few
 * that are not deterministic.
 */
static bool
bytes_decide(const FmgrInfo *flinfo, Oid collation)
{
	if (!OidIsValid(collation))
		return flinfo->fn_expr == NULL;
	return get_collation_isdeterministic(collation);
}

/*
 * The type as which entities are kept: not that of a domain, and strings
 * that are equal if their bytes are, under one type and one collation.
 */
static EntityType *
kept_entity_type(const FmgrInfo *flinfo, Oid type, Oid collation)
{
	type = getBaseType(type);
	if (type == VARCHAROID)
		type = TEXTOID;
	if (type == TEXTOID && bytes_decide(flinfo, collation))
		collation = C_COLLATION_OID;
	return entity_type_make(type, collation, flinfo->fn_mcxt);
}

static EntityType *
entity_type_init(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	Oid		   *types;
	int			nargs;
	Oid			type;

	/* as declared: not everybody who calls has an expression to look at */
	(void) get_func_signature(flinfo->fn_oid, &types, &nargs);
	type = types[ARG_ENTITY];
	if (IsPolymorphicType(type))
		type = get_fn_expr_argtype(flinfo, ARG_ENTITY);
	if (!OidIsValid(type))
		ereport(ERROR,
				(errcode(ERRCODE_INDETERMINATE_DATATYPE),
				 errmsg("could not determine the argument types of %s()",
						"as_of")));

	flinfo->fn_extra = kept_entity_type(flinfo, type, PG_GET_COLLATION());
	return (EntityType *) flinfo->fn_extra;
}

static inline EntityType *
entity_type(FunctionCallInfo fcinfo)
{
	if (likely(fcinfo->flinfo->fn_extra != NULL))
		return (EntityType *) fcinfo->flinfo->fn_extra;
	return entity_type_init(fcinfo);
}

/* Of integers, InvalidOid: their filings have no table of entities */
static inline Oid
numbered_type(const EntityType *type)
{
	return type->value.kind == VALUE_INTEGER ? InvalidOid : type->value.type;
}


/* -----
 * State
 * -----
 */

static void
end_sort(Datum filings)
{
	filings_end_sort((Filings *) DatumGetPointer(filings));
}

/*
 * Filings may go to disk where the executor asks for nothing but the series
 * at the end, and where it can be told to clear up.
 */
static void
allow_disk(FunctionCallInfo fcinfo, Filings *filings)
{
	if (fcinfo->context == NULL || !IsA(fcinfo->context, AggState) ||
		DO_AGGSPLIT_SKIPFINAL(((AggState *) fcinfo->context)->aggsplit) ||
		!filings_can_sort(filings))
		return;
	/* one half of it, because the sort will need another one */
	filings->limit = get_hash_memory_limit() / 2;
	AggRegisterCallback(fcinfo, end_sort, PointerGetDatum(filings));
}

static MemoryContext
state_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (AggCheckCallContext(fcinfo, &context))
		return context;
	return CurrentMemoryContext;
}

static Filings *
state_make(FunctionCallInfo fcinfo, Oid type, Oid collation, bool has_received)
{
	MemoryContext context = filings_context(state_context(fcinfo),
											in_aggregate(fcinfo));
	Filings    *filings = filing_set_make(context, type, collation,
										  has_received);

	allow_disk(fcinfo, filings);
	return filings;
}

static inline Datum
state_unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}


/* ------------
 * The arguments
 * ------------
 */

static void
check_day(DateADT day)
{
	if (likely(!DATE_NOT_FINITE(day)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("a filing cannot be of an infinite day"),
			 errdetail("The day is %s.",
					   DATE_IS_NOBEGIN(day) ? "-infinity" : "infinity"),
			 errhint("Leave it out with FILTER (WHERE isfinite(day)), or use pool(rate, daterange).")));
}

static void
check_carry(int32 carry)
{
	if (likely(carry >= 0))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("a filing cannot be carried for a negative number of days"),
			 errdetail("The number is %d.", carry),
			 errhint("0 counts it on its own day alone; NULL carries it for good.")));
}

static inline int64
carry_argument(FunctionCallInfo fcinfo, AsOfForm form)
{
	if (form.carry == 0 || PG_ARGISNULL(form.carry))
		return CARRY_FOR_GOOD;
	check_carry(PG_GETARG_INT32(form.carry));
	return PG_GETARG_INT32(form.carry);
}

static inline void
rate_argument(FunctionCallInfo fcinfo, AsOfForm form, Filing *filing)
{
	if (PG_ARGISNULL(ARG_RATE) ||
		(form.is_pair && PG_ARGISNULL(ARG_RATE + 1)))
	{
		filing->numerator = 0;
		filing->denominator = WITHDRAWN;
	}
	else if (form.is_pair)
	{
		filing->numerator = PG_GETARG_INT64(ARG_RATE);
		filing->denominator = PG_GETARG_INT64(ARG_RATE + 1);
		if (unlikely(!rate_is_valid(filing->numerator, filing->denominator)))
			rate_check_counts(filing->numerator, filing->denominator);
	}
	else
	{
		const Rate *rate = PG_GETARG_RATE_P(ARG_RATE);

		filing->numerator = rate->numerator;
		filing->denominator = rate->denominator;
	}
}

static inline int64
integer_argument(const EntityType *type, Datum entity)
{
	if (type->value.typlen == sizeof(int64))
		return DatumGetInt64(entity);
	return (int32) entity;
}


/* -------------
 * The aggregate
 * -------------
 */

/* The executor never mixes forms; whoever calls by hand can. */
static void
check_form(const Filings *filings, Oid type, bool has_received)
{
	if (likely(filings_entity_type(filings) == type &&
			   filings->has_received == has_received))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("filings of different kinds in one state of %s()", "as_of"),
			 errdetail("Their entities are of different types, or some of them have no moments at which they were received."),
			 errhint("Use the aggregate %s().", "as_of")));
}

static inline Filings *
state_to_write(FunctionCallInfo fcinfo, const EntityType *type,
			   bool has_received)
{
	Filings    *filings;

	if (unlikely(PG_ARGISNULL(0)))
		return state_make(fcinfo, numbered_type(type), type->value.collation,
						  has_received);
	filings = filing_set_to_write(state_context(fcinfo), PG_GETARG_DATUM(0));
	check_form(filings, numbered_type(type), has_received);
	return filings;
}

static inline Datum
state_result(Filings *filings)
{
	if (unlikely(filings->is_full))
		filings_spill(filings);
	return EOHPGetRWDatum(&filings->header);
}

/*
 * A row without an entity, a day, or a moment where the form has one is no
 * filing; a NULL rate is one that withdraws the entity.
 */
static pg_attribute_always_inline Datum
add_filing(FunctionCallInfo fcinfo, AsOfForm form)
{
	EntityType *type = entity_type(fcinfo);
	Filings    *filings;
	Filing		filing;
	Datum		entity;

	if (PG_ARGISNULL(ARG_ENTITY) || PG_ARGISNULL(ARG_DAY) ||
		(form.received != 0 && PG_ARGISNULL(form.received)) ||
		entity_is_unknown(type, PG_GETARG_DATUM(ARG_ENTITY)))
		return state_unchanged(fcinfo);
	entity = entity_normalize(type, PG_GETARG_DATUM(ARG_ENTITY));

	filings = state_to_write(fcinfo, type, form.received != 0);
	filing_set_carry(filings, carry_argument(fcinfo, form));

	filing.day = PG_GETARG_DATEADT(ARG_DAY);
	check_day(filing.day);
	rate_argument(fcinfo, form, &filing);
	if (form.received != 0)
		filing_set_received(&filing, PG_GETARG_TIMESTAMPTZ(form.received));
	if (filings->entities != NULL)
		filings_add_of(filings, entity, &filing);
	else
	{
		filing.entity = integer_argument(type, entity);
		filings_add(filings, &filing);
	}
	return state_result(filings);
}

/*
 * as_of_accum(filing_set, entity, date, ...) → filing_set
 *
 * A function for each of the forms, whichever type the entity has.
 */
#define AS_OF_FORM(name, is_pair, received, carry) \
PG_FUNCTION_INFO_V1(name); \
Datum \
name(PG_FUNCTION_ARGS) \
{ \
	AsOfForm	form = {is_pair, received, carry}; \
 \
	return add_filing(fcinfo, form); \
} \
extern int	no_such_variable

AS_OF_FORM(as_of_rate, false, 0, 0);
AS_OF_FORM(as_of_rate_received, false, 4, 0);
AS_OF_FORM(as_of_rate_carry, false, 0, 4);
AS_OF_FORM(as_of_rate_received_carry, false, 4, 5);
AS_OF_FORM(as_of_pair, true, 0, 0);
AS_OF_FORM(as_of_pair_received, true, 5, 0);
AS_OF_FORM(as_of_pair_carry, true, 0, 5);
AS_OF_FORM(as_of_pair_received_carry, true, 5, 6);

/*
 * as_of_combine(filing_set, filing_set) → filing_set
 */
Datum
as_of_combine(PG_FUNCTION_ARGS)
{
	Filings    *filings;

	if (PG_ARGISNULL(1))
		return state_unchanged(fcinfo);
	if (PG_ARGISNULL(0))
	{
		FilingSet  *flat = filing_set_of(PG_GETARG_DATUM(1));

		filings = state_make(fcinfo, flat->type, flat->collation,
							 flat->has_received != 0);
	}
	else
		filings = filing_set_to_write(state_context(fcinfo),
									  PG_GETARG_DATUM(0));
	filing_set_merge(filings, PG_GETARG_DATUM(1));
	return state_result(filings);
}

/*
 * as_of_final(filing_set) → rate_series
 *
 * What has gone to disk is read once: the function is declared to change the
 * state.
 */
Datum
as_of_final(PG_FUNCTION_ARGS)
{
	Datum		datum = PG_GETARG_DATUM(0);
	Filings    *filings;

	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum)))
		filings = (Filings *) DatumGetEOHP(datum);
	else
		filings = filing_set_to_write(CurrentMemoryContext, datum);
	PG_RETURN_RATE_SERIES_P(filings_series(filings));
}
