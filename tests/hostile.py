"""Hostile inputs by the hundred: what each command is given, and the code it must answer.

Every case is one command line and the files that it names. :func:`tried` runs it in this process
and returns what is wrong with the answer: another code, an internal error, the English of a
library, more than one sentence of error, a message without end, or a file left behind.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geotools.cli import app
from geotools.operations import Operation, load_operations
from geotools.parameters import (
    Choice,
    Field,
    Fields,
    File,
    Flag,
    Integer,
    Layer,
    Layers,
    Number,
    Pairs,
    Table,
    Tables,
    Text,
)
from tests import contract

REFUSED = frozenset({2})
LONGEST_MESSAGE = 3_000
ENGLISH = re.compile(
    r"\b(the|invalid|must|expected|failed|cannot|unexpected|No such|denied|unable|missing|"
    r"error in|Traceback|value|file|column|could)\b"
)


@dataclass(frozen=True)
class Case:
    """One command line; ``files`` are written first, in a folder named ``{d}`` in the words."""

    name: str
    words: tuple[str, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    codes: frozenset[int] = REFUSED


def tried(case: Case, folder: Path) -> str:
    """Run a case in an empty folder; return what is wrong, empty when the answer is right."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    before = _seen(folder)
    code, told = answer([word.replace("{d}", str(folder)) for word in case.words])
    left = _seen(folder) - before
    sentences = [line for line in told.splitlines() if line.startswith("Erreur")]
    shown = told.strip()[-300:]
    if code not in case.codes:
        return f"{case.name} : code {code} — {shown}"
    if code == 1 or "Traceback" in told or "Erreur interne" in told:
        return f"{case.name} : erreur interne — {shown}"
    if left and code != 0:
        return f"{case.name} : laisse {sorted(left)[:3]}"
    if code == 2 and len(sentences) != 1:
        return f"{case.name} : {len(sentences)} phrase(s) d’erreur — {shown}"
    if code == 2 and len(sentences[0]) > LONGEST_MESSAGE:
        return f"{case.name} : message de {len(sentences[0])} caractères"
    english = ENGLISH.search(re.sub(r"«[^»]*»|\S*/\S*|--\S+", "", " ".join(sentences)))
    return f"{case.name} : anglais « {english[0]} » — {shown}" if english else ""


def answer(words: list[str]) -> tuple[int, str]:
    """Return the code and the messages of a command, run in this process as a person types it."""
    typed, told = sys.argv, io.StringIO()
    sys.argv = ["geotools", *words]
    try:
        with (
            contextlib.redirect_stderr(told),
            contextlib.redirect_stdout(told),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            return app.run(lambda: False), told.getvalue()
    except SystemExit as stop:
        return int(stop.code or 0), told.getvalue()
    finally:
        sys.argv = typed


def _seen(folder: Path) -> set[str]:
    return {str(path.relative_to(folder.parent)) for path in folder.parent.rglob("*")}


# --- Files that are not what their name says ------------------------------------------------------

_WORKBOOK_HEAD = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00"
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
CONTENTS: dict[str, bytes] = {
    "vide": b"",
    "blancs": b" \n\t\r\n ",
    "nuls": b"\0" * 400,
    "binaire": bytes(range(256)) * 8,
    "image": _PNG + bytes(200),
    "zip tronqué": _WORKBOOK_HEAD + bytes(90),
    "sqlite tronqué": b"SQLite format 3\0" + bytes(84),
    "sqlite abîmé": b"SQLite format 3\0" + b"\xff" * 4096,
    "parquet tronqué": b"PAR1" + bytes(40) + b"PAR1",
    "html": b"<!DOCTYPE html><html><body>403 Forbidden</body></html>",
    "xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "json coupé": b'{"type": "FeatureCollection", "features": [{"type": "Feat',
    "json profond": b"[" * 5_000,
    "json nul": b"null",
    "geojson vide": b'{"type":"FeatureCollection","features":[]}',
    "entete seul": b"a;b;c\n",
    "entete repete": b"a;a;a\n1;2;3\n",
    "une ligne sans fin": b"a" * 200_000,
    "utf16 coupé": b"\xff\xfea\0;\0b\0\n",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
}
EXTENSIONS = ("csv", "xlsx", "gpkg", "parquet", "geojson", "shp")
READERS: dict[str, tuple[str, ...]] = {
    "read-rpls": ("read-rpls", "--path", "{f}", "--output", "{d}/o.gpkg"),
    "read-table": ("read-table", "--path", "{f}", "--output", "{d}/o.csv"),
    "audit-file": ("audit-file", "--file", "{f}", "--output", "{d}/o.csv"),
    "read-census": ("read-census", "--path", "{f}", "--output", "{d}/o.csv"),
    "read-filosofi": ("read-filosofi", "--path", "{f}", "--output", "{d}/o.gpkg"),
    "read-zoning": ("read-zoning", "--path", "{f}", "--kind", "qpv", "--output", "{d}/o.gpkg"),
    "read-points": ("read-points", "--path", "{f}", "--output", "{d}/o.gpkg"),
    "neighbour-links": (
        *("neighbour-links", "--features", "{f}", "--weights", "queen"),
        *("--output", "{d}/o.gpkg"),
    ),
}


def file_cases() -> Iterator[Case]:
    """Every reader, every broken content, under every extension that it might bear."""
    known = {operation.command for operation in load_operations()}
    for command, words in READERS.items():
        if command not in known:
            continue
        for rank, (label, content) in enumerate(CONTENTS.items()):
            for extension in (EXTENSIONS[rank % 6], EXTENSIONS[(rank + 1) % 6]):
                name = f"entree.{extension}"
                typed = tuple(word.replace("{f}", "{d}/" + name) for word in words)
                yield Case(f"{command} < {label} .{extension}", typed, {name: content})
        for label, path in PATHS.items():
            typed = tuple(word.replace("{f}", path) for word in words)
            yield Case(f"{command} < {label}", typed, {"ici.csv": b"a;b\n1;2\n"})


PATHS = {
    "absent": "{d}/absent.csv",
    "dossier": "{d}",
    "sous un fichier": "{d}/ici.csv/x.csv",
    "trop long": "{d}/" + "a" * 300 + ".csv",
    "nul": "{d}/a\0b.csv",
    "vide": "",
    "périphérique": "/dev/null",
    "réseau": "https://exemple.invalid/x.gpkg",
    "vsi": "/vsicurl/https://exemple.invalid/x.gpkg",
}


# --- Values that no parameter accepts -------------------------------------------------------------

_ABSENT = "colonne_absente"
_NUMBERS = ("nan", "inf", "-inf", "abc", "", "1e400", "0x10")
_NAMES = ("a/../../evil", "..", "nul", "sqlite_x", "", "a\nb", "x" * 60, "a.b")


def parameter_cases(operation: Operation, inputs: Path) -> Iterator[Case]:
    """One value at a time of a good command line is replaced by one that does not fit."""
    typed = contract.command_line(operation, inputs)
    target = ("--output", "{d}/o.gpkg")
    for argument in operation.arguments:
        if isinstance(argument.kind, Flag):
            continue  # typed without a value
        flag = "--" + argument.name.replace("_", "-")
        rest = _without(typed, flag)
        for value in _wrong(argument.kind, inputs):
            words = (operation.command, *rest, flag, value, *target)
            yield Case(f"{operation.command} {flag} {value[:40]!r}", words)
        if argument.required and flag in typed:
            yield Case(f"{operation.command} sans {flag}", (operation.command, *rest, *target))
    yield Case(f"{operation.command} --zz", (operation.command, *typed, "--zz", "1", *target))


def _without(typed: list[str], flag: str) -> list[str]:
    kept, words = [], iter(typed)
    for word in words:
        if word == flag:
            next(words)
        else:
            kept.append(word)
    return kept


def _wrong(kind: Any, inputs: Path) -> list[str]:
    if isinstance(kind, Layer | Table | File):
        return [str(inputs / "absent.gpkg"), str(inputs)]
    if isinstance(kind, Layers | Tables):
        pairs = [f"{name}={inputs / 'residences.gpkg'}" for name in _NAMES]
        return [*pairs, "sans_signe", "a=", f"a={inputs / 'absent.gpkg'}"]
    if isinstance(kind, Field | Fields):
        return [_ABSENT]
    if isinstance(kind, Number):
        return [*_NUMBERS, *_beyond(kind)]
    if isinstance(kind, Choice):
        return ["zz", ""]
    if isinstance(kind, Pairs):
        return ["a", "a=nan", "=1", "a=1,a=2", "a=b"]
    return ["a\x07b", "x" * 5_000] if isinstance(kind, Text) else []


def _beyond(kind: Number) -> list[str]:
    step = 1 if isinstance(kind, Integer) else 0.5
    bounds = [kind.minimum - step, kind.maximum + step]
    return [f"{bound:.0f}" if step == 1 else str(bound) for bound in bounds if abs(bound) < 1e300]


# --- territoire.toml ------------------------------------------------------------------------------

CONFIGURATION = """
[territoire]
nom = "Essai"
millesime = 2024
[sources.logements]
format = "rpls"
fichier = "rpls.csv"
[zonages.qpv]
fichier = "qpv.gpkg"
[precarite]
[grappes]
[secret]
[regroupement]
[indicateurs]
"""
_KEYS: dict[str, tuple[str, ...]] = {
    "territoire": ("nom", "millesime", "crs", "fictif"),
    "sources.logements": ("format", "fichier", "millesime", "echelle"),
    "zonages.qpv": ("fichier", "couche", "code", "libelle"),
    "precarite": ("reference", "poids"),
    "grappes": ("variable", "poids", "permutations", "graine", "alpha", "correction"),
    "secret": ("profil", "seuil", "registre", "bases_connues"),
    "regroupement": ("limites", "distance_max", "precedents"),
    "indicateurs": ("publies", "catalogue", "parametres"),
}
_VALUES = {
    "texte vide": '""',
    "espaces": '"   "',
    "inconnu": '"zz"',
    "deux lignes": '"a\\nb"',
    "nul": '"a\\u0000b"',
    "sans fin": '"' + "z" * 20_000 + '"',
    "traversée": '"../../../etc/passwd"',
    "négatif": "-5",
    "immense": "1" + "0" * 30,
    "nan": "nan",
    "infini": "inf",
    "vrai": "true",
    "liste": "[1, [2]]",
    "table": "{ zzz = nan }",
    "date": "2024-01-01",
}
_FIT = {
    *((key, value) for key in ("fictif", "bases_connues") for value in ("vrai",)),
    *(
        (key, value)  # free texts: whether they suit is known when the layer is opened
        for key in ("nom", "couche", "code", "libelle")
        for value in ("inconnu", "traversée")
    ),
    ("registre", "inconnu"),
    ("registre", "traversée"),
    ("nom", "sans fin"),
}
_STRUCTURES = {
    "vide": "",
    "sans territoire": CONFIGURATION.replace("[territoire]", "[territoires]"),
    "section en texte": CONFIGURATION + '\n[a]\nb = "c"\n',
    "clé inconnue": "zz = 1\n" + CONFIGURATION,
    "source en texte": 'sources = "a"\n[territoire]\nnom = "a"\nmillesime = 2024\n',
    "zonages en liste": "zonages = [1]\n[territoire]\nnom = 'a'\nmillesime = 2024\n",
    "deux fois": CONFIGURATION + "\n[secret]\n",
    "pas du toml": "{",
    "emboîté": "a = " + "[" * 5_000,
    "clés emboîtées": ".".join("a" * 3_000) + " = 1",
    "binaire": "\0\1\2",
    "énorme": "#" * 1_100_000,
}
ZONING_NAMES = (
    *("a/../../../../evil", "..", ".", "a\\\\b", "C:", "a:b", "a*b", 'a\\"b', "a\\u0000b"),
    *("a\\nb", "", " ", " a", "-a", "territoire", "GROUPES", "carreaux", "layer_styles"),
    *("sqlite_a", "gpkg_a", "RTREE_a", "nul", "CON", "com1", "menages", "QPV", "a" * 41),
    *("code", "geometry", "fid", "unites", "programme", "\\u202ea", "a\\u200bb"),
)


def configuration_cases() -> Iterator[Case]:
    """Every key with every kind of value, broken files, and names that would lead elsewhere."""
    for section, keys in _KEYS.items():
        for key in keys:
            for label, value in _VALUES.items():
                if (key, label) not in _FIT:
                    text = _set(section, key, value)
                    yield _diagnostic(f"[{section}] {key} = {label}", text)
    for label, text in _STRUCTURES.items():
        yield _diagnostic(f"territoire.toml {label}", text)
    for name in ZONING_NAMES:
        text = CONFIGURATION + f'\n[zonages."{name}"]\nfichier = "qpv.gpkg"\n'
        yield _diagnostic(f"zonage {name!r}", text)


def _set(section: str, key: str, value: str) -> str:
    lines = CONFIGURATION.splitlines()
    at = lines.index(f"[{section}]")
    rest = lines[at + 1 :]
    own = [line for line in rest[: _next(rest)] if not line.startswith(f"{key} =")]
    return "\n".join([*lines[: at + 1], f"{key} = {value}", *own, *rest[_next(rest) :]])


def _next(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if line.startswith("[")), len(lines))


def _diagnostic(name: str, text: str) -> Case:
    words = ("diagnostic", "{d}/territoire.toml", "--out", "{d}/resultat")
    files = {"rpls.csv": b"", "qpv.gpkg": b"", "territoire.toml": text.encode()}
    return Case(name, words, files)


# --- Commands of the main job ---------------------------------------------------------------------


def command_cases() -> Iterator[Case]:
    """Commands that are no operation: their arguments, folders, ledgers and certificates."""
    good = {"t.csv": b"code;menages\nA;40\nB;20\n"}
    for words in (
        *(("audit", path) for path in PATHS.values()),
        ("audit", "{d}/t.csv", "--unit", _ABSENT),
        ("audit", "{d}/t.csv", "--counts", _ABSENT),
        ("audit", "{d}/t.csv", "--bases", "a"),
        ("audit", "{d}/t.csv", "--bases", f"{_ABSENT}=menages"),
        ("audit", "{d}/t.csv", "--profile", "zz"),
        ("audit",),
        ("publish", "{d}", "--ledger", "{d}/r.jsonl"),
        ("publish", "{d}/absent", "--ledger", "{d}/r.jsonl"),
        ("publish", "{d}/t.csv", "--ledger", "{d}"),
        ("check", "{d}/absent.csv"),
        ("check", "{d}/t.csv", "--kind", "zz"),
        ("template", "zz"),
        ("catalogue", "zz"),
        ("catalogue", "--extra", "{d}/absent.toml"),
        ("catalogue", "--extra", "{d}"),
        ("demo", "--out", "{d}/t.csv"),
        ("demo", "--out", "{d}/t.csv/sous"),
        ("demo", "--out", "{d}/" + "a" * 300),
        ("demo", "--out", "{d}/nul\0"),
        ("demo", "--out", "{d}"),
        ("demo", "--out", "{d}/x", "--seed", "abc"),
        ("demo", "--out", "{d}/x", "--seed", "-1"),
        ("diagnostic",),
        ("diagnostic", "{d}/absent.toml", "--out", "{d}/x"),
        ("diagnostic", "{d}", "--out", "{d}/x"),
        ("zz",),
        ("--zz",),
        ("audit", "--zz"),
    ):
        yield Case(" ".join(words)[:90], words, good)
    for label, stored in _STORED.items():
        files = {"interne/tables_auditees.json": stored, "diffusion/certificat.json": stored}
        words = ("publish", "{d}", "--ledger", "{d}/r.jsonl")
        yield Case(f"publish : {label}", words, files)
    for label, text in _CATALOGUES.items():
        yield Case(f"catalogue : {label}", ("catalogue", "--extra", "{d}/c.toml"), {"c.toml": text})


_STORED = {
    "vide": b"",
    "nul": b"null",
    "liste": b"[]",
    "texte": b'"a"',
    "coupé": b'{"tables": {',
    "autre": b'{"tables": [], "profil": "ops", "seuil": 11, "empreinte": "", "bases_connues": []}',
    "seuil abaissé": json.dumps(
        {"tables": {}, "profil": "ops", "seuil": 2, "empreinte": "", "bases_connues": []}
    ).encode(),
    "profond": b"[" * 5_000,
    "binaire": bytes(range(256)),
}
_EXPRESSIONS = (
    *("", " ", "1 <", "1 < 2", "a b", "a.b", "a[0]", "lambda: 1", "__import__('os')", "f(1)"),
    *("x in ()", "x in y", "not " * 3_000 + "x", "(" * 500 + "x" + ")" * 500, "x ** 2", "x if y"),
    *("'a' + 1", "1", "'a'", "{zz}", "x == None", "x := 1", "[x for x in y]", "x\0", "1e999 < x"),
    *("-" * 3_000 + "x", " and ".join(["x"] * 3_000), "9" * 5_000 + " < x"),
)
_CATALOGUES = {
    f"expression {text[:30]!r}": (
        f"[count.essai]\nlabel = 'essai'\nexpressions.ops = {json.dumps(text)}\n".encode()
    )
    for text in _EXPRESSIONS
} | {
    "section inconnue": b"[zz]\na = 1\n",
    "section en texte": b"count = 'a'\n",
    "compte en texte": b"[count]\nessai = 'a'\n",
    "expressions en nombre": b"[count.essai]\nlabel = 'a'\nexpressions.ops = 3\n",
    "expressions en texte": b"[count.essai]\nlabel = 'a'\nexpressions = 'x'\n",
    "source inconnue": b"[count.essai]\nlabel = 'a'\nexpressions.zz = 'x'\n",
    "poids en texte": b"[index.essai]\nlabel = 'a'\nweights = 'x'\n",
    "indicateur sans base": b"[indicator.essai]\nlabel = 'a'\ntheme = 'b'\n",
    "emboîté": b"a = " + b"[" * 5_000,
    "pas du toml": b"{",
    "binaire": bytes(range(256)),
}
