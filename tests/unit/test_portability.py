"""Windows, read in the sources: what would only fail on a machine that is not here."""

import ast
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from geotools import atomic
from geotools.atomic import atomic_file, atomic_folder
from geotools.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [p for room in ("geotools", "qgis_plugin") for p in sorted((ROOT / room).rglob("*.py"))]
POSIX = {"fcntl", "grp", "multiprocessing", "posix", "pwd", "pty", "resource", "termios"}
RESERVED = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}
LONGEST = 150  # characters inside the plugins folder: a profile takes a hundred of Windows's 260


def nodes(kind):
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kind):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


def called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_text(node):
    """Whether a call opens a file as text: Windows would choose its own encoding."""
    if called(node) == "write_text" or (called(node) == "read_text" and not node.args):
        return True
    modes = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    modes += [k.value.value for k in node.keywords if k.arg == "mode"]
    binary = any("b" in str(mode) for mode in modes)  # mkdir's mode is a number
    return called(node) == "open" and getattr(node.func, "id", "") == "open" and not binary


def test_every_text_file_says_its_encoding():
    bare = [
        place
        for place, node in nodes(ast.Call)
        if is_text(node)
        and not any(k.arg == "encoding" for k in node.keywords)
        and not (called(node) == "write_text" and len(node.args) > 1)
    ]
    assert bare == []


def guarded():
    """Imports that are only reached where they exist: behind the platform or an ImportError."""
    inside = set()
    for kind in (ast.If, ast.Try):
        for place, node in nodes(kind):
            asked = [node.test] if kind is ast.If else [h.type for h in node.handlers if h.type]
            if any(word in ast.unparse(a) for a in asked for word in ("platform", "ImportError")):
                file = place.partition(":")[0]
                found = (item for item in ast.walk(node) if isinstance(item, ast.Import))
                inside |= {f"{file}:{item.lineno}" for item in found}
    return inside


def test_nothing_asks_for_what_only_unix_has():
    imported = [
        (place, alias.name)
        for place, node in nodes(ast.Import)
        for alias in node.names
        if alias.name.partition(".")[0] in POSIX and place not in guarded()
    ]
    imported += [
        (place, node.module)
        for place, node in nodes(ast.ImportFrom)
        if (node.module or "").partition(".")[0] in POSIX
    ]
    forbidden = {("os", name) for name in ("fork", "rename", "symlink", "getuid", "geteuid")}
    calls = [
        place
        for place, node in nodes(ast.Attribute)
        if isinstance(node.value, ast.Name) and (node.value.id, node.attr) in forbidden
    ]
    assert (imported, calls) == ([], [])


def test_every_file_can_be_named_on_windows():
    paths = [
        PurePosixPath(path.relative_to(ROOT).as_posix())
        for room in ("geotools", "qgis_plugin", "processing_models", "styles", "docs", "tests")
        for path in (ROOT / room).rglob("*")
        if "__pycache__" not in path.parts
    ]
    assert len({str(path).lower() for path in paths}) == len(paths)
    for path in paths:
        assert path.stem.lower() not in RESERVED, path
        assert not set(path.name) & set('<>:"\\|?*') and not path.name.endswith((" ", ".")), path
    inside = [f"equilibre_territorial/vendor/{p}" for p in paths if p.parts[0] == "geotools"]
    assert max(map(len, inside)) <= LONGEST


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp850", ("catalogue",)),
        ("cp850", ("nulle-part",)),
        ("cp1252", ("global-moran", "--help")),
    ],
)
def test_a_terminal_of_few_characters_shows_what_it_can(encoding, words):
    done = subprocess.run(
        [sys.executable, "-m", "geotools", *words],
        env={"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == (2 if words == ("nulle-part",) else 0), done.stderr
    assert b"UnicodeEncodeError" not in done.stderr
    assert done.stdout or done.stderr


@pytest.mark.parametrize("make", [atomic_file, atomic_folder])
def test_what_another_program_holds_open_is_said_and_kept(tmp_path, monkeypatch, make):
    target = tmp_path / "sortie"

    def held(self, other):  # as Windows answers: no other machine refuses this
        raise PermissionError(13, "Accès refusé", str(other))

    with (
        pytest.raises(InputError, match="ouvert dans un autre logiciel"),
        monkeypatch.context() as patch,
        make(target) as temporary,
    ):
        if make is atomic_file:
            temporary.write_bytes(b"x")
        patch.setattr(Path, "replace", held)
        patch.setattr(atomic, "_renamed", lambda *_: False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["__init__", "plugin", "environment", "_qgis_compat"])
def test_what_loads_before_the_version_is_checked_suits_an_older_python(name):
    source = (ROOT / "qgis_plugin" / f"{name}.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 9))


def test_a_read_only_installation_without_a_home_still_runs(tmp_path):
    """Numba finds no place for its cache there: functions are compiled without one."""
    script = (
        "import numba.core.caching as c\n"
        "c.CacheImpl._locator_classes = []\n"
        "from geotools.secrecy.audit import flow\n"
        "from geotools.secrecy.grouping import kernels\n"
        "from geotools.spatial import _kernels_numba\n"
        "from geotools.territory import _cell_building, _cell_kernels\n"
        "from geotools._compat import compiled\n"
        "print(compiled(nogil=True)(lambda x: x + 1)(41))\n"
    )
    pytest.importorskip("numba")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout.strip() == "42", done.stderr
