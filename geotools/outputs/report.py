"""The report: one HTML file that opens anywhere, without a network, and prints.

Every figure of the page is in its tables; maps and unit sheets read them there. So what the page
holds is what was released.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from geotools._compat import require
from geotools.atomic import atomic_file
from geotools.errors import ConfigurationError, nearest
from geotools.outputs.document import Document, Logo
from geotools.outputs.formatting import (
    NOT_APPLICABLE,
    WITHHELD,
    WITHHELD_LEGEND,
    format_value,
)
from geotools.outputs.layers import LayerSpec, check_layers
from geotools.outputs.proof import FICTITIOUS, Proof
from geotools.outputs.report_charts import chapter_data, charts_data, message_data
from geotools.outputs.report_map import Background, map_data, static_map
from geotools.outputs.report_tables import NAMED_BY, table_data
from geotools.typography import typeset

NEEDS = ("jinja2",)
"""Packages beyond the floor."""

TEMPLATES = Path(__file__).parent / "templates"
VENDOR = Path(__file__).parent / "vendor"
_SCRIPTS = ("base", "tables", "map", "charts")
_MAP_SCRIPTS = ("base", "tables", "map", "atlas", "charts", "search", "link")
OVERLAYS = ("communes", "qpv")
"""Names of the layers whose outlines may be laid over the others, from bottom to top."""


@dataclass(frozen=True)
class KeyFigure:
    """A figure at the head of the report, read in a layer so that it is a released one.

    Parameters
    ----------
    label : str
    layer, code, column : str
        Where it is read.
    note : str
        What it is compared with, or its base.
    """

    label: str
    layer: str
    code: str
    column: str
    note: str = ""


@dataclass(frozen=True)
class ReportSpec:
    """What the report shows.

    Parameters
    ----------
    layers : sequence of LayerSpec
    proof : Proof
    title : str
    key_figures : sequence of KeyFigure
    reference : (str, str), optional
        Layer and code of the unit that each sheet is compared with: the territory.
    catalogue : DataFrame, optional
        Annex: one row for each indicator, French column names.
    steps : sequence of (str, str)
        What was read, located, rejected.
    notes : sequence of str
        Method and limits, one paragraph each.
    document : Document, optional
        Key messages and chapters.
    background : sequence of Background
        Local layers drawn under the maps (water, roads, buildings).
    """

    layers: Sequence[LayerSpec]
    proof: Proof
    title: str = "Diagnostic partagé de l’occupation du parc social"
    key_figures: Sequence[KeyFigure] = ()
    reference: tuple[str, str] | None = None
    catalogue: pd.DataFrame | None = None
    steps: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    document: Document | None = None
    background: Sequence[Background] = ()


def write_report(path: str | Path, spec: ReportSpec, *, overwrite: bool = False) -> Path:
    """Write the report to one HTML file, whole or not at all.

    Parameters
    ----------
    path : path
    spec : ReportSpec
    overwrite : bool

    Returns
    -------
    Path
        The file.
    """
    path = Path(path)
    text = render_report(spec)
    with atomic_file(path, overwrite=overwrite) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return path


def render_report(spec: ReportSpec) -> str:
    """Return the HTML text of the report.

    Raises
    ------
    ConfigurationError
        A key figure or the reference names a layer, a code or a column that is absent.
    """
    check_layers(list(spec.layers))
    document = (spec.document or Document(spec.title)).numbered()
    by_name = {layer.name: layer for layer in spec.layers}
    chapters = [chapter_data(chapter, by_name) for chapter in document.chapters]
    views = _views(chapters)
    maps = map_data(spec.layers, OVERLAYS, spec.background)
    shown = [layer for layer in spec.layers if layer.columns]
    data = {
        **(maps or _NO_MAP),
        "tables": {layer.name: table_data(layer) for layer in shown},
        "charts": charts_data(document, by_name),
        "views": views,
        "named": NAMED_BY,
    }
    text: str = (
        environment()
        .get_template("report.html")
        .render(
            spec=spec,
            proof=spec.proof,
            fictitious=FICTITIOUS if spec.proof.fictitious else "",
            figures=[(f.label, _figure(spec, f), f.note) for f in spec.key_figures],
            messages=[message_data(m, by_name) for m in document.key_messages],
            chapters=chapters,
            numbers={c.id: c.number for c in document.chapters},
            definitions=document.definitions or _definitions(spec.catalogue),
            logo=_logo(document.logo),
            tables=[_summary(layer) for layer in shown],
            reference=_reference(spec),
            has_map=maps is not None,
            static_map=static_map(spec.layers) if maps is not None else "",
            data=_script_json(data),
            has_index=any("indice_precarite" in layer.columns for layer in spec.layers),
            withheld=WITHHELD,
            not_applicable=NOT_APPLICABLE,
            legend=WITHHELD_LEGEND,
            css=(TEMPLATES / "report.css").read_text(encoding="utf-8"),
            vendor=(VENDOR / "charts.js").read_text(encoding="utf-8"),
            script=_script(_SCRIPTS if maps is None else _MAP_SCRIPTS),
        )
    )
    return text


_NO_MAP: dict[str, Any] = {"layers": [], "overlays": [], "background": []}


def _script(names: Sequence[str]) -> str:
    folder = TEMPLATES / "report"
    return "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in names)


def _views(chapters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the tables of chapters, numbered so that the page’s script finds each."""
    views = [view for chapter in chapters for view in chapter["tables"]]
    for number, view in enumerate(views):
        view["id"] = number
    return views


def _summary(layer: LayerSpec) -> dict[str, Any]:
    lines = len(layer.frame)
    return {
        "name": layer.name,
        "title": layer.title,
        "description": layer.description,
        "lines": lines,
        "count": format_value(lines),
    }


_LOGOS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}


def _logo(logo: Logo | None) -> dict[str, str] | None:
    """Return the logo as an address that holds its bytes."""
    if logo is None:
        return None
    kind = _LOGOS.get(logo.file.suffix.lower())
    if kind is None or not logo.file.is_file():
        raise ConfigurationError(
            f"Le logo doit être un fichier PNG, JPEG ou SVG ; reçu : « {logo.file.name} »."
        )
    encoded = base64.b64encode(logo.file.read_bytes()).decode()
    return {"address": f"data:{kind};base64,{encoded}", "text": logo.text}


@cache
def environment() -> Any:
    """Return the template engine: everything escaped, a missing name is an error."""
    jinja2 = require("jinja2", "L’écriture du rapport")
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["fr"] = typeset
    return made


def _script_json(data: Any) -> str:
    """Return JSON that can stand inside a script element whatever the names in it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _row(spec: ReportSpec, name: str, code: str) -> tuple[LayerSpec, int]:
    by_name = {layer.name: layer for layer in spec.layers}
    if name not in by_name:
        raise ConfigurationError(
            f"Le rapport cite la couche « {name} », absente. Noms proches : "
            f"{nearest(name, by_name)}."
        )
    codes = by_name[name].frame.index.astype(str).tolist()
    if code not in codes:
        raise ConfigurationError(
            f"Le rapport cite le code « {code} » de « {by_name[name].title} », absent. Codes "
            f"proches : {nearest(code, codes)}."
        )
    return by_name[name], codes.index(code)


def _figure(spec: ReportSpec, figure: KeyFigure) -> str:
    layer, row = _row(spec, figure.layer, figure.code)
    if figure.column not in layer.columns:
        raise ConfigurationError(
            f"Le chiffre clé « {figure.label} » lit le champ « {figure.column} » de "
            f"« {layer.title} », absent. Noms proches : {nearest(figure.column, layer.columns)}."
        )
    return format_value(layer.frame[figure.column].iloc[row], layer.units.get(figure.column, ""))


def _reference(spec: ReportSpec) -> str:
    """Return the address of the table row that sheets are compared with, empty for none."""
    if spec.reference is None:
        return ""
    layer, row = _row(spec, *spec.reference)
    return f"{layer.name}/{row}"


def _definitions(frame: pd.DataFrame | None) -> list[tuple[str, str]]:
    """Return the rows of an annex as terms and their definitions, for a report without chapters."""
    if frame is None or frame.empty:
        return []
    text = frame.astype(object).where(frame.notna(), "").astype(str)
    return [(row[0], " · ".join(filter(None, row[1:]))) for row in text.to_numpy().tolist()]
