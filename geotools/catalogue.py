"""The catalogue: what is counted, which indicators and indices come from it, and how to read them.

``catalogue.toml`` holds the rules; this module reads, checks and merges them. A user adds an
indicator with a TOML file of their own, given to :func:`load_catalogue`, without any Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from geotools._compat import read_toml
from geotools.boundaries import cut, read_own_toml
from geotools.errors import ConfigurationError, absent_file, is_file, nearest, shown, some
from geotools.expressions import Expression
from geotools.values import read_day

Expressions = Mapping[str, tuple[Expression, ...]]

KINDS = {
    "share": "part",
    "rate": "taux",
    "ratio": "rapport",
    "mean": "moyenne",
    "median": "médiane",
}
"""A share lies in [0, 1]; a rate is events over a stock, shown in % but not bounded by 1; a ratio
and a mean are plain numbers; a median needs the rows themselves."""

POLARITIES = {"+": "signale une fragilité", "-": "signale une aisance", "0": "contexte"}
TIERS = {"S": "socle", "A": "approfondissement"}


_LARGEST = 10_000
"""Of a parameter that is a number: months, years, rooms, per cent."""


def _is_day(value: Any) -> bool:
    """Tell whether a value is a day that exists."""
    if value is None or isinstance(value, date):  # none: the rows carry their own
        return True
    try:
        return isinstance(value, str) and bool(read_day(value, ""))
    except ConfigurationError:
        return False


@dataclass(frozen=True)
class Source:
    """Where rows come from.

    ``weight`` is the column that expands a sample; ``fractional`` tells that the numbers of the
    source are not whole (Filosofi spreads its tiles).
    """

    id: str
    label: str
    weight: str | None = None
    fractional: bool = False


@dataclass(frozen=True)
class CatalogueParameter:
    """A threshold that a territory may change."""

    id: str
    label: str
    default: Any = None
    unit: str = ""
    choices: tuple[Any, ...] = ()
    line: str = ""

    def check(self, value: Any) -> Any:
        """Return the value, refused when it is not one of the choices or not of the same kind.

        Raises
        ------
        ConfigurationError
            The value does not fit.
        """
        if self.choices and value not in self.choices:
            raise ConfigurationError(
                f"Le paramètre « {self.id} » du catalogue accepte "
                f"{some(self.choices)} ; reçu : {shown(repr(value))}."
            )
        numeric = isinstance(self.default, int | float)
        if numeric and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise ConfigurationError(
                f"Le paramètre « {self.id} » du catalogue doit être un nombre ; reçu : "
                f"{shown(repr(value))}."
            )
        if numeric and not 0 <= value <= _LARGEST:
            raise ConfigurationError(
                f"Le paramètre « {self.id} » du catalogue doit être compris entre 0 et "
                f"{_LARGEST} ; reçu : {shown(value)}."
            )
        if self.unit == "date" and not _is_day(value):
            raise ConfigurationError(
                f"Le paramètre « {self.id} » du catalogue est une date AAAA-MM-JJ ; reçu : "
                f"« {shown(value)} »."
            )
        return value


@dataclass(frozen=True)
class Definition:
    """A derived column that several counts share, per source."""

    id: str
    label: str
    expressions: Expressions


@dataclass(frozen=True)
class Count:
    """An additive count: how many rows fulfil a condition, or the sum of a number.

    Parameters
    ----------
    id, label, population : str
        Name of the column in a table of counts, what it counts, in what.
    unit : str
        ``effectif`` for whole numbers of units; otherwise the unit of a magnitude (``€``, ``m²``).
    fallback : str or None
        The count that stands for this one in a table of counts that lacks it.
    expressions : mapping of source id to expressions
        The first expression that knows a row's value gives it.
    distinct : mapping of source id to columns
        Instead of an expression: count the distinct combinations of these columns.
    parts : tuple of str
        Classes that it adds up, which never share a row: counts, or names of what no count gives.
        They tell what a reader of several counts can subtract.
    open : mapping of source id to expressions
        Rows that the count leaves out for a reason that open data tells: what a wider count holds
        beyond this one is open when it holds no other row. ``open_reason`` says which data.
    """

    id: str
    label: str
    population: str = ""
    unit: str = "effectif"
    fallback: str | None = None
    expressions: Expressions = field(default_factory=dict)
    distinct: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    open: Expressions = field(default_factory=dict)
    open_reason: str = ""


@dataclass(frozen=True)
class Indicator:
    """A figure made of two counts, with all that its reader must know.

    Parameters
    ----------
    id, label, theme, population : str
    numerator, denominator : str
        Names of counts. A median has an expression per source instead.
    kind : str
        One of :data:`KINDS`.
    unit : str
        Unit shown; ``%`` for shares and rates.
    tier : str
        ``S`` socle, ``A`` approfondissement.
    stage : int
        Temps 1, 2 or 3 of the diagnosis.
    polarity : str
        ``+`` more means more fragile, ``-`` less fragile, ``0`` context.
    sources : tuple of str
        What the landlords' guide takes it from.
    caution, line : str
        How not to read it; where it is defined.
    reference : float or None
        National value, shown beside the figure and never computed with; ``reference_year``.
    """

    id: str
    label: str
    theme: str
    numerator: str = ""
    denominator: str = ""
    kind: str = "share"
    unit: str = "%"
    population: str = ""
    tier: str = "A"
    stage: int = 2
    polarity: str = "0"
    sources: tuple[str, ...] = ()
    caution: str = ""
    reference: float | None = None
    reference_year: int | None = None
    line: str = ""
    value: Expressions = field(default_factory=dict)
    among: Expressions = field(default_factory=dict)


@dataclass(frozen=True)
class Index:
    """Indicators put together with weights; ``weights`` maps indicator ids to weights."""

    id: str
    label: str
    weights: Mapping[str, float]
    caution: str = ""
    line: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Everything that a catalogue declares, by identifier."""

    sources: Mapping[str, Source]
    parameters: Mapping[str, CatalogueParameter]
    definitions: Mapping[str, Definition]
    counts: Mapping[str, Count]
    indicators: Mapping[str, Indicator]
    indices: Mapping[str, Index]

    def indicator(self, identifier: str) -> Indicator:
        """Return an indicator; an unknown id is refused with the nearest ones."""
        return _get(self.indicators, identifier, "L’indicateur")

    def index(self, identifier: str) -> Index:
        """Return an index; an unknown id is refused with the nearest ones."""
        return _get(self.indices, identifier, "L’indice")

    def source(self, identifier: str) -> Source:
        """Return a source; an unknown id is refused with the nearest ones."""
        return _get(self.sources, identifier, "La source")

    def columns(self, source: str) -> frozenset[str]:
        """Return every column that counts and indicators may read in the rows of a source."""
        read = {
            column
            for expressions, _ in _all_expressions(self)
            for expression in expressions.get(source, ())
            for column in expression.columns
        }
        distinct = {c for count in self.counts.values() for c in count.distinct.get(source, ())}
        return frozenset(read | distinct) - self.definitions.keys()

    def parts(self, counts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the classes that counts add up, for those that are related to others."""
        classes = {part for count in self.counts.values() for part in count.parts}
        declared = {name: self.counts[name].parts for name in counts if name in self.counts}
        return {name: own or (name,) for name, own in declared.items() if own or name in classes}

    def values(self, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the value of each parameter, defaults replaced by ``overrides``."""
        chosen = {name: parameter.default for name, parameter in self.parameters.items()}
        for name, value in (overrides or {}).items():
            chosen[name] = _get(self.parameters, name, "Le paramètre").check(value)
        return chosen

    def label(self, text: str, parameters: Mapping[str, Any] | None = None) -> str:
        """Return a label in which ``{parameter}`` is replaced by its value."""
        return text.format_map(self.values(parameters))

    def table(self, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return the indicators as a table for people, one row each, indexed by ``id``."""
        rows = [self._row(item, parameters) for item in self.indicators.values()]
        return pd.DataFrame(rows).set_index("id")

    def summary(self, parameters: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return what fits a screen: label, base, tier and sense of each indicator."""
        return self.table(parameters)[["libelle", "population", "niveau", "sens"]]

    def _row(self, item: Indicator, parameters: Mapping[str, Any] | None) -> dict[str, Any]:
        def of(name: str) -> str:
            return self.label(self.counts[name].label, parameters) if name else ""

        reference = "" if item.reference is None else f"{item.reference:g}".replace(".", ",")
        return {
            "id": item.id,
            "theme": item.theme,
            "libelle": self.label(item.label, parameters),
            "numerateur": of(item.numerator),
            "denominateur": of(item.denominator),
            "nature": KINDS[item.kind],
            "unite": item.unit,
            "population": item.population,
            "sources": ", ".join(self.sources[name].label for name in item.sources),
            "niveau": TIERS[item.tier],
            "temps": item.stage,
            "sens": POLARITIES[item.polarity],
            "repere_national": f"{reference} ({item.reference_year})" if reference else "",
            "precaution": item.caution,
            "reference_source": item.line,
        }


def load_catalogue(*extra_paths: str | Path) -> Catalogue:
    """Return the catalogue of the package, completed or corrected by the files given.

    Parameters
    ----------
    *extra_paths : path
        TOML files of the same layout, merged in this order: a table of the same name is replaced
        key by key, a new one is added.

    Raises
    ------
    ConfigurationError
        A key is unknown, an expression cannot be read, a count is missing; the file is named.
    """
    paths = tuple(Path(path) for path in extra_paths)
    return _load(paths, tuple(path.stat().st_mtime_ns if is_file(path) else 0 for path in paths))


@lru_cache(maxsize=8)
def _load(extra: tuple[Path, ...], written: tuple[int, ...]) -> Catalogue:
    merged: dict[str, Any] = {}
    for path in (files("geotools") / "catalogue.toml", *extra):
        if path in extra and not is_file(Path(str(path))):
            raise ConfigurationError(absent_file(Path(str(path)), "Le catalogue"))
        own = path in extra
        told = f"Le catalogue « {cut(path.name)} » n’est pas un fichier TOML valable"
        _merge(merged, read_own_toml(Path(str(path)), told) if own else read_toml(path))
    return _build(merged)


def _merge(into: dict[str, Any], extra: Mapping[str, Any]) -> None:
    for key, value in extra.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = dict(value) if isinstance(value, Mapping) else value


_SECTIONS = ("source", "parameter", "definition", "count", "indicator", "index")


def _build(raw: Mapping[str, Any]) -> Catalogue:
    for section in raw:
        if section not in _SECTIONS:
            raise ConfigurationError(
                f"Le catalogue contient une section inconnue « {section} ». "
                f"Noms proches : {nearest(section, _SECTIONS)}."
            )
    catalogue = Catalogue(
        sources=_read(Source, raw, "source"),
        parameters=_read(CatalogueParameter, raw, "parameter"),
        definitions=_read(Definition, raw, "definition"),
        counts=_read(Count, raw, "count"),
        indicators=_read(Indicator, raw, "indicator"),
        indices=_read(Index, raw, "index"),
    )
    _check_references(catalogue)
    return catalogue


_T = TypeVar("_T")
_PER_SOURCE = {"expressions", "open", "value", "among"}


def _read(kind: type[_T], raw: Mapping[str, Any], section: str) -> dict[str, _T]:
    make: Callable[..., _T] = kind
    known = {item.name for item in fields(kind)} - {"id"}  # type: ignore[arg-type]
    items = {}
    entries = raw.get(section, {})
    for identifier, table in entries.items() if isinstance(entries, Mapping) else [("", None)]:
        where = f"[{section}.{identifier}]"
        if not isinstance(table, Mapping):
            raise ConfigurationError(
                f"Le catalogue, {where} : il faut une section, non une valeur."
            )
        for key in table:
            if key not in known:
                raise ConfigurationError(
                    f"Le catalogue contient une clé inconnue « {key} » dans {where}. "
                    f"Noms proches : {nearest(key, known)}."
                )
        try:
            items[identifier] = make(
                id=identifier, **{key: _value(key, value) for key, value in table.items()}
            )
        except (TypeError, AttributeError):
            raise ConfigurationError(
                f"Le catalogue, {where} : clé manquante ou d’une autre forme qu’attendu. Comparez "
                "cette entrée à une du catalogue fourni."
            ) from None
    return items


def _value(key: str, value: Any) -> Any:
    if key in _PER_SOURCE:
        return {
            source: tuple(Expression(t) for t in ([text] if isinstance(text, str) else text))
            for source, text in value.items()
        }
    if key == "distinct":
        return {source: tuple(columns) for source, columns in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _get(items: Mapping[str, _T], identifier: str, what: str) -> _T:
    if identifier not in items:
        raise ConfigurationError(
            f"{what} « {identifier} » n’est pas dans le catalogue. "
            f"Noms proches : {nearest(identifier, items)}."
        )
    return items[identifier]


def _check_references(catalogue: Catalogue) -> None:
    """Refuse what points to nothing: counts, sources, parameters, indicators, vocabularies."""
    for count in catalogue.counts.values():
        _known(f"[count.{count.id}] fallback", [count.fallback or count.id], catalogue.counts)
        _known(f"[count.{count.id}]", [*count.expressions, *count.distinct], catalogue.sources)
    for expressions, where in _all_expressions(catalogue):
        used = {name for group in expressions.values() for e in group for name in e.parameters}
        _known(f"{where}, paramètre", used, catalogue.parameters)
        _known(f"{where}, source", expressions, catalogue.sources)
    for item in catalogue.indicators.values():
        where = f"[indicator.{item.id}]"
        counts = [name for name in (item.numerator, item.denominator) if name]
        if len(counts) != 2 and item.kind != "median":
            raise ConfigurationError(f"{where} demande « numerator » et « denominator ».")
        _known(f"{where}, compte", counts, catalogue.counts)
        _known(f"{where}, source", item.sources, catalogue.sources)
        _known(f"{where} kind", [item.kind], KINDS)
        _known(f"{where} polarity", [item.polarity], POLARITIES)
        _known(f"{where} tier", [item.tier], TIERS)
    for index in catalogue.indices.values():
        _known(f"[index.{index.id}], indicateur", index.weights, catalogue.indicators)


def _all_expressions(catalogue: Catalogue) -> Iterable[tuple[Expressions, str]]:
    for definition in catalogue.definitions.values():
        yield definition.expressions, f"[definition.{definition.id}]"
    for count in catalogue.counts.values():
        yield count.expressions, f"[count.{count.id}]"
        yield count.open, f"[count.{count.id}] open"
    for item in catalogue.indicators.values():
        yield item.value, f"[indicator.{item.id}] value"
        yield item.among, f"[indicator.{item.id}] among"


def _known(where: str, names: Iterable[str], known: Iterable[str]) -> None:
    allowed = list(known)
    for name in names:
        if name not in allowed:
            raise ConfigurationError(
                f"Le catalogue, {where} : « {name} » n’existe pas. "
                f"Noms proches : {nearest(name, allowed)}."
            )
