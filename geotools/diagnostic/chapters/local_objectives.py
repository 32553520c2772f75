"""Local objectives beside those of the law: transfers, second quartile, districts under watch.

They add up the allocations of the legal objectives, whose counts are published: an objective that
differs from a legal one by fewer allocations than the threshold is not counted, since the
difference would tell them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geotools.diagnostic.chapters.presentation import ratio_layer
from geotools.diagnostic.chapters.study import Study, Tally, by_cells
from geotools.diagnostic.follow_up import perimeters_of
from geotools.orientations.objectives import objective_rows
from geotools.outputs import LayerSpec
from geotools.secrecy import PublishedTable

LOCAL = "objectifs_locaux"
_TRANSFERS, _WATCHED, _SECOND = "mutations", "hors_qpv_qva_q1", "hors_qpv_q2"
_LEGAL = {_TRANSFERS: "prioritaires", _WATCHED: "hors_qpv_q1", _SECOND: "hors_qpv_q1"}
"""Local objective to the legal one whose allocations it shares."""

_LABELS = {
    _TRANSFERS: "Décisions pour des ménages déjà locataires du parc social",
    _SECOND: "Hors QPV : baux signés avec le deuxième quartile",
    _WATCHED: "Hors QPV et hors QVA : baux signés avec le premier quartile ou des ménages relogés",
}


def local_tallies(study: Study) -> list[Tally]:
    """Count the local objectives that the files allow, over the year of the diagnosis."""
    rows, perimeters = study.frame("attributions"), perimeters_of(study.material)
    wanted = {_TRANSFERS: 0.25} if "mutation" in rows.columns else {}
    wanted |= {_WATCHED: 0.25} if "qva" in perimeters else {}
    parts, _, _ = objective_rows(
        rows, perimeters=perimeters, thresholds=study.frame("seuils"), local=wanted
    )
    if "quartile" in rows.columns:
        parts[_SECOND] = _second_quartile(parts["hors_qpv_q1"], rows["quartile"])
    counts = pd.DataFrame(index=rows.index)
    for name, legal in _LEGAL.items():
        if name not in parts:
            continue
        own, other = (_of_year(study, parts[n], n) for n in (name, legal))
        if _told_apart(study, name, own, other):
            counts[name], counts[f"{name}_base"] = own[name], own[f"{name}_base"]
    bases = {n: f"{n}_base" for n in _LEGAL if n in counts}
    kept = counts[counts.any(axis=1)].astype("int64")
    if kept.empty:
        return []
    whole = pd.Series("ensemble", index=kept.index, dtype="object")
    cells = by_cells(kept, {LOCAL: whole}, "attributions locales")
    return [Tally(cells.atoms, cells.tables, bases)]


def _second_quartile(leases: pd.DataFrame, quartile: pd.Series) -> pd.DataFrame:
    """Return the leases outside the QPV whose quartile is known, and those of the second."""
    known = leases["hors_qpv_q1_base"].eq(1) & quartile.notna()
    second = known & pd.to_numeric(quartile, errors="coerce").eq(2).fillna(False)
    return pd.DataFrame(
        {
            f"{_SECOND}_base": known.astype(int),
            _SECOND: second.astype(int),
            "date": leases["date"],
        }
    )


def _of_year(study: Study, part: pd.DataFrame, name: str) -> pd.DataFrame:
    now = pd.to_datetime(part["date"]).dt.year.eq(study.year).fillna(False)
    return part[[name, f"{name}_base"]].where(now, 0).astype(int)


def _told_apart(study: Study, name: str, own: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether no set of allocations is told by the difference of two objectives."""
    legal = _LEGAL[name]
    pairs = [(own[f"{name}_base"], other[f"{legal}_base"])]
    pairs += [(own[name], other[legal])] if name == _WATCHED else []
    if name == _SECOND:
        # The first quartile, the second and their base together tell the two others.
        others = own[f"{name}_base"].eq(1) & own[name].eq(0) & other[legal].eq(0)
        if int(others.sum()) < study.rule.threshold:
            return False
    left = [int((a.eq(1) & b.eq(0)).sum()) for pair in pairs for a, b in (pair, pair[::-1])]
    return not any(0 < number < study.rule.threshold for number in left)


def local_tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return the rates of the local objectives."""
    table = released.get(LOCAL)
    if table is None:
        return []
    names = [n for n in _LABELS if n in table.counts.columns]
    return [
        ratio_layer(
            study,
            LOCAL,
            "Objectifs locaux",
            table,
            "objectifs",
            shares={f"taux_{n}": (n, f"{n}_base", f"{_LABELS[n]} : taux") for n in names},
            labels={n: f"{_LABELS[n]} : obtenu" for n in names}
            | {f"{n}_base": f"{_LABELS[n]} : base" for n in names},
            description=(
                "La loi ne fixe aucune de ces cibles : une convention locale le peut. L’agenda "
                "national de 2015-2018 donnait 25 % d’attributions à des mutations."
            ),
        )
    ]
