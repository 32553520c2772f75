"""One declaration, three fronts: the command line answers as the Python function does.

The third front, QGIS, is compared with the same examples in tests/qgis/test_contract.py.
"""

import geopandas as gpd
import pandas as pd
import pytest

from geotools.cli.app import application
from geotools.operations import load_operations
from tests import contract

OPERATIONS = contract.answerable(load_operations())
IDS = [operation.id for operation in OPERATIONS]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return contract.shared_inputs(tmp_path_factory)


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_the_command_line_answers_as_the_function(operation, inputs, tmp_path, capsys):
    expected = operation.function(**contract.python_values(operation, inputs))
    results = operation.results_of(expected)
    typed, targets, said = contract.command_line(operation, inputs), [], []
    for position, (output, result) in enumerate(zip(operation.outputs, results, strict=True)):
        if output.kind == "text":
            said.append(result)
            continue
        framed = isinstance(result, pd.DataFrame | pd.Series)
        other = "tif" if output.kind == "raster" else "bin"
        target = tmp_path / f"{output.name}.{'parquet' if framed else other}"
        flag = "--output" if position == 0 else f"--output-{output.name.replace('_', '-')}"
        typed += [flag, str(target)]
        targets.append((target, result))
    code = application()([operation.command, *typed], standalone_mode=False)
    assert (code or 0) == max([getattr(text, "code", 0) for text in said], default=0)
    contract.assert_same_words(capsys.readouterr().out, "\n".join(map(str, said)))
    for target, result in targets:
        spatial = isinstance(result, gpd.GeoDataFrame)
        if isinstance(result, bytes | str):
            found = target.read_bytes()
        else:
            found = gpd.read_parquet(target) if spatial else pd.read_parquet(target)
            if any(name is not None for name in found.index.names):
                found = found.reset_index()
        contract.assert_same(found, result)


@pytest.mark.parametrize("operation", OPERATIONS, ids=IDS)
def test_an_operation_says_in_french_what_it_is(operation):
    assert operation.id == operation.id.lower() and operation.id.isalnum()
    for text in (operation.label, operation.summary, operation.help, operation.source):
        assert text.strip(), operation.id
    for argument in operation.arguments:
        assert argument.kind.label.strip(), (operation.id, argument.name)


def test_no_example_is_left_without_its_operation():
    assert set(contract.EXAMPLES) <= set(IDS)
