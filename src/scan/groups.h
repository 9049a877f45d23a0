/*-------------------------------------------------------------------------
 *
 * groups.h
 *	  The groups of a pooled scan, and the cells in which they add up.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#ifndef RESUME_SCAN_GROUPS_H
#define RESUME_SCAN_GROUPS_H

#include "base/value_hash.h"
#include "rate/rate.h"
#include "scan/reader.h"

#define SCAN_KEYS_MAX 4

/* What an aggregate has of a group */
typedef struct ScanCell
{
	Rate		sum;			/* of others than pool(), the numerator alone */
	int64		seen;			/* has it been given a row? */
} ScanCell;

/* The values of a key that have a place, and one in front for NULL */
typedef struct ScanDomain
{
	int64		low;
	int64		extent;
	int64		stride;
} ScanDomain;

/* The key of a group in the hash table */
typedef struct ScanHashKey
{
	uint32		hash;
	uint32		nulls;			/* a bit a key */
	int64		values[SCAN_KEYS_MAX];	/* as many as there are keys */
} ScanHashKey;

typedef struct ScanGroups
{
	MemoryContext context;
	int			nkeys;
	int			ncells;			/* of a group */
	Size		limit;			/* of memory */
	bool		direct;			/* places by value; else a hash table */
	int64		ngroups;		/* or places */
	ScanCell   *cells;

	/* places */
	ScanDomain	domains[SCAN_KEYS_MAX];
	uint8	   *taken;

	/* hash table */
	HashSeed	seed;
	int64		room;
	Size		key_size;
	char	   *keys;
	uint32	   *slots;			/* numbers of groups + 1 */
	uint64		mask;
} ScanGroups;

extern void scan_groups_start(ScanGroups *groups);
extern bool scan_groups_find(ScanGroups *groups, const ScanColumn *const *keys,
							 int nrows, uint32 *group);
extern int64 scan_groups_next(const ScanGroups *groups, int64 group);
extern bool scan_groups_key(const ScanGroups *groups, int64 group, int key,
							int64 *value);

#endif							/* RESUME_SCAN_GROUPS_H */
