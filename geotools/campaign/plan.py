"""What a campaign is to do: ``campagne.toml`` over national files, or a folder of territories."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from geotools._compat import read_toml, tomllib
from geotools._version import __version__
from geotools.diagnostic.configuration import ESSENTIAL
from geotools.errors import ConfigurationError, InputError, absent_file, is_file, nearest, some
from geotools.sources import read_plain_table
from geotools.sources.addresses import database_table, is_database, refuse_remote
from geotools.sources.reading import Notes
from geotools.sources.remote import fetched

NATIONAL_FILE = "campagne.toml"
TERRITORY_FILE = "territoire.toml"

_KEYS = frozenset(
    {"campagne", "sources", "zonages", "precarite", "grappes", "secret", "regroupement"}
    | {"indicateurs"}
)
_NOT_OF_PARTS = frozenset({"fichier", "couche", "table", "requete", "distant"})
_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_OVERSEAS = {"971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
_DISTRICTS = {"751": "75056", "132": "13055", "693": "69123"}
"""Municipal districts of Paris, Marseille and Lyon: what the national files code in place of the
commune (69381 to 69389 only: other codes of 693 do not exist)."""


@dataclass(frozen=True)
class Territory:
    """One territory of a campaign.

    Parameters
    ----------
    code, name : str
    communes : tuple of str
        INSEE codes; empty when the territory comes with its own ``territoire.toml``.
    configuration : Path, optional
        Its own ``territoire.toml``.
    """

    code: str
    name: str
    communes: tuple[str, ...] = ()
    configuration: Path | None = None


@dataclass(frozen=True)
class NationalFile:
    """A national file, and the section of ``territoire.toml`` that its parts are declared in."""

    section: str
    name: str
    path: Path
    declared: Mapping[str, Any]


@dataclass(frozen=True)
class Campaign:
    """Everything that a campaign declares.

    Parameters
    ----------
    name : str
    vintage : int
    territories : tuple of Territory
    files : tuple of NationalFile
        Empty for a folder of territories.
    settings : mapping
        Sections copied as they are into every ``territoire.toml``.
    """

    name: str
    vintage: int
    territories: tuple[Territory, ...]
    files: tuple[NationalFile, ...] = ()
    settings: Mapping[str, Any] | None = None


def read_campaign(path: Path) -> Campaign:
    """Read a campaign: ``campagne.toml``, or a folder whose subfolders hold ``territoire.toml``.

    Raises
    ------
    ConfigurationError
        Nothing to do there, or a key is unknown or missing.
    InputError
        The table of territories cannot be read.
    """
    if path.is_dir():
        if is_file(path / NATIONAL_FILE):
            return _national(path / NATIONAL_FILE)
        return _folder(path)
    if not is_file(path):
        raise ConfigurationError(absent_file(path, "La description de la campagne"))
    return _national(path)


def _folder(path: Path, name: Any = None) -> Campaign:
    found = sorted(path.glob(f"*/{TERRITORY_FILE}"))
    if not found:
        raise ConfigurationError(
            f"« {path} » ne contient ni {NATIONAL_FILE}, ni sous-dossier avec un {TERRITORY_FILE}. "
            "Une campagne lit des fichiers nationaux, ou un dossier de territoires."
        )
    territories = tuple(Territory(p.parent.name, p.parent.name, (), p) for p in found)
    return Campaign(name if isinstance(name, str) else path.name, 0, territories)


def _national(path: Path) -> Campaign:
    try:
        raw = read_toml(path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise ConfigurationError(
            f"« {path.name} » n’est pas un fichier TOML valide. Corrigez-le, puis relancez."
        ) from None
    for key in raw:
        if key not in _KEYS:
            raise ConfigurationError(
                f"« {path.name} » : section inconnue « {key} ». Noms proches : "
                f"{nearest(key, sorted(_KEYS))}."
            )
    head = raw.get("campagne")
    if isinstance(head, dict) and isinstance(head.get("dossier"), str):
        return _folder(path.parent / head["dossier"], head.get("nom"))
    wanted = {"nom": str, "millesime": int, "territoires": str}
    if not isinstance(head, dict) or any(
        not isinstance(head.get(key), kind) for key, kind in wanted.items()
    ):
        raise ConfigurationError(
            f"« {path.name} » : la section [campagne] demande nom (texte), millesime (année) et "
            "territoires (fichier : une ligne par commune, avec le code et le nom de son EPCI), ou "
            "dossier (un sous-dossier avec son territoire.toml pour chaque territoire)."
        )
    folder = path.parent
    files = tuple(
        NationalFile(section, name, _file(folder, section, name, item), item)
        for section in ("sources", "zonages")
        for name, item in raw.get(section, {}).items()
    )
    names = {(item.section, item.name) for item in files}
    if not names & {("sources", "logements"), ("sources", "recensement")}:
        raise ConfigurationError(
            f"« {path.name} » : il faut au moins [sources.logements] ou [sources.recensement]."
        )
    return Campaign(
        head["nom"],
        head["millesime"],
        _territories(folder / head["territoires"]),
        files,
        {key: raw[key] for key in raw if key not in {"campagne", "sources", "zonages"}},
    )


def _file(folder: Path, section: str, name: str, item: Any) -> Path:
    declared = item.get("fichier") if isinstance(item, dict) else None
    if not isinstance(declared, str):
        raise ConfigurationError(f"[{section}.{name}] demande « fichier », un chemin.")
    if is_database(declared):
        return database_table(declared, item.get("table"), item.get("requete"))
    if item.get("distant") is True:
        return fetched(declared)
    refuse_remote(declared)
    path = folder / declared
    if not is_file(path):
        raise ConfigurationError(f"[{section}.{name}] : {absent_file(path, 'le fichier')}")
    return path


_COMMUNE = ("codgeo", "depcom", "insee_com", "insee", "commune", "code_commune", "code_insee")
_CODE = ("epci", "epci_code", "code_epci", "siren_epci", "siren", "territoire", "code")
_NAME = ("libepci", "epci_libelle", "lib_epci", "nom_epci", "nom", "libelle")


def column_among(columns: Any, names: tuple[str, ...]) -> str | None:
    """Return the first column that bears one of the names, whatever its case."""
    lowered = {str(column).strip().lower(): str(column) for column in columns}
    return next((lowered[name] for name in names if name in lowered), None)


def _territories(path: Path) -> tuple[Territory, ...]:
    if not is_file(path):
        raise ConfigurationError(absent_file(path, "La table des territoires"))
    table = read_plain_table(path, Notes(), None)
    commune, code = column_among(table, _COMMUNE), column_among(table, _CODE)
    if commune is None or code is None:
        raise InputError(
            f"« {path.name} » : il faut une colonne de communes ({some(_COMMUNE, 3)}…) et une "
            f"colonne d’EPCI ({some(_CODE, 3)}…) ; trouvé : {some(table.columns)}."
        )
    name = column_among(table, _NAME) or code
    rows = table[[commune, code, name]].astype("string")
    rows = rows.set_axis(["commune", "code", "nom"], axis=1).dropna()
    rows["commune"] = rows["commune"].str.strip().str.zfill(5)
    doubled = rows.loc[rows["commune"].duplicated(), "commune"]
    if len(doubled):
        raise InputError(
            f"« {path.name} » : {len(doubled)} commune(s) figurent deux fois : {some(doubled)}. "
            "Une commune est dans un seul territoire."
        )
    wrong = rows.loc[~rows["code"].str.fullmatch(r"[0-9A-Za-z_-]{1,40}"), "code"]
    if len(wrong):
        raise InputError(
            f"« {path.name} » : {len(wrong)} code(s) de territoire ne peuvent pas nommer un "
            f"dossier : {some(wrong)}. Des lettres et des chiffres sont attendus."
        )
    if rows.empty:
        raise InputError(f"« {path.name} » ne contient aucune ligne utilisable.")
    return tuple(
        Territory(str(key), str(part["nom"].iloc[0]), tuple(sorted(part["commune"])))
        for key, part in rows.groupby("code", sort=True)
    )


def territory_of(territories: tuple[Territory, ...]) -> dict[str, str]:
    """Return the code of the territory of each commune, municipal districts included."""
    found = {commune: item.code for item in territories for commune in item.communes}
    for stem, commune in _DISTRICTS.items():
        if commune in found:
            for number in range(1, 90):
                found.setdefault(f"{stem}{number:02d}", found[commune])
    return found


def territories_in(text: str, owners: Mapping[str, str]) -> tuple[str, ...]:
    """Return the territories of the communes that a cell names, one code or several end to end."""
    plain = re.sub(r"\.0$", "", text.strip())
    plain = plain.zfill(5) if plain.isdigit() and len(plain) == 4 else plain
    found = {owners[code] for code in _INSEE.findall(plain) if code in owners}
    return tuple(sorted(found))


def crs_of(territory: Territory) -> str:
    """Return the CRS that a territory is measured in: Lambert-93, or that of its island."""
    first = territory.communes[0][:3] if territory.communes else ""
    return f"EPSG:{_OVERSEAS.get(first, 2154)}"


def configuration_text(
    campaign: Campaign,
    territory: Territory,
    parts: Mapping[tuple[str, str], str],
    contents: str = ESSENTIAL,
) -> str:
    """Write the ``territoire.toml`` of one territory over its parts of the national files.

    Parameters
    ----------
    campaign : Campaign
    territory : Territory
    parts : mapping of (section, name) to str
        File name of each part that holds at least a row; the others are not declared.
    contents : str
        What each diagnosis writes, as ``[document] contenu`` says it.
    """
    lines = ["[territoire]", f"nom = {_toml(territory.name)}", f"millesime = {campaign.vintage}"]
    lines.append(f"crs = {_toml(crs_of(territory))}")
    for item in campaign.files:
        part = parts.get((item.section, item.name))
        if part is not None:
            lines += ["", f"[{item.section}.{_toml(item.name)}]", f"fichier = {_toml(part)}"]
            lines += [
                f"{key} = {_toml(value)}"
                for key, value in item.declared.items()
                if key not in _NOT_OF_PARTS
            ]
    declared = {item.name for item in campaign.files if (item.section, item.name) in parts}
    for section, values in (campaign.settings or {}).items():
        lines += ["", f"[{section}]"]
        for key, value in values.items():
            if section == "regroupement" and key == "limites":
                value = [limit for limit in value if limit in declared or limit == "bailleur"]
            lines.append(f"{key} = {_toml(value)}")
    lines += ["", "[document]", f"contenu = {_toml(contents)}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """Write one value as TOML does; its texts and lists are those of JSON."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_toml(str(key))} = {_toml(item)}" for key, item in value.items())
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def key_of(text: str, digests: Mapping[str, str]) -> str:
    """Return what a result depends on: version, configuration and inputs, as one digest."""
    parts = [__version__, text, *(f"{name}={digests[name]}" for name in sorted(digests))]
    return sha256("\n".join(parts).encode()).hexdigest()
