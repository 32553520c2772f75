"""An operation is declared once: what the registry derives, and what it refuses."""

from pathlib import Path
from typing import Annotated

import geopandas as gpd
import pandas as pd
import pytest
from geopandas import GeoDataFrame
from shapely import Point, box

from geotools import operations
from geotools.cards import Card
from geotools.errors import (
    CancelledError,
    ConfigurationError,
    DependencyError,
    GeometryError,
    InputError,
    MissingColumnError,
)
from geotools.operations import Group, Output, load_operations, operation
from geotools.parameters import (
    Choice,
    Field,
    Fields,
    File,
    Integer,
    Layer,
    Layers,
    Number,
    Pairs,
    Table,
    Tables,
)
from geotools.progress import Progress


@pytest.fixture
def registry(monkeypatch):
    """An empty registry, put back afterwards."""
    monkeypatch.setattr(operations, "_REGISTRY", {})
    return operations._REGISTRY


def declare(**more):
    fields = {
        "group": Group.TERRITORY,
        "card": Card("Compter", "Compte.", "Compte."),
        "outputs": (Output("result", "Résultat"),),
    }
    return operation(**(fields | more))


@pytest.fixture
def buffered(registry):
    @declare()
    def grow(
        features: Annotated[GeoDataFrame, Layer("Couche", geometry="point", projected=True)],
        value: Annotated[str, Field("Valeur", numeric=True)],
        *,
        others: Annotated[list[str] | None, Fields("Autres")] = None,
        distance: Annotated[float, Number("Distance", minimum=1, maximum=9, unit="m")] = 2.0,
        times: Annotated[int, Integer("Fois", minimum=1)] = 1,
        rule: Annotated[str, Choice("Règle", options={"a": "A", "b": "B"})] = "a",
        progress: Progress | None = None,
    ) -> GeoDataFrame:
        progress.at(0.5, "étape")
        return features.assign(double=features[value] * times)

    return registry["grow"]


@pytest.fixture
def points():
    return gpd.GeoDataFrame({"n": [1, 2], "t": ["x", "y"]}, geometry=[Point(0, 0), Point(1, 1)],
                            crs=2154)  # fmt: skip


def test_names_defaults_and_descriptions_come_from_the_signature(buffered):
    assert [a.name for a in buffered.arguments] == [
        "features", "value", "others", "distance", "times", "rule",
    ]  # fmt: skip
    by_name = {a.name: a for a in buffered.arguments}
    assert by_name["features"].required and not by_name["distance"].required
    assert by_name["distance"].default == 2.0 and by_name["distance"].kind.unit == "m"
    assert buffered.id == "grow" and buffered.command == "grow"


def test_run_fills_defaults_and_calls_the_function(buffered, points):
    (result,) = buffered.run({"features": points, "value": "n", "times": 3})
    assert result["double"].tolist() == [3, 6]


def test_run_passes_cancellation_on(buffered, points):
    class Stopped(Progress):
        def is_cancelled(self):
            return True

    with pytest.raises(CancelledError, match="rien n’a été écrit"):
        buffered.run({"features": points, "value": "n"}, Stopped())


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"value": None}, InputError, "« Valeur » est requis"),
        ({"value": "m"}, MissingColumnError, "Noms proches : « n »"),
        ({"value": "t"}, InputError, "doit être numérique"),
        ({"others": ["zz"]}, MissingColumnError, "« zz » est absent"),
        ({"others": []}, InputError, "au moins un champ"),
        ({"distance": 10}, InputError, "entre 1 et 9 m ; reçu : 10"),
        ({"distance": "2"}, InputError, "doit être un nombre"),
        ({"distance": float("nan")}, InputError, "doit être un nombre"),
        ({"times": 1.5}, InputError, "nombre entier"),
        ({"times": True}, InputError, "doit être un nombre"),
        ({"rule": "c"}, InputError, "valeurs possibles : a, b"),
        ({"distence": 3}, ConfigurationError, "Noms proches : « distance »"),
    ],
)
def test_unfit_values_are_refused_in_one_french_sentence(buffered, points, values, error, message):
    with pytest.raises(error, match=message):
        buffered.run({"features": points, "value": "n"} | values)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.iloc[:0], "aucune entité"),
        (lambda p: p.set_crs(None, allow_override=True), "n’a pas de système de coordonnées"),
        (lambda p: p.to_crs(4326), "SCR projeté en mètres ; « Couche » est en EPSG:4326"),
        (lambda p: p.set_geometry(p.buffer(1)), "doit contenir des points ; trouvé : Polygon"),
        (lambda p: pd.DataFrame(p.drop(columns="geometry")), "couche géographique"),
    ],
)
def test_unfit_layers_are_refused(buffered, points, change, message):
    with pytest.raises(InputError, match=message):
        buffered.run({"features": change(points), "value": "n"})


def test_tables_named_layers_and_files_are_checked(points, tmp_path):
    table = pd.DataFrame({"a": [1]})
    zones = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs=2154)
    Table("T").check("t", table, {})
    Tables("T").check("t", {"a": table}, {})
    Layers("Z").check("z", {"qpv": zones}, {})
    for kind, value, message in [
        (Table("T"), table.iloc[:0], "aucune ligne"),
        (Table("T"), "x", "doit être une table"),
        (Tables("T"), {}, "au moins une table"),
        (Layers("Z"), {}, "au moins une couche"),
        (Layers("Z"), {"qpv": points}, "« Z : qpv » doit contenir des polygones"),
        (File("F"), Path(tmp_path / "absent.csv"), "n’existe pas"),
    ]:
        with pytest.raises((InputError, GeometryError), match=message):
            kind.check("p", value, {})


def test_pairs_are_typed_as_key_equals_number():
    assert Pairs().read("rev_lt40=2, apl=1;b=0.5") == {"rev_lt40": 2, "apl": 1, "b": 0.5}
    with pytest.raises(ConfigurationError, match="« apl:1 »"):
        Pairs().read("apl:1")


def test_a_missing_package_is_named_with_the_way_to_get_it(registry):
    @declare(requires=("paquet_absent",))
    def far(features: Annotated[GeoDataFrame, Layer("Couche")]) -> GeoDataFrame:
        return features

    with pytest.raises(DependencyError, match=r"demande paquet_absent.*pip install paquet_absent"):
        registry["far"].run({})


def test_a_parameter_without_description_and_a_second_declaration_are_bugs(registry):
    with pytest.raises(RuntimeError, match="exactly one description"):
        declare()(lambda_without_description)

    @declare(id="once")
    def first(features: Annotated[GeoDataFrame, Layer("Couche")]) -> GeoDataFrame:
        return features

    with pytest.raises(RuntimeError, match="declared twice"):
        declare(id="once")(first)


def lambda_without_description(features: GeoDataFrame) -> GeoDataFrame:
    return features


def test_every_operation_explains_itself_in_full():
    listed = load_operations()
    assert listed
    for item in listed:
        assert item.id.isalnum() and item.id.islower(), item.id
        for text in (item.label, item.summary, item.help, item.source):
            assert text.strip(), item.id
        assert item.outputs and item.tags, item.id
        for argument in item.arguments:
            assert argument.kind.label, (item.id, argument.name)


def test_operations_come_in_the_order_of_the_work():
    groups = [list(Group).index(item.group) for item in load_operations()]
    assert groups == sorted(groups)
