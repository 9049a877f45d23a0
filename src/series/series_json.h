/*-------------------------------------------------------------------------
 *
 * series_json.h
 *	  A rate_series from JSON.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SERIES_JSON_H
#define RESUME_SERIES_JSON_H

#include "series/series.h"

extern RateSeries *series_from_json_text(char *json_text,
										  struct Node *escontext);

#endif							/* RESUME_SERIES_JSON_H */
