#!/usr/bin/python3
"""psycopg 3: text and binary results, prepared statements, COPY, the adapter of the documentation."""
import struct
from fractions import Fraction

import psycopg

from tap import check, done, start

start()
conn = psycopg.connect("", autocommit=True)
cur = conn.cursor()

# an unknown type arrives as its text
cur.execute("SELECT r, class, level FROM sample ORDER BY id")
rows = cur.fetchall()
check("text", rows[0], ("13012/15910", "comprehensive", "low"))
check("empty rate", rows[1][0], "0/0")
check("NULL", rows[2], (None, None, None))

binary = conn.cursor(binary=True)
binary.execute("SELECT r, class FROM sample WHERE id = 4")
r, city_class = binary.fetchone()
check("binary rate", struct.unpack("!qq", r), (9223372036854775807, 1))
check("binary class", bytes(city_class), b"characteristic")

for prepare in (False, True):
    cur.execute("SELECT %s::rate, %s::city_class", ("1/2", "pilot"), prepare=prepare)
    check("parameters, prepared %s" % prepare, cur.fetchone(), ("1/2", "candidate"))
cur.execute("SELECT count(*) FROM sample WHERE r >= %s::numeric AND id < 5", (0.8,))
check("comparison with a parameter", cur.fetchone()[0], 2)

# the adapter, as the documentation has it
with open("doc/drivers.md", encoding="utf-8") as doc:
    exec(doc.read().split("```python\n")[1].split("```")[0])
register_rate(conn)

cur = conn.cursor()
cur.execute("SELECT r, ARRAY[r] FROM sample WHERE id = 1")
check("adapter loads", cur.fetchone(), ((13012, 15910), [(13012, 15910)]))
cur.execute("SELECT pool(r) FROM (VALUES (%s), (%s)) AS v(r)", (Rate((1, 2)), Rate((3, 4))))
check("adapter dumps", cur.fetchone()[0], (4, 6))

with cur.copy("COPY sample (id, r, class) FROM STDIN") as copy:
    copy.write_row((10, "3/4", "综合型"))
    copy.write_row((11, None, None))
cur.execute("SELECT r, class FROM sample WHERE id = 10")
check("COPY in", cur.fetchone(), ((3, 4), "comprehensive"))
with cur.copy("COPY sample (id, r) FROM STDIN (FORMAT binary)") as copy:
    copy.set_types(["int4", "bytea"])
    copy.write_row((12, struct.pack("!qq", 5, 6)))
cur.execute("SELECT r FROM sample WHERE id = 12")
check("COPY in, binary", cur.fetchone()[0], (5, 6))
with cur.copy("COPY (SELECT r, class FROM sample ORDER BY id LIMIT 1) TO STDOUT") as copy:
    check("COPY out", list(copy.rows()), [("13012/15910", "comprehensive")])

try:
    cur.execute("SELECT %s::rate", ("5/0",))
    check("a numerator without a denominator", "no error", "22003")
except psycopg.Error as e:
    check("a numerator without a denominator", e.sqlstate, "22003")

cur.execute("SELECT r::numeric, r::float8, to_jsonb(r) FROM sample WHERE id = 1")
n, f, j = cur.fetchone()
check("numeric", Fraction(n).limit_denominator(20000), Fraction(13012, 15910))
check("double precision", f, 13012 / 15910)
check("jsonb", j, {"numerator": 13012, "denominator": 15910})

cur.execute("SELECT level, resumed_enterprises, enterprises, resumed_percent::text FROM bi_resumption"
            " WHERE level <> 'city' ORDER BY enterprises DESC")
rows = cur.fetchall()
check("total row", rows[0], ("all", 13012, 15910, "81.79"))
check("subtotals add up", sum(r[2] for r in rows[1:]), 15910)
done()
