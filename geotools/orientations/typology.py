"""Categories and classes of residences, and the figures that put each residence there.

They come from the landlords' guide; no source publishes thresholds, so these are data
(``typologies.toml``) that partners set together, and every row says its reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import ConfigurationError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import decimal, exceeded, numbers, sentence
from geotools.orientations.rule_files import RULES, rules
from geotools.parameters import Field, Integer, Layer, Number, Pairs

_RESIDENCES = "Résidences"
_Number = TypeVar("_Number", int, float)
_CLASSES = rules("typologies")["classes"]


@operation(
    group=Group.ORIENTATIONS,
    outputs=(Output("result", style="categories"),),
    id="residencecategories",
)
def residence_categories(
    residences: Annotated[GeoDataFrame, Layer()],
    thresholds: Annotated[
        dict[str, float] | None, Pairs(example="vac3=0.04, rotation=0.15, rev_lt40=0.55")
    ] = None,
    *,
    signs: Annotated[dict[str, float] | None, Pairs(example="2=1, 3=2, 4=4", advanced=True)] = None,
    local_rules: Annotated[Path | None, RULES] = None,
) -> GeoDataFrame:
    r"""Return the residences with their category, 1 (attractive) to 4 (rejection).

    .. math:: c_i = 1 + \#\{k \in \{2,3,4\} : \textstyle\sum_j [x_{ij} \ge t_j] \ge s_k\}

    Parameters
    ----------
    residences : GeoDataFrame
        One row per residence, with a column per criterion (fractions for shares).
    thresholds : mapping, optional
        Column and threshold; those of ``typologies.toml`` that are columns by default.
    signs : mapping, optional
        Category (2, 3, 4) and number of signs from which it starts.
    local_rules : Path, optional
        TOML of the layout of ``typologies.toml``: thresholds, signs and labels of yours.

    Returns
    -------
    GeoDataFrame
        Same rows and order, with ``categorie`` (Int64, missing when no criterion is known),
        ``categorie_libelle``, ``signes``, ``criteres_connus``, ``motifs`` and ``precaution``.

    Raises
    ------
    ConfigurationError
        No threshold applies, or the numbers of signs do not increase.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = tiny.units().assign(vac3=[0.10, *[0.01] * 11])
    >>> found = geotools.residence_categories(units, {"vac3": 0.04, "rev_lt40": 0.55})
    >>> found["signes"].head(3).tolist()
    [2, 0, 0]
    """
    book = rules("typologies", local_rules)["categories"]
    chosen = thresholds or {k: v for k, v in book["seuils"].items() if k in residences.columns}
    if not chosen:
        raise ConfigurationError(
            "Le classement demande au moins un critère ; aucun des critères par défaut "
            f"({some(book['seuils'], 6)}) n’est un champ de la couche. Donnez les seuils."
        )
    steps = _steps(signs or book["signes"])
    reached, said = exceeded(residences, chosen, _RESIDENCES)
    number = reached.fillna(False).sum(axis=1).astype(int)
    known = reached.notna().sum(axis=1).astype(int)
    passed = np.add.reduce([(number >= step).to_numpy() for step in steps], dtype=np.int64)
    category = pd.Series(1 + passed, index=residences.index, dtype="Int64").mask(known == 0)
    labels = {item["numero"]: item["libelle"] for item in book["categorie"]}
    warnings = {item["numero"]: item.get("precaution", "") for item in book["categorie"]}
    return residences.assign(
        categorie=category,
        categorie_libelle=category.map(labels).astype("string"),
        signes=number,
        criteres_connus=known,
        motifs=sentence(said),
        precaution=category.map(warnings).astype("string"),
    )


def _steps(signs: Mapping[str, float]) -> list[float]:
    steps = [float(signs[key]) for key in ("2", "3", "4") if key in signs]
    if len(steps) != 3 or len(signs) != 3 or not 0 < steps[0] < steps[1] < steps[2]:
        raise ConfigurationError(
            "« Signes par catégorie » attend trois nombres croissants pour les catégories 2, 3 "
            f"et 4, par exemple « 2=1, 3=2, 4=4 » ; reçu : {dict(signs)}."
        )
    return steps


@operation(
    group=Group.ORIENTATIONS,
    outputs=(Output("result", style="quatre_classes"),),
    id="orientationclasses",
)
def orientation_classes(
    residences: Annotated[GeoDataFrame, Layer()],
    index: Annotated[str, Field(of="residences", numeric=True)] = "indice_precarite",
    *,
    previous: Annotated[str | None, Field(of="residences", numeric=True)] = None,
    thresholds: Annotated[
        dict[str, float] | None, Pairs(example="vac3=0.05, rotation=0.18")
    ] = None,
    rebalancing_from: Annotated[float, Number(minimum=0)] = _CLASSES["indice_reequilibrage"],
    stabilising_from: Annotated[float, Number(minimum=0)] = _CLASSES["indice_stabilisation"],
    rise: Annotated[float, Number(minimum=0, unit="points")] = _CLASSES["hausse_stabilisation"],
    signs: Annotated[int, Integer(minimum=1)] = _CLASSES["signes_dysfonctionnement"],
    local_rules: Annotated[Path | None, RULES] = None,
) -> GeoDataFrame:
    """Return the residences with one of the four classes and its orientations.

    Parameters
    ----------
    residences : GeoDataFrame
        With the index and, when known, the columns of how the residence works.
    index, previous : str
        Precarity index now and at the previous date (same reference, kept fixed).
    thresholds : mapping, optional
        Column and threshold of dysfunction; those of ``typologies.toml`` that are columns.
    rebalancing_from, stabilising_from, rise, signs
        The conditions, in the order of the help.
    local_rules : Path, optional
        TOML of the layout of ``typologies.toml``. It also replaces those of the four conditions
        above that are left at their default.

    Returns
    -------
    GeoDataFrame
        With ``classe``, ``classe_libelle``, ``motifs``, ``attribution``, ``qualification``,
        ``cadre_de_vie``, ``accompagnement``; the class is missing when the index is and no
        dysfunction is proved.

    Raises
    ------
    ConfigurationError
        A threshold names an absent column, or the conditions contradict each other.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> units = tiny.units().assign(indice_precarite=[140.0, 80.0] * 6)
    >>> found = geotools.orientation_classes(units)
    >>> found["classe"].head(2).tolist()
    ['reequilibrage', 'accueil']
    """
    book = rules("typologies", local_rules)["classes"]
    rebalancing_from = _chosen(rebalancing_from, "indice_reequilibrage", book)
    stabilising_from = _chosen(stabilising_from, "indice_stabilisation", book)
    rise = _chosen(rise, "hausse_stabilisation", book)
    signs = _chosen(signs, "signes_dysfonctionnement", book)
    if not stabilising_from < rebalancing_from:
        raise ConfigurationError(
            "Le seuil de stabilisation doit être inférieur à celui de rééquilibrage ; reçu : "
            f"{decimal(stabilising_from)} et {decimal(rebalancing_from)}."
        )
    working = book["seuils_fonctionnement"]
    chosen = thresholds or {k: v for k, v in working.items() if k in residences.columns}
    reached, said = exceeded(residences, chosen, _RESIDENCES)
    trouble = (reached.fillna(False).sum(axis=1) >= signs).to_numpy(dtype=bool)
    level = numbers(residences, index, _RESIDENCES)
    change = level - numbers(residences, previous, _RESIDENCES) if previous else level * np.nan
    rising = np.nan_to_num(change, nan=-np.inf) >= rise
    known = trouble | np.isfinite(level)
    code = np.select(
        [~known, trouble, level >= rebalancing_from, (level >= stabilising_from) | rising],
        ["", "intervention", "reequilibrage", "intermediaire"],
        "accueil",
    )
    classes = pd.Series(code, index=residences.index, dtype="string").mask(~known)
    said["indice"] = [f"indice {decimal(v)}" if np.isfinite(v) else "" for v in level]
    said["hausse"] = [f"hausse de {decimal(v)} points" if v >= rise else "" for v in change]
    table = pd.DataFrame(book["classe"]).set_index("id")
    text = ("attribution", "qualification", "cadre_de_vie", "accompagnement")
    return residences.assign(
        classe=classes,
        classe_libelle=classes.map(table["libelle"]).astype("string"),
        motifs=sentence(said),
        **{name: classes.map(table[name]).astype("string") for name in text},
    )


def _chosen(given: _Number, name: str, book: Mapping[str, Any]) -> _Number:
    """Return the value asked for, else that of the rules in use."""
    return given if given != _CLASSES[name] else book[name]
