"""The atlas: a page per district, with its name, its figures and the mention of secrecy."""

import os
import shutil
import subprocess
import unicodedata
from pathlib import Path

import geopandas as gpd
import pytest

from tests import contract

pytest.importorskip("qgis.core")

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext absent")


@needs_poppler
def test_there_is_one_page_per_district_with_its_figures(provider, tmp_path):
    import processing

    inputs = contract.write_inputs(tmp_path)
    districts = gpd.read_file(inputs / "qpv2024.gpkg").sort_values("lib_qp")
    target = tmp_path / "atlas.pdf"
    processing.run(
        "equilibre:atlaspdf",
        {
            "INPUT": str(inputs / "qpv2024.gpkg"),
            "NAME": "lib_qp",
            "FIGURES": ["code_qp", "lib_com"],
            "LAYERS": [str(inputs / "residences.gpkg"), str(inputs / "communes.gpkg")],
            "TITLE": "Convention d’équilibre",
            "SOURCES": "Territoire fictif 2024",
            "OUTPUT": str(target),
        },
    )
    text = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True
    ).stdout
    text = unicodedata.normalize("NFKC", text)  # ligatures
    pages = [page for page in text.split("\f") if page.strip()]
    assert len(pages) == len(districts)
    for page, district in zip(pages, districts.itertuples(), strict=True):
        assert district.lib_qp in page and district.code_qp in page
        assert "secret statistique" in page and "Territoire fictif 2024" in page
    if "EQUILIBRE_SHOTS" in os.environ:
        folder = Path(os.environ["EQUILIBRE_SHOTS"])
        command = ["pdftoppm", "-r", "60", "-l", "1", "-png", str(target), str(folder / "atlas")]
        subprocess.run(command, check=True)


def test_an_empty_coverage_is_refused_in_french(provider, tmp_path):
    import processing
    from qgis.core import QgsProcessingException

    empty = tmp_path / "vide.gpkg"
    gpd.GeoDataFrame({"nom": []}, geometry=[], crs=2154).to_file(empty)
    with pytest.raises(QgsProcessingException, match="introuvable ou vide"):
        processing.run(
            "equilibre:atlaspdf",
            {"INPUT": str(empty), "NAME": "nom", "OUTPUT": str(tmp_path / "a.pdf")},
        )
    assert not (tmp_path / "a.pdf").exists()
