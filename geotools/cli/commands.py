"""Derive one command from one operation: nothing about a parameter is written here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import typer

from geotools.cli.terminal import console, quiet_libraries, show_table, terminal_progress
from geotools.operations import Argument, Operation, Output
from geotools.parameters import Layer, Layers, Parameter, Table, Tables, Target
from geotools.typography import without_lines


def command(operation: Operation) -> Callable[..., int]:
    """Return the function that Typer turns into the command of an operation."""

    def run(**options: Any) -> int:
        targets = {
            output.name: options.pop(_option_name(operation, output), None)
            for output in operation.files
        }
        own = {argument.name for argument in operation.arguments}
        overwrite = options["overwrite"] if "overwrite" in own else options.pop("overwrite", False)
        values = {
            argument.name: _read(argument.kind, options[argument.name])
            for argument in operation.arguments
            if options[argument.name] not in (None, [])
        }
        with terminal_progress() as progress, quiet_libraries():
            results = operation.run(values, progress)
        code = 0
        if any(target is not None for target in targets.values()):
            from geotools.cli.files import shown_target
            from geotools.cli.writing import write_result
        for output, result in zip(operation.outputs, results, strict=True):
            target = targets.get(output.name)
            if target is not None:
                write_result(result, operation, output, target, overwrite=overwrite, say=_say)
                _say(f"{output.label} : {shown_target(target)}")
            elif output.kind == "text":
                code = max(code, getattr(result, "code", 0))
                text = str(result)
                print(text, end="" if text.endswith("\n") else "\n")
            elif output.shown:
                show_table(result, output.label)
        for argument in operation.arguments:
            if isinstance(argument.kind, Target):
                _say(f"{argument.kind.label} : {values[argument.name]}")
        return code

    parameters = [_option(argument) for argument in operation.arguments]
    parameters += [_output_option(operation, output) for output in operation.files]
    if operation.files and all(parameter.name != "overwrite" for parameter in parameters):
        replaced = typer.Option("--overwrite", help="Remplacer un fichier.")
        parameters.append(_parameter("overwrite", bool, replaced, False))
    parameters.sort(key=lambda p: p.default is not inspect.Parameter.empty)
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__ = operation.function.__name__
    run.__doc__ = "\n\n".join(
        part
        for part in (
            operation.summary,
            operation.help,
            f"Source : {without_lines(operation.source)}" if operation.source else "",
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


def _option(argument: Argument) -> inspect.Parameter:
    kind = argument.kind
    python_type: Any = list[str] if kind.several else kind.typed
    default = inspect.Parameter.empty if argument.required else kind.write(argument.default)
    if kind.several and not argument.required:
        default = list(argument.default or [])
    elif python_type is not bool and not argument.required:
        python_type = python_type | None
    text = " ".join(part for part in (f"{kind.label}.", kind.help, kind.hint()) if part)
    if kind.positional:
        asked: Any = typer.Argument(help=text, metavar=kind.metavar, show_default=True)
        return _parameter(argument.name, python_type, asked, default)
    flag = "--" + argument.name.replace("_", "-")
    if python_type is bool:
        flag = f"{flag}/--no-{argument.name.replace('_', '-')}"
    panel = "Réglages avancés" if kind.advanced else "Paramètres"
    asked = typer.Option(
        flag, help=text, metavar=kind.metavar, rich_help_panel=panel, show_default=True
    )
    return _parameter(argument.name, python_type, asked, default)


def _option_name(operation: Operation, output: Output) -> str:
    return "output" if output is operation.outputs[0] else f"output_{output.name}"


def _output_option(operation: Operation, output: Output) -> inspect.Parameter:
    name = _option_name(operation, output)
    required = name == "output" and not output.shown
    option = typer.Option(
        "--" + name.replace("_", "-"),
        help=f"{output.label}. {output.help}".strip(),
        metavar="FICHIER",
        rich_help_panel="Résultats",
    )
    return _parameter(
        name,
        str if required else str | None,  # a file, or a table of a database
        option,
        inspect.Parameter.empty if required else None,
    )


def _say(note: str) -> None:
    console.print(note, markup=False)


_READERS: tuple[tuple[type[Parameter], Callable[[Any, Any], Any]], ...] = (
    (Layer, lambda files, typed: files.open_layer(typed, _say)),
    (Layers, lambda files, typed: files.read_named(typed, spatial=True, say=_say)),
    (Table, lambda files, typed: files.open_table(typed, _say)),
    (Tables, lambda files, typed: files.read_named(typed, spatial=False, say=_say)),
)
"""What holds data is read from a file; the rest is read by its kind."""


def _read(kind: Parameter, typed: Any) -> Any:
    for known, read in _READERS:
        if isinstance(kind, known):
            return read(import_module("geotools.cli.files"), typed)
    return kind.read(typed)
