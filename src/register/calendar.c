/*-------------------------------------------------------------------------
 *
 * calendar.c
 *	  Days to compare with: the same day of the lunar calendar, days from the
 *	  Spring Festival, and the same day of the week.
 *
 * Resumption goes by the festival, which moves by a month from year to year;
 * so Chinese bulletins compare with the same lunar day (农历同比).  All
 * functions are immutable: the calendar is in lunar_year.c.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "base/compat.h"
#include "base/day.h"
#include "register/han.h"
#include "register/lunar_year.h"

#define DAYS_PER_WEEK 7

/* 1901-01-01: from here on the festival of 1901 is the nearest one known */
#define FESTIVAL_FIRST_DAY (-36159)

PG_FUNCTION_INFO_V1(spring_festival);
PG_FUNCTION_INFO_V1(festival_day);
PG_FUNCTION_INFO_V1(lunar_date);
PG_FUNCTION_INFO_V1(same_lunar_day);
PG_FUNCTION_INFO_V1(same_weekday);


/* ------
 * Errors
 * ------
 */

#define OUTSIDE_HINT \
	gettext_noop("Dates of other years have to come from a table of your own.")

static void
outside_years(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("lunar year out of range"),
			 errdetail_internal("%s", detail),
			 errhint(OUTSIDE_HINT)));
}

static void
outside_days(DateADT day, int first)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("date out of range for the lunar calendar"),
			 errdetail("The day is %s; the calendar has %s to %s.",
					   day_string(day), day_string(first),
					   day_string(LUNAR_LAST_DAY)),
			 errhint(OUTSIDE_HINT)));
}


/* ---------
 * Festivals
 * ---------
 */

/* spring_festival(year integer) → date: the first day of the lunar year */
Datum
spring_festival(PG_FUNCTION_ARGS)
{
	int32		year = PG_GETARG_INT32(0);

	if (!is_lunar_year(year))
		outside_years(psprintf(_("The year is %d; the calendar has the years %d to %d."),
							   year, LUNAR_YEAR_FIRST, LUNAR_YEAR_LAST));
	PG_RETURN_DATEADT(lunar_year_start(year));
}

/* The festival of a year, for the one behind the last, too */
static int
festival_of(int year)
{
	if (is_lunar_year(year))
		return lunar_year_start(year);
	return lunar_year_end(LUNAR_YEAR_LAST);
}

/*
 * festival_day(date) → integer
 *
 * The days from the nearest Spring Festival, the earlier one on a tie, plus
 * 1: the first day of the lunar year is 1, its eve 0.
 */
Datum
festival_day(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(0);
	int			year;
	int			month;
	int			mday;
	int			later;

	if (day < FESTIVAL_FIRST_DAY || day > LUNAR_LAST_DAY)
		outside_days(day, FESTIVAL_FIRST_DAY);

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	later = festival_of(year);
	if (day >= later && is_lunar_year(year))
		later = festival_of(++year);
	if (is_lunar_year(year - 1))
	{
		int			earlier = festival_of(year - 1);

		if (day - earlier <= later - day)
			PG_RETURN_INT32(day - earlier + 1);
	}
	PG_RETURN_INT32(day - later + 1);
}


/* ----------
 * Lunar days
 * ----------
 */

static LunarDay
lunar_day_of(DateADT day)
{
	LunarDay	lunar;

	if (!find_lunar_day(day, &lunar))
		outside_days(day, LUNAR_FIRST_DAY);
	return lunar;
}

static const char *const month_names[] = {
	"正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "腊"
};

static const char *const digit_names[] = {
	"", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"
};

/* 初一 to 初十, 十一 to 二十, 廿一 to 三十 */
static char *
day_name(int day)
{
	static const char *const tens[] = {"初", "十", "廿"};

	if (day == 20)
		return pstrdup("二十");
	if (day == 30)
		return pstrdup("三十");
	return psprintf("%s%s", tens[(day - 1) / 10],
					digit_names[day == 10 ? 10 : day % 10]);
}

static char *
chinese_name(const LunarDay *lunar)
{
	char	   *utf8 = psprintf("%s%s月%s", lunar->leap ? "闰" : "",
								month_names[lunar->month - 1],
								day_name(lunar->day));
	char	   *name = han_for_database(utf8);

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNTRANSLATABLE_CHARACTER),
				 errmsg("the Chinese name of a lunar day cannot be written in encoding \"%s\"",
						GetDatabaseEncodingName()),
				 errhint("Ask for language \"en\", or use a database in UTF8 or EUC_CN.")));
	return name;
}

/*
 * lunar_date(date, language text) → text
 *
 * Month and day by the lunar calendar: 正月十一, 闰六月初三; in English "month 1
 * day 11", "leap month 6 day 3".
 */
Datum
lunar_date(PG_FUNCTION_ARGS)
{
	LunarDay	lunar = lunar_day_of(PG_GETARG_DATEADT(0));

	if (han_is_wanted(PG_GETARG_TEXT_PP(1),
					  gettext_noop("unknown calendar language: \"%s\"")))
		PG_RETURN_TEXT_P(cstring_to_text(chinese_name(&lunar)));
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%smonth %d day %d",
											  lunar.leap ? "leap " : "",
											  lunar.month, lunar.day)));
}

/*
 * same_lunar_day(date, years integer) → date
 *
 * The day with the same month and day in another lunar year, which is that
 * many years later.  A day of a leap month that the other year does not have
 * is one of the month of its number, and day 30 of a month of 29 days is its
 * last day.
 */
Datum
same_lunar_day(PG_FUNCTION_ARGS)
{
	LunarDay	lunar = lunar_day_of(PG_GETARG_DATEADT(0));
	int32		years = PG_GETARG_INT32(1);
	int			year;

	if (pg_add_s32_overflow(lunar.year, years, &year) || !is_lunar_year(year))
		outside_years(psprintf(_("The day is in lunar year %d, and %d years are asked for; the calendar has the years %d to %d."),
							   lunar.year, years, LUNAR_YEAR_FIRST,
							   LUNAR_YEAR_LAST));
	lunar.year = year;
	PG_RETURN_DATEADT(lunar_day_date(&lunar));
}


/* --------
 * Weekdays
 * --------
 */

static void
outside_dates(DateADT day, int32 years)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("date out of range"),
			 errdetail("The day is %s, and %d years are asked for.",
					   day_string(day), years),
			 errhint("Dates go from %s to %s.", day_string(DAY_MIN),
					 day_string(DAY_MAX))));
}

/*
 * The same date of another year, February 28 for February 29 where there is
 * none, as the server's own arithmetic has it; false past the last one
 */
static bool
same_date(DateADT day, int32 years, DateADT *result)
{
	int			year;
	int			month;
	int			mday;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	if (pg_add_s32_overflow(year, years, &year) ||
		!IS_VALID_JULIAN(year, month, mday))
		return false;
	if (month == 2 && mday == 29 && !isleap(year))
		mday = 28;
	*result = date2j(year, month, mday) - POSTGRES_EPOCH_JDATE;
	return true;
}

/*
 * same_weekday(date, years integer) → date
 *
 * The day of the same weekday that is nearest to the same date of another
 * year, which is that many years later.
 */
Datum
same_weekday(PG_FUNCTION_ARGS)
{
	DateADT		day = PG_GETARG_DATEADT(0);
	int32		years = PG_GETARG_INT32(1);
	DateADT		other;
	int			ahead;

	if (DATE_NOT_FINITE(day))
		PG_RETURN_DATEADT(day);
	if (!same_date(day, years, &other))
		outside_dates(day, years);

	/* the days by which the weekday is behind, from 0 on; 4 is 3 ahead */
	ahead = (int) (((int64) day - other) % DAYS_PER_WEEK);
	if (ahead < 0)
		ahead += DAYS_PER_WEEK;
	if (ahead > DAYS_PER_WEEK / 2)
		ahead -= DAYS_PER_WEEK;
	other += ahead;
	if (!IS_VALID_DATE(other))
		outside_dates(day, years);
	PG_RETURN_DATEADT(other);
}
