"""``territoire.toml``: what a person declares of a territory, checked before anything is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from geotools._compat import read_toml, tomllib
from geotools.errors import ConfigurationError, absent_file, nearest, some
from geotools.sources.residences import SCALES

ZONING_KINDS = ("communes", "qpv", "iris")
"""Zonings whose fields are known by alias; any other name is a zoning of the user's own."""


@dataclass(frozen=True)
class Territory:
    """``[territoire]``: what is diagnosed, when, and in which CRS."""

    nom: str
    millesime: int
    crs: str = "EPSG:2154"
    fictif: bool = False


@dataclass(frozen=True)
class Source:
    """``[sources.*]``: one file of rows, its official format and the scale it is brought to."""

    format: str
    fichier: Path
    millesime: int | None = None
    echelle: str = "adresse"


@dataclass(frozen=True)
class Zoning:
    """``[zonages.*]``: one polygon layer; ``code`` and ``libelle`` when no alias knows them."""

    fichier: Path
    couche: str | None = None
    code: str | None = None
    libelle: str | None = None


@dataclass(frozen=True)
class Precarity:
    """``[precarite]``: reference values (those of the territory when empty) and weights."""

    reference: Mapping[str, float] | str = "territoire"
    poids: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Clusters:
    """``[grappes]``: what the local Moran reads (the index when empty), and how."""

    variable: str | None = None
    poids: str = "knn:8"
    permutations: int = 99_999
    graine: int = 12_345
    alpha: float = 0.05
    correction: str = "fdr_bh"


@dataclass(frozen=True)
class Secrecy:
    """``[secret]``: profile of the rule; the threshold can only be raised above the profile's.

    ``registre`` is the ledger of what was sent before (it may not exist yet): the release is
    protected and audited together with it. ``bases_connues`` supposes a reader who knows how many
    households, or adults, each residence holds: the open RPLS counts its dwellings.
    """

    profil: str = "ops"
    seuil: int | None = None
    registre: Path | None = None
    bases_connues: bool = True


@dataclass(frozen=True)
class Grouping:
    """``[regroupement]``: limits that a group never crosses, widest group in metres.

    Without ``limites``, groups stay within the communes and QPV that are declared. ``precedents``
    is the layer of an earlier run whose groups are kept where they hold, edited by hand or not.
    """

    limites: tuple[str, ...] | None = None
    distance_max: float | None = None
    precedents: Path | None = None


@dataclass(frozen=True)
class Indicators:
    """``[indicateurs]``: the ones to publish (all that the sources allow when empty)."""

    publies: tuple[str, ...] = ()
    catalogue: Path | None = None
    parametres: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Configuration:
    """A whole ``territoire.toml``."""

    territoire: Territory
    sources: Mapping[str, Source]
    zonages: Mapping[str, Zoning]
    precarite: Precarity = Precarity()
    grappes: Clusters = Clusters()
    secret: Secrecy = Secrecy()
    regroupement: Grouping = Grouping()
    indicateurs: Indicators = Indicators()


SOURCES = {
    "logements": {"rpls"},
    "menages": {"ops"},
    "recensement": {"recensement"},
    "carreaux": {"filosofi"},
    "attributions": {"attributions"},
    "programme": {"programme"},
}
"""Sections of ``[sources]`` and the formats that each of them reads."""


def load_configuration(path: Path | str) -> Configuration:
    """Read and check ``territoire.toml``; relative paths start from its folder.

    Raises
    ------
    ConfigurationError
        The file is absent, is not TOML, or holds an unknown, missing or unfit key: all that is
        wrong is told at once.
    """
    path = Path(path)
    if not path.is_file():
        there = [p.name for p in path.parent.glob("*.toml")] if path.parent.is_dir() else []
        raise ConfigurationError(
            f"Le fichier de configuration « {path} » n’existe pas. "
            f"Fichiers TOML de ce dossier : {nearest(path.name, there)}."
        )
    try:
        raw = read_toml(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"« {path.name} » n’est pas un fichier TOML valide ({error}). Corrigez cette ligne, "
            "par exemple en entourant les textes de guillemets, puis relancez. Un chemin de "
            "Windows s’écrit entre apostrophes ('C:\\données\\rpls.csv') ou avec "
            "des barres obliques (/)."
        ) from None
    return _Reader(path).configuration(raw)


class _Reader:
    """Collects everything that is wrong before refusing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.folder = path.parent
        self.faults: list[str] = []

    def configuration(self, raw: Mapping[str, Any]) -> Configuration:
        raw = dict(raw)
        self.unknown("", raw, {f.name for f in fields(Configuration)})
        built = {
            "territoire": self.section("territoire", raw, Territory),
            "sources": self.several("sources", raw, Source, allowed=set(SOURCES)),
            "zonages": self.several("zonages", raw, Zoning),
            "precarite": self.section("precarite", raw, Precarity),
            "grappes": self.section("grappes", raw, Clusters),
            "secret": self.section("secret", raw, Secrecy),
            "regroupement": self.section("regroupement", raw, Grouping),
            "indicateurs": self.section("indicateurs", raw, Indicators),
        }
        if not self.faults:
            self.consistent(built)
        if self.faults:
            raise ConfigurationError(f"« {self.path.name} » : " + " ".join(self.faults))
        return Configuration(**built)

    def consistent(self, built: Mapping[str, Any]) -> None:
        sources, zonings = built["sources"], built["zonages"]
        if not sources.keys() & {"logements", "recensement"}:
            self.faults.append(
                "Il faut au moins une source de logements : déclarez [sources.logements] "
                "(format rpls) ou [sources.recensement]."
            )
        if "menages" in sources and "logements" not in sources:
            self.faults.append(
                "[sources.menages] demande [sources.logements], qui situe les résidences."
            )
        for name, source in sources.items():
            if source.format not in SOURCES[name]:
                self.faults.append(
                    f"[sources.{name}] : format « {source.format} » inconnu ; attendu : "
                    f"{some(sorted(SOURCES[name]))}."
                )
            if source.echelle not in SCALES:
                self.faults.append(
                    f"[sources.{name}] : échelle « {source.echelle} » inconnue ; "
                    f"valeurs possibles : {', '.join(SCALES)}."
                )
        if "recensement" in sources and "iris" not in zonings:
            self.faults.append(
                "[sources.recensement] est localisé par IRIS : déclarez [zonages.iris]."
            )
        for limit in built["regroupement"].limites or ():
            if limit not in {*zonings, "bailleur"}:
                self.faults.append(
                    f"[regroupement] limites : « {limit} » n’est pas un zonage déclaré. "
                    f"Noms proches : {nearest(limit, [*zonings, 'bailleur'])}."
                )
        precedents = built["regroupement"].precedents
        if precedents is not None and not precedents.is_file():
            self.faults.append(f"[regroupement] : {absent_file(precedents, 'le fichier')}")
        for name, item in {**sources, **zonings}.items():
            if not item.fichier.is_file():
                self.faults.append(f"[{name}] : {absent_file(item.fichier, 'le fichier')}")

    def unknown(self, where: str, raw: Mapping[str, Any], known: set[str]) -> None:
        for key in raw:
            if key not in known:
                place = f"[{where}] " if where else ""
                self.faults.append(
                    f"{place}clé inconnue « {key} ». Noms proches : {nearest(key, sorted(known))}."
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
        known = {f.name: str(f.type) for f in fields(kind)}
        self.unknown(where, raw, set(known))
        values = {
            key: self.value(where, key, value, known[key])
            for key, value in raw.items()
            if key in known
        }
        try:
            return kind(**values)
        except TypeError:
            needed = [
                f.name
                for f in fields(kind)
                if f.default is f.default_factory and f.name not in values
            ]
            self.faults.append(f"[{where}] clé(s) requise(s) absente(s) : {some(needed)}.")
            return None

    def value(self, where: str, key: str, value: Any, declared: str) -> Any:
        """Convert one TOML value to the declared type, or note what was expected."""
        for marker, accepted, words, convert in _TYPES:
            if declared.startswith(marker):
                if isinstance(value, accepted) and not (
                    isinstance(value, bool) and marker in {"int", "float"}
                ):
                    return self.folder / value if marker == "Path" else convert(value)
                self.faults.append(f"[{where}] « {key} » doit être {words} ; trouvé : {value!r}.")
                return None
        return value


_TYPES: tuple[tuple[str, Any, str, Any], ...] = (
    ("Path", str, "un chemin de fichier entre guillemets", str),
    ("str", str, "un texte entre guillemets", str),
    ("int", int, "un nombre entier", int),
    ("float", (int, float), "un nombre", float),
    ("bool", bool, "true ou false", bool),
    ("tuple", list, "une liste de textes", lambda items: tuple(map(str, items))),
    (
        "Mapping[str, float] | str",
        (dict, str),
        "« territoire » ou une table de nombres",
        lambda x: x,
    ),
    ("Mapping", dict, "une table de nombres", dict),
)
