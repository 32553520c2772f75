"""Groups that come from before, last year's or edited by hand: kept where they hold, else repaired.

A group holds when it reaches the threshold in every column and its residences are linked inside the
limits. One that does not is completed with the fewest residences of its neighbours; only when none
can be spared is it taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geotools.errors import SecrecyRefusedError, some
from geotools.secrecy.grouping.graph import connected_blocks

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Neighbourhood:
    """What groups are made of.

    Parameters
    ----------
    graph : sparse array
        Residences that may stand side by side.
    rows : array (residences × counted columns and complements)
    need : array
        What each column of a group must reach.
    features : array
        What should be alike inside a group.
    kinds : sequence of str
        French name of each column of ``rows``.
    """

    graph: csr_array
    rows: Floats
    need: Floats
    features: Floats
    kinds: Sequence[str]

    def reaches(self, members: Ints) -> bool:
        """Tell whether some residences reach the threshold together in every column."""
        return bool((self.rows[members].sum(axis=0) >= self.need).all())

    def linked(self, members: Ints) -> bool:
        """Tell whether some residences are all linked to one another."""
        inner = csr_array(self.graph[members][:, members])
        return connected_components(inner, directed=False)[0] == 1

    def around(self, members: Ints) -> Ints:
        """Return the residences next to some others."""
        inside = set(members.tolist())
        near = {int(j) for i in members for j in self._neighbours(i)}
        return np.array(sorted(near - inside), dtype=np.int64)

    def _neighbours(self, node: int) -> Ints:
        return self.graph.indices[self.graph.indptr[node] : self.graph.indptr[node + 1]]


def previous_groups(
    previous: pd.Series, around: Neighbourhood
) -> tuple[Ints, list[int], pd.DataFrame]:
    """Read earlier groups as they hold today.

    Parameters
    ----------
    previous : Series
        Code of the group of each residence, NA for none, in the order of the residences.
    around : Neighbourhood

    Returns
    -------
    labels : array of int
        The linked part of each earlier group that is kept (the one that reaches the threshold, else
        the largest), -1 elsewhere.
    short : list of int
        Labels that do not reach the threshold.
    broken : DataFrame
        Index: code of each earlier group that does not hold; ``motif`` in French.
    """
    codes, names = pd.factorize(previous)
    labels = np.asarray(codes, dtype=np.int64)
    blocks = connected_blocks(around.graph, labels)
    frame = pd.DataFrame({"code": labels, "block": blocks})[labels >= 0]
    sums = pd.DataFrame(around.rows[frame.index]).groupby(frame["block"].to_numpy()).sum()
    parts = frame.groupby("block").agg(code=("code", "first"), size=("code", "size"))
    parts["reaches"] = (sums >= around.need).all(axis=1)
    kept = parts.sort_values(["reaches", "size"], ascending=False, kind="stable")
    kept = kept[~kept["code"].duplicated()].sort_values("code")
    count = parts.groupby("code").size()
    held = sums.loc[kept.index].to_numpy()
    motives = {
        names[code]: " ".join(_weaknesses(around, held[rank], count[code]))
        for rank, code in enumerate(kept["code"])
        if count[code] > 1 or not kept["reaches"].iloc[rank]
    }
    labels = np.where(np.isin(blocks, kept.index), labels, -1)
    broken = pd.DataFrame({"motif": pd.Series(motives, dtype="object")})
    return labels, kept.loc[~kept["reaches"], "code"].tolist(), broken.rename_axis("groupe")


def _weaknesses(around: Neighbourhood, held: Floats, parts: int) -> Iterator[str]:
    if parts > 1:
        yield f"Il est en {parts} morceaux qui ne se touchent pas dans les limites."
    lacking = [kind for kind, low in zip(around.kinds, held < around.need, strict=True) if low]
    if lacking:
        yield f"Il n’atteint pas le seuil pour : {some(lacking)}."


def refuse_broken(broken: pd.DataFrame) -> None:
    """Stop when earlier groups do not hold.

    Raises
    ------
    SecrecyRefusedError
        Names up to five of them, with what each lacks.
    """
    if len(broken):
        told = [f"{code} ({motif.rstrip('.')})" for code, motif in broken["motif"].items()]
        raise SecrecyRefusedError(
            f"{len(broken)} groupe(s) ne tiennent plus : {some(told)}. "
            "Corrigez-les, ou laissez l’opération les réparer."
        )


def complete_short(labels: Ints, short: Sequence[int], around: Neighbourhood) -> Ints:
    """Complete groups below the threshold with what their neighbours can spare.

    Residences without a group come first, then those that a neighbouring group can lose and still
    hold. A group that would take more than it has is given up: its residences get -1.
    """
    labels = labels.copy()
    waiting = set(short)
    for label in sorted(short, key=lambda code: int((labels == code).sum())):
        taken = _taken(labels, label, waiting, around)
        waiting.discard(label)
        if taken is None:
            labels[labels == label] = -1
        else:
            labels[taken] = label
    return labels


def _taken(labels: Ints, label: int, short: set[int], around: Neighbourhood) -> list[int] | None:
    """Return the residences that complete a group, None when its neighbours cannot."""
    members = np.flatnonzero(labels == label)
    centre, allowed = around.features[members].mean(axis=0), len(members)
    lost: dict[int, list[int]] = {}
    taken: list[int] = []
    while not around.reaches(members):
        best: tuple[bool, bool, float, int] | None = None
        for other in around.around(members).tolist():
            free = labels[other] < 0
            if not free and (allowed == 0 or not _spares(labels, other, lost, short, around)):
                continue
            enough = around.reaches(np.append(members, other))
            gap = float(((around.features[other] - centre) ** 2).sum())
            key = (not enough, not free, gap, other)
            best = key if best is None or key < best else best
        if best is None:
            return None
        chosen = best[-1]
        if labels[chosen] >= 0:
            allowed -= 1
            lost.setdefault(int(labels[chosen]), []).append(chosen)
        taken.append(chosen)
        members = np.append(members, chosen)
    return taken


def _spares(
    labels: Ints,
    node: int,
    lost: dict[int, list[int]],
    short: set[int],
    around: Neighbourhood,
) -> bool:
    """Tell whether the group of a residence still holds without it and what it lost before."""
    home = int(labels[node])
    if home in short:
        return False
    rest = np.setdiff1d(np.flatnonzero(labels == home), [*lost.get(home, []), node])
    return bool(rest.size) and around.reaches(rest) and around.linked(rest)


def join_neighbours(labels: Ints, around: Neighbourhood) -> Ints:
    """Let each residence without a group join the adjacent one whose resident it is most like."""
    labels = labels.copy()
    graph, features = around.graph, around.features
    source = np.repeat(np.arange(len(labels)), np.diff(graph.indptr))
    while True:
        open_links = (labels[source] < 0) & (labels[graph.indices] >= 0)
        if not open_links.any():
            return labels
        who, where = source[open_links], graph.indices[open_links]
        gap = ((features[who] - features[where]) ** 2).sum(axis=1)
        order = np.lexsort((where, gap, who))
        first = order[np.unique(who[order], return_index=True)[1]]
        labels[who[first]] = labels[where[first]]


def group_names(labels: Ints, before: pd.Series | None) -> list[str | None]:
    """Return the code of each residence's group, in the order of their first residence.

    A group bears the code that most of its residences had in ``before``, one group for each code.
    """
    order = pd.unique(labels[labels >= 0])
    width = max(4, len(str(len(order))))
    names: dict[int, str] = {}
    if before is not None:
        votes = pd.DataFrame({"label": labels, "code": before.to_numpy()}).dropna()
        voters = votes[votes["label"] >= 0].groupby(["label", "code"], sort=True).size()
        given: set[object] = set()
        for label, code in voters.sort_values(ascending=False, kind="stable").index:
            if label not in names and code not in given:
                names[label] = str(code)
                given.add(code)
    used = set() if before is None else set(before.dropna().astype(str))
    fresh = (f"G{rank:0{width}d}" for rank in range(1, len(order) + len(used) + 1))
    spare = (name for name in fresh if name not in used)
    names |= {int(label): next(spare) for label in order if label not in names}
    return [names.get(label) for label in labels]


def moves(previous: pd.Series | None, membership: pd.Series) -> pd.DataFrame:
    """Return one row per residence whose group is another one: ``avant``, ``apres``."""
    if previous is None:
        return pd.DataFrame({"avant": [], "apres": []}, dtype="object")
    before = previous.reindex(membership.index).astype("object")
    moved = before.ne(membership) & ~(before.isna() & membership.isna())
    return pd.DataFrame({"avant": before[moved], "apres": membership[moved]})
