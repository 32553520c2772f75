"""A printable atlas: one page per district, commune or group, exported to PDF without a window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutExporter,
    QgsPrintLayout,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtXml import QDomDocument

from geotools.operations import Group

from . import _qgis_compat as compat
from . import manual
from .adapter import add_parameters, french_errors
from .environment import PLUGIN, require_floor
from .i18n import tr
from .settings import preferences

if TYPE_CHECKING:
    from .atlas_content import Chosen

FORMATS = ("A4", "A3")
DPI = 150  # hatches are drawn as pictures: finer ones make files too heavy to send
SECRECY = "Document de travail : ne pas diffuser avant l’audit du secret statistique."
"""What the foot says unless the person, who knows what was audited, says otherwise."""


class AtlasAlgorithm(QgsProcessingAlgorithm):
    """One page per feature: map, figures beside the level above, classes, trend, legend, proof."""

    def createInstance(self) -> AtlasAlgorithm:
        return AtlasAlgorithm()

    def name(self) -> str:
        return "atlaspdf"

    def displayName(self) -> str:
        return tr("Imprimer un atlas en PDF")

    def group(self) -> str:
        return tr(Group.WHOLE.value)

    def groupId(self) -> str:
        return Group.WHOLE.name.lower()

    def tags(self) -> list[str]:
        return ["atlas", "pdf", "carte", "impression", "mise en page"]

    def icon(self) -> QIcon:
        return QIcon(str(PLUGIN / "icons" / "equilibre.svg"))

    def flags(self) -> Any:
        return super().flags() | compat.NO_THREADING  # layouts live in the main thread

    def helpUrl(self) -> str:
        return manual.guide()

    def shortDescription(self) -> str:
        return tr("Une page par quartier, commune ou groupe : carte, chiffres, légende, sources.")

    def shortHelpString(self) -> str:
        return tr(
            "Une page par entité de la couche de couverture. À gauche, la carte : l’unité de la "
            "page est cernée, une petite carte la situe. À droite, sa classe (indice de précarité, "
            "grappe, orientation), ses chiffres à côté de ceux du niveau supérieur, l’écart, et "
            "l’évolution quand un millésime antérieur est donné ou que la couche porte des champs "
            "« _avant ». Au pied, sources, millésime et mention du secret. Un chiffre retenu est "
            "marqué « s ».\n\n"
            "Niveau supérieur : la commune pour un quartier ou un groupe, le territoire pour une "
            "commune. La couche doit porter les mêmes champs ; l’entité retenue est celle qui "
            "contient un point intérieur de l’unité, ou la seule ligne de la couche. Sans cette "
            "couche, l’unité est comparée à la médiane des unités.\n\n"
            "Ne couvrez que des couches que l’audit du secret a admises : l’atlas montre les "
            "chiffres tels quels."
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        polygons, every = compat.SOURCE_TYPES["polygon"], compat.SOURCE_TYPES["table"]
        layer = QgsProcessingParameterVectorLayer
        field = QgsProcessingParameterField
        definitions = (
            layer("INPUT", tr("Couche de couverture : une page par entité"), [polygons]),
            field("NAME", tr("Champ du titre de la page"), "", "INPUT"),
            field(
                "FIGURES",
                tr("Champs des chiffres à montrer"),
                None,
                "INPUT",
                compat.FIELD_ANY,
                True,
                True,
            ),
            layer("REFERENCE", tr("Niveau supérieur (communes, territoire)"), [every], None, True),
            layer("PREVIOUS", tr("Millésime antérieur de la couche"), [every], None, True),
            field("KEY", tr("Code commun aux deux millésimes"), "", "INPUT", optional=True),
            QgsProcessingParameterMultipleLayers(
                "LAYERS",
                tr("Couches du fond, de haut en bas"),
                compat.SOURCE_TYPES["any"],
                None,
                True,
            ),
            QgsProcessingParameterString("TITLE", tr("Titre de l’atlas"), "", False, True),
            QgsProcessingParameterString(
                "VINTAGE", tr("Millésime antérieur, en toutes lettres"), "", False, True
            ),
            QgsProcessingParameterString(
                "SOURCES", tr("Sources et millésimes"), preferences().sources, False, True
            ),
            QgsProcessingParameterString("SECRECY", tr("Mention du secret"), tr(SECRECY)),
            QgsProcessingParameterEnum("FORMAT", tr("Format"), list(FORMATS), False, 0),
            QgsProcessingParameterFileDestination("OUTPUT", tr("Atlas"), "PDF (*.pdf)"),
        )
        add_parameters(self, definitions)

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Ask for the title in French: QGIS would name the parameter in English."""
        if not parameters.get("NAME"):
            return False, tr("Choisissez le champ qui donne le titre de chaque page.")
        return super().checkParameterValues(parameters, context)

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        project = QgsProject()  # apart from the open project, which is left as it is
        with french_errors(self.displayName()):
            require_floor()
            from geotools.outputs.qgis.layout import atlas_element, element_text

            from .atlas_content import AtlasContent

            content = AtlasContent(self._chosen(parameters, context))
            atlas = content.fill(project)
        text = {
            "equilibre_titre": self.parameterAsString(parameters, "TITLE", context) or "Atlas",
            "equilibre_territoire": content.cover.name(),
            "equilibre_sources": self.parameterAsString(parameters, "SOURCES", context),
            "equilibre_secret": self.parameterAsString(parameters, "SECRECY", context),
        }
        QgsExpressionContextUtils.setProjectVariables(project, text)
        paper = FORMATS[self.parameterAsEnum(parameters, "FORMAT", context)]
        layout = _read_layout(project, element_text(atlas_element(paper.lower(), "Atlas", atlas)))
        target = Path(self.parameterAsFileOutput(parameters, "OUTPUT", context))
        _export(layout, target, feedback)
        return {"OUTPUT": str(target)}

    def _chosen(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Chosen:
        from .atlas_content import Chosen

        layer = self.parameterAsVectorLayer
        names = compat.field_names(self, parameters, "KEY", context)
        return Chosen(
            cover=layer(parameters, "INPUT", context),
            name=self.parameterAsString(parameters, "NAME", context),
            figures=compat.field_names(self, parameters, "FIGURES", context),
            above=layer(parameters, "REFERENCE", context),
            before=layer(parameters, "PREVIOUS", context),
            key=names[0] if names else "",
            vintage=self.parameterAsString(parameters, "VINTAGE", context),
            background=self.parameterAsLayerList(parameters, "LAYERS", context),
        )


def _read_layout(project: QgsProject, text: str) -> QgsPrintLayout:
    """Return the layout of a project from its XML."""
    document = QDomDocument()
    document.setContent(text)
    layout = QgsPrintLayout(project)
    if not layout.readLayoutXml(document.documentElement(), document, QgsReadWriteContext()):
        raise QgsProcessingException("QGIS n’a pas pu lire la mise en page de l’atlas.")
    return layout


def _export(layout: QgsPrintLayout, target: Path, feedback: QgsProcessingFeedback) -> None:
    """Print beside the destination, then put the whole file in place: nothing is left halfway."""
    partial = target.with_name(f".{target.name}.partiel")
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = DPI
    settings.textRenderFormat = compat.TEXT_AS_TEXT  # light, and found by a search
    try:
        result, message = QgsLayoutExporter.exportToPdf(
            layout.atlas(), str(partial), settings, feedback
        )
        if feedback.isCanceled():
            raise QgsProcessingException("Traitement interrompu : aucun atlas n’est écrit.")
        if result != QgsLayoutExporter.ExportResult.Success:
            raise QgsProcessingException(
                f"L’atlas n’a pas pu être écrit ({message or 'raison inconnue'}). Vérifiez que le "
                "dossier existe et que le PDF n’est pas ouvert ailleurs."
            )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
