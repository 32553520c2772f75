"""How the tables of chapters are presented: names of units, shares, labels, declared dependence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from geotools.catalogue import Catalogue
from geotools.diagnostic.chapters.study import TERRITORY, Study
from geotools.occupation import indicators
from geotools.outputs import LayerSpec
from geotools.outputs.layers import JOINED
from geotools.secrecy import PublishedTable

INSIDE, OUTSIDE = "en_qpv", "hors_qpv"
LEVELS = {
    TERRITORY: "Territoire",
    "communes": "Commune",
    "qpv": "QPV",
    "iris": "IRIS",
    "situation": "En QPV ou hors QPV",
    "groupes": "Groupe de résidences",
}
_PERCENTS = ("share", "rate")
"""Kinds of indicators that are read in percent; a rate may pass 100 %."""

_SITUATIONS = {INSIDE: "Dans les QPV", OUTSIDE: "Hors QPV"}


def name_units(study: Study, zoning: str, units: Iterable[object]) -> pd.Series:
    """Return what people read beside the code of each unit."""
    index = pd.Index([str(unit) for unit in units])
    if zoning == TERRITORY:
        label = study.material.configuration.territoire.nom
        return pd.Series(label, index=index, dtype="object")
    if zoning == "situation":
        return index.to_series().map(_SITUATIONS).astype("object")
    names = study.names(zoning)
    names.index = names.index.astype(str)
    found = names.reindex(index)
    several = found.isna() & index.str.contains(JOINED, regex=False)
    found[several] = [
        JOINED.join(str(names.get(code, code)) for code in unit.split(JOINED))
        for unit in index[several]
    ]
    return found.where(found.notna(), index.to_series()).astype("object")


def count_layer(
    study: Study,
    name: str,
    title: str,
    table: PublishedTable,
    zoning: str,
    *,
    ids: Sequence[str],
    catalogue: Catalogue,
    description: str,
) -> LayerSpec:
    """Return the table of a tally: released counts, with the shares computed from them."""
    frame = pd.DataFrame({"libelle": name_units(study, zoning, table.counts.index).to_numpy()})
    frame.index = pd.Index(table.counts.index.astype(str), name="code")
    counts = table.counts.set_axis(frame.index)
    # An indicator may bear the name of a count that is published beside it.
    own = {i: f"part_{i}" if i in counts.columns else i for i in ids}
    shares = indicators(counts, ids=ids, catalogue=catalogue)[list(ids)].rename(columns=own)
    chosen = {own[i]: catalogue.indicator(i) for i in ids}
    labels = {i: catalogue.label(item.label) for i, item in chosen.items()}
    known = [c for c in table.counts.columns if c in catalogue.counts]
    labels |= {c: catalogue.label(catalogue.counts[c].label) for c in known}
    uses = {i: (item.numerator, item.denominator) for i, item in chosen.items()}
    return LayerSpec(
        name=name,
        title=title,
        frame=frame.join(shares),
        aliases={"libelle": "Nom", **labels},
        units=dict.fromkeys([i for i, item in chosen.items() if item.kind in _PERCENTS], "%"),
        description=description,
        depends={"libelle": (), **uses},
    )


def open_layer(
    name: str,
    title: str,
    frame: pd.DataFrame,
    *,
    nature: str,
    aliases: Mapping[str, str],
    description: str,
    percents: Iterable[str] = (),
    units: Mapping[str, str] | None = None,
) -> LayerSpec:
    """Return a table without an audited one: its nature says where its figures come from."""
    return LayerSpec(
        name=name,
        title=title,
        frame=frame,
        aliases=dict(aliases),
        units={**dict.fromkeys(percents, "%"), **(units or {})},
        description=description,
        depends=dict.fromkeys([str(c) for c in frame.columns if c != "geometry"], ()),
        nature=nature,
    )


def stack(study: Study, parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put tables of several levels under one another: ``niveau``, ``libelle``, then the figures.

    Codes of different levels never collide: a code met twice is preceded by its level.
    """
    frames = []
    for zoning, table in parts.items():
        head = pd.DataFrame(
            {
                "niveau": LEVELS.get(zoning, zoning.capitalize()),
                "libelle": name_units(study, zoning, table.index).to_numpy(),
            },
            index=pd.Index(table.index.astype(str), name="code"),
        )
        frames.append(head.join(table.set_axis(head.index)))
    whole = pd.concat(frames)
    if whole.index.has_duplicates:
        twice = whole.index.duplicated(keep=False)
        whole.index = pd.Index(
            [
                f"{n} {c}" if t else c
                for n, c, t in zip(whole["niveau"], whole.index, twice, strict=True)
            ],
            name="code",
        )
    return whole


def situation(inside: pd.Series) -> pd.Series:
    """Return « en QPV » or « hors QPV » from the QPV code of each unit."""
    return inside.notna().map({True: INSIDE, False: OUTSIDE}).astype("object")


def ratio_layer(
    study: Study,
    name: str,
    title: str,
    table: PublishedTable,
    zoning: str,
    *,
    shares: Mapping[str, tuple[str, str, str]],
    labels: Mapping[str, str],
    description: str,
    ratios: Iterable[str] = (),
) -> LayerSpec:
    """Return the table of a tally with ratios of its counts.

    Parameters
    ----------
    study, name, title, table, zoning, description
        As for :func:`count_layer`.
    shares : mapping
        Column to (numerator, denominator, label).
    labels : mapping
        Label of each count.
    ratios : iterable of str
        Those of ``shares`` that are not percentages.
    """
    index = pd.Index(table.counts.index.astype(str), name="code")
    own = table.counts.set_axis(index).astype(float)
    frame = pd.DataFrame({"libelle": name_units(study, zoning, index).to_numpy()}, index=index)
    for column, (part, whole, _) in shares.items():
        frame[column] = own[part] / own[whole].where(own[whole] > 0)
    return LayerSpec(
        name=name,
        title=title,
        frame=frame,
        aliases={"libelle": "Nom", **labels, **{c: s[2] for c, s in shares.items()}},
        units=dict.fromkeys([c for c in shares if c not in set(ratios)], "%"),
        description=description,
        depends={"libelle": (), **{c: (s[0], s[1]) for c, s in shares.items()}},
    )
