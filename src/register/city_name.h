/*-------------------------------------------------------------------------
 *
 * city_name.h
 *	  A city as people write it.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_CITY_NAME_H
#define RESUME_CITY_NAME_H

/* A piece of a text, which does not end with a null character */
typedef struct Piece
{
	const char *data;
	int			length;
} Piece;

typedef struct CityName
{
	Piece		whole;			/* without blanks around it */
	Piece		stem;			/* nor a province in front, nor 市 behind */
	int			province;		/* of the province, the first two digits of the
								 * division codes in it; 0: none in front */
} CityName;

/* Of the bytes, which are those of the same characters in one encoding. */
static inline bool
same_piece(Piece a, Piece b)
{
	return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

extern CityName read_city_name(const char *text, int length);
extern bool may_be_of(const CityName *name, int32 division_code);
extern int32 division_in_text(Piece text);
extern int32 city_of_division(int32 division_code);

#endif							/* RESUME_CITY_NAME_H */
