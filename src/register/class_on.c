/*-------------------------------------------------------------------------
 *
 * class_on.c
 *	  The class that a city had on a day.
 *
 * Rows of one's own come first, and then the cities that come with the
 * extension.  A county or district has the class of its city, unless it has a
 * row itself.
 *
 * A text is taken for a city only if it can mean no other.  It is one of its
 * names, with blanks around it or without: then, as ever, rows of one's own
 * come first if several cities are called so.  Or it is a division code.  Or
 * it is a Chinese name with 市, or with the right province in front, and only
 * one city is called so.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"
#include "utils/date.h"

#include "base/compat.h"
#include "register/city_name.h"
#include "register/own_rows.h"
#include "register/seed.h"

PG_FUNCTION_INFO_V1(class_on_code);
PG_FUNCTION_INFO_V1(class_on_name);


static bool
class_of_division(const OwnRows *own, int32 code, DateADT day,
				  CityClass *class)
{
	int32		city = city_of_division(code);

	return own_class(own, code, day, class) ||
		(city != code && own_class(own, city, day, class)) ||
		seeded_class(city, day, class);
}

/* class_on(division_code integer, day date) → city_class */
Datum
class_on_code(PG_FUNCTION_ARGS)
{
	const OwnRows *own = own_rows(fcinfo);
	CityClass	class;

	if (!class_of_division(own, PG_GETARG_INT32(0), PG_GETARG_DATEADT(1),
						   &class))
		PG_RETURN_NULL();
	PG_RETURN_CHAR((char) class);
}

static Piece
piece_of(const char *text)
{
	Piece		piece = {text, text == NULL ? 0 : strlen(text)};

	return piece;
}

/* Is it this name in English, which is ASCII, in any case of its letters? */
static bool
is_in_english(Piece text, const char *name)
{
	for (int i = 0; i < text.length; i++)
	{
		if (pg_ascii_tolower(text.data[i]) != pg_ascii_tolower(name[i]))
			return false;
	}
	return name[text.length] == '\0';
}

/* The division codes, in their order, of the cities that have this name. */
static List *
divisions_called(const OwnRows *own, Piece text)
{
	List	   *codes = NIL;
	bool		strange = beyond_ascii(text);
	bool		in_english = own->count > 0 &&
		(!strange || own->any_beyond_ascii);
	Piece		lower = in_english ? in_lower_case(text, strange) : text;

	for (int i = 0; i < own->count; i++)
	{
		const OwnRow *row = &own->row[i];

		if (same_piece(row->name_zh.whole, text) ||
			(in_english && same_piece(row->name_en, lower)))
			codes = list_append_unique_int(codes, row->division_code);
	}
	for (int i = 0; i < SEEDED_CITIES; i++)
	{
		if (same_piece(piece_of(seeded_name_zh(i)), text) ||
			is_in_english(text, seeded_city[i].name_en))
			codes = list_append_unique_int(codes, seeded_city[i].division_code);
	}
	list_sort(codes, list_int_cmp);
	return codes;
}

/* The division codes of the cities that a name in Chinese can mean. */
static List *
divisions_meant(const OwnRows *own, const CityName *name)
{
	List	   *codes = NIL;

	for (int i = 0; i < own->count; i++)
	{
		const OwnRow *row = &own->row[i];

		if (same_piece(row->name_zh.stem, name->stem) &&
			may_be_of(name, row->division_code) &&
			may_be_of(&row->name_zh, row->division_code))
			codes = list_append_unique_int(codes, row->division_code);
	}
	for (int i = 0; i < SEEDED_CITIES; i++)
	{
		if (same_piece(piece_of(seeded_name_zh(i)), name->stem) &&
			may_be_of(name, seeded_city[i].division_code))
			codes = list_append_unique_int(codes, seeded_city[i].division_code);
	}
	return codes;
}

/* Of several cities with one name, those with rows of one's own come first. */
static bool
class_of_any(const OwnRows *own, const List *codes, DateADT day,
			 CityClass *class)
{
	for (int i = 0; i < list_length(codes); i++)
	{
		if (own_class(own, list_nth_int(codes, i), day, class))
			return true;
	}
	for (int i = 0; i < list_length(codes); i++)
	{
		if (class_of_division(own, list_nth_int(codes, i), day, class))
			return true;
	}
	return false;
}

static bool
class_of_text(const OwnRows *own, const text *city, DateADT day,
			  CityClass *class)
{
	CityName	name = read_city_name(VARDATA_ANY(city),
									  VARSIZE_ANY_EXHDR(city));
	List	   *codes;
	int32		code;

	if (name.whole.length == 0)
		return false;
	codes = divisions_called(own, name.whole);
	if (codes != NIL)
		return class_of_any(own, codes, day, class);

	code = division_in_text(name.whole);
	if (code != 0)
		return class_of_division(own, code, day, class);

	/* of another encoding than those with Chinese nothing is left */
	codes = name.stem.length > 0 ? divisions_meant(own, &name) : NIL;
	return list_length(codes) == 1 &&
		class_of_division(own, linitial_int(codes), day, class);
}

/* class_on(city text, day date) → city_class */
Datum
class_on_name(PG_FUNCTION_ARGS)
{
	const OwnRows *own = own_rows(fcinfo);
	CityClass	class;

	if (!class_of_text(own, PG_GETARG_TEXT_PP(0), PG_GETARG_DATEADT(1), &class))
		PG_RETURN_NULL();
	PG_RETURN_CHAR((char) class);
}
