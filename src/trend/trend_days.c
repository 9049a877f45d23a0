/*-------------------------------------------------------------------------
 *
 * trend_days.c
 *	  The days that trends are made of and asked for: what none of them takes.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "base/compat.h"
#include "base/day.h"
#include "trend/trend_days.h"

void
infinite_row(DateADT day, const Rate *rate)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("a trend cannot contain an infinite date"),
			 errdetail("The rate on day %s is %lld/%lld.", day_string(day),
					   (long long) rate->numerator,
					   (long long) rate->denominator),
			 errhint("Leave the row out with FILTER (WHERE isfinite(day)).")));
}

void
check_day_asked_for(DateADT day)
{
	if (DATE_NOT_FINITE(day))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("a trend has no value on an infinite date"),
				 errdetail("The day is %s.", day_string(day)),
				 errhint("Ask for a finite date.")));
}

/* What day_reaching() is to find, and how long after the last day */
void
check_target(double percent, int32 horizon)
{
	if (isnan(percent) || isinf(percent))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("target must be a finite number"),
				 errdetail("It is %g.", percent),
				 errhint("Give a percentage, such as 90.")));
	if (horizon < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("horizon must not be negative"),
				 errdetail("It is %d days.", horizon),
				 errhint("Give the number of days after the last day of the trend.")));
}

/* The day that it has found, as a date */
DateADT
day_reached(int64 day)
{
	if (day > DAY_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("date out of range"),
				 errdetail("The target is reached after the last day that a date can hold."),
				 errhint("Give a smaller horizon.")));
	return (DateADT) day;
}
