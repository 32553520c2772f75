"""The housing programme (PLH) laid over districts, clusters and communes.

Alerts come from dated rules kept in ``regles_programme.toml``; each says which rule raised it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.errors import InputError, some
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import counts, flags, need, numbers, percent
from geotools.orientations.rule_files import RULES, rules
from geotools.parameters import Choice, Layer, Layers, Table
from geotools.progress import SILENT, Progress
from geotools.territory import join_zonings

_LABEL = "Opérations programmées"
KINDS = ("plai", "plus", "pls")
LEVELS = ("aucune", "attention", "alerte")
_CANCELLED = "abandonne"
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@operation(
    group=Group.ORIENTATIONS,
    outputs=(
        Output("operations", style="programme"),
        Output("secteurs", kind="table"),
        Output("regles", kind="table"),
    ),
    id="programmeoverlay",
)
def programme_overlay(
    programme: Annotated[GeoDataFrame, Layer()],
    zonings: Annotated[dict[str, GeoDataFrame], Layers()],
    *,
    communes: Annotated[pd.DataFrame | None, Table()] = None,
    sector: Annotated[str, Choice(choices=("commune", "qpv", "iris"))] = "commune",
    stock: Annotated[pd.DataFrame | None, Table(advanced=True)] = None,
    local_rules: Annotated[Path | None, RULES] = None,
    progress: Progress | None = None,
) -> tuple[GeoDataFrame, pd.DataFrame, pd.DataFrame]:
    r"""Return the operations with their alerts, the table by sector and year, the rules checked.

    .. math:: S_i = \frac{s_i / \sum s}{r_i / \sum r}

    before and after the programme, with s the social dwellings and r the main residences.

    Parameters
    ----------
    programme : GeoDataFrame
        Template « programme »: points, or parcels taken at an inner point; ``plai``, ``plus``,
        ``pls``, ``annee``, ``statut``, ``commune``, and when known ``demolitions``,
        ``reconstitution``. Abandoned ones are ignored.
    zonings : mapping of str to GeoDataFrame
        Polygons indexed by code; ``qpv`` and ``grappes`` (clusters HH) serve the rules.
    communes : DataFrame, optional
        ``commune``, ``logements_sociaux``, ``residences_principales``, ``carencee``.
    sector : {"commune", "qpv", "iris"}
        What the table is by.
    stock : DataFrame, optional
        ``secteur``, ``logements_sociaux``, ``residences_principales`` of every sector, for their
        specialisation when they are not communes (« en QPV », « hors QPV »; IRIS codes).
    local_rules : Path, optional
        TOML of the layout of ``regles_programme.toml``.
    progress : Progress, optional

    Returns
    -------
    operations : GeoDataFrame
        With ``<zonage>_code``, ``logements``, ``part_plai``, ``alerte`` (aucune,
        attention, alerte), ``alertes`` (ids of the rules) and ``motifs``.
    sectors : DataFrame
        ``secteur``, ``annee``, operations and dwellings by financing, ``part_plai``; for
        communes, or with ``stock``, also ``specialisation_avant`` and ``specialisation_apres``
        (whole programme).
    checked : DataFrame
        ``regle``, ``libelle``, ``niveau``, ``verifiee``, ``operations`` raised, ``constat``,
        ``source``.

    Raises
    ------
    InputError
        A count is wrong, or the chosen sector has no zoning.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> plan = (
    ...     tiny.residences()
    ...     .iloc[[1, 2]]
    ...     .assign(plai=[12, 18], plus=[18, 12], pls=0, annee=2026, statut="agree")
    ... )
    >>> operations, sectors, checked = geotools.programme_overlay(
    ...     plan, {"qpv": tiny.zones()}
    ... )
    >>> operations["part_plai"].tolist()
    [0.4, 0.6]
    """
    report = progress or SILENT
    report.at(0.0, "Programme : positions")
    live = _prepared(programme)
    located = join_zonings(live, zonings, progress=report.part(0.0, 0.6))
    facts = _with_communes(located, communes)
    report.at(0.6, "Programme : règles")
    raised, checked = _check_rules(facts, rules("regles_programme", local_rules)["regle"])
    operations = located.assign(
        alerte=checked.attrs["niveaux"],
        alertes=[" ; ".join(ids) for ids, _ in raised],
        motifs=[" ; ".join(texts) for _, texts in raised],
    )
    report.at(0.9, "Programme : secteurs")
    return operations, _sectors(located, sector, communes, stock), checked


def _prepared(programme: GeoDataFrame) -> GeoDataFrame:
    need(programme, [*KINDS, "annee", "commune"], _LABEL)
    live = programme
    if "statut" in programme.columns:
        live = programme[programme["statut"] != _CANCELLED]
    if live.empty:
        raise InputError("« Opérations programmées » : toutes les opérations sont abandonnées.")
    homes = pd.DataFrame({k: counts(live, k, _LABEL) for k in KINDS}, index=live.index).astype(int)
    total = homes.sum(axis=1)
    lost = counts(live, "demolitions", _LABEL) if _filled(live, "demolitions") else 0
    return live.set_geometry(live.geometry.representative_point()).assign(
        **homes,
        demolitions=np.asarray(lost, dtype=int) * np.ones(len(live), dtype=int),
        annee=counts(live, "annee", _LABEL).astype(int),
        reconstitution=flags(live, "reconstitution", _LABEL).fillna(False).astype(bool),
        logements=total,
        part_plai=homes["plai"].div(total.where(total > 0)),
    )


def _filled(table: pd.DataFrame, column: str) -> bool:
    return column in table.columns and bool(table[column].notna().all())


def _with_communes(operations: GeoDataFrame, communes: pd.DataFrame | None) -> pd.DataFrame:
    """Attach the rate of social dwellings and the SRU shortfall of the commune."""
    facts = pd.DataFrame(operations.drop(columns=operations.geometry.name))
    facts["taux_commune"] = np.nan
    facts["carencee"] = pd.Series(pd.NA, index=facts.index, dtype="boolean")
    if communes is None:
        return facts
    need(communes, ["commune", "logements_sociaux", "residences_principales"], "Communes")
    social = counts(communes, "logements_sociaux", "Communes")
    homes = counts(communes, "residences_principales", "Communes")
    wrong = social > homes
    if wrong.any():
        raise InputError(
            "« Communes » : il ne peut pas y avoir plus de logements sociaux que de résidences "
            f"principales ; commune(s) à corriger : {some(communes['commune'][wrong])}."
        )
    code = communes["commune"].astype(str)
    rate = pd.Series(social / np.where(homes > 0, homes, np.nan), index=code)
    short = flags(communes, "carencee", "Communes").set_axis(code)
    facts["taux_commune"] = facts["commune"].astype(str).map(rate)
    facts["carencee"] = facts["commune"].astype(str).map(short).astype("boolean")
    return facts


# --- Rules ----------------------------------------------------------------------------------------


def _in_zone(facts: pd.DataFrame, rule: Mapping[str, Any]) -> Flags | None:
    column = f"{rule['zonage']}_code"
    return facts[column].notna().to_numpy() if column in facts.columns else None


def _rebuilt_in_zone(facts: pd.DataFrame, rule: Mapping[str, Any]) -> Flags | None:
    inside = _in_zone(facts, rule)
    return None if inside is None else inside & facts["reconstitution"].to_numpy(dtype=bool)


def _rate_above(facts: pd.DataFrame, rule: Mapping[str, Any]) -> Flags | None:
    if facts["taux_commune"].isna().all():
        return None
    financed = facts[rule["financements"]].sum(axis=1) > 0
    return ((facts["taux_commune"] > rule["seuil"]) & financed).to_numpy()


def _short_share(facts: pd.DataFrame, rule: Mapping[str, Any]) -> Flags | None:
    if facts["carencee"].isna().all():
        return None
    large = facts["logements"] > rule["logements_plus_de"]
    if "surface_plancher" in facts.columns and "surface_plus_de" in rule:
        area = pd.to_numeric(facts["surface_plancher"], errors="coerce")
        large |= area > rule["surface_plus_de"]
    financed = facts[rule["financements"]].sum(axis=1)
    low = financed < rule["part_minimale"] * facts["logements"]
    return (facts["carencee"].fillna(False).astype(bool) & large & low).to_numpy()


def _rebuilt_plai(facts: pd.DataFrame, rule: Mapping[str, Any]) -> Flags | None:
    """Raise every operation of the reconstitution: the share is that of the whole."""
    rebuilt = facts["reconstitution"].to_numpy(dtype=bool)
    if not rebuilt.any():
        return None
    parts = facts.loc[rebuilt, ["plai", "logements"]].sum()
    low = parts["plai"] < rule["part_minimale"] * parts["logements"]
    return rebuilt & bool(low)


_CHECKS: dict[str, Callable[[pd.DataFrame, Mapping[str, Any]], Flags | None]] = {
    "dans_zone": _in_zone,
    "reconstitution_dans_zone": _rebuilt_in_zone,
    "taux_commune_au_plus": _rate_above,
    "part_minimale_carence": _short_share,
    "reconstitution_part_plai": _rebuilt_plai,
}


def _check_rules(
    facts: pd.DataFrame, book: Sequence[Mapping[str, Any]]
) -> tuple[list[tuple[list[str], list[str]]], pd.DataFrame]:
    """Check each rule on the operations of its years; ``None`` means that a datum is missing."""
    raised: list[tuple[list[str], list[str]]] = [([], []) for _ in range(len(facts))]
    level = np.zeros(len(facts), dtype=int)
    rows = []
    for rule in book:
        due = facts["annee"].between(rule.get("annee_min", 0), rule.get("annee_max", 9999))
        hit = _CHECKS[rule["verifie"]](facts[due], rule) if due.any() else None
        found = np.zeros(len(facts), dtype=bool)
        if hit is not None:
            found[due.to_numpy()] = hit
        level = np.maximum(level, found * LEVELS.index(rule["niveau"]))
        for position in np.flatnonzero(found):
            raised[position][0].append(rule["id"])
            raised[position][1].append(f"{rule['libelle']} ({rule['source']})")
        rows.append(
            {
                "regle": rule["id"],
                "libelle": rule["libelle"],
                "niveau": rule["niveau"],
                "verifiee": hit is not None,
                "operations": int(found.sum()),
                "constat": _finding(facts, rule, found, hit is not None),
                "source": rule["source"],
            }
        )
    table = pd.DataFrame(rows)
    table.attrs["niveaux"] = np.array(LEVELS)[level]
    return raised, table


def _finding(facts: pd.DataFrame, rule: Mapping[str, Any], found: Flags, checked: bool) -> str:
    if not checked:
        return "Non vérifiée : donnée absente ou aucune opération concernée."
    if rule["verifie"] == "reconstitution_part_plai":
        parts = facts.loc[facts["reconstitution"], ["plai", "logements"]].sum()
        share = percent(parts["plai"] / parts["logements"]) if parts["logements"] else "sans objet"
        return f"PLAI dans la reconstitution : {share}."
    if not found.any():
        return "Aucune opération concernée."
    homes = int(facts.loc[found, "logements"].sum())
    return f"{int(found.sum())} opération(s), {homes} logements : {some(facts.index[found])}."


# --- Sectors --------------------------------------------------------------------------------------


def _sectors(
    operations: GeoDataFrame,
    sector: str,
    communes: pd.DataFrame | None,
    stock: pd.DataFrame | None,
) -> pd.DataFrame:
    if sector == "commune":
        key = operations["commune"].astype(str)
    else:
        need(operations, [f"{sector}_code"], f"Zonages ({sector})")
        key = operations[f"{sector}_code"].astype("string")
        if sector == "qpv":
            key = key.notna().map({True: "en QPV", False: "hors QPV"})
        key = key.fillna("hors zonage")
    named = operations.assign(secteur=key.to_numpy(), operations=1)
    columns = ["operations", *KINDS, "logements", "demolitions"]
    table = pd.DataFrame(named.groupby(["secteur", "annee"])[columns].sum()).reset_index()
    table["part_plai"] = table["plai"].div(table["logements"].where(table["logements"] > 0))
    if stock is None and sector == "commune" and communes is not None:
        stock = communes.rename(columns={"commune": "secteur"})
    if stock is None:
        return table
    need(stock, ["secteur"], "Parc des secteurs")
    return table.join(specialisation_shift(named, stock, by="secteur"), on="secteur")


def specialisation_shift(
    operations: pd.DataFrame, communes: pd.DataFrame, *, by: str = "commune"
) -> pd.DataFrame:
    """Return by sector the specialisation in social dwellings before and after the programme.

    Parameters
    ----------
    operations : DataFrame
        ``commune``, ``logements`` (new) and ``demolitions``; new social dwellings count as main
        residences too.
    communes : DataFrame
        ``commune``, ``logements_sociaux``, ``residences_principales``: the whole territory.
    by : str
        Column that names the sector in both tables.

    Returns
    -------
    DataFrame
        Index the sector; ``specialisation_avant``, ``specialisation_apres`` (1 = in
        proportion).
    """
    base = communes.assign(**{by: communes[by].astype(str)}).set_index(by)
    social = pd.Series(numbers(base, "logements_sociaux", "Communes"), index=base.index)
    homes = pd.Series(numbers(base, "residences_principales", "Communes"), index=base.index)
    built = operations.groupby(operations[by].astype(str))[["logements", "demolitions"]].sum()
    change = (built["logements"] - built["demolitions"]).reindex(base.index, fill_value=0)

    def ratio(parts: pd.Series, whole: pd.Series) -> pd.Series:
        return (parts / parts.sum()) / (whole / whole.sum())

    return pd.DataFrame(
        {
            "specialisation_avant": ratio(social, homes),
            "specialisation_apres": ratio(social + change, homes + change),
        }
    )
