"""Derive one command from one operation: nothing about a parameter is written here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from geotools.cli.files import read_layer, read_named, read_table, write_result
from geotools.cli.terminal import console, terminal_progress
from geotools.operations import Argument, Operation, Output
from geotools.parameters import (
    Choice,
    Fields,
    File,
    Flag,
    Integer,
    Layer,
    Layers,
    Number,
    Pairs,
    Parameter,
    Table,
    Tables,
)

_TYPES: tuple[tuple[type[Parameter], Any], ...] = (
    (Integer, int),
    (Number, float),
    (Flag, bool),
    (Layers, list[str]),
    (Tables, list[str]),
    (Fields, list[str]),
)


def command(operation: Operation) -> Callable[..., None]:
    """Return the function that Typer turns into the command of an operation."""

    def run(**options: Any) -> None:
        targets = _targets(operation, options)
        overwrite = options.pop("overwrite")
        values = {
            argument.name: _read(argument.kind, options[argument.name])
            for argument in operation.arguments
            if options[argument.name] not in (None, [])
        }
        with terminal_progress() as progress:
            results = operation.run(values, progress)
        for output, result in zip(operation.outputs, results, strict=True):
            target = targets[output.name]
            if target is not None:
                write_result(result, operation, output, target, overwrite=overwrite, say=_say)
                console.print(f"{output.label} : {target}", markup=False)

    parameters = [_option(argument, operation) for argument in operation.arguments]
    parameters += [_output_option(operation, output) for output in operation.outputs]
    parameters.append(
        _parameter(
            "overwrite", bool, typer.Option("--overwrite", help="Remplacer un fichier."), False
        )
    )
    parameters.sort(key=lambda p: p.default is not inspect.Parameter.empty)
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__ = operation.function.__name__
    run.__doc__ = "\n\n".join(
        part
        for part in (
            operation.summary,
            operation.help,
            f"Source : {operation.source}" if operation.source else "",
            f"Limites : {operation.limits}" if operation.limits else "",
        )
        if part
    )
    return run


def _parameter(name: str, annotation: Any, option: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        annotation=Annotated[annotation, option],
        default=default,
    )


def _option(argument: Argument, operation: Operation) -> inspect.Parameter:
    kind = argument.kind
    python_type = next((t for marker, t in _TYPES if isinstance(kind, marker)), str)
    flag = "--" + argument.name.replace("_", "-")
    if python_type is bool:
        flag = f"{flag}/--no-{argument.name.replace('_', '-')}"
    help_text = " ".join(part for part in (kind.label + ".", kind.help, _hint(kind)) if part)
    default = inspect.Parameter.empty if argument.required else _shown(argument.default)
    if python_type == list[str] and not argument.required:
        default = list(argument.default or [])
    elif python_type is not bool and not argument.required:
        python_type = python_type | None
    panel = "Réglages avancés" if kind.advanced else "Paramètres"
    option = typer.Option(
        flag, help=help_text, metavar=_metavar(kind), rich_help_panel=panel, show_default=True
    )
    return _parameter(argument.name, python_type, option, default)


def _output_option(operation: Operation, output: Output) -> inspect.Parameter:
    first = output is operation.outputs[0]
    name = "output" if first else f"output_{output.name}"
    option = typer.Option(
        "--" + name.replace("_", "-"),
        help=f"{output.label}. {output.help}".strip(),
        metavar="FICHIER",
        rich_help_panel="Résultats",
    )
    return _parameter(
        name, Path if first else Path | None, option, inspect.Parameter.empty if first else None
    )


def _targets(operation: Operation, options: dict[str, Any]) -> dict[str, Path | None]:
    return {
        output.name: options.pop("output" if position == 0 else f"output_{output.name}")
        for position, output in enumerate(operation.outputs)
    }


def _metavar(kind: Parameter) -> str:
    if isinstance(kind, Layer | Table | File):
        return "FICHIER"
    if isinstance(kind, Layers | Tables):
        return "NOM=FICHIER"
    if isinstance(kind, Number):
        return "NOMBRE"
    if isinstance(kind, Choice):
        return "CHOIX"
    return "CLÉ=NOMBRE,…" if isinstance(kind, Pairs) else "TEXTE"


def _hint(kind: Parameter) -> str:
    if isinstance(kind, Choice):
        listed = " ; ".join(f"{key} = {label}" for key, label in kind.options.items())
        return f"Valeurs : {listed}."
    if isinstance(kind, Layers | Tables | Fields):
        return "Répétable."
    return f"En {kind.unit}." if isinstance(kind, Number) and kind.unit else ""


def _shown(default: Any) -> Any:
    if isinstance(default, dict):
        return ",".join(f"{key}={value:g}" for key, value in default.items())
    return default


def _say(note: str) -> None:
    console.print(note, markup=False)


def _read(kind: Parameter, value: Any) -> Any:
    """Turn what was typed into what the function takes."""
    if isinstance(kind, Layer):
        return read_layer(value)
    if isinstance(kind, Layers | Tables):
        return read_named(value, spatial=isinstance(kind, Layers), say=_say)
    if isinstance(kind, Table):
        return read_table(value, _say)
    if isinstance(kind, Fields):
        return [name.strip() for item in value for name in item.split(",") if name.strip()]
    if isinstance(kind, Pairs):
        return Pairs.parse(value, kind.label)
    return Path(value) if isinstance(kind, File) else value
