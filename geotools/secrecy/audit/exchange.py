"""The system of a release in JJ form: what other people's tools re-audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_array, hstack, identity, vstack

from geotools.errors import InputError
from geotools.secrecy.audit.attack import Intervals
from geotools.secrecy.audit.equations import build_systems
from geotools.secrecy.audit.jj import LinearSystem, write_jj
from geotools.secrecy.audit.polytope import Polytope
from geotools.secrecy.audit.system import DENOMINATORS, System
from geotools.secrecy.rule import SecrecyRule, resolve_rule
from geotools.secrecy.tables import PublishedTable

Floats = NDArray[np.float64]


def release_system(
    tables: Mapping[str, PublishedTable],
    *,
    known: Sequence[PublishedTable] = (),
    truth: pd.DataFrame | None = None,
    rule: SecrecyRule | None = None,
) -> tuple[LinearSystem, pd.DataFrame]:
    """Return the linear system of a release and what each of its cells is.

    Parameters
    ----------
    tables, known
        As for :func:`geotools.secrecy.audit_release`.
    truth : DataFrame, optional
        Confidential: the counts of each atom. Withheld cells then have their true value, which
        tools that compare it with an interval need; without it they are blank.
    rule : SecrecyRule, optional
        Gives the width that the interval of a small cell has to have.

    Returns
    -------
    LinearSystem
        Unknowns are the cells that no published limit divides, then come the published figures and
        the withheld ones; each figure is the sum of its cells.
    DataFrame
        By cell: ``nature`` (``case``, ``publié``, ``retenu``), ``table``, ``unite``, ``colonne``.
    """
    rule = resolve_rule(rule, None)
    systems = [s.with_denominators() for s in build_systems(tables, known, bases_only=False)]
    parts = [_one(system, truth, rule) for system in systems]
    if not parts:
        raise InputError("Cette diffusion ne contient aucun effectif : il n’y a rien à écrire.")
    joined = [part[0] for part in parts]
    total = sum(len(system.value) for system in joined)

    def together(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(one, name) for one in joined])

    system = LinearSystem(
        names=np.array([str(i) for i in range(total)], dtype=object),
        value=together("value"),
        cost=together("cost"),
        status=together("status"),
        low=together("low"),
        high=together("high"),
        protection=together("protection"),
        matrix=csr_array(block_diag([one.matrix for one in joined], format="csr")),
        right=together("right"),
    )
    return system, pd.concat([part[1] for part in parts], ignore_index=True)


def write_release_system(
    folder: Path,
    tables: Mapping[str, PublishedTable],
    *,
    known: Sequence[PublishedTable] = (),
    truth: pd.DataFrame | None = None,
    rule: SecrecyRule | None = None,
) -> None:
    """Write ``systeme.jj`` and what its cells are, ``systeme_cellules.csv``, in a folder.

    Without ``truth``, the public form: withheld values are blank and places are not named.

    Parameters
    ----------
    folder : Path
    tables, known, truth, rule
        As for :func:`release_system`.
    """
    system, cells = release_system(tables, known=known, truth=truth, rule=rule)
    if truth is None:
        cells.loc[cells["nature"] == "case", "unite"] = ""
    (folder / "systeme.jj").write_bytes(write_jj(system, confidential=truth is not None))
    numbered = cells.rename_axis("cellule").reset_index()
    numbered.to_csv(folder / "systeme_cellules.csv", sep=";", index=False, lineterminator="\n")


def _one(
    system: System, truth: pd.DataFrame | None, rule: SecrecyRule
) -> tuple[LinearSystem, pd.DataFrame]:
    rows, cells = system.matrix.shape
    hidden = system.hidden.shape[0]
    high = _upper(system)
    real = np.full(cells, np.nan) if truth is None else _true_cells(system, truth)
    withheld = system.hidden @ real + system.given if truth is not None else np.full(hidden, np.nan)
    sums = csr_array(vstack([system.matrix, system.hidden]))
    matrix = csr_array(hstack([sums, -identity(rows + hidden)], format="csr"))
    value = np.concatenate([real, system.values, withheld])
    right = np.concatenate([np.zeros(rows), -system.given])
    above = np.concatenate([high, system.values, system.hidden @ high + system.given])
    said = system.hidden_bounds
    low = np.concatenate([np.zeros(cells), system.values, np.maximum(said[:, 0], 0.0)])
    above[cells + rows :] = np.minimum(above[cells + rows :], said[:, 1])
    small = ~np.isnan(value) & (value > 0) & (value < rule.threshold)
    alone = np.flatnonzero(np.diff(system.matrix.indptr) == 1)
    shown = system.matrix.indices[system.matrix.indptr[alone]]
    value[shown], low[shown], above[shown] = (system.values[alone],) * 3
    status = np.array(["u"] * cells + ["s"] * rows + ["m"] * hidden, dtype=object)
    status[shown] = "s"
    wide = np.where(small & (status != "s"), rule.interval, 0.0)
    named = [*system.rows, *system.hidden_rows]
    table = pd.DataFrame(
        {
            "nature": ["case"] * cells + ["publié"] * rows + ["retenu"] * hidden,
            "table": [""] * cells + [row.table for row in named],
            "unite": [" + ".join(system.places[p]) for p in system.place] + [r.unit for r in named],
            "colonne": [*map(str, system.category), *(row.column for row in named)],
        }
    )
    zero = np.zeros(len(value))
    own = LinearSystem(
        np.arange(len(value)).astype(str).astype(object), value, zero + 1, status, low, above,
        np.column_stack([zero, zero, wide]), matrix, right,
    )  # fmt: skip
    return own, table


def _upper(system: System) -> Floats:
    """Return a sure bound: the published figures that contain a cell, or far above them all."""
    most = np.full(system.matrix.shape[1], np.inf)
    row = np.repeat(np.arange(system.matrix.shape[0]), np.diff(system.matrix.indptr))
    np.minimum.at(most, system.matrix.indices, system.values[row])
    most = np.minimum(most, system.before[:, 1])
    return np.where(np.isfinite(most), most, 10.0 * max(system.values.max(initial=0.0), 100.0))


def _true_cells(system: System, truth: pd.DataFrame) -> Floats:
    """Return what each cell holds, from the counts of the atoms.

    Classes that no count names alone (those of a base that are in none of its numerators) get
    whole numbers that give every count of each place.

    Raises
    ------
    InputError
        The counts do not say what a class holds.
    """
    names = truth.columns.astype(str)
    counts = truth.set_axis(names, axis=1).set_axis(truth.index.astype(str), axis=0)
    home = np.repeat(np.arange(len(system.places)), [len(place) for place in system.places])
    atoms = [atom for place in system.places for atom in place]
    sums = counts.reindex(atoms).groupby(home).sum(min_count=1)
    sums = sums.reindex(range(len(system.places)))  # blank where atoms do not have that count
    category = system.category.astype(str)
    blocks, values = [], []
    for column, classes in _classes(system).items():
        if column in sums:
            rows, place = np.unique(system.place, return_inverse=True)
            cells = np.flatnonzero(np.isin(category, list(classes)))
            entries = (np.ones(len(cells)), (place.ravel()[cells], cells))
            told = sums[column].to_numpy(dtype=float)[rows]
            counted = np.flatnonzero(~np.isnan(told))
            whole = csr_array(entries, shape=(len(rows), len(category)))
            blocks.append(csr_array(whole[counted]))
            values.append(told[counted])
    spoken = set().union(*(own for name, own in _classes(system).items() if name in sums))
    if silent := sorted(set(category) - spoken):
        raise InputError(
            f"Les valeurs vraies ne disent pas ce que compte « {silent[0]} » : donnez une colonne "
            "pour chaque classe, et leur base."
        )
    matrix, right = csr_array(vstack(blocks)), np.concatenate(values)
    polytope = Polytope(matrix, right, np.full(len(category), np.inf))
    nothing = np.zeros(len(category))
    real = polytope.whole_near(nothing) if system.whole else polytope.maximise(nothing)
    if real is None:
        raise InputError(
            "Les valeurs vraies se contredisent : une classe dépasse la base qui la contient."
        )
    return real


def _classes(system: System) -> dict[str, frozenset[str]]:
    """Return the classes that each count adds up."""
    found: dict[str, frozenset[str]] = {}
    for matrix, rows in ((system.matrix, system.rows), (system.hidden, system.hidden_rows)):
        for i, row in enumerate(rows):
            if row.column not in found and row.table != DENOMINATORS:
                cells = matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]
                found[row.column] = frozenset(map(str, system.category[cells]))
    return found


def interval_table(
    system: LinearSystem, found: Intervals, names: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the interval of each withheld cell as a French table.

    Parameters
    ----------
    system : LinearSystem
    found : Intervals
    names : DataFrame, optional
        What each cell is, see :func:`release_system`.

    Returns
    -------
    DataFrame
        ``cellule``, ``etat``, ``minimum``, ``maximum``, ``exacte``, and where the true value is
        known ``protegee``: the interval reaches its protection levels.
    """
    cells = found.cells
    table = pd.DataFrame(
        {
            "cellule": system.names[cells],
            "etat": system.status[cells],
            "minimum": found.low,
            "maximum": found.high,
            "exacte": found.exact,
        }
    )
    value, (below, above, wide) = system.value[cells], system.protection[cells].T
    slack = 1e-6 * np.maximum(1.0, np.abs(found.high))
    enough = (found.low <= value - below + slack) & (found.high >= value + above - slack)
    enough &= (found.high - found.low >= wide - slack) & ~found.exact
    if not np.isnan(value).any():
        table["protegee"] = enough
    if names is not None:
        table = pd.concat([names.iloc[cells].reset_index(drop=True), table], axis=1)
    return table
