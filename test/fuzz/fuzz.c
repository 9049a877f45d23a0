/*-------------------------------------------------------------------------
 *
 * fuzz.c
 *	  libFuzzer inside a server: hostile bytes for every way into a type, and
 *	  for every deserializer of an aggregate.
 *
 * tools/fuzz compiles this into the extension, instruments all of it, and
 * calls fuzz() in a single-user server.  So the code under test runs on the
 * server's own memory contexts, errors and numeric, not on imitations.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "nodes/execnodes.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "base/compat.h"

typedef int (*FuzzCallback)(const uint8 *data, size_t size);

/* libFuzzer's, and one that it looks for */
extern int	LLVMFuzzerRunDriver(int *argc, char ***argv, FuzzCallback callback);
extern size_t LLVMFuzzerMutate(uint8 *data, size_t size, size_t max_size);
extern size_t LLVMFuzzerCustomMutator(uint8 *data, size_t size,
									  size_t max_size, unsigned int seed);
extern Datum fuzz(PG_FUNCTION_ARGS);

/* The type whose input is tried */
static struct
{
	bool		binary;
	int16		typlen;
	bool		typbyval;
	Oid			in_param;
	Oid			recv_param;
	FmgrInfo	in;
	FmgrInfo	out;
	FmgrInfo	recv;
	FmgrInfo	send;
}			type;

/* The aggregate whose deserializer is tried */
static struct
{
	FmgrInfo	serialize;
	FmgrInfo	deserialize;
	FmgrInfo	combine;
	FmgrInfo	final;
	AggState   *node;
	ExprContext *expression;
}			aggregate;

static bool is_aggregate;

/* What one input allocates */
static MemoryContext input_context;

/* Rejected and accepted inputs */
static uint64 rejected;
static uint64 accepted;

/* Some that were accepted, to be changed further */
#define KEPT 64
#define KEPT_SIZE 480

static struct
{
	size_t		size;
	uint8		data[KEPT_SIZE];
}			kept[KEPT];

PG_FUNCTION_INFO_V1(fuzz);

static void
report(const char *what, const char *value)
{
	fprintf(stderr, "fuzz: %s: %s\n", what, value);
	abort();
}


/* -----
 * Types
 * -----
 */

static Datum
receive(const void *data, size_t size)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, data, (int) size);
	return ReceiveFunctionCall(&type.recv, &buf, type.recv_param, -1);
}

/*
 * A value that was accepted must be one that the type can have: its own text
 * and its own message are accepted, and mean the same value.
 */
static void
check_value(Datum value)
{
	char	   *text = OutputFunctionCall(&type.out, value);
	bytea	   *message = SendFunctionCall(&type.send, value);
	Datum		again;

	again = InputFunctionCall(&type.in, pstrdup(text), type.in_param, -1);
	if (!datumIsEqual(value, again, type.typbyval, type.typlen))
		report("the text form means another value", text);
	if (strcmp(OutputFunctionCall(&type.out, again), text) != 0)
		report("the text form changes", text);

	again = receive(VARDATA_ANY(message), VARSIZE_ANY_EXHDR(message));
	if (!datumIsEqual(value, again, type.typbyval, type.typlen))
		report("the binary form means another value", text);
}

static void
try_type(const uint8 *data, size_t size, volatile bool *got_value)
{
	Datum		value;
	char	   *text;

	if (type.binary)
		value = receive(data, size);
	else
	{
		/* what reaches an input function is valid in the server's encoding */
		text = pnstrdup((const char *) data, size);
		(void) pg_verifymbstr(text, (int) strlen(text), false);
		value = InputFunctionCall(&type.in, text, type.in_param, -1);
	}
	*got_value = true;
	check_value(value);
}


/* ----------
 * Aggregates
 * ----------
 */

/* As many as the support functions that are tried here have, at the most */
#define MAX_SUPPORT_ARGS 3

/* Calls a support function as the executor does; *isnull is in and out. */
static Datum
call_support(FmgrInfo *function, Datum a, bool a_isnull, Datum b,
			 bool b_isnull, bool *isnull)
{
	LOCAL_FCINFO(fcinfo, MAX_SUPPORT_ARGS);
	Datum		result;

	InitFunctionCallInfoData(*fcinfo, function, function->fn_nargs, InvalidOid,
							 (Node *) aggregate.node, NULL);
	for (int i = 0; i < MAX_SUPPORT_ARGS; i++)
	{
		fcinfo->args[i].value = (Datum) 0;
		fcinfo->args[i].isnull = true;
	}
	fcinfo->args[0].value = a;
	fcinfo->args[0].isnull = a_isnull;
	fcinfo->args[1].value = b;
	fcinfo->args[1].isnull = b_isnull;
	result = FunctionCallInvoke(fcinfo);
	*isnull = fcinfo->isnull;
	return result;
}

static void
try_aggregate(const uint8 *data, size_t size, volatile bool *got_value)
{
	bytea	   *bytes = (bytea *) cstring_to_text_with_len((const char *) data,
														   (int) size);
	Datum		state;
	Datum		sum;
	Datum		again;
	bool		isnull;

	aggregate.expression->ecxt_per_tuple_memory = CurrentMemoryContext;
	state = call_support(&aggregate.deserialize, PointerGetDatum(bytes), false,
						 (Datum) 0, false, &isnull);
	*got_value = true;

	again = call_support(&aggregate.serialize, state, false, (Datum) 0, true,
						 &isnull);
	if (!datumIsEqual(PointerGetDatum(bytes), again, false, -1))
		report("a state is not what it was made of", "");

	sum = call_support(&aggregate.combine, (Datum) 0, true, state, false,
					   &isnull);
	sum = call_support(&aggregate.combine, sum, false, state, false, &isnull);
	(void) call_support(&aggregate.final, sum, false, (Datum) 0, true,
						&isnull);
}


/* -------------------
 * One input, and many
 * -------------------
 */

/* What input that is wrong may be answered with, all of it class 22 or 23 */
static bool
is_rejection(int sqlstate)
{
	int			category = ERRCODE_TO_CATEGORY(sqlstate);

	return category == ERRCODE_TO_CATEGORY(ERRCODE_DATA_EXCEPTION) ||
		category == ERRCODE_TO_CATEGORY(ERRCODE_CHECK_VIOLATION);
}

/*
 * Most of what libFuzzer chooses to change further is rejected, and bytes
 * changed at random are seldom a number any more.  So half of the changes are
 * to an input that was accepted, and half are those of a whole number: of a
 * count on the wire, or of a run of digits.
 */

/* A number of a random number of bits */
static uint64
random_number(unsigned int seed)
{
	uint64		bits = (uint64) seed * UINT64CONST(0x9E3779B97F4A7C15);

	bits ^= bits >> 29;
	bits *= UINT64CONST(0xBF58476D1CE4E5B9);
	return bits >> (seed >> 3) % 64;
}

static size_t
change_wire_number(uint8 *data, size_t size, unsigned int seed)
{
	size_t		at = (seed >> 9) % (size / 4 - 1) * 4;
	uint64		number = 0;

	/* a neighbour of what it was, or anything */
	for (int i = 0; i < 8; i++)
		number = number << 8 | data[at + i];
	if (seed & 2)
		number = random_number(seed);
	else
		number += random_number(seed) % 7 - 3;
	for (int i = 7; i >= 0; i--, number >>= 8)
		data[at + i] = (uint8) number;
	return size;
}

static size_t
change_digits(uint8 *data, size_t size, size_t max_size, unsigned int seed)
{
	char		text[32];
	size_t		begin = (seed >> 9) % size;
	size_t		end;
	size_t		len;

	while (begin < size && !isdigit(data[begin]))
		begin++;
	while (begin > 0 && isdigit(data[begin - 1]))
		begin--;
	end = begin;
	while (end < size && isdigit(data[end]))
		end++;

	len = snprintf(text, sizeof(text), UINT64_FORMAT, random_number(seed));
	if (size - (end - begin) + len > max_size)
		return size;
	memmove(data + begin + len, data + end, size - end);
	memcpy(data + begin, text, len);
	return size - (end - begin) + len;
}

size_t
LLVMFuzzerCustomMutator(uint8 *data, size_t size, size_t max_size,
						unsigned int seed)
{
	bool		binary = is_aggregate || type.binary;
	int			source = (seed >> 16) % KEPT;

	if ((seed & 4) != 0 && kept[source].size > 0 &&
		kept[source].size <= max_size)
	{
		size = kept[source].size;
		memcpy(data, kept[source].data, size);
	}
	if ((seed & 1) != 0 || size < 8)
		return LLVMFuzzerMutate(data, size, max_size);
	if (binary)
		return change_wire_number(data, size, seed);
	return change_digits(data, size, max_size, seed);
}

static int
try_input(const uint8 *data, size_t size)
{
	volatile bool got_value = false;

	MemoryContextSwitchTo(input_context);
	PG_TRY();
	{
		if (is_aggregate)
			try_aggregate(data, size, &got_value);
		else
			try_type(data, size, &got_value);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(input_context);
		error = CopyErrorData();
		FlushErrorState();
		if (!is_rejection(error->sqlerrcode))
			report("not an error of class 22 or 23", error->message);

		/* states that are possible may be too large to be added */
		if (got_value && !is_aggregate)
			report("a value that was accepted is refused", error->message);
	}
	PG_END_TRY();

	if (got_value)
	{
		int			i = accepted++ % KEPT;

		kept[i].size = size <= KEPT_SIZE ? size : 0;
		memcpy(kept[i].data, data, kept[i].size);
	}
	else
		rejected++;
	MemoryContextReset(input_context);
	return 0;
}

static void
print_totals(void)
{
	fprintf(stderr, "fuzz: accepted " UINT64_FORMAT, accepted);
	fprintf(stderr, ", rejected " UINT64_FORMAT "\n", rejected);
}

static Oid
name_to_oid(PGFunction input, char *name)
{
	return DatumGetObjectId(DirectFunctionCall1(input, CStringGetDatum(name)));
}

static void
choose_type(char *name, bool binary)
{
	Oid			oid = name_to_oid(regtypein, name);
	Oid			function;
	bool		varlena;

	type.binary = binary;
	get_typlenbyval(oid, &type.typlen, &type.typbyval);
	getTypeInputInfo(oid, &function, &type.in_param);
	fmgr_info_cxt(function, &type.in, TopMemoryContext);
	getTypeBinaryInputInfo(oid, &function, &type.recv_param);
	fmgr_info_cxt(function, &type.recv, TopMemoryContext);
	getTypeOutputInfo(oid, &function, &varlena);
	fmgr_info_cxt(function, &type.out, TopMemoryContext);
	getTypeBinaryOutputInfo(oid, &function, &varlena);
	fmgr_info_cxt(function, &type.send, TopMemoryContext);
}

static void
choose_aggregate(char *name)
{
	Oid			oid = name_to_oid(regprocedurein, name);
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(oid));
	Form_pg_aggregate form;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "%s is not an aggregate", name);
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	fmgr_info_cxt(form->aggserialfn, &aggregate.serialize, TopMemoryContext);
	fmgr_info_cxt(form->aggdeserialfn, &aggregate.deserialize,
				  TopMemoryContext);
	fmgr_info_cxt(form->aggcombinefn, &aggregate.combine, TopMemoryContext);
	fmgr_info_cxt(form->aggfinalfn, &aggregate.final, TopMemoryContext);
	ReleaseSysCache(tuple);

	MemoryContextSwitchTo(TopMemoryContext);
	aggregate.node = makeNode(AggState);
	aggregate.expression = makeNode(ExprContext);
	aggregate.node->curaggcontext = aggregate.expression;
	is_aggregate = true;
}

/*
 * fuzz(kind text, name text, arguments text): does not return.
 *
 * Kind is text, binary or state; the name is that of a type, or an aggregate
 * with its argument types; the arguments are those of libFuzzer, with spaces
 * between.
 */
Datum
fuzz(PG_FUNCTION_ARGS)
{
	char	   *kind = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(1));
	char	   *arguments = text_to_cstring(PG_GETARG_TEXT_PP(2));
	char	  **argv = palloc0(sizeof(char *) * (strlen(arguments) + 3));
	int			argc = 0;

	if (strcmp(kind, "state") == 0)
		choose_aggregate(name);
	else
		choose_type(name, strcmp(kind, "binary") == 0);

	argv[argc++] = pstrdup("fuzz");
	for (char *word = strtok(arguments, " "); word != NULL;
		 word = strtok(NULL, " "))
		argv[argc++] = word;

	input_context = AllocSetContextCreate(TopMemoryContext, "fuzz",
										  ALLOCSET_DEFAULT_SIZES);
	atexit(print_totals);
	exit(LLVMFuzzerRunDriver(&argc, &argv, try_input));
}
