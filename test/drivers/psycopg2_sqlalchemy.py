#!/usr/bin/python3
"""psycopg2, and SQLAlchemy over it."""
import io
import warnings

import psycopg2
import sqlalchemy

from tap import check, done, start

start()
conn = psycopg2.connect("")
cur = conn.cursor()
cur.execute("SELECT r, p, class, level FROM sample ORDER BY id")
rows = cur.fetchall()
check("text", rows[0], ("13012/15910", "42/42", "comprehensive", "low"))
check("empty rate", rows[1][0], "0/0")
check("NULL", rows[2], (None, None, None, None))

cur.execute("INSERT INTO sample (id, r, class) VALUES (%s, %s, %s)", (20, "1/2", "创建试点"))
cur.execute("SELECT r, class FROM sample WHERE id = 20")
check("insert", cur.fetchone(), ("1/2", "candidate"))
cur.execute("SELECT count(*) FROM sample WHERE r >= %s AND id < 5", (0.8,))
check("comparison with a parameter", cur.fetchone()[0], 2)
cur.copy_expert("COPY sample (id, r) FROM STDIN", io.StringIO("21\t3/4\n22\t\\N\n"))
out = io.StringIO()
cur.copy_expert("COPY (SELECT r FROM sample WHERE id IN (21, 22) ORDER BY id) TO STDOUT", out)
check("COPY", out.getvalue(), "3/4\n\\N\n")
cur.execute("SELECT avg(r)::float8, pool(r) FROM sample WHERE id IN (20, 21)")
check("aggregates", cur.fetchone(), (4 / 6, "4/6"))
cur.execute("SELECT level, resumed_enterprises, enterprises, resumed_percent::text FROM bi_resumption"
            " WHERE level <> 'city' ORDER BY enterprises DESC")
rows = cur.fetchall()
check("total row", rows[0], ("all", 13012, 15910, "81.79"))
check("subtotals add up", sum(r[2] for r in rows[1:]), 15910)
try:
    cur.execute("SELECT '81.79%%'::rate")
    check("a percentage", "no error", "22P02")
except psycopg2.Error as e:
    check("a percentage", e.pgcode, "22P02")
conn.rollback()

# Reflection knows no type rate; it must not choke on one.
engine = sqlalchemy.create_engine("postgresql+psycopg2://")
with warnings.catch_warnings(record=True):
    warnings.simplefilter("always")
    meta = sqlalchemy.MetaData()
    meta.reflect(bind=engine, views=True)
check("reflected columns", [c.name for c in meta.tables["sample"].columns],
      ["id", "r", "p", "class", "level"])
check("reflected view", "resumed_percent" in meta.tables["bi_resumption"].columns, True)
with engine.connect() as sql:
    view = meta.tables["bi_resumption"]
    row = sql.execute(sqlalchemy.select(view.c.resumed_percent).where(view.c.level == "all")).fetchone()
    check("query over the reflected view", str(row[0]), "81.79")
    sample = meta.tables["sample"]
    rows = sql.execute(sqlalchemy.select(sample).order_by(sample.c.id)).fetchall()
    check("query over the reflected table", rows[0][1], "13012/15910")
done()
