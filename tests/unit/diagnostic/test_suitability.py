"""A source that does not suit its profile or its scale is told, with what to write instead."""

import re

import pytest

from geotools.datasets import fictitious_territory
from geotools.diagnostic.configuration import load_configuration
from geotools.diagnostic.material import read_material
from geotools.diagnostic.suitability import warnings_of
from geotools.progress import SILENT


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return fictitious_territory(tmp_path_factory.mktemp("fiction"), residences=150)


def told(files, *, without=(), source="rpls", **changes):
    text = files.read_text(encoding="utf-8")
    for name in without:
        text = re.sub(rf"\[sources\.{name}\]\n(?:[^\[\n].*\n)+", "", text)
    for old, new in changes.get("replace", ()):
        assert old in text
        text = text.replace(old, new)
    path = files.parent / "essai.toml"
    path.write_text(text, encoding="utf-8")
    return warnings_of(read_material(load_configuration(path), SILENT), source)


ALONE = ("menages", "menages_2022", "residences", "mouvements", "grille", "refus", "demandes")


def test_the_demo_suits_its_profile(files):
    assert told(files, source="ops") == []


def test_rpls_alone_with_the_profile_of_households_is_told(files):
    lines = told(files, without=ALONE)
    assert len([line for line in lines if "profil = « rpls »" in line]) == 1


def test_rpls_alone_with_its_own_profile_is_not(files):
    lines = told(files, without=ALONE, replace=[('profil = "ops"', 'profil = "rpls"')])
    assert not any("profil" in line for line in lines)


def test_households_under_the_rule_of_the_stock_are_told(files):
    lines = told(files, source="ops", replace=[('profil = "ops"', 'profil = "rpls"')])
    assert len(lines) == 1 and "profil = « ops »" in lines[0]


def test_the_scale_of_estates_without_households_is_told_where_it_is_coarse(files):
    raw = (files.parent / "rpls2024.csv").read_text(encoding="utf-8").splitlines()
    head, rows = raw[0].split(";"), [line.split(";") for line in raw[1:]]
    x = head.index("X")
    for number, row in enumerate(rows):  # an address for each dwelling
        row[x] = f"{float(row[x]) + number / 10:.1f}" if row[x] else ""
    (files.parent / "fin.csv").write_text(
        "\n".join(";".join(row) for row in [head, *rows]) + "\n", encoding="utf-8"
    )
    lines = told(files, without=ALONE, replace=[("rpls2024.csv", "fin.csv")])
    assert any("echelle = « adresse »" in line for line in lines)
