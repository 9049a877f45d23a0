/*-------------------------------------------------------------------------
 *
 * lunar_year.c
 *	  The years of the Chinese calendar, 1901 to 2100, and a day in them.
 *
 * The calendar of GB/T 33661-2017, as the conversion tables of the Hong Kong
 * Observatory have it: a month begins on the day of a new moon, in the time of
 * 120 degrees east (before 1929 in that of Beijing).  The days are constants,
 * because a new moon minutes from midnight is a matter of record and not of
 * arithmetic: libraries that compute it are a day off in 2027 and 2030, whose
 * Spring Festival would be another day.  Three new moons are so near to
 * midnight that the Observatory itself says that they may move: those of
 * September 2057, September 2089 and August 2097.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/date.h"
#include "utils/datetime.h"

#include "register/lunar_year.h"

#define SHORT_MONTH 29

/* The first day of the first month, and the months that follow */
typedef struct LunarYear
{
	uint8		month;			/* by the Gregorian calendar */
	uint8		day;
	uint8		leap;			/* the month that has a leap month behind it;
								 * 0 for none */
	uint16		long_months;	/* a bit for each month of 30 days, the first
								 * one the lowest, a leap month at its place */
} LunarYear;

static const LunarYear years[LUNAR_YEARS] = {
	{2, 19, 0, 0x0752},		/* 1901 */
	{2, 8, 0, 0x0ea5},		/* 1902 */
	{1, 29, 5, 0x164a},		/* 1903 */
	{2, 16, 0, 0x064b},		/* 1904 */
	{2, 4, 0, 0x0a9b},		/* 1905 */
	{1, 25, 4, 0x1556},		/* 1906 */
	{2, 13, 0, 0x056a},		/* 1907 */
	{2, 2, 0, 0x0b59},		/* 1908 */
	{1, 22, 2, 0x1752},		/* 1909 */
	{2, 10, 0, 0x0752},		/* 1910 */
	{1, 30, 6, 0x1b25},		/* 1911 */
	{2, 18, 0, 0x0b25},		/* 1912 */
	{2, 6, 0, 0x0a4b},		/* 1913 */
	{1, 26, 5, 0x14ab},		/* 1914 */
	{2, 14, 0, 0x02ad},		/* 1915 */
	{2, 3, 0, 0x056b},		/* 1916 */
	{1, 23, 2, 0x0b69},		/* 1917 */
	{2, 11, 0, 0x0da9},		/* 1918 */
	{2, 1, 7, 0x1d92},		/* 1919 */
	{2, 20, 0, 0x0e92},		/* 1920 */
	{2, 8, 0, 0x0d25},		/* 1921 */
	{1, 28, 5, 0x1a4d},		/* 1922 */
	{2, 16, 0, 0x0a56},		/* 1923 */
	{2, 5, 0, 0x02b6},		/* 1924 */
	{1, 24, 4, 0x15b5},		/* 1925 */
	{2, 13, 0, 0x06d4},		/* 1926 */
	{2, 2, 0, 0x0ea9},		/* 1927 */
	{1, 23, 2, 0x1e92},		/* 1928 */
	{2, 10, 0, 0x0e92},		/* 1929 */
	{1, 30, 6, 0x0d26},		/* 1930 */
	{2, 17, 0, 0x052b},		/* 1931 */
	{2, 6, 0, 0x0a57},		/* 1932 */
	{1, 26, 5, 0x12b6},		/* 1933 */
	{2, 14, 0, 0x0b5a},		/* 1934 */
	{2, 4, 0, 0x06d4},		/* 1935 */
	{1, 24, 3, 0x0ec9},		/* 1936 */
	{2, 11, 0, 0x0749},		/* 1937 */
	{1, 31, 7, 0x1693},		/* 1938 */
	{2, 19, 0, 0x0a93},		/* 1939 */
	{2, 8, 0, 0x052b},		/* 1940 */
	{1, 27, 6, 0x0a5b},		/* 1941 */
	{2, 15, 0, 0x0aad},		/* 1942 */
	{2, 5, 0, 0x056a},		/* 1943 */
	{1, 25, 4, 0x1b55},		/* 1944 */
	{2, 13, 0, 0x0ba4},		/* 1945 */
	{2, 2, 0, 0x0b49},		/* 1946 */
	{1, 22, 2, 0x1a93},		/* 1947 */
	{2, 10, 0, 0x0a95},		/* 1948 */
	{1, 29, 7, 0x152d},		/* 1949 */
	{2, 17, 0, 0x0536},		/* 1950 */
	{2, 6, 0, 0x0aad},		/* 1951 */
	{1, 27, 5, 0x15aa},		/* 1952 */
	{2, 14, 0, 0x05b2},		/* 1953 */
	{2, 3, 0, 0x0da5},		/* 1954 */
	{1, 24, 3, 0x1d4a},		/* 1955 */
	{2, 12, 0, 0x0d4a},		/* 1956 */
	{1, 31, 8, 0x0a95},		/* 1957 */
	{2, 18, 0, 0x0a97},		/* 1958 */
	{2, 8, 0, 0x0556},		/* 1959 */
	{1, 28, 6, 0x0ab5},		/* 1960 */
	{2, 15, 0, 0x0ad5},		/* 1961 */
	{2, 5, 0, 0x06d2},		/* 1962 */
	{1, 25, 4, 0x0ea5},		/* 1963 */
	{2, 13, 0, 0x0ea5},		/* 1964 */
	{2, 2, 0, 0x064a},		/* 1965 */
	{1, 21, 3, 0x0c97},		/* 1966 */
	{2, 9, 0, 0x0a9b},		/* 1967 */
	{1, 30, 7, 0x155a},		/* 1968 */
	{2, 17, 0, 0x056a},		/* 1969 */
	{2, 6, 0, 0x0b69},		/* 1970 */
	{1, 27, 5, 0x1752},		/* 1971 */
	{2, 15, 0, 0x0b52},		/* 1972 */
	{2, 3, 0, 0x0b25},		/* 1973 */
	{1, 23, 4, 0x164b},		/* 1974 */
	{2, 11, 0, 0x0a4b},		/* 1975 */
	{1, 31, 8, 0x14ab},		/* 1976 */
	{2, 18, 0, 0x02ad},		/* 1977 */
	{2, 7, 0, 0x056d},		/* 1978 */
	{1, 28, 6, 0x0b69},		/* 1979 */
	{2, 16, 0, 0x0da9},		/* 1980 */
	{2, 5, 0, 0x0d92},		/* 1981 */
	{1, 25, 4, 0x1d25},		/* 1982 */
	{2, 13, 0, 0x0d25},		/* 1983 */
	{2, 2, 10, 0x1a4d},		/* 1984 */
	{2, 20, 0, 0x0a56},		/* 1985 */
	{2, 9, 0, 0x02b6},		/* 1986 */
	{1, 29, 6, 0x05b5},		/* 1987 */
	{2, 17, 0, 0x06d5},		/* 1988 */
	{2, 6, 0, 0x0ea9},		/* 1989 */
	{1, 27, 5, 0x1e92},		/* 1990 */
	{2, 15, 0, 0x0e92},		/* 1991 */
	{2, 4, 0, 0x0d26},		/* 1992 */
	{1, 23, 3, 0x0a56},		/* 1993 */
	{2, 10, 0, 0x0a57},		/* 1994 */
	{1, 31, 8, 0x14d6},		/* 1995 */
	{2, 19, 0, 0x035a},		/* 1996 */
	{2, 7, 0, 0x06d5},		/* 1997 */
	{1, 28, 5, 0x16c9},		/* 1998 */
	{2, 16, 0, 0x0749},		/* 1999 */
	{2, 5, 0, 0x0693},		/* 2000 */
	{1, 24, 4, 0x152b},		/* 2001 */
	{2, 12, 0, 0x052b},		/* 2002 */
	{2, 1, 0, 0x0a5b},		/* 2003 */
	{1, 22, 2, 0x155a},		/* 2004 */
	{2, 9, 0, 0x056a},		/* 2005 */
	{1, 29, 7, 0x1b55},		/* 2006 */
	{2, 18, 0, 0x0ba4},		/* 2007 */
	{2, 7, 0, 0x0b49},		/* 2008 */
	{1, 26, 5, 0x1a93},		/* 2009 */
	{2, 14, 0, 0x0a95},		/* 2010 */
	{2, 3, 0, 0x052d},		/* 2011 */
	{1, 23, 4, 0x0aad},		/* 2012 */
	{2, 10, 0, 0x0ab5},		/* 2013 */
	{1, 31, 9, 0x15aa},		/* 2014 */
	{2, 19, 0, 0x05d2},		/* 2015 */
	{2, 8, 0, 0x0da5},		/* 2016 */
	{1, 28, 6, 0x1d4a},		/* 2017 */
	{2, 16, 0, 0x0d4a},		/* 2018 */
	{2, 5, 0, 0x0c95},		/* 2019 */
	{1, 25, 4, 0x152e},		/* 2020 */
	{2, 12, 0, 0x0556},		/* 2021 */
	{2, 1, 0, 0x0ab5},		/* 2022 */
	{1, 22, 2, 0x15b2},		/* 2023 */
	{2, 10, 0, 0x06d2},		/* 2024 */
	{1, 29, 6, 0x0ea5},		/* 2025 */
	{2, 17, 0, 0x0725},		/* 2026 */
	{2, 6, 0, 0x064b},		/* 2027 */
	{1, 26, 5, 0x0c97},		/* 2028 */
	{2, 13, 0, 0x0cab},		/* 2029 */
	{2, 3, 0, 0x055a},		/* 2030 */
	{1, 23, 3, 0x0ad6},		/* 2031 */
	{2, 11, 0, 0x0b69},		/* 2032 */
	{1, 31, 11, 0x1752},	/* 2033 */
	{2, 19, 0, 0x0b52},		/* 2034 */
	{2, 8, 0, 0x0b25},		/* 2035 */
	{1, 28, 6, 0x1a4b},		/* 2036 */
	{2, 15, 0, 0x0a4b},		/* 2037 */
	{2, 4, 0, 0x04ab},		/* 2038 */
	{1, 24, 5, 0x055b},		/* 2039 */
	{2, 12, 0, 0x05ad},		/* 2040 */
	{2, 1, 0, 0x0b6a},		/* 2041 */
	{1, 22, 2, 0x1b52},		/* 2042 */
	{2, 10, 0, 0x0d92},		/* 2043 */
	{1, 30, 7, 0x1d25},		/* 2044 */
	{2, 17, 0, 0x0d25},		/* 2045 */
	{2, 6, 0, 0x0a55},		/* 2046 */
	{1, 26, 5, 0x14ad},		/* 2047 */
	{2, 14, 0, 0x04b6},		/* 2048 */
	{2, 2, 0, 0x05b5},		/* 2049 */
	{1, 23, 3, 0x0daa},		/* 2050 */
	{2, 11, 0, 0x0ec9},		/* 2051 */
	{2, 1, 8, 0x1e92},		/* 2052 */
	{2, 19, 0, 0x0e92},		/* 2053 */
	{2, 8, 0, 0x0d26},		/* 2054 */
	{1, 28, 6, 0x0a56},		/* 2055 */
	{2, 15, 0, 0x0a57},		/* 2056 */
	{2, 4, 0, 0x0556},		/* 2057 */
	{1, 24, 4, 0x06d5},		/* 2058 */
	{2, 12, 0, 0x0755},		/* 2059 */
	{2, 2, 0, 0x0749},		/* 2060 */
	{1, 21, 3, 0x0e93},		/* 2061 */
	{2, 9, 0, 0x0693},		/* 2062 */
	{1, 29, 7, 0x152b},		/* 2063 */
	{2, 17, 0, 0x052b},		/* 2064 */
	{2, 5, 0, 0x0a5b},		/* 2065 */
	{1, 26, 5, 0x155a},		/* 2066 */
	{2, 14, 0, 0x056a},		/* 2067 */
	{2, 3, 0, 0x0b65},		/* 2068 */
	{1, 23, 4, 0x174a},		/* 2069 */
	{2, 11, 0, 0x0b4a},		/* 2070 */
	{1, 31, 8, 0x1a95},		/* 2071 */
	{2, 19, 0, 0x0a95},		/* 2072 */
	{2, 7, 0, 0x052d},		/* 2073 */
	{1, 27, 6, 0x0aad},		/* 2074 */
	{2, 15, 0, 0x0ab5},		/* 2075 */
	{2, 5, 0, 0x05aa},		/* 2076 */
	{1, 24, 4, 0x0ba5},		/* 2077 */
	{2, 12, 0, 0x0da5},		/* 2078 */
	{2, 2, 0, 0x0d4a},		/* 2079 */
	{1, 22, 3, 0x1c95},		/* 2080 */
	{2, 9, 0, 0x0c96},		/* 2081 */
	{1, 29, 7, 0x194e},		/* 2082 */
	{2, 17, 0, 0x0556},		/* 2083 */
	{2, 6, 0, 0x0ab5},		/* 2084 */
	{1, 26, 5, 0x15b2},		/* 2085 */
	{2, 14, 0, 0x06d2},		/* 2086 */
	{2, 3, 0, 0x0ea5},		/* 2087 */
	{1, 24, 4, 0x0e4a},		/* 2088 */
	{2, 10, 0, 0x068b},		/* 2089 */
	{1, 30, 8, 0x0c97},		/* 2090 */
	{2, 18, 0, 0x04ab},		/* 2091 */
	{2, 7, 0, 0x055b},		/* 2092 */
	{1, 27, 6, 0x0ad6},		/* 2093 */
	{2, 15, 0, 0x0b6a},		/* 2094 */
	{2, 5, 0, 0x0752},		/* 2095 */
	{1, 25, 4, 0x1725},		/* 2096 */
	{2, 12, 0, 0x0b45},		/* 2097 */
	{2, 1, 0, 0x0a8b},		/* 2098 */
	{1, 21, 2, 0x149b},		/* 2099 */
	{2, 9, 0, 0x04ab},		/* 2100 */
};

static inline const LunarYear *
year_of(int year)
{
	Assert(is_lunar_year(year));
	return &years[year - LUNAR_YEAR_FIRST];
}

static inline int
month_length(const LunarYear *y, int place)
{
	return SHORT_MONTH + ((y->long_months >> place) & 1);
}

/* The number of the month that is at a place of the year, counted from 0 */
static inline int
month_at(const LunarYear *y, int place, bool *leap)
{
	*leap = y->leap > 0 && place == y->leap;
	return y->leap > 0 && place >= y->leap ? place : place + 1;
}

static inline int
place_of_month(const LunarYear *y, int month, bool leap)
{
	return y->leap > 0 && (month > y->leap || leap) ? month : month - 1;
}

/* The first day of a year, as a date */
int
lunar_year_start(int year)
{
	const LunarYear *y = year_of(year);

	return date2j(year, y->month, y->day) - POSTGRES_EPOCH_JDATE;
}

/* The first day behind a year, which for the last one is in no year */
int
lunar_year_end(int year)
{
	const LunarYear *y = year_of(year);
	int			places = y->leap > 0 ? 13 : 12;
	int			day = lunar_year_start(year);

	for (int place = 0; place < places; place++)
		day += month_length(y, place);
	return day;
}

/* The lunar year, month and day of a date, or false outside of the calendar */
bool
find_lunar_day(int date, LunarDay *result)
{
	const LunarYear *y;
	int			year;
	int			month;
	int			day;
	int			rest;
	int			place = 0;

	if (date < LUNAR_FIRST_DAY || date > LUNAR_LAST_DAY)
		return false;
	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	if (!is_lunar_year(year) || date < lunar_year_start(year))
		year--;

	y = year_of(year);
	rest = date - lunar_year_start(year);
	while (rest >= month_length(y, place))
		rest -= month_length(y, place++);

	result->year = year;
	result->month = month_at(y, place, &result->leap);
	result->day = rest + 1;
	return true;
}

/*
 * The date of a month and day in a year of the calendar.  A leap month that
 * the year does not have is the month of its number, and a day 30 that the
 * month does not have is its last.
 */
int
lunar_day_date(const LunarDay *lunar)
{
	const LunarYear *y = year_of(lunar->year);
	bool		leap = lunar->leap && lunar->month == y->leap;
	int			month = place_of_month(y, lunar->month, leap);
	int			date = lunar_year_start(lunar->year);

	for (int place = 0; place < month; place++)
		date += month_length(y, place);
	return date + Min(lunar->day, month_length(y, month)) - 1;
}
