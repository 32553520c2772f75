"""Which figures a page shows, of which kind, under which name."""

import pytest

from geotools.outputs.qgis.factsheet import (
    MOST_FIGURES,
    FactSheet,
    SheetFigure,
    figure_kind,
    figure_label,
    usual_figures,
)


@pytest.mark.parametrize(
    ("column", "whole", "kind"),
    [
        ("apl", False, "share"),
        ("apl_apres", False, "share"),
        ("taux_rotation_libre", False, "share"),
        ("menages_apl", False, "count"),
        ("batiments", True, "count"),
        ("indice_precarite", False, "number"),
        ("p_valeur", False, "number"),
    ],
)
def test_a_column_is_known_by_the_catalogue_then_by_its_prefix(column, whole, kind):
    assert figure_kind(column, whole=whole) == kind


def test_a_column_of_the_catalogue_is_told_in_french():
    assert figure_label("apl") == "Ménages bénéficiaires de l’APL"
    assert figure_label("indice_precarite").startswith("Indice de précarité (100 = ")
    assert figure_label("inconnue") == "inconnue"


def test_a_page_shows_indices_then_shares_then_two_counts():
    given = [SheetFigure(f"menages_{n}", "", "count") for n in range(5)]
    given += [SheetFigure(f"part_{n}", "", "share") for n in range(12)]
    given += [SheetFigure("indice_precarite", "", "number"), SheetFigure("moran_i", "", "number")]
    kept = [figure.column for figure in usual_figures(given)]
    assert len(kept) == MOST_FIGURES
    assert kept[0] == "indice_precarite" and kept[-2:] == ["menages_0", "menages_1"]
    assert "moran_i" not in kept


def test_a_trend_is_told_when_the_layer_has_two_vintages():
    share = SheetFigure("apl_apres", "APL", "share")
    both = FactSheet("couche", ["apl_apres", "apl_avant", "apl_sens"], (share,))
    assert both.has_trend and both.has_chance
    assert '"apl_avant"' in both.trend(share) and "'stable'" in both.trend(share)
    assert not FactSheet("couche", ["apl_apres"], (share,)).has_trend


def test_the_classes_of_a_page_are_those_of_its_columns():
    facts = FactSheet("couche", ["grappe", "indice_precarite"], ())
    titles = [title for title, _, _ in facts.classes()]
    assert titles == [
        "Indice de précarité (100 = territoire de référence)",
        "Grappes (indice local)",
    ]
    assert FactSheet("couche", ["apl"], ()).classes() == []
