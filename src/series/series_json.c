/*-------------------------------------------------------------------------
 *
 * series_json.c
 *	  A rate_series as JSON, and back: an array of its steps, each as
 *	  to_json() makes it of a row of steps().
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "base/compat.h"
#include "base/day.h"
#include "series/series.h"
#include "series/series_json.h"

PG_FUNCTION_INFO_V1(rate_series_to_json);
PG_FUNCTION_INFO_V1(rate_series_to_jsonb);
PG_FUNCTION_INFO_V1(rate_series_from_json);
PG_FUNCTION_INFO_V1(rate_series_from_jsonb);


/* -------
 * Writing
 * -------
 */

static void
append_step(StringInfo json, const SeriesStep *step)
{
	char		day[DAY_TEXT_SIZE];

	day_to_text(step->day, day);
	appendStringInfo(json, "{\"on_day\":\"%s\",\"rate\":", day);
	if (step_is_of_nobody(step))
		appendStringInfoString(json, "null");
	else
		appendStringInfo(json,
						 "{\"numerator\":" INT64_FORMAT ",\"denominator\":" INT64_FORMAT "}",
						 step->rate.numerator, step->rate.denominator);
	appendStringInfo(json, ",\"entities\":" INT64_FORMAT "}", step->entities);
}

static StringInfo
series_json(const RateSeries *series)
{
	StringInfo	json = makeStringInfo();

	appendStringInfoChar(json, '[');
	for (int i = 0; i < series->nsteps; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (i > 0)
			appendStringInfoChar(json, ',');
		append_step(json, &series->steps[i]);
	}
	appendStringInfoChar(json, ']');
	return json;
}

/* rate_series::json */
Datum
rate_series_to_json(PG_FUNCTION_ARGS)
{
	StringInfo	json = series_json(PG_GETARG_RATE_SERIES_P(0));

	PG_RETURN_TEXT_P(cstring_to_text_with_len(json->data, json->len));
}

/* rate_series::jsonb */
Datum
rate_series_to_jsonb(PG_FUNCTION_ARGS)
{
	StringInfo	json = series_json(PG_GETARG_RATE_SERIES_P(0));

	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json->data));
}


/* -------
 * Reading
 * -------
 */

/* Reports, softly where it can be, what is wrong with a value. */
static bool
bad_json(JsonbValue *value, int sqlerrcode, const char *fault,
		 struct Node *escontext)
{
	Jsonb	   *json = JsonbValueToJsonb(value);

	ereturn(escontext, false,
			(errcode(sqlerrcode),
			 errmsg("invalid JSON for type %s", "rate_series"),
			 errdetail("%s It is %s.", _(fault),
					   JsonbToCString(NULL, &json->root, VARSIZE(json))),
			 errhint("Give an array of steps, such as [{\"on_day\": \"2020-02-10\", \"rate\": {\"numerator\": 3, \"denominator\": 4}, \"entities\": 2}].")));
}

/* A member of an object, or NULL */
static JsonbValue *
member(JsonbValue *object, const char *name)
{
	return getKeyJsonValueFromContainer(object->val.binary.data, name,
										(int) strlen(name), NULL);
}

static bool
is_object_of(JsonbValue *value, uint32 members)
{
	return value->type == jbvBinary &&
		JsonContainerIsObject(value->val.binary.data) &&
		JsonContainerSize(value->val.binary.data) == members;
}

/* Reads a whole number; one with a point or too many digits is an error. */
static bool
read_count(JsonbValue *object, const char *name, int64 *count,
		   struct Node *escontext)
{
	JsonbValue *value = member(object, name);
	const char *p;
	CountParse	parse;

	if (value == NULL || value->type != jbvNumeric)
		return bad_json(object, ERRCODE_INVALID_TEXT_REPRESENTATION,
						psprintf(_("The member \"%s\" must be a number."), name),
						escontext);

	p = numeric_normalize(value->val.numeric);
	parse = parse_count(&p, count);
	if (parse == COUNT_TOO_LARGE)
		return bad_json(object, ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
						psprintf(_("The member \"%s\" is out of range."), name),
						escontext);
	if (*p != '\0')
		return bad_json(object, ERRCODE_INVALID_TEXT_REPRESENTATION,
						psprintf(_("The member \"%s\" must be a whole number."),
								 name),
						escontext);
	return true;
}

static bool
read_day(JsonbValue *object, int64 *day, struct Node *escontext)
{
	JsonbValue *value = member(object, "on_day");
	const char *p;
	CountParse	parse;

	if (value == NULL || value->type != jbvString)
		return bad_json(object, ERRCODE_INVALID_TEXT_REPRESENTATION,
						"The member \"on_day\" must be a date.", escontext);

	p = pnstrdup(value->val.string.val, value->val.string.len);
	parse = parse_day_or_infinity(&p, day);
	if (parse == COUNT_TOO_LARGE)
		return bad_json(object, ERRCODE_DATETIME_FIELD_OVERFLOW,
						"The member \"on_day\" is out of range.", escontext);
	if (parse == COUNT_MALFORMED || *p != '\0')
		return bad_json(object, ERRCODE_INVALID_TEXT_REPRESENTATION,
						"The member \"on_day\" must be a date.", escontext);
	return true;
}

static bool
read_rate(JsonbValue *object, Rate *rate, bool *is_null,
		  struct Node *escontext)
{
	JsonbValue *value = member(object, "rate");

	*is_null = value != NULL && value->type == jbvNull;
	if (*is_null)
	{
		rate->numerator = rate->denominator = 0;
		return true;
	}
	if (value == NULL || !is_object_of(value, 2))
		return bad_json(object, ERRCODE_INVALID_TEXT_REPRESENTATION,
						"The member \"rate\" must be an object of numerator and denominator, or null.",
						escontext);
	return read_count(value, "numerator", &rate->numerator, escontext) &&
		read_count(value, "denominator", &rate->denominator, escontext);
}

static bool
read_step(JsonbValue *value, SeriesBuilder *builder, struct Node *escontext)
{
	SeriesStep	step = {0};
	bool		rate_is_null;

	if (!is_object_of(value, 3))
		return bad_json(value, ERRCODE_INVALID_TEXT_REPRESENTATION,
						"A step must be an object of on_day, rate and entities.",
						escontext);
	return read_day(value, &step.day, escontext) &&
		read_rate(value, &step.rate, &rate_is_null, escontext) &&
		read_count(value, "entities", &step.entities, escontext) &&
		series_append_nullable(builder, &step, rate_is_null, escontext);
}

/* The series of a document, or NULL after a soft error */
static RateSeries *
series_from_jsonb(Jsonb *json, struct Node *escontext)
{
	SeriesBuilder builder;
	JsonbIterator *iterator = JsonbIteratorInit(&json->root);
	JsonbValue	value;

	if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
	{
		value.type = jbvBinary;
		value.val.binary.data = &json->root;
		value.val.binary.len = (int) VARSIZE(json) - VARHDRSZ;
		(void) bad_json(&value, ERRCODE_INVALID_TEXT_REPRESENTATION,
						"A series must be an array.", escontext);
		return NULL;
	}

	series_begin(&builder, JB_ROOT_COUNT(json));
	(void) JsonbIteratorNext(&iterator, &value, false);
	while (JsonbIteratorNext(&iterator, &value, true) == WJB_ELEM)
	{
		CHECK_FOR_INTERRUPTS();
		if (!read_step(&value, &builder, escontext))
			return NULL;
	}
	return series_end(&builder);
}

/* The same from text, for rate_series_in() */
RateSeries *
series_from_json_text(char *json_text, struct Node *escontext)
{
	Datum		json;

	if (!call_input(jsonb_in, json_text, escontext, &json))
		return NULL;
	return series_from_jsonb(DatumGetJsonbP(json), escontext);
}

/* A document that says null is NULL, as in jsonb_populate_record(). */
static Datum
series_from_document(FunctionCallInfo fcinfo, Jsonb *json)
{
	JsonbValue	value;

	if (JsonbExtractScalar(&json->root, &value) && value.type == jbvNull)
		PG_RETURN_NULL();
	PG_RETURN_RATE_SERIES_P(series_from_jsonb(json, NULL));
}

/* json::rate_series */
Datum
rate_series_from_json(PG_FUNCTION_ARGS)
{
	char	   *input = text_to_cstring(PG_GETARG_TEXT_PP(0));
	Datum		json = DirectFunctionCall1(jsonb_in, CStringGetDatum(input));

	return series_from_document(fcinfo, DatumGetJsonbP(json));
}

/* jsonb::rate_series */
Datum
rate_series_from_jsonb(PG_FUNCTION_ARGS)
{
	return series_from_document(fcinfo, PG_GETARG_JSONB_P(0));
}
