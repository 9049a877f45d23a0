/*-------------------------------------------------------------------------
 *
 * groups.c
 *	  The groups of a pooled scan, and the cells in which they add up.
 *
 * While the values of the keys span a small range, as cities and days do, each
 * combination of them has a place, and nothing is looked up.  The range grows
 * with what is read.  When it would become too large, the groups move into a
 * hash table.  Rows that do not fit into hash_mem are refused.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "scan/groups.h"

/* As many places there are at the most */
#define PLACES_MAX (INT64CONST(1) << 20)

/* Bytes that are set to zero between two looks at interrupts */
#define ZEROS_AT_ONCE ((Size) 1 << 24)

/* Groups that a hash table has room for at first */
#define FIRST_ROOM 1024

/* and at the most, because their numbers have 32 bits */
#define ROOM_MAX (INT64CONST(1) << 30)

static Size
cells_size(const ScanGroups *groups)
{
	return sizeof(ScanCell) * groups->ncells;
}

static ScanCell *
cells_of(const ScanGroups *groups, int64 group)
{
	return groups->cells + group * groups->ncells;
}

/* There may be gigabytes of them, for which nobody should have to wait. */
static void
set_zeros(void *begin, Size size)
{
	for (Size done = 0; done < size; done += ZEROS_AT_ONCE)
	{
		CHECK_FOR_INTERRUPTS();
		memset((char *) begin + done, 0, Min(size - done, ZEROS_AT_ONCE));
	}
}

static void *
alloc_zeros(const ScanGroups *groups, Size size)
{
	void	   *memory = MemoryContextAllocHuge(groups->context, size);

	set_zeros(memory, size);
	return memory;
}

/* Makes all groups anew: none, or without keys, the one. */
void
scan_groups_start(ScanGroups *groups)
{
	MemoryContextReset(groups->context);
	groups->limit = get_hash_memory_limit();
	groups->direct = true;
	groups->cells = NULL;
	groups->taken = NULL;
	groups->ngroups = 0;
	memset(groups->domains, 0, sizeof(groups->domains));
	if (groups->nkeys == 0)
	{
		groups->ngroups = 1;
		groups->cells = alloc_zeros(groups, cells_size(groups));
	}
}


/* -------
 * Places
 * -------
 */

/* The key's part of the place of each row; false if one has none */
static bool
add_place(const ScanDomain *domain, const ScanColumn *key, int nrows,
		  uint32 *group)
{
	const int64 *values = key->values;
	uint64		low = (uint64) domain->low;
	uint64		extent = (uint64) domain->extent;
	uint32		stride = (uint32) domain->stride;
	uint32		outside = 0;

	if (!key->has_nulls)
	{
		for (int i = 0; i < nrows; i++)
		{
			uint64		code = (uint64) values[i] - low;

			outside |= code >= extent;
			group[i] += (uint32) (code + 1) * stride;
		}
		return !outside;
	}
	for (int i = 0; i < nrows; i++)
	{
		uint64		code = (uint64) values[i] - low;

		if (key->nulls[i])
			continue;
		outside |= code >= extent;
		group[i] += (uint32) (code + 1) * stride;
	}
	return !outside;
}

static bool
find_places(ScanGroups *groups, const ScanColumn *const *keys, int nrows,
			uint32 *group)
{
	if (groups->ngroups == 0)
		return false;
	memset(group, 0, sizeof(uint32) * nrows);
	for (int k = 0; k < groups->nkeys; k++)
		if (!add_place(&groups->domains[k], keys[k], nrows, group))
			return false;
	for (int i = 0; i < nrows; i++)
		groups->taken[group[i]] = 1;
	return true;
}

/* The domain with the values of these rows; what is not there yet is empty. */
static void
extend_domain(ScanDomain *domain, const ScanColumn *key, int nrows)
{
	bool		empty = domain->extent == 0;
	int64		low = empty ? PG_INT64_MAX : domain->low;
	int64		high = empty ? PG_INT64_MIN : domain->low + domain->extent - 1;
	int64		spare = domain->extent / 2;
	uint64		extent;

	for (int i = 0; i < nrows; i++)
		if (!key->nulls[i])
		{
			low = Min(low, key->values[i]);
			high = Max(high, key->values[i]);
		}
	if (low > high)
		return;
	/* one that has grown will grow again */
	if (!empty && low < domain->low && low >= PG_INT64_MIN + spare)
		low -= spare;
	if (!empty && high >= domain->low + domain->extent &&
		high <= PG_INT64_MAX - spare)
		high += spare;
	extent = (uint64) high - (uint64) low;
	domain->low = low;
	domain->extent = (int64) Min(extent, (uint64) PLACES_MAX) + 1;
}

/* How many places these domains have; 0 if they are too many */
static int64
count_places(const ScanGroups *groups, ScanDomain *domains)
{
	int64		places = 1;
	Size		size = cells_size(groups) + 1;

	for (int k = 0; k < groups->nkeys; k++)
	{
		domains[k].stride = places;
		places *= domains[k].extent + 1;
		if (places > PLACES_MAX)
			return 0;
	}
	return places * size <= groups->limit ? places : 0;
}

/* What the place of a group says of a key; false for NULL */
static bool
place_key(const ScanDomain *domain, int64 place, int64 *value)
{
	int64		code = place / domain->stride % (domain->extent + 1);

	*value = code == 0 ? 0 : domain->low + code - 1;
	return code != 0;
}

static int64
moved_place(const ScanGroups *groups, const ScanDomain *domains, int64 place)
{
	int64		moved = 0;

	for (int k = 0; k < groups->nkeys; k++)
	{
		int64		value;

		if (place_key(&groups->domains[k], place, &value))
			moved += (value - domains[k].low + 1) * domains[k].stride;
	}
	return moved;
}

/* Makes places for these rows, and moves the groups; false if too many */
static bool
make_places(ScanGroups *groups, const ScanColumn *const *keys, int nrows)
{
	ScanDomain	domains[SCAN_KEYS_MAX];
	int64		places;
	ScanCell   *cells;
	uint8	   *taken;

	memcpy(domains, groups->domains, sizeof(domains));
	for (int k = 0; k < groups->nkeys; k++)
		extend_domain(&domains[k], keys[k], nrows);
	places = count_places(groups, domains);
	if (places == 0)
		return false;
	cells = alloc_zeros(groups, places * cells_size(groups));
	taken = alloc_zeros(groups, places);
	for (int64 place = 0; place < groups->ngroups; place++)
	{
		CHECK_FOR_INTERRUPTS();
		if (groups->taken[place])
		{
			int64		moved = moved_place(groups, domains, place);

			memcpy(cells + moved * groups->ncells, cells_of(groups, place),
				   cells_size(groups));
			taken[moved] = 1;
		}
	}
	if (groups->ngroups > 0)
	{
		pfree(groups->cells);
		pfree(groups->taken);
	}
	groups->cells = cells;
	groups->taken = taken;
	groups->ngroups = places;
	memcpy(groups->domains, domains, sizeof(domains));
	return true;
}


/* -----------
 * Hash table
 * -----------
 */

static inline ScanHashKey *
hash_key(const ScanGroups *groups, int64 group)
{
	return (ScanHashKey *) (groups->keys + group * groups->key_size);
}

static Size
hash_memory(const ScanGroups *groups, int64 room)
{
	return room * (groups->key_size + cells_size(groups) + 2 * sizeof(uint32));
}

static uint32
hash_values(const ScanGroups *groups, const ScanHashKey *key)
{
	uint64		hash = key->nulls;

	for (int k = 0; k < groups->nkeys; k++)
		hash = integer_hash(&groups->seed, hash ^ (uint64) key->values[k]);
	return (uint32) hash;
}

static void
fill_slots(ScanGroups *groups)
{
	Size		size = 2 * groups->room * sizeof(uint32);

	groups->slots = alloc_zeros(groups, size);
	groups->mask = 2 * groups->room - 1;
	for (int64 g = 0; g < groups->ngroups; g++)
	{
		uint64		slot = hash_key(groups, g)->hash & groups->mask;

		CHECK_FOR_INTERRUPTS();
		while (groups->slots[slot] != 0)
			slot = (slot + 1) & groups->mask;
		groups->slots[slot] = (uint32) g + 1;
	}
}

static int64
room_for(int64 ngroups)
{
	return (int64) pg_nextpower2_64(Max(ngroups, FIRST_ROOM));
}

/* Room for some groups more; false if that would be too much memory */
static bool
hash_grow(ScanGroups *groups, int more)
{
	int64		room = room_for(groups->ngroups + more);

	if (room <= groups->room)
		return true;
	if (hash_memory(groups, room) > groups->limit || room > ROOM_MAX)
		return false;
	groups->keys = repalloc_huge(groups->keys, room * groups->key_size);
	groups->cells = repalloc_huge(groups->cells, room * cells_size(groups));
	set_zeros(cells_of(groups, groups->room),
			  (room - groups->room) * cells_size(groups));
	groups->room = room;
	pfree(groups->slots);
	fill_slots(groups);
	return true;
}

/* The group of a key, which may be new: there is room for it. */
static inline uint32
hash_find(ScanGroups *groups, const ScanHashKey *key)
{
	uint64		slot = key->hash & groups->mask;
	uint32		group;

	while ((group = groups->slots[slot]) != 0)
	{
		const ScanHashKey *other = hash_key(groups, group - 1);

		if (other->hash == key->hash && other->nulls == key->nulls &&
			memcmp(other->values, key->values,
				   sizeof(int64) * groups->nkeys) == 0)
			return group - 1;
		slot = (slot + 1) & groups->mask;
	}
	group = (uint32) groups->ngroups++;
	groups->slots[slot] = group + 1;
	memcpy(hash_key(groups, group), key, groups->key_size);
	return group;
}

static int64
count_taken(const ScanGroups *groups)
{
	int64		n = 0;

	for (int64 place = 0; place < groups->ngroups; place++)
		n += groups->taken[place];
	return n;
}

static void
hash_place(ScanGroups *groups, const ScanGroups *places, int64 place)
{
	ScanHashKey key = {0};

	for (int k = 0; k < groups->nkeys; k++)
		if (!place_key(&places->domains[k], place, &key.values[k]))
			key.nulls |= 1 << k;
	key.hash = hash_values(groups, &key);
	memcpy(cells_of(groups, hash_find(groups, &key)), cells_of(places, place),
		   cells_size(groups));
}

/*
 * Moves the groups from their places into a hash table; false if that would be
 * too much memory.  The first batch always has room.
 */
static bool
start_hashing(ScanGroups *groups, int more)
{
	ScanGroups	places = *groups;
	int64		ntaken = count_taken(groups);
	int64		room = room_for(ntaken + more);

	groups->key_size = offsetof(ScanHashKey, values) +
		sizeof(int64) * groups->nkeys;
	if (ntaken > 0 && hash_memory(groups, room) > groups->limit)
		return false;
	groups->direct = false;
	groups->seed = hash_seed();
	groups->room = room;
	groups->ngroups = 0;
	groups->keys = MemoryContextAllocHuge(groups->context,
										  room * groups->key_size);
	groups->cells = alloc_zeros(groups, room * cells_size(groups));
	fill_slots(groups);
	for (int64 place = 0; place < places.ngroups; place++)
	{
		CHECK_FOR_INTERRUPTS();
		if (places.taken[place])
			hash_place(groups, &places, place);
	}
	if (places.ngroups > 0)
	{
		pfree(places.cells);
		pfree(places.taken);
	}
	return true;
}

/* Memory is waited for by many rows at once: first slots, then keys. */
static void
find_hashed(ScanGroups *groups, const ScanColumn *const *keys, int nrows,
			uint32 *group)
{
	ScanHashKey rows[BATCH_ROWS];

	for (int i = 0; i < nrows; i++)
	{
		ScanHashKey *row = &rows[i];

		row->nulls = 0;
		for (int k = 0; k < groups->nkeys; k++)
		{
			row->values[k] = keys[k]->values[i];
			row->nulls |= (uint32) keys[k]->nulls[i] & (1 << k);
		}
		row->hash = hash_values(groups, row);
		prefetch(&groups->slots[row->hash & groups->mask]);
	}
	for (int i = 0; i < nrows; i++)
	{
		uint32		first = groups->slots[rows[i].hash & groups->mask];

		if (first != 0)
		{
			prefetch(hash_key(groups, first - 1));
			prefetch(cells_of(groups, first - 1));
		}
	}
	for (int i = 0; i < nrows; i++)
		group[i] = hash_find(groups, &rows[i]);
}


/* -----
 * Both
 * -----
 */

/*
 * The group of each of these rows; false, with all groups as they were, if
 * they do not fit into memory.
 */
bool
scan_groups_find(ScanGroups *groups, const ScanColumn *const *keys, int nrows,
				 uint32 *group)
{
	if (groups->direct)
	{
		if (find_places(groups, keys, nrows, group))
			return true;
		if (make_places(groups, keys, nrows))
			return find_places(groups, keys, nrows, group);
		if (!start_hashing(groups, nrows))
			return false;
	}
	else if (!hash_grow(groups, nrows))
		return false;
	find_hashed(groups, keys, nrows, group);
	return true;
}

/* The first group from that number on that there is, or -1 */
int64
scan_groups_next(const ScanGroups *groups, int64 group)
{
	if (groups->direct && groups->nkeys > 0)
		while (group < groups->ngroups && !groups->taken[group])
			group++;
	return group < groups->ngroups ? group : -1;
}

/* The value of a key; false for NULL */
bool
scan_groups_key(const ScanGroups *groups, int64 group, int key, int64 *value)
{
	const ScanHashKey *found;

	if (groups->direct)
		return place_key(&groups->domains[key], group, value);
	found = hash_key(groups, group);
	*value = found->values[key];
	return (found->nulls & (1 << key)) == 0;
}
