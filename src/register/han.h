/*-------------------------------------------------------------------------
 *
 * han.h
 *	  The Chinese of the tables in this folder, in the database's encoding.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_HAN_H
#define RESUME_HAN_H

/* Bytes of a Chinese character */
#define UTF8_HAN_LENGTH 3
#define EUC_CN_HAN_LENGTH 2

extern const char *utf8_of_euc_cn(const char *character);
extern char *han_for_database(const char *utf8);
extern bool han_is_wanted(const text *language, const char *message);

#endif							/* RESUME_HAN_H */
