"""The report in Chromium: a click shows the unit's figures, nothing is fetched, nothing fails."""

import json
import shutil
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from geotools.outputs import KeyFigure, LayerSpec, Proof, ReportSpec, write_report
from geotools.outputs.document import Chapter, Chart, Document, Message, TableView, compose
from geotools.outputs.formatting import format_frame

selenium = pytest.importorskip("selenium")
from selenium import webdriver  # noqa: E402 - after importorskip
from selenium.webdriver.common.actions.action_builder import ActionBuilder  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

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
            "qpv": ["A1", "hors", "hors", "hors"],
        },
        index=pd.Index(["A1", "A2", "A3", "A4"], name="code"),
        geometry=squares,
        crs=2154,
    )
    aliases = {"menages": "Ménages", "apl": "APL", "indice_precarite": "Indice"}
    total = pd.DataFrame({"menages": [256.0], "apl": [0.47]}, index=pd.Index(["T"], name="code"))
    homes = pd.DataFrame(
        {"libelle": ["Le Parc des Roseaux", "Les Iris"], "groupe": ["A2", "A4"]},
        index=pd.Index(["R1", "R2"], name="residence"),
    )
    layers = [
        LayerSpec("residences_des_groupes", "Résidences", homes),
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
        document=document({layer.name: layer for layer in layers}),
    )
    return write_report(tmp_path_factory.mktemp("rapport") / "rapport.html", spec)


def document(layers):
    """One chapter that shows every kind of drawing."""
    charts = [
        Chart("dots", "groupes", ("indice_precarite",), "Points"),
        Chart("slope", "groupes", ("apl", "apl"), "Pentes", labels=("2022", "2024")),
        Chart("quadrant", "groupes", ("apl", "menages"), "Nuage"),
        Chart("histogram", "groupes", ("menages",), "Répartition"),
        Chart("bars", "groupes", ("qpv",), "Classes"),
        Chart("map", "groupes", ("apl",), "Petite carte"),
    ]
    tables = (TableView("groupes", ("libelle", "menages")),)
    chapter = Chapter("occupation", "Occupation", "Qui ?", (), tuple(charts), tables)
    closed = Chapter("demande", "Demande", "Combien ?", opened_by="Il faut un fichier.")
    key = Message("Sud-Est a un indice de 101.", True, "occupation", 1, "groupes", "A4")
    return compose(Document("Essai", (chapter, closed), (key,)), (), layers)


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
            cell.find_elements(By.XPATH, "following-sibling::td")[-1].text,
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
        "qpv": ["Nord-Ouest (A1)", ""],
    }
    heads = page.find_elements(By.CSS_SELECTOR, "#sheet thead th")
    assert [head.text for head in heads] == ["Unité", "Nord-Ouest", "Territoire"]


def test_a_withheld_unit_shows_its_mark_and_no_figure(page, report):
    unit(page, 2).click()
    figures = {name: value for name, (value, _) in sheet(page).items() if name != "qpv"}
    assert list(figures.values()) == ["s", "s", "s"]
    assert unit(page, 2).get_attribute("fill").startswith("url(")
    text = report.read_text(encoding="utf-8")
    assert '"A3"' in text
    assert f">{SECRET}<" not in text
    assert "11,5" not in text


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
    box_.send_keys("nord-est", Keys.ENTER)
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Nord-Est"
    box_.clear()
    box_.send_keys("A4", Keys.ENTER)
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Sud-Est"


def test_a_residence_is_found_by_its_name_and_leads_to_its_group(page):
    page.find_element(By.ID, "m-find").send_keys("roseaux", Keys.ENTER)
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Nord-Est"
    assert selection(page) == [1]


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
    table.find_element(By.TAG_NAME, "summary").click()
    WebDriverWait(page, 5).until(lambda _: table.find_elements(By.TAG_NAME, "table"))
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


@pytest.mark.parametrize("width", [320, 390, 1400])
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


def chart(page, kind):
    box_ = page.find_element(By.CSS_SELECTOR, f"figure[data-kind={kind}]")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", box_)
    WebDriverWait(page, 5).until(lambda _: box_.find_elements(By.CSS_SELECTOR, ".drawing svg"))
    page.execute_script("window.dispatchEvent(new Event('beforeprint'))")  # nothing moves any more
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", box_)
    return box_


def selection(page):
    """Codes of the selected units on the map."""
    return page.execute_script(
        "return [...document.querySelectorAll('#map .unit.on')].map((n) => n.unit).sort()"
    )


def test_every_cell_of_the_page_is_what_python_writes(page):
    told = page.execute_script(CELLS)
    frame = pd.DataFrame({"menages": [120.0, 45.0, None, 30.0], "apl": [0.5, 0.4, None, 0.6]})
    expected = format_frame(frame, {"apl": "%"})
    rows = [[cells["menages"], cells["apl"]] for cells in told["groupes"]]
    assert rows == expected.to_numpy().tolist()


@pytest.mark.parametrize("kind", ["dots", "slope", "quadrant", "histogram", "bars", "map"])
def test_each_drawing_says_in_words_what_it_shows(page, kind):
    drawn = chart(page, kind).find_element(By.CSS_SELECTOR, ".drawing svg")
    assert drawn.get_attribute("role") == "img"
    assert len(drawn.get_attribute("aria-label")) > 30
    assert page.get_log("browser") == []


def test_a_mark_of_a_chart_is_chosen_on_the_map_and_in_the_tables(page):
    mark = chart(page, "dots").find_elements(By.CSS_SELECTOR, ".drawing circle")[0]
    page.execute_script(
        "arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", mark
    )
    assert selection(page) == [0]
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Nord-Ouest"
    box_ = page.find_element(By.CSS_SELECTOR, ".view")
    page.execute_script("arguments[0].scrollIntoView()", box_)
    WebDriverWait(page, 5).until(lambda _: box_.find_elements(By.CSS_SELECTOR, "tr.on"))
    (row,) = box_.find_elements(By.CSS_SELECTOR, "tr.on")
    assert row.find_element(By.TAG_NAME, "th").text == "Nord-Ouest"


def test_a_brush_on_a_cloud_selects_on_the_map(page):
    cloud = chart(page, "quadrant").find_element(By.CSS_SELECTOR, ".drawing svg")
    where = page.execute_script("return arguments[0].getBoundingClientRect()", cloud)
    left, top = int(where["x"]) + 8, int(where["y"]) + 8
    actions = ActionBuilder(page)
    actions.pointer_action.move_to_location(left, top).pointer_down()
    actions.pointer_action.move_to_location(
        left + int(where["width"]) - 16, top + int(where["height"]) - 16
    )
    actions.pointer_action.pointer_up()
    actions.perform()
    assert selection(page) == [0, 1, 3]


def test_a_class_of_the_legend_selects_its_units_with_the_keyboard(page):
    button = page.find_elements(By.CSS_SELECTOR, "#legend button")[-1]
    page.execute_script("arguments[0].focus()", button)
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert selection(page) == [2]


def test_a_link_gives_the_state_back(page, report):
    Select(page.find_element(By.ID, "m-theme")).select_by_visible_text("APL")
    unit(page, 3).click()
    page.find_element(By.ID, "m-two").click()
    page.find_element(By.ID, "link").click()
    WebDriverWait(page, 5).until(lambda p: "#etat" in p.current_url)
    address = page.current_url
    page.get("about:blank")
    page.get(address)
    assert page.find_element(By.ID, "l-title").text == "APL"
    assert page.find_element(By.CSS_SELECTOR, "#sheet h3").text == "Sud-Est"
    assert page.find_element(By.ID, "map2").is_displayed()
    assert selection(page) == [3]


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(page):
    view = "return document.getElementById('map').getAttribute('viewBox')"
    turn = (
        "const event = new WheelEvent('wheel', {deltaY: -200, ctrlKey: arguments[0], bubbles: true,"
        "cancelable: true, clientX: 500, clientY: 500});"
        "document.getElementById('map').dispatchEvent(event); return event.defaultPrevented"
    )
    before = page.execute_script(view)
    assert page.execute_script(turn, False) is False
    assert page.execute_script(view) == before
    assert page.execute_script(turn, True) is True
    assert page.execute_script(view) != before
    touch = page.execute_script(
        "return getComputedStyle(document.getElementById('map')).touchAction"
    )
    assert touch == "pan-x pan-y"


def test_a_message_leads_to_its_unit_on_the_map(page):
    page.find_element(By.CSS_SELECTOR, "[data-go]").click()
    assert selection(page) == [3]


def test_a_drawing_and_a_table_are_exported(page):
    page.execute_script(CAUGHT)
    box_ = chart(page, "histogram")
    box_.find_element(By.CSS_SELECTOR, "[data-export=svg]").click()
    box_.find_element(By.CSS_SELECTOR, "[data-export=png]").click()
    WebDriverWait(page, 5).until(lambda p: len(p.execute_script("return window.saved")) == 2)
    table = page.find_element(By.CSS_SELECTOR, "details[data-table=groupes]")
    table.find_element(By.CSS_SELECTOR, ".table-tools button").click()
    WebDriverWait(page, 5).until(lambda p: len(p.execute_script("return window.saved")) == 3)
    drawing, image, rows = page.execute_script("return window.saved")
    assert drawing[0] == "repartition.svg"
    assert drawing[1].startswith("<svg")
    assert image[0] == "repartition.png"
    assert image[2] > 2000
    assert rows[0] == "groupes.csv"
    assert "A1;Nord-Ouest;120;50,0" in rows[1]
    assert page.get_log("browser") == []


def test_long_tables_are_paged_and_few_nodes_are_made_at_load(driver, tmp_path):
    """Two thousand rows and twenty columns: what is not looked at is not built."""
    index = pd.Index([f"U{n:04d}" for n in range(2000)], name="code")
    frame = pd.DataFrame({f"c{n}": range(2000) for n in range(20)}, index=index)
    proof = Proof("Essai", "2024", ("Source",), "ménages", "règle", 11)
    spec = ReportSpec([LayerSpec("longue", "Longue", frame)], proof)
    driver.get(write_report(tmp_path / "r.html", spec).as_uri())
    count = "return document.getElementsByTagName('*').length"
    assert driver.execute_script(count) < 500
    driver.find_element(By.TAG_NAME, "summary").click()
    WebDriverWait(driver, 5).until(lambda d: d.find_elements(By.CSS_SELECTOR, ".pages span"))
    told = driver.find_element(By.CSS_SELECTOR, ".pages span")
    assert driver.execute_script(count) < 3000
    assert told.text == "Lignes 1 à 100 sur 2\u202f000"
    driver.find_elements(By.CSS_SELECTOR, ".pages button")[1].click()
    assert driver.find_element(By.CSS_SELECTOR, "tbody th").text == "U0100"


STATES = {
    "ouverture": "",
    "recherche": "find",
    "fiche": "sheet",
    "deux cartes": "two",
    "tableaux": "tables",
    "tout": "all",
}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation_in_any_state(page, state, dark):
    script = axe()
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    reach(page, STATES[state])
    page.execute_script(script)
    found = page.execute_async_script(
        "axe.run(document).then((r) => arguments[0](r.violations.map((v) =>"
        "[v.id, v.nodes.map((n) => n.html.slice(0, 150))])))"
    )
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert found == []


def axe():
    """axe-core, from the folder that ``npm ci`` makes in tools/vendor, or a skip that says so."""
    path = Path(__file__).parents[2] / "tools/vendor/node_modules/axe-core/axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core n’est pas installé : « npm ci » dans tools/vendor")
    return path.read_text(encoding="utf-8")


def reach(page, state):
    if state == "find":
        page.find_element(By.ID, "m-find").send_keys("sud")
    elif state == "two":
        page.find_element(By.ID, "m-two").click()
    elif state == "sheet":
        unit(page, 0).click()
    elif state == "tables":
        for summary in page.find_elements(By.CSS_SELECTOR, "details.table summary"):
            page.execute_script("arguments[0].click()", summary)
    elif state == "all":
        page.execute_script("window.dispatchEvent(new Event('beforeprint'))")


CELLS = """
const data = JSON.parse(document.getElementById("data").textContent);
for (const box of document.querySelectorAll("details.table")) box.open = true;
const wait = () => new Promise((done) => setTimeout(done, 200));
const boxes = [...document.querySelectorAll("details.table")];
return wait().then(() => Object.fromEntries(boxes.map((box) => {
  const heads = [...box.querySelectorAll("thead th")].map((head) => head.dataset.col);
  return [box.dataset.table, [...box.querySelectorAll("tbody tr")].map((row) =>
    Object.fromEntries([...row.cells].map((cell, at) => [heads[at] || "code", cell.textContent])))];
})));
"""

CAUGHT = """
window.saved = [];
HTMLAnchorElement.prototype.click = function () {
  const name = this.download;
  const blob = window.blobs.get(this.href);
  blob.text().then((text) => window.saved.push([name, text, blob.size]));
};
window.blobs = new Map();
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => {
  const url = make(blob);
  window.blobs.set(url, blob);
  return url;
};
"""

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
