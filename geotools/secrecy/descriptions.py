"""Descriptions that the operations about secrecy share, and how their texts are read."""

from __future__ import annotations

from geotools.errors import ConfigurationError
from geotools.parameters import Integer, Text

THRESHOLD = Integer(
    "Seuil",
    minimum=1,
    unit="unités",
    help="Plus petit effectif publiable : 11 dans le guide de l’USH.",
)
BASES = Text(
    "Bases",
    example="menages_apl=menages",
    help="Pour chaque effectif, celui dont il est une partie : c’est ce qui donne son complément.",
)
UNIT = Text(
    "Champ de l’unité",
    example="code",
    help="Sans réponse, la première colonne de chaque table nomme l’unité.",
)


def parse_bases(text: str) -> dict[str, str]:
    """Read ``numérateur=base`` pairs separated by commas or semicolons.

    Raises
    ------
    ConfigurationError
        When a pair is not of that form.
    """
    pairs: dict[str, str] = {}
    for item in text.replace(";", ",").split(","):
        if not item.strip():
            continue
        numerator, equals, base = (part.strip() for part in item.partition("="))
        if not (numerator and equals and base):
            raise ConfigurationError(
                "« Bases » attend des couples numérateur=base séparés par des virgules, par "
                f"exemple « menages_apl=menages » ; reçu : « {item.strip()} »."
            )
        pairs[numerator] = base
    return pairs
