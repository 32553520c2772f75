"""The programme overlay: each rule raised by the operation that breaks it, and only by it."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geotools.errors import InputError, MissingColumnError
from geotools.orientations import programme_overlay, specialisation_shift

QPV = gpd.GeoDataFrame(index=["QN1"], geometry=[shapely.box(0, 0, 100, 100)], crs=2154)
HH = gpd.GeoDataFrame(index=["G1"], geometry=[shapely.box(200, 0, 300, 100)], crs=2154)
COMMUNES = pd.DataFrame(
    {
        "commune": ["99001", "99002"],
        "logements_sociaux": [550, 100],
        "residences_principales": [1000, 1000],
        "carencee": ["non", "oui"],
    }
)


def operations(**columns):
    base = {
        "commune": "99002",
        "plai": 10,
        "plus": 10,
        "pls": 0,
        "annee": 2025,
        "statut": "agree",
        "reconstitution": "non",
        "demolitions": 0,
        "x": 1000,
    }
    size = len(next(iter(columns.values())))
    table = pd.DataFrame({k: [v] * size for k, v in base.items()} | columns)
    table.index = [f"O{i + 1}" for i in range(size)]
    points = gpd.points_from_xy(table.pop("x"), [50] * size)
    return gpd.GeoDataFrame(table, geometry=points, crs=2154)


def raised(programme, **options):
    result, _, checked = programme_overlay(programme, {"qpv": QPV, "grappes": HH}, **options)
    return result["alertes"].tolist(), result["alerte"].tolist(), checked.set_index("regle")


def test_districts_and_clusters_ask_for_attention():
    alerts, levels, _ = raised(operations(x=[50, 250, 1000]))
    assert alerts == ["neuf_qpv", "grappe_hh", ""]
    assert levels == ["attention", "attention", "aucune"]


def test_reconstitution_stays_outside_districts_with_60_percent_plai_over_the_whole():
    programme = operations(
        x=[50, 1000], reconstitution=["oui", "oui"], plai=[6, 6], plus=[4, 4], pls=[0, 0]
    )
    alerts, levels, checked = raised(programme)
    assert alerts == ["neuf_qpv ; reconstitution_hors_qpv", ""]
    assert levels == ["alerte", "aucune"]
    assert (
        checked.loc["reconstitution_60_plai", "constat"] == "PLAI dans la reconstitution : 60,0 %."
    )
    low = programme.assign(plai=[6, 5], plus=[4, 5])
    assert raised(low)[0][1] == "reconstitution_60_plai"


def test_fifty_percent_itself_is_allowed_and_pls_is_not_concerned():
    programme = operations(commune=["99001", "99001"], plai=[5, 0], plus=[5, 0], pls=[0, 10])
    alerts, levels, _ = raised(programme, communes=COMMUNES)
    assert alerts == ["plafond_50", ""] and levels == ["alerte", "aucune"]
    at_half = COMMUNES.assign(logements_sociaux=[500, 100])
    assert raised(programme, communes=at_half)[0] == ["", ""]


def test_a_short_commune_needs_30_percent_in_operations_of_more_than_12():
    programme = operations(plai=[1, 1, 2], plus=[2, 2, 2], pls=[9, 10, 9])
    # 12 dwellings: too small; 13 with 3 (23 %): raised; 13 with 4 (30.8 %): enough.
    assert raised(programme, communes=COMMUNES)[0] == ["", "carence_part_plus_plai", ""]


def test_a_rule_without_its_data_says_that_it_was_not_checked():
    _, _, checked = raised(operations(x=[50]))
    assert not checked.loc["plafond_50", "verifiee"]
    assert checked.loc["plafond_50", "constat"].startswith("Non vérifiée")
    assert checked["source"].str.len().gt(10).all()


def test_abandoned_operations_are_left_out_and_years_bound_the_rules():
    programme = operations(x=[50, 50], statut=["abandonne", "livre"], annee=[2025, 2014])
    result, table, _ = programme_overlay(programme, {"qpv": QPV})
    assert list(result.index) == ["O2"] and result["alertes"].iloc[0] == ""
    assert table["operations"].sum() == 1


def test_sectors_add_up_by_year_and_inside_or_outside_districts():
    programme = operations(x=[50, 1000, 1000], annee=[2025, 2025, 2026], plai=[1, 2, 3])
    _, table, _ = programme_overlay(programme, {"qpv": QPV}, sector="qpv")
    assert table[["secteur", "annee", "plai", "logements"]].to_numpy().tolist() == [
        ["en QPV", 2025, 1, 11],
        ["hors QPV", 2025, 2, 12],
        ["hors QPV", 2026, 3, 13],
    ]


def test_specialisation_before_is_the_oracle_of_basse_normandie():
    # 120 of 400 social dwellings, 1 000 of 5 000 homes: 0.30 / 0.20 = 1.5.
    communes = pd.DataFrame(
        {
            "commune": ["A", "B"],
            "logements_sociaux": [120, 280],
            "residences_principales": [1000, 4000],
        }
    )
    built = pd.DataFrame({"commune": ["B"], "logements": [120], "demolitions": [20]})
    shift = specialisation_shift(built, communes)
    assert shift.loc["A", "specialisation_avant"] == pytest.approx(1.5)
    assert shift.loc["A", "specialisation_apres"] == pytest.approx((120 / 500) / (1000 / 5100))


def test_bad_programmes_are_refused():
    with pytest.raises(MissingColumnError, match="plai"):
        programme_overlay(operations(x=[1]).drop(columns="plai"), {"qpv": QPV})
    with pytest.raises(InputError, match="O1"):
        programme_overlay(operations(plai=[-1]), {"qpv": QPV})
    with pytest.raises(InputError, match="99001"):
        programme_overlay(
            operations(x=[1]), {"qpv": QPV}, communes=COMMUNES.assign(logements_sociaux=[2000, 1])
        )
    with pytest.raises(InputError, match="abandonnées"):
        programme_overlay(operations(statut=["abandonne"]), {"qpv": QPV})


def test_parcels_are_taken_at_an_inner_point():
    programme = operations(x=[50, 1000])
    parcels = programme.set_geometry(programme.geometry.buffer(5, cap_style="square"))
    expected, table, _ = programme_overlay(programme, {"qpv": QPV})
    found, same, _ = programme_overlay(parcels, {"qpv": QPV})
    assert found["alertes"].tolist() == expected["alertes"].tolist() == ["neuf_qpv", ""]
    pd.testing.assert_frame_equal(same, table)
    assert found.geometry.geom_equals_exact(expected.geometry, 1e-9).all()


def test_the_specialisation_of_districts_moves_with_the_programme():
    stock = pd.DataFrame(
        {
            "secteur": ["en QPV", "hors QPV"],
            "logements_sociaux": [120, 280],
            "residences_principales": [1000, 4000],
        }
    )
    programme = operations(x=[1000], plai=[50], plus=[50])
    _, table, _ = programme_overlay(programme, {"qpv": QPV}, sector="qpv", stock=stock)
    row = table.set_index("secteur").loc["hors QPV"]
    assert row["specialisation_avant"] == pytest.approx((280 / 400) / (4000 / 5000))
    assert row["specialisation_apres"] == pytest.approx((380 / 500) / (4100 / 5100))


def test_a_rule_of_ones_own_replaces_the_one_provided(tmp_path):
    path = tmp_path / "locales.toml"
    path.write_text('[[regle]]\nid = "neuf_qpv"\nniveau = "alerte"\nannee_min = 2026\n')
    programme = operations(x=[50, 50], annee=[2025, 2026])
    result, _, _ = programme_overlay(programme, {"qpv": QPV}, local_rules=path)
    assert result["alerte"].tolist() == ["aucune", "alerte"]
