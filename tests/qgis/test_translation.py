"""English: everything that a person reads is translated, faithfully, and QGIS shows it."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("qgis.core")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import translations  # noqa: E402

# What is typed or quoted must read the same in both languages: names of columns and files,
# references to the sources (001:546), codes of coordinate systems, addresses.
LITERAL = re.compile(r"\w+_\w+|\w+\.toml|\b\d{3}:\d+|EPSG:\d+|[A-Z]\d-[A-Z]\d|\b[A-Z]{4}\d{4}\w+")
EVERYDAY = re.compile(r"\b(?:les|des|une|du|chaque|aux|selon|avec|sans|est|sont)\b")
QUOTED = re.compile(r"“[^”]*”|\([^)]*\)|USH.*|Insee.*|INSEE.*|[A-Z]{3,}.*")


@pytest.fixture
def english(qgis):
    """The interface in English."""
    from qgis.core import QgsSettings

    from qgis_plugin import i18n

    QgsSettings().setValue("locale/userLocale", "en_GB")
    translator = i18n.install_translator()
    assert translator is not None
    yield i18n.tr
    i18n.remove_translator(translator)
    QgsSettings().remove("locale/userLocale")


def messages():
    return list(ET.parse(translations.TARGET).getroot().iter("message"))


def test_every_text_is_translated_and_no_translation_is_left_over():
    assert set(translations.texts()) == set(translations.known())


def test_no_string_is_unfinished_or_written_twice():
    sources = [message.findtext("source", "") for message in messages()]
    assert len(sources) == len(set(sources))
    unfinished = [m.findtext("source") for m in messages() if m.find("translation").attrib]
    assert unfinished == []


def test_what_is_typed_reads_the_same_in_both_languages():
    lost = {
        (source[:60], literal)
        for source, translation in translations.known().items()
        for literal in LITERAL.findall(source)
        if literal not in translation
    }
    assert lost == set()


def test_a_translation_is_not_french_left_as_it_was():
    left = {
        translation[:80]
        for source, translation in translations.known().items()
        if len(EVERYDAY.findall(QUOTED.sub("", translation))) >= 2
    }
    assert left == set()


def test_the_compiled_file_says_what_the_translations_say(english):
    different = [
        source for source, wanted in translations.known().items() if english(source) != wanted
    ]
    assert different == []


def test_an_algorithm_speaks_english_from_its_name_to_its_limits(english, provider):
    algorithm = provider.algorithm("localmoran").create()
    assert algorithm.displayName() == "Local clusters (local Moran, LISA)"
    assert algorithm.group() == "4 · Find concentrations"
    text = algorithm.shortHelpString()
    assert "Compares each feature with the mean of its neighbours" in text
    assert "never the households that live there" in text


def test_french_is_what_is_read_without_a_translation(qgis):
    from qgis_plugin import i18n

    assert i18n.tr("Lancer") == "Lancer"
    assert i18n.tr("texte inconnu") == "texte inconnu"
