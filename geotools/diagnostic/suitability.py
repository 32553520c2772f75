"""Whether the counted source suits the profile of secrecy and the scale: warn and propose."""

from __future__ import annotations

from geotools.diagnostic.material import Material
from geotools.diagnostic.measures import defaults
from geotools.progress import Progress
from geotools.secrecy import profile_names

_NAMES = {"ops": "des ménages", "rpls": "le RPLS seul", "census": "le recensement"}


def warnings_of(material: Material, source: str) -> list[str]:
    """Return what does not suit the source that is counted, each with what to write instead.

    Parameters
    ----------
    material : Material
    source : str
        ``ops``, ``rpls`` or ``census``.
    """
    found = []
    profile, usual = material.configuration.secret.profil, defaults()["profils"][source]
    if profile not in usual:
        labels = profile_names()
        why = (
            "ses seuils portent sur des effectifs que le RPLS ouvert publie par logement : "
            "les groupes seront bien plus larges qu’il ne faut"
            if source == "rpls"
            else "sa règle n’est pas celle de cette source : ce qui est publié peut être trop peu "
            "protégé, ou trop"
        )
        found.append(
            f"Attention : ce diagnostic compte {_NAMES[source]}, et [secret] profil = "
            f"« {profile} » ({labels[profile]}) ; {why}. Proposition : profil = « {usual[0]} » "
            f"({labels[usual[0]]})."
        )
    if source == "rpls":
        found += _coarse_scale(material)
    return found


def _coarse_scale(material: Material) -> list[str]:
    """Say that estates are a coarse scale when no household has to be attached to them."""
    scale = material.configuration.sources["logements"].echelle
    if scale == "adresse":
        return []
    rows = material.frame("logements")
    points = rows.geometry[rows.geometry.notna()].to_numpy()
    addresses = len({(point.x, point.y) for point in points}) if len(points) else 0
    key = [name for name in ("depcom", "codsegpatrim") if name in rows.columns]
    units = len(rows[key].drop_duplicates()) if scale == "segment" and len(key) > 1 else 0
    if units and addresses <= 2 * units:
        return []
    told = f" ({addresses} adresses pour {units} segments)" if units else f" ({addresses} adresses)"
    return [
        f"Attention : aucun ménage n’est à rattacher, et [sources.logements] echelle = « {scale} » "
        f"réunit des logements éloignés{told}. Proposition : echelle = « adresse », plus fine."
    ]


def tell_suitability(material: Material, source: str, progress: Progress) -> None:
    """Say the warnings.

    Parameters
    ----------
    material : Material
    source : str
    progress : Progress
    """
    for line in warnings_of(material, source):
        progress.say(line)
