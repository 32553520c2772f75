"""Stages « mesurer » and « repérer »: counts by atom, indicators, index, clusters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame

from geotools._compat import read_toml
from geotools.catalogue import Catalogue, Indicator
from geotools.diagnostic.attachment import overfull
from geotools.diagnostic.configuration import Configuration
from geotools.diagnostic.location import Located
from geotools.diagnostic.material import Material, catalogue_of
from geotools.errors import ConfigurationError, InputError, guaranteed, nearest, some
from geotools.occupation import count, indicators, precarity_index
from geotools.occupation.relations import Relations, count_relations
from geotools.progress import Progress
from geotools.spatial import local_moran

INDEX = "indice_precarite"
CLUSTER_COLUMNS = ("moran_i", "p_valeur", "p_ajustee", "quadrant", "grappe")


@cache
def defaults() -> Mapping[str, Any]:
    """Return ``defaults.toml``: what is published and how layers are called."""
    return read_toml(files("geotools.diagnostic") / "defaults.toml")


@dataclass
class Measured:
    """What is known of each atom, and how it is turned into figures at any scale.

    Parameters
    ----------
    source : str
        ``ops``, ``census`` or ``rpls``: where the counts come from.
    counts : DataFrame
        Additive counts by atom; confidential.
    published : tuple of str
        Indicators that may leave, once protected.
    reference : Series
        Shares of the territory: 100 for the index.
    weights : dict
        Components of the index that the source offers, with their weights; empty when none is.
    unplaced : DataFrame
        Households of no known place, commune included: identifiers and reason, for the rejects.
    alarms : DataFrame
        Units with more households than dwellings; confidential.
    asked : str, optional
        Variable that ``[grappes]`` names.
    relations : Relations
        Which counts lie inside which, by the expressions of the catalogue.
    """

    source: str
    catalogue: Catalogue
    counts: pd.DataFrame
    published: tuple[str, ...]
    reference: pd.Series
    weights: dict[str, float]
    summary: dict[str, int] = field(default_factory=dict)
    unplaced: pd.DataFrame = field(default_factory=pd.DataFrame)
    asked: str | None = None
    alarms: pd.DataFrame = field(default_factory=pd.DataFrame)
    relations: Relations = field(default_factory=Relations)

    @property
    def bases(self) -> dict[str, str]:
        """Numerator to base of every published indicator."""
        chosen = [self.catalogue.indicator(name) for name in self.published]
        return {item.numerator: item.denominator for item in chosen}

    @property
    def parts(self) -> dict[str, tuple[str, ...]]:
        """Classes that the published counts add up, where some are related to others."""
        return self.parts_of(self.columns)

    def parts_of(self, columns: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return the classes of some counts: those that the catalogue declares or implies."""
        listed = list(columns)
        implied = {name: own for name, own in self.relations.parts.items() if name in listed}
        return {**self.catalogue.parts(listed), **implied}

    @property
    def columns(self) -> list[str]:
        """Counts behind the published indicators, bases first."""
        return list(dict.fromkeys([*self.bases.values(), *self.bases]))

    @property
    def variable(self) -> str:
        """What clusters read: what was asked for, else the index, else the source's usual one."""
        if self.asked or self.weights:
            return self.asked or INDEX
        usual = defaults()["grappes"].get(self.source)
        return usual if usual in self.published else self.published[0]

    @property
    def index_label(self) -> str:
        """Label of the index, which says when components are absent from the source."""
        whole = self.catalogue.index("precarite").weights
        absent = len([name for name in whole if name not in self.weights])
        if not self.weights or not absent:
            return "Indice de précarité (100 = territoire)"
        return (
            f"Indice de précarité partiel : {len(whole) - absent} composantes sur {len(whole)} "
            "(100 = territoire)"
        )

    def figures(self, counts: pd.DataFrame) -> pd.DataFrame:
        """Return shares and index of any units from their counts (NaN where one is withheld)."""
        shares = indicators(counts, ids=self.published, catalogue=self.catalogue)
        shares = shares[list(self.published)]
        if self.weights:
            complete = shares[list(self.weights)].notna().all(axis=1)
            index = precarity_index(shares, self.reference, weights=self.weights)
            shares.insert(0, INDEX, index.where(complete))
        return shares

    def depends(self) -> dict[str, tuple[str, ...]]:
        """Return the counts that each figure is computed from."""
        chosen = {name: self.catalogue.indicator(name) for name in self.published}
        uses: dict[str, tuple[str, ...]] = {
            name: (item.numerator, item.denominator) for name, item in chosen.items()
        }
        if self.weights:
            uses[INDEX] = tuple(dict.fromkeys(c for name in self.weights for c in uses[name]))
        return uses


def measure(material: Material, located: Located, progress: Progress) -> Measured:
    """Count what each atom holds and compute the reference of the territory."""
    configuration = material.configuration
    catalogue = catalogue_of(configuration)
    parameters = {
        "date_reference": f"{configuration.territoire.millesime}-01-01",
        **configuration.indicateurs.parametres,
    }
    source, rows, by = _rows(material, located)
    if not by.isin(located.atoms.index).any():
        raise InputError(
            f"Aucune ligne ne se rattache à une unité : leurs identifiants ne sont pas ceux des "
            f"unités ({some(located.atoms.index, 3)}). Vérifiez l’échelle (« echelle ») et la "
            "colonne qui rattache les lignes."
        )
    progress.at(0.1, "Comptes par unité")
    counted = count(rows, by, source=source, catalogue=catalogue, parameters=parameters)
    if source == "census":
        whole = material.frame("recensement")
        place = guaranteed(located.of_dwelling)
        every = count(whole, place, source=source, catalogue=catalogue, parameters=parameters)
        counted = counted.reindex(every.index).fillna(0)
        counted[list(WHOLE_STOCK)] = every[list(WHOLE_STOCK)]
    counts = counted.reindex(located.atoms.index).fillna(0)
    if source != "census":
        counts = counts.astype("int64")
    summary = _told(source, rows, by.isin(counts.index))
    published = _published(configuration, catalogue, source, counts)
    for name in configuration.indicateurs.publies or ():
        if name not in published:
            reason = (
                "ses comptes manquent dans les fichiers lus"
                if catalogue.indicator(name).kind == "share"
                else "ce n’est pas une part d’un effectif, que le secret puisse suivre"
            )
            progress.say(f"[indicateurs] publies : « {name} » n’est pas publié : {reason}.")
    progress.at(0.8, "Indice de précarité")
    total = counts.sum().to_frame("territoire").T
    reference = indicators(total, ids=published, catalogue=catalogue).iloc[0][list(published)]
    weights = _weights(configuration, catalogue, published)
    given = configuration.precarite.reference
    if isinstance(given, Mapping):
        reference = reference.astype(float)
        reference.update(pd.Series(given, dtype=float))
    of_household = located.of_household
    lost = pd.DataFrame() if of_household is None else _unplaced(material, of_household.reasons)
    asked = chosen_variable(configuration, published, weights)
    return Measured(
        source,
        catalogue,
        counts,
        published,
        reference,
        weights,
        summary,
        lost,
        asked,
        alarms=_alarms(located, progress),
        relations=_relations(rows, published, counts, source, catalogue, parameters),
    )


_ROWS = {"ops": "ménages", "census": "résidences principales HLM", "rpls": "logements"}

WHOLE_STOCK = ("residences_principales",)
"""Counts of the census that are about every dwelling, not about the social stock alone."""


def _told(source: str, rows: pd.DataFrame, attached: pd.Series) -> dict[str, int]:
    """Return what the summary tells of the rows; those of the census stand for several each."""
    name = _ROWS[source]
    if source != "census":
        return {name: len(rows), f"{name} rattachés à une unité": int(attached.sum())}
    weight = rows["poids"]
    return {
        f"{name} : lignes du fichier": len(rows),
        f"{name} : effectif pondéré": round(float(weight.sum())),
        f"{name} : effectif pondéré rattaché à une unité": round(float(weight[attached].sum())),
    }


def _relations(
    rows: pd.DataFrame,
    published: Sequence[str],
    counts: pd.DataFrame,
    source: str,
    catalogue: Catalogue,
    parameters: Mapping[str, Any],
) -> Relations:
    """Relate the published counts; with those of the chapters when that loses none of them."""
    others = [
        item.id
        for item in catalogue.indicators.values()
        if _computable(item, counts.columns) and source in item.sources
    ]
    found = []
    for ids in (published, others):
        chosen = [catalogue.indicator(name) for name in ids]
        bases = {item.numerator: item.denominator for item in chosen}
        columns = list(dict.fromkeys([*bases.values(), *bases]))
        found.append(
            count_relations(
                rows, columns, bases, source=source, catalogue=catalogue, parameters=parameters
            )
        )
    main, wide = found
    nested = {name for name, classes in main.parts.items() if len(classes) > 1}
    return replace(wide, open=main.open) if nested <= wide.parts.keys() else main


def _rows(material: Material, located: Located) -> tuple[str, pd.DataFrame, pd.Series]:
    """Return the rows that are counted, and the atom of each of them."""
    if "recensement" in material.sources:
        rows = material.frame("recensement")
        both = rows["hlm"].astype("boolean") & rows["residence_principale"].astype("boolean")
        social = rows[both.fillna(False).astype(bool)]
        return "census", social, guaranteed(located.of_dwelling).loc[social.index]
    if "menages" in material.sources:
        rows = material.frame("menages")
        return "ops", rows, guaranteed(located.of_household).atoms
    rows = material.frame("logements")
    return "rpls", rows, guaranteed(located.of_dwelling)


def _unplaced(material: Material, reasons: pd.Series) -> pd.DataFrame:
    """Return the households that count nowhere, for the rejects."""
    rows = material.frame("menages").loc[reasons.index]
    return pd.DataFrame(
        {
            "fichier": material.sources["menages"].provenance.fichier,
            "motif": reasons.to_numpy(),
            "menage": rows.index.astype(str),
            "residence": rows["residence"].to_numpy(),
        }
    )


def _alarms(located: Located, progress: Progress) -> pd.DataFrame:
    """Return the units with more households than dwellings; tell how many, and where they are.

    What is told stays under no threshold: numbers of units, and of households in bulk only.
    """
    attached = located.of_household
    if attached is None:
        return pd.DataFrame()
    table = overfull(attached.atoms, located.dwellings, located.atoms["commune"])
    if len(table):
        progress.say(
            f"Alerte : {len(table)} unité(s) comptent plus de ménages que de logements, ce qui ne "
            "se peut pas. Elles sont dans interne/alertes_menages.csv : vérifiez le code et la "
            "commune des résidences, l’année des deux fichiers et les doublons."
        )
    for number, what in (
        (attached.contradicting, "ont une commune qui n’est pas celle de leur résidence ; ils "
         "comptent dans la résidence"),
        (attached.in_commune, "n’ont pas de résidence à la position sûre ; ils comptent dans leur "
         "commune, dans aucun QPV, IRIS ni carreau"),
        (len(attached.reasons), "ne comptent nulle part : ni leur résidence ni leur commune ne "
         "sont connues ; ils sont dans interne/rejets.csv"),
    ):  # fmt: skip
        if number:
            progress.say(f"{discreet(number)} ménage(s) {what}.")
    return table


def discreet(number: int) -> str:
    """Return a number of households as a log may print it: never one of a few."""
    return "moins de 11" if 0 < number < _FEW else f"{number:,}".replace(",", "\u202f")


_FEW = 11
"""No line of a log tells a smaller number of households (001:486)."""


def _published(
    configuration: Configuration, catalogue: Catalogue, source: str, counts: pd.DataFrame
) -> tuple[str, ...]:
    asked = configuration.indicateurs.publies or tuple(defaults()["publies"][source])
    kept: list[str] = []
    for name in asked:
        if name not in catalogue.indicators:
            raise ConfigurationError(
                f"[indicateurs] publies : « {name} » n’est pas au catalogue. "
                f"Noms proches : {nearest(name, catalogue.indicators)}."
            )
        if _computable(catalogue.indicator(name), counts.columns):
            kept.append(name)
    if not kept:
        raise InputError(
            f"Aucun des indicateurs à publier ({some(asked)}) ne peut être calculé avec les "
            f"colonnes lues. Comptes disponibles : {some(counts.columns, 12)}."
        )
    return tuple(kept)


def _computable(item: Indicator, columns: Iterable[str]) -> bool:
    present = set(columns)
    return item.kind == "share" and {item.numerator, item.denominator} <= present


def _weights(
    configuration: Configuration, catalogue: Catalogue, published: tuple[str, ...]
) -> dict[str, float]:
    asked = configuration.precarite.poids or catalogue.index("precarite").weights
    for name in asked:
        if name not in catalogue.indicators:
            raise ConfigurationError(
                f"[precarite] poids : « {name} » n’est pas au catalogue. "
                f"Noms proches : {nearest(name, catalogue.indicators)}."
            )
    return {name: float(weight) for name, weight in asked.items() if name in published}


def chosen_variable(
    configuration: Configuration, published: tuple[str, ...], weights: Mapping[str, float]
) -> str | None:
    """Return the variable that ``[grappes]`` names, None when it names none."""
    asked = configuration.grappes.variable
    known = [*([INDEX] if weights else []), *published]
    if asked is not None and asked not in known:
        raise ConfigurationError(
            f"[grappes] variable : « {asked} » n’est pas parmi ce qui est publié. "
            f"Noms proches : {nearest(asked, known)}."
        )
    return asked


def clusters(
    units: GeoDataFrame,
    value: str,
    configuration: Configuration,
    progress: Progress,
    *,
    weights: str | None = None,
) -> GeoDataFrame:
    """Add the columns of the local Moran to units, with the settings of ``[grappes]``."""
    settings = configuration.grappes
    return local_moran(
        units,
        value,
        weights=weights or settings.poids,
        permutations=settings.permutations,
        seed=settings.graine,
        alpha=settings.alpha,
        correction=settings.correction,
        progress=progress,
    )
