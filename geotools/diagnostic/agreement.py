"""Whether the files of a territory agree: what each says alone and none can say beside another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import shapely

from geotools.diagnostic.configuration import source_kind
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import discreet
from geotools.errors import some
from geotools.progress import Progress
from geotools.sources import own_codes

DWELLINGS = "logements"
SURVEYS = "menages"
_DAY = "date_enquete"


def disagreements(material: Material) -> list[str]:
    """Return what the files of a territory contradict each other about, with its count.

    Parameters
    ----------
    material : Material
    """
    return [
        *_same_files(material),
        *_same_zones(material),
        *_other_years(material),
        *_other_communes(material),
    ]


def tell_disagreements(material: Material, progress: Progress) -> None:
    """Say the disagreements.

    Parameters
    ----------
    material : Material
    progress : Progress
    """
    for line in disagreements(material):
        progress.say(f"Attention : {line}")


def _same_files(material: Material) -> Iterator[str]:
    """One file under two sources of one kind: an earlier year that is the year itself."""
    seen: dict[tuple[str, str], str] = {}
    for name, reading in material.sources.items():
        digest = reading.provenance.sha256
        key = (source_kind(name)[0], digest)
        if digest and key in seen:
            yield (
                f"[sources.{seen[key]}] et [sources.{name}] sont le même fichier : la comparaison "
                "de l’un à l’autre ne montrera aucune évolution."
            )
        seen.setdefault(key, name)


def _same_zones(material: Material) -> Iterator[str]:
    """One zoning under two names: each of its figures would be published twice."""
    seen: dict[tuple[bytes, ...], str] = {}
    for name, reading in material.zonings.items():
        shapes = shapely.to_wkb(shapely.normalize(reading.frame.geometry.to_numpy()))
        key = tuple(sorted(shapes))
        if key in seen:
            yield (
                f"[zonages.{seen[key]}] et [zonages.{name}] ont les mêmes {len(key)} zone(s) : "
                "gardez-en un, ou vérifiez les deux fichiers."
            )
        seen.setdefault(key, name)


def _other_years(material: Material) -> Iterator[str]:
    """Surveys that are not of the year of their file."""
    configuration = material.configuration
    for name, reading in material.sources.items():
        kind, earlier = source_kind(name)
        if kind != SURVEYS or _DAY not in reading.frame.columns:
            continue
        year = (
            configuration.sources[name].millesime or earlier or configuration.territoire.millesime
        )
        dated = reading.frame[_DAY].dt.year.dropna().astype(int)
        other = dated[dated != year]
        if len(other):
            yield (
                f"« {reading.provenance.fichier} » : {discreet(len(other))} ménage(s) sur "
                f"{discreet(len(dated))} enquêté(s) en {some(sorted(other.unique()))}, alors que "
                f"le fichier est celui de {year}."
            )


def _other_communes(material: Material) -> Iterator[str]:
    """Rows whose commune is none of those where the dwellings of their residence stand.

    Households of the year are told of where they are attached.
    """
    if DWELLINGS not in material.sources:
        return
    rows = material.frame(DWELLINGS)
    scale = material.configuration.sources[DWELLINGS].echelle
    known = pd.DataFrame({"code": own_codes(rows, scale), "commune": rows["depcom"]}).dropna()
    communes: dict[str, set[str]] = {}
    for code, commune in known.drop_duplicates().itertuples(index=False, name=None):
        communes.setdefault(code, set()).add(commune)
    for name, reading in material.sources.items():
        if name == SURVEYS or source_kind(name)[0] == DWELLINGS:
            continue
        wrong = _contradicting(_identified(reading.frame), communes)
        if wrong.any():
            yield (
                f"« {reading.provenance.fichier} » : {discreet(int(wrong.sum()))} ligne(s) ont "
                "une commune qui n’est pas celle de leur résidence dans le fichier des logements."
            )


def _identified(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index() if frame.index.name == "residence" else frame


def _contradicting(
    frame: pd.DataFrame, communes: Mapping[str, set[str]]
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if not {"residence", "commune"} <= set(frame.columns):
        return np.zeros(len(frame), dtype=bool)
    pairs = frame[["residence", "commune"]].astype("object")
    return np.array(
        [
            code in communes and isinstance(commune, str) and commune not in communes[code]
            for code, commune in pairs.itertuples(index=False, name=None)
        ],
        dtype=bool,
    )
