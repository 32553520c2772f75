"""The printed maps of a publication: which are drawn, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geotools.atomic import atomic_file, within
from geotools.outputs.formatting import COUNT, format_value
from geotools.outputs.layers import LayerSpec
from geotools.outputs.map_page import MapSpec
from geotools.outputs.maps import write_map
from geotools.outputs.palette import NO_CLASS, Style
from geotools.outputs.proof import Proof
from geotools.progress import Progress
from geotools.typography import typeset

UNPRINTED = "LISEZMOI.txt"
"""File beside the maps that says which are not drawn, and why."""

_LEAST = 0.5
"""More than this share of the units to which the value applies must have one: else, no map."""


def write_maps(
    folder: Path,
    layers: Sequence[LayerSpec],
    proof: Proof,
    pairs: Sequence[tuple[str, str]] | None,
    progress: Progress,
) -> None:
    """Write the maps, QPV outlines over them and communes under, and say which are not drawn.

    Parameters
    ----------
    folder : path
    layers : sequence of LayerSpec
        As they leave.
    proof : Proof
    pairs : sequence of (str, str), optional
        Layer and column of each map; by default the first theme of each layer and its clusters.
    progress : Progress
    """
    by_name = {layer.name: layer for layer in layers}
    pairs = _default_maps(layers) if pairs is None else pairs
    reasons = []
    for number, (name, column) in enumerate(pairs):
        progress.at(number / len(pairs), "Cartes")
        layer = by_name[name]
        style = layer.themed()[column]
        file = within(folder, f"{name}-{column}.pdf")
        reason = unprintable(layer, style)
        if reason:
            reasons.append(f"{file.name} ({layer.title}, {style.title}) : {reason}")
            continue
        spec = MapSpec(
            layer=layer,
            style=style,
            proof=proof,
            overlay=by_name.get("qpv") if name != "qpv" else None,
            context=by_name.get("communes") if name != "communes" else None,
        )
        write_map(file, spec)
    if reasons:
        _say(folder / UNPRINTED, reasons, progress)


def unprintable(layer: LayerSpec, style: Style) -> str:
    """Tell why a map would show nothing but what is missing; empty when it is worth printing.

    Parameters
    ----------
    layer : LayerSpec
    style : Style
    """
    absent = style.classify(layer.attributes()) == NO_CLASS
    units, known = len(absent), int((~absent).sum())
    withheld = absent & layer.withheld()[style.field].to_numpy() if absent.any() else absent
    hidden, void = int(withheld.sum()), int((absent & ~withheld).sum())
    if known > _LEAST * (known + hidden):
        return ""
    if not units:
        return "aucune unité à montrer."
    has = {0: "aucune unité n’a", 1: "1 unité a"}.get(known, f"{_whole(known)} unités ont")
    kept = "retenue" if hidden == 1 else "retenues"
    parts = [f"{_whole(hidden)} {kept} par le secret statistique"] * bool(hidden)
    parts += [f"{_whole(void)} sans objet"] * bool(void)
    return (
        f"{has} une valeur, sur {_whole(units)} ({', '.join(parts)}). La carte montrerait surtout "
        f"ce qui manque ; les valeurs publiées sont dans tableaux/{layer.name}.csv."
    )


def _whole(number: int) -> str:
    return format_value(number, COUNT)


def _say(path: Path, reasons: Sequence[str], progress: Progress) -> None:
    count = (
        "Une carte n’est pas imprimée"
        if len(reasons) == 1
        else (f"{len(reasons)} cartes ne sont pas imprimées")
    )
    text = typeset("\n".join([f"{count} :", *(f"– {reason}" for reason in reasons)]))
    with atomic_file(path) as temporary:
        temporary.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    progress.say(f"{count} : cartes/{UNPRINTED} dit pourquoi.")


def _default_maps(layers: Sequence[LayerSpec]) -> list[tuple[str, str]]:
    """Return the default theme of each layer, and its clusters."""
    pairs = []
    for layer in layers:
        if layer.is_spatial and len(layer.frame):
            themes = [style for style in layer.themed().values() if style.kind != "single"]
            pairs += [(layer.name, style.field) for style in themes[:1]]
            pairs += [(layer.name, s.field) for s in themes[1:] if s.name == "lisa"]
    return pairs
