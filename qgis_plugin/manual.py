"""The pages that « Aide » opens: written from the cards and the guides that come with the plugin.

Nothing is fetched: a page is made in a folder of its own, in the language of QGIS, when somebody
asks for it.
"""

from __future__ import annotations

import tempfile
from functools import cache
from html import escape
from pathlib import Path

from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QTextDocument

from geotools.operations import Operation

from . import help as operation_help
from .environment import PLUGIN
from .i18n import tr

GUIDES = {"qgis": "Le diagnostic dans QGIS", "guide": "Guide", "methodes": "Méthodes"}
_PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif; }}
nav a {{ margin-right: 1rem; }} td, th {{ padding: .2rem .6rem; border: 1px solid #ccc; }}
</style></head><body><nav>{links}</nav>{body}</body></html>
"""


def address(operation: Operation) -> str:
    """Return the address of the page of an operation."""
    body = f"<h1>{escape(tr(operation.label))}</h1>{operation_help.html(operation)}"
    return _written(operation.id, tr(operation.label), body)


@cache
def guide(name: str = "qgis") -> str:
    """Return the address of a guide; the others are one click away."""
    addresses = {known: _guide(known) for known in GUIDES}
    return addresses[name]


def _guide(name: str) -> str:
    folder = PLUGIN / "aide" if (PLUGIN / "aide").is_dir() else PLUGIN.parent / "docs"
    document = QTextDocument()
    document.setMarkdown((folder / f"{name}.md").read_text(encoding="utf-8"))
    body = document.toHtml().partition("<body")[2].partition(">")[2].partition("</body>")[0]
    return _written(name, tr(GUIDES[name]), body)


def _written(name: str, title: str, body: str) -> str:
    links = "".join(f'<a href="{key}.html">{escape(tr(text))}</a>' for key, text in GUIDES.items())
    path = _folder() / f"{name}.html"
    path.write_text(_PAGE.format(title=escape(title), links=links, body=body), encoding="utf-8")
    return QUrl.fromLocalFile(str(path)).toString()


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="equilibre-aide-"))
