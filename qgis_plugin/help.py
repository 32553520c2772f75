"""The help of an algorithm, as HTML, written from the description of its operation."""

from __future__ import annotations

import re
from html import escape

from geotools.operations import Argument, Operation
from geotools.parameters import Choice, Number
from geotools.typography import without_lines

from .i18n import tr

_WIDTH = 84  # characters: where the source files cut a sentence
_OWN_LINE = re.compile(r"[·-] |\d+\. |[^.;:()]{1,40} = ")  # an item of a list, a formula


def html(operation: Operation) -> str:
    """Return what it measures, its parameters, its source and its limits."""
    parts = [f"<p><b>{escape(tr(operation.summary))}</b></p>", _paragraphs(tr(operation.help))]
    described = "".join(_item(argument) for argument in operation.arguments)
    if described:
        parts.append(f"<h3>{tr('Paramètres')}</h3><ul>{described}</ul>")
    results = "".join(
        f"<li><b>{escape(tr(output.label))}</b>{_after(tr(output.help))}</li>"
        for output in operation.outputs
    )
    parts.append(f"<h3>{tr('Résultats')}</h3><ul>{results}</ul>")
    if operation.limits:
        parts.append(f"<h3>{tr('Limites')}</h3>{_paragraphs(tr(operation.limits))}")
    if operation.source:
        parts.append(f"<h3>{tr('Source')}</h3>{_paragraphs(without_lines(tr(operation.source)))}")
    return "".join(parts)


def _item(argument: Argument) -> str:
    kind = argument.kind
    text = tr(kind.help)
    if isinstance(kind, Choice):
        listed = " ; ".join(f"{key} = {tr(label)}" for key, label in kind.options.items())
        text = f"{text} {tr('Valeurs :')} {listed}."
    if isinstance(kind, Number) and kind.unit:
        text = f"{text} {tr('Unité :')} {tr(kind.unit)}."
    return f"<li><b>{escape(tr(kind.label))}</b>{_after(text.strip())}</li>"


def _after(text: str) -> str:
    return f" : {escape(text)}" if text else ""


def _paragraphs(text: str) -> str:
    blocks = (block.strip() for block in text.split("\n\n"))
    return "".join(f"<p>{_flowed(block)}</p>" for block in blocks if block)


def _flowed(block: str) -> str:
    """Let sentences flow in the window: only the line breaks that were meant are kept."""
    first, *others = block.split("\n")
    flowed, previous = escape(first), first
    for line in others:
        fitted = len(previous) + 1 + len(line.split(maxsplit=1)[0]) <= _WIDTH
        meant = fitted or _OWN_LINE.match(line)
        flowed += ("<br>" if meant else " ") + escape(line)
        previous = line
    return flowed
