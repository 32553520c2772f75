"""Operations described without importing the modules that declare them.

A toolbox shows every operation with its parameters when it opens; the packages that an operation
computes with are imported when it is first run. The description is the one of the declaration,
kept in ``index.json`` and compared with it by a test.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache, cached_property
from importlib import import_module
from pathlib import PurePath
from typing import Any

from geotools import parameters
from geotools.index import IndexEntry, read_index
from geotools.operations import Argument, Group, Operation, Output


class DeferredFunction:
    """The function of an operation, whose module is imported by its first call."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__, self.__name__ = module, name

    @cached_property
    def _function(self) -> Callable[..., Any]:
        return getattr(import_module(self.__module__), self.__name__)

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(self._function)

    def __call__(self, **values: Any) -> Any:
        """Import the module, then call its function."""
        return self._function(**values)


@cache
def deferred_operations() -> tuple[Operation, ...]:
    """Return every operation, in the order of the work; no module of theirs is imported."""
    return tuple(deferred_operation(entry) for entry in read_index())


def deferred_operation(entry: IndexEntry) -> Operation:
    """Return the operation of a line of the index; its module is not imported."""
    function = DeferredFunction(entry.module, entry.function)
    usual = entry.function.replace("_", "-")
    return Operation(
        function=function,
        id=entry.id,
        group=Group(entry.group),
        parameters=tuple(read_argument(item) for item in entry.parameters),
        results=tuple(Output(**item) for item in entry.outputs),
        requires=tuple(entry.requires),
        command_name="" if entry.command == usual else entry.command,
    )


# --- The written form ---------------------------------------------------------------------------


def written(described: Any) -> dict[str, Any]:
    """Return what a value object says beyond its defaults, as JSON holds it."""
    said = {}
    for item in fields(described):
        usual = item.default_factory() if item.default_factory is not MISSING else item.default
        value = getattr(described, item.name)
        if item.init and value != usual:
            said[item.name] = _plain(_whole(value))
    return said


def written_argument(argument: Argument) -> dict[str, Any]:
    """Return a parameter as JSON holds it: its name, its kind, what that says, its default."""
    said = {"name": argument.name, "kind": type(argument.kind).__name__, **written(argument.kind)}
    if argument.required:
        return said
    return {**said, "default": _plain(argument.kind.write(argument.default))}


def read_argument(item: Mapping[str, Any]) -> Argument:
    """Return a parameter from what :func:`written_argument` wrote."""
    said = {name: _firm(value) for name, value in item.items()}
    name, kind = said.pop("name"), getattr(parameters, said.pop("kind"))
    required = "default" not in said
    default = said.pop("default", None)
    described = kind(**said)
    return Argument(name, described, described.accept(default), required)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        texts = all(isinstance(key, str) for key in value)
        return dict(value) if texts else [list(pair) for pair in value.items()]
    if isinstance(value, tuple | list):
        return list(value)
    return str(value) if isinstance(value, PurePath) else value


def _whole(value: Any) -> Any:
    """Write 1.0 as 1: ``typing`` keeps one of two equal annotations, whichever came first."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _firm(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    # JSON names things by texts only: options that are numbers are written as pairs
    paired = bool(value) and all(isinstance(item, list) for item in value)
    return dict(value) if paired else tuple(value)
