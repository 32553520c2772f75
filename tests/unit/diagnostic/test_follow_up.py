"""Allocations and programme declared in ``territoire.toml``: what the publication gains."""

import re
import sqlite3

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geotools.datasets import fictitious_territory
from geotools.diagnostic import load_configuration, run_diagnostic
from geotools.diagnostic.follow_up import objectives_counts, objectives_release
from geotools.diagnostic.material import read_material
from geotools.diagnostic.protection import rule_of
from geotools.progress import SILENT
from geotools.sources import read_template, read_zoning

OBJECTIVES = ("hors_qpv_q1", "qpv_q2_q4", "prioritaires")


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fiction")
    path = fictitious_territory(folder)
    text = path.read_text(encoding="utf-8").replace("99999", "999")
    for section in ("sources.carreaux", "zonages.iris"):  # not needed here, and slow
        text = re.sub(rf"\[{section}\]\n(?:[^\[\n].*\n)+", "", text)
    path.write_text(text, encoding="utf-8")
    out = folder / "out"
    run_diagnostic(path, out)
    return folder, out / "diffusion"


def layer(followed, name):
    return gpd.read_file(followed[1] / "diagnostic.gpkg", layer=name)


def test_objectives_of_the_year_equal_a_direct_computation(followed):
    rows = read_template("attributions", followed[0] / "attributions.csv").frame
    districts = read_zoning(followed[0] / "qpv2024.gpkg", "qpv").frame
    inside = rows.within(shapely.union_all(districts.geometry.to_numpy()))
    # What was decided before 2024 is placed in the districts of 2015, which were in force.
    former = read_zoning(followed[0] / "qpv2015.gpkg", "qpv").frame
    before = rows.within(shapely.union_all(former.geometry.to_numpy()))
    inside = inside.where(rows["date_decision"].dt.year >= 2024, before)
    signed = rows["date_bail"].dt.year == 2024
    decided = rows["date_decision"].dt.year == 2024
    table = layer(followed, "objectifs").iloc[0]
    assert table["hors_qpv_q1_base"] == (signed & ~inside).sum() == 1_027
    modest = (rows["quartile"] == 1) | (rows["relogement"] == "npnru")
    assert table["hors_qpv_q1"] == (signed & ~inside & modest).sum() == 195
    assert table["taux_hors_qpv_q1"] == pytest.approx(195 / 1_027)
    assert table["hors_qpv_q1_laisses"] == "aucun"
    assert table["qpv_q2_q4_base"] == (decided & inside).sum()
    assert table["qpv_q2_q4"] == (decided & inside & (rows["quartile"] > 1)).sum()
    assert table["prioritaires_base"] == decided.sum()
    assert table["taux_prioritaires"] == pytest.approx(
        table["prioritaires"] / table["prioritaires_base"]
    )
    missing = (0.25 * table["hors_qpv_q1_base"] - table["hors_qpv_q1"]) / 0.75
    assert table["a_faire_hors_qpv_q1"] == max(0, np.ceil(missing))


def test_the_target_of_priority_households_is_not_the_states(followed):
    rows = read_template("attributions", followed[0] / "attributions.csv").frame
    decided = rows[rows["date_decision"].dt.year == 2024]
    priority = decided["prioritaire"].astype(bool) | decided["dalo"].astype(bool)
    others = decided["reservataire"] != "etat"
    whole = layer(followed, "objectifs").iloc[0]
    without = layer(followed, "objectifs_hors_etat").iloc[0]
    assert (whole["prioritaires"], whole["prioritaires_base"]) == (priority.sum(), len(decided))
    assert without["prioritaires"] == (priority & others).sum() == 278
    assert without["prioritaires_base"] == others.sum() == 1_296
    due = np.ceil((0.25 * 1_296 - 278) / 0.75)
    assert np.isnan(whole["a_faire_prioritaires"]) and without["a_faire_prioritaires"] == due
    holders = layer(followed, "objectifs_reservataire").set_index("reservataire")
    assert np.isnan(holders.loc["etat", "a_faire_prioritaires"])
    assert holders.loc["etat", "taux_prioritaires"] > 0.4


def test_without_the_districts_of_2015_what_is_left_out_is_beside_the_rate(followed):
    folder = followed[0]
    text = (folder / "territoire.toml").read_text(encoding="utf-8")
    text = re.sub(r"\[zonages\.qpv2015\]\n(?:[^\[\n].*\n)+", "", text)
    (folder / "sans2015.toml").write_text(text, encoding="utf-8")
    material = read_material(load_configuration(folder / "sans2015.toml"), SILENT)
    counted = objectives_counts(material)
    assert counted[["hors_qpv_q1", "hors_qpv_q1_base"]].sum().tolist() == [166, 901]
    assert counted["hors_qpv_q1_laisses"].sum() == 192
    release = objectives_release(counted, rule_of(material.configuration), SILENT)
    shown = release.tables["objectifs"].counts.iloc[0]
    assert (shown["hors_qpv_q1_base"], shown["hors_qpv_q1_laisses"]) == (901, 192)


def test_every_published_count_of_the_objectives_reaches_eleven(followed):
    table = layer(followed, "objectifs_reservataire")
    assert len(table) == 6
    for name in OBJECTIVES:
        part, base = table[name], table[f"{name}_base"]
        for values in (part, base, base - part):
            assert not (values.dropna() < 11).any()
        hidden = part.isna() | base.isna()
        assert table.loc[hidden, [f"taux_{name}", f"a_faire_{name}"]].isna().all(axis=None)
    assert table[list(OBJECTIVES)].isna().any(axis=None)  # small holders are withheld


def test_the_programme_is_styled_and_says_its_alerts(followed):
    operations = layer(followed, "programme").set_index("operation")
    inside = operations["qpv_code"] != "hors zone"
    assert sorted(operations.index[inside]) == ["O034", "O035", "O036"]
    assert (operations.loc[inside, "alerte"] != "aucune").all()
    groups = layer(followed, "groupes")
    hot = shapely.union_all(groups.loc[groups["grappe"] == "HH"].geometry.to_numpy())
    assert (operations.within(hot) == (operations["grappes_code"] != "hors zone")).all()
    with sqlite3.connect(followed[1] / "diagnostic.gpkg") as base:
        styled = {row[0] for row in base.execute("SELECT f_table_name FROM layer_styles")}
    assert "programme" in styled


def test_the_tables_add_up_and_no_open_figure_is_marked_as_withheld(followed):
    tables = followed[1] / "tableaux"
    read = {
        name: pd.read_csv(tables / f"{name}.csv", sep=";", encoding="utf-8-sig", dtype=str)
        for name in ("programme", "programme_secteurs", "programme_regles")
    }
    assert not any((table == "s").any(axis=None) for table in read.values())
    homes = read["programme"]["Logements"].astype(int).sum()
    assert homes == read["programme_secteurs"]["Logements"].astype(int).sum()
    # The demo declares the SRU table: no rule is left without its datum.
    assert (read["programme_regles"]["Vérifiée"] == "oui").all()


def test_the_report_has_them(followed):
    report = (followed[1] / "rapport.html").read_text(encoding="utf-8")
    for words in ("Objectifs d’attribution", "Opérations programmées", "L. 441-1"):
        assert words in report
