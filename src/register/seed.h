/*-------------------------------------------------------------------------
 *
 * seed.h
 *	  The software cities that come with the extension.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SEED_H
#define RESUME_SEED_H

#include "utils/date.h"

#include "register/tier.h"

typedef struct SeededCity
{
	int32		division_code;	/* GB/T 2260 */
	const char *name_zh;		/* UTF-8 */
	const char *name_en;
	CityClass	class;
	int			since[3];		/* year, month, day; 0 if no source has it */
} SeededCity;

#define SEEDED_CITIES 19

extern const SeededCity seeded_city[SEEDED_CITIES];

extern const char *seeded_name_zh(int city);
extern bool seeded_class(int32 division_code, DateADT day, CityClass *class);

#endif							/* RESUME_SEED_H */
