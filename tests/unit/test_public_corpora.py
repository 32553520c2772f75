"""Public corpora of bad files, where a copy is at hand: refused in a sentence, never a traceback.

Set ``GEOTOOLS_CORPORA`` to a folder that holds copies, in any layout, of GEOS's XML cases, of
JSONTestSuite, of geojsonhint's data and of the list of naughty strings (``blns.txt``). None of them
is ours to ship.
"""

import os
from pathlib import Path

import pytest

from geotools.catalogue import load_catalogue
from geotools.errors import GeotoolsError
from geotools.names import check_names
from tests.hostile import Case, answer, tried

VARIABLE = "GEOTOOLS_CORPORA"
FOLDER = Path(os.environ.get(VARIABLE, ""))
GIVEN = bool(os.environ.get(VARIABLE)) and FOLDER.is_dir()
pytestmark = pytest.mark.skipif(
    not GIVEN, reason=f"aucune copie des corpus publics ({VARIABLE} ne nomme pas de dossier)"
)
READ_OR_REFUSED = frozenset({0, 2})
AUDITED = frozenset({0, 2, 3})
KINDS = {".json": ".geojson", ".geojson": ".geojson", ".topojson": ".geojson", ".xml": ".xml"}


def files():
    if not GIVEN:
        return []
    return sorted(path for path in FOLDER.rglob("*") if path.suffix in KINDS and path.is_file())


def strings():
    found = sorted(FOLDER.rglob("blns.txt")) if GIVEN else []
    lines = found[0].read_text(encoding="utf-8").split("\n") if found else []
    return [line for line in lines if line and not line.startswith("#") and "\0" not in line]


def wrong(cases, folder):
    return [said for n, case in enumerate(cases) if (said := tried(case, folder / f"c{n}" / "ici"))]


@pytest.mark.parametrize("suffix", sorted(set(KINDS.values())))
def test_files_of_every_reader_are_read_or_refused_in_a_sentence(tmp_path, suffix):
    chosen = [path for path in files() if KINDS[path.suffix] == suffix]
    assert chosen, f"aucun fichier {suffix} dans {VARIABLE}"

    def cases():
        for path in chosen:
            content, name = {f"f{suffix}": path.read_bytes()}, "{d}/f" + suffix
            output = ("--output", "{d}/o.gpkg")
            zoning = ("read-zoning", "--path", name, "--kind", "autre", *output)
            yield Case(f"zoning {path.name}", zoning, content, READ_OR_REFUSED)
            yield Case(f"check {path.name}", ("check", name), content, AUDITED)

    assert wrong(cases(), tmp_path) == []


def test_naughty_strings_are_values_of_a_file(tmp_path):
    listed = strings()
    assert len(listed) > 400
    rows = [text.replace('"', '""') for text in listed]
    households = "menage;residence;bailleur;occupants;majeurs;apl\n" + "".join(
        f'm{n};"{text}";"{text}";1;1;oui\n' for n, text in enumerate(rows)
    )
    table = "unite;menages\n" + "".join(f'"{text}{n}";40\n' for n, text in enumerate(rows))
    read = ("--kind", "menages", "--path", "{d}/m.csv", "--output")
    given = {"m.csv": households.encode(), "t.csv": table.encode()}
    cases = [
        *(
            Case(f"lu en {form}", ("read-table", *read, "{d}/o." + form), given, READ_OR_REFUSED)
            for form in ("csv", "xlsx", "gpkg", "parquet")
        ),
        Case("audité", ("audit", "{d}/t.csv"), given, AUDITED),
    ]
    assert wrong(cases, tmp_path) == []
    (tmp_path / "m.csv").write_bytes(households.encode())
    code, told = answer(["check", str(tmp_path / "m.csv")])
    assert code in READ_OR_REFUSED and "Traceback" not in told and "interne" not in told


def test_naughty_strings_are_names_and_expressions_that_are_told(tmp_path):
    for number, text in enumerate(strings()):
        try:
            check_names([text], "[zonages] : le nom")
        except GeotoolsError as error:
            assert str(error)
        path = tmp_path / f"c{number}.toml"
        quoted = "".join(f"\\U{ord(sign):08x}" for sign in text)
        path.write_text(f'[comptes.menages_essai]\nexpression = "{quoted}"\n', encoding="utf-8")
        try:
            load_catalogue(path)
        except GeotoolsError as error:
            assert str(error) and len(str(error)) < 3_000


def test_naughty_strings_are_arguments_of_commands(tmp_path):
    given = {"t.csv": b"unite;menages\nA;40\nB;20\n"}

    def cases():
        for text in strings():
            for option in ("--unit", "--counts", "--profile"):
                words = ("audit", "{d}/t.csv", f"{option}={text}")
                yield Case(f"audit {option} {text[:30]}", words, given, AUDITED)

    assert wrong(cases(), tmp_path) == []
