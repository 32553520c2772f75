"""The documentation site is built without a warning, leads somewhere and needs no network."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import geotools

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the built site."""
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_parser")
    pytest.importorskip("furo")
    out = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"),
            *("-d", str(out / "cache"), str(DOCS), str(out / "html")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return out / "html"


def targets(page):
    return re.findall(r'\b(?:href|src)="([^"]+)"', page.read_text(encoding="utf-8"))


def test_every_link_inside_the_site_leads_to_a_place_that_exists(site):
    anchors = {}
    checked = 0
    for page in site.rglob("*.html"):
        for target in targets(page):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert file.is_file(), f"{page.name}: {target}"
            if parts.fragment and file.suffix == ".html":
                if file not in anchors:
                    text = file.read_text(encoding="utf-8")
                    anchors[file] = set(re.findall(r'\bid="([^"]+)"', text))
                assert unquote(parts.fragment) in anchors[file], f"{page.name}: {target}"
            checked += 1
    assert checked > 1000


def test_no_page_loads_anything_from_elsewhere(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe)[^>]*\bsrc="([^"]+)"', text)
        loaded += re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', text)
        assert not [item for item in loaded if urlsplit(item).netloc], page.name


def test_every_public_function_has_its_page_and_is_found_by_a_search(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    for name in dir(geotools):
        if not name.startswith("_"):
            assert (site / "api" / f"{name}.html").is_file(), name
            assert f"api/{name}" in index


def test_every_operation_can_be_linked_to(site):
    from geotools.operations import load_operations

    text = (site / "operations.html").read_text(encoding="utf-8")
    for operation in load_operations():
        assert f'id="{operation.id}"' in text


def test_formulas_are_drawn_by_the_browser_alone(site):
    assert (site / "methodes.html").read_text(encoding="utf-8").count("<math") > 20


def test_main_operations_are_shown_with_a_picture_that_names_an_operation():
    from geotools.operations import load_operations

    pictures = {path.stem for path in (DOCS / "images" / "operations").glob("*.png")}
    assert len(pictures) >= 40
    assert pictures <= {operation.id for operation in load_operations()}
    page = (DOCS / "operations.md").read_text(encoding="utf-8")
    assert all(f"](images/operations/{name}.png)" in page for name in pictures)
