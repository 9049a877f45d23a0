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
extern int	begin_commands(void);
extern void end_commands(int nest_level);
extern void require_read_committed(const char *what);
extern char *relation_text(Oid relation);

extern const char *definition_query(const Definition *request);
extern const char *fill_query(const Definition *definition);
extern const char *view_query(const Definition *definition);
extern const char *differences_query(const Definition *definition);
extern const char *compact_statement(const Definition *definition);

#endif							/* RESUME_ROLLUP_SQL_H */
