"""Every operation on every layer that goes wrong: one French sentence or a whole result.

A case is an operation, an input of its example and one thing done to that input. It passes when the
run ends with rows that can be counted, or with a refusal that a person can read.
"""

import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geotools._compat import missing
from geotools.parameters import Layer, Table
from tests import contract
from tests.qgis.test_contract import qgis_parameters

pytest.importorskip("qgis.core")

SLOW = {"diagnostic", "demo", "smoothquantiles"}
"""Whole chains, and what draws again and again: they have tests of their own."""

ENGLISH = re.compile(
    r"Traceback|cas imprévu|\b(error|invalid|cannot|unexpected|object|dtype|datetime64|float64|"
    r"int64|NoneType|must be|not found)\b|Error",
)
OPERATIONS = [
    operation
    for operation in contract.offered_in_qgis()
    if operation.id not in SLOW and not missing(operation.requires)
]


def emptied(frame):
    return frame.iloc[:0]


def empty_point(frame):
    frame = frame.copy()
    kind = {"Point": shapely.Point(), "MultiPoint": shapely.Point()}
    frame.loc[frame.index[0], "geometry"] = kind.get(
        frame.geom_type.mode().iloc[0], shapely.Polygon()
    )
    return frame


def no_geometry(frame):
    frame = frame.copy()
    frame.loc[frame.index[0], "geometry"] = None
    return frame


def no_system(frame):
    return frame.set_crs(None, allow_override=True)


def own_system(frame):
    text = "+proj=lcc +lat_1=44 +lat_2=49 +lat_0=46.5 +lon_0=3 +x_0=700000 +y_0=6600000"
    return frame.to_crs(f"{text} +ellps=GRS80 +units=m +no_defs")


def in_degrees(frame):
    return frame.to_crs(4326)


def table(frame):
    return pd.DataFrame(frame.drop(columns="geometry"))


def one_row(frame):
    return frame.iloc[:1]


def nothing_known(frame):
    frame = frame.copy()
    for name in _numbers(frame):
        frame[name] = np.nan
    return frame


def as_texts(frame):
    frame = frame.copy()
    for name in _numbers(frame):
        frame[name] = [None if pd.isna(v) else f"{v} €" for v in frame[name]]
    return frame


def negative(frame):
    frame = frame.copy()
    for name in _numbers(frame):
        frame[name] = -frame[name].abs()
    return frame


def named_as_kept(frame):
    return frame.assign(geom=1, rowid=2, OGC_FID=3, Geometry_="a")


def long_numbers(frame):
    values = pd.array([2**53 + 1, *[None] * (len(frame) - 1)], dtype="Int64")
    return frame.assign(identifiant=values)


def one_value(frame):
    frame = frame.copy()
    for name in _numbers(frame):
        frame[name] = 12
    return frame


def _numbers(frame):
    return [c for c in frame.select_dtypes("number").columns if c != "geometry"]


ANY = (emptied, one_row, nothing_known, as_texts, negative, one_value, long_numbers)
SPATIAL = (empty_point, no_geometry, no_system, own_system, in_degrees, table, named_as_kept)


def cases():
    for operation in OPERATIONS:
        first = next((a for a in operation.arguments if isinstance(a.kind, Layer | Table)), None)
        if first is None:
            continue
        spatial = isinstance(first.kind, Layer)
        for spoil in (*ANY, *(SPATIAL if spatial else ())):
            yield pytest.param(operation, first, spoil, id=f"{operation.id}-{spoil.__name__}")


CASES = list(cases())


def test_there_are_at_least_three_hundred_cases():
    assert len(CASES) >= 300


@pytest.fixture(scope="module")
def spoiled(inputs, tmp_path_factory):
    """The spoiled inputs, each written once."""
    folder, made = tmp_path_factory.mktemp("cas"), {}

    def write(path, spoil):
        key = (path, spoil.__name__)
        if key not in made:
            frame = pyogrio.read_dataframe(path, layer=pyogrio.list_layers(path)[0][0])
            if not isinstance(frame, gpd.GeoDataFrame) and spoil in SPATIAL:
                pytest.skip("l’exemple n’a pas de géométrie")
            target = folder / f"{Path(path).stem}_{spoil.__name__}.gpkg"
            made_up = spoil(frame)
            named = {"GEOMETRY_NAME": "forme"} if isinstance(made_up, gpd.GeoDataFrame) else {}
            pyogrio.write_dataframe(made_up, target, layer_options=named)
            made[key] = target
        return made[key]

    return write


@pytest.mark.parametrize(("operation", "argument", "spoil"), CASES)
def test_a_spoiled_layer_ends_in_rows_or_in_a_sentence(
    provider, inputs, spoiled, operation, argument, spoil
):
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingUtils

    from qgis_plugin import definitions

    parameters = qgis_parameters(operation, inputs)
    name = definitions.parameter_name(operation, argument)
    if Path(parameters[name]).suffix != ".gpkg":
        pytest.skip("l’exemple n’est pas un GeoPackage")
    parameters[name] = str(spoiled(parameters[name], spoil))
    if "PERMUTATIONS" in parameters:
        parameters["PERMUTATIONS"] = 99
    if "EFFORT" in parameters:
        parameters["EFFORT"] = 0
    for output in operation.files:
        parameters[definitions.output_name(operation, output)] = "TEMPORARY_OUTPUT"
    algorithm = provider.algorithm(operation.id).create()
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
    fits, message = algorithm.checkParameterValues(parameters, context)
    if not fits:
        return _readable(message)
    found, done = algorithm.run(parameters, context, feedback)
    log = feedback.textLog()
    assert not ENGLISH.search(log), log
    if not done:
        return _readable([line for line in log.splitlines() if line.strip()][-1])
    for output in operation.files:
        if output.kind in ("layer", "table"):
            where = found[definitions.output_name(operation, output)]
            layer = QgsProcessingUtils.mapLayerFromString(where, context)
            assert layer is not None and layer.featureCount() >= 0
            if layer.featureCount() == 0 and output is operation.outputs[0]:
                assert log.strip(), "une couche vide sans un mot"
    return None


def _readable(message):
    assert message and not ENGLISH.search(message), message
    assert message.rstrip().endswith((".", ")", "»", "…", "?")), message
