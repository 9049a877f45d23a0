/*-------------------------------------------------------------------------
 *
 * request.h
 *	  What rollup_create() is asked for.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_REQUEST_H
#define RESUME_ROLLUP_REQUEST_H

#include "parser/parse_node.h"
#include "utils/array.h"
#include "utils/jsonb.h"

#include "rollup/rollup.h"

/* An expression over the source, as in an index on it */
extern Node *source_expression(Relation source, const char *text,
							   ParseExprKind kind, char **name);
extern Node *source_count(Relation source, const char *text,
						  const char *measure);

extern void request_keys(Definition *request, Relation source, ArrayType *by);
extern void request_measures(Definition *request, Relation source,
							 Jsonb *measures);
extern void check_names(const Definition *request);
extern void check_order(const char *text, Node *expression);

/* as_of_request.c */
extern void request_entity(Definition *request, Relation source,
						   const char *text);
extern void request_day(Definition *request, Relation source,
						const char *text);
extern void request_versions(Definition *request, Relation source,
							 ArrayType *versions);
extern void request_carry(Definition *request, int carry);

#endif							/* RESUME_ROLLUP_REQUEST_H */
