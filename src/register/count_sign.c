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

/* The characters of counts that EUC_CN has, besides its full-width ASCII */
static const struct
{
	const char *utf8;
	const char *euc_cn;
}			characters[] =
{
	{"　", "\xa1\xa1"},
	{"。", "\xa1\xa3"},
	{"—", "\xa1\xaa"},
	{"～", "\xa1\xab"},
	{"…", "\xa1\xad"},
	{"‘", "\xa1\xae"},
	{"’", "\xa1\xaf"},
	{"“", "\xa1\xb0"},
	{"”", "\xa1\xb1"},
	{"≈", "\xa1\xd6"},
	{"≤", "\xa1\xdc"},
	{"≥", "\xa1\xdd"},
	{"‰", "\xa1\xeb"},
	{"△", "\xa1\xf7"},
	{"▲", "\xa1\xf8"},
	{"─", "\xa9\xa4"},
	{"━", "\xa9\xa5"},
	{"十", "\xca\xae"},
	{"百", "\xb0\xd9"},
	{"千", "\xc7\xa7"},
	{"万", "\xcd\xf2"},
	{"亿", "\xd2\xda"},
	{"人", "\xc8\xcb"},
	{"次", "\xb4\xce"},
	{"名", "\xc3\xfb"},
	{"个", "\xb8\xf6"},
	{"家", "\xbc\xd2"},
	{"户", "\xbb\xa7"},
	{"位", "\xce\xbb"},
	{"口", "\xbf\xda"},
	{"所", "\xcb\xf9"},
	{"间", "\xbc\xe4"},
	{"员", "\xd4\xb1"},
	{"工", "\xb9\xa4"},
	{"职", "\xd6\xb0"},
	{"企", "\xc6\xf3"},
	{"业", "\xd2\xb5"},
	{"公", "\xb9\xab"},
	{"司", "\xcb\xbe"},
	{"单", "\xb5\xa5"},
	{"无", "\xce\xde"},
	{"未", "\xce\xb4"},
	{"知", "\xd6\xaa"},
	{"不", "\xb2\xbb"},
	{"详", "\xcf\xea"},
	{"明", "\xc3\xf7"},
	{"清", "\xc7\xe5"},
	{"楚", "\xb3\xfe"},
	{"填", "\xcc\xee"},
	{"报", "\xb1\xa8"},
	{"上", "\xc9\xcf"},
	{"送", "\xcb\xcd"},
	{"统", "\xcd\xb3"},
	{"计", "\xbc\xc6"},
	{"提", "\xcc\xe1"},
	{"供", "\xb9\xa9"},
	{"缺", "\xc8\xb1"},
	{"失", "\xca\xa7"},
	{"暂", "\xd4\xdd"},
	{"空", "\xbf\xd5"},
	{"白", "\xb0\xd7"},
	{"待", "\xb4\xfd"},
	{"定", "\xb6\xa8"},
	{"补", "\xb2\xb9"},
	{"核", "\xba\xcb"},
	{"实", "\xca\xb5"},
	{"适", "\xca\xca"},
	{"用", "\xd3\xc3"},
	{"数", "\xca\xfd"},
	{"据", "\xbe\xdd"},
	{"没", "\xc3\xbb"},
	{"有", "\xd3\xd0"},
	{"约", "\xd4\xbc"},
	{"近", "\xbd\xfc"},
	{"余", "\xd3\xe0"},
	{"逾", "\xd3\xe2"},
	{"超", "\xb3\xac"},
	{"多", "\xb6\xe0"},
	{"几", "\xbc\xb8"},
	{"左", "\xd7\xf3"},
	{"右", "\xd3\xd2"},
	{"足", "\xd7\xe3"},
	{"到", "\xb5\xbd"},
	{"以", "\xd2\xd4"},
	{"下", "\xcf\xc2"},
	{"至", "\xd6\xc1"},
	{"少", "\xc9\xd9"},
	{"零", "\xc1\xe3"},
	{"一", "\xd2\xbb"},
	{"二", "\xb6\xfe"},
	{"两", "\xc1\xbd"},
	{"三", "\xc8\xfd"},
	{"四", "\xcb\xc4"},
	{"五", "\xce\xe5"},
	{"六", "\xc1\xf9"},
	{"七", "\xc6\xdf"},
	{"八", "\xb0\xcb"},
	{"九", "\xbe\xc5"},
	{"壹", "\xd2\xbc"},
	{"贰", "\xb7\xa1"},
	{"叁", "\xc8\xfe"},
	{"肆", "\xcb\xc1"},
	{"伍", "\xce\xe9"},
	{"陆", "\xc2\xbd"},
	{"柒", "\xc6\xe2"},
	{"捌", "\xb0\xc6"},
	{"玖", "\xbe\xc1"},
	{"拾", "\xca\xb0"},
	{"佰", "\xb0\xdb"},
	{"仟", "\xc7\xaa"},
	{"年", "\xc4\xea"},
	{"月", "\xd4\xc2"},
	{"负", "\xb8\xba"},
	{"交", "\xbd\xbb"},
	{"反", "\xb7\xb4"},
	{"馈", "\xc0\xa1"},
	{"尚", "\xc9\xd0"},
	{"法", "\xb7\xa8"},
	{"写", "\xd0\xb4"},
	{"从", "\xb4\xd3"},
};

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
code_of_euc_cn(const unsigned char *text)
{
	if (text[0] == EUC_CN_FULL_WIDTH)
		return FULL_WIDTH_FIRST + (text[1] & 0x7f) - '!';

	for (int i = 0; i < lengthof(characters); i++)
	{
		if (memcmp(text, characters[i].euc_cn, 2) == 0)
			return utf8_to_unicode((const unsigned char *) characters[i].utf8);
	}
	return 0;
}

/*
 * The code point of the character that begins the text, and its length; 0 if
 * no count has it.  Bytes that are no character are one each: SQL_ASCII takes
 * any, and holds UTF-8 if it holds Chinese at all.
 */
static pg_wchar
read_code(const char *text, int len, int *consumed)
{
	const unsigned char *bytes = (const unsigned char *) text;
	int			encoding = GetDatabaseEncoding();

	*consumed = 1;
	if (!IS_HIGHBIT_SET(*text))
		return *bytes;

	if (encoding == PG_SQL_ASCII)
		encoding = PG_UTF8;
	*consumed = Max(pg_encoding_verifymbchar(encoding, text, len), 1);

	if (encoding == PG_UTF8 && *consumed > 1)
		return utf8_to_unicode(bytes);
	if (encoding == PG_EUC_CN && *consumed == 2)
		return code_of_euc_cn(bytes);
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
