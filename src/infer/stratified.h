/*-------------------------------------------------------------------------
 *
 * stratified.h
 *	  The type stratified_sample: samples of strata.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_STRATIFIED_H
#define RESUME_STRATIFIED_H

#include "base/sum_list.h"
#include "infer/sample.h"

/* A stratum: 112 bytes, double alignment, no padding */
typedef struct Stratum
{
	int64		population;		/* enterprises that it has */
	int64		has_total;		/* 1 if the total is known, or else 0 */
	int64		total;			/* of the denominators of all of them */
	RatioSample sample;
} Stratum;

extern const SumListType stratified_sample_type;

#endif							/* RESUME_STRATIFIED_H */
