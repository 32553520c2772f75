"""The file of a printed page: its title, author, subject and keywords, and tags in a PDF.

matplotlib writes no tags by itself. The page is one tagged figure whose alternative text says what
the map says; its language and its title are declared, so that a screen reader announces them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

LANGUAGE = "fr-FR"


def save_pdf(path: Path, figure: Any, told: Mapping[str, str], alternative: str) -> None:
    """Write one tagged page.

    Parameters
    ----------
    path : path
    figure : matplotlib Figure
    told : mapping of str to str
        ``Title``, ``Author``, ``Subject`` and ``Keywords``.
    alternative : str
        What the page says, for who does not see it.
    """
    from matplotlib.backends.backend_pdf import PdfPages

    marks = _marks()
    for mark in marks:
        figure.add_artist(mark)
    with PdfPages(path, metadata={**told, "CreationDate": None}) as document:
        document.savefig(figure)
        if marks[0].file is not None:
            _tag(marks[0].file, marks[0].content, alternative)


def _marks() -> tuple[Any, Any]:
    """Return what begins and ends the tagged figure, under and over all that is drawn."""
    from matplotlib.artist import Artist
    from matplotlib.backends.backend_pdf import Verbatim

    class Mark(Artist):
        def __init__(self, operators: bytes, zorder: float) -> None:
            super().__init__()
            self.operators, self.file, self.content = operators, None, 0
            self.set_zorder(zorder)

        def draw(self, renderer: Any) -> None:
            file = getattr(renderer, "file", None)
            if file is None or file.currentstream is None:
                return
            renderer.finalize()  # marks stand outside every saved graphics state
            file.output(Verbatim(self.operators))
            self.file, self.content = file, file.currentstream.id

    return Mark(b"/Figure <</MCID 0>> BDC", -1e9), Mark(b"EMC", 1e9)


def _tag(file: Any, content: int, alternative: str) -> None:
    """Write the structure of the document; a later object of the same number is the one read."""
    from matplotlib.backends.backend_pdf import Name, Reference

    page = file.pageList[-1]
    tree, top, figure, parents = (
        file.reserveObject(name) for name in ("structure", "document", "figure", "parents")
    )
    file.writeObject(
        page,
        {
            "Type": Name("Page"),
            "Parent": file.pagesObject,
            "Resources": file.resourceObject,
            "MediaBox": [0, 0, 72 * file.width, 72 * file.height],
            "Contents": Reference(content),
            "StructParents": 0,
            "Tabs": Name("S"),
        },
    )
    file.writeObject(
        figure,
        {
            "Type": Name("StructElem"),
            "S": Name("Figure"),
            "P": top,
            "Pg": page,
            "K": 0,
            "Alt": alternative,
        },
    )
    file.writeObject(
        top, {"Type": Name("StructElem"), "S": Name("Document"), "P": tree, "K": [figure]}
    )
    file.writeObject(parents, {"Nums": [0, [figure]]})
    file.writeObject(
        tree,
        {
            "Type": Name("StructTreeRoot"),
            "K": [top],
            "ParentTree": parents,
            "ParentTreeNextKey": 1,
        },
    )
    file.writeObject(
        file.rootObject,
        {
            "Type": Name("Catalog"),
            "Pages": file.pagesObject,
            "Lang": LANGUAGE,
            "MarkInfo": {"Marked": True},
            "StructTreeRoot": tree,
            "ViewerPreferences": {"DisplayDocTitle": True},
        },
    )
