"""The precarity index of the landlords' guide, and every index of the same form.

An index compares a unit's shares with those of a reference territory: 100 is the reference.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geotools.catalogue import load_catalogue
from geotools.errors import ConfigurationError, InputError, MissingColumnError, nearest, some


def precarity_index(
    shares: pd.DataFrame,
    reference: pd.Series | Mapping[str, float],
    *,
    weights: Mapping[str, float] | None = None,
) -> pd.Series:
    r"""Return the precarity index of each unit, 100 for the reference territory.

    .. math::

        I_i = 100 \; \frac{\sum_k w_k \, p_{ik} / r_k}{\sum_k w_k}

    with :math:`p_{ik}` the share of unit i for component k, :math:`r_k` that of the reference and
    :math:`w_k` the weights: 2 for incomes under 40 % of the ceilings, 1 for housing aid, 1 for the
    unemployed, 1 for adults without work.

    Parameters
    ----------
    shares : DataFrame
        One column per component (``rev_lt40``, ``apl``, ``chomeurs``, ``sans_emploi``), in the
        unit of the reference: fractions or percentages.
    reference : Series or mapping
        The same components for the reference territory in the base year. Keep the same one to
        follow units in time.
    weights : mapping, optional
        Components and weights; the catalogue's ``precarite`` by default.

    Returns
    -------
    Series
        Named ``indice_precarite``, same index. ``attrs["composantes"]`` lists the components used
        with their weights, ``attrs["reference"]`` their reference values. A component that is
        absent, or unknown for a unit, leaves the sum and its weight: :func:`components_used` says
        which served each unit.

    Raises
    ------
    MissingColumnError
        None of the components is among the columns.
    InputError
        A reference value is missing or zero, shares and reference are not in the same unit.

    Notes
    -----
    Source: USH, Repères n° 17, 001:546-570. Its published example gives agglomeration 100,
    B 99 and C 66, which this formula reproduces (98.6853, 65.6422), and A 149, which it does not:
    A is 118.1818, and rounding of the inputs allows no more than 121.3. The 149 is an error of the
    source. A ratio of weighted sums gives B = 97.88, so it is not the formula either.

    Examples
    --------
    >>> shares = pd.DataFrame({"rev_lt40": [0.39], "apl": [0.50],
    ...                        "chomeurs": [0.26], "sans_emploi": [0.31]}, index=["B"])
    >>> reference = {"rev_lt40": 0.40, "apl": 0.52, "chomeurs": 0.24, "sans_emploi": 0.33}
    >>> round(float(precarity_index(shares, reference)["B"]), 4)
    98.6853
    """
    return composite_index(
        shares,
        reference,
        weights=weights or load_catalogue().index("precarite").weights,
        name="indice_precarite",
    )


def composite_index(
    shares: pd.DataFrame,
    reference: pd.Series | Mapping[str, float],
    *,
    weights: Mapping[str, float],
    name: str = "indice",
) -> pd.Series:
    """Return an index of the same form as :func:`precarity_index` for any components.

    Parameters
    ----------
    shares, reference, weights
        As for :func:`precarity_index`; ``weights`` is required.
    name : str
        Name of the Series returned.

    Returns
    -------
    Series
        100 for the reference; missing where a unit has no component at all.
    """
    used = available_components(shares, weights)
    values = shares[list(used)].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    base = _reference_values(reference, used)
    _check_units(shares, values, base, used)
    weight = np.array(list(used.values()), dtype=float)
    known = np.isfinite(values)
    total = np.where(known, values / base * weight, 0.0).sum(axis=1)
    share = (known * weight).sum(axis=1)
    index = np.divide(100 * total, share, out=np.full(len(shares), np.nan), where=share > 0)
    result = pd.Series(index, index=shares.index, name=name)
    result.attrs = {
        "composantes": dict(used),
        "reference": dict(zip(used, base.tolist(), strict=True)),
        "absentes": [component for component in weights if component not in used],
    }
    return result


def available_components(shares: pd.DataFrame, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the components that the columns offer, with their weights; zero weights are out.

    Raises
    ------
    ConfigurationError
        A weight is negative, or all are zero.
    MissingColumnError
        None of the components is among the columns.
    """
    negative = [name for name, weight in weights.items() if not weight >= 0]
    if negative or not any(weights.values()):
        raise ConfigurationError(
            "Les poids d’un indice doivent être positifs ou nuls, et l’un au moins positif ; "
            f"à corriger : {some(negative or weights)}."
        )
    used = {n: float(w) for n, w in weights.items() if w > 0 and n in shares.columns}
    if not used:
        first = next(iter(weights))
        raise MissingColumnError(
            f"Aucune composante de l’indice ({some(weights)}) n’est dans la table. "
            f"Noms proches de « {first} » : {nearest(first, shares.columns)}."
        )
    return used


def components_used(shares: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    """Say for each unit which components its index is made of, as ``rev_lt40×2, apl×1``."""
    used = available_components(shares, weights)
    known = shares[list(used)].notna().to_numpy()
    patterns, inverse = np.unique(known, axis=0, return_inverse=True)
    labels = [f"{name}×{weight:g}" for name, weight in used.items()]
    texts = np.array(
        [", ".join(t for t, k in zip(labels, row, strict=True) if k) for row in patterns],
        dtype=object,
    )
    return pd.Series(texts[inverse.ravel()], index=shares.index, name="composantes")


def _reference_values(
    reference: pd.Series | Mapping[str, float], used: Mapping[str, float]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    given = dict(reference)
    bad = [n for n in used if n not in given or pd.isna(given[n]) or not float(given[n]) > 0]
    if bad:
        raise InputError(
            f"La valeur de référence doit être connue et positive pour chaque composante ; "
            f"manquante ou nulle : {some(bad)}. Choisissez un territoire de référence plus large, "
            "ou retirez la composante en lui donnant le poids 0."
        )
    return np.array([float(given[n]) for n in used])


def _check_units(
    shares: pd.DataFrame,
    values: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    base: np.ndarray[tuple[int], np.dtype[np.float64]],
    used: Mapping[str, float],
) -> None:
    negative = np.asarray((values < 0).any(axis=1))
    if negative.any():
        raise InputError(
            "Une part ne peut pas être négative ; c’est le cas de "
            f"{int(negative.sum())} ligne(s) : {some(shares.index[negative])}."
        )
    in_percent = (values > 1).any() and np.nanmax(values, initial=0.0) > 2
    if in_percent and (base <= 1).all():
        raise InputError(
            f"Les parts ({some(used)}) sont en pourcentage et la référence en fraction. "
            "Donnez les deux dans la même unité."
        )
    highest = np.nanmax(values / base, initial=0.0)
    if (base > 1).all() and 0 < highest < 0.05:  # a hundredth, where one was expected
        raise InputError(
            f"La référence ({some(used)}) est en pourcentage et les parts en fraction. "
            "Donnez les deux dans la même unité."
        )
