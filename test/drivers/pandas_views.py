"""pandas over SQLAlchemy: what a notebook makes of the views for BI tools, and of a column of rates."""
import warnings

import numpy
import pandas
import sqlalchemy

from tap import check, done, start

start()
engine = sqlalchemy.create_engine("postgresql+psycopg2://")
with engine.connect() as conn:
    def read(sql):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pandas.read_sql(sqlalchemy.text(sql), conn)

    city = read("SELECT * FROM bi_city")
    total = read("SELECT * FROM bi_resumption WHERE level = 'all'").iloc[0]
    check("counts are integers, ratios are floats", (city.staff.dtype, city.returned_ratio.dtype), (numpy.dtype("int64"), numpy.dtype("float64")))
    check("sums of counts are the total", (int(city.returned_staff.sum()), int(city.staff.sum())), (int(total.returned_staff), int(total.staff)))
    check("the weighted mean is the rate of the total", round(float(numpy.average(city.returned_ratio, weights=city.staff)), 12),
          round(total.returned_staff / total.staff, 12))
    check("the plain mean is not", round(float(city.returned_ratio.mean()), 4) == round(total.returned_staff / total.staff, 4), False)

    # the total row of a pivot: of sums it is right, of means it is not
    sums = city.pivot_table(index="class_en", values=["returned_staff", "staff"], aggfunc="sum", margins=True, margins_name="all")
    check("the total row of a pivot of sums", round(100 * sums.returned_staff["all"] / sums.staff["all"], 2), float(total.returned_percent))
    means = city.pivot_table(index="class_en", values="returned_ratio", aggfunc="mean", margins=True, margins_name="all")
    check("of means it is off by points", round(100 * means.returned_ratio["all"], 2), 77.90)

    check("a percentage as text keeps its zero", read("SELECT returned_text FROM bi_city WHERE city_en = 'Dalian'").returned_text[0], "76.70 %")
    check("as a number it does not", str(float(read("SELECT percent('767/1000') AS p").p[0])), "76.7")
    rates = read("SELECT city_class, avg(back) AS back FROM city_rate GROUP BY ROLLUP (city_class) ORDER BY city_class")
    check("avg of rates in the server is the total", rates.back.tolist()[-1], "%d/%d" % (total.returned_staff, total.staff))
    split = rates.back.str.split("/", expand=True).astype("int64")
    check("a rate comes as text and is two integers", (int(split[0].iloc[-1]), int(split[1].iloc[-1])), (int(total.returned_staff), int(total.staff)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = sqlalchemy.Table("city_rate", sqlalchemy.MetaData(), autoload_with=conn)
    of_all = conn.execute(sqlalchemy.select(sqlalchemy.func.avg(table.c.back), sqlalchemy.func.percent_text(sqlalchemy.func.pool(table.c.back)))).fetchone()
    check("functions of SQLAlchemy", tuple(of_all), ("2189574/2707200", "80.88 %"))
done()
