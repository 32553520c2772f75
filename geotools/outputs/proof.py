"""What every figure carries with it: base, vintage, sources, threshold, seed and version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from geotools._version import __version__

FICTITIOUS = "Territoire fictif : aucune donnée ne décrit une personne ni un lieu réels."


UNDECLARED = "non déclaré"
"""Vintage of open data of which neither the file nor the territory says the year."""


@dataclass(frozen=True)
class Origin:
    """What one layer rests on, where it is not the whole of what the publication rests on.

    Parameters
    ----------
    base : str
        What is counted.
    sources : tuple of str
        Of its figures.
    places : tuple of str
        Sources of its outlines.
    vintage : str
        Empty for that of the publication.
    open_rule : str
        For a layer made of open data only: the rule under which it is given, since no audit bears
        on it; empty for audited figures.
    """

    base: str
    sources: tuple[str, ...]
    places: tuple[str, ...] = ()
    vintage: str = ""
    open_rule: str = ""


@dataclass(frozen=True)
class Proof:
    """The statement printed on every output and stored in its metadata.

    Parameters
    ----------
    territory : str
        Name of the territory, as people read it.
    vintage : str
        Year or period that the figures describe.
    sources : tuple of str
        One sentence for each source: name, vintage, producer, licence.
    base : str
        What is counted, for example « ménages locataires du parc social enquêtés (OPS) ».
    rule : str
        The secrecy rule in French (:meth:`SecrecyRule.describe`), or why there is none.
    threshold : int, optional
        The smallest count that is published.
    seed : int, optional
        Seed of every random draw.
    day : date, optional
        Day of the publication; given by the caller so that two runs give the same bytes.
    fictitious : bool
        Whether the territory is invented; then every output says so.
    bases_only : bool
        Whether the rule bears on bases alone: smaller numerators are then published.
    open_data : bool
        Whether open data, which were not audited, stand beside the audited tables.
    version : str
        Version of the toolkit.
    """

    territory: str
    vintage: str
    sources: tuple[str, ...]
    base: str
    rule: str
    threshold: int | None = None
    seed: int | None = None
    day: date | None = None
    fictitious: bool = False
    bases_only: bool = False
    open_data: bool = False
    version: str = __version__

    def items(self) -> tuple[tuple[str, str], ...]:
        """Return (French label, value) pairs, in reading order, empty ones left out."""
        pairs = (
            ("Territoire", self.territory),
            ("Avertissement", FICTITIOUS if self.fictitious else ""),
            ("Millésime", self.vintage),
            ("Base", self.base),
            ("Sources", " ; ".join(self.sources)),
            ("Secret statistique", self.rule),
            ("Seuil", "" if self.threshold is None else f"{self.threshold} unités"),
            ("Graine aléatoire", "" if self.seed is None else str(self.seed)),
            ("Date", "" if self.day is None else self.day.strftime("%d/%m/%Y")),
            ("Version", f"Équilibre territorial {self.version}"),
        )
        return tuple(pair for pair in pairs if pair[1])

    def of(self, origin: Origin | None) -> Proof:
        """Return the statement of one layer: its own base, sources, vintage and rule.

        Parameters
        ----------
        origin : Origin, optional
            None for a layer that rests on all that the publication does.
        """
        if origin is None:
            return self
        told = replace(
            self,
            base=origin.base,
            sources=tuple(dict.fromkeys((*origin.sources, *origin.places))),
            vintage=origin.vintage or self.vintage,
            open_data=False,
        )
        if not origin.open_rule:
            return told
        return replace(told, rule=origin.open_rule, threshold=None)

    def footer(self) -> str:
        """Return one line for the foot of a map or of a table."""
        parts = [f"Sources : {' ; '.join(self.sources)}", f"millésime {self.vintage}"]
        if self.threshold is not None:
            parts.append(self._promise())
        parts.append(f"Équilibre territorial {self.version}")
        if self.fictitious:
            parts.append("territoire fictif")
        return " · ".join(parts)

    def _promise(self) -> str:
        """Say what the audit held, no more: on which figures, and what is outside it."""
        what = "aucune base" if self.bases_only else "aucun effectif"
        of_which = " des tableaux audités" if self.open_data else ""
        told = f"{what}{of_which} publié{'e' * self.bases_only} sous {self.threshold} unités"
        rest = [
            *(["les effectifs peuvent l’être"] if self.bases_only else []),
            *(["données ouvertes hors audit"] if self.open_data else []),
        ]
        return f"{told} ({', '.join(rest)})" if rest else told
