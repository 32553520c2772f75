"""A raster result: written where QGIS asks, loaded with its place, its bands and no data."""

import geopandas as gpd
import numpy as np
import pytest
import shapely


@pytest.fixture
def tiles(tmp_path):
    """A 6 × 4 grid of INSEE tiles, one of them without a value."""
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(6) * 200, np.arange(4) * 200))
    part = np.arange(24.0)
    part[7] = np.nan
    squares = shapely.box(x + 3_770_000, y + 2_890_000, x + 3_770_200, y + 2_890_200)
    path = tmp_path / "carreaux.gpkg"
    gpd.GeoDataFrame({"part": part}, geometry=squares, crs=3035).to_file(path)
    return path


def test_a_smoothed_surface_becomes_a_layer_of_the_project(provider, tiles):
    pytest.importorskip("rasterio")
    from qgis.core import (
        QgsPointXY,
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProcessingOutputLayerDefinition,
        QgsProcessingUtils,
        QgsProject,
    )

    project, context, feedback = QgsProject(), QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(project)
    target = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", project)
    parameters = {"INPUT": str(tiles), "VALUES": ["part"], "OUTPUT": target}
    algorithm = provider.algorithm("surfaceraster").create()
    assert algorithm.checkParameterValues(parameters, context) == (True, "")
    found, done = algorithm.run(parameters, context, feedback)
    assert done, feedback.textLog()
    assert found["OUTPUT"].endswith(".tif")
    ((key, details),) = context.layersToLoadOnCompletion().items()
    layer = QgsProcessingUtils.mapLayerFromString(key, context)
    details.postProcessor().postProcessLayer(layer, context, feedback)
    assert layer.isValid()
    assert layer.crs().authid() == "EPSG:3035"
    assert (layer.width(), layer.height(), layer.bandName(1)) == (6, 4, "Band 1: part")
    values = layer.dataProvider()
    assert values.sample(QgsPointXY(3_770_100, 2_890_100), 1) == (0.0, True)
    assert values.sample(QgsPointXY(3_771_100, 2_890_700), 1) == (23.0, True)
    assert not values.sample(QgsPointXY(3_770_300, 2_890_300), 1)[1]
