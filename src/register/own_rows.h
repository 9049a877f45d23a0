/*-------------------------------------------------------------------------
 *
 * own_rows.h
 *	  The rows of software_city that users have added.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_OWN_ROWS_H
#define RESUME_OWN_ROWS_H

#include "fmgr.h"
#include "utils/date.h"
#include "utils/rangetypes.h"

#include "register/city_name.h"
#include "register/tier.h"

typedef struct OwnRow
{
	int32		division_code;
	CityClass	class;
	RangeType  *during;
	CityName	name_zh;		/* without any text if there is none */
	Piece		name_en;		/* without blanks around it, in lower case */
} OwnRow;

/* In the order of division codes */
typedef struct OwnRows
{
	int			count;
	OwnRow	   *row;
	bool		any_beyond_ascii;	/* of the names in English */
} OwnRows;

extern const OwnRows *own_rows(FunctionCallInfo fcinfo);
extern bool own_class(const OwnRows *own, int32 division_code, DateADT day,
					  CityClass *class);
extern Piece in_lower_case(Piece name, bool beyond_ascii);
extern bool beyond_ascii(Piece text);

#endif							/* RESUME_OWN_ROWS_H */
