/*-------------------------------------------------------------------------
 *
 * han.c
 *	  The Chinese of the tables in this folder, in the database's encoding.
 *
 * Names of classes, cities, provinces and lunar days, and the words and marks
 * of counts, are held in UTF-8.  A database in EUC_CN gets and gives the same
 * by way of the table below, which holds just the characters that those use: a
 * conversion function, which a user could replace, is never called.  Other
 * encodings of servers are not known to have the characters.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "register/han.h"

/* The Chinese characters of the tables, in UTF-8 and in EUC_CN */
static const struct
{
	const char *utf8;
	const char *euc_cn;
}			characters[] =
{
	{"综", "\xd7\xdb"},
	{"合", "\xba\xcf"},
	{"型", "\xd0\xcd"},
	{"城", "\xb3\xc7"},
	{"市", "\xca\xd0"},
	{"软", "\xc8\xed"},
	{"件", "\xbc\xfe"},
	{"名", "\xc3\xfb"},
	{"中", "\xd6\xd0"},
	{"国", "\xb9\xfa"},
	{"（", "\xa3\xa8"},
	{"）", "\xa3\xa9"},
	{"特", "\xcc\xd8"},
	{"色", "\xc9\xab"},
	{"创", "\xb4\xb4"},
	{"建", "\xbd\xa8"},
	{"试", "\xca\xd4"},
	{"点", "\xb5\xe3"},
	{"正", "\xd5\xfd"},
	{"在", "\xd4\xda"},
	{"低", "\xb5\xcd"},
	{"风", "\xb7\xe7"},
	{"险", "\xcf\xd5"},
	{"区", "\xc7\xf8"},
	{"地", "\xb5\xd8"},
	{"等", "\xb5\xc8"},
	{"高", "\xb8\xdf"},
	{"南", "\xc4\xcf"},
	{"京", "\xbe\xa9"},
	{"济", "\xbc\xc3"},
	{"成", "\xb3\xc9"},
	{"都", "\xb6\xbc"},
	{"广", "\xb9\xe3"},
	{"州", "\xd6\xdd"},
	{"深", "\xc9\xee"},
	{"圳", "\xdb\xda"},
	{"上", "\xc9\xcf"},
	{"海", "\xba\xa3"},
	{"北", "\xb1\xb1"},
	{"杭", "\xba\xbc"},
	{"福", "\xb8\xa3"},
	{"厦", "\xcf\xc3"},
	{"门", "\xc3\xc5"},
	{"苏", "\xcb\xd5"},
	{"武", "\xce\xe4"},
	{"汉", "\xba\xba"},
	{"青", "\xc7\xe0"},
	{"岛", "\xb5\xba"},
	{"无", "\xce\xde"},
	{"锡", "\xce\xfd"},
	{"西", "\xce\xf7"},
	{"安", "\xb0\xb2"},
	{"沈", "\xc9\xf2"},
	{"阳", "\xd1\xf4"},
	{"宁", "\xc4\xfe"},
	{"波", "\xb2\xa8"},
	{"大", "\xb4\xf3"},
	{"连", "\xc1\xac"},
	{"天", "\xcc\xec"},
	{"津", "\xbd\xf2"},
	{"河", "\xba\xd3"},
	{"山", "\xc9\xbd"},
	{"内", "\xc4\xda"},
	{"蒙", "\xc3\xc9"},
	{"古", "\xb9\xc5"},
	{"辽", "\xc1\xc9"},
	{"吉", "\xbc\xaa"},
	{"林", "\xc1\xd6"},
	{"黑", "\xba\xda"},
	{"龙", "\xc1\xfa"},
	{"江", "\xbd\xad"},
	{"浙", "\xd5\xe3"},
	{"徽", "\xbb\xd5"},
	{"东", "\xb6\xab"},
	{"湖", "\xba\xfe"},
	{"重", "\xd6\xd8"},
	{"庆", "\xc7\xec"},
	{"四", "\xcb\xc4"},
	{"川", "\xb4\xa8"},
	{"贵", "\xb9\xf3"},
	{"云", "\xd4\xc6"},
	{"藏", "\xb2\xd8"},
	{"陕", "\xc9\xc2"},
	{"甘", "\xb8\xca"},
	{"肃", "\xcb\xe0"},
	{"夏", "\xcf\xc4"},
	{"新", "\xd0\xc2"},
	{"疆", "\xbd\xae"},
	{"台", "\xcc\xa8"},
	{"湾", "\xcd\xe5"},
	{"香", "\xcf\xe3"},
	{"港", "\xb8\xdb"},
	{"澳", "\xb0\xc4"},
	{"省", "\xca\xa1"},
	{"自", "\xd7\xd4"},
	{"治", "\xd6\xce"},
	{"壮", "\xd7\xb3"},
	{"族", "\xd7\xe5"},
	{"回", "\xbb\xd8"},
	{"维", "\xce\xac"},
	{"吾", "\xce\xe1"},
	{"尔", "\xb6\xfb"},
	{"别", "\xb1\xf0"},
	{"行", "\xd0\xd0"},
	{"政", "\xd5\xfe"},
	{"十", "\xca\xae"},
	{"百", "\xb0\xd9"},
	{"千", "\xc7\xa7"},
	{"万", "\xcd\xf2"},
	{"亿", "\xd2\xda"},
	{"人", "\xc8\xcb"},
	{"次", "\xb4\xce"},
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
	{"未", "\xce\xb4"},
	{"知", "\xd6\xaa"},
	{"不", "\xb2\xbb"},
	{"详", "\xcf\xea"},
	{"明", "\xc3\xf7"},
	{"清", "\xc7\xe5"},
	{"楚", "\xb3\xfe"},
	{"填", "\xcc\xee"},
	{"报", "\xb1\xa8"},
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
	{"初", "\xb3\xf5"},
	{"廿", "\xd8\xa5"},
	{"闰", "\xc8\xf2"},
	{"腊", "\xc0\xb0"},
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
};


/*
 * The character in UTF-8 that begins a text in EUC_CN, or NULL if no name of
 * the tables has it.
 */
const char *
utf8_of_euc_cn(const char *character)
{
	for (int i = 0; i < lengthof(characters); i++)
	{
		if (strncmp(character, characters[i].euc_cn, EUC_CN_HAN_LENGTH) == 0)
			return characters[i].utf8;
	}
	return NULL;
}

/*
 * A name of the tables, which is Chinese throughout, in the encoding of the
 * database, or NULL if that is not known to have the characters.
 */
char *
han_for_database(const char *utf8)
{
	int			encoding = GetDatabaseEncoding();
	char	   *result;
	char	   *r;

	if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
		return pstrdup(utf8);
	if (encoding != PG_EUC_CN)
		return NULL;

	result = palloc(strlen(utf8) + 1);
	r = result;
	while (*utf8 != '\0')
	{
		for (int i = 0; i < lengthof(characters); i++)
		{
			if (strncmp(utf8, characters[i].utf8, UTF8_HAN_LENGTH) == 0)
			{
				memcpy(r, characters[i].euc_cn, EUC_CN_HAN_LENGTH);
				r += EUC_CN_HAN_LENGTH;
				break;
			}
		}
		utf8 += UTF8_HAN_LENGTH;
	}
	*r = '\0';
	return result;
}

/* Is the language Chinese, or else English?  No other is known. */
bool
han_is_wanted(const text *language, const char *message)
{
	char	   *name = text_to_cstring(language);

	if (pg_strcasecmp(name, "zh") == 0)
		return true;
	if (pg_strcasecmp(name, "en") == 0)
		return false;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg(message, name),
			 errhint("Valid languages are \"zh\" and \"en\".")));
}
