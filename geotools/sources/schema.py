"""A template as a JSON Schema of its rows, for programs that fill our files."""

from __future__ import annotations

from typing import Any

from geotools.sources.columns import COMMUNE_PATTERN, Column
from geotools.sources.templates import load_template

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_JSON_TYPES = {
    "entier": "integer",
    "annee": "integer",
    "nombre": "number",
    "coordonnee": "number",
    "oui_non": "boolean",
}


def template_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one row of a template.

    Parameters
    ----------
    kind : str
        One of :func:`template_kinds`.

    Returns
    -------
    dict
        Ready for ``json.dumps``. Rules between columns (sums, order of dates) are not part of it:
        :func:`check_file` holds them.
    """
    template = load_template(kind)
    optional_key = template.key if template.key_optional else None
    return {
        "$schema": _DIALECT,
        "title": template.label,
        "description": template.summary,
        "type": "object",
        "properties": {column.name: _property(column) for column in template.columns},
        "required": [
            c.name
            for c in template.columns
            if c.required and c.name != optional_key and c.name not in template.position
        ],
    }


def _property(column: Column) -> dict[str, Any]:
    kind = _JSON_TYPES.get(column.type, "string")
    described: dict[str, Any] = {
        "title": column.label,
        "type": kind if column.required else [kind, "null"],
    }
    if column.note or column.unit:
        described["description"] = " ".join(filter(None, (column.unit, column.note)))
    if column.type == "choix":
        described["enum"] = [*column.values, *([] if column.required else [None])]
    if column.type == "date":
        described["format"] = "date"
    pattern = COMMUNE_PATTERN if column.type == "commune" else column.pattern
    if pattern is not None:
        described["pattern"] = f"^(?:{pattern})$"
    if column.minimum is not None:
        described["minimum"] = column.minimum
    if column.maximum is not None:
        described["maximum"] = column.maximum
    return described
