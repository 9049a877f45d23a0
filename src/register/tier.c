/*-------------------------------------------------------------------------
 *
 * tier.c
 *	  The ordered classes: city_class and risk_level.
 *
 * A tier is a small code, ordered as it is numbered, with a canonical
 * English name, a Chinese label, and a table of the names under which it
 * appears in filings.  Both types run on the same machinery and differ in
 * their tables alone.  The tables are part of the code: input and output
 * depend on no setting and on no catalog.
 *
 * Names are held in UTF-8; han.c knows them in the encoding of the database.
 * In encodings without Chinese the English names work.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "parser/scansup.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "register/han.h"
#include "register/tier.h"

/* Risk levels, in their order */
enum
{
	RISK_LOW,
	RISK_MEDIUM,
	RISK_HIGH,
	RISK_LEVELS
};

typedef struct TierLabel
{
	const char *en;				/* canonical, what output prints */
	const char *zh;
} TierLabel;

typedef struct TierName
{
	uint8		code;
	const char *name;			/* UTF-8, ASCII part in lower case */
} TierName;

typedef struct Tier
{
	const char *type;
	const char *valid;			/* for the hint of an error */
	const TierLabel *labels;	/* one a code */
	int			nlabels;
	const TierName *names;
	int			nnames;
} Tier;

static const TierLabel city_labels[CITY_CLASSES] = {
	[CITY_COMPREHENSIVE] = {"comprehensive", "综合型"},
	[CITY_CHARACTERISTIC] = {"characteristic", "特色型"},
	[CITY_CANDIDATE] = {"candidate", "创建"},
};

static const TierName city_names[] = {
	{CITY_COMPREHENSIVE, "comprehensive"},
	{CITY_COMPREHENSIVE, "comprehensive city"},
	{CITY_COMPREHENSIVE, "comprehensive software city"},
	{CITY_COMPREHENSIVE, "综合型"},
	{CITY_COMPREHENSIVE, "综合"},
	{CITY_COMPREHENSIVE, "综合型城市"},
	{CITY_COMPREHENSIVE, "综合型软件名城"},
	{CITY_COMPREHENSIVE, "综合型中国软件名城"},
	{CITY_COMPREHENSIVE, "中国软件名城（综合型）"},
	{CITY_COMPREHENSIVE, "中国软件名城(综合型)"},
	{CITY_CHARACTERISTIC, "characteristic"},
	{CITY_CHARACTERISTIC, "characteristic city"},
	{CITY_CHARACTERISTIC, "characteristic software city"},
	{CITY_CHARACTERISTIC, "特色型"},
	{CITY_CHARACTERISTIC, "特色"},
	{CITY_CHARACTERISTIC, "特色型城市"},
	{CITY_CHARACTERISTIC, "特色型软件名城"},
	{CITY_CHARACTERISTIC, "特色型中国软件名城"},
	{CITY_CHARACTERISTIC, "中国软件名城（特色型）"},
	{CITY_CHARACTERISTIC, "中国软件名城(特色型)"},
	{CITY_CANDIDATE, "candidate"},
	{CITY_CANDIDATE, "candidate city"},
	{CITY_CANDIDATE, "candidate software city"},
	{CITY_CANDIDATE, "pilot"},
	{CITY_CANDIDATE, "pilot city"},
	{CITY_CANDIDATE, "pilot software city"},
	{CITY_CANDIDATE, "创建"},
	{CITY_CANDIDATE, "创建型"},
	{CITY_CANDIDATE, "创建中"},
	{CITY_CANDIDATE, "创建城市"},
	{CITY_CANDIDATE, "创建试点"},
	{CITY_CANDIDATE, "创建试点城市"},
	{CITY_CANDIDATE, "试点"},
	{CITY_CANDIDATE, "试点城市"},
	{CITY_CANDIDATE, "正在创建"},
	{CITY_CANDIDATE, "正在创建城市"},
	{CITY_CANDIDATE, "软件名城创建"},
	{CITY_CANDIDATE, "软件名城创建城市"},
	{CITY_CANDIDATE, "软件名城创建试点"},
	{CITY_CANDIDATE, "软件名城创建试点城市"},
	{CITY_CANDIDATE, "中国软件名城创建城市"},
	{CITY_CANDIDATE, "中国软件名城创建试点"},
	{CITY_CANDIDATE, "中国软件名城创建试点城市"},
};

static const TierLabel risk_labels[RISK_LEVELS] = {
	[RISK_LOW] = {"low", "低风险"},
	[RISK_MEDIUM] = {"medium", "中风险"},
	[RISK_HIGH] = {"high", "高风险"},
};

static const TierName risk_names[] = {
	{RISK_LOW, "low"},
	{RISK_LOW, "low risk"},
	{RISK_LOW, "low risk area"},
	{RISK_LOW, "低风险"},
	{RISK_LOW, "低"},
	{RISK_LOW, "低风险区"},
	{RISK_LOW, "低风险地区"},
	{RISK_MEDIUM, "medium"},
	{RISK_MEDIUM, "medium risk"},
	{RISK_MEDIUM, "medium risk area"},
	{RISK_MEDIUM, "中风险"},
	{RISK_MEDIUM, "中"},
	{RISK_MEDIUM, "中等风险"},
	{RISK_MEDIUM, "中风险区"},
	{RISK_MEDIUM, "中风险地区"},
	{RISK_HIGH, "high"},
	{RISK_HIGH, "high risk"},
	{RISK_HIGH, "high risk area"},
	{RISK_HIGH, "高风险"},
	{RISK_HIGH, "高"},
	{RISK_HIGH, "高风险区"},
	{RISK_HIGH, "高风险地区"},
};

static const Tier city_class = {
	"city_class", "comprehensive, characteristic, candidate",
	city_labels, CITY_CLASSES,
	city_names, lengthof(city_names)
};

static const Tier risk_level = {
	"risk_level", "low, medium, high",
	risk_labels, RISK_LEVELS,
	risk_names, lengthof(risk_names)
};

PG_FUNCTION_INFO_V1(city_class_in);
PG_FUNCTION_INFO_V1(city_class_recv);
PG_FUNCTION_INFO_V1(city_class_out);
PG_FUNCTION_INFO_V1(city_class_send);
PG_FUNCTION_INFO_V1(city_class_label);
PG_FUNCTION_INFO_V1(risk_level_in);
PG_FUNCTION_INFO_V1(risk_level_recv);
PG_FUNCTION_INFO_V1(risk_level_out);
PG_FUNCTION_INFO_V1(risk_level_send);
PG_FUNCTION_INFO_V1(risk_level_label);
PG_FUNCTION_INFO_V1(tier_eq);
PG_FUNCTION_INFO_V1(tier_ne);
PG_FUNCTION_INFO_V1(tier_lt);
PG_FUNCTION_INFO_V1(tier_le);
PG_FUNCTION_INFO_V1(tier_gt);
PG_FUNCTION_INFO_V1(tier_ge);
PG_FUNCTION_INFO_V1(tier_cmp);
PG_FUNCTION_INFO_V1(tier_hash);
PG_FUNCTION_INFO_V1(tier_hash_extended);
PG_FUNCTION_INFO_V1(tier_larger);
PG_FUNCTION_INFO_V1(tier_smaller);

OWN_FUNCTION(tier_eq);
OWN_FUNCTION(tier_ne);
OWN_FUNCTION(tier_lt);
OWN_FUNCTION(tier_le);
OWN_FUNCTION(tier_gt);
OWN_FUNCTION(tier_ge);
OWN_FUNCTION(tier_larger);
OWN_FUNCTION(tier_smaller);

/* The codes are stored as "char" is, and compared without a sign. */
#define PG_GETARG_TIER(n)	((uint8) PG_GETARG_CHAR(n))
#define PG_RETURN_TIER(x)	PG_RETURN_CHAR((char) (x))


/* --------------
 * Names and text
 * --------------
 */

/*
 * The text in UTF-8, with ASCII letters in lower case, white space trimmed,
 * and '_' and '-' read as a space; NULL if it has a character that no name
 * has.
 */
static char *
normalize_name(const char *text)
{
	int			encoding = GetDatabaseEncoding();
	const char *end;
	char	   *result;
	char	   *r;

	while (scanner_isspace(*text))
		text++;
	end = text + strlen(text);
	while (end > text && scanner_isspace(end[-1]))
		end--;

	/* a character of two bytes becomes one of three */
	result = palloc((end - text) / EUC_CN_HAN_LENGTH * UTF8_HAN_LENGTH + 2);
	r = result;

	while (text < end)
	{
		if (!IS_HIGHBIT_SET(*text))
		{
			*r++ = *text == '_' || *text == '-' ? ' ' : pg_ascii_tolower(*text);
			text++;
		}
		else if (encoding == PG_EUC_CN)
		{
			const char *utf8 = utf8_of_euc_cn(text);

			if (utf8 == NULL)
				return NULL;
			memcpy(r, utf8, UTF8_HAN_LENGTH);
			r += UTF8_HAN_LENGTH;
			text += EUC_CN_HAN_LENGTH;
		}
		else if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII)
			*r++ = *text++;
		else
			return NULL;
	}
	*r = '\0';
	return result;
}

/*
 * The one way in, for text and binary input.
 */
static Datum
tier_parse(const Tier *tier, const char *text, int sqlerrcode,
		   struct Node *escontext)
{
	char	   *name = normalize_name(text);

	for (int i = 0; name != NULL && i < tier->nnames; i++)
	{
		if (strcmp(name, tier->names[i].name) == 0)
			return CharGetDatum((char) tier->names[i].code);
	}

	ereturn(escontext, (Datum) 0,
			(errcode(sqlerrcode),
			 errmsg("invalid input value for type %s: \"%s\"",
					tier->type, text),
			 errhint("Valid values are %s, and their Chinese names.",
					 tier->valid)));
}

static const TierLabel *
tier_labels(const Tier *tier, uint8 code)
{
	if (code >= tier->nlabels)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("invalid %s code: %u", tier->type, code)));
	return &tier->labels[code];
}

static Datum
tier_receive(const Tier *tier, StringInfo buf)
{
	int			nbytes;
	char	   *text = pq_getmsgtext(buf, buf->len - buf->cursor, &nbytes);

	return tier_parse(tier, text, ERRCODE_INVALID_BINARY_REPRESENTATION, NULL);
}

/* The binary form is the canonical name, as that of an enum is its label. */
static Datum
tier_send(const Tier *tier, uint8 code)
{
	const char *text = tier_labels(tier, code)->en;
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendtext(&buf, text, strlen(text));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

static Datum
tier_label(const Tier *tier, uint8 code, const text *language)
{
	const TierLabel *labels = tier_labels(tier, code);
	char	   *label;

	if (!han_is_wanted(language,
					   gettext_noop("unknown label language: \"%s\"")))
		PG_RETURN_TEXT_P(cstring_to_text(labels->en));

	label = han_for_database(labels->zh);
	if (label == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNTRANSLATABLE_CHARACTER),
				 errmsg("the Chinese label of %s \"%s\" cannot be written in encoding \"%s\"",
						tier->type, labels->en, GetDatabaseEncodingName()),
				 errhint("Ask for language \"en\", or use a database in UTF8 or EUC_CN.")));
	PG_RETURN_TEXT_P(cstring_to_text(label));
}


/* ------------------------
 * Functions of either type
 * ------------------------
 */

Datum
city_class_in(PG_FUNCTION_ARGS)
{
	return tier_parse(&city_class, PG_GETARG_CSTRING(0),
					  ERRCODE_INVALID_TEXT_REPRESENTATION, fcinfo->context);
}

Datum
city_class_recv(PG_FUNCTION_ARGS)
{
	return tier_receive(&city_class, (StringInfo) PG_GETARG_POINTER(0));
}

Datum
city_class_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(pstrdup(tier_labels(&city_class, PG_GETARG_TIER(0))->en));
}

Datum
city_class_send(PG_FUNCTION_ARGS)
{
	return tier_send(&city_class, PG_GETARG_TIER(0));
}

/* label(city_class, language text) → text */
Datum
city_class_label(PG_FUNCTION_ARGS)
{
	return tier_label(&city_class, PG_GETARG_TIER(0), PG_GETARG_TEXT_PP(1));
}

Datum
risk_level_in(PG_FUNCTION_ARGS)
{
	return tier_parse(&risk_level, PG_GETARG_CSTRING(0),
					  ERRCODE_INVALID_TEXT_REPRESENTATION, fcinfo->context);
}

Datum
risk_level_recv(PG_FUNCTION_ARGS)
{
	return tier_receive(&risk_level, (StringInfo) PG_GETARG_POINTER(0));
}

Datum
risk_level_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(pstrdup(tier_labels(&risk_level, PG_GETARG_TIER(0))->en));
}

Datum
risk_level_send(PG_FUNCTION_ARGS)
{
	return tier_send(&risk_level, PG_GETARG_TIER(0));
}

/* label(risk_level, language text) → text */
Datum
risk_level_label(PG_FUNCTION_ARGS)
{
	return tier_label(&risk_level, PG_GETARG_TIER(0), PG_GETARG_TEXT_PP(1));
}


/* -----------------------------------------------
 * Order and hashing, shared: a code orders itself
 * -----------------------------------------------
 */

Datum
tier_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_TIER(0) == PG_GETARG_TIER(1));
}

Datum
tier_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_TIER(0) != PG_GETARG_TIER(1));
}

Datum
tier_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_TIER(0) < PG_GETARG_TIER(1));
}

Datum
tier_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_TIER(0) <= PG_GETARG_TIER(1));
}

Datum
tier_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_TIER(0) > PG_GETARG_TIER(1));
}

Datum
tier_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(PG_GETARG_TIER(0) >= PG_GETARG_TIER(1));
}

Datum
tier_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32((int32) PG_GETARG_TIER(0) - (int32) PG_GETARG_TIER(1));
}

Datum
tier_hash(PG_FUNCTION_ARGS)
{
	return hash_uint32(PG_GETARG_TIER(0));
}

Datum
tier_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_uint32_extended(PG_GETARG_TIER(0), PG_GETARG_INT64(1));
}

/* for max() */
Datum
tier_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIER(Max(PG_GETARG_TIER(0), PG_GETARG_TIER(1)));
}

/* for min() */
Datum
tier_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_TIER(Min(PG_GETARG_TIER(0), PG_GETARG_TIER(1)));
}
