"""Build processing_models/*.model3 with QGIS's own writer.

A model is drawn here once, from its inputs to its results, so that its file never has to be
edited by hand; run this again after a parameter of an operation changed. Needs QGIS.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import (  # noqa: E402
    QgsApplication,
    QgsProcessing,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildDependency,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QPointF, QSizeF  # noqa: E402

GROUP, GROUP_ID = "0 · Chaînes complètes", "models"
POINTS, POLYGONS = QgsProcessing.TypeVectorPoint, QgsProcessing.TypeVectorPolygon
VECTOR = QgsProcessing.TypeVector


@dataclass(frozen=True)
class Given:
    """A value that the person gives to the model."""

    name: str


@dataclass(frozen=True)
class From:
    """A result of an earlier step."""

    step: str
    output: str = "OUTPUT"


@dataclass(frozen=True)
class Step:
    """One algorithm: its values (lists for several layers), the results kept, what it waits for."""

    name: str
    algorithm: str
    label: str
    values: Mapping[str, Any]
    keeps: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A chain: what it asks for and its steps in order."""

    file: str
    title: str
    help: str
    inputs: tuple[QgsProcessingParameterDefinition, ...]
    steps: tuple[Step, ...]


def layer(name: str, label: str, kind: Any, *, optional: bool = False) -> Any:
    return QgsProcessingParameterFeatureSource(name, label, [kind], None, optional)


def column(name: str, label: str, parent: str, default: str | None = None) -> Any:
    numeric = QgsProcessingParameterField.Numeric
    return QgsProcessingParameterField(
        name, label, default, parent, numeric, False, default is not None
    )


def whole(name: str, label: str, default: int, minimum: int) -> Any:
    kind = QgsProcessingParameterNumber.Integer
    return QgsProcessingParameterNumber(name, label, kind, default, False, minimum)


PRECARITY_FIELDS = {
    "REV_LT40": ("Ménages aux très bas revenus", "menages_tbr"),
    "REV_LT40_BASE": ("Ménages en logements ≤ PLUS (base)", "menages_plus"),
    "APL": ("Ménages bénéficiaires de l’APL", "menages_apl"),
    "APL_BASE": ("Ménages dont l’APL est connue (base)", "menages_apl_connu"),
    "CHOMEURS": ("Majeurs chômeurs", "majeurs_chomeurs"),
    "CHOMEURS_BASE": ("Majeurs (base)", "majeurs"),
    "SANS_EMPLOI": ("Majeurs sans emploi", "majeurs_sans_emploi"),
    "SANS_EMPLOI_BASE": ("Majeurs (base)", "majeurs"),
}
"""Each count and its base, by the names of the catalogue: those that the diagnosis writes."""

DIAGNOSES = (
    Model(
        "diagnosticepci",
        "Diagnostic d’un EPCI",
        "Situe les résidences dans les QPV et les IRIS, calcule l’indice de précarité base 100 et "
        "repère les concentrations que le hasard n’explique pas.",
        (
            layer("RESIDENCES", "Résidences, avec leurs effectifs", POINTS),
            layer("QPV", "Quartiers prioritaires", POLYGONS),
            layer("IRIS", "IRIS", POLYGONS),
            *(
                column(name, label, "RESIDENCES", default)
                for name, (label, default) in PRECARITY_FIELDS.items()
            ),
            whole("PERMUTATIONS", "Permutations", 9_999, 99),
        ),
        (
            Step(
                "zonages",
                "joinzonings",
                "Situer dans les QPV et les IRIS",
                {
                    "INPUT": Given("RESIDENCES"),
                    "ZONINGS": [Given("QPV"), Given("IRIS")],
                    "ZONINGS_NAMES": "qpv, iris",
                },
            ),
            Step(
                "precarite",
                "precarityindex",
                "Indice de précarité",
                {"INPUT": From("zonages")} | {name: Given(name) for name in PRECARITY_FIELDS},
                {"OUTPUT": "Indice de précarité"},
            ),
            Step(
                "grappes",
                "localmoran",
                "Concentrations",
                {
                    "INPUT": From("precarite"),
                    "VALUE": "indice_precarite",
                    "WEIGHTS": "knn:8",
                    "PERMUTATIONS": Given("PERMUTATIONS"),
                },
                {"OUTPUT": "Grappes"},
            ),
        ),
    ),
    Model(
        "lisacarreaux",
        "Concentrations par carreau de 200 m",
        "Compte des points par carreau INSEE de 200 m, puis repère les carreaux entourés de "
        "carreaux semblables (Moran local, carreaux contigus).",
        (
            layer("POINTS", "Points à compter (résidences, logements)", POINTS),
            column("POIDS", "Champ à sommer", "POINTS", "logements"),
            whole("PERMUTATIONS", "Permutations", 9_999, 99),
        ),
        (
            Step(
                "carreaux",
                "tilecounts",
                "Compter par carreau",
                {"INPUT": Given("POINTS"), "SIZE": "200", "WEIGHT": Given("POIDS")},
            ),
            Step(
                "grappes",
                "localmoran",
                "Concentrations",
                {
                    "INPUT": From("carreaux"),
                    "VALUE": Given("POIDS"),
                    "WEIGHTS": "queen",
                    "PERMUTATIONS": Given("PERMUTATIONS"),
                },
                {"OUTPUT": "Grappes par carreau"},
            ),
        ),
    ),
)


COUNTS = tuple(dict.fromkeys(default for _, default in PRECARITY_FIELDS.values()))
BASES = ", ".join(
    f"{PRECARITY_FIELDS[name][1]}={PRECARITY_FIELDS[name + '_BASE'][1]}"
    for name in ("REV_LT40", "APL", "CHOMEURS", "SANS_EMPLOI")
)

PUBLICATION = Model(
    "publicationsecret",
    "Publication sous secret statistique",
    "Regroupe les résidences pour que chaque effectif, son complément et sa base atteignent le "
    "seuil sans franchir les limites choisies, protège ensemble les groupes et les totaux par "
    "limite, audite le tout et délivre le certificat, relit les groupes comme leur destinataire "
    "et s’arrête au moindre constat, puis calcule leur indice de précarité. À diffuser : les "
    "groupes, les totaux et le certificat ; l’appartenance des résidences reste interne, comme la "
    "liste des résidences sans localisation, qui n’entrent ni dans les groupes ni dans les totaux.",
    (
        layer("RESIDENCES", "Résidences, avec leurs effectifs", POINTS),
        whole("SEUIL", "Seuil du secret (ménages)", 11, 2),
        QgsProcessingParameterField(
            "LIMITES",
            "Limites à ne pas franchir (commune, QPV, bailleur)",
            "commune",
            "RESIDENCES",
            QgsProcessingParameterField.Any,
            True,
            True,
        ),
    ),
    (
        Step(
            "localisees",
            "native:removenullgeometries",
            "Mettre à part les résidences sans localisation",
            {"INPUT": Given("RESIDENCES"), "REMOVE_EMPTY": True},
            {"NULL_OUTPUT": "Résidences sans localisation, hors groupes (interne)"},
        ),
        Step(
            "groupes",
            "certifiedrelease",
            "Regrouper, protéger, auditer et certifier",
            {
                "INPUT": From("localisees"),
                "COUNTS": [*COUNTS],
                "BASES": BASES,
                "WITHIN": Given("LIMITES"),
                "THRESHOLD": Given("SEUIL"),
            },
            {
                "OUTPUT_TOTALS": "Totaux par limite",
                "OUTPUT_CERTIFICATE": "Certificat de secret",
                "OUTPUT_MEMBERSHIP": "Groupe de chaque résidence (interne)",
            },
        ),
        Step(
            "audit",
            "audittables",
            "Auditer les groupes, s’arrêter au refus",
            {
                "TABLES": [From("groupes")],
                "TABLES_NAMES": "groupes",
                "COUNTS": ", ".join(COUNTS),
                "UNIT": "groupe",
                "BASES": BASES,
                "THRESHOLD": Given("SEUIL"),
                "STRICT": True,
            },
        ),
        Step(
            "precarite",
            "precarityindex",
            "Indice de précarité des groupes",
            {"INPUT": From("groupes")}
            | {name: default for name, (_, default) in PRECARITY_FIELDS.items()},
            {"OUTPUT": "Indice de précarité par groupe"},
            after=("audit",),
        ),
    ),
)

OBJECTIVES = Model(
    "suiviobjectifs",
    "Suivi annuel des objectifs d’attribution",
    "Mesure les trois objectifs légaux d’attribution, pour l’ensemble puis pour chaque année, avec "
    "les quartiers prioritaires en vigueur à la date de chaque décision.",
    (
        layer("ATTRIBUTIONS", "Attributions (gabarit « attributions »)", VECTOR),
        layer("QPV2015", "Quartiers prioritaires 2015", POLYGONS),
        layer("QPV2024", "Quartiers prioritaires 2024", POLYGONS),
    ),
    tuple(
        Step(
            name,
            "allocationobjectives",
            label,
            {
                "INPUT": Given("ATTRIBUTIONS"),
                "BY": key,
                "PERIMETERS": [Given("QPV2015"), Given("QPV2024")],
                "PERIMETERS_NAMES": "qpv2015, qpv2024",
            },
            {"OUTPUT": label},
        )
        for name, key, label in (
            ("ensemble", "ensemble", "Objectifs, ensemble"),
            ("annees", "annee", "Objectifs par année"),
            ("communes", "commune", "Objectifs par commune"),
        )
    ),
)

PROGRAMME = Model(
    "surcoucheplh",
    "Programmation du PLH face au diagnostic",
    "Confronte les opérations programmées aux QPV, aux IRIS et aux concentrations de précarité "
    "repérées par le Moran local : alertes, avec la règle dont chacune vient.",
    (
        layer("PROGRAMME", "Opérations programmées (gabarit « programme »)", POINTS),
        layer("QPV", "Quartiers prioritaires", POLYGONS),
        layer("IRIS", "IRIS, avec la valeur à analyser", POLYGONS),
        column("VALEUR", "Valeur dont on cherche les concentrations", "IRIS", "indice_precarite"),
        whole("PERMUTATIONS", "Permutations", 9_999, 99),
    ),
    (
        Step(
            "grappes",
            "localmoran",
            "Concentrations par IRIS",
            {
                "INPUT": Given("IRIS"),
                "VALUE": Given("VALEUR"),
                "WEIGHTS": "queen",
                "PERMUTATIONS": Given("PERMUTATIONS"),
            },
            {"OUTPUT": "Grappes par IRIS"},
        ),
        Step(
            "programme",
            "programmeoverlay",
            "Confronter au diagnostic",
            {
                "INPUT": Given("PROGRAMME"),
                "ZONINGS": [Given("QPV"), From("grappes")],
                "ZONINGS_NAMES": "qpv, grappes",
                "SECTOR": "commune",
            },
            {
                "OUTPUT": "Opérations et alertes",
                "OUTPUT_SECTEURS": "Programmation par secteur",
                "OUTPUT_REGLES": "Règles appliquées",
            },
        ),
    ),
)

MODELS = (*DIAGNOSES, PUBLICATION, OBJECTIVES, PROGRAMME)


def source(value: Any) -> Any:
    if isinstance(value, Given):
        return QgsProcessingModelChildParameterSource.fromModelParameter(value.name)
    if isinstance(value, From):
        return QgsProcessingModelChildParameterSource.fromChildOutput(value.step, value.output)
    return QgsProcessingModelChildParameterSource.fromStaticValue(value)


def build(model: Model) -> QgsProcessingModelAlgorithm:
    """Return the model of QGIS, laid out from left to right."""
    result = QgsProcessingModelAlgorithm(model.title, GROUP, GROUP_ID)
    result.setHelpContent({"ALG_DESC": model.help, "ALG_VERSION": ""})
    for row, definition in enumerate(model.inputs):
        place = QgsProcessingModelParameter(definition.name())
        place.setPosition(QPointF(150, 80 + 90 * row))
        result.addModelParameter(definition, place)
    result.setParameterOrder([definition.name() for definition in model.inputs])
    for rank, step in enumerate(model.steps):
        ours = ":" not in step.algorithm
        child = QgsProcessingModelChildAlgorithm(f"{'equilibre:' * ours}{step.algorithm}")
        child.setChildId(step.name)
        child.setDescription(step.label)
        child.setPosition(QPointF(450 + 300 * rank, 120 + 60 * rank))
        child.setSize(QSizeF(220, 40))
        for name, value in step.values.items():
            layers = isinstance(value, list) and isinstance(value[0], Given | From)
            values = value if layers else [value]
            child.addParameterSources(name, [source(item) for item in values])
        kept = {}
        for output, title in step.keeps.items():
            end = QgsProcessingModelOutput(title)  # it names the layer
            end.setChildId(step.name)
            end.setChildOutputName(output)
            end.setPosition(QPointF(450 + 300 * rank, 260 + 60 * rank))
            kept[title] = end
        child.setModelOutputs(kept)
        child.setDependencies([QgsProcessingModelChildDependency(name) for name in step.after])
        result.addChildAlgorithm(child)
    return result


def main() -> None:
    """Write every model."""
    application = QgsApplication([], False)
    application.initQgis()
    from qgis_plugin.plugin import EquilibrePlugin

    plugin = EquilibrePlugin(None)
    plugin.initProcessing()
    for model in MODELS:
        target = ROOT / "processing_models" / f"{model.file}.model3"
        if not build(model).toFile(str(target)):
            raise SystemExit(f"{target} n’a pas pu être écrit")
        print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
