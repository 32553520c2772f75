"""What an operation returned, written where the person asked; nothing is left after a failure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProviderRegistry,
)

from geotools.atomic import atomic_file
from geotools.operations import Output
from geotools.outputs.geopackage import store_style
from geotools.outputs.palette import get_style
from geotools.parameters import Field, Target
from geotools.progress import Progress

from . import bridge, definitions, writing
from .styles import ResultStyle, StyleApplier, style_of_result

HIDDEN_LAYERS = {"layer_styles", "qgis_projects"}
"""Tables of a GeoPackage that QGIS keeps for itself."""


@dataclass(frozen=True)
class Ready:
    """A result that holds nothing of pandas or pyproj any more: rows, or the bytes of a file."""

    output: Output
    name: str
    content: writing.WrittenRows | bytes
    crs: QgsCoordinateReferenceSystem
    style: ResultStyle


class Results:
    """Writes the results of one run.

    Parameters
    ----------
    algorithm : OperationAlgorithm
    parameters : dict
        As QGIS gave them.
    context : QgsProcessingContext
    """

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> None:
        self._algorithm, self._parameters, self._context = algorithm, parameters, context
        self._written: list[tuple[Path, str | None]] = []
        self._tables: list[tuple[str, str]] = []  # provider and address, in a database
        self._said: dict[str, Any] = {}
        self._told: list[str] = []  # what was changed to fit the format

    def prepare(
        self, results: tuple[Any, ...], readers: Collection[bridge.LayerReader]
    ) -> list[Ready]:
        """Convert what was asked for; fields and systems of the inputs come through unchanged."""
        fields = bridge.fields_by_name(readers)
        systems = [reader.crs for reader in readers if reader.crs.isValid()]
        operation = self._algorithm.operation
        ready = []
        for output, result in zip(operation.outputs, results, strict=True):
            if output.kind == "text":
                self._said[definitions.output_name(operation, output)] = result
                continue
            name = definitions.output_name(operation, output)
            if self._parameters.get(name) is None:
                continue
            frame = result.to_frame() if isinstance(result, pd.Series) else result
            crs = QgsCoordinateReferenceSystem()
            if isinstance(frame, gpd.GeoDataFrame):
                crs = bridge.to_qgis_crs(frame.crs, systems)
            style = ResultStyle("", "", {})
            content: writing.WrittenRows | bytes
            if isinstance(frame, pd.DataFrame):
                if frame.empty and output is operation.outputs[0]:
                    self._told.append(_nothing(output))
                if self._in_geopackage(name):
                    frame = self._fitted(frame, output)
                rows = writing.rows(
                    frame, fields, frame.attrs.get("aliases"), _usual_geometry(output)
                )
                aliases = {field.name(): field.alias() for field in rows.fields}
                style = style_of_result(output, frame, rows.wkb_type, aliases)
                style = replace(style, subject=self._subject(style.aliases))
                content = rows
            else:
                content = frame if isinstance(frame, bytes) else str(frame).encode()
            ready.append(Ready(output, name, content, crs, style))
        return ready

    def _subject(self, aliases: Mapping[str, str]) -> str:
        """Return what was measured, as its layer's name says it: the fields chosen for it."""
        algorithm, chosen = self._algorithm, []
        for argument in algorithm.operation.arguments:
            if isinstance(argument.kind, Field) and argument.kind.numeric and argument.required:
                name = definitions.parameter_name(algorithm.operation, argument)
                chosen.append(algorithm.parameterAsString(self._parameters, name, self._context))
        return ", ".join(aliases.get(name) or name for name in chosen if name)

    def write(self, ready: list[Ready], progress: Progress) -> dict[str, Any]:
        """Write every result and return where each one is; leave nothing after a failure."""
        found: dict[str, Any] = {name: str(text) for name, text in self._said.items()}
        found |= self._folders()
        try:
            for position, result in enumerate(ready):
                part = progress.part(position / len(ready), (position + 1) / len(ready))
                if isinstance(result.content, bytes):
                    found[result.name] = self._write_bytes(result, result.content)
                else:
                    found[result.name] = self._write_rows(result, result.content, part)
        except BaseException:
            self._discard()
            raise
        return found

    def say(self, feedback: QgsProcessingFeedback) -> None:
        """Tell in the log what the operation says in words; a refusal stands out."""
        for text in self._told:
            feedback.pushWarning(text)
        for text in self._said.values():
            tell = feedback.reportError if getattr(text, "code", 0) else feedback.pushInfo
            for line in str(text).splitlines():
                tell(line)

    def _folders(self) -> dict[str, str]:
        """Return the folders that the operation made; their layers are loaded on completion."""
        made = {}
        for argument in self._algorithm.operation.arguments:
            if isinstance(argument.kind, Target):
                name = definitions.parameter_name(self._algorithm.operation, argument)
                folder = self._algorithm.parameterAsString(self._parameters, name, self._context)
                made[name] = folder
                for path in sorted(Path(folder).glob(argument.kind.layers)):
                    self._load(path)
        return made

    def _load(self, path: Path) -> None:
        """Have every layer of a GeoPackage loaded with the style that it holds."""
        project = self._context.project()
        if project is None:
            return
        opened = gdal.OpenEx(str(path), gdal.OF_VECTOR)
        names = [opened.GetLayer(rank).GetName() for rank in range(opened.GetLayerCount())]
        for name in names:
            if name not in HIDDEN_LAYERS:
                details = QgsProcessingContext.LayerDetails(name, project, name)
                self._context.addLayerToLoadOnCompletion(f"{path}|layername={name}", details)

    def _write_bytes(self, result: Ready, content: bytes) -> str:
        raster = result.output.kind == "raster"
        where = (
            self._algorithm.parameterAsOutputLayer
            if raster
            else self._algorithm.parameterAsFileOutput
        )
        path = Path(where(self._parameters, result.name, self._context))
        with atomic_file(path, overwrite=True) as temporary:
            temporary.write_bytes(content)
        if raster:
            StyleApplier.attach(self._context, str(path), result.style, self._algorithm.group())
        return str(path)

    def _write_rows(self, result: Ready, rows: writing.WrittenRows, progress: Progress) -> str:
        shared = self._is_shared(result.name)
        sink, destination = self._algorithm.parameterAsSink(
            self._parameters, result.name, self._context, rows.fields, rows.wkb_type, result.crs
        )
        label = result.output.label
        if sink is None:
            raise QgsProcessingException(
                f"« {label} » ne peut pas être écrit à l’endroit demandé. Vérifiez que le dossier "
                "existe, que le fichier n’est pas ouvert ailleurs et que son extension est connue "
                "(gpkg, geojson, shp, csv)."
            )
        place = QgsProviderRegistry.instance().decodeUri("ogr", str(destination))
        path = Path(place.get("path") or str(destination))
        layer = place.get("layerName") or path.stem
        if path.is_absolute():
            self._written.append((path, layer if shared else None))
        provider, marker, address = str(destination).partition("://")
        if marker:
            self._tables.append((provider, address))
        try:
            if not rows.write(sink, progress.at):
                raise QgsProcessingException(
                    f"« {label} » n’a pas pu être écrit en entier : {sink.lastError()}."
                )
        finally:
            del sink  # closes the file, whole or to be removed
        # Before anything opens the file: QGIS keeps it open, with the tables that it then had.
        if result.style.document and path.suffix.lower() == ".gpkg" and path.is_file():
            store_style(path, layer, result.style.title, result.style.document)
        self._count(destination, label, rows.count)
        StyleApplier.attach(self._context, destination, result.style, self._algorithm.group())
        return destination

    def _count(self, destination: str, label: str, expected: int) -> None:
        """Read again how many rows were written: a driver may refuse some without a word."""
        layer = QgsProcessingUtils.mapLayerFromString(destination, self._context)
        found = layer.featureCount() if layer is not None else -1
        if found not in (expected, -1):
            raise QgsProcessingException(
                f"« {label} » : {found} ligne(s) écrite(s) sur {expected} ; rien n’est gardé. Le "
                "format refuse sans doute des valeurs : choisissez-en un autre (GeoPackage)."
            )

    def _in_geopackage(self, name: str) -> bool:
        place = _place(self._parameters[name])
        return place.startswith("ogr:") or place.partition("|")[0].lower().endswith(".gpkg")

    def _fitted(self, frame: pd.DataFrame, output: Output) -> pd.DataFrame:
        """Rename what the format keeps for itself, and say it."""
        attributes = frame.attrs
        frame, changed = writing.fitted(frame)
        frame.attrs = dict(attributes)
        if changed:
            frame.attrs["aliases"] = {
                **attributes.get("aliases", {}),
                **{new: old for old, new in changed.items()},
            }
            told = ", ".join(f"« {old} » → « {new} »" for old, new in changed.items())
            self._told.append(
                f"« {output.label} » : nom(s) de champ que le GeoPackage réserve, renommé(s) : "
                f"{told}."
            )
        return frame

    def _is_shared(self, name: str) -> bool:
        """Tell whether a result is one more layer of a GeoPackage that exists."""
        return _place(self._parameters[name]).startswith("ogr:")

    def _discard(self) -> None:
        """Remove what was begun: the table, the layer when the file holds others, else the file."""
        for provider, address in self._tables:
            metadata = QgsProviderRegistry.instance().providerMetadata(provider)
            place = QgsDataSourceUri(address)
            connection = metadata.createConnection(address, {})
            connection.dropVectorTable(place.schema(), place.table())
        for path, layer in self._written:
            if layer is not None and path.is_file():
                opened = gdal.OpenEx(str(path), gdal.OF_UPDATE | gdal.OF_VECTOR)
                if opened.GetLayerByName(layer) is not None:
                    opened.DeleteLayer(layer)
                continue
            for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                leftover.unlink(missing_ok=True)


def _nothing(output: Output) -> str:
    return (
        f"« {output.label} » : aucune ligne. Rien n’atteint le seuil ou ne remplit les conditions "
        "demandées : baissez le seuil, élargissez les limites ou vérifiez les champs choisis."
    )


def _place(given: Any) -> str:
    """Return where a result goes, as it was typed."""
    if isinstance(given, QgsProcessingOutputLayerDefinition):
        given = given.sink.staticValue()
    return str(given)


def _usual_geometry(output: Output) -> str:
    """Return the kind of geometry of a result that has no row: what its style draws."""
    kind = get_style(output.style).geometries[0] if output.style else "polygon"
    return {"point": "Point", "line": "LineString"}.get(kind, "Polygon")
