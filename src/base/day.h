/*-------------------------------------------------------------------------
 *
 * day.h
 *	  Days as text, in ISO 8601 whatever DateStyle says.
 *
 * A day is a date: counted from 2000-01-01.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_DAY_H
#define RESUME_DAY_H

#include "utils/datetime.h"

#include "base/counts.h"

/* The first and the last day that a date can hold */
#define DAY_MIN (DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE)
#define DAY_MAX (DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1)

/* Room for any day as text, with its terminator */
#define DAY_TEXT_SIZE (MAXDATELEN + 1)

extern CountParse parse_day(const char **s, int64 *day);
extern CountParse parse_day_or_infinity(const char **s, int64 *day);
extern int	day_to_text(int64 day, char *buf);
extern char *day_string(int64 day);

#endif							/* RESUME_DAY_H */
