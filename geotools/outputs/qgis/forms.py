"""How QGIS shows one unit: its form, the bubble on the map, the way to its page of the report.

The form has its labels above the values, tabs, and shares in percent: QGIS shows a number as it
is stored, so each share has a field of its own beside it, computed and never written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from geotools.outputs.formatting import PERCENT
from geotools.outputs.layers import LayerSpec
from geotools.outputs.markup import Element
from geotools.outputs.qgis.factsheet import FactSheet, SheetFigure, figure_kind, usual_figures
from geotools.outputs.qgis.qml import add_aliases

IN_PERCENT = "_pct"
"""End of the name of a share in percent."""

_REPORT = "rapport.html"
_ACTION = "{6d0f4c2e-5d0c-4a5e-9a52-7f5f1c1d2a01}"
_COUNT, _INDEX = "effectif", "indice"
_TIP_FIGURES = 5


@dataclass(frozen=True)
class Form:
    """What the form of a layer shows, tab by tab."""

    layer: LayerSpec

    @property
    def shares(self) -> list[str]:
        """Columns that hold fractions shown in percent."""
        return [c for c in self.layer.columns if self.layer.units.get(c) == PERCENT]

    @property
    def indices(self) -> list[str]:
        """Columns that hold an index."""
        return [c for c in self.layer.columns if _INDEX in c and _is_number(self.layer, c)]

    @property
    def tabs(self) -> dict[str, list[str]]:
        """Title of each tab, with its fields; an empty tab is left out."""
        layer, shares = self.layer, set(self.shares)
        counts = [c for c in layer.columns if layer.units.get(c) == _COUNT]
        texts = [c for c in layer.columns if not _is_number(layer, c)]
        told = {*counts, *texts, *self.indices, *shares}
        tabs = {
            "Synthèse": [layer.key, *texts, *self.indices, *(c + IN_PERCENT for c in self.shares)],
            "Effectifs": counts,
            "Autres chiffres": [c for c in layer.columns if c not in told],
        }
        return {title: fields for title, fields in tabs.items() if fields}


def add_form(root: Element, layer: LayerSpec) -> None:
    """Add to a layer, or to one of its styles, how its rows are shown one by one."""
    form = Form(layer)
    root.children = [child for child in root if child.tag != "previewExpression"]
    root.add("previewExpression").text = f'"{_title_column(layer)}"'
    _computed(root, form)
    root.add("editorlayout").text = "tablayout"
    editor, above = root.add("attributeEditorForm"), root.add("labelOnTop")
    for title, names in form.tabs.items():
        tab = editor.add(
            "attributeEditorContainer", name=title, groupBox="0", columnCount="1", showLabel="1"
        )
        for name in names:
            tab.add("attributeEditorField", name=name, index="-1", showLabel="1")
            above.add("field", name=name, labelOnTop="1")
    _table(root, form)
    if layer.is_spatial:
        root.add("mapTip").text = _tip(layer)
        _action(root, layer)


def described(layer: LayerSpec) -> Element:
    """Return a style without symbols: the labels of the columns of a table."""
    root = Element("qgis")
    add_aliases(root, aliases(layer))
    return root


def aliases(layer: LayerSpec) -> dict[str, str]:
    """Return the French label of every column of a layer, in the order of its fields."""
    return {"fid": "N°", **{name: layer.alias(name) for name in [layer.key, *layer.columns]}}


def figures(layer: LayerSpec, columns: Sequence[str] | None = None) -> list[SheetFigure]:
    """Return the numbers of a layer as the lines of a sheet."""
    return [
        SheetFigure(column, layer.alias(column), figure_of(layer, column))
        for column in (layer.columns if columns is None else columns)
        if _is_number(layer, column)
    ]


def figure_of(layer: LayerSpec, column: str) -> str:
    """Return the kind of a column: its unit says that it is a share."""
    return "share" if layer.units.get(column) == PERCENT else figure_kind(column)


def _is_number(layer: LayerSpec, column: str) -> bool:
    return pd.api.types.is_numeric_dtype(layer.frame[column])


def _title_column(layer: LayerSpec) -> str:
    return "libelle" if "libelle" in layer.columns else layer.key


def _computed(root: Element, form: Form) -> None:
    """Add each share in percent, with its label and its unit."""
    computed = root.add("expressionfields")
    widgets = root.add("fieldConfiguration")
    known = next((child for child in root if child.tag == "aliases"), None)
    for name in form.indices:
        _one_decimal(widgets, name, "")
    for name in form.shares:
        percent = name + IN_PERCENT
        computed.add(
            "field",
            name=percent,
            expression=f'round(100 * "{name}", 1)',
            type="6",
            typeName="double",
            length="0",
            precision="1",
            subType="0",
            comment="",
        )
        _one_decimal(widgets, percent, " %")
        if known is not None:
            place = str(len(known.children))
            label = f"{form.layer.alias(name)} (%)"
            known.add("alias", field=percent, index=place, name=label)


def _one_decimal(widgets: Element, name: str, unit: str) -> None:
    """Show a number with one decimal and its unit."""
    widget = widgets.add("field", name=name).add("editWidget", type="Range")
    options = widget.add("config").add("Option", type="Map")
    options.add("Option", name="AllowNull", value="true", type="bool")
    options.add("Option", name="Precision", value="1", type="int")
    options.add("Option", name="Style", value="SpinBox", type="QString")
    options.add("Option", name="Suffix", value=unit, type="QString")


def _table(root: Element, form: Form) -> None:
    """Show shares in percent in the table too: the fractions are hidden, not removed."""
    config = root.add("attributetableconfig", actionWidgetStyle="dropDown", sortOrder="0")
    columns, hidden = config.add("columns"), {"fid", *form.shares}
    names = ["fid", form.layer.key, *form.layer.columns, *(c + IN_PERCENT for c in form.shares)]
    for name in names:
        state = str(int(name in hidden))
        columns.add("column", type="field", name=name, hidden=state, width="-1")
    columns.add("column", type="actions", hidden="1", width="-1")


def _tip(layer: LayerSpec) -> str:
    """Return the bubble of the map: the unit, then its main figures as the tables write them."""
    shown = usual_figures(figures(layer))[:_TIP_FIGURES]
    sheet = FactSheet(layer="", columns=layer.columns, figures=shown)
    lines = [f'<b>[% "{_title_column(layer)}" %]</b>']
    lines += [f"{figure.label} : <b>[% {sheet.value(figure)} %]</b>" for figure in shown]
    return "<br/>".join(lines)


def _action(root: Element, layer: LayerSpec) -> None:
    """Open the report, beside the file, on the unit."""
    folder = "regexp_replace(file_path(decode_uri(@layer, 'path')), '^/', '')"
    state = f"#etat?couche={layer.name}&choix={layer.name}/"
    address = f"'file:///' || {folder} || '/{_REPORT}{state}' || \"{layer.key}\""
    actions = root.add("attributeactions")
    actions.add("defaultAction", key="Canvas", value=_ACTION)
    action = actions.add(
        "actionsetting",
        id=_ACTION,
        name="Ouvrir la fiche de l’unité dans le rapport",
        shortTitle="Fiche de l’unité",
        type="5",  # open a page
        action=f"[% {address} %]",
        icon="",
        capture="0",
        notificationMessage="",
        isEnabledOnlyWhenEditable="0",
    )
    for scope in ("Canvas", "Feature", "Field"):
        action.add("actionScope", id=scope)
