/*-------------------------------------------------------------------------
 *
 * seed.c
 *	  The software cities that come with the extension.
 *
 * The 19 cities as named in February 2020, with the class that each had then
 * and the day from which it had it; test/data/software_cities.csv has the
 * sources.  What is known to the month is taken as the first day of it.  The
 * Ministry's evaluation of 2023, made known in January 2024, gave stars in
 * place of classes, so no class here holds in 2024.
 *
 * They are part of the code, so that class_on() gives the same answer in every
 * session, on every node and after every restore, whatever has become of the
 * rows in software_city that show them.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"

#include "base/compat.h"
#include "base/record.h"
#include "register/han.h"
#include "register/seed.h"

const SeededCity seeded_city[SEEDED_CITIES] = {
	{320100, "南京", "Nanjing", CITY_COMPREHENSIVE, {2010, 9, 1}},
	{370100, "济南", "Jinan", CITY_COMPREHENSIVE, {2011, 11, 1}},
	{510100, "成都", "Chengdu", CITY_COMPREHENSIVE, {2012, 2, 21}},
	{440100, "广州", "Guangzhou", CITY_COMPREHENSIVE, {2012, 11, 1}},
	{440300, "深圳", "Shenzhen", CITY_COMPREHENSIVE, {2012, 11, 1}},
	{310000, "上海", "Shanghai", CITY_COMPREHENSIVE, {2013, 4, 1}},
	{110000, "北京", "Beijing", CITY_COMPREHENSIVE, {2013, 5, 1}},
	{330100, "杭州", "Hangzhou", CITY_COMPREHENSIVE, {2014, 4, 1}},
	{350100, "福州", "Fuzhou", CITY_CHARACTERISTIC, {2018, 4, 22}},
	{350200, "厦门", "Xiamen", CITY_CHARACTERISTIC, {2019, 3, 7}},
	{320500, "苏州", "Suzhou", CITY_CHARACTERISTIC, {2019, 3, 1}},
	{420100, "武汉", "Wuhan", CITY_CHARACTERISTIC, {2019, 3, 1}},
	{370200, "青岛", "Qingdao", CITY_CHARACTERISTIC, {2020, 1, 1}},
	{320200, "无锡", "Wuxi", CITY_CANDIDATE, {0}},
	{610100, "西安", "Xi'an", CITY_CANDIDATE, {0}},
	{210100, "沈阳", "Shenyang", CITY_CANDIDATE, {0}},
	{330200, "宁波", "Ningbo", CITY_CANDIDATE, {0}},
	{210200, "大连", "Dalian", CITY_CANDIDATE, {0}},
	{120000, "天津", "Tianjin", CITY_CANDIDATE, {0}},
};

/* The first day on which no class holds */
static const int seeded_until[3] = {2024, 1, 1};

PG_FUNCTION_INFO_V1(seeded_cities);
PG_FUNCTION_INFO_V1(is_seeded_city);


static DateADT
date_of(const int *date)
{
	return date2j(date[0], date[1], date[2]) - POSTGRES_EPOCH_JDATE;
}

static const SeededCity *
find_seeded_city(int32 division_code)
{
	for (int i = 0; i < SEEDED_CITIES; i++)
	{
		if (seeded_city[i].division_code == division_code)
			return &seeded_city[i];
	}
	return NULL;
}

/*
 * The Chinese name of a city in the encoding of the database; NULL if that has
 * no Chinese.  It stays for as long as the session.
 */
const char *
seeded_name_zh(int city)
{
	static char *names[SEEDED_CITIES];

	if (names[city] == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(TopMemoryContext);

		names[city] = han_for_database(seeded_city[city].name_zh);
		MemoryContextSwitchTo(old);
	}
	return names[city];
}

/*
 * The class that a city had on a day, if it is seeded for that day.
 */
bool
seeded_class(int32 division_code, DateADT day, CityClass *class)
{
	const SeededCity *city = find_seeded_city(division_code);

	if (city == NULL || day >= date_of(seeded_until) ||
		(city->since[0] != 0 && day < date_of(city->since)))
		return false;
	*class = city->class;
	return true;
}

/* The days on which a city had its class, as a daterange. */
static RangeType *
seeded_during(const SeededCity *city, bool bounded)
{
	TypeCacheEntry *daterange = lookup_type_cache(DATERANGEOID,
												  TYPECACHE_RANGE_INFO);
	RangeBound	lower = {.lower = true, .inclusive = true};
	RangeBound	upper = {.lower = false};

	if (city->since[0] != 0)
		lower.val = DateADTGetDatum(date_of(city->since));
	else
	{
		lower.infinite = true;
		lower.inclusive = false;
	}
	if (bounded)
		upper.val = DateADTGetDatum(date_of(seeded_until));
	else
		upper.infinite = true;
	return make_range_of(daterange, &lower, &upper, false);
}

/* The columns of a row of seeded_cities() */
static const RecordColumn seeded_columns[] = {
	SERVER_COLUMN(INT4OID),
	SERVER_COLUMN(TEXTOID),
	SERVER_COLUMN(TEXTOID),
	OUR_COLUMN(city_class),
	SERVER_COLUMN(DATERANGEOID),
};

/*
 * seeded_cities() → rows of division_code, name_zh, name_en, class, during
 *
 * What software_city shows as seeded.  A name in Chinese is NULL where the
 * encoding of the database has no Chinese.
 */
Datum
seeded_cities(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	record_descriptor(fcinfo, seeded_columns, lengthof(seeded_columns));
	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < SEEDED_CITIES; i++)
	{
		const SeededCity *city = &seeded_city[i];
		const char *name_zh = seeded_name_zh(i);
		Datum		values[lengthof(seeded_columns)] = {0};
		bool		nulls[lengthof(seeded_columns)] = {false};

		values[0] = Int32GetDatum(city->division_code);
		if (name_zh != NULL)
			values[1] = CStringGetTextDatum(name_zh);
		else
			nulls[1] = true;
		values[2] = CStringGetTextDatum(city->name_en);
		values[3] = CharGetDatum((char) city->class);
		values[4] = RangeTypePGetDatum(seeded_during(city, true));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*
 * is_seeded_city(division_code, name_en, class, during) → boolean
 *
 * Is this a row that a release of the extension has seeded?  1.0 left the
 * periods open, and rows of 1.0 arrive by replication.
 */
Datum
is_seeded_city(PG_FUNCTION_ARGS)
{
	const SeededCity *city = find_seeded_city(PG_GETARG_INT32(0));
	char	   *name_en = text_to_cstring(PG_GETARG_TEXT_PP(1));
	RangeType  *during = PG_GETARG_RANGE_P(3);
	TypeCacheEntry *daterange = lookup_type_cache(RangeTypeGetOid(during),
												  TYPECACHE_RANGE_INFO);

	if (city == NULL || (char) city->class != PG_GETARG_CHAR(2) ||
		strcmp(city->name_en, name_en) != 0)
		PG_RETURN_BOOL(false);
	PG_RETURN_BOOL(range_eq_internal(daterange, during,
									 seeded_during(city, true)) ||
				   range_eq_internal(daterange, during,
									 seeded_during(city, false)));
}
