/*-------------------------------------------------------------------------
 *
 * lunar_year.h
 *	  The years of the Chinese calendar, 1901 to 2100, and a day in them.
 *
 * Dates are days from 2000-01-01, as the server counts them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_LUNAR_YEAR_H
#define RESUME_LUNAR_YEAR_H

#define LUNAR_YEAR_FIRST 1901
#define LUNAR_YEAR_LAST 2100
#define LUNAR_YEARS (LUNAR_YEAR_LAST - LUNAR_YEAR_FIRST + 1)

/* 1901-02-19 and 2101-01-28 */
#define LUNAR_FIRST_DAY (-36110)
#define LUNAR_LAST_DAY 36917

typedef struct LunarDay
{
	int			year;			/* the one in which the lunar year begins */
	int			month;			/* 1 to 12 */
	bool		leap;			/* the leap month behind the month */
	int			day;			/* 1 to 30 */
} LunarDay;

static inline bool
is_lunar_year(int year)
{
	return year >= LUNAR_YEAR_FIRST && year <= LUNAR_YEAR_LAST;
}

extern int	lunar_year_start(int year);
extern int	lunar_year_end(int year);
extern bool find_lunar_day(int date, LunarDay *result);
extern int	lunar_day_date(const LunarDay *lunar);

#endif							/* RESUME_LUNAR_YEAR_H */
