/*-------------------------------------------------------------------------
 *
 * count_sign.c
 *	  The characters that a count is written with in spreadsheets.
 *
 * A digit, a separator or a unit comes in many forms: full-width from a
 * Chinese input method, with the spaces and dashes of typesetting, with marks
 * that nobody sees from a copied web page.  Here each becomes one sign, so
 * that the grammar in count_text.c knows one form of each.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "register/count_sign.h"
#include "register/han.h"

/* The row of EUC_CN that has ASCII in full width, as Unicode has at FF01 */
#define EUC_CN_FULL_WIDTH 0xa3
#define FULL_WIDTH_FIRST 0xff01
#define FULL_WIDTH_LAST 0xff5e

/* A sign is the character itself, or has two bytes more ("..." for one). */
#define SIGN_MAX_LENGTH 4

/* Code points that are written as another sign */
typedef struct SignRange
{
	pg_wchar	first;
	pg_wchar	last;
	const char *sign;
} SignRange;

static const SignRange sign_ranges[] = {
	/* ends of lines and columns */
	{0x0009, 0x000d, "\n"},
	{0x0085, 0x0085, "\n"},
	{0x2028, 0x2029, "\n"},
	/* spaces */
	{0x00a0, 0x00a0, " "},
	{0x1680, 0x1680, " "},
	{0x2000, 0x200a, " "},
	{0x202f, 0x202f, " "},
	{0x205f, 0x205f, " "},
	{0x3000, 0x3000, " "},
	/* invisible marks: soft hyphens, joiners, directions, byte order */
	{0x00ad, 0x00ad, ""},
	{0x200b, 0x200f, ""},
	{0x202a, 0x202e, ""},
	{0x2060, 0x206f, ""},
	{0xfe00, 0xfe0f, ""},
	{0xfeff, 0xfeff, ""},
	/* dashes and minus signs */
	{0x2010, 0x2015, "-"},
	{0x2212, 0x2212, "-"},
	{0x2500, 0x2501, "-"},
	{0x30fc, 0x30fc, "-"},
	{0xfe58, 0xfe58, "-"},
	{0xfe63, 0xfe63, "-"},
	/* quotation marks and apostrophes */
	{0x00b4, 0x00b4, "'"},
	{0x02bc, 0x02bc, "'"},
	{0x2018, 0x201b, "'"},
	{0x2032, 0x2032, "'"},
	{0x201c, 0x201f, "\""},
	{0x2033, 0x2033, "\""},
	/* points and commas */
	{0x2025, 0x2025, ".."},
	{0x2026, 0x2026, "..."},
	{0x22ef, 0x22ef, "..."},
	{0x3002, 0x3002, "."},
	{0xff61, 0xff61, "."},
	{0xfe50, 0xfe50, ","},
	{0xfe52, 0xfe52, "."},
	/* about */
	{0x2248, 0x2248, "~"},
	{0x223c, 0x223c, "~"},
	{0x301c, 0x301c, "~"},
	/* triangles, with which accountants mark what is negative */
	{0x25b2, 0x25b3, "△"},
	/* traditional characters */
	{0x5104, 0x5104, "亿"},
	{0x500b, 0x500b, "个"},
	{0x54e1, 0x54e1, "员"},
	{0x6236, 0x6236, "户"},
	{0x7121, 0x7121, "无"},
	{0x7d04, 0x7d04, "约"},
	{0x842c, 0x842c, "万"},
	{0x8a73, 0x8a73, "详"},
	{0x9918, 0x9918, "余"},
};


/* The code point that begins a text in EUC_CN; 0 if no count has it */
static pg_wchar
code_of_euc_cn(const char *text)
{
	const char *utf8;

	if ((unsigned char) text[0] == EUC_CN_FULL_WIDTH)
		return FULL_WIDTH_FIRST + (text[1] & 0x7f) - '!';
	utf8 = utf8_of_euc_cn(text);
	return utf8 != NULL ? utf8_to_unicode((const unsigned char *) utf8) : 0;
}

/*
 * The code point of the character that begins the text, and its length; 0 if
 * no count has it.  Bytes that are no character are one each: SQL_ASCII takes
 * any, and holds UTF-8 if it holds Chinese at all.
 */
static pg_wchar
read_code(const char *text, int len, int *consumed)
{
	int			encoding = GetDatabaseEncoding();

	*consumed = 1;
	if (!IS_HIGHBIT_SET(*text))
		return (unsigned char) *text;

	if (encoding == PG_SQL_ASCII)
		encoding = PG_UTF8;
	*consumed = Max(pg_encoding_verifymbchar(encoding, text, len), 1);

	if (encoding == PG_UTF8 && *consumed > 1)
		return utf8_to_unicode((const unsigned char *) text);
	if (encoding == PG_EUC_CN && *consumed == 2)
		return code_of_euc_cn(text);
	return 0;
}

/* The sign of a code point that is not written as itself, or NULL */
static const char *
other_sign(pg_wchar code)
{
	for (int i = 0; i < lengthof(sign_ranges); i++)
	{
		if (code >= sign_ranges[i].first && code <= sign_ranges[i].last)
			return sign_ranges[i].sign;
	}
	return NULL;
}

/* Appends the sign of a character and returns the end. */
static char *
append_sign(char *end, pg_wchar code)
{
	const char *sign;

	if (code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST)
		code = code - FULL_WIDTH_FIRST + '!';
	if (code >= ' ' && code <= '~')
	{
		*end++ = pg_ascii_tolower((unsigned char) code);
		return end;
	}

	sign = other_sign(code);
	if (sign != NULL)
	{
		while (*sign != '\0')
			*end++ = *sign++;
		return end;
	}
	if (code < 0x80)
	{
		*end++ = UNKNOWN_SIGN;
		return end;
	}
	unicode_to_utf8(code, (unsigned char *) end);
	return end + pg_utf_mblen((unsigned char *) end);
}

/*
 * The text as signs: UTF-8, ASCII letters in lower case, one form of each
 * space, dash, quotation mark, point and full-width character, and nothing
 * for what is invisible.
 */
char *
count_signs(const char *data, int len)
{
	char	   *signs = palloc(len * SIGN_MAX_LENGTH + 1);
	char	   *end = signs;

	while (len > 0)
	{
		int			consumed;
		pg_wchar	code = read_code(data, len, &consumed);

		end = append_sign(end, code);
		data += consumed;
		len -= consumed;
	}
	*end = '\0';
	return signs;
}
