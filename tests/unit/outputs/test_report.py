"""The report says what was released, in one file that asks for nothing."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from geotools.errors import ConfigurationError
from geotools.outputs import KeyFigure, LayerSpec, ReportSpec, write_report
from geotools.outputs.document import Chapter, Chart, Document, Logo, Message, TableView, compose
from geotools.outputs.formatting import format_frame
from geotools.outputs.report import render_report
from geotools.outputs.report_map import Background, svg_path
from geotools.outputs.report_tables import column_data, table_data, written


class Page(HTMLParser):
    """Cells of the tables by row, and every attribute that could fetch something."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.addresses, self.lang, self._cell = [], [], None, False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.lang = values.get("lang", self.lang)
        self.addresses += [values[k] for k in ("src", "href", "action") if k in values]
        if tag == "tr":
            self.rows.append([])
        self._cell = tag in ("td", "th")
        if self._cell and self.rows:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, text):
        if self._cell and self.rows:
            self.rows[-1][-1] += text


@pytest.fixture
def spec(layer, proof):
    frame = pd.DataFrame({"menages": [476.0], "apl": [0.42]}, index=pd.Index(["T"], name="code"))
    total = LayerSpec("territoire", "Territoire", frame, "", layer.aliases, layer.units)
    return ReportSpec(
        layers=[layer, total],
        proof=proof,
        key_figures=[KeyFigure("Bénéficiaires de l’APL", "territoire", "T", "apl")],
        reference=("territoire", "T"),
        notes=["Une note sur la méthode."],
        steps=[("Logements lus", "500")],
        catalogue=pd.DataFrame({"Indicateur": ["apl"], "Définition": ["bénéficiaires / ménages"]}),
    )


def data_of(text):
    return json.loads(re.search(r'<script type="application/json"[^>]*>(.*?)</script>', text)[1])


def table_rows(text):
    """The rows of every table as the page writes them."""
    rows = []
    for table in data_of(text)["tables"].values():
        for number, code in enumerate(table["codes"]):
            rows.append([code, *(cell(column, number) for column in table["columns"])])
    return rows


def cell(column, row):
    if "n" in column:
        return written(column["n"][row], column["form"])
    return "s" if column["i"][row] < 0 else column["t"][column["i"][row]]


def test_the_tables_hold_the_figures_and_withheld_ones_read_s(spec):
    text = render_report(spec)
    rows = table_rows(text)
    assert Page(text).lang == "fr"
    assert ["01004", "Les Tilleuls", "120", "50,0\u202f%", "118,2", "HH"] in rows
    assert ["75101", "L’Île", "s", "s", "s", "s"] in rows
    assert ["99001", "Gare", "300", "25,0\u202f%", "100,0", "isole"] in rows


def test_key_figures_proof_notes_annex_and_erratum_are_there(spec):
    text = render_report(spec)
    for expected in ("42,0\u202f%", "RPLS 2024", "Une note sur la méthode.", "Logements lus"):
        assert expected in text
    assert "bénéficiaires / ménages" in text
    assert "donne 149 pour la résidence A" in text
    assert "118,2" in text
    assert "Territoire fictif" in text


def test_the_page_addresses_nothing_outside_itself(spec):
    text = render_report(spec)
    assert all(address.startswith(("#", "data:")) for address in Page(text).addresses)
    assert "default-src 'none'" in text
    outside = set(re.findall(r"https?://[^\"'\s<)]+", text))
    # Names of vocabularies, which no browser asks for.
    assert all(address.startswith("http://www.w3.org/") for address in outside)


def test_names_are_data_not_markup(spec):
    text = render_report(spec)
    assert "<Nord>" not in text
    assert "\\u003cNord>" in text
    assert "</script><b>" not in render_report(
        replace(spec, proof=replace(spec.proof, territory="</script><b>"))
    )


def test_the_map_holds_classes_and_shapes_but_no_figure(spec):
    data = data_of(render_report(spec))
    (groups,) = data["layers"]
    assert [theme["field"] for theme in groups["themes"]] == ["indice_precarite", "apl", "grappe"]
    assert groups["themes"][0]["numbers"] == [4, 3, -1, 1, -1, 3]
    assert groups["themes"][0]["withheld"] == 2
    assert len(groups["units"]) == 6
    assert "118" not in json.dumps(groups["units"] + groups["centres"])


def test_the_file_is_written_whole(spec, tmp_path):
    path = write_report(tmp_path / "rapport.html", spec)
    assert path.read_text(encoding="utf-8") == render_report(spec)


def test_a_page_without_map_still_has_tables(spec):
    text = render_report(replace(spec, layers=spec.layers[1:]))
    assert 'id="map"' not in text
    assert ["T", "476", "42,0\u202f%"] in table_rows(text)


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (KeyFigure("x", "teritoire", "T", "apl"), "« territoire »"),
        (KeyFigure("x", "territoire", "X", "apl"), "code « X »"),
        (KeyFigure("x", "territoire", "T", "appl"), "« apl »"),
    ],
)
def test_a_key_figure_that_is_nowhere_is_told(spec, figure, message):
    with pytest.raises(ConfigurationError, match=message):
        render_report(replace(spec, key_figures=[figure]))


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1234.0, -0.5, None, 12.25]),
        pd.Series([0.389, 1.0, None]),
        pd.Series([2029.0, 2030.0], name="annee"),
        pd.Series(["01004", "2A004", None]),
        pd.Series([0.0002, 0.25]),
        pd.Series([True, False]),
        pd.Series([None, None], dtype=float),
        pd.Series(["12", "s", "=1+1"]),
    ],
)
@pytest.mark.parametrize("unit", ["", "%", "p"])
def test_a_column_written_as_numbers_gives_back_every_text(values, unit):
    shown = format_frame(values.rename(values.name or "x").to_frame(), {"x": unit}).iloc[:, 0]
    column = column_data(shown.tolist())
    assert [cell(column, row) for row in range(len(shown))] == shown.tolist()


@pytest.fixture
def told(spec):
    """The report with one chapter that shows each kind of drawing."""
    layers = {layer.name: layer for layer in spec.layers}
    charts = (
        Chart("map", "groupes", ("indice_precarite",), "Carte"),
        Chart("histogram", "groupes", ("indice_precarite",), "Répartition"),
        Chart("scatter", "groupes", ("apl", "menages"), "Nuage", color="grappe"),
        Chart("bars", "groupes", ("grappe",), "Classes"),
    )
    table = TableView("groupes", ("libelle", "apl"), sort="-apl", limit=2)
    chapters = (
        Chapter("occupation", "Occupation", "Qui ?", visuals=charts, tables=(table,)),
        Chapter("demande", "Demande", "Combien ?", opened_by="Déclarez [sources.demandes]."),
    )
    keys = (Message("Une phrase vraie.", True, "occupation", 1, "groupes", "01004"),)
    document = Document("Essai", chapters, keys, definitions=[("APL", "Aide au logement.")])
    return replace(spec, document=compose(document, (), layers))


def test_chapters_messages_and_definitions_are_told(told):
    text = render_report(told)
    assert "Une phrase vraie." in text
    assert 'data-go="groupes/01004"' in text
    assert 'href="#chapitre-occupation"' in text
    assert "Déclarez [sources.demandes]." in text
    assert "Aide au logement." in text
    data = data_of(text)
    kinds = {chart["kind"]: chart for chart in data["charts"]}
    assert set(kinds) == {"map", "histogram", "scatter", "bars"}
    assert kinds["scatter"]["rows"] == [0, 1, 3, 5]
    assert kinds["scatter"]["series"][0]["values"] == [50.0, 38.9, 100.0, 25.0]
    assert sum(bar["size"] for bar in kinds["histogram"]["bars"]) == 4
    assert [bar["size"] for bar in kinds["bars"]["bars"]] == [1.0, 1.0, 1.0, 1.0]
    assert all(chart["alt"] for chart in data["charts"])
    (view,) = data["views"]
    assert [row[0] for row in view["rows"]] == ["Clos & Cie", "Les Tilleuls"]
    assert view["left"] == 4


def test_a_long_table_is_written_in_short_and_read_back_whole(layer):
    codes = [f"93{n // 40:03d}@{6612000 + n}" for n in range(500)]
    groups, places = [f"G{n // 3:04d}" for n in range(500)], [f"{n} rue" for n in range(500)]
    frame = pd.DataFrame(
        {"groupe": groups, "adresse": places}, index=pd.Index(codes, name="residence")
    )
    data = table_data(replace(layer, frame=frame, depends={"groupe": (), "adresse": ()}, style=""))
    last, read = "", []
    for text in data["codes"].split("|"):
        last = last[: int(text[0], 36)] + text[1:]
        read.append(last)
    assert read == codes
    group, address = data["columns"]
    assert "i" not in group and "i" not in address and "runs" not in address
    shown = [t for t, size in zip(group["t"], group["runs"], strict=True) for _ in range(size)]
    assert shown == groups
    assert len(json.dumps(data["codes"])) < 0.5 * len(json.dumps(codes))


def test_a_chart_holds_no_withheld_unit(told):
    for chart in data_of(render_report(told))["charts"]:
        rows = set(chart["rows"]) | {row for bar in chart["bars"] for row in bar["rows"]}
        assert not rows & {2, 4}


def test_without_script_there_is_a_map_and_the_tables_of_chapters(told):
    text = render_report(told)
    fixed = "".join(re.findall(r"<noscript>(.*?)</noscript>", text, re.S))
    assert fixed.count("<path") >= 4
    assert "125 à 150" in fixed or "105 à 125" in fixed
    assert "Clos &amp; Cie" in fixed


def test_the_same_report_has_the_same_bytes(told):
    assert render_report(told) == render_report(told)


def test_a_logo_is_held_by_the_page_and_a_background_has_no_attribute(told, units, tmp_path):
    file = tmp_path / "logo.png"
    file.write_bytes(b"\x89PNG fictif")
    document = replace(told.document, logo=Logo(file, "Communauté d’essai"))
    roads = gpd.GeoDataFrame(
        {"nom": ["Rue secrète"]},
        geometry=[units.geometry.iloc[0].boundary],
        crs=units.crs,
    )
    ground = (Background("Routes", "routes", roads),)
    text = render_report(replace(told, document=document, background=ground))
    assert 'alt="Communauté d’essai"' in text
    assert "data:image/png;base64," in text
    assert "Rue secrète" not in text
    (drawn,) = data_of(text)["background"]
    assert drawn["kind"] == "routes"
    assert drawn["path"].startswith("M")
    with pytest.raises(ConfigurationError, match="PNG, JPEG ou SVG"):
        render_report(replace(told, document=replace(document, logo=Logo(tmp_path / "x.gif", "x"))))


def test_a_path_draws_the_shell_and_the_hole():
    square = Polygon(box(0, 0, 10, 10).exterior, [box(2, 2, 4, 4).exterior])
    path = svg_path(square)
    assert path.count("M") == path.count("z") == 2
    drawn = [read_ring(ring) for ring in path.split("M")[1:]]
    assert abs(drawn[0].area - drawn[1].area) == 96


def read_ring(text):
    start, moves = text.rstrip("z").split("l")
    points = [tuple(map(int, start.split(",")))]
    for move in moves.split(" "):
        dx, dy = map(int, move.split(","))
        points.append((points[-1][0] + dx, points[-1][1] + dy))
    return Polygon(points)


def test_drawn_units_keep_their_shape_and_point_layers_are_points(layer, spec, units):
    data = data_of(render_report(spec))
    metres = data["metres"]
    for path, geometry in zip(data["layers"][0]["units"], units.geometry, strict=True):
        assert read_ring(path[1:]).area * metres**2 == pytest.approx(geometry.area, rel=2e-3)
    points = gpd.GeoDataFrame(
        {"logements": [5, 500]},
        index=pd.Index(["a", "b"], name="residence"),
        geometry=[Point(500_100, 6_700_100), Point(500_300, 6_700_300)],
        crs=2154,
    )
    residences = LayerSpec("residences", "Résidences", points, "residences")
    drawn = data_of(
        render_report(replace(spec, layers=[layer, residences], reference=None, key_figures=[]))
    )
    assert drawn["layers"][1]["point"] is True
    (x, y) = drawn["layers"][1]["units"][0]
    unit = read_ring(drawn["layers"][0]["units"][0][1:])
    assert shapely.dwithin(unit.centroid, Point(x, y), 1.5)
