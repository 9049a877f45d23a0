#!/usr/bin/python3
"""ODBC: unixODBC with psqlODBC, as Excel and Power BI connect."""
import os

import pyodbc

from tap import check, done, start

start()
conn = pyodbc.connect(
    "Driver={PostgreSQL Unicode};Servername=%(PGHOST)s;Port=%(PGPORT)s;Database=%(PGDATABASE)s;"
    "Username=%(PGUSER)s" % os.environ, autocommit=True)
cur = conn.cursor()
rows = cur.execute("SELECT r, class, level FROM sample WHERE id < 5 ORDER BY id").fetchall()
check("text", tuple(rows[0]), ("13012/15910", "comprehensive", "low"))
check("empty rate", rows[1][0], "0/0")
check("NULL", tuple(rows[2]), (None, None, None))
check("the end of bigint", rows[3][0], "9223372036854775807/1")

cur.execute("INSERT INTO sample (id, r, class, level) VALUES (?, ?::rate, ?::city_class, ?::risk_level)",
            30, "1/2", "综合型软件名城", "high")
cur.execute("INSERT INTO sample (id, r) VALUES (?, ?::rate)", 31, None)
row = cur.execute("SELECT r, class, level FROM sample WHERE id = ?", 30).fetchone()
check("parameters", tuple(row), ("1/2", "comprehensive", "high"))
check("a NULL parameter", cur.execute("SELECT r FROM sample WHERE id = 31").fetchone()[0], None)
row = cur.execute("SELECT r::numeric(20,4), r::float8 FROM sample WHERE id = 1").fetchone()
check("numeric", str(row[0]), "0.8179")
check("double precision", row[1], 13012 / 15910)

rows = cur.execute("SELECT level, resumed_enterprises, enterprises, resumed_percent FROM bi_resumption"
                   " WHERE level <> 'city' ORDER BY enterprises DESC").fetchall()
check("total row", (rows[0][0], rows[0][1], rows[0][2], str(rows[0][3])), ("all", 13012, 15910, "81.79"))
check("subtotals add up", sum(r[2] for r in rows[1:]), 15910)
types = {c.column_name: c.type_name for c in cur.columns(table="bi_resumption")}
check("plain types", (types["resumed_percent"], types["enterprises"], types["on_site_ratio"]),
      ("numeric", "int8", "float8"))
check("catalog of a table with rates", [c.column_name for c in cur.columns(table="sample")],
      ["id", "r", "p", "class", "level"])
try:
    cur.execute("SELECT '5/0'::rate")
    check("a numerator without a denominator", "no error", "22003")
except pyodbc.Error as e:
    check("a numerator without a denominator", e.args[0], "22003")
cur.execute("DELETE FROM sample WHERE id IN (30, 31)")
done()
