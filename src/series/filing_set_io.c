/*-------------------------------------------------------------------------
 *
 * filing_set_io.c
 *	  The type filing_set as text and on the wire.
 *
 * The text form is 'integer,14,received{7,2020-02-03,1/2,634003200000000}...':
 * what entities are, for how many days their filings are carried (nothing:
 * for good), whether the moments at which they were received are kept, and the
 * filings; without its rate, a filing withdraws the entity.  Strings stand in
 * double quotes, moments are in microseconds since 2000-01-01 00:00 UTC.
 *
 * Sets of entities of other types are for the processes of one cluster alone:
 * both forms are then the bytes that are stored, under a seal.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_collation_d.h"
#include "catalog/pg_type_d.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/uuid.h"

#include "base/compat.h"
#include "base/counts.h"
#include "base/day.h"
#include "rate/rate.h"
#include "series/filing_set.h"

PG_FUNCTION_INFO_V1(filing_set_in);
PG_FUNCTION_INFO_V1(filing_set_out);
PG_FUNCTION_INFO_V1(filing_set_recv);
PG_FUNCTION_INFO_V1(filing_set_send);

/* So much of a text is shown where it is not understood. */
#define FAULT_BYTES 40

#define MADE_BY \
	gettext_noop("Make values of this type with the aggregate as_of().")

/* What entities are */
typedef enum EntityForm
{
	FORM_INTEGER,
	FORM_UUID,
	FORM_TEXT,
	FORM_SEALED
} EntityForm;

static const char *const form_names[] = {
	[FORM_INTEGER] = "integer",
	[FORM_UUID] = "uuid",
	[FORM_TEXT] = "text",
	[FORM_SEALED] = "sealed",
};

static EntityForm
form_of(const FilingSet *flat)
{
	if (!OidIsValid(flat->type))
		return FORM_INTEGER;
	if (flat->type == UUIDOID)
		return FORM_UUID;
	return is_text(flat->type, flat->collation) ? FORM_TEXT : FORM_SEALED;
}

static Filings *
make_of_form(EntityForm form, bool has_received)
{
	static const Oid types[] = {InvalidOid, UUIDOID, TEXTOID};

	return filing_set_make(filings_context(CurrentMemoryContext, false),
						   types[form],
						   form == FORM_TEXT ? C_COLLATION_OID : InvalidOid,
						   has_received);
}


/* ----------
 * Invariants
 * ----------
 */

/* What is wrong with a filing that comes from outside, or NULL. */
static const char *
filing_fault(const Filing *filing)
{
	if (filing->day < DAY_MIN || filing->day > DAY_MAX)
		return gettext_noop("The day of a filing must be a finite date.");
	if (filing->denominator == WITHDRAWN)
	{
		if (filing->numerator != 0)
			return gettext_noop("A filing that withdraws its entity must not have a numerator.");
	}
	else if (!rate_is_valid(filing->numerator, filing->denominator))
		return gettext_noop("The counts of a filing must be a rate.");
	return NULL;
}

static const char *
carry_fault(int64 carry, int64 count)
{
	if (carry >= CARRY_FOR_GOOD && carry <= PG_INT32_MAX)
		return NULL;
	if (carry == CARRY_UNKNOWN && count == 0)
		return NULL;
	return gettext_noop("The number of days for which filings are carried must be an integer that is not negative.");
}

static bool
report_fault(const char *fault, int sqlerrcode, struct Node *escontext)
{
	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("invalid value for type %s", "filing_set"),
			 errdetail_internal("%s", _(fault)),
			 errhint(MADE_BY)));
}


/*
 * Bytes that were sent or printed under a seal are the value itself.
 */
static FilingSet *
unseal(bytea *bytes, int sqlerrcode, struct Node *escontext)
{
	FilingSet  *flat = (FilingSet *) bytes;

	if (VARSIZE(bytes) < offsetof(FilingSet, data) ||
		!filing_set_is_sealed(flat->type, flat->collation) ||
		filing_set_seal(flat) != flat->seal)
	{
		(void) report_fault("Its seal is not that of this cluster, or does not fit its bytes.",
							sqlerrcode, escontext);
		return NULL;
	}
	return flat;
}

static Datum
read_uuid(char *string, struct Node *escontext)
{
	Datum		uuid;

	return call_input(uuid_in, string, escontext, &uuid) ? uuid : (Datum) 0;
}


/* ----
 * Text
 * ----
 */

static void
append_quoted(StringInfo out, const char *bytes, int len)
{
	appendStringInfoChar(out, '"');
	for (int i = 0; i < len; i++)
	{
		if (bytes[i] == '"' || bytes[i] == '\\')
			appendStringInfoChar(out, '\\');
		appendStringInfoChar(out, bytes[i]);
	}
	appendStringInfoChar(out, '"');
}

static void
append_entity(StringInfo out, EntityForm form, Datum key)
{
	if (form == FORM_UUID)
		appendStringInfoString(out,
							   DatumGetCString(DirectFunctionCall1(uuid_out,
																   key)));
	else
		append_quoted(out, VARDATA_ANY(DatumGetPointer(key)),
					  VARSIZE_ANY_EXHDR(DatumGetPointer(key)));
}

static void
append_filing(StringInfo out, EntityForm form, const Datum *entities,
			  const Filing *filing, bool has_received)
{
	appendStringInfoChar(out, '{');
	if (form == FORM_INTEGER)
		appendStringInfo(out, INT64_FORMAT, filing->entity);
	else
		append_entity(out, form, entities[filing->entity]);
	appendStringInfo(out, ",%s,", day_string(filing->day));
	if (filing->denominator != WITHDRAWN)
		appendStringInfo(out, INT64_FORMAT "/" INT64_FORMAT,
						 filing->numerator, filing->denominator);
	if (has_received)
		appendStringInfo(out, "," INT64_FORMAT, filing_received(filing));
	appendStringInfoChar(out, '}');
}

static void
append_sealed(StringInfo out, const FilingSet *flat)
{
	Datum		bytes = PointerGetDatum(flat);

	appendStringInfo(out, "sealed,%s",
					 DatumGetCString(DirectFunctionCall1(byteaout, bytes)));
}

/*
 * filing_set_out(filing_set)
 */
Datum
filing_set_out(PG_FUNCTION_ARGS)
{
	FilingSet  *flat = filing_set_of(PG_GETARG_DATUM(0));
	EntityForm	form = form_of(flat);
	Datum	   *entities;
	StringInfoData out;

	initStringInfo(&out);
	if (form == FORM_SEALED)
	{
		append_sealed(&out, flat);
		PG_RETURN_CSTRING(out.data);
	}

	entities = filing_set_entities(flat, false);
	appendStringInfo(&out, "%s,", form_names[form]);
	if (flat->carry >= 0)
		appendStringInfo(&out, INT64_FORMAT, flat->carry);
	appendStringInfoString(&out, flat->has_received ? ",received" : ",");
	for (int64 i = 0; i < flat->count; i++)
	{
		Filing		filing;

		CHECK_FOR_INTERRUPTS();
		filing_set_get(flat, i, &filing);
		append_filing(&out, form, entities, &filing, flat->has_received != 0);
	}
	PG_RETURN_CSTRING(out.data);
}

/* A string in double quotes as text, or NULL */
static text *
read_quoted(const char **p)
{
	StringInfoData string;

	if (!skip_word(p, "\""))
		return NULL;
	initStringInfo(&string);
	while (**p != '"')
	{
		if (**p == '\\')
			(*p)++;
		if (**p == '\0')
			return NULL;
		appendStringInfoChar(&string, *(*p)++);
	}
	(*p)++;
	return cstring_to_text_with_len(string.data, string.len);
}

/*
 * What is read from text, and how it ended: the first thing that is wrong.
 */
typedef struct TextReader
{
	const char *at;
	Filings    *filings;
	CountParse	parse;
	const char *fault;
	struct Node *escontext;
} TextReader;

static bool
read_count(TextReader *reader, int64 *count)
{
	reader->parse = parse_count(&reader->at, count);
	return reader->parse == COUNT_OK;
}

static bool
read_entity(TextReader *reader, EntityForm form, int64 *entity)
{
	size_t		len;
	Datum		key;

	if (form == FORM_INTEGER)
		return read_count(reader, entity);
	if (form == FORM_TEXT)
		key = PointerGetDatum(read_quoted(&reader->at));
	else
	{
		len = strcspn(reader->at, ",");
		key = read_uuid(pnstrdup(reader->at, len), reader->escontext);
		reader->at += len;
	}
	if (DatumGetPointer(key) == NULL)
		return false;
	*entity = entities_number(reader->filings->entities, key);
	return true;
}

/* '{7,2020-02-03,1/2,634003200000000}' behind its first brace */
static bool
read_filing(TextReader *reader, EntityForm form, Filing *filing)
{
	int64		day;
	int64		received;

	filing->numerator = 0;
	filing->denominator = WITHDRAWN;
	if (!read_entity(reader, form, &filing->entity) ||
		!skip_word(&reader->at, ","))
		return false;
	reader->parse = parse_day(&reader->at, &day);
	if (reader->parse != COUNT_OK || !skip_word(&reader->at, ","))
		return false;
	filing->day = (DateADT) day;
	if (*reader->at != ',' && *reader->at != '}' &&
		!(read_count(reader, &filing->numerator) &&
		  skip_word(&reader->at, "/") &&
		  read_count(reader, &filing->denominator) &&
		  filing->denominator >= 0))
		return false;
	if (reader->filings->has_received)
	{
		if (!skip_word(&reader->at, ",") || !read_count(reader, &received))
			return false;
		filing_set_received(filing, received);
	}
	return skip_word(&reader->at, "}");
}

/* 'integer,14,received' */
static bool
read_head(TextReader *reader, EntityForm *form)
{
	int64		carry = CARRY_FOR_GOOD;

	for (*form = FORM_INTEGER; *form < FORM_SEALED; (*form)++)
	{
		if (skip_word(&reader->at, form_names[*form]))
			break;
	}
	if (*form == FORM_SEALED || !skip_word(&reader->at, ","))
		return false;
	if (*reader->at == '-' ||
		(*reader->at != ',' && !read_count(reader, &carry)))
		return false;
	if (!skip_word(&reader->at, ","))
		return false;
	reader->filings = make_of_form(*form, skip_word(&reader->at, "received"));
	reader->filings->carry = carry;
	reader->filings->carry = carry;
	reader->fault = carry_fault(carry, PG_INT64_MAX);
	return true;
}

static bool
read_text(TextReader *reader)
{
	EntityForm	form;

	if (!read_head(reader, &form))
		return false;
	while (reader->fault == NULL && skip_word(&reader->at, "{"))
	{
		Filing		filing;

		if (!read_filing(reader, form, &filing))
			return false;
		reader->fault = filing_fault(&filing);
		filings_add(reader->filings, &filing);
	}
	return reader->fault != NULL || *reader->at == '\0';
}

static FilingSet *
read_sealed(const char *hex, struct Node *escontext)
{
	Datum		bytes;

	if (!call_input(byteain, unconstify(char *, hex), escontext, &bytes))
		return NULL;
	return unseal(DatumGetByteaP(bytes), ERRCODE_INVALID_TEXT_REPRESENTATION,
				  escontext);
}

/* The beginning of what is not understood */
static char *
fault_text(const char *at)
{
	return pnstrdup(at, pg_mbcliplen(at, (int) strlen(at), FAULT_BYTES));
}

/*
 * filing_set_in('integer,14,received{7,2020-02-03,1/2,634003200000000}')
 */
Datum
filing_set_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	TextReader	reader = {.at = input, .escontext = escontext};

	if (skip_word(&reader.at, "sealed,"))
	{
		FilingSet  *sealed = read_sealed(reader.at, escontext);

		if (sealed == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(sealed);
	}

	if (!read_text(&reader))
	{
		int			sqlerrcode = ERRCODE_INVALID_TEXT_REPRESENTATION;

		if (reader.parse == COUNT_TOO_LARGE)
			sqlerrcode = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		ereturn(escontext, (Datum) 0,
				(errcode(sqlerrcode),
				 errmsg("invalid input syntax for type %s", "filing_set"),
				 errdetail("The fault is at \"%s\".", fault_text(reader.at)),
				 errhint(MADE_BY)));
	}
	if (reader.fault != NULL)
	{
		(void) report_fault(reader.fault, ERRCODE_INVALID_TEXT_REPRESENTATION,
							escontext);
		PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(filing_set_flat(reader.filings));
}


/* ----
 * Wire
 * ----
 */

static void
send_entities(StringInfo buf, EntityForm form, const FilingSet *flat)
{
	Datum	   *entities = filing_set_entities(flat, false);

	pq_sendint64(buf, flat->entities);
	for (int64 i = 0; i < flat->entities; i++)
	{
		text	   *string = (text *) DatumGetPointer(entities[i]);

		if (form == FORM_UUID)
			pq_sendbytes(buf, DatumGetPointer(entities[i]), UUID_LEN);
		else
			send_counted_text(buf, VARDATA_ANY(string),
							  VARSIZE_ANY_EXHDR(string));
	}
}

static void
send_filings(StringInfo buf, const FilingSet *flat)
{
	pq_sendint64(buf, flat->count);
	for (int64 i = 0; i < flat->count; i++)
	{
		Filing		filing;

		filing_set_get(flat, i, &filing);
		pq_sendint64(buf, filing.entity);
		pq_sendint32(buf, filing.day);
		pq_sendint64(buf, filing.numerator);
		pq_sendint64(buf, filing.denominator);
		if (flat->has_received)
			pq_sendint64(buf, filing_received(&filing));
	}
}

/*
 * filing_set_send: the form, 1 if there are moments, for how many days filings
 * are carried, the number of entities and these, the number of filings and
 * these; or the form and the bytes under the seal.
 */
Datum
filing_set_send(PG_FUNCTION_ARGS)
{
	FilingSet  *flat = filing_set_of(PG_GETARG_DATUM(0));
	EntityForm	form = form_of(flat);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, (uint8) form);
	if (form == FORM_SEALED)
		pq_sendbytes(&buf, VARDATA(flat), VARSIZE(flat) - VARHDRSZ);
	else
	{
		pq_sendbyte(&buf, flat->has_received ? 1 : 0);
		pq_sendint64(&buf, flat->carry);
		send_entities(&buf, form, flat);
		send_filings(&buf, flat);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Are there as many bytes left? */
static void
need_bytes(const StringInfoData *buf, int64 bytes)
{
	if (bytes < 0 || bytes > buf->len - buf->cursor)
		(void) report_fault("The message ends before the value does.",
							ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
}

static FilingSet *
recv_sealed(StringInfo buf)
{
	int			len = buf->len - buf->cursor;
	bytea	   *bytes = palloc(len + VARHDRSZ);

	SET_VARSIZE(bytes, len + VARHDRSZ);
	pq_copymsgbytes(buf, VARDATA(bytes), len);
	return unseal(bytes, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
}

static Datum
recv_entity(StringInfo buf, EntityForm form)
{
	int			len;
	char	   *string;

	if (form == FORM_UUID)
	{
		need_bytes(buf, UUID_LEN);
		return PointerGetDatum(pq_getmsgbytes(buf, UUID_LEN));
	}
	need_bytes(buf, sizeof(int32));
	len = (int) pq_getmsgint(buf, sizeof(int32));
	need_bytes(buf, len);
	string = pq_getmsgtext(buf, len, &len);
	return PointerGetDatum(cstring_to_text_with_len(string, len));
}

/* The entities, by their place in the message */
static Datum *
recv_entities(StringInfo buf, EntityForm form, int64 *count)
{
	Datum	   *entities;

	need_bytes(buf, sizeof(int64));
	*count = pq_getmsgint64(buf);
	/* each has a byte at least, so there is no room for more than a length */
	if (*count < 0 || *count > buf->len - buf->cursor ||
		(form == FORM_INTEGER && *count != 0))
		(void) report_fault("The number of entities does not fit the message.",
							ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	entities = palloc_huge(Max(*count, 1) * sizeof(Datum));
	for (int64 i = 0; i < *count; i++)
		entities[i] = recv_entity(buf, form);
	return entities;
}

/* An entity that no filing is of is none. */
static void
recv_filing(StringInfo buf, Filings *filings, const Datum *entities,
			int64 nentities)
{
	Filing		filing;
	const char *fault;

	need_bytes(buf, FILING_SIZE(false, filings->has_received));
	filing.entity = pq_getmsgint64(buf);
	filing.day = (int32) pq_getmsgint(buf, sizeof(int32));
	filing.numerator = pq_getmsgint64(buf);
	filing.denominator = pq_getmsgint64(buf);
	if (filings->has_received)
		filing_set_received(&filing, pq_getmsgint64(buf));

	fault = filing_fault(&filing);
	if (fault == NULL && filings->entities != NULL &&
		(filing.entity < 0 || filing.entity >= nentities))
		fault = gettext_noop("A filing must be of one of the entities.");
	if (fault != NULL)
		(void) report_fault(fault, ERRCODE_INVALID_BINARY_REPRESENTATION,
							NULL);
	if (filings->entities != NULL)
		filings_add_of(filings, entities[filing.entity], &filing);
	else
		filings_add(filings, &filing);
}

/*
 * filing_set_recv, what filing_set_send() gives
 */
Datum
filing_set_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			form;
	int			has_received;
	int64		carry;
	int64		nentities;
	int64		count;
	Datum	   *entities;
	const char *fault;
	Filings    *filings;

	need_bytes(buf, 1);
	form = pq_getmsgbyte(buf);
	if (form == FORM_SEALED)
		PG_RETURN_POINTER(recv_sealed(buf));
	need_bytes(buf, 1 + sizeof(int64));
	has_received = pq_getmsgbyte(buf);
	if (form > FORM_SEALED || has_received > 1)
		(void) report_fault("The message begins with no form of a set of filings.",
							ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
	filings = make_of_form((EntityForm) form, has_received == 1);
	carry = pq_getmsgint64(buf);
	entities = recv_entities(buf, (EntityForm) form, &nentities);
	need_bytes(buf, sizeof(int64));
	count = pq_getmsgint64(buf);
	fault = carry_fault(carry, count);
	if (count < 0)
		fault = gettext_noop("The number of filings must not be negative.");
	if (fault != NULL)
		(void) report_fault(fault, ERRCODE_INVALID_BINARY_REPRESENTATION,
							NULL);
	filings->carry = carry;
	while (count-- > 0)
		recv_filing(buf, filings, entities, nentities);
	PG_RETURN_POINTER(filing_set_flat(filings));
}
