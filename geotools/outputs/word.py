"""The same document for a word processor, so that officers edit it and annex it.

Titles, captions, lists and tables have the styles of the processor, pictures their alternative
text, and the table of contents follows the titles.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

from geotools._compat import require
from geotools.atomic import atomic_file
from geotools.errors import InputError
from geotools.outputs.document import Chapter, Document
from geotools.outputs.document.drawing import draw
from geotools.outputs.document.figures import Layers
from geotools.outputs.document.plots import picture
from geotools.outputs.formatting import WITHHELD_LEGEND
from geotools.outputs.proof import FICTITIOUS
from geotools.outputs.report import ReportSpec
from geotools.outputs.report_charts import source_of, view_data
from geotools.outputs.word_table import column_widths, kept_columns, table_xml
from geotools.typography import typeset

NEEDS = ("docx", "matplotlib")
"""Packages without which the document is not written."""

_UNSTAMPED = datetime(2000, 1, 1)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MOST_ROWS = 40  # of one table: the workbook has them all
_TABLE_STYLE = "Light Grid Accent 1"
_LONGEST = 255  # characters of a property
_PURPOSE = "L’écriture du document Word"


def write_word(path: str | Path, spec: ReportSpec, *, overwrite: bool = False) -> Path:
    """Write the document, whole or not at all.

    Parameters
    ----------
    path : path
        Ends in ``.docx``.
    spec : ReportSpec
        With its ``document``: chapters and key messages.
    overwrite : bool

    Returns
    -------
    Path
        The file.
    """
    path = Path(path)
    if path.suffix.lower() != ".docx":
        raise InputError(f"Un document Word porte l’extension .docx ; reçu : « {path.name} ».")
    data = _repacked(_Writer(spec).made())
    with atomic_file(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(data)
    return path


def _repacked(data: bytes) -> bytes:
    """Return a zip file with the same members and no date of its own."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            member = zipfile.ZipInfo(name, _ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(member, source.read(name))
    return out.getvalue()


class _Writer:
    """Fills a blank document from a report."""

    def __init__(self, spec: ReportSpec) -> None:
        self.docx = require("docx", _PURPOSE)
        self.spec = spec
        self.told = (spec.document or Document(spec.title)).numbered()
        self.layers: Layers = {layer.name: layer for layer in spec.layers}
        self.file = self.docx.Document()
        self.numbers = {"Figure": 0, "Tableau": 0}
        self.marks = 0

    def made(self) -> bytes:
        self._set_up()
        self._cover()
        self._contents()
        self._messages()
        for chapter in self.told.chapters:
            self._chapter(chapter)
        self._annexes()
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    # --- Page, styles, properties -----------------------------------------------------------------

    def _set_up(self) -> None:
        shared = require("docx.shared", _PURPOSE)
        proof, file = self.spec.proof, self.file
        section = file.sections[0]
        section.page_width, section.page_height = shared.Cm(21), shared.Cm(29.7)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, shared.Cm(2.2))
        normal = file.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", shared.Pt(11)
        self._child(normal.element.get_or_add_rPr(), "w:lang", {"w:val": "fr-FR"})
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
            style = file.styles[name]
            style.font.color.rgb = shared.RGBColor(0x1D, 0x35, 0x57)
            style.font.name = "Calibri"
        caption = file.styles["Caption"]
        caption.font.size, caption.font.color.rgb = shared.Pt(9), shared.RGBColor(0x33, 0x33, 0x33)
        properties = file.core_properties
        properties.title = f"{self.spec.title} · {proof.territory}"[:_LONGEST]
        properties.subject, properties.language = proof.base[:_LONGEST], "fr-FR"
        properties.author = properties.last_modified_by = ""
        properties.comments = f"Équilibre territorial {proof.version}"
        stamp = datetime.combine(proof.day, time()) if proof.day else _UNSTAMPED
        properties.created = properties.modified = stamp
        footer = section.footer.paragraphs[0]
        footer.add_run(f"{proof.territory} · millésime {proof.vintage} · page ")
        self._field(footer, "PAGE", "1")

    def _child(self, parent: Any, tag: str, attributes: dict[str, str]) -> Any:
        oxml, namespaces = require("docx.oxml", _PURPOSE), require("docx.oxml.ns", _PURPOSE)
        element = oxml.OxmlElement(tag)
        for name, value in attributes.items():
            element.set(namespaces.qn(name), value)
        parent.append(element)
        return element

    def _field(self, paragraph: Any, instruction: str, shown: str) -> None:
        """Add a field that the processor updates, with what it shows before that."""
        self._mark(paragraph, "begin")
        code = self._child(paragraph.add_run()._r, "w:instrText", {"xml:space": "preserve"})
        code.text = f" {instruction} "
        self._mark(paragraph, "separate")
        paragraph.add_run(shown)
        self._mark(paragraph, "end")

    def _mark(self, paragraph: Any, kind: str) -> None:
        self._child(paragraph.add_run()._r, "w:fldChar", {"w:fldCharType": kind})

    def _heading(self, text: str, level: int) -> None:
        """Add a title with the bookmark that the table of contents refers to."""
        paragraph = self.file.add_heading(typeset(text), level)
        if level > 1:
            return
        self.marks += 1
        name, number = f"_Toc{self.marks:05d}", str(self.marks)
        start = self._child(paragraph._p, "w:bookmarkStart", {"w:id": number, "w:name": name})
        paragraph._p.remove(start)
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        self._child(paragraph._p, "w:bookmarkEnd", {"w:id": number})

    def _text(self, text: str, style: str | None = None) -> Any:
        return self.file.add_paragraph(typeset(text), style)

    # --- Parts ------------------------------------------------------------------------------------

    def _cover(self) -> None:
        shared, proof = require("docx.shared", _PURPOSE), self.spec.proof
        logo = self.told.logo
        if logo is not None and logo.file.suffix.lower() != ".svg":
            self._picture(logo.file.read_bytes(), logo.text, shared.Cm(4))
        self.file.add_heading(typeset(proof.territory), 0)
        self._text(self.spec.title, "Subtitle")
        self._text(f"Millésime {proof.vintage} · {proof.base}")
        if proof.fictitious:
            self._text(FICTITIOUS, "Intense Quote")

    def _titles(self) -> list[str]:
        chapters = [f"{c.number}. {c.title}" for c in self.told.chapters]
        messages = ["Messages clés"] if self.told.key_messages else []
        definitions = ["Définitions"] if self.told.definitions else []
        return [*messages, *chapters, "Lire ces chiffres", *definitions, "Sources et secret"]

    def _contents(self) -> None:
        """Add the table of contents: filled already, and updated by the processor on demand."""
        styles = require("docx.enum.style", _PURPOSE)
        entry = self.file.styles.add_style("TOC 1", styles.WD_STYLE_TYPE.PARAGRAPH)
        entry.base_style = self.file.styles["Normal"]
        self._text("Sommaire", "Subtitle")
        titles = self._titles()
        for number, title in enumerate(titles, start=1):
            paragraph = self.file.add_paragraph(style=entry)
            if number == 1:
                self._mark(paragraph, "begin")
                code = self._child(paragraph.add_run()._r, "w:instrText", {"xml:space": "preserve"})
                code.text = ' TOC \\o "1-1" \\h \\z \\u '
                self._mark(paragraph, "separate")
            link = self._child(paragraph._p, "w:hyperlink", {"w:anchor": f"_Toc{number:05d}"})
            run = paragraph.add_run(typeset(title))
            link.append(run._r)
            if number == len(titles):
                self._mark(paragraph, "end")
        self.file.add_page_break()

    def _messages(self) -> None:
        if self.told.key_messages:
            self._heading("Messages clés", 1)
            for message in self.told.key_messages:
                self._text(message.text, "List Number")

    def _chapter(self, chapter: Chapter) -> None:
        self._heading(f"{chapter.number}. {chapter.title}", 1)
        self._text(chapter.question, "Quote")
        if not chapter.is_open:
            self._text(chapter.opened_by)
            return
        for answer in chapter.answers:
            self._text(answer.text, "List Bullet")
        for omitted in chapter.omitted:
            self._text(omitted)
        shared = require("docx.shared", _PURPOSE)
        for chart in chapter.visuals:
            drawing = draw(chart, self.layers)
            self._picture(picture(drawing, self.layers), drawing.alt, shared.Cm(16))
            source = source_of(self.layers[chart.layer])
            self._caption("Figure", chart.title, source)
        for view in chapter.tables:
            data = view_data(view, self.layers)
            self._caption("Tableau", data["title"])
            self._table(data)
        for label, text in (
            ("Lire", chapter.how_to_read),
            ("Prudence", chapter.caution),
            ("Source", chapter.source),
        ):
            if text:
                self._labelled(label, text)

    def _labelled(self, label: str, text: str) -> None:
        paragraph = self.file.add_paragraph()
        paragraph.add_run(f"{label}. ").bold = True
        paragraph.add_run(typeset(text))

    def _picture(self, data: bytes, alt: str, width: Any) -> None:
        shape = self.file.add_picture(io.BytesIO(data), width=width)
        shape._inline.docPr.set("descr", typeset(alt))
        self.file.paragraphs[-1].paragraph_format.keep_with_next = True

    def _caption(self, kind: str, title: str, source: str = "") -> None:
        self.numbers[kind] += 1
        paragraph = self.file.add_paragraph(f"{kind} ", "Caption")
        self._field(paragraph, f"SEQ {kind} \\* ARABIC", str(self.numbers[kind]))
        paragraph.add_run(f". {typeset(title)}")
        if source:
            paragraph.add_run(typeset(f". Source : {source}.")).bold = False
        paragraph.paragraph_format.keep_with_next = kind == "Tableau"

    def _table(self, data: dict[str, Any]) -> None:
        rows = data["rows"][:_MOST_ROWS]
        headers, numeric = [data["key"], *data["headers"]], [False, *data["numeric"]]
        texts = [[typeset(text) for text in line] for line in (headers, *rows)]
        kept = kept_columns(texts)
        widths = column_widths(texts, kept)
        style = self.file.styles[_TABLE_STYLE].style_id
        shown = [[line[n] for n in kept] for line in texts]
        table = table_xml(shown, [numeric[n] for n in kept], widths, style)
        oxml = require("docx.oxml", _PURPOSE)
        self.file.element.body.insert(-1, oxml.parse_xml(table))
        notes = []
        below = data["left"] + len(data["rows"]) - len(rows)
        if below:
            notes.append(f"{below} {'autres lignes' if below > 1 else 'autre ligne'}")
        left = len(headers) - len(kept)
        if left:
            notes.append(f"{left} {'autres colonnes' if left > 1 else 'autre colonne'}")
        if notes:
            self._text(f"{' et '.join(notes)} dans le classeur joint.")
        self.file.add_paragraph()

    def _annexes(self) -> None:
        self._heading("Lire ces chiffres", 1)
        self._text(f"{WITHHELD_LEGEND}.")
        for note in self.spec.notes:
            self._text(note)
        if self.told.definitions:
            self._heading("Définitions", 1)
            for term, text in self.told.definitions:
                self._labelled(term, text)
        self._heading("Sources et secret", 1)
        for label, value in self.spec.proof.items():
            self._labelled(label, value)
