/*-------------------------------------------------------------------------
 *
 * city_name.c
 *	  A city as people write it: with blanks around it, with the province in
 *	  front, with 市 behind, or by its division code.
 *
 * A division code by GB/T 2260 has six digits: two for the province, two for
 * the prefecture or city, two for the county or district.  In the four
 * municipalities, which are provinces and cities in one, every division is of
 * the city.  The codes of statistics go on with three digits for the township
 * and three for the village.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "register/city_name.h"
#include "register/han.h"

#define DIVISION_DIGITS 6
#define VILLAGE_DIGITS 12

/* The provinces and what is of their rank, by GB/T 2260 */
static const struct
{
	int			code;
	const char *name;			/* UTF-8 */
	const char *rank;			/* what may stand behind it */
}			provinces[] =
{
	{11, "北京", "市"},
	{12, "天津", "市"},
	{13, "河北", "省"},
	{14, "山西", "省"},
	{15, "内蒙古", "自治区"},
	{21, "辽宁", "省"},
	{22, "吉林", "省"},
	{23, "黑龙江", "省"},
	{31, "上海", "市"},
	{32, "江苏", "省"},
	{33, "浙江", "省"},
	{34, "安徽", "省"},
	{35, "福建", "省"},
	{36, "江西", "省"},
	{37, "山东", "省"},
	{41, "河南", "省"},
	{42, "湖北", "省"},
	{43, "湖南", "省"},
	{44, "广东", "省"},
	{45, "广西", "壮族自治区"},
	{46, "海南", "省"},
	{50, "重庆", "市"},
	{51, "四川", "省"},
	{52, "贵州", "省"},
	{53, "云南", "省"},
	{54, "西藏", "自治区"},
	{61, "陕西", "省"},
	{62, "甘肃", "省"},
	{63, "青海", "省"},
	{64, "宁夏", "回族自治区"},
	{65, "新疆", "维吾尔自治区"},
	{71, "台湾", "省"},
	{81, "香港", "特别行政区"},
	{82, "澳门", "特别行政区"},
};

/* The same in the encoding of the database */
typedef struct Written
{
	Piece		name;
	Piece		rank;
} Written;


static Piece
piece_of(const char *text)
{
	Piece		piece = {text, strlen(text)};

	return piece;
}

/*
 * The provinces in the encoding of the database, and behind them 市 as a name
 * without a rank; NULL if there is no Chinese in it.
 */
static const Written *
written_provinces(void)
{
	static const Written *written = NULL;

	if (written == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(TopMemoryContext);
		char	   *city = han_for_database("市");

		if (city != NULL)
		{
			Size		size = (lengthof(provinces) + 1) * sizeof(Written);
			Written    *list = palloc0(size);

			for (int i = 0; i < lengthof(provinces); i++)
			{
				list[i].name = piece_of(han_for_database(provinces[i].name));
				list[i].rank = piece_of(han_for_database(provinces[i].rank));
			}
			list[lengthof(provinces)].name = piece_of(city);
			written = list;
		}
		MemoryContextSwitchTo(old);
	}
	return written;
}

/*
 * The length of the blank that a text begins with, 0 if it begins with none.
 * Besides those of ASCII: the ideographic one, the no-break ones, those of a
 * certain width, and the mark that some programs put before a text.
 */
static int
blank_length(Piece text)
{
	const unsigned char *c = (const unsigned char *) text.data;
	int			encoding = GetDatabaseEncoding();

	if (text.length >= 1 && (*c == ' ' || (*c >= '\t' && *c <= '\r')))
		return 1;
	if (encoding == PG_EUC_CN)
		return text.length >= 2 && c[0] == 0xa1 && c[1] == 0xa1 ? 2 : 0;
	if (encoding != PG_UTF8 && encoding != PG_SQL_ASCII)
		return 0;
	if (text.length >= 2 && c[0] == 0xc2 && c[1] == 0xa0)
		return 2;
	if (text.length >= 3 &&
		((c[0] == 0xe2 && c[1] == 0x80 && (c[2] <= 0x8b || c[2] == 0xaf)) ||
		 (c[0] == 0xe2 && c[1] == 0x81 && c[2] == 0x9f) ||
		 (c[0] == 0xe3 && c[1] == 0x80 && c[2] == 0x80) ||
		 (c[0] == 0xef && c[1] == 0xbb && c[2] == 0xbf)))
		return 3;
	return 0;
}

/* How far it is to the next place where a blank can begin */
static int
step_length(Piece text)
{
	if (GetDatabaseEncoding() == PG_EUC_CN && IS_HIGHBIT_SET(*text.data))
		return Min(EUC_CN_HAN_LENGTH, text.length);
	return 1;
}

static Piece
behind(Piece text, int length)
{
	Piece		rest = {text.data + length, text.length - length};

	return rest;
}

static Piece
without_blanks(Piece text)
{
	const char *end;
	int			length;

	while ((length = blank_length(text)) > 0)
		text = behind(text, length);

	end = text.data;
	for (Piece rest = text; rest.length > 0; rest = behind(rest, length))
	{
		length = blank_length(rest);
		if (length == 0)
		{
			length = step_length(rest);
			end = rest.data + length;
		}
	}
	text.length = end - text.data;
	return text;
}

static bool
begins_with(Piece text, Piece beginning)
{
	return text.length >= beginning.length &&
		memcmp(text.data, beginning.data, beginning.length) == 0;
}

/*
 * What stands behind a province in front, or nothing: the province alone, or
 * with 市, is a city of its name.
 */
static Piece
behind_province(Piece text, const Written *province, Piece city)
{
	Piece		rest = without_blanks(behind(text, province->name.length));

	if (begins_with(rest, province->rank))
		rest = without_blanks(behind(rest, province->rank.length));
	if (same_piece(rest, city))
		rest.length = 0;
	return rest;
}

/* Takes 市 off, but not from a name of one character, which has none. */
static Piece
without_city(Piece name, Piece city)
{
	int			rest = name.length - city.length;

	if (rest > city.length &&
		memcmp(name.data + rest, city.data, city.length) == 0)
		name.length = rest;
	return name;
}

/*
 * Takes a name apart.  The pieces are of the text.
 */
CityName
read_city_name(const char *text, int length)
{
	const Written *written = written_provinces();
	Piece		all = {text, length};
	CityName	name = {.whole = without_blanks(all)};

	if (written == NULL)
		return name;

	name.stem = name.whole;
	for (int i = 0; i < lengthof(provinces); i++)
	{
		Piece		rest;

		if (!begins_with(name.whole, written[i].name))
			continue;
		rest = behind_province(name.whole, &written[i],
							   written[lengthof(provinces)].name);
		if (rest.length > 0)
		{
			name.stem = rest;
			name.province = provinces[i].code;
		}
		break;
	}
	name.stem = without_city(name.stem, written[lengthof(provinces)].name);
	return name;
}

/* Is the province in front, if there is one, that of the division? */
bool
may_be_of(const CityName *name, int32 division_code)
{
	return name->province == 0 || name->province == division_code / 10000;
}

/*
 * The division code that a text of six or twelve digits is or begins with, 0
 * if it is anything else.
 */
int32
division_in_text(Piece text)
{
	int32		code = 0;

	if (text.length != DIVISION_DIGITS && text.length != VILLAGE_DIGITS)
		return 0;
	for (int i = 0; i < text.length; i++)
	{
		if (text.data[i] < '0' || text.data[i] > '9')
			return 0;
		if (i < DIVISION_DIGITS)
			code = code * 10 + (text.data[i] - '0');
	}
	return code;
}

/*
 * The division code of the city that a county or district counts to.
 */
int32
city_of_division(int32 division_code)
{
	switch (division_code / 10000)
	{
		case 11:
		case 12:
		case 31:
		case 50:
			return division_code - division_code % 10000;
		default:
			return division_code - division_code % 100;
	}
}
