/*-------------------------------------------------------------------------
 *
 * credit_code.c
 *	  The unified social credit code of China's legal entities, and the check
 *	  character that it ends with (GB 32100-2015).
 *
 * A code is 18 characters: who registers (1), what kind (1), the division
 * code of the registry by GB/T 2260 (6 digits), the entity (9), and the check
 * character.  All are of an alphabet without I, O, S, V and Z, in which a
 * character stands for its place, from 0.  The first 17 have the weights
 * 3^0, 3^1, ..., 3^16 modulo 31, and the check character brings their weighted
 * sum up to a multiple of 31.  As 31 is prime and neighbours differ in weight,
 * one wrong character shows, and so do two neighbours that changed places.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"

#define CODE_LENGTH 18
#define CHECK_CHARACTER (CODE_LENGTH - 1)

/* The first and the last character of the division code, counted from 0 */
#define DIVISION_FIRST 2
#define DIVISION_LAST 7

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

#define MODULUS ((int) sizeof(alphabet) - 1)

PG_FUNCTION_INFO_V1(credit_code_is_valid);


/*
 * credit_code_is_valid(text) → boolean
 *
 * Does the text have the form of a code, and the right check character?  The
 * form is the one in the standard: capital letters, and no spaces.
 */
Datum
credit_code_is_valid(PG_FUNCTION_ARGS)
{
	text	   *code = PG_GETARG_TEXT_PP(0);
	const char *data = VARDATA_ANY(code);
	int			weight = 1;
	int			sum = 0;

	if (VARSIZE_ANY_EXHDR(code) != CODE_LENGTH)
		PG_RETURN_BOOL(false);

	for (int i = 0; i < CODE_LENGTH; i++)
	{
		const char *place = memchr(alphabet, data[i], MODULUS);

		if (place == NULL)
			PG_RETURN_BOOL(false);
		if (i >= DIVISION_FIRST && i <= DIVISION_LAST &&
			(data[i] < '0' || data[i] > '9'))
			PG_RETURN_BOOL(false);

		if (i == CHECK_CHARACTER)
			weight = 1;
		sum += (int) (place - alphabet) * weight;
		weight = weight * 3 % MODULUS;
	}

	PG_RETURN_BOOL(sum % MODULUS == 0);
}
