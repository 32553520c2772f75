"""What secrecy costs: zones shown, households covered, error, for each method and each limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from geotools.diagnostic.groups import DEFAULT_LIMITS, group
from geotools.diagnostic.location import Located
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import Measured, defaults
from geotools.diagnostic.protection import (
    GROUPS,
    TERRITORY,
    Zonings,
    composed_zonings,
    exact_zonings,
    households,
    known_bases,
    release_of,
)
from geotools.outputs.formatting import agreed
from geotools.progress import SILENT, Progress
from geotools.secrecy import Release, SecrecyRule, audit_release

METHOD_COLUMNS = (
    "methode",
    "zonage",
    "unites",
    "unites_avec_indice",
    "part_menages",
    "part_deplacee",
    "erreur_mediane_indice",
    "chiffres_retenus",
    "secondes",
)


def method_price(
    method: str, measured: Measured, located: Located, zonings: Zonings, release: Release,
    seconds: float,
) -> pd.DataFrame:  # fmt: skip
    """Return what a method costs by zoning; confidential: errors are against exact figures.

    Parameters
    ----------
    method : str
    measured, located
        Of the main job.
    zonings : Zonings
        What was published.
    release : Release
    seconds : float
        Time of the protection and its audit.
    """
    size = households(measured)
    rows = []
    for name in zonings.order:
        table = release.tables[name]
        shown = measured.figures(table.counts)[measured.variable].dropna()
        unit = zonings.units[name].reindex(size.index)
        covered = float(size[unit.isin(shown.index)].sum() / max(size.sum(), 1.0))
        composed = zonings.composed.get(name)
        rows.append(
            {
                "methode": method,
                "zonage": name,
                "unites": len(table.counts),
                "unites_avec_indice": len(shown),
                "part_menages": covered,
                "part_deplacee": 0.0 if composed is None else composed.moved,
                "erreur_mediane_indice": _error(measured, located.zones.get(name), unit, shown),
                "chiffres_retenus": int(table.counts.isna().to_numpy().sum()),
                "secondes": seconds,
            }
        )
    return pd.DataFrame(rows, columns=list(METHOD_COLUMNS))


def _error(measured: Measured, zone: pd.Series | None, unit: pd.Series, shown: pd.Series) -> float:
    """Return the median gap between the index of a zone and that of the unit that shows it."""
    if zone is None:
        return 0.0
    atoms = measured.counts[measured.columns]
    own = zone.reindex(atoms.index).astype("object")
    exact = measured.figures(atoms.groupby(own).sum())[measured.variable]
    pairs = pd.DataFrame({"zone": own, "unite": unit, "n": households(measured)}).dropna()
    held = pairs.groupby(["zone", "unite"])["n"].sum().reset_index()
    held = held.sort_values("n", ascending=False, kind="stable").drop_duplicates("zone")
    read = held.set_index("zone")["unite"].map(shown)
    gap = (read - exact.reindex(read.index)).abs().dropna()
    return float(gap.median()) if len(gap) else float("nan")


def compared(
    material: Material,
    located: Located,
    measured: Measured,
    rule: SecrecyRule,
    own: pd.DataFrame,
    progress: Progress,
) -> pd.DataFrame:
    """Return the price of the method asked for and, when the territory asks, that of the other.

    Parameters
    ----------
    own : DataFrame
        Price of the method asked for.
    """
    configuration = material.configuration
    other = "retrait" if configuration.secret.methode == "composition" else "composition"
    if not configuration.secret.comparer:
        own = own.assign(secondes=None)  # the same run must write the same bytes
        row = dict.fromkeys(METHOD_COLUMNS, None) | {
            "methode": other,
            "zonage": "non calculé : mettez comparer = true dans [secret]",
        }
        return pd.concat([own, pd.DataFrame([row])], ignore_index=True).astype("object")
    changed = replace(configuration, secret=replace(configuration.secret, methode=other))
    studied = replace(material, configuration=changed)
    start = perf_counter()
    grouping = group(studied, located, measured, rule, SILENT)
    zonings = (
        composed_zonings(located, measured, grouping)
        if other == "composition"
        else exact_zonings(located, grouping, measured.counts.index)
    )
    known = known_bases(studied, measured)
    release = release_of(zonings, measured, rule, progress, (), known)
    audit_release(release.tables, rule=rule, known=known)
    spent = perf_counter() - start
    price = method_price(other, measured, located, zonings, release, spent)
    return pd.concat([own, price], ignore_index=True)


def limit_prices(
    material: Material, located: Located, measured: Measured, rule: SecrecyRule
) -> pd.DataFrame:
    """Return what each limit costs: groups made inside the first ones, none crossed or all.

    Returns
    -------
    DataFrame
        ``limites`` (kept as far as possible), ``groupes``, ``part_menages``, ``diametre_median_m``.
    """
    configuration = material.configuration
    asked = configuration.regroupement.limites
    names = DEFAULT_LIMITS if asked is None else asked
    names = tuple(name for name in names if name in located.zones)
    size = households(measured)
    rows = []
    for kept in range(len(names) + 1):
        limits = replace(configuration.regroupement, limites=names[:kept], precedents=None)
        changed = replace(material, configuration=replace(configuration, regroupement=limits))
        grouping = group(changed, located, measured, rule, SILENT, effort=QUICK)
        inside = grouping.membership.dropna().index
        rows.append(
            {
                "limites": ", ".join(names[:kept]) or "aucune de plus que celles jamais franchies",
                "groupes": len(grouping.groups),
                "part_menages": float(size[inside].sum() / max(size.sum(), 1.0)),
                "diametre_median_m": float(np.round(grouping.groups["diametre_m"].median())),
            }
        )
    return pd.DataFrame(rows)


QUICK = 2
"""Rebuilding steps per residence: within a few groups of the full search."""


def price_lines(price: pd.DataFrame) -> Sequence[str]:
    """Return sentences that compare the methods, for the report: shares rounded to the percent."""
    told = []
    for method, rows in price.dropna(subset=["unites"]).groupby("methode", sort=False):
        zones = rows[~rows["zonage"].isin([TERRITORY, GROUPS])]
        parts = [
            f"{_title(row.zonage)} : {_units(row.unites_avec_indice)} avec l’indice, "
            f"{_percent(row.part_menages)} des ménages, dont {_percent(row.part_deplacee)} placés "
            "dans une zone voisine"
            for row in zones.itertuples()
        ]
        told.append(f"Prix du secret, méthode « {method} » : {' ; '.join(parts)}.")
    return told


def _title(zoning: Any) -> str:
    title = str(defaults()["libelles"].get(zoning, zoning))
    return title if title.isupper() else f"{title[:1].lower()}{title[1:]}"


def _units(number: Any) -> str:
    return agreed(int(number), "une unité", "{n} unités") or "aucune unité"


def _percent(share: Any) -> str:
    value = float(share)
    return "moins de 1 %" if 0 < value < 0.005 else f"{100 * value:.0f} %"
