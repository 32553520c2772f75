"""Keep the English translation: collect what a person reads, merge, compile.

Writes ``qgis_plugin/i18n/equilibre_en.ts`` (what an operation's card says in English is taken from
it; elsewhere what is translated is kept, what is new is marked unfinished, what is gone is dropped)
and ``equilibre_en.qm`` by ``lrelease``.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from geotools.cards import Card, read_card  # noqa: E402
from geotools.operations import load_operations  # noqa: E402

PLUGIN = ROOT / "qgis_plugin"
TARGET = PLUGIN / "i18n" / "equilibre_en.ts"
CONTEXT = "equilibre"
TABLES = ("LABELS", "KINDS", "GUIDES", "HELPS")
"""Dictionaries of the plugin whose values are read by people."""


def interface_texts() -> Iterator[str]:
    """Yield every literal given to ``tr`` in the plugin, and the texts of its tables."""
    for path in sorted(PLUGIN.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "tr"
            ) and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "LAYERS":
                yield from (value.elts[0].value for value in node.value.values)
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in TABLES:
                yield from (value.value for value in node.value.values)


def model_texts() -> Iterator[str]:
    """Yield the titles of the shipped models."""
    for path in sorted((ROOT / "processing_models").glob("*.model3")):
        for option in ET.parse(path).getroot().iter("Option"):
            if option.get("name") in ("model_name", "ALG_DESC"):
                yield option.get("value", "")


def labels() -> Iterator[str]:
    """Yield the names, summaries, choices, units and hints of the registry."""
    for operation in load_operations():
        yield from (operation.group.value, operation.label, operation.summary)
        for part in (*(argument.kind for argument in operation.arguments), *operation.outputs):
            yield from (text for text in (part.label, part.help) if text)
            yield from getattr(part, "options", {}).values()
            yield getattr(part, "unit", "")


def long_texts() -> Iterator[str]:
    """Yield the helps, sources and limits of the registry."""
    for operation in load_operations():
        yield from (operation.help, operation.source, operation.limits)


def card_pairs() -> dict[str, str]:
    """Return every text of the cards with its English."""
    pairs: dict[str, str] = {}
    for operation in load_operations():
        french, english = (
            _card_texts(operation.card),
            _card_texts(read_card(operation.room, operation.id, "en")),
        )
        pairs = dict(zip(french, english, strict=True)) | pairs
    return {source: translation for source, translation in pairs.items() if source}


def _card_texts(card: Card) -> list[str]:
    found = [card.label, card.summary, card.help, card.source, card.limits]
    for words in (*card.parameters.values(), *card.outputs.values()):
        found += [words.label, words.help, *words.options.values()]
    return found


def texts() -> list[str]:
    """Return everything that a person reads, once, in the order of the file."""
    found = (*interface_texts(), *model_texts(), *labels(), *long_texts())
    return [text for text in dict.fromkeys(found) if text.strip()]


def known() -> dict[str, str]:
    """Return the translations already made."""
    if not TARGET.is_file():
        return {}
    messages = ET.parse(TARGET).getroot().iter("message")
    pairs = ((m.findtext("source", ""), m.findtext("translation", "")) for m in messages)
    return {source: translation for source, translation in pairs if translation}


def main() -> None:
    """Write the .ts and the .qm."""
    translations, wanted = known() | card_pairs(), texts()
    root = ET.Element("TS", version="2.1", language="en", sourcelanguage="fr")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for text in wanted:
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = text
        translation = ET.SubElement(message, "translation")
        if text in translations:
            translation.text = translations[text]
        else:
            translation.set("type", "unfinished")
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    TARGET.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")
    done = sum(text in translations for text in wanted)
    print(f"{TARGET.relative_to(ROOT)} : {done} textes traduits sur {len(wanted)}")
    lrelease = shutil.which("lrelease")
    if lrelease is None:
        raise SystemExit("lrelease est absent (Debian : qttools5-dev-tools) : .qm non écrit.")
    subprocess.run([lrelease, "-silent", str(TARGET)], check=True)


if __name__ == "__main__":
    main()
