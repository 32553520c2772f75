"""Residential flows: who enters, leaves and moves between districts, as a table and as lines."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries
from shapely import linestrings

from geotools.errors import ConfigurationError, InputError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import counts, dates, need
from geotools.parameters import Choice, Field, Integer, Layer, Table, check_column
from geotools.progress import SILENT, Progress
from geotools.secrecy.audit.release import audit_release
from geotools.secrecy.rule import DEFAULT_THRESHOLD, resolve_rule
from geotools.secrecy.suppression.release import protect

_LABEL = "Mouvements"
OUTSIDE = "hors parc social"
"""Where an entry comes from and where an exit goes, in the origin-destination table."""
_LEVELS = {
    "quartier": "Quartier",
    "commune": "Commune",
    "bailleur": "Bailleur",
    "residence": "Résidence",
    "qpv": "En QPV ou hors QPV",
}

_WITHHELD = -1.0
"""Stands for a withheld count while directions are paired; counts are never negative."""


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="residentialflows"
)
def residential_flows(
    moves: Annotated[pd.DataFrame, Table()],
    level: Annotated[str, Choice(options=_LEVELS)] = "quartier",
    *,
    residences: Annotated[pd.DataFrame | None, Table()] = None,
    threshold: Annotated[
        int, Integer(minimum=DEFAULT_THRESHOLD, unit="ménages")
    ] = DEFAULT_THRESHOLD,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return one row per origin, destination and nature that occurs.

    Parameters
    ----------
    moves : DataFrame
        Template « mouvements »; ``menages`` (one per row when absent) may hold counts.
    level : {"quartier", "commune", "bailleur", "residence", "qpv"}
    residences : DataFrame, optional
        For the level « qpv »: ``residence`` (or the index) and the official code ``plg_qp`` or
        ``qpv`` (blank or ``HZ`` outside).
    threshold : int
        Cells and totals under it are withheld, with the others that would give them away. Below
        11 it is for study in Python only: the command line and QGIS refuse it.
    progress : Progress, optional

    Returns
    -------
    DataFrame
        ``origine``, ``destination``, ``nature``; ``menages``, ``menages_origine`` and
        ``menages_destination`` (Int64, missing when withheld); ``part_origine`` (missing when the
        cell or the total is); ``delai_mois``; ``retenu``; ``cases_retenues``, the number of
        withheld cells of the table, on every row.

    Raises
    ------
    InputError
        A date is wrong, a request follows its move, a count is not positive.
    SecrecyRefusedError
        No choice of withheld figures satisfies the audit.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> moves = pd.DataFrame(
    ...     {
    ...         "mouvement": ["F1", "F2"],
    ...         "date": "2024-04-15",
    ...         "nature": "mutation",
    ...         "quartier_origine": ["Centre", "Nord"],
    ...         "quartier_destination": ["Nord", "Centre"],
    ...         "menages": [30, 4],
    ...     }
    ... )
    >>> found = geotools.residential_flows(moves)
    >>> found[["origine", "retenu"]].values.tolist()
    [['Centre', True], ['Nord', True]]
    """
    if level not in _LEVELS:
        raise ConfigurationError(f"Niveau « {level} » inconnu ; possibles : {', '.join(_LEVELS)}.")
    if level == "qpv":
        moves = _inside_or_outside(moves, residences)
    table = _moves(moves, level)
    keys = ["origine", "destination", "nature"]
    grouped = table.groupby(keys, sort=True)
    cells = pd.DataFrame(
        {
            "menages": grouped["menages"].sum(),
            "delai_mois": grouped["delai"].median(),
            "connus": grouped["delai"].count(),
        }
    ).reset_index()
    figures = _protected(cells, threshold, progress or SILENT)
    held = figures["menages"].isna()
    quiet = held | (cells["connus"] < threshold)
    return cells[keys].assign(
        **figures,
        part_origine=(figures["menages"] / figures["menages_origine"]).astype("Float64"),
        delai_mois=cells["delai_mois"].mask(quiet),
        retenu=held,
        cases_retenues=int(held.sum()),
    )


def _protected(cells: pd.DataFrame, threshold: int, progress: Progress) -> pd.DataFrame:
    """Return each cell with the totals of its origin and destination, missing where withheld.

    Cells are the atoms of four zonings (grand total, origins, destinations, cells); what is kept
    passes the audit of the four tables together.
    """
    names = cells.index.astype(str)
    ends = {
        end: pd.Series(cells[end].astype(str).to_numpy(), index=names)
        for end in ("origine", "destination")
    }
    zonings = {
        "ensemble": pd.Series("ensemble", index=names),
        **ends,
        "case": pd.Series(names, index=names),
    }
    release = protect(
        cells[["menages"]].set_axis(names),
        zonings,
        {},
        rule=resolve_rule(None, threshold),
        priority=list(zonings),
        progress=progress,
    )
    audit_release(release.tables, rule=release.rule).require(release.digest)
    kept = {name: table.counts["menages"] for name, table in release.tables.items()}
    figures = pd.DataFrame(
        {
            "menages": kept["case"].reindex(names).to_numpy(),
            "menages_origine": ends["origine"].map(kept["origine"]).to_numpy(),
            "menages_destination": ends["destination"].map(kept["destination"]).to_numpy(),
        },
        index=cells.index,
    ).astype("Int64")
    withheld = int(figures["menages"].isna().sum())
    progress.say(f"Secret : {withheld} case(s) retenue(s) sur {len(cells)}.")
    return figures


def _inside_or_outside(moves: pd.DataFrame, residences: pd.DataFrame | None) -> pd.DataFrame:
    """Add to the moves whether each end is in a priority district, from the residences."""
    if residences is None:
        raise InputError(
            "Le niveau « qpv » demande la table des résidences, avec leur code de QPV. Donnez-la, "
            "ou choisissez un autre niveau."
        )
    need(moves, ["residence_origine", "residence_destination"], _LABEL)
    column = next((name for name in ("plg_qp", "qpv") if name in residences.columns), "plg_qp")
    need(residences, [column], "Résidences")
    code = residences[column].astype("string").str.strip()
    inside = code.str.startswith("Q").fillna(False).map({True: "en QPV", False: "hors QPV"})
    names = residences["residence"] if "residence" in residences.columns else residences.index
    place = pd.Series(inside.to_numpy(), index=pd.Index(names).astype(str))
    place = place[~place.index.duplicated()]
    ends = {
        f"qpv_{end}": moves[f"residence_{end}"].astype("string").map(place)
        for end in ("origine", "destination")
    }
    return moves.assign(**ends)


def _moves(moves: pd.DataFrame, level: str) -> pd.DataFrame:
    ends = {"origine": f"{level}_origine", "destination": f"{level}_destination"}
    need(moves, ["nature", *ends.values()], _LABEL)
    unknown = ~moves["nature"].isin(["entree", "sortie", "mutation"])
    if unknown.any():
        raise InputError(
            "« Mouvements » : « nature » vaut entree, sortie ou mutation ; ligne(s) à corriger : "
            f"{some(moves.index[unknown])}."
        )
    table = pd.DataFrame({"nature": moves["nature"]})
    for end, column in ends.items():
        text = moves[column].astype("string").str.strip()
        table[end] = text.mask(text == "").fillna("non renseigné")
    table.loc[table["nature"] == "entree", "origine"] = OUTSIDE
    table.loc[table["nature"] == "sortie", "destination"] = OUTSIDE
    if "menages" in moves.columns and moves["menages"].notna().any():
        one = moves["menages"].replace("", np.nan).fillna(1)
        table["menages"] = counts(moves.assign(menages=one), "menages", _LABEL).astype(int)
    else:
        table["menages"] = 1
    table["delai"] = np.nan
    if "date_demande" in moves.columns:
        waited = dates(moves, "date", _LABEL) - dates(moves, "date_demande", _LABEL)
        table["delai"] = waited.dt.days / 30.4375
        early = table["delai"] < 0
        if early.any():
            raise InputError(
                "« Mouvements » : une demande ne peut pas suivre le mouvement ; ligne(s) à "
                f"corriger : {some(moves.index[early])}."
            )
    return table


@operation(group=Group.ORIENTATIONS, outputs=(Output("result", style="flux"),), id="flowlines")
def flow_lines(
    flows: Annotated[pd.DataFrame, Table()],
    zones: Annotated[GeoDataFrame, Layer(geometry="polygon")],
    name: Annotated[str | None, Field(of="zones")] = None,
) -> GeoDataFrame:
    """Return one line per pair of zones that exchange households.

    Parameters
    ----------
    flows : DataFrame
        As :func:`residential_flows` returns it; natures are summed.
    zones : GeoDataFrame
        Polygons named as the ends of the flows.
    name : str, optional
        Column of the names; by default the index, or the column that bears most of the ends.

    Returns
    -------
    GeoDataFrame
        ``zone_a``, ``zone_b`` (in order of name), ``menages_ab``, ``menages_ba`` (0 when none is
        known), ``menages``, ``solde_b``, LineString in the CRS of the zones.

    Raises
    ------
    InputError
        Two zones bear the same name, or no flow joins two zones of the layer.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> from geotools.datasets import tiny
    >>> flows = pd.DataFrame(
    ...     {
    ...         "origine": ["99001", "99002"],
    ...         "destination": ["99002", "99001"],
    ...         "nature": "mutation",
    ...         "menages": [30, 12],
    ...     }
    ... )
    >>> lines = geotools.flow_lines(flows, tiny.communes())
    >>> lines[["menages_ab", "menages_ba", "solde_b"]].values.tolist()
    [[30, 12, 18]]
    """
    need(flows, ["origine", "destination", "menages"], "Origines et destinations")
    labels = zones[name].astype(str) if name else _zone_names(zones, flows)
    twice = labels[labels.duplicated()].unique()
    if len(twice):
        raise InputError(f"« Zones » : nom(s) en double : {some(twice)}. Chaque zone a le sien.")
    kept = flows[
        flows["origine"].isin(labels)
        & flows["destination"].isin(labels)
        & (flows["origine"] != flows["destination"])
    ]
    check_column(kept, "menages", "Flux", numeric=True)
    if not kept["menages"].notna().any():
        raise InputError(
            "Aucun flux publié ne relie deux zones de la couche. Vérifiez que les noms de la table "
            f"sont ceux de la couche (par exemple {some(labels, 3)})."
        )
    forward = (kept["origine"] < kept["destination"]).to_numpy()
    first = kept["origine"].where(forward, kept["destination"]).astype(str)
    second = kept["destination"].where(forward, kept["origine"]).astype(str)
    directed = (
        pd.DataFrame(
            {
                "zone_a": first,
                "zone_b": second,
                "sens": np.where(forward, "menages_ab", "menages_ba"),
                "menages": kept["menages"].to_numpy(dtype=float, na_value=np.nan),
            }
        )
        .groupby(["zone_a", "zone_b", "sens"], sort=True)["menages"]
        .sum(min_count=1)
    )
    # A direction that the table does not list has no household; one that it withholds stays blank.
    table = directed.fillna(_WITHHELD).unstack("sens").reindex(columns=["menages_ab", "menages_ba"])
    table = table.fillna(0).replace(_WITHHELD, np.nan).astype("Int64")
    pairs = table[table.notna().any(axis=1)].rename_axis(columns=None).reset_index()
    inside = GeoSeries(zones.geometry.representative_point().to_numpy(), index=labels)
    starts = inside.loc[pairs["zone_a"]]
    ends = inside.loc[pairs["zone_b"]]
    coordinates = np.stack(
        [np.column_stack([starts.x, starts.y]), np.column_stack([ends.x, ends.y])], axis=1
    )
    return GeoDataFrame(
        pairs.assign(
            menages=pairs["menages_ab"] + pairs["menages_ba"],
            solde_b=pairs["menages_ab"] - pairs["menages_ba"],
        ),
        geometry=linestrings(coordinates),
        crs=zones.crs,
    )


def _zone_names(zones: GeoDataFrame, flows: pd.DataFrame) -> pd.Series:
    """Return the index of the zones, or their column of texts that names most of the ends."""
    ends = {*flows["origine"].dropna().astype(str), *flows["destination"].dropna().astype(str)}
    columns = [c for c in zones.columns if c != zones.geometry.name]
    offered = [zones.index.to_series(), *(zones[c] for c in columns if zones[c].is_unique)]
    return max((item.astype(str) for item in offered), key=lambda item: item.isin(ends).sum())
