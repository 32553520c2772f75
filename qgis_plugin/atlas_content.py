"""What an atlas prints, from layers of QGIS: pages, figures beside others, background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
from qgis.core import (
    QgsMapLayer,
    QgsMemoryProviderUtils,
    QgsProcessingException,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtXml import QDomDocument

from geotools.errors import ConfigurationError, InputError, MissingColumnError, nearest
from geotools.outputs.palette import Style, get_style, recognise_style, styles
from geotools.outputs.qgis import level_above
from geotools.outputs.qgis.factsheet import (
    MOST_FIGURES,
    FactSheet,
    SheetFigure,
    figure_kind,
    figure_label,
    usual_figures,
)
from geotools.outputs.qgis.layout import Atlas
from geotools.outputs.qgis.layout_items import LEGEND_TITLE, legend_heading
from geotools.outputs.qgis.qml import style_element, style_qml
from geotools.sources.plain_tables import is_code_name

from . import _qgis_compat as compat
from . import bridge, worker, writing
from .i18n import tr
from .reading import describe
from .styles import GEOMETRIES
from .tree import keep

ROW_NUMBERS = ("objectid", "fid", "gid", "oid", "ogc_fid", "rowid")
"""How the numbers that programs give to rows are named."""


@dataclass(frozen=True)
class Chosen:
    """What the person chose, as layers and fields."""

    cover: QgsVectorLayer | None
    name: str
    figures: Sequence[str]
    above: QgsVectorLayer | None
    before: QgsVectorLayer | None
    key: str
    vintage: str
    background: Sequence[QgsMapLayer]


class AtlasContent:
    """Checks the choices, then fills a project of its own with what the pages show."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        if chosen.cover is None or chosen.cover.featureCount() == 0:
            raise InputError(
                "La couche de couverture est introuvable ou vide : choisissez une couche de "
                "polygones qui a au moins une entité."
            )
        self._check_fields(chosen.cover)
        self.cover, self._given = _styled(chosen.cover), chosen.cover.id()
        self.figures = self._figures()
        if len(self.figures) > MOST_FIGURES:
            raise ConfigurationError(
                f"Une page tient au plus {MOST_FIGURES} chiffres ; {len(self.figures)} sont "
                "choisis. Retirez-en ou imprimez deux atlas."
            )
        if self.cover.crs().isGeographic():
            raise InputError(
                "L’échelle d’une page exige un SCR projeté en mètres ; la couche « "
                f"{self.cover.name()} » est en {self.cover.crs().authid()}. Reprojetez-la, par "
                "exemple en EPSG:2154."
            )
        if chosen.before is not None and not chosen.key:
            raise ConfigurationError(
                "Un millésime antérieur est donné : choisissez aussi le champ du code commun aux "
                "deux millésimes."
            )

    def _check_fields(self, cover: QgsVectorLayer) -> None:
        """Refuse a field that the cover lacks: its pages would be blank."""
        chosen = self._chosen
        names = cover.fields().names()
        for label, field in (
            ("Nom de chaque page", chosen.name),
            *(("Chiffres", figure) for figure in chosen.figures),
            ("Code commun", chosen.key),
        ):
            if field and field not in names:
                raise MissingColumnError(
                    f"« {label} » : le champ « {field} » est absent de « {cover.name()} ». "
                    f"Noms proches : {nearest(field, names)}."
                )

    def fill(self, project: QgsProject) -> Atlas:
        """Put the layers in the project, in drawing order, and return what the atlas prints."""
        project.setCrs(self.cover.crs())
        units = worker.call(self._units)
        pages = _memory_layer(units, self.cover)
        _apply(pages, get_style("page"))
        background = self._background()
        for layer in (pages, *background):
            node = project.layerTreeRoot().addLayer(keep(project, layer))
            node.setCustomProperty(LEGEND_TITLE, legend_heading(_heading(layer)))
        around = self.cover
        if self._chosen.above is not None and self._chosen.above.isSpatial():
            around = self._chosen.above.clone()
            around = keep(project, around)  # for the small map alone
        root = project.layerTreeRoot()
        root.findLayer(pages.id()).setCustomProperty(LEGEND_TITLE, tr("Unité de la page"))
        extent = around.extent() if around.crs() == pages.crs() else pages.extent()
        outline = style_element(replace(get_style("communes"), label_field=""))
        return Atlas(
            facts=FactSheet(
                layer=pages.id(),
                columns=list(map(str, units.columns)),
                figures=self.figures,
                since=self._chosen.vintage,
            ),
            page_name=f'"{self._chosen.name}"',
            title=pages.name(),
            extent=(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()),
            locator={pages.id(): style_element(get_style("page")), around.id(): outline},
            provider="memory",
        )

    def _figures(self) -> tuple[SheetFigure, ...]:
        """Return the chosen figures, or those that a page usually shows."""
        fields = self.cover.fields()
        numeric = {*compat.INTEGERS, compat.DOUBLE}
        known = [
            SheetFigure(
                field.name(),
                field.alias() or figure_label(field.name()),
                figure_kind(field.name(), whole=compat.field_type(field) in compat.INTEGERS),
            )
            for field in fields
            if compat.field_type(field) in numeric
        ]
        if not self._chosen.figures:
            number = bridge.feature_number(self.cover)
            return usual_figures(
                figure
                for figure in known
                if figure.column != number and not _numbers_rows(figure.column)
            )
        by_name = {figure.column: figure for figure in known}
        texts = {f.name(): SheetFigure(f.name(), f.alias() or f.name(), "text") for f in fields}
        return tuple(by_name.get(name, texts[name]) for name in self._chosen.figures)

    def _units(self) -> gpd.GeoDataFrame:
        """Return the units with the figures of the level above and of the earlier vintage."""
        chosen = self._chosen
        units = _frame(self.cover)
        columns = [figure.column for figure in self.figures if figure.kind != "text"]
        plain = [figure.column for figure in self.figures if figure.kind in ("share", "number")]
        if chosen.above is not None:
            units = level_above.with_level_above(units, columns, _frame(chosen.above))
        else:
            units = level_above.with_median(units, plain)
        if chosen.before is not None:
            units = level_above.with_earlier(units, columns, _frame(chosen.before), chosen.key)
        return units

    def _background(self) -> list[QgsMapLayer]:
        """Return the layers to draw: the cover above the others unless it is placed among them.

        Landmarks that no project styled are outlines: they stay above.
        """
        placed = False
        landmarks, others = [], []
        for layer in self._chosen.background:
            outline = _landmark(layer)
            if layer.id() == self._given:
                others.append(self.cover)
                placed = True
            elif outline is not None:
                landmarks.append(_named_copy(layer))
                _apply(landmarks[-1], outline)
            else:
                others.append(_styled(layer))
        return [*landmarks, *([] if placed else [self.cover]), *others]


def _numbers_rows(name: str) -> bool:
    """Tell whether a field is a code or a row number, which no page shows as a figure."""
    return is_code_name(name) or name.lower().startswith(ROW_NUMBERS)


def _frame(layer: QgsVectorLayer) -> pd.DataFrame:
    number = bridge.feature_number(layer)
    return describe(layer, None).read([number] if number else [])


def _memory_layer(units: gpd.GeoDataFrame, like: QgsVectorLayer) -> QgsVectorLayer:
    """Return the units as a layer in memory, whose fields keep their types and aliases."""
    rows = writing.rows(units, {field.name(): field for field in like.fields()})
    name = f"{like.name()} : {tr('pages')}"
    layer = QgsMemoryProviderUtils.createMemoryLayer(name, rows.fields, rows.wkb_type, like.crs())
    if not rows.write(layer.dataProvider(), lambda fraction: None):
        raise QgsProcessingException(f"« {name} » n’a pas pu être préparée en mémoire.")
    layer.updateExtents()
    return layer


def _landmark(layer: QgsMapLayer) -> Style | None:
    """Return the outlines of communes, districts or IRIS that come from a file, not a project."""
    if layer.project() is not None or not isinstance(layer, QgsVectorLayer):
        return None
    known = styles().get(_table_name(layer))
    outline = known is not None and known.kind == "single" and known.classes[0].color == "none"
    return known if outline else None


def _table_name(layer: QgsMapLayer) -> str:
    uri = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    return uri.get("layerName") or layer.name()


def _heading(layer: QgsMapLayer) -> str:
    """Return the name of a layer after what its colours say, when that is known."""
    if isinstance(layer, QgsVectorLayer):
        style = recognise_style(pd.DataFrame(columns=layer.fields().names()))
        if style is not None and layer.renderer().type() == "RuleRenderer":
            return f"{style.title} · {layer.name()}"
    return layer.name()


def _named_copy(layer: QgsMapLayer) -> QgsMapLayer:
    """Return a copy; one that comes from a file takes the title of its metadata."""
    copy = layer.clone()
    if layer.project() is None:
        copy.setName(layer.metadata().title() or _table_name(layer))
    return copy


def _styled(layer: QgsMapLayer) -> QgsMapLayer:
    """Return a copy; one that no project styled takes its stored style, else one of ours."""
    copy = _named_copy(layer)
    if layer.project() is not None or not isinstance(copy, QgsVectorLayer):
        return copy
    _, stored = copy.loadDefaultStyle()
    if not stored:
        columns = pd.DataFrame(columns=copy.fields().names())
        style = recognise_style(columns) or recognise_style(columns, _table_name(layer))
        if style is not None:
            _apply(copy, style)
    return copy


def _apply(layer: QgsVectorLayer, style: Style) -> None:
    """Give a layer a style that can draw its geometry."""
    geometry = GEOMETRIES.get(compat.number(QgsWkbTypes.geometryType(layer.wkbType())))
    if geometry not in style.geometries:
        return
    if layer.fields().indexOf(style.label_field) < 0:
        style = replace(style, label_field="")
    document = QDomDocument()
    document.setContent(style_qml(style, geometry=geometry))
    loaded, message = layer.importNamedStyle(document)
    if not loaded:
        raise QgsProcessingException(f"« {layer.name()} » n’accepte pas le style : {message}.")
