"""What the operations share: user catalogues, counts found by name, layers completed."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geotools.catalogue import Catalogue, load_catalogue
from geotools.errors import InputError, some
from geotools.parameters import File, Number

CATALOGUE = File(advanced=True, extensions=("toml",))

LEVEL = Number(advanced=True, minimum=0.5, maximum=0.999)


def catalogue_of(path: Path | None) -> Catalogue:
    """Return the package's catalogue, completed by a file when there is one."""
    return load_catalogue(path) if path is not None else load_catalogue()


def by_code(table: pd.DataFrame, code: str | None, label: str) -> pd.DataFrame:
    """Return the table indexed by its identifier: a column when named, its own index otherwise.

    Raises
    ------
    InputError
        An identifier is missing or appears twice.
    """
    keyed = table if code is None else table.set_index(table[code].astype("str").rename(code))
    if code is not None and table[code].isna().any():
        raise InputError(
            f"« {label} » : l’identifiant « {code} » est vide sur "
            f"{int(table[code].isna().sum())} ligne(s) : {some(table.index[table[code].isna()])}."
        )
    if keyed.index.has_duplicates:
        twice = keyed.index[keyed.index.duplicated()].unique()
        raise InputError(f"« {label} » : identifiants en double : {some(twice)}.")
    return keyed


def complete_layer(
    features: gpd.GeoDataFrame, computed: pd.DataFrame | pd.Series
) -> gpd.GeoDataFrame:
    """Return the layer with computed columns, replacing those of the same name."""
    extra = computed.to_frame() if isinstance(computed, pd.Series) else computed
    kept = features.drop(columns=[c for c in extra.columns if c in features.columns])
    completed = kept.join(extra)
    completed.attrs = dict(computed.attrs)
    return completed
