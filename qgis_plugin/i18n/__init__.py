"""French sources and their translation: one context for everything that a person reads."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

CONTEXT = "equilibre"
FOLDER = Path(__file__).resolve().parent


def tr(text: str) -> str:
    """Return the text in the language of the interface; French texts are their own key."""
    return QCoreApplication.translate(CONTEXT, text) if text else text


def install_translator() -> QTranslator | None:
    """Install the translation of the interface's language, when there is one."""
    language = (QgsSettings().value("locale/userLocale") or QgsApplication.locale() or "fr")[:2]
    path = FOLDER / f"equilibre_{language}.qm"
    if not path.is_file():
        return None
    translator = QTranslator()
    if not translator.load(str(path)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def remove_translator(translator: QTranslator | None) -> None:
    """Take a translation away again."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
