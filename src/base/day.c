/*-------------------------------------------------------------------------
 *
 * day.c
 *	  Days as text, in ISO 8601 whatever DateStyle says.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/date.h"

#include "base/day.h"

/* Year, month and day of the month */
#define DAY_PARTS 3

/*
 * The day of a year (1 BC is 0), month and day of the month, or false if no
 * calendar has it, or no date can hold it.
 */
static bool
day_of_parts(const int64 *part, int64 *day)
{
	int			year;
	int			month;
	int			mday;
	int			julian;

	if (part[0] < JULIAN_MINYEAR || part[0] > JULIAN_MAXYEAR ||
		part[1] > MONTHS_PER_YEAR || part[2] > 31)
		return false;
	julian = date2j((int) part[0], (int) part[1], (int) part[2]);
	if (!IS_VALID_JULIAN((int) part[0], (int) part[1], (int) part[2]) ||
		!IS_VALID_DATE(julian - POSTGRES_EPOCH_JDATE))
		return false;

	/* a day that the month has not comes back as one of the next month */
	j2date(julian, &year, &month, &mday);
	if (month != part[1])
		return false;

	*day = julian - POSTGRES_EPOCH_JDATE;
	return true;
}

/*
 * Reads a finite date as day_to_text() writes it, and moves *s behind it, as
 * the parsers of counts.h do.  A day that does not exist is too large.
 */
CountParse
parse_day(const char **s, int64 *day)
{
	const char *p = *s;
	int64		part[DAY_PARTS];
	bool		too_large = false;

	for (int i = 0; i < DAY_PARTS; i++)
	{
		CountParse	result;

		if (i > 0 && *p++ != '-')
			return COUNT_MALFORMED;
		if (*p == '-' || *p == '+')
			return COUNT_MALFORMED;
		result = parse_count(&p, &part[i]);
		if (result == COUNT_MALFORMED)
			return COUNT_MALFORMED;
		if (result == COUNT_TOO_LARGE || part[i] < 1)
			too_large = true;
	}
	if (strncmp(p, " BC", 3) == 0)
	{
		p += 3;
		if (!too_large)
			part[0] = 1 - part[0];
	}
	*s = p;

	return !too_large && day_of_parts(part, day) ? COUNT_OK : COUNT_TOO_LARGE;
}

/* Reads any day that day_to_text() writes. */
CountParse
parse_day_or_infinity(const char **s, int64 *day)
{
	if (pg_strncasecmp(*s, EARLY, strlen(EARLY)) == 0)
	{
		*s += strlen(EARLY);
		*day = DATEVAL_NOBEGIN;
		return COUNT_OK;
	}
	if (pg_strncasecmp(*s, LATE, strlen(LATE)) == 0)
	{
		*s += strlen(LATE);
		*day = DATEVAL_NOEND;
		return COUNT_OK;
	}
	return parse_day(s, day);
}

/*
 * Writes a day, which may be infinite, and gives the length of its text, for
 * which there must be DAY_TEXT_SIZE bytes.
 */
int
day_to_text(int64 day, char *buf)
{
	struct pg_tm tm;

	if (day == DATEVAL_NOBEGIN || day == DATEVAL_NOEND)
		strlcpy(buf, day == DATEVAL_NOBEGIN ? EARLY : LATE, DAY_TEXT_SIZE);
	else
	{
		j2date((int) day + POSTGRES_EPOCH_JDATE,
			   &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
		EncodeDateOnly(&tm, USE_ISO_DATES, buf);
	}
	return (int) strlen(buf);
}

/* The same in new memory, for messages */
char *
day_string(int64 day)
{
	char	   *result = palloc(DAY_TEXT_SIZE);

	day_to_text(day, result);
	return result;
}
