"""Rebalancing between territories (Lille): pressure, response, gap, and a share-out."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geotools.errors import InputError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import counts, numbers
from geotools.parameters import Field, Integer, Number, Table

_LABEL = "Territoires"
Floats = NDArray[np.float64]
_ROUNDING = 1e-6
"""Under this, a difference between two real allocations is a rounding of floats."""
_NEGLIGIBLE = 1e-12
"""A weight under this share of the largest one is zero."""


@operation(
    group=Group.ORIENTATIONS,
    label="Mesurer la pression et la réponse des territoires",
    summary="Compare la part de chaque territoire dans la demande prioritaire et dans l’accueil.",
    help="""
        Pression = part du territoire dans la demande prioritaire, en %.
        Réponse = moyenne de sa part dans l’offre libérée et de sa part dans les attributions aux
        ménages prioritaires, en %.
        Écart = réponse − pression. Négatif : le territoire répond moins qu’il n’est demandé, un
        effort lui est proposé. Positif : il contribue déjà plus que sa part.
    """,
    source=(
        "Accord collectif intercommunal de Lille Métropole (001:992-1031) : principe et sens de "
        "l’écart. Les formules des notes ne sont pas publiées : celles-ci sont les nôtres."
    ),
    limits="Les notes publiées par Lille ne sont pas des parts : ne comparez pas les niveaux.",
    outputs=(
        Output(
            "result",
            "Pression et réponse",
            kind="table",
            help="Un écart négatif désigne un territoire à qui un effort est proposé.",
        ),
    ),
    tags=("Lille", "rééquilibrage", "pression", "demande prioritaire"),
    id="pressureresponse",
)
def pressure_response(
    territories: Annotated[
        pd.DataFrame, Table(_LABEL, help="Communes ou territoires, avec leurs trois effectifs.")
    ],
    requests: Annotated[
        str,
        Field(
            "Champ des demandes prioritaires",
            of="territories",
            numeric=True,
            help="Nombre de demandes prioritaires actives.",
        ),
    ] = "demandes_prioritaires",
    offer: Annotated[
        str,
        Field(
            "Champ des logements libérés",
            of="territories",
            numeric=True,
            help="Nombre de logements libérés dans l’année.",
        ),
    ] = "offre_liberee",
    welcomed: Annotated[
        str,
        Field(
            "Champ des attributions prioritaires",
            of="territories",
            numeric=True,
            help="Nombre d’attributions aux ménages prioritaires dans l’année.",
        ),
    ] = "attributions_prioritaires",
) -> pd.DataFrame:
    r"""Return the territories with ``pression``, ``reponse`` and ``ecart``.

    .. math:: P_i = 100\,\frac{d_i}{\sum d},\quad
              R_i = 50\left(\frac{o_i}{\sum o} + \frac{a_i}{\sum a}\right),\quad E_i = R_i - P_i

    Parameters
    ----------
    territories : DataFrame
        One row per territory.
    requests, offer, welcomed : str
        Counts: requests of priority households, dwellings let again, allocations to priority
        households.

    Returns
    -------
    DataFrame
        Pressures and responses each sum to 100, so gaps sum to zero.

    Raises
    ------
    InputError
        A count is missing or negative, or a column sums to zero.
    """
    share = {}
    for name in (requests, offer, welcomed):
        values = counts(territories, name, _LABEL)
        if values.sum() == 0:
            raise InputError(
                f"« {_LABEL} » : « {name} » est nul partout ; une part ne peut pas être calculée."
            )
        share[name] = 100 * values / values.sum()
    pressure, response = share[requests], (share[offer] + share[welcomed]) / 2
    return territories.assign(pression=pressure, reponse=response, ecart=response - pressure)


@operation(
    group=Group.ORIENTATIONS,
    label="Répartir un objectif d’attributions entre territoires",
    summary="Répartit N attributions selon la contribution actuelle et l’écart pression-réponse.",
    help="""
        Écart = réponse − pression (calculé si vous donnez les deux notes).

        Poids d’un territoire = contribution actuelle × exp(−intensité × écart) : à intensité nulle,
        la répartition actuelle est prolongée ; plus elle est forte, plus les territoires d’écart
        négatif reçoivent.

        Les planchers et plafonds de chaque territoire sont respectés, le reste étant réparti
        en proportion des poids entre ceux qui ne les touchent pas. Les nombres entiers sont
        obtenus au plus fort reste : le total est exactement celui demandé.
    """,
    source=(
        "Accord collectif intercommunal de Lille Métropole (001:992-1031) pour le principe : la "
        "règle de calcul n’est pas publiée, ce modèle est le nôtre."
    ),
    limits=(
        "Un modèle de discussion. L’intensité est un choix politique : essayez-en plusieurs, et "
        "fixez planchers et plafonds avec les communes."
    ),
    outputs=(
        Output(
            "result",
            "Répartition proposée",
            kind="table",
            help="Une proposition à discuter ; la somme est exactement le total demandé.",
        ),
    ),
    tags=("Lille", "rééquilibrage", "objectifs", "répartition", "plus fort reste"),
    id="rebalanceallocations",
)
def rebalance_allocations(
    territories: Annotated[
        pd.DataFrame, Table(_LABEL, help="Communes ou territoires entre lesquels partager.")
    ],
    total: Annotated[
        int,
        Integer(
            "Attributions à répartir",
            minimum=0,
            help="Nombre à partager : la somme du résultat est exactement celui-ci.",
        ),
    ],
    current: Annotated[
        str,
        Field(
            "Champ des attributions actuelles",
            of="territories",
            numeric=True,
            help="Contribution actuelle, que l’intensité nulle prolonge.",
        ),
    ] = "attributions",
    *,
    pressure: Annotated[
        str,
        Field(
            "Champ de la pression",
            of="territories",
            numeric=True,
            help=(
                "Part du territoire dans la demande prioritaire ; l’écart est la réponse "
                "moins la pression."
            ),
        ),
    ] = "pression",
    response: Annotated[
        str,
        Field(
            "Champ de la réponse",
            of="territories",
            numeric=True,
            help=(
                "Part du territoire dans ce qui est offert et attribué, dans la même unité "
                "que la pression."
            ),
        ),
    ] = "reponse",
    strength: Annotated[
        float,
        Number(
            "Intensité par point d’écart",
            minimum=0.0,
            maximum=1.0,
            help="0 prolonge la répartition actuelle ; 0,05 change le poids de 5 % par point.",
        ),
    ] = 0.05,
    floor: Annotated[
        str | None,
        Field(
            "Champ du plancher",
            of="territories",
            numeric=True,
            help="Plus petit nombre d’attributions que le territoire peut recevoir.",
        ),
    ] = None,
    cap: Annotated[
        str | None,
        Field(
            "Champ du plafond",
            of="territories",
            numeric=True,
            help="Plus grand nombre d’attributions que le territoire peut recevoir.",
        ),
    ] = None,
) -> pd.DataFrame:
    r"""Return the territories with their gap and the allocations proposed to each.

    .. math:: w_i = c_i\, e^{-k E_i}, \qquad x_i = \min(\max(\lambda w_i, l_i), u_i), \qquad
              \sum_i x_i = N

    with :math:`E_i = R_i - P_i`; :math:`\lambda` is the one value that makes the sum N, and
    integers follow by largest remainder (:func:`share_out`).

    Parameters
    ----------
    territories : DataFrame
        One row per territory.
    total : int
        Allocations to share out, N.
    current, pressure, response : str
        Present allocations and the two marks.
    strength : float
        k, per point of gap; 0 prolongs the present shares.
    floor, cap : str, optional
        Whole numbers per territory.

    Returns
    -------
    DataFrame
        With ``ecart``, ``part_actuelle``, ``objectif`` (int), ``part_objectif``, ``evolution``.

    Raises
    ------
    InputError
        A figure is missing, or floors and caps leave no way to reach the total.
    """
    present = counts(territories, current, _LABEL)
    gap = numbers(territories, response, _LABEL) - numbers(territories, pressure, _LABEL)
    if np.isnan(gap).any():
        raise InputError(
            f"« {_LABEL} » : pression et réponse sont requises partout ; ligne(s) à compléter : "
            f"{some(territories.index[np.isnan(gap)])}."
        )
    low = counts(territories, floor, _LABEL) if floor else np.zeros(len(gap))
    high = counts(territories, cap, _LABEL) if cap else np.full(len(gap), float(total))
    # Centred on the mean gap: weights keep their ratios and never overflow.
    weight = present * np.exp(-strength * (gap - gap.mean()))
    goal = share_out(total, weight, low, high)
    share = np.divide(present, present.sum(), out=np.zeros(len(gap)), where=present.sum() > 0)
    return territories.assign(
        ecart=gap,
        part_actuelle=share,
        objectif=goal,
        part_objectif=goal / total if total else np.zeros(len(gap)),
        evolution=goal - present,
    )


def share_out(total: int, weight: Floats, low: Floats, high: Floats) -> NDArray[np.int64]:
    r"""Share a whole number out in proportion to weights, within bounds, exactly.

    The real solution is :math:`x_i = \operatorname{clip}(\lambda w_i, l_i, u_i)` with the sum
    N: among all real allocations within the bounds, the nearest to proportional (it maximises
    :math:`\sum w_i \log x_i` between them). Integers follow by largest remainder, ties to the
    first row, never leaving the bounds.

    Parameters
    ----------
    total : int
        N.
    weight : array
        Not negative; rows of zero weight receive their floor, and more only if nothing else can.
    low, high : array
        Whole bounds of each row.

    Returns
    -------
    array of int64

    Raises
    ------
    InputError
        A floor exceeds its cap, or the bounds leave no way to reach the total.
    """
    least, most = np.ceil(low), np.floor(high)
    crossed = least > most
    if crossed.any():
        raise InputError(
            "Un plancher dépasse son plafond ; ligne(s) à corriger : "
            f"{some(np.flatnonzero(crossed) + 1)}."
        )
    if not least.sum() <= total <= most.sum():
        raise InputError(
            f"Il faut répartir {total} attributions, mais planchers et plafonds n’en permettent "
            f"que de {least.sum():.0f} à {most.sum():.0f}. Relâchez-les ou changez le total."
        )
    real = _within(float(total), weight, least, most)
    whole = np.floor(real + _ROUNDING).astype(np.int64)
    remainder = np.where(whole < most, real - whole, -1.0)
    order = np.argsort(-np.round(remainder, 6), kind="stable")
    left = total - int(whole.sum())
    # Flooring takes less than one from each row, so one more each is always enough.
    whole[order[:left]] += 1
    return whole


def _within(total: float, weight: Floats, low: Floats, high: Floats) -> Floats:
    """Solve the real problem; rows of zero weight rise above their floor only as a last resort."""
    largest = weight.max(initial=0.0)
    weight = weight / largest if largest > 0 else weight
    used = weight > _NEGLIGIBLE
    if total > high[used].sum() + low[~used].sum():
        result = high.copy()
        rest = total - high[used].sum()
        result[~used] = _proportional(rest, np.ones((~used).sum()), low[~used], high[~used])
        return result
    result = low.copy()
    result[used] = _proportional(total - low[~used].sum(), weight[used], low[used], high[used])
    return result


def _proportional(total: float, weight: Floats, low: Floats, high: Floats) -> Floats:
    """Find the multiplier: the sum is piecewise linear in it, with a corner at each bound."""
    if not len(weight):
        return weight
    corners = np.unique(np.concatenate([low / weight, high / weight]))
    sums = np.clip(corners[:, None] * weight, low, high).sum(axis=1)
    after = min(int(np.searchsorted(sums, total)), len(corners) - 1)
    before = max(after - 1, 0)
    width = sums[after] - sums[before]
    inside = (total - sums[before]) / width if width > 0 else 0.0
    multiplier = corners[before] + inside * (corners[after] - corners[before])
    return np.clip(multiplier * weight, low, high)
