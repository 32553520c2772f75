"""One declaration, three fronts: QGIS answers as the Python function does."""

import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geotools._compat import missing
from geotools.parameters import (
    Choice,
    Field,
    File,
    Files,
    Folder,
    Layer,
    Layers,
    Number,
    Table,
    Tables,
    Target,
)
from tests import contract

pytest.importorskip("qgis.core")

OPERATIONS = contract.offered_in_qgis()
ANSWERABLE = contract.answerable(OPERATIONS)
SHORT = [operation for operation in ANSWERABLE if operation.id not in contract.WHOLE]
"""The form runs the whole diagnosis (test_folder_form.py), a test below the demo."""


def qgis_parameters(operation, folder):
    """The values of the example as the toolbox gives them."""
    from qgis_plugin import definitions

    contract.clear_target(operation, folder)
    values, parameters = contract.example(operation), {}
    for argument in operation.arguments:
        if argument.name not in values:
            continue
        name, value = definitions.parameter_name(operation, argument), values[argument.name]
        if isinstance(argument.kind, Layer | Table | File | Folder | Target):
            parameters[name] = str(folder / value)
        elif isinstance(argument.kind, Files):
            parameters[name] = [str(folder / path) for path in value]
        elif isinstance(argument.kind, Layers | Tables):
            parameters[name] = [str(folder / path) for path in value.values()]
            parameters[name + definitions.NAMES_SUFFIX] = ", ".join(value)
        elif isinstance(value, dict):
            parameters[name] = contract.as_text(argument.kind, value)
        else:
            parameters[name] = value
    return parameters


@pytest.mark.parametrize("operation", SHORT, ids=[o.id for o in SHORT])
def test_qgis_answers_as_the_function(provider, operation, inputs, tmp_path):
    import processing

    from qgis_plugin import definitions

    absent = missing(operation.requires)
    if absent:
        possible, message = provider.algorithm(operation.id).canExecute()
        assert not possible and all(name in message for name in absent), message
        return
    expected = operation.function(**contract.python_values(operation, inputs))
    results = operation.results_of(expected)
    parameters, targets, said = qgis_parameters(operation, inputs), [], {}
    for output, result in zip(operation.outputs, results, strict=True):
        if output.kind == "text":
            said[definitions.output_name(operation, output)] = result
            continue
        framed = isinstance(result, pd.DataFrame | pd.Series)
        other = "tif" if output.kind == "raster" else "bin"
        target = tmp_path / f"{output.name}.{'gpkg' if framed else other}"
        parameters[definitions.output_name(operation, output)] = str(target)
        targets.append((target, result))
    answered = processing.run(f"equilibre:{operation.id}", parameters)
    for name, text in said.items():
        contract.assert_same_words(answered[name], text)
    for target, result in targets:
        found = target.read_bytes() if isinstance(result, bytes | str) else _read(target)
        contract.assert_same(found, result)


def test_the_demo_writes_what_the_functions_wrote(provider, inputs, tmp_path):
    import processing

    said = processing.run("equilibre:demo", {"OUT": str(tmp_path / "demo"), "RESIDENCES": 150})
    assert "ménages" in said["SUMMARY"], said
    expected = sorted((inputs / "resultat" / "diffusion" / "tableaux").glob("*.csv"))
    found = sorted((tmp_path / "demo" / "diffusion" / "tableaux").glob("*.csv"))
    assert [path.name for path in found] == [path.name for path in expected]
    assert len(found) > 10
    for path, wanted in zip(found, expected, strict=True):
        assert path.read_bytes() == wanted.read_bytes(), path.name


def _read(path):
    return gpd.read_file(path, layer=path.stem)  # beside it, the styles


@pytest.mark.parametrize("operation", OPERATIONS, ids=[o.id for o in OPERATIONS])
def test_every_style_that_an_operation_names_exists(qgis, operation):
    from geotools.outputs.palette import get_style
    from geotools.outputs.qgis.qml import style_path

    for output in operation.outputs:
        if output.style is not None:
            for geometry in get_style(output.style).geometries:
                assert style_path(output.style, geometry).is_file()


def test_the_toolbox_lists_every_operation_with_its_help_icon_and_group(provider):
    algorithms = {algorithm.name(): algorithm for algorithm in provider.algorithms()}
    for operation in OPERATIONS:
        algorithm = algorithms[operation.id]
        assert algorithm.displayName() == operation.label
        assert algorithm.group() == operation.group.value
        assert Path(algorithm.svgIconPath()).is_file()
        assert "<h3>" in algorithm.shortHelpString()


def spoiled(operation):
    """One wrong value for each kind of parameter that the operation has."""
    wrong = {}
    for argument in operation.arguments:
        kind = argument.kind
        if isinstance(kind, Layer | Table):
            wrong.setdefault("layer", (argument, "/nulle/part.gpkg"))
        elif isinstance(kind, File) and not kind.new:
            wrong.setdefault("file", (argument, "/nulle/part.csv"))
        elif isinstance(kind, Field):
            wrong.setdefault("field", (argument, "champ_qui_n_existe_pas"))
        elif isinstance(kind, Choice):
            wrong.setdefault("choice", (argument, "autrement"))
        elif isinstance(kind, Number) and math.isfinite(kind.minimum):
            wrong.setdefault("number", (argument, kind.minimum - 1))
    return wrong.values()


@pytest.mark.parametrize("operation", ANSWERABLE, ids=[o.id for o in ANSWERABLE])
def test_a_wrong_value_is_told_in_one_readable_message(provider, operation, inputs):
    from qgis.core import QgsProcessingContext

    from qgis_plugin import definitions

    parameters = qgis_parameters(operation, inputs)
    for output in operation.files:
        parameters[definitions.output_name(operation, output)] = "TEMPORARY_OUTPUT"
    algorithm = provider.algorithm(operation.id).create()
    context = QgsProcessingContext()
    assert algorithm.checkParameterValues(parameters, context) == (True, "")
    for argument, value in spoiled(operation):
        name = definitions.parameter_name(operation, argument)
        fits, message = algorithm.checkParameterValues({**parameters, name: value}, context)
        assert not fits, name
        assert message.endswith((".", ")")) and len(message) < 400, message
        assert argument.kind.label in message or str(value) in message, message
        assert "Traceback" not in message and "Error" not in message
