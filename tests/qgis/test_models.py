"""The shipped models, run from end to end on the fictitious territory."""

from pathlib import Path

import pytest

from tests import contract

pytest.importorskip("qgis.core")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return contract.write_inputs(tmp_path_factory.mktemp("exemples"))


@pytest.fixture
def run(provider, inputs):
    import processing

    def call(name, **parameters):
        files = {
            key: str(inputs / value) if str(value).endswith(".gpkg") else value
            for key, value in parameters.items()
        }
        definitions = provider.algorithm(name).destinationParameterDefinitions()
        targets = {definition.name(): "TEMPORARY_OUTPUT" for definition in definitions}
        found = processing.run(f"equilibre:{name}", {**files, **targets})
        steps = [key.partition(":")[0] for key in found]
        return {
            step if steps.count(step) == 1 else key: layer
            for step, (key, layer) in zip(steps, found.items(), strict=True)
        }

    return call


def column(layer, name):
    return [feature[name] for feature in layer.getFeatures()]


def test_every_shipped_model_is_offered(provider):
    from qgis.core import QgsProcessingModelAlgorithm

    shipped = {path.stem for path in (ROOT / "processing_models").glob("*.model3")}
    models = [a for a in provider.algorithms() if isinstance(a, QgsProcessingModelAlgorithm)]
    assert {model.name() for model in models} == shipped
    for model in models:
        assert model.name().isalnum() and model.displayName() != model.name()
        assert model.shortDescription()


def test_the_diagnosis_gives_the_answers_of_its_steps(run, inputs):
    from geotools import operations
    from geotools.cli.files import read_layer

    example = contract.EXAMPLES["precarityindex"]
    counts = {name: example[name] for name in example if name not in {"features", "weights"}}
    layers = {"RESIDENCES": "residences.gpkg", "QPV": "qpv2024.gpkg", "IRIS": "iris.gpkg"}
    fields = {name.upper(): column for name, column in counts.items()}
    found = run("diagnosticepci", PERMUTATIONS=999, **layers, **fields)
    residences = read_layer(str(inputs / "residences.gpkg"))
    index = operations.get_operation("precarityindex").function(residences, **counts)
    layer = found["precarite"]
    assert {"qpv_code", "iris_code", "indice_precarite"} <= set(layer.fields().names())
    assert column(layer, "indice_precarite") == pytest.approx(list(index["indice_precarite"]))
    assert set(column(found["grappes"], "grappe")) <= {
        "HH", "LL", "HL", "LH", "ns", "isole"
    }  # fmt: skip


def test_tiles_keep_the_total_of_the_points(run, inputs):
    from geotools.cli.files import read_layer

    found = run("lisacarreaux", POINTS="residences.gpkg", POIDS="logements")
    layer = found["grappes"]
    total = read_layer(str(inputs / "residences.gpkg"))["logements"].sum()
    assert sum(column(layer, "logements")) == total


def test_what_is_published_reaches_the_threshold(run):
    found = run("publicationsecret", RESIDENCES="residences.gpkg")
    layer = found["precarite"]
    bases = {
        "menages_lt40": "menages",
        "menages_apl": "menages",
        "majeurs_chomeurs": "majeurs",
        "majeurs_sans_emploi": "majeurs",
    }
    assert layer.featureCount() > 3
    for numerator, base in bases.items():
        for count, total in zip(column(layer, numerator), column(layer, base), strict=True):
            assert count >= 11 and total - count >= 11


def test_a_publication_that_the_audit_refuses_writes_nothing(provider, inputs, tmp_path):
    import processing
    from qgis.core import (
        QgsProcessingException,
        QgsProcessingFeedback,
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildParameterSource,
    )

    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(ROOT / "processing_models" / "publicationsecret.model3"))
    audit = model.childAlgorithm("audit")
    stricter = QgsProcessingModelChildParameterSource.fromStaticValue(5_000)
    audit.addParameterSources("THRESHOLD", [stricter])
    model.setChildAlgorithm(audit)
    target = tmp_path / "groupes.gpkg"
    feedback = QgsProcessingFeedback()
    with pytest.raises(QgsProcessingException, match="Auditer les groupes") as caught:
        processing.run(
            model,
            {
                "RESIDENCES": str(inputs / "residences.gpkg"),
                "precarite:Indice de précarité par groupe": str(target),
                "groupes:Groupe de chaque résidence (interne)": "TEMPORARY_OUTPUT",
            },
            feedback=feedback,
        )
    said = f"{caught.value}\n{feedback.textLog()}"  # QGIS 3.40 puts the reason in the exception
    assert "La diffusion est refusée" in said
    assert not target.exists()


def test_years_and_communes_add_up_to_the_whole(run):
    found = run(
        "suiviobjectifs",
        ATTRIBUTIONS="attributions.gpkg",
        QPV2015="qpv2015.gpkg",
        QPV2024="qpv2024.gpkg",
    )
    whole, years, communes = (found[f"{k}"] for k in ("ensemble", "annees", "communes"))
    objectives = column(whole, "objectif")
    assert len(set(objectives)) == len(objectives) >= 3
    for objective, total in zip(objectives, column(whole, "denominateur"), strict=True):
        for parts in (years, communes):
            rows = zip(column(parts, "objectif"), column(parts, "denominateur"), strict=True)
            assert sum(count for name, count in rows if name == objective) == total


def test_the_programme_is_confronted_with_districts_and_clusters(run, inputs):
    from geotools.cli.files import read_layer

    found = run(
        "surcoucheplh",
        PROGRAMME="programme_points.gpkg",
        QPV="qpv2024.gpkg",
        IRIS="iris_mesures.gpkg",
        VALEUR="apl",
        PERMUTATIONS=999,
    )
    planned = read_layer(str(inputs / "programme_points.gpkg"))
    operations = found["programme:Opérations et alertes"]
    assert operations.featureCount() == len(planned)
    assert {"qpv_code", "grappes_code"} <= set(operations.fields().names())
    sectors = found["programme:Programmation par secteur"]
    assert sum(column(sectors, "plai")) == planned["plai"].sum()
