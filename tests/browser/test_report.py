"""The report in Chromium: a click shows the unit's figures, nothing is fetched, nothing fails."""

import json
import shutil
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geotools.outputs import KeyFigure, LayerSpec, Proof, ReportSpec, write_report

selenium = pytest.importorskip("selenium")
from selenium import webdriver  # noqa: E402 - after importorskip
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select  # noqa: E402

pytestmark = pytest.mark.browser
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",  # a smooth scroll would outlast the click
    "--window-size=1400,1400",
)
SECRET = 7  # a count that must not leave; its share of the base is 7/61


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Four tiles; the third one is withheld and its figures are nowhere."""
    squares = [box(x, y, x + 200, y + 200) for y in (200, 0) for x in (0, 200)]
    units = gpd.GeoDataFrame(
        {
            "libelle": ["Nord-Ouest", "Nord-Est", "Sud-Ouest", "Sud-Est"],
            "menages": [120.0, 45.0, None, 30.0],
            "apl": [0.5, 0.4, None, 0.6],
            "indice_precarite": [130.0, 90.0, None, 101.0],
        },
        index=pd.Index(["A1", "A2", "A3", "A4"], name="code"),
        geometry=squares,
        crs=2154,
    )
    aliases = {"menages": "Ménages", "apl": "APL", "indice_precarite": "Indice"}
    total = pd.DataFrame({"menages": [256.0], "apl": [0.47]}, index=pd.Index(["T"], name="code"))
    layers = [
        LayerSpec(
            "groupes", "Groupes", units, "precarite", aliases, {"apl": "%"}, themes={"apl": ""}
        ),
        LayerSpec("qpv", "QPV", units.iloc[:1][["libelle", "geometry"]], "qpv"),
        LayerSpec("territoire", "Territoire", total, "", aliases, {"apl": "%"}),
    ]
    proof = Proof("Essai", "2024", ("Source",), "ménages", "règle", 11, day=date(2026, 11, 20))
    spec = ReportSpec(
        layers,
        proof,
        key_figures=[KeyFigure("Ménages", "territoire", "T", "menages")],
        reference=("territoire", "T"),
    )
    return write_report(tmp_path_factory.mktemp("rapport") / "rapport.html", spec)


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    if not (CHROMIUM and DRIVER):
        pytest.skip("chromium et chromedriver sont nécessaires")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profil')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield browser
    browser.quit()


@pytest.fixture
def page(driver, report):
    driver.get_log("performance")
    driver.get_log("browser")
    driver.get(report.as_uri())
    return driver


def unit(page, number):
    return next(
        shape
        for shape in page.find_elements(By.CSS_SELECTOR, "#map .unit")
        if page.execute_script("return arguments[0].unit", shape) == number
    )


def sheet(page):
    """The unit's figures and the territory's, by field."""
    cells = page.find_elements(By.CSS_SELECTOR, "#sheet td[data-field]")
    return {
        cell.get_attribute("data-field"): [
            cell.text,
            cell.find_element(By.XPATH, "following-sibling::td").text,
        ]
        for cell in cells
    }


def test_a_click_shows_the_figures_of_the_unit_beside_the_territory(page):
    unit(page, 0).click()
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Nord-Ouest"
    assert sheet(page) == {
        "menages": ["120", "256"],
        "apl": ["50,0\u202f%", "47,0\u202f%"],
        "indice_precarite": ["130", ""],
    }


def test_a_withheld_unit_shows_its_mark_and_no_figure(page, report):
    unit(page, 2).click()
    assert [value for value, _ in sheet(page).values()] == ["s", "s", "s"]
    assert unit(page, 2).get_attribute("fill").startswith("url(")
    text = report.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if ">A3<" in line]
    assert rows
    assert all(f">{SECRET}<" not in row and "11,5" not in row for row in rows)


def test_nothing_is_fetched_and_nothing_fails(page, report):
    unit(page, 1).click()
    Select(page.find_element(By.ID, "m-theme")).select_by_index(1)
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    asked = {
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
    assert {url for url in asked if not url.startswith("data:")} == {report.as_uri()}
    assert page.get_log("browser") == []


def test_the_keyboard_alone_reaches_and_reads_a_unit(page):
    first = unit(page, 0)
    page.execute_script("arguments[0].focus()", first)
    assert page.switch_to.active_element.get_attribute("aria-label") == "Nord-Ouest : 130"
    page.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert page.switch_to.active_element.get_attribute("aria-label") == "Nord-Est : 90"
    page.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Sud-Est"


def test_a_unit_is_found_by_its_name_or_code(page):
    box_ = page.find_element(By.ID, "m-find")
    box_.send_keys("nord-est", Keys.TAB)
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Nord-Est"
    box_.clear()
    box_.send_keys("A4", Keys.TAB)
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Sud-Est"


def test_themes_and_legend_count_the_units(page):
    def legend():
        lines = page.find_elements(By.CSS_SELECTOR, "#legend li")
        return {
            line.find_elements(By.TAG_NAME, "span")[0].text: int(
                line.find_element(By.CLASS_NAME, "n").text
            )
            for line in lines
        }

    counts = legend()
    assert counts["125 à 150"] == 1
    assert counts["s : non diffusé"] == 1
    assert sum(counts.values()) == 4
    Select(page.find_element(By.ID, "m-theme")).select_by_visible_text("APL")
    assert sum(legend().values()) == 4
    assert page.find_element(By.ID, "l-title").text == "APL"


def test_a_table_is_sorted_by_value_with_withheld_last_and_searched(page):
    table = page.find_element(By.CSS_SELECTOR, "details[data-table=groupes]")
    button = table.find_element(By.CSS_SELECTOR, "th[data-col=menages] button")

    def shown():
        rows = table.find_elements(By.CSS_SELECTOR, "tbody tr")
        return [row.find_element(By.TAG_NAME, "th").text for row in rows if row.is_displayed()]

    button.click()
    assert shown() == ["A4", "A2", "A1", "A3"]
    button.click()
    assert shown() == ["A1", "A2", "A4", "A3"]
    table.find_element(By.TAG_NAME, "input").send_keys("ouest")
    assert shown() == ["A1", "A3"]
    unit(page, 3).click()
    assert sheet(page)["menages"] == ["30", "256"]


def test_overlays_can_be_hidden(page):
    outline = page.find_element(By.CSS_SELECTOR, ".over-qpv")
    assert outline.is_displayed()
    page.find_element(By.CSS_SELECTOR, "#m-overlays input").click()
    assert not outline.is_displayed()


@pytest.mark.parametrize("width", [390, 1400])
def test_the_page_fits_its_window(page, width):
    metrics = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    across = page.execute_script("return document.documentElement.scrollWidth")
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert across <= width


def test_text_is_readable_on_its_ground(page):
    """WCAG 2.1, 1.4.3: a contrast of at least 4.5 for every visible text."""
    low = page.execute_script(CONTRAST)
    assert low == []


CONTRAST = """
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const light = (rgb) => {
  const [r, g, b] = rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (node) => {
  for (; node; node = node.parentElement) {
    const style = getComputedStyle(node);
    if (style.backgroundImage.startsWith("linear-gradient")) {
      return parse(style.backgroundImage.match(/rgb\\([^)]*\\)/g).pop());
    }
    const color = parse(style.backgroundColor);
    if (color.length === 3 || color[3] > 0.5) return color;
  }
  return [255, 255, 255];
};
const low = [];
for (const node of document.querySelectorAll("body *:not(svg *):not(script)")) {
  const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  if (!own || !node.checkVisibility()) continue;
  const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) low.push([node.tagName, node.textContent.trim().slice(0, 40), ratio]);
}
return low;
"""
