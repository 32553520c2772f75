"""What each layer rests on: its own base, sources and vintage, not those of its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from geotools.diagnostic.material import Material
from geotools.outputs import Origin
from geotools.sources import Reading

OPEN_TILES = (
    "données ouvertes de l’INSEE, diffusées sous ses propres règles : elles ne passent pas par "
    "l’audit de ce diagnostic"
)
OPEN_PROGRAMME = (
    "données de planification, sans ménage : elles ne passent pas par l’audit de ce diagnostic"
)


def source_line(reading: Reading) -> str:
    """Return one sentence for a source: what it is, its vintage and its licence.

    Parameters
    ----------
    reading : Reading
    """
    provenance = reading.provenance
    vintage = "" if provenance.millesime is None else f" {provenance.millesime}"
    return f"{provenance.source.rstrip('.')}{vintage} ({provenance.licence})"


def origin_of(
    material: Material,
    base: str,
    sources: Sequence[str],
    places: Sequence[str] = (),
    open_rule: str = "",
    unknown: str = "",
) -> Origin | None:
    """Return the origin of a layer among what was read; None when none of its sources was.

    Parameters
    ----------
    material : Material
    base : str
        What is counted.
    sources, places : sequence of str
        Names of the readings of its figures and of its outlines; those absent are left out.
    open_rule : str
        For open data, the rule under which they are given.
    unknown : str
        Vintage where the first source says none; empty for that of the publication.
    """
    read = material.readings()
    own = [read[name] for name in dict.fromkeys(sources) if name in read]
    if not own:
        return None
    vintage = own[0].provenance.millesime
    return Origin(
        base=base,
        sources=tuple(dict.fromkeys(source_line(reading) for reading in own)),
        places=tuple(source_line(read[name]) for name in places if name in read),
        vintage=unknown if vintage is None else str(vintage),
        open_rule=open_rule,
    )
