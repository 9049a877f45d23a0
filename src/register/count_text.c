/*-------------------------------------------------------------------------
 *
 * count_text.c
 *	  Counts as people write them in spreadsheets.
 *
 * A count is a whole number, not negative:
 *
 *	count	= ["+"] part {part} [counter]
 *	part	= digits ["." digits] [unit]
 *	digits	= groups of three, with one kind of separator, or no groups
 *	unit	= 万 and its kin, which are powers of ten
 *	counter = 人, 家 and the like, which change nothing
 *
 * Everything is exact: a unit moves the point, and what is then left behind
 * it must be zeros.  What can mean two numbers is refused, and so is what
 * says itself that it is none (about 300, 85%, 1.2E+05); the reason is told.
 * What says that nothing is known (-, N/A, 不详) is no count and no fault.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/number.h"
#include "register/count_sign.h"
#include "register/count_text.h"

/* Longer is no cell with a number in it. */
#define LONGEST_CELL 1000

typedef enum CellKind
{
	CELL_COUNT,
	CELL_UNKNOWN,
	CELL_APPROXIMATE,
	CELL_DECIMAL_POINT,
	CELL_FORMULA_ERROR,
	CELL_GROUPS,
	CELL_LAST_DIGIT,
	CELL_NEGATIVE,
	CELL_NOT_WHOLE,
	CELL_NO_NUMBER,
	CELL_NUMERALS,
	CELL_OTHER_TEXT,
	CELL_PERCENTAGE,
	CELL_SCIENTIFIC,
	CELL_SEVERAL,
	CELL_TOO_LARGE,
	CELL_TOO_LONG
} CellKind;

/* What is the matter with a cell, as a sentence */
static const char *const faults[] = {
	[CELL_APPROXIMATE] = gettext_noop("It is approximate."),
	[CELL_DECIMAL_POINT] = gettext_noop("A point before three digits separates thousands in some countries, and decimals in others."),
	[CELL_FORMULA_ERROR] = gettext_noop("It is the error of a formula, or a column that was too narrow."),
	[CELL_GROUPS] = gettext_noop("Its separators are not those of groups of three digits."),
	[CELL_LAST_DIGIT] = gettext_noop("A single digit behind a unit is read in two ways, with and without the zeros between."),
	[CELL_NEGATIVE] = gettext_noop("It is negative: a minus sign, a triangle or parentheses."),
	[CELL_NOT_WHOLE] = gettext_noop("It is not a whole number."),
	[CELL_NO_NUMBER] = gettext_noop("It is not a number."),
	[CELL_NUMERALS] = gettext_noop("It is in Chinese numerals."),
	[CELL_OTHER_TEXT] = gettext_noop("There is something else beside the number."),
	[CELL_PERCENTAGE] = gettext_noop("It is a percentage, not a count."),
	[CELL_SCIENTIFIC] = gettext_noop("It is in scientific notation, in which spreadsheets drop digits."),
	[CELL_SEVERAL] = gettext_noop("It is more than one number: a range, a date, or two counts."),
	[CELL_TOO_LARGE] = gettext_noop("It is larger than any bigint."),
	[CELL_TOO_LONG] = gettext_noop("It is too long for a count.")
};

/* What says that a count is not known */
static const char *const unknown_cells[] = {
	"", "/", "\\", "?", "??", "???", ".", "..", "...", "......",
	"n/a", "#n/a", "n.a.", "n.a", "na", "#na", "<na>", "nan", "null", "\\n",
	"none", "unknown", "not known", "not available", "not applicable",
	"missing", "blank", "pending", "tbd",
	"无", "没有", "暂无", "无数据", "暂无数据", "未知", "不详", "不明", "不清楚",
	"未填", "未填报", "未填写", "未报", "未报送", "未上报", "未统计", "未提供",
	"未提交", "未反馈", "尚未上报", "尚未统计", "无法统计",
	"缺", "缺失", "暂缺", "空", "空白", "待定", "待补", "待报", "待核",
	"待核实", "待统计", "不适用"
};

/* What says that a count is not exact */
static const char *const approximations[] = {
	"~", "<", ">", "≤", "≥", "+", "?", "about", "approx", "around", "circa", "ca.",
	"nearly", "almost", "over", "under", "than", "least", "most", "some",
	"约", "近", "余", "逾", "超", "多", "几", "左右", "上下", "不足", "不到",
	"以上", "以下", "至少", "数十", "数百", "数千", "数万"
};

/* Powers of ten.  Those of the first kind may stand before 万 and 亿. */
typedef struct Unit
{
	const char *name;
	int			exponent;
} Unit;

static const Unit small_units[] = {
	{"十", 1}, {"百", 2}, {"千", 3}, {"拾", 1}, {"佰", 2}, {"仟", 3}
};

static const Unit large_units[] = {
	{"万亿", 12}, {"万", 4}, {"亿", 8}
};

static const Unit english_units[] = {
	{"thousand", 3},
	{"million", 6},
	{"mln", 6},
	{"mn", 6},
	{"billion", 9},
	{"bn", 9},
	{"k", 3},
	{"w", 4},					/* 万 in Latin letters, wan */
};

/* What is counted: a measure word, a noun, or one behind the other */
static const char *const measures[] = {
	"人次", "人员", "人", "名", "个", "家", "户", "位", "口", "所", "间"
};

static const char *const nouns[] = {
	"从业人员", "员工", "职工", "企业", "公司", "单位", "人", "people",
	"persons", "person", "staff", "employees", "workers", "companies",
	"enterprises", "firms"
};

/* Between two numbers: a range, a date, two counts, a sum */
static const char *const joints[] = {
	"-", "/", "~", ":", "+", "*", "年", "月", "至", "到", "to"
};

static const char *const numerals[] = {
	"零", "〇", "一", "二", "两", "三", "四", "五", "六", "七", "八", "九",
	"壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖",
	"十", "百", "千", "拾", "佰", "仟", "万", "亿"
};

#define ASCII_DIGITS "0123456789"

/* Digits as they are written, in two runs: before the point, and behind it */
typedef struct Digits
{
	const char *whole;
	const char *whole_end;
	const char *fraction;
	const char *fraction_end;
	char		separator;		/* of groups, or '\0' */
} Digits;

PG_FUNCTION_INFO_V1(count_of);
PG_FUNCTION_INFO_V1(count_fault);


/* -------
 * Reading
 * -------
 */

/* Of signs, which do not depend on a locale */
static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* A space may stand between groups of digits; the end of a line may not. */
static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\n';
}

static const char *
skip_blanks(const char *s)
{
	while (is_blank(*s))
		s++;
	return s;
}

/* Moves *s behind the prefix and the blanks that follow, if it is there. */
static bool
accept(const char **s, const char *prefix)
{
	size_t		length = strlen(prefix);

	if (strncmp(*s, prefix, length) != 0)
		return false;
	*s = skip_blanks(*s + length);
	return true;
}

static bool
accept_any(const char **s, const char *const *prefixes, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (accept(s, prefixes[i]))
			return true;
	}
	return false;
}

static bool
accept_unit(const char **s, const Unit *units, int n, int *exponent)
{
	for (int i = 0; i < n; i++)
	{
		const char *end = *s;

		/* k, but not kg */
		if (accept(&end, units[i].name) &&
			!(is_letter(*units[i].name) &&
			  is_letter((*s)[strlen(units[i].name)])))
		{
			*s = end;
			*exponent += units[i].exponent;
			return true;
		}
	}
	return false;
}

static bool
contains_any(const char *s, const char *const *parts, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (strstr(s, parts[i]) != NULL)
			return true;
	}
	return false;
}

/* Takes the blanks off both ends, in place. */
static char *
trim(char *s)
{
	char	   *end = s + strlen(s);

	while (end > s && is_blank(end[-1]))
		*--end = '\0';
	while (is_blank(*s))
		s++;
	return s;
}

/* Takes a pair of marks off, if the text stands between them. */
static bool
unwrap(char **s, const char *before, char after)
{
	size_t		skip = strlen(before);
	size_t		length = strlen(*s);

	if (length <= skip || strncmp(*s, before, skip) != 0 ||
		(*s)[length - 1] != after)
		return false;
	(*s)[length - 1] = '\0';
	*s = trim(*s + skip);
	return true;
}

/* The unit that *s begins with, as a power of ten; 0 if there is none */
static int
read_unit(const char **s)
{
	int			exponent = 0;

	if (accept_unit(s, english_units, lengthof(english_units), &exponent))
		return exponent;
	accept_unit(s, small_units, lengthof(small_units), &exponent);
	accept_unit(s, large_units, lengthof(large_units), &exponent);
	return exponent;
}

/* Moves *s behind the digits of a group, and says how many they are. */
static int
read_group(const char **s)
{
	const char *first = *s;

	while (is_digit(**s))
		(*s)++;
	return *s - first;
}

/*
 * Digits in groups, and those behind the point.  Returns CELL_COUNT if they
 * can be read in one way.
 */
static CellKind
read_digits(const char **s, Digits *digits)
{
	int			length;
	bool		grouped;

	digits->whole = *s;
	digits->separator = '\0';
	length = read_group(s);
	/* no first group begins with 0: in 0,123 the comma is a point */
	grouped = length >= 1 && length <= 3 && *digits->whole != '0';

	while (**s != '\0' && strchr(",' _", **s) != NULL &&
		   is_digit((*s)[1]))
	{
		if (digits->separator != '\0' && **s != digits->separator)
			grouped = false;
		digits->separator = *(*s)++;
		if (read_group(s) != 3)
			grouped = false;
	}
	digits->whole_end = *s;
	if (digits->separator != '\0' && !grouped)
		return CELL_GROUPS;

	digits->fraction = *s;
	if (**s == '.')
	{
		digits->fraction = ++(*s);
		if (read_group(s) == 0 && length == 0)
			return CELL_NO_NUMBER;
	}
	else if (length == 0)
		return CELL_NO_NUMBER;
	digits->fraction_end = *s;

	if (**s == '.' || **s == ',')
		return CELL_GROUPS;
	return CELL_COUNT;
}

/* Could the point be one between thousands and hundreds? */
static bool
point_is_ambiguous(const Digits *digits)
{
	return digits->separator == '\0' &&
		digits->fraction_end - digits->fraction == 3 &&
		digits->whole_end - digits->whole >= 1 &&
		digits->whole_end - digits->whole <= 3 &&
		*digits->whole != '0';
}


/* -----
 * Value
 * -----
 */

static bool
add_digit(int64 *value, char digit)
{
	return !pg_mul_s64_overflow(*value, 10, value) &&
		!pg_add_s64_overflow(*value, digit - '0', value);
}

/* The digits, with the point moved to the right; exactly, or not at all */
static CellKind
move_point(const Digits *digits, int places, int64 *value)
{
	const char *s;

	*value = 0;
	for (s = digits->whole; s < digits->whole_end; s++)
	{
		if (*s != digits->separator && !add_digit(value, *s))
			return CELL_TOO_LARGE;
	}
	for (s = digits->fraction; places > 0; places--)
	{
		if (!add_digit(value, s < digits->fraction_end ? *s++ : '0'))
			return CELL_TOO_LARGE;
	}
	for (; s < digits->fraction_end; s++)
	{
		if (*s != '0')
			return CELL_NOT_WHOLE;
	}
	return CELL_COUNT;
}

/*
 * A part behind another one whose unit was 10^limit: less than that unit, and
 * with so many digits that nobody takes 3万5 for it.
 */
static CellKind
check_later_part(const Digits *digits, int exponent, int limit, int64 value)
{
	if (digits->fraction_end > digits->fraction)
		return CELL_NOT_WHOLE;
	if (limit <= POWER_OF_TEN_MAX && value >= power_of_ten(limit))
		return CELL_SEVERAL;
	if (exponent == 0 && digits->whole_end - digits->whole == 1)
		return CELL_LAST_DIGIT;
	return CELL_COUNT;
}

/* The sum of the parts: 42.3万, 1亿2000万, 1,234 */
static CellKind
read_parts(const char **s, CountText *result)
{
	int			limit = 0;

	result->count = 0;
	do
	{
		Digits		digits;
		int64		value;
		int			exponent;
		CellKind	kind = read_digits(s, &digits);

		if (kind != CELL_COUNT)
			return kind;
		*s = skip_blanks(*s);
		exponent = read_unit(s);
		if (exponent == 0 && limit == 0 && point_is_ambiguous(&digits))
			return CELL_DECIMAL_POINT;

		kind = move_point(&digits, exponent, &value);
		if (kind == CELL_COUNT && limit > 0)
			kind = check_later_part(&digits, exponent, limit, value);
		if (kind != CELL_COUNT)
			return kind;
		if (pg_add_s64_overflow(result->count, value, &result->count))
			return CELL_TOO_LARGE;
		limit = exponent;
		result->last_digit = exponent -
			(int) (digits.fraction_end - digits.fraction);
	} while (limit > 0 && is_digit(**s));

	return CELL_COUNT;
}

/* A number with what may stand before and behind it */
static CellKind
read_number(const char *s, bool negative, CountText *result)
{
	CellKind	kind;

	if (accept(&s, "-") || accept(&s, "△") || accept(&s, "负"))
		negative = true;
	else
		accept(&s, "+");

	kind = read_parts(&s, result);
	if (kind == CELL_GROUPS || kind == CELL_NO_NUMBER)
		return kind;

	accept_any(&s, measures, lengthof(measures));
	accept_any(&s, nouns, lengthof(nouns));
	if (accept(&s, "-"))
		negative = true;
	if (*s != '\0')
		return CELL_OTHER_TEXT;
	if (kind == CELL_COUNT && negative && result->count != 0)
		return CELL_NEGATIVE;
	return kind;
}


/* ---------
 * Judgement
 * ---------
 */

static bool
says_unknown(const char *s)
{
	if (is_digit(*s))
		return false;
	for (int i = 0; i < lengthof(unknown_cells); i++)
	{
		if (strcmp(s, unknown_cells[i]) == 0)
			return true;
	}
	/* a dash of any length */
	return s[strspn(s, "- ")] == '\0';
}

static bool
is_scientific(const char *s)
{
	const char *e = strchr(s, 'e');

	if (e == NULL || e == s || strchr(ASCII_DIGITS ".", e[-1]) == NULL)
		return false;
	e++;
	if (*e == '+' || *e == '-')
		e++;
	return is_digit(*e);
}

/* Is there one of the joints between two digits? */
static bool
is_several(const char *s)
{
	const char *digit = strpbrk(s, ASCII_DIGITS);

	for (int i = 0; digit != NULL && i < lengthof(joints); i++)
	{
		const char *joint = strstr(digit, joints[i]);

		if (joint != NULL && strpbrk(joint, ASCII_DIGITS) != NULL)
			return true;
	}
	return false;
}

/*
 * Why a cell is none that could be read: what it says itself comes before
 * what the reader stumbled over.
 */
static CellKind
explain(const char *s, CellKind stumbled)
{
	if (strchr(s, '%') != NULL || strstr(s, "‰") != NULL)
		return CELL_PERCENTAGE;
	if (*s == '#')
		return CELL_FORMULA_ERROR;
	if (is_scientific(s))
		return CELL_SCIENTIFIC;
	if (is_several(s))
		return CELL_SEVERAL;
	if (contains_any(s, approximations, lengthof(approximations)))
		return CELL_APPROXIMATE;
	if (stumbled != CELL_NO_NUMBER && stumbled != CELL_OTHER_TEXT)
		return stumbled;
	if (contains_any(s, numerals, lengthof(numerals)))
		return CELL_NUMERALS;
	return strpbrk(s, ASCII_DIGITS) != NULL ? CELL_OTHER_TEXT : CELL_NO_NUMBER;
}

/* What a cell is, and the count if it is one */
static CellKind
read_cell(const text *cell, CountText *result)
{
	int			len = VARSIZE_ANY_EXHDR(cell);
	char	   *s;
	bool		negative;
	CellKind	kind;

	if (len > LONGEST_CELL)
		return CELL_TOO_LONG;
	s = trim(count_signs(VARDATA_ANY(cell), len));

	/* what keeps a spreadsheet from reading a number: '1, ="1", "1" */
	if (!unwrap(&s, "=\"", '"'))
		unwrap(&s, "\"", '"');
	if (*s == '\'')
		s = trim(s + 1);

	negative = unwrap(&s, "(", ')');
	if (says_unknown(s))
		return CELL_UNKNOWN;

	kind = read_number(s, negative, result);
	if (kind == CELL_COUNT || kind == CELL_NEGATIVE || kind == CELL_TOO_LARGE)
		return kind;
	return explain(s, kind);
}


/*
 * Reads a cell; false for one that says that its count is not known.  Anything
 * else is an error that says what is the matter.
 */
bool
read_count_text(const text *cell, CountText *result)
{
	CellKind	kind = read_cell(cell, result);
	int			sqlerrcode = ERRCODE_INVALID_TEXT_REPRESENTATION;

	if (kind == CELL_COUNT || kind == CELL_UNKNOWN)
		return kind == CELL_COUNT;

	if (kind == CELL_NEGATIVE || kind == CELL_TOO_LARGE)
		sqlerrcode = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
	ereport(ERROR,
			(errcode(sqlerrcode),
			 errmsg("invalid count: \"%s\"", text_to_cstring(cell)),
			 errdetail_internal("%s", _(faults[kind])),
			 errhint("List such cells with count_fault(), which gives the reason; correct them, or use NULL for a count that is not known.")));
}


/* -------------
 * SQL functions
 * -------------
 */

/*
 * count_of(text) → bigint
 *
 * The count in a cell of a spreadsheet; NULL for one that says that it is not
 * known.
 */
Datum
count_of(PG_FUNCTION_ARGS)
{
	CountText	cell;

	if (!read_count_text(PG_GETARG_TEXT_PP(0), &cell))
		PG_RETURN_NULL();
	PG_RETURN_INT64(cell.count);
}

/*
 * count_fault(text) → text
 *
 * Why count_of() refuses a cell; NULL for one that it does not.
 */
Datum
count_fault(PG_FUNCTION_ARGS)
{
	CountText	cell;
	CellKind	kind = read_cell(PG_GETARG_TEXT_PP(0), &cell);

	if (kind == CELL_COUNT || kind == CELL_UNKNOWN)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(faults[kind]));
}
