"""Beside the toolbox: settings, list of neighbourhoods, expressions, search of units, help."""

from pathlib import Path
from urllib.parse import unquote, urlparse

import geopandas as gpd
import pandas as pd
import pytest

pytest.importorskip("qgis.core")

UNITS = "resultat/interne/unites.gpkg"


def read_page(address):
    return Path(unquote(urlparse(address).path)).read_text(encoding="utf-8")


def evaluated(text):
    from qgis.core import QgsExpression

    expression = QgsExpression(text)
    value = expression.evaluate()
    return value, expression.evalErrorString() or expression.parserErrorString()


def test_the_help_of_an_operation_is_a_page_of_this_machine(provider):
    page = read_page(provider.algorithm("localmoran").helpUrl())
    assert "<h1>" in page and "Moran" in page and 'href="qgis.html"' in page
    assert "http" not in page.partition("<body>")[0]
    guide = read_page(provider.algorithm("atlaspdf").helpUrl())
    assert "pas à pas" in guide and "<table" in guide and "OSGeo4W" in guide


def test_the_index_is_computed_in_an_expression(provider):
    from geotools.occupation import precarity_index

    found, error = evaluated("equilibre_indice(array(0.5, 0.3), array(0.4, 0.3), array(3, 1))")
    shares = pd.DataFrame([[0.5, 0.3]], columns=["a", "b"])
    expected = precarity_index(
        shares, pd.Series({"a": 0.4, "b": 0.3}), weights={"a": 3.0, "b": 1.0}
    ).iloc[0]
    assert error == "" and found == pytest.approx(expected) == pytest.approx(118.75)
    assert evaluated("equilibre_indice(array(0.5, NULL), array(0.4, 0.3))") == (None, "")
    assert "listes" in evaluated("equilibre_indice(1)")[1]


def test_the_tile_of_a_point_is_computed_in_an_expression(provider):
    import geotools

    (expected,) = geotools.tile_ids([652_000.0], [6_862_000.0], crs="EPSG:2154")
    assert evaluated("equilibre_carreau(652000, 6862000)") == (expected, "")
    assert evaluated("equilibre_carreau(NULL, 6862000)") == (None, "")
    assert "EPSG:9" in evaluated("equilibre_carreau(1, 2, 'EPSG:9')")[1]


@pytest.mark.parametrize(
    "recipe",
    ["knn:5", "distance:750", "queen", "queen:2.5", "rook", "tiles", "tiles:rook", "/v/x.gal"],
)
def test_a_neighbourhood_is_chosen_from_a_list_with_its_number(qgis, recipe):
    from qgis_plugin.neighbourhood import NeighbourhoodWidget

    widget = NeighbourhoodWidget()
    widget.show_recipe(recipe)
    assert widget.recipe() == recipe
    assert widget.number.isVisibleTo(widget) == (
        recipe.partition(":")[0] in {"knn", "distance", "queen"}
    )


def test_the_dialog_of_an_operation_shows_the_list(provider):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    from qgis_plugin.neighbourhood import NeighbourhoodWrapper

    dialog = AlgorithmDialog(provider.algorithm("localmoran").create())
    wrapper = dialog.mainWidget().wrappers["WEIGHTS"]
    assert isinstance(wrapper, NeighbourhoodWrapper)
    assert wrapper.value() == "knn:8"
    dialog.close()


def test_what_is_set_once_is_what_the_dialogs_propose(provider):
    from qgis_plugin import settings
    from qgis_plugin.styles import palette

    page = settings.SettingsPage()
    before = settings.preferences()
    try:
        page._show(page.threshold, 20)
        page.palette.setCurrentIndex(page.palette.findData("Reds"))
        page.sources.setText("RPLS 2024 (SDES)")
        page.apply()
        algorithm = provider.algorithm("groupresidences").create()
        assert algorithm.parameterDefinition("THRESHOLD").defaultValue() == 20
        atlas = provider.algorithm("atlaspdf").create()
        assert atlas.parameterDefinition("SOURCES").defaultValue() == "RPLS 2024 (SDES)"
        assert len(set(palette(5))) == 5
        assert settings.SettingsPage().threshold.value() == 20
    finally:
        settings.keep(before)
    assert (
        provider.algorithm("groupresidences")
        .create()
        .parameterDefinition("THRESHOLD")
        .defaultValue()
        == 11
    )
    assert palette(5) == []


def test_a_unit_is_found_by_its_name_and_shown(provider, inputs):
    from qgis.core import (
        QgsFeedback,
        QgsLocatorContext,
        QgsLocatorResult,
        QgsProject,
        QgsVectorLayer,
    )
    from qgis.gui import QgsMapCanvas

    from qgis_plugin.locator import UnitsFilter

    layer = QgsVectorLayer(
        str(inputs / "resultat/diffusion/diagnostic.gpkg|layername=communes"), "communes", "ogr"
    )
    QgsProject.instance().addMapLayer(layer)
    name = gpd.read_file(inputs / "resultat/diffusion/diagnostic.gpkg", layer="communes")[
        "libelle"
    ][0]
    canvas, found = QgsMapCanvas(), []
    search = UnitsFilter(canvas)
    # What a signal hands over lives as long as the signal: QGIS copies it, and so do we.
    search.resultFetched.connect(lambda result: found.append(QgsLocatorResult(result)))
    search.prepare(name.upper(), QgsLocatorContext())
    search.fetchResults(name.upper(), QgsLocatorContext(), QgsFeedback())
    assert [result.displayString.split(" · ")[0] for result in found] == [name]
    search.triggerResult(found[0])
    assert [feature["libelle"] for feature in layer.selectedFeatures()] == [name]
    assert canvas.extent().intersects(layer.boundingBoxOfSelected())
    QgsProject.instance().clear()


def test_the_message_about_what_is_missing_can_be_copied(qgis):
    from qgis.core import QgsApplication
    from qgis.gui import QgsMessageBar

    from qgis_plugin import environment
    from qgis_plugin.plugin import show_copyable

    said = environment.explain(["pyogrio"])
    bar = QgsMessageBar()
    show_copyable(bar, said).click()
    assert QgsApplication.clipboard().text() == said and "pip install" in said
