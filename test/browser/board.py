#!/usr/bin/python3
"""The board in a browser: every figure that it shows, in every state, against what psql says (figures.sql); languages,
days, classes and cities by mouse and keyboard; what a screen reader gets; a phone, and a sheet of paper.

The server is that of the environment:  tools/with-server /usr/bin/python3 test/browser/board.py
Pictures are left in test/browser/results."""
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser                                                          # noqa: E402
from browser import check, done, start                                  # noqa: E402

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
os.environ.update(PGCLIENTENCODING="UTF8", PGTZ="UTC")
for name in ("PGDATABASE", "PGSERVICE", "SOURCE"):
    os.environ.pop(name, None)

DATABASE = "board_browser"
DAYS = ["2020-01-%d" % d for d in (30, 31)] + ["2020-02-%02d" % d for d in range(1, 20)]
MEASURES = ("resumed", "returned", "on_site")
CLASSES = {"comprehensive": ("Comprehensive", "综合型"), "characteristic": ("Characteristic", "特色型"),
           "candidate": ("Candidate", "创建")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def psql(*arguments):
    return subprocess.run(("psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", DATABASE) + arguments,
                          check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def make_page(path, source=None):
    environment = dict(os.environ, PGDATABASE=DATABASE, **({"SOURCE": source} if source else {}))
    with open(path, "w", encoding="utf-8") as out:
        subprocess.run(("tools/dashboard", "page"), check=True, stdout=out, env=environment)
    return "file://" + path


# ---- what psql says -------------------------------------------------------------

class Figure:
    def __init__(self, fields):
        (self.n, self.d, self.percent, self.change, self.slope, self.reached,
         self.heard, self.enterprises, self.coverage, self.fresh) = fields


def figures():
    found = {}
    for line in psql("-f", "test/browser/figures.sql").splitlines():
        area, measure, day, *fields = line.split("\t")
        found[area, measure, int(day)] = Figure(fields)
    return found


def day_text(day, lang, year=True):
    y, m, d = map(int, day.split("-"))
    if lang == "zh":
        return ("%d年" % y if year else "") + "%d月%d日" % (m, d)
    return "%d %s" % (d, MONTHS[m - 1]) + (" %d" % y if year else "")


def grouped(count):
    return "{:,}".format(int(count))


def unit(lang):
    return "%" if lang == "zh" else "\u00a0%"


def expected_row(figure, lang):
    reached = {"yes": ("reached", "已达到")[lang == "zh"],
               "": "" if figure.slope == "" else ("not within a year", "一年内不到")[lang == "zh"]}
    return [figure.percent + unit(lang), "", "%s / %s" % (grouped(figure.n), grouped(figure.d)), "",
            figure.slope.replace("-", "\u2212"), reached.get(figure.reached) if figure.reached in reached else day_text(figure.reached, lang)]


def expected_tile(figure, day, lang):
    week = DAYS.index(day) - 7
    if lang == "zh":
        change = "%s 个百分点，较%s" % (figure.change, day_text(DAYS[week], lang, False)) if figure.change else "一周前无数据"
        coverage = "覆盖率 %s%%：%s家企业中%s家已填报，当日填报的占%s%%" % (figure.coverage, grouped(figure.enterprises),
                                                           grouped(figure.heard), figure.fresh)
    else:
        change = "%s points since %s" % (figure.change, day_text(DAYS[week], lang, False)) if figure.change else "no figure a week before"
        coverage = "coverage %s\u00a0%%: %s of %s enterprises heard from, %s\u00a0%% filed for the day itself" % (
            figure.coverage, grouped(figure.heard), grouped(figure.enterprises), figure.fresh)
    return [figure.percent + unit(lang), "%s / %s" % (grouped(figure.n), grouped(figure.d)),
            change.replace("-", "\u2212"), coverage]


# ---- what the page shows --------------------------------------------------------

READ = """
const text = (e) => e.textContent;
const seen = (e) => e.getClientRects().length > 0;
return {
    lang: document.documentElement.lang,
    now: text(document.getElementById('now')),
    tiles: [...document.querySelectorAll('#tiles button')].map((b) => [b.dataset.measure, text(b.querySelector('.name')), text(b.querySelector('.rate')),
        ...[...b.querySelectorAll('.line')].map(text)]),
    rows: [...document.querySelectorAll('#table tr[data-area]')].filter(seen).map((r) => [r.dataset.area, text(r.querySelector('.pick')),
        ...[...r.querySelectorAll('td')].map(text)]),
    bars: [...document.querySelectorAll('#table tr[data-area]')].filter(seen).map((r) => {
        const bar = r.querySelector('.track'); return bar ? 100 * bar.querySelector('i').getBoundingClientRect().width / bar.getBoundingClientRect().width : null; }),
    audit: [...document.querySelectorAll('#published tbody tr')].map((r) => [...r.children].map(text)),
    lines: [...document.querySelectorAll('#chart .label')].map(text),
};
"""


def compare(page, want, area, measure, day, lang, opened):
    """What is wrong with a state of the page: nothing, if all is well."""
    i = DAYS.index(day)
    wrong = []
    rows = []
    for key, names in CLASSES.items():
        rows.append((key, names[lang == "zh"]))
        if key in opened:
            rows += CITIES[key, lang]
    rows.append(("all", ("All cities", "全部城市")[lang == "zh"]))
    expected = [[key, name] + expected_row(want[key, measure, i], lang) for key, name in rows]
    if page["rows"] != expected:
        wrong += [(got, is_) for got, is_ in itertools.zip_longest(page["rows"], expected) if got != is_]
    for bar, (key, _) in zip(page["bars"], rows):
        if abs(bar - float(want[key, measure, i].percent)) > 0.6:
            wrong.append(("bar", key, bar))
    tiles = [[m, NAMES[m][lang == "zh"]] + expected_tile(want[area, m, i], day, lang) for m in MEASURES]
    if page["tiles"] != tiles:
        wrong += [(got, is_) for got, is_ in itertools.zip_longest(page["tiles"], tiles) if got != is_]
    if page["lang"] != ("zh-CN" if lang == "zh" else "en") or day_text(day, lang) not in page["now"]:
        wrong.append(page["now"])
    return wrong


NAMES = {"resumed": ("Resumption rate", "复工率"), "returned": ("Return rate", "返岗率"), "on_site": ("On-site rate", "到岗率")}
CITIES = {}

why = browser.missing()
if why:
    browser.give_up(why)
start()
subprocess.run(("createdb", DATABASE), check=True)
psql("-f", "examples/demo_data.sql")
want = figures()
for line in psql("-c", "SELECT class, division_code, name_en, name_zh FROM (SELECT DISTINCT ON (division_code) * FROM software_city"
                 " ORDER BY division_code, seeded, during DESC) AS c WHERE division_code IN (SELECT division_code FROM enterprise)"
                 " ORDER BY class, division_code").splitlines():
    key, code, en, zh = line.split("\t")
    CITIES.setdefault((key, "en"), []).append((code, en))
    CITIES.setdefault((key, "zh"), []).append((code, zh))

folder = tempfile.mkdtemp()
address = make_page(os.path.join(folder, "board.html"))
b = browser.Browser()
try:
    b.size(1280, 900)

    # ---- the first screen, and a drill-down, with the mouse
    b.open(address + "#lang=en&theme=light")
    page = b.run(READ)
    check("the first screen", compare(page, want, "all", "returned", "2020-02-19", "en", []), [])
    check("a line a class and for all", sorted(page["lines"]), ["All cities", "Candidate", "Characteristic", "Comprehensive"])
    b.picture("board-1280.png")
    b.run("document.querySelector('[data-area=characteristic] .open').click()")
    check("the cities of a class", compare(b.run(READ), want, "all", "returned", "2020-02-19", "en", ["characteristic"]), [])
    b.run("document.querySelector('[data-area=\"420100\"] .pick').click()")
    page = b.run(READ)
    check("a city", compare(page, want, "420100", "returned", "2020-02-19", "en", ["characteristic"]), [])
    check("with its line", "Wuhan" in page["lines"], True)
    b.run("document.querySelector('[data-measure=on_site]').click()")
    check("another rate", compare(b.run(READ), want, "420100", "on_site", "2020-02-19", "en", ["characteristic"]), [])
    b.run("document.querySelector('[data-set=\"lang=zh\"]').click()")
    check("in Chinese", compare(b.run(READ), want, "420100", "on_site", "2020-02-19", "zh", ["characteristic"]), [])
    check("without a word of English", re.findall(r"[A-Za-z]{3,}", b.run("return document.body.innerText")),
          ["English", "UTC"] + DATABASE.split("_") + ["board", "city", "board", "fresh", "board", "day", "resume"])
    b.run("document.querySelector('[data-step=\"-1\"]').click()")
    check("a day earlier", compare(b.run(READ), want, "420100", "on_site", "2020-02-18", "zh", ["characteristic"]), [])
    here = b.run("return location.href")
    b.open(here)
    check("the address brings it all back", compare(b.run(READ), want, "420100", "on_site", "2020-02-18", "zh", ["characteristic"]), [])
    check("the audit", [(row[2], row[3], row[4], row[6]) for row in page["audit"]], [
        tuple(line.split("\t")) for line in psql("-c", """
        SELECT to_char(numerator, 'FM999,999,999'), percent || E'\\u00a0%', to_char(lower(s), 'FM999,999,999') || ' – ' || to_char(upper(s) - 1, 'FM999,999,999'),
               CASE WHEN isempty(c) THEN 'none' ELSE to_char(lower(c), 'FM999,999,999') || ' – ' || to_char(upper(c) - 1, 'FM999,999,999') END
        FROM (SELECT *, range_intersect_agg(s) OVER (PARTITION BY cohort) AS c, max(numerator) OVER (PARTITION BY cohort) AS largest
              FROM published_figure, implied_denominators(numerator, percent) AS s WHERE denominator IS NULL) AS f
        ORDER BY largest DESC, measure DESC""").splitlines()])

    # ---- every day, rate and language, with all cities
    wrong = []
    for day in DAYS:
        for measure in MEASURES:
            lang = "zh" if (DAYS.index(day) + MEASURES.index(measure)) % 2 else "en"
            b.run("location.hash = arguments[0]", "lang=%s&day=%s&measure=%s&open=%s" % (lang, day, measure, ",".join(CLASSES)))
            b.driver.execute_async_script("setTimeout(arguments[0], 0)")
            wrong += compare(b.run(READ), want, "all", measure, day, lang, list(CLASSES))
    check("every figure of every day", wrong[:5], [])

    # ---- the keyboard
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    def keys(*pressed):
        ActionChains(b.driver).send_keys(*pressed).perform()

    b.open(address + "#lang=en")
    keys(Keys.TAB)
    check("the first stop leads past the controls", b.run("return document.activeElement.className"), "skip")
    b.run("document.querySelector('#day input').focus()")
    keys(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    check("the slider, by arrows", compare(b.run(READ), want, "all", "returned", "2020-02-17", "en", []), [])
    check("keeps the focus", b.run("return document.activeElement.type + ' ' + document.activeElement.getAttribute('aria-valuetext')"), "range 17 Feb 2020")
    b.run("document.querySelector('[data-area=candidate] .open').focus()")
    keys(Keys.ENTER)
    check("a class, by Enter", compare(b.run(READ), want, "all", "returned", "2020-02-17", "en", ["candidate"]), [])
    check("which keeps the focus", b.run("return document.activeElement.getAttribute('aria-label')"), "Hide the cities of Candidate")
    check("a change is told", b.run("return document.getElementById('status').textContent"), "17 Feb 2020, All cities, Return rate: 79.10\u00a0%")

    # ---- what a screen reader gets
    nodes = [n for n in b.cdp("Accessibility.getFullAXTree")["nodes"] if not n.get("ignored")]
    role = lambda n: n.get("role", {}).get("value")                     # noqa: E731
    named = lambda n: n.get("name", {}).get("value", "")                # noqa: E731
    check("every control has a name", [role(n) for n in nodes if role(n) in ("button", "slider", "link") and not named(n).strip()], [])
    check("the tables are tables", sum(role(n) == "table" for n in nodes), 2)
    check("with headings of rows and columns", (sum(role(n) == "rowheader" for n in nodes) >= 8, sum(role(n) == "columnheader" for n in nodes)), (True, 15))
    check("the chart is told in words", any("Line chart of the Return rate" in named(n) and "All cities 80.88" in named(n) for n in nodes), True)

    # ---- contrast: WCAG's 4.5 for all text, in both themes
    for theme in ("light", "dark"):
        b.open(address + "#lang=en&open=candidate&area=420100&theme=" + theme)
        low = b.run("""
            const light = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
            const paper = light(getComputedStyle(document.body).backgroundColor), low = [];
            for (const e of document.querySelectorAll('body *')) {
                if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || !e.getClientRects().length || ['SCRIPT', 'TITLE'].includes(e.tagName.toUpperCase())) continue;
                const style = getComputedStyle(e), ink = light(e instanceof SVGElement ? style.fill : style.color);
                const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
                if (contrast < 4.5) low.push(e.tagName + ' ' + e.textContent + ' ' + contrast);
            }
            return low;""")
        check("contrast, %s" % theme, low, [])
        if theme == "dark":
            b.picture("board-1280-dark.png")

    # ---- a sheet of paper
    for lang in ("en", "zh"):
        b.open(address + "#lang=" + lang)
        check("printed on one page, %s" % lang, b.pages("board-%s.pdf" % lang), 1)

    # ---- a tablet
    for width in (1024, 900, 861, 768, 721):
        b.size(width, 900)
        b.open(address + "#lang=en&open=candidate")
        check("nothing is wider than a tablet of %d" % width, b.run("return document.documentElement.scrollWidth"), width)
        if width == 768:
            b.picture("board-768.png")

    # ---- a phone
    b.size(390, 844, mobile=True)
    for lang, theme in (("zh", "light"), ("en", "dark")):
        b.open(address + "#lang=%s&theme=%s&open=characteristic" % (lang, theme))
        check("nothing is wider than a phone, %s" % lang, b.run("return document.documentElement.scrollWidth"), 390)
        check("its figures, %s" % lang, compare(b.run(READ), want, "all", "returned", "2020-02-19", lang, ["characteristic"]), [])
        b.picture("board-390-%s.png" % lang)
    b.size(1280, 900)

    # ---- names that try to be more than text, and what is withheld
    psql("-c", """
        CREATE TABLE own (who text, town text, on_date date, heads integer, back integer);
        INSERT INTO own SELECT town || i, town, date '2020-02-01' + d, 40 + 7 * i % 11, least(40, 5 + 3 * i % 7 + d)
        FROM (VALUES ('Nanjing', 9), ('Shenzhen', 1), ('Shanghai', 6), ('Jinan', 5), ('</script><img src=x onerror=hacked=1>', 5), ('"''&amp;<b>', 6)) AS t(town, n),
             generate_series(1, n) AS i, generate_series(0, 9) AS d""")
    source = os.path.join(folder, "own.sql")
    with open("examples/dashboard/source.sql") as original, open(source, "w") as own:
        text = original.read()
        for name, value in (("filings", "own"), ("entity", "who"), ("city", "town"), ("filed_on", "on_date"), ("staff", "heads"),
                            ("returned", "back"), ("received", "NULL"), ("on_site", "NULL"), ("resumed", "NULL"), ("registered", "NULL")):
            text = re.sub(r"(?m)^\\set %s .*" % name, lambda m: "\\set %s '%s'" % (name, value), text)
        own.write(text)
    b.open(make_page(os.path.join(folder, "own.html"), source) + "#lang=en&open=none,comprehensive")
    page = b.run(READ)
    check("hostile names are text", sorted(row[1] for row in page["rows"] if row[1][0] in "<\""), ['"\'&amp;<b>', "</script><img src=x onerror=hacked=1>"])
    check("and nothing else", b.run("return typeof hacked + document.querySelectorAll('img, b:not([class])').length"), "undefined0")
    check("a city with one enterprise is withheld", [row[2] for row in page["rows"] if row[1] == "Shenzhen"], ["withheld"])
    check("a rate without a column is not there", [tile[0] for tile in page["tiles"]], ["resumed", "returned"])

    # ---- nothing asked for, nothing complained of; and that both would be seen
    console, asked = b.log()
    check("no error in the console", console, [])
    check("pages from disk", sum(u.startswith("file://") for u in asked) > 5, True)
    check("no request leaves the machine", [u for u in asked if re.match(r"(https?|wss?|ftp):", u)], [])
    b.run("console.error('seen'); fetch('http://192.0.2.1/').catch(() => 0); new Image().src = 'http://192.0.2.1/i.png';")
    b.driver.execute_async_script("setTimeout(arguments[0], 200)")
    console, asked = b.log()
    check("an error would be seen", any("seen" in c for c in console), True)
    check("a request would be refused", sum("Content Security Policy" in c for c in console) >= 2, True)
finally:
    b.quit()
done()
