"""What an allocation is in the eyes of the law: where, for whom, on the day of the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries, points_from_xy
from numpy.typing import NDArray

from geotools.errors import ConfigurationError, InputError, some
from geotools.orientations.columns import dates, flags, need, numbers
from geotools.territory import join_zonings

_LABEL = "Attributions"


def allocation_facts(
    table: pd.DataFrame,
    perimeters: Mapping[str, GeoDataFrame],
    thresholds: pd.DataFrame | None,
    epci: str | None,
    overseas: bool,
    book: Mapping[str, Any],
) -> pd.DataFrame:
    """Return what each decision is: dates, and nullable booleans where the file may not say.

    Parameters
    ----------
    table : DataFrame
        Template « attributions ».
    perimeters, thresholds, epci, overseas
        See :func:`geotools.orientations.objectives.allocation_objectives`.
    book : mapping
        Rules of ``objectifs.toml``, with the user's corrections.

    Returns
    -------
    DataFrame
        ``decision``, ``bail`` (dates); the numerators ``premier_quartile_ou_relogement``,
        ``quartiles_2_a_4``, ``prioritaires``, ``mutations``; the places ``tous``, ``qpv``,
        ``hors_qpv``, ``hors_qpv_qva``.
    """
    decision = dates(table, "date_decision", _LABEL)
    if decision.isna().any():
        raise InputError(
            "« Attributions » : « date_decision » est requise ; ligne(s) sans date : "
            f"{some(table.index[decision.isna()])}."
        )
    source = pd.DataFrame(book["seuil_q1"]) if thresholds is None else thresholds
    first = _first_quartile(table, decision, source, epci)
    rehoused = _rehoused(table, decision, book["relogement"])
    lease = (
        dates(table, "date_bail", _LABEL)
        if "date_bail" in table.columns
        else pd.Series(pd.NaT, index=table.index)
    )
    places = _places(table, decision, perimeters, overseas, book["perimetre"])
    return pd.DataFrame(
        {
            "decision": decision,
            "bail": lease,
            "premier_quartile_ou_relogement": first | rehoused,
            "quartiles_2_a_4": ~first,
            "prioritaires": flags(table, "prioritaire", _LABEL) | flags(table, "dalo", _LABEL),
            "mutations": flags(table, "mutation", _LABEL),
            **places,
        }
    )


def _first_quartile(
    table: pd.DataFrame, decision: pd.Series, thresholds: pd.DataFrame, epci: str | None
) -> pd.Series:
    """Tell the first quartile from the file's quartile, else from income and the threshold."""
    quartile = pd.Series(np.nan, index=table.index)
    if "quartile" in table.columns:
        quartile = pd.Series(numbers(table, "quartile", _LABEL), index=table.index)
        wrong = quartile.notna() & ~quartile.isin([1, 2, 3, 4])
        if wrong.any():
            raise InputError(
                "« Attributions » : « quartile » vaut 1, 2, 3 ou 4 ; ligne(s) à corriger : "
                f"{some(table.index[wrong])}."
            )
    first = (quartile == 1).astype("boolean").mask(quartile.isna())
    if first.notna().all() or not {"revenu_mensuel", "unites_consommation"} <= set(table.columns):
        return first
    units = numbers(table, "unites_consommation", _LABEL)
    yearly = numbers(table, "revenu_mensuel", _LABEL) * 12 / np.where(units > 0, units, np.nan)
    limit = _limits(table, decision, thresholds, epci)
    known = np.isfinite(yearly) & np.isfinite(limit)
    computed = pd.Series(yearly <= limit, index=table.index).astype("boolean").mask(~known)
    return first.fillna(computed)


def _limits(
    table: pd.DataFrame, decision: pd.Series, source: pd.DataFrame, epci: str | None
) -> NDArray[np.float64]:
    """First-quartile threshold of each row: that of its EPCI, the year of its decision."""
    need(source, ["epci", "annee", "seuil"], "Seuils du premier quartile")
    codes = pd.Series(epci, index=table.index, dtype="string")
    if "epci" in table.columns:
        own = table["epci"].astype("string").str.strip()
        codes = own.mask(own == "").fillna(codes)
    absent = sorted(set(codes.dropna()) - set(source["epci"].astype(str)))
    if absent or codes.isna().all():
        raise ConfigurationError(
            "Des attributions sont sans quartile : il faut le seuil du premier quartile de l’EPCI "
            f"« {', '.join(absent) or 'non précisé'} ». Donnez le code de l’EPCI et une table "
            "(epci, annee, seuil), d’après l’arrêté de l’année."
        )
    years = source["annee"].astype(int)
    known = dict(
        zip(
            zip(source["epci"].astype(str), years, strict=True),
            source["seuil"].astype(float),
            strict=True,
        )
    )
    pairs = zip(codes.fillna(""), decision.dt.year, strict=True)
    return np.array([known.get(pair, np.nan) for pair in pairs], dtype=float)


def _rehoused(table: pd.DataFrame, decision: pd.Series, counts: list[dict[str, Any]]) -> pd.Series:
    if "relogement" not in table.columns:
        return pd.Series(False, index=table.index, dtype="boolean")
    nature = table["relogement"].astype("string").str.lower()
    counted = pd.Series(False, index=table.index, dtype="boolean")
    for item in counts:
        counted |= (nature == item["nature"]).fillna(False) & (
            decision >= pd.Timestamp(item["depuis"])
        )
    return counted


def _places(
    table: pd.DataFrame,
    decision: pd.Series,
    perimeters: Mapping[str, GeoDataFrame],
    overseas: bool,
    dated: list[dict[str, Any]],
) -> dict[str, pd.Series]:
    """Tell for each place of the objectives whether the dwelling is there (nullable booleans).

    A dwelling is in a priority district when the file says so, or else when it stood in a
    perimeter in force on the day of the decision. A QVA counts as outside in law; the place
    « hors_qpv_qva » leaves it out, for local conventions that extend the objective.
    """
    declared = flags(table, "en_qpv", _LABEL)
    known = {item["nom"]: item for item in dated}
    priority = {name for name, item in known.items() if item.get("compte_comme", "qpv") == "qpv"}
    unknown = [name for name in perimeters if name not in known]
    if unknown:
        raise ConfigurationError(
            f"Périmètre(s) inconnu(s) : {some(unknown)}. Nommez les couches {', '.join(known)}."
        )
    inside = {kind: pd.Series(pd.NA, index=table.index, dtype="boolean") for kind in ("qpv", "qva")}
    if perimeters and not (declared.notna().all() and set(perimeters) <= priority):
        points = _points(table, next(iter(perimeters.values())))
        codes = join_zonings(points, dict(perimeters))
        for name in perimeters:
            item = known[name]
            kind = item.get("compte_comme", "qpv")
            in_force = _in_force(item, decision, overseas)
            held = codes[f"{name}_code"].notna() & in_force
            # A perimeter that only adds to another one proves presence, never absence.
            sure = held | (in_force & (not item.get("complement", False)))
            found = held.astype("boolean").mask(~sure | points.geometry.isna())
            inside[kind] = (inside[kind] | found).fillna(inside[kind]).fillna(found)
    district = declared.fillna(inside["qpv"])
    return {
        "tous": pd.Series(True, index=table.index, dtype="boolean"),
        "qpv": district,
        "hors_qpv": ~district,
        "hors_qpv_qva": ~(district | inside["qva"]),
    }


def _points(table: pd.DataFrame, layer: GeoDataFrame) -> GeoDataFrame:
    """Return the positions of the file: its geometry, else its columns x and y."""
    if isinstance(table, GeoDataFrame):
        return GeoDataFrame(geometry=table.geometry, crs=table.crs)
    x, y = (numbers(table, axis, _LABEL) for axis in ("x", "y"))
    shapes = GeoSeries(points_from_xy(x, y), index=table.index, crs=layer.crs)
    return GeoDataFrame(geometry=shapes.where(np.isfinite(x) & np.isfinite(y)), crs=layer.crs)


def _in_force(item: Mapping[str, Any], decision: pd.Series, overseas: bool) -> pd.Series:
    def bound(key: str) -> Any:
        return item.get(f"{key}_outre_mer", item.get(key)) if overseas else item.get(key)

    since, until = bound("depuis"), bound("jusqu_a")
    holds = decision >= pd.Timestamp(since)
    return holds & (decision <= pd.Timestamp(until)) if until else holds
