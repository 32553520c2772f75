"""The shipped models, run with their defaults on the files that the product itself writes."""

import re
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")

ROOT = Path(__file__).resolve().parents[2]


UNITS = "resultat/interne/unites.gpkg"
PUBLISHED = "resultat/diffusion/diagnostic.gpkg|layername="
BASES = {
    "menages_tbr": "menages_plus",
    "menages_apl": "menages_apl_connu",
    "majeurs_chomeurs": "majeurs",
    "majeurs_sans_emploi": "majeurs",
}


@pytest.fixture
def run(provider, inputs):
    import processing

    def call(name, **parameters):
        files = {
            key: str(inputs / value) if re.search(r"\.(gpkg|csv)", str(value)) else value
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
    from geotools.cli.files import open_layer

    found = run("diagnosticepci", RESIDENCES=UNITS, QPV="qpv2024.gpkg", IRIS="iris.gpkg")
    units = open_layer(str(inputs / UNITS))
    index = operations.get_operation("precarityindex").function(units)
    layer = found["precarite"]
    assert {"qpv_code", "iris_code", "indice_precarite"} <= set(layer.fields().names())
    known = [value for value in column(layer, "indice_precarite") if isinstance(value, float)]
    assert known == pytest.approx(list(index["indice_precarite"].dropna()))
    assert set(column(found["grappes"], "grappe")) <= {
        "HH", "LL", "HL", "LH", "ns", "isole"
    }  # fmt: skip


def test_a_default_of_a_model_is_what_its_steps_receive(provider, inputs):
    import processing
    from qgis.core import QgsProcessingFeedback

    feedback = QgsProcessingFeedback()
    files = {"RESIDENCES": UNITS, "QPV": "qpv2024.gpkg", "IRIS": "iris.gpkg"}
    targets = provider.algorithm("diagnosticepci").destinationParameterDefinitions()
    processing.run(
        "equilibre:diagnosticepci",
        {name: str(inputs / path) for name, path in files.items()}
        | {target.name(): "TEMPORARY_OUTPUT" for target in targets},
        feedback=feedback,
    )
    assert "9999 tirages" in feedback.textLog()


def test_tiles_keep_the_total_of_the_points(run, inputs):
    from geotools.cli.files import open_layer

    layer = run("lisacarreaux", POINTS=UNITS)["grappes"]
    units = open_layer(str(inputs / UNITS))
    placed = units[~units.geometry.isna()]
    assert 0 < len(placed) < len(units)  # some units have no known place, and no tile
    assert sum(column(layer, "logements")) == placed["logements"].sum()


def test_what_is_published_reaches_the_threshold(run):
    layer = run("publicationsecret", RESIDENCES=UNITS)["precarite"]
    assert layer.featureCount() > 3
    for numerator, base in BASES.items():
        for count, total in zip(column(layer, numerator), column(layer, base), strict=True):
            if isinstance(count, int) and isinstance(total, int):  # else withheld
                assert count >= 11 and total - count >= 11


def test_a_model_says_in_french_which_step_stopped_and_why(run):
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run("publicationsecret", RESIDENCES="iris_mesures.gpkg")
    said = str(caught.value)
    assert said.startswith("« Regrouper, protéger, auditer et certifier » : ") and said[-1] == "."
    assert "Error" not in said


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
                "RESIDENCES": str(inputs / UNITS),
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
        ATTRIBUTIONS="attributions.csv",
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
    from geotools.cli.files import open_layer

    found = run(
        "surcoucheplh",
        PROGRAMME=f"{PUBLISHED}programme",
        QPV="qpv2024.gpkg",
        IRIS=f"{PUBLISHED}iris",
    )
    planned = open_layer(str(inputs / f"{PUBLISHED}programme"))
    operations = found["programme:Opérations et alertes"]
    assert operations.featureCount() == len(planned)
    assert {"qpv_code", "grappes_code"} <= set(operations.fields().names())
    sectors = found["programme:Programmation par secteur"]
    assert sum(column(sectors, "plai")) == planned["plai"].sum()
