"""Debian's Chromium, driven through chromium-driver by Debian's Selenium: of one build, so that they fit each other."""
import base64
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "drivers"))
import tap                                                              # noqa: E402

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "results")


def missing():
    """What this machine does not have, or None."""
    for program in ("chromium", "chromedriver"):
        if not shutil.which(program):
            return "there is no program " + program
    try:
        import selenium                                                 # noqa: F401
    except ImportError:
        return "/usr/bin/python3 has no module selenium"
    return None


def give_up(why):
    """Loudly: a board that was not looked at is not a board that is right."""
    for stream in (sys.stdout, sys.stderr):
        print("# NOT TESTED: the board in a browser, because %s" % why, file=stream)
    if os.environ.get("RESUME_REQUIRE_BROWSER"):
        print("1..1\nnot ok 1 - a browser")
        raise SystemExit(1)
    print("1..0 # SKIP NOT TESTED: %s" % why)
    raise SystemExit(0)


class Browser:
    def __init__(self):
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        self.home = tempfile.mkdtemp()
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        # its sandbox needs rights that a container does not give; the pages are our own
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                         "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--lang=en",
                         "--user-data-dir=" + self.home):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
        self.console = []
        self.asked = []

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def open(self, address):
        # another fragment alone would not load the page anew
        self.driver.get("about:blank")
        self.driver.get(address)

    def size(self, width, height, mobile=False):
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def log(self):
        """What has been written to the console, and which addresses were asked for, from the beginning."""
        self.console += [entry["message"] for entry in self.driver.get_log("browser")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.asked.append(message["params"]["request"]["url"])
        return self.console, self.asked

    def picture(self, name):
        os.makedirs(RESULTS, exist_ok=True)
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=True)
        with open(os.path.join(RESULTS, name), "wb") as out:
            out.write(base64.b64decode(shot["data"]))

    def pages(self, name):
        """How many sheets of A4 it is printed on."""
        os.makedirs(RESULTS, exist_ok=True)
        pdf = base64.b64decode(self.cdp("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
        with open(os.path.join(RESULTS, name), "wb") as out:
            out.write(pdf)
        return pdf.count(b"/Type /Page\n")

    def quit(self):
        self.driver.quit()
        shutil.rmtree(self.home, ignore_errors=True)


check = tap.check
done = tap.done
start = tap.start
