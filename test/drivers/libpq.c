/*
 * libpq: binary parameters and results, COPY in binary.
 */
#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

static int	count = 0;
static int	failed = 0;

static void
check(const char *name, int ok, PGconn *conn)
{
	count++;
	printf("%s %d - %s\n", ok ? "ok" : "not ok", count, name);
	if (!ok)
	{
		failed++;
		printf("# %s\n", PQerrorMessage(conn));
	}
}

static int64_t
read_int64(const char *bytes)
{
	uint64_t	value;

	memcpy(&value, bytes, sizeof(value));
	return (int64_t) be64toh(value);
}

static void
write_rate(char *bytes, int64_t numerator, int64_t denominator)
{
	uint64_t	value = htobe64((uint64_t) numerator);

	memcpy(bytes, &value, sizeof(value));
	value = htobe64((uint64_t) denominator);
	memcpy(bytes + sizeof(value), &value, sizeof(value));
}

int
main(void)
{
	PGconn	   *conn = PQconnectdb("");
	PGresult   *res;
	Oid			rate;
	char		bytes[16];
	char		other[16];
	const char *values[2] = {bytes, other};
	int			lengths[2] = {16, 16};
	int			formats[2] = {1, 1};
	Oid			types[2];
	const char *wire;

	if (PQstatus(conn) != CONNECTION_OK)
	{
		printf("Bail out! %s\n", PQerrorMessage(conn));
		return 1;
	}
	res = PQexec(conn, "SELECT 'rate'::regtype::oid");
	rate = (Oid) strtoul(PQgetvalue(res, 0, 0), NULL, 10);
	types[0] = types[1] = rate;
	PQclear(res);

	res = PQexecParams(conn, "SELECT r, class, level FROM sample WHERE id = 1", 0, NULL, NULL, NULL, NULL, 1);
	wire = PQgetvalue(res, 0, 0);
	check("binary rate", PQgetlength(res, 0, 0) == 16 &&
		  read_int64(wire) == 13012 && read_int64(wire + 8) == 15910, conn);
	check("binary class", strcmp(PQgetvalue(res, 0, 1), "comprehensive") == 0, conn);
	check("binary level", strcmp(PQgetvalue(res, 0, 2), "low") == 0, conn);
	PQclear(res);

	write_rate(bytes, 1, 2);
	write_rate(other, INT64_MAX - 1, INT64_MAX - 2);
	PQclear(PQprepare(conn, "pooled", "SELECT pool(r) FROM (VALUES ($1), ($2)) AS v(r)", 2, types));
	res = PQexecPrepared(conn, "pooled", 2, values, lengths, formats, 1);
	wire = PQgetvalue(res, 0, 0);
	check("binary parameters", PQresultStatus(res) == PGRES_TUPLES_OK &&
		  read_int64(wire) == INT64_MAX && read_int64(wire + 8) == INT64_MAX, conn);
	PQclear(res);

	write_rate(bytes, -1, 2);
	res = PQexecPrepared(conn, "pooled", 2, values, lengths, formats, 1);
	check("a negative count", PQresultStatus(res) == PGRES_FATAL_ERROR &&
		  strcmp(PQresultErrorField(res, PG_DIAG_SQLSTATE), "22P03") == 0, conn);
	PQclear(res);

	write_rate(bytes, 5, 0);
	res = PQexecPrepared(conn, "pooled", 2, values, lengths, formats, 1);
	check("a numerator without a denominator", PQresultStatus(res) == PGRES_FATAL_ERROR &&
		  strcmp(PQresultErrorField(res, PG_DIAG_SQLSTATE), "22P03") == 0, conn);
	PQclear(res);

	lengths[0] = 15;
	res = PQexecPrepared(conn, "pooled", 2, values, lengths, formats, 1);
	check("a short message", PQresultStatus(res) == PGRES_FATAL_ERROR &&
		  strcmp(PQresultErrorField(res, PG_DIAG_SQLSTATE), "22P03") == 0, conn);
	PQclear(res);

	/* out of one table and into another, byte for byte */
	PQclear(PQexec(conn, "CREATE TEMP TABLE arrived (LIKE sample)"));
	res = PQexec(conn, "COPY (SELECT * FROM sample WHERE id < 5) TO STDOUT (FORMAT binary)");
	if (PQresultStatus(res) == PGRES_COPY_OUT)
	{
		static char data[65536];
		int			size = 0;
		int			len;
		char	   *chunk;

		while ((len = PQgetCopyData(conn, &chunk, 0)) > 0)
		{
			memcpy(data + size, chunk, (size_t) len);
			size += len;
			PQfreemem(chunk);
		}
		PQclear(res);
		while ((res = PQgetResult(conn)) != NULL)
			PQclear(res);
		PQclear(PQexec(conn, "COPY arrived FROM STDIN (FORMAT binary)"));
		PQputCopyData(conn, data, size);
		PQputCopyEnd(conn, NULL);
		while ((res = PQgetResult(conn)) != NULL)
			PQclear(res);
	}
	res = PQexec(conn, "SELECT count(*) FROM arrived JOIN sample USING (id)"
				 " WHERE (arrived.r, arrived.p, arrived.class, arrived.level)"
				 " IS NOT DISTINCT FROM (sample.r, sample.p, sample.class, sample.level)");
	check("binary COPY out and in", strcmp(PQgetvalue(res, 0, 0), "4") == 0, conn);
	PQclear(res);

	PQfinish(conn);
	printf("1..%d\n", count);
	return failed > 0;
}
