"""A printed page says what it must, to scale, and is the same at each run."""

import io

import numpy as np
import pytest
from PIL import Image

from geotools.errors import ConfigurationError
from geotools.outputs import LayerSpec, MapSpec, write_map
from geotools.outputs.maps import draw_map


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
