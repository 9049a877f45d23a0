/*-------------------------------------------------------------------------
 *
 * sum_list_io.c
 *	  Text and binary forms of types that are lists of exact sums.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "base/compat.h"
#include "base/sum_list.h"
#include "base/wire.h"


/* ---------
 * Validator
 * ---------
 */

static const char *
item_fault(const SumListType *type, const void *item)
{
	if (sums_fields_negative(type->fields, type->nfields, item))
		return gettext_noop("Counts must not be negative.");
	return type->fault(item);
}

/* Does an item stand where it may behind the one before it? */
static const char *
order_fault(const SumListType *type, const void *before, const void *item)
{
	int			order = sums_fields_compare(type->fields, type->nkeys, before,
											item);

	if (order > 0 || (order == 0 && type->nkeys < type->nfields))
		return gettext_noop("The items are not in order.");
	return NULL;
}

/*
 * The validator behind every way in, for an item that comes behind those
 * before it.  Reports softly where the caller has an error context.
 */
static bool
check_item(const SumListType *type, const char *items, int count,
		   int sqlerrcode, struct Node *escontext)
{
	const char *item = items + (Size) count * type->item_size;
	const char *fault = item_fault(type, item);

	if (fault == NULL && count > 0)
		fault = order_fault(type, item - type->item_size, item);
	if (likely(fault == NULL))
		return true;

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("inconsistent sums for type %s", type->name),
			 errdetail("Item %d: %s", count + 1, _(fault)),
			 errhint("Values of this type are made by the aggregate %s().",
					 type->aggregate)));
}


/* ----
 * Text
 * ----
 */

typedef struct ListText
{
	const char *p;
	bool		malformed;
	bool		too_large;
} ListText;

/* Reads '(field,field,...)' */
static void
parse_item(const SumListType *type, ListText *text, void *item)
{
	CountParse	parse = sums_fields_parse(&text->p, type->fields,
										  type->nfields, item);

	text->malformed = parse == COUNT_MALFORMED;
	text->too_large |= parse == COUNT_TOO_LARGE;
}

static SumList *
list_of_items(StringInfo items, int count)
{
	SumList    *result = palloc(offsetof(SumList, items) + items->len);

	SET_VARSIZE(result, offsetof(SumList, items) + items->len);
	result->count = count;
	memcpy(result->items, items->data, items->len);
	return result;
}

/*
 * Reads the items up to the closing brace, as far as they are well formed; an
 * item that is too large is found only when all are.
 */
static bool
parse_items(const SumListType *type, ListText *text, StringInfo items,
			int *count, struct Node *escontext)
{
	bool		first = true;

	while (!text->malformed && *text->p != '}')
	{
		CHECK_FOR_INTERRUPTS();
		text->malformed = !first && !skip_mark(&text->p, ',');
		if (text->malformed)
			break;
		first = false;
		enlargeStringInfo(items, (int) type->item_size);
		memset(items->data + items->len, 0, type->item_size);
		parse_item(type, text, items->data + items->len);
		if (text->malformed || text->too_large)
			continue;
		if (!check_item(type, items->data, *count,
						ERRCODE_INVALID_TEXT_REPRESENTATION, escontext))
			return false;
		items->len += (int) type->item_size;
		(*count)++;
	}
	return true;
}

/*
 * name_in('{(field,field,...),...}')
 *
 * White space is allowed around every field and item.
 */
Datum
sum_list_in(FunctionCallInfo fcinfo, const SumListType *type)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	ListText	text = {.p = input};
	StringInfoData items;
	int			count = 0;

	initStringInfo(&items);
	text.malformed = !skip_mark(&text.p, '{');
	if (!parse_items(type, &text, &items, &count, escontext))
		PG_RETURN_NULL();

	if (text.malformed || !skip_mark(&text.p, '}') || *text.p != '\0')
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						type->name, input),
				 errhint("Values of this type are made by the aggregate %s().",
						 type->aggregate)));

	if (text.too_large)
		ereturn(escontext, (Datum) 0,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						input, type->name),
				 errdetail("A count, sum or day is beyond what the type holds."),
				 errhint("Values of this type are made by the aggregate %s().",
						 type->aggregate)));

	PG_RETURN_POINTER(list_of_items(&items, count));
}

/* name_out(list), in the form that name_in() reads */
Datum
sum_list_out(FunctionCallInfo fcinfo, const SumListType *type)
{
	const SumList *list = PG_GETARG_SUM_LIST_P(0);
	int			item_size = sums_fields_text_size(type->fields, type->nfields);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoChar(&text, '{');
	for (int i = 0; i < list->count; i++)
	{
		char	   *end;

		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoChar(&text, ',');
		enlargeStringInfo(&text, item_size);
		end = sums_fields_to_text(type->fields, type->nfields,
								  sum_list_item(type, list, i),
								  text.data + text.len);
		text.len = (int) (end - text.data);
	}
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}


/* ----
 * Wire
 * ----
 */

/* The number of items, which all the rest of the message has room for */
static int
receive_count(const SumListType *type, StringInfo buf)
{
	const char *hint = gettext_noop("Send what the type's send function gives.");
	int64		expected;
	int			count;
	int			left;

	if (buf->len - buf->cursor < (int) sizeof(int32))
		wire_check_value(buf, (int) sizeof(int32), type->name, hint);

	count = (int32) pq_getmsgint(buf, sizeof(int32));
	expected = (int64) count *
		sums_fields_wire_size(type->fields, type->nfields);
	left = buf->len - buf->cursor;
	if (count >= 0 && left == expected)
		return count;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid length in external \"%s\" value", type->name),
			 errdetail("Behind the number of items, %d, the value has %d bytes, expected %lld.",
					   count, left, (long long) expected),
			 errhint("%s", _(hint))));
}

/* name_recv: the number of items, and the fields of each in network order */
Datum
sum_list_recv(FunctionCallInfo fcinfo, const SumListType *type)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			count = receive_count(type, buf);
	StringInfoData items;

	initStringInfo(&items);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		enlargeStringInfo(&items, (int) type->item_size);
		memset(items.data + items.len, 0, type->item_size);
		sums_fields_receive(buf, type->fields, type->nfields,
							items.data + items.len);
		check_item(type, items.data, i, ERRCODE_INVALID_BINARY_REPRESENTATION,
				   NULL);
		items.len += (int) type->item_size;
	}
	PG_RETURN_POINTER(list_of_items(&items, count));
}

Datum
sum_list_send(FunctionCallInfo fcinfo, const SumListType *type)
{
	const SumList *list = PG_GETARG_SUM_LIST_P(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint32(&buf, list->count);
	for (int i = 0; i < list->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sums_fields_send(&buf, type->fields, type->nfields,
						 sum_list_item(type, list, i));
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}
