"""What an operation is: one typed function, described once, answered by three fronts.

An operation is declared by decorating a function whose parameters carry their description in
their annotation::

    @operation(group=Group.SPATIAL, label="Moran local (LISA)", summary="…", help="…", source="…",
               outputs=(Output("result", "Grappes", style="lisa"),))
    def local_moran(
        features: Annotated[GeoDataFrame, Layer("Couche à analyser")],
        value: Annotated[str, Field("Champ de la valeur", of="features", numeric=True)],
        *,
        permutations: Annotated[int, Integer("Permutations", minimum=99)] = 99_999,
        progress: Progress | None = None,
    ) -> GeoDataFrame: ...

The name, the default and the type come from the signature, the rest from the description: nothing
is written twice. The Python API is the function itself; :mod:`geotools.cli` and the QGIS plugin
derive a command and an algorithm from the :class:`Operation`, and both call :meth:`Operation.run`,
which checks every value against its description first.
"""

from __future__ import annotations

import importlib
import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from geotools._compat import missing
from geotools.errors import ConfigurationError, DependencyError, InputError, nearest, some
from geotools.parameters import Parameter
from geotools.progress import SILENT, Progress


class Group(Enum):
    """The six groups of the toolbox, in the order of the work."""

    READ = "1 · Lire et contrôler"
    TERRITORY = "2 · Localiser"
    OCCUPATION = "3 · Mesurer l’occupation"
    SPATIAL = "4 · Repérer les concentrations"
    SECRECY = "5 · Protéger le secret"
    ORIENTATIONS = "6 · Orienter et suivre"


@dataclass(frozen=True)
class Output:
    """What an operation returns: ``layer`` (GeoDataFrame), ``table``, ``raster`` or ``file``.

    ``style`` names a QML file of ``styles/`` that the plugin applies and the GeoPackage stores.
    ``drawn`` names the column that is shared out in classes when the one of the style is not there.
    """

    name: str
    label: str
    kind: str = "layer"
    style: str | None = None
    help: str = ""
    drawn: str = ""


@dataclass(frozen=True)
class Argument:
    """A parameter of an operation with the name and the default of the signature."""

    name: str
    kind: Parameter
    default: Any
    required: bool


@dataclass(frozen=True)
class Operation:
    """A function of the toolkit with everything that its three fronts need to know.

    Parameters
    ----------
    function : callable
        The Python API.
    id : str
        Identifier in QGIS: lower case, no separator, fixed for ever.
    group, label, summary, help, source, limits : str
        Read by people, in French: what it measures (with the formula), where it comes from,
        when not to trust it.
    arguments : tuple of Argument
    outputs : tuple of Output
        One for each element of what the function returns.
    requires : tuple of str
        Packages above the floor.
    tags : tuple of str
        Words for the search box.
    """

    function: Callable[..., Any]
    id: str
    group: Group
    label: str
    summary: str
    help: str
    source: str
    limits: str
    arguments: tuple[Argument, ...]
    outputs: tuple[Output, ...]
    requires: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """Name of the command line's command: the function's name with hyphens."""
        return self.function.__name__.replace("_", "-")

    def check_available(self) -> None:
        """Raise :class:`DependencyError` when a package above the floor is missing."""
        absent = missing(self.requires)
        if absent:
            raise DependencyError(
                f"« {self.label} » demande {some(absent)}, absent(s) de cet environnement Python. "
                "Avec OSGeo4W, ajoutez le paquet python3-… du même nom ; ailleurs : "
                f"pip install {' '.join(absent)}."
            )

    def complete(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values with defaults filled in, each checked against its description.

        Raises
        ------
        InputError
            A value is missing, unknown or does not fit.
        """
        known = {argument.name for argument in self.arguments}
        for name in values:
            if name not in known:
                raise ConfigurationError(
                    f"« {self.label} » ne connaît pas le paramètre « {name} ». "
                    f"Noms proches : {nearest(name, known)}."
                )
        filled = {a.name: values.get(a.name, a.default) for a in self.arguments}
        for argument in self.arguments:
            value = filled[argument.name]
            if value is None:
                if argument.required:
                    raise InputError(
                        f"« {self.label} » : le paramètre « {argument.kind.label} » est requis."
                    )
                continue
            argument.kind.check(argument.name, value, filled)
        return filled

    def run(self, values: Mapping[str, Any], progress: Progress | None = None) -> tuple[Any, ...]:
        """Check the values, call the function and return one object for each output."""
        self.check_available()
        filled = self.complete(values)
        if "progress" in inspect.signature(self.function).parameters:
            filled["progress"] = progress or SILENT
        result = self.function(**filled)
        return result if len(self.outputs) > 1 else (result,)


_REGISTRY: dict[str, Operation] = {}
_ROOMS = (
    "sources",
    "territory",
    "occupation",
    "spatial",
    "secrecy",
    "orientations",
    "outputs",
)
_F = TypeVar("_F", bound=Callable[..., Any])


def operation(
    *,
    group: Group,
    label: str,
    summary: str,
    help: str,
    source: str,
    outputs: tuple[Output, ...],
    limits: str = "",
    requires: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    id: str | None = None,
) -> Callable[[_F], _F]:
    """Declare a function as an operation; the function itself is returned unchanged.

    Parameters
    ----------
    group, label, summary, help, source, limits, outputs, requires, tags
        See :class:`Operation`.
    id : str, optional
        Identifier in QGIS; the function's name without underscores by default.
    """

    def register(function: _F) -> _F:
        identifier = id or function.__name__.replace("_", "")
        if identifier in _REGISTRY:
            raise RuntimeError(f"operation {identifier!r} is declared twice")
        _REGISTRY[identifier] = Operation(
            function=function,
            id=identifier,
            group=group,
            label=label,
            summary=summary,
            help=inspect.cleandoc(help),
            source=source,
            limits=limits,
            arguments=tuple(_arguments(function)),
            outputs=outputs,
            requires=requires,
            tags=tags,
        )
        return function

    return register


def _arguments(function: Callable[..., Any]) -> Iterator[Argument]:
    hints = typing.get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "progress":
            continue
        described = [note for note in _metadata(hints[name]) if isinstance(note, Parameter)]
        if len(described) != 1:
            raise RuntimeError(f"{function.__name__}({name}) needs exactly one description")
        required = parameter.default is inspect.Parameter.empty
        yield Argument(name, described[0], None if required else parameter.default, required)


def _metadata(hint: Any) -> tuple[Any, ...]:
    """Return the notes of ``Annotated[T, note]``, also inside ``Annotated[T, note] | None``."""
    notes = getattr(hint, "__metadata__", ())
    for inner in typing.get_args(hint):
        notes += getattr(inner, "__metadata__", ())
    return tuple(notes)


def load_operations() -> tuple[Operation, ...]:
    """Import every room and return the operations, ordered by group then by declaration."""
    for room in _ROOMS:
        importlib.import_module(f"geotools.{room}")
    order = list(Group)
    return tuple(sorted(_REGISTRY.values(), key=lambda item: order.index(item.group)))


def get_operation(identifier: str) -> Operation:
    """Return one operation by its identifier or its command name.

    Raises
    ------
    ConfigurationError
        When there is none; the nearest names are given.
    """
    operations = load_operations()
    by_name = {item.command.replace("-", ""): item for item in operations}
    by_name |= {item.id: item for item in operations}
    wanted = identifier.replace("-", "").replace("_", "").lower()
    if wanted not in by_name:
        raise ConfigurationError(
            f"L’opération « {identifier} » n’existe pas. Noms proches : {nearest(wanted, by_name)}."
        )
    return by_name[wanted]
