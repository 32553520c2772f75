"""Descriptions that the operations about secrecy share, and how their texts are read."""

from __future__ import annotations

from geotools.errors import ConfigurationError
from geotools.parameters import Integer, Text
from geotools.secrecy.rule import DEFAULT_THRESHOLD

THRESHOLD = Integer(minimum=DEFAULT_THRESHOLD, unit="unités")
BASES = Text(example="menages_apl=menages")
UNIT = Text(example="code")
MARKS = Text(example="nc, confid.")


def split_names(text: str) -> list[str]:
    """Return the names that a text lists, separated by commas or semicolons."""
    return [name.strip() for name in text.replace(";", ",").split(",") if name.strip()]


def parse_bases(text: str) -> dict[str, str]:
    """Read ``numérateur=base`` pairs separated by commas or semicolons.

    Several numerators, joined by `` + ``, may share a base.

    Raises
    ------
    ConfigurationError
        When a pair is not of that form.
    """
    return {name: base for names, base, _ in _pairs(text) for name in names}


def parse_parts(text: str) -> dict[str, tuple[str, ...]]:
    """Read the classes of the same text: numerators joined by `` + `` never share a unit.

    After ``==`` they make up the whole base.

    Raises
    ------
    ConfigurationError
        As for :func:`parse_bases`.
    """
    parts: dict[str, tuple[str, ...]] = {}
    for names, base, whole in _pairs(text):
        if len(names) > 1 or whole:
            parts |= {name: (name,) for name in names}
            parts |= {base: tuple(names)} if whole else {}
    return parts


def _pairs(text: str) -> list[tuple[list[str], str, bool]]:
    pairs = []
    for item in text.replace(";", ",").split(","):
        if not item.strip():
            continue
        left, equals, right = item.partition("==" if "==" in item else "=")
        names, base = [name.strip() for name in left.split(" + ")], right.strip()
        if not (all(names) and equals and base):
            raise ConfigurationError(
                "« Bases » attend des couples numérateur=base séparés par des virgules, par "
                "exemple « menages_apl=menages » ou « chomeurs + sans_emploi = majeurs » ; reçu : "
                f"« {item.strip()} »."
            )
        pairs.append((names, base, equals == "=="))
    return pairs
