"""The decisions on the files of the fictitious territory, against direct pandas computations."""

from datetime import date

import numpy as np
import pytest
import shapely

from geotools.datasets import fictitious_territory
from geotools.occupation import count, indicators, precarity_index
from geotools.orientations import (
    allocation_objectives,
    demand_pressure,
    equipment_access,
    orientation_classes,
    programme_overlay,
    residence_portrait,
    residential_flows,
)
from geotools.sources import check_file, read_ops, read_rpls, read_template, read_zoning, residences
from geotools.spatial import local_moran


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("fiction")
    fictitious_territory(path)
    return path


@pytest.fixture(scope="module")
def measured(folder):
    """Residences (segments) with their indicators and index, as a diagnosis would give them."""
    dwellings = read_rpls(folder / "rpls2024.csv").frame
    places, _ = residences(dwellings, scale="segment")
    households = read_ops(folder / "menages_2024.csv").frame
    code = households["residence"]
    code = code.where(code.isin(places.index), households["commune"] + ":" + code)
    lost = ~code.isin(places.index)
    located = set(dwellings.loc[dwellings.geometry.notna(), "codsegpatrim"])
    assert lost.mean() < 0.01  # residences whose every address lacks a position
    assert not set(households.loc[lost, "residence"]) & located
    counted = count(households, code, source="ops")
    figures = indicators(counted)
    whole = indicators(counted.sum().to_frame().T)
    names = ["rev_lt40", "apl", "chomeurs", "sans_emploi"]
    joined = places.join(figures, how="inner")
    index = precarity_index(joined[names], whole[names].iloc[0])
    return joined.assign(indice_precarite=index)


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("menages_2022", "menages"),
        ("menages_2024", "menages"),
        ("residences_2024", "residences"),
        ("attributions", "attributions"),
        ("demandes", "demandes"),
        ("mouvements", "mouvements"),
        ("programme", "programme"),
        ("bpe", "equipements"),
        ("grille", "grille"),
    ],
)
def test_the_checker_finds_nothing_wrong_in_the_files(folder, file, kind):
    assert check_file(folder / f"{file}.csv", kind).empty


def test_the_planted_clusters_are_found(measured):
    result = local_moran(measured, "indice_precarite", weights="knn:8", permutations=999, seed=7)
    estate = result["plg_qp"] == "QN09901M"
    assert (result.loc[estate, "grappe"] == "HH").mean() > 0.6
    wealthy = result["commune"] == "99003"
    assert (result.loc[wealthy, "grappe"] == "LL").mean() > 0.3
    assert not (result.loc[wealthy, "grappe"] == "HH").any()
    assert {"HL", "LH"} <= set(result["grappe"])


def test_the_classes_follow_the_index(measured):
    result = orientation_classes(measured)
    mean = result.groupby("classe")["indice_precarite"].agg(["min", "max"])
    assert mean.loc["reequilibrage", "min"] >= 130
    assert mean.loc["intermediaire", "min"] >= 105
    assert mean.loc["accueil", "max"] < 105


def test_objectives_equal_a_direct_computation(folder):
    allocations = read_template("attributions", folder / "attributions.csv").frame
    layers = {
        "qpv2015": read_zoning(folder / "qpv2015.gpkg", "qpv").frame,
        "qpv2024": read_zoning(folder / "qpv2024.gpkg", "qpv").frame,
    }
    result = allocation_objectives(
        allocations, perimeters=layers, start=date(2023, 1, 1), end=date(2024, 12, 31)
    ).set_index("objectif")
    lease, decision = allocations["date_bail"], allocations["date_decision"]
    in_2015 = allocations.within(shapely.union_all(layers["qpv2015"].geometry.to_numpy()))
    in_2024 = allocations.within(shapely.union_all(layers["qpv2024"].geometry.to_numpy()))
    inside = np.where(decision < "2024-01-01", in_2015, in_2024)
    assert (in_2015 != in_2024).any()
    signed = lease.between("2023-01-01", "2024-12-31") & ~inside
    modest = (allocations["quartile"] == 1) | (allocations["relogement"] == "npnru")
    outside = result.loc["hors_qpv_q1"]
    assert outside["denominateur"] == signed.sum()
    assert outside["numerateur"] == (signed & modest).sum()
    decided = decision.between("2023-01-01", "2024-12-31") & inside
    district = result.loc["qpv_q2_q4"]
    assert district["denominateur"] == decided.sum()
    assert district["numerateur"] == (decided & (allocations["quartile"] > 1)).sum()
    assert outside["inconnus"] == district["inconnus"] == 0


def test_the_three_operations_planned_in_districts_are_raised(folder):
    programme = read_template("programme", folder / "programme.csv").frame
    qpv = read_zoning(folder / "qpv2024.gpkg", "qpv").frame
    result, table, checked = programme_overlay(programme, {"qpv": qpv})
    raised = result.index[result["alertes"].str.contains("neuf_qpv")]
    assert list(raised) == ["O034", "O035", "O036"]
    assert table["logements"].sum() == programme[["plai", "plus", "pls"]].to_numpy().sum()
    assert checked["verifiee"].any()


def test_flows_and_pressure_add_up_to_the_files(folder):
    moves = read_template("mouvements", folder / "mouvements.csv").frame
    assert residential_flows(moves, "commune", threshold=1)["menages"].sum() == len(moves)
    requests = read_template("demandes", folder / "demandes.csv").frame
    allocations = read_template("attributions", folder / "attributions.csv").frame
    result = demand_pressure(requests, allocations, as_of=date(2024, 12, 31)).set_index("unite")
    active = (requests["date_demande"] <= "2024-12-31") & ~(
        requests["date_satisfaction"] <= "2024-12-31"
    )
    assert result.loc["ensemble", "demandes_actives"] == active.sum()
    leases = allocations["date_bail"].between("2024-01-01", "2024-12-31").sum()
    assert result.loc["ensemble", "attributions"] == leases
    assert result.drop("ensemble")["demandes_actives"].sum() == active.sum()


def test_services_are_counted_around_every_residence(folder, measured):
    services = read_template("equipements", folder / "bpe.csv").frame
    result = equipment_access(measured, services, distance=650, detour=1.3)
    first = measured.geometry.iloc[0]
    assert result["equipements"].iloc[0] == (services.distance(first) <= 500).sum()
    assert (result["equipements_types"] <= result["equipements"]).all()


def test_publishable_portraits_pass_the_audit_and_show_no_small_number(measured):
    whole = 0
    for name in measured.index[:25]:
        record = residence_portrait(measured, name, form="diffusable")
        shown = record[record["numerateur"].notna() & (record["valeur"] != "s")]
        assert (shown[["numerateur", "base"]] >= 11).all(axis=None)
        ratio = shown["numerateur"] > shown["base"]  # index of youth: two populations
        rest = (shown["base"] - shown["numerateur"])[~ratio]
        assert (rest >= 11).all()
        whole += len(shown)
    assert whole > 25
