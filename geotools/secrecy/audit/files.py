"""Audit of files that others made: CSV, XLSX, GeoPackage, with total rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from geotools.errors import InputError, MissingColumnError, absent_file, nearest, some
from geotools.progress import Progress
from geotools.secrecy.audit.release import Audit, audit_release
from geotools.secrecy.rule import SecrecyRule
from geotools.secrecy.tables import PublishedTable

TOTAL = re.compile(r"^\s*(sous-?\s*)?(total|ensemble|tous|toutes)\b", re.IGNORECASE)
"""A row whose name starts so is the sum of the rows of its file."""

WITHHELD = ("", "s", "ns", "nd", "c", "n/d", "na", "secret", "-", "…", "...", "***", "<11", "< 11")
"""How producers write a withheld figure."""


def audit_files(
    paths: Sequence[Path],
    *,
    bases: Mapping[str, str] | None = None,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    unit: str | None = None,
    columns: Sequence[str] | None = None,
    threshold: float | None = None,
    rule: SecrecyRule | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit several files together, as somebody who receives them all would.

    Parameters
    ----------
    paths : sequence of Path
        ``.csv`` (comma, semicolon or tab), ``.xlsx`` (each sheet) or ``.gpkg`` (each layer).
    bases : mapping, optional
        Numerator to base.
    parts : mapping, optional
        Count to the classes that it adds up, see :class:`geotools.secrecy.PublishedTable`.
    unit : str, optional
        Column that names the unit; the first one by default.
    columns : sequence of str, optional
        Counts to audit; every column of whole numbers by default.
    threshold, rule, progress
        As for :func:`geotools.secrecy.audit_release`.

    Returns
    -------
    Audit
        Rows named « Total » or « Ensemble » are read as the sum of the other rows; units that bear
        one code in several files are one place.

    Raises
    ------
    InputError
        A file cannot be read, holds no count, or its totals do not add up.
    """
    frames = {name: frame for path in paths for name, frame in _frames(Path(path)).items()}
    return audit_frames(
        frames,
        bases=bases,
        parts=parts,
        unit=unit,
        columns=columns,
        threshold=threshold,
        rule=rule,
        progress=progress,
    )


def audit_frames(
    frames: Mapping[str, pd.DataFrame],
    *,
    bases: Mapping[str, str] | None = None,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    unit: str | None = None,
    columns: Sequence[str] | None = None,
    threshold: float | None = None,
    rule: SecrecyRule | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Audit tables as they stand in files: see :func:`audit_files` for the parameters."""
    _check_asked(frames, [*(columns or ()), *(c for pair in (bases or {}).items() for c in pair)])
    tables: dict[str, PublishedTable] = {}
    for name, frame in frames.items():
        related = (dict(bases or {}), dict(parts or {}))
        tables.update(_tables(name, frame, related, unit, columns))
    if not tables:
        raise InputError(
            "Aucun effectif à vérifier dans ces fichiers. Nommez les colonnes à auditer, et "
            "vérifiez qu’elles contiennent des nombres."
        )
    return audit_release(tables, threshold=threshold, rule=rule, progress=progress)


def _check_asked(frames: Mapping[str, pd.DataFrame], asked: Sequence[str]) -> None:
    """Refuse a name that no file holds: what it was to check would be passed over in silence."""
    present = list(dict.fromkeys(str(c) for frame in frames.values() for c in frame.columns))
    absent = [name for name in asked if name not in present]
    if absent:
        raise MissingColumnError(
            f"La colonne « {absent[0]} » n’est dans aucun des fichiers à auditer. "
            f"Noms proches : {nearest(absent[0], present)}."
        )


def _frames(path: Path) -> dict[str, pd.DataFrame]:
    suffix = path.suffix.lower()
    if not path.is_file():
        raise InputError(absent_file(path))
    if suffix == ".csv":
        return {path.stem: _csv(path)}
    if suffix == ".xlsx":
        sheets = pd.read_excel(path, sheet_name=None, dtype=str, keep_default_na=False)
        return {f"{path.stem} {sheet}": frame for sheet, frame in sheets.items()}
    if suffix == ".gpkg":
        import pyogrio

        layers = [str(layer) for layer, _ in pyogrio.list_layers(path)]
        return {
            f"{path.stem} {layer}": pyogrio.read_dataframe(path, layer=layer, read_geometry=False)
            for layer in layers
            if layer != "layer_styles"
        }
    raise InputError(
        f"« {path.name} » : l’audit lit les fichiers CSV, XLSX et GPKG. Exportez la table ainsi."
    )


def _csv(path: Path) -> pd.DataFrame:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return pd.read_csv(
                path,
                sep=None,
                engine="python",
                dtype=str,
                encoding=encoding,
                keep_default_na=False,
            )
        except UnicodeDecodeError:
            continue
    raise InputError(f"« {path.name} » n’est lisible ni en UTF-8 ni en Windows-1252.")


def _tables(
    name: str,
    frame: pd.DataFrame,
    related: tuple[dict[str, str], dict[str, tuple[str, ...]]],
    unit: str | None,
    columns: Sequence[str] | None,
) -> dict[str, PublishedTable]:
    """Return the table of the units of a file, and that of its total rows."""
    if unit is not None and unit not in frame:
        raise MissingColumnError(
            f"{name} : la colonne d’unité « {unit} » est absente. "
            f"Noms proches : {nearest(unit, frame.columns)}."
        )
    key = unit or str(frame.columns[0])
    codes = frame[key].astype(str).str.strip()
    numbers = frame.drop(columns=key).apply(_numbers)
    chosen = [c for c in numbers if (c in columns if columns else _countable(numbers[c], frame[c]))]
    for column in chosen:
        below = codes[numbers[column] < 0]
        if len(below):
            raise InputError(
                f"{name} : « {column} » est négatif pour {some(below)}. Un effectif vaut zéro ou "
                "plus : corrigez-le, ou nommez les colonnes à auditer si ce n’en est pas un."
            )
    if not chosen:
        return {}
    counts = numbers[chosen].set_axis(codes, axis=0)
    total = codes.str.match(TOTAL).to_numpy()
    if codes[~total].duplicated().any():
        raise InputError(
            f"{name} : unités en double : {some(codes[~total & codes.duplicated()].unique())}. "
            "Gardez une ligne par unité."
        )
    kept = {n: b for n, b in related[0].items() if n in chosen and b in chosen}
    parts = {n: own for n, own in related[1].items() if n in chosen}
    units = counts[~total]
    own = pd.Series(units.index, index=units.index)
    tables = {name: PublishedTable(units, kept, own, parts)}
    for rank in range(int(total.sum())):
        row = counts[total].iloc[[rank]]
        geography = pd.Series(row.index[0], index=units.index)
        tables[f"{name} (ligne de total {rank + 1})"] = PublishedTable(row, kept, geography, parts)
    return tables


def _numbers(column: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column):
        return column.astype(float)
    text = column.astype(str).str.strip().str.replace(r"[\s\u202f\u00a0]", "", regex=True)
    return pd.to_numeric(text.str.replace(",", "."), errors="coerce")


def _countable(numbers: pd.Series, source: pd.Series) -> bool:
    """Tell whether a column holds counts: whole, and what is no number is a withheld mark.

    A column of whole numbers with a negative one is a count with a fault, until told otherwise.
    """
    known = numbers.dropna()
    marks = source[numbers.isna() & source.notna()].astype(str).str.strip().str.lower()
    readable = marks.isin(WITHHELD).all()
    return bool(len(known) and readable and (known == known.round()).all())
