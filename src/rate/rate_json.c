/*-------------------------------------------------------------------------
 *
 * rate_json.c
 *	  A rate in JSON: {"numerator": 13012, "denominator": 15910}
 *
 * What the casts write is read again, by casts and by the input function of
 * the type, to which jsonb_populate_record() and its kin give what they find.
 * It is an object with these two members in any order and nothing else, so
 * that a misspelt or a doubled member is an error and not a wrong rate.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "base/compat.h"
#include "base/counts.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(rate_to_json);
PG_FUNCTION_INFO_V1(rate_to_jsonb);
PG_FUNCTION_INFO_V1(rate_from_json);
PG_FUNCTION_INFO_V1(rate_from_jsonb);

#define MEMBERS 2
static const char *const member_names[MEMBERS] = {"numerator", "denominator"};

/* What can stand behind a value; with the end of the text, to strchr() */
#define VALUE_ENDS ",}] \t\n\r"

/* An object while it is read */
typedef struct ObjectReader
{
	const char *next;			/* what comes next, behind white space */
	int64		counts[MEMBERS];
	bool		seen[MEMBERS];
	bool		too_large;
	const char *complaint;		/* what is wrong with it, or NULL */
} ObjectReader;


/* -------
 * Reading
 * -------
 */

/*
 * Keeps what is wrong, in the manner of psprintf() and in the language of the
 * session; always false
 */
#define complain(reader, ...) \
	((reader)->complaint = psprintf(__VA_ARGS__), false)

static bool
is_next(ObjectReader *reader, char c)
{
	if (*reader->next != c)
		return false;
	reader->next = skip_space(reader->next + 1);
	return true;
}

static bool
expect(ObjectReader *reader, char c)
{
	return is_next(reader, c) ||
		complain(reader, _("It is not a complete object."));
}

/* The length of the string at s, without the quote behind it */
static size_t
string_length(const char *s)
{
	size_t		len = 0;

	while (s[len] != '\0' && s[len] != '"')
		len += s[len] == '\\' && s[len + 1] != '\0' ? 2 : 1;
	return len;
}

/* The number of the member whose name comes next, or -1 */
static int
read_name(ObjectReader *reader)
{
	const char *name = reader->next + 1;
	size_t		len;

	if (!expect(reader, '"'))
		return -1;
	len = string_length(name);
	if (name[len] == '\0')
	{
		(void) complain(reader, _("It is not a complete object."));
		return -1;
	}
	for (int member = 0; member < MEMBERS; member++)
	{
		if (strlen(member_names[member]) == len &&
			strncmp(name, member_names[member], len) == 0)
		{
			reader->next = skip_space(name + len + 1);
			return member;
		}
	}
	(void) complain(reader, _("There is a member \"%s\"."), pnstrdup(name, len));
	return -1;
}

/* Says what there is in place of a count */
static bool
complain_of_value(ObjectReader *reader, const char *name)
{
	const char *value = reader->next;
	size_t		len = strcspn(value, VALUE_ENDS);
	const char *complaint = _("The %s is not a number.");

	if (len == 0)
		return complain(reader, _("It is not a complete object."));
	if (*value == '-' || *value == '+' || (*value >= '0' && *value <= '9'))
		return complain(reader, _("The %s, %s, is not a whole number."), name,
						pnstrdup(value, len));
	if (*value == '"')
		complaint = _("The %s is a string, not a number.");
	else if (strncmp(value, "null", 4) == 0)
		complaint = _("The %s is null.");
	return complain(reader, complaint, name);
}

static bool
read_count(ObjectReader *reader, int member)
{
	const char *p = reader->next;
	const char *digits = *p == '-' ? p + 1 : p;
	CountParse	parse = COUNT_MALFORMED;

	/* JSON has no plus and no leading zeros */
	if (*p != '+' && (*digits != '0' || strspn(digits, "0123456789") == 1))
		parse = parse_count(&p, &reader->counts[member]);
	if (parse == COUNT_MALFORMED || strchr(VALUE_ENDS, *p) == NULL)
		return complain_of_value(reader, _(member_names[member]));

	reader->too_large |= parse == COUNT_TOO_LARGE;
	reader->next = skip_space(p);
	return true;
}

static bool
read_member(ObjectReader *reader)
{
	int			member = read_name(reader);

	if (member < 0)
		return false;
	if (reader->seen[member])
		return complain(reader, _("The %s is there twice."),
						_(member_names[member]));
	reader->seen[member] = true;
	return expect(reader, ':') && read_count(reader, member);
}

static bool
read_object(ObjectReader *reader)
{
	if (!is_next(reader, '{'))
		return complain(reader, _("It is not an object with two counts."));
	if (!is_next(reader, '}'))
	{
		do
		{
			if (!read_member(reader))
				return false;
		} while (is_next(reader, ','));
		if (!expect(reader, '}'))
			return false;
	}
	for (int member = 0; member < MEMBERS; member++)
	{
		if (!reader->seen[member])
			return complain(reader, _("The %s is missing."),
							_(member_names[member]));
	}
	return *reader->next == '\0' ||
		complain(reader, _("There is something behind the object."));
}

/*
 * The rate that an object stands for; NULL if for none and that was reported
 * softly.
 */
Rate *
rate_from_object(const char *input, struct Node *escontext)
{
	ObjectReader reader = {.next = skip_space(input)};

	if (!read_object(&reader))
		ereturn(escontext, NULL,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"rate", input),
				 errdetail_internal("%s", reader.complaint),
				 errhint("In JSON a rate is an object with two whole numbers, such as {\"numerator\": 13012, \"denominator\": 15910}; a string of text is read by (document ->> 'key')::rate.")));

	return rate_from_pair(input, reader.counts[0], reader.counts[1],
						  reader.too_large, escontext);
}


/* -----
 * Casts
 * -----
 */

static char *
rate_json_text(const Rate *rate)
{
	return psprintf("{\"numerator\":" INT64_FORMAT ",\"denominator\":" INT64_FORMAT "}",
					rate->numerator, rate->denominator);
}

/* rate::json */
Datum
rate_to_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(rate_json_text(PG_GETARG_RATE_P(0))));
}

/* rate::jsonb */
Datum
rate_to_jsonb(PG_FUNCTION_ARGS)
{
	char	   *text = rate_json_text(PG_GETARG_RATE_P(0));

	return DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
}

/* A document that says null is NULL, as in jsonb_populate_record(). */
static Datum
rate_from_document(FunctionCallInfo fcinfo, const char *text)
{
	const char *p = skip_space(text);

	if (strncmp(p, "null", 4) == 0)
		PG_RETURN_NULL();
	PG_RETURN_RATE_P(rate_from_object(text, NULL));
}

/* json::rate */
Datum
rate_from_json(PG_FUNCTION_ARGS)
{
	return rate_from_document(fcinfo, text_to_cstring(PG_GETARG_TEXT_PP(0)));
}

/* jsonb::rate */
Datum
rate_from_jsonb(PG_FUNCTION_ARGS)
{
	Jsonb	   *document = PG_GETARG_JSONB_P(0);
	char	   *text;

	text = JsonbToCString(NULL, &document->root, VARSIZE(document));
	return rate_from_document(fcinfo, text);
}
