"""The JSON Schema of a template says the same as the engine that reads it."""

import io
import json

import pandas as pd
import pytest

from geotools.sources import (
    example_template,
    read_template,
    template_kinds,
    template_schema,
)
from geotools.sources.templates import load_template

KINDS = sorted(template_kinds())


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_json_and_names_every_column(kind):
    schema = json.loads(json.dumps(template_schema(kind)))
    columns = load_template(kind).columns
    assert list(schema["properties"]) == [column.name for column in columns]
    assert set(schema["required"]) <= {column.name for column in columns if column.required}


def test_what_a_schema_says_of_a_column():
    properties = template_schema("menages")["properties"]
    assert properties["occupants"] == {
        "title": "Nombre d’occupants",
        "type": "integer",
        "minimum": 1,
        "maximum": 30,
    }
    assert properties["apl"]["type"] == ["boolean", "null"]
    assert properties["commune"]["pattern"] == r"^(?:(?:\d{2}|2[AB])\d{3})$"
    assert properties["type_menage"]["enum"][-1] is None
    assert properties["date_enquete"]["format"] == "date"


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_the_engine_reads_are_valid(kind, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    (tmp_path / "f.csv").write_text(example_template(kind))
    frame = pd.DataFrame(read_template(kind, tmp_path / "f.csv").frame.reset_index())
    template = load_template(kind)
    if "geometry" in frame.columns:
        points = frame.pop("geometry")
        for name, side in zip(template.position, ("x", "y"), strict=True):
            frame[name] = [getattr(point, side) for point in points]
    written = json.loads(frame.to_json(orient="records", date_format="iso"))
    validator = jsonschema.Draft202012Validator(template_schema(kind))
    assert len(written) == len(pd.read_csv(io.StringIO(example_template(kind)), sep=";"))
    for row in written:
        assert list(validator.iter_errors(row)) == []
