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


def counted(values, unit=""):
    series = pd.Series(values, name="plai", dtype=float)
    style = graduated(series, "PLAI", unit)
    numbers = style.classify(series.to_frame())
    return style, np.bincount(numbers, minlength=len(style.classes))


def test_a_common_zero_is_a_class_of_its_own_and_the_others_share_the_rest():
    rest = np.random.default_rng(3).integers(1, 400, 647)
    style, counts = counted(np.r_[np.zeros(8000), rest])
    assert style.classes[0].label == "0"
    assert counts[0] == 8000
    assert len(style.classes) == 6
    assert counts[1:].min() >= 100
    assert style.classes[1].label.startswith("plus de 0, moins de ")
    assert len({item.color for item in style.classes}) == 6


def test_one_value_above_zero_among_thousands_is_seen():
    style, counts = counted([0.0] * 8647 + [3.0])
    assert [item.label for item in style.classes] == ["0", "plus de 0"]
    assert counts.tolist() == [8647, 1]


def test_the_zero_class_of_shares_says_percent_and_a_tiny_share_is_not_in_it():
    style, counts = counted([0.0] * 50 + [0.0004, 0.2, 0.4, 0.6], "%")
    assert style.classes[0].label == "0\u202f%"
    assert counts[0] == 50


def test_a_rare_zero_or_values_on_both_sides_of_it_make_no_zero_class():
    assert counted([0.0, *range(1, 60)])[0].classes[0].label != "0"
    assert counted([0.0] * 50 + [-3.0, 4.0])[0].classes[0].label != "0"


@pytest.mark.parametrize(
    "values",
    [
        np.r_[[12.0] * 900, np.arange(13, 50)],
        np.r_[[12.0] * 900, np.arange(0, 50)],
        np.r_[[1.0] * 90, np.linspace(0.1, 0.9, 10)],
        np.random.default_rng(5).lognormal(1, 3, 5000),
    ],
)
def test_breaks_stay_distinct_when_one_value_or_a_long_tail_fills_the_quantiles(values):
    style, counts = counted(values)
    lowers = [item.lower for item in style.classes]
    assert lowers == sorted(set(lowers))
    assert len(style.classes) == 5
    assert (counts > 0).all()


def test_dark_blue_means_low_on_every_map():
    def blue(color):
        red, green, value = (int(color[i : i + 2], 16) for i in (1, 3, 5))
        return value > red + 40 and value > green + 15 and red < 0x60 and value < 0xC0

    made = graduated(pd.Series(np.linspace(0, 1, 60), name="apl"), "APL", "%")
    high = [item.color for item in made.classes[1:]]
    for style in styles().values():
        if style.kind == "interval" and style.name != "categories":
            high += [item.color for item in style.classes[1:]]
    assert not [color for color in high if blue(color) and color != "#6fa3cc"]
    assert blue(get_style("precarite").classes[0].color)
    assert blue(get_style("lisa").classes[1].color)


def test_an_unknown_style_is_told_with_the_nearest():
    with pytest.raises(ConfigurationError, match="« precarite »"):
        get_style("precarites")
