/*-------------------------------------------------------------------------
 *
 * count_sign.h
 *	  The characters that a count is written with in spreadsheets.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_COUNT_SIGN_H
#define RESUME_COUNT_SIGN_H

/* Stands for a character that no count is written with */
#define UNKNOWN_SIGN '\x7f'

extern char *count_signs(const char *data, int len);

#endif							/* RESUME_COUNT_SIGN_H */
