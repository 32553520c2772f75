"""``territoire.toml``: what a person declares of a territory, checked before anything is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from geotools._compat import read_toml, tomllib
from geotools.diagnostic.checks import (
    ColumnNames,
    Label,
    Projection,
    Query,
    Recipe,
    Reference,
    WeightPairs,
    catalogue_faults,
    distinct_texts,
    ledger_fault,
    path_text,
    zoning_faults,
)
from geotools.errors import (
    ConfigurationError,
    InputError,
    absent_file,
    is_file,
    nearest,
    shown,
    some,
)
from geotools.parameters import Choice, Integer, Number, Parameter
from geotools.secrecy import READERS, load_rule, profile_names
from geotools.sources.addresses import (
    DatabaseTable,
    database_table,
    is_database,
    refuse_remote,
)
from geotools.sources.remote import fetched
from geotools.sources.residences import SCALES
from geotools.spatial.descriptions import ALPHA, CORRECTION, PERMUTATIONS, SEED

ZONING_KINDS = ("communes", "qpv", "iris")
"""Zonings whose fields are known by alias; any other name is a zoning of the user's own."""

DATED_QPV = ("qpv2015", "qpv2024")
"""Perimeters of QPV by the year from which they hold, for the objectives of allocation."""

YEAR = Integer(minimum=1968, maximum=2100)
DISTANCE = Number(minimum=1, maximum=100_000, unit="m")
LARGEST_FILE = 1_000_000
"""Bytes of a ``territoire.toml``: what is larger is no text that a person wrote."""


def described(kind: Parameter, default: Any = MISSING) -> Any:
    """Return a field with the description that its value is checked against."""
    return field(default=default, metadata={"kind": kind})


COMPLETE, ESSENTIAL = "complet", "essentiel"
CONTENTS = {
    COMPLETE: "Couches, chapitres, rapport, document Word, classeur et cartes imprimées",
    ESSENTIAL: "Couches, tableaux, projet QGIS et certificat",
}
"""What a diagnosis writes. Protection and audit are those of what is written, never lighter."""

METHODS = {
    "composition": "Zonages faits de groupes entiers : rien n’est retenu",
    "retrait": "Zonages exacts : des chiffres sont retenus",
}
"""How zonings are protected."""


@dataclass(frozen=True)
class TerritorySettings:
    """``[territoire]``: what is diagnosed, when, and in which CRS."""

    nom: str = described(Label())
    millesime: int = described(YEAR)
    crs: str = described(Projection(), "EPSG:2154")
    fictif: bool = False


@dataclass(frozen=True)
class SourceSettings:
    """``[sources.*]``: one file of rows, its official format and the scale it is brought to.

    ``colonnes`` gives the name, in this file, of expected columns that no alias knows.
    ``distant`` lets ``fichier`` be an address of the network, which is refused without it.
    """

    format: str
    fichier: Path
    millesime: int | None = described(YEAR, None)
    echelle: str = described(Choice(options=SCALES), "adresse")
    colonnes: Mapping[str, str] | None = described(ColumnNames(), None)
    table: str | None = described(Label(), None)
    requete: str | None = described(Query(), None)
    distant: bool = False


@dataclass(frozen=True)
class Zoning:
    """``[zonages.*]``: one polygon layer; ``code`` and ``libelle`` when no alias knows them.

    ``publie = false`` keeps a perimeter for the objectives (the QPV of 2015) out of the maps.
    """

    fichier: Path
    couche: str | None = described(Label(), None)
    table: str | None = described(Label(), None)
    requete: str | None = described(Query(), None)
    distant: bool = False
    code: str | None = described(Label(), None)
    libelle: str | None = described(Label(), None)
    publie: bool = True


@dataclass(frozen=True)
class Precarity:
    """``[precarite]``: reference values (those of the territory when empty) and weights."""

    reference: Mapping[str, float] | str = described(Reference(), "territoire")
    poids: Mapping[str, float] | None = described(WeightPairs(), None)


@dataclass(frozen=True)
class Clusters:
    """``[grappes]``: what the local Moran reads (the index when empty), and how.

    ``carreaux_imputes`` lets the tiles whose value INSEE imputed into the clusters of Filosofi.
    """

    variable: str | None = described(Label(), None)
    poids: str = described(Recipe(), "knn:8")
    permutations: int = described(PERMUTATIONS, 99_999)
    graine: int = described(SEED, 12_345)
    alpha: float = described(ALPHA, 0.05)
    correction: str = described(CORRECTION, "fdr_bh")
    carreaux_imputes: bool = False


@dataclass(frozen=True)
class KnownTable:
    """``[[secret.tables_connues]]``: a table of others, whose figures combine with ours.

    ``colonnes`` gives for each of our counts the column of the file; ``code`` the column of the
    zones, the first one by default.
    """

    fichier: Path
    titre: str = described(Label())
    zonage: str = described(Label())
    colonnes: Mapping[str, str] = described(ColumnNames())
    code: str | None = described(Label(), None)


@dataclass(frozen=True)
class Secrecy:
    """``[secret]``: profile of the rule; the threshold can only be raised above the profile's.

    ``registre`` is the ledger of what was sent before (it may not exist yet): the release is
    protected and audited together with it. ``bases_connues`` supposes a reader who knows how many
    households, or adults, each residence holds: the open RPLS counts its dwellings.

    ``methode``: ``composition`` makes every zoning of whole groups, so that nothing is withheld;
    ``retrait`` keeps the exact zonings and withholds figures. ``lecteur``: who groups resist,
    ``public`` (published figures), ``rpls`` (and the base of each residence) or ``bailleur`` (and
    the households of its own residences). ``comparer`` computes the other method too, to tell what
    each costs. ``systeme`` writes the linear system of the release beside the certificate (JJ
    form). ``tables_connues`` are what others publish about the same households.
    """

    profil: str = described(Choice(options=profile_names()), "ops")
    seuil: int | None = described(Integer(minimum=1, maximum=1_000_000), None)
    registre: Path | None = None
    bases_connues: bool = True
    methode: str = described(Choice(options=METHODS), "composition")
    lecteur: str = described(Choice(options=READERS), "public")
    comparer: bool = False
    systeme: bool = False
    tables_connues: tuple[KnownTable, ...] = ()


@dataclass(frozen=True)
class GroupingSettings:
    """``[regroupement]``: limits of the groups, the first one kept the longest, longest link.

    Residences that make no group inside every limit make one across the last limit, then across
    the one before. ``infranchissables`` are never crossed; neither are the QPV that are declared,
    nor the limit of landlords. Under ``methode = "retrait"`` no limit is ever crossed. Without
    ``limites``: QPV, communes and IRIS, those that are declared. ``precedents`` is the layer of an
    earlier run whose groups are kept where they hold, edited by hand or not.
    """

    limites: tuple[str, ...] | None = None
    infranchissables: tuple[str, ...] = ()
    distance_max: float | None = described(DISTANCE, None)
    precedents: Path | None = None


@dataclass(frozen=True)
class Indicators:
    """``[indicateurs]``: the ones to publish (all that the sources allow when empty)."""

    publies: tuple[str, ...] = ()
    catalogue: Path | None = None
    parametres: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """``[document]``: what is written, and what signs it: a logo and the name it stands for."""

    logo: Path | None = None
    signataire: str | None = described(Label(), None)
    contenu: str = described(Choice(options=CONTENTS), COMPLETE)


@dataclass(frozen=True)
class Ground:
    """``[fonds.*]``: a local layer under the maps: ``eau``, ``routes``, ``batiments`` or other."""

    fichier: Path
    couche: str | None = described(Label(), None)


@dataclass(frozen=True)
class Configuration:
    """A whole ``territoire.toml``."""

    territoire: TerritorySettings
    sources: Mapping[str, SourceSettings]
    zonages: Mapping[str, Zoning]
    precarite: Precarity = Precarity()
    grappes: Clusters = Clusters()
    secret: Secrecy = Secrecy()
    regroupement: GroupingSettings = GroupingSettings()
    indicateurs: Indicators = Indicators()
    document: Paper = Paper()
    fonds: Mapping[str, Ground] = field(default_factory=dict)


SOURCES = {
    "logements": {"rpls"},
    "menages": {"ops"},
    "recensement": {"recensement"},
    "carreaux": {"filosofi"},
    "attributions": {"attributions"},
    "programme": {"programme"},
    "residences": {"residences"},
    "demandes": {"demandes"},
    "mouvements": {"mouvements"},
    "refus": {"refus"},
    "grille": {"grille"},
    "equipements": {"equipements"},
    "parc_prive": {"recensement", "filocom"},
    "sru": {"sru"},
    "seuils": {"seuils"},
    "suivi": {"suivi"},
}
"""Sections of ``[sources]`` and the formats that each of them reads."""

NOT_RENAMED = frozenset({"recensement", "filosofi"})
"""Formats whose columns always bear the names of their producer."""

EARLIER = ("logements", "menages", "residences", "attributions", "suivi")
"""Sources that may also be given for earlier years, as ``[sources.menages_2022]``."""

_EARLIER = re.compile(rf"({'|'.join(EARLIER)})_(\d{{4}})")


def source_kind(name: str) -> tuple[str, int | None]:
    """Return what a section of ``[sources]`` holds, and its year when it is an earlier one."""
    match = _EARLIER.fullmatch(name)
    return (match[1], int(match[2])) if match else (name, None)


def load_configuration(path: Path | str, base: Path | None = None) -> Configuration:
    """Read and check ``territoire.toml``; relative paths start from its folder.

    Parameters
    ----------
    path : path
    base : Path, optional
        Folder that relative paths start from instead.

    Raises
    ------
    ConfigurationError
        The file is absent, is not TOML, or holds an unknown, missing or unfit key: all that is
        wrong is told at once.
    """
    path = Path(path)
    if not is_file(path):
        if path.exists():
            raise ConfigurationError(absent_file(path, "Le fichier de configuration"))
        there = [p.name for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        raise ConfigurationError(
            f"Le fichier de configuration « {path} » n’existe pas. "
            f"Fichiers TOML de ce dossier : {nearest(path.name, there)}."
        )
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ConfigurationError(
                f"« {path.name} » dépasse {LARGEST_FILE:,} octets : ce n’est pas une description "
                "de territoire. Indiquez territoire.toml.".replace(",", "\u202f", 1)
            )
        raw = read_toml(path)
    except RecursionError:
        raise ConfigurationError(
            f"« {path.name} » emboîte trop de niveaux pour être une description de territoire."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"« {path.name} » n’est pas un fichier TOML valide{_where(error)}. Corrigez cette "
            "ligne, par exemple en entourant les textes de guillemets, puis relancez. Un chemin de "
            "Windows s’écrit entre apostrophes ('C:\\données\\rpls.csv') ou avec "
            "des barres obliques (/)."
        ) from None
    return _Reader(path, base).configuration(raw)


def _where(error: Exception) -> str:
    """Return « (ligne 3, colonne 5) » when the parser says where it stopped."""
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f" (ligne {found[1]}, colonne {found[2]})" if found else ""


def _source_names(raw: Mapping[str, Any]) -> set[str]:
    """Return the sections of ``[sources]`` that are known, earlier years included."""
    section = raw.get("sources", {})
    given = section if isinstance(section, dict) else {}
    return {*SOURCES, *(name for name in given if _EARLIER.fullmatch(name))}


class _Reader:
    """Collects everything that is wrong before refusing."""

    def __init__(self, path: Path, base: Path | None = None) -> None:
        self.path = path
        self.folder = path.parent if base is None else base
        self.faults: list[str] = []

    def configuration(self, raw: Mapping[str, Any]) -> Configuration:
        raw = dict(raw)
        self.unknown("", raw, {f.name for f in fields(Configuration)})
        built = {
            "territoire": self.section("territoire", raw, TerritorySettings),
            "sources": self.several("sources", raw, SourceSettings, allowed=_source_names(raw)),
            "zonages": self.several("zonages", raw, Zoning),
            "precarite": self.section("precarite", raw, Precarity),
            "grappes": self.section("grappes", raw, Clusters),
            "secret": self.secrecy(raw),
            "regroupement": self.section("regroupement", raw, GroupingSettings),
            "indicateurs": self.section("indicateurs", raw, Indicators),
            "document": self.section("document", raw, Paper),
            "fonds": self.several("fonds", raw, Ground),
        }
        if not self.faults:
            self.consistent(built)
        if self.faults:
            told = [shown(fault, 600) for fault in self.faults[:12]]
            more = len(self.faults) - len(told)
            told += [f"Et {more} autre(s) faute(s)."] if more else []
            raise ConfigurationError(f"« {self.path.name} » : " + " ".join(told))
        return Configuration(**built)

    def secrecy(self, raw: Mapping[str, Any]) -> Any:
        """Build ``[secret]`` and the list of tables that others publish."""
        section, name = raw.get("secret", {}), "tables_connues"
        if not isinstance(section, dict) or name not in section:
            return self.section("secret", raw, Secrecy)
        listed = section[name]
        if not isinstance(listed, list) or not listed:
            self.faults.append(
                f"[secret] « {name} » est une liste de sections : écrivez [[secret.{name}]]."
            )
            return None
        tables = [
            self.build(f"secret.{name} n° {rank}", table, KnownTable)
            for rank, table in enumerate(listed, start=1)
        ]
        rest = {key: value for key, value in section.items() if key != name}
        built = self.section("secret", {"secret": rest}, Secrecy)
        return built and replace(built, tables_connues=tuple(t for t in tables if t))

    def consistent(self, built: Mapping[str, Any]) -> None:
        sources, zonings = built["sources"], built["zonages"]
        if not sources.keys() & {"logements", "recensement", "carreaux"}:
            self.faults.append(
                "Il faut au moins une source de logements : déclarez [sources.logements] "
                "(format rpls) ou [sources.recensement] ; les carreaux de l’INSEE seuls "
                "([sources.carreaux]) suffisent à un diagnostic de données ouvertes."
            )
        if "menages" in sources and "logements" not in sources:
            self.faults.append(
                "[sources.menages] demande [sources.logements], qui situe les résidences."
            )
        for name, source in sources.items():
            kind, year = source_kind(name)
            if source.format not in SOURCES[kind]:
                self.faults.append(
                    f"[sources.{name}] : format « {source.format} » inconnu ; attendu : "
                    f"{some(sorted(SOURCES[kind]))}."
                )
            if source.colonnes and source.format in NOT_RENAMED:
                self.faults.append(
                    f"[sources.{name}] colonnes : les noms d’un fichier de l’INSEE ne se "
                    "déclarent pas. Retirez cette clé et gardez les noms du producteur."
                )
            if year is not None and year >= built["territoire"].millesime:
                self.faults.append(
                    f"[sources.{name}] : {year} n’est pas antérieur au millésime du diagnostic, "
                    f"{built['territoire'].millesime}."
                )
        if "recensement" in sources and "iris" not in zonings:
            self.faults.append(
                "[sources.recensement] est localisé par IRIS : déclarez [zonages.iris]."
            )
        grouping = built["regroupement"]
        asked = [*(grouping.limites or ()), *grouping.infranchissables]
        for limit in asked:
            if limit not in {*zonings, "bailleur"}:
                self.faults.append(
                    f"[regroupement] limites : « {limit} » n’est pas un zonage déclaré. "
                    f"Noms proches : {nearest(limit, [*zonings, 'bailleur'])}."
                )
        secret, indicators = built["secret"], built["indicateurs"]
        try:
            load_rule(
                secret.profil, **({} if secret.seuil is None else {"threshold": secret.seuil})
            )
        except InputError as error:
            self.faults.append(f"[secret] {error}")
        self.faults += ledger_fault(secret.registre)
        self.faults += zoning_faults(zonings, set(ZONING_KINDS))
        needed = {name: item.fichier for name, item in {**sources, **zonings}.items()}
        needed |= {"regroupement": built["regroupement"].precedents}
        needed |= {"indicateurs": indicators.catalogue, "document": built["document"].logo}
        needed |= {
            f"secret.tables_connues « {table.titre} »": table.fichier
            for table in secret.tables_connues
        }
        needed |= {f"fonds.{name}": item.fichier for name, item in built["fonds"].items()}
        for name, file in needed.items():
            if isinstance(file, DatabaseTable):
                continue
            if file is not None and not is_file(file):
                self.faults.append(f"[{shown(name)}] : {absent_file(file, 'le fichier')}")
        if not self.faults:
            self.faults += catalogue_faults(
                indicators, built["precarite"], built["grappes"].variable, zonings
            )

    def unknown(self, where: str, raw: Mapping[str, Any], known: set[str]) -> None:
        for key in raw:
            if key not in known:
                place = f"[{where}] " if where else ""
                self.faults.append(
                    f"{place}clé inconnue « {shown(key)} ». "
                    f"Noms proches : {nearest(key, sorted(known))}."
                )

    def several(
        self, name: str, raw: Mapping[str, Any], kind: type, allowed: set[str] | None = None
    ) -> dict[str, Any]:
        section = raw.get(name, {})
        if not isinstance(section, dict):
            self.faults.append(f"« {name} » doit être une section, par exemple [{name}.nom].")
            return {}
        if allowed is not None:
            self.unknown(name, section, allowed)
        return {
            key: self.build(f"{name}.{key}", value, kind)
            for key, value in section.items()
            if allowed is None or key in allowed
        }

    def section(self, name: str, raw: Mapping[str, Any], kind: type) -> Any:
        return self.build(name, raw.get(name, {}), kind)

    def build(self, where: str, raw: Any, kind: type) -> Any:
        if not isinstance(raw, dict):
            self.faults.append(f"« {where} » doit être une section [{where}].")
            return None
        known = {f.name: f for f in fields(kind)}
        self.unknown(where, raw, set(known))
        values = {
            key: self.value(where, key, value, known[key])
            for key, value in raw.items()
            if key in known
        }
        self.addressed(where, raw, values)
        try:
            return kind(**values)
        except TypeError:
            needed = [
                f.name
                for f in fields(kind)
                if f.default is MISSING and f.default_factory is MISSING and f.name not in values
            ]
            self.faults.append(f"[{where}] clé(s) requise(s) absente(s) : {some(needed)}.")
            return None

    def addressed(self, where: str, raw: dict[str, Any], values: dict[str, Any]) -> None:
        """Make a table of a database of an address; refuse what is no file of this machine."""
        file = raw.get("fichier")
        if not isinstance(file, str):
            return
        try:
            if is_database(file):
                values["fichier"] = database_table(file, values.get("table"), values.get("requete"))
            elif values.get("distant"):
                values["fichier"] = fetched(file)
            else:
                refuse_remote(file)
        except InputError as error:
            self.faults.append(f"[{where}] {error}")
            values["fichier"] = self.folder
        if not is_database(file) and {"table", "requete"} & raw.keys():
            self.faults.append(
                f"[{where}] « table » et « requete » vont avec une base : fichier = "
                '"postgresql://serveur/base".'
            )

    def value(self, where: str, key: str, value: Any, declared: Field[Any]) -> Any:
        """Convert one TOML value to the declared type within its bounds, or note the fault."""
        marker, accepted, words, convert = next(
            kind for kind in _TYPES if str(declared.type).startswith(kind[0])
        )
        fits = isinstance(value, accepted)
        if not fits or (isinstance(value, bool) and marker in {"int", "float"}):
            found = shown(repr(value), 40)
            self.faults.append(f"[{where}] « {key} » doit être {words} ; trouvé : {found}.")
            return None
        try:
            if "kind" in declared.metadata:
                replace(declared.metadata["kind"], label=key).check(key, value, {})
            return self.folder / path_text(value) if marker == "Path" else convert(value)
        except InputError as error:
            told = str(error)
            named = told if f"« {key} »" in told else f"« {key} » : {told}"
            self.faults.append(f"[{where}] {named}")
            return None


_TYPES: tuple[tuple[str, Any, str, Any], ...] = (
    ("Path", str, "un chemin de fichier entre guillemets", str),
    ("str", str, "un texte entre guillemets", str),
    ("int", int, "un nombre entier", int),
    ("float", (int, float), "un nombre", float),
    ("bool", bool, "true ou false", bool),
    ("tuple", list, "une liste de textes", distinct_texts),
    ("Mapping[str, str]", dict, 'une table de noms de colonnes, { attendu = "lu" }', dict),
    (
        "Mapping[str, float] | str",
        (dict, str),
        "« territoire » ou une table de nombres",
        lambda x: x,
    ),
    ("Mapping", dict, "une table de nombres", dict),
)
