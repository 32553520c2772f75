"""Write ``docs/operations.md``, the reference of the operations, from what they declare.

Nothing is written twice: labels, help, bounds and defaults come from the registry. A test fails
when the page is not what this script writes.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from geotools.operations import Argument, Group, Operation, load_operations
from geotools.parameters import (
    Choice,
    Day,
    Field,
    Fields,
    File,
    Files,
    Flag,
    Folder,
    Integer,
    Layer,
    Layers,
    Names,
    Number,
    Numbers,
    Pairs,
    Parameter,
    Table,
    Tables,
    Target,
    Text,
)

TARGET = Path(__file__).resolve().parents[1] / "docs" / "operations.md"

HEAD = """\
# Référence des opérations

<!-- Page écrite par tools/document_operations.py (« make docs ») : ne la modifiez pas. -->

{number} opérations, dans l’ordre du travail. Chacune s’emploie de trois façons, avec les mêmes
paramètres et le même résultat :

- **QGIS** : boîte à outils de traitements, fournisseur « Équilibre territorial », ou
  `qgis_process run equilibre:…`. La première couche ou table s’appelle `INPUT`, le premier résultat
  `OUTPUT` ; les autres paramètres gardent leur nom, en majuscules.
- **ligne de commande** : `geotools COMMANDE --help`. Un paramètre `max_distance` se tape
  `--max-distance` ; le premier résultat s’écrit avec `--output`, un autre avec `--output-NOM`. Une
  couche se désigne par `fichier` ou `fichier::couche`.
- **Python** : `geotools.operations.get_operation("localmoran").run({{"features": …, "value": …}})`,
  qui contrôle les valeurs et rend un objet par résultat.

Une référence de la forme « 001:546-570 » renvoie aux lignes d’un document source : 001 est le
guide de l’Union sociale pour l’habitat, *Repères* n° 17 ; 002, un compte rendu de la DREAL Grand
Est ; 000 et 003, des fiches de Tour(s)plus.

Le résultat d’une opération isolée n’est pas audité : seul le diagnostic complet écrit un dossier
`diffusion/`. Voir le [guide](guide.md) et les [méthodes](methodes.md).
"""

_GEOMETRIES = {"point": " de points", "line": " de lignes", "polygon": " de polygones", "any": ""}
_RESULTS = {
    "layer": "couche",
    "table": "table",
    "file": "fichier",
    "raster": "image",
    "text": "texte",
}


def page() -> str:
    """Return the whole page."""
    operations = load_operations()
    parts = [HEAD.format(number=len(operations)), "## Sommaire\n", summary(operations)]
    for group in Group:
        parts.append(f"## {group.value}\n")
        parts += [section(item) for item in operations if item.group is group]
    return "\n".join(parts)


def summary(operations: tuple[Operation, ...]) -> str:
    """Return the list of operations, one line each, by group."""
    lines: list[str] = []
    for group in Group:
        lines.append(f"- **{group.value}**")
        lines += [
            f"  - [{prose(item.label)}](#{item.id}) : {prose(item.summary)}"
            for item in operations
            if item.group is group
        ]
    return "\n".join(lines) + "\n"


def section(item: Operation) -> str:
    """Return everything that is known of one operation."""
    lines = [
        f'<a id="{item.id}"></a>\n\n### {prose(item.label)}\n',
        prose(item.summary) + "\n",
        f"QGIS : `equilibre:{item.id}` · commande : `geotools {item.command}`\n",
        prose(item.help) + "\n",
        "| Paramètre | Sens | Valeurs | Défaut |\n|---|---|---|---|",
        *(parameter_row(argument, item) for argument in item.arguments),
        "\n| Résultat | Sens | Nature |\n|---|---|---|",
        *(
            f"| `{out.name}` | {cell(out.label, out.help)} | {_RESULTS[out.kind]} |"
            for out in item.outputs
        ),
        f"\n**Source.** {prose(item.source)}\n",
    ]
    if (TARGET.parent / "images" / "operations" / f"{item.id}.png").is_file():
        alternative = f"Résultat sur le territoire fictif : {prose(item.label)}"
        lines.insert(2, f"![{alternative}](images/operations/{item.id}.png)\n")
    if item.limits:
        lines.append(f"**Limites.** {prose(item.limits)}\n")
    if item.requires:
        lines.append(f"**Paquets en plus du socle.** {', '.join(item.requires)}\n")
    return "\n".join(lines)


def parameter_row(argument: Argument, item: Operation) -> str:
    """Return the line of a parameter in the table of its operation."""
    kind = argument.kind
    default = "**requis**" if argument.required else shown(kind.write(argument.default))
    meaning = cell(kind.label, kind.help)
    if kind.advanced:
        meaning += " *(réglage avancé)*"
    return f"| `{argument.name}` | {meaning} | {accepted(kind, item)} | {default} |"


def accepted(kind: Parameter, item: Operation) -> str:
    """Return in French what a parameter accepts."""
    if isinstance(kind, Choice):
        return " ; ".join(f"`{key}` : {cell(label)}" for key, label in kind.options.items())
    if isinstance(kind, Layer | Layers):
        many = "couches nommées" if isinstance(kind, Layers) else "couche"
        metres = ", en mètres" if kind.projected else ""
        return many + _GEOMETRIES[kind.geometry] + metres
    if isinstance(kind, Field | Fields):
        what = "champs" if isinstance(kind, Fields) else "champ"
        numeric = {"champ": " numérique", "champs": " numériques"}[what] if kind.numeric else ""
        return f"{what}{numeric} de `{kind.of}`"
    if isinstance(kind, Number):
        return number_range(kind)
    if isinstance(kind, File):
        names = ", ".join(f".{extension}" for extension in kind.extensions)
        return f"fichier {names}".strip()
    if isinstance(kind, Text):
        what = next(words for known, words in _TYPED if isinstance(kind, known))
        return f"{what}, par exemple {code(kind.example)}" if kind.example else what
    return next(words for known, words in _PLAIN if isinstance(kind, known))


_PLAIN: tuple[tuple[type[Parameter], str], ...] = (
    (Table, "table"),
    (Files, "fichiers, un ou plusieurs"),
    (Folder, "dossier"),
    (Target, "dossier à créer"),
    (Tables, "tables nommées"),
    (Flag, "oui ou non"),
)


_TYPED: tuple[tuple[type[Parameter], str], ...] = (
    (Pairs, "couples clé=nombre"),
    (Names, "noms"),
    (Numbers, "nombres"),
    (Day, "date"),
    (Text, "texte"),
)


def number_range(kind: Number) -> str:
    """Return the kind of number, its bounds and its unit."""
    words = "entier" if isinstance(kind, Integer) else "nombre"
    low, high = math.isfinite(kind.minimum), math.isfinite(kind.maximum)
    if low and high:
        words += f" de {french(kind.minimum)} à {french(kind.maximum)}"
    elif low or high:
        words += f" ≥ {french(kind.minimum)}" if low else f" ≤ {french(kind.maximum)}"
    return f"{words} ({kind.unit})" if kind.unit else words


def shown(default: Any) -> str:
    """Return a default value as it is typed."""
    if default is None or default == "":
        return "—"
    if isinstance(default, bool):
        return "oui" if default else "non"
    return code(f"{default:g}" if isinstance(default, float) else str(default))


def code(text: str) -> str:
    """Return a text as it is typed, in a table."""
    return "`" + text.replace("|", "\\|") + "`"


def french(number: float) -> str:
    """Return a number with a decimal comma and thin spaces between thousands."""
    whole, _, decimals = f"{number:.10g}".partition(".")
    grouped = f"{int(whole):,}".replace(",", "\u202f")
    sign = "-" if whole == "-0" else ""
    return f"{sign}{grouped},{decimals}" if decimals else grouped


def cell(*texts: str) -> str:
    """Return texts as one line that may stand in a table."""
    joined = " ".join(_sentence(text) if len(texts) > 1 else text for text in texts if text)
    return prose(" ".join(joined.split())).replace("|", "\\|")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def prose(text: str) -> str:
    """Return a text whose signs are not taken for Markdown."""
    text = re.sub(r"([*<\\])", r"\\\1", text)
    return re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", text)


def main() -> None:
    """Write the page."""
    TARGET.write_text(page(), encoding="utf-8", newline="\n")
    print(f"{TARGET.name} : {len(load_operations())} opérations")


if __name__ == "__main__":
    main()
