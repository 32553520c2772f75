"""What an operation returned, written where the person asked; nothing is left after a failure."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
)

from geotools.operations import Output
from geotools.progress import Progress

from . import bridge, definitions, writing
from .styles import Dresser, style_file


class Results:
    """Writes the results of one run.

    Parameters
    ----------
    algorithm : OperationAlgorithm
    parameters : dict
        As QGIS gave them.
    context : QgsProcessingContext
    readers : collection of LayerReader
        The inputs: their fields and coordinate systems are reused where they come through.
    """

    def __init__(
        self,
        algorithm: QgsProcessingAlgorithm,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        readers: Collection[bridge.LayerReader],
    ) -> None:
        self._algorithm, self._parameters, self._context = algorithm, parameters, context
        self._fields = bridge.fields_by_name(readers)
        self._systems = [reader.crs for reader in readers if reader.crs.isValid()]
        self._written: list[Path] = []

    def write(self, results: tuple[Any, ...], progress: Progress) -> dict[str, Any]:
        """Write every result that was asked for and return where each one is."""
        found: dict[str, Any] = {}
        operation = self._algorithm.operation
        try:
            for position, (output, result) in enumerate(
                zip(operation.outputs, results, strict=True)
            ):
                part = progress.part(position / len(results), (position + 1) / len(results))
                destination = self._write_one(output, result, part)
                if destination is not None:
                    found[definitions.output_name(operation, output)] = destination
        except BaseException:
            self._discard()
            raise
        return found

    def _write_one(self, output: Output, result: Any, progress: Progress) -> str | None:
        name = definitions.output_name(self._algorithm.operation, output)
        if self._parameters.get(name) is None:
            return None
        if isinstance(result, pd.Series):
            result = result.to_frame()
        if isinstance(result, pd.DataFrame):
            return self._write_rows(name, output, result, progress)
        path = Path(
            self._algorithm.parameterAsOutputLayer(self._parameters, name, self._context)
            if output.kind == "raster"
            else self._algorithm.parameterAsFileOutput(self._parameters, name, self._context)
        )
        self._write_file(path, result)
        if output.kind == "raster":
            Dresser.attach(self._context, str(path), style=None, aliases={})
        return str(path)

    def _write_rows(
        self, name: str, output: Output, frame: pd.DataFrame, progress: Progress
    ) -> str:
        rows = writing.rows(frame, self._fields, frame.attrs.get("aliases"))
        crs = QgsCoordinateReferenceSystem()
        if isinstance(frame, gpd.GeoDataFrame):
            crs = bridge.to_qgis_crs(frame.crs, self._systems)
        sink, destination = self._algorithm.parameterAsSink(
            self._parameters, name, self._context, rows.fields, rows.wkb_type, crs
        )
        if sink is None:
            raise QgsProcessingException(
                f"« {output.label} » ne peut pas être écrit à l’endroit demandé. Vérifiez que le "
                "dossier existe, que le fichier n’est pas ouvert ailleurs et que son extension "
                "est connue (gpkg, geojson, shp, csv)."
            )
        with contextlib.suppress(ValueError):
            path = Path(str(destination).partition("|")[0])
            if path.is_absolute():
                self._written.append(path)
        if not rows.write(sink, progress.at):
            reason = sink.lastError()
            raise QgsProcessingException(
                f"« {output.label} » n’a pas pu être écrit en entier : {reason}."
            )
        del sink
        aliases = {field.name(): field.alias() for field in rows.fields}
        style = style_file(output.style, rows.wkb_type, rows.fields.names())
        Dresser.attach(self._context, destination, style=style, aliases=aliases)
        return destination

    def _write_file(self, path: Path, content: Any) -> None:
        """Write bytes or text beside the destination, then put it in place in one step."""
        data = content if isinstance(content, bytes) else str(content).encode()
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".equilibre-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _discard(self) -> None:
        for path in self._written:
            for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                leftover.unlink(missing_ok=True)
