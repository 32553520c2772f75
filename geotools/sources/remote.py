"""Files of the network that a person asked for: copied once, to a private folder of the process."""

from __future__ import annotations

import atexit
import http.client
import re
import shutil
import ssl
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from geotools._compat import require
from geotools.errors import ConfigurationError, InputError, shown
from geotools.sources.addresses import refuse_remote

TIMEOUT = 30.0
"""Seconds without an answer after which the network is said to be lost."""

_BLOCK = 1 << 20
_WEB, _STORES = frozenset({"http", "https"}), frozenset({"s3", "gs"})
_TOKEN = re.compile(r"[?&][^=&]*(?:token|sig|secret|key|password|credential)[^=&]*=", re.I)


def fetched(address: str) -> Path:
    """Return a copy of a remote file, which lasts as long as this process.

    Parameters
    ----------
    address : str
        ``https://…``, ``s3://…`` or ``gs://…``; credentials of a store come from its own files or
        the environment, never from the address.

    Raises
    ------
    ConfigurationError
        The address holds a password or a token, or is of a kind that is not read.
    InputError
        Nothing answers, the server refuses, or the connection was lost on the way.
    """
    parts = urlsplit(address.strip())
    if "@" in parts.netloc or _TOKEN.search(address):
        raise ConfigurationError(
            "L’adresse contient un mot de passe ou un jeton : il serait copié avec elle dans le "
            "journal. Retirez-le ; les entrepôts (s3://, gs://) prennent le leur dans leurs "
            "fichiers de configuration ou dans l’environnement."
        )
    if parts.scheme.lower() not in _WEB | _STORES:
        refuse_remote(address)
        raise ConfigurationError(
            f"« {shown(address, 80)} » n’est pas une adresse : https://, s3:// ou gs:// attendu "
            "avec « distant = true »."
        )
    return _copy(address.strip())


@lru_cache(maxsize=256)
def _copy(address: str) -> Path:
    name = PurePosixPath(unquote(urlsplit(address).path)).name or "fichier"
    place = Path(tempfile.mkdtemp(dir=_folder()))
    target = place / name.replace("\\", "_")
    host = urlsplit(address).netloc
    try:
        with _opened(address) as (source, expected), target.open("wb") as file:
            shutil.copyfileobj(source, file, _BLOCK)
    except urllib.error.HTTPError as error:
        raise InputError(
            f"« {shown(name)} » : le serveur {host} répond {error.code}. Vérifiez l’adresse et le "
            "droit de la lire."
        ) from None
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, OSError) and error.errno in {27, 28, 122}:  # size, space, quota
            raise
        raise InputError(_lost(name, host)) from None
    if expected is not None and target.stat().st_size != expected:
        raise InputError(_lost(name, host))
    return target


def _lost(name: str, host: str) -> str:
    return (
        f"« {shown(name)} » : {host} ne répond pas, ou la connexion s’est perdue en route. Rien "
        "n’a été lu à moitié : relancez, ou téléchargez le fichier et indiquez son chemin."
    )


@contextmanager
def _opened(address: str) -> Iterator[tuple[BinaryIO, int | None]]:
    if urlsplit(address).scheme.lower() in _WEB:
        with _web().open(address, timeout=TIMEOUT) as answer:
            told = answer.headers.get("Content-Length")
            yield answer, None if told is None else int(told)
        return
    stores: Any = require("pyarrow.fs", "La lecture d’un entrepôt (s3://, gs://)")
    store, path = stores.FileSystem.from_uri(address)
    with store.open_input_stream(path) as source:
        yield source, store.get_file_info(path).size


def _web() -> urllib.request.OpenerDirector:
    """Return what opens http and https alone: no redirection reaches a file of the machine."""
    web = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        web.add_handler(handler)
    return web


@lru_cache(maxsize=1)
def _folder() -> Path:
    """Return the private folder of this process, removed when it ends."""
    made = Path(tempfile.mkdtemp(prefix="equilibre-distant-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
