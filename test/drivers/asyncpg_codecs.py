#!/usr/bin/python3
"""asyncpg: what arrives without a codec, as the documentation says, and the codecs of the documentation."""
import asyncio
import os

import asyncpg

from tap import check, done, start


async def outcome(call):
    """What a call gives, or the name of its error."""
    try:
        return await call
    except Exception as e:  # whatever asyncpg has
        return type(e).__name__


async def without_codecs(conn):
    row = await conn.fetchrow("SELECT r, p, class, level FROM sample WHERE id = 1")
    check("a column is text", tuple(row), ("13012/15910", "42/42", "comprehensive", "low"))
    check("an empty rate", await conn.fetchval("SELECT r FROM sample WHERE id = 2"), "0/0")
    check("NULL", await conn.fetchval("SELECT r FROM sample WHERE id = 3"), None)
    check("an array is text", await conn.fetchval("SELECT ARRAY[r, NULL] FROM sample WHERE id = 1"), ["13012/15910", None])
    check("a parameter is text", await conn.fetchval("SELECT pool(v) FROM unnest($1::rate[]) AS v", ["1/2", "3/4"]), "4/6")
    check("a row has bytes", (await conn.fetchval("SELECT row('1/2'::rate, 1)"))[0], "\0" * 7 + "\1" + "\0" * 7 + "\2")
    check("a row of a table is refused", await outcome(conn.fetchval("SELECT latest(sample, id) FROM sample WHERE id < 5")),
          "UnsupportedClientFeatureError")
    check("COPY of records is refused",
          await outcome(conn.copy_records_to_table("sample", records=[(60, "1/2")], columns=["id", "r"])), "InternalClientError")


async def with_codecs(conn):
    row = await conn.fetchrow("SELECT r, p, class, level FROM sample WHERE id = 1")
    check("columns", tuple(row), ((13012, 15910), (42, 42), "comprehensive", "low"))
    check("the largest count", await conn.fetchval("SELECT r FROM sample WHERE id = 4"), (9223372036854775807, 1))
    check("NULL with a codec", await conn.fetchval("SELECT r FROM sample WHERE id = 3"), None)
    check("an array", await conn.fetchval("SELECT ARRAY[r, NULL] FROM sample WHERE id = 1"), [(13012, 15910), None])
    check("a row", await conn.fetchval("SELECT row(r, class) FROM sample WHERE id = 1"), ((13012, 15910), "comprehensive"))
    latest = await conn.fetchval("SELECT latest(sample, id) FROM sample WHERE id < 5")
    check("a row of a table", tuple(latest), (4, (9223372036854775807, 1), (0, 9223372036854775807), "characteristic", "medium"))
    rows = await conn.fetchval("SELECT array_agg(sample ORDER BY id) FROM sample WHERE id < 4")
    check("an array of rows", [r["r"] for r in rows], [(13012, 15910), (0, 0), None])
    check("parameters", await conn.fetchval("SELECT pool(v) FROM unnest($1::rate[]) AS v", [(1, 2), (3, 4)]), (4, 6))
    check("a class as a parameter", await conn.fetchval("SELECT $1::city_class", "pilot"), "candidate")
    check("a number as a parameter", await conn.fetchval("SELECT count(*) FROM sample WHERE r >= $1::numeric AND id < 5", 0.8), 2)
    await conn.copy_records_to_table("sample", records=[(60, (5, 6), "candidate"), (61, None, None)], columns=["id", "r", "class"])
    rows = await conn.fetch("SELECT r, class FROM sample WHERE id IN (60, 61) ORDER BY id")
    check("COPY of records", [tuple(r) for r in rows], [((5, 6), "candidate"), (None, None)])
    check("a numerator without a denominator", await outcome(conn.fetchval("SELECT $1::rate", (5, 0))),
          "InvalidBinaryRepresentationError")
    await conn.execute("DELETE FROM sample WHERE id IN (60, 61)")


async def main():
    conn = await asyncpg.connect(host=os.environ["PGHOST"], port=int(os.environ["PGPORT"]))
    await without_codecs(conn)
    with open("doc/drivers.md", encoding="utf-8") as doc:
        blocks = doc.read().split("```python\n")[1:]
    documented = {}
    exec(next(b for b in blocks if "set_type_codec" in b).split("```")[0], documented)
    await documented["register_rate"](conn)
    await with_codecs(conn)
    await conn.close()


start()
asyncio.run(main())
done()
