"""A map that would show what is missing is not printed, and the folder says why."""

from dataclasses import replace

import pytest

from geotools.outputs.printed import UNPRINTED, unprintable, write_maps
from geotools.progress import SILENT


@pytest.fixture
def mostly_withheld(layer, units):
    hidden = units.assign(indice_precarite=[118.18, None, None, None, None, None])
    return replace(layer, name="qpv", title="Quartiers", frame=hidden, themes={})


def test_a_layer_mostly_withheld_is_not_drawn_and_the_folder_says_why(
    tmp_path, layer, mostly_withheld, proof
):
    write_maps(tmp_path, [layer, mostly_withheld], proof, None, SILENT)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == [UNPRINTED, "groupes-grappe.pdf", "groupes-indice_precarite.pdf"]
    text = (tmp_path / UNPRINTED).read_text("utf-8").replace("\u00a0", " ")
    assert "qpv-indice_precarite.pdf (Quartiers, Indice de précarité" in text
    assert "1 unité a une valeur, sur 6 (5 retenues par le secret statistique)" in text
    assert "tableaux/qpv.csv" in text


def test_nothing_is_said_when_every_map_is_drawn(tmp_path, layer, proof):
    write_maps(tmp_path, [layer], proof, [("groupes", "grappe")], SILENT)
    assert [path.name for path in tmp_path.iterdir()] == ["groupes-grappe.pdf"]


def test_what_has_no_value_is_told_from_what_is_withheld(mostly_withheld):
    style = mostly_withheld.themed()["indice_precarite"]
    public = replace(mostly_withheld, depends={"indice_precarite": ()})
    assert unprintable(public, style) == ""
    void = public.with_frame(public.frame.assign(indice_precarite=float("nan")))
    assert "aucune unité n’a une valeur, sur 6 (6 sans objet)" in unprintable(void, style)
    assert "5 retenues" in unprintable(mostly_withheld, style)
    empty = mostly_withheld.with_frame(mostly_withheld.frame.iloc[:0])
    assert unprintable(empty, style) == "aucune unité à montrer."
