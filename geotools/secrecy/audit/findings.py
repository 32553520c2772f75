"""What an audit finds, as values and as French sentences that a person can check by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geotools.errors import some

GUARANTEES = {
    "G0": "aucun effectif publié, complément ou base sous le seuil",
    "G1": "aucune combinaison de chiffres publiés n’isole un effectif sous le seuil",
    "G2": "aucune valeur retenue n’est encadrée de trop près",
    "G3": "aucune unité ne domine un montant publié",
}


@dataclass(frozen=True)
class Figure:
    """A published figure and the number of times that a combination takes it."""

    table: str
    unit: str
    column: str
    times: int = 1


@dataclass(frozen=True)
class Finding:
    """One breach of a guarantee.

    Parameters
    ----------
    guarantee : str
        ``G0`` … ``G3``.
    figures : tuple of Figure
        The published figures that a reader combines, or the withheld one that is not protected.
    sentence : str
        In French; names figures and what they give.
    atoms : tuple of str
        Places that the breach is about, where the geography is known.
    value : float
        What is revealed: a count (G0, G1), a width (G2), a share (G3).
    binding : tuple of Figure
        For G2, the published figures that hold the interval narrow: those that have a price.
    interval : pair of float, optional
        For G2 about one figure or one crossing, what a reader can prove of it.
    """

    guarantee: str
    figures: tuple[Figure, ...]
    sentence: str
    atoms: tuple[str, ...] = ()
    value: float = float("nan")
    binding: tuple[Figure, ...] = ()
    interval: tuple[float, float] | None = None


def findings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return findings as a table: ``garantie``, ``table``, ``unite``, ``colonne``, ``constat``."""
    rows = [
        {
            "garantie": finding.guarantee,
            "table": " ; ".join(dict.fromkeys(f.table for f in finding.figures)),
            "unite": " ; ".join(dict.fromkeys(f.unit for f in finding.figures)),
            "colonne": " ; ".join(dict.fromkeys(f.column for f in finding.figures)),
            "constat": finding.sentence,
        }
        for finding in findings
    ]
    return pd.DataFrame(rows, columns=["garantie", "table", "unite", "colonne", "constat"])


def combination(figures: Sequence[Figure]) -> str:
    """Write a combination as a sum: « A » + « B » − 2 × « C »."""
    ordered = sorted(figures, key=lambda f: (f.times < 0, f.table, f.unit))
    text = ""
    for rank, figure in enumerate(ordered):
        sign = "− " if figure.times < 0 else ("" if rank == 0 else "+ ")
        times = f"{abs(figure.times)} × " if abs(figure.times) != 1 else ""
        text += (
            f"{' ' if rank else ''}{sign}{times}« {figure.column} » de {figure.table} {figure.unit}"
        )
    return text


def places(atoms: Sequence[str]) -> str:
    """Return « lieu(x) : a, b … » for a sentence, or nothing."""
    return f" Lieux : {some(atoms)}." if atoms else ""
