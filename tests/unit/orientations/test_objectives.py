"""The legal objectives with their numerators, perimeters in force, and what remains to be done."""

from datetime import date
from fractions import Fraction

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geotools.errors import ConfigurationError, InputError
from geotools.orientations import allocation_objectives, missing_allocations


def file(**columns):
    size = max(len(v) for v in columns.values() if isinstance(v, list))
    base = {
        "date_decision": ["2024-03-01"] * size,
        "date_bail": ["2024-04-01"] * size,
        "en_qpv": ["non"] * size,
        "quartile": [2] * size,
        "relogement": ["non"] * size,
        "dalo": ["non"] * size,
        "prioritaire": ["non"] * size,
        "mutation": ["non"] * size,
        "reservataire": ["bailleur"] * size,
    }
    return pd.DataFrame(base | columns)


def row(table, objective, group="ensemble", nature="légal"):
    found = table[
        (table["objectif"] == objective) & (table["groupe"] == group) & (table["nature"] == nature)
    ]
    assert len(found) == 1
    return found.iloc[0]


def test_outside_districts_leases_count_not_decisions():
    # Six decisions outside, of which four leases; two leases of the first quartile, one rehoused.
    table = file(
        quartile=[1, 1, 3, 4, 1, 2],
        relogement=["non", "non", "npnru", "non", "non", "non"],
        date_bail=["2024-04-01"] * 4 + ["", ""],
    )
    found = row(allocation_objectives(table), "hors_qpv_q1")
    assert (found["numerateur"], found["denominateur"]) == (3, 4)
    assert found["taux"] == 0.75 and found["atteint"]


def test_in_districts_decisions_count_and_the_numerator_is_the_three_upper_quartiles():
    table = file(en_qpv=["oui"] * 4, quartile=[1, 2, 4, 1], date_bail=["", "", "", ""])
    found = row(allocation_objectives(table), "qpv_q2_q4")
    assert (found["numerateur"], found["denominateur"]) == (2, 4)
    assert found["atteint"]  # 50 % exactly is reached


def test_priority_households_by_holder_unreserved_stock_included():
    table = file(
        reservataire=["etat"] * 4 + ["bailleur"] * 4,
        prioritaire=["oui", "oui", "non", "non", "non", "non", "non", "non"],
        dalo=["non"] * 4 + ["oui", "non", "non", "non"],
    )
    result = allocation_objectives(table, "reservataire")
    assert row(result, "prioritaires", "etat")["numerateur"] == 2
    landlord = row(result, "prioritaires", "bailleur")
    assert (landlord["numerateur"], landlord["denominateur"]) == (1, 4)
    assert landlord["atteint"]


def test_orcod_rehousing_counts_from_2025():
    table = file(
        relogement=["orcod", "orcod"],
        date_decision=["2024-12-31", "2025-01-01"],
        date_bail=["2025-02-01", "2025-02-01"],
    )
    assert row(allocation_objectives(table), "hors_qpv_q1")["numerateur"] == 1


def test_quartile_from_income_and_the_threshold_of_the_year():
    # 780 × 12 / 1.0 = 9 360: the threshold itself is in the first quartile.
    table = file(quartile=[None, None, None]).assign(
        revenu_mensuel=[780, 781, 1170], unites_consommation=[1.0, 1.0, 1.5]
    )
    limits = pd.DataFrame({"epci": ["200"], "annee": [2024], "seuil": [9360]})
    result = allocation_objectives(table, thresholds=limits, epci="200")
    assert row(result, "hors_qpv_q1")["numerateur"] == 2
    with pytest.raises(ConfigurationError, match="seuil du premier quartile"):
        allocation_objectives(table, epci="999")


def test_the_perimeter_in_force_on_the_day_of_the_decision_decides():
    old = gpd.GeoDataFrame(index=["QP1"], geometry=[shapely.box(0, 0, 10, 10)], crs=2154)
    new = gpd.GeoDataFrame(index=["QN1"], geometry=[shapely.box(20, 0, 30, 10)], crs=2154)
    table = file(
        date_decision=["2023-12-31", "2024-01-01", "2023-12-31", "2024-01-01"],
        x=[5, 5, 25, 25],
        y=[5, 5, 5, 5],
        en_qpv=["", "", "", ""],
    )
    layers = {"qpv2015": old, "qpv2024": new}
    assert row(allocation_objectives(table, perimeters=layers), "qpv_q2_q4")["denominateur"] == 2
    overseas = allocation_objectives(table, perimeters=layers, overseas=True)
    assert row(overseas, "qpv_q2_q4")["denominateur"] == 2
    # In 2024 overseas the perimeter of 2015 still holds: rows 1 and 2, not row 4.
    only_2024 = allocation_objectives(
        table, perimeters=layers, overseas=True, start=date(2024, 1, 1), end=date(2024, 12, 31)
    )
    assert row(only_2024, "qpv_q2_q4")["denominateur"] == 1
    # Without the older layer, a decision of 2023 has an unknown place.
    partial = allocation_objectives(table, perimeters={"qpv2024": new})
    assert row(partial, "qpv_q2_q4")["inconnus"] == 2


def test_a_former_zus_counts_until_the_end_of_2020():
    zus = gpd.GeoDataFrame(index=["Z"], geometry=[shapely.box(0, 0, 10, 10)], crs=2154)
    elsewhere = gpd.GeoDataFrame(index=["Q"], geometry=[shapely.box(90, 90, 99, 99)], crs=2154)
    table = file(
        date_decision=["2020-12-31", "2021-01-01"],
        date_bail=["2021-02-01"] * 2,
        en_qpv=["", ""],
        x=[5, 5],
        y=[5, 5],
    )
    result = allocation_objectives(table, perimeters={"zus": zus, "qpv2015": elsewhere})
    assert row(result, "qpv_q2_q4")["denominateur"] == 1
    assert row(result, "hors_qpv_q1")["denominateur"] == 1


def test_a_district_under_watch_is_outside_in_law_and_left_out_by_a_local_target():
    qva = gpd.GeoDataFrame(index=["V"], geometry=[shapely.box(0, 0, 10, 10)], crs=2154)
    table = file(quartile=[1, 1, 2, 2], x=[5, 50, 5, 50], y=[5, 5, 5, 5])
    result = allocation_objectives(table, perimeters={"qva": qva}, local={"hors_qpv_qva_q1": 0.25})
    assert row(result, "hors_qpv_q1")["denominateur"] == 4
    local = row(result, "hors_qpv_qva_q1", nature="local")
    assert (local["numerateur"], local["denominateur"]) == (1, 2)


def test_positions_may_come_as_geometry():
    old = gpd.GeoDataFrame(index=["QP1"], geometry=[shapely.box(0, 0, 10, 10)], crs=2154)
    table = file(date_decision=["2023-06-01"] * 3, en_qpv=["", "", ""])
    shapes = [shapely.Point(5, 5), shapely.Point(50, 5), None]
    located = gpd.GeoDataFrame(table, geometry=shapes, crs=2154)
    found = row(allocation_objectives(located, perimeters={"qpv2015": old}), "qpv_q2_q4")
    assert (found["denominateur"], found["inconnus"]) == (1, 1)


def test_unknown_places_and_quartiles_are_counted_apart():
    table = file(en_qpv=["non", "", "non"], quartile=[1, 1, None])
    found = row(allocation_objectives(table), "hors_qpv_q1")
    assert (found["numerateur"], found["denominateur"], found["inconnus"]) == (1, 1, 2)


def test_local_targets_stand_beside_the_legal_ones():
    table = file(mutation=["oui", "non", "non", "non"], quartile=[1, 2, 2, 2])
    result = allocation_objectives(table, local={"mutations": 0.25, "hors_qpv_q1": 0.30})
    assert row(result, "mutations", nature="local")["atteint"]
    assert row(result, "hors_qpv_q1")["atteint"]
    assert not row(result, "hors_qpv_q1", nature="local")["atteint"]
    with pytest.raises(ConfigurationError, match="Possibles"):
        allocation_objectives(table, local={"inconnu": 0.5})


def test_the_pace_is_prolonged_to_the_end_of_the_period():
    # Half a year (182 of 366 days), 10 of 91 leases: 183 expected, 46 due, 36 still to do.
    table = file(quartile=[1] * 10 + [3] * 81)
    found = row(
        allocation_objectives(
            table, start=date(2024, 1, 1), end=date(2024, 12, 31), as_of=date(2024, 6, 30)
        ),
        "hors_qpv_q1",
    )
    assert found["denominateur_prevu"] == 183
    assert found["a_faire"] == 36
    assert found["taux_a_tenir"] == pytest.approx(36 / 92)
    assert found["atteignable"]


def test_bad_rows_are_named():
    with pytest.raises(InputError, match="1, 2, 3 ou 4"):
        allocation_objectives(file(quartile=[1, 5]))
    with pytest.raises(InputError, match="oui ou non"):
        allocation_objectives(file(prioritaire=["oui", "peut-être"]))
    with pytest.raises(InputError, match="AAAA-MM-JJ"):
        allocation_objectives(file(date_decision=["2024-01-01", "01.02.2024"]))
    with pytest.raises(InputError, match="période"):
        allocation_objectives(file(quartile=[1]), start=date(2030, 1, 1))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_missing_allocations_is_the_smallest_that_reaches_the_target(data):
    base = data.draw(st.integers(0, 500))
    reached = data.draw(st.integers(0, base))
    target = Fraction(data.draw(st.integers(0, 99)), 100)
    more = missing_allocations(reached, base, target)
    assert reached + more >= target * (base + more)
    if more:
        assert reached + more - 1 < target * (base + more - 1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=40))
def test_one_more_first_quartile_lease_never_lowers_the_rate(quartiles):
    before = row(allocation_objectives(file(quartile=quartiles)), "hors_qpv_q1")["taux"]
    after = row(allocation_objectives(file(quartile=[*quartiles, 1])), "hors_qpv_q1")["taux"]
    assert after >= before
