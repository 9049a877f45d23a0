/*-------------------------------------------------------------------------
 *
 * logistic_trend.c
 *	  The type logistic_trend, and the aggregates that make it.
 *
 * The likelihood of a curve needs the counts of each day, which no fixed
 * number of sums can stand for; so the value is the list of days.  Counts of a
 * day add up, so it does not depend on the order of rows, can be merged, and a
 * day can leave a moving window.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/date.h"

#include "base/compat.h"
#include "base/day.h"
#include "rate/rate.h"
#include "trend/logistic_trend.h"
#include "trend/trend_days.h"

PG_FUNCTION_INFO_V1(logistic_trend_accum);
PG_FUNCTION_INFO_V1(logistic_trend_remove);


static const char *
day_fault(const void *item)
{
	const LogisticDay *day = (const LogisticDay *) item;

	if (day->day < DAY_MIN || day->day > DAY_MAX)
		return gettext_noop("The day must be a finite date.");
	if (sum128_sign(day->denominator) == 0)
		return gettext_noop("A day without a denominator says nothing.");
	if (sum128_cmp(day->numerator, day->denominator) > 0)
		return gettext_noop("The numerator exceeds the denominator.");
	return NULL;
}

static const SumsField day_fields[] = {
	{FIELD_DAY, offsetof(LogisticDay, day)},
	{FIELD_SUM, offsetof(LogisticDay, numerator)},
	{FIELD_SUM, offsetof(LogisticDay, denominator)},
};

const SumListType logistic_trend_type = {
	"logistic_trend", "logistic_trend", sizeof(LogisticDay),
	lengthof(day_fields), 1, day_fields, day_fault
};

SUM_LIST_FUNCTIONS(logistic_trend, logistic_trend_type);

/*
 * The day and the rate that are in the arguments behind the state; false if
 * one of them is NULL, or the rate 0/0, which says nothing.
 */
static bool
day_of_row(FunctionCallInfo fcinfo, LogisticDay *result)
{
	DateADT		day;
	Rate	   *rate;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return false;

	day = PG_GETARG_DATEADT(1);
	rate = PG_GETARG_RATE_P(2);
	check_day_of_row(day, rate);
	rate_check_proportion(rate,
						  gettext_noop("a logistic trend is of proportions, and a rate above 1 is none"),
						  gettext_noop("For ratios that may exceed 1, such as output against capacity, use trend()."));
	if (rate_is_empty(rate))
		return false;

	result->day = day;
	result->numerator = sum128_from_int64(rate->numerator);
	result->denominator = sum128_from_int64(rate->denominator);
	return true;
}

/* logistic_trend_accum(logistic_trend, date, rate) → logistic_trend */
Datum
logistic_trend_accum(PG_FUNCTION_ARGS)
{
	LogisticDay day;
	bool		counts = day_of_row(fcinfo, &day);

	return sum_list_add(fcinfo, &logistic_trend_type, counts ? &day : NULL);
}

/* logistic_trend_remove(logistic_trend, date, rate) → logistic_trend */
Datum
logistic_trend_remove(PG_FUNCTION_ARGS)
{
	LogisticDay day;
	bool		counts = day_of_row(fcinfo, &day);

	return sum_list_remove(fcinfo, &logistic_trend_type,
						   counts ? &day : NULL);
}
