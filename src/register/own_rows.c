/*-------------------------------------------------------------------------
 *
 * own_rows.c
 *	  The rows of software_city that users have added.
 *
 * They are few, and class_on() is asked once a filing: so all of them are read
 * at once, in the order of division codes, and serve until the snapshot is
 * another.  They are read by a query, with the rights of who asks, so that row
 * level security and whatever else there is between a user and a table hold.
 *
 * The plan of that query stays for the session.  It names the table, in the
 * schema that the extension is in.  The owner of the table may alter it, so
 * what comes back is checked before it is used.
 *
 * Copyright (c) 2026, the resume authors
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "register/citus.h"
#include "register/own_rows.h"

/*
 * What decides which rows are seen: which transactions of others had not ended,
 * and which commands of one's own had.  Of those between the same xmin and
 * xmax none begins any more, so if they are as many, they are the same.  A
 * subtransaction that is rolled back takes its rows along, and leaves the
 * number of the next command as it is.
 */
typedef struct Seen
{
	TransactionId xmin;
	TransactionId xmax;
	uint32		running;
	int32		running_below;	/* subtransactions */
	CommandId	command;
	SubTransactionId subtransaction;
	Oid			user;
} Seen;

/* Kept in fn_extra */
typedef struct Cache
{
	MemoryContext context;		/* of the rows */
	bool		valid;
	Seen		seen;
	OwnRows		rows;
} Cache;

/* The query, of the relation that has the register, and its columns, from 1 */
static const char own_rows_of[] =
	"SELECT division_code, name_zh, name_en, class, during"
	" FROM %s WHERE NOT seeded ORDER BY division_code";

enum
{
	COLUMN_DIVISION_CODE = 1,
	COLUMN_NAME_ZH,
	COLUMN_NAME_EN,
	COLUMN_CLASS,
	COLUMN_DURING,
	COLUMNS = COLUMN_DURING
};


static Seen
seen_now(void)
{
	Snapshot	snapshot;
	Seen		seen;

	if (!ActiveSnapshotSet())
		elog(ERROR, "no snapshot to read the register with");
	snapshot = GetActiveSnapshot();
	seen.xmin = snapshot->xmin;
	seen.xmax = snapshot->xmax;
	seen.running = snapshot->xcnt;
	seen.running_below = snapshot->subxcnt;
	seen.command = snapshot->curcid;
	seen.subtransaction = GetCurrentSubTransactionId();
	seen.user = GetUserId();
	return seen;
}

static bool
same_seen(const Seen *a, const Seen *b)
{
	return a->xmin == b->xmin && a->xmax == b->xmax &&
		a->running == b->running && a->running_below == b->running_below &&
		a->command == b->command && a->subtransaction == b->subtransaction &&
		a->user == b->user;
}

/* The plan that reads a relation, made anew when the relation is another. */
static SPIPlanPtr
reading_plan(const char *relation)
{
	static char *read = NULL;
	static SPIPlanPtr plan = NULL;

	if (read == NULL || strcmp(read, relation) != 0)
	{
		const char *query = psprintf(own_rows_of, relation);
		SPIPlanPtr	new_plan = SPI_prepare(query, 0, NULL);

		if (new_plan == NULL || SPI_keepplan(new_plan) != 0)
			elog(ERROR, "no plan to read %s: %s", relation,
				 SPI_result_code_string(SPI_result));
		if (plan != NULL)
		{
			SPI_freeplan(plan);
			pfree(read);
		}
		read = NULL;
		plan = new_plan;
		read = MemoryContextStrdup(TopMemoryContext, relation);
	}
	return plan;
}

static void
check_columns(TupleDesc desc, Oid city_class, const char *relation)
{
	const Oid	types[COLUMNS] = {INT4OID, TEXTOID, TEXTOID, city_class,
	DATERANGEOID};

	for (int i = 0; i < COLUMNS; i++)
	{
		Oid			type = SPI_gettypeid(desc, i + 1);

		if (type != types[i])
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("the register of software cities has been altered"),
					 errdetail("Column \"%s\" of %s is of type %s, not %s.",
							   SPI_fname(desc, i + 1), relation,
							   format_type_be(type),
							   format_type_be(types[i]))));
	}
}

bool
beyond_ascii(Piece text)
{
	for (int i = 0; i < text.length; i++)
	{
		if (IS_HIGHBIT_SET(text.data[i]))
			return true;
	}
	return false;
}

/*
 * A name in lower case: ASCII without a locale, other letters as lower() has
 * them.
 */
Piece
in_lower_case(Piece name, bool is_beyond_ascii)
{
	char	   *lower = is_beyond_ascii
		? str_tolower(name.data, name.length, DEFAULT_COLLATION_OID)
		: pnstrdup(name.data, name.length);
	Piece		result = {lower, strlen(lower)};

	for (char *c = lower; *c != '\0'; c++)
		*c = pg_ascii_tolower(*c);
	return result;
}

/* A name in a row of one's own; without any text if it is NULL. */
static CityName
name_in(HeapTuple tuple, TupleDesc desc, int column)
{
	char	   *text = SPI_getvalue(tuple, desc, column);

	return read_city_name(text == NULL ? "" : text,
						  text == NULL ? 0 : strlen(text));
}

static void
add_row(OwnRows *rows, HeapTuple tuple, TupleDesc desc)
{
	OwnRow	   *row = &rows->row[rows->count];
	Datum		values[COLUMNS + 1];
	bool		nulls[COLUMNS + 1];

	for (int i = 1; i <= COLUMNS; i++)
		values[i] = SPI_getbinval(tuple, desc, i, &nulls[i]);

	/* whoever took NOT NULL off says nothing with a NULL */
	if (nulls[COLUMN_DIVISION_CODE] || nulls[COLUMN_CLASS] ||
		nulls[COLUMN_DURING])
		return;

	row->division_code = DatumGetInt32(values[COLUMN_DIVISION_CODE]);
	row->class = (uint8) DatumGetChar(values[COLUMN_CLASS]);
	row->during = DatumGetRangeTypePCopy(values[COLUMN_DURING]);
	row->name_zh = name_in(tuple, desc, COLUMN_NAME_ZH);
	row->name_en = name_in(tuple, desc, COLUMN_NAME_EN).whole;
	if (beyond_ascii(row->name_en))
		rows->any_beyond_ascii = true;
	row->name_en = in_lower_case(row->name_en, beyond_ascii(row->name_en));
	rows->count++;
}

/*
 * Reads the rows into a memory context.
 */
static OwnRows
read_rows(FunctionCallInfo fcinfo, MemoryContext context)
{
	Oid			function = fcinfo->flinfo->fn_oid;
	OwnRows		rows = {0};
	MemoryContext old;
	const char *relation;
	SPITupleTable *table;

	SPI_connect();
	relation = register_relation(get_func_namespace(function));
	if (SPI_execute_plan(reading_plan(relation), NULL, NULL, true, 0) !=
		SPI_OK_SELECT)
		elog(ERROR, "%s cannot be read: %s", relation,
			 SPI_result_code_string(SPI_result));

	table = SPI_tuptable;
	check_columns(table->tupdesc, get_func_rettype(function), relation);
	old = MemoryContextSwitchTo(context);
	rows.row = palloc0(Max(SPI_processed, 1) * sizeof(OwnRow));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		CHECK_FOR_INTERRUPTS();
		add_row(&rows, table->vals[i], table->tupdesc);
	}
	MemoryContextSwitchTo(old);
	SPI_finish();
	return rows;
}

/*
 * The rows that users have added, as the snapshot of the calling query sees
 * them.
 */
const OwnRows *
own_rows(FunctionCallInfo fcinfo)
{
	Cache	   *cache = fcinfo->flinfo->fn_extra;
	Seen		seen = seen_now();

	if (cache == NULL)
	{
		cache = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Cache));
		cache->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt,
											   "rows of software_city",
											   ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = cache;
	}
	if (!cache->valid || !same_seen(&cache->seen, &seen))
	{
		cache->valid = false;
		MemoryContextReset(cache->context);
		cache->rows = read_rows(fcinfo, cache->context);
		cache->seen = seen;
		cache->valid = true;
	}
	return &cache->rows;
}

/* The place of the first row of a division, or of what is behind it. */
static int
first_row(const OwnRows *own, int32 division_code)
{
	int			low = 0;
	int			high = own->count;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (own->row[middle].division_code < division_code)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * The class that the rows of one's own give a division on a day, if they do.
 */
bool
own_class(const OwnRows *own, int32 division_code, DateADT day,
		  CityClass *class)
{
	for (int i = first_row(own, division_code);
		 i < own->count && own->row[i].division_code == division_code; i++)
	{
		RangeType  *during = own->row[i].during;
		TypeCacheEntry *daterange = lookup_type_cache(RangeTypeGetOid(during),
													  TYPECACHE_RANGE_INFO);

		if (range_contains_elem_internal(daterange, during,
										 DateADTGetDatum(day)))
		{
			*class = own->row[i].class;
			return true;
		}
	}
	return false;
}
