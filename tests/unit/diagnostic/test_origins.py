"""Each layer says its own sources: what rests on open tiles does not claim to rest on a survey."""

import shutil
import subprocess

import pandas as pd
import pytest

from geotools.diagnostic.income_tiles import income_origin
from geotools.diagnostic.origins import OPEN_PROGRAMME, origin_of, source_line
from geotools.diagnostic.telling import cluster_heading
from geotools.sources import Provenance, Reading


class Read:
    """Only what was read: names and provenances."""

    def __init__(self, **readings):
        self.found = readings

    def readings(self):
        return self.found


def reading(source, vintage=None):
    provenance = Provenance(source, "f.csv", vintage, "Licence Ouverte 2.0", "0" * 64)
    return Reading(pd.DataFrame(), pd.DataFrame(), (), provenance)


MATERIAL = Read(
    menages=reading("Enquête OPS"),
    logements=reading("RPLS", 2024),
    carreaux=reading("Filosofi", 2021),
    programme=reading("Programme du PLH"),
    qpv=reading("QPV (ANCT)", 2024),
)


def test_an_origin_holds_the_sources_that_are_named_and_no_other():
    origin = origin_of(MATERIAL, "ménages", ["menages", "logements"], ["qpv", "iris"])
    assert origin.sources == (
        "Enquête OPS (Licence Ouverte 2.0)",
        source_line(MATERIAL.found["logements"]),
    )
    assert origin.places == ("QPV (ANCT) 2024 (Licence Ouverte 2.0)",)
    assert origin.vintage == "" and origin.open_rule == ""


def test_open_tiles_say_their_own_year_or_that_it_is_not_declared():
    assert income_origin(MATERIAL).vintage == "2021"
    assert income_origin(Read(carreaux=reading("Filosofi"))).vintage == "non déclaré"
    assert "INSEE" in income_origin(MATERIAL).open_rule


def test_without_any_of_its_sources_a_layer_keeps_those_of_the_publication():
    assert origin_of(Read(), "ménages", ["menages"]) is None


def test_the_heading_of_clusters_names_the_variable_and_the_neighbourhood():
    told = cluster_heading("Indice de précarité (100 = territoire)", "knn:8")
    assert told == (
        "Grappes (Moran local) : indice de précarité (100 = territoire), voisinage des 8 unités "
        "les plus proches"
    )
    assert cluster_heading("APL", "tiles").startswith(
        "Grappes (Moran local) : APL, voisinage des c"
    )


def page(folder, name):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) n’est pas installé : le PDF n’est pas relu.")
    path = folder / "diffusion" / "cartes" / f"{name}.pdf"
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return " ".join(told.stdout.decode("utf-8").replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("name", "base", "own", "foreign"),
    [
        ("filosofi-part_pauvres", "ménages fiscaux", ["Filosofi", "QPV"], ["OPS", "RPLS", "SNE"]),
        ("filosofi-grappe", "ménages fiscaux", ["part des ménages pauvres"], ["OPS", "RPLS"]),
        ("programme-alerte", "opérations et logements programmés", ["PLH"], ["OPS", "Filosofi"]),
        ("groupes-indice_precarite", "(OPS)", ["RPLS"], ["SNE", "BPE", "Filosofi"]),
        ("groupes-grappe", "(OPS)", ["indice de précarité", "8 unités"], ["Filosofi"]),
        ("qpv-indice_precarite", "(OPS)", ["ANCT", "Croix-Blanche"], ["SNE", "Filosofi"]),
    ],
)
def test_each_page_of_the_demo_says_what_its_layer_rests_on(demo, name, base, own, foreign):
    folder, _ = demo
    text = page(folder, name)
    for expected in (base, *own):
        assert expected in text, expected
    for other in foreign:
        assert other not in text, other


def test_the_programme_claims_no_audit():
    assert "ne passent pas par l’audit" in OPEN_PROGRAMME
