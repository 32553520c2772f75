"""Stage « lire »: every file of the territory, read and checked before anything is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from geotools.catalogue import Catalogue, load_catalogue
from geotools.diagnostic.configuration import DATED_QPV, ZONING_KINDS, Configuration, SourceSettings
from geotools.errors import InputError
from geotools.progress import Progress
from geotools.sources import (
    RESIDENCE_COLUMNS,
    Reading,
    read_census,
    read_filosofi,
    read_ops,
    read_rpls,
    read_template,
    read_zoning,
)


@dataclass
class Material:
    """What was read: one :class:`Reading` for each source and each zoning of the territory."""

    configuration: Configuration
    sources: dict[str, Reading] = field(default_factory=dict)
    zonings: dict[str, Reading] = field(default_factory=dict)

    def frame(self, source: str) -> Any:
        """Return the rows of a source, or None when the territory does not declare it."""
        reading = self.sources.get(source)
        return None if reading is None else reading.frame

    def zones(self) -> dict[str, GeoDataFrame]:
        """Return the polygons of each published zoning, indexed by code."""
        return {name: frame for name, frame in self._polygons().items() if self._published(name)}

    def perimeters(self) -> dict[str, GeoDataFrame]:
        """Return the polygons of the zonings that serve the objectives and are not published."""
        return {n: frame for n, frame in self._polygons().items() if not self._published(n)}

    def _polygons(self) -> dict[str, GeoDataFrame]:
        return {name: reading.frame for name, reading in self.zonings.items()}

    def _published(self, name: str) -> bool:
        return self.configuration.zonages[name].publie

    def readings(self) -> dict[str, Reading]:
        """Return everything that was read, by name."""
        return {**self.sources, **self.zonings}

    def rejects(self) -> pd.DataFrame:
        """Return every rejected row with the file it comes from."""
        parts = [
            reading.rejects.assign(fichier=reading.provenance.fichier)
            for reading in self.readings().values()
            if len(reading.rejects)
        ]
        if not parts:
            return pd.DataFrame(columns=["fichier", "ligne", "motif"])
        table = pd.concat(parts, ignore_index=True)
        first = ["fichier", "ligne", "motif"]
        return table[first + [c for c in table.columns if c not in first]]


def catalogue_of(configuration: Configuration) -> Catalogue:
    """Return the indicators, those that the territory adds included."""
    extra = configuration.indicateurs.catalogue
    return load_catalogue(*([extra] if extra else []))


def read_material(configuration: Configuration, progress: Progress) -> Material:
    """Read every file that ``territoire.toml`` declares."""
    material = Material(configuration)
    steps = len(configuration.sources) + len(configuration.zonages)
    done = 0
    for name, source in configuration.sources.items():
        part = progress.part(done / steps, (done + 1) / steps)
        part.at(0.0, f"Lecture : {source.fichier.name}")
        material.sources[name] = _READERS[source.format](source, configuration, part)
        done += 1
    for name, zoning in configuration.zonages.items():
        progress.at(done / steps, f"Lecture : {zoning.fichier.name}")
        material.zonings[name] = read_zoning(
            zoning.fichier,
            _kind(name),
            layer=zoning.couche,
            code=zoning.code,
            label=zoning.libelle,
            crs=configuration.territoire.crs,
        )
        done += 1
    for reading in material.readings().values():
        for note in reading.notes:
            progress.say(f"{reading.provenance.fichier} : {note}")
        if not len(reading.frame):
            raise InputError(
                f"« {reading.provenance.fichier} » ne contient aucune ligne utilisable ; "
                f"{len(reading.rejects)} ligne(s) rejetée(s). Vérifiez le fichier."
            )
    return material


def _kind(name: str) -> str:
    """Return the kind of a zoning by its name; the dated perimeters of QPV have QPV fields."""
    return "qpv" if name in DATED_QPV else name if name in ZONING_KINDS else "autre"


def _rpls(source: SourceSettings, configuration: Configuration, progress: Progress) -> Reading:
    return read_rpls(
        source.fichier,
        vintage=source.millesime,
        crs=configuration.territoire.crs,
        columns=RESIDENCE_COLUMNS | catalogue_of(configuration).columns("rpls"),
        names=source.colonnes,
        progress=progress,
    )


def _ops(source: SourceSettings, configuration: Configuration, progress: Progress) -> Reading:
    return read_ops(source.fichier, names=source.colonnes, progress=progress)


def _census(source: SourceSettings, configuration: Configuration, progress: Progress) -> Reading:
    return read_census(source.fichier, progress=progress)


def _filosofi(source: SourceSettings, configuration: Configuration, progress: Progress) -> Reading:
    return read_filosofi(source.fichier, progress=progress)


def _template(source: SourceSettings, configuration: Configuration, progress: Progress) -> Reading:
    crs = configuration.territoire.crs
    return read_template(
        source.format, source.fichier, crs=crs, names=source.colonnes, progress=progress
    )


_READERS: dict[str, Callable[[SourceSettings, Configuration, Progress], Reading]] = {
    "rpls": _rpls,
    "ops": _ops,
    "recensement": _census,
    "filosofi": _filosofi,
    "attributions": _template,
    "programme": _template,
    "residences": _template,
    "demandes": _template,
    "mouvements": _template,
    "refus": _template,
    "grille": _template,
    "equipements": _template,
    "filocom": _template,
    "sru": _template,
    "seuils": _template,
    "suivi": _template,
}
