"""The documentation site: the Markdown pages of this folder and the reference of the functions.

Built offline by ``make docs``; formulas are MathML, which browsers draw without a script. A broken
link or reference between pages is an error.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import geotools  # noqa: E402  (the checkout, not an installed copy)

project = "Équilibre territorial"
author = "Équilibre territorial"
copyright = "GPL-2.0-or-later"
version = release = geotools.__version__
language = "fr"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "attrs_inline"]
myst_heading_anchors = 4
myst_dmath_double_inline = True

autodoc_typehints = "none"  # the numpydoc sections say the types
napoleon_google_docstring = False
napoleon_use_rtype = False
add_module_names = False
toc_object_entries = False

html_theme = "furo"
html_title = "Équilibre territorial"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"
html_last_updated_fmt = None
smartquotes = False

_RAW_ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>\s*$', re.M)
# Files of the repository that a page names and that the site does not hold.
_OUTSIDE = re.compile(r"\[([^\]]+)\]\((?:\.\./)+(?!docs/)[^)]+\)")


def adapt_page(_app: Any, name: str, source: list[str]) -> None:
    """Make a page that is read on its own in the repository a page of the site.

    Anchors become targets, a page that the index does not name is added to it, and a link to a
    file that is not in the site becomes its name.
    """
    if name == "index":
        named = set(re.findall(r"^[\w/]+$", source[0], re.M)) | {name}
        others = sorted({page.stem for page in Path(__file__).parent.glob("*.md")} - named)
        source[0] = source[0].replace("{autres}", "\n".join(others))
    if not name.startswith("api/"):
        source[0] = _OUTSIDE.sub(r"\1", _RAW_ANCHOR.sub(r"(\1)=", source[0]))


def _inline(self: Any, node: nodes.math) -> None:
    self.body.append(_mathml(node.astext(), block=False))
    raise nodes.SkipNode


def _display(self: Any, node: nodes.math_block) -> None:
    formulas = [part for part in re.split(r"\n\s*\n", node.astext().strip()) if part]
    self.body += [f'<div class="math">{_mathml(part, block=True)}</div>' for part in formulas]
    raise nodes.SkipNode


def _mathml(tex: str, *, block: bool) -> str:
    for command, plain in _PLAIN_TEX.items():
        tex = tex.replace(command, plain)
    return str(tex2mathml(tex, as_block=block))


# What docutils does not translate, in words that it does.
_PLAIN_TEX = {r"\textstyle": "", r"\dots": r"\ldots", r"\Big": ""}


def write_reference(_app: Any) -> None:
    """Write a page for each public function, and their list, room by room."""
    rooms: dict[str, list[str]] = {}
    for name in dir(geotools):
        if not name.startswith("_"):
            rooms.setdefault(getattr(geotools, name).__module__.split(".")[1], []).append(name)
    folder = Path(__file__).parent / "api"
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.md"):
        stale.unlink()
    parts = [_REFERENCE]
    for room in [*_ROOMS, *sorted(rooms.keys() - _ROOMS)]:
        title, names = _ROOMS.get(room, room), rooms.get(room, [])
        lines = [f"- [`{name}`]({name}.md) : {_first_line(name)}" for name in names]
        parts += [f"## {title}\n", *lines, "", "```{toctree}", ":hidden:", "", *names, "```", ""]
        for name in names:
            text = _FUNCTION.format(name=name, home=getattr(geotools, name).__module__)
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "index.md").write_text("\n".join(parts), encoding="utf-8")


def _first_line(name: str) -> str:
    """Return the first sentence of a docstring, without its marks of reStructuredText."""
    line = (inspect.getdoc(getattr(geotools, name)) or "").partition("\n\n")[0]
    return re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"`\1`", " ".join(line.split()))


_FUNCTION = """\
# {name}

```{{eval-rst}}
.. autofunction:: geotools.{name}
```

Code : `{home}`.
"""
_ROOMS = {
    "sources": "Lire et contrôler",
    "territory": "Localiser",
    "occupation": "Mesurer l’occupation",
    "spatial": "Repérer les concentrations",
    "secrecy": "Protéger le secret",
    "orientations": "Orienter et suivre",
    "outputs": "Écrire et vérifier",
    "diagnostic": "Diagnostic complet",
    "campaign": "Plusieurs territoires",
}
_REFERENCE = """\
# Référence Python

Toutes les fonctions publiques de `geotools`, avec leurs paramètres, leurs formules et un exemple
qui s’exécute. Les exemples emploient un territoire de douze résidences, `geotools.datasets.tiny`.
Les notices sont en anglais, comme le code ; ce que les fonctions écrivent est en français.
"""


def find_reference(app: Any, env: Any, node: Any, contents: Any) -> Any:
    """Lead a reference to the home of a public function to its page."""
    domain = env.get_domain("py")
    name = node.get("reftarget", "").rpartition(".")[2]
    if node.get("refdomain") != "py" or f"geotools.{name}" not in domain.objects:
        return None
    page = node["refdoc"]
    return domain.resolve_xref(env, page, app.builder, "func", f"geotools.{name}", node, contents)


def setup(app: Any) -> dict[str, bool]:
    """Register the pages' adaptation and the formulas."""
    app.connect("builder-inited", write_reference, priority=100)
    app.connect("source-read", adapt_page)
    app.connect("missing-reference", find_reference)
    app.add_html_math_renderer("mathml", (_inline, None), (_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
