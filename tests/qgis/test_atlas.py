"""The atlas: each page tells its unit beside the level above and the earlier vintage."""

import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import box

pytest.importorskip("qgis.core")

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext absent")


@pytest.fixture
def layers(tmp_path):
    """Two communes, three districts (one withheld) and the districts two years before."""
    districts = gpd.GeoDataFrame(
        {
            "code": ["QN1", "QN2", "QN3"],
            "ville": ["Haute", "Basse", "Basse"],
            "libelle": ["Les Acacias", "Bellevue", "Clos Fleuri"],
            "apl": [0.75, 0.5, np.nan],
            "menages": [120, 80, 15],
            "indice_precarite": [150.4, 97.0, np.nan],
            "grappe": ["HH", "ns", None],
        },
        geometry=[box(100, 100, 500, 400), box(3100, 100, 3500, 400), box(3600, 600, 3900, 900)],
        crs=2154,
    )
    communes = gpd.GeoDataFrame(
        {"libelle": ["Ville-Haute", "Ville-Basse"], "apl": [0.6, 0.55], "menages": [480, 1000]},
        geometry=[box(0, 0, 3000, 3000), box(3000, 0, 6000, 3000)],
        crs=2154,
    )
    before = districts.assign(apl=[0.7, 0.5, 0.3])
    found = {"qpv": districts, "communes": communes, "avant": before}
    for name, frame in found.items():
        frame.to_file(tmp_path / f"{name}.gpkg")
    return {name: str(tmp_path / f"{name}.gpkg") for name in found}


@pytest.fixture
def pages(provider, layers, tmp_path):
    """Print the atlas with some parameters; return the text of each page."""
    import processing

    def call(**parameters):
        target = tmp_path / "atlas.pdf"
        given = {"INPUT": layers["qpv"], "NAME": "libelle", "OUTPUT": str(target)} | parameters
        processing.run("equilibre:atlaspdf", given)
        if "EQUILIBRE_SHOTS" in os.environ:
            picture = str(Path(os.environ["EQUILIBRE_SHOTS"]) / "atlas")
            subprocess.run(["pdftoppm", "-r", "60", "-l", "1", "-png", str(target), picture])
        command = ["pdftotext", "-layout", str(target), "-"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        text = re.sub(r"[\u00a0\u202f]", " ", unicodedata.normalize("NFKC", text))
        return [page for page in text.split("\f") if page.strip()]

    return call


@needs_poppler
def test_a_page_tells_its_unit_beside_the_commune_and_the_earlier_vintage(pages, layers):
    found = pages(
        FIGURES=["indice_precarite", "apl", "menages"],
        REFERENCE=layers["communes"],
        PREVIOUS=layers["avant"],
        KEY="code",
        VINTAGE="2022",
        LAYERS=[layers["communes"]],
        TITLE="Convention d’équilibre",
        SOURCES="Territoire fictif 2024",
        SECRECY="Aucun effectif publié sous 11 ménages.",
    )
    assert len(found) == 3
    second, withheld, first = found  # in the order of their names
    for expected in (
        "Les Acacias", "Ville-Haute", "150 et plus", "HH : valeur haute",
        "75,0 %", "60,0 %", "▲ +15,0 pts", "▲ +5,0 pts", "Évolution", "2022",
        "120", "480", "25,0 %", "Page 3/3",
    ):  # fmt: skip
        assert expected in first, expected
    assert "Ville-Basse" in second and "▼ −5,0 pts" in second and "= 0,0 pts" in second
    assert "s : non diffusé" in withheld and "55,0 %" in withheld and "1,5 %" in withheld
    assert withheld.split().count("s") >= 7  # index, share: value, gap, trend; and the mention
    for page in found:
        assert "Convention d’équilibre" in page and "Territoire fictif 2024" in page
        assert "Aucun effectif publié sous 11 ménages." in page
        assert "unité de la page" in page.lower()


@needs_poppler
@pytest.mark.parametrize(("paper", "width"), [("A4", 841.89), ("A3", 1190.55)])
def test_without_a_level_above_the_median_is_told_on_both_papers(pages, tmp_path, paper, width):
    found = pages(FORMAT={"A4": 0, "A3": 1}[paper])
    assert len(found) == 3
    assert "Médiane des" in found[2] and "62,5 %" in found[2] and "▲ +12,5 pts" in found[2]
    told = subprocess.run(
        ["pdfinfo", str(tmp_path / "atlas.pdf")], capture_output=True, text=True, check=True
    ).stdout
    size = re.search(r"Page size:\s+([\d.]+) x", told)
    assert float(size[1]) == pytest.approx(width, abs=1)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"INPUT": "vide"}, "introuvable ou vide"),
        ({"INPUT": "degres"}, "exige un SCR projeté en mètres"),
        ({"PREVIOUS": "avant"}, "choisissez aussi le champ du code commun"),
        ({"PREVIOUS": "avant", "KEY": "ville"}, "doit être unique"),
        ({"REFERENCE": "vide"}, "doit porter les mêmes champs"),
    ],
)
def test_what_does_not_fit_is_refused_in_french_and_nothing_is_written(
    provider, layers, tmp_path, change, expected
):
    import processing
    from qgis.core import QgsProcessingException

    gpd.GeoDataFrame({"libelle": []}, geometry=[], crs=2154).to_file(tmp_path / "vide.gpkg")
    gpd.read_file(layers["qpv"]).to_crs(4326).to_file(tmp_path / "degres.gpkg")
    files = {
        key: str(tmp_path / f"{value}.gpkg") if key != "KEY" else value
        for key, value in change.items()
    }
    target = tmp_path / "a.pdf"
    parameters = {"INPUT": layers["qpv"], "NAME": "libelle", "OUTPUT": str(target)} | files
    with pytest.raises(QgsProcessingException, match=expected):
        processing.run("equilibre:atlaspdf", parameters)
    assert not list(tmp_path.glob("*.pdf*"))


def test_a_cancelled_atlas_leaves_nothing(provider, layers, tmp_path):
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda _: feedback.cancel())
    target = tmp_path / "a.pdf"
    with pytest.raises(QgsProcessingException, match="interrompu"):
        processing.run(
            "equilibre:atlaspdf",
            {"INPUT": layers["qpv"], "NAME": "libelle", "OUTPUT": str(target)},
            feedback=feedback,
        )
    assert not list(tmp_path.glob("*.pdf*"))
