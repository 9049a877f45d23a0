/*-------------------------------------------------------------------------
 *
 * rate_text.c
 *	  A rate as text, 13012/15910, and what to say of text that is none.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/counts.h"
#include "rate/rate.h"

PG_FUNCTION_INFO_V1(rate_in);
PG_FUNCTION_INFO_V1(rate_out);

/* Two bigints, a slash and the terminator */
#define RATE_TEXT_SIZE	(2 * MAXINT8LEN + 2)

#define EXAMPLE_HINT _("Write numerator and denominator, such as 13012/15910.")

/*
 * What is the matter with a text, and what to do about it, in the language of
 * the session
 */
typedef struct Complaint
{
	const char *detail;
	const char *hint;
} Complaint;


/* ------------------------
 * What is wrong with a text
 * ------------------------
 */

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A character that can stand within one number, as somebody prints it */
static inline bool
is_in_number(char c)
{
	return is_digit(c) || (c != '\0' && strchr(".,'_", c) != NULL);
}

static bool
has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

/*
 * The length of the character at s if it is a full-width form of an ASCII
 * character, which is then in *narrow; else 0.
 */
static int
full_width_length(const unsigned char *s, char *narrow)
{
	if (GetDatabaseEncoding() == PG_UTF8)
	{
		/* U+3000 and, in a block of their own from U+FF01 on, '!' to '~' */
		if (s[0] == 0xE3 && s[1] == 0x80 && s[2] == 0x80)
			*narrow = ' ';
		else if (s[0] == 0xEF && s[1] == 0xBC && s[2] >= 0x81)
			*narrow = (char) (s[2] - 0x81 + '!');
		else if (s[0] == 0xEF && s[1] == 0xBD && s[2] >= 0x80 && s[2] <= 0x9E)
			*narrow = (char) (s[2] - 0x80 + '`');
		else
			return 0;
		return 3;
	}
	if (GetDatabaseEncoding() == PG_EUC_CN)
	{
		if (s[0] == 0xA1 && s[1] == 0xA1)
			*narrow = ' ';
		else if (s[0] == 0xA3 && s[1] >= 0xA1 && s[1] <= 0xFE)
			*narrow = (char) (s[1] & 0x7F);
		else
			return 0;
		return 2;
	}
	return 0;
}

/* The text with the ASCII characters for the full-width ones in it */
static char *
narrow_text(const char *input, bool *changed)
{
	StringInfoData narrow;
	const char *p = input;

	*changed = false;
	initStringInfo(&narrow);
	while (*p != '\0')
	{
		char		c;
		int			len = full_width_length((const unsigned char *) p, &c);

		if (len > 0)
		{
			*changed = true;
			appendStringInfoChar(&narrow, c);
		}
		else
		{
			len = pg_mblen(p);
			appendBinaryStringInfo(&narrow, p, len);
		}
		p += len;
	}
	return narrow.data;
}

/* A copy of s up to end, without the white space around it */
static char *
trimmed(const char *s, const char *end)
{
	s = skip_space(s);
	while (end > s && skip_space(end - 1) != end - 1)
		end--;
	return s < end ? pnstrdup(s, end - s) : pstrdup("");
}

static bool
is_count(const char *s)
{
	int64		count;

	return parse_count(&s, &count) != COUNT_MALFORMED && *s == '\0';
}

/* What parts thousands, or one number from another, between digits; or '\0' */
static char
separator(const char *s)
{
	for (const char *p = s; *p != '\0'; p++)
	{
		if ((*p == ',' || *p == '\'' || *p == '_' || *p == ' ') &&
			p > s && is_digit(p[-1]) && is_digit(p[1]))
			return *p;
	}
	return '\0';
}

/* What is wrong with one side of the slash; no detail if nothing is */
static Complaint
side_complaint(const char *side, const char *name)
{
	Complaint	complaint = {NULL, EXAMPLE_HINT};

	if (is_count(side))
		return complaint;

	if (side[0] == '\0')
		complaint.detail = psprintf(_("The %s is missing."), name);
	else if (strchr(side, '%') != NULL)
	{
		complaint.detail = psprintf(_("The %s, \"%s\", is a percentage."),
									name, side);
		complaint.hint = _("A rate is made of counts; a percentage has lost them.");
	}
	else if (separator(side) != '\0')
	{
		complaint.detail = psprintf(_("The %s, \"%s\", has a separator between its digits."),
									name, side);
		complaint.hint = psprintf(_("Take it out, as in replace(column, %s, '')."),
								  quote_literal_cstr(psprintf("%c", separator(side))));
	}
	else if (has_digit(side) && strchr(side, '.') != NULL)
	{
		complaint.detail = psprintf(_("The %s, \"%s\", has a decimal point; counts are whole numbers."),
									name, side);
		complaint.hint = _("Write whole numbers, such as 13012/15910, or make the rate from columns of numbers: rate(n::bigint, d::bigint).");
	}
	else
		complaint.detail = psprintf(_("The %s, \"%s\", is not a whole number."),
									name, side);
	return complaint;
}

/* The number of numbers in a text */
static int
count_numbers(const char *s)
{
	int			numbers = 0;

	while (*s != '\0')
	{
		if (!is_digit(*s))
		{
			s++;
			continue;
		}
		numbers++;
		while (is_in_number(*s))
			s++;
	}
	return numbers;
}

/* Brackets around a comma, as a row, an array or an interval has them */
static bool
is_bracketed_pair(const char *text)
{
	text = skip_space(text);
	return (*text == '(' || *text == '[') && separator(text) == ',';
}

/*
 * Somebody who has only a percentage needs to hear why it is refused, and a
 * comparison takes an untyped literal or parameter for a rate.
 */
static Complaint
complaint_without_slash(const char *text)
{
	Complaint	complaint = {NULL, EXAMPLE_HINT};
	int			numbers = count_numbers(text);

	if (*skip_space(text) == '\0')
	{
		complaint.detail = _("There is no text.");
		complaint.hint = _("Write numerator and denominator, such as 13012/15910, or NULL if they are not known.");
	}
	else if (numbers == 0)
		complaint.detail = _("There is no count in it.");
	else if (numbers == 1 && !is_bracketed_pair(text))
	{
		complaint.detail = _("A single number or percentage has lost its counts and cannot be pooled.");
		complaint.hint = _("A rate needs its two counts, such as 13012/15910. To compare with a number, drop the quotes (r >= 0.8), or cast a parameter ($1::numeric).");
	}
	else
		complaint.detail = _("There is no slash between the counts.");
	return complaint;
}

/* What is wrong with a text that is no rate */
static Complaint
text_complaint(const char *input)
{
	bool		full_width;
	char	   *text = narrow_text(input, &full_width);
	char	   *slash = strchr(text, '/');
	Complaint	complaint = {NULL, EXAMPLE_HINT};

	if (slash == NULL)
		return complaint_without_slash(text);
	if (strchr(slash + 1, '/') != NULL)
	{
		complaint.detail = _("There is more than one slash.");
		return complaint;
	}

	complaint = side_complaint(trimmed(text, slash), _("numerator"));
	if (complaint.detail == NULL)
		complaint = side_complaint(trimmed(slash + 1, text + strlen(text)),
								   _("denominator"));
	if (complaint.detail == NULL && full_width)
	{
		complaint.detail = _("There are full-width characters in it.");
		complaint.hint = _("Write ASCII digits and an ASCII slash; normalize(column, NFKC) makes them in a UTF8 database.");
	}
	return complaint;
}


/* ----------------
 * Input and output
 * ----------------
 */

/*
 * The rate of a pair that was read from text; NULL if it is none and that was
 * reported softly.
 */
Rate *
rate_from_pair(const char *input, int64 numerator, int64 denominator,
			   bool too_large, struct Node *escontext)
{
	if (too_large)
		ereturn(escontext, NULL,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						input, "rate"),
				 errdetail("Each count must be between 0 and %lld.",
						   (long long) PG_INT64_MAX),
				 errhint("Check the unit of the counts.")));

	return rate_make_safe(numerator, denominator,
						  ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, escontext);
}

/*
 * White space is allowed around either count, as bigint allows it.
 */
static Rate *
rate_from_text(const char *input, struct Node *escontext)
{
	const char *p = skip_space(input);
	int64		numerator = 0;
	int64		denominator = 0;
	CountParse	first = parse_count(&p, &numerator);
	CountParse	second = COUNT_MALFORMED;

	p = skip_space(p);
	if (first != COUNT_MALFORMED && *p == '/')
	{
		p = skip_space(p + 1);
		second = parse_count(&p, &denominator);
		p = skip_space(p);
	}

	if (second == COUNT_MALFORMED || *p != '\0')
	{
		Complaint	complaint = text_complaint(input);

		ereturn(escontext, NULL,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"rate", input),
				 complaint.detail ? errdetail_internal("%s", complaint.detail) : 0,
				 errhint("%s", complaint.hint)));
	}

	return rate_from_pair(input, numerator, denominator,
						  first == COUNT_TOO_LARGE || second == COUNT_TOO_LARGE,
						  escontext);
}

/*
 * rate_in('13012/15910')
 *
 * Also the object that the casts to json and jsonb make, so that a row comes
 * back from a document by jsonb_populate_record() and its kin.
 */
Datum
rate_in(PG_FUNCTION_ARGS)
{
	char	   *input = PG_GETARG_CSTRING(0);
	struct Node *escontext = fcinfo->context;
	Rate	   *rate;

	if (*skip_space(input) == '{')
		rate = rate_from_object(input, escontext);
	else
		rate = rate_from_text(input, escontext);
	if (rate == NULL)
		PG_RETURN_NULL();
	PG_RETURN_RATE_P(rate);
}

/*
 * rate_out(rate) → '13012/15910'
 */
Datum
rate_out(PG_FUNCTION_ARGS)
{
	Rate	   *rate = PG_GETARG_RATE_P(0);
	char	   *result = palloc(RATE_TEXT_SIZE);
	int			len;

	len = pg_lltoa(rate->numerator, result);
	result[len++] = '/';
	pg_lltoa(rate->denominator, result + len);

	PG_RETURN_CSTRING(result);
}
