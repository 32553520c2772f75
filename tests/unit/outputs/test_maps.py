"""A printed page says what it must, to scale, and is the same at each run."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from PIL import Image
from shapely.geometry import LineString

from geotools.errors import ConfigurationError
from geotools.outputs import LayerSpec, MapSpec, Origin, write_map
from geotools.outputs.map_page import alternative_text
from geotools.outputs.maps import draw_map
from geotools.outputs.palette import get_style
from geotools.outputs.proof import UNDECLARED


@pytest.fixture
def page(layer, proof, units):
    qpv = LayerSpec("qpv", "Quartiers prioritaires (QPV)", units.iloc[:1][["libelle", "geometry"]])
    style = layer.themed()["indice_precarite"]
    return MapSpec(layer, style, proof, overlay=qpv)


def words(figure):
    axes = figure.axes
    texts = [text.get_text() for text in figure.texts]
    texts += [text.get_text() for panel in axes for text in panel.texts]
    legends = [panel.get_legend() for panel in axes if panel.get_legend()]
    texts += [text.get_text() for legend in legends for text in legend.get_texts()]
    return "\n".join(texts + [legend.get_title().get_text() for legend in legends])


def test_the_page_says_what_where_from_and_under_which_rule(page):
    text = words(draw_map(page)).replace("\n", " ")
    for expected in (
        "Indice de précarité",
        "Groupes de résidences",
        "Val-d’Essai",
        "RPLS 2024",
        "millésime 2024",
        "aucun effectif publié sous 11 unités",
        "territoire fictif",
        "150 et plus",
        "s : non diffusé",
        "Quartiers prioritaires (QPV)",
        "N",
        "100 m",
    ):
        assert expected in text, expected


def test_lines_are_drawn_and_their_legend_is_made_of_lines(layer, proof, units):
    runs = [LineString([(a.x, a.y), (b.x, b.y)]) for a, b in pairwise(units.geometry.centroid)]
    flows = gpd.GeoDataFrame({"menages": range(5, 5 + 10 * len(runs), 10)}, geometry=runs, crs=2154)
    lines = LayerSpec("flux", "Flux", flows.rename_axis("code"), style="flux")
    style = replace(lines.default_style() or get_style("flux"), field="menages")
    main, side = draw_map(MapSpec(lines, style, proof)).axes
    drawn = [c for c in main.collections if isinstance(c, LineCollection)]
    assert sum(len(c.get_segments()) for c in drawn) == 2 * len(runs)
    assert {type(h) for h in side.get_legend().legend_handles} == {Line2D}


def test_the_scale_bar_is_to_scale(page):
    figure = draw_map(page)
    main, side = figure.axes
    bar = side.lines[0].get_xdata()
    millimetres = (bar.max() - bar.min()) * side.get_position().width * 297
    across = np.diff(main.get_xlim())[0] / (main.get_position().width * 297)
    up = np.diff(main.get_ylim())[0] / (main.get_position().height * 210)
    assert across == pytest.approx(up, rel=1e-9)
    assert millimetres * across == pytest.approx(100, rel=1e-9)


@pytest.mark.parametrize("suffix", ["pdf", "svg", "png"])
def test_two_runs_give_the_same_bytes(tmp_path, page, suffix):
    one = write_map(tmp_path / f"1.{suffix}", page)
    two = write_map(tmp_path / f"2.{suffix}", page)
    assert one.read_bytes() == two.read_bytes()


def test_the_colours_of_the_classes_are_on_the_page_and_withheld_is_hatched(page):
    stream = io.BytesIO()
    draw_map(page).savefig(stream, dpi=60)
    pixels = np.asarray(Image.open(stream).convert("RGB")).reshape(-1, 3)
    found = {f"#{r:02x}{g:02x}{b:02x}" for r, g, b in np.unique(pixels, axis=0)}
    classes = {item.label: item.color for item in page.style.classes}
    assert {classes["60 à 80"], classes["95 à 105 : proche de la référence"]} <= found


def test_an_unknown_page_or_extension_is_told(tmp_path, page):
    with pytest.raises(ConfigurationError, match="pages possibles : A4, A3"):
        draw_map(MapSpec(page.layer, page.style, page.proof, page="A5"))
    with pytest.raises(ConfigurationError, match=r"\.pdf, \.png ou \.svg"):
        write_map(tmp_path / "carte.jpg", page)
    assert not list(tmp_path.iterdir())


OPEN = Origin(
    "ménages fiscaux (Filosofi)",
    ("Filosofi 2021 (INSEE)",),
    ("Contours des IRIS (IGN)",),
    "2021",
    "données ouvertes de l’INSEE : hors audit",
)


def test_a_layer_with_its_own_origin_says_its_base_its_year_its_sources_and_no_other(page):
    text = words(draw_map(replace(page, layer=replace(page.layer, origin=OPEN))))
    flat = text.replace("\n", " ").replace("\u00a0", " ")
    assert "Val-d’Essai · 2021 · ménages fiscaux (Filosofi)" in flat
    assert "Filosofi 2021 (INSEE)" in flat and "Contours des IRIS (IGN)" in flat
    assert "hors audit" in flat
    for foreign in ("OPS", "RPLS", "ménages locataires", "aucun effectif"):
        assert foreign not in flat, foreign


def test_the_sources_of_outlines_stand_beside_those_of_the_layer(page):
    outlines = Origin("", (), ("Contours des QPV 2024 (ANCT)",))
    spec = replace(
        page,
        layer=replace(page.layer, origin=OPEN),
        overlay=replace(page.overlay, origin=outlines),
    )
    assert spec.told.sources == (*OPEN.sources, *OPEN.places, *outlines.places)


def test_the_legend_counts_every_class_and_their_sum_is_the_units(page):
    text = words(draw_map(page)).replace("\n", " ")
    counts = [int(n) for n in re.findall(r"\((\d+)\)", text)]
    assert sum(counts) == len(page.layer.frame)
    assert "s : non diffusé (2)" in text
    assert "60 à 80 (1)" in text
    assert "150 et plus (0)" in text


def test_no_value_for_another_reason_than_the_secrecy_is_not_said_withheld(page, units):
    open_layer = replace(
        page.layer,
        frame=units.drop(columns=["menages"]),
        depends=dict.fromkeys(["libelle", "apl", "indice_precarite", "grappe"], ()),
    )
    text = words(draw_map(replace(page, layer=open_layer)))
    assert "sans objet (2)" in text
    assert "non diffusé (" not in text


def test_the_map_keeps_a_margin_and_shows_close_communes_whole(page, units):
    around = units.dissolve().buffer(40)
    communes = LayerSpec(
        "communes",
        "Communes",
        gpd.GeoDataFrame({"libelle": ["Essai"]}, geometry=around.to_numpy(), crs=2154),
    )
    axes = draw_map(replace(page, context=communes)).axes[0]
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    shown = communes.frame.total_bounds
    room = 0.05 * max(shown[2] - shown[0], shown[3] - shown[1])
    assert left < shown[0] - room / 2 and right > shown[2] + room / 2
    assert bottom < shown[1] - room / 2 and top > shown[3] + room / 2


def test_a_long_foot_stays_on_the_page(page, proof):
    many = tuple(f"Source numéro {n} du territoire, producteur et licence" for n in range(40))
    figure = draw_map(replace(page, proof=replace(proof, sources=many)))
    renderer = figure.canvas.get_renderer()
    for text in figure.texts:
        box = text.get_window_extent(renderer)
        assert box.y0 >= 0 and box.x1 <= figure.bbox.x1, text.get_text()[:40]
    main = figure.axes[0].get_window_extent(renderer)
    assert max(t.get_window_extent(renderer).y1 for t in figure.texts[-1:]) <= main.y0


def test_a_pdf_has_its_title_author_subject_keywords_language_and_one_tagged_figure(tmp_path, page):
    raw = write_map(tmp_path / "carte.pdf", page).read_bytes()
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo (poppler) n’est pas installé : le PDF n’est pas relu.")
    told = subprocess.run(["pdfinfo", tmp_path / "carte.pdf"], capture_output=True, text=True)
    assert told.returncode == 0 and not told.stderr
    for line in (
        r"Title: +Indice de précarité",
        r"Subject: +Val-d’Essai · 2024 · ménages locataires",
        r"Keywords: +Val-d’Essai, Groupes de résidences",
        r"Author: +Val-d’Essai · Équilibre territorial",
        r"Tagged: +yes",
    ):
        assert re.search(line, told.stdout), line
    assert b"/Alt" in raw and b"(fr-FR)" in raw and b"/DisplayDocTitle true" in raw
    tree = subprocess.run(
        ["pdfinfo", "-struct-text", tmp_path / "carte.pdf"], capture_output=True, text=True
    )
    assert not tree.stderr
    assert re.search(r"Document\s+Figure", tree.stdout)
    assert "non diffusé" in tree.stdout
    assert "Les Tilleuls" in tree.stdout  # a name of the map is text, not its outline alone


def test_alternative_text_says_the_classes_with_their_counts(page):
    text = alternative_text(page).replace("\u00a0", " ")
    assert "60 à 80 : 1" in text and "s : non diffusé : 2" in text


def test_an_undeclared_year_is_said_undeclared(page):
    unknown = replace(OPEN, vintage=UNDECLARED)
    text = words(draw_map(replace(page, layer=replace(page.layer, origin=unknown))))
    assert "· millésime non déclaré ·" in text
    assert "millésime 2024" not in text
