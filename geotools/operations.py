"""What an operation is: one typed function, described once, answered by three fronts.

An operation is declared by decorating a function whose parameters carry their kind in their
annotation; what people read of it stands in its card (:mod:`geotools.cards`)::

    @operation(group=Group.SPATIAL, outputs=(Output("result", style="lisa"),))
    def local_moran(
        features: Annotated[GeoDataFrame, Layer()],
        value: Annotated[str, Field(of="features", numeric=True)],
        *,
        permutations: Annotated[int, Integer(minimum=99)] = 99_999,
        progress: Progress | None = None,
    ) -> GeoDataFrame: ...

The name, the default and the type come from the signature, the words from the card: nothing is
written twice. The Python API is the function itself; :mod:`geotools.cli` and the QGIS plugin
derive a command and an algorithm from the :class:`Operation`, and both call :meth:`Operation.run`,
which checks every value against its description first.
"""

from __future__ import annotations

import importlib
import inspect
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any, TypeVar

from geotools._compat import missing
from geotools.cards import Card, Wording, read_card
from geotools.errors import ConfigurationError, DependencyError, InputError, nearest, some
from geotools.index import read_index
from geotools.parameters import Parameter
from geotools.progress import SILENT, Progress


class Group(Enum):
    """The groups of the toolbox, in the order of the work."""

    WHOLE = "0 · Chaînes complètes"
    READ = "1 · Lire et contrôler"
    TERRITORY = "2 · Localiser"
    OCCUPATION = "3 · Mesurer l’occupation"
    SPATIAL = "4 · Repérer les concentrations"
    SECRECY = "5 · Protéger le secret"
    ORIENTATIONS = "6 · Orienter et suivre"


@dataclass(frozen=True)
class Output:
    """What an operation returns.

    ``kind`` is ``layer`` (GeoDataFrame), ``table``, ``raster``, ``file`` or ``text``.
    A ``text`` is said, not written; a table that is ``shown`` is printed when nobody asks for its
    file.

    ``style`` names a QML file of ``styles/`` that the plugin applies and the GeoPackage stores.
    ``drawn`` names the column that is shared out in classes when the one of the style is not there.
    ``confidential`` comes from the card: the file is its owner's alone.
    """

    name: str
    label: str = ""
    kind: str = "layer"
    style: str | None = None
    help: str = ""
    drawn: str = ""
    shown: bool = False
    confidential: bool = False

    def worded(self, words: Wording | None) -> Output:
        """Return the same output with what its operation's card says of it."""
        if words is None:
            return self
        return replace(self, label=words.label, help=words.help, confidential=words.confidential)


class Verdict(str):
    """What an operation says in words, and the code that a command line ends with."""

    code: int

    def __new__(cls, text: str, code: int = 0) -> Verdict:
        """Return the text with its code."""
        verdict = super().__new__(cls, text)
        verdict.code = code
        return verdict


class Answer:
    """What a function returns when Python is told more than the outputs: it hands them over."""

    def results(self) -> tuple[Any, ...]:
        """Return one object for each output, in their order."""
        raise NotImplementedError

    def sentences(self) -> Iterable[str]:
        """Return what there is to say of them, in French."""
        return ()


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
    group : Group
    parameters : tuple of Argument
        From the signature, without words: :attr:`arguments` has them.
    results : tuple of Output
        One for each element of what the function returns; :attr:`outputs` has the words.
    requires : tuple of str
        Packages above the floor.
    own_card : Card, optional
        What people read, when it does not stand in the folder of cards.
    command_name : str
        Name of the command when it is not the function's.
    """

    function: Callable[..., Any]
    id: str
    group: Group
    parameters: tuple[Argument, ...]
    results: tuple[Output, ...]
    requires: tuple[str, ...] = ()
    own_card: Card | None = None
    command_name: str = ""

    @cached_property
    def card(self) -> Card:
        """What people read, in French; read from the folder of cards on first use."""
        return self.own_card or read_card(self.room, self.id)

    @cached_property
    def arguments(self) -> tuple[Argument, ...]:
        """The parameters, worded by the card."""
        words = self.card.parameters
        return tuple(replace(a, kind=a.kind.worded(words.get(a.name))) for a in self.parameters)

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """The results, worded by the card."""
        return tuple(output.worded(self.card.outputs.get(output.name)) for output in self.results)

    @property
    def room(self) -> str:
        """Name of the subpackage that declares it."""
        return self.function.__module__.split(".")[1]

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.card.label

    @property
    def summary(self) -> str:
        """What it does, in one sentence."""
        return self.card.summary

    @property
    def help(self) -> str:
        """What it measures, with the formula."""
        return self.card.help

    @property
    def source(self) -> str:
        """Where it comes from."""
        return self.card.source

    @property
    def limits(self) -> str:
        """When not to trust it."""
        return self.card.limits

    @property
    def tags(self) -> tuple[str, ...]:
        """Words for the search box."""
        return self.card.tags

    @property
    def command(self) -> str:
        """Name of the command: the function's name with hyphens, unless another was declared."""
        return self.command_name or self.function.__name__.replace("_", "-")

    @property
    def files(self) -> tuple[Output, ...]:
        """The outputs that are written in files."""
        return tuple(output for output in self.outputs if output.kind != "text")

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
        filled = {a.name: a.kind.accept(values.get(a.name, a.default)) for a in self.arguments}
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
        answer = self.function(**filled)
        if isinstance(answer, Answer):
            for sentence in answer.sentences():
                (progress or SILENT).say(sentence)
        return self.results_of(answer)

    def results_of(self, answer: Any) -> tuple[Any, ...]:
        """Return one object for each output out of what the function returned."""
        if isinstance(answer, Answer):
            return answer.results()[: len(self.results)]
        return tuple(answer) if len(self.results) > 1 else (answer,)


_REGISTRY: dict[str, Operation] = {}
_F = TypeVar("_F", bound=Callable[..., Any])


def operation(
    *,
    group: Group,
    outputs: tuple[Output, ...],
    requires: tuple[str, ...] = (),
    id: str | None = None,
    command: str = "",
    card: Card | None = None,
) -> Callable[[_F], _F]:
    """Declare a function as an operation; the function itself is returned unchanged.

    Parameters
    ----------
    group, outputs, requires
        See :class:`Operation`.
    id : str, optional
        Identifier in QGIS; the function's name without underscores by default.
    command : str
        Name of the command; the function's name with hyphens by default.
    card : Card, optional
        What people read; the file ``cards/<id>.toml`` of the room by default.
    """

    def register(function: _F) -> _F:
        identifier = id or function.__name__.replace("_", "")
        if identifier in _REGISTRY:
            raise RuntimeError(f"operation {identifier!r} is declared twice")
        _REGISTRY[identifier] = Operation(
            function=function,
            id=identifier,
            group=group,
            parameters=tuple(_arguments(function)),
            results=outputs,
            requires=requires,
            own_card=card,
            command_name=command,
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


def registered() -> tuple[Operation, ...]:
    """Return the operations declared so far, by group then by declaration."""
    order = list(Group)
    return tuple(sorted(_REGISTRY.values(), key=lambda item: order.index(item.group)))


def load_operations() -> tuple[Operation, ...]:
    """Import every module of the index and return the operations, in the order of the work."""
    for entry in read_index():
        importlib.import_module(entry.module)
    place = {entry.id: rank for rank, entry in enumerate(read_index())}
    return tuple(sorted(registered(), key=lambda item: place.get(item.id, len(place))))


def get_operation(identifier: str) -> Operation:
    """Return one operation by its identifier or its command name; only its module is imported.

    Raises
    ------
    ConfigurationError
        When there is none; the nearest names are given.
    """
    wanted = identifier.replace("-", "").replace("_", "").lower()
    entries = {entry.command.replace("-", ""): entry for entry in read_index()}
    entries |= {entry.id: entry for entry in read_index()}
    if wanted in _REGISTRY:
        return _REGISTRY[wanted]
    if wanted not in entries:
        raise ConfigurationError(
            f"L’opération « {identifier} » n’existe pas. Noms proches : {nearest(wanted, entries)}."
        )
    importlib.import_module(entries[wanted].module)
    return _REGISTRY[entries[wanted].id]
