"""A diagnosis of open data alone: the tiles of INSEE against the zonings, no dwelling source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
from geopandas import GeoDataFrame

from geotools.diagnostic.follow_up import follow_up_layers, follow_up_notes
from geotools.diagnostic.income_tiles import (
    INCOME_BASE,
    SHARE,
    imputed_tiles,
    income_layer,
    income_origin,
    income_tiles,
)
from geotools.diagnostic.location import TILES, Located
from geotools.diagnostic.material import Material, catalogue_of
from geotools.diagnostic.origins import OPEN_TILES, origin_of
from geotools.diagnostic.telling import composer
from geotools.outputs import LayerSpec, Proof, Publication, graduated
from geotools.outputs.proof import UNDECLARED
from geotools.progress import Progress
from geotools.secrecy import Audit, Release, SecrecyRule, audit_release, digest_tables

OPEN_RULE = (
    "données ouvertes de l’INSEE, diffusées sous ses propres règles : aucun effectif n’est audité "
    "ici"
)


def is_open(material: Material) -> bool:
    """Tell whether the territory declares no dwelling source: its tiles are all there is."""
    return not {"logements", "recensement"} & material.sources.keys()


def open_release(rule: SecrecyRule) -> Release:
    """Return the release of a diagnosis that counts nothing: no table, nothing withheld."""
    return Release({}, pd.DataFrame(), pd.DataFrame(), rule, digest_tables({}), ())


def open_audit(release: Release) -> Audit:
    """Return the audit of what leaves: of the objectives where there are some, else of nothing."""
    if release.tables:
        return audit_release(release.tables, rule=release.rule)
    return Audit((), release.rule, release.digest, ())


def open_publication(
    material: Material,
    objectives: Release | None,
    steps: list[tuple[str, str]],
    rule: SecrecyRule,
    progress: Progress,
) -> Publication:
    """Style the tiles and what they say of each zoning.

    Parameters
    ----------
    material : Material
        With the source ``carreaux``.
    objectives : Release, optional
        Audited counts of the legal objectives, where allocations are declared.
    steps : list of (str, str)
        What the report tells of the run.
    rule : SecrecyRule
    progress : Progress
    """
    configuration = material.configuration
    crs = configuration.territoire.crs
    nothing = Located(GeoDataFrame(geometry=[], crs=crs))
    tiles = income_tiles(material.frame(TILES), nothing, configuration.grappes, progress)
    layers = [replace(income_layer(tiles, crs, {}), origin=income_origin(material))]
    for name, zones in material.zones().items():
        found = tiles_by_zone(tiles.to_crs(crs), zones)
        if found[SHARE].notna().any():
            origin = origin_of(material, INCOME_BASE, [TILES], [name], OPEN_TILES, UNDECLARED)
            layers.append(replace(_zone_layer(name, found), origin=origin))
    followed = follow_up_layers(material, objectives, None, progress)
    sources = [reading.provenance for reading in material.readings().values()]
    proof = Proof(
        territory=configuration.territoire.nom,
        vintage=str(configuration.territoire.millesime),
        sources=tuple(dict.fromkeys(f"{p.source} ({p.licence})" for p in sources)),
        base=INCOME_BASE,
        rule=OPEN_RULE if objectives is None else rule.describe(),
        threshold=None if objectives is None else int(rule.threshold),
        open_data=True,
        seed=configuration.grappes.graine,
        day=date.today(),
        fictitious=configuration.territoire.fictif,
    )
    notes = [
        "Aucune source de logements n’est déclarée : l’occupation du parc social n’est "
        "pas mesurée. Les carreaux de l’INSEE portent sur tous les ménages."
    ]
    return Publication(
        layers=[*layers, *followed],
        proof=proof,
        steps=steps,
        compose=composer(configuration, catalogue_of(configuration).table()),
        notes=[*notes, *follow_up_notes(followed)],
    )


def tiles_by_zone(tiles: GeoDataFrame, zones: GeoDataFrame) -> GeoDataFrame:
    """Add the households of the tiles up in the zone that holds the centre of each.

    Parameters
    ----------
    tiles : GeoDataFrame
        With ``men``, ``men_pauv`` and ``impute``.
    zones : GeoDataFrame
        Indexed by code, with ``libelle``, in the same CRS.
    """
    centres = GeoDataFrame(
        {"men": tiles["men"], "men_pauv": tiles["men_pauv"], "imputes": imputed_tiles(tiles)},
        geometry=tiles.centroid,
        crs=tiles.crs,
    )
    joined = centres.sjoin(zones[["geometry"]].to_crs(tiles.crs).rename_axis("zone"))
    held = joined.groupby("zone").agg(
        carreaux=("men", "size"), imputes=("imputes", "sum"), men=("men", "sum"),
        men_pauv=("men_pauv", "sum"),
    )  # fmt: skip
    held = held.reindex(zones.index)
    held[SHARE] = (held["men_pauv"] / held["men"]).where(held["men"] > 0)
    held[["carreaux", "imputes"]] = held[["carreaux", "imputes"]].fillna(0).astype("int64")
    return GeoDataFrame(zones[["libelle"]].join(held).join(zones[["geometry"]]), crs=zones.crs)


def _zone_layer(name: str, frame: GeoDataFrame) -> LayerSpec:
    return LayerSpec(
        name=name,
        title=f"Ménages pauvres : {name}",
        frame=frame.rename_axis("code"),
        style=graduated(frame[SHARE], "Part des ménages pauvres", "%"),
        aliases={
            "libelle": "Nom",
            "carreaux": "Carreaux dont le centre est dans la zone",
            "imputes": "Dont carreaux à la valeur imputée",
            "men": "Ménages fiscaux",
            "men_pauv": "Ménages pauvres",
            SHARE: "Part des ménages pauvres",
        },
        units={SHARE: "%"},
        description="Carreaux de l’INSEE dont le centre est dans la zone, imputés compris : une "
        "estimation pour la zone, hors de l’audit du secret.",
        depends=dict.fromkeys([c for c in frame.columns if c != "geometry"], ()),
    )
