/*-------------------------------------------------------------------------
 *
 * count_text.h
 *	  Counts as people write them in spreadsheets.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_COUNT_TEXT_H
#define RESUME_COUNT_TEXT_H

typedef struct CountText
{
	int64		count;
	int			last_digit;		/* the power of ten that it stands for: 3 in
								 * 42.3 times 10^4, -1 in 5.0 */
} CountText;

extern bool read_count_text(const text *cell, CountText *result);

#endif							/* RESUME_COUNT_TEXT_H */
