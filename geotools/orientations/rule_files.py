"""The rules of this room, kept in TOML, and how a person's own file corrects them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from geotools._compat import read_toml
from geotools.boundaries import cut, read_own_toml
from geotools.errors import ConfigurationError, nearest, some
from geotools.parameters import File

RULES = File(advanced=True, extensions=("toml",))

_KEYS = {
    "objectif": ("id",),
    "relogement": ("nature",),
    "perimetre": ("nom",),
    "seuil_q1": ("epci", "annee"),
    "regle": ("id",),
    "categorie": ("numero",),
    "classe": ("id",),
}
"""What tells one item of a list from another: the same item is corrected, a new one is added."""

_WORDS = {"base", "lieu", "numerateur", "compte_comme", "verifie", "niveau"}
"""Keys whose values are words that the code knows: those found in the rules of the package."""

_FREE = {"seuils", "seuils_fonctionnement"}
"""Tables whose keys are columns of the layer, hence the user's."""


@lru_cache(maxsize=16)
def rules(name: str, extra: Path | None = None) -> dict[str, Any]:
    """Return the rules of the package, corrected and completed by a file of the same layout.

    Parameters
    ----------
    name : {"objectifs", "regles_programme", "typologies"}
        File of this package.
    extra : Path, optional
        The user's: a table is corrected key by key; an item of a list too when it bears the same
        identifier, otherwise it is added. Thresholds of columns (``seuils``) are replaced whole.

    Raises
    ------
    ConfigurationError
        The file cannot be read; a section, a key or a word is unknown; a new item lacks a key.
    """
    base = read_toml(files("geotools.orientations") / f"{name}.toml")
    if extra is None:
        return base
    own = read_own_toml(Path(extra), f"Les règles « {cut(extra)} » ne se lisent pas")
    return _table(base, own, f"« {Path(extra).name} »")


def _table(base: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        if key not in base:
            raise ConfigurationError(
                f"Règles {where} : « {key} » est inconnu. Noms proches : {nearest(key, base)}."
            )
        place = f"{where}, {key}"
        if key in _KEYS and _is(value, list, place):
            merged[key] = _items(base[key], value, _KEYS[key], place)
        elif key in _FREE and _is(value, dict, place):
            merged[key] = {column: _alike(0.0, v, place) for column, v in value.items()}
        elif isinstance(base[key], dict) and _is(value, dict, place):
            merged[key] = _table(base[key], value, place)
        else:
            merged[key] = _alike(base[key], value, place)
    return merged


def _items(
    base: Sequence[Mapping[str, Any]], own: Sequence[Any], key: tuple[str, ...], where: str
) -> list[dict[str, Any]]:
    known = {name: value for item in base for name, value in item.items()}
    needed = [name for name in base[0] if all(name in item for item in base)]
    merged = {tuple(item[k] for k in key): dict(item) for item in base}
    for item in own:
        _is(item, dict, where)
        identity = tuple(item.get(k) for k in key)
        place = f"{where} « {' '.join(map(str, identity))} »"
        for name, value in item.items():
            if name not in known:
                raise ConfigurationError(
                    f"Règles {place} : « {name} » est inconnu. Noms proches : "
                    f"{nearest(name, known)}."
                )
            _alike(known[name], value, f"{place}, {name}")
            words = {other[name] for other in base if name in other} if name in _WORDS else {value}
            if value not in words:
                raise ConfigurationError(
                    f"Règles {place} : « {name} » accepte {', '.join(sorted(words))} ; "
                    f"reçu : « {value} »."
                )
        complete = {**merged.get(identity, {}), **item}
        absent = [name for name in needed if name not in complete]
        if absent:
            raise ConfigurationError(f"Règles {place} : clé(s) absente(s) {some(absent)}.")
        merged[identity] = complete
    return list(merged.values())


def _is(value: Any, kind: type, where: str) -> bool:
    if not isinstance(value, kind):
        wanted = "une liste [[…]]" if kind is list else "une table [ … ]"
        raise ConfigurationError(f"Règles {where} : {wanted} est attendue ; reçu : {value!r}.")
    return True


def _alike(model: Any, value: Any, where: str) -> Any:
    """Return the value, refused unless it is of the same kind as the package's."""
    numeric = isinstance(model, int | float) and not isinstance(model, bool)
    if numeric:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        fits = isinstance(value, type(model)) or value == []
    if not fits:
        raise ConfigurationError(
            f"Règles {where} : une valeur comme {model!r} est attendue ; reçu : {value!r}."
        )
    return value
