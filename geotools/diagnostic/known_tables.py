"""``[[secret.tables_connues]]``: what others publish about the same households.

INSEE's open tiles, the portal of housing applications: their figures combine with ours. A declared
table is read, laid on the residences by the codes of its zoning, and held as already released.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from geotools.diagnostic.configuration import KnownTable
from geotools.diagnostic.location import Located
from geotools.errors import InputError, MissingColumnError, nearest, some
from geotools.secrecy import PublishedTable, Release, SecrecyRule, audit_release
from geotools.secrecy.audit.files import read_published
from geotools.secrecy.audit.received import Asked

Tables = dict[str, PublishedTable]


def declared_tables(
    declared: Sequence[KnownTable], located: Located, bases: Mapping[str, str]
) -> list[Tables]:
    """Return each declared table on the residences, by its title.

    Parameters
    ----------
    declared : sequence of KnownTable
    located : Located
        Where residences stand in the zonings, as their limits cut them.
    bases : mapping
        Numerator to base of our counts.

    Raises
    ------
    InputError
        A column or the zoning is absent, or no code is one of its zones.
    """
    return [_laid_out(table, located, bases) for table in declared]


def _laid_out(declared: KnownTable, located: Located, bases: Mapping[str, str]) -> Tables:
    title = f"[[secret.tables_connues]] « {declared.titre} »"
    if declared.zonage not in located.zones:
        raise InputError(
            f"{title} : « {declared.zonage} » n’est pas un zonage déclaré. "
            f"Noms proches : {nearest(declared.zonage, list(located.zones))}."
        )
    counted = {*bases, *bases.values()}
    strange = [name for name in declared.colonnes if name not in counted]
    if strange:
        raise MissingColumnError(
            f"{title} : « {strange[0]} » n’est pas un effectif de ce diagnostic. "
            f"Noms proches : {nearest(strange[0], sorted(counted))}."
        )
    theirs = {read: own for own, read in declared.colonnes.items()}
    asked = Asked({}, {}, declared.code, tuple(theirs), ())
    zones = located.zones[declared.zonage]
    found: Tables = {}
    for name, table in read_published(declared.fichier, asked).items():
        codes = pd.Series(table.counts.index, table.counts.index)
        units = codes if table.atoms is None else table.atoms
        atoms = zones.map(units).astype("object")
        atoms = atoms.where(atoms.notna(), None)
        kept = table.counts.index[table.counts.index.isin(atoms.dropna())]
        counts = table.counts.loc[kept, list(theirs)].rename(columns=theirs).astype(float)
        own = {n: b for n, b in bases.items() if {n, b} <= set(counts.columns)}
        if len(kept):
            found[f"{declared.titre} ({name})"] = PublishedTable(counts, own, atoms)
    if not found:
        raise InputError(
            f"{title} : aucun code de « {declared.fichier.name} » n’est une zone de "
            f"« {declared.zonage} » ({some(zones.dropna().unique())})."
        )
    return found


def told_by_others(
    declared: Sequence[KnownTable],
    tables: Sequence[Tables],
    kept: Sequence[PublishedTable],
    without: Release,
    released: Release,
    rule: SecrecyRule,
) -> tuple[str, ...]:
    """Say in the certificate which tables were held as known, and what they change.

    Parameters
    ----------
    declared, tables : sequence
        What was declared, and its tables on the residences.
    kept : sequence of PublishedTable
        What our counts do not contradict.
    without, released : Release
        The main release as it would be if nobody knew them, and as it is.
    rule : SecrecyRule
    """
    if not declared:
        return ()
    shown = sum(int(t.counts.notna().to_numpy().sum()) for one in tables for t in one.values())
    true = sum(int(table.counts.notna().to_numpy().sum()) for table in kept)
    found = len(audit_release(without.tables, rule=rule, known=kept).breaches)
    more = len(released.withheld) - len(without.withheld)
    change = (
        f"elles donneraient {found} effectif(s) sous le seuil ou trop bien encadré(s) ; "
        f"{max(more, 0)} chiffre(s) de plus sont retenus pour l’empêcher"
        if found or more
        else "elles ne permettent de déduire aucun effectif, rien n’est retenu à cause d’elles"
    )
    named = " ; ".join(f"« {table.titre} »" for table in declared)
    return (
        f"Tables de tiers déclarées connues : {named} ({shown} chiffres, dont {shown - true} que "
        f"nos comptes contredisent et qui ne s’y combinent pas) : {change}.",
    )
