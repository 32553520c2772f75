"""A printable atlas: one page per district, commune or group, exported to PDF without a window."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
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
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QFont, QIcon

from . import _qgis_compat as compat
from .environment import PLUGIN
from .i18n import tr

FORMATS = ("A4", "A3")
MARGIN, FOOT, SIDE = 10.0, 16.0, 78.0  # millimetres
SECRECY = "Document de travail : ne pas diffuser avant l’audit du secret statistique."
"""What the foot says unless the person, who knows what was audited, says otherwise."""
NORTH = PLUGIN / "icons" / "nord.svg"
COVER = {"color": "0,0,0,0", "outline_color": "163,39,27", "outline_width": "0.8"}
"""The unit of the page is outlined, so that what lies under it stays visible."""


class AtlasAlgorithm(QgsProcessingAlgorithm):
    """One page per feature: map, figures of the unit, legend, scale, north, sources, secrecy."""

    def createInstance(self) -> AtlasAlgorithm:
        return AtlasAlgorithm()

    def name(self) -> str:
        return "atlaspdf"

    def displayName(self) -> str:
        return tr("Imprimer un atlas en PDF")

    def group(self) -> str:
        return tr("0 · Chaînes complètes")

    def groupId(self) -> str:
        return "models"

    def tags(self) -> list[str]:
        return ["atlas", "pdf", "carte", "impression", "mise en page"]

    def icon(self) -> QIcon:
        return QIcon(str(PLUGIN / "icons" / "equilibre.svg"))

    def flags(self) -> Any:
        return super().flags() | compat.NO_THREADING  # layouts live in the main thread

    def shortDescription(self) -> str:
        return tr("Une page par quartier, commune ou groupe : carte, chiffres, légende, sources.")

    def shortHelpString(self) -> str:
        return tr(
            "Une page par entité de la couche de couverture : carte centrée sur elle, chiffres des "
            "champs choisis, légende, échelle, nord, sources et mention du secret. Les couches de "
            "fond gardent leur style. Ne couvrez que des couches que l’audit du secret a admises : "
            "l’atlas montre les chiffres tels quels."
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        polygons = compat.SOURCE_TYPES["polygon"]
        definitions = (
            QgsProcessingParameterVectorLayer(
                "INPUT", tr("Couche de couverture : une page par entité"), [polygons]
            ),
            QgsProcessingParameterField("NAME", tr("Champ du titre de la page"), None, "INPUT"),
            QgsProcessingParameterField(
                "FIGURES",
                tr("Champs des chiffres à montrer"),
                None,
                "INPUT",
                compat.FIELD_ANY,
                True,
                True,
            ),
            QgsProcessingParameterMultipleLayers(
                "LAYERS",
                tr("Couches du fond, de haut en bas"),
                compat.SOURCE_TYPES["any"],
                None,
                True,
            ),
            QgsProcessingParameterString("TITLE", tr("Titre de l’atlas"), "", False, True),
            QgsProcessingParameterString("SOURCES", tr("Sources et millésimes"), "", False, True),
            QgsProcessingParameterString("SECRECY", tr("Mention du secret"), tr(SECRECY)),
            QgsProcessingParameterEnum("FORMAT", tr("Format"), list(FORMATS), False, 0),
            QgsProcessingParameterFileDestination("OUTPUT", tr("Atlas"), "PDF (*.pdf)"),
        )
        for definition in definitions:
            self.addParameter(definition)

    def processAlgorithm(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        coverage = self.parameterAsVectorLayer(parameters, "INPUT", context)
        if coverage is None or coverage.featureCount() == 0:
            raise QgsProcessingException(
                "La couche de couverture est introuvable ou vide : choisissez une couche de "
                "polygones qui a au moins une entité."
            )
        given = self.parameterAsLayerList(parameters, "LAYERS", context)
        project = QgsProject()  # apart from the open project, which is left as it is
        project.setCrs(coverage.crs())
        shown = [layer.clone() for layer in given if layer.id() != coverage.id()]
        cover = coverage.clone()
        cover.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(COVER)))
        project.addMapLayers([cover, *shown])
        page = AtlasPage(project, FORMATS[self.parameterAsEnum(parameters, "FORMAT", context)])
        page.draw(
            cover,
            [cover, *shown],
            name=self.parameterAsString(parameters, "NAME", context),
            figures=compat.field_names(self, parameters, "FIGURES", context),
            title=self.parameterAsString(parameters, "TITLE", context),
            notes=[
                self.parameterAsString(parameters, "SOURCES", context),
                self.parameterAsString(parameters, "SECRECY", context),
            ],
        )
        target = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        settings = QgsLayoutExporter.PdfExportSettings()
        result, message = QgsLayoutExporter.exportToPdf(
            page.layout.atlas(), target, settings, feedback
        )
        if result != QgsLayoutExporter.Success:
            raise QgsProcessingException(
                f"L’atlas n’a pas pu être écrit ({message or 'raison inconnue'}). Vérifiez que le "
                "dossier existe et que le PDF n’est pas ouvert ailleurs."
            )
        return {"OUTPUT": target}


class AtlasPage:
    """The layout: built here once, repeated by the atlas."""

    def __init__(self, project: QgsProject, paper: str) -> None:
        self.layout = QgsPrintLayout(project)
        self.layout.initializeDefaults()
        sheet = self.layout.pageCollection().page(0)
        sheet.setPageSize(paper, QgsLayoutItemPage.Landscape)
        self._width, self._height = sheet.pageSize().width(), sheet.pageSize().height()

    def draw(
        self,
        cover: QgsVectorLayer,
        layers: list[Any],
        *,
        name: str,
        figures: list[str],
        title: str,
        notes: list[str],
    ) -> None:
        """Place the map on the left, the figures and the legend on the right."""
        top, side = MARGIN + 14, self._width - MARGIN - SIDE
        heading = f'[% "{name}" %]' + (f" — {title}" if title else "")
        self._label(heading, MARGIN, MARGIN, self._width - 2 * MARGIN, 12, size=18, bold=True)
        chart = QgsLayoutItemMap(self.layout)
        chart.setLayers(layers)
        chart.setFrameEnabled(True)
        chart.setAtlasDriven(True)
        chart.setAtlasMargin(0.25)
        # The atlas keeps the ratio of the extent, not of the item: give the extent the item's.
        width, height = side - MARGIN - 4, self._height - top - FOOT - 2
        self._place(chart, MARGIN, top, width, height)
        centre, span = cover.extent().center(), max(cover.extent().width(), 1.0)
        chart.setExtent(QgsRectangle.fromCenterAndSize(centre, span, span * height / width))
        lines = [f"{_alias(cover, field)} : {_shown(cover, field)}" for field in figures]
        height = 7.0 * max(len(lines), 1)
        self._label("\n".join(lines), side, top, SIDE, height, size=11)
        legend = QgsLayoutItemLegend(self.layout)
        legend.setLinkedMap(chart)
        legend.setLegendFilterByMapEnabled(True)
        self._place(legend, side, top + height + 4, SIDE, 60)
        scale = QgsLayoutItemScaleBar(self.layout)
        scale.setStyle("Single Box")
        scale.setLinkedMap(chart)
        scale.setUnits(compat.METRES)
        scale.setUnitLabel("m")
        scale.setSegmentSizeMode(compat.FIT_WIDTH)
        scale.setMinimumBarWidth(25)
        scale.setMaximumBarWidth(50)
        scale.setNumberOfSegments(2)
        scale.setNumberOfSegmentsLeft(0)
        self._place(scale, MARGIN + 4, self._height - FOOT - 16, 60, 12)
        north = QgsLayoutItemPicture(self.layout)
        north.setPicturePath(str(NORTH))
        self._place(north, side - 20, top + 2, 12, 12)
        number = "Page [% @atlas_featurenumber %]/[% @atlas_totalfeatures %]"
        foot = " · ".join(part for part in (*notes, number) if part)
        self._label(foot, MARGIN, self._height - FOOT, self._width - 2 * MARGIN, FOOT - 6, size=8)
        atlas = self.layout.atlas()
        atlas.setCoverageLayer(cover)
        atlas.setPageNameExpression(f'"{name}"')
        atlas.setSortFeatures(True)
        atlas.setSortExpression(f'"{name}"')
        atlas.setEnabled(True)

    def _label(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        size: int,
        bold: bool = False,
    ) -> None:
        label = QgsLayoutItemLabel(self.layout)
        font = QFont("DejaVu Sans", size)
        font.setBold(bold)
        label.setFont(font)
        label.setText(text)
        self._place(label, x, y, width, height)

    def _place(self, item: Any, x: float, y: float, width: float, height: float) -> None:
        self.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x, y, compat.MILLIMETRES))
        item.attemptResize(QgsLayoutSize(width, height, compat.MILLIMETRES))


def _alias(layer: QgsVectorLayer, field: str) -> str:
    return layer.fields().field(field).alias() or field


def _shown(layer: QgsVectorLayer, field: str) -> str:
    """Return the expression of a figure: rounded when it is a real number, « s » when withheld."""
    decimal = compat.field_type(layer.fields().field(field)) == compat.DOUBLE
    value = f"format_number(\"{field}\", 1, 'fr')" if decimal else f'to_string("{field}")'
    return f"[% coalesce({value}, 's') %]"
