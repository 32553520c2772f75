"""English: all that is shown but the long helps is translated, and QGIS shows it."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("qgis.core")

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))


def test_every_text_of_the_interface_every_label_and_every_hint_is_translated():
    import translations

    from geotools.operations import Group

    known = translations.known()
    wanted = {*translations.interface_texts(), *translations.model_texts()}
    wanted |= {group.value for group in Group}
    wanted |= set(translations.labels())
    assert sorted(wanted - set(known)) == []


def test_the_compiled_file_speaks_english(qgis, tmp_path):
    from qgis.core import QgsSettings

    from qgis_plugin import i18n

    QgsSettings().setValue("locale/userLocale", "en_GB")
    translator = i18n.install_translator()
    try:
        assert translator is not None
        assert i18n.tr("Lancer") == "Run"
        assert i18n.tr("4 · Repérer les concentrations") == "4 · Find concentrations"
        assert i18n.tr("texte inconnu") == "texte inconnu"
    finally:
        i18n.remove_translator(translator)
        QgsSettings().remove("locale/userLocale")
    assert i18n.tr("Lancer") == "Lancer"
