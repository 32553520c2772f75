"""Layers, tables and their fields, and what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from geotools.errors import (
    GeometryError,
    InputError,
    MissingColumnError,
    nearest,
    shown,
    some,
)
from geotools.names import check_names
from geotools.parameters.kind import Parameter
from geotools.values import split_list

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame


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
