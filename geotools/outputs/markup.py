"""XML that is written, never read: a tree of elements and its text.

The standard library's tree comes with parsers that scanners of plugins refuse, since they expand
entities of whatever they read. Nothing here reads: what one module makes for another is handed
over as elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ATTRIBUTE = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\r": "&#13;",
        "\n": "&#10;",
        "\t": "&#09;",
    }
)


class Element:
    """A node: its tag, its attributes in order, its text, its children."""

    def __init__(self, tag: str, attributes: Mapping[str, str] | None = None, **more: str) -> None:
        self.tag = tag
        self.attributes = {**(attributes or {}), **more}
        self.text: str | None = None
        self.children: list[Element] = []

    def __iter__(self) -> Iterator[Element]:
        return iter(self.children)

    def set(self, name: str, value: str) -> None:
        """Give a value to an attribute."""
        self.attributes[name] = value

    def get(self, name: str, default: str = "") -> str:
        """Return the value of an attribute."""
        return self.attributes.get(name, default)

    def append(self, child: Element) -> Element:
        """Add a child and return it."""
        self.children.append(child)
        return child

    def add(self, tag: str, attributes: Mapping[str, str] | None = None, **more: str) -> Element:
        """Make a child and return it."""
        return self.append(Element(tag, attributes, **more))

    def written(self, *, indented: bool = False) -> str:
        """Return the text of the tree, one element a line when ``indented``."""
        return "".join(self._pieces(0 if indented else None))

    def _pieces(self, depth: int | None) -> Iterator[str]:
        yield f"<{self.tag}"
        for name, value in self.attributes.items():
            yield f' {name}="{value.translate(_IN_ATTRIBUTE)}"'
        if not self.children and not self.text:
            yield " />"
            return
        yield ">"
        if self.text:
            yield self.text.translate(_IN_TEXT)
        inner = None if depth is None else depth + 1
        for child in self.children:
            if inner is not None and not self.text:
                yield "\n" + " " * inner
            yield from child._pieces(inner)
        if self.children and depth is not None and not self.text:
            yield "\n" + " " * depth
        yield f"</{self.tag}>"
