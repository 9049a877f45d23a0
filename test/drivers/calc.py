"""LibreOffice Calc without a screen: the leaf view over SDBC into a sheet, and a pivot table with its total row."""
import os
import shutil
import subprocess
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.DataPilotFieldOrientation import DATA, ROW
from com.sun.star.sheet.GeneralFunction import AVERAGE, SUM
from com.sun.star.table import CellAddress

from tap import check, done, start

start()
home = tempfile.mkdtemp()
pipe = "resume%d" % os.getpid()
office = subprocess.Popen(["soffice", "--headless", "--norestore", "--nologo", "--accept=pipe,name=%s;urp;" % pipe,
                           "-env:UserInstallation=file://" + home], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for attempt in range(240):
        try:
            context = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
            break
        except Exception:
            time.sleep(0.5)
    services = context.ServiceManager

    # ---- the view, as the database form of Calc gets it
    url = "sdbc:postgresql:host=%s port=%s dbname=%s user=%s" % tuple(os.environ[v] for v in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER"))
    connection = services.createInstanceWithContext("com.sun.star.sdbc.DriverManager", context).getConnection(url)
    result = connection.createStatement().executeQuery(
        "SELECT class_en, city_en, city_zh, returned_staff, staff, returned_ratio, returned_text FROM bi_city ORDER BY class_en, city_en")
    rows = [("class", "city", "city_zh", "returned", "staff", "ratio", "text")]
    while result.next():
        rows.append((result.getString(1), result.getString(2), result.getString(3), float(result.getLong(4)), float(result.getLong(5)),
                     result.getDouble(6), result.getString(7)))
    check("the leaves", len(rows) - 1, 14)
    check("text keeps zeros and names", [(row[2], row[6]) for row in rows if row[1] == "Dalian"], [("大连", "76.70 %")])
    rate = connection.createStatement().executeQuery("SELECT avg(back), percent_text(avg(back)) FROM city_rate")
    rate.next()
    check("a column of rates", (rate.getString(1), rate.getString(2)), ("2189574/2707200", "80.88 %"))
    connection.close()

    # ---- a sheet of it, and a pivot table
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (PropertyValue("Hidden", 0, True, 0),))
    sheet = document.Sheets.getByIndex(0)
    leaves = sheet.getCellRangeByPosition(0, 0, 6, len(rows) - 1)
    leaves.setDataArray(tuple(rows))
    pivots = sheet.getDataPilotTables()

    def pivot(name, column, data):
        """The total row of a pivot table by class."""
        descriptor = pivots.createDataPilotDescriptor()
        descriptor.setSourceRange(leaves.getRangeAddress())
        fields = descriptor.getDataPilotFields()
        fields.getByName("class").Orientation = ROW
        for field, function in data:
            fields.getByName(field).Orientation = DATA
            fields.getByName(field).Function = function
        pivots.insertNewByName(name, CellAddress(0, column, 20), descriptor)
        lines = sheet.getCellRangeByPosition(column, 20, column + 3, 45).getDataArray()
        numbers = [[cell for cell in line if isinstance(cell, float)] for line in lines]
        return [line for line in numbers if line]

    sums = pivot("counts", 0, (("returned", SUM), ("staff", SUM)))
    flat = [cell for line in sums for cell in line]
    check("sums of counts have the total", (2189574.0 in flat, 2707200.0 in flat), (True, True))
    check("and each class", [total in flat for total in (1486410.0, 458829.0, 244335.0)], [True] * 3)
    means = pivot("means", 8, (("ratio", AVERAGE),))
    check("a mean of ratios has not", round(means[-1][-1], 4), 0.779)

    # the right ratio of the total, by a formula
    sheet.getCellRangeByName("A50").setFormula("=SUM(D2:D15)/SUM(E2:E15)")
    sheet.getCellRangeByName("B50").setFormula("=SUMPRODUCT(F2:F15;E2:E15)/SUM(E2:E15)")
    check("sum by sum, and the weighted mean", [round(sheet.getCellRangeByName(c).Value, 12) for c in ("A50", "B50")], [round(2189574 / 2707200, 12)] * 2)
    document.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
finally:
    office.terminate()
    office.wait()
    shutil.rmtree(home, ignore_errors=True)
done()
