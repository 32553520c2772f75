"""The portrait of a residence or of a sector: one record, internal or fit to be shown."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geotools.catalogue import Catalogue, load_catalogue
from geotools.errors import InputError, nearest
from geotools.operations import Group, Output, operation
from geotools.orientations.columns import counts, need, numbers
from geotools.parameters import Choice, Field, Integer, Layer, Table, Text
from geotools.secrecy import Audit, PublishedTable, audit_release
from geotools.secrecy.rule import DEFAULT_THRESHOLD, SecrecyRule, resolve_rule

_RESIDENCES, _SECTORS = "Résidences", "Secteurs"
WITHHELD = "s"
"""What stands for a figure that secrecy withholds, whatever the reason."""
_DESCRIPTION = (
    ("libelle", "Nom"),
    ("commune", "Commune"),
    ("bailleur", "Bailleur"),
    ("logements", "Logements"),
    ("annee_construction", "Année de construction"),
    ("plg_qp", "QPV"),
    ("plg_iris", "IRIS"),
)
_DECISIONS = (
    ("indice_precarite", "Indice de précarité"),
    ("indice_fragilite", "Indice de fragilité"),
    ("grappe", "Grappe (LISA)"),
    ("categorie_libelle", "Catégorie"),
    ("quadrant_libelle", "Occupants et entrants"),
    ("classe_libelle", "Classe d’orientation"),
    ("motifs", "Chiffres qui l’expliquent"),
    ("attribution", "Orientation d’attribution"),
    ("qualification", "Qualification résidentielle"),
    ("cadre_de_vie", "Gestion et cadre de vie"),
    ("accompagnement", "Accompagnement social"),
    ("note", "Note de la grille qualitative (4 : favorable)"),
    ("point_faible", "Point faible de la grille"),
)


_USUAL = "residence"
"""Column of the identifier where nothing else is said."""


@operation(
    group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="residenceportrait"
)
def residence_portrait(
    residences: Annotated[GeoDataFrame, Layer()],
    identifier: Annotated[str, Text(example="BRH0012")],
    *,
    code: Annotated[str | None, Field(of="residences")] = None,
    form: Annotated[str, Choice(choices=("interne", "diffusable"))] = "interne",
    threshold: Annotated[
        int, Integer(minimum=DEFAULT_THRESHOLD, unit="ménages", advanced=True)
    ] = DEFAULT_THRESHOLD,
) -> pd.DataFrame:
    """Return the record of one residence, one row per datum.

    Parameters
    ----------
    residences : GeoDataFrame
        All the residences of the territory, with whatever has been computed: indicators as
        ``<id>``, ``<id>_n``, ``<id>_base``, indices, classes and their texts.
    identifier : str
        Which one.
    code : str, optional
        Column of the identifier; the named index by default, else the column ``residence``.
    form : {"interne", "diffusable"}
    threshold : int
        For the publishable form.

    Returns
    -------
    DataFrame
        ``rubrique``, ``donnee``, ``libelle``, ``valeur`` (text, shares as fractions),
        ``numerateur``, ``base``, ``territoire``, ``ecart``, ``precaution``. Withheld figures are
        « s » and their numbers missing. ``attrs["secret"]`` says under which rule.

    Raises
    ------
    SecrecyRefusedError
        What is left in the publishable form does not pass the audit of publications.
    InputError
        No residence, or several, bear this identifier.

    Examples
    --------
    >>> import geotools
    >>> from geotools.datasets import tiny
    >>> record = geotools.residence_portrait(tiny.units(), "R01").set_index("donnee")
    >>> record.loc["apl", ["numerateur", "base"]].astype(int).tolist()
    [26, 30]
    """
    if code is None and residences.index.name is None and _USUAL in residences.columns:
        code = _USUAL  # rows that are only numbered bear no identifier
    names = (residences[code] if code else residences.index.to_series()).astype(str)
    found = np.flatnonzero((names == str(identifier)).to_numpy())
    if len(found) != 1:
        raise InputError(
            f"Une résidence et une seule doit porter l’identifiant « {identifier} » ; trouvé : "
            f"{len(found)}. Noms proches : {nearest(str(identifier), names)}."
        )
    place = int(found[0])
    catalogue = load_catalogue()
    figures = _figures(residences, place, catalogue)
    rule = resolve_rule(None, threshold)
    public = form == "diffusable"
    hidden = np.zeros(len(figures), dtype=bool)
    if public and len(figures):
        hidden = _withheld(figures, catalogue, rule)
    figures.loc[hidden, "valeur"] = WITHHELD
    figures.loc[hidden, ["numerateur", "base", "ecart"]] = np.nan
    conclusions = _texts(residences, place, "Conclusions", _DECISIONS)
    if public and (hidden.any() or figures.empty):
        conclusions["valeur"] = WITHHELD
    described = _texts(residences, place, "Identité", _DESCRIPTION)
    record = pd.concat([described, figures, conclusions], ignore_index=True)
    record.attrs["secret"] = rule.describe() if public else "forme interne : ne pas diffuser"
    return record


def _withheld(
    figures: pd.DataFrame, catalogue: Catalogue, rule: SecrecyRule
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell what to withhold: a small count, and with it every figure of its theme.

    The classes of a theme (incomes, activities, ages) share out one base: the others would give
    the missing one by subtraction. A theme whose figures give a small count together is withheld
    as well, until the audit of publications finds nothing more.
    """
    small = (
        rule.too_small(figures["numerateur"])
        | rule.too_small(figures["base"])
        | rule.too_small(figures["base"] - figures["numerateur"])
    )
    themes = figures["rubrique"]
    hidden = themes.isin(themes[small])
    items = [catalogue.indicator(name) for name in figures["donnee"]]
    named = [{item.numerator, item.denominator} for item in items]
    while not hidden.all():
        audit = _audit(figures[~hidden], catalogue, rule)
        if audit.passed:
            break
        read = {figure.column for breach in audit.breaches for figure in breach.figures}
        faulty = ~hidden & pd.Series([bool(counts & read) for counts in named], figures.index)
        if not faulty.any():
            audit.require()
        hidden |= themes.isin(themes[faulty])
    return hidden.to_numpy(dtype=bool)


def _audit(shown: pd.DataFrame, catalogue: Catalogue, rule: SecrecyRule) -> Audit:
    """Audit the counts that the record shows.

    A count is one figure whatever the indicators that use it: what one of them withholds must not
    be read in another. Ratios of two populations have no complement and are checked as two counts.
    """
    counts: dict[str, float] = {}
    bases: dict[str, str] = {}
    for row in shown.to_dict("records"):
        item = catalogue.indicator(row["donnee"])
        counts |= {item.numerator: row["numerateur"], item.denominator: row["base"]}
        if item.kind == "share":
            bases[item.numerator] = item.denominator
    values = pd.DataFrame(counts, index=["fiche"])
    table = PublishedTable(values, bases, parts=catalogue.parts(counts))
    return audit_release({"portrait": table}, rule=rule)


def _texts(
    table: pd.DataFrame, place: int, section: str, columns: tuple[tuple[str, str], ...]
) -> pd.DataFrame:
    rows = [
        {"rubrique": section, "donnee": name, "libelle": label, "valeur": _text(value)}
        for name, label in columns
        if name in table.columns and not pd.isna(value := table[name].iloc[place])
    ]
    return pd.DataFrame(rows, columns=["rubrique", "donnee", "libelle", "valeur"])


def _text(value: object) -> str:
    return f"{value:.1f}".replace(".", ",") if isinstance(value, float) else str(value)


def _figures(table: pd.DataFrame, place: int, catalogue: Catalogue) -> pd.DataFrame:
    """Return the indicators whose numerator and base are known, beside the territory's."""
    rows = []
    for name, item in catalogue.indicators.items():
        if not {name, f"{name}_n", f"{name}_base"} <= set(table.columns):
            continue
        numerator = numbers(table, f"{name}_n", _RESIDENCES)
        base = numbers(table, f"{name}_base", _RESIDENCES)
        known = np.isfinite(numerator) & np.isfinite(base)
        whole = base[known].sum()
        if not known[place] or base[place] == 0:
            continue
        value = numerator[place] / base[place]
        reference = numerator[known].sum() / whole
        rows.append(
            {
                "rubrique": item.theme,
                "donnee": name,
                "libelle": catalogue.label(item.label),
                "valeur": f"{value:.3f}".replace(".", ","),
                "numerateur": numerator[place],
                "base": base[place],
                "territoire": reference,
                "ecart": value - reference,
                "precaution": item.caution,
            }
        )
    columns = ["rubrique", "donnee", "libelle", "valeur", "numerateur", "base", "territoire"]
    return pd.DataFrame(rows, columns=[*columns, "ecart", "precaution"])


@operation(group=Group.ORIENTATIONS, outputs=(Output("result", kind="table"),), id="sectorsheet")
def sector_sheet(
    sectors: Annotated[pd.DataFrame, Table()],
) -> pd.DataFrame:
    """Return the figures of the Poitiers sheet for each sector of a town.

    Parameters
    ----------
    sectors : DataFrame
        All the sectors of the town (index: name). Required: ``logements`` (social dwellings).
        Optional counts: ``residences_principales``, ``entrants``, ``petits`` (T1-T2), ``grands``
        (T5 and more), ``menages``, ``menages_tbr`` and ``entrants_tbr`` (very low incomes),
        ``vacants_3mois``, ``demandes_mutation``, ``demandes_mutation_1an``; sums of ``loyers`` and
        ``surfaces``.

    Returns
    -------
    DataFrame
        Same index; the columns of texts, which name the sectors, then ``logements``,
        ``part_parc_ville``, ``part_hlm``, ``entrants``, ``entrants_part_parc``,
        ``entrants_part_ville``, ``part_petits``, ``part_grands``,
        ``tbr_occupants``, ``tbr_entrants``, ``vac3``, ``mutation``, ``mutation_1an``, ``loyer_m2``.

    Raises
    ------
    InputError
        A count is missing or negative.

    Examples
    --------
    >>> import geotools
    >>> import pandas as pd
    >>> sectors = pd.DataFrame(
    ...     {"logements": [300, 100], "residences_principales": [600, 1000]},
    ...     index=["Nord", "Sud"],
    ... )
    >>> geotools.sector_sheet(sectors)[["part_parc_ville", "part_hlm"]].values.tolist()
    [[0.75, 0.5], [0.25, 0.1]]
    """
    need(sectors, ["logements"], _SECTORS)
    ratios = {
        "part_hlm": ("logements", "residences_principales"),
        "entrants_part_parc": ("entrants", "logements"),
        "part_petits": ("petits", "logements"),
        "part_grands": ("grands", "logements"),
        "tbr_occupants": ("menages_tbr", "menages"),
        "tbr_entrants": ("entrants_tbr", "entrants"),
        "vac3": ("vacants_3mois", "logements"),
        "mutation": ("demandes_mutation", "logements"),
        "mutation_1an": ("demandes_mutation_1an", "logements"),
        "loyer_m2": ("loyers", "surfaces"),
    }
    used = {name for pair in ratios.values() for name in pair} & set(sectors.columns)
    known = {name: counts(sectors, name, _SECTORS) for name in sorted(used | {"logements"})}
    empty = np.full(len(sectors), np.nan)

    def share(part: str, whole: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        if part not in known or whole not in known:
            return empty
        base = known[whole]
        return np.asarray(known[part] / np.where(base > 0, base, np.nan))

    def of_town(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        if name not in known or known[name].sum() == 0:
            return empty
        return np.asarray(known[name] / known[name].sum())

    table = {name: share(*pair) for name, pair in ratios.items()}
    names = [c for c in sectors.columns if c not in known and _is_name(sectors[c])]
    return pd.DataFrame(
        {
            **{name: sectors[name] for name in names},
            "logements": known["logements"],
            "part_parc_ville": of_town("logements"),
            "part_hlm": table["part_hlm"],
            "entrants": known.get("entrants", empty),
            "entrants_part_parc": table["entrants_part_parc"],
            "entrants_part_ville": of_town("entrants"),
            **{k: v for k, v in table.items() if k not in ("part_hlm", "entrants_part_parc")},
        },
        index=sectors.index,
    )


def _is_name(column: pd.Series) -> bool:
    return pd.api.types.is_string_dtype(column.dropna()) and not isinstance(
        column.dtype, pd.CategoricalDtype
    )
