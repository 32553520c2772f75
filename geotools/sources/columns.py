"""What a column of an official file is: its names through the years and the values it may hold.

The TOML tables of this room describe columns with these keys: ``nom`` (canonical), ``libelle``,
``type``, ``requis``, ``alias``, ``valeurs``, ``motif``, ``minimum``, ``maximum``, ``unite``,
``note``, ``manquants`` (texts that mean « not filled in » besides the common ones), ``modalites``
(every code that the column may hold), ``avenir`` (a date may be to come).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geotools.boundaries import cut
from geotools.errors import ConfigurationError, MissingColumnError, nearest, shown
from geotools.sources.categories import plain, regroup, spread, tidy
from geotools.sources.marks import (
    code_text,
    is_absent,
    is_mark,
    is_negative_code,
    is_sentinel,
    is_withheld_word,
    number,
    without_sentinels,
)
from geotools.values import NO, YES

_YES = YES | {"x"}
_NO = NO | {"2"}
"""RPLS codes yes as 1 and no as 2; spreadsheets write VRAI and FAUX."""

_DATES = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?"), (0, 1, 2)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (2, 1, 0)),
    (re.compile(r"(\d{4})-(\d{1,2})"), (0, 1, None)),
    (re.compile(r"(\d{1,2})/(\d{4})"), (1, 0, None)),
    (re.compile(r"(\d{4})(\d{2})(\d{2})"), (0, 1, 2)),
    (re.compile(r"(\d{4})"), (0, None, None)),
)
COMMUNE_PATTERN = r"(?:\d{2}|2[AB])\d{3}"
"""INSEE code of a commune: five characters, Corsica by letter."""

_COMMUNE = re.compile(COMMUNE_PATTERN)
_LOST_ZERO = re.compile(r"[1-9]\d{3}")
_SPACES = re.compile(r"\s")
_LARGEST = 1e10
"""No count, rent, surface nor coordinate of this field comes near; a larger one is a mistake."""
_YEARS = (1000, 2100)
NUMERIC = frozenset({"entier", "nombre", "annee", "coordonnee"})
WORDLESS = frozenset({"oui_non", "choix", "date"})
"""Types whose values are known: « s » or « nsp » there is no value, but nobody's answer."""
CODED = frozenset({"code", "commune", "departement", "identifiant", "choix", "oui_non"})
"""Types whose cells are short codes: a spreadsheet may have turned them into ``33.0``."""


@dataclass(frozen=True)
class Column:
    """One column: canonical name, what people read, and what its cells may hold."""

    name: str
    label: str = ""
    type: str = "texte"
    required: bool = False
    aliases: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    note: str = ""
    missing: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    future: bool = False

    @classmethod
    def from_toml(cls, table: Mapping[str, Any]) -> Column:
        """Build from a table of TOML; an unknown key or type is refused.

        Raises
        ------
        ConfigurationError
            A key or the type is unknown.
        """
        names = dict(_KEYS)
        unknown = sorted(set(table) - set(names))
        if unknown:
            raise ConfigurationError(
                f"Colonne « {table.get('nom', '?')} » : clé « {unknown[0]} » inconnue. "
                f"Noms proches : {nearest(unknown[0], names)}."
            )
        values = {names[key]: value for key, value in table.items()}
        values["aliases"] = tuple(values.get("aliases", ()))
        values["modalities"] = frozenset(map(str, values.get("modalities", ())))
        values["missing"] = frozenset(str(text).lower() for text in values.get("missing", ()))
        column = cls(**values)
        if column.type not in PARSERS:
            raise ConfigurationError(
                f"Colonne « {column.name} » : type « {column.type} » inconnu. "
                f"Noms proches : {nearest(column.type, PARSERS)}."
            )
        return column


_KEYS = {
    "nom": "name",
    "libelle": "label",
    "type": "type",
    "requis": "required",
    "alias": "aliases",
    "valeurs": "values",
    "motif": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "unite": "unit",
    "note": "note",
    "manquants": "missing",
    "modalites": "modalities",
    "avenir": "future",
}


def simplify(name: object) -> str:
    """Reduce a column name to lower case, without accents or punctuation."""
    plain_quotes = str(name).replace("’", "'")
    text = unicodedata.normalize("NFKD", plain_quotes).encode("ascii", errors="ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def match_columns(header: Iterable[str], columns: Iterable[Column]) -> dict[str, str]:
    """Return canonical name -> name in the file, the first alias that is present winning.

    ``{annee}`` in an alias stands for two or four digits (``plg_iris{annee}_code``).
    """
    present = {simplify(name): name for name in reversed(list(header))}
    found: dict[str, str] = {}
    for column in columns:
        for alias in (column.name, *column.aliases):
            match = _find(simplify(alias.replace("{annee}", "0000")), alias, present)
            if match is not None and match not in found.values():
                found[column.name] = match
                break
    return found


def place_columns(
    header: Iterable[str], columns: Sequence[Column], own: Mapping[str, str] | None, file: str
) -> dict[str, str]:
    """Return canonical name -> name in the file: what a person declared, then the aliases.

    Parameters
    ----------
    header : iterable of str
    columns : sequence of Column
    own : mapping of str to str, optional
        Canonical name -> name in this file, as ``colonnes`` of ``territoire.toml`` gives it.
    file : str

    Raises
    ------
    ConfigurationError
        A canonical name is unknown.
    MissingColumnError
        The file has no column of the declared name.
    """
    listed = list(header)
    if not own:
        return match_columns(listed, columns)
    known = [column.name for column in columns]
    present = {simplify(name): name for name in reversed(listed)}
    for name, given in own.items():
        if name not in known:
            raise ConfigurationError(
                f"« {file} », colonnes : « {shown(name)} » n’est pas une colonne attendue. "
                f"Noms proches : {nearest(name, known)}."
            )
        if simplify(given) not in present:
            raise MissingColumnError(
                f"« {file} », colonnes : le fichier n’a pas de colonne « {shown(given)} », "
                f"déclarée pour « {name} ». Noms proches : {nearest(given, listed)}."
            )
    named = {name: present[simplify(given)] for name, given in own.items()}
    doubled = sorted({given for given in named.values() if list(named.values()).count(given) > 1})
    if doubled:
        raise ConfigurationError(
            f"« {file} », colonnes : « {shown(doubled[0])} » est déclarée deux fois."
        )
    rest = [name for name in listed if name not in set(named.values())]
    others = match_columns(rest, [column for column in columns if column.name not in named])
    return {**others, **named}


def _find(simple: str, alias: str, present: Mapping[str, str]) -> str | None:
    if "{annee}" not in alias:
        return present.get(simple)
    dated = re.compile(simple.replace("0000", r"(?:\d{4}|\d{2})"))
    years = sorted((name for name in present if dated.fullmatch(name)), reverse=True)
    return present[years[0]] if years else None


def require_columns(
    header: Iterable[str], columns: Iterable[Column], found: Mapping[str, str], file: str
) -> None:
    """Refuse a file that lacks a required column, all of them named at once.

    Raises
    ------
    MissingColumnError
        With the nearest names of the file.
    """
    absent = [c for c in columns if c.required and c.name not in found]
    if absent:
        listed = list(header)
        hints = "; ".join(
            f"« {c.name} » (noms proches : {nearest(c.name, listed)})" for c in absent
        )
        raise MissingColumnError(
            f"« {file} » : il manque {hints}. Renommez la colonne ou ajoutez-la."
        )


# --- Values ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Converted:
    """A column in its type, and what was found on the way.

    Parameters
    ----------
    values : Series
    wrong : array of bool
        Rows that could not be read.
    repaired : array of bool
        Rows whose code had lost its leading zero.
    sentinels : int
        Cells that held the number of a program for « none ».
    unknown : tuple of str
        The first codes that are none of the known modalities.
    absent : array of bool
        Rows that hold a mark of absence or of secrecy; empty when none does.
    marks : tuple of str
        The first of these marks.
    """

    values: pd.Series
    wrong: np.ndarray
    repaired: np.ndarray
    sentinels: int = 0
    unknown: tuple[str, ...] = ()
    absent: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    marks: tuple[str, ...] = ()


def convert(raw: pd.Series, column: Column) -> Converted:
    """Read a column of categories (or of numbers) into the type of its description.

    Numbers become ``int64`` when all are filled in and whole, ``float64`` otherwise; yes/no
    becomes ``bool``, or nullable ``boolean`` when a cell is blank; dates ``datetime64``; the rest
    is text. A cell that cannot be read is missing and marked in ``wrong``.
    """
    if column.type in {"nombre", "coordonnee"} and pd.api.types.is_float_dtype(raw.dtype):
        values = without_sentinels(raw.astype(float))
        lost = int(values.isna().sum() - raw.isna().sum())
        wrong = _outside(values.to_numpy(), column)
        return Converted(values, wrong, np.zeros(len(raw), bool), lost)
    given = tidy(raw)
    text = drop_missing(given, column)
    absent, marks = _marked(given, text)
    if column.type in CODED:
        text = regroup(text, [code_text(str(value)) or str(value) for value in text.cat.categories])
    categories = [str(value) for value in text.cat.categories]
    parsed, good, repaired = PARSERS[column.type](categories, column)
    marked = np.array([is_sentinel(str(value)) for value in given.cat.categories], dtype=bool)
    known = column.modalities
    return Converted(
        _assemble(text, parsed, column),
        spread(text, ~good, False),
        spread(text, repaired, False),
        int(spread(given, marked, False).sum()) if marked.any() else 0,
        tuple(f"« {cut(t, 20)} »" for t, ok in zip(categories, good, strict=True) if not ok)[:5]
        if known
        else (),
        absent,
        marks,
    )


def _marked(given: pd.Series, text: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the rows whose cell was written and means « none », and what it says."""
    absent = given.notna().to_numpy() & text.isna().to_numpy()
    if not absent.any():
        return np.zeros(0, dtype=bool), ()
    names = given[absent].astype(str).unique()
    return absent, tuple(f"« {cut(name, 20)} »" for name in names[:5])


def drop_missing(column: pd.Series, described: Column) -> pd.Series:
    """Blank the texts that mean « not filled in », or withheld where a word is no value."""
    test = is_absent
    if described.type in NUMERIC:
        test = is_mark
    elif described.type in WORDLESS:
        test = is_withheld_word
    codes = described.type in CODED
    texts = [str(value) for value in column.cat.categories]
    return regroup(
        column,
        [
            ""
            if test(text) or text.lower() in described.missing or (codes and is_negative_code(text))
            else text
            for text in texts
        ],
    )


def _assemble(text: pd.Series, parsed: np.ndarray, column: Column) -> pd.Series:
    if column.type in NUMERIC:
        values = spread(text, parsed.astype(float), np.nan)
        whole = column.type in {"entier", "annee"} and not np.isnan(values).any()
        out = pd.Series(values.astype(np.int64) if whole else values)
    elif column.type == "date":
        out = pd.Series(spread(text, parsed.astype("datetime64[s]"), np.datetime64("NaT")))
    elif column.type == "oui_non":
        out = pd.Series(spread(text, parsed.astype(object), None)).astype("boolean")
        out = out.astype(bool) if not out.isna().any() else out
    else:
        out = plain(regroup(text, [str(value) for value in parsed]))
    return out.set_axis(text.index).rename(column.name)


Parsed = tuple[np.ndarray, np.ndarray, np.ndarray]


def _outside(values: np.ndarray, column: Column) -> np.ndarray:
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    return np.asarray((values < low) | (values > high))


def _numbers(texts: list[str], column: Column) -> Parsed:
    values = np.array([number(text) for text in texts], dtype=float)
    good = np.isfinite(values) & (np.abs(values) < _LARGEST) & ~_outside(values, column)
    if column.type in {"entier", "annee"}:
        good &= values == np.floor(values)
    if column.type == "annee":
        good &= (values >= _YEARS[0]) & (values <= _YEARS[1])
    values[~good] = np.nan
    return values, good, np.zeros(len(texts), bool)


def _date(text: str) -> np.datetime64:
    for pattern, order in _DATES:
        match = pattern.fullmatch(text)
        if match:
            year, month, day = (1 if i is None else int(match.groups()[i]) for i in order)
            try:
                return np.datetime64(f"{year:04d}-{month:02d}-{day:02d}", "s")
            except ValueError:
                break
    return np.datetime64("NaT", "s")


def _dates(texts: list[str], column: Column) -> Parsed:
    values = np.array([_date(text) for text in texts], dtype="datetime64[s]")
    return values, ~np.isnat(values), np.zeros(len(texts), bool)


def _yes_no(texts: list[str], column: Column) -> Parsed:
    lowered = [text.lower() for text in texts]
    if len(set(lowered)) > 1:  # a cross is a yes where it stands alone, a mark beside « oui »
        lowered = [text if text != "x" else "" for text in lowered]
    values = np.array([True if t in _YES else False if t in _NO else None for t in lowered], object)
    good = np.array([value is not None for value in values], dtype=bool)
    return values, good, np.zeros(len(texts), bool)


def _texts(texts: list[str], column: Column) -> Parsed:
    allowed = re.compile(column.pattern) if column.pattern else None
    if column.modalities:
        texts = [t.upper() if t.upper() in column.modalities else t for t in texts]
        good = np.array([t in column.modalities for t in texts], dtype=bool)
    else:
        good = np.array([allowed is None or bool(allowed.fullmatch(t)) for t in texts], dtype=bool)
    values = np.array([t if ok else "" for t, ok in zip(texts, good, strict=True)], dtype=object)
    return values, good, np.zeros(len(texts), bool)


def _choices(texts: list[str], column: Column) -> Parsed:
    by_text = {simplify(label): value for value, label in column.values.items()}
    by_text |= {simplify(value): value for value in column.values}
    values = np.array([by_text.get(simplify(text), "") for text in texts], dtype=object)
    return values, values != "", np.zeros(len(texts), bool)


def _communes(texts: list[str], column: Column) -> Parsed:
    """INSEE codes: five characters; four digits are a code of départements 01 to 09."""
    texts = [_SPACES.sub("", text).upper() for text in texts]
    repaired = np.array([bool(_LOST_ZERO.fullmatch(text)) for text in texts], dtype=bool)
    padded = [f"0{t}" if lost else t for t, lost in zip(texts, repaired, strict=True)]
    good = np.array([bool(_COMMUNE.fullmatch(text)) for text in padded], dtype=bool)
    values = np.array([t if ok else "" for t, ok in zip(padded, good, strict=True)], dtype=object)
    return values, good, repaired


def _departements(texts: list[str], column: Column) -> Parsed:
    """``033`` is 33, ``02A`` is 2A, ``1`` is 01; three characters stay overseas."""
    values = np.array(
        [t[1:].upper() if len(t) == 3 and t[0] == "0" else t.upper().zfill(2) for t in texts],
        dtype=object,
    )
    return values, np.ones(len(texts), bool), np.array([len(t) == 1 for t in texts], dtype=bool)


PARSERS: Mapping[str, Callable[[list[str], Column], Parsed]] = {
    "identifiant": _texts,
    "texte": _texts,
    "code": _texts,
    "commune": _communes,
    "departement": _departements,
    "entier": _numbers,
    "annee": _numbers,
    "nombre": _numbers,
    "coordonnee": _numbers,
    "date": _dates,
    "oui_non": _yes_no,
    "choix": _choices,
}
"""Type of a column -> how its distinct texts are read: values, which are good, which repaired."""
