"""Styles come from one palette; the files that QGIS loads say the same."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geotools.errors import ConfigurationError
from geotools.outputs import get_style, graduated, style_path, styles

ROOT = Path(__file__).resolve().parents[3]
WANTED = {
    "precarite",
    "lisa",
    "groupes",
    "qpv",
    "iris",
    "carreaux",
    "residences",
    "indicateur",
    "quatre_classes",
    "secret",
    "specialisation",
    "programme",
}


def test_every_style_of_the_project_is_there():
    assert set(styles()) >= WANTED


def test_the_shipped_files_are_those_that_the_palette_makes():
    spec = importlib.util.spec_from_file_location("make_styles", ROOT / "tools" / "make_styles.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = dict(tool.documents())
    assert {path.name for path in made} == {p.name for p in style_path("lisa").parent.glob("*.q*")}
    for path, text in made.items():
        assert path.read_text(encoding="utf-8") == text, path.name


def test_lisa_has_the_colours_of_the_field():
    colors = {item.value: item.color for item in get_style("lisa").classes}
    red, blue = colors["HH"], colors["LL"]
    assert (int(red[1:3], 16), int(blue[5:7], 16)) > (0xC0, 0xA0)
    assert set(colors) == {"HH", "LL", "HL", "LH", "ns", "isole"}


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (100, "95 à 105 : proche de la référence"),
        (95, "95 à 105 : proche de la référence"),
        (94.999, "80 à 95"),
        (105, "105 à 125"),
        (-3, "moins de 60"),
        (1e6, "150 et plus"),
    ],
)
def test_precarity_classes_are_centred_on_one_hundred(value, label):
    style = get_style("precarite")
    (number,) = style.classify(pd.DataFrame({"indice_precarite": [value]}))
    assert style.classes[number].label == label


def test_a_withheld_value_has_no_class():
    frame = pd.DataFrame({"indice_precarite": [None, 100.0], "grappe": [None, "HH"]})
    assert get_style("precarite").classify(frame).tolist() == [-1, 3]
    assert get_style("lisa").classify(frame).tolist() == [-1, 0]


def test_graduated_classes_share_out_the_values_with_round_bounds():
    values = pd.Series(np.linspace(0.1, 0.9, 101), name="apl")
    style = graduated(values, "APL", "%")
    counts = np.bincount(style.classify(values.to_frame()))
    assert len(counts) == 5
    assert counts.min() >= 15
    assert style.classes[1].label == "26,0\u202f% à 42,0\u202f%"


@pytest.mark.parametrize("values", [[], [0.5], [0.5, 0.5, 0.5]])
def test_graduated_has_one_class_when_nothing_varies(values):
    style = graduated(pd.Series(values, name="apl", dtype=float), "APL", "%")
    assert len(style.classes) == 1


def test_an_unknown_style_is_told_with_the_nearest():
    with pytest.raises(ConfigurationError, match="« precarite »"):
        get_style("precarites")
