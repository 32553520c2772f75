"""INSEE census detail file of dwellings: weighted rows, social and private stock side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd

from geotools._compat import read_toml
from geotools.boundaries import cut
from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.operations import Group, Output, operation
from geotools.parameters import File
from geotools.progress import SILENT, Progress
from geotools.sources.addresses import source_path
from geotools.sources.categories import plain, regroup, tidy
from geotools.sources.formats import OfficialFormat, register
from geotools.sources.marks import code_text, is_absent, is_negative_code, without_sentinels
from geotools.sources.opening import Raw, open_source
from geotools.sources.plausibility import refuse_doubled
from geotools.sources.reading import (
    REJECTS,
    Notes,
    Provenance,
    Reading,
    count_of,
    reject_table,
)

_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_LARGEST_WEIGHT = 1e4  # a row stands for one to some tens of dwellings
_NO_WEIGHT = "poids IPONDL absent, nul ou illisible"


@cache
def census_table() -> Mapping[str, Any]:
    """Return ``census.toml``: required columns, masks, codes."""
    return read_toml(files("geotools.sources") / "census.toml")


@operation(group=Group.READ, outputs=(Output("dwellings", kind="table"), REJECTS))
def read_census(
    path: Annotated[Path | str, File(extensions=("parquet", "csv"))],
    *,
    progress: Progress | None = None,
) -> Reading:
    """Read the dwellings of the INSEE census detail file.

    Parameters
    ----------
    path : Path
        Parquet or CSV, INSEE names in any capitalisation.
    progress : Progress, optional

    Returns
    -------
    Reading
        ``frame``: DataFrame indexed by ``logement`` (line number); INSEE names in lower case,
        modalities as text; ``poids`` = IPONDL (float, dwellings that the row stands for),
        ``iris`` (missing where INSEE masks it), ``commune`` (arrondissement in Paris, Lyon and
        Marseille), ``hlm`` (bool: HLML = 1, let empty or furnished), ``residence_principale``
        (bool). Rows without a positive weight are in ``rejects``.

    Raises
    ------
    InputError
        A column is absent; no commune.

    Notes
    -----
    Counts are sums of ``poids``. IRIS are published in communes of 10 000 inhabitants and more
    only: elsewhere ``ZZZZZZZZZ``, read as missing, so totals by IRIS do not cover those communes.

    References
    ----------
    INSEE, *Recensement de la population, fichiers détail, logements ordinaires*.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> reading = geotools.read_census(tiny.folder() / "recensement.csv")
    >>> float(reading.frame.loc[reading.frame["hlm"], "poids"].sum())
    5.5
    """
    path, progress, notes, table = source_path(path), progress or SILENT, Notes(), census_table()
    progress.at(0.0, "Lecture du recensement")
    found: dict[str, str] = {}

    def choose(header: tuple[str, ...]) -> Iterable[str]:
        found.clear()
        found.update({name.lower(): name for name in header if name})
        absent = [name for name in table["requis"] if name not in found]
        if absent:
            raise MissingColumnError(
                f"« {path.name} » n’est pas un fichier détail du recensement : il manque "
                f"« {absent[0].upper()} ». Noms proches : {nearest(absent[0], header)}."
            )
        return list(found.values())

    raw = open_source(path, choose, notes)
    refuse_doubled(raw, path)
    progress.at(0.5, "Contrôle des colonnes")
    frame = pd.DataFrame(
        {name: _column(name, raw.frame[original]) for name, original in found.items()}
    )
    frame = _add_derived(frame, raw, path, notes)
    weight = frame["poids"].to_numpy()
    good = (weight > 0) & (weight < _LARGEST_WEIGHT)
    if not good.any():
        raise InputError(
            f"« {path.name} » : aucune des {count_of(len(frame))} lignes n’a de poids IPONDL "
            "positif. Reprenez le fichier de l’INSEE."
        )
    frame.index = pd.Index(raw.lines.astype(str), name="logement")
    rejects = reject_table(np.flatnonzero(~good), raw.lines, _NO_WEIGHT, frame[["commune"]])
    if not good.all():
        notes.add(
            f"{count_of(int((~good).sum()))} ligne(s) au poids IPONDL absent, nul ou illisible, "
            "écartée(s)."
        )
    masked = int(frame["iris"].isna().sum())
    if masked:
        notes.add(
            f"{count_of(masked)} logement(s) dont l’INSEE masque l’IRIS (commune de moins de "
            "10 000 habitants) : comptés par commune seulement."
        )
    years = [int(year) for year in _YEAR.findall(path.stem)]
    vintage = years[-1] if years else _last_year(frame)
    provenance = Provenance(table["source"], path.name, vintage, table["licence"], raw.sha256)
    return Reading(frame[good], rejects, tuple(notes.lines), provenance)


register(
    OfficialFormat(
        "recensement",
        "Logements du recensement (INSEE)",
        read_census,
        frozenset({"ipondl", "hlml"}),
    )
)


def _column(name: str, raw: pd.Series) -> pd.Series:
    table = census_table()
    if name in table["nombres"]:
        if pd.api.types.is_numeric_dtype(raw.dtype):
            return without_sentinels(raw.astype(float))
        texts = plain(tidy(raw)).str.replace(",", ".", regex=False)
        return pd.to_numeric(texts, errors="coerce")
    text = tidy(raw)
    text = regroup(
        text,
        [
            "" if is_absent(t) or is_negative_code(t) else code_text(t) or t
            for t in map(str, text.cat.categories)
        ],
    )
    width = table["largeurs"].get(name, 0)
    return plain(regroup(text, [str(value).zfill(width) for value in text.cat.categories]))


def _add_derived(frame: pd.DataFrame, raw: Raw, path: Path, notes: Notes) -> pd.DataFrame:
    table = census_table()
    source = next((name for name in table["commune"] if name in frame.columns), None)
    iris = frame["iris"].mask(frame["iris"].isin(table["masques"]))
    known = iris.str.slice(0, 5)
    if source is None:
        commune = known
    else:
        commune = frame[source].mask(frame[source].isin(table["masques"]), known)
    if table["arrondissement"] in frame.columns:
        borough = frame[table["arrondissement"]]
        commune = commune.mask(borough.notna() & ~borough.isin(table["masques"]), borough)
    if commune.isna().any():
        lines = raw.lines[commune.isna().to_numpy()]
        raise InputError(
            f"« {path.name} » : commune inconnue aux lignes {some(lines)}. Gardez la colonne "
            "COMMUNE du fichier de l’INSEE."
        )
    return frame.assign(
        iris=iris,
        commune=commune,
        poids=frame["ipondl"].astype(float),
        hlm=_yes("hlml", frame, notes).array,
        residence_principale=_yes("catl", frame, notes).array,
    )


def _yes(name: str, frame: pd.DataFrame, notes: Notes) -> pd.Series:
    """Return yes or no, nullable when some rows hold neither; those are counted and named."""
    known = census_table()["modalites"][name]
    column = frame[name].str.upper()
    answer = pd.Series(pd.NA, index=frame.index, dtype="boolean")
    answer[column.isin(known["oui"]).to_numpy()] = True
    answer[column.isin(known["non"]).to_numpy()] = False
    unknown = answer.isna()
    if not unknown.any():
        return answer.astype(bool)
    words = frame.loc[unknown, name].dropna().unique()
    shown = f" ({', '.join(f'« {cut(word, 20)} »' for word in words[:5])})" if len(words) else ""
    notes.add(
        f"{name.upper()} : {count_of(int(unknown.sum()))} modalité(s) vide(s) ou inconnue(s)"
        f"{shown} ; ces logements ne sont comptés ni oui, ni non."
    )
    return answer


def _last_year(frame: pd.DataFrame) -> int | None:
    """Return the latest year of moving in, which is that of the census, when it is there."""
    if "aemm" not in frame.columns:
        return None
    years = frame["aemm"][frame["aemm"].between(1900, 2100)]
    return int(years.max()) if len(years) else None
