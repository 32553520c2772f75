"""Figures that sentences quote, each read in the published layers or computed from such figures.

A figure that cannot be known (withheld cell, absent layer, division by nothing) is unknown, and
whatever is computed from it is unknown too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from geotools.errors import ConfigurationError, MissingColumnError, nearest
from geotools.expressions import Columns, Expression
from geotools.outputs.formatting import P_VALUE, format_value
from geotools.outputs.layers import LayerSpec

CURRENT = "@"
"""Stands for the unit that a sentence is about, in a figure of a sentence said of each unit."""

SINGLE = "*"
"""Stands for the unit of a layer that has one row: the territory, whatever its code."""

Layers = Mapping[str, LayerSpec]
Value = float | str | None


@dataclass(frozen=True)
class DrawnFigure:
    """A value with what is needed to write it and to say what it leaves out.

    Parameters
    ----------
    value : float, str or None
        None when it is not known.
    text : str
        As it is written.
    layer : str
        Layer it was read in.
    unit : str
        Code of the unit it was read in, when there is one.
    name : str
        Name of that unit.
    unknown : int
        Rows of the layer whose withheld values the figure could not read.
    """

    value: Value
    text: str = ""
    layer: str = ""
    unit: str = ""
    name: str = ""
    unknown: int = 0

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


UNKNOWN = DrawnFigure(None)


@dataclass(frozen=True)
class FigureSpec:
    """How a figure is found; the keys are those of the sentences' TOML.

    Exactly one of ``colonne`` (with ``unite``), ``compte``, ``somme``, ``liste``, ``distincts``,
    ``extreme``, ``calcul``, ``hasard`` and ``fait`` says what it is.

    Parameters
    ----------
    couche : str
        Layer that is read.
    unite : str
        Code of the unit; :data:`CURRENT` for the one the sentence is about, :data:`SINGLE` for the
        only one of a layer of one row.
    niveau : str
        Column of the current unit that holds the code to read in ``couche``.
    colonne : str
        Column that is read; with ``extreme`` the one that is compared.
    compte : str
        Condition: how many units fulfil it.
    somme : str
        Column that is added up.
    liste : str
        Column whose distinct values are enumerated, the most frequent first.
    distincts : str
        Column whose distinct values are counted.
    noms : str
        Layer in which the values of ``liste`` are codes and have a name.
    dans : str
        Layer: only the units whose column of that name holds one of its codes.
    connus : bool
        Add up what is published and say how many units are not; without it, one withheld value
        makes a sum unknown.
    ou : str
        Condition on the units of ``somme``, ``liste`` and ``extreme``.
    extreme : str
        ``max`` or ``min``.
    calcul : str
        Arithmetic on the other figures of the sentence.
    hasard : sequence of four names
        Two parts and their bases: p-value of their difference (two-sided test on two proportions).
    fait : str
        Name of a value given by the caller.
    forme : str
        Unit that overrides the column's: ``%``, ``p``.
    decimales : int, optional
    signe : bool
        Write ``+`` before a positive value.
    absolu : bool
        Take the absolute value: « perd 3 points ».
    """

    couche: str = ""
    unite: str = ""
    niveau: str = ""
    colonne: str = ""
    compte: str = ""
    somme: str = ""
    liste: str = ""
    distincts: str = ""
    noms: str = ""
    dans: str = ""
    connus: bool = False
    ou: str = ""
    extreme: str = ""
    calcul: str = ""
    hasard: tuple[str, ...] = ()
    fait: str = ""
    forme: str = ""
    decimales: int | None = None
    signe: bool = False
    absolu: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "hasard", tuple(self.hasard))
        for condition in (self.compte, self.ou, self.calcul):
            if condition and condition != ALL:
                Expression(condition)
        if self.extreme not in ("", "max", "min"):
            raise ConfigurationError(
                f"« extreme » vaut « max » ou « min » ; trouvé : « {self.extreme} »."
            )
        if len(self.hasard) not in (0, 4):
            raise ConfigurationError(
                "« hasard » nomme quatre chiffres : deux effectifs et leurs bases, dans l’ordre "
                f"effectif, base, effectif, base ; trouvé : {len(self.hasard)}."
            )

    @property
    def uses(self) -> frozenset[str]:
        """Names of the other figures that it is computed from."""
        computed = Expression(self.calcul).columns if self.calcul else frozenset()
        return computed | frozenset(self.hasard)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> FigureSpec:
        """Return the figure of a TOML table.

        Raises
        ------
        ConfigurationError
            A key is unknown.
        """
        known = {field.name for field in fields(cls)}
        for key in raw:
            if key not in known:
                raise ConfigurationError(
                    f"Chiffre d’une phrase : clé inconnue « {key} ». "
                    f"Noms proches : {nearest(key, known)}."
                )
        return cls(**raw)


ALL = "tout"
"""Condition that every unit fulfils."""


def read_figure(
    spec: FigureSpec,
    layers: Layers,
    *,
    found: Mapping[str, DrawnFigure] | None = None,
    facts: Mapping[str, Value] | None = None,
    current: tuple[str, str] | None = None,
) -> DrawnFigure:
    """Return one figure, unknown when the published layers do not tell it.

    Parameters
    ----------
    spec : FigureSpec
    layers : mapping of str to LayerSpec
        Published layers, as they leave.
    found : mapping, optional
        Figures already read, for ``calcul`` and ``hasard``.
    facts : mapping, optional
        Values for ``fait``.
    current : (str, str), optional
        Layer and code of the unit that the sentence is about.
    """
    found, facts = found or {}, facts or {}
    if spec.fait:
        return _written(facts.get(spec.fait), spec)
    if spec.calcul:
        return _written(evaluate(spec.calcul, found), spec)
    if spec.hasard:
        values = [found[name].value for name in spec.hasard]
        return _written(two_shares(*values), spec, P_VALUE)
    layer = layers.get(spec.couche)
    if layer is None or not len(layer.frame):
        return UNKNOWN
    if spec.colonne and not spec.extreme:
        return _one(spec, layer, layers, current)
    rows = chosen_rows(layer, spec.compte or spec.ou)
    if rows is None:
        return UNKNOWN
    frame, unknown = rows
    if spec.dans:
        if spec.dans not in layers or spec.dans not in frame.columns:
            return UNKNOWN  # a zoning that was not declared holds nobody, and leaves nobody out
        frame = _inside(frame, spec.dans, layers)
    reader = next(read for key, read in _READERS.items() if getattr(spec, key))
    return reader(spec, layer, frame, unknown, layers)


def _one(
    spec: FigureSpec, layer: LayerSpec, layers: Layers, current: tuple[str, str] | None
) -> DrawnFigure:
    code: str | None = spec.unite
    if current is not None and (code == CURRENT or spec.niveau):
        code = current[1]
        if spec.niveau:
            code = _cell(layers[current[0]], current[1], spec.niveau)
    if code == SINGLE:
        code = only_code(layer)
    if code is None:
        return UNKNOWN
    value = _cell(layer, str(code), spec.colonne)
    return _written(value, spec, layer.units.get(spec.colonne, ""), layer, str(code))


def only_code(layer: LayerSpec) -> str | None:
    """Return the code of a layer of one row, None for any other."""
    return str(layer.frame.index[0]) if len(layer.frame) == 1 else None


def _cell(layer: LayerSpec, code: str, column: str) -> Any:
    """Return a cell, None when it is withheld or absent."""
    codes = layer.frame.index.astype(str)
    if column not in layer.columns or code not in codes:
        return None
    value = layer.frame[column].iloc[codes.get_loc(code)]
    return None if pd.isna(value) else value


def chosen_rows(layer: LayerSpec, condition: str) -> tuple[pd.DataFrame, int] | None:
    """Return the rows that fulfil a condition, and how many cannot tell for want of a value.

    None is returned when a column of the condition is absent from the layer.
    """
    frame = layer.attributes()
    if not condition or condition == ALL:
        return frame, 0
    try:
        kept = Expression(condition).evaluate(Columns(frame), {})
    except MissingColumnError:
        return None
    told = pd.array(kept, dtype="boolean")
    return frame[told.fillna(False).astype(bool)], int(pd.isna(told).sum())


def _inside(frame: pd.DataFrame, zoning: str, layers: Layers) -> pd.DataFrame:
    """Keep the units whose column of that name holds a code of that layer."""
    return frame[frame[zoning].astype(str).isin(layers[zoning].frame.index.astype(str))]


def _count(
    spec: FigureSpec, layer: LayerSpec, rows: pd.DataFrame, unknown: int, _: Layers
) -> DrawnFigure:
    return _written(len(rows), spec, "", layer, unknown=unknown)


def _sum(
    spec: FigureSpec, layer: LayerSpec, rows: pd.DataFrame, unknown: int, _: Layers
) -> DrawnFigure:
    if spec.somme not in rows.columns:
        return UNKNOWN
    values = rows[spec.somme].astype(float)
    blank = int(values.isna().sum())
    if (blank and not spec.connus) or blank == len(values):
        return UNKNOWN
    unit = layer.units.get(spec.somme, "")
    return _written(float(values.sum()), spec, unit, layer, unknown=unknown + blank)


def _names(
    spec: FigureSpec, layer: LayerSpec, rows: pd.DataFrame, unknown: int, layers: Layers
) -> DrawnFigure:
    codes = rows[spec.liste] if spec.liste in rows.columns else rows.index.to_series()
    ranked = codes.dropna().astype(str).value_counts(sort=False)
    ordered = ranked.sort_values(ascending=False, kind="stable").index
    if not len(ordered):
        return UNKNOWN
    where = layers.get(spec.noms)
    names = [code if where is None else unit_name(where, code) for code in ordered]
    return _written(enumeration(names), spec, "", layer, unknown=unknown)


def _distinct(
    spec: FigureSpec, layer: LayerSpec, rows: pd.DataFrame, unknown: int, _: Layers
) -> DrawnFigure:
    if spec.distincts not in rows.columns:
        return UNKNOWN
    return _written(rows[spec.distincts].nunique(), spec, "", layer, unknown=unknown)


def _extreme(
    spec: FigureSpec, layer: LayerSpec, rows: pd.DataFrame, unknown: int, _: Layers
) -> DrawnFigure:
    if spec.colonne not in rows.columns:
        return UNKNOWN
    values = pd.to_numeric(rows[spec.colonne]).astype(float)
    known = values.dropna()
    if known.empty:
        return UNKNOWN
    place = int(known.argmax() if spec.extreme == "max" else known.argmin())
    unit = layer.units.get(spec.colonne, "")
    code, blank = str(known.index[place]), len(values) - len(known)
    return _written(float(known.iloc[place]), spec, unit, layer, code, unknown + blank)


_READERS: Mapping[str, Callable[..., DrawnFigure]] = {
    "compte": _count,
    "somme": _sum,
    "liste": _names,
    "distincts": _distinct,
    "extreme": _extreme,
}


def _written(
    value: Any,
    spec: FigureSpec,
    unit: str = "",
    layer: LayerSpec | None = None,
    code: str = "",
    unknown: int = 0,
) -> DrawnFigure:
    if value is None or pd.isna(value):
        return UNKNOWN
    name = unit_name(layer, code) if layer is not None and code else ""
    where = layer.name if layer is not None else ""
    if isinstance(value, str):
        return DrawnFigure(value, value, where, code, name, unknown)
    number = abs(float(value)) if spec.absolu else float(value)
    if not math.isfinite(number):
        return UNKNOWN
    text = format_value(number, spec.forme or unit, spec.decimales)
    if spec.signe and number > 0:
        text = f"+{text}"
    return DrawnFigure(number, text, where, code, name, unknown)


def unit_name(layer: LayerSpec, code: str) -> str:
    """Return the name of a unit, its code when it has none."""
    return layer.place(code)


def enumeration(names: Any) -> str:
    """Return « A, B et C »."""
    names = list(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"


def evaluate(expression: str, found: Mapping[str, DrawnFigure]) -> Any:
    """Return an expression on figures, None when one of them is not known.

    Yes/no expressions follow Kleene's logic: ``a or b`` is true when one is, whatever the other.
    """
    row = pd.DataFrame({name: _cell_of(figure.value) for name, figure in found.items()}, index=[0])
    result = Expression(expression).evaluate(Columns(row), {})
    first = result[0] if hasattr(result, "__len__") and not isinstance(result, str) else result
    return None if pd.isna(first) else first


def _cell_of(value: Value) -> pd.Series:
    dtype: Any = "object" if isinstance(value, str) else "Float64"
    return pd.Series([value], dtype=dtype)


def two_shares(part: Value, base: Value, other: Value, other_base: Value) -> float | None:
    """Return the p-value of the difference of two proportions, None when it cannot be told."""
    from scipy.stats import norm

    values = (part, base, other, other_base)
    if any(not isinstance(v, int | float) for v in values):
        return None
    k1, n1, k2, n2 = (float(v) for v in values if isinstance(v, int | float))
    if min(n1, n2) <= 0:
        return None
    pooled = (k1 + k2) / (n1 + n2)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return 1.0 if spread == 0 else float(2 * norm.sf(abs(k1 / n1 - k2 / n2) / spread))
