/*-------------------------------------------------------------------------
 *
 * sql.h
 *	  Statements that the commands of rollups run.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_ROLLUP_SQL_H
#define RESUME_ROLLUP_SQL_H

#include "rollup/rollup.h"

/* within SPI_connect() and SPI_finish() */
extern uint64 run_statement(const char *statement);
#define run(...) run_statement(psprintf(__VA_ARGS__))
extern int64 count_selected(void);
extern void set_locally(const char *name, const char *value);
extern int	begin_commands(void);
extern void end_commands(int nest_level);
extern void require_read_committed(const char *what);
extern char *relation_text(Oid relation);

extern const char *definition_query(const Definition *request);
extern const char *fill_query(const Definition *definition);
extern const char *view_query(const Definition *definition);
extern const char *differences_query(const Definition *definition);
extern const char *compact_statement(const Definition *definition,
									 const char *part);
extern const char *quoted(const char *name, const char *suffix);
extern const char *expression_text(const Definition *definition,
								   Node *expression);
extern const char *key_list(const Definition *definition, const char *before);
extern const char *stripe_sum(const Definition *definition,
							  const char *column);

/* of rollups that carry forward */
extern const char *as_of_definition_query(const Definition *request);
extern const char *as_of_filing_query(const Definition *definition);
extern const char *as_of_entity_query(const Definition *definition);
extern const char *as_of_fill_query(const Definition *definition);
extern const char *as_of_month_query(const Definition *definition);
extern const char *as_of_view_query(const Definition *definition);
extern const char *as_of_days_function(const Definition *definition);
extern const char *as_of_months_query(const Definition *definition);
extern const char *as_of_stripes_query(const Definition *definition);
extern const char *as_of_differences_query(const Definition *definition);
extern const char *as_of_lock_statement(const Definition *definition);
extern const char *as_of_lookup_query(const Definition *definition);

#endif							/* RESUME_ROLLUP_SQL_H */
