"""Each zoning as unions of whole groups: which group goes where, and how near it is to the limits.

A group belongs to the zone that holds most of its households. A zone that got none is published
with the one that got most of its households, and two zones that exchange too many are published
together: one polygon, both names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from geopandas import GeoDataFrame

QUALITY = "qualite"
"""Published column: how near a composed zone is to the real one."""

EXACT = "exacte"
CLASSES = ((0.02, "moins de 2 %"), (0.05, "moins de 5 %"), (0.10, "moins de 10 %"))
BEYOND = "10 % et plus"

MOST_MOVED = CLASSES[-1][0]
"""A zone that displaces this share of its households is joined to the one it exchanges with."""

JOINED = " + "
"""Between the codes, and the names, of zones that are published as one."""

MOST_NAMED = 6
"""Beyond, a code names the first zone and how many others."""

_OUTSIDE = ""


@dataclass(frozen=True)
class ComposedZoning:
    """A zoning made of whole groups.

    Parameters
    ----------
    units : Series
        Residence to the code of the unit that its group belongs to, None outside every zone.
    zones : dict
        Code of each unit to the real zones that it stands for, the one with most groups first.
    shares : DataFrame
        Confidential, by unit: ``effectif``, ``entrants`` (of other zones), ``sortants`` (counted
        elsewhere), ``part_deplacee`` and ``qualite``.
    moved : float
        Share of all the households counted that stand in another unit than their own.
    absent : tuple of str
        Zones that hold households and are in no unit: their groups lie outside every zone.
    """

    units: pd.Series
    zones: dict[str, tuple[str, ...]]
    shares: pd.DataFrame
    moved: float
    absent: tuple[str, ...] = ()

    @property
    def quality(self) -> pd.Series:
        """Return the class of each unit."""
        return self.shares[QUALITY]


def compose_zoning(
    zone: pd.Series, group: pd.Series, size: pd.Series, *, most_moved: float = MOST_MOVED
) -> ComposedZoning:
    """Compose a zoning of whole groups.

    Parameters
    ----------
    zone : Series
        Residence to its zone, NA outside all of them.
    group : Series
        Residence to its group, NA where it has none.
    size : Series
        Residence to what it counts: households, dwellings.
    most_moved : float
        Units that displace at least this share of what they count are joined to the one that they
        exchange most with; 1 or more to join none.
    """
    index = group.dropna().index
    frame = pd.DataFrame(
        {
            "zone": zone.reindex(index).astype("object").fillna(_OUTSIDE).astype(str),
            "groupe": group[index],
            "effectif": size.reindex(index).fillna(0).astype(float),
        }
    )
    frame["chez"] = frame["groupe"].map(_largest(frame, "groupe", "zone"))
    unions = _Unions(frame)
    unions.join_bare()
    unions.join_mixed(most_moved)
    zones = {unit_code(own): own for own in sorted(unions.members.values())}
    codes = {zone: code for code, own in zones.items() for zone in own}
    frame["reelle"] = frame["zone"].map(codes).astype("object").fillna(_OUTSIDE)
    frame["unite"] = frame["chez"].map(codes).astype("object").fillna(_OUTSIDE)
    units = frame["unite"].astype("object").where(frame["unite"].ne(_OUTSIDE)).reindex(group.index)
    gone = float(frame.loc[frame["reelle"] != frame["unite"], "effectif"].sum())
    total = float(frame["effectif"].sum())
    held = frame.loc[frame["effectif"] > 0, "zone"]
    return ComposedZoning(
        units.where(units.notna(), None),
        zones,
        _shares(frame),
        gone / total if total else 0.0,
        tuple(sorted(set(held) - codes.keys() - {_OUTSIDE})),
    )


def unit_code(zones: Sequence[str]) -> str:
    """Return the code of zones published as one: theirs, or the first and how many others."""
    if len(zones) <= MOST_NAMED:
        return JOINED.join(zones)
    return f"{zones[0]}{JOINED}{len(zones) - 1}"


def _largest(frame: pd.DataFrame, by: str, among: str) -> pd.Series:
    """Return for each ``by`` the ``among`` that holds most of it, the first code when equal."""
    held = frame.groupby([by, among], sort=True)["effectif"].sum().reset_index()
    held = held.sort_values("effectif", ascending=False, kind="stable")
    return held.drop_duplicates(by).set_index(by)[among]


class _Unions:
    """Zones put together step by step, and what stands in each that is counted in another."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.members: dict[str, tuple[str, ...]] = {
            code: (code,) for code in sorted(frame["chez"].unique()) if code != _OUTSIDE
        }
        self.held = frame.groupby("chez")["effectif"].sum().to_dict()
        self.flow: dict[str, dict[str, float]] = defaultdict(dict)  # stands in, counted in
        self.back: dict[str, set[str]] = defaultdict(set)
        sums = frame.groupby(["zone", "chez"], sort=True)["effectif"].sum().reset_index()
        apart = sums[sums["zone"].ne(sums["chez"]) & sums["effectif"].gt(0)]
        for zone, chez, value in apart.to_numpy().tolist():
            self.flow[zone][chez] = value
            self.back[chez].add(zone)

    def join_bare(self) -> None:
        """Join the zones without any group to the one that counts most of their households."""
        for zone in sorted(self.flow):
            hosts = {c: v for c, v in self.flow[zone].items() if c != _OUTSIDE}
            if zone not in self.members and zone != _OUTSIDE and hosts:
                self.merge(max(sorted(hosts), key=lambda code: hosts[code]), zone)

    def join_mixed(self, most_moved: float) -> None:
        """Join the units that displace too many to the one they exchange most with, worst first."""
        if most_moved >= 1:
            return
        shares = {code: self.share(code) for code in sorted(self.members)}
        waiting = {code for code, share in shares.items() if share >= most_moved}
        while waiting:
            code = min(waiting, key=lambda one: (-shares[one], one))
            partners = self.partners(code)
            waiting.discard(code)
            if not partners:  # it only exchanges with what is outside every zone
                continue
            other = min(partners, key=lambda one: (-partners[one], one))
            first, second = sorted((code, other), key=lambda one: (-self.held[one], one))
            self.merge(first, second)
            waiting -= {first, second}
            shares[first] = self.share(first)
            if shares[first] >= most_moved:
                waiting.add(first)

    def share(self, code: str) -> float:
        """Return what enters and leaves a unit, relative to what it counts."""
        moved = sum(self.flow[code].values())
        moved += sum(self.flow[zone][code] for zone in self.back[code])
        return moved / self.held[code] if self.held[code] else 0.0

    def partners(self, code: str) -> dict[str, float]:
        """Return what a unit exchanges with each other unit."""
        total: dict[str, float] = defaultdict(float)
        for other, value in self.flow[code].items():
            total[other] += value
        for other in self.back[code]:
            total[other] += self.flow[other][code]
        return {other: value for other, value in total.items() if other in self.members}

    def merge(self, first: str, second: str) -> None:
        """Publish two zones as one, named after the first."""
        self.members[first] = (*self.members[first], *self.members.pop(second, (second,)))
        self.held[first] = self.held.get(first, 0.0) + self.held.pop(second, 0.0)
        for other, value in self.flow.pop(second, {}).items():
            self.back[other].discard(second)
            if other != first:
                self.flow[first][other] = self.flow[first].get(other, 0.0) + value
                self.back[other].add(first)
        for other in self.back.pop(second, set()):
            value = self.flow[other].pop(second)
            if other != first:
                self.flow[other][first] = self.flow[other].get(first, 0.0) + value
                self.back[first].add(other)


def _shares(frame: pd.DataFrame) -> pd.DataFrame:
    held = frame.groupby("unite")["effectif"].sum().drop(_OUTSIDE, errors="ignore")
    away = frame[frame["reelle"] != frame["unite"]]
    inward = away.groupby("unite")["effectif"].sum().reindex(held.index, fill_value=0.0)
    outward = away.groupby("reelle")["effectif"].sum().reindex(held.index, fill_value=0.0)
    share = (inward + outward) / held.where(held > 0)
    table = pd.DataFrame(
        {
            "effectif": held,
            "entrants": inward,
            "sortants": outward,
            "part_deplacee": share.fillna(0.0),
        }
    )
    table[QUALITY] = [quality_class(value) for value in table["part_deplacee"]]
    return table.rename_axis("unite")


def quality_class(share: float) -> str:
    """Return the class of a share of displaced households: it tells no count."""
    if share <= 0:
        return EXACT
    return next((name for limit, name in CLASSES if share < limit), BEYOND)


def joined_polygons(zones: GeoDataFrame, units: Mapping[str, Sequence[str]]) -> GeoDataFrame:
    """Draw the zones of each unit as one polygon that bears all their names.

    Parameters
    ----------
    zones : GeoDataFrame
        Indexed by code, with ``libelle``.
    units : mapping
        Code of a unit to the zones that it stands for.
    """
    own = pd.DataFrame(
        [(unit, code) for unit, codes in units.items() for code in codes],
        columns=["unite", "code"],
    )
    drawn = zones.loc[own["code"], ["libelle", "geometry"]].set_axis(own.index)
    drawn["unite"] = own["unite"]
    names = drawn.groupby("unite", sort=False)["libelle"].agg(JOINED.join)
    shapes = GeoDataFrame(drawn).dissolve("unite", sort=False)[["geometry"]]
    return GeoDataFrame(shapes.assign(libelle=names)[["libelle", "geometry"]], crs=zones.crs)
