"""What a diagnosis says, as data: chapters, charts and tables that name published layers.

A chart or a table holds no figure. It names a layer and columns, which are read in the layers that
passed the audit when the document is written: so nothing can be shown that was not released.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from geotools.errors import ConfigurationError, nearest

KINDS = {
    "dots": "points, avec les niveaux au-dessus",
    "slope": "pentes entre deux millésimes",
    "quadrant": "nuage coupé en quatre par ses références",
    "scatter": "nuage de deux valeurs",
    "moran": "nuage de Moran",
    "histogram": "histogramme",
    "bars": "barres par classe",
    "map": "carte",
}
"""Kinds of charts and how each is called in an alternative text."""

_CHANNELS = {
    "dots": (1, None),
    "slope": (2, None),
    "quadrant": (2, 2),
    "scatter": (2, 2),
    "moran": (2, 2),
    "histogram": (1, 1),
    "bars": (1, 2),
    "map": (1, 1),
}


@dataclass(frozen=True)
class Above:
    """A level that units are compared with.

    Parameters
    ----------
    layer : str
        Layer of the level: ``communes``, ``territoire``…
    by : str
        Column of the unit's layer that holds the code of its place in that level, or the code
        itself for a level that has a single place (``code=True``).
    label : str
        How the level is called: « sa commune », « le territoire ».
    code : bool
        Whether ``by`` is a code rather than a column.
    """

    layer: str
    by: str
    label: str
    code: bool = False


@dataclass(frozen=True)
class Chart:
    """One drawing of published figures.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    layer : str
        Layer whose rows are drawn.
    columns : tuple of str
        What is read, in the order of the kind: ``dots`` one or more values; ``slope`` the values
        of each vintage from the oldest; ``quadrant``, ``scatter`` and ``moran`` x then y;
        ``histogram`` and ``map`` one value; ``bars`` a class and, when bars are not counts of
        units, the column that is added up.
    title : str
        What it shows, with its unit.
    above : tuple of Above
        Levels marked beside each dot, or that cut a quadrant (the first one).
    color : str
        Column of classes that colours the marks, empty for none.
    rows : str
        Condition on the columns (language of the catalogue) that chooses the rows, empty for all.
    sort : str
        Column that orders ``dots``, descending; empty for the first column.
    limit : int
        At most so many rows of ``dots`` or ``slope``; 0 for all.
    labels : tuple of str
        Names of the vintages of a slope, or of axes; the aliases of the columns by default.
    how_to_read : str
        One sentence under the drawing.
    """

    kind: str
    layer: str
    columns: tuple[str, ...]
    title: str
    above: tuple[Above, ...] = ()
    color: str = ""
    rows: str = ""
    sort: str = ""
    limit: int = 0
    labels: tuple[str, ...] = ()
    how_to_read: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ConfigurationError(
                f"Le graphique « {self.title} » est d’un genre inconnu (« {self.kind} »). "
                f"Noms proches : {nearest(self.kind, KINDS)}."
            )
        least, most = _CHANNELS[self.kind]
        if len(self.columns) < least or (most is not None and len(self.columns) > most):
            raise ConfigurationError(
                f"Le graphique « {self.title} » ({KINDS[self.kind]}) lit {least} colonne(s) au "
                f"moins ; reçu : {len(self.columns)}."
            )


@dataclass(frozen=True)
class TableView:
    """Some rows and columns of a published layer, to be read on the page.

    Parameters
    ----------
    layer : str
    columns : tuple of str
        Columns shown, in order; empty for all.
    title : str
        Empty for the title of the layer.
    rows : str
        Condition that chooses the rows, empty for all.
    sort : str
        Column that orders the rows, ``-`` before it for descending; empty to keep their order.
    limit : int
        At most so many rows; what is left out is said under the table. 0 for all.
    headings : mapping of str to str
        Shorter headings of columns whose label says more than its table needs.
    """

    layer: str
    columns: tuple[str, ...] = ()
    title: str = ""
    rows: str = ""
    sort: str = ""
    limit: int = 0
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """A sentence that is true of the published figures.

    Parameters
    ----------
    text : str
    key : bool
        Whether it stands at the head of the document too.
    chapter : str
        Identifier of the chapter it answers.
    rank : int
        Order among messages.
    layer, unit : str
        Where the sentence leads on the map, empty for nowhere.
    """

    text: str
    key: bool = False
    chapter: str = ""
    rank: int = 100
    layer: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Chapter:
    """One question of the diagnosis and what answers it.

    Parameters
    ----------
    id : str
        Name of the chapter in addresses and in the sentences that belong to it (``chapitre``).
    title, question : str
    answers : tuple of Message
        Filled by :func:`geotools.outputs.document.tell`; sentences that are not true are absent.
    visuals : tuple of Chart
    tables : tuple of TableView
    how_to_read, caution, source : str
        How figures are read, what they do not say, where they come from.
    opened_by : str
        For a chapter that has no figures: which file would open it, in one line.
    awaits : mapping of str to str
        For a chapter that is open: a layer, and which file would add it, in one line.
    omitted : tuple of str
        Sentences that say which drawing is not made, and why; filled when the document is composed.
    number : int
        Place in the document; 0 to be numbered by it.
    """

    id: str
    title: str
    question: str
    answers: tuple[Message, ...] = ()
    visuals: tuple[Chart, ...] = ()
    tables: tuple[TableView, ...] = ()
    how_to_read: str = ""
    caution: str = ""
    source: str = ""
    opened_by: str = ""
    awaits: Mapping[str, str] = field(default_factory=dict)
    omitted: tuple[str, ...] = ()
    number: int = 0

    @property
    def is_open(self) -> bool:
        """Whether there is something to show."""
        return bool(self.answers or self.visuals or self.tables)


@dataclass(frozen=True)
class Logo:
    """The mark of the authority that signs the document.

    Parameters
    ----------
    file : Path
        PNG, JPEG or SVG.
    text : str
        Its alternative text: the name of the authority.
    """

    file: Path
    text: str


@dataclass(frozen=True)
class Document:
    """A whole document.

    Parameters
    ----------
    title : str
    chapters : sequence of Chapter
    key_messages : sequence of Message
        First sentences of the document.
    definitions : sequence of (str, str)
        Term and definition of what is published, and of nothing else.
    sources : sequence of str
    logo : Logo, optional
    """

    title: str
    chapters: Sequence[Chapter] = ()
    key_messages: Sequence[Message] = ()
    definitions: Sequence[tuple[str, str]] = ()
    sources: Sequence[str] = ()
    logo: Logo | None = field(default=None)

    def numbered(self) -> Document:
        """Return the document with its chapters numbered from 1."""
        chapters = [replace(c, number=n) for n, c in enumerate(self.chapters, start=1)]
        return replace(self, chapters=tuple(chapters))

    def told(self, messages: Sequence[Message]) -> Document:
        """Return the document with each message in its chapter, key messages at the head too.

        Where no key message is true, the first answer of each chapter stands at the head.
        """
        ordered = sorted(messages, key=lambda message: message.rank)
        chapters = tuple(
            replace(c, answers=(*c.answers, *(m for m in ordered if m.chapter == c.id)))
            for c in self.chapters
        )
        keys = (*self.key_messages, *(message for message in ordered if message.key))
        if not keys:
            said = [next((m for m in ordered if m.chapter == c.id), None) for c in self.chapters]
            keys = tuple(message for message in said if message is not None)
        return replace(self, chapters=chapters, key_messages=keys)
