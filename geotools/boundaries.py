"""Where the errors of libraries and of the system become one French sentence each.

Every place that hands a file to a library does so inside :func:`reading`; whatever the operating
system refuses elsewhere is said by :func:`system_sentence`. The text of a foreign error is never
shown: it may quote a row.
"""

from __future__ import annotations

import errno
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geotools._compat import read_toml
from geotools.errors import ConfigurationError, GeotoolsError, InputError

_SYSTEM = {
    errno.ENOSPC: "le disque est plein. Libérez de la place, ou écrivez ailleurs",
    errno.EDQUOT: "votre quota de disque est atteint. Libérez de la place, ou écrivez ailleurs",
    errno.EFBIG: "le système limite la taille des fichiers (ulimit -f, ou disque en FAT32). Levez "
    "cette limite, ou écrivez ailleurs",
    errno.EACCES: "l’accès est refusé. Demandez le droit de lire ou d’écrire à cet endroit, ou "
    "fermez le logiciel qui tient le fichier ouvert",
    errno.EPERM: "le système ne le permet pas. Vérifiez vos droits sur ce dossier",
    errno.EROFS: "ce support est en lecture seule. Écrivez ailleurs",
    errno.ENAMETOOLONG: "ce nom est trop long pour le système. Donnez-en un plus court",
    errno.ENOTDIR: "un fichier tient la place d’un dossier de ce chemin. Donnez un autre chemin",
    errno.EISDIR: "c’est un dossier : il faut un fichier",
    errno.ENOENT: "ce chemin n’existe pas. Vérifiez-le",
    errno.EEXIST: "ce nom est déjà pris. Donnez-en un autre",
    errno.EMFILE: "trop de fichiers sont ouverts. Fermez d’autres programmes, puis relancez",
    errno.ENFILE: "trop de fichiers sont ouverts. Fermez d’autres programmes, puis relancez",
    errno.EBUSY: "un autre programme l’occupe. Fermez-le, puis relancez",
    errno.ETXTBSY: "un autre programme l’occupe. Fermez-le, puis relancez",
    errno.EIO: "le disque ou le réseau ne répond plus. Copiez les fichiers sur un disque local",
    errno.EPIPE: "le programme qui recevait l’affichage s’est arrêté",
    errno.ENOMEM: "la mémoire manque. Fermez d’autres programmes, ou réduisez le fichier",
    errno.ELOOP: "les liens de ce chemin tournent en rond. Donnez le chemin du fichier lui-même",
    errno.EINVAL: "le système n’accepte pas ce chemin ou cette opération. Écrivez ailleurs",
}
_NO_MEMORY = (
    "La mémoire manque pour ce traitement. Fermez d’autres programmes, ou réduisez le fichier "
    "(moins de colonnes, un territoire plus petit)."
)
_TOO_DEEP = "Le fichier ou l’expression est imbriqué trop profondément. Simplifiez-le."
SHOWN_LENGTH = 120
LARGEST_TOML = 1_000_000


def cut(text: object, length: int = SHOWN_LENGTH) -> str:
    """Return a text short enough for a message, its control characters left out."""
    shown = "".join(sign if sign.isprintable() else " " for sign in str(text)[: length + 1])
    return shown if len(shown) <= length else shown[: length - 1] + "…"


def system_sentence(error: BaseException, path: Path | None = None) -> str | None:
    """Return what the operating system refused, in French; None for any other error.

    Parameters
    ----------
    error : exception
    path : Path, optional
        The file at stake, when the error does not name it.
    """
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, RecursionError):
        return _TOO_DEEP
    if not isinstance(error, OSError) or error.errno is None:
        return None
    named = error.filename if error.filename is not None else path
    where = f"« {cut(named)} » : " if named is not None else ""
    why = _SYSTEM.get(error.errno, f"le système refuse l’opération (erreur {error.errno})")
    sentence = f"{where}{why}."
    return sentence if where else sentence[0].upper() + sentence[1:]


_LIBRARIES = {
    "shapely": "Une géométrie ne permet pas ce calcul. Réparez les couches dans QGIS (« Réparer "
    "les géométries »), puis relancez.",
    "pyproj": "Une position n’a pas de sens dans le système de coordonnées déclaré. Vérifiez-le.",
    "pyogrio": "Le fichier ne peut pas être lu ou écrit dans ce format. Essayez GeoPackage ou "
    "Parquet, dans un autre dossier.",
    "fiona": "Le fichier ne s’ouvre pas : exportez-le à nouveau en GeoPackage.",
    "pyarrow": "Une colonne ne peut pas être lue ou écrite en Parquet. Essayez CSV ou GeoPackage.",
    "openpyxl": "Le classeur ne peut pas être lu ou écrit. Essayez CSV.",
    "zipfile": "L’archive est abîmée. Exportez le fichier à nouveau.",
}
"""What is said, last, of an error that a library raised and no boundary translated."""


def library_sentence(error: BaseException) -> str | None:
    """Return a sentence for an error of a class that a library owns; None for any other."""
    if isinstance(error, GeotoolsError):
        return None
    return _LIBRARIES.get(type(error).__module__.split(".")[0])


def read_own_toml(path: Path, told: str) -> dict[str, Any]:
    """Read a TOML file that a person wrote, or say what is wrong with it.

    Parameters
    ----------
    path : Path
    told : str
        How the refusal begins, « La règle « … » ne se lit pas ».

    Raises
    ------
    ConfigurationError
        It cannot be reached, is too long, too deep, or is not TOML.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_TOML:
            raise ConfigurationError(f"{told} : il pèse {size / 1e6:.0f} Mo, dix fois trop.")
        return read_toml(path)
    except RecursionError:
        raise ConfigurationError(f"{told} : il emboîte trop de niveaux.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{told} : il n’est pas écrit en UTF-8.") from None
    except ValueError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f", ligne {place[1]}" if place else ", à la fin"
        raise ConfigurationError(f"{told} : ce n’est pas du TOML{where}.") from None
    except OSError as error:
        raise ConfigurationError(f"{told} : {system_sentence(error, path)}") from None


@contextmanager
def reading(path: Path, advice: str = "Exportez-le à nouveau.") -> Iterator[None]:
    """Translate whatever a library says of a file that it cannot read; keep its warnings quiet.

    Raises
    ------
    InputError
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except GeotoolsError:
            raise
        except Exception as error:
            raise InputError(
                system_sentence(error, path)
                or f"« {cut(path.name)} » ne s’ouvre pas : ce n’est pas un fichier "
                f"{path.suffix or 'connu'} valide, ou il est abîmé. {advice}"
            ) from error
