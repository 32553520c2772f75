"""What a value of ``territoire.toml`` must be, beside the kinds that operations share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from geotools.catalogue import load_catalogue
from geotools.errors import ConfigurationError, InputError, nearest, shown, some
from geotools.names import check_names
from geotools.parameters import Number, Pairs, Parameter, Text
from geotools.spatial.recipes import check_recipe

if TYPE_CHECKING:
    from geotools.diagnostic.configuration import Indicators, Precarity, Zoning

INDEX = "indice_precarite"
RESERVED = (
    "territoire",
    "groupes",
    "groupe",
    "carreaux",
    "filosofi",
    "faits",
    "unites",
    "grappes",
    "objectifs",
    "objectifs_reservataire",
    "programme",
    "programme_secteurs",
    "programme_regles",
    "residence",
    "residences",
    "bailleur",
    "commune",
    "code",
    "libelle",
    "fid",
    "geom",
    "geometry",
    "index",
    INDEX,
)
"""Layers and columns of the publication that a zoning may not be called after."""


@dataclass(frozen=True)
class Label(Text):
    """A short text on one line."""

    longest: int = 150

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is blank, long, or on several lines."""
        super().check(name, value, values)
        if not value.strip() or not value.isprintable():
            raise InputError(f"« {self.label} » doit être un texte d’une ligne, non vide.")


@dataclass(frozen=True)
class Projection(Label):
    """A coordinate system in metres, as PROJ names it."""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what PROJ does not know, and degrees."""
        super().check(name, value, values)
        try:
            found = CRS.from_user_input(value)
        except CRSError:
            raise InputError(
                f"« {shown(value)} » n’est pas un système de coordonnées connu. Écrivez par "
                "exemple EPSG:2154 ; outre-mer : EPSG:5490, 2972, 2975 ou 4471."
            ) from None
        if not found.is_projected or found.axis_info[0].unit_name != "metre":
            raise InputError(
                f"les distances exigent un système projeté en mètres ; « {shown(value)} » ne "
                "l’est pas. Écrivez par exemple EPSG:2154."
            )


@dataclass(frozen=True)
class WeightPairs(Pairs):
    """Weights of an index: at least one, none negative, not all zero."""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what weighs nothing."""
        super().check(name, value, values)
        for key, number in value.items():
            Number(shown(key), minimum=0, maximum=1e6).check(name, number, values)
        if not any(value.values()):
            raise InputError("il faut au moins un poids supérieur à zéro.")


@dataclass(frozen=True)
class Reference(Pairs):
    """« territoire », or the share that each component is compared with."""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse another word, an empty table, a share outside ]0, 1]."""
        if isinstance(value, str):
            if value != "territoire":
                raise InputError(
                    f"« {shown(value)} » n’est pas une référence ; écrivez « territoire » ou une "
                    "table de parts, par exemple { rev_lt40 = 0.3 }."
                )
            return
        super().check(name, value, values)
        if not value:
            raise InputError("la table des références est vide ; écrivez « territoire ».")
        for key, number in value.items():
            Number(shown(key), minimum=1e-6, maximum=1).check(name, number, values)


@dataclass(frozen=True)
class Query(Text):
    """A reading in SQL, on one or several lines."""

    longest: int = 20_000


@dataclass(frozen=True)
class ColumnNames(Parameter):
    """Expected columns and the names that a file gives them."""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what is not a table of texts of one line."""
        for expected, given in value.items():
            Label(shown(expected)).check(name, given, values)


@dataclass(frozen=True)
class Recipe(Label):
    """A recipe of neighbours."""

    def check(self, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Refuse what no builder of weights understands."""
        super().check(name, value, values)
        check_recipe(value)


def distinct_texts(items: list[Any]) -> tuple[str, ...]:
    """Return a list of texts as it is declared.

    Raises
    ------
    InputError
        An item is no text, is blank, or comes twice.
    """
    for item in items:
        Label("élément de la liste").check("", item, {})
    doubled = sorted({item for item in items if items.count(item) > 1})
    if doubled:
        raise InputError(f"la liste nomme deux fois {some(doubled)}.")
    return tuple(items)


def path_text(value: str) -> str:
    """Return the text of a path.

    Raises
    ------
    InputError
        It is blank, too long, or holds control characters.
    """
    Label("chemin", longest=1_000).check("", value, {})
    return value


def ledger_fault(path: Path | None) -> list[str]:
    """Say why the ledger could be neither read nor made there."""
    if path is None or (path.parent.is_dir() and (path.is_file() or not path.exists())):
        return []
    what = "est un dossier" if path.is_dir() else "ne peut pas être un fichier"
    return [f"[secret] registre : « {shown(path)} » {what}. Indiquez un fichier .jsonl."]


def zoning_faults(zonings: Mapping[str, Zoning], kinds: set[str]) -> list[str]:
    """Say which zonings have a name that cannot be one of a layer, a file and a column."""
    try:
        check_names(zonings, "[zonages] : le nom", reserved=RESERVED)
    except ConfigurationError as error:
        return [str(error)]
    lowered = [name for name in zonings if name not in kinds and name.lower() in kinds]
    told = [
        f"[zonages] : « {name} » s’écrit « {name.lower()} », en minuscules." for name in lowered
    ]
    return told + _given_twice(zonings, kinds)


def _given_twice(zonings: Mapping[str, Zoning], kinds: set[str]) -> list[str]:
    """Say which zonings are one layer read the same way under two names."""
    first: dict[tuple[object, ...], str] = {}
    told = []
    for name, item in zonings.items():
        # Without a field, a layer of IRIS read as communes gives its communes.
        field = item.code or (name if name in kinds else "")
        key = (str(item.fichier), item.couche, field)
        if key in first:
            told.append(
                f"[zonages.{first[key]}] et [zonages.{name}] lisent la même couche : chaque "
                "chiffre serait publié deux fois. Gardez-en un."
            )
        first.setdefault(key, name)
    return told


def catalogue_faults(
    indicators: Indicators,
    precarity: Precarity,
    variable: str | None,
    zonings: Mapping[str, Zoning],
) -> list[str]:
    """Say which names are not in the catalogue, and which parameters it refuses."""
    extra = [] if indicators.catalogue is None else [indicators.catalogue]
    try:
        catalogue = load_catalogue(*extra)
        catalogue.values(indicators.parametres)
    except InputError as error:
        return [f"[indicateurs] {error}"]
    reference = precarity.reference if isinstance(precarity.reference, Mapping) else {}
    asked = {
        "[indicateurs] publies": indicators.publies,
        "[precarite] reference": tuple(reference),
        "[precarite] poids": tuple(precarity.poids or ()),
        "[grappes] variable": () if variable in (None, INDEX) else (variable,),
    }
    faults = [
        f"{where} : « {shown(name)} » n’est pas au catalogue. "
        f"Noms proches : {nearest(str(name), catalogue.indicators)}."
        for where, names in asked.items()
        for name in names
        if name not in catalogue.indicators
    ]
    taken = {*catalogue.counts, *catalogue.indicators}
    faults += [
        f"[zonages.{name}] porte le nom d’un chiffre du catalogue. Choisissez un autre nom."
        for name in zonings
        if name.lower() in taken
    ]
    return faults
