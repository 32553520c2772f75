"""From atoms to a release: build the published tables and withhold what must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geotools.errors import ConfigurationError, InputError, nearest, some
from geotools.progress import SILENT, Progress
from geotools.secrecy.rule import SecrecyRule, complements, load_rule
from geotools.secrecy.suppression.repair import close_mask, primary_mask, repair, withhold
from geotools.secrecy.tables import PublishedTable, digest_tables


@dataclass(frozen=True)
class Release:
    """What may be published, and what that cost.

    Parameters
    ----------
    tables : dict of PublishedTable
        By zoning; withheld figures are NaN, written the same way whatever the reason.
    withheld : DataFrame
        One row per withheld figure: ``zonage``, ``unite``, ``colonne``.
    price : DataFrame
        By zoning: ``chiffres`` (in all), ``publies``, ``retenus``, ``part_retenue``, and
        ``effectif_retenu`` (share of the counted units under withheld figures).
    rule : SecrecyRule
    digest : str
        Of ``tables``; the audit must carry the same one.
    notes : tuple of str
        French sentences for the report.
    """

    tables: dict[str, PublishedTable]
    withheld: pd.DataFrame
    price: pd.DataFrame
    rule: SecrecyRule
    digest: str
    notes: tuple[str, ...] = ()


def protect(
    atoms: pd.DataFrame,
    zonings: Mapping[str, pd.Series],
    bases: Mapping[str, str],
    *,
    rule: SecrecyRule | None = None,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    priority: Sequence[str] = (),
    known: Sequence[PublishedTable] = (),
    withheld: Mapping[str, pd.DataFrame] | None = None,
    progress: Progress | None = None,
) -> Release:
    """Build the tables of every zoning and withhold what may not be published.

    Parameters
    ----------
    atoms : DataFrame
        One row per atom (a residence): counts, non-negative.
    zonings : mapping of Series
        By name: atom to unit code, NA outside every unit.
    bases : mapping
        Numerator to base.
    rule : SecrecyRule, optional
        The profile ``ops`` by default.
    parts : mapping, optional
        Count to the classes that it adds up, see :class:`geotools.secrecy.PublishedTable`: counts
        that share some are looked at together.
    priority : sequence of str
        Zonings to keep whole first; the others follow in their order.
    known : sequence of PublishedTable
        Earlier releases and denominators, as for :func:`geotools.secrecy.audit_release`.
    withheld : mapping of DataFrame of bool, optional
        By zoning, figures that must not be published whatever their size: those of which readers
        hold another version, a few units apart.
    progress : Progress, optional

    Returns
    -------
    Release
        The tables with what is withheld blank, the list of withheld figures and their price.

    Raises
    ------
    InputError
        Missing or negative counts, a numerator above its base, duplicate atoms.
    ConfigurationError
        ``priority`` names an unknown zoning.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> counts = pd.DataFrame(
    ...     {"menages": [40, 40, 40], "menages_apl": [15, 4, 25]}, index=["A", "B", "C"]
    ... )
    >>> own = pd.Series(counts.index, index=counts.index)
    >>> release = geotools.protect(
    ...     counts,
    ...     {"residences": own, "ville": own.map(lambda _: "tout")},
    ...     {"menages_apl": "menages"},
    ... )
    >>> release.tables["residences"].counts["menages_apl"].isna().sum().item()
    1
    >>> release.withheld[["unite", "colonne"]].values.tolist()
    [['B', 'menages_apl'], ['tout', 'menages_apl']]
    """
    rule, progress = rule or load_rule(), progress or SILENT
    full = build_tables(atoms, zonings, bases, parts=parts)
    unknown = [name for name in priority if name not in zonings]
    if unknown:
        raise ConfigurationError(
            f"La priorité nomme le zonage « {unknown[0]} », absent. "
            f"Noms proches : {nearest(unknown[0], zonings)}."
        )
    progress.at(0.05, "Secret : chiffres sous le seuil")
    masks = {name: primary_mask(table, rule) for name, table in full.items()}
    for name, mask in (withheld or {}).items():
        masks[name] = close_mask(masks[name] | mask, full[name].bases)
    order = [*priority, *(name for name in full if name not in priority)]
    masks, notes = repair(full, masks, rule, order, known, progress.part(0.05, 1.0))
    tables = {name: withhold(table, masks[name]) for name, table in full.items()}
    return summarise(full, tables, rule, notes)


def release_whole(
    atoms: pd.DataFrame,
    zonings: Mapping[str, pd.Series],
    bases: Mapping[str, str],
    *,
    rule: SecrecyRule,
    parts: Mapping[str, tuple[str, ...]] | None = None,
) -> Release:
    """Build the tables of zonings made of whole groups: only what is small by itself is withheld.

    Parameters and errors are those of :func:`protect`. The audit tells whether that is enough.
    """
    full = build_tables(atoms, zonings, bases, parts=parts)
    tables = {name: withhold(table, primary_mask(table, rule)) for name, table in full.items()}
    return summarise(full, tables, rule)


def build_tables(
    atoms: pd.DataFrame,
    zonings: Mapping[str, pd.Series],
    bases: Mapping[str, str],
    *,
    parts: Mapping[str, tuple[str, ...]] | None = None,
    weighted: bool | None = None,
) -> dict[str, PublishedTable]:
    """Sum the atoms by unit of each zoning: the tables before anything is withheld."""
    if atoms.index.has_duplicates:
        twice = atoms.index[atoms.index.duplicated()].unique()
        raise InputError(f"Identifiants d’atome en double : {some(twice)}.")
    counts = atoms.astype(float)
    wrong = counts.isna().any(axis=1) | (counts < 0).any(axis=1)
    wrong |= (complements(counts, bases) < -1e-6).any(axis=1)
    if wrong.any():
        raise InputError(
            f"Effectifs manquants, négatifs ou supérieurs à leur base sur {int(wrong.sum())} "
            f"atome(s) : {some(counts.index[wrong])}. Corrigez la source."
        )
    if weighted is None:
        weighted = bool(((counts - counts.round()).abs() > 1e-6).any(axis=None))
    tables = {}
    for name, zoning in zonings.items():
        units = zoning.reindex(counts.index).astype("object")
        units = units.where(units.notna(), None)
        summed = counts.groupby(units).sum()
        summed = summed if weighted else summed.round()
        tables[name] = PublishedTable(summed, dict(bases), units, dict(parts or {}), weighted)
    return tables


def summarise(
    full: Mapping[str, PublishedTable],
    tables: dict[str, PublishedTable],
    rule: SecrecyRule,
    notes: tuple[str, ...] = (),
) -> Release:
    """Count what was withheld and wrap the tables up."""
    withheld, price = [], []
    for name, table in tables.items():
        hidden = table.counts.isna()
        lines, columns = np.nonzero(hidden.to_numpy())
        withheld.append(
            pd.DataFrame(
                {
                    "zonage": name,
                    "unite": hidden.index[lines],
                    "colonne": hidden.columns[columns],
                }
            )
        )
        total = full[name].counts.to_numpy(dtype=float)
        price.append(
            {
                "zonage": name,
                "chiffres": hidden.size,
                "publies": int((~hidden).sum().sum()),
                "retenus": int(hidden.sum().sum()),
                "part_retenue": float(hidden.to_numpy().mean()) if hidden.size else 0.0,
                "effectif_retenu": float(total[hidden.to_numpy()].sum() / max(total.sum(), 1.0)),
            }
        )
    return Release(
        tables,
        pd.concat(withheld, ignore_index=True),
        pd.DataFrame(price).set_index("zonage"),
        rule,
        digest_tables(tables),
        notes,
    )
