"""The page of the proof: its example runs and gives what it shows, its table is what is found."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "preuve.md").read_text(encoding="utf-8")
INSTANCES = ROOT.parent / "shared" / "data" / "sdc"


def test_the_example_of_linked_tables_runs_and_gives_what_the_page_shows():
    code = re.search(r"```python\n(.*?)```", PAGE, re.S)[1]
    shown = re.search(r"```text\n(.*?)```", PAGE, re.S)[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}, check=True,
    )  # fmt: skip
    assert done.stdout == shown


@pytest.mark.skipif(not INSTANCES.is_dir(), reason="les instances publiques ne sont pas là")
def test_the_table_of_instances_is_what_the_audit_finds():
    from geotools.secrecy.audit.attack import attack
    from geotools.secrecy.audit.jj import read_jj

    rows = re.findall(r"^\| ([A-Z]+\w*\d\w*) \| (.+) \|$", PAGE, re.M)
    assert len(rows) == 5
    for name, figures in rows:
        system = read_jj(INSTANCES / f"{name}.jj.gz")
        found = attack(system)
        counted = (len(system.value), system.matrix.shape[0], len(found.cells), found.exact.sum())
        assert [int(f.replace(" ", "")) for f in figures.split(" | ")] == list(map(int, counted))


def test_every_test_that_the_page_names_exists():
    sources = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("test_*.py"))
    for name in re.findall(r"(test_\w+)(?=[…`.])", PAGE):
        assert name in sources or list((ROOT / "tests").rglob(f"{name}.py")), name
