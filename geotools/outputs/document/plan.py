"""The plan of a document as data: its chapters, drawings and tables, in TOML.

A chapter is written once and shows what the release holds of it::

    [[chapitre]]
    id = "occupation"
    titre = "Qui habite le parc social"
    question = "…"
    lecture = "…"
    prudence = "…"
    source = "…"
    ouvre = "Déclarez [sources.menages] …"

    [[chapitre.visuel]]
    genre = "dots"
    couche = "communes"
    colonnes = ["indice_precarite"]
    titre = "…"
    audessus = [{ couche = "territoire", code = "territoire", nom = "le territoire" }]

    [[chapitre.tableau]]
    couche = "communes"
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geotools._compat import read_toml
from geotools.errors import ConfigurationError, nearest
from geotools.outputs.document.model import Above, Chapter, Chart, TableView

_CHAPTER = {
    "id": "id",
    "titre": "title",
    "question": "question",
    "lecture": "how_to_read",
    "prudence": "caution",
    "source": "source",
    "ouvre": "opened_by",
    "attend": "awaits",
}
_CHART = {
    "genre": "kind",
    "couche": "layer",
    "colonnes": "columns",
    "titre": "title",
    "couleur": "color",
    "lignes": "rows",
    "tri": "sort",
    "limite": "limit",
    "noms": "labels",
    "lecture": "how_to_read",
}
_TABLE = {
    "couche": "layer",
    "colonnes": "columns",
    "titre": "title",
    "lignes": "rows",
    "tri": "sort",
    "limite": "limit",
    "entetes": "headings",
}
_ABOVE = {"couche", "par", "code", "nom"}


def load_chapters(path: Any) -> tuple[Chapter, ...]:
    """Read the chapters of a TOML file, or of the table read from it, in order.

    Raises
    ------
    ConfigurationError
        A key is unknown or missing.
    """
    table = path if isinstance(path, Mapping) else read_toml(path)
    return tuple(_chapter(entry) for entry in table.get("chapitre", []))


def _chapter(entry: Mapping[str, Any]) -> Chapter:
    place = f"Chapitre « {entry.get('id', '?')} »"
    parts = {"visuel", "tableau"}
    values = _renamed({k: v for k, v in entry.items() if k not in parts}, _CHAPTER, place)
    return _made(
        Chapter,
        place,
        **values,
        visuals=tuple(_chart(item, place) for item in entry.get("visuel", [])),
        tables=tuple(
            _made(TableView, place, **_renamed(item, _TABLE, place))
            for item in entry.get("tableau", [])
        ),
    )


def _chart(entry: Mapping[str, Any], place: str) -> Chart:
    values = _renamed({k: v for k, v in entry.items() if k != "audessus"}, _CHART, place)
    return _made(Chart, place, **values, above=_above(entry.get("audessus", []), place))


def _above(levels: Sequence[Mapping[str, str]], place: str) -> tuple[Above, ...]:
    for level in levels:
        _known(level, _ABOVE, place)
    return tuple(
        Above(
            layer=level["couche"],
            by=level.get("code") or level.get("par", level["couche"]),
            label=level.get("nom", ""),
            code="code" in level,
        )
        for level in levels
    )


def _renamed(entry: Mapping[str, Any], names: Mapping[str, str], place: str) -> dict[str, Any]:
    _known(entry, names, place)
    return {
        names[key]: tuple(value) if isinstance(value, list) else value
        for key, value in entry.items()
    }


def _known(entry: Mapping[str, Any], names: Any, place: str) -> None:
    for key in entry:
        if key not in names:
            raise ConfigurationError(
                f"{place} : clé inconnue « {key} ». Noms proches : {nearest(key, names)}."
            )


def _made(made: Any, place: str, /, **values: Any) -> Any:
    try:
        return made(**values)
    except TypeError as error:
        raise ConfigurationError(f"{place} : une clé requise est absente ({error}).") from None
