"""What can be offered: dwellings expected to be let again, and those that low incomes can pay."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.errors import ConfigurationError, InputError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import flags, need, numbers
from geotools.orientations.stock import STOCK, Floats, rent_of, rooms_of, weights_of
from geotools.parameters import Number, Numbers, Pairs, Table


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="mobilisableoffer"
)
def mobilisable_offer(
    stock: Annotated[pd.DataFrame, Table()],
    *,
    rotation: Annotated[float, Number(minimum=0.0, maximum=1.0)] = 0.09,
    bands: Annotated[Sequence[float], Numbers(example="350, 450, 550")] = (350, 450, 550),
) -> pd.DataFrame:
    r"""Return the dwellings expected to be let again in a year.

    .. math:: O_g = \sum_{i \in g} n_i \, \tau_i

    Parameters
    ----------
    stock : DataFrame
        One row per residence and type, or per dwelling.
    rotation : float
        Yearly rate where the row gives none.
    bands : sequence of float
        Upper bounds of the rent bands, in euros a month.

    Returns
    -------
    DataFrame
        ``situation``, ``type``, ``tranche_loyer``, ``logements``, ``rotation_estimee`` (dwellings
        whose rate is the default one), ``offre_annuelle``; groups without dwelling are absent.

    Raises
    ------
    InputError
        A number is missing or negative, or the bands do not increase.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> stock = pd.DataFrame(
    ...     {
    ...         "commune": ["99001"],
    ...         "en_qpv": ["non"],
    ...         "pieces": [3],
    ...         "loyer": [400],
    ...         "logements": [200],
    ...     }
    ... )
    >>> found = geotools.mobilisable_offer(stock, rotation=0.1)
    >>> found[["type", "tranche_loyer", "offre_annuelle"]].values.tolist()
    [['T3', '350 à moins de 450 €', 20.0]]
    """
    number = weights_of(stock)
    rate, guessed = _rates(stock, rotation)
    rooms = rooms_of(stock, STOCK)
    label = np.where(rooms >= 5, "T5+", [f"T{r:.0f}" if np.isfinite(r) else "?" for r in rooms])
    table = pd.DataFrame(
        {
            "situation": _situation(stock),
            "type": label,
            "tranche_loyer": _bands(rent_of(stock), bands),
            "logements": number,
            "rotation_estimee": number * guessed,
            "offre_annuelle": number * rate,
        }
    )
    keys = ["situation", "type", "tranche_loyer"]
    return table.groupby(keys, observed=True, sort=True).sum().reset_index()


def _rates(stock: pd.DataFrame, default: float) -> tuple[Floats, NDArray[np.bool_]]:
    if "rotation" not in stock.columns:
        return np.full(len(stock), default), np.full(len(stock), True)
    rate = numbers(stock, "rotation", STOCK)
    wrong = (rate < 0) | (rate > 1)
    if wrong.any():
        raise InputError(
            "« Parc » : « rotation » est une part entre 0 et 1 (0,09 pour 9 %) ; ligne(s) à "
            f"corriger : {some(stock.index[wrong])}."
        )
    guessed = np.isnan(rate)
    return np.where(guessed, default, rate), guessed


def _situation(stock: pd.DataFrame) -> pd.Series:
    inside = flags(stock, "en_qpv", STOCK)
    return inside.map({True: "en QPV", False: "hors QPV"}).astype("string").fillna("inconnue")


def _bands(rent: Floats, bands: Sequence[float]) -> pd.Categorical[str]:
    bounds = sorted(set(bands))
    if not bounds:
        raise ConfigurationError("Donnez au moins une borne de loyer, par exemple « 450 ».")
    names = [f"moins de {bounds[0]:g} €"]
    names += [f"{a:g} à moins de {b:g} €" for a, b in itertools.pairwise(bounds)]
    names += [f"{bounds[-1]:g} € et plus", "loyer inconnu"]
    place = np.searchsorted(bounds, rent, side="right")
    code = np.where(np.isnan(rent), len(names) - 1, place).astype(np.int64)
    return pd.Categorical.from_codes(code, categories=pd.Index(names), ordered=True)


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="accessiblestock"
)
def accessible_stock(
    stock: Annotated[pd.DataFrame, Table()],
    ceilings: Annotated[dict[str, float], Pairs(example="1=330, 2=400, 3=460, 4=520, 5=580")],
    *,
    rotation: Annotated[float, Number(minimum=0.0, maximum=1.0)] = 0.09,
    target: Annotated[float, Number(minimum=0.0, maximum=1.0)] = 0.25,
) -> pd.DataFrame:
    """Return by commune, and for all, the accessible dwellings outside QPV and what they free.

    Parameters
    ----------
    stock : DataFrame
        One row per dwelling or per group, with ``commune`` and ``en_qpv``; rows in QPV, or whose
        place is unknown, are left out.
    ceilings : mapping
        Rooms (``5`` stands for five and more) and euros a month, charges included.
    rotation : float
        Yearly rate where the row gives none.
    target : float
        Share of the leases outside QPV to sign with the first quartile.

    Returns
    -------
    DataFrame
        ``commune``, ``logements``, ``accessibles``, ``loyer_inconnu``, ``part_accessible``,
        ``offre_annuelle``, ``offre_accessible``, ``besoin``, ``couverture``.

    Raises
    ------
    InputError
        No row is outside QPV.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> stock = pd.DataFrame(
    ...     {
    ...         "commune": ["99001", "99001", "99002"],
    ...         "en_qpv": ["non", "oui", "non"],
    ...         "pieces": [3, 3, 2],
    ...         "loyer": [380, 350, 420],
    ...         "charges": [60, 50, 60],
    ...     }
    ... )
    >>> found = geotools.accessible_stock(stock, {"2": 400, "3": 460})
    >>> found[["commune", "logements", "accessibles"]].values.tolist()
    [['99001', 1.0, 1.0], ['99002', 1.0, 0.0], ['ensemble', 2.0, 1.0]]
    """
    need(stock, ["pieces", "loyer", "charges", "en_qpv", "commune"], STOCK)
    outside = (~flags(stock, "en_qpv", STOCK)).fillna(False).to_numpy(dtype=bool)
    if not outside.any():
        raise InputError("« Parc » : aucun logement n’est situé hors QPV (« en_qpv » = non).")
    kept = stock[outside]
    number = weights_of(kept)
    rate, _ = _rates(kept, rotation)
    cost = numbers(kept, "loyer", STOCK) + numbers(kept, "charges", STOCK)
    rooms = pd.Series(rooms_of(kept, STOCK)).map(_ceilings(ceilings)).to_numpy(dtype=float)
    reached = (cost <= rooms).astype(float)
    table = pd.DataFrame(
        {
            "commune": kept["commune"].astype(str).to_numpy(),
            "logements": number,
            "accessibles": number * reached,
            "loyer_inconnu": number * np.isnan(cost),
            "offre_annuelle": number * rate,
            "offre_accessible": number * rate * reached,
        }
    )
    by = table.groupby("commune", sort=True).sum()
    by.loc["ensemble"] = by.sum()
    by.insert(3, "part_accessible", by["accessibles"] / by["logements"])
    by["besoin"] = target * by["offre_annuelle"]
    by["couverture"] = by["offre_accessible"] / by["besoin"].where(by["besoin"] > 0)
    return by.reset_index()


def _ceilings(ceilings: Mapping[str, float]) -> dict[float, float]:
    try:
        return {float(int(rooms)): float(limit) for rooms, limit in ceilings.items()}
    except ValueError:
        raise ConfigurationError(
            "« Plafonds » attend un nombre de pièces et un montant, par exemple « 2=400, 3=460 » ; "
            f"reçu : {', '.join(ceilings)}."
        ) from None
