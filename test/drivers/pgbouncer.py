"""pgbouncer in transaction mode: many clients, one connection to the server, so that nothing lives longer than a transaction.
What a client knows of the extension's types must not depend on the session that it asked."""
import asyncio
import struct

import asyncpg
import psycopg

from tap import check, done, start

start()

# Prepared statements live in the session: psycopg must not make any, asyncpg neither.
clients = [psycopg.connect(prepare_threshold=None, autocommit=True) for _ in range(8)]
servers = set()
for turn in range(3):
    for i, conn in enumerate(clients):
        with conn.transaction():
            pid, rate = conn.execute("SELECT pg_backend_pid(), pool(%s::rate) FROM generate_series(1, %s)", ("1/2", i + 1)).fetchone()
            servers.add(pid)
            if rate != "%d/%d" % (i + 1, 2 * (i + 1)):
                check("client %d, turn %d" % (i, turn), rate, "%d/%d" % (i + 1, 2 * (i + 1)))
check("one connection serves them all", len(servers), 1)
row = clients[0].execute("SELECT as_of(enterprise_id, filed_on, returned, staff)::text, percent_text(pool(returned, staff)) FROM filing").fetchone()
check("aggregates", row, ("{2020-02-19: 2189574/2707200 (15910)}", "80.88 %"))
SHOW = "SELECT current_setting('resume.enable_pooled_scan')"
default = clients[1].execute(SHOW).fetchone()[0]
other = "off" if default == "on" else "on"
with clients[1].transaction():
    clients[1].execute("SET LOCAL resume.enable_pooled_scan = " + other)
    check("a setting of a transaction", clients[1].execute("SELECT pool(back), current_setting('resume.enable_pooled_scan') FROM city_rate").fetchone(),
          ("2189574/2707200", other))
check("ends with it", clients[2].execute(SHOW).fetchone()[0], default)
try:
    with clients[3].transaction():
        clients[3].execute("SELECT '1/0'::rate")
    check("an error", "none", "22003")
except psycopg.Error as e:
    check("an error is the client's own", e.sqlstate, "22003")
check("and the next one works", clients[4].execute("SELECT '1/2'::rate").fetchone()[0], "1/2")
for conn in clients:
    conn.close()


async def with_asyncpg():
    connections = [await asyncpg.connect(statement_cache_size=0) for _ in range(3)]
    for conn in connections:
        await conn.set_type_codec("rate", schema="public", format="binary", encoder=lambda rate: struct.pack("!qq", *rate),
                                  decoder=lambda data: struct.unpack("!qq", data))
    got = [await conn.fetchval("SELECT pool(back) FROM city_rate WHERE back <> $1", (1, 2)) for conn in connections]
    check("codecs of asyncpg", got, [(2189574, 2707200)] * 3)
    for conn in connections:
        await conn.close()


asyncio.run(with_asyncpg())
done()
