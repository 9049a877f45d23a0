/*-------------------------------------------------------------------------
 *
 * wire.h
 *	  The first look at bytes that come from outside: are there as many as a
 *	  value has?
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_WIRE_H
#define RESUME_WIRE_H

#include "lib/stringinfo.h"

extern void wire_check_value(const StringInfoData *buf, int size,
							 const char *type, const char *hint);
extern void wire_check_state(const StringInfoData *buf, int size,
							 const char *aggregate);

#endif							/* RESUME_WIRE_H */
