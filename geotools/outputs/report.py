"""The report: one HTML file that opens anywhere, without a network, and prints.

Every figure of the page is in its tables; maps and unit sheets read them there. So what the page
holds is what was released.
"""

from __future__ import annotations

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
from geotools.outputs.document import Document
from geotools.outputs.formatting import WITHHELD, WITHHELD_LEGEND, format_frame, format_value
from geotools.outputs.layers import LayerSpec, check_layers
from geotools.outputs.proof import FICTITIOUS, Proof
from geotools.outputs.report_map import map_data

TEMPLATES = Path(__file__).parent / "templates"
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
    data = map_data(spec.layers, OVERLAYS)
    return (
        environment()
        .get_template("report.html")
        .render(
            spec=spec,
            proof=spec.proof,
            fictitious=FICTITIOUS if spec.proof.fictitious else "",
            figures=[(f.label, _figure(spec, f), f.note) for f in spec.key_figures],
            tables=[_table(layer) for layer in spec.layers if layer.columns],
            reference=_reference(spec),
            has_map=data is not None,
            data=_script_json(data),
            has_index=any("indice_precarite" in layer.columns for layer in spec.layers),
            catalogue=_catalogue(spec.catalogue),
            withheld=WITHHELD,
            legend=WITHHELD_LEGEND,
        )
    )


@cache
def environment() -> Any:
    """Return the template engine: everything escaped, a missing name is an error."""
    jinja2 = require("jinja2", "L’écriture du rapport")
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


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


def _table(layer: LayerSpec) -> dict[str, Any]:
    attributes = layer.attributes()
    shown = format_frame(attributes, layer.units, layer.withheld())
    numeric = [
        pd.api.types.is_numeric_dtype(attributes[name])
        and not pd.api.types.is_bool_dtype(attributes[name])
        for name in attributes.columns
    ]
    return {
        "name": layer.name,
        "title": layer.title,
        "description": layer.description,
        "key": layer.alias(layer.key),
        "columns": [
            {"name": name, "label": label, "numeric": number}
            for name, label, number in zip(
                attributes.columns, layer.headers()[1:], numeric, strict=True
            )
        ],
        "rows": list(
            zip(shown.index.astype(str), shown.to_numpy(dtype=object).tolist(), strict=True)
        ),
    }


def _catalogue(frame: pd.DataFrame | None) -> dict[str, Any] | None:
    if frame is None or frame.empty:
        return None
    text = frame.astype(object).where(frame.notna(), "")
    return {"columns": list(frame.columns), "rows": text.to_numpy(dtype=object).tolist()}
