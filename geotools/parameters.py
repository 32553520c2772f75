"""How a parameter is described, and what is refused before any work starts.

Each kind is a value object that carries a French label, help and bounds, and knows how to check a
value against them. The three fronts show and check the same description. Describing needs no
package: pandas and what goes with it are imported by the checks that look into a value, so that a
toolbox opens at once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from geotools.cards import Wording
from geotools.errors import (
    GeometryError,
    InputError,
    MissingColumnError,
    absent_file,
    is_file,
    nearest,
    shown,
    some,
)
from geotools.names import check_names
from geotools.values import (
    read_day,
    read_numbers,
    read_pairs,
    read_renaming,
    read_shares,
    split_list,
)

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame
    from typing_extensions import Self


@dataclass(frozen=True)
class Parameter:
    """A described parameter; ``label`` and ``help`` come from the card of its operation.

    A kind knows how it is typed: ``metavar`` stands for the value in a help, ``typed`` is what a
    command line hands over (``several`` of them when it may be repeated), :meth:`read` turns that
    into what the function takes and :meth:`write` turns it back. A ``positional`` one needs no
    name on the command line.
    """

    label: str = ""
    help: str = ""
    advanced: bool = False
    positional: bool = field(default=False, kw_only=True)

    metavar: ClassVar[str] = "TEXTE"
    typed: ClassVar[type] = str
    several: ClassVar[bool] = False

    def worded(self, words: Wording | None) -> Self:
        """Return the same parameter with what its operation's card says of it."""
        return self if words is None else replace(self, label=words.label, help=words.help)

    def read(self, typed: Any) -> Any:
        """Turn what was typed into what the function takes."""
        return typed

    def accept(self, value: Any) -> Any:
        """Return a value of Python in the form that the function takes, before it is checked."""
        return value

    def write(self, value: Any) -> Any:
        """Return a value as it is typed."""
        return value

    def hint(self) -> str:
        """Return what a help adds about the values, in French; empty by default."""
        return "Répétable." if self.several else ""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Raise an :class:`InputError` when the value does not fit the description."""


@dataclass(frozen=True)
class Layer(Parameter):
    """A vector layer; ``geometry`` is ``any``, ``point``, ``line`` or ``polygon``.

    ``projected`` refuses a geographic CRS, because the operation measures distances.
    """

    geometry: str = "any"
    projected: bool = False

    metavar: ClassVar[str] = "FICHIER"

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse an empty layer, a missing or geographic CRS, the wrong kind of geometry."""
        import pandas as pd
        from geopandas import GeoDataFrame

        if not isinstance(value, GeoDataFrame):
            got = (
                "une table sans géométrie. Placez d’abord ses lignes (dans QGIS : « Créer une "
                "couche de points à partir d’une table », ou « Lire des points »)"
                if isinstance(value, pd.DataFrame)
                else shown(repr(value))
            )
            raise InputError(f"« {self.label} » doit être une couche géographique ; reçu : {got}.")
        check_layer(value, self.label, geometry=self.geometry, projected=self.projected)


@dataclass(frozen=True)
class Layers(Parameter):
    """Several named layers, given as ``dict[str, GeoDataFrame]``."""

    geometry: str = "polygon"
    projected: bool = False

    metavar: ClassVar[str] = "NOM=FICHIER"
    several: ClassVar[bool] = True

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Check each layer as :class:`Layer` does."""
        from geopandas import GeoDataFrame

        if not isinstance(value, Mapping) or not value:
            raise InputError(f"« {self.label} » demande au moins une couche.")
        check_names(value, f"« {self.label} » :")
        for key, layer in value.items():
            if not isinstance(layer, GeoDataFrame):
                raise InputError(
                    f"« {self.label} : {key} » doit être une couche géographique ; reçu : une "
                    "table sans géométrie."
                )
            check_layer(
                layer,
                f"{self.label} : {key}",
                geometry=self.geometry,
                projected=self.projected,
            )


@dataclass(frozen=True)
class Table(Parameter):
    """A table without geometry (``DataFrame``)."""

    metavar: ClassVar[str] = "FICHIER"

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table, or holds no row."""
        import pandas as pd

        if not isinstance(value, pd.DataFrame):
            raise InputError(f"« {self.label} » doit être une table.")
        if value.empty:
            raise InputError(
                f"« {self.label} » ne contient aucune ligne. Vérifiez le fichier ou le filtre."
            )


@dataclass(frozen=True)
class Tables(Parameter):
    """Several named tables, given as ``dict[str, DataFrame]``."""

    metavar: ClassVar[str] = "NOM=FICHIER"
    several: ClassVar[bool] = True

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Check each table as :class:`Table` does."""
        if not isinstance(value, Mapping) or not value:
            raise InputError(f"« {self.label} » demande au moins une table.")
        check_names(value, f"« {self.label} » :")
        for key, table in value.items():
            Table(f"{self.label} : {key}").check(name, table, values)


@dataclass(frozen=True)
class Field(Parameter):
    """The name of a column of the layer or table parameter ``of``."""

    of: str = "features"
    numeric: bool = False

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse a column that is absent, or not numeric where numbers are needed."""
        check_column(values.get(self.of), str(value), self.label, numeric=self.numeric)


@dataclass(frozen=True)
class Fields(Parameter):
    """Names of columns of the layer or table parameter ``of`` (``list[str]``)."""

    of: str = "features"
    numeric: bool = False

    several: ClassVar[bool] = True

    def read(self, typed: Any) -> Any:
        """Read names, repeated or separated by commas."""
        return split_list(",".join(typed))

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Check each name as :class:`Field` does."""
        if isinstance(value, str) or not value:
            raise InputError(f"« {self.label} » demande au moins un champ.")
        names = [str(column) for column in value]
        for column in names:
            check_column(values.get(self.of), column, self.label, numeric=self.numeric)
        doubled = sorted({column for column in names if names.count(column) > 1})
        if doubled:
            raise InputError(f"« {self.label} » nomme deux fois le même champ : {some(doubled)}.")


@dataclass(frozen=True)
class Number(Parameter):
    """A real number with bounds and a unit."""

    minimum: float = -math.inf
    maximum: float = math.inf
    unit: str = ""

    metavar: ClassVar[str] = "NOMBRE"
    typed: ClassVar[type] = float

    def hint(self) -> str:
        """Return the unit."""
        return f"En {self.unit}." if self.unit else ""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a finite number within the bounds."""
        if isinstance(value, bool) or not isinstance(value, Real):
            raise InputError(f"« {self.label} » doit être un nombre ; reçu : {shown(repr(value))}.")
        # A whole number of Python may be larger than any float: it is compared, not converted.
        if not isinstance(value, Integral) and not math.isfinite(value):
            raise InputError(f"« {self.label} » doit être un nombre fini ; reçu : {value}.")
        number: Any = value
        if not self.minimum <= number <= self.maximum:
            raise InputError(
                f"« {self.label} » doit être {self._bounds()} ; reçu : {shown(value, 20)}."
            )

    def _bounds(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        if math.isinf(self.maximum):
            return f"au moins {self.minimum:.12g}{unit}"
        if math.isinf(self.minimum):
            return f"au plus {self.maximum:.12g}{unit}"
        return f"compris entre {self.minimum:.12g} et {self.maximum:.12g}{unit}"


@dataclass(frozen=True)
class Integer(Number):
    """A whole number with bounds and a unit."""

    typed: ClassVar[type] = int

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a whole number within the bounds."""
        super().check(name, value, values)
        if value != int(value):
            raise InputError(f"« {self.label} » doit être un nombre entier ; reçu : {value}.")


@dataclass(frozen=True)
class Choice(Parameter):
    """One value among several; ``options`` maps the value, text or whole number, to its label.

    An operation names its ``choices``, and its card words them; ``options`` serves choices that
    are themselves data (the templates, the profiles).
    """

    choices: tuple[str, ...] = ()
    options: Mapping[Any, str] = field(default_factory=dict)

    metavar: ClassVar[str] = "CHOIX"

    def read(self, typed: Any) -> Any:
        """Read what :meth:`accept` accepts."""
        return self.accept(typed)

    def accept(self, value: Any) -> Any:
        """Return the option that a value, its text or a member of an enumeration stands for."""
        plain = value.value if isinstance(value, Enum) else value
        known = {str(key): key for key in self.options}
        return known.get(plain, plain) if isinstance(plain, str) else plain

    def write(self, value: Any) -> Any:
        """Return the text of an option."""
        return None if value is None else str(value)

    def hint(self) -> str:
        """List the values with their meaning."""
        listed = " ; ".join(f"{key} = {label}" for key, label in self.options.items())
        return f"Valeurs : {listed}."

    def __post_init__(self) -> None:
        if not self.options:
            object.__setattr__(self, "options", {key: key for key in self.choices})

    def worded(self, words: Wording | None) -> Self:
        """Return the same choice with the words of the card, options included."""
        if words is None:
            return self
        options = {key: words.options.get(str(key), label) for key, label in self.options.items()}
        return replace(self, label=words.label, help=words.help, options=options)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse a value that is not among the options."""
        if not isinstance(value, Hashable) or value not in self.options:
            raise InputError(
                f"« {self.label} » n’accepte pas « {shown(value)} » ; valeurs possibles : "
                f"{', '.join(map(str, self.options))}."
            )


@dataclass(frozen=True)
class Flag(Parameter):
    """A yes or no."""

    typed: ClassVar[type] = bool

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is neither true nor false: a text, even « non », would count as yes."""
        if isinstance(value, bool):
            return
        import numpy as np

        if not isinstance(value, np.bool_):
            raise InputError(
                f"« {self.label} » se répond par oui ou non ; reçu : {shown(repr(value))}."
            )


@dataclass(frozen=True)
class Text(Parameter):
    """A free text; ``example`` is shown as a hint."""

    example: str = ""
    longest: int = 4_000

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a text, is too long, or holds control characters."""
        if not isinstance(value, str):
            raise InputError(f"« {self.label} » doit être un texte ; reçu : {shown(repr(value))}.")
        if len(value) > self.longest:
            raise InputError(f"« {self.label} » : {len(value)} caractères, {self.longest} au plus.")
        control = [c for c in value if not (c.isprintable() or c.isspace())]
        if control or not _encodable(value):
            raise InputError(
                f"« {self.label} » contient un caractère de contrôle : « {shown(value)} ». "
                "Retirez-le."
            )


@dataclass(frozen=True)
class Crs(Text):
    """A coordinate system, by its authority and code (``EPSG:2154``, ``IGNF:LAMB93``) or as WKT."""

    metavar: ClassVar[str] = "SCR"

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what names no coordinate system."""
        import pyproj

        super().check(name, value, values)
        try:
            pyproj.CRS.from_user_input(value)
        except pyproj.exceptions.CRSError:
            raise InputError(
                f"« {self.label} » : « {shown(value)} » n’est pas un système de coordonnées connu. "
                "Donnez son autorité et son code, par exemple EPSG:2154 (Lambert-93)."
            ) from None


@dataclass(frozen=True)
class Typed(Text):
    """A value with a form of its own, which is typed as one text."""

    def read(self, typed: Any) -> Any:
        """Read what :meth:`accept` accepts."""
        return self.accept(typed)

    def accept(self, value: Any) -> Any:
        """Return the value that a text stands for; what is not a text is left as it is."""
        if not isinstance(value, str):
            return value
        Text(self.label, longest=self.longest).check("", value, {})
        return self.parse(value)

    def parse(self, text: str) -> Any:
        """Return the value that a text stands for."""
        raise NotImplementedError


@dataclass(frozen=True)
class Names(Typed):
    """Names (``tuple[str, ...]``), typed as ``apl, mono``."""

    metavar: ClassVar[str] = "NOM,…"

    def parse(self, text: str) -> Any:
        """Return the names; none for an empty text."""
        return tuple(split_list(text)) or None

    def write(self, value: Any) -> Any:
        """Return the names as they are typed."""
        return None if value is None else ", ".join(value)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a collection of texts."""
        if not isinstance(value, Collection) or isinstance(value, str):
            raise InputError(f"« {self.label} » attend des noms ; reçu : {shown(repr(value))}.")
        for item in value:
            Text(self.label).check(name, item, values)


@dataclass(frozen=True)
class Numbers(Typed):
    """Positive numbers (``tuple[float, ...]``), typed as ``350, 450``."""

    metavar: ClassVar[str] = "NOMBRE,…"

    def parse(self, text: str) -> Any:
        """Return the numbers."""
        return tuple(read_numbers(text, self.label))

    def write(self, value: Any) -> Any:
        """Return the numbers as they are typed."""
        return None if value is None else ", ".join(f"{number:.12g}" for number in value)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a collection of positive numbers."""
        if not isinstance(value, Collection) or isinstance(value, str | Mapping) or not value:
            raise InputError(f"« {self.label} » demande au moins un nombre.")
        for item in value:
            Number(self.label).check(name, item, values)
            if item <= 0:
                raise InputError(f"« {self.label} » : « {item:g} » n’est pas positif.")


@dataclass(frozen=True)
class Day(Typed):
    """A day (:class:`datetime.date`), typed as ``2024-01-01``."""

    metavar: ClassVar[str] = "AAAA-MM-JJ"

    def parse(self, text: str) -> Any:
        """Return the day; none for an empty text."""
        return read_day(text, self.label) if text.strip() else None

    def accept(self, value: Any) -> Any:
        """Return a day; the hour of a timestamp is left out."""
        return value.date() if isinstance(value, datetime) else super().accept(value)

    def write(self, value: Any) -> Any:
        """Return the day as it is typed."""
        return None if value is None else value.isoformat()

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a day."""
        if not isinstance(value, date):
            raise InputError(f"« {self.label} » attend une date ; reçu : {shown(repr(value))}.")


@dataclass(frozen=True)
class Renaming(Typed):
    """Names of columns in a file (``dict[str, str]``), typed as ``residence = Code ; apl = A``."""

    metavar: ClassVar[str] = "ATTENDU=DONNÉ;…"

    def parse(self, text: str) -> Any:
        """Return the expected names with those of the file."""
        return read_renaming(text, self.label) or None

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table of texts by name."""
        if not isinstance(value, Mapping):
            raise InputError(f"« {self.label} » attend des noms de colonnes par nom attendu.")
        for item in (*value, *value.values()):
            Text(self.label).check(name, item, values)


@dataclass(frozen=True)
class Pairs(Typed):
    """Named numbers (``dict[str, float]``), typed as ``rev_lt40=2, apl=1``."""

    metavar: ClassVar[str] = "CLÉ=NOMBRE,…"

    def parse(self, text: str) -> Any:
        """Return the numbers by name."""
        return read_pairs(text, self.label)

    def write(self, value: Any) -> Any:
        """Return the pairs as they are typed."""
        if value is None:
            return None
        return ", ".join(f"{key}={number:g}" for key, number in value.items())

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table of finite numbers by name."""
        if not isinstance(value, Mapping):
            raise InputError(
                f"« {self.label} » attend des couples clé=nombre ; reçu : {shown(repr(value))}."
            )
        for key, number in value.items():
            if not isinstance(key, str) or not key.strip():
                raise InputError(f"« {self.label} » : une clé est vide ou n’est pas un texte.")
            Number(f"{self.label} : {shown(key)}").check(name, number, values)


@dataclass(frozen=True)
class Bases(Typed):
    """Numerators with their bases (``dict[str, str]``), typed as ``menages_apl=menages``."""

    metavar: ClassVar[str] = "NUMÉRATEUR=BASE,…"

    def parse(self, text: str) -> Any:
        """Return the shares."""
        return read_shares(text)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table of texts by name."""
        if not isinstance(value, Mapping):
            raise InputError(f"« {self.label} » attend des couples numérateur=base.")
        for item in (*value, *value.values()):
            Text(self.label).check(name, item, values)

    def write(self, value: Any) -> Any:
        """Return the pairs as they are typed."""
        return None if value is None else ", ".join(f"{n}={base}" for n, base in value.items())


@dataclass(frozen=True)
class File(Parameter):
    """A file (``Path``); ``extensions`` without dots; a ``new`` one need not exist yet."""

    extensions: tuple[str, ...] = ()
    new: bool = False

    metavar: ClassVar[str] = "FICHIER"

    def read(self, typed: Any) -> Any:
        """Read a path."""
        return Path(typed)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse a path where there is no file."""
        if not isinstance(value, str | Path):
            raise InputError(f"« {self.label} » doit être un chemin de fichier.")
        path = Path(value)
        if not self.new and not is_file(path):
            raise InputError(f"« {self.label} » : {absent_file(path, 'le fichier')}")
        if self.new and self.extensions and path.suffix.lstrip(".").lower() not in self.extensions:
            accepted = some(f".{name}" for name in self.extensions)
            raise InputError(
                f"« {self.label} » : « {path} » n’a pas l’extension attendue ({accepted})."
            )


@dataclass(frozen=True)
class Files(Parameter):
    """Several files, read together (``list[Path]``)."""

    extensions: tuple[str, ...] = ()

    metavar: ClassVar[str] = "FICHIERS…"
    several: ClassVar[bool] = True

    def read(self, typed: Any) -> Any:
        """Read paths."""
        return [Path(path) for path in typed]

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Check each file as :class:`File` does."""
        if isinstance(value, str | Path) or not value:
            raise InputError(f"« {self.label} » demande au moins un fichier.")
        for path in value:
            File(self.label).check(name, path, values)


@dataclass(frozen=True)
class Folder(Parameter):
    """A folder that exists (``Path``)."""

    metavar: ClassVar[str] = "DOSSIER"

    def read(self, typed: Any) -> Any:
        """Read a path."""
        return Path(typed)

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse a path where there is no folder."""
        if not isinstance(value, str | Path):
            raise InputError(f"« {self.label} » doit être un chemin de dossier.")
        path = Path(value)
        if is_file(path):
            raise InputError(f"« {self.label} » : « {path} » est un fichier, pas un dossier.")
        if not path.is_dir():
            raise InputError(f"« {self.label} » : {absent_file(path, 'le dossier')}")


@dataclass(frozen=True)
class Target(Parameter):
    """A folder that the operation makes, whole or not at all (``Path``).

    ``layers`` says which of its files hold what a map shows: ``"diffusion/*.gpkg"``.
    """

    layers: str = ""

    metavar: ClassVar[str] = "DOSSIER"

    def read(self, typed: Any) -> Any:
        """Read a path."""
        return Path(typed)


# --- Checks that parameters share ---------------------------------------------------------------


def _encodable(text: str) -> bool:
    """Tell whether a text can be written in UTF-8: half of a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_GEOMETRIES = {
    "point": ("points", ("POINT", "MULTIPOINT")),
    "line": ("lignes", ("LINESTRING", "MULTILINESTRING")),
    "polygon": ("polygones", ("POLYGON", "MULTIPOLYGON")),
}


def check_layer(
    layer: GeoDataFrame, label: str, *, geometry: str = "any", projected: bool = False
) -> None:
    """Refuse an empty layer, an absent CRS, one whose metres are not true where they are needed.

    Raises
    ------
    InputError
        The layer holds no feature.
    GeometryError
        The CRS or the kind of geometry does not fit.
    """
    if layer.empty:
        raise InputError(
            f"« {label} » ne contient aucune entité. Vérifiez le fichier ou le filtre."
        )
    if layer.crs is None:
        raise GeometryError(
            f"« {label} » n’a pas de système de coordonnées (SCR). Déclarez-le, par exemple "
            "EPSG:2154 (Lambert-93), avant de relancer."
        )
    if projected:
        from geotools.metres import check_metres

        check_metres(layer.crs, layer.geometry.bounds.to_numpy(), label)
    if geometry != "any":
        import numpy as np
        import shapely

        name, kinds = _GEOMETRIES[geometry]
        fitting = [shapely.GeometryType[kind] for kind in ("MISSING", *kinds)]
        # Type numbers, not names: a million names would cost more than many an operation.
        found = shapely.get_type_id(layer.geometry.to_numpy())
        wrong = ~np.isin(found, fitting)
        if wrong.any():
            names = some(layer.geom_type[wrong].unique())
            raise GeometryError(
                f"« {label} » doit contenir des {name} ; trouvé : {names} "
                f"sur {int(wrong.sum())} entité(s)."
            )


def check_column(table: Any, column: str, label: str, *, numeric: bool = False) -> None:
    """Refuse a column that is absent, or that holds no numbers where numbers are needed.

    Raises
    ------
    MissingColumnError
        The column is absent; the nearest names are given.
    InputError
        The column is not numeric, or what should hold it is not given.
    """
    if table is None:
        raise InputError(
            f"« {label} » nomme un champ d’un fichier qui n’est pas donné. Donnez ce fichier, ou "
            "retirez ce champ."
        )
    if column not in table.columns:
        raise MissingColumnError(
            f"« {label} » : le champ « {column} » est absent. "
            f"Noms proches : {nearest(column, table.columns)}."
        )
    if not numeric:
        return
    from pandas.api.types import is_numeric_dtype

    if not is_numeric_dtype(table[column]):
        raise InputError(
            f"« {label} » : le champ « {column} » doit être numérique ; il contient "
            f"{kind_of_column(table[column])}. Convertissez-le (virgule décimale ? texte ?)."
        )


def kind_of_column(values: pd.Series) -> str:
    """Return what a column holds, in the words of people: « du texte », « des dates »."""
    from pandas.api import types as kinds

    if values.isna().all():
        return "aucune valeur"
    if kinds.is_bool_dtype(values.dtype):
        return "des oui/non"
    if kinds.is_datetime64_any_dtype(values.dtype):
        return "des dates"
    if kinds.is_numeric_dtype(values.dtype):
        return "des nombres"
    inferred = kinds.infer_dtype(values, skipna=True)
    return {"date": "des dates", "datetime": "des dates", "boolean": "des oui/non"}.get(
        inferred, "du texte"
    )
