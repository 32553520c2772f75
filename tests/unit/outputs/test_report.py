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
from geotools.outputs.report import render_report
from geotools.outputs.report_map import svg_path


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


def test_the_tables_hold_the_figures_and_withheld_ones_read_s(spec):
    page = Page(render_report(spec))
    assert page.lang == "fr"
    assert ["01004", "Les Tilleuls", "120", "50,0\u202f%", "118,2", "HH"] in page.rows
    assert ["75101", "L’Île", "s", "s", "s", "s"] in page.rows
    assert ["99001", "Gare", "300", "25,0\u202f%", "100,0", "isole"] in page.rows


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
    assert outside <= {"http://www.w3.org/2000/svg"}


def test_names_are_data_not_markup(spec):
    text = render_report(spec)
    assert "<Nord>" not in text
    assert "&lt;Nord&gt;" in text
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
    assert ["T", "476", "42,0\u202f%"] in Page(text).rows


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
