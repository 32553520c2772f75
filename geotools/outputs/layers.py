"""What is written: a frame with its title, style, aliases and units, the same for every writer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import ConfigurationError, InputError, nearest, some
from geotools.outputs.formatting import PERCENT, format_frame
from geotools.outputs.palette import Style, get_style, graduated
from geotools.outputs.proof import Origin

JOINED = " + "
"""Stands between the codes, and the names, of places that are published as one."""

NATURES = {
    "open": "données ouvertes : hors de l’audit, sans seuil",
    "declared": (
        "déclaré par la collectivité ou l’État (programme, inventaire, fiches de suivi) : hors de "
        "l’audit, sans seuil"
    ),
    "released": (
        "calculé des seuls chiffres audités de cette diffusion, de données ouvertes et de ce qui "
        "est déclaré : n’apprend rien qu’ils ne disent"
    ),
    "state": "un état pour chaque ligne, sans aucun effectif de ménages : hors de l’audit",
}
"""Where the figures of a layer without an audited table come from, as the certificate says it."""
_RANK = "rang"


def _keys() -> Iterator[str]:
    """Yield the names of an index that has none, until one is free."""
    yield from ("code", _RANK)
    yield from (f"{_RANK}_{number}" for number in count(2))


_SAYS_PERCENT = re.compile(r"\(%|\(points\)")


@dataclass(frozen=True)
class LayerSpec:
    """A layer or a table of figures, ready to be written by any writer of this room.

    Parameters
    ----------
    name : str
        Technical name (ASCII, snake_case): the table of the GeoPackage, the stem of the CSV.
    title : str
        French title.
    frame : GeoDataFrame or DataFrame
        One row for each unit, its code as index; without geometry it is a table.
    style : str or Style
        Default style: a name of ``palette.toml`` or a style made with
        :func:`geotools.outputs.palette.graduated`; empty for a table.
    aliases : mapping
        Column to French label.
    units : mapping
        Column to unit: ``"%"`` for fractions shown in percent, ``"p"`` for p-values, else a noun.
    description : str
        One or two French sentences: what a row is, how to read it.
    themes : mapping
        Columns offered on the report's map, each with a style name (empty: classes computed from
        the values). The default style comes first by itself.
    depends : mapping
        For the publication: column to the counts it is computed from. ``()`` declares a
        public attribute (name, geography, open data); see :mod:`geotools.outputs.publish`.
    headings : mapping
        Column to the heading of its legend, where that of its style does not name the variable.
    origin : Origin, optional
        Base and sources of this layer; by default those of the whole publication.
    nature : str
        A key of :data:`NATURES`: where the figures of a layer that has no audited table come from.
    audited : bool
        Whether an absent value may be one that the secrecy withholds; elsewhere it is unknown.
    """

    name: str
    title: str
    frame: GeoDataFrame | pd.DataFrame
    style: str | Style = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    themes: Mapping[str, str] = field(default_factory=dict)
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    nature: str = "open"
    audited: bool = True

    @property
    def is_spatial(self) -> bool:
        """Whether the rows have a geometry."""
        return isinstance(self.frame, GeoDataFrame)

    @property
    def geometry(self) -> str:
        """``point``, ``line`` or ``polygon``: the kind of the first geometry."""
        kinds = self.located().geom_type.dropna()
        kind = str(kinds.iloc[0]) if len(kinds) else "Polygon"
        return {"Point": "point", "LineString": "line"}.get(kind.removeprefix("Multi"), "polygon")

    @property
    def columns(self) -> list[str]:
        """Names of the columns other than the geometry."""
        active = self.frame.geometry.name if isinstance(self.frame, GeoDataFrame) else None
        return [str(column) for column in self.frame.columns if column != active]

    @property
    def key(self) -> str:
        """Name under which the index is written."""
        if self.frame.index.name is not None:
            return str(self.frame.index.name)
        taken = {str(column).lower() for column in self.frame.columns}
        return next(name for name in _keys() if name not in taken)

    def alias(self, column: str) -> str:
        """Return the French label of a column, its name when it has none."""
        usual = "Code" if column == self.key and not column.startswith(_RANK) else column
        return self.aliases.get(column, usual)

    def place(self, code: str) -> str:
        """Return the name of a unit, of several joined by « + » too; the code where it has none."""
        known = self._places
        parts = [known.get(part, part) for part in code.split(JOINED)]
        return known.get(code, JOINED.join(parts))

    @cached_property
    def _places(self) -> dict[str, str]:
        if "libelle" not in self.columns:
            return {}
        named = self.frame["libelle"].dropna().astype(str)
        places: dict[str, str] = {}
        for code, name in zip(named.index.astype(str), named, strict=True):
            codes, names = code.split(JOINED), name.split(JOINED)
            if len(codes) == len(names) > 1:
                places |= dict(zip(codes, names, strict=True))
        return places | dict(zip(named.index.astype(str), named, strict=True))

    def headers(self) -> list[str]:
        """Return the French label of the key and of each column, no two alike.

        A share says that it is in percent; what is still alike says its technical name.
        """
        labels = [self.alias(self.key)]
        for name in self.columns:
            share = self.units.get(name) == PERCENT and not _SAYS_PERCENT.search(self.alias(name))
            labels.append(self.alias(name) + (" (%)" if share else ""))
        names = [self.key, *self.columns]
        return [
            f"{label} [{name}]" if labels.count(label) > 1 else label
            for label, name in zip(labels, names, strict=True)
        ]

    def withheld(self) -> pd.DataFrame:
        """Tell which absent values are withheld by the secrecy; the others do not apply.

        A count is; a figure is where a count that it is computed from is; a public attribute never
        is. Columns of which nothing is declared are, to be on the safe side. Nothing is withheld of
        what is not audited: there an absent value is unknown.
        """
        return self._withheld

    @cached_property
    def _withheld(self) -> pd.DataFrame:
        # Every writer asks for it: it is found once. Specifications are not changed in place.
        frame = self.attributes()
        missing = {str(name): frame[name].isna().to_numpy() for name in frame.columns}
        if not self.audited:
            return pd.DataFrame(False, index=frame.index, columns=frame.columns)
        absent = dict(missing)
        for column in self.columns:
            needs = self.depends.get(column)
            if needs is None or not absent[column].any():
                continue
            if all(name in absent for name in needs):
                hidden = np.zeros(len(frame), dtype=bool)
                for name in needs:
                    hidden |= absent[name]
                missing[column] = absent[column] & hidden
        return pd.DataFrame(missing, index=frame.index, columns=frame.columns)

    def shown(self) -> pd.DataFrame:
        """Return what people read in each cell: figures as text, and what stands for none."""
        return self._shown

    @cached_property
    def _shown(self) -> pd.DataFrame:
        return format_frame(self.attributes(), self.units, self._withheld)

    def attributes(self) -> pd.DataFrame:
        """Return the columns other than the geometry as a plain frame."""
        return pd.DataFrame(self.frame[self.columns])

    def located(self, crs: Any = None) -> GeoDataFrame:
        """Return the rows with their geometry, in another CRS on demand.

        Raises
        ------
        InputError
            The rows have no geometry.
        """
        if not isinstance(self.frame, GeoDataFrame):
            raise InputError(f"« {self.title} » est un tableau sans géométrie : rien à dessiner.")
        return self.frame if crs is None or self.frame.crs == crs else self.frame.to_crs(crs)

    def with_frame(self, frame: GeoDataFrame | pd.DataFrame) -> LayerSpec:
        """Return the same specification for other rows or columns."""
        return replace(self, frame=frame)

    def default_style(self) -> Style | None:
        """Return the style of the layer, or None for a table."""
        if not self.is_spatial or not self.style:
            return None
        style = get_style(self.style) if isinstance(self.style, str) else self.style
        return self.checked(style)

    def themed(self) -> dict[str, Style]:
        """Return the styles of the report's map by column, the default one first."""
        return dict(self._themed)

    @cached_property
    def _themed(self) -> dict[str, Style]:
        found: dict[str, Style] = {}
        default = self.default_style()
        if default is not None:
            found[default.field] = default
        for column, name in self.themes.items():
            if column not in found:
                found[column] = self._theme(column, name)
        return found

    def _theme(self, column: str, name: str) -> Style:
        if name:
            style = get_style(name)
            title = self.headings.get(column, style.title)
            return self.checked(replace(style.on(column), title=title))
        self._require(column, "La carte")
        return graduated(self.frame[column], self.alias(column), self.units.get(column, ""))

    def checked(self, style: Style) -> Style:
        """Return the style if its field exists; labels are dropped when theirs does not.

        Raises
        ------
        ConfigurationError
            The field is absent; the nearest names are given.
        """
        if style.field:
            self._require(style.field, f"Le style « {style.name} »")
        if style.label_field and style.label_field not in self.frame.columns:
            return replace(style, label_field="")
        return style

    def _require(self, column: str, what: str) -> None:
        if column not in self.frame.columns:
            raise ConfigurationError(
                f"{what} de la couche « {self.title} » lit le champ « {column} », absent. "
                f"Noms proches : {nearest(column, self.columns)}."
            )


def check_layers(layers: list[LayerSpec]) -> None:
    """Refuse what no writer could keep: doubled names, doubled codes, spatial layers without CRS.

    Raises
    ------
    ConfigurationError
        Two layers have the same name.
    InputError
        A layer has rows with the same code, or no CRS.
    """
    names = [layer.name for layer in layers]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ConfigurationError(
            f"Deux couches portent le même nom technique : {some(doubled)}. Renommez-en une."
        )
    for layer in layers:
        index = layer.frame.index
        if not index.is_unique:
            raise InputError(
                f"« {layer.title} » : chaque ligne doit avoir un code unique ; codes répétés : "
                f"{some(index[index.duplicated()].unique())}. Regroupez ces lignes."
            )
        if isinstance(layer.frame, gpd.GeoDataFrame) and layer.frame.crs is None:
            raise InputError(
                f"« {layer.title} » n’a pas de système de coordonnées (SCR). Déclarez-le, par "
                "exemple EPSG:2154, avant d’écrire."
            )
