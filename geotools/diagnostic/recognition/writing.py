"""The ``territoire.toml`` of a folder, commented, and what is said of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from geotools.diagnostic.measures import defaults
from geotools.diagnostic.recognition.folder import Recognition, chapter_titles, contributions
from geotools.diagnostic.recognition.found import FoundFile
from geotools.errors import InputError, some
from geotools.sources.reading import count_of

_TAIL = """
# Réglages facultatifs : retirez le « # » pour changer une valeur. Ci-dessous, celles d’usage.
# [precarite]
# reference = "territoire"
# poids = { rev_lt40 = 1, apl = 1, chomeurs = 1, sans_emploi = 1 }
#
# [grappes]
# poids = "knn:8"
# permutations = 99999
# graine = 12345
# alpha = 0.05
#
# [regroupement]
# limites = ["qpv", "communes"] # sans cette ligne : QPV, communes et IRIS qui sont déclarés
"""


def draft_configuration(found: Recognition, *, name: str = "", target: Path | None = None) -> str:
    """Return the text of ``territoire.toml`` for a folder.

    Parameters
    ----------
    found : Recognition
    name : str, optional
        Name of the territory.
    target : Path, optional
        Where the text will stand; ``territoire.toml`` of the folder by default. Paths start there.

    Raises
    ------
    InputError
        No file holds dwellings or tiles: no diagnosis can be made.
    """
    choice = found.choice
    if not choice.sources.keys() & {"logements", "recensement", "carreaux"}:
        seen = [f"« {f.name} » ({f.label})" for f in found.files if f.format]
        raise InputError(
            f"« {found.folder} » ne contient ni RPLS, ni recensement avec ses IRIS, ni carreaux de "
            f"l’INSEE utilisables : il n’y a pas de quoi faire un diagnostic. Reconnus : "
            f"{some(seen, 8) or 'aucun'}. Ajoutez le RPLS (données ouvertes du SDES)."
        )
    base = (target or found.folder / "territoire.toml").parent
    lines = [*_head(found, name)]
    for section, file in choice.sources.items():
        lines += _source(found, section, file, base)
    for section, file in choice.zonings.items():
        lines += _zoning(section, file, base)
    lines += _waiting(found, base)
    lines += _missing(found)
    lines += ["[secret]", f"profil = {_text(_profile(found))}", *_TAIL.rstrip().split("\n")]
    return "\n".join(lines) + "\n"


def report(found: Recognition) -> str:
    """Return what is said of a folder: its files, the mismatches, the chapters, what is missing."""
    choice, said = found.choice, []
    usable = sum(f.usable for f in found.files)
    said.append(f"{usable} couches ou tables reconnues sur {len(found.files)} examinées.")
    for file in found.files:
        said += [f"Non lu : {fault}" for fault in file.faults]
        if not file.format and not file.faults:
            said.append(f"« {file.name} » : non reconnu, laissé de côté.")
        if file.columns or file.doubtful:
            said.append(
                f"« {file.name} » : {len(file.columns)} colonnes rapprochées par leur nom, à "
                "vérifier dans le fichier écrit."
            )
    if found.unread:
        said.append(f"Laissés de côté (ni table ni couche) : {some(found.unread)}.")
    said += [f"« {file.name} » n’est pas employé : {reason}." for file, reason in choice.waiting]
    said += found.links
    opened = found.opened()
    titles = chapter_titles()
    said.append(
        "Chapitres ouverts : "
        + some([titles[c] for c, on in opened.items() if on] or ["aucun"], 20)
    )
    said += list(_advice(found))
    return "\n".join(said)


def _advice(found: Recognition) -> Iterator[str]:
    """Yield a sentence for each file that is not there: what it would add, where it comes from."""
    given = {*found.choice.sources, *found.choice.zonings}
    earlier = any(name.startswith("menages_") for name in found.choice.sources)
    titles = chapter_titles()
    for part, name, item in contributions():
        if name in given or (name == "menages_anterieurs" and earlier):
            continue
        if name == "parc_prive" and "recensement" in given:
            continue
        effect = " et ".join(
            f"{verb} {_listed([f'« {titles[c]} »' for c in item[key]])}"
            for key, verb in (("ouvre", "ouvre"), ("complete", "complète"))
            if key in item
        )
        where = "" if name == "menages_anterieurs" else f" Section [{part}.{name}]."
        yield (
            f"Il manque {item['nom']} : ce fichier {item['apporte']}, et {effect}. "
            f"À obtenir : {item['obtenir']}.{where}"
        )


def _listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " et " + items[-1]


def _head(found: Recognition, name: str) -> Iterator[str]:
    choice = found.choice
    yield "# Écrit par « geotools nouveau » d’après les fichiers de ce dossier. Relisez chaque"
    yield "# ligne, corrigez, puis lancez : geotools diagnostic territoire.toml --out resultats"
    yield ""
    yield "[territoire]"
    yield f"nom = {_text(name or _named(found))}" + ("" if name else " # à corriger")
    told = "" if choice.dated else " # aucun fichier ne dit son année : à corriger"
    yield f"millesime = {choice.year}{told}"
    yield f"crs = {_text(found.crs)}"
    if _fictitious(found):
        yield "fictif = true # codes de communes en 99, qu’aucun département ne porte"
    yield ""


def _named(found: Recognition) -> str:
    for held in (*found.choice.zonings.values(), *found.choice.sources.values()):
        communes = held.codes.get("communes", held.codes.get("commune"))
        if communes is not None and len(communes):
            number = len(communes)
            if number == 1:
                return f"Commune {communes.index[0]}"
            return f"Territoire de {number} communes"
    return "Territoire"


def _fictitious(found: Recognition) -> bool:
    dwellings = found.choice.sources.get("logements")
    communes = None if dwellings is None else dwellings.codes.get("commune")
    return communes is not None and len(communes) > 0 and all(communes.index.str.startswith("99"))


def _source(found: Recognition, section: str, file: FoundFile, base: Path) -> Iterator[str]:
    rows = count_of(file.rows or 0)
    yield f"# {file.label} : {rows} lignes" + _dated(file)
    yield f"[sources.{section}]"
    yield f"format = {_text(file.format)}"
    yield f"fichier = {_text(_relative(file.path, base))}"
    if file.format == "rpls":
        linked = any("residence" in f.codes for f in found.choice.sources.values())
        why = " # échelle des codes de résidence des autres fichiers" if linked else ""
        yield f"echelle = {_text(found.choice.scale)}{why}"
        if file.vintage and section == "logements":
            yield f"millesime = {file.vintage}"
    yield from _columns(section, file)
    yield ""


def _dated(file: FoundFile) -> str:
    return f", millésime {file.vintage}." if file.vintage else ", millésime non dit par le fichier."


def _columns(section: str, file: FoundFile) -> Iterator[str]:
    if not file.columns and not file.doubtful:
        return
    yield "# Noms rapprochés : vérifiez chacun, car un mauvais nom donne un chiffre faux."
    yield f"[sources.{section}.colonnes]"
    for expected, given in file.columns.items():
        yield f"{expected} = {_text(given)}"
    for expected, given in file.doubtful.items():
        yield f"# {expected} = {_text(given)} # incertain"


def _zoning(section: str, file: FoundFile, base: Path) -> Iterator[str]:
    yield f"# {file.label} : {count_of(file.rows or 0)} zones" + (
        f", {file.crs}." if file.crs else "."
    )
    yield f"[zonages.{section}]"
    yield f"fichier = {_text(_relative(file.path, base))}"
    if file.layer:
        yield f"couche = {_text(file.layer)}"
    for key, value in file.fields.items():
        yield f"{key} = {_text(value)}"
    if section.startswith("qpv2"):
        yield "publie = false # sert aux objectifs d’attribution, pas aux cartes"
    yield ""


def _waiting(found: Recognition, base: Path) -> Iterator[str]:
    for file, reason in found.choice.waiting:
        told = f"{file.label}{_dated(file)[:-1]}"
        yield f"# Non employé : {_relative(file.path, base)} ({told}) : {reason}."
    if found.choice.waiting:
        yield ""


def _missing(found: Recognition) -> Iterator[str]:
    said = list(_advice(found))
    if said:
        yield "# Ce que d’autres fichiers ajouteraient :"
        yield from (f"# - {sentence}" for sentence in said)
        yield ""


def _profile(found: Recognition) -> str:
    sources = found.choice.sources
    counted = "ops" if "menages" in sources else "census" if "recensement" in sources else "rpls"
    return str(defaults()["profils"][counted][0])


def _relative(path: Path, base: Path) -> str:
    """Return a path as the configuration writes it: from its folder, with slashes."""
    try:
        return Path(os.path.relpath(path.resolve(), base.resolve())).as_posix()
    except ValueError:  # another drive of Windows
        return path.resolve().as_posix()


def _text(value: str) -> str:
    """Return a TOML string: what JSON escapes, TOML escapes the same way."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
