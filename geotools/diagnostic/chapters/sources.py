"""What each table of the chapters rests on: the sources that its figures are counted from."""

from __future__ import annotations

from geotools.diagnostic.chapters.study import Study
from geotools.diagnostic.configuration import source_kind
from geotools.diagnostic.origins import origin_of
from geotools.outputs import Origin

_HOUSEHOLDS = "ménages locataires du parc social enquêtés"
_DWELLINGS = "logements locatifs sociaux"
_BASED: dict[str, tuple[str, tuple[str, ...]]] = {
    "parc": (_DWELLINGS, ("logements",)),
    "residences_des_groupes": (_DWELLINGS, ("logements",)),
    "occupation": (_HOUSEHOLDS, ("menages", "logements")),
    "comparaison": (_HOUSEHOLDS, ("menages", "recensement", "logements")),
    "indices": (_HOUSEHOLDS, ("menages", "logements")),
    "qpv_hors_qpv": (_HOUSEHOLDS, ("menages", "recensement", "qpv")),
    "specialisation": (_HOUSEHOLDS, ("menages", "recensement", "logements")),
    "parc_social_prive": ("résidences principales", ("parc_prive", "recensement")),
    "trajectoire": (_HOUSEHOLDS, ("menages", "menages_", "logements")),
    "parcours": (_HOUSEHOLDS, ("menages", "menages_")),
    "grappes_zones": (_HOUSEHOLDS, ("menages", "recensement", "logements")),
    "separation_echelles": (_HOUSEHOLDS, ("menages", "recensement", "logements")),
    "moran_indicateurs": (_HOUSEHOLDS, ("menages", "recensement", "logements")),
    "surface_lissee": (_HOUSEHOLDS, ("menages", "recensement", "logements")),
    "fonctionnement": ("résidences et leur gestion", ("residences",)),
    "grille": ("résidences notées par les équipes de terrain", ("grille",)),
    "refus": ("refus motivés de l’année", ("refus",)),
    "flux": ("mouvements de l’année", ("mouvements",)),
    "loyers_quartiles": ("demandes de logement social", ("demandes", "menages")),
    "demandes": ("demandes de logement social", ("demandes",)),
    "effort_partage": ("demandes de logement social", ("demandes",)),
    "offre_abordable": (_DWELLINGS, ("logements",)),
    "equipements": ("équipements", ("equipements", "logements")),
    "valophis": (_HOUSEHOLDS, ("menages",)),
    "stock_flux": (_HOUSEHOLDS, ("menages",)),
    "classes": (_HOUSEHOLDS, ("menages", "menages_", "residences")),
    "fiches_secteurs": (_HOUSEHOLDS, ("menages", "logements", "residences")),
    "objectifs_locaux": ("attributions", ("attributions", "seuils")),
    "objectifs": ("attributions", ("attributions", "seuils")),
    "seuils_quartiles": ("seuils déclarés", ("seuils",)),
    "programme": ("logements programmés", ("programme", "sru")),
    "bilan_objectifs": ("attributions", ("attributions", "seuils")),
    "suivi_fiches": ("indicateurs des fiches de suivi", ("suivi",)),
    "couverture": (_HOUSEHOLDS, ("menages", "logements")),
    "collecte_bailleurs": (_HOUSEHOLDS, ("residences", "menages")),
}
"""Name of a table, or its beginning, to what is counted and the sources; ``_`` ends vintages."""


def origin_of_table(study: Study, name: str) -> Origin | None:
    """Return what a table of the chapters rests on, None for one that is not known.

    Parameters
    ----------
    study : Study
    name : str
        Of the layer: ``occupation_communes`` is one of ``occupation``.
    """
    known = [own for own in _BASED if name == own or name.startswith(f"{own}_")]
    if not known:
        return None
    base, wanted = _BASED[max(known, key=len)]
    read = list(study.material.readings())
    sources = [own for want in wanted for own in read if _is(own, want)]
    return origin_of(study.material, base, sources)


def _is(source: str, wanted: str) -> bool:
    """Tell whether a source is the wanted one: today's, or the vintages where ``_`` ends it."""
    kind, year = source_kind(source)
    return source == wanted or (year is not None and wanted == f"{kind}_")
