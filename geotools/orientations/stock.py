"""How the rows of a stock table are read: rooms, number of dwellings, rent."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.orientations.columns import counts, numbers

STOCK = "Parc"
Floats = NDArray[np.float64]


def rooms_of(table: pd.DataFrame, label: str) -> Floats:
    """Return the number of rooms, five standing for five and more."""
    return np.minimum(numbers(table, "pieces", label), 5.0)


def weights_of(stock: pd.DataFrame) -> Floats:
    """Return how many dwellings each row stands for: one when the file does not say."""
    if "logements" not in stock.columns:
        return np.ones(len(stock))
    return counts(stock, "logements", STOCK)


def rent_of(stock: pd.DataFrame) -> Floats:
    """Return the monthly rent, with charges when known; NaN where the rent is not."""
    if "loyer" not in stock.columns:
        return np.full(len(stock), np.nan)
    rent = numbers(stock, "loyer", STOCK)
    if "charges" not in stock.columns:
        return rent
    return rent + np.nan_to_num(numbers(stock, "charges", STOCK))
