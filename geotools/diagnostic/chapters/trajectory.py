"""Chapter « les trajectoires »: an earlier vintage beside this one, on the same places.

The earlier households are located as today's are, in today's communes and QPV; residences are
matched, so that a group is followed even where a code changed. The index keeps one base: the
territory of the earlier vintage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from geotools.diagnostic.chapters.flows import flow_tables, flow_tallies
from geotools.diagnostic.chapters.presentation import LEVELS, name_units
from geotools.diagnostic.chapters.study import TERRITORY, Chapter, Study, Tally, zones_of
from geotools.diagnostic.configuration import source_kind
from geotools.diagnostic.location import Located, locate
from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import INDEX, Measured, measure
from geotools.occupation import change, indicators, match_residences
from geotools.occupation.trajectory import index_change, movers
from geotools.outputs import LayerSpec
from geotools.progress import SILENT
from geotools.secrecy import PublishedTable

PREFIX, PATHS = "trajectoire", "parcours"
_ZONINGS = (TERRITORY, "communes", "qpv", "groupes")
_SEEN = {"reste": "parcours_restes", "mute": "parcours_mutes", "entrant": "parcours_entrants"}


def earlier_year(study: Study) -> int | None:
    """Return the latest earlier year for which both dwellings and households are declared."""
    years: dict[str, set[int]] = {"logements": set(), "menages": set()}
    for name in study.material.sources:
        kind, year = source_kind(name)
        if year is not None and kind in years:
            years[kind].add(year)
    both = years["logements"] & years["menages"]
    return max(both) if both else None


def earlier(study: Study, year: int) -> tuple[Located, Measured]:
    """Locate and count the households of an earlier year as those of the diagnosis are."""
    material = study.material
    configuration = material.configuration
    kinds = ("logements", "menages")
    declared = {kind: configuration.sources[f"{kind}_{year}"] for kind in kinds}
    past = replace(
        configuration,
        territoire=replace(configuration.territoire, millesime=year),
        sources=declared,
        precarite=replace(configuration.precarite, reference="territoire"),
        indicateurs=replace(configuration.indicateurs, publies=study.measured.published),
    )
    sources = {kind: material.sources[f"{kind}_{year}"] for kind in kinds}
    read = Material(past, sources, material.zonings)
    located = locate(read, SILENT)
    return located, measure(read, located, SILENT)


def tallies(study: Study) -> list[Tally]:
    """Count the earlier households by today's places, and who stayed, came or left."""
    year = earlier_year(study)
    if year is None or study.measured.source != "ops":
        return flow_tallies(study)
    located, measured = earlier(study, year)
    groups = _groups(study, located)
    names = [n for n in measured.published if n in study.measured.published]
    catalogue = measured.catalogue
    chosen = [catalogue.indicator(n) for n in names]
    bases = {item.numerator: item.denominator for item in chosen}
    columns = list(dict.fromkeys([*bases.values(), *bases]))
    atoms = measured.counts[columns]
    named = _places(study, located, groups.reindex(atoms.index).astype("object"))
    own = [f"{year}:{code}" for code in atoms.index]
    tables = {f"{PREFIX}_{n}": z.set_axis(own) for n, z in named.items() if z.notna().any()}
    past = Tally(atoms.set_axis(own), tables, bases, catalogue.parts(columns))
    return [past, *_paths(study, year), *flow_tallies(study)]


def _places(study: Study, located: Located, groups: pd.Series) -> dict[str, pd.Series]:
    """Return today's units of the earlier residences: by their group where zonings go by groups.

    Residences that are matched with none of today's are then in no unit: the two vintages describe
    the same places.
    """
    index = groups.index
    if not study.is_composed:
        found = {TERRITORY: pd.Series(TERRITORY, index=index, dtype="object")}
        for name, zone in located.zones.items():
            if name in _ZONINGS:
                found[name] = zone.reindex(index).astype("object")
        return {**found, "groupes": groups}
    today = study.units["groupes"]
    places: dict[str, pd.Series] = {}
    for name in (TERRITORY, "communes", "qpv"):
        if name in study.units:
            pairs = pd.DataFrame({"group": today, "unit": study.units[name]}).dropna()
            units = pairs.drop_duplicates("group").set_index("group")["unit"]
            places[name] = groups.map(units).astype("object")
    # Groups come last: a figure of theirs gives way first.
    return {n: z.where(z.notna(), None) for n, z in {**places, "groupes": groups}.items()}


def _groups(study: Study, located: Located) -> pd.Series:
    """Return today's group of each earlier residence: that of the residence it is matched with."""
    before = located.atoms[located.atoms.geometry.notna()]
    after = study.located.atoms[study.located.atoms.geometry.notna()]
    matching = match_residences(before, after)
    of_link = pd.DataFrame(
        {"link": matching.after, "group": study.grouping.membership.reindex(matching.after.index)}
    )
    # A link that today's groups share, or that is partly outside them, belongs to none.
    each = of_link.groupby("link")["group"]
    whole = each.count().eq(each.size()) & each.nunique().eq(1)
    return matching.before.map(each.first().where(whole))


def _paths(study: Study, year: int) -> list[Tally]:
    """Count today's households by where they were: the same residence, another, elsewhere."""
    before, after = study.frame(f"menages_{year}"), study.frame("menages")
    attached = study.located.of_household
    if attached is None or not after.index.isin(before.index).any():
        return []
    _, seen = movers(before, after)
    counts = pd.get_dummies(seen).astype(int).reindex(columns=list(_SEEN), fill_value=0)
    counts = counts.rename(columns=_SEEN)
    base = "parcours_menages"
    counts[base] = 1
    summed = counts.groupby(attached.atoms).sum()
    atoms = summed.reindex(study.measured.counts.index).fillna(0).astype("int64")
    tables = {f"{PATHS}_{n}": z for n, z in zones_of(study, atoms.index).items()}
    classes = {name: (name,) for name in _SEEN.values()}
    parts = {**classes, base: tuple(classes)}
    return [Tally(atoms, tables, dict.fromkeys(classes, base), parts)]


def tables(study: Study, released: Mapping[str, PublishedTable]) -> list[LayerSpec]:
    """Return one table of change for each level, and the paths of households."""
    year, moves = earlier_year(study), flow_tables(study, released)
    if year is None:
        return moves
    layers = [
        _change_layer(study, released, zoning, year)
        for zoning in _ZONINGS
        if f"{PREFIX}_{zoning}" in released and zoning in released
    ]
    layers += [
        _path_layer(study, released[name], name.removeprefix(f"{PATHS}_"), year)
        for name in released
        if name.startswith(f"{PATHS}_")
    ]
    return [*layers, *moves]


def _change_layer(
    study: Study, released: Mapping[str, PublishedTable], zoning: str, year: int
) -> LayerSpec:
    name = f"{PREFIX}_{zoning}"
    measured = study.measured
    before, after = released[name].counts.astype(float), released[zoning].counts.astype(float)
    units = before.index.intersection(after.index)
    before, after = before.loc[units], after.loc[units]
    kept = [
        n
        for n in measured.published
        if {measured.catalogue.indicator(n).numerator, measured.catalogue.indicator(n).denominator}
        <= set(before.columns)
    ]
    found = change(before, after, ids=kept, catalogue=measured.catalogue)
    columns: dict[str, pd.Series] = {}
    uses: dict[str, tuple[str, ...]] = {}
    aliases = {"libelle": "Nom"}
    shares = []
    weights = {n: w for n, w in measured.weights.items() if n in kept}
    if weights:
        columns |= _index_columns(released, measured, before, after, weights, year)
        used = tuple(
            dict.fromkeys(
                c
                for n in weights
                for c in (
                    measured.catalogue.indicator(n).numerator,
                    measured.catalogue.indicator(n).denominator,
                )
            )
        )
        uses |= dict.fromkeys(columns, used)
        aliases |= {
            f"{INDEX}_avant": f"Indice de précarité {year} (100 = territoire {year})",
            f"{INDEX}_apres": f"Indice de précarité {study.year} (100 = territoire {year})",
            f"{INDEX}_evolution": "Indice : évolution",
            f"{INDEX}_p_valeur": "Indice : p-valeur de l’évolution",
            f"{INDEX}_sens": "Indice : sens, au-delà du hasard",
        }
    for n in kept:
        item = measured.catalogue.indicator(n)
        label = measured.catalogue.label(item.label)
        for key, told in (
            ("avant", str(year)),
            ("apres", str(study.year)),
            ("evolution", "évolution (points)"),
            ("p_valeur", "p-valeur"),
            ("sens", "sens, au-delà du hasard"),
        ):
            columns[f"{n}_{key}"] = found[f"{n}_{key}"]
            aliases[f"{n}_{key}"] = f"{label} : {told}"
            uses[f"{n}_{key}"] = (item.numerator, item.denominator)
        shares += [f"{n}_{key}" for key in ("avant", "apres", "evolution")]
    frame = pd.DataFrame({"libelle": name_units(study, zoning, units).to_numpy()}, index=units)
    frame = frame.join(pd.DataFrame(columns, index=units))
    frame.index = pd.Index(frame.index.astype(str), name="code")
    counts = {c: measured.catalogue.counts[c].label for c in released[name].counts.columns}
    aliases |= {c: f"{measured.catalogue.label(t)} ({year})" for c, t in counts.items()}
    return LayerSpec(
        name=name,
        title=f"Évolution {year}-{study.year} {_SHORT[zoning]}",
        frame=frame,
        aliases=aliases,
        units={
            **dict.fromkeys(shares, "%"),
            **{c: "p" for c in frame.columns if c.endswith("p_valeur")},
        },
        description=(
            f"Mêmes lieux en {year} et en {study.year}. « stable » : le hasard suffit à expliquer "
            f"l’écart. L’indice garde une base fixe, le territoire de {year}."
        ),
        depends={"libelle": (), **uses},
    )


_SHORT = {
    TERRITORY: "du territoire",
    "communes": "des communes",
    "qpv": "des QPV",
    "groupes": "des groupes",
}


def _index_columns(
    released: Mapping[str, PublishedTable],
    measured: Measured,
    before: pd.DataFrame,
    after: pd.DataFrame,
    weights: Mapping[str, float],
    year: int,
) -> dict[str, pd.Series]:
    """Return the index of both vintages on the base of the earlier one, and its change."""
    whole = released[f"{PREFIX}_{TERRITORY}"].counts.astype(float)
    reference = indicators(whole, ids=list(weights), catalogue=measured.catalogue).iloc[0]

    def pairs(counts: pd.DataFrame) -> pd.DataFrame:
        chosen = {n: measured.catalogue.indicator(n) for n in weights}
        return pd.DataFrame(
            {f"{n}_n": counts[i.numerator] for n, i in chosen.items()}
            | {f"{n}_base": counts[i.denominator] for n, i in chosen.items()}
        )

    moved = index_change(
        pairs(before), pairs(after), reference[list(weights)], weights=dict(weights)
    )
    return {
        f"{INDEX}_avant": moved["indice_avant"],
        f"{INDEX}_apres": moved["indice_apres"],
        f"{INDEX}_evolution": moved["evolution"],
        f"{INDEX}_p_valeur": moved["p_valeur"],
        f"{INDEX}_sens": moved["sens"],
    }


def _path_layer(study: Study, table: PublishedTable, zoning: str, year: int) -> LayerSpec:
    counts = table.counts
    frame = pd.DataFrame({"libelle": name_units(study, zoning, counts.index).to_numpy()})
    frame.index = pd.Index(counts.index.astype(str), name="code")
    own = counts.set_axis(frame.index)
    for name in _SEEN.values():
        frame[f"part_{name}"] = own[name] / own["parcours_menages"]
    labels = {
        "parcours_menages": "Ménages",
        "parcours_restes": f"Même résidence qu’en {year}",
        "parcours_mutes": f"Venus d’une autre résidence du parc depuis {year}",
        "parcours_entrants": f"Entrés dans le parc depuis {year}",
    }
    return LayerSpec(
        name=f"{PATHS}_{zoning}",
        title=f"Parcours {_SHORT.get(zoning, LEVELS.get(zoning, zoning))}",
        frame=frame,
        aliases={
            "libelle": "Nom",
            **labels,
            **{f"part_{n}": f"Part : {labels[n].lower()}" for n in _SEEN.values()},
        },
        units={f"part_{n}": "%" for n in _SEEN.values()},
        description=f"Où étaient en {year} les ménages de {study.year}.",
        depends={
            "libelle": (),
            **{f"part_{n}": (n, "parcours_menages") for n in _SEEN.values()},
        },
    )


CHAPTER = Chapter("trajectoires", ("logements", "menages"), tables, tallies)
